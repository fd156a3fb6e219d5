/* SPDX-License-Identifier: GPL-2.0 WITH Linux-syscall-note */
/*
 * Waiting, and semaphores, mutants, event pairs and timers to wait for.
 */
#ifndef _UAPI_LINUX_NTOBJ_WAIT_H
#define _UAPI_LINUX_NTOBJ_WAIT_H

#include <linux/types.h>

/* Flags of waits. */
#define NTOBJ_WAIT_ALERTABLE	0x1	/* alerts and user APCs end the wait */
#define NTOBJ_WAIT_REALTIME	0x2	/* the deadline is one of CLOCK_REALTIME */

#define NTOBJ_WAIT_POLL		0ULL			/* do not wait */
#define NTOBJ_WAIT_FOREVER	0xFFFFFFFFFFFFFFFFULL	/* no deadline */

/**
 * struct ntobj_wait_single - wait until one object is signalled
 * @handle: the object, with NTOBJ_SYNCHRONIZE
 * @deadline: nanoseconds, absolute, of CLOCK_MONOTONIC in the caller's time
 *	namespace, or of CLOCK_REALTIME
 * @flags: NTOBJ_WAIT_*
 * @reserved: 0
 */
struct ntobj_wait_single {
	__aligned_u64 handle;
	__aligned_u64 deadline;
	__u32 flags;
	__u32 reserved;
};

/* Most objects that one call waits for. */
#define NTOBJ_WAIT_OBJECTS	64

/* Types of wait. */
#define NTOBJ_WAIT_ALL		0	/* until all are signalled at one moment */
#define NTOBJ_WAIT_ANY		1	/* until one is signalled */

/**
 * struct ntobj_wait_multiple - wait until any or all of several objects are
 *	signalled
 * @handles: address of @count handles (__u64), each with NTOBJ_SYNCHRONIZE
 * @deadline: as in struct ntobj_wait_single
 * @count: 1 to NTOBJ_WAIT_OBJECTS
 * @wait_type: NTOBJ_WAIT_ALL or NTOBJ_WAIT_ANY
 * @flags: as in struct ntobj_wait_single
 * @reserved: 0
 *
 * A wait for any returns STATUS_WAIT_0 + n for the first handle, by its place in
 * @handles, whose object is signalled when the call looks; for the object that
 * was signalled first, if it has to wait. It takes from that object alone what a
 * wait takes. For a mutant that its owner left behind it returns
 * STATUS_ABANDONED_WAIT_0 + n.
 *
 * A wait for all takes from none before all are signalled, and then from all at
 * once. It returns STATUS_WAIT_0, or STATUS_ABANDONED_WAIT_0 if at least one was
 * an abandoned mutant. No object may be there twice.
 */
struct ntobj_wait_multiple {
	__aligned_u64 handles;
	__aligned_u64 deadline;
	__u32 count;
	__u32 wait_type;
	__u32 flags;
	__u32 reserved;
};

/**
 * struct ntobj_signal_and_wait - signal one object and wait for another
 * @signal_handle: what to signal: an event with NTOBJ_EVENT_MODIFY_STATE, which
 *	is set; a semaphore with NTOBJ_SEMAPHORE_MODIFY_STATE, which is released
 *	by one; a mutant that the caller owns, which is released
 * @wait_handle: what to wait for, with NTOBJ_SYNCHRONIZE
 * @deadline: as in struct ntobj_wait_single
 * @flags: as in struct ntobj_wait_single
 * @signalled: in and out. 0; 1 when the object has been signalled. A call that
 *	finds 1 here only waits: so one that a signal has interrupted can be made
 *	again as it is
 *
 * Both happen at one moment: who sees the one object signalled finds the caller
 * waiting for the other. Nothing is signalled if the caller may not wait.
 */
struct ntobj_signal_and_wait {
	__aligned_u64 signal_handle;
	__aligned_u64 wait_handle;
	__aligned_u64 deadline;
	__u32 flags;
	__u32 signalled;
};

/**
 * struct ntobj_set_and_wait - set one event of a pair and wait for the other
 * @handle: the event pair, with NTOBJ_SYNCHRONIZE
 * @signalled: in and out. 0; 1 when the event has been set. A call that finds 1
 *	here only waits: so one that a signal has interrupted can be made again as
 *	it is
 * @reserved: 0
 *
 * Both happen at one moment, as in struct ntobj_signal_and_wait, and the wait has
 * no deadline.
 */
struct ntobj_set_and_wait {
	__aligned_u64 handle;
	__u32 signalled;
	__u32 reserved;
};

/**
 * struct ntobj_release_semaphore - add to a semaphore's count
 * @handle: the semaphore, with NTOBJ_SEMAPHORE_MODIFY_STATE
 * @release_count: how much, 1 or more
 * @previous_count: out
 *
 * NTOBJ_IOC_RELEASE_SEMAPHORE adds one and takes the handle alone.
 */
struct ntobj_release_semaphore {
	__aligned_u64 handle;
	__s32 release_count;
	__s32 previous_count;
};

/**
 * struct ntobj_query_semaphore - read a semaphore
 * @handle: the semaphore, with NTOBJ_SEMAPHORE_QUERY_STATE
 * @current_count: out
 * @maximum_count: out
 */
struct ntobj_query_semaphore {
	__aligned_u64 handle;
	__s32 current_count;
	__s32 maximum_count;
};

/**
 * struct ntobj_mutant_state - release a mutant and learn what it was before
 * @handle: the mutant, which the calling thread owns; any right will do
 * @previous_count: out, 0 if it was owned once, -1 if twice, and so on; left alone
 *	if the status is STATUS_ABANDONED, which says that nothing was released
 * @reserved: 0
 *
 * NTOBJ_IOC_RELEASE_MUTANT releases too, and takes the handle alone.
 */
struct ntobj_mutant_state {
	__aligned_u64 handle;
	__s32 previous_count;
	__u32 reserved;
};

/**
 * struct ntobj_query_mutant - read a mutant
 * @handle: the mutant, with NTOBJ_MUTANT_QUERY_STATE
 * @current_count: out, 1 if nobody owns it, 0 if it is owned once, -1 if twice,
 *	and so on
 * @owned_by_caller: out, 1 if the calling thread owns it
 * @abandoned: out, 1 if its last owner ended without a release, and nobody has
 *	got it since
 * @reserved: out, 0
 */
struct ntobj_query_mutant {
	__aligned_u64 handle;
	__s32 current_count;
	__u8 owned_by_caller;
	__u8 abandoned;
	__u8 reserved[2];
};

/**
 * struct ntobj_set_timer - say when a timer becomes signalled
 * @handle: the timer, with NTOBJ_TIMER_MODIFY_STATE
 * @due_time: a signed number of units of 100 ns. Below 0: so long from now, by a
 *	clock that also counts while the machine sleeps (CLOCK_BOOTTIME) and that
 *	nobody sets. Else the system time in units since the beginning of 1601
 *	(CLOCK_REALTIME); when the clock is set, what counts is what it then shows
 * @apc_routine: what the calling thread is to call each time that the timer expires, as
 *	NTOBJ_IOC_TEST_ALERT will tell it; or 0
 * @apc_context: its first argument. The others are the low and the high 32 bits of the
 *	system time at which the timer expired
 * @period: milliseconds between further times at which it becomes signalled; 0 if
 *	there are none. Below 0: STATUS_INVALID_PARAMETER_6
 * @resume: 1 asks that the machine wakes up for it, which is not done: the timer is
 *	set and the status is STATUS_TIMER_RESUME_IGNORED. Else 0
 * @previous_state: out, 1 if it was signalled before, else 0
 * @reserved: 0
 *
 * The timer is not signalled from then on until it is due; that is at once if the due
 * time is past. What had been set before is void. The further times are each @period
 * after the one before, however late the module or who waits was in between.
 *
 * Of what is to be called no more than one is in the thread's queue: a time that comes
 * before the thread has taken it adds nothing. To set the timer anew or to cancel it
 * takes that back. When the thread ends, or begins another program, the timer is
 * cancelled. Until then, or until it has been called if there is no @period, the timer
 * lives on, even if nobody has a handle to it any more.
 */
struct ntobj_set_timer {
	__aligned_u64 handle;
	__s64 due_time;
	__aligned_u64 apc_routine;
	__aligned_u64 apc_context;
	__s32 period;
	__u32 resume;
	__u32 previous_state;
	__u32 reserved;
};

/**
 * struct ntobj_timer_state - cancel a timer
 * @handle: the timer, with NTOBJ_TIMER_MODIFY_STATE
 * @current_state: out, 1 if it is signalled, as it stays, else 0
 * @reserved: 0
 */
struct ntobj_timer_state {
	__aligned_u64 handle;
	__u32 current_state;
	__u32 reserved;
};

/**
 * struct ntobj_query_timer - read a timer
 * @handle: the timer, with NTOBJ_TIMER_QUERY_STATE
 * @remaining_time: out, signed units of 100 ns until it is due next. If it will not
 *	become signalled any more: until the time at which it was due, or had been
 *	before it was cancelled; negative if that is past. Of one never set: minus
 *	the time since the machine was started
 * @state: out, 1 if it is signalled, else 0
 * @reserved: out, 0
 */
struct ntobj_query_timer {
	__aligned_u64 handle;
	__s64 remaining_time;
	__u32 state;
	__u32 reserved;
};

#endif /* _UAPI_LINUX_NTOBJ_WAIT_H */
