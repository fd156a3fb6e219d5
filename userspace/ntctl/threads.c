// SPDX-License-Identifier: GPL-2.0
/*
 * ntctl threads: the threads that the module knows.
 */
#include "client.h"
#include "debugfs.h"
#include "table.h"
#include "verbs.h"

#define EVERY_PROCESS	0

static json_t *value_pid(void *row)
{
	return debugfs_json(row, "pid");
}

static json_t *value_thread(void *row)
{
	return debugfs_json(row, "tid");
}

static json_t *value_service_table(void *row)
{
	return debugfs_text(row, "service_table");
}

static json_t *value_waiting(void *row)
{
	__u64 waiting;

	if (!debugfs_number(row, "waiting", &waiting))
		return NULL;
	return json_boolean(waiting);
}

static json_t *value_waits(void *row)
{
	return debugfs_json(row, "waits");
}

static json_t *value_state(void *row)
{
	return debugfs_text(row, "state");
}

static json_t *value_object(void *row)
{
	json_t *text = debugfs_text(row, "object");
	json_t *value = NULL;

	if (text)
		value = json_boolean(json_string_value(text)[0] == 'y');
	json_decref(text);
	return value;
}

static const struct column columns[] = {
	{ "pid", "the process", true, NUMBER_DECIMAL, value_pid, NULL },
	{ "thread", "the thread", true, NUMBER_DECIMAL, value_thread, NULL },
	{ "service_table", "shadow if it has called that table, else native",
	  false, NUMBER_DECIMAL, value_service_table, NULL },
	{ "waiting", "whether it sleeps in a wait", false, NUMBER_DECIMAL,
	  value_waiting, NULL },
	{ "waits", "how often it has slept in one", true, NUMBER_DECIMAL,
	  value_waits, NULL },
	{ "state", "used (by itself), opened, or ending", false,
	  NUMBER_DECIMAL, value_state, NULL },
	{ "object", "whether it has an object", false, NUMBER_DECIMAL,
	  value_object, NULL },
	{ .name = NULL }
};

static void add_rows(struct debugfs_table *threads, int process,
		     struct table *table)
{
	while (debugfs_next(threads)) {
		__u64 pid;

		if (process == EVERY_PROCESS ||
		    (debugfs_number(threads, "pid", &pid) &&
		     pid == (__u64)process))
			table_row(table, threads);
	}
}

static int list(struct invocation *invocation, int process)
{
	struct debugfs_table threads;
	struct table table;
	bool good;

	if (!table_begin(&table, invocation, NULL))
		return invocation->result;
	if (!debugfs_begin(&threads, "threads")) {
		table_drop(&table);
		return EXIT_FAILED;
	}
	add_rows(&threads, process, &table);
	good = debugfs_end(&threads);
	table_end(&table, invocation, "threads", NULL);
	return good ? EXIT_DONE : EXIT_FAILED;
}

static int run(struct invocation *invocation)
{
	int process = EVERY_PROCESS;
	char **arguments;

	next_option(invocation);
	arguments = operands(invocation, 0, 1);
	if (!arguments)
		return invocation->result;
	if (arguments[0] && !parse_id(arguments[0], &process)) {
		usage_error(invocation, "no process number: %s", arguments[0]);
		return invocation->result;
	}
	return list(invocation, process);
}

const struct verb threads_verb = {
	.name = "threads",
	.synopsis = "[PID]",
	.summary = "List the threads that wait or have waited, or were opened",
	.columns = columns,
	.operands = OPERAND_PROCESS,
	.run = run,
};
