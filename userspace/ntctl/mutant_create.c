// SPDX-License-Identifier: GPL-2.0
/*
 * ntctl mutant create.
 */
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

enum { OPTION_OWNED, OWN_OPTIONS };

static const struct verb_option options[] = {
	[OPTION_OWNED] = {
		.name = "owned",
		.summary = "own it, until the shell or the command ends",
	},
	HOLD_OPTION,
	SDDL_OPTION,
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
		.own_options = OWN_OPTIONS,
	};

	while (next_own_option(invocation, &creation) != NO_OPTION)
		wish.owned = true;
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
