// SPDX-License-Identifier: LGPL-2.1-or-later OR MIT
/*
 * NT's sizes and offsets; the numbers are those of NT for 64- and 32-bit.
 */
#include <stdlib.h>

#include "fake.h"

#define NT(wide, narrow)	(sizeof(void *) == 8 ? (wide) : (narrow))

#define SIZE(type, wide, narrow) \
	_Static_assert(sizeof(type) == NT(wide, narrow), #type)
#define OFFSET(type, field, wide, narrow) \
	_Static_assert(offsetof(type, field) == NT(wide, narrow), #field)

SIZE(HANDLE, 8, 4);
SIZE(NTSTATUS, 4, 4);
SIZE(BOOLEAN, 1, 1);
SIZE(WCHAR, 2, 2);
SIZE((u"")[0], 2, 2);
SIZE(ULONG, 4, 4);
SIZE(LARGE_INTEGER, 8, 8);
_Static_assert(_Alignof(LARGE_INTEGER) == 8, "LARGE_INTEGER");
SIZE(EVENT_TYPE, 4, 4);
SIZE(EVENT_BASIC_INFORMATION, 8, 8);

SIZE(UNICODE_STRING, 16, 8);
OFFSET(UNICODE_STRING, Buffer, 8, 4);

SIZE(OBJECT_ATTRIBUTES, 0x30, 0x18);
OFFSET(OBJECT_ATTRIBUTES, RootDirectory, 0x08, 0x04);
OFFSET(OBJECT_ATTRIBUTES, ObjectName, 0x10, 0x08);
OFFSET(OBJECT_ATTRIBUTES, Attributes, 0x18, 0x0C);
OFFSET(OBJECT_ATTRIBUTES, SecurityDescriptor, 0x20, 0x10);
OFFSET(OBJECT_ATTRIBUTES, SecurityQualityOfService, 0x28, 0x14);

SIZE(OBJECT_DIRECTORY_INFORMATION, 32, 16);

SIZE(OBJECT_BASIC_INFORMATION, 0x38, 0x38);
OFFSET(OBJECT_BASIC_INFORMATION, NameInfoSize, 0x24, 0x24);
OFFSET(OBJECT_BASIC_INFORMATION, SecurityDescriptorSize, 0x2C, 0x2C);
OFFSET(OBJECT_BASIC_INFORMATION, CreationTime, 0x30, 0x30);

SIZE(OBJECT_NAME_INFORMATION, 16, 8);
SIZE(OBJECT_TYPE_INFORMATION, 0x68, 0x60);
OFFSET(OBJECT_TYPE_INFORMATION, InvalidAttributes, 0x40, 0x38);
OFFSET(OBJECT_TYPE_INFORMATION, GenericMapping, 0x44, 0x3C);
OFFSET(OBJECT_TYPE_INFORMATION, SecurityRequired, 0x58, 0x50);
OFFSET(OBJECT_TYPE_INFORMATION, TypeIndex, 0x5A, 0x52);
OFFSET(OBJECT_TYPE_INFORMATION, PoolType, 0x5C, 0x54);
SIZE(OBJECT_TYPES_INFORMATION, 4, 4);
SIZE(OBJECT_HANDLE_FLAG_INFORMATION, 2, 2);

SIZE(CLIENT_ID, 16, 8);
SIZE(PROCESS_BASIC_INFORMATION, 0x30, 0x18);
OFFSET(PROCESS_BASIC_INFORMATION, PebBaseAddress, 0x08, 0x04);
OFFSET(PROCESS_BASIC_INFORMATION, AffinityMask, 0x10, 0x08);
OFFSET(PROCESS_BASIC_INFORMATION, BasePriority, 0x18, 0x0C);
OFFSET(PROCESS_BASIC_INFORMATION, UniqueProcessId, 0x20, 0x10);
OFFSET(PROCESS_BASIC_INFORMATION, InheritedFromUniqueProcessId, 0x28, 0x14);
SIZE(THREAD_BASIC_INFORMATION, 0x30, 0x1C);
OFFSET(THREAD_BASIC_INFORMATION, TebBaseAddress, 0x08, 0x04);
OFFSET(THREAD_BASIC_INFORMATION, ClientId, 0x10, 0x08);
OFFSET(THREAD_BASIC_INFORMATION, AffinityMask, 0x20, 0x10);
OFFSET(THREAD_BASIC_INFORMATION, Priority, 0x28, 0x14);
OFFSET(THREAD_BASIC_INFORMATION, BasePriority, 0x2C, 0x18);
SIZE(KERNEL_USER_TIMES, 0x20, 0x20);
OFFSET(KERNEL_USER_TIMES, UserTime, 0x18, 0x18);

static void test_init_string(void)
{
	static const WCHAR hello[] = u"hello";
	UNICODE_STRING string;
	WCHAR *text;
	size_t i;

	RtlInitUnicodeString(&string, hello);
	CHECK(string.Length == 10 && string.MaximumLength == 12);
	CHECK(string.Buffer == hello);
	RtlInitUnicodeString(&string, u"");
	CHECK(!string.Length && string.MaximumLength == 2 && string.Buffer);
	RtlInitUnicodeString(&string, NULL);
	CHECK(!string.Length && !string.MaximumLength && !string.Buffer);

	text = calloc(40001, sizeof(*text));
	CHECK(text);
	for (i = 0; i < 40000; i++)
		text[i] = 'a';
	RtlInitUnicodeString(&string, text);
	CHECK(string.Length == 65532 && string.MaximumLength == 65534);
	free(text);
}

static void test_status(void)
{
	CHECK(STATUS_INVALID_HANDLE == (NTSTATUS)0xC0000008);
	CHECK(NT_SUCCESS(STATUS_OBJECT_NAME_EXISTS));
	CHECK(!NT_SUCCESS(STATUS_NO_MORE_ENTRIES));
}

int main(void)
{
	test_init_string();
	test_status();
	return 0;
}
