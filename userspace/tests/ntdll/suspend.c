// SPDX-License-Identifier: LGPL-2.1-or-later OR MIT
/*
 * A thread that is suspended while it waits, and resumed.
 *
 * It prints:
 *
 *	suspended, before 0: 00000000
 *	suspended, before 1: 00000000
 *	what it waits for is not taken: 00000102
 *	resumed, before 2: 00000000
 *	still not taken: 00000102
 *	resumed, before 1: 00000000
 *	taken: 00000000
 *	its wait: 00000000
 *	alerted and resumed, before 1: 00000000
 *	its next wait: 00000101
 *	resumed, before 0: 00000000
 *	as often as can be, before 126: 00000000
 *	once more: C000004A
 *	an event: C0000024
 *	without the right: C0000022
 *	with the right to resume: 00000000
 *	it has ended: C000004B
 *	it has ended, resumed: 00000000
 */
#include <windows.h>
#include <winternl.h>
#include <pthread.h>

#include "show.h"

#define MOST	127

typedef struct _WORKER {
	HANDLE Ready;
	HANDLE Work;
	HANDLE Taken;
	CLIENT_ID Id;
	NTSTATUS First;
	NTSTATUS Second;
} WORKER, *PWORKER;

static LARGE_INTEGER shortly;

static VOID wait_for(HANDLE event)
{
	demand("NtWaitForSingleObject",
	       NtWaitForSingleObject(event, FALSE, NULL));
}

static void *be_worker(void *context)
{
	PWORKER worker = (PWORKER)context;
	THREAD_BASIC_INFORMATION basic;

	demand("NtQueryInformationThread",
	       NtQueryInformationThread(NtCurrentThread(),
					ThreadBasicInformation, &basic,
					sizeof(basic), NULL));
	worker->Id = basic.ClientId;
	demand("NtSetEvent", NtSetEvent(worker->Ready, NULL));
	worker->First = NtWaitForSingleObject(worker->Work, TRUE, NULL);
	demand("NtSetEvent", NtSetEvent(worker->Taken, NULL));
	worker->Second = NtWaitForSingleObject(worker->Work, TRUE, NULL);
	return NULL;
}

static HANDLE open_worker(PWORKER worker, ACCESS_MASK access)
{
	OBJECT_ATTRIBUTES attributes;
	HANDLE thread = NULL;

	InitializeObjectAttributes(&attributes, NULL, 0, NULL, NULL);
	demand("NtOpenThread",
	       NtOpenThread(&thread, access, &attributes, &worker->Id));
	return thread;
}

static VOID show_count(const char *what, ULONG previous, NTSTATUS status)
{
	printf("%s, before %u: %08X\n", what, (unsigned int)previous,
	       (unsigned int)status);
}

static HANDLE new_event(VOID)
{
	HANDLE event = NULL;

	demand("NtCreateEvent", NtCreateEvent(&event, EVENT_ALL_ACCESS, NULL,
					      SynchronizationEvent, FALSE));
	return event;
}

static VOID suspend(HANDLE thread)
{
	ULONG previous = 99;
	NTSTATUS status;

	status = NtSuspendThread(thread, &previous);
	show_count("suspended", previous, status);
}

static VOID resume(HANDLE thread)
{
	ULONG previous = 99;
	NTSTATUS status;

	status = NtResumeThread(thread, &previous);
	show_count("resumed", previous, status);
}

/* The event is set while the worker is suspended, and is its own afterwards. */
static VOID suspend_in_wait(PWORKER worker, HANDLE thread)
{
	suspend(thread);
	suspend(thread);
	demand("NtSetEvent", NtSetEvent(worker->Work, NULL));
	show_status("what it waits for is not taken",
		    NtWaitForSingleObject(worker->Taken, FALSE, &shortly));
	resume(thread);
	show_status("still not taken",
		    NtWaitForSingleObject(worker->Taken, FALSE, &shortly));
	resume(thread);
	show_status("taken",
		    NtWaitForSingleObject(worker->Taken, FALSE, NULL));
	show_status("its wait", worker->First);
}

static VOID alert_and_resume(HANDLE thread)
{
	ULONG previous = 99;
	NTSTATUS status;

	demand("NtSuspendThread", NtSuspendThread(thread, NULL));
	status = NtAlertResumeThread(thread, &previous);
	show_count("alerted and resumed", previous, status);
}

static VOID as_often_as_can_be(VOID)
{
	HANDLE ready = new_event();
	WORKER worker;
	pthread_t body;
	HANDLE thread;
	ULONG previous = 99;
	NTSTATUS status = STATUS_SUCCESS;
	ULONG i;

	worker.Ready = ready;
	worker.Work = new_event();
	worker.Taken = new_event();
	if (pthread_create(&body, NULL, be_worker, &worker))
		exit(1);
	wait_for(ready);
	thread = open_worker(&worker, THREAD_SUSPEND_RESUME);
	for (i = 0; i < MOST; i++)
		status = NtSuspendThread(thread, &previous);
	show_count("as often as can be", previous, status);
	show_status("once more", NtSuspendThread(thread, &previous));
	for (i = 0; i < MOST; i++)
		demand("NtResumeThread", NtResumeThread(thread, NULL));
	demand("NtSetEvent", NtSetEvent(worker.Work, NULL));
	wait_for(worker.Taken);
	demand("NtSetEvent", NtSetEvent(worker.Work, NULL));
	if (pthread_join(body, NULL))
		exit(1);
	NtClose(thread);
	NtClose(worker.Taken);
	NtClose(worker.Work);
	NtClose(ready);
}

static VOID rights(PWORKER worker, HANDLE event)
{
	HANDLE thread;

	show_status("an event", NtSuspendThread(event, NULL));
	thread = open_worker(worker, THREAD_RESUME);
	show_status("without the right", NtSuspendThread(thread, NULL));
	show_status("with the right to resume", NtResumeThread(thread, NULL));
	NtClose(thread);
}

int main(VOID)
{
	WORKER worker;
	pthread_t body;
	HANDLE thread;
	HANDLE other;

	shortly.QuadPart = -100000;
	worker.Ready = new_event();
	worker.Work = new_event();
	worker.Taken = new_event();
	if (pthread_create(&body, NULL, be_worker, &worker))
		exit(1);
	wait_for(worker.Ready);
	thread = open_worker(&worker, THREAD_SUSPEND_RESUME | SYNCHRONIZE);
	suspend_in_wait(&worker, thread);
	alert_and_resume(thread);
	if (pthread_join(body, NULL))
		exit(1);
	show_status("its next wait", worker.Second);
	resume(NtCurrentThread());
	as_often_as_can_be();

	if (pthread_create(&body, NULL, be_worker, &worker))
		exit(1);
	wait_for(worker.Ready);
	other = open_worker(&worker, THREAD_SUSPEND_RESUME | SYNCHRONIZE);
	rights(&worker, worker.Work);
	demand("NtSetEvent", NtSetEvent(worker.Work, NULL));
	wait_for(worker.Taken);
	demand("NtSetEvent", NtSetEvent(worker.Work, NULL));
	if (pthread_join(body, NULL))
		exit(1);
	wait_for(other);
	show_status("it has ended", NtSuspendThread(other, NULL));
	show_status("it has ended, resumed", NtResumeThread(other, NULL));
	NtClose(other);
	NtClose(thread);
	NtClose(worker.Taken);
	NtClose(worker.Work);
	NtClose(worker.Ready);
	return 0;
}
