// SPDX-License-Identifier: GPL-2.0
/*
 * ntctl event create.
 */
#include <string.h>
#include <unistd.h>

#include "creation.h"
#include "event.h"
#include "verbs.h"

struct wish {
	EVENT_TYPE type;
	bool signalled;
};

static NTSTATUS create(const void *data, POBJECT_ATTRIBUTES attributes,
		       HANDLE *event)
{
	const struct wish *wish = data;

	return NtCreateEvent(event, EVENT_ALL_ACCESS, attributes, wish->type,
			     wish->signalled);
}

static void describe(const void *data, json_t *document)
{
	const struct wish *wish = data;

	json_object_set_new(document, "event_type",
			    json_string(event_type_name(wish->type)));
	json_object_set_new(document, "signalled",
			    json_boolean(wish->signalled));
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

enum { OPTION_TYPE, OPTION_SIGNALLED, OWN_OPTIONS };

static const struct verb_option options[] = {
	[OPTION_TYPE] = {
		.name = "type", .argument = "TYPE",
		.values = "notification synchronization",
		.summary = "notification, which is usual, or synchronization",
	},
	[OPTION_SIGNALLED] = {
		.name = "signalled", .summary = "make it signalled",
	},
	HOLD_OPTION,
	SDDL_OPTION,
	{ .name = NULL }
};

static int run(struct invocation *invocation)
{
	struct wish wish = { .type = NotificationEvent };
	struct creation creation = {
		.what = "event",
		.wish = &wish,
		.create = create,
		.describe = describe,
		.own_options = OWN_OPTIONS,
	};
	int option;

	while ((option = next_own_option(invocation, &creation)) != NO_OPTION) {
		if (option == OPTION_TYPE)
			parse_type(invocation, optarg, &wish);
		else
			wish.signalled = true;
	}
	return run_creation(invocation, &creation);
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
