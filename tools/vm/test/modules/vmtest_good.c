// SPDX-License-Identifier: GPL-2.0
/*
 * Does nothing wrong: loads, has a parameter, unloads.
 */
#include <linux/module.h>

static int answer;
module_param(answer, int, 0444);
MODULE_PARM_DESC(answer, "any number");

static int __init vmtest_good_init(void)
{
	pr_info("good: answer %d\n", answer);
	return 0;
}
module_init(vmtest_good_init);

static void __exit vmtest_good_exit(void)
{
}
module_exit(vmtest_good_exit);

MODULE_LICENSE("GPL");
MODULE_DESCRIPTION("Harness test: nothing wrong");
