// SPDX-License-Identifier: GPL-2.0
/*
 * ntctl ls: what is in a directory.
 */
#include <stdlib.h>

#include "directory.h"
#include "place.h"
#include "table.h"
#include "text.h"
#include "verbs.h"

/*
 * An entry while its line is made. Objects are opened only if a column asks for
 * what the directory does not tell; not all can be opened.
 */
struct ls_row {
	HANDLE directory;
	const char *path;
	const struct directory_entry *entry;
	bool was_tried;
	bool was_opened;
	OBJECT_BASIC_INFORMATION basic;
	bool has_target;
	UNICODE_STRING target;
};

static bool open_row(struct ls_row *row)
{
	enum object_kind kind;
	HANDLE handle;

	if (row->was_tried)
		return row->was_opened;
	row->was_tried = true;
	if (!NT_SUCCESS(open_any(row->directory, &row->entry->name, 0,
				 query_rights, &handle, &kind)))
		return false;
	row->was_opened = NT_SUCCESS(query_basic(handle, true, &row->basic));
	if (kind == KIND_SYMBOLIC_LINK)
		row->has_target =
			NT_SUCCESS(query_link_target(handle, &row->target));
	NtClose(handle);
	return row->was_opened;
}

static json_t *value_name(void *row)
{
	return json_of_string(&((struct ls_row *)row)->entry->name);
}

static json_t *value_type(void *row)
{
	return json_string(((struct ls_row *)row)->entry->type);
}

static json_t *value_path(void *data)
{
	struct ls_row *row = data;
	json_t *name = value_name(row);
	json_t *path;

	path = json_sprintf("%s%s%s", row->path, row->path[1] ? "\\" : "",
			    json_string_value(name));
	json_decref(name);
	return path;
}

static json_t *value_handles(void *data)
{
	struct ls_row *row = data;

	return open_row(row) ? json_integer(row->basic.HandleCount) : NULL;
}

static json_t *value_pointers(void *data)
{
	struct ls_row *row = data;

	return open_row(row) ? json_integer(row->basic.PointerCount) : NULL;
}

static json_t *value_permanent(void *data)
{
	struct ls_row *row = data;

	return open_row(row) ?
	       json_boolean(row->basic.Attributes & OBJ_PERMANENT) : NULL;
}

static json_t *value_target(void *data)
{
	struct ls_row *row = data;

	open_row(row);
	return row->has_target ? json_of_string(&row->target) : NULL;
}

static enum colour colour_of_row(void *row)
{
	return colour_of_type(((struct ls_row *)row)->entry->type);
}

static const struct column columns[] = {
	{ "name", "the object's name", false, NUMBER_DECIMAL, value_name,
	  colour_of_row },
	{ "type", "its type", false, NUMBER_DECIMAL, value_type, NULL },
	{ "handles", "open handles, in all processes", true, NUMBER_DECIMAL,
	  value_handles, NULL },
	{ "pointers", "references", true, NUMBER_DECIMAL, value_pointers,
	  NULL },
	{ "permanent", "whether it stays without handles", false,
	  NUMBER_DECIMAL, value_permanent, NULL },
	{ "target", "of a symbolic link", false, NUMBER_DECIMAL, value_target,
	  NULL },
	{ "path", "the object's whole path", false, NUMBER_DECIMAL, value_path,
	  colour_of_row },
	{ .name = NULL }
};

static void print_rows(struct table *table, HANDLE directory, json_t *path,
		       const struct directory_listing *listing)
{
	size_t i;

	for (i = 0; i < listing->count; i++) {
		struct ls_row row = {
			.directory = directory,
			.path = json_string_value(path),
			.entry = &listing->entries[i],
		};

		table_row(table, &row);
		if (row.has_target)
			free(row.target.Buffer);
	}
}

static NTSTATUS list(const struct invocation *invocation, struct table *table,
		     const struct place *place)
{
	struct directory_listing listing;
	HANDLE directory;
	NTSTATUS status;
	json_t *path;

	status = open_place(place, KIND_DIRECTORY, DIRECTORY_QUERY, &directory);
	if (!NT_SUCCESS(status))
		return status;
	status = read_directory(directory, &listing);
	if (NT_SUCCESS(status)) {
		path = json_of_place(place);
		print_rows(table, directory, path, &listing);
		table_end(table, invocation, "entries",
			  json_pack("{s:o}", "path", path));
		free_listing(&listing);
	}
	close_place(place, directory);
	return status;
}

/* Without -l there are names, a line each. */
static const char *usual_columns(struct invocation *invocation, bool is_long)
{
	if (is_long)
		return invocation->json ? NULL :
		       "type,handles,pointers,name,target";
	if (!invocation->output)
		invocation->no_headings = true;
	return invocation->json ? "name,type" : "name";
}

static int run(struct invocation *invocation)
{
	struct table table;
	bool is_long = false;
	struct place place;
	char **arguments;
	NTSTATUS status;

	while (next_option(invocation) != NO_OPTION)
		is_long = true;
	arguments = operands(invocation, 0, 1);
	if (!arguments || !table_begin(&table, invocation,
				       usual_columns(invocation, is_long)))
		return invocation->result;
	if (!find_place(invocation, directory_operand(invocation, arguments[0]),
			&place)) {
		table_drop(&table);
		return EXIT_FAILED;
	}
	status = list(invocation, &table, &place);
	if (!NT_SUCCESS(status)) {
		table_drop(&table);
		report_status(arguments[0] ? arguments[0] : "ls", status);
	}
	free_place(&place);
	return NT_SUCCESS(status) ? EXIT_DONE : EXIT_FAILED;
}

static const struct verb_option options[] = {
	{ .name = "long", .letter = 'l',
	  .summary = "with types, counts and link targets" },
	{ .name = NULL }
};

const struct verb ls_verb = {
	.name = "ls",
	.synopsis = "[PATH]",
	.summary = "List a directory",
	.options = options,
	.columns = columns,
	.operands = OPERAND_DIRECTORY,
	.run = run,
};
