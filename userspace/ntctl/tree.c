// SPDX-License-Identifier: GPL-2.0
/*
 * ntctl tree: the namespace as a tree.
 */
#include <err.h>
#include <langinfo.h>
#include <stdio.h>
#include <stdlib.h>
#include <string.h>

#include "json.h"
#include "namespace.h"
#include "object.h"
#include "text.h"

struct branches {
	const char *child;
	const char *last_child;
	const char *below;
	const char *below_last;
};

static const struct branches drawn = { "├── ", "└── ", "│   ", "    " };
static const struct branches plain = { "|-- ", "`-- ", "|   ", "    " };

static const struct branches *branches;

/* The status that is to be reported, if any of the tree could not be read. */
static NTSTATUS worst_status(const struct node *node)
{
	NTSTATUS status = node->status;
	size_t i;

	for (i = 0; i < node->count && NT_SUCCESS(status); i++)
		status = worst_status(&node->children[i]);
	return status;
}

static void print_node(const struct node *node)
{
	enum colour colour = colour_of_type(node->entry.type);
	char *name = printable(&node->entry.name);

	printf("%s%s%s", colour_begin(colour), name, colour_end(colour));
	free(name);
	if (node->target.Buffer) {
		char *target = printable(&node->target);

		printf(" -> %s", target);
		free(target);
	}
	printf(" %s[%s]%s", colour_begin(COLOUR_DIM), node->entry.type,
	       colour_end(COLOUR_DIM));
	if (!NT_SUCCESS(node->status))
		printf(" (%s)", ntobj_status_text(node->status));
	putchar('\n');
}

static void print_children(const struct node *node, const char *indent)
{
	size_t i;

	for (i = 0; i < node->count; i++) {
		bool is_last = i + 1 == node->count;
		char *below;

		printf("%s%s", indent,
		       is_last ? branches->last_child : branches->child);
		print_node(&node->children[i]);

		if (asprintf(&below, "%s%s", indent,
			     is_last ? branches->below_last :
				       branches->below) < 0) {
			warnx("out of memory");
			exit(EXIT_FAILED);
		}
		print_children(&node->children[i], below);
		free(below);
	}
}

static json_t *json_of_node(const struct node *node)
{
	json_t *object = json_object();
	const char *name = ntobj_status_name(node->status);
	json_t *children;
	size_t i;

	json_object_set_new(object, "name", json_of_string(&node->entry.name));
	json_object_set_new(object, "type", json_string(node->entry.type));
	if (node->target.Buffer)
		json_object_set_new(object, "target",
				    json_of_string(&node->target));
	if (!NT_SUCCESS(node->status))
		json_object_set_new(object, "error",
				    json_string(name ? name : "unknown"));
	if (strcmp(node->entry.type, "Directory"))
		return object;

	children = json_array();
	for (i = 0; i < node->count; i++)
		json_array_append_new(children,
				      json_of_node(&node->children[i]));
	json_object_set_new(object, "children", children);
	return object;
}

static void print_tree(const struct invocation *invocation,
		       const struct node *top)
{
	if (invocation->json) {
		json_t *document = new_document(invocation->verb);

		json_object_set_new(document, "tree", json_of_node(top));
		print_document(document);
		return;
	}
	branches = strcmp(nl_langinfo(CODESET), "UTF-8") ? &plain : &drawn;
	print_node(top);
	print_children(top, "");
}

static int run(struct invocation *invocation)
{
	char directory_type[] = "Directory";
	struct node top = { .entry.type = directory_type };
	const char *argument;
	HANDLE directory;
	NTSTATUS status;

	while (next_option(invocation, "", common_options) != -1)
		;
	argument = operands(invocation, 0, 1)[0];
	if (!argument)
		argument = "\\";
	if (!make_path(argument, &top.entry.name))
		return EXIT_FAILED;

	status = open_kind(KIND_DIRECTORY, NULL, &top.entry.name,
			   DIRECTORY_QUERY, &directory);
	if (NT_SUCCESS(status)) {
		read_children(directory, &top);
		NtClose(directory);
		print_tree(invocation, &top);
		status = worst_status(&top);
		free_children(&top);
	}
	free(top.entry.name.Buffer);
	if (NT_SUCCESS(status))
		return EXIT_DONE;
	report_status(argument, status);
	return EXIT_FAILED;
}

const struct verb tree_verb = {
	.name = "tree",
	.synopsis = "[PATH]",
	.summary = "Show the namespace as a tree",
	.run = run,
};
