// SPDX-License-Identifier: GPL-2.0
/*
 * Signals: whom an object that becomes signalled satisfies.
 *
 * Who signals an object looks under its lock whether waits for all are in the
 * queue. If so he begins again under ke_all_lock, before he has done anything
 * (begin_signal() of Documentation/models/wait.pml). The signal is then given in
 * one moment to those who can have it, in the order of the queue, before
 * anybody else sees the object (give()). Each wait that gets it is claimed by an
 * atomic exchange of its phase, changes its objects at once, and is chained.
 * When the locks are dropped, the chained ones are told, and woken (ke/claim.c).
 *
 * What gives to everybody gives to the waits for all first, then to the waits for
 * any, of which most may be claimed later: see ke/release.c.
 *
 * A wait for all that is in queues sees to it that each of its objects becomes
 * signalled under ke_all_lock only. So whoever holds that may read without its
 * lock that such an object is not signalled, and need not take it: most waits
 * for all that a signal meets are left like that.
 *
 * What else is given goes on for as long as there is something to be given: a
 * semaphore's count, a mutant's or synchronization event's one, and waits for all
 * of which all other objects are signalled. That takes the lock for as many
 * waits as one call satisfies, and for those that it finds to have ended otherwise:
 * they leave the queue, and are met once.
 */
#include <linux/rcupdate.h>

#include "compat/linux.h"
#include "ke/claim.h"
#include "ke/trace.h"

/* Locks one more object. Sparse is not told of such: those who unlock know of them. */
static void lock_another(struct ke_dispatcher *object)
{
	spin_lock_nest_lock(&object->lock, &ke_all_lock);
	__release(&object->lock);
}

static void unlock_another(struct ke_dispatcher *object)
{
	__acquire(&object->lock);
	spin_unlock(&object->lock);
}

/**
 * ke_begin_signal_and_wait - lock one object to signal it, and one to wait for
 * @object: to be signalled
 * @second: to be waited for, perhaps the same
 * @signal: for ke_end_signal()
 *
 * The model's begin_signal(). Context: process, within an RCU read section.
 */
void ke_begin_signal_and_wait(struct ke_dispatcher *object, struct ke_dispatcher *second,
			      struct ke_signal *signal)
	__acquires(&object->lock)
{
	signal->first = NULL;
	signal->second = second == object ? NULL : second;
	signal->slowly = second != object;
	signal->more = false;
	signal->with_all = false;
	spin_lock_irqsave(&object->lock, signal->flags);
	if (likely(!object->alls)) {
		if (!signal->second)
			return;
		if (spin_trylock(&second->lock)) {
			__release(&second->lock);
			return;
		}
	}
	ke_begin_signal_again(object, signal);
	if (signal->second)
		lock_another(second);
}

/* The model's give_any(). */
static void give_any(struct ke_dispatcher *object, struct ke_wait_block *block,
		     struct ke_signal *signal)
{
	struct ke_wait *wait = block->wait;

	/* Whatever comes of it, the wait has no more to do in this queue. */
	list_del_init(&block->link);
	if (READ_ONCE(wait->phase) != KE_PENDING)
		return;
	/* Another object was signalled first, which leaves it to a later batch. */
	if (wait->count > 1 && ke_find_released(wait) < wait->count)
		return;
	if (!ke_claim(wait))
		return;
	wait->status = (ke_consume(object, wait) ? STATUS_ABANDONED_WAIT_0 : STATUS_WAIT_0) +
		       ke_place_of(block);
	ke_chain(signal, wait);
}

/* Those whose lock the signaller has anyway. */
static bool is_locked(const struct ke_dispatcher *object, const struct ke_dispatcher *subject,
		      const struct ke_signal *signal)
{
	return object == subject || object == signal->second;
}

/*
 * That which was not signalled the last time is looked at first: mostly it still
 * is not, and a signal that does nothing for many waits costs little each.
 */
static bool are_all_signalled(struct ke_wait *wait)
{
	unsigned int i;

	if (!ke_is_signalled(wait->blocks[wait->missing].object, wait))
		return false;
	for (i = 0; i < wait->all; i++) {
		if (!ke_is_signalled(wait->blocks[i].object, wait)) {
			wait->missing = i;
			return false;
		}
	}
	return true;
}

static void consume_all(struct ke_wait *wait)
{
	struct ke_wait_block *block;

	wait->status = STATUS_WAIT_0;
	for (block = wait->blocks; block < wait->blocks + wait->all; block++) {
		if (ke_consume(block->object, wait))
			wait->status = STATUS_ABANDONED_WAIT_0;
		ke_unqueue_all(block);
	}
}

/* The model's give_all(), with a look ahead that spares most of the locks. */
static void give_all(struct ke_dispatcher *subject, struct ke_wait *wait,
		     struct ke_signal *signal)
{
	struct ke_dispatcher *object;
	unsigned int i;

	lockdep_assert_held(&ke_all_lock);
	if (!are_all_signalled(wait))
		return;
	/* What alerts it was signalled first, which leaves it to a later batch. */
	if (wait->count > wait->all && ke_find_released(wait) < wait->count)
		return;
	for (i = 0; i < wait->all; i++) {
		object = wait->blocks[i].object;
		if (!is_locked(object, subject, signal))
			lock_another(object);
	}
	if (are_all_signalled(wait) && ke_claim(wait)) {
		consume_all(wait);
		ke_chain(signal, wait);
	}
	/* The wait can't go before it has been told. */
	for (i = 0; i < wait->all; i++) {
		object = wait->blocks[i].object;
		if (!is_locked(object, subject, signal))
			unlock_another(object);
	}
}

/* One after the other, as long as there is something to be had. */
static void give_in_order(struct ke_dispatcher *object, struct ke_signal *signal)
{
	struct ke_wait_block *block, *next;

	list_for_each_entry_safe(block, next, &object->waiters, link) {
		if (object->signal_state <= 0)
			break;
		if (ke_is_of_all(block))
			give_all(object, block->wait, signal);
		else
			give_any(object, block, signal);
	}
}

/* Each of those who have the same owner in mind gets the mutex, once more. */
static void give_to_owner(struct ke_dispatcher *object, struct ke_signal *signal)
{
	struct ke_wait_block *block, *next;

	list_for_each_entry_safe(block, next, &object->waiters, link) {
		if (!ke_is_signalled(object, block->wait))
			continue;
		if (ke_is_of_all(block))
			give_all(object, block->wait, signal);
		else
			give_any(object, block, signal);
	}
}

/* To everybody. What is too much for one batch is released, and claimed later. */
static void give_to_all(struct ke_dispatcher *object, struct ke_signal *signal)
{
	struct ke_wait_block *block, *next;
	unsigned int seen = 0;

	list_for_each_entry_safe(block, next, &object->waiters, link) {
		if (ke_is_of_all(block)) {
			give_all(object, block->wait, signal);
		} else if (seen++ < KE_BATCH) {
			give_any(object, block, signal);
		} else {
			ke_release_rest(object, block, signal);
			break;
		}
	}
}

/**
 * ke_give - give an object's signal to those who wait for it
 * @object: which has become signalled
 * @signal: from ke_begin_signal()
 *
 * The model's give(). Context: any; between ke_begin_signal() and
 * ke_end_signal().
 */
void ke_give(struct ke_dispatcher *object, struct ke_signal *signal)
{
	lockdep_assert_held(&object->lock);
	if (ke_gives_to_all(object))
		give_to_all(object, signal);
	else if (object->type == KE_NTSYNC_MUTEX)
		give_to_owner(object, signal);
	else
		give_in_order(object, signal);
}
EXPORT_SYMBOL_NTOBJ_KUNIT(ke_give);

static void drop_locks(struct ke_dispatcher *object, struct ke_signal *signal)
	__releases(&object->lock)
{
	if (signal->second)
		unlock_another(signal->second);
	if (signal->with_all) {
		spin_unlock(&object->lock);
		__acquire(&ke_all_lock);
		spin_unlock_irqrestore(&ke_all_lock, signal->flags);
	} else {
		spin_unlock_irqrestore(&object->lock, signal->flags);
	}
}

/**
 * ke_begin_signal_again - the rest of ke_begin_signal(), if there is more to heed
 * @object: the object, locked
 * @signal: as ke_begin_signal() has set it up
 *
 * The model's go_under_all_lock(): nothing has been done yet. Context: any.
 */
void ke_begin_signal_again(struct ke_dispatcher *object, struct ke_signal *signal)
	__must_hold(&object->lock)
{
again:
	while (object->alls & KE_RELEASING) {
		spin_unlock_irqrestore(&object->lock, signal->flags);
		ke_claim_released(object, signal);
		spin_lock_irqsave(&object->lock, signal->flags);
	}
	if (!object->alls && !signal->second)
		return;
	spin_unlock_irqrestore(&object->lock, signal->flags);
	spin_lock_irqsave(&ke_all_lock, signal->flags);
	spin_lock_nest_lock(&object->lock, &ke_all_lock);
	if (unlikely(object->alls & KE_RELEASING)) {
		spin_unlock(&object->lock);
		spin_unlock_irqrestore(&ke_all_lock, signal->flags);
		spin_lock_irqsave(&object->lock, signal->flags);
		goto again;
	}
	signal->with_all = true;
	signal->slowly = true;
	/* For sparse: drop_locks() drops it. */
	__release(&ke_all_lock);
}
EXPORT_SYMBOL_NTOBJ_KUNIT(ke_begin_signal_again);

/**
 * ke_end_signal_slowly - ke_end_signal(), if somebody is to be woken
 * @object: the object; it may go as soon as the last who was released is awake
 * @signal: from ke_begin_signal()
 *
 * Context: any.
 */
void ke_end_signal_slowly(struct ke_dispatcher *object, struct ke_signal *signal)
	__releases(&object->lock)
{
	ke_stay_awake();
	drop_locks(object, signal);
	ke_awake_chained(signal);
	ke_rest();
	if (signal->more)
		ke_claim_released(object, signal);
}
EXPORT_SYMBOL_NTOBJ_KUNIT(ke_end_signal_slowly);

/**
 * ke_signal_object - signal an object for good, and release all who wait for it
 * @dispatcher: a process or thread, of which the caller has a reference
 *
 * Context: any. Takes the lock.
 */
void ke_signal_object(struct ke_dispatcher *dispatcher)
{
	struct ke_signal signal;

	rcu_read_lock();
	ke_begin_signal(dispatcher, &signal);
	trace_ntobj_signal(dispatcher->type, dispatcher->signal_state, 1);
	WRITE_ONCE(dispatcher->signal_state, 1);
	ke_give(dispatcher, &signal);
	ke_end_signal(dispatcher, &signal);
	rcu_read_unlock();
}
