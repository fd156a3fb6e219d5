// SPDX-License-Identifier: GPL-2.0
/*
 * Semaphore objects: a semaphore of the kernel floor with a header, and its
 * services. Release and query take no reference, see ex/event.c.
 */
#include <linux/rcupdate.h>
#include <ntobj/ex.h>
#include <ntobj/ke.h>
#include <ntobj/ob.h>
#include <ntobj/ob_lookup.h>

static_assert(sizeof(struct ntobj_create_semaphore) == 64);
static_assert(sizeof(struct ntobj_release_semaphore) == 16);
static_assert(sizeof(struct ntobj_query_semaphore) == 16);

struct semaphore_object {
	struct ob_header header;
	struct ke_semaphore semaphore;
};

struct ob_type *ex_semaphore_type;

static struct ke_semaphore *to_semaphore(struct ob_header *object)
{
	return &container_of(object, struct semaphore_object, header)->semaphore;
}

static void construct_semaphore(void *memory)
{
	struct semaphore_object *object = memory;

	ke_dispatcher_construct(&object->semaphore.dispatcher);
}

static void delete_semaphore(struct ob_header *object)
{
	ke_dispatcher_retire(&to_semaphore(object)->dispatcher);
}

static const struct ob_type_information semaphore_information = {
	.name = "Semaphore",
	.invalid_attributes = NTOBJ_OBJ_OPENLINK,
	.generic_read = NTOBJ_READ_CONTROL | NTOBJ_SEMAPHORE_QUERY_STATE,
	.generic_write = NTOBJ_READ_CONTROL | NTOBJ_SEMAPHORE_MODIFY_STATE,
	.generic_execute = NTOBJ_READ_CONTROL | NTOBJ_SYNCHRONIZE,
	.generic_all = NTOBJ_SEMAPHORE_ALL_ACCESS,
	.valid_access = NTOBJ_SEMAPHORE_ALL_ACCESS,
	.non_paged_pool_charge = sizeof(struct semaphore_object),
	.object_size = sizeof(struct semaphore_object),
	.wait_offset = offsetof(struct semaphore_object, semaphore.dispatcher),
	.construct = construct_semaphore,
	.delete = delete_semaphore,
};

static bool are_counts_valid(const struct ntobj_create_semaphore *argument)
{
	return argument->maximum_count > 0 && argument->initial_count >= 0 &&
	       argument->initial_count <= argument->maximum_count;
}

static NTSTATUS service_create(struct ke_call *call, void *captured)
{
	struct ntobj_create_semaphore *argument = captured;
	struct ob_attributes attributes;
	struct ob_header *object;
	NTSTATUS status;

	if (argument->reserved || !are_counts_valid(argument))
		return STATUS_INVALID_PARAMETER;
	status = ob_capture_attributes(&argument->attributes, ex_semaphore_type, &attributes);
	if (!NT_SUCCESS(status))
		return status;
	status = ob_create_object(ex_semaphore_type, &object);
	if (NT_SUCCESS(status)) {
		ke_semaphore_init(to_semaphore(object), argument->initial_count,
				  argument->maximum_count);
		status = ob_insert_object(call, object, &attributes,
					  argument->desired_access, &argument->handle);
	}
	ob_release_attributes(&attributes);
	return status;
}

static NTSTATUS service_open(struct ke_call *call, void *captured)
{
	return ob_open_service(call, ex_semaphore_type, captured);
}

static noinline NTSTATUS release(const struct ke_call *call, u64 handle, s32 count, s32 *previous)
{
	struct ob_handle_snapshot snapshot;
	struct ke_semaphore *semaphore;
	struct ke_signal signal __uninitialized;
	NTSTATUS status;

	rcu_read_lock();
	status = ob_look_at_handle(call->handles, handle, ex_semaphore_type,
				   NTOBJ_SEMAPHORE_MODIFY_STATE, &snapshot);
	if (NT_SUCCESS(status)) {
		semaphore = to_semaphore(snapshot.object);
		ke_begin_signal(&semaphore->dispatcher, &signal);
		if (likely(ob_handle_is_current(&snapshot)))
			status = ke_release_semaphore(semaphore, count, previous, &signal);
		else
			status = STATUS_INVALID_HANDLE;
		ke_end_signal(&semaphore->dispatcher, &signal);
	}
	rcu_read_unlock();
	return status;
}

static noinline NTSTATUS release_quietly(const struct ke_call *call, u64 handle)
{
	s32 previous;

	return release(call, handle, 1, &previous);
}

/* The usual case: nobody waits, and there is room. False, and nothing done, else. */
static __always_inline bool release_idle(const struct ke_call *call, u64 handle, s32 count,
					 s32 *previous)
{
	struct ob_handle_snapshot snapshot;
	struct ke_semaphore *semaphore;

	ob_begin_glance();
	if (ob_glance_at_handle(call->handles, handle, ex_semaphore_type,
				NTOBJ_SEMAPHORE_MODIFY_STATE, &snapshot)) {
		semaphore = to_semaphore(snapshot.object);
		spin_lock(&semaphore->dispatcher.lock);
		if (likely(ob_handle_is_current(&snapshot)) &&
		    likely(ke_release_idle_semaphore(semaphore, count, previous))) {
			spin_unlock(&semaphore->dispatcher.lock);
			ob_end_glance();
			return true;
		}
		spin_unlock(&semaphore->dispatcher.lock);
	}
	ob_end_glance();
	return false;
}

static NTSTATUS service_release(const struct ke_call *call, u64 handle)
{
	return likely(release_idle(call, handle, 1, NULL)) ? STATUS_SUCCESS :
	       release_quietly(call, handle);
}

static NTSTATUS service_release_count(struct ke_call *call, void *captured)
{
	struct ntobj_release_semaphore *argument = captured;

	if (argument->release_count <= 0)
		return STATUS_INVALID_PARAMETER;
	if (likely(release_idle(call, argument->handle, argument->release_count,
				&argument->previous_count)))
		return STATUS_SUCCESS;
	return release(call, argument->handle, argument->release_count,
		       &argument->previous_count);
}

static NTSTATUS service_query(struct ke_call *call, void *captured)
{
	struct ntobj_query_semaphore *argument = captured;
	struct ob_handle_snapshot snapshot;
	struct ke_semaphore *semaphore;
	NTSTATUS status;

	rcu_read_lock();
	status = ob_peek_handle(call->handles, argument->handle, ex_semaphore_type,
				NTOBJ_SEMAPHORE_QUERY_STATE, &snapshot);
	if (NT_SUCCESS(status)) {
		semaphore = to_semaphore(snapshot.object);
		spin_lock_irq(&semaphore->dispatcher.lock);
		if (ob_handle_is_current(&snapshot)) {
			argument->current_count = semaphore->dispatcher.signal_state;
			argument->maximum_count = semaphore->limit;
		} else {
			status = STATUS_INVALID_HANDLE;
		}
		spin_unlock_irq(&semaphore->dispatcher.lock);
	}
	rcu_read_unlock();
	return status;
}

static const u64 query_statuses[] = {
	KE_STATUS(STATUS_INFO_LENGTH_MISMATCH),
	KE_STATUS(STATUS_ACCESS_VIOLATION),
	KE_STATUS(STATUS_SUCCESS),
	KE_STATUS(STATUS_INVALID_HANDLE),
	KE_STATUS(STATUS_OBJECT_TYPE_MISMATCH),
	KE_STATUS(STATUS_ACCESS_DENIED),
	KE_STATUSES_END,
};

static const u64 release_statuses[] = {
	KE_STATUS(STATUS_SUCCESS),
	KE_STATUS(STATUS_INVALID_HANDLE),
	KE_STATUS(STATUS_OBJECT_TYPE_MISMATCH),
	KE_STATUS(STATUS_ACCESS_DENIED),
	KE_STATUS(STATUS_SEMAPHORE_LIMIT_EXCEEDED),
	KE_STATUSES_END,
};

static const u64 release_count_statuses[] = {
	KE_STATUS(STATUS_INFO_LENGTH_MISMATCH),
	KE_STATUS(STATUS_ACCESS_VIOLATION),
	KE_STATUS(STATUS_INVALID_PARAMETER),
	KE_STATUS(STATUS_SUCCESS),
	KE_STATUS(STATUS_INVALID_HANDLE),
	KE_STATUS(STATUS_OBJECT_TYPE_MISMATCH),
	KE_STATUS(STATUS_ACCESS_DENIED),
	KE_STATUS(STATUS_SEMAPHORE_LIMIT_EXCEEDED),
	KE_STATUSES_END,
};

static struct ke_service services[] = {
	KE_STRUCTURED(_IOC_NR(NTOBJ_IOC_CREATE_SEMAPHORE), "NtCreateSemaphore",
		      service_create, struct ntobj_create_semaphore, handle, handle,
		      ob_create_statuses),
	KE_STRUCTURED(_IOC_NR(NTOBJ_IOC_OPEN_SEMAPHORE), "NtOpenSemaphore", service_open,
		      struct ntobj_open, handle, handle, ob_open_statuses),
	KE_STRUCTURED(_IOC_NR(NTOBJ_IOC_QUERY_SEMAPHORE), "NtQuerySemaphore",
		      service_query, struct ntobj_query_semaphore, maximum_count,
		      current_count, query_statuses),
	KE_DIRECT(_IOC_NR(NTOBJ_IOC_RELEASE_SEMAPHORE), "NtReleaseSemaphore",
		  service_release, release_statuses),
	KE_STRUCTURED_PROBED(_IOC_NR(NTOBJ_IOC_RELEASE_SEMAPHORE_COUNT),
			     "NtReleaseSemaphore.count", service_release_count,
			     struct ntobj_release_semaphore, previous_count,
			     previous_count, release_count_statuses),
};

/**
 * ex_semaphore_init - make the semaphore type and its services
 *
 * Return: 0 or a negative errno.
 */
int __init ex_semaphore_init(void)
{
	if (!NT_SUCCESS(ob_create_object_type(&semaphore_information, &ex_semaphore_type)))
		return -ENOMEM;
	ke_register_services(services, ARRAY_SIZE(services));
	return 0;
}
