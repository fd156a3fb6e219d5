// SPDX-License-Identifier: GPL-2.0
/* A process that stops itself, which its parent is told of, and is continued. */
#include <signal.h>
#include <sys/wait.h>
#include <unistd.h>

#include "bench.h"

static pid_t child;

static void stop_for_ever(void)
{
	pid_t process = getpid();

	for (;;)
		BENCH_CHECK(!bench_call3(SYS_tgkill, process, process, SIGSTOP));
}

static void begin(void)
{
	bench_start_process(stop_for_ever);
	child = bench_call4(SYS_wait4, -1, 0, WUNTRACED, 0);
	BENCH_CHECK(child > 0);
}

static void suspend_resume(unsigned long count)
{
	while (count--) {
		BENCH_CHECK(!bench_call3(SYS_kill, child, SIGCONT, 0));
		BENCH_CHECK(bench_call4(SYS_wait4, child, 0, WUNTRACED, 0) == child);
	}
}

static const struct bench_row rows[] = {
	{ "job_control.thread.suspend_resume", begin, suspend_resume, .calls = 3,
	  .switches = true },
	{}
};

BENCH_ROWS(rows);
