// SPDX-License-Identifier: GPL-2.0
/*
 * ntctl ln: make a symbolic link that stays.
 */
#include <stdlib.h>

#include "json.h"
#include "text.h"

static NTSTATUS make_link(UNICODE_STRING *path, UNICODE_STRING *target)
{
	OBJECT_ATTRIBUTES attributes;
	NTSTATUS status;
	HANDLE link;

	InitializeObjectAttributes(&attributes, path,
				   OBJ_CASE_INSENSITIVE | OBJ_PERMANENT, NULL,
				   NULL);
	status = NtCreateSymbolicLinkObject(&link, SYMBOLIC_LINK_QUERY,
					    &attributes, target);
	if (NT_SUCCESS(status))
		NtClose(link);
	return status;
}

static int finish(const struct invocation *invocation, const char *argument,
		  const UNICODE_STRING *path, const UNICODE_STRING *target,
		  NTSTATUS status)
{
	if (!NT_SUCCESS(status)) {
		report_status(argument, status);
		return EXIT_FAILED;
	}
	if (invocation->json) {
		json_t *document = new_document(invocation->verb);

		json_object_set_new(document, "path", json_of_string(path));
		json_object_set_new(document, "target", json_of_string(target));
		print_document(document);
	}
	return EXIT_DONE;
}

static int run(struct invocation *invocation)
{
	UNICODE_STRING target;
	UNICODE_STRING path;
	char **arguments;
	NTSTATUS status;
	int result;

	while (next_option(invocation, "", common_options) != -1)
		;
	arguments = operands(invocation, 2, 2);
	if (!make_path(arguments[0], &target))
		return EXIT_FAILED;
	if (!make_path(arguments[1], &path)) {
		free(target.Buffer);
		return EXIT_FAILED;
	}
	status = make_link(&path, &target);
	result = finish(invocation, arguments[1], &path, &target, status);
	free(path.Buffer);
	free(target.Buffer);
	return result;
}

const struct verb ln_verb = {
	.name = "ln",
	.synopsis = "TARGET PATH",
	.summary = "Make a permanent symbolic link",
	.run = run,
};
