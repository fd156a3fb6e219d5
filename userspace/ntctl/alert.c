// SPDX-License-Identifier: GPL-2.0
/*
 * ntctl alert: end a thread's alertable wait.
 */
#include <stdio.h>
#include <string.h>
#include <time.h>
#include <unistd.h>

#include "json.h"
#include "place.h"
#include "thread_table.h"
#include "verbs.h"
#include "waits.h"

/* How long a thread may take to see it, before it is taken not to wait for one. */
#define MOST_LOOKS	100
#define LOOK_MS		2

enum fate {
	FATE_UNKNOWN,	/* debugfs is not for everybody, nor all threads in it */
	FATE_SEEN,
	FATE_KEPT,
};

/**
 * struct alert - what is known of one
 * @wait: what the thread's wait was called when it was alerted; NULL if it was seen
 *	in none
 * @fate: what came of it
 */
struct alert {
	const char *wait;
	enum fate fate;
};

static const char *find_wait(int thread)
{
	const char *name = NULL;
	const struct waiter *waiter;
	struct waits waits;

	if (read_waits(&waits)) {
		waiter = find_waiter(&waits, thread);
		name = waiter ? wait_names[waiter->kind] : NULL;
	}
	free_waits(&waits);
	return name;
}

static enum fate look(int thread)
{
	enum fate fate = FATE_UNKNOWN;
	struct debugfs_table threads;
	const char *alerts;
	__u64 id;

	if (!debugfs_begin(&threads, "threads"))
		return fate;
	while (fate == FATE_UNKNOWN && debugfs_next(&threads)) {
		alerts = debugfs_value(&threads, "alerts");
		if (alerts && debugfs_number(&threads, "tid", &id) &&
		    id == (__u64)thread)
			fate = strchr(alerts, ALERT_BY_HANDLE) ? FATE_KEPT :
								 FATE_SEEN;
	}
	debugfs_end(&threads);
	return fate;
}

/* The thread has to run to see it. */
static enum fate find_fate(int thread)
{
	const struct timespec pause = { .tv_nsec = LOOK_MS * 1000000L };
	enum fate fate = look(thread);
	int i;

	for (i = 0; i < MOST_LOOKS && fate == FATE_KEPT; i++) {
		nanosleep(&pause, NULL);
		fate = look(thread);
	}
	return fate;
}

static NTSTATUS alert_thread(const struct place *place, struct alert *alert)
{
	/* A handle need not be one that tells the thread's number. */
	bool can_look = place->id && debugfs_is_readable();
	NTSTATUS status;
	HANDLE handle;

	status = open_place(place, KIND_THREAD, THREAD_ALERT, &handle);
	if (!NT_SUCCESS(status))
		return status;
	if (can_look)
		alert->wait = find_wait(place->id);
	status = NtAlertThread(handle);
	if (NT_SUCCESS(status) && can_look)
		alert->fate = find_fate(place->id);
	/* It may have ended since. */
	if (alert->wait && alert->fate == FATE_UNKNOWN)
		alert->fate = FATE_SEEN;
	close_place(place, handle);
	return status;
}

static void print_text(const struct place *place, const struct alert *alert)
{
	printf("%s: alerted", place->argument);
	if (alert->fate == FATE_SEEN && alert->wait)
		printf("; its wait has ended (%s)", alert->wait);
	else if (alert->fate == FATE_SEEN)
		printf("; it has seen it");
	else if (alert->fate == FATE_KEPT)
		printf("; its next alertable wait will end");
	putchar('\n');
}

static void print_json(const struct invocation *invocation,
		       const struct place *place, const struct alert *alert)
{
	json_t *document = new_document(invocation->verb);

	add_place(document, place);
	if (alert->fate != FATE_UNKNOWN)
		json_object_set_new(document, "seen",
				    json_boolean(alert->fate == FATE_SEEN));
	if (alert->wait)
		json_object_set_new(document, "wait",
				    json_string(alert->wait));
	print_document(document);
}

static int run(struct invocation *invocation)
{
	struct alert alert = {};
	struct place place;
	char **arguments;
	NTSTATUS status;

	next_option(invocation);
	arguments = operands(invocation, 1, 1);
	if (!arguments ||
	    !find_operand(invocation, PLACE_THREAD, arguments[0], &place))
		return invocation->result;
	status = alert_thread(&place, &alert);
	if (!NT_SUCCESS(status))
		report_status(place.argument, status);
	else if (invocation->json)
		print_json(invocation, &place, &alert);
	else
		print_text(&place, &alert);
	free_place(&place);
	return NT_SUCCESS(status) ? EXIT_DONE : EXIT_FAILED;
}

const struct verb alert_verb = {
	.name = "alert",
	.synopsis = "TID",
	.summary = "End a thread's alertable wait, or its next one",
	.operands = OPERAND_THREAD,
	.run = run,
};
