// SPDX-License-Identifier: GPL-2.0
/*
 * ntctl event-pair create.
 */
#include "creation.h"
#include "verbs.h"

static NTSTATUS create(const void *wish, POBJECT_ATTRIBUTES attributes,
		       HANDLE *pair)
{
	(void)wish;
	return NtCreateEventPair(pair, EVENT_PAIR_ALL_ACCESS, attributes);
}

static const struct verb_option options[] = {
	HOLD_OPTION,
	SDDL_OPTION,
	{ .name = NULL }
};

static int run(struct invocation *invocation)
{
	struct creation creation = {
		.what = "event pair",
		.create = create,
	};

	next_own_option(invocation, &creation);
	return run_creation(invocation, &creation);
}

const struct verb event_pair_create_verb = {
	.name = "event-pair create",
	.synopsis = "PATH",
	.summary = "Make an event pair",
	.options = options,
	.operands = OPERAND_OBJECT,
	.gives_handle = true,
	.run = run,
};
