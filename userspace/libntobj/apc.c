// SPDX-License-Identifier: LGPL-2.1-or-later OR MIT
/*
 * User APCs: what others, and timers, have given the thread to call.
 *
 * The kernel interrupts no program. It says that there is something, and the
 * library takes it and calls it here, in the thread and on its stack. Nothing is
 * held meanwhile: a routine may wait, take others itself, queue others, and leave
 * by longjmp(3).
 */
#include <string.h>

#include "internal.h"

static NTSTATUS take_next(struct ntobj_test_alert *next)
{
	memset(next, 0, sizeof(*next));
	return ntobj_call(NTOBJ_IOC_TEST_ALERT, next);
}

/* A 64-bit program may have queued for a 32-bit one what that can't have. */
static bool has_routine(const struct ntobj_test_alert *next)
{
	return ntobj_from_pointer(ntobj_to_pointer(next->routine)) ==
	       next->routine;
}

/* That of a timer has two integers in place of pointers, which are passed alike. */
static void call(const struct ntobj_test_alert *next)
{
	PPS_APC_ROUTINE routine = (PPS_APC_ROUTINE)(uintptr_t)next->routine;

	routine(ntobj_to_pointer(next->arguments[0]),
		ntobj_to_pointer(next->arguments[1]),
		ntobj_to_pointer(next->arguments[2]));
}

/* That nothing is behind one does not count: it may queue others itself. */
static void call_all_from(struct ntobj_test_alert *next)
{
	while (next->routine) {
		if (has_routine(next))
			call(next);
		take_next(next);
	}
}

/* With what a wait in the kernel has returned; returns it when all is called. */
NTSTATUS ntobj_end_wait(NTSTATUS status)
{
	struct ntobj_test_alert next;

	if (status == STATUS_USER_APC) {
		take_next(&next);
		call_all_from(&next);
	}
	return status;
}

/**
 * NtQueueApcThread() - have a thread call a function
 * @ThreadHandle: the thread, with THREAD_SET_CONTEXT; of any process
 * @ApcRoutine: the function, by its address in that thread's program; with NULL
 *	nothing is queued
 * @ApcArgument1: what it is called with
 * @ApcArgument2: likewise
 * @ApcArgument3: likewise
 *
 * The thread calls what is queued, in the order in which it was, when it waits
 * alertably or calls NtTestAlert(), and at no other time. What is queued while it
 * does that, by the functions themselves too, is called as well, before the wait
 * returns.
 *
 * A function may leave by longjmp(3); what is behind it stays queued. One that
 * waits alertably itself has what is behind it called in that wait. A 32-bit
 * program leaves out a function whose address has more than 32 bits, and gets the
 * lower 32 of an argument.
 *
 * What is queued is forgotten when the thread ends or begins another program by
 * execve(2). A child of fork(2) has nothing queued.
 *
 * Origin: Server 2003.
 * Context: Does not wait for others. Any thread; safe in signal handlers.
 * Return: STATUS_SUCCESS; STATUS_INVALID_HANDLE; STATUS_OBJECT_TYPE_MISMATCH: no
 * thread; STATUS_ACCESS_DENIED; STATUS_UNSUCCESSFUL: it has ended;
 * STATUS_QUOTA_EXCEEDED; STATUS_NO_MEMORY; and what any service can return, see
 * libntobj(3).
 */
NTSTATUS NtQueueApcThread(HANDLE ThreadHandle, PPS_APC_ROUTINE ApcRoutine,
			  PVOID ApcArgument1, PVOID ApcArgument2,
			  PVOID ApcArgument3)
{
	struct ntobj_queue_apc operands = {
		.handle = ntobj_from_handle(ThreadHandle),
		.routine = (uintptr_t)ApcRoutine,
		.arguments = {
			ntobj_from_pointer(ApcArgument1),
			ntobj_from_pointer(ApcArgument2),
			ntobj_from_pointer(ApcArgument3),
		},
	};

	return ntobj_call(NTOBJ_IOC_QUEUE_APC_THREAD, &operands);
}

/**
 * NtTestAlert() - take back an alert of the calling thread's, and call its user
 * APCs
 *
 * Origin: Server 2003.
 * Context: Runs what is queued. Any thread; safe in signal handlers as far as that
 * is.
 * Return: STATUS_SUCCESS; STATUS_ALERTED: NtAlertThread() had alerted it; and what
 * any service can return, see libntobj(3).
 */
NTSTATUS NtTestAlert(void)
{
	struct ntobj_test_alert next;
	NTSTATUS status;

	status = take_next(&next);
	call_all_from(&next);
	return status;
}
