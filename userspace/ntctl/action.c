// SPDX-License-Identifier: GPL-2.0
/*
 * Doing something with one object, and telling what came of it.
 */
#include "action.h"
#include "interrupt.h"
#include "json.h"
#include "place.h"

struct call {
	const struct action *action;
	HANDLE handle;
	void *data;
};

static NTSTATUS make_call(const void *data)
{
	const struct call *call = data;

	return call->action->act(call->handle, call->data);
}

/* Returns a signal that ended a wait, or 0 and the status. */
static int act(const struct place *place, const struct action *action,
	       void *data, NTSTATUS *status)
{
	struct call call = { .action = action, .data = data };
	int number = 0;

	*status = open_place(place, action->kind, action->access, &call.handle);
	if (!NT_SUCCESS(*status))
		return 0;
	if (action->is_wait)
		number = interruptible_wait(make_call, &call, status);
	else
		*status = make_call(&call);
	close_place(place, call.handle);
	return number;
}

static void tell(const struct invocation *invocation, const struct place *place,
		 const struct action *action, const void *data)
{
	json_t *document;

	if (!invocation->json) {
		if (action->print)
			action->print(place->argument, data);
		return;
	}
	document = new_document(invocation->verb);
	json_object_set_new(document, "path", json_of_place(place));
	action->describe(data, document);
	print_document(document);
}

static int finish(const struct invocation *invocation,
		  const struct place *place, const struct action *action,
		  const void *data, NTSTATUS status)
{
	/* That a mutant was abandoned is no failure by the status's bits. */
	if (status != STATUS_SUCCESS) {
		report_status(place->argument, status);
		return EXIT_FAILED;
	}
	tell(invocation, place, action, data);
	return EXIT_DONE;
}

/* When the verb's options have been read, if it has any. */
int run_action(struct invocation *invocation, const struct action *action,
	       void *data)
{
	struct place place;
	char **arguments;
	NTSTATUS status;
	int number;
	int result;

	next_option(invocation);
	arguments = operands(invocation, 1, 1);
	if (!arguments)
		return invocation->result;
	if (!find_place(invocation, arguments[0], &place))
		return EXIT_FAILED;
	number = act(&place, action, data, &status);
	if (number)
		result = report_interruption(place.argument, number);
	else
		result = finish(invocation, &place, action, data, status);
	free_place(&place);
	return result;
}
