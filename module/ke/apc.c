// SPDX-License-Identifier: GPL-2.0
/*
 * Asynchronous procedure calls for user mode: a thread's queue of procedures that it
 * is to call when it waits alertably, or asks.
 *
 * Nobody interrupts the thread. Who queues a call wakes it if it sleeps in an
 * alertable wait (ke/alert.c); the wait ends with STATUS_USER_APC, and the program
 * takes the calls one by one, which is what NT's dispatcher in user mode does.
 *
 * Locks and lifetime
 *
 * ke_thread.apc_lock guards the queue, and where else the thread is named as one that
 * may be given calls: whoever keeps a pointer to it (a thread object, a timer) passes
 * its place. The pointer is read without the lock, in an RCU read section that keeps
 * the thread, and read again under it. So who takes the pointer back under the lock
 * (ke_forget_apc_target()) knows that no call comes by it any more. The lock is taken
 * under no other lock of a thread's, but under a timer's, and none is taken under it; it
 * may be taken in softirq.
 *
 * A call belongs to who has made it, and is in one queue at most. Its end() is called
 * without locks, in the thread that has taken it, or was to. One that can't be told to
 * the program after it has been taken comes back to its place, unless somebody wanted to
 * take it back meanwhile.
 *
 * A thread that ends takes what is left in its queue, and no more is queued. So does
 * one that begins another program: the addresses were the old one's. But then more
 * may come.
 */
#include <linux/rcupdate.h>
#include <linux/sched.h>
#include <ntobj/ke_apc.h>

#include "ke/trace.h"

/**
 * ke_apc_init - make a call that is in no queue
 * @apc: the call
 * @end: see struct ke_apc
 *
 * Context: any.
 */
void ke_apc_init(struct ke_apc *apc, void (*end)(struct ke_apc *apc))
{
	INIT_LIST_HEAD(&apc->link);
	apc->end = end;
	apc->withdrawn = false;
}

/**
 * ke_lock_apc_target - lock the queue of the thread that is named
 * @target: where it is named
 * @flags: for ke_unlock_apc_target()
 *
 * Context: any but hardirq, in an RCU read section. Takes the thread's apc_lock.
 *
 * Return: the thread; NULL, and nothing is locked, if none is named any more.
 */
struct ke_thread *ke_lock_apc_target(struct ke_thread **target, unsigned long *flags)
{
	struct ke_thread *thread = READ_ONCE(*target);

	if (!thread)
		return NULL;
	spin_lock_irqsave(&thread->apc_lock, *flags);
	if (READ_ONCE(*target) == thread) {
		/* For sparse: ke_unlock_apc_target() drops it. */
		__release(&thread->apc_lock);
		return thread;
	}
	spin_unlock_irqrestore(&thread->apc_lock, *flags);
	return NULL;
}

/* Ends ke_lock_apc_target(). */
void ke_unlock_apc_target(struct ke_thread *thread, unsigned long flags)
{
	__acquire(&thread->apc_lock);
	spin_unlock_irqrestore(&thread->apc_lock, flags);
}

/**
 * ke_insert_queue_apc - queue a call, and end the thread's alertable wait
 * @target: where the thread is named; see above
 * @apc: the call, with routine and arguments unless it may be queued already
 *
 * As KeInsertQueueApc for user mode. Context: any but hardirq. Takes the thread's
 * apc_lock.
 *
 * Return: false, and nothing was done, if no thread is named any more, it has ended,
 * or the call is queued already.
 */
bool ke_insert_queue_apc(struct ke_thread **target, struct ke_apc *apc)
{
	struct ke_thread *thread;
	unsigned long flags;
	bool inserted = false;

	rcu_read_lock();
	thread = ke_lock_apc_target(target, &flags);
	if (thread) {
		if (!thread->apcs_ended && list_empty(&apc->link)) {
			list_add_tail(&apc->link, &thread->user_apcs);
			WRITE_ONCE(thread->apcs, thread->apcs + 1);
			apc->withdrawn = false;
			inserted = true;
		}
		trace_ntobj_apc_queue(task_pid_nr(thread->task), apc->routine, inserted);
		ke_unlock_apc_target(thread, flags);
		if (inserted)
			ke_wake_alertable(thread);
	}
	rcu_read_unlock();
	return inserted;
}

/**
 * ke_remove_queue_apc - take back a call that the thread has not taken
 * @target: where the thread is named
 * @apc: the call
 *
 * Its end() is not called if it is taken back; else it has been, or will be if it was
 * queued. Context: any but hardirq. Takes the thread's apc_lock.
 *
 * Return: whether it was taken back. False also if no thread is named any more: what it
 * had in its queue ends with it.
 */
bool ke_remove_queue_apc(struct ke_thread **target, struct ke_apc *apc)
{
	struct ke_thread *thread;
	unsigned long flags;
	bool removed = false;

	rcu_read_lock();
	thread = ke_lock_apc_target(target, &flags);
	if (thread) {
		removed = !list_empty(&apc->link);
		if (removed) {
			list_del_init(&apc->link);
			WRITE_ONCE(thread->apcs, thread->apcs - 1);
		} else {
			apc->withdrawn = true;
		}
		ke_unlock_apc_target(thread, flags);
	}
	rcu_read_unlock();
	return removed;
}

/**
 * ke_forget_apc_target - name a thread no more
 * @target: where it was named; NULL afterwards
 *
 * What is in its queue stays there. Context: any but hardirq. Takes the thread's
 * apc_lock.
 */
void ke_forget_apc_target(struct ke_thread **target)
{
	struct ke_thread *thread;
	unsigned long flags;

	rcu_read_lock();
	thread = ke_lock_apc_target(target, &flags);
	if (thread) {
		WRITE_ONCE(*target, NULL);
		ke_unlock_apc_target(thread, flags);
	}
	rcu_read_unlock();
}

/**
 * ke_take_apc - take the next call of the calling thread
 * @thread: the calling thread's
 * @answer: gets routine and arguments, and whether there are more
 *
 * Context: process. Takes the thread's apc_lock.
 *
 * Return: the call, for ke_end_apc() or ke_return_apc(); NULL if there is none.
 */
struct ke_apc *ke_take_apc(struct ke_thread *thread, struct ntobj_test_alert *answer)
{
	struct ke_apc *apc;

	/* Only the thread itself empties its queue, but for those who take calls back. */
	if (list_empty(&thread->user_apcs))
		return NULL;
	spin_lock_irq(&thread->apc_lock);
	apc = list_first_entry_or_null(&thread->user_apcs, struct ke_apc, link);
	if (apc) {
		list_del_init(&apc->link);
		WRITE_ONCE(thread->apcs, thread->apcs - 1);
		answer->routine = apc->routine;
		memcpy(answer->arguments, apc->arguments, sizeof(answer->arguments));
		answer->more = !list_empty(&thread->user_apcs);
	}
	spin_unlock_irq(&thread->apc_lock);
	return apc;
}

/**
 * ke_end_apc - a call that was taken has reached the program
 * @thread: the calling thread's
 * @apc: from ke_take_apc()
 *
 * Context: process.
 */
void ke_end_apc(struct ke_thread *thread, struct ke_apc *apc)
{
	trace_ntobj_apc_deliver(apc->routine);
	WRITE_ONCE(thread->apcs_taken, thread->apcs_taken + 1);
	apc->end(apc);
}

/**
 * ke_return_apc - a call that was taken could not be told to the program
 * @thread: the calling thread's
 * @apc: from ke_take_apc()
 *
 * It is the next again, unless it has been queued anew meanwhile, or was to be taken back:
 * then it ends. Context: process. Takes the thread's apc_lock.
 */
void ke_return_apc(struct ke_thread *thread, struct ke_apc *apc)
{
	bool withdrawn;

	spin_lock_irq(&thread->apc_lock);
	withdrawn = apc->withdrawn;
	if (!withdrawn && list_empty(&apc->link)) {
		list_add(&apc->link, &thread->user_apcs);
		WRITE_ONCE(thread->apcs, thread->apcs + 1);
	}
	spin_unlock_irq(&thread->apc_lock);
	if (withdrawn)
		apc->end(apc);
}

static void flush(struct ke_thread *thread, bool ended)
{
	struct ke_apc *apc;
	LIST_HEAD(rest);

	spin_lock_irq(&thread->apc_lock);
	thread->apcs_ended = ended;
	list_splice_init(&thread->user_apcs, &rest);
	/* One by one: each may be taken back until it is its turn. */
	while (!list_empty(&rest)) {
		apc = list_first_entry(&rest, struct ke_apc, link);
		list_del_init(&apc->link);
		WRITE_ONCE(thread->apcs, thread->apcs - 1);
		spin_unlock_irq(&thread->apc_lock);
		apc->end(apc);
		cond_resched();
		spin_lock_irq(&thread->apc_lock);
	}
	WRITE_ONCE(thread->alerts, 0);
	spin_unlock_irq(&thread->apc_lock);
}

/**
 * ke_flush_apcs - the calling thread begins another program
 * @thread: the calling thread's
 *
 * The old one's calls and alerts are forgotten. Context: process; may sleep. Takes the thread's
 * apc_lock.
 */
void ke_flush_apcs(struct ke_thread *thread)
{
	flush(thread, false);
}

/**
 * ke_end_apcs - the calling thread ends
 * @thread: the calling thread's
 *
 * So do its kernel APCs. Context: process; may sleep. Takes the thread's apc_lock.
 */
void ke_end_apcs(struct ke_thread *thread)
{
	flush(thread, true);
	ke_run_down_kernel_apcs(thread);
}
