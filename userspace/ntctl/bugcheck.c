// SPDX-License-Identifier: GPL-2.0
/*
 * ntctl bugcheck, verifier and irql: what drivers have called for, which rules they
 * have broken, and which levels processors were raised to.
 */
#include "array.h"
#include "debugfs.h"
#include "table.h"
#include "verbs.h"

/* The column of debugfs that has the same name, as a number or as a text. */
#define NUMBER_VALUE(name)						\
static json_t *value_##name(void *row)					\
{									\
	return debugfs_json(row, #name);				\
}

#define TEXT_VALUE(name)						\
static json_t *text_##name(void *row)					\
{									\
	return debugfs_text(row, #name);				\
}

NUMBER_VALUE(number)
TEXT_VALUE(time)
NUMBER_VALUE(cpu)
NUMBER_VALUE(pid)
NUMBER_VALUE(thread)
TEXT_VALUE(comm)
NUMBER_VALUE(irql)
TEXT_VALUE(code)
TEXT_VALUE(name)
TEXT_VALUE(rule)
TEXT_VALUE(p1)
TEXT_VALUE(p2)
TEXT_VALUE(p3)
TEXT_VALUE(p4)
TEXT_VALUE(driver)
TEXT_VALUE(caller)
TEXT_VALUE(stack)
NUMBER_VALUE(broken)
TEXT_VALUE(text)
NUMBER_VALUE(raised)
NUMBER_VALUE(last)
NUMBER_VALUE(APC)
NUMBER_VALUE(DISPATCH)
NUMBER_VALUE(SYNCH)
NUMBER_VALUE(CLOCK)
NUMBER_VALUE(IPI)
NUMBER_VALUE(HIGH)

/* All device levels together. */
static json_t *value_device(void *row)
{
	static const char *const names[] = {
		"DEVICE_3", "DEVICE_4", "DEVICE_5", "DEVICE_6", "DEVICE_7",
		"DEVICE_8", "DEVICE_9", "DEVICE_10", "DEVICE_11",
	};
	__u64 sum = 0;
	size_t i;

	for (i = 0; i < ARRAY_SIZE(names); i++) {
		__u64 value;

		if (!debugfs_number(row, names[i], &value))
			return NULL;
		sum += value;
	}
	return json_integer((json_int_t)sum);
}

#define NUMBER(name, summary, value) \
	{ name, summary, true, NUMBER_DECIMAL, value, NULL }
#define TEXT(name, summary, value) \
	{ name, summary, false, NUMBER_DECIMAL, value, NULL }

static const struct column bugcheck_columns[] = {
	NUMBER("number", "which it is, of all; one that is missing was lost",
	       value_number),
	TEXT("time", "seconds since 1970", text_time),
	NUMBER("cpu", "the processor", value_cpu),
	NUMBER("pid", "the process that ran there", value_pid),
	NUMBER("thread", "the thread", value_thread),
	TEXT("comm", "its name", text_comm),
	NUMBER("irql", "the level", value_irql),
	TEXT("code", "NT's number", text_code),
	TEXT("name", "NT's name", text_name),
	TEXT("rule", "the rule that was broken, or -", text_rule),
	TEXT("p1", "the first parameter", text_p1),
	TEXT("p2", "the second", text_p2),
	TEXT("p3", "the third", text_p3),
	TEXT("p4", "the fourth", text_p4),
	TEXT("driver", "whose doing it was", text_driver),
	TEXT("caller", "where", text_caller),
	TEXT("stack", "how it came there", text_stack),
	{ .name = NULL }
};

static const struct column verifier_columns[] = {
	TEXT("rule", "what it is called", text_rule),
	NUMBER("broken", "how often it was broken", value_broken),
	TEXT("code", "the number of NT's bug check for it", text_code),
	TEXT("name", "its name", text_name),
	TEXT("text", "what was done", text_text),
	{ .name = NULL }
};

static const struct column irql_columns[] = {
	NUMBER("cpu", "the processor", value_cpu),
	NUMBER("raised", "the level that it is raised to, or 0", value_raised),
	NUMBER("last", "the level that it was raised to last", value_last),
	NUMBER("apc", "how often it was raised to APC level", value_APC),
	NUMBER("dispatch", "to DISPATCH", value_DISPATCH),
	NUMBER("device", "to a device level", value_device),
	NUMBER("synch", "to SYNCH", value_SYNCH),
	NUMBER("clock", "to CLOCK", value_CLOCK),
	NUMBER("ipi", "to IPI", value_IPI),
	NUMBER("high", "to HIGH", value_HIGH),
	{ .name = NULL }
};

/* Each line of the file is a row. */
static int list(struct invocation *invocation, const char *name, const char *member,
		const char *usual)
{
	struct debugfs_table file;
	struct table table;
	bool good;

	next_option(invocation);
	if (!operands(invocation, 0, 0))
		return invocation->result;
	/* What is too wide for a screen is in the JSON all the same. */
	if (!table_begin(&table, invocation, invocation->json ? NULL : usual))
		return invocation->result;
	if (!debugfs_begin(&file, name)) {
		table_drop(&table);
		return EXIT_FAILED;
	}
	while (debugfs_next(&file))
		table_row(&table, &file);
	good = debugfs_end(&file);
	table_end(&table, invocation, member, NULL);
	return good ? EXIT_DONE : EXIT_FAILED;
}

static int run_bugcheck(struct invocation *invocation)
{
	return list(invocation, "bugchecks", "bugchecks",
		    "number,pid,comm,irql,code,name,rule,driver,caller");
}

static int run_verifier(struct invocation *invocation)
{
	return list(invocation, "verifier", "rules", NULL);
}

static int run_irql(struct invocation *invocation)
{
	return list(invocation, "irql", "processors", NULL);
}

const struct verb bugcheck_verb = {
	.name = "bugcheck",
	.synopsis = "",
	.summary = "List the last bug checks that drivers have called for or caused",
	.columns = bugcheck_columns,
	.run = run_bugcheck,
};

const struct verb verifier_verb = {
	.name = "verifier",
	.synopsis = "",
	.summary = "List the rules that drivers are held to, and how often each was broken",
	.columns = verifier_columns,
	.run = run_verifier,
};

const struct verb irql_verb = {
	.name = "irql",
	.synopsis = "",
	.summary = "List the interrupt request levels that processors were raised to",
	.columns = irql_columns,
	.run = run_irql,
};
