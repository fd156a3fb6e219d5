// SPDX-License-Identifier: GPL-2.0
/*
 * ntctl dpc: the queues of deferred procedure calls.
 */
#include "debugfs.h"
#include "table.h"
#include "verbs.h"

#define NUMBER(column)							\
static json_t *value_##column(void *row)				\
{									\
	return debugfs_json(row, #column);				\
}

NUMBER(cpu)
NUMBER(depth)
NUMBER(deepest)
NUMBER(queued)
NUMBER(done)
NUMBER(removed)
NUMBER(refused)
NUMBER(moved)
NUMBER(ipis)
NUMBER(microseconds)
NUMBER(maximum)
NUMBER(rate)
NUMBER(put_off)

static json_t *value_kind(void *row)
{
	return debugfs_text(row, "kind");
}

static json_t *value_state(void *row)
{
	return debugfs_text(row, "state");
}

static const struct column columns[] = {
	{ "cpu", "the processor", true, NUMBER_DECIMAL, value_cpu, NULL },
	{ "kind", "ordinary or threaded", false, NUMBER_DECIMAL, value_kind, NULL },
	{ "state", "idle, requested, active, or offline", false, NUMBER_DECIMAL,
	  value_state, NULL },
	{ "depth", "how many are queued", true, NUMBER_DECIMAL, value_depth, NULL },
	{ "deepest", "the most that were", true, NUMBER_DECIMAL, value_deepest, NULL },
	{ "queued", "how many were queued so far", true, NUMBER_DECIMAL, value_queued,
	  NULL },
	{ "done", "how many were run", true, NUMBER_DECIMAL, value_done, NULL },
	{ "removed", "how many were taken out before that", true, NUMBER_DECIMAL,
	  value_removed, NULL },
	{ "refused", "how often one was to be queued twice", true, NUMBER_DECIMAL,
	  value_refused, NULL },
	{ "moved", "how many came from a processor that went away", true,
	  NUMBER_DECIMAL, value_moved, NULL },
	{ "ipis", "how often another processor asked this one", true, NUMBER_DECIMAL,
	  value_ipis, NULL },
	{ "microseconds", "the time that they took", true, NUMBER_DECIMAL,
	  value_microseconds, NULL },
	{ "maximum", "the depth from which on they are run at once", true,
	  NUMBER_DECIMAL, value_maximum, NULL },
	{ "rate", "how many came in a tick of late", true, NUMBER_DECIMAL, value_rate,
	  NULL },
	{ "put_off", "how often they had to wait for a tick", true, NUMBER_DECIMAL,
	  value_put_off, NULL },
	{ .name = NULL }
};

static int run(struct invocation *invocation)
{
	struct debugfs_table queues;
	struct table table;
	bool good;

	next_option(invocation);
	if (!operands(invocation, 0, 0) ||
	    !table_begin(&table, invocation,
			 "cpu,kind,state,depth,queued,done,removed,maximum,rate,put_off"))
		return invocation->result;
	if (!debugfs_begin(&queues, "dpc")) {
		table_drop(&table);
		return EXIT_FAILED;
	}
	while (debugfs_next(&queues))
		table_row(&table, &queues);
	good = debugfs_end(&queues);
	table_end(&table, invocation, "queues", NULL);
	return good ? EXIT_DONE : EXIT_FAILED;
}

const struct verb dpc_verb = {
	.name = "dpc",
	.synopsis = "",
	.summary = "Show the queues of deferred procedure calls",
	.columns = columns,
	.run = run,
};
