// SPDX-License-Identifier: GPL-2.0
/*
 * Mutant objects: a mutant of the kernel floor with a header, and its services.
 */
#include "ex/internal.h"

static_assert(sizeof(struct ntobj_create_mutant) == 56);
static_assert(sizeof(struct ntobj_mutant_state) == 16);
static_assert(sizeof(struct ntobj_query_mutant) == 16);

struct mutant_object {
	struct ob_header header;
	struct ke_mutant mutant;
};

struct ob_type *ex_mutant_type;

static struct ke_mutant *to_mutant(struct ob_header *object)
{
	return &container_of(object, struct mutant_object, header)->mutant;
}

static void construct_mutant(void *memory)
{
	struct mutant_object *object = memory;

	ke_mutant_construct(&object->mutant);
}

static void delete_mutant(struct ob_header *object)
{
	ke_mutant_retire(to_mutant(object));
}

static const struct ob_type_information mutant_information = {
	.name = "Mutant",
	.invalid_attributes = NTOBJ_OBJ_OPENLINK,
	.generic_read = NTOBJ_READ_CONTROL | NTOBJ_MUTANT_QUERY_STATE,
	.generic_write = NTOBJ_READ_CONTROL,
	.generic_execute = NTOBJ_READ_CONTROL | NTOBJ_SYNCHRONIZE,
	.generic_all = NTOBJ_MUTANT_ALL_ACCESS,
	.valid_access = NTOBJ_MUTANT_ALL_ACCESS,
	.non_paged_pool_charge = sizeof(struct mutant_object),
	.object_size = sizeof(struct mutant_object),
	.wait_offset = offsetof(struct mutant_object, mutant.dispatcher),
	.construct = construct_mutant,
	.delete = delete_mutant,
};

static void init_mutant(struct ob_header *object, const void *context)
{
	ke_mutant_init(to_mutant(object), (struct ke_thread *)context);
}

static NTSTATUS service_create(struct ke_call *call, void *captured)
{
	struct ntobj_create_mutant *argument = captured;
	struct ke_thread *owner = NULL;

	if (argument->initial_owner) {
		owner = ke_current_thread();
		if (!owner)
			return STATUS_INSUFFICIENT_RESOURCES;
	}
	return ex_create(call, ex_mutant_type, argument->desired_access,
			 &argument->attributes, init_mutant, owner, &argument->handle);
}

static NTSTATUS service_open(struct ke_call *call, void *captured)
{
	return ob_open_service(call, ex_mutant_type, captured);
}

static NTSTATUS release_locked(struct ke_dispatcher *mutant, void *previous,
			       struct ke_signal *signal)
{
	return ke_release_mutant(ke_to_mutant(mutant), previous, signal);
}

/* To own it is right enough. */
static noinline NTSTATUS release(const struct ke_call *call, u64 handle, s32 *previous)
{
	return ex_signal(call, handle, ex_mutant_type, 0,
			 offsetof(struct mutant_object, mutant.dispatcher),
			 release_locked, previous);
}

static noinline NTSTATUS release_quietly(const struct ke_call *call, u64 handle)
{
	s32 previous;

	return release(call, handle, &previous);
}

/* The usual case: it is owned, and nobody waits. False, and nothing done, else. */
static __always_inline bool release_idle(const struct ke_call *call, u64 handle, s32 *previous)
{
	struct ob_handle_snapshot snapshot;
	struct ke_mutant *mutant;

	ob_begin_glance();
	if (ob_glance_at_handle(call->handles, handle, ex_mutant_type, 0, &snapshot)) {
		mutant = to_mutant(snapshot.object);
		spin_lock(&mutant->dispatcher.lock);
		if (likely(ob_handle_is_current(&snapshot)) &&
		    likely(ke_release_idle_mutant(mutant, previous))) {
			spin_unlock(&mutant->dispatcher.lock);
			ob_end_glance();
			return true;
		}
		spin_unlock(&mutant->dispatcher.lock);
	}
	ob_end_glance();
	return false;
}

static NTSTATUS service_release(const struct ke_call *call, u64 handle)
{
	return likely(release_idle(call, handle, NULL)) ? STATUS_SUCCESS :
	       release_quietly(call, handle);
}

static NTSTATUS service_release_previous(struct ke_call *call, void *captured)
{
	struct ntobj_mutant_state *argument = captured;

	if (argument->reserved)
		return STATUS_INVALID_PARAMETER;
	if (likely(release_idle(call, argument->handle, &argument->previous_count)))
		return STATUS_SUCCESS;
	return release(call, argument->handle, &argument->previous_count);
}

static void read_mutant(const struct ke_dispatcher *object, void *answer)
{
	const struct ke_mutant *mutant = ke_to_mutant(object);
	struct ntobj_query_mutant *argument = answer;

	argument->current_count = object->signal_state;
	argument->owned_by_caller = ke_is_owner(mutant);
	argument->abandoned = mutant->abandoned;
	argument->reserved[0] = 0;
	argument->reserved[1] = 0;
}

static NTSTATUS service_query(struct ke_call *call, void *captured)
{
	struct ntobj_query_mutant *argument = captured;

	return ex_query(call, argument->handle, ex_mutant_type, NTOBJ_MUTANT_QUERY_STATE,
			offsetof(struct mutant_object, mutant.dispatcher), read_mutant,
			argument);
}

static const u64 release_statuses[] = {
	KE_STATUS(STATUS_SUCCESS),
	KE_STATUS(STATUS_ABANDONED),
	KE_STATUS(STATUS_INVALID_HANDLE),
	KE_STATUS(STATUS_OBJECT_TYPE_MISMATCH),
	KE_STATUS(STATUS_MUTANT_NOT_OWNED),
	KE_STATUSES_END,
};

static const u64 release_previous_statuses[] = {
	KE_STATUS(STATUS_INFO_LENGTH_MISMATCH),
	KE_STATUS(STATUS_ACCESS_VIOLATION),
	KE_STATUS(STATUS_INVALID_PARAMETER),
	KE_STATUS(STATUS_SUCCESS),
	KE_STATUS(STATUS_ABANDONED),
	KE_STATUS(STATUS_INVALID_HANDLE),
	KE_STATUS(STATUS_OBJECT_TYPE_MISMATCH),
	KE_STATUS(STATUS_MUTANT_NOT_OWNED),
	KE_STATUSES_END,
};

static struct ke_service services[] = {
	KE_STRUCTURED(_IOC_NR(NTOBJ_IOC_CREATE_MUTANT), "NtCreateMutant",
		      service_create, struct ntobj_create_mutant, handle, handle,
		      ob_create_statuses, KE_FROM_KERNEL),
	KE_STRUCTURED(_IOC_NR(NTOBJ_IOC_OPEN_MUTANT), "NtOpenMutant", service_open,
		      struct ntobj_open, handle, handle, ob_open_statuses,
		      KE_FROM_KERNEL),
	KE_STRUCTURED(_IOC_NR(NTOBJ_IOC_QUERY_MUTANT), "NtQueryMutant",
		      service_query, struct ntobj_query_mutant, reserved, current_count,
		      ex_query_statuses, KE_FROM_KERNEL),
	KE_DIRECT(_IOC_NR(NTOBJ_IOC_RELEASE_MUTANT), "NtReleaseMutant",
		  service_release, release_statuses, KE_FROM_KERNEL),
	KE_STRUCTURED_PROBED(_IOC_NR(NTOBJ_IOC_RELEASE_MUTANT_PREVIOUS),
			     "NtReleaseMutant.previous", service_release_previous,
			     struct ntobj_mutant_state, reserved, previous_count,
			     release_previous_statuses, KE_FROM_KERNEL),
};

/**
 * ex_mutant_init - make the mutant type and its services
 *
 * Return: 0 or a negative errno.
 */
int __init ex_mutant_init(void)
{
	if (!NT_SUCCESS(ob_create_object_type(&mutant_information, &ex_mutant_type)))
		return -ENOMEM;
	ke_register_services(services, ARRAY_SIZE(services));
	return 0;
}
