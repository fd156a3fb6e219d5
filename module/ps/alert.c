// SPDX-License-Identifier: GPL-2.0
/*
 * The services that alert a thread: by a handle, which ends its alertable waits; and by
 * its id, which a thread of the same process waits for and nothing else does.
 */
#include <linux/pid.h>
#include <linux/rcupdate.h>
#include <linux/sched/signal.h>
#include <linux/sched/task.h>
#include <ntobj/ke_apc.h>
#include <ntobj/ob_lookup.h>

#include "compat/linux.h"
#include "ps/internal.h"

static NTSTATUS alert_self(void)
{
	struct ke_thread *thread = ke_current_thread();

	if (!thread)
		return STATUS_INSUFFICIENT_RESOURCES;
	rcu_read_lock();
	ke_alert_thread(thread, KE_ALERTED_USER);
	rcu_read_unlock();
	return STATUS_SUCCESS;
}

/*
 * In an RCU read section, as the object may be another thread's soon. Under the lock
 * of what is queued, as an exec that takes the object away must not find the new
 * program alerted.
 */
static NTSTATUS alert_by_handle(const struct ke_call *call, u64 handle)
{
	struct ob_handle_snapshot snapshot;
	struct ke_thread *thread;
	unsigned long flags;
	NTSTATUS status;

	status = ob_look_at_handle(call->handles, handle, ps_thread_type,
				   NTOBJ_THREAD_ALERT, &snapshot);
	if (!NT_SUCCESS(status))
		return status;
	thread = ke_lock_apc_target(ps_apc_target(snapshot.object), &flags);
	/* If the handle is good still, that was its object's thread. */
	smp_rmb();
	if (!ob_handle_is_current(&snapshot))
		status = STATUS_INVALID_HANDLE;
	/* One that has ended has nothing to be alerted from. */
	else if (thread)
		ke_alert_thread(thread, KE_ALERTED_USER);
	if (thread)
		ke_unlock_apc_target(thread, flags);
	return status;
}

static NTSTATUS service_alert(const struct ke_call *call, u64 handle)
{
	NTSTATUS status;

	if (handle == NTOBJ_CURRENT_THREAD)
		return alert_self();
	if (ob_find_pseudo_handle(handle))
		return STATUS_OBJECT_TYPE_MISMATCH;
	rcu_read_lock();
	status = alert_by_handle(call, handle);
	rcu_read_unlock();
	return status;
}

/* Of the calling process, and not used: what it has not waited for is remembered. */
static NTSTATUS remember_alert(struct task_struct *task)
{
	struct ke_thread *new = ke_create_thread(task);
	struct ke_thread *thread;

	if (!new)
		return STATUS_INSUFFICIENT_RESOURCES;
	ke_lock_threads();
	thread = ke_add_thread(&new);
	if (!IS_ERR(thread)) {
		rcu_read_lock();
		ke_alert_thread(thread, KE_ALERTED_BY_ID);
		rcu_read_unlock();
	}
	ke_unlock_threads();
	ke_free_thread(new);
	if (!IS_ERR(thread))
		return STATUS_SUCCESS;
	return PTR_ERR(thread) == -ESRCH ? STATUS_INVALID_CID : STATUS_INSUFFICIENT_RESOURCES;
}

static NTSTATUS alert_known(struct task_struct *task, bool *known)
{
	struct ke_thread *thread;

	/* Linux writes the field plainly; its other bits do not matter. */
	if (!task || data_race(task->flags) & COMPAT_PF_NO_PROGRAM)
		return STATUS_INVALID_CID;
	if (!same_thread_group(task, current))
		return STATUS_ACCESS_DENIED;
	/* One that is not used may be dropped just now, unless the table is locked. */
	thread = ke_find_thread(task);
	*known = thread && test_bit(KE_THREAD_USED, &thread->flags);
	if (*known)
		ke_alert_thread(thread, KE_ALERTED_BY_ID);
	return STATUS_SUCCESS;
}

static NTSTATUS service_alert_by_id(const struct ke_call *call, u64 id)
{
	struct task_struct *task;
	bool known = true;
	NTSTATUS status;

	if (!id || id > INT_MAX)
		return STATUS_INVALID_CID;
	rcu_read_lock();
	task = pid_task(find_vpid(id), PIDTYPE_PID);
	status = alert_known(task, &known);
	if (!known)
		get_task_struct(task);
	rcu_read_unlock();
	if (!known) {
		status = remember_alert(task);
		put_task_struct(task);
	}
	return status;
}

static NTSTATUS service_wait_by_id(struct ke_call *call, void *captured)
{
	const struct ntobj_delay *argument = captured;
	struct ke_thread *thread;

	if (argument->flags & ~NTOBJ_WAIT_REALTIME || argument->reserved)
		return STATUS_INVALID_PARAMETER;
	thread = ke_current_thread();
	if (!thread)
		return STATUS_INSUFFICIENT_RESOURCES;
	if (ke_test_alert(thread, KE_ALERTED_BY_ID))
		return STATUS_ALERTED;
	if (argument->deadline == NTOBJ_WAIT_POLL)
		return STATUS_TIMEOUT;
	return ke_delay(thread, KE_FOR_ALERT_BY_ID, argument->deadline,
			argument->flags | KE_WAIT_BY_ID);
}

static const u64 alert_statuses[] = {
	KE_STATUS(STATUS_SUCCESS),
	KE_STATUS(STATUS_INVALID_HANDLE),
	KE_STATUS(STATUS_OBJECT_TYPE_MISMATCH),
	KE_STATUS(STATUS_ACCESS_DENIED),
	KE_FAULT(STATUS_INSUFFICIENT_RESOURCES),
	KE_STATUSES_END,
};

static const u64 alert_by_id_statuses[] = {
	KE_STATUS(STATUS_SUCCESS),
	KE_STATUS(STATUS_INVALID_CID),
	KE_STATUS(STATUS_ACCESS_DENIED),
	KE_FAULT(STATUS_INSUFFICIENT_RESOURCES),
	KE_STATUSES_END,
};

static const u64 wait_by_id_statuses[] = {
	KE_STATUS(STATUS_INFO_LENGTH_MISMATCH),
	KE_STATUS(STATUS_ACCESS_VIOLATION),
	KE_STATUS(STATUS_ALERTED),
	KE_STATUS(STATUS_TIMEOUT),
	KE_STATUS(STATUS_INVALID_PARAMETER),
	KE_FAULT(STATUS_INSUFFICIENT_RESOURCES),
	KE_STATUSES_END,
};

static struct ke_service services[] = {
	KE_DIRECT(_IOC_NR(NTOBJ_IOC_ALERT_THREAD), "NtAlertThread", service_alert,
		  alert_statuses),
	KE_DIRECT(_IOC_NR(NTOBJ_IOC_ALERT_THREAD_BY_THREAD_ID), "NtAlertThreadByThreadId",
		  service_alert_by_id, alert_by_id_statuses),
	KE_STRUCTURED_SILENT(_IOC_NR(NTOBJ_IOC_WAIT_FOR_ALERT_BY_THREAD_ID),
			     "NtWaitForAlertByThreadId", service_wait_by_id,
			     struct ntobj_delay, reserved, wait_by_id_statuses),
};

/* Puts the services into the native table. */
void __init ps_alert_init(void)
{
	ke_register_services(services, ARRAY_SIZE(services));
}
