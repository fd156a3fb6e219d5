// SPDX-License-Identifier: GPL-2.0
/* A timer that is set to an hour from now, and cancelled. */
#include "rows/ntobj.h"

#define AN_HOUR	(-3600 * 10000000LL)

static uint64_t timer;

static void begin(void)
{
	struct ntobj_create_timer create = {
		.desired_access = NTOBJ_TIMER_ALL_ACCESS,
		.timer_type = NTOBJ_SYNCHRONIZATION_TIMER,
	};

	nt_open();
	BENCH_CHECK(nt_call(NTOBJ_IOC_CREATE_TIMER, &create) == STATUS_SUCCESS);
	timer = create.handle;
}

static void set_cancel(unsigned long count)
{
	struct ntobj_set_timer set = { .handle = timer, .due_time = AN_HOUR };
	struct ntobj_timer_state cancel = { .handle = timer };

	while (count--) {
		BENCH_CHECK(nt_call(NTOBJ_IOC_SET_TIMER, &set) == STATUS_SUCCESS);
		BENCH_CHECK(nt_call(NTOBJ_IOC_CANCEL_TIMER, &cancel) == STATUS_SUCCESS);
	}
}

static const struct bench_row rows[] = {
	{ "ntobj.timer.set_cancel", begin, set_cancel, .ioctls = 2 },
	{}
};

BENCH_ROWS(rows);
