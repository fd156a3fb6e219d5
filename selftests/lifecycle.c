// SPDX-License-Identifier: GPL-2.0
/*
 * What else Linux does to processes: workers that it makes in their name,
 * tracing, freezing, pid namespaces, stops, one program after the other.
 */
#include <fcntl.h>
#include <sched.h>
#include <signal.h>
#include <dirent.h>
#include <linux/io_uring.h>
#include <linux/sched.h>
#include <sys/mman.h>
#include <sys/ptrace.h>
#include <sys/stat.h>
#include <sys/syscall.h>
#include <sys/wait.h>

#include "ntobj_fixture.h"

#define CGROUP	"/sys/fs/cgroup/ntobj_selftest"

static const char exec_word[] = "--after-exec";

static __u64 marked_event(void)
{
	__u64 handle;

	NT_CHECK_STATUS(STATUS_SUCCESS,
			nt_create_event(&handle, nt_unnamed_flags(NTOBJ_OBJ_INHERIT),
					NTOBJ_EVENT_ALL_ACCESS, NTOBJ_NOTIFICATION_EVENT, 0));
	return handle;
}

static __u32 handle_count(__u64 process)
{
	__u32 count = ~0U;

	NT_CHECK_STATUS(STATUS_SUCCESS,
			nt_query_client(NTOBJ_IOC_QUERY_PROCESS, process,
					NTOBJ_PROCESS_HANDLE_COUNT, &count, sizeof(count),
					NULL));
	return count;
}

static void expect_settled(struct __test_metadata *_metadata, struct nt_totals before)
{
	EXPECT_EQ(before.handles, nt_totals().handles);
	EXPECT_TRUE(NT_UNTIL(nt_totals().objects == before.objects));
}

/*
 * io_uring: a worker thread that never ran in user mode, asleep in a read
 */

/* A thread of a process that is not its leader, or 0. */
static pid_t other_thread(pid_t pid)
{
	struct dirent *entry;
	char path[64];
	pid_t found = 0;
	DIR *directory;

	snprintf(path, sizeof(path), "/proc/%d/task", pid);
	directory = opendir(path);
	if (!directory)
		return 0;
	while ((entry = readdir(directory)))
		if (atoi(entry->d_name) && atoi(entry->d_name) != pid)
			found = atoi(entry->d_name);
	closedir(directory);
	return found;
}

struct ring_user {
	int ready[2];
	void (*end)(void);
	bool no_rings;
};

static void submit_read(int ring, struct io_uring_params *parameters, int file, char *byte)
{
	size_t size = parameters->sq_off.array + parameters->sq_entries * sizeof(__u32);
	struct io_uring_sqe *entries;
	char *queue;

	queue = mmap(NULL, size, PROT_READ | PROT_WRITE, MAP_SHARED | MAP_POPULATE, ring,
		     IORING_OFF_SQ_RING);
	entries = mmap(NULL, parameters->sq_entries * sizeof(*entries),
		       PROT_READ | PROT_WRITE, MAP_SHARED | MAP_POPULATE, ring,
		       IORING_OFF_SQES);
	NT_CHECK(queue != MAP_FAILED && (void *)entries != MAP_FAILED);
	memset(&entries[0], 0, sizeof(entries[0]));
	entries[0].opcode = IORING_OP_READ;
	entries[0].flags = IOSQE_ASYNC;
	entries[0].fd = file;
	entries[0].addr = nt_address(byte);
	entries[0].len = 1;
	*(__u32 *)(queue + parameters->sq_off.array) = 0;
	__atomic_store_n((__u32 *)(queue + parameters->sq_off.tail), 1, __ATOMIC_RELEASE);
	NT_CHECK(syscall(SYS_io_uring_enter, ring, 1, 0, 0, NULL, 0) == 1);
}

static int use_ring(void *context)
{
	struct io_uring_params parameters = {};
	struct ring_user *user = context;
	static char byte;
	int never[2];
	int ring;

	nt_event(0, 0);
	ring = syscall(SYS_io_uring_setup, 4, &parameters);
	if (ring < 0)
		return 77;
	NT_CHECK(!pipe(never));
	submit_read(ring, &parameters, never[0], &byte);
	NT_CHECK(NT_UNTIL(other_thread(getpid())));
	NT_CHECK(write(user->ready[1], "r", 1) == 1);
	user->end();
	return 3;
}

static void sleep_for_ever(void)
{
	nt_be_victim(NULL);
}

static void return_at_once(void)
{
}

TEST_F(ntobj, io_uring)
{
	void (* const ends[])(void) = { return_at_once, sleep_for_ever };
	struct nt_totals before;
	unsigned int i;

	marked_event();
	before = nt_totals();
	for (i = 0; i < ARRAY_SIZE(ends); i++) {
		struct ring_user user = { .end = ends[i] };
		__u64 process;
		int result;
		char byte;
		pid_t pid;

		ASSERT_EQ(0, pipe(user.ready));
		pid = nt_child_start(use_ring, &user);
		process = nt_process(pid);
		close(user.ready[1]);
		if (read(user.ready[0], &byte, 1) == 1 && i) {
			__u64 worker;

			/* It is no thread of the program's. */
			EXPECT_STATUS(STATUS_INVALID_CID,
				      nt_open_thread(&worker, other_thread(pid), 1));
			ASSERT_EQ(0, kill(pid, SIGKILL));
		}
		EXPECT_STATUS(STATUS_SUCCESS, nt_wait(process, NTOBJ_WAIT_FOREVER));
		EXPECT_EQ(0, handle_count(process));
		result = nt_child_end(pid);
		if (result == 77)
			SKIP(return, "no io_uring here");
		EXPECT_EQ(i ? NT_KILLED(SIGKILL) : 3, result);
		ASSERT_STATUS(STATUS_SUCCESS, nt_close(process));
		close(user.ready[0]);
	}
	expect_settled(_metadata, before);
}

/*
 * ptrace
 */

static int fork_when_told(void *context)
{
	(void)context;
	NT_CHECK(!ptrace(PTRACE_TRACEME, 0, 0, 0));
	raise(SIGSTOP);
	marked_event();
	marked_event();
	nt_event(0, 0);
	return nt_child(nt_be_victim, NULL) == NT_KILLED(SIGKILL) ? 0 : 1;
}

/* A child that is stopped before its first instruction has what it inherits. */
TEST_F(ntobj, traced_fork)
{
	struct nt_totals before;
	unsigned long child;
	__u64 process;
	int status;
	pid_t pid;

	marked_event();
	before = nt_totals();
	pid = nt_child_start(fork_when_told, NULL);
	ASSERT_EQ(pid, waitpid(pid, &status, 0));
	ASSERT_TRUE(WIFSTOPPED(status));
	ASSERT_EQ(0, ptrace(PTRACE_SETOPTIONS, pid, 0,
			    PTRACE_O_TRACEFORK | PTRACE_O_TRACEVFORK | PTRACE_O_TRACECLONE |
			    PTRACE_O_EXITKILL));
	ASSERT_EQ(0, ptrace(PTRACE_CONT, pid, 0, 0));
	ASSERT_EQ(pid, waitpid(pid, &status, 0));
	ASSERT_EQ(SIGTRAP, status >> 8 & 0xff);
	ASSERT_EQ(0, ptrace(PTRACE_GETEVENTMSG, pid, 0, &child));
	ASSERT_EQ((pid_t)child, waitpid(child, &status, __WALL));
	ASSERT_TRUE(WIFSTOPPED(status));
	process = nt_process(child);
	/* Two of its parent's own, and ours that its parent inherited. */
	EXPECT_EQ(3, handle_count(process));
	EXPECT_STATUS(STATUS_TIMEOUT, nt_wait(process, NTOBJ_WAIT_POLL));
	EXPECT_STATUS(STATUS_SUCCESS, nt_terminate(process, 1));
	EXPECT_STATUS(STATUS_SUCCESS, nt_wait(process, NTOBJ_WAIT_FOREVER));
	EXPECT_EQ(0, handle_count(process));
	ASSERT_EQ((pid_t)child, waitpid(child, &status, __WALL));
	ASSERT_EQ(0, ptrace(PTRACE_DETACH, pid, 0, 0));
	EXPECT_EQ(0, nt_child_end(pid));
	ASSERT_STATUS(STATUS_SUCCESS, nt_close(process));
	expect_settled(_metadata, before);
}

/* Nobody waits for a traced child: it has what it needs before it stops. */
static int fork_and_close(void *context)
{
	__u64 handle;
	pid_t pid;

	(void)context;
	NT_CHECK(!ptrace(PTRACE_TRACEME, 0, 0, 0));
	raise(SIGSTOP);
	handle = marked_event();
	pid = nt_child_start(nt_be_victim, NULL);
	NT_CHECK_STATUS(STATUS_SUCCESS, nt_close(handle));
	kill(pid, SIGKILL);
	_exit(5);
}

/* How a tracee ends. The signal that a child of its has ended stops it first. */
static int traced_end(pid_t pid)
{
	int status;

	do {
		NT_CHECK(waitpid(pid, &status, 0) == pid);
		if (WIFSTOPPED(status))
			ptrace(PTRACE_CONT, pid, 0, 0);
	} while (WIFSTOPPED(status));
	return WIFEXITED(status) ? WEXITSTATUS(status) : -1;
}

TEST_F(ntobj, close_while_child_is_stopped)
{
	unsigned long child;
	int status;
	pid_t pid;

	marked_event();
	pid = nt_child_start(fork_and_close, NULL);
	ASSERT_EQ(pid, waitpid(pid, &status, 0));
	ASSERT_EQ(0, ptrace(PTRACE_SETOPTIONS, pid, 0,
			    PTRACE_O_TRACEFORK | PTRACE_O_TRACECLONE | PTRACE_O_EXITKILL));
	ASSERT_EQ(0, ptrace(PTRACE_CONT, pid, 0, 0));
	ASSERT_EQ(pid, waitpid(pid, &status, 0));
	ASSERT_EQ(0, ptrace(PTRACE_GETEVENTMSG, pid, 0, &child));
	ASSERT_EQ(0, ptrace(PTRACE_CONT, pid, 0, 0));
	/* The child is stopped all the while, or on its way to it. */
	EXPECT_EQ(5, traced_end(pid));
	waitpid(child, &status, __WALL);
}

/* exec under a tracer: the stops change nothing. */
static int exec_traced(void *context)
{
	(void)context;
	NT_CHECK(!ptrace(PTRACE_TRACEME, 0, 0, 0));
	raise(SIGSTOP);
	marked_event();
	nt_event(0, 0);
	execl("/proc/self/exe", "lifecycle", exec_word, "0", NULL);
	return 1;
}

TEST_F(ntobj, traced_exec)
{
	__u64 process;
	int status;
	pid_t pid;
	__u64 id;

	pid = nt_child_start(exec_traced, NULL);
	ASSERT_EQ(pid, waitpid(pid, &status, 0));
	process = nt_process(pid);
	id = nt_id(process);
	ASSERT_EQ(0, ptrace(PTRACE_SETOPTIONS, pid, 0, PTRACE_O_TRACEEXEC | PTRACE_O_EXITKILL));
	ASSERT_EQ(0, ptrace(PTRACE_CONT, pid, 0, 0));
	ASSERT_EQ(pid, waitpid(pid, &status, 0));
	ASSERT_EQ(SIGTRAP | PTRACE_EVENT_EXEC << 8, status >> 8);
	EXPECT_STATUS(STATUS_TIMEOUT, nt_wait(process, NTOBJ_WAIT_POLL));
	EXPECT_EQ(id, nt_id(nt_process(pid)));
	ASSERT_EQ(0, ptrace(PTRACE_DETACH, pid, 0, 0));
	EXPECT_EQ(0, nt_child_end(pid));
	EXPECT_EQ(0, nt_exit_status(process));
}

/*
 * The freezer of control groups
 */

static bool freezer(bool frozen)
{
	return !nt_write_file(CGROUP "/cgroup.freeze", frozen ? "1" : "0") &&
	       NT_UNTIL(({
			char *text = nt_read_file(CGROUP "/cgroup.events");
			bool done = text && strstr(text, frozen ? "frozen 1" : "frozen 0");

			free(text);
			done;
	       }));
}

static bool make_cgroup(void)
{
	rmdir(CGROUP);
	return !mkdir(CGROUP, 0755) && !access(CGROUP "/cgroup.freeze", W_OK);
}

static void join_cgroup(pid_t pid)
{
	char text[16];

	snprintf(text, sizeof(text), "%d", pid);
	NT_CHECK(!nt_write_file(CGROUP "/cgroup.procs", text));
}

static int fork_all_the_time(void *context)
{
	(void)context;
	marked_event();
	for (;;) {
		pid_t pid = fork();

		if (!pid)
			_exit(0);
		if (pid > 0)
			waitpid(pid, NULL, 0);
	}
	return 0;
}

/* Frozen at any place of a fork or an exit, thawed, and killed in the end. */
TEST_F_TIMEOUT(ntobj, freezer, 120)
{
	int rounds = nt_rounds(10, 50);
	struct nt_totals before;
	__u64 process;
	pid_t pid;

	if (!make_cgroup())
		SKIP(return, "no freezer here");
	marked_event();
	before = nt_totals();
	pid = nt_child_start(fork_all_the_time, NULL);
	process = nt_process(pid);
	join_cgroup(pid);
	while (rounds--) {
		ASSERT_TRUE(freezer(true));
		ASSERT_STATUS(STATUS_TIMEOUT, nt_wait(process, NTOBJ_WAIT_POLL));
		ASSERT_EQ(STATUS_PENDING, nt_exit_status(process));
		ASSERT_TRUE(freezer(false));
		usleep(1000);
	}
	/* Killed while frozen. */
	ASSERT_TRUE(freezer(true));
	EXPECT_STATUS(STATUS_SUCCESS, nt_terminate(process, 6));
	EXPECT_STATUS(STATUS_SUCCESS, nt_wait(process, NTOBJ_WAIT_FOREVER));
	EXPECT_EQ(6, nt_exit_status(process));
	EXPECT_EQ(NT_KILLED(SIGKILL), nt_child_end(pid));
	ASSERT_EQ(0, nt_write_file(CGROUP "/cgroup.freeze", "0"));
	EXPECT_TRUE(NT_UNTIL(!rmdir(CGROUP)));
	ASSERT_STATUS(STATUS_SUCCESS, nt_close(process));
	EXPECT_TRUE(NT_UNTIL(nt_totals().handles == before.handles));
	expect_settled(_metadata, before);
}

/* Made frozen: it takes what it inherits all the same, and holds nobody up. */
TEST_F(ntobj, made_frozen)
{
	struct clone_args arguments = {
		.flags = CLONE_INTO_CGROUP,
		.exit_signal = SIGCHLD,
	};
	__u64 handle = marked_event();
	__u64 process;
	pid_t pid;

	if (!make_cgroup())
		SKIP(return, "no freezer here");
	ASSERT_EQ(0, nt_write_file(CGROUP "/cgroup.freeze", "1"));
	arguments.cgroup = open(CGROUP, O_RDONLY | O_DIRECTORY);
	pid = syscall(SYS_clone3, &arguments, sizeof(arguments));
	if (!pid)
		_exit(nt_set_event(handle) != STATUS_SUCCESS);
	ASSERT_LT(0, pid);
	ASSERT_STATUS(STATUS_SUCCESS, nt_close(handle));
	process = nt_process(pid);
	EXPECT_EQ(1, handle_count(process));
	EXPECT_STATUS(STATUS_TIMEOUT, nt_wait(process, nt_now() + 50 * NT_MILLISECOND));
	ASSERT_TRUE(freezer(false));
	EXPECT_STATUS(STATUS_SUCCESS, nt_wait(process, NTOBJ_WAIT_FOREVER));
	EXPECT_EQ(0, nt_exit_status(process));
	EXPECT_EQ(0, nt_child_end(pid));
	EXPECT_TRUE(NT_UNTIL(!rmdir(CGROUP)));
}

/* Stopped by signals, and going on. */
TEST_F(ntobj, stop_and_continue)
{
	pid_t pid = nt_victim_start();
	__u64 process = nt_process(pid);
	int status;
	int i;

	for (i = 0; i < 3; i++) {
		ASSERT_EQ(0, kill(pid, SIGSTOP));
		ASSERT_EQ(pid, waitpid(pid, &status, WUNTRACED));
		EXPECT_STATUS(STATUS_TIMEOUT, nt_wait(process, NTOBJ_WAIT_POLL));
		ASSERT_EQ(0, kill(pid, SIGCONT));
		ASSERT_EQ(pid, waitpid(pid, &status, WCONTINUED));
		EXPECT_STATUS(STATUS_TIMEOUT, nt_wait(process, NTOBJ_WAIT_POLL));
	}
	ASSERT_EQ(0, kill(pid, SIGKILL));
	EXPECT_EQ(NT_KILLED(SIGKILL), nt_child_end(pid));
	EXPECT_STATUS(STATUS_SUCCESS, nt_wait(process, NTOBJ_WAIT_POLL));
}

/*
 * pid namespaces
 */

struct inside {
	int tell[2];
	int go[2];
	pid_t outer;		/* somebody's id outside */
};

static int second_inside(void *context)
{
	struct ntobj_process_basic_information basic;
	struct inside *inside = context;
	__u64 init = nt_process(1);
	__u64 handle;
	char byte = 0;

	NT_CHECK_STATUS(STATUS_SUCCESS, nt_query_process(init, &basic));
	NT_CHECK(basic.process_id == 1 && basic.parent_process_id == 0);
	NT_CHECK_STATUS(STATUS_SUCCESS, nt_query_process(NTOBJ_CURRENT_PROCESS, &basic));
	NT_CHECK(basic.process_id == 2 && basic.parent_process_id == 1);
	NT_CHECK_STATUS(STATUS_INVALID_CID, nt_open_process(&handle, inside->outer, 1));
	NT_CHECK_STATUS(STATUS_INVALID_CID, nt_open_thread(&handle, inside->outer, 1));
	/* A handle from outside says that its process has no id here. */
	NT_CHECK_STATUS(STATUS_SUCCESS, nt_query_process(4, &basic));
	NT_CHECK(!basic.process_id && !basic.parent_process_id);
	NT_CHECK(write(inside->tell[1], &byte, 1) == 1);
	return nt_be_victim(NULL);
}

static int first_inside(void *context)
{
	struct inside *inside = context;
	char byte;

	NT_CHECK(getpid() == 1);
	NT_CHECK(nt_child_start(second_inside, context) == 2);
	NT_CHECK(read(inside->go[0], &byte, 1) == 1);
	return 4;
}

TEST_F(ntobj, pid_namespace)
{
	struct ntobj_process_basic_information basic;
	struct inside inside = {};
	__u64 second;
	__u64 first;
	char path[96];
	pid_t victim;
	char byte;
	char *text;
	pid_t pid;

	victim = nt_victim_start();
	ASSERT_EQ(4, nt_process(victim));
	ASSERT_STATUS(STATUS_SUCCESS, nt_set_flags(4, true, false));
	inside.outer = 20000 + getpid() % 10000;
	ASSERT_EQ(0, pipe(inside.tell));
	ASSERT_EQ(0, pipe(inside.go));
	ASSERT_EQ(0, unshare(CLONE_NEWPID));
	pid = nt_child_start(first_inside, &inside);
	ASSERT_LT(0, pid);
	close(inside.tell[1]);
	ASSERT_EQ(1, read(inside.tell[0], &byte, 1));
	first = nt_process(pid);
	ASSERT_STATUS(STATUS_SUCCESS, nt_query_process(first, &basic));
	EXPECT_EQ(pid, basic.process_id);
	EXPECT_EQ(getpid(), basic.parent_process_id);
	snprintf(path, sizeof(path), "/proc/%d/task/%d/children", pid, pid);
	text = nt_read_file(path);
	ASSERT_NE(NULL, text);
	second = nt_process(atoi(text));
	ASSERT_STATUS(STATUS_SUCCESS, nt_query_process(second, &basic));
	EXPECT_EQ(atoi(text), basic.process_id);
	EXPECT_EQ(pid, basic.parent_process_id);
	free(text);
	/* With the first of them all of them go. */
	ASSERT_EQ(1, write(inside.go[1], "g", 1));
	EXPECT_STATUS(STATUS_SUCCESS, nt_wait(first, NTOBJ_WAIT_FOREVER));
	EXPECT_STATUS(STATUS_SUCCESS, nt_wait(second, NTOBJ_WAIT_FOREVER));
	EXPECT_EQ(4, nt_exit_status(first));
	EXPECT_EQ(DBG_TERMINATE_PROCESS, nt_exit_status(second));
	EXPECT_EQ(4, nt_child_end(pid));
	kill(victim, SIGKILL);
	EXPECT_EQ(NT_KILLED(SIGKILL), nt_child_end(victim));
}

/*
 * One program after the other in one process
 */

#define PROGRAMS	30

static int next_program(const char *left)
{
	char text[16];

	if (!atoi(left))
		return 0;
	NT_CHECK(nt_open_device() >= 0);
	nt_event(0, 0);
	snprintf(text, sizeof(text), "%d", atoi(left) - 1);
	execl("/proc/self/exe", "lifecycle", exec_word, text, NULL);
	return 1;
}

static int run_programs(void *context)
{
	char text[16];

	(void)context;
	snprintf(text, sizeof(text), "%d", PROGRAMS);
	return next_program(text);
}

TEST_F(ntobj, many_programs)
{
	struct nt_totals before = nt_totals();
	__u64 begun = nt_hook("programs_begun");
	__u64 process;
	pid_t pid;
	__u64 id;

	pid = nt_child_start(run_programs, NULL);
	process = nt_process(pid);
	id = nt_id(process);
	EXPECT_STATUS(STATUS_SUCCESS, nt_wait(process, NTOBJ_WAIT_FOREVER));
	EXPECT_EQ(0, nt_exit_status(process));
	EXPECT_EQ(id, nt_id(process));
	EXPECT_EQ(begun + PROGRAMS, nt_hook("programs_begun"));
	EXPECT_EQ(0, nt_child_end(pid));
	ASSERT_STATUS(STATUS_SUCCESS, nt_close(process));
	expect_settled(_metadata, before);
}

/* Threads that wait for each other and for their process, and are killed. */
static void *wait_for_handle(void *context)
{
	nt_wait(*(__u64 *)context, NTOBJ_WAIT_FOREVER);
	return NULL;
}

static int wait_in_circles(void *context)
{
	static __u64 handles[8];
	pthread_t threads[8];
	unsigned int i;

	(void)context;
	for (i = 0; i < ARRAY_SIZE(handles); i++) {
		handles[i] = i % 2 ? nt_thread(gettid()) : nt_process(getpid());
		NT_CHECK(!pthread_create(&threads[i], NULL, wait_for_handle, &handles[i]));
	}
	nt_wait(NTOBJ_CURRENT_THREAD, NTOBJ_WAIT_FOREVER);
	return 1;
}

TEST_F(ntobj, killed_in_circles)
{
	struct nt_totals before = nt_totals();
	int i;

	for (i = 0; i < 10; i++) {
		pid_t pid = nt_child_start(wait_in_circles, NULL);

		ASSERT_TRUE(NT_UNTIL(nt_is_waiting(pid, pid)));
		ASSERT_EQ(0, kill(pid, SIGKILL));
		ASSERT_EQ(NT_KILLED(SIGKILL), nt_child_end(pid));
	}
	expect_settled(_metadata, before);
}

int main(int argc, char **argv)
{
	if (argc == 3 && !strcmp(argv[1], exec_word))
		return next_program(argv[2]);
	return test_harness_run(argc, argv);
}
