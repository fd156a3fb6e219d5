// SPDX-License-Identifier: GPL-2.0
/*
 * Event objects: an event of the kernel floor with a header, and its services.
 */
#include "ex/internal.h"

struct event {
	struct ob_header header;
	struct ke_dispatcher dispatcher;
};

static_assert(sizeof(struct event) <= 192 || IS_ENABLED(CONFIG_DEBUG_SPINLOCK));

struct ob_type *ex_event_type;

static struct event *to_event(struct ob_header *object)
{
	return container_of(object, struct event, header);
}

static void construct_event(void *memory)
{
	struct event *event = memory;

	ke_dispatcher_construct(&event->dispatcher);
}

static void delete_event(struct ob_header *object)
{
	ke_dispatcher_retire(&to_event(object)->dispatcher);
}

static const struct ob_type_information event_information = {
	.name = "Event",
	.invalid_attributes = NTOBJ_OBJ_OPENLINK,
	.generic_read = NTOBJ_READ_CONTROL | NTOBJ_EVENT_QUERY_STATE,
	.generic_write = NTOBJ_READ_CONTROL | NTOBJ_EVENT_MODIFY_STATE,
	.generic_execute = NTOBJ_READ_CONTROL | NTOBJ_SYNCHRONIZE,
	.generic_all = NTOBJ_EVENT_ALL_ACCESS,
	.valid_access = NTOBJ_EVENT_ALL_ACCESS,
	.non_paged_pool_charge = sizeof(struct event),
	.object_size = sizeof(struct event),
	.wait_offset = offsetof(struct event, dispatcher),
	.construct = construct_event,
	.delete = delete_event,
};

static void init_event(struct ob_header *object, const void *context)
{
	const struct ntobj_create_event *argument = context;

	ke_dispatcher_init(&to_event(object)->dispatcher, argument->event_type,
			   argument->initial_state ? 1 : 0);
}

static NTSTATUS service_create(struct ke_call *call, void *captured)
{
	struct ntobj_create_event *argument = captured;

	if (argument->reserved || argument->event_type > NTOBJ_SYNCHRONIZATION_EVENT)
		return STATUS_INVALID_PARAMETER;
	return ex_create(call, ex_event_type, argument->desired_access,
			 &argument->attributes, init_event, argument, &argument->handle);
}

static NTSTATUS service_open(struct ke_call *call, void *captured)
{
	return ob_open_service(call, ex_event_type, captured);
}

struct change {
	enum ke_event_operation operation;
	s32 *previous;
};

static NTSTATUS change_locked(struct ke_dispatcher *event, void *context,
			      struct ke_signal *signal)
{
	const struct change *change = context;
	s32 state = ke_change_event(event, change->operation, signal);

	if (change->previous)
		*change->previous = state;
	return STATUS_SUCCESS;
}

/* What a service does to an event in all cases. */
static noinline NTSTATUS change(const struct ke_call *call, u64 handle,
				enum ke_event_operation operation, s32 *previous)
{
	struct change change = { operation, previous };

	return ex_signal(call, handle, ex_event_type, NTOBJ_EVENT_MODIFY_STATE,
			 offsetof(struct event, dispatcher), change_locked, &change);
}

/* The usual case of set and reset; false, and nothing done, in any other. */
static __always_inline bool change_idle(const struct ke_call *call, u64 handle, s32 state)
{
	struct ob_handle_snapshot snapshot;
	struct ke_dispatcher *event;

	ob_begin_glance();
	if (ob_glance_at_handle(call->handles, handle, ex_event_type,
				NTOBJ_EVENT_MODIFY_STATE, &snapshot)) {
		event = &to_event(snapshot.object)->dispatcher;
		if (state && unlikely(ke_is_waited_for(event)))
			goto out;
		spin_lock(&event->lock);
		if (likely(ob_handle_is_current(&snapshot)) &&
		    likely(ke_change_idle_event(event, state))) {
			spin_unlock(&event->lock);
			ob_end_glance();
			return true;
		}
		spin_unlock(&event->lock);
	}
out:
	ob_end_glance();
	return false;
}

static NTSTATUS service_set(const struct ke_call *call, u64 handle)
{
	return likely(change_idle(call, handle, 1)) ? STATUS_SUCCESS :
	       change(call, handle, KE_EVENT_SET, NULL);
}

static NTSTATUS service_reset(const struct ke_call *call, u64 handle)
{
	return likely(change_idle(call, handle, 0)) ? STATUS_SUCCESS :
	       change(call, handle, KE_EVENT_RESET, NULL);
}

static NTSTATUS service_pulse(const struct ke_call *call, u64 handle)
{
	return change(call, handle, KE_EVENT_PULSE, NULL);
}

static NTSTATUS change_and_tell(struct ke_call *call, void *captured,
				enum ke_event_operation operation)
{
	struct ntobj_event_state *argument = captured;

	if (argument->reserved)
		return STATUS_INVALID_PARAMETER;
	return change(call, argument->handle, operation, &argument->previous_state);
}

static NTSTATUS service_set_previous(struct ke_call *call, void *captured)
{
	return change_and_tell(call, captured, KE_EVENT_SET);
}

static NTSTATUS service_reset_previous(struct ke_call *call, void *captured)
{
	return change_and_tell(call, captured, KE_EVENT_RESET);
}

static NTSTATUS service_pulse_previous(struct ke_call *call, void *captured)
{
	return change_and_tell(call, captured, KE_EVENT_PULSE);
}

static void read_event(const struct ke_dispatcher *event, void *answer)
{
	struct ntobj_query_event *argument = answer;

	argument->event_type = event->type;
	argument->state = event->signal_state;
}

static NTSTATUS service_query(struct ke_call *call, void *captured)
{
	struct ntobj_query_event *argument = captured;

	return ex_query(call, argument->handle, ex_event_type, NTOBJ_EVENT_QUERY_STATE,
			offsetof(struct event, dispatcher), read_event, argument);
}

static const u64 previous_statuses[] = {
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
	KE_STRUCTURED(_IOC_NR(NTOBJ_IOC_CREATE_EVENT), "NtCreateEvent",
		      service_create, struct ntobj_create_event, handle, handle,
		      ob_create_statuses, KE_FROM_KERNEL),
	KE_STRUCTURED(_IOC_NR(NTOBJ_IOC_OPEN_EVENT), "NtOpenEvent", service_open,
		      struct ntobj_open, handle, handle, ob_open_statuses,
		      KE_FROM_KERNEL),
	KE_STRUCTURED(_IOC_NR(NTOBJ_IOC_QUERY_EVENT), "NtQueryEvent",
		      service_query, struct ntobj_query_event, state, event_type,
		      ex_query_statuses, KE_FROM_KERNEL),
	KE_DIRECT(_IOC_NR(NTOBJ_IOC_SET_EVENT), "NtSetEvent", service_set,
		  ex_signal_statuses, KE_FROM_KERNEL),
	KE_DIRECT(_IOC_NR(NTOBJ_IOC_RESET_EVENT), "NtResetEvent", service_reset,
		  ex_signal_statuses, KE_FROM_KERNEL),
	KE_DIRECT(_IOC_NR(NTOBJ_IOC_CLEAR_EVENT), "NtClearEvent", service_reset,
		  ex_signal_statuses, KE_FROM_KERNEL),
	KE_DIRECT(_IOC_NR(NTOBJ_IOC_PULSE_EVENT), "NtPulseEvent", service_pulse,
		  ex_signal_statuses, KE_FROM_KERNEL),
	KE_STRUCTURED_PROBED(_IOC_NR(NTOBJ_IOC_SET_EVENT_PREVIOUS),
			     "NtSetEvent.previous", service_set_previous,
			     struct ntobj_event_state, reserved, previous_state,
			     previous_statuses, KE_FROM_KERNEL),
	KE_STRUCTURED_PROBED(_IOC_NR(NTOBJ_IOC_RESET_EVENT_PREVIOUS),
			     "NtResetEvent.previous", service_reset_previous,
			     struct ntobj_event_state, reserved, previous_state,
			     previous_statuses, KE_FROM_KERNEL),
	KE_STRUCTURED_PROBED(_IOC_NR(NTOBJ_IOC_PULSE_EVENT_PREVIOUS),
			     "NtPulseEvent.previous", service_pulse_previous,
			     struct ntobj_event_state, reserved, previous_state,
			     previous_statuses, KE_FROM_KERNEL),
};

/**
 * ex_event_init - make the event type and its services
 *
 * Return: 0 or a negative errno.
 */
int __init ex_event_init(void)
{
	if (!NT_SUCCESS(ob_create_object_type(&event_information, &ex_event_type)))
		return -ENOMEM;
	ke_register_services(services, ARRAY_SIZE(services));
	return 0;
}
