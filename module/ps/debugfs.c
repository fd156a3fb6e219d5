// SPDX-License-Identifier: GPL-2.0
/*
 * The process floor's files in debugfs: processes, and all their handles.
 *
 * Both walk the list of processes by position and hold a reference on the one
 * they are at, so a process that ends meanwhile cuts nothing but itself short.
 */
#include <linux/debugfs.h>
#include <linux/module.h>
#include <linux/sched.h>
#include <linux/seq_file.h>
#include <ntobj/ps.h>

static void *position_start(struct seq_file *file, loff_t *position)
{
	struct ps_process *process;
	loff_t left = *position;

	if (!left)
		return SEQ_START_TOKEN;
	process = ps_next_process(NULL);
	while (process && --left)
		process = ps_next_process(process);
	return process;
}

static void *position_next(struct seq_file *file, void *at, loff_t *position)
{
	++*position;
	return ps_next_process(at == SEQ_START_TOKEN ? NULL : at);
}

static void position_stop(struct seq_file *file, void *at)
{
	if (at && at != SEQ_START_TOKEN)
		ps_put_process(at);
}

static int processes_show(struct seq_file *file, void *at)
{
	struct ps_process *process = at;

	if (at == SEQ_START_TOKEN) {
		seq_puts(file, "# pid\tcomm\thandles\ttable_entries\n");
		return 0;
	}
	seq_printf(file, "%d\t", process->handles.owner);
	ob_show_comm(file, process->comm);
	seq_printf(file, "\t%u\t%u\n", READ_ONCE(process->handles.count),
		   READ_ONCE(process->handles.limit));
	return 0;
}

static const struct seq_operations processes_sops = {
	.start = position_start,
	.next = position_next,
	.stop = position_stop,
	.show = processes_show,
};
DEFINE_SEQ_ATTRIBUTE(processes);

/* Where a reader of all handles is. */
struct handles_place {
	struct ps_process *process;
	u32 index;
};

static void handles_advance(struct handles_place *place)
{
	struct ob_handle_snapshot snapshot;
	bool live;

	while (place->process) {
		while (++place->index < READ_ONCE(place->process->handles.limit)) {
			rcu_read_lock();
			live = ob_handle_at(&place->process->handles, place->index,
					    &snapshot);
			rcu_read_unlock();
			if (live)
				return;
			cond_resched();
		}
		place->process = ps_next_process(place->process);
		place->index = 0;
	}
}

static void *handles_start(struct seq_file *file, loff_t *position)
{
	struct handles_place *place = file->private;

	if (!*position) {
		if (place->process)
			ps_put_process(place->process);
		place->process = NULL;
		return SEQ_START_TOKEN;
	}
	return place->process ? place : NULL;
}

static void *handles_next(struct seq_file *file, void *at, loff_t *position)
{
	struct handles_place *place = file->private;

	++*position;
	if (at == SEQ_START_TOKEN) {
		place->process = ps_next_process(NULL);
		place->index = 0;
	}
	handles_advance(place);
	return place->process ? place : NULL;
}

static void handles_stop(struct seq_file *file, void *at)
{
}

static int handles_show(struct seq_file *file, void *at)
{
	struct handles_place *place = at;

	if (at == SEQ_START_TOKEN) {
		seq_puts(file, "# pid\tcomm\thandle\taccess\tattributes\tobject_id\ttype\tname\n");
		return 0;
	}
	ob_show_handle(file, &place->process->handles, place->index,
		       place->process->comm);
	return 0;
}

static const struct seq_operations handles_sops = {
	.start = handles_start,
	.next = handles_next,
	.stop = handles_stop,
	.show = handles_show,
};

static int handles_open(struct inode *inode, struct file *file)
{
	return __seq_open_private(file, &handles_sops, sizeof(struct handles_place)) ?
	       0 : -ENOMEM;
}

static int handles_release(struct inode *inode, struct file *file)
{
	struct handles_place *place = ((struct seq_file *)file->private_data)->private;

	if (place->process)
		ps_put_process(place->process);
	return seq_release_private(inode, file);
}

static const struct file_operations handles_fops = {
	.owner = THIS_MODULE,
	.open = handles_open,
	.read = seq_read,
	.llseek = noop_llseek,
	.release = handles_release,
};

/**
 * ps_debugfs_init - make the process floor's files
 * @directory: the module's directory in debugfs
 */
void ps_debugfs_init(struct dentry *directory)
{
	debugfs_create_file("processes", 0400, directory, NULL, &processes_fops);
	debugfs_create_file("handles", 0400, directory, NULL, &handles_fops);
}
