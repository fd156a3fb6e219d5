// SPDX-License-Identifier: GPL-2.0
/*
 * ntctl threads: the threads that the module knows.
 */
#include "thread_table.h"
#include "verbs.h"

static int run(struct invocation *invocation)
{
	static const char usual[] =
		"pid,thread,service_table,waiting,waits,state,object,suspend_count";

	return run_thread_list(invocation, usual, NULL);
}

const struct verb threads_verb = {
	.name = "threads",
	.synopsis = "[PID]",
	.summary = "List the threads that wait or have waited, or were opened",
	.columns = thread_columns,
	.operands = OPERAND_PROCESS,
	.run = run,
};
