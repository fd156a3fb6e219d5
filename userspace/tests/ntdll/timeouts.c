// SPDX-License-Identifier: LGPL-2.1-or-later OR MIT
/*
 * Timeouts: relative, absolute, none.
 *
 * It prints:
 *
 *	not at all: 00000102
 *	50 ms from now: 00000102
 *	it took that long
 *	a time long past: 00000102
 *	50 ms later on the clock: 00000102
 *	it took that long
 *	forever, for what is signalled: 00000000
 *	a bad handle: C0000008
 */
#include <winternl.h>
#include <time.h>

#include "show.h"

#define UNITS_PER_SECOND	10000000LL
#define SECONDS_1601_TO_1970	11644473600LL

/* NT's system time. */
static LONGLONG system_time(VOID)
{
	struct timespec now;

	if (!timespec_get(&now, TIME_UTC))
		exit(1);
	return (now.tv_sec + SECONDS_1601_TO_1970) * UNITS_PER_SECOND +
	       now.tv_nsec / 100;
}

static void wait_at_least(const char *what, HANDLE event, LONGLONG timeout,
			  LONGLONG least)
{
	LONGLONG start = system_time();
	LARGE_INTEGER interval;

	interval.u.LowPart = (ULONG)timeout;
	interval.u.HighPart = (LONG)(timeout >> 32);
	show_status(what, NtWaitForSingleObject(event, FALSE, &interval));
	if (least)
		puts(system_time() - start >= least ? "it took that long" :
						      "that was too early");
}

int main(VOID)
{
	HANDLE event = NULL;

	demand("NtCreateEvent", NtCreateEvent(&event, EVENT_ALL_ACCESS, NULL,
					      SynchronizationEvent, FALSE));
	wait_at_least("not at all", event, 0, 0);
	wait_at_least("50 ms from now", event, -500000, 500000);
	wait_at_least("a time long past", event, 1, 0);
	wait_at_least("50 ms later on the clock", event, system_time() + 500000,
		      500000 - 10000);
	demand("NtSetEvent", NtSetEvent(event, NULL));
	show_status("forever, for what is signalled",
		    NtWaitForSingleObject(event, FALSE, NULL));
	NtClose(event);
	wait_at_least("a bad handle", event, 0, 0);
	return 0;
}
