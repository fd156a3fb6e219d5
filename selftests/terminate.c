// SPDX-License-Identifier: GPL-2.0
/*
 * How processes end, in NT's terms: by what they say, by signals, and by
 * NtTerminateProcess, of which the first counts.
 */
#include <sched.h>
#include <signal.h>
#include <sys/prctl.h>
#include <sys/ptrace.h>
#include <sys/resource.h>
#include <sys/syscall.h>
#include <sys/wait.h>

#include "ntobj_fixture.h"

#define CURRENT	NTOBJ_CURRENT_PROCESS

/* Begins to do something when it is told, so that it can be opened before. */
struct actor {
	int begin[2];
	void (*act)(int number);
	int number;
};

static int be_actor(void *context)
{
	struct actor *actor = context;
	char byte;

	close(actor->begin[1]);
	NT_CHECK(read(actor->begin[0], &byte, 1) == 0);
	actor->act(actor->number);
	return 99;
}

/* Returns what its object says when it has ended, and its wait status. */
static struct ntobj_process_basic_information
run_actor(void (*act)(int number), int number, int *wait_status)
{
	struct ntobj_process_basic_information basic;
	struct actor actor = { .act = act, .number = number };
	__u64 process;
	pid_t pid;

	NT_CHECK(!pipe(actor.begin));
	pid = nt_child_start(be_actor, &actor);
	NT_CHECK(pid > 0);
	process = nt_process(pid);
	close(actor.begin[0]);
	close(actor.begin[1]);
	NT_CHECK_STATUS(STATUS_SUCCESS, nt_wait(process, NTOBJ_WAIT_FOREVER));
	NT_CHECK_STATUS(STATUS_SUCCESS, nt_query_process(process, &basic));
	NT_CHECK(basic.process_id == (__u64)pid);
	NT_CHECK(basic.parent_process_id == (__u64)getpid());
	NT_CHECK(!basic.affinity_mask && !basic.base_priority && !basic.threads);
	NT_CHECK(waitpid(pid, wait_status, 0) == pid);
	NT_CHECK_STATUS(STATUS_SUCCESS, nt_close(process));
	return basic;
}

static void act_exit(int number)
{
	_exit(number);
}

TEST_F(ntobj, exit_codes)
{
	static const int codes[] = { 0, 1, 2, 127, 128, 255, 256, 257, -1 };
	struct ntobj_process_basic_information basic;
	unsigned int i;
	int status;

	for (i = 0; i < ARRAY_SIZE(codes); i++) {
		basic = run_actor(act_exit, codes[i], &status);
		EXPECT_EQ(codes[i] & 0xff, basic.exit_status);
		EXPECT_EQ(status, basic.wait_status);
	}
}

static void act_signal(int number)
{
	sigset_t set;

	signal(number, SIG_DFL);
	sigemptyset(&set);
	sigaddset(&set, number);
	sigprocmask(SIG_UNBLOCK, &set, NULL);
	kill(getpid(), number);
}

static __s32 status_of_signal(int number)
{
	switch (number) {
	case SIGINT:
		return STATUS_CONTROL_C_EXIT;
	case SIGSEGV:
		return STATUS_ACCESS_VIOLATION;
	case SIGBUS:
		return STATUS_IN_PAGE_ERROR;
	case SIGILL:
		return STATUS_ILLEGAL_INSTRUCTION;
	case SIGFPE:
		return STATUS_INTEGER_DIVIDE_BY_ZERO;
	case SIGTRAP:
		return STATUS_BREAKPOINT;
	case SIGABRT:
		return STATUS_STACK_BUFFER_OVERRUN;
	case SIGSYS:
		return STATUS_INVALID_SYSTEM_SERVICE;
	default:
		return DBG_TERMINATE_PROCESS;
	}
}

TEST_F(ntobj, signals)
{
	struct ntobj_process_basic_information basic;
	int status;
	int number;

	for (number = 1; number <= SIGRTMAX; number++) {
		/* Those that do not end a process, and those of the C library. */
		if (number == SIGCHLD || number == SIGCONT || number == SIGSTOP ||
		    number == SIGTSTP || number == SIGTTIN || number == SIGTTOU ||
		    number == SIGURG || number == SIGWINCH ||
		    (number > SIGSYS && number < SIGRTMIN))
			continue;
		basic = run_actor(act_signal, number, &status);
		EXPECT_EQ(status_of_signal(number), basic.exit_status)
			TH_LOG("signal %d: %s", number, nt_status_text(basic.exit_status));
		EXPECT_EQ(number, WTERMSIG(status));
		EXPECT_EQ(status, (int)basic.wait_status);
	}
}

static void act_dump(int number)
{
	struct rlimit limit = { RLIM_INFINITY, RLIM_INFINITY };

	NT_CHECK(!chdir("/tmp"));
	NT_CHECK(!setrlimit(RLIMIT_CORE, &limit));
	act_signal(number);
}

TEST_F(ntobj, core_dump)
{
	struct ntobj_process_basic_information basic;
	int status;

	basic = run_actor(act_dump, SIGSEGV, &status);
	EXPECT_EQ(STATUS_ACCESS_VIOLATION, basic.exit_status);
	EXPECT_TRUE(WCOREDUMP(status));
	EXPECT_EQ(status, (int)basic.wait_status);
	unlink("/tmp/core");
}

static void act_fault(int number)
{
	memset((void *)(long)number, 1, sizeof(number));
}

TEST_F(ntobj, fault)
{
	int status;

	EXPECT_EQ(STATUS_ACCESS_VIOLATION, run_actor(act_fault, 8, &status).exit_status);
	EXPECT_EQ(SIGSEGV, WTERMSIG(status));
}

static void *end_thread(void *context)
{
	usleep(20000);
	syscall(SYS_exit, *(int *)context);
	return NULL;
}

/* The last thread's code, be it the leader or not. */
static void act_end_leader(int number)
{
	static int other = 5;
	pthread_t thread;

	NT_CHECK(!pthread_create(&thread, NULL, end_thread, &other));
	syscall(SYS_exit, number);
}

TEST_F(ntobj, last_thread_says)
{
	struct ntobj_process_basic_information basic;
	int status;

	basic = run_actor(act_end_leader, 3, &status);
	EXPECT_EQ(5, basic.exit_status);
	EXPECT_EQ(5, WEXITSTATUS(status));
	EXPECT_EQ(status, (int)basic.wait_status);
}

static void *exit_group_thread(void *context)
{
	_exit(*(int *)context);
}

static void act_exit_by_thread(int number)
{
	pthread_t thread;

	NT_CHECK(!pthread_create(&thread, NULL, exit_group_thread, &number));
	for (;;)
		pause();
}

TEST_F(ntobj, other_thread_says)
{
	int status;

	EXPECT_EQ(6, run_actor(act_exit_by_thread, 6, &status).exit_status);
	EXPECT_EQ(6, WEXITSTATUS(status));
}

/*
 * NtTerminateProcess
 */

static const __s32 any_status[] = {
	0, 1, 255, 256, 0x7fffffff, -1, STATUS_PENDING, STATUS_ACCESS_VIOLATION,
	(__s32)0xdeadbeef,
};

TEST_F(ntobj, terminate)
{
	struct ntobj_process_basic_information basic;
	unsigned int i;

	for (i = 0; i < ARRAY_SIZE(any_status); i++) {
		pid_t victim = nt_victim_start();
		__u64 process = nt_process(victim);

		EXPECT_STATUS(STATUS_SUCCESS, nt_terminate(process, any_status[i]));
		EXPECT_STATUS(STATUS_SUCCESS, nt_wait(process, NTOBJ_WAIT_FOREVER));
		ASSERT_STATUS(STATUS_SUCCESS, nt_query_process(process, &basic));
		EXPECT_EQ(any_status[i], basic.exit_status);
		EXPECT_EQ(SIGKILL, basic.wait_status);
		EXPECT_STATUS(STATUS_PROCESS_IS_TERMINATING, nt_terminate(process, 3));
		EXPECT_EQ(any_status[i], nt_exit_status(process));
		EXPECT_EQ(NT_KILLED(SIGKILL), nt_child_end(victim));
		EXPECT_STATUS(STATUS_PROCESS_IS_TERMINATING, nt_terminate(process, 3));
		EXPECT_EQ(any_status[i], nt_exit_status(process));
	}
}

static void act_terminate_self(int number)
{
	nt_terminate(CURRENT, number);
	_exit(98);
}

static void act_terminate_by_handle(int number)
{
	nt_terminate(nt_process(getpid()), number);
	_exit(98);
}

/* The call does not return. */
TEST_F(ntobj, terminate_oneself)
{
	int status;

	EXPECT_EQ(1234567, run_actor(act_terminate_self, 1234567, &status).exit_status);
	EXPECT_EQ(SIGKILL, WTERMSIG(status));
	EXPECT_EQ(-5, run_actor(act_terminate_by_handle, -5, &status).exit_status);
	EXPECT_EQ(SIGKILL, WTERMSIG(status));
}

TEST_F(ntobj, reserved_field)
{
	struct ntobj_terminate_process call = { .handle = CURRENT, .reserved = 1 };

	EXPECT_STATUS(STATUS_INVALID_PARAMETER, nt_call(NTOBJ_IOC_TERMINATE_PROCESS, &call));
}

/* A victim that is killed, and stopped by its tracer on its way out. */
static pid_t traced_start(void)
{
	pid_t pid = nt_victim_start();
	int status;

	NT_CHECK(!ptrace(PTRACE_SEIZE, pid, 0, PTRACE_O_TRACEEXIT));
	NT_CHECK(!ptrace(PTRACE_INTERRUPT, pid, 0, 0));
	NT_CHECK(waitpid(pid, &status, __WALL) == pid && WIFSTOPPED(status));
	NT_CHECK(!ptrace(PTRACE_CONT, pid, 0, 0));
	return pid;
}

static void wait_for_exit_stop(pid_t pid)
{
	int status;

	NT_CHECK(waitpid(pid, &status, __WALL) == pid);
	NT_CHECK(status >> 8 == (SIGTRAP | PTRACE_EVENT_EXIT << 8));
}

/* While it is dying its status is not decided anew, by whatever handle. */
TEST_F(ntobj, first_status_counts)
{
	pid_t pid = traced_start();
	__u64 process = nt_process(pid);
	__u64 thread = nt_thread(pid);

	ASSERT_STATUS(STATUS_SUCCESS, nt_terminate(process, 42));
	wait_for_exit_stop(pid);
	EXPECT_EQ(STATUS_PENDING, nt_exit_status(process));
	EXPECT_STATUS(STATUS_TIMEOUT, nt_wait(process, NTOBJ_WAIT_POLL));
	EXPECT_STATUS(STATUS_PROCESS_IS_TERMINATING, nt_terminate(process, 43));
	ASSERT_EQ(0, ptrace(PTRACE_CONT, pid, 0, 0));
	EXPECT_STATUS(STATUS_SUCCESS, nt_wait(process, NTOBJ_WAIT_FOREVER));
	EXPECT_EQ(42, nt_exit_status(process));
	EXPECT_EQ(NT_KILLED(SIGKILL), nt_child_end(pid));
	/* Its threads say the same. */
	EXPECT_EQ(42, nt_thread_exit_status(thread));
}

/* The same if nobody had the process's object in between. */
TEST_F(ntobj, status_outlives_handles)
{
	pid_t pid = traced_start();
	__u64 process = nt_process(pid);
	__u64 thread = nt_thread(pid);
	__u64 id = nt_id(process);

	ASSERT_STATUS(STATUS_SUCCESS, nt_terminate(process, 42));
	ASSERT_STATUS(STATUS_SUCCESS, nt_close(process));
	wait_for_exit_stop(pid);
	process = nt_process(pid);
	EXPECT_NE(id, nt_id(process));
	EXPECT_EQ(STATUS_PENDING, nt_exit_status(process));
	EXPECT_STATUS(STATUS_PROCESS_IS_TERMINATING, nt_terminate(process, 43));
	ASSERT_EQ(0, ptrace(PTRACE_CONT, pid, 0, 0));
	EXPECT_STATUS(STATUS_SUCCESS, nt_wait(process, NTOBJ_WAIT_FOREVER));
	EXPECT_EQ(42, nt_exit_status(process));
	EXPECT_EQ(NT_KILLED(SIGKILL), nt_child_end(pid));
	EXPECT_EQ(42, nt_thread_exit_status(thread));
}

/* All handles closed: the thread's object still tells. */
TEST_F(ntobj, status_reaches_thread_alone)
{
	pid_t victim = nt_victim_start();
	__u64 process = nt_process(victim);
	__u64 thread = nt_thread(victim);

	ASSERT_STATUS(STATUS_SUCCESS, nt_terminate(process, 77));
	ASSERT_STATUS(STATUS_SUCCESS, nt_close(process));
	EXPECT_STATUS(STATUS_SUCCESS, nt_wait(thread, NTOBJ_WAIT_FOREVER));
	EXPECT_EQ(77, nt_thread_exit_status(thread));
	EXPECT_EQ(NT_KILLED(SIGKILL), nt_child_end(victim));
}

struct terminator {
	pthread_t thread;
	pthread_barrier_t *barrier;
	__u64 process;
	__s32 exit_status;
	__s32 status;
};

static void *terminate_together(void *context)
{
	struct terminator *terminator = context;

	pthread_barrier_wait(terminator->barrier);
	terminator->status = nt_terminate(terminator->process, terminator->exit_status);
	return NULL;
}

/* One of them is the first; each that succeeded may be. */
TEST_F(ntobj, terminated_by_many)
{
	int rounds = nt_rounds(20, 100);
	struct terminator terminators[4];
	pthread_barrier_t barrier;
	unsigned int i;

	ASSERT_EQ(0, pthread_barrier_init(&barrier, NULL, ARRAY_SIZE(terminators)));
	while (rounds--) {
		pid_t victim = nt_victim_start();
		__u64 process = nt_process(victim);
		__s32 result;

		for (i = 0; i < ARRAY_SIZE(terminators); i++) {
			terminators[i] = (struct terminator){
				.barrier = &barrier,
				.process = process,
				.exit_status = 100 + i,
			};
			ASSERT_EQ(0, pthread_create(&terminators[i].thread, NULL,
						    terminate_together, &terminators[i]));
		}
		for (i = 0; i < ARRAY_SIZE(terminators); i++)
			ASSERT_EQ(0, pthread_join(terminators[i].thread, NULL));
		ASSERT_STATUS(STATUS_SUCCESS, nt_wait(process, NTOBJ_WAIT_FOREVER));
		result = nt_exit_status(process);
		ASSERT_LE(100, result);
		ASSERT_GT(100 + (int)ARRAY_SIZE(terminators), result);
		ASSERT_STATUS(STATUS_SUCCESS, terminators[result - 100].status);
		ASSERT_EQ(NT_KILLED(SIGKILL), nt_child_end(victim));
		ASSERT_STATUS(STATUS_SUCCESS, nt_close(process));
	}
}

/* A signal came first, but the process is not through with it. */
TEST_F(ntobj, terminate_after_kill)
{
	pid_t pid = traced_start();
	__u64 process = nt_process(pid);

	ASSERT_EQ(0, kill(pid, SIGKILL));
	wait_for_exit_stop(pid);
	EXPECT_STATUS(STATUS_PROCESS_IS_TERMINATING, nt_terminate(process, 42));
	ASSERT_EQ(0, ptrace(PTRACE_CONT, pid, 0, 0));
	EXPECT_STATUS(STATUS_SUCCESS, nt_wait(process, NTOBJ_WAIT_FOREVER));
	EXPECT_EQ(DBG_TERMINATE_PROCESS, nt_exit_status(process));
	EXPECT_EQ(NT_KILLED(SIGKILL), nt_child_end(pid));
}

/* Stopped or not, with all signals blocked or not. */
static void act_block_all(int number)
{
	sigset_t set;

	(void)number;
	sigfillset(&set);
	sigprocmask(SIG_SETMASK, &set, NULL);
	raise(SIGSTOP);
	for (;;)
		pause();
}

TEST_F(ntobj, terminate_stopped)
{
	struct actor actor = { .act = act_block_all };
	__u64 process;
	int status;
	pid_t pid;

	ASSERT_EQ(0, pipe(actor.begin));
	pid = nt_child_start(be_actor, &actor);
	process = nt_process(pid);
	close(actor.begin[1]);
	ASSERT_EQ(pid, waitpid(pid, &status, WUNTRACED));
	ASSERT_TRUE(WIFSTOPPED(status));
	EXPECT_STATUS(STATUS_TIMEOUT, nt_wait(process, NTOBJ_WAIT_POLL));
	EXPECT_STATUS(STATUS_SUCCESS, nt_terminate(process, 1));
	EXPECT_STATUS(STATUS_SUCCESS, nt_wait(process, NTOBJ_WAIT_FOREVER));
	EXPECT_EQ(NT_KILLED(SIGKILL), nt_child_end(pid));
}

/* The leader is a zombie, and others live. */
static void *live_on(void *context)
{
	(void)context;
	for (;;)
		pause();
	return NULL;
}

static void act_leave_thread(int number)
{
	pthread_t thread;

	NT_CHECK(!pthread_create(&thread, NULL, live_on, NULL));
	syscall(SYS_exit, number);
}

static bool is_zombie(pid_t pid)
{
	char path[64];
	bool zombie;
	char *text;

	snprintf(path, sizeof(path), "/proc/%d/task/%d/stat", pid, pid);
	text = nt_read_file(path);
	zombie = text && strstr(text, ") Z ");
	free(text);
	return zombie;
}

TEST_F(ntobj, terminate_without_leader)
{
	struct actor actor = { .act = act_leave_thread };
	struct ntobj_process_basic_information basic;
	__u64 process;
	pid_t pid;

	ASSERT_EQ(0, pipe(actor.begin));
	pid = nt_child_start(be_actor, &actor);
	close(actor.begin[1]);
	ASSERT_TRUE(NT_UNTIL(is_zombie(pid)));
	/* The process lives, and can be opened, by its id alone. */
	process = nt_process(pid);
	EXPECT_STATUS(STATUS_TIMEOUT, nt_wait(process, NTOBJ_WAIT_POLL));
	ASSERT_STATUS(STATUS_SUCCESS, nt_query_process(process, &basic));
	EXPECT_EQ(pid, basic.process_id);
	EXPECT_EQ(getpid(), basic.parent_process_id);
	EXPECT_EQ(STATUS_PENDING, basic.exit_status);
	EXPECT_STATUS(STATUS_SUCCESS, nt_terminate(process, 31));
	EXPECT_STATUS(STATUS_SUCCESS, nt_wait(process, NTOBJ_WAIT_FOREVER));
	EXPECT_EQ(31, nt_exit_status(process));
	EXPECT_LE(0, nt_child_end(pid));
}

/*
 * The first process of all, and of a pid namespace
 */

TEST_F(ntobj, init)
{
	__u64 init = nt_process(1);

	EXPECT_STATUS(STATUS_ACCESS_DENIED, nt_terminate(init, 1));
	EXPECT_EQ(STATUS_PENDING, nt_exit_status(init));
	EXPECT_STATUS(STATUS_TIMEOUT, nt_wait(init, NTOBJ_WAIT_POLL));
}

static int terminate_init_from_inside(void *context)
{
	__u64 init = nt_process(1);

	(void)context;
	NT_CHECK(getppid() == 1);
	NT_CHECK_STATUS(STATUS_ACCESS_DENIED, nt_terminate(init, 1));
	NT_CHECK_STATUS(STATUS_TIMEOUT, nt_wait(init, NTOBJ_WAIT_POLL));
	return 0;
}

static int be_init(void *context)
{
	(void)context;
	NT_CHECK(getpid() == 1);
	NT_CHECK_STATUS(STATUS_ACCESS_DENIED, nt_terminate(CURRENT, 1));
	NT_CHECK(nt_child(terminate_init_from_inside, NULL) == 0);
	raise(SIGSTOP);	/* nothing: it is the first */
	return nt_be_victim(NULL);
}

TEST_F(ntobj, init_of_namespace)
{
	__u64 process;
	pid_t pid;

	ASSERT_EQ(0, unshare(CLONE_NEWPID));
	pid = nt_child_start(be_init, NULL);
	ASSERT_LT(0, pid);
	process = nt_process(pid);
	/* It sleeps when all is checked inside. */
	ASSERT_TRUE(NT_UNTIL(({
		char path[64];
		char *text;
		bool sleeps;

		snprintf(path, sizeof(path), "/proc/%d/syscall", pid);
		text = nt_read_file(path);
		sleeps = text && atoi(text) == SYS_pause;
		free(text);
		sleeps;
	})));
	EXPECT_STATUS(STATUS_TIMEOUT, nt_wait(process, NTOBJ_WAIT_POLL));
	EXPECT_STATUS(STATUS_SUCCESS, nt_terminate(process, 17));
	EXPECT_STATUS(STATUS_SUCCESS, nt_wait(process, NTOBJ_WAIT_FOREVER));
	EXPECT_EQ(17, nt_exit_status(process));
	EXPECT_EQ(NT_KILLED(SIGKILL), nt_child_end(pid));
}

TEST_HARNESS_MAIN
