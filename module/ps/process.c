// SPDX-License-Identifier: GPL-2.0
/*
 * Processes: what the module keeps of each Linux process that calls a service,
 * was made by one that does, or was opened.
 *
 * Lifetime
 *
 * A process is put into the table at its own first call or before its first
 * instruction (PS_USED), or when somebody opens it. One that is used leaves the
 * table when its last thread ends, in the context of one of its threads, after
 * its handles have been closed there and all its other threads are through with
 * their exits (@live): who sees the process dead sees its names gone. One that is
 * not used leaves it also when the last object that stands for it goes. Whoever
 * sets PS_EXITING sees to that; nobody else may.
 *
 * The pages of its handle table live on only while somebody inspects it; the
 * structure also while descriptors cache it, which cost nobody more than that,
 * and while objects stand for it.
 *
 * Processes are keyed by their struct pid: it stays the same when a thread
 * other than the leader calls exec, and is not used again while it is pinned.
 *
 * Opening a process that is ending: the exit probe looks the process up after
 * the count of its live threads has become 0; ps_add_process() inserts, then
 * looks at that count. So one of the two sees the other, and if both do,
 * PS_EXITING decides.
 *
 * Each process in the table holds a reference on the module. Handles outlive
 * the descriptors they were got through, and so must the module.
 *
 * @list_lock guards changes of the table, the list, which is for inspection,
 * ps_process.object and what that object says of the process's end. Neither is
 * it taken under another lock of the module's nor another under it, but that of
 * quotas, which is innermost.
 */
#include <linux/module.h>
#include <linux/mutex.h>
#include <linux/pid.h>
#include <linux/rbtree.h>
#include <linux/rhashtable.h>
#include <linux/sched/signal.h>
#include <linux/slab.h>
#include <linux/workqueue.h>

#include "ps/internal.h"

static const struct rhashtable_params process_parameters = {
	.key_len = sizeof(struct pid *),
	.key_offset = offsetof(struct ps_process, pid),
	.head_offset = offsetof(struct ps_process, node),
	.automatic_shrinking = true,
};

static struct rhashtable processes;
static DEFINE_MUTEX(list_lock);
static struct rb_root list = RB_ROOT;	/* in the order of serial numbers */
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
	se_reset_subject(&process->subject);
	ob_close_account(&process->handles);
	put_pid(process->parent);
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
	if (refcount_dec_and_test(&process->inspections)) {
		ob_free_handle_table(&process->handles);
		ob_close_account(&process->handles);
	}
	ps_put_process(process);
}

/**
 * ps_lock_processes - keep the table of processes, and their objects, as they are
 *
 * Context: process; may sleep.
 */
void ps_lock_processes(void)
{
	mutex_lock(&list_lock);
}

/* Ends ps_lock_processes(). */
void ps_unlock_processes(void)
{
	mutex_unlock(&list_lock);
}

/**
 * ps_rename_process - a process has begun another program
 * @process: the current one
 *
 * Context: process; may sleep.
 */
void ps_rename_process(struct ps_process *process)
{
	mutex_lock(&list_lock);
	get_task_comm(process->comm, current);
	mutex_unlock(&list_lock);
}

/**
 * ps_create_process - a process that is in no table yet
 * @task: of the process, with a reference
 *
 * Made before the table is locked, as memory may be long in coming. Context:
 * process; may sleep.
 *
 * Return: the process, for ps_add_process() or ps_put_process(); -ESRCH if the
 * task has ended, -ENOMEM.
 */
struct ps_process *ps_create_process(struct task_struct *task)
{
	/* Another's first thread may be gone by now. */
	struct task_struct *leader = task == current ? task->group_leader : task;
	struct ps_process *process = kzalloc(sizeof(*process), GFP_KERNEL_ACCOUNT);

	if (!process)
		return ERR_PTR(-ENOMEM);
	process->pid = get_task_pid(task, PIDTYPE_TGID);
	if (!process->pid) {
		kfree(process);
		return ERR_PTR(-ESRCH);
	}
	process->parent = ps_maker_of(task);
	rcu_read_lock();
	if (!process->parent && pid_alive(task))
		process->parent = get_pid(task_tgid(rcu_dereference(task->real_parent)));
	rcu_read_unlock();
	refcount_set(&process->references, 1);
	refcount_set(&process->inspections, 1);
	atomic_set(&process->live, 1);
	ob_init_handle_table(&process->handles, pid_nr(process->pid));
	se_init_subject(&process->subject, &process->handles);
	process->call.handles = &process->handles;
	process->call.subject = &process->subject;
	if (!NT_SUCCESS(ob_open_account(&process->handles, leader))) {
		free_process(process);
		return ERR_PTR(-ENOMEM);
	}
	get_task_comm(process->comm, leader);
	return process;
}

/* The last one's serial number is the greatest. */
static void add_to_list(struct ps_process *process)
{
	struct rb_node **place = &list.rb_node, *parent = NULL;

	lockdep_assert_held(&list_lock);
	process->serial = ++last_serial;
	while (*place) {
		parent = *place;
		place = &parent->rb_right;
	}
	rb_link_node(&process->link, parent, place);
	rb_insert_color(&process->link, &list);
}

/* An insertion that meets a running resize waits until that has ended. */
static bool insert_process(struct ps_process *process)
{
	int error;

	lockdep_assert_held(&list_lock);
	for (;;) {
		error = rhashtable_insert_fast(&processes, &process->node,
					       process_parameters);
		if (error != -EBUSY)
			break;
		flush_work(&processes.run_work);
	}
	if (error)
		return false;
	add_to_list(process);
	__module_get(THIS_MODULE);
	return true;
}

static void remove_process(struct ps_process *process)
{
	lockdep_assert_held(&list_lock);
	rb_erase(&process->link, &list);
	RB_CLEAR_NODE(&process->link);
	rhashtable_remove_fast(&processes, &process->node, process_parameters);
}

/**
 * ps_drop_unused_process - take a process out if nobody needs it
 * @process: the process
 *
 * Does nothing if there are objects for it or its threads, or it is used, or is
 * ending and will take itself out, or has been terminated: it will end soon,
 * and what it was terminated with is not forgotten. Nor is what privileges it
 * has lost, nor that its handles are traced. Context: process, the table locked.
 */
void ps_drop_unused_process(struct ps_process *process)
{
	lockdep_assert_held(&list_lock);
	if (test_bit(PS_USED, &process->flags) || process->terminated ||
	    se_is_adjusted(&process->subject) ||
	    process->object || process->thread_objects || ob_is_traced(&process->handles) ||
	    test_and_set_bit(PS_EXITING, &process->flags))
		return;
	remove_process(process);
	ps_end_inspection(process);
	module_put(THIS_MODULE);
}

/**
 * ps_add_process - put a process into the table, unless it is there
 * @task: of the process, with a reference
 * @new: from ps_create_process(); the table's if it is returned, else the
 *	caller's as before
 *
 * Context: process, the table locked; may sleep.
 *
 * Return: the process that is in the table; -ESRCH if it is ending, -ENOMEM.
 */
struct ps_process *ps_add_process(struct task_struct *task, struct ps_process *new)
{
	struct ps_process *process = ps_find_process(new->pid);

	lockdep_assert_held(&list_lock);
	if (process)
		return test_bit(PS_EXITING, &process->flags) ||
		       !atomic_read(&task->signal->live) ?
		       ERR_PTR(-ESRCH) : process;
	if (!insert_process(new))
		return ERR_PTR(-ENOMEM);
	/*
	 * Orders the insertion before the look at the count. Pairs with the
	 * barrier of do_exit() between counting down and the probe's lookup.
	 */
	smp_mb();
	if (!atomic_read(&task->signal->live)) {
		/* The table's reference is dropped, or will be by its exit. */
		refcount_inc(&new->references);
		ps_drop_unused_process(new);
		return ERR_PTR(-ESRCH);
	}
	return new;
}

/**
 * ps_use_process - a process can have handles from now on
 * @process: in the table
 *
 * Context: process, the table locked.
 */
void ps_use_process(struct ps_process *process)
{
	lockdep_assert_held(&list_lock);
	if (!test_and_set_bit(PS_USED, &process->flags))
		ps_count(PS_PROCESS_CREATED);
}

/* The current task's process, used from now on, as a child of @parent if any. */
static struct ps_process *use_current_process(struct pid *parent)
{
	struct ps_process *new = ps_create_process(current);
	struct ps_process *process;
	struct pid *old = NULL;

	if (IS_ERR(new))
		return NULL;
	mutex_lock(&list_lock);
	/* Somebody may have opened it already. */
	process = ps_add_process(current, new);
	if (!IS_ERR(process)) {
		if (parent) {
			old = process->parent;
			process->parent = get_pid(parent);
		}
		ps_use_process(process);
		/* A child's begins when it has what it inherits. */
		if (!parent)
			ob_open_era(&process->handles);
	}
	mutex_unlock(&list_lock);
	put_pid(old);
	if (process != new)
		ps_put_process(new);
	return IS_ERR(process) ? NULL : process;
}

/**
 * ps_add_child - the process of the current task, which was made by another
 * @parent: of the process that made it; it is its heir
 * @removed: privileges that @parent had removed then
 * @disabled: privileges that it had disabled
 *
 * It gets the handles that it inherits, its parent's quota, and not what its
 * parent has given up.
 * Context: process, in the task's first
 * thread before that has run; may sleep.
 *
 * Return: whether it has all that it should have. If not, because memory is
 * short, it must not run.
 */
bool ps_add_child(struct ps_process *parent, u64 removed, u64 disabled)
{
	struct ps_process *process = use_current_process(parent->pid);

	if (!process)
		return false;
	if (!NT_SUCCESS(ob_share_quota(&process->handles, &parent->handles)))
		return false;
	se_inherit_adjustments(&process->subject, removed, disabled);
	if (!NT_SUCCESS(ob_inherit_handles(&process->handles, &parent->handles)))
		return false;
	ob_open_era(&process->handles);
	return true;
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
	if (process && !test_bit(PS_USED, &process->flags))
		process = NULL;
	rcu_read_unlock();
	return process ?: use_current_process(NULL);
}

/* For calls from kernel mode. */
static const struct ke_call *find_own_call(void)
{
	struct ps_process *process = ps_current_process();

	return process ? &process->call : NULL;
}

/**
 * ps_add_heir - a process has made another, which will inherit
 * @process: the parent
 *
 * Context: any.
 *
 * Return: for ps_remove_heir().
 */
unsigned int ps_add_heir(struct ps_process *process)
{
	refcount_inc(&process->references);
	refcount_inc(&process->inspections);
	return ob_add_heir(&process->handles);
}

/**
 * ps_remove_heir - a child has taken what it inherits, or never will
 * @process: the parent, which may have ended
 * @generation: from ps_add_heir()
 *
 * Context: process; may sleep.
 */
void ps_remove_heir(struct ps_process *process, unsigned int generation)
{
	/* Ordered by the count: see ps_process_finish(). */
	if (ob_remove_heir(&process->handles, generation) &&
	    test_bit(PS_FINISHED, &process->flags))
		ob_close_handles(&process->handles, 0);
	ps_end_inspection(process);
}

/**
 * ps_process_finish - a process has no thread left that has not ended
 * @process: the current task's process
 *
 * Closes its handles, forgets it, signals its object. What children that have
 * not run yet inherit, the last of them closes: it is waited for by nobody.
 * Context: process, in an ending task; may sleep. Drops the process's reference
 * on the module.
 */
void ps_process_finish(struct ps_process *process)
{
	struct ps_process_object *object;
	unsigned int generation;
	struct ps_exit exit;

	ob_end_eras(&process->handles);
	/* Nobody can read any more what would be traced of the closing. */
	ob_end_handle_trace(&process->handles);
	/* For itself, so that there is a last one who sees that it is finished. */
	generation = ps_add_heir(process);
	ob_close_handles(&process->handles, OB_INHERIT);
	set_bit(PS_FINISHED, &process->flags);
	/* The bit is set before the count goes down, by everybody's last one. */
	smp_mb__after_atomic();
	ps_remove_heir(process, generation);
	ps_read_process_exit(&exit);
	mutex_lock(&list_lock);
	if (process->terminated)
		exit.status = process->terminated_with;
	remove_process(process);
	object = ps_detach_process_object(process, &exit);
	mutex_unlock(&list_lock);
	/* Nobody asks for its token any more. Its session may end with it. */
	se_reset_subject(&process->subject);
	if (object)
		ps_signal_process_object(object);
	if (test_bit(PS_USED, &process->flags))
		ps_count(PS_PROCESS_ENDED);
	ps_end_inspection(process);
	module_put(THIS_MODULE);
}

/**
 * ps_begin_inspection - look at a process
 * @process: in the table, or NULL
 *
 * Context: process, the table locked.
 *
 * Return: the process, for ps_end_inspection(), or NULL.
 */
struct ps_process *ps_begin_inspection(struct ps_process *process)
{
	lockdep_assert_held(&list_lock);
	if (process) {
		refcount_inc(&process->references);
		refcount_inc(&process->inspections);
	}
	return process;
}

static struct ps_process *listed(struct rb_node *node)
{
	return rb_entry_safe(node, struct ps_process, link);
}

/* The process with a serial number, or the next greater one; or NULL. */
static struct ps_process *find_in_list(u64 serial)
{
	struct rb_node *node = list.rb_node;
	struct ps_process *found = NULL;

	lockdep_assert_held(&list_lock);
	while (node) {
		if (listed(node)->serial >= serial) {
			found = listed(node);
			node = node->rb_left;
		} else {
			node = node->rb_right;
		}
	}
	return found;
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
	struct ps_process *process;

	mutex_lock(&list_lock);
	process = ps_begin_inspection(find_in_list(serial));
	mutex_unlock(&list_lock);
	return process;
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
	struct ps_process *next;

	mutex_lock(&list_lock);
	next = RB_EMPTY_NODE(&process->link) ? find_in_list(process->serial + 1) :
					       listed(rb_next(&process->link));
	next = ps_begin_inspection(next);
	mutex_unlock(&list_lock);
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
	ke_set_find_own(find_own_call);
	return rhashtable_init(&processes, &process_parameters);
}

/* Ends the table of processes, which is empty: each held the module. */
void ps_process_destroy(void)
{
	rhashtable_destroy(&processes);
}
