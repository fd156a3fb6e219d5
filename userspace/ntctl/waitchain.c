// SPDX-License-Identifier: GPL-2.0
/*
 * ntctl waitchain: who waits for what, and who holds it.
 */
#include <stdio.h>
#include <stdlib.h>
#include <string.h>

#include "client.h"
#include "table.h"
#include "text.h"
#include "verbs.h"
#include "waits.h"

/* @object: NULL of a wait for none */
struct row {
	const struct waiter *waiter;
	const struct waited *object;
};

static const struct waiter *waiter_of(const void *row)
{
	return ((const struct row *)row)->waiter;
}

static const struct waited *object_of(const void *row)
{
	return ((const struct row *)row)->object;
}

static json_t *value_pid(void *row)
{
	return json_integer(waiter_of(row)->process);
}

static json_t *value_thread(void *row)
{
	return json_integer(waiter_of(row)->thread);
}

static json_t *value_wait(void *row)
{
	return json_string(wait_names[waiter_of(row)->kind]);
}

static json_t *value_milliseconds(void *row)
{
	return json_integer((json_int_t)waiter_of(row)->milliseconds);
}

static json_t *value_object(void *row)
{
	const struct waited *object = object_of(row);

	return object ? json_integer((json_int_t)object->id) : NULL;
}

static json_t *value_type(void *row)
{
	const struct waited *object = object_of(row);

	return object ? json_of_bytes(object->type) : NULL;
}

static json_t *value_path(void *row)
{
	const struct waited *object = object_of(row);

	return object && object->path ? json_of_bytes(object->path) : NULL;
}

static json_t *value_state(void *row)
{
	const struct waited *object = object_of(row);

	return object ? json_integer(object->state) : NULL;
}

static json_t *value_holder_pid(void *row)
{
	const struct waited *object = object_of(row);

	return object && object->owner_process ?
	       json_integer(object->owner_process) : NULL;
}

static json_t *value_holder(void *row)
{
	const struct waited *object = object_of(row);

	return object && object->owner ? json_integer(object->owner) : NULL;
}

static json_t *value_deadlock(void *row)
{
	return json_boolean(waiter_of(row)->is_stuck);
}

static const struct column columns[] = {
	{ "pid", "the process that waits", true, NUMBER_DECIMAL, value_pid,
	  NULL },
	{ "thread", "the thread", true, NUMBER_DECIMAL, value_thread, NULL },
	{ "wait", "for any or all of its objects; or for none: delay, alert",
	  false, NUMBER_DECIMAL, value_wait, NULL },
	{ "milliseconds", "how long it has slept", true, NUMBER_DECIMAL,
	  value_milliseconds, NULL },
	{ "object", "the number of what it waits for", true, NUMBER_DECIMAL,
	  value_object, NULL },
	{ "type", "its type", false, NUMBER_DECIMAL, value_type, NULL },
	{ "state", "its signal state", true, NUMBER_DECIMAL, value_state,
	  NULL },
	{ "holder_pid", "the process whose thread owns the mutant", true,
	  NUMBER_DECIMAL, value_holder_pid, NULL },
	{ "holder", "that thread", true, NUMBER_DECIMAL, value_holder, NULL },
	{ "deadlock", "whether nobody but waiting threads can help", false,
	  NUMBER_DECIMAL, value_deadlock, NULL },
	{ "path", "the object's name", false, NUMBER_DECIMAL, value_path,
	  NULL },
	{ .name = NULL }
};

/* What the operand asks for; 0 is every one. */
struct wanted {
	int process;
	int thread;
};

static bool parse_wanted(const char *text, struct wanted *wanted)
{
	char *copy = copy_text(text, strlen(text));
	char *slash = strchr(copy, '/');
	bool good;

	if (slash)
		*slash++ = 0;
	good = parse_id(copy, &wanted->process) &&
	       (!slash || parse_id(slash, &wanted->thread));
	free(copy);
	return good;
}

/* The thread, and who holds what it waits for, and so on. */
static void want(struct waits *waits, struct waiter *waiter)
{
	size_t i;

	if (!waiter || waiter->is_wanted)
		return;
	waiter->is_wanted = true;
	for (i = 0; i < waiter->count; i++) {
		if (waiter->objects[i].owner)
			want(waits, find_waiter(waits,
						waiter->objects[i].owner));
	}
}

static void choose(struct waits *waits, const struct wanted *wanted)
{
	size_t i;

	for (i = 0; i < waits->count; i++) {
		struct waiter *waiter = &waits->list[i];

		if ((!wanted->process || wanted->process == waiter->process) &&
		    (!wanted->thread || wanted->thread == waiter->thread))
			want(waits, waiter);
	}
}

static void add_waiter(struct table *table, const struct waiter *waiter)
{
	struct row row = { .waiter = waiter };
	size_t i;

	if (!waiter->count)
		table_row(table, &row);
	for (i = 0; i < waiter->count; i++) {
		row.object = &waiter->objects[i];
		table_row(table, &row);
	}
}

static bool add_rows(struct table *table, const struct waits *waits)
{
	bool is_stuck = false;
	size_t i;

	for (i = 0; i < waits->count; i++) {
		const struct waiter *waiter = &waits->list[i];

		if (!waiter->is_wanted)
			continue;
		is_stuck |= waiter->is_stuck;
		add_waiter(table, waiter);
	}
	return is_stuck;
}

static const struct waiter *next_stuck(const struct waits *waits,
				       const struct waiter *waiter)
{
	return find_waiter(waits, stuck_at(waits, waiter)->owner);
}

/* Who is stuck leads to a ring: after so many steps one is in it. */
static const struct waiter *ring_of(const struct waits *waits,
				    const struct waiter *waiter)
{
	size_t i;

	for (i = 0; i < waits->count; i++)
		waiter = next_stuck(waits, waiter);
	return waiter;
}

/* A ring is told by the first of its threads in the list. */
static bool tells_ring(const struct waits *waits, const struct waiter *waiter)
{
	const struct waiter *first = ring_of(waits, waiter);
	const struct waiter *other = first;

	do {
		if (other < first)
			first = other;
		other = next_stuck(waits, other);
	} while (other != ring_of(waits, waiter));
	return first == waiter;
}

static json_t *json_of_ring(const struct waits *waits,
			    const struct waiter *first)
{
	json_t *ring = json_array();
	const struct waiter *waiter = first;

	do {
		json_t *member = json_object();

		json_object_set_new(member, "pid",
				    json_integer(waiter->process));
		json_object_set_new(member, "thread",
				    json_integer(waiter->thread));
		json_object_set_new(member, "object",
				    json_integer((json_int_t)stuck_at(waits, waiter)->id));
		json_array_append_new(ring, member);
		waiter = next_stuck(waits, waiter);
	} while (waiter != first);
	return ring;
}

static json_t *rings_of(const struct waits *waits)
{
	json_t *rings = json_array();
	size_t i;

	for (i = 0; i < waits->count; i++) {
		const struct waiter *waiter = &waits->list[i];

		if (waiter->is_stuck && waiter->is_wanted &&
		    tells_ring(waits, waiter))
			json_array_append_new(rings,
					      json_of_ring(waits, waiter));
	}
	return rings;
}

static void print_object(const struct waited *object)
{
	char *path;

	if (!object->path) {
		printf("%s %llu", object->type, object->id);
		return;
	}
	path = printable_text(object->path, strlen(object->path));
	printf("%s", path);
	free(path);
}

static void print_ring(const struct waits *waits, const struct waiter *first)
{
	const struct waiter *waiter = first;

	printf("deadlock: %d/%d", waiter->process, waiter->thread);
	do {
		printf(" waits for ");
		print_object(stuck_at(waits, waiter));
		waiter = next_stuck(waits, waiter);
		printf(", held by %d/%d%s", waiter->process, waiter->thread,
		       waiter == first ? "\n" : ", which");
	} while (waiter != first);
}

static void print_rings(const struct waits *waits)
{
	size_t i;

	for (i = 0; i < waits->count; i++) {
		const struct waiter *waiter = &waits->list[i];

		if (waiter->is_stuck && waiter->is_wanted &&
		    tells_ring(waits, waiter))
			print_ring(waits, waiter);
	}
}

static int show(struct invocation *invocation, struct waits *waits,
		const struct wanted *wanted)
{
	struct table table;
	json_t *facts = NULL;
	bool is_stuck;

	if (!table_begin(&table, invocation, invocation->json ? NULL :
			 "pid,thread,wait,milliseconds,type,holder_pid,holder,deadlock,path"))
		return invocation->result;
	find_stuck(waits);
	choose(waits, wanted);
	is_stuck = add_rows(&table, waits);
	if (invocation->json) {
		facts = json_object();
		json_object_set_new(facts, "deadlocks", rings_of(waits));
	}
	table_end(&table, invocation, "waits", facts);
	if (!invocation->json)
		print_rings(waits);
	return is_stuck ? EXIT_DEADLOCK : EXIT_DONE;
}

static int run(struct invocation *invocation)
{
	struct wanted wanted = {};
	struct waits waits;
	char **arguments;
	int result;

	next_option(invocation);
	arguments = operands(invocation, 0, 1);
	if (!arguments)
		return invocation->result;
	if (arguments[0] && !parse_wanted(arguments[0], &wanted)) {
		usage_error(invocation, "no PID or PID/TID: %s", arguments[0]);
		return invocation->result;
	}
	result = read_waits(&waits) ? show(invocation, &waits, &wanted) :
				      EXIT_FAILED;
	free_waits(&waits);
	return result;
}

const struct verb waitchain_verb = {
	.name = "waitchain",
	.synopsis = "[PID[/TID]]",
	.summary = "Show who waits for what, who holds it, and deadlocks",
	.columns = columns,
	.operands = OPERAND_PROCESS,
	.run = run,
};
