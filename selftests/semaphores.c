// SPDX-License-Identifier: GPL-2.0
/*
 * Semaphores: counts and their limits, and whom a release satisfies.
 */
#include <signal.h>

#include "ntobj_fixture.h"

#define MOST	0x7fffffff
#define POLL	NTOBJ_WAIT_POLL
#define FOREVER	NTOBJ_WAIT_FOREVER

TEST_F(ntobj, create)
{
	static const struct {
		__s32 initial;
		__s32 maximum;
		__s32 status;
	} rows[] = {
		{ 0, 1, STATUS_SUCCESS },
		{ 1, 1, STATUS_SUCCESS },
		{ 0, MOST, STATUS_SUCCESS },
		{ MOST, MOST, STATUS_SUCCESS },
		{ MOST - 1, MOST, STATUS_SUCCESS },
		{ 2, 1, STATUS_INVALID_PARAMETER },
		{ 0, 0, STATUS_INVALID_PARAMETER },
		{ 0, -1, STATUS_INVALID_PARAMETER },
		{ -1, 1, STATUS_INVALID_PARAMETER },
		{ -1, -1, STATUS_INVALID_PARAMETER },
		{ -MOST - 1, MOST, STATUS_INVALID_PARAMETER },
		{ 0, -MOST - 1, STATUS_INVALID_PARAMETER },
	};
	struct ntobj_create_semaphore call = { .maximum_count = 1, .reserved = 1 };
	__s32 maximum;
	__s32 count;
	__u64 handle;
	unsigned int i;

	for (i = 0; i < ARRAY_SIZE(rows); i++) {
		EXPECT_STATUS(rows[i].status,
			      nt_create_semaphore(&handle, nt_unnamed(),
						  NTOBJ_SEMAPHORE_ALL_ACCESS,
						  rows[i].initial, rows[i].maximum));
		if (rows[i].status != STATUS_SUCCESS)
			continue;
		ASSERT_STATUS(STATUS_SUCCESS, nt_query_semaphore(handle, &count, &maximum));
		EXPECT_EQ(rows[i].initial, count);
		EXPECT_EQ(rows[i].maximum, maximum);
	}
	EXPECT_STATUS(STATUS_INVALID_PARAMETER, nt_call(NTOBJ_IOC_CREATE_SEMAPHORE, &call));
}

TEST_F(ntobj, release)
{
	__u64 semaphore = nt_semaphore(0, 5);
	__s32 previous = -1;

	EXPECT_STATUS(STATUS_SUCCESS, nt_release_semaphore(semaphore, 2, &previous));
	EXPECT_EQ(0, previous);
	EXPECT_STATUS(STATUS_SUCCESS, nt_hot(NTOBJ_IOC_RELEASE_SEMAPHORE, semaphore));
	EXPECT_EQ(3, nt_count(semaphore));
	EXPECT_STATUS(STATUS_SUCCESS, nt_release_semaphore(semaphore, 2, &previous));
	EXPECT_EQ(3, previous);
	EXPECT_EQ(5, nt_count(semaphore));
}

/* At its limit, or with more than there is room for: nothing is done. */
TEST_F(ntobj, limit)
{
	__u64 semaphore = nt_semaphore(3, 5);
	__u64 full = nt_semaphore(MOST, MOST);
	__s32 previous = 77;

	EXPECT_STATUS(STATUS_SEMAPHORE_LIMIT_EXCEEDED,
		      nt_release_semaphore(semaphore, 3, &previous));
	EXPECT_STATUS(STATUS_SEMAPHORE_LIMIT_EXCEEDED,
		      nt_release_semaphore(semaphore, MOST, &previous));
	EXPECT_EQ(3, nt_count(semaphore));
	EXPECT_STATUS(STATUS_SUCCESS, nt_release_semaphore(semaphore, 2, &previous));
	EXPECT_EQ(3, previous);
	EXPECT_STATUS(STATUS_SEMAPHORE_LIMIT_EXCEEDED,
		      nt_hot(NTOBJ_IOC_RELEASE_SEMAPHORE, semaphore));
	EXPECT_EQ(5, nt_count(semaphore));
	EXPECT_STATUS(STATUS_SEMAPHORE_LIMIT_EXCEEDED,
		      nt_release_semaphore(full, 1, &previous));
	EXPECT_STATUS(STATUS_SEMAPHORE_LIMIT_EXCEEDED,
		      nt_release_semaphore(full, MOST, &previous));
	EXPECT_EQ(MOST, nt_count(full));
}

TEST_F(ntobj, release_parameters)
{
	__u64 semaphore = nt_semaphore(0, 5);
	__s32 previous;

	EXPECT_STATUS(STATUS_INVALID_PARAMETER,
		      nt_release_semaphore(semaphore, 0, &previous));
	EXPECT_STATUS(STATUS_INVALID_PARAMETER,
		      nt_release_semaphore(semaphore, -1, &previous));
	EXPECT_STATUS(STATUS_INVALID_PARAMETER,
		      nt_release_semaphore(semaphore, -MOST - 1, &previous));
	EXPECT_EQ(0, nt_count(semaphore));
}

TEST_F(ntobj, handles)
{
	__u64 event = nt_event(NTOBJ_NOTIFICATION_EVENT, 0);
	__s32 previous;
	__s32 maximum;
	__s32 count;

	EXPECT_STATUS(STATUS_INVALID_HANDLE, nt_release_semaphore(0, 1, &previous));
	EXPECT_STATUS(STATUS_INVALID_HANDLE, nt_hot(NTOBJ_IOC_RELEASE_SEMAPHORE, 0));
	EXPECT_STATUS(STATUS_INVALID_HANDLE, nt_query_semaphore(0x4000, &count, &maximum));
	EXPECT_STATUS(STATUS_OBJECT_TYPE_MISMATCH,
		      nt_release_semaphore(event, 1, &previous));
	EXPECT_STATUS(STATUS_OBJECT_TYPE_MISMATCH,
		      nt_hot(NTOBJ_IOC_RELEASE_SEMAPHORE, event));
	EXPECT_STATUS(STATUS_OBJECT_TYPE_MISMATCH,
		      nt_query_semaphore(NTOBJ_CURRENT_THREAD, &count, &maximum));
	EXPECT_STATUS(STATUS_OBJECT_TYPE_MISMATCH, nt_set_event(nt_semaphore(0, 1)));
}

TEST_F(ntobj, wait_takes_one)
{
	__u64 semaphore = nt_semaphore(3, 3);
	int i;

	for (i = 2; i >= 0; i--) {
		EXPECT_STATUS(STATUS_SUCCESS, nt_wait(semaphore, POLL));
		EXPECT_EQ(i, nt_count(semaphore));
	}
	EXPECT_STATUS(STATUS_TIMEOUT, nt_wait(semaphore, POLL));
	EXPECT_STATUS(STATUS_TIMEOUT, nt_wait(semaphore, nt_now() + NT_MILLISECOND));
	EXPECT_EQ(0, nt_count(semaphore));
}

/* As many as were released, the oldest first; what is left over stays. */
TEST_F(ntobj, release_satisfies_as_many)
{
	__u64 semaphore = nt_semaphore(0, 100);
	struct nt_waiter waiters[6];
	__s32 previous;
	unsigned int i;

	for (i = 0; i < ARRAY_SIZE(waiters); i++)
		nt_waiter_start(&waiters[i], semaphore, FOREVER);
	ASSERT_STATUS(STATUS_SUCCESS, nt_release_semaphore(semaphore, 4, &previous));
	EXPECT_EQ(0, previous);
	for (i = 0; i < 4; i++)
		EXPECT_STATUS(STATUS_SUCCESS, nt_waiter_end(&waiters[i]));
	EXPECT_EQ(0, nt_count(semaphore));
	EXPECT_FALSE(nt_waiter_done(&waiters[4]));
	EXPECT_FALSE(nt_waiter_done(&waiters[5]));
	ASSERT_STATUS(STATUS_SUCCESS, nt_release_semaphore(semaphore, 100, &previous));
	EXPECT_EQ(0, previous);
	EXPECT_STATUS(STATUS_SUCCESS, nt_waiter_end(&waiters[4]));
	EXPECT_STATUS(STATUS_SUCCESS, nt_waiter_end(&waiters[5]));
	EXPECT_EQ(98, nt_count(semaphore));
}

static int wait_for_it(void *context)
{
	return nt_wait(*(__u64 *)context, FOREVER);
}

/* A killed waiter takes nothing, and the next in the queue gets it. */
TEST_F(ntobj, kill)
{
	struct nt_waiter waiter;
	__u64 semaphore;
	pid_t child;

	ASSERT_STATUS(STATUS_SUCCESS,
		      nt_create_semaphore(&semaphore, nt_unnamed_flags(NTOBJ_OBJ_INHERIT),
					  NTOBJ_SEMAPHORE_ALL_ACCESS, 0, 1));
	child = nt_child_start(wait_for_it, &semaphore);
	ASSERT_TRUE(NT_UNTIL(nt_is_waiting(child, child)));
	nt_waiter_start(&waiter, semaphore, FOREVER);
	ASSERT_EQ(0, kill(child, SIGKILL));
	EXPECT_EQ(NT_KILLED(SIGKILL), nt_child_end(child));
	ASSERT_STATUS(STATUS_SUCCESS, nt_hot(NTOBJ_IOC_RELEASE_SEMAPHORE, semaphore));
	EXPECT_STATUS(STATUS_SUCCESS, nt_waiter_end(&waiter));
	EXPECT_EQ(0, nt_count(semaphore));
}

TEST_F(ntobj, named)
{
	__u64 home = nt_home();
	__u64 first;
	__u64 again;
	__u64 opened;
	__s32 maximum;
	__s32 count;

	ASSERT_STATUS(STATUS_SUCCESS,
		      nt_create_semaphore(&first, nt_at(home, u"s"),
					  NTOBJ_SEMAPHORE_ALL_ACCESS, 1, 2));
	EXPECT_STATUS(STATUS_OBJECT_NAME_COLLISION,
		      nt_create_semaphore(&again, nt_at(home, u"s"), 1, 1, 2));
	/* What is there stays as it is. */
	ASSERT_STATUS(STATUS_OBJECT_NAME_EXISTS,
		      nt_create_semaphore(&again, nt_at_flags(home, u"s", NTOBJ_OBJ_OPENIF),
					  NTOBJ_SEMAPHORE_ALL_ACCESS, 7, 9));
	ASSERT_STATUS(STATUS_SUCCESS, nt_query_semaphore(again, &count, &maximum));
	EXPECT_EQ(1, count);
	EXPECT_EQ(2, maximum);
	ASSERT_STATUS(STATUS_SUCCESS,
		      nt_open(NTOBJ_IOC_OPEN_SEMAPHORE, &opened, nt_at(home, u"s"),
			      NTOBJ_SEMAPHORE_QUERY_STATE));
	EXPECT_EQ(nt_id(first), nt_id(opened));
	EXPECT_STATUS(STATUS_ACCESS_DENIED, nt_hot(NTOBJ_IOC_RELEASE_SEMAPHORE, opened));
	EXPECT_STATUS(STATUS_ACCESS_DENIED, nt_wait(opened, POLL));
}

TEST_HARNESS_MAIN
