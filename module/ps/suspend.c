// SPDX-License-Identifier: GPL-2.0
/*
 * The services that suspend a thread, and resume it: ke/suspend.c does both.
 *
 * What they tell can't be undone once the thread has run on, or has not, so the answer's
 * place is written to before anything is changed.
 */
#include <linux/rcupdate.h>
#include <ntobj/ke_apc.h>

#include "ps/internal.h"

static_assert(sizeof(struct ntobj_suspend_thread) == 16);

typedef NTSTATUS (*change_function)(struct ke_thread **target, u32 *previous);

/* It need not have an object for that. */
static NTSTATUS change_self(struct ntobj_suspend_thread *argument, change_function change)
{
	struct ke_thread *thread = ke_current_thread();

	if (!thread)
		return STATUS_INSUFFICIENT_RESOURCES;
	return change(&thread, &argument->previous_count);
}

/* Each of the rights @sufficient will do. */
static NTSTATUS change_thread(struct ke_call *call, struct ntobj_suspend_thread *argument,
			      u32 sufficient, change_function change)
{
	struct ob_handle_snapshot snapshot;
	NTSTATUS status;

	if (argument->reserved)
		return STATUS_INVALID_PARAMETER;
	if (argument->handle == NTOBJ_CURRENT_THREAD)
		return change_self(argument, change);
	status = ob_reference_object_by_handle(call->handles, argument->handle,
					       ps_thread_type, 0, &snapshot);
	if (!NT_SUCCESS(status))
		return status;
	if (snapshot.access & sufficient) {
		status = change(ps_apc_target(snapshot.object), &argument->previous_count);
	} else {
		status = STATUS_ACCESS_DENIED;
		ke_note_right(status, snapshot.object->id, NTOBJ_THREAD_SUSPEND_RESUME);
	}
	ob_dereference_object(snapshot.object);
	return status;
}

static NTSTATUS service_suspend(struct ke_call *call, void *captured)
{
	return change_thread(call, captured, NTOBJ_THREAD_SUSPEND_RESUME, ke_suspend_thread);
}

static NTSTATUS service_resume(struct ke_call *call, void *captured)
{
	return change_thread(call, captured, NTOBJ_THREAD_SUSPEND_RESUME | NTOBJ_THREAD_RESUME,
			     ke_resume_thread);
}

/* As KeAlertResumeThread. The alert is there when the thread runs on. */
static NTSTATUS alert_and_resume(struct ke_thread **target, u32 *previous)
{
	struct ke_thread *thread;
	unsigned long flags;

	rcu_read_lock();
	thread = ke_lock_apc_target(target, &flags);
	if (thread) {
		ke_alert_thread(thread, KE_ALERTED_KERNEL);
		ke_unlock_apc_target(thread, flags);
	}
	rcu_read_unlock();
	return ke_resume_thread(target, previous);
}

static NTSTATUS service_alert_resume(struct ke_call *call, void *captured)
{
	return change_thread(call, captured, NTOBJ_THREAD_SUSPEND_RESUME, alert_and_resume);
}

static const u64 suspend_statuses[] = {
	KE_STATUS(STATUS_INFO_LENGTH_MISMATCH),
	KE_STATUS(STATUS_ACCESS_VIOLATION),
	KE_STATUS(STATUS_INVALID_PARAMETER),
	KE_STATUS(STATUS_SUCCESS),
	KE_STATUS(STATUS_INVALID_HANDLE),
	KE_STATUS(STATUS_OBJECT_TYPE_MISMATCH),
	KE_STATUS(STATUS_ACCESS_DENIED),
	KE_STATUS(STATUS_SUSPEND_COUNT_EXCEEDED),
	KE_STATUS(STATUS_THREAD_IS_TERMINATING),
	KE_FAULT(STATUS_INSUFFICIENT_RESOURCES),
	KE_STATUSES_END,
};

static const u64 resume_statuses[] = {
	KE_STATUS(STATUS_INFO_LENGTH_MISMATCH),
	KE_STATUS(STATUS_ACCESS_VIOLATION),
	KE_STATUS(STATUS_INVALID_PARAMETER),
	KE_STATUS(STATUS_SUCCESS),
	KE_STATUS(STATUS_INVALID_HANDLE),
	KE_STATUS(STATUS_OBJECT_TYPE_MISMATCH),
	KE_STATUS(STATUS_ACCESS_DENIED),
	KE_FAULT(STATUS_INSUFFICIENT_RESOURCES),
	KE_STATUSES_END,
};

static struct ke_service services[] = {
	KE_STRUCTURED_PROBED(_IOC_NR(NTOBJ_IOC_SUSPEND_THREAD), "NtSuspendThread",
			     service_suspend, struct ntobj_suspend_thread, reserved,
			     previous_count, suspend_statuses),
	KE_STRUCTURED_PROBED(_IOC_NR(NTOBJ_IOC_RESUME_THREAD), "NtResumeThread",
			     service_resume, struct ntobj_suspend_thread, reserved,
			     previous_count, resume_statuses),
	KE_STRUCTURED_PROBED(_IOC_NR(NTOBJ_IOC_ALERT_RESUME_THREAD), "NtAlertResumeThread",
			     service_alert_resume, struct ntobj_suspend_thread, reserved,
			     previous_count, resume_statuses),
};

/* Puts the services into the native table. */
void __init ps_suspend_init(void)
{
	ke_register_services(services, ARRAY_SIZE(services));
}
