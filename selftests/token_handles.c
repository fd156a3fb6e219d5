// SPDX-License-Identifier: GPL-2.0
/*
 * Opening tokens: of processes, and of threads that are not who their process
 * is.
 */
#include <signal.h>
#include <sys/syscall.h>

#include "ntobj_fixture.h"
#include "security_test.h"

#define ALL		NTOBJ_TOKEN_ALL_ACCESS
#define QUERY		NTOBJ_TOKEN_QUERY

#define SYSTEM_LOGON	0x3e7

/*
 * Opening a process's token
 */

static const struct {
	__u32 desired;
	__s32 status;
	__u32 granted;
} access_rows[] = {
	{ 0, STATUS_ACCESS_DENIED, 0 },
	{ NTOBJ_TOKEN_ASSIGN_PRIMARY, 0, 0x1 },
	{ NTOBJ_TOKEN_QUERY, 0, 0x8 },
	{ NTOBJ_TOKEN_ADJUST_SESSIONID, 0, 0x100 },
	{ NTOBJ_TOKEN_ALL_ACCESS, 0, 0xf01ff },
	{ NTOBJ_MAXIMUM_ALLOWED, 0, 0xf01ff },
	{ NTOBJ_MAXIMUM_ALLOWED | NTOBJ_TOKEN_QUERY, 0, 0xf01ff },
	{ NTOBJ_GENERIC_ALL, 0, 0xf01ff },
	{ NTOBJ_GENERIC_READ, 0, 0x20008 },
	{ NTOBJ_GENERIC_WRITE, 0, 0x200e0 },
	{ NTOBJ_GENERIC_EXECUTE, 0, 0x20000 },
	{ NTOBJ_ACCESS_SYSTEM_SECURITY, 0, 0x1000000 },
	{ 0x200, STATUS_ACCESS_DENIED, 0 },
	{ 0x200000, STATUS_ACCESS_DENIED, 0 },
	{ 0x4000008, STATUS_ACCESS_DENIED, 0 },
};

TEST_F(ntobj, access)
{
	unsigned int i;
	__u64 token;

	for (i = 0; i < ARRAY_SIZE(access_rows); i++) {
		__s32 status = nt_open_process_token(&token, NTOBJ_CURRENT_PROCESS,
						     access_rows[i].desired);

		EXPECT_STATUS(access_rows[i].status, status);
		if (status)
			continue;
		EXPECT_EQ(access_rows[i].granted, nt_granted(token))
			TH_LOG("0x%x", access_rows[i].desired);
		EXPECT_STATUS(STATUS_SUCCESS, nt_close(token));
	}
	ASSERT_EQ(0, nt_become(NT_ALICE));
	EXPECT_STATUS(STATUS_PRIVILEGE_NOT_HELD,
		      nt_open_process_token(&token, NTOBJ_CURRENT_PROCESS,
					    NTOBJ_ACCESS_SYSTEM_SECURITY | QUERY));
	EXPECT_STATUS(STATUS_SUCCESS,
		      nt_open_process_token(&token, NTOBJ_CURRENT_PROCESS,
					    NTOBJ_MAXIMUM_ALLOWED));
	EXPECT_EQ(0xf01ff, nt_granted(token));
}

TEST_F(ntobj, attributes)
{
	bool inherit;
	bool protect;
	unsigned int bit;
	__u64 token;

	ASSERT_STATUS(STATUS_SUCCESS,
		      nt_open_token(NTOBJ_IOC_OPEN_PROCESS_TOKEN, &token,
				    NTOBJ_CURRENT_PROCESS, QUERY, NTOBJ_OBJ_INHERIT));
	ASSERT_STATUS(STATUS_SUCCESS, nt_query_flags(token, &inherit, &protect));
	EXPECT_TRUE(inherit);
	EXPECT_FALSE(protect);
	for (bit = 0; bit < 32; bit++) {
		if (1U << bit == NTOBJ_OBJ_INHERIT)
			continue;
		EXPECT_STATUS(STATUS_INVALID_PARAMETER,
			      nt_open_token(NTOBJ_IOC_OPEN_PROCESS_TOKEN, &token,
					    NTOBJ_CURRENT_PROCESS, QUERY, 1U << bit));
		EXPECT_STATUS(STATUS_INVALID_PARAMETER,
			      nt_open_token(NTOBJ_IOC_OPEN_THREAD_TOKEN, &token,
					    NTOBJ_CURRENT_THREAD, QUERY, 1U << bit));
	}
}

TEST_F(ntobj, process_handles)
{
	__u64 process;
	__u64 token;

	EXPECT_STATUS(STATUS_INVALID_HANDLE, nt_open_process_token(&token, 0, QUERY));
	EXPECT_STATUS(STATUS_INVALID_HANDLE, nt_open_process_token(&token, 0x4000, QUERY));
	EXPECT_STATUS(STATUS_OBJECT_TYPE_MISMATCH,
		      nt_open_process_token(&token, NTOBJ_CURRENT_THREAD, QUERY));
	EXPECT_STATUS(STATUS_OBJECT_TYPE_MISMATCH,
		      nt_open_process_token(&token, nt_event(0, 0), QUERY));
	ASSERT_STATUS(STATUS_SUCCESS,
		      nt_open_process(&process, getpid(),
				      NTOBJ_PROCESS_ALL_ACCESS &
				      ~NTOBJ_PROCESS_QUERY_INFORMATION));
	EXPECT_STATUS(STATUS_ACCESS_DENIED, nt_open_process_token(&token, process, QUERY));
	ASSERT_STATUS(STATUS_SUCCESS,
		      nt_open_process(&process, getpid(), NTOBJ_PROCESS_QUERY_INFORMATION));
	EXPECT_STATUS(STATUS_SUCCESS, nt_open_process_token(&token, process, QUERY));
}

/* A handle to a process gives no right to its token: that has its own list. */
static int open_inherited(void *context)
{
	__u64 process = *(__u64 *)context;
	__u64 token;

	NT_CHECK_STATUS(STATUS_ACCESS_DENIED, nt_open_process_token(&token, process, QUERY));
	NT_CHECK_STATUS(STATUS_ACCESS_DENIED,
			nt_open_process_token(&token, process, NTOBJ_MAXIMUM_ALLOWED));
	NT_CHECK_STATUS(STATUS_SUCCESS,
			nt_open_process_token(&token, NTOBJ_CURRENT_PROCESS, QUERY));
	return 0;
}

TEST_F(ntobj, others_tokens)
{
	pid_t victim = nt_child_start_as(NT_ALICE, nt_be_victim, NULL);
	__u64 process;
	__u64 token;

	ASSERT_LT(0, victim);
	ASSERT_STATUS(STATUS_SUCCESS,
		      nt_open_client(NTOBJ_IOC_OPEN_PROCESS, &process,
				     nt_unnamed_flags(NTOBJ_OBJ_INHERIT), getpid(), 0,
				     NTOBJ_PROCESS_ALL_ACCESS, NTOBJ_OPEN_CLIENT_ID));
	EXPECT_EQ(0, nt_child_as(NT_ALICE, open_inherited, &process));
	ASSERT_STATUS(STATUS_SUCCESS,
		      nt_open_client(NTOBJ_IOC_OPEN_PROCESS, &process,
				     nt_unnamed_flags(NTOBJ_OBJ_INHERIT), victim, 0,
				     NTOBJ_PROCESS_ALL_ACCESS, NTOBJ_OPEN_CLIENT_ID));
	ASSERT_TRUE(NT_UNTIL(nt_open_process_token(&token, process, QUERY) == STATUS_SUCCESS &&
			     nt_token_statistics(token).authentication_id != SYSTEM_LOGON));
	EXPECT_EQ(0, nt_child_as(NT_BOB, open_inherited, &process));
	/* The system may do all with all. */
	EXPECT_STATUS(STATUS_SUCCESS, nt_open_process_token(&token, process, ALL));
	EXPECT_TEXT("U1000", nt_token_sid(token, NTOBJ_TOKEN_USER));
	kill(victim, SIGKILL);
	EXPECT_EQ(NT_KILLED(SIGKILL), nt_child_end(victim));
}

static int open_own_kin(void *context)
{
	pid_t victim = nt_victim_start();
	__u64 process = nt_process(victim);
	__u64 token;

	(void)context;
	NT_CHECK_STATUS(STATUS_SUCCESS, nt_open_process_token(&token, process, ALL));
	kill(victim, SIGKILL);
	NT_CHECK(nt_child_end(victim) == NT_KILLED(SIGKILL));
	return 0;
}

TEST_F(ntobj, own_childs_token)
{
	EXPECT_EQ(0, nt_child_as(NT_ALICE, open_own_kin, NULL));
}

/* A process that has ended is nobody any more. */
TEST_F(ntobj, after_the_end)
{
	pid_t victim = nt_victim_start();
	__u64 process = nt_process(victim);
	__u64 thread = nt_thread(victim);
	__u64 token;

	kill(victim, SIGKILL);
	EXPECT_STATUS(STATUS_SUCCESS, nt_wait(process, NTOBJ_WAIT_FOREVER));
	EXPECT_STATUS(STATUS_PROCESS_IS_TERMINATING,
		      nt_open_process_token(&token, process, QUERY));
	EXPECT_EQ(NT_KILLED(SIGKILL), nt_child_end(victim));
	EXPECT_STATUS(STATUS_PROCESS_IS_TERMINATING,
		      nt_open_process_token(&token, process, QUERY));
	EXPECT_STATUS(STATUS_NO_TOKEN, nt_open_thread_token(&token, thread, QUERY));
}

/* Its token stays as long as a handle does. */
TEST_F(ntobj, token_outlives_process)
{
	pid_t victim = nt_child_start_as(NT_ALICE, nt_be_victim, NULL);
	__u64 process = nt_process(victim);
	__u64 token;

	ASSERT_TRUE(NT_UNTIL(nt_open_process_token(&token, process, QUERY) == STATUS_SUCCESS &&
			     nt_token_statistics(token).authentication_id != SYSTEM_LOGON));
	kill(victim, SIGKILL);
	EXPECT_EQ(NT_KILLED(SIGKILL), nt_child_end(victim));
	EXPECT_TEXT("U1000", nt_token_sid(token, NTOBJ_TOKEN_USER));
	EXPECT_TEXT("G1000", nt_token_sid(token, NTOBJ_TOKEN_PRIMARY_GROUP));
}

/*
 * Threads
 */

/* A thread that does what it is told, step by step. */
struct worker {
	pthread_t thread;
	pthread_barrier_t barrier;
	pid_t tid;
	void (*step)(void);
};

static void *work(void *context)
{
	struct worker *worker = context;

	worker->tid = gettid();
	pthread_barrier_wait(&worker->barrier);
	for (;;) {
		pthread_barrier_wait(&worker->barrier);
		if (!worker->step)
			return NULL;
		worker->step();
		pthread_barrier_wait(&worker->barrier);
	}
}

static void worker_start(struct worker *worker)
{
	NT_CHECK(!pthread_barrier_init(&worker->barrier, NULL, 2));
	NT_CHECK(!pthread_create(&worker->thread, NULL, work, worker));
	pthread_barrier_wait(&worker->barrier);
}

static void worker_do(struct worker *worker, void (*step)(void))
{
	worker->step = step;
	pthread_barrier_wait(&worker->barrier);
	pthread_barrier_wait(&worker->barrier);
}

static void worker_end(struct worker *worker)
{
	worker->step = NULL;
	pthread_barrier_wait(&worker->barrier);
	NT_CHECK(!pthread_join(worker->thread, NULL));
}

/* Of this thread alone: the library would tell the others. */
static void thread_becomes_alice(void)
{
	NT_CHECK(!syscall(SYS_setresuid, -1, NT_ALICE, -1));
}

static void thread_becomes_root(void)
{
	NT_CHECK(!syscall(SYS_setresuid, -1, 0, -1));
}

TEST_F(ntobj, no_thread_token)
{
	struct worker worker;
	__u64 token;

	EXPECT_STATUS(STATUS_NO_TOKEN,
		      nt_open_thread_token(&token, NTOBJ_CURRENT_THREAD, QUERY));
	worker_start(&worker);
	EXPECT_STATUS(STATUS_NO_TOKEN,
		      nt_open_thread_token(&token, nt_thread(worker.tid), QUERY));
	worker_end(&worker);
	/* Nor has the first thread ever one: the process's is what it has. */
	ASSERT_EQ(0, setresuid(-1, NT_ALICE, -1));
	EXPECT_STATUS(STATUS_NO_TOKEN,
		      nt_open_thread_token(&token, NTOBJ_CURRENT_THREAD, QUERY));
}

static __u64 seen_token;
static __s32 seen_status;
static __u64 seen_event;

static void open_own_token(void)
{
	seen_status = nt_open_thread_token(&seen_token, NTOBJ_CURRENT_THREAD,
					   NTOBJ_MAXIMUM_ALLOWED);
}

static void create_as_thread(void)
{
	seen_status = nt_create_event(&seen_event,
				      nt_name(u"\\BaseNamedObjects\\ntobj_thread"),
				      NTOBJ_MAXIMUM_ALLOWED, 0, 0);
}

static void open_for_system(void)
{
	__u64 handle;

	seen_status = nt_open_event(&handle, nt_name(u"\\BaseNamedObjects\\ntobj_system"), 1);
}

TEST_F(ntobj, thread_token)
{
	struct worker worker;
	__u64 thread;
	__u64 token;

	worker_start(&worker);
	thread = nt_thread(worker.tid);
	worker_do(&worker, thread_becomes_alice);
	ASSERT_STATUS(STATUS_SUCCESS, nt_open_thread_token(&token, thread, QUERY));
	EXPECT_TEXT("U1000", nt_token_sid(token, NTOBJ_TOKEN_USER));
	EXPECT_EQ(NTOBJ_TOKEN_IMPERSONATION, nt_token_u32(token, NTOBJ_TOKEN_TYPE));
	EXPECT_EQ(NTOBJ_SECURITY_IMPERSONATION,
		  nt_token_u32(token, NTOBJ_TOKEN_IMPERSONATION_LEVEL));
	EXPECT_EQ(NTOBJ_SECURITY_IMPERSONATION, nt_token_statistics(token).level);
	EXPECT_EQ(0, nt_held_privileges(token));
	EXPECT_EQ(0, nt_token_group(token, "SY"));
	/* The process's is what it was. */
	EXPECT_TEXT("U0", nt_token_sid(nt_own_token(QUERY), NTOBJ_TOKEN_USER));
	EXPECT_EQ(NTOBJ_TOKEN_PRIMARY, nt_token_u32(nt_own_token(QUERY), NTOBJ_TOKEN_TYPE));
	/* The thread sees its own. */
	worker_do(&worker, open_own_token);
	ASSERT_STATUS(STATUS_SUCCESS, seen_status);
	EXPECT_TEXT("U1000", nt_token_sid(seen_token, NTOBJ_TOKEN_USER));
	EXPECT_EQ(0xf01ff, nt_granted(seen_token));
	/* It has none when it is like its process again. */
	worker_do(&worker, thread_becomes_root);
	EXPECT_STATUS(STATUS_NO_TOKEN, nt_open_thread_token(&token, thread, QUERY));
	worker_do(&worker, open_own_token);
	EXPECT_STATUS(STATUS_NO_TOKEN, seen_status);
	worker_end(&worker);
}

/* What a thread does it does as who it is, and nobody else does. */
TEST_F(ntobj, thread_acts)
{
	struct worker worker;
	__u64 handle;

	ASSERT_STATUS(STATUS_SUCCESS,
		      nt_create_event(&handle,
				      nt_secured(nt_name(u"\\BaseNamedObjects\\ntobj_system"),
						 "D:(A;;0x1;;;SY)"), 1, 0, 0));
	worker_start(&worker);
	worker_do(&worker, open_for_system);
	EXPECT_STATUS(STATUS_SUCCESS, seen_status);
	worker_do(&worker, thread_becomes_alice);
	worker_do(&worker, open_for_system);
	EXPECT_STATUS(STATUS_ACCESS_DENIED, seen_status);
	EXPECT_STATUS(STATUS_SUCCESS,
		      nt_open_event(&handle, nt_name(u"\\BaseNamedObjects\\ntobj_system"), 1));
	worker_do(&worker, create_as_thread);
	ASSERT_STATUS(STATUS_SUCCESS, seen_status);
	EXPECT_SECURITY("O:U1000 G:G0 D:(A;;0x1f0003;;;U1000)(A;;0x1f0003;;;SY)", seen_event,
			NT_OPEN_PARTS);
	worker_do(&worker, thread_becomes_root);
	worker_do(&worker, open_for_system);
	EXPECT_STATUS(STATUS_SUCCESS, seen_status);
	worker_end(&worker);
}

/* If the first thread changes, the process does, and the others are apart. */
TEST_F(ntobj, first_thread_changes)
{
	struct worker worker;
	__u64 thread;
	__u64 token;

	worker_start(&worker);
	thread = nt_thread(worker.tid);
	thread_becomes_alice();
	EXPECT_TEXT("U1000", nt_token_sid(nt_own_token(QUERY), NTOBJ_TOKEN_USER));
	worker_do(&worker, open_own_token);
	ASSERT_STATUS(STATUS_SUCCESS, seen_status);
	EXPECT_TEXT("U0", nt_token_sid(seen_token, NTOBJ_TOKEN_USER));
	/* It is not hers to open. */
	EXPECT_STATUS(STATUS_ACCESS_DENIED, nt_open_thread_token(&token, thread, QUERY));
	worker_end(&worker);
}

TEST_F(ntobj, thread_handles)
{
	struct worker worker;
	__u64 thread;
	__u64 token;

	EXPECT_STATUS(STATUS_INVALID_HANDLE, nt_open_thread_token(&token, 0, QUERY));
	EXPECT_STATUS(STATUS_INVALID_HANDLE, nt_open_thread_token(&token, 0x4000, QUERY));
	EXPECT_STATUS(STATUS_OBJECT_TYPE_MISMATCH,
		      nt_open_thread_token(&token, NTOBJ_CURRENT_PROCESS, QUERY));
	worker_start(&worker);
	worker_do(&worker, thread_becomes_alice);
	ASSERT_STATUS(STATUS_SUCCESS,
		      nt_open_thread(&thread, worker.tid,
				     NTOBJ_THREAD_ALL_ACCESS &
				     ~NTOBJ_THREAD_QUERY_INFORMATION));
	EXPECT_STATUS(STATUS_ACCESS_DENIED, nt_open_thread_token(&token, thread, QUERY));
	ASSERT_STATUS(STATUS_SUCCESS,
		      nt_open_thread(&thread, worker.tid, NTOBJ_THREAD_QUERY_INFORMATION));
	EXPECT_STATUS(STATUS_SUCCESS, nt_open_thread_token(&token, thread, QUERY));
	EXPECT_STATUS(STATUS_ACCESS_DENIED, nt_open_thread_token(&token, thread, 0));
	EXPECT_STATUS(STATUS_ACCESS_DENIED, nt_open_thread_token(&token, thread, 0x200));
	EXPECT_STATUS(STATUS_SUCCESS, nt_open_thread_token(&token, thread, NTOBJ_GENERIC_ALL));
	EXPECT_EQ(0xf01ff, nt_granted(token));
	worker_end(&worker);
}

/* The last thread but one is gone: what was opened stays. */
TEST_F(ntobj, token_outlives_thread)
{
	struct worker worker;
	__u64 thread;
	__u64 token;
	__u64 later;

	worker_start(&worker);
	thread = nt_thread(worker.tid);
	worker_do(&worker, thread_becomes_alice);
	ASSERT_STATUS(STATUS_SUCCESS, nt_open_thread_token(&token, thread, QUERY));
	worker_end(&worker);
	EXPECT_STATUS(STATUS_SUCCESS, nt_wait(thread, NTOBJ_WAIT_FOREVER));
	EXPECT_TEXT("U1000", nt_token_sid(token, NTOBJ_TOKEN_USER));
	EXPECT_STATUS(STATUS_NO_TOKEN, nt_open_thread_token(&later, thread, QUERY));
}

static int meet_limit(void *context)
{
	__u64 token;

	(void)context;
	nt_event(0, 0);
	NT_CHECK_STATUS(STATUS_INSUFFICIENT_RESOURCES,
			nt_open_process_token(&token, NTOBJ_CURRENT_PROCESS, QUERY));
	return 0;
}

static int meet_limit_by_copy(void *context)
{
	__u64 token = nt_own_token(NTOBJ_TOKEN_DUPLICATE);
	__u64 duplicate;

	(void)context;
	NT_CHECK_STATUS(STATUS_INSUFFICIENT_RESOURCES,
			nt_duplicate_token(&duplicate, token, 0, NTOBJ_TOKEN_PRIMARY, 0));
	return 0;
}

/* Called by a thread with a token of its own, and a handle already. */
static void meet_limit_in_thread(void)
{
	seen_status = nt_open_thread_token(&seen_token, NTOBJ_CURRENT_THREAD, QUERY);
}

static int meet_limit_by_thread(void *context)
{
	struct worker worker;

	(void)context;
	nt_event(0, 0);
	worker_start(&worker);
	worker_do(&worker, thread_becomes_alice);
	worker_do(&worker, meet_limit_in_thread);
	NT_CHECK_STATUS(STATUS_INSUFFICIENT_RESOURCES, seen_status);
	worker_end(&worker);
	return 0;
}

TEST_F(ntobj, max_handles)
{
	long limit = nt_parameter("max_handles");
	int results[3];

	ASSERT_LT(1, limit);
	ASSERT_EQ(0, nt_set_parameter("max_handles", 1));
	results[0] = nt_child(meet_limit, NULL);
	results[1] = nt_child(meet_limit_by_copy, NULL);
	results[2] = nt_child(meet_limit_by_thread, NULL);
	EXPECT_EQ(0, nt_set_parameter("max_handles", limit));
	EXPECT_EQ(0, results[0]);
	EXPECT_EQ(0, results[1]);
	EXPECT_EQ(0, results[2]);
}

TEST_HARNESS_MAIN
