// SPDX-License-Identifier: GPL-2.0
/* Mutexes of ntsync. */
#include "rows/ntsync.h"

static int mutex;

static void begin(void)
{
	struct ntsync_mutex_args arguments = {};

	sync_open();
	mutex = bench_ioctl_at(sync_device, NTSYNC_IOC_CREATE_MUTEX, &arguments);
	BENCH_CHECK(mutex > 0);
}

static void acquire_release(unsigned long count)
{
	while (count--) {
		struct ntsync_mutex_args arguments = { .owner = SYNC_OWNER };

		BENCH_CHECK(!sync_wait(NTSYNC_IOC_WAIT_ANY, &mutex, 1, SYNC_FOREVER));
		BENCH_CHECK(!bench_ioctl_at(mutex, NTSYNC_IOC_MUTEX_UNLOCK,
					    &arguments));
	}
}

static const struct bench_row rows[] = {
	{ SYNC_PREFIX ".mutant.acquire_release", begin, acquire_release, .ioctls = 2 },
	{}
};

BENCH_ROWS(rows);
