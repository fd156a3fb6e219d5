// SPDX-License-Identifier: GPL-2.0
/*
 * Waiting for one object.
 *
 * A wait ends by the first of these that is true when it looks, in this order:
 * the object satisfied it, a signal is pending, the deadline has passed. The
 * look is taken under the object's lock, so a wait that a signaller has
 * satisfied never ends as a timeout.
 *
 * The sleep is interruptible by any signal. A signal makes the ioctl return
 * -ERESTARTSYS; deadlines are absolute, so a restarted wait waits on.
 */
#include <linux/freezer.h>
#include <linux/hrtimer.h>
#include <linux/sched/signal.h>
#include <linux/ntobj.h>
#include <ntobj/ke.h>

#include "compat/linux.h"
#include "ke/trace.h"

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

/* Sleeps until the wait is satisfied, a signal comes or the timer fires. */
static NTSTATUS sleep_in_wait(struct ke_wait_block *block, struct hrtimer_sleeper *timer)
{
	NTSTATUS status;

	for (;;) {
		set_current_state(TASK_INTERRUPTIBLE | TASK_FREEZABLE);
		/* Pairs with smp_store_release() in ke_release_waiters(). */
		status = smp_load_acquire(&block->status);
		if (status != KE_WAIT_PENDING)
			break;
		if (signal_pending(current)) {
			status = KE_RESTART;
			break;
		}
		if (timer && !READ_ONCE(timer->task)) {
			status = STATUS_TIMEOUT;
			break;
		}
		schedule();
	}
	__set_current_state(TASK_RUNNING);
	return status;
}

static NTSTATUS sleep_until(struct ke_wait_block *block, u64 deadline, u32 flags)
{
	struct hrtimer_sleeper timer;
	NTSTATUS status;

	if (deadline == NTOBJ_WAIT_FOREVER)
		return sleep_in_wait(block, NULL);
	hrtimer_setup_sleeper_on_stack(&timer, flags & NTOBJ_WAIT_REALTIME ?
				       CLOCK_REALTIME : CLOCK_MONOTONIC,
				       HRTIMER_MODE_ABS);
	hrtimer_set_expires(&timer.timer, host_deadline(deadline, flags));
	hrtimer_sleeper_start_expires(&timer, HRTIMER_MODE_ABS);
	status = sleep_in_wait(block, &timer);
	hrtimer_cancel(&timer.timer);
	destroy_hrtimer_on_stack(&timer.timer);
	return status;
}

/* Joins the queue unless the object can satisfy the wait here and now. */
static bool enqueue(struct ke_dispatcher *dispatcher, struct ke_wait_block *block)
{
	bool satisfied;

	spin_lock_irq(&dispatcher->lock);
	satisfied = ke_try_satisfy(dispatcher);
	if (!satisfied) {
		block->epoch = dispatcher->release_epoch;
		block->status = KE_WAIT_PENDING;
		list_add_tail(&block->link, &dispatcher->waiters);
	}
	spin_unlock_irq(&dispatcher->lock);
	return !satisfied;
}

/* Leaves the queue after a sleep that ended unsatisfied, unless too late. */
static NTSTATUS give_up(struct ke_dispatcher *dispatcher, struct ke_wait_block *block,
			NTSTATUS status)
{
	spin_lock_irq(&dispatcher->lock);
	if (block->status != KE_WAIT_PENDING ||
	    block->epoch != dispatcher->release_epoch)
		status = STATUS_SUCCESS;
	list_del_init(&block->link);
	spin_unlock_irq(&dispatcher->lock);
	return status;
}

/**
 * ke_wait_single - wait until an object is signalled
 * @dispatcher: the object; the caller holds a reference on it
 * @deadline: nanoseconds, absolute; NTOBJ_WAIT_POLL or NTOBJ_WAIT_FOREVER
 * @flags: NTOBJ_WAIT_*
 *
 * Context: process; sleeps, interruptibly; no locks held. Takes the object's
 * lock. As KeWaitForSingleObject with a mode of UserMode.
 *
 * Return: STATUS_SUCCESS, STATUS_TIMEOUT, STATUS_INSUFFICIENT_RESOURCES, or
 * KE_RESTART if a signal is pending.
 */
NTSTATUS ke_wait_single(struct ke_dispatcher *dispatcher, u64 deadline, u32 flags)
{
	struct ke_thread *thread;
	NTSTATUS status;

	might_sleep();
	thread = ke_current_thread();
	if (!thread)
		return STATUS_INSUFFICIENT_RESOURCES;
	if (!enqueue(dispatcher, &thread->block))
		return STATUS_SUCCESS;
	WRITE_ONCE(thread->waiting, true);
	WRITE_ONCE(thread->waits, thread->waits + 1);
	trace_ntobj_wait_begin(dispatcher->type, deadline);
	status = sleep_until(&thread->block, deadline, flags);
	if (status != STATUS_SUCCESS)
		status = give_up(dispatcher, &thread->block, status);
	trace_ntobj_wait_end(dispatcher->type, status);
	WRITE_ONCE(thread->waiting, false);
	return status;
}
EXPORT_SYMBOL_NTOBJ_KUNIT(ke_wait_single);
