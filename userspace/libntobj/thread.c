// SPDX-License-Identifier: LGPL-2.1-or-later OR MIT
/*
 * Threads.
 */
#include "internal.h"

#if UINTPTR_MAX > UINT32_MAX
_Static_assert(sizeof(THREAD_BASIC_INFORMATION) == 0x30, "as NT has it");
#else
_Static_assert(sizeof(THREAD_BASIC_INFORMATION) == 0x1C, "as NT has it");
#endif

/**
 * NtOpenThread() - open a thread
 * @ThreadHandle: where the new handle goes; unchanged on failure
 * @DesiredAccess: rights wanted in it
 * @ObjectAttributes: flags of the handle; with a @ClientId nothing else of them
 *	is looked at but that there is no name
 * @ClientId: UniqueThread is the thread's number, as gettid(2) has it;
 *	UniqueProcess is 0, or the process that it must belong to
 *
 * Without a @ClientId the attributes have a name. No thread has one now.
 *
 * Origin: Server 2003, with the rights of Vista.
 * Context: Does not wait for others. Any thread; safe in signal handlers.
 * Return: As NtOpenProcess().
 */
NTSTATUS NtOpenThread(PHANDLE ThreadHandle, ACCESS_MASK DesiredAccess,
		      POBJECT_ATTRIBUTES ObjectAttributes, PCLIENT_ID ClientId)
{
	return ntobj_open_client(NTOBJ_IOC_OPEN_THREAD, ThreadHandle,
				 DesiredAccess, ObjectAttributes, ClientId);
}

static NTSTATUS query_basic(HANDLE handle, THREAD_BASIC_INFORMATION *information)
{
	struct ntobj_thread_basic_information answer;
	NTSTATUS status;

	status = ntobj_query_client(NTOBJ_IOC_QUERY_THREAD, handle,
				    NTOBJ_THREAD_BASIC_INFORMATION, &answer,
				    sizeof(answer));
	if (!NT_SUCCESS(status))
		return status;
	if (!information)
		return STATUS_ACCESS_VIOLATION;

	*information = (THREAD_BASIC_INFORMATION) {
		.ExitStatus = answer.exit_status,
		.ClientId.UniqueProcess = ntobj_to_handle(answer.process_id),
		.ClientId.UniqueThread = ntobj_to_handle(answer.thread_id),
		.AffinityMask = (ULONG_PTR)answer.affinity_mask,
		.Priority = answer.priority,
		.BasePriority = answer.base_priority,
	};
	return status;
}

/* Returns the only length that a class takes, 0 for one that there is not. */
static ULONG length_of(THREADINFOCLASS class)
{
	switch (class) {
	case ThreadBasicInformation:
		return sizeof(THREAD_BASIC_INFORMATION);
	case ThreadTimes:
		return sizeof(KERNEL_USER_TIMES);
	default:
		return 0;
	}
}

static NTSTATUS query(HANDLE handle, THREADINFOCLASS class, void *information)
{
	if (class == ThreadBasicInformation)
		return query_basic(handle, information);
	return ntobj_query_times(NTOBJ_IOC_QUERY_THREAD, handle,
				 NTOBJ_THREAD_TIMES, information);
}

/**
 * NtQueryInformationThread() - query a thread
 * @ThreadHandle: the thread, with THREAD_QUERY_LIMITED_INFORMATION, which
 *	THREAD_QUERY_INFORMATION includes
 * @ThreadInformationClass: what to tell, see below
 * @ThreadInformation: where the answer goes
 * @ThreadInformationLength: bytes there, exactly the answer's
 * @ReturnLength: bytes of the answer; may be NULL. Written with success and
 *	with STATUS_INFO_LENGTH_MISMATCH
 *
 * ThreadBasicInformation is THREAD_BASIC_INFORMATION, ThreadTimes is
 * KERNEL_USER_TIMES; otherwise as NtQueryInformationProcess().
 *
 * Origin: Server 2003; class and length are looked at before the handle, the
 * handle before the buffer.
 * Context: Does not wait for others. Any thread; safe in signal handlers.
 * Return: As NtQueryInformationProcess(); STATUS_OBJECT_TYPE_MISMATCH: no
 * thread.
 */
NTSTATUS NtQueryInformationThread(HANDLE ThreadHandle,
				  THREADINFOCLASS ThreadInformationClass,
				  PVOID ThreadInformation,
				  ULONG ThreadInformationLength,
				  PULONG ReturnLength)
{
	ULONG length = length_of(ThreadInformationClass);
	NTSTATUS status = STATUS_INFO_LENGTH_MISMATCH;

	if (!length)
		return STATUS_INVALID_INFO_CLASS;
	if (ThreadInformationLength == length)
		status = query(ThreadHandle, ThreadInformationClass,
			       ThreadInformation);
	if (ReturnLength &&
	    (NT_SUCCESS(status) || status == STATUS_INFO_LENGTH_MISMATCH))
		*ReturnLength = length;
	return status;
}
