// SPDX-License-Identifier: GPL-2.0
/*
 * ntctl close: close handles of the shell's, or of another process.
 */
#include <err.h>
#include <limits.h>
#include <stdint.h>
#include <unistd.h>

#include "fields.h"
#include "place.h"
#include "session.h"
#include "verbs.h"

static bool close_one(const struct invocation *invocation, const char *argument)
{
	struct place place;
	NTSTATUS status;

	if (!find_place(invocation, argument, &place))
		return false;
	/* A path that leads to no handle of the shell's is no handle. */
	status = STATUS_INVALID_HANDLE;
	if (place.handle)
		status = session_close(invocation->session, place.handle);
	if (!NT_SUCCESS(status))
		report_status(argument, status);
	free_place(&place);
	return NT_SUCCESS(status);
}

/* One of another process's handles, and the number of what it stands for. */
struct sought {
	__u64 value;
	__u64 object_id;
};

static NTSTATUS visit(const struct ntobj_handle_record *record, void *context)
{
	struct sought *sought = context;

	if (record->handle != sought->value)
		return STATUS_SUCCESS;
	sought->object_id = record->object_id;
	return STATUS_NO_MORE_ENTRIES;
}

/*
 * It is looked for in a listing: nothing is opened by that, which the object's
 * type could refuse, or which another handle might be in the way of.
 */
static NTSTATUS find(HANDLE process, struct sought *sought)
{
	NTSTATUS status;

	status = ntobj_list_handles(process, NULL, NTOBJ_HANDLES_OF_PROCESS,
				    visit, sought);
	if (status == STATUS_NO_MORE_ENTRIES)
		return STATUS_SUCCESS;
	return NT_SUCCESS(status) ? STATUS_INVALID_HANDLE : status;
}

/* What is protected, or whose type refuses, stays; the service doesn't say so. */
static NTSTATUS check_closed(HANDLE process, const struct sought *closed)
{
	struct sought left = { .value = closed->value };
	NTSTATUS status;

	status = find(process, &left);
	if (status == STATUS_INVALID_HANDLE)
		return STATUS_SUCCESS;
	if (NT_SUCCESS(status) && left.object_id == closed->object_id)
		return STATUS_HANDLE_NOT_CLOSABLE;
	return status;
}

/* What "ntctl handles" calls it, perhaps with a $. */
static bool close_anothers(HANDLE process, const char *argument)
{
	struct sought sought = {};
	NTSTATUS status;

	if (!parse_number(argument + (*argument == '$'), UINT32_MAX,
			  &sought.value)) {
		warnx("%s: no handle", argument);
		return false;
	}
	/* The two lowest bits of a value are the program's. */
	sought.value &= ~(__u64)3;
	status = find(process, &sought);
	if (NT_SUCCESS(status))
		status = NtDuplicateObject(process,
					   (HANDLE)(uintptr_t)sought.value,
					   NULL, NULL, 0, 0,
					   DUPLICATE_CLOSE_SOURCE);
	if (NT_SUCCESS(status))
		status = check_closed(process, &sought);
	if (!NT_SUCCESS(status))
		report_status(argument, status);
	return NT_SUCCESS(status);
}

static int close_all_of(struct invocation *invocation, const char *owner,
			char **arguments)
{
	struct place place;
	NTSTATUS status;
	HANDLE process;
	bool good = true;

	if (!find_operand(invocation, PLACE_PROCESS, owner, &place))
		return invocation->result;
	status = open_place(&place, KIND_PROCESS,
			    PROCESS_DUP_HANDLE | PROCESS_QUERY_INFORMATION,
			    &process);
	if (!NT_SUCCESS(status)) {
		report_status(owner, status);
		free_place(&place);
		return EXIT_FAILED;
	}
	for (; *arguments; arguments++)
		good = close_anothers(process, *arguments) && good;
	close_place(&place, process);
	free_place(&place);
	return good ? EXIT_DONE : EXIT_FAILED;
}

static const struct verb_option options[] = {
	{ .name = "process", .letter = 'p', .argument = "PID",
	  .summary = "whose handles they are; the shell's own, unless told" },
	{ .name = NULL }
};

static int run(struct invocation *invocation)
{
	const char *owner = NULL;
	char **arguments;
	bool good = true;

	while (next_option(invocation) != NO_OPTION)
		owner = optarg;
	arguments = operands(invocation, 1, INT_MAX);
	if (!arguments)
		return invocation->result;
	if (owner)
		return close_all_of(invocation, owner, arguments);
	if (!invocation->session) {
		warnx("close: without --process this verb is for 'ntctl shell'");
		return EXIT_USAGE;
	}
	for (; *arguments; arguments++)
		good = close_one(invocation, *arguments) && good;
	return good ? EXIT_DONE : EXIT_FAILED;
}

const struct verb close_verb = {
	.name = "close",
	.synopsis = "HANDLE...",
	.summary = "Close handles, one's own or another process's",
	.options = options,
	.operands = OPERAND_HANDLE,
	.is_textual = true,
	.run = run,
};
