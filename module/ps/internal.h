/* SPDX-License-Identifier: GPL-2.0 */
/* What the files of the process floor share and nobody else needs. */
#ifndef _NTOBJ_PS_INTERNAL_H
#define _NTOBJ_PS_INTERNAL_H

#include <linux/log2.h>
#include <linux/pid.h>
#include <ntobj/ps.h>

struct cred;

/*
 * A look at a field that Linux writes plainly, under locks that no module can
 * take. Whether it is the old value or the new one does not matter.
 */
#define ps_glance(field)	data_race(field)

/**
 * struct ps_exit - how a process or thread ended
 * @ended: whether it has; the rest counts only then
 * @status: as NT has it
 * @wait_status: as waitpid(2) has it
 * @time: nanoseconds since 1970
 * @kernel_time: nanoseconds it spent in the kernel
 * @user_time: the same outside of it
 */
struct ps_exit {
	bool ended;
	NTSTATUS status;
	u32 wait_status;
	s64 time;
	u64 kernel_time;
	u64 user_time;
};

/*
 * What an object keeps of its process, also when that is dead: charged with the
 * object. Ids are its own and its maker's.
 */
#define PS_PROCESS_CHARGE						\
	(roundup_pow_of_two(sizeof(struct ps_process)) +		\
	 2 * roundup_pow_of_two(sizeof(struct pid)))

/* ps/process.c */
int ps_process_init(void);
void ps_process_destroy(void);
void ps_lock_processes(void);
void ps_unlock_processes(void);
struct ps_process *ps_create_process(struct task_struct *task);
struct ps_process *ps_add_process(struct task_struct *task, struct ps_process *new);
unsigned int ps_add_heir(struct ps_process *process);
void ps_remove_heir(struct ps_process *process, unsigned int generation);
bool ps_add_child(struct ps_process *parent, u64 removed, u64 disabled);
void ps_use_process(struct ps_process *process);
void ps_rename_process(struct ps_process *process);
void ps_drop_unused_process(struct ps_process *process);
void ps_process_finish(struct ps_process *process);
struct ps_process *ps_begin_inspection(struct ps_process *process);

/* ps/process_object.c */
int ps_process_object_init(void);
NTSTATUS ps_reference_current_process(struct ob_header **object);
struct ps_process_object *ps_detach_process_object(struct ps_process *process,
						   const struct ps_exit *exit);
void ps_signal_process_object(struct ps_process_object *object);
u64 ps_process_object_id(const struct ps_process *process);
bool ps_object_is_attached(struct ob_header *object);
bool ps_object_is_outgrown(struct ps_process *process);
bool ps_current_terminated_with(NTSTATUS *status);

struct ps_process *ps_process_of(struct ob_header *object);
struct ps_process *ps_inspect_process_of(struct ob_header *object);
struct ob_header *ps_reference_secured(struct ps_process *process);
struct task_struct *ps_object_task(struct ob_header *object);
extern struct ob_type *ps_process_type;

/* ps/set_process.c */
void ps_read_quota(struct ob_header *object, struct ntobj_quota_limits *limits);
void ps_set_process_init(void);

/* ps/handle_tracing.c */
NTSTATUS ps_set_handle_tracing(struct ke_call *call, struct ob_header *object,
			       const struct ntobj_set_process *argument);
NTSTATUS ps_query_handle_tracing(struct ke_call *call,
				 const struct ob_handle_snapshot *snapshot,
				 struct ntobj_query_client *argument);

/* ps/thread_object.c */
int ps_thread_object_init(void);
struct task_struct *ps_task_of(struct ob_header *object);
struct ke_thread **ps_apc_target(struct ob_header *object);
struct ps_process *ps_process_of_thread(struct ob_header *object);
extern struct ob_type *ps_thread_type;

/* ps/token.c */
void ps_token_init(void);
atomic_t *ps_thread_exit(struct ke_thread *thread);
void ps_lose_thread_object(const struct ps_exit *exit, bool always);

/* ps/apc.c, ps/alert.c */
void ps_apc_init(void);
void ps_alert_init(void);
void ps_flush_apcs(void);

/* ps/suspend.c */
void ps_suspend_init(void);

/* ps/exit_status.c */
NTSTATUS ps_exit_status(u32 wait_status);
void ps_read_process_exit(struct ps_exit *exit);
void ps_read_thread_exit(struct ps_exit *exit);

/* ps/task.c */
bool ps_has_gained(const struct cred *then, const struct cred *now);
s64 ps_create_time(struct task_struct *task);
s32 ps_base_priority(struct task_struct *task);
u64 ps_affinity(struct task_struct *task);
void ps_thread_times(struct task_struct *task, u64 *kernel_time, u64 *user_time);
void ps_process_times(struct task_struct *task, u64 *kernel_time, u64 *user_time);

/* ps/client.c */

/**
 * struct ps_client_kind - processes, or threads
 * @type: their type
 * @query_access: the right to query all
 * @query_limited_access: the right to query a little
 * @find: the task that ids mean to the caller, with a reference; or NULL
 * @is_secured: whether somebody has given a task's object a descriptor
 * @may_have: what Linux has to say of the rights themselves; may be NULL
 * @reference: gives a task's object, with a reference
 */
struct ps_client_kind {
	struct ob_type *type;
	u32 query_access;
	u32 query_limited_access;
	struct task_struct *(*find)(u64 process_id, u64 thread_id);
	bool (*is_secured)(struct task_struct *task);
	bool (*may_have)(struct task_struct *task, u32 desired_access);
	NTSTATUS (*reference)(struct task_struct *task, struct ob_header **object);
};

extern const u64 ps_open_statuses[];
extern const u64 ps_query_statuses[];

struct task_struct *ps_find_task(u64 id, bool process);
NTSTATUS ps_open_service(struct ke_call *call, const struct ps_client_kind *kind,
			 struct ntobj_open_client *argument);
NTSTATUS ps_reference_to_query(struct ke_call *call, const struct ps_client_kind *kind,
			       u64 handle, struct ob_handle_snapshot *snapshot);
NTSTATUS ps_deliver(struct ntobj_query_client *argument, struct ke_call *call,
		    const void *answer, u32 length);

/* ps/handle_list.c */
void ps_handle_list_init(void);

/* ps/fork.c */
int ps_fork_init(void);
void ps_fork_destroy(void);
bool ps_has_begun(struct task_struct *task);
struct pid *ps_maker_of(struct task_struct *task);
void ps_forked(struct ps_process *parent, struct task_struct *child);

/* ps/foreign.c, ps/duplicate.c */
NTSTATUS ps_begin_foreign(struct ob_header *object, struct ob_foreign_table *foreign);
void ps_duplicate_init(void);

/* ps/exec.c */
void ps_executed(struct ps_process *process, bool secure);

/* ps/hooks.c */
enum ps_event {
	PS_PROCESS_CREATED,
	PS_PROCESS_EXECUTED,
	PS_PROCESS_ENDED,
	PS_THREAD_CREATED,
	PS_THREAD_ENDED,
	PS_LOST,
	PS_EVENTS
};

void ps_count(enum ps_event event);
void ps_queue_work(struct task_struct *task, struct callback_head *work,
		   void (*function)(struct callback_head *work));
void ps_show_hooks(struct seq_file *file);

#endif /* _NTOBJ_PS_INTERNAL_H */
