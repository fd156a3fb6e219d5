// SPDX-License-Identifier: GPL-2.0
/*
 * Threads: what the module keeps of a Linux task that has slept in a wait or
 * called a service of the shadow table.
 *
 * Lifetime
 *
 * A thread object is made by its own task at first use and lives until the
 * task ends, when ps/hooks.c calls ke_thread_exit() in the ending task. It and
 * the pin on its task go after a grace period, so a signaller that found a
 * wait block under a dispatcher's lock may use thread and task until it leaves
 * its RCU section, whatever the thread does meanwhile.
 *
 * Each thread object holds a reference on the module, because its exit work
 * is module code that runs whether or not the device is still open.
 *
 * Threads are keyed by task, not by thread id: exec by a thread other than the
 * leader changes the id of a living thread.
 */
#include <linux/module.h>
#include <linux/rhashtable.h>
#include <linux/sched/task.h>
#include <linux/seq_file.h>
#include <linux/slab.h>
#include <linux/task_work.h>
#include <linux/workqueue.h>
#include <ntobj/ke.h>

static const struct rhashtable_params thread_parameters = {
	.key_len = sizeof(struct task_struct *),
	.key_offset = offsetof(struct ke_thread, task),
	.head_offset = offsetof(struct ke_thread, node),
	.automatic_shrinking = true,
};

static struct rhashtable threads;

/**
 * ke_find_thread - the thread object of a task, if it has one
 * @task: the task
 *
 * Context: any, within an RCU read section for as long as the result is used,
 * or @task is current.
 *
 * Return: the thread, or NULL.
 */
struct ke_thread *ke_find_thread(struct task_struct *task)
{
	return rhashtable_lookup_fast(&threads, &task, thread_parameters);
}

/* Whether any thread object exists; for the exit probe's quick way out. */
bool ke_threads_exist(void)
{
	return atomic_read(&threads.nelems) != 0;
}

static struct ke_thread *create_current_thread(void)
{
	struct ke_thread *thread = kzalloc(sizeof(*thread), GFP_KERNEL_ACCOUNT);
	int error;

	if (!thread)
		return NULL;
	thread->task = current;
	thread->block.thread = thread;
	INIT_LIST_HEAD(&thread->block.link);
	/* An insertion that meets a running resize waits until that has ended. */
	do {
		error = rhashtable_insert_fast(&threads, &thread->node,
					       thread_parameters);
		if (error == -EBUSY)
			flush_work(&threads.run_work);
	} while (error == -EBUSY);
	if (error) {
		kfree(thread);
		return NULL;
	}
	get_task_struct(current);
	__module_get(THIS_MODULE);
	return thread;
}

/**
 * ke_current_thread - the calling task's thread object, made if need be
 *
 * Context: process, in a system call of the task; may sleep.
 *
 * Return: the thread, valid until the task ends; NULL if memory is short.
 */
struct ke_thread *ke_current_thread(void)
{
	struct ke_thread *thread;

	might_sleep();
	thread = ke_find_thread(current);
	return thread ?: create_current_thread();
}

static void free_thread(struct rcu_head *rcu)
{
	struct ke_thread *thread = container_of(rcu, struct ke_thread, rcu);

	put_task_struct(thread->task);
	kfree(thread);
}

/**
 * ke_thread_exit - a thread's task ends
 * @thread: the current task's thread, which waits for nothing
 *
 * Context: process, in the ending task; may sleep. The caller drops the
 * thread's reference on the module afterwards.
 */
void ke_thread_exit(struct ke_thread *thread)
{
	WARN_ON_ONCE(!list_empty(&thread->block.link));
	rhashtable_remove_fast(&threads, &thread->node, thread_parameters);
	call_rcu(&thread->rcu, free_thread);
}

/**
 * ke_show_threads - list the threads that have an object, a line each
 * @file: where to
 *
 * Context: process; may sleep.
 */
void ke_show_threads(struct seq_file *file)
{
	struct rhashtable_iter iterator;
	struct ke_thread *thread;

	seq_puts(file, "# pid\ttid\tservice_table\twaiting\twaits\n");
	rhashtable_walk_enter(&threads, &iterator);
	rhashtable_walk_start(&iterator);
	while ((thread = rhashtable_walk_next(&iterator))) {
		if (IS_ERR(thread))
			continue;
		seq_printf(file, "%d\t%d\t%s\t%u\t%llu\n",
			   task_tgid_nr(thread->task), task_pid_nr(thread->task),
			   READ_ONCE(thread->shadow) ? "shadow" : "native",
			   READ_ONCE(thread->waiting), READ_ONCE(thread->waits));
	}
	rhashtable_walk_stop(&iterator);
	rhashtable_walk_exit(&iterator);
}

/**
 * ke_thread_init - make the table of threads
 *
 * Return: 0 or a negative errno.
 */
int ke_thread_init(void)
{
	return rhashtable_init(&threads, &thread_parameters);
}

/* Ends the table of threads, which is empty: each held the module. */
void ke_thread_destroy(void)
{
	rcu_barrier();
	rhashtable_destroy(&threads);
}
