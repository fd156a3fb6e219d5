// SPDX-License-Identifier: GPL-2.0
/*
 * ntctl trace handles: what a process has done to its handles, and where.
 */
#include <stdint.h>
#include <stdlib.h>
#include <unistd.h>

#include "client.h"
#include "fields.h"
#include "place.h"
#include "program_map.h"
#include "table.h"
#include "verbs.h"

#define FIRST_ROOM	64

enum { OPTION_ON, OPTION_OFF, OPTION_SLOTS, OPTION_HANDLE };

enum action { ACTION_SHOW, ACTION_ON, ACTION_OFF };

struct request {
	enum action action;
	ULONG slots;
	HANDLE handle;
};

struct row {
	const PROCESS_HANDLE_TRACING_ENTRY *entry;
	const struct program_map *map;
};

static const PROCESS_HANDLE_TRACING_ENTRY *entry_of(void *row)
{
	return ((struct row *)row)->entry;
}

static json_t *number_of(HANDLE value)
{
	return json_integer((json_int_t)(uintptr_t)value);
}

static json_t *value_kind(void *row)
{
	static const char *const kinds[] = {
		[HANDLE_TRACE_DB_OPEN] = "open",
		[HANDLE_TRACE_DB_CLOSE] = "close",
		[HANDLE_TRACE_DB_BADREF] = "bad",
	};
	ULONG kind = entry_of(row)->Type;

	return kind && kind <= HANDLE_TRACE_DB_BADREF ? json_string(kinds[kind]) :
							NULL;
}

static json_t *value_handle(void *row)
{
	return number_of(entry_of(row)->Handle);
}

static json_t *value_pid(void *row)
{
	return number_of(entry_of(row)->ClientId.UniqueProcess);
}

static json_t *value_thread(void *row)
{
	return number_of(entry_of(row)->ClientId.UniqueThread);
}

static json_t *value_stack(void *row)
{
	const PROCESS_HANDLE_TRACING_ENTRY *entry = entry_of(row);
	json_t *stack = json_array();
	size_t i;

	for (i = 0; i < PROCESS_HANDLE_TRACING_MAX_STACKS && entry->Stacks[i]; i++) {
		char *place = program_place(((struct row *)row)->map,
					    (uintptr_t)entry->Stacks[i]);

		json_array_append_new(stack, json_string(place));
		free(place);
	}
	return stack;
}

static const struct column columns[] = {
	{ "kind", "open, close, or bad for a value that is no handle", false,
	  NUMBER_DECIMAL, value_kind, NULL },
	{ "handle", "the handle", true, NUMBER_HEX, value_handle, NULL },
	{ "pid", "whose thread did it", true, NUMBER_DECIMAL, value_pid, NULL },
	{ "thread", "the thread", true, NUMBER_DECIMAL, value_thread, NULL },
	{ "stack", "where in the program, innermost first", false,
	  NUMBER_DECIMAL, value_stack, NULL },
	{ .name = NULL }
};

/* What there is, to be freed, however much it becomes meanwhile. */
static NTSTATUS read_traces(HANDLE process, HANDLE handle,
			    PROCESS_HANDLE_TRACING_QUERY **result)
{
	ULONG length = sizeof(**result) +
		       FIRST_ROOM * sizeof(PROCESS_HANDLE_TRACING_ENTRY);
	PROCESS_HANDLE_TRACING_QUERY *query = NULL;
	NTSTATUS status;

	do {
		query = reallocate(query, length);
		query->Handle = handle;
		status = NtQueryInformationProcess(process, ProcessHandleTracing,
						   query, length, &length);
	} while (status == STATUS_INFO_LENGTH_MISMATCH);
	if (NT_SUCCESS(status))
		*result = query;
	else
		free(query);
	return status;
}

static int process_number(HANDLE process)
{
	PROCESS_BASIC_INFORMATION basic;

	if (!NT_SUCCESS(NtQueryInformationProcess(process, ProcessBasicInformation,
						  &basic, sizeof(basic), NULL)))
		return 0;
	return (int)basic.UniqueProcessId;
}

static int show(struct invocation *invocation, HANDLE process,
		const PROCESS_HANDLE_TRACING_QUERY *query)
{
	struct program_map map;
	struct table table;
	ULONG i;

	if (!table_begin(&table, invocation, NULL))
		return invocation->result;
	program_map_read(&map, process_number(process));
	for (i = 0; i < query->TotalTraces; i++)
		table_row(&table, &(struct row){ &query->HandleTrace[i], &map });
	table_end(&table, invocation, "traces", NULL);
	program_map_free(&map);
	return EXIT_DONE;
}

static NTSTATUS read_and_show(struct invocation *invocation, HANDLE process,
			      HANDLE handle, int *result)
{
	PROCESS_HANDLE_TRACING_QUERY *query = NULL;
	NTSTATUS status = read_traces(process, handle, &query);

	if (!NT_SUCCESS(status))
		return status;
	*result = show(invocation, process, query);
	free(query);
	return status;
}

static NTSTATUS act(struct invocation *invocation, const struct request *request,
		    HANDLE process, int *result)
{
	PROCESS_HANDLE_TRACING_ENABLE_EX enable = { 0, request->slots };

	switch (request->action) {
	case ACTION_ON:
		return NtSetInformationProcess(process, ProcessHandleTracing,
					       &enable, sizeof(enable));
	case ACTION_OFF:
		return NtSetInformationProcess(process, ProcessHandleTracing,
					       NULL, 0);
	default:
		return read_and_show(invocation, process, request->handle, result);
	}
}

static int act_on(struct invocation *invocation, const struct request *request,
		  const char *argument)
{
	struct place place;
	int result = EXIT_DONE;
	NTSTATUS status;
	HANDLE process;

	if (!find_operand(invocation, PLACE_PROCESS, argument, &place))
		return invocation->result;
	status = open_place(&place, KIND_PROCESS,
			    request->action == ACTION_SHOW ?
			    PROCESS_QUERY_INFORMATION | PROCESS_VM_READ :
			    PROCESS_SET_INFORMATION,
			    &process);
	if (NT_SUCCESS(status)) {
		status = act(invocation, request, process, &result);
		close_place(&place, process);
	}
	if (!NT_SUCCESS(status)) {
		report_status(argument, status);
		result = EXIT_FAILED;
	}
	free_place(&place);
	return result;
}

static const struct verb_option options[] = {
	[OPTION_ON] = {
		.name = "on", .letter = 'n',
		.summary = "begin to trace, and forget what was traced before",
	},
	[OPTION_OFF] = {
		.name = "off", .letter = 'f',
		.summary = "trace no longer, and forget what was traced",
	},
	[OPTION_SLOTS] = {
		.name = "slots", .letter = 's', .argument = "NUMBER",
		.summary = "with --on: how many traces to keep; 4096 unless told",
	},
	[OPTION_HANDLE] = {
		.name = "handle", .letter = 'H', .argument = "HANDLE",
		.summary = "show what was done to this one",
	},
	{ .name = NULL }
};

/* The invocation is over if an option makes no sense. */
static void take_option(struct invocation *invocation, int option,
			struct request *request)
{
	__u64 number = 0;

	switch (option) {
	case OPTION_ON:
		request->action = ACTION_ON;
		break;
	case OPTION_OFF:
		request->action = ACTION_OFF;
		break;
	case OPTION_SLOTS:
		if (!parse_number(optarg, UINT32_MAX, &number))
			usage_error(invocation, "no number: %s", optarg);
		request->slots = (ULONG)number;
		break;
	default:
		if (!parse_number(optarg, UINTPTR_MAX, &number))
			usage_error(invocation, "no handle: %s", optarg);
		request->handle = (HANDLE)(uintptr_t)number;
		break;
	}
}

static int run(struct invocation *invocation)
{
	struct request request = { .action = ACTION_SHOW };
	char **arguments;
	int option;

	while ((option = next_option(invocation)) != NO_OPTION)
		take_option(invocation, option, &request);
	arguments = operands(invocation, 1, 1);
	if (!arguments)
		return invocation->result;
	return act_on(invocation, &request, arguments[0]);
}

const struct verb trace_handles_verb = {
	.name = "trace handles",
	.synopsis = "PID",
	.summary = "Show what a process has done to its handles, and where",
	.options = options,
	.columns = columns,
	.operands = OPERAND_CLIENT,
	.run = run,
};
