// SPDX-License-Identifier: LGPL-2.1-or-later OR MIT
/*
 * Directory objects: create and open.
 */
#include "internal.h"

/**
 * NtCreateDirectoryObject() - create a directory object
 * @DirectoryHandle: where the new handle goes; unchanged on failure
 * @DesiredAccess: rights wanted in it
 * @ObjectAttributes: the name, flags and security descriptor, of either form;
 *	NULL for a directory without any of them
 *
 * Origin: Server 2003.
 * Context: Does not wait for others. Any thread; safe in signal handlers unless
 * there is a security descriptor, which takes memory.
 * Return: STATUS_SUCCESS; STATUS_OBJECT_NAME_EXISTS: OBJ_OPENIF was given and
 * there was one already, which the handle is to; or one of the statuses of
 * creation: STATUS_INVALID_PARAMETER: bad attributes; STATUS_ACCESS_VIOLATION:
 * bad pointer; STATUS_OBJECT_NAME_INVALID, STATUS_OBJECT_PATH_SYNTAX_BAD,
 * STATUS_NAME_TOO_LONG: bad name; STATUS_OBJECT_PATH_NOT_FOUND,
 * STATUS_OBJECT_NAME_NOT_FOUND: a directory on the way is not there, or links
 * lead in a circle; STATUS_OBJECT_NAME_COLLISION: the name is taken;
 * STATUS_OBJECT_TYPE_MISMATCH: by an object of another type, or the root is no
 * directory; STATUS_REPARSE_POINT_ENCOUNTERED: a link with OBJ_DONT_REPARSE;
 * STATUS_INVALID_HANDLE: bad root; STATUS_ACCESS_DENIED;
 * STATUS_PRIVILEGE_NOT_HELD: OBJ_PERMANENT, or a system list, without the
 * privilege; STATUS_UNKNOWN_REVISION, STATUS_INVALID_SECURITY_DESCR,
 * STATUS_INVALID_SID, STATUS_INVALID_ACL: bad security descriptor;
 * STATUS_INVALID_OWNER: the caller can't make that one the owner;
 * STATUS_NOT_SUPPORTED: a quality of service; STATUS_QUOTA_EXCEEDED;
 * STATUS_INSUFFICIENT_RESOURCES; and what any service can return, see
 * libntobj(3).
 */
NTSTATUS NtCreateDirectoryObject(PHANDLE DirectoryHandle,
				 ACCESS_MASK DesiredAccess,
				 POBJECT_ATTRIBUTES ObjectAttributes)
{
	struct ntobj_create_directory operands = {
		.desired_access = DesiredAccess,
	};
	NTSTATUS status;

	if (!DirectoryHandle)
		return STATUS_ACCESS_VIOLATION;
	status = ntobj_capture_attributes(ObjectAttributes,
					  &operands.attributes);
	if (!NT_SUCCESS(status))
		return status;

	status = ntobj_call(NTOBJ_IOC_CREATE_DIRECTORY, &operands);
	ntobj_release_attributes(&operands.attributes);
	if (NT_SUCCESS(status))
		*DirectoryHandle = ntobj_to_handle(operands.handle);
	return status;
}

/**
 * NtOpenDirectoryObject() - open a directory object
 * @DirectoryHandle: where the new handle goes; unchanged on failure
 * @DesiredAccess: rights wanted in it
 * @ObjectAttributes: the name and flags. An empty name opens the root
 *	directory that is given with it
 *
 * Origin: Server 2003.
 * Context: Does not wait for others. Any thread; safe in signal handlers.
 * Return: STATUS_SUCCESS; or one of the statuses of opening:
 * STATUS_INVALID_PARAMETER: bad or no attributes; STATUS_ACCESS_VIOLATION: bad
 * pointer; STATUS_OBJECT_NAME_INVALID, STATUS_OBJECT_PATH_SYNTAX_BAD,
 * STATUS_NAME_TOO_LONG: bad name; STATUS_OBJECT_PATH_NOT_FOUND,
 * STATUS_OBJECT_NAME_NOT_FOUND; STATUS_OBJECT_TYPE_MISMATCH: it is of another
 * type, or the root is no directory; STATUS_REPARSE_POINT_ENCOUNTERED: a link
 * with OBJ_DONT_REPARSE; STATUS_INVALID_HANDLE: bad root;
 * STATUS_ACCESS_DENIED; STATUS_PRIVILEGE_NOT_HELD: ACCESS_SYSTEM_SECURITY
 * without the privilege; STATUS_NOT_SUPPORTED: a quality of service;
 * STATUS_QUOTA_EXCEEDED; STATUS_INSUFFICIENT_RESOURCES; as
 * NtCreateDirectoryObject() for a bad security
 * descriptor; and what any service can return, see libntobj(3).
 */
NTSTATUS NtOpenDirectoryObject(PHANDLE DirectoryHandle,
			       ACCESS_MASK DesiredAccess,
			       POBJECT_ATTRIBUTES ObjectAttributes)
{
	return ntobj_open_named(NTOBJ_IOC_OPEN_DIRECTORY, DirectoryHandle,
				DesiredAccess, ObjectAttributes);
}
