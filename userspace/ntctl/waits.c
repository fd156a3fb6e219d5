// SPDX-License-Identifier: GPL-2.0
/*
 * What debugfs tells of who waits for what.
 */
#include <err.h>
#include <limits.h>
#include <stdint.h>
#include <stdlib.h>
#include <string.h>

#include "debugfs.h"
#include "fields.h"
#include "waits.h"

const char *const wait_names[WAIT_KINDS] = {
	[WAIT_FOR_ANY] = "any",
	[WAIT_FOR_ALL] = "all",
	[WAIT_FOR_TIME] = "delay",
	[WAIT_FOR_ALERT] = "alert",
};

static char *decoded(const char *text)
{
	char *copy = copy_text(text, strlen(text));

	decode_field(copy);
	return copy;
}

/* process/thread, or - for nobody */
static bool parse_owner(char *text, struct waited *object)
{
	char *slash = strchr(text, '/');
	__u64 process;
	__u64 thread;

	if (!strcmp(text, "-"))
		return true;
	if (!slash)
		return false;
	*slash = 0;
	if (!parse_number(text, INT_MAX, &process) ||
	    !parse_number(slash + 1, INT_MAX, &thread))
		return false;
	object->owner_process = (int)process;
	object->owner = (int)thread;
	return true;
}

static bool parse_state(const char *text, __s64 *state)
{
	bool is_negative = *text == '-';
	__u64 value;

	if (!parse_number(text + is_negative, UINT_MAX, &value))
		return false;
	*state = is_negative ? -(__s64)value : (__s64)value;
	return true;
}

/* id:state:sleeps:owner:type */
static bool parse_object(char *text, struct waited *object)
{
	char *state;
	char *sleeps;
	char *owner;
	char *type;

	memset(object, 0, sizeof(*object));
	state = strchr(text, ':');
	sleeps = state ? strchr(state + 1, ':') : NULL;
	owner = sleeps ? strchr(sleeps + 1, ':') : NULL;
	type = owner ? strchr(owner + 1, ':') : NULL;
	if (!type)
		return false;
	*state++ = 0;
	*sleeps++ = 0;
	*owner++ = 0;
	*type++ = 0;
	if (!parse_number(text, INT64_MAX, &object->id) ||
	    !parse_state(state, &object->state) ||
	    !parse_number(sleeps, UINT_MAX, &object->sleeps) ||
	    !parse_owner(owner, object))
		return false;
	object->type = decoded(type);
	return true;
}

static bool add_object(struct waiter *waiter, char *text)
{
	waiter->objects = reallocate(waiter->objects, (waiter->count + 1) *
				     sizeof(*waiter->objects));
	if (!parse_object(text, &waiter->objects[waiter->count]))
		return false;
	waiter->count++;
	return true;
}

static bool parse_objects(struct waiter *waiter, const char *text)
{
	char *copy = copy_text(text, strlen(text));
	bool good = true;
	char *rest = copy;
	char *word;

	while (good && (word = strsep(&rest, " ")))
		good = !*word || add_object(waiter, word);
	free(copy);
	return good;
}

static bool parse_kind(const char *text, enum wait_kind *kind)
{
	int i;

	for (i = 0; i < WAIT_KINDS; i++) {
		if (strcmp(text, wait_names[i]))
			continue;
		*kind = i;
		return true;
	}
	return false;
}

static bool parse_line(const struct debugfs_table *table, struct waiter *waiter)
{
	const char *wait = debugfs_value(table, "wait");
	const char *objects = debugfs_value(table, "objects");
	__u64 process;
	__u64 thread;

	if (!wait || !objects || !parse_kind(wait, &waiter->kind) ||
	    !debugfs_number(table, "pid", &process) ||
	    !debugfs_number(table, "tid", &thread) ||
	    !debugfs_number(table, "milliseconds", &waiter->milliseconds))
		return false;
	waiter->process = (int)process;
	waiter->thread = (int)thread;
	return parse_objects(waiter, objects);
}

static void add_waiter(struct waits *waits, const struct debugfs_table *table)
{
	struct waiter *waiter;

	waits->list = reallocate(waits->list,
				 (waits->count + 1) * sizeof(*waits->list));
	waiter = &waits->list[waits->count++];
	memset(waiter, 0, sizeof(*waiter));
	if (!parse_line(table, waiter))
		warnx("%s: a line is not of the known form", table->path);
}

static void name_object(struct waits *waits, __u64 id, const char *path)
{
	size_t i;
	size_t j;

	for (i = 0; i < waits->count; i++) {
		for (j = 0; j < waits->list[i].count; j++) {
			struct waited *object = &waits->list[i].objects[j];

			if (object->id == id && !object->path)
				object->path = decoded(path);
		}
	}
}

/* Names are for people: without them the numbers will do. */
static void name_objects(struct waits *waits)
{
	struct debugfs_table names;
	__u64 id;

	if (!waits->count || !debugfs_begin(&names, "namespace"))
		return;
	while (debugfs_next(&names)) {
		const char *path = debugfs_value(&names, "path");

		/* Number 0 stands for what is in no namespace, too. */
		if (path && debugfs_number(&names, "object_id", &id) && id)
			name_object(waits, id, path);
	}
	debugfs_end(&names);
}

static int by_thread(const void *first, const void *second)
{
	const struct waiter *a = first;
	const struct waiter *b = second;

	return (a->thread > b->thread) - (a->thread < b->thread);
}

/* Says what is wrong. free_waits() is next, with success or not. */
bool read_waits(struct waits *waits)
{
	struct debugfs_table table;

	memset(waits, 0, sizeof(*waits));
	if (!debugfs_begin(&table, "waits"))
		return false;
	while (debugfs_next(&table))
		add_waiter(waits, &table);
	if (!debugfs_end(&table))
		return false;
	if (waits->count)
		qsort(waits->list, waits->count, sizeof(*waits->list),
		      by_thread);
	name_objects(waits);
	return true;
}

void free_waits(struct waits *waits)
{
	size_t i;
	size_t j;

	for (i = 0; i < waits->count; i++) {
		for (j = 0; j < waits->list[i].count; j++) {
			free(waits->list[i].objects[j].type);
			free(waits->list[i].objects[j].path);
		}
		free(waits->list[i].objects);
	}
	free(waits->list);
}

/* Returns NULL if the thread does not wait. */
struct waiter *find_waiter(const struct waits *waits, int thread)
{
	struct waiter wanted = { .thread = thread };

	if (!waits->count)
		return NULL;
	return bsearch(&wanted, waits->list, waits->count,
		       sizeof(*waits->list), by_thread);
}
