// SPDX-License-Identifier: GPL-2.0
/*
 * DPCs and the clock: when those are run that were put off, and how the queue's
 * maximum depth adapts.
 *
 * NT looks at each processor's queue at each tick of its clock. Linux's clock stands
 * still on a processor that is idle, and an idle machine shall not be woken for
 * nothing; so a queue's tick is a timer that is started only when a DPC is put off,
 * and comes once. It is a timer of the processor that put it off, and its handler
 * sends the request to the queue's processor if that is another one.
 *
 * What NT does at ticks that find no queue is done later, for all of them at once,
 * when the next DPC is queued: the rate is halved at each, and the maximum grows
 * after each AdjustDpcThreshold of them. For that a queue remembers up to which tick
 * it has counted. Ticks that find DPCs requested, which are about to run, count as
 * such without.
 *
 * Everything here is under the lock of the processor's ordinary queue. The timer's
 * handler takes it, so the timer is started, but never waited for, under it.
 */
#include <linux/jiffies.h>
#include <linux/math.h>
#include <linux/minmax.h>
#include <linux/module.h>

#include "compat/linux.h"
#include "ke/dpc.h"

/* NT's clock ticks 64 times a second. */
#define TICK	max(HZ / 64, 1)

static unsigned int dpc_queue_depth = 4;
module_param(dpc_queue_depth, uint, 0644);
MODULE_PARM_DESC(dpc_queue_depth, "DPCs in a queue from which on they are run at once");

static unsigned int minimum_dpc_rate = 3;
module_param(minimum_dpc_rate, uint, 0644);
MODULE_PARM_DESC(minimum_dpc_rate, "DPCs a tick up to which unimportant ones are run at once");

static unsigned int ideal_dpc_rate = 20;
module_param(ideal_dpc_rate, uint, 0644);
MODULE_PARM_DESC(ideal_dpc_rate, "DPCs a tick below which a put-off one lowers the depth");

static unsigned int adjust_dpc_threshold = 20;
module_param(adjust_dpc_threshold, uint, 0644);
MODULE_PARM_DESC(adjust_dpc_threshold, "ticks without put-off DPCs after which the depth grows");

static u32 most_depth(void)
{
	return max(READ_ONCE(dpc_queue_depth), 1u);
}

static u32 full_threshold(void)
{
	return max(READ_ONCE(adjust_dpc_threshold), 1u);
}

/* MinimumDpcRate */
u32 ke_minimum_dpc_rate(void)
{
	return READ_ONCE(minimum_dpc_rate);
}

/* So many ticks have found nothing that was put off. */
static void count_quiet(struct ke_dpc_cpu *cpu, unsigned long ticks)
{
	u32 *maximum = &cpu->ordinary.counts.maximum;
	u32 full = full_threshold();
	u32 most = most_depth();

	/* Parameters may have been lowered. */
	cpu->threshold = min(cpu->threshold, full);
	*maximum = min(*maximum, most);
	if (ticks < cpu->threshold) {
		cpu->threshold -= ticks;
		return;
	}
	ticks -= cpu->threshold;
	*maximum = min_t(unsigned long, *maximum + 1 + ticks / full, most);
	cpu->threshold = full - ticks % full;
}

/* How many ticks there were since the last time, with the rate brought up to date. */
static unsigned long pass_ticks(struct ke_dpc_cpu *cpu)
{
	struct ke_dpc_statistics *counts = &cpu->ordinary.counts;
	unsigned long ticks = (jiffies - cpu->last_tick) / TICK;

	if (!ticks)
		return 0;
	cpu->last_tick += ticks * TICK;
	counts->rate = (counts->queued - cpu->last_queued + counts->rate) >> 1;
	counts->rate >>= min(ticks - 1, 31UL);
	cpu->last_queued = counts->queued;
	return ticks;
}

/**
 * ke_count_dpc_ticks - do what NT would have done at the ticks since the last time
 * @cpu: whose ticks; the ordinary queue's lock is held
 */
void ke_count_dpc_ticks(struct ke_dpc_cpu *cpu)
{
	unsigned long ticks;

	if (likely(jiffies - cpu->last_tick < TICK))
		return;
	ticks = pass_ticks(cpu);
	/* Of those that will find a queue the last is the timer's to count. */
	if (cpu->ticking && ticks)
		ticks--;
	count_quiet(cpu, ticks);
}

/**
 * ke_put_dpcs_off - leave what is in the queue to the next tick
 * @cpu: whose queue; its lock is held, and ticks have been counted
 */
void ke_put_dpcs_off(struct ke_dpc_cpu *cpu)
{
	unsigned long left = min_t(unsigned long, cpu->last_tick + TICK - jiffies, TICK);

	if (cpu->ticking)
		return;
	cpu->ticking = true;
	hrtimer_start(&cpu->tick, ns_to_ktime(jiffies_to_nsecs(left)),
		      HRTIMER_MODE_REL_HARD);
}

/* NT's part of a tick that has found DPCs that nobody runs. */
static void request_put_off(struct ke_dpc_cpu *cpu)
{
	struct ke_dpc_queue *queue = &cpu->ordinary;

	queue->requested = true;
	queue->counts.put_off++;
	if (cpu->number != smp_processor_id())
		queue->counts.ipis++;
	cpu->threshold = full_threshold();
	if (queue->counts.rate < READ_ONCE(ideal_dpc_rate) && queue->counts.maximum > 1)
		queue->counts.maximum--;
}

static enum hrtimer_restart tick(struct hrtimer *timer)
{
	struct ke_dpc_cpu *cpu = container_of(timer, struct ke_dpc_cpu, tick);
	struct ke_dpc_queue *queue = &cpu->ordinary;
	unsigned long flags, ticks;
	bool found;

	raw_spin_lock_irqsave(&queue->lock, flags);
	cpu->ticking = false;
	found = !list_empty(&queue->dpcs) && !queue->active && !queue->requested;
	ticks = pass_ticks(cpu);
	if (ticks > found)
		count_quiet(cpu, ticks - found);
	if (found)
		request_put_off(cpu);
	raw_spin_unlock(&queue->lock);
	if (found)
		ke_request_dpcs(queue);
	local_irq_restore(flags);
	return HRTIMER_NORESTART;
}

/**
 * ke_dpc_tick_init - set a processor's tick up
 * @cpu: the processor's
 */
void ke_dpc_tick_init(struct ke_dpc_cpu *cpu)
{
	hrtimer_setup(&cpu->tick, tick, CLOCK_MONOTONIC, HRTIMER_MODE_REL_HARD);
}

/**
 * ke_dpc_tick_online - begin to count
 * @cpu: the processor's; the ordinary queue's lock is held
 */
void ke_dpc_tick_online(struct ke_dpc_cpu *cpu)
{
	cpu->last_tick = jiffies;
	cpu->last_queued = cpu->ordinary.counts.queued;
	cpu->ordinary.counts.rate = 0;
	cpu->ordinary.counts.maximum = most_depth();
	cpu->threshold = full_threshold();
}
