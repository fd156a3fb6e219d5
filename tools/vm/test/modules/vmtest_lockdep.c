// SPDX-License-Identifier: GPL-2.0
/*
 * Takes two locks in both orders, never at once: only lockdep can know.
 */
#include <linux/module.h>
#include <linux/mutex.h>

static DEFINE_MUTEX(lock_a);
static DEFINE_MUTEX(lock_b);

static int __init vmtest_lockdep_init(void)
{
	mutex_lock(&lock_a);
	mutex_lock(&lock_b);
	mutex_unlock(&lock_b);
	mutex_unlock(&lock_a);

	mutex_lock(&lock_b);
	mutex_lock(&lock_a);
	mutex_unlock(&lock_a);
	mutex_unlock(&lock_b);
	return 0;
}
module_init(vmtest_lockdep_init);

static void __exit vmtest_lockdep_exit(void)
{
}
module_exit(vmtest_lockdep_exit);

MODULE_LICENSE("GPL");
MODULE_DESCRIPTION("Harness test: a lock inversion");
