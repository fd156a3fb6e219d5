// SPDX-License-Identifier: GPL-2.0
/*
 * ntctl shell's open.
 */
#include <stdint.h>
#include <stdio.h>
#include <unistd.h>

#include "json.h"
#include "place.h"
#include "rights.h"
#include "session.h"
#include "verbs.h"

static void tell(const struct invocation *invocation, const struct place *place)
{
	if (invocation->json) {
		json_t *document = new_document(invocation->verb);

		add_place(document, place);
		json_object_set_new(document, "handle",
				    json_integer((uintptr_t)invocation->handle));
		print_document(document);
	} else if (!invocation->wants_handle) {
		printf("%s: $0x%llx\n", place->argument,
		       (unsigned long long)(uintptr_t)invocation->handle);
	}
}

static int open_it(struct invocation *invocation, const struct place *place,
		   ACCESS_MASK access)
{
	NTSTATUS status;

	if (!is_for_name(invocation, place))
		return invocation->result;
	status = open_place_for(place, access, &invocation->handle);
	if (!NT_SUCCESS(status)) {
		invocation->handle = NULL;
		report_status(place->argument, status);
		return EXIT_FAILED;
	}
	tell(invocation, place);
	return EXIT_DONE;
}

enum { OPTION_ACCESS, OPTION_PROCESS, OPTION_THREAD };

static int run_open(struct invocation *invocation)
{
	ACCESS_MASK access = MAXIMUM_ALLOWED;
	enum place_kind kind = PLACE_PATH;
	struct place place;
	char **arguments;
	int option;
	int result;

	while ((option = next_option(invocation)) != NO_OPTION) {
		if (option == OPTION_PROCESS)
			kind = PLACE_PROCESS;
		else if (option == OPTION_THREAD)
			kind = PLACE_THREAD;
		else if (!parse_rights(NULL, optarg, &access))
			usage_error(invocation, "no access mask: %s", optarg);
	}
	arguments = operands(invocation, 1, 1);
	if (!arguments ||
	    !find_operand(invocation, kind, arguments[0], &place))
		return invocation->result;
	result = open_it(invocation, &place, access);
	free_place(&place);
	return result;
}

static const struct verb_option open_options[] = {
	[OPTION_ACCESS] = {
		.name = "access", .letter = 'a', .argument = "RIGHTS",
		.summary = "what to ask for; all that there are, unless told",
	},
	[OPTION_PROCESS] = PROCESS_OPTION,
	[OPTION_THREAD] = THREAD_OPTION,
	{ .name = NULL }
};

const struct verb open_verb = {
	.name = "open",
	.synopsis = "PATH|NUMBER",
	.summary = "Open an object and keep the handle",
	.options = open_options,
	.operands = OPERAND_OBJECT,
	.needs_session = true,
	.gives_handle = true,
	.run = run_open,
};
