// SPDX-License-Identifier: GPL-2.0
/*
 * ntctl event set, reset, pulse and query.
 */
#include <stdio.h>

#include "action.h"
#include "event.h"
#include "verbs.h"

const char *event_type_name(EVENT_TYPE type)
{
	return type == NotificationEvent ? "notification" : "synchronization";
}

const char *event_state_name(LONG state)
{
	return state ? "signalled" : "not signalled";
}

static NTSTATUS set(HANDLE event, void *previous_state)
{
	return NtSetEvent(event, previous_state);
}

static NTSTATUS reset(HANDLE event, void *previous_state)
{
	return NtResetEvent(event, previous_state);
}

static NTSTATUS pulse(HANDLE event, void *previous_state)
{
	return NtPulseEvent(event, previous_state);
}

static void describe_change(const void *data, json_t *document)
{
	const LONG *previous_state = data;

	json_object_set_new(document, "was_signalled",
			    json_boolean(*previous_state));
}

static void print_change(const char *name, const void *data)
{
	const LONG *previous_state = data;

	printf("%s: was %s\n", name, event_state_name(*previous_state));
}

static int run_change(struct invocation *invocation,
		      NTSTATUS (*change)(HANDLE event, void *previous_state))
{
	struct action action = {
		.kind = KIND_EVENT,
		.access = EVENT_MODIFY_STATE,
		.act = change,
		.describe = describe_change,
		.print = print_change,
	};
	LONG previous_state;

	return run_action(invocation, &action, &previous_state);
}

static int run_set(struct invocation *invocation)
{
	return run_change(invocation, set);
}

static int run_reset(struct invocation *invocation)
{
	return run_change(invocation, reset);
}

static int run_pulse(struct invocation *invocation)
{
	return run_change(invocation, pulse);
}

static NTSTATUS query(HANDLE event, void *information)
{
	return NtQueryEvent(event, EventBasicInformation, information,
			    sizeof(EVENT_BASIC_INFORMATION), NULL);
}

void describe_event(const void *data, json_t *document)
{
	const EVENT_BASIC_INFORMATION *information = data;

	json_object_set_new(document, "event_type",
			    json_string(event_type_name(information->EventType)));
	json_object_set_new(document, "signalled",
			    json_boolean(information->EventState));
}

static void print_state(const char *name, const void *data)
{
	const EVENT_BASIC_INFORMATION *information = data;

	printf("%s: %s event, %s\n", name,
	       event_type_name(information->EventType),
	       event_state_name(information->EventState));
}

static int run_query(struct invocation *invocation)
{
	static const struct action action = {
		.kind = KIND_EVENT,
		.access = EVENT_QUERY_STATE,
		.act = query,
		.describe = describe_event,
		.print = print_state,
	};
	EVENT_BASIC_INFORMATION information;

	return run_action(invocation, &action, &information);
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
