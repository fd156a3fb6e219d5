// SPDX-License-Identifier: LGPL-2.1-or-later OR MIT
/*
 * The descriptor of any object.
 */
#include <stdlib.h>

#include "internal.h"

/**
 * NtQuerySecurityObject() - read an object's descriptor
 * @Handle: the object: with READ_CONTROL for owner, group and discretionary list,
 *	with ACCESS_SYSTEM_SECURITY for the system list
 * @SecurityInformation: OWNER_SECURITY_INFORMATION and the like: which parts
 * @SecurityDescriptor: where the descriptor goes, self-relative
 * @Length: bytes there
 * @LengthNeeded: bytes of the descriptor. Written with success and with
 *	STATUS_BUFFER_TOO_SMALL
 *
 * Origin: Server 2003.
 * Context: Does not wait for others. Any thread; safe in signal handlers.
 * Return: STATUS_SUCCESS; STATUS_BUFFER_TOO_SMALL; STATUS_ACCESS_VIOLATION: bad
 * pointer; STATUS_INVALID_PARAMETER: an unknown part; STATUS_INVALID_HANDLE;
 * STATUS_ACCESS_DENIED; STATUS_NO_SECURITY_ON_OBJECT: the object has no
 * descriptor, because it was made without a name and without one;
 * STATUS_INSUFFICIENT_RESOURCES; and what any service can return, see
 * libntobj(3).
 */
NTSTATUS NtQuerySecurityObject(HANDLE Handle,
			       SECURITY_INFORMATION SecurityInformation,
			       PSECURITY_DESCRIPTOR SecurityDescriptor,
			       ULONG Length, PULONG LengthNeeded)
{
	struct ntobj_query_security operands = {
		.handle = ntobj_from_handle(Handle),
		.buffer = ntobj_from_pointer(SecurityDescriptor),
		.information = SecurityInformation,
		.length = Length,
	};
	NTSTATUS status;

	if (!LengthNeeded)
		return STATUS_ACCESS_VIOLATION;
	status = ntobj_call(NTOBJ_IOC_QUERY_SECURITY, &operands);
	if (NT_SUCCESS(status) || status == STATUS_BUFFER_TOO_SMALL)
		*LengthNeeded = operands.return_length;
	return status;
}

/**
 * NtSetSecurityObject() - change an object's descriptor
 * @Handle: the object: with WRITE_OWNER for owner and group, with WRITE_DAC for
 *	the discretionary list, with ACCESS_SYSTEM_SECURITY for the system list
 * @SecurityInformation: OWNER_SECURITY_INFORMATION and the like: which parts.
 *	PROTECTED_DACL_SECURITY_INFORMATION and the like say besides whether a list
 *	takes what its directory's hands down
 * @SecurityDescriptor: a descriptor with these parts, of either form
 *
 * Generic rights in the lists become those of the object's type. Handles that
 * are open keep the rights that they have.
 *
 * Origin: Server 2003.
 * Context: Does not wait for others. Any thread. Allocates memory.
 * Return: STATUS_SUCCESS; STATUS_ACCESS_VIOLATION: no descriptor;
 * STATUS_INVALID_PARAMETER: an unknown part; STATUS_INVALID_HANDLE;
 * STATUS_ACCESS_DENIED; STATUS_UNKNOWN_REVISION, STATUS_INVALID_SECURITY_DESCR,
 * STATUS_INVALID_SID, STATUS_INVALID_ACL: the descriptor is bad;
 * STATUS_INVALID_OWNER: none, or one that the caller can't make the owner;
 * STATUS_INVALID_PRIMARY_GROUP: none; STATUS_NO_SECURITY_ON_OBJECT: as
 * NtQuerySecurityObject(); STATUS_PRIVILEGE_NOT_HELD; STATUS_QUOTA_EXCEEDED;
 * STATUS_INSUFFICIENT_RESOURCES; and what any service can return, see
 * libntobj(3).
 */
NTSTATUS NtSetSecurityObject(HANDLE Handle,
			     SECURITY_INFORMATION SecurityInformation,
			     PSECURITY_DESCRIPTOR SecurityDescriptor)
{
	struct ntobj_set_security operands = {
		.handle = ntobj_from_handle(Handle),
		.information = SecurityInformation,
	};
	struct ntobj_counted_descriptor *counted;
	NTSTATUS status;

	if (!SecurityDescriptor)
		return STATUS_ACCESS_VIOLATION;
	status = ntobj_count_descriptor(SecurityDescriptor, &counted);
	if (!NT_SUCCESS(status))
		return status;
	operands.descriptor = ntobj_from_pointer(counted);
	status = ntobj_call(NTOBJ_IOC_SET_SECURITY, &operands);
	free(counted);
	return status;
}
