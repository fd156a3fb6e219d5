// SPDX-License-Identifier: GPL-2.0
/*
 * Timers: when they become signalled, and for whom.
 *
 * That a timer is never early is measured with each, by the clock that it goes by.
 * How late one is says more of the machine than of the module, so tests wait long for
 * what must come, and judge only what must not.
 *
 * Some tests set the system time, and set it back.
 */
#include <limits.h>
#include <signal.h>
#include <sys/wait.h>

#include "ntobj_fixture.h"

#define NOTIFICATION	NTOBJ_NOTIFICATION_TIMER
#define SYNCHRONIZATION	NTOBJ_SYNCHRONIZATION_TIMER

#define POLL		NTOBJ_WAIT_POLL
#define LONG		(30 * NT_SECOND)
#define HOUR		(3600 * NT_SECOND)

/* A relative due time in milliseconds. */
#define IN_MS(ms)	(-10000LL * (ms))

/* Of 1970 in NT's system time, and a due time of CLOCK_REALTIME. */
#define EPOCH		116444736000000000LL
#define AT_REAL(ns)	((__s64)((ns) / 100) + EPOCH)

static __u64 boottime(void)
{
	return nt_clock(CLOCK_BOOTTIME);
}

static __u64 realtime(void)
{
	return nt_clock(CLOCK_REALTIME);
}

static __u32 state_of(__u64 timer)
{
	__s64 remaining;
	__u32 state;

	NT_CHECK_STATUS(STATUS_SUCCESS, nt_query_timer(timer, &remaining, &state));
	return state;
}

static __s64 remaining_of(__u64 timer)
{
	__s64 remaining;
	__u32 state;

	NT_CHECK_STATUS(STATUS_SUCCESS, nt_query_timer(timer, &remaining, &state));
	return remaining;
}

static void set(__u64 timer, __s64 due_time, __s32 period)
{
	NT_CHECK_STATUS(STATUS_SUCCESS, nt_set_timer(timer, due_time, period, NULL));
}

/* Whether it comes at all. */
static __s32 await(__u64 timer)
{
	return nt_wait(timer, nt_now() + LONG);
}

/* Whether it comes within a time in which it must not. */
static __s32 await_ms(__u64 timer, unsigned int ms)
{
	return nt_wait(timer, nt_now() + ms * NT_MILLISECOND);
}

TEST_F(ntobj, create)
{
	unsigned int type;
	__u64 handle = 0;

	for (type = NOTIFICATION; type <= SYNCHRONIZATION; type++) {
		handle = nt_timer(type);
		EXPECT_EQ(0, state_of(handle));
		/* Never set: since the machine's start. */
		EXPECT_LT(remaining_of(handle), 0);
		EXPECT_STATUS(STATUS_TIMEOUT, nt_wait(handle, POLL));
	}
	for (type = 2; type; type <<= 1)
		EXPECT_STATUS(STATUS_INVALID_PARAMETER_4,
			      nt_create_timer(&handle, nt_unnamed(), NTOBJ_TIMER_ALL_ACCESS,
					      type));
}

TEST_F(ntobj, bad_parameters)
{
	__u64 timer = nt_timer(NOTIFICATION);
	struct ntobj_set_timer call = { .handle = timer };
	struct ntobj_timer_state cancel = { .handle = timer, .reserved = 1 };

	/* None of these takes the signal away. */
	set(timer, 0, 0);
	call.due_time = IN_MS(1000000);
	call.period = -1;
	EXPECT_STATUS(STATUS_INVALID_PARAMETER_6, nt_call(NTOBJ_IOC_SET_TIMER, &call));
	call.period = INT_MIN;
	EXPECT_STATUS(STATUS_INVALID_PARAMETER_6, nt_call(NTOBJ_IOC_SET_TIMER, &call));
	/* Before the handle is looked at. */
	call.handle = 0;
	EXPECT_STATUS(STATUS_INVALID_PARAMETER_6, nt_call(NTOBJ_IOC_SET_TIMER, &call));
	call.handle = timer;
	call.period = 0;
	call.resume = 2;
	EXPECT_STATUS(STATUS_INVALID_PARAMETER, nt_call(NTOBJ_IOC_SET_TIMER, &call));
	call.resume = 0;
	call.reserved = 1;
	EXPECT_STATUS(STATUS_INVALID_PARAMETER, nt_call(NTOBJ_IOC_SET_TIMER, &call));
	call.reserved = 0;
	EXPECT_STATUS(STATUS_INVALID_PARAMETER, nt_call(NTOBJ_IOC_CANCEL_TIMER, &cancel));
	EXPECT_EQ(1, state_of(timer));
	/* What is for no routine is not looked at. */
	call.apc_context = ~0ULL;
	EXPECT_STATUS(STATUS_SUCCESS, nt_call(NTOBJ_IOC_SET_TIMER, &call));
	EXPECT_EQ(1, call.previous_state);
	EXPECT_EQ(0, state_of(timer));
}

TEST_F(ntobj, bad_handles)
{
	__u64 timer = nt_timer(NOTIFICATION);
	__u64 event = nt_event(NTOBJ_NOTIFICATION_EVENT, 0);
	__u64 bad[] = { 0, event, 0 };
	static const __s32 set_statuses[] = {
		STATUS_INVALID_HANDLE, STATUS_OBJECT_TYPE_MISMATCH, STATUS_ACCESS_DENIED,
	};
	__s64 remaining;
	unsigned int i;
	__u64 reader;
	__u32 state;

	ASSERT_STATUS(STATUS_SUCCESS,
		      nt_create_timer(&reader, nt_unnamed(), NTOBJ_TIMER_QUERY_STATE, 0));
	bad[2] = reader;
	for (i = 0; i < ARRAY_SIZE(bad); i++) {
		EXPECT_STATUS(set_statuses[i], nt_set_timer(bad[i], 0, 0, NULL));
		EXPECT_STATUS(set_statuses[i], nt_cancel_timer(bad[i], NULL));
	}
	EXPECT_STATUS(STATUS_INVALID_HANDLE, nt_query_timer(0, &remaining, &state));
	EXPECT_STATUS(STATUS_OBJECT_TYPE_MISMATCH, nt_query_timer(event, &remaining, &state));
	ASSERT_STATUS(STATUS_SUCCESS,
		      nt_create_timer(&reader, nt_unnamed(), NTOBJ_TIMER_MODIFY_STATE, 0));
	EXPECT_STATUS(STATUS_ACCESS_DENIED, nt_query_timer(reader, &remaining, &state));
	EXPECT_STATUS(STATUS_ACCESS_DENIED, nt_wait(reader, POLL));
	EXPECT_STATUS(STATUS_OBJECT_TYPE_MISMATCH, nt_set_event(timer));
	EXPECT_STATUS(STATUS_OBJECT_TYPE_MISMATCH,
		      nt_signal_and_wait(timer, event, POLL));
}

/* The machine is not woken up for a timer; but the timer is set. */
TEST_F(ntobj, resume)
{
	__u64 timer = nt_timer(NOTIFICATION);
	struct ntobj_set_timer call = {
		.handle = timer,
		.due_time = IN_MS(1),
		.resume = 1,
	};

	EXPECT_STATUS(STATUS_TIMER_RESUME_IGNORED, nt_call(NTOBJ_IOC_SET_TIMER, &call));
	EXPECT_EQ(0, call.previous_state);
	EXPECT_STATUS(STATUS_SUCCESS, await(timer));
}

/* What is past is due now: the call that sets the timer signals it. */
TEST_F(ntobj, past)
{
	const __s64 times[] = {
		0, 1, EPOCH - 1, EPOCH, EPOCH + 1, AT_REAL(realtime()),
		AT_REAL(realtime() - NT_SECOND),
	};
	unsigned int i, type;

	for (type = NOTIFICATION; type <= SYNCHRONIZATION; type++) {
		__u64 timer = nt_timer(type);

		for (i = 0; i < ARRAY_SIZE(times); i++) {
			set(timer, times[i], 0);
			EXPECT_EQ(1, state_of(timer))
				TH_LOG("%lld", (long long)times[i]);
			EXPECT_LE(remaining_of(timer), 0);
			EXPECT_STATUS(STATUS_SUCCESS, nt_wait(timer, POLL));
			EXPECT_EQ(type == NOTIFICATION, state_of(timer));
		}
	}
}

/* What is too far away never comes, and wraps nowhere. */
TEST_F(ntobj, far_away)
{
	static const __s64 times[] = {
		LLONG_MIN, LLONG_MIN + 1, LLONG_MAX, LLONG_MAX - 1,
		-(LLONG_MAX / 100), -(LLONG_MAX / 100) - 1, -(LLONG_MAX / 100) + 1,
		LLONG_MAX / 100 + EPOCH, LLONG_MAX / 100 + EPOCH + 1,
		LLONG_MAX / 100 + EPOCH - 1,
	};
	__u64 timer = nt_timer(SYNCHRONIZATION);
	__u32 previous = 7;
	unsigned int i;

	for (i = 0; i < ARRAY_SIZE(times); i++) {
		EXPECT_STATUS(STATUS_SUCCESS,
			      nt_set_timer(timer, times[i], INT_MAX, &previous));
		EXPECT_EQ(0, previous);
		EXPECT_STATUS(STATUS_TIMEOUT, nt_wait(timer, POLL));
		/* A hundred years or more. */
		EXPECT_GT(remaining_of(timer), 100LL * 365 * 86400 * 10000000)
			TH_LOG("%lld", (long long)times[i]);
	}
	EXPECT_STATUS(STATUS_TIMEOUT, await_ms(timer, 20));
	/* And the longest period: until the second time there is a while. */
	set(timer, 0, INT_MAX);
	EXPECT_STATUS(STATUS_SUCCESS, nt_wait(timer, POLL));
	EXPECT_STATUS(STATUS_TIMEOUT, await_ms(timer, 20));
	EXPECT_LE(remaining_of(timer), INT_MAX * 10000LL);
	EXPECT_GT(remaining_of(timer), (INT_MAX - 100000) * 10000LL);
}

#define SEVERAL	64

/* Each is measured, by the clock it goes by. */
TEST_F(ntobj, never_early)
{
	unsigned int round, rounds = nt_rounds(3, 12);
	__u64 timers[SEVERAL], due[SEVERAL];
	bool absolute;
	unsigned int i;

	for (i = 0; i < SEVERAL; i++)
		timers[i] = nt_timer(i % 2);
	for (round = 0; round < rounds; round++) {
		absolute = round % 2;
		for (i = 0; i < SEVERAL; i++) {
			/* In an order that is not theirs; 0.1 us to some 20 ms. */
			__u64 units = 1 + (i * 37 % SEVERAL) * (3173 + round * 7);

			if (absolute) {
				due[i] = realtime() / 100 * 100 + units * 100;
				set(timers[i], AT_REAL(due[i]), 0);
			} else {
				due[i] = boottime() + units * 100;
				set(timers[i], -(__s64)units, 0);
			}
		}
		for (i = 0; i < SEVERAL; i++) {
			ASSERT_STATUS(STATUS_SUCCESS, await(timers[i]));
			EXPECT_GE(absolute ? realtime() : boottime(), due[i]);
		}
	}
}

/* Looked at all the while, on the other processor too. */
TEST_F(ntobj, never_early_polled)
{
	unsigned int i, rounds = nt_rounds(200, 2000);
	__u64 timer = nt_timer(SYNCHRONIZATION);
	__s32 status;

	for (i = 0; i < rounds; i++) {
		__u64 due = boottime() + 50000 + i % 64 * 1000;
		__u64 end = nt_now() + LONG;

		set(timer, -(__s64)(500 + i % 64 * 10), 0);
		do {
			status = nt_wait(timer, POLL);
		} while (status == STATUS_TIMEOUT && nt_now() < end);
		ASSERT_STATUS(STATUS_SUCCESS, status);
		ASSERT_GE(boottime(), due);
	}
}

TEST_F(ntobj, remaining_time)
{
	__u64 timer = nt_timer(NOTIFICATION);
	__s64 before;

	set(timer, IN_MS(3600000), 0);
	before = remaining_of(timer);
	EXPECT_LE(before, -IN_MS(3600000));
	EXPECT_GT(before, -IN_MS(3000000));
	usleep(2000);
	EXPECT_LT(remaining_of(timer), before);
	set(timer, AT_REAL(realtime() + HOUR), 0);
	EXPECT_LE(remaining_of(timer), -IN_MS(3600000));
	EXPECT_GT(remaining_of(timer), -IN_MS(3000000));
	/* It is not due any more, but when it would have been is known. */
	EXPECT_STATUS(STATUS_SUCCESS, nt_cancel_timer(timer, NULL));
	EXPECT_GT(remaining_of(timer), -IN_MS(3000000));
	set(timer, IN_MS(1), 0);
	ASSERT_STATUS(STATUS_SUCCESS, await(timer));
	before = remaining_of(timer);
	EXPECT_LE(before, 0);
	usleep(2000);
	EXPECT_LE(remaining_of(timer), before - 20000);
	/* The next time of a period, though nobody has seen those before it. */
	set(timer, IN_MS(1), 10000);
	ASSERT_STATUS(STATUS_SUCCESS, await(timer));
	usleep(20000);
	EXPECT_STATUS(STATUS_SUCCESS, nt_cancel_timer(timer, NULL));
	EXPECT_GT(remaining_of(timer), 0);
	set(timer, IN_MS(1), 2000);
	ASSERT_STATUS(STATUS_SUCCESS, await(timer));
	usleep(4100000);
	EXPECT_STATUS(STATUS_SUCCESS, nt_cancel_timer(timer, NULL));
	EXPECT_GT(remaining_of(timer), 0);
	EXPECT_LE(remaining_of(timer), -IN_MS(2000));
}

/* To set it takes the signal away, and makes void what was set before. */
TEST_F(ntobj, set_again)
{
	__u64 timer = nt_timer(NOTIFICATION);
	__u32 previous = 7;

	EXPECT_STATUS(STATUS_SUCCESS, nt_set_timer(timer, 0, 0, &previous));
	EXPECT_EQ(0, previous);
	EXPECT_STATUS(STATUS_SUCCESS, nt_set_timer(timer, IN_MS(3600000), 0, &previous));
	EXPECT_EQ(1, previous);
	EXPECT_EQ(0, state_of(timer));
	EXPECT_STATUS(STATUS_SUCCESS, nt_set_timer(timer, IN_MS(10), 0, &previous));
	EXPECT_EQ(0, previous);
	EXPECT_STATUS(STATUS_SUCCESS, await(timer));
	/* From one clock to the other, and back. */
	set(timer, IN_MS(10), 0);
	set(timer, AT_REAL(realtime() + HOUR), 0);
	EXPECT_STATUS(STATUS_TIMEOUT, await_ms(timer, 50));
	set(timer, AT_REAL(realtime() + 10 * NT_MILLISECOND), 0);
	set(timer, IN_MS(3600000), 0);
	EXPECT_STATUS(STATUS_TIMEOUT, await_ms(timer, 50));
	/* The period goes, too. */
	set(timer, 0, 10);
	set(timer, IN_MS(3600000), 0);
	EXPECT_STATUS(STATUS_TIMEOUT, await_ms(timer, 50));
}

TEST_F(ntobj, cancel)
{
	__u64 timer = nt_timer(SYNCHRONIZATION);
	__u32 state = 7;

	/* One that was never set. */
	EXPECT_STATUS(STATUS_SUCCESS, nt_cancel_timer(timer, &state));
	EXPECT_EQ(0, state);
	set(timer, IN_MS(500), 5);
	EXPECT_STATUS(STATUS_SUCCESS, nt_cancel_timer(timer, &state));
	EXPECT_EQ(0, state);
	EXPECT_STATUS(STATUS_TIMEOUT, await_ms(timer, 600));
	/* It stays signalled, but that is the last time. */
	set(timer, 0, 5);
	EXPECT_STATUS(STATUS_SUCCESS, nt_cancel_timer(timer, &state));
	EXPECT_EQ(1, state);
	EXPECT_STATUS(STATUS_SUCCESS, nt_wait(timer, POLL));
	EXPECT_STATUS(STATUS_TIMEOUT, await_ms(timer, 60));
	/* Also one that a wait has armed again. */
	set(timer, 0, 500);
	EXPECT_STATUS(STATUS_SUCCESS, nt_wait(timer, POLL));
	EXPECT_STATUS(STATUS_SUCCESS, nt_cancel_timer(timer, &state));
	EXPECT_EQ(0, state);
	EXPECT_STATUS(STATUS_TIMEOUT, await_ms(timer, 600));
}

/*
 * A notification timer with a period stays signalled, and still tells when it will be
 * due next.
 */
TEST_F(ntobj, notification_with_period)
{
	__u64 timer = nt_timer(NOTIFICATION);
	unsigned int i;

	set(timer, IN_MS(5), 10);
	ASSERT_STATUS(STATUS_SUCCESS, await(timer));
	for (i = 0; i < 50; i++) {
		EXPECT_GT(remaining_of(timer), 0);
		EXPECT_LE(remaining_of(timer), 10 * 10000);
		EXPECT_EQ(1, state_of(timer));
		usleep(1000);
	}
	EXPECT_STATUS(STATUS_SUCCESS, nt_wait(timer, POLL));
}

/* The first point of a grid behind a time. */
static __u64 next_point(__u64 first, __u64 period, __u64 time)
{
	return time < first ? first : first + ((time - first) / period + 1) * period;
}

/*
 * Waits that come when they like see what they would see of a timer that is signalled
 * anew at each point of the grid, whoever looks: what was taken at one time is there
 * again from the next point on, and not before.
 */
TEST_F(ntobj, on_the_grid)
{
	const __u64 period = 4 * NT_MILLISECOND;
	unsigned int i, rounds = nt_rounds(60, 800);
	__u64 timer = nt_timer(SYNCHRONIZATION);
	__u64 before, after, first_before, first_after;
	unsigned int seed = 1;

	first_before = boottime() + 3 * NT_MILLISECOND;
	set(timer, IN_MS(3), period / NT_MILLISECOND);
	first_after = boottime() + 3 * NT_MILLISECOND;
	before = 0;
	after = 0;
	for (i = 0; i < rounds; i++) {
		if (rand_r(&seed) % 2)
			usleep(rand_r(&seed) % 9000);
		if (rand_r(&seed) % 4 == 0) {
			__u64 now = boottime();

			/* Not before the point behind the last time it was taken. */
			if (nt_wait(timer, POLL) == STATUS_TIMEOUT) {
				/* It may be late, but that late it was not. */
				EXPECT_LT(now, next_point(first_after, period, after) +
					  LONG);
				continue;
			}
		} else {
			ASSERT_STATUS(STATUS_SUCCESS, await(timer));
		}
		ASSERT_GE(boottime(), next_point(first_before, period, before));
		/* When it was taken is known to be between two times. */
		before = next_point(first_before, period, before);
		after = boottime();
	}
}

/* Points that nobody waited at are lost, and do not shift the others. */
TEST_F(ntobj, missed)
{
	const __u64 period = 40 * NT_MILLISECOND;
	__u64 timer = nt_timer(SYNCHRONIZATION);
	__u64 first, taken, woken;
	unsigned int i;

	first = boottime();
	set(timer, 0, period / NT_MILLISECOND);
	for (i = 0; i < 5; i++) {
		usleep((3 * period + period / 2) / 1000);
		EXPECT_EQ(1, state_of(timer));
		taken = boottime();
		EXPECT_STATUS(STATUS_SUCCESS, nt_wait(timer, POLL));
		EXPECT_STATUS(STATUS_SUCCESS, await(timer));
		woken = boottime();
		EXPECT_GE(woken, next_point(first, period, taken));
	}
}

/* The period does not add up what each time is late. */
TEST_F(ntobj, no_drift)
{
	unsigned int i, points = 100;
	__u64 timer = nt_timer(SYNCHRONIZATION);
	__u64 least = ~0ULL;
	__u64 late, first;

	first = boottime();
	set(timer, 0, 5);
	for (i = 0; i < points; i++) {
		ASSERT_STATUS(STATUS_SUCCESS, await(timer));
		late = (boottime() - first) % (5 * NT_MILLISECOND);
		if (i >= points / 2 && late < least)
			least = late;
	}
	/* The best of the second half is about as late as a first one would be. */
	EXPECT_LT(least, 2500000);
}

static int step_clock(__s64 ns)
{
	__u64 now = realtime() + ns;
	struct timespec time = {
		.tv_sec = now / NT_SECOND,
		.tv_nsec = now % NT_SECOND,
	};

	return clock_settime(CLOCK_REALTIME, &time);
}

FIXTURE(clock) {
	__u64 real;
	__u64 monotonic;
};

FIXTURE_SETUP(clock)
{
	ASSERT_LE(0, nt_open_device());
	ASSERT_STATUS(STATUS_SUCCESS, nt_make_token());
	self->real = realtime();
	self->monotonic = nt_now();
}

FIXTURE_TEARDOWN(clock)
{
	__u64 now = self->real + nt_now() - self->monotonic;

	EXPECT_EQ(0, step_clock(now - realtime()));
}

/* An absolute due time is what the clock shows, whatever it showed before. */
TEST_F(clock, absolute)
{
	__u64 timer = nt_timer(NOTIFICATION);
	__u64 due = realtime() + 2 * HOUR;

	set(timer, AT_REAL(due), 0);
	ASSERT_EQ(0, step_clock(HOUR));
	EXPECT_STATUS(STATUS_TIMEOUT, await_ms(timer, 50));
	EXPECT_LE(remaining_of(timer), (__s64)(HOUR / 100));
	ASSERT_EQ(0, step_clock(HOUR));
	EXPECT_STATUS(STATUS_SUCCESS, await(timer));
	EXPECT_GE(realtime(), due);

	/* Back: it is farther away. */
	set(timer, AT_REAL(realtime() + NT_SECOND), 0);
	ASSERT_EQ(0, step_clock(-(__s64)HOUR));
	EXPECT_STATUS(STATUS_TIMEOUT, await_ms(timer, 1200));
	EXPECT_GT(remaining_of(timer), (__s64)(HOUR / 100 / 2));
	ASSERT_EQ(0, step_clock(HOUR));
	EXPECT_STATUS(STATUS_SUCCESS, await(timer));
}

/* One that waits is released by the setting of the clock. */
TEST_F(clock, releases)
{
	__u64 timer = nt_timer(SYNCHRONIZATION);
	struct nt_waiter waiter;

	set(timer, AT_REAL(realtime() + HOUR), 0);
	nt_waiter_start(&waiter, timer, nt_now() + LONG);
	ASSERT_EQ(0, step_clock(HOUR + NT_SECOND));
	EXPECT_STATUS(STATUS_SUCCESS, nt_waiter_end(&waiter));
	EXPECT_STATUS(STATUS_TIMEOUT, nt_wait(timer, POLL));
}

TEST_F(clock, relative)
{
	__u64 timer = nt_timer(NOTIFICATION);

	set(timer, IN_MS(3600000), 0);
	ASSERT_EQ(0, step_clock(2 * HOUR));
	EXPECT_STATUS(STATUS_TIMEOUT, await_ms(timer, 50));
	EXPECT_GT(remaining_of(timer), (__s64)(HOUR / 100 / 2));
	set(timer, IN_MS(100), 0);
	ASSERT_EQ(0, step_clock(-2 * (__s64)HOUR));
	EXPECT_STATUS(STATUS_SUCCESS, await(timer));
}

/* Only the first time is one of the clock that is set. */
TEST_F(clock, period)
{
	__u64 timer = nt_timer(SYNCHRONIZATION);

	set(timer, AT_REAL(realtime() + 10 * NT_MILLISECOND), 50);
	ASSERT_STATUS(STATUS_SUCCESS, await(timer));
	ASSERT_EQ(0, step_clock(-(__s64)HOUR));
	EXPECT_LE(remaining_of(timer), 500000);
	EXPECT_STATUS(STATUS_SUCCESS, await(timer));
	ASSERT_EQ(0, step_clock(2 * HOUR));
	EXPECT_LE(remaining_of(timer), 500000);
	EXPECT_STATUS(STATUS_SUCCESS, await(timer));
	ASSERT_EQ(0, step_clock(-(__s64)HOUR));
}

#define WAITERS	8

TEST_F(ntobj, notification_releases_all)
{
	__u64 timer = nt_timer(NOTIFICATION);
	struct nt_waiter waiters[WAITERS];
	unsigned int i;

	for (i = 0; i < WAITERS; i++)
		nt_waiter_start(&waiters[i], timer, nt_now() + LONG);
	set(timer, IN_MS(5), 0);
	for (i = 0; i < WAITERS; i++)
		EXPECT_STATUS(STATUS_SUCCESS, nt_waiter_end(&waiters[i]));
	EXPECT_EQ(1, state_of(timer));
}

/* One a time, the longest waiting first, and nothing is left. */
TEST_F(ntobj, synchronization_releases_one)
{
	__u64 timer = nt_timer(SYNCHRONIZATION);
	struct nt_waiter waiters[WAITERS];
	unsigned int i;

	for (i = 0; i < WAITERS; i++)
		nt_waiter_start(&waiters[i], timer, nt_now() + LONG);
	for (i = 0; i < WAITERS; i++) {
		set(timer, i % 2 ? IN_MS(2) : 0, 0);
		EXPECT_STATUS(STATUS_SUCCESS, nt_waiter_end(&waiters[i]));
		EXPECT_EQ(0, state_of(timer));
		EXPECT_TRUE(i + 1 == WAITERS || nt_waiter_sleeps(&waiters[i + 1]));
	}
	/* By its period: all of them, one after the other. */
	for (i = 0; i < WAITERS; i++)
		nt_waiter_start(&waiters[i], timer, nt_now() + LONG);
	set(timer, IN_MS(2), 2);
	for (i = 0; i < WAITERS; i++)
		EXPECT_STATUS(STATUS_SUCCESS, nt_waiter_end(&waiters[i]));
}

TEST_F(ntobj, wait_any)
{
	__u64 objects[] = {
		nt_event(NTOBJ_SYNCHRONIZATION_EVENT, 0), nt_timer(SYNCHRONIZATION),
		nt_timer(NOTIFICATION),
	};
	__u64 deadline = nt_now() + LONG;

	set(objects[2], IN_MS(5), 0);
	EXPECT_STATUS(STATUS_WAIT_0 + 2,
		      nt_wait_several(objects, 3, NTOBJ_WAIT_ANY, deadline));
	set(objects[1], 0, 0);
	EXPECT_STATUS(STATUS_WAIT_0 + 1,
		      nt_wait_several(objects, 3, NTOBJ_WAIT_ANY, deadline));
	/* It has been taken. */
	EXPECT_STATUS(STATUS_WAIT_0 + 2,
		      nt_wait_several(objects, 3, NTOBJ_WAIT_ANY, deadline));
	set(objects[2], IN_MS(3600000), 0);
	set(objects[1], IN_MS(5), 0);
	EXPECT_STATUS(STATUS_WAIT_0 + 1,
		      nt_wait_several(objects, 3, NTOBJ_WAIT_ANY, deadline));
	EXPECT_EQ(0, state_of(objects[1]));
}

/* What a wait for all takes is there again at the next point of the grid. */
TEST_F(ntobj, wait_all)
{
	__u64 objects[] = {
		nt_timer(SYNCHRONIZATION), nt_event(NTOBJ_SYNCHRONIZATION_EVENT, 0),
		nt_timer(NOTIFICATION),
	};
	__u64 deadline = nt_now() + LONG;
	struct nt_waiter waiter;
	unsigned int i;

	set(objects[0], 0, 5);
	set(objects[2], IN_MS(20), 7);
	for (i = 0; i < 10; i++) {
		/* Released by the event, while the timers have long been signalled. */
		nt_waiter_start_several(&waiter, objects, 3, NTOBJ_WAIT_ALL, deadline);
		EXPECT_TRUE(NT_UNTIL(state_of(objects[0]) && state_of(objects[2])));
		EXPECT_STATUS(STATUS_SUCCESS, nt_set_event(objects[1]));
		EXPECT_STATUS(STATUS_WAIT_0, nt_waiter_end(&waiter));
		/* At once, or by the timer, as it happens. */
		EXPECT_STATUS(STATUS_SUCCESS, nt_set_event(objects[1]));
		EXPECT_STATUS(STATUS_WAIT_0,
			      nt_wait_several(objects, 3, NTOBJ_WAIT_ALL, deadline));
	}
	/* Nothing is taken as long as not all are there. */
	EXPECT_STATUS(STATUS_SUCCESS, await(objects[0]));
	EXPECT_TRUE(NT_UNTIL(state_of(objects[0])));
	EXPECT_STATUS(STATUS_TIMEOUT, nt_wait_several(objects, 3, NTOBJ_WAIT_ALL, POLL));
	EXPECT_EQ(1, state_of(objects[0]));
}

TEST_F(ntobj, signal_and_wait)
{
	__u64 event = nt_event(NTOBJ_NOTIFICATION_EVENT, 0);
	__u64 timer = nt_timer(SYNCHRONIZATION);
	unsigned int i;

	set(timer, IN_MS(1), 3);
	for (i = 0; i < 20; i++)
		EXPECT_STATUS(STATUS_SUCCESS,
			      nt_signal_and_wait(event, timer, nt_now() + LONG));
	EXPECT_EQ(1, nt_state(event));
}

/* Closed while set, dormant, and while somebody waits for it. */
TEST_F(ntobj, close)
{
	struct nt_totals before = nt_totals();
	struct nt_waiter waiter;
	unsigned int i, type;
	__u64 timer;

	for (i = 0; i < nt_rounds(40, 400); i++) {
		for (type = NOTIFICATION; type <= SYNCHRONIZATION; type++) {
			timer = nt_timer(type);
			set(timer, -(__s64)(i * 10), i % 2);
			EXPECT_STATUS(STATUS_SUCCESS, nt_close(timer));
		}
	}
	timer = nt_timer(SYNCHRONIZATION);
	nt_waiter_start(&waiter, timer, nt_now() + LONG);
	set(timer, IN_MS(50), 1);
	EXPECT_STATUS(STATUS_SUCCESS, nt_close(timer));
	EXPECT_STATUS(STATUS_SUCCESS, nt_waiter_end(&waiter));
	EXPECT_TRUE(NT_UNTIL(nt_totals().objects <= before.objects));
}

#define SHARED	NT_HOME u"\\timer"

/* A timer is the object's, not of who has set it. */
static int set_and_end(void *context)
{
	__u64 timer;

	(void)context;
	NT_CHECK_STATUS(STATUS_SUCCESS,
			nt_open(NTOBJ_IOC_OPEN_TIMER, &timer, nt_name(SHARED),
				NTOBJ_TIMER_MODIFY_STATE));
	set(timer, IN_MS(50), 20);
	raise(SIGKILL);
	return 1;
}

static int wait_for_long(void *context)
{
	__u64 timer;

	(void)context;
	NT_CHECK_STATUS(STATUS_SUCCESS,
			nt_open(NTOBJ_IOC_OPEN_TIMER, &timer, nt_name(SHARED),
				NTOBJ_SYNCHRONIZE));
	nt_wait(timer, NTOBJ_WAIT_FOREVER);
	return 1;
}

TEST_F(ntobj, deaths)
{
	pid_t child;
	__u64 timer;

	nt_home();
	ASSERT_STATUS(STATUS_SUCCESS,
		      nt_create_timer(&timer, nt_name(SHARED), NTOBJ_TIMER_ALL_ACCESS,
				      SYNCHRONIZATION));
	EXPECT_EQ(NT_KILLED(SIGKILL), nt_child(set_and_end, NULL));
	EXPECT_STATUS(STATUS_SUCCESS, await(timer));
	EXPECT_STATUS(STATUS_SUCCESS, await(timer));

	/* Who died in a wait takes nothing with him. */
	set(timer, IN_MS(3600000), 0);
	child = nt_child_start(wait_for_long, NULL);
	EXPECT_TRUE(NT_UNTIL(nt_is_waiting(child, child)));
	EXPECT_EQ(0, kill(child, SIGKILL));
	EXPECT_EQ(NT_KILLED(SIGKILL), nt_child_end(child));
	set(timer, IN_MS(5), 0);
	EXPECT_STATUS(STATUS_SUCCESS, await(timer));
}

/* A process that ends with timers of all sorts leaves nothing. */
static int leave_some(void *context)
{
	unsigned int i;

	(void)context;
	for (i = 0; i < 100; i++)
		set(nt_timer(i % 2), i % 3 ? -(__s64)(i * 100) : IN_MS(3600000), i % 4);
	return 0;
}

TEST_F(ntobj, ends_of_processes)
{
	struct nt_totals before = nt_totals();
	unsigned int i;

	for (i = 0; i < 5; i++)
		EXPECT_EQ(0, nt_child(leave_some, NULL));
	EXPECT_TRUE(NT_UNTIL(nt_totals().objects <= before.objects));
}

/* Many that are due at one moment: all come, and none before. */
TEST_F(ntobj, herd)
{
	__u64 due = realtime() / 100 * 100 + 300 * NT_MILLISECOND;
	unsigned int i, count = nt_rounds(300, 3000);
	__u64 *timers = calloc(count, sizeof(*timers));

	ASSERT_NE(NULL, timers);
	for (i = 0; i < count; i++) {
		timers[i] = nt_timer(i % 2);
		set(timers[i], AT_REAL(due), 0);
	}
	for (i = 0; i < count; i++) {
		ASSERT_STATUS(STATUS_SUCCESS, await(timers[i]));
		ASSERT_GE(realtime(), due);
	}
	free(timers);
}

/* How often a processor has looked after hrtimers, of those that run in softirq. */
static __u64 count_softirqs(void)
{
	char *text = nt_read_file("/proc/softirqs");
	char *line = text ? strstr(text, "HRTIMER:") : NULL;
	__u64 count = 0;

	if (!line)
		return ~0ULL;
	for (line += strlen("HRTIMER:"); *line && *line != '\n'; ) {
		char *end;

		count += strtoull(line, &end, 10);
		if (end == line)
			break;
		line = end;
	}
	free(text);
	return count;
}

/* What nobody waits for costs nothing, however short its period. */
TEST_F(ntobj, dormant)
{
	__u64 before, busy, timer;
	unsigned int i;

	if (count_softirqs() == ~0ULL)
		SKIP(return, "/proc/softirqs does not tell");
	for (i = 0; i < 200; i++)
		set(nt_timer(i % 2), IN_MS(1), 1);
	usleep(100000);
	before = count_softirqs();
	usleep(500000);
	EXPECT_LT(count_softirqs() - before, 100);
	/* One that somebody waits for does. */
	timer = nt_timer(SYNCHRONIZATION);
	before = count_softirqs();
	set(timer, IN_MS(1), 1);
	for (i = 0; i < 100; i++)
		ASSERT_STATUS(STATUS_SUCCESS, await(timer));
	busy = count_softirqs() - before;
	EXPECT_GE(busy, 50);
}

/*
 * Races
 */
struct race {
	__u64 timers[2];
	bool stop;
	unsigned long released;
};

static void *change_on_and_on(void *context)
{
	struct race *race = context;
	unsigned int seed = gettid();
	unsigned int choice;

	while (!__atomic_load_n(&race->stop, __ATOMIC_RELAXED)) {
		__u64 timer = race->timers[rand_r(&seed) % 2];

		choice = rand_r(&seed) % 8;
		if (choice < 3)
			set(timer, -(__s64)(rand_r(&seed) % 800), choice);
		else if (choice < 5)
			set(timer, AT_REAL(realtime()) + rand_r(&seed) % 800 - 100, choice);
		else if (choice == 5)
			NT_CHECK_STATUS(STATUS_SUCCESS, nt_cancel_timer(timer, NULL));
		else
			remaining_of(timer);
	}
	return NULL;
}

static void *wait_on_and_on(void *context)
{
	struct race *race = context;
	unsigned int seed = gettid();
	__s32 status;

	while (!__atomic_load_n(&race->stop, __ATOMIC_RELAXED)) {
		__u64 deadline = nt_now() + rand_r(&seed) % 1000000;

		if (rand_r(&seed) % 2)
			status = nt_wait(race->timers[rand_r(&seed) % 2], deadline);
		else
			status = nt_wait_several(race->timers, 2, rand_r(&seed) % 2, deadline);
		NT_CHECK(status == STATUS_TIMEOUT || (status >= 0 && status < 2));
		if (status != STATUS_TIMEOUT)
			__atomic_add_fetch(&race->released, 1, __ATOMIC_RELAXED);
	}
	return NULL;
}

/* Set, cancelled and waited for from all sides while it expires. */
TEST_F(ntobj, races)
{
	struct race race = {
		.timers = { nt_timer(NOTIFICATION), nt_timer(SYNCHRONIZATION) },
	};
	pthread_t threads[5];
	unsigned int i;

	for (i = 0; i < ARRAY_SIZE(threads); i++)
		ASSERT_EQ(0, pthread_create(&threads[i], NULL,
					    i < 2 ? change_on_and_on : wait_on_and_on, &race));
	sleep(nt_rounds(5, 12));
	__atomic_store_n(&race.stop, true, __ATOMIC_RELAXED);
	for (i = 0; i < ARRAY_SIZE(threads); i++)
		EXPECT_EQ(0, pthread_join(threads[i], NULL));
	EXPECT_NE(0, race.released);
	/* They are in order still. */
	for (i = 0; i < 2; i++) {
		set(race.timers[i], IN_MS(3600000), 0);
		EXPECT_STATUS(STATUS_TIMEOUT, await_ms(race.timers[i], 30));
		set(race.timers[i], IN_MS(1), 1);
		EXPECT_STATUS(STATUS_SUCCESS, await(race.timers[i]));
		EXPECT_STATUS(STATUS_SUCCESS, await(race.timers[i]));
		EXPECT_STATUS(STATUS_SUCCESS, nt_cancel_timer(race.timers[i], NULL));
	}
}

/**
 * struct last_close - a timer that comes and goes
 * @timer: the handle that it has, or had
 * @stop: whether to set it no more
 * @set: how often it was
 */
struct last_close {
	__u64 timer;
	bool stop;
	unsigned long set;
};

static void *set_what_may_be_gone(void *context)
{
	struct last_close *race = context;
	__u64 timer;
	__s32 status;

	while (!__atomic_load_n(&race->stop, __ATOMIC_RELAXED)) {
		timer = __atomic_load_n(&race->timer, __ATOMIC_RELAXED);
		status = nt_set_timer(timer, IN_MS(3600000), 0, NULL);
		NT_CHECK(status == STATUS_SUCCESS || status == STATUS_INVALID_HANDLE);
		if (status == STATUS_SUCCESS)
			__atomic_add_fetch(&race->set, 1, __ATOMIC_RELAXED);
	}
	return NULL;
}

static void *look_at_all(void *context)
{
	struct last_close *race = context;

	while (!__atomic_load_n(&race->stop, __ATOMIC_RELAXED))
		free(nt_read_file(NT_DEBUGFS "/timers"));
	return NULL;
}

/* Who sets a timer that goes at this moment sets it, or is told that there is none. */
TEST_F(ntobj, set_against_last_close)
{
	struct last_close race = { .timer = nt_timer(SYNCHRONIZATION) };
	pthread_t threads[4];
	__u64 end = nt_now() + nt_rounds(5, 12) * NT_SECOND;
	unsigned int i;

	for (i = 0; i < ARRAY_SIZE(threads); i++)
		ASSERT_EQ(0, pthread_create(&threads[i], NULL, i < 2 ? set_what_may_be_gone :
					    look_at_all, &race));
	while (nt_now() < end) {
		__atomic_store_n(&race.timer, nt_timer(SYNCHRONIZATION), __ATOMIC_RELAXED);
		if (nt_now() % 2)
			sched_yield();
		NT_CHECK_STATUS(STATUS_SUCCESS, nt_close(race.timer));
	}
	__atomic_store_n(&race.stop, true, __ATOMIC_RELAXED);
	for (i = 0; i < ARRAY_SIZE(threads); i++)
		EXPECT_EQ(0, pthread_join(threads[i], NULL));
	EXPECT_NE(0, race.set);
}

/* What was set last counts, whatever was about to expire. */
TEST_F(ntobj, set_against_expiry)
{
	unsigned int i, rounds = nt_rounds(100, 3000);
	__u64 timer = nt_timer(SYNCHRONIZATION);
	__u64 begun;

	for (i = 0; i < rounds; i++) {
		set(timer, -(__s64)(300 + i % 50), i % 3);
		begun = boottime();
		while (boottime() < begun + 30000 + i % 50 * 100)
			;
		if (i % 2) {
			set(timer, IN_MS(3600000), 0);
		} else {
			NT_CHECK_STATUS(STATUS_SUCCESS, nt_cancel_timer(timer, NULL));
			/* It may have been signalled before. */
			nt_wait(timer, POLL);
		}
		ASSERT_STATUS(STATUS_TIMEOUT, nt_wait(timer, nt_now() + 50000));
		ASSERT_EQ(0, state_of(timer));
	}
}

TEST_HARNESS_MAIN
