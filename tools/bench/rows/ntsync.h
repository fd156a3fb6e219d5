/* SPDX-License-Identifier: GPL-2.0 */
/*
 * Calls of /dev/ntsync for the files of rows. The rows are the kernel's own driver's;
 * where SYNC_PREFIX and SYNC_PATH are set before, they are another one's.
 */
#ifndef BENCH_NTSYNC_H
#define BENCH_NTSYNC_H

#include <linux/ioctl.h>
#include <linux/ntsync.h>

#include "bench.h"

#ifndef SYNC_PREFIX
#define SYNC_PREFIX	"ntsync"
#define SYNC_PATH	"/dev/ntsync"
#endif

#define SYNC_OWNER	1
#define SYNC_FOREVER	UINT64_MAX

static int sync_device;

static inline void sync_open(void)
{
	sync_device = bench_open(SYNC_PATH);
}

static inline int sync_create_event(bool manual, bool signaled)
{
	struct ntsync_event_args arguments = {
		.manual = manual,
		.signaled = signaled,
	};
	int event = bench_ioctl_at(sync_device, NTSYNC_IOC_CREATE_EVENT, &arguments);

	BENCH_CHECK(event > 0);
	return event;
}

static inline int sync_wait(unsigned long request, const int *objects,
			    unsigned int count, uint64_t timeout)
{
	struct ntsync_wait_args arguments = {
		.timeout = timeout,
		.objs = (uintptr_t)objects,
		.count = count,
		.owner = SYNC_OWNER,
	};

	return bench_ioctl_at(sync_device, request, &arguments);
}

#endif /* BENCH_NTSYNC_H */
