/* SPDX-License-Identifier: GPL-2.0 */
/*
 * The names that NT's driver kit has for what drivers may call here. A driver that
 * includes this says NTOBJ_IMPORT_SYMBOLS() once, or imports the namespace NTOBJ.
 */
#ifndef _NTOBJ_NTDDK_H
#define _NTOBJ_NTDDK_H

#include <linux/compiler.h>
#include <linux/types.h>
#include <ntobj/ke.h>
#include <ntobj/ke_apc.h>
#include <ntobj/ke_dpc.h>
#include <ntobj/ke_irql.h>
#include <ntobj/ke_timer.h>
#include <ntobj/ntstatus.h>

/*
 * Who calls is known by the address that the call returns to: it must be one of the
 * driver's own. So no call may be a function's last instruction.
 */
#define NTDDK_VALUE(call) ({			\
	__typeof__(call) __value = (call);	\
	barrier();				\
	__value;				\
})
#define NTDDK_VOID(call) do {	\
	call;			\
	barrier();		\
} while (0)

typedef u8 UCHAR, BOOLEAN, KIRQL;
typedef u8 *PUCHAR, *PKIRQL;
typedef u32 ULONG;
typedef unsigned long ULONG_PTR;
typedef void *PVOID;

#ifndef VOID
#define VOID	void
#endif
#ifndef TRUE
#define TRUE	1
#define FALSE	0
#endif

/* Interrupt request levels */
#define PASSIVE_LEVEL	KE_PASSIVE_LEVEL
#define LOW_LEVEL	KE_PASSIVE_LEVEL
#define APC_LEVEL	KE_APC_LEVEL
#define DISPATCH_LEVEL	KE_DISPATCH_LEVEL
#define CMCI_LEVEL	5
#define SYNCH_LEVEL	KE_SYNCH_LEVEL
#define CLOCK_LEVEL	KE_CLOCK_LEVEL
#define IPI_LEVEL	KE_IPI_LEVEL
#define DRS_LEVEL	KE_IPI_LEVEL
#define POWER_LEVEL	KE_POWER_LEVEL
#define PROFILE_LEVEL	KE_PROFILE_LEVEL
#define HIGH_LEVEL	KE_HIGH_LEVEL

#define KeGetCurrentIrql()		ke_current_irql()
#define KeRaiseIrql(new_irql, old_irql)	NTDDK_VOID(*(old_irql) = ke_raise_irql(new_irql))
#define KfRaiseIrql(new_irql)		NTDDK_VALUE(ke_raise_irql(new_irql))
#define KeRaiseIrqlToDpcLevel()		NTDDK_VALUE(ke_raise_irql(DISPATCH_LEVEL))
#define KeLowerIrql(new_irql)		NTDDK_VOID(ke_lower_irql(new_irql))

/* Bug checks */
#define APC_INDEX_MISMATCH		KE_APC_INDEX_MISMATCH
#define IRQL_NOT_DISPATCH_LEVEL		KE_IRQL_NOT_DISPATCH_LEVEL
#define IRQL_NOT_GREATER_OR_EQUAL	KE_IRQL_NOT_GREATER_OR_EQUAL
#define IRQL_NOT_LESS_OR_EQUAL		KE_IRQL_NOT_LESS_OR_EQUAL
#define THREAD_NOT_MUTEX_OWNER		KE_THREAD_NOT_MUTEX_OWNER
#define KERNEL_APC_PENDING_DURING_EXIT	KE_KERNEL_APC_PENDING_DURING_EXIT
#define IRQL_GT_ZERO_AT_SYSTEM_SERVICE	KE_IRQL_GT_ZERO_AT_SYSTEM_SERVICE
#define TIMER_OR_DPC_INVALID		KE_TIMER_OR_DPC_INVALID
#define IRQL_UNEXPECTED_VALUE		KE_IRQL_UNEXPECTED_VALUE
#define MANUALLY_INITIATED_CRASH	((ULONG)0x000000E2)

typedef struct ke_bug_callback KBUGCHECK_CALLBACK_RECORD, *PKBUGCHECK_CALLBACK_RECORD;
typedef void (*PKBUGCHECK_CALLBACK_ROUTINE)(PVOID Buffer, ULONG Length);

#define KeBugCheckEx(code, p1, p2, p3, p4) \
	NTDDK_VOID(ke_bug_check_ex(code, (ULONG_PTR)(p1), (ULONG_PTR)(p2), \
				   (ULONG_PTR)(p3), (ULONG_PTR)(p4)))
#define KeBugCheck(code)		KeBugCheckEx(code, 0, 0, 0, 0)
#define KeInitializeCallbackRecord(record) ke_initialize_bug_callback(record)
#define KeRegisterBugCheckCallback(record, routine, buffer, length, component) \
	NTDDK_VALUE((BOOLEAN)ke_register_bug_callback(record, routine, buffer, length, \
						      component))
#define KeDeregisterBugCheckCallback(record) \
	NTDDK_VALUE((BOOLEAN)ke_deregister_bug_callback(record))

/* Functions on every processor */
typedef ULONG_PTR (*PKIPI_BROADCAST_WORKER)(ULONG_PTR Argument);

#define KeIpiGenericCall(function, argument) \
	NTDDK_VALUE(ke_ipi_generic_call(function, argument))

/* Deferred procedure calls */
typedef struct ke_dpc KDPC, *PKDPC, *PRKDPC;
typedef ke_dpc_routine PKDEFERRED_ROUTINE;
typedef enum ke_dpc_importance KDPC_IMPORTANCE;

#define LowImportance		KE_DPC_LOW
#define MediumImportance	KE_DPC_MEDIUM
#define HighImportance		KE_DPC_HIGH
#define MediumHighImportance	KE_DPC_MEDIUM_HIGH

#define KeInitializeDpc(dpc, routine, context)	ke_initialize_dpc(dpc, routine, context)
#define KeInitializeThreadedDpc(dpc, routine, context) \
	ke_initialize_threaded_dpc(dpc, routine, context)
#define KeInsertQueueDpc(dpc, argument1, argument2) \
	NTDDK_VALUE(ke_insert_queue_dpc(dpc, argument1, argument2))
#define KeRemoveQueueDpc(dpc)			ke_remove_queue_dpc(dpc)
#define KeSetImportanceDpc(dpc, importance)	((void)ke_set_importance_dpc(dpc, importance))
#define KeSetTargetProcessorDpc(dpc, number)	((void)ke_set_target_processor_dpc(dpc, number))
#define KeFlushQueuedDpcs()			NTDDK_VOID(ke_flush_queued_dpcs())
#define KeIsExecutingDpc()			ke_is_executing_dpc()

/*
 * Threads, and procedures that they call in kernel mode. A thread's memory is kept by
 * ke_reference_thread(); the calling thread's by itself.
 */
typedef struct ke_thread *PKTHREAD, *PRKTHREAD;
typedef struct ke_kernel_apc KAPC, *PKAPC, *PRKAPC;
typedef ke_kernel_routine PKKERNEL_ROUTINE;
typedef ke_rundown_routine PKRUNDOWN_ROUTINE;
typedef ke_normal_routine PKNORMAL_ROUTINE;
typedef enum _KAPC_ENVIRONMENT {
	OriginalApcEnvironment,
	AttachedApcEnvironment,
	CurrentApcEnvironment,
	InsertApcEnvironment,
} KAPC_ENVIRONMENT;

#define KeGetCurrentThread()		ke_get_current_thread()

/* Programs have those of user mode queued; nobody is attached to another process. */
#define KeInitializeApc(apc, thread, environment, kernel, rundown, normal, mode, context) \
	do {									\
		BUILD_BUG_ON((mode) != KE_KERNEL_MODE);				\
		BUILD_BUG_ON((environment) == AttachedApcEnvironment);		\
		ke_initialize_kernel_apc(apc, thread, kernel, rundown, normal, context); \
	} while (0)
#define KeInsertQueueApc(apc, argument1, argument2, increment) ({	\
	(void)(increment);						\
	NTDDK_VALUE((BOOLEAN)ke_insert_kernel_apc(apc, argument1, argument2)); \
})
#define KeRemoveQueueApc(apc)		NTDDK_VALUE((BOOLEAN)ke_remove_kernel_apc(apc))
#define KeEnterCriticalRegion()		NTDDK_VOID(ke_enter_critical_region())
#define KeLeaveCriticalRegion()		NTDDK_VOID(ke_leave_critical_region())
#define KeEnterGuardedRegion()		NTDDK_VOID(ke_enter_guarded_region())
#define KeLeaveGuardedRegion()		NTDDK_VOID(ke_leave_guarded_region())
#define KeAreApcsDisabled()		((BOOLEAN)ke_are_apcs_disabled())
#define KeAreAllApcsDisabled()		((BOOLEAN)ke_are_all_apcs_disabled())

/* Mutexes; of NT's own there is no counterpart of ke_retire_mutex(), which must be called */
typedef struct ke_mutant KMUTEX, *PKMUTEX, *PRKMUTEX;

#define KeInitializeMutex(mutex, level) do {	\
	(void)(level);				\
	ke_initialize_mutex(mutex);		\
} while (0)
#define KeReleaseMutex(mutex, wait) ({				\
	s32 __previous = 0;					\
								\
	(void)(wait);						\
	NTDDK_VOID(ke_release_mutex(mutex, &__previous));	\
	__previous;						\
})
#define KeReadStateMutex(mutex)		READ_ONCE((mutex)->dispatcher.signal_state)

/* Timers; of NT's own there is no counterpart of ke_timer_retire(), which must be called */
typedef struct ke_timer KTIMER, *PKTIMER, *PRKTIMER;
typedef union _LARGE_INTEGER {
	struct {
		u32 LowPart;
		s32 HighPart;
	};
	s64 QuadPart;
} LARGE_INTEGER, *PLARGE_INTEGER;

#define NotificationTimer	KE_TIMER_NOTIFICATION
#define SynchronizationTimer	KE_TIMER_SYNCHRONIZATION

#define KeInitializeTimer(timer)	ke_initialize_timer_ex(timer, NotificationTimer)
#define KeInitializeTimerEx(timer, type) ke_initialize_timer_ex(timer, type)
#define KeSetTimer(timer, due, dpc) \
	NTDDK_VALUE((BOOLEAN)ke_set_timer_ex(timer, (due).QuadPart, 0, dpc))
#define KeSetTimerEx(timer, due, period, dpc) \
	NTDDK_VALUE((BOOLEAN)ke_set_timer_ex(timer, (due).QuadPart, period, dpc))
#define KeSetCoalescableTimer(timer, due, period, tolerance, dpc) \
	NTDDK_VALUE((BOOLEAN)ke_set_coalescable_timer(timer, (due).QuadPart, period, \
						      tolerance, dpc))
#define KeCancelTimer(timer)		NTDDK_VALUE((BOOLEAN)ke_cancel_timer(timer))
#define KeReadStateTimer(timer)		((BOOLEAN)ke_read_state_timer(timer))

/* Previous mode, and services */
#include <ntzw.h>

#endif /* _NTOBJ_NTDDK_H */
