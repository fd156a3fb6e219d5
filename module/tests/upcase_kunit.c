// SPDX-License-Identifier: GPL-2.0
/* Upper case: single units, comparison, hashes. */
#include "tests/kunit.h"

#define NAME_UNITS	200	/* three chunks of the hash and a bit */

static const struct mapping {
	u16 from;
	u16 to;
} mappings[] = {
	/* ASCII: letters, and what lies next to them */
	{ 'a', 'A' }, { 'm', 'M' }, { 'z', 'Z' }, { 'A', 'A' }, { 'Z', 'Z' },
	{ '@', '@' }, { '[', '[' }, { '`', '`' }, { '{', '{' },
	{ '0', '0' }, { '\\', '\\' }, { 0, 0 }, { 0x7F, 0x7F },
	/* Latin-1, where the multiplication and division signs are no pair */
	{ 0x00E0, 0x00C0 }, { 0x00F6, 0x00D6 }, { 0x00FE, 0x00DE },
	{ 0x00F7, 0x00F7 }, { 0x00D7, 0x00D7 },
	/* whose upper case is on another page */
	{ 0x00FF, 0x0178 }, { 0x00B5, 0x039C },
	/* no single upper case: sharp s, and the one that Unicode has is no target */
	{ 0x00DF, 0x00DF }, { 0x1E9E, 0x1E9E },
	/* Latin Extended: dotless i, long s, a digraph in three cases */
	{ 0x0131, 'I' }, { 0x0130, 0x0130 }, { 0x017F, 'S' }, { 0x0101, 0x0100 },
	{ 0x01C4, 0x01C4 }, { 0x01C5, 0x01C4 }, { 0x01C6, 0x01C4 },
	/* Greek: with accent, both sigmas */
	{ 0x03B1, 0x0391 }, { 0x03C9, 0x03A9 }, { 0x03AC, 0x0386 },
	{ 0x03C3, 0x03A3 }, { 0x03C2, 0x03A3 }, { 0x0390, 0x0390 },
	/* Cyrillic */
	{ 0x0430, 0x0410 }, { 0x044F, 0x042F }, { 0x0451, 0x0401 },
	{ 0x0410, 0x0410 }, { 0x042F, 0x042F },
	/* Armenian, full width; no case at all */
	{ 0x0561, 0x0531 }, { 0xFF41, 0xFF21 }, { 0xFF5A, 0xFF3A },
	{ 0x05D0, 0x05D0 }, { 0x4E00, 0x4E00 }, { 0xAC00, 0xAC00 },
	{ 0xFFFE, 0xFFFE }, { 0xFFFF, 0xFFFF },
};

static void upcase_maps_units(struct kunit *test)
{
	unsigned int i;

	for (i = 0; i < ARRAY_SIZE(mappings); i++)
		KUNIT_EXPECT_EQ_MSG(test, ob_upcase(mappings[i].from), mappings[i].to,
				    "of 0x%04x", mappings[i].from);
}

static void upcase_leaves_surrogates(struct kunit *test)
{
	u32 unit, into = 0;

	for (unit = 0xD800; unit < 0xE000; unit++)
		KUNIT_EXPECT_EQ(test, ob_upcase(unit), unit);
	for (unit = 0; unit < 0x10000; unit++)
		into += (unit & 0xF800) != 0xD800 && (ob_upcase(unit) & 0xF800) == 0xD800;
	KUNIT_EXPECT_EQ(test, into, 0);
}

static void upcase_is_idempotent(struct kunit *test)
{
	u32 unit, changed = 0;

	for (unit = 0; unit < 0x10000; unit++) {
		u16 upper = ob_upcase(unit);

		changed += upper != unit;
		KUNIT_EXPECT_EQ_MSG(test, ob_upcase(upper), upper, "of 0x%04x", unit);
	}
	/* A table that maps next to nothing is idempotent too. */
	KUNIT_EXPECT_GT(test, changed, 1000);
}

/* A name must not gain a separator, or an end, by being put in upper case. */
static void upcase_makes_no_separator(struct kunit *test)
{
	u32 unit;

	for (unit = 1; unit < 0x10000; unit++) {
		u16 upper = ob_upcase(unit);

		if (!upper || (upper == '\\' && unit != '\\'))
			KUNIT_FAIL(test, "0x%04x becomes 0x%04x", unit, upper);
	}
}

/* Letters of all scripts above, in lower case. */
static void fill_name(u16 *name)
{
	static const u16 letters[] = {
		'a', 0x00E9, 0x03C3, 0x0451, 'q', 0x00FF, 0x0561, 'z', '7', 0xFF41,
		0xD83D, 0xDE00, 0x0131,
	};
	u32 i;

	for (i = 0; i < NAME_UNITS; i++)
		name[i] = letters[i % ARRAY_SIZE(letters)];
}

static void hash_ignores_case(struct kunit *test)
{
	u16 name[NAME_UNITS], upper[NAME_UNITS], mixed[NAME_UNITS];
	u32 i, length;

	fill_name(name);
	for (i = 0; i < NAME_UNITS; i++) {
		upper[i] = ob_upcase(name[i]);
		mixed[i] = i % 3 ? name[i] : upper[i];
	}
	for (length = 0; length <= NAME_UNITS; length++) {
		u64 hash = ob_hash_upcase(name, length);

		KUNIT_EXPECT_EQ_MSG(test, hash, ob_hash_upcase(upper, length),
				    "%u units", length);
		KUNIT_EXPECT_EQ_MSG(test, hash, ob_hash_upcase(mixed, length),
				    "%u units", length);
	}
}

/* Every unit counts, on both sides of the chunks' boundaries. */
static void hash_sees_every_unit(struct kunit *test)
{
	u16 name[NAME_UNITS];
	u64 hash;
	u32 i;

	fill_name(name);
	hash = ob_hash_upcase(name, NAME_UNITS);
	for (i = 0; i < NAME_UNITS; i++) {
		u16 saved = name[i];

		name[i] = '_';
		KUNIT_EXPECT_NE_MSG(test, ob_hash_upcase(name, NAME_UNITS), hash,
				    "unit %u", i);
		name[i] = saved;
	}
	KUNIT_EXPECT_EQ(test, ob_hash_upcase(name, NAME_UNITS), hash);
}

static void hash_sees_length_and_order(struct kunit *test)
{
	u16 name[NAME_UNITS] = {};
	static u64 hashes[NAME_UNITS];	/* too large for the stack */
	u32 i, j;

	/* All units alike: only the length tells the names apart. */
	for (i = 0; i < NAME_UNITS; i++)
		hashes[i] = ob_hash_upcase(name, i);
	for (i = 0; i < NAME_UNITS; i++)
		for (j = 0; j < i; j++)
			if (hashes[i] == hashes[j])
				KUNIT_FAIL(test, "%u and %u units hash alike", j, i);

	/* The same chunks the other way round. */
	memset(name, 0x55, 64 * sizeof(u16));
	hashes[0] = ob_hash_upcase(name, 128);
	memset(name, 0, 64 * sizeof(u16));
	memset(name + 64, 0x55, 64 * sizeof(u16));
	KUNIT_EXPECT_NE(test, ob_hash_upcase(name, 128), hashes[0]);
}

static void compare_ignores_case(struct kunit *test)
{
	u16 name[NAME_UNITS], upper[NAME_UNITS];
	u32 i;

	fill_name(name);
	for (i = 0; i < NAME_UNITS; i++)
		upper[i] = ob_upcase(name[i]);
	KUNIT_EXPECT_EQ(test, ob_compare_upcase(name, name, NAME_UNITS), 0);
	KUNIT_EXPECT_EQ(test, ob_compare_upcase(name, upper, NAME_UNITS), 0);
	KUNIT_EXPECT_EQ(test, ob_compare_upcase(upper, name, NAME_UNITS), 0);
	KUNIT_EXPECT_EQ(test, ob_compare_upcase(u"a", u"b", 0), 0);
	for (i = 0; i < NAME_UNITS; i++) {
		u16 saved = upper[i];

		upper[i] = '_';
		KUNIT_EXPECT_NE_MSG(test, ob_compare_upcase(name, upper, NAME_UNITS), 0,
				    "unit %u", i);
		KUNIT_EXPECT_EQ(test, ob_compare_upcase(name, upper, i), 0);
		upper[i] = saved;
	}
}

/* Two that have the same upper case are equal, whatever they look like. */
static void compare_goes_by_upper_case(struct kunit *test)
{
	KUNIT_EXPECT_EQ(test, ob_compare_upcase(u"\u0131", u"i", 1), 0);
	KUNIT_EXPECT_EQ(test, ob_compare_upcase(u"\u03C2", u"\u03C3", 1), 0);
	KUNIT_EXPECT_EQ(test, ob_compare_upcase(u"\u017F", u"s", 1), 0);
	KUNIT_EXPECT_NE(test, ob_compare_upcase(u"\u00DF", u"\u1E9E", 1), 0);
	KUNIT_EXPECT_NE(test, ob_compare_upcase(u"\u212A", u"k", 1), 0);
	KUNIT_EXPECT_NE(test, ob_compare_upcase(u"\u0430", u"a", 1), 0);
}

/* An order, and one of upper-case units: whatever is asked first. */
static void compare_orders(struct kunit *test)
{
	KUNIT_EXPECT_LT(test, ob_compare_upcase(u"a", u"B", 1), 0);
	KUNIT_EXPECT_GT(test, ob_compare_upcase(u"B", u"a", 1), 0);
	KUNIT_EXPECT_LT(test, ob_compare_upcase(u"A", u"b", 1), 0);
	/* Between the two cases of ASCII. */
	KUNIT_EXPECT_LT(test, ob_compare_upcase(u"z", u"_", 1), 0);
	KUNIT_EXPECT_GT(test, ob_compare_upcase(u"_", u"z", 1), 0);
	/* The first difference counts, and a unit is a number without a sign. */
	KUNIT_EXPECT_LT(test, ob_compare_upcase(u"az", u"ba", 2), 0);
	KUNIT_EXPECT_LT(test, ob_compare_upcase(u"\x01", u"\uFFFF", 1), 0);
	KUNIT_EXPECT_GT(test, ob_compare_upcase(u"\uFFFF", u"\x01", 1), 0);
}

static struct kunit_case upcase_cases[] = {
	KUNIT_CASE(upcase_maps_units),
	KUNIT_CASE(upcase_leaves_surrogates),
	KUNIT_CASE(upcase_is_idempotent),
	KUNIT_CASE(upcase_makes_no_separator),
	KUNIT_CASE(hash_ignores_case),
	KUNIT_CASE(hash_sees_every_unit),
	KUNIT_CASE(hash_sees_length_and_order),
	KUNIT_CASE(compare_ignores_case),
	KUNIT_CASE(compare_goes_by_upper_case),
	KUNIT_CASE(compare_orders),
	{}
};

static struct kunit_suite upcase_suite = {
	.name = "ntobj_upcase",
	.test_cases = upcase_cases,
};

kunit_test_suite(upcase_suite);
