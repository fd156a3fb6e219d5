// SPDX-License-Identifier: GPL-2.0
/*
 * ntctl mkdir: make a directory, which stays unless the shell keeps a handle.
 */
#include <stdlib.h>
#include <unistd.h>

#include "descriptor.h"
#include "json.h"
#include "place.h"
#include "verbs.h"

static NTSTATUS make_directory(struct invocation *invocation,
			       struct place *place,
			       PSECURITY_DESCRIPTOR descriptor)
{
	OBJECT_ATTRIBUTES attributes;
	HANDLE directory;
	NTSTATUS status;

	place_attributes(place, invocation->wants_handle ? 0 : OBJ_PERMANENT,
			 &attributes);
	attributes.SecurityDescriptor = descriptor;
	status = NtCreateDirectoryObject(&directory,
					 invocation->wants_handle ?
					 DIRECTORY_ALL_ACCESS : DIRECTORY_QUERY,
					 &attributes);
	if (!NT_SUCCESS(status))
		return status;
	if (invocation->wants_handle)
		invocation->handle = directory;
	else
		NtClose(directory);
	return status;
}

static int make(struct invocation *invocation, const char *argument,
		PSECURITY_DESCRIPTOR descriptor)
{
	struct place place;
	NTSTATUS status;

	if (!find_place(invocation, argument, &place))
		return EXIT_FAILED;
	if (!is_for_name(invocation, &place))
		return invocation->result;

	status = make_directory(invocation, &place, descriptor);
	if (!NT_SUCCESS(status)) {
		report_status(place.argument, status);
	} else if (invocation->json) {
		json_t *document = new_document(invocation->verb);

		json_object_set_new(document, "path", json_of_place(&place));
		print_document(document);
	}
	free_place(&place);
	return NT_SUCCESS(status) ? EXIT_DONE : EXIT_FAILED;
}

static int run(struct invocation *invocation)
{
	PSECURITY_DESCRIPTOR descriptor = NULL;
	char **arguments;
	int result;

	while (next_option(invocation) != NO_OPTION)
		take_descriptor(invocation, optarg, &descriptor);
	arguments = operands(invocation, 1, 1);
	result = arguments ? make(invocation, arguments[0], descriptor) :
			     invocation->result;
	free(descriptor);
	return result;
}

const struct verb mkdir_verb = {
	.name = "mkdir",
	.synopsis = "PATH",
	.summary = "Make a permanent directory",
	.options = sddl_options,
	.operands = OPERAND_DIRECTORY,
	.gives_handle = true,
	.run = run,
};
