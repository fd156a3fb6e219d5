// SPDX-License-Identifier: GPL-2.0
/*
 * Watching objects and handles: what the events of tracefs, handle tracing and
 * reference tracing want to know.
 *
 * All of it hangs on one switch in the code, which is off unless somebody wants
 * something. Then those who make, open, close and let go come here, and here is
 * looked who wants what.
 *
 * Any process may have its handles traced, and throwing the switch disturbs all
 * processors. So after that it is thrown back a while later, and not at all if
 * somebody wants something by then.
 */
#include <ntobj/ob.h>

#include "ob/internal.h"
#include "ob/trace.h"

DEFINE_STATIC_KEY_DEFERRED_FALSE(ob_watch_key, HZ);

/**
 * ob_begin_watch - somebody wants to know
 *
 * Context: process; may sleep.
 *
 * Return: 0, as the register function of an event has to.
 */
int ob_begin_watch(void)
{
	static_branch_deferred_inc(&ob_watch_key);
	return 0;
}

/**
 * ob_end_watch - the superuser does not want to know any more
 *
 * An event may be switched off when the module has gone all but for its memory.
 * Context: process; may sleep.
 */
void ob_end_watch(void)
{
	static_branch_dec(&ob_watch_key.key);
}

/**
 * ob_end_watch_later - anybody does not want to know any more
 *
 * Context: process; may sleep.
 */
void ob_end_watch_later(void)
{
	static_branch_slow_dec_deferred(&ob_watch_key);
}

/* Nobody has handles any more: throws the switch back if that is still to be done. */
void ob_watch_teardown(void)
{
	static_key_deferred_flush(&ob_watch_key);
}

/**
 * ob_watch_object - an object has been made
 * @object: the object, which nobody has seen yet
 *
 * Context: process; may sleep.
 */
noinline void ob_watch_object(struct ob_header *object)
{
	trace_ntobj_object(object->id, object->type->index, true);
	ob_trace_references(object);
}

/* In the caller's own table: says so before anybody can close the handle. */
static NTSTATUS finish_traced(struct ke_call *call, bool commit)
{
	if (commit)
		ob_trace_handle(call->pending.table,
				ob_index_to_handle(call->pending.index),
				NTOBJ_HANDLE_TRACE_OPEN);
	return ob_finish_handle(call, commit);
}

/**
 * ob_watch_open - a handle has been prepared
 * @call: the call that will publish it
 * @created: whether its object has been made for it
 *
 * Context: process; may sleep.
 */
noinline void ob_watch_open(struct ke_call *call, bool created)
{
	struct ob_header *object = call->pending.object;

	trace_ntobj_handle(object->id, call->pending.access, true);
	/* Without a name nobody has taken another reference for the handle. */
	ob_note_transfer_slowly(object, created && !object->name ? OB_BY_CREATOR :
								   OB_BY_POINTER,
				OB_BY_HANDLE);
	/* In another's it may not come to that: ob_publish_handle_in_era() says so. */
	if (ob_is_traced(call->pending.table) && call->pending.era == OB_ERA_NONE)
		call->finish = finish_traced;
}

/**
 * ob_watch_undone - a handle that was prepared will not be published
 * @undone: as it would have been
 *
 * Context: process.
 */
noinline void ob_watch_undone(const struct ob_handle_snapshot *undone)
{
	trace_ntobj_handle(undone->object->id, undone->access, false);
}

/**
 * ob_watch_close - a handle is about to leave its table
 * @table: the table, its lock held
 * @handle: the handle
 * @object: what it is to
 * @access: OB_* bits
 *
 * Context: process; does not sleep.
 */
noinline void ob_watch_close(struct ob_handle_table *table, u64 handle,
			     const struct ob_header *object, u32 access)
{
	trace_ntobj_handle(object->id, access, false);
	ob_trace_handle_locked(table, handle, NTOBJ_HANDLE_TRACE_CLOSE);
}

/**
 * ob_watch_dereference - drop a reference that somebody wants to know of
 * @object: on which
 * @tag: what it was for
 *
 * Context: any.
 *
 * Return: whether it was the last one, and the object must be freed.
 */
noinline bool ob_watch_dereference(struct ob_header *object, enum ob_reference_tag tag)
{
	ob_note_dereference_slowly(object, tag);
	if (!atomic_long_dec_and_test(&object->pointer_count))
		return false;
	trace_ntobj_object(object->id, object->type->index, false);
	ob_forget_references(object);
	return true;
}
