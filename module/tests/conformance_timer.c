// SPDX-License-Identifier: GPL-2.0
/*
 * Conformance: timers as drivers set them, from threads and from softirqs.
 */
#include <linux/delay.h>
#include <linux/interrupt.h>
#include <linux/ktime.h>
#include <linux/slab.h>
#include <ntobj/ke_timer.h>

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
};

static void set_in_softirq(struct tasklet_struct *tasklet)
{
	struct fixture *fixture = container_of(tasklet, struct fixture, tasklet);

	fixture->was_queued = ke_set_timer_ex(&fixture->synchronization,
					      fixture->due_time, 0);
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

	KUNIT_EXPECT_FALSE(test, ke_set_timer_ex(timer, FAR_AWAY, 0));
	KUNIT_EXPECT_TRUE(test, ke_set_timer_ex(timer, FAR_AWAY, 0));
	KUNIT_EXPECT_TRUE(test, ke_cancel_timer(timer));
	KUNIT_EXPECT_FALSE(test, ke_cancel_timer(timer));
	/* One that has come is not set any more, unless it comes again. */
	KUNIT_EXPECT_FALSE(test, ke_set_timer_ex(timer, 0, 0));
	KUNIT_EXPECT_TRUE(test, ke_read_state_timer(timer));
	KUNIT_EXPECT_FALSE(test, ke_cancel_timer(timer));
	KUNIT_EXPECT_TRUE(test, ke_read_state_timer(timer));
	KUNIT_EXPECT_FALSE(test, ke_set_timer_ex(timer, 0, 1));
	KUNIT_EXPECT_TRUE(test, ke_set_timer_ex(timer, 0, 1));
	KUNIT_EXPECT_TRUE(test, ke_cancel_timer(timer));
	KUNIT_EXPECT_TRUE(test, ke_read_state_timer(timer));
	/* To set it takes the signal away. */
	KUNIT_EXPECT_FALSE(test, ke_set_timer_ex(timer, FAR_AWAY, 0));
	KUNIT_EXPECT_FALSE(test, ke_read_state_timer(timer));
}

static void waits_take_what_they_take(struct kunit *test)
{
	struct fixture *fixture = test->priv;

	ke_set_timer_ex(&fixture->notification, IN_MS(2), 0);
	KUNIT_EXPECT_EQ(test, wait_ns(&fixture->notification, LONG), STATUS_SUCCESS);
	KUNIT_EXPECT_EQ(test, poll(&fixture->notification), STATUS_SUCCESS);
	KUNIT_EXPECT_TRUE(test, ke_read_state_timer(&fixture->notification));
	ke_set_timer_ex(&fixture->synchronization, IN_MS(2), 0);
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
						 0, round / 2 * (i % 16));
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
		ke_set_coalescable_timer(timer, times[i], U32_MAX, U32_MAX);
		KUNIT_EXPECT_FALSE(test, ke_read_state_timer(timer));
		KUNIT_EXPECT_TRUE(test, ke_cancel_timer(timer));
	}
	/* The longest period there is, begun at once. */
	ke_set_coalescable_timer(timer, 0, U32_MAX, U32_MAX);
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

	ke_set_timer_ex(&fixture->notification, 0, 1);
	KUNIT_EXPECT_FALSE(test, is_armed(&fixture->notification));
	KUNIT_EXPECT_EQ(test, poll(&fixture->notification), STATUS_SUCCESS);
	KUNIT_EXPECT_FALSE(test, is_armed(&fixture->notification));
	for (i = 0; i < 5; i++) {
		ke_set_timer_ex(timer, 0, 3600000);
		KUNIT_EXPECT_FALSE(test, is_armed(timer));
		KUNIT_EXPECT_EQ(test, poll(timer), STATUS_SUCCESS);
		KUNIT_EXPECT_TRUE(test, is_armed(timer));
		KUNIT_EXPECT_TRUE(test, ke_cancel_timer(timer));
		KUNIT_EXPECT_FALSE(test, is_armed(timer));
	}
	ke_set_timer_ex(timer, IN_MS(1), 1);
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

	ke_set_timer_ex(&fixture->synchronization, 0, 2);
	for (i = 0; i < 10; i++) {
		ke_set_timer_ex(&fixture->notification, IN_MS(i % 3), 0);
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
	ke_set_timer_ex(&fixture->synchronization, FAR_AWAY, 0);
	fixture->due_time = 0;
	tasklet_schedule(&fixture->tasklet);
	KUNIT_ASSERT_EQ(test, wait_ns(&fixture->synchronization, LONG), STATUS_SUCCESS);
	tasklet_kill(&fixture->tasklet);
	KUNIT_EXPECT_TRUE(test, fixture->was_queued);
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
		ke_set_timer_ex(timer, -1 - (s64)(i % 50) * 10, i % 3);
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
	KUNIT_CASE(retired_while_it_expires),
	{}
};

struct kunit_suite conformance_timer_suite = {
	.name = "conformance_timer",
	.init = timer_init,
	.exit = timer_exit,
	.test_cases = timer_cases,
};
