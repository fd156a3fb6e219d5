// SPDX-License-Identifier: GPL-2.0
/*
 * The tests' extension driver: kernel APCs for whichever thread it is asked for. They
 * are counted, and so is what they find wrong with where they run.
 *
 * Each is allocated for one time, and frees itself. The driver's end waits for what is
 * left; who unloads it has ended the threads.
 */
#include <linux/atomic.h>
#include <linux/delay.h>
#include <linux/rcupdate.h>
#include <linux/slab.h>
#include <ntddk.h>
#include <ntobj/ob.h>
#include <ntobj/ps.h>

#include "tests/extension.h"
#include "tests/extension_apcs.h"

static atomic_t kernel_calls, normal_calls, rundowns, wrong, outstanding;

static void drop(struct ke_kernel_apc *apc)
{
	ke_dereference_thread(apc->thread);
	kfree(apc);
}

static void run_special(struct ke_kernel_apc *apc, ke_normal_routine *normal,
			void **context, void **argument1, void **argument2)
{
	if (KeGetCurrentIrql() != APC_LEVEL || KeGetCurrentThread() != apc->thread)
		atomic_inc(&wrong);
	drop(apc);
	atomic_inc(&kernel_calls);
	atomic_dec(&outstanding);
}

static void begin_normal(struct ke_kernel_apc *apc, ke_normal_routine *normal,
			 void **context, void **argument1, void **argument2)
{
	if (KeGetCurrentIrql() != APC_LEVEL || KeGetCurrentThread() != apc->thread)
		atomic_inc(&wrong);
	drop(apc);
	atomic_inc(&kernel_calls);
}

static void run_normal(void *context, void *argument1, void *argument2)
{
	if (KeGetCurrentIrql() != PASSIVE_LEVEL || argument1 != (void *)1UL ||
	    argument2 != (void *)2UL)
		atomic_inc(&wrong);
	atomic_inc(&normal_calls);
	atomic_dec(&outstanding);
}

static void run_down(struct ke_kernel_apc *apc)
{
	drop(apc);
	atomic_inc(&rundowns);
	atomic_dec(&outstanding);
}

/* The thread of a handle, with a reference; NULL if it has ended. */
static NTSTATUS find_thread(struct ke_call *call, u64 handle, PKTHREAD *thread)
{
	struct ob_handle_snapshot snapshot;
	NTSTATUS status;

	if (handle == NTOBJ_CURRENT_THREAD) {
		*thread = KeGetCurrentThread();
		if (!*thread)
			return STATUS_INSUFFICIENT_RESOURCES;
		ke_reference_thread(*thread);
		return STATUS_SUCCESS;
	}
	status = ob_reference_object_by_handle(call->handles, handle, ps_thread_type, 0,
					       &snapshot);
	if (!NT_SUCCESS(status))
		return status;
	*thread = ps_reference_thread_of(snapshot.object);
	ob_dereference_object(snapshot.object);
	return *thread ? STATUS_SUCCESS : STATUS_UNSUCCESSFUL;
}

static NTSTATUS queue(struct ke_call *call, u64 handle, bool normal)
{
	PKTHREAD thread;
	NTSTATUS status;
	KAPC *apc;

	status = find_thread(call, handle, &thread);
	if (!NT_SUCCESS(status))
		return status;
	apc = kmalloc(sizeof(*apc), GFP_KERNEL_ACCOUNT);
	if (!apc) {
		ke_dereference_thread(thread);
		return STATUS_INSUFFICIENT_RESOURCES;
	}
	KeInitializeApc(apc, thread, OriginalApcEnvironment,
			normal ? begin_normal : run_special, run_down,
			normal ? run_normal : NULL, KernelMode, NULL);
	atomic_inc(&outstanding);
	if (KeInsertQueueApc(apc, (void *)1UL, (void *)2UL, 0))
		return STATUS_SUCCESS;
	drop(apc);
	atomic_dec(&outstanding);
	return STATUS_UNSUCCESSFUL;
}

/**
 * extension_kernel_apc - the service
 * @call: the call
 * @captured: struct ntobj_kernel_apc
 *
 * Return: STATUS_SUCCESS; STATUS_INVALID_PARAMETER for an unknown operation;
 * STATUS_UNSUCCESSFUL if the thread has ended; of a handle STATUS_INVALID_HANDLE,
 * STATUS_OBJECT_TYPE_MISMATCH; STATUS_INSUFFICIENT_RESOURCES.
 */
NTSTATUS extension_kernel_apc(struct ke_call *call, void *captured)
{
	struct ntobj_kernel_apc *argument = captured;
	NTSTATUS status = STATUS_SUCCESS;

	if (argument->reserved || argument->operation > KERNEL_APC_NORMAL)
		return STATUS_INVALID_PARAMETER;
	if (argument->operation != KERNEL_APC_COUNT)
		status = queue(call, argument->thread,
			       argument->operation == KERNEL_APC_NORMAL);
	argument->kernel_calls = atomic_read(&kernel_calls);
	argument->normal_calls = atomic_read(&normal_calls);
	argument->rundowns = atomic_read(&rundowns);
	argument->wrong = atomic_read(&wrong);
	return status;
}

const u64 extension_kernel_apc_statuses[] = {
	KE_STATUS(STATUS_INFO_LENGTH_MISMATCH),
	KE_STATUS(STATUS_ACCESS_VIOLATION),
	KE_STATUS(STATUS_SUCCESS),
	KE_STATUS(STATUS_INVALID_PARAMETER),
	KE_STATUS(STATUS_INVALID_HANDLE),
	KE_STATUS(STATUS_OBJECT_TYPE_MISMATCH),
	KE_STATUS(STATUS_UNSUCCESSFUL),
	KE_FAULT(STATUS_INSUFFICIENT_RESOURCES),
	KE_STATUSES_END,
};

/* Waits for the last of them, and for what it does behind its count. */
void extension_apcs_exit(void)
{
	while (atomic_read(&outstanding))
		msleep(20);
	synchronize_rcu_tasks();
}
