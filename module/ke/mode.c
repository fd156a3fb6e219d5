// SPDX-License-Identifier: GPL-2.0
/*
 * Previous mode: whether a service works for a program or for a driver.
 *
 * A program calls a service by the device (ke/service.c): its structure and its
 * pointers are of user space, are probed and captured, and its rights count. A driver
 * calls the same function from here, NT's Zw: then pointers are the kernel's, handles may
 * be kernel handles, and no rights are asked for. Types are, and all else.
 *
 * The mode is a call's (ke_call.kernel), and nobody's guess. It is true in a struct
 * ke_call that is made here, on the stack, and nowhere else; what the device hands down
 * has false there, as a constant. So no pointer of a program's is ever followed as the
 * kernel's. What follows a kernel pointer asks twice: besides, the call must be the one that
 * its thread is in, by what is noted here. And a kernel pointer must be none to user space:
 * a driver that passes one on unseen gets STATUS_ACCESS_VIOLATION.
 *
 * ke_thread.kernel_call is the innermost of such calls of a thread; the thread's alone. A
 * service that a program has called may call others so, any number deep, as may a callback
 * or an object's method: it is in kernel mode inside, and in user mode again behind. Kernel
 * threads, interrupts, and what runs at a task's end, when it has left user mode for good,
 * are always in kernel mode; there is nothing to note for them.
 *
 * Only services that say so can be called from kernel mode (KE_FROM_KERNEL): those that
 * follow no pointer but by ke_copy_in() and ke_copy_out(), and look no handle up but by the
 * functions of the object floor that know of this.
 */
#include <linux/nospec.h>
#include <linux/preempt.h>
#include <linux/sched.h>
#include <linux/string.h>
#include <ntobj/ke_apc.h>
#include <ntobj/ke_irql.h>
#include <ntobj/ke_mode.h>
#include <ntobj/ke_timer.h>

#include "compat/linux.h"
#include "ke/trace.h"

static struct ob_handle_table *kernel_mode_handles;
static ke_find_own_function find_own;

/**
 * ke_set_kernel_mode_handles - say what calls from kernel mode have for a handle table
 * @handles: what stands for all that kernel mode can name
 *
 * Context: loading the module.
 */
void ke_set_kernel_mode_handles(struct ob_handle_table *handles)
{
	kernel_mode_handles = handles;
}

/**
 * ke_set_find_own - say how to find what the calling process's own calls have
 * @function: makes the process if need be; NULL if memory is short. May sleep
 *
 * Context: loading the module.
 */
void ke_set_find_own(ke_find_own_function function)
{
	find_own = function;
}

/**
 * ke_is_systems_thread - whether the calling task works for no process
 *
 * Context: process.
 *
 * Return: true in a kernel thread, and in a task that has left user mode for good.
 */
bool ke_is_systems_thread(void)
{
	return current->flags & (PF_KTHREAD | PF_EXITING);
}

/* The call from kernel mode that the calling task is in. */
static const struct ke_call *innermost(void)
{
	const struct ke_thread *thread = ke_find_used_thread();

	return thread ? thread->kernel_call : NULL;
}

/**
 * ke_previous_mode - for whom the calling code works
 *
 * NT's KeGetPreviousMode and ExGetPreviousMode. Context: any.
 *
 * Return: KE_USER_MODE in a system call of a program, as long as no driver calls a
 * service in it; else KE_KERNEL_MODE.
 */
enum ke_mode ke_previous_mode(void)
{
	if (!in_task() || ke_is_systems_thread() || innermost())
		return KE_KERNEL_MODE;
	return KE_USER_MODE;
}
EXPORT_SYMBOL_NTOBJ(ke_previous_mode);

/**
 * ke_own_call - what the calls of the calling process have, in a call from kernel mode
 *
 * Context: process.
 *
 * Return: that; NULL in a thread of the system's own.
 */
const struct ke_call *ke_own_call(void)
{
	const struct ke_call *call = ke_is_systems_thread() ? NULL : innermost();

	return call ? call->own : NULL;
}

/*
 * Whether a call is what it says, and a kernel pointer none to user space. Where it begins
 * tells: what follows the last page of user space is nobody's.
 */
static bool may_follow(const struct ke_call *call, u64 address)
{
	if (WARN_ON_ONCE(!ke_is_systems_thread() && innermost() != call))
		return false;
	return address == (unsigned long)address && address &&
	       !access_ok((void __user *)(unsigned long)address, 1);
}

/**
 * ke_copy_from_kernel - ke_copy_in() of a call from kernel mode
 * @call: see there
 * @to: see there
 * @address: see there
 * @size: see there
 *
 * Context: process.
 *
 * Return: whether the address is one of the kernel's.
 */
bool ke_copy_from_kernel(const struct ke_call *call, void *to, u64 address, size_t size)
{
	if (!size)
		return true;
	if (!may_follow(call, address))
		return false;
	memcpy(to, (const void *)(unsigned long)address, size);
	return true;
}

/**
 * ke_copy_to_kernel - ke_copy_out() of a call from kernel mode
 * @call: see there
 * @address: see there
 * @from: see there
 * @size: see there
 *
 * Context: process.
 *
 * Return: whether the address is one of the kernel's.
 */
bool ke_copy_to_kernel(const struct ke_call *call, u64 address, const void *from,
		       size_t size)
{
	if (!size)
		return true;
	if (!may_follow(call, address))
		return false;
	memcpy((void *)(unsigned long)address, from, size);
	return true;
}

/**
 * struct visit - a thread in kernel mode
 * @call: its call
 * @thread: the thread; NULL if there is nothing to note
 * @outer: the call from kernel mode in which this one is made, or NULL
 */
struct visit {
	struct ke_call call;
	struct ke_thread *thread;
	const struct ke_call *outer;
};

static NTSTATUS enter_kernel_mode(struct visit *visit)
{
	*visit = (struct visit){
		.call.handles = kernel_mode_handles,
		.call.kernel = true,
	};
	if (ke_is_systems_thread())
		return STATUS_SUCCESS;
	visit->call.own = find_own();
	visit->thread = ke_current_thread();
	if (!visit->call.own || !visit->thread)
		return STATUS_INSUFFICIENT_RESOURCES;
	visit->outer = visit->thread->kernel_call;
	visit->thread->kernel_call = &visit->call;
	return STATUS_SUCCESS;
}

static void leave_kernel_mode(const struct visit *visit)
{
	if (visit->thread)
		visit->thread->kernel_call = visit->outer;
}

/* A kernel APC ends a wait, which begins again: a service that was restarted knows. */
static bool goes_on(NTSTATUS status)
{
	struct ke_thread *thread = status == KE_RESTART ? ke_find_used_thread() : NULL;

	return thread && ke_goes_on_waiting(thread, KE_WAIT_KERNEL_MODE);
}

/* What a driver may call, or why not. */
static NTSTATUS find_service(unsigned int command, unsigned long caller,
			     struct ke_service **service)
{
	if (!ke_irql_is_at_most(KE_PASSIVE_LEVEL, caller))
		return STATUS_UNSUCCESSFUL;
	might_sleep();
	*service = _IOC_TYPE(command) == NTOBJ_TABLE_NATIVE ?
		   ke_native_services[array_index_nospec(_IOC_NR(command), KE_SERVICES)] : NULL;
	if (!*service)
		return STATUS_INVALID_SYSTEM_SERVICE;
	return (*service)->from_kernel ? STATUS_SUCCESS : STATUS_NOT_IMPLEMENTED;
}

/*
 * No driver knows the module's own result of who is being killed. What a service declares
 * is what programs see, and so no coverage is recorded.
 */
static NTSTATUS end(const struct ke_service *service, unsigned int command, NTSTATUS status)
{
	if (status == KE_RESTART)
		status = STATUS_CANCELLED;
	trace_ntobj_service(command, service->name, status);
	if (!NT_SUCCESS(status))
		ke_record_failure(service->name, status);
	return status;
}

/**
 * ke_call_service_direct - call a service that takes an operand, from kernel mode
 * @command: its ioctl number
 * @operand: mostly a handle
 *
 * Context: PASSIVE level; may sleep.
 *
 * Return: what the service returns; STATUS_INVALID_SYSTEM_SERVICE if there is none, or
 * it takes a structure; STATUS_NOT_IMPLEMENTED for one that kernel mode can't call;
 * STATUS_CANCELLED if the calling task is being killed; STATUS_INSUFFICIENT_RESOURCES;
 * STATUS_UNSUCCESSFUL above PASSIVE level.
 */
NTSTATUS ke_call_service_direct(unsigned int command, u64 operand)
{
	struct ke_service *service;
	struct visit visit;
	NTSTATUS status;

	status = find_service(command, _RET_IP_, &service);
	if (!NT_SUCCESS(status))
		return status;
	if (!service->direct || command >> _IOC_SIZESHIFT)
		return STATUS_INVALID_SYSTEM_SERVICE;
	status = enter_kernel_mode(&visit);
	if (!NT_SUCCESS(status))
		return status;
	do {
		status = service->direct(&visit.call, operand);
	} while (goes_on(status));
	leave_kernel_mode(&visit);
	return end(service, command, status);
}
EXPORT_SYMBOL_NTOBJ(ke_call_service_direct);

/* As ke/service.c does it for a program, with memory that can't fail. */
static NTSTATUS call_structured(struct ke_call *call, const struct ke_service *service,
				void *argument, void *answer)
{
	size_t size = service->answer_end - service->answer_first;
	NTSTATUS status, finished;

	do {
		status = service->structured(call, argument);
	} while (goes_on(status));
	if (NT_SUCCESS(status) || call->answer)
		memcpy(answer + service->answer_first, argument + service->answer_first, size);
	if (!call->finish)
		return status;
	finished = call->finish(call, NT_SUCCESS(status));
	if (NT_SUCCESS(finished))
		return status;
	memset(answer + service->answer_first, 0, size);
	return finished;
}

/**
 * ke_call_service - call a service that takes a structure, from kernel mode
 * @command: its ioctl number
 * @argument: the structure, which the service answers in; its pointers are the kernel's
 *
 * Context: PASSIVE level; may sleep.
 *
 * Return: see ke_call_service_direct(); STATUS_INFO_LENGTH_MISMATCH if the module has
 * another structure.
 */
NTSTATUS ke_call_service(unsigned int command, void *argument)
{
	u64 captured[KE_ARGUMENT_MAX / sizeof(u64)];
	struct ke_service *service;
	struct visit visit;
	NTSTATUS status;

	status = find_service(command, _RET_IP_, &service);
	if (!NT_SUCCESS(status))
		return status;
	if (!service->structured || _IOC_DIR(command) != (_IOC_READ | _IOC_WRITE))
		return STATUS_INVALID_SYSTEM_SERVICE;
	if (_IOC_SIZE(command) != service->size)
		return STATUS_INFO_LENGTH_MISMATCH;
	status = enter_kernel_mode(&visit);
	if (!NT_SUCCESS(status))
		return status;
	memcpy(captured, argument, service->size);
	status = call_structured(&visit.call, service, captured, argument);
	leave_kernel_mode(&visit);
	return end(service, command, status);
}
EXPORT_SYMBOL_NTOBJ(ke_call_service);

/**
 * ke_wait_deadline - a wait's deadline and flags, from NT's time-out
 * @timeout: in units of 100 ns: below 0, so long from now; else the system time since 1601;
 *	0 not to wait; NULL to wait for ever
 * @flags: where flags for the wait, which is one of kernel mode, are added
 *
 * Context: any.
 *
 * Return: the deadline.
 */
u64 ke_wait_deadline(const s64 *timeout, u32 *flags)
{
	u64 units;

	*flags |= KE_WAIT_KERNEL_MODE;
	if (!timeout)
		return NTOBJ_WAIT_FOREVER;
	if (!*timeout)
		return NTOBJ_WAIT_POLL;
	if (*timeout < 0) {
		units = min_t(u64, -(u64)*timeout, KTIME_MAX / 100);
		return ktime_add_safe(ktime_get(), units * 100);
	}
	*flags |= NTOBJ_WAIT_REALTIME;
	/* What is before 1970 is past as well, and no poll's mark. */
	if (*timeout <= KE_TIME_1970)
		return 1;
	return min_t(u64, *timeout - KE_TIME_1970, KTIME_MAX / 100) * 100;
}
EXPORT_SYMBOL_NTOBJ(ke_wait_deadline);
