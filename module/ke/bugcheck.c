// SPDX-License-Identifier: GPL-2.0
/*
 * Bug checks: a driver says that it can't go on, or has broken a rule.
 *
 * In NT the system ends there. Here a parameter says what comes of it:
 *
 *	report	it is recorded, told in the kernel's log, and that is all
 *	contain	the driver is contained as well: nothing more begins in it or for it
 *		(ke_is_contained()), until it is unloaded
 *	panic	the system ends, as in NT
 *
 * The last bug checks are kept for debugfs, with stacks. Who records one sets the bit
 * of its place; who finds it set goes without, so nobody waits, and bug checks
 * come from anywhere, NMIs too. A number that is missing tells of that.
 *
 * Routines that drivers have registered are called when the system ends. Before that,
 * as it goes on, only those of the driver itself are: if it has called for the bug
 * check, or when it is contained.
 *
 * Whose an address is, the kernel's table of symbols says. It is asked when a bug check
 * comes, and when somebody is contained; else a call costs a look at a count.
 *
 * Locking
 *
 * @callbacks_lock, a raw spinlock with interrupts off, guards the list of routines,
 * and is held over their calls: when one has been taken out it is not running. The
 * processor that has it for that is @calling_on, so a bug check in a routine calls none.
 *
 * @contained_lock, the same kind, guards @contained. Both are innermost.
 *
 * A driver that is unloaded is looked after when its exit function has returned and its
 * memory is still there: a DPC of its that is queued, and a routine that is registered, are
 * reported (KE_RULE_UNLOAD) and taken out. That goes by where their code is, so nothing is
 * noted when they come. A timer of its that is set is not looked for.
 */
#include <linux/atomic.h>
#include <linux/bitops.h>
#include <linux/delay.h>
#include <linux/delay.h>
#include <linux/err.h>
#include <linux/kallsyms.h>
#include <linux/list.h>
#include <linux/module.h>
#include <linux/notifier.h>
#include <linux/panic.h>
#include <linux/ratelimit.h>
#include <linux/sched.h>
#include <linux/seq_file.h>
#include <linux/spinlock.h>
#include <linux/stacktrace.h>
#include <linux/string.h>
#include <linux/timekeeping.h>
#include <ntobj/ke.h>
#include <ntobj/ke_irql.h>
#include <ntobj/ob.h>

#include "compat/linux.h"
#include "ke/dpc.h"
#include "ke/trace.h"

#define RECORDS		64
#define STACK_DEPTH	16
#define CALLER_LENGTH	96
#define CONTAINED	16
#define BUSY		0
#define PATIENCE	100000	/* of 5 microseconds */
#define CLEANUP_MS	2	/* between two looks for a DPC that is running */

/**
 * struct bug_record - a bug check
 * @busy: bit BUSY: somebody is at it
 * @number: which one it is, of all ever; from 1
 * @time: nanoseconds since 1970
 * @check: what it was
 * @irql: the level there
 * @cpu: the processor
 * @process: the current task's process, as the initial pid namespace has it
 * @thread: the task
 * @comm: its name
 * @caller: where it was
 * @driver: whose that is; "-" if it is no module's
 * @depth: of @stack
 * @stack: how it came there
 */
struct bug_record {
	unsigned long busy;
	u64 number;
	u64 time;
	struct ke_bug_check check;
	u8 irql;
	int cpu;
	pid_t process;
	pid_t thread;
	char comm[TASK_COMM_LEN];
	char caller[CALLER_LENGTH];
	char driver[MODULE_NAME_LEN];
	unsigned int depth;
	unsigned long stack[STACK_DEPTH];
};

static struct bug_record records[RECORDS];
static atomic64_t checks;

static DEFINE_RAW_SPINLOCK(callbacks_lock);
static LIST_HEAD(callbacks);
static int calling_on = -1;

static DEFINE_RAW_SPINLOCK(contained_lock);
static char contained[CONTAINED][MODULE_NAME_LEN];
static atomic_t contained_count;

enum policy {
	POLICY_REPORT,
	POLICY_CONTAIN,
	POLICY_PANIC,
};

static const char *const policies[] = { "report", "contain", "panic" };
static enum policy policy;

static int policy_set(const char *value, const struct kernel_param *parameter)
{
	int found = sysfs_match_string(policies, value);

	if (found >= 0)
		WRITE_ONCE(policy, found);
	return min(found, 0);
}

static int policy_get(char *buffer, const struct kernel_param *parameter)
{
	return sysfs_emit(buffer, "%s\n", policies[READ_ONCE(policy)]);
}

static const struct kernel_param_ops policy_ops = {
	.set = policy_set,
	.get = policy_get,
};

module_param_cb(bugcheck, &policy_ops, NULL, 0644);
MODULE_PARM_DESC(bugcheck,
		 "What comes of a bug check: report, contain (the driver) or panic (default report)");

static const struct {
	u32 code;
	const char *name;
} names[] = {
	{ 0x00000001, "APC_INDEX_MISMATCH" },
	{ 0x00000002, "DEVICE_QUEUE_NOT_BUSY" },
	{ 0x00000004, "INVALID_DATA_ACCESS_TRAP" },
	{ 0x00000006, "INVALID_PROCESS_ATTACH_ATTEMPT" },
	{ 0x00000008, "IRQL_NOT_DISPATCH_LEVEL" },
	{ 0x00000009, "IRQL_NOT_GREATER_OR_EQUAL" },
	{ 0x0000000A, "IRQL_NOT_LESS_OR_EQUAL" },
	{ 0x0000000F, "SPIN_LOCK_ALREADY_OWNED" },
	{ 0x00000010, "SPIN_LOCK_NOT_OWNED" },
	{ 0x00000011, "THREAD_NOT_MUTEX_OWNER" },
	{ 0x00000018, "REFERENCE_BY_POINTER" },
	{ 0x0000001E, "KMODE_EXCEPTION_NOT_HANDLED" },
	{ 0x00000020, "KERNEL_APC_PENDING_DURING_EXIT" },
	{ 0x0000003B, "SYSTEM_SERVICE_EXCEPTION" },
	{ 0x0000003F, "NO_MORE_SYSTEM_PTES" },
	{ 0x0000004A, "IRQL_GT_ZERO_AT_SYSTEM_SERVICE" },
	{ 0x00000050, "PAGE_FAULT_IN_NONPAGED_AREA" },
	{ 0x0000007F, "UNEXPECTED_KERNEL_MODE_TRAP" },
	{ 0x00000093, "INVALID_KERNEL_HANDLE" },
	{ 0x000000B8, "ATTEMPTED_SWITCH_FROM_DPC" },
	{ 0x000000C1, "SPECIAL_POOL_DETECTED_MEMORY_CORRUPTION" },
	{ 0x000000C2, "BAD_POOL_CALLER" },
	{ 0x000000C4, "DRIVER_VERIFIER_DETECTED_VIOLATION" },
	{ 0x000000C5, "DRIVER_CORRUPTED_EXPOOL" },
	{ 0x000000C7, "TIMER_OR_DPC_INVALID" },
	{ 0x000000C8, "IRQL_UNEXPECTED_VALUE" },
	{ 0x000000C9, "DRIVER_VERIFIER_IOMANAGER_VIOLATION" },
	{ 0x000000CA, "PNP_DETECTED_FATAL_ERROR" },
	{ 0x000000CE, "DRIVER_UNLOADED_WITHOUT_CANCELLING_PENDING_OPERATIONS" },
	{ 0x000000D1, "DRIVER_IRQL_NOT_LESS_OR_EQUAL" },
	{ 0x000000E2, "MANUALLY_INITIATED_CRASH" },
	{ 0x000000E3, "RESOURCE_NOT_OWNED" },
	{ 0x000000F4, "CRITICAL_OBJECT_TERMINATION" },
	{ 0x00000133, "DPC_WATCHDOG_VIOLATION" },
	{ 0xDEADDEAD, "MANUALLY_INITIATED_CRASH1" },
};

/**
 * ke_bug_check_name - what NT calls a bug check
 * @code: its number
 *
 * Context: any.
 *
 * Return: the name; "-" for one that is not in the table.
 */
const char *ke_bug_check_name(u32 code)
{
	unsigned int i;

	for (i = 0; i < ARRAY_SIZE(names); i++)
		if (names[i].code == code)
			return names[i].name;
	return "-";
}
EXPORT_SYMBOL_NTOBJ(ke_bug_check_name);

/* The module that an address is in, as the table of symbols says: "name [module]". */
static noinline_for_stack void find_driver(unsigned long address, char *driver)
{
	char symbol[KSYM_SYMBOL_LEN];
	char *end, *begin;

	sprint_symbol_no_offset(symbol, address);
	begin = strrchr(symbol, '[');
	end = begin ? strchr(begin, ']') : NULL;
	if (!end) {
		strscpy(driver, "-", MODULE_NAME_LEN);
		return;
	}
	*end = '\0';
	strscpy(driver, begin + 1, MODULE_NAME_LEN);
}

/* No rule is for the module itself, and what is no module can't be contained. */
static bool can_be_contained(const char *driver)
{
	return strcmp(driver, "-") && strcmp(driver, KBUILD_MODNAME);
}

static int find_contained(const char *driver)
{
	unsigned int i;

	for (i = 0; i < CONTAINED; i++)
		if (!strcmp(contained[i], driver))
			return i;
	return -1;
}

/* False if it is contained already, or there is no place. */
static bool contain(const char *driver)
{
	unsigned long flags;
	int place = -1;

	if (!can_be_contained(driver))
		return false;
	raw_spin_lock_irqsave(&contained_lock, flags);
	if (find_contained(driver) < 0)
		place = find_contained("");
	if (place >= 0) {
		strscpy(contained[place], driver, MODULE_NAME_LEN);
		atomic_inc(&contained_count);
	}
	raw_spin_unlock_irqrestore(&contained_lock, flags);
	return place >= 0;
}

static void release_contained(const char *driver)
{
	unsigned long flags;
	int place;

	raw_spin_lock_irqsave(&contained_lock, flags);
	place = find_contained(driver);
	if (place >= 0) {
		memset(contained[place], 0, MODULE_NAME_LEN);
		atomic_dec(&contained_count);
	}
	raw_spin_unlock_irqrestore(&contained_lock, flags);
}

static bool is_contained(const char *driver)
{
	unsigned long flags;
	bool is;

	if (!can_be_contained(driver))
		return false;
	raw_spin_lock_irqsave(&contained_lock, flags);
	is = find_contained(driver) >= 0;
	raw_spin_unlock_irqrestore(&contained_lock, flags);
	return is;
}

/**
 * ke_is_contained - whether a driver is contained
 * @caller: an address in it
 *
 * Asked by what would begin something for a driver. Context: any but NMI.
 *
 * Return: whether it is.
 */
bool ke_is_contained(unsigned long caller)
{
	char driver[MODULE_NAME_LEN];

	if (likely(!atomic_read(&contained_count)))
		return false;
	find_driver(caller, driver);
	return is_contained(driver);
}

/**
 * ke_is_contained_module - the same of a module
 * @module: the driver
 *
 * Context: any but NMI.
 *
 * Return: whether it is.
 */
bool ke_is_contained_module(const struct module *module)
{
	return unlikely(atomic_read(&contained_count)) && is_contained(module->name);
}

static void call_routine(struct ke_bug_callback *callback)
{
	struct ke_irql_routine routine;

	ke_begin_routine(&routine, KE_HIGH_LEVEL);
	callback->routine(callback->buffer, callback->length);
	ke_end_routine(&routine, (unsigned long)callback->routine);
}

/* Interrupts are off there, so this is the processor's own doing. */
static bool in_routine(void)
{
	return irqs_disabled() && READ_ONCE(calling_on) == raw_smp_processor_id();
}

/* Those of a driver, or of all. */
/* With callbacks_lock held. */
static void call_each(const char *driver)
{
	struct ke_bug_callback *callback;

	lockdep_assert_held(&callbacks_lock);
	WRITE_ONCE(calling_on, raw_smp_processor_id());
	list_for_each_entry(callback, &callbacks, link)
		if (!driver || !strcmp(callback->driver, driver))
			call_routine(callback);
	WRITE_ONCE(calling_on, -1);
}

static void call_routines(const char *driver)
{
	unsigned long flags;

	if (in_nmi())
		return;
	local_irq_save(flags);
	if (!in_routine()) {
		raw_spin_lock(&callbacks_lock);
		call_each(driver);
		raw_spin_unlock(&callbacks_lock);
	}
	local_irq_restore(flags);
}

/* Who ends the system does not wait long for a routine that may never come back. */
static void call_all_routines(void)
{
	unsigned int tries;

	if (in_nmi() || in_routine())
		return;
	local_irq_disable();
	for (tries = 0; tries < PATIENCE; tries++) {
		if (raw_spin_trylock(&callbacks_lock)) {
			call_each(NULL);
			raw_spin_unlock(&callbacks_lock);
			return;
		}
		udelay(5);
	}
}

/**
 * ke_initialize_bug_callback - set up a place for a routine
 * @callback: the place, which is not in use
 *
 * NT's KeInitializeCallbackRecord. Context: any.
 */
void ke_initialize_bug_callback(struct ke_bug_callback *callback)
{
	memset(callback, 0, sizeof(*callback));
	INIT_LIST_HEAD(&callback->link);
}
EXPORT_SYMBOL_NTOBJ(ke_initialize_bug_callback);

/**
 * ke_register_bug_callback - have a routine called at bug checks
 * @callback: its place, which must last until it is taken out
 * @routine: called with @buffer and @length, at HIGH level; may take no lock that
 *	others have
 * @buffer: for it
 * @length: of @buffer
 * @component: what the driver calls it; must last as long
 *
 * NT's KeRegisterBugCheckCallback. Context: any but NMI and the routines.
 *
 * Return: false if the place is in use, or the driver is contained.
 */
bool ke_register_bug_callback(struct ke_bug_callback *callback,
			      void (*routine)(void *buffer, u32 length), void *buffer,
			      u32 length, const char *component)
{
	unsigned long flags;
	bool registered;

	if (ke_is_contained(_RET_IP_) || in_routine())
		return false;
	raw_spin_lock_irqsave(&callbacks_lock, flags);
	registered = !callback->registered;
	if (registered) {
		callback->routine = routine;
		callback->buffer = buffer;
		callback->length = length;
		callback->component = component;
		callback->registered = true;
		find_driver((unsigned long)routine, callback->driver);
		list_add_tail(&callback->link, &callbacks);
	}
	raw_spin_unlock_irqrestore(&callbacks_lock, flags);
	return registered;
}
EXPORT_SYMBOL_NTOBJ(ke_register_bug_callback);

/**
 * ke_deregister_bug_callback - have a routine not called any more
 * @callback: its place
 *
 * NT's KeDeregisterBugCheckCallback. Afterwards it is not running either. Context: any
 * but NMI and the routines.
 *
 * Return: false if it is not registered.
 */
bool ke_deregister_bug_callback(struct ke_bug_callback *callback)
{
	unsigned long flags;
	bool registered;

	if (in_routine())
		return false;
	raw_spin_lock_irqsave(&callbacks_lock, flags);
	registered = callback->registered;
	if (registered) {
		list_del_init(&callback->link);
		callback->registered = false;
	}
	raw_spin_unlock_irqrestore(&callbacks_lock, flags);
	return registered;
}
EXPORT_SYMBOL_NTOBJ(ke_deregister_bug_callback);

static bool acquire(unsigned long *busy)
{
	return !test_and_set_bit_lock(BUSY, busy);
}

static void release(unsigned long *busy)
{
	clear_bit_unlock(BUSY, busy);
}

static void fill_record(struct bug_record *record, const struct ke_bug_check *check,
			unsigned long caller, const char *driver)
{
	record->time = ktime_get_real_fast_ns();
	record->check = *check;
	record->irql = ke_current_irql();
	record->cpu = raw_smp_processor_id();
	record->process = task_tgid_nr(current);
	record->thread = task_pid_nr(current);
	/* Not by its function, which takes a lock on some kernels. */
	strscpy(record->comm, current->comm, sizeof(record->comm));
	snprintf(record->caller, sizeof(record->caller), "%pS", (void *)caller);
	strscpy(record->driver, driver, sizeof(record->driver));
	record->depth = stack_trace_save(record->stack, STACK_DEPTH, 2);
}

static void keep_record(const struct ke_bug_check *check, unsigned long caller,
			const char *driver)
{
	u64 number = atomic64_inc_return(&checks);
	struct bug_record *record = &records[number % RECORDS];

	if (!acquire(&record->busy))
		return;
	/* Else others have come so often meanwhile that theirs is here. */
	if (record->number < number) {
		record->number = number;
		fill_record(record, check, caller, driver);
	}
	release(&record->busy);
}

/* A loop that breaks rules is told of now and then. */
static void tell(const struct ke_bug_check *check, unsigned long caller)
{
	static DEFINE_RATELIMIT_STATE(limit, 5 * HZ, 10);

	if (__ratelimit(&limit))
		pr_err("ntobj: bug check 0x%08x (%s) at IRQL %u, %s%s, by %pS\n",
		       check->code, ke_bug_check_name(check->code), ke_current_irql(),
		       check->rule ? "rule " : "called for", check->rule ?: "",
		       (void *)caller);
}

/**
 * ke_report_bug_check - a driver has come to its end, or broken a rule
 * @check: what it is
 * @caller: an address in the driver
 *
 * Context: any. May not return, if the system is to end.
 */
void ke_report_bug_check(const struct ke_bug_check *check, unsigned long caller)
{
	enum policy now = READ_ONCE(policy);
	char driver[MODULE_NAME_LEN];

	find_driver(caller, driver);
	keep_record(check, caller, driver);
	trace_ntobj_bug_check(check->code, ke_current_irql(), check->rule ?: "-", driver);
	tell(check, caller);
	if (now == POLICY_PANIC) {
		call_all_routines();
		panic("ntobj: bug check 0x%08x (%s) by %pS", check->code,
		      ke_bug_check_name(check->code), (void *)caller);
	}
	if ((now == POLICY_CONTAIN && !in_nmi() && contain(driver)) ||
	    (now == POLICY_REPORT && !check->rule))
		call_routines(driver);
}

/**
 * ke_bug_check_ex - a driver says that it can't go on
 * @code: NT's number, or one of its own
 * @parameter_1: see @code
 * @parameter_2: see @code
 * @parameter_3: see @code
 * @parameter_4: see @code
 *
 * NT's KeBugCheckEx, which returns here unless the system is to end with it. Context:
 * any.
 */
void ke_bug_check_ex(u32 code, unsigned long parameter_1, unsigned long parameter_2,
		     unsigned long parameter_3, unsigned long parameter_4)
{
	ke_report_bug_check(&(struct ke_bug_check){
		.code = code,
		.parameters = { { parameter_1, parameter_2, parameter_3, parameter_4 } },
	}, _RET_IP_);
}
EXPORT_SYMBOL_NTOBJ(ke_bug_check_ex);

/* A record as it is, if it is still there and nobody is at it. */
static bool read_record(u64 number, struct bug_record *copy)
{
	struct bug_record *record = &records[number % RECORDS];

	if (!acquire(&record->busy))
		return false;
	*copy = *record;
	release(&record->busy);
	return copy->number == number;
}

/**
 * ke_last_bug_check - what the last bug check of the calling task was
 * @check: the answer
 *
 * For tests. Context: any.
 *
 * Return: its number, of all ever; 0 if it has none that is still known.
 */
u64 ke_last_bug_check(struct ke_bug_check *check)
{
	u64 number = atomic64_read(&checks), end = number > RECORDS ? number - RECORDS : 0;

	for (; number > end; number--) {
		struct bug_record *record = &records[number % RECORDS];
		bool found;

		if (!acquire(&record->busy))
			continue;
		found = record->number == number && record->thread == task_pid_nr(current);
		if (found)
			*check = record->check;
		release(&record->busy);
		if (found)
			return number;
	}
	return 0;
}
EXPORT_SYMBOL_NTOBJ(ke_last_bug_check);

/* A number as it is; an address of the kernel's not even to root. */
static void show_parameter(struct seq_file *file, unsigned long value)
{
	if (value < TASK_SIZE_MAX || IS_ERR_VALUE(value))
		seq_printf(file, "\t0x%lx", value);
	else
		seq_printf(file, "\t0x%p", (void *)value);
}

/* Where it is, while that is known: the driver may have gone. */
static noinline_for_stack void show_place(struct seq_file *file, unsigned long address)
{
	char symbol[KSYM_SYMBOL_LEN];

	sprint_symbol(symbol, address);
	seq_puts(file, strncmp(symbol, "0x", 2) ? symbol : "?");
}

static void show_record(struct seq_file *file, const struct bug_record *record)
{
	const struct ke_bug_check *check = &record->check;
	u64 seconds = record->time;
	u32 nanoseconds = do_div(seconds, NSEC_PER_SEC);
	unsigned int i;

	seq_printf(file, "%llu\t%llu.%09u\t%d\t%d\t%d\t", record->number, seconds,
		   nanoseconds, record->cpu, record->process, record->thread);
	ob_show_comm(file, record->comm);
	seq_printf(file, "\t%u\t0x%08x\t%s\t%s", record->irql, check->code,
		   ke_bug_check_name(check->code), check->rule ?: "-");
	for (i = 0; i < ARRAY_SIZE(check->parameters.of); i++)
		show_parameter(file, check->parameters.of[i]);
	seq_printf(file, "\t%s\t%s\t", record->driver, record->caller);
	for (i = 0; i < record->depth; i++) {
		seq_puts(file, i ? " < " : "");
		show_place(file, record->stack[i]);
	}
	seq_putc(file, '\n');
}

/**
 * ke_show_bug_checks - list the last bug checks, the oldest first
 * @file: where to
 *
 * Context: process; may sleep.
 */
void ke_show_bug_checks(struct seq_file *file)
{
	u64 last = atomic64_read(&checks);
	u64 number = last > RECORDS ? last - RECORDS + 1 : 1;
	struct bug_record copy;

	seq_puts(file, "# number\ttime\tcpu\tpid\tthread\tcomm\tirql\tcode\tname\t");
	seq_puts(file, "rule\tp1\tp2\tp3\tp4\tdriver\tcaller\tstack\n");
	for (; number <= last; number++)
		if (read_record(number, &copy))
			show_record(file, &copy);
}

/**
 * ke_show_contained - list the drivers that are contained, a line each
 * @file: where to
 *
 * Context: process; may sleep.
 */
void ke_show_contained(struct seq_file *file)
{
	unsigned int i;

	seq_puts(file, "# driver\n");
	raw_spin_lock_irq(&contained_lock);
	for (i = 0; i < CONTAINED; i++)
		if (contained[i][0])
			seq_printf(file, "%s\n", contained[i]);
	raw_spin_unlock_irq(&contained_lock);
}

/* Takes out a callback that is a driver's; returns an address in that, or 0. */
static unsigned long take_callback_of(const struct module *module)
{
	struct ke_bug_callback *callback;
	unsigned long found = 0, flags;

	raw_spin_lock_irqsave(&callbacks_lock, flags);
	list_for_each_entry(callback, &callbacks, link) {
		if (within_module((unsigned long)callback->routine, module))
			found = (unsigned long)callback->routine;
		else if (within_module((unsigned long)callback, module))
			found = (unsigned long)callback;
		if (found) {
			list_del_init(&callback->link);
			callback->registered = false;
			break;
		}
	}
	raw_spin_unlock_irqrestore(&callbacks_lock, flags);
	return found;
}

/* What a driver has left is named by the address that would have been called. */
static void report_left(unsigned long address)
{
	ke_report_rule(KE_RULE_UNLOAD, &(struct ke_bug_parameters){
		{ address, 0, address, 0 } }, address);
}

/* Whether there was none, and none was running. */
static bool take_dpcs_of(const struct module *module, unsigned long *last)
{
	ke_dpc_routine routine;
	bool quiet = true;

	while ((routine = ke_take_dpc_of(module))) {
		*last = (unsigned long)routine;
		quiet = false;
	}
	return quiet && !ke_is_running_dpc_of(module);
}

/*
 * The driver's exit function has returned, and its memory is about to go. What is left of
 * it is taken out, and then told of, the last of each kind: what is told of may have the
 * driver's callbacks called. One of its DPCs may be running, and would queue itself
 * again: but a contained driver queues none, until the notifier ends that. What is just
 * being queued nevertheless, by one that runs, is there at the next look.
 */
static void clean_up_after(const struct module *module)
{
	unsigned long dpc = 0, callback = 0, address;
	unsigned int quiet = 0;

	contain(module->name);
	while (quiet < 2) {
		quiet = take_dpcs_of(module, &dpc) ? quiet + 1 : 0;
		if (!quiet)
			msleep(CLEANUP_MS);
	}
	release_contained(module->name);
	while ((address = take_callback_of(module)))
		callback = address;
	if (dpc)
		report_left(dpc);
	if (callback)
		report_left(callback);
}

/* Who is loaded again has another chance. */
static int module_changes(struct notifier_block *notifier, unsigned long state, void *data)
{
	const struct module *module = data;

	if (state == MODULE_STATE_GOING) {
		clean_up_after(module);
		release_contained(module->name);
	}
	return NOTIFY_DONE;
}

static struct notifier_block module_notifier = { .notifier_call = module_changes };

/**
 * ke_bug_check_init - begin to hear of drivers that go
 *
 * Return: 0 or a negative errno.
 */
int ke_bug_check_init(void)
{
	return register_module_notifier(&module_notifier);
}

/* Ends ke_bug_check_init(). */
void ke_bug_check_destroy(void)
{
	unregister_module_notifier(&module_notifier);
}
