// SPDX-License-Identifier: GPL-2.0
/*
 * Semaphore objects: a semaphore of the kernel floor with a header, and its
 * services.
 */
#include "ex/internal.h"

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

static void init_semaphore(struct ob_header *object, const void *context)
{
	const struct ntobj_create_semaphore *argument = context;

	ke_semaphore_init(to_semaphore(object), argument->initial_count,
			  argument->maximum_count);
}

static NTSTATUS service_create(struct ke_call *call, void *captured)
{
	struct ntobj_create_semaphore *argument = captured;

	if (argument->reserved || !are_counts_valid(argument))
		return STATUS_INVALID_PARAMETER;
	return ex_create(call, ex_semaphore_type, argument->desired_access,
			 &argument->attributes, init_semaphore, argument,
			 &argument->handle);
}

static NTSTATUS service_open(struct ke_call *call, void *captured)
{
	return ob_open_service(call, ex_semaphore_type, captured);
}

struct release {
	s32 count;
	s32 *previous;
};

static NTSTATUS release_locked(struct ke_dispatcher *object, void *context,
			       struct ke_signal *signal)
{
	const struct release *release = context;

	return ke_release_semaphore(container_of(object, struct ke_semaphore, dispatcher),
				    release->count, release->previous, signal);
}

static noinline NTSTATUS release(const struct ke_call *call, u64 handle, s32 count,
				 s32 *previous)
{
	struct release release = { count, previous };

	return ex_signal(call, handle, ex_semaphore_type, NTOBJ_SEMAPHORE_MODIFY_STATE,
			 offsetof(struct semaphore_object, semaphore.dispatcher),
			 release_locked, &release);
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

static void read_semaphore(const struct ke_dispatcher *object, void *answer)
{
	struct ntobj_query_semaphore *argument = answer;

	argument->current_count = object->signal_state;
	argument->maximum_count =
		container_of(object, struct ke_semaphore, dispatcher)->limit;
}

static NTSTATUS service_query(struct ke_call *call, void *captured)
{
	struct ntobj_query_semaphore *argument = captured;

	return ex_query(call, argument->handle, ex_semaphore_type,
			NTOBJ_SEMAPHORE_QUERY_STATE,
			offsetof(struct semaphore_object, semaphore.dispatcher),
			read_semaphore, argument);
}

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
		      ob_create_statuses, KE_FROM_KERNEL),
	KE_STRUCTURED(_IOC_NR(NTOBJ_IOC_OPEN_SEMAPHORE), "NtOpenSemaphore", service_open,
		      struct ntobj_open, handle, handle, ob_open_statuses,
		      KE_FROM_KERNEL),
	KE_STRUCTURED(_IOC_NR(NTOBJ_IOC_QUERY_SEMAPHORE), "NtQuerySemaphore",
		      service_query, struct ntobj_query_semaphore, maximum_count,
		      current_count, ex_query_statuses, KE_FROM_KERNEL),
	KE_DIRECT(_IOC_NR(NTOBJ_IOC_RELEASE_SEMAPHORE), "NtReleaseSemaphore",
		  service_release, release_statuses, KE_FROM_KERNEL),
	KE_STRUCTURED_PROBED(_IOC_NR(NTOBJ_IOC_RELEASE_SEMAPHORE_COUNT),
			     "NtReleaseSemaphore.count", service_release_count,
			     struct ntobj_release_semaphore, previous_count,
			     previous_count, release_count_statuses, KE_FROM_KERNEL),
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
