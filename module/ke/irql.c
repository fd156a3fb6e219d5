// SPDX-License-Identifier: GPL-2.0
/*
 * Interrupt request levels: what NT calls them, and which context of Linux each
 * stands for.
 *
 * A level is not a number that somebody keeps; it says what can't come in between.
 * So it is read from Linux wherever Linux knows it, and what a driver raises it to is
 * done to Linux:
 *
 *	PASSIVE		a task
 *	APC		a task that has raised to it: ke_thread.apc_level
 *	DISPATCH	a softirq, or a task with softirqs off; raising turns them off
 *	device		a hard interrupt: the highest device level, as it keeps all others
 *			out. Raising to this or more turns interrupts off
 *	HIGH		interrupts are off by Linux's doing, or an NMI
 *
 * spin_lock() alone, or preemption off, changes no level: softirqs come in. Who wants
 * to sleep asks for more than the level (ke/verifier.c).
 *
 * Where what is kept, and why there
 *
 * - That a task is at APC level: in the task's struct ke_thread. It may be preempted,
 *   sleep, and go on elsewhere. Only the task itself looks at it. When a raise from
 *   there to DISPATCH ends it is found again.
 * - That softirqs are off because of a raise: per processor, as @owner, the task. It is
 *   there to tell that from Linux's own doing. With softirqs off no other task runs
 *   on the processor and the task does not leave it; but with PREEMPT_RT others run, and
 *   may be at DISPATCH too where softirqs off keep out no one (that depends on
 *   the version), so there @lock, a lock that sleeps, belongs to it. Others see that
 *   they are not the owner.
 * - The level above DISPATCH: per processor, since interrupts are off while there is
 *   one; one for tasks and softirqs, and one for hard interrupts, which come over those
 *   at DISPATCH and below. So an interrupt has a level of its own, and leaves
 *   what it came over as it was. NMIs are at HIGH level and never at another.
 *
 * Lowering undoes only what raising did: interrupts first, then softirqs, whose
 * pending ones run there and then, then APC level. Lowering to a level that was
 * never raised to is right, as in NT, down to what Linux itself has brought the context
 * to, or who calls its routine (@floor). What goes wrong changes nothing, and is reported.
 */
#include <linux/bottom_half.h>
#include <linux/irqflags.h>
#include <linux/kernel.h>
#include <linux/percpu.h>
#include <linux/preempt.h>
#include <linux/sched.h>
#include <linux/seq_file.h>
#include <linux/spinlock.h>
/* With PREEMPT_RT this one needs the one before. */
#include <linux/local_lock.h>
#include <ntobj/ke_apc.h>
#include <ntobj/ke_irql.h>

#include "compat/linux.h"

enum context {
	IN_TASK,	/* or in a softirq */
	IN_HARDIRQ,
	IN_NMI,
};

/**
 * struct processor - one processor's levels
 * @lock: what @owner has, with PREEMPT_RT
 * @owner: the task that has raised to DISPATCH here, or NULL
 * @high: the level above DISPATCH that was raised to, by context; or 0
 * @floor: the lowest level that may be lowered to, where @high has one; by context
 * @last: the level that was raised to last
 * @raises: how often each was
 */
struct processor {
	local_lock_t lock;
	struct task_struct *owner;
	u8 high[IN_NMI];
	u8 floor[IN_NMI];
	u8 last;
	u64 raises[KE_LEVELS];
};

static DEFINE_PER_CPU(struct processor, processors) = {
	.lock = INIT_LOCAL_LOCK(lock),
};

static enum context context_now(void)
{
	if (unlikely(in_nmi()))
		return IN_NMI;
	return in_hardirq() ? IN_HARDIRQ : IN_TASK;
}

static u8 hardirq_level(void)
{
	return max_t(u8, this_cpu_read(processors.high[IN_HARDIRQ]), KE_DEVICE_LEVEL_LAST);
}

/* Of a task or a softirq that has interrupts off. */
static u8 level_without_irqs(void)
{
	return this_cpu_read(processors.high[IN_TASK]) ?: KE_HIGH_LEVEL;
}

static u8 task_level(void)
{
	const struct ke_thread *thread = ke_find_used_thread();

	return thread && thread->apc_level ? KE_APC_LEVEL : KE_PASSIVE_LEVEL;
}

static u8 level_in(enum context context)
{
	if (unlikely(context == IN_NMI))
		return KE_HIGH_LEVEL;
	if (context == IN_HARDIRQ)
		return hardirq_level();
	if (irqs_disabled())
		return level_without_irqs();
	return softirq_count() ? KE_DISPATCH_LEVEL : task_level();
}

/**
 * ke_current_irql - the level of who asks
 *
 * NT's KeGetCurrentIrql. Context: any.
 *
 * Return: the level, 0 to 15.
 */
u8 ke_current_irql(void)
{
	return level_in(context_now());
}
EXPORT_SYMBOL_NTOBJ(ke_current_irql);

/* Who has turned softirqs on again by Linux's means has given that up. */
static bool owns_dispatch(void)
{
	return this_cpu_read(processors.owner) == current &&
	       softirq_count() >= SOFTIRQ_DISABLE_OFFSET;
}

/*
 * The same of interrupts: while they are on, what is kept of a task's or softirq's level
 * above DISPATCH is of somebody who has turned them on by Linux's means.
 */
static void forget_stale_level(enum context context)
{
	if (context == IN_TASK && !irqs_disabled())
		this_cpu_write(processors.high[IN_TASK], 0);
}

/* The calling task is at PASSIVE. Its thread can be had wherever it may sleep. */
static bool enter_apc_level(void)
{
	struct ke_thread *thread = ke_find_used_thread();

	if (!thread && ke_is_preemptible())
		thread = ke_current_thread();
	if (thread)
		thread->apc_level = true;
	return thread;
}

/* The calling task goes below APC level, from whichever it was at; what is due then runs. */
static void leave_apc_level(void)
{
	struct ke_thread *thread = ke_find_used_thread();

	if (!thread)
		return;
	thread->apc_level = false;
	ke_check_for_kernel_apcs(thread);
}

/* A task with softirqs on. With PREEMPT_RT this may sleep. */
static bool enter_dispatch_level(void)
{
	if (IS_ENABLED(CONFIG_PREEMPT_RT) && !ke_is_preemptible())
		return false;
	local_bh_disable();
	if (IS_ENABLED(CONFIG_PREEMPT_RT))
		local_lock(&processors.lock);
	this_cpu_write(processors.owner, current);
	return true;
}

static void leave_dispatch_level(void)
{
	this_cpu_write(processors.owner, NULL);
	if (IS_ENABLED(CONFIG_PREEMPT_RT))
		local_unlock(&processors.lock);
	local_bh_enable();
}

static void leave_high_level(void)
{
	this_cpu_write(processors.high[IN_TASK], 0);
	local_irq_enable();
}

static bool raise_task(u8 current_level, u8 irql)
{
	if (irql == KE_APC_LEVEL)
		return enter_apc_level();
	if (current_level < KE_DISPATCH_LEVEL && !enter_dispatch_level())
		return false;
	if (irql > KE_DISPATCH_LEVEL) {
		if (current_level <= KE_DISPATCH_LEVEL)
			local_irq_disable();
		this_cpu_write(processors.high[IN_TASK], irql);
	}
	return true;
}

static void report(enum ke_rule rule, u8 current_level, u8 irql, unsigned long caller)
{
	ke_report_rule(rule, &(struct ke_bug_parameters){ { current_level, irql } }, caller);
}

/**
 * ke_raise_irql - go to a higher level, or stay
 * @irql: the level
 *
 * NT's KeRaiseIrql. In a hard interrupt a raise to any device level is to the one that it
 * has. A level below the current one, above HIGH, or one that can't
 * be had is reported, and the level stays. That is APC level without preemption or
 * without memory, if the task is not known yet; and with PREEMPT_RT DISPATCH level
 * and above without preemption. Context: any. May sleep if the level is PASSIVE and
 * preemption on.
 *
 * Return: the level before, which ke_lower_irql() takes.
 */
u8 ke_raise_irql(u8 irql)
{
	enum context context = context_now();
	u8 before = level_in(context);

	forget_stale_level(context);
	/* All devices' interrupts are kept out already, whichever level its own has. */
	if (context == IN_HARDIRQ && irql >= KE_DEVICE_LEVEL_FIRST && irql < before &&
	    before == KE_DEVICE_LEVEL_LAST)
		return before;
	if (unlikely(irql < before || irql > KE_HIGH_LEVEL)) {
		report(KE_RULE_RAISE, before, irql, _RET_IP_);
		return before;
	}
	if (irql == before)
		return before;
	if (context == IN_HARDIRQ) {
		this_cpu_write(processors.high[IN_HARDIRQ], irql);
	} else if (unlikely(!raise_task(before, irql))) {
		report(KE_RULE_RAISE_HERE, before, irql, _RET_IP_);
		return before;
	}
	this_cpu_write(processors.last, irql);
	this_cpu_inc(processors.raises[irql]);
	return before;
}
EXPORT_SYMBOL_NTOBJ(ke_raise_irql);

/* The lowest level that a context may come to: what others have done keeps it. */
static u8 lowest_level(enum context context)
{
	unsigned int own = owns_dispatch() ? SOFTIRQ_DISABLE_OFFSET : 0;

	if (context == IN_NMI)
		return KE_HIGH_LEVEL;
	if (context == IN_HARDIRQ)
		return max_t(u8, this_cpu_read(processors.floor[IN_HARDIRQ]),
			     KE_DEVICE_LEVEL_LAST);
	if (irqs_disabled())
		return this_cpu_read(processors.high[IN_TASK]) ?
		       max_t(u8, this_cpu_read(processors.floor[IN_TASK]),
			     softirq_count() > own ? KE_DISPATCH_LEVEL : KE_PASSIVE_LEVEL) :
		       KE_HIGH_LEVEL;
	return softirq_count() > own ? KE_DISPATCH_LEVEL : KE_PASSIVE_LEVEL;
}

static bool lower_task(u8 irql)
{
	if (this_cpu_read(processors.high[IN_TASK])) {
		if (irql > KE_DISPATCH_LEVEL) {
			this_cpu_write(processors.high[IN_TASK], irql);
			return true;
		}
		leave_high_level();
	}
	if (irql >= KE_DISPATCH_LEVEL)
		return true;
	if (owns_dispatch())
		leave_dispatch_level();
	if (irql == KE_APC_LEVEL)
		return enter_apc_level();
	leave_apc_level();
	return true;
}

/**
 * ke_lower_irql - go to a lower level, or stay
 * @irql: the level
 *
 * NT's KeLowerIrql. What has been kept out runs before this returns. A level above
 * the current one, or below what the context is at without having raised, is reported,
 * and the level stays. Context: any.
 */
void ke_lower_irql(u8 irql)
{
	enum context context = context_now();
	u8 before = level_in(context);

	forget_stale_level(context);
	if (unlikely(irql > before)) {
		report(KE_RULE_LOWER, before, irql, _RET_IP_);
		return;
	}
	if (irql == before)
		return;
	if (unlikely(irql < lowest_level(context)))
		report(KE_RULE_LOWER_FURTHER, before, irql, _RET_IP_);
	else if (context == IN_HARDIRQ)
		this_cpu_write(processors.high[IN_HARDIRQ],
			       irql > KE_DEVICE_LEVEL_LAST ? irql : 0);
	else if (unlikely(!lower_task(irql)))
		report(KE_RULE_RAISE_HERE, before, irql, _RET_IP_);
}
EXPORT_SYMBOL_NTOBJ(ke_lower_irql);

/**
 * ke_mark_irql - keep in mind what a routine is called with
 * @mark: for ke_check_irql()
 *
 * Context: any.
 */
void ke_mark_irql(struct ke_irql_mark *mark)
{
	forget_stale_level(context_now());
	mark->bottom_halves = softirq_count();
	mark->irqs_off = irqs_disabled();
	mark->high = in_nmi() ? 0 :
		     this_cpu_read(processors.high[in_hardirq() ? IN_HARDIRQ : IN_TASK]);
	mark->irql = ke_current_irql();
}
EXPORT_SYMBOL_NTOBJ(ke_mark_irql);

/* What the routine has left in a task or softirq is undone. */
static void put_right(const struct ke_irql_mark *mark)
{
	if (!mark->irqs_off && irqs_disabled())
		leave_high_level();
	else if (mark->irqs_off && !irqs_disabled())
		local_irq_disable();
	if (mark->irql < KE_DISPATCH_LEVEL && owns_dispatch())
		leave_dispatch_level();
	while (softirq_count() > mark->bottom_halves && !irqs_disabled())
		local_bh_enable();
	if (mark->irql == KE_PASSIVE_LEVEL)
		leave_apc_level();
	else if (mark->irql == KE_APC_LEVEL)
		enter_apc_level();
}

/* The level of a hard interrupt, or the one above DISPATCH, as it was. */
static void restore_high_level(const struct ke_irql_mark *mark)
{
	this_cpu_write(processors.high[in_hardirq() ? IN_HARDIRQ : IN_TASK], mark->high);
}

/**
 * ke_check_irql - whether a routine of a driver's has come back as it was called
 * @mark: from ke_mark_irql()
 * @rule: what it has broken otherwise
 * @routine: its address
 *
 * Otherwise that is reported and put right, as far as that can be: what it has turned
 * off is turned on again. Context: the one that @mark is from.
 *
 * Return: whether it has.
 */
bool ke_check_irql(const struct ke_irql_mark *mark, enum ke_rule rule,
		   unsigned long routine)
{
	struct ke_bug_parameters parameters = {};
	u8 irql = ke_current_irql();

	forget_stale_level(context_now());
	if (likely(irql == mark->irql && softirq_count() == mark->bottom_halves &&
		   irqs_disabled() == mark->irqs_off)) {
		/* Levels above DISPATCH that read the same may be kept otherwise. */
		if (mark->irqs_off)
			restore_high_level(mark);
		return true;
	}
	if (context_now() == IN_TASK)
		put_right(mark);
	if (mark->irqs_off)
		restore_high_level(mark);
	if (rule == KE_RULE_SERVICE_IRQL) {
		parameters.of[0] = routine;
		parameters.of[1] = irql;
	} else {
		parameters.of[0] = irql << 16 | mark->irql << 8;
		parameters.of[1] = routine;
	}
	ke_report_rule(rule, &parameters, routine);
	return false;
}
EXPORT_SYMBOL_NTOBJ(ke_check_irql);

/**
 * ke_begin_routine - have a routine of a driver's run at a level above DISPATCH
 * @routine: for ke_end_routine()
 * @irql: the level, which the routine can't lower from
 *
 * Context: any but NMI, with interrupts off up to ke_end_routine().
 */
void ke_begin_routine(struct ke_irql_routine *routine, u8 irql)
{
	unsigned int context = in_hardirq() ? IN_HARDIRQ : IN_TASK;

	routine->high = this_cpu_read(processors.high[context]);
	routine->floor = this_cpu_read(processors.floor[context]);
	this_cpu_write(processors.high[context], irql);
	this_cpu_write(processors.floor[context], irql);
	ke_mark_irql(&routine->mark);
}

/**
 * ke_end_routine - see what a routine has come back with
 * @routine: from ke_begin_routine()
 * @address: the routine's
 *
 * Context: see there.
 *
 * Return: whether it has come back at its level, see ke_check_irql().
 */
bool ke_end_routine(const struct ke_irql_routine *routine, unsigned long address)
{
	unsigned int context = in_hardirq() ? IN_HARDIRQ : IN_TASK;
	bool right = ke_check_irql(&routine->mark, KE_RULE_ROUTINE_IRQL, address);

	this_cpu_write(processors.high[context], routine->high);
	this_cpu_write(processors.floor[context], routine->floor);
	return right;
}

static const char *const level_names[KE_LEVELS] = {
	"PASSIVE", "APC", "DISPATCH", "DEVICE_3", "DEVICE_4", "DEVICE_5", "DEVICE_6",
	"DEVICE_7", "DEVICE_8", "DEVICE_9", "DEVICE_10", "DEVICE_11", "SYNCH", "CLOCK",
	"IPI", "HIGH",
};

static u8 shown_level(const struct processor *processor)
{
	u8 high = max(READ_ONCE(processor->high[IN_TASK]),
		      READ_ONCE(processor->high[IN_HARDIRQ]));

	if (high)
		return high;
	return READ_ONCE(processor->owner) ? KE_DISPATCH_LEVEL : KE_PASSIVE_LEVEL;
}

/**
 * ke_show_irql - list what each processor was raised to, a line each
 * @file: where to
 *
 * Context: process.
 */
void ke_show_irql(struct seq_file *file)
{
	unsigned int cpu, i;

	seq_puts(file, "# cpu\traised\tlast");
	for (i = KE_APC_LEVEL; i < KE_LEVELS; i++)
		seq_printf(file, "\t%s", level_names[i]);
	seq_putc(file, '\n');
	for_each_possible_cpu(cpu) {
		const struct processor *processor = per_cpu_ptr(&processors, cpu);

		seq_printf(file, "%u\t%u\t%u", cpu, shown_level(processor),
			   READ_ONCE(processor->last));
		for (i = KE_APC_LEVEL; i < KE_LEVELS; i++)
			seq_printf(file, "\t%llu", READ_ONCE(processor->raises[i]));
		seq_putc(file, '\n');
	}
}
