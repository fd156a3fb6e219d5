// SPDX-License-Identifier: GPL-2.0
/*
 * One line of debugfs' list of handles: eight fields with tabs between them.
 * In a command's and an object's name %HH stands for the byte HH.
 */
#include <ctype.h>
#include <errno.h>
#include <limits.h>
#include <stdint.h>
#include <stdlib.h>
#include <string.h>

#include "handle_line.h"

#define FIELDS	8

/* Numbers are decimal, or hexadecimal with 0x. */
static bool parse_number(const char *text, __u64 largest, __u64 *value)
{
	char *end;

	if (!isdigit((unsigned char)*text))
		return false;
	errno = 0;
	*value = strtoull(text, &end, 0);
	return !errno && !*end && *value <= largest;
}

static int hexadecimal_digit(char character)
{
	if (character >= '0' && character <= '9')
		return character - '0';
	if (character >= 'A' && character <= 'F')
		return character - 'A' + 10;
	if (character >= 'a' && character <= 'f')
		return character - 'a' + 10;
	return -1;
}

/* Returns the byte that %HH stands for, -1 if the text is not such. */
static int encoded_byte(const char *text)
{
	int high;
	int low;

	if (text[0] != '%')
		return -1;
	high = hexadecimal_digit(text[1]);
	if (high < 0)
		return -1;
	low = hexadecimal_digit(text[2]);
	return low < 0 ? -1 : high << 4 | low;
}

/*
 * Decode in place. A byte 0 stays encoded, since it would end the text, and so
 * do control characters, since the text is for a terminal.
 */
static void decode(char *text)
{
	char *target = text;

	while (*text) {
		int byte = encoded_byte(text);

		if (byte < 0x20 || byte == 0x7F) {
			*target++ = *text++;
			continue;
		}
		*target++ = (char)byte;
		text += 3;
	}
	*target = 0;
}

/* Cut the text at the tabs; there must be exactly so many fields. */
static bool split(char *text, char *fields[FIELDS])
{
	int count = 0;

	while (count < FIELDS) {
		fields[count++] = text;
		text = strchr(text, '\t');
		if (!text)
			break;
		*text++ = 0;
	}
	return count == FIELDS && !text;
}

/* The line's texts point into @text, which has no newline and is changed. */
bool parse_handle_line(char *text, struct handle_line *line)
{
	char *fields[FIELDS];
	__u64 attributes;
	__u64 access;
	__u64 pid;

	if (!split(text, fields) ||
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
	decode(line->comm);
	decode(line->name);
	return true;
}
