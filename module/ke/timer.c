// SPDX-License-Identifier: GPL-2.0
/*
 * Timers: dispatcher objects that become signalled when their time comes.
 *
 * Clocks
 *
 * NT's interrupt time, by which relative due times and all periods go, counts the
 * time that the machine sleeps: it is CLOCK_BOOTTIME. Absolute due times are of the
 * system time, CLOCK_REALTIME, and Linux looks at them anew when that clock is set.
 * An hrtimer has one clock for good, so a timer has one of each. The expiries of a
 * period are on a grid through the first one, which nothing shifts: neither that one
 * is late, nor, if the first due time was absolute, that the clock is set later on.
 *
 * Expiry
 *
 * The hrtimers expire in softirq, where the dispatcher's lock may be taken on any
 * kernel. What is due when it is set expires in the call that sets it.
 *
 * Phases
 *
 * KE_TIMER_IDLE: it will not expire. KE_TIMER_ARMED: one of the hrtimers is queued,
 * or has just fired. KE_TIMER_DORMANT: it has a period and expires on and on, yet
 * nobody could tell as it is signalled and stays so: no hrtimer is queued. Of a
 * notification timer nothing but to set it ends that; one for synchronization is
 * armed again, for the next point of the grid, when a wait takes its signal. So an
 * unconsumed timer costs nothing, whatever its period, and the expiries that are
 * bound to a wait that was satisfied are as many as there are such waits. One that has
 * a call (ke/timer_apc.c) is armed also until that is queued, and again when the program
 * has it. One with a DPC, which only drivers can give it, is armed always.
 *
 * Locking and lifetime
 *
 * All fields are under the dispatcher's lock; the locks of the clocks (hrtimers') are
 * taken under it, and those of a queue of DPCs, of a thread's calls and of the lists of
 * timers (ke/timer_list.c). An hrtimer's callback takes it as well,
 * so nobody who has it waits for one: hrtimer_try_to_cancel() leaves an hrtimer whose
 * callback runs as it is, even if that has queued it anew, and a callback that gets the
 * lock asks whether it still counts. It does if the timer is armed for
 * its clock and the hrtimer not queued: who set the timer anew has queued it, or made
 * the timer of another clock or phase. Two callbacks of one hrtimer never run at the
 * same time, so one that has fired anew can't be taken for the old one.
 *
 * A DPC must not run with the lock held: who sets a timer with one turns softirqs off
 * before he takes the lock, and on again when he has dropped it.
 *
 * ke_timer_retire() makes the timer idle, after which nobody can set it, and waits for
 * callbacks without the lock: it runs where an object's delete method does, in
 * process context. Which callbacks run at once is bounded by how many timers there
 * are: those that a user may have are bounded by what his processes' quota of
 * non-paged memory and their handles allow. Between two of them interrupts are on.
 */
#include <linux/bottom_half.h>
#include <linux/ktime.h>
#include <linux/math64.h>
#include <linux/rcupdate.h>
#include <ntobj/ke_irql.h>
#include <ntobj/ke_timer.h>

#include "compat/linux.h"
#include "ke/trace.h"

static struct hrtimer *hrtimer_of(struct ke_timer *timer)
{
	return timer->is_absolute ? &timer->absolute : &timer->relative;
}

static void arm(struct ke_timer *timer)
{
	timer->phase = KE_TIMER_ARMED;
	hrtimer_start_range_ns(hrtimer_of(timer), timer->due, timer->tolerance,
			       HRTIMER_MODE_ABS_SOFT);
}

/* The first point of a grid that is still to come. */
static ktime_t next_on_grid(const struct ke_timer *timer, ktime_t now)
{
	u64 past;

	if (timer->due > now)
		return timer->due;
	past = div64_u64(ktime_sub(now, timer->due), timer->period);
	return ktime_add_ns(timer->due, (past + 1) * timer->period);
}

static u64 system_time(void)
{
	return div_u64(ktime_get_real_ns(), KE_TIME_UNIT) + KE_TIME_1970;
}

/* With NT's system time, in two halves. A driver that is contained has none queued. */
static void queue_dpc(const struct ke_timer *timer)
{
	u64 time = system_time();

	lockdep_assert_held(&timer->dispatcher.lock);
	if (unlikely(ke_is_contained((unsigned long)timer->dpc->routine)))
		return;
	ke_insert_queue_dpc(timer->dpc, (void *)(unsigned long)lower_32_bits(time),
			    (void *)(unsigned long)upper_32_bits(time));
}

/* Whether anybody could tell that it has expired once more. */
static bool is_watched(const struct ke_timer *timer)
{
	return timer->dispatcher.signal_state <= 0 || timer->dpc ||
	       (timer->apc && !timer->apc->queued);
}

static void go_on(struct ke_timer *timer, ktime_t now)
{
	timer->due = next_on_grid(timer, now);
	if (is_watched(timer))
		arm(timer);
	else
		timer->phase = KE_TIMER_DORMANT;
}

/* @timer->due is of CLOCK_BOOTTIME, and not after @now. */
static void expire(struct ke_timer *timer, ktime_t now, struct ke_signal *signal)
{
	struct ke_dispatcher *object = &timer->dispatcher;
	s32 before = object->signal_state;

	/* What waits take from it now is no reason to arm it before it is known when. */
	timer->phase = KE_TIMER_IDLE;
	WRITE_ONCE(object->signal_state, 1);
	if (!before && !list_empty(&object->waiters))
		ke_give(object, signal);
	trace_ntobj_signal(object->type, before, object->signal_state);
	trace_ntobj_timer_expire(timer, object->type, timer->due, now);
	if (timer->apc)
		ke_queue_timer_apc_locked(timer, system_time());
	if (timer->period)
		go_on(timer, now);
	if (timer->dpc)
		queue_dpc(timer);
}

/* From the clock of the system time to that of periods, as they are set now. */
static void make_relative(struct ke_timer *timer, ktime_t now)
{
	ktime_t apart = ktime_sub(ktime_mono_to_any(0, TK_OFFS_REAL),
				  ktime_mono_to_any(0, TK_OFFS_BOOT));

	/* The clock may have been set back since it fired. */
	timer->due = min(ktime_sub(timer->due, apart), now);
	timer->is_absolute = false;
}

static void fire(struct ke_timer *timer, const struct hrtimer *hrtimer)
{
	bool is_absolute = hrtimer == &timer->absolute;
	struct ke_signal signal __uninitialized;
	ktime_t now;

	rcu_read_lock();
	ke_begin_signal(&timer->dispatcher, &signal);
	if (timer->phase == KE_TIMER_ARMED && timer->is_absolute == is_absolute &&
	    !hrtimer_is_queued((struct hrtimer *)hrtimer)) {
		now = ktime_get_boottime();
		if (is_absolute)
			make_relative(timer, now);
		expire(timer, now, &signal);
	}
	ke_end_signal(&timer->dispatcher, &signal);
	rcu_read_unlock();
}

static enum hrtimer_restart fire_absolute(struct hrtimer *hrtimer)
{
	fire(container_of(hrtimer, struct ke_timer, absolute), hrtimer);
	return HRTIMER_NORESTART;
}

static enum hrtimer_restart fire_relative(struct hrtimer *hrtimer)
{
	fire(container_of(hrtimer, struct ke_timer, relative), hrtimer);
	return HRTIMER_NORESTART;
}

/**
 * ke_timer_construct - make a timer's memory usable, once
 * @timer: in memory fresh from the page allocator; see ke_dispatcher_construct()
 *
 * Context: any.
 */
void ke_timer_construct(struct ke_timer *timer)
{
	ke_dispatcher_construct(&timer->dispatcher);
}

/**
 * ke_timer_init - begin a timer's life
 * @timer: constructed, in use by nobody; see ke/dispatcher.c
 * @type: KE_TIMER_NOTIFICATION or KE_TIMER_SYNCHRONIZATION
 *
 * Context: any. ke_timer_retire() ends it.
 */
void ke_timer_init(struct ke_timer *timer, enum ke_dispatcher_type type)
{
	ke_dispatcher_init(&timer->dispatcher, type, 0);
	hrtimer_setup(&timer->absolute, fire_absolute, CLOCK_REALTIME,
		      HRTIMER_MODE_ABS_SOFT);
	hrtimer_setup(&timer->relative, fire_relative, CLOCK_BOOTTIME,
		      HRTIMER_MODE_ABS_SOFT);
	timer->dpc = NULL;
	timer->apc = NULL;
	timer->due = 0;
	timer->period = 0;
	timer->tolerance = 0;
	timer->phase = KE_TIMER_IDLE;
	timer->is_absolute = false;
	timer->node.is_timer = false;
}

/**
 * ke_timer_retire - end a timer's life
 * @timer: which nobody waits for or sets any more, and that has no call
 *
 * It does not expire afterwards, and no expiry is under way. Its DPC may be queued still,
 * or run: ke_remove_queue_dpc() or ke_flush_queued_dpcs() come next. Context: process; may
 * sleep; no locks held. Takes the timer's lock.
 */
void ke_timer_retire(struct ke_timer *timer)
{
	might_sleep();
	WARN_ON_ONCE(timer->apc);
	/* By this nobody is under the lock any more who sets it. */
	ke_cancel_timer(timer);
	ke_delist_timer(timer);
	hrtimer_cancel(&timer->absolute);
	hrtimer_cancel(&timer->relative);
	ke_dispatcher_retire(&timer->dispatcher);
}
EXPORT_SYMBOL_NTOBJ(ke_timer_retire);

/* What is too far away for the clock never comes. */
static ktime_t to_nanoseconds(u64 units)
{
	return units > KTIME_MAX / KE_TIME_UNIT ? KTIME_MAX : units * KE_TIME_UNIT;
}

/* NT's due time, of one clock or the other. */
static void note_due(struct ke_timer *timer, s64 due_time, ktime_t now)
{
	timer->is_absolute = due_time >= 0;
	if (due_time < 0)
		timer->due = ktime_add_safe(now, to_nanoseconds(-(u64)due_time));
	else if (due_time < KE_TIME_1970)
		timer->due = 0;
	else
		timer->due = to_nanoseconds(due_time - KE_TIME_1970);
}

/**
 * ke_stop_timer_locked - see to it that a timer does not expire
 * @timer: the timer
 *
 * Its signal state stays. Context: any; the lock is held.
 *
 * Return: whether it would have expired.
 */
bool ke_stop_timer_locked(struct ke_timer *timer)
{
	bool queued = timer->phase != KE_TIMER_IDLE;

	lockdep_assert_held(&timer->dispatcher.lock);
	if (timer->phase == KE_TIMER_ARMED)
		hrtimer_try_to_cancel(hrtimer_of(timer));
	/* As if it had expired each time until now. */
	else if (timer->phase == KE_TIMER_DORMANT)
		timer->due = next_on_grid(timer, ktime_get_boottime());
	timer->phase = KE_TIMER_IDLE;
	return queued;
}

/**
 * ke_set_timer_locked - ke_set_coalescable_timer(), with the lock held
 * @timer: the timer
 * @due_time: see there
 * @period: see there
 * @tolerance: see there
 * @dpc: see there
 * @signal: from ke_begin_signal()
 *
 * It keeps its call, if it has one (ke/timer_apc.c). Context: any; between
 * ke_begin_signal() and ke_end_signal().
 *
 * Return: see there.
 */
bool ke_set_timer_locked(struct ke_timer *timer, s64 due_time, u32 period, u32 tolerance,
			 struct ke_dpc *dpc, struct ke_signal *signal)
{
	ktime_t now = ktime_get_boottime();
	bool queued = ke_stop_timer_locked(timer);

	if (unlikely(!timer->node.is_timer))
		ke_enlist_timer_locked(timer);
	WRITE_ONCE(timer->dispatcher.signal_state, 0);
	timer->period = mul_u32_u32(period, NSEC_PER_MSEC);
	timer->tolerance = mul_u32_u32(tolerance, NSEC_PER_MSEC);
	timer->dpc = dpc;
	note_due(timer, due_time, now);
	trace_ntobj_timer_set(timer, timer->dispatcher.type, due_time, period, tolerance,
			      queued);
	if (timer->is_absolute && timer->due <= ktime_get_real()) {
		/* The grid of what is long past begins now. */
		timer->is_absolute = false;
		timer->due = now;
		expire(timer, now, signal);
	} else {
		arm(timer);
	}
	return queued;
}
EXPORT_SYMBOL_NTOBJ_KUNIT(ke_set_timer_locked);

/**
 * ke_wake_timer_locked - somebody can tell again when a timer expires
 * @timer: the timer
 *
 * Context: any; the lock is held.
 */
void ke_wake_timer_locked(struct ke_timer *timer)
{
	lockdep_assert_held(&timer->dispatcher.lock);
	if (timer->phase != KE_TIMER_DORMANT)
		return;
	timer->due = next_on_grid(timer, ktime_get_boottime());
	arm(timer);
}

/**
 * ke_consume_timer - a wait takes the signal of a synchronization timer
 * @object: the timer's, signalled
 *
 * Context: any; the lock is held.
 */
void ke_consume_timer(struct ke_dispatcher *object)
{
	lockdep_assert_held(&object->lock);
	WRITE_ONCE(object->signal_state, 0);
	ke_wake_timer_locked(ke_to_timer(object));
}
EXPORT_SYMBOL_NTOBJ_KUNIT(ke_consume_timer);

/**
 * ke_remaining_time - how long until a timer is due
 * @timer: the timer
 *
 * Context: any; the lock is held.
 *
 * Return: units of 100 ns, rounded up, to the next expiry. Of one that will not
 * expire the time from now to when it was or would have been due, which mostly is
 * past: then it is negative; for one never set it is that since the machine's start.
 */
s64 ke_remaining_time(const struct ke_timer *timer)
{
	ktime_t now = timer->is_absolute ? ktime_get_real() : ktime_get_boottime();
	ktime_t due = timer->due;
	s64 left;

	lockdep_assert_held(&timer->dispatcher.lock);
	if (timer->phase == KE_TIMER_DORMANT)
		due = next_on_grid(timer, now);
	left = ktime_sub(due, now);
	if (left < 0)
		return timer->phase == KE_TIMER_ARMED ? 0 : div_s64(left, KE_TIME_UNIT);
	return div_u64((u64)left + KE_TIME_UNIT - 1, KE_TIME_UNIT);
}

/**
 * ke_initialize_timer_ex - make a timer
 * @timer: in memory of the caller's, not on a stack
 * @type: KE_TIMER_NOTIFICATION or KE_TIMER_SYNCHRONIZATION
 *
 * ke_timer_retire() is to be called before the memory goes, and before it is made once
 * more. Context: any. As KeInitializeTimerEx.
 */
void ke_initialize_timer_ex(struct ke_timer *timer, enum ke_dispatcher_type type)
{
	ke_timer_construct(timer);
	timer->dispatcher.place = 0;
	ke_timer_init(timer, type);
}
EXPORT_SYMBOL_NTOBJ(ke_initialize_timer_ex);

/**
 * ke_set_coalescable_timer - set a timer that may be late
 * @timer: the timer
 * @due_time: when it becomes signalled first, in units of 100 ns: below 0, so long from
 *	now, also if the machine sleeps meanwhile; else the system time, since 1601
 * @period: milliseconds from then on to each further time; 0 if there is none
 * @tolerance: milliseconds that it may be late each time; never is it early
 * @dpc: queued each time, with the low and the high half of NT's system time; or NULL.
 *	To set or cancel the timer later does not take it out of its queue
 *
 * It is not signalled until then, whatever it was before; that is at once if
 * @due_time is past. Context: any up to softirq; above that it is reported, and nothing
 * done; nor is it for a driver that a bug check has contained. Takes the timer's lock.
 * As KeSetCoalescableTimer.
 *
 * Return: whether it had been set and would have expired once more.
 */
bool ke_set_coalescable_timer(struct ke_timer *timer, s64 due_time, u32 period,
			      u32 tolerance, struct ke_dpc *dpc)
{
	bool below = dpc && ke_may_run_dpcs();
	struct ke_signal signal __uninitialized;
	bool queued;

	if (!ke_require_irql(KE_DISPATCH_LEVEL) ||
	    (dpc && unlikely(ke_is_contained((unsigned long)dpc->routine))))
		return false;
	if (below)
		local_bh_disable();
	rcu_read_lock();
	ke_begin_signal(&timer->dispatcher, &signal);
	queued = ke_set_timer_locked(timer, due_time, period, tolerance, dpc, &signal);
	ke_end_signal(&timer->dispatcher, &signal);
	rcu_read_unlock();
	if (below)
		local_bh_enable();
	return queued;
}
EXPORT_SYMBOL_NTOBJ(ke_set_coalescable_timer);

/**
 * ke_set_timer_ex - set a timer
 * @timer: the timer
 * @due_time: see ke_set_coalescable_timer()
 * @period: see there
 * @dpc: see there
 *
 * Context: any up to softirq. Takes the timer's lock. As KeSetTimerEx.
 *
 * Return: whether it had been set and would have expired once more.
 */
bool ke_set_timer_ex(struct ke_timer *timer, s64 due_time, u32 period,
		     struct ke_dpc *dpc)
{
	return ke_set_coalescable_timer(timer, due_time, period, 0, dpc);
}
EXPORT_SYMBOL_NTOBJ(ke_set_timer_ex);

/**
 * ke_cancel_timer - see to it that a timer does not expire
 * @timer: the timer
 *
 * It stays signalled if it is. The memory may not go before ke_timer_retire(). Context:
 * any up to softirq; above that it is reported, and nothing done. Takes the timer's lock.
 * As KeCancelTimer.
 *
 * Return: whether it would have expired.
 */
bool ke_cancel_timer(struct ke_timer *timer)
{
	unsigned long flags;
	bool queued;

	if (!ke_require_irql(KE_DISPATCH_LEVEL))
		return false;
	spin_lock_irqsave(&timer->dispatcher.lock, flags);
	queued = ke_stop_timer_locked(timer);
	spin_unlock_irqrestore(&timer->dispatcher.lock, flags);
	return queued;
}
EXPORT_SYMBOL_NTOBJ(ke_cancel_timer);

/**
 * ke_read_state_timer - whether a timer is signalled
 * @timer: the timer
 *
 * Context: any. As KeReadStateTimer.
 *
 * Return: whether it is at this moment.
 */
bool ke_read_state_timer(const struct ke_timer *timer)
{
	return READ_ONCE(timer->dispatcher.signal_state) > 0;
}
EXPORT_SYMBOL_NTOBJ(ke_read_state_timer);
