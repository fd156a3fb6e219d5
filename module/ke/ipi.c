// SPDX-License-Identifier: GPL-2.0
/*
 * A function on every processor at once.
 *
 * Interrupts between processors can't gather them on Linux: who waits in one for the
 * others may hold, in what it came over, a lock that another waits for with
 * interrupts off. Linux's own way is stop_machine(), which has each processor come by
 * itself, out of any lock, to a thread of its highest priority; there they gather and
 * turn interrupts off. It sleeps, and no processor comes or goes meanwhile.
 */
#include <linux/cpumask.h>
#include <linux/smp.h>
#include <linux/stop_machine.h>
#include <ntobj/ke.h>
#include <ntobj/ke_dpc.h>
#include <ntobj/ke_irql.h>

#include "compat/linux.h"

/**
 * struct broadcast - a function that all processors run
 * @function: the function
 * @argument: for it
 * @cpu: on which its result is the caller's, if it is still there
 * @result: there
 */
struct broadcast {
	unsigned long (*function)(unsigned long argument);
	unsigned long argument;
	unsigned int cpu;
	unsigned long result;
};

/* The one that the caller was on may have gone before they gathered. */
static bool is_callers(const struct broadcast *broadcast, unsigned int cpu)
{
	return cpu == (cpu_online(broadcast->cpu) ? broadcast->cpu :
						   cpumask_first(cpu_online_mask));
}

/* On each processor, with interrupts off. None comes or goes now. */
static int run_broadcast(void *data)
{
	struct broadcast *broadcast = data;
	struct ke_irql_routine routine;
	unsigned long result;

	ke_begin_routine(&routine, KE_IPI_LEVEL);
	result = broadcast->function(broadcast->argument);
	ke_end_routine(&routine, (unsigned long)broadcast->function);
	if (is_callers(broadcast, smp_processor_id()))
		broadcast->result = result;
	return 0;
}

/**
 * ke_ipi_generic_call - run a function on every processor at once
 * @function: called at IPI level with interrupts off, when all have come; may take no
 *	lock but a raw one that nobody holds with interrupts on
 * @argument: for it
 *
 * NT's KeIpiGenericCall. Returns when all have run it. Context: process; sleeps: up to
 * APC level and in no DPC, where NT has up to DISPATCH level at least. Elsewhere that
 * is reported, and the function not called; nor is it for a driver that a bug check has
 * contained.
 *
 * Return: what @function returned on the processor that the caller was on; 0 if it was
 * not called.
 */
unsigned long ke_ipi_generic_call(unsigned long (*function)(unsigned long argument),
				  unsigned long argument)
{
	struct broadcast broadcast = {
		.function = function,
		.argument = argument,
		.cpu = raw_smp_processor_id(),
	};

	if (!ke_require_irql(KE_APC_LEVEL) || !ke_may_wait_for_processors(_RET_IP_) ||
	    ke_is_contained(_RET_IP_))
		return 0;
	/*
	 * Not pinned: who is keeps a processor from going, and who makes it go keeps
	 * stop_machine() from beginning.
	 */
	stop_machine(run_broadcast, &broadcast, cpu_online_mask);
	return broadcast.result;
}
EXPORT_SYMBOL_NTOBJ(ke_ipi_generic_call);
