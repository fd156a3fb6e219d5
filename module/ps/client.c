// SPDX-License-Identifier: GPL-2.0
/*
 * What the services of processes and of threads have in common: opening by id,
 * and delivering what a query found.
 *
 * Who may open one: who may trace it, as Linux has it, gets what he asks for,
 * unless somebody has given it a descriptor. Then that decides, and
 * SeDebugPrivilege.
 */
#include <linux/pid.h>
#include <linux/sched/task.h>
#include <linux/uaccess.h>
#include <ntobj/se_token.h>

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
	KE_STATUS(STATUS_UNKNOWN_REVISION),
	KE_STATUS(STATUS_INVALID_SECURITY_DESCR),
	KE_STATUS(STATUS_INVALID_SID),
	KE_STATUS(STATUS_INVALID_ACL),
	KE_STATUS(STATUS_QUOTA_EXCEEDED),
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
	if (task && task->flags & COMPAT_PF_NO_PROGRAM) {
		put_task_struct(task);
		task = NULL;
	}
	return task;
}

/* Whether Linux lets the caller have his way with a task. */
static bool linux_lets(struct ke_call *call, const struct ps_client_kind *kind,
		       struct task_struct *task, u32 desired_access)
{
	bool privileged = !se_has_disabled(call->subject, NTOBJ_SE_DEBUG);

	return ps_may_open(task, privileged) &&
	       (!kind->may_have || kind->may_have(task, desired_access));
}

/* Right to query all includes the right to query a little. */
static u32 widen_access(const struct ps_client_kind *kind, u32 desired_access)
{
	return ob_map_access(kind->type, desired_access) & kind->query_access ?
	       desired_access | kind->query_limited_access : desired_access;
}

/* The object of a task, as somebody who may have rights to it gets it. */
static NTSTATUS reference_client(struct ke_call *call, const struct ps_client_kind *kind,
				 struct task_struct *task, u32 desired_access,
				 struct ob_header **object)
{
	NTSTATUS status;

	if (!kind->is_secured(task) && !linux_lets(call, kind, task, desired_access)) {
		ke_forget_note();
		return STATUS_ACCESS_DENIED;
	}
	status = kind->reference(task, object);
	if (!NT_SUCCESS(status))
		return status;
	/*
	 * An exec that came before the object could not take it away, but it
	 * has given the task its new credentials.
	 */
	if (!ob_has_flag(*object, OB_SECURED) &&
	    !linux_lets(call, kind, task, desired_access)) {
		ob_dereference_object(*object);
		ke_forget_note();
		status = STATUS_ACCESS_DENIED;
	}
	return status;
}

static NTSTATUS open_by_id(struct ke_call *call, const struct ps_client_kind *kind,
			   struct ntobj_open_client *argument,
			   const struct ob_attributes *attributes)
{
	struct task_struct *task = kind->find(argument->process_id, argument->thread_id);
	struct ob_header *object;
	NTSTATUS status;
	bool checked;

	if (!task)
		return STATUS_INVALID_CID;
	status = reference_client(call, kind, task, argument->desired_access, &object);
	put_task_struct(task);
	if (!NT_SUCCESS(status))
		return status;
	checked = !ob_has_flag(object, OB_SECURED) ||
		  NT_SUCCESS(se_check_privilege(call->subject, NTOBJ_SE_DEBUG));
	if (!checked)
		ke_forget_note();
	/* A descriptor is asked for no more than the caller asks for. */
	return ob_open_object_by_pointer(call, object, attributes->attributes, checked ?
					 widen_access(kind, argument->desired_access) :
					 argument->desired_access,
					 checked, &argument->handle);
}

/**
 * ps_open_service - the body of a service that opens a process or a thread
 * @call: the call
 * @kind: which of the two
 * @argument: captured
 *
 * Context: process; may sleep. As NtOpenProcess and NtOpenThread.
 *
 * Return: STATUS_INVALID_CID; as ob_open_object_by_pointer() and
 * ob_open_object(); STATUS_INVALID_PARAMETER_MIX if there is both a name and
 * ids, or neither.
 */
NTSTATUS ps_open_service(struct ke_call *call, const struct ps_client_kind *kind,
			 struct ntobj_open_client *argument)
{
	struct ob_attributes attributes;
	NTSTATUS status;
	bool by_id = argument->flags & NTOBJ_OPEN_CLIENT_ID;

	if (argument->flags & ~NTOBJ_OPEN_CLIENT_ID)
		return STATUS_INVALID_PARAMETER;
	status = ob_capture_attributes(call, &argument->attributes, kind->type, &attributes);
	if (!NT_SUCCESS(status))
		return status;
	if (by_id == (bool)argument->attributes.name)
		status = STATUS_INVALID_PARAMETER_MIX;
	else if (by_id)
		status = open_by_id(call, kind, argument, &attributes);
	else
		status = ob_open_object(call, kind->type, &attributes,
					argument->desired_access, &argument->handle);
	ob_release_attributes(&attributes);
	return status;
}

/**
 * ps_reference_to_query - the object of a query
 * @call: the call
 * @kind: processes, or threads
 * @handle: with the right to query all or a little
 * @snapshot: the handle as it was; the object is referenced
 *
 * Context: process; may sleep.
 *
 * Return: as ob_reference_object_by_handle().
 */
NTSTATUS ps_reference_to_query(struct ke_call *call, const struct ps_client_kind *kind,
			       u64 handle, struct ob_handle_snapshot *snapshot)
{
	NTSTATUS status;

	status = ob_reference_object_by_handle(call->handles, handle, kind->type, 0,
					       snapshot);
	if (!NT_SUCCESS(status) ||
	    snapshot->access & (kind->query_access | kind->query_limited_access))
		return status;
	ke_note_right(STATUS_ACCESS_DENIED, snapshot->object->id, kind->query_limited_access);
	ob_dereference_object(snapshot->object);
	return STATUS_ACCESS_DENIED;
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
