// SPDX-License-Identifier: GPL-2.0
/* Comparing handles: whether two stand for one object. */
#include <ntobj/ob.h>

static NTSTATUS service_compare(struct ke_call *call, void *captured)
{
	const struct ntobj_compare_objects *argument = captured;
	struct ob_handle_snapshot first, second;
	NTSTATUS status;

	status = ob_reference_object_by_handle(call->handles, argument->first, NULL, 0,
					       &first);
	if (!NT_SUCCESS(status))
		return status;
	status = ob_reference_object_by_handle(call->handles, argument->second, NULL, 0,
					       &second);
	if (NT_SUCCESS(status)) {
		if (first.object != second.object)
			status = STATUS_NOT_SAME_OBJECT;
		ob_dereference_object(second.object);
	}
	ob_dereference_object(first.object);
	return status;
}

static const u64 compare_statuses[] = {
	KE_STATUS(STATUS_INFO_LENGTH_MISMATCH),
	KE_STATUS(STATUS_ACCESS_VIOLATION),
	KE_STATUS(STATUS_SUCCESS),
	KE_STATUS(STATUS_INVALID_HANDLE),
	KE_STATUS(STATUS_NOT_SAME_OBJECT),
	KE_FAULT(STATUS_INSUFFICIENT_RESOURCES),
	KE_STATUSES_END,
};

static struct ke_service services[] = {
	KE_STRUCTURED_SILENT(_IOC_NR(NTOBJ_IOC_COMPARE_OBJECTS), "NtCompareObjects",
			     service_compare, struct ntobj_compare_objects, second,
			     compare_statuses, KE_FROM_KERNEL),
};

/* Puts the service into the native table. */
void __init ob_compare_init(void)
{
	ke_register_services(services, ARRAY_SIZE(services));
}
