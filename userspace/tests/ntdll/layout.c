// SPDX-License-Identifier: LGPL-2.1-or-later OR MIT
/*
 * The structures are as large as NT's, in C and in C++, and have their fields
 * in the same places.
 *
 * It prints:
 *
 *	as in NT
 */
#include <assert.h>
#include <stddef.h>
#include <windows.h>
#include <winternl.h>

#include "show.h"

#define NT(wide, narrow)	(sizeof(PVOID) == 8 ? (wide) : (narrow))

#define SIZE(type, wide, narrow) \
	static_assert(sizeof(type) == NT(wide, narrow), #type)
#define PLACE(type, field, wide, narrow) \
	static_assert(offsetof(type, field) == NT(wide, narrow), #type #field)

SIZE(CHAR, 1, 1);
SIZE(BOOLEAN, 1, 1);
SIZE(BYTE, 1, 1);
SIZE(WCHAR, 2, 2);
SIZE(L""[0], 2, 2);
SIZE(USHORT, 2, 2);
SIZE(WORD, 2, 2);
SIZE(BOOL, 4, 4);
SIZE(INT, 4, 4);
SIZE(LONG, 4, 4);
SIZE(ULONG, 4, 4);
SIZE(DWORD, 4, 4);
SIZE(NTSTATUS, 4, 4);
SIZE(ACCESS_MASK, 4, 4);
SIZE(LONGLONG, 8, 8);
SIZE(ULONGLONG, 8, 8);
SIZE(SIZE_T, 8, 4);
SIZE(ULONG_PTR, 8, 4);
SIZE(HANDLE, 8, 4);

SIZE(LARGE_INTEGER, 8, 8);
PLACE(LARGE_INTEGER, HighPart, 4, 4);
SIZE(ULARGE_INTEGER, 8, 8);
struct large_integer_alignment {
	CHAR First;
	LARGE_INTEGER Second;
};

PLACE(struct large_integer_alignment, Second, 8, 8);

SIZE(UNICODE_STRING, 16, 8);
PLACE(UNICODE_STRING, MaximumLength, 2, 2);
PLACE(UNICODE_STRING, Buffer, 8, 4);

SIZE(OBJECT_ATTRIBUTES, 0x30, 0x18);
PLACE(OBJECT_ATTRIBUTES, RootDirectory, 0x08, 0x04);
PLACE(OBJECT_ATTRIBUTES, ObjectName, 0x10, 0x08);
PLACE(OBJECT_ATTRIBUTES, Attributes, 0x18, 0x0C);
PLACE(OBJECT_ATTRIBUTES, SecurityDescriptor, 0x20, 0x10);
PLACE(OBJECT_ATTRIBUTES, SecurityQualityOfService, 0x28, 0x14);

SIZE(GENERIC_MAPPING, 16, 16);
SIZE(EVENT_TYPE, 4, 4);
SIZE(EVENT_BASIC_INFORMATION, 8, 8);
PLACE(EVENT_BASIC_INFORMATION, EventState, 4, 4);

SIZE(OBJECT_DIRECTORY_INFORMATION, 32, 16);
PLACE(OBJECT_DIRECTORY_INFORMATION, TypeName, 16, 8);

SIZE(OBJECT_BASIC_INFORMATION, 0x38, 0x38);
PLACE(OBJECT_BASIC_INFORMATION, HandleCount, 0x08, 0x08);
PLACE(OBJECT_BASIC_INFORMATION, NameInfoSize, 0x24, 0x24);
PLACE(OBJECT_BASIC_INFORMATION, CreationTime, 0x30, 0x30);
SIZE(PUBLIC_OBJECT_BASIC_INFORMATION, 0x38, 0x38);
SIZE(OBJECT_NAME_INFORMATION, 16, 8);
SIZE(OBJECT_TYPE_INFORMATION, 0x68, 0x60);
PLACE(OBJECT_TYPE_INFORMATION, TotalNumberOfHandles, 0x14, 0x0C);
PLACE(OBJECT_TYPE_INFORMATION, GenericMapping, 0x44, 0x3C);
PLACE(OBJECT_TYPE_INFORMATION, ValidAccessMask, 0x54, 0x4C);
PLACE(OBJECT_TYPE_INFORMATION, PoolType, 0x5C, 0x54);
SIZE(PUBLIC_OBJECT_TYPE_INFORMATION, 0x68, 0x60);
SIZE(OBJECT_TYPES_INFORMATION, 4, 4);
SIZE(OBJECT_HANDLE_FLAG_INFORMATION, 2, 2);

SIZE(CLIENT_ID, 16, 8);
SIZE(PROCESS_BASIC_INFORMATION, 0x30, 0x18);
PLACE(PROCESS_BASIC_INFORMATION, PebBaseAddress, 0x08, 0x04);
PLACE(PROCESS_BASIC_INFORMATION, AffinityMask, 0x10, 0x08);
PLACE(PROCESS_BASIC_INFORMATION, BasePriority, 0x18, 0x0C);
PLACE(PROCESS_BASIC_INFORMATION, UniqueProcessId, 0x20, 0x10);
PLACE(PROCESS_BASIC_INFORMATION, InheritedFromUniqueProcessId, 0x28, 0x14);
SIZE(THREAD_BASIC_INFORMATION, 0x30, 0x1C);
PLACE(THREAD_BASIC_INFORMATION, TebBaseAddress, 0x08, 0x04);
PLACE(THREAD_BASIC_INFORMATION, ClientId, 0x10, 0x08);
PLACE(THREAD_BASIC_INFORMATION, AffinityMask, 0x20, 0x10);
PLACE(THREAD_BASIC_INFORMATION, Priority, 0x28, 0x14);
PLACE(THREAD_BASIC_INFORMATION, BasePriority, 0x2C, 0x18);
SIZE(KERNEL_USER_TIMES, 0x20, 0x20);
PLACE(KERNEL_USER_TIMES, UserTime, 0x18, 0x18);

static_assert(NT_ERROR(STATUS_INVALID_HANDLE), "an error");
static_assert(NT_WARNING(STATUS_NO_MORE_ENTRIES), "a warning");
static_assert(NT_INFORMATION(STATUS_OBJECT_NAME_EXISTS), "an information");
static_assert(NT_SUCCESS(STATUS_PENDING), "a success");

int main(VOID)
{
	puts("as in NT");
	return 0;
}
