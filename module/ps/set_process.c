// SPDX-License-Identifier: GPL-2.0
/* NtSetInformationProcess. */
#include "ps/internal.h"

/**
 * struct set_class - a class of NTOBJ_IOC_SET_PROCESS
 * @number: NTOBJ_PROCESS_*
 * @access: what the handle must have
 * @set: does it
 */
struct set_class {
	u32 number;
	u32 access;
	NTSTATUS (*set)(struct ke_call *call, struct ob_header *object,
			const struct ntobj_set_process *argument);
};

static const struct set_class classes[] = {
	{ NTOBJ_PROCESS_HANDLE_TRACING, NTOBJ_PROCESS_SET_INFORMATION,
	  ps_set_handle_tracing },
};

static const struct set_class *find_class(u32 number)
{
	unsigned int i;

	for (i = 0; i < ARRAY_SIZE(classes); i++)
		if (classes[i].number == number)
			return &classes[i];
	return NULL;
}

static NTSTATUS service_set(struct ke_call *call, void *captured)
{
	const struct ntobj_set_process *argument = captured;
	const struct set_class *class = find_class(argument->information_class);
	struct ob_handle_snapshot snapshot;
	NTSTATUS status;

	if (!class)
		return STATUS_INVALID_INFO_CLASS;
	status = ob_reference_object_by_handle(call->handles, argument->handle,
					       ps_process_type, class->access, &snapshot);
	if (!NT_SUCCESS(status))
		return status;
	status = class->set(call, snapshot.object, argument);
	ob_dereference_object(snapshot.object);
	return status;
}

static const u64 set_statuses[] = {
	KE_STATUS(STATUS_INFO_LENGTH_MISMATCH),
	KE_STATUS(STATUS_ACCESS_VIOLATION),
	KE_STATUS(STATUS_SUCCESS),
	KE_STATUS(STATUS_INVALID_PARAMETER),
	KE_STATUS(STATUS_INVALID_INFO_CLASS),
	KE_STATUS(STATUS_INVALID_HANDLE),
	KE_STATUS(STATUS_OBJECT_TYPE_MISMATCH),
	KE_STATUS(STATUS_ACCESS_DENIED),
	KE_STATUS(STATUS_PROCESS_IS_TERMINATING),
	KE_STATUS(STATUS_INSUFFICIENT_RESOURCES),
	KE_STATUSES_END,
};

static struct ke_service services[] = {
	KE_STRUCTURED_SILENT(_IOC_NR(NTOBJ_IOC_SET_PROCESS), "NtSetInformationProcess",
			     service_set, struct ntobj_set_process, length,
			     set_statuses),
};

/* Puts the service into the native table. */
void __init ps_set_process_init(void)
{
	ke_register_services(services, ARRAY_SIZE(services));
}
