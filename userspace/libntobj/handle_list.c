// SPDX-License-Identifier: LGPL-2.1-or-later OR MIT
/*
 * Listing handles: as the service does it, record by record, and as NT's
 * NtQuerySystemInformation does.
 */
#include <stdlib.h>

#include "internal.h"

#if UINTPTR_MAX > UINT32_MAX
_Static_assert(sizeof(SYSTEM_HANDLE_TABLE_ENTRY_INFO) == 0x18, "as NT has it");
_Static_assert(sizeof(SYSTEM_HANDLE_TABLE_ENTRY_INFO_EX) == 0x28,
	       "as NT has it");
#else
_Static_assert(sizeof(SYSTEM_HANDLE_TABLE_ENTRY_INFO) == 0x10, "as NT has it");
_Static_assert(sizeof(SYSTEM_HANDLE_TABLE_ENTRY_INFO_EX) == 0x1C,
	       "as NT has it");
#endif

/* All that one call uses. */
#define ROOM	(128 * 1024)

static NTSTATUS visit_records(const unsigned char *buffer, __u32 count,
			      ntobj_handle_visitor visit, void *context)
{
	NTSTATUS status = STATUS_SUCCESS;

	while (count-- && status == STATUS_SUCCESS) {
		const struct ntobj_handle_record *record = (const void *)buffer;

		status = visit(record, context);
		buffer += record->size;
	}
	return status;
}

/**
 * ntobj_list_handles() - tell of the handles of processes
 * @process: with NTOBJ_HANDLES_OF_PROCESS: whose, a handle with
 *	PROCESS_QUERY_INFORMATION; else NULL
 * @object: with NTOBJ_HANDLES_OF_OBJECT: a handle to the object; else NULL
 * @flags: NTOBJ_HANDLES_*; NTOBJ_HANDLES_NAMES to be told names, too
 * @visit: called with each handle. Anything but STATUS_SUCCESS that it returns
 *	ends the listing
 * @context: passed on to @visit
 *
 * Handles that come or go meanwhile may be told or not; one that stays is told
 * once.
 *
 * Origin: none in NT; see NtQuerySystemInformation().
 * Context: Does not wait for others. Any thread; not safe in signal handlers.
 * Return: STATUS_SUCCESS; what @visit returned; STATUS_INVALID_PARAMETER;
 * STATUS_INVALID_HANDLE; STATUS_OBJECT_TYPE_MISMATCH: @process is no process;
 * STATUS_ACCESS_DENIED; STATUS_INSUFFICIENT_RESOURCES; and what any service can
 * return, see libntobj(3).
 */
NTSTATUS ntobj_list_handles(HANDLE process, HANDLE object, ULONG flags,
			    ntobj_handle_visitor visit, void *context)
{
	struct ntobj_query_handles operands = {
		.process = ntobj_from_handle(process),
		.object = ntobj_from_handle(object),
		.length = ROOM,
		.flags = flags,
	};
	NTSTATUS status;
	NTSTATUS visited;
	void *buffer;

	buffer = malloc(ROOM);
	if (!buffer)
		return STATUS_INSUFFICIENT_RESOURCES;
	operands.buffer = ntobj_from_pointer(buffer);
	do {
		status = ntobj_call(NTOBJ_IOC_QUERY_HANDLES, &operands);
		if (!NT_SUCCESS(status))
			break;
		visited = visit_records(buffer, operands.count, visit, context);
		if (visited != STATUS_SUCCESS) {
			status = visited;
			break;
		}
	} while (status == STATUS_MORE_ENTRIES);
	free(buffer);
	return status;
}

/* NT's answer while it grows: what does not fit is counted. */
struct handle_array {
	unsigned char *buffer;
	size_t first;
	size_t entry_size;
	size_t fitting;
	size_t count;
};

static void *next_entry(struct handle_array *array)
{
	size_t place = array->count++;

	return place < array->fitting ?
		array->buffer + array->first + place * array->entry_size : NULL;
}

/* A process's number and a handle's value have 16 bits here, as in NT. */
static NTSTATUS add_entry(const struct ntobj_handle_record *record,
			  void *context)
{
	SYSTEM_HANDLE_TABLE_ENTRY_INFO *entry = next_entry(context);

	if (entry)
		*entry = (SYSTEM_HANDLE_TABLE_ENTRY_INFO) {
			.UniqueProcessId = (USHORT)record->process_id,
			.ObjectTypeIndex = (UCHAR)record->type_index,
			.HandleAttributes = (UCHAR)record->attributes,
			.HandleValue = (USHORT)record->handle,
			.Object = ntobj_to_pointer(record->object_id),
			.GrantedAccess = record->granted_access,
		};
	return STATUS_SUCCESS;
}

static NTSTATUS add_entry_ex(const struct ntobj_handle_record *record,
			     void *context)
{
	SYSTEM_HANDLE_TABLE_ENTRY_INFO_EX *entry = next_entry(context);

	if (entry)
		*entry = (SYSTEM_HANDLE_TABLE_ENTRY_INFO_EX) {
			.Object = ntobj_to_pointer(record->object_id),
			.UniqueProcessId = record->process_id,
			.HandleValue = (ULONG_PTR)record->handle,
			.GrantedAccess = record->granted_access,
			.ObjectTypeIndex = (USHORT)record->type_index,
			.HandleAttributes = record->attributes,
		};
	return STATUS_SUCCESS;
}

/**
 * NtQuerySystemInformation() - query what concerns no single object
 * @SystemInformationClass: SystemHandleInformation for
 *	SYSTEM_HANDLE_INFORMATION, or SystemExtendedHandleInformation for
 *	SYSTEM_HANDLE_INFORMATION_EX
 * @SystemInformation: where the answer goes
 * @SystemInformationLength: bytes there
 * @ReturnLength: bytes of the answer; may be NULL. Written with success and
 *	with STATUS_INFO_LENGTH_MISMATCH
 *
 * Both tell the handles of the processes that the caller could open with
 * PROCESS_QUERY_INFORMATION, and his own. Object is the number of the object,
 * which is the same in all handles to it, and no address. With the first class a
 * process's number and a handle's value are cut off after 16 bits.
 *
 * Handles come and go: ask for some more bytes than were told to be needed.
 *
 * Origin: Server 2003, where everybody is told of all handles.
 * Context: Does not wait for others. Any thread; not safe in signal handlers.
 * Return: STATUS_SUCCESS; STATUS_INVALID_INFO_CLASS;
 * STATUS_INFO_LENGTH_MISMATCH: the answer is longer; STATUS_ACCESS_VIOLATION:
 * no buffer; STATUS_INSUFFICIENT_RESOURCES; and what any service can return, see
 * libntobj(3).
 */
NTSTATUS NtQuerySystemInformation(SYSTEM_INFORMATION_CLASS SystemInformationClass,
				  PVOID SystemInformation,
				  ULONG SystemInformationLength,
				  PULONG ReturnLength)
{
	bool is_extended =
		SystemInformationClass == SystemExtendedHandleInformation;
	struct handle_array array = {
		.buffer = SystemInformation,
		.first = offsetof(SYSTEM_HANDLE_INFORMATION, Handles),
		.entry_size = sizeof(SYSTEM_HANDLE_TABLE_ENTRY_INFO),
	};
	NTSTATUS status;
	size_t needed;

	if (is_extended) {
		array.first = offsetof(SYSTEM_HANDLE_INFORMATION_EX, Handles);
		array.entry_size = sizeof(SYSTEM_HANDLE_TABLE_ENTRY_INFO_EX);
	} else if (SystemInformationClass != SystemHandleInformation) {
		return STATUS_INVALID_INFO_CLASS;
	}
	if (SystemInformation && SystemInformationLength > array.first)
		array.fitting = (SystemInformationLength - array.first) /
				array.entry_size;
	status = ntobj_list_handles(NULL, NULL, 0,
				    is_extended ? add_entry_ex : add_entry,
				    &array);
	if (!NT_SUCCESS(status))
		return status;
	needed = array.first + array.count * array.entry_size;
	if (ReturnLength)
		*ReturnLength = needed > UINT32_MAX ? UINT32_MAX : (ULONG)needed;
	if (SystemInformationLength < needed)
		return STATUS_INFO_LENGTH_MISMATCH;
	if (!SystemInformation)
		return STATUS_ACCESS_VIOLATION;
	if (is_extended) {
		SYSTEM_HANDLE_INFORMATION_EX *answer = SystemInformation;

		answer->NumberOfHandles = array.count;
		answer->Reserved = 0;
	} else {
		SYSTEM_HANDLE_INFORMATION *answer = SystemInformation;

		answer->NumberOfHandles = (ULONG)array.count;
	}
	return STATUS_SUCCESS;
}
