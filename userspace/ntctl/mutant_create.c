// SPDX-License-Identifier: GPL-2.0
/*
 * ntctl mutant create.
 */
#include <unistd.h>

#include "creation.h"
#include "verbs.h"

struct wish {
	bool owned;
};

static NTSTATUS create(const void *data, POBJECT_ATTRIBUTES attributes,
		       HANDLE *mutant)
{
	const struct wish *wish = data;

	return NtCreateMutant(mutant, MUTANT_ALL_ACCESS, attributes,
			      wish->owned);
}

static void describe(const void *data, json_t *document)
{
	const struct wish *wish = data;

	json_object_set_new(document, "owned", json_boolean(wish->owned));
}

enum { OPTION_OWNED, OPTION_HOLD, OPTION_SDDL };

static const struct verb_option options[] = {
	[OPTION_OWNED] = {
		.name = "owned",
		.summary = "own it, until the shell or the command ends",
	},
	[OPTION_HOLD] = HOLD_OPTION,
	[OPTION_SDDL] = SDDL_OPTION,
	{ .name = NULL }
};

static int run(struct invocation *invocation)
{
	struct wish wish = {};
	struct creation creation = {
		.what = "mutant",
		.wish = &wish,
		.create = create,
		.describe = describe,
	};
	int option;

	while ((option = next_option(invocation)) != NO_OPTION) {
		switch (option) {
		case OPTION_OWNED:
			wish.owned = true;
			break;
		case OPTION_HOLD:
			creation.hold = true;
			break;
		case OPTION_SDDL:
			take_descriptor(invocation, optarg,
					&creation.descriptor);
			break;
		}
	}
	return run_creation(invocation, &creation);
}

const struct verb mutant_create_verb = {
	.name = "mutant create",
	.synopsis = "PATH",
	.summary = "Make a mutant",
	.options = options,
	.operands = OPERAND_OBJECT,
	.gives_handle = true,
	.run = run,
};
