// SPDX-License-Identifier: GPL-2.0
/*
 * A suspended thread and Linux: signals, job control, debuggers, freezers, exec and the
 * end of the process. What Linux wants of the thread it gets, and the thread does not
 * run its program for that.
 */
#include <elf.h>
#include <fcntl.h>
#include <signal.h>
#include <sys/mman.h>
#include <sys/mount.h>
#include <sys/ptrace.h>
#include <sys/stat.h>
#include <sys/syscall.h>
#include <sys/uio.h>
#include <sys/user.h>
#include <sys/wait.h>

#include "ntobj_fixture.h"

#define FOREVER		NTOBJ_WAIT_FOREVER
#define ALICE		1000

/* How long something is looked at that must not happen. */
#define A_WHILE		(30 * 1000)

#define PROGRAM		"/tmp/ntobj_suspended"
#define CGROUPS		"/tmp/ntobj_cgroups"
#define CGROUP		CGROUPS "/ntobj_suspended"

static const char program_word[] = "--program";

/**
 * struct stage - what the target shares with the test
 * @count: the target's first thread counts while it runs
 * @handled: signals it has handled
 * @other_tid: id of its second thread, which counts too
 * @other_count: how far that one is
 * @naps: how often the first thread has slept as long as it was to
 * @nap_error: what the last other time told it, or 0
 * @order: set to have the first thread do something; see be_target()
 */
struct stage {
	unsigned long count;
	unsigned long handled;
	pid_t other_tid;
	unsigned long other_count;
	unsigned long naps;
	int nap_error;
	int order;
};

enum { COUNT, EXIT_BY_OTHER, EXEC_BY_OTHER, EXEC, WAIT, NAP };

static struct stage *stage;

static void count_signal(int number)
{
	(void)number;
	stage->handled++;
}

static unsigned long read_count(const unsigned long *count)
{
	return __atomic_load_n(count, __ATOMIC_RELAXED);
}

static int read_order(void)
{
	return __atomic_load_n(&stage->order, __ATOMIC_ACQUIRE);
}

static void give_order(int order)
{
	__atomic_store_n(&stage->order, order, __ATOMIC_RELEASE);
}

static int running[2];

static void begin_program(const char *path)
{
	char text[16];

	snprintf(text, sizeof(text), "%d", running[1]);
	execl(path, "suspend_linux", program_word, text, NULL);
	_exit(1);
}

/* The new program says that it runs, and then does nothing more. */
static int be_program(const char *text)
{
	NT_CHECK(write(atoi(text), "r", 1) == 1);
	for (;;)
		pause();
	return 0;
}

static void *be_other(void *context)
{
	(void)context;
	__atomic_store_n(&stage->other_tid, gettid(), __ATOMIC_RELEASE);
	for (;;) {
		__atomic_add_fetch(&stage->other_count, 1, __ATOMIC_RELAXED);
		if (read_order() == EXIT_BY_OTHER)
			_exit(17);
		if (read_order() == EXEC_BY_OTHER)
			begin_program("/proc/self/exe");
	}
	return NULL;
}

/* By the system call itself: what Linux keeps from programs would be seen. */
static void take_nap(void)
{
	struct timespec nap = { .tv_nsec = 300 * NT_MILLISECOND };

	if (syscall(SYS_nanosleep, &nap, NULL))
		__atomic_store_n(&stage->nap_error, errno, __ATOMIC_RELAXED);
	else
		__atomic_add_fetch(&stage->naps, 1, __ATOMIC_RELAXED);
}

static int be_target(void *context)
{
	struct sigaction action = { .sa_handler = count_signal, .sa_flags = SA_RESTART };
	const uid_t *user = context;
	pthread_t thread;

	NT_CHECK(!sigaction(SIGUSR1, &action, NULL));
	NT_CHECK(!user || !nt_become(*user));
	NT_CHECK(!pthread_create(&thread, NULL, be_other, NULL));
	for (;;) {
		__atomic_add_fetch(&stage->count, 1, __ATOMIC_RELAXED);
		if (read_order() == EXEC)
			begin_program(PROGRAM);
		if (read_order() == NAP)
			take_nap();
		if (read_order() == WAIT)
			NT_CHECK_STATUS(STATUS_TIMEOUT,
					nt_wait(nt_event(0, 0), nt_now() + 10 * NT_SECOND));
	}
	return 0;
}

/**
 * struct target - a process, and its first thread
 * @pid: the process; 0 once it has ended
 * @thread: a handle to the thread
 */
struct target {
	pid_t pid;
	__u64 thread;
};

FIXTURE(target) {
	struct target target;
};

static void start_target(struct target *target, const uid_t *user)
{
	memset(stage, 0, sizeof(*stage));
	target->pid = nt_child_start(be_target, (void *)user);
	NT_CHECK(NT_UNTIL(read_count(&stage->count) && read_count(&stage->other_count)));
	target->thread = nt_thread(target->pid);
}

static void kill_target(struct target *target)
{
	NT_CHECK(!kill(target->pid, SIGKILL));
	NT_CHECK(nt_child_end(target->pid) == NT_KILLED(SIGKILL));
	target->pid = 0;
}

FIXTURE_SETUP(target)
{
	ASSERT_LE(0, nt_open_device());
	ASSERT_STATUS(STATUS_SUCCESS, nt_make_token());
	stage = mmap(NULL, sizeof(*stage), PROT_READ | PROT_WRITE, MAP_SHARED | MAP_ANONYMOUS,
		     -1, 0);
	ASSERT_NE(MAP_FAILED, stage);
	ASSERT_EQ(0, pipe(running));
	start_target(&self->target, NULL);
}

FIXTURE_TEARDOWN(target)
{
	struct target *target = &self->target;

	if (target->pid)
		kill_target(target);
}

static bool suspend(const struct target *target)
{
	return nt_suspend_soon(target->thread, target->pid);
}

static bool stands(void)
{
	unsigned long before = read_count(&stage->count);

	usleep(A_WHILE);
	return read_count(&stage->count) == before;
}

static bool runs(void)
{
	unsigned long before = read_count(&stage->count);

	return NT_UNTIL(read_count(&stage->count) > before);
}

static bool other_runs(void)
{
	unsigned long before = read_count(&stage->other_count);

	return NT_UNTIL(read_count(&stage->other_count) > before);
}

/* Resumed for good, and by nobody else before. */
static void resume(struct __test_metadata *_metadata, const struct target *target)
{
	__u32 count;

	ASSERT_STATUS(STATUS_SUCCESS, nt_resume(target->thread, &count));
	EXPECT_EQ(1, count);
	EXPECT_TRUE(runs());
}

/* True if the process comes to an end of that sort. */
static bool changes_state(pid_t pid, int options, int *status)
{
	pid_t found;

	return NT_UNTIL((found = waitpid(pid, status, options | WNOHANG)) != 0) && found == pid;
}

TEST_F(target, other_threads_run)
{
	struct target *target = &self->target;

	ASSERT_TRUE(suspend(target));
	EXPECT_TRUE(stands());
	EXPECT_TRUE(other_runs());
	resume(_metadata, target);
}

TEST_F(target, killed)
{
	struct target *target = &self->target;
	int status;

	ASSERT_TRUE(suspend(target));
	ASSERT_EQ(0, kill(target->pid, SIGKILL));
	ASSERT_TRUE(changes_state(target->pid, 0, &status));
	EXPECT_TRUE(WIFSIGNALED(status) && WTERMSIG(status) == SIGKILL);
	target->pid = 0;
	EXPECT_STATUS(STATUS_THREAD_IS_TERMINATING, nt_suspend(target->thread, NULL));
}

/* As many times as may be, and by the module's own means. */
TEST_F(target, terminated)
{
	struct target *target = &self->target;
	__u64 process = nt_process(target->pid);
	int i, status;

	ASSERT_TRUE(suspend(target));
	for (i = 1; i < NTOBJ_SUSPENSIONS_MAX; i++)
		ASSERT_STATUS(STATUS_SUCCESS, nt_suspend(target->thread, NULL));
	ASSERT_STATUS(STATUS_SUCCESS, nt_terminate(process, 5));
	ASSERT_TRUE(changes_state(target->pid, 0, &status));
	target->pid = 0;
	EXPECT_STATUS(STATUS_SUCCESS, nt_wait(process, FOREVER));
}

/* A signal that ends the process is not kept back by one thread of it. */
TEST_F(target, terminated_by_signal)
{
	struct target *target = &self->target;
	int status;

	ASSERT_TRUE(suspend(target));
	ASSERT_EQ(0, kill(target->pid, SIGTERM));
	ASSERT_TRUE(changes_state(target->pid, 0, &status));
	EXPECT_TRUE(WIFSIGNALED(status) && WTERMSIG(status) == SIGTERM);
	target->pid = 0;
}

TEST_F(target, exit_by_another)
{
	struct target *target = &self->target;
	int status;

	ASSERT_TRUE(suspend(target));
	give_order(EXIT_BY_OTHER);
	ASSERT_TRUE(changes_state(target->pid, 0, &status));
	EXPECT_TRUE(WIFEXITED(status) && WEXITSTATUS(status) == 17);
	target->pid = 0;
}

/* The exec ends all threads but its own; that one is the new program's first. */
TEST_F(target, exec_by_another)
{
	struct target *target = &self->target;
	char byte;

	ASSERT_TRUE(suspend(target));
	give_order(EXEC_BY_OTHER);
	ASSERT_EQ(1, read(running[0], &byte, 1));
	EXPECT_TRUE(nt_thread_column(target->pid, "suspend_count") <= 0);
}

/* Who is suspended and execs is the one who was not the first thread. */
TEST_F(target, exec_ends_the_suspended)
{
	__u64 other = nt_thread(stage->other_tid);
	char byte;

	ASSERT_TRUE(nt_suspend_soon(other, stage->other_tid));
	nt_make_program(PROGRAM, 0, 0755);
	give_order(EXEC);
	ASSERT_EQ(1, read(running[0], &byte, 1));
	EXPECT_STATUS(STATUS_SUCCESS, nt_wait(other, FOREVER));
	EXPECT_STATUS(STATUS_THREAD_IS_TERMINATING, nt_suspend(other, NULL));
	unlink(PROGRAM);
}

/* A handler runs when the thread does. */
TEST_F(target, handler)
{
	struct target *target = &self->target;

	ASSERT_TRUE(suspend(target));
	ASSERT_EQ(0, syscall(SYS_tgkill, target->pid, target->pid, SIGUSR1));
	EXPECT_TRUE(stands());
	EXPECT_EQ(0, read_count(&stage->handled));
	resume(_metadata, target);
	EXPECT_TRUE(NT_UNTIL(read_count(&stage->handled) == 1));
}

/* Neither is a wait ended by it before that; it goes on afterwards. */
TEST_F(target, handler_in_wait)
{
	struct target *target = &self->target;

	give_order(WAIT);
	ASSERT_TRUE(NT_UNTIL(nt_is_waiting(target->pid, target->pid)));
	ASSERT_TRUE(suspend(target));
	give_order(COUNT);
	ASSERT_EQ(0, syscall(SYS_tgkill, target->pid, target->pid, SIGUSR1));
	usleep(A_WHILE);
	EXPECT_EQ(0, read_count(&stage->handled));
	ASSERT_STATUS(STATUS_SUCCESS, nt_resume(target->thread, NULL));
	EXPECT_TRUE(NT_UNTIL(read_count(&stage->handled) == 1));
	EXPECT_TRUE(NT_UNTIL(nt_is_waiting(target->pid, target->pid)));
}

/* It is Linux that says which thread takes it; if that is the suspended one, later. */
TEST_F(target, signal_for_process)
{
	struct target *target = &self->target;

	ASSERT_TRUE(suspend(target));
	ASSERT_EQ(0, kill(target->pid, SIGUSR1));
	EXPECT_TRUE(other_runs());
	resume(_metadata, target);
	EXPECT_TRUE(NT_UNTIL(read_count(&stage->handled) == 1));
}

TEST_F(target, stopped_and_continued)
{
	struct target *target = &self->target;
	int i, status;

	ASSERT_TRUE(suspend(target));
	for (i = 0; i < 3; i++) {
		ASSERT_EQ(0, kill(target->pid, SIGSTOP));
		ASSERT_TRUE(changes_state(target->pid, WUNTRACED, &status));
		EXPECT_TRUE(WIFSTOPPED(status) && WSTOPSIG(status) == SIGSTOP);
		ASSERT_EQ(0, kill(target->pid, SIGCONT));
		ASSERT_TRUE(changes_state(target->pid, WCONTINUED, &status));
		EXPECT_TRUE(WIFCONTINUED(status));
		EXPECT_TRUE(other_runs());
		ASSERT_TRUE(NT_UNTIL(nt_is_suspended(target->pid)));
		EXPECT_TRUE(stands());
	}
	resume(_metadata, target);
}

/* Suspended and resumed while it is stopped. */
TEST_F(target, suspended_when_stopped)
{
	struct target *target = &self->target;
	__u32 count;
	int status;

	ASSERT_EQ(0, kill(target->pid, SIGSTOP));
	ASSERT_TRUE(changes_state(target->pid, WUNTRACED, &status));
	ASSERT_STATUS(STATUS_SUCCESS, nt_suspend(target->thread, &count));
	EXPECT_EQ(0, count);
	ASSERT_EQ(0, kill(target->pid, SIGCONT));
	ASSERT_TRUE(changes_state(target->pid, WCONTINUED, &status));
	ASSERT_TRUE(NT_UNTIL(nt_is_suspended(target->pid)));
	EXPECT_TRUE(stands());
	ASSERT_EQ(0, kill(target->pid, SIGSTOP));
	ASSERT_TRUE(changes_state(target->pid, WUNTRACED, &status));
	ASSERT_STATUS(STATUS_SUCCESS, nt_resume(target->thread, &count));
	EXPECT_EQ(1, count);
	EXPECT_TRUE(stands());
	ASSERT_EQ(0, kill(target->pid, SIGCONT));
	EXPECT_TRUE(runs());
}

/* A debugger gets it to stop, and reads its registers. */
static void expect_stopped(struct __test_metadata *_metadata, pid_t pid)
{
	struct user_regs_struct registers = {};
	struct iovec place = { &registers, sizeof(registers) };
	int status;

	ASSERT_TRUE(changes_state(pid, __WALL, &status));
	ASSERT_TRUE(WIFSTOPPED(status));
	ASSERT_EQ(0, ptrace(PTRACE_GETREGSET, pid, (void *)NT_PRSTATUS, &place));
	EXPECT_LT(0, place.iov_len);
}

TEST_F(target, seized)
{
	struct target *target = &self->target;
	int i;

	ASSERT_TRUE(suspend(target));
	ASSERT_EQ(0, ptrace(PTRACE_SEIZE, target->pid, 0, 0));
	for (i = 0; i < 5; i++) {
		ASSERT_EQ(0, ptrace(PTRACE_INTERRUPT, target->pid, 0, 0));
		expect_stopped(_metadata, target->pid);
		ASSERT_EQ(0, ptrace(PTRACE_CONT, target->pid, 0, 0));
		ASSERT_TRUE(NT_UNTIL(nt_is_suspended(target->pid)));
		EXPECT_TRUE(stands());
	}
	ASSERT_EQ(0, ptrace(PTRACE_INTERRUPT, target->pid, 0, 0));
	expect_stopped(_metadata, target->pid);
	ASSERT_EQ(0, ptrace(PTRACE_DETACH, target->pid, 0, 0));
	ASSERT_TRUE(NT_UNTIL(nt_is_suspended(target->pid)));
	EXPECT_TRUE(stands());
	resume(_metadata, target);
}

TEST_F(target, attached)
{
	struct target *target = &self->target;
	int i;

	ASSERT_TRUE(suspend(target));
	for (i = 0; i < 3; i++) {
		ASSERT_EQ(0, ptrace(PTRACE_ATTACH, target->pid, 0, 0));
		expect_stopped(_metadata, target->pid);
		ASSERT_EQ(0, ptrace(PTRACE_DETACH, target->pid, 0, 0));
		ASSERT_TRUE(NT_UNTIL(nt_is_suspended(target->pid)));
		EXPECT_TRUE(stands());
	}
	resume(_metadata, target);
}

/* Suspended by one, held by the other: it runs when neither wants it to stand. */
TEST_F(target, resumed_when_traced)
{
	struct target *target = &self->target;

	ASSERT_TRUE(suspend(target));
	ASSERT_EQ(0, ptrace(PTRACE_SEIZE, target->pid, 0, 0));
	ASSERT_EQ(0, ptrace(PTRACE_INTERRUPT, target->pid, 0, 0));
	expect_stopped(_metadata, target->pid);
	ASSERT_STATUS(STATUS_SUCCESS, nt_resume(target->thread, NULL));
	EXPECT_TRUE(stands());
	ASSERT_STATUS(STATUS_SUCCESS, nt_suspend(target->thread, NULL));
	ASSERT_STATUS(STATUS_SUCCESS, nt_resume(target->thread, NULL));
	ASSERT_EQ(0, ptrace(PTRACE_CONT, target->pid, 0, 0));
	EXPECT_TRUE(runs());
	ASSERT_TRUE(suspend(target));
	ASSERT_STATUS(STATUS_SUCCESS, nt_resume(target->thread, NULL));
	EXPECT_TRUE(runs());
}

/* One instruction, and then another, is not one too many. */
TEST_F(target, stepped)
{
	struct target *target = &self->target;
	int status;

	ASSERT_EQ(0, ptrace(PTRACE_SEIZE, target->pid, 0, 0));
	ASSERT_EQ(0, ptrace(PTRACE_INTERRUPT, target->pid, 0, 0));
	expect_stopped(_metadata, target->pid);
	ASSERT_STATUS(STATUS_SUCCESS, nt_suspend(target->thread, NULL));
	ASSERT_EQ(0, ptrace(PTRACE_SINGLESTEP, target->pid, 0, 0));
	usleep(A_WHILE);
	EXPECT_EQ(0, waitpid(target->pid, &status, WNOHANG | __WALL));
	ASSERT_STATUS(STATUS_SUCCESS, nt_resume(target->thread, NULL));
	expect_stopped(_metadata, target->pid);
}

/* The debugger of a suspended thread that is sent a signal is told of it. */
TEST_F(target, signal_when_traced)
{
	struct target *target = &self->target;
	int status;

	ASSERT_TRUE(suspend(target));
	ASSERT_EQ(0, ptrace(PTRACE_SEIZE, target->pid, 0, 0));
	ASSERT_EQ(0, syscall(SYS_tgkill, target->pid, target->pid, SIGUSR1));
	ASSERT_TRUE(changes_state(target->pid, __WALL, &status));
	EXPECT_TRUE(WIFSTOPPED(status) && WSTOPSIG(status) == SIGUSR1);
	/* Which is swallowed. */
	ASSERT_EQ(0, ptrace(PTRACE_CONT, target->pid, 0, 0));
	ASSERT_TRUE(NT_UNTIL(nt_is_suspended(target->pid)));
	EXPECT_TRUE(stands());
	resume(_metadata, target);
	EXPECT_EQ(0, read_count(&stage->handled));
}

/* One that writes a core, or would. */
TEST_F(target, dumped)
{
	struct target *target = &self->target;
	int status;

	ASSERT_TRUE(suspend(target));
	ASSERT_EQ(0, syscall(SYS_tgkill, target->pid, target->pid, SIGABRT));
	ASSERT_TRUE(changes_state(target->pid, 0, &status));
	EXPECT_TRUE(WIFSIGNALED(status) && WTERMSIG(status) == SIGABRT);
	target->pid = 0;
}

/* A debugger that wants to see the end sees it: it is not suspended in there. */
TEST_F(target, end_when_traced)
{
	struct target *target = &self->target;
	int status;

	ASSERT_TRUE(suspend(target));
	ASSERT_EQ(0, ptrace(PTRACE_SEIZE, target->pid, 0, (void *)PTRACE_O_TRACEEXIT));
	ASSERT_EQ(0, syscall(SYS_tgkill, target->pid, target->pid, SIGTERM));
	ASSERT_TRUE(changes_state(target->pid, __WALL, &status));
	ASSERT_TRUE(WIFSTOPPED(status) && WSTOPSIG(status) == SIGTERM);
	/* It has been interrupted by now, to be suspended again. */
	usleep(A_WHILE);
	ASSERT_EQ(0, ptrace(PTRACE_CONT, target->pid, 0, (void *)(long)SIGTERM));
	ASSERT_TRUE(changes_state(target->pid, __WALL, &status));
	ASSERT_EQ(SIGTRAP | PTRACE_EVENT_EXIT << 8, status >> 8);
	ASSERT_EQ(0, ptrace(PTRACE_CONT, target->pid, 0, 0));
	ASSERT_TRUE(changes_state(target->pid, __WALL, &status));
	EXPECT_TRUE(WIFSIGNALED(status) && WTERMSIG(status) == SIGTERM);
	target->pid = 0;
}

/* The number of the system call that a thread has stopped in. */
static int system_call_of(pid_t pid)
{
	char path[32], *text;
	int number;

	snprintf(path, sizeof(path), "/proc/%d/syscall", pid);
	text = nt_read_file(path);
	NT_CHECK(text);
	number = strtol(text, NULL, 10);
	free(text);
	return number;
}

/*
 * A debugger that sees each system call: the thread is suspended in one, where the debugger is
 * to be told that it ends. It is begun again as if nothing had been.
 */
TEST_F(target, system_call_when_traced)
{
	struct target *target = &self->target;
	int status, i;

	ASSERT_EQ(0, ptrace(PTRACE_SEIZE, target->pid, 0, (void *)PTRACE_O_TRACESYSGOOD));
	ASSERT_EQ(0, ptrace(PTRACE_INTERRUPT, target->pid, 0, 0));
	ASSERT_TRUE(changes_state(target->pid, __WALL, &status));
	give_order(NAP);
	do {
		ASSERT_EQ(0, ptrace(PTRACE_SYSCALL, target->pid, 0, 0));
		ASSERT_TRUE(changes_state(target->pid, __WALL, &status));
		ASSERT_TRUE(WIFSTOPPED(status));
	} while (system_call_of(target->pid) != SYS_nanosleep);
	ASSERT_EQ(0, ptrace(PTRACE_SYSCALL, target->pid, 0, 0));
	usleep(A_WHILE);
	ASSERT_TRUE(suspend(target));
	ASSERT_STATUS(STATUS_SUCCESS, nt_resume(target->thread, NULL));
	for (i = 0; i < 6; i++) {
		ASSERT_TRUE(changes_state(target->pid, __WALL, &status));
		ASSERT_TRUE(WIFSTOPPED(status));
		ASSERT_EQ(0, ptrace(PTRACE_SYSCALL, target->pid, 0, 0));
	}
	EXPECT_TRUE(NT_UNTIL(read_count(&stage->naps) || stage->nap_error));
	EXPECT_EQ(0, stage->nap_error);
}

/*
 * Exec of the suspended thread itself: a debugger has it stop where the call begins, it
 * is suspended there, and let go.
 */
static bool suspend_in_exec(const struct target *target)
{
	int status;

	NT_CHECK(!ptrace(PTRACE_SEIZE, target->pid, 0, (void *)PTRACE_O_TRACESYSGOOD));
	NT_CHECK(!ptrace(PTRACE_INTERRUPT, target->pid, 0, 0));
	NT_CHECK(changes_state(target->pid, __WALL, &status));
	give_order(EXEC);
	do {
		NT_CHECK(!ptrace(PTRACE_SYSCALL, target->pid, 0, 0));
		NT_CHECK(changes_state(target->pid, __WALL, &status) && WIFSTOPPED(status));
	} while (system_call_of(target->pid) != SYS_execve);
	NT_CHECK_STATUS(STATUS_SUCCESS, nt_suspend(target->thread, NULL));
	return !ptrace(PTRACE_DETACH, target->pid, 0, 0);
}

static bool is_program(pid_t pid)
{
	char path[32], *text;
	bool is;

	snprintf(path, sizeof(path), "/proc/%d/comm", pid);
	text = nt_read_file(path);
	is = text && !strcmp(text, "ntobj_suspended\n");
	free(text);
	return is;
}

static bool has_written(void)
{
	struct timespec now = {};
	fd_set set;

	FD_ZERO(&set);
	FD_SET(running[0], &set);
	return pselect(running[0] + 1, &set, NULL, NULL, &now, NULL) == 1;
}

/* The new program does not begin before the thread is resumed. */
TEST_F(target, exec)
{
	struct target *target = &self->target;
	__u32 count;
	char byte;

	nt_make_program(PROGRAM, 0, 0755);
	ASSERT_TRUE(suspend_in_exec(target));
	ASSERT_TRUE(NT_UNTIL(is_program(target->pid) && nt_is_suspended(target->pid)));
	usleep(A_WHILE);
	EXPECT_FALSE(has_written());
	ASSERT_STATUS(STATUS_SUCCESS, nt_resume(target->thread, &count));
	EXPECT_EQ(1, count);
	EXPECT_EQ(1, read(running[0], &byte, 1));
	unlink(PROGRAM);
}

/* Also if nobody has the thread's object any more. */
TEST_F(target, exec_without_handle)
{
	struct target *target = &self->target;
	__u32 count;
	char byte;

	nt_make_program(PROGRAM, 0, 0755);
	ASSERT_TRUE(suspend_in_exec(target));
	ASSERT_STATUS(STATUS_SUCCESS, nt_close(target->thread));
	ASSERT_TRUE(NT_UNTIL(is_program(target->pid) && nt_is_suspended(target->pid)));
	usleep(A_WHILE);
	EXPECT_FALSE(has_written());
	target->thread = nt_thread(target->pid);
	ASSERT_STATUS(STATUS_SUCCESS, nt_resume(target->thread, &count));
	EXPECT_EQ(1, count);
	EXPECT_EQ(1, read(running[0], &byte, 1));
	unlink(PROGRAM);
}

/* A program that has more rights is nobody's to hold who had to do with the old one. */
static void exec_with_rights(struct __test_metadata *_metadata, struct target *target,
			     bool close_handle)
{
	static const uid_t alice = ALICE;
	__u32 count = 7;
	char byte;

	kill_target(target);
	start_target(target, &alice);
	nt_make_program(PROGRAM, 0, 04755);
	ASSERT_TRUE(suspend_in_exec(target));
	if (close_handle)
		ASSERT_STATUS(STATUS_SUCCESS, nt_close(target->thread));
	EXPECT_EQ(1, read(running[0], &byte, 1));
	if (!close_handle) {
		EXPECT_STATUS(STATUS_THREAD_IS_TERMINATING, nt_suspend(target->thread, NULL));
		EXPECT_STATUS(STATUS_SUCCESS, nt_resume(target->thread, &count));
		EXPECT_EQ(0, count);
	}
	EXPECT_STATUS(STATUS_SUCCESS, nt_resume(nt_thread(target->pid), &count));
	EXPECT_EQ(0, count);
	unlink(PROGRAM);
}

TEST_F(target, secure_exec)
{
	struct target *target = &self->target;

	exec_with_rights(_metadata, target, false);
}

TEST_F(target, secure_exec_without_handle)
{
	struct target *target = &self->target;

	exec_with_rights(_metadata, target, true);
}

static bool is_frozen(bool frozen)
{
	char *text = nt_read_file(CGROUP "/cgroup.events");
	bool is = text && strstr(text, frozen ? "frozen 1" : "frozen 0");

	free(text);
	return is;
}

/* Of what the system has mounted, or by ourselves. */
static bool make_cgroup(pid_t pid)
{
	char text[16];

	mkdir(CGROUPS, 0700);
	if (mount("none", CGROUPS, "cgroup2", 0, NULL))
		return false;
	snprintf(text, sizeof(text), "%d", pid);
	return !mkdir(CGROUP, 0700) && !nt_write_file(CGROUP "/cgroup.procs", text);
}

static void remove_cgroup(void)
{
	nt_write_file(CGROUPS "/cgroup.procs", "0");
	NT_CHECK(NT_UNTIL(!rmdir(CGROUP)));
	umount(CGROUPS);
	rmdir(CGROUPS);
}

static void set_frozen(struct __test_metadata *_metadata, bool frozen)
{
	ASSERT_EQ(0, nt_write_file(CGROUP "/cgroup.freeze", frozen ? "1" : "0"));
	ASSERT_TRUE(NT_UNTIL(is_frozen(frozen)));
}

TEST_F(target, cgroup_freezer)
{
	struct target *target = &self->target;
	unsigned long before;
	int i;

	if (!make_cgroup(target->pid)) {
		umount(CGROUPS);
		SKIP(return, "no cgroup2 here");
	}
	ASSERT_TRUE(suspend(target));
	for (i = 0; i < 3; i++) {
		set_frozen(_metadata, true);
		before = read_count(&stage->count);
		usleep(A_WHILE);
		set_frozen(_metadata, false);
		EXPECT_TRUE(other_runs());
		ASSERT_TRUE(NT_UNTIL(nt_is_suspended(target->pid)));
		/* It has made no step of its own between. */
		EXPECT_EQ(before, read_count(&stage->count));
		EXPECT_TRUE(stands());
	}
	resume(_metadata, target);
	/* Suspended, and resumed, while it is frozen. */
	set_frozen(_metadata, true);
	ASSERT_STATUS(STATUS_SUCCESS, nt_suspend(target->thread, NULL));
	usleep(A_WHILE);
	ASSERT_TRUE(NT_UNTIL(is_frozen(true)));
	set_frozen(_metadata, false);
	EXPECT_TRUE(other_runs());
	ASSERT_TRUE(NT_UNTIL(nt_is_suspended(target->pid)));
	EXPECT_TRUE(stands());
	set_frozen(_metadata, true);
	ASSERT_STATUS(STATUS_SUCCESS, nt_resume(target->thread, NULL));
	EXPECT_TRUE(stands());
	set_frozen(_metadata, false);
	EXPECT_TRUE(runs());
	/* Who is frozen can be killed, suspended or not. */
	ASSERT_TRUE(suspend(target));
	set_frozen(_metadata, true);
	kill_target(target);
	remove_cgroup();
}

/* All but the last steps of a suspend to idle, which the kernel takes back itself. */
TEST_F_TIMEOUT(target, system_freezer, 120)
{
	struct target *target = &self->target;

	if (nt_write_file("/sys/power/pm_test", "freezer"))
		SKIP(return, "this kernel can't test its freezer");
	ASSERT_TRUE(suspend(target));
	EXPECT_EQ(0, nt_write_file("/sys/power/state", "freeze"))
		TH_LOG("%s", strerror(errno));
	nt_write_file("/sys/power/pm_test", "none");
	EXPECT_TRUE(stands());
	resume(_metadata, target);
}

int main(int argc, char **argv)
{
	if (argc == 3 && !strcmp(argv[1], program_word))
		return be_program(argv[2]);
	return test_harness_run(argc, argv);
}
