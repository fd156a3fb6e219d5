// SPDX-License-Identifier: GPL-2.0
/*
 * Tables in debugfs: a heading that begins with #, and then lines, with tabs
 * between the fields. Columns are found by their names, since there may be more
 * of them in another version of the module.
 */
#include <err.h>
#include <errno.h>
#include <stdint.h>
#include <stdlib.h>
#include <string.h>
#include <unistd.h>

#include "debugfs.h"
#include "fields.h"
#include "text.h"

/* Tests have another one. */
const char *debugfs_directory = "/sys/kernel/debug/ntobj";

/* It is root's. */
bool debugfs_is_readable(void)
{
	return !access(debugfs_directory, R_OK | X_OK);
}

/* Says what is wrong. The path is to be freed, with success only. */
FILE *open_debugfs(const char *name, char **path)
{
	FILE *file;

	*path = allocate(strlen(debugfs_directory) + strlen(name) + 2);
	stpcpy(stpcpy(stpcpy(*path, debugfs_directory), "/"), name);
	file = fopen(*path, "re");
	if (file)
		return file;
	warnx("%s: %s%s", *path, strerror(errno),
	      errno == ENOENT ?
	      "; are debugfs mounted and the module loaded?" : "");
	free(*path);
	return NULL;
}

static bool read_line(struct debugfs_table *table)
{
	if (getline(&table->line, &table->capacity, table->file) < 0)
		return false;
	table->line[strcspn(table->line, "\n")] = 0;
	return true;
}

/* Says what is wrong. To be ended, with success only. */
bool debugfs_begin(struct debugfs_table *table, const char *name)
{
	memset(table, 0, sizeof(*table));
	table->file = open_debugfs(name, &table->path);
	if (!table->file)
		return false;
	if (read_line(table) && !strncmp(table->line, "# ", 2)) {
		table->heading = copy_text(table->line + 2,
					   strlen(table->line + 2));
		table->count = split_fields(table->heading, table->names,
					    MOST_FIELDS);
		if (table->count <= MOST_FIELDS)
			return true;
	}
	warnx("%s: the heading is not of the known form", table->path);
	debugfs_end(table);
	return false;
}

/* Returns whether there was another line. */
bool debugfs_next(struct debugfs_table *table)
{
	if (!read_line(table))
		return false;
	if (split_fields(table->line, table->values, MOST_FIELDS) ==
	    table->count)
		return true;
	warnx("%s: a line is not of the known form", table->path);
	table->count = 0;
	return false;
}

/* Returns whether all was well. */
bool debugfs_end(struct debugfs_table *table)
{
	bool good = table->count && !ferror(table->file);

	if (ferror(table->file))
		warnx("%s: %s", table->path, strerror(errno));
	fclose(table->file);
	free(table->heading);
	free(table->line);
	free(table->path);
	return good;
}

/* As it stands there; NULL if there is no such column. */
const char *debugfs_value(const struct debugfs_table *table, const char *column)
{
	size_t i;

	for (i = 0; i < table->count; i++) {
		if (!strcmp(table->names[i], column))
			return table->values[i];
	}
	return NULL;
}

bool debugfs_number(const struct debugfs_table *table, const char *column,
		    __u64 *value)
{
	const char *text = debugfs_value(table, column);

	return text && parse_number(text, INT64_MAX, value);
}

/* NULL if there is no such column, or no number in it. */
json_t *debugfs_json(const struct debugfs_table *table, const char *column)
{
	__u64 value;

	if (!debugfs_number(table, column, &value))
		return NULL;
	return json_integer((json_int_t)value);
}

/* NULL if there is no such column. */
json_t *debugfs_text(const struct debugfs_table *table, const char *column)
{
	const char *value = debugfs_value(table, column);
	json_t *result;
	char *text;

	if (!value)
		return NULL;
	text = copy_text(value, strlen(value));
	decode_field(text);
	result = json_of_bytes(text);
	free(text);
	return result;
}
