// SPDX-License-Identifier: GPL-2.0
/*
 * ntctl event-pair set and wait.
 */
#include "action.h"
#include "verbs.h"

enum pair_event { EVENT_LOW, EVENT_HIGH };

static const char *const event_names[] = {
	[EVENT_LOW] = "low",
	[EVENT_HIGH] = "high",
};

/**
 * struct wish - what the command line wants
 * @is_wanted: which event is named; it has to be one of the two
 * @event: it
 * @set: whether to set the other one at the moment when the wait begins
 */
struct wish {
	bool is_wanted[2];
	enum pair_event event;
	bool set;
};

static void describe(const void *data, json_t *document)
{
	const struct wish *wish = data;

	json_object_set_new(document, "event",
			    json_string(event_names[wish->event]));
}

static NTSTATUS set(HANDLE pair, void *data)
{
	const struct wish *wish = data;

	return wish->event == EVENT_LOW ? NtSetLowEventPair(pair) :
					  NtSetHighEventPair(pair);
}

static NTSTATUS wait_low(HANDLE pair, bool set_high)
{
	return set_high ? NtSetHighWaitLowEventPair(pair) :
			  NtWaitLowEventPair(pair);
}

static NTSTATUS wait_high(HANDLE pair, bool set_low)
{
	return set_low ? NtSetLowWaitHighEventPair(pair) :
			 NtWaitHighEventPair(pair);
}

static NTSTATUS wait(HANDLE pair, void *data)
{
	const struct wish *wish = data;

	return wish->event == EVENT_LOW ? wait_low(pair, wish->set) :
					  wait_high(pair, wish->set);
}

enum { OPTION_LOW, OPTION_HIGH, OPTION_SET };

#define LOW_OPTION	{ .name = "low", .summary = "the low event" }
#define HIGH_OPTION	{ .name = "high", .summary = "the high event" }

static void parse_options(struct invocation *invocation, struct wish *wish)
{
	int option;

	while ((option = next_option(invocation)) != NO_OPTION) {
		if (option == OPTION_SET)
			wish->set = true;
		else
			wish->is_wanted[option] = true;
	}
	wish->event = wish->is_wanted[EVENT_LOW] ? EVENT_LOW : EVENT_HIGH;
	if (!invocation->is_over &&
	    wish->is_wanted[EVENT_LOW] == wish->is_wanted[EVENT_HIGH])
		usage_error(invocation, "either --low or --high is wanted");
}

static int run(struct invocation *invocation, const struct action *action)
{
	struct wish wish = {};

	parse_options(invocation, &wish);
	return run_action(invocation, action, &wish);
}

static const struct verb_option set_options[] = {
	[OPTION_LOW] = LOW_OPTION,
	[OPTION_HIGH] = HIGH_OPTION,
	{ .name = NULL }
};

static int run_set(struct invocation *invocation)
{
	static const struct action action = {
		.kind = KIND_EVENT_PAIR,
		.access = SYNCHRONIZE,
		.act = set,
		.describe = describe,
	};

	return run(invocation, &action);
}

static const struct verb_option wait_options[] = {
	[OPTION_LOW] = LOW_OPTION,
	[OPTION_HIGH] = HIGH_OPTION,
	[OPTION_SET] = {
		.name = "set", .letter = 's',
		.summary = "set the other one at the moment when the wait begins",
	},
	{ .name = NULL }
};

static int run_wait(struct invocation *invocation)
{
	static const struct action action = {
		.kind = KIND_EVENT_PAIR,
		.access = SYNCHRONIZE,
		.is_wait = true,
		.act = wait,
		.describe = describe,
	};

	return run(invocation, &action);
}

const struct verb event_pair_set_verb = {
	.name = "event-pair set",
	.synopsis = "PATH",
	.summary = "Signal one event of a pair",
	.options = set_options,
	.operands = OPERAND_EVENT_PAIR,
	.run = run_set,
};

const struct verb event_pair_wait_verb = {
	.name = "event-pair wait",
	.synopsis = "PATH",
	.summary = "Wait for one event of a pair",
	.options = wait_options,
	.operands = OPERAND_EVENT_PAIR,
	.run = run_wait,
};
