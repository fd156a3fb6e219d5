/* SPDX-License-Identifier: GPL-2.0 */
#ifndef NTCTL_NAMESPACE_H
#define NTCTL_NAMESPACE_H

#include "directory.h"

/**
 * struct node - an object in the namespace and what is below it
 * @entry: its name and type
 * @status: what became of reading it
 * @target: of a symbolic link; else its Buffer is NULL
 * @children: of a directory
 * @count: how many they are
 */
struct node {
	struct directory_entry entry;
	NTSTATUS status;
	UNICODE_STRING target;
	struct node *children;
	size_t count;
};

void read_children(HANDLE directory, struct node *node);
void free_children(struct node *node);

#endif /* NTCTL_NAMESPACE_H */
