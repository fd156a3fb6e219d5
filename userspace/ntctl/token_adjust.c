// SPDX-License-Identifier: GPL-2.0
/*
 * ntctl shell's token enable, disable and remove: its own privileges.
 */
#include <limits.h>
#include <stdlib.h>

#include "json.h"
#include "privileges.h"
#include "verbs.h"

static NTSTATUS open_own(HANDLE *token)
{
	return NtOpenProcessToken(NtCurrentProcess(), TOKEN_ADJUST_PRIVILEGES,
				  token);
}

static NTSTATUS adjust(HANDLE token, ULONG number, ULONG attributes)
{
	TOKEN_PRIVILEGES wanted = {
		.PrivilegeCount = 1,
		.Privileges = {
			{ RtlConvertLongToLuid((LONG)number), attributes },
		},
	};

	return NtAdjustPrivilegesToken(token, FALSE, &wanted, 0, NULL, NULL);
}

/* To be left out is a success to NT, and none to who named the privilege. */
static bool adjust_one(HANDLE token, const char *argument, ULONG attributes)
{
	ULONG number = 0;
	NTSTATUS status;

	parse_privilege(argument, &number);
	status = adjust(token, number, attributes);
	if (status == STATUS_SUCCESS)
		return true;
	report_status(argument, status);
	return false;
}

static void print_json(const struct invocation *invocation, json_t *names)
{
	json_t *document = new_document(invocation->verb);

	json_object_set(document, "privileges", names);
	print_document(document);
}

static int adjust_all(const struct invocation *invocation, char **arguments,
		      ULONG attributes)
{
	int result = EXIT_DONE;
	NTSTATUS status;
	HANDLE token;
	json_t *names;

	status = open_own(&token);
	if (!NT_SUCCESS(status)) {
		report_status("token", status);
		return EXIT_FAILED;
	}
	names = json_array();
	for (; *arguments; arguments++) {
		if (adjust_one(token, *arguments, attributes))
			json_array_append_new(names, json_string(*arguments));
		else
			result = EXIT_FAILED;
	}
	NtClose(token);
	if (invocation->json)
		print_json(invocation, names);
	json_decref(names);
	return result;
}

/* Nothing is changed if one of the names is none. */
static int run(struct invocation *invocation, ULONG attributes)
{
	char **arguments;
	ULONG number;
	int i;

	next_option(invocation);
	arguments = operands(invocation, 1, INT_MAX);
	for (i = 0; arguments && arguments[i]; i++) {
		if (parse_privilege(arguments[i], &number))
			continue;
		usage_error(invocation, "no such privilege: %s", arguments[i]);
		return invocation->result;
	}
	if (!arguments)
		return invocation->result;
	return adjust_all(invocation, arguments, attributes);
}

static int run_disable(struct invocation *invocation)
{
	return run(invocation, 0);
}

static int run_enable(struct invocation *invocation)
{
	return run(invocation, SE_PRIVILEGE_ENABLED);
}

static int run_remove(struct invocation *invocation)
{
	return run(invocation, SE_PRIVILEGE_REMOVED);
}

const struct verb token_disable_verb = {
	.name = "token disable",
	.synopsis = "PRIVILEGE...",
	.summary = "Do without privileges for a while",
	.operands = OPERAND_PRIVILEGE,
	.needs_session = true,
	.run = run_disable,
};

const struct verb token_enable_verb = {
	.name = "token enable",
	.synopsis = "PRIVILEGE...",
	.summary = "Use privileges again",
	.operands = OPERAND_PRIVILEGE,
	.needs_session = true,
	.run = run_enable,
};

const struct verb token_remove_verb = {
	.name = "token remove",
	.synopsis = "PRIVILEGE...",
	.summary = "Give privileges up for good",
	.operands = OPERAND_PRIVILEGE,
	.needs_session = true,
	.run = run_remove,
};
