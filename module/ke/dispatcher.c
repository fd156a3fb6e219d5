// SPDX-License-Identifier: GPL-2.0
/*
 * Dispatcher objects: a signal state and a queue of waits.
 *
 * The protocol of waits and signals is that of Documentation/models/wait.pml,
 * whose names for its steps the comments use. ke/several.c has the locks of
 * several objects, ke/signal.c what a signal does, ke/wait.c what a wait is.
 *
 * Locking and lifetime
 *
 * Each object has a lock of its own, which guards its state, its queue and the
 * blocks in it. It may be taken in process and softirq context, so it is taken
 * with interrupts off, and nothing but the owned_lock of a thread (ke/mutant.c),
 * hrtimers' locks (ke/timer.c), those of what a timer has a thread call
 * (ke/timer_apc.c) and the scheduler's is taken under it. Wake-ups come after it has
 * been dropped, but for that of a thread that is to call something. Who takes the locks
 * of several objects follows ke/several.c.
 *
 * The memory of an object lies in a cache that is SLAB_TYPESAFE_BY_RCU: within
 * an RCU read section a pointer to a dispatcher points to a dispatcher with a
 * usable lock, though perhaps no longer to the same object. Who found it in a
 * handle table therefore takes the lock first and then asks the handle table
 * whether the handle still stands for it (ob_handle_is_current()). If so, the
 * object is the right one until the lock is dropped, even if the handle is
 * closed meanwhile, because ke_dispatcher_retire() passes through the lock
 * after the last handle is gone and before the memory is used again. Who takes
 * the lock later is told no, and touches nothing: so the next object in the
 * memory is set up without the lock. See Documentation/models/handle_lookup.pml.
 *
 * A wait that is queued has a reference on each of its objects until its blocks
 * have left the queues. So who finds a block in a queue may look at the wait's
 * other objects while he holds the queue's lock.
 */
#include <ntobj/ke.h>

#include "compat/linux.h"

/**
 * ke_dispatcher_construct - make a dispatcher's memory usable, once
 * @dispatcher: in memory fresh from the page allocator
 *
 * What is set here stays valid when the memory becomes another object: for
 * the constructor of a slab cache.
 */
void ke_dispatcher_construct(struct ke_dispatcher *dispatcher)
{
	spin_lock_init(&dispatcher->lock);
	INIT_LIST_HEAD(&dispatcher->waiters);
	dispatcher->last_all = &dispatcher->waiters;
	INIT_LIST_HEAD(&dispatcher->released);
	dispatcher->release_stamp = 0;
	dispatcher->alls = 0;
	dispatcher->place = 0;
}
EXPORT_SYMBOL_NTOBJ_KUNIT(ke_dispatcher_construct);

/**
 * ke_dispatcher_retire - end an object's life
 * @dispatcher: the object's, whose last reference is gone
 *
 * Waits until those who found the object through a handle before that was
 * closed have let go of the lock. Context: process.
 */
void ke_dispatcher_retire(struct ke_dispatcher *dispatcher)
{
	spin_lock_irq(&dispatcher->lock);
	WARN_ON_ONCE(!list_empty(&dispatcher->waiters));
	WARN_ON_ONCE(!list_empty(&dispatcher->released));
	spin_unlock_irq(&dispatcher->lock);
}
EXPORT_SYMBOL_NTOBJ_KUNIT(ke_dispatcher_retire);

/**
 * ke_is_signalled - whether an object would satisfy a wait
 * @object: the object
 * @wait: the wait
 *
 * Context: any. The lock is held; or ke_all_lock is, and the wait is one for all of
 * several objects and in the queue: then what is not signalled stays so.
 *
 * Return: whether it would.
 */
bool ke_is_signalled(const struct ke_dispatcher *object, const struct ke_wait *wait)
{
	if (READ_ONCE(object->signal_state) > 0)
		return true;
	if (object->type == KE_MUTANT)
		return READ_ONCE(ke_to_mutant(object)->owner) == wait->thread;
	return object->type == KE_NTSYNC_MUTEX &&
	       ke_ntsync_mutex_is_for(ke_to_ntsync(object), wait->owner);
}

/**
 * ke_consume - what a wait that is satisfied does to an object
 * @object: the object, which is signalled for @wait
 * @wait: the wait
 *
 * Context: any; the lock is held.
 *
 * Return: whether it is a mutant that had been abandoned.
 */
bool ke_consume(struct ke_dispatcher *object, const struct ke_wait *wait)
{
	lockdep_assert_held(&object->lock);
	switch (object->type) {
	case KE_SYNCHRONIZATION_EVENT:
		WRITE_ONCE(object->signal_state, 0);
		return false;
	case KE_SEMAPHORE:
		WRITE_ONCE(object->signal_state, object->signal_state - 1);
		return false;
	case KE_MUTANT:
		return ke_own_mutant(ke_to_mutant(object), wait->thread);
	case KE_TIMER_SYNCHRONIZATION:
		ke_consume_timer(object);
		return false;
	default:
		return ke_is_ntsync(object) &&
		       ke_ntsync_consume(ke_to_ntsync(object), wait->owner);
	}
}
