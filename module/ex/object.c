// SPDX-License-Identifier: GPL-2.0
/* What the services of objects made of dispatchers have in common. */
#include "ex/internal.h"

/**
 * ex_create - create an object and a handle to it
 * @call: the call
 * @type: the object's type
 * @access: rights wanted in the handle
 * @name: the name, if any, and attributes; from the caller, checked here
 * @init: called for the new object before anybody can see it
 * @context: for @init
 * @handle: the new handle
 *
 * Context: process; may sleep.
 *
 * Return: a status of ob_create_statuses.
 */
NTSTATUS ex_create(struct ke_call *call, struct ob_type *type, u32 access,
		   const struct ntobj_object_attributes *name, ex_init_function init,
		   const void *context, u64 *handle)
{
	struct ob_attributes attributes;
	struct ob_header *object;
	NTSTATUS status;

	status = ob_capture_attributes(call, name, type, &attributes);
	if (!NT_SUCCESS(status))
		return status;
	status = ob_create_object(type, &object);
	if (NT_SUCCESS(status)) {
		init(object, context);
		status = ob_insert_object(call, object, &attributes, access, handle);
	}
	ob_release_attributes(&attributes);
	return status;
}

const u64 ex_query_statuses[] = {
	KE_STATUS(STATUS_INFO_LENGTH_MISMATCH),
	KE_STATUS(STATUS_ACCESS_VIOLATION),
	KE_STATUS(STATUS_SUCCESS),
	KE_STATUS(STATUS_INVALID_HANDLE),
	KE_STATUS(STATUS_OBJECT_TYPE_MISMATCH),
	KE_STATUS(STATUS_ACCESS_DENIED),
	KE_STATUSES_END,
};

const u64 ex_signal_statuses[] = {
	KE_STATUS(STATUS_SUCCESS),
	KE_STATUS(STATUS_INVALID_HANDLE),
	KE_STATUS(STATUS_OBJECT_TYPE_MISMATCH),
	KE_STATUS(STATUS_ACCESS_DENIED),
	KE_STATUSES_END,
};
