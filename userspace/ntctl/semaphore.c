// SPDX-License-Identifier: GPL-2.0
/*
 * ntctl semaphore release and query.
 */
#include <stdio.h>
#include <unistd.h>

#include "action.h"
#include "count.h"
#include "semaphore.h"
#include "verbs.h"

/* How much is added, and what the count was before. */
struct release {
	LONG count;
	LONG previous;
};

static NTSTATUS release(HANDLE semaphore, void *data)
{
	struct release *wish = data;

	return NtReleaseSemaphore(semaphore, wish->count, &wish->previous);
}

static void describe_release(const void *data, json_t *document)
{
	const struct release *done = data;

	json_object_set_new(document, "previous_count",
			    json_integer(done->previous));
}

static void print_release(const char *name, const void *data)
{
	const struct release *done = data;

	printf("%s: the count was %d\n", name, done->previous);
}

static const struct verb_option release_options[] = {
	{
		.name = "count", .letter = 'c', .argument = "NUMBER",
		.summary = "how much to add; 1 unless told",
	},
	{ .name = NULL }
};

static int run_release(struct invocation *invocation)
{
	static const struct action action = {
		.kind = KIND_SEMAPHORE,
		.access = SEMAPHORE_MODIFY_STATE,
		.act = release,
		.describe = describe_release,
		.print = print_release,
	};
	struct release data = { .count = 1 };

	while (next_option(invocation) != NO_OPTION)
		parse_count(invocation, optarg, 1, &data.count);
	return run_action(invocation, &action, &data);
}

static NTSTATUS query(HANDLE semaphore, void *information)
{
	return NtQuerySemaphore(semaphore, SemaphoreBasicInformation,
				information,
				sizeof(SEMAPHORE_BASIC_INFORMATION), NULL);
}

void describe_semaphore(const void *data, json_t *document)
{
	const SEMAPHORE_BASIC_INFORMATION *information = data;

	json_object_set_new(document, "count",
			    json_integer(information->CurrentCount));
	json_object_set_new(document, "maximum",
			    json_integer(information->MaximumCount));
}

static void print_state(const char *name, const void *data)
{
	const SEMAPHORE_BASIC_INFORMATION *information = data;

	printf("%s: semaphore, count %d of %d\n", name,
	       information->CurrentCount, information->MaximumCount);
}

static int run_query(struct invocation *invocation)
{
	static const struct action action = {
		.kind = KIND_SEMAPHORE,
		.access = SEMAPHORE_QUERY_STATE,
		.act = query,
		.describe = describe_semaphore,
		.print = print_state,
	};
	SEMAPHORE_BASIC_INFORMATION information;

	return run_action(invocation, &action, &information);
}

const struct verb semaphore_release_verb = {
	.name = "semaphore release",
	.synopsis = "PATH",
	.summary = "Add to a semaphore's count",
	.options = release_options,
	.operands = OPERAND_SEMAPHORE,
	.run = run_release,
};

const struct verb semaphore_query_verb = {
	.name = "semaphore query",
	.synopsis = "PATH",
	.summary = "Show a semaphore's count and its maximum",
	.operands = OPERAND_SEMAPHORE,
	.run = run_query,
};
