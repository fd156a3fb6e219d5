// SPDX-License-Identifier: GPL-2.0
/*
 * Waits for several objects, semaphores and mutants, in kernel mode: by threads
 * that no program has, and signalled from where programs can't be.
 */
#include <linux/jiffies.h>
#include <linux/kthread.h>
#include <linux/ktime.h>
#include <linux/rcupdate.h>
#include <linux/sched.h>
#include <linux/timer.h>

#include <ntobj/ke_irql.h>

#include "tests/kunit.h"

#define OBJECTS		NTOBJ_WAIT_OBJECTS
#define WAITERS		20
#define PATIENCE	(10 * HZ)

struct waiter {
	struct ke_dispatcher **objects;
	unsigned int count;
	bool all;
	struct task_struct *task;
	NTSTATUS status;
	bool done;
};

struct fixture {
	struct ke_dispatcher events[OBJECTS];
	struct ke_dispatcher *objects[OBJECTS];
	struct ke_semaphore semaphore;
	struct ke_mutant mutant;
	struct waiter waiters[WAITERS];
	struct timer_list timer;
};

static int init(struct kunit *test)
{
	struct fixture *fixture = kunit_kzalloc(test, sizeof(*fixture), GFP_KERNEL);
	unsigned int i;

	if (!fixture)
		return -ENOMEM;
	for (i = 0; i < OBJECTS; i++) {
		ke_dispatcher_construct(&fixture->events[i]);
		ke_dispatcher_init(&fixture->events[i], KE_SYNCHRONIZATION_EVENT, 0);
		fixture->objects[i] = &fixture->events[i];
	}
	ke_dispatcher_construct(&fixture->semaphore.dispatcher);
	ke_mutant_construct(&fixture->mutant);
	ke_mutant_init(&fixture->mutant, NULL);
	test->priv = fixture;
	return 0;
}

static void cleanup(struct kunit *test)
{
	struct fixture *fixture = test->priv;
	unsigned int i;

	if (!fixture)
		return;
	for (i = 0; i < WAITERS; i++)
		if (fixture->waiters[i].task)
			kthread_stop(fixture->waiters[i].task);
	for (i = 0; i < OBJECTS; i++)
		ke_dispatcher_retire(&fixture->events[i]);
	ke_dispatcher_retire(&fixture->semaphore.dispatcher);
	ke_mutant_retire(&fixture->mutant);
}

static void change(struct ke_dispatcher *event, enum ke_event_operation operation)
{
	struct ke_signal signal;

	rcu_read_lock();
	ke_begin_signal(event, &signal);
	ke_change_event(event, operation, &signal);
	ke_end_signal(event, &signal);
	rcu_read_unlock();
}

static NTSTATUS release(struct ke_semaphore *semaphore, s32 count, s32 *previous)
{
	struct ke_signal signal;
	NTSTATUS status;

	rcu_read_lock();
	ke_begin_signal(&semaphore->dispatcher, &signal);
	status = ke_release_semaphore(semaphore, count, previous, &signal);
	ke_end_signal(&semaphore->dispatcher, &signal);
	rcu_read_unlock();
	return status;
}

static NTSTATUS release_mutant(struct ke_mutant *mutant, s32 *previous)
{
	struct ke_signal signal;
	NTSTATUS status;

	rcu_read_lock();
	ke_begin_signal(&mutant->dispatcher, &signal);
	status = ke_release_mutant(mutant, previous, &signal);
	ke_end_signal(&mutant->dispatcher, &signal);
	rcu_read_unlock();
	return status;
}

static NTSTATUS wait_for(struct ke_dispatcher **objects, unsigned int count, bool all)
{
	/* If nobody comes the test shall fail, not hang. */
	return ke_wait_multiple(objects, count, all, ktime_get_ns() + 30 * NSEC_PER_SEC,
				KE_WAIT_KERNEL_MODE);
}

static int wait_once(void *data)
{
	struct waiter *waiter = data;

	waiter->status = wait_for(waiter->objects, waiter->count, waiter->all);
	/* Pairs with smp_load_acquire() in is_done(). */
	smp_store_release(&waiter->done, true);
	while (!kthread_should_stop())
		schedule_timeout_interruptible(HZ);
	return 0;
}

static bool is_done(const struct waiter *waiter)
{
	/* Pairs with smp_store_release() in wait_once(). */
	return smp_load_acquire(&waiter->done);
}

static unsigned int count_queued(struct ke_dispatcher *object)
{
	const struct list_head *link;
	unsigned int count = 0;

	spin_lock_irq(&object->lock);
	list_for_each(link, &object->waiters)
		count++;
	spin_unlock_irq(&object->lock);
	return count;
}

/* Starts a thread, and returns when it is in the last object's queue. */
static struct waiter *start(struct kunit *test, unsigned int index,
			    struct ke_dispatcher **objects, unsigned int count, bool all)
{
	struct waiter *waiter = &((struct fixture *)test->priv)->waiters[index];
	unsigned int before = count_queued(objects[count - 1]);
	unsigned long end = jiffies + PATIENCE;
	struct task_struct *task;

	*waiter = (struct waiter){ .objects = objects, .count = count, .all = all };
	task = kthread_run(wait_once, waiter, "ntobj_kunit");
	KUNIT_ASSERT_FALSE(test, IS_ERR(task));
	waiter->task = task;
	while (count_queued(objects[count - 1]) == before && time_before(jiffies, end))
		schedule_timeout_idle(1);
	KUNIT_ASSERT_EQ(test, count_queued(objects[count - 1]), before + 1);
	return waiter;
}

static void expect_end(struct kunit *test, struct waiter *waiter, NTSTATUS status)
{
	unsigned long end = jiffies + PATIENCE;

	while (!is_done(waiter) && time_before(jiffies, end))
		schedule_timeout_idle(1);
	KUNIT_ASSERT_TRUE(test, is_done(waiter));
	KUNIT_EXPECT_EQ(test, waiter->status, status);
}

static void any_of_many(struct kunit *test)
{
	struct fixture *fixture = test->priv;
	struct waiter *waiter = start(test, 0, fixture->objects, OBJECTS, false);
	unsigned int i;

	change(&fixture->events[41], KE_EVENT_SET);
	expect_end(test, waiter, STATUS_WAIT_0 + 41);
	for (i = 0; i < OBJECTS; i++) {
		KUNIT_EXPECT_EQ(test, count_queued(&fixture->events[i]), 0);
		KUNIT_EXPECT_EQ(test, fixture->events[i].signal_state, 0);
	}
}

static void all_of_many(struct kunit *test)
{
	struct fixture *fixture = test->priv;
	struct waiter *waiter = start(test, 0, fixture->objects, OBJECTS, true);
	unsigned int i;

	for (i = 0; i < OBJECTS; i++) {
		KUNIT_EXPECT_EQ(test, fixture->events[i].alls, 1);
		KUNIT_EXPECT_FALSE(test, is_done(waiter));
		change(&fixture->events[i], KE_EVENT_SET);
	}
	expect_end(test, waiter, STATUS_WAIT_0);
	for (i = 0; i < OBJECTS; i++) {
		KUNIT_EXPECT_EQ(test, fixture->events[i].alls, 0);
		KUNIT_EXPECT_EQ(test, count_queued(&fixture->events[i]), 0);
		KUNIT_EXPECT_EQ(test, fixture->events[i].signal_state, 0);
	}
}

/* A wait that times out leaves all queues, and its count. */
static void timeouts_leave_nothing(struct kunit *test)
{
	struct fixture *fixture = test->priv;
	unsigned int i;
	int all;

	for (all = 0; all < 2; all++) {
		KUNIT_EXPECT_EQ(test,
				ke_wait_multiple(fixture->objects, OBJECTS, all,
						 ktime_get_ns() + 20 * NSEC_PER_MSEC,
						 KE_WAIT_KERNEL_MODE), STATUS_TIMEOUT);
		KUNIT_EXPECT_EQ(test,
				ke_wait_multiple(fixture->objects, OBJECTS, all,
						 NTOBJ_WAIT_POLL, 0), STATUS_TIMEOUT);
		for (i = 0; i < OBJECTS; i++) {
			KUNIT_EXPECT_EQ(test, fixture->events[i].alls, 0);
			KUNIT_EXPECT_EQ(test, count_queued(&fixture->events[i]), 0);
		}
	}
}

/*
 * More waits than one batch of those for any of two events, both of which release
 * them before the first has claimed all: each is satisfied once, by the first.
 */
static void released_by_two(struct kunit *test)
{
	struct fixture *fixture = test->priv;
	struct ke_dispatcher *first = fixture->objects[0];
	struct ke_signal signal;
	unsigned int i;

	ke_dispatcher_init(first, KE_NOTIFICATION_EVENT, 0);
	ke_dispatcher_init(&fixture->semaphore.dispatcher, KE_SEMAPHORE, 0);
	fixture->semaphore.limit = 100;
	fixture->objects[1] = &fixture->semaphore.dispatcher;
	for (i = 0; i < WAITERS; i++)
		start(test, i, fixture->objects, 2, false);
	rcu_read_lock();
	ke_begin_signal(first, &signal);
	ke_change_event(first, KE_EVENT_SET, &signal);
	/* The semaphore's own lock is another one, so it can be released meanwhile. */
	spin_unlock_irqrestore(&first->lock, signal.flags);
	KUNIT_EXPECT_TRUE(test, signal.more);
	KUNIT_EXPECT_EQ(test, release(&fixture->semaphore, WAITERS, &(s32){ 0 }),
			STATUS_SUCCESS);
	change(first, KE_EVENT_RESET);
	spin_lock_irqsave(&first->lock, signal.flags);
	ke_end_signal(first, &signal);
	rcu_read_unlock();
	for (i = 0; i < WAITERS; i++)
		expect_end(test, &fixture->waiters[i], STATUS_WAIT_0);
	KUNIT_EXPECT_EQ(test, fixture->semaphore.dispatcher.signal_state, WAITERS);
}

/*
 * Two events release the same waits in pieces, the one with the higher place first.
 * What the second comes across it leaves; and the first is not set anew before it has
 * claimed what it released.
 */
static void first_of_two_releases(struct kunit *test)
{
	struct fixture *fixture = test->priv;
	struct ke_dispatcher *first = fixture->objects[1];
	struct ke_dispatcher *second = fixture->objects[0];
	struct ke_signal signal;
	bool releasing, left;
	unsigned int i;

	ke_dispatcher_init(first, KE_NOTIFICATION_EVENT, 0);
	ke_dispatcher_init(second, KE_NOTIFICATION_EVENT, 0);
	for (i = 0; i < WAITERS; i++)
		start(test, i, fixture->objects, 2, false);
	rcu_read_lock();
	ke_begin_signal(first, &signal);
	ke_change_event(first, KE_EVENT_SET, &signal);
	spin_unlock_irqrestore(&first->lock, signal.flags);
	releasing = first->alls & KE_RELEASING;
	change(second, KE_EVENT_SET);
	left = list_empty(&second->released) && !second->alls &&
	       !list_empty(&first->released);
	change(first, KE_EVENT_PULSE);
	releasing = releasing && list_empty(&first->released) && !first->alls;
	spin_lock_irqsave(&first->lock, signal.flags);
	ke_end_signal(first, &signal);
	rcu_read_unlock();
	KUNIT_EXPECT_TRUE(test, releasing);
	KUNIT_EXPECT_TRUE(test, left);
	for (i = 0; i < WAITERS; i++)
		expect_end(test, &fixture->waiters[i], STATUS_WAIT_0 + 1);
}

/* Waits for all stand before those for any, in their own order. */
static void waits_for_all_come_first(struct kunit *test)
{
	struct fixture *fixture = test->priv;
	struct ke_dispatcher *gate = fixture->objects[0];
	struct ke_wait_block *block;
	unsigned int i = 0, wrong = 0;

	ke_dispatcher_init(gate, KE_NOTIFICATION_EVENT, 0);
	for (i = 0; i < 6; i++)
		start(test, i, fixture->objects, 1 + i % 2, i % 2);
	i = 0;
	spin_lock_irq(&gate->lock);
	list_for_each_entry(block, &gate->waiters, link) {
		wrong += !block->wait->all != (i >= 3) ||
			 block->wait->thread->task !=
			 fixture->waiters[i < 3 ? 2 * i + 1 : 2 * i - 6].task;
		i++;
	}
	wrong += gate->last_all->next == &gate->waiters;
	spin_unlock_irq(&gate->lock);
	KUNIT_EXPECT_EQ(test, i, 6);
	KUNIT_EXPECT_EQ(test, wrong, 0);
	change(fixture->objects[1], KE_EVENT_SET);
	change(gate, KE_EVENT_SET);
	expect_end(test, &fixture->waiters[1], STATUS_WAIT_0);
	for (i = 0; i < 6; i += 2)
		expect_end(test, &fixture->waiters[i], STATUS_WAIT_0);
	change(fixture->objects[1], KE_EVENT_SET);
	expect_end(test, &fixture->waiters[3], STATUS_WAIT_0);
	change(fixture->objects[1], KE_EVENT_SET);
	expect_end(test, &fixture->waiters[5], STATUS_WAIT_0);
	KUNIT_EXPECT_PTR_EQ(test, gate->last_all, &gate->waiters);
	KUNIT_EXPECT_EQ(test, gate->alls, 0);
}

static void semaphores_count(struct kunit *test)
{
	struct fixture *fixture = test->priv;
	struct ke_dispatcher *object = &fixture->semaphore.dispatcher;
	struct waiter *waiters[2];
	s32 previous;

	ke_semaphore_init(&fixture->semaphore, 1, 3);
	KUNIT_EXPECT_EQ(test, release(&fixture->semaphore, 3, &previous),
			STATUS_SEMAPHORE_LIMIT_EXCEEDED);
	KUNIT_EXPECT_EQ(test, release(&fixture->semaphore, 2, &previous), STATUS_SUCCESS);
	KUNIT_EXPECT_EQ(test, previous, 1);
	KUNIT_EXPECT_EQ(test, release(&fixture->semaphore, S32_MAX, &previous),
			STATUS_SEMAPHORE_LIMIT_EXCEEDED);
	KUNIT_EXPECT_EQ(test, object->signal_state, 3);
	while (object->signal_state)
		KUNIT_ASSERT_EQ(test, wait_for(&object, 1, false), STATUS_WAIT_0);
	waiters[0] = start(test, 0, &object, 1, false);
	waiters[1] = start(test, 1, &object, 1, true);
	KUNIT_EXPECT_EQ(test, release(&fixture->semaphore, 3, &previous), STATUS_SUCCESS);
	KUNIT_EXPECT_EQ(test, previous, 0);
	expect_end(test, waiters[0], STATUS_WAIT_0);
	expect_end(test, waiters[1], STATUS_WAIT_0);
	KUNIT_EXPECT_EQ(test, object->signal_state, 1);
}

static void mutants_recurse_to_their_limit(struct kunit *test)
{
	struct fixture *fixture = test->priv;
	struct ke_dispatcher *object = &fixture->mutant.dispatcher;
	s32 previous;

	KUNIT_EXPECT_EQ(test, release_mutant(&fixture->mutant, &previous),
			STATUS_MUTANT_NOT_OWNED);
	KUNIT_EXPECT_EQ(test, wait_for(&object, 1, false), STATUS_WAIT_0);
	KUNIT_EXPECT_EQ(test, wait_for(&object, 1, true), STATUS_WAIT_0);
	KUNIT_EXPECT_EQ(test, object->signal_state, -1);
	object->signal_state = S32_MIN;
	KUNIT_EXPECT_EQ(test, wait_for(&object, 1, false), STATUS_MUTANT_LIMIT_EXCEEDED);
	KUNIT_EXPECT_EQ(test, wait_for(&object, 1, true), STATUS_MUTANT_LIMIT_EXCEEDED);
	KUNIT_EXPECT_EQ(test, ke_wait_single(object, NTOBJ_WAIT_FOREVER, 0),
			STATUS_MUTANT_LIMIT_EXCEEDED);
	object->signal_state = 0;
	KUNIT_EXPECT_EQ(test, release_mutant(&fixture->mutant, &previous), STATUS_SUCCESS);
	KUNIT_EXPECT_EQ(test, previous, 0);
	KUNIT_EXPECT_EQ(test, object->signal_state, 1);
	KUNIT_EXPECT_NULL(test, fixture->mutant.owner);
}

/* A kernel thread that ends with a mutant leaves it abandoned. */
static void mutants_are_abandoned(struct kunit *test)
{
	struct fixture *fixture = test->priv;
	struct ke_dispatcher *object = &fixture->mutant.dispatcher;
	struct waiter *waiter;
	s32 previous;

	KUNIT_ASSERT_EQ(test, wait_for(&object, 1, false), STATUS_WAIT_0);
	waiter = start(test, 0, &object, 1, false);
	KUNIT_EXPECT_EQ(test, release_mutant(&fixture->mutant, &previous), STATUS_SUCCESS);
	expect_end(test, waiter, STATUS_WAIT_0);
	KUNIT_EXPECT_EQ(test, ke_wait_single(object, NTOBJ_WAIT_POLL, 0), STATUS_TIMEOUT);
	KUNIT_EXPECT_EQ(test, release_mutant(&fixture->mutant, &previous),
			STATUS_MUTANT_NOT_OWNED);
	kthread_stop(waiter->task);
	waiter->task = NULL;
	KUNIT_EXPECT_EQ(test, wait_for(&object, 1, true), STATUS_ABANDONED_WAIT_0);
	KUNIT_EXPECT_EQ(test, release_mutant(&fixture->mutant, &previous), STATUS_SUCCESS);
}

/* What need not sleep may be asked for there; a mutant only by a thread that is known. */
static void polls_at_dispatch_level(struct kunit *test)
{
	struct fixture *fixture = test->priv;
	struct ke_dispatcher *mutant = &fixture->mutant.dispatcher;
	struct ke_dispatcher *event = &fixture->events[0];
	NTSTATUS single, several, unset, unknown, known, first;
	u64 broken = ke_rule_count(KE_RULE_WAIT);
	s32 previous;
	u8 old;

	change(event, KE_EVENT_SET);
	old = ke_raise_irql(KE_DISPATCH_LEVEL);
	single = ke_wait_single(event, NTOBJ_WAIT_POLL, 0);
	ke_lower_irql(old);
	change(event, KE_EVENT_RESET);
	old = ke_raise_irql(KE_DISPATCH_LEVEL);
	unset = ke_wait_single(event, NTOBJ_WAIT_POLL, 0);
	several = ke_wait_multiple(&event, 1, true, NTOBJ_WAIT_POLL, 0);
	unknown = ke_wait_single(mutant, NTOBJ_WAIT_POLL, 0);
	ke_lower_irql(old);
	first = ke_wait_single(mutant, NTOBJ_WAIT_POLL, 0);
	old = ke_raise_irql(KE_DISPATCH_LEVEL);
	known = ke_wait_single(mutant, NTOBJ_WAIT_POLL, 0);
	ke_lower_irql(old);
	KUNIT_EXPECT_EQ(test, single, STATUS_SUCCESS);
	KUNIT_EXPECT_EQ(test, unset, STATUS_TIMEOUT);
	KUNIT_EXPECT_EQ(test, several, STATUS_TIMEOUT);
	KUNIT_EXPECT_EQ(test, unknown, STATUS_INSUFFICIENT_RESOURCES);
	KUNIT_EXPECT_EQ(test, first, STATUS_SUCCESS);
	KUNIT_EXPECT_EQ(test, known, STATUS_SUCCESS);
	KUNIT_EXPECT_EQ(test, release_mutant(&fixture->mutant, &previous), STATUS_SUCCESS);
	KUNIT_EXPECT_EQ(test, release_mutant(&fixture->mutant, &previous), STATUS_SUCCESS);
	KUNIT_EXPECT_EQ(test, ke_rule_count(KE_RULE_WAIT), broken);
}

static void set_from_softirq(struct timer_list *timer)
{
	struct fixture *fixture = container_of(timer, struct fixture, timer);

	change(&fixture->events[1], KE_EVENT_SET);
}

/* For any and for all; the latter under the lock for all. */
static void signals_from_softirq(struct kunit *test)
{
	struct fixture *fixture = test->priv;
	struct waiter *waiter;
	int all;

	timer_setup(&fixture->timer, set_from_softirq, 0);
	for (all = 0; all < 2; all++) {
		if (all)
			change(&fixture->events[0], KE_EVENT_SET);
		waiter = start(test, all, fixture->objects, 2, all);
		mod_timer(&fixture->timer, jiffies + 1);
		expect_end(test, waiter, all ? STATUS_WAIT_0 : STATUS_WAIT_0 + 1);
	}
	timer_delete_sync(&fixture->timer);
}

static struct kunit_case wait_cases[] = {
	KUNIT_CASE(any_of_many),
	KUNIT_CASE(all_of_many),
	KUNIT_CASE(timeouts_leave_nothing),
	KUNIT_CASE(released_by_two),
	KUNIT_CASE(first_of_two_releases),
	KUNIT_CASE(waits_for_all_come_first),
	KUNIT_CASE(semaphores_count),
	KUNIT_CASE(mutants_recurse_to_their_limit),
	KUNIT_CASE(mutants_are_abandoned),
	KUNIT_CASE(polls_at_dispatch_level),
	KUNIT_CASE(signals_from_softirq),
	{}
};

static struct kunit_suite wait_suite = {
	.name = "ntobj_wait",
	.init = init,
	.exit = cleanup,
	.test_cases = wait_cases,
};

kunit_test_suite(wait_suite);
