// SPDX-License-Identifier: GPL-2.0
/*
 * New handles: by creating an object, or by opening one that has a name.
 *
 * Everything that can fail is done with the handle reserved and not yet
 * published. The call's finish function publishes it when the caller has been
 * given its value, or undoes all of it. A new named object can be found by
 * others in between; should the call then fail, it lives on for them alone, as
 * if its creator had closed it.
 */
#include <linux/sched/signal.h>
#include <ntobj/ob.h>
#include <ntobj/se_token.h>

#include "compat/linux.h"
#include "ob/internal.h"
#include "ob/quota.h"

const u64 ob_open_statuses[] = {
	KE_STATUS(STATUS_INFO_LENGTH_MISMATCH),
	KE_STATUS(STATUS_ACCESS_VIOLATION),
	KE_STATUS(STATUS_SUCCESS),
	KE_STATUS(STATUS_INVALID_PARAMETER),
	KE_STATUS(STATUS_NOT_SUPPORTED),
	KE_STATUS(STATUS_OBJECT_NAME_INVALID),
	KE_STATUS(STATUS_OBJECT_NAME_NOT_FOUND),
	KE_STATUS(STATUS_OBJECT_PATH_NOT_FOUND),
	KE_STATUS(STATUS_OBJECT_PATH_SYNTAX_BAD),
	KE_STATUS(STATUS_OBJECT_TYPE_MISMATCH),
	KE_STATUS(STATUS_INVALID_HANDLE),
	KE_STATUS(STATUS_NAME_TOO_LONG),
	KE_STATUS(STATUS_ACCESS_DENIED),
	KE_STATUS(STATUS_PRIVILEGE_NOT_HELD),
	KE_STATUS(STATUS_REPARSE_POINT_ENCOUNTERED),
	KE_STATUS(STATUS_UNKNOWN_REVISION),
	KE_STATUS(STATUS_INVALID_SECURITY_DESCR),
	KE_STATUS(STATUS_INVALID_SID),
	KE_STATUS(STATUS_INVALID_ACL),
	KE_STATUS(STATUS_QUOTA_EXCEEDED),
	KE_STATUS(STATUS_INSUFFICIENT_RESOURCES),
	KE_STATUSES_END,
};
EXPORT_SYMBOL_NTOBJ(ob_open_statuses);

const u64 ob_create_statuses[] = {
	KE_STATUS(STATUS_INFO_LENGTH_MISMATCH),
	KE_STATUS(STATUS_ACCESS_VIOLATION),
	KE_STATUS(STATUS_SUCCESS),
	KE_STATUS(STATUS_INVALID_PARAMETER),
	KE_STATUS(STATUS_NOT_SUPPORTED),
	KE_STATUS(STATUS_OBJECT_NAME_INVALID),
	KE_STATUS(STATUS_OBJECT_NAME_NOT_FOUND),
	KE_STATUS(STATUS_OBJECT_PATH_NOT_FOUND),
	KE_STATUS(STATUS_OBJECT_PATH_SYNTAX_BAD),
	KE_STATUS(STATUS_OBJECT_TYPE_MISMATCH),
	KE_STATUS(STATUS_INVALID_HANDLE),
	KE_STATUS(STATUS_NAME_TOO_LONG),
	KE_STATUS(STATUS_ACCESS_DENIED),
	KE_STATUS(STATUS_PRIVILEGE_NOT_HELD),
	KE_STATUS(STATUS_REPARSE_POINT_ENCOUNTERED),
	KE_STATUS(STATUS_QUOTA_EXCEEDED),
	KE_STATUS(STATUS_INSUFFICIENT_RESOURCES),
	KE_STATUS(STATUS_UNKNOWN_REVISION),
	KE_STATUS(STATUS_INVALID_SECURITY_DESCR),
	KE_STATUS(STATUS_INVALID_SID),
	KE_STATUS(STATUS_INVALID_ACL),
	KE_STATUS(STATUS_INVALID_OWNER),
	KE_STATUS(STATUS_OBJECT_NAME_COLLISION),
	KE_STATUS(STATUS_OBJECT_NAME_EXISTS),
	KE_STATUSES_END,
};
EXPORT_SYMBOL_NTOBJ(ob_create_statuses);

static bool publish_pending(const struct ke_call *call)
{
	if (unlikely(call->pending.era))
		return ob_publish_handle_in_era(call->pending.table, call->pending.era,
						call->pending.index,
						call->pending.object,
						call->pending.access);
	ob_publish_handle(call->pending.table, call->pending.index, call->pending.object,
			  call->pending.access);
	return true;
}

static noinline void undo_handle(struct ke_call *call)
{
	const struct ob_handle_snapshot undone = {
		.object = call->pending.object,
		.access = call->pending.access,
	};

	ob_cancel_handle(call->pending.table, call->pending.index);
	if (ob_is_watched())
		ob_watch_undone(&undone);
	ob_handle_closed(call->pending.table, &undone);
}

/**
 * ob_finish_handle - publish the handle that was prepared, or undo it
 * @call: the call
 * @commit: whether to publish it
 *
 * Context: process; may sleep.
 *
 * Return: STATUS_SUCCESS; STATUS_PROCESS_IS_TERMINATING if it can't be published
 * any more in another process's table.
 */
NTSTATUS ob_finish_handle(struct ke_call *call, bool commit)
{
	if (commit && call->pending.permanent)
		ob_set_permanence(call->pending.object, true);
	if (commit && publish_pending(call))
		return STATUS_SUCCESS;
	undo_handle(call);
	return commit ? STATUS_PROCESS_IS_TERMINATING : STATUS_SUCCESS;
}

/* A handle's own attributes, as its entry has them. */
static u32 entry_attributes(u32 attributes)
{
	u32 access = 0;

	if (attributes & NTOBJ_OBJ_INHERIT)
		access |= OB_INHERIT;
	if (attributes & NTOBJ_OBJ_PROTECT_CLOSE)
		access |= OB_PROTECT_CLOSE;
	if (attributes & NTOBJ_OBJ_AUDIT_OBJECT_CLOSE)
		access |= OB_AUDIT_CLOSE;
	return access;
}

/* See ob_prepare_handle(). In one piece with those who know what they make. */
static __always_inline NTSTATUS
prepare_new_handle(struct ke_call *call, const struct ob_new_handle *new, u64 *handle)
{
	struct ob_handle_table *table = call->pending.table;
	struct ob_header *object = new->object;
	struct ob_type *type = object->type;
	struct ob_handle_operation operation;
	u32 access = new->access;
	u32 process_handles;
	NTSTATUS status;

	status = ob_call_pre_operations(&operation, object, new->source_process,
					new->target_process, &access);
	if (!NT_SUCCESS(status))
		goto err_operation;
	if (unlikely(call->kernel) && ob_handle_base(table))
		access = new->access;
	status = ob_enter_exclusive(object, table, new->attributes & NTOBJ_OBJ_EXCLUSIVE);
	if (!NT_SUCCESS(status))
		goto err_operation;
	status = ob_add_holder(object, table, &process_handles);
	if (!NT_SUCCESS(status))
		goto err_exclusive;
	if (type->information.open)
		status = type->information.open(new->reason, table->owner, object,
						access, process_handles);
	if (!NT_SUCCESS(status))
		goto err_holder;
	ob_call_post_operations(&operation, STATUS_SUCCESS, access);
	ob_count_up(&type->total_handles, &type->high_water_handles);
	access |= entry_attributes(new->attributes);
	call->pending.object = object;
	call->pending.index = new->index;
	call->pending.access = access;
	call->pending.permanent = new->reason == OB_CREATE_HANDLE &&
				  new->attributes & NTOBJ_OBJ_PERMANENT;
	call->finish = ob_finish_handle;
	if (ob_is_watched())
		ob_watch_open(call, new->reason == OB_CREATE_HANDLE);
	*handle = ob_index_to_handle(new->index);
	if (unlikely(call->kernel))
		*handle = ob_handle_value(table, new->index);
	return STATUS_SUCCESS;

err_holder:
	ob_remove_holder(object, table);
err_exclusive:
	ob_leave_exclusive(object);
err_operation:
	ob_call_post_operations(&operation, status, 0);
	ob_cancel_handle(table, new->index);
	ob_release_handle_count(object);
	ob_dereference_object(object);
	return status;
}

/**
 * ob_prepare_handle - make a handle, but for its publication
 * @call: the call, whose finish function publishes it in call->pending.table
 * @new: what to make; the reserved index and the reference and handle count that
 *	the caller has on the object are taken over, also on failure
 * @handle: its value
 *
 * Context: process; may sleep.
 *
 * Return: STATUS_SUCCESS; STATUS_ACCESS_DENIED if the object is exclusive and
 * somebody else has it; STATUS_INSUFFICIENT_RESOURCES; what the type's open
 * method returns.
 */
NTSTATUS ob_prepare_handle(struct ke_call *call, const struct ob_new_handle *new,
			   u64 *handle)
{
	return prepare_new_handle(call, new, handle);
}

/* The same for one that is no duplicate. */
static NTSTATUS prepare_handle(struct ke_call *call, u32 index,
			       struct ob_header *object, u32 access, u32 attributes,
			       enum ob_open_reason reason, u64 *handle)
{
	return prepare_new_handle(call, &(struct ob_new_handle){
		.index = index,
		.object = object,
		.access = access,
		.attributes = attributes,
		.reason = reason,
	}, handle);
}

/* Whether an object found where another was to be created will do instead. */
static NTSTATUS accept_existing(const struct ob_header *object,
				const struct ob_type *type, u32 attributes)
{
	if (object->type != type)
		return STATUS_OBJECT_TYPE_MISMATCH;
	if (!(attributes & NTOBJ_OBJ_OPENIF))
		return STATUS_OBJECT_NAME_COLLISION;
	if (attributes & NTOBJ_OBJ_EXCLUSIVE && !ob_has_flag(object, OB_EXCLUSIVE))
		return STATUS_INVALID_PARAMETER;
	return STATUS_OBJECT_NAME_EXISTS;
}

/* Whether an object without a name has a descriptor. */
static bool is_secured(const struct ob_type *type, const struct ob_attributes *attributes)
{
	return attributes->security ||
	       type->information.flags & NTOBJ_TYPE_SECURITY_REQUIRED;
}

/* Whose rights count: of a call from kernel mode nobody's, unless it wants that. */
static const struct se_token *checked(const struct ke_call *call,
				      const struct se_token *token,
				      const struct ob_attributes *attributes)
{
	return unlikely(call->kernel) &&
	       !(attributes->attributes & NTOBJ_OBJ_FORCE_ACCESS_CHECK) ? NULL : token;
}

/* Where the handle to a root directory is. */
static struct ob_handle_table *handles_of(const struct ke_call *call)
{
	return unlikely(call->kernel) ? &ob_kernel_mode : call->handles;
}

/*
 * Gives the object its name, or finds the one that has it. The result comes
 * with a reference, and with a handle count if it is the new object.
 */
static NTSTATUS place_object(struct ke_call *call, const struct se_token *token,
			     struct ob_header *object,
			     const struct ob_attributes *attributes,
			     struct ob_header **result)
{
	struct ob_lookup lookup = {
		.handles = handles_of(call),
		.subject = call->kernel && call->own ? call->own->subject : call->subject,
		.token = checked(call, token, attributes),
		.creator = call->kernel ? token : NULL,
		.attributes = attributes,
		.type = object->type,
		.insert = object,
	};
	NTSTATUS status;

	status = ob_look_up_name(&lookup);
	if (!NT_SUCCESS(status))
		return status;
	*result = lookup.object;
	if (lookup.object == object)
		return STATUS_SUCCESS;
	status = accept_existing(lookup.object, object->type, attributes->attributes);
	if (!NT_SUCCESS(status))
		ob_dereference_object(lookup.object);
	return status;
}

/* The same, and what may be done with the result, which has a handle count then. */
static NTSTATUS place_for_handle(struct ke_call *call, const struct se_token *token,
				 struct ob_header *object,
				 const struct ob_attributes *attributes,
				 u32 desired_access, struct ob_header **result,
				 u32 *access)
{
	NTSTATUS status, opened;

	do {
		status = place_object(call, token, object, attributes, result);
		if (!NT_SUCCESS(status))
			return status;
		if (*result == object) {
			opened = ob_grant_access(checked(call, token, attributes),
						 object->type, desired_access, access);
			if (!NT_SUCCESS(opened))
				ob_release_handle_count(object);
		} else {
			opened = ob_check_access(checked(call, token, attributes),
						 *result, desired_access, access);
			if (NT_SUCCESS(opened))
				opened = ob_claim_handle(*result);
		}
		if (!NT_SUCCESS(opened))
			ob_dereference_object(*result);
		if (fatal_signal_pending(current))
			break;
		/* What was found may have lost its name: then that is free. */
	} while (opened == STATUS_OBJECT_NAME_NOT_FOUND);
	return NT_SUCCESS(opened) ? status : opened;
}

/* No token is needed for what is not permanent. */
static NTSTATUS check_create(const struct se_token *token,
			     const struct ob_attributes *attributes)
{
	if (attributes->attributes & NTOBJ_OBJ_EXCLUSIVE &&
	    attributes->attributes & NTOBJ_OBJ_INHERIT)
		return STATUS_INVALID_PARAMETER;
	if (token && attributes->attributes & NTOBJ_OBJ_PERMANENT &&
	    !se_token_has(token, NTOBJ_SE_CREATE_PERMANENT))
		return STATUS_PRIVILEGE_NOT_HELD;
	return STATUS_SUCCESS;
}

/* Whether it matters who makes an object: of one without a name hardly ever. */
static bool token_counts(const struct ob_type *type, const struct ob_attributes *attributes,
			 u32 desired_access)
{
	return attributes->path.length || is_secured(type, attributes) ||
	       attributes->attributes & NTOBJ_OBJ_PERMANENT ||
	       desired_access & NTOBJ_ACCESS_SYSTEM_SECURITY;
}

/*
 * Inserts an object that gets a name. Takes over the reserved index and the
 * creator's reference, also if it fails.
 */
static NTSTATUS insert_named(struct ke_call *call, const struct se_token *token,
			     struct ob_header *object,
			     const struct ob_attributes *attributes,
			     u32 desired_access, u32 index, u64 *handle)
{
	struct ob_header *result;
	NTSTATUS status, opened;
	u32 access;

	status = place_for_handle(call, token, object, attributes, desired_access,
				  &result, &access);
	if (!NT_SUCCESS(status)) {
		ob_cancel_handle(call->handles, index);
	} else {
		opened = prepare_handle(call, index, result, access,
					attributes->attributes, result == object ?
					OB_CREATE_HANDLE : OB_OPEN_HANDLE, handle);
		if (!NT_SUCCESS(opened))
			status = opened;
	}
	ob_drop_reference(object, OB_BY_CREATOR);
	return status;
}

/* The same for one that gets none: nobody else sees it before its handle. */
static __always_inline NTSTATUS
insert_nameless(struct ke_call *call, const struct se_token *token,
		struct ob_header *object, const struct ob_attributes *attributes,
		u32 desired_access, u32 index, u64 *handle)
{
	NTSTATUS status = STATUS_SUCCESS;
	u32 access;

	if (token && is_secured(object->type, attributes))
		status = unlikely(call->kernel) ?
			 ob_assign_security_freely(object, token, NULL,
						   attributes->security) :
			 ob_assign_security(object, token, NULL, attributes->security);
	if (NT_SUCCESS(status))
		status = ob_grant_access(checked(call, token, attributes), object->type,
					 desired_access, &access);
	if (!NT_SUCCESS(status)) {
		ob_cancel_handle(call->handles, index);
		ob_drop_reference(object, OB_BY_CREATOR);
		return status;
	}
	atomic_inc(&object->handle_count);
	return prepare_handle(call, index, object, access, attributes->attributes,
			      OB_CREATE_HANDLE, handle);
}

/* Sets an entry aside for a handle with these attributes. */
static NTSTATUS reserve(struct ke_call *call, u32 attributes, u32 *index)
{
	NTSTATUS status = STATUS_SUCCESS;

	call->pending.table = call->handles;
	call->pending.era = OB_ERA_NONE;
	/* Children that were made before the handle must not inherit it. */
	if (attributes & NTOBJ_OBJ_INHERIT)
		status = ob_wait_for_heirs(call->handles);
	return NT_SUCCESS(status) ? ob_reserve_handle(call->handles, index) : status;
}

/* In one piece with its callers: one of them has no token, and no name. */
static __always_inline NTSTATUS
insert_object(struct ke_call *call, const struct se_token *token,
	      struct ob_header *object, const struct ob_attributes *attributes,
	      u32 desired_access, u64 *handle)
{
	NTSTATUS status;
	u32 index;

	status = check_create(checked(call, token, attributes), attributes);
	if (NT_SUCCESS(status))
		status = ob_charge_new_object(call->handles, object);
	if (NT_SUCCESS(status))
		status = reserve(call, attributes->attributes, &index);
	if (!NT_SUCCESS(status)) {
		ob_drop_reference(object, OB_BY_CREATOR);
		return status;
	}
	if (token && attributes->path.length)
		return insert_named(call, token, object, attributes, desired_access, index,
				    handle);
	return insert_nameless(call, token, object, attributes, desired_access, index,
			       handle);
}

/*
 * Whose a thing is that is made: the calling thread's in any mode, and the system's in a
 * thread of the system's own. It is also whom a call from kernel mode is checked as.
 */
static NTSTATUS reference_creator(const struct ke_call *call, struct se_token **token)
{
	if (likely(!call->kernel))
		return se_reference_token(call->subject, token);
	if (call->own)
		return se_reference_token(call->own->subject, token);
	*token = NULL;
	if (!(current->flags & PF_KTHREAD))
		return STATUS_PROCESS_IS_TERMINATING;
	return se_derive_token(current, current_cred(), token);
}

/* A call from kernel mode goes on with the table that gets the handle. */
static NTSTATUS enter_table(struct ke_call *call, u32 attributes)
{
	call->handles = ob_table_for_new(attributes);
	return call->handles ? STATUS_SUCCESS : STATUS_PROCESS_IS_TERMINATING;
}

static noinline NTSTATUS insert_with_token(struct ke_call *call, struct ob_header *object,
					   const struct ob_attributes *attributes,
					   u32 desired_access, u64 *handle)
{
	struct se_token *token;
	NTSTATUS status;

	status = reference_creator(call, &token);
	if (!NT_SUCCESS(status)) {
		ob_drop_reference(object, OB_BY_CREATOR);
		return status;
	}
	status = insert_object(call, token, object, attributes, desired_access, handle);
	se_put_token(token);
	return status;
}

/**
 * ob_insert_object - give a new object its name and a first handle
 * @call: the service's call, which must not have prepared a handle yet
 * @object: the object; the caller's reference on it is dropped
 * @attributes: as captured
 * @desired_access: rights wanted
 * @handle: the handle, valid when the call has been finished
 *
 * Context: process; may sleep. As ObInsertObject.
 *
 * Return: STATUS_SUCCESS; STATUS_OBJECT_NAME_EXISTS if NTOBJ_OBJ_OPENIF was
 * given and the handle is to an older object; STATUS_OBJECT_NAME_COLLISION;
 * STATUS_OBJECT_TYPE_MISMATCH; STATUS_INVALID_PARAMETER;
 * STATUS_PRIVILEGE_NOT_HELD; STATUS_ACCESS_DENIED; what ob_look_up_name(),
 * ob_charge_object() and ob_reserve_handle() return; STATUS_PROCESS_IS_TERMINATING if a
 * driver calls at a task's end.
 */
NTSTATUS ob_insert_object(struct ke_call *call, struct ob_header *object,
			  struct ob_attributes *attributes, u32 desired_access,
			  u64 *handle)
{
	NTSTATUS status;

	if (unlikely(call->kernel)) {
		status = enter_table(call, attributes->attributes);
		if (!NT_SUCCESS(status)) {
			ob_drop_reference(object, OB_BY_CREATOR);
			return status;
		}
	}
	if (attributes->attributes & NTOBJ_OBJ_EXCLUSIVE)
		ob_set_flag(object, OB_EXCLUSIVE);
	if (token_counts(object->type, attributes, desired_access))
		return insert_with_token(call, object, attributes, desired_access, handle);
	return insert_object(call, NULL, object, attributes, desired_access, handle);
}
EXPORT_SYMBOL_NTOBJ(ob_insert_object);

/* Finds an object and what may be done with it; it is claimed for a handle. */
static NTSTATUS find_to_open(struct ke_call *call, const struct se_token *token,
			     struct ob_type *type, struct ob_attributes *attributes,
			     u32 desired_access, struct ob_header **object, u32 *access)
{
	struct ob_lookup lookup = {
		.handles = handles_of(call),
		.subject = call->kernel && call->own ? call->own->subject : call->subject,
		.token = token,
		.attributes = attributes,
		.type = type,
	};
	NTSTATUS status;

	status = ob_look_up_name(&lookup);
	if (!NT_SUCCESS(status))
		return status;
	if (lookup.object->type != type)
		status = STATUS_OBJECT_TYPE_MISMATCH;
	else
		status = ob_check_access(token, lookup.object, desired_access, access);
	if (NT_SUCCESS(status))
		status = ob_claim_handle(lookup.object);
	if (!NT_SUCCESS(status))
		ob_dereference_object(lookup.object);
	*object = lookup.object;
	return status;
}

/**
 * ob_open_object - open a named object
 * @call: the service's call, which must not have prepared a handle yet
 * @type: the type it must have
 * @attributes: as captured
 * @desired_access: rights wanted
 * @handle: the handle, valid when the call has been finished
 *
 * Context: process; may sleep. As ObOpenObjectByName.
 *
 * Return: STATUS_SUCCESS; STATUS_OBJECT_TYPE_MISMATCH; STATUS_ACCESS_DENIED;
 * STATUS_PRIVILEGE_NOT_HELD; what ob_look_up_name() and ob_reserve_handle()
 * return.
 */
NTSTATUS ob_open_object(struct ke_call *call, struct ob_type *type,
			struct ob_attributes *attributes, u32 desired_access,
			u64 *handle)
{
	struct ob_header *object;
	struct se_token *token;
	u32 access, index;
	NTSTATUS status;

	if (unlikely(call->kernel)) {
		status = enter_table(call, attributes->attributes);
		if (!NT_SUCCESS(status))
			return status;
	}
	status = reserve(call, attributes->attributes, &index);
	if (!NT_SUCCESS(status))
		return status;
	status = reference_creator(call, &token);
	if (NT_SUCCESS(status)) {
		status = find_to_open(call, checked(call, token, attributes), type,
				      attributes, desired_access, &object, &access);
		se_put_token(token);
	}
	if (!NT_SUCCESS(status)) {
		ob_cancel_handle(call->handles, index);
		return status;
	}
	return prepare_handle(call, index, object, access,
			      attributes->attributes & ~NTOBJ_OBJ_EXCLUSIVE,
			      OB_OPEN_HANDLE, handle);
}
EXPORT_SYMBOL_NTOBJ(ob_open_object);

/**
 * ob_open_object_by_pointer - open an object that is at hand
 * @call: the service's call, which must not have prepared a handle yet
 * @object: the object; the caller's reference on it is taken over
 * @attributes: NTOBJ_OBJ_* bits for the handle
 * @desired_access: rights wanted
 * @checked: whether the caller has decided that all of them are granted
 * @handle: the handle, valid when the call has been finished
 *
 * Context: process; may sleep. As ObOpenObjectByPointer.
 *
 * Return: STATUS_SUCCESS; STATUS_ACCESS_DENIED; STATUS_PRIVILEGE_NOT_HELD; what
 * ob_charge_object() and ob_reserve_handle() return; KE_RESTART.
 */
NTSTATUS ob_open_object_by_pointer(struct ke_call *call, struct ob_header *object,
				   u32 attributes, u32 desired_access, bool checked,
				   u64 *handle)
{
	struct se_token *token;
	u32 access, index;
	NTSTATUS status;

	/* No service does so that kernel mode can call. */
	if (WARN_ON_ONCE(call->kernel)) {
		ob_dereference_object(object);
		return STATUS_NOT_IMPLEMENTED;
	}
	status = se_reference_token(call->subject, &token);
	if (NT_SUCCESS(status)) {
		if (!desired_access)
			status = STATUS_ACCESS_DENIED;
		else if (checked)
			status = ob_grant_access(token, object->type, desired_access,
						 &access);
		else
			status = ob_check_access(token, object, desired_access, &access);
		se_put_token(token);
	}
	if (NT_SUCCESS(status))
		status = ob_charge_object(call->handles, object);
	if (NT_SUCCESS(status))
		status = reserve(call, attributes, &index);
	if (!NT_SUCCESS(status)) {
		ob_dereference_object(object);
		return status;
	}
	status = ob_claim_handle(object);
	if (!NT_SUCCESS(status)) {
		ob_cancel_handle(call->handles, index);
		ob_dereference_object(object);
		return status;
	}
	return prepare_handle(call, index, object, access,
			      attributes & ~NTOBJ_OBJ_EXCLUSIVE, OB_OPEN_HANDLE, handle);
}
EXPORT_SYMBOL_NTOBJ(ob_open_object_by_pointer);

/**
 * ob_open_service - the body of a service that opens objects of one type
 * @call: the call
 * @type: the type
 * @argument: captured
 *
 * Return: as ob_capture_attributes() and ob_open_object(), and
 * STATUS_INVALID_PARAMETER for a reserved field that is not zero.
 */
NTSTATUS ob_open_service(struct ke_call *call, struct ob_type *type,
			 struct ntobj_open *argument)
{
	struct ob_attributes attributes;
	NTSTATUS status;

	if (argument->reserved)
		return STATUS_INVALID_PARAMETER;
	status = ob_capture_attributes(call, &argument->attributes, type, &attributes);
	if (!NT_SUCCESS(status))
		return status;
	status = ob_open_object(call, type, &attributes, argument->desired_access,
				&argument->handle);
	ob_release_attributes(&attributes);
	return status;
}
EXPORT_SYMBOL_NTOBJ(ob_open_service);
