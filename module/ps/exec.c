// SPDX-License-Identifier: GPL-2.0
/*
 * Exec: a process begins another program.
 *
 * It stays the same process with the same object. Of its handles it keeps those
 * that are marked to be inherited, as if the program had been begun in a new
 * process, which is how NT begins one.
 *
 * If the exec gave it rights that its program did not have, it loses its object
 * and its thread's: handles to those are good for nothing any more. That is so
 * for what Linux calls a secure exec (a set-user-id file, file capabilities),
 * and when capabilities have come that were not there when it was opened.
 *
 * Its handles are traced no longer. What was queued for its thread to call is
 * forgotten, and timers that would have it call more are cancelled: the addresses were
 * another program's.
 *
 * The work runs before the first instruction of the new program. The other
 * threads have ended by then, so nobody else makes calls. Only one exec of a
 * process can be under way, so the work's node lies in the process: there is one for
 * a thread that was opened, too.
 */
#include <linux/sched.h>
#include <linux/timekeeping.h>
#include <ntobj/ke_apc.h>
#include <ntobj/se_token.h>

#include "compat/linux.h"
#include "ps/internal.h"

/*
 * The object that is lost, with a reference; NULL if it is kept. Nobody who had to
 * do with the process puts a handle into its table after this, nor sees one there.
 */
static struct ps_process_object *lose_process_object(struct ps_process *process,
						     const struct ps_exit *exit,
						     bool secure)
{
	struct ps_process_object *object = NULL;

	ps_lock_processes();
	if (secure || ps_object_is_outgrown(process)) {
		object = ps_detach_process_object(process, exit);
		ob_next_era(&process->handles);
		ps_drop_unused_process(process);
	}
	ps_unlock_processes();
	return object;
}

/* The thread is the process's first one now. */
static void forget_token(struct ps_process *process)
{
	struct ke_thread *thread;

	rcu_read_lock();
	thread = ke_find_thread(current);
	rcu_read_unlock();
	if (!thread)
		return;
	se_keep_adjustments(&process->subject, thread);
	se_forget_thread_token(thread);
}

/* That its handles were traced may have been all that kept it. */
static void drop_untraced(struct ps_process *process)
{
	ps_lock_processes();
	ps_drop_unused_process(process);
	ps_unlock_processes();
}

/* The new program knows nothing of what the old one owned. */
static void abandon_mutants(void)
{
	struct ke_thread *thread = ke_find_used_thread();

	if (thread)
		ke_abandon_mutants(thread);
}

static void look_for_kernel_apcs(void)
{
	struct ke_thread *thread = ke_find_used_thread();

	if (thread)
		ke_check_for_kernel_apcs(thread);
}

static void process_exec_work(struct callback_head *work)
{
	struct ps_process *process = container_of(work, struct ps_process, exec_work);
	bool secure = test_bit(PS_SECURE_EXEC, &process->flags);
	struct ps_process_object *object;
	/* What holders of a lost object are told. */
	const struct ps_exit exit = {
		.ended = true,
		.status = STATUS_ACCESS_DENIED,
		.time = ktime_get_real_ns(),
	};

	clear_bit(PS_SECURE_EXEC, &process->flags);
	clear_bit(PS_EXEC, &process->flags);
	if (!(current->flags & PF_EXITING)) {
		ps_rename_process(process);
		forget_token(process);
		abandon_mutants();
		if (secure)
			se_reset_subject(&process->subject);
		object = lose_process_object(process, &exit, secure);
		/* Who has lost the object can't begin to trace any more. */
		ob_end_handle_trace(&process->handles);
		drop_untraced(process);
		/* Whoever can't add any more may have made it a used one. */
		if (test_bit(PS_USED, &process->flags))
			ob_close_handles(&process->handles, OB_INHERIT);
		if (object)
			ps_signal_process_object(object);
		ps_lose_thread_object(&exit, secure);
		/* Who has lost the object can't queue any more. */
		ps_flush_apcs();
		/* A mutex that is abandoned keeps nothing off any more. */
		look_for_kernel_apcs();
		ps_count(PS_PROCESS_EXECUTED);
	}
	ps_put_process(process);
	ke_end_task_work();
}

/**
 * ps_executed - the current process has begun another program
 * @process: its process
 * @secure: whether it got rights by that
 *
 * Context: of the sched_process_exec probe: no sleeping.
 */
void ps_executed(struct ps_process *process, bool secure)
{
	if (WARN_ON_ONCE(test_and_set_bit(PS_EXEC, &process->flags)))
		return;
	if (secure)
		set_bit(PS_SECURE_EXEC, &process->flags);
	refcount_inc(&process->references);
	ps_queue_work(current, &process->exec_work, process_exec_work);
}
