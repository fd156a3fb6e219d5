// SPDX-License-Identifier: GPL-2.0
/*
 * Semaphores: counts that waits take from, one each.
 */
#include <ntobj/ke.h>

#include "compat/linux.h"
#include "ke/trace.h"

/**
 * ke_semaphore_init - begin a semaphore's life
 * @semaphore: constructed, in use by nobody; see ke/dispatcher.c
 * @count: what it begins with, 0 to @limit
 * @limit: the most that may be, 1 or more
 *
 * Context: any. As KeInitializeSemaphore.
 */
void ke_semaphore_init(struct ke_semaphore *semaphore, s32 count, s32 limit)
{
	ke_dispatcher_init(&semaphore->dispatcher, KE_SEMAPHORE, count);
	semaphore->limit = limit;
}
EXPORT_SYMBOL_NTOBJ_KUNIT(ke_semaphore_init);

/**
 * ke_release_semaphore - add to a semaphore's count, for those who wait first
 * @semaphore: the semaphore
 * @adjustment: how much, 1 or more
 * @previous: the count before
 * @signal: from ke_begin_signal()
 *
 * Context: any; between ke_begin_signal() and ke_end_signal(). As
 * KeReleaseSemaphore.
 *
 * Return: STATUS_SUCCESS; STATUS_SEMAPHORE_LIMIT_EXCEEDED, and nothing was done.
 */
NTSTATUS ke_release_semaphore(struct ke_semaphore *semaphore, s32 adjustment,
			      s32 *previous, struct ke_signal *signal)
{
	struct ke_dispatcher *object = &semaphore->dispatcher;
	s32 count = object->signal_state;

	lockdep_assert_held(&object->lock);
	if (adjustment > semaphore->limit - count)
		return STATUS_SEMAPHORE_LIMIT_EXCEEDED;
	*previous = count;
	WRITE_ONCE(object->signal_state, count + adjustment);
	if (!count && !list_empty(&object->waiters))
		ke_give(object, signal);
	trace_ntobj_signal(KE_SEMAPHORE, count, object->signal_state);
	return STATUS_SUCCESS;
}
EXPORT_SYMBOL_NTOBJ_KUNIT(ke_release_semaphore);
