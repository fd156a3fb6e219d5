// SPDX-License-Identifier: LGPL-2.1-or-later OR MIT
/*
 * Waits for any and for all of several objects.
 *
 * It prints:
 *
 *	any, none signalled: 00000102
 *	any, the last signalled: 00000002
 *	any, two signalled: 00000001
 *	any, the second again: 00000002
 *	all, two of three signalled: 00000102
 *	all, and nothing was taken: 1 of 1
 *	all: 00000000
 *	all, and all was taken: 0 of 1
 *	any, one twice: 00000102
 *	all, one twice: C0000030
 *	none: C00000EF
 *	65: C00000EF
 *	another type: C00000F1
 *	with a handle that is none: C0000008
 *	without the right: C0000022
 *	without an array: C0000005
 */
#include <windows.h>
#include <winternl.h>

#include "show.h"

static NTSTATUS poll_objects(ULONG count, HANDLE *handles, WAIT_TYPE type)
{
	LARGE_INTEGER now;

	now.QuadPart = 0;
	return NtWaitForMultipleObjects(count, handles, type, FALSE, &now);
}

static VOID show_any(const char *what, ULONG count, HANDLE *handles)
{
	show_status(what, poll_objects(count, handles, WaitAny));
}

static VOID show_all(const char *what, ULONG count, HANDLE *handles)
{
	show_status(what, poll_objects(count, handles, WaitAll));
}

static VOID show_count(const char *what, HANDLE semaphore)
{
	SEMAPHORE_BASIC_INFORMATION information;

	RtlZeroMemory(&information, sizeof(information));
	demand("NtQuerySemaphore",
	       NtQuerySemaphore(semaphore, SemaphoreBasicInformation,
				&information, sizeof(information), NULL));
	printf("%s: %d of %d\n", what, (int)information.CurrentCount,
	       (int)information.MaximumCount);
}

static HANDLE new_event(ACCESS_MASK access)
{
	HANDLE event = NULL;

	demand("NtCreateEvent", NtCreateEvent(&event, access, NULL,
					      SynchronizationEvent, FALSE));
	return event;
}

static VOID show_mistakes(HANDLE *handles)
{
	HANDLE many[MAXIMUM_WAIT_OBJECTS + 1];
	HANDLE blind = new_event(EVENT_MODIFY_STATE);
	HANDLE pair[2];
	ULONG i;

	pair[0] = handles[0];
	pair[1] = handles[0];
	show_any("any, one twice", 2, pair);
	show_all("all, one twice", 2, pair);
	for (i = 0; i < MAXIMUM_WAIT_OBJECTS + 1; i++)
		many[i] = handles[0];
	show_any("none", 0, many);
	show_any("65", MAXIMUM_WAIT_OBJECTS + 1, many);
	show_status("another type", poll_objects(2, pair, (WAIT_TYPE)2));
	pair[1] = NULL;
	show_any("with a handle that is none", 2, pair);
	pair[1] = blind;
	show_any("without the right", 2, pair);
	show_any("without an array", 2, NULL);
	NtClose(blind);
}

int main(VOID)
{
	HANDLE handles[3];
	ULONG i;

	handles[0] = new_event(EVENT_ALL_ACCESS);
	handles[1] = new_event(EVENT_ALL_ACCESS);
	handles[2] = NULL;
	demand("NtCreateSemaphore",
	       NtCreateSemaphore(&handles[2], SEMAPHORE_ALL_ACCESS, NULL, 0,
				 1));

	show_any("any, none signalled", 3, handles);
	demand("NtReleaseSemaphore", NtReleaseSemaphore(handles[2], 1, NULL));
	show_any("any, the last signalled", 3, handles);
	demand("NtReleaseSemaphore", NtReleaseSemaphore(handles[2], 1, NULL));
	demand("NtSetEvent", NtSetEvent(handles[1], NULL));
	show_any("any, two signalled", 3, handles);
	show_any("any, the second again", 3, handles);

	demand("NtReleaseSemaphore", NtReleaseSemaphore(handles[2], 1, NULL));
	demand("NtSetEvent", NtSetEvent(handles[0], NULL));
	show_all("all, two of three signalled", 3, handles);
	show_count("all, and nothing was taken", handles[2]);
	demand("NtSetEvent", NtSetEvent(handles[1], NULL));
	show_all("all", 3, handles);
	show_count("all, and all was taken", handles[2]);

	show_mistakes(handles);
	for (i = 0; i < 3; i++)
		NtClose(handles[i]);
	return 0;
}
