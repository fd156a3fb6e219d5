// SPDX-License-Identifier: LGPL-2.1-or-later OR MIT
/*
 * Listing handles: the kernel's records one after the other, and as NT's
 * structures.
 */
#include <stdint.h>
#include <string.h>

#include "array.h"
#include "fake.h"

#define HANDLES	5

static const struct ntobj_handle_record records[HANDLES] = {
	{ 48, 70, 0x4, 1000, 0x1f0003, 0, 2, 1, 0, 0 },
	{ 48, 70, 0x8, 1000, 0x1, NTOBJ_OBJ_INHERIT, 2, 2, 0, 0 },
	{ 48, 70, 0x40c, 1001, 0x2, NTOBJ_OBJ_PROTECT_CLOSE, 300, 1, 0, 0 },
	{ 48, 0x12345, 0x4, 1002, 0x3, 0, 4, 1, 0, 0 },
	{ 48, 0x12345, 0x23458, 1003, 0x4, 0, 5, 1, 0, 0 },
};

static __u32 wanted_flags;
static __u32 a_call;		/* how many records one gets */
static int calls;
static NTSTATUS failure;	/* of the second call */

static NTSTATUS query(unsigned long request, unsigned long argument)
{
	struct ntobj_query_handles *operands = (void *)argument;
	__u32 left = HANDLES - (__u32)operands->next_handle;

	CHECK(request == NTOBJ_IOC_QUERY_HANDLES);
	CHECK(operands->flags == wanted_flags);
	CHECK(operands->process == (wanted_flags & 1 ? 0x10 : 0));
	CHECK(operands->object == (wanted_flags & 2 ? 0x20 : 0));
	CHECK(operands->length == 128 * 1024);
	if (++calls == 2 && failure)
		return failure;
	operands->count = left < a_call ? left : a_call;
	memcpy((void *)(uintptr_t)operands->buffer,
	       records + operands->next_handle,
	       operands->count * sizeof(*records));
	operands->return_length = operands->count * (__u32)sizeof(*records);
	operands->next_handle += operands->count;
	return operands->count < left ? STATUS_MORE_ENTRIES : STATUS_SUCCESS;
}

static int seen;
static int stop_at;

static NTSTATUS see(const struct ntobj_handle_record *record, void *context)
{
	CHECK(context == &seen);
	CHECK(!memcmp(record, &records[seen], sizeof(*record)));
	return ++seen == stop_at ? STATUS_CANCELLED : STATUS_SUCCESS;
}

static NTSTATUS list(HANDLE process, HANDLE object, ULONG flags)
{
	seen = 0;
	calls = 0;
	wanted_flags = flags;
	return ntobj_list_handles(process, object, flags, see, &seen);
}

static void test_native(void)
{
	fake_answer(query);
	for (a_call = 1; a_call <= HANDLES + 1; a_call++) {
		CHECK(!list(NULL, NULL, 0));
		CHECK(seen == HANDLES);
		CHECK(calls == (int)((HANDLES + a_call - 1) / a_call));
	}
	CHECK(!list((HANDLE)0x10, NULL, NTOBJ_HANDLES_OF_PROCESS));
	CHECK(!list((HANDLE)0x10, (HANDLE)0x20, 7));

	a_call = 2;
	for (stop_at = 1; stop_at <= HANDLES; stop_at++) {
		CHECK(list(NULL, NULL, 0) == STATUS_CANCELLED);
		CHECK(seen == stop_at && calls == (stop_at + 1) / 2);
	}
	stop_at = 0;
	failure = STATUS_ACCESS_DENIED;
	CHECK(list(NULL, NULL, 0) == STATUS_ACCESS_DENIED);
	CHECK(seen == 2);
	failure = STATUS_SUCCESS;
}

/* Room for any answer, aligned as a pointer */
static union {
	SYSTEM_HANDLE_INFORMATION information;
	SYSTEM_HANDLE_INFORMATION_EX extended;
	unsigned char bytes[1024];
} room;

/* Ask with every length: too little, and more than enough. */
static void ask(SYSTEM_INFORMATION_CLASS class, size_t needed)
{
	ULONG told;
	ULONG length;

	wanted_flags = 0;
	for (length = 0; length < sizeof(room.bytes); length++) {
		memset(&room, 0xAA, sizeof(room));
		told = 77;
		calls = 0;
		CHECK(NtQuerySystemInformation(class, &room, length, &told) ==
		      (length < needed ? STATUS_INFO_LENGTH_MISMATCH :
					 STATUS_SUCCESS));
		CHECK(told == needed);
		CHECK(room.bytes[length] == 0xAA);
		CHECK(room.bytes[needed] == 0xAA);
	}
	calls = 0;
	CHECK(NtQuerySystemInformation(class, NULL, (ULONG)needed, &told) ==
	      STATUS_ACCESS_VIOLATION);
	calls = 0;
	CHECK(!NtQuerySystemInformation(class, &room, sizeof(room), NULL));
}

static void test_plain(void)
{
	const SYSTEM_HANDLE_TABLE_ENTRY_INFO *entry = room.information.Handles;
	size_t i;

	a_call = 2;
	ask(SystemHandleInformation,
	    offsetof(SYSTEM_HANDLE_INFORMATION, Handles) +
	    HANDLES * sizeof(*entry));
	CHECK(room.information.NumberOfHandles == HANDLES);
	for (i = 0; i < HANDLES; i++, entry++) {
		CHECK(entry->UniqueProcessId == (USHORT)records[i].process_id);
		CHECK(entry->HandleValue == (USHORT)records[i].handle);
		CHECK(entry->ObjectTypeIndex == (UCHAR)records[i].type_index);
		CHECK(entry->HandleAttributes == records[i].attributes);
		CHECK((uintptr_t)entry->Object == records[i].object_id);
		CHECK(entry->GrantedAccess == records[i].granted_access);
		CHECK(!entry->CreatorBackTraceIndex);
	}
}

static void test_extended(void)
{
	const SYSTEM_HANDLE_TABLE_ENTRY_INFO_EX *entry = room.extended.Handles;
	size_t i;

	ask(SystemExtendedHandleInformation,
	    offsetof(SYSTEM_HANDLE_INFORMATION_EX, Handles) +
	    HANDLES * sizeof(*entry));
	CHECK(room.extended.NumberOfHandles == HANDLES);
	CHECK(!room.extended.Reserved);
	for (i = 0; i < HANDLES; i++, entry++) {
		CHECK(entry->UniqueProcessId == records[i].process_id);
		CHECK(entry->HandleValue == records[i].handle);
		CHECK(entry->ObjectTypeIndex == records[i].type_index);
		CHECK(entry->HandleAttributes == records[i].attributes);
		CHECK((uintptr_t)entry->Object == records[i].object_id);
		CHECK(entry->GrantedAccess == records[i].granted_access);
		CHECK(!entry->CreatorBackTraceIndex && !entry->Reserved);
	}
}

static void test_failures(void)
{
	ULONG told = 77;

	CHECK(NtQuerySystemInformation((SYSTEM_INFORMATION_CLASS)0, &room,
				       sizeof(room), &told) ==
	      STATUS_INVALID_INFO_CLASS);
	failure = STATUS_INSUFFICIENT_RESOURCES;
	calls = 0;
	CHECK(NtQuerySystemInformation(SystemHandleInformation, &room,
				       sizeof(room), &told) ==
	      STATUS_INSUFFICIENT_RESOURCES);
	CHECK(told == 77);
}

int main(void)
{
	test_native();
	test_plain();
	test_extended();
	test_failures();
	return 0;
}
