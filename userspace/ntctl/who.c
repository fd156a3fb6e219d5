// SPDX-License-Identifier: GPL-2.0
/*
 * ntctl who: which processes have an object open.
 */
#include <stdint.h>
#include <unistd.h>

#include "handle_row.h"
#include "place.h"
#include "verbs.h"

/**
 * struct holders - who has an object open, while they are listed
 * @table: where they go
 * @own: the handle that was opened to ask, which is none of them; or 0
 * @found: how many there are
 */
struct holders {
	struct table *table;
	__u64 own;
	size_t found;
};

static NTSTATUS visit(const struct ntobj_handle_record *record, void *context)
{
	struct handle_row row = { .record = record };
	struct holders *holders = context;

	if (record->process_id == (__u32)getpid() &&
	    record->handle == holders->own)
		return STATUS_SUCCESS;
	name_command(&row);
	table_row(holders->table, &row);
	holders->found++;
	return STATUS_SUCCESS;
}

static NTSTATUS list(const struct place *place, struct holders *holders)
{
	enum object_kind kind;
	NTSTATUS status;
	HANDLE handle;

	status = open_place_any(place, query_rights, &handle, &kind);
	if (!NT_SUCCESS(status))
		return status;
	if (handle != place->handle)
		holders->own = (uintptr_t)handle;
	status = ntobj_list_handles(NULL, handle, NTOBJ_HANDLES_NAMES |
				    NTOBJ_HANDLES_OF_OBJECT, visit, holders);
	close_place(place, handle);
	return status;
}

static int list_of(struct invocation *invocation, const struct place *place)
{
	struct holders holders = {};
	struct table table;
	NTSTATUS status;

	if (!table_begin(&table, invocation, invocation->json ? NULL :
			 "pid,process,handle,access"))
		return invocation->result;
	holders.table = &table;
	status = list(place, &holders);
	if (NT_SUCCESS(status) || holders.found)
		table_end(&table, invocation, "handles", NULL);
	else
		table_drop(&table);
	if (!NT_SUCCESS(status))
		report_status(place->argument, status);
	return NT_SUCCESS(status) && holders.found ? EXIT_DONE : EXIT_FAILED;
}

static int run(struct invocation *invocation)
{
	struct place place;
	int result;

	if (!find_only_operand(invocation, &place))
		return invocation->result;
	result = list_of(invocation, &place);
	free_place(&place);
	return result;
}

const struct verb who_verb = {
	.name = "who",
	.synopsis = "PATH|NUMBER",
	.summary = "List the processes that have an object open",
	.options = place_options,
	.columns = handle_columns,
	.operands = OPERAND_OBJECT,
	.run = run,
};
