// SPDX-License-Identifier: GPL-2.0
/*
 * Timer objects: a timer of the kernel floor with a header, and its services.
 *
 * The due time comes in NT's form, so that it is now, in the kernel, that a relative
 * one begins. No service here waits: a set is never interrupted and made again.
 *
 * A procedure that is to be called is a call of the timer (ke/timer_apc.c), in memory
 * that is made when the timer is set, and charged with the timer whether there is one or
 * not. It has a reference on the object. Who takes it from the timer is given it back by
 * the functions that are called with the lock held, and puts it when that is dropped.
 */
#include <linux/log2.h>
#include <linux/slab.h>
#include <ntobj/ke_timer.h>

#include "ex/internal.h"

static_assert(sizeof(struct ntobj_create_timer) == 56);
static_assert(sizeof(struct ntobj_set_timer) == 48);
static_assert(sizeof(struct ntobj_timer_state) == 16);
static_assert(sizeof(struct ntobj_query_timer) == 24);

struct timer_object {
	struct ob_header header;
	struct ke_timer timer;
};

/* Of a service that sets or cancels a timer. */
struct change {
	void *argument;
	struct ke_timer_apc *new;	/* the timer's from then on; or NULL */
	struct ke_timer_apc *old;	/* no more the timer's: to be put; or NULL */
};

#define DISPATCHER	offsetof(struct timer_object, timer.dispatcher)

struct ob_type *ex_timer_type;

static struct ke_timer *to_timer(struct ob_header *object)
{
	return &container_of(object, struct timer_object, header)->timer;
}

static void construct_timer(void *memory)
{
	struct timer_object *object = memory;

	ke_timer_construct(&object->timer);
}

static void delete_timer(struct ob_header *object)
{
	ke_timer_retire(to_timer(object));
}

static const struct ob_type_information timer_information = {
	.name = "Timer",
	.invalid_attributes = NTOBJ_OBJ_OPENLINK,
	.generic_read = NTOBJ_READ_CONTROL | NTOBJ_TIMER_QUERY_STATE,
	.generic_write = NTOBJ_READ_CONTROL | NTOBJ_TIMER_MODIFY_STATE,
	.generic_execute = NTOBJ_READ_CONTROL | NTOBJ_SYNCHRONIZE,
	.generic_all = NTOBJ_TIMER_ALL_ACCESS,
	.valid_access = NTOBJ_TIMER_ALL_ACCESS,
	.non_paged_pool_charge = sizeof(struct timer_object) +
				 roundup_pow_of_two(sizeof(struct ke_timer_apc)),
	.object_size = sizeof(struct timer_object),
	.wait_offset = DISPATCHER,
	.construct = construct_timer,
	.delete = delete_timer,
};

static void init_timer(struct ob_header *object, const void *context)
{
	const struct ntobj_create_timer *argument = context;

	ke_timer_init(to_timer(object), argument->timer_type == NTOBJ_NOTIFICATION_TIMER ?
		      KE_TIMER_NOTIFICATION : KE_TIMER_SYNCHRONIZATION);
}

static NTSTATUS service_create(struct ke_call *call, void *captured)
{
	struct ntobj_create_timer *argument = captured;

	if (argument->timer_type > NTOBJ_SYNCHRONIZATION_TIMER)
		return STATUS_INVALID_PARAMETER_4;
	return ex_create(call, ex_timer_type, argument->desired_access,
			 &argument->attributes, init_timer, argument, &argument->handle);
}

static NTSTATUS service_open(struct ke_call *call, void *captured)
{
	return ob_open_service(call, ex_timer_type, captured);
}

static NTSTATUS set_locked(struct ke_dispatcher *object, void *context,
			   struct ke_signal *signal)
{
	struct change *change = context;
	struct ntobj_set_timer *argument = change->argument;
	struct ke_timer *timer = ke_to_timer(object);

	argument->previous_state = object->signal_state;
	if (unlikely(timer->apc))
		change->old = ke_leave_timer_apc_locked(timer);
	if (change->new)
		ke_join_timer_apc_locked(timer, change->new);
	ke_set_timer_locked(timer, argument->due_time, argument->period, 0, NULL, signal);
	return argument->resume ? STATUS_TIMER_RESUME_IGNORED : STATUS_SUCCESS;
}

static void release_apc(struct ke_timer_apc *apc)
{
	ob_dereference_object(&container_of(apc->timer, struct timer_object, timer)->header);
	kfree(apc);
}

/* Takes over the reference on the object if it succeeds. */
static struct ke_timer_apc *create_apc(struct ob_header *object,
				       const struct ntobj_set_timer *argument)
{
	struct ke_thread *thread = ke_current_thread();
	struct ke_timer_apc *apc;

	if (!thread)
		return NULL;
	apc = kmalloc(sizeof(*apc), GFP_KERNEL_ACCOUNT);
	if (apc)
		ke_timer_apc_init(apc, to_timer(object), thread, argument->apc_routine,
				  argument->apc_context, release_apc);
	return apc;
}

static NTSTATUS set_with_apc(struct ke_call *call, struct ntobj_set_timer *argument)
{
	struct change change = { .argument = argument };
	struct ke_signal signal __uninitialized;
	struct ob_handle_snapshot snapshot;
	struct ke_dispatcher *object;
	NTSTATUS status;

	status = ob_reference_object_by_handle(call->handles, argument->handle, ex_timer_type,
					       NTOBJ_TIMER_MODIFY_STATE, &snapshot);
	if (!NT_SUCCESS(status))
		return status;
	change.new = create_apc(snapshot.object, argument);
	if (!change.new) {
		ob_dereference_object(snapshot.object);
		return STATUS_NO_MEMORY;
	}
	object = &to_timer(snapshot.object)->dispatcher;
	rcu_read_lock();
	ke_begin_signal(object, &signal);
	status = set_locked(object, &change, &signal);
	ke_end_signal(object, &signal);
	rcu_read_unlock();
	ke_put_timer_apc(change.old);
	return status;
}

static NTSTATUS service_set(struct ke_call *call, void *captured)
{
	struct ntobj_set_timer *argument = captured;
	struct change change = { .argument = argument };
	NTSTATUS status;

	if (argument->period < 0)
		return STATUS_INVALID_PARAMETER_6;
	if (argument->resume > 1 || argument->reserved)
		return STATUS_INVALID_PARAMETER;
	/* A driver has its DPCs for that. */
	if (argument->apc_routine)
		return call->kernel ? STATUS_NOT_IMPLEMENTED : set_with_apc(call, argument);
	status = ex_signal(call, argument->handle, ex_timer_type, NTOBJ_TIMER_MODIFY_STATE,
			   DISPATCHER, set_locked, &change);
	if (unlikely(change.old))
		ke_put_timer_apc(change.old);
	return status;
}

static NTSTATUS cancel_locked(struct ke_dispatcher *object, void *context,
			      struct ke_signal *signal)
{
	struct change *change = context;
	struct ntobj_timer_state *argument = change->argument;

	argument->current_state = object->signal_state;
	ke_stop_timer_locked(ke_to_timer(object));
	if (unlikely(ke_to_timer(object)->apc))
		change->old = ke_leave_timer_apc_locked(ke_to_timer(object));
	return STATUS_SUCCESS;
}

static NTSTATUS service_cancel(struct ke_call *call, void *captured)
{
	struct ntobj_timer_state *argument = captured;
	struct change change = { .argument = argument };
	NTSTATUS status;

	if (argument->reserved)
		return STATUS_INVALID_PARAMETER;
	status = ex_signal(call, argument->handle, ex_timer_type, NTOBJ_TIMER_MODIFY_STATE,
			   DISPATCHER, cancel_locked, &change);
	if (unlikely(change.old))
		ke_put_timer_apc(change.old);
	return status;
}

static void read_timer(const struct ke_dispatcher *object, void *answer)
{
	struct ntobj_query_timer *argument = answer;

	argument->remaining_time = ke_remaining_time(ke_to_timer(object));
	argument->state = object->signal_state;
	argument->reserved = 0;
}

static NTSTATUS service_query(struct ke_call *call, void *captured)
{
	struct ntobj_query_timer *argument = captured;

	return ex_query(call, argument->handle, ex_timer_type, NTOBJ_TIMER_QUERY_STATE,
			DISPATCHER, read_timer, argument);
}

/* Those of all that create, and one more. */
static u64 create_statuses[BITS_PER_LONG + 1] __ro_after_init;

static const u64 set_statuses[] = {
	KE_STATUS(STATUS_INFO_LENGTH_MISMATCH),
	KE_STATUS(STATUS_ACCESS_VIOLATION),
	KE_STATUS(STATUS_INVALID_PARAMETER),
	KE_STATUS(STATUS_INVALID_PARAMETER_6),
	KE_STATUS(STATUS_SUCCESS),
	KE_STATUS(STATUS_TIMER_RESUME_IGNORED),
	KE_STATUS(STATUS_INVALID_HANDLE),
	KE_STATUS(STATUS_OBJECT_TYPE_MISMATCH),
	KE_STATUS(STATUS_ACCESS_DENIED),
	KE_FAULT(STATUS_NO_MEMORY),
	KE_STATUSES_END,
};

static const u64 cancel_statuses[] = {
	KE_STATUS(STATUS_INFO_LENGTH_MISMATCH),
	KE_STATUS(STATUS_ACCESS_VIOLATION),
	KE_STATUS(STATUS_INVALID_PARAMETER),
	KE_STATUS(STATUS_SUCCESS),
	KE_STATUS(STATUS_INVALID_HANDLE),
	KE_STATUS(STATUS_OBJECT_TYPE_MISMATCH),
	KE_STATUS(STATUS_ACCESS_DENIED),
	KE_STATUSES_END,
};

static struct ke_service services[] = {
	KE_STRUCTURED(_IOC_NR(NTOBJ_IOC_CREATE_TIMER), "NtCreateTimer",
		      service_create, struct ntobj_create_timer, handle, handle,
		      create_statuses, KE_FROM_KERNEL),
	KE_STRUCTURED(_IOC_NR(NTOBJ_IOC_OPEN_TIMER), "NtOpenTimer", service_open,
		      struct ntobj_open, handle, handle, ob_open_statuses,
		      KE_FROM_KERNEL),
	KE_STRUCTURED_PROBED(_IOC_NR(NTOBJ_IOC_SET_TIMER), "NtSetTimer", service_set,
			     struct ntobj_set_timer, reserved, previous_state,
			     set_statuses, KE_FROM_KERNEL),
	KE_STRUCTURED_PROBED(_IOC_NR(NTOBJ_IOC_CANCEL_TIMER), "NtCancelTimer",
			     service_cancel, struct ntobj_timer_state, reserved,
			     current_state, cancel_statuses, KE_FROM_KERNEL),
	KE_STRUCTURED(_IOC_NR(NTOBJ_IOC_QUERY_TIMER), "NtQueryTimer",
		      service_query, struct ntobj_query_timer, reserved, remaining_time,
		      ex_query_statuses, KE_FROM_KERNEL),
};

static void __init note_create_statuses(void)
{
	unsigned int count;

	for (count = 0; ob_create_statuses[count] != KE_STATUSES_END; count++)
		create_statuses[count] = ob_create_statuses[count];
	create_statuses[count++] = KE_STATUS(STATUS_INVALID_PARAMETER_4);
	create_statuses[count] = KE_STATUSES_END;
}

/**
 * ex_timer_init - make the timer type and its services
 *
 * Return: 0 or a negative errno.
 */
int __init ex_timer_init(void)
{
	if (!NT_SUCCESS(ob_create_object_type(&timer_information, &ex_timer_type)))
		return -ENOMEM;
	note_create_statuses();
	ke_register_services(services, ARRAY_SIZE(services));
	return 0;
}
