// SPDX-License-Identifier: GPL-2.0
/*
 * ntctl semaphore create.
 */
#include <unistd.h>

#include "count.h"
#include "creation.h"
#include "verbs.h"

#define LARGEST_MAXIMUM	0x7FFFFFFF

struct wish {
	LONG count;
	LONG maximum;
};

static NTSTATUS create(const void *data, POBJECT_ATTRIBUTES attributes,
		       HANDLE *semaphore)
{
	const struct wish *wish = data;

	return NtCreateSemaphore(semaphore, SEMAPHORE_ALL_ACCESS, attributes,
				 wish->count, wish->maximum);
}

static void describe(const void *data, json_t *document)
{
	const struct wish *wish = data;

	json_object_set_new(document, "count", json_integer(wish->count));
	json_object_set_new(document, "maximum", json_integer(wish->maximum));
}

enum { OPTION_COUNT, OPTION_MAXIMUM, OWN_OPTIONS };

static const struct verb_option options[] = {
	[OPTION_COUNT] = {
		.name = "count", .letter = 'c', .argument = "NUMBER",
		.summary = "what it begins with; 0 unless told",
	},
	[OPTION_MAXIMUM] = {
		.name = "maximum", .letter = 'm', .argument = "NUMBER",
		.summary = "the most that it can have; 2147483647 unless told",
	},
	HOLD_OPTION,
	SDDL_OPTION,
	{ .name = NULL }
};

static int run(struct invocation *invocation)
{
	struct wish wish = { .maximum = LARGEST_MAXIMUM };
	struct creation creation = {
		.what = "semaphore",
		.wish = &wish,
		.create = create,
		.describe = describe,
		.own_options = OWN_OPTIONS,
	};
	int option;

	while ((option = next_own_option(invocation, &creation)) != NO_OPTION) {
		if (option == OPTION_COUNT)
			parse_count(invocation, optarg, 0, &wish.count);
		else
			parse_count(invocation, optarg, 1, &wish.maximum);
	}
	return run_creation(invocation, &creation);
}

const struct verb semaphore_create_verb = {
	.name = "semaphore create",
	.synopsis = "PATH",
	.summary = "Make a semaphore",
	.options = options,
	.operands = OPERAND_OBJECT,
	.gives_handle = true,
	.run = run,
};
