// SPDX-License-Identifier: GPL-2.0
/*
 * Conformance: interrupt request levels, by the names that drivers have for them.
 *
 * What is seen at a raised level is kept and looked at afterwards.
 */
#include <linux/completion.h>
#include <linux/interrupt.h>
#include <linux/irq_work.h>
#include <linux/kthread.h>
#include <linux/preempt.h>
#include <linux/sched.h>
#include <linux/slab.h>
#include <linux/spinlock.h>
#include <ntddk.h>
#include <ntobj/ke.h>

#include "tests/conformance.h"

#define THREADS	4
#define ROUNDS	5000

/* What an interrupt or a softirq has seen, and whether it has come. */
struct visit {
	struct irq_work work;
	struct tasklet_struct tasklet;
	bool came;
	KIRQL first;
	KIRQL old;
	KIRQL raised;
	KIRQL last;
};

static void visit(struct visit *visit, KIRQL irql)
{
	visit->first = KeGetCurrentIrql();
	KeRaiseIrql(irql, &visit->old);
	visit->raised = KeGetCurrentIrql();
	KeLowerIrql(visit->old);
	visit->last = KeGetCurrentIrql();
	WRITE_ONCE(visit->came, true);
}

static void visit_in_hardirq(struct irq_work *work)
{
	visit(container_of(work, struct visit, work), IPI_LEVEL);
}

static void visit_in_softirq(struct tasklet_struct *tasklet)
{
	visit(container_of(tasklet, struct visit, tasklet), 5);
}

static int irql_init(struct kunit *test)
{
	struct visit *visit = kzalloc(sizeof(*visit), GFP_KERNEL);

	if (!visit)
		return -ENOMEM;
	visit->work = IRQ_WORK_INIT_HARD(visit_in_hardirq);
	tasklet_setup(&visit->tasklet, visit_in_softirq);
	test->priv = visit;
	return 0;
}

static void irql_exit(struct kunit *test)
{
	struct visit *visit = test->priv;

	if (!visit)
		return;
	irq_work_sync(&visit->work);
	tasklet_kill(&visit->tasklet);
	kfree(visit);
}

static void a_thread_is_at_passive(struct kunit *test)
{
	KUNIT_EXPECT_EQ(test, KeGetCurrentIrql(), PASSIVE_LEVEL);
	KUNIT_EXPECT_EQ(test, PASSIVE_LEVEL, LOW_LEVEL);
}

static void each_level(struct kunit *test)
{
	KIRQL old, seen, after;
	unsigned int irql;

	for (irql = PASSIVE_LEVEL; irql <= HIGH_LEVEL; irql++) {
		KeRaiseIrql(irql, &old);
		seen = KeGetCurrentIrql();
		KeLowerIrql(old);
		after = KeGetCurrentIrql();
		KUNIT_EXPECT_EQ(test, old, PASSIVE_LEVEL);
		KUNIT_EXPECT_EQ(test, (unsigned int)seen, irql);
		KUNIT_EXPECT_EQ(test, after, PASSIVE_LEVEL);
		KUNIT_EXPECT_TRUE(test, preemptible());
	}
}

static void levels_nest(struct kunit *test)
{
	static const KIRQL levels[] = {
		APC_LEVEL, DISPATCH_LEVEL, DISPATCH_LEVEL, 5, 11, CLOCK_LEVEL, HIGH_LEVEL,
	};
	KIRQL old[ARRAY_SIZE(levels)], up[ARRAY_SIZE(levels)], down[ARRAY_SIZE(levels)];
	int i;

	for (i = 0; i < ARRAY_SIZE(levels); i++) {
		KeRaiseIrql(levels[i], &old[i]);
		up[i] = KeGetCurrentIrql();
	}
	while (i--) {
		KeLowerIrql(old[i]);
		down[i] = KeGetCurrentIrql();
	}
	for (i = 0; i < ARRAY_SIZE(levels); i++) {
		KUNIT_EXPECT_EQ(test, old[i], i ? levels[i - 1] : PASSIVE_LEVEL);
		KUNIT_EXPECT_EQ(test, up[i], levels[i]);
		KUNIT_EXPECT_EQ(test, down[i], old[i]);
	}
	KUNIT_EXPECT_TRUE(test, preemptible());
}

/* What was passed on the way up need not be on the way down. */
static void lowers_at_once(struct kunit *test)
{
	KIRQL old, before, dispatch, apc;

	before = KfRaiseIrql(APC_LEVEL);
	KeRaiseIrql(DISPATCH_LEVEL, &old);
	KeRaiseIrql(HIGH_LEVEL, &old);
	KeLowerIrql(before);
	KUNIT_EXPECT_EQ(test, before, PASSIVE_LEVEL);
	KUNIT_EXPECT_EQ(test, old, DISPATCH_LEVEL);
	KUNIT_EXPECT_EQ(test, KeGetCurrentIrql(), PASSIVE_LEVEL);
	KUNIT_EXPECT_TRUE(test, preemptible());

	/* Nor has it to be a level that was passed. */
	KeRaiseIrql(HIGH_LEVEL, &old);
	KeLowerIrql(DISPATCH_LEVEL);
	dispatch = KeGetCurrentIrql();
	KeLowerIrql(APC_LEVEL);
	apc = KeGetCurrentIrql();
	KeLowerIrql(PASSIVE_LEVEL);
	KUNIT_EXPECT_EQ(test, dispatch, DISPATCH_LEVEL);
	KUNIT_EXPECT_EQ(test, apc, APC_LEVEL);
	KUNIT_EXPECT_EQ(test, KeGetCurrentIrql(), PASSIVE_LEVEL);
}

static void dpc_level_by_its_own_name(struct kunit *test)
{
	KIRQL old = KeRaiseIrqlToDpcLevel();
	KIRQL seen = KeGetCurrentIrql();

	KeLowerIrql(old);
	KUNIT_EXPECT_EQ(test, old, PASSIVE_LEVEL);
	KUNIT_EXPECT_EQ(test, seen, DISPATCH_LEVEL);
}

/* What a level does to Linux. */
static void levels_turn_off(struct kunit *test)
{
	bool softirqs, interrupts, interrupts_above;
	KIRQL old;

	KeRaiseIrql(DISPATCH_LEVEL, &old);
	softirqs = !softirq_count();
	interrupts = !irqs_disabled();
	KeRaiseIrql(3, &old);
	interrupts_above = !irqs_disabled();
	KeLowerIrql(PASSIVE_LEVEL);
	KUNIT_EXPECT_FALSE(test, softirqs);
	KUNIT_EXPECT_TRUE(test, interrupts);
	KUNIT_EXPECT_FALSE(test, interrupts_above);
	KUNIT_EXPECT_FALSE(test, irqs_disabled());
	KUNIT_EXPECT_EQ(test, softirq_count(), 0UL);
}

/* What Linux has done is a level too. */
static void linux_has_levels(struct kunit *test)
{
	KIRQL softirqs_off, interrupts_off, preemption_off, old, raised, lowered;
	unsigned long flags;

	local_bh_disable();
	softirqs_off = KeGetCurrentIrql();
	KeRaiseIrql(7, &old);
	raised = KeGetCurrentIrql();
	KeLowerIrql(old);
	lowered = KeGetCurrentIrql();
	local_bh_enable();
	local_irq_save(flags);
	interrupts_off = KeGetCurrentIrql();
	local_irq_restore(flags);
	preempt_disable();
	preemption_off = KeGetCurrentIrql();
	preempt_enable();
	KUNIT_EXPECT_EQ(test, softirqs_off, DISPATCH_LEVEL);
	KUNIT_EXPECT_EQ(test, old, DISPATCH_LEVEL);
	KUNIT_EXPECT_EQ(test, raised, 7);
	KUNIT_EXPECT_EQ(test, lowered, DISPATCH_LEVEL);
	KUNIT_EXPECT_EQ(test, interrupts_off, HIGH_LEVEL);
	KUNIT_EXPECT_EQ(test, preemption_off, PASSIVE_LEVEL);
	KUNIT_EXPECT_EQ(test, KeGetCurrentIrql(), PASSIVE_LEVEL);
}

/* Softirqs are kept out at DISPATCH, and come when it is left. */
static void dispatch_keeps_softirqs_out(struct kunit *test)
{
	struct visit *visit = test->priv;
	KIRQL old, seen;
	bool early;

	KeRaiseIrql(DISPATCH_LEVEL, &old);
	tasklet_schedule(&visit->tasklet);
	early = READ_ONCE(visit->came);
	seen = KeGetCurrentIrql();
	KeLowerIrql(old);
	tasklet_kill(&visit->tasklet);
	KUNIT_EXPECT_FALSE(test, early);
	KUNIT_EXPECT_EQ(test, seen, DISPATCH_LEVEL);
	KUNIT_EXPECT_TRUE(test, READ_ONCE(visit->came));
	KUNIT_EXPECT_EQ(test, visit->first, DISPATCH_LEVEL);
	KUNIT_EXPECT_EQ(test, visit->old, DISPATCH_LEVEL);
	KUNIT_EXPECT_EQ(test, visit->raised, 5);
	KUNIT_EXPECT_EQ(test, visit->last, DISPATCH_LEVEL);
}

/* An interrupt over DISPATCH sees its own level, and leaves that one. */
static void interrupts_come_over_dispatch(struct kunit *test)
{
	struct visit *visit = test->priv;
	KIRQL old, after;

	KeRaiseIrql(DISPATCH_LEVEL, &old);
	irq_work_queue(&visit->work);
	while (!READ_ONCE(visit->came))
		cpu_relax();
	after = KeGetCurrentIrql();
	KeLowerIrql(old);
	KUNIT_EXPECT_EQ(test, after, DISPATCH_LEVEL);
	KUNIT_EXPECT_EQ(test, visit->first, KE_DEVICE_LEVEL_LAST);
	KUNIT_EXPECT_EQ(test, visit->old, KE_DEVICE_LEVEL_LAST);
	KUNIT_EXPECT_EQ(test, visit->raised, IPI_LEVEL);
	KUNIT_EXPECT_EQ(test, visit->last, KE_DEVICE_LEVEL_LAST);
	KUNIT_EXPECT_EQ(test, KeGetCurrentIrql(), PASSIVE_LEVEL);
}

static void device_levels_keep_interrupts_out(struct kunit *test)
{
	struct visit *visit = test->priv;
	KIRQL old, seen;
	bool early;

	KeRaiseIrql(3, &old);
	irq_work_queue(&visit->work);
	early = READ_ONCE(visit->came);
	seen = KeGetCurrentIrql();
	KeLowerIrql(old);
	irq_work_sync(&visit->work);
	KUNIT_EXPECT_FALSE(test, early);
	KUNIT_EXPECT_EQ(test, seen, 3);
	KUNIT_EXPECT_TRUE(test, READ_ONCE(visit->came));
	KUNIT_EXPECT_EQ(test, visit->first, KE_DEVICE_LEVEL_LAST);
}

struct other {
	struct completion done;
	KIRQL irql;
};

static int look(void *data)
{
	struct other *other = data;

	other->irql = KeGetCurrentIrql();
	kthread_complete_and_exit(&other->done, 0);
}

/* APC level is a thread's own, and stays while it sleeps. */
static void apc_level_is_the_threads(struct kunit *test)
{
	struct other other = {};
	struct task_struct *task;
	KIRQL old, after, over, back;

	init_completion(&other.done);
	KeRaiseIrql(APC_LEVEL, &old);
	task = kthread_run(look, &other, "ntobj_look");
	if (!IS_ERR(task))
		wait_for_completion(&other.done);
	after = KeGetCurrentIrql();
	KeRaiseIrql(DISPATCH_LEVEL, &over);
	KeLowerIrql(over);
	back = KeGetCurrentIrql();
	KeLowerIrql(old);
	KUNIT_ASSERT_FALSE(test, IS_ERR(task));
	KUNIT_EXPECT_EQ(test, other.irql, PASSIVE_LEVEL);
	KUNIT_EXPECT_EQ(test, after, APC_LEVEL);
	KUNIT_EXPECT_EQ(test, over, APC_LEVEL);
	KUNIT_EXPECT_EQ(test, back, APC_LEVEL);
	KUNIT_EXPECT_EQ(test, KeGetCurrentIrql(), PASSIVE_LEVEL);
}

/* What the last report of this thread's is; that there is one since @before. */
static void expect_report(struct kunit *test, u64 before, ULONG code, ULONG_PTR p1,
			  ULONG_PTR p2)
{
	struct ke_bug_check check;

	KUNIT_ASSERT_GT(test, ke_last_bug_check(&check), before);
	KUNIT_EXPECT_EQ(test, check.code, code);
	KUNIT_EXPECT_EQ(test, check.parameters.of[0], p1);
	KUNIT_EXPECT_EQ(test, check.parameters.of[1], p2);
	KUNIT_EXPECT_NOT_NULL(test, check.rule);
}

static void raising_does_not_lower(struct kunit *test)
{
	struct ke_bug_check check;
	u64 before = ke_last_bug_check(&check), count = ke_rule_count(KE_RULE_RAISE);
	KIRQL old, none, seen;

	KeRaiseIrql(DISPATCH_LEVEL, &old);
	KeRaiseIrql(APC_LEVEL, &none);
	seen = KeGetCurrentIrql();
	KeLowerIrql(old);
	KUNIT_EXPECT_EQ(test, none, DISPATCH_LEVEL);
	KUNIT_EXPECT_EQ(test, seen, DISPATCH_LEVEL);
	expect_report(test, before, IRQL_NOT_GREATER_OR_EQUAL, DISPATCH_LEVEL, APC_LEVEL);
	KUNIT_EXPECT_EQ(test, ke_rule_count(KE_RULE_RAISE), count + 1);
}

static void nothing_is_above_high(struct kunit *test)
{
	struct ke_bug_check check;
	u64 before = ke_last_bug_check(&check);
	KIRQL old;

	KeRaiseIrql(HIGH_LEVEL + 1, &old);
	KUNIT_EXPECT_EQ(test, old, PASSIVE_LEVEL);
	KUNIT_EXPECT_EQ(test, KeGetCurrentIrql(), PASSIVE_LEVEL);
	expect_report(test, before, IRQL_NOT_GREATER_OR_EQUAL, PASSIVE_LEVEL,
		      HIGH_LEVEL + 1);
}

static void lowering_does_not_raise(struct kunit *test)
{
	struct ke_bug_check check;
	u64 before = ke_last_bug_check(&check), count = ke_rule_count(KE_RULE_LOWER);

	KeLowerIrql(DISPATCH_LEVEL);
	KUNIT_EXPECT_EQ(test, KeGetCurrentIrql(), PASSIVE_LEVEL);
	KUNIT_EXPECT_TRUE(test, preemptible());
	expect_report(test, before, IRQL_NOT_LESS_OR_EQUAL, PASSIVE_LEVEL, DISPATCH_LEVEL);
	KUNIT_EXPECT_EQ(test, ke_rule_count(KE_RULE_LOWER), count + 1);
}

/* What a driver has not raised it can't lower: Linux would not know. */
static void what_linux_has_done_stays(struct kunit *test)
{
	struct ke_bug_check check;
	u64 before = ke_last_bug_check(&check);
	KIRQL softirqs, interrupts, both;
	KIRQL old;

	local_bh_disable();
	KeLowerIrql(PASSIVE_LEVEL);
	softirqs = KeGetCurrentIrql();
	local_bh_enable();
	expect_report(test, before, IRQL_UNEXPECTED_VALUE, DISPATCH_LEVEL, PASSIVE_LEVEL);
	before = ke_last_bug_check(&check);
	local_irq_disable();
	KeLowerIrql(PASSIVE_LEVEL);
	interrupts = KeGetCurrentIrql();
	local_irq_enable();
	expect_report(test, before, IRQL_UNEXPECTED_VALUE, HIGH_LEVEL, PASSIVE_LEVEL);
	/* Nor if he has done something himself before. */
	KeRaiseIrql(DISPATCH_LEVEL, &old);
	local_bh_disable();
	KeLowerIrql(old);
	both = KeGetCurrentIrql();
	local_bh_enable();
	KeLowerIrql(old);
	KUNIT_EXPECT_EQ(test, softirqs, DISPATCH_LEVEL);
	KUNIT_EXPECT_EQ(test, interrupts, HIGH_LEVEL);
	KUNIT_EXPECT_EQ(test, both, DISPATCH_LEVEL);
	KUNIT_EXPECT_EQ(test, KeGetCurrentIrql(), PASSIVE_LEVEL);
	KUNIT_EXPECT_TRUE(test, preemptible());
}

/* The object is not even looked at. */
static void waits_are_refused(struct kunit *test)
{
	struct ke_dispatcher *object = test->priv;
	u64 count = ke_rule_count(KE_RULE_WAIT), before;
	NTSTATUS dispatch, several, atomic, high;
	struct ke_bug_check check;
	KIRQL old;

	before = ke_last_bug_check(&check);
	KeRaiseIrql(DISPATCH_LEVEL, &old);
	dispatch = ke_wait_single(object, NTOBJ_WAIT_FOREVER, KE_WAIT_KERNEL_MODE);
	several = ke_wait_multiple(&object, 1, false, NTOBJ_WAIT_FOREVER,
				   KE_WAIT_KERNEL_MODE);
	KeLowerIrql(old);
	expect_report(test, before, IRQL_NOT_LESS_OR_EQUAL, (ULONG_PTR)object,
		      DISPATCH_LEVEL);
	preempt_disable();
	atomic = ke_wait_single(object, NTOBJ_WAIT_FOREVER, KE_WAIT_KERNEL_MODE);
	preempt_enable();
	KeRaiseIrql(HIGH_LEVEL, &old);
	high = ke_wait_single(object, NTOBJ_WAIT_POLL, KE_WAIT_KERNEL_MODE);
	KeLowerIrql(old);
	KUNIT_EXPECT_EQ(test, dispatch, STATUS_UNSUCCESSFUL);
	KUNIT_EXPECT_EQ(test, several, STATUS_UNSUCCESSFUL);
	KUNIT_EXPECT_EQ(test, atomic, STATUS_UNSUCCESSFUL);
	KUNIT_EXPECT_EQ(test, high, STATUS_UNSUCCESSFUL);
	KUNIT_EXPECT_EQ(test, ke_rule_count(KE_RULE_WAIT), count + 4);
}

static void calls_that_sleep_are_refused(struct kunit *test)
{
	NTSTATUS added, removed;
	struct ke_bug_check check;
	KIRQL old;
	u64 before = ke_last_bug_check(&check);

	KeRaiseIrql(DISPATCH_LEVEL, &old);
	added = ke_add_service_table(3, NULL, 0, THIS_MODULE);
	removed = ke_remove_service_table(3);
	KeLowerIrql(old);
	KUNIT_EXPECT_EQ(test, added, STATUS_UNSUCCESSFUL);
	KUNIT_EXPECT_EQ(test, removed, STATUS_UNSUCCESSFUL);
	KUNIT_ASSERT_GE(test, ke_last_bug_check(&check), before + 2);
	KUNIT_EXPECT_EQ(test, check.code, (u32)IRQL_NOT_LESS_OR_EQUAL);
	KUNIT_EXPECT_EQ(test, check.parameters.of[1], (ULONG_PTR)DISPATCH_LEVEL);
	KUNIT_EXPECT_STREQ(test, check.rule, "call");
}

/* One of several threads that raise and lower all the time. */
struct climber {
	struct completion done;
	unsigned int wrong;
};

static int climb(void *data)
{
	struct climber *climber = data;
	KIRQL first, second;
	unsigned int i;

	for (i = 0; i < ROUNDS; i++) {
		unsigned int low = i % 4, high = low + i % (HIGH_LEVEL + 1 - low);

		KeRaiseIrql(low, &first);
		climber->wrong += first != PASSIVE_LEVEL || KeGetCurrentIrql() != low;
		KeRaiseIrql(high, &second);
		climber->wrong += second != low || KeGetCurrentIrql() != high;
		KeLowerIrql(second);
		climber->wrong += KeGetCurrentIrql() != low;
		KeLowerIrql(first);
		climber->wrong += KeGetCurrentIrql() != PASSIVE_LEVEL || !preemptible();
		if (i % 64 == 0)
			schedule_timeout_idle(1);
	}
	kthread_complete_and_exit(&climber->done, 0);
}

static void threads_do_not_meet(struct kunit *test)
{
	struct climber *climbers = kcalloc(THREADS, sizeof(*climbers), GFP_KERNEL);
	unsigned int i, started, wrong = 0;

	KUNIT_ASSERT_NOT_NULL(test, climbers);
	for (started = 0; started < THREADS; started++) {
		init_completion(&climbers[started].done);
		if (IS_ERR(kthread_run(climb, &climbers[started], "ntobj_climb")))
			break;
	}
	for (i = 0; i < started; i++) {
		wait_for_completion(&climbers[i].done);
		wrong += climbers[i].wrong;
	}
	kfree(climbers);
	KUNIT_EXPECT_EQ(test, started, (unsigned int)THREADS);
	KUNIT_EXPECT_EQ(test, wrong, 0U);
}

static struct kunit_case irql_cases[] = {
	KUNIT_CASE(a_thread_is_at_passive),
	KUNIT_CASE(each_level),
	KUNIT_CASE(levels_nest),
	KUNIT_CASE(lowers_at_once),
	KUNIT_CASE(dpc_level_by_its_own_name),
	KUNIT_CASE(levels_turn_off),
	KUNIT_CASE(linux_has_levels),
	KUNIT_CASE(dispatch_keeps_softirqs_out),
	KUNIT_CASE(interrupts_come_over_dispatch),
	KUNIT_CASE(device_levels_keep_interrupts_out),
	KUNIT_CASE(apc_level_is_the_threads),
	KUNIT_CASE(raising_does_not_lower),
	KUNIT_CASE(nothing_is_above_high),
	KUNIT_CASE(lowering_does_not_raise),
	KUNIT_CASE(what_linux_has_done_stays),
	KUNIT_CASE(waits_are_refused),
	KUNIT_CASE(calls_that_sleep_are_refused),
	KUNIT_CASE(threads_do_not_meet),
	{}
};

struct kunit_suite conformance_irql_suite = {
	.name = "conformance_irql",
	.init = irql_init,
	.exit = irql_exit,
	.test_cases = irql_cases,
};
