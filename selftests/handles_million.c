// SPDX-License-Identifier: GPL-2.0
/*
 * A million handles in one process: all different, all of them found, and all
 * of them closed when the process ends. Fewer on a debug kernel.
 */
#include "ntobj_fixture.h"

#define LEAF_ENTRIES	256

static unsigned int how_many(void)
{
	return nt_debug_kernel() ? 20000 : 1000000;
}

static __u64 value_of(unsigned int number)
{
	return 4ULL * (number + number / (LEAF_ENTRIES - 1) + 1);
}

/* All of one object, so that the memory goes into the table. */
static void open_all(unsigned int count)
{
	unsigned int i;
	__u64 handle;

	for (i = 0; i < count; i++) {
		NT_CHECK_STATUS(STATUS_SUCCESS,
				nt_open_directory(&handle, nt_name(u"\\BaseNamedObjects"),
						  1));
		NT_CHECK(handle == value_of(i));
	}
}

TEST_F_TIMEOUT(ntobj, open_and_close, 400)
{
	struct ntobj_object_basic_information basic;
	unsigned int count = how_many();
	unsigned int i;
	__u64 handle;

	open_all(count);
	for (i = 0; i < count; i += 1009) {
		ASSERT_STATUS(STATUS_SUCCESS, nt_query_basic(value_of(i), &basic));
		ASSERT_LE(count, basic.handle_count);
	}
	EXPECT_STATUS(STATUS_INVALID_HANDLE, nt_query_basic(value_of(count), &basic));
	for (i = 0; i < count; i++)
		ASSERT_STATUS(STATUS_SUCCESS, nt_close(value_of(i)));
	EXPECT_STATUS(STATUS_INVALID_HANDLE, nt_close(value_of(count / 2)));
	ASSERT_STATUS(STATUS_SUCCESS, nt_open_directory(&handle, nt_name(u"\\"), 1));
	EXPECT_EQ(value_of(count - 1), handle);
}

static int open_and_end(void *context)
{
	(void)context;
	open_all(how_many());
	return 0;
}

TEST_F_TIMEOUT(ntobj, process_end, 400)
{
	struct nt_totals before = nt_totals();

	ASSERT_EQ(0, nt_child(open_and_end, NULL));
	EXPECT_EQ(before.handles, nt_totals().handles);
}

TEST_HARNESS_MAIN
