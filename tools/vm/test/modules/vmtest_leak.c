// SPDX-License-Identifier: GPL-2.0
/*
 * Forgets an allocation: kmemleak has to say so after unload.
 */
#include <linux/module.h>
#include <linux/slab.h>

static void *lost;

static int __init vmtest_leak_init(void)
{
	lost = kmalloc(333, GFP_KERNEL);
	return lost ? 0 : -ENOMEM;
}
module_init(vmtest_leak_init);

static void __exit vmtest_leak_exit(void)
{
	lost = NULL;
}
module_exit(vmtest_leak_exit);

MODULE_LICENSE("GPL");
MODULE_DESCRIPTION("Harness test: a leak");
