/* SPDX-License-Identifier: GPL-2.0 */
#ifndef NTCTL_DIRECTORY_H
#define NTCTL_DIRECTORY_H

#include "ntctl.h"

/**
 * struct directory_entry - one object in a directory
 * @name: its name, as it is in the namespace
 * @type: its type's name, as it can be printed
 */
struct directory_entry {
	UNICODE_STRING name;
	char *type;
};

/**
 * struct directory_listing - a directory's entries, sorted by name
 * @entries: the entries
 * @count: how many
 */
struct directory_listing {
	struct directory_entry *entries;
	size_t count;
};

NTSTATUS read_directory(HANDLE directory, struct directory_listing *listing);
void free_listing(struct directory_listing *listing);

#endif /* NTCTL_DIRECTORY_H */
