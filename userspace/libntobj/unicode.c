// SPDX-License-Identifier: LGPL-2.1-or-later OR MIT
/*
 * Strict conversion between UTF-8 and UTF-16.
 */
#include "internal.h"

#define FIRST_SURROGATE		0xD800
#define FIRST_LOW_SURROGATE	0xDC00
#define LAST_SURROGATE		0xDFFF
#define FIRST_SUPPLEMENTARY	0x10000
#define LAST_CHARACTER		0x10FFFF

static bool is_surrogate(__u32 character)
{
	return character >= FIRST_SURROGATE && character <= LAST_SURROGATE;
}

/*
 * Take one character; returns the bytes it took, 0 if they are not UTF-8: too
 * long forms, surrogates and what is beyond Unicode are not.
 */
static size_t take_utf8(const unsigned char *source, size_t bytes,
			__u32 *character)
{
	static const __u32 smallest[] = { 0, 0, 0x80, 0x800, 0x10000 };
	__u32 value = source[0];
	size_t length;
	size_t i;

	if (value < 0x80) {
		*character = value;
		return 1;
	}
	if ((value & 0xE0) == 0xC0)
		length = 2;
	else if ((value & 0xF0) == 0xE0)
		length = 3;
	else if ((value & 0xF8) == 0xF0)
		length = 4;
	else
		return 0;
	if (length > bytes)
		return 0;

	value &= 0x7F >> length;
	for (i = 1; i < length; i++) {
		if ((source[i] & 0xC0) != 0x80)
			return 0;
		value = value << 6 | (source[i] & 0x3F);
	}
	if (value < smallest[length] || value > LAST_CHARACTER ||
	    is_surrogate(value))
		return 0;
	*character = value;
	return length;
}

/* Returns the units of one character, whether or not there is room. */
static size_t put_utf16(__u32 character, WCHAR *target, size_t room)
{
	if (character < FIRST_SUPPLEMENTARY) {
		if (room >= 1)
			target[0] = (WCHAR)character;
		return 1;
	}
	if (room >= 2) {
		character -= FIRST_SUPPLEMENTARY;
		target[0] = (WCHAR)(FIRST_SURROGATE + (character >> 10));
		target[1] = (WCHAR)(FIRST_LOW_SURROGATE + (character & 0x3FF));
	}
	return 2;
}

/* Returns the units that one character took, 0 if a surrogate stands alone. */
static size_t take_utf16(const WCHAR *source, size_t units, __u32 *character)
{
	__u32 high = source[0];
	__u32 low;

	*character = high;
	if (!is_surrogate(high))
		return 1;
	if (high >= FIRST_LOW_SURROGATE || units < 2)
		return 0;
	low = source[1];
	if (low < FIRST_LOW_SURROGATE || low > LAST_SURROGATE)
		return 0;
	*character = FIRST_SUPPLEMENTARY + ((high - FIRST_SURROGATE) << 10) +
		     (low - FIRST_LOW_SURROGATE);
	return 2;
}

/* Returns the bytes of one character, whether or not there is room. */
static size_t put_utf8(__u32 character, char *target, size_t room)
{
	static const unsigned char lead[] = { 0, 0, 0xC0, 0xE0, 0xF0 };
	size_t length = character < 0x80 ? 1 :
			character < 0x800 ? 2 :
			character < FIRST_SUPPLEMENTARY ? 3 : 4;
	size_t i;

	if (room < length)
		return length;
	for (i = length - 1; i; i--) {
		target[i] = (char)(0x80 | (character & 0x3F));
		character >>= 6;
	}
	target[0] = (char)(length == 1 ? character : lead[length] | character);
	return length;
}

static size_t room_after(size_t size, size_t used)
{
	return size > used ? size - used : 0;
}

/**
 * ntobj_utf8_to_utf16() - convert UTF-8 to UTF-16
 * @source: the text, not terminated
 * @source_bytes: bytes of it
 * @target: where the units go, without a terminator; may be NULL if
 *	@target_units is 0
 * @target_units: units there is room for
 * @used_units: units of the whole result, also if it does not fit
 *
 * Origin: RFC 3629 and RFC 2781, without any leniency.
 * Context: Does not block. Any thread; safe in signal handlers.
 * Return: STATUS_SUCCESS; STATUS_BUFFER_TOO_SMALL: ask again with @used_units;
 * STATUS_INVALID_PARAMETER: @source is not UTF-8, and @used_units says how many
 * units the good part before it has.
 */
NTSTATUS ntobj_utf8_to_utf16(const char *source, size_t source_bytes,
			     WCHAR *target, size_t target_units,
			     size_t *used_units)
{
	const unsigned char *bytes = (const unsigned char *)source;
	size_t used = 0;
	size_t i = 0;

	while (i < source_bytes) {
		__u32 character;
		size_t taken;

		taken = take_utf8(bytes + i, source_bytes - i, &character);
		if (!taken) {
			*used_units = used;
			return STATUS_INVALID_PARAMETER;
		}
		i += taken;
		used += put_utf16(character, target ? target + used : NULL,
				  room_after(target_units, used));
	}
	*used_units = used;
	return used > target_units ? STATUS_BUFFER_TOO_SMALL : STATUS_SUCCESS;
}

/**
 * ntobj_utf16_to_utf8() - convert UTF-16 to UTF-8
 * @source: the units, in the machine's byte order, not terminated
 * @source_units: how many they are
 * @target: where the text goes, without a terminator; may be NULL if
 *	@target_bytes is 0
 * @target_bytes: bytes there is room for
 * @used_bytes: bytes of the whole result, also if it does not fit
 *
 * Origin: RFC 3629 and RFC 2781, without any leniency.
 * Context: Does not block. Any thread; safe in signal handlers.
 * Return: STATUS_SUCCESS; STATUS_BUFFER_TOO_SMALL: ask again with @used_bytes;
 * STATUS_INVALID_PARAMETER: a surrogate stands alone, which NT allows in names,
 * and @used_bytes says how many bytes the good part before it has.
 */
NTSTATUS ntobj_utf16_to_utf8(const WCHAR *source, size_t source_units,
			     char *target, size_t target_bytes,
			     size_t *used_bytes)
{
	size_t used = 0;
	size_t i = 0;

	while (i < source_units) {
		__u32 character;
		size_t taken;

		taken = take_utf16(source + i, source_units - i, &character);
		if (!taken) {
			*used_bytes = used;
			return STATUS_INVALID_PARAMETER;
		}
		i += taken;
		used += put_utf8(character, target ? target + used : NULL,
				 room_after(target_bytes, used));
	}
	*used_bytes = used;
	return used > target_bytes ? STATUS_BUFFER_TOO_SMALL : STATUS_SUCCESS;
}
