// SPDX-License-Identifier: GPL-2.0
/*
 * ntctl sd set: change an object's security descriptor.
 */
#include <stdlib.h>

#include "descriptor.h"
#include "json.h"
#include "place.h"
#include "verbs.h"

/* What to change */
struct change {
	PSECURITY_DESCRIPTOR descriptor;
	SECURITY_INFORMATION parts;
	SECURITY_INFORMATION protection;
};

static NTSTATUS set(const struct place *place, const struct change *change)
{
	SECURITY_INFORMATION touched = change->parts;
	NTSTATUS status;
	HANDLE handle;

	/* The mark is a part of the list. */
	if (change->protection)
		touched |= DACL_SECURITY_INFORMATION;
	status = open_place_for(place, rights_to_write(touched), &handle);
	if (!NT_SUCCESS(status))
		return status;
	status = NtSetSecurityObject(handle, change->parts | change->protection,
				     change->descriptor);
	close_place(place, handle);
	return status;
}

static void print_json(const struct invocation *invocation,
		       const struct place *place, const struct change *change)
{
	json_t *document = new_document(invocation->verb);
	char *sddl = text_of_descriptor(change->descriptor, change->parts);
	json_t *parts = json_array();
	enum descriptor_part part;

	for (part = 0; part < PARTS; part++) {
		if (change->parts & part_bits[part])
			json_array_append_new(parts,
					      json_string(part_names[part]));
	}
	add_place(document, place);
	json_object_set_new(document, "parts", parts);
	json_object_set_new(document, "sddl", json_string(sddl));
	print_document(document);
	free(sddl);
}

enum {
	OPTION_OWNER, OPTION_GROUP, OPTION_DACL, OPTION_SACL, OPTION_PROTECT,
	OPTION_UNPROTECT, OPTION_PROCESS, OPTION_THREAD,
};

static const struct verb_option options[] = {
	[OPTION_OWNER] = { .name = "owner", .summary = "the owner" },
	[OPTION_GROUP] = { .name = "group", .summary = "the primary group" },
	[OPTION_DACL] = {
		.name = "dacl", .summary = "the list of who may do what",
	},
	[OPTION_SACL] = {
		.name = "sacl",
		.summary = "the list of what is audited; all that SDDL has is usual",
	},
	[OPTION_PROTECT] = {
		.name = "protect",
		.summary = "mark the dacl as one that inherits nothing",
	},
	[OPTION_UNPROTECT] = {
		.name = "unprotect", .summary = "take that mark away",
	},
	[OPTION_PROCESS] = PROCESS_OPTION,
	[OPTION_THREAD] = THREAD_OPTION,
	{ .name = NULL }
};

static enum place_kind parse_options(struct invocation *invocation,
				     struct change *change)
{
	enum place_kind kind = PLACE_PATH;
	int option;

	while ((option = next_option(invocation)) != NO_OPTION) {
		switch (option) {
		case OPTION_PROTECT:
			change->protection =
				PROTECTED_DACL_SECURITY_INFORMATION;
			break;
		case OPTION_UNPROTECT:
			change->protection =
				UNPROTECTED_DACL_SECURITY_INFORMATION;
			break;
		case OPTION_PROCESS:
			kind = PLACE_PROCESS;
			break;
		case OPTION_THREAD:
			kind = PLACE_THREAD;
			break;
		default:
			change->parts |= part_bits[option];
		}
	}
	return kind;
}

/* Only what is there can be set, and all of it unless told. */
static void choose_parts(struct invocation *invocation, const char *sddl,
			 struct change *change)
{
	SECURITY_INFORMATION present = parts_present(change->descriptor);
	enum descriptor_part part;

	if (!change->parts)
		change->parts = present;
	for (part = 0; part < PARTS; part++) {
		if (change->parts & ~present & part_bits[part]) {
			usage_error(invocation, "there is no %s in %s",
				    part_names[part], sddl);
			return;
		}
	}
	if (!change->parts)
		usage_error(invocation, "there is nothing to set");
}

/* @sddl: NULL, which will do to set or clear a mark */
static void take_change(struct invocation *invocation, const char *sddl,
			struct change *change)
{
	if (sddl) {
		if (take_descriptor(invocation, sddl, &change->descriptor))
			choose_parts(invocation, sddl, change);
	} else if (change->parts || !change->protection) {
		usage_error(invocation, "an operand is missing");
	} else {
		change->descriptor = allocate(SECURITY_DESCRIPTOR_MIN_LENGTH);
		RtlCreateSecurityDescriptor(change->descriptor,
					    SECURITY_DESCRIPTOR_REVISION);
	}
}

static int set_operand(struct invocation *invocation, enum place_kind kind,
		       const char *argument, const struct change *change)
{
	struct place place;
	NTSTATUS status;

	if (!find_operand(invocation, kind, argument, &place))
		return invocation->result;
	status = set(&place, change);
	if (!NT_SUCCESS(status))
		report_status(place.argument, status);
	else if (invocation->json)
		print_json(invocation, &place, change);
	free_place(&place);
	return NT_SUCCESS(status) ? EXIT_DONE : EXIT_FAILED;
}

static int run(struct invocation *invocation)
{
	struct change change = { 0 };
	enum place_kind kind;
	char **arguments;
	int result;

	kind = parse_options(invocation, &change);
	arguments = operands(invocation, 1, 2);
	if (!arguments)
		return invocation->result;
	take_change(invocation, arguments[1], &change);
	result = invocation->is_over ? invocation->result :
		 set_operand(invocation, kind, arguments[0], &change);
	free(change.descriptor);
	return result;
}

const struct verb sd_set_verb = {
	.name = "sd set",
	.synopsis = "PATH|NUMBER [SDDL]",
	.summary = "Change who owns an object and who may do what with it",
	.options = options,
	.operands = OPERAND_OBJECT,
	.run = run,
};
