// SPDX-License-Identifier: GPL-2.0
/*
 * ntctl kill: end processes, with a status.
 */
#include <limits.h>
#include <stdint.h>
#include <unistd.h>

#include "client.h"
#include "fields.h"
#include "json.h"
#include "place.h"
#include "verbs.h"

#define USUAL_STATUS	1

static NTSTATUS terminate(const struct place *place, NTSTATUS exit_status)
{
	NTSTATUS status;
	HANDLE handle;

	status = open_place(place, KIND_PROCESS, PROCESS_TERMINATE, &handle);
	if (!NT_SUCCESS(status))
		return status;
	status = NtTerminateProcess(handle, exit_status);
	close_place(place, handle);
	return status;
}

/* The process's number; null if it was named by a handle that can't tell. */
static json_t *json_of_process(const struct place *place)
{
	PROCESS_BASIC_INFORMATION basic;
	NTSTATUS status;

	if (place->id)
		return json_integer(place->id);
	status = NtQueryInformationProcess(place->handle,
					   ProcessBasicInformation, &basic,
					   sizeof(basic), NULL);
	if (!NT_SUCCESS(status))
		return json_null();
	return json_integer((json_int_t)basic.UniqueProcessId);
}

static bool terminate_one(struct invocation *invocation, const char *argument,
			  NTSTATUS exit_status, json_t *terminated)
{
	struct place place;
	NTSTATUS status;

	if (!find_operand(invocation, PLACE_PROCESS, argument, &place))
		return false;
	status = terminate(&place, exit_status);
	if (NT_SUCCESS(status))
		json_array_append_new(terminated, json_of_process(&place));
	else
		report_status(argument, status);
	free_place(&place);
	return NT_SUCCESS(status);
}

static int terminate_all(struct invocation *invocation, char **arguments,
			 NTSTATUS exit_status)
{
	json_t *terminated = json_array();
	int result = EXIT_DONE;

	for (; *arguments && !invocation->is_over; arguments++) {
		if (!terminate_one(invocation, *arguments, exit_status,
				   terminated))
			result = invocation->result;
	}
	if (invocation->json) {
		json_t *document = new_document(invocation->verb);

		json_object_set_new(document, "exit_status",
				    json_integer((ULONG)exit_status));
		json_object_set(document, "terminated", terminated);
		print_document(document);
	}
	json_decref(terminated);
	return result;
}

static const struct verb_option options[] = {
	{ .name = "status", .letter = 's', .argument = "STATUS",
	  .summary = "what a query will tell that it ended with; 1 unless told" },
	{ .name = NULL }
};

static int run(struct invocation *invocation)
{
	__u64 status = USUAL_STATUS;
	char **arguments;

	while (next_option(invocation) != NO_OPTION) {
		if (!parse_number(optarg, UINT32_MAX, &status))
			usage_error(invocation, "no status: %s", optarg);
	}
	arguments = operands(invocation, 1, INT_MAX);
	if (!arguments)
		return invocation->result;
	return terminate_all(invocation, arguments, (NTSTATUS)status);
}

const struct verb kill_verb = {
	.name = "kill",
	.synopsis = "PID...",
	.summary = "End processes, with a status",
	.options = options,
	.operands = OPERAND_CLIENT,
	.run = run,
};
