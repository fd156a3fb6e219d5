// SPDX-License-Identifier: GPL-2.0
/*
 * Waiting for any or all of several objects: how it begins. ke/several.c has the
 * locks, ke/wait.c the rest.
 */
#include <linux/ntobj.h>
#include <linux/sched.h>
#include <ntobj/ke_apc.h>
#include <ntobj/ke_irql.h>

#include "compat/linux.h"

/* What one object says to a wait for all that could take from it now. */
static NTSTATUS look_at(const struct ke_dispatcher *object, u32 owner)
{
	const struct ke_mutant *mutant = ke_to_mutant(object);

	if (object->type == KE_NTSYNC_MUTEX)
		return ke_ntsync_mutex_is_for(ke_to_ntsync(object), owner) ?
		       STATUS_SUCCESS : STATUS_TIMEOUT;
	if (object->type != KE_MUTANT)
		return object->signal_state > 0 ? STATUS_SUCCESS : STATUS_TIMEOUT;
	if (!mutant->owner)
		return ke_find_used_thread() ? STATUS_SUCCESS : KE_NO_THREAD;
	if (mutant->owner->task != current)
		return STATUS_TIMEOUT;
	return object->signal_state == S32_MIN ? STATUS_MUTANT_LIMIT_EXCEEDED :
						 STATUS_SUCCESS;
}

/* What can never be had counts before what can't be had now. */
static NTSTATUS look_at_each(const struct ke_several *several)
{
	NTSTATUS status, result = STATUS_SUCCESS;
	unsigned int i;

	for (i = 0; i < several->all; i++) {
		if (!several->wanted[i].object)
			continue;
		status = look_at(several->wanted[i].object, several->owner);
		if (status == STATUS_TIMEOUT)
			result = status;
		else if (status != STATUS_SUCCESS)
			return status;
	}
	return result;
}

static NTSTATUS take_each(const struct ke_several *several)
{
	NTSTATUS status = STATUS_WAIT_0;
	unsigned int i;

	for (i = 0; i < several->all; i++)
		if (several->wanted[i].object &&
		    ke_try_each(several, several->wanted[i].object) == STATUS_ABANDONED)
			status = STATUS_ABANDONED_WAIT_0;
	return status;
}

/*
 * All or nothing: nothing is taken before it is known that all can be. The state of
 * a mutant alone does not say whether it can be.
 */
static NTSTATUS satisfy_all(const struct ke_several *several)
{
	NTSTATUS status;

	if (unlikely(several->types & KE_OWNED_TYPES)) {
		status = look_at_each(several);
		if (status != STATUS_SUCCESS)
			return status;
	} else if (several->unsignalled) {
		return STATUS_TIMEOUT;
	}
	return several->types & KE_CONSUMED_TYPES ? take_each(several) : STATUS_WAIT_0;
}

static void queue(const struct ke_several *several, struct ke_thread *thread)
{
	struct ke_wait *wait = &thread->wait;
	unsigned int i;

	wait->phase = KE_PENDING;
	wait->owner = several->owner;
	wait->all = several->all;
	wait->missing = 0;
	wait->count = 0;
	wait->blocks = several->count > KE_OWN_BLOCKS ? thread->more_blocks :
							thread->blocks;
	for (i = 0; i < several->count; i++)
		if (several->wanted[i].object)
			ke_queue_block(wait, several->wanted[i].object);
	/* What is always signalled has no block. */
	if (wait->all > wait->count)
		wait->all = wait->count;
}

/* What the wait is not for all of, once it is known that it can't have all. */
static NTSTATUS satisfy_rest(const struct ke_several *several)
{
	NTSTATUS status = STATUS_TIMEOUT;
	unsigned int i;

	for (i = several->all; i < several->count && status == STATUS_TIMEOUT; i++)
		status = ke_try_each(several, several->wanted[i].object);
	return status == STATUS_TIMEOUT ? status : status + i - 1;
}

/**
 * ke_begin_several - ke_begin_wait(), of a wait of any form
 * @several: the objects, with what the wait is for
 * @thread: see ke_begin_wait()
 *
 * Context: as ke_begin_wait().
 *
 * Return: see there.
 */
NTSTATUS ke_begin_several(struct ke_several *several, struct ke_thread *thread)
{
	NTSTATUS status = ke_lock_several(several);

	if (status == STATUS_TIMEOUT && several->all) {
		status = satisfy_all(several);
		if (status == STATUS_TIMEOUT && unlikely(several->count > several->all))
			status = satisfy_rest(several);
	}
	if (status == STATUS_TIMEOUT && thread) {
		queue(several, thread);
		status = KE_QUEUED;
	}
	ke_unlock_several(several);
	return status;
}

/**
 * ke_begin_wait - satisfy a wait for several objects, or else queue it
 * @wanted: the objects; if the wait may be queued, the caller has references
 * @count: how many, 1 to NTOBJ_WAIT_OBJECTS
 * @all: whether the wait is for all of them
 * @thread: the calling thread's, prepared by ke_prepare_blocks(); NULL if the
 *	wait is not to be queued
 *
 * The model's take_wanted() and begin_wait(). Context: process; does not sleep;
 * in an RCU read section if the caller has no references. Takes the objects' locks,
 * and perhaps ke_all_lock.
 *
 * Return: what satisfied the wait; KE_QUEUED, and ke_sleep() is next;
 * STATUS_TIMEOUT if it was not to be queued; STATUS_INVALID_HANDLE,
 * STATUS_INVALID_PARAMETER_MIX, STATUS_MUTANT_LIMIT_EXCEEDED, KE_NO_THREAD as
 * ke_lock_several() has them.
 */
NTSTATUS ke_begin_wait(struct ke_wanted *wanted, unsigned int count, bool all,
		       struct ke_thread *thread)
{
	struct ke_several several __uninitialized;

	several.wanted = wanted;
	several.count = count;
	several.all = all ? count : 0;
	several.owner = 0;
	return ke_begin_several(&several, thread);
}
EXPORT_SYMBOL_NTOBJ_KUNIT(ke_begin_wait);

static bool is_any_owned(struct ke_dispatcher **objects, unsigned int count)
{
	unsigned int i;

	for (i = 0; i < count; i++)
		if (objects[i]->type == KE_MUTANT)
			return true;
	return false;
}

/**
 * ke_wait_multiple - wait until any or all of several objects are signalled
 * @objects: the objects; the caller holds references on them
 * @count: how many, 1 to NTOBJ_WAIT_OBJECTS
 * @all: whether the wait is for all of them
 * @deadline: see ke_wait_single()
 * @flags: see ke_wait_single()
 *
 * Context: process, also of a kernel thread; sleeps; no locks held. Takes the
 * objects' locks. As KeWaitForMultipleObjects; the blocks are the thread's. Up to
 * DISPATCH level with NTOBJ_WAIT_POLL, as ke_wait_single().
 *
 * Return: see struct ntobj_wait_multiple; STATUS_TIMEOUT,
 * STATUS_INVALID_PARAMETER_MIX, STATUS_MUTANT_LIMIT_EXCEEDED,
 * STATUS_INSUFFICIENT_RESOURCES; STATUS_UNSUCCESSFUL where it may not be called; in user
 * mode also KE_RESTART if a signal is pending, in kernel mode STATUS_CANCELLED if the task is
 * being killed; of an alertable one also STATUS_ALERTED,
 * and in user mode STATUS_USER_APC.
 */
NTSTATUS ke_wait_multiple(struct ke_dispatcher **objects, unsigned int count,
			  bool all, u64 deadline, u32 flags)
{
	struct ke_wanted wanted[NTOBJ_WAIT_OBJECTS] __uninitialized;
	struct ke_thread *thread = NULL;
	NTSTATUS status;
	unsigned int i;

	if (WARN_ON_ONCE(!count || count > NTOBJ_WAIT_OBJECTS))
		return STATUS_INVALID_PARAMETER;
	if (!ke_may_wait(*objects, is_any_owned(objects, count), deadline, _RET_IP_))
		return STATUS_UNSUCCESSFUL;
	if (ke_is_preemptible() && !softirq_count()) {
		might_sleep();
		thread = ke_current_thread();
		if (!thread || !ke_prepare_blocks(thread, count))
			return STATUS_INSUFFICIENT_RESOURCES;
	}
	for (i = 0; i < count; i++)
		wanted[i] = (struct ke_wanted){ .object = objects[i] };
	do {
		status = ke_begin_wait(wanted, count, all,
				       deadline == NTOBJ_WAIT_POLL ? NULL : thread);
		if (status == KE_NO_THREAD)
			return STATUS_INSUFFICIENT_RESOURCES;
		if (status == STATUS_TIMEOUT)
			return ke_poll_alert(flags);
		if (status == KE_QUEUED)
			status = ke_sleep(thread, deadline, flags);
	} while (status == KE_RESTART && ke_goes_on_waiting(thread, flags));
	/* What drivers call does not know the module's own result. */
	return status == KE_RESTART && flags & KE_WAIT_KERNEL_MODE ? STATUS_CANCELLED : status;
}
EXPORT_SYMBOL_NTOBJ(ke_wait_multiple);
