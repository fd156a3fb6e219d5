// SPDX-License-Identifier: GPL-2.0
/*
 * The handle table: which values it gives, and which it takes.
 */
#include "ntobj_fixture.h"

/* Entries of the lowest level of a table; the first of each is never given. */
#define LEAF_ENTRIES	256

TEST_F(ntobj, first_handles)
{
	unsigned int i;

	for (i = 1; i < 100; i++)
		EXPECT_EQ(4 * i, nt_event(0, 0));
}

TEST_F(ntobj, first_entry_of_each_leaf_is_skipped)
{
	__u64 expected = 4;
	unsigned int i;

	for (i = 0; i < 4 * LEAF_ENTRIES; i++) {
		ASSERT_EQ(expected, nt_event(0, 0));
		expected += 4;
		if (expected / 4 % LEAF_ENTRIES == 0)
			expected += 4;
	}
	/* Nor is it taken. */
	for (i = 0; i < 4; i++)
		EXPECT_STATUS(STATUS_INVALID_HANDLE, nt_close(4ULL * LEAF_ENTRIES * i));
}

/* The last one freed is the next one given. */
TEST_F(ntobj, last_in_first_out)
{
	static const unsigned int order[] = { 3, 17, 5, 11, 8 };
	__u64 handles[20];
	unsigned int i;

	for (i = 0; i < ARRAY_SIZE(handles); i++)
		handles[i] = nt_event(0, 0);
	for (i = 0; i < ARRAY_SIZE(order); i++)
		ASSERT_STATUS(STATUS_SUCCESS, nt_close(handles[order[i]]));
	for (i = ARRAY_SIZE(order); i--;)
		EXPECT_EQ(handles[order[i]], nt_event(0, 0));
	EXPECT_EQ(handles[19] + 4, nt_event(0, 0));
}

/* A call that fails uses up no handle. */
TEST_F(ntobj, failure_gives_the_entry_back)
{
	struct ntobj_create_event call = { .attributes = nt_unnamed(), .event_type = 2 };
	__u64 handle;

	EXPECT_STATUS(STATUS_INVALID_PARAMETER, nt_call(NTOBJ_IOC_CREATE_EVENT, &call));
	EXPECT_STATUS(STATUS_ACCESS_DENIED,
		      nt_open_directory(&handle, nt_name(u"\\"), 0x800));
	EXPECT_STATUS(STATUS_OBJECT_TYPE_MISMATCH,
		      nt_open_event(&handle, nt_name(u"\\ObjectTypes\\Event"), 1));
	EXPECT_STATUS(STATUS_OBJECT_NAME_NOT_FOUND,
		      nt_open_event(&handle, nt_name(u"\\ntobj_absent"), 1));
	EXPECT_EQ(4, nt_event(0, 0));
}

TEST_F(ntobj, tag_bits)
{
	__u64 event = nt_event(0, 0);
	unsigned int tag;

	for (tag = 0; tag < 4; tag++) {
		EXPECT_STATUS(STATUS_SUCCESS, nt_set_event(event | tag));
		EXPECT_EQ(1, nt_state(event | tag));
		EXPECT_STATUS(STATUS_SUCCESS, nt_reset_event(event | tag));
		EXPECT_STATUS(STATUS_TIMEOUT, nt_wait(event | tag, NTOBJ_WAIT_POLL));
		EXPECT_STATUS(STATUS_SUCCESS, nt_close(event | tag));
		EXPECT_EQ(event, nt_event(0, 0));
	}
}

static const __u64 bad_handles[] = {
	0, 1, 2, 3, 8, 0x400, 0x404, 0x10000, 0x7ffffffc, 0x80000000, 0x80000004,
	0xfffffffc, 0x100000004ULL, 0x7ffffffffffffffcULL, 0x8000000000000004ULL,
	0xffffffff80000004ULL, -7ULL, -8ULL,
	/* Index bits beyond the table that would alias entry 1. */
	4 + (1ULL << 26), 4 + (1ULL << 32), 4 + (1ULL << 34), 4 + (1ULL << 58),
};

/* Each in every service that takes a handle. */
TEST_F(ntobj, bad_handles)
{
	static const unsigned long hot[] = {
		NTOBJ_IOC_CLOSE, NTOBJ_IOC_SET_EVENT, NTOBJ_IOC_RESET_EVENT,
		NTOBJ_IOC_CLEAR_EVENT, NTOBJ_IOC_PULSE_EVENT,
		NTOBJ_IOC_MAKE_TEMPORARY_OBJECT, NTOBJ_IOC_MAKE_PERMANENT_OBJECT,
	};
	static const unsigned long previous[] = {
		NTOBJ_IOC_SET_EVENT_PREVIOUS, NTOBJ_IOC_RESET_EVENT_PREVIOUS,
		NTOBJ_IOC_PULSE_EVENT_PREVIOUS,
	};
	struct ntobj_object_basic_information basic;
	__u64 event = nt_event(0, 0);
	unsigned int i;
	unsigned int j;
	__s32 state;
	__u32 type;
	__u64 out;

	ASSERT_EQ(4, event);
	for (i = 0; i < ARRAY_SIZE(bad_handles); i++) {
		__u64 bad = bad_handles[i];

		/*
		 * A hot call of a 32-bit caller has no room for the high bits,
		 * and is extended to one that stands for the caller.
		 */
		for (j = 0; j < ARRAY_SIZE(hot); j++) {
			if ((unsigned long)bad != bad || (unsigned long)bad >= -6UL)
				break;
			EXPECT_STATUS(STATUS_INVALID_HANDLE, nt_hot(hot[j], bad));
		}
		for (j = 0; j < ARRAY_SIZE(previous); j++)
			EXPECT_STATUS(STATUS_INVALID_HANDLE,
				      nt_event_previous(previous[j], bad, &state));
		EXPECT_STATUS(STATUS_INVALID_HANDLE, nt_query_event(bad, &type, &state));
		EXPECT_STATUS(STATUS_INVALID_HANDLE, nt_wait(bad, NTOBJ_WAIT_FOREVER));
		EXPECT_STATUS(STATUS_INVALID_HANDLE, nt_query_basic(bad, &basic));
		EXPECT_STATUS(STATUS_INVALID_HANDLE, nt_set_flags(bad, true, true));
		if (bad)
			EXPECT_STATUS(STATUS_INVALID_HANDLE,
				      nt_open_event(&out, nt_at(bad, u"x"), 1));
	}
	EXPECT_EQ(0, nt_state(event));
}

/*
 * NT's six handles that stand for the caller: closing one does nothing. Two of
 * them stand for something here.
 */
TEST_F(ntobj, pseudo_handles)
{
	struct ntobj_object_basic_information basic;
	__s32 expected;
	bool inherit;
	bool protect;
	__u64 handle;
	__s32 state;
	__u32 type;
	__u64 out;

	for (handle = -6ULL; handle; handle++) {
		expected = handle >= NTOBJ_CURRENT_THREAD ? STATUS_OBJECT_TYPE_MISMATCH :
							    STATUS_INVALID_HANDLE;
		EXPECT_STATUS(STATUS_SUCCESS, nt_close(handle));
		EXPECT_STATUS(STATUS_SUCCESS, nt_close(handle));
		EXPECT_STATUS(expected, nt_set_event(handle));
		EXPECT_STATUS(expected, nt_query_event(handle, &type, &state));
		EXPECT_STATUS(expected, nt_open_event(&out, nt_at(handle, u"x"), 1));
		if (handle >= NTOBJ_CURRENT_THREAD)
			continue;
		EXPECT_STATUS(STATUS_INVALID_HANDLE, nt_wait(handle, NTOBJ_WAIT_POLL));
		EXPECT_STATUS(STATUS_INVALID_HANDLE, nt_query_basic(handle, &basic));
		EXPECT_STATUS(STATUS_INVALID_HANDLE, nt_set_flags(handle, true, true));
	}
	for (handle = NTOBJ_CURRENT_THREAD; handle; handle++) {
		EXPECT_STATUS(STATUS_TIMEOUT, nt_wait(handle, NTOBJ_WAIT_POLL));
		EXPECT_STATUS(STATUS_SUCCESS, nt_query_basic(handle, &basic));
		EXPECT_EQ(0x1fffff, basic.granted_access);
		EXPECT_EQ(0, basic.handle_count);
		/* There is no entry that could have flags. */
		EXPECT_STATUS(STATUS_INVALID_HANDLE, nt_set_flags(handle, true, true));
		EXPECT_STATUS(STATUS_SUCCESS, nt_query_flags(handle, &inherit, &protect));
		EXPECT_FALSE(inherit);
		EXPECT_FALSE(protect);
	}
	/* They take no entry. */
	EXPECT_EQ(4, nt_event(0, 0));
}

TEST_F(ntobj, close)
{
	__u64 event = nt_event(0, 0);
	__u64 other = nt_event(0, 0);

	EXPECT_STATUS(STATUS_SUCCESS, nt_close(event));
	EXPECT_STATUS(STATUS_INVALID_HANDLE, nt_close(event));
	EXPECT_STATUS(STATUS_INVALID_HANDLE, nt_set_event(event));
	EXPECT_EQ(0, nt_state(other));
}

TEST_F(ntobj, protect_from_close)
{
	struct ntobj_object_basic_information basic;
	__u64 event = nt_event(0, 0);

	ASSERT_STATUS(STATUS_SUCCESS, nt_set_flags(event, false, true));
	EXPECT_STATUS(STATUS_HANDLE_NOT_CLOSABLE, nt_close(event));
	EXPECT_STATUS(STATUS_HANDLE_NOT_CLOSABLE, nt_close(event));
	EXPECT_STATUS(STATUS_SUCCESS, nt_set_event(event));
	ASSERT_STATUS(STATUS_SUCCESS, nt_query_basic(event, &basic));
	EXPECT_EQ(1, basic.handle_count);
	ASSERT_STATUS(STATUS_SUCCESS, nt_set_flags(event, false, false));
	EXPECT_STATUS(STATUS_SUCCESS, nt_close(event));
}

static int protect_and_end(void *context)
{
	__u64 event;

	(void)context;
	NT_CHECK_STATUS(STATUS_SUCCESS,
			nt_create_event(&event, nt_name(NT_HOME u"\\protected"), 1, 0, 0));
	NT_CHECK_STATUS(STATUS_SUCCESS, nt_set_flags(event, false, true));
	return 0;
}

/* The end of the process closes what can't be closed, too. */
TEST_F(ntobj, protected_handle_goes_with_process)
{
	__u64 home = nt_home();
	__u64 event;

	ASSERT_EQ(0, nt_child(protect_and_end, NULL));
	EXPECT_STATUS(STATUS_OBJECT_NAME_NOT_FOUND,
		      nt_open_event(&event, nt_at(home, u"protected"), 1));
}

/* Several handles of one object have rights of their own. */
TEST_F(ntobj, rights_of_each_handle)
{
	__u64 home = nt_home();
	__u64 setter;
	__u64 reader;
	__s32 state;
	__u32 type;

	ASSERT_STATUS(STATUS_SUCCESS,
		      nt_create_event(&setter, nt_at(home, u"x"), NTOBJ_EVENT_MODIFY_STATE,
				      0, 0));
	ASSERT_STATUS(STATUS_SUCCESS,
		      nt_open_event(&reader, nt_at(home, u"x"), NTOBJ_EVENT_QUERY_STATE));
	EXPECT_STATUS(STATUS_ACCESS_DENIED, nt_set_event(reader));
	EXPECT_STATUS(STATUS_ACCESS_DENIED, nt_query_event(setter, &type, &state));
	EXPECT_EQ(0, nt_state(reader));
	EXPECT_STATUS(STATUS_SUCCESS, nt_set_event(setter));
	EXPECT_EQ(1, nt_state(reader));
}

static int count_to_limit(void *context)
{
	struct ntobj_query_version version;
	__u64 handles[3];
	__u64 handle;
	unsigned int i;

	(void)context;
	NT_CHECK_STATUS(STATUS_SUCCESS, nt_call(NTOBJ_IOC_QUERY_VERSION, &version));
	NT_CHECK(version.max_handles == 3);
	for (i = 0; i < 3; i++)
		handles[i] = nt_event(0, 0);
	NT_CHECK_STATUS(STATUS_INSUFFICIENT_RESOURCES,
			nt_create_event(&handle, nt_unnamed(), 1, 0, 0));
	NT_CHECK_STATUS(STATUS_INSUFFICIENT_RESOURCES,
			nt_create_event(&handle, nt_name(u"\\BaseNamedObjects\\ntobj_x"),
					1, 0, 0));
	NT_CHECK_STATUS(STATUS_INSUFFICIENT_RESOURCES,
			nt_create_directory(&handle, nt_unnamed(), 1));
	NT_CHECK_STATUS(STATUS_INSUFFICIENT_RESOURCES,
			nt_create_link(&handle, nt_unnamed(), 1, u"\\"));
	NT_CHECK_STATUS(STATUS_INSUFFICIENT_RESOURCES,
			nt_open_directory(&handle, nt_name(u"\\"), 1));
	NT_CHECK_STATUS(STATUS_INSUFFICIENT_RESOURCES,
			nt_open_link(&handle, nt_name(u"\\DosDevices"), 1));
	NT_CHECK_STATUS(STATUS_INSUFFICIENT_RESOURCES,
			nt_open_event(&handle, nt_name(NT_HOME u"\\event"), 1));
	NT_CHECK_STATUS(STATUS_SUCCESS, nt_set_event(handles[2]));
	NT_CHECK_STATUS(STATUS_SUCCESS, nt_close(handles[1]));
	NT_CHECK(nt_event(0, 0) == handles[1]);
	/* The refused name is not there. */
	NT_CHECK_STATUS(STATUS_SUCCESS, nt_close(handles[1]));
	NT_CHECK_STATUS(STATUS_OBJECT_NAME_NOT_FOUND,
			nt_open_event(&handle, nt_name(u"\\BaseNamedObjects\\ntobj_x"), 1));
	return 0;
}

TEST_F(ntobj, max_handles)
{
	long limit = nt_parameter("max_handles");
	__u64 home = nt_home();
	__u64 event;
	int result;

	ASSERT_LT(3, limit);
	ASSERT_STATUS(STATUS_SUCCESS,
		      nt_create_event(&event, nt_at(home, u"event"), 1, 0, 0));
	ASSERT_EQ(0, nt_set_parameter("max_handles", 3));
	result = nt_child(count_to_limit, NULL);
	EXPECT_EQ(0, nt_set_parameter("max_handles", limit));
	EXPECT_EQ(0, result);
}

static int meet_object_limit(void *context)
{
	const int *pipes = context;
	__u64 handle;
	char byte;

	/* Who has no token yet can't have one then, and opens nothing. */
	NT_CHECK_STATUS(STATUS_SUCCESS, nt_make_token());
	NT_CHECK(write(pipes[3], "r", 1) == 1);
	NT_CHECK(read(pipes[0], &byte, 1) == 1);
	NT_CHECK_STATUS(STATUS_INSUFFICIENT_RESOURCES,
			nt_create_event(&handle, nt_unnamed(), 1, 0, 0));
	NT_CHECK_STATUS(STATUS_INSUFFICIENT_RESOURCES,
			nt_create_event(&handle, nt_name(NT_HOME u"\\x"), 1, 0, 0));
	NT_CHECK_STATUS(STATUS_INSUFFICIENT_RESOURCES,
			nt_create_directory(&handle, nt_unnamed(), 1));
	NT_CHECK_STATUS(STATUS_INSUFFICIENT_RESOURCES,
			nt_create_link(&handle, nt_unnamed(), 1, u"\\"));
	/* What is there can still be opened. */
	NT_CHECK_STATUS(STATUS_SUCCESS, nt_open_directory(&handle, nt_name(NT_HOME), 1));
	return 0;
}

/* The limit of objects is the whole machine's. */
TEST_F(ntobj, max_objects)
{
	long limit = nt_parameter("max_objects");
	__u64 handle;
	int pipes[4];
	int result;
	char byte;
	pid_t pid;

	ASSERT_LT(0, limit);
	ASSERT_EQ(0, pipe(pipes));
	ASSERT_EQ(0, pipe(pipes + 2));
	nt_home();
	pid = nt_child_start(meet_object_limit, pipes);
	ASSERT_EQ(1, read(pipes[2], &byte, 1));
	ASSERT_EQ(0, nt_set_parameter("max_objects", 1));
	EXPECT_EQ(1, write(pipes[1], "b", 1));
	result = nt_child_end(pid);
	EXPECT_EQ(0, nt_set_parameter("max_objects", limit));
	EXPECT_EQ(0, result);
	EXPECT_STATUS(STATUS_SUCCESS, nt_create_event(&handle, nt_unnamed(), 1, 0, 0));
}

TEST_HARNESS_MAIN
