// SPDX-License-Identifier: LGPL-2.1-or-later OR MIT
/*
 * The library's descriptor, with an ioctl() made up here: the "device" is
 * /dev/zero, and what is done to descriptors is real.
 */
#include <errno.h>
#include <fcntl.h>
#include <pthread.h>
#include <stdlib.h>
#include <sys/ioctl.h>
#include <sys/stat.h>
#include <sys/wait.h>
#include <unistd.h>

#include "check.h"
#include "internal.h"

#define DEVICE		"/dev/zero"
#define OTHER_DEVICE	"/dev/null"
#define ANSWER		STATUS_INVALID_HANDLE

static __thread int failures_to_come;
static __thread int error_to_come;
static __thread int last_descriptor = -1;

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

/* What the kernel does with a descriptor that is the device's, or is not. */
int ioctl(int descriptor, unsigned long request, ...)
{
	(void)request;
	last_descriptor = descriptor;
	if (failures_to_come) {
		failures_to_come--;
		errno = error_to_come;
		return -1;
	}
	if (number_of(descriptor) == device_number())
		return ANSWER;
	errno = fcntl(descriptor, F_GETFD) < 0 ? EBADF : ENOTTY;
	return -1;
}

static void test_no_device(void)
{
	errno = EDOM;
	setenv("NTOBJ_DEVICE", "/nonexistent", 1);
	CHECK(ntobj_ioctl(0, 0) == STATUS_NOT_SUPPORTED);
	setenv("NTOBJ_DEVICE", "/dev", 1);
	CHECK(ntobj_ioctl(0, 0) == STATUS_INSUFFICIENT_RESOURCES);
	CHECK(last_descriptor == -1);
	CHECK(errno == EDOM);
}

static void test_open_once(void)
{
	int first;

	setenv("NTOBJ_DEVICE", DEVICE, 1);
	CHECK(ntobj_ioctl(0, 0) == ANSWER);
	first = last_descriptor;
	CHECK(first > STDERR_FILENO);
	CHECK(fcntl(first, F_GETFD) == FD_CLOEXEC);
	CHECK(ntobj_ioctl(0, 0) == ANSWER);
	CHECK(last_descriptor == first);
	CHECK(errno == EDOM);
}

static void test_interrupted(void)
{
	failures_to_come = 5;
	error_to_come = EINTR;
	CHECK(ntobj_ioctl(0, 0) == ANSWER);
	CHECK(!failures_to_come);
}

static void test_closed(void)
{
	close(last_descriptor);
	CHECK(ntobj_ioctl(0, 0) == ANSWER);
}

/* What the program has put under the number is the program's. */
static void test_reused(const char *path)
{
	int descriptor = last_descriptor;
	int other = open(path, O_RDONLY);
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

static void test_refused(void)
{
	failures_to_come = 100;
	error_to_come = ENOTTY;
	CHECK(ntobj_ioctl(0, 0) == STATUS_NOT_SUPPORTED);
	CHECK(failures_to_come == 99);
	failures_to_come = 0;
}

static void test_standard_streams(void)
{
	int saved = dup(STDIN_FILENO);

	close(last_descriptor);
	close(STDIN_FILENO);
	CHECK(ntobj_ioctl(0, 0) == ANSWER);
	CHECK(last_descriptor > STDERR_FILENO);
	CHECK(fcntl(last_descriptor, F_GETFD) == FD_CLOEXEC);
	CHECK(fcntl(STDIN_FILENO, F_GETFD) < 0);
	if (saved >= 0) {
		dup2(saved, STDIN_FILENO);
		close(saved);
	}
}

static void test_fork(void)
{
	int first = last_descriptor;
	int status;
	pid_t child;

	child = fork();
	CHECK(child >= 0);
	if (!child)
		_exit(ntobj_ioctl(0, 0) == ANSWER && last_descriptor == first ?
		      0 : 1);
	CHECK(waitpid(child, &status, 0) == child);
	CHECK(!status);
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

	for (i = 0; i < 256; i++)
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

int main(void)
{
	test_no_device();
	test_open_once();
	test_interrupted();
	test_closed();
	test_reused(OTHER_DEVICE);
	test_reused("/");
	test_replaced();
	test_refused();
	test_standard_streams();
	test_fork();
	test_threads();
	return 0;
}
