// SPDX-License-Identifier: GPL-2.0
/*
 * ntctl rm: let names go, by making objects temporary.
 */
#include <err.h>
#include <limits.h>
#include <stdlib.h>

#include "directory.h"
#include "json.h"
#include "object.h"
#include "text.h"

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

static NTSTATUS make_temporary(const UNICODE_STRING *path, bool force,
			       bool *is_empty)
{
	enum object_kind kind;
	NTSTATUS status;
	HANDLE handle;

	*is_empty = true;
	status = open_any(NULL, path, delete_rights, &handle, &kind);
	if (!NT_SUCCESS(status))
		return status;
	if (kind == KIND_DIRECTORY && !force)
		status = check_empty(handle, is_empty);
	if (NT_SUCCESS(status) && *is_empty)
		status = NtMakeTemporaryObject(handle);
	NtClose(handle);
	return status;
}

static bool remove_path(const char *argument, bool force, json_t *removed)
{
	UNICODE_STRING path;
	NTSTATUS status;
	bool is_empty;

	if (!make_path(argument, &path))
		return false;
	status = make_temporary(&path, force, &is_empty);
	if (!NT_SUCCESS(status))
		report_status(argument, status);
	else if (!is_empty)
		warnx("%s: the directory is not empty", argument);
	else
		json_array_append_new(removed, json_of_string(&path));
	free(path.Buffer);
	return NT_SUCCESS(status) && is_empty;
}

static int run(struct invocation *invocation)
{
	static const struct option options[] = {
		{ "force", no_argument, NULL, 'f' },
		{ "json", no_argument, NULL, 'j' },
		{ "help", no_argument, NULL, 'h' },
		{ NULL, 0, NULL, 0 }
	};
	json_t *removed = json_array();
	bool force = false;
	bool good = true;
	char **argument;

	while (next_option(invocation, "f", options) == 'f')
		force = true;
	for (argument = operands(invocation, 1, INT_MAX); *argument; argument++)
		good = remove_path(*argument, force, removed) && good;

	if (invocation->json) {
		json_t *document = new_document(invocation->verb);

		json_object_set(document, "removed", removed);
		print_document(document);
	}
	json_decref(removed);
	return good ? EXIT_DONE : EXIT_FAILED;
}

const struct verb rm_verb = {
	.name = "rm",
	.synopsis = "[-f] PATH...",
	.summary = "Make objects temporary, so that their names go",
	.options = "  -f, --force           also directories that are not empty\n",
	.run = run,
};
