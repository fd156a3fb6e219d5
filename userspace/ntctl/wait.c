// SPDX-License-Identifier: GPL-2.0
/*
 * ntctl wait: until an object is signalled.
 */
#include <err.h>
#include <stdio.h>
#include <unistd.h>

#include "interrupt.h"
#include "json.h"
#include "place.h"
#include "seconds.h"
#include "verbs.h"

/* Returns a signal that ended the wait, or 0 and the status. */
static int wait_for(const struct place *place, LARGE_INTEGER *timeout,
		    NTSTATUS *status)
{
	HANDLE handle;
	int number;

	*status = open_place(place, KIND_EVENT, SYNCHRONIZE, &handle);
	if (!NT_SUCCESS(*status))
		return 0;
	number = interruptible_wait(handle, timeout, status);
	close_place(place, handle);
	return number;
}

static int finish(const struct invocation *invocation,
		  const struct place *place, NTSTATUS status)
{
	if (status != STATUS_WAIT_0 && status != STATUS_TIMEOUT) {
		report_status(place->argument, status);
		return EXIT_FAILED;
	}
	if (invocation->json) {
		json_t *document = new_document(invocation->verb);

		json_object_set_new(document, "path", json_of_place(place));
		json_object_set_new(document, "signalled",
				    json_boolean(status == STATUS_WAIT_0));
		print_document(document);
	}
	return status == STATUS_WAIT_0 ? EXIT_DONE : EXIT_TIMEOUT;
}

static int run_wait(const struct invocation *invocation,
		    const struct place *place, LARGE_INTEGER *timeout)
{
	NTSTATUS status;
	int number;

	number = wait_for(place, timeout, &status);
	if (!number)
		return finish(invocation, place, status);
	fputc('\n', stderr);
	warnx("%s: the wait was interrupted", place->argument);
	return EXIT_SIGNALLED + number;
}

static const struct verb_option options[] = {
	{ .name = "timeout", .letter = 't', .argument = "SECONDS",
	  .summary = "give up after so long, with exit status 124" },
	{ .name = NULL }
};

static int run(struct invocation *invocation)
{
	LARGE_INTEGER *limit = NULL;
	LARGE_INTEGER timeout;
	struct place place;
	char **arguments;
	int result;

	while (next_option(invocation) != NO_OPTION) {
		limit = &timeout;
		if (!parse_timeout(optarg, &timeout))
			usage_error(invocation, "no number of seconds: %s",
				    optarg);
	}
	arguments = operands(invocation, 1, 1);
	if (!arguments)
		return invocation->result;
	if (!find_place(invocation, arguments[0], &place))
		return EXIT_FAILED;
	result = run_wait(invocation, &place, limit);
	free_place(&place);
	return result;
}

const struct verb wait_verb = {
	.name = "wait",
	.synopsis = "PATH",
	.summary = "Wait until an event is signalled",
	.options = options,
	.operands = OPERAND_EVENT,
	.run = run,
};
