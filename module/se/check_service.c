// SPDX-License-Identifier: GPL-2.0
/* The services that ask what a token may do: by a descriptor, by privileges. */
#include <linux/mm.h>
#include <linux/slab.h>
#include <linux/uaccess.h>
#include <ntobj/se_token.h>

#define GENERIC								\
	(NTOBJ_GENERIC_READ | NTOBJ_GENERIC_WRITE |			\
	 NTOBJ_GENERIC_EXECUTE | NTOBJ_GENERIC_ALL)

static NTSTATUS reference_token(struct ke_call *call, u64 handle,
				struct ob_handle_snapshot *snapshot)
{
	return ob_reference_object_by_handle(call->handles, handle, se_token_type,
					     NTOBJ_TOKEN_QUERY, snapshot);
}

static void check(const struct se_descriptor *descriptor, const struct se_token *token,
		  struct ntobj_access_check *argument)
{
	const struct se_generic_mapping mapping = {
		.read = argument->generic_read,
		.write = argument->generic_write,
		.execute = argument->generic_execute,
		.all = argument->generic_all,
	};
	struct se_identity identity;

	se_identify(token, &identity);
	/* Who may say who he is may ask what that would be good for. */
	identity.level = NTOBJ_SECURITY_IMPERSONATION;
	argument->access_status = se_access_check(descriptor, &identity,
						  argument->desired_access, 0, &mapping,
						  &argument->granted_access,
						  &argument->privileges_used);
}

static NTSTATUS check_by_token(const struct ke_call *call, const struct se_token *token,
			       struct ntobj_access_check *argument)
{
	struct se_descriptor *descriptor;
	NTSTATUS status;

	if (token->type != NTOBJ_TOKEN_IMPERSONATION)
		return STATUS_NO_IMPERSONATION_TOKEN;
	if (token->level < NTOBJ_SECURITY_IDENTIFICATION)
		return STATUS_BAD_IMPERSONATION_LEVEL;
	status = se_capture_descriptor(call, argument->descriptor, &descriptor);
	if (!NT_SUCCESS(status))
		return status;
	if (descriptor->owner && descriptor->group)
		check(descriptor, token, argument);
	else
		status = STATUS_INVALID_SECURITY_DESCR;
	se_discard_descriptor(descriptor);
	return status;
}

static NTSTATUS service_access_check(struct ke_call *call, void *captured)
{
	struct ntobj_access_check *argument = captured;
	struct ob_handle_snapshot snapshot;
	NTSTATUS status;

	if (argument->reserved)
		return STATUS_INVALID_PARAMETER;
	if (argument->desired_access & GENERIC)
		return STATUS_GENERIC_NOT_MAPPED;
	status = reference_token(call, argument->token, &snapshot);
	if (!NT_SUCCESS(status))
		return status;
	status = check_by_token(call, se_token_of(snapshot.object), argument);
	ob_dereference_object(snapshot.object);
	return status;
}

/* Marks those that are enabled; returns how many. */
static u32 mark_enabled(const struct se_token *token, struct ntobj_privilege *privileges,
			u32 count)
{
	u64 enabled = READ_ONCE(token->enabled);
	u32 found = 0, i;

	for (i = 0; i < count; i++) {
		privileges[i].attributes &= ~NTOBJ_SE_PRIVILEGE_USED_FOR_ACCESS;
		if (privileges[i].luid <= NTOBJ_SE_PRIVILEGE_MAX &&
		    enabled & BIT_ULL(privileges[i].luid)) {
			privileges[i].attributes |= NTOBJ_SE_PRIVILEGE_USED_FOR_ACCESS;
			found++;
		}
	}
	return found;
}

static NTSTATUS check_privileges(const struct se_token *token,
				 struct ntobj_privilege *privileges,
				 struct ntobj_privilege_check *argument)
{
	size_t size = argument->count * sizeof(*privileges);
	u32 found, i;

	if (token->type == NTOBJ_TOKEN_IMPERSONATION &&
	    token->level < NTOBJ_SECURITY_IMPERSONATION)
		return STATUS_BAD_IMPERSONATION_LEVEL;
	if (copy_from_user(privileges, u64_to_user_ptr(argument->privileges), size))
		return STATUS_ACCESS_VIOLATION;
	for (i = 0; i < argument->count; i++)
		if (privileges[i].reserved)
			return STATUS_INVALID_PARAMETER;
	found = mark_enabled(token, privileges, argument->count);
	if (copy_to_user(u64_to_user_ptr(argument->privileges), privileges, size))
		return STATUS_ACCESS_VIOLATION;
	argument->result = argument->flags & NTOBJ_PRIVILEGE_SET_ALL_NECESSARY ?
			   found == argument->count : found > 0;
	return STATUS_SUCCESS;
}

static NTSTATUS service_privilege_check(struct ke_call *call, void *captured)
{
	struct ntobj_privilege_check *argument = captured;
	struct ob_handle_snapshot snapshot;
	struct ntobj_privilege *privileges;
	NTSTATUS status;

	if (argument->reserved || argument->count > NTOBJ_PRIVILEGES_MAX ||
	    argument->flags & ~NTOBJ_PRIVILEGE_SET_ALL_NECESSARY)
		return STATUS_INVALID_PARAMETER;
	status = reference_token(call, argument->token, &snapshot);
	if (!NT_SUCCESS(status))
		return status;
	privileges = kcalloc(NTOBJ_PRIVILEGES_MAX, sizeof(*privileges), GFP_KERNEL_ACCOUNT);
	status = privileges ? check_privileges(se_token_of(snapshot.object), privileges,
					       argument) :
			      STATUS_INSUFFICIENT_RESOURCES;
	kfree(privileges);
	ob_dereference_object(snapshot.object);
	return status;
}

static const u64 access_check_statuses[] = {
	KE_STATUS(STATUS_INFO_LENGTH_MISMATCH),
	KE_STATUS(STATUS_ACCESS_VIOLATION),
	KE_STATUS(STATUS_SUCCESS),
	KE_STATUS(STATUS_INVALID_PARAMETER),
	KE_STATUS(STATUS_GENERIC_NOT_MAPPED),
	KE_STATUS(STATUS_INVALID_HANDLE),
	KE_STATUS(STATUS_OBJECT_TYPE_MISMATCH),
	KE_STATUS(STATUS_ACCESS_DENIED),
	KE_STATUS(STATUS_NO_IMPERSONATION_TOKEN),
	KE_STATUS(STATUS_BAD_IMPERSONATION_LEVEL),
	KE_STATUS(STATUS_UNKNOWN_REVISION),
	KE_STATUS(STATUS_INVALID_SECURITY_DESCR),
	KE_STATUS(STATUS_INVALID_SID),
	KE_STATUS(STATUS_INVALID_ACL),
	KE_FAULT(STATUS_INSUFFICIENT_RESOURCES),
	KE_STATUSES_END,
};

static const u64 privilege_check_statuses[] = {
	KE_STATUS(STATUS_INFO_LENGTH_MISMATCH),
	KE_STATUS(STATUS_ACCESS_VIOLATION),
	KE_STATUS(STATUS_SUCCESS),
	KE_STATUS(STATUS_INVALID_PARAMETER),
	KE_STATUS(STATUS_INVALID_HANDLE),
	KE_STATUS(STATUS_OBJECT_TYPE_MISMATCH),
	KE_STATUS(STATUS_ACCESS_DENIED),
	KE_STATUS(STATUS_BAD_IMPERSONATION_LEVEL),
	KE_FAULT(STATUS_INSUFFICIENT_RESOURCES),
	KE_STATUSES_END,
};

static struct ke_service services[] = {
	KE_STRUCTURED(_IOC_NR(NTOBJ_IOC_ACCESS_CHECK), "NtAccessCheck",
		      service_access_check, struct ntobj_access_check, reserved,
		      granted_access, access_check_statuses),
	KE_STRUCTURED(_IOC_NR(NTOBJ_IOC_PRIVILEGE_CHECK), "NtPrivilegeCheck",
		      service_privilege_check, struct ntobj_privilege_check, reserved,
		      result, privilege_check_statuses),
};

/* Puts the services that check into the native table. */
void __init se_check_service_init(void)
{
	ke_register_services(services, ARRAY_SIZE(services));
}
