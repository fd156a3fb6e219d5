// SPDX-License-Identifier: GPL-2.0
/*
 * Reading a directory.
 */
#include <stdlib.h>
#include <string.h>

#include "directory.h"
#include "text.h"

/* More than the longest possible entry takes. */
#define BUFFER_SIZE	(256 * 1024)

static void append_entry(struct directory_listing *listing,
			 const OBJECT_DIRECTORY_INFORMATION *information)
{
	struct directory_entry *entry;

	listing->entries = reallocate(listing->entries, (listing->count + 1) *
				      sizeof(*listing->entries));
	entry = &listing->entries[listing->count++];
	entry->name = information->Name;
	entry->name.Buffer = allocate(information->Name.MaximumLength);
	memcpy(entry->name.Buffer, information->Name.Buffer,
	       information->Name.MaximumLength);
	entry->type = printable(&information->TypeName);
}

static int compare_entries(const void *left_entry, const void *right_entry)
{
	const UNICODE_STRING *left =
		&((const struct directory_entry *)left_entry)->name;
	const UNICODE_STRING *right =
		&((const struct directory_entry *)right_entry)->name;
	size_t i;

	for (i = 0; i < left->Length / sizeof(WCHAR); i++) {
		if (i >= right->Length / sizeof(WCHAR))
			return 1;
		if (left->Buffer[i] != right->Buffer[i])
			return left->Buffer[i] < right->Buffer[i] ? -1 : 1;
	}
	return left->Length < right->Length ? -1 : 0;
}

/* The listing is to be freed, with success only. */
NTSTATUS read_directory(HANDLE directory, struct directory_listing *listing)
{
	OBJECT_DIRECTORY_INFORMATION *buffer = allocate(BUFFER_SIZE);
	const OBJECT_DIRECTORY_INFORMATION *information;
	ULONGLONG context = 0;
	NTSTATUS status;

	listing->entries = NULL;
	listing->count = 0;
	do {
		status = NtobjQueryDirectoryObject(directory, buffer,
						   BUFFER_SIZE, FALSE, FALSE,
						   &context, NULL);
		if (!NT_SUCCESS(status))
			break;
		for (information = buffer; information->Name.Buffer;
		     information++)
			append_entry(listing, information);
	} while (status == STATUS_MORE_ENTRIES);
	free(buffer);

	if (!NT_SUCCESS(status) && status != STATUS_NO_MORE_ENTRIES) {
		free_listing(listing);
		return status;
	}
	if (listing->count)
		qsort(listing->entries, listing->count,
		      sizeof(*listing->entries), compare_entries);
	return STATUS_SUCCESS;
}

void free_listing(struct directory_listing *listing)
{
	size_t i;

	for (i = 0; i < listing->count; i++) {
		free(listing->entries[i].name.Buffer);
		free(listing->entries[i].type);
	}
	free(listing->entries);
	listing->entries = NULL;
	listing->count = 0;
}
