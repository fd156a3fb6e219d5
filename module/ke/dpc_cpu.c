// SPDX-License-Identifier: GPL-2.0
/*
 * DPCs and processors that come and go.
 *
 * A processor's queues go online when it has come up, and offline while it can still
 * do everything: its DPCs are moved to the tail of another's queues, in their order,
 * and run there, whatever their target was. From then on what would be queued to it
 * goes to the processor that queues it, or, if that is the one that is about to go,
 * to the first that has queues. NT takes no processors away; not to lose a DPC is
 * worth more than where it runs.
 *
 * Who moves them has both queues' locks: first that of the one that goes. Only one
 * processor goes at a time. A DPC of it may be running meanwhile only in its thread,
 * which Linux waits for afterwards.
 */
#include <linux/bottom_half.h>
#include <linux/cpuhotplug.h>
#include <linux/smp.h>

#include "ke/dpc.h"

static int hotplug_state;

static void go_online(struct ke_dpc_queue *queue)
{
	unsigned long flags;

	raw_spin_lock_irqsave(&queue->lock, flags);
	if (!queue->threaded)
		ke_dpc_tick_online(queue->cpu);
	queue->online = true;
	raw_spin_unlock_irqrestore(&queue->lock, flags);
}

static int come(unsigned int number)
{
	struct ke_dpc_cpu *cpu = per_cpu_ptr(&ke_dpc_cpus, number);

	go_online(&cpu->ordinary);
	go_online(&cpu->threaded);
	cpumask_set_cpu(number, &ke_dpc_online);
	return 0;
}

/* The locks of both are held. Whether somebody has to ask for the DPCs to be run. */
static bool move_dpcs(struct ke_dpc_queue *from, struct ke_dpc_queue *to)
{
	u32 count = from->counts.depth;
	struct ke_dpc *dpc;
	bool request;

	from->requested = false;
	if (!count)
		return false;
	list_for_each_entry(dpc, &from->dpcs, entry)
		WRITE_ONCE(dpc->queue, to);
	list_splice_tail_init(&from->dpcs, &to->dpcs);
	from->counts.depth = 0;
	to->counts.depth += count;
	to->counts.deepest = max(to->counts.deepest, to->counts.depth);
	to->counts.moved += count;
	request = !to->active && !to->requested;
	if (request) {
		to->requested = true;
		to->counts.ipis++;
	}
	return request;
}

static void go_offline(struct ke_dpc_queue *from, struct ke_dpc_queue *to)
{
	unsigned long flags;
	bool request;

	raw_spin_lock_irqsave(&from->lock, flags);
	from->online = false;
	raw_spin_lock_nested(&to->lock, SINGLE_DEPTH_NESTING);
	request = move_dpcs(from, to);
	raw_spin_unlock(&to->lock);
	raw_spin_unlock(&from->lock);
	if (request)
		ke_request_dpcs(to);
	local_irq_restore(flags);
}

static int go(unsigned int number)
{
	struct ke_dpc_cpu *cpu = per_cpu_ptr(&ke_dpc_cpus, number);
	struct ke_dpc_cpu *other;

	cpumask_clear_cpu(number, &ke_dpc_online);
	other = per_cpu_ptr(&ke_dpc_cpus, cpumask_first(&ke_dpc_online));
	/* On a real-time kernel a DPC may have been interrupted by this thread. */
	local_bh_disable();
	go_offline(&cpu->ordinary, &other->ordinary);
	go_offline(&cpu->threaded, &other->threaded);
	local_bh_enable();
	return 0;
}

/**
 * ke_dpc_init - begin to take DPCs
 *
 * Threads can be looked up already. Context: process; sleeps.
 *
 * Return: 0 or an errno.
 */
int ke_dpc_init(void)
{
	unsigned int number;
	int error;

	for_each_possible_cpu(number)
		ke_dpc_cpu_init(number);
	error = ke_dpc_threads_init();
	if (error)
		return error;
	hotplug_state = cpuhp_setup_state(CPUHP_AP_ONLINE_DYN, "ntobj/dpc:online", come, go);
	if (hotplug_state < 0) {
		ke_dpc_threads_destroy();
		return hotplug_state;
	}
	return 0;
}

static void do_nothing(void *unused)
{
}

/**
 * ke_dpc_destroy - run what is left, and take no DPCs any more
 *
 * Nobody queues any, as whoever could has gone. Requests are waited for in the order in
 * which one leads to the other: ticks, interrupts, tasklets.
 * Context: process; sleeps.
 */
void ke_dpc_destroy(void)
{
	unsigned int number;

	ke_flush_queued_dpcs();
	cpuhp_remove_state_nocalls(hotplug_state);
	for_each_possible_cpu(number)
		hrtimer_cancel(&per_cpu_ptr(&ke_dpc_cpus, number)->tick);
	on_each_cpu(do_nothing, NULL, true);
	for_each_possible_cpu(number)
		tasklet_kill(&per_cpu_ptr(&ke_dpc_cpus, number)->tasklet);
	ke_dpc_threads_destroy();
}
