// SPDX-License-Identifier: GPL-2.0
/*
 * Waiting for any or all of the objects behind several handles.
 *
 * A wait that is satisfied at once takes no references and allocates nothing. One
 * that has to sleep begins anew with references on all of its objects.
 */
#include <linux/rcupdate.h>
#include <linux/uaccess.h>
#include <ntobj/ke_apc.h>
#include <ntobj/ob.h>
#include <ntobj/ob_lookup.h>

#include "compat/linux.h"

static_assert(sizeof(struct ntobj_wait_multiple) == 32);

/* What a look without references can't decide. It is no status. */
#define TAKE_REFERENCES		((NTSTATUS)(-EAGAIN))

static __always_inline NTSTATUS want(const struct ob_handle_snapshot *snapshot, bool all,
				     struct ke_wanted *wanted)
{
	wanted->object = ob_dispatcher_of(snapshot->object);
	wanted->stamp = &snapshot->entry->sequence;
	wanted->stamped = snapshot->sequence;
	return unlikely(!wanted->object) && all ? TAKE_REFERENCES : STATUS_SUCCESS;
}

/* A handle of which a glance does not tell enough; mostly a bad one. */
static noinline NTSTATUS peek(struct ob_handle_table *table, u64 handle, bool all,
			      struct ke_wanted *wanted)
{
	struct ob_handle_snapshot snapshot;
	NTSTATUS status;

	if (ob_is_pseudo_handle(handle))
		return TAKE_REFERENCES;
	status = ob_peek_handle(table, handle, NULL, NTOBJ_SYNCHRONIZE, &snapshot);
	return NT_SUCCESS(status) ? want(&snapshot, all, wanted) : status;
}

static __always_inline NTSTATUS look_at(struct ob_handle_table *table, u64 handle, bool all,
					struct ke_wanted *wanted)
{
	struct ob_handle_snapshot snapshot __uninitialized;

	return ob_glance_at_handle(table, handle, NULL, NTOBJ_SYNCHRONIZE, &snapshot) ?
	       want(&snapshot, all, wanted) : peek(table, handle, all, wanted);
}

/* The wait that need not wait. */
static noinline NTSTATUS try_wait(struct ob_handle_table *table, const u64 *handles,
				  unsigned int count, bool all)
{
	struct ke_wanted wanted[NTOBJ_WAIT_OBJECTS] __uninitialized;
	const u64 *handle, *end = handles + count;
	struct ke_wanted *next = wanted;
	NTSTATUS status = STATUS_SUCCESS;
	bool references = false;

	rcu_read_lock();
	/* All handles are looked at, in their order, before anything else. */
	for (handle = handles; handle < end; handle++, next++) {
		status = look_at(table, *handle, all, next);
		if (likely(status == STATUS_SUCCESS))
			continue;
		if (status != TAKE_REFERENCES)
			break;
		references = true;
	}
	if (likely(handle == end))
		status = references ? TAKE_REFERENCES : ke_begin_wait(wanted, count, all, NULL);
	rcu_read_unlock();
	return status;
}

static void dereference(struct ob_header **objects, unsigned int count)
{
	while (count--)
		ob_dereference_object(objects[count]);
}

static NTSTATUS reference(struct ob_handle_table *table, const u64 *handles,
			  unsigned int count, struct ob_header **objects)
{
	struct ob_handle_snapshot snapshot;
	NTSTATUS status;
	unsigned int i;

	for (i = 0; i < count; i++) {
		status = ob_reference_object_by_handle(table, handles[i], NULL,
						       NTOBJ_SYNCHRONIZE, &snapshot);
		if (!NT_SUCCESS(status)) {
			dereference(objects, i);
			return status;
		}
		objects[i] = snapshot.object;
	}
	return STATUS_SUCCESS;
}

/* Of those that have nothing to lock. The others' locks tell the same. */
static bool is_twice(struct ob_header **objects, unsigned int index)
{
	unsigned int i;

	for (i = 0; i < index; i++)
		if (objects[i] == objects[index])
			return true;
	return false;
}

static noinline NTSTATUS begin(struct ob_header **objects, unsigned int count, bool all,
			       struct ke_thread *thread)
{
	struct ke_wanted wanted[NTOBJ_WAIT_OBJECTS] __uninitialized;
	unsigned int i;

	for (i = 0; i < count; i++) {
		wanted[i] = (struct ke_wanted){ .object = ob_dispatcher_of(objects[i]) };
		if (!wanted[i].object && all && is_twice(objects, i))
			return STATUS_INVALID_PARAMETER_MIX;
	}
	return ke_begin_wait(wanted, count, all, thread);
}

static noinline NTSTATUS wait_referenced(struct ob_handle_table *table, const u64 *handles,
					 const struct ntobj_wait_multiple *argument)
{
	struct ob_header *objects[NTOBJ_WAIT_OBJECTS] __uninitialized;
	bool all = argument->wait_type == NTOBJ_WAIT_ALL;
	struct ke_thread *thread;
	NTSTATUS status;

	thread = ke_current_thread();
	if (!thread || !ke_prepare_blocks(thread, argument->count))
		return STATUS_INSUFFICIENT_RESOURCES;
	status = reference(table, handles, argument->count, objects);
	if (!NT_SUCCESS(status))
		return status;
	status = begin(objects, argument->count, all,
		       argument->deadline == NTOBJ_WAIT_POLL ? NULL : thread);
	if (status == KE_QUEUED)
		status = ke_sleep(thread, argument->deadline, argument->flags);
	dereference(objects, argument->count);
	return status;
}

static __always_inline NTSTATUS wait_for(struct ob_handle_table *table, const u64 *handles,
					 const struct ntobj_wait_multiple *argument)
{
	NTSTATUS status;

	status = try_wait(table, handles, argument->count,
			  argument->wait_type == NTOBJ_WAIT_ALL);
	if (status == TAKE_REFERENCES || status == KE_NO_THREAD ||
	    (status == STATUS_TIMEOUT && argument->deadline != NTOBJ_WAIT_POLL))
		status = wait_referenced(table, handles, argument);
	/* An alert may have come since a sleep has ended so; that is as well. */
	return status == STATUS_TIMEOUT ? ke_poll_alert(argument->flags) : status;
}

/* What is wrong with the flags, or a wait of kernel mode's. */
static noinline NTSTATUS wait_from_kernel(const struct ke_call *call,
					  const struct ntobj_wait_multiple *argument)
{
	u64 handles[NTOBJ_WAIT_OBJECTS] __uninitialized;

	if (!ke_is_kernel_wait(call, argument->flags) || argument->reserved)
		return STATUS_INVALID_PARAMETER;
	if (!ke_copy_in(call, handles, argument->handles,
			argument->count * sizeof(handles[0])))
		return STATUS_ACCESS_VIOLATION;
	return wait_for(call->handles, handles, argument);
}

/* Not with ke_copy_in(), since it is done often: what wants that has been sorted out. */
static NTSTATUS wait_from_user(struct ob_handle_table *table,
			       const struct ntobj_wait_multiple *argument)
{
	u64 handles[NTOBJ_WAIT_OBJECTS] __uninitialized;

	if (copy_from_user(handles, u64_to_user_ptr(argument->handles),
			   argument->count * sizeof(handles[0])))
		return STATUS_ACCESS_VIOLATION;
	return wait_for(table, handles, argument);
}

static NTSTATUS service_wait(struct ke_call *call, void *captured)
{
	const struct ntobj_wait_multiple *argument = captured;

	if (!argument->count || argument->count > NTOBJ_WAIT_OBJECTS)
		return STATUS_INVALID_PARAMETER_1;
	if (argument->wait_type > NTOBJ_WAIT_ANY)
		return STATUS_INVALID_PARAMETER_3;
	if (argument->flags & ~KE_WAIT_FLAGS || argument->reserved || call->kernel)
		return wait_from_kernel(call, argument);
	return wait_from_user(call->handles, argument);
}

static const u64 wait_statuses[] = {
	KE_STATUS(STATUS_INFO_LENGTH_MISMATCH),
	KE_STATUS(STATUS_ACCESS_VIOLATION),
	KE_STATUS_RANGE(STATUS_WAIT_0, NTOBJ_WAIT_OBJECTS - 1),
	KE_STATUS_RANGE(STATUS_ABANDONED_WAIT_0, NTOBJ_WAIT_OBJECTS - 1),
	KE_STATUS(STATUS_TIMEOUT),
	KE_STATUS(STATUS_ALERTED),
	KE_STATUS(STATUS_USER_APC),
	KE_STATUS(STATUS_INVALID_PARAMETER),
	KE_STATUS(STATUS_INVALID_PARAMETER_1),
	KE_STATUS(STATUS_INVALID_PARAMETER_3),
	KE_STATUS(STATUS_INVALID_PARAMETER_MIX),
	KE_STATUS(STATUS_INVALID_HANDLE),
	KE_STATUS(STATUS_ACCESS_DENIED),
	KE_STATUS(STATUS_MUTANT_LIMIT_EXCEEDED),
	KE_FAULT(STATUS_INSUFFICIENT_RESOURCES),
	KE_STATUSES_END,
};

static struct ke_service services[] = {
	KE_STRUCTURED_SILENT(_IOC_NR(NTOBJ_IOC_WAIT_FOR_MULTIPLE_OBJECTS),
			     "NtWaitForMultipleObjects", service_wait,
			     struct ntobj_wait_multiple, reserved, wait_statuses,
			     KE_FROM_KERNEL),
};

/* Puts its service into the native table. */
void __init ob_wait_multiple_init(void)
{
	ke_register_services(services, ARRAY_SIZE(services));
}
