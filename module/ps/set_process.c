// SPDX-License-Identifier: GPL-2.0
/*
 * NtSetInformationProcess, and a process's quota.
 *
 * A process that has been given limits is used from then on, whether it has
 * called a service or not: its children are to have them, too.
 */
#include <linux/uaccess.h>
#include <ntobj/se_token.h>

#include "ps/internal.h"

/**
 * ps_read_quota - the answer to NTOBJ_PROCESS_QUOTA_LIMITS
 * @object: a process object
 * @limits: all 0 if the process has ended
 *
 * Context: process; may sleep.
 */
void ps_read_quota(struct ob_header *object, struct ntobj_quota_limits *limits)
{
	ob_query_quota(&ps_process_of(object)->handles, limits);
}

/* With the lock, what an exec has taken the object from gets no limits. */
static NTSTATUS set_limits(struct ob_header *object,
			   const struct ntobj_quota_limits *wanted,
			   struct ob_quota_candidates *candidates)
{
	const u64 limits[OB_POOLS] = {
		[OB_PAGED] = wanted->paged_limit,
		[OB_NON_PAGED] = wanted->non_paged_limit,
		[OB_PAGING_FILE] = wanted->paging_file_limit,
	};
	struct ps_process *process = ps_process_of(object);
	NTSTATUS status = STATUS_PROCESS_IS_TERMINATING;

	ps_lock_processes();
	if (ps_object_is_attached(object) && !test_bit(PS_EXITING, &process->flags))
		status = ob_set_quota(&process->handles, limits, candidates);
	if (NT_SUCCESS(status))
		ps_use_process(process);
	ps_unlock_processes();
	return status;
}

static NTSTATUS set_quota(struct ke_call *call, struct ob_header *object,
			  const struct ntobj_set_process *argument)
{
	struct ob_quota_candidates candidates = {};
	struct ntobj_quota_limits wanted;
	NTSTATUS status;

	if (argument->length != sizeof(wanted))
		return STATUS_INFO_LENGTH_MISMATCH;
	if (copy_from_user(&wanted, u64_to_user_ptr(argument->buffer), sizeof(wanted)))
		return STATUS_ACCESS_VIOLATION;
	status = se_check_privilege(call->subject, NTOBJ_SE_INCREASE_QUOTA);
	if (!NT_SUCCESS(status))
		return status;
	if (ob_allocate_quota(&candidates))
		status = set_limits(object, &wanted, &candidates);
	else
		status = STATUS_INSUFFICIENT_RESOURCES;
	ob_free_quota(&candidates);
	return status;
}

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
	{ NTOBJ_PROCESS_QUOTA_LIMITS, NTOBJ_PROCESS_SET_QUOTA, set_quota },
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
	KE_STATUS(STATUS_PRIVILEGE_NOT_HELD),
	KE_STATUS(STATUS_PROCESS_IS_TERMINATING),
	KE_STATUS(STATUS_QUOTA_EXCEEDED),
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
