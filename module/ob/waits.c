// SPDX-License-Identifier: GPL-2.0
/*
 * The file of debugfs that tells who waits for what: a line for each thread that
 * sleeps in a wait. Its last field has what it waits for, with a space behind each:
 *
 *	id:state:sleeps:owner:type
 *
 * What is one of several in its object has its name behind the type's: type/name.
 * The owner of a mutant is process/thread, and - is nobody. Objects are shown by
 * number alone: the file namespace has the names. Who waits for no object sleeps for a
 * time (the wait is called delay), or until it is alerted by its id (alert).
 *
 * A reader goes from thread to thread. No lock is held while what he reads is
 * copied to him. A wait that ends while it is looked at is left out.
 */
#include <linux/debugfs.h>
#include <linux/jiffies.h>
#include <linux/module.h>
#include <linux/rhashtable.h>
#include <linux/sched.h>
#include <linux/seq_file.h>
#include <ntobj/ob.h>

#include "ob/internal.h"

static void *skip_resize(struct rhashtable_iter *iterator, void *thread)
{
	while (IS_ERR(thread))
		thread = rhashtable_walk_next(iterator);
	return thread;
}

static void *waits_start(struct seq_file *file, loff_t *position)
	__acquires(RCU)
{
	struct rhashtable_iter *iterator = file->private;

	/* Whoever reads from the beginning sees it. */
	if (!*position) {
		rhashtable_walk_exit(iterator);
		ke_walk_threads(iterator);
	}
	rhashtable_walk_start(iterator);
	if (!*position)
		return SEQ_START_TOKEN;
	return skip_resize(iterator, rhashtable_walk_peek(iterator));
}

static void *waits_next(struct seq_file *file, void *at, loff_t *position)
{
	struct rhashtable_iter *iterator = file->private;

	++*position;
	return skip_resize(iterator, rhashtable_walk_next(iterator));
}

static void waits_stop(struct seq_file *file, void *at)
	__releases(RCU)
{
	rhashtable_walk_stop(file->private);
}

static void show_owner(struct seq_file *file, const struct ke_dispatcher *object)
{
	const struct ke_thread *owner = NULL;

	if (object->type == KE_MUTANT)
		owner = ke_to_mutant(object)->owner;
	if (owner)
		seq_printf(file, "%d/%d", task_tgid_nr(owner->task),
			   task_pid_nr(owner->task));
	else
		seq_putc(file, '-');
}

static void show_type(struct seq_file *file, const struct ob_type *type, u16 place)
{
	const struct ob_wait_part *part;

	ob_show_comm(file, type->information.name);
	for (part = type->information.wait_parts; part && part->name; part++)
		if (part->offset == place)
			seq_printf(file, "/%s", part->name);
}

/* Objects of ntsync have no header, nor has what a driver waits for. */
static const char *name_of_kind(const struct ke_dispatcher *object)
{
	switch (object->type) {
	case KE_NTSYNC_MANUAL:
	case KE_NTSYNC_AUTO:
		return "ntsync_event";
	case KE_NTSYNC_SEMAPHORE:
		return "ntsync_semaphore";
	case KE_NTSYNC_MUTEX:
		return "ntsync_mutex";
	default:
		return "";
	}
}

/* With the object's lock held, which keeps a mutant's owner. */
static void show_object(const struct ke_dispatcher *object, void *context)
{
	const struct ob_header *header = NULL;
	struct seq_file *file = context;

	if (object->place)
		header = (const void *)object - object->place;
	seq_printf(file, "%llu:%d:%u:", header ? header->id : 0, object->signal_state,
		   object->sleeps);
	show_owner(file, object);
	seq_putc(file, ':');
	if (header)
		show_type(file, ob_type_of(header), object->place);
	else
		seq_puts(file, name_of_kind(object));
	seq_putc(file, ' ');
}

/* Who shows it knows at the end whether it has been the same wait all the time. */
static const char *kind_of_wait(const struct ke_wait *wait)
{
	/* It may become another one. */
	if (data_race(wait->count))
		/* As before. */
		return data_race(wait->all) ? "all" : "any";
	/* As before. */
	return data_race(wait->reason) == KE_FOR_TIME ? "delay" : "alert";
}

static int waits_show(struct seq_file *file, void *at)
{
	const struct ke_thread *thread = at;
	u64 wait;

	if (at == SEQ_START_TOKEN) {
		seq_puts(file, "# pid\ttid\twait\tmilliseconds\tobjects\n");
		return 0;
	}
	wait = READ_ONCE(thread->waits);
	/* Pairs with smp_wmb() in ke/wait.c. */
	smp_rmb();
	seq_printf(file, "%d\t%d\t%s\t%u\t", task_tgid_nr(thread->task),
		   task_pid_nr(thread->task), kind_of_wait(&thread->wait),
		   jiffies_to_msecs(jiffies - READ_ONCE(thread->began)));
	if (!ke_look_at_wait(thread, show_object, file) || READ_ONCE(thread->waits) != wait)
		return SEQ_SKIP;
	seq_putc(file, '\n');
	return 0;
}

static const struct seq_operations waits_sops = {
	.start = waits_start,
	.next = waits_next,
	.stop = waits_stop,
	.show = waits_show,
};

static int waits_open(struct inode *inode, struct file *file)
{
	struct rhashtable_iter *iterator;

	iterator = __seq_open_private(file, &waits_sops, sizeof(*iterator));
	if (!iterator)
		return -ENOMEM;
	ke_walk_threads(iterator);
	return 0;
}

static int waits_release(struct inode *inode, struct file *file)
{
	rhashtable_walk_exit(((struct seq_file *)file->private_data)->private);
	return seq_release_private(inode, file);
}

const struct file_operations ob_waits_fops = {
	.owner = THIS_MODULE,
	.open = waits_open,
	.read = seq_read,
	.llseek = noop_llseek,
	.release = waits_release,
};
