// SPDX-License-Identifier: GPL-2.0
/*
 * Calls of timers: what the thread that has set a timer is to call each time that it
 * expires.
 *
 * A call belongs to one setting of one timer, and so to one thread. The expiry puts it
 * into the thread's queue with the system time of then. From there to its end, which is
 * when the program has it, it is queued, and an expiry puts nothing more there. A timer
 * that goes on is not armed while nobody could tell: it is signalled, and its call is
 * queued (see ke/timer.c). The end of the call arms it again, for the next point of its
 * grid.
 *
 * The call leaves its timer when the timer is cancelled or set anew, when it has been
 * called and there is no period, and when the thread ends or begins another program,
 * for which the timer is cancelled. If it is in the thread's queue then, it leaves that
 * too. If the thread has just taken it, the program is told of it all the same, for it
 * was first; but if it can't be told, it does not come back to the queue.
 *
 * Locks and lifetime
 *
 * ke_timer.apc and @queued are under the timer's lock. The thread's timers_lock guards
 * the list of its calls, and is innermost; apc_lock is taken under the timer's lock as
 * well (ke/apc.c). Only the thread itself puts a call into its list, so when it has
 * emptied that, at its end, there will be none. Until then its calls name it.
 *
 * A call that its timer has is referenced for that, and one that is queued once more;
 * who drops the last reference releases it, and with it its timer. Nobody does in
 * softirq: what an expiry could not queue still is the timer's.
 *
 * So as in NT a timer that has a call lives on without a handle, until it has been
 * called, or at the longest until its thread ends.
 */
#include <linux/sched.h>
#include <ntobj/ke_timer.h>

static void drop(struct ke_timer_apc *apc)
{
	/* Somebody else has it still. */
	WARN_ON_ONCE(refcount_dec_and_test(&apc->references));
}

/**
 * ke_put_timer_apc - drop a reference on a call
 * @apc: the call, or NULL
 *
 * Context: process; may sleep; no locks held.
 */
void ke_put_timer_apc(struct ke_timer_apc *apc)
{
	if (apc && refcount_dec_and_test(&apc->references))
		apc->release(apc);
}

/* The program has it, or nobody will. */
static void end_timer_apc(struct ke_apc *base)
{
	struct ke_timer_apc *apc = container_of(base, struct ke_timer_apc, apc);
	struct ke_timer *timer = apc->timer;
	struct ke_timer_apc *left = NULL;

	spin_lock_irq(&timer->dispatcher.lock);
	apc->queued = false;
	if (timer->apc == apc && !timer->period)
		left = ke_leave_timer_apc_locked(timer);
	else if (timer->apc == apc)
		ke_wake_timer_locked(timer);
	spin_unlock_irq(&timer->dispatcher.lock);
	ke_put_timer_apc(left);
	ke_put_timer_apc(apc);
}

/**
 * ke_timer_apc_init - make a call that no timer has
 * @apc: the call
 * @timer: whose it will be
 * @thread: the calling thread's
 * @routine: what to call, as the program knows it
 * @context: its first argument
 * @release: see struct ke_timer_apc
 *
 * The caller has its reference. Context: process.
 */
void ke_timer_apc_init(struct ke_timer_apc *apc, struct ke_timer *timer,
		       struct ke_thread *thread, u64 routine, u64 context,
		       void (*release)(struct ke_timer_apc *apc))
{
	ke_apc_init(&apc->apc, end_timer_apc);
	apc->apc.routine = routine;
	apc->apc.arguments[0] = context;
	apc->timer = timer;
	apc->thread = thread;
	INIT_LIST_HEAD(&apc->link);
	refcount_set(&apc->references, 1);
	apc->queued = false;
	apc->release = release;
}

/**
 * ke_join_timer_apc_locked - give a timer a call
 * @timer: the timer, which is not to expire yet, and has none
 * @apc: the call, made for it by the calling thread; the caller's reference is the
 *	timer's now
 *
 * Context: process; the timer's lock is held.
 */
void ke_join_timer_apc_locked(struct ke_timer *timer, struct ke_timer_apc *apc)
{
	lockdep_assert_held(&timer->dispatcher.lock);
	timer->apc = apc;
	spin_lock(&apc->thread->timers_lock);
	list_add_tail(&apc->link, &apc->thread->timers);
	spin_unlock(&apc->thread->timers_lock);
}

/**
 * ke_leave_timer_apc_locked - take a timer's call from it
 * @timer: the timer
 *
 * Also from the queue of its thread, if it is there. Context: process; the timer's lock
 * is held, in an RCU read section.
 *
 * Return: the call, for ke_put_timer_apc() when the lock has been dropped; or NULL.
 */
struct ke_timer_apc *ke_leave_timer_apc_locked(struct ke_timer *timer)
{
	struct ke_timer_apc *apc = timer->apc;

	lockdep_assert_held(&timer->dispatcher.lock);
	if (!apc)
		return NULL;
	timer->apc = NULL;
	if (apc->queued && ke_remove_queue_apc(&apc->thread, &apc->apc)) {
		apc->queued = false;
		drop(apc);
	}
	/* From then on the thread may end, and nobody looks for it. */
	spin_lock(&apc->thread->timers_lock);
	list_del_init(&apc->link);
	spin_unlock(&apc->thread->timers_lock);
	return apc;
}

/**
 * ke_queue_timer_apc_locked - a timer that has a call expires
 * @timer: the timer
 * @time: NT's system time
 *
 * Context: process, softirq; the timer's lock is held.
 */
void ke_queue_timer_apc_locked(struct ke_timer *timer, u64 time)
{
	struct ke_timer_apc *apc = timer->apc;

	lockdep_assert_held(&timer->dispatcher.lock);
	if (apc->queued)
		return;
	apc->apc.arguments[1] = lower_32_bits(time);
	apc->apc.arguments[2] = upper_32_bits(time);
	/* The thread may take it at once, and then wants the lock. */
	refcount_inc(&apc->references);
	apc->queued = ke_insert_queue_apc(&apc->thread, &apc->apc);
	if (!apc->queued)
		drop(apc);
}

/* The first call that a thread has with a timer, referenced; or NULL. */
static struct ke_timer_apc *first_of(struct ke_thread *thread)
{
	struct ke_timer_apc *apc;

	spin_lock_irq(&thread->timers_lock);
	apc = list_first_entry_or_null(&thread->timers, struct ke_timer_apc, link);
	if (apc)
		refcount_inc(&apc->references);
	spin_unlock_irq(&thread->timers_lock);
	return apc;
}

/**
 * ke_cancel_timers_of - cancel the timers that a thread has set with a call
 * @thread: the calling thread's, which ends or begins another program
 *
 * As ExTimerRundown. Context: process; may sleep; no locks held. Takes locks of timers.
 */
void ke_cancel_timers_of(struct ke_thread *thread)
{
	struct ke_timer_apc *apc, *left;

	while ((apc = first_of(thread))) {
		struct ke_timer *timer = apc->timer;

		left = NULL;
		spin_lock_irq(&timer->dispatcher.lock);
		/* Else who has taken it from the timer is done with the list. */
		if (timer->apc == apc) {
			ke_stop_timer_locked(timer);
			left = ke_leave_timer_apc_locked(timer);
		}
		spin_unlock_irq(&timer->dispatcher.lock);
		ke_put_timer_apc(left);
		ke_put_timer_apc(apc);
		cond_resched();
	}
}
