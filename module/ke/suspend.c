// SPDX-License-Identifier: GPL-2.0
/*
 * Suspended threads, which run nothing of their program.
 *
 * A thread that is suspended is interrupted (ke/kernel_apc.c), and sleeps on its way
 * to user mode: in its task's work, where it holds nothing that others need. A wait that
 * it was in has ended, and begins again when it is resumed. NT suspends by a normal
 * kernel APC; so here what keeps those off keeps suspension off, and special ones run
 * in a suspended thread.
 *
 * While it sleeps
 *
 * - Who kills it ends the sleep; the machine's suspension and the freezer of cgroups find
 *   it where it may be frozen.
 * - What stops it, traces it or acts by default ends the sleep as well, as only
 *   Linux's own code behind this work can do what is asked for: it leaves, having set
 *   @return_timer, which interrupts it again 50 us later. It is mostly stopped by then,
 *   and comes back here without having run anything; if not, it runs its program for so
 *   long. A task of a cgroup that is frozen would not come to rest if it were
 *   interrupted: it is given the work for the time when it is thawed, and runs nothing
 *   before that. To give the work to itself at once would have Linux do it over and over,
 *   and nothing else.
 * - Signals with a handler wait until it is resumed.
 *
 * Work is done in a few more places than on the way to user mode: early in a task's end, where
 * it could not be killed any more (ke_is_dying()); within execve(2), with a lock of Linux's,
 * where it only comes again later; and where a tracer is told that a system call ends.
 *
 * The work lets others, that were queued before it, be done first: one of them may be an
 * exec's, which takes the thread from those who could resume it.
 *
 * Locks
 *
 * The count is under ke_thread.apc_lock, but for an exec that takes it back when nobody has
 * the thread's object (ps/hooks.c). The thread says that it sleeps before it looks at
 * the count, with a full barrier between the two; who resumes it changes the count first
 * and then looks whether it sleeps. The timer is started only under that lock by a thread
 * that is suspended, so none is started for one that has left the table.
 */
#include <linux/freezer.h>
#include <linux/hrtimer.h>
#include <linux/rcupdate.h>
#include <linux/sched.h>
#include <linux/sched/jobctl.h>
#include <linux/sched/signal.h>
#include <linux/task_work.h>
#include <ntobj/ke_apc.h>

#include "compat/linux.h"
#include "ke/trace.h"

#define RETURN_SOON	(50 * NSEC_PER_USEC)
#define RETURN_LATE	(10 * NSEC_PER_MSEC)

/* How long a signal that waits may hide one that does not, in jiffies. */
#define LOOK_FOR_SIGNALS	(HZ / 10)

/**
 * ke_suspend_thread - have a thread run nothing of its program, once more
 * @target: where the thread is named; see ke/apc.c
 * @previous: how often it was suspended before, if this succeeds
 *
 * Its program may run on for a moment, if that is not the calling one. Context: any but
 * hardirq. Takes the thread's apc_lock.
 *
 * Return: STATUS_SUCCESS; STATUS_SUSPEND_COUNT_EXCEEDED if that was KE_SUSPEND_MAX times;
 * STATUS_THREAD_IS_TERMINATING if it ends, or no thread is named any more.
 */
NTSTATUS ke_suspend_thread(struct ke_thread **target, u32 *previous)
{
	NTSTATUS status = STATUS_THREAD_IS_TERMINATING;
	struct ke_thread *thread;
	unsigned long flags;
	bool ended;

	rcu_read_lock();
	thread = ke_lock_apc_target(target, &flags);
	if (thread) {
		ended = thread->apcs_ended || test_bit(KE_THREAD_EXITING, &thread->flags);
		if (!ended && thread->suspend_count == KE_SUSPEND_MAX) {
			status = STATUS_SUSPEND_COUNT_EXCEEDED;
		} else if (!ended) {
			status = STATUS_SUCCESS;
			*previous = thread->suspend_count;
			WRITE_ONCE(thread->suspend_count, thread->suspend_count + 1);
			trace_ntobj_suspend(task_pid_nr(thread->task), thread->suspend_count);
		}
		ke_unlock_apc_target(thread, flags);
		if (status == STATUS_SUCCESS && !*previous)
			ke_interrupt_thread(thread);
	}
	rcu_read_unlock();
	return status;
}

static void wake_suspended(struct ke_thread *thread)
{
	/* Pairs with set_current_state() in sleep_suspended(). */
	smp_mb();
	if (READ_ONCE(thread->suspended))
		wake_up_process(thread->task);
}

/**
 * ke_resume_thread - take back ke_suspend_thread(), once
 * @target: where the thread is named
 * @previous: how often it was suspended before
 *
 * Context: any but hardirq. Takes the thread's apc_lock.
 *
 * Return: STATUS_SUCCESS, also if it was not suspended, or no thread is named any more:
 * then @previous is 0.
 */
NTSTATUS ke_resume_thread(struct ke_thread **target, u32 *previous)
{
	struct ke_thread *thread;
	unsigned long flags;

	*previous = 0;
	rcu_read_lock();
	thread = ke_lock_apc_target(target, &flags);
	if (thread) {
		*previous = thread->suspend_count;
		if (*previous)
			WRITE_ONCE(thread->suspend_count, thread->suspend_count - 1);
		trace_ntobj_suspend(task_pid_nr(thread->task), thread->suspend_count);
		ke_unlock_apc_target(thread, flags);
		if (*previous == 1)
			wake_suspended(thread);
	}
	rcu_read_unlock();
	return STATUS_SUCCESS;
}

/**
 * ke_end_suspension - the calling thread is nobody's to suspend or resume any more
 * @thread: the calling thread's
 *
 * Context: process. Takes the thread's apc_lock.
 */
void ke_end_suspension(struct ke_thread *thread)
{
	unsigned long flags;

	spin_lock_irqsave(&thread->apc_lock, flags);
	WRITE_ONCE(thread->suspend_count, 0);
	spin_unlock_irqrestore(&thread->apc_lock, flags);
}

/* Only the task itself has others of its own. */
static struct sighand_struct *own_handlers(void)
{
	return rcu_dereference_raw(current->sighand);
}

/* Signals that are there for the calling task and not blocked. Takes the signals' lock. */
static void read_pending(sigset_t *pending)
{
	struct sighand_struct *handlers = own_handlers();

	spin_lock_irq(&handlers->siglock);
	sigorsets(pending, &current->pending.signal, &current->signal->shared_pending.signal);
	sigandnsets(pending, pending, &current->blocked);
	/* The freezer sets the flag too, and does not take it back. */
	recalc_sigpending();
	spin_unlock_irq(&handlers->siglock);
}

/* A signal that does not wait, or 0. */
static int find_urgent_signal(void)
{
	const struct sighand_struct *handlers = own_handlers();
	sigset_t pending;
	int number;

	read_pending(&pending);
	for (number = 1; number <= _NSIG; number++)
		if (sigismember(&pending, number) &&
		    (current->ptrace ||
		     READ_ONCE(handlers->action[number - 1].sa.sa_handler) == SIG_DFL))
			return number;
	return 0;
}

/*
 * Whether Linux's code behind this work is to stop the task, or deliver a signal: then in
 * how many nanoseconds it is to come back, else 0. A core that it may write must not be cut
 * short by that.
 */
static u64 has_to_leave(bool look_for_signals)
{
	int number = look_for_signals ? find_urgent_signal() : 0;

	if (number)
		return !current->ptrace && sig_kernel_coredump(number) ? RETURN_LATE :
									 RETURN_SOON;
	return READ_ONCE(current->jobctl) & (JOBCTL_PENDING_MASK | JOBCTL_TRAP_FREEZE) ?
	       RETURN_SOON : 0;
}

/*
 * Until it is resumed, dies, has an APC to run, or has to leave: then in how many
 * nanoseconds it is to come back, else 0.
 */
static u64 sleep_suspended(struct ke_thread *thread)
{
	/* The freezer of cgroups clears the flag, though signals are there. */
	bool look_for_signals = true;
	unsigned int state;
	u64 leave = 0;

	for (;;) {
		/* It has been heeded. Left as it is, no sleep would be long. */
		clear_notify_signal();
		/* What waits would end each interruptible sleep at once. */
		state = signal_pending(current) ? TASK_KILLABLE : TASK_INTERRUPTIBLE;
		set_current_state(state | TASK_FREEZABLE);
		if (!READ_ONCE(thread->suspend_count) || ke_is_dying() ||
		    ke_kernel_apc_is_due(thread))
			break;
		leave = has_to_leave(look_for_signals || task_sigpending(current));
		if (leave)
			break;
		look_for_signals = false;
		schedule_timeout(state == TASK_KILLABLE ? LOOK_FOR_SIGNALS :
				 MAX_SCHEDULE_TIMEOUT);
	}
	__set_current_state(TASK_RUNNING);
	return leave;
}

/*
 * It is a normal APC that runs, and keeps others off. Special ones it runs as a wait does,
 * and goes on.
 */
static u64 stay_suspended(struct ke_thread *thread)
{
	u64 leave;

	thread->normal_apc_runs = true;
	do {
		ke_deliver_kernel_apcs(thread);
		leave = sleep_suspended(thread);
	} while (!leave && READ_ONCE(thread->suspend_count) && !ke_is_dying());
	thread->normal_apc_runs = false;
	return leave;
}

static void return_later(struct ke_thread *thread, u64 delay)
{
	spin_lock_irq(&thread->apc_lock);
	if (thread->suspend_count && !thread->apcs_ended)
		hrtimer_start(&thread->return_timer, delay, HRTIMER_MODE_REL_HARD);
	spin_unlock_irq(&thread->apc_lock);
}

static bool is_to_freeze(struct ke_thread *thread)
{
	return READ_ONCE(thread->task->jobctl) & JOBCTL_TRAP_FREEZE;
}

/* Has a task look again that left. */
enum hrtimer_restart ke_return_to_suspension(struct hrtimer *timer)
{
	struct ke_thread *thread = container_of(timer, struct ke_thread, return_timer);

	if (!READ_ONCE(thread->suspend_count))
		return HRTIMER_NORESTART;
	if (!is_to_freeze(thread)) {
		ke_interrupt_thread(thread);
		return HRTIMER_NORESTART;
	}
	ke_remind_thread(thread);
	/* Thawed meanwhile, it may have gone to sleep in the kernel before that. */
	smp_mb();
	if (!is_to_freeze(thread))
		compat_interrupt_task(thread->task);
	return HRTIMER_NORESTART;
}

/* What was queued before is done between this and the next time. */
static void come_again(struct ke_thread *thread)
{
	thread->suspends_last = true;
	if (test_and_set_bit(KE_THREAD_WORK, &thread->flags))
		return;
	ke_reference_thread(thread);
	ke_begin_task_work();
	compat_task_work_add(current, &thread->apc_work);
}

/**
 * ke_suspend_here - sleep as long as the calling thread is suspended
 * @thread: the calling thread's
 *
 * Context: process, in a task's work; sleeps. Takes the thread's apc_lock.
 */
void ke_suspend_here(struct ke_thread *thread)
{
	bool last = thread->suspends_last;
	u64 leave;

	thread->suspends_last = false;
	if (!READ_ONCE(thread->suspend_count) || thread->apc_level ||
	    thread->special_apc_disable || thread->kernel_apc_disable ||
	    READ_ONCE(thread->kernel_mutexes))
		return;
	if (current->in_execve) {
		return_later(thread, RETURN_SOON);
		return;
	}
	if (!last) {
		come_again(thread);
		return;
	}
	WRITE_ONCE(thread->suspended, true);
	leave = stay_suspended(thread);
	WRITE_ONCE(thread->suspended, false);
	/*
	 * Linux begins a system call again, and takes the signal mask back, on seeing this. It
	 * may have done the work before it has looked.
	 */
	if (!signal_pending(current))
		set_thread_flag(TIF_NOTIFY_SIGNAL);
	if (leave)
		return_later(thread, leave);
}
