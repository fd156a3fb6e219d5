// SPDX-License-Identifier: GPL-2.0
/*
 * Waiting for the object behind a handle.
 *
 * The handle is looked up without a reference, see ke/dispatcher.c. A wait that is
 * satisfied at once takes none, one that is queued takes one while the object's
 * lock is held. Pseudo-handles have no entry that could be looked at again; their
 * objects are referenced, even to poll.
 */
#include <linux/rcupdate.h>
#include <ntobj/ke_apc.h>
#include <ntobj/ob.h>
#include <ntobj/ob_lookup.h>

/* With the object's lock held. The wait keeps the object; ob_wait_single() lets it go. */
static NTSTATUS queue(struct ob_header *object, struct ke_dispatcher *dispatcher,
		      struct ke_thread **thread)
{
	*thread = ke_find_used_thread();
	if (unlikely(!*thread))
		return KE_NO_THREAD;
	if (unlikely(!ob_reference_object_unless_gone(object)))
		return STATUS_INVALID_HANDLE;
	ke_queue_single(dispatcher, *thread);
	return KE_QUEUED;
}

/* Satisfies the wait here and now, or queues it. */
static NTSTATUS begin(struct ob_handle_table *table,
		      const struct ntobj_wait_single *argument,
		      struct ob_handle_snapshot *snapshot, struct ke_thread **thread)
{
	struct ke_dispatcher *dispatcher;
	NTSTATUS status;

	rcu_read_lock();
	status = ob_look_at_handle(table, argument->handle, NULL, NTOBJ_SYNCHRONIZE,
				   snapshot);
	dispatcher = NT_SUCCESS(status) ? ob_dispatcher_of(snapshot->object) : NULL;
	if (dispatcher) {
		spin_lock_irq(&dispatcher->lock);
		if (unlikely(!ob_handle_is_current(snapshot)))
			status = STATUS_INVALID_HANDLE;
		else
			status = ke_try_satisfy(dispatcher);
		if (status == STATUS_TIMEOUT && argument->deadline != NTOBJ_WAIT_POLL)
			status = queue(snapshot->object, dispatcher, thread);
		spin_unlock_irq(&dispatcher->lock);
	}
	rcu_read_unlock();
	return status;
}

static NTSTATUS wait_referenced(struct ob_handle_table *table,
				const struct ntobj_wait_single *argument)
{
	struct ob_handle_snapshot snapshot;
	NTSTATUS status;

	status = ob_reference_object_by_handle(table, argument->handle, NULL,
					       NTOBJ_SYNCHRONIZE, &snapshot);
	if (!NT_SUCCESS(status))
		return status;
	if (ob_dispatcher_of(snapshot.object))
		status = ke_wait_single(ob_dispatcher_of(snapshot.object),
					argument->deadline, argument->flags);
	ob_dereference_object(snapshot.object);
	return status;
}

/**
 * ob_wait_single - wait for the object behind a handle
 * @table: the handle's table
 * @argument: what for, and how long; the flags have been checked
 *
 * Context: process; sleeps.
 *
 * Return: a status of NtWaitForSingleObject, or KE_RESTART.
 */
NTSTATUS ob_wait_single(struct ob_handle_table *table,
			const struct ntobj_wait_single *argument)
{
	struct ob_handle_snapshot snapshot;
	struct ke_thread *thread;
	NTSTATUS status;

	if (unlikely(ob_is_pseudo_handle(argument->handle)))
		return wait_referenced(table, argument);
	status = begin(table, argument, &snapshot, &thread);
	if (unlikely(status == KE_NO_THREAD)) {
		if (!ke_current_thread())
			return STATUS_INSUFFICIENT_RESOURCES;
		status = begin(table, argument, &snapshot, &thread);
	}
	if (status == KE_QUEUED) {
		status = ke_sleep(thread, argument->deadline, argument->flags);
		ob_dereference_object(snapshot.object);
	} else if (status == STATUS_TIMEOUT) {
		status = ke_poll_alert(argument->flags);
	}
	return status;
}

/* The wait that need not wait; STATUS_TIMEOUT, and nothing done, if it is not one. */
static __always_inline NTSTATUS glance(struct ob_handle_table *table, u64 handle)
{
	struct ob_handle_snapshot snapshot;
	struct ke_dispatcher *dispatcher;
	NTSTATUS status;
	u32 offset;

	ob_begin_glance();
	if (!ob_glance_at_handle(table, handle, NULL, NTOBJ_SYNCHRONIZE, &snapshot))
		goto out;
	offset = ob_wait_offset(snapshot.object);
	if (unlikely(offset == OB_NO_WAIT_OBJECT))
		goto out;
	dispatcher = (void *)snapshot.object + offset;
	/* Seen without the lock: begin() looks again. */
	if (unlikely(READ_ONCE(dispatcher->signal_state) <= 0) &&
	    READ_ONCE(dispatcher->type) != KE_MUTANT)
		goto out;
	spin_lock(&dispatcher->lock);
	if (likely(ob_handle_is_current(&snapshot))) {
		status = ke_try_satisfy(dispatcher);
		if (likely(status == STATUS_SUCCESS) || status == STATUS_ABANDONED) {
			spin_unlock(&dispatcher->lock);
			ob_end_glance();
			return status;
		}
	}
	spin_unlock(&dispatcher->lock);
out:
	ob_end_glance();
	return STATUS_TIMEOUT;
}

/* What is wrong with the flags, or a wait of kernel mode's. */
static noinline NTSTATUS wait_from_kernel(const struct ke_call *call,
					  const struct ntobj_wait_single *argument)
{
	if (!ke_is_kernel_wait(call, argument->flags) || argument->reserved)
		return STATUS_INVALID_PARAMETER;
	return ob_wait_single(call->handles, argument);
}

static NTSTATUS service_wait(struct ke_call *call, void *captured)
{
	const struct ntobj_wait_single *argument = captured;
	NTSTATUS status;

	if (unlikely(argument->flags & ~KE_WAIT_FLAGS || argument->reserved || call->kernel))
		return wait_from_kernel(call, argument);
	status = glance(call->handles, argument->handle);
	return likely(status != STATUS_TIMEOUT) ? status :
	       ob_wait_single(call->handles, argument);
}

static const u64 wait_statuses[] = {
	KE_STATUS(STATUS_INFO_LENGTH_MISMATCH),
	KE_STATUS(STATUS_ACCESS_VIOLATION),
	KE_STATUS(STATUS_SUCCESS),
	KE_STATUS(STATUS_ABANDONED_WAIT_0),
	KE_STATUS(STATUS_TIMEOUT),
	KE_STATUS(STATUS_ALERTED),
	KE_STATUS(STATUS_USER_APC),
	KE_STATUS(STATUS_INVALID_PARAMETER),
	KE_STATUS(STATUS_INVALID_HANDLE),
	KE_STATUS(STATUS_ACCESS_DENIED),
	KE_STATUS(STATUS_MUTANT_LIMIT_EXCEEDED),
	KE_FAULT(STATUS_INSUFFICIENT_RESOURCES),
	KE_STATUSES_END,
};

static struct ke_service services[] = {
	KE_STRUCTURED_SILENT(_IOC_NR(NTOBJ_IOC_WAIT_FOR_SINGLE_OBJECT),
			     "NtWaitForSingleObject", service_wait,
			     struct ntobj_wait_single, reserved, wait_statuses,
			     KE_FROM_KERNEL),
};

/* Puts the waiting services of this floor into the native table. */
void __init ob_wait_init(void)
{
	ke_register_services(services, ARRAY_SIZE(services));
	ob_wait_multiple_init();
}
