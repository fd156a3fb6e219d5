// SPDX-License-Identifier: GPL-2.0
/*
 * ntctl handles: who has what open.
 */
#include <err.h>
#include <errno.h>
#include <stdint.h>
#include <stdio.h>
#include <stdlib.h>
#include <string.h>
#include <unistd.h>

#include "client.h"
#include "debugfs.h"
#include "handle_line.h"
#include "object.h"
#include "session.h"
#include "table.h"
#include "text.h"
#include "verbs.h"

#define EVERY_PROCESS	0

static json_t *value_pid(void *row)
{
	return json_integer(((struct handle_line *)row)->pid);
}

static json_t *value_command(void *row)
{
	return json_of_bytes(((struct handle_line *)row)->comm);
}

static json_t *value_variable(void *row)
{
	const char *variable = ((struct handle_line *)row)->variable;

	return variable ? json_string(variable) : NULL;
}

static json_t *value_handle(void *row)
{
	return json_integer((json_int_t)((struct handle_line *)row)->handle);
}

static json_t *value_access(void *row)
{
	return json_integer(((struct handle_line *)row)->access);
}

static json_t *value_attributes(void *row)
{
	return json_integer(((struct handle_line *)row)->attributes);
}

static json_t *value_object(void *data)
{
	struct handle_line *row = data;

	return row->object_id ? json_integer((json_int_t)row->object_id) : NULL;
}

static json_t *value_type(void *row)
{
	return json_of_bytes(((struct handle_line *)row)->type);
}

static json_t *value_name(void *row)
{
	return json_of_bytes(((struct handle_line *)row)->name);
}

static const struct column columns[] = {
	{ "pid", "the process", true, NUMBER_DECIMAL, value_pid, NULL },
	{ "command", "the process's name", false, NUMBER_DECIMAL,
	  value_command, NULL },
	{ "variable", "of the shell, that has the handle", false,
	  NUMBER_DECIMAL, value_variable, NULL },
	{ "handle", "the handle's value", true, NUMBER_HEX, value_handle,
	  NULL },
	{ "access", "rights it has", true, NUMBER_HEX8, value_access, NULL },
	{ "attributes", "1 protected from close, 2 inheritable", true,
	  NUMBER_HEX, value_attributes, NULL },
	{ "object", "the object's number", true, NUMBER_DECIMAL, value_object,
	  NULL },
	{ "type", "the object's type", false, NUMBER_DECIMAL, value_type,
	  NULL },
	{ "name", "the object's path", false, NUMBER_DECIMAL, value_name,
	  NULL },
	{ .name = NULL }
};

static const char *variable_of(const struct session *session, __u64 handle)
{
	size_t i;

	for (i = 0; session && i < session->held_count; i++) {
		if ((uintptr_t)session->held[i].handle == handle)
			return session->held[i].variable;
	}
	return NULL;
}

/* A row for each handle of one process, or of all. */
static bool read_handles(FILE *file, const char *path, int pid,
			 const struct session *session, struct table *table)
{
	struct handle_line line;
	size_t capacity = 0;
	char *text = NULL;
	bool good = true;

	while (good && getline(&text, &capacity, file) >= 0) {
		text[strcspn(text, "\n")] = 0;
		if (text[0] == '#')
			continue;
		good = parse_handle_line(text, &line);
		if (!good || (pid != EVERY_PROCESS && line.pid != pid))
			continue;
		if (line.pid == getpid())
			line.variable = variable_of(session, line.handle);
		table_row(table, &line);
	}
	if (!good)
		warnx("%s: a line is not of the known form", path);
	else if (ferror(file))
		warnx("%s: %s", path, strerror(errno));
	good = good && !ferror(file);
	free(text);
	return good;
}

/* What debugfs tells, which is for root. */
static int list_handles(struct invocation *invocation, int pid)
{
	struct table table;
	FILE *file;
	char *path;
	bool good;

	if (!table_begin(&table, invocation, invocation->json ? NULL :
			 "pid,command,handle,access,attributes,object,type,name"))
		return invocation->result;
	file = open_debugfs("handles", &path);
	if (!file) {
		table_drop(&table);
		return EXIT_FAILED;
	}
	good = read_handles(file, path, pid, invocation->session, &table);
	fclose(file);
	free(path);
	table_end(&table, invocation, "handles", NULL);
	return good ? EXIT_DONE : EXIT_FAILED;
}

static char *text_of_name(HANDLE handle)
{
	OBJECT_NAME_INFORMATION *name;
	char *text;

	if (!NT_SUCCESS(query_strings(handle, ObjectNameInformation,
				      (void **)&name)))
		return copy_text("", 0);
	text = printable(&name->Name);
	free(name);
	return text;
}

static char *text_of_type(HANDLE handle)
{
	OBJECT_TYPE_INFORMATION *type;
	char *text;

	if (!NT_SUCCESS(query_strings(handle, ObjectTypeInformation,
				      (void **)&type)))
		return copy_text("", 0);
	text = printable(&type->TypeName);
	free(type);
	return text;
}

static NTSTATUS add_own(const struct held_handle *held, struct table *table)
{
	OBJECT_BASIC_INFORMATION basic;
	struct handle_line line = {
		.pid = getpid(),
		.comm = program_invocation_short_name,
		.variable = held->variable,
		.handle = (uintptr_t)held->handle,
	};
	NTSTATUS status;

	status = query_basic(held->handle, false, &basic);
	if (!NT_SUCCESS(status))
		return status;
	line.access = basic.GrantedAccess;
	line.attributes = basic.Attributes & OBJ_HANDLE_ATTRIBUTES;
	line.type = text_of_type(held->handle);
	line.name = text_of_name(held->handle);
	table_row(table, &line);
	free(line.type);
	free(line.name);
	return STATUS_SUCCESS;
}

/* The shell's own, of which it knows without debugfs. */
static int list_own(struct invocation *invocation)
{
	const struct session *session = invocation->session;
	struct table table;
	int result = EXIT_DONE;
	size_t i;

	if (!table_begin(&table, invocation, invocation->json ? NULL :
			 "variable,handle,access,type,name"))
		return invocation->result;
	for (i = 0; i < session->held_count; i++) {
		NTSTATUS status = add_own(&session->held[i], &table);

		if (NT_SUCCESS(status))
			continue;
		report_status("handles", status);
		result = EXIT_FAILED;
	}
	table_end(&table, invocation, "handles", NULL);
	return result;
}

static int run(struct invocation *invocation)
{
	bool wants_all = !invocation->session;
	int pid = EVERY_PROCESS;
	char **arguments;

	while (next_option(invocation) != NO_OPTION)
		wants_all = true;
	arguments = operands(invocation, 0, 1);
	if (!arguments)
		return invocation->result;
	if (arguments[0] && !parse_id(arguments[0], &pid)) {
		usage_error(invocation, "no process number: %s", arguments[0]);
		return invocation->result;
	}
	if (arguments[0] || wants_all)
		return list_handles(invocation, pid);
	return list_own(invocation);
}

static const struct verb_option options[] = {
	{ .name = "all", .letter = 'a',
	  .summary = "of all processes, as is usual outside the shell" },
	{ .name = NULL }
};

const struct verb handles_verb = {
	.name = "handles",
	.synopsis = "[PID]",
	.summary = "List open handles of all processes, or of one",
	.options = options,
	.columns = columns,
	.operands = OPERAND_PROCESS,
	.run = run,
};
