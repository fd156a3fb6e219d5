// SPDX-License-Identifier: LGPL-2.1-or-later OR MIT
/*
 * Timers: when they are due, what waits take, and what they have called.
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
 *	  called: it is known, the time is not before it was set
 *	due at once, and a wait that is not for it: 000000C0
 *	once: 00000102
 *	two times of a period: 000000C0 000000C0
 *	called as often, or more: yes
 *	cancelled: 00000102
 *	set anew without a procedure: 00000102
 *	period below 0: C00000F4
 *	no such type: C00000F2
 *	set without the right: C0000022
 *	query of another class: C0000003
 *	query with another length: C0000004
 */
#include <windows.h>
#include <winternl.h>
#include <time.h>

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

/* From 1601 on. */
#define SECONDS_TO_1970	11644473600LL

static LONGLONG set_at;

static LONG calls;

static VOID NTAPI note_call(PVOID context, ULONG low, LONG high)
{
	printf("  called: it is %s, the time is %s it was set\n",
	       context == &set_at ? "known" : "another",
	       ((LONGLONG)high << 32 | low) >= set_at ? "not before" : "before");
}

/* As many may come in one wait as times of a period pass meanwhile. */
static VOID NTAPI count_call(PVOID context, ULONG low, LONG high)
{
	(void)context;
	(void)low;
	(void)high;
	calls++;
}

static VOID set_with_call(HANDLE timer, LONGLONG due_time, LONG period)
{
	LARGE_INTEGER due;

	set_at = ((LONGLONG)time(NULL) + SECONDS_TO_1970) * 10000000;
	due.QuadPart = due_time;
	demand("NtSetTimer",
	       NtSetTimer(timer, &due, period ? count_call : note_call, &set_at, FALSE, period,
			  NULL));
}

static VOID show_calls(HANDLE timer)
{
	LARGE_INTEGER at_once;
	LARGE_INTEGER minute;
	NTSTATUS first;
	HANDLE event;

	at_once.QuadPart = 0;
	minute.QuadPart = -60 * 10000000LL;
	demand("NtCreateEvent", NtCreateEvent(&event, EVENT_ALL_ACCESS, NULL,
					      NotificationEvent, FALSE));
	set_with_call(timer, 0, 0);
	show_status("due at once, and a wait that is not for it",
		    NtWaitForSingleObject(event, TRUE, &at_once));
	show_status("once", NtWaitForSingleObject(event, TRUE, &at_once));
	calls = 0;
	set_with_call(timer, -10000, 1);
	first = NtWaitForSingleObject(event, TRUE, &minute);
	printf("two times of a period: %08X %08X\n", (unsigned int)first,
	       (unsigned int)NtWaitForSingleObject(event, TRUE, &minute));
	NtCancelTimer(timer, NULL);
	printf("called as often, or more: %s\n", calls >= 2 ? "yes" : "no");
	show_status("cancelled", NtWaitForSingleObject(event, TRUE, &at_once));
	set_with_call(timer, 0, 0);
	demand("NtSetTimer", set(timer, 0, 0, NULL));
	show_status("set anew without a procedure",
		    NtWaitForSingleObject(event, TRUE, &at_once));
	NtClose(event);
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

	show_calls(timer);
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
