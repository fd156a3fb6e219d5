// SPDX-License-Identifier: GPL-2.0
/*
 * The tests' extension driver: kernel handles, which it opens for whoever asks, and
 * signal states.
 */
#include <ntobj/ob.h>

#include "tests/extension.h"
#include "tests/extension_handles.h"

static NTSTATUS open_handle(struct ke_call *call, struct ntobj_kernel_handle *argument)
{
	struct ob_handle_snapshot snapshot;
	NTSTATUS status;

	status = ob_reference_object_by_handle(call->handles, argument->handle, NULL, 0,
					       &snapshot);
	if (!NT_SUCCESS(status))
		return status;
	status = ob_open_kernel_handle(snapshot.object, argument->access,
				       &argument->result);
	ob_dereference_object(snapshot.object);
	return status;
}

static NTSTATUS look(struct ntobj_kernel_handle *argument, const struct ob_type *type)
{
	struct ob_header *object;
	NTSTATUS status;

	status = ob_reference_object_by_kernel_handle(argument->handle, type, &object);
	if (!NT_SUCCESS(status))
		return status;
	argument->result = object->id;
	ob_dereference_object(object);
	return status;
}

/**
 * extension_kernel_handle - the service
 * @call: the call
 * @argument: what to do
 * @type: of widgets
 *
 * Return: what the module's function returned; STATUS_INVALID_PARAMETER for an
 * unknown operation.
 */
NTSTATUS extension_kernel_handle(struct ke_call *call, struct ntobj_kernel_handle *argument,
				 const struct ob_type *type)
{
	argument->result = 0;
	switch (argument->operation) {
	case KERNEL_HANDLE_OPEN:
		return open_handle(call, argument);
	case KERNEL_HANDLE_LOOK:
		return look(argument, NULL);
	case KERNEL_HANDLE_LOOK_WIDGET:
		return look(argument, type);
	case KERNEL_HANDLE_CLOSE:
		return ob_close_kernel_handle(argument->handle);
	default:
		return STATUS_INVALID_PARAMETER;
	}
}

const u64 extension_kernel_handle_statuses[] = {
	KE_STATUS(STATUS_INFO_LENGTH_MISMATCH),
	KE_STATUS(STATUS_ACCESS_VIOLATION),
	KE_STATUS(STATUS_SUCCESS),
	KE_STATUS(STATUS_INVALID_PARAMETER),
	KE_STATUS(STATUS_INVALID_HANDLE),
	KE_STATUS(STATUS_OBJECT_TYPE_MISMATCH),
	KE_STATUS(STATUS_ACCESS_DENIED),
	KE_STATUS(STATUS_HANDLE_NOT_CLOSABLE),
	KE_STATUSES_END,
};

/* The service that sets a signal state. */
NTSTATUS extension_set_state(struct ke_call *call, void *captured)
{
	struct ntobj_set_state *argument = captured;
	struct ob_handle_snapshot snapshot;
	struct ke_dispatcher *dispatcher;
	NTSTATUS status;
	u32 offset;

	status = ob_reference_object_by_handle(call->handles, argument->handle, NULL, 0,
					       &snapshot);
	if (!NT_SUCCESS(status))
		return status;
	offset = ob_type_of(snapshot.object)->information.wait_offset;
	if (offset == OB_NO_WAIT_OBJECT) {
		status = STATUS_OBJECT_TYPE_MISMATCH;
	} else {
		dispatcher = (void *)snapshot.object + offset;
		spin_lock_irq(&dispatcher->lock);
		WRITE_ONCE(dispatcher->signal_state, argument->state);
		spin_unlock_irq(&dispatcher->lock);
	}
	ob_dereference_object(snapshot.object);
	return status;
}

const u64 extension_set_state_statuses[] = {
	KE_STATUS(STATUS_INFO_LENGTH_MISMATCH),
	KE_STATUS(STATUS_ACCESS_VIOLATION),
	KE_STATUS(STATUS_SUCCESS),
	KE_STATUS(STATUS_INVALID_HANDLE),
	KE_STATUS(STATUS_OBJECT_TYPE_MISMATCH),
	KE_STATUSES_END,
};
