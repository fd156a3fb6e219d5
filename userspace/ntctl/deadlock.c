// SPDX-License-Identifier: GPL-2.0
/*
 * Which waits only a thread could end that waits itself.
 *
 * A thread is stuck if one object of a wait for all, or each of a wait for any, is
 * a mutant that a stuck thread owns. At first all that wait are taken to be stuck,
 * and then those are let go, again and again, that somebody else can help.
 * Who waits for no object is not stuck. Whether a wait gives up by itself after some
 * time, or can be alerted, can't be seen.
 */
#include "waits.h"

static bool is_held_by_stuck(const struct waits *waits,
			     const struct waiter *waiter,
			     const struct waited *object)
{
	const struct waiter *owner;

	if (!object->owner || object->owner == waiter->thread)
		return false;
	owner = find_waiter(waits, object->owner);
	return owner && owner->is_stuck;
}

/* Returns the first object that keeps a thread stuck; NULL if none does. */
const struct waited *stuck_at(const struct waits *waits,
			      const struct waiter *waiter)
{
	const struct waited *found = NULL;
	size_t i;

	for (i = 0; i < waiter->count; i++) {
		if (is_held_by_stuck(waits, waiter, &waiter->objects[i])) {
			if (waiter->kind == WAIT_FOR_ALL)
				return &waiter->objects[i];
			if (!found)
				found = &waiter->objects[i];
		} else if (waiter->kind != WAIT_FOR_ALL) {
			return NULL;
		}
	}
	return found;
}

void find_stuck(struct waits *waits)
{
	bool has_changed = true;
	size_t i;

	for (i = 0; i < waits->count; i++)
		waits->list[i].is_stuck = true;
	while (has_changed) {
		has_changed = false;
		for (i = 0; i < waits->count; i++) {
			struct waiter *waiter = &waits->list[i];

			if (!waiter->is_stuck || stuck_at(waits, waiter))
				continue;
			waiter->is_stuck = false;
			has_changed = true;
		}
	}
}
