// SPDX-License-Identifier: LGPL-2.1-or-later OR MIT
/*
 * Sleeping for a time, and letting others run.
 */
#include "internal.h"

/* The first moment of either clock. */
#define LONG_PAST	1

/**
 * NtDelayExecution() - sleep for a time
 * @Alertable: TRUE if alerts and user APCs shall end it
 * @DelayInterval: in units of 100 ns. Less than 0: so long from now. More than 0:
 *	until that time since 1601-01-01. 0: let others run, as NtYieldExecution();
 *	if it is alertable, only look whether there is something. The least there
 *	is, 0x8000000000000000, is forever
 *
 * Timeouts and user APCs are as in NtWaitForSingleObject().
 *
 * Origin: Server 2003.
 * Context: Blocks. Any thread; safe in signal handlers.
 * Return: STATUS_SUCCESS: the time has come; STATUS_ALERTED; STATUS_USER_APC;
 * STATUS_NO_YIELD_PERFORMED: there was no other to run; STATUS_ACCESS_VIOLATION:
 * @DelayInterval is NULL; STATUS_INSUFFICIENT_RESOURCES; and what any service can
 * return, see libntobj(3).
 */
NTSTATUS NtDelayExecution(BOOLEAN Alertable, PLARGE_INTEGER DelayInterval)
{
	struct ntobj_wait_single limits;
	struct ntobj_delay operands = { 0 };

	if (!DelayInterval)
		return STATUS_ACCESS_VIOLATION;
	ntobj_set_limits(&limits, Alertable, DelayInterval);
	operands.deadline = limits.deadline;
	operands.flags = limits.flags;
	/* A time that has come is not the same as none. */
	if (operands.deadline == NTOBJ_WAIT_POLL && DelayInterval->QuadPart)
		operands.deadline = LONG_PAST;
	return ntobj_end_wait(ntobj_call(NTOBJ_IOC_DELAY_EXECUTION, &operands));
}

/**
 * NtYieldExecution() - let another thread run
 *
 * Origin: Server 2003.
 * Context: Lets other threads run. Any thread; safe in signal handlers.
 * Return: STATUS_SUCCESS: one has run; STATUS_NO_YIELD_PERFORMED: there was none;
 * and what any service can return, see libntobj(3).
 */
NTSTATUS NtYieldExecution(void)
{
	return ntobj_ioctl(NTOBJ_IOC_YIELD_EXECUTION, 0);
}
