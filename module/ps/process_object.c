// SPDX-License-Identifier: GPL-2.0
/*
 * Process objects: what a handle to a process stands for, and the services
 * that open, query and terminate one.
 *
 * Lifetime
 *
 * A process has no object until somebody asks for one. The object is kept by
 * the handles to it and by who works with it, not by its process, which only
 * knows where it is (ps_process.object, under the lock of the table of
 * processes, as is all that changes in the object). The object in turn keeps
 * the structure of its process, and with it the struct pid, so that it says
 * whose it was as long as anybody can ask.
 *
 * When the process ends it lets go of the object, which says from then on how
 * it ended, and is signalled. That also happens when an exec gives the process
 * rights that its program did not have: who may do something to the process
 * that was may do nothing to the one that is. Asking for its object again
 * makes another, with the checks that this takes.
 *
 * Once somebody has set its descriptor, the process keeps its object until then
 * (@kept), so that the descriptor stays.
 *
 * What the object keeps beyond the process's end is charged with it. The
 * credentials, which may come with many groups, are not kept so long.
 */
#include <linux/audit.h>
#include <linux/cred.h>
#include <linux/err.h>
#include <linux/pid.h>
#include <linux/sched/signal.h>
#include <linux/sched/task.h>
#include <ntobj/se_token.h>

#include "compat/linux.h"
#include "ps/internal.h"

struct ps_process_object {
	struct ob_header header;
	struct ke_dispatcher dispatcher;
	struct ps_process *process;
	const struct cred *cred;	/* of the process when it was opened, until it ends */
	s64 create_time;
	bool kept;
	struct ps_exit exit;
};

struct ob_type *ps_process_type;
EXPORT_SYMBOL_NTOBJ(ps_process_type);

static struct ps_process_object *to_process(struct ob_header *object)
{
	return container_of(object, struct ps_process_object, header);
}

static void construct_process(void *memory)
{
	struct ps_process_object *object = memory;

	ke_dispatcher_construct(&object->dispatcher);
}

static void delete_process(struct ob_header *header)
{
	struct ps_process_object *object = to_process(header);
	struct ps_process *process = object->process;

	if (process) {
		ps_lock_processes();
		if (process->object == object) {
			process->object = NULL;
			ps_drop_unused_process(process);
		}
		ps_unlock_processes();
		ps_put_process(process);
	}
	put_cred(object->cred);
	ke_dispatcher_retire(&object->dispatcher);
}

/* Somebody has set the descriptor. */
static void keep_process(struct ob_header *header)
{
	struct ps_process_object *object = to_process(header);

	ps_lock_processes();
	if (object->process->object == object && !object->kept) {
		ob_reference_object(header);
		object->kept = true;
	}
	ps_unlock_processes();
}

static const struct ob_type_information process_information = {
	.name = "Process",
	.invalid_attributes = NTOBJ_OBJ_PERMANENT | NTOBJ_OBJ_EXCLUSIVE |
			      NTOBJ_OBJ_OPENIF,
	.generic_read = NTOBJ_READ_CONTROL | NTOBJ_PROCESS_VM_READ |
			NTOBJ_PROCESS_QUERY_INFORMATION,
	.generic_write = NTOBJ_READ_CONTROL | NTOBJ_PROCESS_CREATE_THREAD |
			 NTOBJ_PROCESS_VM_OPERATION | NTOBJ_PROCESS_VM_WRITE |
			 NTOBJ_PROCESS_DUP_HANDLE | NTOBJ_PROCESS_CREATE_PROCESS |
			 NTOBJ_PROCESS_SET_QUOTA | NTOBJ_PROCESS_SET_INFORMATION |
			 NTOBJ_PROCESS_SUSPEND_RESUME | NTOBJ_PROCESS_TERMINATE,
	.generic_execute = NTOBJ_READ_CONTROL | NTOBJ_SYNCHRONIZE |
			   NTOBJ_PROCESS_QUERY_LIMITED_INFORMATION |
			   NTOBJ_PROCESS_TERMINATE,
	.generic_all = NTOBJ_PROCESS_ALL_ACCESS,
	.valid_access = NTOBJ_PROCESS_ALL_ACCESS,
	.flags = NTOBJ_TYPE_SECURITY_REQUIRED | NTOBJ_TYPE_SUPPORTS_CALLBACKS,
	.non_paged_pool_charge = sizeof(struct ps_process_object) + PS_PROCESS_CHARGE,
	.object_size = sizeof(struct ps_process_object),
	.wait_offset = offsetof(struct ps_process_object, dispatcher),
	.construct = construct_process,
	.delete = delete_process,
	.secured = keep_process,
	.own_security = true,
};

/* The object of a process, if it has one, with a reference. */
static struct ps_process_object *reference_existing(struct ps_process *process)
{
	struct ps_process_object *object = process->object;

	/* One that is being deleted is still there: it waits for the lock. */
	return object && ob_reference_object_unless_gone(&object->header) ? object : NULL;
}

/**
 * ps_detach_process_object - a process lets go of its object
 * @process: the process
 * @exit: how it ended, as far as holders of the object are concerned
 *
 * Context: process, the table locked.
 *
 * Return: the object, with a reference, for ps_signal_process_object(); or NULL.
 */
struct ps_process_object *ps_detach_process_object(struct ps_process *process,
						   const struct ps_exit *exit)
{
	struct ps_process_object *object = reference_existing(process);

	process->object = NULL;
	if (!object)
		return NULL;
	object->exit = *exit;
	put_cred(object->cred);
	object->cred = NULL;
	/* Not the last: there is the caller's. */
	if (object->kept)
		ob_dereference_object(&object->header);
	object->kept = false;
	return object;
}

/**
 * ps_signal_process_object - tell those who wait for a process that it has ended
 * @object: detached; the reference is dropped
 *
 * Context: process; may sleep.
 */
void ps_signal_process_object(struct ps_process_object *object)
{
	ke_signal_object(&object->dispatcher);
	ob_dereference_object(&object->header);
}

/**
 * ps_object_is_attached - whether a process object stands for a live process
 * @object: on which the caller has a reference
 *
 * Context: process, the table locked.
 *
 * Return: whether its process has not let go of it.
 */
bool ps_object_is_attached(struct ob_header *object)
{
	return to_process(object)->process->object == to_process(object);
}

/**
 * ps_object_is_outgrown - whether a process may do more than when it was opened
 * @process: the current one
 *
 * Context: process, the table locked.
 *
 * Return: whether it has an object and may.
 */
bool ps_object_is_outgrown(struct ps_process *process)
{
	return process->object &&
	       ps_has_gained(process->object->cred, current_cred());
}

/**
 * ps_current_terminated_with - what the current process was terminated with
 * @status: the status given
 *
 * Context: process; may sleep.
 *
 * Return: whether it was terminated by NtTerminateProcess.
 */
bool ps_current_terminated_with(NTSTATUS *status)
{
	struct ps_process *process;
	bool terminated;

	ps_lock_processes();
	rcu_read_lock();
	process = ps_find_process(task_tgid(current));
	terminated = process && process->terminated;
	if (terminated)
		*status = process->terminated_with;
	rcu_read_unlock();
	ps_unlock_processes();
	return terminated;
}

/**
 * ps_process_object_id - the id of a process's object
 * @process: the process
 *
 * Context: process, the table locked.
 *
 * Return: the id, or 0 if it has no object.
 */
u64 ps_process_object_id(const struct ps_process *process)
{
	return process->object ? process->object->header.id : 0;
}

/**
 * ps_process_id_of - which process an object stands for
 * @process: a process object
 *
 * As PsGetProcessId, for drivers. Context: any.
 *
 * Return: its id, as the initial pid namespace has it; also when it has ended.
 */
pid_t ps_process_id_of(struct ob_header *process)
{
	return pid_nr(to_process(process)->process->pid);
}
EXPORT_SYMBOL_NTOBJ(ps_process_id_of);

/* Makes the object stand for a process, which is in the table. */
static void attach(struct ps_process_object *object, struct ps_process *process,
		   struct task_struct *task)
{
	struct task_struct *leader = get_pid_task(process->pid, PIDTYPE_TGID);

	object->create_time = ps_create_time(leader ?: task);
	if (leader)
		put_task_struct(leader);
	refcount_inc(&process->references);
	object->process = process;
	process->object = object;
}

static NTSTATUS create_object(struct task_struct *task, struct ps_process_object **result)
{
	struct ps_process_object *object;
	struct ob_header *header;
	NTSTATUS status;

	status = ob_create_object(ps_process_type, &header);
	if (!NT_SUCCESS(status))
		return status;
	object = to_process(header);
	object->process = NULL;
	object->cred = get_task_cred(task);
	object->kept = false;
	object->exit = (struct ps_exit){};
	ke_dispatcher_init(&object->dispatcher, KE_PROCESS_OBJECT, 0);
	status = ob_owner_security(header, object->cred);
	if (!NT_SUCCESS(status))
		ob_dereference_object(header);
	*result = object;
	return status;
}

/**
 * ps_process_of - the process that an object stands for
 * @object: a process object, on which the caller has a reference
 *
 * Context: any.
 *
 * Return: the process, valid as long as the reference.
 */
struct ps_process *ps_process_of(struct ob_header *object)
{
	return to_process(object)->process;
}

/**
 * ps_inspect_process_of - look at the process that an object stands for
 * @object: a process object, on which the caller has a reference
 *
 * Context: process; may sleep.
 *
 * Return: the process, for ps_end_inspection(); NULL if it has let go of the
 * object, as it does when it ends, and when it becomes more than it was.
 */
struct ps_process *ps_inspect_process_of(struct ob_header *object)
{
	struct ps_process *process = to_process(object)->process;

	ps_lock_processes();
	process = ps_begin_inspection(process->object == to_process(object) ?
				      process : NULL);
	ps_unlock_processes();
	return process;
}

/**
 * ps_reference_secured - a process's object if somebody has given it a descriptor
 * @process: the process
 *
 * Context: process; may sleep.
 *
 * Return: the object, with a reference; or NULL.
 */
struct ob_header *ps_reference_secured(struct ps_process *process)
{
	struct ps_process_object *object;

	ps_lock_processes();
	object = process->object;
	if (object && !(ob_has_flag(&object->header, OB_SECURED) &&
			ob_reference_object_unless_gone(&object->header)))
		object = NULL;
	ps_unlock_processes();
	return object ? &object->header : NULL;
}

static NTSTATUS status_of_error(int error)
{
	return error == -ESRCH ? STATUS_INVALID_CID : STATUS_INSUFFICIENT_RESOURCES;
}

/* The object of the process of any task, with a reference. */
static NTSTATUS reference_process(struct task_struct *task, struct ob_header **result)
{
	struct ps_process_object *object, *existing = NULL;
	struct ps_process *new, *process;
	NTSTATUS status;

	new = ps_create_process(task);
	if (IS_ERR(new))
		return status_of_error(PTR_ERR(new));
	status = create_object(task, &object);
	if (!NT_SUCCESS(status)) {
		ps_put_process(new);
		return status;
	}
	ps_lock_processes();
	process = ps_add_process(task, new);
	if (IS_ERR(process)) {
		status = status_of_error(PTR_ERR(process));
	} else {
		existing = reference_existing(process);
		if (!existing)
			attach(object, process, task);
	}
	ps_unlock_processes();
	if (process != new)
		ps_put_process(new);
	*result = existing ? &existing->header : &object->header;
	if (existing || !NT_SUCCESS(status))
		ob_dereference_object(&object->header);
	return status;
}

/**
 * ps_reference_current_process - the calling process's object
 * @object: the object, with a reference
 *
 * Context: process; may sleep.
 *
 * Return: STATUS_SUCCESS, STATUS_INSUFFICIENT_RESOURCES.
 */
NTSTATUS ps_reference_current_process(struct ob_header **object)
{
	struct ps_process *process;
	struct ps_process_object *existing;

	ps_lock_processes();
	rcu_read_lock();
	process = ps_find_process(task_tgid(current));
	rcu_read_unlock();
	existing = process ? reference_existing(process) : NULL;
	ps_unlock_processes();
	if (!existing)
		return reference_process(current, object);
	*object = &existing->header;
	return STATUS_SUCCESS;
}

static const struct ob_pseudo_handle current_process = {
	.access = NTOBJ_PROCESS_ALL_ACCESS,
	.reference = ps_reference_current_process,
};

/* The process that the ids mean, as its first thread, with a reference. */
static struct task_struct *find_process(u64 process_id, u64 thread_id)
{
	struct task_struct *task = ps_find_task(thread_id ?: process_id, !thread_id);

	if (task && thread_id && task_tgid_vnr(task) != process_id) {
		put_task_struct(task);
		return NULL;
	}
	return task;
}

/*
 * The right to terminate is for those who may kill(2), as security modules see
 * it too: the signal itself will not be checked any more.
 */
static bool may_have(struct task_struct *task, u32 desired_access)
{
	u32 access = ob_map_access(ps_process_type, desired_access);
	struct pid *pid;
	int error;

	if (!(access & (NTOBJ_PROCESS_TERMINATE | NTOBJ_MAXIMUM_ALLOWED)) ||
	    same_thread_group(task, current))
		return true;
	pid = get_task_pid(task, PIDTYPE_TGID);
	error = kill_pid(pid, 0, 0);
	put_pid(pid);
	return error != -EPERM;
}

static bool is_secured(struct task_struct *task)
{
	struct pid *pid = get_task_pid(task, PIDTYPE_TGID);
	struct ps_process *process;
	bool secured;

	ps_lock_processes();
	rcu_read_lock();
	process = pid ? ps_find_process(pid) : NULL;
	secured = process && process->object &&
		  ob_has_flag(&process->object->header, OB_SECURED);
	rcu_read_unlock();
	ps_unlock_processes();
	put_pid(pid);
	return secured;
}

static struct ps_client_kind processes = {
	.query_access = NTOBJ_PROCESS_QUERY_INFORMATION,
	.query_limited_access = NTOBJ_PROCESS_QUERY_LIMITED_INFORMATION,
	.find = find_process,
	.is_secured = is_secured,
	.may_have = may_have,
	.reference = reference_process,
};

static NTSTATUS service_open(struct ke_call *call, void *captured)
{
	return ps_open_service(call, &processes, captured);
}

/* Kills a process whose object says that it lives. */
static NTSTATUS kill_process(struct ps_process *process)
{
	struct task_struct *task;
	bool may;

	rcu_read_lock();
	task = pid_task(process->pid, PIDTYPE_TGID);
	if (task && (ps_glance(task->signal->flags) & SIGNAL_GROUP_EXIT ||
		     !atomic_read(&task->signal->live)))
		task = NULL;
	/* The first process of a pid namespace is killed from outside only. */
	may = task && !is_global_init(task) &&
	      (!(ps_glance(task->signal->flags) & SIGNAL_UNKILLABLE) ||
	       !task_pid_nr_ns(current, ns_of_pid(process->pid)));
	rcu_read_unlock();
	if (!may)
		return task ? STATUS_ACCESS_DENIED : STATUS_PROCESS_IS_TERMINATING;
	return kill_pid(process->pid, SIGKILL, 1) ? STATUS_PROCESS_IS_TERMINATING :
						    STATUS_SUCCESS;
}

static NTSTATUS service_terminate(struct ke_call *call, void *captured)
{
	const struct ntobj_terminate_process *argument = captured;
	struct ob_handle_snapshot snapshot;
	struct ps_process_object *object;
	NTSTATUS status;

	if (argument->reserved)
		return STATUS_INVALID_PARAMETER;
	status = ob_reference_object_by_handle(call->handles, argument->handle, ps_process_type,
					       NTOBJ_PROCESS_TERMINATE, &snapshot);
	if (!NT_SUCCESS(status))
		return status;
	object = to_process(snapshot.object);
	/* With the lock, what an exec has taken the object from is not killed. */
	ps_lock_processes();
	status = object->exit.ended || object->process->object != object ?
		 STATUS_PROCESS_IS_TERMINATING : kill_process(object->process);
	if (NT_SUCCESS(status)) {
		object->process->terminated = true;
		object->process->terminated_with = argument->exit_status;
	}
	ps_unlock_processes();
	ob_dereference_object(snapshot.object);
	return status;
}

/* The live process of an object, as its first thread, or NULL. */
static struct task_struct *task_of(struct ps_process_object *object)
{
	return object->exit.ended ? NULL : get_pid_task(object->process->pid, PIDTYPE_TGID);
}

static void read_basic(struct ps_process_object *object,
		       struct ntobj_process_basic_information *answer)
{
	struct task_struct *task;

	ps_lock_processes();
	task = task_of(object);
	*answer = (struct ntobj_process_basic_information){
		.process_id = pid_vnr(object->process->pid),
		.parent_process_id = pid_vnr(object->process->parent),
		.exit_status = object->exit.ended ? object->exit.status : STATUS_PENDING,
		.wait_status = object->exit.wait_status,
	};
	ps_unlock_processes();
	if (!task)
		return;
	answer->affinity_mask = ps_affinity(task);
	answer->base_priority = ps_base_priority(task);
	answer->threads = ps_glance(get_nr_threads(task));
	put_task_struct(task);
}

static void read_times(struct ps_process_object *object, struct ntobj_times *answer)
{
	struct task_struct *task;

	ps_lock_processes();
	task = task_of(object);
	*answer = (struct ntobj_times){
		.create_time = object->create_time,
		.exit_time = object->exit.time,
		.kernel_time = object->exit.kernel_time,
		.user_time = object->exit.user_time,
	};
	ps_unlock_processes();
	if (!task)
		return;
	ps_process_times(task, &answer->kernel_time, &answer->user_time);
	put_task_struct(task);
}

/**
 * ps_object_task - the task of a process object
 * @object: on which the caller has a reference
 *
 * Context: process; may sleep.
 *
 * Return: its first thread, with a reference; NULL if the process has ended.
 */
struct task_struct *ps_object_task(struct ob_header *object)
{
	struct task_struct *task;

	ps_lock_processes();
	task = task_of(to_process(object));
	ps_unlock_processes();
	return task;
}

/* The session of a process; 0 also once it has ended. */
static u32 read_session(struct ps_process_object *object)
{
	struct task_struct *task = ps_object_task(&object->header);
	u32 session = 0;

	if (task) {
		session = se_session_of(ps_glance(audit_get_sessionid(task)));
		put_task_struct(task);
	}
	return session;
}

static NTSTATUS query(struct ke_call *call, const struct ob_handle_snapshot *snapshot,
		      struct ntobj_query_client *argument)
{
	struct ps_process_object *object = to_process(snapshot->object);
	struct ntobj_process_basic_information basic;
	struct ntobj_quota_limits limits;
	struct ntobj_times times;
	u32 number;

	switch (argument->information_class) {
	case NTOBJ_PROCESS_BASIC_INFORMATION:
		read_basic(object, &basic);
		return ps_deliver(argument, call, &basic, sizeof(basic));
	case NTOBJ_PROCESS_TIMES:
		read_times(object, &times);
		return ps_deliver(argument, call, &times, sizeof(times));
	case NTOBJ_PROCESS_HANDLE_COUNT:
		ps_lock_processes();
		number = object->exit.ended ? 0 : READ_ONCE(object->process->handles.count);
		ps_unlock_processes();
		return ps_deliver(argument, call, &number, sizeof(number));
	case NTOBJ_PROCESS_SESSION_INFORMATION:
		number = read_session(object);
		return ps_deliver(argument, call, &number, sizeof(number));
	case NTOBJ_PROCESS_QUOTA_LIMITS:
		ps_read_quota(&object->header, &limits);
		return ps_deliver(argument, call, &limits, sizeof(limits));
	case NTOBJ_PROCESS_HANDLE_TRACING:
		return ps_query_handle_tracing(call, snapshot, argument);
	default:
		return STATUS_INVALID_INFO_CLASS;
	}
}

/* Whether a handle that may query something may query this. */
static bool may_query(u32 information_class, const struct ob_handle_snapshot *snapshot)
{
	if (information_class != NTOBJ_PROCESS_HANDLE_TRACING ||
	    snapshot->access & NTOBJ_PROCESS_QUERY_INFORMATION)
		return true;
	ke_note_right(STATUS_ACCESS_DENIED, snapshot->object->id,
		      NTOBJ_PROCESS_QUERY_INFORMATION);
	return false;
}

static NTSTATUS service_query(struct ke_call *call, void *captured)
{
	struct ntobj_query_client *argument = captured;
	struct ob_handle_snapshot snapshot;
	NTSTATUS status;

	if (argument->reserved)
		return STATUS_INVALID_PARAMETER;
	status = ps_reference_to_query(call, &processes, argument->handle, &snapshot);
	if (!NT_SUCCESS(status))
		return status;
	status = may_query(argument->information_class, &snapshot) ?
		 query(call, &snapshot, argument) :
		 STATUS_ACCESS_DENIED;
	ob_dereference_object(snapshot.object);
	return status;
}

static const u64 query_statuses[] = {
	KE_STATUS(STATUS_INFO_LENGTH_MISMATCH),
	KE_STATUS(STATUS_ACCESS_VIOLATION),
	KE_STATUS(STATUS_SUCCESS),
	KE_STATUS(STATUS_INVALID_PARAMETER),
	KE_STATUS(STATUS_INVALID_INFO_CLASS),
	KE_STATUS(STATUS_INVALID_HANDLE),
	KE_STATUS(STATUS_OBJECT_TYPE_MISMATCH),
	KE_STATUS(STATUS_ACCESS_DENIED),
	KE_STATUS(STATUS_PROCESS_IS_TERMINATING),
	KE_FAULT(STATUS_INSUFFICIENT_RESOURCES),
	KE_STATUSES_END,
};

static const u64 terminate_statuses[] = {
	KE_STATUS(STATUS_INFO_LENGTH_MISMATCH),
	KE_STATUS(STATUS_ACCESS_VIOLATION),
	KE_STATUS(STATUS_SUCCESS),
	KE_STATUS(STATUS_INVALID_PARAMETER),
	KE_STATUS(STATUS_INVALID_HANDLE),
	KE_STATUS(STATUS_OBJECT_TYPE_MISMATCH),
	KE_STATUS(STATUS_ACCESS_DENIED),
	KE_STATUS(STATUS_PROCESS_IS_TERMINATING),
	KE_FAULT(STATUS_INSUFFICIENT_RESOURCES),
	KE_STATUSES_END,
};

static struct ke_service services[] = {
	KE_STRUCTURED(_IOC_NR(NTOBJ_IOC_OPEN_PROCESS), "NtOpenProcess", service_open,
		      struct ntobj_open_client, handle, handle, ps_open_statuses),
	KE_STRUCTURED(_IOC_NR(NTOBJ_IOC_QUERY_PROCESS), "NtQueryInformationProcess",
		      service_query, struct ntobj_query_client, reserved,
		      return_length, query_statuses),
	KE_STRUCTURED_SILENT(_IOC_NR(NTOBJ_IOC_TERMINATE_PROCESS), "NtTerminateProcess",
			     service_terminate, struct ntobj_terminate_process, reserved,
			     terminate_statuses),
};

/**
 * ps_process_object_init - make the type and register its services
 *
 * Return: 0 or a negative errno.
 */
int __init ps_process_object_init(void)
{
	static struct ob_pseudo_handle pseudo;

	if (!NT_SUCCESS(ob_create_object_type(&process_information, &ps_process_type)))
		return -ENOMEM;
	pseudo = current_process;
	processes.type = ps_process_type;
	pseudo.type = ps_process_type;
	ob_register_pseudo_handle(NTOBJ_CURRENT_PROCESS, &pseudo);
	ke_register_services(services, ARRAY_SIZE(services));
	ps_set_process_init();
	return 0;
}
