// SPDX-License-Identifier: GPL-2.0
/*
 * Deferred procedure calls: queueing them, and running them.
 *
 * Each processor has two queues (struct ke_dpc_queue): one of ordinary DPCs, which a
 * tasklet runs, and one of threaded ones (ke/dpc_thread.c). Inserting is allowed
 * wherever Linux runs code but in an NMI, so a queue's lock is a raw spinlock that
 * is taken with interrupts off. It is innermost but for the timer's own (see
 * ke/dpc_tick.c), and for a second queue's when a processor goes away
 * (ke/dpc_cpu.c). Nothing is woken, scheduled or sent under it.
 *
 * ke_dpc.queue says who has a DPC. It goes from NULL to a queue by a compare and
 * exchange, under that queue's lock; back to NULL, and from one queue to another, it
 * goes under the lock of the queue it names. So who has locked a queue and sees it
 * named knows that the DPC is linked there, and stays. Who sees another one looks
 * again.
 *
 * To run a DPC is to copy what is needed, unlink it, and clear ke_dpc.queue, which is
 * the last that is done with it: its routine may queue it again, or free it. Both
 * who fails to insert it, having seen it queued, and who runs it put a full barrier
 * between their side's steps: what was written before the attempt is seen by a routine
 * that the attempt found still to be called.
 *
 * Of an ordinary queue one of these is true whenever its lock is free: it is empty;
 * it is active; it is requested; its tick is to come. So nothing is ever left lying.
 * Who sets requested sends the request, with interrupts off from before he took the
 * lock: so the processor can't go away in between, and two never use one csd at a
 * time. The tasklet clears it when it begins. There is one tasklet for each
 * queue, and a tasklet runs at one place at a time: so DPCs of one processor are run
 * one after the other, and by that processor, as they are by NT.
 *
 * A tasklet that had been scheduled on a processor that has gone is run by another.
 * By then its queue is empty, as its DPCs were moved; unless the processor has come
 * back, when it is sent there.
 */
#include <linux/bottom_half.h>
#include <linux/ktime.h>
#include <linux/module.h>
#include <linux/preempt.h>
#include <ntobj/ke_irql.h>

#include "compat/linux.h"
#include "ke/dpc.h"
#include "ke/trace.h"

DEFINE_PER_CPU(struct ke_dpc_cpu, ke_dpc_cpus);

/* Processors whose queues are online: where to go with what has no place of its own. */
struct cpumask ke_dpc_online;

static void initialize(struct ke_dpc *dpc, u8 type, ke_dpc_routine routine, void *context)
{
	dpc->type = type;
	dpc->importance = KE_DPC_MEDIUM;
	dpc->target = 0;
	dpc->routine = routine;
	dpc->context = context;
	dpc->queue = NULL;
}

/**
 * ke_initialize_dpc - KeInitializeDpc: make a DPC
 * @dpc: the memory for it, which must stay until its routine is called or it is
 *	removed; it is not queued
 * @routine: what to call, in a softirq (DISPATCH_LEVEL)
 * @context: for @routine
 *
 * Its importance is medium, and it is for the processor that queues it. Context: any.
 */
void ke_initialize_dpc(struct ke_dpc *dpc, ke_dpc_routine routine, void *context)
{
	initialize(dpc, KE_DPC_OBJECT, routine, context);
}
EXPORT_SYMBOL_NTOBJ(ke_initialize_dpc);

/**
 * ke_initialize_threaded_dpc - KeInitializeThreadedDpc: make a threaded DPC
 * @dpc: see ke_initialize_dpc()
 * @routine: what to call, in a thread of the processor's (PASSIVE_LEVEL), or as an
 *	ordinary DPC is if the parameter thread_dpc_enable is off
 * @context: for @routine
 *
 * Context: any.
 */
void ke_initialize_threaded_dpc(struct ke_dpc *dpc, ke_dpc_routine routine, void *context)
{
	initialize(dpc, KE_THREADED_DPC_OBJECT, routine, context);
}
EXPORT_SYMBOL_NTOBJ(ke_initialize_threaded_dpc);

/**
 * ke_set_importance_dpc - KeSetImportanceDpc
 * @dpc: the DPC
 * @importance: counts from the next time on that it is queued
 *
 * Context: any.
 *
 * Return: false, and nothing was changed, if there is no such importance.
 */
bool ke_set_importance_dpc(struct ke_dpc *dpc, enum ke_dpc_importance importance)
{
	if ((unsigned int)importance > KE_DPC_MEDIUM_HIGH)
		return false;
	WRITE_ONCE(dpc->importance, importance);
	return true;
}
EXPORT_SYMBOL_NTOBJ(ke_set_importance_dpc);

/**
 * ke_set_target_processor_dpc - KeSetTargetProcessorDpc
 * @dpc: the DPC
 * @cpu: the processor that shall run it, from the next time on that it is queued
 *
 * If that processor is offline when the DPC is queued, the one that queues it runs it.
 * Context: any.
 *
 * Return: false, and nothing was changed, if there is no such processor.
 */
bool ke_set_target_processor_dpc(struct ke_dpc *dpc, unsigned int cpu)
{
	if (cpu >= nr_cpu_ids || !cpu_possible(cpu))
		return false;
	WRITE_ONCE(dpc->target, cpu + 1);
	return true;
}
EXPORT_SYMBOL_NTOBJ(ke_set_target_processor_dpc);

/* Called with interrupts off, and the queue marked as requested, by who marked it. */
void ke_request_dpcs(struct ke_dpc_queue *queue)
{
	struct ke_dpc_cpu *cpu = queue->cpu;

	lockdep_assert_irqs_disabled();
	if (queue->threaded)
		ke_wake_dpc_thread(cpu->number);
	else if (cpu->number == smp_processor_id())
		tasklet_hi_schedule(&cpu->tasklet);
	else
		smp_call_function_single_async(cpu->number, &cpu->call);
}

static struct ke_dpc_queue *queue_of(unsigned int cpu, const struct ke_dpc *dpc)
{
	struct ke_dpc_cpu *of = per_cpu_ptr(&ke_dpc_cpus, cpu);

	return dpc->type == KE_THREADED_DPC_OBJECT && ke_dpcs_have_threads() ?
	       &of->threaded : &of->ordinary;
}

/* Where a DPC is to go. Interrupts are off. */
static struct ke_dpc_queue *first_choice(const struct ke_dpc *dpc)
{
	unsigned int target = READ_ONCE(dpc->target);

	return queue_of(target ? target - 1 : smp_processor_id(), dpc);
}

static unsigned int first_online(void)
{
	/* One that has gone meanwhile is found to have under its queue's lock. */
	return data_race(cpumask_first(&ke_dpc_online));
}

/* Where it goes if the processor for that is offline. */
static struct ke_dpc_queue *next_choice(const struct ke_dpc *dpc)
{
	unsigned int here = smp_processor_id();

	return queue_of(cpumask_test_cpu(here, &ke_dpc_online) ? here :
			first_online(), dpc);
}

static void link_dpc(struct ke_dpc_queue *queue, struct ke_dpc *dpc,
		     enum ke_dpc_importance importance)
{
	struct ke_dpc_statistics *counts = &queue->counts;

	if (importance == KE_DPC_HIGH)
		list_add(&dpc->entry, &queue->dpcs);
	else
		list_add_tail(&dpc->entry, &queue->dpcs);
	counts->queued++;
	counts->depth++;
	if (counts->depth > counts->deepest)
		counts->deepest = counts->depth;
}

static bool starts_now(struct ke_dpc_queue *queue, enum ke_dpc_importance importance)
{
	bool here = queue->cpu->number == smp_processor_id();

	if (queue->threaded)
		return true;
	return ke_dpc_starts_now(importance, here, queue->counts.depth,
				 queue->counts.maximum, queue->counts.rate,
				 ke_minimum_dpc_rate());
}

static bool insert(struct ke_dpc *dpc, void *argument1, void *argument2)
{
	enum ke_dpc_importance importance = READ_ONCE(dpc->importance);
	struct ke_dpc_queue *queue = first_choice(dpc);
	bool request = false;

	raw_spin_lock(&queue->lock);
	while (unlikely(!queue->online)) {
		raw_spin_unlock(&queue->lock);
		queue = next_choice(dpc);
		raw_spin_lock(&queue->lock);
	}
	/* The caller's writes before the look whether it is queued: see above. */
	smp_mb();
	if (cmpxchg(&dpc->queue, NULL, queue)) {
		queue->counts.refused++;
		raw_spin_unlock(&queue->lock);
		return false;
	}
	dpc->argument1 = argument1;
	dpc->argument2 = argument2;
	if (!queue->threaded)
		ke_count_dpc_ticks(queue->cpu);
	link_dpc(queue, dpc, importance);
	if (!queue->active && !queue->requested) {
		request = starts_now(queue, importance);
		queue->requested = request;
		if (!request)
			ke_put_dpcs_off(queue->cpu);
		else if (queue->cpu->number != smp_processor_id())
			queue->counts.ipis++;
	}
	trace_ntobj_dpc_queue(dpc, importance, queue->cpu->number, queue->counts.depth,
			      request);
	raw_spin_unlock(&queue->lock);
	if (request)
		ke_request_dpcs(queue);
	return true;
}

/**
 * ke_may_run_dpcs - whether DPCs may run here and now
 *
 * The caller runs at less than DISPATCH_LEVEL, where NT runs what was requested before
 * the function returns. Linux leaves softirqs that were raised there to a thread, but
 * for a section with them disabled, at whose end it runs them itself: who has a lock
 * begins one before he takes it, and ends it afterwards. On a real-time kernel such a
 * section may sleep. Context: any.
 *
 * Return: whether they may.
 */
bool ke_may_run_dpcs(void)
{
	return IS_ENABLED(CONFIG_PREEMPT_RT) ? ke_is_preemptible() :
	       !in_interrupt() && !irqs_disabled();
}

static bool may_insert(const struct ke_dpc *dpc, unsigned long caller)
{
	if (likely(dpc->type == KE_DPC_OBJECT || dpc->type == KE_THREADED_DPC_OBJECT))
		return !ke_is_contained(caller);
	ke_report_rule(KE_RULE_DPC, &(struct ke_bug_parameters){
		{ 1, (unsigned long)dpc, dpc->type, caller } }, caller);
	return false;
}

/**
 * ke_insert_queue_dpc - KeInsertQueueDpc: have a DPC's routine called soon
 * @dpc: the DPC
 * @argument1: for the routine
 * @argument2: for the routine
 *
 * When that is depends on the DPC's importance and on which processor it is for; see
 * ke_dpc_starts_now(). If it is this one, at once, and the caller may be interrupted by
 * softirqs, the routine has been called when the function returns.
 *
 * Context: any but NMI.
 *
 * Return: false if it was queued already: then its arguments have not changed, and its
 * routine will see what the caller wrote before. False also for what
 * ke_initialize_dpc() was not called for, which is reported, and for a driver that is
 * contained.
 */
bool ke_insert_queue_dpc(struct ke_dpc *dpc, void *argument1, void *argument2)
{
	bool below = ke_may_run_dpcs();
	unsigned long flags;
	bool inserted;

	if (unlikely(!may_insert(dpc, _RET_IP_)))
		return false;
	if (below)
		local_bh_disable();
	local_irq_save(flags);
	inserted = insert(dpc, argument1, argument2);
	local_irq_restore(flags);
	if (below)
		local_bh_enable();
	return inserted;
}
EXPORT_SYMBOL_NTOBJ(ke_insert_queue_dpc);

/* The caller has the queue's lock, and knows the DPC to be in it. */
static void unlink_dpc(struct ke_dpc_queue *queue, struct ke_dpc *dpc)
{
	list_del(&dpc->entry);
	queue->counts.depth--;
}

/**
 * ke_remove_queue_dpc - KeRemoveQueueDpc: take a DPC out of its queue
 * @dpc: the DPC
 *
 * Context: any but NMI.
 *
 * Return: false if it is in none. Then its routine may be running, or about to be called.
 */
bool ke_remove_queue_dpc(struct ke_dpc *dpc)
{
	struct ke_dpc_queue *queue;
	unsigned long flags;
	bool removed;

	while ((queue = READ_ONCE(dpc->queue))) {
		raw_spin_lock_irqsave(&queue->lock, flags);
		removed = READ_ONCE(dpc->queue) == queue;
		if (removed) {
			unlink_dpc(queue, dpc);
			queue->counts.removed++;
			WRITE_ONCE(dpc->queue, NULL);
		}
		raw_spin_unlock_irqrestore(&queue->lock, flags);
		if (removed)
			return true;
	}
	return false;
}
EXPORT_SYMBOL_NTOBJ(ke_remove_queue_dpc);

static struct ke_dpc *find_dpc_of(struct ke_dpc_queue *queue, const struct module *module)
{
	struct ke_dpc *dpc;

	lockdep_assert_held(&queue->lock);
	list_for_each_entry(dpc, &queue->dpcs, entry)
		if (within_module((unsigned long)dpc->routine, module))
			return dpc;
	return NULL;
}

static ke_dpc_routine take_dpc_of(struct ke_dpc_queue *queue, const struct module *module)
{
	ke_dpc_routine routine = NULL;
	unsigned long flags;
	struct ke_dpc *dpc;

	raw_spin_lock_irqsave(&queue->lock, flags);
	dpc = find_dpc_of(queue, module);
	if (dpc) {
		routine = dpc->routine;
		unlink_dpc(queue, dpc);
		queue->counts.removed++;
		WRITE_ONCE(dpc->queue, NULL);
	}
	raw_spin_unlock_irqrestore(&queue->lock, flags);
	return routine;
}

/**
 * ke_take_dpc_of - take a DPC out of its queue that a driver's routine is to be called by
 * @module: the driver, whose memory is there
 *
 * Context: process; may sleep.
 *
 * Return: the routine; NULL if there is none in any queue.
 */
ke_dpc_routine ke_take_dpc_of(const struct module *module)
{
	ke_dpc_routine routine = NULL;
	unsigned int number;

	/* Or a queue that has been looked at might get what another had. */
	cpus_read_lock();
	for_each_possible_cpu(number) {
		struct ke_dpc_cpu *cpu = per_cpu_ptr(&ke_dpc_cpus, number);

		routine = take_dpc_of(&cpu->ordinary, module) ?:
			  take_dpc_of(&cpu->threaded, module);
		if (routine)
			break;
	}
	cpus_read_unlock();
	return routine;
}

static bool runs_dpc_of(struct ke_dpc_queue *queue, const struct module *module)
{
	unsigned long flags;
	bool runs;

	raw_spin_lock_irqsave(&queue->lock, flags);
	runs = queue->running && within_module((unsigned long)queue->running, module);
	raw_spin_unlock_irqrestore(&queue->lock, flags);
	return runs;
}

/**
 * ke_is_running_dpc_of - whether a routine of a driver's is being called
 * @module: the driver, whose memory is there
 *
 * Context: process.
 *
 * Return: whether one is.
 */
bool ke_is_running_dpc_of(const struct module *module)
{
	unsigned int number;

	for_each_possible_cpu(number) {
		struct ke_dpc_cpu *cpu = per_cpu_ptr(&ke_dpc_cpus, number);

		if (runs_dpc_of(&cpu->ordinary, module) || runs_dpc_of(&cpu->threaded, module))
			return true;
	}
	return false;
}

/* Calls the routine of the first DPC. The lock is held, but not meanwhile. */
static void run_first(struct ke_dpc_queue *queue)
{
	struct ke_dpc *dpc = list_first_entry(&queue->dpcs, struct ke_dpc, entry);
	ke_dpc_routine routine = dpc->routine;
	void *context = dpc->context;
	void *argument1 = dpc->argument1;
	void *argument2 = dpc->argument2;
	struct ke_irql_mark mark;

	unlink_dpc(queue, dpc);
	queue->counts.run++;
	queue->running = routine;
	/* What the routine reads comes after this: see insert(). */
	smp_store_mb(dpc->queue, NULL);
	raw_spin_unlock_irq(&queue->lock);
	trace_ntobj_dpc_begin(dpc, routine, queue->threaded);
	ke_mark_irql(&mark);
	routine(dpc, context, argument1, argument2);
	ke_check_irql(&mark, KE_RULE_ROUTINE_IRQL, (unsigned long)routine);
	trace_ntobj_dpc_end(dpc, routine, queue->threaded);
	raw_spin_lock_irq(&queue->lock);
	queue->running = NULL;
}

/**
 * ke_run_dpcs - call the routines of a queue's DPCs, but of not too many
 * @queue: the queue
 * @more: set to whether there are more. Then the queue stays requested, and the caller
 *	comes back
 *
 * Context: softirq or the queue's thread, on the queue's processor; nobody else runs
 * this for the same queue.
 *
 * Return: how many it were.
 */
unsigned int ke_run_dpcs(struct ke_dpc_queue *queue, bool *more)
{
	u64 begun = ktime_get_ns();
	unsigned int run = 0;

	raw_spin_lock_irq(&queue->lock);
	queue->requested = false;
	WRITE_ONCE(queue->active, true);
	while (run < KE_DPC_BATCH && !list_empty(&queue->dpcs)) {
		run_first(queue);
		run++;
	}
	WRITE_ONCE(queue->active, false);
	*more = !list_empty(&queue->dpcs);
	queue->requested = *more;
	queue->counts.time += ktime_get_ns() - begun;
	raw_spin_unlock_irq(&queue->lock);
	return run;
}

static void schedule_tasklet(struct irq_work *work)
{
	tasklet_hi_schedule(&container_of(work, struct ke_dpc_cpu, work)->tasklet);
}

/*
 * Has this processor's tasklet run. Called by an interrupt from another processor, or
 * by the idle loop instead of one; there a real-time kernel does not let softirqs be
 * raised, so this gives itself another interrupt.
 */
static void be_called(void *data)
{
	struct ke_dpc_cpu *cpu = data;

	if (IS_ENABLED(CONFIG_PREEMPT_RT))
		irq_work_queue(&cpu->work);
	else
		tasklet_hi_schedule(&cpu->tasklet);
}

/* The tasklet runs on another processor than it was scheduled on; see above. */
static void go_back(struct ke_dpc_cpu *cpu)
{
	struct ke_dpc_queue *queue = &cpu->ordinary;
	unsigned long flags;
	bool wanted;

	raw_spin_lock_irqsave(&queue->lock, flags);
	wanted = queue->online && queue->requested;
	raw_spin_unlock(&queue->lock);
	/* If that is on its way already, it is as good as another. */
	if (wanted)
		smp_call_function_single_async(cpu->number, &cpu->back);
	local_irq_restore(flags);
}

static void run_ordinary(struct tasklet_struct *tasklet)
{
	struct ke_dpc_cpu *cpu = from_tasklet(cpu, tasklet, tasklet);
	bool more;

	if (unlikely(cpu->number != smp_processor_id())) {
		go_back(cpu);
		return;
	}
	ke_run_dpcs(&cpu->ordinary, &more);
	if (more)
		tasklet_hi_schedule(tasklet);
}

/**
 * ke_is_executing_dpc - KeIsExecutingDpc
 *
 * Context: any.
 *
 * Return: whether this is a DPC, or has interrupted one. A threaded one is none.
 */
bool ke_is_executing_dpc(void)
{
	return in_serving_softirq() &&
	       READ_ONCE(raw_cpu_ptr(&ke_dpc_cpus)->ordinary.active);
}
EXPORT_SYMBOL_NTOBJ(ke_is_executing_dpc);

/**
 * ke_query_dpc_statistics - what has become of a processor's DPCs
 * @cpu: the processor
 * @threaded: of its threaded ones
 * @statistics: the answer
 *
 * Context: any but NMI.
 *
 * Return: false if there is no such processor.
 */
bool ke_query_dpc_statistics(unsigned int cpu, bool threaded,
			     struct ke_dpc_statistics *statistics)
{
	struct ke_dpc_queue *queue;
	unsigned long flags;

	if (cpu >= nr_cpu_ids || !cpu_possible(cpu))
		return false;
	queue = threaded ? &per_cpu_ptr(&ke_dpc_cpus, cpu)->threaded :
			   &per_cpu_ptr(&ke_dpc_cpus, cpu)->ordinary;
	raw_spin_lock_irqsave(&queue->lock, flags);
	*statistics = queue->counts;
	statistics->online = queue->online;
	statistics->requested = queue->requested;
	statistics->active = queue->active;
	raw_spin_unlock_irqrestore(&queue->lock, flags);
	return true;
}
EXPORT_SYMBOL_NTOBJ(ke_query_dpc_statistics);

static void init_queue(struct ke_dpc_queue *queue, struct ke_dpc_cpu *cpu, bool threaded)
{
	raw_spin_lock_init(&queue->lock);
	INIT_LIST_HEAD(&queue->dpcs);
	queue->cpu = cpu;
	queue->threaded = threaded;
}

/**
 * ke_dpc_cpu_init - set a processor's queues up, which are offline
 * @number: the processor
 */
void ke_dpc_cpu_init(unsigned int number)
{
	struct ke_dpc_cpu *cpu = per_cpu_ptr(&ke_dpc_cpus, number);

	cpu->number = number;
	init_queue(&cpu->ordinary, cpu, false);
	init_queue(&cpu->threaded, cpu, true);
	tasklet_setup(&cpu->tasklet, run_ordinary);
	INIT_CSD(&cpu->call, be_called, cpu);
	INIT_CSD(&cpu->back, be_called, cpu);
	cpu->work = IRQ_WORK_INIT_HARD(schedule_tasklet);
	ke_dpc_tick_init(cpu);
}
