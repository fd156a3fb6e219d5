// SPDX-License-Identifier: GPL-2.0
/*
 * ntctl event: make, change and read events.
 */
#include <err.h>
#include <stdio.h>
#include <stdlib.h>
#include <string.h>

#include "array.h"
#include "event.h"
#include "json.h"
#include "object.h"
#include "text.h"

const char *event_type_name(EVENT_TYPE type)
{
	return type == NotificationEvent ? "notification" : "synchronization";
}

const char *event_state_name(LONG state)
{
	return state ? "signalled" : "not signalled";
}

typedef NTSTATUS change_function(HANDLE event, PLONG previous_state);

static NTSTATUS change(const UNICODE_STRING *path, change_function *function,
		       LONG *previous_state)
{
	NTSTATUS status;
	HANDLE event;

	status = open_kind(KIND_EVENT, NULL, path, EVENT_MODIFY_STATE, &event);
	if (!NT_SUCCESS(status))
		return status;
	status = function(event, previous_state);
	NtClose(event);
	return status;
}

static NTSTATUS query(const UNICODE_STRING *path,
		      EVENT_BASIC_INFORMATION *information)
{
	NTSTATUS status;
	HANDLE event;

	status = open_kind(KIND_EVENT, NULL, path, EVENT_QUERY_STATE, &event);
	if (!NT_SUCCESS(status))
		return status;
	status = NtQueryEvent(event, EventBasicInformation, information,
			      sizeof(*information), NULL);
	NtClose(event);
	return status;
}

/* Returns the argument, for messages; the path is to be freed. */
static const char *path_operand(struct invocation *invocation,
				UNICODE_STRING *path)
{
	const char *argument;

	while (next_option(invocation, "", common_options) != -1)
		;
	argument = operands(invocation, 1, 1)[0];
	if (!make_path(argument, path))
		exit(EXIT_FAILED);
	return argument;
}

static int run_change(struct invocation *invocation, change_function *function)
{
	UNICODE_STRING path;
	const char *argument = path_operand(invocation, &path);
	LONG previous_state = 0;
	json_t *document;
	NTSTATUS status;

	status = change(&path, function, &previous_state);
	if (!NT_SUCCESS(status)) {
		report_status(argument, status);
	} else if (invocation->json) {
		document = new_document(invocation->verb);
		json_object_set_new(document, "path", json_of_string(&path));
		json_object_set_new(document, "was_signalled",
				    json_boolean(previous_state));
		print_document(document);
	} else {
		printf("%s: was %s\n", argument,
		       event_state_name(previous_state));
	}
	free(path.Buffer);
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

static int run_query(struct invocation *invocation)
{
	UNICODE_STRING path;
	const char *argument = path_operand(invocation, &path);
	EVENT_BASIC_INFORMATION information;
	json_t *document;
	NTSTATUS status;

	status = query(&path, &information);
	if (!NT_SUCCESS(status)) {
		report_status(argument, status);
	} else if (invocation->json) {
		document = new_document(invocation->verb);
		json_object_set_new(document, "path", json_of_string(&path));
		json_object_set_new(document, "event_type",
				    json_string(event_type_name(information.EventType)));
		json_object_set_new(document, "signalled",
				    json_boolean(information.EventState));
		print_document(document);
	} else {
		printf("%s: %s event, %s\n", argument,
		       event_type_name(information.EventType),
		       event_state_name(information.EventState));
	}
	free(path.Buffer);
	return NT_SUCCESS(status) ? EXIT_DONE : EXIT_FAILED;
}

static const struct verb set_verb = {
	.name = "event set",
	.synopsis = "PATH",
	.summary = "Signal an event",
	.run = run_set,
};

static const struct verb reset_verb = {
	.name = "event reset",
	.synopsis = "PATH",
	.summary = "Make an event not signalled",
	.run = run_reset,
};

static const struct verb pulse_verb = {
	.name = "event pulse",
	.synopsis = "PATH",
	.summary = "Release an event's waiters and leave it not signalled",
	.run = run_pulse,
};

static const struct verb query_verb = {
	.name = "event query",
	.synopsis = "PATH",
	.summary = "Show an event's type and state",
	.run = run_query,
};

static const struct verb *const event_verbs[] = {
	&event_create_verb, &set_verb, &reset_verb, &pulse_verb, &query_verb,
};

static int print_event_help(void)
{
	size_t i;

	puts("Usage: ntctl event create|set|reset|pulse|query [OPTION]... PATH\n");
	for (i = 0; i < ARRAY_SIZE(event_verbs); i++)
		printf("  %-14s%s\n", event_verbs[i]->name,
		       event_verbs[i]->summary);
	puts("\n'ntctl event create --help' and so on tell more.");
	return EXIT_DONE;
}

static int run(struct invocation *invocation)
{
	const char *word = invocation->argv[1] ? invocation->argv[1] : "";
	size_t i;

	if (!strcmp(word, "--help"))
		return print_event_help();

	for (i = 0; i < ARRAY_SIZE(event_verbs); i++) {
		if (strcmp(event_verbs[i]->name + strlen("event "), word))
			continue;
		invocation->verb = event_verbs[i];
		invocation->argv[1] = invocation->argv[0];
		invocation->argv++;
		invocation->argc--;
		return invocation->verb->run(invocation);
	}
	warnx("no such thing to do with an event: '%s'", word);
	point_to_help(invocation->verb);
}

const struct verb event_verb = {
	.name = "event",
	.synopsis = "create|set|reset|pulse|query PATH",
	.summary = "Make, change and read events",
	.run = run,
};
