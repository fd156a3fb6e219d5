// SPDX-License-Identifier: GPL-2.0
/*
 * ntctl wait: until any or all of some objects are signalled.
 */
#include <stdio.h>
#include <unistd.h>

#include "alerted.h"
#include "client.h"
#include "interrupt.h"
#include "json.h"
#include "place.h"
#include "seconds.h"
#include "verbs.h"

#define MOST_OPERANDS	MAXIMUM_WAIT_OBJECTS

/**
 * struct wish - what the command line wants
 * @kind: of what the operands are
 * @all: whether to wait for all of them
 * @timeout: how long
 * @has_timeout: or for ever
 * @alertable: whether alerts and user APCs end the wait
 * @signal: what to signal when the wait begins; NULL if nothing is
 */
struct wish {
	enum place_kind kind;
	bool all;
	LARGE_INTEGER timeout;
	bool has_timeout;
	bool alertable;
	const char *signal;
};

/**
 * struct targets - what is waited for
 * @places: the operands
 * @handles: to what they name
 * @count: how many of both there are
 * @signal: what is signalled, if anything
 * @signal_handle: to that; NULL if nothing is
 */
struct targets {
	struct place places[MOST_OPERANDS];
	HANDLE handles[MOST_OPERANDS];
	ULONG count;
	struct place signal;
	HANDLE signal_handle;
};

/* What the wait found; there may be an end to tell if it was one. */
struct outcome {
	NTSTATUS status;
	bool signalled;
	bool abandoned;
	ULONG index;
	bool has_ended;
	struct client_end end;
};

static const ACCESS_MASK wait_rights[KIND_COUNT] = {
	[KIND_EVENT] = SYNCHRONIZE,
	[KIND_SEMAPHORE] = SYNCHRONIZE,
	[KIND_MUTANT] = SYNCHRONIZE,
	[KIND_TIMER] = SYNCHRONIZE,
	[KIND_PROCESS] = SYNCHRONIZE | PROCESS_QUERY_LIMITED_INFORMATION,
	[KIND_THREAD] = SYNCHRONIZE | THREAD_QUERY_LIMITED_INFORMATION,
};

/* Any right to a mutant will do. */
static const ACCESS_MASK signal_rights[KIND_COUNT] = {
	[KIND_EVENT] = EVENT_MODIFY_STATE,
	[KIND_SEMAPHORE] = SEMAPHORE_MODIFY_STATE,
	[KIND_MUTANT] = SYNCHRONIZE,
};

/* Says what is wrong. */
static bool open_target(struct targets *targets, struct invocation *invocation,
			enum place_kind kind, const char *argument)
{
	struct place *place = &targets->places[targets->count];
	NTSTATUS status;

	if (!find_operand(invocation, kind, argument, place))
		return false;
	status = open_place_waitable(place, wait_rights,
				     &targets->handles[targets->count]);
	if (NT_SUCCESS(status)) {
		targets->count++;
		return true;
	}
	report_status(argument, status);
	free_place(place);
	invocation->result = EXIT_FAILED;
	return false;
}

static bool open_signal(struct targets *targets, struct invocation *invocation,
			const char *argument)
{
	NTSTATUS status;

	if (!find_place(invocation, argument, &targets->signal)) {
		invocation->result = EXIT_FAILED;
		return false;
	}
	status = open_place_waitable(&targets->signal, signal_rights,
				     &targets->signal_handle);
	if (NT_SUCCESS(status))
		return true;
	report_status(argument, status);
	free_place(&targets->signal);
	targets->signal_handle = NULL;
	invocation->result = EXIT_FAILED;
	return false;
}

static bool open_targets(struct targets *targets, struct invocation *invocation,
			 const struct wish *wish, char **arguments)
{
	for (; *arguments; arguments++) {
		if (!open_target(targets, invocation, wish->kind, *arguments))
			return false;
	}
	return !wish->signal ||
	       open_signal(targets, invocation, wish->signal);
}

static void close_targets(struct targets *targets)
{
	ULONG i;

	for (i = 0; i < targets->count; i++) {
		close_place(&targets->places[i], targets->handles[i]);
		free_place(&targets->places[i]);
	}
	if (targets->signal_handle) {
		close_place(&targets->signal, targets->signal_handle);
		free_place(&targets->signal);
	}
}

/* With a status that is no failure. */
static void judge(struct outcome *outcome, const struct targets *targets,
		  const struct wish *wish)
{
	NTSTATUS status = outcome->status;

	outcome->abandoned = status >= STATUS_ABANDONED_WAIT_0 &&
			     status <= STATUS_ABANDONED_WAIT_63;
	outcome->signalled = outcome->abandoned || status <= STATUS_WAIT_63;
	if (!outcome->signalled)
		return;
	outcome->index = status - (outcome->abandoned ?
				   STATUS_ABANDONED_WAIT_0 : STATUS_WAIT_0);
	if (wish->all && targets->count > 1)
		return;
	outcome->has_ended = query_end(targets->handles[outcome->index],
				       &outcome->end);
}

/**
 * struct wait_call - what to wait for
 * @signal: signalled at the moment when the wait begins, which then is for one
 *	object; or NULL
 * @handles: the objects
 * @count: how many
 * @type: whether to wait for any or all of them
 * @alertable: whether alerts end the wait
 * @timeout: how long; NULL for ever
 */
struct wait_call {
	HANDLE signal;
	HANDLE *handles;
	ULONG count;
	WAIT_TYPE type;
	BOOLEAN alertable;
	LARGE_INTEGER *timeout;
};

static NTSTATUS make_call(const void *data)
{
	const struct wait_call *call = data;

	if (call->signal)
		return NtSignalAndWaitForSingleObject(call->signal,
						      call->handles[0],
						      call->alertable,
						      call->timeout);
	if (call->count == 1)
		return NtWaitForSingleObject(call->handles[0], call->alertable,
					     call->timeout);
	return NtWaitForMultipleObjects(call->count, call->handles, call->type,
					call->alertable, call->timeout);
}

/* Returns a signal that ended the wait, or 0 and the outcome. */
static int wait_for(struct targets *targets, struct wish *wish,
		    struct outcome *outcome)
{
	struct wait_call call = {
		.signal = targets->signal_handle,
		.handles = targets->handles,
		.count = targets->count,
		.type = wish->all ? WaitAll : WaitAny,
		.alertable = wish->alertable,
		.timeout = wish->has_timeout ? &wish->timeout : NULL,
	};
	int number;

	number = interruptible_wait(make_call, &call, &outcome->status);
	if (!number && NT_SUCCESS(outcome->status))
		judge(outcome, targets, wish);
	return number;
}

static json_t *json_of_targets(const struct targets *targets)
{
	json_t *array = json_array();
	ULONG i;

	for (i = 0; i < targets->count; i++) {
		json_t *member = json_object();

		add_place(member, &targets->places[i]);
		json_array_append_new(array, member);
	}
	return array;
}

static void print_json(const struct invocation *invocation,
		       const struct targets *targets, const struct wish *wish,
		       const struct outcome *outcome)
{
	json_t *document = new_document(invocation->verb);

	if (targets->count == 1) {
		add_place(document, &targets->places[0]);
	} else {
		json_object_set_new(document, "all", json_boolean(wish->all));
		json_object_set_new(document, "objects",
				    json_of_targets(targets));
		if (outcome->signalled && !wish->all)
			json_object_set_new(document, "index",
					    json_integer(outcome->index));
	}
	json_object_set_new(document, "signalled",
			    json_boolean(outcome->signalled));
	json_object_set_new(document, "abandoned",
			    json_boolean(outcome->abandoned));
	add_alerted(document, outcome->status);
	if (outcome->has_ended)
		add_end(document, &outcome->end);
	print_document(document);
}

/* Of one object that was just signalled there is nothing to tell. */
static void print_text(const struct targets *targets, const struct wish *wish,
		       const struct outcome *outcome)
{
	const char *argument = targets->places[outcome->index].argument;
	char text[MOST_END_TEXT];

	if (wish->all && targets->count > 1) {
		if (outcome->abandoned)
			puts("a mutant was abandoned by its owner");
	} else if (outcome->has_ended) {
		format_end(&outcome->end, text);
		printf("%s: ended with %s\n", argument, text);
	} else if (outcome->abandoned) {
		printf("%s: abandoned by its owner\n", argument);
	} else if (targets->count > 1) {
		puts(argument);
	}
}

/* Of several objects none is to blame for a failure. */
static const char *name_of(const struct targets *targets)
{
	return targets->count == 1 ? targets->places[0].argument : "wait";
}

/* Without a failure */
static int exit_status_of(const struct outcome *outcome)
{
	if (outcome->signalled)
		return EXIT_DONE;
	return is_alerted(outcome->status) ? EXIT_ALERTED : EXIT_TIMEOUT;
}

static int finish(const struct invocation *invocation,
		  const struct targets *targets, const struct wish *wish,
		  const struct outcome *outcome)
{
	if (!outcome->signalled && !is_alerted(outcome->status) &&
	    outcome->status != STATUS_TIMEOUT) {
		report_status(name_of(targets), outcome->status);
		return EXIT_FAILED;
	}
	if (invocation->json)
		print_json(invocation, targets, wish, outcome);
	else if (outcome->signalled)
		print_text(targets, wish, outcome);
	else
		print_alerted(name_of(targets), outcome->status);
	return exit_status_of(outcome);
}

static int run_wait(const struct invocation *invocation,
		    struct targets *targets, struct wish *wish)
{
	struct outcome outcome = {};
	int number;

	number = wait_for(targets, wish, &outcome);
	if (!number)
		return finish(invocation, targets, wish, &outcome);
	return report_interruption(name_of(targets), number);
}

enum {
	OPTION_TIMEOUT, OPTION_ALL, OPTION_ALERTABLE, OPTION_SIGNAL,
	OPTION_PROCESS, OPTION_THREAD
};

static const struct verb_option options[] = {
	[OPTION_TIMEOUT] = {
		.name = "timeout", .letter = 't', .argument = "SECONDS",
		.summary = "give up after so long, with exit status 124",
	},
	[OPTION_ALL] = {
		.name = "all", .letter = 'a',
		.summary = "until all are signalled at one moment, and not any",
	},
	[OPTION_ALERTABLE] = ALERTABLE_OPTION,
	[OPTION_SIGNAL] = {
		.name = "signal", .letter = 's', .argument = "PATH",
		.summary = "signal this at the moment when the wait begins",
	},
	[OPTION_PROCESS] = PROCESS_OPTION,
	[OPTION_THREAD] = THREAD_OPTION,
	{ .name = NULL }
};

static void parse_options(struct invocation *invocation, struct wish *wish)
{
	int option;

	while ((option = next_option(invocation)) != NO_OPTION) {
		switch (option) {
		case OPTION_TIMEOUT:
			wish->has_timeout = true;
			if (!parse_timeout(optarg, &wish->timeout))
				usage_error(invocation,
					    "no number of seconds: %s", optarg);
			break;
		case OPTION_ALL:
			wish->all = true;
			break;
		case OPTION_ALERTABLE:
			wish->alertable = true;
			break;
		case OPTION_SIGNAL:
			wish->signal = optarg;
			break;
		case OPTION_PROCESS:
			wish->kind = PLACE_PROCESS;
			break;
		case OPTION_THREAD:
			wish->kind = PLACE_THREAD;
			break;
		}
	}
}

static int run(struct invocation *invocation)
{
	struct wish wish = { .kind = PLACE_PATH };
	struct targets targets = {};
	char **arguments;
	int result;

	parse_options(invocation, &wish);
	arguments = operands(invocation, 1, MOST_OPERANDS);
	if (arguments && wish.signal && arguments[1]) {
		usage_error(invocation, "--signal is for a wait for one object");
		arguments = NULL;
	}
	if (!arguments)
		return invocation->result;
	if (open_targets(&targets, invocation, &wish, arguments))
		result = run_wait(invocation, &targets, &wish);
	else
		result = invocation->result;
	close_targets(&targets);
	return result;
}

const struct verb wait_verb = {
	.name = "wait",
	.synopsis = "PATH|NUMBER...",
	.summary = "Wait until an object is signalled, or a process or thread has ended",
	.options = options,
	.operands = OPERAND_WAITABLE,
	.run = run,
};
