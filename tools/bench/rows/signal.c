// SPDX-License-Identifier: GPL-2.0
/* A real-time signal that a thread queues to itself, and handles. */
#include <signal.h>
#include <unistd.h>

#include "bench.h"

static pid_t process;
static pid_t thread;
static unsigned long calls;

static void handle(int number, siginfo_t *information, void *context)
{
	(void)number;
	(void)context;
	calls += information->si_value.sival_int;
}

static void begin(void)
{
	struct sigaction action = {
		.sa_sigaction = handle,
		.sa_flags = SA_SIGINFO,
	};

	process = getpid();
	thread = gettid();
	BENCH_CHECK(!sigaction(SIGRTMIN, &action, NULL));
}

/* It is handled before the call returns. */
static void queue_deliver(unsigned long count)
{
	siginfo_t information = {
		.si_code = SI_QUEUE,
		.si_value.sival_int = 1,
	};
	unsigned long before = calls;
	unsigned long i;

	for (i = 0; i < count; i++)
		BENCH_CHECK(!bench_call4(SYS_rt_tgsigqueueinfo, process, thread, SIGRTMIN,
					 (long)&information));
	BENCH_CHECK(calls - before == count);
}

static const struct bench_row rows[] = {
	{ "rt_signal.apc.queue_deliver", begin, queue_deliver, .calls = 2 },
	{}
};

BENCH_ROWS(rows);
