// SPDX-License-Identifier: GPL-2.0
/*
 * Lines of debugfs' files: fields with tabs between them. In names %HH stands
 * for the byte HH.
 */
#include <ctype.h>
#include <errno.h>
#include <stdlib.h>
#include <string.h>

#include "fields.h"

/* Numbers are decimal, or hexadecimal with 0x. */
bool parse_number(const char *text, __u64 largest, __u64 *value)
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
void decode_field(char *text)
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

/*
 * Cut the text at the tabs, which are replaced. Returns how many fields there
 * are, of which no more than @most are noted.
 */
size_t split_fields(char *text, char **fields, size_t most)
{
	size_t count = 0;

	while (text) {
		if (count < most)
			fields[count] = text;
		count++;
		text = strchr(text, '\t');
		if (text)
			*text++ = 0;
	}
	return count;
}
