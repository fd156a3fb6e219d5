// SPDX-License-Identifier: GPL-2.0
/* The services of tokens: duplicating, querying, adjusting. */
#include <linux/mm.h>
#include <linux/sched/signal.h>
#include <linux/slab.h>
#include <linux/uaccess.h>
#include <ntobj/se_token.h>

#define PRIVILEGES_LISTED	(NTOBJ_SE_PRIVILEGE_MAX + 1)

static_assert(sizeof(struct ntobj_token_statistics) == 40);
static_assert(sizeof(struct ntobj_token_source) == 16);

static NTSTATUS reference_token(struct ke_call *call, u64 handle, u32 access,
				struct ob_handle_snapshot *snapshot)
{
	return ob_reference_object_by_handle(call->handles, handle, se_token_type, access,
					     snapshot);
}

/**
 * se_open_token - give the caller a handle to a token
 * @call: the call
 * @token: the token; its use ends here
 * @process: an object of its process, if the process must not be forgotten
 *	while there are handles to the token; else NULL
 * @argument: captured
 *
 * Context: process; may sleep.
 *
 * Return: as ob_open_object_by_pointer().
 */
NTSTATUS se_open_token(struct ke_call *call, struct se_token *token,
		       struct ob_header *process, struct ntobj_open_token *argument)
{
	NTSTATUS status;

	se_hold_process(token, process);
	ob_reference_object(&token->header);
	status = ob_open_object_by_pointer(call, &token->header, argument->attributes,
					   argument->desired_access, false,
					   &argument->token);
	se_release_process(token);
	se_put_token(token);
	return status;
}

static NTSTATUS check_duplicate(const struct ntobj_duplicate_token *argument)
{
	if (argument->attributes & ~NTOBJ_OBJ_INHERIT ||
	    (argument->type != NTOBJ_TOKEN_PRIMARY &&
	     argument->type != NTOBJ_TOKEN_IMPERSONATION) ||
	    argument->level > NTOBJ_SECURITY_DELEGATION)
		return STATUS_INVALID_PARAMETER;
	return STATUS_SUCCESS;
}

/* Nobody impersonates better by way of a copy. */
static NTSTATUS check_level(const struct se_token *token,
			    const struct ntobj_duplicate_token *argument)
{
	u32 least = argument->type == NTOBJ_TOKEN_PRIMARY ? NTOBJ_SECURITY_IMPERSONATION :
							    argument->level;

	return token->type == NTOBJ_TOKEN_IMPERSONATION && least > token->level ?
	       STATUS_BAD_IMPERSONATION_LEVEL : STATUS_SUCCESS;
}

static NTSTATUS duplicate(struct ke_call *call, const struct ob_handle_snapshot *snapshot,
			  struct ntobj_duplicate_token *argument)
{
	bool primary = argument->type == NTOBJ_TOKEN_PRIMARY;
	struct ob_attributes attributes = { .attributes = argument->attributes };
	struct se_token *token = se_token_of(snapshot->object), *copy;
	NTSTATUS status;

	status = check_level(token, argument);
	if (!NT_SUCCESS(status))
		return status;
	status = se_copy_token(token, argument->type, primary ? 0 : argument->level, &copy);
	if (!NT_SUCCESS(status))
		return status;
	return ob_insert_object(call, &copy->header, &attributes,
				argument->desired_access ?:
				snapshot->access & OB_GRANTED_ACCESS, &argument->token);
}

static NTSTATUS service_duplicate(struct ke_call *call, void *captured)
{
	struct ntobj_duplicate_token *argument = captured;
	struct ob_handle_snapshot snapshot;
	NTSTATUS status;

	status = check_duplicate(argument);
	if (!NT_SUCCESS(status))
		return status;
	status = reference_token(call, argument->handle, NTOBJ_TOKEN_DUPLICATE, &snapshot);
	if (!NT_SUCCESS(status))
		return status;
	status = duplicate(call, &snapshot, argument);
	ob_dereference_object(snapshot.object);
	return status;
}

/* Gives an answer to the caller, if he has room for it. */
static NTSTATUS deliver(struct ke_call *call, struct ntobj_query_token *argument,
			const void *answer, u32 size)
{
	argument->return_length = size;
	if (argument->length < size) {
		call->answer = true;
		return STATUS_BUFFER_TOO_SMALL;
	}
	if (size && copy_to_user(u64_to_user_ptr(argument->buffer), answer, size))
		return STATUS_ACCESS_VIOLATION;
	return STATUS_SUCCESS;
}

static NTSTATUS deliver_number(struct ke_call *call, struct ntobj_query_token *argument,
			       u32 number)
{
	return deliver(call, argument, &number, sizeof(number));
}

static u32 record_size(const struct se_member *member)
{
	return sizeof(struct ntobj_token_sid) + se_sid_size(member->sid);
}

static NTSTATUS deliver_members(struct ke_call *call, struct ntobj_query_token *argument,
				const struct se_member *members, u32 count)
{
	struct ntobj_token_sid *record;
	void *answer;
	NTSTATUS status;
	u32 size = 0, i;

	for (i = 0; i < count; i++)
		size += record_size(&members[i]);
	argument->return_length = size;
	if (argument->length < size) {
		call->answer = true;
		return STATUS_BUFFER_TOO_SMALL;
	}
	answer = kvzalloc(size, GFP_KERNEL_ACCOUNT);
	if (!answer)
		return STATUS_INSUFFICIENT_RESOURCES;
	for (record = answer, i = 0; i < count; i++) {
		record->size = record_size(&members[i]);
		record->attributes = members[i].attributes;
		memcpy(record->sid, members[i].sid, se_sid_size(members[i].sid));
		record = (void *)record + record->size;
	}
	status = deliver(call, argument, answer, size);
	kvfree(answer);
	return status;
}

/* A SID that is told without attributes. */
static NTSTATUS deliver_sid(struct ke_call *call, struct ntobj_query_token *argument,
			    const struct se_sid *sid)
{
	const struct se_member member = { .sid = sid };

	return deliver_members(call, argument, &member, 1);
}

static NTSTATUS query_privileges(struct ke_call *call, const struct se_token *token,
				 struct ntobj_query_token *argument)
{
	struct ntobj_privilege *list;
	NTSTATUS status;
	u32 count;

	list = kcalloc(PRIVILEGES_LISTED, sizeof(*list), GFP_KERNEL_ACCOUNT);
	if (!list)
		return STATUS_INSUFFICIENT_RESOURCES;
	count = se_list_privileges(token, list);
	status = deliver(call, argument, list, count * sizeof(*list));
	kfree(list);
	return status;
}

static NTSTATUS query_source(struct ke_call *call, const struct se_token *token,
			     struct ntobj_query_token *argument)
{
	static const struct ntobj_token_source system = { .name = "*SYSTEM*" };
	static const struct ntobj_token_source user = { .name = "Linux" };
	const struct ntobj_token_source source =
		token->logon_id == OB_SYSTEM_LOGON ? system : user;

	return deliver(call, argument, &source, sizeof(source));
}

static NTSTATUS query_statistics(struct ke_call *call, const struct se_token *token,
				 struct ntobj_query_token *argument)
{
	const struct ntobj_token_statistics statistics = {
		.token_id = token->header.id,
		.authentication_id = token->logon_id,
		.modified_id = READ_ONCE(token->modified_id),
		.type = token->type,
		.level = token->level,
		.groups = token->count - 1,
		.privileges = hweight64(READ_ONCE(token->present)),
	};

	return deliver(call, argument, &statistics, sizeof(statistics));
}

static NTSTATUS query(struct ke_call *call, const struct se_token *token,
		      struct ntobj_query_token *argument)
{
	switch (argument->information_class) {
	case NTOBJ_TOKEN_USER:
	case NTOBJ_TOKEN_OWNER:
		return deliver_members(call, argument, token->members, 1);
	case NTOBJ_TOKEN_GROUPS:
		return deliver_members(call, argument, token->members + 1,
				       token->count - 1);
	case NTOBJ_TOKEN_PRIVILEGES:
		return query_privileges(call, token, argument);
	case NTOBJ_TOKEN_PRIMARY_GROUP:
		return deliver_sid(call, argument, se_token_primary_group(token));
	case NTOBJ_TOKEN_DEFAULT_DACL:
		return deliver(call, argument, token->default_dacl,
			       token->default_dacl->size);
	case NTOBJ_TOKEN_SOURCE:
		return query_source(call, token, argument);
	case NTOBJ_TOKEN_TYPE:
		return deliver_number(call, argument, token->type);
	case NTOBJ_TOKEN_IMPERSONATION_LEVEL:
		if (token->type == NTOBJ_TOKEN_PRIMARY)
			return STATUS_INVALID_INFO_CLASS;
		return deliver_number(call, argument, token->level);
	case NTOBJ_TOKEN_STATISTICS:
		return query_statistics(call, token, argument);
	case NTOBJ_TOKEN_RESTRICTED_SIDS:
		return deliver(call, argument, NULL, 0);
	default:
		return deliver_number(call, argument, token->session);
	}
}

static NTSTATUS service_query(struct ke_call *call, void *captured)
{
	struct ntobj_query_token *argument = captured;
	struct ob_handle_snapshot snapshot;
	NTSTATUS status;

	if (argument->reserved)
		return STATUS_INVALID_PARAMETER;
	if (argument->information_class < NTOBJ_TOKEN_USER ||
	    argument->information_class > NTOBJ_TOKEN_SESSION_ID)
		return STATUS_INVALID_INFO_CLASS;
	status = reference_token(call, argument->handle,
				 argument->information_class == NTOBJ_TOKEN_SOURCE ?
				 NTOBJ_TOKEN_QUERY_SOURCE : NTOBJ_TOKEN_QUERY, &snapshot);
	if (!NT_SUCCESS(status))
		return status;
	status = query(call, se_token_of(snapshot.object), argument);
	ob_dereference_object(snapshot.object);
	return status;
}

/* What adjusting works with: the caller's list, and room for the answer. */
struct adjusting {
	struct ntobj_privilege wanted[NTOBJ_PRIVILEGES_MAX];
	struct ntobj_privilege previous[PRIVILEGES_LISTED];
};

/* Tells the caller what would change, as it is now. */
static NTSTATUS tell(struct ke_call *call, const struct se_adjustment *adjustment,
		     struct ntobj_privilege *previous,
		     const struct ntobj_adjust_privileges *argument)
{
	u32 count = se_list_adjusted(adjustment, previous);

	if (count > argument->previous_count) {
		call->answer = true;
		return STATUS_BUFFER_TOO_SMALL;
	}
	if (copy_to_user(u64_to_user_ptr(argument->previous), previous,
			 count * sizeof(*previous)))
		return STATUS_ACCESS_VIOLATION;
	return STATUS_SUCCESS;
}

/* What was is told first, as what is done can't be undone. */
static NTSTATUS adjust(struct ke_call *call, struct se_token *token,
		       struct adjusting *adjusting,
		       struct ntobj_adjust_privileges *argument)
{
	bool disable_all = argument->flags & NTOBJ_DISABLE_ALL_PRIVILEGES;
	struct se_adjustment adjustment = {};
	bool done = !argument->previous;
	NTSTATUS status, told;

	if (!disable_all && copy_from_user(adjusting->wanted,
					   u64_to_user_ptr(argument->privileges),
					   argument->count * sizeof(*adjusting->wanted)))
		return STATUS_ACCESS_VIOLATION;
	for (;;) {
		status = se_adjust_privileges(token, adjusting->wanted, argument->count,
					      disable_all, &adjustment, &done);
		if (!NT_SUCCESS(status))
			return status;
		argument->return_count = hweight64(adjustment.changed);
		if (done)
			return status;
		told = tell(call, &adjustment, adjusting->previous, argument);
		if (!NT_SUCCESS(told))
			return told;
		if (fatal_signal_pending(current))
			return KE_RESTART;
	}
}

static NTSTATUS adjust_referenced(struct ke_call *call, struct se_token *token,
				  struct ntobj_adjust_privileges *argument)
{
	struct adjusting *adjusting;
	NTSTATUS status;

	adjusting = kzalloc(sizeof(*adjusting), GFP_KERNEL_ACCOUNT);
	if (!adjusting)
		return STATUS_INSUFFICIENT_RESOURCES;
	status = adjust(call, token, adjusting, argument);
	kfree(adjusting);
	return status;
}

static NTSTATUS service_adjust(struct ke_call *call, void *captured)
{
	struct ntobj_adjust_privileges *argument = captured;
	struct ob_handle_snapshot snapshot;
	NTSTATUS status;

	if (argument->flags & ~NTOBJ_DISABLE_ALL_PRIVILEGES ||
	    argument->count > NTOBJ_PRIVILEGES_MAX)
		return STATUS_INVALID_PARAMETER;
	status = reference_token(call, argument->handle,
				 NTOBJ_TOKEN_ADJUST_PRIVILEGES |
				 (argument->previous ? NTOBJ_TOKEN_QUERY : 0), &snapshot);
	if (!NT_SUCCESS(status))
		return status;
	argument->return_count = 0;
	status = adjust_referenced(call, se_token_of(snapshot.object), argument);
	ob_dereference_object(snapshot.object);
	return status;
}

static const u64 duplicate_statuses[] = {
	KE_STATUS(STATUS_INFO_LENGTH_MISMATCH),
	KE_STATUS(STATUS_ACCESS_VIOLATION),
	KE_STATUS(STATUS_SUCCESS),
	KE_STATUS(STATUS_INVALID_PARAMETER),
	KE_STATUS(STATUS_INVALID_HANDLE),
	KE_STATUS(STATUS_OBJECT_TYPE_MISMATCH),
	KE_STATUS(STATUS_ACCESS_DENIED),
	KE_STATUS(STATUS_PRIVILEGE_NOT_HELD),
	KE_STATUS(STATUS_BAD_IMPERSONATION_LEVEL),
	KE_STATUS(STATUS_QUOTA_EXCEEDED),
	KE_STATUS(STATUS_INSUFFICIENT_RESOURCES),
	KE_STATUSES_END,
};

static const u64 query_statuses[] = {
	KE_STATUS(STATUS_INFO_LENGTH_MISMATCH),
	KE_STATUS(STATUS_ACCESS_VIOLATION),
	KE_STATUS(STATUS_SUCCESS),
	KE_STATUS(STATUS_INVALID_PARAMETER),
	KE_STATUS(STATUS_INVALID_INFO_CLASS),
	KE_STATUS(STATUS_INVALID_HANDLE),
	KE_STATUS(STATUS_OBJECT_TYPE_MISMATCH),
	KE_STATUS(STATUS_ACCESS_DENIED),
	KE_STATUS(STATUS_BUFFER_TOO_SMALL),
	KE_FAULT(STATUS_INSUFFICIENT_RESOURCES),
	KE_STATUSES_END,
};

static const u64 adjust_statuses[] = {
	KE_STATUS(STATUS_INFO_LENGTH_MISMATCH),
	KE_STATUS(STATUS_ACCESS_VIOLATION),
	KE_STATUS(STATUS_SUCCESS),
	KE_STATUS(STATUS_NOT_ALL_ASSIGNED),
	KE_STATUS(STATUS_INVALID_PARAMETER),
	KE_STATUS(STATUS_INVALID_HANDLE),
	KE_STATUS(STATUS_OBJECT_TYPE_MISMATCH),
	KE_STATUS(STATUS_ACCESS_DENIED),
	KE_STATUS(STATUS_BUFFER_TOO_SMALL),
	KE_FAULT(STATUS_INSUFFICIENT_RESOURCES),
	KE_STATUSES_END,
};

static struct ke_service services[] = {
	KE_STRUCTURED(_IOC_NR(NTOBJ_IOC_DUPLICATE_TOKEN), "NtDuplicateToken",
		      service_duplicate, struct ntobj_duplicate_token, token, token,
		      duplicate_statuses),
	KE_STRUCTURED(_IOC_NR(NTOBJ_IOC_QUERY_TOKEN), "NtQueryInformationToken",
		      service_query, struct ntobj_query_token, reserved, return_length,
		      query_statuses),
	KE_STRUCTURED_PROBED(_IOC_NR(NTOBJ_IOC_ADJUST_PRIVILEGES),
			     "NtAdjustPrivilegesToken", service_adjust,
			     struct ntobj_adjust_privileges, return_count, return_count,
			     adjust_statuses),
};

/* Puts the services of tokens into the native table. */
void __init se_token_service_init(void)
{
	ke_register_services(services, ARRAY_SIZE(services));
}
