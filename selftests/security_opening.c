// SPDX-License-Identifier: GPL-2.0
/*
 * Who may open what, and pass where: descriptors decide, in the order that
 * checks have.
 */
#include <signal.h>

#include "named_objects.h"
#include "ntobj_fixture.h"
#include "security_test.h"

#define RC		NTOBJ_READ_CONTROL
#define WDAC		NTOBJ_WRITE_DAC
#define WO		NTOBJ_WRITE_OWNER
#define SS		NTOBJ_ACCESS_SYSTEM_SECURITY
#define MAX		NTOBJ_MAXIMUM_ALLOWED

#define ALL		NTOBJ_DIRECTORY_ALL_ACCESS

static __u64 home;

static const struct opening {
	const char *descriptor;
	uid_t user;
	__u32 desired;
	__s32 status;
	__u32 granted;
} openings[] = {
	{ "D:(A;;0x1;;;WD)", NT_ALICE, 1, 0, 1 },
	{ "D:(A;;0x1;;;WD)", NT_ALICE, 2, STATUS_ACCESS_DENIED, 0 },
	{ "D:(A;;0x1;;;WD)", NT_ALICE, 3, STATUS_ACCESS_DENIED, 0 },
	{ "D:(A;;0x1;;;WD)", NT_ALICE, MAX, 0, 1 },
	{ "D:(A;;0x1;;;WD)", NT_ALICE, MAX | 2, STATUS_ACCESS_DENIED, 0 },
	{ "D:(A;;0x1;;;WD)", NT_ALICE, 0, STATUS_ACCESS_DENIED, 0 },
	{ "D:(A;;0x1;;;WD)", NT_ALICE, NTOBJ_GENERIC_READ, STATUS_ACCESS_DENIED, 0 },
	{ "D:(A;;0x20001;;;WD)", NT_ALICE, NTOBJ_GENERIC_READ, 0, 0x20001 },
	{ "D:(A;;0x80000000;;;WD)", NT_ALICE, MAX, 0, 0x20001 },
	{ "D:(A;;0x10000000;;;WD)", NT_ALICE, MAX, 0, 0x1f0003 },
	{ "D:(A;;0x10000000;;;WD)", NT_ALICE, NTOBJ_GENERIC_ALL, 0, 0x1f0003 },
	{ "D:(A;;0xffff;;;WD)", NT_ALICE, MAX, 0, 3 },
	{ "D:(A;;0xffff;;;WD)", NT_ALICE, 4, STATUS_ACCESS_DENIED, 0 },
	{ "D:NO_ACCESS_CONTROL", NT_ALICE, MAX, 0, 0x1f0003 },
	{ "D:NO_ACCESS_CONTROL", NT_ALICE, 4, STATUS_ACCESS_DENIED, 0 },
	{ "D:NO_ACCESS_CONTROL", NT_ALICE, SS, STATUS_PRIVILEGE_NOT_HELD, 0 },
	{ "D:NO_ACCESS_CONTROL", NT_ALICE, SS | 1, STATUS_PRIVILEGE_NOT_HELD, 0 },
	{ "D:", NT_ALICE, SS, STATUS_PRIVILEGE_NOT_HELD, 0 },
	{ "D:", NT_ALICE, 1, STATUS_ACCESS_DENIED, 0 },
	{ "D:", NT_ALICE, MAX, STATUS_ACCESS_DENIED, 0 },
	{ "D:(D;;0x1;;;U1000)(A;;0x3;;;WD)", NT_ALICE, 1, STATUS_ACCESS_DENIED, 0 },
	{ "D:(D;;0x1;;;U1000)(A;;0x3;;;WD)", NT_ALICE, MAX, 0, 2 },
	{ "D:(D;;0x1;;;U1000)(A;;0x3;;;WD)", NT_BOB, MAX, 0, 3 },
	{ "O:U1000 D:", NT_ALICE, MAX, 0, RC | WDAC },
	{ "O:U1000 D:", NT_BOB, MAX, STATUS_ACCESS_DENIED, 0 },
	{ "O:U1000 D:(A;;0x1;;;OW)", NT_ALICE, MAX, 0, 1 },
	{ "O:U1000 D:(A;;0x1;;;OW)", NT_ALICE, RC, STATUS_ACCESS_DENIED, 0 },
	/* The system has what it is given, and its privileges. */
	{ "O:U7 D:", 0, 1, STATUS_ACCESS_DENIED, 0 },
	{ "O:U7 D:", 0, RC, STATUS_ACCESS_DENIED, 0 },
	{ "O:U7 D:", 0, WO, 0, WO },
	{ "O:U7 D:", 0, SS, 0, SS },
	{ "O:U7 D:", 0, SS | WO, 0, SS | WO },
	{ "O:U7 D:", 0, MAX, STATUS_ACCESS_DENIED, 0 },
	{ "O:U7 D:(A;;0x3;;;SY)", 0, MAX, 0, 3 },
	{ "O:U7 D:(A;;0x3;;;SY)", 0, MAX | SS, 0, SS | 3 },
	{ "O:U7 D:(A;;0x3;;;BA)", 0, 3, 0, 3 },
	{ "D:", 0, MAX, 0, RC | WDAC },
};

TEST_F(ntobj, opening)
{
	unsigned int i;

	ASSERT_STATUS(STATUS_SUCCESS,
		      create(DIRECTORY, &home, nt_secured(nt_name(NT_HOME), "D:(A;;0xf;;;WD)"),
			     0xf));
	for (i = 0; i < ARRAY_SIZE(openings); i++) {
		const struct opening *opening = &openings[i];
		__s32 status;
		__u64 handle;
		__u64 made;

		nt_act_as(0);
		ASSERT_STATUS(STATUS_SUCCESS,
			      create(EVENT, &made,
				     nt_secured(nt_at(home, u"x"), "%s", opening->descriptor),
				     0));
		nt_act_as(opening->user);
		status = nt_open_event(&handle, nt_at(home, u"x"), opening->desired);
		EXPECT_EQ(opening->status, status)
			TH_LOG("0x%x of %s: %s", opening->desired, opening->descriptor,
			       nt_status_text(status));
		if (!status) {
			EXPECT_EQ(opening->granted, nt_granted(handle))
				TH_LOG("0x%x of %s", opening->desired, opening->descriptor);
			ASSERT_STATUS(STATUS_SUCCESS, nt_close(handle));
		}
		/* To open if it is there is to open it. */
		status = create(EVENT, &handle, nt_at_flags(home, u"x", NTOBJ_OBJ_OPENIF),
				opening->desired);
		EXPECT_EQ(opening->status ?: STATUS_OBJECT_NAME_EXISTS, status)
			TH_LOG("0x%x of %s: %s", opening->desired, opening->descriptor,
			       nt_status_text(status));
		if (status >= 0) {
			EXPECT_EQ(opening->granted, nt_granted(handle));
			ASSERT_STATUS(STATUS_SUCCESS, nt_close(handle));
		}
		ASSERT_STATUS(STATUS_SUCCESS, nt_close(made));
	}
}

/* A changed list decides from then on, and not for handles there are. */
TEST_F(ntobj, changed_list)
{
	__u64 handles[2];
	__u64 made;

	ASSERT_STATUS(STATUS_SUCCESS,
		      create(EVENT, &made,
			     nt_secured(nt_name(u"\\BaseNamedObjects\\ntobj_change"),
					"D:(A;;0x3;;;WD)"), WDAC));
	nt_act_as(NT_ALICE);
	ASSERT_STATUS(STATUS_SUCCESS,
		      nt_open_event(&handles[0], nt_name(u"\\BaseNamedObjects\\ntobj_change"),
				    3));
	ASSERT_STATUS(STATUS_SUCCESS, nt_set_security(made, NT_DACL, "D:(A;;0x1;;;U1001)"));
	EXPECT_STATUS(STATUS_ACCESS_DENIED,
		      nt_open_event(&handles[1], nt_name(u"\\BaseNamedObjects\\ntobj_change"),
				    1));
	EXPECT_STATUS(STATUS_SUCCESS, nt_set_event(handles[0]));
	nt_act_as(NT_BOB);
	EXPECT_STATUS(STATUS_SUCCESS,
		      nt_open_event(&handles[1], nt_name(u"\\BaseNamedObjects\\ntobj_change"),
				    1));
}

/*
 * Directories
 */

struct directory_row {
	__u32 access;
	__s32 open;		/* what is there */
	__s32 open_missing;
	__s32 create_event;
	__s32 create_directory;
	__s32 create_existing;
};

static const struct directory_row directory_rows[] = {
	{ 0, STATUS_ACCESS_DENIED, STATUS_ACCESS_DENIED, STATUS_ACCESS_DENIED,
	  STATUS_ACCESS_DENIED, STATUS_ACCESS_DENIED },
	/* Whoever may not pass learns nothing. */
	{ 0xd, STATUS_ACCESS_DENIED, STATUS_ACCESS_DENIED, STATUS_ACCESS_DENIED,
	  STATUS_ACCESS_DENIED, STATUS_ACCESS_DENIED },
	{ NTOBJ_DIRECTORY_TRAVERSE, STATUS_SUCCESS, STATUS_OBJECT_NAME_NOT_FOUND,
	  STATUS_ACCESS_DENIED, STATUS_ACCESS_DENIED, STATUS_OBJECT_NAME_COLLISION },
	{ NTOBJ_DIRECTORY_TRAVERSE | NTOBJ_DIRECTORY_QUERY, STATUS_SUCCESS,
	  STATUS_OBJECT_NAME_NOT_FOUND, STATUS_ACCESS_DENIED, STATUS_ACCESS_DENIED,
	  STATUS_OBJECT_NAME_COLLISION },
	{ NTOBJ_DIRECTORY_TRAVERSE | NTOBJ_DIRECTORY_CREATE_OBJECT, STATUS_SUCCESS,
	  STATUS_OBJECT_NAME_NOT_FOUND, STATUS_SUCCESS, STATUS_ACCESS_DENIED,
	  STATUS_OBJECT_NAME_COLLISION },
	{ NTOBJ_DIRECTORY_TRAVERSE | NTOBJ_DIRECTORY_CREATE_SUBDIRECTORY, STATUS_SUCCESS,
	  STATUS_OBJECT_NAME_NOT_FOUND, STATUS_ACCESS_DENIED, STATUS_SUCCESS,
	  STATUS_OBJECT_NAME_COLLISION },
};

static void check_directory(struct __test_metadata *_metadata, __u64 root,
			    const char16_t *prefix, const struct directory_row *row)
{
	char16_t name[64];
	size_t length = nt_length16(prefix);
	__s32 status;
	__u64 handle;

	memcpy(name, prefix, 2 * length);
	memcpy(name + length, u"there", sizeof(u"there"));
	EXPECT_STATUS(row->open, nt_open_event(&handle, nt_at(root, name), 1));
	EXPECT_STATUS(row->create_existing, create(EVENT, &handle, nt_at(root, name), 1));
	memcpy(name + length, u"missing", sizeof(u"missing"));
	EXPECT_STATUS(row->open_missing, nt_open_event(&handle, nt_at(root, name), 1));
	status = create(EVENT, &handle, nt_at(root, name), 1);
	EXPECT_STATUS(row->create_event, status);
	if (!status)
		EXPECT_STATUS(STATUS_SUCCESS, nt_close(handle));
	status = create(LINK, &handle, nt_at(root, name), 1);
	EXPECT_STATUS(row->create_event, status);
	if (!status)
		EXPECT_STATUS(STATUS_SUCCESS, nt_close(handle));
	status = create(DIRECTORY, &handle, nt_at(root, name), 1);
	EXPECT_STATUS(row->create_directory, status);
	if (!status)
		EXPECT_STATUS(STATUS_SUCCESS, nt_close(handle));
}

TEST_F(ntobj, directories)
{
	unsigned int i;
	__u64 directory;
	__u64 there;

	ASSERT_STATUS(STATUS_SUCCESS,
		      create(DIRECTORY, &home,
			     nt_secured(nt_name(NT_HOME), "D:(A;;0xf;;;SY)(A;;0x2;;;WD)"),
			     0xf));
	for (i = 0; i < ARRAY_SIZE(directory_rows); i++) {
		nt_act_as(0);
		ASSERT_STATUS(STATUS_SUCCESS,
			      create(DIRECTORY, &directory, nt_at(home, u"d"),
				     ALL));
		ASSERT_STATUS(STATUS_SUCCESS,
			      create(EVENT, &there,
				     nt_secured(nt_at(directory, u"there"), "D:(A;;0x3;;;WD)"),
				     0));
		ASSERT_STATUS(STATUS_SUCCESS,
			      nt_set_security(directory, NT_DACL, "D:(A;;0x%x;;;U1000)",
					      directory_rows[i].access));
		nt_act_as(NT_ALICE);
		/* By a path, and from a handle that has all rights itself. */
		check_directory(_metadata, 0, NT_HOME u"\\d\\", &directory_rows[i]);
		check_directory(_metadata, directory, u"", &directory_rows[i]);
		ASSERT_STATUS(STATUS_SUCCESS, nt_close(there));
		ASSERT_STATUS(STATUS_SUCCESS, nt_close(directory));
	}
}

/* A directory above that one may not pass, and a handle to what is below. */
TEST_F(ntobj, way_in)
{
	__u64 inner;
	__u64 outer;
	__u64 event;

	home = nt_home();
	ASSERT_STATUS(STATUS_SUCCESS,
		      create(DIRECTORY, &outer, nt_at(home, u"outer"), ALL));
	ASSERT_STATUS(STATUS_SUCCESS,
		      create(DIRECTORY, &inner,
			     nt_secured(nt_at(outer, u"inner"), "D:(A;;0xf;;;WD)"), 0xf));
	ASSERT_STATUS(STATUS_SUCCESS,
		      create(EVENT, &event,
			     nt_secured(nt_at(inner, u"event"), "D:(A;;0x1;;;WD)"), 1));
	nt_act_as(NT_ALICE);
	EXPECT_STATUS(STATUS_ACCESS_DENIED,
		      nt_open_event(&event, nt_name(NT_HOME u"\\outer\\inner\\event"), 1));
	EXPECT_STATUS(STATUS_ACCESS_DENIED,
		      nt_open_event(&event, nt_name(NT_HOME u"\\outer\\none\\event"), 1));
	EXPECT_STATUS(STATUS_SUCCESS, nt_open_event(&event, nt_at(inner, u"event"), 1));
	EXPECT_STATUS(STATUS_ACCESS_DENIED,
		      nt_open_event(&event, nt_at(outer, u"inner\\event"), 1));
}

/* A link is followed by whoever can reach it; its own list is for who opens it. */
TEST_F(ntobj, links)
{
	__u64 handles[3];
	__u64 handle;

	ASSERT_STATUS(STATUS_SUCCESS,
		      create(DIRECTORY, &home,
			     nt_secured(nt_name(NT_HOME), "D:(A;;0xf;;;SY)(A;;0x2;;;WD)"),
			     0xf));
	ASSERT_STATUS(STATUS_SUCCESS,
		      nt_create_link(&handles[0], nt_secured(nt_at(home, u"l"), "O:U7 D:"), 1,
				     NT_HOME u"\\d"));
	ASSERT_STATUS(STATUS_SUCCESS,
		      create(DIRECTORY, &handles[1],
			     nt_secured(nt_at(home, u"d"), "D:(A;;0xf;;;SY)(A;;0x2;;;WD)"),
			     ALL));
	ASSERT_STATUS(STATUS_SUCCESS,
		      create(EVENT, &handles[2],
			     nt_secured(nt_at(handles[1], u"e"), "D:(A;;0x1;;;WD)"), 1));
	nt_act_as(NT_ALICE);
	EXPECT_STATUS(STATUS_ACCESS_DENIED,
		      open_named(LINK, &handle, nt_name(NT_HOME u"\\l"), 1));
	EXPECT_STATUS(STATUS_SUCCESS, nt_open_event(&handle, nt_name(NT_HOME u"\\l\\e"), 1));
	/* What it leads to is not opened by it. */
	ASSERT_STATUS(STATUS_SUCCESS, nt_set_security(handles[1], NT_DACL, "D:"));
	EXPECT_STATUS(STATUS_ACCESS_DENIED,
		      nt_open_event(&handle, nt_name(NT_HOME u"\\l\\e"), 1));
}

/*
 * The order of checks
 */

TEST_F(ntobj, order)
{
	struct ntobj_counted_descriptor bad = { .length = 3 };
	struct ntobj_object_attributes attributes;
	__u64 handle;
	__u64 made;

	ASSERT_STATUS(STATUS_SUCCESS,
		      create(DIRECTORY, &home,
			     nt_secured(nt_name(NT_HOME), "D:(A;;0xf;;;WD)"), 0xf));
	ASSERT_STATUS(STATUS_SUCCESS,
		      create(EVENT, &made, nt_secured(nt_at(home, u"x"), "D:"), 1));
	nt_act_as(NT_ALICE);
	/* What it is goes before who may have it. */
	EXPECT_STATUS(STATUS_OBJECT_TYPE_MISMATCH,
		      open_named(DIRECTORY, &handle, nt_at(home, u"x"), 1));
	EXPECT_STATUS(STATUS_OBJECT_TYPE_MISMATCH,
		      create(DIRECTORY, &handle, nt_at_flags(home, u"x", NTOBJ_OBJ_OPENIF), 1));
	/* That the name is taken goes before both. */
	EXPECT_STATUS(STATUS_OBJECT_NAME_COLLISION,
		      create(EVENT, &handle, nt_at(home, u"x"), 1));
	/* Bad arguments go before everything. */
	attributes = nt_at(home, u"x");
	attributes.security_descriptor = nt_address(&bad);
	EXPECT_STATUS(STATUS_INVALID_SECURITY_DESCR, create(EVENT, &handle, attributes, 1));
	attributes = nt_name(u"\\nothing\\here");
	attributes.security_descriptor = nt_address(&bad);
	EXPECT_STATUS(STATUS_INVALID_SECURITY_DESCR, create(EVENT, &handle, attributes, 1));
	/* A privilege for what stays goes before the name. */
	EXPECT_STATUS(STATUS_PRIVILEGE_NOT_HELD,
		      create(EVENT, &handle, nt_at_flags(home, u"x", NTOBJ_OBJ_PERMANENT), 1));
	/* A descriptor for a new object is nothing to one that is there. */
	nt_act_as(0);
	EXPECT_STATUS(STATUS_OBJECT_NAME_EXISTS,
		      create(EVENT, &handle,
			     nt_secured(nt_at_flags(home, u"x", NTOBJ_OBJ_OPENIF),
					"D:(A;;0x3;;;WD)"), RC));
	EXPECT_SECURITY("D:", handle, NT_DACL);
	EXPECT_STATUS(STATUS_SUCCESS,
		      open_named(EVENT, &handle,
				 nt_secured(nt_at(home, u"x"), "D:(A;;0x3;;;WD)"), RC));
	EXPECT_SECURITY("D:", handle, NT_DACL);
}

/* A refused object leaves neither its name nor itself behind. */
TEST_F(ntobj, refused_creation)
{
	struct nt_totals before;
	__u64 handle;
	int kind;

	ASSERT_STATUS(STATUS_SUCCESS,
		      create(DIRECTORY, &home,
			     nt_secured(nt_name(NT_HOME), "D:(A;;0xf;;;WD)"), 0xf));
	nt_act_as(NT_ALICE);
	before = nt_totals();
	for (kind = 0; kind < NAMED; kind++) {
		EXPECT_STATUS(STATUS_INVALID_OWNER,
			      create(kind, &handle, nt_secured(nt_at(home, u"x"), "O:U1001"),
				     1));
		EXPECT_STATUS(STATUS_PRIVILEGE_NOT_HELD,
			      create(kind, &handle, nt_secured(nt_at(home, u"x"), "S:"), 1));
		EXPECT_STATUS(STATUS_ACCESS_DENIED,
			      create(kind, &handle, nt_at(home, u"x"), 0x8000));
		EXPECT_STATUS(STATUS_OBJECT_NAME_NOT_FOUND,
			      open_named(kind, &handle, nt_at(home, u"x"), 1));
	}
	EXPECT_EQ(before.handles, nt_totals().handles);
	EXPECT_TRUE(NT_UNTIL(nt_totals().objects == before.objects));
}

/*
 * Processes and threads: one that has a list of its own is opened by it.
 */

static int set_own_lists(void *context)
{
	(void)context;
	NT_CHECK_STATUS(STATUS_SUCCESS,
			nt_set_security(NTOBJ_CURRENT_PROCESS, NT_DACL,
					"D:(A;;0x100400;;;U1001)"));
	NT_CHECK_STATUS(STATUS_SUCCESS,
			nt_set_security(NTOBJ_CURRENT_THREAD, NT_DACL,
					"D:(A;;0x100040;;;U1001)"));
	return nt_be_victim(NULL);
}

static bool has_own_lists(pid_t pid)
{
	__u64 handle;
	bool done;

	if (nt_open_thread(&handle, pid, RC))
		return false;
	done = strstr(nt_security(handle, NT_DACL), "U1001");
	NT_CHECK_STATUS(STATUS_SUCCESS, nt_close(handle));
	return done;
}

TEST_F(ntobj, processes)
{
	pid_t closed = nt_child_start_as(NT_ALICE, nt_be_victim, NULL);
	pid_t hers = nt_child_start_as(NT_ALICE, set_own_lists, NULL);
	__u64 handle;

	ASSERT_TRUE(NT_UNTIL(has_own_lists(hers)));
	nt_act_as(NT_BOB);
	EXPECT_STATUS(STATUS_ACCESS_DENIED, nt_open_process(&handle, closed, 0x100000));
	EXPECT_STATUS(STATUS_ACCESS_DENIED, nt_open_thread(&handle, closed, 0x100000));
	EXPECT_STATUS(STATUS_SUCCESS, nt_open_process(&handle, hers, 0x100400));
	EXPECT_EQ(0x100400, nt_granted(handle));
	EXPECT_STATUS(STATUS_TIMEOUT, nt_wait(handle, NTOBJ_WAIT_POLL));
	EXPECT_STATUS(STATUS_ACCESS_DENIED, nt_terminate(handle, 1));
	EXPECT_STATUS(STATUS_SUCCESS, nt_open_process(&handle, hers, MAX));
	EXPECT_EQ(0x100400, nt_granted(handle));
	EXPECT_STATUS(STATUS_ACCESS_DENIED, nt_open_process(&handle, hers, 1));
	EXPECT_STATUS(STATUS_SUCCESS, nt_open_thread(&handle, hers, 0x100040));
	EXPECT_STATUS(STATUS_ACCESS_DENIED, nt_open_thread(&handle, hers, 1));
	/* She is the owner, and has no more than that. */
	nt_act_as(NT_ALICE);
	EXPECT_STATUS(STATUS_ACCESS_DENIED, nt_open_process(&handle, hers, 1));
	EXPECT_STATUS(STATUS_SUCCESS, nt_open_process(&handle, hers, RC | WDAC));
	/* Who may debug may do everything. */
	nt_act_as(0);
	EXPECT_STATUS(STATUS_SUCCESS, nt_open_process(&handle, hers, 0x1fffff));
	EXPECT_STATUS(STATUS_SUCCESS, nt_open_thread(&handle, hers, 0x1fffff));
	kill(closed, SIGKILL);
	kill(hers, SIGKILL);
	EXPECT_EQ(NT_KILLED(SIGKILL), nt_child_end(closed));
	EXPECT_EQ(NT_KILLED(SIGKILL), nt_child_end(hers));
}

/*
 * The right to query all, where the list grants no right to query a little: it
 * is asked for alone, given alone, and includes the other.
 */
TEST_F(ntobj, right_to_query)
{
	const __u32 all = NTOBJ_PROCESS_QUERY_INFORMATION;
	const __u32 little = NTOBJ_PROCESS_QUERY_LIMITED_INFORMATION;
	const __u32 threads_all = NTOBJ_THREAD_QUERY_INFORMATION;
	const __u32 threads_little = NTOBJ_THREAD_QUERY_LIMITED_INFORMATION;
	struct ntobj_process_basic_information process;
	struct ntobj_thread_basic_information thread;
	pid_t hers = nt_child_start_as(NT_ALICE, set_own_lists, NULL);
	__u64 handle;

	ASSERT_TRUE(NT_UNTIL(has_own_lists(hers)));
	nt_act_as(NT_BOB);
	EXPECT_STATUS(STATUS_ACCESS_DENIED, nt_open_process(&handle, hers, little));
	EXPECT_STATUS(STATUS_ACCESS_DENIED, nt_open_process(&handle, hers, all | little));
	EXPECT_STATUS(STATUS_SUCCESS, nt_open_process(&handle, hers, all));
	EXPECT_EQ(all, nt_granted(handle));
	EXPECT_STATUS(STATUS_SUCCESS, nt_query_process(handle, &process));
	EXPECT_EQ(hers, process.process_id);
	EXPECT_STATUS(STATUS_ACCESS_DENIED, nt_open_thread(&handle, hers, threads_little));
	EXPECT_STATUS(STATUS_ACCESS_DENIED,
		      nt_open_thread(&handle, hers, threads_all | threads_little));
	EXPECT_STATUS(STATUS_SUCCESS, nt_open_thread(&handle, hers, threads_all));
	EXPECT_EQ(threads_all, nt_granted(handle));
	EXPECT_STATUS(STATUS_SUCCESS, nt_query_thread(handle, &thread));
	EXPECT_EQ(hers, thread.thread_id);
	/* Who may debug is given both. */
	nt_act_as(0);
	EXPECT_STATUS(STATUS_SUCCESS, nt_open_process(&handle, hers, all));
	EXPECT_EQ(all | little, nt_granted(handle));
	EXPECT_STATUS(STATUS_SUCCESS, nt_open_thread(&handle, hers, threads_all));
	EXPECT_EQ(threads_all | threads_little, nt_granted(handle));
	kill(hers, SIGKILL);
	EXPECT_EQ(NT_KILLED(SIGKILL), nt_child_end(hers));
}

/* A token's list decides about the token, whoever's it is. */
TEST_F(ntobj, tokens)
{
	__u64 token = nt_own_token(WDAC | RC);
	__u64 handle;

	EXPECT_STATUS(STATUS_SUCCESS, nt_set_security(token, NT_DACL, "D:(A;;0x8;;;WD)"));
	EXPECT_STATUS(STATUS_ACCESS_DENIED,
		      nt_open_process_token(&handle, NTOBJ_CURRENT_PROCESS,
					    NTOBJ_TOKEN_DUPLICATE));
	EXPECT_STATUS(STATUS_SUCCESS,
		      nt_open_process_token(&handle, NTOBJ_CURRENT_PROCESS,
					    NTOBJ_TOKEN_QUERY));
	EXPECT_STATUS(STATUS_SUCCESS,
		      nt_open_process_token(&handle, NTOBJ_CURRENT_PROCESS, RC | WDAC));
}

TEST_HARNESS_MAIN
