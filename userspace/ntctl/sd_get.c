// SPDX-License-Identifier: GPL-2.0
/*
 * ntctl sd get: an object's security descriptor, as SDDL and as a table.
 */
#include <stdio.h>
#include <stdlib.h>
#include <string.h>

#include "array.h"
#include "descriptor.h"
#include "place.h"
#include "rights.h"
#include "sid.h"
#include "table.h"
#include "text.h"
#include "verbs.h"

#define USUAL_PARTS	(OWNER_SECURITY_INFORMATION | \
			 GROUP_SECURITY_INFORMATION | DACL_SECURITY_INFORMATION)

/* What to show */
struct wish {
	SECURITY_INFORMATION information;
	bool sddl;
	bool table;
};

/* What was read */
struct security {
	PSECURITY_DESCRIPTOR descriptor;
	char *object_type;
};

/*
 * An owner, a group, or an entry of a list. A list without entries has a row
 * too, that says so.
 */
struct sd_row {
	const char *object_type;
	enum descriptor_part part;
	const char *list_state;
	const ACCESS_ALLOWED_ACE *entry;
	PSID sid;
};

static json_t *value_part(void *row)
{
	return json_string(part_names[((struct sd_row *)row)->part]);
}

static json_t *value_type(void *data)
{
	struct sd_row *row = data;

	if (!row->entry)
		return row->list_state ? json_string(row->list_state) : NULL;
	switch (row->entry->Header.AceType) {
	case ACCESS_ALLOWED_ACE_TYPE:
		return json_string("allow");
	case ACCESS_DENIED_ACE_TYPE:
		return json_string("deny");
	case SYSTEM_AUDIT_ACE_TYPE:
		return json_string("audit");
	default:
		return json_sprintf("0x%x", row->entry->Header.AceType);
	}
}

static json_t *value_flags(void *data)
{
	static const struct {
		UCHAR bit;
		const char *name;
	} flags[] = {
		{ OBJECT_INHERIT_ACE, "object-inherit" },
		{ CONTAINER_INHERIT_ACE, "container-inherit" },
		{ NO_PROPAGATE_INHERIT_ACE, "no-propagate" },
		{ INHERIT_ONLY_ACE, "inherit-only" },
		{ INHERITED_ACE, "inherited" },
		{ SUCCESSFUL_ACCESS_ACE_FLAG, "success" },
		{ FAILED_ACCESS_ACE_FLAG, "failure" },
	};
	struct sd_row *row = data;
	json_t *names;
	size_t i;

	if (!row->entry)
		return NULL;
	names = json_array();
	for (i = 0; i < ARRAY_SIZE(flags); i++) {
		if (row->entry->Header.AceFlags & flags[i].bit)
			json_array_append_new(names,
					      json_string(flags[i].name));
	}
	return names;
}

static json_t *value_access(void *data)
{
	struct sd_row *row = data;

	return row->entry ? json_integer(row->entry->Mask) : NULL;
}

static json_t *value_rights(void *data)
{
	struct sd_row *row = data;

	return row->entry ? json_of_rights(row->object_type,
					   row->entry->Mask) : NULL;
}

static json_t *value_sid(void *data)
{
	struct sd_row *row = data;

	return row->sid ? json_of_sid(row->sid) : NULL;
}

static json_t *value_name(void *data)
{
	struct sd_row *row = data;

	return row->sid ? json_of_sid_name(row->sid) : NULL;
}

static const struct column columns[] = {
	{ "part", "owner, group, dacl or sacl", false, NUMBER_DECIMAL,
	  value_part, NULL },
	{ "type", "allow, deny, audit; empty or absent: of a list without any",
	  false, NUMBER_DECIMAL, value_type, NULL },
	{ "flags", "what is inherited, what is audited", false, NUMBER_DECIMAL,
	  value_flags, NULL },
	{ "access", "rights, as a number", true, NUMBER_HEX8, value_access,
	  NULL },
	{ "rights", "rights, by their names", false, NUMBER_DECIMAL,
	  value_rights, NULL },
	{ "sid", "whom it is about", false, NUMBER_DECIMAL, value_sid, NULL },
	{ "name", "who that is", false, NUMBER_DECIMAL, value_name, NULL },
	{ .name = NULL }
};

static void add_list(struct table *table, const struct security *security,
		     enum descriptor_part part)
{
	struct sd_row row = {
		.object_type = security->object_type,
		.part = part,
	};
	bool is_present;
	PACL list = list_of_part(security->descriptor, part, &is_present);
	void *entry;
	ULONG i;

	if (!list || !list->AceCount) {
		row.list_state = list ? "empty" : "absent";
		table_row(table, &row);
		return;
	}
	for (i = 0; NT_SUCCESS(RtlGetAce(list, i, &entry)); i++) {
		row.entry = entry;
		row.sid = (PSID)&row.entry->SidStart;
		table_row(table, &row);
	}
}

static void add_sid(struct table *table, const struct security *security,
		    enum descriptor_part part)
{
	struct sd_row row = {
		.part = part,
		.sid = sid_of_part(security->descriptor, part),
	};

	table_row(table, &row);
}

static void add_rows(struct table *table, const struct security *security,
		     const struct wish *wish)
{
	enum descriptor_part part;

	for (part = 0; part < PARTS; part++) {
		if (!(wish->information & part_bits[part]))
			continue;
		if (part == PART_DACL || part == PART_SACL)
			add_list(table, security, part);
		else
			add_sid(table, security, part);
	}
}

static json_t *make_facts(const struct place *place,
			  const struct security *security, const char *sddl)
{
	json_t *facts = json_object();

	add_place(facts, place);
	json_object_set_new(facts, "type", json_string(security->object_type));
	json_object_set_new(facts, "sddl", json_string(sddl));
	return facts;
}

static void show(const struct invocation *invocation, struct table *table,
		 const struct place *place, const struct security *security,
		 const struct wish *wish)
{
	char *sddl = text_of_descriptor(security->descriptor,
					wish->information);

	if (wish->sddl && !invocation->json)
		puts(sddl);
	if (wish->table || invocation->json) {
		add_rows(table, security, wish);
		table_end(table, invocation, "entries",
			  make_facts(place, security, sddl));
	}
	free(sddl);
}

static NTSTATUS query_type(HANDLE handle, char **name)
{
	OBJECT_TYPE_INFORMATION *type;
	NTSTATUS status;

	status = query_strings(handle, ObjectTypeInformation, (void **)&type);
	if (!NT_SUCCESS(status))
		return status;
	*name = printable(&type->TypeName);
	free(type);
	return status;
}

static NTSTATUS read_security(const struct place *place,
			      SECURITY_INFORMATION information,
			      struct security *security)
{
	NTSTATUS status;
	HANDLE handle;

	status = open_place_for(place, rights_to_read(information), &handle);
	if (!NT_SUCCESS(status))
		return status;
	status = query_descriptor(handle, information, &security->descriptor);
	if (NT_SUCCESS(status)) {
		status = query_type(handle, &security->object_type);
		if (!NT_SUCCESS(status))
			free(security->descriptor);
	}
	close_place(place, handle);
	return status;
}

static int get(const struct invocation *invocation, struct table *table,
	       const struct place *place, const struct wish *wish)
{
	struct security security;
	NTSTATUS status;

	status = read_security(place, wish->information, &security);
	if (!NT_SUCCESS(status)) {
		table_drop(table);
		report_status(place->argument, status);
		return EXIT_FAILED;
	}
	show(invocation, table, place, &security, wish);
	free(security.object_type);
	free(security.descriptor);
	return EXIT_DONE;
}

enum {
	OPTION_OWNER, OPTION_GROUP, OPTION_DACL, OPTION_SACL, OPTION_SDDL,
	OPTION_TABLE, OPTION_PROCESS, OPTION_THREAD,
};

static const struct verb_option options[] = {
	[OPTION_OWNER] = { .name = "owner", .summary = "the owner" },
	[OPTION_GROUP] = { .name = "group", .summary = "the primary group" },
	[OPTION_DACL] = {
		.name = "dacl", .summary = "the list of who may do what",
	},
	[OPTION_SACL] = {
		.name = "sacl",
		.summary = "the list of what is audited; all but it is usual",
	},
	[OPTION_SDDL] = { .name = "sddl", .summary = "print SDDL alone" },
	[OPTION_TABLE] = {
		.name = "table", .summary = "print the table alone",
	},
	[OPTION_PROCESS] = PROCESS_OPTION,
	[OPTION_THREAD] = THREAD_OPTION,
	{ .name = NULL }
};

static enum place_kind parse_options(struct invocation *invocation,
				     struct wish *wish)
{
	enum place_kind kind = PLACE_PATH;
	int option;

	while ((option = next_option(invocation)) != NO_OPTION) {
		switch (option) {
		case OPTION_SDDL:
			wish->sddl = true;
			break;
		case OPTION_TABLE:
			wish->table = true;
			break;
		case OPTION_PROCESS:
			kind = PLACE_PROCESS;
			break;
		case OPTION_THREAD:
			kind = PLACE_THREAD;
			break;
		default:
			wish->information |= part_bits[option];
		}
	}
	if (!wish->information)
		wish->information = USUAL_PARTS;
	if (!wish->sddl && !wish->table) {
		wish->sddl = true;
		wish->table = true;
	}
	return kind;
}

static int run(struct invocation *invocation)
{
	struct wish wish = { 0 };
	enum place_kind kind;
	struct table table;
	struct place place;
	char **arguments;
	int result;

	kind = parse_options(invocation, &wish);
	arguments = operands(invocation, 1, 1);
	if (!arguments ||
	    !find_operand(invocation, kind, arguments[0], &place))
		return invocation->result;
	result = EXIT_USAGE;
	if (table_begin(&table, invocation, invocation->json ? NULL :
			"part,type,flags,rights,sid,name"))
		result = get(invocation, &table, &place, &wish);
	free_place(&place);
	return result;
}

const struct verb sd_get_verb = {
	.name = "sd get",
	.synopsis = "PATH|NUMBER",
	.summary = "Show who owns an object and who may do what with it",
	.options = options,
	.columns = columns,
	.operands = OPERAND_OBJECT,
	.run = run,
};
