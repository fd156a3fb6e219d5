// SPDX-License-Identifier: GPL-2.0
/*
 * Signalling one object and waiting for another, at one moment.
 *
 * Both locks are held from before the signal until the wait is satisfied or
 * queued, so nobody sees the one object signalled and the caller not waiting for
 * the other. The one that is signalled needs no reference, as nothing is done to
 * it later; the other one has one before anything is signalled, because a call
 * that has signalled can't fail any more for want of the object.
 *
 * A Unix signal ends the sleep, and the call is made again. It must not signal
 * again: the structure tells it, see struct ntobj_signal_and_wait.
 */
#include <linux/rcupdate.h>
#include <ntobj/ex.h>
#include <ntobj/ke_apc.h>
#include <ntobj/ob.h>
#include <ntobj/ob_lookup.h>

static_assert(sizeof(struct ntobj_signal_and_wait) == 32);

/* What a look without references can't decide. It is no status. */
#define NOT_DONE		((NTSTATUS)(-EAGAIN))

/* Which right it takes to signal an object, if that can be done at all. */
static NTSTATUS check_subject(const struct ob_handle_snapshot *subject)
{
	const struct ob_type *type = ob_type_of(subject->object);
	u32 access;

	if (type == ex_event_type)
		access = NTOBJ_EVENT_MODIFY_STATE;
	else if (type == ex_semaphore_type)
		access = NTOBJ_SEMAPHORE_MODIFY_STATE;
	else if (type == ex_mutant_type)
		return STATUS_SUCCESS;
	else
		return STATUS_OBJECT_TYPE_MISMATCH;
	return subject->access & access ? STATUS_SUCCESS : STATUS_ACCESS_DENIED;
}

static NTSTATUS give_signal(struct ke_dispatcher *subject, struct ke_signal *signal)
{
	NTSTATUS status;
	s32 previous;

	switch (subject->type) {
	case KE_SEMAPHORE:
		return ke_release_semaphore(container_of(subject, struct ke_semaphore,
							 dispatcher), 1, &previous, signal);
	case KE_MUTANT:
		status = ke_release_mutant(ke_to_mutant(subject), &previous, signal);
		/* STATUS_ABANDONED is for what was waited for. */
		return status == STATUS_ABANDONED ? STATUS_MUTANT_NOT_OWNED : status;
	default:
		ke_change_event(subject, KE_EVENT_SET, signal);
		return STATUS_SUCCESS;
	}
}

/* With both locks held: all of it, or nothing if it fails. */
static NTSTATUS signal_and_begin(struct ke_dispatcher *subject, struct ke_dispatcher *waited,
				 struct ntobj_signal_and_wait *argument,
				 struct ke_thread *thread, struct ke_signal *signal)
{
	NTSTATUS status;

	if (waited && waited != subject && ke_is_at_limit(waited))
		return STATUS_MUTANT_LIMIT_EXCEEDED;
	status = give_signal(subject, signal);
	if (status != STATUS_SUCCESS)
		return status;
	argument->signalled = 1;
	if (!waited)
		return STATUS_SUCCESS;
	status = ke_try_satisfy(waited);
	if (status == STATUS_TIMEOUT && argument->deadline != NTOBJ_WAIT_POLL) {
		ke_queue_single(waited, thread);
		status = KE_QUEUED;
	}
	return status;
}

static NTSTATUS peek_subject(struct ob_handle_table *table, u64 handle,
			     struct ob_handle_snapshot *snapshot)
{
	NTSTATUS status;

	if (ob_is_pseudo_handle(handle))
		return STATUS_OBJECT_TYPE_MISMATCH;
	status = ob_look_at_handle(table, handle, NULL, 0, snapshot);
	if (!NT_SUCCESS(status))
		return status;
	status = check_subject(snapshot);
	/* In kernel mode all that matters is what it is. */
	return status == STATUS_ACCESS_DENIED && table == &ob_kernel_mode ?
	       STATUS_SUCCESS : status;
}

static NTSTATUS lock_and_begin(struct ob_handle_table *table,
			       struct ntobj_signal_and_wait *argument,
			       struct ke_dispatcher *waited, struct ke_thread *thread)
{
	struct ob_handle_snapshot snapshot;
	struct ke_dispatcher *subject;
	struct ke_signal signal;
	NTSTATUS status;

	rcu_read_lock();
	status = peek_subject(table, argument->signal_handle, &snapshot);
	if (NT_SUCCESS(status)) {
		subject = ob_dispatcher_of(snapshot.object);
		ke_begin_signal_and_wait(subject, waited ?: subject, &signal);
		if (likely(ob_handle_is_current(&snapshot)))
			status = signal_and_begin(subject, waited, argument, thread, &signal);
		else
			status = STATUS_INVALID_HANDLE;
		ke_end_signal(subject, &signal);
	}
	rcu_read_unlock();
	return status;
}

/* A handle to signal that is none counts before what is wrong with the other. */
static bool is_handle(struct ob_handle_table *table, u64 handle)
{
	struct ob_handle_snapshot snapshot;
	bool valid;

	rcu_read_lock();
	valid = ob_is_pseudo_handle(handle) ||
		NT_SUCCESS(ob_peek_handle(table, handle, NULL, 0, &snapshot));
	rcu_read_unlock();
	return valid;
}

/* Both objects, with a reference on the one that is waited for. */
static noinline NTSTATUS signal_and_wait_referenced(struct ke_call *call,
						    struct ntobj_signal_and_wait *argument,
						    struct ke_thread *thread)
{
	struct ob_handle_snapshot snapshot;
	NTSTATUS status;

	status = ob_reference_object_by_handle(call->handles, argument->wait_handle, NULL,
					       NTOBJ_SYNCHRONIZE, &snapshot);
	if (!NT_SUCCESS(status))
		return is_handle(call->handles, argument->signal_handle) ?
		       status : STATUS_INVALID_HANDLE;
	status = lock_and_begin(call->handles, argument, ob_dispatcher_of(snapshot.object),
				thread);
	if (status == KE_QUEUED)
		status = ke_sleep(thread, argument->deadline, argument->flags);
	ob_dereference_object(snapshot.object);
	return status;
}

/*
 * The usual case: both handles are good. The reference is taken under the locks;
 * the caller drops it, unless nothing was done, and the result is NOT_DONE.
 */
static __always_inline NTSTATUS try_signal_and_wait(struct ke_call *call,
						    struct ntobj_signal_and_wait *argument,
						    struct ke_thread *thread,
						    struct ob_header **object)
{
	struct ob_handle_snapshot subject, waited;
	struct ke_dispatcher *signalled, *awaited;
	struct ke_signal signal __uninitialized;
	NTSTATUS status = NOT_DONE;

	rcu_read_lock();
	if (!ob_glance_at_handle(call->handles, argument->wait_handle, NULL,
				 NTOBJ_SYNCHRONIZE, &waited) ||
	    !ob_glance_at_handle(call->handles, argument->signal_handle, NULL, 0, &subject) ||
	    unlikely(check_subject(&subject) != STATUS_SUCCESS))
		goto out;
	signalled = ob_dispatcher_of(subject.object);
	awaited = ob_dispatcher_of(waited.object);
	if (unlikely(!signalled) || unlikely(!awaited))
		goto out;
	ke_begin_signal_and_wait(signalled, awaited, &signal);
	if (likely(ob_handle_is_current(&subject)) && likely(ob_handle_is_current(&waited)) &&
	    likely(ob_reference_object_unless_gone(waited.object)))
		status = signal_and_begin(signalled, awaited, argument, thread, &signal);
	ke_end_signal(signalled, &signal);
	*object = waited.object;
out:
	rcu_read_unlock();
	return status;
}

static NTSTATUS signal_and_wait(struct ke_call *call, struct ntobj_signal_and_wait *argument)
{
	struct ke_thread *thread = ke_find_used_thread();
	struct ob_header *object;
	NTSTATUS status;

	if (unlikely(!thread))
		thread = ke_current_thread();
	if (!thread)
		return STATUS_INSUFFICIENT_RESOURCES;
	status = try_signal_and_wait(call, argument, thread, &object);
	if (unlikely(status == NOT_DONE))
		return signal_and_wait_referenced(call, argument, thread);
	if (status == KE_QUEUED)
		status = ke_sleep(thread, argument->deadline, argument->flags);
	ob_dereference_object(object);
	return status;
}

/* The call is made again, and has signalled. */
static noinline NTSTATUS wait_again(struct ke_call *call,
				    const struct ntobj_signal_and_wait *argument)
{
	const struct ntobj_wait_single wait = {
		.handle = argument->wait_handle,
		.deadline = argument->deadline,
		.flags = argument->flags,
	};

	return ob_wait_single(call->handles, &wait);
}

static NTSTATUS service(struct ke_call *call, void *captured)
{
	struct ntobj_signal_and_wait *argument = captured;
	NTSTATUS status;

	if ((argument->flags & ~KE_WAIT_FLAGS || call->kernel) &&
	    !ke_is_kernel_wait(call, argument->flags))
		return STATUS_INVALID_PARAMETER;
	if (argument->signalled > 1)
		return STATUS_INVALID_PARAMETER;
	if (argument->signalled)
		return wait_again(call, argument);
	status = signal_and_wait(call, argument);
	if (status == STATUS_TIMEOUT)
		status = ke_poll_alert(argument->flags);
	/* Also if a Unix signal has ended it. */
	call->answer = argument->signalled;
	return status;
}

static const u64 statuses[] = {
	KE_STATUS(STATUS_INFO_LENGTH_MISMATCH),
	KE_STATUS(STATUS_ACCESS_VIOLATION),
	KE_STATUS(STATUS_SUCCESS),
	KE_STATUS(STATUS_ABANDONED_WAIT_0),
	KE_STATUS(STATUS_TIMEOUT),
	KE_STATUS(STATUS_ALERTED),
	KE_STATUS(STATUS_USER_APC),
	KE_STATUS(STATUS_INVALID_PARAMETER),
	KE_STATUS(STATUS_INVALID_HANDLE),
	KE_STATUS(STATUS_OBJECT_TYPE_MISMATCH),
	KE_STATUS(STATUS_ACCESS_DENIED),
	KE_STATUS(STATUS_MUTANT_NOT_OWNED),
	KE_STATUS(STATUS_MUTANT_LIMIT_EXCEEDED),
	KE_STATUS(STATUS_SEMAPHORE_LIMIT_EXCEEDED),
	KE_FAULT(STATUS_INSUFFICIENT_RESOURCES),
	KE_STATUSES_END,
};

static struct ke_service services[] = {
	KE_STRUCTURED_PROBED(_IOC_NR(NTOBJ_IOC_SIGNAL_AND_WAIT),
			     "NtSignalAndWaitForSingleObject", service,
			     struct ntobj_signal_and_wait, signalled, signalled, statuses,
			     KE_FROM_KERNEL),
};

/* Puts its service into the native table. */
void __init ex_signal_and_wait_init(void)
{
	ke_register_services(services, ARRAY_SIZE(services));
}
