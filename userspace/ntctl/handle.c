// SPDX-License-Identifier: GPL-2.0
/*
 * ntctl handle: who has what open, as far as the caller may know.
 */
#include <err.h>
#include <stdlib.h>
#include <string.h>
#include <strings.h>
#include <unistd.h>

#include "client.h"
#include "handle_row.h"
#include "text.h"
#include "verbs.h"

#define USUAL_COLUMNS	"pid,process,handle,type,access,name"
#define SUMMARY_COLUMNS	"type,handles"

#define EVERY_PROCESS	0

/* How many handles are to objects of a type. */
struct type_count {
	char *type;
	size_t handles;
};

/* Linux keeps so many bytes of a process's name. */
#define COMMAND_MOST	15

/**
 * struct search - which handles are wanted, and what was found
 * @process: the number of their process, or EVERY_PROCESS
 * @command: how the name of their process begins; NULL for any
 * @part: a part of their objects' names; NULL for any
 * @unnamed: whether those of objects without a name are wanted, too
 * @table: where they go, unless they are counted
 * @counts: by type, in the order in which they were met; if @is_counting
 * @types: how many these are
 * @is_counting: whether they are counted
 * @row: the handle at hand; its process's name is kept for the next one
 * @named_process: the process whose name that is
 * @found: how many are wanted
 */
struct search {
	int process;
	const char *command;
	const char *part;
	bool unnamed;
	struct table table;
	struct type_count *counts;
	size_t types;
	bool is_counting;
	struct handle_row row;
	__u32 named_process;
	size_t found;
};

static json_t *value_type(void *row)
{
	return json_string(((struct type_count *)row)->type);
}

static json_t *value_handles(void *row)
{
	return json_integer((json_int_t)((struct type_count *)row)->handles);
}

static const struct column summary_columns[] = {
	{ "type", "the objects' type", false, NUMBER_DECIMAL, value_type,
	  NULL },
	{ "handles", "handles to them", true, NUMBER_DECIMAL, value_handles,
	  NULL },
	{ .name = NULL }
};

static bool name_has(const struct ntobj_handle_record *record, const char *part)
{
	UNICODE_STRING name = name_of_record(record);
	char *text = printable(&name);
	bool has = strcasestr(text, part);

	free(text);
	return has;
}

static bool is_wanted(const struct search *search)
{
	const struct ntobj_handle_record *record = search->row.record;

	if (!record->name_length && !search->unnamed)
		return false;
	if (search->process != EVERY_PROCESS &&
	    record->process_id != (__u32)search->process)
		return false;
	if (search->command && strncasecmp(search->row.command, search->command,
					   strnlen(search->command, COMMAND_MOST)))
		return false;
	return !search->part || name_has(record, search->part);
}

static void count(struct search *search)
{
	UNICODE_STRING type = type_of_record(search->row.record);
	char *text = printable(&type);
	size_t i;

	for (i = 0; i < search->types; i++) {
		if (strcmp(search->counts[i].type, text))
			continue;
		search->counts[i].handles++;
		free(text);
		return;
	}
	search->counts = reallocate(search->counts,
				    (i + 1) * sizeof(*search->counts));
	search->counts[search->types++] = (struct type_count) { text, 1 };
}

static NTSTATUS visit(const struct ntobj_handle_record *record, void *context)
{
	struct search *search = context;

	search->row.record = record;
	if (record->process_id != search->named_process) {
		name_command(&search->row);
		search->named_process = record->process_id;
	}
	if (!is_wanted(search))
		return STATUS_SUCCESS;
	search->found++;
	if (search->is_counting)
		count(search);
	else
		table_row(&search->table, &search->row);
	return STATUS_SUCCESS;
}

/* One process is asked for by itself, so that a refusal can be told. */
static NTSTATUS find(struct search *search)
{
	HANDLE process = NULL;
	NTSTATUS status;

	if (search->process == EVERY_PROCESS)
		return ntobj_list_handles(NULL, NULL, NTOBJ_HANDLES_NAMES,
					  visit, search);
	status = open_client(KIND_PROCESS, search->process,
			     PROCESS_QUERY_INFORMATION, &process);
	if (!NT_SUCCESS(status))
		return status;
	status = ntobj_list_handles(process, NULL, NTOBJ_HANDLES_NAMES |
				    NTOBJ_HANDLES_OF_PROCESS, visit, search);
	NtClose(process);
	return status;
}

static int compare_types(const void *a, const void *b)
{
	return strcmp(((const struct type_count *)a)->type,
		      ((const struct type_count *)b)->type);
}

static void print_counts(struct search *search)
{
	size_t i;

	if (search->types)
		qsort(search->counts, search->types, sizeof(*search->counts),
		      compare_types);
	for (i = 0; i < search->types; i++) {
		table_row(&search->table, &search->counts[i]);
		free(search->counts[i].type);
	}
	free(search->counts);
}

/* Nothing found is a failure for who has searched for something. */
static int list(struct invocation *invocation, struct search *search)
{
	NTSTATUS status;

	if (!table_begin(&search->table, invocation, invocation->json ? NULL :
			 search->is_counting ? SUMMARY_COLUMNS : USUAL_COLUMNS))
		return invocation->result;
	status = find(search);
	print_counts(search);
	if (NT_SUCCESS(status) || search->found)
		table_end(&search->table, invocation,
			  search->is_counting ? "types" : "handles", NULL);
	else
		table_drop(&search->table);
	if (!NT_SUCCESS(status)) {
		report_status("handle", status);
		return EXIT_FAILED;
	}
	return !search->found && (search->part || search->command) ?
	       EXIT_FAILED : EXIT_DONE;
}

enum { OPTION_ALL, OPTION_PROCESS, OPTION_SUMMARY };

static const struct verb_option options[] = {
	[OPTION_ALL] = {
		.name = "all", .letter = 'a',
		.summary = "also those to objects without a name",
	},
	[OPTION_PROCESS] = {
		.name = "process", .letter = 'p', .argument = "PID|NAME",
		.summary = "of this process, or of those whose name begins so",
	},
	[OPTION_SUMMARY] = {
		.name = "summary", .letter = 's',
		.summary = "count them by type, those without a name, too",
	},
	{ .name = NULL }
};

/* What the verb is with --summary: another table. */
static const struct verb counting_verb = {
	.name = "handle",
	.columns = summary_columns,
};

static int run(struct invocation *invocation)
{
	struct search search = { .process = EVERY_PROCESS };
	char **arguments;
	int option;

	while ((option = next_option(invocation)) != NO_OPTION) {
		if (option == OPTION_ALL)
			search.unnamed = true;
		else if (option == OPTION_SUMMARY)
			search.is_counting = true;
		else if (!parse_id(optarg, &search.process))
			search.command = optarg;
	}
	arguments = operands(invocation, 0, 1);
	if (!arguments)
		return invocation->result;
	search.part = arguments[0];
	if (search.is_counting) {
		search.unnamed = true;
		invocation->verb = &counting_verb;
	}
	return list(invocation, &search);
}

const struct verb handle_verb = {
	.name = "handle",
	.synopsis = "[NAME]",
	.summary = "List open handles, or those to objects with such a name",
	.options = options,
	.columns = handle_columns,
	.run = run,
};
