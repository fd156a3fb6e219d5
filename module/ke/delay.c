// SPDX-License-Identifier: GPL-2.0
/* The services that sleep for a time, or let others run. */
#include <linux/init.h>
#include <linux/sched.h>
#include <ntobj/ke_apc.h>

static_assert(sizeof(struct ntobj_delay) == 16);

/* Linux counts the switches to another thread, whoever has caused them. */
static NTSTATUS let_others_run(void)
{
	unsigned long before = current->nvcsw + current->nivcsw;

	yield();
	return current->nvcsw + current->nivcsw != before ? STATUS_SUCCESS :
							    STATUS_NO_YIELD_PERFORMED;
}

/* As KeDelayExecutionThread: an alertable one without a time only looks. */
static NTSTATUS do_not_wait(u32 flags)
{
	NTSTATUS status;

	if (!(flags & NTOBJ_WAIT_ALERTABLE))
		return let_others_run();
	status = ke_poll_alert(flags);
	return status == STATUS_TIMEOUT ? STATUS_SUCCESS : status;
}

static NTSTATUS service_delay(struct ke_call *call, void *captured)
{
	const struct ntobj_delay *argument = captured;
	struct ke_thread *thread;
	NTSTATUS status;

	if (argument->flags & ~KE_WAIT_FLAGS || argument->reserved)
		return STATUS_INVALID_PARAMETER;
	if (argument->deadline == NTOBJ_WAIT_POLL)
		return do_not_wait(argument->flags);
	thread = ke_current_thread();
	if (!thread)
		return STATUS_INSUFFICIENT_RESOURCES;
	status = ke_delay(thread, KE_FOR_TIME, argument->deadline, argument->flags);
	return status == STATUS_TIMEOUT ? STATUS_SUCCESS : status;
}

static NTSTATUS service_yield(const struct ke_call *call, u64 operand)
{
	return operand ? STATUS_INVALID_PARAMETER : let_others_run();
}

static const u64 delay_statuses[] = {
	KE_STATUS(STATUS_INFO_LENGTH_MISMATCH),
	KE_STATUS(STATUS_ACCESS_VIOLATION),
	KE_STATUS(STATUS_SUCCESS),
	KE_STATUS(STATUS_ALERTED),
	KE_STATUS(STATUS_USER_APC),
	KE_STATUS(STATUS_NO_YIELD_PERFORMED),
	KE_STATUS(STATUS_INVALID_PARAMETER),
	KE_FAULT(STATUS_INSUFFICIENT_RESOURCES),
	KE_STATUSES_END,
};

static const u64 yield_statuses[] = {
	KE_STATUS(STATUS_SUCCESS),
	KE_STATUS(STATUS_NO_YIELD_PERFORMED),
	KE_STATUS(STATUS_INVALID_PARAMETER),
	KE_STATUSES_END,
};

static struct ke_service services[] = {
	KE_STRUCTURED_SILENT(_IOC_NR(NTOBJ_IOC_DELAY_EXECUTION), "NtDelayExecution",
			     service_delay, struct ntobj_delay, reserved, delay_statuses),
	KE_DIRECT(_IOC_NR(NTOBJ_IOC_YIELD_EXECUTION), "NtYieldExecution", service_yield,
		  yield_statuses),
};

/* Puts the services into the native table. */
void __init ke_delay_init(void)
{
	ke_register_services(services, ARRAY_SIZE(services));
}
