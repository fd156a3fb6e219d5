// SPDX-License-Identifier: LGPL-2.1-or-later OR MIT
/*
 * Handles that stand for the caller's own process and thread, and threads that
 * are opened by number.
 *
 * It prints:
 *
 *	type: Process
 *	type: Thread
 *	closed: 00000000
 *	the process is this one
 *	its handles: 1
 *	the thread is this one
 *	waited for oneself: 00000102
 *	a process for a thread: C0000024
 *	the other thread is of this process
 *	it has ended with: 00000000
 *	opened when it has ended: C000000B
 *	a thread of another process: C000000B
 */
#ifndef _GNU_SOURCE
#define _GNU_SOURCE		/* syscall() */
#endif
#include <windows.h>
#include <ntstatus.h>
#include <winternl.h>
#include <pthread.h>
#include <string.h>
#include <sys/syscall.h>
#include <unistd.h>

#include "show.h"

static ULONG_PTR thread_id(VOID)
{
	return (ULONG_PTR)syscall(SYS_gettid);
}

static void show_type(HANDLE handle)
{
	const ULONG size = 512;
	POBJECT_TYPE_INFORMATION type = (POBJECT_TYPE_INFORMATION)malloc(size);

	if (!type)
		exit(1);
	demand("NtQueryObject", NtQueryObject(handle, ObjectTypeInformation,
					      type, size, NULL));
	show_string("type", &type->TypeName);
	free(type);
}

static void show_process(VOID)
{
	PROCESS_BASIC_INFORMATION basic;
	HANDLE event = NULL;
	ULONG count = 0;

	demand("NtQueryInformationProcess",
	       NtQueryInformationProcess(NtCurrentProcess(),
					 ProcessBasicInformation, &basic,
					 sizeof(basic), NULL));
	if (basic.UniqueProcessId == (ULONG_PTR)getpid() &&
	    basic.InheritedFromUniqueProcessId == (ULONG_PTR)getppid() &&
	    basic.ExitStatus == STATUS_PENDING && basic.AffinityMask)
		puts("the process is this one");

	demand("NtCreateEvent", NtCreateEvent(&event, EVENT_ALL_ACCESS, NULL,
					      NotificationEvent, FALSE));
	demand("NtQueryInformationProcess",
	       NtQueryInformationProcess(ZwCurrentProcess(), ProcessHandleCount,
					 &count, sizeof(count), NULL));
	printf("its handles: %u\n", (unsigned int)count);
	NtClose(event);
}

static void show_thread(VOID)
{
	THREAD_BASIC_INFORMATION basic;
	LARGE_INTEGER now;

	demand("NtQueryInformationThread",
	       NtQueryInformationThread(NtCurrentThread(),
					ThreadBasicInformation, &basic,
					sizeof(basic), NULL));
	if (basic.ClientId.UniqueProcess == (HANDLE)(ULONG_PTR)getpid() &&
	    basic.ClientId.UniqueThread == (HANDLE)thread_id() &&
	    basic.ExitStatus == STATUS_PENDING)
		puts("the thread is this one");
	now.QuadPart = 0;
	show_status("waited for oneself",
		    NtWaitForSingleObject(NtCurrentThread(), FALSE, &now));
	show_status("a process for a thread",
		    NtQueryInformationThread(NtCurrentProcess(),
					     ThreadBasicInformation, &basic,
					     sizeof(basic), NULL));
}

typedef struct _SHARED {
	HANDLE Begun;
	HANDLE End;
	ULONG_PTR Id;
} SHARED, *PSHARED;

static void *run_thread(void *context)
{
	PSHARED shared = (PSHARED)context;

	shared->Id = thread_id();
	demand("NtSetEvent", NtSetEvent(shared->Begun, NULL));
	demand("NtWaitForSingleObject",
	       NtWaitForSingleObject(shared->End, FALSE, NULL));
	return NULL;
}

static NTSTATUS open_thread(ULONG_PTR process, ULONG_PTR thread, PHANDLE handle)
{
	OBJECT_ATTRIBUTES attributes;
	CLIENT_ID client;

	client.UniqueProcess = (HANDLE)process;
	client.UniqueThread = (HANDLE)thread;
	InitializeObjectAttributes(&attributes, NULL, 0, NULL, NULL);
	return NtOpenThread(handle, THREAD_ALL_ACCESS, &attributes, &client);
}

static void show_other_thread(VOID)
{
	THREAD_BASIC_INFORMATION basic;
	KERNEL_USER_TIMES times;
	HANDLE thread = NULL;
	pthread_t running;
	SHARED shared;

	memset(&shared, 0, sizeof(shared));
	demand("NtCreateEvent",
	       NtCreateEvent(&shared.Begun, EVENT_ALL_ACCESS, NULL,
			     NotificationEvent, FALSE));
	demand("NtCreateEvent",
	       NtCreateEvent(&shared.End, EVENT_ALL_ACCESS, NULL,
			     NotificationEvent, FALSE));
	if (pthread_create(&running, NULL, run_thread, &shared))
		exit(1);
	demand("NtWaitForSingleObject",
	       NtWaitForSingleObject(shared.Begun, FALSE, NULL));
	demand("NtOpenThread", open_thread(0, shared.Id, &thread));
	demand("NtQueryInformationThread",
	       NtQueryInformationThread(thread, ThreadBasicInformation, &basic,
					sizeof(basic), NULL));
	if (basic.ClientId.UniqueProcess == (HANDLE)(ULONG_PTR)getpid())
		puts("the other thread is of this process");

	NtSetEvent(shared.End, NULL);
	demand("NtWaitForSingleObject",
	       NtWaitForSingleObject(thread, FALSE, NULL));
	demand("NtQueryInformationThread",
	       NtQueryInformationThread(thread, ThreadBasicInformation, &basic,
					sizeof(basic), NULL));
	show_status("it has ended with", basic.ExitStatus);
	demand("NtQueryInformationThread",
	       NtQueryInformationThread(thread, ThreadTimes, &times,
					sizeof(times), NULL));
	if (times.ExitTime.QuadPart < times.CreateTime.QuadPart)
		exit(1);
	pthread_join(running, NULL);
	NtClose(thread);
	show_status("opened when it has ended",
		    open_thread(0, shared.Id, &thread));
	show_status("a thread of another process",
		    open_thread((ULONG_PTR)getppid(), thread_id(), &thread));
	NtClose(shared.Begun);
	NtClose(shared.End);
}

int main(VOID)
{
	show_type(NtCurrentProcess());
	show_type(NtCurrentThread());
	show_status("closed", NtClose(NtCurrentProcess()));
	show_process();
	show_thread();
	show_other_thread();
	return 0;
}
