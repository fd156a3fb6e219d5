// SPDX-License-Identifier: GPL-2.0
/*
 * Opening processes and threads: which ids mean one, what else can be wrong,
 * which rights there are, and who gets them.
 */
#include <linux/capability.h>
#include <signal.h>
#include <sys/prctl.h>
#include <sys/syscall.h>
#include <sys/wait.h>

#include "ntobj_fixture.h"

#define OPEN_PROCESS	NTOBJ_IOC_OPEN_PROCESS
#define OPEN_THREAD	NTOBJ_IOC_OPEN_THREAD
#define BY_ID		NTOBJ_OPEN_CLIENT_ID

static const unsigned long requests[] = { OPEN_PROCESS, OPEN_THREAD };

/* By process and thread id, with a right that both types have. */
static __s32 open_ids(unsigned long request, __u64 process_id, __u64 thread_id)
{
	__u64 handle;

	return nt_open_client(request, &handle, nt_unnamed(), process_id, thread_id,
			      NTOBJ_SYNCHRONIZE, BY_ID);
}

/* A thread that is there until it is told to end. */
struct idle {
	pthread_t thread;
	pthread_barrier_t barrier;
	pid_t tid;
};

static void *be_idle(void *context)
{
	struct idle *idle = context;

	idle->tid = gettid();
	pthread_barrier_wait(&idle->barrier);
	pthread_barrier_wait(&idle->barrier);
	return NULL;
}

static void idle_start(struct idle *idle)
{
	NT_CHECK(!pthread_barrier_init(&idle->barrier, NULL, 2));
	NT_CHECK(!pthread_create(&idle->thread, NULL, be_idle, idle));
	pthread_barrier_wait(&idle->barrier);
}

static void idle_end(struct idle *idle)
{
	pthread_barrier_wait(&idle->barrier);
	NT_CHECK(!pthread_join(idle->thread, NULL));
}

TEST_F(ntobj, process_ids)
{
	pid_t victim = nt_victim_start();
	struct idle idle;

	idle_start(&idle);
	EXPECT_STATUS(STATUS_SUCCESS, open_ids(OPEN_PROCESS, getpid(), 0));
	EXPECT_STATUS(STATUS_SUCCESS, open_ids(OPEN_PROCESS, victim, 0));
	EXPECT_STATUS(STATUS_SUCCESS, open_ids(OPEN_PROCESS, getppid(), 0));
	/* A thread of the process, if one is given. */
	EXPECT_STATUS(STATUS_SUCCESS, open_ids(OPEN_PROCESS, getpid(), getpid()));
	EXPECT_STATUS(STATUS_SUCCESS, open_ids(OPEN_PROCESS, getpid(), idle.tid));
	EXPECT_STATUS(STATUS_INVALID_CID, open_ids(OPEN_PROCESS, getpid(), victim));
	EXPECT_STATUS(STATUS_INVALID_CID, open_ids(OPEN_PROCESS, victim, idle.tid));
	EXPECT_STATUS(STATUS_INVALID_CID, open_ids(OPEN_PROCESS, 0, getpid()));
	/* A thread's id is no process's. */
	EXPECT_STATUS(STATUS_INVALID_CID, open_ids(OPEN_PROCESS, idle.tid, 0));
	EXPECT_STATUS(STATUS_INVALID_CID, open_ids(OPEN_PROCESS, idle.tid, idle.tid));
	idle_end(&idle);
	kill(victim, SIGKILL);
	EXPECT_EQ(NT_KILLED(SIGKILL), nt_child_end(victim));
}

TEST_F(ntobj, thread_ids)
{
	pid_t victim = nt_victim_start();
	struct idle idle;
	pid_t tid;

	idle_start(&idle);
	tid = idle.tid;
	EXPECT_STATUS(STATUS_SUCCESS, open_ids(OPEN_THREAD, 0, getpid()));
	EXPECT_STATUS(STATUS_SUCCESS, open_ids(OPEN_THREAD, 0, idle.tid));
	EXPECT_STATUS(STATUS_SUCCESS, open_ids(OPEN_THREAD, 0, victim));
	/* Its process, if one is given. */
	EXPECT_STATUS(STATUS_SUCCESS, open_ids(OPEN_THREAD, getpid(), idle.tid));
	EXPECT_STATUS(STATUS_SUCCESS, open_ids(OPEN_THREAD, victim, victim));
	EXPECT_STATUS(STATUS_INVALID_CID, open_ids(OPEN_THREAD, victim, idle.tid));
	EXPECT_STATUS(STATUS_INVALID_CID, open_ids(OPEN_THREAD, getpid(), victim));
	EXPECT_STATUS(STATUS_INVALID_CID, open_ids(OPEN_THREAD, getpid(), 0));
	idle_end(&idle);
	/* A thread goes when it has ended, which is shortly after it was joined. */
	EXPECT_TRUE(NT_UNTIL(open_ids(OPEN_THREAD, 0, tid) == STATUS_INVALID_CID));
	EXPECT_TRUE(NT_UNTIL(open_ids(OPEN_PROCESS, getpid(), tid) == STATUS_INVALID_CID));
	kill(victim, SIGKILL);
	EXPECT_EQ(NT_KILLED(SIGKILL), nt_child_end(victim));
}

/* Ids that nothing has. */
TEST_F(ntobj, no_ids)
{
	char *text = nt_read_file("/proc/sys/kernel/pid_max");
	__u64 ids[] = {
		0, 2 /* a kernel thread */, 0x7fffffff,
		0x80000000, 0xffffffff, 0x100000000ULL + getpid(),
		0x8000000000000000ULL + getpid(), -1ULL, -getpid(), 0 /* pid_max */,
	};
	unsigned int i;
	unsigned int j;

	ASSERT_NE(NULL, text);
	ids[ARRAY_SIZE(ids) - 1] = strtoull(text, NULL, 10);
	free(text);
	for (i = 0; i < ARRAY_SIZE(ids); i++) {
		for (j = 0; j < ARRAY_SIZE(requests); j++) {
			EXPECT_STATUS(STATUS_INVALID_CID, open_ids(requests[j], ids[i], 0));
			EXPECT_STATUS(STATUS_INVALID_CID,
				      open_ids(requests[j], ids[i], ids[i]));
			if (ids[i])
				EXPECT_STATUS(STATUS_INVALID_CID,
					      open_ids(requests[j], getpid(), ids[i]));
		}
	}
	EXPECT_EQ(4, nt_event(0, 0));
}

static int end_at_once(void *context)
{
	(void)context;
	return 0;
}

/* What has ended can't be opened, waited for by its parent or not. */
TEST_F(ntobj, dead)
{
	pid_t child = nt_child_start(end_at_once, NULL);
	siginfo_t information;

	ASSERT_EQ(0, waitid(P_PID, child, &information, WEXITED | WNOWAIT));
	EXPECT_STATUS(STATUS_INVALID_CID, open_ids(OPEN_PROCESS, child, 0));
	EXPECT_STATUS(STATUS_INVALID_CID, open_ids(OPEN_PROCESS, child, child));
	EXPECT_STATUS(STATUS_INVALID_CID, open_ids(OPEN_THREAD, 0, child));
	EXPECT_EQ(0, nt_child_end(child));
	EXPECT_STATUS(STATUS_INVALID_CID, open_ids(OPEN_PROCESS, child, 0));
	EXPECT_STATUS(STATUS_INVALID_CID, open_ids(OPEN_THREAD, 0, child));
}

/* Either ids or a name. */
TEST_F(ntobj, parameter_mix)
{
	__u64 event = nt_event(0, 0);
	unsigned int i;
	__u64 handle;
	__u32 flag;

	for (i = 0; i < ARRAY_SIZE(requests); i++) {
		EXPECT_STATUS(STATUS_INVALID_PARAMETER_MIX,
			      nt_open_client(requests[i], &handle, nt_name(NT_HOME),
					     getpid(), getpid(), 1, BY_ID));
		EXPECT_STATUS(STATUS_INVALID_PARAMETER_MIX,
			      nt_open_client(requests[i], &handle, nt_name(u""),
					     getpid(), getpid(), 1, BY_ID));
		EXPECT_STATUS(STATUS_INVALID_PARAMETER_MIX,
			      nt_open_client(requests[i], &handle, nt_unnamed(), 0, 0, 1, 0));
		/* Without the flag ids count for nothing. */
		EXPECT_STATUS(STATUS_INVALID_PARAMETER_MIX,
			      nt_open_client(requests[i], &handle, nt_unnamed(),
					     getpid(), getpid(), 1, 0));
		EXPECT_STATUS(STATUS_OBJECT_NAME_INVALID,
			      nt_open_client(requests[i], &handle,
					     nt_counted(event, NULL, 0, 0),
					     getpid(), getpid(), 1, BY_ID));
		for (flag = 2; flag; flag <<= 1)
			EXPECT_STATUS(STATUS_INVALID_PARAMETER,
				      nt_open_client(requests[i], &handle, nt_unnamed(),
						     getpid(), getpid(), 1, BY_ID | flag));
	}
}

static __s32 open_named(unsigned long request, struct ntobj_object_attributes attributes)
{
	__u64 handle;

	return nt_open_client(request, &handle, attributes, 0, 0, NTOBJ_SYNCHRONIZE, 0);
}

/* No process has a name, so a name is never that of one. */
TEST_F(ntobj, names)
{
	static char16_t target[32767];
	struct ntobj_object_attributes attributes;
	__u64 home = nt_home();
	unsigned int i;
	__u64 event;
	__u64 links;

	for (i = 0; i < ARRAY_SIZE(target) - 1; i++)
		target[i] = i ? 'n' : '\\';
	ASSERT_STATUS(STATUS_SUCCESS, nt_create_event(&event, nt_at(home, u"event"), 1, 0, 0));
	ASSERT_STATUS(STATUS_SUCCESS, nt_create_link(&links, nt_at(home, u"link"), 1, NT_HOME));
	ASSERT_STATUS(STATUS_SUCCESS,
		      nt_create_link_counted(&links, nt_at(home, u"far"), 1, target,
					     65532, 65532));
	for (i = 0; i < ARRAY_SIZE(requests); i++) {
		unsigned long request = requests[i];

		EXPECT_STATUS(STATUS_OBJECT_NAME_NOT_FOUND,
			      open_named(request, nt_at(home, u"absent")));
		EXPECT_STATUS(STATUS_OBJECT_PATH_NOT_FOUND,
			      open_named(request, nt_at(home, u"absent\\x")));
		EXPECT_STATUS(STATUS_OBJECT_PATH_SYNTAX_BAD,
			      open_named(request, nt_at(home, u"\\x")));
		EXPECT_STATUS(STATUS_OBJECT_PATH_SYNTAX_BAD,
			      open_named(request, nt_name(u"x")));
		EXPECT_STATUS(STATUS_OBJECT_NAME_INVALID,
			      open_named(request, nt_name(u"\\\\")));
		EXPECT_STATUS(STATUS_OBJECT_TYPE_MISMATCH,
			      open_named(request, nt_at(home, u"event")));
		EXPECT_STATUS(STATUS_OBJECT_TYPE_MISMATCH,
			      open_named(request, nt_name(u"\\ObjectTypes\\Process")));
		EXPECT_STATUS(STATUS_INVALID_HANDLE,
			      open_named(request, nt_at(0x4000, u"x")));
		EXPECT_STATUS(STATUS_REPARSE_POINT_ENCOUNTERED,
			      open_named(request, nt_at_flags(home, u"link\\event",
							      NTOBJ_OBJ_DONT_REPARSE)));
		EXPECT_STATUS(STATUS_NAME_TOO_LONG,
			      open_named(request, nt_at(home, u"far\\and away")));
		attributes = nt_at(home, u"event");
		attributes.security_descriptor = 8;
		EXPECT_STATUS(STATUS_ACCESS_VIOLATION, open_named(request, attributes));
		attributes = nt_at(home, u"event");
		attributes.security_quality_of_service = 8;
		EXPECT_STATUS(STATUS_NOT_SUPPORTED, open_named(request, attributes));
		attributes = nt_at(home, u"event");
		attributes.name = 8;
		EXPECT_STATUS(STATUS_ACCESS_VIOLATION, open_named(request, attributes));
	}
}

/* Attributes that a type does not have, and those that only a name could use. */
TEST_F(ntobj, attributes)
{
	static const __u32 bad[] = {
		NTOBJ_OBJ_PERMANENT, NTOBJ_OBJ_EXCLUSIVE, NTOBJ_OBJ_OPENIF,
		NTOBJ_OBJ_PROTECT_CLOSE, 0x2000, 0x80000000,
	};
	struct ntobj_object_attributes attributes;
	bool inherit;
	bool protect;
	unsigned int i;
	unsigned int j;
	__u64 handle;

	for (i = 0; i < ARRAY_SIZE(requests); i++) {
		for (j = 0; j < ARRAY_SIZE(bad); j++)
			EXPECT_STATUS(STATUS_INVALID_PARAMETER,
				      nt_open_client(requests[i], &handle,
						     nt_unnamed_flags(bad[j]), getpid(),
						     getpid(), 1, BY_ID));
		attributes = nt_unnamed();
		attributes.security_quality_of_service = 8;
		EXPECT_STATUS(STATUS_NOT_SUPPORTED,
			      nt_open_client(requests[i], &handle, attributes, getpid(),
					     getpid(), 1, BY_ID));
		ASSERT_STATUS(STATUS_SUCCESS,
			      nt_open_client(requests[i], &handle,
					     nt_unnamed_flags(NTOBJ_OBJ_INHERIT |
							      NTOBJ_OBJ_CASE_INSENSITIVE),
					     getpid(), getpid(), 1, BY_ID));
		ASSERT_STATUS(STATUS_SUCCESS, nt_query_flags(handle, &inherit, &protect));
		EXPECT_TRUE(inherit);
		EXPECT_FALSE(protect);
	}
}

static int meet_limit(void *context)
{
	unsigned int i;

	(void)context;
	nt_event(0, 0);
	for (i = 0; i < ARRAY_SIZE(requests); i++)
		NT_CHECK_STATUS(STATUS_INSUFFICIENT_RESOURCES,
				open_ids(requests[i], getpid(), getpid()));
	return 0;
}

TEST_F(ntobj, max_handles)
{
	long limit = nt_parameter("max_handles");
	int result;

	ASSERT_LT(1, limit);
	ASSERT_EQ(0, nt_set_parameter("max_handles", 1));
	result = nt_child(meet_limit, NULL);
	EXPECT_EQ(0, nt_set_parameter("max_handles", limit));
	EXPECT_EQ(0, result);
}

/*
 * Rights
 */

static const struct {
	unsigned long request;
	__u32 desired;
	__u32 granted;		/* 0 if refused */
} rights[] = {
	{ OPEN_PROCESS, 0, 0 },
	{ OPEN_PROCESS, NTOBJ_PROCESS_TERMINATE, 0x0001 },
	{ OPEN_PROCESS, NTOBJ_SYNCHRONIZE, 0x100000 },
	{ OPEN_PROCESS, NTOBJ_PROCESS_ALL_ACCESS, 0x1fffff },
	{ OPEN_PROCESS, NTOBJ_MAXIMUM_ALLOWED, 0x1fffff },
	{ OPEN_PROCESS, NTOBJ_MAXIMUM_ALLOWED | NTOBJ_DELETE, 0x1fffff },
	{ OPEN_PROCESS, NTOBJ_GENERIC_ALL, 0x1fffff },
	{ OPEN_PROCESS, NTOBJ_GENERIC_READ, 0x021410 },
	{ OPEN_PROCESS, NTOBJ_GENERIC_EXECUTE, 0x121001 },
	/* The right to query includes the limited one, and not the reverse. */
	{ OPEN_PROCESS, NTOBJ_PROCESS_QUERY_INFORMATION, 0x1400 },
	{ OPEN_PROCESS, NTOBJ_PROCESS_QUERY_LIMITED_INFORMATION, 0x1000 },
	{ OPEN_PROCESS, NTOBJ_PROCESS_SET_INFORMATION, 0x0200 },
	{ OPEN_PROCESS, 0x4000, 0x4000 },
	{ OPEN_PROCESS, 0x200000, 0 },
	{ OPEN_PROCESS, 0x04000000 | 1, 0 },
	{ OPEN_THREAD, 0, 0 },
	{ OPEN_THREAD, NTOBJ_THREAD_TERMINATE, 0x0001 },
	{ OPEN_THREAD, NTOBJ_SYNCHRONIZE, 0x100000 },
	{ OPEN_THREAD, NTOBJ_THREAD_ALL_ACCESS, 0x1fffff },
	{ OPEN_THREAD, NTOBJ_MAXIMUM_ALLOWED, 0x1fffff },
	{ OPEN_THREAD, NTOBJ_GENERIC_ALL, 0x1fffff },
	{ OPEN_THREAD, NTOBJ_GENERIC_READ, 0x020848 },
	{ OPEN_THREAD, NTOBJ_GENERIC_WRITE, 0x020437 },
	{ OPEN_THREAD, NTOBJ_GENERIC_EXECUTE, 0x121800 },
	{ OPEN_THREAD, NTOBJ_THREAD_QUERY_INFORMATION, 0x0840 },
	{ OPEN_THREAD, NTOBJ_THREAD_QUERY_LIMITED_INFORMATION, 0x0800 },
	{ OPEN_THREAD, 0x200000, 0 },
};

TEST_F(ntobj, rights)
{
	struct ntobj_object_basic_information basic;
	unsigned int i;
	__u64 handle;

	for (i = 0; i < ARRAY_SIZE(rights); i++) {
		__s32 status = nt_open_client(rights[i].request, &handle, nt_unnamed(),
					      getpid(), getpid(), rights[i].desired, BY_ID);

		EXPECT_STATUS(rights[i].granted ? STATUS_SUCCESS : STATUS_ACCESS_DENIED,
			      status);
		if (status)
			continue;
		ASSERT_STATUS(STATUS_SUCCESS, nt_query_basic(handle, &basic));
		EXPECT_EQ(rights[i].granted, basic.granted_access)
			TH_LOG("row %u", i);
		ASSERT_STATUS(STATUS_SUCCESS, nt_close(handle));
	}
}

/* What each right is needed for. */
TEST_F(ntobj, rights_of_process_handle)
{
	struct ntobj_process_basic_information basic;
	pid_t victim = nt_victim_start();
	struct ntobj_times times;
	__u64 handle;

	ASSERT_STATUS(STATUS_SUCCESS,
		      nt_open_process(&handle, victim, 0x1fffff & ~NTOBJ_PROCESS_TERMINATE));
	EXPECT_STATUS(STATUS_ACCESS_DENIED, nt_terminate(handle, 1));
	ASSERT_STATUS(STATUS_SUCCESS,
		      nt_open_process(&handle, victim, 0x1fffff & ~NTOBJ_SYNCHRONIZE));
	EXPECT_STATUS(STATUS_ACCESS_DENIED, nt_wait(handle, NTOBJ_WAIT_POLL));
	ASSERT_STATUS(STATUS_SUCCESS,
		      nt_open_process(&handle, victim,
				      0x1fffff & ~(NTOBJ_PROCESS_QUERY_INFORMATION |
						   NTOBJ_PROCESS_QUERY_LIMITED_INFORMATION)));
	EXPECT_STATUS(STATUS_ACCESS_DENIED, nt_query_process(handle, &basic));
	EXPECT_STATUS(STATUS_ACCESS_DENIED,
		      nt_query_times(NTOBJ_IOC_QUERY_PROCESS, handle, &times));
	ASSERT_STATUS(STATUS_SUCCESS,
		      nt_open_process(&handle, victim,
				      NTOBJ_PROCESS_QUERY_LIMITED_INFORMATION));
	EXPECT_STATUS(STATUS_SUCCESS, nt_query_process(handle, &basic));
	ASSERT_STATUS(STATUS_SUCCESS,
		      nt_open_process(&handle, victim, NTOBJ_PROCESS_QUERY_INFORMATION));
	EXPECT_STATUS(STATUS_SUCCESS, nt_query_process(handle, &basic));
	ASSERT_STATUS(STATUS_SUCCESS,
		      nt_open_process(&handle, victim, NTOBJ_PROCESS_TERMINATE));
	EXPECT_STATUS(STATUS_SUCCESS, nt_terminate(handle, 1));
	EXPECT_EQ(NT_KILLED(SIGKILL), nt_child_end(victim));
}

TEST_F(ntobj, rights_of_thread_handle)
{
	struct ntobj_thread_basic_information basic;
	struct ntobj_times times;
	__u64 handle;

	ASSERT_STATUS(STATUS_SUCCESS,
		      nt_open_thread(&handle, gettid(), 0x1fffff & ~NTOBJ_SYNCHRONIZE));
	EXPECT_STATUS(STATUS_ACCESS_DENIED, nt_wait(handle, NTOBJ_WAIT_POLL));
	ASSERT_STATUS(STATUS_SUCCESS,
		      nt_open_thread(&handle, gettid(),
				     0x1fffff & ~(NTOBJ_THREAD_QUERY_INFORMATION |
						  NTOBJ_THREAD_QUERY_LIMITED_INFORMATION)));
	EXPECT_STATUS(STATUS_ACCESS_DENIED, nt_query_thread(handle, &basic));
	EXPECT_STATUS(STATUS_ACCESS_DENIED,
		      nt_query_times(NTOBJ_IOC_QUERY_THREAD, handle, &times));
	ASSERT_STATUS(STATUS_SUCCESS,
		      nt_open_thread(&handle, gettid(), NTOBJ_THREAD_QUERY_INFORMATION));
	EXPECT_STATUS(STATUS_SUCCESS, nt_query_thread(handle, &basic));
}

/* Each service wants an object of its own type. */
TEST_F(ntobj, types)
{
	struct ntobj_process_basic_information process_basic;
	struct ntobj_thread_basic_information thread_basic;
	__u64 process = nt_process(getpid());
	__u64 thread = nt_thread(getpid());
	__u64 event = nt_event(0, 0);

	EXPECT_STATUS(STATUS_OBJECT_TYPE_MISMATCH, nt_query_process(thread, &process_basic));
	EXPECT_STATUS(STATUS_OBJECT_TYPE_MISMATCH, nt_query_process(event, &process_basic));
	EXPECT_STATUS(STATUS_OBJECT_TYPE_MISMATCH,
		      nt_query_process(NTOBJ_CURRENT_THREAD, &process_basic));
	EXPECT_STATUS(STATUS_OBJECT_TYPE_MISMATCH, nt_query_thread(process, &thread_basic));
	EXPECT_STATUS(STATUS_OBJECT_TYPE_MISMATCH, nt_query_thread(event, &thread_basic));
	EXPECT_STATUS(STATUS_OBJECT_TYPE_MISMATCH,
		      nt_query_thread(NTOBJ_CURRENT_PROCESS, &thread_basic));
	EXPECT_STATUS(STATUS_OBJECT_TYPE_MISMATCH, nt_terminate(thread, 1));
	EXPECT_STATUS(STATUS_OBJECT_TYPE_MISMATCH, nt_terminate(event, 1));
	EXPECT_STATUS(STATUS_OBJECT_TYPE_MISMATCH, nt_terminate(NTOBJ_CURRENT_THREAD, 1));
	EXPECT_STATUS(STATUS_INVALID_HANDLE, nt_query_process(0, &process_basic));
	EXPECT_STATUS(STATUS_INVALID_HANDLE, nt_query_thread(0x4000, &thread_basic));
	EXPECT_STATUS(STATUS_INVALID_HANDLE, nt_terminate(0, 1));
	EXPECT_STATUS(STATUS_OBJECT_TYPE_MISMATCH, nt_set_event(process));
}

/*
 * Users
 */

enum { ALICE = 1000, BOB = 1001 };

/* Who somebody is; root if nothing is said. */
struct person {
	uid_t user;
	uid_t effective;	/* 0: the same */
	bool capable;		/* keeps a capability that a user has not */
	bool closed;		/* won't be looked into, as after a change of user */
};

/* The capability alone is permitted, and it is not effective. */
static int permit_only(unsigned int capability)
{
	struct __user_cap_header_struct header = {
		.version = _LINUX_CAPABILITY_VERSION_3,
	};
	struct __user_cap_data_struct data[2] = {};

	data[capability / 32].permitted = 1U << capability % 32;
	return syscall(SYS_capset, &header, data);
}

static void become(const struct person *person)
{
	if (!person->user)
		return;
	NT_CHECK(!prctl(PR_SET_KEEPCAPS, person->capable));
	if (person->effective) {
		NT_CHECK(!setresgid(person->user, person->user, person->user));
		NT_CHECK(!setresuid(person->user, person->effective, person->user));
	} else {
		NT_CHECK(!nt_become(person->user));
	}
	if (person->capable)
		NT_CHECK(!permit_only(CAP_CHOWN));
	NT_CHECK(!prctl(PR_SET_DUMPABLE, !person->closed));
}

struct meeting {
	const struct person *person;
	int ready[2];
};

static int be_person(void *context)
{
	struct meeting *meeting = context;

	become(meeting->person);
	NT_CHECK(write(meeting->ready[1], "r", 1) == 1);
	return nt_be_victim(NULL);
}

static pid_t person_start(const struct person *person)
{
	struct meeting meeting = { .person = person };
	char byte;
	pid_t pid;

	NT_CHECK(!pipe(meeting.ready));
	pid = nt_child_start(be_person, &meeting);
	NT_CHECK(pid > 0);
	NT_CHECK(read(meeting.ready[0], &byte, 1) == 1);
	close(meeting.ready[0]);
	close(meeting.ready[1]);
	return pid;
}

enum { ROOT, SHE, CLOSED_SHE, CAPABLE_SHE, EFFECTIVE_HE, HE, PEOPLE };

static const struct person people[PEOPLE] = {
	[ROOT] = {},
	[SHE] = { .user = ALICE },
	[CLOSED_SHE] = { .user = ALICE, .closed = true },
	[CAPABLE_SHE] = { .user = ALICE, .capable = true },
	[EFFECTIVE_HE] = { .user = ALICE, .effective = BOB },
	[HE] = { .user = BOB },
};

/* Whom somebody can open; himself always. */
struct attempt {
	const char *who;
	void (*become)(void);
	bool may[PEOPLE];
	bool may_init;
	pid_t pids[PEOPLE];
};

static void be_root(void)
{
}

static void be_root_without_capability(void)
{
	NT_CHECK(!nt_drop_capability(CAP_SYS_PTRACE));
}

static void be_alice(void)
{
	become(&people[SHE]);
}

static void be_capable_alice(void)
{
	become(&people[CAPABLE_SHE]);
}

static void be_bob(void)
{
	become(&people[HE]);
}

static int try_all(void *context)
{
	const struct attempt *attempt = context;
	unsigned int i;
	unsigned int j;

	attempt->become();
	for (j = 0; j < ARRAY_SIZE(requests); j++) {
		for (i = 0; i < PEOPLE; i++)
			NT_CHECK_STATUS(attempt->may[i] ? STATUS_SUCCESS :
							  STATUS_ACCESS_DENIED,
					open_ids(requests[j], attempt->pids[i],
						 attempt->pids[i]));
		NT_CHECK_STATUS(attempt->may_init ? STATUS_SUCCESS : STATUS_ACCESS_DENIED,
				open_ids(requests[j], 1, 1));
		NT_CHECK_STATUS(STATUS_SUCCESS, open_ids(requests[j], getpid(), gettid()));
		/* Who may not open somebody is told no less than that he is dead. */
		NT_CHECK_STATUS(STATUS_INVALID_CID, open_ids(requests[j], 0x7fffffff, 0));
	}
	return 0;
}

TEST_F(ntobj, users)
{
	struct attempt attempts[] = {
		{ "root", be_root, { 1, 1, 1, 1, 1, 1 }, true, {} },
		{ "root without capability", be_root_without_capability,
		  { 1, 0, 0, 0, 0, 0 }, true, {} },
		{ "alice", be_alice, { 0, 1, 0, 0, 0, 0 }, false, {} },
		{ "capable alice", be_capable_alice, { 0, 1, 0, 1, 0, 0 }, false, {} },
		{ "bob", be_bob, { 0, 0, 0, 0, 0, 1 }, false, {} },
	};
	pid_t pids[PEOPLE];
	unsigned int i;

	for (i = 0; i < PEOPLE; i++)
		pids[i] = person_start(&people[i]);
	for (i = 0; i < ARRAY_SIZE(attempts); i++) {
		memcpy(attempts[i].pids, pids, sizeof(pids));
		EXPECT_EQ(0, nt_child(try_all, &attempts[i]))
			TH_LOG("%s", attempts[i].who);
	}
	for (i = 0; i < PEOPLE; i++) {
		kill(pids[i], SIGKILL);
		EXPECT_EQ(NT_KILLED(SIGKILL), nt_child_end(pids[i]));
	}
}

/* Root of a user namespace is nobody to those outside. */
TEST_F(ntobj, root_of_user_namespace)
{
	pid_t alice = person_start(&people[SHE]);
	__u64 process = nt_process(alice);
	__u64 handle;

	ASSERT_EQ(0, nt_become(BOB));
	if (unshare(CLONE_NEWUSER)) {
		nt_terminate(process, 9);
		SKIP(return, "no user namespaces here: %s", strerror(errno));
	}
	EXPECT_STATUS(STATUS_ACCESS_DENIED, open_ids(OPEN_PROCESS, 1, 0));
	EXPECT_STATUS(STATUS_ACCESS_DENIED, open_ids(OPEN_PROCESS, getppid(), 0));
	EXPECT_STATUS(STATUS_ACCESS_DENIED, open_ids(OPEN_PROCESS, alice, 0));
	EXPECT_STATUS(STATUS_ACCESS_DENIED, open_ids(OPEN_THREAD, 0, alice));
	EXPECT_STATUS(STATUS_PRIVILEGE_NOT_HELD,
		      nt_open_process(&handle, getpid(), NTOBJ_ACCESS_SYSTEM_SECURITY | 1));
	EXPECT_STATUS(STATUS_PRIVILEGE_NOT_HELD,
		      nt_open_thread(&handle, gettid(), NTOBJ_ACCESS_SYSTEM_SECURITY | 1));
	/* What bob has got from root he may do. */
	EXPECT_STATUS(STATUS_SUCCESS, nt_terminate(process, 9));
}

/* Rights are checked at the open: a handle outlives them. */
TEST_F(ntobj, rights_are_kept)
{
	pid_t victim = nt_victim_start();
	__u64 process = nt_process(victim);
	__u64 init;

	ASSERT_STATUS(STATUS_SUCCESS, nt_open_process(&init, 1, NTOBJ_PROCESS_ALL_ACCESS));
	ASSERT_EQ(0, nt_become(ALICE));
	EXPECT_STATUS(STATUS_ACCESS_DENIED, open_ids(OPEN_PROCESS, victim, 0));
	EXPECT_STATUS(STATUS_TIMEOUT, nt_wait(process, NTOBJ_WAIT_POLL));
	EXPECT_STATUS(STATUS_SUCCESS, nt_terminate(process, 9));
	EXPECT_STATUS(STATUS_SUCCESS, nt_wait(process, NTOBJ_WAIT_FOREVER));
	EXPECT_EQ(9, nt_exit_status(process));
	/* But nobody ends the first of all. */
	EXPECT_STATUS(STATUS_ACCESS_DENIED, nt_terminate(init, 1));
	EXPECT_EQ(STATUS_PENDING, nt_exit_status(init));
}

/* A handle that was passed on by fork keeps the rights it was opened with. */
static int use_inherited(void *context)
{
	__u64 process = *(__u64 *)context;

	NT_CHECK(!nt_become(BOB));
	NT_CHECK(nt_exit_status(process) == STATUS_PENDING);
	NT_CHECK_STATUS(STATUS_ACCESS_DENIED, nt_terminate(process, 1));
	return 0;
}

TEST_F(ntobj, inherited_rights)
{
	__u64 process;

	ASSERT_STATUS(STATUS_SUCCESS,
		      nt_open_client(OPEN_PROCESS, &process,
				     nt_unnamed_flags(NTOBJ_OBJ_INHERIT), getpid(), 0,
				     NTOBJ_PROCESS_QUERY_LIMITED_INFORMATION, BY_ID));
	EXPECT_EQ(0, nt_child(use_inherited, &process));
}

TEST_HARNESS_MAIN
