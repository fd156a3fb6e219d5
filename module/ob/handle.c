// SPDX-License-Identifier: GPL-2.0
/*
 * Handles: from a handle to its object, and closing.
 *
 * A handle holds a reference on its object and counts in its handle count.
 * The entry is taken out of the table first, then the count goes down, then
 * the type is told what it was, then perhaps the name goes, then the reference.
 * Documentation/models/handle_lookup.pml has lookup against close and reuse.
 */
#include <linux/rcupdate.h>
#include <ntobj/ob.h>
#include <ntobj/se_token.h>

#include "compat/linux.h"
#include "ob/internal.h"

/* Far below what overflows, however many race past the look. */
#define HANDLE_COUNT_MAX	(INT_MAX / 2)

/**
 * ob_note_invalid_handle - a service was given a handle that is none
 * @table: where it was looked for
 * @handle: the value
 *
 * A bad reference is traced in one's own table; who looks into another's does so
 * on his own behalf. Context: process; does not sleep. Takes the table's lock.
 */
noinline void ob_note_invalid_handle(struct ob_handle_table *table, u64 handle)
{
	if (ob_is_pseudo_handle(handle))
		return;
	ke_note_handle(handle);
	if (ob_is_traced(table) && table->owner == task_tgid_nr(current))
		ob_trace_handle(table, handle, NTOBJ_HANDLE_TRACE_BADREF);
}

static u64 glance_at_id(const struct ob_header *object)
{
	/* The object may be gone, and another be there: it is but shown. */
	return data_race(READ_ONCE(object->id));
}

static noinline NTSTATUS wrong_type(const struct ob_header *object)
{
	const struct ob_type *type = ob_type_of(object);

	ke_note_type(glance_at_id(object), type->name, type->name_length / sizeof(u16));
	return STATUS_OBJECT_TYPE_MISMATCH;
}

static noinline NTSTATUS missing_right(const struct ob_header *object, u32 access)
{
	ke_note_right(STATUS_ACCESS_DENIED, glance_at_id(object), access);
	return STATUS_ACCESS_DENIED;
}

static NTSTATUS check_snapshot(const struct ob_handle_snapshot *snapshot,
			       const struct ob_type *type, u32 access)
{
	if (type && unlikely(ob_type_of(snapshot->object) != type))
		return wrong_type(snapshot->object);
	if (unlikely(access & ~(snapshot->access & OB_GRANTED_ACCESS)))
		return missing_right(snapshot->object, access & ~snapshot->access);
	return STATUS_SUCCESS;
}

/* A handle that kernel mode names: its rights don't count. */
static noinline NTSTATUS peek_from_kernel(u64 handle, const struct ob_type *type,
					  struct ob_handle_snapshot *snapshot)
{
	struct ob_handle_table *table = ob_find_handle_table(&handle);

	if (!table || !ob_look_up_handle(table, handle, snapshot))
		return STATUS_INVALID_HANDLE;
	return check_snapshot(snapshot, type, 0);
}

/**
 * ob_peek_handle - look at a handle's object without taking a reference
 * @table: the handle's table
 * @handle: the handle
 * @type: the type it must have, or NULL for any
 * @access: rights that the handle must have
 * @snapshot: what was seen
 *
 * For operations that do not sleep and leave nothing behind, and for types that
 * no pseudo-handle stands for: the caller takes the object's own lock and asks
 * ob_handle_is_current() before anything else. Context: any, in an RCU read
 * section, which the caller leaves only when it is done with the object.
 *
 * Return: STATUS_SUCCESS, STATUS_INVALID_HANDLE, STATUS_OBJECT_TYPE_MISMATCH,
 * STATUS_ACCESS_DENIED.
 */
NTSTATUS ob_peek_handle(struct ob_handle_table *table, u64 handle,
			const struct ob_type *type, u32 access,
			struct ob_handle_snapshot *snapshot)
{
	RCU_LOCKDEP_WARN(!rcu_read_lock_held(), "the object is not kept");
	if (unlikely(table == &ob_kernel_mode) && !ob_is_pseudo_handle(handle))
		return peek_from_kernel(handle, type, snapshot);
	if (!ob_look_up_handle(table, handle, snapshot))
		return type && ob_find_pseudo_handle(handle) ?
		       STATUS_OBJECT_TYPE_MISMATCH : STATUS_INVALID_HANDLE;
	return check_snapshot(snapshot, type, access);
}

/* The same for a handle that stands for the caller, with a reference. */
static NTSTATUS reference_pseudo(const struct ob_pseudo_handle *pseudo,
				 const struct ob_type *type, u32 access,
				 struct ob_handle_snapshot *snapshot)
{
	if (type && pseudo->type != type)
		return STATUS_OBJECT_TYPE_MISMATCH;
	if (access & ~pseudo->access)
		return STATUS_ACCESS_DENIED;
	*snapshot = (struct ob_handle_snapshot){ .access = pseudo->access };
	return pseudo->reference(&snapshot->object);
}

/* In a call from kernel mode; nobody's process has none. */
static NTSTATUS reference_pseudo_from_kernel(const struct ob_pseudo_handle *pseudo,
					     const struct ob_type *type, u64 handle,
					     struct ob_handle_snapshot *snapshot)
{
	return ob_find_handle_table(&handle) ? reference_pseudo(pseudo, type, 0, snapshot) :
					       STATUS_INVALID_HANDLE;
}

/**
 * ob_reference_object_by_handle - take a reference on a handle's object
 * @table: the handle's table
 * @handle: the handle
 * @type: the type it must have, or NULL for any
 * @access: rights that the handle must have
 * @snapshot: the handle as it was; @snapshot->object is referenced
 *
 * Context: process; may sleep. As ObReferenceObjectByHandle from user mode.
 *
 * Return: STATUS_SUCCESS, STATUS_INVALID_HANDLE, STATUS_OBJECT_TYPE_MISMATCH,
 * STATUS_ACCESS_DENIED; STATUS_INSUFFICIENT_RESOURCES for a pseudo-handle.
 */
NTSTATUS ob_reference_object_by_handle(struct ob_handle_table *table, u64 handle,
				       const struct ob_type *type, u32 access,
				       struct ob_handle_snapshot *snapshot)
{
	const struct ob_pseudo_handle *pseudo = ob_find_pseudo_handle(handle);
	NTSTATUS status;
	bool current_handle;

	if (unlikely(pseudo))
		return table == &ob_kernel_mode ?
		       reference_pseudo_from_kernel(pseudo, type, handle, snapshot) :
		       reference_pseudo(pseudo, type, access, snapshot);
	rcu_read_lock();
	status = ob_peek_handle(table, handle, type, access, snapshot);
	if (!NT_SUCCESS(status)) {
		rcu_read_unlock();
		return status;
	}
	if (!ob_reference_object_unless_gone(snapshot->object)) {
		rcu_read_unlock();
		return STATUS_INVALID_HANDLE;
	}
	current_handle = ob_handle_is_current(snapshot);
	rcu_read_unlock();
	if (!current_handle) {
		ob_dereference_object(snapshot->object);
		return STATUS_INVALID_HANDLE;
	}
	return STATUS_SUCCESS;
}
EXPORT_SYMBOL_NTOBJ(ob_reference_object_by_handle);

/* The first handle to a named object: its name may just be going. */
static NTSTATUS claim_first_handle(struct ob_header *object)
{
	struct ob_name *name = object->name;
	NTSTATUS status = STATUS_OBJECT_NAME_NOT_FOUND;

	if (down_read_killable(&name->directory->lock))
		return KE_RESTART;
	if (name->linked) {
		atomic_inc(&object->handle_count);
		status = STATUS_SUCCESS;
	}
	up_read(&name->directory->lock);
	return status;
}

/**
 * ob_claim_handle - one open handle more, for who may have one
 * @object: on which the caller has a reference; found by its name, if it has one
 *
 * A name that is there stays as long as there are handles, so only the first one
 * needs a look whether it is. Context: process; may sleep. Takes the lock of the
 * object's directory.
 *
 * Return: STATUS_SUCCESS; STATUS_OBJECT_NAME_NOT_FOUND if the object has lost its
 * name meanwhile; STATUS_INSUFFICIENT_RESOURCES if there are too many;
 * KE_RESTART if the caller has been killed.
 */
NTSTATUS ob_claim_handle(struct ob_header *object)
{
	if (atomic_read(&object->handle_count) >= HANDLE_COUNT_MAX)
		return STATUS_INSUFFICIENT_RESOURCES;
	if (atomic_inc_not_zero(&object->handle_count))
		return STATUS_SUCCESS;
	if (object->name)
		return claim_first_handle(object);
	atomic_inc(&object->handle_count);
	return STATUS_SUCCESS;
}
EXPORT_SYMBOL_NTOBJ_KUNIT(ob_claim_handle);

/**
 * ob_claim_further_handle - one open handle more, besides one that there was
 * @object: on which the caller has a reference
 *
 * For a copy of a handle: an object that lost its last one stays without. Context:
 * any.
 *
 * Return: STATUS_SUCCESS; STATUS_INVALID_HANDLE if there is none any more;
 * STATUS_INSUFFICIENT_RESOURCES if there are too many.
 */
NTSTATUS ob_claim_further_handle(struct ob_header *object)
{
	if (atomic_read(&object->handle_count) >= HANDLE_COUNT_MAX)
		return STATUS_INSUFFICIENT_RESOURCES;
	return atomic_inc_not_zero(&object->handle_count) ? STATUS_SUCCESS :
							    STATUS_INVALID_HANDLE;
}

/**
 * ob_release_handle_count - one open handle less
 * @object: on which the caller has a reference besides
 *
 * With the last one the name goes, unless the object is permanent. Context:
 * process; may sleep.
 */
void ob_release_handle_count(struct ob_header *object)
{
	if (atomic_dec_and_test(&object->handle_count))
		ob_unlink_if_unused(object);
}
EXPORT_SYMBOL_NTOBJ_KUNIT(ob_release_handle_count);

/**
 * ob_handle_closed - what follows when a handle has left its table
 * @table: the table
 * @snapshot: the handle as it was; its reference is dropped here
 *
 * Context: process; may sleep.
 */
void ob_handle_closed(const struct ob_handle_table *table,
		      const struct ob_handle_snapshot *snapshot)
{
	struct ob_header *object = snapshot->object;
	struct ob_type *type = object->type;
	u32 process_handles = ob_remove_holder(object, table);
	int handles = atomic_fetch_dec(&object->handle_count);

	ob_leave_exclusive(object);
	if (type->information.close)
		type->information.close(table->owner, object,
					snapshot->access & OB_GRANTED_ACCESS,
					process_handles, handles);
	atomic_dec(&type->total_handles);
	if (handles == 1 && object->name)
		ob_unlink_if_unused(object);
	ob_drop_reference(object, OB_BY_HANDLE);
}

/**
 * ob_is_okay_to_close - ask an object's type whether a handle may be closed
 * @table: the handle's table
 * @object: the object, on which the caller has a reference
 * @handle: the handle, as its process has it
 *
 * Context: process; may sleep.
 *
 * Return: whether it may.
 */
bool ob_is_okay_to_close(const struct ob_handle_table *table, struct ob_header *object,
			 u64 handle)
{
	const struct ob_type_information *information = &object->type->information;

	return !information->okay_to_close ||
	       information->okay_to_close(table->owner, object, handle);
}

/* Asks the type of what the handle stands for, and removes the handle if it may. */
static noinline NTSTATUS ask_and_remove(struct ob_handle_table *table, u64 handle,
					struct ob_handle_snapshot *snapshot)
{
	struct ob_handle_snapshot asked;
	NTSTATUS status;

	do {
		if (fatal_signal_pending(current))
			return KE_RESTART;
		status = ob_reference_object_by_handle(table, handle, NULL, 0, &asked);
		if (!NT_SUCCESS(status))
			return status;
		if (ob_is_okay_to_close(table, asked.object, handle))
			status = ob_remove_handle_asking(table, handle, asked.object,
							 snapshot);
		else
			status = STATUS_HANDLE_NOT_CLOSABLE;
		ob_dereference_object(asked.object);
		/* It may stand for another object by now, whose type was not asked. */
	} while (status == OB_ASK_TYPE);
	return status;
}

static __always_inline NTSTATUS close(struct ob_handle_table *table, u64 handle)
{
	struct ob_handle_snapshot snapshot;
	NTSTATUS status;

	status = ob_wait_for_heirs(table);
	if (!NT_SUCCESS(status))
		return status;
	status = ob_remove_handle_asking(table, handle, NULL, &snapshot);
	if (unlikely(status == OB_ASK_TYPE))
		status = ask_and_remove(table, handle, &snapshot);
	if (NT_SUCCESS(status))
		ob_handle_closed(table, &snapshot);
	return status;
}

static noinline NTSTATUS close_from_kernel(u64 handle)
{
	struct ob_handle_table *table = ob_find_handle_table(&handle);
	u64 base;

	if (!table)
		return STATUS_INVALID_HANDLE;
	base = ob_handle_base(table);
	return base ? ob_close_kernel_handle(base + handle) : close(table, handle);
}

static NTSTATUS service_close(const struct ke_call *call, u64 handle)
{
	if (unlikely(ob_is_pseudo_handle(handle)))
		return STATUS_SUCCESS;
	return unlikely(call->kernel) ? close_from_kernel(handle) :
					close(call->handles, handle);
}

static NTSTATUS change_permanence(const struct ke_call *call, u64 handle, u32 access,
				  bool permanent)
{
	struct ob_handle_snapshot snapshot;
	NTSTATUS status;

	status = ob_reference_object_by_handle(call->handles, handle, NULL, access,
					       &snapshot);
	if (!NT_SUCCESS(status))
		return status;
	if (!permanent && ob_has_flag(snapshot.object, OB_STANDARD))
		status = STATUS_ACCESS_DENIED;
	else
		ob_set_permanence(snapshot.object, permanent);
	ob_dereference_object(snapshot.object);
	return status;
}

static NTSTATUS service_make_temporary(const struct ke_call *call, u64 handle)
{
	return change_permanence(call, handle, NTOBJ_DELETE, false);
}

static NTSTATUS service_make_permanent(const struct ke_call *call, u64 handle)
{
	NTSTATUS status;

	status = se_check_privilege(call->subject, NTOBJ_SE_CREATE_PERMANENT);
	if (!NT_SUCCESS(status))
		return status;
	return change_permanence(call, handle, 0, true);
}

static const u64 close_statuses[] = {
	KE_STATUS(STATUS_SUCCESS),
	KE_STATUS(STATUS_INVALID_HANDLE),
	KE_STATUS(STATUS_HANDLE_NOT_CLOSABLE),
	KE_STATUSES_END,
};

static const u64 make_temporary_statuses[] = {
	KE_STATUS(STATUS_SUCCESS),
	KE_STATUS(STATUS_INVALID_HANDLE),
	KE_STATUS(STATUS_ACCESS_DENIED),
	KE_STATUSES_END,
};

static const u64 make_permanent_statuses[] = {
	KE_STATUS(STATUS_SUCCESS),
	KE_STATUS(STATUS_INVALID_HANDLE),
	KE_STATUS(STATUS_PRIVILEGE_NOT_HELD),
	KE_FAULT(STATUS_INSUFFICIENT_RESOURCES),
	KE_STATUSES_END,
};

static struct ke_service services[] = {
	KE_DIRECT(_IOC_NR(NTOBJ_IOC_CLOSE), "NtClose", service_close,
		  close_statuses, KE_FROM_KERNEL),
	KE_DIRECT(_IOC_NR(NTOBJ_IOC_MAKE_TEMPORARY_OBJECT),
		  "NtMakeTemporaryObject", service_make_temporary,
		  make_temporary_statuses, KE_FROM_KERNEL),
	KE_DIRECT(_IOC_NR(NTOBJ_IOC_MAKE_PERMANENT_OBJECT),
		  "NtMakePermanentObject", service_make_permanent,
		  make_permanent_statuses, KE_FROM_KERNEL),
};

/* Puts the services of handles into the native table. */
void __init ob_handle_init(void)
{
	ke_register_services(services, ARRAY_SIZE(services));
}
