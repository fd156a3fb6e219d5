// SPDX-License-Identifier: LGPL-2.1-or-later OR MIT
/*
 * Suspended threads.
 */
#include "internal.h"

static NTSTATUS change(unsigned long request, HANDLE thread, PULONG previous)
{
	struct ntobj_suspend_thread operands = {
		.handle = ntobj_from_handle(thread),
	};
	NTSTATUS status = ntobj_call(request, &operands);

	if (status == STATUS_SUCCESS && previous)
		*previous = operands.previous_count;
	return status;
}

/**
 * NtSuspendThread() - have a thread run no more until it is resumed
 * @ThreadHandle: the thread, with THREAD_SUSPEND_RESUME; of any process
 * @PreviousSuspendCount: gets how often it was suspended before; may be NULL
 *
 * It must be resumed as often as it was suspended. Another thread may run on for a
 * moment after the call; the calling one comes back when it is resumed. What the
 * thread has locked stays locked. A wait that it is in goes on when it is resumed,
 * with its old deadline, and takes nothing before that. Signals that it handles
 * wait as well; those that end, stop or continue its process do what they do.
 *
 * The count stays when all handles are closed, and when the suspender ends.
 *
 * Origin: Server 2003.
 * Context: Does not wait for others, but for who resumes the calling thread. Any
 * thread; safe in signal handlers.
 * Return: STATUS_SUCCESS; STATUS_INVALID_HANDLE; STATUS_OBJECT_TYPE_MISMATCH: no
 * thread; STATUS_ACCESS_DENIED; STATUS_SUSPEND_COUNT_EXCEEDED: it has been 127
 * times; STATUS_THREAD_IS_TERMINATING: it has ended, or does just now;
 * STATUS_INSUFFICIENT_RESOURCES; and what any service can return, see libntobj(3).
 */
NTSTATUS NtSuspendThread(HANDLE ThreadHandle, PULONG PreviousSuspendCount)
{
	return change(NTOBJ_IOC_SUSPEND_THREAD, ThreadHandle,
		      PreviousSuspendCount);
}

/**
 * NtResumeThread() - take back NtSuspendThread(), once
 * @ThreadHandle: the thread, with THREAD_SUSPEND_RESUME or THREAD_RESUME
 * @PreviousSuspendCount: gets how often it was suspended before: 1 says that it runs
 *	now, 0 that it was not suspended, or has ended; may be NULL
 *
 * Origin: Server 2003; THREAD_RESUME is from Windows Vista.
 * Context: Does not wait for others. Any thread; safe in signal handlers.
 * Return: STATUS_SUCCESS; STATUS_INVALID_HANDLE; STATUS_OBJECT_TYPE_MISMATCH: no
 * thread; STATUS_ACCESS_DENIED; STATUS_INSUFFICIENT_RESOURCES; and what any service
 * can return, see libntobj(3).
 */
NTSTATUS NtResumeThread(HANDLE ThreadHandle, PULONG PreviousSuspendCount)
{
	return change(NTOBJ_IOC_RESUME_THREAD, ThreadHandle,
		      PreviousSuspendCount);
}

/**
 * NtAlertResumeThread() - end a thread's alertable wait, and resume it
 * @ThreadHandle: the thread, with THREAD_SUSPEND_RESUME
 * @PreviousSuspendCount: as in NtResumeThread()
 *
 * If the thread is in an alertable wait, that returns STATUS_ALERTED as soon as the
 * thread runs; if not, its next one does. NtTestAlert() knows nothing of it: it is
 * an alert for kernel mode.
 *
 * Origin: Server 2003.
 * Context: Does not wait for others. Any thread; safe in signal handlers.
 * Return: As NtResumeThread().
 */
NTSTATUS NtAlertResumeThread(HANDLE ThreadHandle, PULONG PreviousSuspendCount)
{
	return change(NTOBJ_IOC_ALERT_RESUME_THREAD, ThreadHandle,
		      PreviousSuspendCount);
}
