// SPDX-License-Identifier: GPL-2.0
/* The services that open the token of a process or of a thread. */
#include <linux/sched/signal.h>
#include <linux/sched/task.h>
#include <ntobj/se_token.h>

#include "ps/internal.h"

static bool is_sound(const struct ntobj_open_token *argument)
{
	return !(argument->attributes & ~NTOBJ_OBJ_INHERIT);
}

/* The object that keeps a process in the table; one that calls needs none. */
static struct ob_header *needed_by(const struct ps_process *process,
				   struct ob_header *object)
{
	return test_bit(PS_USED, &process->flags) ? NULL : object;
}

static NTSTATUS service_open_process_token(struct ke_call *call, void *captured)
{
	struct ntobj_open_token *argument = captured;
	struct ob_handle_snapshot snapshot;
	struct ps_process *process;
	struct task_struct *leader;
	struct se_token *token;
	NTSTATUS status;

	if (!is_sound(argument))
		return STATUS_INVALID_PARAMETER;
	status = ob_reference_object_by_handle(call->handles, argument->handle,
					       ps_process_type,
					       NTOBJ_PROCESS_QUERY_INFORMATION, &snapshot);
	if (!NT_SUCCESS(status))
		return status;
	process = ps_process_of(snapshot.object);
	leader = ps_object_task(snapshot.object);
	status = STATUS_PROCESS_IS_TERMINATING;
	if (leader) {
		status = se_reference_process_token(&process->subject, leader, &token);
		put_task_struct(leader);
	}
	if (NT_SUCCESS(status))
		status = se_open_token(call, token, needed_by(process, snapshot.object),
				       argument);
	ob_dereference_object(snapshot.object);
	return status;
}

static NTSTATUS service_open_thread_token(struct ke_call *call, void *captured)
{
	struct ntobj_open_token *argument = captured;
	struct ob_handle_snapshot snapshot;
	struct ps_process *process;
	struct task_struct *task;
	struct se_token *token;
	NTSTATUS status;

	if (!is_sound(argument))
		return STATUS_INVALID_PARAMETER;
	status = ob_reference_object_by_handle(call->handles, argument->handle,
					       ps_thread_type,
					       NTOBJ_THREAD_QUERY_INFORMATION, &snapshot);
	if (!NT_SUCCESS(status))
		return status;
	process = ps_process_of_thread(snapshot.object);
	task = ps_task_of(snapshot.object);
	status = STATUS_NO_TOKEN;
	if (task) {
		status = se_reference_thread_token(&process->subject, task, &token);
		put_task_struct(task);
	}
	if (status == STATUS_PROCESS_IS_TERMINATING)
		status = STATUS_NO_TOKEN;
	ob_dereference_object(snapshot.object);
	return NT_SUCCESS(status) ? se_open_token(call, token, NULL, argument) : status;
}

static const u64 process_statuses[] = {
	KE_STATUS(STATUS_INFO_LENGTH_MISMATCH),
	KE_STATUS(STATUS_ACCESS_VIOLATION),
	KE_STATUS(STATUS_SUCCESS),
	KE_STATUS(STATUS_INVALID_PARAMETER),
	KE_STATUS(STATUS_INVALID_HANDLE),
	KE_STATUS(STATUS_OBJECT_TYPE_MISMATCH),
	KE_STATUS(STATUS_ACCESS_DENIED),
	KE_STATUS(STATUS_PRIVILEGE_NOT_HELD),
	KE_STATUS(STATUS_PROCESS_IS_TERMINATING),
	KE_STATUS(STATUS_QUOTA_EXCEEDED),
	KE_STATUS(STATUS_INSUFFICIENT_RESOURCES),
	KE_STATUSES_END,
};

static const u64 thread_statuses[] = {
	KE_STATUS(STATUS_INFO_LENGTH_MISMATCH),
	KE_STATUS(STATUS_ACCESS_VIOLATION),
	KE_STATUS(STATUS_SUCCESS),
	KE_STATUS(STATUS_INVALID_PARAMETER),
	KE_STATUS(STATUS_INVALID_HANDLE),
	KE_STATUS(STATUS_OBJECT_TYPE_MISMATCH),
	KE_STATUS(STATUS_ACCESS_DENIED),
	KE_STATUS(STATUS_PRIVILEGE_NOT_HELD),
	KE_STATUS(STATUS_NO_TOKEN),
	KE_STATUS(STATUS_QUOTA_EXCEEDED),
	KE_STATUS(STATUS_INSUFFICIENT_RESOURCES),
	KE_STATUSES_END,
};

static struct ke_service services[] = {
	KE_STRUCTURED(_IOC_NR(NTOBJ_IOC_OPEN_PROCESS_TOKEN), "NtOpenProcessToken",
		      service_open_process_token, struct ntobj_open_token, token, token,
		      process_statuses),
	KE_STRUCTURED(_IOC_NR(NTOBJ_IOC_OPEN_THREAD_TOKEN), "NtOpenThreadToken",
		      service_open_thread_token, struct ntobj_open_token, token, token,
		      thread_statuses),
};

/* Puts the services into the native table. */
void __init ps_token_init(void)
{
	ke_register_services(services, ARRAY_SIZE(services));
}
