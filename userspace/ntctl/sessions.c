// SPDX-License-Identifier: GPL-2.0
/*
 * ntctl session and sessions: login sessions, and the parts of the namespace
 * that are theirs.
 */
#include <stdint.h>
#include <stdio.h>
#include <stdlib.h>
#include <string.h>
#include <unistd.h>

#include "base_names.h"
#include "debugfs.h"
#include "directory.h"
#include "fields.h"
#include "json.h"
#include "object.h"
#include "table.h"
#include "text.h"
#include "token.h"
#include "verbs.h"

/* The logon of the system, which has no devices of its own. */
#define SYSTEM_LOGON	0x3E7

#define MOST_DEVICES	64

/* What is told of the own session */
struct facts {
	ULONG session;
	__u64 logon;
	UNICODE_STRING names;
	WCHAR names_units[MOST_BASE_NAMES];
	char devices[MOST_DEVICES];
	__u64 ipc;
};

static NTSTATUS query_logon(__u64 *logon)
{
	TOKEN_STATISTICS statistics;
	NTSTATUS status;
	HANDLE token;
	ULONG length;

	status = NtOpenProcessToken(NtCurrentProcess(), TOKEN_QUERY, &token);
	if (!NT_SUCCESS(status))
		return status;
	status = NtQueryInformationToken(token, TokenStatistics, &statistics,
					 sizeof(statistics), &length);
	if (NT_SUCCESS(status))
		*logon = number_of_luid(statistics.AuthenticationId);
	NtClose(token);
	return status;
}

/* Where \??\ looks first */
static void format_devices(__u64 logon, char devices[MOST_DEVICES])
{
	if (logon == SYSTEM_LOGON)
		snprintf(devices, MOST_DEVICES, "\\GLOBAL??");
	else
		snprintf(devices, MOST_DEVICES,
			 "\\Sessions\\0\\DosDevices\\%08x-%08x",
			 (unsigned int)(logon >> 32), (unsigned int)logon);
}

/* The number of the IPC namespace, which has a namespace of objects; or 0 */
static __u64 number_of_ipc(void)
{
	char text[64];
	ssize_t length = readlink("/proc/self/ns/ipc", text, sizeof(text) - 1);
	char *number;
	__u64 value;

	if (length < 0)
		return 0;
	text[length] = 0;
	number = strchr(text, '[');
	if (!number || text[length - 1] != ']')
		return 0;
	text[length - 1] = 0;
	return parse_number(number + 1, INT64_MAX, &value) ? value : 0;
}

static NTSTATUS gather(struct facts *facts)
{
	NTSTATUS status;

	status = query_session(NtCurrentProcess(), &facts->session);
	if (NT_SUCCESS(status))
		status = query_logon(&facts->logon);
	if (!NT_SUCCESS(status))
		return status;
	base_names_of(facts->session, facts->names_units);
	RtlInitUnicodeString(&facts->names, facts->names_units);
	format_devices(facts->logon, facts->devices);
	facts->ipc = number_of_ipc();
	return status;
}

static void print_text(const struct facts *facts)
{
	char *names = printable(&facts->names);

	printf("%10s: %u\n", "Session", facts->session);
	printf("%10s: 0x%llx\n", "Logon", facts->logon);
	printf("%10s: %s\n", "Names", names);
	printf("%10s: %s\n", "Devices", facts->devices);
	if (facts->ipc)
		printf("%10s: %llu\n", "IPC", facts->ipc);
	free(names);
}

static void print_json(const struct invocation *invocation,
		       const struct facts *facts)
{
	json_t *document = new_document(invocation->verb);

	json_object_set_new(document, "session", json_integer(facts->session));
	json_object_set_new(document, "logon_id",
			    json_integer((json_int_t)facts->logon));
	json_object_set_new(document, "names", json_of_string(&facts->names));
	json_object_set_new(document, "devices", json_string(facts->devices));
	if (facts->ipc)
		json_object_set_new(document, "ipc",
				    json_integer((json_int_t)facts->ipc));
	print_document(document);
}

static int run_session(struct invocation *invocation)
{
	struct facts facts;
	NTSTATUS status;

	next_option(invocation);
	if (!operands(invocation, 0, 0))
		return invocation->result;
	status = gather(&facts);
	if (!NT_SUCCESS(status)) {
		report_status("session", status);
		return EXIT_FAILED;
	}
	if (invocation->json)
		print_json(invocation, &facts);
	else
		print_text(&facts);
	return EXIT_DONE;
}

/* A row is of the namespace, which has the path alone, or of debugfs. */
struct session_row {
	const struct directory_entry *entry;
	UNICODE_STRING target;
	const struct debugfs_table *line;
};

static json_t *value_ipc(void *data)
{
	struct session_row *row = data;

	return row->line ? debugfs_json(row->line, "ipc") : NULL;
}

static json_t *value_session(void *data)
{
	struct session_row *row = data;
	json_t *result = NULL;
	__u64 value;
	char *text;

	if (row->line)
		return debugfs_json(row->line, "session");
	text = printable(&row->entry->name);
	if (parse_number(text, UINT32_MAX, &value))
		result = json_integer((json_int_t)value);
	free(text);
	return result;
}

static json_t *value_logons(void *data)
{
	struct session_row *row = data;

	return row->line ? debugfs_json(row->line, "logons") : NULL;
}

static json_t *value_tokens(void *data)
{
	struct session_row *row = data;

	return row->line ? debugfs_json(row->line, "tokens") : NULL;
}

static json_t *value_path(void *data)
{
	struct session_row *row = data;

	if (row->line)
		return debugfs_text(row->line, "path");
	return row->target.Buffer ? json_of_string(&row->target) : NULL;
}

static const struct column columns[] = {
	{ "ipc", "the IPC namespace, by its number; with --all", true,
	  NUMBER_DECIMAL, value_ipc, NULL },
	{ "session", "the session's number", true, NUMBER_DECIMAL,
	  value_session, NULL },
	{ "logons", "users in it; with --all", true, NUMBER_DECIMAL,
	  value_logons, NULL },
	{ "tokens", "tokens of theirs; with --all", true, NUMBER_DECIMAL,
	  value_tokens, NULL },
	{ "path", "its directory", false, NUMBER_DECIMAL, value_path, NULL },
	{ .name = NULL }
};

static void add_entry(struct table *table, HANDLE directory,
		      const struct directory_entry *entry)
{
	struct session_row row = { .entry = entry };
	HANDLE link;

	if (NT_SUCCESS(open_kind(KIND_SYMBOLIC_LINK, directory, &entry->name, 0,
				 SYMBOLIC_LINK_QUERY, &link))) {
		if (!NT_SUCCESS(query_link_target(link, &row.target)))
			row.target.Buffer = NULL;
		NtClose(link);
	}
	table_row(table, &row);
	free(row.target.Buffer);
}

static NTSTATUS list_links(const struct invocation *invocation,
			   struct table *table)
{
	static const WCHAR path[] = u"\\Sessions\\BNOLINKS";
	struct directory_listing listing;
	UNICODE_STRING name;
	HANDLE directory;
	NTSTATUS status;
	size_t i;

	RtlInitUnicodeString(&name, path);
	status = open_kind(KIND_DIRECTORY, NULL, &name, OBJ_CASE_INSENSITIVE,
			   DIRECTORY_QUERY | DIRECTORY_TRAVERSE, &directory);
	if (!NT_SUCCESS(status))
		return status;
	status = read_directory(directory, &listing);
	if (NT_SUCCESS(status)) {
		for (i = 0; i < listing.count; i++)
			add_entry(table, directory, &listing.entries[i]);
		table_end(table, invocation, "sessions", NULL);
		free_listing(&listing);
	}
	NtClose(directory);
	return status;
}

/* Those of the own namespace, of which its links tell everybody */
static int list_own(const struct invocation *invocation, struct table *table)
{
	NTSTATUS status = list_links(invocation, table);

	if (NT_SUCCESS(status))
		return EXIT_DONE;
	table_drop(table);
	report_status("sessions", status);
	return EXIT_FAILED;
}

/* Those of all namespaces, of which debugfs tells root */
static int list_all(const struct invocation *invocation, struct table *table)
{
	struct debugfs_table lines;
	struct session_row row = { .line = &lines };
	bool good;

	if (!debugfs_begin(&lines, "sessions")) {
		table_drop(table);
		return EXIT_FAILED;
	}
	while (debugfs_next(&lines))
		table_row(table, &row);
	good = debugfs_end(&lines);
	table_end(table, invocation, "sessions", NULL);
	return good ? EXIT_DONE : EXIT_FAILED;
}

static const struct verb_option options[] = {
	{ .name = "all", .letter = 'a',
	  .summary = "of all IPC namespaces; this is for root" },
	{ .name = NULL }
};

static const char *usual_columns(const struct invocation *invocation, bool all)
{
	if (invocation->json)
		return all ? NULL : "session,path";
	return all ? "ipc,session,logons,tokens,path" : "session,path";
}

static int run_sessions(struct invocation *invocation)
{
	struct table table;
	bool all = false;

	while (next_option(invocation) != NO_OPTION)
		all = true;
	if (!operands(invocation, 0, 0) ||
	    !table_begin(&table, invocation, usual_columns(invocation, all)))
		return invocation->result;
	return all ? list_all(invocation, &table) :
		     list_own(invocation, &table);
}

const struct verb session_verb = {
	.name = "session",
	.synopsis = "",
	.summary = "Show the own session, and where its names are",
	.run = run_session,
};

const struct verb sessions_verb = {
	.name = "sessions",
	.synopsis = "",
	.summary = "List the sessions there are",
	.options = options,
	.columns = columns,
	.run = run_sessions,
};
