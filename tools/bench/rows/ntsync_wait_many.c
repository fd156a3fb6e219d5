// SPDX-License-Identifier: GPL-2.0
/* Waits of ntsync for many objects, all of them signalled: for all, for any. */
#include "rows/ntsync.h"

#define MOST	64

static int events[MOST];

static void begin(void)
{
	unsigned int i;

	sync_open();
	for (i = 0; i < MOST; i++)
		events[i] = sync_create_event(true, true);
}

static void wait_many(unsigned long request, unsigned int objects, unsigned long count)
{
	while (count--)
		BENCH_CHECK(!sync_wait(request, events, objects, SYNC_FOREVER));
}

static void wait_all_8(unsigned long count)
{
	wait_many(NTSYNC_IOC_WAIT_ALL, 8, count);
}

static void wait_all_64(unsigned long count)
{
	wait_many(NTSYNC_IOC_WAIT_ALL, 64, count);
}

static void wait_any_64(unsigned long count)
{
	wait_many(NTSYNC_IOC_WAIT_ANY, 64, count);
}

static const struct bench_row rows[] = {
	{ SYNC_PREFIX ".wait_all.8", begin, wait_all_8, .ioctls = 1 },
	{ SYNC_PREFIX ".wait_all.64", begin, wait_all_64, .ioctls = 1 },
	{ SYNC_PREFIX ".wait_any.64", begin, wait_any_64, .ioctls = 1 },
	{}
};

BENCH_ROWS(rows);
