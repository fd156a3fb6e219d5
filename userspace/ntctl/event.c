// SPDX-License-Identifier: GPL-2.0
/*
 * ntctl event set, reset, pulse and query.
 */
#include <stdio.h>
#include <string.h>

#include "event.h"
#include "json.h"
#include "place.h"
#include "verbs.h"

const char *event_type_name(EVENT_TYPE type)
{
	return type == NotificationEvent ? "notification" : "synchronization";
}

const char *event_state_name(LONG state)
{
	return state ? "signalled" : "not signalled";
}

/* The one operand. Returns false if the invocation ends with its result. */
static bool find_event(struct invocation *invocation, struct place *place)
{
	char **arguments;

	next_option(invocation);
	arguments = operands(invocation, 1, 1);
	if (!arguments)
		return false;
	invocation->result = EXIT_FAILED;
	return find_place(invocation, arguments[0], place);
}

typedef NTSTATUS change_function(HANDLE event, PLONG previous_state);

static NTSTATUS change(const struct place *place, change_function *function,
		       LONG *previous_state)
{
	NTSTATUS status;
	HANDLE event;

	status = open_place(place, KIND_EVENT, EVENT_MODIFY_STATE, &event);
	if (!NT_SUCCESS(status))
		return status;
	status = function(event, previous_state);
	close_place(place, event);
	return status;
}

static int run_change(struct invocation *invocation, change_function *function)
{
	LONG previous_state = 0;
	struct place place;
	json_t *document;
	NTSTATUS status;

	if (!find_event(invocation, &place))
		return invocation->result;
	status = change(&place, function, &previous_state);
	if (!NT_SUCCESS(status)) {
		report_status(place.argument, status);
	} else if (invocation->json) {
		document = new_document(invocation->verb);
		json_object_set_new(document, "path", json_of_place(&place));
		json_object_set_new(document, "was_signalled",
				    json_boolean(previous_state));
		print_document(document);
	} else {
		printf("%s: was %s\n", place.argument,
		       event_state_name(previous_state));
	}
	free_place(&place);
	return NT_SUCCESS(status) ? EXIT_DONE : EXIT_FAILED;
}

static int run_set(struct invocation *invocation)
{
	return run_change(invocation, NtSetEvent);
}

static int run_reset(struct invocation *invocation)
{
	return run_change(invocation, NtResetEvent);
}

static int run_pulse(struct invocation *invocation)
{
	return run_change(invocation, NtPulseEvent);
}

static NTSTATUS query(const struct place *place,
		      EVENT_BASIC_INFORMATION *information)
{
	NTSTATUS status;
	HANDLE event;

	status = open_place(place, KIND_EVENT, EVENT_QUERY_STATE, &event);
	if (!NT_SUCCESS(status))
		return status;
	status = NtQueryEvent(event, EventBasicInformation, information,
			      sizeof(*information), NULL);
	close_place(place, event);
	return status;
}

static int run_query(struct invocation *invocation)
{
	EVENT_BASIC_INFORMATION information;
	struct place place;
	json_t *document;
	NTSTATUS status;

	if (!find_event(invocation, &place))
		return invocation->result;
	status = query(&place, &information);
	if (!NT_SUCCESS(status)) {
		report_status(place.argument, status);
	} else if (invocation->json) {
		document = new_document(invocation->verb);
		json_object_set_new(document, "path", json_of_place(&place));
		json_object_set_new(document, "event_type",
				    json_string(event_type_name(information.EventType)));
		json_object_set_new(document, "signalled",
				    json_boolean(information.EventState));
		print_document(document);
	} else {
		printf("%s: %s event, %s\n", place.argument,
		       event_type_name(information.EventType),
		       event_state_name(information.EventState));
	}
	free_place(&place);
	return NT_SUCCESS(status) ? EXIT_DONE : EXIT_FAILED;
}

const struct verb event_set_verb = {
	.name = "event set",
	.synopsis = "PATH",
	.summary = "Signal an event",
	.operands = OPERAND_EVENT,
	.run = run_set,
};

const struct verb event_reset_verb = {
	.name = "event reset",
	.synopsis = "PATH",
	.summary = "Make an event not signalled",
	.operands = OPERAND_EVENT,
	.run = run_reset,
};

const struct verb event_pulse_verb = {
	.name = "event pulse",
	.synopsis = "PATH",
	.summary = "Release an event's waiters and leave it not signalled",
	.operands = OPERAND_EVENT,
	.run = run_pulse,
};

const struct verb event_query_verb = {
	.name = "event query",
	.synopsis = "PATH",
	.summary = "Show an event's type and state",
	.operands = OPERAND_EVENT,
	.run = run_query,
};
