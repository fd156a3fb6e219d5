// SPDX-License-Identifier: GPL-2.0
/* The services of symbolic links. */
#include <ntobj/ob.h>

#define TARGET_BYTES	65534

static NTSTATUS check_target(const struct ntobj_create_symbolic_link *argument)
{
	if (argument->reserved || argument->target_length % sizeof(u16) ||
	    argument->target_length > argument->target_maximum_length ||
	    !argument->target_maximum_length ||
	    argument->target_length > OB_NAME_BYTES ||
	    argument->target_maximum_length > TARGET_BYTES + 1)
		return STATUS_INVALID_PARAMETER;
	return argument->target ? STATUS_SUCCESS : STATUS_ACCESS_VIOLATION;
}

static NTSTATUS create_link(struct ke_call *call, struct ob_path *target,
			    struct ob_attributes *attributes,
			    struct ntobj_create_symbolic_link *argument)
{
	struct ob_header *link;
	NTSTATUS status;

	status = ob_create_symbolic_link(target, argument->target_length / sizeof(u16),
					 &link);
	if (!NT_SUCCESS(status)) {
		ob_release_path(target);
		return status;
	}
	return ob_insert_object(call, link, attributes, argument->desired_access,
				&argument->handle);
}

static NTSTATUS service_create(struct ke_call *call, void *captured)
{
	struct ntobj_create_symbolic_link *argument = captured;
	struct ob_attributes attributes;
	struct ob_path target;
	NTSTATUS status;

	status = check_target(argument);
	if (!NT_SUCCESS(status))
		return status;
	status = ob_capture_attributes(call, &argument->attributes, ob_symbolic_link_type,
				       &attributes);
	if (!NT_SUCCESS(status))
		return status;
	status = ob_capture_string(call, argument->target,
				   round_down(argument->target_maximum_length,
					      sizeof(u16)), &target);
	/* What follows the target is a program's own; in the kernel it is anybody's. */
	if (NT_SUCCESS(status) && call->kernel)
		memset(target.buffer + argument->target_length / sizeof(u16), 0,
		       (target.length - argument->target_length / sizeof(u16)) * sizeof(u16));
	if (NT_SUCCESS(status))
		status = create_link(call, &target, &attributes, argument);
	ob_release_attributes(&attributes);
	return status;
}

static NTSTATUS service_open(struct ke_call *call, void *captured)
{
	return ob_open_service(call, ob_symbolic_link_type, captured);
}

static NTSTATUS copy_target(struct ke_call *call, struct ob_header *link,
			    struct ntobj_query_symbolic_link *argument)
{
	const struct ob_path *kept;
	u32 length, wanted;

	kept = ob_symbolic_link_target(link, &length, NULL);
	wanted = sizeof(u16) * (argument->flags & NTOBJ_QUERY_MAXIMUM_LENGTH ?
				kept->length : length);
	argument->target_maximum_length = kept->length * sizeof(u16);
	if (argument->length < wanted) {
		call->answer = true;
		return STATUS_BUFFER_TOO_SMALL;
	}
	if (!ke_copy_out(call, argument->buffer, kept->text, wanted))
		return STATUS_ACCESS_VIOLATION;
	argument->target_length = length * sizeof(u16);
	return STATUS_SUCCESS;
}

static NTSTATUS service_query(struct ke_call *call, void *captured)
{
	struct ntobj_query_symbolic_link *argument = captured;
	struct ob_handle_snapshot link;
	NTSTATUS status;

	if (argument->flags & ~NTOBJ_QUERY_MAXIMUM_LENGTH)
		return STATUS_INVALID_PARAMETER;
	status = ob_reference_object_by_handle(call->handles, argument->handle,
					       ob_symbolic_link_type,
					       NTOBJ_SYMBOLIC_LINK_QUERY, &link);
	if (!NT_SUCCESS(status))
		return status;
	status = copy_target(call, link.object, argument);
	ob_dereference_object(link.object);
	return status;
}

static const u64 query_statuses[] = {
	KE_STATUS(STATUS_INFO_LENGTH_MISMATCH),
	KE_STATUS(STATUS_ACCESS_VIOLATION),
	KE_STATUS(STATUS_SUCCESS),
	KE_STATUS(STATUS_INVALID_PARAMETER),
	KE_STATUS(STATUS_INVALID_HANDLE),
	KE_STATUS(STATUS_OBJECT_TYPE_MISMATCH),
	KE_STATUS(STATUS_ACCESS_DENIED),
	KE_STATUS(STATUS_BUFFER_TOO_SMALL),
	KE_STATUSES_END,
};

static struct ke_service services[] = {
	KE_STRUCTURED(_IOC_NR(NTOBJ_IOC_CREATE_SYMBOLIC_LINK),
		      "NtCreateSymbolicLinkObject", service_create,
		      struct ntobj_create_symbolic_link, handle, handle,
		      ob_create_statuses, KE_FROM_KERNEL),
	KE_STRUCTURED(_IOC_NR(NTOBJ_IOC_OPEN_SYMBOLIC_LINK),
		      "NtOpenSymbolicLinkObject", service_open, struct ntobj_open,
		      handle, handle, ob_open_statuses, KE_FROM_KERNEL),
	KE_STRUCTURED(_IOC_NR(NTOBJ_IOC_QUERY_SYMBOLIC_LINK),
		      "NtQuerySymbolicLinkObject", service_query,
		      struct ntobj_query_symbolic_link, target_maximum_length,
		      target_length, query_statuses, KE_FROM_KERNEL),
};

/* Puts the services of symbolic links into the native table. */
void __init ob_link_service_init(void)
{
	ke_register_services(services, ARRAY_SIZE(services));
}
