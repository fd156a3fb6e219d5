// SPDX-License-Identifier: GPL-2.0
/*
 * ntctl ln: make a symbolic link, which stays unless the shell keeps a handle.
 */
#include <stdlib.h>

#include "json.h"
#include "place.h"
#include "text.h"
#include "verbs.h"

static NTSTATUS make_link(struct invocation *invocation, struct place *place,
			  UNICODE_STRING *target)
{
	OBJECT_ATTRIBUTES attributes;
	NTSTATUS status;
	HANDLE link;

	place_attributes(place, invocation->wants_handle ? 0 : OBJ_PERMANENT,
			 &attributes);
	status = NtCreateSymbolicLinkObject(&link,
					    invocation->wants_handle ?
					    SYMBOLIC_LINK_ALL_ACCESS :
					    SYMBOLIC_LINK_QUERY,
					    &attributes, target);
	if (!NT_SUCCESS(status))
		return status;
	if (invocation->wants_handle)
		invocation->handle = link;
	else
		NtClose(link);
	return status;
}

static int link_place(struct invocation *invocation, struct place *place,
		      UNICODE_STRING *target)
{
	NTSTATUS status;

	if (!is_for_name(invocation, place))
		return invocation->result;
	status = make_link(invocation, place, target);
	if (!NT_SUCCESS(status)) {
		report_status(place->argument, status);
		return EXIT_FAILED;
	}
	if (invocation->json) {
		json_t *document = new_document(invocation->verb);

		json_object_set_new(document, "path", json_of_place(place));
		json_object_set_new(document, "target", json_of_string(target));
		print_document(document);
	}
	return EXIT_DONE;
}

static int run(struct invocation *invocation)
{
	UNICODE_STRING target;
	struct place place;
	char **arguments;
	int result;

	next_option(invocation);
	arguments = operands(invocation, 2, 2);
	if (!arguments)
		return invocation->result;
	/* The target is a text: it need not exist, nor be absolute. */
	if (!make_path(arguments[0], &target))
		return EXIT_FAILED;
	if (!find_place(invocation, arguments[1], &place)) {
		free(target.Buffer);
		return EXIT_FAILED;
	}
	result = link_place(invocation, &place, &target);
	free_place(&place);
	free(target.Buffer);
	return result;
}

const struct verb ln_verb = {
	.name = "ln",
	.synopsis = "TARGET PATH",
	.summary = "Make a permanent symbolic link",
	.operands = OPERAND_OBJECT,
	.gives_handle = true,
	.run = run,
};
