// SPDX-License-Identifier: GPL-2.0
/*
 * Dispatcher objects: a signal state and a queue of waiters.
 *
 * Locking and lifetime
 *
 * Each object has a lock of its own, which guards its state, its queue and the
 * blocks in it. It may be taken in process and softirq context, so it is taken
 * with interrupts off, and it is innermost: nothing but the scheduler's locks
 * is taken under it, and those of a wake-up not even that: wake-ups come after
 * it has been dropped.
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
 * Releasing many waiters
 *
 * Waking is done in batches with the lock dropped in between, so that one call
 * can't keep interrupts off for long. Setting a notification event releases
 * all who wait at that moment, and no reset in between may take that back: so
 * the queue moves to a list of the signaller's in one step and release_epoch
 * grows. A waiter that gives up (timeout, signal) takes the lock and finds
 * from its block's older epoch that it has been released. While such a list is
 * not empty its waiters' references keep the object in being.
 */
#include <linux/sched.h>
#include <linux/rcupdate.h>
#include <ntobj/ke.h>

#include "compat/linux.h"

#define WAKE_BATCH	16

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
	dispatcher->release_epoch = 0;
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
	spin_unlock_irq(&dispatcher->lock);
}
EXPORT_SYMBOL_NTOBJ_KUNIT(ke_dispatcher_retire);

/**
 * ke_try_satisfy - satisfy a wait at once if the object is signalled
 * @dispatcher: the object
 *
 * What the object's kind does to itself when a wait is satisfied has been done
 * if the result is true. Context: any; the lock is held.
 *
 * Return: whether the wait is satisfied.
 */
bool ke_try_satisfy(struct ke_dispatcher *dispatcher)
{
	lockdep_assert_held(&dispatcher->lock);
	if (dispatcher->signal_state <= 0)
		return false;
	if (dispatcher->type == KE_SYNCHRONIZATION_EVENT)
		dispatcher->signal_state = 0;
	return true;
}
EXPORT_SYMBOL_NTOBJ_KUNIT(ke_try_satisfy);

/**
 * ke_release_waiters - wake released waiters and drop the lock
 * @dispatcher: the object
 * @released: blocks that an operation took from its queue; empty on return
 * @flags: of spin_lock_irqsave()
 *
 * Context: any; the lock is held and is dropped; within an RCU read section,
 * which keeps the waiters' tasks.
 */
void ke_release_waiters(struct ke_dispatcher *dispatcher,
			struct list_head *released, unsigned long flags)
	__releases(&dispatcher->lock)
{
	struct task_struct *tasks[WAKE_BATCH];
	struct ke_wait_block *block;
	unsigned int count, i;
	bool more;

	RCU_LOCKDEP_WARN(!rcu_read_lock_held(), "waiters' tasks are not kept");
	do {
		lockdep_assert_held(&dispatcher->lock);
		count = 0;
		while (count < WAKE_BATCH && !list_empty(released)) {
			block = list_first_entry(released, struct ke_wait_block, link);
			list_del_init(&block->link);
			tasks[count++] = block->thread->task;
			/* Pairs with smp_load_acquire() in sleep_in_wait(). */
			smp_store_release(&block->status, STATUS_SUCCESS);
		}
		more = !list_empty(released);
		spin_unlock_irqrestore(&dispatcher->lock, flags);
		for (i = 0; i < count; i++)
			wake_up_process(tasks[i]);
		if (more)
			spin_lock_irqsave(&dispatcher->lock, flags);
	} while (more);
}
EXPORT_SYMBOL_NTOBJ_KUNIT(ke_release_waiters);

/**
 * ke_signal - signal an object for good, and release all who wait for it
 * @dispatcher: a process or thread, of which the caller has a reference
 *
 * Context: any. Takes the lock.
 */
void ke_signal(struct ke_dispatcher *dispatcher)
{
	LIST_HEAD(released);
	unsigned long flags;

	rcu_read_lock();
	spin_lock_irqsave(&dispatcher->lock, flags);
	dispatcher->signal_state = 1;
	dispatcher->release_epoch++;
	list_splice_init(&dispatcher->waiters, &released);
	ke_release_waiters(dispatcher, &released, flags);
	rcu_read_unlock();
}
