// SPDX-License-Identifier: GPL-2.0
/*
 * What drivers do, for tools/bench to measure: a file in debugfs for each operation,
 * which does it as often as the number says, eight bytes, that is written to it.
 *
 * For another operation add a row to the table here, and one that writes to its file to
 * tools/bench/rows/kernel.c.
 */
#include <linux/bottom_half.h>
#include <linux/debugfs.h>
#include <linux/fs.h>
#include <linux/hrtimer.h>
#include <linux/interrupt.h>
#include <linux/mm.h>
#include <linux/module.h>
#include <linux/slab.h>
#include <linux/task_work.h>
#include <linux/uaccess.h>
#include <ntddk.h>

#include "compat/linux.h"

/* Some seconds at most: nothing else runs on the processor meanwhile. */
#define COUNT_MAX	1000000

/**
 * struct operation - one that can be measured
 * @name: of its file
 * @run: does it so often; false if something went wrong
 */
struct operation {
	const char *name;
	bool (*run)(u64 count);
};

static u64 runs;

static void count_dpc(struct ke_dpc *dpc, void *context, void *argument1, void *argument2)
{
	runs++;
}

/* At PASSIVE_LEVEL a DPC of this processor has been run when it has been queued. */
static bool queue_dpcs(u64 count)
{
	static KDPC dpc;
	u64 i;

	KeInitializeDpc(&dpc, count_dpc, NULL);
	runs = 0;
	for (i = 0; i < count; i++)
		KeInsertQueueDpc(&dpc, NULL, NULL);
	KeFlushQueuedDpcs();
	return runs == count;
}

static void count_tasklet(struct tasklet_struct *tasklet)
{
	runs++;
}

/* The same with a bare tasklet, which runs at the end of a section without softirqs. */
static bool schedule_tasklets(u64 count)
{
	static DECLARE_TASKLET(tasklet, count_tasklet);
	u64 i;

	runs = 0;
	for (i = 0; i < count; i++) {
		local_bh_disable();
		tasklet_hi_schedule(&tasklet);
		local_bh_enable();
	}
	tasklet_kill(&tasklet);
	return runs == count;
}

static void count_kernel_apc(struct ke_kernel_apc *apc, ke_normal_routine *normal,
			     void **context, void **argument1, void **argument2)
{
	runs++;
}

/* Who queues one for himself has run it when he goes on. */
static bool queue_kernel_apcs(u64 count)
{
	PKTHREAD thread = KeGetCurrentThread();
	KAPC apc;
	u64 i;

	if (!thread)
		return false;
	KeInitializeApc(&apc, thread, OriginalApcEnvironment, count_kernel_apc, NULL, NULL,
			KernelMode, NULL);
	runs = 0;
	for (i = 0; i < count; i++)
		KeInsertQueueApc(&apc, NULL, NULL, 0);
	return runs == count;
}

/* The last to be done, as works are done newest first, has what all of them were in. */
static void free_task_works(struct callback_head *works)
{
	kvfree(works);
}

static void count_task_work(struct callback_head *work)
{
	runs++;
}

/* They are done on the way back to user mode, behind this. */
static bool add_task_works(u64 count)
{
	struct callback_head *works;
	u64 i;

	works = kvmalloc_array(count + 1, sizeof(*works), GFP_KERNEL);
	if (!works)
		return false;
	for (i = 0; i <= count; i++) {
		init_task_work(&works[i], i ? count_task_work : free_task_works);
		compat_task_work_add(current, &works[i]);
	}
	return true;
}

/* In units of NT's and in nanoseconds: it does not come. */
#define HOUR_AWAY	(3600LL * 10000000)
#define HOUR_AWAY_NS	(3600LL * NSEC_PER_SEC)

/* That a timer is set is what makes cancelling it true. */
static bool set_timers(u64 count)
{
	const LARGE_INTEGER due = { .QuadPart = -HOUR_AWAY };
	static struct ke_timer timer;
	bool right = true;
	u64 i;

	KeInitializeTimerEx(&timer, SynchronizationTimer);
	for (i = 0; i < count; i++) {
		KeSetTimer(&timer, due, NULL);
		right &= KeCancelTimer(&timer);
	}
	ke_timer_retire(&timer);
	return right;
}

static enum hrtimer_restart expire(struct hrtimer *timer)
{
	return HRTIMER_NORESTART;
}

/* The same with a bare hrtimer, of the clock and kind that a timer has. */
static bool start_hrtimers(u64 count)
{
	static struct hrtimer timer;
	bool right = true;
	u64 i;

	hrtimer_setup(&timer, expire, CLOCK_BOOTTIME, HRTIMER_MODE_REL_SOFT);
	for (i = 0; i < count; i++) {
		hrtimer_start(&timer, ns_to_ktime(HOUR_AWAY_NS), HRTIMER_MODE_REL_SOFT);
		right &= hrtimer_cancel(&timer) == 1;
	}
	return right;
}

static const struct operation operations[] = {
	{ "dpc", queue_dpcs },
	{ "tasklet", schedule_tasklets },
	{ "kernel_apc", queue_kernel_apcs },
	{ "task_work", add_task_works },
	{ "timer", set_timers },
	{ "hrtimer", start_hrtimers },
};

static DEFINE_MUTEX(one_at_a_time);

static ssize_t run(struct file *file, const char __user *from, size_t size, loff_t *offset)
{
	const struct operation *operation = file_inode(file)->i_private;
	bool right;
	u64 count;

	if (size != sizeof(count))
		return -EINVAL;
	if (copy_from_user(&count, from, sizeof(count)))
		return -EFAULT;
	if (count > COUNT_MAX)
		return -EINVAL;
	mutex_lock(&one_at_a_time);
	right = operation->run(count);
	mutex_unlock(&one_at_a_time);
	return right ? size : -EIO;
}

static const struct file_operations operation_fops = {
	.owner = THIS_MODULE,
	.open = simple_open,
	.write = run,
};

static struct dentry *directory;

static int __init bench_init(void)
{
	size_t i;

	directory = debugfs_create_dir("ntobj_bench", NULL);
	for (i = 0; i < ARRAY_SIZE(operations); i++)
		debugfs_create_file(operations[i].name, 0600, directory,
				    (void *)&operations[i], &operation_fops);
	return 0;
}

static void __exit bench_exit(void)
{
	debugfs_remove(directory);
}

module_init(bench_init);
module_exit(bench_exit);

MODULE_DESCRIPTION("What drivers do, for ntobj's bench");
MODULE_AUTHOR("The ntobj developers");
MODULE_LICENSE("GPL");
NTOBJ_IMPORT_SYMBOLS();
