// SPDX-License-Identifier: GPL-2.0
/* Semaphores of ntsync. */
#include "rows/ntsync.h"

static int semaphore;

static void begin(void)
{
	struct ntsync_sem_args arguments = { .count = 1, .max = 1 };

	sync_open();
	semaphore = bench_ioctl_at(sync_device, NTSYNC_IOC_CREATE_SEM, &arguments);
	BENCH_CHECK(semaphore > 0);
}

static void wait_release(unsigned long count)
{
	uint32_t releases;

	while (count--) {
		BENCH_CHECK(!sync_wait(NTSYNC_IOC_WAIT_ANY, &semaphore, 1,
				       SYNC_FOREVER));
		releases = 1;
		BENCH_CHECK(!bench_ioctl_at(semaphore, NTSYNC_IOC_SEM_RELEASE,
					    &releases));
	}
}

static const struct bench_row rows[] = {
	{ SYNC_PREFIX ".sem.wait_release", begin, wait_release, .ioctls = 2 },
	{}
};

BENCH_ROWS(rows);
