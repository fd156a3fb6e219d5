// SPDX-License-Identifier: GPL-2.0
/*
 * Never comes back from its exit function.
 */
#include <linux/module.h>
#include <linux/delay.h>

static int __init vmtest_hang_init(void)
{
	return 0;
}
module_init(vmtest_hang_init);

static void __exit vmtest_hang_exit(void)
{
	for (;;)
		msleep(1000);
}
module_exit(vmtest_hang_exit);

MODULE_LICENSE("GPL");
MODULE_DESCRIPTION("Harness test: a hang at unload");
