// SPDX-License-Identifier: LGPL-2.1-or-later OR MIT
/*
 * A drive letter, as NT makes one: a link from a name to a directory.
 *
 * It prints:
 *
 *	through the link: 00000000
 *	name: \BaseNamedObjects\ntobj_ntdll_volume\File
 *	target: \BaseNamedObjects\ntobj_ntdll_volume
 *	it keeps 74 bytes
 *	a small buffer: C0000023
 *	a directory is no link: C0000024
 *	the link itself: 00000000
 *	a link that leads nowhere: C0000034
 *	a link, which is not wanted: C000050B
 */
#include <windows.h>
#include <winternl.h>

#include "show.h"

#define VOLUME	L"\\BaseNamedObjects\\ntobj_ntdll_volume"
#define DRIVE	L"\\BaseNamedObjects\\ntobj_ntdll_drive:"

static void prepare(POBJECT_ATTRIBUTES attributes, PUNICODE_STRING name,
		    PCWSTR text, ULONG flags, HANDLE root)
{
	RtlInitUnicodeString(name, text);
	InitializeObjectAttributes(attributes, name, flags, root, NULL);
}

static void show_name(HANDLE handle)
{
	union {
		OBJECT_NAME_INFORMATION Information;
		UCHAR Room[256];
	} buffer;
	ULONG length;

	demand("NtQueryObject", NtQueryObject(handle, ObjectNameInformation,
					      &buffer, sizeof(buffer),
					      &length));
	show_string("name", &buffer.Information.Name);
}

static void show_target(HANDLE link)
{
	WCHAR room[64];
	UNICODE_STRING target;
	ULONG length = 0;

	target.Length = 0;
	target.MaximumLength = sizeof(room);
	target.Buffer = room;
	demand("NtQuerySymbolicLinkObject",
	       NtQuerySymbolicLinkObject(link, &target, &length));
	show_string("target", &target);
	printf("it keeps %u bytes\n", (unsigned int)length);

	target.MaximumLength = 4;
	show_status("a small buffer",
		    NtQuerySymbolicLinkObject(link, &target, NULL));
}

int main(VOID)
{
	HANDLE volume = NULL, drive = NULL, file = NULL;
	HANDLE found = NULL, again = NULL, none = NULL;
	OBJECT_ATTRIBUTES attributes;
	UNICODE_STRING name;
	UNICODE_STRING target;

	prepare(&attributes, &name, VOLUME, OBJ_CASE_INSENSITIVE, NULL);
	demand("NtCreateDirectoryObject",
	       NtCreateDirectoryObject(&volume, DIRECTORY_ALL_ACCESS,
				       &attributes));
	prepare(&attributes, &name, L"File", 0, volume);
	demand("NtCreateEvent", NtCreateEvent(&file, EVENT_ALL_ACCESS,
					      &attributes, NotificationEvent,
					      FALSE));
	prepare(&attributes, &name, DRIVE, OBJ_CASE_INSENSITIVE, NULL);
	RtlInitUnicodeString(&target, VOLUME);
	demand("NtCreateSymbolicLinkObject",
	       NtCreateSymbolicLinkObject(&drive, SYMBOLIC_LINK_ALL_ACCESS,
					  &attributes, &target));

	prepare(&attributes, &name, DRIVE L"\\FILE", OBJ_CASE_INSENSITIVE,
		NULL);
	show_status("through the link",
		    NtOpenEvent(&found, SYNCHRONIZE, &attributes));
	show_name(found);
	show_target(drive);
	show_status("a directory is no link",
		    NtQuerySymbolicLinkObject(volume, &target, NULL));

	prepare(&attributes, &name, DRIVE, OBJ_CASE_INSENSITIVE, NULL);
	show_status("the link itself",
		    NtOpenSymbolicLinkObject(&again, SYMBOLIC_LINK_QUERY,
					     &attributes));
	prepare(&attributes, &name, DRIVE L"\\None", OBJ_CASE_INSENSITIVE,
		NULL);
	show_status("a link that leads nowhere",
		    NtOpenEvent(&none, SYNCHRONIZE, &attributes));
	prepare(&attributes, &name, DRIVE L"\\File",
		OBJ_CASE_INSENSITIVE | OBJ_DONT_REPARSE, NULL);
	show_status("a link, which is not wanted",
		    NtOpenEvent(&none, SYNCHRONIZE, &attributes));

	NtClose(again);
	NtClose(found);
	NtClose(drive);
	NtClose(file);
	NtClose(volume);
	return 0;
}
