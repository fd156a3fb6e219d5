// SPDX-License-Identifier: LGPL-2.1-or-later OR MIT
/*
 * NtQueryDirectoryObject's answers, with a directory made up here that counts
 * as the kernel does.
 */
#include <stdint.h>
#include <stdlib.h>
#include <string.h>

#include "array.h"
#include "fake.h"

#define ENTRY	sizeof(OBJECT_DIRECTORY_INFORMATION)

struct fake_entry {
	const WCHAR *name;
	const WCHAR *type;
};

static const struct fake_entry three[] = {
	{ u"Device", u"Directory" },
	{ u"X", u"SymbolicLink" },
	{ u"A longer name than the others have", u"Event" },
};

static const struct fake_entry *entries;
static size_t entry_count;
static __u64 context_base;

static __u16 bytes(const WCHAR *text)
{
	UNICODE_STRING string;

	RtlInitUnicodeString(&string, text);
	return string.Length;
}

static __u32 cost(const struct fake_entry *entry, __u32 overhead)
{
	return overhead + bytes(entry->name) + bytes(entry->type);
}

static __u32 put_record(const struct fake_entry *entry, unsigned char *target)
{
	struct ntobj_directory_record record = {
		.name_length = bytes(entry->name),
		.type_length = bytes(entry->type),
	};

	record.size = (sizeof(record) + record.name_length +
		       record.type_length + 7U) & ~7U;
	memset(target, 0xEE, record.size);
	memcpy(target, &record, sizeof(record));
	memcpy(target + sizeof(record), entry->name, record.name_length);
	memcpy(target + sizeof(record) + record.name_length, entry->type,
	       record.type_length);
	return record.size;
}

static NTSTATUS fake_directory(unsigned long request, unsigned long argument)
{
	struct ntobj_query_directory *operands = (void *)argument;
	unsigned char *target = (void *)(uintptr_t)operands->buffer;
	bool single = operands->flags & NTOBJ_QUERY_SINGLE_ENTRY;
	__u32 used = operands->final_overhead;
	size_t position;

	CHECK(request == NTOBJ_IOC_QUERY_DIRECTORY);
	CHECK(operands->entry_overhead == ENTRY + 4);
	CHECK(operands->final_overhead == ENTRY);
	if (operands->handle != 0x20)
		return STATUS_INVALID_HANDLE;
	if (operands->flags & NTOBJ_QUERY_RESTART_SCAN)
		operands->context = 0;
	position = operands->context ? operands->context - context_base : 0;

	operands->count = 0;
	operands->return_length = used;
	if (position >= entry_count)
		return STATUS_NO_MORE_ENTRIES;
	while (position < entry_count) {
		__u32 needed = cost(&entries[position],
				       operands->entry_overhead);

		if (used + needed > operands->length) {
			if (!single)
				break;
			operands->return_length = used + needed;
			return STATUS_BUFFER_TOO_SMALL;
		}
		target += put_record(&entries[position], target);
		used += needed;
		operands->count++;
		position++;
		if (single)
			break;
	}
	operands->return_length = used;
	operands->context = operands->count ? position + context_base : 0;
	if (single || position == entry_count)
		return STATUS_SUCCESS;
	return STATUS_MORE_ENTRIES;
}

static void use(const struct fake_entry *new_entries, size_t count)
{
	entries = new_entries;
	entry_count = count;
	context_base = 0;
	fake_answer(fake_directory);
}

static bool is_text(const UNICODE_STRING *string, const WCHAR *text)
{
	return string->Length == bytes(text) &&
	       string->MaximumLength == string->Length + 2 &&
	       !memcmp(string->Buffer, text, string->MaximumLength);
}

static bool is_zero(const void *memory, size_t size)
{
	const unsigned char *byte = memory;

	while (size--) {
		if (*byte++)
			return false;
	}
	return true;
}

/* Entries must be right, and everything must lie within the used bytes. */
static void check_answer(const OBJECT_DIRECTORY_INFORMATION *answer,
			 ULONG used, const struct fake_entry *expected,
			 size_t count)
{
	const unsigned char *end = (const unsigned char *)answer + used;
	const unsigned char *text = (const unsigned char *)&answer[count + 1];
	size_t i;

	for (i = 0; i < count; i++) {
		CHECK((const unsigned char *)answer[i].Name.Buffer == text);
		CHECK(is_text(&answer[i].Name, expected[i].name));
		text += answer[i].Name.MaximumLength;
		CHECK((const unsigned char *)answer[i].TypeName.Buffer == text);
		CHECK(is_text(&answer[i].TypeName, expected[i].type));
		text += answer[i].TypeName.MaximumLength;
	}
	CHECK(is_zero(&answer[count], ENTRY));
	CHECK(text == end);
}

static ULONG exact_length(size_t count)
{
	ULONG length = ENTRY;
	size_t i;

	for (i = 0; i < count; i++)
		length += cost(&entries[i], ENTRY + 4);
	return length;
}

/* Each buffer is exactly as long as it is said to be, for the sanitizers. */
static void *buffer_of(ULONG length)
{
	void *buffer = malloc(length ? length : 1);

	CHECK(buffer);
	memset(buffer, 0xAA, length);
	return buffer;
}

static void test_all_fit(void)
{
	ULONG context = 0xDEADBEEF;
	ULONG used = 0;
	ULONG length;
	void *buffer;

	use(three, 3);
	length = exact_length(3);
	buffer = buffer_of(length);
	CHECK(NtQueryDirectoryObject((HANDLE)0x20, buffer, length, FALSE, TRUE,
				     &context, &used) == STATUS_SUCCESS);
	CHECK(context == 3 && used == length);
	check_answer(buffer, used, three, 3);

	CHECK(NtQueryDirectoryObject((HANDLE)0x20, buffer, length, FALSE, FALSE,
				     &context, &used) == STATUS_NO_MORE_ENTRIES);
	CHECK(context == 3 && used == ENTRY);
	CHECK(is_zero(buffer, ENTRY));
	free(buffer);
}

static void test_some_fit(void)
{
	ULONG context = 0;
	ULONG used = 0;
	ULONG length;
	void *buffer;

	use(three, 3);
	length = exact_length(3) - 1;
	buffer = buffer_of(length);
	CHECK(NtQueryDirectoryObject((HANDLE)0x20, buffer, length, FALSE, FALSE,
				     &context, &used) == STATUS_MORE_ENTRIES);
	CHECK(context == 2 && used == exact_length(2));
	check_answer(buffer, used, three, 2);
	CHECK(NtQueryDirectoryObject((HANDLE)0x20, buffer, length, FALSE, FALSE,
				     &context, NULL) == STATUS_SUCCESS);
	CHECK(context == 3);
	free(buffer);
}

static void test_none_fit(void)
{
	ULONG lengths[] = { 0, 1, ENTRY - 1, ENTRY, ENTRY + 20 };
	size_t i;

	use(three, 3);
	for (i = 0; i < ARRAY_SIZE(lengths); i++) {
		void *buffer = buffer_of(lengths[i]);
		ULONG context = 0xDEADBEEF;
		ULONG used = 0;

		CHECK(NtQueryDirectoryObject((HANDLE)0x20, buffer, lengths[i],
					     FALSE, TRUE, &context, &used) ==
		      STATUS_MORE_ENTRIES);
		CHECK(!context && used == ENTRY);
		if (lengths[i] >= ENTRY)
			CHECK(is_zero(buffer, ENTRY));
		free(buffer);
	}
}

static void test_single(void)
{
	ULONG context = 0;
	ULONG used = 0;
	ULONG length;
	void *buffer;

	use(three, 3);
	length = exact_length(1);
	buffer = buffer_of(length);
	CHECK(NtQueryDirectoryObject((HANDLE)0x20, buffer, length, TRUE, FALSE,
				     &context, &used) == STATUS_SUCCESS);
	CHECK(context == 1 && used == length);
	check_answer(buffer, used, three, 1);

	context = 2;
	CHECK(NtQueryDirectoryObject((HANDLE)0x20, buffer, length, TRUE, FALSE,
				     &context, &used) ==
	      STATUS_BUFFER_TOO_SMALL);
	CHECK(context == 2);
	CHECK(used == ENTRY + cost(&three[2], ENTRY + 4));
	free(buffer);
}

static void test_empty(void)
{
	OBJECT_DIRECTORY_INFORMATION buffer;
	ULONG context = 0;
	ULONG used = 0;

	use(NULL, 0);
	CHECK(NtQueryDirectoryObject((HANDLE)0x20, &buffer, ENTRY, TRUE, TRUE,
				     &context, &used) ==
	      STATUS_NO_MORE_ENTRIES);
	CHECK(!context && used == ENTRY && is_zero(&buffer, ENTRY));
	CHECK(NtQueryDirectoryObject((HANDLE)0x20, NULL, 0, TRUE, TRUE,
				     &context, &used) ==
	      STATUS_NO_MORE_ENTRIES);
}

static void test_bad_operands(void)
{
	OBJECT_DIRECTORY_INFORMATION buffer;
	ULONG context = 5;
	ULONG used = 7;

	use(three, 3);
	CHECK(NtQueryDirectoryObject((HANDLE)0x24, &buffer, ENTRY, TRUE, TRUE,
				     &context, &used) == STATUS_INVALID_HANDLE);
	CHECK(context == 5 && used == 7);
	CHECK(NtQueryDirectoryObject((HANDLE)0x20, &buffer, ENTRY, TRUE, TRUE,
				     NULL, &used) == STATUS_ACCESS_VIOLATION);
	CHECK(NtobjQueryDirectoryObject((HANDLE)0x20, &buffer, ENTRY, TRUE,
					TRUE, NULL, &used) ==
	      STATUS_ACCESS_VIOLATION);
	CHECK(NtQueryDirectoryObject((HANDLE)0x20, NULL, ENTRY, TRUE, TRUE,
				     &context, &used) ==
	      STATUS_ACCESS_VIOLATION);
	CHECK(used == 7);
}

static void test_large_context(void)
{
	_Alignas(8) unsigned char buffer[1024];
	ULONGLONG wide_context = 0;
	ULONG context = 0;
	ULONG used = 7;

	use(three, 3);
	context_base = 0xFFFFFFFF;
	CHECK(NtQueryDirectoryObject((HANDLE)0x20, buffer, sizeof(buffer), TRUE,
				     FALSE, &context, &used) ==
	      STATUS_INTEGER_OVERFLOW);
	CHECK(!context && used == 7);
	CHECK(NtobjQueryDirectoryObject((HANDLE)0x20, buffer, sizeof(buffer),
					TRUE, FALSE, &wide_context, &used) ==
	      STATUS_SUCCESS);
	CHECK(wide_context == 0x100000000);
	check_answer((void *)buffer, used, three, 1);
}

/* Many short names are the worst case for working in place. */
static void test_many(void)
{
	static struct fake_entry many[500];
	static WCHAR names[500][3];
	ULONG context = 0;
	ULONG length;
	void *buffer;
	ULONG used;
	size_t i;

	for (i = 0; i < 500; i++) {
		names[i][0] = (WCHAR)('a' + i % 26);
		names[i][1] = i % 3 ? (WCHAR)('a' + i / 26) : 0;
		many[i].name = names[i];
		many[i].type = i % 7 ? u"Event" : u"K";
	}
	use(many, 500);
	length = exact_length(500);
	buffer = buffer_of(length);
	CHECK(NtQueryDirectoryObject((HANDLE)0x20, buffer, length, FALSE, FALSE,
				     &context, &used) == STATUS_SUCCESS);
	CHECK(context == 500 && used == length);
	check_answer(buffer, used, many, 500);
	free(buffer);
}

int main(void)
{
	test_all_fit();
	test_some_fit();
	test_none_fit();
	test_single();
	test_empty();
	test_bad_operands();
	test_large_context();
	test_many();
	return 0;
}
