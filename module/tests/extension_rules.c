// SPDX-License-Identifier: GPL-2.0
/*
 * The tests' extension driver: services that break rules for whoever asks, and a bug
 * check callback that counts.
 */
#include <linux/atomic.h>
#include <linux/bottom_half.h>
#include <linux/completion.h>
#include <linux/cpumask.h>
#include <linux/irqflags.h>
#include <linux/module.h>
#include <linux/moduleparam.h>
#include <linux/smp.h>
#include <ntddk.h>

#include "tests/extension.h"
#include "tests/extension_rules.h"

static int bug_callbacks;
module_param(bug_callbacks, int, 0444);
MODULE_PARM_DESC(bug_callbacks, "How often a bug check has called this driver");

static unsigned int leave;
module_param(leave, uint, 0444);
MODULE_PARM_DESC(leave, "What is left behind at the exit: 1 the callback, 2 a DPC (default 0)");

static KBUGCHECK_CALLBACK_RECORD callback;
static KDPC left_dpc;

/* One at a time: they are called under a lock. */
static void count_bug_check(PVOID buffer, ULONG length)
{
	WRITE_ONCE(bug_callbacks, bug_callbacks + 1);
}

/**
 * extension_break_rule - the service
 * @call: the call
 * @operation: BREAK_*
 *
 * Return: STATUS_SUCCESS; STATUS_INVALID_PARAMETER for an unknown operation.
 */
NTSTATUS extension_break_rule(const struct ke_call *call, u64 operation)
{
	KIRQL old;

	switch (operation) {
	case BREAK_APC:
		KeRaiseIrql(APC_LEVEL, &old);
		break;
	case BREAK_DISPATCH:
		KeRaiseIrql(DISPATCH_LEVEL, &old);
		break;
	case BREAK_HIGH:
		KeRaiseIrql(HIGH_LEVEL, &old);
		break;
	case BREAK_BOTTOM_HALVES:
		local_bh_disable();
		break;
	case BREAK_INTERRUPTS:
		local_irq_disable();
		break;
	case BREAK_ALL:
		KeRaiseIrql(APC_LEVEL, &old);
		KeRaiseIrql(DISPATCH_LEVEL, &old);
		local_bh_disable();
		KeRaiseIrql(HIGH_LEVEL, &old);
		break;
	case BREAK_LOWER:
		KeLowerIrql(HIGH_LEVEL);
		break;
	case BREAK_CHECK:
		KeBugCheckEx(BREAK_CODE, 1, 2, 3, 4);
		break;
	case BREAK_REGIONS:
		KeEnterCriticalRegion();
		KeEnterGuardedRegion();
		break;
	case BREAK_NOTHING:
		break;
	default:
		return STATUS_INVALID_PARAMETER;
	}
	return STATUS_SUCCESS;
}

/**
 * struct threaded - a threaded DPC
 * @dpc: the DPC
 * @irql: where its routine was called
 * @done: when it has been
 */
struct threaded {
	KDPC dpc;
	KIRQL irql;
	struct completion done;
};

static void note_irql(PKDPC dpc, PVOID context, PVOID argument1, PVOID argument2)
{
	struct threaded *threaded = context;

	threaded->irql = KeGetCurrentIrql();
	complete(&threaded->done);
}

/* The routine is over when it has told: the DPC is no one's any more. */
static NTSTATUS run_threaded_dpc(u64 *irql)
{
	struct threaded threaded;

	init_completion(&threaded.done);
	KeInitializeThreadedDpc(&threaded.dpc, note_irql, &threaded);
	KeInsertQueueDpc(&threaded.dpc, NULL, NULL);
	wait_for_completion(&threaded.done);
	*irql = threaded.irql;
	return STATUS_SUCCESS;
}

/**
 * extension_break_rule_with_answer - the service that answers
 * @call: the call
 * @captured: its structure
 *
 * Return: what extension_break_rule() returns.
 */
NTSTATUS extension_break_rule_with_answer(struct ke_call *call, void *captured)
{
	struct ntobj_break_rule *argument = captured;

	argument->irql = KeGetCurrentIrql();
	if (argument->operation == BREAK_THREADED_DPC)
		return run_threaded_dpc(&argument->irql);
	return extension_break_rule(call, argument->operation);
}

const u64 extension_break_rule_statuses[] = {
	KE_STATUS(STATUS_SUCCESS),
	KE_STATUS(STATUS_INVALID_PARAMETER),
	KE_STATUSES_END,
};

const u64 extension_break_rule_with_answer_statuses[] = {
	KE_STATUS(STATUS_INFO_LENGTH_MISMATCH),
	KE_STATUS(STATUS_ACCESS_VIOLATION),
	KE_STATUS(STATUS_SUCCESS),
	KE_STATUS(STATUS_INVALID_PARAMETER),
	KE_STATUSES_END,
};

/* Registers the callback. */
void extension_rules_init(void)
{
	KeInitializeCallbackRecord(&callback);
	KeRegisterBugCheckCallback(&callback, count_bug_check, NULL, 0, "ntobj_test_extension");
}

/* Takes it out. */
void extension_rules_exit(void)
{
	if (!(leave & LEAVE_CALLBACK))
		KeDeregisterBugCheckCallback(&callback);
}

static void do_nothing(PKDPC dpc, PVOID context, PVOID argument1, PVOID argument2)
{
}

/* The last thing that is done: for another processor, which does not hurry. */
void extension_rules_leave(void)
{
	if (!(leave & LEAVE_DPC))
		return;
	KeInitializeDpc(&left_dpc, do_nothing, NULL);
	KeSetTargetProcessorDpc(&left_dpc, cpumask_any_but(cpu_online_mask,
							   raw_smp_processor_id()));
	KeInsertQueueDpc(&left_dpc, NULL, NULL);
}
