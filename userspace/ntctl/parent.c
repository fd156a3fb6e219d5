// SPDX-License-Identifier: GPL-2.0
/*
 * What a directory tells about an object that ntctl can't open.
 */
#include <stdlib.h>
#include <string.h>
#include <wctype.h>

#include "directory.h"
#include "object.h"
#include "parent.h"

/*
 * Split at the last backslash; the parent of what is in the root is the root,
 * and that of a single name, which is relative, is an empty path.
 */
static bool split(HANDLE root, const UNICODE_STRING *path,
		  UNICODE_STRING *parent, UNICODE_STRING *leaf)
{
	USHORT units = path->Length / sizeof(WCHAR);
	USHORT last = units;

	while (last && path->Buffer[last - 1] != '\\')
		last--;
	if (last == units || (!last && !root))
		return false;

	leaf->Buffer = path->Buffer + last;
	leaf->Length = (units - last) * sizeof(WCHAR);
	leaf->MaximumLength = leaf->Length;
	parent->Buffer = path->Buffer;
	parent->Length = (last > 1 ? last - 1 : root ? 0 : 1) * sizeof(WCHAR);
	parent->MaximumLength = parent->Length;
	return true;
}

static bool is_same_name(const UNICODE_STRING *left,
			 const UNICODE_STRING *right)
{
	size_t i;

	if (left->Length != right->Length)
		return false;
	for (i = 0; i < left->Length / sizeof(WCHAR); i++) {
		if (towupper(left->Buffer[i]) != towupper(right->Buffer[i]))
			return false;
	}
	return true;
}

/* The type's name is to be freed, with success only. */
NTSTATUS type_from_parent(HANDLE root, PCUNICODE_STRING path, char **type)
{
	struct directory_listing listing;
	UNICODE_STRING parent;
	UNICODE_STRING leaf;
	HANDLE directory;
	NTSTATUS status;
	size_t i;

	if (!split(root, path, &parent, &leaf))
		return STATUS_OBJECT_TYPE_MISMATCH;
	status = open_kind(KIND_DIRECTORY, root, &parent, OBJ_CASE_INSENSITIVE,
			   DIRECTORY_QUERY, &directory);
	if (!NT_SUCCESS(status))
		return status;
	status = read_directory(directory, &listing);
	NtClose(directory);
	if (!NT_SUCCESS(status))
		return status;

	status = STATUS_OBJECT_NAME_NOT_FOUND;
	for (i = 0; i < listing.count; i++) {
		if (!is_same_name(&listing.entries[i].name, &leaf))
			continue;
		*type = strdup(listing.entries[i].type);
		status = *type ? STATUS_SUCCESS : STATUS_INSUFFICIENT_RESOURCES;
		break;
	}
	free_listing(&listing);
	return status;
}
