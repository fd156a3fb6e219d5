// SPDX-License-Identifier: GPL-2.0
/* A timerfd that is set to an hour from now, and disarmed: the same by Linux's means. */
#include <sys/timerfd.h>
#include <time.h>

#include "bench.h"

static int descriptor;

static void begin(void)
{
	descriptor = timerfd_create(CLOCK_BOOTTIME, TFD_CLOEXEC);
	BENCH_CHECK(descriptor >= 0);
}

static void settime(const struct itimerspec *time)
{
	BENCH_CHECK(!bench_call4(SYS_timerfd_settime, descriptor, 0, (long)time, 0));
}

static void set_cancel(unsigned long count)
{
	const struct itimerspec hour = { .it_value.tv_sec = 3600 };
	const struct itimerspec never = {};

	while (count--) {
		settime(&hour);
		settime(&never);
	}
}

static const struct bench_row rows[] = {
	{ "timerfd.timer.set_cancel", begin, set_cancel, .calls = 2 },
	{}
};

BENCH_ROWS(rows);
