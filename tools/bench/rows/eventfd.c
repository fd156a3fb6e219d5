// SPDX-License-Identifier: GPL-2.0
/* Two threads that wake each other by eventfds. */
#include <sys/eventfd.h>

#include "bench.h"

static int request;
static int answer;

static void signal_to(int descriptor)
{
	uint64_t one = 1;

	BENCH_CHECK(bench_write(descriptor, &one, sizeof(one)) == sizeof(one));
}

static void wait_for(int descriptor)
{
	uint64_t value;

	BENCH_CHECK(bench_read(descriptor, &value, sizeof(value)) == sizeof(value));
}

static void answer_for_ever(void)
{
	for (;;) {
		wait_for(request);
		signal_to(answer);
	}
}

static void begin(void)
{
	request = eventfd(0, EFD_CLOEXEC);
	answer = eventfd(0, EFD_CLOEXEC);
	BENCH_CHECK(request >= 0 && answer >= 0);
	bench_start_thread(answer_for_ever);
}

static void pingpong(unsigned long count)
{
	while (count--) {
		signal_to(request);
		wait_for(answer);
	}
}

static const struct bench_row rows[] = {
	{ "eventfd.pingpong", begin, pingpong, .calls = 4, .switches = true },
	{}
};

BENCH_ROWS(rows);
