// SPDX-License-Identifier: GPL-2.0
/*
 * The process floor's files in debugfs: processes, and all their handles.
 *
 * A reader's place is a process that it inspects, and for handles an index in
 * its table. A process that ends meanwhile cuts nothing but itself short.
 */
#include <linux/debugfs.h>
#include <linux/module.h>
#include <linux/pid.h>
#include <linux/sched/signal.h>
#include <linux/sched/task.h>
#include <linux/seq_file.h>

#include "ps/internal.h"

/* Where a reader is; @index is used for handles alone. */
struct place {
	struct ps_process *process;
	u32 index;
};

static void *place_start(struct seq_file *file, loff_t *position)
{
	struct place *place = file->private;

	if (*position)
		return place->process ? place : NULL;
	if (place->process)
		ps_end_inspection(place->process);
	place->process = NULL;
	return SEQ_START_TOKEN;
}

static void place_stop(struct seq_file *file, void *at)
{
}

static void advance_process(struct place *place)
{
	place->process = place->process ? ps_next_process(place->process) :
					  ps_inspect_process(0);
	place->index = 0;
}

static void *processes_next(struct seq_file *file, void *at, loff_t *position)
{
	struct place *place = file->private;

	++*position;
	advance_process(place);
	return place->process ? place : NULL;
}

static int live_threads(struct ps_process *process)
{
	struct task_struct *task = get_pid_task(process->pid, PIDTYPE_TGID);
	int threads = 0;

	if (task) {
		threads = atomic_read(&task->signal->live);
		put_task_struct(task);
	}
	return threads;
}

static const char *state_of(struct ps_process *process)
{
	if (test_bit(PS_EXITING, &process->flags))
		return "ending";
	return test_bit(PS_USED, &process->flags) ? "used" : "opened";
}

static int processes_show(struct seq_file *file, void *at)
{
	struct ps_process *process;

	if (at == SEQ_START_TOKEN) {
		seq_puts(file, "# pid\tcomm\thandles\ttable_entries\tparent\tthreads\tobject_id\tstate\tmost_handles\n");
		return 0;
	}
	process = ((struct place *)at)->process;
	ps_lock_processes();
	seq_printf(file, "%d\t", process->handles.owner);
	ob_show_comm(file, process->comm);
	seq_printf(file, "\t%u\t%u\t%d\t%d\t%llu\t%s\t%u\n",
		   READ_ONCE(process->handles.count), READ_ONCE(process->handles.limit),
		   pid_nr(process->parent), live_threads(process),
		   ps_process_object_id(process), state_of(process),
		   READ_ONCE(process->handles.most));
	ps_unlock_processes();
	return 0;
}

static const struct seq_operations processes_sops = {
	.start = place_start,
	.next = processes_next,
	.stop = place_stop,
	.show = processes_show,
};

static bool is_live(struct place *place)
{
	struct ob_handle_snapshot snapshot;
	bool live;

	rcu_read_lock();
	live = ob_handle_at(&place->process->handles, place->index, &snapshot);
	rcu_read_unlock();
	return live;
}

static void advance_handle(struct place *place)
{
	while (place->process) {
		while (++place->index < READ_ONCE(place->process->handles.limit)) {
			if (is_live(place))
				return;
			cond_resched();
		}
		advance_process(place);
	}
}

static void *handles_next(struct seq_file *file, void *at, loff_t *position)
{
	struct place *place = file->private;

	++*position;
	if (at == SEQ_START_TOKEN)
		advance_process(place);
	advance_handle(place);
	return place->process ? place : NULL;
}

static int handles_show(struct seq_file *file, void *at)
{
	struct place *place = at;
	char comm[TASK_COMM_LEN];

	if (at == SEQ_START_TOKEN) {
		seq_puts(file, "# pid\tcomm\thandle\taccess\tattributes\tobject_id\ttype\tname\n");
		return 0;
	}
	ps_lock_processes();
	strscpy(comm, place->process->comm, sizeof(comm));
	ps_unlock_processes();
	ob_show_handle(file, &place->process->handles, place->index, comm);
	return 0;
}

static const struct seq_operations handles_sops = {
	.start = place_start,
	.next = handles_next,
	.stop = place_stop,
	.show = handles_show,
};

static int processes_open(struct inode *inode, struct file *file)
{
	return seq_open_private(file, &processes_sops, sizeof(struct place));
}

static int handles_open(struct inode *inode, struct file *file)
{
	return seq_open_private(file, &handles_sops, sizeof(struct place));
}

static int place_release(struct inode *inode, struct file *file)
{
	struct place *place = ((struct seq_file *)file->private_data)->private;

	if (place->process)
		ps_end_inspection(place->process);
	return seq_release_private(inode, file);
}

static const struct file_operations processes_fops = {
	.owner = THIS_MODULE,
	.open = processes_open,
	.read = seq_read,
	.llseek = noop_llseek,
	.release = place_release,
};

static const struct file_operations handles_fops = {
	.owner = THIS_MODULE,
	.open = handles_open,
	.read = seq_read,
	.llseek = noop_llseek,
	.release = place_release,
};

static int hooks_show(struct seq_file *file, void *unused)
{
	ps_show_hooks(file);
	return 0;
}
DEFINE_SHOW_ATTRIBUTE(hooks);

/**
 * ps_debugfs_init - make the process floor's files
 * @directory: the module's directory in debugfs
 */
void ps_debugfs_init(struct dentry *directory)
{
	debugfs_create_file("processes", 0400, directory, NULL, &processes_fops);
	debugfs_create_file("handles", 0400, directory, NULL, &handles_fops);
	debugfs_create_file("hooks", 0400, directory, NULL, &hooks_fops);
}
