// SPDX-License-Identifier: GPL-2.0
/*
 * Work for a task that is ending.
 *
 * task_work_add() is exported by some distributions' kernels only. A task that
 * is inside exit and has not yet run its last task work can be given work
 * without it: nobody has to be woken, because exit itself runs the list, and
 * the push is the same atomic exchange that the kernel uses.
 */
#include "compat/linux.h"

/**
 * compat_exit_work_add - have @work run before @task's exit ends
 * @task: the current task, inside exit, called from the sched_process_exit
 *	trace point, which lies before the place where exit runs task work
 * @work: the work, initialised by init_task_work(), queued nowhere else
 *
 * The work runs in @task, in process context, and may sleep; its mm, files
 * and fs are gone by then. Context: any in which @task is current, preemption
 * may be off. Takes no lock and allocates nothing.
 */
void compat_exit_work_add(struct task_struct *task, struct callback_head *work)
{
	struct callback_head *head = READ_ONCE(task->task_works);

	WARN_ON_ONCE(task != current || !(task->flags & PF_EXITING));
	do {
		work->next = head;
	} while (!try_cmpxchg(&task->task_works, &head, work));
}
