// SPDX-License-Identifier: GPL-2.0
/*
 * ntctl token check: what a security descriptor would grant to a token.
 */
#include <stdio.h>
#include <stdlib.h>
#include <string.h>
#include <unistd.h>

#include "descriptor.h"
#include "json.h"
#include "object.h"
#include "privileges.h"
#include "rights.h"
#include "text.h"
#include "token.h"
#include "verbs.h"

/* What is asked, and what comes of it */
struct question {
	PSECURITY_DESCRIPTOR descriptor;
	const char *type;
	const char *access_text;
	ACCESS_MASK access;
	GENERIC_MAPPING mapping;
	ACCESS_MASK granted;
	NTSTATUS access_status;
	PRIVILEGE_SET *used;
};

/* Only a token that impersonates can be asked about. */
static NTSTATUS open_impersonation(const struct place *place, HANDLE *token)
{
	SECURITY_QUALITY_OF_SERVICE quality = {
		.Length = sizeof(quality),
		.ImpersonationLevel = SecurityImpersonation,
	};
	OBJECT_ATTRIBUTES attributes;
	NTSTATUS status;
	HANDLE source;

	status = open_token(place, TOKEN_DUPLICATE, &source);
	if (!NT_SUCCESS(status))
		return status;
	InitializeObjectAttributes(&attributes, NULL, 0, NULL, NULL);
	attributes.SecurityQualityOfService = &quality;
	status = NtDuplicateToken(source, TOKEN_QUERY, &attributes, FALSE,
				  TokenImpersonation, token);
	close_place(place, source);
	return status;
}

/* The privileges that were used are to be freed. */
static NTSTATUS ask_token(HANDLE token, struct question *question)
{
	ULONG length = sizeof(PRIVILEGE_SET);
	NTSTATUS status;

	for (;;) {
		ULONG needed = length;

		question->used = reallocate(question->used, length);
		status = NtAccessCheck(question->descriptor, token,
				       question->access, &question->mapping,
				       question->used, &needed,
				       &question->granted,
				       &question->access_status);
		if (status != STATUS_BUFFER_TOO_SMALL || needed <= length)
			return status;
		length = needed;
	}
}

/* Do with generic rights in entries what happens when an object gets them. */
static void map_entries(struct question *question)
{
	ACCESS_ALLOWED_ACE *entry;
	bool is_present;
	PACL dacl;
	ULONG i;

	dacl = list_of_part(question->descriptor, PART_DACL, &is_present);
	for (i = 0; dacl && NT_SUCCESS(RtlGetAce(dacl, i, (void **)&entry));
	     i++) {
		if (!(entry->Header.AceFlags & INHERIT_ONLY_ACE))
			RtlMapGenericMask(&entry->Mask, &question->mapping);
	}
}

static NTSTATUS ask(const struct place *place, struct question *question)
{
	NTSTATUS status;
	HANDLE token;

	map_entries(question);
	RtlMapGenericMask(&question->access, &question->mapping);
	status = open_impersonation(place, &token);
	if (!NT_SUCCESS(status))
		return status;
	status = ask_token(token, question);
	NtClose(token);
	return status;
}

static json_t *json_of_used(const PRIVILEGE_SET *used)
{
	json_t *names = json_array();
	ULONG i;

	for (i = 0; i < used->PrivilegeCount; i++) {
		const char *name = privilege_name(used->Privilege[i].Luid.LowPart);

		if (name)
			json_array_append_new(names, json_string(name));
	}
	return names;
}

static void print_names(const char *label, json_t *names)
{
	json_t *name;
	size_t i;

	printf("%10s:", label);
	json_array_foreach(names, i, name)
		printf(" %s", json_string_value(name));
	putchar('\n');
}

static void print_text(const struct question *question)
{
	json_t *rights = json_of_rights(question->type, question->granted);
	json_t *used = json_of_used(question->used);

	printf("%10s: 0x%08x\n", "Granted", question->granted);
	print_names("Rights", rights);
	if (json_array_size(used))
		print_names("Used", used);
	json_decref(rights);
	json_decref(used);
}

static void print_json(const struct invocation *invocation,
		       const struct place *place,
		       const struct question *question)
{
	bool is_granted = NT_SUCCESS(question->access_status);
	json_t *document = new_document(invocation->verb);
	ACCESS_MASK granted = is_granted ? question->granted : 0;

	if (place->id)
		add_place(document, place);
	json_object_set_new(document, "type", json_string(question->type));
	json_object_set_new(document, "granted", json_boolean(is_granted));
	json_object_set_new(document, "access", json_integer(granted));
	json_object_set_new(document, "rights",
			    json_of_rights(question->type, granted));
	json_object_set_new(document, "privileges_used",
			    json_of_used(question->used));
	print_document(document);
}

/* That access is not granted is an answer, and a failure. */
static int check(const struct invocation *invocation, const struct place *place,
		 struct question *question)
{
	const char *culprit = question->type;
	NTSTATUS status;

	status = find_mapping(question->type, &question->mapping);
	if (NT_SUCCESS(status)) {
		culprit = place->argument;
		status = ask(place, question);
	}
	if (!NT_SUCCESS(status)) {
		report_status(culprit, status);
		return EXIT_FAILED;
	}
	if (invocation->json)
		print_json(invocation, place, question);
	if (!NT_SUCCESS(question->access_status)) {
		report_status(question->access_text, question->access_status);
		return EXIT_FAILED;
	}
	if (!invocation->json)
		print_text(question);
	return EXIT_DONE;
}

enum {
	OPTION_SDDL, OPTION_TYPE, OPTION_ACCESS, OPTION_PROCESS, OPTION_THREAD,
};

/* Those whose rights have names */
#define TYPE_WORDS \
	"Directory Event EventPair Mutant Process Semaphore SymbolicLink Thread Timer Token"

static const struct verb_option options[] = {
	[OPTION_SDDL] = {
		.name = "sddl", .argument = "SDDL",
		.summary = "the descriptor; with an owner and a group",
	},
	[OPTION_TYPE] = {
		.name = "type", .argument = "TYPE",
		.values = TYPE_WORDS,
		.summary = "whose rights they are; Event unless told",
	},
	[OPTION_ACCESS] = {
		.name = "access", .letter = 'a', .argument = "RIGHTS",
		.summary = "what to ask for; all that there are, unless told",
	},
	[OPTION_PROCESS] = TOKEN_PROCESS_OPTION,
	[OPTION_THREAD] = TOKEN_THREAD_OPTION,
	{ .name = NULL }
};

static enum place_kind parse_options(struct invocation *invocation,
				     struct question *question)
{
	enum place_kind kind = PLACE_PROCESS;
	int option;

	while ((option = next_option(invocation)) != NO_OPTION) {
		switch (option) {
		case OPTION_SDDL:
			take_descriptor(invocation, optarg,
					&question->descriptor);
			break;
		case OPTION_TYPE:
			question->type = optarg;
			break;
		case OPTION_ACCESS:
			question->access_text = optarg;
			break;
		default:
			kind = option == OPTION_PROCESS ? PLACE_PROCESS :
							  PLACE_THREAD;
		}
	}
	return kind;
}

/* The names of rights depend on the type, which may come after them. */
static void complete_question(struct invocation *invocation,
			      struct question *question)
{
	if (invocation->is_over)
		return;
	if (!question->descriptor)
		usage_error(invocation, "--sddl is missing");
	else if (!parse_rights(question->type, question->access_text,
			       &question->access))
		usage_error(invocation, "no rights of the type %s: %s",
			    question->type, question->access_text);
}

static int run(struct invocation *invocation)
{
	struct question question = {
		.type = "Event",
		.access_text = "MAXIMUM_ALLOWED",
	};
	enum place_kind kind;
	struct place place;
	char **arguments;
	int result;

	kind = parse_options(invocation, &question);
	complete_question(invocation, &question);
	arguments = operands(invocation, 0, 1);
	if (!arguments ||
	    !find_token_owner(invocation, kind, arguments[0], &place)) {
		result = invocation->result;
	} else {
		result = check(invocation, &place, &question);
		free_place(&place);
	}
	free(question.used);
	free(question.descriptor);
	return result;
}

const struct verb token_check_verb = {
	.name = "token check",
	.synopsis = "[NUMBER]",
	.summary = "Tell what a security descriptor would grant",
	.options = options,
	.operands = OPERAND_CLIENT,
	.run = run,
};
