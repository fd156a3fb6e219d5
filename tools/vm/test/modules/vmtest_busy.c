// SPDX-License-Identifier: GPL-2.0
/*
 * Holds a reference to itself: cannot be unloaded.
 */
#include <linux/module.h>

static int __init vmtest_busy_init(void)
{
	__module_get(THIS_MODULE);
	return 0;
}
module_init(vmtest_busy_init);

static void __exit vmtest_busy_exit(void)
{
}
module_exit(vmtest_busy_exit);

MODULE_LICENSE("GPL");
MODULE_DESCRIPTION("Harness test: a refused unload");
