/* SPDX-License-Identifier: GPL-2.0 */
/* Calls of /dev/ntobj for the files of rows. */
#ifndef BENCH_NTOBJ_H
#define BENCH_NTOBJ_H

#include <stdio.h>
#include <linux/ntobj.h>

#include "bench.h"

static int nt_device;

static inline void nt_open(void)
{
	nt_device = bench_open("/dev/ntobj");
}

/* As root: what there may be of something is no matter here. */
static inline void nt_set_parameter(const char *name, unsigned int value)
{
	char path[128];
	FILE *file;

	snprintf(path, sizeof(path), "/sys/module/ntobj/parameters/%s", name);
	file = fopen(path, "we");
	BENCH_CHECK(file);
	BENCH_CHECK(fprintf(file, "%u\n", value) > 0);
	BENCH_CHECK(!fclose(file));
}

/* The status of a service that takes a handle, or a structure. */
static inline int32_t nt_call_handle(unsigned long request, uint64_t handle)
{
	return bench_ioctl(nt_device, request, handle);
}

static inline int32_t nt_call(unsigned long request, void *argument)
{
	return bench_ioctl_at(nt_device, request, argument);
}

static inline uint64_t nt_create_event(uint32_t type, uint32_t state)
{
	struct ntobj_create_event event = {
		.desired_access = NTOBJ_EVENT_ALL_ACCESS,
		.event_type = type,
		.initial_state = state,
	};

	BENCH_CHECK(nt_call(NTOBJ_IOC_CREATE_EVENT, &event) == STATUS_SUCCESS);
	return event.handle;
}

static inline int32_t nt_wait(uint64_t handle, uint64_t deadline)
{
	struct ntobj_wait_single wait = {
		.handle = handle,
		.deadline = deadline,
	};

	return nt_call(NTOBJ_IOC_WAIT_FOR_SINGLE_OBJECT, &wait);
}

#endif /* BENCH_NTOBJ_H */
