// SPDX-License-Identifier: GPL-2.0
/*
 * Tables, as text or as JSON, of the columns that the user chose.
 *
 * The columns of a text are as wide as the first lines need, which are kept
 * until then; after so many, lines are printed as they come, or the list of a
 * million handles would have to be in memory.
 */
#include <ctype.h>
#include <stdio.h>
#include <stdlib.h>
#include <string.h>
#include <wchar.h>

#include "json.h"
#include "table.h"
#include "text.h"

#define MOST_KEPT	1000
#define GAP		2

struct table_line {
	char *cells[MOST_COLUMNS];
	enum colour colours[MOST_COLUMNS];
};

static const struct column *find_column(const struct column *columns,
					const char *name, size_t length)
{
	for (; columns->name; columns++) {
		if (strlen(columns->name) == length &&
		    !strncasecmp(columns->name, name, length))
			return columns;
	}
	return NULL;
}

static char *join_names(const struct column *columns)
{
	char *names = copy_text("", 0);
	size_t length = 0;

	for (; columns->name; columns++) {
		size_t more = strlen(columns->name);

		names = reallocate(names, length + more + 3);
		length += (size_t)sprintf(names + length, "%s%s",
					  length ? ", " : "", columns->name);
	}
	return names;
}

/* Add the columns of a list; the invocation is over if one is not known. */
static void add_columns(struct table *table, struct invocation *invocation,
			const char *list)
{
	const struct column *columns = invocation->verb->columns;

	for (;;) {
		size_t length = strcspn(list, ",");
		const struct column *column;

		column = find_column(columns, list, length);
		if (!column) {
			char *names = join_names(columns);

			usage_error(invocation,
				    "no such column: %.*s; there are %s",
				    (int)length, list, names);
			free(names);
			return;
		}
		if (table->count == MOST_COLUMNS) {
			usage_error(invocation, "too many columns");
			return;
		}
		table->selected[table->count++] = column;
		if (!list[length])
			return;
		list += length + 1;
	}
}

/*
 * Begin a table of the columns that the user wants, or else of the @usual ones,
 * all if that is NULL. Returns false if the invocation is over.
 */
bool table_begin(struct table *table, struct invocation *invocation,
		 const char *usual)
{
	const char *wanted = invocation->output;
	const struct column *column;
	bool adds = wanted && *wanted == '+';

	memset(table, 0, sizeof(*table));
	if (wanted && !adds) {
		add_columns(table, invocation, wanted);
	} else if (usual) {
		add_columns(table, invocation, usual);
	} else {
		for (column = invocation->verb->columns; column->name; column++)
			table->selected[table->count++] = column;
	}
	if (adds)
		add_columns(table, invocation, wanted + 1);
	if (invocation->is_over)
		return false;
	table->has_headings = !invocation->no_headings;
	if (invocation->json)
		table->array = json_array();
	return true;
}

/* Begin a table for people alone, of all @columns. */
void table_begin_text(struct table *table, const struct column *columns)
{
	memset(table, 0, sizeof(*table));
	for (; columns->name; columns++)
		table->selected[table->count++] = columns;
	table->has_headings = true;
}

static char *text_of_number(json_int_t number, enum number_format format)
{
	char text[32];

	snprintf(text, sizeof(text),
		 format == NUMBER_HEX ? "0x%llx" :
		 format == NUMBER_HEX8 ? "0x%08llx" : "%lld",
		 (unsigned long long)number);
	return copy_text(text, strlen(text));
}

/* The texts of an array, with commas between */
static char *text_of_array(const json_t *array)
{
	char *text = copy_text("", 0);
	size_t length = 0;
	json_t *value;
	size_t i;

	json_array_foreach(array, i, value) {
		size_t more = json_string_length(value);

		text = reallocate(text, length + more + 2);
		length += (size_t)sprintf(text + length, "%s%s", i ? "," : "",
					  json_string_value(value));
	}
	return text;
}

/* No cell is empty, so that a line can be split at its blanks. */
static char *text_of_value(const json_t *value, enum number_format format)
{
	if (json_array_size(value))
		return text_of_array(value);
	if (json_is_string(value) && json_string_length(value))
		return printable_text(json_string_value(value),
				      json_string_length(value));
	if (json_is_integer(value))
		return text_of_number(json_integer_value(value), format);
	if (json_is_boolean(value))
		return copy_text(json_is_true(value) ? "yes" : "no",
				 json_is_true(value) ? 3 : 2);
	return copy_text("-", 1);
}

/* Columns that a text takes on a terminal. */
static int width_of(const char *text)
{
	size_t count = mbstowcs(NULL, text, 0);
	wchar_t *wide;
	int width;

	if (count == (size_t)-1)
		return (int)strlen(text);
	wide = allocate((count + 1) * sizeof(*wide));
	mbstowcs(wide, text, count + 1);
	width = wcswidth(wide, count);
	free(wide);
	return width < 0 ? (int)count : width;
}

static char *heading_of(const struct column *column)
{
	char *heading = copy_text(column->name, strlen(column->name));
	char *letter;

	for (letter = heading; *letter; letter++)
		*letter = (char)toupper((unsigned char)*letter);
	return heading;
}

/* No blanks are left at the line's end: they wait for the next cell. */
static void print_line(const struct table *table, const struct table_line *line)
{
	int blanks = 0;
	size_t i;

	for (i = 0; i < table->count; i++) {
		const char *cell = line->cells[i];
		int fill = table->widths[i] - width_of(cell);

		if (fill < 0)
			fill = 0;
		if (table->selected[i]->is_right)
			blanks += fill;
		printf("%*s%s%s%s", blanks, "",
		       colour_begin(line->colours[i]), cell,
		       colour_end(line->colours[i]));
		blanks = GAP + (table->selected[i]->is_right ? 0 : fill);
	}
	putchar('\n');
}

static void free_line(const struct table *table, struct table_line *line)
{
	size_t i;

	for (i = 0; i < table->count; i++)
		free(line->cells[i]);
}

static void widen(struct table *table, const struct table_line *line)
{
	size_t i;

	for (i = 0; i < table->count; i++) {
		int width = width_of(line->cells[i]);

		if (width > table->widths[i])
			table->widths[i] = width;
	}
}

/* Settle the widths and print what was kept. */
static void begin_to_flow(struct table *table)
{
	struct table_line headings = { .cells = { NULL } };
	size_t i;

	table->is_flowing = true;
	if (table->has_headings) {
		for (i = 0; i < table->count; i++)
			headings.cells[i] = heading_of(table->selected[i]);
		widen(table, &headings);
	}
	for (i = 0; i < table->kept; i++)
		widen(table, &table->lines[i]);
	if (table->has_headings) {
		print_line(table, &headings);
		free_line(table, &headings);
	}
	for (i = 0; i < table->kept; i++) {
		print_line(table, &table->lines[i]);
		free_line(table, &table->lines[i]);
	}
	free(table->lines);
	table->lines = NULL;
}

static void add_line(struct table *table, void *row)
{
	struct table_line line;
	size_t i;

	for (i = 0; i < table->count; i++) {
		const struct column *column = table->selected[i];
		json_t *value = column->value(row);

		line.cells[i] = text_of_value(value, column->format);
		line.colours[i] = column->colour ? column->colour(row) :
						   COLOUR_NONE;
		json_decref(value);
	}
	if (table->is_flowing) {
		print_line(table, &line);
		free_line(table, &line);
		return;
	}
	table->lines = reallocate(table->lines, (table->kept + 1) *
				  sizeof(*table->lines));
	table->lines[table->kept++] = line;
	if (table->kept == MOST_KEPT)
		begin_to_flow(table);
}

static void add_object(struct table *table, void *row)
{
	json_t *object = json_object();
	size_t i;

	for (i = 0; i < table->count; i++) {
		json_t *value = table->selected[i]->value(row);

		if (value)
			json_object_set_new(object, table->selected[i]->name,
					    value);
	}
	json_array_append_new(table->array, object);
}

void table_row(struct table *table, void *row)
{
	if (table->array)
		add_object(table, row);
	else
		add_line(table, row);
}

/*
 * Print what is left. In JSON the rows become a @member of the document, after
 * the members of @facts, which is taken over, and may be NULL.
 */
void table_end(struct table *table, const struct invocation *invocation,
	       const char *member, json_t *facts)
{
	json_t *document;

	if (table->array) {
		document = new_document(invocation->verb);
		json_object_update(document, facts);
		json_object_set_new(document, member, table->array);
		print_document(document);
	} else if (!table->is_flowing) {
		begin_to_flow(table);
	}
	json_decref(facts);
}

/* Print what is left of a table that began with table_begin_text(). */
void table_end_text(struct table *table)
{
	if (!table->is_flowing)
		begin_to_flow(table);
}

/* Forget a table that has no rows yet. */
void table_drop(struct table *table)
{
	json_decref(table->array);
}
