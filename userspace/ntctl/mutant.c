// SPDX-License-Identifier: GPL-2.0
/*
 * ntctl mutant release and query.
 */
#include <stdio.h>

#include "action.h"
#include "mutant.h"
#include "verbs.h"

/* How often it is owned; the state is 1 less for each time. */
static LONGLONG times_owned(LONG state)
{
	return 1 - (LONGLONG)state;
}

void format_mutant(const MUTANT_BASIC_INFORMATION *information,
		   char text[MOST_MUTANT_TEXT])
{
	LONGLONG times = times_owned(information->CurrentCount);

	if (!times)
		snprintf(text, MOST_MUTANT_TEXT, "%s", information->AbandonedState ?
			 "free, abandoned by its last owner" : "free");
	else
		snprintf(text, MOST_MUTANT_TEXT, "owned%s, %lld time%s",
			 information->OwnedByCaller ? " by the caller" : "",
			 times, times == 1 ? "" : "s");
}

void describe_mutant(const void *data, json_t *document)
{
	const MUTANT_BASIC_INFORMATION *information = data;

	json_object_set_new(document, "times_owned",
			    json_integer(times_owned(information->CurrentCount)));
	json_object_set_new(document, "owned_by_caller",
			    json_boolean(information->OwnedByCaller));
	json_object_set_new(document, "abandoned",
			    json_boolean(information->AbandonedState));
}

static NTSTATUS release(HANDLE mutant, void *previous)
{
	return NtReleaseMutant(mutant, previous);
}

static LONGLONG times_left(const LONG *previous)
{
	return times_owned(*previous) - 1;
}

static void describe_release(const void *previous, json_t *document)
{
	json_object_set_new(document, "times_owned",
			    json_integer(times_left(previous)));
}

static void print_release(const char *name, const void *previous)
{
	LONGLONG left = times_left(previous);

	if (left)
		printf("%s: still owned, %lld time%s\n", name, left,
		       left == 1 ? "" : "s");
}

static int run_release(struct invocation *invocation)
{
	static const struct action action = {
		.kind = KIND_MUTANT,
		.access = SYNCHRONIZE,
		.act = release,
		.describe = describe_release,
		.print = print_release,
	};
	LONG previous;

	return run_action(invocation, &action, &previous);
}

static NTSTATUS query(HANDLE mutant, void *information)
{
	return NtQueryMutant(mutant, MutantBasicInformation, information,
			     sizeof(MUTANT_BASIC_INFORMATION), NULL);
}

static void print_state(const char *name, const void *information)
{
	char text[MOST_MUTANT_TEXT];

	format_mutant(information, text);
	printf("%s: mutant, %s\n", name, text);
}

static int run_query(struct invocation *invocation)
{
	static const struct action action = {
		.kind = KIND_MUTANT,
		.access = MUTANT_QUERY_STATE,
		.act = query,
		.describe = describe_mutant,
		.print = print_state,
	};
	MUTANT_BASIC_INFORMATION information;

	return run_action(invocation, &action, &information);
}

const struct verb mutant_release_verb = {
	.name = "mutant release",
	.synopsis = "PATH",
	.summary = "Give a mutant back, once",
	.operands = OPERAND_MUTANT,
	.run = run_release,
};

const struct verb mutant_query_verb = {
	.name = "mutant query",
	.synopsis = "PATH",
	.summary = "Show how often a mutant is owned",
	.operands = OPERAND_MUTANT,
	.run = run_query,
};
