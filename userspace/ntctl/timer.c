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
#include "nt_time.h"
#include "seconds.h"
#include "timer.h"
#include "verbs.h"

/* Of 1970 in NT's system time. */
#define UNITS_1970	116444736000000000LL

/**
 * struct wish - what the command line wants, and what the timer was
 * @due: when it is to become signalled
 * @period: milliseconds between further times
 * @was_signalled: whether it was, before
 * @calls: how often it is to call this program; 0 if it is not
 * @called: how often it has
 * @when: the system time that the last call came with
 */
struct wish {
	LARGE_INTEGER due;
	LONG period;
	BOOLEAN was_signalled;
	LONG calls;
	LONG called;
	LARGE_INTEGER when;
};

static NTSTATUS set(HANDLE timer, void *data)
{
	struct wish *wish = data;

	return NtSetTimer(timer, &wish->due, NULL, NULL, FALSE, wish->period,
			  &wish->was_signalled);
}

static void note_call(PVOID context, ULONG low, LONG high)
{
	struct wish *wish = context;

	wish->called++;
	wish->when.QuadPart = (LONGLONG)high << 32 | low;
}

static NTSTATUS set_and_be_called(HANDLE timer, void *data)
{
	struct wish *wish = data;
	LARGE_INTEGER for_ever = { .QuadPart = INT64_MIN };
	NTSTATUS status;

	status = NtSetTimer(timer, &wish->due, note_call, wish, FALSE, wish->period,
			    &wish->was_signalled);
	/* Others may have alerted the thread. */
	while (NT_SUCCESS(status) && wish->called < wish->calls)
		status = NtDelayExecution(TRUE, &for_ever);
	if (!NT_SUCCESS(status))
		return status;
	return wish->period ? NtCancelTimer(timer, NULL) : STATUS_SUCCESS;
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

static void describe_calls(const void *data, json_t *document)
{
	const struct wish *wish = data;
	char text[MOST_TIMER_TEXT];

	describe_before(data, document);
	format_time(wish->when, text, sizeof(text));
	json_object_set_new(document, "calls", json_integer(wish->called));
	json_object_set_new(document, "called_at", json_string(text));
}

static void print_calls(const char *name, const void *data)
{
	const struct wish *wish = data;
	char text[MOST_TIMER_TEXT];

	print_before(name, data);
	format_time(wish->when, text, sizeof(text));
	printf("%s: calls: %d, the last one at %s\n", name, wish->called, text);
}

enum { OPTION_AT, OPTION_IN, OPTION_PERIOD, OPTION_CALLS };

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
	[OPTION_CALLS] = {
		.name = "calls", .letter = 'c', .argument = "COUNT",
		.summary = "have it call ntctl, which waits for so many calls",
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
	static const struct action call_action = {
		.kind = KIND_TIMER,
		.access = TIMER_MODIFY_STATE,
		.is_wait = true,
		.act = set_and_be_called,
		.describe = describe_calls,
		.print = print_calls,
	};
	/* A shell that jumps out of the wait may be called later. */
	static struct wish wish;
	bool is_given[2] = { false };
	int option;

	wish = (struct wish){};
	while ((option = next_option(invocation)) != NO_OPTION) {
		if (option == OPTION_PERIOD) {
			parse_count(invocation, optarg, 0, &wish.period);
			continue;
		}
		if (option == OPTION_CALLS) {
			parse_count(invocation, optarg, 1, &wish.calls);
			continue;
		}
		is_given[option] = true;
		parse_time(invocation, &wish.due);
	}
	if (wish.calls > 1 && !wish.period)
		usage_error(invocation, "without --period there is one call");
	if (is_given[OPTION_AT] && is_given[OPTION_IN])
		usage_error(invocation, "--at and --in exclude each other");
	if (is_given[OPTION_AT])
		from_1970(&wish.due);
	return run_action(invocation, wish.calls ? &call_action : &action, &wish);
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
