// SPDX-License-Identifier: GPL-2.0
/*
 * Threaded DPCs: each processor has a thread of real-time priority that runs them, at
 * PASSIVE_LEVEL.
 *
 * The threads are of the kernel's per-processor kind. One whose processor goes away
 * finishes what it is about and is parked; what is in its queue has been moved before
 * that (ke/dpc_cpu.c). So a routine must not wait for a processor to come or go, nor
 * for anything that does.
 *
 * A real-time thread that always has something to do keeps ordinary ones from its
 * processor, so it sleeps for a moment when it has been busy for long.
 */
#include <linux/jiffies.h>
#include <linux/module.h>
#include <linux/sched.h>
#include <linux/smpboot.h>
#include <ntobj/ke_irql.h>

#include "ke/dpc.h"

/* How long DPCs may follow each other without a pause. */
#define BUSY	max(HZ / 50, 1)

static bool thread_dpc_enable = true;
module_param(thread_dpc_enable, bool, 0444);
MODULE_PARM_DESC(thread_dpc_enable, "run threaded DPCs in threads");

static DEFINE_PER_CPU(struct task_struct *, threads);

static int has_work(unsigned int cpu)
{
	struct ke_dpc_queue *queue = &per_cpu_ptr(&ke_dpc_cpus, cpu)->threaded;
	unsigned long flags;
	bool requested;

	raw_spin_lock_irqsave(&queue->lock, flags);
	requested = queue->requested;
	raw_spin_unlock_irqrestore(&queue->lock, flags);
	return requested;
}

static void run_threaded(unsigned int cpu)
{
	struct ke_dpc_queue *queue = &per_cpu_ptr(&ke_dpc_cpus, cpu)->threaded;
	unsigned long begun = jiffies;
	bool more;

	do {
		ke_run_dpcs(queue, &more);
	} while (more && time_before(jiffies, begun + BUSY));
	/* What is left stays requested, so this is called again. */
	if (more)
		schedule_timeout_uninterruptible(1);
}

static void become_real_time(unsigned int cpu)
{
	sched_set_fifo(current);
}

static struct smp_hotplug_thread description = {
	.store = &threads,
	.thread_should_run = has_work,
	.thread_fn = run_threaded,
	.setup = become_real_time,
	.thread_comm = "ntobj_dpc/%u",
};

/* ThreadDpcEnable: whether threaded DPCs are run as such. */
bool ke_dpcs_have_threads(void)
{
	return thread_dpc_enable;
}

/* Whether the caller is run by one of the threads. */
bool ke_is_dpc_thread(void)
{
	return raw_cpu_read(threads) == current;
}

/**
 * ke_may_wait_for_processors - whether the caller may wait for processors to come or go
 * @caller: where he does that
 *
 * A processor that goes waits for its thread, and so for the DPC that the thread runs.
 * Who is one is reported. Context: process.
 *
 * Return: whether he may.
 */
bool ke_may_wait_for_processors(unsigned long caller)
{
	if (likely(!ke_is_dpc_thread()))
		return true;
	ke_report_rule(KE_RULE_CALL, &(struct ke_bug_parameters){
		{ caller, KE_PASSIVE_LEVEL, 0, caller } }, caller);
	return false;
}

/* From anywhere; the processor is online. */
void ke_wake_dpc_thread(unsigned int cpu)
{
	wake_up_process(per_cpu(threads, cpu));
}

/**
 * ke_dpc_threads_init - make the threads
 *
 * Return: 0 or an errno.
 */
int ke_dpc_threads_init(void)
{
	return thread_dpc_enable ? smpboot_register_percpu_thread(&description) : 0;
}

/**
 * ke_dpc_threads_destroy - end the threads, which have nothing to do
 *
 * Context: process; sleeps.
 */
void ke_dpc_threads_destroy(void)
{
	if (thread_dpc_enable)
		smpboot_unregister_percpu_thread(&description);
}
