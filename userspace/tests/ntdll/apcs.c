// SPDX-License-Identifier: LGPL-2.1-or-later OR MIT
/*
 * User APCs: when they run, in which order, and what else ends a wait.
 *
 * It prints:
 *
 *	queued: 00000000
 *	a wait that is not alertable: 00000102
 *	  first 1 2
 *	  second 3 4
 *	an alertable wait: 000000C0
 *	with nothing queued: 00000102
 *	  first 5 6
 *	  second 6 7
 *	  first 7 8
 *	one queues the next: 000000C0
 *	  outer begins
 *	  first 9 10
 *	  inner wait: 000000C0
 *	  outer ends
 *	a wait within an APC: 000000C0
 *	the object is signalled, and an APC queued: 00000000
 *	  first 11 12
 *	NtTestAlert: 00000000
 *	alerted: 00000101
 *	and no more: 00000102
 *	  first 13 14
 *	alerted, and an APC queued, NtTestAlert: 00000101
 *	  first 15 16
 *	NtDelayExecution: 000000C0
 *	without an interval: C0000005
 *	a time long past: 00000000
 *	  work of the client
 *	  work of the client
 *	  work of the client
 *	server: 000000C0 000000C0 000000C0
 *	alert by id, before the wait: 00000101
 *	and no more: 00000102
 *	a thread that is not there: C000000B
 *	no routine: 00000000
 *	no handle: C0000008
 *	without the right: C0000022
 *	an event: C0000024
 */
#include <windows.h>
#include <winternl.h>
#include <pthread.h>

#include "show.h"

#define ROUNDS	3

static HANDLE event;
static LARGE_INTEGER at_once;

static PVOID number(ULONG_PTR value)
{
	return (PVOID)value;
}

static NTSTATUS wait(BOOLEAN alertable)
{
	return NtWaitForSingleObject(event, alertable, &at_once);
}

static VOID NTAPI first(PVOID one, PVOID two, PVOID three)
{
	UNREFERENCED_PARAMETER(three);
	printf("  first %u %u\n", (unsigned int)(ULONG_PTR)one,
	       (unsigned int)(ULONG_PTR)two);
}

static VOID NTAPI second(PVOID one, PVOID two, PVOID three)
{
	printf("  second %u %u\n", (unsigned int)(ULONG_PTR)one,
	       (unsigned int)(ULONG_PTR)two);
	/* What it queues comes in the same wait. */
	if (three)
		demand("NtQueueApcThread",
		       NtQueueApcThread(NtCurrentThread(), first, two,
					number((ULONG_PTR)two + 1), NULL));
}

static VOID NTAPI outer(PVOID one, PVOID two, PVOID three)
{
	UNREFERENCED_PARAMETER(two);
	UNREFERENCED_PARAMETER(three);
	printf("  outer begins\n");
	demand("NtQueueApcThread",
	       NtQueueApcThread(NtCurrentThread(), first, one, number(10),
				NULL));
	show_status("  inner wait", wait(TRUE));
	printf("  outer ends\n");
}

static VOID queue(PPS_APC_ROUTINE routine, ULONG_PTR one, PVOID three)
{
	demand("NtQueueApcThread",
	       NtQueueApcThread(NtCurrentThread(), routine, number(one),
				number(one + 1), three));
}

static VOID own_queue(VOID)
{
	show_status("queued", NtQueueApcThread(NtCurrentThread(), first,
					       number(1), number(2), NULL));
	queue(second, 3, NULL);
	show_status("a wait that is not alertable", wait(FALSE));
	show_status("an alertable wait", wait(TRUE));
	show_status("with nothing queued", wait(TRUE));

	queue(first, 5, NULL);
	queue(second, 6, &event);
	show_status("one queues the next", wait(TRUE));
	queue(outer, 9, NULL);
	show_status("a wait within an APC", wait(TRUE));

	queue(first, 11, NULL);
	demand("NtSetEvent", NtSetEvent(event, NULL));
	show_status("the object is signalled, and an APC queued", wait(TRUE));
	show_status("NtTestAlert", NtTestAlert());
}

static VOID alerts_and_delays(VOID)
{
	LARGE_INTEGER hour;
	LARGE_INTEGER past;

	demand("NtAlertThread", NtAlertThread(NtCurrentThread()));
	demand("NtAlertThread", NtAlertThread(NtCurrentThread()));
	show_status("alerted", wait(TRUE));
	show_status("and no more", wait(TRUE));
	demand("NtAlertThread", NtAlertThread(NtCurrentThread()));
	queue(first, 13, NULL);
	show_status("alerted, and an APC queued, NtTestAlert", NtTestAlert());

	hour.QuadPart = -36000000000LL;
	queue(first, 15, NULL);
	show_status("NtDelayExecution", NtDelayExecution(TRUE, &hour));
	show_status("without an interval", NtDelayExecution(FALSE, NULL));
	past.QuadPart = 1;
	show_status("a time long past", NtDelayExecution(FALSE, &past));
	demand("NtYieldExecution", NtYieldExecution());
}

typedef struct _SERVER {
	HANDLE Ready;
	HANDLE Done;
	CLIENT_ID Id;
	NTSTATUS Ends[ROUNDS];
} SERVER, *PSERVER;

static VOID NTAPI work(PVOID one, PVOID two, PVOID three)
{
	UNREFERENCED_PARAMETER(two);
	UNREFERENCED_PARAMETER(three);
	printf("  work of the client\n");
	demand("NtSetEvent", NtSetEvent(((PSERVER)one)->Done, NULL));
}

static void *serve(void *context)
{
	PSERVER server = (PSERVER)context;
	THREAD_BASIC_INFORMATION basic;
	LARGE_INTEGER forever;
	ULONG i;

	demand("NtQueryInformationThread",
	       NtQueryInformationThread(NtCurrentThread(),
					ThreadBasicInformation, &basic,
					sizeof(basic), NULL));
	server->Id = basic.ClientId;
	forever.QuadPart = (LONGLONG)0x8000000000000000ULL;
	for (i = 0; i < ROUNDS; i++) {
		demand("NtSetEvent", NtSetEvent(server->Ready, NULL));
		server->Ends[i] = NtDelayExecution(TRUE, &forever);
	}
	return NULL;
}

static HANDLE create_event(VOID)
{
	HANDLE handle = NULL;

	demand("NtCreateEvent", NtCreateEvent(&handle, EVENT_ALL_ACCESS, NULL,
					      SynchronizationEvent, FALSE));
	return handle;
}

static VOID another_thread(VOID)
{
	OBJECT_ATTRIBUTES attributes;
	HANDLE handle = NULL;
	pthread_t thread;
	SERVER server;
	ULONG i;

	server.Ready = create_event();
	server.Done = create_event();
	InitializeObjectAttributes(&attributes, NULL, 0, NULL, NULL);
	if (pthread_create(&thread, NULL, serve, &server))
		exit(1);
	for (i = 0; i < ROUNDS; i++) {
		demand("NtWaitForSingleObject",
		       NtWaitForSingleObject(server.Ready, FALSE, NULL));
		if (!handle)
			demand("NtOpenThread",
			       NtOpenThread(&handle, THREAD_SET_CONTEXT,
					    &attributes, &server.Id));
		demand("NtQueueApcThread",
		       NtQueueApcThread(handle, work, &server, NULL, NULL));
		demand("NtWaitForSingleObject",
		       NtWaitForSingleObject(server.Done, FALSE, NULL));
	}
	if (pthread_join(thread, NULL))
		exit(1);
	printf("server: %08X %08X %08X\n", (unsigned int)server.Ends[0],
	       (unsigned int)server.Ends[1], (unsigned int)server.Ends[2]);
	NtClose(handle);
	NtClose(server.Done);
	NtClose(server.Ready);
}

static CLIENT_ID own_id(VOID)
{
	THREAD_BASIC_INFORMATION basic;

	demand("NtQueryInformationThread",
	       NtQueryInformationThread(NtCurrentThread(),
					ThreadBasicInformation, &basic,
					sizeof(basic), NULL));
	return basic.ClientId;
}

static VOID alerts_by_id(VOID)
{
	CLIENT_ID id = own_id();

	demand("NtAlertThreadByThreadId",
	       NtAlertThreadByThreadId(id.UniqueThread));
	show_status("alert by id, before the wait",
		    NtWaitForAlertByThreadId(&event, NULL));
	show_status("and no more", NtWaitForAlertByThreadId(&event, &at_once));
	show_status("a thread that is not there",
		    NtAlertThreadByThreadId(number(0x7FFFFFF0)));
}

static VOID failures(VOID)
{
	OBJECT_ATTRIBUTES attributes;
	HANDLE blind = NULL;
	CLIENT_ID id = own_id();

	show_status("no routine", NtQueueApcThread(NtCurrentThread(), NULL,
						   NULL, NULL, NULL));
	show_status("no handle", NtQueueApcThread(NULL, first, NULL, NULL,
						  NULL));
	InitializeObjectAttributes(&attributes, NULL, 0, NULL, NULL);
	demand("NtOpenThread", NtOpenThread(&blind, THREAD_ALERT, &attributes,
					    &id));
	show_status("without the right",
		    NtQueueApcThread(blind, first, NULL, NULL, NULL));
	NtClose(blind);
	show_status("an event", NtAlertThread(event));
}

int main(VOID)
{
	at_once.QuadPart = 0;
	event = create_event();
	own_queue();
	alerts_and_delays();
	another_thread();
	alerts_by_id();
	failures();
	NtClose(event);
	return 0;
}
