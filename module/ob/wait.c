// SPDX-License-Identifier: GPL-2.0
/* Waiting for the object behind a handle. */
#include <linux/rcupdate.h>
#include <ntobj/ob.h>

static struct ke_dispatcher *dispatcher_of(struct ob_header *object)
{
	u32 offset = ob_type_of(object)->information.wait_offset;

	return offset == OB_NO_WAIT_OBJECT ? NULL : (void *)object + offset;
}

/*
 * The wait that need not wait: satisfied here and now, without a reference.
 * STATUS_TIMEOUT says that the object is not signalled.
 */
static NTSTATUS try_wait(struct ob_handle_table *table, u64 handle)
{
	struct ob_handle_snapshot snapshot;
	struct ke_dispatcher *dispatcher;
	NTSTATUS status;

	rcu_read_lock();
	status = ob_peek_handle(table, handle, NULL, NTOBJ_SYNCHRONIZE, &snapshot);
	dispatcher = NT_SUCCESS(status) ? dispatcher_of(snapshot.object) : NULL;
	if (dispatcher) {
		spin_lock_irq(&dispatcher->lock);
		if (!ob_handle_is_current(&snapshot))
			status = STATUS_INVALID_HANDLE;
		else if (!ke_try_satisfy(dispatcher))
			status = STATUS_TIMEOUT;
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
	if (dispatcher_of(snapshot.object))
		status = ke_wait_single(dispatcher_of(snapshot.object),
					argument->deadline, argument->flags);
	ob_dereference_object(snapshot.object);
	return status;
}

static NTSTATUS service_wait(struct ke_call *call, void *captured)
{
	const struct ntobj_wait_single *argument = captured;
	NTSTATUS status;

	if (argument->flags & ~(NTOBJ_WAIT_ALERTABLE | NTOBJ_WAIT_REALTIME) ||
	    argument->reserved)
		return STATUS_INVALID_PARAMETER;
	/* Those that have no entry are referenced, even to poll. */
	if (ob_is_pseudo_handle(argument->handle))
		return wait_referenced(call->handles, argument);
	status = try_wait(call->handles, argument->handle);
	if (status != STATUS_TIMEOUT || argument->deadline == NTOBJ_WAIT_POLL)
		return status;
	return wait_referenced(call->handles, argument);
}

static const u64 wait_statuses[] = {
	KE_STATUS(STATUS_INFO_LENGTH_MISMATCH),
	KE_STATUS(STATUS_ACCESS_VIOLATION),
	KE_STATUS(STATUS_SUCCESS),
	KE_STATUS(STATUS_TIMEOUT),
	KE_STATUS(STATUS_INVALID_PARAMETER),
	KE_STATUS(STATUS_INVALID_HANDLE),
	KE_STATUS(STATUS_ACCESS_DENIED),
	KE_FAULT(STATUS_INSUFFICIENT_RESOURCES),
	KE_STATUSES_END,
};

static struct ke_service services[] = {
	KE_STRUCTURED_SILENT(_IOC_NR(NTOBJ_IOC_WAIT_FOR_SINGLE_OBJECT),
			     "NtWaitForSingleObject", service_wait,
			     struct ntobj_wait_single, reserved, wait_statuses),
};

/* Puts the waiting services into the native table. */
void __init ob_wait_init(void)
{
	ke_register_services(services, ARRAY_SIZE(services));
}
