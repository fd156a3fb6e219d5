// SPDX-License-Identifier: GPL-2.0
/*
 * Doing something with one object, and telling what came of it.
 */
#include "action.h"
#include "json.h"
#include "place.h"

static NTSTATUS act(const struct place *place, const struct action *action,
		    void *data)
{
	NTSTATUS status;
	HANDLE handle;

	status = open_place(place, action->kind, action->access, &handle);
	if (!NT_SUCCESS(status))
		return status;
	status = action->act(handle, data);
	close_place(place, handle);
	return status;
}

static void tell(const struct invocation *invocation, const struct place *place,
		 const struct action *action, const void *data)
{
	json_t *document;

	if (!invocation->json) {
		action->print(place->argument, data);
		return;
	}
	document = new_document(invocation->verb);
	json_object_set_new(document, "path", json_of_place(place));
	action->describe(data, document);
	print_document(document);
}

/* When the verb's options have been read, if it has any. */
int run_action(struct invocation *invocation, const struct action *action,
	       void *data)
{
	struct place place;
	char **arguments;
	NTSTATUS status;

	next_option(invocation);
	arguments = operands(invocation, 1, 1);
	if (!arguments)
		return invocation->result;
	if (!find_place(invocation, arguments[0], &place))
		return EXIT_FAILED;
	status = act(&place, action, data);
	/* That a mutant was abandoned is no failure by the status's bits. */
	if (status == STATUS_SUCCESS)
		tell(invocation, &place, action, data);
	else
		report_status(place.argument, status);
	free_place(&place);
	return status == STATUS_SUCCESS ? EXIT_DONE : EXIT_FAILED;
}
