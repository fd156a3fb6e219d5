// SPDX-License-Identifier: GPL-2.0
/*
 * Symbolic links: how they are made, read and followed.
 */
#include <sys/mman.h>

#include "ntobj_fixture.h"

#define LINK_ALL	NTOBJ_SYMBOLIC_LINK_ALL_ACCESS
#define REPARSE_LIMIT	64
#define LONGEST		65532
#define LONGEST_PATH	0xfff0

struct target_case {
	__u32 length;
	__u32 maximum;
	__s32 status;
	__u32 kept;
};

static const struct target_case target_cases[] = {
	{ 0, 0, STATUS_INVALID_PARAMETER, 0 },
	{ 0, 1, STATUS_SUCCESS, 0 },
	{ 0, 2, STATUS_SUCCESS, 2 },
	{ 2, 0, STATUS_INVALID_PARAMETER, 0 },
	{ 2, 1, STATUS_INVALID_PARAMETER, 0 },
	{ 2, 2, STATUS_SUCCESS, 2 },
	{ 2, 3, STATUS_SUCCESS, 2 },
	{ 2, 4, STATUS_SUCCESS, 4 },
	{ 1, 2, STATUS_INVALID_PARAMETER, 0 },
	{ 3, 8, STATUS_INVALID_PARAMETER, 0 },
	{ 6, 9, STATUS_SUCCESS, 8 },
	{ 6, 5, STATUS_INVALID_PARAMETER, 0 },
	{ LONGEST, LONGEST, STATUS_SUCCESS, LONGEST },
	{ LONGEST - 1, LONGEST, STATUS_INVALID_PARAMETER, 0 },
	{ LONGEST + 2, LONGEST + 4, STATUS_INVALID_PARAMETER, 0 },
	{ 0x10002, 0x10004, STATUS_INVALID_PARAMETER, 0 },
	{ 0xfffffffe, 0xffffffff, STATUS_INVALID_PARAMETER, 0 },
	{ 0x80000000, 0x80000002, STATUS_INVALID_PARAMETER, 0 },
};

TEST_F(ntobj, target_lengths)
{
	char16_t *target = calloc(1, 2 * 65536);
	char16_t *answer = calloc(1, 2 * 65536);
	unsigned int i;

	ASSERT_NE(NULL, target);
	ASSERT_NE(NULL, answer);
	for (i = 0; i < 65536; i++)
		target[i] = 'a' + i % 26;
	for (i = 0; i < ARRAY_SIZE(target_cases); i++) {
		const struct target_case *row = &target_cases[i];
		struct ntobj_query_symbolic_link query = {
			.buffer = nt_address(answer),
			.length = 2 * 65536,
			.flags = NTOBJ_QUERY_MAXIMUM_LENGTH,
		};
		__u64 link = 0;
		__s32 status;

		status = nt_create_link_counted(&link, nt_unnamed(), LINK_ALL, target,
						row->length, row->maximum);
		EXPECT_EQ(row->status, status)
			TH_LOG("row %u: %s", i, nt_status_text(status));
		if (status < 0)
			continue;
		memset(answer, NT_POISON, 2 * 65536);
		ASSERT_STATUS(STATUS_SUCCESS, nt_query_link(link, &query));
		EXPECT_EQ(row->length, query.target_length);
		EXPECT_EQ(row->kept, query.target_maximum_length);
		EXPECT_EQ(0, memcmp(answer, target, row->kept));
		EXPECT_EQ(0xcccc, answer[row->kept / 2]);

		memset(answer, NT_POISON, 2 * 65536);
		query.flags = 0;
		ASSERT_STATUS(STATUS_SUCCESS, nt_query_link(link, &query));
		EXPECT_EQ(row->length, query.target_length);
		EXPECT_EQ(row->kept, query.target_maximum_length);
		EXPECT_EQ(0, memcmp(answer, target, row->length));
		EXPECT_EQ(0xcccc, answer[row->length / 2]);
		EXPECT_STATUS(STATUS_SUCCESS, nt_close(link));
	}
}

TEST_F(ntobj, target_addresses)
{
	size_t page = getpagesize();
	char *pages;
	__u64 link;

	pages = mmap(NULL, 2 * page, PROT_READ | PROT_WRITE,
		     MAP_PRIVATE | MAP_ANONYMOUS, -1, 0);
	ASSERT_NE(MAP_FAILED, pages);
	ASSERT_EQ(0, mprotect(pages + page, page, PROT_NONE));
	EXPECT_STATUS(STATUS_ACCESS_VIOLATION,
		      nt_create_link_counted(&link, nt_unnamed(), LINK_ALL, NULL, 2, 4));
	EXPECT_STATUS(STATUS_ACCESS_VIOLATION,
		      nt_create_link_counted(&link, nt_unnamed(), LINK_ALL, (void *)8, 2, 4));
	EXPECT_STATUS(STATUS_ACCESS_VIOLATION,
		      nt_create_link_counted(&link, nt_unnamed(), LINK_ALL,
					     pages + page - 2, 4, 4));
	/* What is kept beyond the target is read too. */
	EXPECT_STATUS(STATUS_ACCESS_VIOLATION,
		      nt_create_link_counted(&link, nt_unnamed(), LINK_ALL,
					     pages + page - 2, 2, 4));
	EXPECT_STATUS(STATUS_SUCCESS,
		      nt_create_link_counted(&link, nt_unnamed(), LINK_ALL,
					     pages + page - 2, 2, 2));
	EXPECT_STATUS(STATUS_SUCCESS,
		      nt_create_link_counted(&link, nt_unnamed(), LINK_ALL,
					     pages + page - 2, 2, 3));
}

/* A target need not exist, nor make sense, until it is followed. */
TEST_F(ntobj, any_target)
{
	static const char16_t * const targets[] = {
		u"\\ntobj_absent", u"x", u"\\\\", u"\\BaseNamedObjects\\", u" ",
	};
	unsigned int i;
	__u64 link;

	for (i = 0; i < ARRAY_SIZE(targets); i++)
		EXPECT_STATUS(STATUS_SUCCESS,
			      nt_create_link(&link, nt_unnamed(), LINK_ALL, targets[i]));
}

TEST_F(ntobj, query)
{
	static const char16_t target[] = u"\\target";
	struct ntobj_query_symbolic_link query = {};
	char16_t answer[16];
	__u64 link;
	__u64 blind;
	__u64 event = nt_event(NTOBJ_NOTIFICATION_EVENT, 0);

	/* The target is 14 bytes, 16 are kept. */
	ASSERT_STATUS(STATUS_SUCCESS,
		      nt_create_link(&link, nt_at(nt_home(), u"link"), LINK_ALL, target));
	query.buffer = nt_address(answer);

	/* Exactly enough. */
	memset(answer, NT_POISON, sizeof(answer));
	query.length = 14;
	EXPECT_STATUS(STATUS_SUCCESS, nt_query_link(link, &query));
	EXPECT_EQ(0xcccc, answer[7]);
	query.length = 16;
	query.flags = NTOBJ_QUERY_MAXIMUM_LENGTH;
	EXPECT_STATUS(STATUS_SUCCESS, nt_query_link(link, &query));
	EXPECT_EQ(0, memcmp(answer, target, 16));
	EXPECT_EQ(0xcccc, answer[8]);

	/* One byte less: nothing is written but the length that would do. */
	memset(answer, NT_POISON, sizeof(answer));
	query.length = 15;
	EXPECT_STATUS(STATUS_BUFFER_TOO_SMALL, nt_query_link(link, &query));
	EXPECT_EQ(16, query.target_maximum_length);
	EXPECT_EQ(0xcccccccc, query.target_length);
	query.flags = 0;
	query.length = 13;
	EXPECT_STATUS(STATUS_BUFFER_TOO_SMALL, nt_query_link(link, &query));
	EXPECT_EQ(16, query.target_maximum_length);
	query.length = 0;
	query.buffer = 0;
	EXPECT_STATUS(STATUS_BUFFER_TOO_SMALL, nt_query_link(link, &query));
	EXPECT_EQ(16, query.target_maximum_length);
	EXPECT_EQ(0xcccc, answer[0]);

	query.length = 32;
	EXPECT_STATUS(STATUS_ACCESS_VIOLATION, nt_query_link(link, &query));
	query.buffer = nt_address(answer);
	query.flags = 2;
	EXPECT_STATUS(STATUS_INVALID_PARAMETER, nt_query_link(link, &query));
	query.flags = 0;
	EXPECT_STATUS(STATUS_INVALID_HANDLE, nt_query_link(0, &query));
	EXPECT_STATUS(STATUS_OBJECT_TYPE_MISMATCH, nt_query_link(event, &query));
	ASSERT_STATUS(STATUS_SUCCESS,
		      nt_open_link(&blind, nt_name(NT_HOME u"\\link"), NTOBJ_READ_CONTROL));
	EXPECT_STATUS(STATUS_ACCESS_DENIED, nt_query_link(blind, &query));
}

TEST_F(ntobj, creation_time)
{
	struct ntobj_object_basic_information basic;
	__u64 before = nt_clock(CLOCK_REALTIME_COARSE);
	__u64 event = nt_event(NTOBJ_NOTIFICATION_EVENT, 0);
	__u64 after;
	__u64 link;

	ASSERT_STATUS(STATUS_SUCCESS,
		      nt_create_link(&link, nt_unnamed(), LINK_ALL, u"\\"));
	after = nt_clock(CLOCK_REALTIME);
	ASSERT_STATUS(STATUS_SUCCESS, nt_query_basic(link, &basic));
	EXPECT_LE(before, (__u64)basic.creation_time);
	EXPECT_GE(after, (__u64)basic.creation_time);
	ASSERT_STATUS(STATUS_SUCCESS, nt_query_basic(event, &basic));
	EXPECT_EQ(0, basic.creation_time);
	ASSERT_STATUS(STATUS_SUCCESS, nt_query_basic(nt_home(), &basic));
	EXPECT_EQ(0, basic.creation_time);
}

/*
 * Following
 */

TEST_F(ntobj, in_the_middle)
{
	__u64 home = nt_home();
	__u64 handles[5];
	__u64 found;
	unsigned int i;

	struct {
		const char16_t *name;
		const char16_t *target;
	} links[] = {
		{ u"plain", NT_HOME },
		{ u"slash", NT_HOME u"\\" },
		{ u"root", u"" },
		{ u"slashroot", u"\\" },
		{ u"marks", u"\\??" },
	};

	for (i = 0; i < ARRAY_SIZE(links); i++)
		ASSERT_STATUS(STATUS_SUCCESS,
			      nt_create_link(&handles[i], nt_at(home, links[i].name),
					     LINK_ALL, links[i].target));
	ASSERT_STATUS(STATUS_SUCCESS,
		      nt_create_event(&found, nt_at(home, u"event"), 3, 0, 0));
	EXPECT_STATUS(STATUS_SUCCESS,
		      nt_open_event(&found, nt_at(home, u"plain\\event"), 3));
	/* Of two backslashes that meet, one goes. */
	EXPECT_STATUS(STATUS_SUCCESS,
		      nt_open_event(&found, nt_at(home, u"slash\\event"), 3));
	EXPECT_STATUS(STATUS_OBJECT_NAME_INVALID,
		      nt_open_event(&found, nt_at(home, u"slash\\\\event"), 3));
	EXPECT_STATUS(STATUS_SUCCESS,
		      nt_open_event(&found, nt_at(home, u"root" NT_HOME u"\\event"), 3));
	EXPECT_STATUS(STATUS_SUCCESS,
		      nt_open_event(&found, nt_at(home, u"slashroot" NT_HOME u"\\event"), 3));
	EXPECT_STATUS(STATUS_SUCCESS,
		      nt_open_directory(&found, nt_at(home, u"marks\\Global"), 1));
	EXPECT_STATUS(STATUS_SUCCESS,
		      nt_open_event(&found,
				    nt_at(home, u"plain\\slash\\plain\\slash\\event"), 3));
	EXPECT_STATUS(STATUS_OBJECT_NAME_INVALID,
		      nt_open_directory(&found, nt_at(home, u"plain\\"), 1));
	EXPECT_STATUS(STATUS_OBJECT_NAME_NOT_FOUND,
		      nt_open_event(&found, nt_at(home, u"plain\\absent"), 3));
	EXPECT_STATUS(STATUS_OBJECT_PATH_NOT_FOUND,
		      nt_open_event(&found, nt_at(home, u"plain\\absent\\x"), 3));
}

/* The link itself is what a link's open gets; its last component is no detour. */
TEST_F(ntobj, at_the_end)
{
	__u64 home = nt_home();
	char16_t name[64];
	__u64 handle;
	__u64 link;

	ASSERT_STATUS(STATUS_SUCCESS,
		      nt_create_link(&link, nt_at(home, u"link"), LINK_ALL,
				     u"\\BaseNamedObjects"));
	ASSERT_STATUS(STATUS_SUCCESS,
		      nt_open_directory(&handle, nt_at(home, u"link"), 1));
	ASSERT_STATUS(STATUS_SUCCESS, nt_query_name(handle, name, ARRAY_SIZE(name)));
	EXPECT_EQ(0, memcmp(name, u"\\BaseNamedObjects", sizeof(u"\\BaseNamedObjects")));
	ASSERT_STATUS(STATUS_SUCCESS, nt_open_link(&handle, nt_at(home, u"link"), 1));
	ASSERT_STATUS(STATUS_SUCCESS, nt_query_name(handle, name, ARRAY_SIZE(name)));
	EXPECT_EQ(0, memcmp(name, NT_HOME u"\\link", sizeof(NT_HOME u"\\link")));
	/* What it points to is looked at when it is followed. */
	EXPECT_STATUS(STATUS_OBJECT_TYPE_MISMATCH,
		      nt_open_event(&handle, nt_at(home, u"link"), 3));
}

TEST_F(ntobj, targets_that_lead_nowhere)
{
	struct {
		const char16_t *target;
		__s32 status;
	} rows[] = {
		{ u"\\ntobj_absent", STATUS_OBJECT_NAME_NOT_FOUND },
		{ u"\\ntobj_absent\\x", STATUS_OBJECT_PATH_NOT_FOUND },
		/* Relative to nothing. */
		{ u"relative", STATUS_OBJECT_NAME_NOT_FOUND },
		{ u"\\\\x", STATUS_OBJECT_NAME_INVALID },
		{ NT_HOME u"\\link", STATUS_OBJECT_NAME_NOT_FOUND },
	};
	__u64 home = nt_home();
	unsigned int i;
	__u64 event;
	__u64 link;

	for (i = 0; i < ARRAY_SIZE(rows); i++) {
		__s32 status;

		ASSERT_STATUS(STATUS_SUCCESS,
			      nt_create_link(&link, nt_at(home, u"link"), LINK_ALL,
					     rows[i].target));
		status = nt_open_event(&event, nt_at(home, u"link"), 3);
		EXPECT_EQ(rows[i].status, status)
			TH_LOG("row %u: %s", i, nt_status_text(status));
		EXPECT_STATUS(STATUS_SUCCESS, nt_close(link));
	}
}

TEST_F(ntobj, loops)
{
	__u64 home = nt_home();
	__u64 handle;
	__u64 one;
	__u64 other;

	ASSERT_STATUS(STATUS_SUCCESS,
		      nt_create_link(&one, nt_at(home, u"one"), LINK_ALL,
				     NT_HOME u"\\other"));
	ASSERT_STATUS(STATUS_SUCCESS,
		      nt_create_link(&other, nt_at(home, u"other"), LINK_ALL,
				     NT_HOME u"\\one"));
	EXPECT_STATUS(STATUS_OBJECT_NAME_NOT_FOUND,
		      nt_open_event(&handle, nt_at(home, u"one"), 3));
	EXPECT_STATUS(STATUS_OBJECT_NAME_NOT_FOUND,
		      nt_open_event(&handle, nt_at(home, u"one\\x"), 3));
	EXPECT_STATUS(STATUS_OBJECT_NAME_NOT_FOUND,
		      nt_create_event(&handle, nt_at(home, u"one"), 3, 0, 0));
	EXPECT_STATUS(STATUS_OBJECT_NAME_NOT_FOUND,
		      nt_create_directory(&handle, nt_at(home, u"other\\x"), 1));
	EXPECT_STATUS(STATUS_OBJECT_NAME_NOT_FOUND,
		      nt_create_link(&handle, nt_at(home, u"other\\x"), 1, u"\\"));
	EXPECT_STATUS(STATUS_OBJECT_NAME_NOT_FOUND,
		      nt_open_link(&handle, nt_at(home, u"other\\x"), 1));
	EXPECT_STATUS(STATUS_SUCCESS, nt_open_link(&handle, nt_at(home, u"one"), 1));
}

/* A loop whose path grows ends as well. */
TEST_F(ntobj, growing_loop)
{
	__u64 home = nt_home();
	__u64 handle;
	__u64 link;

	ASSERT_STATUS(STATUS_SUCCESS,
		      nt_create_link(&link, nt_at(home, u"grow"), LINK_ALL,
				     NT_HOME u"\\grow\\more"));
	EXPECT_STATUS(STATUS_OBJECT_NAME_NOT_FOUND,
		      nt_open_event(&handle, nt_at(home, u"grow"), 3));
}

/* link1 points to the home directory, each further one to the one before. */
static void make_chain(__u64 home, unsigned int length)
{
	char16_t target[64] = NT_HOME;
	char16_t name[8];
	unsigned int i;
	__u64 link;

	for (i = 1; i <= length; i++) {
		name[0] = '0' + i / 10;
		name[1] = '0' + i % 10;
		name[2] = 0;
		NT_CHECK_STATUS(STATUS_SUCCESS,
				nt_create_link(&link, nt_at(home, name), LINK_ALL,
					       target));
		memcpy(target, NT_HOME u"\\", sizeof(NT_HOME u"\\"));
		memcpy(target + nt_length16(NT_HOME u"\\"), name, 6);
	}
}

TEST_F(ntobj, limit)
{
	__u64 home = nt_home();
	__u64 handle;

	make_chain(home, REPARSE_LIMIT + 1);
	EXPECT_STATUS(STATUS_SUCCESS, nt_open_directory(&handle, nt_at(home, u"01"), 1));
	EXPECT_STATUS(STATUS_SUCCESS, nt_open_directory(&handle, nt_at(home, u"63"), 1));
	EXPECT_STATUS(STATUS_SUCCESS, nt_open_directory(&handle, nt_at(home, u"64"), 1));
	EXPECT_STATUS(STATUS_OBJECT_NAME_NOT_FOUND,
		      nt_open_directory(&handle, nt_at(home, u"65"), 1));
	EXPECT_STATUS(STATUS_SUCCESS,
		      nt_open_directory(&handle, nt_at(home, u"63\\01"), 1));
	EXPECT_STATUS(STATUS_OBJECT_NAME_NOT_FOUND,
		      nt_open_directory(&handle, nt_at(home, u"64\\01"), 1));
	EXPECT_STATUS(STATUS_OBJECT_NAME_NOT_FOUND,
		      nt_create_event(&handle, nt_at(home, u"65\\event"), 3, 0, 0));
	EXPECT_STATUS(STATUS_SUCCESS,
		      nt_create_event(&handle, nt_at(home, u"64\\event"), 3, 0, 0));
}

/* Target and rest together may have LONGEST_PATH bytes. */
TEST_F(ntobj, long_paths)
{
	static const __u32 targets[] = { 4, 40000, LONGEST_PATH - 16, LONGEST };
	struct ntobj_object_attributes longer;
	char16_t *target = calloc(2, 65536);
	char16_t *name = calloc(2, 65536);
	__u64 home = nt_home();
	unsigned int i;
	__u64 handle;
	__u64 link;

	ASSERT_NE(NULL, target);
	ASSERT_NE(NULL, name);
	for (i = 0; i < 65536; i++)
		target[i] = 'n';
	memcpy(name, target, 65536);
	target[0] = '\\';
	memcpy(name, u"link\\", 10);
	for (i = 0; i < ARRAY_SIZE(targets); i++) {
		/* The rest with its backslash, in bytes. */
		__u32 rest = targets[i] < LONGEST_PATH ? LONGEST_PATH - targets[i] : 4;

		ASSERT_STATUS(STATUS_SUCCESS,
			      nt_create_link_counted(&link, nt_at(home, u"link"), LINK_ALL,
						     target, targets[i], targets[i]));
		longer = nt_counted(home, name, 8 + rest + 2, 0);
		EXPECT_STATUS(STATUS_NAME_TOO_LONG, nt_open_event(&handle, longer, 3));
		EXPECT_STATUS(STATUS_NAME_TOO_LONG, nt_open_directory(&handle, longer, 1));
		EXPECT_STATUS(STATUS_NAME_TOO_LONG, nt_open_link(&handle, longer, 1));
		EXPECT_STATUS(STATUS_NAME_TOO_LONG,
			      nt_create_event(&handle, longer, 3, 0, 0));
		EXPECT_STATUS(STATUS_NAME_TOO_LONG, nt_create_directory(&handle, longer, 1));
		EXPECT_STATUS(STATUS_NAME_TOO_LONG,
			      nt_create_link(&handle, longer, 1, u"\\"));
		if (targets[i] >= LONGEST_PATH) {
			EXPECT_STATUS(STATUS_NAME_TOO_LONG,
				      nt_open_event(&handle, nt_at(home, u"link"), 3));
		} else {
			EXPECT_STATUS(STATUS_OBJECT_PATH_NOT_FOUND,
				      nt_open_event(&handle,
						    nt_counted(home, name, 8 + rest, 0), 3));
		}
		EXPECT_STATUS(STATUS_SUCCESS, nt_close(link));
	}
}

TEST_F(ntobj, dont_reparse)
{
	__u64 home = nt_home();
	__u64 handle;
	__u64 link;

	ASSERT_STATUS(STATUS_SUCCESS,
		      nt_create_link(&link, nt_at(home, u"link"), LINK_ALL, NT_HOME));
	EXPECT_STATUS(STATUS_REPARSE_POINT_ENCOUNTERED,
		      nt_open_event(&handle, nt_at_flags(home, u"link\\x",
							 NTOBJ_OBJ_DONT_REPARSE), 3));
	EXPECT_STATUS(STATUS_REPARSE_POINT_ENCOUNTERED,
		      nt_open_directory(&handle, nt_at_flags(home, u"link",
							     NTOBJ_OBJ_DONT_REPARSE), 1));
	EXPECT_STATUS(STATUS_REPARSE_POINT_ENCOUNTERED,
		      nt_create_event(&handle, nt_at_flags(home, u"link",
							   NTOBJ_OBJ_DONT_REPARSE),
				      3, 0, 0));
	EXPECT_STATUS(STATUS_REPARSE_POINT_ENCOUNTERED,
		      nt_create_directory(&handle, nt_at_flags(home, u"link\\x",
							       NTOBJ_OBJ_DONT_REPARSE), 1));
	EXPECT_STATUS(STATUS_REPARSE_POINT_ENCOUNTERED,
		      nt_create_link(&handle, nt_at_flags(home, u"link\\x",
							  NTOBJ_OBJ_DONT_REPARSE),
				     1, u"\\"));
	EXPECT_STATUS(STATUS_REPARSE_POINT_ENCOUNTERED,
		      nt_open_link(&handle, nt_at_flags(home, u"link\\x",
							NTOBJ_OBJ_DONT_REPARSE), 1));
	/* A link that is not followed is no obstacle. */
	EXPECT_STATUS(STATUS_SUCCESS,
		      nt_open_link(&handle, nt_at_flags(home, u"link",
							NTOBJ_OBJ_DONT_REPARSE), 1));
	EXPECT_STATUS(STATUS_OBJECT_NAME_COLLISION,
		      nt_create_link(&handle, nt_at_flags(home, u"link",
							  NTOBJ_OBJ_DONT_REPARSE),
				     1, u"\\"));
	/* \?? is no link. */
	EXPECT_STATUS(STATUS_SUCCESS,
		      nt_open_directory(&handle, nt_name_flags(u"\\??",
							       NTOBJ_OBJ_DONT_REPARSE), 1));
	EXPECT_STATUS(STATUS_REPARSE_POINT_ENCOUNTERED,
		      nt_open_directory(&handle, nt_name_flags(u"\\DosDevices",
							       NTOBJ_OBJ_DONT_REPARSE), 1));
}

/* A link goes with its last handle; what went through it stays. */
TEST_F(ntobj, closed_link)
{
	__u64 home = nt_home();
	__u64 handle;
	__u64 event;
	__u64 link;

	ASSERT_STATUS(STATUS_SUCCESS,
		      nt_create_link(&link, nt_at(home, u"link"), LINK_ALL, NT_HOME));
	ASSERT_STATUS(STATUS_SUCCESS,
		      nt_create_event(&event, nt_at(home, u"link\\event"), 3, 0, 0));
	EXPECT_STATUS(STATUS_SUCCESS, nt_close(link));
	EXPECT_STATUS(STATUS_OBJECT_PATH_NOT_FOUND,
		      nt_open_event(&handle, nt_at(home, u"link\\event"), 3));
	EXPECT_STATUS(STATUS_SUCCESS, nt_open_event(&handle, nt_at(home, u"event"), 3));
}

TEST_HARNESS_MAIN
