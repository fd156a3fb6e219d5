// SPDX-License-Identifier: GPL-2.0
/*
 * Handles as the service tells of them, as rows of a table.
 */
#include <stdio.h>
#include <string.h>

#include "handle_row.h"
#include "text.h"

static const struct ntobj_handle_record *record_of(void *row)
{
	return ((struct handle_row *)row)->record;
}

static UNICODE_STRING string_of(const __u16 *text, __u32 length)
{
	return (UNICODE_STRING) {
		.Length = (USHORT)length,
		.MaximumLength = (USHORT)length,
		.Buffer = (WCHAR *)text,
	};
}

UNICODE_STRING name_of_record(const struct ntobj_handle_record *record)
{
	return string_of(record->text, record->name_length);
}

UNICODE_STRING type_of_record(const struct ntobj_handle_record *record)
{
	return string_of(record->text + record->name_length / sizeof(WCHAR),
			 record->type_length);
}

/* Ask Linux for the name of a row's process. */
void name_command(struct handle_row *row)
{
	char path[32];
	FILE *file;

	row->command[0] = 0;
	snprintf(path, sizeof(path), "/proc/%u/comm", row->record->process_id);
	file = fopen(path, "re");
	if (!file)
		return;
	if (fgets(row->command, sizeof(row->command), file))
		row->command[strcspn(row->command, "\n")] = 0;
	else
		row->command[0] = 0;
	fclose(file);
}

static json_t *value_pid(void *row)
{
	return json_integer(record_of(row)->process_id);
}

static json_t *value_process(void *data)
{
	struct handle_row *row = data;

	return row->command[0] ? json_of_bytes(row->command) : NULL;
}

static json_t *value_handle(void *row)
{
	return json_integer((json_int_t)record_of(row)->handle);
}

static json_t *value_type(void *row)
{
	UNICODE_STRING type = type_of_record(record_of(row));

	return json_of_string(&type);
}

static json_t *value_access(void *row)
{
	return json_integer(record_of(row)->granted_access);
}

static json_t *value_attributes(void *row)
{
	return json_integer(record_of(row)->attributes);
}

static json_t *value_object(void *row)
{
	return json_integer((json_int_t)record_of(row)->object_id);
}

static json_t *value_handles(void *row)
{
	return json_integer(record_of(row)->handle_count);
}

static json_t *value_name(void *row)
{
	UNICODE_STRING name = name_of_record(record_of(row));

	return name.Length ? json_of_string(&name) : NULL;
}

const struct column handle_columns[] = {
	{ "pid", "the process", true, NUMBER_DECIMAL, value_pid, NULL },
	{ "process", "the process's name", false, NUMBER_DECIMAL,
	  value_process, NULL },
	{ "handle", "the handle's value", true, NUMBER_HEX, value_handle,
	  NULL },
	{ "type", "the object's type", false, NUMBER_DECIMAL, value_type,
	  NULL },
	{ "access", "rights it has", true, NUMBER_HEX8, value_access, NULL },
	{ "attributes", "1 protected from close, 2 inheritable", true,
	  NUMBER_HEX, value_attributes, NULL },
	{ "object", "the object's number", true, NUMBER_DECIMAL, value_object,
	  NULL },
	{ "handles", "handles that the object has, in all processes", true,
	  NUMBER_DECIMAL, value_handles, NULL },
	{ "name", "the object's path", false, NUMBER_DECIMAL, value_name,
	  NULL },
	{ .name = NULL }
};
