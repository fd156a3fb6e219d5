// SPDX-License-Identifier: GPL-2.0
/*
 * Thread objects: what a handle to a thread stands for, and the services that
 * open and query one.
 *
 * They are to ke_thread what process objects are to ps_process (see
 * ps/process_object.c): made when somebody asks, kept by their users, found
 * through ke_thread.object under the lock of the table of threads, let go of
 * and signalled when the thread ends. Until then an object pins its task, which
 * may be given another thread id by exec. It holds an entry of the task's
 * process, which hears of that exec.
 */
#include <linux/cred.h>
#include <linux/err.h>
#include <linux/module.h>
#include <linux/pid.h>
#include <linux/sched/signal.h>
#include <linux/sched/task.h>
#include <ntobj/ke_apc.h>
#include <ntobj/ke_timer.h>
#include <ntobj/se_token.h>

#include "compat/linux.h"
#include "ps/internal.h"

/*
 * @task is NULL once it has ended; @process_id and @thread_id are those that it
 * had then. They, @kept and @exit change under the lock of the table of threads. @thread
 * is what others may queue calls to: see ke/apc.c.
 */
struct thread_object {
	struct ob_header header;
	struct ke_dispatcher dispatcher;
	struct ps_process *process;
	struct task_struct *task;
	struct ke_thread *thread;
	const struct cred *cred;	/* of the task when it was opened, until it ends */
	struct pid *process_id;
	struct pid *thread_id;
	s64 create_time;
	bool kept;
	struct ps_exit exit;
};

struct ob_type *ps_thread_type;
EXPORT_SYMBOL_NTOBJ(ps_thread_type);

static struct thread_object *to_thread(struct ob_header *object)
{
	return container_of(object, struct thread_object, header);
}

static void construct_thread(void *memory)
{
	struct thread_object *object = memory;

	ke_dispatcher_construct(&object->dispatcher);
}

/* Makes the thread of an object's task forget it. */
static void forget_object(struct thread_object *object)
{
	struct ke_thread *thread;

	ke_lock_threads();
	rcu_read_lock();
	thread = object->task ? ke_find_thread(object->task) : NULL;
	if (thread && thread->object == &object->header) {
		WRITE_ONCE(thread->object, NULL);
		ke_drop_unused_thread(thread);
	}
	rcu_read_unlock();
	ke_unlock_threads();
}

static void let_go_of_process(struct ps_process *process)
{
	ps_lock_processes();
	process->thread_objects--;
	ps_drop_unused_process(process);
	ps_unlock_processes();
	ps_put_process(process);
}

static void delete_thread(struct ob_header *header)
{
	struct thread_object *object = to_thread(header);

	forget_object(object);
	if (object->process)
		let_go_of_process(object->process);
	put_pid(object->process_id);
	put_pid(object->thread_id);
	put_cred(object->cred);
	if (object->task)
		put_task_struct(object->task);
	ke_dispatcher_retire(&object->dispatcher);
}

/* Somebody has set the descriptor; the thread keeps its object from then on. */
static void keep_thread(struct ob_header *header)
{
	struct thread_object *object = to_thread(header);
	struct ke_thread *thread;

	ke_lock_threads();
	rcu_read_lock();
	thread = object->task ? ke_find_thread(object->task) : NULL;
	if (thread && thread->object == header && !object->kept) {
		ob_reference_object(header);
		object->kept = true;
	}
	rcu_read_unlock();
	ke_unlock_threads();
}

static const struct ob_type_information thread_information = {
	.name = "Thread",
	.invalid_attributes = NTOBJ_OBJ_PERMANENT | NTOBJ_OBJ_EXCLUSIVE |
			      NTOBJ_OBJ_OPENIF,
	.generic_read = NTOBJ_READ_CONTROL | NTOBJ_THREAD_GET_CONTEXT |
			NTOBJ_THREAD_QUERY_INFORMATION,
	.generic_write = NTOBJ_READ_CONTROL | NTOBJ_THREAD_TERMINATE |
			 NTOBJ_THREAD_SUSPEND_RESUME | NTOBJ_THREAD_ALERT |
			 NTOBJ_THREAD_SET_CONTEXT | NTOBJ_THREAD_SET_INFORMATION |
			 NTOBJ_THREAD_SET_LIMITED_INFORMATION,
	.generic_execute = NTOBJ_READ_CONTROL | NTOBJ_SYNCHRONIZE |
			   NTOBJ_THREAD_RESUME | NTOBJ_THREAD_QUERY_LIMITED_INFORMATION,
	.generic_all = NTOBJ_THREAD_ALL_ACCESS,
	.valid_access = NTOBJ_THREAD_ALL_ACCESS,
	.flags = NTOBJ_TYPE_SECURITY_REQUIRED | NTOBJ_TYPE_SUPPORTS_CALLBACKS,
	.non_paged_pool_charge = sizeof(struct thread_object) + PS_PROCESS_CHARGE +
				 roundup_pow_of_two(sizeof(struct pid)),
	.object_size = sizeof(struct thread_object),
	.wait_offset = offsetof(struct thread_object, dispatcher),
	.construct = construct_thread,
	.delete = delete_thread,
	.secured = keep_thread,
	.own_security = true,
};

/* The object of a thread, if it has one, with a reference. */
static struct ob_header *reference_existing(struct ke_thread *thread)
{
	/* One that is being deleted is still there: it waits for the lock. */
	return thread->object && ob_reference_object_unless_gone(thread->object) ?
	       thread->object : NULL;
}

/**
 * ps_task_of - the task of a thread object
 * @object: on which the caller has a reference
 *
 * Context: process; may sleep.
 *
 * Return: the task, with a reference; NULL if it has ended.
 */
struct task_struct *ps_task_of(struct ob_header *object)
{
	struct task_struct *task;

	ke_lock_threads();
	task = to_thread(object)->task;
	if (task)
		get_task_struct(task);
	ke_unlock_threads();
	return task;
}

/**
 * ps_apc_target - where a thread object names the thread that may be given calls
 * @object: the object
 *
 * Context: any.
 *
 * Return: the place, for ke/apc.c; NULL is there when the thread has ended.
 */
struct ke_thread **ps_apc_target(struct ob_header *object)
{
	return &to_thread(object)->thread;
}

/**
 * ps_reference_thread_of - what kernel APCs are given to, of a thread object
 * @object: on which the caller has a reference
 *
 * Context: any but hardirq. Takes the thread's apc_lock.
 *
 * Return: the thread, with a reference for ke_dereference_thread(); NULL if it has ended.
 */
struct ke_thread *ps_reference_thread_of(struct ob_header *object)
{
	struct ke_thread *thread;
	unsigned long flags;

	rcu_read_lock();
	thread = ke_lock_apc_target(ps_apc_target(object), &flags);
	if (thread) {
		ke_reference_thread(thread);
		ke_unlock_apc_target(thread, flags);
	}
	rcu_read_unlock();
	return thread;
}
EXPORT_SYMBOL_NTOBJ(ps_reference_thread_of);

/**
 * ps_process_of_thread - the process of a thread object
 * @object: on which the caller has a reference
 *
 * Context: any.
 *
 * Return: the process, valid as long as the reference.
 */
struct ps_process *ps_process_of_thread(struct ob_header *object)
{
	return to_thread(object)->process;
}

static NTSTATUS status_of_error(int error)
{
	return error == -ESRCH ? STATUS_INVALID_CID : STATUS_INSUFFICIENT_RESOURCES;
}

/* Has the object hold its task's process, which learns of what the task execs. */
static int hold_process(struct thread_object *object)
{
	struct ps_process *new, *process;

	new = ps_create_process(object->task);
	if (IS_ERR(new))
		return PTR_ERR(new);
	ps_lock_processes();
	process = ps_add_process(object->task, new);
	if (!IS_ERR(process)) {
		refcount_inc(&process->references);
		process->thread_objects++;
		object->process = process;
	}
	ps_unlock_processes();
	if (process != new)
		ps_put_process(new);
	return PTR_ERR_OR_ZERO(process);
}

static NTSTATUS create_object(struct task_struct *task, struct thread_object **result)
{
	struct thread_object *object;
	struct ob_header *header;
	NTSTATUS status;

	status = ob_create_object(ps_thread_type, &header);
	if (!NT_SUCCESS(status))
		return status;
	object = to_thread(header);
	object->process = NULL;
	object->task = get_task_struct(task);
	WRITE_ONCE(object->thread, NULL);
	object->cred = get_task_cred(task);
	object->process_id = NULL;
	object->thread_id = NULL;
	object->create_time = ps_create_time(task);
	object->kept = false;
	object->exit = (struct ps_exit){};
	ke_dispatcher_init(&object->dispatcher, KE_THREAD_OBJECT, 0);
	status = ob_owner_security(header, object->cred);
	if (!NT_SUCCESS(status))
		ob_dereference_object(header);
	*result = object;
	return status;
}

/* Makes the object stand for its task's thread, unless another does. */
static int attach(struct thread_object *object, struct ob_header **existing)
{
	struct ke_thread *new, *thread;

	new = ke_create_thread(object->task);
	if (!new)
		return -ENOMEM;
	ke_lock_threads();
	thread = ke_add_thread(&new);
	if (!IS_ERR(thread)) {
		*existing = reference_existing(thread);
		if (!*existing) {
			WRITE_ONCE(thread->object, &object->header);
			WRITE_ONCE(object->thread, thread);
		}
	}
	ke_unlock_threads();
	ke_free_thread(new);
	return PTR_ERR_OR_ZERO(thread);
}

/* The object of the thread that a task is, with a reference. */
static NTSTATUS reference_thread(struct task_struct *task, struct ob_header **result)
{
	struct ob_header *existing = NULL;
	struct thread_object *object;
	NTSTATUS status;
	int error;

	status = create_object(task, &object);
	if (!NT_SUCCESS(status))
		return status;
	error = hold_process(object);
	if (!error)
		error = attach(object, &existing);
	*result = existing ?: &object->header;
	if (existing || error)
		ob_dereference_object(&object->header);
	return error ? status_of_error(error) : STATUS_SUCCESS;
}

/* The calling thread's object, with a reference. */
static NTSTATUS reference_current(struct ob_header **object)
{
	return reference_thread(current, object);
}

/* Keeps what can be asked for once the task is gone, and lets go of that. */
static void end_object(struct thread_object *object, const struct ps_exit *exit)
{
	struct pid *process_id = get_task_pid(current, PIDTYPE_TGID);
	struct pid *thread_id = get_task_pid(current, PIDTYPE_PID);
	const struct cred *cred;
	struct task_struct *task;
	bool kept;

	ke_lock_threads();
	task = object->task;
	object->task = NULL;
	/* They may come with many groups. */
	cred = object->cred;
	object->cred = NULL;
	object->process_id = process_id;
	object->thread_id = thread_id;
	object->exit = *exit;
	kept = object->kept;
	object->kept = false;
	ke_unlock_threads();
	put_task_struct(task);
	put_cred(cred);
	ke_signal_object(&object->dispatcher);
	if (kept)
		ob_dereference_object(&object->header);
	ob_dereference_object(&object->header);
}

/**
 * ps_thread_exit - a thread's task ends
 * @thread: the current task's thread, which waits for nothing
 *
 * Abandons what mutants it owns, cancels the timers that it has set with a call, ends the
 * calls that were queued for it, forgets it and signals its object. Context: process, in
 * the ending task; may sleep. Drops the thread's reference on the module.
 *
 * Return: the count of its process that counts it, or NULL.
 */
atomic_t *ps_thread_exit(struct ke_thread *thread)
{
	struct ob_header *object;
	atomic_t *live_count;
	struct ps_exit exit;
	bool used;

	ps_read_thread_exit(&exit);
	se_forget_thread_token(thread);
	ke_cancel_timers_of(thread);
	ke_end_apcs(thread);
	/* A rundown routine may have taken one. */
	ke_abandon_mutants(thread);
	ke_lock_threads();
	object = reference_existing(thread);
	WRITE_ONCE(thread->object, NULL);
	if (object)
		ke_forget_apc_target(ps_apc_target(object));
	live_count = thread->live_count;
	used = test_bit(KE_THREAD_USED, &thread->flags);
	ke_remove_thread(thread);
	ke_unlock_threads();
	if (object) {
		ps_current_terminated_with(&exit.status);
		end_object(to_thread(object), &exit);
	}
	if (used)
		ps_count(PS_THREAD_ENDED);
	module_put(THIS_MODULE);
	return live_count;
}

/**
 * ps_lose_thread_object - the current thread may be another's no more
 * @exit: how it ended, as far as holders of its object are concerned
 * @always: whether to lose it even if the thread may do no more than it might
 *	when it was opened
 *
 * Context: process; may sleep.
 */
void ps_lose_thread_object(const struct ps_exit *exit, bool always)
{
	struct ob_header *object = NULL;
	struct ke_thread *thread;
	bool lost = false;

	ke_lock_threads();
	rcu_read_lock();
	thread = ke_find_thread(current);
	if (thread)
		object = reference_existing(thread);
	if (object)
		lost = always || ps_has_gained(to_thread(object)->cred, current_cred());
	if (lost) {
		WRITE_ONCE(thread->object, NULL);
		ke_forget_apc_target(ps_apc_target(object));
	}
	/* Who could resume it can't any more. */
	if (lost || (thread && always)) {
		ke_end_suspension(thread);
		ke_drop_unused_thread(thread);
	}
	rcu_read_unlock();
	ke_unlock_threads();
	if (lost)
		end_object(to_thread(object), exit);
	else if (object)
		ob_dereference_object(object);
}

/**
 * ps_thread_id_of - which thread an object stands for
 * @thread: a thread object
 *
 * As PsGetThreadId, for drivers. Context: process; may sleep.
 *
 * Return: its id, as the initial pid namespace has it, or had when it ended.
 */
pid_t ps_thread_id_of(struct ob_header *thread)
{
	struct thread_object *object = to_thread(thread);
	pid_t id;

	ke_lock_threads();
	id = object->exit.ended ? pid_nr(object->thread_id) : task_pid_nr(object->task);
	ke_unlock_threads();
	return id;
}
EXPORT_SYMBOL_NTOBJ(ps_thread_id_of);

/**
 * ps_thread_process_id_of - whose thread an object stands for
 * @thread: a thread object
 *
 * As PsGetThreadProcessId, for drivers. Context: any.
 *
 * Return: the id of its process, as the initial pid namespace has it.
 */
pid_t ps_thread_process_id_of(struct ob_header *thread)
{
	return pid_nr(to_thread(thread)->process->pid);
}
EXPORT_SYMBOL_NTOBJ(ps_thread_process_id_of);

/* The thread that the ids mean, with a reference. */
static struct task_struct *find_thread(u64 process_id, u64 thread_id)
{
	struct task_struct *task = ps_find_task(thread_id, false);

	if (task && process_id && task_tgid_vnr(task) != process_id) {
		put_task_struct(task);
		return NULL;
	}
	return task;
}

static bool is_secured(struct task_struct *task)
{
	struct ke_thread *thread;
	bool secured;

	ke_lock_threads();
	rcu_read_lock();
	thread = ke_find_thread(task);
	secured = thread && thread->object &&
		  ob_has_flag(thread->object, OB_SECURED);
	rcu_read_unlock();
	ke_unlock_threads();
	return secured;
}

static struct ps_client_kind threads = {
	.query_access = NTOBJ_THREAD_QUERY_INFORMATION,
	.query_limited_access = NTOBJ_THREAD_QUERY_LIMITED_INFORMATION,
	.find = find_thread,
	.is_secured = is_secured,
	.reference = reference_thread,
};

static NTSTATUS service_open(struct ke_call *call, void *captured)
{
	return ps_open_service(call, &threads, captured);
}

static void read_basic(struct thread_object *object,
		       struct ntobj_thread_basic_information *answer)
{
	*answer = (struct ntobj_thread_basic_information){
		.exit_status = STATUS_PENDING,
	};
	ke_lock_threads();
	if (object->exit.ended) {
		answer->process_id = pid_vnr(object->process_id);
		answer->thread_id = pid_vnr(object->thread_id);
		answer->exit_status = object->exit.status;
		answer->wait_status = object->exit.wait_status;
	} else {
		answer->process_id = task_tgid_vnr(object->task);
		answer->thread_id = task_pid_vnr(object->task);
		answer->affinity_mask = ps_affinity(object->task);
		answer->base_priority = ps_base_priority(object->task);
		answer->priority = answer->base_priority;
	}
	ke_unlock_threads();
}

static void read_times(struct thread_object *object, struct ntobj_times *answer)
{
	ke_lock_threads();
	*answer = (struct ntobj_times){
		.create_time = object->create_time,
		.exit_time = object->exit.time,
		.kernel_time = object->exit.kernel_time,
		.user_time = object->exit.user_time,
	};
	if (!object->exit.ended)
		ps_thread_times(object->task, &answer->kernel_time, &answer->user_time);
	ke_unlock_threads();
}

static NTSTATUS query(struct ke_call *call, struct thread_object *object,
		      struct ntobj_query_client *argument)
{
	struct ntobj_thread_basic_information basic;
	struct ntobj_times times;

	switch (argument->information_class) {
	case NTOBJ_THREAD_BASIC_INFORMATION:
		read_basic(object, &basic);
		return ps_deliver(argument, call, &basic, sizeof(basic));
	case NTOBJ_THREAD_TIMES:
		read_times(object, &times);
		return ps_deliver(argument, call, &times, sizeof(times));
	default:
		return STATUS_INVALID_INFO_CLASS;
	}
}

static NTSTATUS service_query(struct ke_call *call, void *captured)
{
	struct ntobj_query_client *argument = captured;
	struct ob_handle_snapshot snapshot;
	NTSTATUS status;

	if (argument->reserved)
		return STATUS_INVALID_PARAMETER;
	status = ps_reference_to_query(call, &threads, argument->handle, &snapshot);
	if (!NT_SUCCESS(status))
		return status;
	status = query(call, to_thread(snapshot.object), argument);
	ob_dereference_object(snapshot.object);
	return status;
}

static struct ke_service services[] = {
	KE_STRUCTURED(_IOC_NR(NTOBJ_IOC_OPEN_THREAD), "NtOpenThread", service_open,
		      struct ntobj_open_client, handle, handle, ps_open_statuses),
	KE_STRUCTURED(_IOC_NR(NTOBJ_IOC_QUERY_THREAD), "NtQueryInformationThread",
		      service_query, struct ntobj_query_client, reserved,
		      return_length, ps_query_statuses),
};

/**
 * ps_thread_object_init - make the type and register its services
 *
 * Return: 0 or a negative errno.
 */
int __init ps_thread_object_init(void)
{
	static struct ob_pseudo_handle pseudo = {
		.access = NTOBJ_THREAD_ALL_ACCESS,
		.reference = reference_current,
	};

	if (!NT_SUCCESS(ob_create_object_type(&thread_information, &ps_thread_type)))
		return -ENOMEM;
	threads.type = ps_thread_type;
	pseudo.type = ps_thread_type;
	ob_register_pseudo_handle(NTOBJ_CURRENT_THREAD, &pseudo);
	ke_register_services(services, ARRAY_SIZE(services));
	return 0;
}
