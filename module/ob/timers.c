// SPDX-License-Identifier: GPL-2.0
/*
 * The file of debugfs that tells which timers are set: a line for each. Objects are
 * shown by number alone: the file namespace has the names.
 *
 * What is told of a timer is read at one moment, under its lock, and shown without any.
 */
#include <linux/debugfs.h>
#include <linux/math64.h>
#include <linux/module.h>
#include <linux/sched.h>
#include <linux/seq_file.h>
#include <ntobj/ke_timer.h>
#include <ntobj/ob.h>

#include "ob/internal.h"

/**
 * struct facts - what is told of a timer
 * @object: its object's number; 0 if it is a driver's own
 * @remaining: until it is due, in units of 100 ns
 * @period: in milliseconds
 * @tolerance: in milliseconds
 * @notification: of which type it is
 * @absolute: whether it goes by the clock that is set
 * @signalled: whether it is
 * @armed: else nobody could tell that it expires
 * @calls: what it does when it expires
 * @process: that of the thread that it has call something, or 0
 * @thread: that thread, or 0
 * @queued: whether the call is
 */
struct facts {
	u64 object;
	s64 remaining;
	u64 period;
	u64 tolerance;
	bool notification;
	bool absolute;
	bool signalled;
	bool armed;
	const char *calls;
	pid_t process;
	pid_t thread;
	bool queued;
};

struct reader {
	struct ke_timer_walk walk;
	struct facts facts;
	bool valid;
};

static void note_call(const struct ke_timer *timer, struct facts *facts)
{
	/* As long as the timer has the call, the thread has not ended. */
	struct task_struct *task = timer->apc ? timer->apc->thread->task : NULL;

	facts->calls = timer->dpc ? "dpc" : task ? "apc" : "-";
	facts->process = task ? task_tgid_nr(task) : 0;
	facts->thread = task ? task_pid_nr(task) : 0;
	facts->queued = task && timer->apc->queued;
}

static void note_timer(const struct ke_timer *timer, void *context)
{
	const struct ke_dispatcher *object = &timer->dispatcher;
	struct facts *facts = context;
	const struct ob_header *header = (const void *)object - object->place;

	facts->object = object->place ? header->id : 0;
	facts->remaining = ke_remaining_time(timer);
	facts->period = div_u64(timer->period, NSEC_PER_MSEC);
	facts->tolerance = div_u64(timer->tolerance, NSEC_PER_MSEC);
	facts->notification = object->type == KE_TIMER_NOTIFICATION;
	facts->absolute = timer->is_absolute;
	facts->signalled = object->signal_state > 0;
	facts->armed = timer->phase == KE_TIMER_ARMED;
	note_call(timer, facts);
}

static void *timers_start(struct seq_file *file, loff_t *position)
{
	struct reader *reader = file->private;

	if (*position)
		return reader->valid ? reader : NULL;
	/* Whoever reads from the beginning sees it. */
	ke_end_timers(&reader->walk);
	ke_begin_timers(&reader->walk);
	reader->valid = false;
	return SEQ_START_TOKEN;
}

static void *timers_next(struct seq_file *file, void *at, loff_t *position)
{
	struct reader *reader = file->private;

	++*position;
	reader->valid = ke_next_timer(&reader->walk, note_timer, &reader->facts);
	return reader->valid ? reader : NULL;
}

static void timers_stop(struct seq_file *file, void *at)
{
}

static int timers_show(struct seq_file *file, void *at)
{
	const struct facts *facts = &((struct reader *)file->private)->facts;

	if (at == SEQ_START_TOKEN) {
		seq_puts(file, "# object_id\ttype\tsignalled\tclock\tremaining\tperiod\t"
			       "tolerance\tstate\tcalls\tpid\ttid\tqueued\n");
		return 0;
	}
	seq_printf(file, "%llu\t%s\t%u\t%s\t%lld\t%llu\t%llu\t%s\t%s\t%d\t%d\t%u\n",
		   facts->object, facts->notification ? "notification" : "synchronization",
		   facts->signalled, facts->absolute ? "system" : "interrupt",
		   facts->remaining, facts->period, facts->tolerance,
		   facts->armed ? "armed" : "dormant", facts->calls, facts->process,
		   facts->thread, facts->queued);
	return 0;
}

static const struct seq_operations timers_sops = {
	.start = timers_start,
	.next = timers_next,
	.stop = timers_stop,
	.show = timers_show,
};

static int timers_open(struct inode *inode, struct file *file)
{
	struct reader *reader;

	reader = __seq_open_private(file, &timers_sops, sizeof(*reader));
	if (!reader)
		return -ENOMEM;
	ke_begin_timers(&reader->walk);
	return 0;
}

static int timers_release(struct inode *inode, struct file *file)
{
	struct reader *reader = ((struct seq_file *)file->private_data)->private;

	ke_end_timers(&reader->walk);
	return seq_release_private(inode, file);
}

const struct file_operations ob_timers_fops = {
	.owner = THIS_MODULE,
	.open = timers_open,
	.read = seq_read,
	.llseek = noop_llseek,
	.release = timers_release,
};
