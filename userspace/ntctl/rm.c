// SPDX-License-Identifier: GPL-2.0
/*
 * ntctl rm: let names go, by making objects temporary.
 */
#include <err.h>
#include <limits.h>

#include "directory.h"
#include "json.h"
#include "place.h"
#include "verbs.h"

/* Nothing could reach what is in a directory any more once its name is gone. */
static NTSTATUS check_empty(HANDLE directory, bool *is_empty)
{
	struct directory_listing listing;
	NTSTATUS status;

	status = read_directory(directory, &listing);
	if (!NT_SUCCESS(status))
		return status;
	*is_empty = !listing.count;
	free_listing(&listing);
	return STATUS_SUCCESS;
}

static NTSTATUS make_temporary(const struct place *place, bool force,
			       bool *is_empty)
{
	enum object_kind kind;
	NTSTATUS status;
	HANDLE handle;

	*is_empty = true;
	status = open_place_any(place, delete_rights, &handle, &kind);
	if (!NT_SUCCESS(status))
		return status;
	if (kind == KIND_DIRECTORY && !force)
		status = check_empty(handle, is_empty);
	if (NT_SUCCESS(status) && *is_empty)
		status = NtMakeTemporaryObject(handle);
	close_place(place, handle);
	return status;
}

static bool remove_place(const struct place *place, bool force, json_t *removed)
{
	NTSTATUS status;
	json_t *path;
	bool is_empty;

	/* Of a handle it can't be told any more when the name has gone. */
	path = json_of_place(place);
	status = make_temporary(place, force, &is_empty);
	if (!NT_SUCCESS(status))
		report_status(place->argument, status);
	else if (!is_empty)
		warnx("%s: the directory is not empty", place->argument);
	else
		json_array_append(removed, path);
	json_decref(path);
	return NT_SUCCESS(status) && is_empty;
}

static bool remove_all(const struct invocation *invocation, char **arguments,
		       bool force, json_t *removed)
{
	bool good = true;

	for (; *arguments; arguments++) {
		struct place place;

		if (!find_place(invocation, *arguments, &place)) {
			good = false;
			continue;
		}
		good = remove_place(&place, force, removed) && good;
		free_place(&place);
	}
	return good;
}

static int run(struct invocation *invocation)
{
	bool force = false;
	char **arguments;
	json_t *removed;
	bool good;

	while (next_option(invocation) != NO_OPTION)
		force = true;
	arguments = operands(invocation, 1, INT_MAX);
	if (!arguments)
		return invocation->result;

	removed = json_array();
	good = remove_all(invocation, arguments, force, removed);
	if (invocation->json) {
		json_t *document = new_document(invocation->verb);

		json_object_set(document, "removed", removed);
		print_document(document);
	}
	json_decref(removed);
	return good ? EXIT_DONE : EXIT_FAILED;
}

static const struct verb_option options[] = {
	{ .name = "force", .letter = 'f',
	  .summary = "also directories that are not empty" },
	{ .name = NULL }
};

const struct verb rm_verb = {
	.name = "rm",
	.synopsis = "PATH...",
	.summary = "Make objects temporary, so that their names go",
	.options = options,
	.operands = OPERAND_OBJECT,
	.run = run,
};
