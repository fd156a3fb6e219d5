// SPDX-License-Identifier: LGPL-2.1-or-later OR MIT
/*
 * The library's descriptor, with an ioctl() made up here: the "device" is
 * /dev/zero, and what is done to descriptors is real.
 */
#include <errno.h>
#include <fcntl.h>
#include <pthread.h>
#include <stdarg.h>
#include <stdio.h>
#include <stdlib.h>
#include <string.h>
#include <sys/ioctl.h>
#include <sys/resource.h>
#include <sys/stat.h>
#include <sys/syscall.h>
#include <sys/wait.h>
#include <unistd.h>

#include "array.h"
#include "check.h"
#include "internal.h"

#define DEVICE		"/dev/zero"
#define OTHER_DEVICE	"/dev/null"
#define ANSWER		STATUS_INVALID_HANDLE
#define NOBODY		65534
#define HIGH		1000

static __thread int failures_to_come;
static __thread int error_to_come;
static __thread int last_descriptor = -1;
static __thread int calls_of_others;

static dev_t number_of(int descriptor)
{
	struct stat status;

	return fstat(descriptor, &status) ? 0 : status.st_rdev;
}

static dev_t device_number(void)
{
	struct stat status;

	CHECK(!stat(DEVICE, &status));
	return status.st_rdev;
}

static int signals_given;

/* What the kernel does with a signal-and-wait before it is interrupted. */
static void note_signal(struct ntobj_signal_and_wait *operands)
{
	signals_given += !operands->signalled;
	operands->signalled = 1;
}

/* What the kernel does with a descriptor that is the device's, or is not. */
int ioctl(int descriptor, unsigned long request, ...)
{
	int flags = fcntl(descriptor, F_GETFL);

	last_descriptor = descriptor;
	if (request == NTOBJ_IOC_SIGNAL_AND_WAIT) {
		va_list arguments;

		va_start(arguments, request);
		note_signal(va_arg(arguments, void *));
		va_end(arguments);
	}
	if (failures_to_come) {
		failures_to_come--;
		errno = error_to_come;
		return -1;
	}
	if (flags >= 0 && !(flags & O_PATH)) {
		if (number_of(descriptor) == device_number())
			return ANSWER;
		calls_of_others++;
		errno = ENOTTY;
	} else {
		errno = EBADF;
	}
	return -1;
}

/*
 * The environment is read when the program starts: such tests are this program
 * again, called with their name.
 */

static void no_device(void)
{
	errno = EDOM;
	CHECK(ntobj_ioctl(0, 0) == STATUS_NOT_SUPPORTED);
	CHECK(last_descriptor == -1);
	CHECK(errno == EDOM);
	/* Nothing is remembered of it. */
	CHECK(ntobj_ioctl(0, 0) == STATUS_NOT_SUPPORTED);
}

static void no_file(void)
{
	CHECK(ntobj_ioctl(0, 0) == STATUS_INSUFFICIENT_RESOURCES);
	CHECK(last_descriptor == -1);
}

static void no_character_device(void)
{
	CHECK(ntobj_ioctl(0, 0) == STATUS_NOT_SUPPORTED);
	CHECK(last_descriptor == -1);
}

static void no_permission(void)
{
	CHECK(getuid() || !setuid(NOBODY));
	CHECK(ntobj_ioctl(0, 0) == STATUS_ACCESS_DENIED);
	CHECK(last_descriptor == -1);
}

static void few_descriptors(void)
{
	struct rlimit limit = { 64, 64 };

	CHECK(!setrlimit(RLIMIT_NOFILE, &limit));
	CHECK(ntobj_ioctl(0, 0) == ANSWER);
	CHECK(last_descriptor > STDERR_FILENO && last_descriptor < 64);
	close(last_descriptor);
	close(STDIN_FILENO);
	CHECK(ntobj_ioctl(0, 0) == ANSWER);
	CHECK(last_descriptor > STDERR_FILENO);
	CHECK(fcntl(STDIN_FILENO, F_GETFD) < 0);
}

static void no_descriptors(void)
{
	struct rlimit limit = { 0, 0 };

	CHECK(!setrlimit(RLIMIT_NOFILE, &limit));
	CHECK(ntobj_ioctl(0, 0) == STATUS_INSUFFICIENT_RESOURCES);
}

static const struct {
	const char *name;
	const char *path;
	void (*test)(void);
} environments[] = {
	{ "no_device", "/nonexistent", no_device },
	{ "no_directory", "/dev/zero/ntobj", no_device },
	{ "no_file", "/dev", no_file },
	{ "no_character_device", "/proc/self/comm", no_character_device },
	{ "no_permission", "/proc/1/fd/0", no_permission },
	{ "few_descriptors", DEVICE, few_descriptors },
	{ "no_descriptors", DEVICE, no_descriptors },
};

static void run_in(const char *path, const char *name)
{
	int status;
	pid_t child = fork();

	CHECK(child >= 0);
	if (!child) {
		setenv("NTOBJ_DEVICE", path, 1);
		execl("/proc/self/exe", "device_test", name, NULL);
		_exit(127);
	}
	CHECK(waitpid(child, &status, 0) == child);
	CHECK(!status);
}

static void test_open_once(void)
{
	int first;

	errno = EDOM;
	CHECK(ntobj_ioctl(0, 0) == ANSWER);
	first = last_descriptor;
	CHECK(first >= HIGH);
	CHECK(fcntl(first, F_GETFD) == FD_CLOEXEC);
	CHECK(ntobj_ioctl(0, 0) == ANSWER);
	CHECK(last_descriptor == first);
	CHECK(errno == EDOM);

	/* It is read once. */
	setenv("NTOBJ_DEVICE", "/nonexistent", 1);
	close(first);
	CHECK(ntobj_ioctl(0, 0) == ANSWER);
}

static void test_interrupted(void)
{
	failures_to_come = 5;
	error_to_come = EINTR;
	CHECK(ntobj_ioctl(0, 0) == ANSWER);
	CHECK(!failures_to_come);
}

/* The object is signalled once, however often the wait is begun anew. */
static void test_interrupted_after_signal(void)
{
	struct ntobj_signal_and_wait operands = { .signal_handle = 4 };

	failures_to_come = 3;
	error_to_come = EINTR;
	CHECK(ntobj_call(NTOBJ_IOC_SIGNAL_AND_WAIT, &operands) == ANSWER);
	CHECK(!failures_to_come && signals_given == 1);
}

static void test_closed(void)
{
	close(last_descriptor);
	CHECK(ntobj_ioctl(0, 0) == ANSWER);
}

/* Numbers that programs get by chance are lower. */
static void test_closed_and_others_opened(void)
{
	int others[32];
	int i;

	CHECK(!syscall(SYS_close_range, 3, ~0U, 0));
	for (i = 0; i < 32; i++) {
		others[i] = open(OTHER_DEVICE, O_RDONLY);
		CHECK(others[i] >= 0);
	}
	calls_of_others = 0;
	CHECK(ntobj_ioctl(0, 0) == ANSWER);
	CHECK(!calls_of_others);
	for (i = 0; i < 32; i++)
		close(others[i]);
}

/* What the program has put under the number is the program's. */
static void test_reused(const char *path, int flags)
{
	int descriptor = last_descriptor;
	int other = open(path, flags);
	dev_t number = number_of(other);

	CHECK(other >= 0);
	CHECK(dup2(other, descriptor) == descriptor);
	CHECK(ntobj_ioctl(0, 0) == ANSWER);
	CHECK(last_descriptor != descriptor);
	CHECK(fcntl(descriptor, F_GETFD) >= 0);
	CHECK(number_of(descriptor) == number);
	close(descriptor);
	close(other);
}

/* It may have been opened under the same number just now. */
static void test_replaced(void)
{
	failures_to_come = 1;
	error_to_come = EBADF;
	CHECK(ntobj_ioctl(0, 0) == ANSWER);
}

static void test_refused(int error, NTSTATUS wanted)
{
	failures_to_come = 100;
	error_to_come = error;
	CHECK(ntobj_ioctl(0, 0) == wanted);
	CHECK(failures_to_come == 99);
	failures_to_come = 0;
}

/* What a child finds: its own exit status is 1 if a CHECK() fails there. */
static void in_child(void (*test)(void))
{
	pid_t child = fork();
	int status;

	CHECK(child >= 0);
	if (!child) {
		calls_of_others = 0;
		test();
		CHECK(!calls_of_others);
		_exit(0);
	}
	CHECK(waitpid(child, &status, 0) == child);
	CHECK(!status);
}

/* The parent has set O_NONBLOCK: that is a mark of its open file. */
static bool is_parents(int descriptor)
{
	return fcntl(descriptor, F_GETFL) & O_NONBLOCK;
}

static int count_devices(void)
{
	int count = 0;
	int i;

	for (i = 0; i < 2048; i++)
		count += number_of(i) == device_number();
	return count;
}

static void child_opens_its_own(void)
{
	CHECK(count_devices() == 1);
	CHECK(ntobj_ioctl(0, 0) == ANSWER);
	CHECK(!is_parents(last_descriptor));
	/* The parent's is not kept. */
	CHECK(count_devices() == 1);
}

static void child_has_child(void)
{
	in_child(child_opens_its_own);
	child_opens_its_own();
	CHECK(!fcntl(last_descriptor, F_SETFL, O_RDWR | O_NONBLOCK));
	in_child(child_opens_its_own);
}

static void child_may_not_open(void)
{
	struct rlimit limit = { 0, 0 };

	CHECK(!setrlimit(RLIMIT_NOFILE, &limit));
	CHECK(ntobj_ioctl(0, 0) == ANSWER);
	CHECK(is_parents(last_descriptor));
	CHECK(ntobj_ioctl(0, 0) == ANSWER);
}

static void child_closes_all(void)
{
	CHECK(!syscall(SYS_close_range, 0, ~0U, 0));
	CHECK(ntobj_ioctl(0, 0) == ANSWER);
	CHECK(last_descriptor >= HIGH);
}

/* No call may reach what is there now. */
static void child_reuses_number(void)
{
	int descriptor = last_descriptor;

	CHECK(dup2(open(OTHER_DEVICE, O_RDONLY), descriptor) == descriptor);
	CHECK(ntobj_ioctl(0, 0) == ANSWER);
	CHECK(last_descriptor != descriptor);
	CHECK(number_of(descriptor) && number_of(descriptor) != device_number());
}

static void child_names_device(void)
{
	int descriptor = last_descriptor;

	CHECK(dup2(open(DEVICE, O_PATH), descriptor) == descriptor);
	CHECK(ntobj_ioctl(0, 0) == ANSWER);
	CHECK(last_descriptor != descriptor);
	CHECK(fcntl(descriptor, F_GETFL) & O_PATH);
}

static void grandchild(void)
{
	CHECK(open(OTHER_DEVICE, O_RDWR) == 0);
	CHECK(dup(0) == 1 && dup(0) == 2);
	CHECK(ntobj_ioctl(0, 0) == ANSWER);
	CHECK(last_descriptor >= HIGH);
	CHECK(count_devices() == 1);
}

static void child_becomes_daemon(void)
{
	CHECK(setsid() > 0);
	CHECK(!chdir("/"));
	CHECK(!syscall(SYS_close_range, 0, ~0U, 0));
	in_child(grandchild);
}

static void *call_once(void *result)
{
	*(NTSTATUS *)result = ntobj_ioctl(0, 0);
	return NULL;
}

static void child_has_threads(void)
{
	pthread_t threads[8];
	NTSTATUS results[8];
	int i;

	for (i = 0; i < 8; i++)
		CHECK(!pthread_create(&threads[i], NULL, call_once,
				      &results[i]));
	for (i = 0; i < 8; i++) {
		CHECK(!pthread_join(threads[i], NULL));
		CHECK(results[i] == ANSWER);
	}
	CHECK(ntobj_ioctl(0, 0) == ANSWER);
	CHECK(!is_parents(last_descriptor));
	CHECK(count_devices() == 1);
}

static void test_fork(void)
{
	int descriptor;
	int i;

	CHECK(ntobj_ioctl(0, 0) == ANSWER);
	descriptor = last_descriptor;
	CHECK(!fcntl(descriptor, F_SETFL, O_RDWR | O_NONBLOCK));
	in_child(child_opens_its_own);
	in_child(child_has_child);
	in_child(child_may_not_open);
	in_child(child_closes_all);
	in_child(child_reuses_number);
	in_child(child_names_device);
	in_child(child_becomes_daemon);
	for (i = 0; i < 20; i++)
		in_child(child_has_threads);

	/* The parent goes on as before. */
	CHECK(ntobj_ioctl(0, 0) == ANSWER);
	CHECK(last_descriptor == descriptor && is_parents(descriptor));
}

static void test_fork_before_first_call(void)
{
	close(last_descriptor);
	in_child(child_closes_all);
}

/* vfork shares the memory: what the child does is the parent's. */
static void test_vfork(void)
{
	int descriptor;
	int status;
	pid_t child;

	CHECK(ntobj_ioctl(0, 0) == ANSWER);
	descriptor = last_descriptor;
	child = vfork();
	if (!child)
		_exit(ntobj_ioctl(0, 0) != ANSWER);
	CHECK(waitpid(child, &status, 0) == child);
	CHECK(!status);
	CHECK(ntobj_ioctl(0, 0) == ANSWER && last_descriptor == descriptor);
}

static void *call_often(void *unused)
{
	int i;

	for (i = 0; i < 2000; i++)
		CHECK(ntobj_ioctl(0, 0) == ANSWER);
	return unused;
}

static int count_descriptors(void)
{
	int count = 0;
	int i;

	for (i = 0; i < 2048; i++)
		count += fcntl(i, F_GETFD) >= 0;
	return count;
}

/* Threads that race to reopen must not leave descriptors behind. */
static void test_threads(void)
{
	pthread_t threads[8];
	int before;
	int i;
	int j;

	CHECK(ntobj_ioctl(0, 0) == ANSWER);
	before = count_descriptors();
	for (i = 0; i < 20; i++) {
		for (j = 0; j < 8; j++)
			CHECK(!pthread_create(&threads[j], NULL, call_often,
					      NULL));
		close(last_descriptor);
		for (j = 0; j < 8; j++)
			CHECK(!pthread_join(threads[j], NULL));
		CHECK(ntobj_ioctl(0, 0) == ANSWER);
	}
	CHECK(count_descriptors() == before);
}

int main(int argc, char **argv)
{
	size_t i;

	if (argc < 2) {
		for (i = 0; i < ARRAY_SIZE(environments); i++)
			run_in(environments[i].path, environments[i].name);
		run_in(DEVICE, "all");
		return 0;
	}
	for (i = 0; i < ARRAY_SIZE(environments); i++) {
		if (strcmp(argv[1], environments[i].name))
			continue;
		environments[i].test();
		/* A sanitizer would look around here with too few rights. */
		_exit(0);
	}

	test_open_once();
	test_interrupted();
	test_interrupted_after_signal();
	test_closed();
	test_closed_and_others_opened();
	test_reused(OTHER_DEVICE, O_RDONLY);
	test_reused("/", O_RDONLY);
	test_reused(DEVICE, O_PATH);
	test_replaced();
	test_refused(ENOTTY, STATUS_NOT_SUPPORTED);
	test_refused(EPERM, STATUS_ACCESS_DENIED);
	test_refused(EACCES, STATUS_ACCESS_DENIED);
	test_fork();
	test_fork_before_first_call();
	test_vfork();
	test_threads();
	return 0;
}
