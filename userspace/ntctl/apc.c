// SPDX-License-Identifier: GPL-2.0
/*
 * ntctl apc: which threads have been given user APCs, or were alerted.
 */
#include <string.h>

#include "thread_table.h"
#include "verbs.h"

static bool is_above_0(const struct debugfs_table *threads, const char *column)
{
	__u64 value;

	return debugfs_number(threads, column, &value) && value;
}

static bool is_concerned(const struct debugfs_table *threads)
{
	const char *alerts = debugfs_value(threads, "alerts");

	return is_above_0(threads, "apcs") ||
	       is_above_0(threads, "apcs_taken") ||
	       (alerts && strcmp(alerts, "-"));
}

static int run(struct invocation *invocation)
{
	return run_thread_list(invocation,
			       "pid,thread,apcs,apcs_taken,alerts,waiting",
			       is_concerned);
}

const struct verb apc_verb = {
	.name = "apc",
	.synopsis = "[PID]",
	.summary = "List the threads that were given user APCs, or alerted",
	.columns = thread_columns,
	.operands = OPERAND_PROCESS,
	.run = run,
};
