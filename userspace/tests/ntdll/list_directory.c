// SPDX-License-Identifier: LGPL-2.1-or-later OR MIT
/*
 * Lists a directory: entry by entry, and all at once.
 *
 * It prints:
 *
 *	name: Alpha
 *	type: Event
 *	name: Beta
 *	type: Event
 *	name: Gamma
 *	type: SymbolicLink
 *	name: Delta
 *	type: Directory
 *	the end: 8000001A
 *	a small buffer: C0000023
 *	all at once: 00000000
 *	4 entries
 *	the root has BaseNamedObjects
 */
#include <ntdef.h>
#include <ntstatus.h>
#include <winternl.h>

#include "show.h"

static HANDLE create_directory(HANDLE root, PCWSTR text)
{
	OBJECT_ATTRIBUTES attributes;
	HANDLE directory = NULL;
	UNICODE_STRING name;

	RtlInitUnicodeString(&name, text);
	InitializeObjectAttributes(&attributes, &name, OBJ_CASE_INSENSITIVE,
				   root, NULL);
	demand("NtCreateDirectoryObject",
	       NtCreateDirectoryObject(&directory, DIRECTORY_ALL_ACCESS,
				       &attributes));
	return directory;
}

static HANDLE create_event(HANDLE root, PCWSTR text)
{
	OBJECT_ATTRIBUTES attributes;
	UNICODE_STRING name;
	HANDLE event = NULL;

	RtlInitUnicodeString(&name, text);
	InitializeObjectAttributes(&attributes, &name, 0, root, NULL);
	demand("NtCreateEvent", NtCreateEvent(&event, EVENT_ALL_ACCESS,
					      &attributes, NotificationEvent,
					      FALSE));
	return event;
}

static HANDLE create_link(HANDLE root, PCWSTR text, PCWSTR target_text)
{
	OBJECT_ATTRIBUTES attributes;
	UNICODE_STRING target;
	UNICODE_STRING name;
	HANDLE link = NULL;

	RtlInitUnicodeString(&name, text);
	RtlInitUnicodeString(&target, target_text);
	InitializeObjectAttributes(&attributes, &name, 0, root, NULL);
	demand("NtCreateSymbolicLinkObject",
	       NtCreateSymbolicLinkObject(&link, SYMBOLIC_LINK_ALL_ACCESS,
					  &attributes, &target));
	return link;
}

static void list_one_by_one(HANDLE directory)
{
	ULONG buffer[128];
	POBJECT_DIRECTORY_INFORMATION entry;
	BOOLEAN restart = TRUE;
	ULONG context = 0;
	NTSTATUS status;

	entry = (POBJECT_DIRECTORY_INFORMATION)(PVOID)buffer;
	for (;;) {
		status = NtQueryDirectoryObject(directory, buffer,
						sizeof(buffer), TRUE, restart,
						&context, NULL);
		if (!NT_SUCCESS(status))
			break;
		show_string("name", &entry->Name);
		show_string("type", &entry->TypeName);
		restart = FALSE;
	}
	show_status("the end", status);
}

static void list_at_once(HANDLE directory)
{
	POBJECT_DIRECTORY_INFORMATION entries;
	ULONG context = 0;
	ULONG length = 0;
	ULONG count = 0;
	NTSTATUS status;
	PVOID buffer;

	status = NtQueryDirectoryObject(directory, &length, sizeof(length),
					TRUE, TRUE, &context, &length);
	show_status("a small buffer", status);

	length = 4096;
	buffer = malloc(length);
	if (!buffer)
		exit(1);
	status = NtQueryDirectoryObject(directory, buffer, length, FALSE, TRUE,
					&context, &length);
	show_status("all at once", status);
	entries = (POBJECT_DIRECTORY_INFORMATION)buffer;
	while (entries[count].Name.Buffer)
		count++;
	printf("%u entries\n", (unsigned int)count);
	free(buffer);
}

static BOOLEAN is(const UNICODE_STRING *string, PCSTR text)
{
	USHORT i;

	for (i = 0; i < string->Length / sizeof(WCHAR); i++) {
		if (!text[i] || string->Buffer[i] != (WCHAR)text[i])
			return FALSE;
	}
	return !text[i];
}

/* The root has more than a buffer of this size takes. */
static void search_root(PCSTR wanted)
{
	union {
		OBJECT_DIRECTORY_INFORMATION Entries[1];
		UCHAR Room[512];
	} buffer;
	POBJECT_DIRECTORY_INFORMATION entry;
	OBJECT_ATTRIBUTES attributes;
	BOOLEAN restart = TRUE;
	BOOLEAN found = FALSE;
	UNICODE_STRING path;
	ULONG context = 0;
	NTSTATUS status;
	HANDLE root = NULL;

	RtlInitUnicodeString(&path, L"\\");
	InitializeObjectAttributes(&attributes, &path, 0, NULL, NULL);
	demand("NtOpenDirectoryObject",
	       NtOpenDirectoryObject(&root, DIRECTORY_QUERY, &attributes));
	do {
		status = NtQueryDirectoryObject(root, &buffer, sizeof(buffer),
						FALSE, restart, &context, NULL);
		if (!NT_SUCCESS(status))
			break;
		for (entry = buffer.Entries; entry->Name.Buffer; entry++)
			found = found || is(&entry->Name, wanted);
		restart = FALSE;
	} while (status == STATUS_MORE_ENTRIES);
	printf("the root has %s%s\n", found ? "" : "no ", wanted);
	NtClose(root);
}

int main(VOID)
{
	HANDLE home, alpha, beta, gamma, delta;

	home = create_directory(NULL, L"\\BaseNamedObjects\\ntobj_ntdll_list");
	alpha = create_event(home, L"Alpha");
	beta = create_event(home, L"Beta");
	gamma = create_link(home, L"Gamma", L"\\BaseNamedObjects");
	delta = create_directory(home, L"Delta");

	list_one_by_one(home);
	list_at_once(home);
	search_root("BaseNamedObjects");

	NtClose(delta);
	NtClose(gamma);
	NtClose(beta);
	NtClose(alpha);
	NtClose(home);
	return 0;
}
