// SPDX-License-Identifier: GPL-2.0
/*
 * ntctl timer set, cancel and query.
 */
#include <stdint.h>
#include <stdio.h>
#include <unistd.h>

#include "action.h"
#include "count.h"
#include "event.h"
#include "seconds.h"
#include "timer.h"
#include "verbs.h"

#define UNITS_A_SECOND	1e7

/* Of 1970 in NT's system time. */
#define UNITS_1970	116444736000000000LL

/**
 * struct wish - what the command line wants, and what the timer was
 * @due: when it is to become signalled
 * @period: milliseconds between further times
 * @was_signalled: whether it was, before
 */
struct wish {
	LARGE_INTEGER due;
	LONG period;
	BOOLEAN was_signalled;
};

static NTSTATUS set(HANDLE timer, void *data)
{
	struct wish *wish = data;

	return NtSetTimer(timer, &wish->due, NULL, NULL, FALSE, wish->period,
			  &wish->was_signalled);
}

static NTSTATUS cancel(HANDLE timer, void *data)
{
	struct wish *wish = data;

	return NtCancelTimer(timer, &wish->was_signalled);
}

static void describe_before(const void *data, json_t *document)
{
	const struct wish *wish = data;

	json_object_set_new(document, "was_signalled",
			    json_boolean(wish->was_signalled));
}

static void print_before(const char *name, const void *data)
{
	const struct wish *wish = data;

	printf("%s: was %s\n", name, event_state_name(wish->was_signalled));
}

enum { OPTION_AT, OPTION_IN, OPTION_PERIOD };

static const struct verb_option set_options[] = {
	[OPTION_AT] = {
		.name = "at", .letter = 'a', .argument = "SECONDS",
		.summary = "when the clock shows so many seconds since 1970",
	},
	[OPTION_IN] = {
		.name = "in", .letter = 'i', .argument = "SECONDS",
		.summary = "so long from now; at once unless told",
	},
	[OPTION_PERIOD] = {
		.name = "period", .letter = 'p', .argument = "MILLISECONDS",
		.summary = "and again each time after so many milliseconds",
	},
	{ .name = NULL }
};

static void parse_time(struct invocation *invocation, LARGE_INTEGER *time)
{
	if (!parse_timeout(optarg, time))
		usage_error(invocation, "no number of seconds: %s", optarg);
}

/* What is too far away is as far away as can be told. */
static void from_1970(LARGE_INTEGER *time)
{
	LONGLONG units = -time->QuadPart;

	time->QuadPart = units > INT64_MAX - UNITS_1970 ?
			 INT64_MAX : units + UNITS_1970;
}

static int run_set(struct invocation *invocation)
{
	static const struct action action = {
		.kind = KIND_TIMER,
		.access = TIMER_MODIFY_STATE,
		.act = set,
		.describe = describe_before,
		.print = print_before,
	};
	struct wish wish = { .period = 0 };
	bool is_given[2] = { false };
	int option;

	while ((option = next_option(invocation)) != NO_OPTION) {
		if (option == OPTION_PERIOD) {
			parse_count(invocation, optarg, 0, &wish.period);
			continue;
		}
		is_given[option] = true;
		parse_time(invocation, &wish.due);
	}
	if (is_given[OPTION_AT] && is_given[OPTION_IN])
		usage_error(invocation, "--at and --in exclude each other");
	if (is_given[OPTION_AT])
		from_1970(&wish.due);
	return run_action(invocation, &action, &wish);
}

static int run_cancel(struct invocation *invocation)
{
	static const struct action action = {
		.kind = KIND_TIMER,
		.access = TIMER_MODIFY_STATE,
		.act = cancel,
		.describe = describe_before,
		.print = print_before,
	};
	struct wish wish;

	return run_action(invocation, &action, &wish);
}

static NTSTATUS query(HANDLE timer, void *information)
{
	return NtQueryTimer(timer, TimerBasicInformation, information,
			    sizeof(TIMER_BASIC_INFORMATION), NULL);
}

static double seconds_of(const TIMER_BASIC_INFORMATION *information)
{
	return (double)information->RemainingTime.QuadPart / UNITS_A_SECOND;
}

/* How long ago one that was never set was due is no news. */
void format_timer(const TIMER_BASIC_INFORMATION *information,
		  char text[MOST_TIMER_TEXT])
{
	const char *state = event_state_name(information->TimerState);

	if (information->RemainingTime.QuadPart > 0)
		snprintf(text, MOST_TIMER_TEXT, "%s, due in %.7g s", state,
			 seconds_of(information));
	else
		snprintf(text, MOST_TIMER_TEXT, "%s", state);
}

void describe_timer(const void *data, json_t *document)
{
	const TIMER_BASIC_INFORMATION *information = data;

	json_object_set_new(document, "signalled",
			    json_boolean(information->TimerState));
	json_object_set_new(document, "remaining_seconds",
			    json_real(seconds_of(information)));
}

static void print_state(const char *name, const void *data)
{
	char text[MOST_TIMER_TEXT];

	format_timer(data, text);
	printf("%s: timer, %s\n", name, text);
}

static int run_query(struct invocation *invocation)
{
	static const struct action action = {
		.kind = KIND_TIMER,
		.access = TIMER_QUERY_STATE,
		.act = query,
		.describe = describe_timer,
		.print = print_state,
	};
	TIMER_BASIC_INFORMATION information;

	return run_action(invocation, &action, &information);
}

const struct verb timer_set_verb = {
	.name = "timer set",
	.synopsis = "PATH",
	.summary = "Say when a timer becomes signalled",
	.options = set_options,
	.operands = OPERAND_TIMER,
	.run = run_set,
};

const struct verb timer_cancel_verb = {
	.name = "timer cancel",
	.synopsis = "PATH",
	.summary = "Have a timer not become signalled",
	.operands = OPERAND_TIMER,
	.run = run_cancel,
};

const struct verb timer_query_verb = {
	.name = "timer query",
	.synopsis = "PATH",
	.summary = "Show whether a timer is signalled, and when it is due",
	.operands = OPERAND_TIMER,
	.run = run_query,
};
