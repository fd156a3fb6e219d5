// SPDX-License-Identifier: GPL-2.0
/*
 * Reads memory that it has freed: KASAN has to say so.
 */
#include <linux/module.h>
#include <linux/slab.h>

static int __init vmtest_uaf_init(void)
{
	volatile char *p = kmalloc(64, GFP_KERNEL);

	if (!p)
		return -ENOMEM;
	kfree((void *)p);
	pr_info("uaf: %d\n", p[3]);
	return 0;
}
module_init(vmtest_uaf_init);

static void __exit vmtest_uaf_exit(void)
{
}
module_exit(vmtest_uaf_exit);

MODULE_LICENSE("GPL");
MODULE_DESCRIPTION("Harness test: a use after free");
