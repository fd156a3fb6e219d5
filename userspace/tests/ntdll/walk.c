// SPDX-License-Identifier: LGPL-2.1-or-later OR MIT
/*
 * Walks down a tree of directories, each opened relative to the one above.
 *
 * It prints:
 *
 *	Top
 *	  Left
 *	    Leaf
 *	  Right
 *	directories 2, others 1
 */
#include <ntdll.h>

#include "show.h"

typedef struct _COUNTS {
	ULONG Directories;
	ULONG Others;
} COUNTS, *PCOUNTS;

static VOID print_indented(ULONG depth, const UNICODE_STRING *name)
{
	USHORT i;

	printf("%*s", (int)(2 * depth), "");
	for (i = 0; i < name->Length / sizeof(WCHAR); i++)
		putchar((int)name->Buffer[i]);
	putchar('\n');
}

static HANDLE create(_In_opt_ HANDLE root, _In_ PCWSTR text)
{
	OBJECT_ATTRIBUTES attributes;
	HANDLE directory = NULL;
	UNICODE_STRING name;

	RtlInitUnicodeString(&name, text);
	InitializeObjectAttributes(&attributes, &name, 0, root, NULL);
	demand("NtCreateDirectoryObject",
	       NtCreateDirectoryObject(&directory, DIRECTORY_ALL_ACCESS,
				       &attributes));
	return directory;
}

static VOID walk(_In_ HANDLE directory, _In_ ULONG depth, _Inout_ PCOUNTS counts)
{
	union {
		OBJECT_DIRECTORY_INFORMATION Entry;
		UCHAR Room[1024];
	} buffer;
	OBJECT_ATTRIBUTES attributes;
	ULONG context = 0;
	NTSTATUS status;
	HANDLE child;

	while (NT_SUCCESS(NtQueryDirectoryObject(directory, &buffer,
						 sizeof(buffer), TRUE, FALSE,
						 &context, NULL))) {
		print_indented(depth, &buffer.Entry.Name);
		InitializeObjectAttributes(&attributes, &buffer.Entry.Name, 0,
					   directory, NULL);
		status = NtOpenDirectoryObject(&child, DIRECTORY_QUERY |
					       DIRECTORY_TRAVERSE, &attributes);
		if (status == STATUS_OBJECT_TYPE_MISMATCH) {
			counts->Others++;
			continue;
		}
		demand("NtOpenDirectoryObject", status);
		counts->Directories++;
		walk(child, depth + 1, counts);
		NtClose(child);
	}
}

int main(VOID)
{
	COUNTS counts = { 0, 0 };
	OBJECT_ATTRIBUTES attributes;
	UNICODE_STRING name;
	HANDLE top, left, right;
	HANDLE leaf = NULL;

	top = create(NULL, L"\\BaseNamedObjects\\ntobj_ntdll_top");
	left = create(top, L"Left");
	right = create(top, L"Right");
	RtlInitUnicodeString(&name, L"Leaf");
	InitializeObjectAttributes(&attributes, &name, 0, left, NULL);
	demand("NtCreateEvent", NtCreateEvent(&leaf, EVENT_ALL_ACCESS,
					      &attributes, NotificationEvent,
					      FALSE));

	puts("Top");
	walk(top, 1, &counts);
	printf("directories %u, others %u\n", (unsigned int)counts.Directories,
	       (unsigned int)counts.Others);

	NtClose(leaf);
	NtClose(right);
	NtClose(left);
	NtClose(top);
	return 0;
}
