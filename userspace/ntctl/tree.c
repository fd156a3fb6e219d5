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
#include "place.h"
#include "text.h"
#include "verbs.h"

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

/* The top is called by its whole path. */
static void set_top_name(struct node *top, const struct place *place)
{
	json_t *path = json_of_place(place);
	size_t length = json_string_length(path);
	size_t used;

	top->entry.name.Buffer = allocate((length + 1) * sizeof(WCHAR));
	ntobj_utf8_to_utf16(json_string_value(path), length,
			    top->entry.name.Buffer, length, &used);
	top->entry.name.Length = (USHORT)(used * sizeof(WCHAR));
	top->entry.name.MaximumLength = top->entry.name.Length;
	json_decref(path);
}

static int run(struct invocation *invocation)
{
	char directory_type[] = "Directory";
	struct node top = { .entry.type = directory_type };
	struct place place;
	char **arguments;
	HANDLE directory;
	NTSTATUS status;

	next_option(invocation);
	arguments = operands(invocation, 0, 1);
	if (!arguments)
		return invocation->result;
	if (!find_place(invocation, directory_operand(invocation, arguments[0]),
			&place))
		return EXIT_FAILED;

	status = open_place(&place, KIND_DIRECTORY, DIRECTORY_QUERY,
			    &directory);
	if (NT_SUCCESS(status)) {
		set_top_name(&top, &place);
		read_children(directory, &top);
		close_place(&place, directory);
		print_tree(invocation, &top);
		status = worst_status(&top);
		free_children(&top);
		free(top.entry.name.Buffer);
	}
	if (!NT_SUCCESS(status))
		report_status(place.argument, status);
	free_place(&place);
	return NT_SUCCESS(status) ? EXIT_DONE : EXIT_FAILED;
}

const struct verb tree_verb = {
	.name = "tree",
	.synopsis = "[PATH]",
	.summary = "Show the namespace as a tree",
	.operands = OPERAND_DIRECTORY,
	.run = run,
};
