// SPDX-License-Identifier: GPL-2.0
/*
 * Sleeps while it holds a spin lock.
 */
#include <linux/module.h>
#include <linux/delay.h>
#include <linux/spinlock.h>

static DEFINE_SPINLOCK(lock);

static int __init vmtest_atomic_init(void)
{
	spin_lock(&lock);
	msleep(20);
	spin_unlock(&lock);
	return 0;
}
module_init(vmtest_atomic_init);

static void __exit vmtest_atomic_exit(void)
{
}
module_exit(vmtest_atomic_exit);

MODULE_LICENSE("GPL");
MODULE_DESCRIPTION("Harness test: a sleep in atomic context");
