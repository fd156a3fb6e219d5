// SPDX-License-Identifier: GPL-2.0
/*
 * Mutexes, which are drivers' mutants: while a thread owns one, no normal kernel APC
 * runs in it.
 */
#include <linux/rcupdate.h>
#include <ntobj/ke_apc.h>
#include <ntobj/ke_irql.h>

#include "compat/linux.h"

/**
 * ke_initialize_mutex - make a mutex that nobody owns
 * @mutex: in memory of the caller's, not on a stack
 *
 * ke_retire_mutex() is to be called before the memory goes. Context: any. As
 * KeInitializeMutex.
 */
void ke_initialize_mutex(struct ke_mutant *mutex)
{
	ke_mutant_construct(mutex);
	mutex->dispatcher.place = 0;
	mutex->keeps_apcs_off = true;
	ke_mutant_init(mutex, NULL);
}
EXPORT_SYMBOL_NTOBJ(ke_initialize_mutex);

/**
 * ke_release_mutex - give a mutex back, once
 * @mutex: the mutex
 * @previous: the signal state before, if that succeeds; 0 says that it is free now
 *
 * What kernel APCs are due then have run on return. Who does not own it is reported.
 * Context: process, up to APC level; may sleep. Takes the mutex's lock. As
 * KeReleaseMutex.
 *
 * Return: false if the calling thread does not own it.
 */
bool ke_release_mutex(struct ke_mutant *mutex, s32 *previous)
{
	struct ke_signal signal __uninitialized;
	NTSTATUS status;

	if (!ke_require_irql(KE_APC_LEVEL))
		return false;
	rcu_read_lock();
	ke_begin_signal(&mutex->dispatcher, &signal);
	status = ke_release_mutant(mutex, previous, &signal);
	ke_end_signal(&mutex->dispatcher, &signal);
	rcu_read_unlock();
	if (!NT_SUCCESS(status) || status == STATUS_ABANDONED) {
		ke_report_rule(KE_RULE_MUTEX, &(struct ke_bug_parameters){
			{ (unsigned long)mutex, (unsigned long)status } }, _RET_IP_);
		return false;
	}
	ke_check_for_kernel_apcs(ke_find_used_thread());
	return true;
}
EXPORT_SYMBOL_NTOBJ(ke_release_mutex);

/**
 * ke_retire_mutex - end a mutex's life, owned or not
 * @mutex: the mutex, for which nobody waits
 *
 * Context: process; sleeps.
 */
void ke_retire_mutex(struct ke_mutant *mutex)
{
	struct ke_thread *owner;

	/* Who owns it may have APCs that it keeps off, and sleep. */
	rcu_read_lock();
	owner = READ_ONCE(mutex->owner);
	ke_mutant_retire(mutex);
	if (owner)
		ke_interrupt_thread(owner);
	rcu_read_unlock();
	/* Who abandons what he owns may be about to look at it: see ke/mutant.c. */
	synchronize_rcu();
}
EXPORT_SYMBOL_NTOBJ(ke_retire_mutex);
