// SPDX-License-Identifier: GPL-2.0
/*
 * The checker of histories, tried on histories written by hand: those that could
 * have been must be explained, and those that show an error must not.
 */
#include "kselftest_harness.h"
#include "ntobj_test.h"
#include "history.h"

#define MOST_CALLS	10

/*
 * What was called, with what came back
 */
#define SET(object, was) \
	{ .deed = HISTORY_SET, .subject = (object), .told = true, .previous = (was) }
#define RESET(object, was) \
	{ .deed = HISTORY_RESET, .subject = (object), .told = true, .previous = (was) }
#define PULSE(object, was) \
	{ .deed = HISTORY_PULSE, .subject = (object), .told = true, .previous = (was) }
#define RELEASE(object, by, was) \
	{ .deed = HISTORY_RELEASE, .subject = (object), .adjustment = (by), .told = true, \
	  .previous = (was) }
#define FAIL_RELEASE(object, by, result) \
	{ .deed = HISTORY_RELEASE, .subject = (object), .adjustment = (by), \
	  .status = (result) }
#define QUERY(object, found) \
	{ .deed = HISTORY_QUERY, .subject = (object), .previous = (found) }
#define QUERY_MUTANT(object, found, mine, left) \
	{ .deed = HISTORY_QUERY, .subject = (object), .previous = (found), \
	  .owned = (mine), .abandoned = (left) }
#define ONE(object, result) \
	{ .deed = HISTORY_WAIT_ONE, .wanted = { (object) }, .count = 1, .status = (result) }
#define POLL(object, result) \
	{ .deed = HISTORY_WAIT_ONE, .wanted = { (object) }, .count = 1, .poll = true, \
	  .status = (result) }
#define GIVE_UP(object, how, when) \
	{ .deed = HISTORY_WAIT_ONE, .wanted = { (object) }, .count = 1, .status = (how), \
	  .due = (when) }
#define ANY(first, second, result) \
	{ .deed = HISTORY_WAIT_ANY, .wanted = { (first), (second) }, .count = 2, \
	  .status = (result) }
#define ALL(first, second, result) \
	{ .deed = HISTORY_WAIT_ALL, .wanted = { (first), (second) }, .count = 2, \
	  .status = (result) }
#define GIVE_UP_ALL(first, second, when) \
	{ .deed = HISTORY_WAIT_ALL, .wanted = { (first), (second) }, .count = 2, \
	  .status = STATUS_TIMEOUT, .due = (when) }
#define SIGNAL_AND_WAIT(object, other, result) \
	{ .deed = HISTORY_SIGNAL_AND_WAIT, .subject = (object), .wanted = { (other) }, \
	  .count = 1, .status = (result), .signalled = true }
#define SIGNAL_AND_GIVE_UP(object, other, when) \
	{ .deed = HISTORY_SIGNAL_AND_WAIT, .subject = (object), .wanted = { (other) }, \
	  .count = 1, .status = STATUS_TIMEOUT, .signalled = true, .due = (when) }
#define SIGNAL_AND_POLL(object, other, result) \
	{ .deed = HISTORY_SIGNAL_AND_WAIT, .subject = (object), .wanted = { (other) }, \
	  .count = 1, .poll = true, .status = (result), .signalled = true }
#define FAIL_SIGNAL_AND_WAIT(object, other, result) \
	{ .deed = HISTORY_SIGNAL_AND_WAIT, .subject = (object), .wanted = { (other) }, \
	  .count = 1, .status = (result) }
#define END \
	{ .deed = HISTORY_END }
#define UNKNOWN_SET(object) \
	{ .deed = HISTORY_SET, .subject = (object), .unknown = true }
#define UNKNOWN_ONE(object) \
	{ .deed = HISTORY_WAIT_ONE, .wanted = { (object) }, .count = 1, .unknown = true }

/*
 * The objects
 */
#define NOTIFICATION(set)	{ HISTORY_NOTIFICATION, (set), 0 }
#define SYNCHRONIZATION(set)	{ HISTORY_SYNCHRONIZATION, (set), 0 }
#define SEMAPHORE(count, most)	{ HISTORY_SEMAPHORE, (count), (most) }
#define MUTANT			{ HISTORY_MUTANT, 1, 0 }

/**
 * struct call - what one lane did, from one moment to another
 * @lane: who
 * @begin: the moment before
 * @end: the moment after, 0 at the end of a case
 * @operation: what, without the moments
 */
struct call {
	unsigned int lane;
	unsigned int begin;
	unsigned int end;
	struct history_operation operation;
};

struct example {
	const char *name;
	struct history_object objects[HISTORY_OBJECTS];
	struct call calls[MOST_CALLS];
};

static const struct example possible[] = {
	{ "a set that a wait takes", { SYNCHRONIZATION(0) }, {
		{ 0, 1, 2, SET(0, 0) },
		{ 1, 3, 4, ONE(0, STATUS_WAIT_0) },
		{ 1, 5, 6, POLL(0, STATUS_TIMEOUT) },
	} },
	{ "a set that a wait in the queue takes", { SYNCHRONIZATION(0) }, {
		{ 1, 1, 4, ONE(0, STATUS_WAIT_0) },
		{ 0, 2, 3, SET(0, 0) },
		{ 0, 5, 6, QUERY(0, 0) },
	} },
	{ "the wait came after the query, or before", { SYNCHRONIZATION(0) }, {
		{ 1, 1, 8, ONE(0, STATUS_WAIT_0) },
		{ 0, 2, 3, SET(0, 0) },
		{ 0, 4, 5, QUERY(0, 1) },
		{ 0, 6, 7, QUERY(0, 0) },
	} },
	{ "a set notification event satisfies all", { NOTIFICATION(0) }, {
		{ 1, 1, 6, ONE(0, STATUS_WAIT_0) },
		{ 2, 2, 7, ONE(0, STATUS_WAIT_0) },
		{ 0, 3, 4, SET(0, 0) },
		{ 0, 8, 9, RESET(0, 1) },
	} },
	{ "all who were there, though it is reset before they look", { NOTIFICATION(0) }, {
		{ 1, 1, 7, ONE(0, STATUS_WAIT_0) },
		{ 2, 2, 8, ONE(0, STATUS_WAIT_0) },
		{ 0, 3, 4, SET(0, 0) },
		{ 0, 5, 6, RESET(0, 1) },
	} },
	{ "a pulse for all who were there", { NOTIFICATION(0) }, {
		{ 1, 1, 5, ONE(0, STATUS_WAIT_0) },
		{ 2, 2, 6, ONE(0, STATUS_WAIT_0) },
		{ 0, 3, 4, PULSE(0, 0) },
	} },
	{ "a pulse for one of two", { SYNCHRONIZATION(0) }, {
		{ 1, 1, 5, ONE(0, STATUS_WAIT_0) },
		{ 2, 2, 8, GIVE_UP(0, STATUS_TIMEOUT, 6) },
		{ 0, 3, 4, PULSE(0, 0) },
	} },
	{ "who overlap come in any order", { SYNCHRONIZATION(0) }, {
		{ 1, 1, 8, ONE(0, STATUS_WAIT_0) },
		{ 2, 2, 5, ONE(0, STATUS_WAIT_0) },
		{ 0, 3, 4, SET(0, 0) },
		{ 0, 6, 7, SET(0, 0) },
	} },
	{ "any takes the first", { SYNCHRONIZATION(1), SYNCHRONIZATION(1) }, {
		{ 0, 1, 2, ANY(1, 0, STATUS_WAIT_0) },
		{ 0, 3, 4, QUERY(0, 1) },
		{ 0, 5, 6, QUERY(1, 0) },
	} },
	{ "any in the queue takes what is signalled first",
	  { SYNCHRONIZATION(0), SYNCHRONIZATION(0) }, {
		{ 1, 1, 6, ANY(0, 1, STATUS_WAIT_0 + 1) },
		{ 0, 2, 3, SET(1, 0) },
		{ 0, 4, 5, SET(0, 0) },
		{ 0, 7, 8, QUERY(0, 1) },
	} },
	{ "all takes all", { SYNCHRONIZATION(0), SEMAPHORE(1, 2) }, {
		{ 1, 1, 4, ALL(0, 1, STATUS_WAIT_0) },
		{ 0, 2, 3, SET(0, 0) },
		{ 0, 5, 6, QUERY(0, 0) },
		{ 0, 7, 8, QUERY(1, 0) },
	} },
	{ "all leaves what it has not got", { SYNCHRONIZATION(1), SEMAPHORE(0, 2) }, {
		{ 1, 1, 6, GIVE_UP_ALL(0, 1, 0) },
		{ 0, 2, 3, QUERY(0, 1) },
		{ 0, 4, 5, POLL(0, STATUS_WAIT_0) },
	} },
	{ "two counts for two, and one stays", { SEMAPHORE(0, 3) }, {
		{ 1, 1, 5, ONE(0, STATUS_WAIT_0) },
		{ 2, 2, 6, ONE(0, STATUS_WAIT_0) },
		{ 0, 3, 4, RELEASE(0, 3, 0) },
		{ 0, 7, 8, FAIL_RELEASE(0, 3, STATUS_SEMAPHORE_LIMIT_EXCEEDED) },
		{ 0, 9, 10, RELEASE(0, 2, 1) },
	} },
	{ "a deadline before the set", { NOTIFICATION(0) }, {
		{ 1, 1, 6, GIVE_UP(0, STATUS_TIMEOUT, 3) },
		{ 0, 4, 5, SET(0, 0) },
	} },
	{ "it may have come after the reset", { NOTIFICATION(0) }, {
		{ 1, 1, 8, GIVE_UP(0, STATUS_TIMEOUT, 6) },
		{ 0, 2, 3, SET(0, 0) },
		{ 0, 4, 5, RESET(0, 1) },
	} },
	{ "who is interrupted takes nothing", { SYNCHRONIZATION(0) }, {
		{ 1, 1, 4, GIVE_UP(0, HISTORY_INTERRUPTED, 2) },
		{ 0, 3, 6, SET(0, 0) },
		{ 0, 7, 8, QUERY(0, 1) },
	} },
	{ "a mutant twice", { MUTANT }, {
		{ 0, 1, 2, ONE(0, STATUS_WAIT_0) },
		{ 0, 3, 4, ONE(0, STATUS_WAIT_0) },
		{ 1, 5, 6, POLL(0, STATUS_TIMEOUT) },
		{ 1, 7, 8, FAIL_RELEASE(0, 0, STATUS_MUTANT_NOT_OWNED) },
		{ 1, 9, 10, QUERY_MUTANT(0, -1, false, false) },
		{ 0, 11, 12, RELEASE(0, 0, -1) },
		{ 0, 13, 14, RELEASE(0, 0, 0) },
		{ 1, 15, 16, ONE(0, STATUS_WAIT_0) },
		{ 1, 17, 18, QUERY_MUTANT(0, 0, true, false) },
	} },
	{ "an abandoned mutant", { MUTANT }, {
		{ 0, 1, 2, ONE(0, STATUS_WAIT_0) },
		{ 1, 3, 6, ONE(0, STATUS_ABANDONED_WAIT_0) },
		{ 0, 4, 5, END },
	} },
	{ "two mutants are not abandoned at one moment", { MUTANT, MUTANT }, {
		{ 0, 1, 2, ALL(0, 1, STATUS_WAIT_0) },
		{ 0, 3, 10, END },
		{ 1, 4, 5, POLL(0, STATUS_TIMEOUT) },
		{ 1, 6, 7, POLL(1, STATUS_ABANDONED_WAIT_0) },
		{ 1, 8, 9, POLL(0, STATUS_TIMEOUT) },
		{ 1, 11, 12, ALL(0, 1, STATUS_ABANDONED_WAIT_0) },
	} },
	{ "to signal and wait", { SYNCHRONIZATION(0), SYNCHRONIZATION(0) }, {
		{ 0, 1, 6, SIGNAL_AND_WAIT(0, 1, STATUS_WAIT_0) },
		{ 1, 2, 3, ONE(0, STATUS_WAIT_0) },
		{ 1, 4, 5, PULSE(1, 0) },
	} },
	{ "who is queued first gives way when he has given up",
	  { NOTIFICATION(0), SYNCHRONIZATION(0) }, {
		{ 0, 1, 8, SIGNAL_AND_GIVE_UP(0, 1, 0) },
		{ 1, 2, 3, POLL(0, STATUS_WAIT_0) },
		{ 2, 4, 7, ONE(1, STATUS_WAIT_0) },
		{ 1, 5, 6, SET(1, 0) },
	} },
	{ "to signal and poll", { SEMAPHORE(0, 2), MUTANT }, {
		{ 0, 1, 2, SIGNAL_AND_POLL(0, 1, STATUS_WAIT_0) },
		{ 1, 3, 4, SIGNAL_AND_POLL(0, 1, STATUS_TIMEOUT) },
		{ 1, 5, 6, FAIL_SIGNAL_AND_WAIT(0, 1, STATUS_SEMAPHORE_LIMIT_EXCEEDED) },
	} },
	{ "the set may have been done before its end", { SYNCHRONIZATION(0) }, {
		{ 0, 1, 9, UNKNOWN_SET(0) },
		{ 1, 2, 3, ONE(0, STATUS_WAIT_0) },
	} },
	{ "or not", { SYNCHRONIZATION(0) }, {
		{ 0, 1, 9, UNKNOWN_SET(0) },
		{ 1, 2, 3, POLL(0, STATUS_TIMEOUT) },
	} },
	{ "who is killed may have taken it", { SYNCHRONIZATION(0) }, {
		{ 0, 1, 9, UNKNOWN_ONE(0) },
		{ 1, 2, 3, SET(0, 0) },
		{ 1, 4, 5, QUERY(0, 0) },
	} },
	{ "or not", { SYNCHRONIZATION(0) }, {
		{ 0, 1, 9, UNKNOWN_ONE(0) },
		{ 1, 2, 3, SET(0, 0) },
		{ 1, 4, 5, QUERY(0, 1) },
	} },
};

static const struct example impossible[] = {
	{ "a lost wake-up", { SYNCHRONIZATION(0) }, {
		{ 1, 1, 8, GIVE_UP(0, STATUS_TIMEOUT, 6) },
		{ 0, 2, 3, SET(0, 0) },
	} },
	{ "a lost wake-up, ended by a signal", { NOTIFICATION(0) }, {
		{ 1, 1, 8, GIVE_UP(0, HISTORY_INTERRUPTED, 6) },
		{ 0, 2, 3, SET(0, 0) },
	} },
	{ "a poll that does not see what is there", { NOTIFICATION(0) }, {
		{ 0, 1, 2, SET(0, 0) },
		{ 1, 3, 4, POLL(0, STATUS_TIMEOUT) },
	} },
	{ "one of two wakes", { NOTIFICATION(0), NOTIFICATION(0) }, {
		{ 1, 1, 9, SIGNAL_AND_WAIT(1, 0, STATUS_WAIT_0) },
		{ 2, 2, 10, GIVE_UP(0, STATUS_TIMEOUT, 8) },
		{ 0, 4, 5, SET(0, 0) },
	} },
	{ "who waits is not seen by a pulse", { SYNCHRONIZATION(0), SYNCHRONIZATION(0) }, {
		{ 0, 1, 8, SIGNAL_AND_GIVE_UP(0, 1, 6) },
		{ 1, 2, 3, ONE(0, STATUS_WAIT_0) },
		{ 1, 4, 5, PULSE(1, 0) },
	} },
	{ "a signal, though not waiting yet", { NOTIFICATION(0), SYNCHRONIZATION(0) }, {
		{ 0, 1, 10, SIGNAL_AND_WAIT(0, 1, STATUS_WAIT_0) },
		{ 1, 2, 3, POLL(0, STATUS_WAIT_0) },
		{ 1, 4, 5, SET(1, 0) },
		{ 1, 6, 7, QUERY(1, 1) },
	} },
	{ "taken twice", { SYNCHRONIZATION(0) }, {
		{ 1, 1, 5, ONE(0, STATUS_WAIT_0) },
		{ 2, 2, 6, ONE(0, STATUS_WAIT_0) },
		{ 0, 3, 4, SET(0, 0) },
	} },
	{ "a count taken twice", { SEMAPHORE(1, 2) }, {
		{ 1, 1, 3, POLL(0, STATUS_WAIT_0) },
		{ 2, 2, 4, POLL(0, STATUS_WAIT_0) },
	} },
	{ "given to one, and still there", { SYNCHRONIZATION(0) }, {
		{ 1, 1, 4, ONE(0, STATUS_WAIT_0) },
		{ 0, 2, 3, SET(0, 0) },
		{ 0, 5, 6, QUERY(0, 1) },
	} },
	{ "woken without cause", { SYNCHRONIZATION(0) }, {
		{ 1, 1, 2, ONE(0, STATUS_WAIT_0) },
		{ 0, 3, 4, SET(0, 0) },
	} },
	{ "woken by a pulse that was over", { NOTIFICATION(0) }, {
		{ 0, 1, 2, PULSE(0, 0) },
		{ 1, 3, 4, ONE(0, STATUS_WAIT_0) },
	} },
	{ "a pulse that is seen", { NOTIFICATION(0) }, {
		{ 0, 1, 4, PULSE(0, 0) },
		{ 1, 2, 3, QUERY(0, 1) },
	} },
	{ "any does not take the first", { SYNCHRONIZATION(1), SYNCHRONIZATION(1) }, {
		{ 0, 1, 2, ANY(0, 1, STATUS_WAIT_0 + 1) },
	} },
	{ "any in the queue does not take what was signalled first",
	  { NOTIFICATION(0), NOTIFICATION(0) }, {
		{ 0, 1, 8, ANY(0, 1, STATUS_WAIT_0) },
		{ 1, 2, 3, SET(1, 0) },
		{ 1, 4, 5, PULSE(0, 0) },
	} },
	{ "released in pieces by the second of two", { NOTIFICATION(0), NOTIFICATION(0) }, {
		{ 2, 1, 10, ANY(0, 1, STATUS_WAIT_0 + 1) },
		{ 0, 2, 9, SET(0, 0) },
		{ 1, 3, 4, QUERY(1, 0) },
		{ 1, 5, 6, QUERY(0, 1) },
		{ 1, 7, 8, PULSE(1, 0) },
	} },
	{ "any takes two", { SYNCHRONIZATION(1), SYNCHRONIZATION(1) }, {
		{ 0, 1, 2, ANY(0, 1, STATUS_WAIT_0) },
		{ 0, 3, 4, QUERY(1, 0) },
	} },
	{ "all in two pieces", { SYNCHRONIZATION(0), SYNCHRONIZATION(0) }, {
		{ 1, 1, 12, ALL(0, 1, STATUS_WAIT_0) },
		{ 0, 2, 3, SET(0, 0) },
		{ 0, 4, 5, RESET(0, 1) },
		{ 0, 6, 7, SET(1, 0) },
	} },
	{ "all takes one and gives up", { SYNCHRONIZATION(1), SYNCHRONIZATION(0) }, {
		{ 1, 1, 2, GIVE_UP_ALL(0, 1, 0) },
		{ 0, 3, 4, QUERY(0, 0) },
	} },
	{ "all leaves one", { SYNCHRONIZATION(1), SYNCHRONIZATION(1) }, {
		{ 1, 1, 2, ALL(0, 1, STATUS_WAIT_0) },
		{ 0, 3, 4, POLL(1, STATUS_WAIT_0) },
	} },
	{ "all is seen half done", { SEMAPHORE(1, 1), SEMAPHORE(1, 1) }, {
		{ 1, 1, 10, ALL(0, 1, STATUS_WAIT_0) },
		{ 0, 2, 3, QUERY(0, 0) },
		{ 0, 4, 5, QUERY(1, 1) },
	} },
	{ "a wrong count before", { SEMAPHORE(0, 3) }, {
		{ 0, 1, 2, RELEASE(0, 2, 0) },
		{ 1, 3, 4, POLL(0, STATUS_WAIT_0) },
		{ 0, 5, 6, RELEASE(0, 1, 2) },
	} },
	{ "a wrong state before", { SYNCHRONIZATION(0) }, {
		{ 0, 1, 2, SET(0, 0) },
		{ 1, 3, 4, RESET(0, 0) },
	} },
	{ "a limit that is not reached", { SEMAPHORE(0, 3) }, {
		{ 0, 1, 2, FAIL_RELEASE(0, 3, STATUS_SEMAPHORE_LIMIT_EXCEEDED) },
	} },
	{ "a limit that is passed", { SEMAPHORE(2, 3) }, {
		{ 0, 1, 2, RELEASE(0, 2, 2) },
	} },
	{ "two owners", { MUTANT }, {
		{ 0, 1, 2, ONE(0, STATUS_WAIT_0) },
		{ 1, 3, 4, ONE(0, STATUS_WAIT_0) },
	} },
	{ "free after one release of two", { MUTANT }, {
		{ 0, 1, 2, ONE(0, STATUS_WAIT_0) },
		{ 0, 3, 4, ONE(0, STATUS_WAIT_0) },
		{ 0, 5, 6, RELEASE(0, 0, -1) },
		{ 1, 7, 8, POLL(0, STATUS_WAIT_0) },
	} },
	{ "released by another", { MUTANT }, {
		{ 0, 1, 2, ONE(0, STATUS_WAIT_0) },
		{ 1, 3, 4, RELEASE(0, 0, 0) },
	} },
	{ "abandoned, and not told", { MUTANT }, {
		{ 0, 1, 2, ONE(0, STATUS_WAIT_0) },
		{ 0, 3, 4, END },
		{ 1, 5, 6, ONE(0, STATUS_WAIT_0) },
	} },
	{ "told twice", { MUTANT }, {
		{ 0, 1, 2, ONE(0, STATUS_WAIT_0) },
		{ 0, 3, 4, END },
		{ 1, 5, 6, ONE(0, STATUS_ABANDONED_WAIT_0) },
		{ 1, 7, 8, ONE(0, STATUS_ABANDONED_WAIT_0) },
	} },
	{ "abandoned for nobody", { MUTANT }, {
		{ 0, 1, 2, ONE(0, STATUS_WAIT_0) },
		{ 1, 3, 8, GIVE_UP(0, STATUS_TIMEOUT, 6) },
		{ 0, 4, 5, END },
	} },
	{ "signalled, and says it was not", { SEMAPHORE(0, 1), MUTANT }, {
		{ 0, 1, 2, FAIL_SIGNAL_AND_WAIT(0, 1, STATUS_SEMAPHORE_LIMIT_EXCEEDED) },
	} },
	{ "signalled over the limit", { SEMAPHORE(1, 1), MUTANT }, {
		{ 0, 1, 2, SIGNAL_AND_POLL(0, 1, STATUS_WAIT_0) },
	} },
	{ "who came second is served first", { NOTIFICATION(0), SYNCHRONIZATION(0) }, {
		{ 0, 1, 14, SIGNAL_AND_WAIT(0, 1, STATUS_WAIT_0) },
		{ 1, 2, 3, POLL(0, STATUS_WAIT_0) },
		{ 2, 4, 9, ONE(1, STATUS_WAIT_0) },
		{ 1, 5, 6, SET(1, 0) },
		{ 1, 10, 11, SET(1, 0) },
	} },
	{ "who was interrupted has taken it", { SYNCHRONIZATION(0) }, {
		{ 1, 1, 4, GIVE_UP(0, HISTORY_INTERRUPTED, 2) },
		{ 0, 3, 6, SET(0, 0) },
		{ 0, 7, 8, QUERY(0, 0) },
	} },
	{ "an interrupted poll", { SYNCHRONIZATION(0) }, {
		{ 0, 1, 2, POLL(0, HISTORY_INTERRUPTED) },
	} },
	{ "what has not ended is done once", { SYNCHRONIZATION(0) }, {
		{ 0, 1, 9, UNKNOWN_SET(0) },
		{ 1, 2, 3, ONE(0, STATUS_WAIT_0) },
		{ 1, 4, 5, ONE(0, STATUS_WAIT_0) },
	} },
};

static void add(struct history *history, const struct call *call)
{
	struct history_lane *lane = &history->lanes[call->lane];
	struct history_operation *operation = &lane->operations[lane->count++];

	*operation = call->operation;
	operation->begin = call->begin;
	operation->end = operation->unknown ? HISTORY_NEVER : call->end;
}

static struct history make_history(const struct example *example)
{
	struct history history = { .count = HISTORY_OBJECTS };
	unsigned int i;

	memcpy(history.objects, example->objects, sizeof(history.objects));
	for (i = 0; i < MOST_CALLS && example->calls[i].end; i++)
		add(&history, &example->calls[i]);
	return history;
}

TEST(right)
{
	unsigned int i;

	for (i = 0; i < ARRAY_SIZE(possible); i++) {
		struct history history = make_history(&possible[i]);

		EXPECT_EQ(HISTORY_EXPLAINED, history_check(&history))
			TH_LOG("%s", possible[i].name);
	}
}

TEST(wrong)
{
	unsigned int i;

	for (i = 0; i < ARRAY_SIZE(impossible); i++) {
		struct history history = make_history(&impossible[i]);

		EXPECT_EQ(HISTORY_WRONG, history_check(&history))
			TH_LOG("%s", impossible[i].name);
	}
}

static unsigned int operations(const struct history *history)
{
	unsigned int sum = 0;
	unsigned int i;

	for (i = 0; i < HISTORY_LANES; i++)
		sum += history->lanes[i].count;
	return sum;
}

/* What comes after the error goes, and what does not matter; the error stays. */
TEST(shrink)
{
	static const struct example example = {
		"", { SEMAPHORE(0, 3), NOTIFICATION(0) }, {
		{ 2, 1, 2, POLL(1, STATUS_TIMEOUT) },
		{ 0, 3, 4, RELEASE(0, 2, 0) },
		{ 1, 5, 6, POLL(0, STATUS_WAIT_0) },
		{ 2, 7, 20, SET(1, 0) },
		{ 0, 8, 9, QUERY(0, 1) },
		{ 0, 10, 11, RELEASE(0, 1, 2) },
		{ 0, 12, 13, RELEASE(0, 1, 2) },
		{ 1, 14, 15, ONE(1, STATUS_WAIT_0) },
	} };
	struct history history = make_history(&example);

	history_shrink(&history);
	EXPECT_EQ(HISTORY_WRONG, history_check(&history));
	/* The two releases, the poll between, and what had not ended. */
	EXPECT_EQ(4, operations(&history));
	EXPECT_EQ(2, history.lanes[0].count);
	EXPECT_EQ(1, history.lanes[1].count);
	EXPECT_TRUE(history.lanes[2].operations[0].unknown);
}

/* Each of the wrong ones stays wrong, and gets no larger. */
TEST(shrink_all)
{
	unsigned int i;

	for (i = 0; i < ARRAY_SIZE(impossible); i++) {
		struct history history = make_history(&impossible[i]);
		struct history less = history;

		history_shrink(&less);
		EXPECT_EQ(HISTORY_WRONG, history_check(&less))
			TH_LOG("%s", impossible[i].name);
		EXPECT_GE(operations(&history), operations(&less));
	}
}

TEST_HARNESS_MAIN
