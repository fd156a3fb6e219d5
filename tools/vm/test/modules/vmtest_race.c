// SPDX-License-Identifier: GPL-2.0
/*
 * Two threads that count in one place without a lock: KCSAN has to say so.
 */
#include <linux/delay.h>
#include <linux/kthread.h>
#include <linux/module.h>

static struct task_struct *counters[2];
static unsigned long count;

static int count_without_lock(void *unused)
{
	while (!kthread_should_stop()) {
		count++;
		cond_resched();
	}
	return 0;
}

static void stop_counters(void)
{
	unsigned int i;

	for (i = 0; i < ARRAY_SIZE(counters); i++)
		if (!IS_ERR_OR_NULL(counters[i]))
			kthread_stop(counters[i]);
}

static int __init vmtest_race_init(void)
{
	unsigned int i;

	for (i = 0; i < ARRAY_SIZE(counters); i++) {
		counters[i] = kthread_run(count_without_lock, NULL, "vmtest_race/%u", i);
		if (IS_ERR(counters[i])) {
			stop_counters();
			return PTR_ERR(counters[i]);
		}
	}
	msleep(5000);
	stop_counters();
	pr_info("race: %lu\n", count);
	return 0;
}
module_init(vmtest_race_init);

static void __exit vmtest_race_exit(void)
{
}
module_exit(vmtest_race_exit);

MODULE_LICENSE("GPL");
MODULE_DESCRIPTION("Harness test: a data race");
