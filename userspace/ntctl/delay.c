// SPDX-License-Identifier: GPL-2.0
/*
 * ntctl delay: sleep, until an alert comes perhaps.
 */
#include "alerted.h"
#include "interrupt.h"
#include "json.h"
#include "seconds.h"
#include "verbs.h"

struct delay {
	LARGE_INTEGER interval;
	bool alertable;
};

static NTSTATUS make_call(const void *data)
{
	const struct delay *delay = data;
	LARGE_INTEGER interval = delay->interval;

	return NtDelayExecution(delay->alertable, &interval);
}

static int finish(const struct invocation *invocation, NTSTATUS status)
{
	if (!NT_SUCCESS(status)) {
		report_status("delay", status);
		return EXIT_FAILED;
	}
	if (invocation->json) {
		json_t *document = new_document(invocation->verb);

		add_alerted(document, status);
		print_document(document);
	} else {
		print_alerted("delay", status);
	}
	return is_alerted(status) ? EXIT_ALERTED : EXIT_DONE;
}

static const struct verb_option options[] = {
	ALERTABLE_OPTION,
	{ .name = NULL }
};

static int run(struct invocation *invocation)
{
	struct delay delay = {};
	char **arguments;
	NTSTATUS status;
	int number;

	while (next_option(invocation) != NO_OPTION)
		delay.alertable = true;
	arguments = operands(invocation, 1, 1);
	if (!arguments)
		return invocation->result;
	if (!parse_timeout(arguments[0], &delay.interval)) {
		usage_error(invocation, "no number of seconds: %s",
			    arguments[0]);
		return invocation->result;
	}
	number = interruptible_wait(make_call, &delay, &status);
	return number ? report_interruption("delay", number) :
			finish(invocation, status);
}

const struct verb delay_verb = {
	.name = "delay",
	.synopsis = "SECONDS",
	.summary = "Sleep for a time, until an alert comes perhaps",
	.options = options,
	.run = run,
};
