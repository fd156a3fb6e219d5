// SPDX-License-Identifier: LGPL-2.1-or-later OR MIT
/*
 * Counted strings: what RtlInitUnicodeString() makes, constant ones, and names
 * that only a counted string can have.
 *
 * It prints:
 *
 *	literal: 10 12
 *	empty: 0 2
 *	nothing: 0 0
 *	constant: 10 12
 *	a name with a zero in it: 00000000
 *	its first half: C0000034
 *	an odd length: C0000033
 *	a name without a backslash: C000003B
 *	no attributes: C000000D
 */
#include <windows.h>
#include <winternl.h>

#include "show.h"

static void show_lengths(const char *what, const UNICODE_STRING *string)
{
	printf("%s: %u %u\n", what, string->Length, string->MaximumLength);
}

static NTSTATUS open_counted(PUNICODE_STRING name)
{
	OBJECT_ATTRIBUTES attributes;
	HANDLE event = NULL;
	NTSTATUS status;

	InitializeObjectAttributes(&attributes, name, 0, NULL, NULL);
	status = NtOpenEvent(&event, SYNCHRONIZE, &attributes);
	if (NT_SUCCESS(status))
		NtClose(event);
	return status;
}

int main(VOID)
{
	static WCHAR zero[] = L"\\BaseNamedObjects\\ntobj_ntdll\0zero";
	static const UNICODE_STRING constant = RTL_CONSTANT_STRING(L"Hello");
	OBJECT_ATTRIBUTES attributes;
	UNICODE_STRING string;
	HANDLE event = NULL;

	RtlInitUnicodeString(&string, L"Hello");
	show_lengths("literal", &string);
	RtlInitUnicodeString(&string, L"");
	show_lengths("empty", &string);
	RtlInitUnicodeString(&string, NULL);
	show_lengths("nothing", &string);
	show_lengths("constant", &constant);

	string.Buffer = zero;
	string.Length = sizeof(zero) - sizeof(WCHAR);
	string.MaximumLength = sizeof(zero);
	InitializeObjectAttributes(&attributes, &string, 0, NULL, NULL);
	demand("NtCreateEvent", NtCreateEvent(&event, EVENT_ALL_ACCESS,
					      &attributes, NotificationEvent,
					      FALSE));
	show_status("a name with a zero in it", open_counted(&string));
	RtlInitUnicodeString(&string, zero);
	show_status("its first half", open_counted(&string));
	string.Length--;
	show_status("an odd length", open_counted(&string));
	RtlInitUnicodeString(&string, L"ntobj_ntdll");
	show_status("a name without a backslash", open_counted(&string));
	show_status("no attributes", NtOpenEvent(&event, SYNCHRONIZE, NULL));
	NtClose(event);
	return 0;
}
