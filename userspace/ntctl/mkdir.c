// SPDX-License-Identifier: GPL-2.0
/*
 * ntctl mkdir: make a directory that stays.
 */
#include <stdlib.h>

#include "json.h"
#include "text.h"

static NTSTATUS make_directory(UNICODE_STRING *path)
{
	OBJECT_ATTRIBUTES attributes;
	NTSTATUS status;
	HANDLE directory;

	InitializeObjectAttributes(&attributes, path,
				   OBJ_CASE_INSENSITIVE | OBJ_PERMANENT, NULL,
				   NULL);
	status = NtCreateDirectoryObject(&directory, DIRECTORY_QUERY,
					 &attributes);
	if (NT_SUCCESS(status))
		NtClose(directory);
	return status;
}

static int run(struct invocation *invocation)
{
	const char *argument;
	UNICODE_STRING path;
	json_t *document;
	NTSTATUS status;

	while (next_option(invocation, "", common_options) != -1)
		;
	argument = operands(invocation, 1, 1)[0];
	if (!make_path(argument, &path))
		return EXIT_FAILED;
	status = make_directory(&path);
	if (!NT_SUCCESS(status)) {
		report_status(argument, status);
	} else if (invocation->json) {
		document = new_document(invocation->verb);
		json_object_set_new(document, "path", json_of_string(&path));
		print_document(document);
	}
	free(path.Buffer);
	return NT_SUCCESS(status) ? EXIT_DONE : EXIT_FAILED;
}

const struct verb mkdir_verb = {
	.name = "mkdir",
	.synopsis = "PATH",
	.summary = "Make a permanent directory",
	.run = run,
};
