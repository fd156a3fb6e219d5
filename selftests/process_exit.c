// SPDX-License-Identifier: GPL-2.0
/*
 * Processes: a handle table each, which goes when the last thread has gone,
 * however it goes, and before the parent can know.
 */
#include <fcntl.h>
#include <signal.h>
#include <sys/prctl.h>
#include <sys/resource.h>
#include <sys/socket.h>
#include <sys/syscall.h>

#include "ntobj_fixture.h"

#define NAME	u"\\BaseNamedObjects\\ntobj_process_exit"

/* Argument of the program when it is run by exec: handle and descriptor. */
static const char exec_word[] = "--after-exec";

static __u64 named_event(void)
{
	__u64 event;

	NT_CHECK_STATUS(STATUS_SUCCESS,
			nt_create_event(&event, nt_name(NAME), NTOBJ_EVENT_ALL_ACCESS,
					NTOBJ_NOTIFICATION_EVENT, 0));
	return event;
}

/* What a child made must be gone when it has been waited for. */
static void expect_gone(struct __test_metadata *_metadata, struct nt_totals before)
{
	__u64 event;

	EXPECT_STATUS(STATUS_OBJECT_NAME_NOT_FOUND, nt_open_event(&event, nt_name(NAME), 1));
	EXPECT_EQ(before.handles, nt_totals().handles);
	EXPECT_EQ(before.objects, nt_totals().objects);
}

static bool name_exists(void)
{
	__s32 status;
	__u64 event;

	status = nt_open_event(&event, nt_name(NAME), 1);
	if (status == STATUS_OBJECT_NAME_NOT_FOUND)
		return false;
	NT_CHECK_STATUS(STATUS_SUCCESS, status);
	NT_CHECK_STATUS(STATUS_SUCCESS, nt_close(event));
	return true;
}

/*
 * Ways to end
 */

static int just_exit(void *context)
{
	(void)context;
	named_event();
	return 0;
}

static int wait_for_ever(void *context)
{
	(void)context;
	nt_wait(named_event(), NTOBJ_WAIT_FOREVER);
	return 1;
}

TEST_F(ntobj, exit)
{
	struct nt_totals before = nt_totals();
	int i;

	for (i = 0; i < 50; i++) {
		ASSERT_EQ(0, nt_child(just_exit, NULL));
		expect_gone(_metadata, before);
	}
}

TEST_F(ntobj, kill_in_wait)
{
	struct nt_totals before = nt_totals();
	pid_t child = nt_child_start(wait_for_ever, NULL);

	ASSERT_LT(0, child);
	ASSERT_TRUE(NT_UNTIL(nt_is_waiting(child, child)));
	EXPECT_TRUE(name_exists());
	ASSERT_EQ(0, kill(child, SIGKILL));
	EXPECT_EQ(NT_KILLED(SIGKILL), nt_child_end(child));
	expect_gone(_metadata, before);
}

#define WAITERS	8

static int many_threads_wait(void *context)
{
	static struct nt_waiter waiters[WAITERS];
	__u64 event = named_event();
	int i;

	(void)context;
	for (i = 0; i < WAITERS; i++)
		nt_waiter_start(&waiters[i], event, NTOBJ_WAIT_FOREVER);
	nt_wait(event, NTOBJ_WAIT_FOREVER);
	return 1;
}

TEST_F(ntobj, kill_many_in_wait)
{
	struct nt_totals before = nt_totals();
	pid_t child = nt_child_start(many_threads_wait, NULL);

	ASSERT_LT(0, child);
	ASSERT_TRUE(NT_UNTIL(nt_is_waiting(child, child)));
	ASSERT_EQ(0, kill(child, SIGKILL));
	EXPECT_EQ(NT_KILLED(SIGKILL), nt_child_end(child));
	expect_gone(_metadata, before);
}

static int exit_while_others_wait(void *context)
{
	static struct nt_waiter waiters[WAITERS];
	__u64 event = named_event();
	int i;

	(void)context;
	for (i = 0; i < WAITERS; i++)
		nt_waiter_start(&waiters[i], event, NTOBJ_WAIT_FOREVER);
	return 7;
}

TEST_F(ntobj, exit_group_ends_waits)
{
	struct nt_totals before = nt_totals();

	EXPECT_EQ(7, nt_child(exit_while_others_wait, NULL));
	expect_gone(_metadata, before);
}

/* A core is written while the other threads are stopped in the kernel. */
static int dump_core(void *context)
{
	struct rlimit limit = { RLIM_INFINITY, RLIM_INFINITY };
	static struct nt_waiter waiter;

	(void)context;
	NT_CHECK(!chdir("/tmp"));
	NT_CHECK(!setrlimit(RLIMIT_CORE, &limit));
	nt_waiter_start(&waiter, named_event(), NTOBJ_WAIT_FOREVER);
	abort();
}

TEST_F(ntobj, core_dump)
{
	struct nt_totals before = nt_totals();

	EXPECT_EQ(NT_KILLED(SIGABRT), nt_child(dump_core, NULL));
	expect_gone(_metadata, before);
	unlink("/tmp/core");
}

/*
 * Threads
 */

/* The leader ends; the process, with its handles, is its other threads'. */
static void *outlive_leader(void *context)
{
	__u64 event = *(__u64 *)context;
	char path[64];

	snprintf(path, sizeof(path), "/proc/%d/task/%d/stat", getpid(), getpid());
	NT_CHECK(NT_UNTIL(({
		char *text = nt_read_file(path);
		bool zombie = text && strstr(text, ") Z ");

		free(text);
		zombie;
	})));
	NT_CHECK_STATUS(STATUS_SUCCESS, nt_set_event(event));
	NT_CHECK(nt_state(event) == 1);
	NT_CHECK(name_exists());
	/* A new descriptor reaches the same table. */
	NT_CHECK(!close(nt_device));
	NT_CHECK(nt_open_device() >= 0);
	NT_CHECK_STATUS(STATUS_SUCCESS, nt_reset_event(event));
	_exit(5);
}

static int end_leader(void *context)
{
	static __u64 event;
	pthread_t thread;

	(void)context;
	event = named_event();
	NT_CHECK(!pthread_create(&thread, NULL, outlive_leader, &event));
	syscall(SYS_exit, 0);
	return 1;
}

TEST_F(ntobj, leader_ends_first)
{
	struct nt_totals before = nt_totals();

	EXPECT_EQ(5, nt_child(end_leader, NULL));
	expect_gone(_metadata, before);
}

static void *make_and_end(void *context)
{
	(void)context;
	named_event();
	return NULL;
}

/* Handles are the process's: a thread that made one may end. */
TEST_F(ntobj, thread_ends)
{
	pthread_t thread;

	ASSERT_EQ(0, pthread_create(&thread, NULL, make_and_end, NULL));
	ASSERT_EQ(0, pthread_join(thread, NULL));
	EXPECT_TRUE(name_exists());
	EXPECT_STATUS(STATUS_SUCCESS, nt_set_event(4));
}

/* All threads end at the same time, again and again. */
static void *end_at_once(void *context)
{
	pthread_barrier_wait(context);
	syscall(SYS_exit, 0);
	return NULL;
}

static int end_together(void *context)
{
	pthread_barrier_t barrier;
	pthread_t threads[7];
	unsigned int i;

	(void)context;
	named_event();
	NT_CHECK(!pthread_barrier_init(&barrier, NULL, 8));
	for (i = 0; i < ARRAY_SIZE(threads); i++)
		NT_CHECK(!pthread_create(&threads[i], NULL, end_at_once, &barrier));
	pthread_barrier_wait(&barrier);
	syscall(SYS_exit, 0);
	return 1;
}

TEST_F_TIMEOUT(ntobj, threads_end_together, 120)
{
	struct nt_totals before = nt_totals();
	int rounds = nt_rounds(20, 100);
	int i;

	for (i = 0; i < rounds; i++) {
		ASSERT_EQ(0, nt_child(end_together, NULL));
		expect_gone(_metadata, before);
	}
}

/*
 * exec: the process stays, and so do the handles that are marked, and no others.
 */

static void exec_self(__u64 handle, int device)
{
	char handle_text[32];
	char device_text[32];

	NT_CHECK_STATUS(STATUS_SUCCESS, nt_set_flags(handle, true, false));
	/* Not even protection keeps one that is not marked. */
	NT_CHECK_STATUS(STATUS_SUCCESS, nt_set_flags(nt_event(0, 0), false, true));
	NT_CHECK(!fcntl(device, F_SETFD, 0));
	snprintf(handle_text, sizeof(handle_text), "%llu", handle);
	snprintf(device_text, sizeof(device_text), "%d", device);
	execl("/proc/self/exe", "process_exit", exec_word, handle_text, device_text, NULL);
	NT_CHECK(!"exec failed");
}

/* The new image, in the old process. */
static int after_exec(char **arguments)
{
	__u64 event = strtoull(arguments[0], NULL, 10);

	nt_device = atoi(arguments[1]);
	NT_CHECK_STATUS(STATUS_SUCCESS, nt_set_event(event));
	NT_CHECK(name_exists());
	NT_CHECK_STATUS(STATUS_INVALID_HANDLE, nt_set_event(event + 4));
	/* Through a descriptor of its own as well. */
	NT_CHECK(nt_open_device() >= 0);
	NT_CHECK(nt_state(event) == 1);
	return 9;
}

static int exec_by_leader(void *context)
{
	(void)context;
	exec_self(named_event(), nt_device);
	return 1;
}

TEST_F(ntobj, exec)
{
	struct nt_totals before = nt_totals();

	EXPECT_EQ(9, nt_child(exec_by_leader, NULL));
	expect_gone(_metadata, before);
}

static void *exec_thread(void *context)
{
	exec_self(*(__u64 *)context, nt_device);
	return NULL;
}

static int exec_by_other(void *context)
{
	static struct nt_waiter waiter;
	static __u64 event;
	pthread_t thread;

	(void)context;
	event = named_event();
	/* One sleeps in a wait when exec ends it. */
	nt_waiter_start(&waiter, event, NTOBJ_WAIT_FOREVER);
	NT_CHECK(!pthread_create(&thread, NULL, exec_thread, &event));
	nt_wait(event, NTOBJ_WAIT_FOREVER);
	return 1;
}

TEST_F_TIMEOUT(ntobj, exec_by_other_thread, 120)
{
	struct nt_totals before = nt_totals();
	int i;

	for (i = 0; i < 10; i++) {
		ASSERT_EQ(9, nt_child(exec_by_other, NULL));
		expect_gone(_metadata, before);
	}
}

/*
 * Descriptors: a way in, nothing more.
 */

/* A forked child has the descriptor and not one of the handles. */
static int empty_table(void *context)
{
	__u64 event = *(__u64 *)context;

	NT_CHECK_STATUS(STATUS_INVALID_HANDLE, nt_set_event(event));
	NT_CHECK_STATUS(STATUS_INVALID_HANDLE, nt_close(event));
	NT_CHECK(nt_event(NTOBJ_NOTIFICATION_EVENT, 0) == 4);
	NT_CHECK(nt_event(NTOBJ_NOTIFICATION_EVENT, 0) == 8);
	NT_CHECK(name_exists());
	return 0;
}

TEST_F(ntobj, fork)
{
	__u64 event = named_event();

	ASSERT_EQ(4, event);
	EXPECT_EQ(0, nt_child(empty_table, &event));
	EXPECT_EQ(0, nt_state(event));
}

/* A forked child has the handles that are marked, under their values. */
static int marked_handle(void *context)
{
	__u64 event = *(__u64 *)context;

	NT_CHECK_STATUS(STATUS_SUCCESS, nt_set_event(event));
	NT_CHECK_STATUS(STATUS_SUCCESS, nt_close(event));
	NT_CHECK(nt_event(NTOBJ_NOTIFICATION_EVENT, 0) == event);
	return 0;
}

TEST_F(ntobj, fork_with_inherit_flag)
{
	__u64 event = named_event();

	ASSERT_STATUS(STATUS_SUCCESS, nt_set_flags(event, true, false));
	EXPECT_EQ(0, nt_child(marked_handle, &event));
	EXPECT_EQ(1, nt_state(event));
}

struct pipes {
	int tell[2];	/* the grandchild's process id */
	int hold[2];	/* it waits until this ends */
};

/* The one who opened the descriptor has ended; this one goes on with it. */
static int use_after_opener(void *context)
{
	struct pipes *pipes = context;
	char byte;

	NT_CHECK(nt_event(NTOBJ_NOTIFICATION_EVENT, 0) == 4);
	NT_CHECK(!close(pipes->hold[1]));
	NT_CHECK(read(pipes->hold[0], &byte, 1) == 0);
	NT_CHECK_STATUS(STATUS_SUCCESS, nt_set_event(4));
	named_event();
	return 0;
}

static int open_and_fork(void *context)
{
	struct pipes *pipes = context;
	pid_t pid;

	NT_CHECK(nt_open_device() >= 0);
	named_event();
	NT_CHECK_STATUS(STATUS_SUCCESS, nt_close(4));
	pid = nt_child_start(use_after_opener, pipes);
	NT_CHECK(write(pipes->tell[1], &pid, sizeof(pid)) == sizeof(pid));
	return 0;
}

TEST_F(ntobj, opener_ends_first)
{
	struct nt_totals before = nt_totals();
	struct pipes pipes;
	pid_t pid;

	/* The grandchild becomes ours when its parent ends. */
	ASSERT_EQ(0, prctl(PR_SET_CHILD_SUBREAPER, 1));
	ASSERT_EQ(0, pipe(pipes.tell));
	ASSERT_EQ(0, pipe(pipes.hold));
	ASSERT_EQ(0, nt_child(open_and_fork, &pipes));
	ASSERT_EQ(sizeof(pid), read(pipes.tell[0], &pid, sizeof(pid)));
	ASSERT_EQ(0, close(pipes.hold[1]));
	EXPECT_EQ(0, nt_child_end(pid));
	expect_gone(_metadata, before);
}

static void send_descriptor(int socket, int descriptor)
{
	union {
		struct cmsghdr header;
		char room[CMSG_SPACE(sizeof(int))];
	} control = {};
	char byte = 0;
	struct iovec data = { &byte, 1 };
	struct msghdr message = {
		.msg_iov = &data,
		.msg_iovlen = 1,
		.msg_control = control.room,
		.msg_controllen = sizeof(control.room),
	};

	control.header.cmsg_len = CMSG_LEN(sizeof(int));
	control.header.cmsg_level = SOL_SOCKET;
	control.header.cmsg_type = SCM_RIGHTS;
	memcpy(CMSG_DATA(&control.header), &descriptor, sizeof(int));
	NT_CHECK(sendmsg(socket, &message, 0) == 1);
}

static int receive_descriptor(int socket)
{
	union {
		struct cmsghdr header;
		char room[CMSG_SPACE(sizeof(int))];
	} control = {};
	char byte;
	struct iovec data = { &byte, 1 };
	struct msghdr message = {
		.msg_iov = &data,
		.msg_iovlen = 1,
		.msg_control = control.room,
		.msg_controllen = sizeof(control.room),
	};
	int descriptor;

	NT_CHECK(recvmsg(socket, &message, 0) == 1);
	memcpy(&descriptor, CMSG_DATA(&control.header), sizeof(int));
	return descriptor;
}

/* An unprivileged process that was given a descriptor: it is its own. */
static int use_received(void *context)
{
	int *sockets = context;

	close(nt_device);
	NT_CHECK(!nt_become(NT_NOBODY));
	nt_device = receive_descriptor(sockets[1]);
	NT_CHECK_STATUS(STATUS_INVALID_HANDLE, nt_set_event(4));
	NT_CHECK(nt_event(NTOBJ_NOTIFICATION_EVENT, 0) == 4);
	NT_CHECK_STATUS(STATUS_SUCCESS, nt_set_event(4));
	return 0;
}

TEST_F(ntobj, descriptor_over_socket)
{
	__u64 event = named_event();
	int sockets[2];
	pid_t child;

	ASSERT_EQ(4, event);
	ASSERT_EQ(0, socketpair(AF_UNIX, SOCK_STREAM, 0, sockets));
	child = nt_child_start(use_received, sockets);
	ASSERT_LT(0, child);
	send_descriptor(sockets[0], self->device);
	EXPECT_EQ(0, nt_child_end(child));
	EXPECT_EQ(0, nt_state(event));
}

/* All descriptors closed: the handles are there when there is a new one. */
TEST_F(ntobj, close_all_descriptors)
{
	__u64 event = named_event();

	ASSERT_STATUS(STATUS_SUCCESS, nt_set_event(event));
	ASSERT_EQ(0, syscall(SYS_close_range, 3, ~0U, 0));
	EXPECT_EQ(-1, nt_set_event(event));
	EXPECT_EQ(EBADF, errno);
	ASSERT_LE(0, nt_open_device());
	EXPECT_EQ(1, nt_state(event));
	EXPECT_TRUE(name_exists());
}

/* Two descriptors, one table. */
TEST_F(ntobj, two_descriptors)
{
	__u64 event = named_event();

	ASSERT_LE(0, nt_open_device());
	ASSERT_NE(self->device, nt_device);
	EXPECT_STATUS(STATUS_SUCCESS, nt_set_event(event));
	EXPECT_EQ(8, nt_event(NTOBJ_NOTIFICATION_EVENT, 0));
}

/* vfork shares the memory, not the process. */
TEST_F(ntobj, vfork)
{
	__u64 event = named_event();
	int status;
	pid_t child;

	child = vfork();
	if (!child) {
		if (nt_set_event(event) != STATUS_INVALID_HANDLE)
			_exit(1);
		_exit(0);
	}
	ASSERT_EQ(child, waitpid(child, &status, 0));
	EXPECT_EQ(0, status);
	EXPECT_EQ(0, nt_state(event));
}

int main(int argc, char **argv)
{
	if (argc == 4 && !strcmp(argv[1], exec_word))
		return after_exec(argv + 2);
	return test_harness_run(argc, argv);
}
