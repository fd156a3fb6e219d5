/* SPDX-License-Identifier: GPL-2.0 */
/*
 * The kernel floor: service tables, threads, dispatcher objects, signals and
 * waits.
 */
#ifndef _NTOBJ_KE_H
#define _NTOBJ_KE_H

#include <linux/atomic.h>
#include <linux/build_bug.h>
#include <linux/errno.h>
#include <linux/hash.h>
#include <linux/hrtimer.h>
#include <linux/ioctl.h>
#include <linux/jump_label.h>
#include <linux/limits.h>
#include <linux/list.h>
#include <linux/lockdep.h>
#include <linux/percpu.h>
#include <linux/refcount.h>
#include <linux/rhashtable-types.h>
#include <linux/sched.h>
#include <linux/spinlock.h>
#include <linux/stddef.h>
#include <linux/types.h>
#include <linux/tracepoint-defs.h>
#include <linux/ntobj.h>
#include <ntobj/ntstatus.h>

struct dentry;
struct ke_apc;
struct module;
struct ob_handle_table;
struct ob_header;
struct se_subject;
struct se_token;
struct seq_file;

/* Service tables: ke/service.c */

#define KE_SERVICE_TABLES	4
#define KE_SERVICES		256
#define KE_ARGUMENT_MAX		128

/**
 * struct ke_call - one call of a service, on the caller's stack
 *
 * What a direct service gets is its process's own, the same for all calls, with
 * @handles and @subject alone.
 *
 * @handles: the calling process's handle table
 * @subject: who the calling process is; NULL if a driver calls
 * @kernel: whether it comes from kernel mode; then @handles stands for all that there
 *	are. See ke/mode.c, which alone sets it
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
 * @taken: another @finish's own
 * @taken.apc: what the calling thread has taken from its queue, or NULL
 * @taken.alerted: whether it has been alerted
 * @own: of a call from kernel mode: what the calling process's own calls have; NULL in
 *	a thread of the system's own
 */
struct ke_call {
	struct ob_handle_table *handles;
	struct se_subject *subject;
	bool kernel;
	bool answer;
	NTSTATUS (*finish)(struct ke_call *call, bool commit);
	union {
		struct {
			struct ob_handle_table *table;
			u32 era;
			struct ob_header *process;
			struct ob_header *object;
			u32 index;
			u32 access;
			bool permanent;
		} pending;
		struct {
			struct ke_apc *apc;
			bool alerted;
		} taken;
	};
	const struct ke_call *own;
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

/* Several statuses that differ by a number: the first, and how many follow. */
#define KE_STATUS_RANGE(first, more)	(KE_STATUS(first) | (u64)(more) << 33)

/**
 * struct ke_service - one service of a table
 * @name: NT's name
 * @number: its place in the table
 * @direct: of a service that takes its operand in the ioctl argument
 * @structured: of one that takes a structure, captured in @argument; may
 *	change it, and what lies from @answer_first to @answer_end is copied
 *	back if it succeeds
 * @shape: of a structured service, what the ioctl number says of direction and size
 *	for the structure as this kernel knows it, if that is of whole words; else what
 *	none says. Set when the service is registered
 * @size: of the structure as this kernel knows it
 * @minimum: of the structure in its first version
 * @from_kernel: whether it can be called from kernel mode; see ke/mode.c
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
	NTSTATUS (*direct)(const struct ke_call *call, u64 operand);
	NTSTATUS (*structured)(struct ke_call *call, void *argument);
	u32 shape;
	u16 size;
	u16 minimum;
	bool from_kernel;
	bool probes;
	u16 answer_first;
	u16 answer_end;
	const u64 *statuses;
	unsigned long seen;
	NTSTATUS undeclared;
};

/*
 * How services are written down. Behind the statuses there may be KE_FROM_KERNEL. One
 * whose operand is the ioctl argument:
 */
#define KE_DIRECT(_number, _name, _function, _statuses, ...) {		\
	.name = _name, .number = _number, .direct = _function,		\
	.statuses = _statuses, ##__VA_ARGS__ }

/*
 * A service with a structure. @_last is the last field of its first version;
 * the answer is what lies from field @_first to the structure's end.
 */
#define __KE_STRUCTURED(_number, _name, _function, _struct, _last, _first, _statuses, \
			_probes, ...) {					\
	.name = _name, .number = _number, .structured = _function,	\
	.size = sizeof(_struct) +					\
		BUILD_BUG_ON_ZERO(sizeof(_struct) > KE_ARGUMENT_MAX),	\
	.minimum = offsetofend(_struct, _last),				\
	.probes = _probes,						\
	.answer_first = offsetof(_struct, _first),			\
	.answer_end = sizeof(_struct),					\
	.statuses = _statuses, ##__VA_ARGS__ }

#define KE_STRUCTURED(_number, _name, _function, _struct, _last, _first, _statuses, ...) \
	__KE_STRUCTURED(_number, _name, _function, _struct, _last, _first, \
			_statuses, false, ##__VA_ARGS__)

/* The same for a service that can't be undone (see ke_service.probes). */
#define KE_STRUCTURED_PROBED(_number, _name, _function, _struct, _last, _first, _statuses, \
			     ...)					\
	__KE_STRUCTURED(_number, _name, _function, _struct, _last, _first, \
			_statuses, true, ##__VA_ARGS__)

/* The same for a service that answers by its status alone. */
#define KE_STRUCTURED_SILENT(_number, _name, _function, _struct, _last, _statuses, ...) { \
	.name = _name, .number = _number, .structured = _function,	\
	.size = sizeof(_struct) +					\
		BUILD_BUG_ON_ZERO(sizeof(_struct) > KE_ARGUMENT_MAX),	\
	.minimum = offsetofend(_struct, _last),				\
	.statuses = _statuses, ##__VA_ARGS__ }

void ke_register_services(struct ke_service *services, unsigned int count);
NTSTATUS ke_add_service_table(unsigned int index, struct ke_service *services,
			      unsigned int count, struct module *owner);
NTSTATUS ke_remove_service_table(unsigned int index);
NTSTATUS ke_dispatch_service(const struct ke_call *caller, unsigned int command,
			     u64 operand, void __user *pointer);
long ke_call_structured(const struct ke_call *caller, struct ke_service *service,
			unsigned int command, void __user *pointer);
long ke_end_call(struct ke_service *service, unsigned int command, NTSTATUS status);
void ke_show_services(struct seq_file *file);

extern struct ke_service *ke_native_services[KE_SERVICES];

/*
 * Whether somebody wants to know of each call: an event is on in tracefs, or the
 * coverage is recorded. Otherwise a call pays one no-operation for it.
 */
DECLARE_STATIC_KEY_FALSE(ke_watch_key);

/* Calls a direct service of any table. */
static __always_inline long ke_call_direct(const struct ke_call *caller,
					   struct ke_service *service,
					   unsigned int command, u64 operand)
{
	NTSTATUS status;

	/* An ioctl number that tells a direction or a size. */
	if (unlikely(command >> _IOC_SIZESHIFT))
		return STATUS_INVALID_SYSTEM_SERVICE;
	status = service->direct(caller, operand);
	if (static_branch_unlikely(&ke_watch_key) || unlikely(!NT_SUCCESS(status)))
		return ke_end_call(service, command, status);
	return status;
}

/**
 * ke_call_native - ke_dispatch_service() for the native table, compiled in one piece
 *	with who calls it
 * @caller: see there
 * @command: see there
 * @operand: see there
 * @pointer: see there
 *
 * Context: process; may sleep.
 *
 * Return: see there; as an ioctl returns it.
 */
static __always_inline long ke_call_native(const struct ke_call *caller,
					   unsigned int command, u64 operand,
					   void __user *pointer)
{
	struct ke_service *service = ke_native_services[_IOC_NR(command)];

	if (unlikely(!service))
		return STATUS_INVALID_SYSTEM_SERVICE;
	return service->direct ? ke_call_direct(caller, service, command, operand) :
				 ke_call_structured(caller, service, command, pointer);
}

/* Threads: ke/thread.c */

struct ke_dispatcher;
struct ke_thread;
struct ke_wait;

/**
 * struct ke_wait_block - a wait's place in the queue of one of its objects
 * @link: in the object's queue, or among what it has released; under the object's
 *	lock
 * @wait: the wait
 * @object: the object, of which the wait has a reference
 * @stamp: the object's release_stamp when the block was queued
 */
struct ke_wait_block {
	struct list_head link;
	struct ke_wait *wait;
	struct ke_dispatcher *object;
	u64 stamp;
};

/* How far a wait is; see ke/wait.c. */
enum ke_phase {
	KE_PENDING,
	KE_CLAIMED,		/* by who satisfies it, and has not told yet */
	KE_SATISFIED,
	KE_GAVE_UP,
};

/* What a thread sleeps for that waits for no object. */
enum ke_reason {
	KE_FOR_TIME,
	KE_FOR_ALERT_BY_ID,
};

/**
 * struct ke_wait - a thread's wait
 * @phase: enum ke_phase
 * @count: of its blocks
 * @all: how many of them it is for all of, from the first; the others satisfy it
 *	each. 0 of a wait for any
 * @missing: of a wait for all, an object that was not signalled; under ke_all_lock
 *	once the wait is queued
 * @reason: of a wait for no object, what else it is: enum ke_reason
 * @status: what it returns; set by who claims it, before he tells
 * @owner: who gets the ntsync mutexes among its objects
 * @thread: who waits
 * @blocks: its places in queues
 * @next: in the chain of who has claimed it
 */
struct ke_wait {
	u32 phase;
	u8 count;
	u8 all;
	u8 missing;
	u8 reason;
	NTSTATUS status;
	u32 owner;
	struct ke_thread *thread;
	struct ke_wait_block *blocks;
	struct ke_wait *next;
};

/* Blocks that each thread has; who waits for more gets all that he may have. */
#define KE_OWN_BLOCKS		4

/* The most objects of a wait: ntsync's may have one more, to be alerted by. */
#define KE_WAIT_OBJECTS		(NTOBJ_WAIT_OBJECTS + 1)

/* The place in a wait of the object that satisfied it, of a status that says so. */
#define KE_PLACE_IN_STATUS(status)	((u32)(status) & (STATUS_ABANDONED_WAIT_0 - 1))

/* Bits of ke_thread.flags. */
enum ke_thread_flag {
	KE_THREAD_USED,		/* its own task has come here; set under the table's lock */
	KE_THREAD_EXITING,	/* set by who will take it out of the table */
	KE_THREAD_WORK,		/* its apc_work is queued */
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
 * @wait: its wait; it has one at a time
 * @blocks: for waits of few objects
 * @more_blocks: for waits of many, or NULL; the thread's own
 * @owned_lock: guards @owned; under the locks of mutants
 * @owned: the mutants that it owns
 * @waits: how often it slept in a wait
 * @began: when it went to sleep in the last of them, in jiffies
 * @waiting: true while it sleeps in one
 * @shadow: true once it has called a service of the shadow table
 * @alertable: true while it sleeps in a wait that alerts end
 * @pins: keep it in the table, though nobody uses it; under the table's lock
 * @apcs_ended: no more calls are queued; under @apc_lock
 * @alerts: bits of enum ke_alert
 * @apc_lock: guards @user_apcs; see ke/apc.c
 * @user_apcs: procedures that it is to call in user mode
 * @apcs: how many they are
 * @apcs_taken: how many it has taken in all
 * @timers_lock: guards @timers; see ke/timer_apc.c
 * @timers: its calls that timers have
 * @apc_level: true while it is at APC level, or above and will be there again; its
 *	own task's alone
 * @normal_apc_runs: true while a normal kernel APC does; its own task's alone
 * @kernel_apc_disable: the critical regions that it is in, as NT counts them: 1 less
 *	for each; its own task's alone
 * @special_apc_disable: the guarded regions
 * @kernel_mutexes: how many mutexes it owns that keep normal APCs off; under @owned_lock
 * @special_apcs: special kernel APCs, under @apc_lock; see ke/kernel_apc.c
 * @normal_apcs: normal kernel APCs, under @apc_lock
 * @kernel_apcs: how many of both there are
 * @kernel_apcs_taken: how many it has run in all
 * @suspend_count: how often it was suspended more than resumed, under @apc_lock; see
 *	ke/suspend.c
 * @suspended: true while it sleeps because of that
 * @suspends_last: whether its work has let others go first
 * @references: on its memory, of which the table has one
 * @apc_work: has its task look for kernel APCs, and at @suspend_count
 * @work_lock: guards @work_closed
 * @work_closed: its task ends, and is given no more work
 * @return_timer: has its task look at @suspend_count again
 * @kernel_call: the innermost call from kernel mode that it is in, or NULL; its own
 *	task's alone
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
	struct ke_wait wait;
	struct ke_wait_block blocks[KE_OWN_BLOCKS];
	struct ke_wait_block *more_blocks;
	spinlock_t owned_lock;	/* innermost; see ke/mutant.c */
	struct list_head owned;
	u64 waits;
	unsigned long began;
	bool waiting;
	bool shadow;
	bool alertable;
	bool apcs_ended;
	u8 pins;
	unsigned long alerts;
	spinlock_t apc_lock;	/* see ke/apc.c */
	struct list_head user_apcs;
	unsigned int apcs;
	u64 apcs_taken;
	spinlock_t timers_lock;	/* innermost; see ke/timer_apc.c */
	struct list_head timers;
	bool apc_level;
	bool normal_apc_runs;
	s16 kernel_apc_disable;
	s16 special_apc_disable;
	u16 kernel_mutexes;
	struct list_head special_apcs;
	struct list_head normal_apcs;
	unsigned int kernel_apcs;
	u64 kernel_apcs_taken;
	u8 suspend_count;
	bool suspended;
	bool suspends_last;
	refcount_t references;
	struct callback_head apc_work;
	raw_spinlock_t work_lock;
	bool work_closed;
	struct hrtimer return_timer;
	const struct ke_call *kernel_call;
};

typedef void (*ke_thread_used_function)(struct ke_thread *thread);

int ke_thread_init(ke_thread_used_function used);
void ke_thread_destroy(void);
struct ke_thread *ke_current_thread(void);
struct ke_thread *ke_get_current_thread(void);
struct ke_thread *ke_find_thread(struct task_struct *task);
struct ke_thread *ke_look_up_used_thread(void);
struct ke_thread *ke_use_known_thread(void);
struct ke_thread *ke_pin_thread(void);
void ke_unpin_thread(struct ke_thread *thread);
bool ke_prepare_blocks(struct ke_thread *thread, unsigned int count);
void ke_lock_threads(void);
void ke_unlock_threads(void);
struct ke_thread *ke_create_thread(struct task_struct *task);
void ke_free_thread(struct ke_thread *thread);
void ke_reference_thread(struct ke_thread *thread);
void ke_dereference_thread(struct ke_thread *thread);
struct ke_thread *ke_add_thread(struct ke_thread **new);
void ke_remove_thread(struct ke_thread *thread);
void ke_drop_unused_thread(struct ke_thread *thread);
bool ke_threads_exist(void);
void ke_show_threads(struct seq_file *file);
void ke_walk_threads(struct rhashtable_iter *iterator);

/* Threads that a processor remembers, each in the place that its task's address says. */
#define KE_RECENT_BITS		5

/**
 * struct ke_recent_thread - a thread that was found on a processor not long ago
 * @task: its task, which was the calling one
 * @thread: the thread, used
 * @removals: ke_removals at that time
 */
struct ke_recent_thread {
	struct task_struct *task;
	struct ke_thread *thread;
	unsigned long removals;
};

DECLARE_PER_CPU(struct ke_recent_thread [1 << KE_RECENT_BITS], ke_recent_threads);

/* How many threads have left the table. */
extern unsigned long ke_removals;

/**
 * ke_find_used_thread - the calling task's thread object, if it has been used
 *
 * What was found is good as long as no thread has left the table since then: a task
 * that has the same address as another one came after that one's thread had been
 * removed. Context: process.
 *
 * Return: the thread, valid until the task ends; or NULL.
 */
static __always_inline struct ke_thread *ke_find_used_thread(void)
{
	const struct ke_recent_thread *recent;
	struct ke_thread *thread = NULL;

	preempt_disable();
	recent = this_cpu_ptr(&ke_recent_threads[hash_ptr(current, KE_RECENT_BITS)]);
	if (likely(recent->task == current) &&
	    likely(recent->removals == READ_ONCE(ke_removals)))
		thread = recent->thread;
	preempt_enable();
	return likely(thread) ? thread : ke_look_up_used_thread();
}

/* Dispatcher objects: ke/dispatcher.c */

enum ke_dispatcher_type {
	KE_NOTIFICATION_EVENT = 0,
	KE_SYNCHRONIZATION_EVENT = 1,
	KE_MUTANT = 2,
	KE_PROCESS_OBJECT = 3,
	KE_SEMAPHORE = 5,
	KE_THREAD_OBJECT = 6,
	KE_TIMER_NOTIFICATION = 8,
	KE_TIMER_SYNCHRONIZATION = 9,

	/* From here on by the rules of ntsync: ke/ntsync.c */
	KE_NTSYNC_MANUAL = 16,
	KE_NTSYNC_AUTO = 17,
	KE_NTSYNC_SEMAPHORE = 18,
	KE_NTSYNC_MUTEX = 19,
};

/* Bits of the types of which a wait that is satisfied takes something. */
#define KE_CONSUMED_TYPES	(BIT(KE_SYNCHRONIZATION_EVENT) | BIT(KE_SEMAPHORE) | \
				 BIT(KE_MUTANT) | BIT(KE_TIMER_SYNCHRONIZATION) | \
				 BIT(KE_NTSYNC_AUTO) | BIT(KE_NTSYNC_SEMAPHORE) | \
				 BIT(KE_NTSYNC_MUTEX))

/* Those that can satisfy one wait, and at the same time not another. */
#define KE_OWNED_TYPES		(BIT(KE_MUTANT) | BIT(KE_NTSYNC_MUTEX))

/**
 * struct ke_dispatcher - what every object that can be waited for contains
 * @lock: guards the rest; usable from softirq
 * @type: enum ke_dispatcher_type
 * @place: of it in its object, from the header; 0 if it is in none. The object
 *	floor's, and the same for all objects that ever use this memory
 * @signal_state: above 0 if signalled
 * @alls: waits for all in the queue; and KE_RELEASING
 * @sleeps: how often a wait was queued here
 * @waiters: blocks, oldest first; of what gives to everybody, and of ntsync's, waits
 *	for all first
 * @last_all: where in @waiters those end, or its head
 * @released: blocks of waits that were released and not claimed yet
 * @release_stamp: when that was last, by a clock that all objects share
 */
struct ke_dispatcher {
	spinlock_t lock;	/* innermost but for one; see ke/dispatcher.c */
	u8 type;
	u16 place;
	s32 signal_state;
	u32 alls;
	u32 sleeps;
	struct list_head waiters;
	struct list_head *last_all;
	struct list_head released;
	u64 release_stamp;
};

/* In ke_dispatcher.alls: @released was filled, and not found empty since. */
#define KE_RELEASING		BIT(31)

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
	dispatcher->sleeps = 0;
}

/* Whether somebody waits, seen without the lock: perhaps not any more, or only now. */
static __always_inline bool ke_is_waited_for(const struct ke_dispatcher *object)
{
	return !list_empty(&object->waiters);
}

void ke_dispatcher_retire(struct ke_dispatcher *dispatcher);

/*
 * Returned by what would have the calling thread own a mutant, if the thread is
 * not known yet: ke_current_thread() makes it known. It is no NTSTATUS and never
 * reaches the caller.
 */
#define KE_NO_THREAD		((NTSTATUS)(-ESRCH))

bool ke_is_signalled(const struct ke_dispatcher *object, const struct ke_wait *wait);
bool ke_consume(struct ke_dispatcher *object, const struct ke_wait *wait);

/**
 * ke_gives_to_all - whether an object's signal is for all who wait
 * @object: the object
 *
 * Context: any.
 *
 * Return: false if a wait that is satisfied takes something from the object.
 */
static inline bool ke_gives_to_all(const struct ke_dispatcher *object)
{
	return !(KE_CONSUMED_TYPES & BIT(object->type));
}

/* Whether an object is one of ke/ntsync.c. */
static __always_inline bool ke_is_ntsync(const struct ke_dispatcher *object)
{
	return object->type >= KE_NTSYNC_MANUAL;
}

/* Signals: ke/signal.c */

/**
 * struct ke_signal - one signal, while it is given
 * @first: claimed waits, which are told when the locks are dropped; or NULL
 * @last: the last of them
 * @second: another object whose lock is held, or NULL
 * @slowly: whether there is more to do at the end than to drop the object's lock
 * @more: whether waits were released that are not claimed yet
 * @with_all: whether ke_all_lock is held
 * @flags: of spin_lock_irqsave()
 */
struct ke_signal {
	struct ke_wait *first;
	struct ke_wait *last;
	struct ke_dispatcher *second;
	bool slowly;
	bool more;
	bool with_all;
	unsigned long flags;
};

DECLARE_TRACEPOINT(ntobj_signal);

/* Whether somebody wants to know of each signal. */
static __always_inline bool ke_signals_are_traced(void)
{
	return tracepoint_enabled(ntobj_signal);
}

void ke_begin_signal_again(struct ke_dispatcher *object, struct ke_signal *signal)
	__must_hold(&object->lock);
void ke_begin_signal_and_wait(struct ke_dispatcher *object, struct ke_dispatcher *second,
			      struct ke_signal *signal)
	__acquires(&object->lock);
void ke_give(struct ke_dispatcher *object, struct ke_signal *signal);
void ke_end_signal_slowly(struct ke_dispatcher *object, struct ke_signal *signal)
	__releases(&object->lock);
void ke_signal_object(struct ke_dispatcher *dispatcher);

/**
 * ke_begin_signal - lock an object that is to be signalled
 * @object: the object
 * @signal: for ke_end_signal()
 *
 * If waits for all are in the queue, ke_all_lock is held as well. What the object has
 * released before is claimed. Context: any, within an RCU read section up to
 * ke_end_signal().
 */
static __always_inline void ke_begin_signal(struct ke_dispatcher *object,
					    struct ke_signal *signal)
	__acquires(&object->lock)
{
	signal->first = NULL;
	signal->second = NULL;
	signal->slowly = false;
	signal->more = false;
	signal->with_all = false;
	spin_lock_irqsave(&object->lock, signal->flags);
	if (unlikely(object->alls))
		ke_begin_signal_again(object, signal);
}

/**
 * ke_end_signal - drop the locks, and wake whom the signal has released
 * @object: the object
 * @signal: from ke_begin_signal()
 *
 * Context: any.
 */
static __always_inline void ke_end_signal(struct ke_dispatcher *object,
					  struct ke_signal *signal)
	__releases(&object->lock)
{
	if (likely(!signal->slowly))
		spin_unlock_irqrestore(&object->lock, signal->flags);
	else
		ke_end_signal_slowly(object, signal);
}

/* Several locks: ke/several.c */

/**
 * struct ke_wanted - one of the objects of a wait, before it is queued
 * @object: the object; NULL for what is always signalled
 * @stamp: where @stamped stands as long as the object is the right one; NULL if
 *	the caller has a reference
 * @stamped: see there
 * @held: whether the object's lock is held for this one; set when it is its turn
 */
struct ke_wanted {
	struct ke_dispatcher *object;
	const u32 *stamp;
	u32 stamped;
	bool held;
};

/**
 * struct ke_several - the objects of a wait, and their locks
 * @wanted: the objects
 * @count: how many
 * @all: how many of them the wait is for all of; as in struct ke_wait
 * @owner: who gets the ntsync mutexes among them
 * @with_all: whether ke_all_lock is held
 * @first: the first whose lock is held; @count if none
 * @end: none from here on has had its turn
 * @unsignalled: of a wait for all, whether the signal state of one of them is not
 *	above 0, once all are locked
 * @types: of a wait for all, bits of enum ke_dispatcher_type that are among them
 * @flags: of spin_lock_irqsave()
 */
struct ke_several {
	struct ke_wanted *wanted;
	unsigned int count;
	unsigned int all;
	u32 owner;
	bool with_all;
	unsigned int first;
	unsigned int end;
	bool unsignalled;
	unsigned long types;
	unsigned long flags;
};

extern spinlock_t ke_all_lock;

NTSTATUS ke_lock_several(struct ke_several *several);
void ke_unlock_several(struct ke_several *several);

/* Waits: ke/wait.c, ke/wait_multiple.c */

/*
 * A flag of the module's own, besides NTOBJ_WAIT_*: no signal ends the wait but one that
 * ends the task. Deadlines are the host's, whatever time namespace the task is in.
 */
#define KE_WAIT_KERNEL_MODE	0x80000000

/* Another one: of all alerts, the one by thread id ends the wait, and no call does. */
#define KE_WAIT_BY_ID		0x40000000

/* What callers may ask for. */
#define KE_WAIT_FLAGS		(NTOBJ_WAIT_ALERTABLE | NTOBJ_WAIT_REALTIME)

/* What a call from kernel mode asks for; no other call may. */
static inline bool ke_is_kernel_wait(const struct ke_call *call, u32 flags)
{
	return call->kernel && (flags & ~KE_WAIT_FLAGS) == KE_WAIT_KERNEL_MODE;
}

/* One of these is set in a wait that heeds alerts. */
#define KE_WAIT_ALERTS		(NTOBJ_WAIT_ALERTABLE | KE_WAIT_BY_ID)

/* Returned by what has queued a wait; ke_sleep() is next. No status of a wait. */
#define KE_QUEUED		STATUS_PENDING

void ke_queue_single(struct ke_dispatcher *object, struct ke_thread *thread);
void ke_queue_block(struct ke_wait *wait, struct ke_dispatcher *object);
void ke_unqueue_all(struct ke_wait_block *block);
NTSTATUS ke_sleep(struct ke_thread *thread, u64 deadline, u32 flags);
NTSTATUS ke_delay(struct ke_thread *thread, enum ke_reason reason, u64 deadline,
		  u32 flags);
NTSTATUS ke_wait_single(struct ke_dispatcher *dispatcher, u64 deadline,
			u32 flags);
NTSTATUS ke_begin_wait(struct ke_wanted *wanted, unsigned int count, bool all,
		       struct ke_thread *thread);
NTSTATUS ke_begin_several(struct ke_several *several, struct ke_thread *thread);
NTSTATUS ke_wait_multiple(struct ke_dispatcher **objects, unsigned int count,
			  bool all, u64 deadline, u32 flags);

/* ke/delay.c */
void ke_delay_init(void);

/* Waits that others look at: ke/waits.c */

typedef void (*ke_waited_function)(const struct ke_dispatcher *object, void *context);

bool ke_look_at_wait(const struct ke_thread *thread, ke_waited_function see,
		     void *context);

/* Events: ke/event.c */

enum ke_event_operation {
	KE_EVENT_SET,
	KE_EVENT_RESET,
	KE_EVENT_PULSE,
};

s32 ke_change_event(struct ke_dispatcher *event,
		    enum ke_event_operation operation,
		    struct ke_signal *signal);

/**
 * ke_change_idle_event - set or reset an event for which nobody waits
 * @event: the event
 * @state: 1 to set it, 0 to reset it
 *
 * Context: any; the lock is held.
 *
 * Return: false, and nothing was done, if somebody waits, or signals are traced.
 */
static __always_inline bool ke_change_idle_event(struct ke_dispatcher *event, s32 state)
{
	lockdep_assert_held(&event->lock);
	if (unlikely(!list_empty(&event->waiters)) || ke_signals_are_traced())
		return false;
	WRITE_ONCE(event->signal_state, state);
	return true;
}

/* Semaphores: ke/semaphore.c */

/**
 * struct ke_semaphore - a count that waits take from
 * @dispatcher: its signal state is the count
 * @limit: the most that may be
 */
struct ke_semaphore {
	struct ke_dispatcher dispatcher;
	s32 limit;
};

void ke_semaphore_init(struct ke_semaphore *semaphore, s32 count, s32 limit);
NTSTATUS ke_release_semaphore(struct ke_semaphore *semaphore, s32 adjustment,
			      s32 *previous, struct ke_signal *signal);

/**
 * ke_release_idle_semaphore - add to the count of a semaphore for which nobody waits
 * @semaphore: the semaphore
 * @adjustment: how much, 1 or more
 * @previous: the count before, or NULL
 *
 * Context: any; the lock is held.
 *
 * Return: false, and nothing was done, if somebody waits, signals are traced, or
 * there is no room.
 */
static __always_inline bool ke_release_idle_semaphore(struct ke_semaphore *semaphore,
						      s32 adjustment, s32 *previous)
{
	struct ke_dispatcher *object = &semaphore->dispatcher;
	s32 count = object->signal_state;

	lockdep_assert_held(&object->lock);
	if (unlikely(!list_empty(&object->waiters)) || ke_signals_are_traced() ||
	    unlikely(adjustment > semaphore->limit - count))
		return false;
	if (previous)
		*previous = count;
	WRITE_ONCE(object->signal_state, count + adjustment);
	return true;
}

/* Mutants: ke/mutant.c */

/**
 * struct ke_mutant - what one thread at a time owns
 * @dispatcher: its signal state is 1 if nobody owns it, else 1 less for each time
 *	that its owner has got it
 * @owner: who owns it, or NULL; under the object's lock
 * @owned: in the owner's list; under the owner's owned_lock
 * @abandoned: its last owner ended; under the object's lock
 * @keeps_apcs_off: whether its owner runs no normal kernel APCs
 */
struct ke_mutant {
	struct ke_dispatcher dispatcher;
	struct ke_thread *owner;
	struct list_head owned;
	bool abandoned;
	bool keeps_apcs_off;
};

static inline struct ke_mutant *ke_to_mutant(const struct ke_dispatcher *object)
{
	return container_of(object, struct ke_mutant, dispatcher);
}

void ke_mutant_construct(struct ke_mutant *mutant);
void ke_mutant_init(struct ke_mutant *mutant, struct ke_thread *owner);
void ke_mutant_retire(struct ke_mutant *mutant);
bool ke_is_owner(const struct ke_mutant *mutant);
bool ke_is_at_limit(const struct ke_dispatcher *object);
bool ke_own_mutant(struct ke_mutant *mutant, struct ke_thread *thread);
NTSTATUS ke_try_mutant(struct ke_mutant *mutant);
NTSTATUS ke_release_mutant(struct ke_mutant *mutant, s32 *previous,
			   struct ke_signal *signal);
void ke_abandon_mutants(struct ke_thread *thread);

/* Makes a thread the owner of a mutant that has none. The mutant's lock is held. */
static __always_inline void ke_take_mutant(struct ke_mutant *mutant,
					   struct ke_thread *thread)
{
	WRITE_ONCE(mutant->owner, thread);
	mutant->abandoned = false;
	spin_lock(&thread->owned_lock);
	list_add_tail(&mutant->owned, &thread->owned);
	/* Its task is in a wait that is claimed, or the calling one. */
	if (unlikely(mutant->keeps_apcs_off))
		WRITE_ONCE(thread->kernel_mutexes, thread->kernel_mutexes + 1);
	spin_unlock(&thread->owned_lock);
}

/* Takes a mutant from its owner. The mutant's lock is held. */
static __always_inline void ke_leave_mutant(struct ke_mutant *mutant)
{
	struct ke_thread *thread = mutant->owner;

	spin_lock(&thread->owned_lock);
	list_del(&mutant->owned);
	if (unlikely(mutant->keeps_apcs_off))
		WRITE_ONCE(thread->kernel_mutexes, thread->kernel_mutexes - 1);
	spin_unlock(&thread->owned_lock);
	WRITE_ONCE(mutant->owner, NULL);
}

/**
 * ke_release_idle_mutant - give back a mutant for which nobody waits
 * @mutant: the mutant
 * @previous: the state before, or NULL
 *
 * Context: process; the lock is held.
 *
 * Return: false, and nothing was done, if somebody waits, signals are traced, or
 * the calling thread does not own it.
 */
static __always_inline bool ke_release_idle_mutant(struct ke_mutant *mutant, s32 *previous)
{
	struct ke_dispatcher *object = &mutant->dispatcher;
	struct ke_thread *owner = mutant->owner;
	s32 state = object->signal_state;

	lockdep_assert_held(&object->lock);
	if (unlikely(!list_empty(&object->waiters)) || ke_signals_are_traced() ||
	    unlikely(!owner) || unlikely(owner->task != current))
		return false;
	if (previous)
		*previous = state;
	WRITE_ONCE(object->signal_state, state + 1);
	if (!state)
		ke_leave_mutant(mutant);
	return true;
}

/* Timers: ke/timer.c; include/ntobj/ke_timer.h has the rest. */
void ke_consume_timer(struct ke_dispatcher *object);

/**
 * ke_try_satisfy - satisfy the calling thread's wait at once, if that can be
 * @object: the object
 *
 * What the object's kind does to itself when a wait is satisfied has been done
 * if the result is STATUS_SUCCESS or STATUS_ABANDONED. Context: process; the lock
 * is held.
 *
 * Return: STATUS_SUCCESS; STATUS_TIMEOUT if the object is not signalled; of a
 * mutant also STATUS_ABANDONED, STATUS_MUTANT_LIMIT_EXCEEDED, KE_NO_THREAD.
 */
static __always_inline NTSTATUS ke_try_satisfy(struct ke_dispatcher *object)
{
	lockdep_assert_held(&object->lock);
	if (object->type == KE_MUTANT)
		return ke_try_mutant(ke_to_mutant(object));
	if (object->signal_state <= 0)
		return STATUS_TIMEOUT;
	/* Of which nothing is taken, and most waits are for one. */
	if (object->type == KE_NOTIFICATION_EVENT)
		return STATUS_SUCCESS;
	if (object->type == KE_SYNCHRONIZATION_EVENT)
		WRITE_ONCE(object->signal_state, 0);
	else if (object->type == KE_SEMAPHORE)
		WRITE_ONCE(object->signal_state, object->signal_state - 1);
	else if (unlikely(object->type == KE_TIMER_SYNCHRONIZATION))
		ke_consume_timer(object);
	return STATUS_SUCCESS;
}

/* Objects by the rules of ntsync: ke/ntsync.c */

/**
 * struct ke_ntsync - an event, a semaphore or a mutex by the rules of ntsync
 * @dispatcher: its signal state is 1 if it is signalled for everybody, else 0
 * @count: of a semaphore; or how often its owner has got the mutex
 * @most: the most that may be in a semaphore
 * @owner: of a mutex, a number of the callers' choice, or 0
 * @abandoned: the mutex's owner has ended, and nobody has got it since
 */
struct ke_ntsync {
	struct ke_dispatcher dispatcher;
	u32 count;
	union {
		u32 most;
		u32 owner;
	};
	bool abandoned;
};

static inline struct ke_ntsync *ke_to_ntsync(const struct ke_dispatcher *object)
{
	return container_of(object, struct ke_ntsync, dispatcher);
}

void ke_ntsync_event_init(struct ke_ntsync *event, bool manual, bool signalled);
void ke_ntsync_semaphore_init(struct ke_ntsync *semaphore, u32 count, u32 most);
void ke_ntsync_mutex_init(struct ke_ntsync *mutex, u32 owner, u32 count);
bool ke_ntsync_mutex_is_for(const struct ke_ntsync *mutex, u32 owner);
bool ke_ntsync_consume(struct ke_ntsync *object, u32 owner);
NTSTATUS ke_ntsync_try(struct ke_ntsync *object, u32 owner);
int ke_ntsync_release(struct ke_ntsync *semaphore, u32 adjustment, u32 *previous,
		      struct ke_signal *signal);
int ke_ntsync_unlock(struct ke_ntsync *mutex, u32 owner, u32 *previous,
		     struct ke_signal *signal);
int ke_ntsync_abandon(struct ke_ntsync *mutex, u32 owner, struct ke_signal *signal);
NTSTATUS ke_ntsync_begin_wait(struct ke_several *several, struct ke_thread *thread);

/**
 * ke_try_each - ke_try_satisfy() for an object of any kind
 * @several: the wait's
 * @object: one of its objects
 *
 * Context: process; the object's lock is held.
 *
 * Return: see ke_try_satisfy().
 */
static __always_inline NTSTATUS ke_try_each(const struct ke_several *several,
					    struct ke_dispatcher *object)
{
	return unlikely(ke_is_ntsync(object)) ?
	       ke_ntsync_try(ke_to_ntsync(object), several->owner) : ke_try_satisfy(object);
}

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

/* Deferred procedure calls: ke/dpc_show.c, and ntobj/ke_dpc.h */
void ke_show_dpcs(struct seq_file *file);

/* ke/debugfs.c */
void ke_debugfs_init(struct dentry *directory);

#endif /* _NTOBJ_KE_H */
