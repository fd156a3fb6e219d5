// SPDX-License-Identifier: LGPL-2.1-or-later OR MIT
/*
 * Waits.
 */
#include "internal.h"

/**
 * NtWaitForSingleObject() - wait until an object is signalled
 * @Handle: the object, with SYNCHRONIZE
 * @Alertable: TRUE if alerts and user APCs shall end the wait
 * @Timeout: in units of 100 ns. Less than 0: so long from now, whatever is done
 *	to the clock. 0: do not wait. More than 0: until that time since
 *	1601-01-01, following changes of the clock. NULL: forever
 *
 * An object of a type that has no state to wait for counts as signalled. A
 * Linux signal whose handler returns does not end the wait, nor does it make
 * it longer.
 *
 * An alertable wait that ends by user APCs calls them all, and those that they
 * have queued, before it returns STATUS_USER_APC; see NtQueueApcThread(). An
 * alert that comes meanwhile counts as seen.
 *
 * Origin: Server 2003. An object that is signalled comes before an alert, an
 * alert before APCs, and these before the timeout.
 * Context: Blocks. Any thread; safe in signal handlers.
 * Return: STATUS_WAIT_0: it was signalled; STATUS_ABANDONED_WAIT_0: it is a
 * mutant, which its last owner left behind abandoned, and now the calling
 * thread's; STATUS_TIMEOUT; STATUS_ALERTED; STATUS_USER_APC;
 * STATUS_MUTANT_LIMIT_EXCEEDED: the calling thread owns the mutant 2^31 times;
 * STATUS_INVALID_HANDLE; STATUS_ACCESS_DENIED: the handle lacks SYNCHRONIZE;
 * STATUS_INSUFFICIENT_RESOURCES; and what any service can return, see
 * libntobj(3).
 */
NTSTATUS NtWaitForSingleObject(HANDLE Handle, BOOLEAN Alertable,
			       PLARGE_INTEGER Timeout)
{
	struct ntobj_wait_single operands = {
		.handle = ntobj_from_handle(Handle),
	};

	ntobj_set_limits(&operands, Alertable, Timeout);
	return ntobj_end_wait(ntobj_call(NTOBJ_IOC_WAIT_FOR_SINGLE_OBJECT,
					 &operands));
}

/* The kernel's handles have 64 bits. */
static void widen_handles(__u64 *wide, const HANDLE *handles, ULONG count)
{
	ULONG i;

	for (i = 0; i < count; i++)
		wide[i] = ntobj_from_handle(handles[i]);
}

/**
 * NtWaitForMultipleObjects() - wait until any or all of several objects are
 * signalled
 * @Count: how many, 1 to MAXIMUM_WAIT_OBJECTS
 * @Handles: the objects, each with SYNCHRONIZE
 * @WaitType: WaitAny or WaitAll
 * @Alertable: as NtWaitForSingleObject() takes it
 * @Timeout: as NtWaitForSingleObject() takes it
 *
 * A wait for any takes from one object: the first in @Handles that is signalled
 * when the call looks, or, if it has to wait, that which was signalled first. A
 * wait for all takes nothing before all are signalled, and then from all at one
 * moment.
 *
 * Origin: Server 2003.
 * Context: Blocks. Any thread; safe in signal handlers.
 * Return: STATUS_WAIT_0 + n: of a wait for any, the object with the index n did
 * it; STATUS_WAIT_0: all were signalled; STATUS_ABANDONED_WAIT_0 + n, or
 * STATUS_ABANDONED_WAIT_0: likewise, and it was an abandoned mutant, or at least
 * one of them was; STATUS_INVALID_PARAMETER_1: such a count can't be;
 * STATUS_INVALID_PARAMETER_3: no such type; STATUS_INVALID_PARAMETER_MIX: a wait
 * for all with an object that is there twice; and as NtWaitForSingleObject().
 */
NTSTATUS NtWaitForMultipleObjects(ULONG Count, HANDLE Handles[],
				  WAIT_TYPE WaitType, BOOLEAN Alertable,
				  PLARGE_INTEGER Timeout)
{
	struct ntobj_wait_single limits;
	__u64 wide[NTOBJ_WAIT_OBJECTS];
	struct ntobj_wait_multiple operands = {
		.handles = ntobj_from_pointer(Handles),
		.count = Count,
		.wait_type = WaitType,
	};

	/* What is wrong with the array or the count the kernel tells. */
	if (sizeof(HANDLE) < sizeof(wide[0]) && Handles &&
	    Count <= NTOBJ_WAIT_OBJECTS) {
		widen_handles(wide, Handles, Count);
		operands.handles = ntobj_from_pointer(wide);
	}
	ntobj_set_limits(&limits, Alertable, Timeout);
	operands.deadline = limits.deadline;
	operands.flags = limits.flags;
	return ntobj_end_wait(ntobj_call(NTOBJ_IOC_WAIT_FOR_MULTIPLE_OBJECTS,
					 &operands));
}

/**
 * NtSignalAndWaitForSingleObject() - signal one object and wait for another
 * @ObjectToSignal: an event with EVENT_MODIFY_STATE, which is set; a semaphore
 *	with SEMAPHORE_MODIFY_STATE, which is released by one; or a mutant that
 *	the calling thread owns, which is released
 * @WaitableObject: what to wait for, with SYNCHRONIZE
 * @Alertable: as NtWaitForSingleObject() takes it
 * @TimeOut: as NtWaitForSingleObject() takes it
 *
 * Both happen at one moment: who sees the one object signalled finds the caller
 * waiting for the other. The object is signalled once, however many Linux signals
 * come while the thread waits.
 *
 * Origin: Server 2003, where the two are not one moment.
 * Context: Blocks. Any thread; safe in signal handlers.
 * Return: As NtWaitForSingleObject(), the object having been signalled also with
 * STATUS_TIMEOUT, STATUS_ALERTED and STATUS_USER_APC;
 * STATUS_OBJECT_TYPE_MISMATCH: @ObjectToSignal is none of the three;
 * STATUS_SEMAPHORE_LIMIT_EXCEEDED; STATUS_MUTANT_NOT_OWNED; for a mutant
 * that nobody owns since its owner left it behind abandoned, STATUS_ABANDONED,
 * and there was no wait.
 */
NTSTATUS NtSignalAndWaitForSingleObject(HANDLE ObjectToSignal,
					HANDLE WaitableObject,
					BOOLEAN Alertable,
					PLARGE_INTEGER TimeOut)
{
	struct ntobj_wait_single limits;
	struct ntobj_signal_and_wait operands = {
		.signal_handle = ntobj_from_handle(ObjectToSignal),
		.wait_handle = ntobj_from_handle(WaitableObject),
	};

	ntobj_set_limits(&limits, Alertable, TimeOut);
	operands.deadline = limits.deadline;
	operands.flags = limits.flags;
	/* The structure keeps what has been done when a signal interrupts. */
	return ntobj_end_wait(ntobj_call(NTOBJ_IOC_SIGNAL_AND_WAIT, &operands));
}
