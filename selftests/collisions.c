// SPDX-License-Identifier: GPL-2.0
/*
 * Creating what is there already.
 */
#include "ntobj_fixture.h"

enum kind { EVENT, DIRECTORY, LINK, KINDS };

static const char * const kind_names[] = { "event", "directory", "link" };
static const char16_t * const names[] = { u"event", u"directory", u"link" };

static const __u32 all_access[] = {
	NTOBJ_EVENT_ALL_ACCESS, NTOBJ_DIRECTORY_ALL_ACCESS,
	NTOBJ_SYMBOLIC_LINK_ALL_ACCESS,
};

static __s32 create(enum kind kind, __u64 *handle,
		    struct ntobj_object_attributes attributes, __u32 access)
{
	switch (kind) {
	case EVENT:
		return nt_create_event(handle, attributes, access,
				       NTOBJ_NOTIFICATION_EVENT, 0);
	case DIRECTORY:
		return nt_create_directory(handle, attributes, access);
	default:
		return nt_create_link(handle, attributes, access, u"\\ntobj_absent");
	}
}

static __u64 object_id(__u64 handle)
{
	struct ntobj_object_basic_information basic;

	NT_CHECK_STATUS(STATUS_SUCCESS, nt_query_basic(handle, &basic));
	return basic.id;
}

/* One of each kind in the home directory. */
static __u64 make_objects(__u64 *handles)
{
	__u64 home = nt_home();
	int kind;

	for (kind = 0; kind < KINDS; kind++)
		NT_CHECK_STATUS(STATUS_SUCCESS,
				create(kind, &handles[kind], nt_at(home, names[kind]),
				       all_access[kind]));
	return home;
}

/*
 * What stands there is not a link, or a link is made: the kinds decide. (A link
 * in the way of another kind is followed: see link_is_followed.)
 */
TEST_F(ntobj, every_pair)
{
	__u64 handles[KINDS];
	__u64 home = make_objects(handles);
	int made, there;

	for (there = 0; there < KINDS; there++) {
		for (made = 0; made < KINDS; made++) {
			__s32 plain = made == there ? STATUS_OBJECT_NAME_COLLISION :
					STATUS_OBJECT_TYPE_MISMATCH;
			__s32 open_if = made == there ? STATUS_OBJECT_NAME_EXISTS :
					STATUS_OBJECT_TYPE_MISMATCH;
			__u64 handle = 0;
			__s32 status;

			if (there == LINK && made != LINK)
				continue;
			status = create(made, &handle, nt_at(home, names[there]),
					all_access[made]);
			EXPECT_EQ(plain, status)
				TH_LOG("%s over %s: %s", kind_names[made],
				       kind_names[there], nt_status_text(status));
			status = create(made, &handle,
					nt_at_flags(home, names[there], NTOBJ_OBJ_OPENIF),
					all_access[made]);
			EXPECT_EQ(open_if, status)
				TH_LOG("%s over %s, open if: %s", kind_names[made],
				       kind_names[there], nt_status_text(status));
			if (status == STATUS_OBJECT_NAME_EXISTS) {
				EXPECT_NE(handles[there], handle);
				EXPECT_EQ(object_id(handles[there]), object_id(handle));
				EXPECT_STATUS(STATUS_SUCCESS, nt_close(handle));
			}
		}
	}
}

/* What is there stays as it is: neither state nor type of event change. */
TEST_F(ntobj, existing_object_is_untouched)
{
	__u64 home = nt_home();
	__u64 event;
	__u64 again;
	__u32 type;
	__s32 state;

	ASSERT_STATUS(STATUS_SUCCESS,
		      nt_create_event(&event, nt_at(home, u"x"), NTOBJ_EVENT_ALL_ACCESS,
				      NTOBJ_NOTIFICATION_EVENT, 0));
	ASSERT_STATUS(STATUS_OBJECT_NAME_EXISTS,
		      nt_create_event(&again, nt_at_flags(home, u"x", NTOBJ_OBJ_OPENIF),
				      NTOBJ_EVENT_ALL_ACCESS,
				      NTOBJ_SYNCHRONIZATION_EVENT, 1));
	ASSERT_STATUS(STATUS_SUCCESS, nt_query_event(again, &type, &state));
	EXPECT_EQ(NTOBJ_NOTIFICATION_EVENT, type);
	EXPECT_EQ(0, state);
	EXPECT_STATUS(STATUS_SUCCESS, nt_set_event(again));
	EXPECT_EQ(1, nt_state(event));
}

/* A link keeps its target. */
TEST_F(ntobj, existing_link_is_untouched)
{
	struct ntobj_query_symbolic_link query = {};
	char16_t target[32];
	__u64 handles[KINDS];
	__u64 home = make_objects(handles);
	__u64 again;

	ASSERT_STATUS(STATUS_OBJECT_NAME_EXISTS,
		      nt_create_link(&again, nt_at_flags(home, u"link", NTOBJ_OBJ_OPENIF),
				     NTOBJ_SYMBOLIC_LINK_QUERY, u"\\other"));
	query.buffer = nt_address(target);
	query.length = sizeof(target);
	ASSERT_STATUS(STATUS_SUCCESS, nt_query_link(again, &query));
	EXPECT_EQ(2 * nt_length16(u"\\ntobj_absent"), query.target_length);
	EXPECT_EQ(0, memcmp(target, u"\\ntobj_absent", query.target_length));
}

/* The handle that an existing object gives is access-checked as an open's. */
TEST_F(ntobj, open_if_access)
{
	struct ntobj_object_basic_information basic;
	__u64 handles[KINDS];
	__u64 home = make_objects(handles);
	__u64 handle;
	int kind;

	for (kind = 0; kind < KINDS; kind++) {
		struct ntobj_object_attributes attributes =
			nt_at_flags(home, names[kind], NTOBJ_OBJ_OPENIF);

		EXPECT_STATUS(STATUS_ACCESS_DENIED, create(kind, &handle, attributes, 0));
		EXPECT_STATUS(STATUS_ACCESS_DENIED,
			      create(kind, &handle, attributes, 0x00200000));
		ASSERT_STATUS(STATUS_OBJECT_NAME_EXISTS,
			      create(kind, &handle, attributes, NTOBJ_READ_CONTROL));
		ASSERT_STATUS(STATUS_SUCCESS, nt_query_basic(handle, &basic));
		EXPECT_EQ(NTOBJ_READ_CONTROL, basic.granted_access);
		ASSERT_STATUS(STATUS_OBJECT_NAME_EXISTS,
			      create(kind, &handle, attributes, NTOBJ_MAXIMUM_ALLOWED));
		ASSERT_STATUS(STATUS_SUCCESS, nt_query_basic(handle, &basic));
		EXPECT_EQ(all_access[kind], basic.granted_access);
	}
}

/* Nothing is created twice: with OPENIF a new object is just that. */
TEST_F(ntobj, open_if_of_nothing)
{
	__u64 home = nt_home();
	__u64 handle;
	int kind;

	for (kind = 0; kind < KINDS; kind++) {
		EXPECT_STATUS(STATUS_SUCCESS,
			      create(kind, &handle,
				     nt_at_flags(home, u"new", NTOBJ_OBJ_OPENIF), 0));
		EXPECT_STATUS(STATUS_SUCCESS, nt_close(handle));
		EXPECT_STATUS(STATUS_SUCCESS,
			      create(kind, &handle, nt_unnamed_flags(NTOBJ_OBJ_OPENIF), 0));
	}
}

TEST_F(ntobj, root_directory)
{
	__u64 handle;

	EXPECT_STATUS(STATUS_OBJECT_NAME_COLLISION,
		      create(DIRECTORY, &handle, nt_name(u"\\"), 1));
	EXPECT_STATUS(STATUS_OBJECT_NAME_EXISTS,
		      create(DIRECTORY, &handle, nt_name_flags(u"\\", NTOBJ_OBJ_OPENIF), 1));
	EXPECT_STATUS(STATUS_OBJECT_TYPE_MISMATCH,
		      create(EVENT, &handle, nt_name_flags(u"\\", NTOBJ_OBJ_OPENIF), 1));
	EXPECT_STATUS(STATUS_OBJECT_TYPE_MISMATCH,
		      create(EVENT, &handle, nt_name(u"\\"), 1));
	EXPECT_STATUS(STATUS_OBJECT_TYPE_MISMATCH,
		      create(LINK, &handle, nt_name(u"\\"), 1));
	EXPECT_STATUS(STATUS_OBJECT_TYPE_MISMATCH,
		      create(LINK, &handle, nt_name_flags(u"\\", NTOBJ_OBJ_OPENIF), 1));
}

/* All but links are made where a link in their way points to. */
TEST_F(ntobj, link_is_followed)
{
	__u64 home = nt_home();
	char16_t name[64];
	__u64 handle;
	__u64 link;
	int kind;

	ASSERT_STATUS(STATUS_SUCCESS,
		      nt_create_link(&link, nt_at(home, u"link"), 0, NT_HOME u"\\there"));
	for (kind = 0; kind < LINK; kind++) {
		struct ntobj_object_attributes attributes = nt_at(home, u"link");

		ASSERT_STATUS(STATUS_SUCCESS,
			      create(kind, &handle, attributes, all_access[kind]));
		ASSERT_STATUS(STATUS_SUCCESS, nt_query_name(handle, name, ARRAY_SIZE(name)));
		EXPECT_EQ(0, memcmp(name, NT_HOME u"\\there", sizeof(NT_HOME u"\\there")));
		EXPECT_STATUS(STATUS_OBJECT_NAME_COLLISION,
			      create(kind, &link, attributes, all_access[kind]));
		attributes.attributes = NTOBJ_OBJ_OPENIF;
		EXPECT_STATUS(STATUS_OBJECT_NAME_EXISTS,
			      create(kind, &link, attributes, all_access[kind]));
		EXPECT_STATUS(STATUS_SUCCESS, nt_close(link));
		EXPECT_STATUS(STATUS_OBJECT_TYPE_MISMATCH,
			      create(1 - kind, &link, attributes, all_access[1 - kind]));
		EXPECT_STATUS(STATUS_SUCCESS, nt_close(handle));
	}
}

/*
 * Exclusive objects
 */

struct elsewhere {
	enum kind kind;
	__s32 opened;
	__s32 created;
};

static int use_elsewhere(void *context)
{
	struct elsewhere *expected = context;
	struct ntobj_object_attributes attributes =
		nt_name_flags(NT_HOME u"\\exclusive", NTOBJ_OBJ_OPENIF);
	__u64 handle;
	static const unsigned long requests[] = {
		NTOBJ_IOC_OPEN_EVENT, NTOBJ_IOC_OPEN_DIRECTORY,
		NTOBJ_IOC_OPEN_SYMBOLIC_LINK,
	};

	NT_CHECK_STATUS(expected->opened,
			nt_open(requests[expected->kind], &handle,
				nt_name(NT_HOME u"\\exclusive"), NTOBJ_READ_CONTROL));
	NT_CHECK_STATUS(expected->created,
			create(expected->kind, &handle, attributes, NTOBJ_READ_CONTROL));
	attributes.attributes |= NTOBJ_OBJ_EXCLUSIVE;
	NT_CHECK_STATUS(STATUS_ACCESS_DENIED,
			create(expected->kind, &handle, attributes, NTOBJ_READ_CONTROL));
	return 0;
}

TEST_F(ntobj, exclusive)
{
	struct ntobj_object_basic_information basic;
	__u64 home = nt_home();
	__u64 handle;
	int kind;

	for (kind = 0; kind < KINDS; kind++) {
		struct elsewhere expected = {
			kind, STATUS_ACCESS_DENIED, STATUS_ACCESS_DENIED
		};

		ASSERT_STATUS(STATUS_SUCCESS,
			      create(kind, &handle,
				     nt_at_flags(home, u"exclusive", NTOBJ_OBJ_EXCLUSIVE),
				     all_access[kind]));
		ASSERT_STATUS(STATUS_SUCCESS, nt_query_basic(handle, &basic));
		EXPECT_EQ(NTOBJ_OBJ_EXCLUSIVE, basic.attributes);
		EXPECT_EQ(0, nt_child(use_elsewhere, &expected))
			TH_LOG("%s", kind_names[kind]);
		EXPECT_STATUS(STATUS_SUCCESS, nt_close(handle));
	}
}

/* That others may not open it does not hide what it is. */
static int collide_elsewhere(void *context)
{
	__u64 handle;

	(void)context;
	NT_CHECK_STATUS(STATUS_OBJECT_NAME_COLLISION,
			create(EVENT, &handle, nt_name(NT_HOME u"\\exclusive"), 1));
	NT_CHECK_STATUS(STATUS_OBJECT_TYPE_MISMATCH,
			create(DIRECTORY, &handle, nt_name(NT_HOME u"\\exclusive"), 1));
	NT_CHECK_STATUS(STATUS_OBJECT_TYPE_MISMATCH,
			nt_open_directory(&handle, nt_name(NT_HOME u"\\exclusive"), 1));
	return 0;
}

TEST_F(ntobj, exclusive_collision)
{
	__u64 home = nt_home();
	__u64 handle;

	ASSERT_STATUS(STATUS_SUCCESS,
		      create(EVENT, &handle,
			     nt_at_flags(home, u"exclusive", NTOBJ_OBJ_EXCLUSIVE), 1));
	EXPECT_EQ(0, nt_child(collide_elsewhere, NULL));
}

/* Walking through is not opening: exclusive directories and links are passed. */
static int pass_elsewhere(void *context)
{
	__u64 handle;

	(void)context;
	NT_CHECK_STATUS(STATUS_SUCCESS,
			nt_open_event(&handle, nt_name(NT_HOME u"\\d\\x"), 1));
	NT_CHECK_STATUS(STATUS_SUCCESS,
			nt_open_event(&handle, nt_name(NT_HOME u"\\l\\x"), 1));
	NT_CHECK_STATUS(STATUS_SUCCESS,
			nt_open_event(&handle, nt_name(NT_HOME u"\\last"), 1));
	return 0;
}

TEST_F(ntobj, exclusive_on_the_way)
{
	__u64 home = nt_home();
	__u64 handle;

	ASSERT_STATUS(STATUS_SUCCESS,
		      create(DIRECTORY, &handle,
			     nt_at_flags(home, u"d", NTOBJ_OBJ_EXCLUSIVE), 1));
	ASSERT_STATUS(STATUS_SUCCESS, create(EVENT, &handle, nt_at(home, u"d\\x"), 1));
	ASSERT_STATUS(STATUS_SUCCESS,
		      nt_create_link(&handle, nt_at_flags(home, u"l", NTOBJ_OBJ_EXCLUSIVE),
				     1, NT_HOME u"\\d"));
	ASSERT_STATUS(STATUS_SUCCESS,
		      nt_create_link(&handle, nt_at_flags(home, u"last", NTOBJ_OBJ_EXCLUSIVE),
				     1, NT_HOME u"\\d\\x"));
	EXPECT_EQ(0, nt_child(pass_elsewhere, NULL));
}

/* Nobody else can open what has no name, but the attribute shows. */
TEST_F(ntobj, exclusive_without_name)
{
	struct ntobj_object_basic_information basic;
	__u64 handle;

	ASSERT_STATUS(STATUS_SUCCESS,
		      create(EVENT, &handle, nt_unnamed_flags(NTOBJ_OBJ_EXCLUSIVE), 1));
	ASSERT_STATUS(STATUS_SUCCESS, nt_query_basic(handle, &basic));
	EXPECT_EQ(NTOBJ_OBJ_EXCLUSIVE, basic.attributes);
}

/* An exclusive object that is permanent is the next opener's. */
static int open_exclusive_elsewhere(void *context)
{
	__u64 handle;

	(void)context;
	NT_CHECK_STATUS(STATUS_SUCCESS,
			nt_open_event(&handle, nt_name(NT_HOME u"\\exclusive"),
				      NTOBJ_DELETE));
	NT_CHECK_STATUS(STATUS_SUCCESS, nt_hot(NTOBJ_IOC_MAKE_TEMPORARY_OBJECT, handle));
	return 0;
}

TEST_F(ntobj, exclusive_changes_hands)
{
	__u64 home = nt_home();
	__u64 handle;
	__u64 again;

	ASSERT_STATUS(STATUS_SUCCESS,
		      create(EVENT, &handle,
			     nt_at_flags(home, u"exclusive",
					 NTOBJ_OBJ_EXCLUSIVE | NTOBJ_OBJ_PERMANENT), 1));
	/* Its own process may open it as often as it likes. */
	ASSERT_STATUS(STATUS_SUCCESS, nt_open_event(&again, nt_at(home, u"exclusive"), 1));
	ASSERT_STATUS(STATUS_SUCCESS, nt_close(handle));
	ASSERT_STATUS(STATUS_SUCCESS, nt_close(again));
	EXPECT_EQ(0, nt_child(open_exclusive_elsewhere, NULL));
	EXPECT_STATUS(STATUS_OBJECT_NAME_NOT_FOUND,
		      nt_open_event(&again, nt_at(home, u"exclusive"), 1));
}

TEST_F(ntobj, exclusive_parameters)
{
	__u64 home = nt_home();
	__u64 handle;
	__u64 other;
	int kind;

	for (kind = 0; kind < KINDS; kind++) {
		EXPECT_STATUS(STATUS_INVALID_PARAMETER,
			      create(kind, &handle,
				     nt_at_flags(home, u"x", NTOBJ_OBJ_EXCLUSIVE |
						 NTOBJ_OBJ_INHERIT), 1));
		ASSERT_STATUS(STATUS_SUCCESS,
			      create(kind, &handle, nt_at(home, u"x"), 1));
		EXPECT_STATUS(STATUS_INVALID_PARAMETER,
			      create(kind, &other,
				     nt_at_flags(home, u"x", NTOBJ_OBJ_EXCLUSIVE |
						 NTOBJ_OBJ_OPENIF), 1));
		EXPECT_STATUS(STATUS_SUCCESS, nt_close(handle));
	}
}

static int create_and_close(void *context)
{
	__u64 handle;

	(void)context;
	NT_CHECK_STATUS(STATUS_OBJECT_NAME_EXISTS,
			create(EVENT, &handle,
			       nt_name_flags(NT_HOME u"\\x", NTOBJ_OBJ_OPENIF), 1));
	return 0;
}

/* What is not exclusive is everybody's. */
TEST_F(ntobj, shared)
{
	__u64 home = nt_home();
	__u64 handle;

	ASSERT_STATUS(STATUS_SUCCESS, create(EVENT, &handle, nt_at(home, u"x"), 1));
	EXPECT_EQ(0, nt_child(create_and_close, NULL));
}

TEST_HARNESS_MAIN
