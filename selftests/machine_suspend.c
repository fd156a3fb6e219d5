// SPDX-License-Identifier: GPL-2.0
/*
 * The machine sleeps, or all but does: timers and waits that are pending then.
 *
 * A kernel with CONFIG_PM_DEBUG goes to sleep up to a point and comes back by itself
 * after some seconds (/sys/power/pm_test). With "core" its clocks have stopped and there
 * is one processor by then; CLOCK_BOOTTIME and CLOCK_REALTIME count that time later,
 * CLOCK_MONOTONIC does not. With "freezer" processes alone stand still, and no clock.
 * It is for virtual machines: devices may not like it.
 *
 * What goes by a clock that counts the sleep and was due meanwhile is due at once
 * afterwards; what goes by one that does not comes later by as much. None is early by
 * its own clock, and none is lost.
 */
#include <sys/utsname.h>

#include "ntobj_fixture.h"

#define ALERTABLE	NTOBJ_WAIT_ALERTABLE
#define FOREVER		NTOBJ_WAIT_FOREVER
#define POLL		NTOBJ_WAIT_POLL
#define POWER		"/sys/power/"
#define ROUTINE		0x1234

/* A relative due time in milliseconds. */
#define IN_MS(ms)	(-10000LL * (ms))

/* A due time of CLOCK_REALTIME. */
#define AT_REAL(ns)	((__s64)((ns) / 100) + 116444736000000000LL)

/* While the machine stands still, and before it does, there is more than this to come. */
#define SOON		(1500 * NT_MILLISECOND)
#define HOUR		(3600 * NT_SECOND)

/* Some time after it has come back: that is for slow machines. */
#define LATE		(20 * NT_SECOND)

static int write_power(const char *name, const char *text)
{
	char path[64];

	snprintf(path, sizeof(path), POWER "%s", name);
	return nt_write_file(path, text);
}

static bool has_word(const char *name, const char *word)
{
	char path[64], *text;
	bool has;

	snprintf(path, sizeof(path), POWER "%s", name);
	text = nt_read_file(path);
	has = text && strstr(text, word);
	free(text);
	return has;
}

/**
 * struct sleeper - a thread that waits while the machine sleeps
 * @wait: what it does
 * @object: what it waits for, if it does
 * @clock: by which it must not be early
 * @due: when it is due by that clock
 * @wanted: what its wait must return
 * @status: what it returned
 * @end: when that was, by that clock
 * @monotonic: and by the one that the sleep is not counted by
 * @tid: its id
 * @done: whether that has been
 * @thread: the thread
 */
struct sleeper {
	__s32 (*wait)(struct sleeper *sleeper);
	__u64 object;
	clockid_t clock;
	__u64 due;
	__s32 wanted;
	__s32 status;
	__u64 end;
	__u64 monotonic;
	pid_t tid;
	bool done;
	pthread_t thread;
};

static __s32 for_object(struct sleeper *sleeper)
{
	return nt_wait(sleeper->object, FOREVER);
}

static __s32 until_deadline(struct sleeper *sleeper)
{
	return nt_wait(sleeper->object, sleeper->due);
}

static __s32 until_clock(struct sleeper *sleeper)
{
	return nt_wait_flags(sleeper->object, sleeper->due, NTOBJ_WAIT_REALTIME);
}

static __s32 delay(struct sleeper *sleeper)
{
	return nt_delay(sleeper->due, 0);
}

static __s32 for_call(struct sleeper *sleeper)
{
	struct ntobj_test_alert taken;

	NT_CHECK_STATUS(STATUS_SUCCESS,
			nt_set_timer_apc(sleeper->object, -(__s64)(SOON / 100), 0, ROUTINE,
					 sleeper->object));
	NT_CHECK_STATUS(STATUS_USER_APC, nt_delay(FOREVER, ALERTABLE));
	NT_CHECK_STATUS(STATUS_SUCCESS, nt_test_alert(&taken));
	NT_CHECK(taken.routine == ROUTINE && taken.arguments[0] == sleeper->object);
	return STATUS_SUCCESS;
}

static void *sleep_so(void *context)
{
	struct sleeper *sleeper = context;

	__atomic_store_n(&sleeper->tid, gettid(), __ATOMIC_RELEASE);
	sleeper->status = sleeper->wait(sleeper);
	sleeper->end = nt_clock(sleeper->clock);
	sleeper->monotonic = nt_now();
	__atomic_store_n(&sleeper->done, true, __ATOMIC_RELEASE);
	return NULL;
}

static void begin_sleep(struct sleeper *sleeper)
{
	NT_CHECK(!pthread_create(&sleeper->thread, NULL, sleep_so, sleeper));
	/* A machine may be so slow that it is over by now. */
	NT_CHECK(NT_UNTIL(__atomic_load_n(&sleeper->done, __ATOMIC_ACQUIRE) ||
			  (__atomic_load_n(&sleeper->tid, __ATOMIC_ACQUIRE) &&
			   nt_is_waiting(getpid(), sleeper->tid))));
}

FIXTURE(level) {
};

FIXTURE_VARIANT(level) {
	const char *test;
	const char *state;
	bool stops_clocks;
};

FIXTURE_VARIANT_ADD(level, freezer) {
	.test = "freezer",
	.state = "freeze",
};

FIXTURE_VARIANT_ADD(level, core) {
	.test = "core",
	.state = "mem",
	.stops_clocks = true,
};

/* In QEMU a kernel from 7 on does not come back from there, not even without the module. */
static bool comes_back(void)
{
	struct utsname name;

	NT_CHECK(!uname(&name));
	return atoi(name.release) < 7;
}

FIXTURE_SETUP(level)
{
	ASSERT_LE(0, nt_open_device());
	ASSERT_STATUS(STATUS_SUCCESS, nt_make_token());
	if (variant->stops_clocks && !comes_back())
		SKIP(return, "this kernel would not come back");
	if (!has_word("pm_test", variant->test) || !has_word("state", variant->state))
		SKIP(return, "this kernel can't go to sleep for a test");
	ASSERT_EQ(0, write_power("pm_test", variant->test));
}

FIXTURE_TEARDOWN(level)
{
	write_power("pm_test", "none");
}

TEST_F_TIMEOUT(level, pending, 240)
{
	__u64 relative = nt_timer(NTOBJ_NOTIFICATION_TIMER);
	__u64 absolute = nt_timer(NTOBJ_SYNCHRONIZATION_TIMER);
	__u64 periodic = nt_timer(NTOBJ_SYNCHRONIZATION_TIMER);
	__u64 far = nt_timer(NTOBJ_NOTIFICATION_TIMER);
	__u64 never = nt_event(NTOBJ_NOTIFICATION_EVENT, 0);
	__u64 set_later = nt_event(NTOBJ_NOTIFICATION_EVENT, 0);
	__u64 boot = nt_clock(CLOCK_BOOTTIME), real = nt_clock(CLOCK_REALTIME);
	struct sleeper sleepers[] = {
		{
			.wait = for_object, .object = relative,
			.clock = CLOCK_BOOTTIME, .due = boot + SOON,
		}, {
			.wait = for_object, .object = absolute,
			.clock = CLOCK_REALTIME, .due = real / 100 * 100 + SOON,
		}, {
			.wait = until_clock, .object = never, .wanted = STATUS_TIMEOUT,
			.clock = CLOCK_REALTIME, .due = real + SOON,
		}, {
			.wait = for_call, .object = nt_timer(NTOBJ_NOTIFICATION_TIMER),
			.clock = CLOCK_BOOTTIME, .due = boot + SOON,
		}, {
			.wait = until_deadline, .object = never, .wanted = STATUS_TIMEOUT,
			.clock = CLOCK_MONOTONIC, .due = nt_now() + SOON,
		}, {
			.wait = delay, .clock = CLOCK_MONOTONIC, .due = nt_now() + SOON,
		},
	};
	struct sleeper last = { .wait = for_object, .object = set_later };
	__u64 slept, back, first, last_set, query;
	__s64 remaining;
	unsigned int i;
	__u32 state;

	NT_CHECK_STATUS(STATUS_SUCCESS, nt_set_timer(far, IN_MS(3600000), 0, NULL));
	last_set = nt_clock(CLOCK_BOOTTIME);
	first = nt_clock(CLOCK_BOOTTIME);
	NT_CHECK_STATUS(STATUS_SUCCESS, nt_set_timer(periodic, 0, 1000, NULL));
	NT_CHECK_STATUS(STATUS_SUCCESS, nt_wait(periodic, POLL));
	NT_CHECK_STATUS(STATUS_SUCCESS,
			nt_set_timer(relative, -(__s64)(SOON / 100), 0, NULL));
	NT_CHECK_STATUS(STATUS_SUCCESS,
			nt_set_timer(absolute, AT_REAL(sleepers[1].due), 0, NULL));
	begin_sleep(&last);
	for (i = 0; i < ARRAY_SIZE(sleepers); i++)
		begin_sleep(&sleepers[i]);
	slept = nt_clock(CLOCK_BOOTTIME) - nt_now();
	if (write_power("state", variant->state))
		SKIP(return, "it does not go to sleep: %s", strerror(errno));
	back = nt_now();
	slept = nt_clock(CLOCK_BOOTTIME) - nt_now() - slept;
	for (i = 0; i < ARRAY_SIZE(sleepers); i++) {
		struct sleeper *sleeper = &sleepers[i];
		__u64 end = back + LATE;

		EXPECT_EQ(0, pthread_join(sleeper->thread, NULL));
		EXPECT_STATUS(sleeper->wanted, sleeper->status);
		EXPECT_GE(sleeper->end, sleeper->due)
			TH_LOG("%u", i);
		if (sleeper->clock == CLOCK_MONOTONIC && sleeper->due > back)
			end = sleeper->due + LATE;
		EXPECT_LE(sleeper->monotonic, end)
			TH_LOG("%u", i);
	}
	/* What nothing has ended sleeps on, and can be woken. */
	EXPECT_TRUE(NT_UNTIL(nt_is_waiting(getpid(), last.tid)));
	EXPECT_STATUS(STATUS_SUCCESS, nt_set_event(set_later));
	EXPECT_EQ(0, pthread_join(last.thread, NULL));
	EXPECT_STATUS(STATUS_SUCCESS, last.status);
	/* An hour is less by what has passed, the sleep included. */
	query = nt_clock(CLOCK_BOOTTIME);
	NT_CHECK_STATUS(STATUS_SUCCESS, nt_query_timer(far, &remaining, &state));
	EXPECT_EQ(0, state);
	EXPECT_LE(remaining, (__s64)((HOUR - (query - last_set)) / 100) + 1);
	query = nt_clock(CLOCK_BOOTTIME);
	EXPECT_GE(remaining, (__s64)((HOUR - (query - boot)) / 100));
	/* Points of a grid that were slept through are one, and the grid is where it was. */
	EXPECT_STATUS(STATUS_SUCCESS, nt_wait(periodic, nt_now() + LATE));
	EXPECT_STATUS(STATUS_SUCCESS, nt_wait(periodic, nt_now() + LATE));
	NT_CHECK_STATUS(STATUS_SUCCESS, nt_query_timer(periodic, &remaining, &state));
	EXPECT_LE(remaining, 10000000);
	EXPECT_LE(2 * NT_SECOND, nt_clock(CLOCK_BOOTTIME) - first);
	if (variant->stops_clocks)
		printf("# the clocks stood still for %llu ms\n",
		       (unsigned long long)(slept / NT_MILLISECOND));
}

/* And after that all of it works as before, on each processor. */
TEST_F_TIMEOUT(level, afterwards, 240)
{
	unsigned int i;

	if (write_power("state", variant->state))
		SKIP(return, "it does not go to sleep: %s", strerror(errno));
	for (i = 0; i < 50; i++) {
		__u64 timer = nt_timer(i % 2);
		struct nt_waiter waiter;

		nt_waiter_start(&waiter, timer, nt_now() + LATE);
		NT_CHECK_STATUS(STATUS_SUCCESS,
				nt_set_timer_apc(timer, IN_MS(1), 0, ROUTINE, 0));
		EXPECT_STATUS(STATUS_USER_APC, nt_delay(FOREVER, ALERTABLE));
		EXPECT_STATUS(STATUS_SUCCESS, nt_waiter_end(&waiter));
		NT_CHECK_STATUS(STATUS_SUCCESS, nt_cancel_timer(timer, NULL));
	}
}

TEST_HARNESS_MAIN
