// SPDX-License-Identifier: GPL-2.0
/*
 * Telling those whose waits were claimed.
 *
 * Who satisfies a wait claims it under the lock of one of its objects
 * (ke_claim()), writes what it returns, and chains it. When he has dropped the
 * locks he tells the chained ones, and wakes them. Until a wait has been told its
 * thread stays in it, whatever happens; what has been told may begin to wait anew.
 *
 * The waiters' tasks are kept by the RCU read section of the signaller: see
 * ke/thread.c.
 */
#include <linux/rcupdate.h>
#include <linux/sched.h>

#include "ke/claim.h"

/**
 * ke_awake_chained - tell those that were chained, and wake them
 * @signal: from ke_begin_signal()
 *
 * The model's awake_chained(). Context: any, in the RCU read section in which they
 * were claimed; no locks held.
 */
void ke_awake_chained(struct ke_signal *signal)
{
	struct ke_wait *wait, *next;
	struct task_struct *task;

	RCU_LOCKDEP_WARN(!rcu_read_lock_held(), "waiters' tasks are not kept");
	for (wait = signal->first; wait; wait = next) {
		next = wait->next;
		task = wait->thread->task;
		/* Pairs with smp_load_acquire() in ke/wait.c. */
		smp_store_release(&wait->phase, KE_SATISFIED);
		wake_up_process(task);
	}
	signal->first = NULL;
}
