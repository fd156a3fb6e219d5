// SPDX-License-Identifier: GPL-2.0
/*
 * The locks of several objects.
 *
 * Nobody waits for an object's lock while he holds another's, but under
 * ke_all_lock. So the locks of several objects are taken
 *
 * - by trying, in any order: if one is not to be had, all are dropped; or
 * - in any order under ke_all_lock, the outermost, which is dropped last.
 *
 * The first is waited for in both ways. That ends, as whoever holds it either
 * waits for nothing or has ke_all_lock. In Documentation/models/wait.pml this is
 * take_wanted(), with go_under_all_lock().
 *
 * Interrupts are off from the first lock to the last. That is bounded: there are
 * no more than KE_WAIT_OBJECTS.
 */
#include <linux/ntobj.h>
#include <ntobj/ke.h>

#include "compat/linux.h"

/* Lockdep knows 48 locks at a time; those under ke_all_lock are one to it. */
#if IS_ENABLED(CONFIG_LOCKDEP)
#define TRIED_MOST	24
#else
#define TRIED_MOST	KE_WAIT_OBJECTS
#endif

/* Somebody else has one of the locks. */
#define BUSY		((NTSTATUS)(-EBUSY))

DEFINE_SPINLOCK(ke_all_lock);

static bool is_held(const struct ke_several *several, unsigned int index)
{
	unsigned int i;

	for (i = several->first; i < index; i++)
		if (several->wanted[i].held &&
		    several->wanted[i].object == several->wanted[index].object)
			return true;
	return false;
}

/* An object that is there twice. Its lock is held for the first of them. */
static NTSTATUS refuse_twice(const struct ke_several *several)
{
	return several->all ? STATUS_INVALID_PARAMETER_MIX : STATUS_SUCCESS;
}

/* Sparse can't count so many locks, and is told that there are none. */
static __always_inline NTSTATUS try_lock(struct ke_several *several, unsigned int index)
{
	spinlock_t *lock = &several->wanted[index].object->lock;

	if (several->first == several->count) {
		several->first = index;
		spin_lock_irqsave(lock, several->flags);
	} else if (!IS_ENABLED(CONFIG_SMP) && is_held(several, index)) {
		/* One processor alone can have a lock twice. */
		return refuse_twice(several);
	} else if (unlikely(!spin_trylock(lock))) {
		return is_held(several, index) ? refuse_twice(several) : BUSY;
	}
	__release(lock);
	several->wanted[index].held = true;
	return STATUS_SUCCESS;
}

static NTSTATUS lock_under_all(struct ke_several *several, unsigned int index)
{
	struct ke_wanted *wanted = &several->wanted[index];

	if (several->first == several->count)
		several->first = index;
	else if (is_held(several, index))
		return refuse_twice(several);
	spin_lock_nest_lock(&wanted->object->lock, &ke_all_lock);
	__release(&wanted->object->lock);
	wanted->held = true;
	return STATUS_SUCCESS;
}

static __always_inline NTSTATUS lock_one(struct ke_several *several, unsigned int index,
					 bool with_all)
{
	const struct ke_wanted *wanted = &several->wanted[index];
	NTSTATUS status;

	status = with_all ? lock_under_all(several, index) : try_lock(several, index);
	if (unlikely(status != STATUS_SUCCESS))
		return status;
	if (wanted->stamp && unlikely(READ_ONCE(*wanted->stamp) != wanted->stamped))
		return STATUS_INVALID_HANDLE;
	return STATUS_SUCCESS;
}

/*
 * The object of a wait for any is looked at as soon as it is locked, so that those
 * after the first that will do are left alone.
 */
static __always_inline NTSTATUS lock_any(struct ke_several *several, bool with_all)
{
	unsigned int i;
	NTSTATUS status;

	for (i = 0; i < several->count; i++) {
		struct ke_wanted *wanted = &several->wanted[i];

		if (!wanted->object)
			return STATUS_WAIT_0 + i;
		wanted->held = false;
		several->end = i + 1;
		status = lock_one(several, i, with_all);
		if (unlikely(status != STATUS_SUCCESS))
			return status;
		if (!wanted->held)
			continue;
		status = ke_try_each(several, wanted->object);
		if (status != STATUS_TIMEOUT)
			return NT_SUCCESS(status) ? status + i : status;
	}
	return STATUS_TIMEOUT;
}

static __always_inline NTSTATUS lock_all(struct ke_several *several, bool with_all)
{
	unsigned long types = 0;
	bool unsignalled = false;
	unsigned int i;
	NTSTATUS status;

	for (i = 0; i < several->all; i++) {
		struct ke_wanted *wanted = &several->wanted[i];
		struct ke_dispatcher *object = wanted->object;

		wanted->held = false;
		several->end = i + 1;
		if (unlikely(!object))
			continue;
		status = lock_one(several, i, with_all);
		if (unlikely(status != STATUS_SUCCESS))
			return status;
		__set_bit(object->type, &types);
		if (object->signal_state <= 0)
			unsignalled = true;
	}
	for (; i < several->count; i++) {
		several->wanted[i].held = false;
		several->end = i + 1;
		status = lock_one(several, i, with_all);
		if (unlikely(status != STATUS_SUCCESS))
			return status;
	}
	several->types = types;
	several->unsignalled = unsignalled;
	return STATUS_TIMEOUT;
}

/* The model's take_wanted(). */
static __always_inline NTSTATUS lock_each(struct ke_several *several, bool with_all)
{
	return several->all ? lock_all(several, with_all) : lock_any(several, with_all);
}

static noinline NTSTATUS lock_under_all_lock(struct ke_several *several)
{
	ke_unlock_several(several);
	several->with_all = true;
	spin_lock_irqsave(&ke_all_lock, several->flags);
	__release(&ke_all_lock);
	return lock_each(several, true);
}

/**
 * ke_lock_several - lock the objects of a wait, and satisfy one for any
 * @several: the objects
 *
 * Locked are all objects, or, of a wait for any that is satisfied, those up to
 * the one that does. ke_unlock_several() is next, whatever is returned. Context:
 * process.
 *
 * Return: STATUS_TIMEOUT if all are locked and, of a wait for any, none satisfies
 * it; what a wait for any that is satisfied returns; STATUS_INVALID_HANDLE if a
 * handle does not stand for what was seen any more;
 * STATUS_INVALID_PARAMETER_MIX if a wait for all has an object twice;
 * STATUS_MUTANT_LIMIT_EXCEEDED; KE_NO_THREAD.
 */
NTSTATUS ke_lock_several(struct ke_several *several)
{
	NTSTATUS status = BUSY;

	several->with_all = false;
	several->first = several->count;
	several->end = 0;
	if (several->count <= TRIED_MOST)
		status = lock_each(several, false);
	return likely(status != BUSY) ? status : lock_under_all_lock(several);
}

/* The last lock, with which interrupts come on again. */
static void unlock_last(spinlock_t *lock, unsigned long flags)
{
	__acquire(lock);
	spin_unlock_irqrestore(lock, flags);
}

static void unlock(struct ke_wanted *wanted)
{
	__acquire(&wanted->object->lock);
	spin_unlock(&wanted->object->lock);
}

/**
 * ke_unlock_several - drop all locks that ke_lock_several() has taken
 * @several: the objects
 *
 * Context: process.
 */
void ke_unlock_several(struct ke_several *several)
{
	struct ke_wanted *wanted = several->wanted;
	unsigned int first = several->first;
	unsigned int i;

	for (i = first + 1; i < several->end; i++)
		if (likely(wanted[i].held))
			unlock(&wanted[i]);
	several->first = several->count;
	several->end = 0;
	if (several->with_all) {
		if (first < several->count)
			unlock(&wanted[first]);
		unlock_last(&ke_all_lock, several->flags);
	} else if (first < several->count) {
		unlock_last(&wanted[first].object->lock, several->flags);
	}
}
