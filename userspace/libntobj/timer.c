// SPDX-License-Identifier: LGPL-2.1-or-later OR MIT
/*
 * Timer objects.
 */
#include "internal.h"

/**
 * NtCreateTimer() - create a timer object
 * @TimerHandle: where the new handle goes; unchanged on failure
 * @DesiredAccess: rights wanted in it
 * @ObjectAttributes: as NtCreateDirectoryObject() takes them
 * @TimerType: NotificationTimer or SynchronizationTimer
 *
 * It is not signalled, and will not be before it is set.
 *
 * Origin: Server 2003.
 * Context: As NtCreateDirectoryObject().
 * Return: As NtCreateDirectoryObject(); and STATUS_INVALID_PARAMETER_4: no such
 * type of timer.
 */
NTSTATUS NtCreateTimer(PHANDLE TimerHandle, ACCESS_MASK DesiredAccess,
		       POBJECT_ATTRIBUTES ObjectAttributes,
		       TIMER_TYPE TimerType)
{
	struct ntobj_create_timer operands = {
		.desired_access = DesiredAccess,
		.timer_type = TimerType,
	};
	NTSTATUS status;

	if (!TimerHandle)
		return STATUS_ACCESS_VIOLATION;
	status = ntobj_capture_attributes(ObjectAttributes,
					  &operands.attributes);
	if (!NT_SUCCESS(status))
		return status;

	status = ntobj_call(NTOBJ_IOC_CREATE_TIMER, &operands);
	ntobj_release_attributes(&operands.attributes);
	if (NT_SUCCESS(status))
		*TimerHandle = ntobj_to_handle(operands.handle);
	return status;
}

/**
 * NtOpenTimer() - open a timer object
 * @TimerHandle: where the new handle goes; unchanged on failure
 * @DesiredAccess: rights wanted in it
 * @ObjectAttributes: the name and flags
 *
 * Origin: Server 2003.
 * Context: Does not wait for others. Any thread; safe in signal handlers.
 * Return: As NtOpenDirectoryObject().
 */
NTSTATUS NtOpenTimer(PHANDLE TimerHandle, ACCESS_MASK DesiredAccess,
		     POBJECT_ATTRIBUTES ObjectAttributes)
{
	return ntobj_open_named(NTOBJ_IOC_OPEN_TIMER, TimerHandle,
				DesiredAccess, ObjectAttributes);
}

/**
 * NtSetTimer() - say when a timer becomes signalled
 * @TimerHandle: the timer, with TIMER_MODIFY_STATE
 * @DueTime: units of 100 ns: below 0, so long from now, the time that the machine
 *	sleeps included; else the system time, since 1601
 * @TimerApcRoutine: what the calling thread is to call each time that the timer
 *	expires, in an alertable wait or NtTestAlert; or NULL
 * @TimerContext: its first argument; the others are the low and the high half of
 *	the system time at which the timer expired
 * @ResumeTimer: TRUE to ask that the machine wakes up for it, which it will not
 * @Period: milliseconds between further times; 0 if there are none
 * @PreviousState: whether it was signalled before; may be NULL
 *
 * Until it is due it is not signalled; if the time is past it is at once. What was
 * set before is void. The further times are a whole number of periods after the
 * first, however late somebody was.
 *
 * A procedure that was not called before the timer expires again is called once, with
 * the first of the times. To set the timer anew or to cancel it takes back what was
 * not called. The thread's end cancels the timer, and so does execve(2). Until then,
 * or until it has been called if there is no period, the timer lives on without a
 * handle.
 *
 * Origin: Server 2003.
 * Context: Does not wait for others. Any thread; safe in signal handlers.
 * Return: STATUS_SUCCESS; STATUS_TIMER_RESUME_IGNORED: it is set, but nothing
 * wakes up the machine; STATUS_INVALID_PARAMETER_6: a period below 0;
 * STATUS_ACCESS_VIOLATION: no due time; STATUS_INVALID_HANDLE;
 * STATUS_OBJECT_TYPE_MISMATCH: no timer; STATUS_ACCESS_DENIED; STATUS_NO_MEMORY:
 * for the procedure; and what any service can return, see libntobj(3).
 */
NTSTATUS NtSetTimer(HANDLE TimerHandle, PLARGE_INTEGER DueTime,
		    PTIMER_APC_ROUTINE TimerApcRoutine, PVOID TimerContext,
		    BOOLEAN ResumeTimer, LONG Period, PBOOLEAN PreviousState)
{
	struct ntobj_set_timer operands = {
		.handle = ntobj_from_handle(TimerHandle),
		.apc_routine = (uintptr_t)TimerApcRoutine,
		.apc_context = (uintptr_t)TimerContext,
		.period = Period,
		.resume = !!ResumeTimer,
	};
	NTSTATUS status;

	if (!DueTime)
		return STATUS_ACCESS_VIOLATION;
	operands.due_time = DueTime->QuadPart;
	status = ntobj_call(NTOBJ_IOC_SET_TIMER, &operands);
	if (NT_SUCCESS(status) && PreviousState)
		*PreviousState = (BOOLEAN)operands.previous_state;
	return status;
}

/**
 * NtCancelTimer() - see to it that a timer does not become signalled
 * @TimerHandle: the timer, with TIMER_MODIFY_STATE
 * @CurrentState: whether it is signalled, which it stays; may be NULL
 *
 * Origin: Server 2003.
 * Context: Does not wait for others. Any thread; safe in signal handlers.
 * Return: STATUS_SUCCESS; STATUS_INVALID_HANDLE; STATUS_OBJECT_TYPE_MISMATCH: no
 * timer; STATUS_ACCESS_DENIED; and what any service can return, see libntobj(3).
 */
NTSTATUS NtCancelTimer(HANDLE TimerHandle, PBOOLEAN CurrentState)
{
	struct ntobj_timer_state operands = {
		.handle = ntobj_from_handle(TimerHandle),
	};
	NTSTATUS status;

	status = ntobj_call(NTOBJ_IOC_CANCEL_TIMER, &operands);
	if (NT_SUCCESS(status) && CurrentState)
		*CurrentState = (BOOLEAN)operands.current_state;
	return status;
}

/**
 * NtQueryTimer() - read a timer
 * @TimerHandle: the timer, with TIMER_QUERY_STATE
 * @TimerInformationClass: TimerBasicInformation
 * @TimerInformation: TIMER_BASIC_INFORMATION
 * @TimerInformationLength: bytes there, exactly the structure's
 * @ReturnLength: bytes written; may be NULL
 *
 * The remaining time is one until the next time that it becomes signalled. If there
 * will be none it is one until when the last was or would have been, and mostly below
 * 0 as that is past.
 *
 * Origin: Server 2003; class and length are looked at before the handle.
 * Context: Does not wait for others. Any thread; safe in signal handlers.
 * Return: STATUS_SUCCESS; STATUS_INVALID_INFO_CLASS;
 * STATUS_INFO_LENGTH_MISMATCH: another length; STATUS_ACCESS_VIOLATION: no
 * buffer; STATUS_INVALID_HANDLE; STATUS_OBJECT_TYPE_MISMATCH: no timer;
 * STATUS_ACCESS_DENIED; and what any service can return, see libntobj(3).
 */
NTSTATUS NtQueryTimer(HANDLE TimerHandle,
		      TIMER_INFORMATION_CLASS TimerInformationClass,
		      PVOID TimerInformation, ULONG TimerInformationLength,
		      PULONG ReturnLength)
{
	struct ntobj_query_timer operands = {
		.handle = ntobj_from_handle(TimerHandle),
	};
	TIMER_BASIC_INFORMATION *information = TimerInformation;
	NTSTATUS status;

	if (TimerInformationClass != TimerBasicInformation)
		return STATUS_INVALID_INFO_CLASS;
	if (TimerInformationLength != sizeof(*information))
		return STATUS_INFO_LENGTH_MISMATCH;
	if (!information)
		return STATUS_ACCESS_VIOLATION;

	status = ntobj_call(NTOBJ_IOC_QUERY_TIMER, &operands);
	if (!NT_SUCCESS(status))
		return status;
	information->RemainingTime.QuadPart = operands.remaining_time;
	information->TimerState = (BOOLEAN)operands.state;
	if (ReturnLength)
		*ReturnLength = sizeof(*information);
	return status;
}
