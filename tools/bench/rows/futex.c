// SPDX-License-Identifier: GPL-2.0
/* Two threads that wake each other by futexes. */
#include <linux/futex.h>
#include <stdatomic.h>

#include "bench.h"

static atomic_uint request;
static atomic_uint answer;

static void wake(atomic_uint *word)
{
	atomic_store(word, 1);
	BENCH_CHECK(bench_call4(SYS_futex, (long)word, FUTEX_WAKE_PRIVATE, 1, 0) >= 0);
}

static void wait_for(atomic_uint *word)
{
	while (!atomic_exchange(word, 0))
		bench_call4(SYS_futex, (long)word, FUTEX_WAIT_PRIVATE, 0, 0);
}

static void answer_for_ever(void)
{
	for (;;) {
		wait_for(&request);
		wake(&answer);
	}
}

static void begin(void)
{
	bench_start_thread(answer_for_ever);
}

static void pingpong(unsigned long count)
{
	while (count--) {
		wake(&request);
		wait_for(&answer);
	}
}

static const struct bench_row rows[] = {
	{ "futex.pingpong", begin, pingpong, .calls = 4, .switches = true },
	{}
};

BENCH_ROWS(rows);
