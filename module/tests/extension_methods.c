// SPDX-License-Identifier: GPL-2.0
/*
 * The tests' extension driver: what its type's methods were called with, in the
 * order of the calls, and whether they could sleep there; and calls that are to
 * fail, for whoever asks.
 */
#include <linux/irqflags.h>
#include <linux/kfifo.h>
#include <linux/lockdep.h>
#include <linux/preempt.h>
#include <linux/sched/signal.h>
#include <linux/spinlock.h>
#include <ntobj/ke_mode.h>
#include <ntobj/ob.h>

#include "tests/extension.h"
#include "tests/extension_methods.h"

/* Guards all that follows; who asks for the next record is one at a time too. */
static DEFINE_SPINLOCK(methods_lock);
static DEFINE_KFIFO(records, struct ntobj_next_method, 256);
static struct ntobj_refuse_method refusal;

/* What a worker does counts as a lock there, so that waits for it are looked at. */
static bool holds_locks(void)
{
	return lockdep_depth(current) && !(current->flags & PF_WQ_WORKER);
}

/* Methods are called by a task that holds nothing. */
static bool may_sleep_here(void)
{
	return in_task() && !preempt_count() && !irqs_disabled() && !holds_locks();
}

static NTSTATUS refuse(const struct ntobj_next_method *record)
{
	if (refusal.method != record->method || refusal.reason != record->reason)
		return STATUS_SUCCESS;
	if (refusal.after--)
		return STATUS_SUCCESS;
	refusal.method = 0;
	return refusal.status;
}

/**
 * extension_method - a method has been called
 * @object: with which
 * @record: what it was and what it was told; completed here
 *
 * Context: that of the method.
 *
 * Return: what the method is to return.
 */
NTSTATUS extension_method(struct ob_header *object, struct ntobj_next_method *record)
{
	NTSTATUS status;

	record->object = object->id;
	record->caller = task_tgid_nr(current);
	record->wrong = !may_sleep_here();
	record->mode = ke_previous_mode();
	might_sleep();
	spin_lock(&methods_lock);
	status = refuse(record);
	record->status = status;
	kfifo_in(&records, record, 1);
	spin_unlock(&methods_lock);
	return status;
}

/**
 * extension_refuse_method - the service that has a call of a method fail
 * @call: the call
 * @captured: which one; forgets what was recorded and asked for before
 *
 * Return: STATUS_SUCCESS.
 */
NTSTATUS extension_refuse_method(struct ke_call *call, void *captured)
{
	const struct ntobj_refuse_method *argument = captured;

	spin_lock(&methods_lock);
	kfifo_reset(&records);
	refusal = *argument;
	spin_unlock(&methods_lock);
	return STATUS_SUCCESS;
}

/**
 * extension_next_method - the service that tells what was called next
 * @call: the call
 * @captured: the answer
 *
 * Return: STATUS_SUCCESS, STATUS_NO_MORE_ENTRIES.
 */
NTSTATUS extension_next_method(struct ke_call *call, void *captured)
{
	struct ntobj_next_method *argument = captured;
	unsigned int count;

	spin_lock(&methods_lock);
	count = kfifo_out(&records, argument, 1);
	spin_unlock(&methods_lock);
	return count ? STATUS_SUCCESS : STATUS_NO_MORE_ENTRIES;
}

const u64 extension_refuse_statuses[] = {
	KE_STATUS(STATUS_INFO_LENGTH_MISMATCH),
	KE_STATUS(STATUS_ACCESS_VIOLATION),
	KE_STATUS(STATUS_SUCCESS),
	KE_STATUSES_END,
};

const u64 extension_next_method_statuses[] = {
	KE_STATUS(STATUS_INFO_LENGTH_MISMATCH),
	KE_STATUS(STATUS_ACCESS_VIOLATION),
	KE_STATUS(STATUS_SUCCESS),
	KE_STATUS(STATUS_NO_MORE_ENTRIES),
	KE_STATUSES_END,
};
