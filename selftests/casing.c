// SPDX-License-Identifier: GPL-2.0
/*
 * Upper and lower case: simple upcasing of single units, asked for by the
 * caller with NTOBJ_OBJ_CASE_INSENSITIVE or by the type.
 */
#include "ntobj_fixture.h"

#define INSENSITIVE	NTOBJ_OBJ_CASE_INSENSITIVE

/*
 * Types decide too: a directory or a link that is looked for is found in any
 * case, an event only if the caller says so.
 */
TEST_F(ntobj, by_type)
{
	__u64 home = nt_home();
	__u64 handle;
	__u64 event;

	EXPECT_STATUS(STATUS_SUCCESS,
		      nt_open_directory(&handle, nt_name(u"\\basenamedobjects"), 1));
	EXPECT_STATUS(STATUS_SUCCESS,
		      nt_open_link(&handle, nt_name(u"\\BASENAMEDOBJECTS\\gLOBAL"), 1));
	EXPECT_STATUS(STATUS_OBJECT_NAME_COLLISION,
		      nt_create_directory(&handle, nt_name(u"\\basenamedobjects"), 1));

	ASSERT_STATUS(STATUS_SUCCESS,
		      nt_create_event(&event, nt_at(home, u"Event"), 3, 0, 0));
	EXPECT_STATUS(STATUS_OBJECT_NAME_NOT_FOUND,
		      nt_open_event(&handle, nt_at(home, u"event"), 3));
	EXPECT_STATUS(STATUS_SUCCESS,
		      nt_open_event(&handle, nt_at_flags(home, u"event", INSENSITIVE), 3));
	EXPECT_STATUS(STATUS_OBJECT_TYPE_MISMATCH,
		      nt_open_directory(&handle, nt_at(home, u"EVENT"), 1));
}

/* The same mode applies to every component. */
TEST_F(ntobj, components)
{
	__u64 home = nt_home();
	__u64 directory;
	__u64 handle;
	__u64 event;

	ASSERT_STATUS(STATUS_SUCCESS,
		      nt_create_directory(&directory, nt_at(home, u"Dir"), 0xf));
	ASSERT_STATUS(STATUS_SUCCESS,
		      nt_create_event(&event, nt_at(home, u"Dir\\Event"), 3, 0, 0));
	EXPECT_STATUS(STATUS_OBJECT_PATH_NOT_FOUND,
		      nt_open_event(&handle, nt_at(home, u"dir\\Event"), 3));
	EXPECT_STATUS(STATUS_OBJECT_NAME_NOT_FOUND,
		      nt_open_event(&handle, nt_at(home, u"Dir\\event"), 3));
	EXPECT_STATUS(STATUS_SUCCESS,
		      nt_open_event(&handle, nt_at_flags(home, u"dIR\\eVENT", INSENSITIVE),
				    3));
	EXPECT_STATUS(STATUS_OBJECT_PATH_NOT_FOUND,
		      nt_open_event(&handle,
				    nt_name(u"\\BASENamedObjects\\ntobj_selftest\\Dir\\Event"),
				    3));
	EXPECT_STATUS(STATUS_SUCCESS,
		      nt_open_event(&handle,
				    nt_name_flags(u"\\BASENamedObjects\\NTOBJ_SELFTEST\\DIR\\event",
						  INSENSITIVE), 3));
}

/* Names that differ in case alone live side by side. */
TEST_F(ntobj, coexistence)
{
	__u64 home = nt_home();
	__u64 lower;
	__u64 upper;
	__u64 found;

	ASSERT_STATUS(STATUS_SUCCESS,
		      nt_create_event(&lower, nt_at(home, u"test"), 3, 0, 0));
	ASSERT_STATUS(STATUS_SUCCESS,
		      nt_create_event(&upper, nt_at(home, u"Test"), 3, 0, 1));
	EXPECT_STATUS(STATUS_OBJECT_NAME_COLLISION,
		      nt_create_event(&found, nt_at_flags(home, u"TEST", INSENSITIVE),
				      3, 0, 0));
	ASSERT_STATUS(STATUS_SUCCESS, nt_open_event(&found, nt_at(home, u"test"), 3));
	EXPECT_EQ(0, nt_state(found));
	ASSERT_STATUS(STATUS_SUCCESS, nt_open_event(&found, nt_at(home, u"Test"), 3));
	EXPECT_EQ(1, nt_state(found));
	EXPECT_STATUS(STATUS_OBJECT_NAME_NOT_FOUND,
		      nt_open_event(&found, nt_at(home, u"TEST"), 3));
	EXPECT_STATUS(STATUS_SUCCESS,
		      nt_open_event(&found, nt_at_flags(home, u"TEST", INSENSITIVE), 3));
	EXPECT_STATUS(STATUS_OBJECT_TYPE_MISMATCH,
		      nt_create_directory(&found, nt_at(home, u"TeSt"), 0));
}

/* The name keeps the case that it was made with. */
TEST_F(ntobj, preservation)
{
	__u64 home = nt_home();
	char16_t name[64];
	__u64 event;
	__u64 found;

	ASSERT_STATUS(STATUS_SUCCESS,
		      nt_create_event(&event, nt_at_flags(home, u"MiXeD", INSENSITIVE),
				      3, 0, 0));
	ASSERT_STATUS(STATUS_SUCCESS,
		      nt_open_event(&found, nt_at_flags(home, u"mixed", INSENSITIVE), 3));
	ASSERT_STATUS(STATUS_SUCCESS, nt_query_name(found, name, ARRAY_SIZE(name)));
	EXPECT_EQ(0, memcmp(name, NT_HOME u"\\MiXeD", sizeof(NT_HOME u"\\MiXeD")));
}

struct pair {
	const char16_t *made;
	const char16_t *sought;
	bool same;
};

static const struct pair pairs[] = {
	{ u"abcxyz", u"ABCXYZ", true },
	{ u"[`{@", u"[`{@", true },
	{ u"[", u"{", false },
	{ u"@", u"`", false },
	{ u"_", u"\x7f", false },
	/* Latin */
	{ u"caf\u00e9", u"CAF\u00c9", true },
	{ u"\u00e0\u00f6\u00f8\u00fe", u"\u00c0\u00d6\u00d8\u00de", true },
	{ u"\u00ff", u"\u0178", true },
	{ u"\u00f7", u"\u00d7", false },	/* division, multiplication */
	{ u"\u00e9", u"e", false },
	{ u"\u00e9", u"e\u0301", false },	/* no normalisation */
	/* Sharp s has no upper case of one unit, nor is it the capital one. */
	{ u"\u00df", u"\u00df", true },
	{ u"\u00df", u"SS", false },
	{ u"\u00df", u"\u1e9e", false },
	/* Greek */
	{ u"\u03b1\u03c9", u"\u0391\u03a9", true },
	{ u"\u03c3", u"\u03a3", true },
	{ u"\u03ac", u"\u0386", true },
	/* Cyrillic */
	{ u"\u0430\u044f", u"\u0410\u042f", true },
	{ u"\u0451", u"\u0401", true },
	/* Armenian */
	{ u"\u0561", u"\u0531", true },
	/* Simple upper case goes one way: dotless i, long s and micro have one. */
	{ u"\u0131", u"\u0131", true },
	{ u"\u0131", u"I", true },
	{ u"\u0131", u"i", true },
	{ u"\u0131", u"\u0130", false },
	{ u"i", u"\u0130", false },
	{ u"\u017f", u"s", true },
	{ u"\u00b5", u"\u03bc", true },
	/* Not letters, or without case */
	{ u"\u4e2d", u"\u4e2d", true },
	{ u"\u05d0", u"\u05d1", false },
	/* Surrogates are compared as they are: Deseret long i, small and big. */
	{ u"\xd801\xdc28", u"\xd801\xdc28", true },
	{ u"\xd801\xdc28", u"\xd801\xdc00", false },
	{ u"\xd801", u"\xd801", true },
	{ u"\xdc28", u"\xdc00", false },
	{ u"\xffff", u"\xffff", true },
	{ u"\xffff", u"\xfffe", false },
};

TEST_F(ntobj, letters)
{
	__u64 home = nt_home();
	unsigned int i;
	__u64 event;
	__u64 found;

	for (i = 0; i < ARRAY_SIZE(pairs); i++) {
		__s32 expected = pairs[i].same ? STATUS_SUCCESS :
				 STATUS_OBJECT_NAME_NOT_FOUND;
		__s32 status;

		ASSERT_STATUS(STATUS_SUCCESS,
			      nt_create_event(&event, nt_at(home, pairs[i].made), 3, 0, 0));
		status = nt_open_event(&found,
				       nt_at_flags(home, pairs[i].sought, INSENSITIVE), 3);
		EXPECT_EQ(expected, status)
			TH_LOG("row %u: %s", i, nt_status_text(status));
		if (status >= 0)
			EXPECT_STATUS(STATUS_SUCCESS, nt_close(found));
		EXPECT_STATUS(STATUS_SUCCESS, nt_close(event));

		/* And the other way round. */
		ASSERT_STATUS(STATUS_SUCCESS,
			      nt_create_event(&event, nt_at(home, pairs[i].sought), 3, 0, 0));
		status = nt_open_event(&found,
				       nt_at_flags(home, pairs[i].made, INSENSITIVE), 3);
		EXPECT_EQ(expected, status)
			TH_LOG("row %u, other way: %s", i, nt_status_text(status));
		if (status >= 0)
			EXPECT_STATUS(STATUS_SUCCESS, nt_close(found));
		EXPECT_STATUS(STATUS_SUCCESS, nt_close(event));

		/* Without the flag only the very same units will do. */
		ASSERT_STATUS(STATUS_SUCCESS,
			      nt_create_event(&event, nt_at(home, pairs[i].made), 3, 0, 0));
		if (nt_length16(pairs[i].made) != nt_length16(pairs[i].sought) ||
		    memcmp(pairs[i].made, pairs[i].sought,
			   2 * nt_length16(pairs[i].made)))
			EXPECT_STATUS(STATUS_OBJECT_NAME_NOT_FOUND,
				      nt_open_event(&found, nt_at(home, pairs[i].sought),
						    3));
		EXPECT_STATUS(STATUS_SUCCESS, nt_close(event));
	}
}

/* Every unit is found by itself, and has one place only. */
TEST_F_TIMEOUT(ntobj, every_unit, 120)
{
	/* A debug kernel is slow; there, a KUnit suite looks at each of them. */
	__u32 step = nt_debug_kernel() ? 61 : 1;
	__u64 home = nt_home();
	__u64 event;
	__u64 found;
	__u32 unit;

	for (unit = 1; unit < 0x10000; unit += step) {
		char16_t name[2] = { unit, 0 };

		if (unit == '\\')
			continue;
		ASSERT_STATUS(STATUS_SUCCESS,
			      nt_create_event(&event, nt_at(home, name), 3, 0, 0));
		ASSERT_STATUS(STATUS_SUCCESS,
			      nt_open_event(&found, nt_at_flags(home, name, INSENSITIVE), 3));
		ASSERT_STATUS(STATUS_OBJECT_NAME_COLLISION,
			      nt_create_event(&found, nt_at_flags(home, name, INSENSITIVE),
					      3, 0, 0));
		ASSERT_STATUS(STATUS_SUCCESS, nt_close(found));
		ASSERT_STATUS(STATUS_SUCCESS, nt_close(event));
	}
}

/* A NUL in the name doesn't end the comparison. */
TEST_F(ntobj, embedded_nul)
{
	__u64 home = nt_home();
	__u64 event;
	__u64 found;

	ASSERT_STATUS(STATUS_SUCCESS,
		      nt_create_event(&event, nt_counted(home, u"a\0b", 6, 0), 3, 0, 0));
	EXPECT_STATUS(STATUS_SUCCESS,
		      nt_open_event(&found, nt_counted(home, u"A\0B", 6, INSENSITIVE), 3));
	EXPECT_STATUS(STATUS_OBJECT_NAME_NOT_FOUND,
		      nt_open_event(&found, nt_counted(home, u"A\0C", 6, INSENSITIVE), 3));
	EXPECT_STATUS(STATUS_OBJECT_NAME_NOT_FOUND,
		      nt_open_event(&found, nt_counted(home, u"A", 2, INSENSITIVE), 3));
}

/* A link's target is walked in the mode of the call that met the link. */
TEST_F(ntobj, through_links)
{
	__u64 home = nt_home();
	__u64 event;
	__u64 found;
	__u64 link;

	ASSERT_STATUS(STATUS_SUCCESS,
		      nt_create_event(&event, nt_at(home, u"Event"), 3, 0, 0));
	ASSERT_STATUS(STATUS_SUCCESS,
		      nt_create_link(&link, nt_at(home, u"Link"), 1, u"\\basenamedobjects"));
	EXPECT_STATUS(STATUS_OBJECT_PATH_NOT_FOUND,
		      nt_open_event(&found, nt_at(home, u"Link\\ntobj_selftest\\Event"), 3));
	EXPECT_STATUS(STATUS_SUCCESS,
		      nt_open_event(&found,
				    nt_at_flags(home, u"link\\ntobj_selftest\\event",
						INSENSITIVE), 3));
}

TEST_HARNESS_MAIN
