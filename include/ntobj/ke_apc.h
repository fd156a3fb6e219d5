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
