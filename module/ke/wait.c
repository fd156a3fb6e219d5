// SPDX-License-Identifier: GPL-2.0
/*
 * Waiting: how a wait is queued, sleeps and ends; and the wait for one object.
 *
 * Each thread has one wait, whose phase says how far it is: KE_PENDING, then
 * KE_CLAIMED by who satisfies it, then KE_SATISFIED, when he tells; or
 * KE_GAVE_UP. Who changes KE_PENDING to something else, by one atomic exchange,
 * has decided how the wait ends. A wait that has been claimed sleeps on until it
 * is told: until then it is in the signaller's chain (ke/signal.c).
 *
 * A wait ends by the first of these that is true when it looks, in this order:
 * it is satisfied or claimed, a signal is pending, an alert or a call has come and it
 * is alertable (ke/alert.c), the deadline has passed. So a wait that a signaller has
 * satisfied never ends as a timeout, and leaves alerts to the next one.
 *
 * The sleep is interruptible by any signal. A signal makes the ioctl return
 * -ERESTARTSYS; deadlines are absolute, so a restarted wait waits on. Waits in
 * kernel mode heed no signal. A kernel APC ends any wait (ke/kernel_apc.c), which begins
 * again: the way of a signal if the wait is of user mode, else where it was begun.
 */
#include <linux/freezer.h>
#include <linux/hrtimer.h>
#include <linux/sched/signal.h>
#include <linux/ntobj.h>
#include <ntobj/ke_apc.h>
#include <ntobj/ke_irql.h>

#include "compat/linux.h"
#include "ke/claim.h"
#include "ke/trace.h"

static_assert(sizeof(struct ntobj_wait_single) == 24);

static ktime_t host_deadline(u64 deadline, u32 flags)
{
	s64 host = min_t(u64, deadline, KTIME_MAX);
	s64 offset;

	if (flags & NTOBJ_WAIT_REALTIME)
		return host;
	offset = compat_monotonic_offset();
	if (offset < 0 && host > KTIME_MAX + offset)
		return KTIME_MAX;
	return max_t(s64, host - offset, 0);
}

/*
 * Decides that a wait ends here and now, unless somebody has claimed it. If it has
 * been released, and not claimed yet, it claims itself: see ke/release.c.
 */
static bool give_up(struct ke_wait *wait, NTSTATUS status)
{
	unsigned int released = ke_find_released(wait);

	if (released < wait->count)
		status = STATUS_WAIT_0 + released;
	if (cmpxchg(&wait->phase, KE_PENDING, KE_GAVE_UP) != KE_PENDING)
		return false;
	wait->status = status;
	return true;
}

/* What ends a wait that nobody has claimed; KE_QUEUED if nothing does yet. */
static NTSTATUS look_for_end(const struct ke_thread *thread,
			     const struct hrtimer_sleeper *timer, u32 flags)
{
	NTSTATUS status;

	if (!(flags & KE_WAIT_KERNEL_MODE) && signal_pending(current))
		return KE_RESTART;
	/* One of user mode has a signal for that, unless there is no user mode. */
	if ((flags & KE_WAIT_KERNEL_MODE || current->flags & PF_KTHREAD) &&
	    ke_kernel_apc_is_due(thread))
		return KE_RESTART;
	if (flags & KE_WAIT_ALERTS) {
		status = ke_look_for_alert(thread, flags);
		if (status != KE_QUEUED)
			return status;
	}
	if (timer && !READ_ONCE(timer->task))
		return STATUS_TIMEOUT;
	return KE_QUEUED;
}

/* The model's sleep(): until the wait is satisfied, or gives up. */
static void sleep_in_wait(struct ke_wait *wait, struct hrtimer_sleeper *timer, u32 flags)
{
	unsigned int state = flags & KE_WAIT_KERNEL_MODE ? TASK_IDLE : TASK_INTERRUPTIBLE;
	NTSTATUS end;

	for (;;) {
		set_current_state(state | TASK_FREEZABLE);
		/* Pairs with smp_store_release() in ke_awake_chained(). */
		if (smp_load_acquire(&wait->phase) == KE_SATISFIED)
			break;
		end = look_for_end(wait->thread, timer, flags);
		if (end != KE_QUEUED && state != TASK_UNINTERRUPTIBLE) {
			if (give_up(wait, end))
				break;
			/* Claimed. What ends other waits does not matter any more. */
			state = TASK_UNINTERRUPTIBLE;
			continue;
		}
		schedule();
	}
	__set_current_state(TASK_RUNNING);
}

/* In one piece with each of the two who sleep. */
static __always_inline void sleep_until(struct ke_wait *wait, u64 deadline, u32 flags)
{
	struct hrtimer_sleeper timer;

	if (deadline == NTOBJ_WAIT_FOREVER) {
		sleep_in_wait(wait, NULL, flags);
		return;
	}
	hrtimer_setup_sleeper_on_stack(&timer, flags & NTOBJ_WAIT_REALTIME ?
				       CLOCK_REALTIME : CLOCK_MONOTONIC,
				       HRTIMER_MODE_ABS);
	hrtimer_set_expires(&timer.timer, host_deadline(deadline, flags));
	hrtimer_sleeper_start_expires(&timer, HRTIMER_MODE_ABS);
	sleep_in_wait(wait, &timer, flags);
	hrtimer_cancel(&timer.timer);
	destroy_hrtimer_on_stack(&timer.timer);
}

static void leave_queue(struct ke_wait_block *block)
{
	struct ke_dispatcher *object = block->object;

	spin_lock_irq(&object->lock);
	if (!list_empty(&block->link)) {
		if (ke_is_of_all(block))
			ke_unqueue_all(block);
		else
			list_del_init(&block->link);
	}
	spin_unlock_irq(&object->lock);
}

/*
 * The model's leave_queues(). Who satisfies a wait has taken those blocks from
 * the queues that satisfied it, before he told.
 */
static void leave_queues(struct ke_wait *wait)
{
	unsigned int i = 0, taken = wait->count;

	if (wait->phase == KE_SATISFIED) {
		taken = KE_PLACE_IN_STATUS(wait->status);
		if (taken < wait->all)
			i = wait->all;
	}
	for (; i < wait->count; i++)
		if (i != taken)
			leave_queue(&wait->blocks[i]);
}

/**
 * ke_unqueue_all - take a wait for all from the queue of one of its objects
 * @block: of the wait, in the queue
 *
 * Context: any; the object's lock is held.
 */
void ke_unqueue_all(struct ke_wait_block *block)
{
	struct ke_dispatcher *object = block->object;

	lockdep_assert_held(&object->lock);
	if (object->last_all == &block->link)
		object->last_all = block->link.prev;
	list_del_init(&block->link);
	WRITE_ONCE(object->alls, object->alls - 1);
}

/**
 * ke_queue_block - put a wait at its place in one more object's queue
 * @wait: the wait, with phase, all and blocks; nobody has seen it, or all its
 *	objects' locks are held
 * @object: the object
 *
 * Context: process; the object's lock is held.
 */
void ke_queue_block(struct ke_wait *wait, struct ke_dispatcher *object)
{
	struct ke_wait_block *block = &wait->blocks[wait->count];
	bool of_all = wait->count++ < wait->all;

	lockdep_assert_held(&object->lock);
	block->wait = wait;
	block->object = object;
	block->stamp = object->release_stamp;
	object->sleeps++;
	if (of_all)
		WRITE_ONCE(object->alls, object->alls + 1);
	if (of_all && (ke_gives_to_all(object) || ke_is_ntsync(object))) {
		list_add(&block->link, object->last_all);
		object->last_all = &block->link;
	} else {
		list_add_tail(&block->link, &object->waiters);
	}
}

/**
 * ke_queue_single - queue the calling thread's wait for one object
 * @object: the object, which is not signalled for it; the caller has a reference
 * @thread: the calling thread's
 *
 * Context: process; the object's lock is held. ke_sleep() is next.
 */
void ke_queue_single(struct ke_dispatcher *object, struct ke_thread *thread)
{
	struct ke_wait *wait = &thread->wait;

	wait->phase = KE_PENDING;
	wait->all = 0;
	wait->count = 0;
	wait->blocks = thread->blocks;
	ke_queue_block(wait, object);
}
EXPORT_SYMBOL_NTOBJ_KUNIT(ke_queue_single);

/* Alerts are heeded from now on. Before the thread looks: see ke/alert.c. */
static void begin_alertable(struct ke_thread *thread)
{
	WRITE_ONCE(thread->alertable, true);
}

static void end_alertable(struct ke_thread *thread, u32 flags)
{
	WRITE_ONCE(thread->alertable, false);
	if (thread->wait.status == STATUS_ALERTED)
		ke_take_alert(thread, flags);
}

/**
 * ke_sleep - sleep in a wait that has been queued
 * @thread: the calling thread's
 * @deadline: nanoseconds, absolute; or NTOBJ_WAIT_FOREVER
 * @flags: NTOBJ_WAIT_*, KE_WAIT_KERNEL_MODE
 *
 * The references on the objects may be dropped afterwards. Context: process;
 * sleeps; no locks held. Takes the objects' locks.
 *
 * Return: what satisfied the wait, STATUS_TIMEOUT, or KE_RESTART if a signal is
 * pending or a kernel APC is due: see ke_goes_on_waiting(); of an alertable
 * one also STATUS_ALERTED and STATUS_USER_APC.
 */
NTSTATUS ke_sleep(struct ke_thread *thread, u64 deadline, u32 flags)
{
	struct ke_wait *wait = &thread->wait;

	might_sleep();
	WRITE_ONCE(thread->began, jiffies);
	WRITE_ONCE(thread->waits, thread->waits + 1);
	/* Pairs with sleeps_in() in ke/waits.c. */
	smp_store_release(&thread->waiting, true);
	trace_ntobj_wait_begin(wait->count, wait->all, wait->blocks->object->type, deadline);
	if (flags & KE_WAIT_ALERTS)
		begin_alertable(thread);
	sleep_until(wait, deadline, flags);
	leave_queues(wait);
	if (flags & KE_WAIT_ALERTS)
		end_alertable(thread, flags);
	trace_ntobj_wait_end(wait->count, wait->all, wait->blocks->object->type,
			     wait->status);
	WRITE_ONCE(thread->waiting, false);
	/* Before the next wait is written. Pairs with smp_rmb() in ke_look_at_wait(). */
	smp_wmb();
	return wait->status;
}
EXPORT_SYMBOL_NTOBJ_KUNIT(ke_sleep);

/**
 * ke_delay - sleep, and wait for no object
 * @thread: the calling thread's
 * @reason: what for
 * @deadline: see ke_sleep()
 * @flags: see ke_sleep()
 *
 * Context: process; sleeps; no locks held. As KeDelayExecutionThread.
 *
 * Return: STATUS_TIMEOUT when the time has come; KE_RESTART as ke_sleep();
 * of an alertable one STATUS_ALERTED and STATUS_USER_APC.
 */
NTSTATUS ke_delay(struct ke_thread *thread, enum ke_reason reason, u64 deadline, u32 flags)
{
	struct ke_wait *wait = &thread->wait;

	might_sleep();
	wait->phase = KE_PENDING;
	WRITE_ONCE(wait->count, 0);
	WRITE_ONCE(wait->all, 0);
	WRITE_ONCE(wait->reason, reason);
	WRITE_ONCE(thread->began, jiffies);
	WRITE_ONCE(thread->waits, thread->waits + 1);
	/* Pairs with sleeps_in() in ke/waits.c. */
	smp_store_release(&thread->waiting, true);
	trace_ntobj_wait_begin(0, false, 0, deadline);
	if (flags & KE_WAIT_ALERTS)
		begin_alertable(thread);
	sleep_until(wait, deadline, flags);
	if (flags & KE_WAIT_ALERTS)
		end_alertable(thread, flags);
	trace_ntobj_wait_end(0, false, 0, wait->status);
	WRITE_ONCE(thread->waiting, false);
	/* Before the next wait is written. Pairs with smp_rmb() in ke_look_at_wait(). */
	smp_wmb();
	return wait->status;
}

static NTSTATUS begin_single(struct ke_dispatcher *object, struct ke_thread *thread,
			     u64 deadline)
{
	NTSTATUS status;

	spin_lock_irq(&object->lock);
	status = ke_try_satisfy(object);
	if (status == STATUS_TIMEOUT && deadline != NTOBJ_WAIT_POLL) {
		ke_queue_single(object, thread);
		status = KE_QUEUED;
	}
	spin_unlock_irq(&object->lock);
	return status;
}

/* Where no thread can be made. */
static NTSTATUS poll_single(struct ke_dispatcher *object)
{
	NTSTATUS status = begin_single(object, NULL, NTOBJ_WAIT_POLL);

	return status == KE_NO_THREAD ? STATUS_INSUFFICIENT_RESOURCES : status;
}

/**
 * ke_wait_single - wait until an object is signalled
 * @dispatcher: the object; the caller holds a reference on it
 * @deadline: nanoseconds, absolute; NTOBJ_WAIT_POLL or NTOBJ_WAIT_FOREVER
 * @flags: NTOBJ_WAIT_*, KE_WAIT_KERNEL_MODE
 *
 * Context: process, also of a kernel thread; sleeps; no locks held. Takes the
 * object's lock. As KeWaitForSingleObject. With NTOBJ_WAIT_POLL it does not sleep, and
 * may be called up to DISPATCH level; for a mutant only by a thread that has waited
 * before. Where it may not be called it reports that, and does nothing.
 *
 * Return: STATUS_SUCCESS, STATUS_ABANDONED, STATUS_TIMEOUT,
 * STATUS_MUTANT_LIMIT_EXCEEDED, STATUS_INSUFFICIENT_RESOURCES; STATUS_UNSUCCESSFUL
 * where it may not be called; in user mode also KE_RESTART if a signal is pending; of an
 * alertable one also STATUS_ALERTED, and in user mode STATUS_USER_APC.
 */
NTSTATUS ke_wait_single(struct ke_dispatcher *dispatcher, u64 deadline, u32 flags)
{
	struct ke_thread *thread;
	NTSTATUS status;

	if (!ke_may_wait(dispatcher, dispatcher->type == KE_MUTANT, deadline, _RET_IP_))
		return STATUS_UNSUCCESSFUL;
	if (unlikely(!ke_is_preemptible() || softirq_count()))
		return poll_single(dispatcher);
	might_sleep();
	thread = ke_current_thread();
	if (!thread)
		return STATUS_INSUFFICIENT_RESOURCES;
	do {
		status = begin_single(dispatcher, thread, deadline);
		if (status == STATUS_TIMEOUT)
			return ke_poll_alert(flags);
		if (status == KE_QUEUED)
			status = ke_sleep(thread, deadline, flags);
	} while (status == KE_RESTART && ke_goes_on_waiting(thread, flags));
	return status;
}
EXPORT_SYMBOL_NTOBJ(ke_wait_single);
