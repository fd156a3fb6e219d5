// SPDX-License-Identifier: GPL-2.0
/*
 * The rules that drivers are held to: who breaks one is refused, and is told of here
 * by the bug check that NT has for it. Each rule counts how often that was.
 *
 * Nothing here has a lock, so a rule can be broken anywhere.
 */
#include <linux/atomic.h>
#include <linux/export.h>
#include <linux/preempt.h>
#include <linux/seq_file.h>
#include <ntobj/ke.h>
#include <ntobj/ke_irql.h>

#include "compat/linux.h"

/**
 * struct rule - one of the rules
 * @name: what it is called
 * @text: what was done
 * @code: NT's bug check for it
 */
struct rule {
	const char *name;
	const char *text;
	u32 code;
};

static const struct rule rules[KE_RULES] = {
	[KE_RULE_RAISE] = {
		"raise", "raised the IRQL to a lower one", KE_IRQL_NOT_GREATER_OR_EQUAL
	},
	[KE_RULE_RAISE_HERE] = {
		"raise-here", "raised the IRQL where that can't be had",
		KE_IRQL_NOT_GREATER_OR_EQUAL
	},
	[KE_RULE_LOWER] = {
		"lower", "lowered the IRQL to a higher one", KE_IRQL_NOT_LESS_OR_EQUAL
	},
	[KE_RULE_LOWER_FURTHER] = {
		"lower-further", "lowered the IRQL below that of its context",
		KE_IRQL_UNEXPECTED_VALUE
	},
	[KE_RULE_WAIT] = {
		"wait", "waited where nobody may sleep", KE_IRQL_NOT_LESS_OR_EQUAL
	},
	[KE_RULE_CALL] = {
		"call", "called a function at too high an IRQL", KE_IRQL_NOT_LESS_OR_EQUAL
	},
	[KE_RULE_SERVICE_IRQL] = {
		"service-irql", "a service came back at another IRQL",
		KE_IRQL_GT_ZERO_AT_SYSTEM_SERVICE
	},
	[KE_RULE_ROUTINE_IRQL] = {
		"routine-irql", "a routine came back at another IRQL",
		KE_IRQL_UNEXPECTED_VALUE
	},
	[KE_RULE_DPC] = {
		"dpc", "queued a DPC that was not initialized", KE_TIMER_OR_DPC_INVALID
	},
	[KE_RULE_REGION] = {
		"region", "left a region that it was not in, or entered too many",
		KE_APC_INDEX_MISMATCH
	},
	[KE_RULE_REGION_KEPT] = {
		"region-kept", "a routine came back in other regions, or with a mutex",
		KE_APC_INDEX_MISMATCH
	},
	[KE_RULE_EXIT_REGION] = {
		"exit-region", "a thread ended in a region", KE_KERNEL_APC_PENDING_DURING_EXIT
	},
	[KE_RULE_MUTEX] = {
		"mutex", "released a mutex that the thread does not own",
		KE_THREAD_NOT_MUTEX_OWNER
	},
	[KE_RULE_UNLOAD] = {
		"unload", "went with a DPC queued or a callback registered",
		KE_DRIVER_UNLOADED_WITH_PENDING
	},
};

static atomic64_t counts[KE_RULES];

/**
 * ke_report_rule - tell that a rule was broken
 * @rule: which
 * @parameters: of the bug check
 * @caller: an address in the driver that has broken it
 *
 * Context: any.
 */
void ke_report_rule(enum ke_rule rule, const struct ke_bug_parameters *parameters,
		    unsigned long caller)
{
	atomic64_inc(&counts[rule]);
	ke_report_bug_check(&(struct ke_bug_check){
		.code = rules[rule].code,
		.parameters = *parameters,
		.rule = rules[rule].name,
	}, caller);
}

/**
 * ke_rule_count - how often a rule was broken
 * @rule: which
 *
 * Context: any.
 *
 * Return: how often, since the module was loaded.
 */
u64 ke_rule_count(enum ke_rule rule)
{
	return atomic64_read(&counts[rule]);
}
EXPORT_SYMBOL_NTOBJ(ke_rule_count);

/* Whether somebody may sleep, which is more than not to be at DISPATCH. */
static bool may_sleep(void)
{
	return ke_is_preemptible() && !softirq_count();
}

/**
 * ke_irql_is_at_most - see ke_require_irql()
 * @most: see there
 * @caller: who has called the function
 *
 * At most APC level means that the function may sleep, which takes preemption too.
 * Context: any.
 *
 * Return: see there.
 */
bool ke_irql_is_at_most(u8 most, unsigned long caller)
{
	u8 irql;

	if (likely(most >= KE_APC_LEVEL && may_sleep()))
		return true;
	irql = ke_current_irql();
	if (irql <= most && (most >= KE_DISPATCH_LEVEL || may_sleep()))
		return true;
	ke_report_rule(KE_RULE_CALL,
		       &(struct ke_bug_parameters){ { caller, irql, 0, caller } }, caller);
	return false;
}

/**
 * ke_may_wait - whether a driver may wait where it is
 * @object: what for
 * @owned: whether it, or one of several, gets the thread as its owner
 * @deadline: how long
 * @caller: where it does that
 *
 * What would need to sleep may be asked for up to APC level and with preemption, and
 * what would not up to DISPATCH; but who serves a softirq is no thread that could own
 * anything, and with PREEMPT_RT locks sleep. Otherwise that is reported. Context: any.
 *
 * Return: whether it may.
 */
bool ke_may_wait(const void *object, bool owned, u64 deadline, unsigned long caller)
{
	u8 irql;

	if (likely(may_sleep()))
		return true;
	irql = ke_current_irql();
	if (deadline == NTOBJ_WAIT_POLL && irql <= KE_DISPATCH_LEVEL &&
	    !(owned && in_serving_softirq()) &&
	    (!IS_ENABLED(CONFIG_PREEMPT_RT) || ke_is_preemptible()))
		return true;
	ke_report_rule(KE_RULE_WAIT, &(struct ke_bug_parameters){
		{ (unsigned long)object, irql, 0, caller } }, caller);
	return false;
}

/**
 * ke_show_verifier - list the rules, a line each
 * @file: where to
 *
 * Context: process.
 */
void ke_show_verifier(struct seq_file *file)
{
	unsigned int i;

	seq_puts(file, "# rule\tbroken\tcode\tname\ttext\n");
	for (i = 0; i < KE_RULES; i++)
		seq_printf(file, "%s\t%llu\t0x%08x\t%s\t%s\n", rules[i].name,
			   (u64)atomic64_read(&counts[i]), rules[i].code,
			   ke_bug_check_name(rules[i].code), rules[i].text);
}
