// SPDX-License-Identifier: GPL-2.0
/*
 * Conformance: bug checks, by the names that drivers have for them, with the policy
 * that they are reported.
 */
#include <linux/completion.h>
#include <linux/irq_work.h>
#include <linux/kthread.h>
#include <linux/processor.h>
#include <linux/sched.h>
#include <linux/slab.h>
#include <ntddk.h>
#include <ntobj/ke.h>

#include "tests/conformance.h"

#define OWN_CODE	0xE0001234U
#define CHECKS		200

/* What a callback has seen. */
struct seen {
	KBUGCHECK_CALLBACK_RECORD record;
	KBUGCHECK_CALLBACK_RECORD second;
	struct irq_work work;
	unsigned int calls;
	PVOID buffer;
	ULONG length;
	KIRQL irql;
	BOOLEAN deregistered;
	BOOLEAN again;
};

static int bugcheck_init(struct kunit *test)
{
	struct seen *seen = kzalloc(sizeof(*seen), GFP_KERNEL);

	if (!seen)
		return -ENOMEM;
	KeInitializeCallbackRecord(&seen->record);
	KeInitializeCallbackRecord(&seen->second);
	test->priv = seen;
	return 0;
}

static void bugcheck_exit(struct kunit *test)
{
	struct seen *seen = test->priv;

	if (!seen)
		return;
	KeDeregisterBugCheckCallback(&seen->record);
	KeDeregisterBugCheckCallback(&seen->second);
	kfree(seen);
}

static void a_bug_check_is_recorded(struct kunit *test)
{
	struct ke_bug_check check, next;
	u64 first, second;

	KeBugCheckEx(MANUALLY_INITIATED_CRASH, 1, 2, 3, (ULONG_PTR)-4);
	first = ke_last_bug_check(&check);
	KUNIT_ASSERT_GT(test, first, 0ULL);
	KUNIT_EXPECT_EQ(test, check.code, MANUALLY_INITIATED_CRASH);
	KUNIT_EXPECT_EQ(test, check.parameters.of[0], 1UL);
	KUNIT_EXPECT_EQ(test, check.parameters.of[1], 2UL);
	KUNIT_EXPECT_EQ(test, check.parameters.of[2], 3UL);
	KUNIT_EXPECT_EQ(test, check.parameters.of[3], (ULONG_PTR)-4);
	KUNIT_EXPECT_NULL(test, check.rule);
	KeBugCheck(OWN_CODE);
	second = ke_last_bug_check(&next);
	KUNIT_EXPECT_GT(test, second, first);
	KUNIT_EXPECT_EQ(test, next.code, OWN_CODE);
	KUNIT_EXPECT_EQ(test, next.parameters.of[3], 0UL);
	KUNIT_EXPECT_STREQ(test, ke_bug_check_name(MANUALLY_INITIATED_CRASH),
			   "MANUALLY_INITIATED_CRASH");
	KUNIT_EXPECT_STREQ(test, ke_bug_check_name(OWN_CODE), "-");
}

static void check_in_hardirq(struct irq_work *work)
{
	KeBugCheckEx(OWN_CODE, (ULONG_PTR)work, 0, 0, 0);
}

/* Anywhere: the interrupt comes over this very thread. */
static void at_any_level(struct kunit *test)
{
	struct ke_bug_check high, hardirq;
	struct seen *seen = test->priv;
	KIRQL old;

	KeRaiseIrql(HIGH_LEVEL, &old);
	KeBugCheckEx(OWN_CODE, HIGH_LEVEL, 0, 0, 0);
	KeLowerIrql(old);
	KUNIT_ASSERT_GT(test, ke_last_bug_check(&high), 0ULL);
	seen->work = IRQ_WORK_INIT_HARD(check_in_hardirq);
	KeRaiseIrql(DISPATCH_LEVEL, &old);
	irq_work_queue(&seen->work);
	while (irq_work_is_busy(&seen->work))
		cpu_relax();
	KeLowerIrql(old);
	KUNIT_ASSERT_GT(test, ke_last_bug_check(&hardirq), 0ULL);
	KUNIT_EXPECT_EQ(test, high.parameters.of[0], (ULONG_PTR)HIGH_LEVEL);
	KUNIT_EXPECT_EQ(test, hardirq.parameters.of[0], (ULONG_PTR)&seen->work);
}

static void note(PVOID buffer, ULONG length)
{
	struct seen *seen = buffer;

	seen->calls++;
	seen->buffer = buffer;
	seen->length = length;
	seen->irql = KeGetCurrentIrql();
}

static void a_callback_is_called(struct kunit *test)
{
	struct seen *seen = test->priv;
	BOOLEAN registered, again, gone, twice;

	registered = KeRegisterBugCheckCallback(&seen->record, note, seen, sizeof(*seen),
						"conformance");
	again = KeRegisterBugCheckCallback(&seen->record, note, seen, 1, "conformance");
	KeBugCheckEx(OWN_CODE, 0, 0, 0, 0);
	gone = KeDeregisterBugCheckCallback(&seen->record);
	twice = KeDeregisterBugCheckCallback(&seen->record);
	KeBugCheckEx(OWN_CODE, 0, 0, 0, 0);
	KUNIT_EXPECT_TRUE(test, registered);
	KUNIT_EXPECT_FALSE(test, again);
	KUNIT_EXPECT_TRUE(test, gone);
	KUNIT_EXPECT_FALSE(test, twice);
	KUNIT_EXPECT_EQ(test, seen->calls, 1U);
	KUNIT_EXPECT_PTR_EQ(test, seen->buffer, (PVOID)seen);
	KUNIT_EXPECT_EQ(test, seen->length, (ULONG)sizeof(*seen));
	KUNIT_EXPECT_EQ(test, seen->irql, HIGH_LEVEL);
	KUNIT_EXPECT_EQ(test, KeGetCurrentIrql(), PASSIVE_LEVEL);
}

/* A rule that is broken is no end: nobody is to save what he has. */
static void a_broken_rule_calls_none(struct kunit *test)
{
	struct seen *seen = test->priv;

	KUNIT_ASSERT_TRUE(test, KeRegisterBugCheckCallback(&seen->record, note, seen, 0,
							   "conformance"));
	KeLowerIrql(HIGH_LEVEL);
	KUNIT_EXPECT_EQ(test, seen->calls, 0U);
}

static void check_again(PVOID buffer, ULONG length)
{
	struct seen *seen = buffer;

	seen->calls++;
	KeBugCheckEx(OWN_CODE, length, 0, 0, 0);
	seen->deregistered = KeDeregisterBugCheckCallback(&seen->record);
	seen->again = KeRegisterBugCheckCallback(&seen->second, note, seen, 0, "second");
}

/* What a callback does can't come back to it. */
static void a_callback_may_fail(struct kunit *test)
{
	struct seen *seen = test->priv;
	struct ke_bug_check check;
	u64 before = ke_last_bug_check(&check), after;

	KUNIT_ASSERT_TRUE(test, KeRegisterBugCheckCallback(&seen->record, check_again, seen,
							   77, "conformance"));
	KeBugCheckEx(OWN_CODE, 0, 0, 0, 0);
	after = ke_last_bug_check(&check);
	KUNIT_EXPECT_EQ(test, seen->calls, 1U);
	KUNIT_EXPECT_GE(test, after, before + 2);
	KUNIT_EXPECT_EQ(test, check.parameters.of[0], 77UL);
	KUNIT_EXPECT_FALSE(test, seen->deregistered);
	KUNIT_EXPECT_FALSE(test, seen->again);
}

static void stay_raised(PVOID buffer, ULONG length)
{
	KeLowerIrql(PASSIVE_LEVEL);
	note(buffer, length);
}

static void a_callback_can_not_lower(struct kunit *test)
{
	u64 count = ke_rule_count(KE_RULE_LOWER_FURTHER);
	struct seen *seen = test->priv;

	KUNIT_ASSERT_TRUE(test, KeRegisterBugCheckCallback(&seen->record, stay_raised, seen,
							   0, "conformance"));
	KeBugCheckEx(OWN_CODE, 0, 0, 0, 0);
	KUNIT_EXPECT_EQ(test, seen->calls, 1U);
	KUNIT_EXPECT_EQ(test, seen->irql, HIGH_LEVEL);
	KUNIT_EXPECT_EQ(test, ke_rule_count(KE_RULE_LOWER_FURTHER), count + 1);
}

/* More than there is room for, from several sides: the newest are known. */
static int check_often(void *data)
{
	struct completion *done = data;
	unsigned int i;

	for (i = 0; i < CHECKS; i++)
		KeBugCheckEx(OWN_CODE, i, 0, 0, 0);
	kthread_complete_and_exit(done, 0);
}

static void many_at_once(struct kunit *test)
{
	struct completion done[4];
	unsigned int i, started;
	struct ke_bug_check check;

	for (started = 0; started < ARRAY_SIZE(done); started++) {
		init_completion(&done[started]);
		if (IS_ERR(kthread_run(check_often, &done[started], "ntobj_check")))
			break;
	}
	for (i = 0; i < started; i++)
		wait_for_completion(&done[i]);
	KUNIT_EXPECT_EQ(test, started, (unsigned int)ARRAY_SIZE(done));
	KeBugCheckEx(OWN_CODE, 99, 0, 0, 0);
	KUNIT_ASSERT_GT(test, ke_last_bug_check(&check), (u64)CHECKS);
	KUNIT_EXPECT_EQ(test, check.parameters.of[0], 99UL);
}

static struct kunit_case bugcheck_cases[] = {
	KUNIT_CASE(a_bug_check_is_recorded),
	KUNIT_CASE(at_any_level),
	KUNIT_CASE(a_callback_is_called),
	KUNIT_CASE(a_broken_rule_calls_none),
	KUNIT_CASE(a_callback_may_fail),
	KUNIT_CASE(a_callback_can_not_lower),
	KUNIT_CASE(many_at_once),
	{}
};

struct kunit_suite conformance_bugcheck_suite = {
	.name = "conformance_bugcheck",
	.init = bugcheck_init,
	.exit = bugcheck_exit,
	.test_cases = bugcheck_cases,
};
