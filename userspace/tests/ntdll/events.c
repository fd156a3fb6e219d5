// SPDX-License-Identifier: LGPL-2.1-or-later OR MIT
/*
 * Both types of event: set, reset, pulse, query, and what a wait does to them.
 *
 * It prints:
 *
 *	notification event: type 0 state 1
 *	wait: 00000000
 *	wait: 00000000
 *	reset: it was 1
 *	wait: 00000102
 *	pulse: it was 0
 *	set: it was 0
 *	synchronization event: type 1 state 1
 *	wait: 00000000
 *	wait: 00000102
 *	query without the right: C0000022
 *	set without the right: C0000022
 *	close: 00000000
 *	close again: C0000008
 */
#include <windows.h>
#include <winternl.h>

#include "show.h"

static void show_event(const char *what, HANDLE event)
{
	EVENT_BASIC_INFORMATION information;
	ULONG length = 0;

	RtlZeroMemory(&information, sizeof(information));
	demand("NtQueryEvent", NtQueryEvent(event, EventBasicInformation,
					    &information, sizeof(information),
					    &length));
	if (length != sizeof(information))
		exit(1);
	printf("%s: type %d state %d\n", what, (int)information.EventType,
	       (int)information.EventState);
}

static void poll_event(HANDLE event)
{
	LARGE_INTEGER now;

	now.QuadPart = 0;
	show_status("wait", NtWaitForSingleObject(event, FALSE, &now));
}

int main(VOID)
{
	HANDLE notification = NULL;
	HANDLE synchronization = NULL;
	HANDLE blind = NULL;
	EVENT_BASIC_INFORMATION information;
	LONG previous = -1;

	demand("NtCreateEvent", NtCreateEvent(&notification, EVENT_ALL_ACCESS,
					      NULL, NotificationEvent, TRUE));
	show_event("notification event", notification);
	poll_event(notification);
	poll_event(notification);
	demand("NtResetEvent", NtResetEvent(notification, &previous));
	printf("reset: it was %d\n", (int)previous);
	poll_event(notification);
	demand("NtPulseEvent", NtPulseEvent(notification, &previous));
	printf("pulse: it was %d\n", (int)previous);
	demand("NtSetEvent", NtSetEvent(notification, &previous));
	printf("set: it was %d\n", (int)previous);
	demand("NtClearEvent", NtClearEvent(notification));

	demand("NtCreateEvent", NtCreateEvent(&synchronization,
					      EVENT_ALL_ACCESS, NULL,
					      SynchronizationEvent, FALSE));
	demand("NtSetEvent", NtSetEvent(synchronization, NULL));
	show_event("synchronization event", synchronization);
	poll_event(synchronization);
	poll_event(synchronization);

	demand("NtCreateEvent", NtCreateEvent(&blind, SYNCHRONIZE, NULL,
					      NotificationEvent, FALSE));
	show_status("query without the right",
		    NtQueryEvent(blind, EventBasicInformation, &information,
				 sizeof(information), NULL));
	show_status("set without the right", NtSetEvent(blind, NULL));

	show_status("close", NtClose(blind));
	show_status("close again", NtClose(blind));
	NtClose(synchronization);
	NtClose(notification);
	return 0;
}
