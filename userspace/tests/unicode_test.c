// SPDX-License-Identifier: LGPL-2.1-or-later OR MIT
/*
 * Conversion between UTF-8 and UTF-16.
 */
#include <string.h>

#include "array.h"
#include "fake.h"

struct pair {
	const char *utf8;
	WCHAR utf16[8];
	size_t units;
};

static const struct pair pairs[] = {
	{ "", { 0 }, 0 },
	{ "\\Ready", { '\\', 'R', 'e', 'a', 'd', 'y' }, 6 },
	{ "\x7f", { 0x7F }, 1 },
	{ "\xc2\x80", { 0x80 }, 1 },
	{ "\xdf\xbf", { 0x7FF }, 1 },
	{ "\xe0\xa0\x80", { 0x800 }, 1 },
	{ "\xed\x9f\xbf", { 0xD7FF }, 1 },
	{ "\xee\x80\x80", { 0xE000 }, 1 },
	{ "\xef\xbf\xbf", { 0xFFFF }, 1 },
	{ "\xf0\x90\x80\x80", { 0xD800, 0xDC00 }, 2 },
	{ "a\xf4\x8f\xbf\277b", { 'a', 0xDBFF, 0xDFFF, 'b' }, 4 },
};

/* Each with how many units are good before the fault. */
static const struct {
	const char *text;
	size_t good;
} bad_utf8[] = {
	{ "\x80", 0 },			/* goes on from nothing */
	{ "ab\xff", 2 },
	{ "\xc0\x80", 0 },		/* too long a form of NUL */
	{ "\xc1\xbf", 0 },
	{ "\xe0\x9f\xbf", 0 },
	{ "\xf0\x8f\xbf\xbf", 0 },
	{ "\xed\xa0\x80", 0 },		/* surrogates */
	{ "\xed\xbf\xbf", 0 },
	{ "\xf4\x90\x80\x80", 0 },	/* beyond Unicode */
	{ "\xf8\x88\x80\x80\x80", 0 },
	{ "x\xe2\x82", 1 },		/* cut off */
	{ "\342a\x82", 0 },
};

static const struct {
	WCHAR units[3];
	size_t count;
	size_t good;
} bad_utf16[] = {
	{ { 0xD800 }, 1, 0 },
	{ { 'a', 0xDBFF }, 2, 1 },
	{ { 0xDC00, 0xD800 }, 2, 0 },
	{ { 0xD800, 'a' }, 2, 0 },
	{ { 0xD800, 0xD800, 0xDC00 }, 3, 0 },
};

static void test_pairs(void)
{
	WCHAR units[8];
	char text[16];
	size_t used;
	size_t i;

	for (i = 0; i < ARRAY_SIZE(pairs); i++) {
		const struct pair *pair = &pairs[i];
		size_t bytes = strlen(pair->utf8);

		CHECK(ntobj_utf8_to_utf16(pair->utf8, bytes, units, 8, &used) ==
		      STATUS_SUCCESS);
		CHECK(used == pair->units);
		CHECK(!memcmp(units, pair->utf16, used * sizeof(units[0])));

		CHECK(ntobj_utf16_to_utf8(pair->utf16, pair->units, text, 16,
					  &used) == STATUS_SUCCESS);
		CHECK(used == bytes);
		CHECK(!memcmp(text, pair->utf8, used));
	}
}

static void test_bad_text(void)
{
	WCHAR units[8];
	char text[16];
	size_t used;
	size_t i;

	for (i = 0; i < ARRAY_SIZE(bad_utf8); i++) {
		CHECK(ntobj_utf8_to_utf16(bad_utf8[i].text,
					  strlen(bad_utf8[i].text), units, 8,
					  &used) == STATUS_INVALID_PARAMETER);
		CHECK(used == bad_utf8[i].good);
	}
	for (i = 0; i < ARRAY_SIZE(bad_utf16); i++) {
		CHECK(ntobj_utf16_to_utf8(bad_utf16[i].units,
					  bad_utf16[i].count, text, 16,
					  &used) == STATUS_INVALID_PARAMETER);
		CHECK(used == bad_utf16[i].good);
	}
}

/* Nothing is written beyond the room there is, and no half character. */
static void test_little_room(void)
{
	static const WCHAR source[] = { 'a', 0xD800, 0xDC00 };
	WCHAR units[3] = { 7, 7, 7 };
	char text[5] = { 7, 7, 7, 7, 7 };
	size_t used;

	CHECK(ntobj_utf8_to_utf16("a\xf0\x90\x80\x80", 5, units, 2, &used) ==
	      STATUS_BUFFER_TOO_SMALL);
	CHECK(used == 3);
	CHECK(units[0] == 'a' && units[1] == 7 && units[2] == 7);
	CHECK(ntobj_utf8_to_utf16("abc", 3, NULL, 0, &used) ==
	      STATUS_BUFFER_TOO_SMALL);
	CHECK(used == 3);

	CHECK(ntobj_utf16_to_utf8(source, 3, text, 4, &used) ==
	      STATUS_BUFFER_TOO_SMALL);
	CHECK(used == 5);
	CHECK(text[0] == 'a' && text[1] == 7 && text[4] == 7);
	CHECK(ntobj_utf16_to_utf8(source, 3, NULL, 0, &used) ==
	      STATUS_BUFFER_TOO_SMALL);
	CHECK(used == 5);
}

static void test_embedded_nul(void)
{
	static const WCHAR source[] = { 'a', 0, 'b' };
	WCHAR units[3];
	char text[3];
	size_t used;

	CHECK(NT_SUCCESS(ntobj_utf16_to_utf8(source, 3, text, 3, &used)));
	CHECK(used == 3 && !memcmp(text, "a\0b", 3));
	CHECK(NT_SUCCESS(ntobj_utf8_to_utf16(text, 3, units, 3, &used)));
	CHECK(used == 3 && !memcmp(units, source, sizeof(source)));
}

int main(void)
{
	test_pairs();
	test_bad_text();
	test_little_room();
	test_embedded_nul();
	return 0;
}
