// SPDX-License-Identifier: GPL-2.0
/*
 * Alerts: what ends a thread's alertable wait, or is remembered for its next one.
 *
 * An alert is a bit, which only the thread itself takes back. The thread says that it
 * sleeps alertably before it looks at the bits and at its queue of calls, with a full
 * barrier between the two (set_current_state() in ke/wait.c). Who alerts it sets the bit
 * first and then looks whether it sleeps: so one of the two sees the other. A wait
 * that was satisfied, or claimed, does not end by an alert, which is left for the next.
 *
 * The order of NT's: an alert of the wait's own mode; a call, if the wait is of user
 * mode; an alert of kernel mode.
 */
#include <linux/bitops.h>
#include <linux/rcupdate.h>
#include <ntobj/ke_apc.h>

#include "ke/trace.h"

/**
 * ke_wake_alertable - wake a thread, if it sleeps where an alert counts
 * @thread: the thread, which has been given something to see
 *
 * Context: any, in an RCU read section.
 */
void ke_wake_alertable(struct ke_thread *thread)
{
	/* Pairs with set_current_state() in ke/wait.c. */
	smp_mb();
	if (READ_ONCE(thread->alertable))
		wake_up_process(thread->task);
}

/**
 * ke_alert_thread - alert a thread
 * @thread: the thread
 * @alert: how
 *
 * As KeAlertThread, and as NtAlertThreadByThreadId. Context: any, in an RCU read
 * section.
 */
void ke_alert_thread(struct ke_thread *thread, enum ke_alert alert)
{
	trace_ntobj_alert(task_pid_nr(thread->task), alert);
	set_bit(alert, &thread->alerts);
	ke_wake_alertable(thread);
}

/**
 * ke_test_alert - take back an alert of the calling thread
 * @thread: the calling thread's
 * @alert: which
 *
 * As KeTestAlertThread. Context: process.
 *
 * Return: whether it was there.
 */
bool ke_test_alert(struct ke_thread *thread, enum ke_alert alert)
{
	return test_bit(alert, &thread->alerts) &&
	       test_and_clear_bit(alert, &thread->alerts);
}

/**
 * ke_look_for_alert - what ends the calling thread's alertable wait
 * @thread: the calling thread's
 * @flags: of the wait: NTOBJ_WAIT_ALERTABLE, KE_WAIT_BY_ID, KE_WAIT_KERNEL_MODE
 *
 * Nothing is taken back: see ke_take_alert(). Context: process.
 *
 * Return: STATUS_ALERTED, STATUS_USER_APC; KE_QUEUED if nothing does.
 */
NTSTATUS ke_look_for_alert(const struct ke_thread *thread, u32 flags)
{
	unsigned long alerts = READ_ONCE(thread->alerts);
	bool user = !(flags & KE_WAIT_KERNEL_MODE);

	if (flags & KE_WAIT_BY_ID)
		return alerts & BIT(KE_ALERTED_BY_ID) ? STATUS_ALERTED : KE_QUEUED;
	if (user && alerts & BIT(KE_ALERTED_USER))
		return STATUS_ALERTED;
	if (user && !list_empty(&thread->user_apcs))
		return STATUS_USER_APC;
	return alerts & BIT(KE_ALERTED_KERNEL) ? STATUS_ALERTED : KE_QUEUED;
}

/**
 * ke_take_alert - take back the alert that has ended the calling thread's wait
 * @thread: the calling thread's
 * @flags: as for ke_look_for_alert(), which returned STATUS_ALERTED
 *
 * Context: process.
 */
void ke_take_alert(struct ke_thread *thread, u32 flags)
{
	if (flags & KE_WAIT_BY_ID)
		clear_bit(KE_ALERTED_BY_ID, &thread->alerts);
	else if (flags & KE_WAIT_KERNEL_MODE || !ke_test_alert(thread, KE_ALERTED_USER))
		clear_bit(KE_ALERTED_KERNEL, &thread->alerts);
}

/**
 * ke_poll_alert - what an alertable wait returns that does not wait, and had nothing
 * @flags: of the wait
 *
 * Context: process.
 *
 * Return: STATUS_ALERTED, STATUS_USER_APC, or STATUS_TIMEOUT if it was for nothing.
 */
NTSTATUS ke_poll_alert(u32 flags)
{
	struct ke_thread *thread;
	NTSTATUS status;

	if (!(flags & NTOBJ_WAIT_ALERTABLE))
		return STATUS_TIMEOUT;
	/* It may have been alerted before it has ever waited. */
	rcu_read_lock();
	thread = ke_find_thread(current);
	status = thread ? ke_look_for_alert(thread, flags) : KE_QUEUED;
	if (status == STATUS_ALERTED)
		ke_take_alert(thread, flags);
	rcu_read_unlock();
	return status == KE_QUEUED ? STATUS_TIMEOUT : status;
}
