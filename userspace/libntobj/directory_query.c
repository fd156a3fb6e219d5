// SPDX-License-Identifier: LGPL-2.1-or-later OR MIT
/*
 * Reading directory objects.
 *
 * NT's answer is an array of OBJECT_DIRECTORY_INFORMATION, ended by an all-zero
 * one, and then the strings, each terminated. The kernel writes records into
 * the same buffer, and they are turned into NT's answer where they stand:
 *
 *   records    | 8 bytes, name, type, pad | 8 bytes, name, type, pad | ...
 *   packed     | lengths, name, type | lengths, name, type | ...
 *   moved      | room for the array | lengths, name, type | ...
 *   NT's       | entry | entry | ... | zero | name 0 type 0 | name 0 type 0 | ...
 *
 * A packed record is as long as its two terminated strings, so that nothing
 * needs other memory. That the result fits is what the kernel counted.
 */
#include <string.h>

#include "internal.h"

#define ENTRY_SIZE	sizeof(OBJECT_DIRECTORY_INFORMATION)

struct packed_record {
	__u16 name_length;
	__u16 type_length;
	WCHAR text[];
};

_Static_assert(sizeof(struct packed_record) == 2 * sizeof(WCHAR),
	       "a packed record must be as long as its terminated strings");

/* Returns the bytes that the packed records take. */
static size_t pack_records(void *buffer, __u32 count)
{
	unsigned char *source = buffer;
	unsigned char *target = buffer;

	while (count--) {
		struct ntobj_directory_record record;
		struct packed_record packed;
		size_t text;

		memcpy(&record, source, sizeof(record));
		packed.name_length = record.name_length;
		packed.type_length = record.type_length;
		text = (size_t)record.name_length + record.type_length;

		memcpy(target, &packed, sizeof(packed));
		memmove(target + sizeof(packed), source + sizeof(record), text);
		source += record.size;
		target += sizeof(packed) + text;
	}
	return (size_t)(target - (unsigned char *)buffer);
}

static void set_string(UNICODE_STRING *string, WCHAR *text, __u16 length)
{
	text[length / sizeof(WCHAR)] = 0;
	string->Length = length;
	string->MaximumLength = length + sizeof(WCHAR);
	string->Buffer = text;
}

/* Terminate a record's two strings in its own room; returns what follows it. */
static void *unpack_record(struct packed_record *packed,
			   OBJECT_DIRECTORY_INFORMATION *entry)
{
	__u16 name_length = packed->name_length;
	__u16 type_length = packed->type_length;
	unsigned char *name = (unsigned char *)packed;
	unsigned char *type = name + name_length + sizeof(WCHAR);

	memmove(name, name + sizeof(*packed), name_length);
	memmove(type, name + sizeof(*packed) + name_length, type_length);
	set_string(&entry->Name, (WCHAR *)name, name_length);
	set_string(&entry->TypeName, (WCHAR *)type, type_length);
	return type + type_length + sizeof(WCHAR);
}

static void convert_records(void *buffer, __u32 count)
{
	OBJECT_DIRECTORY_INFORMATION *entries = buffer;
	void *strings = &entries[count + 1];
	size_t size = pack_records(buffer, count);
	__u32 i;

	memmove(strings, buffer, size);
	for (i = 0; i < count; i++)
		strings = unpack_record(strings, &entries[i]);
	memset(&entries[count], 0, sizeof(entries[count]));
}

static bool tells_return_length(NTSTATUS status)
{
	return NT_SUCCESS(status) || status == STATUS_NO_MORE_ENTRIES ||
	       status == STATUS_BUFFER_TOO_SMALL;
}

static NTSTATUS query_directory(HANDLE directory, void *buffer, ULONG length,
				BOOLEAN single, BOOLEAN restart,
				__u64 *context, __u64 largest_context,
				ULONG *return_length)
{
	struct ntobj_query_directory operands = {
		.handle = ntobj_from_handle(directory),
		.buffer = ntobj_from_pointer(buffer),
		.context = *context,
		.length = length,
		.flags = (single ? NTOBJ_QUERY_SINGLE_ENTRY : 0) |
			 (restart ? NTOBJ_QUERY_RESTART_SCAN : 0),
		.entry_overhead = ENTRY_SIZE + 2 * sizeof(WCHAR),
		.final_overhead = ENTRY_SIZE,
	};
	NTSTATUS status;

	/* An empty directory leaves it to us to write there. */
	if (!buffer && length)
		return STATUS_ACCESS_VIOLATION;
	status = ntobj_call(NTOBJ_IOC_QUERY_DIRECTORY, &operands);
	if (!tells_return_length(status))
		return status;

	if (NT_SUCCESS(status)) {
		if (operands.context > largest_context)
			return STATUS_INTEGER_OVERFLOW;
		*context = operands.context;
	}
	/* Nothing returned: the zero entry alone, if there is room. */
	if (status != STATUS_BUFFER_TOO_SMALL && length >= ENTRY_SIZE)
		convert_records(buffer, NT_SUCCESS(status) ? operands.count : 0);
	if (return_length)
		*return_length = operands.return_length;
	return status;
}

/**
 * NtobjQueryDirectoryObject() - read entries of a directory, 64-bit context
 * @DirectoryHandle: the directory, with DIRECTORY_QUERY
 * @Buffer: where the entries go, aligned as a pointer
 * @Length: bytes there
 * @ReturnSingleEntry: read one entry only
 * @RestartScan: begin at the first entry, whatever @Context says
 * @Context: 0 to begin, afterwards what the last call left here
 * @ReturnLength: bytes used, or needed; may be NULL
 *
 * As NtQueryDirectoryObject(), for directories in which so much was created
 * and removed that a position does not fit 32 bits.
 *
 * Origin: ntobj's own.
 * Context: Does not wait for others. Any thread; safe in signal handlers. No
 * other thread may touch @Buffer meanwhile.
 * Return: As NtQueryDirectoryObject() without STATUS_INTEGER_OVERFLOW.
 */
NTSTATUS NtobjQueryDirectoryObject(HANDLE DirectoryHandle, PVOID Buffer,
				   ULONG Length, BOOLEAN ReturnSingleEntry,
				   BOOLEAN RestartScan, PULONGLONG Context,
				   PULONG ReturnLength)
{
	if (!Context)
		return STATUS_ACCESS_VIOLATION;
	return query_directory(DirectoryHandle, Buffer, Length,
			       ReturnSingleEntry, RestartScan, Context,
			       UINT64_MAX, ReturnLength);
}

/**
 * NtQueryDirectoryObject() - read entries of a directory
 * @DirectoryHandle: the directory, with DIRECTORY_QUERY
 * @Buffer: where the entries go, aligned as a pointer: an array of
 *	OBJECT_DIRECTORY_INFORMATION with an all-zero one at the end, then the
 *	strings that it points to
 * @Length: bytes there
 * @ReturnSingleEntry: read one entry only
 * @RestartScan: begin at the first entry, whatever @Context says
 * @Context: 0 to begin, afterwards what the last call left here. Changed with
 *	success only
 * @ReturnLength: bytes used; with STATUS_BUFFER_TOO_SMALL bytes needed; the
 *	size of one array element if no entry was returned. May be NULL
 *
 * An entry that is there all the while is returned once, whatever is created
 * and removed between the calls.
 *
 * Origin: Windows, as Wine's tests found it; the guarantee above is ntobj's.
 * Context: Does not wait for others. Any thread; safe in signal handlers. No
 * other thread may touch @Buffer meanwhile.
 * Return: STATUS_SUCCESS: these were all, or the single one;
 * STATUS_MORE_ENTRIES: more would not fit, perhaps none did;
 * STATUS_NO_MORE_ENTRIES: there are none; STATUS_BUFFER_TOO_SMALL: the single
 * entry does not fit; STATUS_INTEGER_OVERFLOW: the position does not fit
 * @Context, use NtobjQueryDirectoryObject(); STATUS_ACCESS_VIOLATION: bad
 * pointer; STATUS_INVALID_HANDLE; STATUS_OBJECT_TYPE_MISMATCH: no directory;
 * STATUS_ACCESS_DENIED; and what any service can return, see libntobj(3).
 */
NTSTATUS NtQueryDirectoryObject(HANDLE DirectoryHandle, PVOID Buffer,
				ULONG Length, BOOLEAN ReturnSingleEntry,
				BOOLEAN RestartScan, PULONG Context,
				PULONG ReturnLength)
{
	__u64 context;
	NTSTATUS status;

	if (!Context)
		return STATUS_ACCESS_VIOLATION;

	context = *Context;
	status = query_directory(DirectoryHandle, Buffer, Length,
				 ReturnSingleEntry, RestartScan, &context,
				 UINT32_MAX, ReturnLength);
	*Context = (ULONG)context;
	return status;
}
