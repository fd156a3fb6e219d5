// SPDX-License-Identifier: GPL-2.0
/*
 * Descriptors of objects: what they have by default, how their parts are read
 * and changed, with which rights, and by whom.
 */
#include "named_objects.h"
#include "ntobj_fixture.h"
#include "security_test.h"

#define RC		NTOBJ_READ_CONTROL
#define WDAC		NTOBJ_WRITE_DAC
#define WO		NTOBJ_WRITE_OWNER
#define SS		NTOBJ_ACCESS_SYSTEM_SECURITY
#define MAX		NTOBJ_MAXIMUM_ALLOWED

#define PROTECTED	NTOBJ_PROTECTED_DACL_SECURITY_INFORMATION
#define UNPROTECTED	NTOBJ_UNPROTECTED_DACL_SECURITY_INFORMATION

/* Besides those that have names. */
enum { PROCESS = NAMED, THREAD, TOKEN, KINDS };

static const struct {
	const char *name;
	__u32 all;
	__u32 generic[4];	/* all, execute, write, read, as the bits are */
} kinds[KINDS] = {
	[EVENT] = { "event", 0x1f0003, { 0x1f0003, 0x120000, 0x20002, 0x20001 } },
	[DIRECTORY] = { "directory", 0xf000f, { 0xf000f, 0x20003, 0x2000c, 0x20003 } },
	[LINK] = { "link", 0xf0001, { 0xf0001, 0x20001, 0x20000, 0x20001 } },
	[SEMAPHORE] = { "semaphore", 0x1f0003, { 0x1f0003, 0x120000, 0x20002, 0x20001 } },
	[MUTANT] = { "mutant", 0x1f0001, { 0x1f0001, 0x120000, 0x20000, 0x20001 } },
	[EVENT_PAIR] = { "event pair", 0x1f0000, { 0x1f0000, 0x120000, 0x120000, 0x120000 } },
	[TIMER] = { "timer", 0x1f0003, { 0x1f0003, 0x120000, 0x20002, 0x20001 } },
	[PROCESS] = { "process", 0x1fffff, { 0x1fffff, 0x121001, 0x20beb, 0x20410 } },
	[THREAD] = { "thread", 0x1fffff, { 0x1fffff, 0x121800, 0x20437, 0x20048 } },
	[TOKEN] = { "token", 0xf01ff, { 0xf01ff, 0x20000, 0x200e0, 0x20008 } },
};

/* Names of one object of each kind, within a home that stays open. */
static const char16_t * const names[NAMED] = {
	u"event", u"directory", u"link", u"semaphore", u"mutant", u"pair", u"timer",
};

static __u64 home;

static void make_named(void)
{
	__u64 handle;
	int kind;

	home = nt_home();
	for (kind = 0; kind < NAMED; kind++)
		NT_CHECK_STATUS(STATUS_SUCCESS,
				create(kind, &handle, nt_at(home, names[kind]), 0));
}

/* The caller's own process and thread, and his token. */
static __s32 open_kind(unsigned int kind, __u64 *handle, __u32 access)
{
	switch (kind) {
	case PROCESS:
		return nt_open_process(handle, getpid(), access);
	case THREAD:
		return nt_open_thread(handle, gettid(), access);
	case TOKEN:
		return nt_open_process_token(handle, NTOBJ_CURRENT_PROCESS, access);
	default:
		return open_named(kind, handle, nt_at(home, names[kind]), access);
	}
}

static __u64 opened(unsigned int kind, __u32 access)
{
	__u64 handle;

	NT_CHECK_STATUS(STATUS_SUCCESS, open_kind(kind, &handle, access));
	return handle;
}

static const __u32 parts[] = { NT_OWNER, NT_GROUP, NT_DACL, NT_SACL };

static const __u32 query_rights[] = { RC, RC, RC, SS };
static const __u32 set_rights[] = { WO, WO, WDAC, SS };

static __s32 query(__u64 handle, __u32 information)
{
	char buffer[1024];
	__u32 answered;

	return nt_query_security(handle, information, buffer, sizeof(buffer), &answered);
}

static __s32 set(__u64 handle, __u32 information)
{
	return nt_set_security(handle, information,
			       "O:U0 G:G0 D:(A;;0x1ff;;;WD) S:(AU;SA;0x1;;;WD)");
}

/*
 * What objects have, and which rights it takes
 */

TEST_F(ntobj, defaults)
{
	char text[128];
	int kind;

	make_named();
	for (kind = 0; kind < KINDS; kind++) {
		__u64 handle = opened(kind, kinds[kind].all | SS);

		snprintf(text, sizeof(text), "O:U0 G:G0 D:(A;;0x%x;;;U0)(A;;0x%x;;;SY)",
			 kinds[kind].all, kinds[kind].all);
		EXPECT_SECURITY(text, handle, NT_ALL_PARTS);
		EXPECT_SECURITY(text, handle, NT_OPEN_PARTS);
		EXPECT_SECURITY("O:U0", handle, NT_OWNER);
		EXPECT_SECURITY("G:G0", handle, NT_GROUP);
		EXPECT_SECURITY(strstr(text, "D:"), handle, NT_DACL);
		EXPECT_SECURITY("", handle, NT_SACL);
		EXPECT_SECURITY("", handle, 0);
	}
}

TEST_F(ntobj, defaults_of_user)
{
	char text[128];
	__u64 handle;
	int kind;

	nt_act_as(NT_ALICE);
	for (kind = 0; kind < KINDS; kind++) {
		if (kind < NAMED)
			ASSERT_STATUS(STATUS_SUCCESS,
				      create(kind, &handle,
					     kind == LINK ? nt_name(u"\\??\\ntobj_hers") :
					     nt_name(u"\\BaseNamedObjects\\ntobj_hers"),
					     kinds[kind].all));
		else
			handle = opened(kind, kinds[kind].all);
		snprintf(text, sizeof(text),
			 "O:U1000 G:G1000 D:(A;;0x%x;;;U1000)(A;;0x%x;;;SY)",
			 kinds[kind].all, kinds[kind].all);
		EXPECT_SECURITY(text, handle, NT_OPEN_PARTS);
		ASSERT_STATUS(STATUS_SUCCESS, nt_close(handle));
	}
}

TEST_F(ntobj, rights_to_query)
{
	unsigned int i;
	int kind;

	make_named();
	for (kind = 0; kind < KINDS; kind++) {
		__u32 all = kinds[kind].all | SS;

		for (i = 0; i < ARRAY_SIZE(parts); i++) {
			EXPECT_STATUS(STATUS_ACCESS_DENIED,
				      query(opened(kind, all & ~query_rights[i]), parts[i]));
			EXPECT_STATUS(STATUS_SUCCESS,
				      query(opened(kind, query_rights[i]), parts[i]));
		}
		EXPECT_STATUS(STATUS_ACCESS_DENIED,
			      query(opened(kind, all & ~SS), NT_ALL_PARTS));
		EXPECT_STATUS(STATUS_ACCESS_DENIED,
			      query(opened(kind, all & ~RC), NT_ALL_PARTS));
		EXPECT_STATUS(STATUS_SUCCESS, query(opened(kind, RC | SS), NT_ALL_PARTS));
	}
}

TEST_F(ntobj, rights_to_set)
{
	unsigned int i;
	int kind;

	make_named();
	for (kind = 0; kind < KINDS; kind++) {
		__u32 all = kinds[kind].all | SS;
		__u64 handles[2 * ARRAY_SIZE(parts)];

		/* Opened before one of them is set: it might not be afterwards. */
		for (i = 0; i < ARRAY_SIZE(parts); i++) {
			handles[2 * i] = opened(kind, all & ~set_rights[i]);
			handles[2 * i + 1] = opened(kind, set_rights[i]);
		}
		for (i = 0; i < ARRAY_SIZE(parts); i++) {
			EXPECT_STATUS(STATUS_ACCESS_DENIED, set(handles[2 * i], parts[i]));
			EXPECT_STATUS(STATUS_ACCESS_DENIED,
				      set(handles[2 * i], NT_ALL_PARTS));
			EXPECT_STATUS(STATUS_SUCCESS, set(handles[2 * i + 1], parts[i]));
		}
		EXPECT_SECURITY("S:(AU;SA;0x1;;;WD)", handles[7], NT_SACL);
	}
}

/*
 * Rights are the handle's: what its owner has become does not count. But what is
 * audited is said by who has the privilege, and has it still.
 */
TEST_F(ntobj, rights_stay)
{
	__u64 handle;

	make_named();
	handle = opened(EVENT, kinds[EVENT].all | SS);
	nt_act_as(NT_ALICE);
	EXPECT_SECURITY("O:U0", handle, NT_OWNER);
	EXPECT_STATUS(STATUS_SUCCESS, nt_set_security(handle, NT_DACL, "D:(A;;0x1;;;WD)"));
	EXPECT_STATUS(STATUS_PRIVILEGE_NOT_HELD,
		      nt_set_security(handle, NT_SACL, "S:(AU;FA;0x1;;;WD)"));
	EXPECT_SECURITY("D:(A;;0x1;;;WD)", handle, NT_DACL | NT_SACL);
}

/* Each part by itself: the others are as they were. */
TEST_F(ntobj, parts)
{
	int kind;

	make_named();
	for (kind = 0; kind < KINDS; kind++) {
		__u64 handle = opened(kind, kinds[kind].all | SS);

		ASSERT_STATUS(STATUS_SUCCESS,
			      nt_set_security(handle, NT_ALL_PARTS,
					      "O:U0 G:G0 D:(A;;0x1;;;WD) S:"));
		EXPECT_SECURITY("O:U0 G:G0 D:(A;;0x1;;;WD) S:", handle, NT_ALL_PARTS);
		EXPECT_STATUS(STATUS_SUCCESS,
			      nt_set_security(handle, NT_OWNER, "O:U7 G:G7 D: S:"));
		EXPECT_SECURITY("O:U7 G:G0 D:(A;;0x1;;;WD) S:", handle, NT_ALL_PARTS);
		EXPECT_STATUS(STATUS_SUCCESS, nt_set_security(handle, NT_GROUP, "G:S-1-5-7"));
		EXPECT_SECURITY("O:U7 G:S-1-5-7 D:(A;;0x1;;;WD) S:", handle, NT_ALL_PARTS);
		EXPECT_STATUS(STATUS_SUCCESS,
			      nt_set_security(handle, NT_DACL, "D:(D;;0x1;;;WD)(A;;0x3;;;BA)"));
		EXPECT_SECURITY("O:U7 G:S-1-5-7 D:(D;;0x1;;;WD)(A;;0x3;;;BA) S:", handle,
				NT_ALL_PARTS);
		EXPECT_STATUS(STATUS_SUCCESS,
			      nt_set_security(handle, NT_SACL, "S:(AU;SAFA;0x2;;;U1000)"));
		EXPECT_SECURITY("O:U7 S:(AU;SAFA;0x2;;;U1000)", handle, NT_OWNER | NT_SACL);
		/* A list can be empty, let everybody do everything, or be gone. */
		EXPECT_STATUS(STATUS_SUCCESS, nt_set_security(handle, NT_DACL, "D:"));
		EXPECT_SECURITY("D:", handle, NT_DACL);
		EXPECT_STATUS(STATUS_SUCCESS,
			      nt_set_security(handle, NT_DACL, "D:NO_ACCESS_CONTROL"));
		EXPECT_SECURITY("D:NO_ACCESS_CONTROL", handle, NT_DACL);
		EXPECT_STATUS(STATUS_SUCCESS, nt_set_security(handle, NT_SACL, " "));
		EXPECT_SECURITY("", handle, NT_SACL);
	}
}

/* Generic rights in a list are the type's own. */
TEST_F(ntobj, generic_rights)
{
	unsigned int bit;
	char text[64];
	int kind;

	make_named();
	for (kind = 0; kind < KINDS; kind++) {
		__u64 handle = opened(kind, RC | WDAC);

		for (bit = 0; bit < 4; bit++) {
			EXPECT_STATUS(STATUS_SUCCESS,
				      nt_set_security(handle, NT_DACL,
						      "D:(A;;0x%x;;;WD)(D;;0x%x;;;U7)",
						      1U << (28 + bit) | NTOBJ_DELETE,
						      1U << (28 + bit)));
			snprintf(text, sizeof(text), "D:(A;;0x%x;;;WD)(D;;0x%x;;;U7)",
				 kinds[kind].generic[bit] | NTOBJ_DELETE,
				 kinds[kind].generic[bit]);
			EXPECT_SECURITY(text, handle, NT_DACL);
		}
	}
	for (kind = 0; kind < NAMED; kind++) {
		__u64 handle;

		ASSERT_STATUS(STATUS_SUCCESS,
			      create(kind, &handle,
				     nt_secured(nt_unnamed(), "D:(A;;0x90000000;;;WD)"), RC));
		snprintf(text, sizeof(text), "D:(A;;0x%x;;;WD)", kinds[kind].all);
		EXPECT_SECURITY(text, handle, NT_DACL);
	}
}

TEST_F(ntobj, protection)
{
	__u64 handle;

	make_named();
	handle = opened(EVENT, RC | WDAC);
	EXPECT_STATUS(STATUS_SUCCESS,
		      nt_set_security(handle, NT_DACL | PROTECTED, "D:(A;;0x1;;;WD)"));
	EXPECT_SECURITY("D:P(A;;0x1;;;WD)", handle, NT_DACL);
	EXPECT_STATUS(STATUS_SUCCESS,
		      nt_set_security(handle, NT_DACL | UNPROTECTED, "D:P(A;;0x1;;;WD)"));
	EXPECT_SECURITY("D:(A;;0x1;;;WD)", handle, NT_DACL);
	EXPECT_STATUS(STATUS_SUCCESS, nt_set_security(handle, NT_DACL, "D:P"));
	EXPECT_SECURITY("D:P", handle, NT_DACL);
	EXPECT_STATUS(STATUS_INVALID_PARAMETER,
		      nt_set_security(handle, NT_DACL | PROTECTED | UNPROTECTED, "D:"));
	EXPECT_SECURITY("D:P", handle, NT_DACL);
}

/*
 * Sizes
 */

TEST_F(ntobj, sizes)
{
	static const __u32 sets_of_parts[] = {
		0, NT_OWNER, NT_GROUP, NT_DACL, NT_SACL, NT_OPEN_PARTS, NT_ALL_PARTS,
	};
	char whole[512];
	char buffer[512];
	unsigned int i;
	int kind;

	make_named();
	for (kind = 0; kind < KINDS; kind++) {
		struct ntobj_object_basic_information basic;
		__u64 handle = opened(kind, kinds[kind].all | SS);
		__u32 needed = 0;

		ASSERT_STATUS(STATUS_SUCCESS,
			      nt_set_security(handle, NT_SACL, "S:(AU;SA;0x1;;;S-1-5-7)"));
		for (i = 0; i < ARRAY_SIZE(sets_of_parts); i++) {
			__u32 answered;
			__u32 length;

			ASSERT_STATUS(STATUS_BUFFER_TOO_SMALL,
				      nt_query_security(handle, sets_of_parts[i], NULL, 0,
							&needed));
			ASSERT_GE(sizeof(whole) - 1, needed);
			ASSERT_STATUS(STATUS_SUCCESS,
				      nt_query_security(handle, sets_of_parts[i], whole,
							needed, &answered));
			EXPECT_EQ(needed, answered);
			EXPECT_EQ(NULL, nt_descriptor_fault(whole, needed));
			for (length = 0; length < needed; length++) {
				memset(buffer, NT_POISON, sizeof(buffer));
				EXPECT_STATUS(STATUS_BUFFER_TOO_SMALL,
					      nt_query_security(handle, sets_of_parts[i],
								buffer, length, &answered));
				EXPECT_EQ(needed, answered);
				EXPECT_EQ((char)NT_POISON, buffer[0]);
			}
			memset(buffer, NT_POISON, sizeof(buffer));
			EXPECT_STATUS(STATUS_SUCCESS,
				      nt_query_security(handle, sets_of_parts[i], buffer,
							sizeof(buffer), &answered));
			EXPECT_EQ(0, memcmp(whole, buffer, needed));
			EXPECT_EQ((char)NT_POISON, buffer[needed]);
			EXPECT_STATUS(STATUS_ACCESS_VIOLATION,
				      nt_query_security(handle, sets_of_parts[i], (void *)8,
							4096, &answered));
		}
		ASSERT_STATUS(STATUS_SUCCESS, nt_query_basic(handle, &basic));
		EXPECT_EQ(needed, basic.security_descriptor_size)
			TH_LOG("%s", kinds[kind].name);
	}
}

/*
 * What can be wrong
 */

TEST_F(ntobj, bad_queries)
{
	struct ntobj_query_security call = { .information = NT_OWNER, .reserved = 1 };
	unsigned int bit;
	__u64 handle;

	make_named();
	handle = opened(EVENT, kinds[EVENT].all | SS);
	call.handle = handle;
	EXPECT_STATUS(STATUS_INVALID_PARAMETER, nt_call(NTOBJ_IOC_QUERY_SECURITY, &call));
	for (bit = 4; bit < 32; bit++)
		EXPECT_STATUS(STATUS_INVALID_PARAMETER, query(handle, 1U << bit | NT_OWNER));
	EXPECT_STATUS(STATUS_INVALID_HANDLE, query(0, NT_OWNER));
	EXPECT_STATUS(STATUS_INVALID_HANDLE, query(0x4000, NT_OWNER));
}

TEST_F(ntobj, bad_settings)
{
	struct ntobj_set_security call = { .information = NT_OWNER, .reserved = 1 };
	unsigned int bit;
	__u64 handle;

	make_named();
	handle = opened(EVENT, kinds[EVENT].all | SS);
	call.handle = handle;
	call.descriptor = nt_address(nt_descriptor("O:U7"));
	EXPECT_STATUS(STATUS_INVALID_PARAMETER, nt_call(NTOBJ_IOC_SET_SECURITY, &call));
	for (bit = 4; bit < 28; bit++)
		EXPECT_STATUS(STATUS_INVALID_PARAMETER, set(handle, 1U << bit | NT_OWNER));
	EXPECT_STATUS(STATUS_INVALID_PARAMETER, set(handle, 0));
	EXPECT_STATUS(STATUS_INVALID_HANDLE, set(0, NT_OWNER));
	EXPECT_STATUS(STATUS_INVALID_HANDLE, set(0x4000, NT_OWNER));
	EXPECT_STATUS(STATUS_ACCESS_VIOLATION, nt_set_security_raw(handle, NT_OWNER, NULL));
	EXPECT_STATUS(STATUS_ACCESS_VIOLATION,
		      nt_set_security_raw(handle, NT_OWNER, (void *)8));
	EXPECT_STATUS(STATUS_INVALID_OWNER, nt_set_security(handle, NT_OWNER, "G:G0"));
	EXPECT_STATUS(STATUS_INVALID_PRIMARY_GROUP,
		      nt_set_security(handle, NT_GROUP, "O:U0"));
	/* One bad part, and none is set. */
	EXPECT_STATUS(STATUS_INVALID_PRIMARY_GROUP,
		      nt_set_security(handle, NT_OPEN_PARTS, "O:U7 D:"));
	EXPECT_SECURITY("O:U0 G:G0 D:(A;;0x1f0003;;;U0)(A;;0x1f0003;;;SY)", handle,
			NT_ALL_PARTS);
}

/* The handles that stand for the caller have all rights but to audit. */
TEST_F(ntobj, pseudo_handles)
{
	static const __u64 handles[] = { NTOBJ_CURRENT_PROCESS, NTOBJ_CURRENT_THREAD };
	unsigned int i;

	for (i = 0; i < ARRAY_SIZE(handles); i++) {
		EXPECT_SECURITY("O:U0", handles[i], NT_OWNER);
		EXPECT_STATUS(STATUS_SUCCESS,
			      nt_set_security(handles[i], NT_DACL, "D:(A;;0x1000;;;WD)"));
		EXPECT_SECURITY("D:(A;;0x1000;;;WD)", handles[i], NT_DACL);
		EXPECT_STATUS(STATUS_ACCESS_DENIED, query(handles[i], NT_SACL));
		EXPECT_STATUS(STATUS_ACCESS_DENIED, set(handles[i], NT_SACL));
	}
}

/* What has no name has no descriptor but one that it was given. */
TEST_F(ntobj, unnamed)
{
	struct ntobj_object_basic_information basic;
	__u64 handle;
	int kind;

	for (kind = 0; kind < NAMED; kind++) {
		ASSERT_STATUS(STATUS_SUCCESS,
			      create(kind, &handle, nt_unnamed(), kinds[kind].all));
		EXPECT_STATUS(STATUS_NO_SECURITY_ON_OBJECT, query(handle, NT_OWNER));
		EXPECT_STATUS(STATUS_NO_SECURITY_ON_OBJECT, set(handle, NT_OWNER));
		ASSERT_STATUS(STATUS_SUCCESS, nt_query_basic(handle, &basic));
		EXPECT_EQ(0, basic.security_descriptor_size);
		ASSERT_STATUS(STATUS_SUCCESS,
			      create(kind, &handle,
				     nt_secured(nt_unnamed(), "D:(A;;0x1;;;WD)"),
				     kinds[kind].all));
		EXPECT_SECURITY("O:U0 G:G0 D:(A;;0x1;;;WD)", handle, NT_OPEN_PARTS);
		EXPECT_STATUS(STATUS_SUCCESS, set(handle, NT_OWNER));
	}
}

/*
 * Owners
 */

TEST_F(ntobj, owners)
{
	static const struct {
		const char *owner;
		__s32 hers;		/* to a user */
		__s32 systems;		/* to the system without SeRestorePrivilege */
	} rows[] = {
		{ "U1000", STATUS_SUCCESS, STATUS_INVALID_OWNER },
		{ "U1001", STATUS_INVALID_OWNER, STATUS_INVALID_OWNER },
		{ "U0", STATUS_INVALID_OWNER, STATUS_SUCCESS },
		{ "SY", STATUS_INVALID_OWNER, STATUS_SUCCESS },
		{ "BA", STATUS_INVALID_OWNER, STATUS_SUCCESS },
		/* Groups that somebody is in, but that own nothing. */
		{ "G1000", STATUS_INVALID_OWNER, STATUS_INVALID_OWNER },
		{ "WD", STATUS_INVALID_OWNER, STATUS_INVALID_OWNER },
		{ "AU", STATUS_INVALID_OWNER, STATUS_INVALID_OWNER },
		{ "S-1-5-7", STATUS_INVALID_OWNER, STATUS_INVALID_OWNER },
	};
	__u64 handle;
	__u64 created;
	unsigned int i;

	make_named();
	handle = opened(EVENT, kinds[EVENT].all);
	for (i = 0; i < ARRAY_SIZE(rows); i++) {
		char text[16];

		snprintf(text, sizeof(text), "O:%s", rows[i].owner);
		EXPECT_STATUS(STATUS_SUCCESS, nt_set_security(handle, NT_OWNER, "%s", text));
		EXPECT_SECURITY(text, handle, NT_OWNER);
		EXPECT_STATUS(STATUS_SUCCESS,
			      create(EVENT, &created, nt_secured(nt_unnamed(), "%s", text),
				     RC));
		EXPECT_SECURITY(text, created, NT_OWNER);
	}
	nt_own_privilege(NTOBJ_SE_RESTORE, 0);
	for (i = 0; i < ARRAY_SIZE(rows); i++) {
		EXPECT_STATUS(rows[i].systems,
			      nt_set_security(handle, NT_OWNER, "O:%s", rows[i].owner));
		EXPECT_STATUS(rows[i].systems,
			      create(EVENT, &created,
				     nt_secured(nt_unnamed(), "O:%s", rows[i].owner), 1));
	}
	nt_act_as(NT_ALICE);
	for (i = 0; i < ARRAY_SIZE(rows); i++) {
		EXPECT_STATUS(rows[i].hers,
			      nt_set_security(handle, NT_OWNER, "O:%s", rows[i].owner));
		EXPECT_STATUS(rows[i].hers,
			      create(EVENT, &created,
				     nt_secured(nt_unnamed(), "O:%s", rows[i].owner), 1));
	}
	/* A group may be any. */
	EXPECT_STATUS(STATUS_SUCCESS, nt_set_security(handle, NT_GROUP, "G:BA"));
	EXPECT_STATUS(STATUS_SUCCESS,
		      create(EVENT, &created, nt_secured(nt_unnamed(), "G:SY"), RC));
	EXPECT_SECURITY("O:U1000 G:SY", created, NT_OWNER | NT_GROUP);
}

/* Only who has the privilege says what is audited of a new object. */
TEST_F(ntobj, system_lists)
{
	__u64 handle;
	int kind;

	for (kind = 0; kind < NAMED; kind++) {
		ASSERT_STATUS(STATUS_SUCCESS,
			      create(kind, &handle,
				     nt_secured(nt_unnamed(), "S:(AU;SA;0x10000000;;;WD)"),
				     SS | RC));
		EXPECT_STATUS(STATUS_SUCCESS, query(handle, NT_ALL_PARTS));
	}
	nt_act_as(NT_ALICE);
	for (kind = 0; kind < NAMED; kind++) {
		EXPECT_STATUS(STATUS_PRIVILEGE_NOT_HELD,
			      create(kind, &handle,
				     nt_secured(nt_unnamed(), "S:(AU;SA;0x1;;;WD)"), 1));
		EXPECT_STATUS(STATUS_PRIVILEGE_NOT_HELD,
			      create(kind, &handle, nt_secured(nt_unnamed(), "S:"), 1));
		EXPECT_STATUS(STATUS_SUCCESS,
			      create(kind, &handle, nt_secured(nt_unnamed(), "D:"), RC));
	}
}

TEST_HARNESS_MAIN
