// SPDX-License-Identifier: GPL-2.0
/*
 * ntctl mutant release and query.
 */
#include <stdio.h>

#include "json.h"
#include "mutant.h"
#include "place.h"
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

void add_mutant(json_t *document, const MUTANT_BASIC_INFORMATION *information)
{
	json_object_set_new(document, "times_owned",
			    json_integer(times_owned(information->CurrentCount)));
	json_object_set_new(document, "owned_by_caller",
			    json_boolean(information->OwnedByCaller));
	json_object_set_new(document, "abandoned",
			    json_boolean(information->AbandonedState));
}

/* The one operand. Returns false if the invocation ends with its result. */
static bool find_mutant(struct invocation *invocation, struct place *place)
{
	char **arguments;

	next_option(invocation);
	arguments = operands(invocation, 1, 1);
	if (!arguments)
		return false;
	invocation->result = EXIT_FAILED;
	return find_place(invocation, arguments[0], place);
}

static NTSTATUS release(const struct place *place, LONG *previous)
{
	NTSTATUS status;
	HANDLE mutant;

	status = open_place(place, KIND_MUTANT, SYNCHRONIZE, &mutant);
	if (!NT_SUCCESS(status))
		return status;
	status = NtReleaseMutant(mutant, previous);
	close_place(place, mutant);
	return status;
}

static void tell_release(const struct invocation *invocation,
			 const struct place *place, LONG previous)
{
	LONGLONG left = times_owned(previous) - 1;
	json_t *document;

	if (invocation->json) {
		document = new_document(invocation->verb);
		json_object_set_new(document, "path", json_of_place(place));
		json_object_set_new(document, "times_owned",
				    json_integer(left));
		print_document(document);
	} else if (left) {
		printf("%s: still owned, %lld time%s\n", place->argument, left,
		       left == 1 ? "" : "s");
	}
}

static int run_release(struct invocation *invocation)
{
	struct place place;
	NTSTATUS status;
	LONG previous;

	if (!find_mutant(invocation, &place))
		return invocation->result;
	status = release(&place, &previous);
	/* That it was abandoned is no failure by the status's bits. */
	if (status == STATUS_SUCCESS)
		tell_release(invocation, &place, previous);
	else
		report_status(place.argument, status);
	free_place(&place);
	return status == STATUS_SUCCESS ? EXIT_DONE : EXIT_FAILED;
}

static NTSTATUS query(const struct place *place,
		      MUTANT_BASIC_INFORMATION *information)
{
	NTSTATUS status;
	HANDLE mutant;

	status = open_place(place, KIND_MUTANT, MUTANT_QUERY_STATE, &mutant);
	if (!NT_SUCCESS(status))
		return status;
	status = NtQueryMutant(mutant, MutantBasicInformation, information,
			       sizeof(*information), NULL);
	close_place(place, mutant);
	return status;
}

static void tell_state(const struct invocation *invocation,
		       const struct place *place,
		       const MUTANT_BASIC_INFORMATION *information)
{
	char text[MOST_MUTANT_TEXT];
	json_t *document;

	if (invocation->json) {
		document = new_document(invocation->verb);
		json_object_set_new(document, "path", json_of_place(place));
		add_mutant(document, information);
		print_document(document);
	} else {
		format_mutant(information, text);
		printf("%s: mutant, %s\n", place->argument, text);
	}
}

static int run_query(struct invocation *invocation)
{
	MUTANT_BASIC_INFORMATION information;
	struct place place;
	NTSTATUS status;

	if (!find_mutant(invocation, &place))
		return invocation->result;
	status = query(&place, &information);
	if (NT_SUCCESS(status))
		tell_state(invocation, &place, &information);
	else
		report_status(place.argument, status);
	free_place(&place);
	return NT_SUCCESS(status) ? EXIT_DONE : EXIT_FAILED;
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
