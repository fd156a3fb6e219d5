// SPDX-License-Identifier: GPL-2.0
/*
 * New processes and threads: what the module does before they run.
 *
 * A process that is made by one that is used becomes a used one itself, with
 * the handles that it inherits, and a thread made by one becomes a used thread.
 * The probe runs in the parent and may neither sleep nor allocate, on RT not
 * even take a spinlock_t: it takes a node from a pool and gives the child work
 * to do before its first instruction, which gives the node back.
 *
 * When few nodes are left two things fill the pool up. A work item does, set off
 * by an irq_work, which a probe may queue: so the pool fills whatever becomes of
 * those who have taken nodes, who may sleep for as long as they like. And the
 * forking task does before it goes back to user mode, if there is a node for
 * that too: so nobody forks faster than the pool fills. How many nodes there
 * are in all depends on how many children have not run yet.
 *
 * Whether the parent, the child, or both are killed meanwhile, the works run,
 * though perhaps after the task's own exit work (task works run newest first):
 * they look at PF_EXITING.
 *
 * Until a new process has done its work, others may look it up and open it. Who
 * made it is found in a table by then: its maker may have ended, and Linux have
 * given it another parent.
 *
 * Should the pool be dry all the same, the child is not known to the module,
 * and inherits nothing. That is counted (PS_LOST).
 *
 * Each child that has not run holds a reference on the module: it may sleep
 * even before its work, in a fault on memory that the parent gave it.
 */
#include <linux/hashtable.h>
#include <linux/irq_work.h>
#include <linux/module.h>
#include <linux/pid.h>
#include <linux/sched/signal.h>
#include <linux/slab.h>
#include <linux/task_work.h>
#include <ntobj/ke_apc.h>

#include "compat/linux.h"
#include "ps/internal.h"

#define POOL_TARGET	512
#define POOL_LOW	384

struct fork_node {
	struct callback_head work;
	struct hlist_node link;		/* in the table of new processes */
	struct task_struct *child;	/* the key */
	struct ps_process *parent;	/* of a new process; NULL for a thread */
	unsigned int generation;	/* of the heir that it is */
	u64 removed;			/* privileges of its parent's */
	u64 disabled;
	struct fork_node *next;
};

static DEFINE_RAW_SPINLOCK(pool_lock);	/* guards what follows */
static struct fork_node *pool;
static unsigned int pool_size;
static DEFINE_HASHTABLE(new_processes, 8);

static void fill_pool(void);

static void fill_work_function(struct work_struct *work)
{
	fill_pool();
}

static DECLARE_WORK(fill_work, fill_work_function);

static void fill_irq_work_function(struct irq_work *work)
{
	schedule_work(&fill_work);
}

static DEFINE_IRQ_WORK(fill_irq_work, fill_irq_work_function);

static struct fork_node *take_node(void)
{
	struct fork_node *node;
	unsigned long flags;

	raw_spin_lock_irqsave(&pool_lock, flags);
	node = pool;
	if (node) {
		pool = node->next;
		WRITE_ONCE(pool_size, pool_size - 1);
	}
	raw_spin_unlock_irqrestore(&pool_lock, flags);
	return node;
}

/* Whether the pool took the node. */
static bool give_node(struct fork_node *node)
{
	unsigned long flags;
	bool taken;

	raw_spin_lock_irqsave(&pool_lock, flags);
	taken = pool_size < POOL_TARGET;
	if (taken) {
		node->next = pool;
		pool = node;
		WRITE_ONCE(pool_size, pool_size + 1);
	}
	raw_spin_unlock_irqrestore(&pool_lock, flags);
	return taken;
}

static void put_node(struct fork_node *node)
{
	if (!give_node(node))
		kfree(node);
}

/* What memory there is; another fork will try again. */
static void fill_pool(void)
{
	struct fork_node *node;

	while (READ_ONCE(pool_size) < POOL_TARGET) {
		node = kmalloc(sizeof(*node), GFP_KERNEL);
		if (!node)
			return;
		if (!give_node(node)) {
			kfree(node);
			return;
		}
	}
}

static void parent_work(struct callback_head *work)
{
	put_node(container_of(work, struct fork_node, work));
	fill_pool();
	ke_end_task_work();
}

static void add_new_process(struct fork_node *node)
{
	unsigned long flags;

	raw_spin_lock_irqsave(&pool_lock, flags);
	hash_add(new_processes, &node->link, (unsigned long)node->child);
	raw_spin_unlock_irqrestore(&pool_lock, flags);
}

static void remove_new_process(struct fork_node *node)
{
	unsigned long flags;

	raw_spin_lock_irqsave(&pool_lock, flags);
	hash_del(&node->link);
	raw_spin_unlock_irqrestore(&pool_lock, flags);
}

/**
 * ps_maker_of - who made a process that has not run yet
 * @task: its first thread
 *
 * Context: any.
 *
 * Return: the maker's pid, with a reference; NULL if the process has run, or is
 * none that a used one made.
 */
struct pid *ps_maker_of(struct task_struct *task)
{
	struct pid *maker = NULL;
	struct fork_node *node;
	unsigned long flags;

	raw_spin_lock_irqsave(&pool_lock, flags);
	hash_for_each_possible(new_processes, node, link, (unsigned long)task)
		if (node->child == task)
			maker = get_pid(node->parent->pid);
	raw_spin_unlock_irqrestore(&pool_lock, flags);
	return maker;
}

/**
 * ps_has_begun - whether a process has run, or is about to and has all it inherits
 * @task: its first thread, on which the caller has a reference
 *
 * Context: any.
 *
 * Return: false if it may yet have to take what it inherits.
 */
bool ps_has_begun(struct task_struct *task)
{
	struct pid *maker;

	/* The probe runs in the parent before that wakes its child. */
	if (READ_ONCE(task->__state) == TASK_NEW)
		return false;
	/* Pairs with the locks between the probe and the waking. */
	smp_rmb();
	maker = ps_maker_of(task);
	put_pid(maker);
	return !maker;
}

/* A process that can't have what it inherits never runs an instruction. */
static void begin_process(struct fork_node *node)
{
	if (!(current->flags & PF_EXITING) &&
	    !ps_add_child(node->parent, node->removed, node->disabled))
		send_sig(SIGKILL, current, 1);
	remove_new_process(node);
	ps_remove_heir(node->parent, node->generation);
}

static void begin_thread(void)
{
	if (!(current->flags & PF_EXITING) && !ke_current_thread())
		ps_count(PS_LOST);
}

static void child_work(struct callback_head *work)
{
	struct fork_node *node = container_of(work, struct fork_node, work);

	if (node->parent)
		begin_process(node);
	else
		begin_thread();
	put_node(node);
	module_put(THIS_MODULE);
	ke_end_task_work();
}

/* Few are left, or none. */
static void pool_is_low(void)
{
	struct fork_node *node = take_node();

	irq_work_queue(&fill_irq_work);
	if (node)
		ps_queue_work(current, &node->work, parent_work);
}

/* What the current thread has given up, its child does not get. */
static void read_adjustments(struct ps_process *parent, struct fork_node *node)
{
	struct ke_thread *thread;

	rcu_read_lock();
	thread = ke_find_thread(current);
	se_read_adjustments(&parent->subject, thread ? thread->token : NULL, &node->removed,
			    &node->disabled);
	rcu_read_unlock();
}

/**
 * ps_forked - a used process has made a process or a thread
 * @parent: of the current task
 * @child: which has not run yet
 *
 * Context: of the sched_process_fork probe: @parent's task, no sleeping.
 */
void ps_forked(struct ps_process *parent, struct task_struct *child)
{
	struct fork_node *node = take_node();

	if (unlikely(READ_ONCE(pool_size) < POOL_LOW))
		pool_is_low();
	if (!node) {
		ps_count(PS_LOST);
		return;
	}
	node->parent = NULL;
	if (!same_thread_group(current, child)) {
		node->parent = parent;
		node->child = child;
		node->generation = ps_add_heir(parent);
		read_adjustments(parent, node);
		add_new_process(node);
	}
	/* The parent has one. */
	__module_get(THIS_MODULE);
	ps_queue_work(child, &node->work, child_work);
}

/**
 * ps_fork_init - fill the pool
 *
 * Return: 0 or -ENOMEM.
 */
int __init ps_fork_init(void)
{
	fill_pool();
	return pool_size == POOL_TARGET ? 0 : -ENOMEM;
}

/* Frees the pool, to which all nodes have come back. */
void ps_fork_destroy(void)
{
	struct fork_node *node;

	irq_work_sync(&fill_irq_work);
	cancel_work_sync(&fill_work);
	while ((node = take_node()))
		kfree(node);
}
