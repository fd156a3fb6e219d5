// SPDX-License-Identifier: GPL-2.0
/*
 * Hooks into Linux: learning of the end of threads and processes.
 *
 * A probe on the sched_process_exit trace point runs in each ending task. It
 * may not sleep, on some kernels not even take a lock, so it only gives the
 * task work to do before its exit ends (compat/task_work.c); that work closes
 * handles and forgets the thread. The nodes for it lie in the thread's and
 * process's own objects, so nothing is allocated and nothing can be lost.
 *
 * The end of a process is the end of its last thread, whichever that is. Two
 * threads that end together may both find that no live thread is left; the
 * first to set @exiting does the work.
 *
 * Unload
 *
 * Thread and process objects hold references on the module, dropped by their
 * exit work. The module's exit therefore begins when none is left, or when the
 * last work has dropped its reference and has a few instructions to go:
 * ps_hooks_destroy() waits for @running and for those instructions. A work's
 * last act is to count itself out, which can't block: a switch of tasks after
 * it would look like the end of those instructions.
 */
#include <linux/delay.h>
#include <linux/module.h>
#include <linux/pid.h>
#include <linux/rcupdate.h>
#include <linux/sched/signal.h>
#include <linux/task_work.h>
#include <linux/tracepoint.h>
#include <ntobj/ke.h>
#include <ntobj/ps.h>

#include "compat/linux.h"

static struct tracepoint *exit_point;
static atomic_t running = ATOMIC_INIT(0);

static void end_work(void)
{
	module_put(THIS_MODULE);
	atomic_dec(&running);
}

static void thread_exit_work(struct callback_head *work)
{
	ke_thread_exit(container_of(work, struct ke_thread, exit_work));
	end_work();
}

static void process_exit_work(struct callback_head *work)
{
	ps_process_exit(container_of(work, struct ps_process, exit_work));
	end_work();
}

static void queue_exit_work(struct task_struct *task, struct callback_head *work,
			    task_work_func_t function)
{
	atomic_inc(&running);
	init_task_work(work, function);
	compat_exit_work_add(task, work);
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
		queue_exit_work(task, &thread->exit_work, thread_exit_work);
	process = atomic_read(&task->signal->live) ? NULL :
		  ps_find_process(task_tgid(task));
	if (process && !test_and_set_bit(0, &process->exiting))
		queue_exit_work(task, &process->exit_work, process_exit_work);
	rcu_read_unlock();
}

COMPAT_PROBE_PROCESS_EXIT(exit_probe, probe_exit)

static void find_exit_point(struct tracepoint *point, void *unused)
{
	if (!strcmp(point->name, "sched_process_exit"))
		exit_point = point;
}

/**
 * ps_hooks_init - begin to watch
 *
 * Return: 0 or a negative errno; -ENODEV on a kernel without the trace point.
 */
int __init ps_hooks_init(void)
{
	for_each_kernel_tracepoint(find_exit_point, NULL);
	if (!exit_point)
		return -ENODEV;
	return tracepoint_probe_register(exit_point, exit_probe, NULL);
}

/**
 * ps_hooks_destroy - watch no more
 *
 * On return no code of the module runs, or will run, in an ending task.
 * Context: process; sleeps.
 */
void ps_hooks_destroy(void)
{
	tracepoint_probe_unregister(exit_point, exit_probe, NULL);
	tracepoint_synchronize_unregister();
	while (atomic_read(&running))
		msleep(20);
	synchronize_rcu_tasks();
}
