// SPDX-License-Identifier: GPL-2.0
/*
 * Lifetime: names go with the last handle, permanent ones stay, and the counts
 * that NT shows are the counts that are shown.
 */
#include "ntobj_fixture.h"

#define EVENT_ALL	NTOBJ_EVENT_ALL_ACCESS

static struct ntobj_object_basic_information basic_of(__u64 handle)
{
	struct ntobj_object_basic_information basic;

	NT_CHECK_STATUS(STATUS_SUCCESS, nt_query_basic(handle, &basic));
	return basic;
}

static void expect_counts(struct __test_metadata *_metadata, __u64 handle,
			  __u64 handles, __u64 pointers)
{
	struct ntobj_object_basic_information basic = basic_of(handle);

	EXPECT_EQ(handles, basic.handle_count);
	EXPECT_EQ(pointers, basic.pointer_count);
}

/* One pointer each: for the name's place, each handle, and the query itself. */
TEST_F(ntobj, counts)
{
	__u64 home = nt_home();
	__u64 handles[4];

	ASSERT_STATUS(STATUS_SUCCESS,
		      nt_create_event(&handles[0], nt_unnamed(), EVENT_ALL, 0, 0));
	expect_counts(_metadata, handles[0], 1, 2);
	ASSERT_STATUS(STATUS_SUCCESS,
		      nt_create_event(&handles[1], nt_at(home, u"x"), EVENT_ALL, 0, 0));
	expect_counts(_metadata, handles[1], 1, 3);
	ASSERT_STATUS(STATUS_SUCCESS,
		      nt_open_event(&handles[2], nt_at(home, u"x"), EVENT_ALL));
	expect_counts(_metadata, handles[1], 2, 4);
	ASSERT_STATUS(STATUS_OBJECT_NAME_EXISTS,
		      nt_create_event(&handles[3], nt_at_flags(home, u"x", NTOBJ_OBJ_OPENIF),
				      EVENT_ALL, 0, 0));
	expect_counts(_metadata, handles[2], 3, 5);
	EXPECT_STATUS(STATUS_SUCCESS, nt_close(handles[1]));
	expect_counts(_metadata, handles[3], 2, 4);
	EXPECT_STATUS(STATUS_SUCCESS, nt_close(handles[3]));
	expect_counts(_metadata, handles[2], 1, 3);
}

/* Permanence takes no reference. */
TEST_F(ntobj, counts_of_permanent)
{
	__u64 home = nt_home();
	__u64 handle;

	ASSERT_STATUS(STATUS_SUCCESS,
		      nt_create_event(&handle, nt_at_flags(home, u"x", NTOBJ_OBJ_PERMANENT),
				      EVENT_ALL, 0, 0));
	expect_counts(_metadata, handle, 1, 3);
	EXPECT_STATUS(STATUS_SUCCESS, nt_hot(NTOBJ_IOC_MAKE_TEMPORARY_OBJECT, handle));
	expect_counts(_metadata, handle, 1, 3);
}

/* A failing call leaves the counts alone. */
TEST_F(ntobj, counts_after_errors)
{
	struct nt_totals before;
	struct nt_totals after;
	__u64 home = nt_home();
	__u64 handle;
	__u64 other;

	ASSERT_STATUS(STATUS_SUCCESS,
		      nt_create_event(&handle, nt_at(home, u"x"), EVENT_ALL, 0, 0));
	before = nt_totals();
	EXPECT_STATUS(STATUS_ACCESS_DENIED, nt_open_event(&other, nt_at(home, u"x"), 0));
	EXPECT_STATUS(STATUS_OBJECT_TYPE_MISMATCH,
		      nt_open_directory(&other, nt_at(home, u"x"), 1));
	EXPECT_STATUS(STATUS_OBJECT_NAME_COLLISION,
		      nt_create_event(&other, nt_at(home, u"x"), EVENT_ALL, 0, 0));
	EXPECT_STATUS(STATUS_OBJECT_TYPE_MISMATCH,
		      nt_create_directory(&other, nt_at(home, u"x"), 1));
	EXPECT_STATUS(STATUS_OBJECT_PATH_NOT_FOUND,
		      nt_create_event(&other, nt_at(home, u"y\\z"), EVENT_ALL, 0, 0));
	EXPECT_STATUS(STATUS_ACCESS_DENIED,
		      nt_create_event(&other, nt_at(home, u"y"), 0x00800000, 0, 0));
	EXPECT_STATUS(STATUS_INVALID_PARAMETER,
		      nt_create_event(&other, nt_at(home, u"y"), EVENT_ALL, 2, 0));
	after = nt_totals();
	EXPECT_EQ(before.objects, after.objects);
	EXPECT_EQ(before.handles, after.handles);
	expect_counts(_metadata, handle, 1, 3);
	/* The refused name was not left behind. */
	EXPECT_STATUS(STATUS_OBJECT_NAME_NOT_FOUND,
		      nt_open_event(&other, nt_at(home, u"y"), EVENT_ALL));
}

/* The name goes at once with the last handle, and can be had again. */
TEST_F(ntobj, name_goes_with_last_handle)
{
	__u64 home = nt_home();
	__u64 handles[2];
	__u64 other;

	ASSERT_STATUS(STATUS_SUCCESS,
		      nt_create_event(&handles[0], nt_at(home, u"x"), EVENT_ALL, 0, 1));
	ASSERT_STATUS(STATUS_SUCCESS,
		      nt_open_event(&handles[1], nt_at(home, u"x"), EVENT_ALL));
	EXPECT_STATUS(STATUS_SUCCESS, nt_close(handles[0]));
	EXPECT_STATUS(STATUS_SUCCESS, nt_open_event(&other, nt_at(home, u"x"), EVENT_ALL));
	EXPECT_STATUS(STATUS_SUCCESS, nt_close(other));
	EXPECT_STATUS(STATUS_SUCCESS, nt_close(handles[1]));
	EXPECT_STATUS(STATUS_OBJECT_NAME_NOT_FOUND,
		      nt_open_event(&other, nt_at(home, u"x"), EVENT_ALL));
	ASSERT_STATUS(STATUS_SUCCESS,
		      nt_create_event(&other, nt_at(home, u"x"), EVENT_ALL, 0, 0));
	EXPECT_EQ(0, nt_state(other));
}

/* No number is given twice. */
TEST_F(ntobj, ids)
{
	__u64 last = 0;
	unsigned int i;

	for (i = 0; i < 100; i++) {
		__u64 event = nt_event(NTOBJ_NOTIFICATION_EVENT, 0);
		__u64 id = basic_of(event).id;

		EXPECT_LT(last, id);
		last = id;
		EXPECT_STATUS(STATUS_SUCCESS, nt_close(event));
	}
}

/*
 * A directory without handles loses its name, but what is in it keeps it alive
 * and can be reached by its own handles only.
 */
TEST_F(ntobj, directory_goes_before_its_entries)
{
	__u64 home = nt_home();
	__u64 directory;
	char16_t name[64];
	__u64 event;
	__u64 other;

	ASSERT_STATUS(STATUS_SUCCESS,
		      nt_create_directory(&directory, nt_at(home, u"d"), 0xf));
	ASSERT_STATUS(STATUS_SUCCESS,
		      nt_create_event(&event, nt_at(directory, u"x"), EVENT_ALL, 0, 0));
	EXPECT_STATUS(STATUS_SUCCESS, nt_close(directory));
	EXPECT_STATUS(STATUS_OBJECT_PATH_NOT_FOUND,
		      nt_open_event(&other, nt_at(home, u"d\\x"), EVENT_ALL));
	EXPECT_STATUS(STATUS_SUCCESS, nt_set_event(event));
	EXPECT_STATUS(STATUS_SUCCESS, nt_query_name(event, name, ARRAY_SIZE(name)));
	ASSERT_STATUS(STATUS_SUCCESS,
		      nt_create_directory(&directory, nt_at(home, u"d"), 0xf));
	EXPECT_STATUS(STATUS_OBJECT_NAME_NOT_FOUND,
		      nt_open_event(&other, nt_at(directory, u"x"), EVENT_ALL));
	EXPECT_STATUS(STATUS_SUCCESS, nt_close(event));
}

TEST_F(ntobj, permanent)
{
	__u64 home = nt_home();
	__u64 event;
	__u64 id;

	ASSERT_STATUS(STATUS_SUCCESS,
		      nt_create_event(&event, nt_at_flags(home, u"p", NTOBJ_OBJ_PERMANENT),
				      EVENT_ALL, 0, 1));
	EXPECT_EQ(NTOBJ_OBJ_PERMANENT, basic_of(event).attributes);
	id = basic_of(event).id;
	EXPECT_STATUS(STATUS_SUCCESS, nt_close(event));
	ASSERT_STATUS(STATUS_SUCCESS, nt_open_event(&event, nt_at(home, u"p"), EVENT_ALL));
	EXPECT_EQ(id, basic_of(event).id);
	EXPECT_EQ(1, nt_state(event));
	ASSERT_STATUS(STATUS_SUCCESS, nt_hot(NTOBJ_IOC_MAKE_TEMPORARY_OBJECT, event));
	EXPECT_EQ(0, basic_of(event).attributes);
	EXPECT_STATUS(STATUS_SUCCESS, nt_hot(NTOBJ_IOC_MAKE_TEMPORARY_OBJECT, event));
	EXPECT_STATUS(STATUS_SUCCESS, nt_close(event));
	EXPECT_STATUS(STATUS_OBJECT_NAME_NOT_FOUND,
		      nt_open_event(&event, nt_at(home, u"p"), EVENT_ALL));
}

/* A permanent object outlives its process, until another makes it temporary. */
static int leave_permanent(void *context)
{
	__u64 event;

	(void)context;
	NT_CHECK_STATUS(STATUS_SUCCESS,
			nt_create_event(&event,
					nt_name_flags(u"\\BaseNamedObjects\\ntobj_permanent",
						      NTOBJ_OBJ_PERMANENT),
					EVENT_ALL, 0, 0));
	return 0;
}

TEST_F(ntobj, permanent_outlives_process)
{
	__u64 event;

	ASSERT_EQ(0, nt_child(leave_permanent, NULL));
	ASSERT_STATUS(STATUS_SUCCESS,
		      nt_open_event(&event, nt_name(u"\\BaseNamedObjects\\ntobj_permanent"),
				    EVENT_ALL));
	expect_counts(_metadata, event, 1, 3);
	EXPECT_STATUS(STATUS_SUCCESS, nt_hot(NTOBJ_IOC_MAKE_TEMPORARY_OBJECT, event));
	EXPECT_STATUS(STATUS_SUCCESS, nt_close(event));
	EXPECT_STATUS(STATUS_OBJECT_NAME_NOT_FOUND,
		      nt_open_event(&event, nt_name(u"\\BaseNamedObjects\\ntobj_permanent"),
				    EVENT_ALL));
}

TEST_F(ntobj, make_permanent)
{
	__u64 home = nt_home();
	__u64 event;

	ASSERT_STATUS(STATUS_SUCCESS,
		      nt_create_event(&event, nt_at(home, u"p"), 0, 0, 0));
	/* Any right will do, even none. */
	ASSERT_STATUS(STATUS_SUCCESS, nt_hot(NTOBJ_IOC_MAKE_PERMANENT_OBJECT, event));
	EXPECT_EQ(NTOBJ_OBJ_PERMANENT, basic_of(event).attributes);
	EXPECT_STATUS(STATUS_SUCCESS, nt_hot(NTOBJ_IOC_MAKE_PERMANENT_OBJECT, event));
	EXPECT_STATUS(STATUS_ACCESS_DENIED,
		      nt_hot(NTOBJ_IOC_MAKE_TEMPORARY_OBJECT, event));
	EXPECT_STATUS(STATUS_SUCCESS, nt_close(event));
	ASSERT_STATUS(STATUS_SUCCESS,
		      nt_open_event(&event, nt_at(home, u"p"), NTOBJ_DELETE));
	ASSERT_STATUS(STATUS_SUCCESS, nt_hot(NTOBJ_IOC_MAKE_TEMPORARY_OBJECT, event));
	EXPECT_EQ(0, basic_of(event).attributes);
	EXPECT_STATUS(STATUS_SUCCESS, nt_close(event));
	EXPECT_STATUS(STATUS_OBJECT_NAME_NOT_FOUND,
		      nt_open_event(&event, nt_at(home, u"p"), NTOBJ_DELETE));
}

TEST_F(ntobj, make_permanent_other_types)
{
	__u64 home = nt_home();
	__u64 handles[2];
	unsigned int i;

	ASSERT_STATUS(STATUS_SUCCESS,
		      nt_create_directory(&handles[0], nt_at(home, u"d"), NTOBJ_DELETE));
	ASSERT_STATUS(STATUS_SUCCESS,
		      nt_create_link(&handles[1], nt_at(home, u"l"), NTOBJ_DELETE, u"\\"));
	for (i = 0; i < ARRAY_SIZE(handles); i++) {
		EXPECT_STATUS(STATUS_SUCCESS,
			      nt_hot(NTOBJ_IOC_MAKE_PERMANENT_OBJECT, handles[i]));
		EXPECT_EQ(NTOBJ_OBJ_PERMANENT, basic_of(handles[i]).attributes);
		EXPECT_STATUS(STATUS_SUCCESS,
			      nt_hot(NTOBJ_IOC_MAKE_TEMPORARY_OBJECT, handles[i]));
		EXPECT_EQ(0, basic_of(handles[i]).attributes);
		EXPECT_STATUS(STATUS_SUCCESS, nt_close(handles[i]));
	}
	EXPECT_STATUS(STATUS_OBJECT_NAME_NOT_FOUND,
		      nt_open_directory(&handles[0], nt_at(home, u"d"), 1));
	EXPECT_STATUS(STATUS_OBJECT_NAME_NOT_FOUND,
		      nt_open_link(&handles[0], nt_at(home, u"l"), 1));
}

/* Without a name permanence is for nothing, and keeps nothing alive. */
TEST_F(ntobj, permanent_without_name)
{
	struct nt_totals before = nt_totals();
	struct nt_totals after;
	__u64 event;

	ASSERT_STATUS(STATUS_SUCCESS,
		      nt_create_event(&event, nt_unnamed_flags(NTOBJ_OBJ_PERMANENT),
				      EVENT_ALL, 0, 0));
	EXPECT_STATUS(STATUS_SUCCESS, nt_close(event));
	after = nt_totals();
	EXPECT_EQ(before.objects, after.objects);
	EXPECT_EQ(before.handles, after.handles);
}

/* What the module itself has put there, and relies on, nobody takes away. */
TEST_F(ntobj, standard_objects_stay)
{
	static const struct {
		unsigned long request;
		const char16_t *name;
	} standard[] = {
		{ NTOBJ_IOC_OPEN_DIRECTORY, u"\\" },
		{ NTOBJ_IOC_OPEN_DIRECTORY, u"\\??" },
		{ NTOBJ_IOC_OPEN_DIRECTORY, u"\\GLOBAL??" },
		{ NTOBJ_IOC_OPEN_DIRECTORY, u"\\BaseNamedObjects" },
		{ NTOBJ_IOC_OPEN_DIRECTORY, u"\\Sessions\\BNOLINKS" },
		{ NTOBJ_IOC_OPEN_SYMBOLIC_LINK, u"\\DosDevices" },
		{ NTOBJ_IOC_OPEN_SYMBOLIC_LINK, u"\\GLOBAL??\\GLOBALROOT" },
		{ NTOBJ_IOC_OPEN_SYMBOLIC_LINK, u"\\BaseNamedObjects\\Local" },
	};
	unsigned int i;
	__u64 handle;

	/* All namespaces share it, so that nobody can do anything to it. */
	EXPECT_STATUS(STATUS_ACCESS_DENIED,
		      nt_open_directory(&handle, nt_name(u"\\ObjectTypes"), NTOBJ_DELETE));
	for (i = 0; i < ARRAY_SIZE(standard); i++) {
		ASSERT_STATUS(STATUS_SUCCESS,
			      nt_open(standard[i].request, &handle,
				      nt_name(standard[i].name), NTOBJ_DELETE));
		EXPECT_STATUS(STATUS_ACCESS_DENIED,
			      nt_hot(NTOBJ_IOC_MAKE_TEMPORARY_OBJECT, handle));
		EXPECT_EQ(NTOBJ_OBJ_PERMANENT, basic_of(handle).attributes);
		EXPECT_STATUS(STATUS_SUCCESS, nt_close(handle));
		EXPECT_STATUS(STATUS_SUCCESS,
			      nt_open(standard[i].request, &handle,
				      nt_name(standard[i].name), NTOBJ_DELETE));
	}
}

TEST_F(ntobj, bad_handles)
{
	EXPECT_STATUS(STATUS_INVALID_HANDLE, nt_hot(NTOBJ_IOC_MAKE_TEMPORARY_OBJECT, 0));
	EXPECT_STATUS(STATUS_INVALID_HANDLE, nt_hot(NTOBJ_IOC_MAKE_PERMANENT_OBJECT, 0));
	EXPECT_STATUS(STATUS_INVALID_HANDLE, nt_hot(NTOBJ_IOC_MAKE_TEMPORARY_OBJECT, 0x4000));
	EXPECT_STATUS(STATUS_INVALID_HANDLE, nt_hot(NTOBJ_IOC_MAKE_PERMANENT_OBJECT, 0x4000));
}

/* All that a process made and closed is gone when it has closed it. */
TEST_F(ntobj, nothing_is_left)
{
	struct nt_totals before = nt_totals();
	struct nt_totals after;
	__u64 handles[300];
	unsigned int i;

	for (i = 0; i < ARRAY_SIZE(handles); i += 3) {
		handles[i] = nt_event(NTOBJ_NOTIFICATION_EVENT, 0);
		ASSERT_STATUS(STATUS_SUCCESS,
			      nt_create_directory(&handles[i + 1], nt_unnamed(), 1));
		ASSERT_STATUS(STATUS_SUCCESS,
			      nt_create_link(&handles[i + 2], nt_unnamed(), 1, u"\\"));
	}
	after = nt_totals();
	EXPECT_EQ(before.objects + ARRAY_SIZE(handles), after.objects);
	EXPECT_EQ(before.handles + ARRAY_SIZE(handles), after.handles);
	for (i = 0; i < ARRAY_SIZE(handles); i++)
		EXPECT_STATUS(STATUS_SUCCESS, nt_close(handles[i]));
	/* Objects may be freed a moment later, handles not. */
	EXPECT_EQ(before.handles, nt_totals().handles);
	EXPECT_TRUE(NT_UNTIL(nt_totals().objects == before.objects));
}

TEST_HARNESS_MAIN
