// SPDX-License-Identifier: GPL-2.0
/*
 * Looking at what another thread waits for.
 *
 * The thread takes no lock for that: who looks does all the work. A thread says
 * that it sleeps when its wait is queued, and takes that back before it lets go of
 * its references, and before it writes its next wait. So who has read which blocks
 * there are, and sees then that it sleeps in the same wait as before, has read those
 * of that wait. A pointer found in them, within the same RCU read section, points to
 * a dispatcher's memory, in which the lock can be taken (ke/dispatcher.c): be it of
 * that wait or of one that came after. Under the lock a block that is still queued
 * there says that its wait has a reference on the object. Whether all blocks were of
 * one wait is known at the end: the thread has slept all the time, and in the same
 * wait.
 */
#include <linux/ntobj.h>
#include <linux/rcupdate.h>
#include <ntobj/ke.h>

static bool sleeps_in(const struct ke_thread *thread, u64 wait)
{
	/* Pairs with smp_store_release() in ke_sleep(). */
	return smp_load_acquire(&thread->waiting) && READ_ONCE(thread->waits) == wait;
}

/* Whether the block was there to be seen. */
static bool look_at_block(const struct ke_wait_block *block, ke_waited_function see,
			  void *context)
{
	struct ke_dispatcher *object = READ_ONCE(block->object);
	unsigned long flags;
	bool queued;

	spin_lock_irqsave(&object->lock, flags);
	/* Another wait of the thread may be queueing it elsewhere just now. */
	queued = !data_race(list_empty(&block->link)) && READ_ONCE(block->object) == object;
	if (queued)
		see(object, context);
	spin_unlock_irqrestore(&object->lock, flags);
	return queued;
}

/**
 * ke_look_at_wait - tell what a thread waits for
 * @thread: the thread
 * @see: called for each object, in the order of the wait, with the object's lock
 *	held; the wait has a reference on it
 * @context: for @see
 *
 * Context: any, within an RCU read section. Takes the objects' locks, one at a
 * time.
 *
 * Return: whether all that was seen is of one wait, in which the thread sleeps;
 * else it does not wait, or the wait has ended meanwhile.
 */
bool ke_look_at_wait(const struct ke_thread *thread, ke_waited_function see, void *context)
{
	u64 wait = READ_ONCE(thread->waits);
	const struct ke_wait_block *blocks;
	unsigned int i, count;

	blocks = READ_ONCE(thread->wait.blocks);
	count = READ_ONCE(thread->wait.count);
	/* Pairs with smp_wmb() in ke_sleep(). */
	smp_rmb();
	if (!sleeps_in(thread, wait))
		return false;
	for (i = 0; i < count; i++)
		if (!look_at_block(&blocks[i], see, context))
			return false;
	/* The blocks were read before; the locks have seen to that. */
	return sleeps_in(thread, wait);
}
