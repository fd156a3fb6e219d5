// SPDX-License-Identifier: GPL-2.0
/*
 * The threads that the module knows, as the kernel lists them.
 */
#include <string.h>

#include "array.h"
#include "client.h"
#include "thread_table.h"

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

static json_t *value_apcs(void *row)
{
	return debugfs_json(row, "apcs");
}

static json_t *value_apcs_taken(void *row)
{
	return debugfs_json(row, "apcs_taken");
}

/* A letter each, in this order; or -, which is none */
static const struct {
	char letter;
	const char *name;
} alerts[] = {
	{ 'k', "kernel" },
	{ ALERT_BY_HANDLE, "by_handle" },
	{ 'i', "by_id" },
};

static json_t *value_alerts(void *row)
{
	const char *letters = debugfs_value(row, "alerts");
	json_t *array;
	size_t i;

	if (!letters)
		return NULL;
	array = json_array();
	for (i = 0; i < ARRAY_SIZE(alerts); i++) {
		if (strchr(letters, alerts[i].letter))
			json_array_append_new(array,
					      json_string(alerts[i].name));
	}
	return array;
}

static json_t *value_suspend_count(void *row)
{
	return debugfs_json(row, "suspend_count");
}

const struct column thread_columns[] = {
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
	{ "apcs", "user APCs that are queued for it", true, NUMBER_DECIMAL,
	  value_apcs, NULL },
	{ "apcs_taken", "how many it has taken", true, NUMBER_DECIMAL,
	  value_apcs_taken, NULL },
	{ "alerts", "those that it has not seen yet", false, NUMBER_DECIMAL,
	  value_alerts, NULL },
	{ "suspend_count", "how often it is suspended; 0 if it may run", true,
	  NUMBER_DECIMAL, value_suspend_count, NULL },
	{ .name = NULL }
};

/* What is asked for. */
struct wanted {
	int process;
	thread_filter filter;
};

static bool is_wanted(const struct debugfs_table *threads,
		      const struct wanted *wanted)
{
	__u64 pid;

	if (wanted->process != EVERY_PROCESS &&
	    (!debugfs_number(threads, "pid", &pid) ||
	     pid != (__u64)wanted->process))
		return false;
	return !wanted->filter || wanted->filter(threads);
}

static int list(struct invocation *invocation, const char *usual,
		const struct wanted *wanted)
{
	struct debugfs_table threads;
	struct table table;
	bool good;

	if (!table_begin(&table, invocation, invocation->json ? NULL : usual))
		return invocation->result;
	if (!debugfs_begin(&threads, "threads")) {
		table_drop(&table);
		return EXIT_FAILED;
	}
	while (debugfs_next(&threads)) {
		if (is_wanted(&threads, wanted))
			table_row(&table, &threads);
	}
	good = debugfs_end(&threads);
	table_end(&table, invocation, "threads", NULL);
	return good ? EXIT_DONE : EXIT_FAILED;
}

/*
 * Run a verb that lists the threads of a process, which is the operand, or of all:
 * those that @filter takes, or all if that is NULL. @usual are the columns for
 * people.
 */
int run_thread_list(struct invocation *invocation, const char *usual,
		    thread_filter filter)
{
	struct wanted wanted = { EVERY_PROCESS, filter };
	char **arguments;

	next_option(invocation);
	arguments = operands(invocation, 0, 1);
	if (!arguments)
		return invocation->result;
	if (arguments[0] && !parse_id(arguments[0], &wanted.process)) {
		usage_error(invocation, "no process number: %s", arguments[0]);
		return invocation->result;
	}
	return list(invocation, usual, &wanted);
}
