// SPDX-License-Identifier: GPL-2.0
/*
 * Events: their states, and whom they release.
 *
 * Most tests build threads by hand, with the test's own task in all of them:
 * to be woken while running does it no harm, and nobody moves in a queue while
 * the test looks. The last ones have real waiters.
 */
#include <linux/jiffies.h>
#include <linux/kthread.h>
#include <linux/ktime.h>
#include <linux/rcupdate.h>
#include <linux/sched.h>

#include "tests/kunit.h"

#define THREADS		40	/* two batches and a half */
#define SLEEPERS	20
#define PATIENCE	(10 * HZ)

struct sleeper {
	struct ke_dispatcher *event;
	struct task_struct *task;
	NTSTATUS status;
	bool done;
};

struct fixture {
	struct ke_dispatcher event;
	struct ke_thread threads[THREADS];
	struct sleeper sleepers[SLEEPERS];
};

static int init(struct kunit *test)
{
	struct fixture *fixture = kunit_kzalloc(test, sizeof(*fixture), GFP_KERNEL);
	unsigned int i;

	if (!fixture)
		return -ENOMEM;
	ke_dispatcher_construct(&fixture->event);
	for (i = 0; i < THREADS; i++) {
		fixture->threads[i].wait.thread = &fixture->threads[i];
		fixture->threads[i].task = current;
		INIT_LIST_HEAD(&fixture->threads[i].blocks[0].link);
	}
	test->priv = fixture;
	return 0;
}

static void cleanup(struct kunit *test)
{
	struct fixture *fixture = test->priv;
	unsigned int i;

	if (!fixture)
		return;
	for (i = 0; i < SLEEPERS; i++)
		if (fixture->sleepers[i].task)
			kthread_stop(fixture->sleepers[i].task);
	for (i = 0; i < THREADS; i++)
		list_del_init(&fixture->threads[i].blocks[0].link);
	ke_dispatcher_retire(&fixture->event);
}

static struct ke_dispatcher *event_of(struct kunit *test)
{
	return &((struct fixture *)test->priv)->event;
}

static struct ke_wait_block *block_of(struct kunit *test, unsigned int i)
{
	return &((struct fixture *)test->priv)->threads[i].blocks[0];
}

static u32 phase_of(struct kunit *test, unsigned int i)
{
	return ((struct fixture *)test->priv)->threads[i].wait.phase;
}

/* Puts the first threads into the queue, as a wait does. */
static void enqueue(struct kunit *test, unsigned int count)
{
	struct fixture *fixture = test->priv;
	struct ke_dispatcher *event = &fixture->event;
	unsigned int i;

	spin_lock_irq(&event->lock);
	for (i = 0; i < count; i++)
		ke_queue_single(event, &fixture->threads[i]);
	spin_unlock_irq(&event->lock);
}

static s32 change(struct kunit *test, enum ke_event_operation operation)
{
	struct ke_dispatcher *event = event_of(test);
	struct ke_signal signal;
	s32 previous;

	rcu_read_lock();
	ke_begin_signal(event, &signal);
	previous = ke_change_event(event, operation, &signal);
	ke_end_signal(event, &signal);
	rcu_read_unlock();
	return previous;
}

static bool try_satisfy(struct kunit *test)
{
	struct ke_dispatcher *event = event_of(test);
	NTSTATUS status;

	spin_lock_irq(&event->lock);
	status = ke_try_satisfy(event);
	spin_unlock_irq(&event->lock);
	return status == STATUS_SUCCESS;
}

/* Whether the threads from @first to before @end, and no others, are released. */
static void expect_released(struct kunit *test, unsigned int first, unsigned int end,
			    unsigned int count)
{
	unsigned int i;

	for (i = 0; i < count; i++) {
		const struct ke_wait_block *block = block_of(test, i);
		bool released = i >= first && i < end;

		KUNIT_EXPECT_EQ_MSG(test, phase_of(test, i),
				    released ? KE_SATISFIED : KE_PENDING, "thread %u", i);
		KUNIT_EXPECT_EQ_MSG(test, list_empty(&block->link), released,
				    "thread %u", i);
	}
}

static const struct transition {
	enum ke_dispatcher_type type;
	s32 before;
	enum ke_event_operation operation;
	s32 after;
} transitions[] = {
	{ KE_NOTIFICATION_EVENT, 0, KE_EVENT_SET, 1 },
	{ KE_NOTIFICATION_EVENT, 1, KE_EVENT_SET, 1 },
	{ KE_NOTIFICATION_EVENT, 0, KE_EVENT_RESET, 0 },
	{ KE_NOTIFICATION_EVENT, 1, KE_EVENT_RESET, 0 },
	{ KE_NOTIFICATION_EVENT, 0, KE_EVENT_PULSE, 0 },
	{ KE_NOTIFICATION_EVENT, 1, KE_EVENT_PULSE, 0 },
	{ KE_SYNCHRONIZATION_EVENT, 0, KE_EVENT_SET, 1 },
	{ KE_SYNCHRONIZATION_EVENT, 1, KE_EVENT_SET, 1 },
	{ KE_SYNCHRONIZATION_EVENT, 0, KE_EVENT_RESET, 0 },
	{ KE_SYNCHRONIZATION_EVENT, 1, KE_EVENT_RESET, 0 },
	{ KE_SYNCHRONIZATION_EVENT, 0, KE_EVENT_PULSE, 0 },
	{ KE_SYNCHRONIZATION_EVENT, 1, KE_EVENT_PULSE, 0 },
};

static void states_without_waiters(struct kunit *test)
{
	struct ke_dispatcher *event = event_of(test);
	unsigned int i;

	for (i = 0; i < ARRAY_SIZE(transitions); i++) {
		const struct transition *transition = &transitions[i];

		ke_dispatcher_init(event, transition->type, transition->before);
		KUNIT_EXPECT_EQ_MSG(test, change(test, transition->operation),
				    transition->before, "transition %u", i);
		KUNIT_EXPECT_EQ_MSG(test, event->signal_state, transition->after,
				    "transition %u", i);
		KUNIT_EXPECT_EQ(test, event->type, transition->type);
	}
	/* Nobody waited, so nothing was released. */
	KUNIT_EXPECT_EQ(test, event->release_stamp, 0);
}

static void wait_consumes_by_kind(struct kunit *test)
{
	struct ke_dispatcher *event = event_of(test);

	ke_dispatcher_init(event, KE_NOTIFICATION_EVENT, 1);
	KUNIT_EXPECT_TRUE(test, try_satisfy(test));
	KUNIT_EXPECT_TRUE(test, try_satisfy(test));
	KUNIT_EXPECT_EQ(test, event->signal_state, 1);
	KUNIT_EXPECT_EQ(test, change(test, KE_EVENT_RESET), 1);
	KUNIT_EXPECT_FALSE(test, try_satisfy(test));

	ke_dispatcher_init(event, KE_SYNCHRONIZATION_EVENT, 1);
	KUNIT_EXPECT_TRUE(test, try_satisfy(test));
	KUNIT_EXPECT_FALSE(test, try_satisfy(test));
	KUNIT_EXPECT_EQ(test, event->signal_state, 0);
	KUNIT_EXPECT_EQ(test, change(test, KE_EVENT_SET), 0);
	KUNIT_EXPECT_EQ(test, change(test, KE_EVENT_SET), 1);
	KUNIT_EXPECT_TRUE(test, try_satisfy(test));
	KUNIT_EXPECT_FALSE(test, try_satisfy(test));
}

static void notification_set_releases_all(struct kunit *test)
{
	struct ke_dispatcher *event = event_of(test);

	ke_dispatcher_init(event, KE_NOTIFICATION_EVENT, 0);
	enqueue(test, 3);
	KUNIT_EXPECT_EQ(test, change(test, KE_EVENT_SET), 0);
	expect_released(test, 0, 3, 3);
	KUNIT_EXPECT_TRUE(test, list_empty(&event->waiters));
	KUNIT_EXPECT_EQ(test, event->signal_state, 1);
}

static void synchronization_set_releases_the_oldest(struct kunit *test)
{
	struct ke_dispatcher *event = event_of(test);
	unsigned int i;

	ke_dispatcher_init(event, KE_SYNCHRONIZATION_EVENT, 0);
	enqueue(test, 3);
	for (i = 1; i <= 3; i++) {
		KUNIT_EXPECT_EQ(test, change(test, KE_EVENT_SET), 0);
		expect_released(test, 0, i, 3);
		KUNIT_EXPECT_EQ(test, event->signal_state, 0);
	}
	/* With nobody left the signal stays for the next. */
	KUNIT_EXPECT_EQ(test, change(test, KE_EVENT_SET), 0);
	KUNIT_EXPECT_EQ(test, event->signal_state, 1);
	KUNIT_EXPECT_EQ(test, event->release_stamp, 0);
}

static void notification_pulse_releases_all(struct kunit *test)
{
	struct ke_dispatcher *event = event_of(test);

	ke_dispatcher_init(event, KE_NOTIFICATION_EVENT, 0);
	enqueue(test, 3);
	KUNIT_EXPECT_EQ(test, change(test, KE_EVENT_PULSE), 0);
	expect_released(test, 0, 3, 3);
	KUNIT_EXPECT_EQ(test, event->signal_state, 0);
	KUNIT_EXPECT_FALSE(test, try_satisfy(test));
}

static void synchronization_pulse_releases_the_oldest(struct kunit *test)
{
	struct ke_dispatcher *event = event_of(test);

	ke_dispatcher_init(event, KE_SYNCHRONIZATION_EVENT, 0);
	enqueue(test, 3);
	KUNIT_EXPECT_EQ(test, change(test, KE_EVENT_PULSE), 0);
	expect_released(test, 0, 1, 3);
	KUNIT_EXPECT_EQ(test, change(test, KE_EVENT_PULSE), 0);
	expect_released(test, 0, 2, 3);
	KUNIT_EXPECT_EQ(test, event->signal_state, 0);
	KUNIT_EXPECT_EQ(test, event->release_stamp, 0);
}

static void reset_releases_nobody(struct kunit *test)
{
	struct ke_dispatcher *event = event_of(test);

	ke_dispatcher_init(event, KE_NOTIFICATION_EVENT, 0);
	enqueue(test, 3);
	KUNIT_EXPECT_EQ(test, change(test, KE_EVENT_RESET), 0);
	expect_released(test, 0, 0, 3);
	KUNIT_EXPECT_EQ(test, event->release_stamp, 0);
	KUNIT_EXPECT_EQ(test, event->signal_state, 0);

	/* A change of kind is as good as any other event: the next life's. */
	KUNIT_EXPECT_EQ(test, change(test, KE_EVENT_PULSE), 0);
	ke_dispatcher_init(event, KE_SYNCHRONIZATION_EVENT, 0);
	enqueue(test, 3);
	KUNIT_EXPECT_EQ(test, change(test, KE_EVENT_RESET), 0);
	expect_released(test, 0, 0, 3);
}

/* Who comes after a signal has nothing of it. */
static void pulse_is_not_for_later_waiters(struct kunit *test)
{
	struct ke_dispatcher *event = event_of(test);

	ke_dispatcher_init(event, KE_NOTIFICATION_EVENT, 0);
	KUNIT_EXPECT_EQ(test, change(test, KE_EVENT_PULSE), 0);
	KUNIT_EXPECT_FALSE(test, try_satisfy(test));
	enqueue(test, 1);
	expect_released(test, 0, 0, 1);
	KUNIT_EXPECT_EQ(test, change(test, KE_EVENT_PULSE), 0);
	expect_released(test, 0, 1, 1);
}

static unsigned int count_links(const struct list_head *list)
{
	const struct list_head *link;
	unsigned int count = 0;

	list_for_each(link, list)
		count++;
	return count;
}

#define BATCH	16	/* of ke/claim.h */

/* What is claimed at once, in its order, and what is left for later, in its. */
static void released_are_in_order(struct kunit *test)
{
	struct ke_dispatcher *event = event_of(test);
	struct ke_wait_block *block;
	struct ke_signal signal;
	struct ke_wait *wait;
	unsigned int i = 0, wrong = 0, left;
	bool releasing;

	ke_dispatcher_init(event, KE_NOTIFICATION_EVENT, 0);
	enqueue(test, THREADS);
	rcu_read_lock();
	ke_begin_signal(event, &signal);
	ke_change_event(event, KE_EVENT_SET, &signal);
	left = count_links(&event->waiters);
	releasing = event->alls & KE_RELEASING;
	for (wait = signal.first; wait; wait = wait->next)
		wrong += wait->blocks != block_of(test, i++) || wait->phase != KE_CLAIMED;
	wrong += i != BATCH;
	list_for_each_entry(block, &event->released, link)
		wrong += block != block_of(test, i++) || block->wait->phase != KE_PENDING;
	ke_end_signal(event, &signal);
	rcu_read_unlock();
	KUNIT_EXPECT_EQ(test, i, THREADS);
	KUNIT_EXPECT_EQ(test, wrong, 0);
	KUNIT_EXPECT_EQ(test, left, 0);
	KUNIT_EXPECT_TRUE(test, releasing);
	KUNIT_EXPECT_EQ(test, event->alls, 0);
	expect_released(test, 0, THREADS, THREADS);
}

/* Batches of all sizes around their limit. */
static void batches_release_everybody(struct kunit *test)
{
	static const unsigned int counts[] = { 1, 15, 16, 17, 31, 32, 33, THREADS };
	struct ke_dispatcher *event = event_of(test);
	unsigned int i;
	u64 stamp = 0;

	for (i = 0; i < ARRAY_SIZE(counts); i++) {
		ke_dispatcher_init(event, KE_NOTIFICATION_EVENT, 0);
		enqueue(test, counts[i]);
		KUNIT_EXPECT_EQ(test, change(test, KE_EVENT_SET), 0);
		expect_released(test, 0, counts[i], counts[i]);
		if (counts[i] > BATCH)
			KUNIT_EXPECT_GT(test, event->release_stamp, stamp);
		else
			KUNIT_EXPECT_EQ(test, event->release_stamp, stamp);
		stamp = event->release_stamp;
	}
}

/*
 * Between two batches the lock is free. A wait that gives up then sees from its
 * block's stamp that it has been released, a newcomer from its own that it has
 * not, and a reset takes nothing back.
 */
static void stamp_tells_who_is_released(struct kunit *test)
{
	struct ke_dispatcher *event = event_of(test);
	struct fixture *fixture = test->priv;
	struct ke_wait_block *gone = block_of(test, BATCH + 2);
	struct ke_wait_block *late = block_of(test, BATCH + 5);
	bool gone_released, late_pending;
	struct ke_signal signal;

	ke_dispatcher_init(event, KE_NOTIFICATION_EVENT, 0);
	enqueue(test, BATCH + 5);
	rcu_read_lock();
	ke_begin_signal(event, &signal);
	ke_change_event(event, KE_EVENT_SET, &signal);

	gone_released = gone->wait->phase == KE_PENDING &&
			gone->stamp != event->release_stamp;
	gone->wait->phase = KE_GAVE_UP;
	list_del_init(&gone->link);
	/* The event is reset, and another thread begins to wait. */
	spin_unlock_irqrestore(&event->lock, signal.flags);
	KUNIT_EXPECT_EQ(test, change(test, KE_EVENT_RESET), 1);
	spin_lock_irqsave(&event->lock, signal.flags);
	ke_queue_single(event, &fixture->threads[BATCH + 5]);

	ke_end_signal(event, &signal);
	rcu_read_unlock();
	late_pending = late->wait->phase == KE_PENDING && !list_empty(&late->link) &&
		       late->stamp == event->release_stamp;

	KUNIT_EXPECT_TRUE(test, gone_released);
	KUNIT_EXPECT_TRUE(test, late_pending);
	expect_released(test, 0, BATCH + 2, BATCH + 2);
	KUNIT_EXPECT_EQ(test, phase_of(test, BATCH + 2), KE_GAVE_UP);
	KUNIT_EXPECT_EQ(test, phase_of(test, BATCH + 3), KE_SATISFIED);
	KUNIT_EXPECT_EQ(test, phase_of(test, BATCH + 4), KE_SATISFIED);
	KUNIT_EXPECT_EQ(test, event->signal_state, 0);
}

/* Memory that is another event by now keeps the stamp of its last release. */
static void stamp_outlives_the_event(struct kunit *test)
{
	struct ke_dispatcher *event = event_of(test);
	u64 stamp;

	ke_dispatcher_init(event, KE_NOTIFICATION_EVENT, 0);
	enqueue(test, BATCH + 1);
	KUNIT_EXPECT_EQ(test, change(test, KE_EVENT_SET), 0);
	stamp = event->release_stamp;
	KUNIT_EXPECT_LT(test, block_of(test, 0)->stamp, stamp);
	ke_dispatcher_retire(event);
	ke_dispatcher_init(event, KE_SYNCHRONIZATION_EVENT, 1);
	KUNIT_EXPECT_EQ(test, event->release_stamp, stamp);
	KUNIT_EXPECT_EQ(test, event->signal_state, 1);
}

static u64 deadline_in(unsigned int milliseconds)
{
	return ktime_get_ns() + milliseconds * (u64)NSEC_PER_MSEC;
}

static void waits_end_without_sleep(struct kunit *test)
{
	struct ke_dispatcher *event = event_of(test);

	ke_dispatcher_init(event, KE_SYNCHRONIZATION_EVENT, 1);
	KUNIT_EXPECT_EQ(test, ke_wait_single(event, NTOBJ_WAIT_POLL, 0), STATUS_SUCCESS);
	KUNIT_EXPECT_EQ(test, ke_wait_single(event, NTOBJ_WAIT_POLL, 0), STATUS_TIMEOUT);
	KUNIT_EXPECT_TRUE(test, list_empty(&event->waiters));

	ke_dispatcher_init(event, KE_NOTIFICATION_EVENT, 1);
	KUNIT_EXPECT_EQ(test, ke_wait_single(event, NTOBJ_WAIT_FOREVER, 0),
			STATUS_SUCCESS);
	KUNIT_EXPECT_EQ(test, ke_wait_single(event, NTOBJ_WAIT_FOREVER, 0),
			STATUS_SUCCESS);
	KUNIT_EXPECT_EQ(test, event->signal_state, 1);
}

static void waits_end_at_their_deadline(struct kunit *test)
{
	struct ke_dispatcher *event = event_of(test);
	u64 deadline = deadline_in(50);

	ke_dispatcher_init(event, KE_NOTIFICATION_EVENT, 0);
	KUNIT_EXPECT_EQ(test, ke_wait_single(event, deadline, 0), STATUS_TIMEOUT);
	KUNIT_EXPECT_GE(test, ktime_get_ns(), deadline);
	KUNIT_EXPECT_TRUE(test, list_empty(&event->waiters));

	deadline = ktime_get_real_ns() + 50 * NSEC_PER_MSEC;
	KUNIT_EXPECT_EQ(test, ke_wait_single(event, deadline, NTOBJ_WAIT_REALTIME),
			STATUS_TIMEOUT);
	KUNIT_EXPECT_GE(test, ktime_get_real_ns(), deadline);
	KUNIT_EXPECT_TRUE(test, list_empty(&event->waiters));
}

static int sleep_once(void *data)
{
	struct sleeper *sleeper = data;

	/* If nobody comes the test shall fail, not hang. */
	sleeper->status = ke_wait_single(sleeper->event, deadline_in(30000), 0);
	/* Pairs with smp_load_acquire() in count_done(). */
	smp_store_release(&sleeper->done, true);
	while (!kthread_should_stop())
		schedule_timeout_interruptible(HZ);
	return 0;
}

static unsigned int count_waiters(struct kunit *test)
{
	struct ke_dispatcher *event = event_of(test);
	unsigned int count;

	spin_lock_irq(&event->lock);
	count = count_links(&event->waiters);
	spin_unlock_irq(&event->lock);
	return count;
}

static unsigned int count_done(struct kunit *test)
{
	struct fixture *fixture = test->priv;
	unsigned int i, count = 0;

	for (i = 0; i < SLEEPERS; i++) {
		/* Pairs with smp_store_release() in sleep_once(). */
		count += smp_load_acquire(&fixture->sleepers[i].done);
	}
	return count;
}

static void await(struct kunit *test, unsigned int (*count)(struct kunit *test),
		  unsigned int wanted)
{
	unsigned long end = jiffies + PATIENCE;

	while (count(test) != wanted && time_before(jiffies, end))
		schedule_timeout_idle(1);
	KUNIT_ASSERT_EQ(test, count(test), wanted);
}

static void start_sleepers(struct kunit *test)
{
	struct fixture *fixture = test->priv;
	struct task_struct *task;
	unsigned int i;

	for (i = 0; i < SLEEPERS; i++) {
		fixture->sleepers[i].event = &fixture->event;
		task = kthread_run(sleep_once, &fixture->sleepers[i], "ntobj_kunit");
		KUNIT_ASSERT_FALSE(test, IS_ERR(task));
		fixture->sleepers[i].task = task;
		/* One by one, so that the queue's order is known. */
		await(test, count_waiters, i + 1);
	}
}

static void expect_all_satisfied(struct kunit *test)
{
	struct fixture *fixture = test->priv;
	unsigned int i;

	for (i = 0; i < SLEEPERS; i++)
		KUNIT_EXPECT_EQ(test, fixture->sleepers[i].status, STATUS_SUCCESS);
}

/* A pulse, the harder case: nothing but the release itself is left to see. */
static void sleepers_are_released_together(struct kunit *test)
{
	struct ke_dispatcher *event = event_of(test);

	ke_dispatcher_init(event, KE_NOTIFICATION_EVENT, 0);
	start_sleepers(test);
	KUNIT_EXPECT_EQ(test, change(test, KE_EVENT_PULSE), 0);
	await(test, count_done, SLEEPERS);
	expect_all_satisfied(test);
	KUNIT_EXPECT_EQ(test, event->signal_state, 0);
}

static void sleepers_are_released_one_by_one(struct kunit *test)
{
	struct ke_dispatcher *event = event_of(test);
	struct fixture *fixture = test->priv;
	unsigned int i;

	ke_dispatcher_init(event, KE_SYNCHRONIZATION_EVENT, 0);
	start_sleepers(test);
	for (i = 0; i < SLEEPERS; i++) {
		KUNIT_EXPECT_EQ(test, change(test, KE_EVENT_SET), 0);
		await(test, count_done, i + 1);
		KUNIT_EXPECT_TRUE(test, fixture->sleepers[i].done);
		KUNIT_EXPECT_EQ(test, count_waiters(test), SLEEPERS - 1 - i);
	}
	expect_all_satisfied(test);
	KUNIT_EXPECT_EQ(test, event->signal_state, 0);
}

static struct kunit_case event_cases[] = {
	KUNIT_CASE(states_without_waiters),
	KUNIT_CASE(wait_consumes_by_kind),
	KUNIT_CASE(notification_set_releases_all),
	KUNIT_CASE(synchronization_set_releases_the_oldest),
	KUNIT_CASE(notification_pulse_releases_all),
	KUNIT_CASE(synchronization_pulse_releases_the_oldest),
	KUNIT_CASE(reset_releases_nobody),
	KUNIT_CASE(pulse_is_not_for_later_waiters),
	KUNIT_CASE(released_are_in_order),
	KUNIT_CASE(batches_release_everybody),
	KUNIT_CASE(stamp_tells_who_is_released),
	KUNIT_CASE(stamp_outlives_the_event),
	KUNIT_CASE(waits_end_without_sleep),
	KUNIT_CASE(waits_end_at_their_deadline),
	KUNIT_CASE(sleepers_are_released_together),
	KUNIT_CASE(sleepers_are_released_one_by_one),
	{}
};

static struct kunit_suite event_suite = {
	.name = "ntobj_event",
	.init = init,
	.exit = cleanup,
	.test_cases = event_cases,
};

kunit_test_suite(event_suite);
