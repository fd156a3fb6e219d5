/* SPDX-License-Identifier: GPL-2.0 */
#ifndef NTCTL_DEBUGFS_H
#define NTCTL_DEBUGFS_H

#include <jansson.h>
#include <stdio.h>

#include "ntctl.h"

#define MOST_FIELDS	24

/**
 * struct debugfs_table - a file of debugfs while it is read
 * @path: where it is
 * @file: it
 * @heading: its first line, cut at the tabs
 * @line: the line that was read last, cut at the tabs
 * @capacity: bytes allocated for @line
 * @names: of the columns, in @heading
 * @values: in @line, as many as there are @names
 * @count: how many they are
 */
struct debugfs_table {
	char *path;
	FILE *file;
	char *heading;
	char *line;
	size_t capacity;
	char *names[MOST_FIELDS];
	char *values[MOST_FIELDS];
	size_t count;
};

extern const char *debugfs_directory;

bool debugfs_is_readable(void);
FILE *open_debugfs(const char *name, char **path);

bool debugfs_begin(struct debugfs_table *table, const char *name);
bool debugfs_next(struct debugfs_table *table);
bool debugfs_end(struct debugfs_table *table);

const char *debugfs_value(const struct debugfs_table *table, const char *column);
bool debugfs_number(const struct debugfs_table *table, const char *column,
		    __u64 *value);
json_t *debugfs_json(const struct debugfs_table *table, const char *column);
json_t *debugfs_text(const struct debugfs_table *table, const char *column);

#endif /* NTCTL_DEBUGFS_H */
