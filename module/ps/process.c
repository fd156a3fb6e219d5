// SPDX-License-Identifier: GPL-2.0
/*
 * Processes: a handle table for each Linux process that calls a service.
 *
 * Lifetime
 *
 * A process object is made at the process's first call and leaves the table
 * when its last thread ends, in that thread's context, after its handles have
 * been closed there: who sees the process dead sees its names gone. The pages
 * of its handle table live on only while somebody inspects it; the structure
 * also while descriptors cache it, which cost nobody more than that.
 *
 * Processes are keyed by their struct pid: it stays the same when a thread
 * other than the leader calls exec, and is not used again while it is pinned.
 *
 * Each process object in the table holds a reference on the module. Handles
 * outlive the descriptors they were got through, and so must the module.
 *
 * @list_lock guards the list, which is for inspection, and changes of the
 * table. No other lock of the module is taken under it.
 */
#include <linux/module.h>
#include <linux/mutex.h>
#include <linux/pid.h>
#include <linux/rhashtable.h>
#include <linux/sched/signal.h>
#include <linux/slab.h>
#include <linux/workqueue.h>
#include <ntobj/ps.h>

static const struct rhashtable_params process_parameters = {
	.key_len = sizeof(struct pid *),
	.key_offset = offsetof(struct ps_process, pid),
	.head_offset = offsetof(struct ps_process, node),
	.automatic_shrinking = true,
};

static struct rhashtable processes;
static DEFINE_MUTEX(list_lock);
static LIST_HEAD(list);
static u64 last_serial;

/**
 * ps_find_process - the process object of a struct pid, if it has one
 * @pid: of the thread group leader
 *
 * Context: any, within an RCU read section for as long as the result is used,
 * or @pid is the current process's.
 *
 * Return: the process, without a reference, or NULL.
 */
struct ps_process *ps_find_process(struct pid *pid)
{
	return rhashtable_lookup_fast(&processes, &pid, process_parameters);
}

/* Whether any process object exists; for the exit probe's quick way out. */
bool ps_processes_exist(void)
{
	return atomic_read(&processes.nelems) != 0;
}

static void free_process(struct ps_process *process)
{
	put_pid(process->pid);
	/* Readers of the hash table may still be passing by. */
	kfree_rcu(process, rcu);
}

/**
 * ps_put_process - drop a reference on a process object
 * @process: the process
 *
 * Context: process; may sleep.
 */
void ps_put_process(struct ps_process *process)
{
	if (refcount_dec_and_test(&process->references))
		free_process(process);
}

/**
 * ps_end_inspection - be done with looking at a process
 * @process: from ps_inspect_process() or ps_next_process()
 *
 * Context: process; may sleep.
 */
void ps_end_inspection(struct ps_process *process)
{
	if (refcount_dec_and_test(&process->inspections))
		ob_free_handle_table(&process->handles);
	ps_put_process(process);
}

/* An insertion that meets a running resize waits until that has ended. */
static struct ps_process *insert_process(struct ps_process *process)
{
	struct ps_process *other;

	for (;;) {
		other = rhashtable_lookup_get_insert_fast(&processes, &process->node,
							  process_parameters);
		if (other != ERR_PTR(-EBUSY))
			return other;
		flush_work(&processes.run_work);
	}
}

static struct ps_process *create_current_process(void)
{
	struct ps_process *process, *other;

	process = kzalloc(sizeof(*process), GFP_KERNEL_ACCOUNT);
	if (!process)
		return NULL;
	process->pid = get_pid(task_tgid(current));
	refcount_set(&process->references, 1);
	refcount_set(&process->inspections, 1);
	ob_init_handle_table(&process->handles, task_tgid_nr(current));
	get_task_comm(process->comm, current->group_leader);
	mutex_lock(&list_lock);
	other = insert_process(process);
	if (!other) {
		process->serial = ++last_serial;
		list_add_tail(&process->link, &list);
		__module_get(THIS_MODULE);
	}
	mutex_unlock(&list_lock);
	if (!other)
		return process;
	ps_put_process(process);
	return IS_ERR(other) ? NULL : other;
}

/**
 * ps_current_process - the calling process's object, made if need be
 *
 * Context: process, in a system call; may sleep.
 *
 * Return: the process, valid until the caller leaves the system call; NULL if
 * memory is short.
 */
struct ps_process *ps_current_process(void)
{
	struct ps_process *process;

	might_sleep();
	rcu_read_lock();
	process = ps_find_process(task_tgid(current));
	rcu_read_unlock();
	return process ?: create_current_process();
}

/**
 * ps_process_exit - the last thread of a process ends
 * @process: the current task's process
 *
 * Closes its handles and forgets it. Context: process, in the ending task; may
 * sleep. The caller drops the process's reference on the module afterwards.
 */
void ps_process_exit(struct ps_process *process)
{
	ob_close_all_handles(&process->handles);
	mutex_lock(&list_lock);
	list_del_init(&process->link);
	rhashtable_remove_fast(&processes, &process->node, process_parameters);
	mutex_unlock(&list_lock);
	ps_end_inspection(process);
}

/* A process of the list, to be looked at; or NULL. */
static struct ps_process *begin_inspection(struct ps_process *process)
{
	lockdep_assert_held(&list_lock);
	if (process) {
		refcount_inc(&process->references);
		refcount_inc(&process->inspections);
	}
	return process;
}

/**
 * ps_inspect_process - find a process to look at
 * @serial: the least serial number it may have
 *
 * Context: process; may sleep.
 *
 * Return: the process with that number or the next greater one, for
 * ps_end_inspection(); or NULL.
 */
struct ps_process *ps_inspect_process(u64 serial)
{
	struct ps_process *process, *found = NULL;

	mutex_lock(&list_lock);
	list_for_each_entry(process, &list, link) {
		if (process->serial >= serial) {
			found = process;
			break;
		}
	}
	found = begin_inspection(found);
	mutex_unlock(&list_lock);
	return found;
}

/**
 * ps_next_process - go on to the next process
 * @process: from ps_inspect_process() or here; its inspection ends. It need
 *	not live any more
 *
 * Context: process; may sleep.
 *
 * Return: as ps_inspect_process().
 */
struct ps_process *ps_next_process(struct ps_process *process)
{
	struct ps_process *next = NULL;
	bool listed;

	mutex_lock(&list_lock);
	listed = !list_empty(&process->link);
	if (listed && !list_is_last(&process->link, &list))
		next = begin_inspection(list_next_entry(process, link));
	mutex_unlock(&list_lock);
	if (!listed)
		next = ps_inspect_process(process->serial + 1);
	ps_end_inspection(process);
	return next;
}

/**
 * ps_process_init - make the table of processes
 *
 * Return: 0 or a negative errno.
 */
int __init ps_process_init(void)
{
	return rhashtable_init(&processes, &process_parameters);
}

/* Ends the table of processes, which is empty: each held the module. */
void ps_process_destroy(void)
{
	rhashtable_destroy(&processes);
}
