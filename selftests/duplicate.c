// SPDX-License-Identifier: GPL-2.0
/*
 * Duplicating handles, within a process and between processes; and comparing them.
 */
#include <fcntl.h>
#include <signal.h>
#include <sys/mman.h>

#include "extension_fixture.h"
#include "ntobj_fixture.h"
#include "security_test.h"

#define ME		NTOBJ_CURRENT_PROCESS
#define CLOSE		NTOBJ_DUPLICATE_CLOSE_SOURCE
#define ACCESS		NTOBJ_DUPLICATE_SAME_ACCESS
#define ATTRIBUTES	NTOBJ_DUPLICATE_SAME_ATTRIBUTES
#define NO_UPGRADE	NTOBJ_DUPLICATE_NO_RIGHTS_UPGRADE
#define INHERIT		NTOBJ_OBJ_INHERIT
#define PROTECT		NTOBJ_OBJ_PROTECT_CLOSE
#define QUERY		NTOBJ_EVENT_QUERY_STATE
#define MODIFY		NTOBJ_EVENT_MODIFY_STATE
#define ALL		NTOBJ_EVENT_ALL_ACCESS
#define SS		NTOBJ_ACCESS_SYSTEM_SECURITY
#define MAX		NTOBJ_MAXIMUM_ALLOWED

static __s32 duplicate(__u64 source_process, __u64 source, __u64 target_process,
		       __u64 *handle, __u32 access, __u32 attributes, __u32 options)
{
	return nt_duplicate((struct ntobj_duplicate_object){
		.source_process = source_process,
		.source_handle = source,
		.target_process = target_process,
		.desired_access = access,
		.attributes = attributes,
		.options = options,
	}, handle);
}

static __u32 attributes_of(__u64 handle)
{
	struct ntobj_object_basic_information basic;

	NT_CHECK_STATUS(STATUS_SUCCESS, nt_query_basic(handle, &basic));
	return basic.attributes;
}

static bool is_handle(__u64 handle)
{
	struct ntobj_object_basic_information basic;

	return nt_query_basic(handle, &basic) == STATUS_SUCCESS;
}

/*
 * Somebody else, who does with a handle of his what he is told.
 */

enum order { LOOK, MAKE, MAKE_MARKED, PROTECT_IT, CLOSE_IT, FORK, END };

struct letter {
	enum order order;
	__u64 handle;
};

struct answer {
	__s32 status;
	__u64 handle;
	__u64 id;
	__u32 access;
	__u32 attributes;
};

struct other {
	pid_t pid;
	__u64 process;
	int orders[2];
	int answers[2];
};

static void look(__u64 handle, struct answer *answer)
{
	struct ntobj_object_basic_information basic;

	answer->handle = handle;
	answer->status = nt_query_basic(handle, &basic);
	if (answer->status)
		return;
	answer->id = basic.id;
	answer->access = basic.granted_access;
	answer->attributes = basic.attributes;
}

static int look_in_child(void *context)
{
	struct answer *answer = context;

	look(answer->handle, answer);
	return answer->status != STATUS_SUCCESS;
}

static void obey(const struct letter *letter, struct answer *answer)
{
	struct answer seen = { .handle = letter->handle };

	switch (letter->order) {
	case MAKE:
	case MAKE_MARKED:
		answer->handle = nt_event(0, 0);
		if (letter->order == MAKE_MARKED)
			NT_CHECK_STATUS(STATUS_SUCCESS,
					nt_set_flags(answer->handle, true, false));
		look(answer->handle, answer);
		break;
	case PROTECT_IT:
		answer->status = nt_set_flags(letter->handle, false, true);
		break;
	case CLOSE_IT:
		answer->status = nt_close(letter->handle);
		break;
	case FORK:
		answer->status = nt_child(look_in_child, &seen) ? STATUS_INVALID_HANDLE :
								  STATUS_SUCCESS;
		break;
	default:
		look(letter->handle, answer);
		break;
	}
}

static int be_other(void *context)
{
	struct other *other = context;
	struct letter letter;

	while (read(other->orders[0], &letter, sizeof(letter)) == sizeof(letter) &&
	       letter.order != END) {
		struct answer answer = {};

		obey(&letter, &answer);
		NT_CHECK(write(other->answers[1], &answer, sizeof(answer)) == sizeof(answer));
	}
	return 0;
}

/* He makes no call before he is told to. */
static void other_start(struct other *other)
{
	NT_CHECK(!pipe2(other->orders, O_CLOEXEC) && !pipe2(other->answers, O_CLOEXEC));
	other->pid = nt_child_start(be_other, other);
	NT_CHECK(other->pid > 0);
	other->process = nt_process(other->pid);
}

static struct answer tell(struct other *other, enum order order, __u64 handle)
{
	struct letter letter = { .order = order, .handle = handle };
	struct answer answer = {};

	NT_CHECK(write(other->orders[1], &letter, sizeof(letter)) == sizeof(letter));
	NT_CHECK(read(other->answers[0], &answer, sizeof(answer)) == sizeof(answer));
	return answer;
}

/* His process handle stays. */
static void other_end(struct other *other)
{
	struct letter letter = { .order = END };

	NT_CHECK(write(other->orders[1], &letter, sizeof(letter)) == sizeof(letter));
	NT_CHECK(nt_child_end(other->pid) == 0);
	close(other->orders[0]);
	close(other->orders[1]);
	close(other->answers[0]);
	close(other->answers[1]);
}

/*
 * Arguments
 */

TEST_F(ntobj, invalid_parameters)
{
	static const struct ntobj_duplicate_object rows[] = {
		{ .source_process = ME, .target_process = ME, .options = 0x10 },
		{ .source_process = ME, .target_process = ME, .options = 0x80000002 },
		{ .source_process = ME, .target_process = ME, .reserved = 1 },
		{ .source_process = ME, .target_process = ME, .attributes = 0x8 },
		{ .source_process = ME, .target_process = ME, .attributes = 0x10000 },
		/* Nobody is to get it, and it is not to be closed. */
		{ .source_process = ME, .options = ACCESS },
	};
	__u64 event = nt_event(0, 0);
	unsigned int i;

	for (i = 0; i < ARRAY_SIZE(rows); i++) {
		struct ntobj_duplicate_object call = rows[i];

		call.source_handle = event;
		EXPECT_STATUS(STATUS_INVALID_PARAMETER, nt_duplicate(call, NULL));
	}
	EXPECT_TRUE(is_handle(event));
}

/* A bad source is not closed, nor is anything else; pseudo-handles can't be. */
TEST_F(ntobj, bad_source)
{
	static const __u64 sources[] = {
		0, 0x4000, 0x400, 0x80000000, 0xffffffff80000004ULL, ~0ULL - 2, ~0ULL - 5,
		0x8000000000000004ULL,
	};
	__u64 event = nt_event(0, 0);
	unsigned int i;

	for (i = 0; i < ARRAY_SIZE(sources); i++) {
		EXPECT_STATUS(STATUS_INVALID_HANDLE,
			      duplicate(ME, sources[i], ME, NULL, 0, 0, ACCESS));
		EXPECT_STATUS(STATUS_INVALID_HANDLE,
			      duplicate(ME, sources[i], ME, NULL, 0, 0, ACCESS | CLOSE));
		EXPECT_STATUS(STATUS_INVALID_HANDLE,
			      duplicate(ME, sources[i], 0, NULL, 0, 0, CLOSE));
	}
	EXPECT_TRUE(is_handle(event));
}

/* Both process handles need the right. */
TEST_F(ntobj, process_handles)
{
	const __u32 others = NTOBJ_PROCESS_ALL_ACCESS & ~NTOBJ_PROCESS_DUP_HANDLE;
	__u64 event = nt_event(0, 0);
	struct other other;
	__u64 blind;
	__u64 seeing;
	__u64 copy;

	other_start(&other);
	ASSERT_STATUS(STATUS_SUCCESS, nt_open_process(&blind, other.pid, others));
	ASSERT_STATUS(STATUS_SUCCESS,
		      nt_open_process(&seeing, other.pid, NTOBJ_PROCESS_DUP_HANDLE));
	EXPECT_STATUS(STATUS_ACCESS_DENIED, duplicate(ME, event, blind, NULL, 0, 0, ACCESS));
	EXPECT_STATUS(STATUS_ACCESS_DENIED,
		      duplicate(ME, event, blind, NULL, 0, 0, ACCESS | CLOSE));
	EXPECT_TRUE(is_handle(event));
	EXPECT_STATUS(STATUS_ACCESS_DENIED, duplicate(blind, 4, ME, NULL, 0, 0, ACCESS));
	EXPECT_STATUS(STATUS_ACCESS_DENIED, duplicate(blind, 4, 0, NULL, 0, 0, CLOSE));
	EXPECT_STATUS(STATUS_SUCCESS, duplicate(ME, event, seeing, &copy, 0, 0, ACCESS));
	EXPECT_STATUS(STATUS_SUCCESS, duplicate(seeing, copy, ME, NULL, 0, 0, ACCESS));
	EXPECT_STATUS(STATUS_OBJECT_TYPE_MISMATCH,
		      duplicate(ME, event, event, NULL, 0, 0, ACCESS));
	EXPECT_STATUS(STATUS_OBJECT_TYPE_MISMATCH,
		      duplicate(event, event, ME, NULL, 0, 0, ACCESS));
	EXPECT_STATUS(STATUS_OBJECT_TYPE_MISMATCH,
		      duplicate(NTOBJ_CURRENT_THREAD, event, ME, NULL, 0, 0, ACCESS));
	EXPECT_STATUS(STATUS_INVALID_HANDLE,
		      duplicate(ME, event, 0x4000, NULL, 0, 0, ACCESS));
	EXPECT_STATUS(STATUS_INVALID_HANDLE, duplicate(0, event, ME, NULL, 0, 0, ACCESS));
	other_end(&other);
}

/* A place that can't be written: nothing is made, and nothing closed. */
TEST_F(ntobj, bad_answer)
{
	struct ntobj_duplicate_object *call;
	struct nt_totals before;
	__u64 event = nt_event(0, 0);

	call = mmap(NULL, getpagesize(), PROT_READ | PROT_WRITE,
		    MAP_PRIVATE | MAP_ANONYMOUS, -1, 0);
	ASSERT_NE(MAP_FAILED, call);
	*call = (struct ntobj_duplicate_object){
		.source_process = ME, .source_handle = event, .target_process = ME,
		.options = ACCESS | CLOSE,
	};
	ASSERT_EQ(0, mprotect(call, getpagesize(), PROT_READ));
	before = nt_totals();
	EXPECT_STATUS(STATUS_ACCESS_VIOLATION,
		      nt_raw(nt_device, NTOBJ_IOC_DUPLICATE_OBJECT, call));
	EXPECT_EQ(before.handles, nt_totals().handles);
	EXPECT_TRUE(is_handle(event));
	EXPECT_STATUS(STATUS_ACCESS_VIOLATION,
		      nt_raw(nt_device, NTOBJ_IOC_DUPLICATE_OBJECT, NULL));
}

/*
 * Rights. The source of an event has QUERY and READ_CONTROL.
 */

struct right {
	const char *descriptor;		/* of the event; NULL for none */
	__u32 desired;
	__u32 options;
	__s32 status;
	__u32 granted;
};

#define RC	NTOBJ_READ_CONTROL
#define HAVE	(QUERY | RC)
#define DENIED	STATUS_ACCESS_DENIED

static const struct right rights[] = {
	/* What the source has takes no check. */
	{ "D:", 0, 0, 0, 0 },
	{ "D:", QUERY, 0, 0, QUERY },
	{ "D:", HAVE, 0, 0, HAVE },
	{ "D:", NTOBJ_GENERIC_READ, 0, 0, HAVE },
	{ "D:", ALL, ACCESS, 0, HAVE },
	{ "D:", ~0U, ACCESS, 0, HAVE },
	{ NULL, 0, 0, 0, 0 },
	{ NULL, NTOBJ_GENERIC_READ, 0, 0, HAVE },
	/* All bits at once are not rights. */
	{ "D:NO_ACCESS_CONTROL", ~0U, 0, DENIED, 0 },
	{ "D:NO_ACCESS_CONTROL", 0x04000000, 0, DENIED, 0 },
	{ "D:NO_ACCESS_CONTROL", 0x00200001, 0, DENIED, 0 },
	/* Those that the type does not know are left out. */
	{ "D:", QUERY | 0x100, 0, 0, QUERY },
	{ "D:", 0x100, 0, 0, 0 },
	/* More is checked, and all of it. */
	{ "D:", MODIFY, 0, DENIED, 0 },
	{ "D:", HAVE | MODIFY, 0, DENIED, 0 },
	{ "D:(A;;0x2;;;WD)", MODIFY, 0, 0, MODIFY },
	{ "D:(A;;0x2;;;WD)", QUERY | MODIFY, 0, DENIED, 0 },
	{ "D:(A;;0x3;;;WD)", QUERY | MODIFY, 0, 0, QUERY | MODIFY },
	{ "D:(A;;0x10000000;;;WD)", NTOBJ_GENERIC_ALL, 0, 0, ALL },
	{ "D:(A;;0x2;;;WD)", NTOBJ_GENERIC_ALL, 0, DENIED, 0 },
	{ "D:(A;;0x3;;;WD)", QUERY | MODIFY, NO_UPGRADE, DENIED, 0 },
	{ "D:(A;;0x3;;;WD)", QUERY, NO_UPGRADE, 0, QUERY },
	/* The most that there is: what the source has, and what may be opened. */
	{ "D:", MAX, 0, 0, HAVE },
	{ "D:(A;;0x2;;;WD)", MAX, 0, 0, HAVE | MODIFY },
	{ "D:(A;;0x2;;;WD)", MAX | MODIFY, 0, 0, HAVE | MODIFY },
	{ "D:(A;;0x2;;;WD)", MAX | QUERY, 0, 0, HAVE | MODIFY },
	{ "D:", MAX | MODIFY, 0, DENIED, 0 },
	{ "D:(A;;0x2;;;WD)", MAX | SS, 0, STATUS_PRIVILEGE_NOT_HELD, 0 },
	{ "D:(A;;0x2;;;WD)", MAX, NO_UPGRADE, 0, HAVE },
	{ "D:(A;;0x2;;;WD)", MAX | MODIFY, NO_UPGRADE, DENIED, 0 },
	/* A privilege that the caller does not have. */
	{ "D:NO_ACCESS_CONTROL", SS, 0, STATUS_PRIVILEGE_NOT_HELD, 0 },
	{ "D:NO_ACCESS_CONTROL", SS | QUERY, 0, STATUS_PRIVILEGE_NOT_HELD, 0 },
	{ "D:NO_ACCESS_CONTROL", SS, NO_UPGRADE, DENIED, 0 },
	/* Without a descriptor a narrow handle is never widened. */
	{ NULL, MODIFY, 0, DENIED, 0 },
	{ NULL, NTOBJ_GENERIC_ALL, 0, DENIED, 0 },
	{ NULL, MAX, 0, 0, HAVE },
	{ NULL, MAX | MODIFY, 0, DENIED, 0 },
	{ NULL, SS, 0, DENIED, 0 },
};

TEST_F(ntobj, rights)
{
	unsigned int i;
	__u64 home;

	ASSERT_STATUS(STATUS_SUCCESS,
		      nt_create_directory(&home, nt_secured(nt_name(NT_HOME), "D:(A;;0xf;;;WD)"),
					  0xf));
	for (i = 0; i < ARRAY_SIZE(rights); i++) {
		const struct right *right = &rights[i];
		__u64 source;
		__u64 copy;
		__s32 status;

		nt_act_as(0);
		ASSERT_STATUS(STATUS_SUCCESS,
			      nt_create_event(&source, right->descriptor ?
					      nt_secured(nt_at(home, u"x"), "O:U7 %s",
							 right->descriptor) :
					      nt_unnamed(), HAVE, 0, 0));
		nt_act_as(NT_ALICE);
		status = duplicate(ME, source, ME, &copy, right->desired, 0, right->options);
		EXPECT_EQ(right->status, status)
			TH_LOG("row %u: %s", i, nt_status_text(status));
		if (!status) {
			EXPECT_EQ(right->granted, nt_granted(copy))
				TH_LOG("row %u", i);
			EXPECT_EQ(nt_id(source), nt_id(copy));
			ASSERT_STATUS(STATUS_SUCCESS, nt_close(copy));
		}
		ASSERT_STATUS(STATUS_SUCCESS, nt_close(source));
	}
}

/* Who has the privilege may have that right as well. */
TEST_F(ntobj, system_security)
{
	__u64 source;
	__u64 copy;

	ASSERT_STATUS(STATUS_SUCCESS,
		      nt_create_event(&source, nt_secured(nt_unnamed(), "D:(A;;0x1;;;WD)"),
				      QUERY, 0, 0));
	ASSERT_STATUS(STATUS_SUCCESS, duplicate(ME, source, ME, &copy, SS | QUERY, 0, 0));
	EXPECT_EQ(SS | QUERY, nt_granted(copy));
	/* The source has it now. */
	nt_act_as(NT_ALICE);
	EXPECT_STATUS(STATUS_SUCCESS, duplicate(ME, copy, ME, NULL, SS, 0, 0));
}

/* What Linux protects is opened the way it is opened, and no other. */
TEST_F(ntobj, own_security)
{
	const __u32 limited = NTOBJ_PROCESS_QUERY_LIMITED_INFORMATION;
	__u64 process;
	__u64 thread;
	__u64 copy;

	ASSERT_STATUS(STATUS_SUCCESS, nt_open_process(&process, getpid(), limited));
	EXPECT_STATUS(STATUS_ACCESS_DENIED,
		      duplicate(ME, process, ME, NULL, NTOBJ_PROCESS_TERMINATE, 0, 0));
	EXPECT_STATUS(STATUS_SUCCESS, duplicate(ME, process, ME, &copy, MAX, 0, 0));
	EXPECT_EQ(limited, nt_granted(copy));
	ASSERT_STATUS(STATUS_SUCCESS,
		      nt_open_thread(&thread, getpid(), NTOBJ_SYNCHRONIZE));
	EXPECT_STATUS(STATUS_ACCESS_DENIED,
		      duplicate(ME, thread, ME, NULL, NTOBJ_THREAD_ALL_ACCESS, 0, 0));
	EXPECT_STATUS(STATUS_SUCCESS,
		      duplicate(ME, thread, ME, NULL, NTOBJ_SYNCHRONIZE, 0, 0));
}

/*
 * Attributes
 */

TEST_F(ntobj, attributes)
{
	static const struct {
		__u32 source;
		__u32 asked;
		__u32 options;
		__u32 got;
	} rows[] = {
		{ 0, 0, 0, 0 },
		{ 0, INHERIT, 0, INHERIT },
		{ 0, PROTECT, 0, PROTECT },
		{ 0, INHERIT | PROTECT, 0, INHERIT | PROTECT },
		{ INHERIT | PROTECT, 0, 0, 0 },
		{ INHERIT | PROTECT, 0, ATTRIBUTES, INHERIT | PROTECT },
		{ INHERIT, PROTECT, ATTRIBUTES, INHERIT },
		{ PROTECT, INHERIT, ATTRIBUTES, PROTECT },
		{ 0, INHERIT | PROTECT, ATTRIBUTES, 0 },
		/* Of no effect on a handle. */
		{ 0, NTOBJ_OBJ_KERNEL_HANDLE, 0, 0 },
		{ 0, NTOBJ_OBJ_PERMANENT | NTOBJ_OBJ_EXCLUSIVE | NTOBJ_OBJ_OPENIF, 0, 0 },
		{ 0, NTOBJ_OBJ_AUDIT_OBJECT_CLOSE, 0, 0 },
	};
	unsigned int i;

	for (i = 0; i < ARRAY_SIZE(rows); i++) {
		__u64 event = nt_event(0, 0);
		__u64 copy;

		ASSERT_STATUS(STATUS_SUCCESS,
			      nt_set_flags(event, rows[i].source & INHERIT,
					   rows[i].source & PROTECT));
		ASSERT_STATUS(STATUS_SUCCESS,
			      duplicate(ME, event, ME, &copy, 0, rows[i].asked,
					ACCESS | rows[i].options));
		EXPECT_EQ(rows[i].got, attributes_of(copy))
			TH_LOG("row %u", i);
		EXPECT_STATUS(rows[i].got & PROTECT ? STATUS_HANDLE_NOT_CLOSABLE :
						      STATUS_SUCCESS, nt_close(copy));
		ASSERT_STATUS(STATUS_SUCCESS, nt_set_flags(event, false, false));
		ASSERT_STATUS(STATUS_SUCCESS, nt_close(event));
	}
}

/* A child gets what was marked before it was made, whoever marked it. */
TEST_F(ntobj, inherited)
{
	__u64 event = nt_event(0, 0);
	struct answer answer = {};
	struct other other;
	__u64 marked;
	__u64 unmarked;

	ASSERT_STATUS(STATUS_SUCCESS, duplicate(ME, event, ME, &answer.handle, 0, INHERIT,
						ACCESS));
	EXPECT_EQ(0, nt_child(look_in_child, &answer));
	other_start(&other);
	ASSERT_STATUS(STATUS_SUCCESS,
		      duplicate(ME, event, other.process, &marked, 0, INHERIT, ACCESS));
	ASSERT_STATUS(STATUS_SUCCESS,
		      duplicate(ME, event, other.process, &unmarked, 0, 0, ACCESS));
	/* He has made no call so far, and his children have something to inherit. */
	EXPECT_STATUS(STATUS_SUCCESS, tell(&other, FORK, marked).status);
	EXPECT_STATUS(STATUS_INVALID_HANDLE, tell(&other, FORK, unmarked).status);
	other_end(&other);
}

/*
 * Between processes
 */

/* To somebody, from him, and from one to another. */
TEST_F(ntobj, between_processes)
{
	__u64 event = nt_event(0, 0);
	struct answer answer;
	struct nt_totals before;
	struct other first;
	struct other second;
	__u64 copies[3];

	other_start(&first);
	other_start(&second);
	before = nt_totals();
	ASSERT_STATUS(STATUS_SUCCESS,
		      duplicate(ME, event, first.process, &copies[0], QUERY, PROTECT, 0));
	answer = tell(&first, LOOK, copies[0]);
	ASSERT_STATUS(STATUS_SUCCESS, answer.status);
	EXPECT_EQ(nt_id(event), answer.id);
	EXPECT_EQ(QUERY, answer.access);
	EXPECT_EQ(PROTECT, answer.attributes);
	ASSERT_STATUS(STATUS_SUCCESS,
		      duplicate(first.process, copies[0], second.process, &copies[1], 0, 0,
				ACCESS | ATTRIBUTES));
	answer = tell(&second, LOOK, copies[1]);
	ASSERT_STATUS(STATUS_SUCCESS, answer.status);
	EXPECT_EQ(nt_id(event), answer.id);
	EXPECT_EQ(QUERY, answer.access);
	EXPECT_EQ(PROTECT, answer.attributes);
	ASSERT_STATUS(STATUS_SUCCESS,
		      duplicate(second.process, copies[1], ME, &copies[2], 0, 0, ACCESS));
	EXPECT_STATUS(STATUS_SUCCESS, nt_compare(event, copies[2]));
	EXPECT_EQ(3, nt_totals().handles - before.handles);
	/* Protected or not, they go with their processes. */
	other_end(&first);
	other_end(&second);
	ASSERT_STATUS(STATUS_SUCCESS, nt_close(copies[2]));
	EXPECT_EQ(before.handles, nt_totals().handles);
	ASSERT_STATUS(STATUS_SUCCESS, nt_close(first.process));
	ASSERT_STATUS(STATUS_SUCCESS, nt_close(second.process));
}

/* A handle that another makes is the same as one of mine. */
TEST_F(ntobj, from_another)
{
	struct answer made;
	struct other other;
	__u64 copy;

	other_start(&other);
	made = tell(&other, MAKE, 0);
	ASSERT_STATUS(STATUS_SUCCESS,
		      duplicate(other.process, made.handle, ME, &copy, 0, 0, ACCESS | CLOSE));
	EXPECT_EQ(made.id, nt_id(copy));
	EXPECT_STATUS(STATUS_INVALID_HANDLE, tell(&other, LOOK, made.handle).status);
	EXPECT_STATUS(STATUS_SUCCESS, nt_set_event(copy));
	/* The source was closed; another's handle of that value is another's. */
	EXPECT_STATUS(STATUS_INVALID_HANDLE,
		      duplicate(other.process, made.handle, ME, NULL, 0, 0, ACCESS));
	other_end(&other);
	EXPECT_TRUE(is_handle(copy));
}

/* One's own process by a handle is one's own process. */
TEST_F(ntobj, own_process_by_handle)
{
	__u64 event = nt_event(0, 0);
	__u64 own = nt_process(getpid());
	__u64 copy;

	ASSERT_STATUS(STATUS_SUCCESS, duplicate(own, event, own, &copy, 0, 0, ACCESS | CLOSE));
	EXPECT_FALSE(is_handle(event));
	ASSERT_STATUS(STATUS_SUCCESS, duplicate(ME, copy, own, &event, 0, 0, ACCESS));
	ASSERT_STATUS(STATUS_SUCCESS, duplicate(own, event, ME, NULL, 0, 0, ACCESS));
}

/* Who never made a call gets handles all the same, and loses them at his end. */
TEST_F(ntobj, target_that_never_called)
{
	__u64 event = nt_event(0, 0);
	struct ntobj_object_basic_information basic;
	pid_t victim = nt_victim_start();
	__u64 process = nt_process(victim);
	__u64 copy;

	ASSERT_STATUS(STATUS_SUCCESS, nt_duplicate_to(event, process, &copy));
	/* The handle is his, also when nobody has him open. */
	ASSERT_STATUS(STATUS_SUCCESS, nt_close(process));
	ASSERT_STATUS(STATUS_SUCCESS, nt_query_basic(event, &basic));
	EXPECT_EQ(2, basic.handle_count);
	process = nt_process(victim);
	EXPECT_STATUS(STATUS_SUCCESS, duplicate(process, copy, ME, NULL, 0, 0, ACCESS));
	kill(victim, SIGKILL);
	EXPECT_STATUS(STATUS_SUCCESS, nt_wait(process, NTOBJ_WAIT_FOREVER));
	ASSERT_STATUS(STATUS_SUCCESS, nt_query_basic(event, &basic));
	EXPECT_EQ(2, basic.handle_count);
	nt_child_end(victim);
}

/* A child just made: it has what it inherits, and what it is given besides. */
static int check_gift(void *context)
{
	struct answer *gift = context;

	NT_CHECK_STATUS(STATUS_SUCCESS, nt_set_event(gift->handle));
	NT_CHECK(NT_UNTIL(__atomic_load_n(&gift->id, __ATOMIC_ACQUIRE)));
	NT_CHECK(gift->id != gift->handle);
	NT_CHECK_STATUS(STATUS_SUCCESS, nt_set_event(gift->id));
	NT_CHECK(nt_id(gift->id) != nt_id(gift->handle));
	return 0;
}

TEST_F(ntobj, target_that_has_just_begun)
{
	int rounds = nt_rounds(50, 300);
	__u64 event = nt_event(0, 0);
	struct answer *gift;

	gift = mmap(NULL, sizeof(*gift), PROT_READ | PROT_WRITE, MAP_SHARED | MAP_ANONYMOUS,
		    -1, 0);
	ASSERT_NE(MAP_FAILED, gift);
	gift->handle = nt_event(0, 0);
	ASSERT_STATUS(STATUS_SUCCESS, nt_set_flags(gift->handle, true, false));
	while (rounds--) {
		__u64 process;
		__u64 copy;
		pid_t pid;

		gift->id = 0;
		pid = nt_child_start(check_gift, gift);
		ASSERT_LT(0, pid);
		process = nt_process(pid);
		ASSERT_STATUS(STATUS_SUCCESS, nt_duplicate_to(event, process, &copy));
		__atomic_store_n(&gift->id, copy, __ATOMIC_RELEASE);
		ASSERT_EQ(0, nt_child_end(pid));
		ASSERT_STATUS(STATUS_SUCCESS, nt_close(process));
	}
}

TEST_F(ntobj, ended_processes)
{
	__u64 event = nt_event(0, 0);
	struct nt_totals before;
	struct other other;
	__u64 last;

	other_start(&other);
	last = tell(&other, MAKE, 0).handle;
	other_end(&other);
	EXPECT_STATUS(STATUS_SUCCESS, nt_wait(other.process, NTOBJ_WAIT_FOREVER));
	before = nt_totals();
	EXPECT_STATUS(STATUS_PROCESS_IS_TERMINATING,
		      duplicate(other.process, last, ME, NULL, 0, 0, ACCESS));
	EXPECT_STATUS(STATUS_PROCESS_IS_TERMINATING,
		      duplicate(other.process, last, 0, NULL, 0, 0, CLOSE));
	EXPECT_STATUS(STATUS_PROCESS_IS_TERMINATING,
		      duplicate(ME, event, other.process, NULL, 0, 0, ACCESS));
	/* The source is looked for first. */
	EXPECT_STATUS(STATUS_INVALID_HANDLE,
		      duplicate(ME, 0x4000, other.process, NULL, 0, 0, ACCESS));
	EXPECT_EQ(before.handles, nt_totals().handles);
	EXPECT_STATUS(STATUS_PROCESS_IS_TERMINATING,
		      duplicate(ME, event, other.process, NULL, 0, 0, ACCESS | CLOSE));
	EXPECT_FALSE(is_handle(event));
}

/*
 * Closing the source
 */

TEST_F(ntobj, close_source)
{
	__u64 event = nt_event(0, 0);
	__u64 copy;

	ASSERT_STATUS(STATUS_SUCCESS, duplicate(ME, event, ME, &copy, 0, 0, ACCESS | CLOSE));
	EXPECT_FALSE(is_handle(event));
	/* It fails, and the source goes. */
	ASSERT_STATUS(STATUS_SUCCESS, nt_duplicate_to(copy, ME, &event));
	EXPECT_STATUS(STATUS_ACCESS_DENIED, duplicate(ME, event, ME, NULL, ~0U, 0, CLOSE));
	EXPECT_FALSE(is_handle(event));
	/* Nobody gets a duplicate. */
	ASSERT_STATUS(STATUS_SUCCESS, nt_duplicate_to(copy, ME, &event));
	EXPECT_STATUS(STATUS_SUCCESS, duplicate(ME, event, 0, NULL, 0, 0, CLOSE));
	EXPECT_FALSE(is_handle(event));
	/* A protected one stays, and nobody says so. */
	ASSERT_STATUS(STATUS_SUCCESS, nt_set_flags(copy, false, true));
	EXPECT_STATUS(STATUS_SUCCESS, duplicate(ME, copy, 0, NULL, 0, 0, CLOSE));
	EXPECT_STATUS(STATUS_SUCCESS, duplicate(ME, copy, ME, &event, 0, 0, ACCESS | CLOSE));
	EXPECT_TRUE(is_handle(copy));
	EXPECT_TRUE(is_handle(event));
	/* What stands for the caller can't be closed. */
	EXPECT_STATUS(STATUS_SUCCESS, duplicate(ME, ME, 0, NULL, 0, 0, CLOSE));
	EXPECT_STATUS(STATUS_SUCCESS, duplicate(ME, ME, ME, NULL, 0, 0, ACCESS | CLOSE));
}

/* In another's table, without a duplicate. */
TEST_F(ntobj, close_anothers)
{
	struct other other;
	struct answer made;

	other_start(&other);
	made = tell(&other, MAKE_MARKED, 0);
	EXPECT_STATUS(STATUS_SUCCESS, duplicate(other.process, made.handle, 0, NULL, 0, 0, CLOSE));
	EXPECT_STATUS(STATUS_INVALID_HANDLE, tell(&other, LOOK, made.handle).status);
	made = tell(&other, MAKE, 0);
	ASSERT_STATUS(STATUS_SUCCESS, tell(&other, PROTECT_IT, made.handle).status);
	EXPECT_STATUS(STATUS_SUCCESS, duplicate(other.process, made.handle, 0, NULL, 0, 0, CLOSE));
	EXPECT_STATUS(STATUS_SUCCESS, tell(&other, LOOK, made.handle).status);
	other_end(&other);
}

/* A name stays while its only handle moves. */
TEST_F(ntobj, moved_name)
{
	__u64 event;
	__u64 found;
	__u64 copy;
	__u64 home = nt_home();

	ASSERT_STATUS(STATUS_SUCCESS, nt_create_event(&event, nt_at(home, u"moved"), ALL, 0, 0));
	ASSERT_STATUS(STATUS_SUCCESS, duplicate(ME, event, ME, &copy, 0, 0, ACCESS | CLOSE));
	ASSERT_STATUS(STATUS_SUCCESS, nt_open_event(&found, nt_at(home, u"moved"), ALL));
	EXPECT_STATUS(STATUS_SUCCESS, nt_compare(copy, found));
}

/*
 * What a handle is to
 */

TEST_F(ntobj, pseudo_handles)
{
	struct other other;
	__u64 process;
	__u64 thread;

	ASSERT_STATUS(STATUS_SUCCESS, duplicate(ME, ME, ME, &process, 0, 0, ACCESS));
	EXPECT_EQ(NTOBJ_PROCESS_ALL_ACCESS, nt_granted(process));
	EXPECT_STATUS(STATUS_SUCCESS, nt_compare(process, ME));
	EXPECT_STATUS(STATUS_SUCCESS, nt_compare(process, nt_process(getpid())));
	ASSERT_STATUS(STATUS_SUCCESS,
		      duplicate(ME, NTOBJ_CURRENT_THREAD, ME, &thread, NTOBJ_SYNCHRONIZE, 0, 0));
	EXPECT_EQ(NTOBJ_SYNCHRONIZE, nt_granted(thread));
	EXPECT_STATUS(STATUS_SUCCESS, nt_compare(thread, NTOBJ_CURRENT_THREAD));
	/* The caller's, whosever table they are looked up in. */
	other_start(&other);
	ASSERT_STATUS(STATUS_SUCCESS, duplicate(other.process, ME, ME, &process, 0, 0, ACCESS));
	EXPECT_STATUS(STATUS_SUCCESS, nt_compare(process, ME));
	EXPECT_STATUS(STATUS_NOT_SAME_OBJECT, nt_compare(process, other.process));
	ASSERT_STATUS(STATUS_SUCCESS, nt_duplicate_to(ME, other.process, &process));
	EXPECT_EQ(nt_id(ME), tell(&other, LOOK, process).id);
	other_end(&other);
}

static int duplicate_exclusive(void *context)
{
	__u64 parent;
	__u64 copy;

	NT_CHECK_STATUS(STATUS_SUCCESS,
			nt_open_process(&parent, getppid(), NTOBJ_PROCESS_DUP_HANDLE));
	NT_CHECK_STATUS(STATUS_ACCESS_DENIED,
			duplicate(parent, *(__u64 *)context, ME, &copy, 0, 0, ACCESS));
	NT_CHECK_STATUS(STATUS_SUCCESS,
			duplicate(parent, *(__u64 *)context, parent, &copy, 0, 0, ACCESS));
	return 0;
}

/* An exclusive object is for one process, by whatever way. */
TEST_F(ntobj, exclusive)
{
	struct other other;
	__u64 event;

	ASSERT_STATUS(STATUS_SUCCESS,
		      nt_create_event(&event, nt_at_flags(nt_home(), u"mine",
							  NTOBJ_OBJ_EXCLUSIVE), ALL, 0, 0));
	EXPECT_STATUS(STATUS_SUCCESS, nt_duplicate_to(event, ME, NULL));
	other_start(&other);
	EXPECT_STATUS(STATUS_ACCESS_DENIED, nt_duplicate_to(event, other.process, NULL));
	EXPECT_EQ(0, nt_child(duplicate_exclusive, &event));
	/* That closes the source, as every failure does. */
	EXPECT_STATUS(STATUS_ACCESS_DENIED,
		      duplicate(ME, event, other.process, NULL, 0, 0, ACCESS | CLOSE));
	EXPECT_FALSE(is_handle(event));
	other_end(&other);
}

static int meet_limit(void *context)
{
	__u64 event = nt_event(0, 0);
	struct other other;
	__u64 copy;

	(void)context;
	other_start(&other);
	tell(&other, MAKE, 0);
	NT_CHECK_STATUS(STATUS_SUCCESS, nt_duplicate_to(event, other.process, &copy));
	NT_CHECK(!nt_set_parameter("max_handles", 2));
	NT_CHECK_STATUS(STATUS_INSUFFICIENT_RESOURCES,
			nt_duplicate_to(event, other.process, NULL));
	NT_CHECK_STATUS(STATUS_INSUFFICIENT_RESOURCES, nt_duplicate_to(event, ME, NULL));
	NT_CHECK_STATUS(STATUS_SUCCESS, tell(&other, CLOSE_IT, copy).status);
	NT_CHECK_STATUS(STATUS_SUCCESS, nt_duplicate_to(event, other.process, NULL));
	other_end(&other);
	return 0;
}

/* The limit is the target's. It is put back whatever becomes of the child. */
TEST_F(ntobj, limit)
{
	long max = nt_parameter("max_handles");
	int result;

	ASSERT_LT(2, max);
	result = nt_child(meet_limit, NULL);
	EXPECT_EQ(0, nt_set_parameter("max_handles", max));
	EXPECT_EQ(0, result);
}

/* Who has no right to a process has none to its handles. */
static int try_parent(void *context)
{
	__u64 parent;

	(void)context;
	NT_CHECK_STATUS(STATUS_ACCESS_DENIED,
			nt_open_process(&parent, getppid(), NTOBJ_PROCESS_DUP_HANDLE));
	return 0;
}

TEST_F(ntobj, anothers_process)
{
	EXPECT_EQ(0, nt_child_as(NT_ALICE, try_parent, NULL));
}

TEST_F(ntobj, compare)
{
	__u64 event = nt_event(0, 0);
	__u64 thread = nt_thread(getpid());
	__u64 copy;

	ASSERT_STATUS(STATUS_SUCCESS, duplicate(ME, event, ME, &copy, 0, 0, 0));
	/* No right is needed for that. */
	EXPECT_STATUS(STATUS_SUCCESS, nt_compare(event, copy));
	EXPECT_STATUS(STATUS_SUCCESS, nt_compare(copy, copy));
	EXPECT_STATUS(STATUS_SUCCESS, nt_compare(copy + 3, copy));
	EXPECT_STATUS(STATUS_NOT_SAME_OBJECT, nt_compare(event, nt_event(0, 0)));
	EXPECT_STATUS(STATUS_NOT_SAME_OBJECT, nt_compare(event, ME));
	EXPECT_STATUS(STATUS_NOT_SAME_OBJECT, nt_compare(NTOBJ_CURRENT_THREAD, ME));
	EXPECT_STATUS(STATUS_SUCCESS, nt_compare(NTOBJ_CURRENT_THREAD, thread));
	EXPECT_STATUS(STATUS_SUCCESS, nt_compare(ME, ME));
	EXPECT_STATUS(STATUS_INVALID_HANDLE, nt_compare(event, 0));
	EXPECT_STATUS(STATUS_INVALID_HANDLE, nt_compare(0x4000, event));
	EXPECT_STATUS(STATUS_INVALID_HANDLE, nt_compare(ME, ~0ULL - 2));
	EXPECT_STATUS(STATUS_INVALID_HANDLE, nt_compare(event, 0xffffffff80000004ULL));
}

/*
 * Types of drivers
 */

static __s32 make_widget(__u64 *handle, __u32 value)
{
	struct ntobj_create_widget call = {
		.attributes = nt_unnamed(),
		.desired_access = 0x1f0003,
		.value = value,
	};
	__s32 status = nt_call(NTOBJ_IOC_CREATE_WIDGET, &call);

	*handle = call.handle;
	return status;
}

static struct ntobj_query_widget counts(void)
{
	struct ntobj_query_widget call = {};

	NT_CHECK_STATUS(STATUS_SUCCESS, nt_call(NTOBJ_IOC_QUERY_WIDGET, &call));
	return call;
}

/* Handles to a widget can't be inherited, and neither can duplicates. */
TEST_F(extension, inherit_refused)
{
	__u64 widget;
	__u64 copy;

	if (!self->loaded)
		SKIP(return, "no test extension here");
	ASSERT_STATUS(STATUS_SUCCESS, make_widget(&widget, 0));
	EXPECT_STATUS(STATUS_INVALID_PARAMETER,
		      duplicate(ME, widget, ME, NULL, 0, INHERIT, ACCESS));
	ASSERT_STATUS(STATUS_SUCCESS, duplicate(ME, widget, ME, &copy, 0, 0, ACCESS));
	EXPECT_STATUS(STATUS_INVALID_PARAMETER,
		      duplicate(ME, copy, ME, NULL, 0, INHERIT, ACCESS | CLOSE));
	EXPECT_FALSE(is_handle(copy));
}

/* A type that does not let its handles be closed. */
TEST_F(extension, close_refused)
{
	__u64 widget;
	__u64 copy;
	int i;

	if (!self->loaded)
		SKIP(return, "no test extension here");
	ASSERT_STATUS(STATUS_SUCCESS, make_widget(&widget, WIDGET_REFUSES_CLOSE));
	EXPECT_STATUS(STATUS_SUCCESS, duplicate(ME, widget, 0, NULL, 0, 0, CLOSE));
	ASSERT_STATUS(STATUS_SUCCESS, duplicate(ME, widget, ME, &copy, 0, 0, ACCESS | CLOSE));
	EXPECT_TRUE(is_handle(widget));
	for (i = 0; i < 2; i++)
		ASSERT_STATUS(STATUS_SUCCESS, nt_hot(NTOBJ_IOC_POKE_WIDGET, widget));
	EXPECT_STATUS(STATUS_SUCCESS, duplicate(ME, copy, 0, NULL, 0, 0, CLOSE));
	EXPECT_FALSE(is_handle(copy));
}

/* A type that does not let its handles be opened: all is as before, but the source. */
TEST_F(extension, open_refused)
{
	struct ntobj_query_widget before;
	struct nt_totals totals;
	__u64 widget;
	__u64 copy;

	if (!self->loaded)
		SKIP(return, "no test extension here");
	ASSERT_STATUS(STATUS_SUCCESS, make_widget(&widget, WIDGET_REFUSES_OPEN - 1));
	ASSERT_STATUS(STATUS_SUCCESS, nt_duplicate_to(widget, ME, &copy));
	ASSERT_STATUS(STATUS_SUCCESS, nt_hot(NTOBJ_IOC_POKE_WIDGET, widget));
	before = counts();
	totals = nt_totals();
	EXPECT_STATUS(STATUS_ACCESS_DENIED, nt_duplicate_to(widget, ME, NULL));
	EXPECT_EQ(before.opened, counts().opened);
	EXPECT_EQ(before.closed, counts().closed);
	EXPECT_EQ(totals.handles, nt_totals().handles);
	EXPECT_STATUS(STATUS_ACCESS_DENIED, duplicate(ME, copy, ME, NULL, 0, 0, ACCESS | CLOSE));
	EXPECT_FALSE(is_handle(copy));
	EXPECT_EQ(before.closed + 1, counts().closed);
	EXPECT_EQ(2, counts().handles_at_last_close);
}

/* The counts that the methods are told are the target's. */
TEST_F(extension, holders)
{
	struct ntobj_query_widget before;
	struct other other;
	__u64 widget;
	__u64 copy;

	if (!self->loaded)
		SKIP(return, "no test extension here");
	ASSERT_STATUS(STATUS_SUCCESS, make_widget(&widget, 0));
	other_start(&other);
	before = counts();
	ASSERT_STATUS(STATUS_SUCCESS, nt_duplicate_to(widget, other.process, &copy));
	EXPECT_EQ(before.opened + 1, counts().opened);
	EXPECT_STATUS(STATUS_SUCCESS, tell(&other, CLOSE_IT, copy).status);
	EXPECT_EQ(1, counts().process_handles_at_last_close);
	EXPECT_EQ(2, counts().handles_at_last_close);
	ASSERT_STATUS(STATUS_SUCCESS, nt_duplicate_to(widget, other.process, &copy));
	EXPECT_STATUS(STATUS_SUCCESS, duplicate(other.process, copy, 0, NULL, 0, 0, CLOSE));
	EXPECT_EQ(1, counts().process_handles_at_last_close);
	ASSERT_STATUS(STATUS_SUCCESS, nt_duplicate_to(widget, other.process, &copy));
	other_end(&other);
	EXPECT_TRUE(NT_UNTIL(counts().closed == before.closed + 3));
	EXPECT_EQ(1, counts().process_handles_at_last_close);
	ASSERT_STATUS(STATUS_SUCCESS, nt_close(other.process));
}

TEST_HARNESS_MAIN
