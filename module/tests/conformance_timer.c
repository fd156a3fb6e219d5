// SPDX-License-Identifier: GPL-2.0
/*
 * Conformance: timers as drivers set them, from threads and from softirqs.
 */
#include <linux/delay.h>
#include <linux/interrupt.h>
#include <linux/ktime.h>
#include <linux/slab.h>
#include <ntddk.h>

#include "tests/conformance.h"

#define TIMERS	32
#define ROUNDS	400
#define LONG	(30 * NSEC_PER_SEC)

/* Units of 100 ns, relative. */
#define IN_MS(ms)	(-10000LL * (ms))
#define FAR_AWAY	IN_MS(3600000)

struct fixture {
	struct ke_timer notification;
	struct ke_timer synchronization;
	struct ke_timer timers[TIMERS];
	u64 due[TIMERS];
	struct tasklet_struct tasklet;
	s64 due_time;
	bool was_queued;

	/* Of the DPC. */
	KDPC dpc;
	KTIMER *timer;
	unsigned int calls;
	unsigned int early;
	unsigned int again;
	bool signalled;
	KIRQL irql;
	u64 time;
	u64 first;
	u64 period;
};

/* Once for each time that the timer is due; the first time is known. */
static void count_call(struct ke_dpc *dpc, void *context, void *low, void *high)
{
	struct fixture *fixture = context;
	u64 due = fixture->first + READ_ONCE(fixture->calls) * fixture->period;
	LARGE_INTEGER again = { .QuadPart = -10000 };

	fixture->early += ktime_get_boottime_ns() < due;
	fixture->irql = KeGetCurrentIrql();
	fixture->signalled = KeReadStateTimer(fixture->timer);
	fixture->time = (u64)(unsigned long)high << 32 | (unsigned long)low;
	if (fixture->again) {
		fixture->again--;
		KeSetTimer(fixture->timer, again, dpc);
	}
	WRITE_ONCE(fixture->calls, fixture->calls + 1);
}

static void set_in_softirq(struct tasklet_struct *tasklet)
{
	struct fixture *fixture = container_of(tasklet, struct fixture, tasklet);

	fixture->was_queued = ke_set_timer_ex(&fixture->synchronization,
					      fixture->due_time, 0, NULL);
}

static int timer_init(struct kunit *test)
{
	struct fixture *fixture = kzalloc(sizeof(*fixture), GFP_KERNEL);
	unsigned int i;

	if (!fixture)
		return -ENOMEM;
	ke_initialize_timer_ex(&fixture->notification, KE_TIMER_NOTIFICATION);
	ke_initialize_timer_ex(&fixture->synchronization, KE_TIMER_SYNCHRONIZATION);
	for (i = 0; i < TIMERS; i++)
		ke_initialize_timer_ex(&fixture->timers[i], i % 2 ?
				       KE_TIMER_SYNCHRONIZATION : KE_TIMER_NOTIFICATION);
	tasklet_setup(&fixture->tasklet, set_in_softirq);
	KeInitializeDpc(&fixture->dpc, count_call, fixture);
	fixture->timer = &fixture->notification;
	test->priv = fixture;
	return 0;
}

static void timer_exit(struct kunit *test)
{
	struct fixture *fixture = test->priv;
	unsigned int i;

	if (!fixture)
		return;
	tasklet_kill(&fixture->tasklet);
	ke_timer_retire(&fixture->notification);
	ke_timer_retire(&fixture->synchronization);
	for (i = 0; i < TIMERS; i++)
		ke_timer_retire(&fixture->timers[i]);
	KeFlushQueuedDpcs();
	kfree(fixture);
}

static NTSTATUS wait_ns(struct ke_timer *timer, u64 nanoseconds)
{
	return ke_wait_single(&timer->dispatcher, ktime_get_ns() + nanoseconds,
			      KE_WAIT_KERNEL_MODE);
}

static NTSTATUS poll(struct ke_timer *timer)
{
	return ke_wait_single(&timer->dispatcher, NTOBJ_WAIT_POLL, KE_WAIT_KERNEL_MODE);
}

static bool is_armed(const struct ke_timer *timer)
{
	return hrtimer_is_queued((struct hrtimer *)&timer->absolute) ||
	       hrtimer_is_queued((struct hrtimer *)&timer->relative);
}

static void a_new_timer_is_not_set(struct kunit *test)
{
	struct fixture *fixture = test->priv;

	KUNIT_EXPECT_FALSE(test, ke_read_state_timer(&fixture->notification));
	KUNIT_EXPECT_FALSE(test, ke_read_state_timer(&fixture->synchronization));
	KUNIT_EXPECT_FALSE(test, ke_cancel_timer(&fixture->notification));
	KUNIT_EXPECT_EQ(test, poll(&fixture->notification), STATUS_TIMEOUT);
}

static void setting_tells_whether_it_was_set(struct kunit *test)
{
	struct ke_timer *timer = &((struct fixture *)test->priv)->notification;

	KUNIT_EXPECT_FALSE(test, ke_set_timer_ex(timer, FAR_AWAY, 0, NULL));
	KUNIT_EXPECT_TRUE(test, ke_set_timer_ex(timer, FAR_AWAY, 0, NULL));
	KUNIT_EXPECT_TRUE(test, ke_cancel_timer(timer));
	KUNIT_EXPECT_FALSE(test, ke_cancel_timer(timer));
	/* One that has come is not set any more, unless it comes again. */
	KUNIT_EXPECT_FALSE(test, ke_set_timer_ex(timer, 0, 0, NULL));
	KUNIT_EXPECT_TRUE(test, ke_read_state_timer(timer));
	KUNIT_EXPECT_FALSE(test, ke_cancel_timer(timer));
	KUNIT_EXPECT_TRUE(test, ke_read_state_timer(timer));
	KUNIT_EXPECT_FALSE(test, ke_set_timer_ex(timer, 0, 1, NULL));
	KUNIT_EXPECT_TRUE(test, ke_set_timer_ex(timer, 0, 1, NULL));
	KUNIT_EXPECT_TRUE(test, ke_cancel_timer(timer));
	KUNIT_EXPECT_TRUE(test, ke_read_state_timer(timer));
	/* To set it takes the signal away. */
	KUNIT_EXPECT_FALSE(test, ke_set_timer_ex(timer, FAR_AWAY, 0, NULL));
	KUNIT_EXPECT_FALSE(test, ke_read_state_timer(timer));
}

static void waits_take_what_they_take(struct kunit *test)
{
	struct fixture *fixture = test->priv;

	ke_set_timer_ex(&fixture->notification, IN_MS(2), 0, NULL);
	KUNIT_EXPECT_EQ(test, wait_ns(&fixture->notification, LONG), STATUS_SUCCESS);
	KUNIT_EXPECT_EQ(test, poll(&fixture->notification), STATUS_SUCCESS);
	KUNIT_EXPECT_TRUE(test, ke_read_state_timer(&fixture->notification));
	ke_set_timer_ex(&fixture->synchronization, IN_MS(2), 0, NULL);
	KUNIT_EXPECT_EQ(test, wait_ns(&fixture->synchronization, LONG), STATUS_SUCCESS);
	KUNIT_EXPECT_EQ(test, poll(&fixture->synchronization), STATUS_TIMEOUT);
	KUNIT_EXPECT_FALSE(test, ke_read_state_timer(&fixture->synchronization));
}

/* Each by the clock it goes by, with all sorts of tolerance. */
static void never_early(struct kunit *test)
{
	struct fixture *fixture = test->priv;
	unsigned int i, round, early = 0;
	bool absolute;
	u64 now;

	for (round = 0; round < 8; round++) {
		absolute = round % 2;
		for (i = 0; i < TIMERS; i++) {
			u64 units = 1 + (i * 37 % TIMERS) * 3137;

			now = absolute ? ktime_get_real_ns() : ktime_get_boottime_ns();
			now -= now % KE_TIME_UNIT;
			fixture->due[i] = now + units * KE_TIME_UNIT;
			ke_set_coalescable_timer(&fixture->timers[i], absolute ?
						 fixture->due[i] / KE_TIME_UNIT +
						 KE_TIME_1970 : -(s64)units,
						 0, round / 2 * (i % 16), NULL);
		}
		for (i = 0; i < TIMERS; i++) {
			KUNIT_ASSERT_EQ(test, wait_ns(&fixture->timers[i], LONG),
					STATUS_SUCCESS);
			now = absolute ? ktime_get_real_ns() : ktime_get_boottime_ns();
			early += now < fixture->due[i];
		}
	}
	KUNIT_EXPECT_EQ(test, early, 0U);
}

static void times_out_of_reach(struct kunit *test)
{
	static const s64 times[] = {
		S64_MIN, S64_MIN + 1, S64_MAX, S64_MAX - 1, KE_TIME_1970 + S64_MAX / 100,
		-(S64_MAX / 100) - 1,
	};
	struct ke_timer *timer = &((struct fixture *)test->priv)->synchronization;
	unsigned int i;

	for (i = 0; i < ARRAY_SIZE(times); i++) {
		ke_set_coalescable_timer(timer, times[i], U32_MAX, U32_MAX, NULL);
		KUNIT_EXPECT_FALSE(test, ke_read_state_timer(timer));
		KUNIT_EXPECT_TRUE(test, ke_cancel_timer(timer));
	}
	/* The longest period there is, begun at once. */
	ke_set_coalescable_timer(timer, 0, U32_MAX, U32_MAX, NULL);
	KUNIT_EXPECT_EQ(test, poll(timer), STATUS_SUCCESS);
	KUNIT_EXPECT_EQ(test, poll(timer), STATUS_TIMEOUT);
	KUNIT_EXPECT_TRUE(test, ke_cancel_timer(timer));
}

/* What nobody could see has no hrtimer; it is there again when somebody can. */
static void dormant_until_taken(struct kunit *test)
{
	struct fixture *fixture = test->priv;
	struct ke_timer *timer = &fixture->synchronization;
	unsigned int i;

	ke_set_timer_ex(&fixture->notification, 0, 1, NULL);
	KUNIT_EXPECT_FALSE(test, is_armed(&fixture->notification));
	KUNIT_EXPECT_EQ(test, poll(&fixture->notification), STATUS_SUCCESS);
	KUNIT_EXPECT_FALSE(test, is_armed(&fixture->notification));
	for (i = 0; i < 5; i++) {
		ke_set_timer_ex(timer, 0, 3600000, NULL);
		KUNIT_EXPECT_FALSE(test, is_armed(timer));
		KUNIT_EXPECT_EQ(test, poll(timer), STATUS_SUCCESS);
		KUNIT_EXPECT_TRUE(test, is_armed(timer));
		KUNIT_EXPECT_TRUE(test, ke_cancel_timer(timer));
		KUNIT_EXPECT_FALSE(test, is_armed(timer));
	}
	ke_set_timer_ex(timer, IN_MS(1), 1, NULL);
	for (i = 0; i < 20; i++)
		KUNIT_ASSERT_EQ(test, wait_ns(timer, LONG), STATUS_SUCCESS);
	/* It comes once more, and then rests. */
	for (i = 0; i < 1000 && !ke_read_state_timer(timer); i++)
		usleep_range(1000, 2000);
	KUNIT_EXPECT_TRUE(test, ke_read_state_timer(timer));
	KUNIT_EXPECT_FALSE(test, is_armed(timer));
}

/* A wait for all takes from it, too, whoever gives the last thing. */
static void taken_by_a_wait_for_all(struct kunit *test)
{
	struct fixture *fixture = test->priv;
	struct ke_dispatcher *objects[] = {
		&fixture->synchronization.dispatcher, &fixture->notification.dispatcher,
	};
	unsigned int i;

	ke_set_timer_ex(&fixture->synchronization, 0, 2, NULL);
	for (i = 0; i < 10; i++) {
		ke_set_timer_ex(&fixture->notification, IN_MS(i % 3), 0, NULL);
		KUNIT_ASSERT_EQ(test, ke_wait_multiple(objects, 2, true,
						       ktime_get_ns() + LONG,
						       KE_WAIT_KERNEL_MODE),
				STATUS_WAIT_0);
	}
	KUNIT_EXPECT_TRUE(test, ke_cancel_timer(&fixture->synchronization));
}

static void set_from_a_softirq(struct kunit *test)
{
	struct fixture *fixture = test->priv;
	unsigned int i;

	for (i = 0; i < 20; i++) {
		fixture->due_time = i % 2 ? IN_MS(1) : 0;
		tasklet_schedule(&fixture->tasklet);
		KUNIT_ASSERT_EQ(test, wait_ns(&fixture->synchronization, LONG),
				STATUS_SUCCESS);
		KUNIT_EXPECT_FALSE(test, fixture->was_queued);
	}
	ke_set_timer_ex(&fixture->synchronization, FAR_AWAY, 0, NULL);
	fixture->due_time = 0;
	tasklet_schedule(&fixture->tasklet);
	KUNIT_ASSERT_EQ(test, wait_ns(&fixture->synchronization, LONG), STATUS_SUCCESS);
	tasklet_kill(&fixture->tasklet);
	KUNIT_EXPECT_TRUE(test, fixture->was_queued);
}

static bool called(struct fixture *fixture, unsigned int calls)
{
	unsigned int i;

	for (i = 0; i < 20000 && READ_ONCE(fixture->calls) < calls; i++)
		usleep_range(500, 1000);
	return READ_ONCE(fixture->calls) >= calls;
}

/* It finds the timer signalled, at its level, and learns the time. */
static void queues_its_dpc(struct kunit *test)
{
	struct fixture *fixture = test->priv;
	u64 before = ktime_get_real_ns() / KE_TIME_UNIT + KE_TIME_1970;
	LARGE_INTEGER due = { .QuadPart = IN_MS(2) };

	fixture->first = ktime_get_boottime_ns() + 2 * NSEC_PER_MSEC;
	KUNIT_EXPECT_FALSE(test, KeSetTimer(fixture->timer, due, &fixture->dpc));
	KUNIT_ASSERT_TRUE(test, called(fixture, 1));
	KUNIT_EXPECT_EQ(test, fixture->early, 0U);
	KUNIT_EXPECT_TRUE(test, fixture->signalled);
	KUNIT_EXPECT_EQ(test, fixture->irql, DISPATCH_LEVEL);
	KUNIT_EXPECT_GE(test, fixture->time, before);
	KUNIT_EXPECT_LE(test, fixture->time,
			ktime_get_real_ns() / KE_TIME_UNIT + KE_TIME_1970);
	/* Due at once, the same. */
	fixture->period = 0;
	due.QuadPart = 0;
	KUNIT_EXPECT_FALSE(test, KeSetTimer(fixture->timer, due, &fixture->dpc));
	KUNIT_ASSERT_TRUE(test, called(fixture, 2));
	/* Cancelled it is not queued; set without it, neither. */
	due.QuadPart = IN_MS(5);
	KeSetTimer(fixture->timer, due, &fixture->dpc);
	KUNIT_EXPECT_TRUE(test, KeCancelTimer(fixture->timer));
	KeSetTimer(fixture->timer, due, &fixture->dpc);
	KUNIT_EXPECT_TRUE(test, KeSetTimer(fixture->timer, due, NULL));
	KUNIT_EXPECT_EQ(test, wait_ns(fixture->timer, LONG), STATUS_SUCCESS);
	KeFlushQueuedDpcs();
	KUNIT_EXPECT_EQ(test, READ_ONCE(fixture->calls), 2U);
}

/* Again and again, be the timer signalled or not, and never before it is due. */
static void queues_its_dpc_each_period(struct kunit *test)
{
	struct fixture *fixture = test->priv;
	LARGE_INTEGER due = { .QuadPart = IN_MS(3) };
	unsigned int calls;

	fixture->first = ktime_get_boottime_ns() + 3 * NSEC_PER_MSEC;
	fixture->period = 2 * NSEC_PER_MSEC;
	KeSetTimerEx(fixture->timer, due, 2, &fixture->dpc);
	KUNIT_ASSERT_TRUE(test, called(fixture, 30));
	KUNIT_EXPECT_TRUE(test, KeCancelTimer(fixture->timer));
	KeFlushQueuedDpcs();
	KUNIT_EXPECT_EQ(test, fixture->early, 0U);
	calls = READ_ONCE(fixture->calls);
	msleep(20);
	KUNIT_EXPECT_EQ(test, READ_ONCE(fixture->calls), calls);
}

/* From the DPC itself. */
static void sets_itself_anew(struct kunit *test)
{
	struct fixture *fixture = test->priv;
	LARGE_INTEGER due = { .QuadPart = 0 };

	fixture->again = 20;
	KeSetTimer(fixture->timer, due, &fixture->dpc);
	KUNIT_EXPECT_TRUE(test, called(fixture, 21));
	KeFlushQueuedDpcs();
	KUNIT_EXPECT_FALSE(test, KeCancelTimer(fixture->timer));
	KUNIT_EXPECT_TRUE(test, KeReadStateTimer(fixture->timer));
}

/* Its memory is free afterwards, be it about to expire or just now. */
static void retired_while_it_expires(struct kunit *test)
{
	unsigned int i;

	for (i = 0; i < ROUNDS; i++) {
		struct ke_timer *timer = kmalloc(sizeof(*timer), GFP_KERNEL);

		KUNIT_ASSERT_NOT_NULL(test, timer);
		ke_initialize_timer_ex(timer, i % 2 ? KE_TIMER_SYNCHRONIZATION :
						      KE_TIMER_NOTIFICATION);
		ke_set_timer_ex(timer, -1 - (s64)(i % 50) * 10, i % 3, NULL);
		udelay(i % 40);
		ke_timer_retire(timer);
		memset(timer, 0xa5, sizeof(*timer));
		kfree(timer);
	}
}

static struct kunit_case timer_cases[] = {
	KUNIT_CASE(a_new_timer_is_not_set),
	KUNIT_CASE(setting_tells_whether_it_was_set),
	KUNIT_CASE(waits_take_what_they_take),
	KUNIT_CASE(never_early),
	KUNIT_CASE(times_out_of_reach),
	KUNIT_CASE(dormant_until_taken),
	KUNIT_CASE(taken_by_a_wait_for_all),
	KUNIT_CASE(set_from_a_softirq),
	KUNIT_CASE(queues_its_dpc),
	KUNIT_CASE(queues_its_dpc_each_period),
	KUNIT_CASE(sets_itself_anew),
	KUNIT_CASE(retired_while_it_expires),
	{}
};

struct kunit_suite conformance_timer_suite = {
	.name = "conformance_timer",
	.init = timer_init,
	.exit = timer_exit,
	.test_cases = timer_cases,
};
