// SPDX-License-Identifier: GPL-2.0
/*
 * The floor: what getting into the kernel and out again costs, by the cheapest
 * system call, and by an ioctl that its file does not know.
 */
#include <errno.h>

#include "bench.h"

#define UNKNOWN_REQUEST	0xD000

static int null;

static void open_null(void)
{
	null = bench_open("/dev/null");
}

static void call_getppid(unsigned long count)
{
	while (count--)
		BENCH_CHECK(bench_call3(SYS_getppid, 0, 0, 0) > 0);
}

static void call_unknown_ioctl(unsigned long count)
{
	while (count--)
		BENCH_CHECK(bench_ioctl(null, UNKNOWN_REQUEST, 0) == -ENOTTY);
}

static void nothing_to_begin(void)
{
}

static const struct bench_row rows[] = {
	{ "floor.getppid", nothing_to_begin, call_getppid, .calls = 1 },
	{ "floor.ioctl", open_null, call_unknown_ioctl, .ioctls = 1 },
	{}
};

BENCH_ROWS(rows);
