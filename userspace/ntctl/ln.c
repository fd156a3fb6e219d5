// SPDX-License-Identifier: GPL-2.0
/*
 * ntctl ln: make a symbolic link, which stays unless the shell keeps a handle.
 */
#include <stdlib.h>
#include <unistd.h>

#include "descriptor.h"
#include "json.h"
#include "place.h"
#include "text.h"
#include "verbs.h"

/* What a new link leads to, and who may do what with it */
struct wish {
	UNICODE_STRING target;
	PSECURITY_DESCRIPTOR descriptor;
};

static NTSTATUS make_link(struct invocation *invocation, struct place *place,
			  struct wish *wish)
{
	OBJECT_ATTRIBUTES attributes;
	NTSTATUS status;
	HANDLE link;

	place_attributes(place, invocation->wants_handle ? 0 : OBJ_PERMANENT,
			 &attributes);
	attributes.SecurityDescriptor = wish->descriptor;
	status = NtCreateSymbolicLinkObject(&link,
					    invocation->wants_handle ?
					    SYMBOLIC_LINK_ALL_ACCESS :
					    SYMBOLIC_LINK_QUERY,
					    &attributes, &wish->target);
	if (!NT_SUCCESS(status))
		return status;
	if (invocation->wants_handle)
		invocation->handle = link;
	else
		NtClose(link);
	return status;
}

static int link_place(struct invocation *invocation, struct place *place,
		      struct wish *wish)
{
	NTSTATUS status;

	if (!is_for_name(invocation, place))
		return invocation->result;
	status = make_link(invocation, place, wish);
	if (!NT_SUCCESS(status)) {
		report_status(place->argument, status);
		return EXIT_FAILED;
	}
	if (invocation->json) {
		json_t *document = new_document(invocation->verb);

		json_object_set_new(document, "path", json_of_place(place));
		json_object_set_new(document, "target",
				    json_of_string(&wish->target));
		print_document(document);
	}
	return EXIT_DONE;
}

static int link_operands(struct invocation *invocation, char **arguments,
			 struct wish *wish)
{
	struct place place;
	int result;

	/* The target is a text: it need not exist, nor be absolute. */
	if (!make_path(arguments[0], &wish->target))
		return EXIT_FAILED;
	if (!find_place(invocation, arguments[1], &place))
		return EXIT_FAILED;
	result = link_place(invocation, &place, wish);
	free_place(&place);
	return result;
}

static int run(struct invocation *invocation)
{
	struct wish wish = { .descriptor = NULL };
	char **arguments;
	int result;

	while (next_option(invocation) != NO_OPTION)
		take_descriptor(invocation, optarg, &wish.descriptor);
	arguments = operands(invocation, 2, 2);
	result = arguments ? link_operands(invocation, arguments, &wish) :
			     invocation->result;
	free(wish.target.Buffer);
	free(wish.descriptor);
	return result;
}

const struct verb ln_verb = {
	.name = "ln",
	.synopsis = "TARGET PATH",
	.summary = "Make a permanent symbolic link",
	.options = sddl_options,
	.operands = OPERAND_OBJECT,
	.gives_handle = true,
	.run = run,
};
