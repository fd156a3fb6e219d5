// SPDX-License-Identifier: LGPL-2.1-or-later OR MIT
/*
 * Waits.
 */
#include <time.h>

#include "internal.h"

static __u64 monotonic_now(void)
{
	struct timespec now;

	clock_gettime(CLOCK_MONOTONIC, &now);
	return (__u64)now.tv_sec * 1000000000 + (__u64)now.tv_nsec;
}

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
 * Origin: Server 2003. An object that is signalled comes before an alert, an
 * alert before the timeout.
 * Context: Blocks. Any thread; safe in signal handlers.
 * Return: STATUS_WAIT_0: it was signalled; STATUS_TIMEOUT; STATUS_ALERTED;
 * STATUS_USER_APC; STATUS_INVALID_HANDLE; STATUS_ACCESS_DENIED: the handle
 * lacks SYNCHRONIZE; STATUS_INSUFFICIENT_RESOURCES; and what any service can
 * return, see libntobj(3).
 */
NTSTATUS NtWaitForSingleObject(HANDLE Handle, BOOLEAN Alertable,
			       PLARGE_INTEGER Timeout)
{
	struct ntobj_wait_single operands = {
		.handle = ntobj_from_handle(Handle),
		.flags = Alertable ? NTOBJ_WAIT_ALERTABLE : 0,
	};
	bool is_relative = Timeout && Timeout->QuadPart < 0;

	/* The deadline is made once: a signal must not put it off. */
	ntobj_convert_timeout(Timeout, is_relative ? monotonic_now() : 0,
			      &operands);
	return ntobj_call(NTOBJ_IOC_WAIT_FOR_SINGLE_OBJECT, &operands);
}
