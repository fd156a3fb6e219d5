/* SPDX-License-Identifier: GPL-2.0 */
/* Timers of the kernel floor: module/ke/timer.c */
#ifndef _NTOBJ_KE_TIMER_H
#define _NTOBJ_KE_TIMER_H

#include <linux/hrtimer.h>
#include <linux/refcount.h>
#include <linux/types.h>
#include <ntobj/ke.h>
#include <ntobj/ke_apc.h>
#include <ntobj/ke_dpc.h>

/* Units of NT's time, which are 100 ns, and nanoseconds in one. */
#define KE_TIME_UNIT		100

/* The beginning of 1970 in NT's system time, which counts from that of 1601. */
#define KE_TIME_1970		116444736000000000LL

/* Where a timer is; see module/ke/timer.c. */
enum ke_timer_phase {
	KE_TIMER_IDLE,
	KE_TIMER_ARMED,
	KE_TIMER_DORMANT,
};

/**
 * struct ke_timer_node - a timer in a list, or somebody who looks at it
 * @link: in the list
 * @is_timer: which of the two; of a timer false until it is in one
 */
struct ke_timer_node {
	struct hlist_node link;
	bool is_timer;
};

/**
 * struct ke_timer - what becomes signalled at a time, once or again and again
 * @dispatcher: of type KE_TIMER_NOTIFICATION or KE_TIMER_SYNCHRONIZATION; its lock
 *	guards the rest
 * @absolute: fires at @due if that is one of CLOCK_REALTIME
 * @relative: fires at @due if that is one of CLOCK_BOOTTIME
 * @dpc: queued at each expiry, or NULL; the driver's
 * @apc: what who has set it is to call at each expiry, or NULL
 * @due: the next expiry, or the last one; if dormant, one of those that there are
 * @period: nanoseconds from one expiry to the next; 0 if there is but one
 * @tolerance: how many nanoseconds it may be late to save the processor a wake-up
 * @phase: enum ke_timer_phase
 * @is_absolute: which of the clocks @due is of
 * @node: see module/ke/timer_list.c
 *
 * Not on a stack.
 */
struct ke_timer {
	struct ke_dispatcher dispatcher;
	struct hrtimer absolute;
	struct hrtimer relative;
	struct ke_dpc *dpc;
	struct ke_timer_apc *apc;
	ktime_t due;
	u64 period;
	u64 tolerance;
	u8 phase;
	bool is_absolute;
	struct ke_timer_node node;
};

/**
 * struct ke_timer_apc - what a thread is to call each time that a timer expires
 * @apc: in the thread's queue, or not
 * @timer: whose it is, or was; kept as long as this is
 * @thread: who has set the timer, while the timer has this
 * @link: in the thread's list; under its timers_lock
 * @references: see module/ke/timer_apc.c
 * @queued: from when it is put into the queue to its end there; under the timer's lock
 * @release: called when nobody has it any more; frees it, and lets go of the timer
 */
struct ke_timer_apc {
	struct ke_apc apc;
	struct ke_timer *timer;
	struct ke_thread *thread;
	struct list_head link;
	refcount_t references;
	bool queued;
	void (*release)(struct ke_timer_apc *apc);
};

static inline struct ke_timer *ke_to_timer(const struct ke_dispatcher *object)
{
	return container_of(object, struct ke_timer, dispatcher);
}

void ke_timer_construct(struct ke_timer *timer);
void ke_timer_init(struct ke_timer *timer, enum ke_dispatcher_type type);
void ke_timer_retire(struct ke_timer *timer);
bool ke_set_timer_locked(struct ke_timer *timer, s64 due_time, u32 period, u32 tolerance,
			 struct ke_dpc *dpc, struct ke_signal *signal);
bool ke_stop_timer_locked(struct ke_timer *timer);
void ke_wake_timer_locked(struct ke_timer *timer);
s64 ke_remaining_time(const struct ke_timer *timer);

void ke_timer_apc_init(struct ke_timer_apc *apc, struct ke_timer *timer,
		       struct ke_thread *thread, u64 routine, u64 context,
		       void (*release)(struct ke_timer_apc *apc));
void ke_put_timer_apc(struct ke_timer_apc *apc);
void ke_join_timer_apc_locked(struct ke_timer *timer, struct ke_timer_apc *apc);
struct ke_timer_apc *ke_leave_timer_apc_locked(struct ke_timer *timer);
void ke_queue_timer_apc_locked(struct ke_timer *timer, u64 time);
void ke_cancel_timers_of(struct ke_thread *thread);

/**
 * struct ke_timer_walk - somebody who looks at timers
 * @cursor: behind the one seen last, in the list; in none at its beginning
 * @list: which list
 * @tries: how often the next one was found locked
 */
struct ke_timer_walk {
	struct ke_timer_node cursor;
	unsigned int list;
	unsigned int tries;
};

typedef void (*ke_timer_function)(const struct ke_timer *timer, void *context);

void ke_enlist_timer_locked(struct ke_timer *timer);
void ke_delist_timer(struct ke_timer *timer);
void ke_begin_timers(struct ke_timer_walk *walk);
bool ke_next_timer(struct ke_timer_walk *walk, ke_timer_function see, void *context);
void ke_end_timers(struct ke_timer_walk *walk);

void ke_initialize_timer_ex(struct ke_timer *timer, enum ke_dispatcher_type type);
bool ke_set_timer_ex(struct ke_timer *timer, s64 due_time, u32 period,
		     struct ke_dpc *dpc);
bool ke_set_coalescable_timer(struct ke_timer *timer, s64 due_time, u32 period,
			      u32 tolerance, struct ke_dpc *dpc);
bool ke_cancel_timer(struct ke_timer *timer);
bool ke_read_state_timer(const struct ke_timer *timer);

#endif /* _NTOBJ_KE_TIMER_H */
