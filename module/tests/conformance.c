// SPDX-License-Identifier: GPL-2.0
/*
 * The conformance suites' module on kernels without KUnit: it runs them as KUnit would,
 * while it is loaded, and keeps what came of it, in the form of TAP, for
 * /sys/kernel/debug/ntobj_conformance/results.
 *
 * A case runs in a thread of its own, so that an assertion can end it anywhere but
 * at a raised level. A case that leaves its thread at one has failed.
 *
 * @text_lock, a raw spinlock with interrupts off, guards the text: other threads and
 * interrupts of a case may say something too.
 */
#include <linux/debugfs.h>
#include <linux/kthread.h>
#include <linux/module.h>
#include <linux/seq_file.h>
#include <linux/spinlock.h>
#include <linux/vmalloc.h>
#include <ntobj/ke_irql.h>

#include "compat/linux.h"
#include "tests/conformance.h"

#define TEXT_SIZE	(64 * 1024)

static DEFINE_RAW_SPINLOCK(text_lock);
static char *text;
static size_t length;

static struct dentry *directory;

static __printf(3, 0) void add(const char *indent, const char *name,
				const char *format, va_list arguments)
{
	unsigned long flags;

	raw_spin_lock_irqsave(&text_lock, flags);
	length += scnprintf(text + length, TEXT_SIZE - length, "%s%s%s", indent, name,
			    *name ? ": " : "");
	length += vscnprintf(text + length, TEXT_SIZE - length, format, arguments);
	length += scnprintf(text + length, TEXT_SIZE - length, "\n");
	raw_spin_unlock_irqrestore(&text_lock, flags);
}

static __printf(1, 2) void say(const char *format, ...)
{
	va_list arguments;

	va_start(arguments, format);
	add("", "", format, arguments);
	va_end(arguments);
}

/**
 * conformance_info - add a remark to the results
 * @test: the case
 * @format: as printf() has it
 *
 * Context: any but NMI.
 */
void conformance_info(struct kunit *test, const char *format, ...)
{
	va_list arguments;

	va_start(arguments, format);
	add("    # ", test->name, format, arguments);
	va_end(arguments);
}

/**
 * conformance_skip - a case can't be tried
 * @test: the case
 * @format: why
 *
 * Context: any but NMI.
 *
 * Return: @test, for conformance_abort().
 */
struct kunit *conformance_skip(struct kunit *test, const char *format, ...)
{
	va_list arguments;

	test->skipped = true;
	va_start(arguments, format);
	add("    # ", test->name, format, arguments);
	va_end(arguments);
	return test;
}

/**
 * conformance_fail - an expectation is not met
 * @test: the case
 * @file: where
 * @line: where
 * @expected: what
 * @left: its left side
 * @right: its right side
 *
 * Context: any but NMI.
 *
 * Return: @test, for what comes of that.
 */
struct kunit *conformance_fail(struct kunit *test, const char *file, int line,
			       const char *expected, long long left, long long right)
{
	WRITE_ONCE(test->failed, true);
	conformance_info(test, "%s:%d: expected %s: %lld (0x%llx), %lld (0x%llx)", file,
			 line, expected, left, left, right, right);
	return test;
}

/**
 * struct run - a case, and the suite that it is of
 * @test: what the case sees
 * @suite: the suite
 * @run_case: the case; NULL if it can't be begun
 */
struct run {
	struct kunit test;
	const struct kunit_suite *suite;
	void (*run_case)(struct kunit *test);
};

static int run_case(void *data)
{
	struct run *run = data;
	struct ke_irql_mark mark;

	ke_mark_irql(&mark);
	if (run->suite->init && run->suite->init(&run->test))
		conformance_fail(&run->test, __FILE__, __LINE__, "init", 0, 0);
	else
		run->run_case(&run->test);
	if (!ke_check_irql(&mark, KE_RULE_ROUTINE_IRQL, (unsigned long)run->run_case))
		conformance_fail(&run->test, __FILE__, __LINE__, "the same IRQL", 0, 0);
	conformance_abort(&run->test);
}

static void run_in_thread(struct run *run)
{
	struct task_struct *task = kthread_run(run_case, run, "ntobj_conform");

	if (IS_ERR(task)) {
		conformance_fail(&run->test, __FILE__, __LINE__, "a thread", 0, 0);
		return;
	}
	wait_for_completion(&run->test.done);
	if (run->suite->exit)
		run->suite->exit(&run->test);
}

/* Whether it has not failed. */
static bool try_case(const struct kunit_suite *suite, const struct kunit_case *test_case,
		     unsigned int number)
{
	struct run run = {
		.test.name = test_case->name,
		.suite = suite,
		.run_case = test_case->run_case,
	};

	init_completion(&run.test.done);
	run_in_thread(&run);
	say("    %sok %u %s%s", run.test.failed ? "not " : "", number, test_case->name,
	    run.test.skipped ? " # SKIP" : "");
	return !run.test.failed;
}

static void run_suite(struct kunit_suite *suite, unsigned int number)
{
	unsigned int cases = 0, i;
	bool passed = true;

	while (suite->test_cases[cases].run_case)
		cases++;
	say("    # Subtest: %s\n    1..%u", suite->name, cases);
	if (suite->suite_init && suite->suite_init(suite)) {
		say("not ok %u %s", number, suite->name);
		return;
	}
	for (i = 0; i < cases; i++)
		passed &= try_case(suite, &suite->test_cases[i], i + 1);
	if (suite->suite_exit)
		suite->suite_exit(suite);
	say("%sok %u %s", passed ? "" : "not ", number, suite->name);
}

static void run_suites(void)
{
	unsigned int number = 0;

	say("TAP version 13");
#define CONFORMANCE_SUITE(family)	run_suite(&conformance_##family##_suite, ++number)
#include "tests/conformance_suites.h"
	say("1..%u", number);
}

static int results_show(struct seq_file *file, void *unused)
{
	seq_write(file, text, length);
	return 0;
}
DEFINE_SHOW_ATTRIBUTE(results);

static int __init conformance_init(void)
{
	text = vzalloc(TEXT_SIZE);
	if (!text)
		return -ENOMEM;
	run_suites();
	directory = debugfs_create_dir("ntobj_conformance", NULL);
	debugfs_create_file("results", 0400, directory, NULL, &results_fops);
	return 0;
}

static void __exit conformance_exit(void)
{
	debugfs_remove(directory);
	vfree(text);
}

module_init(conformance_init);
module_exit(conformance_exit);

MODULE_DESCRIPTION("Conformance suites of ntobj's kernel interface");
MODULE_AUTHOR("The ntobj developers");
MODULE_LICENSE("GPL");
NTOBJ_IMPORT_SYMBOLS();
