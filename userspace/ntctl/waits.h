/* SPDX-License-Identifier: GPL-2.0 */
#ifndef NTCTL_WAITS_H
#define NTCTL_WAITS_H

#include "ntctl.h"

/* What waits there are; the last two are for no object. */
enum wait_kind {
	WAIT_FOR_ANY,
	WAIT_FOR_ALL,
	WAIT_FOR_TIME,
	WAIT_FOR_ALERT,
	WAIT_KINDS
};

/* As the kernel and ntctl call them */
extern const char *const wait_names[WAIT_KINDS];

/**
 * struct waited - an object that a thread waits for
 * @id: its number; 0 if it is no object
 * @state: its signal state
 * @sleeps: how often a wait was queued there
 * @owner: the thread that owns the mutant; 0 if nobody does
 * @owner_process: that thread's process
 * @type: what its type is called
 * @path: where it is in the namespace; NULL if it has no name
 */
struct waited {
	__u64 id;
	__s64 state;
	__u64 sleeps;
	int owner;
	int owner_process;
	char *type;
	char *path;
};

/**
 * struct waiter - a thread that sleeps in a wait
 * @process: its process
 * @thread: the thread
 * @kind: what the wait is for
 * @milliseconds: since when
 * @objects: what it waits for
 * @count: how many they are
 * @is_stuck: whether it waits for nothing but what stuck threads own
 * @is_wanted: whether it is to be shown
 */
struct waiter {
	int process;
	int thread;
	enum wait_kind kind;
	__u64 milliseconds;
	struct waited *objects;
	size_t count;
	bool is_stuck;
	bool is_wanted;
};

/**
 * struct waits - all threads that sleep in waits, at about one moment
 * @list: the threads, in the order of their numbers
 * @count: how many they are
 */
struct waits {
	struct waiter *list;
	size_t count;
};

bool read_waits(struct waits *waits);
void free_waits(struct waits *waits);
struct waiter *find_waiter(const struct waits *waits, int thread);

/* deadlock.c */
void find_stuck(struct waits *waits);
const struct waited *stuck_at(const struct waits *waits,
			      const struct waiter *waiter);

#endif /* NTCTL_WAITS_H */
