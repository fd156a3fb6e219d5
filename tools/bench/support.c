// SPDX-License-Identifier: GPL-2.0
/* Files, children and partners. */
#include <fcntl.h>
#include <grp.h>
#include <pthread.h>
#include <signal.h>
#include <stdio.h>
#include <sys/mman.h>
#include <sys/prctl.h>
#include <sys/wait.h>
#include <unistd.h>

#include "internal.h"

int bench_open(const char *path)
{
	int descriptor = open(path, O_RDWR | O_CLOEXEC);

	if (descriptor < 0)
		err(1, "%s", path);
	return descriptor;
}

void bench_become_user(void)
{
	BENCH_CHECK(!setgroups(0, NULL));
	BENCH_CHECK(!setresgid(BENCH_USER, BENCH_USER, BENCH_USER));
	BENCH_CHECK(!setresuid(BENCH_USER, BENCH_USER, BENCH_USER));
}

void bench_in_child(void (*function)(const void *argument), const void *argument)
{
	int status;
	pid_t child;

	fflush(stdout);
	child = fork();
	BENCH_CHECK(child >= 0);
	if (!child) {
		/* Page faults are not what is measured. */
		BENCH_CHECK(!mlockall(MCL_CURRENT | MCL_FUTURE));
		function(argument);
		fflush(stdout);
		_exit(0);
	}
	BENCH_CHECK(waitpid(child, &status, 0) == child);
	if (!WIFEXITED(status) || WEXITSTATUS(status))
		errx(1, "a child ended with status 0x%x", status);
}

static void *thread_main(void *loop)
{
	((void (*)(void))loop)();
	return NULL;
}

void bench_start_thread(void (*loop)(void))
{
	pthread_t thread;

	BENCH_CHECK(!pthread_create(&thread, NULL, thread_main, (void *)loop));
}

void bench_start_process(void (*loop)(void))
{
	pid_t parent = getpid();
	pid_t child = fork();

	BENCH_CHECK(child >= 0);
	if (child)
		return;
	BENCH_CHECK(!prctl(PR_SET_PDEATHSIG, SIGKILL));
	if (getppid() == parent)
		loop();
	_exit(0);
}
