// SPDX-License-Identifier: GPL-2.0
/*
 * Does not load.
 */
#include <linux/module.h>

static int __init vmtest_fail_init(void)
{
	return -ENODEV;
}
module_init(vmtest_fail_init);

static void __exit vmtest_fail_exit(void)
{
}
module_exit(vmtest_fail_exit);

MODULE_LICENSE("GPL");
MODULE_DESCRIPTION("Harness test: a failing load");
