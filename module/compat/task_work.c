// SPDX-License-Identifier: GPL-2.0
/*
 * Work for a task: to be done in its own context before it goes (back) to user
 * mode, or before its exit ends.
 *
 * task_work_add() is exported by some distributions' kernels only. Two kinds of
 * task can be given work without it: the current one, and one that has been made
 * and not yet woken. Neither has to be interrupted, and nobody takes the list
 * away meanwhile but the current task itself, later; so a push by the same
 * atomic exchange that the kernel uses and the flag that makes a task look at
 * its list are all that is needed. An ending task looks without the flag.
 */
#include <linux/task_work.h>

#include "compat/linux.h"

#ifdef HAVE_TASK_WORK_ADD
static void add_work(struct task_struct *task, struct callback_head *work)
{
	WARN_ON_ONCE(task_work_add(task, work, TWA_RESUME));
}
#else
static void add_work(struct task_struct *task, struct callback_head *work)
{
	struct callback_head *head = READ_ONCE(task->task_works);

	do {
		work->next = head;
	} while (!try_cmpxchg(&task->task_works, &head, work));
	set_tsk_thread_flag(task, TIF_NOTIFY_RESUME);
}
#endif

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
	add_work(task, work);
}
