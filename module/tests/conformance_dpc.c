// SPDX-License-Identifier: GPL-2.0
/*
 * Deferred procedure calls: NT's rules, as a driver meets them.
 *
 * What is queued with interrupts off to the processor itself stays queued, and a tick
 * that was put off by this processor does not come: so a test looks at a queue in
 * peace. What another processor does is seen by what is counted.
 */
#include <linux/atomic.h>
#include <linux/completion.h>
#include <linux/cpu.h>
#include <linux/delay.h>
#include <linux/hrtimer.h>
#include <linux/irq_work.h>
#include <linux/jiffies.h>
#include <linux/kthread.h>
#include <linux/module.h>
#include <linux/preempt.h>
#include <linux/random.h>
#include <linux/sched.h>
#include <linux/slab.h>
#include <ntddk.h>

#include "compat/linux.h"
#include "tests/conformance.h"

#define PATIENCE	(60 * HZ)
#define PROBES		16
#define DEPTH		4
#define MINIMUM_RATE	3

/* Whether a condition comes true. */
#define EVENTUALLY(condition) ({					\
	unsigned long __end = jiffies + PATIENCE;			\
	bool __met;							\
									\
	while (!(__met = (condition)) && time_before(jiffies, __end))	\
		usleep_range(200, 400);					\
	__met;								\
})

/* A DPC that writes down how it was called. */
struct probe {
	KDPC dpc;
	void *argument1;
	void *argument2;
	unsigned int cpu;
	int place;
	bool softirq;
	bool hardirq;
	bool irqs_off;
	bool executing;
	KIRQL irql;
	atomic_t runs;
};

/* What an interrupt is to do. */
struct interrupt {
	struct hrtimer timer;
	struct irq_work work;
	struct probe *probe;
	bool hardirq;
	bool inserted;
	struct completion done;
};

struct fixture {
	struct probe probes[PROBES];
	struct interrupt interrupt;
	struct completion go;
	atomic_t begun;
	atomic_t ended;
	atomic_t inserted;
	bool stop;
};

static atomic_t places;

static void note(struct ke_dpc *dpc, void *context, void *argument1, void *argument2)
{
	struct probe *probe = context;

	probe->argument1 = argument1;
	probe->argument2 = argument2;
	probe->cpu = raw_smp_processor_id();
	probe->softirq = in_serving_softirq();
	probe->hardirq = in_hardirq();
	probe->irqs_off = irqs_disabled();
	probe->executing = KeIsExecutingDpc();
	probe->irql = KeGetCurrentIrql();
	probe->place = atomic_inc_return(&places);
	atomic_inc_return_release(&probe->runs);
}

static void make(struct probe *probe, KDPC_IMPORTANCE importance)
{
	KeInitializeDpc(&probe->dpc, note, probe);
	KeSetImportanceDpc(&probe->dpc, importance);
	atomic_set(&probe->runs, 0);
}

static void make_for(struct probe *probe, KDPC_IMPORTANCE importance, unsigned int cpu)
{
	make(probe, importance);
	KeSetTargetProcessorDpc(&probe->dpc, cpu);
}

static bool queue(struct probe *probe)
{
	return KeInsertQueueDpc(&probe->dpc, NULL, NULL);
}

static int runs(struct probe *probe)
{
	return atomic_read_acquire(&probe->runs);
}

static struct ke_dpc_statistics look(unsigned int cpu)
{
	struct ke_dpc_statistics statistics = {};

	ke_query_dpc_statistics(cpu, false, &statistics);
	return statistics;
}

static struct ke_dpc_statistics look_threaded(unsigned int cpu)
{
	struct ke_dpc_statistics statistics = {};

	ke_query_dpc_statistics(cpu, true, &statistics);
	return statistics;
}

/* The test's thread stays on this processor. */
static unsigned int stay(void)
{
	unsigned int cpu = cpumask_first(cpu_online_mask);

	set_cpus_allowed_ptr(current, cpumask_of(cpu));
	return cpu;
}

/* Another processor; the test is skipped if there is none. */
static unsigned int other_than(struct kunit *test, unsigned int cpu)
{
	unsigned int other = cpumask_next(cpu, cpu_online_mask);

	if (other >= nr_cpu_ids)
		kunit_skip(test, "there is one processor only");
	return other;
}

static int init(struct kunit *test)
{
	struct fixture *fixture = kzalloc(sizeof(*fixture), GFP_KERNEL);

	if (!fixture)
		return -ENOMEM;
	init_completion(&fixture->go);
	test->priv = fixture;
	return 0;
}

static void cleanup(struct kunit *test)
{
	struct fixture *fixture = test->priv;

	if (!fixture)
		return;
	WRITE_ONCE(fixture->stop, true);
	complete_all(&fixture->go);
	KeFlushQueuedDpcs();
	kfree(fixture);
}

/* NT's table, all of it: importance, whose processor, depth, rate. */
static void rule_table(struct kunit *test)
{
	static const struct {
		KDPC_IMPORTANCE importance;
		bool here;
		bool deep;
		bool slow;
		bool now;
	} rows[] = {
		{ LowImportance, true, false, false, false },
		{ LowImportance, true, false, true, true },
		{ LowImportance, true, true, false, true },
		{ LowImportance, true, true, true, true },
		{ LowImportance, false, false, false, false },
		{ LowImportance, false, false, true, false },
		{ LowImportance, false, true, false, true },
		{ LowImportance, false, true, true, true },
		{ MediumImportance, true, false, false, true },
		{ MediumImportance, true, false, true, true },
		{ MediumImportance, true, true, false, true },
		{ MediumImportance, true, true, true, true },
		{ MediumImportance, false, false, false, false },
		{ MediumImportance, false, false, true, false },
		{ MediumImportance, false, true, false, true },
		{ MediumImportance, false, true, true, true },
		{ MediumHighImportance, true, false, false, true },
		{ MediumHighImportance, true, true, true, true },
		{ MediumHighImportance, false, false, false, true },
		{ MediumHighImportance, false, true, true, true },
		{ HighImportance, true, false, false, true },
		{ HighImportance, true, true, true, true },
		{ HighImportance, false, false, false, true },
		{ HighImportance, false, true, true, true },
	};
	size_t i;

	for (i = 0; i < ARRAY_SIZE(rows); i++) {
		bool now = ke_dpc_starts_now(rows[i].importance, rows[i].here,
					     rows[i].deep ? DEPTH : DEPTH - 1, DEPTH,
					     rows[i].slow ? MINIMUM_RATE - 1 : MINIMUM_RATE,
					     MINIMUM_RATE);

		if (now != rows[i].now)
			kunit_info(test, "row %zu", i);
		KUNIT_EXPECT_EQ(test, now, rows[i].now);
	}
}

static void initialized(struct kunit *test)
{
	struct fixture *fixture = test->priv;
	struct ke_dpc *dpc = &fixture->probes[0].dpc;

	memset(dpc, 0xa5, sizeof(*dpc));
	KeInitializeDpc(dpc, note, fixture);
	KUNIT_EXPECT_EQ(test, dpc->type, KE_DPC_OBJECT);
	KUNIT_EXPECT_EQ(test, dpc->importance, MediumImportance);
	KUNIT_EXPECT_EQ(test, dpc->target, 0);
	KUNIT_EXPECT_FALSE(test, KeRemoveQueueDpc(dpc));
	KeInitializeThreadedDpc(dpc, note, fixture);
	KUNIT_EXPECT_EQ(test, dpc->type, KE_THREADED_DPC_OBJECT);
	KUNIT_EXPECT_EQ(test, dpc->importance, MediumImportance);
}

static void never_initialized(struct kunit *test)
{
	struct fixture *fixture = test->priv;
	u64 before = ke_rule_count(KE_RULE_DPC);

	KUNIT_EXPECT_FALSE(test, KeInsertQueueDpc(&fixture->probes[0].dpc, NULL, NULL));
	KUNIT_EXPECT_EQ(test, ke_rule_count(KE_RULE_DPC), before + 1);
	KUNIT_EXPECT_FALSE(test, KeRemoveQueueDpc(&fixture->probes[0].dpc));
}

/* At PASSIVE_LEVEL the routine has been called when the function returns. */
static void runs_at_once(struct kunit *test)
{
	struct fixture *fixture = test->priv;
	struct probe *probe = &fixture->probes[0];
	unsigned int cpu = stay();
	int i;

	for (i = 0; i < 100; i++) {
		make(probe, i % 2 ? HighImportance : MediumImportance);
		KUNIT_ASSERT_TRUE(test, KeInsertQueueDpc(&probe->dpc, test, fixture));
		KUNIT_ASSERT_EQ(test, runs(probe), 1);
	}
	KUNIT_EXPECT_PTR_EQ(test, probe->argument1, (void *)test);
	KUNIT_EXPECT_PTR_EQ(test, probe->argument2, (void *)fixture);
	KUNIT_EXPECT_EQ(test, probe->cpu, cpu);
	KUNIT_EXPECT_TRUE(test, probe->softirq);
	KUNIT_EXPECT_FALSE(test, probe->hardirq);
	KUNIT_EXPECT_FALSE(test, probe->irqs_off);
	KUNIT_EXPECT_TRUE(test, probe->executing);
	KUNIT_EXPECT_EQ(test, probe->irql, DISPATCH_LEVEL);
	KUNIT_EXPECT_FALSE(test, KeIsExecutingDpc());
}

/* At DISPATCH_LEVEL it is called when the level sinks. */
static void runs_on_lowering(struct kunit *test)
{
	struct fixture *fixture = test->priv;
	struct probe *probe = &fixture->probes[0];
	KIRQL old;
	int before;

	make(probe, MediumImportance);
	KeRaiseIrql(DISPATCH_LEVEL, &old);
	queue(probe);
	before = runs(probe);
	KeLowerIrql(old);
	KUNIT_EXPECT_EQ(test, before, 0);
	KUNIT_EXPECT_EQ(test, runs(probe), 1);
	KeRaiseIrql(HIGH_LEVEL, &old);
	queue(probe);
	before = runs(probe);
	KeLowerIrql(old);
	KeFlushQueuedDpcs();
	KUNIT_EXPECT_EQ(test, before, 1);
	KUNIT_EXPECT_EQ(test, runs(probe), 2);
}

static void order_by_importance(struct kunit *test)
{
	static const struct {
		KDPC_IMPORTANCE importance;
		int place;
	} rows[] = {
		{ MediumImportance, 3 },
		{ LowImportance, 4 },
		{ HighImportance, 2 },
		{ MediumHighImportance, 5 },
		{ HighImportance, 1 },
		{ MediumImportance, 6 },
	};
	struct fixture *fixture = test->priv;
	unsigned long flags;
	size_t i;

	atomic_set(&places, 0);
	for (i = 0; i < ARRAY_SIZE(rows); i++)
		make(&fixture->probes[i], rows[i].importance);
	local_irq_save(flags);
	for (i = 0; i < ARRAY_SIZE(rows); i++)
		queue(&fixture->probes[i]);
	local_irq_restore(flags);
	KeFlushQueuedDpcs();
	for (i = 0; i < ARRAY_SIZE(rows); i++)
		KUNIT_EXPECT_EQ(test, fixture->probes[i].place, rows[i].place);
}

static void importance_changes(struct kunit *test)
{
	struct fixture *fixture = test->priv;
	struct probe *probes = fixture->probes;
	unsigned long flags;

	atomic_set(&places, 0);
	make(&probes[0], MediumImportance);
	make(&probes[1], MediumImportance);
	local_irq_save(flags);
	queue(&probes[0]);
	queue(&probes[1]);
	/* What is queued stays where it is. */
	KeSetImportanceDpc(&probes[1].dpc, HighImportance);
	local_irq_restore(flags);
	KeFlushQueuedDpcs();
	KUNIT_EXPECT_LT(test, probes[0].place, probes[1].place);
	local_irq_save(flags);
	queue(&probes[0]);
	queue(&probes[1]);
	local_irq_restore(flags);
	KeFlushQueuedDpcs();
	KUNIT_EXPECT_GT(test, probes[0].place, probes[1].place);
	KUNIT_EXPECT_FALSE(test, ke_set_importance_dpc(&probes[0].dpc, MediumHighImportance + 1));
	KUNIT_EXPECT_EQ(test, probes[0].dpc.importance, MediumImportance);
}

static void queued_once(struct kunit *test)
{
	struct fixture *fixture = test->priv;
	struct probe *probe = &fixture->probes[0];
	struct ke_dpc_statistics before, after;
	unsigned int cpu = stay();
	bool first, second;
	unsigned long flags;

	make(probe, MediumImportance);
	local_irq_save(flags);
	before = look(cpu);
	first = KeInsertQueueDpc(&probe->dpc, test, fixture);
	second = KeInsertQueueDpc(&probe->dpc, NULL, NULL);
	after = look(cpu);
	local_irq_restore(flags);
	KeFlushQueuedDpcs();
	KUNIT_EXPECT_TRUE(test, first);
	KUNIT_EXPECT_FALSE(test, second);
	KUNIT_EXPECT_EQ(test, runs(probe), 1);
	KUNIT_EXPECT_PTR_EQ(test, probe->argument1, (void *)test);
	KUNIT_EXPECT_PTR_EQ(test, probe->argument2, (void *)fixture);
	KUNIT_EXPECT_EQ(test, after.refused, before.refused + 1);
	KUNIT_EXPECT_EQ(test, after.queued, before.queued + 1);
	KUNIT_EXPECT_EQ(test, after.depth, before.depth + 1);
}

static void removed(struct kunit *test)
{
	struct fixture *fixture = test->priv;
	struct probe *probe = &fixture->probes[0];
	bool first, second, again;
	unsigned long flags;

	make(probe, MediumImportance);
	local_irq_save(flags);
	queue(probe);
	first = KeRemoveQueueDpc(&probe->dpc);
	second = KeRemoveQueueDpc(&probe->dpc);
	local_irq_restore(flags);
	KeFlushQueuedDpcs();
	KUNIT_EXPECT_TRUE(test, first);
	KUNIT_EXPECT_FALSE(test, second);
	KUNIT_EXPECT_EQ(test, runs(probe), 0);
	again = queue(probe);
	KeFlushQueuedDpcs();
	KUNIT_EXPECT_TRUE(test, again);
	KUNIT_EXPECT_EQ(test, runs(probe), 1);
}

static void queue_again(struct ke_dpc *dpc, void *context, void *argument1, void *argument2)
{
	struct fixture *fixture = context;

	/* It may be queued again: it is in no queue any more. */
	if (KeRemoveQueueDpc(dpc))
		return;
	if (atomic_inc_return(&fixture->begun) < 1000)
		KeInsertQueueDpc(dpc, argument1, argument2);
	atomic_inc(&fixture->ended);
}

static void requeues_itself(struct kunit *test)
{
	struct fixture *fixture = test->priv;
	struct ke_dpc *dpc = &fixture->probes[0].dpc;

	KeInitializeDpc(dpc, queue_again, fixture);
	KeInsertQueueDpc(dpc, NULL, NULL);
	KUNIT_EXPECT_TRUE(test, EVENTUALLY(atomic_read(&fixture->ended) == 1000));
	KeFlushQueuedDpcs();
	KUNIT_EXPECT_EQ(test, atomic_read(&fixture->begun), 1000);
}

static void queue_for_ever(struct ke_dpc *dpc, void *context, void *argument1,
			   void *argument2)
{
	struct fixture *fixture = context;

	atomic_inc(&fixture->begun);
	if (!READ_ONCE(fixture->stop))
		KeInsertQueueDpc(dpc, NULL, NULL);
}

/* One that never ends leaves the processor to others. */
static void shares_the_processor(struct kunit *test)
{
	struct fixture *fixture = test->priv;
	struct ke_dpc *dpc = &fixture->probes[0].dpc;
	struct probe *behind = &fixture->probes[1];
	int i, before;

	make_for(behind, MediumImportance, stay());
	KeInitializeDpc(dpc, queue_for_ever, fixture);
	KeInsertQueueDpc(dpc, NULL, NULL);
	for (i = 0; i < 20; i++) {
		usleep_range(1000, 2000);
		before = runs(behind);
		queue(behind);
		KUNIT_ASSERT_TRUE(test, EVENTUALLY(runs(behind) > before));
	}
	WRITE_ONCE(fixture->stop, true);
	KeFlushQueuedDpcs();
	KUNIT_EXPECT_GT(test, atomic_read(&fixture->begun), 20);
}

static void free_it(struct ke_dpc *dpc, void *context, void *argument1, void *argument2)
{
	struct fixture *fixture = context;

	memset(dpc, 0xee, sizeof(*dpc));
	kfree(dpc);
	atomic_inc(&fixture->ended);
}

static void may_be_freed(struct kunit *test)
{
	struct fixture *fixture = test->priv;
	struct ke_dpc *dpc;
	int i;

	for (i = 0; i < 100; i++) {
		dpc = kmalloc(sizeof(*dpc), GFP_KERNEL);
		KUNIT_ASSERT_NOT_ERR_OR_NULL(test, dpc);
		if (i % 2)
			KeInitializeDpc(dpc, free_it, fixture);
		else
			KeInitializeThreadedDpc(dpc, free_it, fixture);
		KeInsertQueueDpc(dpc, NULL, NULL);
	}
	KeFlushQueuedDpcs();
	KUNIT_EXPECT_EQ(test, atomic_read(&fixture->ended), 100);
}

/* Makes the rate high, or low; whatever else goes on, it is tried until it is so. */
static bool bring_rate(struct probe *probe, unsigned int cpu, bool high)
{
	unsigned long end = jiffies + PATIENCE;

	do {
		if (!high)
			msleep(50);
		make(probe, MediumImportance);
		queue(probe);
		if (high ? look(cpu).rate >= 4 * MINIMUM_RATE : look(cpu).rate < MINIMUM_RATE)
			return true;
	} while (time_before(jiffies, end));
	return false;
}

/* Of an unimportant one: put off if there is much to do anyway, and not for ever. */
static void low_here(struct kunit *test)
{
	struct fixture *fixture = test->priv;
	struct probe *probe = &fixture->probes[0];
	struct ke_dpc_statistics before = {}, after = {};
	unsigned int cpu = stay();
	unsigned long flags;
	int tries;

	KeFlushQueuedDpcs();
	for (tries = 0; tries < 100; tries++) {
		KUNIT_ASSERT_TRUE(test, bring_rate(&fixture->probes[1], cpu, true));
		make(probe, LowImportance);
		local_irq_save(flags);
		before = look(cpu);
		queue(probe);
		after = look(cpu);
		local_irq_restore(flags);
		/* The rate is the one that counted. */
		if (after.rate >= MINIMUM_RATE && after.maximum > 1)
			break;
		KeFlushQueuedDpcs();
	}
	KUNIT_EXPECT_EQ(test, before.depth, 0);
	KUNIT_EXPECT_EQ(test, after.depth, 1);
	KUNIT_EXPECT_FALSE(test, after.requested);
	KUNIT_EXPECT_TRUE(test, EVENTUALLY(runs(probe) == 1));
	KUNIT_EXPECT_EQ(test, look(cpu).put_off, before.put_off + 1);
}

static void low_here_and_little_to_do(struct kunit *test)
{
	struct fixture *fixture = test->priv;
	struct probe *probe = &fixture->probes[0];
	struct ke_dpc_statistics after;
	unsigned int cpu = stay();

	KUNIT_ASSERT_TRUE(test, bring_rate(probe, cpu, false));
	make(probe, LowImportance);
	local_irq_disable();
	queue(probe);
	after = look(cpu);
	local_irq_enable();
	KUNIT_EXPECT_LT(test, after.rate, MINIMUM_RATE);
	KUNIT_EXPECT_TRUE(test, after.requested);
	KeFlushQueuedDpcs();
	KUNIT_EXPECT_EQ(test, runs(probe), 1);
}

/* The maximum counts for all: unimportant ones here, and ordinary ones elsewhere. */
static void low_here_until_too_many(struct kunit *test)
{
	struct fixture *fixture = test->priv;
	struct ke_dpc_statistics after[PROBES];
	unsigned int cpu = stay();
	u32 i, maximum;
	int tries;

	for (tries = 0; tries < 100; tries++) {
		KeFlushQueuedDpcs();
		KUNIT_ASSERT_TRUE(test, bring_rate(&fixture->probes[PROBES - 1], cpu, true));
		local_irq_disable();
		for (i = 0; i <= DEPTH; i++) {
			make(&fixture->probes[i], LowImportance);
			queue(&fixture->probes[i]);
			after[i] = look(cpu);
		}
		local_irq_enable();
		if (after[0].rate >= MINIMUM_RATE && after[DEPTH].maximum == after[0].maximum)
			break;
	}
	maximum = after[0].maximum;
	KUNIT_ASSERT_LE(test, maximum, DEPTH);
	for (i = 0; i <= DEPTH; i++) {
		KUNIT_EXPECT_EQ(test, after[i].depth, i + 1);
		KUNIT_EXPECT_EQ(test, after[i].requested, i + 1 >= maximum);
	}
}

/* What is queued to another processor, and whether that one is interrupted. */
static void try_other(struct kunit *test, KDPC_IMPORTANCE importance, bool at_once)
{
	struct fixture *fixture = test->priv;
	unsigned int cpu = stay();
	unsigned int other = other_than(test, cpu);
	struct ke_dpc_statistics before, after[DEPTH];
	u32 i, maximum;
	int tries;

	for (tries = 0; tries < 100; tries++) {
		for (i = 0; i < DEPTH; i++)
			make_for(&fixture->probes[i], importance, other);
		KeFlushQueuedDpcs();
		local_irq_disable();
		before = look(other);
		for (i = 0; i < DEPTH; i++) {
			queue(&fixture->probes[i]);
			after[i] = look(other);
		}
		local_irq_enable();
		/* A tick that was on its way from elsewhere? */
		if (before.put_off == after[DEPTH - 1].put_off)
			break;
	}
	maximum = after[0].maximum;
	for (i = 0; i < DEPTH; i++) {
		if (!at_once && i + 1 < maximum) {
			KUNIT_EXPECT_EQ(test, after[i].ipis, before.ipis);
			KUNIT_EXPECT_EQ(test, after[i].depth, i + 1);
		} else if (at_once || i + 1 == maximum) {
			KUNIT_EXPECT_GT(test, after[i].ipis, before.ipis);
		}
	}
	for (i = 0; i < DEPTH; i++) {
		KUNIT_EXPECT_TRUE(test, EVENTUALLY(runs(&fixture->probes[i]) == 1));
		KUNIT_EXPECT_EQ(test, fixture->probes[i].cpu, other);
	}
}

static void low_elsewhere(struct kunit *test)
{
	try_other(test, LowImportance, false);
}

static void medium_elsewhere(struct kunit *test)
{
	try_other(test, MediumImportance, false);
}

static void medium_high_elsewhere(struct kunit *test)
{
	try_other(test, MediumHighImportance, true);
}

static void high_elsewhere(struct kunit *test)
{
	try_other(test, HighImportance, true);
}

/* A single one that is put off is run by the tick, and by the right processor. */
static void tick_runs_it(struct kunit *test)
{
	struct fixture *fixture = test->priv;
	struct probe *probe = &fixture->probes[0];
	unsigned int other = other_than(test, stay());
	int i;

	for (i = 0; i < 10; i++) {
		make_for(probe, i % 2 ? LowImportance : MediumImportance, other);
		KUNIT_ASSERT_TRUE(test, queue(probe));
		KUNIT_ASSERT_TRUE(test, EVENTUALLY(runs(probe) == 1));
		KUNIT_EXPECT_EQ(test, probe->cpu, other);
		KUNIT_EXPECT_TRUE(test, probe->softirq);
	}
}

/* Ticks that find something lower the maximum, to 1; those that do not raise it again. */
static void maximum_adapts(struct kunit *test)
{
	struct fixture *fixture = test->priv;
	struct probe *probe = &fixture->probes[0];
	unsigned int other = other_than(test, stay());
	unsigned long end = jiffies + PATIENCE;
	struct ke_dpc_statistics before;

	while (look(other).maximum > 1 && time_before(jiffies, end)) {
		before = look(other);
		make_for(probe, MediumImportance, other);
		queue(probe);
		KUNIT_ASSERT_TRUE(test, EVENTUALLY(runs(probe) == 1));
		KUNIT_EXPECT_LE(test, look(other).maximum, before.maximum);
	}
	KUNIT_EXPECT_EQ(test, look(other).maximum, 1);
	/* Now one is too many already. */
	local_irq_disable();
	before = look(other);
	make_for(probe, LowImportance, other);
	queue(probe);
	local_irq_enable();
	KUNIT_ASSERT_TRUE(test, EVENTUALLY(runs(probe) == 1));
	KUNIT_EXPECT_EQ(test, look(other).put_off, before.put_off);
	KUNIT_EXPECT_EQ(test, look(other).ipis, before.ipis + 1);

	while (look(other).maximum < DEPTH && time_before(jiffies, end)) {
		msleep(200);
		make_for(probe, HighImportance, other);
		queue(probe);
	}
	KUNIT_EXPECT_EQ(test, look(other).maximum, DEPTH);
}

static void on_each_processor(struct kunit *test)
{
	struct fixture *fixture = test->priv;
	struct probe *probe = &fixture->probes[0];
	unsigned int from, to;
	int importance;

	for_each_online_cpu(from) {
		set_cpus_allowed_ptr(current, cpumask_of(from));
		for_each_online_cpu(to) {
			for (importance = 0; importance <= MediumHighImportance; importance++) {
				make_for(probe, importance, to);
				queue(probe);
				KeFlushQueuedDpcs();
				KUNIT_EXPECT_EQ(test, runs(probe), 1);
				KUNIT_EXPECT_EQ(test, probe->cpu, to);
				KUNIT_EXPECT_TRUE(test, probe->executing);
			}
		}
	}
	KUNIT_EXPECT_FALSE(test, ke_set_target_processor_dpc(&probe->dpc, nr_cpu_ids));
	KUNIT_EXPECT_FALSE(test, ke_set_target_processor_dpc(&probe->dpc, ~0U));
}

/* Runs until it is told to end. */
static void hold(struct ke_dpc *dpc, void *context, void *argument1, void *argument2)
{
	struct fixture *fixture = context;

	atomic_inc(&fixture->begun);
	while (!READ_ONCE(fixture->stop))
		cpu_relax();
	atomic_inc(&fixture->ended);
}

/* A processor that runs DPCs is not asked to; and what runs can't be removed. */
static void not_asked_while_active(struct kunit *test)
{
	struct fixture *fixture = test->priv;
	struct probe *holder = &fixture->probes[0], *probe = &fixture->probes[1];
	struct ke_dpc_statistics before, after;
	unsigned int other = other_than(test, stay());
	bool removed_running, removed_queued;

	KeInitializeDpc(&holder->dpc, hold, fixture);
	KeSetImportanceDpc(&holder->dpc, HighImportance);
	KeSetTargetProcessorDpc(&holder->dpc, other);
	queue(holder);
	while (!atomic_read(&fixture->begun))
		cpu_relax();
	removed_running = KeRemoveQueueDpc(&holder->dpc);
	before = look(other);
	make_for(probe, HighImportance, other);
	queue(probe);
	make_for(&fixture->probes[2], LowImportance, other);
	queue(&fixture->probes[2]);
	removed_queued = KeRemoveQueueDpc(&fixture->probes[2].dpc);
	after = look(other);
	WRITE_ONCE(fixture->stop, true);
	KeFlushQueuedDpcs();
	KUNIT_EXPECT_FALSE(test, removed_running);
	KUNIT_EXPECT_TRUE(test, removed_queued);
	KUNIT_EXPECT_TRUE(test, before.active);
	KUNIT_EXPECT_EQ(test, before.depth, 0);
	KUNIT_EXPECT_EQ(test, after.ipis, before.ipis);
	KUNIT_EXPECT_FALSE(test, after.requested);
	KUNIT_EXPECT_EQ(test, after.removed, before.removed + 1);
	KUNIT_EXPECT_EQ(test, runs(probe), 1);
	KUNIT_EXPECT_EQ(test, runs(&fixture->probes[2]), 0);
}

static void take_long(struct ke_dpc *dpc, void *context, void *argument1, void *argument2)
{
	struct fixture *fixture = context;

	atomic_inc(&fixture->begun);
	mdelay(2);
	atomic_inc_return_release(&fixture->ended);
}

/* What has begun when the flush is called is waited for, and what is put off too. */
static void flush_waits(struct kunit *test)
{
	struct fixture *fixture = test->priv;
	struct ke_dpc *dpc = &fixture->probes[0].dpc;
	unsigned int cpu, round;

	stay();
	for (round = 0; round < 20; round++) {
		for_each_online_cpu(cpu) {
			atomic_set(&fixture->begun, 0);
			atomic_set(&fixture->ended, 0);
			KeInitializeDpc(dpc, take_long, fixture);
			KeSetTargetProcessorDpc(dpc, cpu);
			KeSetImportanceDpc(dpc, round % 2 ? HighImportance : LowImportance);
			KeInsertQueueDpc(dpc, NULL, NULL);
			while (round % 2 && !atomic_read(&fixture->begun))
				cpu_relax();
			KeFlushQueuedDpcs();
			KUNIT_ASSERT_EQ(test, atomic_read_acquire(&fixture->ended), 1);
		}
	}
}

static void nothing_to_flush(struct kunit *test)
{
	int i;

	for (i = 0; i < 100; i++)
		KeFlushQueuedDpcs();
}

static void insert_from(struct interrupt *interrupt)
{
	interrupt->hardirq = in_hardirq() && irqs_disabled();
	interrupt->inserted = queue(interrupt->probe);
	complete(&interrupt->done);
}

static enum hrtimer_restart from_timer_interrupt(struct hrtimer *timer)
{
	insert_from(container_of(timer, struct interrupt, timer));
	return HRTIMER_NORESTART;
}

static void from_irq_work(struct irq_work *work)
{
	insert_from(container_of(work, struct interrupt, work));
}

static void expect_run(struct kunit *test, struct interrupt *interrupt)
{
	struct probe *probe = interrupt->probe;

	wait_for_completion(&interrupt->done);
	KUNIT_EXPECT_TRUE(test, interrupt->hardirq);
	KUNIT_EXPECT_TRUE(test, interrupt->inserted);
	KUNIT_EXPECT_TRUE(test, EVENTUALLY(runs(probe) == 1));
	KUNIT_EXPECT_TRUE(test, probe->softirq);
	KUNIT_EXPECT_FALSE(test, probe->hardirq);
	KUNIT_EXPECT_FALSE(test, probe->irqs_off);
}

static void from_interrupts(struct kunit *test)
{
	struct fixture *fixture = test->priv;
	struct interrupt *interrupt = &fixture->interrupt;
	unsigned int cpu;

	stay();
	interrupt->probe = &fixture->probes[0];
	hrtimer_setup(&interrupt->timer, from_timer_interrupt, CLOCK_MONOTONIC,
		      HRTIMER_MODE_REL_PINNED_HARD);
	interrupt->work = IRQ_WORK_INIT_HARD(from_irq_work);
	for_each_online_cpu(cpu) {
		make_for(interrupt->probe, HighImportance, cpu);
		init_completion(&interrupt->done);
		hrtimer_start(&interrupt->timer, NSEC_PER_MSEC, HRTIMER_MODE_REL_PINNED_HARD);
		expect_run(test, interrupt);
		KUNIT_EXPECT_EQ(test, interrupt->probe->cpu, cpu);
		hrtimer_cancel(&interrupt->timer);

		make_for(interrupt->probe, MediumImportance, cpu);
		init_completion(&interrupt->done);
		irq_work_queue(&interrupt->work);
		expect_run(test, interrupt);
		KUNIT_EXPECT_EQ(test, interrupt->probe->cpu, cpu);
		irq_work_sync(&interrupt->work);
	}
}

#define STRESS_ROUNDS	20000

struct worker {
	struct fixture *fixture;
	struct task_struct *task;
	int inserted;
	int removed;
	int rounds;
};

static void count_run(struct ke_dpc *dpc, void *context, void *argument1, void *argument2)
{
	struct fixture *fixture = context;

	atomic_inc(&fixture->ended);
}

/* Anything with any of the DPCs, all of which belong to all workers. */
static int disturb(void *data)
{
	struct worker *worker = data;
	struct ke_dpc *dpc;
	int i;

	for (i = 0; i < STRESS_ROUNDS && !kthread_should_stop(); i++) {
		dpc = &worker->fixture->probes[get_random_u32() % PROBES].dpc;
		switch (get_random_u32() % 8) {
		case 0:
			KeSetImportanceDpc(dpc, get_random_u32() % 4);
			break;
		case 1:
			KeSetTargetProcessorDpc(dpc, get_random_u32() % num_online_cpus());
			break;
		case 2:
		case 3:
			worker->removed += KeRemoveQueueDpc(dpc);
			break;
		case 4:
			local_irq_disable();
			worker->inserted += KeInsertQueueDpc(dpc, NULL, NULL);
			local_irq_enable();
			break;
		default:
			worker->inserted += KeInsertQueueDpc(dpc, NULL, NULL);
		}
		if (i % 1024 == 0)
			KeFlushQueuedDpcs();
		cond_resched();
	}
	worker->rounds = i;
	return 0;
}

static void stress(struct kunit *test)
{
	struct fixture *fixture = test->priv;
	struct worker workers[4] = {};
	int inserted = 0, gone = 0;
	unsigned int i;

	for (i = 0; i < PROBES; i++) {
		if (i % 4)
			KeInitializeDpc(&fixture->probes[i].dpc, count_run, fixture);
		else
			KeInitializeThreadedDpc(&fixture->probes[i].dpc, count_run, fixture);
	}
	for (i = 0; i < ARRAY_SIZE(workers); i++) {
		workers[i].fixture = fixture;
		workers[i].task = kthread_create(disturb, &workers[i], "ntobj_disturb");
		if (IS_ERR(workers[i].task))
			workers[i].task = NULL;
		else
			get_task_struct(workers[i].task);
		if (workers[i].task)
			wake_up_process(workers[i].task);
	}
	for (i = 0; i < ARRAY_SIZE(workers); i++) {
		if (!workers[i].task)
			continue;
		EVENTUALLY(READ_ONCE(workers[i].rounds) == STRESS_ROUNDS);
		kthread_stop(workers[i].task);
		put_task_struct(workers[i].task);
		KUNIT_EXPECT_EQ(test, workers[i].rounds, STRESS_ROUNDS);
		inserted += workers[i].inserted;
		gone += workers[i].removed;
	}
	KeFlushQueuedDpcs();
	for (i = 0; i < PROBES; i++)
		KUNIT_EXPECT_FALSE(test, KeRemoveQueueDpc(&fixture->probes[i].dpc));
	KUNIT_EXPECT_GT(test, inserted, 0);
	KUNIT_EXPECT_EQ(test, atomic_read(&fixture->ended) + gone, inserted);
	for_each_online_cpu(i) {
		KUNIT_EXPECT_EQ(test, look(i).depth, 0);
		KUNIT_EXPECT_EQ(test, look(i).queued + look(i).moved,
				look(i).run + look(i).removed);
	}
}

static void note_and_sleep(struct ke_dpc *dpc, void *context, void *argument1,
			   void *argument2)
{
	usleep_range(2000, 3000);
	note(dpc, context, argument1, argument2);
}

static void threaded(struct kunit *test)
{
	struct fixture *fixture = test->priv;
	struct probe *probe = &fixture->probes[0];
	unsigned int cpu;

	for_each_online_cpu(cpu) {
		KeInitializeThreadedDpc(&probe->dpc, note_and_sleep, probe);
		KeSetTargetProcessorDpc(&probe->dpc, cpu);
		atomic_set(&probe->runs, 0);
		KUNIT_EXPECT_TRUE(test, KeInsertQueueDpc(&probe->dpc, test, fixture));
		KeFlushQueuedDpcs();
		KUNIT_EXPECT_EQ(test, runs(probe), 1);
		KUNIT_EXPECT_PTR_EQ(test, probe->argument1, (void *)test);
		KUNIT_EXPECT_PTR_EQ(test, probe->argument2, (void *)fixture);
		KUNIT_EXPECT_EQ(test, probe->cpu, cpu);
		KUNIT_EXPECT_FALSE(test, probe->softirq);
		KUNIT_EXPECT_FALSE(test, probe->executing);
		KUNIT_EXPECT_EQ(test, probe->irql, PASSIVE_LEVEL);
	}
}

/* What comes back at another level is reported, and the next is none the worse. */
static void stay_high(struct ke_dpc *dpc, void *context, void *argument1, void *argument2)
{
	KIRQL old;

	KeRaiseIrql(argument1 ? HIGH_LEVEL : DISPATCH_LEVEL, &old);
}

static void comes_back_high(struct kunit *test)
{
	struct fixture *fixture = test->priv;
	struct ke_dpc *dpc = &fixture->probes[0].dpc;
	struct probe *probe = &fixture->probes[1];
	u64 before = ke_rule_count(KE_RULE_ROUTINE_IRQL);

	KeInitializeThreadedDpc(dpc, stay_high, fixture);
	KeInsertQueueDpc(dpc, NULL, NULL);
	KeFlushQueuedDpcs();
	KUNIT_EXPECT_EQ(test, ke_rule_count(KE_RULE_ROUTINE_IRQL), before + 1);
	KeInitializeDpc(dpc, stay_high, fixture);
	KeInsertQueueDpc(dpc, dpc, NULL);
	KeFlushQueuedDpcs();
	KUNIT_EXPECT_EQ(test, ke_rule_count(KE_RULE_ROUTINE_IRQL), before + 2);
	make(probe, MediumImportance);
	queue(probe);
	KUNIT_EXPECT_EQ(test, runs(probe), 1);
	KUNIT_EXPECT_EQ(test, probe->irql, DISPATCH_LEVEL);
	KUNIT_EXPECT_FALSE(test, probe->irqs_off);
}

static void flush(struct ke_dpc *dpc, void *context, void *argument1, void *argument2)
{
	struct fixture *fixture = context;

	KeFlushQueuedDpcs();
	atomic_inc_return_release(&fixture->ended);
}

/* A flush in a DPC would wait for itself: it is refused, and reported. */
static void flush_in_a_dpc(struct kunit *test)
{
	struct fixture *fixture = test->priv;
	struct ke_dpc *dpc = &fixture->probes[0].dpc;
	u64 before = ke_rule_count(KE_RULE_CALL);
	KIRQL old;

	KeInitializeDpc(dpc, flush, fixture);
	KeInsertQueueDpc(dpc, NULL, NULL);
	KUNIT_EXPECT_TRUE(test, EVENTUALLY(atomic_read_acquire(&fixture->ended) == 1));
	KUNIT_EXPECT_EQ(test, ke_rule_count(KE_RULE_CALL), before + 1);
	KeInitializeThreadedDpc(dpc, flush, fixture);
	KeInsertQueueDpc(dpc, NULL, NULL);
	KUNIT_EXPECT_TRUE(test, EVENTUALLY(atomic_read_acquire(&fixture->ended) == 2));
	KUNIT_EXPECT_EQ(test, ke_rule_count(KE_RULE_CALL), before + 2);
	KeRaiseIrql(DISPATCH_LEVEL, &old);
	KeFlushQueuedDpcs();
	KeLowerIrql(old);
	KUNIT_EXPECT_EQ(test, ke_rule_count(KE_RULE_CALL), before + 3);
}

static void wait_for_go(struct ke_dpc *dpc, void *context, void *argument1, void *argument2)
{
	struct fixture *fixture = context;

	atomic_inc(&fixture->begun);
	wait_for_completion(&fixture->go);
}

static void threaded_order(struct kunit *test)
{
	static const struct {
		KDPC_IMPORTANCE importance;
		int place;
	} rows[] = {
		{ MediumImportance, 2 },
		{ LowImportance, 3 },
		{ HighImportance, 1 },
		{ MediumHighImportance, 4 },
	};
	struct fixture *fixture = test->priv;
	struct probe *first = &fixture->probes[PROBES - 1];
	unsigned int cpu = stay();
	bool removed_running;
	size_t i;

	atomic_set(&places, 0);
	KeInitializeThreadedDpc(&first->dpc, wait_for_go, fixture);
	KeSetTargetProcessorDpc(&first->dpc, cpu);
	queue(first);
	KUNIT_ASSERT_TRUE(test, EVENTUALLY(atomic_read(&fixture->begun)));
	removed_running = KeRemoveQueueDpc(&first->dpc);
	for (i = 0; i < ARRAY_SIZE(rows); i++) {
		KeInitializeThreadedDpc(&fixture->probes[i].dpc, note, &fixture->probes[i]);
		KeSetImportanceDpc(&fixture->probes[i].dpc, rows[i].importance);
		KeSetTargetProcessorDpc(&fixture->probes[i].dpc, cpu);
		queue(&fixture->probes[i]);
	}
	KUNIT_EXPECT_TRUE(test, look_threaded(cpu).active);
	KUNIT_EXPECT_EQ(test, look_threaded(cpu).depth, ARRAY_SIZE(rows));
	complete_all(&fixture->go);
	KeFlushQueuedDpcs();
	KUNIT_EXPECT_FALSE(test, removed_running);
	for (i = 0; i < ARRAY_SIZE(rows); i++)
		KUNIT_EXPECT_EQ(test, fixture->probes[i].place, rows[i].place);
}

/* A processor goes: what was queued to it runs elsewhere, in order; it comes back. */
static void processor_goes(struct kunit *test)
{
	struct fixture *fixture = test->priv;
	unsigned int cpu = stay();
	unsigned int other = other_than(test, cpu);
	int error, i, last = 0, in_order = 0;
	bool first_round;

	atomic_set(&places, 0);
	for (i = 0; i < PROBES; i++)
		make_for(&fixture->probes[i], MediumHighImportance, other);
	for (i = 0; i < DEPTH - 1; i++) {
		make_for(&fixture->probes[i], LowImportance, other);
		queue(&fixture->probes[i]);
	}
	error = remove_cpu(other);
	if (error)
		kunit_skip(test, "the processor can't go");
	KUNIT_EXPECT_FALSE(test, look(other).online);
	KUNIT_EXPECT_EQ(test, look(other).depth, 0);
	for (i = 0; i < DEPTH - 1; i++) {
		KUNIT_EXPECT_TRUE(test, EVENTUALLY(runs(&fixture->probes[i]) == 1));
		in_order += fixture->probes[i].place > last;
		last = fixture->probes[i].place;
	}
	KUNIT_EXPECT_EQ(test, in_order, DEPTH - 1);

	first_round = queue(&fixture->probes[DEPTH]);
	KeFlushQueuedDpcs();
	KUNIT_EXPECT_TRUE(test, first_round);
	KUNIT_EXPECT_EQ(test, runs(&fixture->probes[DEPTH]), 1);
	KUNIT_EXPECT_EQ(test, fixture->probes[DEPTH].cpu, cpu);

	KUNIT_ASSERT_EQ(test, add_cpu(other), 0);
	KUNIT_EXPECT_TRUE(test, look(other).online);
	KUNIT_EXPECT_TRUE(test, look_threaded(other).online);
	queue(&fixture->probes[DEPTH]);
	KeFlushQueuedDpcs();
	KUNIT_EXPECT_EQ(test, runs(&fixture->probes[DEPTH]), 2);
	KUNIT_EXPECT_EQ(test, fixture->probes[DEPTH].cpu, other);
}

static int keep_queueing(void *data)
{
	struct worker *worker = data;
	unsigned int i;

	while (!kthread_should_stop()) {
		for (i = 0; i < PROBES; i++)
			worker->inserted += queue(&worker->fixture->probes[i]);
		usleep_range(50, 100);
	}
	return 0;
}

/* The same while DPCs of all kinds are queued to it: none is lost, none hangs. */
static void processor_goes_under_load(struct kunit *test)
{
	struct fixture *fixture = test->priv;
	unsigned int other = other_than(test, stay());
	struct worker worker = { .fixture = fixture };
	int i, error = 0;

	for (i = 0; i < PROBES; i++) {
		if (i % 4 == 3)
			KeInitializeThreadedDpc(&fixture->probes[i].dpc, count_run, fixture);
		else
			KeInitializeDpc(&fixture->probes[i].dpc, count_run, fixture);
		KeSetImportanceDpc(&fixture->probes[i].dpc, i / 4);
		KeSetTargetProcessorDpc(&fixture->probes[i].dpc, other);
	}
	worker.task = kthread_run(keep_queueing, &worker, "ntobj_queue");
	KUNIT_ASSERT_FALSE(test, IS_ERR(worker.task));
	for (i = 0; i < 5 && !error; i++) {
		error = remove_cpu(other);
		if (error)
			break;
		usleep_range(2000, 3000);
		error = add_cpu(other);
	}
	kthread_stop(worker.task);
	KeFlushQueuedDpcs();
	KUNIT_EXPECT_EQ(test, error, 0);
	KUNIT_EXPECT_GT(test, worker.inserted, 0);
	KUNIT_EXPECT_EQ(test, atomic_read(&fixture->ended), worker.inserted);
}

static struct kunit_case cases[] = {
	KUNIT_CASE(rule_table),
	KUNIT_CASE(initialized),
	KUNIT_CASE(never_initialized),
	KUNIT_CASE(runs_at_once),
	KUNIT_CASE(runs_on_lowering),
	KUNIT_CASE(order_by_importance),
	KUNIT_CASE(importance_changes),
	KUNIT_CASE(queued_once),
	KUNIT_CASE(removed),
	KUNIT_CASE(requeues_itself),
	KUNIT_CASE(shares_the_processor),
	KUNIT_CASE(may_be_freed),
	KUNIT_CASE(low_here),
	KUNIT_CASE(low_here_and_little_to_do),
	KUNIT_CASE(low_here_until_too_many),
	KUNIT_CASE(low_elsewhere),
	KUNIT_CASE(medium_elsewhere),
	KUNIT_CASE(medium_high_elsewhere),
	KUNIT_CASE(high_elsewhere),
	KUNIT_CASE(tick_runs_it),
	KUNIT_CASE(maximum_adapts),
	KUNIT_CASE(on_each_processor),
	KUNIT_CASE(not_asked_while_active),
	KUNIT_CASE(flush_waits),
	KUNIT_CASE(nothing_to_flush),
	KUNIT_CASE(from_interrupts),
	KUNIT_CASE_SLOW(stress),
	KUNIT_CASE(threaded),
	KUNIT_CASE(threaded_order),
	KUNIT_CASE(comes_back_high),
	KUNIT_CASE(flush_in_a_dpc),
	KUNIT_CASE(processor_goes),
	KUNIT_CASE(processor_goes_under_load),
	{}
};

struct kunit_suite conformance_dpc_suite = {
	.name = "conformance_dpc",
	.init = init,
	.exit = cleanup,
	.test_cases = cases,
};
