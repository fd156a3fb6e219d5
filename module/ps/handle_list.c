// SPDX-License-Identifier: GPL-2.0
/*
 * The service that lists the handles of processes.
 *
 * Who may learn of a process's handles: who could open it to query it. That is
 * asked before its table is read, to save the work, and again afterwards, before
 * anything is given away: what an exec has made of it meanwhile may not be his
 * to see, and neither is what that has opened since.
 *
 * A caller's place is a process's serial number and a handle in its table. Both
 * only grow while he goes on, so a handle that stays is listed once. Serial
 * numbers count processes as ids of objects count objects; a caller is given
 * those of processes that he may see, and another's only if a call ends amid so
 * many of these that it must.
 *
 * The answer is gathered in a kernel buffer, with no lock held. The one object at
 * a time that is looked at is referenced, and its process inspected.
 */
#include <linux/mm.h>
#include <linux/pid.h>
#include <linux/sched/signal.h>
#include <linux/sched/task.h>
#include <linux/uaccess.h>
#include <ntobj/se_token.h>

#include "ps/internal.h"

#define FLAGS		(NTOBJ_HANDLES_OF_PROCESS | NTOBJ_HANDLES_OF_OBJECT | \
			 NTOBJ_HANDLES_NAMES)
#define ANSWER_BYTES	(128 * 1024)
#define ENTRIES_MAX	65536
#define PROCESS_ENTRIES	16	/* what the look at a process counts as */
#define DONE		U64_MAX

/* Any one record fits into the longest answer. */
static_assert(sizeof(struct ntobj_handle_record) + OB_NAME_BYTES +
	      (OB_TYPE_NAME_MAX + 8) * sizeof(u16) <= ANSWER_BYTES);
static_assert(sizeof(struct ntobj_handle_record) == 48);

/**
 * struct listing - a listing under way
 * @argument: what is asked, and how far it has come
 * @token: the caller's
 * @privileged: whether CAP_SYS_PTRACE counts
 * @process: the process object whose handles alone are wanted, or NULL
 * @object: the object to which alone they are wanted, or NULL
 * @buffer: for the answer
 * @room: its bytes
 * @used: of them
 * @needed: what the first record takes, if that is more than there is
 * @entries: that may yet be looked at
 */
struct listing {
	struct ntobj_query_handles *argument;
	struct se_token *token;
	bool privileged;
	struct ob_header *process;
	struct ob_header *object;
	void *buffer;
	u32 room;
	u32 used;
	u32 needed;
	u32 entries;
};

static bool is_own(const struct ps_process *process)
{
	return process->pid == task_tgid(current);
}

/* Whether the descriptor that somebody has set lets the caller, or else Linux. */
static bool may_query(const struct listing *listing, struct ps_process *process,
		      struct task_struct *task)
{
	struct ob_header *secured = ps_reference_secured(process);
	bool may;

	if (!secured)
		return ps_may_open(task, listing->privileged);
	may = se_token_has(listing->token, NTOBJ_SE_DEBUG) ||
	      ob_would_grant(listing->token, secured, NTOBJ_PROCESS_QUERY_INFORMATION);
	ob_dereference_object(secured);
	return may;
}

/* As ps_open_service() has it, but that nothing is opened and so audited. */
static bool could_open(const struct listing *listing, struct ps_process *process)
{
	struct task_struct *task = get_pid_task(process->pid, PIDTYPE_TGID);
	bool could;

	if (!task)
		return false;
	/* What is ending can't be opened. */
	could = atomic_read(&task->signal->live) && may_query(listing, process, task);
	put_task_struct(task);
	return could;
}

/* Whether the object that the caller has a handle to still stands for its process. */
static bool is_attached(struct ob_header *object)
{
	struct ps_process *process = ps_inspect_process_of(object);

	if (process)
		ps_end_inspection(process);
	return process;
}

static bool may_list(const struct listing *listing, struct ps_process *process)
{
	if (listing->process)
		return is_attached(listing->process);
	return is_own(process) ||
	       (pid_vnr(process->pid) && could_open(listing, process));
}

/* A reference on what a handle stands for, if it is one that is wanted. */
static bool reference_wanted(const struct listing *listing, struct ob_handle_table *table,
			     u32 index, struct ob_handle_snapshot *snapshot)
{
	bool taken;

	rcu_read_lock();
	taken = ob_handle_at(table, index, snapshot) &&
		(!listing->object || snapshot->object == listing->object) &&
		ob_reference_object_unless_gone(snapshot->object);
	if (taken && !ob_handle_is_current(snapshot)) {
		rcu_read_unlock();
		ob_dereference_object(snapshot->object);
		return false;
	}
	rcu_read_unlock();
	return taken;
}

static u32 shown_attributes(u32 access)
{
	return (access & OB_INHERIT ? NTOBJ_OBJ_INHERIT : 0) |
	       (access & OB_PROTECT_CLOSE ? NTOBJ_OBJ_PROTECT_CLOSE : 0) |
	       (access & OB_AUDIT_CLOSE ? NTOBJ_OBJ_AUDIT_OBJECT_CLOSE : 0);
}

/* The path that the record gets: of length 0 if none is wanted or may be seen. */
static NTSTATUS find_path(const struct listing *listing, struct ps_process *process,
			  const struct ob_header *object, struct ob_path *path)
{
	*path = (struct ob_path){};
	if (!(listing->argument->flags & NTOBJ_HANDLES_NAMES) ||
	    (!is_own(process) && !ob_may_see_path(listing->token, object)))
		return STATUS_SUCCESS;
	return ob_query_path(object, path);
}

/* Puts a record behind the others. */
static NTSTATUS append(struct listing *listing, struct ps_process *process,
		       const struct ob_handle_snapshot *handle, const struct ob_path *path)
{
	struct ntobj_query_handles *argument = listing->argument;
	const struct ob_type *type = ob_type_of(handle->object);
	u32 name_length = path->length * sizeof(u16);
	u32 type_length = argument->flags & NTOBJ_HANDLES_NAMES ? type->name_length : 0;
	u32 size = ALIGN(sizeof(struct ntobj_handle_record) + name_length + type_length, 8);
	struct ntobj_handle_record *record = listing->buffer + listing->used;

	if (size > listing->room - listing->used) {
		listing->needed = size;
		return listing->used ? STATUS_MORE_ENTRIES : STATUS_BUFFER_TOO_SMALL;
	}
	memset(record, 0, size);
	*record = (struct ntobj_handle_record){
		.size = size,
		.process_id = pid_vnr(process->pid),
		.handle = argument->next_handle,
		.object_id = handle->object->id,
		.granted_access = handle->access & OB_GRANTED_ACCESS,
		.attributes = shown_attributes(handle->access),
		.type_index = type->index,
		.handle_count = atomic_read(&handle->object->handle_count),
		.name_length = name_length,
		.type_length = type_length,
	};
	memcpy(record->text, path->text, name_length);
	memcpy(record->text + path->length, type->name, type_length);
	listing->used += size;
	argument->count++;
	return STATUS_SUCCESS;
}

static NTSTATUS list_handle(struct listing *listing, struct ps_process *process, u32 index)
{
	struct ob_handle_snapshot snapshot;
	struct ob_path path;
	NTSTATUS status;

	if (!reference_wanted(listing, &process->handles, index, &snapshot))
		return STATUS_SUCCESS;
	status = find_path(listing, process, snapshot.object, &path);
	if (NT_SUCCESS(status)) {
		status = append(listing, process, &snapshot, &path);
		ob_release_path(&path);
	}
	ob_dereference_object(snapshot.object);
	return status;
}

/* Counts what is looked at. */
static NTSTATUS spend(struct listing *listing, u32 entries)
{
	if (fatal_signal_pending(current))
		return KE_RESTART;
	if (listing->entries < entries)
		return STATUS_MORE_ENTRIES;
	listing->entries -= entries;
	cond_resched();
	return STATUS_SUCCESS;
}

/* The handles of one process, from the caller's place on. */
static NTSTATUS list_table(struct listing *listing, struct ps_process *process)
{
	u64 *place = &listing->argument->next_handle;
	NTSTATUS status = STATUS_SUCCESS;
	u64 index;

	for (index = *place >> 2; index < READ_ONCE(process->handles.limit); index++) {
		*place = ob_index_to_handle(index);
		status = spend(listing, 1);
		if (status == STATUS_SUCCESS)
			status = list_handle(listing, process, index);
		if (status != STATUS_SUCCESS)
			break;
	}
	return status;
}

/* One process, if it may be listed; what is then not the caller's to see is undone. */
static NTSTATUS list_process(struct listing *listing, struct ps_process *process)
{
	struct ntobj_query_handles *argument = listing->argument;
	u32 era = ob_current_era(&process->handles);
	u32 used = listing->used;
	u32 count = argument->count;
	NTSTATUS status;

	if (argument->next_process != process->serial) {
		argument->next_process = process->serial;
		argument->next_handle = 0;
	}
	status = spend(listing, PROCESS_ENTRIES);
	if (status != STATUS_SUCCESS || !READ_ONCE(process->handles.count) ||
	    !may_list(listing, process))
		return status;
	status = list_table(listing, process);
	if ((NT_SUCCESS(status) || status == STATUS_BUFFER_TOO_SMALL) &&
	    (!may_list(listing, process) ||
	     ob_current_era(&process->handles) != era)) {
		listing->used = used;
		argument->count = count;
		status = STATUS_SUCCESS;
	}
	return status;
}

static struct ps_process *first_process(const struct listing *listing)
{
	struct ps_process *process;

	if (!listing->process)
		return ps_inspect_process(listing->argument->next_process);
	process = ps_inspect_process_of(listing->process);
	if (process && process->serial < listing->argument->next_process) {
		ps_end_inspection(process);
		process = NULL;
	}
	return process;
}

static struct ps_process *following_process(const struct listing *listing,
					    struct ps_process *process)
{
	if (!listing->process)
		return ps_next_process(process);
	ps_end_inspection(process);
	return NULL;
}

static NTSTATUS list(struct listing *listing)
{
	struct ps_process *process = first_process(listing);
	NTSTATUS status;

	while (process) {
		status = list_process(listing, process);
		if (status != STATUS_SUCCESS) {
			ps_end_inspection(process);
			return status;
		}
		process = following_process(listing, process);
	}
	listing->argument->next_process = DONE;
	listing->argument->next_handle = 0;
	return STATUS_SUCCESS;
}

/* Gathers the answer and delivers it. */
static NTSTATUS answer(struct ke_call *call, struct listing *listing)
{
	struct ntobj_query_handles *argument = listing->argument;
	NTSTATUS status;

	listing->room = min_t(u32, argument->length, ANSWER_BYTES);
	listing->buffer = kvmalloc(listing->room, GFP_KERNEL_ACCOUNT);
	if (!listing->buffer)
		return STATUS_INSUFFICIENT_RESOURCES;
	argument->count = 0;
	status = list(listing);
	argument->return_length = status == STATUS_BUFFER_TOO_SMALL ? listing->needed :
								      listing->used;
	if (NT_SUCCESS(status) && copy_to_user(u64_to_user_ptr(argument->buffer),
					       listing->buffer, listing->used))
		status = STATUS_ACCESS_VIOLATION;
	call->answer = status == STATUS_BUFFER_TOO_SMALL;
	kvfree(listing->buffer);
	return status;
}

/* What the listing is limited to, with references. */
static NTSTATUS reference_limits(struct ke_call *call, struct listing *listing)
{
	const struct ntobj_query_handles *argument = listing->argument;
	struct ob_handle_snapshot snapshot;
	NTSTATUS status;

	if (argument->flags & NTOBJ_HANDLES_OF_PROCESS) {
		status = ob_reference_object_by_handle(call->handles, argument->process,
						       ps_process_type,
						       NTOBJ_PROCESS_QUERY_INFORMATION,
						       &snapshot);
		if (!NT_SUCCESS(status))
			return status;
		listing->process = snapshot.object;
	}
	if (argument->flags & NTOBJ_HANDLES_OF_OBJECT) {
		status = ob_reference_object_by_handle(call->handles, argument->object, NULL,
						       0, &snapshot);
		if (!NT_SUCCESS(status))
			return status;
		listing->object = snapshot.object;
	}
	return STATUS_SUCCESS;
}

static void release_limits(struct listing *listing)
{
	if (listing->process)
		ob_dereference_object(listing->process);
	if (listing->object)
		ob_dereference_object(listing->object);
}

static bool is_sound(const struct ntobj_query_handles *argument)
{
	return !(argument->flags & ~FLAGS) &&
	       (argument->flags & NTOBJ_HANDLES_OF_PROCESS || !argument->process) &&
	       (argument->flags & NTOBJ_HANDLES_OF_OBJECT || !argument->object);
}

static NTSTATUS service_query_handles(struct ke_call *call, void *captured)
{
	struct listing listing = { .argument = captured, .entries = ENTRIES_MAX };
	NTSTATUS status;

	if (!is_sound(captured))
		return STATUS_INVALID_PARAMETER;
	status = se_reference_token(call->subject, &listing.token);
	if (!NT_SUCCESS(status))
		return status;
	listing.privileged = !se_has_disabled(call->subject, NTOBJ_SE_DEBUG);
	status = reference_limits(call, &listing);
	if (NT_SUCCESS(status))
		status = answer(call, &listing);
	release_limits(&listing);
	se_put_token(listing.token);
	return status;
}

static const u64 query_handles_statuses[] = {
	KE_STATUS(STATUS_INFO_LENGTH_MISMATCH),
	KE_STATUS(STATUS_ACCESS_VIOLATION),
	KE_STATUS(STATUS_SUCCESS),
	KE_STATUS(STATUS_MORE_ENTRIES),
	KE_STATUS(STATUS_INVALID_PARAMETER),
	KE_STATUS(STATUS_INVALID_HANDLE),
	KE_STATUS(STATUS_OBJECT_TYPE_MISMATCH),
	KE_STATUS(STATUS_ACCESS_DENIED),
	KE_STATUS(STATUS_BUFFER_TOO_SMALL),
	KE_FAULT(STATUS_INSUFFICIENT_RESOURCES),
	KE_STATUSES_END,
};

static struct ke_service services[] = {
	KE_STRUCTURED(_IOC_NR(NTOBJ_IOC_QUERY_HANDLES), "NtobjQueryHandles",
		      service_query_handles, struct ntobj_query_handles, count,
		      next_process, query_handles_statuses),
};

/* Puts the service into the native table. */
void __init ps_handle_list_init(void)
{
	ke_register_services(services, ARRAY_SIZE(services));
}
