// SPDX-License-Identifier: GPL-2.0
/*
 * What the services of processes and of threads have in common: opening by id,
 * and delivering what a query found.
 */
#include <linux/pid.h>
#include <linux/sched/task.h>
#include <linux/uaccess.h>

#include "compat/linux.h"
#include "ps/internal.h"

const u64 ps_open_statuses[] = {
	KE_STATUS(STATUS_INFO_LENGTH_MISMATCH),
	KE_STATUS(STATUS_ACCESS_VIOLATION),
	KE_STATUS(STATUS_SUCCESS),
	KE_STATUS(STATUS_INVALID_PARAMETER),
	KE_STATUS(STATUS_INVALID_PARAMETER_MIX),
	KE_STATUS(STATUS_INVALID_CID),
	KE_STATUS(STATUS_NOT_SUPPORTED),
	KE_STATUS(STATUS_OBJECT_NAME_INVALID),
	KE_STATUS(STATUS_OBJECT_NAME_NOT_FOUND),
	KE_STATUS(STATUS_OBJECT_PATH_NOT_FOUND),
	KE_STATUS(STATUS_OBJECT_PATH_SYNTAX_BAD),
	KE_STATUS(STATUS_OBJECT_TYPE_MISMATCH),
	KE_STATUS(STATUS_INVALID_HANDLE),
	KE_STATUS(STATUS_NAME_TOO_LONG),
	KE_STATUS(STATUS_ACCESS_DENIED),
	KE_STATUS(STATUS_PRIVILEGE_NOT_HELD),
	KE_STATUS(STATUS_REPARSE_POINT_ENCOUNTERED),
	KE_STATUS(STATUS_INSUFFICIENT_RESOURCES),
	KE_STATUSES_END,
};

const u64 ps_query_statuses[] = {
	KE_STATUS(STATUS_INFO_LENGTH_MISMATCH),
	KE_STATUS(STATUS_ACCESS_VIOLATION),
	KE_STATUS(STATUS_SUCCESS),
	KE_STATUS(STATUS_INVALID_PARAMETER),
	KE_STATUS(STATUS_INVALID_INFO_CLASS),
	KE_STATUS(STATUS_INVALID_HANDLE),
	KE_STATUS(STATUS_OBJECT_TYPE_MISMATCH),
	KE_STATUS(STATUS_ACCESS_DENIED),
	KE_FAULT(STATUS_INSUFFICIENT_RESOURCES),
	KE_STATUSES_END,
};

/**
 * ps_find_task - the task that an id means to the caller
 * @id: in the caller's pid namespace
 * @process: whether it is a process's, of which the first thread is wanted
 *
 * Context: process.
 *
 * Return: the task, with a reference, or NULL.
 */
struct task_struct *ps_find_task(u64 id, bool process)
{
	struct task_struct *task;
	struct pid *pid;

	if (!id || id > INT_MAX)
		return NULL;
	pid = find_get_pid(id);
	task = get_pid_task(pid, process ? PIDTYPE_TGID : PIDTYPE_PID);
	put_pid(pid);
	/* Nobody's process, and no thread of the program's. */
	if (task && task->flags & (PF_KTHREAD | PF_IO_WORKER)) {
		put_task_struct(task);
		task = NULL;
	}
	return task;
}

/**
 * ps_open_service - the body of a service that opens a process or a thread
 * @call: the call
 * @type: the type
 * @argument: captured
 * @open_by_id: opens what the ids in the argument mean
 *
 * Context: process; may sleep. As NtOpenProcess and NtOpenThread.
 *
 * Return: as @open_by_id and ob_open_object(); STATUS_INVALID_PARAMETER_MIX if
 * there is both a name and ids, or neither.
 */
NTSTATUS ps_open_service(struct ke_call *call, struct ob_type *type,
			 struct ntobj_open_client *argument,
			 ps_open_function open_by_id)
{
	struct ob_attributes attributes;
	NTSTATUS status;
	bool by_id = argument->flags & NTOBJ_OPEN_CLIENT_ID;

	if (argument->flags & ~NTOBJ_OPEN_CLIENT_ID)
		return STATUS_INVALID_PARAMETER;
	status = ob_capture_attributes(&argument->attributes, type, &attributes);
	if (!NT_SUCCESS(status))
		return status;
	if (by_id == (bool)argument->attributes.name)
		status = STATUS_INVALID_PARAMETER_MIX;
	else if (by_id)
		status = open_by_id(call, argument, &attributes);
	else
		status = ob_open_object(call, type, &attributes,
					argument->desired_access, &argument->handle);
	ob_release_path(&attributes.path);
	return status;
}

/**
 * ps_deliver - give a query's answer to the caller
 * @argument: the query
 * @call: the call
 * @answer: the answer
 * @length: its bytes, which the caller must have given exactly
 *
 * Context: process; may sleep.
 *
 * Return: STATUS_SUCCESS, STATUS_INFO_LENGTH_MISMATCH, STATUS_ACCESS_VIOLATION.
 */
NTSTATUS ps_deliver(struct ntobj_query_client *argument, struct ke_call *call,
		    const void *answer, u32 length)
{
	argument->return_length = length;
	if (argument->length != length) {
		call->answer = true;
		return STATUS_INFO_LENGTH_MISMATCH;
	}
	if (copy_to_user(u64_to_user_ptr(argument->buffer), answer, length))
		return STATUS_ACCESS_VIOLATION;
	return STATUS_SUCCESS;
}
