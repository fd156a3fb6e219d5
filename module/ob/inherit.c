// SPDX-License-Identifier: GPL-2.0
/*
 * Inheritance: a new process begins with those of its parent's handles that are
 * marked for it, under the same values.
 *
 * What is inherited is what the parent had when it made the child. But the
 * child takes it later, in its own context (see ps/fork.c), so the parent's
 * table counts the children that have not taken theirs yet, its heirs. While
 * there are any, nobody closes a handle in it, marks one or unmarks it, or adds
 * one that is marked: who wants to waits, killably, in ob_wait_for_heirs(). A
 * parent that ends waits for nobody: the last heir closes the marked handles.
 * What was under way when the child was made may be seen by it or not.
 *
 * Who waits, waits for the heirs that there are, and not for those that come
 * meanwhile, else threads that go on forking could keep it from ever closing
 * anything. So heirs are counted in generations, even and odd. A waiter begins a
 * new one, after those of the last but one are through: a child that was about
 * to be counted when the last generation began may be among them.
 *
 * The child's table is still nobody else's, so it is filled without its lock.
 */
#include <linux/freezer.h>
#include <linux/rcupdate.h>
#include <linux/sched/signal.h>
#include <linux/wait_bit.h>
#include <ntobj/ob.h>

#include "compat/linux.h"
#include "ob/internal.h"
#include "ob/trace.h"

/**
 * ob_add_heir - a child is made that will inherit
 * @table: the parent's
 *
 * Context: any.
 *
 * Return: for ob_remove_heir().
 */
unsigned int ob_add_heir(struct ob_handle_table *table)
{
	unsigned int generation = READ_ONCE(table->generation) & 1;

	atomic_inc(&table->heirs_of[generation]);
	atomic_inc(&table->heirs);
	return generation;
}

/**
 * ob_remove_heir - a child has taken what it inherits, or never will
 * @table: the parent's
 * @generation: from ob_add_heir()
 *
 * Context: process.
 *
 * Return: whether it was the last one.
 */
bool ob_remove_heir(struct ob_handle_table *table, unsigned int generation)
{
	/* wake_up_var() wants the change ordered before its look for waiters. */
	if (atomic_dec_and_test(&table->heirs_of[generation]))
		wake_up_var(&table->heirs_of[generation]);
	return atomic_dec_and_test(&table->heirs);
}

static bool wait_for_generation(struct ob_handle_table *table, unsigned int generation)
{
	return !wait_var_event_killable(&table->heirs_of[generation],
					!atomic_read(&table->heirs_of[generation]));
}

/**
 * ob_wait_for_counted_heirs - ob_wait_for_heirs() when there are some
 * @table: see there
 *
 * Return: see there.
 */
NTSTATUS ob_wait_for_counted_heirs(struct ob_handle_table *table)
{
	unsigned int generation;
	bool done;

	if (mutex_lock_killable(&table->generation_lock))
		return KE_RESTART;
	generation = table->generation & 1;
	done = wait_for_generation(table, !generation);
	if (done) {
		WRITE_ONCE(table->generation, table->generation + 1);
		done = wait_for_generation(table, generation);
	}
	mutex_unlock(&table->generation_lock);
	return done ? STATUS_SUCCESS : KE_RESTART;
}

/* The greatest index whose handle is marked, or 0. */
static u32 last_marked(struct ob_handle_table *table)
{
	struct ob_handle_snapshot snapshot;
	u32 index, last = 0;

	for (index = 1; index < READ_ONCE(table->limit); index++) {
		rcu_read_lock();
		if (ob_handle_at(table, index, &snapshot) && snapshot.access & OB_INHERIT)
			last = index;
		rcu_read_unlock();
		cond_resched();
	}
	return last;
}

/*
 * A reference on what a marked handle stands for, and a handle count, neither
 * of which a close that was under way can have taken away.
 */
static bool take_marked(struct ob_handle_table *table, u32 index,
			struct ob_handle_snapshot *snapshot)
{
	bool taken;

	rcu_read_lock();
	taken = ob_handle_at(table, index, snapshot) && snapshot->access & OB_INHERIT &&
		ob_reference_object_unless_gone(snapshot->object);
	if (taken && !ob_handle_is_current(snapshot)) {
		rcu_read_unlock();
		ob_dereference_object(snapshot->object);
		return false;
	}
	rcu_read_unlock();
	if (taken && !atomic_inc_not_zero(&snapshot->object->handle_count)) {
		ob_dereference_object(snapshot->object);
		return false;
	}
	return taken;
}

/* Gives the table its handle. A type that refuses makes it go without. */
static NTSTATUS inherit_handle(struct ob_handle_table *table, u32 index,
			       const struct ob_handle_snapshot *snapshot)
{
	struct ob_header *object = snapshot->object;
	struct ob_type *type = object->type;
	u32 process_handles;
	NTSTATUS status;

	if (!NT_SUCCESS(ob_enter_exclusive(object, table, false))) {
		ob_release_handle_count(object);
		ob_dereference_object(object);
		return STATUS_SUCCESS;
	}
	status = ob_add_holder(object, table, &process_handles);
	if (!NT_SUCCESS(status))
		goto err_exclusive;
	if (type->information.open &&
	    !NT_SUCCESS(type->information.open(OB_INHERIT_HANDLE, table->owner, object,
					       snapshot->access & OB_GRANTED_ACCESS,
					       process_handles)))
		goto err_holder;
	ob_count_up(&type->total_handles, &type->high_water_handles);
	trace_ntobj_handle(object->id, snapshot->access, true);
	ob_note_transfer(object, OB_BY_POINTER, OB_BY_HANDLE);
	ob_publish_handle(table, index, object, snapshot->access);
	return STATUS_SUCCESS;

err_holder:
	ob_remove_holder(object, table);
err_exclusive:
	ob_leave_exclusive(object);
	ob_release_handle_count(object);
	ob_dereference_object(object);
	return status;
}

/**
 * ob_inherit_handles - fill a new table with what is inherited
 * @table: empty, and nobody else's yet
 * @parent: of a process of which the new one is an heir
 *
 * Context: process; may sleep. On failure the handles inherited so far are in
 * the table, to be closed.
 *
 * Return: STATUS_SUCCESS, STATUS_QUOTA_EXCEEDED, STATUS_INSUFFICIENT_RESOURCES;
 * STATUS_CANCELLED if
 * the caller is being killed.
 */
NTSTATUS ob_inherit_handles(struct ob_handle_table *table,
			    struct ob_handle_table *parent)
{
	struct ob_handle_snapshot snapshot;
	NTSTATUS status = STATUS_SUCCESS;
	u32 last, index;

	might_sleep();
	if (!READ_ONCE(parent->count))
		return STATUS_SUCCESS;
	last = last_marked(parent);
	if (!last)
		return STATUS_SUCCESS;
	status = ob_extend_handle_table(table, last);
	for (index = 1; NT_SUCCESS(status) && index <= last; index++) {
		if (take_marked(parent, index, &snapshot))
			status = inherit_handle(table, index, &snapshot);
		if (fatal_signal_pending(current))
			status = STATUS_CANCELLED;
		cond_resched();
	}
	ob_chain_free_handles(table);
	return status;
}
