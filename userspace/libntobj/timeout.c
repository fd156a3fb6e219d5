// SPDX-License-Identifier: LGPL-2.1-or-later OR MIT
/*
 * NT's timeouts as the kernel's deadlines.
 */
#include <time.h>

#include "internal.h"

/* The kernel's clocks are signed 64-bit nanoseconds: 292 years are forever. */
#define LAST_DEADLINE	((__u64)INT64_MAX)

static __u64 deadline_after(__u64 now, __u64 units)
{
	if (units > (LAST_DEADLINE - now) / NANOSECONDS_PER_UNIT)
		return NTOBJ_WAIT_FOREVER;
	return now + units * NANOSECONDS_PER_UNIT;
}

/*
 * A timeout is in units of 100 ns: less than 0 from @now on, which is
 * CLOCK_MONOTONIC's time in nanoseconds; more than 0 since 1601; 0 does not
 * wait. None at all waits forever.
 */
void ntobj_convert_timeout(const LARGE_INTEGER *timeout, __u64 now,
			   struct ntobj_wait_single *wait)
{
	__s64 units = timeout ? timeout->QuadPart : 0;

	if (!timeout) {
		wait->deadline = NTOBJ_WAIT_FOREVER;
	} else if (units < 0) {
		wait->deadline = deadline_after(now, 0 - (__u64)units);
	} else if (units <= UNITS_1601_TO_1970) {
		/* Long past: the same as not waiting. */
		wait->deadline = NTOBJ_WAIT_POLL;
	} else {
		wait->deadline = deadline_after(0, units - UNITS_1601_TO_1970);
		if (wait->deadline != NTOBJ_WAIT_FOREVER)
			wait->flags |= NTOBJ_WAIT_REALTIME;
	}
}

static __u64 monotonic_now(void)
{
	struct timespec now;

	clock_gettime(CLOCK_MONOTONIC, &now);
	return (__u64)now.tv_sec * 1000000000 + (__u64)now.tv_nsec;
}

/* The deadline is made once: a signal must not put it off. */
void ntobj_set_limits(struct ntobj_wait_single *wait, BOOLEAN alertable,
		      const LARGE_INTEGER *timeout)
{
	bool is_relative = timeout && timeout->QuadPart < 0;

	wait->flags = alertable ? NTOBJ_WAIT_ALERTABLE : 0;
	ntobj_convert_timeout(timeout, is_relative ? monotonic_now() : 0, wait);
}
