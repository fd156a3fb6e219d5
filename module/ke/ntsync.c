// SPDX-License-Identifier: GPL-2.0
/*
 * Objects by the rules of Linux's ntsync, which differ from NT's:
 *
 * - waits for all stand before those for any in the queue of each object, and so
 *   have what is signalled first;
 * - counts have 32 bits, a semaphore's limit may be 0, and that of a mutex can't be
 *   exceeded but stands in the way, of its owner too;
 * - who owns a mutex is a number that the callers name, not 0, and nothing follows
 *   from who runs or ends;
 * - a mutex that becomes free goes to each wait, in the order of the queue, that
 *   names the same owner as the first that got it.
 *
 * All else is the wait engine's. Whether a mutex is signalled for a wait depends on
 * its owner and count. What makes it signalled for any wait goes through
 * ke_begin_signal(): only ke_ntsync_unlock() and ke_ntsync_abandon() do. So what
 * ke/signal.c reads of a mutex without its lock under ke_all_lock stays "not
 * signalled" if it is so.
 */
#include <linux/limits.h>
#include <ntobj/ke.h>

#include "compat/linux.h"
#include "ke/trace.h"

/**
 * ke_ntsync_event_init - begin an event's life
 * @event: constructed, in use by nobody; see ke/dispatcher.c
 * @manual: whether it stays signalled until it is reset
 * @signalled: whether it is to begin with
 *
 * ke_change_event() is for these as well. Context: any.
 */
void ke_ntsync_event_init(struct ke_ntsync *event, bool manual, bool signalled)
{
	ke_dispatcher_init(&event->dispatcher, manual ? KE_NTSYNC_MANUAL : KE_NTSYNC_AUTO,
			   signalled);
}

/**
 * ke_ntsync_semaphore_init - begin a semaphore's life
 * @semaphore: constructed, in use by nobody
 * @count: what it begins with, up to @most
 * @most: the most that may be
 *
 * Context: any.
 */
void ke_ntsync_semaphore_init(struct ke_ntsync *semaphore, u32 count, u32 most)
{
	ke_dispatcher_init(&semaphore->dispatcher, KE_NTSYNC_SEMAPHORE, count > 0);
	semaphore->count = count;
	semaphore->most = most;
}

/**
 * ke_ntsync_mutex_init - begin a mutex's life
 * @mutex: constructed, in use by nobody
 * @owner: who owns it, or 0
 * @count: how often; 0 if nobody does
 *
 * Context: any.
 */
void ke_ntsync_mutex_init(struct ke_ntsync *mutex, u32 owner, u32 count)
{
	ke_dispatcher_init(&mutex->dispatcher, KE_NTSYNC_MUTEX, !owner);
	mutex->owner = owner;
	mutex->count = count;
	mutex->abandoned = false;
}

/* Context: the lock is held. */
static void set_count(struct ke_ntsync *semaphore, u32 count)
{
	semaphore->count = count;
	WRITE_ONCE(semaphore->dispatcher.signal_state, count > 0);
}

/* Context: the lock is held. */
static void set_owner(struct ke_ntsync *mutex, u32 owner, u32 count)
{
	WRITE_ONCE(mutex->owner, owner);
	WRITE_ONCE(mutex->count, count);
	WRITE_ONCE(mutex->dispatcher.signal_state, !owner);
}

/**
 * ke_ntsync_mutex_is_for - whether a mutex is to be had
 * @mutex: the mutex
 * @owner: by whom, not 0
 *
 * Context: any; the lock is held, or see ke_is_signalled().
 *
 * Return: whether it is.
 */
bool ke_ntsync_mutex_is_for(const struct ke_ntsync *mutex, u32 owner)
{
	u32 now = READ_ONCE(mutex->owner);

	return (!now || now == owner) && READ_ONCE(mutex->count) < U32_MAX;
}

/**
 * ke_ntsync_consume - ke_consume() of an object of this file
 * @object: the object, which is signalled for the wait
 * @owner: whom the wait names
 *
 * Context: any; the lock is held.
 *
 * Return: whether it is a mutex that had been abandoned.
 */
bool ke_ntsync_consume(struct ke_ntsync *object, u32 owner)
{
	bool abandoned;

	lockdep_assert_held(&object->dispatcher.lock);
	switch (object->dispatcher.type) {
	case KE_NTSYNC_AUTO:
		WRITE_ONCE(object->dispatcher.signal_state, 0);
		return false;
	case KE_NTSYNC_SEMAPHORE:
		set_count(object, object->count - 1);
		return false;
	case KE_NTSYNC_MUTEX:
		abandoned = object->abandoned;
		object->abandoned = false;
		set_owner(object, owner, object->count + 1);
		return abandoned;
	default:
		return false;
	}
}

/**
 * ke_ntsync_try - ke_try_satisfy() of an object of this file
 * @object: the object
 * @owner: whom the wait names
 *
 * Context: process; the lock is held.
 *
 * Return: STATUS_SUCCESS, STATUS_ABANDONED, STATUS_TIMEOUT.
 */
NTSTATUS ke_ntsync_try(struct ke_ntsync *object, u32 owner)
{
	lockdep_assert_held(&object->dispatcher.lock);
	if (object->dispatcher.signal_state <= 0 &&
	    (object->dispatcher.type != KE_NTSYNC_MUTEX ||
	     !ke_ntsync_mutex_is_for(object, owner)))
		return STATUS_TIMEOUT;
	return ke_ntsync_consume(object, owner) ? STATUS_ABANDONED : STATUS_SUCCESS;
}

static void give(struct ke_ntsync *object, struct ke_signal *signal)
{
	if (!list_empty(&object->dispatcher.waiters))
		ke_give(&object->dispatcher, signal);
}

/**
 * ke_ntsync_release - add to a semaphore's count, for those who wait first
 * @semaphore: the semaphore
 * @adjustment: how much; may be 0
 * @previous: the count before
 * @signal: from ke_begin_signal()
 *
 * Context: any; between ke_begin_signal() and ke_end_signal().
 *
 * Return: 0; -EOVERFLOW, and nothing was done.
 */
int ke_ntsync_release(struct ke_ntsync *semaphore, u32 adjustment, u32 *previous,
		      struct ke_signal *signal)
{
	u32 count = semaphore->count;

	lockdep_assert_held(&semaphore->dispatcher.lock);
	if (adjustment > semaphore->most - count)
		return -EOVERFLOW;
	*previous = count;
	set_count(semaphore, count + adjustment);
	if (!count)
		give(semaphore, signal);
	trace_ntobj_signal(KE_NTSYNC_SEMAPHORE, count, semaphore->count);
	return 0;
}

/**
 * ke_ntsync_unlock - give a mutex back, once
 * @mutex: the mutex
 * @owner: who is to own it, not 0
 * @previous: how often it did before
 * @signal: from ke_begin_signal()
 *
 * Context: any; between ke_begin_signal() and ke_end_signal().
 *
 * Return: 0; -EPERM if @owner does not own it, and nothing was done.
 */
int ke_ntsync_unlock(struct ke_ntsync *mutex, u32 owner, u32 *previous,
		     struct ke_signal *signal)
{
	u32 count = mutex->count;

	lockdep_assert_held(&mutex->dispatcher.lock);
	if (mutex->owner != owner)
		return -EPERM;
	*previous = count;
	set_owner(mutex, count > 1 ? owner : 0, count - 1);
	/* Between those two it is signalled for its owner, and stays so. */
	if (count == 1 || count == U32_MAX)
		give(mutex, signal);
	trace_ntobj_signal(KE_NTSYNC_MUTEX, count, mutex->count);
	return 0;
}

/**
 * ke_ntsync_abandon - take a mutex from an owner who has ended
 * @mutex: the mutex
 * @owner: who is to own it, not 0
 * @signal: from ke_begin_signal()
 *
 * Context: any; between ke_begin_signal() and ke_end_signal().
 *
 * Return: 0; -EPERM if @owner does not own it, and nothing was done.
 */
int ke_ntsync_abandon(struct ke_ntsync *mutex, u32 owner, struct ke_signal *signal)
{
	u32 count = mutex->count;

	lockdep_assert_held(&mutex->dispatcher.lock);
	if (mutex->owner != owner)
		return -EPERM;
	mutex->abandoned = true;
	set_owner(mutex, 0, 0);
	give(mutex, signal);
	trace_ntobj_signal(KE_NTSYNC_MUTEX, count, mutex->count);
	return 0;
}

static NTSTATUS begin_single(const struct ke_several *several, struct ke_thread *thread)
{
	struct ke_dispatcher *object = several->wanted->object;
	NTSTATUS status;

	spin_lock_irq(&object->lock);
	status = ke_ntsync_try(ke_to_ntsync(object), several->owner);
	if (status == STATUS_TIMEOUT && thread) {
		thread->wait.owner = several->owner;
		ke_queue_single(object, thread);
		status = KE_QUEUED;
	}
	spin_unlock_irq(&object->lock);
	return status;
}

/**
 * ke_ntsync_begin_wait - ke_begin_several(), of objects of this file
 * @several: the objects, of which the caller has references, and what the wait is for
 * @thread: the calling thread's; NULL if the wait is not to be queued
 *
 * Context: as ke_begin_wait().
 *
 * Return: what satisfied the wait; KE_QUEUED, and ke_sleep() is next;
 * STATUS_TIMEOUT if it was not to be queued; STATUS_INVALID_PARAMETER_MIX if a wait
 * for all has an object twice.
 */
NTSTATUS ke_ntsync_begin_wait(struct ke_several *several, struct ke_thread *thread)
{
	return several->count == 1 && !several->all ? begin_single(several, thread) :
						      ke_begin_several(several, thread);
}
