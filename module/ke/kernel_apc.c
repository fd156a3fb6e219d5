// SPDX-License-Identifier: GPL-2.0
/*
 * Asynchronous procedure calls of kernel mode, which drivers give to threads: special
 * ones, which are a kernel routine alone, and normal ones, which have a normal routine as
 * well.
 *
 * Where they run
 *
 * In the thread, at the first of these places where they are not kept off:
 * - on its way to user mode, for which it is interrupted (ke_interrupt_thread()),
 *   whatever it does: Linux's own sleeps end as by a signal without a handler, and are
 *   begun again;
 * - in a wait of the module's, which ends for that and begins again with the same absolute
 *   deadline, behind others that wait. One of user mode does so by way of the above;
 * - when it leaves a region, or lowers its IRQL, so that they are not kept off any more;
 * - when it queues one for itself.
 * A kernel thread has no way to user mode, and is not interrupted.
 *
 * Special ones are kept off by guarded regions and APC level. Normal ones also by critical
 * regions, by mutexes that the thread owns, and by another normal one until that is
 * through. A normal one runs only if no special one is there.
 *
 * Locks and lifetime
 *
 * The lists are under ke_thread.apc_lock, see ke/apc.c; what keeps APCs off is the
 * thread's own. An APC belongs to who has initialized it, who keeps its thread's memory
 * too. It is out of its list before its kernel routine is called, or its rundown
 * routine when the thread ends; neither is called with a lock.
 *
 * The thread says that it waits before it looks at its lists, with a full barrier
 * between the two; who queues an APC puts it there first and then looks whether the
 * thread waits. Its task's work clears KE_THREAD_WORK before it looks, likewise.
 */
#include <linux/rcupdate.h>
#include <linux/sched.h>
#include <linux/sched/signal.h>
#include <linux/task_work.h>
#include <ntobj/ke_apc.h>
#include <ntobj/ke_irql.h>

#include "compat/linux.h"
#include "ke/trace.h"

/**
 * ke_initialize_kernel_apc - make an APC that is in no list
 * @apc: in memory of the caller's
 * @thread: whose it will be; the caller keeps its memory as long as the APC is in use
 * @kernel_routine: see struct ke_kernel_apc
 * @rundown_routine: see there; or NULL
 * @normal_routine: see there; or NULL
 * @context: for the normal routine
 *
 * Context: any. As KeInitializeApc for kernel mode.
 */
void ke_initialize_kernel_apc(struct ke_kernel_apc *apc, struct ke_thread *thread,
			      ke_kernel_routine kernel_routine,
			      ke_rundown_routine rundown_routine,
			      ke_normal_routine normal_routine, void *context)
{
	INIT_LIST_HEAD(&apc->link);
	apc->thread = thread;
	apc->kernel_routine = kernel_routine;
	apc->rundown_routine = rundown_routine;
	apc->normal_routine = normal_routine;
	apc->context = context;
	apc->argument1 = NULL;
	apc->argument2 = NULL;
}
EXPORT_SYMBOL_NTOBJ(ke_initialize_kernel_apc);

static bool keeps_special_apcs_off(const struct ke_thread *thread)
{
	return thread->apc_level || thread->special_apc_disable;
}

static bool keeps_normal_apcs_off(const struct ke_thread *thread)
{
	return thread->kernel_apc_disable || READ_ONCE(thread->kernel_mutexes) ||
	       thread->normal_apc_runs;
}

/**
 * ke_has_kernel_apcs - whether any are queued for a thread
 * @thread: the thread
 *
 * Context: any. Without the thread's apc_lock it is so or was a moment ago.
 *
 * Return: whether there are.
 */
bool ke_has_kernel_apcs(const struct ke_thread *thread)
{
	return !list_empty_careful(&thread->special_apcs) ||
	       !list_empty_careful(&thread->normal_apcs);
}

/**
 * ke_kernel_apc_is_due - whether the calling thread has one to run now
 * @thread: the calling thread's
 *
 * Context: process.
 *
 * Return: whether there is one that is not kept off.
 */
bool ke_kernel_apc_is_due(const struct ke_thread *thread)
{
	if (keeps_special_apcs_off(thread))
		return false;
	return !list_empty_careful(&thread->special_apcs) ||
	       (!list_empty_careful(&thread->normal_apcs) && !keeps_normal_apcs_off(thread));
}

/* The next one that is due, out of its list; and what it was queued with. */
static struct ke_kernel_apc *take_next(struct ke_thread *thread, struct ke_kernel_apc *copy)
{
	struct ke_kernel_apc *apc = NULL;

	spin_lock_irq(&thread->apc_lock);
	if (!keeps_special_apcs_off(thread)) {
		apc = list_first_entry_or_null(&thread->special_apcs, struct ke_kernel_apc,
					       link);
		if (!apc && !keeps_normal_apcs_off(thread))
			apc = list_first_entry_or_null(&thread->normal_apcs,
						       struct ke_kernel_apc, link);
	}
	if (apc) {
		*copy = *apc;
		list_del_init(&apc->link);
		WRITE_ONCE(thread->kernel_apcs, thread->kernel_apcs - 1);
		WRITE_ONCE(thread->kernel_apcs_taken, thread->kernel_apcs_taken + 1);
	}
	spin_unlock_irq(&thread->apc_lock);
	return apc;
}

static void call_normal_routine(struct ke_thread *thread, const struct ke_kernel_apc *apc)
{
	ke_normal_routine routine = apc->normal_routine;
	struct ke_region_mark regions;
	struct ke_irql_mark irql;

	thread->normal_apc_runs = true;
	ke_mark_irql(&irql);
	ke_mark_regions(&regions);
	routine(apc->context, apc->argument1, apc->argument2);
	ke_check_irql(&irql, KE_RULE_ROUTINE_IRQL, (unsigned long)routine);
	ke_check_regions(&regions, (unsigned long)routine);
	thread->normal_apc_runs = false;
}

/* It may have been queued again since, and its kernel routine may be the last to see it. */
static void run_apc(struct ke_thread *thread, struct ke_kernel_apc *apc,
		    struct ke_kernel_apc *copy)
{
	ke_kernel_routine kernel_routine = copy->kernel_routine;
	bool special = !copy->normal_routine;
	struct ke_region_mark regions;
	struct ke_irql_mark irql;

	trace_ntobj_kernel_apc_run((unsigned long)kernel_routine, special);
	thread->apc_level = true;
	ke_mark_irql(&irql);
	ke_mark_regions(&regions);
	kernel_routine(apc, &copy->normal_routine, &copy->context, &copy->argument1,
		       &copy->argument2);
	ke_check_irql(&irql, KE_RULE_ROUTINE_IRQL, (unsigned long)kernel_routine);
	ke_check_regions(&regions, (unsigned long)kernel_routine);
	thread->apc_level = false;
	if (!special && copy->normal_routine)
		call_normal_routine(thread, copy);
}

/**
 * ke_deliver_kernel_apcs - run what is due
 * @thread: the calling thread's
 *
 * Context: process, at PASSIVE level; may sleep. Takes the thread's apc_lock.
 */
void ke_deliver_kernel_apcs(struct ke_thread *thread)
{
	struct ke_kernel_apc *apc, copy;

	might_sleep();
	/* What routines ask of the thread is answered for one that is used. */
	if (!test_bit(KE_THREAD_USED, &thread->flags) &&
	    (!ke_has_kernel_apcs(thread) || !ke_use_known_thread()))
		return;
	while (ke_kernel_apc_is_due(thread)) {
		apc = take_next(thread, &copy);
		if (apc)
			run_apc(thread, apc, &copy);
	}
}

/**
 * ke_check_for_kernel_apcs - run what is due, where something has been kept off until now
 * @thread: the calling thread's
 *
 * Nothing is run where the thread may not sleep. It is suspended on its way to user mode,
 * if that was kept off. Context: any; may sleep if preemption is on. Takes the thread's
 * apc_lock. As KiCheckForKernelApcDelivery.
 */
void ke_check_for_kernel_apcs(struct ke_thread *thread)
{
	if (!ke_is_preemptible() || softirq_count())
		return;
	if (unlikely(ke_kernel_apc_is_due(thread)))
		ke_deliver_kernel_apcs(thread);
	if (unlikely(READ_ONCE(thread->suspend_count)))
		ke_interrupt_thread(thread);
}

typedef bool (*queue_function)(struct task_struct *task, struct callback_head *work,
			       raw_spinlock_t *lock, const bool *closed);

/* Whether the thread's task will come to its work, if that must be queued first by @queue. */
static bool has_work_queued(struct ke_thread *thread, queue_function queue)
{
	if (test_and_set_bit(KE_THREAD_WORK, &thread->flags))
		return true;
	ke_reference_thread(thread);
	ke_begin_task_work();
	if (queue(thread->task, &thread->apc_work, &thread->work_lock, &thread->work_closed))
		return true;
	/* It ends, and runs down what it has. */
	clear_bit(KE_THREAD_WORK, &thread->flags);
	ke_end_task_work();
	ke_dereference_thread(thread);
	return false;
}

/**
 * ke_interrupt_thread - have a thread look at its kernel APCs, and whether it is suspended
 * @thread: the thread
 *
 * Context: any, in an RCU read section unless the caller keeps the thread.
 */
void ke_interrupt_thread(struct ke_thread *thread)
{
	struct task_struct *task = thread->task;
	unsigned int flags;

	/*
	 * Linux writes the field plainly. One that dies of a signal, and perhaps writes a
	 * core, which an interruption would cut short, runs down what it has.
	 */
	flags = data_race(task->flags);
	if (flags & (PF_SIGNALED | PF_DUMPCORE))
		return;
	if (!(flags & PF_KTHREAD) &&
	    !has_work_queued(thread, compat_task_work_interrupt))
		return;
	/* Pairs with set_current_state() in ke/wait.c and ke/suspend.c. */
	smp_mb();
	if (READ_ONCE(thread->waiting) || READ_ONCE(thread->suspended))
		wake_up_process(task);
}

/**
 * ke_remind_thread - have a thread look at that before it is in user mode again
 * @thread: the thread, of a task with user mode
 *
 * What it sleeps in goes on. Context: any but hardirq; the caller keeps the thread.
 */
void ke_remind_thread(struct ke_thread *thread)
{
	has_work_queued(thread, compat_task_work_remind);
}

/**
 * ke_is_dying - whether the calling task runs nothing of its program any more
 *
 * Its work may be done early in its end, too, when it could not be killed any more.
 * Context: process.
 *
 * Return: whether that is so.
 */
bool ke_is_dying(void)
{
	return current->flags & (PF_EXITING | PF_SIGNALED | PF_DUMPCORE) ||
	       READ_ONCE(current->signal->flags) & SIGNAL_GROUP_EXIT ||
	       fatal_signal_pending(current);
}

/* What an interrupted task does, before it goes to user mode. */
void ke_apc_work(struct callback_head *work)
{
	struct ke_thread *thread = container_of(work, struct ke_thread, apc_work);

	clear_bit(KE_THREAD_WORK, &thread->flags);
	/* Pairs with test_and_set_bit() in has_work_queued(). */
	smp_mb__after_atomic();
	if (!ke_is_dying()) {
		ke_deliver_kernel_apcs(thread);
		ke_suspend_here(thread);
	}
	ke_dereference_thread(thread);
	ke_end_task_work();
}

/**
 * ke_goes_on_waiting - whether a wait that ended by KE_RESTART is to begin again at once
 * @thread: the calling thread's
 * @flags: of the wait
 *
 * What kernel APCs are due have run then. Context: process; may sleep.
 *
 * Return: false if a signal has ended the wait; one of kernel mode only ends with its task.
 */
bool ke_goes_on_waiting(struct ke_thread *thread, u32 flags)
{
	if (flags & KE_WAIT_KERNEL_MODE ? fatal_signal_pending(current) :
					  signal_pending(current))
		return false;
	ke_deliver_kernel_apcs(thread);
	return true;
}

/* Whether the calling context can run what it has queued for its own thread. */
static bool is_own(const struct ke_thread *thread)
{
	return thread->task == current && ke_is_preemptible() && !softirq_count();
}

/**
 * ke_insert_kernel_apc - give a thread an APC
 * @apc: from ke_initialize_kernel_apc()
 * @argument1: for the normal routine
 * @argument2: for the normal routine
 *
 * If the thread is the calling one, the APC has run on return unless it is kept off.
 * Context: up to DISPATCH level; above that it is reported, and nothing done; nor is
 * it for a driver that a bug check has contained. Takes the thread's apc_lock. As
 * KeInsertQueueApc.
 *
 * Return: false, and nothing was done, if the thread has ended or the APC is queued
 * already.
 */
bool ke_insert_kernel_apc(struct ke_kernel_apc *apc, void *argument1, void *argument2)
{
	struct ke_thread *thread = apc->thread;
	bool special = !apc->normal_routine;
	unsigned long flags;
	bool inserted, own;

	if (!ke_require_irql(KE_DISPATCH_LEVEL) ||
	    unlikely(ke_is_contained((unsigned long)apc->kernel_routine)))
		return false;
	rcu_read_lock();
	spin_lock_irqsave(&thread->apc_lock, flags);
	inserted = !thread->apcs_ended && list_empty(&apc->link);
	if (inserted) {
		apc->argument1 = argument1;
		apc->argument2 = argument2;
		list_add_tail(&apc->link,
			      special ? &thread->special_apcs : &thread->normal_apcs);
		WRITE_ONCE(thread->kernel_apcs, thread->kernel_apcs + 1);
	}
	trace_ntobj_kernel_apc_queue(task_pid_nr(thread->task),
				     (unsigned long)apc->kernel_routine, special, inserted);
	spin_unlock_irqrestore(&thread->apc_lock, flags);
	/* If it is another's, it may have run by now, and the thread be gone soon. */
	own = is_own(thread);
	if (inserted && !own)
		ke_interrupt_thread(thread);
	rcu_read_unlock();
	if (inserted && own)
		ke_check_for_kernel_apcs(thread);
	return inserted;
}
EXPORT_SYMBOL_NTOBJ(ke_insert_kernel_apc);

/**
 * ke_remove_kernel_apc - take back an APC that has not begun to run
 * @apc: the APC
 *
 * Neither of its routines is called then. Context: up to DISPATCH level; above that it is
 * reported, and nothing done. Takes the thread's apc_lock. As KeRemoveQueueApc.
 *
 * Return: whether it was queued.
 */
bool ke_remove_kernel_apc(struct ke_kernel_apc *apc)
{
	struct ke_thread *thread = apc->thread;
	unsigned long flags;
	bool removed;

	if (!ke_require_irql(KE_DISPATCH_LEVEL))
		return false;
	spin_lock_irqsave(&thread->apc_lock, flags);
	removed = !list_empty(&apc->link);
	if (removed) {
		list_del_init(&apc->link);
		WRITE_ONCE(thread->kernel_apcs, thread->kernel_apcs - 1);
	}
	spin_unlock_irqrestore(&thread->apc_lock, flags);
	return removed;
}
EXPORT_SYMBOL_NTOBJ(ke_remove_kernel_apc);

static struct ke_kernel_apc *take_any(struct ke_thread *thread)
{
	struct ke_kernel_apc *apc;

	spin_lock_irq(&thread->apc_lock);
	apc = list_first_entry_or_null(list_empty(&thread->special_apcs) ?
				       &thread->normal_apcs : &thread->special_apcs,
				       struct ke_kernel_apc, link);
	if (apc) {
		list_del_init(&apc->link);
		WRITE_ONCE(thread->kernel_apcs, thread->kernel_apcs - 1);
	}
	spin_unlock_irq(&thread->apc_lock);
	return apc;
}

/**
 * ke_run_down_kernel_apcs - the calling thread ends, and runs no more of them
 * @thread: the calling thread's, to which no more are given
 *
 * Context: process; may sleep. Takes the thread's apc_lock.
 */
void ke_run_down_kernel_apcs(struct ke_thread *thread)
{
	struct ke_kernel_apc *apc;

	if (unlikely(thread->kernel_apc_disable || thread->special_apc_disable))
		ke_report_rule(KE_RULE_EXIT_REGION, &(struct ke_bug_parameters){
			{ 0, (unsigned long)thread->kernel_apc_disable,
			  (unsigned long)thread->special_apc_disable } }, 0);
	while ((apc = take_any(thread))) {
		if (apc->rundown_routine)
			apc->rundown_routine(apc);
		cond_resched();
	}
}
