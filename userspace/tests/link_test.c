// SPDX-License-Identifier: LGPL-2.1-or-later OR MIT
/*
 * NtQuerySymbolicLinkObject, with a link that keeps "\Device" and a terminator.
 */
#include <stdint.h>
#include <string.h>

#include "fake.h"

static const WCHAR kept[] = u"\\Device";

#define TARGET_LENGTH	14
#define MAXIMUM_LENGTH	16

static NTSTATUS fake_link(unsigned long request, unsigned long argument)
{
	struct ntobj_query_symbolic_link *operands = (void *)argument;
	__u32 needed;

	CHECK(request == NTOBJ_IOC_QUERY_SYMBOLIC_LINK);
	if (operands->handle != 0x30)
		return STATUS_INVALID_HANDLE;
	needed = operands->flags & NTOBJ_QUERY_MAXIMUM_LENGTH ?
		 MAXIMUM_LENGTH : TARGET_LENGTH;
	operands->target_maximum_length = MAXIMUM_LENGTH;
	if (operands->length < needed)
		return STATUS_BUFFER_TOO_SMALL;
	memcpy((void *)(uintptr_t)operands->buffer, kept, needed);
	operands->target_length = TARGET_LENGTH;
	return STATUS_SUCCESS;
}

static NTSTATUS query(HANDLE handle, USHORT room, WCHAR *buffer,
		      USHORT *length, ULONG *returned)
{
	UNICODE_STRING target = { 6, room, buffer };
	NTSTATUS status;

	memset(buffer, 0xAA, MAXIMUM_LENGTH);
	status = NtQuerySymbolicLinkObject(handle, &target, returned);
	*length = target.Length;
	return status;
}

int main(void)
{
	HANDLE link = (HANDLE)0x30;
	WCHAR buffer[8];
	ULONG returned;
	USHORT length;

	fake_answer(fake_link);
	CHECK(query(link, 14, buffer, &length, NULL) == STATUS_SUCCESS);
	CHECK(length == 14 && !memcmp(buffer, kept, 14) && buffer[7] == 0xAAAA);
	CHECK(query(link, 13, buffer, &length, NULL) ==
	      STATUS_BUFFER_TOO_SMALL);
	CHECK(length == 6);

	CHECK(query(link, 16, buffer, &length, &returned) == STATUS_SUCCESS);
	CHECK(length == 14 && returned == 16 && !memcmp(buffer, kept, 16));
	returned = 7;
	CHECK(query(link, 14, buffer, &length, &returned) ==
	      STATUS_BUFFER_TOO_SMALL);
	CHECK(length == 6 && returned == 16);

	returned = 7;
	CHECK(query((HANDLE)4, 16, buffer, &length, &returned) ==
	      STATUS_INVALID_HANDLE);
	CHECK(length == 6 && returned == 7);
	CHECK(NtQuerySymbolicLinkObject(link, NULL, NULL) ==
	      STATUS_ACCESS_VIOLATION);
	return 0;
}
