/* SPDX-License-Identifier: GPL-2.0 WITH Linux-syscall-note */
/*
 * Asynchronous procedure calls, alerts, and sleeping for a time.
 *
 * A thread calls the procedures that were queued for it when it waits alertably, or
 * asks by NTOBJ_IOC_TEST_ALERT. The kernel interrupts no program: a wait that returns
 * STATUS_USER_APC says that there is at least one, and the program takes them, one
 * by each NTOBJ_IOC_TEST_ALERT.
 */
#ifndef _UAPI_LINUX_NTOBJ_APC_H
#define _UAPI_LINUX_NTOBJ_APC_H

#include <linux/types.h>

/**
 * struct ntobj_queue_apc - have a thread call a procedure
 * @handle: the thread, with NTOBJ_THREAD_SET_CONTEXT
 * @routine: the procedure's address in its program; with 0 nothing is to be called, nor
 *	queued
 * @arguments: for it
 */
struct ntobj_queue_apc {
	__aligned_u64 handle;
	__aligned_u64 routine;
	__aligned_u64 arguments[3];
};

/**
 * struct ntobj_test_alert - take back an alert, and take the next procedure to call
 * @routine: out, the procedure, or 0 if there is none to call
 * @arguments: out, for it
 * @more: out, 1 if there are others behind it
 * @reserved: out, 0
 *
 * STATUS_ALERTED says that the thread had been alerted.
 */
struct ntobj_test_alert {
	__aligned_u64 routine;
	__aligned_u64 arguments[3];
	__u32 more;
	__u32 reserved;
};

/**
 * struct ntobj_delay - sleep
 * @deadline: as in struct ntobj_wait_single; NTOBJ_WAIT_POLL lets others run
 * @flags: NTOBJ_WAIT_*
 * @reserved: 0
 *
 * NTOBJ_IOC_DELAY_EXECUTION returns STATUS_SUCCESS when the time has come. With
 * NTOBJ_WAIT_POLL and without NTOBJ_WAIT_ALERTABLE it returns STATUS_SUCCESS if another
 * thread ran, or STATUS_NO_YIELD_PERFORMED.
 *
 * NTOBJ_IOC_WAIT_FOR_ALERT_BY_THREAD_ID returns STATUS_ALERTED when another thread of
 * the process has alerted this one by NTOBJ_IOC_ALERT_THREAD_BY_THREAD_ID, or has since
 * the last time, and else STATUS_TIMEOUT. Other alerts are not heeded, nor is
 * NTOBJ_WAIT_ALERTABLE taken.
 */
struct ntobj_delay {
	__aligned_u64 deadline;
	__u32 flags;
	__u32 reserved;
};

#endif /* _UAPI_LINUX_NTOBJ_APC_H */
