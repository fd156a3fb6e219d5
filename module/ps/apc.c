// SPDX-License-Identifier: GPL-2.0
/*
 * The services that give a thread procedures to call, and take them.
 *
 * A call that is queued for another thread has a reference on its object: so the
 * process stays known that hears of an exec, which forgets the call. It is charged to
 * who has queued it, until it is taken or the thread ends.
 */
#include <linux/slab.h>
#include <ntobj/ke_apc.h>
#include <ntobj/ke_timer.h>

#include "ps/internal.h"

static_assert(sizeof(struct ntobj_queue_apc) == 40);
static_assert(sizeof(struct ntobj_test_alert) == 40);

/**
 * struct user_apc - a call that a service has queued
 * @apc: the call
 * @thread: the object of the thread, with a reference; NULL if it is its own
 * @account: what is charged for it
 */
struct user_apc {
	struct ke_apc apc;
	struct ob_header *thread;
	struct ob_account *account;
};

static u32 charge_of_apc(void)
{
	return ob_allocation(sizeof(struct user_apc));
}

static void end_apc(struct ke_apc *apc)
{
	struct user_apc *user = container_of(apc, struct user_apc, apc);

	ob_release_charge(user->account, OB_NON_PAGED, charge_of_apc());
	if (user->thread)
		ob_dereference_object(user->thread);
	kfree(user);
}

static NTSTATUS create_apc(struct ke_call *call, const struct ntobj_queue_apc *argument,
			   struct user_apc **result)
{
	struct ob_account *account;
	struct user_apc *user;
	NTSTATUS status;

	status = ob_charge(call->handles, OB_NON_PAGED, charge_of_apc(), &account);
	if (!NT_SUCCESS(status))
		return status == STATUS_QUOTA_EXCEEDED ? status : STATUS_NO_MEMORY;
	user = kmalloc(sizeof(*user), GFP_KERNEL_ACCOUNT);
	if (!user) {
		ob_release_charge(account, OB_NON_PAGED, charge_of_apc());
		return STATUS_NO_MEMORY;
	}
	ke_apc_init(&user->apc, end_apc);
	user->apc.routine = argument->routine;
	memcpy(user->apc.arguments, argument->arguments, sizeof(user->apc.arguments));
	user->thread = NULL;
	user->account = account;
	*result = user;
	return STATUS_SUCCESS;
}

static NTSTATUS queue_to_self(struct ke_call *call, const struct ntobj_queue_apc *argument)
{
	struct ke_thread *thread = ke_current_thread();
	struct user_apc *user;
	NTSTATUS status;

	if (!thread)
		return STATUS_NO_MEMORY;
	status = create_apc(call, argument, &user);
	/* Who makes calls has not ended. */
	if (NT_SUCCESS(status))
		WARN_ON_ONCE(!ke_insert_queue_apc(&thread, &user->apc));
	return status;
}

static NTSTATUS queue_to(struct ke_call *call, const struct ntobj_queue_apc *argument,
			 struct ob_header *thread)
{
	struct user_apc *user;
	NTSTATUS status;

	status = create_apc(call, argument, &user);
	if (!NT_SUCCESS(status))
		return status;
	ob_reference_object(thread);
	user->thread = thread;
	if (ke_insert_queue_apc(ps_apc_target(thread), &user->apc))
		return STATUS_SUCCESS;
	end_apc(&user->apc);
	return STATUS_UNSUCCESSFUL;
}

static NTSTATUS service_queue(struct ke_call *call, void *captured)
{
	const struct ntobj_queue_apc *argument = captured;
	struct ob_handle_snapshot snapshot;
	NTSTATUS status;

	/* It need not have an object for that. */
	if (argument->handle == NTOBJ_CURRENT_THREAD)
		return argument->routine ? queue_to_self(call, argument) : STATUS_SUCCESS;
	status = ob_reference_object_by_handle(call->handles, argument->handle,
					       ps_thread_type, NTOBJ_THREAD_SET_CONTEXT,
					       &snapshot);
	if (!NT_SUCCESS(status))
		return status;
	if (argument->routine)
		status = queue_to(call, argument, snapshot.object);
	else if (!READ_ONCE(*ps_apc_target(snapshot.object)))
		status = STATUS_UNSUCCESSFUL;
	ob_dereference_object(snapshot.object);
	return status;
}

/* What has been taken is the program's, or as it was before. */
static NTSTATUS finish_test_alert(struct ke_call *call, bool commit)
{
	struct ke_thread *thread = ke_find_used_thread();

	if (call->taken.apc && commit)
		ke_end_apc(thread, call->taken.apc);
	else if (call->taken.apc)
		ke_return_apc(thread, call->taken.apc);
	if (call->taken.alerted && !commit) {
		rcu_read_lock();
		ke_alert_thread(thread, KE_ALERTED_USER);
		rcu_read_unlock();
	}
	return STATUS_SUCCESS;
}

static NTSTATUS service_test_alert(struct ke_call *call, void *captured)
{
	struct ntobj_test_alert *answer = captured;
	struct ke_thread *thread;

	memset(answer, 0, sizeof(*answer));
	/* Whom others have given something to is known, even if it has never waited. */
	thread = ke_find_used_thread() ?: ke_use_known_thread();
	if (!thread)
		return STATUS_SUCCESS;
	call->taken.alerted = ke_test_alert(thread, KE_ALERTED_USER);
	call->taken.apc = ke_take_apc(thread, answer);
	call->finish = finish_test_alert;
	return call->taken.alerted ? STATUS_ALERTED : STATUS_SUCCESS;
}

/**
 * ps_flush_apcs - the current thread has begun another program
 *
 * The timers that it has set with a call are cancelled, too.
 *
 * Context: process, in the work that the exec has queued; may sleep.
 */
void ps_flush_apcs(void)
{
	struct ke_thread *thread = ke_pin_thread();

	if (!thread)
		return;
	ke_cancel_timers_of(thread);
	ke_flush_apcs(thread);
	ke_unpin_thread(thread);
}

static const u64 queue_statuses[] = {
	KE_STATUS(STATUS_INFO_LENGTH_MISMATCH),
	KE_STATUS(STATUS_ACCESS_VIOLATION),
	KE_STATUS(STATUS_SUCCESS),
	KE_STATUS(STATUS_INVALID_HANDLE),
	KE_STATUS(STATUS_OBJECT_TYPE_MISMATCH),
	KE_STATUS(STATUS_ACCESS_DENIED),
	KE_STATUS(STATUS_UNSUCCESSFUL),
	KE_STATUS(STATUS_QUOTA_EXCEEDED),
	KE_FAULT(STATUS_NO_MEMORY),
	KE_STATUSES_END,
};

static const u64 test_alert_statuses[] = {
	KE_STATUS(STATUS_INFO_LENGTH_MISMATCH),
	KE_STATUS(STATUS_ACCESS_VIOLATION),
	KE_STATUS(STATUS_SUCCESS),
	KE_STATUS(STATUS_ALERTED),
	KE_STATUSES_END,
};

static struct ke_service services[] = {
	KE_STRUCTURED_SILENT(_IOC_NR(NTOBJ_IOC_QUEUE_APC_THREAD), "NtQueueApcThread",
			     service_queue, struct ntobj_queue_apc, arguments,
			     queue_statuses),
	KE_STRUCTURED(_IOC_NR(NTOBJ_IOC_TEST_ALERT), "NtTestAlert", service_test_alert,
		      struct ntobj_test_alert, reserved, routine, test_alert_statuses),
};

/* Puts the services into the native table. */
void __init ps_apc_init(void)
{
	ke_register_services(services, ARRAY_SIZE(services));
}
