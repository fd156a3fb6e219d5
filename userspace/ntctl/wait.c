// SPDX-License-Identifier: GPL-2.0
/*
 * ntctl wait: until an object is signalled.
 */
#include <err.h>
#include <stdio.h>
#include <unistd.h>

#include "client.h"
#include "interrupt.h"
#include "json.h"
#include "place.h"
#include "seconds.h"
#include "verbs.h"

/* What the wait found; there may be an end to tell if it was one. */
struct outcome {
	NTSTATUS status;
	bool has_ended;
	struct client_end end;
};

static ACCESS_MASK rights_for(const struct place *place)
{
	switch (place->kind) {
	case PLACE_PROCESS:
		return SYNCHRONIZE | query_rights[KIND_PROCESS];
	case PLACE_THREAD:
		return SYNCHRONIZE | query_rights[KIND_THREAD];
	default:
		return SYNCHRONIZE;
	}
}

/* Returns a signal that ended the wait, or 0 and the outcome. */
static int wait_for(const struct place *place, LARGE_INTEGER *timeout,
		    struct outcome *outcome)
{
	HANDLE handle;
	int number;

	outcome->has_ended = false;
	outcome->status = open_place(place, KIND_EVENT, rights_for(place),
				     &handle);
	if (!NT_SUCCESS(outcome->status))
		return 0;
	number = interruptible_wait(handle, timeout, &outcome->status);
	if (!number && outcome->status == STATUS_WAIT_0)
		outcome->has_ended = query_end(handle, &outcome->end);
	close_place(place, handle);
	return number;
}

static void print_json(const struct invocation *invocation,
		       const struct place *place, const struct outcome *outcome)
{
	json_t *document = new_document(invocation->verb);

	add_place(document, place);
	json_object_set_new(document, "signalled",
			    json_boolean(outcome->status == STATUS_WAIT_0));
	if (outcome->has_ended)
		add_end(document, &outcome->end);
	print_document(document);
}

static int finish(const struct invocation *invocation,
		  const struct place *place, const struct outcome *outcome)
{
	NTSTATUS status = outcome->status;
	char text[MOST_END_TEXT];

	if (status != STATUS_WAIT_0 && status != STATUS_TIMEOUT) {
		report_status(place->argument, status);
		return EXIT_FAILED;
	}
	if (invocation->json) {
		print_json(invocation, place, outcome);
	} else if (outcome->has_ended) {
		format_end(&outcome->end, text);
		printf("%s: ended with %s\n", place->argument, text);
	}
	return status == STATUS_WAIT_0 ? EXIT_DONE : EXIT_TIMEOUT;
}

static int run_wait(const struct invocation *invocation,
		    const struct place *place, LARGE_INTEGER *timeout)
{
	struct outcome outcome;
	int number;

	number = wait_for(place, timeout, &outcome);
	if (!number)
		return finish(invocation, place, &outcome);
	fputc('\n', stderr);
	warnx("%s: the wait was interrupted", place->argument);
	return EXIT_SIGNALLED + number;
}

enum { OPTION_TIMEOUT, OPTION_PROCESS, OPTION_THREAD };

static const struct verb_option options[] = {
	[OPTION_TIMEOUT] = {
		.name = "timeout", .letter = 't', .argument = "SECONDS",
		.summary = "give up after so long, with exit status 124",
	},
	[OPTION_PROCESS] = PROCESS_OPTION,
	[OPTION_THREAD] = THREAD_OPTION,
	{ .name = NULL }
};

static int run(struct invocation *invocation)
{
	enum place_kind kind = PLACE_PATH;
	LARGE_INTEGER *limit = NULL;
	LARGE_INTEGER timeout;
	struct place place;
	char **arguments;
	int option;
	int result;

	while ((option = next_option(invocation)) != NO_OPTION) {
		if (option != OPTION_TIMEOUT) {
			kind = option == OPTION_PROCESS ? PLACE_PROCESS :
							  PLACE_THREAD;
			continue;
		}
		limit = &timeout;
		if (!parse_timeout(optarg, &timeout))
			usage_error(invocation, "no number of seconds: %s",
				    optarg);
	}
	arguments = operands(invocation, 1, 1);
	if (!arguments ||
	    !find_operand(invocation, kind, arguments[0], &place))
		return invocation->result;
	result = run_wait(invocation, &place, limit);
	free_place(&place);
	return result;
}

const struct verb wait_verb = {
	.name = "wait",
	.synopsis = "PATH|NUMBER",
	.summary = "Wait until an event is signalled, or a process or thread has ended",
	.options = options,
	.operands = OPERAND_EVENT,
	.run = run,
};
