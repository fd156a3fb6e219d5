/* SPDX-License-Identifier: GPL-2.0 */
/*
 * The kernel floor: service tables, threads, dispatcher objects and waits.
 */
#ifndef _NTOBJ_KE_H
#define _NTOBJ_KE_H

#include <linux/atomic.h>
#include <linux/build_bug.h>
#include <linux/errno.h>
#include <linux/limits.h>
#include <linux/list.h>
#include <linux/rhashtable-types.h>
#include <linux/spinlock.h>
#include <linux/stddef.h>
#include <linux/types.h>
#include <ntobj/ntstatus.h>

struct dentry;
struct module;
struct ob_handle_table;
struct ob_header;
struct se_subject;
struct se_token;
struct seq_file;
struct task_struct;

/* Service tables: ke/service.c */

#define KE_SERVICE_TABLES	4
#define KE_SERVICES		256
#define KE_ARGUMENT_MAX		128

/**
 * struct ke_call - one call of a service, on the caller's stack
 * @handles: the calling process's handle table
 * @subject: who the calling process is
 * @answer: set by a service that fails and yet answers in its structure
 * @finish: if set by the service, called once when the answer has been
 *	delivered (@commit true) or the call has failed (@commit false). What
 *	a service makes visible in two phases is published or undone there. If
 *	publishing fails it is undone, and what is returned is the call's status;
 *	the answer is taken back, as far as that can still be written
 * @pending: @finish's own
 * @pending.table: the table that gets the handle
 * @pending.era: of the table's, if that is another process's; else 0
 * @pending.process: the process object whose table that is, with a reference
 * @pending.object: the object that gets a handle
 * @pending.index: the reserved entry
 * @pending.access: the rights and attributes that the handle will have
 * @pending.permanent: whether the object becomes permanent with it
 */
struct ke_call {
	struct ob_handle_table *handles;
	struct se_subject *subject;
	bool answer;
	NTSTATUS (*finish)(struct ke_call *call, bool commit);
	struct {
		struct ob_handle_table *table;
		u32 era;
		struct ob_header *process;
		struct ob_header *object;
		u32 index;
		u32 access;
		bool permanent;
	} pending;
};

/*
 * Returned by a wait that a signal ended: the ioctl returns it as -ERESTARTSYS.
 * It is no NTSTATUS and never reaches the caller.
 */
#define KE_RESTART	((NTSTATUS)(-ERESTARTSYS))

/* A status that a service returns only when memory runs out under it. */
#define KE_FAULT(status)	((u64)(u32)(status) | 1ULL << 32)
#define KE_STATUS(status)	((u64)(u32)(status))
#define KE_STATUSES_END		U64_MAX

/**
 * struct ke_service - one service of a table
 * @name: NT's name
 * @number: its place in the table
 * @direct: of a service that takes its operand in the ioctl argument
 * @structured: of one that takes a structure, captured in @argument; may
 *	change it, and what lies from @answer_first to @answer_end is copied
 *	back if it succeeds
 * @size: of the structure as this kernel knows it
 * @minimum: of the structure in its first version
 * @probes: whether the answer's place is written to before the service is
 *	called, for one that can't be undone when its answer can't be delivered
 * @answer_first: offset of the first field that is an answer
 * @answer_end: offset behind the last field that is an answer
 * @statuses: KE_STATUS() or KE_FAULT() of all that it can return, at most
 *	BITS_PER_LONG, then KE_STATUSES_END
 * @seen: bit n says that statuses[n] was returned; kept while the module
 *	parameter status_coverage is set
 * @undeclared: the last status it returned that is not in @statuses
 */
struct ke_service {
	const char *name;
	u8 number;
	NTSTATUS (*direct)(struct ke_call *call, u64 operand);
	NTSTATUS (*structured)(struct ke_call *call, void *argument);
	u16 size;
	u16 minimum;
	bool probes;
	u16 answer_first;
	u16 answer_end;
	const u64 *statuses;
	unsigned long seen;
	NTSTATUS undeclared;
};

/* How services are written down. One whose operand is the ioctl argument: */
#define KE_DIRECT(_number, _name, _function, _statuses) {		\
	.name = _name, .number = _number, .direct = _function,		\
	.statuses = _statuses }

/*
 * A service with a structure. @_last is the last field of its first version;
 * the answer is what lies from field @_first to the structure's end.
 */
#define __KE_STRUCTURED(_number, _name, _function, _struct, _last, _first, _statuses, \
			_probes) {					\
	.name = _name, .number = _number, .structured = _function,	\
	.size = sizeof(_struct) +					\
		BUILD_BUG_ON_ZERO(sizeof(_struct) > KE_ARGUMENT_MAX),	\
	.minimum = offsetofend(_struct, _last),				\
	.probes = _probes,						\
	.answer_first = offsetof(_struct, _first),			\
	.answer_end = sizeof(_struct),					\
	.statuses = _statuses }

#define KE_STRUCTURED(_number, _name, _function, _struct, _last, _first, _statuses) \
	__KE_STRUCTURED(_number, _name, _function, _struct, _last, _first, \
			_statuses, false)

/* The same for a service that can't be undone (see ke_service.probes). */
#define KE_STRUCTURED_PROBED(_number, _name, _function, _struct, _last, _first, _statuses) \
	__KE_STRUCTURED(_number, _name, _function, _struct, _last, _first, \
			_statuses, true)

/* The same for a service that answers by its status alone. */
#define KE_STRUCTURED_SILENT(_number, _name, _function, _struct, _last, _statuses) { \
	.name = _name, .number = _number, .structured = _function,	\
	.size = sizeof(_struct) +					\
		BUILD_BUG_ON_ZERO(sizeof(_struct) > KE_ARGUMENT_MAX),	\
	.minimum = offsetofend(_struct, _last),				\
	.statuses = _statuses }

void ke_register_services(struct ke_service *services, unsigned int count);
NTSTATUS ke_add_service_table(unsigned int index, struct ke_service *services,
			      unsigned int count, struct module *owner);
NTSTATUS ke_remove_service_table(unsigned int index);
NTSTATUS ke_dispatch_service(struct ke_call *call, unsigned int command,
			     u64 operand, void __user *pointer);
void ke_show_services(struct seq_file *file);

/* Threads: ke/thread.c */

struct ke_dispatcher;

/**
 * struct ke_wait_block - a thread's place in an object's queue of waiters
 * @link: in the dispatcher's queue, or in a signaller's list of released
 *	waiters; under the dispatcher's lock
 * @thread: who waits
 * @epoch: the dispatcher's release_epoch when the block was queued
 * @status: KE_WAIT_PENDING, or what ended the wait; written under the
 *	dispatcher's lock, read without
 */
struct ke_wait_block {
	struct list_head link;
	struct ke_thread *thread;
	u32 epoch;
	NTSTATUS status;
};

#define KE_WAIT_PENDING		((NTSTATUS)0x00000103)

/* Bits of ke_thread.flags. */
enum ke_thread_flag {
	KE_THREAD_USED,		/* its own task has come here; set under the table's lock */
	KE_THREAD_EXITING,	/* set by who will take it out of the table */
};

/**
 * struct ke_thread - what the module keeps of a Linux task
 * @node: in the table of threads
 * @task: the task, pinned
 * @flags: bits of enum ke_thread_flag
 * @live_count: of its process, which waits for this thread's end with its own;
 *	or NULL. Set under the table's lock, by the process floor
 * @object: the thread object that stands for it, without a reference, or NULL;
 *	under the table's lock. The process floor's
 * @token: its own, if its credentials are not its process's; the security
 *	floor's (se/subject.c)
 * @exit_work: runs when the task ends
 * @rcu: frees it
 * @block: for its waits
 * @waits: how often it slept in a wait
 * @waiting: true while it sleeps in one
 * @shadow: true once it has called a service of the shadow table
 */
struct ke_thread {
	struct rhash_head node;
	struct task_struct *task;
	unsigned long flags;
	atomic_t *live_count;
	struct ob_header *object;
	struct se_token *token;
	struct callback_head exit_work;
	struct rcu_head rcu;
	struct ke_wait_block block;
	u64 waits;
	bool waiting;
	bool shadow;
};

typedef void (*ke_thread_used_function)(struct ke_thread *thread);

int ke_thread_init(ke_thread_used_function used);
void ke_thread_destroy(void);
struct ke_thread *ke_current_thread(void);
struct ke_thread *ke_find_thread(struct task_struct *task);
void ke_lock_threads(void);
void ke_unlock_threads(void);
struct ke_thread *ke_create_thread(struct task_struct *task);
void ke_free_thread(struct ke_thread *thread);
struct ke_thread *ke_add_thread(struct ke_thread **new);
void ke_remove_thread(struct ke_thread *thread);
void ke_drop_unused_thread(struct ke_thread *thread);
bool ke_threads_exist(void);
void ke_show_threads(struct seq_file *file);

/* Dispatcher objects and waits: ke/dispatcher.c, ke/wait.c */

enum ke_dispatcher_type {
	KE_NOTIFICATION_EVENT = 0,
	KE_SYNCHRONIZATION_EVENT = 1,
	KE_PROCESS_OBJECT = 3,
	KE_THREAD_OBJECT = 6,
};

/**
 * struct ke_dispatcher - what every object that can be waited for contains
 * @lock: guards the rest; usable from softirq
 * @type: enum ke_dispatcher_type
 * @signal_state: above 0 if signalled
 * @release_epoch: grows when all waiters are released at once
 * @waiters: blocks, oldest first
 */
struct ke_dispatcher {
	spinlock_t lock;	/* innermost; see ke/dispatcher.c */
	u8 type;
	s32 signal_state;
	u32 release_epoch;
	struct list_head waiters;
};

void ke_dispatcher_construct(struct ke_dispatcher *dispatcher);

/**
 * ke_dispatcher_init - begin an object's life
 * @dispatcher: constructed, in use by nobody; see ke/dispatcher.c
 * @type: what kind of object
 * @state: initial signal state
 *
 * Context: any.
 */
static inline void ke_dispatcher_init(struct ke_dispatcher *dispatcher,
				      enum ke_dispatcher_type type, s32 state)
{
	WARN_ON_ONCE(!list_empty(&dispatcher->waiters));
	dispatcher->type = type;
	dispatcher->signal_state = state;
}

void ke_dispatcher_retire(struct ke_dispatcher *dispatcher);
bool ke_try_satisfy(struct ke_dispatcher *dispatcher);
void ke_signal(struct ke_dispatcher *dispatcher);
void ke_release_waiters(struct ke_dispatcher *dispatcher,
			struct list_head *released, unsigned long flags)
	__releases(&dispatcher->lock);
NTSTATUS ke_wait_single(struct ke_dispatcher *dispatcher, u64 deadline,
			u32 flags);

/* Events: ke/event.c */

enum ke_event_operation {
	KE_EVENT_SET,
	KE_EVENT_RESET,
	KE_EVENT_PULSE,
};

s32 ke_change_event(struct ke_dispatcher *event,
		    enum ke_event_operation operation,
		    struct list_head *released);

/* Services that failed: ke/failures.c */
void ke_note_handle(u64 handle);
void ke_note_name(NTSTATUS status, const u16 *name, u32 length);
void ke_note_right(NTSTATUS status, u64 object, u32 access);
void ke_note_privilege(u64 privilege);
void ke_forget_note(void);
void ke_note_type(u64 object, const u16 *name, u32 length);
void ke_record_failure(const char *service, NTSTATUS status);
void ke_show_failures(struct seq_file *file);

/* ke/user_stack.c */
u32 ke_read_user_stack(u64 *stack, u32 most);

/* ke/debugfs.c */
void ke_debugfs_init(struct dentry *directory);

#endif /* _NTOBJ_KE_H */
