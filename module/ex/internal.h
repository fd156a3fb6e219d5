/* SPDX-License-Identifier: GPL-2.0 */
/*
 * What the services of objects made of dispatchers have in common. What is called
 * often is compiled in one piece with what each kind does.
 *
 * Services that signal or query take no reference: they look the handle up under
 * RCU, take the dispatcher's lock, and ask whether the handle still stands for the
 * object (see ke/dispatcher.c for why that suffices).
 */
#ifndef _NTOBJ_EX_INTERNAL_H
#define _NTOBJ_EX_INTERNAL_H

#include <linux/rcupdate.h>
#include <ntobj/ex.h>
#include <ntobj/ke.h>
#include <ntobj/ob.h>
#include <ntobj/ob_lookup.h>

/* Of services that query by ex_query(), and of those that signal and can't fail else. */
extern const u64 ex_query_statuses[];
extern const u64 ex_signal_statuses[];

typedef void (*ex_init_function)(struct ob_header *object, const void *context);

NTSTATUS ex_create(struct ke_call *call, struct ob_type *type, u32 access,
		   const struct ntobj_object_attributes *name, ex_init_function init,
		   const void *context, u64 *handle);

typedef NTSTATUS (*ex_signal_function)(struct ke_dispatcher *object, void *context,
				       struct ke_signal *signal);

/**
 * ex_signal - do something to a dispatcher, found by handle and locked
 * @call: the call
 * @handle: the object's
 * @type: the type it must have
 * @access: rights that the handle must have
 * @offset: of the dispatcher in the object, from the header
 * @give: what to do; a constant
 * @context: for @give
 *
 * Context: process. Takes the dispatcher's lock, as ke_begin_signal() does.
 *
 * Return: what @give returns, STATUS_INVALID_HANDLE, STATUS_OBJECT_TYPE_MISMATCH or
 * STATUS_ACCESS_DENIED.
 */
static __always_inline NTSTATUS ex_signal(const struct ke_call *call, u64 handle,
					  struct ob_type *type, u32 access, size_t offset,
					  ex_signal_function give, void *context)
{
	struct ob_handle_snapshot snapshot;
	struct ke_signal signal __uninitialized;
	struct ke_dispatcher *object;
	NTSTATUS status;

	rcu_read_lock();
	status = ob_look_at_handle(call->handles, handle, type, access, &snapshot);
	if (NT_SUCCESS(status)) {
		object = (void *)snapshot.object + offset;
		ke_begin_signal(object, &signal);
		if (likely(ob_handle_is_current(&snapshot)))
			status = give(object, context, &signal);
		else
			status = STATUS_INVALID_HANDLE;
		ke_end_signal(object, &signal);
	}
	rcu_read_unlock();
	return status;
}

typedef void (*ex_read_function)(const struct ke_dispatcher *object, void *answer);

/**
 * ex_query - read a dispatcher, found by handle and locked
 * @call: the call
 * @handle: the object's
 * @type: the type it must have
 * @access: rights that the handle must have
 * @offset: of the dispatcher in the object, from the header
 * @read: what to read; a constant
 * @answer: for @read
 *
 * Context: process. Takes the dispatcher's lock.
 *
 * Return: STATUS_SUCCESS, STATUS_INVALID_HANDLE, STATUS_OBJECT_TYPE_MISMATCH or
 * STATUS_ACCESS_DENIED.
 */
static __always_inline NTSTATUS ex_query(const struct ke_call *call, u64 handle,
					 struct ob_type *type, u32 access, size_t offset,
					 ex_read_function read, void *answer)
{
	struct ob_handle_snapshot snapshot;
	struct ke_dispatcher *object;
	NTSTATUS status;

	rcu_read_lock();
	status = ob_look_at_handle(call->handles, handle, type, access, &snapshot);
	if (NT_SUCCESS(status)) {
		object = (void *)snapshot.object + offset;
		spin_lock_irq(&object->lock);
		if (likely(ob_handle_is_current(&snapshot)))
			read(object, answer);
		else
			status = STATUS_INVALID_HANDLE;
		spin_unlock_irq(&object->lock);
	}
	rcu_read_unlock();
	return status;
}

#endif /* _NTOBJ_EX_INTERNAL_H */
