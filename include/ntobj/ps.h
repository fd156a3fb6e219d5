/* SPDX-License-Identifier: GPL-2.0 */
/* The process floor: what the module keeps of Linux processes, and its hooks. */
#ifndef _NTOBJ_PS_H
#define _NTOBJ_PS_H

#include <linux/atomic.h>
#include <linux/rbtree_types.h>
#include <linux/refcount.h>
#include <linux/rcupdate.h>
#include <linux/rhashtable-types.h>
#include <linux/sched.h>
#include <linux/types.h>
#include <ntobj/ke.h>
#include <ntobj/ob.h>
#include <ntobj/se_token.h>

struct dentry;
struct pid;
struct ps_process_object;
struct seq_file;

/* Bits of ps_process.flags. */
enum ps_process_flag {
	PS_USED,	/* it has called a service, or its parent had when making it */
	PS_EXITING,	/* set by who will take it out of the table */
	PS_FINISHED,	/* it has ended, and heirs may be left */
	PS_EXEC,	/* its exec work is queued */
	PS_SECURE_EXEC,	/* the exec gave it rights that it did not have */
};

/**
 * struct ps_process - what the module keeps of a Linux process
 * @node: in the table of processes
 * @pid: the process's, pinned; the key
 * @parent: of who made it, pinned; under the list's lock
 * @flags: bits of enum ps_process_flag
 * @references: keep the structure: the table holds one, each descriptor that
 *	caches it another, and each object that stands for it
 * @inspections: keep the pages of the handle table: the table of processes
 *	holds one, and who looks at the process another
 * @live: threads that are in use and not yet through with their exit, and one
 *	more until the last thread has begun its own
 * @serial: its place in the list, which is in this order
 * @handles: its handle table
 * @subject: who it is
 * @call: @handles and @subject, for what it calls
 * @object: what stands for it, without a reference, or NULL; under the list's
 *	lock
 * @thread_objects: how many stand for threads of it; the same
 * @terminated: whether NtTerminateProcess has killed it; the same
 * @terminated_with: what it said; the same
 * @exit_work: runs when its last thread ends
 * @exec_work: runs before the first instruction of a new image
 * @link: in the list of processes, a tree by @serial
 * @rcu: frees it
 * @comm: the process's name when it first called
 */
struct ps_process {
	struct rhash_head node;
	struct pid *pid;
	struct pid *parent;
	unsigned long flags;
	refcount_t references;
	refcount_t inspections;
	atomic_t live;
	u64 serial;
	struct ob_handle_table handles;
	struct se_subject subject;
	struct ke_call call;
	struct ps_process_object *object;
	unsigned int thread_objects;
	bool terminated;
	NTSTATUS terminated_with;
	struct callback_head exit_work;
	struct callback_head exec_work;
	struct rb_node link;
	struct rcu_head rcu;
	char comm[TASK_COMM_LEN];
};

extern struct ob_type *ps_process_type;
extern struct ob_type *ps_thread_type;

pid_t ps_process_id_of(struct ob_header *process);
pid_t ps_thread_id_of(struct ob_header *thread);
pid_t ps_thread_process_id_of(struct ob_header *thread);

struct ps_process *ps_current_process(void);
struct ps_process *ps_find_process(struct pid *pid);
bool ps_processes_exist(void);
void ps_put_process(struct ps_process *process);
struct ps_process *ps_inspect_process(u64 serial);
struct ps_process *ps_next_process(struct ps_process *process);
void ps_end_inspection(struct ps_process *process);

bool ps_may_open(struct task_struct *task, bool privileged);

int ps_init(void);
int ps_objects_init(void);
void ps_teardown(void);
int ps_hooks_init(void);
void ps_hooks_destroy(void);

void ps_debugfs_init(struct dentry *directory);

struct ke_thread *ps_reference_thread_of(struct ob_header *object);

#endif /* _NTOBJ_PS_H */
