// SPDX-License-Identifier: GPL-2.0
/*
 * Work that the module has tasks do (compat/task_work.c): how unloading waits for it.
 *
 * Whoever queues work keeps what it works on. But nothing keeps the module until
 * the work's last instruction: so works are counted from before they are queued, and
 * a work's last act is to count itself out, which can't block. What is left is a
 * few instructions of a task that runs, and a switch of tasks after them is what
 * synchronize_rcu_tasks() waits for.
 */
#include <linux/atomic.h>
#include <linux/delay.h>
#include <linux/rcupdate.h>
#include <ntobj/ke_apc.h>

static atomic_t running = ATOMIC_INIT(0);

/* Before a work is queued. */
void ke_begin_task_work(void)
{
	atomic_inc(&running);
}

/* The last act of a work; or it was not queued after all. */
void ke_end_task_work(void)
{
	atomic_dec(&running);
}

/**
 * ke_wait_for_task_work - wait until no code of the module runs in a task's work
 *
 * None is queued any more. Context: process; sleeps.
 */
void ke_wait_for_task_work(void)
{
	while (atomic_read(&running))
		msleep(20);
	synchronize_rcu_tasks();
}

/**
 * ke_close_thread - a thread's task ends: it is given no more work by others
 * @thread: the thread
 *
 * Context: any. Takes the thread's work_lock, a raw spinlock.
 */
void ke_close_thread(struct ke_thread *thread)
{
	unsigned long flags;

	raw_spin_lock_irqsave(&thread->work_lock, flags);
	thread->work_closed = true;
	raw_spin_unlock_irqrestore(&thread->work_lock, flags);
}
