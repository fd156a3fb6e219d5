/* SPDX-License-Identifier: GPL-2.0 */
/* The process floor: what the module keeps of Linux processes, and its hooks. */
#ifndef _NTOBJ_PS_H
#define _NTOBJ_PS_H

#include <linux/list.h>
#include <linux/refcount.h>
#include <linux/rcupdate.h>
#include <linux/rhashtable-types.h>
#include <linux/sched.h>
#include <linux/types.h>
#include <ntobj/ob.h>

struct dentry;
struct pid;

/**
 * struct ps_process - what the module keeps of a Linux process
 * @node: in the table of processes
 * @pid: the process's, pinned; the key
 * @references: keep the structure: the process itself holds one until it
 *	ends, each descriptor that caches it another
 * @inspections: keep the pages of the handle table: the process itself holds
 *	one until it ends, and who looks at it another
 * @serial: its place in the list, which is in this order
 * @handles: its handle table
 * @exit_work: runs when its last thread ends
 * @exiting: set by the first thread that finds itself the last
 * @link: in the list of processes
 * @rcu: frees it
 * @comm: the process's name when it first called
 */
struct ps_process {
	struct rhash_head node;
	struct pid *pid;
	refcount_t references;
	refcount_t inspections;
	u64 serial;
	struct ob_handle_table handles;
	struct callback_head exit_work;
	unsigned long exiting;
	struct list_head link;
	struct rcu_head rcu;
	char comm[TASK_COMM_LEN];
};

int ps_process_init(void);
void ps_process_destroy(void);
struct ps_process *ps_current_process(void);
struct ps_process *ps_find_process(struct pid *pid);
bool ps_processes_exist(void);
void ps_process_exit(struct ps_process *process);
void ps_put_process(struct ps_process *process);
struct ps_process *ps_inspect_process(u64 serial);
struct ps_process *ps_next_process(struct ps_process *process);
void ps_end_inspection(struct ps_process *process);

int ps_hooks_init(void);
void ps_hooks_destroy(void);

void ps_debugfs_init(struct dentry *directory);

#endif /* _NTOBJ_PS_H */
