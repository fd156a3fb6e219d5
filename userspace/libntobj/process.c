// SPDX-License-Identifier: LGPL-2.1-or-later OR MIT
/*
 * Processes.
 */
#include "internal.h"

#if UINTPTR_MAX > UINT32_MAX
_Static_assert(sizeof(PROCESS_BASIC_INFORMATION) == 0x30, "as NT has it");
#else
_Static_assert(sizeof(PROCESS_BASIC_INFORMATION) == 0x18, "as NT has it");
#endif
_Static_assert(sizeof(KERNEL_USER_TIMES) == 0x20, "as NT has it");
_Static_assert(sizeof(PROCESS_SESSION_INFORMATION) == 4, "as NT has it");

/**
 * NtOpenProcess() - open a process
 * @ProcessHandle: where the new handle goes; unchanged on failure
 * @DesiredAccess: rights wanted in it
 * @ObjectAttributes: flags of the handle; with a @ClientId nothing else of them
 *	is looked at but that there is no name
 * @ClientId: UniqueProcess is the process's number, as getpid(2) has it;
 *	UniqueThread is 0, or a thread that the process must have
 *
 * Without a @ClientId the attributes have a name. No process has one now.
 *
 * Origin: Server 2003, with the rights of Vista.
 * Context: Does not wait for others. Any thread; safe in signal handlers.
 * Return: STATUS_SUCCESS; STATUS_INVALID_CID: nothing living has these numbers;
 * STATUS_ACCESS_DENIED: it is not the caller's, or no right is asked for, or
 * one that there is not; STATUS_INVALID_PARAMETER_MIX: a name and a @ClientId,
 * or neither; STATUS_ACCESS_VIOLATION: no @ProcessHandle or @ObjectAttributes;
 * as NtOpenDirectoryObject(); and what any service can return, see libntobj(3).
 */
NTSTATUS NtOpenProcess(PHANDLE ProcessHandle, ACCESS_MASK DesiredAccess,
		       POBJECT_ATTRIBUTES ObjectAttributes, PCLIENT_ID ClientId)
{
	return ntobj_open_client(NTOBJ_IOC_OPEN_PROCESS, ProcessHandle,
				 DesiredAccess, ObjectAttributes, ClientId);
}

static NTSTATUS query_basic(HANDLE handle,
			    PROCESS_BASIC_INFORMATION *information)
{
	struct ntobj_process_basic_information answer;
	NTSTATUS status;

	status = ntobj_query_client(NTOBJ_IOC_QUERY_PROCESS, handle,
				    NTOBJ_PROCESS_BASIC_INFORMATION, &answer,
				    sizeof(answer));
	if (!NT_SUCCESS(status))
		return status;
	if (!information)
		return STATUS_ACCESS_VIOLATION;

	*information = (PROCESS_BASIC_INFORMATION) {
		.ExitStatus = answer.exit_status,
		.AffinityMask = (ULONG_PTR)answer.affinity_mask,
		.BasePriority = answer.base_priority,
		.UniqueProcessId = (ULONG_PTR)answer.process_id,
		.InheritedFromUniqueProcessId =
			(ULONG_PTR)answer.parent_process_id,
	};
	return status;
}

/* PROCESS_SESSION_INFORMATION is an ULONG, too. */
static NTSTATUS query_number(HANDLE handle, __u32 class, ULONG *information)
{
	NTSTATUS status;
	__u32 number;

	status = ntobj_query_client(NTOBJ_IOC_QUERY_PROCESS, handle, class,
				    &number, sizeof(number));
	if (!NT_SUCCESS(status))
		return status;
	if (!information)
		return STATUS_ACCESS_VIOLATION;
	*information = number;
	return status;
}

/* Returns the only length that a class takes, 0 for one that there is not. */
static ULONG length_of(PROCESSINFOCLASS class)
{
	switch (class) {
	case ProcessBasicInformation:
		return sizeof(PROCESS_BASIC_INFORMATION);
	case ProcessQuotaLimits:
		return sizeof(QUOTA_LIMITS);
	case ProcessTimes:
		return sizeof(KERNEL_USER_TIMES);
	case ProcessHandleCount:
		return sizeof(ULONG);
	case ProcessSessionInformation:
		return sizeof(PROCESS_SESSION_INFORMATION);
	default:
		return 0;
	}
}

static NTSTATUS query(HANDLE handle, PROCESSINFOCLASS class, void *information)
{
	switch (class) {
	case ProcessBasicInformation:
		return query_basic(handle, information);
	case ProcessQuotaLimits:
		return ntobj_query_quota_limits(handle, information);
	case ProcessTimes:
		return ntobj_query_times(NTOBJ_IOC_QUERY_PROCESS, handle,
					 NTOBJ_PROCESS_TIMES, information);
	case ProcessSessionInformation:
		return query_number(handle, NTOBJ_PROCESS_SESSION_INFORMATION,
				    information);
	default:
		return query_number(handle, NTOBJ_PROCESS_HANDLE_COUNT,
				    information);
	}
}

/**
 * NtQueryInformationProcess() - query a process
 * @ProcessHandle: the process, with PROCESS_QUERY_LIMITED_INFORMATION, which
 *	PROCESS_QUERY_INFORMATION includes
 * @ProcessInformationClass: what to tell, see below
 * @ProcessInformation: where the answer goes
 * @ProcessInformationLength: bytes there, exactly the answer's
 * @ReturnLength: bytes of the answer; may be NULL. Written with success and
 *	with STATUS_INFO_LENGTH_MISMATCH
 *
 * ProcessBasicInformation is PROCESS_BASIC_INFORMATION: numbers are those of
 * the caller's pid namespace, 0 for what is not in it. ProcessQuotaLimits is
 * QUOTA_LIMITS; see ntobj_query_quota() for what is used of them. ProcessTimes is
 * KERNEL_USER_TIMES. ProcessHandleCount is an ULONG, the handles that the
 * process has. ProcessSessionInformation is PROCESS_SESSION_INFORMATION: the
 * session as /proc/PID/sessionid has it, 0 for none. ProcessHandleTracing is
 * PROCESS_HANDLE_TRACING_QUERY, whose Handle is given, with as many entries as
 * there is room for; it takes PROCESS_QUERY_INFORMATION, and
 * NtSetInformationProcess() must have begun it: else STATUS_INVALID_PARAMETER.
 * If there are more, that is STATUS_INFO_LENGTH_MISMATCH. A process that has ended can
 * be asked as long as a handle to it is open; see PROCESS_BASIC_INFORMATION's
 * ExitStatus for whether it has.
 *
 * Origin: Server 2003; class and length are looked at before the handle, the
 * handle before the buffer.
 * Context: Does not wait for others. Any thread; safe in signal handlers.
 * Return: STATUS_SUCCESS; STATUS_INVALID_INFO_CLASS;
 * STATUS_INFO_LENGTH_MISMATCH: another length; STATUS_ACCESS_VIOLATION: no
 * buffer; STATUS_INVALID_HANDLE; STATUS_OBJECT_TYPE_MISMATCH: no process;
 * STATUS_ACCESS_DENIED; and what any service can return, see libntobj(3).
 */
NTSTATUS NtQueryInformationProcess(HANDLE ProcessHandle,
				   PROCESSINFOCLASS ProcessInformationClass,
				   PVOID ProcessInformation,
				   ULONG ProcessInformationLength,
				   PULONG ReturnLength)
{
	ULONG length = length_of(ProcessInformationClass);
	NTSTATUS status = STATUS_INFO_LENGTH_MISMATCH;

	if (ProcessInformationClass == ProcessHandleTracing)
		return ntobj_query_handle_tracing(ProcessHandle,
						  ProcessInformation,
						  ProcessInformationLength,
						  ReturnLength);
	if (!length)
		return STATUS_INVALID_INFO_CLASS;
	if (ProcessInformationLength == length)
		status = query(ProcessHandle, ProcessInformationClass,
			       ProcessInformation);
	if (ReturnLength &&
	    (NT_SUCCESS(status) || status == STATUS_INFO_LENGTH_MISMATCH))
		*ReturnLength = length;
	return status;
}

/**
 * NtTerminateProcess() - end a process
 * @ProcessHandle: the process, with PROCESS_TERMINATE
 * @ExitStatus: what a query of it will tell. The first one given counts
 *
 * It is SIGKILL to the process's parent. The process may still be ending when
 * this returns; its object is signalled when it has ended. To end the caller
 * does not return.
 *
 * Origin: Server 2003, but for a @ProcessHandle of 0, which ends the caller's
 * other threads there and is STATUS_INVALID_HANDLE here.
 * Context: Does not wait for others. Any thread; safe in signal handlers.
 * Return: STATUS_SUCCESS; STATUS_PROCESS_IS_TERMINATING: it has ended or is
 * about to; STATUS_INVALID_HANDLE; STATUS_OBJECT_TYPE_MISMATCH: no process;
 * STATUS_ACCESS_DENIED: the handle lacks the right, or it is the first process
 * of the machine, or of the caller's container; and what any service can
 * return, see libntobj(3).
 */
NTSTATUS NtTerminateProcess(HANDLE ProcessHandle, NTSTATUS ExitStatus)
{
	struct ntobj_terminate_process operands = {
		.handle = ntobj_from_handle(ProcessHandle),
		.exit_status = ExitStatus,
	};

	return ntobj_call(NTOBJ_IOC_TERMINATE_PROCESS, &operands);
}
