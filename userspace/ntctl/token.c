// SPDX-License-Identifier: GPL-2.0
/*
 * ntctl token: who a process or a thread is.
 */
#include <stdio.h>
#include <stdlib.h>

#include "array.h"
#include "descriptor.h"
#include "json.h"
#include "privileges.h"
#include "sid.h"
#include "table.h"
#include "token.h"
#include "verbs.h"

static const char *type_name(TOKEN_TYPE type)
{
	return type == TokenPrimary ? "primary" : "impersonation";
}

/* Of a token that impersonates; NULL of a primary one. */
static const char *level_name(const TOKEN_STATISTICS *statistics)
{
	if (statistics->TokenType == TokenPrimary)
		return NULL;
	switch (statistics->ImpersonationLevel) {
	case SecurityAnonymous:
		return "anonymous";
	case SecurityIdentification:
		return "identification";
	case SecurityImpersonation:
		return "impersonation";
	default:
		return "delegation";
	}
}

static json_t *value_group_sid(void *row)
{
	return json_of_sid(((SID_AND_ATTRIBUTES *)row)->Sid);
}

static json_t *value_group_attributes(void *row)
{
	static const struct {
		ULONG bits;
		const char *name;
	} attributes[] = {
		{ SE_GROUP_MANDATORY, "mandatory" },
		{ SE_GROUP_ENABLED_BY_DEFAULT, "default" },
		{ SE_GROUP_ENABLED, "enabled" },
		{ SE_GROUP_OWNER, "owner" },
		{ SE_GROUP_USE_FOR_DENY_ONLY, "deny-only" },
		{ SE_GROUP_LOGON_ID, "logon" },
	};
	ULONG bits = ((SID_AND_ATTRIBUTES *)row)->Attributes;
	json_t *names = json_array();
	size_t i;

	for (i = 0; i < ARRAY_SIZE(attributes); i++) {
		if ((bits & attributes[i].bits) == attributes[i].bits)
			json_array_append_new(names,
					      json_string(attributes[i].name));
	}
	return names;
}

static json_t *value_group_name(void *row)
{
	return json_of_sid_name(((SID_AND_ATTRIBUTES *)row)->Sid);
}

static const struct column group_columns[] = {
	{ "group", NULL, false, NUMBER_DECIMAL, value_group_sid, NULL },
	{ "attributes", NULL, false, NUMBER_DECIMAL, value_group_attributes,
	  NULL },
	{ "name", NULL, false, NUMBER_DECIMAL, value_group_name, NULL },
	{ .name = NULL }
};

static json_t *value_privilege(void *row)
{
	const LUID_AND_ATTRIBUTES *privilege = row;
	__u64 number = number_of_luid(privilege->Luid);
	const char *name = NULL;

	if (number <= SE_MAX_WELL_KNOWN_PRIVILEGE)
		name = privilege_name((ULONG)number);
	return name ? json_string(name) : json_sprintf("%llu", number);
}

static json_t *value_privilege_state(void *row)
{
	ULONG attributes = ((LUID_AND_ATTRIBUTES *)row)->Attributes;

	return json_string(attributes & SE_PRIVILEGE_ENABLED ? "enabled" :
							       "disabled");
}

static const struct column privilege_columns[] = {
	{ "privilege", NULL, false, NUMBER_DECIMAL, value_privilege, NULL },
	{ "state", NULL, false, NUMBER_DECIMAL, value_privilege_state, NULL },
	{ .name = NULL }
};

static void print_groups(TOKEN_GROUPS *groups)
{
	struct table table;
	ULONG i;

	putchar('\n');
	table_begin_text(&table, group_columns);
	for (i = 0; i < groups->GroupCount; i++)
		table_row(&table, &groups->Groups[i]);
	table_end_text(&table);
}

static void print_privileges(TOKEN_PRIVILEGES *privileges)
{
	struct table table;
	ULONG i;

	putchar('\n');
	table_begin_text(&table, privilege_columns);
	for (i = 0; i < privileges->PrivilegeCount; i++)
		table_row(&table, &privileges->Privileges[i]);
	table_end_text(&table);
}

static void print_text(const struct token_facts *facts)
{
	const TOKEN_STATISTICS *statistics = &facts->statistics;
	char *dacl = text_of_dacl(facts->default_dacl->DefaultDacl);
	const char *level = level_name(statistics);

	print_sid("User", facts->user->User.Sid);
	print_sid("Owner", facts->owner->Owner);
	print_sid("Group", facts->primary_group->PrimaryGroup);
	printf("%10s: %s\n", "Default", dacl);
	printf("%10s: %s%s%s\n", "Type", type_name(statistics->TokenType),
	       level ? ", level " : "", level ? level : "");
	printf("%10s: %u\n", "Session", facts->session);
	printf("%10s: 0x%llx\n", "Logon",
	       number_of_luid(statistics->AuthenticationId));
	printf("%10s: %llu, modified %llu\n", "Number",
	       number_of_luid(statistics->TokenId),
	       number_of_luid(statistics->ModifiedId));
	free(dacl);
	print_groups(facts->groups);
	print_privileges(facts->privileges);
}

static json_t *json_of_groups(TOKEN_GROUPS *groups)
{
	json_t *array = json_array();
	ULONG i;

	for (i = 0; i < groups->GroupCount; i++) {
		json_t *group = describe_sid(groups->Groups[i].Sid);

		json_object_set_new(group, "attributes",
				    value_group_attributes(&groups->Groups[i]));
		json_array_append_new(array, group);
	}
	return array;
}

static json_t *json_of_privileges(TOKEN_PRIVILEGES *privileges)
{
	json_t *array = json_array();
	ULONG i;

	for (i = 0; i < privileges->PrivilegeCount; i++) {
		LUID_AND_ATTRIBUTES *row = &privileges->Privileges[i];
		json_t *privilege = json_object();

		json_object_set_new(privilege, "name", value_privilege(row));
		json_object_set_new(privilege, "number",
				    json_integer((json_int_t)
						 number_of_luid(row->Luid)));
		json_object_set_new(privilege, "enabled",
				    json_boolean(row->Attributes &
						 SE_PRIVILEGE_ENABLED));
		json_object_set_new(privilege, "enabled_by_default",
				    json_boolean(row->Attributes &
						 SE_PRIVILEGE_ENABLED_BY_DEFAULT));
		json_array_append_new(array, privilege);
	}
	return array;
}

static json_t *json_of_luid(LUID luid)
{
	return json_integer((json_int_t)number_of_luid(luid));
}

static void print_json(const struct invocation *invocation,
		       const struct place *place,
		       const struct token_facts *facts)
{
	const TOKEN_STATISTICS *statistics = &facts->statistics;
	char *dacl = text_of_dacl(facts->default_dacl->DefaultDacl);
	json_t *document = new_document(invocation->verb);
	const char *level = level_name(statistics);

	if (place->id)
		add_place(document, place);
	json_object_set_new(document, "user",
			    describe_sid(facts->user->User.Sid));
	json_object_set_new(document, "owner",
			    describe_sid(facts->owner->Owner));
	json_object_set_new(document, "primary_group",
			    describe_sid(facts->primary_group->PrimaryGroup));
	json_object_set_new(document, "default_dacl", json_string(dacl));
	json_object_set_new(document, "type",
			    json_string(type_name(statistics->TokenType)));
	if (level)
		json_object_set_new(document, "level", json_string(level));
	json_object_set_new(document, "session", json_integer(facts->session));
	json_object_set_new(document, "logon_id",
			    json_of_luid(statistics->AuthenticationId));
	json_object_set_new(document, "token_id",
			    json_of_luid(statistics->TokenId));
	json_object_set_new(document, "modified_id",
			    json_of_luid(statistics->ModifiedId));
	json_object_set_new(document, "groups", json_of_groups(facts->groups));
	json_object_set_new(document, "privileges",
			    json_of_privileges(facts->privileges));
	print_document(document);
	free(dacl);
}

static NTSTATUS show(const struct invocation *invocation,
		     const struct place *place)
{
	struct token_facts facts;
	NTSTATUS status;
	HANDLE token;

	status = open_token(place, TOKEN_QUERY, &token);
	if (!NT_SUCCESS(status))
		return status;
	status = query_token(token, &facts);
	close_place(place, token);
	if (!NT_SUCCESS(status))
		return status;
	if (invocation->json)
		print_json(invocation, place, &facts);
	else
		print_text(&facts);
	free_token(&facts);
	return status;
}

/* Keep the token in a variable, or show it. */
static NTSTATUS keep_or_show(struct invocation *invocation,
			     const struct place *place)
{
	NTSTATUS status;
	HANDLE token;

	if (!invocation->wants_handle)
		return show(invocation, place);
	status = open_token(place, MAXIMUM_ALLOWED, &token);
	if (NT_SUCCESS(status) && token == place->handle)
		return STATUS_OBJECT_TYPE_MISMATCH;
	if (NT_SUCCESS(status))
		invocation->handle = token;
	return status;
}

enum { OPTION_PROCESS, OPTION_THREAD };

static const struct verb_option options[] = {
	[OPTION_PROCESS] = TOKEN_PROCESS_OPTION,
	[OPTION_THREAD] = TOKEN_THREAD_OPTION,
	{ .name = NULL }
};

static int run(struct invocation *invocation)
{
	enum place_kind kind = PLACE_PROCESS;
	struct place place;
	char **arguments;
	NTSTATUS status;
	int option;

	while ((option = next_option(invocation)) != NO_OPTION)
		kind = option == OPTION_PROCESS ? PLACE_PROCESS : PLACE_THREAD;
	arguments = operands(invocation, 0, 1);
	if (!arguments ||
	    !find_token_owner(invocation, kind, arguments[0], &place))
		return invocation->result;
	status = keep_or_show(invocation, &place);
	if (!NT_SUCCESS(status))
		report_status(place.argument, status);
	free_place(&place);
	return NT_SUCCESS(status) ? EXIT_DONE : EXIT_FAILED;
}

const struct verb token_verb = {
	.name = "token",
	.synopsis = "[NUMBER]",
	.summary = "Show who a process or a thread is, and may do",
	.options = options,
	.operands = OPERAND_CLIENT,
	.gives_handle = true,
	.run = run,
};
