// SPDX-License-Identifier: LGPL-2.1-or-later OR MIT
/*
 * What a handle tells of its object and of itself.
 *
 * It prints:
 *
 *	handles 2, access 001F0003, attributes 00000000
 *	type: Event
 *	name: \BaseNamedObjects\ntobj_ntdll_query
 *	without a name: length 0
 *	a small buffer: C0000004
 *	flags: 0 0
 *	flags: 0 1
 *	close a protected handle: C0000235
 *	a bad class: C0000003
 *	there is a type called: Directory
 */
#include <windows.h>
#include <winternl.h>

#include "show.h"

static void show_basic(HANDLE handle)
{
	PUBLIC_OBJECT_BASIC_INFORMATION basic;

	demand("NtQueryObject", NtQueryObject(handle, ObjectBasicInformation,
					      &basic, sizeof(basic), NULL));
	printf("handles %u, access %08X, attributes %08X\n",
	       (unsigned int)basic.HandleCount,
	       (unsigned int)basic.GrantedAccess,
	       (unsigned int)basic.Attributes);
}

/* The answer's length is asked for first, as one does. */
static PVOID query(HANDLE handle, OBJECT_INFORMATION_CLASS information_class)
{
	ULONG length = 0;
	NTSTATUS status;
	PVOID buffer;

	status = NtQueryObject(handle, information_class, NULL, 0, &length);
	if (status != STATUS_INFO_LENGTH_MISMATCH)
		demand("NtQueryObject", status);
	buffer = malloc(length);
	if (!buffer)
		exit(1);
	demand("NtQueryObject", NtQueryObject(handle, information_class, buffer,
					      length, &length));
	return buffer;
}

static void show_flags(HANDLE handle)
{
	OBJECT_HANDLE_FLAG_INFORMATION flags;

	demand("NtQueryObject",
	       NtQueryObject(handle, ObjectHandleFlagInformation, &flags,
			     sizeof(flags), NULL));
	printf("flags: %d %d\n", flags.Inherit, flags.ProtectFromClose);
}

static void protect(HANDLE handle, BOOLEAN on)
{
	OBJECT_HANDLE_FLAG_INFORMATION flags;

	flags.Inherit = FALSE;
	flags.ProtectFromClose = on;
	demand("NtSetInformationObject",
	       NtSetInformationObject(handle, ObjectHandleFlagInformation,
				      &flags, sizeof(flags)));
}

static BOOLEAN is_directory(const UNICODE_STRING *name)
{
	static const WCHAR directory[] = L"Directory";
	SIZE_T i;

	if (name->Length != sizeof(directory) - sizeof(WCHAR))
		return FALSE;
	for (i = 0; directory[i]; i++) {
		if (name->Buffer[i] != directory[i])
			return FALSE;
	}
	return TRUE;
}

/* Each type follows the name of the one before it, aligned as a pointer. */
static void show_types(VOID)
{
	ULONG_PTR address;
	POBJECT_TYPES_INFORMATION types;
	POBJECT_TYPE_INFORMATION type;
	ULONG room = 65536;
	ULONG i;

	types = (POBJECT_TYPES_INFORMATION)malloc(room);
	if (!types)
		exit(1);
	demand("NtQueryObject", NtQueryObject(NULL, ObjectTypesInformation,
					      types, room, NULL));
	address = (ULONG_PTR)(types + 1);
	for (i = 0; i < types->NumberOfTypes; i++) {
		address = (address + sizeof(PVOID) - 1) & ~(sizeof(PVOID) - 1);
		type = (POBJECT_TYPE_INFORMATION)address;
		if (is_directory(&type->TypeName))
			show_string("there is a type called", &type->TypeName);
		address += sizeof(*type) + type->TypeName.MaximumLength;
	}
	free(types);
}

int main(VOID)
{
	PPUBLIC_OBJECT_TYPE_INFORMATION type;
	OBJECT_NAME_INFORMATION small_room;
	POBJECT_NAME_INFORMATION name;
	OBJECT_ATTRIBUTES attributes;
	HANDLE first = NULL, second = NULL, unnamed = NULL;
	UNICODE_STRING path;

	RtlInitUnicodeString(&path, L"\\BaseNamedObjects\\ntobj_ntdll_query");
	InitializeObjectAttributes(&attributes, &path, OBJ_CASE_INSENSITIVE,
				   NULL, NULL);
	demand("NtCreateEvent", NtCreateEvent(&first, EVENT_ALL_ACCESS,
					      &attributes, NotificationEvent,
					      FALSE));
	demand("NtOpenEvent", NtOpenEvent(&second, SYNCHRONIZE, &attributes));
	show_basic(first);

	type = (PPUBLIC_OBJECT_TYPE_INFORMATION)query(first,
						      ObjectTypeInformation);
	show_string("type", &type->TypeName);
	free(type);
	name = (POBJECT_NAME_INFORMATION)query(second, ObjectNameInformation);
	show_string("name", &name->Name);
	free(name);

	demand("NtCreateEvent", NtCreateEvent(&unnamed, EVENT_ALL_ACCESS, NULL,
					      NotificationEvent, FALSE));
	name = (POBJECT_NAME_INFORMATION)query(unnamed, ObjectNameInformation);
	printf("without a name: length %u\n", name->Name.Length);
	free(name);
	show_status("a small buffer",
		    NtQueryObject(unnamed, ObjectNameInformation, &small_room,
				  sizeof(small_room) - 1, NULL));

	show_flags(unnamed);
	protect(unnamed, TRUE);
	show_flags(unnamed);
	show_status("close a protected handle", NtClose(unnamed));
	protect(unnamed, FALSE);
	demand("NtClose", NtClose(unnamed));
	show_status("a bad class",
		    NtQueryObject(first, (OBJECT_INFORMATION_CLASS)77,
				  &small_room, sizeof(small_room), NULL));
	show_types();

	NtClose(second);
	NtClose(first);
	return 0;
}
