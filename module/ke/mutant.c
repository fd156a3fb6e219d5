// SPDX-License-Identifier: GPL-2.0
/*
 * Mutants: what one thread at a time owns, as often as it likes.
 *
 * Locking and lifetime
 *
 * A mutant's owner is under the mutant's lock. Each thread has a list of the
 * mutants that it owns, under its owned_lock, which is taken under the locks of
 * mutants: a mutant comes into the list when its thread's wait is satisfied, by
 * whoever does that, and leaves it when it is released, when the thread ends, or
 * when the mutant does. A list has no reference on what is in it.
 *
 * An owner that is named under the mutant's lock is there: before a thread goes
 * it abandons what it owns (ke_abandon_mutants()), and passes through the lock of
 * each. The way from the list to a mutant is against the order of locks, so the
 * list is left in between, and the mutant may go. Its memory is type-safe, and
 * what the thread owns when it has the lock is to be abandoned, whether or not it
 * is the mutant that was in the list a moment ago.
 */
#include <linux/rcupdate.h>
#include <linux/sched.h>
#include <ntobj/ke.h>

#include "compat/linux.h"
#include "ke/trace.h"

/**
 * ke_mutant_construct - make a mutant's memory usable, once
 * @mutant: in memory fresh from the page allocator
 *
 * As ke_dispatcher_construct().
 */
void ke_mutant_construct(struct ke_mutant *mutant)
{
	ke_dispatcher_construct(&mutant->dispatcher);
	mutant->owner = NULL;
	mutant->keeps_apcs_off = false;
}
EXPORT_SYMBOL_NTOBJ_KUNIT(ke_mutant_construct);

/**
 * ke_mutant_init - begin a mutant's life
 * @mutant: constructed, in use by nobody; see ke/dispatcher.c
 * @owner: the calling thread, or NULL for a mutant that nobody owns
 *
 * Context: process. As KeInitializeMutant.
 */
void ke_mutant_init(struct ke_mutant *mutant, struct ke_thread *owner)
{
	ke_dispatcher_init(&mutant->dispatcher, KE_MUTANT, owner ? 0 : 1);
	mutant->abandoned = false;
	if (!owner)
		return;
	/* Taken for the order of locks: nobody else can have found the mutant. */
	spin_lock_irq(&mutant->dispatcher.lock);
	ke_take_mutant(mutant, owner);
	spin_unlock_irq(&mutant->dispatcher.lock);
}
EXPORT_SYMBOL_NTOBJ_KUNIT(ke_mutant_init);

/**
 * ke_mutant_retire - end a mutant's life, owned or not
 * @mutant: whose last reference is gone
 *
 * As ke_dispatcher_retire().
 */
void ke_mutant_retire(struct ke_mutant *mutant)
{
	spin_lock_irq(&mutant->dispatcher.lock);
	if (mutant->owner)
		ke_leave_mutant(mutant);
	spin_unlock_irq(&mutant->dispatcher.lock);
	ke_dispatcher_retire(&mutant->dispatcher);
}
EXPORT_SYMBOL_NTOBJ_KUNIT(ke_mutant_retire);

/**
 * ke_is_owner - whether the calling thread owns a mutant
 * @mutant: the mutant
 *
 * Context: process; the lock is held.
 *
 * Return: whether it does.
 */
bool ke_is_owner(const struct ke_mutant *mutant)
{
	lockdep_assert_held(&mutant->dispatcher.lock);
	return mutant->owner && mutant->owner->task == current;
}
EXPORT_SYMBOL_NTOBJ_KUNIT(ke_is_owner);

/**
 * ke_is_at_limit - whether a mutant can't be had by its owner once more
 * @object: the object, a mutant or another
 *
 * Context: process; the lock is held.
 *
 * Return: true if it is a mutant of which that is so, and the calling thread owns
 * it.
 */
bool ke_is_at_limit(const struct ke_dispatcher *object)
{
	return object->type == KE_MUTANT && object->signal_state == S32_MIN &&
	       ke_is_owner(ke_to_mutant(object));
}

/**
 * ke_own_mutant - let a thread have a mutant, once more if it has it
 * @mutant: the mutant, which nobody else owns
 * @thread: the thread, which is the calling one, or waits
 *
 * Context: any; the lock is held.
 *
 * Return: whether the mutant had been abandoned.
 */
bool ke_own_mutant(struct ke_mutant *mutant, struct ke_thread *thread)
{
	struct ke_dispatcher *object = &mutant->dispatcher;
	bool abandoned = mutant->abandoned;

	lockdep_assert_held(&object->lock);
	WRITE_ONCE(object->signal_state, object->signal_state - 1);
	if (!mutant->owner)
		ke_take_mutant(mutant, thread);
	return abandoned;
}

/**
 * ke_try_mutant - ke_try_satisfy() of a mutant
 * @mutant: the mutant
 *
 * Context: process; the lock is held.
 *
 * Return: see ke_try_satisfy().
 */
NTSTATUS ke_try_mutant(struct ke_mutant *mutant)
{
	struct ke_dispatcher *object = &mutant->dispatcher;
	struct ke_thread *thread = mutant->owner;

	lockdep_assert_held(&object->lock);
	if (thread) {
		if (thread->task != current)
			return STATUS_TIMEOUT;
		if (object->signal_state == S32_MIN)
			return STATUS_MUTANT_LIMIT_EXCEEDED;
	} else {
		thread = ke_find_used_thread();
		if (unlikely(!thread))
			return KE_NO_THREAD;
	}
	return ke_own_mutant(mutant, thread) ? STATUS_ABANDONED : STATUS_SUCCESS;
}
EXPORT_SYMBOL_NTOBJ_KUNIT(ke_try_mutant);

/**
 * ke_release_mutant - give a mutant back, once
 * @mutant: the mutant
 * @previous: the state before, if it was released
 * @signal: from ke_begin_signal()
 *
 * Context: process; between ke_begin_signal() and ke_end_signal(). As
 * KeReleaseMutant without abandoning.
 *
 * Return: STATUS_SUCCESS; STATUS_MUTANT_NOT_OWNED if the calling thread does not
 * own it, or STATUS_ABANDONED if nobody has got it since its owner ended: then
 * nothing was done.
 */
NTSTATUS ke_release_mutant(struct ke_mutant *mutant, s32 *previous,
			   struct ke_signal *signal)
{
	struct ke_dispatcher *object = &mutant->dispatcher;
	s32 state = object->signal_state;

	if (unlikely(!ke_is_owner(mutant)))
		return mutant->abandoned ? STATUS_ABANDONED : STATUS_MUTANT_NOT_OWNED;
	*previous = state;
	WRITE_ONCE(object->signal_state, state + 1);
	if (!state) {
		ke_leave_mutant(mutant);
		if (!list_empty(&object->waiters))
			ke_give(object, signal);
	}
	trace_ntobj_signal(KE_MUTANT, state, object->signal_state);
	return STATUS_SUCCESS;
}
EXPORT_SYMBOL_NTOBJ_KUNIT(ke_release_mutant);

static void abandon(struct ke_mutant *mutant, struct ke_thread *thread)
{
	struct ke_dispatcher *object = &mutant->dispatcher;
	struct ke_signal signal;

	ke_begin_signal(object, &signal);
	if (READ_ONCE(mutant->owner) == thread) {
		trace_ntobj_signal(KE_MUTANT, object->signal_state, 1);
		ke_leave_mutant(mutant);
		mutant->abandoned = true;
		WRITE_ONCE(object->signal_state, 1);
		ke_give(object, &signal);
	}
	ke_end_signal(object, &signal);
}

static struct ke_mutant *first_owned(struct ke_thread *thread)
{
	struct ke_mutant *mutant;

	spin_lock_irq(&thread->owned_lock);
	mutant = list_first_entry_or_null(&thread->owned, struct ke_mutant, owned);
	spin_unlock_irq(&thread->owned_lock);
	return mutant;
}

/**
 * ke_abandon_mutants - a thread ends, and what it owns is free
 * @thread: the thread, which waits for nothing
 *
 * Context: process; may sleep. Takes the mutants' locks.
 */
void ke_abandon_mutants(struct ke_thread *thread)
{
	struct ke_mutant *mutant;

	do {
		cond_resched();
		rcu_read_lock();
		mutant = first_owned(thread);
		if (mutant)
			abandon(mutant, thread);
		rcu_read_unlock();
	} while (mutant);
}
EXPORT_SYMBOL_NTOBJ_KUNIT(ke_abandon_mutants);
