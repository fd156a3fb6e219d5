// SPDX-License-Identifier: GPL-2.0
/*
 * Opening and querying objects.
 */
#include <stdint.h>
#include <stdlib.h>
#include <string.h>

#include "object.h"
#include "text.h"

const ACCESS_MASK query_rights[KIND_COUNT] = {
	[KIND_SYMBOLIC_LINK] = SYMBOLIC_LINK_QUERY,
	[KIND_DIRECTORY] = DIRECTORY_QUERY,
	[KIND_EVENT] = EVENT_QUERY_STATE,
	[KIND_SEMAPHORE] = SEMAPHORE_QUERY_STATE,
	[KIND_MUTANT] = MUTANT_QUERY_STATE,
	[KIND_EVENT_PAIR] = READ_CONTROL,
	[KIND_TIMER] = TIMER_QUERY_STATE,
	[KIND_PROCESS] = PROCESS_QUERY_LIMITED_INFORMATION,
	[KIND_THREAD] = THREAD_QUERY_LIMITED_INFORMATION,
	[KIND_TOKEN] = TOKEN_QUERY,
};

const ACCESS_MASK delete_rights[KIND_COUNT] = {
	[KIND_SYMBOLIC_LINK] = DELETE,
	[KIND_DIRECTORY] = DELETE | DIRECTORY_QUERY,
	[KIND_EVENT] = DELETE,
	[KIND_SEMAPHORE] = DELETE,
	[KIND_MUTANT] = DELETE,
	[KIND_EVENT_PAIR] = DELETE,
	[KIND_TIMER] = DELETE,
	[KIND_PROCESS] = DELETE,
	[KIND_THREAD] = DELETE,
	[KIND_TOKEN] = DELETE,
};

static NTSTATUS (*const openers[KIND_NAMED_COUNT])(PHANDLE, ACCESS_MASK,
						   POBJECT_ATTRIBUTES) = {
	[KIND_SYMBOLIC_LINK] = NtOpenSymbolicLinkObject,
	[KIND_DIRECTORY] = NtOpenDirectoryObject,
	[KIND_EVENT] = NtOpenEvent,
	[KIND_SEMAPHORE] = NtOpenSemaphore,
	[KIND_MUTANT] = NtOpenMutant,
	[KIND_EVENT_PAIR] = NtOpenEventPair,
	[KIND_TIMER] = NtOpenTimer,
};

/* @flags: 0, or OBJ_CASE_INSENSITIVE for a name as people type it. */
NTSTATUS open_kind(enum object_kind kind, HANDLE root,
		   const UNICODE_STRING *path, ULONG flags, ACCESS_MASK access,
		   HANDLE *handle)
{
	UNICODE_STRING name = *path;
	OBJECT_ATTRIBUTES attributes;

	InitializeObjectAttributes(&attributes, &name, flags, root, NULL);
	return openers[kind](handle, access, &attributes);
}

static NTSTATUS open_one_of(enum object_kind first, enum object_kind last,
			    HANDLE root, const UNICODE_STRING *path,
			    ULONG flags, const ACCESS_MASK *rights,
			    HANDLE *handle, enum object_kind *kind)
{
	NTSTATUS status = STATUS_OBJECT_TYPE_MISMATCH;
	int i;

	for (i = first; i <= (int)last; i++) {
		status = open_kind(i, root, path, flags, rights[i], handle);
		if (status == STATUS_OBJECT_TYPE_MISMATCH)
			continue;
		*kind = i;
		break;
	}
	return status;
}

/*
 * Open an object of whatever type. Symbolic links come first, because opening
 * anything else follows them.
 */
NTSTATUS open_any(HANDLE root, const UNICODE_STRING *path, ULONG flags,
		  const ACCESS_MASK *rights, HANDLE *handle,
		  enum object_kind *kind)
{
	return open_one_of(KIND_SYMBOLIC_LINK, KIND_NAMED_COUNT - 1, root, path,
			   flags, rights, handle, kind);
}

/* Open what has a path and can be waited for. */
NTSTATUS open_waitable(HANDLE root, const UNICODE_STRING *path, ULONG flags,
		       const ACCESS_MASK *rights, HANDLE *handle)
{
	enum object_kind kind;

	return open_one_of(KIND_EVENT, KIND_MUTANT, root, path, flags, rights,
			   handle, &kind);
}

/* Returns STATUS_OBJECT_TYPE_MISMATCH for a type that ntctl can't open. */
NTSTATUS query_kind(HANDLE handle, enum object_kind *kind)
{
	static const char *const names[KIND_COUNT] = {
		[KIND_SYMBOLIC_LINK] = "SymbolicLink",
		[KIND_DIRECTORY] = "Directory",
		[KIND_EVENT] = "Event",
		[KIND_SEMAPHORE] = "Semaphore",
		[KIND_MUTANT] = "Mutant",
		[KIND_EVENT_PAIR] = "EventPair",
		[KIND_TIMER] = "Timer",
		[KIND_PROCESS] = "Process",
		[KIND_THREAD] = "Thread",
		[KIND_TOKEN] = "Token",
	};
	OBJECT_TYPE_INFORMATION *type;
	NTSTATUS status;
	char *name;
	int i;

	status = query_strings(handle, ObjectTypeInformation, (void **)&type);
	if (!NT_SUCCESS(status))
		return status;
	name = printable(&type->TypeName);
	status = STATUS_OBJECT_TYPE_MISMATCH;
	for (i = 0; i < KIND_COUNT; i++) {
		if (strcmp(names[i], name))
			continue;
		*kind = i;
		status = STATUS_SUCCESS;
	}
	free(name);
	free(type);
	return status;
}

/*
 * Counts are without what the query itself adds, and without the handle if it
 * was opened for the query.
 */
NTSTATUS query_basic(HANDLE handle, bool is_own,
		     OBJECT_BASIC_INFORMATION *basic)
{
	NTSTATUS status;

	status = NtQueryObject(handle, ObjectBasicInformation, basic,
			       sizeof(*basic), NULL);
	if (!NT_SUCCESS(status))
		return status;
	basic->HandleCount -= is_own;
	basic->PointerCount -= 1 + is_own;
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

OBJECT_TYPE_INFORMATION *first_type(OBJECT_TYPES_INFORMATION *types)
{
	return (void *)((char *)types + sizeof(void *));
}

OBJECT_TYPE_INFORMATION *next_type(OBJECT_TYPE_INFORMATION *type)
{
	size_t size = sizeof(*type) + type->TypeName.MaximumLength;

	size = (size + sizeof(void *) - 1) & ~(sizeof(void *) - 1);
	return (void *)((char *)type + size);
}

static bool is_type_named(const OBJECT_TYPE_INFORMATION *type, const char *name)
{
	char *text = printable(&type->TypeName);
	bool result = !strcmp(text, name);

	free(text);
	return result;
}

/* What generic rights mean to the type of that name */
NTSTATUS find_mapping(const char *name, GENERIC_MAPPING *mapping)
{
	NTSTATUS result = STATUS_OBJECT_NAME_NOT_FOUND;
	OBJECT_TYPES_INFORMATION *types;
	OBJECT_TYPE_INFORMATION *type;
	NTSTATUS status;
	ULONG i;

	status = query_strings(NULL, ObjectTypesInformation, (void **)&types);
	if (!NT_SUCCESS(status))
		return status;
	type = first_type(types);
	for (i = 0; i < types->NumberOfTypes; i++, type = next_type(type)) {
		if (!is_type_named(type, name))
			continue;
		*mapping = type->GenericMapping;
		result = STATUS_SUCCESS;
		break;
	}
	free(types);
	return result;
}
