// SPDX-License-Identifier: GPL-2.0
/* DPCs for people: the file in debugfs. */
#include <linux/seq_file.h>
#include <ntobj/ke.h>

#include "ke/dpc.h"

static void show_queue(struct seq_file *file, unsigned int cpu, bool threaded)
{
	struct ke_dpc_statistics counts;

	ke_query_dpc_statistics(cpu, threaded, &counts);
	seq_printf(file, "%u\t%s\t%s\t%u\t%u\t%llu\t%llu\t%llu\t%llu\t%llu\t%llu\t%llu", cpu,
		   threaded ? "threaded" : "ordinary",
		   !counts.online ? "offline" : counts.active ? "active" :
		   counts.requested ? "requested" : "idle",
		   counts.depth, counts.deepest, counts.queued, counts.run,
		   counts.removed, counts.refused, counts.moved, counts.ipis,
		   div_u64(counts.time, NSEC_PER_USEC));
	if (threaded)
		seq_puts(file, "\t-\t-\t-\n");
	else
		seq_printf(file, "\t%u\t%u\t%llu\n", counts.maximum, counts.rate,
			   counts.put_off);
}

/**
 * ke_show_dpcs - write down the queues of all processors
 * @file: where
 *
 * Context: process.
 */
void ke_show_dpcs(struct seq_file *file)
{
	unsigned int cpu;

	seq_puts(file, "# cpu\tkind\tstate\tdepth\tdeepest\tqueued\tdone\tremoved\trefused\tmoved\t"
		 "ipis\tmicroseconds\tmaximum\trate\tput off\n");
	for_each_possible_cpu(cpu) {
		show_queue(file, cpu, false);
		show_queue(file, cpu, true);
	}
}
