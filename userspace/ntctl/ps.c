// SPDX-License-Identifier: GPL-2.0
/*
 * ntctl ps: the processes that the module knows.
 */
#include "debugfs.h"
#include "table.h"
#include "verbs.h"

static json_t *value_pid(void *row)
{
	return debugfs_json(row, "pid");
}

static json_t *value_parent(void *row)
{
	return debugfs_json(row, "parent");
}

static json_t *value_threads(void *row)
{
	return debugfs_json(row, "threads");
}

static json_t *value_handles(void *row)
{
	return debugfs_json(row, "handles");
}

static json_t *value_peak_handles(void *row)
{
	return debugfs_json(row, "most_handles");
}

static json_t *value_table_entries(void *row)
{
	return debugfs_json(row, "table_entries");
}

static json_t *value_state(void *row)
{
	return debugfs_text(row, "state");
}

static json_t *value_object(void *row)
{
	__u64 id;

	if (!debugfs_number(row, "object_id", &id) || !id)
		return NULL;
	return json_integer((json_int_t)id);
}

static json_t *value_command(void *row)
{
	return debugfs_text(row, "comm");
}

static const struct column columns[] = {
	{ "pid", "the process", true, NUMBER_DECIMAL, value_pid, NULL },
	{ "parent", "who made it", true, NUMBER_DECIMAL, value_parent, NULL },
	{ "threads", "threads it has", true, NUMBER_DECIMAL, value_threads,
	  NULL },
	{ "handles", "handles it has", true, NUMBER_DECIMAL, value_handles,
	  NULL },
	{ "peak_handles", "most handles it has had at a time", true,
	  NUMBER_DECIMAL, value_peak_handles, NULL },
	{ "table_entries", "entries of its table, used and free", true,
	  NUMBER_DECIMAL, value_table_entries, NULL },
	{ "state", "used (it has called a service), opened, or ending", false,
	  NUMBER_DECIMAL, value_state, NULL },
	{ "object", "its object's number, if it has one", true, NUMBER_DECIMAL,
	  value_object, NULL },
	{ "command", "its name", false, NUMBER_DECIMAL, value_command, NULL },
	{ .name = NULL }
};

static int run(struct invocation *invocation)
{
	struct debugfs_table processes;
	struct table table;
	bool good;

	next_option(invocation);
	if (!operands(invocation, 0, 0) ||
	    !table_begin(&table, invocation, invocation->json ? NULL :
			 "pid,parent,threads,handles,state,object,command"))
		return invocation->result;
	if (!debugfs_begin(&processes, "processes")) {
		table_drop(&table);
		return EXIT_FAILED;
	}
	while (debugfs_next(&processes))
		table_row(&table, &processes);
	good = debugfs_end(&processes);
	table_end(&table, invocation, "processes", NULL);
	return good ? EXIT_DONE : EXIT_FAILED;
}

const struct verb ps_verb = {
	.name = "ps",
	.synopsis = "",
	.summary = "List the processes that use the module or were opened",
	.columns = columns,
	.run = run,
};
