/* SPDX-License-Identifier: GPL-2.0 */
/*
 * What differs between the supported kernels, and nothing else.
 *
 * The rest of the module is written for the newest kernel; where an older one
 * lacks a thing, it is made here under the newest kernel's name. Each block
 * says when the thing changed, so that it can go when its kernels go.
 */
#ifndef _NTOBJ_COMPAT_LINUX_H
#define _NTOBJ_COMPAT_LINUX_H

#include <linux/build_bug.h>
#include <linux/export.h>
#include <linux/hrtimer.h>
#include <linux/capability.h>
#include <linux/cred.h>
#include <linux/ipc_namespace.h>
#include <linux/proc_ns.h>
#include <linux/sched.h>
#include <linux/sched/coredump.h>
#include <linux/sched/task.h>
#include <linux/sched/signal.h>
#include <linux/time_namespace.h>
#include <linux/user_namespace.h>
#include <linux/version.h>
#include <trace/events/sched.h>

#if KERNEL_VERSION(6, 1, 79) > LINUX_VERSION_CODE
#error "ntobj needs Linux 6.1.79 or newer"
#endif

/*
 * Whether a task has a capability in the first user namespace, asked without a trace
 * in the audit log. Up to 7.2 the kernel exports a function for that, which asks the
 * security modules too; from 7.3 on only the credentials are looked at.
 */
#if KERNEL_VERSION(7, 3, 0) <= LINUX_VERSION_CODE
static inline bool compat_has_capability(struct task_struct *task, int capability)
{
	const struct cred *cred;
	bool has;

	rcu_read_lock();
	cred = __task_cred(task);
	has = cred->user_ns == &init_user_ns && cap_raised(cred->cap_effective, capability);
	rcu_read_unlock();
	return has;
}
#else
static inline bool compat_has_capability(struct task_struct *task, int capability)
{
	return has_capability_noaudit(task, capability);
}
#endif

/* 6.13: hrtimer_setup_sleeper_on_stack() replaced hrtimer_init_sleeper_on_stack() */
#if KERNEL_VERSION(6, 13, 0) > LINUX_VERSION_CODE
#define hrtimer_setup_sleeper_on_stack(sleeper, clock, mode) \
	hrtimer_init_sleeper_on_stack(sleeper, clock, mode)
#endif

/* 6.13: hrtimer_setup() replaced hrtimer_init() and setting the function */
#if KERNEL_VERSION(6, 13, 0) > LINUX_VERSION_CODE
static inline void hrtimer_setup(struct hrtimer *timer,
				 enum hrtimer_restart (*function)(struct hrtimer *timer),
				 clockid_t clock, enum hrtimer_mode mode)
{
	hrtimer_init(timer, clock, mode);
	timer->function = function;
}
#endif

/* 6.9: variables that the compiler need not clear */
#ifndef __uninitialized
#define __uninitialized
#endif

/* 6.13: the namespace of an exported symbol is a string */
#if KERNEL_VERSION(6, 13, 0) > LINUX_VERSION_CODE
#define EXPORT_SYMBOL_NTOBJ(symbol)	EXPORT_SYMBOL_NS_GPL(symbol, NTOBJ)
#define NTOBJ_IMPORT_SYMBOLS()		MODULE_IMPORT_NS(NTOBJ)
#else
#define EXPORT_SYMBOL_NTOBJ(symbol)	EXPORT_SYMBOL_NS_GPL(symbol, "NTOBJ")
#define NTOBJ_IMPORT_SYMBOLS()		MODULE_IMPORT_NS("NTOBJ")
#endif

/* What the KUnit suites of module/tests use, and nobody else may. */
#if !IS_ENABLED(CONFIG_KUNIT)
#define EXPORT_SYMBOL_NTOBJ_KUNIT(symbol)	static_assert(true, #symbol)
#elif KERNEL_VERSION(6, 13, 0) > LINUX_VERSION_CODE
#define EXPORT_SYMBOL_NTOBJ_KUNIT(symbol)	EXPORT_SYMBOL_NS_GPL(symbol, NTOBJ_KUNIT)
#define NTOBJ_IMPORT_KUNIT_SYMBOLS()		MODULE_IMPORT_NS(NTOBJ_KUNIT)
#else
#define EXPORT_SYMBOL_NTOBJ_KUNIT(symbol)	EXPORT_SYMBOL_NS_GPL(symbol, "NTOBJ_KUNIT")
#define NTOBJ_IMPORT_KUNIT_SYMBOLS()		MODULE_IMPORT_NS("NTOBJ_KUNIT")
#endif

/*
 * A probe of sched_process_exit: 6.16 gave the trace point a second argument,
 * whether the thread is the last of its group. @probe takes the task alone.
 */
#if KERNEL_VERSION(6, 16, 0) > LINUX_VERSION_CODE
#define COMPAT_PROBE_PROCESS_EXIT(name, probe)				\
	static void name(void *data, struct task_struct *task)		\
	{								\
		probe(task);						\
	}
#else
#define COMPAT_PROBE_PROCESS_EXIT(name, probe)				\
	static void name(void *data, struct task_struct *task,		\
			 bool group_dead)				\
	{								\
		probe(task);						\
	}
#endif

/* Has the compiler compare probes with the trace points that they are for. */
#define compat_check_probes(fork, exec, exit) do {			\
	check_trace_callback_type_sched_process_fork(fork);		\
	check_trace_callback_type_sched_process_exec(exec);		\
	check_trace_callback_type_sched_process_exit(exit);		\
} while (0)

/*
 * do_timens_ktime_to_host() is exported by no supported kernel but the newest
 * of Debian's; the offsets themselves are public.
 */
#ifdef CONFIG_TIME_NS
static inline s64 compat_monotonic_offset(void)
{
	return timespec64_to_ns(&current->nsproxy->time_ns->offsets.monotonic);
}
#else
static inline s64 compat_monotonic_offset(void)
{
	return 0;
}
#endif

/*
 * Whether a task may be looked into by its own user, or else by the caller's
 * capability, if that counts. This moved from the mm to a place of its own in 7.2.
 */
#if KERNEL_VERSION(7, 2, 0) <= LINUX_VERSION_CODE
#include <linux/sched/exec_state.h>

static inline bool compat_is_dumpable(struct task_struct *task, bool privileged)
{
	struct task_exec_state *state;
	bool dumpable;

	rcu_read_lock();
	state = rcu_dereference(task->exec_state);
	dumpable = !state || READ_ONCE(state->dumpable) == TASK_DUMPABLE_OWNER ||
		   (privileged && ns_capable(state->user_ns, CAP_SYS_PTRACE));
	rcu_read_unlock();
	return dumpable;
}
#else
/* The same of one thread; false also if it has ended, with @alive false. */
static inline bool compat_has_dumpable_mm(struct task_struct *task, bool privileged,
					  bool *alive)
{
	struct mm_struct *mm;
	bool dumpable;

	task_lock(task);
	mm = task->mm;
	*alive = mm;
	dumpable = mm && (get_dumpable(mm) == SUID_DUMP_USER ||
			  (privileged && ns_capable(mm->user_ns, CAP_SYS_PTRACE)));
	task_unlock(task);
	return dumpable;
}

/* A thread that has ended has no mm, but others of its process may. */
static inline bool compat_is_dumpable(struct task_struct *task, bool privileged)
{
	struct task_struct *thread;
	bool dumpable, alive;

	dumpable = compat_has_dumpable_mm(task, privileged, &alive);
	if (alive)
		return dumpable;
	rcu_read_lock();
	list_for_each_entry_rcu(thread, &task->signal->thread_head, thread_node) {
		dumpable = compat_has_dumpable_mm(thread, privileged, &alive);
		if (alive)
			break;
	}
	rcu_read_unlock();
	return dumpable || !alive;
}
#endif

/*
 * put_ipc_ns() is not exported by all supported kernels; what setns(2) and the
 * files under /proc/PID/ns use is reached through the namespace itself.
 */
static inline void compat_put_ipc_ns(struct ipc_namespace *ipc)
{
#ifdef CONFIG_IPC_NS
	ipc->ns.ops->put(&ipc->ns);
#endif
}

/* Threads that run no program; 6.4 has one kind more. */
#ifdef PF_USER_WORKER
#define COMPAT_PF_NO_PROGRAM	(PF_KTHREAD | PF_IO_WORKER | PF_USER_WORKER)
#else
#define COMPAT_PF_NO_PROGRAM	(PF_KTHREAD | PF_IO_WORKER)
#endif

void compat_task_work_add(struct task_struct *task, struct callback_head *work);
bool compat_task_work_interrupt(struct task_struct *task, struct callback_head *work,
				raw_spinlock_t *lock, const bool *closed);
bool compat_task_work_remind(struct task_struct *task, struct callback_head *work,
			     raw_spinlock_t *lock, const bool *closed);
void compat_interrupt_task(struct task_struct *task);

/*
 * Whether the program runs in 64-bit mode, whichever system calls it makes: what
 * has 32-bit ones may be x32, and a 64-bit program may call int 0x80.
 */
#ifdef CONFIG_X86
#define compat_is_64bit_mode(regs)	user_64bit_mode(regs)
#else
#define compat_is_64bit_mode(regs)	(!compat_user_mode(regs))
#endif

#endif /* _NTOBJ_COMPAT_LINUX_H */
