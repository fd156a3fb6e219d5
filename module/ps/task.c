// SPDX-License-Identifier: GPL-2.0
/* What Linux knows of a task, in NT's terms. */
#include <linux/capability.h>
#include <linux/cpumask.h>
#include <linux/cred.h>
#include <linux/math64.h>
#include <linux/rcupdate.h>
#include <linux/sched/prio.h>
#include <linux/sched/signal.h>
#include <linux/timekeeping.h>
#include <linux/user_namespace.h>

#include "compat/linux.h"
#include "ps/internal.h"

#define NORMAL_PRIORITY		8
#define REALTIME_PRIORITY	16
#define REALTIME_STEPS		16

static bool is_as_caller(const struct cred *target, const struct cred *caller)
{
	return uid_eq(target->uid, caller->euid) && uid_eq(target->euid, caller->euid) &&
	       uid_eq(target->suid, caller->euid) && gid_eq(target->gid, caller->egid) &&
	       gid_eq(target->egid, caller->egid) && gid_eq(target->sgid, caller->egid) &&
	       target->user_ns == caller->user_ns &&
	       cap_issubset(target->cap_permitted, caller->cap_permitted);
}

/**
 * ps_may_open - whether the caller may have rights to a task
 * @task: the task
 * @privileged: whether CAP_SYS_PTRACE counts
 *
 * Its own threads; those of processes that are wholly its user's and group's and
 * have no capability that it has not, unless they are not dumpable; with
 * CAP_SYS_PTRACE over the task all others. As ptrace(2) has it. Context: process.
 *
 * Return: whether it may.
 */
bool ps_may_open(struct task_struct *task, bool privileged)
{
	const struct cred *caller = current_cred();
	const struct cred *target;
	bool may;

	if (same_thread_group(task, current))
		return true;
	if (!compat_is_dumpable(task, privileged))
		return false;
	rcu_read_lock();
	target = __task_cred(task);
	may = is_as_caller(target, caller) ||
	      (privileged && ns_capable(target->user_ns, CAP_SYS_PTRACE));
	rcu_read_unlock();
	return may;
}

/**
 * ps_has_gained - whether a task may do more than it might
 * @then: its credentials then
 * @now: its credentials now
 *
 * For an exec by a task that could set its ids or capabilities by itself, which
 * Linux does not call a secure one. Credentials of another user namespace can't
 * be compared; they say nothing about the one that it came from. Context: any.
 *
 * Return: whether it has a capability that it had not.
 */
bool ps_has_gained(const struct cred *then, const struct cred *now)
{
	return then->user_ns == now->user_ns &&
	       !cap_issubset(now->cap_permitted, then->cap_permitted);
}

/**
 * ps_create_time - when a task was made
 * @task: the task
 *
 * Context: any.
 *
 * Return: nanoseconds since 1970.
 */
s64 ps_create_time(struct task_struct *task)
{
	return ktime_get_real_ns() - (ktime_get_boottime_ns() - task->start_boottime);
}

/**
 * ps_base_priority - a task's priority on NT's scale
 * @task: the task
 *
 * Context: any.
 *
 * Return: 16 to 31 for real-time policies, else 1 to 15 by nice value.
 */
s32 ps_base_priority(struct task_struct *task)
{
	int nice = task_nice(task);

	if (task->policy == SCHED_FIFO || task->policy == SCHED_RR)
		return REALTIME_PRIORITY +
		       min_t(u32, task->rt_priority * REALTIME_STEPS / MAX_RT_PRIO,
			     REALTIME_STEPS - 1);
	/* -20 to 0 are 15 to 8, 0 to 19 are 8 to 1. */
	return NORMAL_PRIORITY - nice * (NORMAL_PRIORITY - 1) / (nice < 0 ? 20 : 19);
}

/**
 * ps_affinity - the processors that a task may run on
 * @task: the task
 *
 * Context: any.
 *
 * Return: a bit for each of the first 64.
 */
u64 ps_affinity(struct task_struct *task)
{
	u64 mask = 0;
	unsigned int cpu;

	for (cpu = 0; cpu < min_t(unsigned int, nr_cpu_ids, BITS_PER_TYPE(mask)); cpu++)
		if (ps_glance(cpumask_test_cpu(cpu, &task->cpus_mask)))
			mask |= BIT_ULL(cpu);
	return mask;
}

/*
 * What is spent inside and outside of the kernel is only sampled at ticks; what
 * is spent in all is exact, and divided as the samples are.
 */
static void scale_times(u64 all, u64 *kernel_time, u64 *user_time)
{
	u64 sampled = *kernel_time + *user_time;

	*kernel_time = sampled ? mul_u64_u64_div_u64(all, *kernel_time, sampled) : 0;
	*user_time = all - *kernel_time;
}

/**
 * ps_process_times - the processor time that a process has used
 * @task: one of its threads
 * @kernel_time: nanoseconds in the kernel
 * @user_time: nanoseconds outside of it
 *
 * Context: process.
 */
void ps_process_times(struct task_struct *task, u64 *kernel_time, u64 *user_time)
{
	struct signal_struct *signal = task->signal;
	struct task_struct *thread;
	unsigned int sequence;
	u64 all;

	rcu_read_lock();
	do {
		sequence = read_seqbegin(&signal->stats_lock);
		*kernel_time = signal->stime;
		*user_time = signal->utime;
		all = signal->sum_sched_runtime;
		/* for_each_thread() wants a symbol that few kernels export. */
		list_for_each_entry_rcu(thread, &signal->thread_head, thread_node) {
			*kernel_time += ps_glance(thread->stime);
			*user_time += ps_glance(thread->utime);
			all += ps_glance(thread->se.sum_exec_runtime);
		}
	} while (read_seqretry(&signal->stats_lock, sequence));
	rcu_read_unlock();
	scale_times(all, kernel_time, user_time);
}

/**
 * ps_thread_times - the processor time that a thread has used
 * @task: the thread
 * @kernel_time: nanoseconds in the kernel
 * @user_time: nanoseconds outside of it
 *
 * Context: any.
 */
void ps_thread_times(struct task_struct *task, u64 *kernel_time, u64 *user_time)
{
	*kernel_time = ps_glance(task->stime);
	*user_time = ps_glance(task->utime);
	scale_times(ps_glance(task->se.sum_exec_runtime), kernel_time, user_time);
}
