// SPDX-License-Identifier: GPL-2.0
/*
 * Duplicates: one more handle to what a handle stands for, in the same process's
 * table or another's, and the end of the handle that was duplicated.
 *
 * Rights that the source has are there to be passed on. More than that takes the
 * same check as opening the object would, by its descriptor. What has none, and
 * what more than that protects, was reached through a handle alone: a narrow one
 * is never widened.
 */
#include <ntobj/ob.h>
#include <ntobj/se_token.h>

#include "compat/linux.h"
#include "ob/internal.h"

#define SPECIFIC_RIGHTS	0x0000FFFFu
#define KNOWN_RIGHTS	(SPECIFIC_RIGHTS | NTOBJ_STANDARD_RIGHTS_ALL | \
			 NTOBJ_ACCESS_SYSTEM_SECURITY | NTOBJ_MAXIMUM_ALLOWED)

/**
 * ob_find_to_duplicate - find what is to be duplicated
 * @duplication: of which the source counts
 * @handle: as the source's process has it
 * @snapshot: the handle as it was; the object is referenced
 *
 * Context: process; may sleep.
 *
 * Return: STATUS_SUCCESS, STATUS_INVALID_HANDLE; STATUS_PROCESS_IS_TERMINATING if
 * the source's era is over; STATUS_INSUFFICIENT_RESOURCES for a pseudo-handle.
 */
NTSTATUS ob_find_to_duplicate(struct ob_duplication *duplication, u64 handle,
			      struct ob_handle_snapshot *snapshot)
{
	NTSTATUS status;

	status = ob_reference_object_by_handle(duplication->source.table, handle, NULL, 0,
					       snapshot);
	if (ob_era_lasts(&duplication->source))
		return status;
	if (NT_SUCCESS(status))
		ob_dereference_object(snapshot->object);
	return STATUS_PROCESS_IS_TERMINATING;
}

/* More than the source has: what the object's descriptor lets the caller have. */
static NTSTATUS widen_access(struct ke_call *call, struct ob_header *object, u32 have,
			     u32 wanted, u32 *access)
{
	bool most = !(wanted & ~(have | NTOBJ_MAXIMUM_ALLOWED));
	struct se_token *token;
	NTSTATUS status;

	status = se_reference_token(call->subject, &token);
	if (!NT_SUCCESS(status))
		return status;
	/* What the source has is allowed in any case. */
	status = ob_check_access(token, object, most ? NTOBJ_MAXIMUM_ALLOWED : wanted,
				 access);
	se_put_token(token);
	if (!NT_SUCCESS(status) && most && have) {
		*access = 0;
		ke_forget_note();
		status = STATUS_SUCCESS;
	}
	if (wanted & NTOBJ_MAXIMUM_ALLOWED)
		*access |= have;
	return status;
}

static NTSTATUS choose_access(struct ke_call *call, struct ob_header *object, u32 have,
			      const struct ntobj_duplicate_object *argument, u32 *access)
{
	const struct ob_type *type = object->type;
	u32 wanted = ob_map_access(type, argument->desired_access);

	*access = have;
	if (argument->options & NTOBJ_DUPLICATE_SAME_ACCESS)
		return STATUS_SUCCESS;
	if (wanted & ~KNOWN_RIGHTS)
		return STATUS_ACCESS_DENIED;
	wanted &= type->information.valid_access | NTOBJ_ACCESS_SYSTEM_SECURITY |
		  NTOBJ_MAXIMUM_ALLOWED;
	if (!(wanted & ~have)) {
		*access = wanted;
		return STATUS_SUCCESS;
	}
	if (!(argument->options & NTOBJ_DUPLICATE_NO_RIGHTS_UPGRADE) &&
	    (call->kernel || (!type->information.own_security &&
			      rcu_access_pointer(object->security))))
		return widen_access(call, object, have, wanted, access);
	/* All that there is to be had is what the source has. */
	return wanted & ~(have | NTOBJ_MAXIMUM_ALLOWED) ? STATUS_ACCESS_DENIED :
							  STATUS_SUCCESS;
}

static NTSTATUS choose_attributes(const struct ob_handle_snapshot *snapshot,
				  const struct ntobj_duplicate_object *argument,
				  u32 *attributes)
{
	const struct ob_type *type = snapshot->object->type;

	*attributes = argument->attributes & (NTOBJ_OBJ_INHERIT | NTOBJ_OBJ_PROTECT_CLOSE);
	if (argument->options & NTOBJ_DUPLICATE_SAME_ATTRIBUTES) {
		*attributes = 0;
		if (snapshot->access & OB_INHERIT)
			*attributes |= NTOBJ_OBJ_INHERIT;
		if (snapshot->access & OB_PROTECT_CLOSE)
			*attributes |= NTOBJ_OBJ_PROTECT_CLOSE;
	}
	if (*attributes & type->information.invalid_attributes)
		return STATUS_INVALID_PARAMETER;
	if (snapshot->access & OB_AUDIT_CLOSE)
		*attributes |= NTOBJ_OBJ_AUDIT_OBJECT_CLOSE;
	return STATUS_SUCCESS;
}

/**
 * ob_choose_duplicate - decide what a duplicate will be
 * @duplication: the rights and attributes are set here
 * @snapshot: the source
 * @argument: what is asked for
 *
 * Context: process; may sleep.
 *
 * Return: STATUS_SUCCESS; STATUS_ACCESS_DENIED; STATUS_PRIVILEGE_NOT_HELD;
 * STATUS_INVALID_PARAMETER for an attribute that the object's type refuses;
 * STATUS_INSUFFICIENT_RESOURCES.
 */
NTSTATUS ob_choose_duplicate(struct ob_duplication *duplication,
			     const struct ob_handle_snapshot *snapshot,
			     const struct ntobj_duplicate_object *argument)
{
	NTSTATUS status;

	status = choose_attributes(snapshot, argument, &duplication->attributes);
	if (!NT_SUCCESS(status))
		return status;
	return choose_access(duplication->call, snapshot->object,
			     snapshot->access & OB_GRANTED_ACCESS, argument,
			     &duplication->access);
}

/* One handle more to what has one, unless it is a pseudo-handle. */
static NTSTATUS claim(const struct ob_handle_snapshot *snapshot)
{
	return snapshot->entry ? ob_claim_further_handle(snapshot->object) :
				 ob_claim_handle(snapshot->object);
}

/**
 * ob_prepare_duplicate - make a duplicate, but for its publication
 * @duplication: what to make
 * @snapshot: the source
 * @handle: its value, valid when the call has been finished
 *
 * Until then the target's table must stay. Context: process; may sleep.
 *
 * Return: STATUS_SUCCESS; STATUS_INVALID_HANDLE if the source has been closed
 * meanwhile and was the last handle; what ob_charge_object(),
 * ob_reserve_handle() and ob_prepare_handle() return; KE_RESTART.
 */
NTSTATUS ob_prepare_duplicate(struct ob_duplication *duplication,
			      const struct ob_handle_snapshot *snapshot, u64 *handle)
{
	struct ob_handle_table *table = duplication->target.table;
	struct ke_call *call = duplication->call;
	struct ob_new_handle new = {
		.object = snapshot->object,
		.access = duplication->access,
		.attributes = duplication->attributes,
		.reason = OB_DUPLICATE_HANDLE,
		.source_process = duplication->source_process,
		.target_process = duplication->target_process,
	};
	NTSTATUS status = STATUS_SUCCESS;

	/* Children that were made before the handle must not inherit it. */
	if (new.attributes & NTOBJ_OBJ_INHERIT)
		status = ob_wait_for_heirs(table);
	/* What has a handle has been charged, or is the module's or a driver's own. */
	if (NT_SUCCESS(status) && !snapshot->entry)
		status = ob_charge_object(table, snapshot->object);
	if (NT_SUCCESS(status))
		status = ob_reserve_handle(table, &new.index);
	if (!NT_SUCCESS(status))
		return status;
	status = claim(snapshot);
	if (!NT_SUCCESS(status)) {
		ob_cancel_handle(table, new.index);
		return status;
	}
	ob_reference_object(snapshot->object);
	call->pending.table = table;
	call->pending.era = duplication->target.era;
	return ob_prepare_handle(call, &new, handle);
}

/**
 * ob_close_duplicated - close the source, unless it is protected or was closed
 * @source: its table
 * @handle: its value there
 * @snapshot: the handle as it was found
 *
 * Context: process; may sleep.
 *
 * Return: STATUS_SUCCESS, also if it stays; KE_RESTART for a task that is being
 * killed.
 */
NTSTATUS ob_close_duplicated(const struct ob_foreign_table *source, u64 handle,
			     struct ob_handle_snapshot *snapshot)
{
	NTSTATUS status;

	if (!snapshot->entry ||
	    !ob_is_okay_to_close(source->table, snapshot->object,
				 handle | ob_handle_base(source->table)))
		return STATUS_SUCCESS;
	/* Children that were made while it was marked are to inherit it. */
	status = snapshot->access & OB_INHERIT ? ob_wait_for_heirs(source->table) :
						 STATUS_SUCCESS;
	if (NT_SUCCESS(status) && ob_remove_same_handle(source, handle, snapshot))
		ob_handle_closed(source->table, snapshot);
	return status;
}
