// SPDX-License-Identifier: GPL-2.0
/*
 * ntctl event create.
 */
#include <signal.h>
#include <stdio.h>
#include <stdlib.h>
#include <string.h>
#include <unistd.h>

#include "descriptor.h"
#include "event.h"
#include "json.h"
#include "place.h"
#include "verbs.h"

struct wish {
	EVENT_TYPE type;
	bool signalled;
	bool hold;
	PSECURITY_DESCRIPTOR descriptor;
};

/* An event must be permanent if nobody has a handle when the command is over. */
static bool is_permanent(const struct invocation *invocation,
			 const struct wish *wish)
{
	return !wish->hold && !invocation->wants_handle;
}

/* @place: NULL for an event without a name. */
static NTSTATUS create(const struct invocation *invocation, struct place *place,
		       const struct wish *wish, HANDLE *event)
{
	OBJECT_ATTRIBUTES attributes;

	if (place)
		place_attributes(place, is_permanent(invocation, wish) ?
				 OBJ_PERMANENT : 0, &attributes);
	else
		InitializeObjectAttributes(&attributes, NULL, 0, NULL, NULL);
	attributes.SecurityDescriptor = wish->descriptor;
	return NtCreateEvent(event, EVENT_ALL_ACCESS, &attributes, wish->type,
			     wish->signalled);
}

/* The signals that ask a command to end; blocked, to be waited for. */
static void block_end_signals(sigset_t *signals, sigset_t *before)
{
	sigemptyset(signals);
	sigaddset(signals, SIGHUP);
	sigaddset(signals, SIGINT);
	sigaddset(signals, SIGTERM);
	sigprocmask(SIG_BLOCK, signals, before);
}

static void print_json(const struct invocation *invocation,
		       const struct place *place, const struct wish *wish)
{
	json_t *document = new_document(invocation->verb);

	json_object_set_new(document, "path",
			    place ? json_of_place(place) : json_string(""));
	json_object_set_new(document, "event_type",
			    json_string(event_type_name(wish->type)));
	json_object_set_new(document, "signalled",
			    json_boolean(wish->signalled));
	json_object_set_new(document, "permanent",
			    json_boolean(is_permanent(invocation, wish)));
	print_document(document);
	fflush(stdout);
}

static void parse_type(struct invocation *invocation, const char *text,
		       struct wish *wish)
{
	if (!strcmp(text, "notification"))
		wish->type = NotificationEvent;
	else if (!strcmp(text, "synchronization"))
		wish->type = SynchronizationEvent;
	else
		usage_error(invocation, "no such type of event: %s", text);
}

enum { OPTION_TYPE, OPTION_SIGNALLED, OPTION_HOLD, OPTION_SDDL };

static const struct verb_option options[] = {
	[OPTION_TYPE] = {
		.name = "type", .argument = "TYPE",
		.values = "notification synchronization",
		.summary = "notification, which is usual, or synchronization",
	},
	[OPTION_SIGNALLED] = {
		.name = "signalled", .summary = "make it signalled",
	},
	[OPTION_HOLD] = {
		.name = "hold",
		.summary = "make it temporary, and keep it until a signal comes",
	},
	[OPTION_SDDL] = {
		.name = "sddl", .argument = "SDDL", .summary = SDDL_SUMMARY,
	},
	{ .name = NULL }
};

static void parse_options(struct invocation *invocation, struct wish *wish)
{
	int option;

	while ((option = next_option(invocation)) != NO_OPTION) {
		switch (option) {
		case OPTION_TYPE:
			parse_type(invocation, optarg, wish);
			break;
		case OPTION_SIGNALLED:
			wish->signalled = true;
			break;
		case OPTION_HOLD:
			wish->hold = true;
			break;
		case OPTION_SDDL:
			take_descriptor(invocation, optarg, &wish->descriptor);
			break;
		}
	}
	if (wish->hold && invocation->wants_handle)
		usage_error(invocation, "a variable holds it without --hold");
}

static void hold(const sigset_t *signals)
{
	int number;

	fflush(stdout);
	sigwait(signals, &number);
}

static int run_create(struct invocation *invocation, struct place *place,
		      const struct wish *wish)
{
	sigset_t signals;
	sigset_t before;
	NTSTATUS status;
	HANDLE event;

	if (place && !is_for_name(invocation, place))
		return invocation->result;
	if (wish->hold)
		block_end_signals(&signals, &before);
	status = create(invocation, place, wish, &event);
	if (NT_SUCCESS(status)) {
		if (invocation->json)
			print_json(invocation, place, wish);
		if (wish->hold)
			hold(&signals);
		if (invocation->wants_handle)
			invocation->handle = event;
		else
			NtClose(event);
	} else {
		report_status(place ? place->argument : "event", status);
	}
	if (wish->hold)
		sigprocmask(SIG_SETMASK, &before, NULL);
	return NT_SUCCESS(status) ? EXIT_DONE : EXIT_FAILED;
}

/* Only an event that is kept in a variable can be without a name. */
static int run_operands(struct invocation *invocation, const struct wish *wish)
{
	char **arguments = operands(invocation, !invocation->wants_handle, 1);
	struct place place;
	int result;

	if (!arguments)
		return invocation->result;
	if (!arguments[0])
		return run_create(invocation, NULL, wish);
	if (!find_place(invocation, arguments[0], &place))
		return EXIT_FAILED;
	result = run_create(invocation, &place, wish);
	free_place(&place);
	return result;
}

static int run(struct invocation *invocation)
{
	struct wish wish = { .type = NotificationEvent };
	int result;

	parse_options(invocation, &wish);
	result = run_operands(invocation, &wish);
	free(wish.descriptor);
	return result;
}

const struct verb event_create_verb = {
	.name = "event create",
	.synopsis = "PATH",
	.summary = "Make an event",
	.options = options,
	.operands = OPERAND_OBJECT,
	.gives_handle = true,
	.run = run,
};
