// SPDX-License-Identifier: LGPL-2.1-or-later OR MIT
/*
 * Two threads take turns: each signals the other and waits in one call.
 *
 * It prints:
 *
 *	turns: 2000
 *	a semaphore that is full: C0000047
 *	a mutant that is not the caller's: C0000046
 *	what can't be signalled: C0000024
 *	signalled although the time was over: 00000102
 *	and it is: 00000000
 */
#include <windows.h>
#include <winternl.h>
#include <pthread.h>

#include "show.h"

#define ROUNDS	1000

typedef struct _MEETING {
	HANDLE Ping;
	HANDLE Pong;
	LONG Turns;
} MEETING, *PMEETING;

static HANDLE new_event(VOID)
{
	HANDLE event = NULL;

	demand("NtCreateEvent", NtCreateEvent(&event, EVENT_ALL_ACCESS, NULL,
					      SynchronizationEvent, FALSE));
	return event;
}

static VOID take_turn(HANDLE mine, HANDLE other, PMEETING meeting)
{
	LARGE_INTEGER minute;
	NTSTATUS status;

	minute.QuadPart = -60LL * 10000000;
	meeting->Turns++;
	status = NtSignalAndWaitForSingleObject(other, mine, FALSE, &minute);
	if (status != STATUS_WAIT_0) {
		show_status("NtSignalAndWaitForSingleObject", status);
		exit(1);
	}
}

static void *answer(void *context)
{
	PMEETING meeting = (PMEETING)context;
	ULONG i;

	demand("NtWaitForSingleObject",
	       NtWaitForSingleObject(meeting->Ping, FALSE, NULL));
	for (i = 0; i < ROUNDS - 1; i++)
		take_turn(meeting->Ping, meeting->Pong, meeting);
	meeting->Turns++;
	demand("NtSetEvent", NtSetEvent(meeting->Pong, NULL));
	return NULL;
}

static VOID meet(PMEETING meeting)
{
	pthread_t thread;
	ULONG i;

	if (pthread_create(&thread, NULL, answer, meeting))
		exit(1);
	for (i = 0; i < ROUNDS; i++)
		take_turn(meeting->Pong, meeting->Ping, meeting);
	if (pthread_join(thread, NULL))
		exit(1);
	printf("turns: %d\n", (int)meeting->Turns);
}

static VOID show_signal(const char *what, HANDLE signal, HANDLE wait)
{
	LARGE_INTEGER now;

	now.QuadPart = 0;
	show_status(what, NtSignalAndWaitForSingleObject(signal, wait, FALSE,
							 &now));
}

int main(VOID)
{
	MEETING meeting = { NULL, NULL, 0 };
	HANDLE semaphore = NULL;
	HANDLE mutant = NULL;
	LARGE_INTEGER now;

	meeting.Ping = new_event();
	meeting.Pong = new_event();
	meet(&meeting);

	demand("NtCreateSemaphore",
	       NtCreateSemaphore(&semaphore, SEMAPHORE_ALL_ACCESS, NULL, 1, 1));
	demand("NtCreateMutant",
	       NtCreateMutant(&mutant, MUTANT_ALL_ACCESS, NULL, FALSE));
	show_signal("a semaphore that is full", semaphore, meeting.Ping);
	show_signal("a mutant that is not the caller's", mutant, meeting.Ping);
	show_signal("what can't be signalled", NtCurrentProcess(),
		    meeting.Ping);
	show_signal("signalled although the time was over", meeting.Pong,
		    meeting.Ping);
	now.QuadPart = 0;
	show_status("and it is", NtWaitForSingleObject(meeting.Pong, FALSE,
						       &now));
	NtClose(mutant);
	NtClose(semaphore);
	NtClose(meeting.Ping);
	NtClose(meeting.Pong);
	return 0;
}
