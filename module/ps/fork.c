// SPDX-License-Identifier: GPL-2.0
/*
 * New processes and threads: what the module does before they run.
 *
 * A process that is made by one that is used becomes a used one itself, with
 * the handles that it inherits, and a thread made by one becomes a used thread.
 * The probe runs in the parent and may neither sleep nor allocate, on RT not
 * even take a spinlock_t: it takes a node from a pool and gives the child work
 * to do before its first instruction. The parent is given work too, before it
 * goes back to user mode: to fill the pool up again, so that what is taken out
 * depends on how many fork at once and not on how often they do.
 *
 * A node is used by both works and goes back when both are through. Whether
 * the parent, the child, or both are killed meanwhile, both works run, though
 * perhaps after the task's own exit work (task works run newest first): they
 * look at PF_EXITING.
 *
 * Should the pool be dry all the same, the child is not known to the module,
 * and inherits nothing. That is counted (PS_LOST).
 */
#include <linux/sched/signal.h>
#include <linux/slab.h>
#include <linux/task_work.h>

#include "compat/linux.h"
#include "ps/internal.h"

#define POOL_TARGET	256

struct fork_node {
	struct callback_head child_work;
	struct callback_head parent_work;
	struct ps_process *parent;	/* of a new process; NULL for a thread */
	struct fork_node *next;
	atomic_t users;
};

static DEFINE_RAW_SPINLOCK(pool_lock);	/* guards what follows */
static struct fork_node *pool;
static unsigned int pool_size;

static struct fork_node *take_node(void)
{
	struct fork_node *node;
	unsigned long flags;

	raw_spin_lock_irqsave(&pool_lock, flags);
	node = pool;
	if (node) {
		pool = node->next;
		pool_size--;
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
		pool_size++;
	}
	raw_spin_unlock_irqrestore(&pool_lock, flags);
	return taken;
}

static void put_node(struct fork_node *node)
{
	if (atomic_dec_and_test(&node->users) && !give_node(node))
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
	fill_pool();
	put_node(container_of(work, struct fork_node, parent_work));
	ps_end_work();
}

/* A process that can't have what it inherits never runs an instruction. */
static void begin_process(struct ps_process *parent)
{
	if (!(current->flags & PF_EXITING)) {
		if (ps_add_child(parent))
			ps_count(PS_PROCESS_CREATED);
		else
			send_sig(SIGKILL, current, 1);
	}
	ob_remove_heir(&parent->handles);
	ps_end_inspection(parent);
}

static void begin_thread(void)
{
	if (current->flags & PF_EXITING)
		return;
	ps_count(ke_current_thread() ? PS_THREAD_CREATED : PS_LOST);
}

static void child_work(struct callback_head *work)
{
	struct fork_node *node = container_of(work, struct fork_node, child_work);

	if (node->parent)
		begin_process(node->parent);
	else
		begin_thread();
	put_node(node);
	ps_end_work();
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

	if (!node) {
		ps_count(PS_LOST);
		return;
	}
	atomic_set(&node->users, 2);
	node->parent = NULL;
	if (!same_thread_group(current, child)) {
		node->parent = parent;
		refcount_inc(&parent->references);
		refcount_inc(&parent->inspections);
		ob_add_heir(&parent->handles);
	}
	ps_queue_work(current, &node->parent_work, parent_work);
	ps_queue_work(child, &node->child_work, child_work);
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

	while ((node = take_node()))
		kfree(node);
}
