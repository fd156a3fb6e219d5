// SPDX-License-Identifier: GPL-2.0
/*
 * ntctl semaphore release and query.
 */
#include <stdio.h>
#include <unistd.h>

#include "count.h"
#include "json.h"
#include "place.h"
#include "verbs.h"

static NTSTATUS release(const struct place *place, LONG count, LONG *previous)
{
	NTSTATUS status;
	HANDLE semaphore;

	status = open_place(place, KIND_SEMAPHORE, SEMAPHORE_MODIFY_STATE,
			    &semaphore);
	if (!NT_SUCCESS(status))
		return status;
	status = NtReleaseSemaphore(semaphore, count, previous);
	close_place(place, semaphore);
	return status;
}

static int release_place(const struct invocation *invocation,
			 const struct place *place, LONG count)
{
	json_t *document;
	NTSTATUS status;
	LONG previous;

	status = release(place, count, &previous);
	if (!NT_SUCCESS(status)) {
		report_status(place->argument, status);
		return EXIT_FAILED;
	}
	if (invocation->json) {
		document = new_document(invocation->verb);
		json_object_set_new(document, "path", json_of_place(place));
		json_object_set_new(document, "previous_count",
				    json_integer(previous));
		print_document(document);
	} else {
		printf("%s: the count was %d\n", place->argument, previous);
	}
	return EXIT_DONE;
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
	struct place place;
	char **arguments;
	LONG count = 1;
	int result;

	while (next_option(invocation) != NO_OPTION)
		parse_count(invocation, optarg, 1, &count);
	arguments = operands(invocation, 1, 1);
	if (!arguments)
		return invocation->result;
	if (!find_place(invocation, arguments[0], &place))
		return EXIT_FAILED;
	result = release_place(invocation, &place, count);
	free_place(&place);
	return result;
}

static NTSTATUS query(const struct place *place,
		      SEMAPHORE_BASIC_INFORMATION *information)
{
	NTSTATUS status;
	HANDLE semaphore;

	status = open_place(place, KIND_SEMAPHORE, SEMAPHORE_QUERY_STATE,
			    &semaphore);
	if (!NT_SUCCESS(status))
		return status;
	status = NtQuerySemaphore(semaphore, SemaphoreBasicInformation,
				  information, sizeof(*information), NULL);
	close_place(place, semaphore);
	return status;
}

static int query_place(const struct invocation *invocation,
		       const struct place *place)
{
	SEMAPHORE_BASIC_INFORMATION information;
	json_t *document;
	NTSTATUS status;

	status = query(place, &information);
	if (!NT_SUCCESS(status)) {
		report_status(place->argument, status);
		return EXIT_FAILED;
	}
	if (invocation->json) {
		document = new_document(invocation->verb);
		json_object_set_new(document, "path", json_of_place(place));
		json_object_set_new(document, "count",
				    json_integer(information.CurrentCount));
		json_object_set_new(document, "maximum",
				    json_integer(information.MaximumCount));
		print_document(document);
	} else {
		printf("%s: semaphore, count %d of %d\n", place->argument,
		       information.CurrentCount, information.MaximumCount);
	}
	return EXIT_DONE;
}

static int run_query(struct invocation *invocation)
{
	struct place place;
	char **arguments;
	int result;

	next_option(invocation);
	arguments = operands(invocation, 1, 1);
	if (!arguments)
		return invocation->result;
	if (!find_place(invocation, arguments[0], &place))
		return EXIT_FAILED;
	result = query_place(invocation, &place);
	free_place(&place);
	return result;
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
