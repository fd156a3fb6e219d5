/* SPDX-License-Identifier: GPL-2.0 */
/*
 * Interrupt request levels, the rules that hang on them, and bug checks: what a
 * driver may call, and what the module's own parts need of it.
 */
#ifndef _NTOBJ_KE_IRQL_H
#define _NTOBJ_KE_IRQL_H

#include <linux/atomic.h>
#include <linux/compiler.h>
#include <linux/irqflags.h>
#include <linux/list.h>
#include <linux/module.h>
#include <linux/preempt.h>
#include <linux/types.h>

struct seq_file;

/* Levels: ke/irql.c. The numbers are those of NT on x64. */
#define KE_PASSIVE_LEVEL	0
#define KE_APC_LEVEL		1
#define KE_DISPATCH_LEVEL	2
#define KE_DEVICE_LEVEL_FIRST	3
#define KE_DEVICE_LEVEL_LAST	11
#define KE_SYNCH_LEVEL		12
#define KE_CLOCK_LEVEL		13
#define KE_IPI_LEVEL		14
#define KE_POWER_LEVEL		14
#define KE_PROFILE_LEVEL	15
#define KE_HIGH_LEVEL		15
#define KE_LEVELS		16

u8 ke_current_irql(void);
u8 ke_raise_irql(u8 irql);
void ke_lower_irql(u8 irql);
void ke_show_irql(struct seq_file *file);

/**
 * struct ke_irql_mark - what a routine of a driver's has to come back with
 * @bottom_halves: softirq_count() when it was called
 * @irqs_off: whether interrupts were off then
 * @high: what the level above DISPATCH was that had been raised to, or 0
 * @irql: the level then
 */
struct ke_irql_mark {
	unsigned int bottom_halves;
	bool irqs_off;
	u8 high;
	u8 irql;
};

enum ke_rule;

/**
 * struct ke_irql_routine - a routine that runs at a level of its own
 * @mark: what it has to come back with
 * @high: the level above DISPATCH before
 * @floor: the lowest that could be lowered to before
 */
struct ke_irql_routine {
	struct ke_irql_mark mark;
	u8 high;
	u8 floor;
};

void ke_begin_routine(struct ke_irql_routine *routine, u8 irql);
bool ke_end_routine(const struct ke_irql_routine *routine, unsigned long address);
void ke_mark_irql(struct ke_irql_mark *mark);
bool ke_check_irql(const struct ke_irql_mark *mark, enum ke_rule rule,
		   unsigned long routine);

/* Rules, and who broke them: ke/verifier.c */

/**
 * enum ke_rule - what drivers may not do
 * @KE_RULE_RAISE: raise to a level below the current one, or to none at all
 * @KE_RULE_RAISE_HERE: raise where that level can't be had
 * @KE_RULE_LOWER: lower to a level above the current one
 * @KE_RULE_LOWER_FURTHER: lower below what the context is at without the driver
 * @KE_RULE_WAIT: wait where nobody may sleep
 * @KE_RULE_CALL: call a function above the level that it may be called at
 * @KE_RULE_SERVICE_IRQL: a service returns at another level than it was called at
 * @KE_RULE_ROUTINE_IRQL: another routine does
 * @KE_RULE_DPC: queue what no DPC was made in
 * @KE_RULE_REGION: leave a region that it is not in, or enter one where that can't be had
 * @KE_RULE_REGION_KEPT: a routine comes back in other regions, or with a mutex
 * @KE_RULE_EXIT_REGION: a thread ends in a region
 * @KE_RULE_MUTEX: release a mutex that the thread does not own
 * @KE_RULE_UNLOAD: go, and leave something behind that its code is called by
 * @KE_RULES: how many there are
 */
enum ke_rule {
	KE_RULE_RAISE,
	KE_RULE_RAISE_HERE,
	KE_RULE_LOWER,
	KE_RULE_LOWER_FURTHER,
	KE_RULE_WAIT,
	KE_RULE_CALL,
	KE_RULE_SERVICE_IRQL,
	KE_RULE_ROUTINE_IRQL,
	KE_RULE_DPC,
	KE_RULE_REGION,
	KE_RULE_REGION_KEPT,
	KE_RULE_EXIT_REGION,
	KE_RULE_MUTEX,
	KE_RULE_UNLOAD,
	KE_RULES
};

/* Four parameters of a bug check. */
struct ke_bug_parameters {
	unsigned long of[4];
};

void ke_report_rule(enum ke_rule rule, const struct ke_bug_parameters *parameters,
		    unsigned long caller);
bool ke_irql_is_at_most(u8 most, unsigned long caller);
bool ke_may_wait(const void *object, bool owned, u64 deadline, unsigned long caller);
u64 ke_rule_count(enum ke_rule rule);
void ke_show_verifier(struct seq_file *file);

/**
 * ke_require_irql - whether the current level is low enough for a function
 * @most: the highest that it may be called at
 *
 * For the first line of a function that drivers call. If it is not, that is reported,
 * in the name of who called the function. Context: any.
 *
 * Return: whether the function may go on.
 */
#define ke_require_irql(most)	ke_irql_is_at_most(most, _RET_IP_)

/*
 * preemptible(), which a kernel that does not count where it can't be preempted never
 * says of anybody. What such a kernel knows is whether this is a task with
 * interrupts on.
 */
static inline bool ke_is_preemptible(void)
{
	return !preempt_count() && !irqs_disabled();
}

/* Bug checks: ke/bugcheck.c */

#define KE_APC_INDEX_MISMATCH		0x00000001
#define KE_IRQL_NOT_DISPATCH_LEVEL	0x00000008
#define KE_IRQL_NOT_GREATER_OR_EQUAL	0x00000009
#define KE_IRQL_NOT_LESS_OR_EQUAL	0x0000000A
#define KE_THREAD_NOT_MUTEX_OWNER	0x00000011
#define KE_KERNEL_APC_PENDING_DURING_EXIT 0x00000020
#define KE_IRQL_GT_ZERO_AT_SYSTEM_SERVICE 0x0000004A
#define KE_TIMER_OR_DPC_INVALID		0x000000C7
#define KE_IRQL_UNEXPECTED_VALUE	0x000000C8
#define KE_DRIVER_UNLOADED_WITH_PENDING	0x000000CE

/**
 * struct ke_bug_check - what is to be recorded
 * @code: NT's number
 * @parameters: what they mean depends on the code
 * @rule: of a rule that was broken, what it is called; NULL for a driver's own
 */
struct ke_bug_check {
	u32 code;
	struct ke_bug_parameters parameters;
	const char *rule;
};

/**
 * struct ke_bug_callback - a driver's routine that a bug check calls
 * @link: in the list of them; its own
 * @routine: called at HIGH level with interrupts off, on one processor
 * @buffer: for it
 * @length: of @buffer
 * @component: what the driver calls it
 * @driver: whose it is
 * @registered: whether it is in the list
 */
struct ke_bug_callback {
	struct list_head link;
	void (*routine)(void *buffer, u32 length);
	void *buffer;
	u32 length;
	const char *component;
	char driver[MODULE_NAME_LEN];
	bool registered;
};

void ke_initialize_bug_callback(struct ke_bug_callback *callback);
bool ke_register_bug_callback(struct ke_bug_callback *callback,
			      void (*routine)(void *buffer, u32 length), void *buffer,
			      u32 length, const char *component);
bool ke_deregister_bug_callback(struct ke_bug_callback *callback);

void ke_report_bug_check(const struct ke_bug_check *check, unsigned long caller);
bool ke_is_contained(unsigned long caller);
bool ke_is_contained_module(const struct module *module);
int ke_bug_check_init(void);
void ke_bug_check_destroy(void);
void ke_bug_check_ex(u32 code, unsigned long parameter_1, unsigned long parameter_2,
		     unsigned long parameter_3, unsigned long parameter_4);
const char *ke_bug_check_name(u32 code);
u64 ke_last_bug_check(struct ke_bug_check *check);
void ke_show_bug_checks(struct seq_file *file);
void ke_show_contained(struct seq_file *file);

/* Functions on every processor: ke/ipi.c */
unsigned long ke_ipi_generic_call(unsigned long (*function)(unsigned long argument),
				  unsigned long argument);

#endif /* _NTOBJ_KE_IRQL_H */
