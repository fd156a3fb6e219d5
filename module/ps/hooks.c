// SPDX-License-Identifier: GPL-2.0
/*
 * Hooks into Linux: learning of the beginning and the end of threads and
 * processes, and of the programs that they begin.
 *
 * Probes on three trace points, sched_process_fork, _exec and _exit, run in the
 * task that forks, execs or ends. They may not sleep, on some kernels not even
 * take a lock, so they only give a task work to do (compat/task_work.c): a new
 * one before its first instruction, one that execs before the first of the new
 * program, an ending one before its exit ends. The nodes for exec and exit lie
 * in the thread's and process's own objects, those for fork in a pool
 * (ps/fork.c), so nothing is allocated.
 *
 * All of it is for processes that the module keeps anything of; for others a
 * probe costs a look whether there are any, and one into the table.
 *
 * Order
 *
 * A process's own beginning comes first, as its first thread runs it before it
 * can do anything else. A thread's end comes before its process's: the process
 * counts its used threads (ps_process.live), those with an object that are left
 * at its end, and one more for its last thread's exit probe; who counts down to
 * 0 does what is to be done at the process's end. Two threads that end together
 * may both find that no live thread is left; the first to set PS_EXITING has
 * the count.
 *
 * Threads that the kernel makes in a process's name, for io_uring for example,
 * do not pass the fork probe, and pass the exit probe like any other.
 *
 * Unload
 *
 * Thread and process objects hold references on the module, dropped by their
 * exit work. The module's exit therefore begins when none is left, or when the
 * last work has dropped its reference and has a few instructions to go, for which
 * ps_hooks_destroy() waits: see ke/task_work.c.
 */
#include <linux/binfmts.h>
#include <linux/module.h>
#include <linux/pid.h>
#include <linux/rcupdate.h>
#include <linux/sched/signal.h>
#include <linux/seq_file.h>
#include <linux/task_work.h>
#include <linux/tracepoint.h>
#include <ntobj/ke_apc.h>

#include "compat/linux.h"
#include "ps/internal.h"
#include "ps/trace.h"

static atomic64_t events[PS_EVENTS];

/**
 * ps_count - count one more event
 * @event: which
 *
 * Context: any.
 */
void ps_count(enum ps_event event)
{
	atomic64_inc(&events[event]);
	trace_ntobj_hook(event);
}

/**
 * ps_queue_work - have a task do something soon
 * @task: the current one, or one that has not run yet
 * @work: its node
 * @function: what, ending with ke_end_task_work()
 *
 * Context: of a probe: preemption may be off.
 */
void ps_queue_work(struct task_struct *task, struct callback_head *work,
		   task_work_func_t function)
{
	ke_begin_task_work();
	init_task_work(work, function);
	compat_task_work_add(task, work);
}

static void count_down(struct ps_process *process)
{
	if (atomic_dec_and_test(&process->live))
		ps_process_finish(process);
}

static void thread_exit_work(struct callback_head *work)
{
	struct ke_thread *thread = container_of(work, struct ke_thread, exit_work);
	atomic_t *live_count = ps_thread_exit(thread);

	if (live_count)
		count_down(container_of(live_count, struct ps_process, live));
	ke_end_task_work();
}

/*
 * The process's last thread has begun to end. Threads that are not used but have
 * an object may still be on their way to the probe: they count as well from now
 * on. No more can come, as all threads are ending.
 */
static void count_late_threads(struct ps_process *process)
{
	struct ke_thread *thread;
	struct task_struct *task;

	ke_lock_threads();
	rcu_read_lock();
	list_for_each_entry_rcu(task, &current->signal->thread_head, thread_node) {
		thread = ke_find_thread(task);
		if (!thread || thread->live_count)
			continue;
		atomic_inc(&process->live);
		thread->live_count = &process->live;
	}
	rcu_read_unlock();
	ke_unlock_threads();
}

static void process_exit_work(struct callback_head *work)
{
	struct ps_process *process = container_of(work, struct ps_process, exit_work);

	count_late_threads(process);
	count_down(process);
	ke_end_task_work();
}

/*
 * A thread is used from now on; the table of threads is locked. A process that is not
 * used itself may be dropped before it ends, so it counts nobody: what is left at its
 * end is counted then.
 */
static void count_thread(struct ke_thread *thread)
{
	struct ps_process *process;

	ps_count(PS_THREAD_CREATED);
	rcu_read_lock();
	process = ps_find_process(task_tgid(current));
	if (process && test_bit(PS_USED, &process->flags) && !thread->live_count) {
		atomic_inc(&process->live);
		thread->live_count = &process->live;
	}
	rcu_read_unlock();
}

static void probe_exit(struct task_struct *task)
{
	struct ps_process *process;
	struct ke_thread *thread;

	if (!ke_threads_exist() && !ps_processes_exist())
		return;
	rcu_read_lock();
	thread = ke_find_thread(task);
	if (thread)
		ke_close_thread(thread);
	if (thread && !test_and_set_bit(KE_THREAD_EXITING, &thread->flags))
		ps_queue_work(task, &thread->exit_work, thread_exit_work);
	process = atomic_read(&task->signal->live) ? NULL :
		  ps_find_process(task_tgid(task));
	if (process && !test_and_set_bit(PS_EXITING, &process->flags))
		ps_queue_work(task, &process->exit_work, process_exit_work);
	rcu_read_unlock();
}

COMPAT_PROBE_PROCESS_EXIT(exit_probe, probe_exit)

static void fork_probe(void *data, struct task_struct *parent, struct task_struct *child)
{
	struct ps_process *process;

	if (!ps_processes_exist())
		return;
	rcu_read_lock();
	process = ps_find_process(task_tgid(parent));
	if (process && (test_bit(PS_USED, &process->flags) ||
			se_is_adjusted(&process->subject)))
		ps_forked(process, child);
	rcu_read_unlock();
}

static void exec_probe(void *data, struct task_struct *task, pid_t old_pid,
		       struct linux_binprm *program)
{
	struct ps_process *process;
	struct ke_thread *thread;

	if (!ke_threads_exist() && !ps_processes_exist())
		return;
	rcu_read_lock();
	/* One may have been alerted whose process nobody keeps anything of. */
	thread = ke_find_thread(task);
	if (thread) {
		WRITE_ONCE(thread->alerts, 0);
		/* Who has its object suspends it under a lock, and loses it in the work. */
		if (program->secureexec && !READ_ONCE(thread->object))
			WRITE_ONCE(thread->suspend_count, 0);
	}
	process = ps_find_process(task_tgid(task));
	if (process)
		ps_executed(process, program->secureexec);
	rcu_read_unlock();
}

static struct hook {
	const char *name;
	void *probe;
	struct tracepoint *point;
} hooks[] = {
	{ "sched_process_fork", fork_probe },
	{ "sched_process_exec", exec_probe },
	{ "sched_process_exit", exit_probe },
};

static void find_point(struct tracepoint *point, void *unused)
{
	unsigned int i;

	for (i = 0; i < ARRAY_SIZE(hooks); i++)
		if (!strcmp(point->name, hooks[i].name))
			hooks[i].point = point;
}

static void unregister(unsigned int count)
{
	while (count--)
		tracepoint_probe_unregister(hooks[count].point, hooks[count].probe, NULL);
	tracepoint_synchronize_unregister();
}

/**
 * ps_hooks_init - begin to watch
 *
 * Return: 0 or a negative errno; -ENODEV on a kernel without the trace points.
 */
int __init ps_hooks_init(void)
{
	unsigned int i;
	int error;

	compat_check_probes(fork_probe, exec_probe, exit_probe);
	for_each_kernel_tracepoint(find_point, NULL);
	for (i = 0; i < ARRAY_SIZE(hooks); i++) {
		error = hooks[i].point ? tracepoint_probe_register(hooks[i].point,
								   hooks[i].probe, NULL) :
					 -ENODEV;
		if (error) {
			unregister(i);
			return error;
		}
	}
	return 0;
}

/**
 * ps_hooks_destroy - watch no more
 *
 * On return no code of the module runs, or will run, in a task's work.
 * Context: process; sleeps.
 */
void ps_hooks_destroy(void)
{
	unregister(ARRAY_SIZE(hooks));
	ke_wait_for_task_work();
}

/**
 * ps_show_hooks - show what the hooks have seen, a line each
 * @file: where to
 *
 * Context: process.
 */
void ps_show_hooks(struct seq_file *file)
{
	static const char * const names[] = {
		[PS_PROCESS_CREATED] = "processes_created",
		[PS_PROCESS_EXECUTED] = "programs_begun",
		[PS_PROCESS_ENDED] = "processes_ended",
		[PS_THREAD_CREATED] = "threads_created",
		[PS_THREAD_ENDED] = "threads_ended",
		[PS_LOST] = "lost",
	};
	unsigned int i;

	static_assert(ARRAY_SIZE(names) == PS_EVENTS);
	for (i = 0; i < PS_EVENTS; i++)
		seq_printf(file, "%s\t%lld\n", names[i], atomic64_read(&events[i]));
}

/**
 * ps_init - begin the process floor, without its hooks
 *
 * Return: 0 or a negative errno.
 */
int __init ps_init(void)
{
	int error;

	error = ke_thread_init(count_thread);
	if (error)
		return error;
	error = ps_process_init();
	if (error)
		goto err_thread;
	error = ps_fork_init();
	if (error)
		goto err_fork;
	return 0;

err_fork:
	ps_fork_destroy();
	ps_process_destroy();
err_thread:
	ke_thread_destroy();
	return error;
}

/**
 * ps_objects_init - make the types of processes and threads
 *
 * Return: 0 or a negative errno; ob_teardown() undoes it.
 */
int __init ps_objects_init(void)
{
	ps_token_init();
	ps_duplicate_init();
	ps_handle_list_init();
	ps_apc_init();
	ps_alert_init();
	ps_suspend_init();
	return ps_process_object_init() ?: ps_thread_object_init();
}

/* Ends what ps_init() began; no process or thread is left. */
void ps_teardown(void)
{
	ps_fork_destroy();
	ps_process_destroy();
	ke_thread_destroy();
}
