// SPDX-License-Identifier: GPL-2.0
/*
 * Event pair objects: two synchronization events under one handle, low and high, by
 * which two threads take turns. A client sets the one and waits for the other in one
 * call, and so does its server.
 *
 * To set one and wait for the other is done with both locks held, taken as
 * ke_begin_signal_and_wait() takes those of any two objects; see ex/signal_and_wait.c
 * for why a call that is made again only waits. The other services take the lock of
 * their event.
 *
 * A reference on the object keeps both events. Who found the pair by a handle may
 * have either lock alone, so both are passed through before the memory is used again
 * (ke_dispatcher_retire()).
 *
 * A wait for the pair itself never blocks: neither event is the object's own
 * dispatcher.
 */
#include "ex/internal.h"

static_assert(sizeof(struct ntobj_create_event_pair) == 56);
static_assert(sizeof(struct ntobj_set_and_wait) == 16);

struct event_pair {
	struct ob_header header;
	struct ke_dispatcher low;
	struct ke_dispatcher high;
};

/* Which of the two: where it is in the object. */
#define LOW	offsetof(struct event_pair, low)
#define HIGH	offsetof(struct event_pair, high)

struct ob_type *ex_event_pair_type;

static struct event_pair *to_event_pair(struct ob_header *object)
{
	return container_of(object, struct event_pair, header);
}

static void construct_event_pair(void *memory)
{
	struct event_pair *pair = memory;

	ke_dispatcher_construct(&pair->low);
	ke_dispatcher_construct(&pair->high);
	pair->low.place = LOW;
	pair->high.place = HIGH;
}

static void delete_event_pair(struct ob_header *object)
{
	ke_dispatcher_retire(&to_event_pair(object)->low);
	ke_dispatcher_retire(&to_event_pair(object)->high);
}

static const struct ob_wait_part parts[] = {
	{ LOW, "low" },
	{ HIGH, "high" },
	{}
};

static const struct ob_type_information event_pair_information = {
	.name = "EventPair",
	.invalid_attributes = NTOBJ_OBJ_OPENLINK,
	.generic_read = NTOBJ_READ_CONTROL | NTOBJ_SYNCHRONIZE,
	.generic_write = NTOBJ_READ_CONTROL | NTOBJ_SYNCHRONIZE,
	.generic_execute = NTOBJ_READ_CONTROL | NTOBJ_SYNCHRONIZE,
	.generic_all = NTOBJ_EVENT_PAIR_ALL_ACCESS,
	.valid_access = NTOBJ_EVENT_PAIR_ALL_ACCESS,
	.non_paged_pool_charge = sizeof(struct event_pair),
	.object_size = sizeof(struct event_pair),
	.wait_offset = OB_NO_WAIT_OBJECT,
	.wait_parts = parts,
	.construct = construct_event_pair,
	.delete = delete_event_pair,
};

static void init_event_pair(struct ob_header *object, const void *context)
{
	struct event_pair *pair = to_event_pair(object);

	ke_dispatcher_init(&pair->low, KE_SYNCHRONIZATION_EVENT, 0);
	ke_dispatcher_init(&pair->high, KE_SYNCHRONIZATION_EVENT, 0);
}

static NTSTATUS service_create(struct ke_call *call, void *captured)
{
	struct ntobj_create_event_pair *argument = captured;

	if (argument->reserved)
		return STATUS_INVALID_PARAMETER;
	return ex_create(call, ex_event_pair_type, argument->desired_access,
			 &argument->attributes, init_event_pair, NULL, &argument->handle);
}

static NTSTATUS service_open(struct ke_call *call, void *captured)
{
	return ob_open_service(call, ex_event_pair_type, captured);
}

static NTSTATUS set_locked(struct ke_dispatcher *event, void *context,
			   struct ke_signal *signal)
{
	ke_change_event(event, KE_EVENT_SET, signal);
	return STATUS_SUCCESS;
}

static NTSTATUS service_set_low(const struct ke_call *call, u64 handle)
{
	return ex_signal(call, handle, ex_event_pair_type, NTOBJ_SYNCHRONIZE, LOW,
			 set_locked, NULL);
}

static NTSTATUS service_set_high(const struct ke_call *call, u64 handle)
{
	return ex_signal(call, handle, ex_event_pair_type, NTOBJ_SYNCHRONIZE, HIGH,
			 set_locked, NULL);
}

/*
 * With the locks held: whether the wait for @event is satisfied at once, or can be
 * queued. Before anything is set: a call that has set can't fail any more.
 */
static NTSTATUS prepare(struct ob_header *object, const struct ke_dispatcher *event,
			struct ke_thread **thread)
{
	if (event->signal_state > 0)
		return STATUS_SUCCESS;
	*thread = ke_find_used_thread();
	if (unlikely(!*thread))
		return KE_NO_THREAD;
	return likely(ob_reference_object_unless_gone(object)) ? KE_QUEUED :
	       STATUS_INVALID_HANDLE;
}

/* A wait that was queued keeps the object; set_and_wait() lets it go. */
struct pair_wait {
	struct ob_header *object;
	struct ke_thread *thread;
};

/* @set is of the event to set first, or 0. */
static __always_inline NTSTATUS begin(const struct ke_call *call, u64 handle, size_t set,
				      size_t waited, struct pair_wait *wait)
{
	struct ke_signal signal __uninitialized;
	struct ob_handle_snapshot snapshot;
	struct ke_dispatcher *first, *event;
	NTSTATUS status;

	rcu_read_lock();
	status = ob_look_at_handle(call->handles, handle, ex_event_pair_type,
				   NTOBJ_SYNCHRONIZE, &snapshot);
	if (!NT_SUCCESS(status))
		goto out;
	wait->object = snapshot.object;
	event = (void *)snapshot.object + waited;
	first = set ? (void *)snapshot.object + set : event;
	ke_begin_signal_and_wait(first, event, &signal);
	status = likely(ob_handle_is_current(&snapshot)) ?
		 prepare(snapshot.object, event, &wait->thread) : STATUS_INVALID_HANDLE;
	if (set && NT_SUCCESS(status))
		ke_change_event(first, KE_EVENT_SET, &signal);
	if (status == KE_QUEUED)
		ke_queue_single(event, wait->thread);
	else if (status == STATUS_SUCCESS)
		ke_try_satisfy(event);
	ke_end_signal(first, &signal);
out:
	rcu_read_unlock();
	return status;
}

/* @set as in begin(); @signalled is set if it is. */
static __always_inline NTSTATUS set_and_wait(const struct ke_call *call, u64 handle,
					     size_t set, size_t waited, u32 *signalled)
{
	struct pair_wait wait __uninitialized;
	NTSTATUS status;

	status = begin(call, handle, set, waited, &wait);
	if (unlikely(status == KE_NO_THREAD)) {
		if (!ke_current_thread())
			return STATUS_INSUFFICIENT_RESOURCES;
		status = begin(call, handle, set, waited, &wait);
	}
	if (!NT_SUCCESS(status))
		return status;
	if (set)
		*signalled = 1;
	if (status == KE_QUEUED) {
		status = ke_sleep(wait.thread, NTOBJ_WAIT_FOREVER, 0);
		ob_dereference_object(wait.object);
	}
	return status;
}

static noinline NTSTATUS wait(const struct ke_call *call, u64 handle, size_t waited)
{
	return set_and_wait(call, handle, 0, waited, NULL);
}

static NTSTATUS service_wait_low(const struct ke_call *call, u64 handle)
{
	return wait(call, handle, LOW);
}

static NTSTATUS service_wait_high(const struct ke_call *call, u64 handle)
{
	return wait(call, handle, HIGH);
}

static NTSTATUS set_one_wait_other(struct ke_call *call, struct ntobj_set_and_wait *argument,
				   size_t set, size_t waited)
{
	NTSTATUS status;

	if (argument->signalled > 1 || argument->reserved)
		return STATUS_INVALID_PARAMETER;
	if (argument->signalled)
		return wait(call, argument->handle, waited);
	status = set_and_wait(call, argument->handle, set, waited, &argument->signalled);
	/* Also if a Unix signal has ended it. */
	call->answer = argument->signalled;
	return status;
}

static NTSTATUS service_set_low_wait_high(struct ke_call *call, void *captured)
{
	return set_one_wait_other(call, captured, LOW, HIGH);
}

static NTSTATUS service_set_high_wait_low(struct ke_call *call, void *captured)
{
	return set_one_wait_other(call, captured, HIGH, LOW);
}

static const u64 wait_statuses[] = {
	KE_STATUS(STATUS_SUCCESS),
	KE_STATUS(STATUS_INVALID_HANDLE),
	KE_STATUS(STATUS_OBJECT_TYPE_MISMATCH),
	KE_STATUS(STATUS_ACCESS_DENIED),
	KE_FAULT(STATUS_INSUFFICIENT_RESOURCES),
	KE_STATUSES_END,
};

static const u64 set_and_wait_statuses[] = {
	KE_STATUS(STATUS_INFO_LENGTH_MISMATCH),
	KE_STATUS(STATUS_ACCESS_VIOLATION),
	KE_STATUS(STATUS_INVALID_PARAMETER),
	KE_STATUS(STATUS_SUCCESS),
	KE_STATUS(STATUS_INVALID_HANDLE),
	KE_STATUS(STATUS_OBJECT_TYPE_MISMATCH),
	KE_STATUS(STATUS_ACCESS_DENIED),
	KE_FAULT(STATUS_INSUFFICIENT_RESOURCES),
	KE_STATUSES_END,
};

static struct ke_service services[] = {
	KE_STRUCTURED(_IOC_NR(NTOBJ_IOC_CREATE_EVENT_PAIR), "NtCreateEventPair",
		      service_create, struct ntobj_create_event_pair, handle, handle,
		      ob_create_statuses),
	KE_STRUCTURED(_IOC_NR(NTOBJ_IOC_OPEN_EVENT_PAIR), "NtOpenEventPair", service_open,
		      struct ntobj_open, handle, handle, ob_open_statuses),
	KE_DIRECT(_IOC_NR(NTOBJ_IOC_SET_LOW_EVENT_PAIR), "NtSetLowEventPair",
		  service_set_low, ex_signal_statuses),
	KE_DIRECT(_IOC_NR(NTOBJ_IOC_SET_HIGH_EVENT_PAIR), "NtSetHighEventPair",
		  service_set_high, ex_signal_statuses),
	KE_DIRECT(_IOC_NR(NTOBJ_IOC_WAIT_LOW_EVENT_PAIR), "NtWaitLowEventPair",
		  service_wait_low, wait_statuses),
	KE_DIRECT(_IOC_NR(NTOBJ_IOC_WAIT_HIGH_EVENT_PAIR), "NtWaitHighEventPair",
		  service_wait_high, wait_statuses),
	KE_STRUCTURED_PROBED(_IOC_NR(NTOBJ_IOC_SET_LOW_WAIT_HIGH_EVENT_PAIR),
			     "NtSetLowWaitHighEventPair", service_set_low_wait_high,
			     struct ntobj_set_and_wait, reserved, signalled,
			     set_and_wait_statuses),
	KE_STRUCTURED_PROBED(_IOC_NR(NTOBJ_IOC_SET_HIGH_WAIT_LOW_EVENT_PAIR),
			     "NtSetHighWaitLowEventPair", service_set_high_wait_low,
			     struct ntobj_set_and_wait, reserved, signalled,
			     set_and_wait_statuses),
};

/**
 * ex_event_pair_init - make the event pair type and its services
 *
 * Return: 0 or a negative errno.
 */
int __init ex_event_pair_init(void)
{
	if (!NT_SUCCESS(ob_create_object_type(&event_pair_information, &ex_event_pair_type)))
		return -ENOMEM;
	ke_register_services(services, ARRAY_SIZE(services));
	return 0;
}
