// SPDX-License-Identifier: GPL-2.0
/*
 * Semaphores, mutants, event pairs and timers as objects like others: what refuses them, who
 * inherits them, and that nothing is left of them. Names, rights and descriptors have
 * tests that do the same with all kinds (names, access, descriptors).
 */
#include <sys/wait.h>

#include "kselftest_harness.h"
#include "named_objects.h"
#include "ntobj_fixture.h"
#include "security_test.h"

static const enum kind kinds[] = { SEMAPHORE, MUTANT, EVENT_PAIR, TIMER };

static const __u32 all_rights[] = {
	[SEMAPHORE] = NTOBJ_SEMAPHORE_ALL_ACCESS,
	[MUTANT] = NTOBJ_MUTANT_ALL_ACCESS,
	[EVENT_PAIR] = NTOBJ_EVENT_PAIR_ALL_ACCESS,
	[TIMER] = NTOBJ_TIMER_ALL_ACCESS,
};

/* One of each, and how it is reached by a link. */
static const char16_t * const names[] = { u"s", u"m", u"p", u"t" };
static const char16_t * const paths[] = {
	NT_HOME u"\\s", NT_HOME u"\\m", NT_HOME u"\\p", NT_HOME u"\\t",
};

static const char16_t * const linked[] = {
	u"link\\s", u"link\\m", u"link\\p", u"link\\t",
};

static __u64 make(enum kind kind, struct ntobj_object_attributes attributes)
{
	__u64 handle;

	NT_CHECK_STATUS(STATUS_SUCCESS, create(kind, &handle, attributes, all_rights[kind]));
	return handle;
}

/* What leads elsewhere, or too far. */
TEST_F(ntobj, paths)
{
	static char16_t target[65532 / 2];
	__u64 home = nt_home();
	__u64 link;
	__u64 far;
	__u64 astray;
	unsigned int i;
	__u64 handle;

	ASSERT_STATUS(STATUS_SUCCESS, nt_create_link(&link, nt_at(home, u"link"), 1, NT_HOME));
	for (i = 0; i < ARRAY_SIZE(target); i++)
		target[i] = i ? u'x' : u'\\';
	ASSERT_STATUS(STATUS_SUCCESS,
		      nt_create_link_counted(&far, nt_at(home, u"far"), 1, target,
					     sizeof(target), sizeof(target)));
	ASSERT_STATUS(STATUS_SUCCESS,
		      nt_create_link(&astray, nt_at(home, u"astray"), 1, u"nowhere"));
	for (i = 0; i < ARRAY_SIZE(kinds); i++) {
		EXPECT_STATUS(STATUS_OBJECT_NAME_NOT_FOUND,
			      create(kinds[i], &handle, nt_at(home, u"astray\\x"),
				     NTOBJ_SYNCHRONIZE));
		make(kinds[i], nt_at(home, names[i]));
		EXPECT_STATUS(STATUS_SUCCESS,
			      open_named(kinds[i], &handle,
					 nt_at(home, linked[i]), NTOBJ_SYNCHRONIZE));
		EXPECT_STATUS(STATUS_REPARSE_POINT_ENCOUNTERED,
			      open_named(kinds[i], &handle,
					 nt_at_flags(home, linked[i],
						     NTOBJ_OBJ_DONT_REPARSE),
					 NTOBJ_SYNCHRONIZE));
		EXPECT_STATUS(STATUS_REPARSE_POINT_ENCOUNTERED,
			      create(kinds[i], &handle,
				     nt_at_flags(home, u"link\\new", NTOBJ_OBJ_DONT_REPARSE),
				     NTOBJ_SYNCHRONIZE));
		EXPECT_STATUS(STATUS_NAME_TOO_LONG,
			      open_named(kinds[i], &handle, nt_at(home, u"far\\and away"),
					 NTOBJ_SYNCHRONIZE));
		EXPECT_STATUS(STATUS_NAME_TOO_LONG,
			      create(kinds[i], &handle, nt_at(home, u"far\\and away"),
				     NTOBJ_SYNCHRONIZE));
	}
}

static int create_nothing(void *context)
{
	__s32 expected = *(__s32 *)context;
	unsigned int i;
	__u64 handle;

	for (i = 0; i < ARRAY_SIZE(kinds); i++) {
		NT_CHECK_STATUS(expected,
				create(kinds[i], &handle, nt_unnamed(), NTOBJ_SYNCHRONIZE));
		NT_CHECK_STATUS(expected,
				create(kinds[i], &handle, nt_name(NT_HOME u"\\new"),
				       NTOBJ_SYNCHRONIZE));
		NT_CHECK_STATUS(expected,
				open_named(kinds[i], &handle, nt_name(paths[i]),
					   NTOBJ_SYNCHRONIZE));
	}
	return 0;
}

TEST_F(ntobj, quota)
{
	__s32 expected = STATUS_QUOTA_EXCEEDED;
	__u64 home = nt_home();
	struct nt_totals before;
	unsigned int i;

	for (i = 0; i < ARRAY_SIZE(kinds); i++)
		make(kinds[i], nt_at(home, names[i]));
	before = nt_totals();
	ASSERT_STATUS(STATUS_SUCCESS, nt_set_quota(NTOBJ_CURRENT_PROCESS, 1, 0));
	EXPECT_EQ(0, nt_child(create_nothing, &expected));
	ASSERT_STATUS(STATUS_SUCCESS, nt_set_quota(NTOBJ_CURRENT_PROCESS, 0, 0));
	EXPECT_TRUE(NT_UNTIL(nt_totals().objects <= before.objects));
	EXPECT_EQ(before.handles, nt_totals().handles);
}

static int fill_table(void *context)
{
	__s32 expected = STATUS_INSUFFICIENT_RESOURCES;

	(void)context;
	nt_event(0, 0);
	return create_nothing(&expected);
}

TEST_F(ntobj, max_handles)
{
	long limit = nt_parameter("max_handles");
	__u64 home = nt_home();
	unsigned int i;
	int result;

	for (i = 0; i < ARRAY_SIZE(kinds); i++)
		make(kinds[i], nt_at(home, names[i]));
	ASSERT_EQ(0, nt_set_parameter("max_handles", 1));
	result = nt_child(fill_table, NULL);
	EXPECT_EQ(0, nt_set_parameter("max_handles", limit));
	EXPECT_EQ(0, result);
}

/* Nobody can give away what he makes, but by his privilege. */
TEST_F(ntobj, owners)
{
	unsigned int i;
	__u64 handle;

	for (i = 0; i < ARRAY_SIZE(kinds); i++)
		EXPECT_STATUS(STATUS_SUCCESS,
			      create(kinds[i], &handle, nt_secured(nt_unnamed(), "O:U1000"),
				     NTOBJ_SYNCHRONIZE));
	nt_own_privilege(NTOBJ_SE_RESTORE, 0);
	for (i = 0; i < ARRAY_SIZE(kinds); i++)
		EXPECT_STATUS(STATUS_INVALID_OWNER,
			      create(kinds[i], &handle, nt_secured(nt_unnamed(), "O:U1000"),
				     NTOBJ_SYNCHRONIZE));
}

static int use_inherited(void *context)
{
	__u64 *handles = context;

	NT_CHECK_STATUS(STATUS_SUCCESS, nt_wait(handles[0], NTOBJ_WAIT_POLL));
	NT_CHECK_STATUS(STATUS_SUCCESS, nt_wait(handles[1], NTOBJ_WAIT_POLL));
	NT_CHECK_STATUS(STATUS_SUCCESS, nt_hot(NTOBJ_IOC_WAIT_LOW_EVENT_PAIR, handles[2]));
	NT_CHECK_STATUS(STATUS_SUCCESS, nt_wait(handles[3], NTOBJ_WAIT_POLL));
	NT_CHECK_STATUS(STATUS_INVALID_HANDLE, nt_wait(handles[4], NTOBJ_WAIT_POLL));
	return 0;
}

TEST_F(ntobj, inherited)
{
	__u64 handles[] = {
		make(SEMAPHORE, nt_unnamed_flags(NTOBJ_OBJ_INHERIT)),
		make(MUTANT, nt_unnamed_flags(NTOBJ_OBJ_INHERIT)),
		make(EVENT_PAIR, nt_unnamed_flags(NTOBJ_OBJ_INHERIT)),
		make(TIMER, nt_unnamed_flags(NTOBJ_OBJ_INHERIT)),
		nt_mutant(true),
	};

	ASSERT_STATUS(STATUS_SUCCESS, nt_hot(NTOBJ_IOC_RELEASE_SEMAPHORE, handles[0]));
	ASSERT_STATUS(STATUS_SUCCESS, nt_hot(NTOBJ_IOC_SET_LOW_EVENT_PAIR, handles[2]));
	ASSERT_STATUS(STATUS_SUCCESS, nt_set_timer(handles[3], 0, 0, NULL));
	EXPECT_EQ(0, nt_child(use_inherited, handles));
	EXPECT_EQ(0, nt_count(handles[0]));
	EXPECT_STATUS(STATUS_ABANDONED_WAIT_0, nt_wait(handles[1], NTOBJ_WAIT_POLL));
}

/* What a child makes is gone with it, owned or not. */
static int make_some(void *context)
{
	(void)context;
	nt_mutant(true);
	nt_mutant(false);
	nt_semaphore(1, 1);
	nt_event_pair();
	nt_set_timer(nt_timer(0), -10000000, 1, NULL);
	nt_set_timer(nt_timer(1), 0, 1, NULL);
	make(MUTANT, nt_name(NT_HOME u"\\gone"));
	return 0;
}

TEST_F(ntobj, gone_with_the_process)
{
	__u64 home = nt_home();
	struct nt_totals before = nt_totals();
	__u64 handle;

	EXPECT_EQ(0, nt_child(make_some, NULL));
	EXPECT_STATUS(STATUS_OBJECT_NAME_NOT_FOUND,
		      open_named(MUTANT, &handle, nt_at(home, u"gone"), 1));
	EXPECT_TRUE(NT_UNTIL(nt_totals().objects <= before.objects));
}

TEST_HARNESS_MAIN
