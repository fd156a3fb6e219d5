// SPDX-License-Identifier: GPL-2.0
/*
 * Releasing many waits at once, and claiming them in pieces.
 *
 * What gives to everybody (notification events, processes, threads) has the waits
 * for all at the head of its queue. The waits for any behind them are claimed in
 * batches, with the lock dropped in between, so that one call can't keep
 * interrupts off for long. A signal releases all who wait at that moment, and no
 * reset in between may take that back: so what is left of the queue after a batch
 * moves to the object's list of what it has released, in one step, and the object
 * gets a new release_stamp. A wait whose block has an older one has been released.
 * If it gives up (timeout, signal) it finds that out, and claims itself; and what
 * is signalled later satisfies it no more.
 *
 * Several objects may release the same wait. What it returns is the place of the
 * first that did. Stamps are taken from one clock, under the object's lock; and an
 * object releases nothing new before all that it has released is claimed: whoever
 * comes to signal it meanwhile (KE_RELEASING) helps. So the first one's stamp stays
 * as long as the wait is pending, and those of others only grow. Who finds a wait
 * in the list of one of the others leaves it to the first.
 *
 * Documentation/models/release.pml is the model of this.
 *
 * While the list is not empty its waits' references keep the object in being; and
 * the signaller's RCU read section always its memory, with a lock and a list that
 * are in order. Should it be another object's by then, the signaller helps that.
 *
 * A signaller that is put off between two batches leaves what he has released asleep
 * for so long, unless somebody else signals the object. Such waits end by timeouts and
 * signals as others do, and say that they were satisfied.
 */
#include <linux/atomic.h>
#include <linux/list.h>

#include "ke/claim.h"

static atomic64_t release_clock = ATOMIC64_INIT(0);

/**
 * ke_release_rest - release the waits from a block to the end of the queue
 * @object: which gives to everybody, and has nothing left of what it released before
 * @block: the first of them; there are none for all behind it
 * @signal: from ke_begin_signal()
 *
 * The model's release(). ke_claim_released() is to be called without locks. Context:
 * any; the object's lock is held.
 */
void ke_release_rest(struct ke_dispatcher *object, struct ke_wait_block *block,
		     struct ke_signal *signal)
{
	lockdep_assert_held(&object->lock);
	WARN_ON_ONCE(!list_empty(&object->released));
	list_bulk_move_tail(&object->released, &block->link, object->waiters.prev);
	WRITE_ONCE(object->release_stamp, atomic64_inc_return(&release_clock));
	WRITE_ONCE(object->alls, object->alls | KE_RELEASING);
	signal->more = true;
	signal->slowly = true;
}

static unsigned int look_at_stamps(const struct ke_wait *wait)
{
	unsigned int i, found = wait->count;
	u64 stamp, first = U64_MAX;

	for (i = wait->all; i < wait->count; i++) {
		stamp = READ_ONCE(wait->blocks[i].object->release_stamp);
		if (stamp != wait->blocks[i].stamp && stamp < first) {
			first = stamp;
			found = i;
		}
	}
	return found;
}

/**
 * ke_find_released - which of its objects has released a wait
 * @wait: the wait; what it is for all of releases it never
 *
 * Context: any; the caller then claims the wait, or lets it be.
 *
 * Return: if the wait is still pending, the place of the first object that has: none
 * other's signal was over before that one's began; the number of blocks if none has.
 */
unsigned int ke_find_released(const struct ke_wait *wait)
{
	unsigned int last, found = wait->count;

	/* An earlier one may have come where had been looked at already. */
	do {
		last = found;
		found = look_at_stamps(wait);
		/*
		 * Pairs with atomic64_inc_return() in ke_release_rest(): who has
		 * seen a stamp sees those of signals that were over before.
		 */
		smp_rmb();
	} while (found != last);
	return found;
}

static void claim_block(struct ke_wait_block *block, struct ke_signal *signal)
{
	struct ke_wait *wait = block->wait;
	unsigned int place = ke_place_of(block);

	list_del_init(&block->link);
	if (READ_ONCE(wait->phase) != KE_PENDING)
		return;
	if (wait->count > 1 && ke_find_released(wait) != place)
		return;
	if (!ke_claim(wait))
		return;
	wait->status = STATUS_WAIT_0 + place;
	ke_chain(signal, wait);
}

/* The model's claim_batch(); whether there are more of the same release. */
static bool claim_batch(struct ke_dispatcher *object, struct ke_signal *signal, u64 *stamp)
{
	unsigned int count;
	unsigned long flags;
	bool more;

	spin_lock_irqsave(&object->lock, flags);
	if (!*stamp)
		*stamp = object->release_stamp;
	if (*stamp != object->release_stamp) {
		spin_unlock_irqrestore(&object->lock, flags);
		return false;
	}
	for (count = 0; count < KE_BATCH && !list_empty(&object->released); count++)
		claim_block(list_first_entry(&object->released, struct ke_wait_block, link),
			    signal);
	more = !list_empty(&object->released);
	if (!more)
		WRITE_ONCE(object->alls, object->alls & ~KE_RELEASING);
	spin_unlock_irqrestore(&object->lock, flags);
	return more;
}

/**
 * ke_claim_released - claim and tell all that an object has released
 * @object: the object
 * @signal: from ke_begin_signal(); nothing is chained
 *
 * That is, by one signal: who has given another one since claims what that released.
 *
 * Context: any, within an RCU read section; no locks held. Takes the object's.
 */
void ke_claim_released(struct ke_dispatcher *object, struct ke_signal *signal)
{
	u64 stamp = 0;
	bool more;

	do {
		ke_stay_awake();
		more = claim_batch(object, signal, &stamp);
		ke_awake_chained(signal);
		ke_rest();
	} while (more);
}
