/* SPDX-License-Identifier: GPL-2.0 */
/*
 * Deferred procedure calls: what an interrupt leaves to be done as soon as nothing
 * more urgent runs. Documentation/dpc.rst
 */
#ifndef _NTOBJ_KE_DPC_H
#define _NTOBJ_KE_DPC_H

#include <linux/list.h>
#include <linux/types.h>

struct ke_dpc;
struct ke_dpc_queue;

typedef void (*ke_dpc_routine)(struct ke_dpc *dpc, void *context, void *argument1,
			       void *argument2);

/* KDPC_IMPORTANCE */
enum ke_dpc_importance {
	KE_DPC_LOW = 0,
	KE_DPC_MEDIUM = 1,
	KE_DPC_HIGH = 2,
	KE_DPC_MEDIUM_HIGH = 3,
};

/* struct ke_dpc.type, as NT numbers its objects. */
#define KE_DPC_OBJECT		19
#define KE_THREADED_DPC_OBJECT	24

/**
 * struct ke_dpc - a routine that can be queued
 * @type: KE_DPC_OBJECT or KE_THREADED_DPC_OBJECT
 * @importance: enum ke_dpc_importance
 * @target: 1 more than the processor that it is for; 0 for the one that queues it
 * @entry: in the queue; under the queue's lock
 * @routine: what is called
 * @context: for @routine
 * @argument1: for @routine, from who queued it
 * @argument2: the same
 * @queue: where it is queued; NULL if it is not. NT's DpcData
 */
struct ke_dpc {
	u8 type;
	u8 importance;
	u16 target;
	struct list_head entry;
	ke_dpc_routine routine;
	void *context;
	void *argument1;
	void *argument2;
	struct ke_dpc_queue *queue;
};

/**
 * struct ke_dpc_statistics - one queue of one processor
 * @online: whether DPCs are queued here
 * @requested: whether the processor has been asked to run them
 * @active: whether it is running them
 * @depth: DPCs in the queue
 * @deepest: the most that there were
 * @maximum: MaximumDpcQueueDepth, as adapted
 * @rate: DpcRequestRate at the last insertion or tick
 * @queued: DPCs queued so far
 * @run: DPCs run so far
 * @removed: DPCs removed so far
 * @refused: attempts to queue a DPC that was in a queue
 * @moved: DPCs that came from a processor that went away
 * @ipis: times that another processor asked this one
 * @put_off: times that a tick had to ask
 * @time: ns spent on DPCs
 */
struct ke_dpc_statistics {
	bool online;
	bool requested;
	bool active;
	u32 depth;
	u32 deepest;
	u32 maximum;
	u32 rate;
	u64 queued;
	u64 run;
	u64 removed;
	u64 refused;
	u64 moved;
	u64 ipis;
	u64 put_off;
	u64 time;
};

/**
 * ke_dpc_starts_now - NT's table: whether a DPC that was queued is run at once
 * @importance: the DPC's
 * @here: whether it is queued to the processor that queues it
 * @depth: how many are in that queue, it included
 * @maximum: MaximumDpcQueueDepth of that processor
 * @rate: DpcRequestRate of that processor
 * @minimum_rate: MinimumDpcRate
 *
 * This is for a processor that neither runs DPCs nor has been asked to.
 *
 * Return: false if it is left to whatever has that processor run DPCs next, at the
 * latest to the next tick.
 */
static inline bool ke_dpc_starts_now(enum ke_dpc_importance importance, bool here,
				     u32 depth, u32 maximum, u32 rate, u32 minimum_rate)
{
	if (depth >= maximum)
		return true;
	switch (importance) {
	case KE_DPC_LOW:
		return here && rate < minimum_rate;
	case KE_DPC_MEDIUM:
		return here;
	default:
		return true;
	}
}

void ke_initialize_dpc(struct ke_dpc *dpc, ke_dpc_routine routine, void *context);
void ke_initialize_threaded_dpc(struct ke_dpc *dpc, ke_dpc_routine routine, void *context);
bool ke_may_run_dpcs(void);
bool ke_may_wait_for_processors(unsigned long caller);
bool ke_insert_queue_dpc(struct ke_dpc *dpc, void *argument1, void *argument2);
bool ke_remove_queue_dpc(struct ke_dpc *dpc);
bool ke_set_importance_dpc(struct ke_dpc *dpc, enum ke_dpc_importance importance);
bool ke_set_target_processor_dpc(struct ke_dpc *dpc, unsigned int cpu);
void ke_flush_queued_dpcs(void);
bool ke_is_executing_dpc(void);
bool ke_query_dpc_statistics(unsigned int cpu, bool threaded,
			     struct ke_dpc_statistics *statistics);

int ke_dpc_init(void);
void ke_dpc_destroy(void);

#endif /* _NTOBJ_KE_DPC_H */
