// SPDX-License-Identifier: GPL-2.0
/*
 * ntctl timer create.
 */
#include <string.h>
#include <unistd.h>

#include "creation.h"
#include "event.h"
#include "verbs.h"

struct wish {
	TIMER_TYPE type;
};

static NTSTATUS create(const void *data, POBJECT_ATTRIBUTES attributes,
		       HANDLE *timer)
{
	const struct wish *wish = data;

	return NtCreateTimer(timer, TIMER_ALL_ACCESS, attributes, wish->type);
}

/* The types are called as those of events are, which behave so. */
static void describe(const void *data, json_t *document)
{
	const struct wish *wish = data;

	json_object_set_new(document, "timer_type",
			    json_string(event_type_name((EVENT_TYPE)wish->type)));
}

static void parse_type(struct invocation *invocation, const char *text,
		       struct wish *wish)
{
	if (!strcmp(text, "notification"))
		wish->type = NotificationTimer;
	else if (!strcmp(text, "synchronization"))
		wish->type = SynchronizationTimer;
	else
		usage_error(invocation, "no such type of timer: %s", text);
}

enum { OPTION_TYPE, OWN_OPTIONS };

static const struct verb_option options[] = {
	[OPTION_TYPE] = {
		.name = "type", .argument = "TYPE",
		.values = "notification synchronization",
		.summary = "notification, which is usual, or synchronization",
	},
	HOLD_OPTION,
	SDDL_OPTION,
	{ .name = NULL }
};

static int run(struct invocation *invocation)
{
	struct wish wish = { .type = NotificationTimer };
	struct creation creation = {
		.what = "timer",
		.wish = &wish,
		.create = create,
		.describe = describe,
		.own_options = OWN_OPTIONS,
	};

	while (next_own_option(invocation, &creation) != NO_OPTION)
		parse_type(invocation, optarg, &wish);
	return run_creation(invocation, &creation);
}

const struct verb timer_create_verb = {
	.name = "timer create",
	.synopsis = "PATH",
	.summary = "Make a timer",
	.options = options,
	.operands = OPERAND_OBJECT,
	.gives_handle = true,
	.run = run,
};
