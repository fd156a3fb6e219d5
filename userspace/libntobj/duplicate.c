// SPDX-License-Identifier: LGPL-2.1-or-later OR MIT
/*
 * Handles of several processes: duplicating and comparing them.
 */
#include "internal.h"

/**
 * NtDuplicateObject() - give a process a handle that another has
 * @SourceProcessHandle: whose handle it is, with PROCESS_DUP_HANDLE
 * @SourceHandle: the handle, as that process has it. NtCurrentProcess() and
 *	NtCurrentThread() are the caller's
 * @TargetProcessHandle: who gets the duplicate, with PROCESS_DUP_HANDLE; NULL
 *	for nobody, with DUPLICATE_CLOSE_SOURCE only
 * @TargetHandle: where the duplicate goes, as the target process has it; NULL
 *	on failure. May be NULL
 * @DesiredAccess: rights wanted in it; more than the source has are checked
 *	as if the caller opened the object
 * @HandleAttributes: OBJ_INHERIT and OBJ_PROTECT_CLOSE count
 * @Options: DUPLICATE_*
 *
 * With DUPLICATE_CLOSE_SOURCE the source is closed also if the duplicate can't
 * be made, unless it was not found or is protected.
 *
 * Origin: Server 2003; DUPLICATE_NO_RIGHTS_UPGRADE Windows 8.
 * Context: Waits for children of the two processes that have not run yet, and
 * for the target process if it has not. Any thread; safe in signal handlers.
 * Return: STATUS_SUCCESS; STATUS_INVALID_HANDLE: one of the three;
 * STATUS_OBJECT_TYPE_MISMATCH: a process handle is to something else;
 * STATUS_ACCESS_DENIED: a process handle lacks PROCESS_DUP_HANDLE, more rights
 * than the source has are not granted, or the object is exclusive;
 * STATUS_PRIVILEGE_NOT_HELD: ACCESS_SYSTEM_SECURITY without the privilege;
 * STATUS_INVALID_PARAMETER: unknown options or attributes, no target and no
 * DUPLICATE_CLOSE_SOURCE, or the type forbids inheritance;
 * STATUS_PROCESS_IS_TERMINATING: a process has ended, or is one no more that
 * the handle to it is good for; STATUS_QUOTA_EXCEEDED: the target's quota does
 * not allow it; STATUS_INSUFFICIENT_RESOURCES: also if the target has all the
 * handles it may have; and what any service can return, see libntobj(3).
 */
NTSTATUS NtDuplicateObject(HANDLE SourceProcessHandle, HANDLE SourceHandle,
			   HANDLE TargetProcessHandle, PHANDLE TargetHandle,
			   ACCESS_MASK DesiredAccess, ULONG HandleAttributes,
			   ULONG Options)
{
	struct ntobj_duplicate_object operands = {
		.source_process = ntobj_from_handle(SourceProcessHandle),
		.source_handle = ntobj_from_handle(SourceHandle),
		.target_process = ntobj_from_handle(TargetProcessHandle),
		.desired_access = DesiredAccess,
		.attributes = HandleAttributes,
		.options = Options,
	};
	NTSTATUS status;

	if (TargetHandle)
		*TargetHandle = NULL;
	status = ntobj_call(NTOBJ_IOC_DUPLICATE_OBJECT, &operands);
	if (TargetHandle && NT_SUCCESS(status))
		*TargetHandle = ntobj_to_handle(operands.target_handle);
	return status;
}

/**
 * NtCompareObjects() - whether two handles stand for one object
 * @FirstObjectHandle: a handle, with any right
 * @SecondObjectHandle: another
 *
 * Origin: Windows 10.
 * Context: Does not wait for others. Any thread; safe in signal handlers.
 * Return: STATUS_SUCCESS: they do; STATUS_NOT_SAME_OBJECT;
 * STATUS_INVALID_HANDLE: one of them; STATUS_INSUFFICIENT_RESOURCES; and what any
 * service can return, see libntobj(3).
 */
NTSTATUS NtCompareObjects(HANDLE FirstObjectHandle, HANDLE SecondObjectHandle)
{
	struct ntobj_compare_objects operands = {
		.first = ntobj_from_handle(FirstObjectHandle),
		.second = ntobj_from_handle(SecondObjectHandle),
	};

	return ntobj_call(NTOBJ_IOC_COMPARE_OBJECTS, &operands);
}
