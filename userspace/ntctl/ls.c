// SPDX-License-Identifier: GPL-2.0
/*
 * ntctl ls: what is in a directory.
 */
#include <stdio.h>
#include <stdlib.h>

#include "directory.h"
#include "json.h"
#include "object.h"
#include "text.h"

/* What -l tells besides the entry; not everything can be opened. */
struct details {
	bool opened;
	OBJECT_BASIC_INFORMATION basic;
	bool has_target;
	UNICODE_STRING target;
};

static void get_details(HANDLE directory, const struct directory_entry *entry,
			struct details *details)
{
	enum object_kind kind;
	HANDLE handle;

	details->opened = false;
	details->has_target = false;
	if (!NT_SUCCESS(open_any(directory, &entry->name, query_rights,
				 &handle, &kind)))
		return;
	details->opened = NT_SUCCESS(query_basic(handle, &details->basic));
	if (kind == KIND_SYMBOLIC_LINK)
		details->has_target =
			NT_SUCCESS(query_link_target(handle, &details->target));
	NtClose(handle);
}

static void put_details(struct details *details)
{
	if (details->has_target)
		free(details->target.Buffer);
}

static void print_name(const struct directory_entry *entry)
{
	enum colour colour = colour_of_type(entry->type);
	char *name = printable(&entry->name);

	printf("%s%s%s", colour_begin(colour), name, colour_end(colour));
	free(name);
}

static void print_long(HANDLE directory, const struct directory_entry *entry)
{
	struct details details;

	get_details(directory, entry, &details);
	printf("%-14s ", entry->type);
	if (details.opened)
		printf("%8u %8u ", details.basic.HandleCount,
		       details.basic.PointerCount);
	else
		printf("%8s %8s ", "-", "-");
	print_name(entry);
	if (details.has_target) {
		char *target = printable(&details.target);

		printf(" -> %s", target);
		free(target);
	}
	putchar('\n');
	put_details(&details);
}

static void print_text(HANDLE directory, const struct directory_listing *listing,
		       bool is_long)
{
	size_t i;

	if (is_long)
		printf("%-14s %8s %8s NAME\n", "TYPE", "HANDLES", "POINTERS");
	for (i = 0; i < listing->count; i++) {
		if (is_long) {
			print_long(directory, &listing->entries[i]);
		} else {
			print_name(&listing->entries[i]);
			putchar('\n');
		}
	}
}

static json_t *json_of_entry(HANDLE directory,
			     const struct directory_entry *entry, bool is_long)
{
	json_t *object = json_object();
	struct details details;

	json_object_set_new(object, "name", json_of_string(&entry->name));
	json_object_set_new(object, "type", json_string(entry->type));
	if (!is_long)
		return object;

	get_details(directory, entry, &details);
	if (details.opened) {
		json_object_set_new(object, "handles",
				    json_integer(details.basic.HandleCount));
		json_object_set_new(object, "pointers",
				    json_integer(details.basic.PointerCount));
	}
	if (details.has_target)
		json_object_set_new(object, "target",
				    json_of_string(&details.target));
	put_details(&details);
	return object;
}

static void print_json(const struct invocation *invocation, HANDLE directory,
		       const UNICODE_STRING *path,
		       const struct directory_listing *listing, bool is_long)
{
	json_t *document = new_document(invocation->verb);
	json_t *entries = json_array();
	size_t i;

	for (i = 0; i < listing->count; i++)
		json_array_append_new(entries,
				      json_of_entry(directory,
						    &listing->entries[i],
						    is_long));
	json_object_set_new(document, "path", json_of_string(path));
	json_object_set_new(document, "entries", entries);
	print_document(document);
}

static NTSTATUS list(const struct invocation *invocation,
		     const UNICODE_STRING *path, bool is_long)
{
	struct directory_listing listing;
	HANDLE directory;
	NTSTATUS status;

	status = open_kind(KIND_DIRECTORY, NULL, path, DIRECTORY_QUERY,
			   &directory);
	if (!NT_SUCCESS(status))
		return status;
	status = read_directory(directory, &listing);
	if (NT_SUCCESS(status)) {
		if (invocation->json)
			print_json(invocation, directory, path, &listing,
				   is_long);
		else
			print_text(directory, &listing, is_long);
		free_listing(&listing);
	}
	NtClose(directory);
	return status;
}

static int run(struct invocation *invocation)
{
	static const struct option options[] = {
		{ "long", no_argument, NULL, 'l' },
		{ "json", no_argument, NULL, 'j' },
		{ "help", no_argument, NULL, 'h' },
		{ NULL, 0, NULL, 0 }
	};
	const char *argument;
	bool is_long = false;
	UNICODE_STRING path;
	NTSTATUS status;

	while (next_option(invocation, "l", options) == 'l')
		is_long = true;
	argument = operands(invocation, 0, 1)[0];
	if (!argument)
		argument = "\\";

	if (!make_path(argument, &path))
		return EXIT_FAILED;
	status = list(invocation, &path, is_long);
	free(path.Buffer);
	if (NT_SUCCESS(status))
		return EXIT_DONE;
	report_status(argument, status);
	return EXIT_FAILED;
}

const struct verb ls_verb = {
	.name = "ls",
	.synopsis = "[-l] [PATH]",
	.summary = "List a directory",
	.options = "  -l, --long            with types, counts and link targets\n",
	.run = run,
};
