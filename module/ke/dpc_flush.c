// SPDX-License-Identifier: GPL-2.0
/*
 * Waiting until DPCs have run.
 *
 * A DPC of the flush's own goes to the tail of each queue, of a kind that is run at
 * once. When it runs, what was before it has run too, as a queue's DPCs are run one
 * after the other. No processor comes or goes meanwhile, so none of them is moved
 * away. What is queued later goes behind it, unless it is of high importance: who
 * queues such all the time is waited for.
 *
 * flush_mutex guards the flush's DPCs.
 */
#include <linux/completion.h>
#include <linux/cpu.h>
#include <linux/kernel.h>
#include <linux/module.h>
#include <linux/mutex.h>
#include <ntobj/ke_irql.h>

#include "compat/linux.h"
#include "ke/dpc.h"

struct markers {
	struct ke_dpc ordinary;
	struct ke_dpc threaded;
};

static DEFINE_MUTEX(flush_mutex);
static DEFINE_PER_CPU(struct markers, markers);
static DECLARE_COMPLETION(passed);
static atomic_t left;

static void pass(struct ke_dpc *dpc, void *context, void *argument1, void *argument2)
{
	if (atomic_dec_and_test(&left))
		complete(&passed);
}

static void queue_marker(struct ke_dpc *dpc, unsigned int cpu)
{
	ke_set_importance_dpc(dpc, KE_DPC_MEDIUM_HIGH);
	ke_set_target_processor_dpc(dpc, cpu);
	atomic_inc(&left);
	ke_insert_queue_dpc(dpc, NULL, NULL);
}

static void queue_markers(void)
{
	struct markers *here;
	unsigned int cpu;

	for_each_cpu(cpu, &ke_dpc_online) {
		here = per_cpu_ptr(&markers, cpu);
		ke_initialize_dpc(&here->ordinary, pass, NULL);
		queue_marker(&here->ordinary, cpu);
		ke_initialize_threaded_dpc(&here->threaded, pass, NULL);
		queue_marker(&here->threaded, cpu);
	}
}

static bool may_flush(unsigned long caller)
{
	return ke_irql_is_at_most(KE_PASSIVE_LEVEL, caller) &&
	       ke_may_wait_for_processors(caller);
}

/**
 * ke_flush_queued_dpcs - KeFlushQueuedDpcs: wait for all DPCs of all processors
 *
 * Waits for those that were queued before, threaded ones too, and those that were
 * running. A DPC, threaded or not, must not call this, and is not waited for if it does:
 * that is reported. Nor must who keeps processors from coming and going, or holds what
 * a DPC waits for.
 *
 * Context: process, at PASSIVE_LEVEL; sleeps.
 */
void ke_flush_queued_dpcs(void)
{
	if (!may_flush(_RET_IP_))
		return;
	mutex_lock(&flush_mutex);
	cpus_read_lock();
	reinit_completion(&passed);
	atomic_set(&left, 1);
	queue_markers();
	if (!atomic_dec_and_test(&left))
		wait_for_completion(&passed);
	cpus_read_unlock();
	mutex_unlock(&flush_mutex);
}
EXPORT_SYMBOL_NTOBJ(ke_flush_queued_dpcs);
