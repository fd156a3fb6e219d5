// SPDX-License-Identifier: GPL-2.0
/* Conformance: functions on every processor at once, by the names that drivers have. */
#include <linux/atomic.h>
#include <linux/completion.h>
#include <linux/cpu.h>
#include <linux/kthread.h>
#include <linux/sched.h>
#include <linux/slab.h>
#include <linux/smp.h>
#include <ntddk.h>
#include <ntobj/ke.h>

#include "tests/conformance.h"

#define CALLS	20
#define CALLERS	4

/* What the processors have found. */
struct gathering {
	atomic_t came;
	atomic_t wrong;
	unsigned int processors;
	cpumask_t where;
	bool raises;
};

static ULONG_PTR gather(ULONG_PTR argument)
{
	struct gathering *gathering = (void *)argument;
	KIRQL old;

	cpumask_set_cpu(smp_processor_id(), &gathering->where);
	atomic_inc(&gathering->came);
	/* It would not end if not all were here at once. */
	while (atomic_read(&gathering->came) < gathering->processors)
		cpu_relax();
	if (KeGetCurrentIrql() != IPI_LEVEL || !irqs_disabled())
		atomic_inc(&gathering->wrong);
	KeRaiseIrql(HIGH_LEVEL, &old);
	if (old != IPI_LEVEL || KeGetCurrentIrql() != HIGH_LEVEL)
		atomic_inc(&gathering->wrong);
	if (!gathering->raises)
		KeLowerIrql(old);
	return smp_processor_id() + 1000;
}

static int ipi_init(struct kunit *test)
{
	struct gathering *gathering = kzalloc(sizeof(*gathering), GFP_KERNEL);

	if (!gathering)
		return -ENOMEM;
	gathering->processors = num_online_cpus();
	test->priv = gathering;
	return 0;
}

static void ipi_exit(struct kunit *test)
{
	kfree(test->priv);
}

static void all_run_it_at_once(struct kunit *test)
{
	struct gathering *gathering = test->priv;
	ULONG_PTR result;

	result = KeIpiGenericCall(gather, (ULONG_PTR)gathering);
	KUNIT_EXPECT_EQ(test, atomic_read(&gathering->came), (int)gathering->processors);
	KUNIT_EXPECT_TRUE(test, cpumask_equal(&gathering->where, cpu_online_mask));
	KUNIT_EXPECT_EQ(test, atomic_read(&gathering->wrong), 0);
	KUNIT_EXPECT_GE(test, result, 1000UL);
	KUNIT_EXPECT_LT(test, result, 1000UL + nr_cpu_ids);
	KUNIT_EXPECT_EQ(test, KeGetCurrentIrql(), PASSIVE_LEVEL);
}

/* The result is that of the caller's processor. */
static void the_callers_result(struct kunit *test)
{
	struct gathering *gathering = test->priv;
	unsigned int cpu;
	ULONG_PTR result;

	migrate_disable();
	cpu = smp_processor_id();
	result = KeIpiGenericCall(gather, (ULONG_PTR)gathering);
	migrate_enable();
	KUNIT_EXPECT_EQ(test, result, 1000UL + cpu);
}

static void at_apc_level(struct kunit *test)
{
	struct gathering *gathering = test->priv;
	KIRQL old, after;

	KeRaiseIrql(APC_LEVEL, &old);
	KeIpiGenericCall(gather, (ULONG_PTR)gathering);
	after = KeGetCurrentIrql();
	KeLowerIrql(old);
	KUNIT_EXPECT_EQ(test, after, APC_LEVEL);
	KUNIT_EXPECT_EQ(test, atomic_read(&gathering->came), (int)gathering->processors);
	KUNIT_EXPECT_EQ(test, atomic_read(&gathering->wrong), 0);
}

static void refused_where_it_would_sleep(struct kunit *test)
{
	struct gathering *gathering = test->priv;
	u64 count = ke_rule_count(KE_RULE_CALL);
	ULONG_PTR dispatch, high;
	KIRQL old;

	KeRaiseIrql(DISPATCH_LEVEL, &old);
	dispatch = KeIpiGenericCall(gather, (ULONG_PTR)gathering);
	KeRaiseIrql(HIGH_LEVEL, &old);
	high = KeIpiGenericCall(gather, (ULONG_PTR)gathering);
	KeLowerIrql(PASSIVE_LEVEL);
	KUNIT_EXPECT_EQ(test, dispatch, 0UL);
	KUNIT_EXPECT_EQ(test, high, 0UL);
	KUNIT_EXPECT_EQ(test, atomic_read(&gathering->came), 0);
	KUNIT_EXPECT_EQ(test, ke_rule_count(KE_RULE_CALL), count + 2);
}

/* A function that comes back at another level has broken a rule, on each processor. */
static void comes_back_at_its_level(struct kunit *test)
{
	struct gathering *gathering = test->priv;
	u64 count = ke_rule_count(KE_RULE_ROUTINE_IRQL);

	gathering->raises = true;
	KeIpiGenericCall(gather, (ULONG_PTR)gathering);
	KUNIT_EXPECT_EQ(test, ke_rule_count(KE_RULE_ROUTINE_IRQL),
			count + gathering->processors);
	KUNIT_EXPECT_EQ(test, KeGetCurrentIrql(), PASSIVE_LEVEL);
	/* And has left nothing behind. */
	gathering->raises = false;
	atomic_set(&gathering->came, 0);
	KeIpiGenericCall(gather, (ULONG_PTR)gathering);
	KUNIT_EXPECT_EQ(test, atomic_read(&gathering->wrong), 0);
}

static ULONG_PTR lower(ULONG_PTR argument)
{
	atomic_t *right = (void *)argument;

	KeLowerIrql(PASSIVE_LEVEL);
	if (KeGetCurrentIrql() == IPI_LEVEL && irqs_disabled())
		atomic_inc(right);
	return 0;
}

/* There is no way below the level that a routine is called at. */
static void can_not_be_lowered_from(struct kunit *test)
{
	u64 count = ke_rule_count(KE_RULE_LOWER_FURTHER);
	struct gathering *gathering = test->priv;

	KeIpiGenericCall(lower, (ULONG_PTR)&gathering->came);
	KUNIT_EXPECT_EQ(test, atomic_read(&gathering->came), (int)gathering->processors);
	KUNIT_EXPECT_EQ(test, ke_rule_count(KE_RULE_LOWER_FURTHER),
			count + gathering->processors);
}

/* One of several that call at the same time. */
struct caller {
	struct completion done;
	unsigned int wrong;
};

static int call_often(void *data)
{
	struct caller *caller = data;
	struct gathering gathering = { .processors = num_online_cpus() };
	unsigned int i;

	for (i = 0; i < CALLS; i++) {
		atomic_set(&gathering.came, 0);
		KeIpiGenericCall(gather, (ULONG_PTR)&gathering);
		caller->wrong += atomic_read(&gathering.came) != gathering.processors;
		cond_resched();
	}
	caller->wrong += atomic_read(&gathering.wrong);
	kthread_complete_and_exit(&caller->done, 0);
}

static void several_callers(struct kunit *test)
{
	struct caller *callers = kcalloc(CALLERS, sizeof(*callers), GFP_KERNEL);
	unsigned int i, started, wrong = 0;

	KUNIT_ASSERT_NOT_NULL(test, callers);
	for (started = 0; started < CALLERS; started++) {
		init_completion(&callers[started].done);
		if (IS_ERR(kthread_run(call_often, &callers[started], "ntobj_call")))
			break;
	}
	for (i = 0; i < started; i++) {
		wait_for_completion(&callers[i].done);
		wrong += callers[i].wrong;
	}
	kfree(callers);
	KUNIT_EXPECT_EQ(test, started, (unsigned int)CALLERS);
	KUNIT_EXPECT_EQ(test, wrong, 0U);
}

/* Those that are there run it; one that is not, does not. */
static void processors_go_and_come(struct kunit *test)
{
	struct gathering *gathering = test->priv;
	unsigned int cpu = cpumask_last(cpu_online_mask);
	int removed, added;

	if (num_online_cpus() < 2 || !get_cpu_device(cpu) || remove_cpu(cpu))
		kunit_skip(test, "no processor that can go");
	gathering->processors = num_online_cpus();
	KeIpiGenericCall(gather, (ULONG_PTR)gathering);
	removed = atomic_read(&gathering->came);
	added = add_cpu(cpu);
	KUNIT_EXPECT_EQ(test, removed, (int)gathering->processors);
	KUNIT_EXPECT_EQ(test, added, 0);
	KUNIT_EXPECT_FALSE(test, cpumask_test_cpu(cpu, &gathering->where));
	atomic_set(&gathering->came, 0);
	gathering->processors = num_online_cpus();
	KeIpiGenericCall(gather, (ULONG_PTR)gathering);
	KUNIT_EXPECT_TRUE(test, cpumask_test_cpu(cpu, &gathering->where));
	KUNIT_EXPECT_EQ(test, atomic_read(&gathering->wrong), 0);
}

static struct kunit_case ipi_cases[] = {
	KUNIT_CASE(all_run_it_at_once),
	KUNIT_CASE(the_callers_result),
	KUNIT_CASE(at_apc_level),
	KUNIT_CASE(refused_where_it_would_sleep),
	KUNIT_CASE(comes_back_at_its_level),
	KUNIT_CASE(can_not_be_lowered_from),
	KUNIT_CASE(several_callers),
	KUNIT_CASE(processors_go_and_come),
	{}
};

struct kunit_suite conformance_ipi_suite = {
	.name = "conformance_ipi",
	.init = ipi_init,
	.exit = ipi_exit,
	.test_cases = ipi_cases,
};
