// SPDX-License-Identifier: LGPL-2.1-or-later OR MIT
/*
 * Event pair objects: two threads that take turns.
 */
#include "internal.h"

/**
 * NtCreateEventPair() - create an event pair object
 * @EventPairHandle: where the new handle goes; unchanged on failure
 * @DesiredAccess: rights wanted in it; SYNCHRONIZE is for all that is done with it
 * @ObjectAttributes: as NtCreateDirectoryObject() takes them
 *
 * It has two synchronization events, low and high, neither of which is signalled.
 * They are for the services of event pairs alone: NtWaitForSingleObject() and its
 * like find the pair itself always signalled.
 *
 * Origin: Server 2003.
 * Context: As NtCreateDirectoryObject().
 * Return: As NtCreateDirectoryObject().
 */
NTSTATUS NtCreateEventPair(PHANDLE EventPairHandle, ACCESS_MASK DesiredAccess,
			   POBJECT_ATTRIBUTES ObjectAttributes)
{
	struct ntobj_create_event_pair operands = {
		.desired_access = DesiredAccess,
	};
	NTSTATUS status;

	if (!EventPairHandle)
		return STATUS_ACCESS_VIOLATION;
	status = ntobj_capture_attributes(ObjectAttributes,
					  &operands.attributes);
	if (!NT_SUCCESS(status))
		return status;

	status = ntobj_call(NTOBJ_IOC_CREATE_EVENT_PAIR, &operands);
	ntobj_release_attributes(&operands.attributes);
	if (NT_SUCCESS(status))
		*EventPairHandle = ntobj_to_handle(operands.handle);
	return status;
}

/**
 * NtOpenEventPair() - open an event pair object
 * @EventPairHandle: where the new handle goes; unchanged on failure
 * @DesiredAccess: rights wanted in it
 * @ObjectAttributes: the name and flags
 *
 * Origin: Server 2003.
 * Context: Does not wait for others. Any thread; safe in signal handlers.
 * Return: As NtOpenDirectoryObject().
 */
NTSTATUS NtOpenEventPair(PHANDLE EventPairHandle, ACCESS_MASK DesiredAccess,
			 POBJECT_ATTRIBUTES ObjectAttributes)
{
	return ntobj_open_named(NTOBJ_IOC_OPEN_EVENT_PAIR, EventPairHandle,
				DesiredAccess, ObjectAttributes);
}

/**
 * NtSetLowEventPair() - signal the low event of a pair
 * @EventPairHandle: the pair, with SYNCHRONIZE
 *
 * One thread that waits for it goes on; if there is none, it stays signalled until
 * one comes.
 *
 * Origin: Server 2003.
 * Context: Does not wait for others. Any thread; safe in signal handlers.
 * Return: STATUS_SUCCESS; STATUS_INVALID_HANDLE; STATUS_OBJECT_TYPE_MISMATCH: no
 * event pair; STATUS_ACCESS_DENIED; and what any service can return, see
 * libntobj(3).
 */
NTSTATUS NtSetLowEventPair(HANDLE EventPairHandle)
{
	return ntobj_call_handle(NTOBJ_IOC_SET_LOW_EVENT_PAIR, EventPairHandle);
}

/**
 * NtSetHighEventPair() - signal the high event of a pair
 * @EventPairHandle: the pair, with SYNCHRONIZE
 *
 * Origin: Server 2003.
 * Context: Does not wait for others. Any thread; safe in signal handlers.
 * Return: As NtSetLowEventPair().
 */
NTSTATUS NtSetHighEventPair(HANDLE EventPairHandle)
{
	return ntobj_call_handle(NTOBJ_IOC_SET_HIGH_EVENT_PAIR,
				 EventPairHandle);
}

/**
 * NtWaitLowEventPair() - wait for the low event of a pair
 * @EventPairHandle: the pair, with SYNCHRONIZE
 *
 * The event is reset by that. The wait has no timeout and ends for no alert.
 *
 * Origin: Server 2003.
 * Context: Blocks. Any thread; safe in signal handlers.
 * Return: As NtSetLowEventPair(); STATUS_INSUFFICIENT_RESOURCES.
 */
NTSTATUS NtWaitLowEventPair(HANDLE EventPairHandle)
{
	return ntobj_call_handle(NTOBJ_IOC_WAIT_LOW_EVENT_PAIR,
				 EventPairHandle);
}

/**
 * NtWaitHighEventPair() - wait for the high event of a pair
 * @EventPairHandle: the pair, with SYNCHRONIZE
 *
 * Origin: Server 2003.
 * Context: Blocks. Any thread; safe in signal handlers.
 * Return: As NtWaitLowEventPair().
 */
NTSTATUS NtWaitHighEventPair(HANDLE EventPairHandle)
{
	return ntobj_call_handle(NTOBJ_IOC_WAIT_HIGH_EVENT_PAIR,
				 EventPairHandle);
}

static NTSTATUS set_and_wait(unsigned long request, HANDLE handle)
{
	struct ntobj_set_and_wait operands = {
		.handle = ntobj_from_handle(handle),
	};

	/* The structure keeps what has been done when a signal interrupts. */
	return ntobj_call(request, &operands);
}

/**
 * NtSetLowWaitHighEventPair() - signal the low event of a pair and wait for the
 * high one
 * @EventPairHandle: the pair, with SYNCHRONIZE
 *
 * Both happen at one moment, as in NtSignalAndWaitForSingleObject(): who sees the
 * one event signalled finds the caller waiting for the other. The event is
 * signalled once, however many Linux signals come while the thread waits.
 *
 * Origin: Server 2003.
 * Context: Blocks. Any thread; safe in signal handlers.
 * Return: As NtWaitLowEventPair().
 */
NTSTATUS NtSetLowWaitHighEventPair(HANDLE EventPairHandle)
{
	return set_and_wait(NTOBJ_IOC_SET_LOW_WAIT_HIGH_EVENT_PAIR,
			    EventPairHandle);
}

/**
 * NtSetHighWaitLowEventPair() - signal the high event of a pair and wait for the
 * low one
 * @EventPairHandle: the pair, with SYNCHRONIZE
 *
 * Otherwise as NtSetLowWaitHighEventPair().
 *
 * Origin: Server 2003.
 * Context: Blocks. Any thread; safe in signal handlers.
 * Return: As NtWaitLowEventPair().
 */
NTSTATUS NtSetHighWaitLowEventPair(HANDLE EventPairHandle)
{
	return set_and_wait(NTOBJ_IOC_SET_HIGH_WAIT_LOW_EVENT_PAIR,
			    EventPairHandle);
}
