// SPDX-License-Identifier: LGPL-2.1-or-later OR MIT
/*
 * Timers: when they are due, and what waits take.
 *
 * It prints:
 *
 *	wait: 00000102
 *	due at once: it was 0
 *	wait: 00000000
 *	wait: 00000102
 *	set for an hour: it was 0
 *	in an hour or less: yes
 *	wait: 00000102
 *	cancel: it is 0
 *	set for 1 ms, and each: 00000000
 *	wait for it: 00000000
 *	wait for it: 00000000
 *	cancel: it is 0
 *	period below 0: C00000F4
 *	no such type: C00000F2
 *	set without the right: C0000022
 *	query of another class: C0000003
 *	query with another length: C0000004
 */
#include <windows.h>
#include <winternl.h>

#include "show.h"

static void poll_timer(HANDLE timer)
{
	LARGE_INTEGER now;

	now.QuadPart = 0;
	show_status("wait", NtWaitForSingleObject(timer, FALSE, &now));
}

static NTSTATUS set(HANDLE timer, LONGLONG due_time, LONG period, PBOOLEAN previous)
{
	LARGE_INTEGER due;

	due.QuadPart = due_time;
	return NtSetTimer(timer, &due, NULL, NULL, FALSE, period, previous);
}

static void show_cancel(HANDLE timer)
{
	BOOLEAN state = 7;

	demand("NtCancelTimer", NtCancelTimer(timer, &state));
	printf("cancel: it is %d\n", (int)state);
}

int main(VOID)
{
	const LONGLONG hour = 3600 * 10000000LL;
	TIMER_BASIC_INFORMATION information;
	HANDLE timer = NULL;
	HANDLE blind = NULL;
	BOOLEAN previous = 7;
	ULONG length = 0;

	demand("NtCreateTimer",
	       NtCreateTimer(&timer, TIMER_ALL_ACCESS, NULL, SynchronizationTimer));
	poll_timer(timer);
	demand("NtSetTimer", set(timer, 0, 0, &previous));
	printf("due at once: it was %d\n", (int)previous);
	poll_timer(timer);
	poll_timer(timer);
	demand("NtSetTimer", set(timer, -hour, 0, &previous));
	printf("set for an hour: it was %d\n", (int)previous);
	RtlZeroMemory(&information, sizeof(information));
	demand("NtQueryTimer",
	       NtQueryTimer(timer, TimerBasicInformation, &information,
			    sizeof(information), &length));
	if (length != sizeof(information))
		exit(1);
	printf("in an hour or less: %s\n",
	       !information.TimerState && information.RemainingTime.QuadPart > 0 &&
	       information.RemainingTime.QuadPart <= hour ? "yes" : "no");
	poll_timer(timer);
	show_cancel(timer);
	show_status("set for 1 ms, and each", set(timer, -10000, 1, NULL));
	show_status("wait for it", NtWaitForSingleObject(timer, FALSE, NULL));
	show_status("wait for it", NtWaitForSingleObject(timer, FALSE, NULL));
	demand("NtSetTimer", set(timer, -hour, 0, NULL));
	show_cancel(timer);

	show_status("period below 0", set(timer, 0, -1, NULL));
	show_status("no such type",
		    NtCreateTimer(&blind, TIMER_ALL_ACCESS, NULL, (TIMER_TYPE)2));
	demand("NtCreateTimer",
	       NtCreateTimer(&blind, SYNCHRONIZE, NULL, NotificationTimer));
	show_status("set without the right", set(blind, 0, 0, NULL));
	show_status("query of another class",
		    NtQueryTimer(timer, (TIMER_INFORMATION_CLASS)1, &information,
				 sizeof(information), NULL));
	show_status("query with another length",
		    NtQueryTimer(timer, TimerBasicInformation, &information, 4, NULL));
	NtClose(blind);
	NtClose(timer);
	return 0;
}
