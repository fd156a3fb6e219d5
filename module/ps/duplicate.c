// SPDX-License-Identifier: GPL-2.0
/* The service that duplicates handles, within a process and between processes. */
#include "ps/internal.h"

#define OPTIONS		(NTOBJ_DUPLICATE_CLOSE_SOURCE | NTOBJ_DUPLICATE_SAME_ACCESS | \
			 NTOBJ_DUPLICATE_SAME_ATTRIBUTES | NTOBJ_DUPLICATE_NO_RIGHTS_UPGRADE)
/* Those that say nothing of a handle are of no effect. */
#define ATTRIBUTES	(NTOBJ_OBJ_VALID_ATTRIBUTES | NTOBJ_OBJ_PROTECT_CLOSE | \
			 NTOBJ_OBJ_AUDIT_OBJECT_CLOSE)

/**
 * struct party - the process that has the source, or gets the duplicate
 * @object: what stands for it, referenced; NULL for the caller, and for nobody
 * @process: of @object, once it is worked on
 * @table: its table
 */
struct party {
	struct ob_header *object;
	struct ps_process *process;
	struct ob_foreign_table table;
};

static NTSTATUS find_party(struct ke_call *call, u64 handle, struct party *party)
{
	struct ob_handle_snapshot snapshot;
	NTSTATUS status;

	party->table.table = call->handles;
	/* It need not have an object for that. */
	if (handle == NTOBJ_CURRENT_PROCESS)
		return STATUS_SUCCESS;
	status = ob_reference_object_by_handle(call->handles, handle, ps_process_type,
					       NTOBJ_PROCESS_DUP_HANDLE, &snapshot);
	if (NT_SUCCESS(status))
		party->object = snapshot.object;
	return status;
}

/* Who has the source, of a call from kernel mode: a kernel handle is nobody's. */
static NTSTATUS find_kernels_source(struct ke_call *call,
				    struct ntobj_duplicate_object *argument,
				    struct party *party)
{
	bool of_kernel = ob_is_kernel_handle(argument->source_handle);
	NTSTATUS status;

	status = find_party(call, argument->source_process, party);
	if (!NT_SUCCESS(status))
		return status;
	/* The system's own threads are no process's. */
	if (party->object && ke_is_systems_thread() &&
	    ob_is_pseudo_handle(argument->source_handle)) {
		ob_dereference_object(party->object);
		party->object = NULL;
		return STATUS_INVALID_HANDLE;
	}
	if (party->object && !of_kernel)
		return STATUS_SUCCESS;
	if (party->object)
		ob_dereference_object(party->object);
	party->object = NULL;
	party->table.table = ob_find_handle_table(&argument->source_handle);
	return party->table.table ? STATUS_SUCCESS : STATUS_INVALID_HANDLE;
}

/* Who gets the duplicate: to ask for a kernel handle is of use to the system alone. */
static NTSTATUS find_kernels_target(struct ke_call *call,
				    const struct ntobj_duplicate_object *argument,
				    struct party *party)
{
	NTSTATUS status;

	status = find_party(call, argument->target_process, party);
	if (!NT_SUCCESS(status) || party->object)
		return status;
	party->table.table = ob_table_for_new(0);
	return party->table.table ? STATUS_SUCCESS : STATUS_PROCESS_IS_TERMINATING;
}

static NTSTATUS find_source(struct ke_call *call, struct ntobj_duplicate_object *argument,
			    struct party *party)
{
	return call->kernel ? find_kernels_source(call, argument, party) :
	       find_party(call, argument->source_process, party);
}

static NTSTATUS find_target(struct ke_call *call,
			    const struct ntobj_duplicate_object *argument,
			    struct party *party)
{
	return call->kernel ? find_kernels_target(call, argument, party) :
	       find_party(call, argument->target_process, party);
}

static NTSTATUS enter_party(struct party *party)
{
	NTSTATUS status;

	if (!party->object)
		return STATUS_SUCCESS;
	status = ps_begin_foreign(party->object, &party->table);
	if (NT_SUCCESS(status))
		party->process = ps_process_of(party->object);
	return status;
}

static void leave_party(struct party *party)
{
	if (party->process)
		ps_end_inspection(party->process);
	if (party->object)
		ob_dereference_object(party->object);
}

/* Callbacks are told who it is, also if it is the caller. */
static NTSTATUS name_party(struct party *party)
{
	return party->object ? STATUS_SUCCESS : ps_reference_current_process(&party->object);
}

/*
 * The system's own threads, and kernel handles, have no process that callbacks could be told
 * of: then the other one stands for both.
 */
static NTSTATUS name_parties(struct ob_duplication *duplication, struct party *source,
			     struct party *target)
{
	NTSTATUS status = STATUS_SUCCESS;

	if (!duplication->call->kernel || !ke_is_systems_thread()) {
		status = name_party(source);
		if (NT_SUCCESS(status))
			status = name_party(target);
	}
	duplication->source_process = source->object ?: target->object;
	duplication->target_process = target->object ?: source->object;
	return status;
}

static NTSTATUS finish_foreign(struct ke_call *call, bool commit)
{
	struct ob_header *process = call->pending.process;
	NTSTATUS status = ob_finish_handle(call, commit);

	ps_end_inspection(ps_process_of(process));
	ob_dereference_object(process);
	return status;
}

/*
 * The target's table has to stay until the duplicate is there; and so has its
 * object: without one, a program with more rights would not begin an era.
 */
static void keep_target(struct ke_call *call, struct party *target)
{
	if (!target->process)
		return;
	call->pending.process = target->object;
	call->finish = finish_foreign;
	target->object = NULL;
	target->process = NULL;
}

static NTSTATUS make_duplicate(struct ob_duplication *duplication, struct party *source,
			       struct party *target,
			       const struct ob_handle_snapshot *snapshot,
			       struct ntobj_duplicate_object *argument)
{
	const struct ob_type *type = snapshot->object->type;
	NTSTATUS status;

	status = enter_party(target);
	if (!NT_SUCCESS(status))
		return status;
	duplication->target = target->table;
	status = ob_choose_duplicate(duplication, snapshot, argument);
	if (NT_SUCCESS(status) && type->information.flags & NTOBJ_TYPE_SUPPORTS_CALLBACKS)
		status = name_parties(duplication, source, target);
	if (NT_SUCCESS(status))
		status = ob_prepare_duplicate(duplication, snapshot,
					      &argument->target_handle);
	if (NT_SUCCESS(status))
		keep_target(duplication->call, target);
	return status;
}

/* The source goes whether there is a duplicate or not. */
static NTSTATUS duplicate(struct ke_call *call, struct party *source, struct party *target,
			  struct ntobj_duplicate_object *argument)
{
	struct ob_duplication duplication = { .call = call };
	struct ob_handle_snapshot snapshot;
	NTSTATUS status, closed;

	status = enter_party(source);
	if (!NT_SUCCESS(status))
		return status;
	duplication.source = source->table;
	status = ob_find_to_duplicate(&duplication, argument->source_handle, &snapshot);
	if (!NT_SUCCESS(status))
		return status;
	if (argument->target_process)
		status = make_duplicate(&duplication, source, target, &snapshot, argument);
	if (argument->options & NTOBJ_DUPLICATE_CLOSE_SOURCE) {
		closed = ob_close_duplicated(&source->table, argument->source_handle,
					     &snapshot);
		if (NT_SUCCESS(status))
			status = closed;
	}
	ob_dereference_object(snapshot.object);
	return status;
}

static NTSTATUS check(const struct ntobj_duplicate_object *argument)
{
	if (argument->options & ~OPTIONS || argument->attributes & ~ATTRIBUTES ||
	    argument->reserved)
		return STATUS_INVALID_PARAMETER;
	return argument->target_process || argument->options & NTOBJ_DUPLICATE_CLOSE_SOURCE ?
	       STATUS_SUCCESS : STATUS_INVALID_PARAMETER;
}

static NTSTATUS service_duplicate(struct ke_call *call, void *captured)
{
	struct ntobj_duplicate_object *argument = captured;
	struct party source = {}, target = {};
	NTSTATUS status;

	argument->target_handle = 0;
	call->answer = true;
	status = check(argument);
	if (NT_SUCCESS(status))
		status = find_source(call, argument, &source);
	if (NT_SUCCESS(status) && argument->target_process)
		status = find_target(call, argument, &target);
	if (NT_SUCCESS(status))
		status = duplicate(call, &source, &target, argument);
	leave_party(&target);
	leave_party(&source);
	if (!NT_SUCCESS(status))
		argument->target_handle = 0;
	return status;
}

static const u64 duplicate_statuses[] = {
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

static struct ke_service services[] = {
	KE_STRUCTURED_PROBED(_IOC_NR(NTOBJ_IOC_DUPLICATE_OBJECT), "NtDuplicateObject",
			     service_duplicate, struct ntobj_duplicate_object,
			     target_handle, target_handle, duplicate_statuses,
			     KE_FROM_KERNEL),
};

/* Puts the service into the native table. */
void __init ps_duplicate_init(void)
{
	ke_register_services(services, ARRAY_SIZE(services));
}
