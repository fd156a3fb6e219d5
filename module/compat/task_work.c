// SPDX-License-Identifier: GPL-2.0
/*
 * Work for a task: to be done in its own context before it goes (back) to user
 * mode, or before its exit ends.
 *
 * task_work_add() is exported by some distributions' kernels only. Two kinds of
 * task can be given work without it and without more ado: the current one, and one that
 * has been made and not yet woken. Neither has to be interrupted, and nobody takes the
 * list away meanwhile but the current task itself, later; so a push by the same
 * atomic exchange that the kernel uses and the flag that makes a task look at
 * its list are all that is needed. An ending task looks without the flag.
 *
 * Any other task may be ending, and have looked for the last time: what is pushed then
 * is never done. So it has a door, which its own exit probe closes under a lock, long
 * before it looks for the last time; under that lock who finds it open may push.
 */
#include <linux/sched.h>
#include <linux/sched/signal.h>
#include <linux/task_work.h>
#include <linux/wait.h>

#include "compat/linux.h"

#ifdef HAVE_TASK_WORK_ADD
static void push_work(struct task_struct *task, struct callback_head *work)
{
	WARN_ON_ONCE(task_work_add(task, work, TWA_NONE));
}
#else
static void push_work(struct task_struct *task, struct callback_head *work)
{
	struct callback_head *head = READ_ONCE(task->task_works);

	do {
		work->next = head;
	} while (!try_cmpxchg(&task->task_works, &head, work));
}
#endif

/* wake_up_state(), which is not exported. */
static bool wake_interruptible(struct task_struct *task)
{
	struct wait_queue_entry entry = { .private = task };

	return default_wake_function(&entry, TASK_INTERRUPTIBLE, 0, NULL);
}

/**
 * compat_task_work_add - have a task do work
 * @task: the current task, before the place in its exit where work is done for
 *	the last time (as in the sched_process_exit trace point); or one that has
 *	not run yet (as the child in sched_process_fork)
 * @work: the work, initialised by init_task_work(), queued nowhere else
 *
 * The work runs in @task, in process context, and may sleep. If the task is
 * ending its mm, files and fs are gone by then. Works run newest first.
 * Context: that of a trace point's probe: preemption may be off. Takes no lock
 * that may sleep and allocates nothing.
 */
void compat_task_work_add(struct task_struct *task, struct callback_head *work)
{
	push_work(task, work);
	set_tsk_thread_flag(task, TIF_NOTIFY_RESUME);
}
EXPORT_SYMBOL_NTOBJ(compat_task_work_add);

/* Under the lock: false if the door is closed. */
static bool push_if_open(struct task_struct *task, struct callback_head *work,
			 raw_spinlock_t *lock, const bool *closed)
{
	unsigned long flags;
	bool open;

	raw_spin_lock_irqsave(lock, flags);
	open = !*closed;
	if (open)
		push_work(task, work);
	raw_spin_unlock_irqrestore(lock, flags);
	return open;
}

/**
 * compat_interrupt_task - have another task look at its work soon
 * @task: a task with user mode, which the caller keeps
 *
 * What the task sleeps in, if that is interruptible, ends as by a signal; if it runs in
 * user mode, it is interrupted. Context: any.
 */
void compat_interrupt_task(struct task_struct *task)
{
	if (!test_and_set_tsk_thread_flag(task, TIF_NOTIFY_SIGNAL) &&
	    !wake_interruptible(task))
		kick_process(task);
}

/**
 * compat_task_work_interrupt - have another task do work soon
 * @task: as for compat_interrupt_task(), which follows
 * @work: the work, initialised by init_task_work(), queued nowhere else
 * @lock: guards the task's door
 * @closed: the door
 *
 * Context: any. Takes @lock, a raw spinlock.
 *
 * Return: false, and nothing was done, if the door is closed.
 */
bool compat_task_work_interrupt(struct task_struct *task, struct callback_head *work,
				raw_spinlock_t *lock, const bool *closed)
{
	if (!push_if_open(task, work, lock, closed))
		return false;
	compat_interrupt_task(task);
	return true;
}

/**
 * compat_task_work_remind - have another task do work before it is in user mode again
 * @task: a task with user mode, which the caller keeps
 * @work: the work, initialised by init_task_work(), queued nowhere else
 * @lock: guards the task's door
 * @closed: the door
 *
 * No sleep ends for that. Context: any. Takes @lock, a raw spinlock.
 *
 * Return: false, and nothing was done, if the door is closed.
 */
bool compat_task_work_remind(struct task_struct *task, struct callback_head *work,
			     raw_spinlock_t *lock, const bool *closed)
{
	if (!push_if_open(task, work, lock, closed))
		return false;
	if (!test_and_set_tsk_thread_flag(task, TIF_NOTIFY_RESUME))
		kick_process(task);
	return true;
}
