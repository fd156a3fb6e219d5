// SPDX-License-Identifier: LGPL-2.1-or-later OR MIT
/*
 * Symbolic link objects.
 */
#include "internal.h"

/**
 * NtCreateSymbolicLinkObject() - create a symbolic link object
 * @LinkHandle: where the new handle goes; unchanged on failure
 * @DesiredAccess: rights wanted in it
 * @ObjectAttributes: as NtCreateDirectoryObject() takes them
 * @LinkTarget: the path that it stands for, which need not exist. The link
 *	keeps MaximumLength bytes of the buffer, so that a terminator there can
 *	be read back
 *
 * Origin: Server 2003.
 * Context: As NtCreateDirectoryObject().
 * Return: As NtCreateDirectoryObject(); and STATUS_INVALID_PARAMETER: the
 * target's Length is odd, or its MaximumLength is less than that or 0.
 */
NTSTATUS NtCreateSymbolicLinkObject(PHANDLE LinkHandle,
				    ACCESS_MASK DesiredAccess,
				    POBJECT_ATTRIBUTES ObjectAttributes,
				    PUNICODE_STRING LinkTarget)
{
	struct ntobj_create_symbolic_link operands = {
		.desired_access = DesiredAccess,
	};
	NTSTATUS status;

	if (!LinkHandle || !LinkTarget)
		return STATUS_ACCESS_VIOLATION;
	status = ntobj_capture_attributes(ObjectAttributes,
					  &operands.attributes);
	if (!NT_SUCCESS(status))
		return status;
	operands.target = ntobj_from_pointer(LinkTarget->Buffer);
	operands.target_length = LinkTarget->Length;
	operands.target_maximum_length = LinkTarget->MaximumLength;

	status = ntobj_call(NTOBJ_IOC_CREATE_SYMBOLIC_LINK, &operands);
	ntobj_release_attributes(&operands.attributes);
	if (NT_SUCCESS(status))
		*LinkHandle = ntobj_to_handle(operands.handle);
	return status;
}

/**
 * NtOpenSymbolicLinkObject() - open a symbolic link object itself
 * @LinkHandle: where the new handle goes; NULL is written there on failure
 * @DesiredAccess: rights wanted in it
 * @ObjectAttributes: the name and flags; links on the way there are followed
 *
 * Origin: Server 2003, the NULL on failure included.
 * Context: Does not wait for others. Any thread; safe in signal handlers.
 * Return: As NtOpenDirectoryObject().
 */
NTSTATUS NtOpenSymbolicLinkObject(PHANDLE LinkHandle,
				  ACCESS_MASK DesiredAccess,
				  POBJECT_ATTRIBUTES ObjectAttributes)
{
	NTSTATUS status;

	status = ntobj_open_named(NTOBJ_IOC_OPEN_SYMBOLIC_LINK, LinkHandle,
				  DesiredAccess, ObjectAttributes);
	if (!NT_SUCCESS(status) && LinkHandle)
		*LinkHandle = NULL;
	return status;
}

/**
 * NtQuerySymbolicLinkObject() - read a symbolic link's target
 * @LinkHandle: the link, with SYMBOLIC_LINK_QUERY
 * @LinkTarget: in: MaximumLength bytes at Buffer; out: Length, and the target
 *	there. Length is unchanged on failure
 * @ReturnedLength: NULL to read the target alone. Else all that the link keeps
 *	is read, a terminator for instance, and its length in bytes goes here,
 *	also with STATUS_BUFFER_TOO_SMALL
 *
 * Origin: Server 2003.
 * Context: Does not wait for others. Any thread; safe in signal handlers.
 * Return: STATUS_SUCCESS; STATUS_BUFFER_TOO_SMALL; STATUS_ACCESS_VIOLATION: bad
 * pointer; STATUS_INVALID_HANDLE; STATUS_OBJECT_TYPE_MISMATCH: no symbolic
 * link; STATUS_ACCESS_DENIED; and what any service can return, see libntobj(3).
 */
NTSTATUS NtQuerySymbolicLinkObject(HANDLE LinkHandle,
				   PUNICODE_STRING LinkTarget,
				   PULONG ReturnedLength)
{
	struct ntobj_query_symbolic_link operands = {
		.handle = ntobj_from_handle(LinkHandle),
		.flags = ReturnedLength ? NTOBJ_QUERY_MAXIMUM_LENGTH : 0,
	};
	NTSTATUS status;

	if (!LinkTarget)
		return STATUS_ACCESS_VIOLATION;
	operands.buffer = ntobj_from_pointer(LinkTarget->Buffer);
	operands.length = LinkTarget->MaximumLength;

	status = ntobj_call(NTOBJ_IOC_QUERY_SYMBOLIC_LINK, &operands);
	if (NT_SUCCESS(status))
		LinkTarget->Length = (USHORT)operands.target_length;
	if (ReturnedLength &&
	    (NT_SUCCESS(status) || status == STATUS_BUFFER_TOO_SMALL))
		*ReturnedLength = operands.target_maximum_length;
	return status;
}
