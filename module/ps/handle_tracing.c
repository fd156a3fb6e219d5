// SPDX-License-Identifier: GPL-2.0
/*
 * Handle tracing of a process, switched on, off and read through its object.
 *
 * An object that an exec has taken from its process says nothing of the new
 * program. So the look whether it still stands for the process, and the switching,
 * are under the lock of the table of processes, as the taking is; an exec ends the
 * tracing after it; and who reads does so in the era that he has found.
 *
 * What was on the program's stack is for those who might read its memory.
 */
#include <linux/sched/signal.h>
#include <linux/sched/task.h>
#include <linux/uaccess.h>
#include <ntobj/se_token.h>

#include "ps/internal.h"

static NTSTATUS capture_ring(struct ke_call *call,
			     const struct ntobj_set_process *argument,
			     struct ob_handle_trace_ring **ring)
{
	struct ntobj_handle_tracing tracing;

	*ring = NULL;
	if (!argument->length)
		return STATUS_SUCCESS;
	if (argument->length != sizeof(tracing))
		return STATUS_INFO_LENGTH_MISMATCH;
	if (copy_from_user(&tracing, u64_to_user_ptr(argument->buffer), sizeof(tracing)))
		return STATUS_ACCESS_VIOLATION;
	if (tracing.flags)
		return STATUS_INVALID_PARAMETER;
	return ob_create_handle_trace(call->handles, tracing.slots, ring);
}

/**
 * ps_set_handle_tracing - begin to trace a process's handles, or end it
 * @call: the call
 * @object: the process's, on which the caller has a reference
 * @argument: captured
 *
 * What was traced before is forgotten. Context: process; may sleep.
 *
 * Return: as ob_create_handle_trace(); STATUS_INFO_LENGTH_MISMATCH;
 * STATUS_INVALID_PARAMETER; STATUS_ACCESS_VIOLATION;
 * STATUS_PROCESS_IS_TERMINATING if there is no such process any more.
 */
NTSTATUS ps_set_handle_tracing(struct ke_call *call, struct ob_header *object,
			       const struct ntobj_set_process *argument)
{
	struct ps_process *process = ps_process_of(object);
	struct ob_handle_trace_ring *ring;
	NTSTATUS status;

	status = capture_ring(call, argument, &ring);
	if (!NT_SUCCESS(status))
		return status;
	ps_lock_processes();
	if (ps_object_is_attached(object) && !test_bit(PS_EXITING, &process->flags))
		ring = ob_exchange_handle_trace(&process->handles, ring);
	else
		status = STATUS_PROCESS_IS_TERMINATING;
	ps_unlock_processes();
	ob_free_handle_trace(ring);
	return status;
}

/**
 * struct audience - who reads a process's traces
 * @common: the object floor's part
 * @call: his call
 * @process: the process's object
 * @access: what his handle to that may
 */
struct audience {
	struct ob_trace_audience common;
	struct ke_call *call;
	struct ob_header *process;
	u32 access;
};

/* The handle may be older than what Linux has to say of the process now. */
static bool may_see_stacks(const struct ob_trace_audience *common)
{
	const struct audience *audience = container_of(common, struct audience, common);
	bool privileged = !se_has_disabled(audience->call->subject, NTOBJ_SE_DEBUG);
	struct task_struct *task = ps_object_task(audience->process);
	bool may;

	if (!task)
		return false;
	may = ps_may_open(task, privileged) &&
	      (audience->access & NTOBJ_PROCESS_VM_READ || same_thread_group(task, current));
	put_task_struct(task);
	return may;
}

static NTSTATUS read_traces(const struct audience *audience,
			    struct ntobj_query_client *argument,
			    struct ntobj_handle_traces *header)
{
	struct ob_header *object = audience->process;
	struct ntobj_handle_traces __user *answer = u64_to_user_ptr(argument->buffer);
	u32 room = (argument->length - sizeof(*header)) / sizeof(header->traces[0]);
	/* Before the look whether the object still stands for the process. */
	u32 era = ob_current_era(&ps_process_of(object)->handles);
	struct ps_process *process = ps_inspect_process_of(object);
	NTSTATUS status;

	if (!process)
		return STATUS_PROCESS_IS_TERMINATING;
	status = ob_query_handle_trace(&process->handles, era, answer->traces, room,
				       &audience->common, header);
	ps_end_inspection(process);
	return status;
}

/**
 * ps_query_handle_tracing - give the caller a process's latest handle traces
 * @call: the call
 * @snapshot: his handle to the process; the object is referenced
 * @argument: captured
 *
 * Context: process; may sleep.
 *
 * Return: as ob_query_handle_trace(); STATUS_INFO_LENGTH_MISMATCH if there is no
 * room for struct ntobj_handle_traces; STATUS_INVALID_PARAMETER;
 * STATUS_PROCESS_IS_TERMINATING.
 */
NTSTATUS ps_query_handle_tracing(struct ke_call *call,
				 const struct ob_handle_snapshot *snapshot,
				 struct ntobj_query_client *argument)
{
	const struct audience audience = {
		.common.may_see_stacks = may_see_stacks,
		.call = call,
		.process = snapshot->object,
		.access = snapshot->access,
	};
	struct ntobj_handle_traces header;
	NTSTATUS status;

	argument->return_length = sizeof(header);
	if (argument->length < sizeof(header)) {
		call->answer = true;
		return STATUS_INFO_LENGTH_MISMATCH;
	}
	if (copy_from_user(&header, u64_to_user_ptr(argument->buffer), sizeof(header)))
		return STATUS_ACCESS_VIOLATION;
	if (header.reserved)
		return STATUS_INVALID_PARAMETER;
	status = read_traces(&audience, argument, &header);
	if (!NT_SUCCESS(status))
		return status;
	argument->return_length += header.count * sizeof(header.traces[0]);
	if (copy_to_user(u64_to_user_ptr(argument->buffer), &header, sizeof(header)))
		return STATUS_ACCESS_VIOLATION;
	return STATUS_SUCCESS;
}
