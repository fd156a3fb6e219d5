// SPDX-License-Identifier: LGPL-2.1-or-later OR MIT
/*
 * NtQueryObject: the classes about types.
 *
 * The kernel's records are read into memory of the library's own and turned
 * into NT's structures from there, which are longer.
 */
#include <stdlib.h>
#include <string.h>

#include "internal.h"

#if UINTPTR_MAX > UINT32_MAX
_Static_assert(sizeof(OBJECT_TYPE_INFORMATION) == 0x68, "as NT has it");
#else
_Static_assert(sizeof(OBJECT_TYPE_INFORMATION) == 0x60, "as NT has it");
#endif

#define FIRST_GUESS	1024
#define NAME_OFFSET	offsetof(struct ntobj_object_type_information, name)

static size_t align_to_pointer(size_t size)
{
	return (size + sizeof(void *) - 1) & ~(sizeof(void *) - 1);
}

static size_t nt_type_size(const struct ntobj_object_type_information *record)
{
	return sizeof(OBJECT_TYPE_INFORMATION) + record->name_length +
	       sizeof(WCHAR);
}

static void convert_type(const struct ntobj_object_type_information *record,
			 OBJECT_TYPE_INFORMATION *information)
{
	WCHAR *name = (WCHAR *)(information + 1);
	USHORT name_length = (USHORT)record->name_length;

	*information = (OBJECT_TYPE_INFORMATION) {
		.TypeName.Length = name_length,
		.TypeName.MaximumLength = name_length + sizeof(WCHAR),
		.TypeName.Buffer = name,
		.TotalNumberOfObjects = record->total_objects,
		.TotalNumberOfHandles = record->total_handles,
		.HighWaterNumberOfObjects = record->high_water_objects,
		.HighWaterNumberOfHandles = record->high_water_handles,
		.InvalidAttributes = record->invalid_attributes,
		.GenericMapping.GenericRead = record->generic_read,
		.GenericMapping.GenericWrite = record->generic_write,
		.GenericMapping.GenericExecute = record->generic_execute,
		.GenericMapping.GenericAll = record->generic_all,
		.ValidAccessMask = record->valid_access,
		.SecurityRequired =
			!!(record->flags & NTOBJ_TYPE_SECURITY_REQUIRED),
		.MaintainHandleCount =
			!!(record->flags & NTOBJ_TYPE_MAINTAIN_HANDLE_COUNT),
		.TypeIndex = (UCHAR)record->index,
		.PoolType = !!(record->flags & NTOBJ_TYPE_PAGED_POOL),
		.DefaultPagedPoolCharge = record->paged_pool_charge,
		.DefaultNonPagedPoolCharge = record->non_paged_pool_charge,
	};
	memcpy(name, record->name, name_length);
	name[name_length / sizeof(WCHAR)] = 0;
}

/*
 * Read all of a class's answer; *records is to be freed. Types can be added
 * between two calls, so that the needed length can grow.
 */
static NTSTATUS read_records(HANDLE handle, __u32 class, void **records,
			     __u32 *size)
{
	struct ntobj_query_object operands = {
		.handle = ntobj_from_handle(handle),
		.information_class = class,
	};
	__u32 length = FIRST_GUESS;
	void *buffer;

	for (;;) {
		NTSTATUS status;

		buffer = malloc(length);
		if (!buffer)
			return STATUS_INSUFFICIENT_RESOURCES;
		operands.buffer = ntobj_from_pointer(buffer);
		operands.length = length;
		status = ntobj_call(NTOBJ_IOC_QUERY_OBJECT, &operands);
		if (NT_SUCCESS(status))
			break;
		free(buffer);
		if (status != STATUS_INFO_LENGTH_MISMATCH ||
		    operands.return_length <= length)
			return status;
		length = operands.return_length;
	}
	*records = buffer;
	*size = operands.return_length;
	return STATUS_SUCCESS;
}

NTSTATUS ntobj_query_type(HANDLE handle, void *buffer, ULONG length,
			  ULONG *return_length)
{
	NTSTATUS status;
	__u32 size;
	void *record;

	status = read_records(handle, NTOBJ_OBJECT_TYPE_INFORMATION, &record,
			      &size);
	if (!NT_SUCCESS(status))
		return status;

	*return_length = (ULONG)nt_type_size(record);
	if (length < *return_length)
		status = STATUS_INFO_LENGTH_MISMATCH;
	else if (!buffer)
		status = STATUS_ACCESS_VIOLATION;
	else
		convert_type(record, buffer);
	free(record);
	return status;
}

/* Write nothing and return the size if there is no information to write to. */
static size_t convert_types(const unsigned char *records, __u32 size,
			    OBJECT_TYPES_INFORMATION *information)
{
	unsigned char *target = (unsigned char *)information;
	size_t position = align_to_pointer(sizeof(*information));
	__u32 offset = 0;
	ULONG count = 0;

	while (offset + NAME_OFFSET <= size) {
		const struct ntobj_object_type_information *record =
			(const void *)(records + offset);

		if (information)
			convert_type(record, (void *)(target + position));
		position += align_to_pointer(nt_type_size(record));
		offset += record->size;
		count++;
	}
	if (information)
		information->NumberOfTypes = count;
	return position;
}

NTSTATUS ntobj_query_types(void *buffer, ULONG length, ULONG *return_length)
{
	NTSTATUS status;
	void *records;
	__u32 size;

	status = read_records(NULL, NTOBJ_OBJECT_TYPES_INFORMATION, &records,
			      &size);
	if (!NT_SUCCESS(status))
		return status;

	*return_length = (ULONG)convert_types(records, size, NULL);
	if (length < *return_length)
		status = STATUS_INFO_LENGTH_MISMATCH;
	else if (!buffer)
		status = STATUS_ACCESS_VIOLATION;
	else
		convert_types(records, size, buffer);
	free(records);
	return status;
}
