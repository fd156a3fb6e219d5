// SPDX-License-Identifier: GPL-2.0
/*
 * One line of debugfs' list of handles: eight fields with tabs between them.
 * In a command's and an object's name %HH stands for the byte HH.
 */
#include <limits.h>
#include <stdint.h>

#include "fields.h"
#include "handle_line.h"

#define FIELDS	8

/* The line's texts point into @text, which has no newline and is changed. */
bool parse_handle_line(char *text, struct handle_line *line)
{
	char *fields[FIELDS];
	__u64 attributes;
	__u64 access;
	__u64 pid;

	if (split_fields(text, fields, FIELDS) != FIELDS ||
	    !parse_number(fields[0], INT_MAX, &pid) ||
	    !parse_number(fields[2], UINT64_MAX, &line->handle) ||
	    !parse_number(fields[3], UINT32_MAX, &access) ||
	    !parse_number(fields[4], UINT32_MAX, &attributes) ||
	    !parse_number(fields[5], UINT64_MAX, &line->object_id))
		return false;

	line->pid = (int)pid;
	line->comm = fields[1];
	line->variable = NULL;
	line->access = (__u32)access;
	line->attributes = (__u32)attributes;
	line->type = fields[6];
	line->name = fields[7];
	decode_field(line->comm);
	decode_field(line->name);
	return true;
}
