// SPDX-License-Identifier: GPL-2.0
/*
 * Regions in which a thread keeps kernel APCs off: critical ones the normal ones, guarded
 * ones all.
 *
 * Each is a count of the thread's own, which only its own task changes and looks at. As
 * in NT it is below 0 by one for each region, and who leaves more than he has entered
 * keeps APCs off until that is balanced.
 */
#include <linux/limits.h>
#include <linux/sched.h>
#include <ntobj/ke_apc.h>
#include <ntobj/ke_irql.h>

#include "compat/linux.h"

/* Where the count would wrap, or there is no memory to count in. */
static void report(s16 count, unsigned long caller)
{
	ke_report_rule(KE_RULE_REGION, &(struct ke_bug_parameters){
		{ caller, 0, (unsigned long)count } }, caller);
}

/* The thread whose regions change; NULL, and that is reported, where they can't. */
static struct ke_thread *find_thread(unsigned long caller)
{
	struct ke_thread *thread;

	if (!ke_irql_is_at_most(KE_APC_LEVEL, caller))
		return NULL;
	thread = ke_get_current_thread();
	if (!thread)
		report(0, caller);
	return thread;
}

static void enter(bool guarded, unsigned long caller)
{
	struct ke_thread *thread = find_thread(caller);
	s16 *count;

	if (!thread)
		return;
	count = guarded ? &thread->special_apc_disable : &thread->kernel_apc_disable;
	if (*count == S16_MIN)
		report(*count, caller);
	else
		--*count;
}

static void leave(bool guarded, unsigned long caller)
{
	struct ke_thread *thread = find_thread(caller);
	s16 *count;

	if (!thread)
		return;
	count = guarded ? &thread->special_apc_disable : &thread->kernel_apc_disable;
	if (*count >= 0)
		report(*count, caller);
	if (*count < S16_MAX)
		++*count;
	if (!*count)
		ke_check_for_kernel_apcs(thread);
}

/**
 * ke_enter_critical_region - keep normal kernel APCs off the calling thread
 *
 * Context: up to APC level; above that, and where there is no memory to count in, it is
 * reported and nothing done. May sleep. As KeEnterCriticalRegion.
 */
void ke_enter_critical_region(void)
{
	enter(false, _RET_IP_);
}
EXPORT_SYMBOL_NTOBJ(ke_enter_critical_region);

/**
 * ke_leave_critical_region - end ke_enter_critical_region()
 *
 * What is due then has run on return. Who was in none is reported. Context: see there. As
 * KeLeaveCriticalRegion.
 */
void ke_leave_critical_region(void)
{
	leave(false, _RET_IP_);
}
EXPORT_SYMBOL_NTOBJ(ke_leave_critical_region);

/**
 * ke_enter_guarded_region - keep all kernel APCs off the calling thread
 *
 * Context: as ke_enter_critical_region(). As KeEnterGuardedRegion.
 */
void ke_enter_guarded_region(void)
{
	enter(true, _RET_IP_);
}
EXPORT_SYMBOL_NTOBJ(ke_enter_guarded_region);

/**
 * ke_leave_guarded_region - end ke_enter_guarded_region()
 *
 * Context: as ke_leave_critical_region(). As KeLeaveGuardedRegion.
 */
void ke_leave_guarded_region(void)
{
	leave(true, _RET_IP_);
}
EXPORT_SYMBOL_NTOBJ(ke_leave_guarded_region);

/**
 * ke_are_apcs_disabled - whether the calling thread's regions or mutexes keep APCs off
 *
 * Context: any; an interrupt is told of the thread that it has interrupted. As
 * KeAreApcsDisabled.
 *
 * Return: whether normal kernel APCs are kept off, or all; the IRQL does not count.
 */
bool ke_are_apcs_disabled(void)
{
	const struct ke_thread *thread = ke_find_used_thread();

	return thread && (thread->kernel_apc_disable || thread->special_apc_disable ||
			  READ_ONCE(thread->kernel_mutexes));
}
EXPORT_SYMBOL_NTOBJ(ke_are_apcs_disabled);

/**
 * ke_are_all_apcs_disabled - whether no kernel APC can run in the calling thread now
 *
 * Context: any. As KeAreAllApcsDisabled.
 *
 * Return: whether a guarded region or the IRQL keeps all off.
 */
bool ke_are_all_apcs_disabled(void)
{
	const struct ke_thread *thread = ke_find_used_thread();

	return (thread && thread->special_apc_disable) || ke_current_irql() >= KE_APC_LEVEL;
}
EXPORT_SYMBOL_NTOBJ(ke_are_all_apcs_disabled);

/**
 * ke_mark_regions - keep in mind what regions a routine is called in
 * @mark: for ke_check_regions()
 *
 * Context: process.
 */
void ke_mark_regions(struct ke_region_mark *mark)
{
	const struct ke_thread *thread = ke_find_used_thread();

	mark->critical = thread ? thread->kernel_apc_disable : 0;
	mark->guarded = thread ? thread->special_apc_disable : 0;
	mark->mutexes = thread ? READ_ONCE(thread->kernel_mutexes) : 0;
}

/**
 * ke_check_regions - whether a routine of a driver's has left all that it has entered
 * @mark: from ke_mark_regions()
 * @routine: its address
 *
 * Otherwise that is reported, and the regions are made those of before; a mutex that it
 * has kept it keeps. Context: process, at the level of ke_mark_regions(); may sleep.
 *
 * Return: whether it has.
 */
bool ke_check_regions(const struct ke_region_mark *mark, unsigned long routine)
{
	struct ke_thread *thread = ke_find_used_thread();
	s16 critical, guarded;

	if (!thread)
		return true;
	critical = thread->kernel_apc_disable;
	guarded = thread->special_apc_disable;
	if (likely(critical == mark->critical && guarded == mark->guarded &&
		   READ_ONCE(thread->kernel_mutexes) == mark->mutexes))
		return true;
	ke_report_rule(KE_RULE_REGION_KEPT, &(struct ke_bug_parameters){
		{ routine, 0, (unsigned long)critical, (unsigned long)guarded } }, routine);
	thread->kernel_apc_disable = mark->critical;
	thread->special_apc_disable = mark->guarded;
	ke_check_for_kernel_apcs(thread);
	return false;
}
