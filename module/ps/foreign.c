// SPDX-License-Identifier: GPL-2.0
/*
 * Working on the handle table of another process, which a handle to it allows.
 *
 * A process that never made a call is a used one from then on: its handles go with
 * its end, and its children inherit what is marked for them. One that was made
 * by a used process and has not run yet is still to take what it inherits; who
 * wants to give it something waits for that, killably. Linux tells nobody that a
 * new task has been woken for the first time, so the waiting is by the clock.
 */
#include <linux/pid.h>
#include <linux/sched.h>
#include <linux/sched/signal.h>
#include <linux/sched/task.h>

#include "ps/internal.h"

/* A process that has run has an era; one that has not keeps the caller waiting. */
static bool open_era(struct ps_process *process)
{
	struct task_struct *task = get_pid_task(process->pid, PIDTYPE_TGID);
	bool begun;

	if (!task)
		return false;
	begun = ps_has_begun(task);
	put_task_struct(task);
	if (!begun)
		return false;
	ps_use_process(process);
	ob_open_era(&process->handles);
	return true;
}

/* KE_RESTART if it is too early. */
static NTSTATUS find_era(struct ob_header *object, struct ps_process *process, u32 *era)
{
	NTSTATUS status = STATUS_SUCCESS;

	ps_lock_processes();
	/* With the lock, an exec that takes the object away has yet to end the era. */
	if (!ps_object_is_attached(object) || test_bit(PS_EXITING, &process->flags))
		status = STATUS_PROCESS_IS_TERMINATING;
	else if (ob_current_era(&process->handles) == OB_ERA_NONE && !open_era(process))
		status = KE_RESTART;
	*era = ob_current_era(&process->handles);
	ps_unlock_processes();
	return NT_SUCCESS(status) && *era == OB_ERA_OVER ? STATUS_PROCESS_IS_TERMINATING :
							    status;
}

/**
 * ps_begin_foreign - begin to work on a process's handle table
 * @object: a process object, on which the caller has a reference
 * @foreign: the table, which stays until ps_end_inspection() of the process
 *
 * Context: process; may sleep, killably.
 *
 * Return: STATUS_SUCCESS; STATUS_PROCESS_IS_TERMINATING if the process has ended,
 * or has become another program's that the object does not stand for; KE_RESTART
 * for a task that is being killed.
 */
NTSTATUS ps_begin_foreign(struct ob_header *object, struct ob_foreign_table *foreign)
{
	struct ps_process *process = ps_process_of(object);
	NTSTATUS status;

	if (!refcount_inc_not_zero(&process->inspections))
		return STATUS_PROCESS_IS_TERMINATING;
	refcount_inc(&process->references);
	foreign->table = &process->handles;
	while ((status = find_era(object, process, &foreign->era)) == KE_RESTART) {
		if (fatal_signal_pending(current))
			break;
		schedule_timeout_killable(1);
	}
	if (!NT_SUCCESS(status))
		ps_end_inspection(process);
	return status;
}
