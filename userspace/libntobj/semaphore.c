// SPDX-License-Identifier: LGPL-2.1-or-later OR MIT
/*
 * Semaphore objects.
 */
#include "internal.h"

/**
 * NtCreateSemaphore() - create a semaphore object
 * @SemaphoreHandle: where the new handle goes; unchanged on failure
 * @DesiredAccess: rights wanted in it
 * @ObjectAttributes: as NtCreateDirectoryObject() takes them
 * @InitialCount: what it begins with, 0 to @MaximumCount
 * @MaximumCount: the most that it can have, 1 or more
 *
 * It is signalled while its count is above 0. Each wait that it satisfies takes
 * one from the count.
 *
 * Origin: Server 2003.
 * Context: As NtCreateDirectoryObject().
 * Return: As NtCreateDirectoryObject(); and STATUS_INVALID_PARAMETER: such
 * counts can't be.
 */
NTSTATUS NtCreateSemaphore(PHANDLE SemaphoreHandle, ACCESS_MASK DesiredAccess,
			   POBJECT_ATTRIBUTES ObjectAttributes,
			   LONG InitialCount, LONG MaximumCount)
{
	struct ntobj_create_semaphore operands = {
		.desired_access = DesiredAccess,
		.initial_count = InitialCount,
		.maximum_count = MaximumCount,
	};
	NTSTATUS status;

	if (!SemaphoreHandle)
		return STATUS_ACCESS_VIOLATION;
	status = ntobj_capture_attributes(ObjectAttributes,
					  &operands.attributes);
	if (!NT_SUCCESS(status))
		return status;

	status = ntobj_call(NTOBJ_IOC_CREATE_SEMAPHORE, &operands);
	ntobj_release_attributes(&operands.attributes);
	if (NT_SUCCESS(status))
		*SemaphoreHandle = ntobj_to_handle(operands.handle);
	return status;
}

/**
 * NtOpenSemaphore() - open a semaphore object
 * @SemaphoreHandle: where the new handle goes; unchanged on failure
 * @DesiredAccess: rights wanted in it
 * @ObjectAttributes: the name and flags
 *
 * Origin: Server 2003.
 * Context: Does not wait for others. Any thread; safe in signal handlers.
 * Return: As NtOpenDirectoryObject().
 */
NTSTATUS NtOpenSemaphore(PHANDLE SemaphoreHandle, ACCESS_MASK DesiredAccess,
			 POBJECT_ATTRIBUTES ObjectAttributes)
{
	return ntobj_open_named(NTOBJ_IOC_OPEN_SEMAPHORE, SemaphoreHandle,
				DesiredAccess, ObjectAttributes);
}

/**
 * NtReleaseSemaphore() - add to a semaphore's count
 * @SemaphoreHandle: the semaphore, with SEMAPHORE_MODIFY_STATE
 * @ReleaseCount: how much, 1 or more
 * @PreviousCount: what the count was before; may be NULL, which is faster if
 *	@ReleaseCount is 1
 *
 * As many waits as the count allows are satisfied, the oldest first.
 *
 * Origin: Server 2003.
 * Context: Does not wait for others. Any thread; safe in signal handlers.
 * Return: STATUS_SUCCESS; STATUS_SEMAPHORE_LIMIT_EXCEEDED: the count would be
 * more than its maximum, and is what it was; STATUS_INVALID_PARAMETER: less than
 * 1; STATUS_INVALID_HANDLE; STATUS_OBJECT_TYPE_MISMATCH: no semaphore;
 * STATUS_ACCESS_DENIED; and what any service can return, see libntobj(3).
 */
NTSTATUS NtReleaseSemaphore(HANDLE SemaphoreHandle, LONG ReleaseCount,
			    PLONG PreviousCount)
{
	struct ntobj_release_semaphore operands = {
		.handle = ntobj_from_handle(SemaphoreHandle),
		.release_count = ReleaseCount,
	};
	NTSTATUS status;

	if (ReleaseCount == 1 && !PreviousCount)
		return ntobj_call_handle(NTOBJ_IOC_RELEASE_SEMAPHORE,
					 SemaphoreHandle);

	status = ntobj_call(NTOBJ_IOC_RELEASE_SEMAPHORE_COUNT, &operands);
	if (NT_SUCCESS(status) && PreviousCount)
		*PreviousCount = operands.previous_count;
	return status;
}

/**
 * NtQuerySemaphore() - read a semaphore's counts
 * @SemaphoreHandle: the semaphore, with SEMAPHORE_QUERY_STATE
 * @SemaphoreInformationClass: SemaphoreBasicInformation
 * @SemaphoreInformation: SEMAPHORE_BASIC_INFORMATION
 * @SemaphoreInformationLength: bytes there, exactly the structure's
 * @ReturnLength: bytes written; may be NULL
 *
 * Origin: Server 2003; class and length are looked at before the handle.
 * Context: Does not wait for others. Any thread; safe in signal handlers.
 * Return: STATUS_SUCCESS; STATUS_INVALID_INFO_CLASS;
 * STATUS_INFO_LENGTH_MISMATCH: another length; STATUS_ACCESS_VIOLATION: no
 * buffer; STATUS_INVALID_HANDLE; STATUS_OBJECT_TYPE_MISMATCH: no semaphore;
 * STATUS_ACCESS_DENIED; and what any service can return, see libntobj(3).
 */
NTSTATUS NtQuerySemaphore(HANDLE SemaphoreHandle,
			  SEMAPHORE_INFORMATION_CLASS SemaphoreInformationClass,
			  PVOID SemaphoreInformation,
			  ULONG SemaphoreInformationLength, PULONG ReturnLength)
{
	struct ntobj_query_semaphore operands = {
		.handle = ntobj_from_handle(SemaphoreHandle),
	};
	SEMAPHORE_BASIC_INFORMATION *information = SemaphoreInformation;
	NTSTATUS status;

	if (SemaphoreInformationClass != SemaphoreBasicInformation)
		return STATUS_INVALID_INFO_CLASS;
	if (SemaphoreInformationLength != sizeof(*information))
		return STATUS_INFO_LENGTH_MISMATCH;
	if (!information)
		return STATUS_ACCESS_VIOLATION;

	status = ntobj_call(NTOBJ_IOC_QUERY_SEMAPHORE, &operands);
	if (!NT_SUCCESS(status))
		return status;
	information->CurrentCount = operands.current_count;
	information->MaximumCount = operands.maximum_count;
	if (ReturnLength)
		*ReturnLength = sizeof(*information);
	return status;
}
