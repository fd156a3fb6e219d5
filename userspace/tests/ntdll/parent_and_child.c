// SPDX-License-Identifier: LGPL-2.1-or-later OR MIT
/*
 * A process opens its parent by its number and is terminated by it; another one
 * ends by itself. How they ended can be asked after that.
 *
 * It prints:
 *
 *	child: its parent lives
 *	child: its parent is what it was made by
 *	parent: it lives: 00000103
 *	parent: terminated with: C0000420
 *	parent: terminated again: C000010A
 *	parent: a wait of it: 00000000
 *	parent: its times are in order
 *	parent: to Linux it ended by signal 9
 *	parent: opened when it has ended: C000000B
 *	parent: the other one's status: 0000002A
 */
#include <windows.h>
#include <ntstatus.h>
#include <winternl.h>
#include <sys/wait.h>
#include <unistd.h>

#include "show.h"

#define STATUS_ASSERTION_FAILURE	((NTSTATUS)0xC0000420)

static LARGE_INTEGER minute(VOID)
{
	LARGE_INTEGER timeout;

	timeout.QuadPart = -60LL * 10000000;
	return timeout;
}

static NTSTATUS open_process(ULONG_PTR id, ACCESS_MASK access, PHANDLE process)
{
	OBJECT_ATTRIBUTES attributes;
	CLIENT_ID client;

	client.UniqueProcess = (HANDLE)id;
	client.UniqueThread = NULL;
	InitializeObjectAttributes(&attributes, NULL, 0, NULL, NULL);
	return NtOpenProcess(process, access, &attributes, &client);
}

static PROCESS_BASIC_INFORMATION basic_of(HANDLE process)
{
	PROCESS_BASIC_INFORMATION basic;
	ULONG length = 0;

	demand("NtQueryInformationProcess",
	       NtQueryInformationProcess(process, ProcessBasicInformation,
					 &basic, sizeof(basic), &length));
	if (length != sizeof(basic))
		exit(1);
	return basic;
}

static void await(HANDLE object)
{
	LARGE_INTEGER timeout = minute();
	NTSTATUS status = NtWaitForSingleObject(object, FALSE, &timeout);

	if (status != STATUS_WAIT_0) {
		show_status("NtWaitForSingleObject", status);
		exit(1);
	}
}

/* The child looks at its parent, says that it has, and waits for its end. */
static void be_child(HANDLE looked)
{
	PROCESS_BASIC_INFORMATION self = basic_of(NtCurrentProcess());
	PROCESS_BASIC_INFORMATION basic;
	HANDLE parent = NULL;

	demand("NtOpenProcess",
	       open_process(self.InheritedFromUniqueProcessId,
			    PROCESS_QUERY_INFORMATION | SYNCHRONIZE, &parent));
	basic = basic_of(parent);
	if (basic.ExitStatus == STATUS_PENDING)
		puts("child: its parent lives");
	if (basic.UniqueProcessId == (ULONG_PTR)getppid())
		puts("child: its parent is what it was made by");
	fflush(stdout);
	demand("NtSetEvent", NtSetEvent(looked, NULL));
	NtWaitForSingleObject(parent, FALSE, NULL);
	_exit(1);
}

static void show_times(HANDLE process)
{
	KERNEL_USER_TIMES times;

	demand("NtQueryInformationProcess",
	       NtQueryInformationProcess(process, ProcessTimes, &times,
					 sizeof(times), NULL));
	/* Later than 1970 */
	if (times.CreateTime.QuadPart > 116444736000000000LL &&
	    times.ExitTime.QuadPart >= times.CreateTime.QuadPart &&
	    times.KernelTime.QuadPart >= 0 && times.UserTime.QuadPart >= 0)
		puts("parent: its times are in order");
}

static void terminate_child(pid_t id)
{
	HANDLE child = NULL;
	HANDLE other = NULL;
	int wait_status = 0;

	demand("NtOpenProcess",
	       open_process((ULONG_PTR)id, PROCESS_ALL_ACCESS, &child));
	show_status("parent: it lives", basic_of(child).ExitStatus);
	demand("NtTerminateProcess",
	       NtTerminateProcess(child, STATUS_ASSERTION_FAILURE));
	await(child);
	show_status("parent: terminated with", basic_of(child).ExitStatus);
	show_status("parent: terminated again", NtTerminateProcess(child, 1));
	show_status("parent: a wait of it",
		    NtWaitForSingleObject(child, FALSE, NULL));
	show_times(child);
	demand("ntobj_query_wait_status",
	       ntobj_query_wait_status(child, &wait_status));
	if (WIFSIGNALED(wait_status))
		printf("parent: to Linux it ended by signal %d\n",
		       WTERMSIG(wait_status));
	waitpid(id, NULL, 0);
	show_status("parent: opened when it has ended",
		    open_process((ULONG_PTR)id, SYNCHRONIZE, &other));
	NtClose(child);
}

/* It waits in read(2), so that it is there when it is opened. */
static void let_child_end(VOID)
{
	HANDLE child = NULL;
	int ends[2];
	pid_t id;
	char byte;

	if (pipe(ends))
		exit(1);
	id = fork();
	if (!id) {
		close(ends[1]);
		_exit(read(ends[0], &byte, 1) ? 1 : 42);
	}
	close(ends[0]);
	demand("NtOpenProcess",
	       open_process((ULONG_PTR)id,
			    PROCESS_QUERY_LIMITED_INFORMATION | SYNCHRONIZE,
			    &child));
	close(ends[1]);
	await(child);
	show_status("parent: the other one's status",
		    basic_of(child).ExitStatus);
	waitpid(id, NULL, 0);
	NtClose(child);
}

int main(VOID)
{
	OBJECT_ATTRIBUTES attributes;
	HANDLE looked = NULL;
	pid_t id;

	/* The child has it under the same value. */
	InitializeObjectAttributes(&attributes, NULL, OBJ_INHERIT, NULL, NULL);
	demand("NtCreateEvent", NtCreateEvent(&looked, EVENT_ALL_ACCESS,
					      &attributes,
					      SynchronizationEvent, FALSE));
	id = fork();
	if (id < 0)
		return 1;
	if (!id)
		be_child(looked);
	await(looked);
	terminate_child(id);
	let_child_end();
	NtClose(looked);
	return 0;
}
