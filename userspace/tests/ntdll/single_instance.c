// SPDX-License-Identifier: LGPL-2.1-or-later OR MIT
/*
 * Who is first? A program that shall run once creates a named event, and the
 * status tells whether another did so before.
 *
 * It prints:
 *
 *	first: 00000000
 *	second: 40000000
 *	without OBJ_OPENIF: C0000035
 *	a directory of that name: C0000024
 *	in other letters: 40000000
 *	in other letters, exactly: C0000034
 *	after the last close: C0000034
 */
#include <ntdll.h>

#include "show.h"

static const WCHAR instance_name[] = L"\\BaseNamedObjects\\ntobj_ntdll_instance";
static const WCHAR instance_loud[] = L"\\BaseNamedObjects\\NTOBJ_NTDLL_INSTANCE";

static NTSTATUS claim(PHANDLE handle, PCWSTR text, ULONG flags)
{
	OBJECT_ATTRIBUTES attributes;
	UNICODE_STRING name;

	RtlInitUnicodeString(&name, text);
	InitializeObjectAttributes(&attributes, &name, flags, NULL, NULL);
	return NtCreateEvent(handle, EVENT_MODIFY_STATE | SYNCHRONIZE,
			     &attributes, NotificationEvent, FALSE);
}

static NTSTATUS look(PHANDLE handle, PCWSTR text, ULONG flags)
{
	OBJECT_ATTRIBUTES attributes;
	UNICODE_STRING name;

	RtlInitUnicodeString(&name, text);
	InitializeObjectAttributes(&attributes, &name, flags, NULL, NULL);
	return NtOpenEvent(handle, SYNCHRONIZE, &attributes);
}

int main(VOID)
{
	OBJECT_ATTRIBUTES attributes;
	UNICODE_STRING name;
	HANDLE handles[3] = { NULL, NULL, NULL };
	HANDLE other = NULL;
	SIZE_T i;

	show_status("first", claim(&handles[0], instance_name,
				   OBJ_CASE_INSENSITIVE | OBJ_OPENIF));
	show_status("second", claim(&handles[1], instance_name,
				    OBJ_CASE_INSENSITIVE | OBJ_OPENIF));
	show_status("without OBJ_OPENIF", claim(&other, instance_name,
						OBJ_CASE_INSENSITIVE));

	RtlInitUnicodeString(&name, instance_name);
	InitializeObjectAttributes(&attributes, &name,
				   OBJ_CASE_INSENSITIVE | OBJ_OPENIF, NULL,
				   NULL);
	show_status("a directory of that name",
		    NtCreateDirectoryObject(&other, DIRECTORY_ALL_ACCESS,
					    &attributes));

	show_status("in other letters", claim(&handles[2], instance_loud,
					      OBJ_CASE_INSENSITIVE |
					      OBJ_OPENIF));
	show_status("in other letters, exactly",
		    look(&other, instance_loud, 0));
	for (i = 0; i < ARRAYSIZE(handles); i++)
		demand("NtClose", NtClose(handles[i]));
	show_status("after the last close",
		    look(&other, instance_name, OBJ_CASE_INSENSITIVE));
	return 0;
}
