/* SPDX-License-Identifier: GPL-2.0 */
#ifndef NTCTL_TABLE_H
#define NTCTL_TABLE_H

#include <jansson.h>

#include "ntctl.h"

/* How a number is printed in text; JSON has it as it is. */
enum number_format { NUMBER_DECIMAL, NUMBER_HEX, NUMBER_HEX8 };

/**
 * struct column - a column of a table that a verb prints
 * @name: its name in --output and in JSON, and, in capitals, its heading
 * @summary: what it shows
 * @is_right: whether it is aligned to the right
 * @format: how it prints numbers
 * @value: what stands in a row; NULL if there is nothing to tell. An array of
 *	texts is printed with commas between
 * @colour: the colour of a row; may be NULL
 */
struct column {
	const char *name;
	const char *summary;
	bool is_right;
	enum number_format format;
	json_t *(*value)(void *row);
	enum colour (*colour)(void *row);
};

#define MOST_COLUMNS	24

struct table_line;

/**
 * struct table - a table while it is printed
 * @selected: the columns to print
 * @count: how many they are
 * @array: the rows, if JSON is wanted; else NULL
 * @has_headings: whether headings are to be printed
 * @lines: lines that are kept until the columns' widths are known
 * @kept: how many they are
 * @is_flowing: the widths are settled, and lines are printed as they come
 * @widths: of the columns
 */
struct table {
	const struct column *selected[MOST_COLUMNS];
	size_t count;
	json_t *array;
	bool has_headings;
	struct table_line *lines;
	size_t kept;
	bool is_flowing;
	int widths[MOST_COLUMNS];
};

bool table_begin(struct table *table, struct invocation *invocation,
		 const char *usual);
void table_row(struct table *table, void *row);
void table_end(struct table *table, const struct invocation *invocation,
	       const char *member, json_t *facts);
void table_begin_text(struct table *table, const struct column *columns);
void table_end_text(struct table *table);
void table_drop(struct table *table);

#endif /* NTCTL_TABLE_H */
