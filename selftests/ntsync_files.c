// SPDX-License-Identifier: GPL-2.0
/*
 * The files of /dev/ntsync: what keeps instances and objects, what becomes of them when
 * they are closed, passed on, or their users die, and what all of that leaves behind.
 */
#include <signal.h>
#include <sys/resource.h>
#include <sys/socket.h>
#include <sys/syscall.h>

#include "ntsync_fixture.h"

/* Objects of all instances of the module's, and the waits of one's own. */
struct counts {
	unsigned int instances;
	unsigned int objects;
	unsigned long waits;
};

static struct counts read_counts(void)
{
	char *text = nt_read_file(NT_DEBUGFS "/ntsync");
	struct counts counts = {};
	unsigned int objects;
	unsigned long waits;
	char *line, *rest;
	int pid;

	NT_CHECK(text);
	NT_CHECK(text[0] == '#');
	for (line = strtok_r(text, "\n", &rest); line; line = strtok_r(NULL, "\n", &rest)) {
		if (sscanf(line, "%*s %d %*s %u %lu", &pid, &objects, &waits) != 3)
			continue;
		counts.instances++;
		counts.objects += objects;
		if (pid == getpid())
			counts.waits += waits;
	}
	free(text);
	return counts;
}

static void send_file(int to, int file)
{
	char control[CMSG_SPACE(sizeof(int))] = {};
	struct iovec byte = { .iov_base = "", .iov_len = 1 };
	struct msghdr message = {
		.msg_iov = &byte, .msg_iovlen = 1,
		.msg_control = control, .msg_controllen = sizeof(control),
	};
	struct cmsghdr *header = CMSG_FIRSTHDR(&message);

	header->cmsg_level = SOL_SOCKET;
	header->cmsg_type = SCM_RIGHTS;
	header->cmsg_len = CMSG_LEN(sizeof(int));
	memcpy(CMSG_DATA(header), &file, sizeof(file));
	NT_CHECK(sendmsg(to, &message, 0) == 1);
}

static int receive_file(int from)
{
	char control[CMSG_SPACE(sizeof(int))];
	char byte;
	struct iovec vector = { .iov_base = &byte, .iov_len = 1 };
	struct msghdr message = {
		.msg_iov = &vector, .msg_iovlen = 1,
		.msg_control = control, .msg_controllen = sizeof(control),
	};
	int file;

	NT_CHECK(recvmsg(from, &message, 0) == 1);
	NT_CHECK(CMSG_FIRSTHDR(&message));
	memcpy(&file, CMSG_DATA(CMSG_FIRSTHDR(&message)), sizeof(file));
	return file;
}

/* The instance goes with the open file, whatever its number. */
TEST_F(ntsync, instances)
{
	int event = ns_event(self->device, 1, 1);
	int same = dup(self->device);
	char path[32];
	int other;

	EXPECT_EQ(0, ns_try(same, event, 1));
	EXPECT_EQ(0, close(self->device));
	EXPECT_EQ(0, ns_try(same, event, 1));
	snprintf(path, sizeof(path), "/proc/self/fd/%d", same);
	other = open(path, O_RDWR | O_CLOEXEC);
	ASSERT_LT(0, other);
	EXPECT_EQ(-EINVAL, ns_try(other, event, 1));
	EXPECT_EQ(-EINVAL, ns_try(same, ns_event(other, 1, 1), 1));
}

/* Objects outlive their device's last descriptor, and work on. */
TEST_F(ntsync, device_closed)
{
	int event = ns_event(self->device, 0, 0);
	int mutex = ns_mutex(self->device, 3, 1);
	struct ns_wait wait;

	ns_start(&wait, self->device, false, &event, 1, 1);
	EXPECT_EQ(0, close(self->device));
	EXPECT_EQ(0, ns_set(event));
	EXPECT_EQ(0, ns_end(&wait));
	EXPECT_EQ(0, ns_set(event));
	EXPECT_EQ(1, ns_state(event));
	EXPECT_EQ(1, ns_unlock(mutex, 3));
	EXPECT_TRUE(ns_mutex_is(mutex, 0, 0, 0));
}

static void check_closed_meanwhile(struct __test_metadata *_metadata, int device, bool all)
{
	int events[] = { ns_event(device, 0, 0), ns_event(device, 0, 0) };
	int alert = ns_event(device, 0, 0);
	struct ns_wait wait;
	int copy;

	/* Nobody can end it any more but time. */
	ns_prepare(&wait, device, all, events, 2);
	wait.arguments.timeout = ns_after(200);
	wait.arguments.alert = alert;
	ns_begin(&wait);
	copy = dup(events[1]);
	close(events[0]);
	close(events[1]);
	close(alert);
	if (all)
		EXPECT_EQ(0, ns_set(copy));
	EXPECT_EQ(-ETIMEDOUT, ns_end(&wait));

	/* Somebody else has them still. */
	events[0] = ns_event(device, 0, 0);
	ns_start(&wait, device, all, events, 1, 1);
	copy = dup(events[0]);
	close(events[0]);
	EXPECT_EQ(0, ns_set(copy));
	EXPECT_EQ(0, ns_end(&wait));
}

TEST_F(ntsync, closed_meanwhile_any)
{
	check_closed_meanwhile(_metadata, self->device, false);
}

TEST_F(ntsync, closed_meanwhile_all)
{
	check_closed_meanwhile(_metadata, self->device, true);
}

/* From a server to a client that has nothing but what it was sent. */
TEST_F(ntsync, passed_on)
{
	int event = ns_event(self->device, 0, 0);
	int answer = ns_event(self->device, 0, 0);
	struct ns_wait wait;
	int pair[2];
	pid_t child;
	int status;

	ASSERT_EQ(0, socketpair(AF_UNIX, SOCK_STREAM, 0, pair));
	child = fork();
	if (!child) {
		int device;

		alarm(60);
		NT_CHECK(!close_range(3, pair[1] - 1, 0));
		device = receive_file(pair[1]);
		event = receive_file(pair[1]);
		answer = receive_file(pair[1]);
		ns_prepare(&wait, device, false, &event, 1);
		NT_CHECK(!ns_run(&wait));
		NT_CHECK(!ns_set(answer));
		_exit(0);
	}
	send_file(pair[0], self->device);
	send_file(pair[0], event);
	send_file(pair[0], answer);
	EXPECT_TRUE(NT_UNTIL(nt_is_waiting(child, child)));
	ns_prepare(&wait, self->device, false, &answer, 1);
	EXPECT_EQ(0, ns_set(event));
	EXPECT_EQ(0, ns_run(&wait));
	ASSERT_EQ(child, waitpid(child, &status, 0));
	EXPECT_EQ(0, status);

	/* In flight, with no descriptor left. */
	send_file(pair[0], event);
	close(event);
	event = receive_file(pair[1]);
	EXPECT_EQ(0, ns_set(event));
	EXPECT_EQ(0, ns_try(self->device, event, 1));
}

/* In the middle of a wait, which has no descriptor left here then. */
TEST_F(ntsync, passed_on_meanwhile)
{
	int event = ns_event(self->device, 0, 0);
	struct ns_wait wait;
	int pair[2];
	pid_t child;
	int status;

	ASSERT_EQ(0, socketpair(AF_UNIX, SOCK_STREAM, 0, pair));
	child = fork();
	if (!child) {
		alarm(60);
		NT_CHECK(!close_range(3, pair[1] - 1, 0));
		NT_CHECK(!ns_set(receive_file(pair[1])));
		_exit(0);
	}
	ns_start(&wait, self->device, false, &event, 1, 1);
	send_file(pair[0], event);
	close(event);
	EXPECT_EQ(0, ns_end(&wait));
	ASSERT_EQ(child, waitpid(child, &status, 0));
	EXPECT_EQ(0, status);
}

/* What another driver has made is none of its objects. */
TEST_F(ntsync, other_driver)
{
	char path[64] = "/dev/ntsync";
	int other;

	if (access("/sys/module/ntsync", F_OK))
		SKIP(return, "the kernel has no ntsync of its own");
	if (variant->kernels)
		ASSERT_TRUE(ns_own_path(path, sizeof(path)));
	other = open(path, O_CLOEXEC | O_RDONLY);
	ASSERT_LE(0, other);
	EXPECT_EQ(-EINVAL, ns_try(self->device, ns_event(other, 1, 1), 1));
	EXPECT_EQ(-EINVAL, ns_try(other, ns_event(self->device, 1, 1), 1));
}

TEST_F(ntsync, not_for_other_programs)
{
	int event = ns_event(self->device, 0, 0);
	char command[64];

	snprintf(command, sizeof(command), "test ! -e /proc/self/fd/%d", event);
	EXPECT_EQ(0, system(command));
}

/* Who is killed in a wait goes at once, and takes nothing along. */
static void check_killed(struct __test_metadata *_metadata, int device, bool all)
{
	int events[] = { ns_event(device, 0, 0), ns_event(device, 1, all) };
	struct ns_wait wait;
	pid_t child;
	int status;

	child = fork();
	if (!child) {
		ns_prepare(&wait, device, all, events, 2);
		ns_run(&wait);
		_exit(1);
	}
	EXPECT_TRUE(NT_UNTIL(nt_is_waiting(child, child)));
	EXPECT_EQ(0, kill(child, SIGKILL));
	ASSERT_EQ(child, waitpid(child, &status, 0));
	EXPECT_TRUE(WIFSIGNALED(status));
	EXPECT_EQ(0, ns_set(events[0]));
	EXPECT_EQ(1, ns_state(events[0]));
	EXPECT_EQ(0, ns_try(device, events[0], 1));
}

TEST_F(ntsync, killed_any)
{
	check_killed(_metadata, self->device, false);
}

TEST_F(ntsync, killed_all)
{
	check_killed(_metadata, self->device, true);
}

/* An owner that ends without a word owns on: owners are numbers. */
TEST_F(ntsync, owner_gone)
{
	int mutex = ns_mutex(self->device, 0, 0);
	pid_t child;

	child = fork();
	if (!child)
		_exit(ns_try(self->device, mutex, 77));
	ASSERT_EQ(child, waitpid(child, NULL, 0));
	EXPECT_TRUE(ns_mutex_is(mutex, 77, 1, 0));
	EXPECT_EQ(-ETIMEDOUT, ns_try(self->device, mutex, 78));
	EXPECT_EQ(0, ns_kill(mutex, 77));
	EXPECT_TRUE(ns_mutex_is(mutex, 0, 0, -EOWNERDEAD));
}

TEST_F(ntsync, descriptors_run_out)
{
	struct rlimit limit = { .rlim_cur = 64, .rlim_max = 64 };
	unsigned int objects = 0;
	unsigned int i;
	int made[64];

	ASSERT_EQ(0, setrlimit(RLIMIT_NOFILE, &limit));
	if (!variant->kernels)
		objects = read_counts().objects;
	for (i = 0; i < 64; i++) {
		made[i] = i % 3 == 0 ? ns_event(self->device, 0, 0) :
			  i % 3 == 1 ? ns_mutex(self->device, 0, 0) :
				       ns_semaphore(self->device, 0, 1);
		if (made[i] < 0)
			break;
	}
	ASSERT_GT(64, i);
	EXPECT_EQ(-EMFILE, made[i]);
	EXPECT_EQ(-EMFILE, ns_event(self->device, 0, 0));
	EXPECT_EQ(-EMFILE, ns_mutex(self->device, 0, 0));
	EXPECT_EQ(-EMFILE, ns_semaphore(self->device, 0, 0));
	EXPECT_EQ(-EINVAL, ns_semaphore(self->device, 1, 0));
	EXPECT_EQ(-ETIMEDOUT, ns_try(self->device, made[0], 1));
	close(made[--i]);
	EXPECT_EQ(made[i], ns_event(self->device, 0, 0));
	close(made[i]);
	if (!variant->kernels)
		EXPECT_EQ(objects + i, read_counts().objects);
}

static bool is_out_of_files(int device)
{
	return ns_event(device, 0, 0) == -ENFILE && ns_mutex(device, 0, 0) == -ENFILE &&
	       ns_semaphore(device, 0, 1) == -ENFILE;
}

/* No file is left in the system but for root. */
TEST_F(ntsync, files_run_out)
{
	char *most = nt_read_file("/proc/sys/fs/file-max");
	pid_t child;
	int status;

	ASSERT_NE(NULL, most);
	ASSERT_EQ(0, nt_write_file("/proc/sys/fs/file-max", "1"));
	child = fork();
	if (!child)
		_exit(setuid(1000) || !is_out_of_files(self->device));
	EXPECT_EQ(child, waitpid(child, &status, 0));
	ASSERT_EQ(0, nt_write_file("/proc/sys/fs/file-max", most));
	EXPECT_EQ(0, status);
	EXPECT_LE(0, ns_event(self->device, 0, 0));
	free(most);
}

/* What debugfs tells of the module's own device. */
TEST_F(ntsync, counted)
{
	struct counts before, after;
	int event;

	if (variant->kernels)
		SKIP(return, "the kernel's own tells nothing");
	before = read_counts();
	EXPECT_LE(1, before.instances);
	event = ns_event(self->device, 1, 1);
	EXPECT_EQ(0, ns_try(self->device, event, 1));
	EXPECT_EQ(0, ns_try(self->device, event, 1));
	after = read_counts();
	EXPECT_EQ(before.instances, after.instances);
	EXPECT_EQ(before.objects + 1, after.objects);
	EXPECT_EQ(before.waits + 2, after.waits);
	close(event);
	EXPECT_EQ(before.objects, read_counts().objects);
	EXPECT_LE(0, open(self->path, O_CLOEXEC | O_RDWR));
	EXPECT_EQ(before.instances + 1, read_counts().instances);
	close(self->device);
	EXPECT_EQ(before.instances, read_counts().instances);
}

/* Waits are seen where all the module's are. */
TEST_F(ntsync, shown)
{
	int objects[] = { ns_event(self->device, 0, 0), ns_mutex(self->device, 5, 1) };
	struct ns_wait wait;
	char wanted[64];
	char *text;

	if (variant->kernels)
		SKIP(return, "the kernel's own tells nothing");
	ns_start(&wait, self->device, true, objects, 2, 1);
	text = nt_read_file(NT_DEBUGFS "/waits");
	ASSERT_NE(NULL, text);
	snprintf(wanted, sizeof(wanted), "%d\t%d\tall\t", getpid(), wait.tid);
	EXPECT_NE(NULL, strstr(text, wanted))
		TH_LOG("%s", text);
	EXPECT_NE(NULL, strstr(text, ":ntsync_event "))
		TH_LOG("%s", text);
	EXPECT_NE(NULL, strstr(text, ":ntsync_mutex "));
	free(text);
	ns_set(objects[0]);
	EXPECT_EQ(1, ns_unlock(objects[1], 5));
	EXPECT_EQ(0, ns_end(&wait));
}

/* A descriptor of either kind holds the module. */
TEST_F(ntsync, keeps_the_module)
{
	const char *module = variant->kernels ? "ntsync" : "ntobj";
	int event = ns_event(self->device, 0, 0);

	EXPECT_EQ(-1, syscall(SYS_delete_module, module, O_NONBLOCK));
	EXPECT_EQ(EAGAIN, errno);
	close(self->device);
	EXPECT_EQ(-1, syscall(SYS_delete_module, module, O_NONBLOCK));
	EXPECT_EQ(EAGAIN, errno);
	close(event);
}

TEST_HARNESS_MAIN
