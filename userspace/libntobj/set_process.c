// SPDX-License-Identifier: LGPL-2.1-or-later OR MIT
/*
 * NtSetInformationProcess.
 */
#include "internal.h"

/**
 * NtSetInformationProcess() - change something of a process
 * @ProcessHandle: the process, with the right that the class names
 * @ProcessInformationClass: ProcessQuotaLimits, with PROCESS_SET_QUOTA, or
 *	ProcessHandleTracing, with PROCESS_SET_INFORMATION
 * @ProcessInformation: QUOTA_LIMITS, of which 0 and the greatest number are no
 *	limit; working sets are Linux's business, and so is time: those are 0. Or
 *	PROCESS_HANDLE_TRACING_ENABLE, whose Flags are 0, or
 *	PROCESS_HANDLE_TRACING_ENABLE_EX, whose TotalSlots says how many traces
 *	to keep, the latest ones: a power of two, 128 to 0x20000; 0 for 4096
 * @ProcessInformationLength: bytes there, exactly the structure's; 0 ends the
 *	tracing
 *
 * ProcessQuotaLimits gives the process a quota of its own, which the processes
 * that it makes afterwards share. What it has used up stays with those whose
 * quota it shared.
 *
 * Of ProcessHandleTracing, what was traced before is forgotten.
 * NtQueryInformationProcess() reads the traces. A program that the process begins
 * is not traced.
 *
 * Origin: Server 2003, which has more classes, and working sets; a bad reference
 * raises no exception here.
 * Context: Does not wait for others. Any thread; safe in signal handlers.
 * Return: STATUS_SUCCESS; STATUS_INVALID_INFO_CLASS;
 * STATUS_INFO_LENGTH_MISMATCH: another length; STATUS_ACCESS_VIOLATION: no
 * @ProcessInformation; STATUS_NOT_SUPPORTED: working sets, or time;
 * STATUS_INVALID_PARAMETER: Flags that are not 0, or too many slots;
 * STATUS_INVALID_HANDLE; STATUS_OBJECT_TYPE_MISMATCH: no process;
 * STATUS_ACCESS_DENIED; STATUS_PRIVILEGE_NOT_HELD: a quota takes
 * SeIncreaseQuotaPrivilege; STATUS_PROCESS_IS_TERMINATING: it has ended;
 * STATUS_QUOTA_EXCEEDED; and what
 * any service can return, see libntobj(3).
 */
NTSTATUS NtSetInformationProcess(HANDLE ProcessHandle,
				 PROCESSINFOCLASS ProcessInformationClass,
				 PVOID ProcessInformation,
				 ULONG ProcessInformationLength)
{
	switch (ProcessInformationClass) {
	case ProcessQuotaLimits:
		return ntobj_set_quota(ProcessHandle, ProcessInformation,
				       ProcessInformationLength);
	case ProcessHandleTracing:
		return ntobj_set_handle_tracing(ProcessHandle, ProcessInformation,
						ProcessInformationLength);
	default:
		return STATUS_INVALID_INFO_CLASS;
	}
}
