/* SPDX-License-Identifier: GPL-2.0 */
/* What the files of DPCs share. */
#ifndef _NTOBJ_KE_DPC_INTERNAL_H
#define _NTOBJ_KE_DPC_INTERNAL_H

#include <linux/cpumask.h>
#include <linux/hrtimer.h>
#include <linux/interrupt.h>
#include <linux/irq_work.h>
#include <linux/percpu.h>
#include <linux/smp.h>
#include <linux/spinlock.h>
#include <ntobj/ke_dpc.h>

struct ke_dpc_cpu;
struct module;

/**
 * struct ke_dpc_queue - one processor's ordinary or threaded DPCs; see ke/dpc.c
 * @lock: guards the rest, and the DPCs in the queue
 * @dpcs: the DPCs, the next to run first
 * @cpu: whose queue it is
 * @threaded: whether a thread runs them
 * @online: whether DPCs are queued here
 * @requested: they are sure to be run soon: somebody asked, and nobody began
 * @active: they are being run; also read without the lock
 * @running: the routine that is, or NULL
 * @counts: what has happened so far, and how deep it is
 */
struct ke_dpc_queue {
	raw_spinlock_t lock;
	struct list_head dpcs;
	struct ke_dpc_cpu *cpu;
	bool threaded;
	bool online;
	bool requested;
	bool active;
	ke_dpc_routine running;
	struct ke_dpc_statistics counts;
};

/**
 * struct ke_dpc_cpu - the DPCs of one processor
 * @ordinary: the queue that the tasklet runs
 * @threaded: the queue that the thread runs
 * @number: of the processor
 * @tasklet: runs @ordinary
 * @call: how other processors have the tasklet scheduled; used by who set
 *	@ordinary.requested
 * @back: the same, used by the tasklet when it finds itself elsewhere
 * @work: schedules the tasklet for these two on a real-time kernel
 * @tick: see ke/dpc_tick.c; this and the rest are under @ordinary.lock
 * @ticking: whether @tick is to come
 * @last_tick: when ticks were counted last, in jiffies
 * @last_queued: how many DPCs had been queued then
 * @threshold: AdjustDpcThreshold: ticks until @ordinary.counts.maximum grows
 */
struct ke_dpc_cpu {
	struct ke_dpc_queue ordinary;
	struct ke_dpc_queue threaded;
	unsigned int number;
	struct tasklet_struct tasklet;
	call_single_data_t call;
	call_single_data_t back;
	struct irq_work work;
	struct hrtimer tick;
	bool ticking;
	unsigned long last_tick;
	u64 last_queued;
	u32 threshold;
};

DECLARE_PER_CPU(struct ke_dpc_cpu, ke_dpc_cpus);
extern struct cpumask ke_dpc_online;

/* The most DPCs that are run before something else may run. */
#define KE_DPC_BATCH	64

/* ke/dpc.c */
void ke_dpc_cpu_init(unsigned int number);
void ke_request_dpcs(struct ke_dpc_queue *queue);
unsigned int ke_run_dpcs(struct ke_dpc_queue *queue, bool *more);
ke_dpc_routine ke_take_dpc_of(const struct module *module);
bool ke_is_running_dpc_of(const struct module *module);

/* ke/dpc_tick.c */
void ke_dpc_tick_init(struct ke_dpc_cpu *cpu);
void ke_dpc_tick_online(struct ke_dpc_cpu *cpu);
void ke_count_dpc_ticks(struct ke_dpc_cpu *cpu);
void ke_put_dpcs_off(struct ke_dpc_cpu *cpu);
u32 ke_minimum_dpc_rate(void);

/* ke/dpc_thread.c */
bool ke_dpcs_have_threads(void);
bool ke_is_dpc_thread(void);
void ke_wake_dpc_thread(unsigned int cpu);
int ke_dpc_threads_init(void);
void ke_dpc_threads_destroy(void);

#endif /* _NTOBJ_KE_DPC_INTERNAL_H */
