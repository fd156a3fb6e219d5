// SPDX-License-Identifier: LGPL-2.1-or-later OR MIT
/*
 * Alerts: what ends another thread's wait, or its next one.
 */
#include "internal.h"

/**
 * NtAlertThread() - end a thread's alertable wait
 * @ThreadHandle: the thread, with THREAD_ALERT; of any process
 *
 * The wait returns STATUS_ALERTED. If the thread is in none, its next alertable
 * wait that is not satisfied at once does, or its next NtTestAlert(), whichever
 * comes first. To alert a thread that was alerted already changes nothing, nor does
 * it for one that has ended.
 *
 * Origin: Server 2003.
 * Context: Does not wait for others. Any thread; safe in signal handlers.
 * Return: STATUS_SUCCESS; STATUS_INVALID_HANDLE; STATUS_OBJECT_TYPE_MISMATCH: no
 * thread; STATUS_ACCESS_DENIED; STATUS_INSUFFICIENT_RESOURCES; and what any service
 * can return, see libntobj(3).
 */
NTSTATUS NtAlertThread(HANDLE ThreadHandle)
{
	return ntobj_call_handle(NTOBJ_IOC_ALERT_THREAD, ThreadHandle);
}

/**
 * NtAlertThreadByThreadId() - end a thread's NtWaitForAlertByThreadId()
 * @ThreadId: its number, in the calling process; ClientId.UniqueThread, gettid(2)
 *
 * If the thread is not in that, its next one returns at once. Other waits and
 * NtTestAlert() know nothing of it.
 *
 * Origin: Windows 8.
 * Context: Does not wait for others. Any thread; safe in signal handlers.
 * Return: STATUS_SUCCESS; STATUS_INVALID_CID: no such thread; STATUS_ACCESS_DENIED:
 * it is of another process; STATUS_INSUFFICIENT_RESOURCES; and what any service can
 * return, see libntobj(3).
 */
NTSTATUS NtAlertThreadByThreadId(HANDLE ThreadId)
{
	return ntobj_call_handle(NTOBJ_IOC_ALERT_THREAD_BY_THREAD_ID, ThreadId);
}

/**
 * NtWaitForAlertByThreadId() - wait for NtAlertThreadByThreadId()
 * @Address: what the thread waits for; for the reader of the program alone
 * @Timeout: as NtWaitForSingleObject() takes it
 *
 * Nothing else ends the wait: no user APC, and not NtAlertThread().
 *
 * Origin: Windows 8.
 * Context: Blocks. Any thread; safe in signal handlers.
 * Return: STATUS_ALERTED; STATUS_TIMEOUT; STATUS_INSUFFICIENT_RESOURCES; and what
 * any service can return, see libntobj(3).
 */
NTSTATUS NtWaitForAlertByThreadId(PVOID Address, PLARGE_INTEGER Timeout)
{
	struct ntobj_wait_single limits;
	struct ntobj_delay operands = { 0 };

	(void)Address;
	ntobj_set_limits(&limits, FALSE, Timeout);
	operands.deadline = limits.deadline;
	operands.flags = limits.flags;
	return ntobj_call(NTOBJ_IOC_WAIT_FOR_ALERT_BY_THREAD_ID, &operands);
}
