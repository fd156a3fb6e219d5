// SPDX-License-Identifier: GPL-2.0
/*
 * Opening and querying objects.
 */
#include <stdint.h>
#include <stdlib.h>

#include "object.h"

const ACCESS_MASK query_rights[KIND_COUNT] = {
	[KIND_SYMBOLIC_LINK] = SYMBOLIC_LINK_QUERY,
	[KIND_DIRECTORY] = DIRECTORY_QUERY,
	[KIND_EVENT] = EVENT_QUERY_STATE,
};

const ACCESS_MASK delete_rights[KIND_COUNT] = {
	[KIND_SYMBOLIC_LINK] = DELETE,
	[KIND_DIRECTORY] = DELETE | DIRECTORY_QUERY,
	[KIND_EVENT] = DELETE,
};

static NTSTATUS (*const openers[KIND_COUNT])(PHANDLE, ACCESS_MASK,
					     POBJECT_ATTRIBUTES) = {
	[KIND_SYMBOLIC_LINK] = NtOpenSymbolicLinkObject,
	[KIND_DIRECTORY] = NtOpenDirectoryObject,
	[KIND_EVENT] = NtOpenEvent,
};

/*
 * A path is looked up as people type it; a name relative to a directory is one
 * that was read there, and there may be another that differs in case only.
 */
NTSTATUS open_kind(enum object_kind kind, HANDLE root,
		   const UNICODE_STRING *path, ACCESS_MASK access,
		   HANDLE *handle)
{
	UNICODE_STRING name = *path;
	OBJECT_ATTRIBUTES attributes;

	InitializeObjectAttributes(&attributes, &name,
				   root ? 0 : OBJ_CASE_INSENSITIVE, root, NULL);
	return openers[kind](handle, access, &attributes);
}

/*
 * Open an object of whatever type. Symbolic links come first, because opening
 * anything else follows them.
 */
NTSTATUS open_any(HANDLE root, const UNICODE_STRING *path,
		  const ACCESS_MASK *rights, HANDLE *handle,
		  enum object_kind *kind)
{
	NTSTATUS status = STATUS_OBJECT_TYPE_MISMATCH;
	int i;

	for (i = 0; i < KIND_COUNT; i++) {
		status = open_kind(i, root, path, rights[i], handle);
		if (status == STATUS_OBJECT_TYPE_MISMATCH)
			continue;
		*kind = i;
		break;
	}
	return status;
}

/* Counts are without what the handle and the query themselves add. */
NTSTATUS query_basic(HANDLE handle, OBJECT_BASIC_INFORMATION *basic)
{
	NTSTATUS status;

	status = NtQueryObject(handle, ObjectBasicInformation, basic,
			       sizeof(*basic), NULL);
	if (!NT_SUCCESS(status))
		return status;
	basic->HandleCount -= 1;
	basic->PointerCount -= 2;
	return status;
}

/* The target's buffer is to be freed, with success only. */
NTSTATUS query_link_target(HANDLE link, UNICODE_STRING *target)
{
	NTSTATUS status;

	target->Length = 0;
	target->MaximumLength = UINT16_MAX - 1;
	target->Buffer = allocate(target->MaximumLength);
	status = NtQuerySymbolicLinkObject(link, target, NULL);
	if (!NT_SUCCESS(status))
		free(target->Buffer);
	return status;
}

/*
 * Query a class whose answer has no fixed length. It is to be freed, with
 * success only.
 */
NTSTATUS query_strings(HANDLE handle, OBJECT_INFORMATION_CLASS class,
		       void **information)
{
	ULONG length = 1024;
	NTSTATUS status;
	ULONG needed;

	*information = NULL;
	for (;;) {
		*information = reallocate(*information, length);
		status = NtQueryObject(handle, class, *information, length,
				       &needed);
		if (status != STATUS_INFO_LENGTH_MISMATCH || needed <= length)
			break;
		length = needed;
	}
	if (!NT_SUCCESS(status))
		free(*information);
	return status;
}
