// SPDX-License-Identifier: GPL-2.0
/*
 * The timers that have been set, for those who look at them from outside.
 *
 * A timer comes into one of several lists when it is set for the first time, and leaves it
 * when it is retired, after that has passed through the timer's lock: who sets a timer by
 * a handle that is just being closed may be under it until then. Each list has a lock,
 * which is innermost: it is taken under the timer's. A reader goes from timer to timer,
 * with a cursor of his own in the list behind the one he has seen last, so he goes on
 * where he was, whatever has come and gone. He holds the list's lock, which keeps the
 * timer, and tries the timer's. Who holds that may be waiting for the list's: so if it
 * can't be had at once the reader lets go of both, and begins again; and after some tries
 * leaves that timer out.
 */
#include <linux/hash.h>
#include <linux/sched/signal.h>
#include <ntobj/ke_timer.h>

#define LIST_BITS	4
#define TRIES		1000

struct timer_list_of {
	spinlock_t lock;	/* innermost but for a try; see above */
	struct hlist_head nodes;
};

static struct timer_list_of lists[1 << LIST_BITS] = {
	[0 ... (1 << LIST_BITS) - 1] = { .lock = __SPIN_LOCK_UNLOCKED(lists.lock) },
};

static struct timer_list_of *list_of(const struct ke_timer *timer)
{
	return &lists[hash_ptr(timer, LIST_BITS)];
}

/**
 * ke_enlist_timer_locked - a timer is set for the first time
 * @timer: the timer
 *
 * Context: any; the timer's lock is held.
 */
void ke_enlist_timer_locked(struct ke_timer *timer)
{
	struct timer_list_of *list = list_of(timer);

	lockdep_assert_held(&timer->dispatcher.lock);
	timer->node.is_timer = true;
	spin_lock(&list->lock);
	hlist_add_head(&timer->node.link, &list->nodes);
	spin_unlock(&list->lock);
}

/**
 * ke_delist_timer - a timer is not set any more, for good
 * @timer: the timer, which nobody sets, nor is about to
 *
 * Context: process; no locks held.
 */
void ke_delist_timer(struct ke_timer *timer)
{
	struct timer_list_of *list = list_of(timer);

	if (!timer->node.is_timer)
		return;
	spin_lock_irq(&list->lock);
	hlist_del(&timer->node.link);
	spin_unlock_irq(&list->lock);
	timer->node.is_timer = false;
}

/**
 * ke_begin_timers - begin to look at timers
 * @walk: for ke_next_timer(); ke_end_timers() is the last
 *
 * Context: process.
 */
void ke_begin_timers(struct ke_timer_walk *walk)
{
	walk->list = 0;
	walk->tries = 0;
	walk->cursor.is_timer = false;
	INIT_HLIST_NODE(&walk->cursor.link);
}

/**
 * ke_end_timers - look at no more timers
 * @walk: from ke_begin_timers()
 *
 * Context: process.
 */
void ke_end_timers(struct ke_timer_walk *walk)
{
	struct timer_list_of *list;

	if (hlist_unhashed(&walk->cursor.link))
		return;
	list = &lists[walk->list];
	spin_lock_irq(&list->lock);
	hlist_del_init(&walk->cursor.link);
	spin_unlock_irq(&list->lock);
}

/* With the list's lock held. Returns whether it need not come again for this one. */
static bool look_at(struct ke_timer *timer, struct ke_timer_walk *walk,
		    ke_timer_function see, void *context, bool *seen)
{
	if (!spin_trylock(&timer->dispatcher.lock))
		return ++walk->tries >= TRIES;
	if (timer->phase != KE_TIMER_IDLE) {
		see(timer, context);
		*seen = true;
	}
	spin_unlock(&timer->dispatcher.lock);
	return true;
}

/* One step of the cursor. Returns whether it is at the end of its list. */
static bool step(struct ke_timer_walk *walk, ke_timer_function see, void *context,
		 bool *seen)
{
	struct timer_list_of *list = &lists[walk->list];
	struct hlist_node *next;
	struct ke_timer_node *node;
	bool done = true;

	spin_lock_irq(&list->lock);
	next = hlist_unhashed(&walk->cursor.link) ? list->nodes.first :
						    walk->cursor.link.next;
	/* Other readers' cursors are as many as they are; two could pass each other for ever. */
	while (next && !hlist_entry(next, struct ke_timer_node, link)->is_timer)
		next = next->next;
	if (next) {
		node = hlist_entry(next, struct ke_timer_node, link);
		done = look_at(container_of(node, struct ke_timer, node), walk, see, context,
			       seen);
	}
	if (done) {
		walk->tries = 0;
		if (!hlist_unhashed(&walk->cursor.link))
			hlist_del_init(&walk->cursor.link);
		if (next)
			hlist_add_behind(&walk->cursor.link, next);
	}
	spin_unlock_irq(&list->lock);
	return !next;
}

/**
 * ke_next_timer - look at the next timer that is set
 * @walk: from ke_begin_timers()
 * @see: called for it, with its lock held
 * @context: for @see
 *
 * Context: process; may sleep.
 *
 * Return: false if there is none any more, or the caller is being killed.
 */
bool ke_next_timer(struct ke_timer_walk *walk, ke_timer_function see, void *context)
{
	bool seen = false;

	while (!seen && walk->list < ARRAY_SIZE(lists) && !fatal_signal_pending(current)) {
		if (step(walk, see, context, &seen))
			walk->list++;
		cond_resched();
	}
	return seen;
}
