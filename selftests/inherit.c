// SPDX-License-Identifier: GPL-2.0
/*
 * Inheritance: a new process has those of its parent's handles that are marked
 * for it, as they were when it was made, however it is made.
 */
#include <sched.h>
#include <signal.h>
#include <spawn.h>
#include <sys/mman.h>
#include <sys/prctl.h>
#include <sys/syscall.h>
#include <sys/wait.h>
#include <linux/sched.h>

#include "ntobj_fixture.h"

/* Argument of the program when it is run by exec, with descriptor and handles. */
static const char exec_word[] = "--after-exec";

static bool is_there(__u64 handle)
{
	bool inherit;
	bool protect;
	__s32 status = nt_query_flags(handle, &inherit, &protect);

	if (status == STATUS_INVALID_HANDLE)
		return false;
	NT_CHECK_STATUS(STATUS_SUCCESS, status);
	return true;
}

static __u64 marked_event(void)
{
	__u64 handle;

	NT_CHECK_STATUS(STATUS_SUCCESS,
			nt_create_event(&handle, nt_unnamed_flags(NTOBJ_OBJ_INHERIT),
					NTOBJ_EVENT_ALL_ACCESS, NTOBJ_NOTIFICATION_EVENT, 0));
	return handle;
}

#define HANDLES	40

/* Of the first HANDLES handles every third is there. */
static void check_thirds(void)
{
	__u64 handle;
	int i;

	for (i = 1; i <= HANDLES; i++)
		NT_CHECK(is_there(4 * i) == (i % 3 == 0));
	/* What is new takes no place that is taken, and all that is free. */
	for (i = 0; i < HANDLES - HANDLES / 3; i++) {
		handle = nt_event(0, 0);
		NT_CHECK(handle / 4 % 3 && handle <= 4 * HANDLES);
	}
	NT_CHECK(nt_event(0, 0) == 4 * (HANDLES + 1));
	for (i = 0; i < 1000; i++)
		nt_event(0, 0);
	for (i = 3; i <= HANDLES; i += 3) {
		NT_CHECK_STATUS(STATUS_SUCCESS, nt_set_event(4 * i));
		NT_CHECK_STATUS(STATUS_SUCCESS, nt_close(4 * i));
	}
}

static int have_thirds(void *context)
{
	(void)context;
	check_thirds();
	return 0;
}

static void make_thirds(void)
{
	int i;

	for (i = 1; i <= HANDLES; i++)
		NT_CHECK(nt_event(NTOBJ_NOTIFICATION_EVENT, 0) == 4ULL * i);
	for (i = 3; i <= HANDLES; i += 3)
		NT_CHECK_STATUS(STATUS_SUCCESS, nt_set_flags(4 * i, true, false));
}

TEST_F(ntobj, marked_only)
{
	struct nt_totals before;
	int i;

	make_thirds();
	before = nt_totals();
	ASSERT_EQ(0, nt_child(have_thirds, NULL));
	/* They were the same objects, and the parent's handles are untouched. */
	for (i = 1; i <= HANDLES; i++)
		EXPECT_EQ(i % 3 == 0, nt_state(4 * i));
	EXPECT_EQ(before.handles, nt_totals().handles);
	EXPECT_TRUE(NT_UNTIL(nt_totals().objects == before.objects));
}

static int nothing_there(void *context)
{
	(void)context;
	NT_CHECK(!is_there(4));
	NT_CHECK(nt_event(0, 0) == 4);
	return 0;
}

TEST_F(ntobj, nothing_marked)
{
	nt_event(0, 0);
	EXPECT_EQ(0, nt_child(nothing_there, NULL));
	ASSERT_STATUS(STATUS_SUCCESS, nt_set_flags(4, true, false));
	ASSERT_STATUS(STATUS_SUCCESS, nt_set_flags(4, false, false));
	EXPECT_EQ(0, nt_child(nothing_there, NULL));
}

/* Rights and flags come along, and are the child's own. */
static int check_flags(void *context)
{
	struct ntobj_object_basic_information basic;
	__u64 *handles = context;

	NT_CHECK_STATUS(STATUS_SUCCESS, nt_query_basic(handles[0], &basic));
	NT_CHECK(basic.granted_access == NTOBJ_EVENT_QUERY_STATE);
	NT_CHECK(basic.attributes == NTOBJ_OBJ_INHERIT);
	NT_CHECK(basic.handle_count == 2);
	NT_CHECK_STATUS(STATUS_ACCESS_DENIED, nt_set_event(handles[0]));
	NT_CHECK_STATUS(STATUS_SUCCESS, nt_query_basic(handles[1], &basic));
	NT_CHECK(basic.attributes == (NTOBJ_OBJ_INHERIT | NTOBJ_OBJ_PROTECT_CLOSE));
	NT_CHECK_STATUS(STATUS_HANDLE_NOT_CLOSABLE, nt_close(handles[1]));
	NT_CHECK_STATUS(STATUS_SUCCESS, nt_set_flags(handles[0], false, false));
	NT_CHECK_STATUS(STATUS_SUCCESS, nt_set_flags(handles[1], false, false));
	NT_CHECK_STATUS(STATUS_SUCCESS, nt_close(handles[0]));
	NT_CHECK_STATUS(STATUS_SUCCESS, nt_close(handles[1]));
	return 0;
}

TEST_F(ntobj, flags_and_rights)
{
	struct ntobj_object_basic_information basic;
	__u64 handles[2];

	ASSERT_STATUS(STATUS_SUCCESS,
		      nt_create_event(&handles[0], nt_unnamed_flags(NTOBJ_OBJ_INHERIT),
				      NTOBJ_EVENT_QUERY_STATE, 0, 0));
	handles[1] = nt_event(0, 0);
	ASSERT_STATUS(STATUS_SUCCESS, nt_set_flags(handles[1], true, true));
	ASSERT_EQ(0, nt_child(check_flags, handles));
	ASSERT_STATUS(STATUS_SUCCESS, nt_query_basic(handles[0], &basic));
	EXPECT_EQ(NTOBJ_OBJ_INHERIT, basic.attributes);
	EXPECT_EQ(1, basic.handle_count);
	ASSERT_STATUS(STATUS_SUCCESS, nt_query_basic(handles[1], &basic));
	EXPECT_EQ(NTOBJ_OBJ_INHERIT | NTOBJ_OBJ_PROTECT_CLOSE, basic.attributes);
}

/* All types: the handle is what is inherited. */
static int use_all(void *context)
{
	__u64 *handles = context;
	__u64 event;

	NT_CHECK_STATUS(STATUS_SUCCESS, nt_open_event(&event, nt_at(handles[0], u"event"), 1));
	NT_CHECK(nt_exit_status(handles[1]) == STATUS_PENDING);
	NT_CHECK(nt_thread_exit_status(handles[2]) == STATUS_PENDING);
	NT_CHECK(nt_id(handles[1]) == handles[3]);
	/* It is the parent's process still. */
	NT_CHECK(nt_id(NTOBJ_CURRENT_PROCESS) != handles[3]);
	return 0;
}

TEST_F(ntobj, types)
{
	__u64 handles[4];
	__u64 event;
	int i;

	handles[0] = nt_home();
	ASSERT_STATUS(STATUS_SUCCESS,
		      nt_create_event(&event, nt_at(handles[0], u"event"), 1, 0, 0));
	handles[1] = nt_process(getpid());
	handles[2] = nt_thread(gettid());
	handles[3] = nt_id(handles[1]);
	for (i = 0; i < 3; i++)
		ASSERT_STATUS(STATUS_SUCCESS, nt_set_flags(handles[i], true, false));
	EXPECT_EQ(0, nt_child(use_all, handles));
}

/* A name lives as long as any of the handles, the inherited one too. */
static int close_pipe_then_look(void *context)
{
	int *hold = context;
	__u64 event;
	char byte;

	close(hold[1]);
	NT_CHECK(read(hold[0], &byte, 1) == 0);
	NT_CHECK_STATUS(STATUS_SUCCESS, nt_open_event(&event, nt_name(NT_HOME u"\\name"), 1));
	return 0;
}

TEST_F(ntobj, name_is_kept)
{
	__u64 home = nt_home();
	__u64 event;
	int hold[2];
	pid_t child;

	ASSERT_EQ(0, pipe(hold));
	ASSERT_STATUS(STATUS_SUCCESS, nt_set_flags(home, true, false));
	ASSERT_STATUS(STATUS_SUCCESS,
		      nt_create_event(&event, nt_at_flags(home, u"name", NTOBJ_OBJ_INHERIT),
				      1, 0, 0));
	child = nt_child_start(close_pipe_then_look, hold);
	ASSERT_STATUS(STATUS_SUCCESS, nt_close(event));
	EXPECT_STATUS(STATUS_SUCCESS, nt_open_event(&event, nt_at(home, u"name"), 1));
	ASSERT_STATUS(STATUS_SUCCESS, nt_close(event));
	close(hold[1]);
	EXPECT_EQ(0, nt_child_end(child));
	EXPECT_STATUS(STATUS_OBJECT_NAME_NOT_FOUND,
		      nt_open_event(&event, nt_at(home, u"name"), 1));
}

/* In each level of the table, at its edges. */
static const unsigned int places[] = {
	1, 255, 257, 511, 513, 65537, 131071, 131073, 131327, 131329, 131400,
};

static int have_places(void *context)
{
	unsigned int last = *(unsigned int *)context;
	unsigned int next = 0;
	unsigned int i;

	for (i = 0; i <= last + 2; i++) {
		bool expected = next < ARRAY_SIZE(places) && places[next] == i;

		NT_CHECK(is_there(4ULL * i) == expected);
		next += expected;
	}
	NT_CHECK(nt_event(0, 0) == 8);
	return 0;
}

TEST_F_TIMEOUT(ntobj, levels, 120)
{
	unsigned int last = places[ARRAY_SIZE(places) - 1];
	__u64 event = nt_event(NTOBJ_NOTIFICATION_EVENT, 0);
	__u64 handle;
	unsigned int i;

	/* Of one object: to make and to free so many takes checking kernels minutes. */
	do {
		ASSERT_STATUS(STATUS_SUCCESS,
			      nt_duplicate_to(event, NTOBJ_CURRENT_PROCESS, &handle));
	} while (handle < 4 * last);
	for (i = 0; i < ARRAY_SIZE(places); i++)
		ASSERT_STATUS(STATUS_SUCCESS, nt_set_flags(4ULL * places[i], true, false));
	EXPECT_EQ(0, nt_child(have_places, &last));
}

/* Exclusive ones stay where they are: one process at a time has them. */
static int not_there(void *context)
{
	__u64 event = *(__u64 *)context;

	NT_CHECK(!is_there(event));
	NT_CHECK_STATUS(STATUS_ACCESS_DENIED,
			nt_open_event(&event, nt_name(NT_HOME u"\\alone"), 1));
	return 0;
}

TEST_F(ntobj, exclusive)
{
	__u64 home = nt_home();
	__u64 event;

	EXPECT_STATUS(STATUS_INVALID_PARAMETER,
		      nt_create_event(&event,
				      nt_unnamed_flags(NTOBJ_OBJ_EXCLUSIVE | NTOBJ_OBJ_INHERIT),
				      1, 0, 0));
	ASSERT_STATUS(STATUS_SUCCESS,
		      nt_create_event(&event, nt_at_flags(home, u"alone", NTOBJ_OBJ_EXCLUSIVE),
				      NTOBJ_EVENT_ALL_ACCESS, 0, 0));
	if (nt_set_flags(event, true, false) == STATUS_SUCCESS)
		EXPECT_EQ(0, nt_child(not_there, &event));
	EXPECT_EQ(0, nt_state(event));
}

/*
 * Ways to make a process
 */

/* Raw, without the C library's own preparations; only system calls follow. */
static pid_t raw_clone(unsigned long flags)
{
	return syscall(SYS_clone, flags, 0, 0, 0, 0);
}

static pid_t raw_clone3(unsigned long flags)
{
	struct clone_args arguments = { .flags = flags, .exit_signal = SIGCHLD };

	return syscall(SYS_clone3, &arguments, sizeof(arguments));
}

TEST_F(ntobj, clone)
{
	static const unsigned long flags[] = {
		SIGCHLD, SIGCHLD | CLONE_FILES, SIGCHLD | CLONE_FS | CLONE_FILES,
		SIGCHLD | CLONE_NEWPID, SIGUSR1, 0,
	};
	unsigned int i;
	int status;
	pid_t pid;

	make_thirds();
	signal(SIGUSR1, SIG_IGN);
	for (i = 0; i < ARRAY_SIZE(flags); i++) {
		pid = raw_clone(flags[i]);
		if (!pid) {
			check_thirds();
			_exit(0);
		}
		ASSERT_LT(0, pid);
		ASSERT_EQ(pid, waitpid(pid, &status, __WALL));
		EXPECT_EQ(0, status)
			TH_LOG("flags 0x%lx", flags[i]);
	}
	pid = raw_clone3(0);
	if (!pid) {
		check_thirds();
		_exit(0);
	}
	ASSERT_LT(0, pid);
	ASSERT_EQ(pid, waitpid(pid, &status, 0));
	EXPECT_EQ(0, status);
}

/* Memory shared, table not. */
static int run_in_same_memory(void *context)
{
	__u64 *handles = context;

	if (nt_hot(NTOBJ_IOC_SET_EVENT, handles[0]) != STATUS_SUCCESS)
		return 1;
	if (nt_hot(NTOBJ_IOC_SET_EVENT, handles[1]) != STATUS_INVALID_HANDLE)
		return 2;
	if (nt_hot(NTOBJ_IOC_CLOSE, handles[0]) != STATUS_SUCCESS)
		return 3;
	return 0;
}

TEST_F(ntobj, clone_vm)
{
	static const int flags[] = {
		CLONE_VM | SIGCHLD, CLONE_VM | CLONE_VFORK | SIGCHLD,
		CLONE_VM | CLONE_FILES | CLONE_SIGHAND | SIGCHLD,
	};
	__u64 handles[2] = { marked_event(), nt_event(0, 0) };
	size_t size = 256 * 1024;
	unsigned int i;
	char *stack;

	stack = mmap(NULL, size, PROT_READ | PROT_WRITE, MAP_PRIVATE | MAP_ANONYMOUS, -1, 0);
	ASSERT_NE(MAP_FAILED, stack);
	for (i = 0; i < ARRAY_SIZE(flags); i++) {
		pid_t pid = clone(run_in_same_memory, stack + size, flags[i], handles);

		ASSERT_LT(0, pid);
		EXPECT_EQ(0, nt_child_end(pid))
			TH_LOG("flags 0x%x", flags[i]);
		EXPECT_EQ(1, nt_state(handles[0]));
		ASSERT_STATUS(STATUS_SUCCESS, nt_reset_event(handles[0]));
	}
}

TEST_F(ntobj, vfork)
{
	__u64 handles[2] = { marked_event(), nt_event(0, 0) };
	pid_t pid;

	pid = vfork();
	if (!pid)
		_exit(run_in_same_memory(handles));
	ASSERT_LT(0, pid);
	EXPECT_EQ(0, nt_child_end(pid));
	EXPECT_EQ(1, nt_state(handles[0]));
}

/* The new one is the brother of who made it, and inherits from who made it. */
static int make_brother(void *context)
{
	__u64 *handles = context;
	struct ntobj_process_basic_information basic;
	pid_t pid;

	handles[0] = marked_event();
	pid = raw_clone(CLONE_PARENT | SIGCHLD);
	if (!pid) {
		NT_CHECK(is_there(handles[0]));
		NT_CHECK_STATUS(STATUS_SUCCESS,
				nt_query_process(NTOBJ_CURRENT_PROCESS, &basic));
		NT_CHECK(basic.parent_process_id == handles[1]);
		NT_CHECK(getppid() != (pid_t)handles[1]);
		_exit(0);
	}
	return pid < 0;
}

static int make_brother_as(void *context)
{
	__u64 *handles = context;

	handles[1] = getpid();
	return make_brother(context);
}

TEST_F(ntobj, clone_parent)
{
	__u64 handles[2] = {};
	int status;
	int i;

	/* Not among what its maker has from us. */
	marked_event();
	ASSERT_LT(0, nt_child_start(make_brother_as, handles));
	for (i = 0; i < 2; i++) {
		ASSERT_LT(0, wait(&status));
		EXPECT_EQ(0, status);
	}
}

/* A program begun by posix_spawn() or exec: descriptor, then handles. */
static int after_exec(int count, char **arguments)
{
	int i;

	nt_device = atoi(arguments[0]);
	for (i = 1; i < count; i++) {
		bool wanted = arguments[i][0] == '+';

		NT_CHECK(is_there(strtoull(arguments[i] + 1, NULL, 10)) == wanted);
	}
	return 0;
}

static void program_arguments(char texts[3][32], int device, const __u64 *handles)
{
	snprintf(texts[0], 32, "%d", device);
	snprintf(texts[1], 32, "+%llu", handles[0]);
	snprintf(texts[2], 32, "-%llu", handles[1]);
}

TEST_F(ntobj, posix_spawn)
{
	__u64 handles[2] = { marked_event(), nt_event(0, 0) };
	char texts[3][32];
	char *arguments[6] = { "inherit", (char *)exec_word };
	unsigned int i;
	pid_t pid;

	/* A duplicate, which exec does not close. */
	program_arguments(texts, dup(self->device), handles);
	for (i = 0; i < ARRAY_SIZE(texts); i++)
		arguments[2 + i] = texts[i];
	ASSERT_EQ(0, posix_spawn(&pid, "/proc/self/exe", NULL, NULL, arguments, NULL));
	EXPECT_EQ(0, nt_child_end(pid));
}

static int exec_program(void *context)
{
	__u64 *handles = context;
	char texts[3][32];

	program_arguments(texts, dup(nt_device), handles);
	execl("/proc/self/exe", "inherit", exec_word, texts[0], texts[1], texts[2], NULL);
	return 1;
}

/* First by fork, then by exec: what is marked comes through both. */
TEST_F(ntobj, fork_and_exec)
{
	__u64 handles[2] = { marked_event(), nt_event(0, 0) };

	EXPECT_EQ(0, nt_child(exec_program, handles));
}

static int mark_all_and_exec(void *context)
{
	__u64 *handles = context;
	__u64 child_handles[2];

	/* What exec closes, protected or not, and what it keeps. */
	child_handles[0] = handles[0];
	child_handles[1] = nt_event(0, 0);
	NT_CHECK_STATUS(STATUS_SUCCESS, nt_set_flags(child_handles[0], true, true));
	NT_CHECK_STATUS(STATUS_SUCCESS, nt_set_flags(child_handles[1], false, true));
	return exec_program(child_handles);
}

TEST_F(ntobj, exec_and_protection)
{
	__u64 handles[2] = { marked_event(), 0 };
	struct nt_totals before = nt_totals();

	EXPECT_EQ(0, nt_child(mark_all_and_exec, handles));
	EXPECT_EQ(before.handles, nt_totals().handles);
}

/* An exec that fails closes nothing. */
static int fail_to_exec(void *context)
{
	(void)context;
	nt_event(0, 0);
	NT_CHECK(execl("/proc/self/status", "x", NULL) == -1);
	NT_CHECK(execl("/ntobj_absent", "x", NULL) == -1);
	NT_CHECK(is_there(4));
	return 0;
}

TEST_F(ntobj, failed_exec)
{
	EXPECT_EQ(0, nt_child(fail_to_exec, NULL));
}

/*
 * Families
 */

struct generations {
	__u64 handles[3];
	int left;
};

/* Each unmarks one handle more, so that its child has one less. */
static int next_generation(void *context)
{
	struct generations *generations = context;
	int i;

	for (i = 0; i < 3; i++)
		NT_CHECK(is_there(generations->handles[i]) == (i < generations->left));
	if (!generations->left)
		return 0;
	generations->left--;
	NT_CHECK_STATUS(STATUS_SUCCESS,
			nt_set_flags(generations->handles[generations->left], false, false));
	return nt_child(next_generation, generations);
}

TEST_F(ntobj, grandchildren)
{
	struct generations generations = { .left = 3 };
	int i;

	for (i = 0; i < 3; i++)
		generations.handles[i] = marked_event();
	EXPECT_EQ(0, nt_child(next_generation, &generations));
}

/* The child has it all though the parent ends at once. */
struct orphan {
	__u64 handles[64];
	int tell[2];
	int hold[2];
};

static int be_orphan(void *context)
{
	struct orphan *orphan = context;
	unsigned int i;
	char byte;

	close(orphan->hold[1]);
	NT_CHECK(read(orphan->hold[0], &byte, 1) == 0);
	for (i = 0; i < ARRAY_SIZE(orphan->handles); i++) {
		NT_CHECK_STATUS(STATUS_SUCCESS, nt_set_event(orphan->handles[i]));
		NT_CHECK(nt_state(orphan->handles[i]) == 1);
	}
	return 0;
}

static int leave_orphan(void *context)
{
	struct orphan *orphan = context;
	unsigned int i;
	pid_t pid;

	for (i = 0; i < ARRAY_SIZE(orphan->handles); i++)
		orphan->handles[i] = marked_event();
	pid = fork();
	if (!pid)
		_exit(be_orphan(context));
	NT_CHECK(write(orphan->tell[1], &pid, sizeof(pid)) == sizeof(pid));
	_exit(0);
}

TEST_F(ntobj, parent_ends_at_once)
{
	int rounds = nt_rounds(20, 200);
	struct nt_totals before = nt_totals();

	ASSERT_EQ(0, prctl(PR_SET_CHILD_SUBREAPER, 1));
	while (rounds--) {
		struct orphan orphan;
		pid_t parent;
		pid_t pid;

		ASSERT_EQ(0, pipe(orphan.tell));
		ASSERT_EQ(0, pipe(orphan.hold));
		parent = nt_child_start(leave_orphan, &orphan);
		ASSERT_EQ(sizeof(pid), read(orphan.tell[0], &pid, sizeof(pid)));
		ASSERT_EQ(0, nt_child_end(parent));
		close(orphan.hold[1]);
		ASSERT_EQ(0, nt_child_end(pid));
		close(orphan.hold[0]);
		close(orphan.tell[0]);
		close(orphan.tell[1]);
	}
	EXPECT_EQ(before.handles, nt_totals().handles);
	EXPECT_TRUE(NT_UNTIL(nt_totals().objects == before.objects));
}

/* Nothing is left of a child that is killed before it did anything. */
TEST_F(ntobj, killed_at_once)
{
	int rounds = nt_rounds(100, 1000);
	struct nt_totals before;
	int i;

	for (i = 0; i < 300; i++)
		marked_event();
	before = nt_totals();
	for (i = 0; i < rounds; i++) {
		pid_t pid = fork();

		if (!pid)
			for (;;)
				pause();
		ASSERT_LT(0, pid);
		if (i % 2)
			sched_yield();
		ASSERT_EQ(0, kill(pid, SIGKILL));
		if (i % 3)
			ASSERT_EQ(NT_KILLED(SIGKILL), nt_child_end(pid));
	}
	while (wait(NULL) > 0)
		;
	EXPECT_EQ(before.handles, nt_totals().handles);
	EXPECT_EQ(before.objects, nt_totals().objects);
}

/*
 * The snapshot rule: what the parent does after the fork, the child does not see.
 */

struct after_fork {
	__u64 closed;
	__u64 unmarked;
	__u64 marked;
	__u64 created;
};

static int see_before(const struct after_fork *handles)
{
	NT_CHECK(is_there(handles->closed));
	NT_CHECK(is_there(handles->unmarked));
	NT_CHECK(!is_there(handles->marked));
	NT_CHECK(!is_there(handles->created));
	return 0;
}

TEST_F(ntobj, snapshot)
{
	int rounds = nt_rounds(100, 1000);
	struct after_fork handles;

	handles.unmarked = marked_event();
	handles.marked = nt_event(0, 0);
	handles.closed = marked_event();
	handles.created = handles.closed + 4;
	while (rounds--) {
		pid_t pid = fork();
		__u64 created;

		if (!pid)
			_exit(see_before(&handles));
		ASSERT_LT(0, pid);
		/* In an order that differs from round to round. */
		switch (rounds % 3) {
		case 0:
			ASSERT_STATUS(STATUS_SUCCESS, nt_close(handles.closed));
			break;
		case 1:
			ASSERT_STATUS(STATUS_SUCCESS,
				      nt_set_flags(handles.marked, true, false));
			break;
		}
		ASSERT_STATUS(STATUS_SUCCESS,
			      nt_set_flags(handles.unmarked, false, false));
		ASSERT_STATUS(STATUS_SUCCESS, nt_set_flags(handles.marked, true, false));
		if (rounds % 3)
			ASSERT_STATUS(STATUS_SUCCESS, nt_close(handles.closed));
		created = marked_event();
		ASSERT_EQ(handles.closed, created);
		created = marked_event();
		ASSERT_EQ(handles.created, created);
		ASSERT_EQ(0, nt_child_end(pid));
		ASSERT_STATUS(STATUS_SUCCESS, nt_close(created));
		ASSERT_STATUS(STATUS_SUCCESS, nt_set_flags(handles.unmarked, true, false));
		ASSERT_STATUS(STATUS_SUCCESS, nt_set_flags(handles.marked, false, false));
	}
}

/* A parent that sleeps in vfork, while another of its threads closes. */
struct vfork_state {
	__u64 event;
	bool child_runs;
	bool closed;
};

static void *close_meanwhile(void *context)
{
	struct vfork_state *state = context;

	while (!__atomic_load_n(&state->child_runs, __ATOMIC_ACQUIRE))
		sched_yield();
	NT_CHECK_STATUS(STATUS_SUCCESS, nt_close(state->event));
	__atomic_store_n(&state->closed, true, __ATOMIC_RELEASE);
	return NULL;
}

TEST_F(ntobj, close_during_vfork)
{
	static struct vfork_state state;
	pthread_t thread;
	pid_t pid;

	state.event = marked_event();
	ASSERT_EQ(0, pthread_create(&thread, NULL, close_meanwhile, &state));
	pid = vfork();
	if (!pid) {
		__atomic_store_n(&state.child_runs, true, __ATOMIC_RELEASE);
		while (!__atomic_load_n(&state.closed, __ATOMIC_ACQUIRE))
			syscall(SYS_sched_yield);
		_exit(nt_hot(NTOBJ_IOC_SET_EVENT, state.event) != STATUS_SUCCESS);
	}
	ASSERT_LT(0, pid);
	EXPECT_EQ(0, nt_child_end(pid));
	ASSERT_EQ(0, pthread_join(thread, NULL));
	EXPECT_FALSE(is_there(state.event));
}

int main(int argc, char **argv)
{
	if (argc > 2 && !strcmp(argv[1], exec_word))
		return after_exec(argc - 2, argv + 2);
	return test_harness_run(argc, argv);
}
