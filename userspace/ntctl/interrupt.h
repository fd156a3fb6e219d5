/* SPDX-License-Identifier: GPL-2.0 */
#ifndef NTCTL_INTERRUPT_H
#define NTCTL_INTERRUPT_H

#include <ntobj.h>

/**
 * struct wait_call - what to wait for
 * @signal: signalled at the moment when the wait begins, which then is for one
 *	object; or NULL
 * @handles: the objects
 * @count: how many
 * @type: whether to wait for any or all of them
 * @timeout: how long; NULL for ever
 */
struct wait_call {
	HANDLE signal;
	HANDLE *handles;
	ULONG count;
	WAIT_TYPE type;
	LARGE_INTEGER *timeout;
};

void interrupt_begin(void);
int interrupt_take(void);
int interrupt_poll(int descriptor);
int interruptible_wait(const struct wait_call *call, NTSTATUS *status);

#endif /* NTCTL_INTERRUPT_H */
