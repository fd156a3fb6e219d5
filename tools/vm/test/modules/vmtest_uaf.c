// SPDX-License-Identifier: GPL-2.0
/*
 * Reads memory that it has freed: KASAN has to say so.
 */
#include <linux/module.h>
#include <linux/slab.h>

static int __init vmtest_uaf_init(void)
{
	char *p = kmalloc(64, GFP_KERNEL);
	char *stale = p;

	if (!p)
		return -ENOMEM;
	/* The compiler must not know that these two are one. */
	OPTIMIZER_HIDE_VAR(stale);
	kfree(p);
	pr_info("uaf: %d\n", READ_ONCE(stale[3]));
	return 0;
}
module_init(vmtest_uaf_init);

static void __exit vmtest_uaf_exit(void)
{
}
module_exit(vmtest_uaf_exit);

MODULE_LICENSE("GPL");
MODULE_DESCRIPTION("Harness test: a use after free");
