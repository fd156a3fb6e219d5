// SPDX-License-Identifier: GPL-2.0
/*
 * Reading a part of the namespace.
 *
 * It can change meanwhile: an object that goes between being listed and being
 * opened carries the status of that. Names are opened with regard to case:
 * there may be others that differ in nothing else.
 */
#include <stdlib.h>
#include <string.h>

#include "namespace.h"
#include "object.h"

static void read_directory_node(HANDLE parent, struct node *node)
{
	HANDLE directory;

	node->status = open_kind(KIND_DIRECTORY, parent, &node->entry.name, 0,
				 DIRECTORY_QUERY, &directory);
	if (!NT_SUCCESS(node->status))
		return;
	read_children(directory, node);
	NtClose(directory);
}

static void read_link_node(HANDLE parent, struct node *node)
{
	HANDLE link;

	node->status = open_kind(KIND_SYMBOLIC_LINK, parent, &node->entry.name, 0,
				 SYMBOLIC_LINK_QUERY, &link);
	if (!NT_SUCCESS(node->status))
		return;
	node->status = query_link_target(link, &node->target);
	if (!NT_SUCCESS(node->status))
		node->target.Buffer = NULL;
	NtClose(link);
}

/* Read what is below a directory that is open. */
void read_children(HANDLE directory, struct node *node)
{
	struct directory_listing listing;
	size_t i;

	node->status = read_directory(directory, &listing);
	if (!NT_SUCCESS(node->status))
		return;

	node->count = listing.count;
	node->children = allocate(listing.count * sizeof(*node->children));
	memset(node->children, 0, listing.count * sizeof(*node->children));
	for (i = 0; i < listing.count; i++) {
		struct node *child = &node->children[i];

		child->entry = listing.entries[i];
		if (!strcmp(child->entry.type, "Directory"))
			read_directory_node(directory, child);
		else if (!strcmp(child->entry.type, "SymbolicLink"))
			read_link_node(directory, child);
	}
	/* The names belong to the children now. */
	free(listing.entries);
}

void free_children(struct node *node)
{
	size_t i;

	for (i = 0; i < node->count; i++) {
		struct node *child = &node->children[i];

		free_children(child);
		free(child->entry.name.Buffer);
		free(child->entry.type);
		free(child->target.Buffer);
	}
	free(node->children);
}
