// SPDX-License-Identifier: GPL-2.0
/*
 * Processes: a handle table for each Linux process that calls a service.
 *
 * Lifetime
 *
 * A process object is made at the process's first call and leaves the table
 * when its last thread ends, in that thread's context, after its handles have
 * been closed there: who sees the process dead sees its names gone. The memory
 * lives on as long as descriptors cache it or somebody inspects it.
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
	ob_free_handle_table(&process->handles);
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

static struct ps_process *create_current_process(void)
{
	struct ps_process *process, *other;

	process = kzalloc(sizeof(*process), GFP_KERNEL_ACCOUNT);
	if (!process)
		return NULL;
	process->pid = get_pid(task_tgid(current));
	refcount_set(&process->references, 1);
	ob_init_handle_table(&process->handles, task_tgid_nr(current));
	get_task_comm(process->comm, current->group_leader);
	mutex_lock(&list_lock);
	other = rhashtable_lookup_get_insert_fast(&processes, &process->node,
						  process_parameters);
	if (!other) {
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
	ps_put_process(process);
}

/**
 * ps_next_process - walk the processes
 * @process: where the walk is, referenced; the reference is dropped. NULL to
 *	begin
 *
 * A walk that finds its place gone, because that process has ended, is over.
 * Context: process; may sleep.
 *
 * Return: the next process, referenced, or NULL.
 */
struct ps_process *ps_next_process(struct ps_process *process)
{
	struct list_head *next = &list;

	mutex_lock(&list_lock);
	if (!process)
		next = list.next;
	else if (!list_empty(&process->link))
		next = process->link.next;
	if (next != &list)
		refcount_inc(&list_entry(next, struct ps_process, link)->references);
	mutex_unlock(&list_lock);
	if (process)
		ps_put_process(process);
	return next == &list ? NULL : list_entry(next, struct ps_process, link);
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
