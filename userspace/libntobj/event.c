// SPDX-License-Identifier: LGPL-2.1-or-later OR MIT
/*
 * Event objects.
 */
#include "internal.h"

/**
 * NtCreateEvent() - create an event object
 * @EventHandle: where the new handle goes; unchanged on failure
 * @DesiredAccess: rights wanted in it
 * @ObjectAttributes: as NtCreateDirectoryObject() takes them
 * @EventType: NotificationEvent or SynchronizationEvent
 * @InitialState: TRUE to create it signalled
 *
 * Origin: Server 2003.
 * Context: As NtCreateDirectoryObject().
 * Return: As NtCreateDirectoryObject(); and STATUS_INVALID_PARAMETER: no such
 * type of event.
 */
NTSTATUS NtCreateEvent(PHANDLE EventHandle, ACCESS_MASK DesiredAccess,
		       POBJECT_ATTRIBUTES ObjectAttributes,
		       EVENT_TYPE EventType, BOOLEAN InitialState)
{
	struct ntobj_create_event operands = {
		.desired_access = DesiredAccess,
		.event_type = EventType,
		.initial_state = InitialState,
	};
	NTSTATUS status;

	if (!EventHandle)
		return STATUS_ACCESS_VIOLATION;
	status = ntobj_capture_attributes(ObjectAttributes,
					  &operands.attributes);
	if (!NT_SUCCESS(status))
		return status;

	status = ntobj_call(NTOBJ_IOC_CREATE_EVENT, &operands);
	ntobj_release_attributes(&operands.attributes);
	if (NT_SUCCESS(status))
		*EventHandle = ntobj_to_handle(operands.handle);
	return status;
}

/**
 * NtOpenEvent() - open an event object
 * @EventHandle: where the new handle goes; unchanged on failure
 * @DesiredAccess: rights wanted in it
 * @ObjectAttributes: the name and flags
 *
 * Origin: Server 2003.
 * Context: Does not wait for others. Any thread; safe in signal handlers.
 * Return: As NtOpenDirectoryObject().
 */
NTSTATUS NtOpenEvent(PHANDLE EventHandle, ACCESS_MASK DesiredAccess,
		     POBJECT_ATTRIBUTES ObjectAttributes)
{
	return ntobj_open_named(NTOBJ_IOC_OPEN_EVENT, EventHandle,
				DesiredAccess, ObjectAttributes);
}

/* Without a place for the previous state the operand is the handle itself. */
static NTSTATUS change_state(unsigned long request,
			     unsigned long request_previous, HANDLE handle,
			     PLONG previous_state)
{
	struct ntobj_event_state operands = {
		.handle = ntobj_from_handle(handle),
	};
	NTSTATUS status;

	if (!previous_state)
		return ntobj_call_handle(request, handle);

	status = ntobj_call(request_previous, &operands);
	if (NT_SUCCESS(status))
		*previous_state = operands.previous_state;
	return status;
}

/**
 * NtSetEvent() - signal an event
 * @EventHandle: the event, with EVENT_MODIFY_STATE
 * @PreviousState: 0 or 1, what it was before; NULL, which is faster, if that
 *	does not matter
 *
 * A notification event releases all its waiters and stays signalled; a
 * synchronization event releases one and is reset by that, or stays signalled
 * if there is none.
 *
 * Origin: Server 2003.
 * Context: Does not wait for others. Any thread; safe in signal handlers.
 * Return: STATUS_SUCCESS; STATUS_INVALID_HANDLE; STATUS_OBJECT_TYPE_MISMATCH:
 * no event; STATUS_ACCESS_DENIED; and what any service can return, see
 * libntobj(3).
 */
NTSTATUS NtSetEvent(HANDLE EventHandle, PLONG PreviousState)
{
	return change_state(NTOBJ_IOC_SET_EVENT, NTOBJ_IOC_SET_EVENT_PREVIOUS,
			    EventHandle, PreviousState);
}

/**
 * NtResetEvent() - make an event not signalled
 * @EventHandle: the event, with EVENT_MODIFY_STATE
 * @PreviousState: 0 or 1, what it was before; may be NULL
 *
 * Origin: Server 2003.
 * Context: Does not wait for others. Any thread; safe in signal handlers.
 * Return: As NtSetEvent().
 */
NTSTATUS NtResetEvent(HANDLE EventHandle, PLONG PreviousState)
{
	return change_state(NTOBJ_IOC_RESET_EVENT,
			    NTOBJ_IOC_RESET_EVENT_PREVIOUS, EventHandle,
			    PreviousState);
}

/**
 * NtClearEvent() - make an event not signalled, whatever it was
 * @EventHandle: the event, with EVENT_MODIFY_STATE
 *
 * Origin: Server 2003.
 * Context: Does not wait for others. Any thread; safe in signal handlers.
 * Return: As NtSetEvent().
 */
NTSTATUS NtClearEvent(HANDLE EventHandle)
{
	return ntobj_call_handle(NTOBJ_IOC_CLEAR_EVENT, EventHandle);
}

/**
 * NtPulseEvent() - release those who wait now, and leave the event not signalled
 * @EventHandle: the event, with EVENT_MODIFY_STATE
 * @PreviousState: 0 or 1, what it was before; may be NULL
 *
 * Origin: Server 2003.
 * Context: Does not wait for others. Any thread; safe in signal handlers.
 * Return: As NtSetEvent().
 */
NTSTATUS NtPulseEvent(HANDLE EventHandle, PLONG PreviousState)
{
	return change_state(NTOBJ_IOC_PULSE_EVENT,
			    NTOBJ_IOC_PULSE_EVENT_PREVIOUS, EventHandle,
			    PreviousState);
}

/**
 * NtQueryEvent() - read an event's type and state
 * @EventHandle: the event, with EVENT_QUERY_STATE
 * @EventInformationClass: EventBasicInformation
 * @EventInformation: EVENT_BASIC_INFORMATION; its state is 0 or 1
 * @EventInformationLength: bytes there, exactly the structure's
 * @ReturnLength: bytes written; may be NULL
 *
 * Origin: Server 2003; class and length are looked at before the handle.
 * Context: Does not wait for others. Any thread; safe in signal handlers.
 * Return: STATUS_SUCCESS; STATUS_INVALID_INFO_CLASS;
 * STATUS_INFO_LENGTH_MISMATCH: another length; STATUS_ACCESS_VIOLATION: no
 * buffer; STATUS_INVALID_HANDLE; STATUS_OBJECT_TYPE_MISMATCH: no event;
 * STATUS_ACCESS_DENIED; and what any service can return, see libntobj(3).
 */
NTSTATUS NtQueryEvent(HANDLE EventHandle,
		      EVENT_INFORMATION_CLASS EventInformationClass,
		      PVOID EventInformation, ULONG EventInformationLength,
		      PULONG ReturnLength)
{
	struct ntobj_query_event operands = {
		.handle = ntobj_from_handle(EventHandle),
	};
	EVENT_BASIC_INFORMATION *information = EventInformation;
	NTSTATUS status;

	if (EventInformationClass != EventBasicInformation)
		return STATUS_INVALID_INFO_CLASS;
	if (EventInformationLength != sizeof(*information))
		return STATUS_INFO_LENGTH_MISMATCH;
	if (!information)
		return STATUS_ACCESS_VIOLATION;

	status = ntobj_call(NTOBJ_IOC_QUERY_EVENT, &operands);
	if (!NT_SUCCESS(status))
		return status;
	information->EventType = (EVENT_TYPE)operands.event_type;
	information->EventState = operands.state;
	if (ReturnLength)
		*ReturnLength = sizeof(*information);
	return status;
}
