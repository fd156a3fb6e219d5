/* SPDX-License-Identifier: GPL-2.0 */
/* Asynchronous procedure calls, and alerts: ke/apc.c, ke/alert.c */
#ifndef _NTOBJ_KE_APC_H
#define _NTOBJ_KE_APC_H

#include <linux/list.h>
#include <linux/types.h>
#include <ntobj/ke.h>

/**
 * struct ke_apc - a procedure that a thread is to call in user mode
 * @link: in the thread's queue, or empty; under the thread's apc_lock
 * @end: called once for each time it was queued: when it is the thread's to call, or
 *	will never be called. It may queue it again, and may free it
 * @routine: an address in the thread's program
 * @arguments: for the routine
 * @withdrawn: somebody wanted to take it back when the thread had taken it already;
 *	under the thread's apc_lock
 */
struct ke_apc {
	struct list_head link;
	void (*end)(struct ke_apc *apc);
	u64 routine;
	u64 arguments[3];
	bool withdrawn;
};

void ke_apc_init(struct ke_apc *apc, void (*end)(struct ke_apc *apc));
bool ke_insert_queue_apc(struct ke_thread **target, struct ke_apc *apc);
bool ke_remove_queue_apc(struct ke_thread **target, struct ke_apc *apc);
void ke_forget_apc_target(struct ke_thread **target);
struct ke_thread *ke_lock_apc_target(struct ke_thread **target, unsigned long *flags);
void ke_unlock_apc_target(struct ke_thread *thread, unsigned long flags);
struct ke_apc *ke_take_apc(struct ke_thread *thread, struct ntobj_test_alert *answer);
void ke_end_apc(struct ke_thread *thread, struct ke_apc *apc);
void ke_return_apc(struct ke_thread *thread, struct ke_apc *apc);
void ke_flush_apcs(struct ke_thread *thread);
void ke_end_apcs(struct ke_thread *thread);

/* Kernel APCs: ke/kernel_apc.c */

struct ke_kernel_apc;

typedef void (*ke_normal_routine)(void *context, void *argument1, void *argument2);
typedef void (*ke_kernel_routine)(struct ke_kernel_apc *apc, ke_normal_routine *normal_routine,
				  void **context, void **argument1, void **argument2);
typedef void (*ke_rundown_routine)(struct ke_kernel_apc *apc);

/**
 * struct ke_kernel_apc - a procedure that a thread is to call in kernel mode
 * @link: in one of the thread's lists, or empty; under the thread's apc_lock
 * @thread: which; who uses the APC keeps it
 * @kernel_routine: called first, at APC level; may free the APC, queue it again, and
 *	change what follows
 * @rundown_routine: called instead if the thread ends before; or NULL
 * @normal_routine: called then, at PASSIVE level; NULL makes the APC a special one
 * @context: for the normal routine
 * @argument1: for the normal routine, from who queued the APC
 * @argument2: another one
 */
struct ke_kernel_apc {
	struct list_head link;
	struct ke_thread *thread;
	ke_kernel_routine kernel_routine;
	ke_rundown_routine rundown_routine;
	ke_normal_routine normal_routine;
	void *context;
	void *argument1;
	void *argument2;
};

void ke_initialize_kernel_apc(struct ke_kernel_apc *apc, struct ke_thread *thread,
			      ke_kernel_routine kernel_routine,
			      ke_rundown_routine rundown_routine,
			      ke_normal_routine normal_routine, void *context);
bool ke_insert_kernel_apc(struct ke_kernel_apc *apc, void *argument1, void *argument2);
bool ke_remove_kernel_apc(struct ke_kernel_apc *apc);
bool ke_kernel_apc_is_due(const struct ke_thread *thread);
void ke_deliver_kernel_apcs(struct ke_thread *thread);
void ke_check_for_kernel_apcs(struct ke_thread *thread);
void ke_interrupt_thread(struct ke_thread *thread);
void ke_remind_thread(struct ke_thread *thread);
bool ke_goes_on_waiting(struct ke_thread *thread, u32 flags);
void ke_run_down_kernel_apcs(struct ke_thread *thread);
bool ke_has_kernel_apcs(const struct ke_thread *thread);
bool ke_is_dying(void);
void ke_apc_work(struct callback_head *work);

/* Regions without APCs: ke/region.c */

/**
 * struct ke_region_mark - what a routine of a driver's has to leave as it was
 * @critical: ke_thread.kernel_apc_disable
 * @guarded: ke_thread.special_apc_disable
 * @mutexes: ke_thread.kernel_mutexes
 */
struct ke_region_mark {
	s16 critical;
	s16 guarded;
	u16 mutexes;
};

void ke_enter_critical_region(void);
void ke_leave_critical_region(void);
void ke_enter_guarded_region(void);
void ke_leave_guarded_region(void);
bool ke_are_apcs_disabled(void);
bool ke_are_all_apcs_disabled(void);
void ke_mark_regions(struct ke_region_mark *mark);
bool ke_check_regions(const struct ke_region_mark *mark, unsigned long routine);

/* Work for tasks: ke/task_work.c */
void ke_begin_task_work(void);
void ke_end_task_work(void);
void ke_wait_for_task_work(void);
void ke_close_thread(struct ke_thread *thread);

/* Suspension: ke/suspend.c */

/* How often a thread may be suspended more than resumed. */
#define KE_SUSPEND_MAX	127

NTSTATUS ke_suspend_thread(struct ke_thread **target, u32 *previous);
NTSTATUS ke_resume_thread(struct ke_thread **target, u32 *previous);
void ke_end_suspension(struct ke_thread *thread);
void ke_suspend_here(struct ke_thread *thread);
enum hrtimer_restart ke_return_to_suspension(struct hrtimer *timer);

/* Mutexes, which drivers own: ke/mutex.c */
void ke_initialize_mutex(struct ke_mutant *mutex);
bool ke_release_mutex(struct ke_mutant *mutex, s32 *previous);
void ke_retire_mutex(struct ke_mutant *mutex);

/* Bits of ke_thread.alerts. */
enum ke_alert {
	KE_ALERTED_KERNEL,	/* for alertable waits of any mode */
	KE_ALERTED_USER,	/* for those of user mode */
	KE_ALERTED_BY_ID,	/* for who waits for just that */
};

void ke_wake_alertable(struct ke_thread *thread);
void ke_alert_thread(struct ke_thread *thread, enum ke_alert alert);
bool ke_test_alert(struct ke_thread *thread, enum ke_alert alert);
NTSTATUS ke_look_for_alert(const struct ke_thread *thread, u32 flags);
void ke_take_alert(struct ke_thread *thread, u32 flags);
NTSTATUS ke_poll_alert(u32 flags);

#endif /* _NTOBJ_KE_APC_H */
