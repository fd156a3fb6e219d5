/* SPDX-License-Identifier: GPL-2.0 */
/*
 * Histories of waits and signals, and whether they can be explained.
 *
 * A history is what some threads, the lanes, did to a few objects: what was
 * called, what came back, and when each call began and ended. Moments are numbers
 * of one counter that all lanes share, none twice.
 *
 * It can be explained if there is an order of all that happened in which the
 * objects, taken one step at a time, give exactly these answers (linearizability).
 * Each call takes effect at one moment between its beginning and its end, but for
 * what is two things by its nature:
 *
 * - A wait that is not satisfied at once is in the queue from one moment on, and
 *   is satisfied by another's signal, or gives up, at a later one.
 * - To signal and wait is to signal and, in the same moment, to be satisfied or
 *   queued.
 * - A thread that ends abandons its mutants one after the other.
 *
 * The objects of the model do what Documentation/uapi.rst says of them: a signal
 * is given at once to those who are in the queue and can have it, in the order of
 * their coming; so an object that could satisfy somebody in the queue is never seen
 * signalled. A wait for any takes the first that is signalled, or, from the queue,
 * the one that is signalled first.
 *
 * Nothing is claimed of the order of two waits that overlap, as nobody knows which
 * of them came first; unless something else tells.
 */
#ifndef HISTORY_H
#define HISTORY_H

#include <limits.h>
#include <stdbool.h>
#include <stdio.h>
#include <linux/types.h>

#define HISTORY_OBJECTS		4
#define HISTORY_LANES		5
#define HISTORY_LENGTH		24	/* operations of one lane */
#define HISTORY_WANTED		4	/* objects of one wait */

#define HISTORY_NEVER		UINT_MAX

/* Instead of a status: the wait was ended by a signal of Linux. */
#define HISTORY_INTERRUPTED	(-1)

enum history_kind {
	HISTORY_NOTIFICATION,
	HISTORY_SYNCHRONIZATION,
	HISTORY_SEMAPHORE,
	HISTORY_MUTANT,
};

/**
 * struct history_object - an object as it is in the beginning
 * @kind: what it is
 * @state: signalled or not, or the count; a mutant is free
 * @limit: of a semaphore
 */
struct history_object {
	enum history_kind kind;
	__s32 state;
	__s32 limit;
};

enum history_deed {
	HISTORY_SET,
	HISTORY_RESET,
	HISTORY_PULSE,
	HISTORY_RELEASE,
	HISTORY_QUERY,
	HISTORY_WAIT_ONE,
	HISTORY_WAIT_ANY,
	HISTORY_WAIT_ALL,
	HISTORY_SIGNAL_AND_WAIT,
	HISTORY_END,		/* of the thread */
};

/**
 * struct history_operation - a call
 * @deed: what was called
 * @subject: the object that is changed, signalled or read
 * @adjustment: of a semaphore's release
 * @wanted: the objects of a wait
 * @count: how many
 * @poll: it does not wait
 * @unknown: it has not ended, so whether and how it did anything is not known; the
 *	last one of its lane
 * @status: what was returned
 * @told: the state before was asked for
 * @previous: that one; or what a query found
 * @owned: a query found that the caller owns the mutant
 * @abandoned: a query found the mutant abandoned
 * @signalled: a signal-and-wait has signalled
 * @begin: the moment before the call
 * @end: the moment after it
 * @due: a moment before which it can't have given up, if it did
 */
struct history_operation {
	enum history_deed deed;
	unsigned int subject;
	__s32 adjustment;
	unsigned int wanted[HISTORY_WANTED];
	unsigned int count;
	bool poll;
	bool unknown;
	__s32 status;
	bool told;
	__s32 previous;
	bool owned;
	bool abandoned;
	bool signalled;
	unsigned int begin;
	unsigned int end;
	unsigned int due;
};

struct history_lane {
	unsigned int count;
	struct history_operation operations[HISTORY_LENGTH];
};

struct history {
	unsigned int count;
	struct history_object objects[HISTORY_OBJECTS];
	struct history_lane lanes[HISTORY_LANES];
};

enum history_verdict {
	HISTORY_EXPLAINED,
	HISTORY_WRONG,
	HISTORY_TOO_LARGE,	/* for the memory there is */
};

static inline bool history_gave_up(const struct history_operation *operation)
{
	return operation->status == HISTORY_INTERRUPTED ||
	       operation->status == STATUS_TIMEOUT;
}

enum history_verdict history_check(const struct history *history);

/* How many states the last check has looked at. */
unsigned int history_states(void);

/*
 * Of a history that is wrong, a smaller one that is: its beginning up to the first
 * moment that can't be explained, without what changed nothing and is not needed.
 */
void history_shrink(struct history *history);

/* A line for each operation, by the moments at which they began. */
void history_print(FILE *file, const struct history *history);

#endif /* HISTORY_H */
