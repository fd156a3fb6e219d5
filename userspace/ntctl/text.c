// SPDX-License-Identifier: GPL-2.0
/*
 * From an NT string to what can be printed.
 *
 * NT's names can hold anything: control characters, NULs, halves of surrogate
 * pairs. The last are shown as U+FFFD; the first two as %HH in text, and as
 * they are in JSON, which has escapes of its own.
 */
#include <stdio.h>
#include <stdlib.h>
#include <string.h>

#include "text.h"

#define REPLACEMENT	0xFFFD

/* The most that one unit can become, in either form. */
#define BYTES_A_UNIT	3

static bool is_high_surrogate(WCHAR unit)
{
	return unit >= 0xD800 && unit < 0xDC00;
}

static bool is_low_surrogate(WCHAR unit)
{
	return unit >= 0xDC00 && unit < 0xE000;
}

static void replace_lone_surrogates(WCHAR *units, size_t count)
{
	size_t i;

	for (i = 0; i < count; i++) {
		if (is_high_surrogate(units[i]) && i + 1 < count &&
		    is_low_surrogate(units[i + 1]))
			i++;
		else if (is_high_surrogate(units[i]) ||
			 is_low_surrogate(units[i]))
			units[i] = REPLACEMENT;
	}
}

static char *convert(const UNICODE_STRING *string, size_t *used)
{
	size_t count = string->Length / sizeof(WCHAR);
	WCHAR *units = allocate(count * sizeof(*units));
	size_t room = count * BYTES_A_UNIT;
	char *text = allocate(room);

	if (count)
		memcpy(units, string->Buffer, count * sizeof(*units));
	replace_lone_surrogates(units, count);
	ntobj_utf16_to_utf8(units, count, text, room, used);
	free(units);
	return text;
}

/* C0, DEL, and C1, which is 0xC2 and one of 0x80 to 0x9F in UTF-8. */
static bool is_control(const char *text, size_t left)
{
	unsigned char first = (unsigned char)text[0];

	if (first < 0x20 || first == 0x7F)
		return true;
	return first == 0xC2 && left > 1 && (unsigned char)text[1] < 0xA0;
}

/*
 * Returns UTF-8 as a terminated text that is safe on a terminal, to be freed.
 */
char *printable_text(const char *text, size_t length)
{
	char *result = allocate(length * BYTES_A_UNIT + 1);
	char *end = result;
	size_t i;

	for (i = 0; i < length; i++) {
		if (!is_control(text + i, length - i)) {
			*end++ = text[i];
			continue;
		}
		if ((unsigned char)text[i] == 0xC2)
			i++;
		end += sprintf(end, "%%%02X", (unsigned char)text[i]);
	}
	*end = 0;
	return result;
}

char *printable(const UNICODE_STRING *string)
{
	size_t used;
	char *text = convert(string, &used);
	char *result = printable_text(text, used);

	free(text);
	return result;
}

/* Returns the string as UTF-8, terminated; NULL if there is a NUL in it. */
char *plain_text(const UNICODE_STRING *string)
{
	size_t used;
	char *text = convert(string, &used);
	char *result = memchr(text, 0, used) ? NULL : copy_text(text, used);

	free(text);
	return result;
}

json_t *json_of_string(const UNICODE_STRING *string)
{
	size_t used;
	char *text = convert(string, &used);
	json_t *result = json_stringn(text, used);

	free(text);
	return result;
}

/* Bytes that are not UTF-8, which a command's name can have, become '?'. */
json_t *json_of_bytes(const char *bytes)
{
	json_t *result = json_string(bytes);
	char *copy;
	char *byte;

	if (result)
		return result;
	copy = copy_text(bytes, strlen(bytes));
	for (byte = copy; *byte; byte++) {
		if (*byte & 0x80)
			*byte = '?';
	}
	result = json_string(copy);
	free(copy);
	return result;
}
