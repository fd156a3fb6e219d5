// SPDX-License-Identifier: GPL-2.0
/*
 * ntctl top: the objects that most threads wait for, and how many waits sleep in
 * a second.
 *
 * An object is seen while somebody waits for it. How often waits sleep there is
 * known of one that was seen twice.
 */
#include <stdio.h>
#include <stdlib.h>
#include <string.h>
#include <time.h>
#include <unistd.h>

#include "debugfs.h"
#include "interrupt.h"
#include "seconds.h"
#include "table.h"
#include "text.h"
#include "verbs.h"
#include "waits.h"

#define UNITS_A_SECOND	1e7

/**
 * struct contended - an object that threads wait for
 * @object: it, as one of the waits tells it
 * @waiters: how many wait for it
 * @milliseconds: how long the one does that has waited longest
 * @sleeps: how many waits have gone to sleep there since the last look; or -1
 * @seconds: since then
 */
struct contended {
	const struct waited *object;
	__u64 waiters;
	__u64 milliseconds;
	__s64 sleeps;
	double seconds;
};

/**
 * struct look - all that is known at one moment
 * @time: when
 * @waits: who waits for what
 * @sleeps: how often threads have slept in waits, all together
 * @without: how many of those that wait do for no object
 * @list: the objects
 * @count: how many they are
 */
struct look {
	struct timespec time;
	struct waits waits;
	__u64 sleeps;
	size_t without;
	struct contended *list;
	size_t count;
};

static const struct contended *contended_of(const void *row)
{
	return row;
}

static json_t *value_object(void *row)
{
	return json_integer((json_int_t)contended_of(row)->object->id);
}

static json_t *value_type(void *row)
{
	return json_of_bytes(contended_of(row)->object->type);
}

static json_t *value_waiters(void *row)
{
	return json_integer((json_int_t)contended_of(row)->waiters);
}

static json_t *value_milliseconds(void *row)
{
	return json_integer((json_int_t)contended_of(row)->milliseconds);
}

static json_t *value_sleeps(void *row)
{
	const struct waited *object = contended_of(row)->object;

	return object->id ? json_integer((json_int_t)object->sleeps) : NULL;
}

static json_t *value_rate(void *row)
{
	const struct contended *contended = contended_of(row);

	if (contended->sleeps < 0)
		return NULL;
	return json_integer((json_int_t)((double)contended->sleeps /
					 contended->seconds + 0.5));
}

static json_t *value_holder(void *row)
{
	int thread = contended_of(row)->object->owner;

	return thread ? json_integer(thread) : NULL;
}

static json_t *value_path(void *row)
{
	const char *path = contended_of(row)->object->path;

	return path ? json_of_bytes(path) : NULL;
}

static const struct column columns[] = {
	{ "object", "the object's number", true, NUMBER_DECIMAL, value_object,
	  NULL },
	{ "type", "its type", false, NUMBER_DECIMAL, value_type, NULL },
	{ "waiters", "threads that wait for it", true, NUMBER_DECIMAL,
	  value_waiters, NULL },
	{ "longest", "milliseconds that one of them has waited", true,
	  NUMBER_DECIMAL, value_milliseconds, NULL },
	{ "sleeps", "waits that have gone to sleep there", true,
	  NUMBER_DECIMAL, value_sleeps, NULL },
	{ "per_second", "how many do in a second", true, NUMBER_DECIMAL,
	  value_rate, NULL },
	{ "holder", "the thread that owns the mutant", true, NUMBER_DECIMAL,
	  value_holder, NULL },
	{ "path", "its name", false, NUMBER_DECIMAL, value_path, NULL },
	{ .name = NULL }
};

/* The type says which of two events with one number it is. */
static bool is_same(const struct waited *object, const struct waited *other)
{
	return object->id == other->id && !strcmp(object->type, other->type);
}

static struct contended *find_contended(const struct look *look,
					const struct waited *object)
{
	size_t i;

	for (i = 0; i < look->count; i++) {
		if (is_same(look->list[i].object, object))
			return &look->list[i];
	}
	return NULL;
}

static void count_waiter(struct look *look, const struct waiter *waiter,
			 const struct waited *object)
{
	struct contended *contended = find_contended(look, object);

	if (!contended) {
		look->list = reallocate(look->list, (look->count + 1) *
					sizeof(*look->list));
		contended = &look->list[look->count++];
		memset(contended, 0, sizeof(*contended));
		contended->sleeps = -1;
		contended->object = object;
	}
	contended->waiters++;
	if (contended->milliseconds < waiter->milliseconds)
		contended->milliseconds = waiter->milliseconds;
	/* The threads were asked one after the other. */
	if (contended->object->sleeps < object->sleeps)
		contended->object = object;
}

static bool count_sleeps(__u64 *sleeps)
{
	struct debugfs_table threads;
	__u64 waits;

	*sleeps = 0;
	if (!debugfs_begin(&threads, "threads"))
		return false;
	while (debugfs_next(&threads)) {
		if (debugfs_number(&threads, "waits", &waits))
			*sleeps += waits;
	}
	return debugfs_end(&threads);
}

/* Says what is wrong. end_look() is next, with success or not. */
static bool take_look(struct look *look)
{
	size_t i;
	size_t j;

	memset(look, 0, sizeof(*look));
	if (!read_waits(&look->waits) || !count_sleeps(&look->sleeps))
		return false;
	clock_gettime(CLOCK_MONOTONIC, &look->time);
	for (i = 0; i < look->waits.count; i++) {
		const struct waiter *waiter = &look->waits.list[i];

		if (!waiter->count)
			look->without++;
		for (j = 0; j < waiter->count; j++)
			count_waiter(look, waiter, &waiter->objects[j]);
	}
	return true;
}

static void end_look(struct look *look)
{
	free_waits(&look->waits);
	free(look->list);
}

static double seconds_between(const struct look *before,
			      const struct look *look)
{
	return (double)(look->time.tv_sec - before->time.tv_sec) +
	       (double)(look->time.tv_nsec - before->time.tv_nsec) / 1e9;
}

static void compare(struct look *look, const struct look *before)
{
	double seconds = seconds_between(before, look);
	size_t i;

	for (i = 0; i < look->count; i++) {
		struct contended *contended = &look->list[i];
		const struct contended *old =
			find_contended(before, contended->object);

		contended->seconds = seconds;
		/* The kernel's count has 32 bits. Who has no number is many. */
		if (old && contended->object->id)
			contended->sleeps = (__u32)(contended->object->sleeps -
						    old->object->sleeps);
	}
}

static int by_contention(const void *first, const void *second)
{
	const struct contended *a = first;
	const struct contended *b = second;

	if (a->waiters != b->waiters)
		return a->waiters < b->waiters ? 1 : -1;
	if (a->sleeps != b->sleeps)
		return a->sleeps < b->sleeps ? 1 : -1;
	return a->object->id < b->object->id ? -1 : 1;
}

/* Threads that have ended took their counts along: no rate then. */
static __s64 rate_of(const struct look *look, const struct look *before)
{
	if (look->sleeps < before->sleeps)
		return -1;
	return (__s64)((double)(look->sleeps - before->sleeps) /
		       seconds_between(before, look) + 0.5);
}

static json_t *facts_of(const struct look *look, __s64 rate)
{
	json_t *facts = json_object();

	json_object_set_new(facts, "waiting_threads",
			    json_integer((json_int_t)look->waits.count));
	json_object_set_new(facts, "waiting_for_no_object",
			    json_integer((json_int_t)look->without));
	if (rate >= 0)
		json_object_set_new(facts, "waits_per_second",
				    json_integer(rate));
	return facts;
}

static void print_summary(const struct look *look, __s64 rate)
{
	printf("%zu threads wait", look->waits.count);
	if (look->without)
		printf(", %zu of them for no object", look->without);
	if (rate >= 0)
		printf(", %lld waits slept in a second", (long long)rate);
	putchar('\n');
}

static bool show(struct invocation *invocation, struct look *look,
		 const struct look *before)
{
	__s64 rate = rate_of(look, before);
	json_t *facts = NULL;
	struct table table;
	size_t i;

	if (!table_begin(&table, invocation, NULL))
		return false;
	compare(look, before);
	if (look->count)
		qsort(look->list, look->count, sizeof(*look->list),
		      by_contention);
	if (invocation->json)
		facts = facts_of(look, rate);
	else
		print_summary(look, rate);
	for (i = 0; i < look->count; i++)
		table_row(&table, &look->list[i]);
	table_end(&table, invocation, "objects", facts);
	fflush(stdout);
	return true;
}

static void pause_for(double seconds)
{
	struct timespec time = { .tv_sec = (time_t)seconds };

	time.tv_nsec = (long)((seconds - (double)time.tv_sec) * 1e9);
	nanosleep(&time, NULL);
}

static void clear_screen(void)
{
	fputs("\033[H\033[J", stdout);
}

static int watch(struct invocation *invocation, double interval, bool is_live)
{
	struct look before;
	struct look look;
	bool good;

	good = take_look(&before);
	while (good) {
		pause_for(interval);
		/* In the shell Ctrl-C ends what goes on, and not the shell. */
		if (is_live && interrupt_take())
			break;
		good = take_look(&look);
		if (good && is_live)
			clear_screen();
		good = good && show(invocation, &look, &before);
		end_look(&before);
		before = look;
		if (!is_live)
			break;
	}
	end_look(&before);
	return good ? EXIT_DONE : invocation->result ?: EXIT_FAILED;
}

enum { OPTION_ONCE, OPTION_DELAY };

static const struct verb_option options[] = {
	[OPTION_ONCE] = {
		.name = "once", .letter = '1',
		.summary = "show it once; usual if it goes to no terminal",
	},
	[OPTION_DELAY] = {
		.name = "delay", .letter = 'd', .argument = "SECONDS",
		.summary = "how long to count for; 1 unless told",
	},
	{ .name = NULL }
};

static int run(struct invocation *invocation)
{
	bool is_live = isatty(STDOUT_FILENO);
	LARGE_INTEGER delay = { .QuadPart = -(LONGLONG)UNITS_A_SECOND };
	int option;

	while ((option = next_option(invocation)) != NO_OPTION) {
		if (option == OPTION_ONCE)
			is_live = false;
		else if (!parse_timeout(optarg, &delay) || !delay.QuadPart)
			usage_error(invocation, "no number of seconds: %s",
				    optarg);
	}
	if (!operands(invocation, 0, 0))
		return invocation->result;
	return watch(invocation, -(double)delay.QuadPart / UNITS_A_SECOND,
		     is_live && !invocation->json);
}

const struct verb top_verb = {
	.name = "top",
	.synopsis = "",
	.summary = "Watch the objects that most threads wait for",
	.options = options,
	.columns = columns,
	.run = run,
};
