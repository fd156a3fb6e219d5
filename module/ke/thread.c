// SPDX-License-Identifier: GPL-2.0
/*
 * Threads: what the module keeps of a Linux task that has slept in a wait,
 * called a service of the shadow table, was made by a process that calls
 * services, or was opened.
 *
 * Lifetime
 *
 * A thread that its own task has made or used (KE_THREAD_USED) lives until the
 * task ends, when ps/hooks.c calls ke_thread_exit() in the ending task. One
 * that was made because somebody opened it goes also when the last thread
 * object that stands for it does. Whoever sets KE_THREAD_EXITING takes it out of
 * the table; nobody else may. It and the pin on its task go after a grace
 * period, so a signaller that found a wait block under a dispatcher's lock may
 * use thread and task until it leaves its RCU section, whatever the thread does
 * meanwhile. References (ke_reference_thread()) keep the memory longer, and nothing else.
 *
 * Opening a task that is ending: the exit probe looks the task up after the
 * task has set PF_EXITING; ke_add_thread() inserts, then looks at PF_EXITING.
 * So one of the two sees the other, and if both do, KE_THREAD_EXITING decides.
 *
 * Each thread object holds a reference on the module, because its exit work
 * is module code that runs whether or not the device is still open.
 *
 * Each processor remembers some threads that it found for the tasks that ran there,
 * and how many had left the table by then. If more have, it does not believe that: the
 * task may be another at the same address. A task's own thread does not leave the table
 * before the task has made its last call.
 *
 * Threads are keyed by task, not by thread id: exec by a thread other than the
 * leader changes the id of a living thread.
 *
 * What a thread waits for and owns belongs to the files of waits and mutants.
 * When it leaves the table it waits for nothing and owns nothing.
 *
 * @table_lock guards changes of the table, ke_thread.object, and the change from
 * unused to used. It is taken under no other lock of the module's, and but for a
 * thread's apc_lock none is taken under it.
 */
#include <linux/module.h>
#include <linux/mutex.h>
#include <linux/rhashtable.h>
#include <linux/sched/task.h>
#include <linux/seq_file.h>
#include <linux/slab.h>
#include <linux/task_work.h>
#include <linux/workqueue.h>
#include <linux/ntobj.h>
#include <ntobj/ke_apc.h>
#include <ntobj/ke_irql.h>

#include "compat/linux.h"

static const struct rhashtable_params thread_parameters = {
	.key_len = sizeof(struct task_struct *),
	.key_offset = offsetof(struct ke_thread, task),
	.head_offset = offsetof(struct ke_thread, node),
	.automatic_shrinking = true,
};

static struct rhashtable threads;
static DEFINE_MUTEX(table_lock);
static ke_thread_used_function thread_used;

DEFINE_PER_CPU(struct ke_recent_thread [1 << KE_RECENT_BITS], ke_recent_threads);

unsigned long ke_removals;	/* changes under the table's lock */

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

/**
 * ke_create_thread - a thread that is in no table yet
 * @task: the task, of which the caller has a reference
 *
 * Made before the table is locked, as memory may be long in coming. Context:
 * process; may sleep.
 *
 * Return: the thread, for ke_add_thread() or ke_free_thread(); NULL if memory is
 * short.
 */
struct ke_thread *ke_create_thread(struct task_struct *task)
{
	struct ke_thread *thread = kzalloc(sizeof(*thread), GFP_KERNEL_ACCOUNT);

	if (!thread)
		return NULL;
	thread->task = get_task_struct(task);
	thread->wait.thread = thread;
	spin_lock_init(&thread->owned_lock);
	INIT_LIST_HEAD(&thread->owned);
	spin_lock_init(&thread->apc_lock);
	INIT_LIST_HEAD(&thread->user_apcs);
	INIT_LIST_HEAD(&thread->special_apcs);
	INIT_LIST_HEAD(&thread->normal_apcs);
	refcount_set(&thread->references, 1);
	init_task_work(&thread->apc_work, ke_apc_work);
	raw_spin_lock_init(&thread->work_lock);
	hrtimer_setup(&thread->return_timer, ke_return_to_suspension, CLOCK_MONOTONIC,
		      HRTIMER_MODE_REL_HARD);
	spin_lock_init(&thread->timers_lock);
	INIT_LIST_HEAD(&thread->timers);
	return thread;
}

/* Frees a thread that nobody has seen, or NULL. */
void ke_free_thread(struct ke_thread *thread)
{
	if (!thread)
		return;
	put_task_struct(thread->task);
	kfree(thread->more_blocks);
	kfree(thread);
}

/* An insertion that meets a running resize waits until that has ended. */
static bool insert_thread(struct ke_thread *thread)
{
	int error;

	lockdep_assert_held(&table_lock);
	do {
		error = rhashtable_insert_fast(&threads, &thread->node,
					       thread_parameters);
		if (error == -EBUSY)
			flush_work(&threads.run_work);
	} while (error == -EBUSY);
	if (error)
		return false;
	__module_get(THIS_MODULE);
	return true;
}

/* Who ends has been taken out, or will be; nobody would take out another one. */
static bool may_begin(void)
{
	return !(current->flags & PF_EXITING);
}

static struct ke_thread *use_current_thread(void)
{
	struct ke_thread *new = ke_create_thread(current);
	struct ke_thread *thread;

	if (!new)
		return NULL;
	mutex_lock(&table_lock);
	thread = ke_find_thread(current);
	if (!thread && may_begin() && insert_thread(new)) {
		thread = new;
		new = NULL;
	}
	if (thread && !test_and_set_bit(KE_THREAD_USED, &thread->flags))
		thread_used(thread);
	mutex_unlock(&table_lock);
	ke_free_thread(new);
	return thread;
}

/* The calling task's. */
static void remember(struct ke_thread *thread)
{
	struct ke_recent_thread *recent;

	preempt_disable();
	recent = this_cpu_ptr(&ke_recent_threads[hash_ptr(current, KE_RECENT_BITS)]);
	/* A softirq may look between two of them, and finds nothing then. */
	recent->task = NULL;
	barrier();
	recent->thread = thread;
	recent->removals = READ_ONCE(ke_removals);
	barrier();
	recent->task = current;
	preempt_enable();
}

/**
 * ke_look_up_used_thread - ke_find_used_thread(), if it is not the last one found
 *
 * Context: process.
 *
 * Return: see there.
 */
struct ke_thread *ke_look_up_used_thread(void)
{
	struct ke_thread *thread;

	rcu_read_lock();
	thread = ke_find_thread(current);
	if (thread && test_bit(KE_THREAD_USED, &thread->flags))
		remember(thread);
	else
		thread = NULL;
	rcu_read_unlock();
	return thread;
}

/**
 * ke_current_thread - the calling task's thread object, made if need be
 *
 * Context: process, in a system call of the task or on its way out of one; may
 * sleep.
 *
 * Return: the thread, valid until the task ends; NULL if memory is short, or the task is
 * ending and has none any more.
 */
struct ke_thread *ke_current_thread(void)
{
	might_sleep();
	return ke_find_used_thread() ?: use_current_thread();
}

/**
 * ke_get_current_thread - the calling task's thread object, for drivers
 *
 * Context: any; below DISPATCH level it is made if need be, and may sleep. An interrupt is
 * told of the thread that it has interrupted. As KeGetCurrentThread.
 *
 * Return: the thread, valid until the task ends; NULL if it can't be made.
 */
struct ke_thread *ke_get_current_thread(void)
{
	struct ke_thread *thread = ke_find_used_thread();

	if (!thread && ke_is_preemptible() && !softirq_count())
		thread = ke_current_thread();
	return thread;
}
EXPORT_SYMBOL_NTOBJ(ke_get_current_thread);

/**
 * ke_use_known_thread - the calling task's thread object, used from now on, if there is
 *	one
 *
 * Context: process; may sleep. Locks the table.
 *
 * Return: the thread, valid until the task ends; or NULL.
 */
struct ke_thread *ke_use_known_thread(void)
{
	struct ke_thread *thread;

	/* Nobody but the task itself, and who opens it, has one made. */
	rcu_read_lock();
	thread = ke_find_thread(current);
	rcu_read_unlock();
	if (!thread)
		return NULL;
	mutex_lock(&table_lock);
	thread = ke_find_thread(current);
	if (thread && !test_and_set_bit(KE_THREAD_USED, &thread->flags))
		thread_used(thread);
	mutex_unlock(&table_lock);
	return thread;
}

/**
 * ke_pin_thread - keep the calling task's thread object, if there is one, unused as it is
 *
 * Context: process; may sleep. Locks the table.
 *
 * Return: the thread, for ke_unpin_thread(); or NULL.
 */
struct ke_thread *ke_pin_thread(void)
{
	struct ke_thread *thread;

	mutex_lock(&table_lock);
	thread = ke_find_thread(current);
	if (thread)
		thread->pins++;
	mutex_unlock(&table_lock);
	return thread;
}

/* Ends ke_pin_thread(). */
void ke_unpin_thread(struct ke_thread *thread)
{
	mutex_lock(&table_lock);
	thread->pins--;
	ke_drop_unused_thread(thread);
	mutex_unlock(&table_lock);
}

/**
 * ke_prepare_blocks - make room for a wait of several objects
 * @thread: the calling thread's
 * @count: how many, up to KE_WAIT_OBJECTS
 *
 * What a thread once has it keeps: a wait allocates nothing but for the first
 * time. Context: process; may sleep.
 *
 * Return: false if memory is short.
 */
bool ke_prepare_blocks(struct ke_thread *thread, unsigned int count)
{
	if (count > KE_OWN_BLOCKS && !thread->more_blocks)
		thread->more_blocks = kcalloc(KE_WAIT_OBJECTS,
					      sizeof(struct ke_wait_block),
					      GFP_KERNEL_ACCOUNT);
	return count <= KE_OWN_BLOCKS || thread->more_blocks;
}

/**
 * ke_reference_thread - keep a thread's memory
 * @thread: the thread
 *
 * It may end all the same. Context: any, where the thread is kept by other means.
 */
void ke_reference_thread(struct ke_thread *thread)
{
	refcount_inc(&thread->references);
}
EXPORT_SYMBOL_NTOBJ(ke_reference_thread);

/**
 * ke_dereference_thread - keep a thread's memory no more
 * @thread: the thread
 *
 * Context: any but hardirq.
 */
void ke_dereference_thread(struct ke_thread *thread)
{
	if (refcount_dec_and_test(&thread->references))
		ke_free_thread(thread);
}
EXPORT_SYMBOL_NTOBJ(ke_dereference_thread);

static void free_thread(struct rcu_head *rcu)
{
	ke_dereference_thread(container_of(rcu, struct ke_thread, rcu));
}

/**
 * ke_lock_threads - keep the table of threads, and their objects, as they are
 *
 * Context: process; may sleep.
 */
void ke_lock_threads(void)
{
	mutex_lock(&table_lock);
}

/* Ends ke_lock_threads(). */
void ke_unlock_threads(void)
{
	mutex_unlock(&table_lock);
}

/**
 * ke_remove_thread - take a thread out of the table
 * @thread: the thread; the caller has set KE_THREAD_EXITING
 *
 * Context: process, the table locked. The caller drops the thread's reference
 * on the module afterwards. @thread is good until it leaves the RCU section, if
 * any, that it is in.
 */
void ke_remove_thread(struct ke_thread *thread)
{
	lockdep_assert_held(&table_lock);
	WARN_ON_ONCE(!list_empty(&thread->owned));
	WARN_ON_ONCE(!list_empty(&thread->user_apcs) || ke_has_kernel_apcs(thread));
	WARN_ON_ONCE(!list_empty(&thread->timers));
	hrtimer_cancel(&thread->return_timer);
	/* Its task may end without the probe's finding it. */
	ke_close_thread(thread);
	rhashtable_remove_fast(&threads, &thread->node, thread_parameters);
	/* Before another task can have the address of this one. */
	WRITE_ONCE(ke_removals, ke_removals + 1);
	call_rcu(&thread->rcu, free_thread);
}

/* Whether it has been given nothing; then it will be given nothing any more. */
static bool close_if_idle(struct ke_thread *thread)
{
	bool idle;

	spin_lock_irq(&thread->apc_lock);
	idle = list_empty(&thread->user_apcs) && !ke_has_kernel_apcs(thread) &&
	       !thread->suspend_count && !READ_ONCE(thread->alerts);
	if (idle)
		thread->apcs_ended = true;
	spin_unlock_irq(&thread->apc_lock);
	return idle;
}

/**
 * ke_drop_unused_thread - take a thread out if nobody needs it
 * @thread: the thread
 *
 * Does nothing if an object stands for it, it is pinned, it has been alerted or suspended,
 * calls are queued, or the thread's own task has used it, or is ending and will take it
 * out itself. Context: process, the table locked.
 */
void ke_drop_unused_thread(struct ke_thread *thread)
{
	lockdep_assert_held(&table_lock);
	if (test_bit(KE_THREAD_USED, &thread->flags) || thread->object ||
	    thread->live_count || thread->pins || !close_if_idle(thread) ||
	    test_and_set_bit(KE_THREAD_EXITING, &thread->flags))
		return;
	ke_remove_thread(thread);
	module_put(THIS_MODULE);
}

/**
 * ke_add_thread - put a thread into the table, unless its task has one there
 * @new: from ke_create_thread(); NULL afterwards if the table has taken it, else
 *	the caller's to free
 *
 * Context: process, the table locked; may sleep.
 *
 * Return: the thread that is in the table; -ESRCH if its task is ending, -ENOMEM.
 */
struct ke_thread *ke_add_thread(struct ke_thread **new)
{
	struct ke_thread *thread = ke_find_thread((*new)->task);

	lockdep_assert_held(&table_lock);
	if (thread)
		return test_bit(KE_THREAD_EXITING, &thread->flags) ?
		       ERR_PTR(-ESRCH) : thread;
	if (!insert_thread(*new))
		return ERR_PTR(-ENOMEM);
	thread = *new;
	*new = NULL;
	/*
	 * Orders the insertion before the look at the flags. Pairs with the
	 * barriers of do_exit() between PF_EXITING and the probe's lookup.
	 */
	smp_mb();
	/* Linux writes the field plainly; its other bits do not matter. */
	if (data_race(thread->task->flags) & PF_EXITING) {
		/* Whatever it has been given meanwhile, the probe may have been. */
		if (!test_and_set_bit(KE_THREAD_EXITING, &thread->flags)) {
			ke_remove_thread(thread);
			module_put(THIS_MODULE);
		}
		return ERR_PTR(-ESRCH);
	}
	return thread;
}

static const char *state_of(const struct ke_thread *thread)
{
	if (test_bit(KE_THREAD_EXITING, &thread->flags))
		return "ending";
	return test_bit(KE_THREAD_USED, &thread->flags) ? "used" : "opened";
}

/* The letters that stand for its alerts. */
static const char *alerts_of(const struct ke_thread *thread)
{
	static const char * const texts[] = { "-", "k", "u", "ku", "i", "ki", "ui", "kui" };

	static_assert(KE_ALERTED_KERNEL == 0 && KE_ALERTED_USER == 1 && KE_ALERTED_BY_ID == 2);
	return texts[READ_ONCE(thread->alerts) % ARRAY_SIZE(texts)];
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

	seq_puts(file, "# pid\ttid\tservice_table\twaiting\twaits\tstate\tobject\tapcs\t"
		       "apcs_taken\talerts\tkernel_apcs\tkernel_apcs_taken\t"
		       "suspend_count\tsuspended\n");
	rhashtable_walk_enter(&threads, &iterator);
	rhashtable_walk_start(&iterator);
	while ((thread = rhashtable_walk_next(&iterator))) {
		if (IS_ERR(thread))
			continue;
		seq_printf(file, "%d\t%d\t%s\t%u\t%llu\t%s\t%s\t%u\t%llu\t%s\t%u\t%llu\t%u\t%u\n",
			   task_tgid_nr(thread->task), task_pid_nr(thread->task),
			   READ_ONCE(thread->shadow) ? "shadow" : "native",
			   READ_ONCE(thread->waiting), READ_ONCE(thread->waits),
			   state_of(thread), READ_ONCE(thread->object) ? "yes" : "no",
			   READ_ONCE(thread->apcs), READ_ONCE(thread->apcs_taken),
			   alerts_of(thread), READ_ONCE(thread->kernel_apcs),
			   READ_ONCE(thread->kernel_apcs_taken),
			   READ_ONCE(thread->suspend_count), READ_ONCE(thread->suspended));
	}
	rhashtable_walk_stop(&iterator);
	rhashtable_walk_exit(&iterator);
}

/**
 * ke_walk_threads - begin to walk through the threads
 * @iterator: for rhashtable_walk_start() and the like; rhashtable_walk_exit() is
 *	the last of them
 *
 * Context: process.
 */
void ke_walk_threads(struct rhashtable_iter *iterator)
{
	rhashtable_walk_enter(&threads, iterator);
}

/**
 * ke_thread_init - make the table of threads
 * @used: called when a thread's own task has made or begun to use it, in that
 *	task, with the table locked
 *
 * Return: 0 or a negative errno.
 */
int ke_thread_init(ke_thread_used_function used)
{
	thread_used = used;
	return rhashtable_init(&threads, &thread_parameters);
}

/* Ends the table of threads, which is empty: each held the module. */
void ke_thread_destroy(void)
{
	rcu_barrier();
	rhashtable_destroy(&threads);
}
