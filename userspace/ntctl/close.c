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

/* A protected one would stay, and the service would not say so. */
static NTSTATUS check_protection(HANDLE process, HANDLE handle)
{
	OBJECT_HANDLE_FLAG_INFORMATION flags;
	NTSTATUS status;
	bool is_protected;
	HANDLE copy;

	status = NtDuplicateObject(process, handle, NtCurrentProcess(), &copy, 0,
				   0, DUPLICATE_SAME_ATTRIBUTES);
	if (!NT_SUCCESS(status))
		return status;
	status = NtQueryObject(copy, ObjectHandleFlagInformation, &flags,
			       sizeof(flags), NULL);
	is_protected = NT_SUCCESS(status) && flags.ProtectFromClose;
	flags = (OBJECT_HANDLE_FLAG_INFORMATION){ .Inherit = FALSE };
	NtSetInformationObject(copy, ObjectHandleFlagInformation, &flags,
			       sizeof(flags));
	NtClose(copy);
	return is_protected ? STATUS_HANDLE_NOT_CLOSABLE : status;
}

/* What "ntctl handles" calls it, perhaps with a $. */
static bool close_anothers(HANDLE process, const char *argument)
{
	NTSTATUS status;
	__u64 value;

	if (!parse_number(argument + (*argument == '$'), UINT32_MAX, &value)) {
		warnx("%s: no handle", argument);
		return false;
	}
	status = check_protection(process, (HANDLE)(uintptr_t)value);
	if (NT_SUCCESS(status))
		status = NtDuplicateObject(process, (HANDLE)(uintptr_t)value,
					   NULL, NULL, 0, 0,
					   DUPLICATE_CLOSE_SOURCE);
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
	status = open_place(&place, KIND_PROCESS, PROCESS_DUP_HANDLE, &process);
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
