// SPDX-License-Identifier: LGPL-2.1-or-later OR MIT
/*
 * Mutant objects, which Win32 calls mutexes.
 */
#include "internal.h"

/**
 * NtCreateMutant() - create a mutant object
 * @MutantHandle: where the new handle goes; unchanged on failure
 * @DesiredAccess: rights wanted in it
 * @ObjectAttributes: as NtCreateDirectoryObject() takes them
 * @InitialOwner: TRUE to let the calling thread own it. If the mutant exists
 *	already and is opened, it stays as it is
 *
 * It is signalled while no thread owns it, and for the thread that does. A wait
 * that it satisfies makes its thread the owner, once more if it is that already.
 * The owner releases it as often as it has got it. A thread that ends leaves what
 * it owns behind abandoned: the next owner is told.
 *
 * Origin: Server 2003.
 * Context: As NtCreateDirectoryObject().
 * Return: As NtCreateDirectoryObject().
 */
NTSTATUS NtCreateMutant(PHANDLE MutantHandle, ACCESS_MASK DesiredAccess,
			POBJECT_ATTRIBUTES ObjectAttributes,
			BOOLEAN InitialOwner)
{
	struct ntobj_create_mutant operands = {
		.desired_access = DesiredAccess,
		.initial_owner = InitialOwner,
	};
	NTSTATUS status;

	if (!MutantHandle)
		return STATUS_ACCESS_VIOLATION;
	status = ntobj_capture_attributes(ObjectAttributes,
					  &operands.attributes);
	if (!NT_SUCCESS(status))
		return status;

	status = ntobj_call(NTOBJ_IOC_CREATE_MUTANT, &operands);
	ntobj_release_attributes(&operands.attributes);
	if (NT_SUCCESS(status))
		*MutantHandle = ntobj_to_handle(operands.handle);
	return status;
}

/**
 * NtOpenMutant() - open a mutant object
 * @MutantHandle: where the new handle goes; unchanged on failure
 * @DesiredAccess: rights wanted in it
 * @ObjectAttributes: the name and flags
 *
 * Origin: Server 2003.
 * Context: Does not wait for others. Any thread; safe in signal handlers.
 * Return: As NtOpenDirectoryObject().
 */
NTSTATUS NtOpenMutant(PHANDLE MutantHandle, ACCESS_MASK DesiredAccess,
		      POBJECT_ATTRIBUTES ObjectAttributes)
{
	return ntobj_open_named(NTOBJ_IOC_OPEN_MUTANT, MutantHandle,
				DesiredAccess, ObjectAttributes);
}

/**
 * NtReleaseMutant() - give a mutant back, once
 * @MutantHandle: the mutant, which the calling thread owns; any right will do
 * @PreviousCount: 0 if it was owned once, -1 if twice, and so on; NULL, which is
 *	faster, if that does not matter
 *
 * Origin: Server 2003, with statuses where that raises exceptions.
 * Context: Does not wait for others. Any thread; safe in signal handlers.
 * Return: STATUS_SUCCESS; STATUS_MUTANT_NOT_OWNED: not by the calling thread;
 * STATUS_ABANDONED: likewise, and its last owner left it behind abandoned;
 * STATUS_INVALID_HANDLE; STATUS_OBJECT_TYPE_MISMATCH: no mutant; and what any
 * service can return, see libntobj(3).
 */
NTSTATUS NtReleaseMutant(HANDLE MutantHandle, PLONG PreviousCount)
{
	struct ntobj_mutant_state operands = {
		.handle = ntobj_from_handle(MutantHandle),
	};
	NTSTATUS status;

	if (!PreviousCount)
		return ntobj_call_handle(NTOBJ_IOC_RELEASE_MUTANT,
					 MutantHandle);

	status = ntobj_call(NTOBJ_IOC_RELEASE_MUTANT_PREVIOUS, &operands);
	if (status == STATUS_SUCCESS)
		*PreviousCount = operands.previous_count;
	return status;
}

/**
 * NtQueryMutant() - read a mutant's state
 * @MutantHandle: the mutant, with MUTANT_QUERY_STATE
 * @MutantInformationClass: MutantBasicInformation
 * @MutantInformation: MUTANT_BASIC_INFORMATION; CurrentCount is 1 if no thread
 *	owns it, 0 if one does once, -1 if twice, and so on
 * @MutantInformationLength: bytes there, exactly the structure's
 * @ReturnLength: bytes written; may be NULL
 *
 * Origin: Server 2003; class and length are looked at before the handle.
 * Context: Does not wait for others. Any thread; safe in signal handlers.
 * Return: STATUS_SUCCESS; STATUS_INVALID_INFO_CLASS;
 * STATUS_INFO_LENGTH_MISMATCH: another length; STATUS_ACCESS_VIOLATION: no
 * buffer; STATUS_INVALID_HANDLE; STATUS_OBJECT_TYPE_MISMATCH: no mutant;
 * STATUS_ACCESS_DENIED; and what any service can return, see libntobj(3).
 */
NTSTATUS NtQueryMutant(HANDLE MutantHandle,
		       MUTANT_INFORMATION_CLASS MutantInformationClass,
		       PVOID MutantInformation, ULONG MutantInformationLength,
		       PULONG ReturnLength)
{
	struct ntobj_query_mutant operands = {
		.handle = ntobj_from_handle(MutantHandle),
	};
	MUTANT_BASIC_INFORMATION *information = MutantInformation;
	NTSTATUS status;

	if (MutantInformationClass != MutantBasicInformation)
		return STATUS_INVALID_INFO_CLASS;
	if (MutantInformationLength != sizeof(*information))
		return STATUS_INFO_LENGTH_MISMATCH;
	if (!information)
		return STATUS_ACCESS_VIOLATION;

	status = ntobj_call(NTOBJ_IOC_QUERY_MUTANT, &operands);
	if (!NT_SUCCESS(status))
		return status;
	information->CurrentCount = operands.current_count;
	information->OwnedByCaller = operands.owned_by_caller;
	information->AbandonedState = operands.abandoned;
	if (ReturnLength)
		*ReturnLength = sizeof(*information);
	return status;
}
