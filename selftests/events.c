// SPDX-License-Identifier: GPL-2.0
/*
 * Events: their states, and what each service does to them and to waiters.
 */
#include "ntobj_fixture.h"

#define NOTIFICATION	NTOBJ_NOTIFICATION_EVENT
#define SYNCHRONIZATION	NTOBJ_SYNCHRONIZATION_EVENT

/* Each operation in its two forms; clear has no second one. */
struct operation {
	const char *name;
	unsigned long hot;
	unsigned long previous;
	__s32 result;
};

static const struct operation operations[] = {
	{ "set", NTOBJ_IOC_SET_EVENT, NTOBJ_IOC_SET_EVENT_PREVIOUS, 1 },
	{ "reset", NTOBJ_IOC_RESET_EVENT, NTOBJ_IOC_RESET_EVENT_PREVIOUS, 0 },
	{ "clear", NTOBJ_IOC_CLEAR_EVENT, 0, 0 },
	{ "pulse", NTOBJ_IOC_PULSE_EVENT, NTOBJ_IOC_PULSE_EVENT_PREVIOUS, 0 },
};

TEST_F(ntobj, create)
{
	__u32 type;
	__s32 state;
	__u64 event;
	int i;

	for (i = 0; i < 4; i++) {
		event = nt_event(i / 2, i % 2);
		ASSERT_STATUS(STATUS_SUCCESS, nt_query_event(event, &type, &state));
		EXPECT_EQ(i / 2, type);
		EXPECT_EQ(i % 2, state);
	}
	/* Any initial state but 0 is signalled. */
	event = nt_event(NOTIFICATION, 0x80000000);
	EXPECT_EQ(1, nt_state(event));
	event = nt_event(NOTIFICATION, 2);
	EXPECT_EQ(1, nt_state(event));
}

TEST_F(ntobj, create_bad_type)
{
	static const __u32 types[] = { 2, 3, 0x100, 0x80000000, 0xffffffff };
	unsigned int i;
	__u64 event;

	for (i = 0; i < ARRAY_SIZE(types); i++)
		EXPECT_STATUS(STATUS_INVALID_PARAMETER,
			      nt_create_event(&event, nt_unnamed(), 3, types[i], 0));
}

/* Every operation, from both states, of both types, in both forms. */
TEST_F(ntobj, operations)
{
	unsigned int type;
	unsigned int from;
	unsigned int i;

	for (i = 0; i < ARRAY_SIZE(operations); i++) {
		const struct operation *operation = &operations[i];

		for (type = 0; type < 2; type++) {
			for (from = 0; from < 2; from++) {
				__u64 event = nt_event(type, from);
				__s32 previous = -1;

				EXPECT_STATUS(STATUS_SUCCESS, nt_hot(operation->hot, event));
				EXPECT_EQ(operation->result, nt_state(event))
					TH_LOG("%s of type %u from %u", operation->name,
					       type, from);
				if (!operation->previous)
					continue;
				event = nt_event(type, from);
				EXPECT_STATUS(STATUS_SUCCESS,
					      nt_event_previous(operation->previous, event,
								&previous));
				EXPECT_EQ(from, previous)
					TH_LOG("%s of type %u", operation->name, type);
				EXPECT_EQ(operation->result, nt_state(event));
			}
		}
	}
}

/* Set twice is set once. */
TEST_F(ntobj, set_does_not_count)
{
	__u64 event = nt_event(SYNCHRONIZATION, 0);
	__s32 previous;

	EXPECT_STATUS(STATUS_SUCCESS, nt_set_event(event));
	EXPECT_STATUS(STATUS_SUCCESS,
		      nt_event_previous(NTOBJ_IOC_SET_EVENT_PREVIOUS, event, &previous));
	EXPECT_EQ(1, previous);
	EXPECT_STATUS(STATUS_SUCCESS, nt_wait(event, NTOBJ_WAIT_POLL));
	EXPECT_STATUS(STATUS_TIMEOUT, nt_wait(event, NTOBJ_WAIT_POLL));
}

TEST_F(ntobj, satisfied_wait)
{
	__u64 notification = nt_event(NOTIFICATION, 1);
	__u64 synchronization = nt_event(SYNCHRONIZATION, 1);

	EXPECT_STATUS(STATUS_SUCCESS, nt_wait(notification, NTOBJ_WAIT_POLL));
	EXPECT_EQ(1, nt_state(notification));
	EXPECT_STATUS(STATUS_SUCCESS, nt_wait(notification, NTOBJ_WAIT_FOREVER));
	EXPECT_STATUS(STATUS_SUCCESS, nt_wait(synchronization, NTOBJ_WAIT_FOREVER));
	EXPECT_EQ(0, nt_state(synchronization));
	EXPECT_STATUS(STATUS_TIMEOUT, nt_wait(synchronization, NTOBJ_WAIT_POLL));
}

/* An event has waiters; then each way to signal it. */
static void wake(struct __test_metadata *_metadata, unsigned int type,
		 unsigned long hot, unsigned long form, __s32 state_with_many)
{
	struct nt_waiter waiters[3];
	__u64 event = nt_event(type, 0);
	unsigned int released = type == NOTIFICATION ? 3 : 1;
	unsigned int i;
	__s32 previous = -1;

	for (i = 0; i < 3; i++)
		nt_waiter_start(&waiters[i], event, NTOBJ_WAIT_FOREVER);
	if (hot) {
		ASSERT_STATUS(STATUS_SUCCESS, nt_hot(hot, event));
	} else {
		ASSERT_STATUS(STATUS_SUCCESS, nt_event_previous(form, event, &previous));
		EXPECT_EQ(0, previous);
	}
	for (i = 0; i < released; i++)
		EXPECT_STATUS(STATUS_SUCCESS, nt_waiter_end(&waiters[i]));
	EXPECT_EQ(state_with_many, nt_state(event));
	for (; i < 3; i++) {
		EXPECT_TRUE(nt_is_waiting(getpid(), waiters[i].tid));
		ASSERT_STATUS(STATUS_SUCCESS, nt_set_event(event));
		EXPECT_STATUS(STATUS_SUCCESS, nt_waiter_end(&waiters[i]));
	}
}

TEST_F(ntobj, set_releases)
{
	wake(_metadata, NOTIFICATION, NTOBJ_IOC_SET_EVENT, 0, 1);
	wake(_metadata, NOTIFICATION, 0, NTOBJ_IOC_SET_EVENT_PREVIOUS, 1);
	wake(_metadata, SYNCHRONIZATION, NTOBJ_IOC_SET_EVENT, 0, 0);
	wake(_metadata, SYNCHRONIZATION, 0, NTOBJ_IOC_SET_EVENT_PREVIOUS, 0);
}

TEST_F(ntobj, pulse_releases)
{
	wake(_metadata, NOTIFICATION, NTOBJ_IOC_PULSE_EVENT, 0, 0);
	wake(_metadata, NOTIFICATION, 0, NTOBJ_IOC_PULSE_EVENT_PREVIOUS, 0);
	wake(_metadata, SYNCHRONIZATION, NTOBJ_IOC_PULSE_EVENT, 0, 0);
	wake(_metadata, SYNCHRONIZATION, 0, NTOBJ_IOC_PULSE_EVENT_PREVIOUS, 0);
}

/* Neither reset nor clear is of any interest to a waiter. */
TEST_F(ntobj, reset_releases_nobody)
{
	__u64 event = nt_event(NOTIFICATION, 0);
	struct nt_waiter waiter;
	__s32 previous;

	nt_waiter_start(&waiter, event, NTOBJ_WAIT_FOREVER);
	EXPECT_STATUS(STATUS_SUCCESS, nt_reset_event(event));
	EXPECT_STATUS(STATUS_SUCCESS, nt_hot(NTOBJ_IOC_CLEAR_EVENT, event));
	EXPECT_STATUS(STATUS_SUCCESS,
		      nt_event_previous(NTOBJ_IOC_RESET_EVENT_PREVIOUS, event, &previous));
	EXPECT_TRUE(nt_is_waiting(getpid(), waiter.tid));
	EXPECT_FALSE(nt_waiter_done(&waiter));
	EXPECT_STATUS(STATUS_SUCCESS, nt_set_event(event));
	EXPECT_STATUS(STATUS_SUCCESS, nt_waiter_end(&waiter));
}

/* A pulse that nobody waits for leaves no trace. */
TEST_F(ntobj, pulse_without_waiters)
{
	unsigned int type;

	for (type = 0; type < 2; type++) {
		__u64 event = nt_event(type, 0);

		EXPECT_STATUS(STATUS_SUCCESS, nt_hot(NTOBJ_IOC_PULSE_EVENT, event));
		EXPECT_STATUS(STATUS_TIMEOUT, nt_wait(event, NTOBJ_WAIT_POLL));
		EXPECT_EQ(0, nt_state(event));
	}
}

/* The oldest waiter of a synchronization event is the one that is released. */
TEST_F(ntobj, first_in_first_out)
{
	__u64 event = nt_event(SYNCHRONIZATION, 0);
	struct nt_waiter waiters[6];
	unsigned int i;
	unsigned int j;

	for (i = 0; i < ARRAY_SIZE(waiters); i++)
		nt_waiter_start(&waiters[i], event, NTOBJ_WAIT_FOREVER);
	for (i = 0; i < ARRAY_SIZE(waiters); i++) {
		ASSERT_STATUS(STATUS_SUCCESS,
			      nt_hot(i % 2 ? NTOBJ_IOC_PULSE_EVENT : NTOBJ_IOC_SET_EVENT,
				     event));
		ASSERT_TRUE(NT_UNTIL(nt_waiter_done(&waiters[i])));
		for (j = i + 1; j < ARRAY_SIZE(waiters); j++)
			ASSERT_FALSE(nt_waiter_done(&waiters[j]));
		EXPECT_STATUS(STATUS_SUCCESS, nt_waiter_end(&waiters[i]));
	}
	EXPECT_EQ(0, nt_state(event));
}

/* A waiter that gives up leaves the queue; the next one is served. */
TEST_F(ntobj, queue_without_those_that_gave_up)
{
	__u64 event = nt_event(SYNCHRONIZATION, 0);
	struct nt_waiter first;
	struct nt_waiter second;

	nt_waiter_start(&first, event, nt_now() + NT_SECOND);
	nt_waiter_start(&second, event, NTOBJ_WAIT_FOREVER);
	EXPECT_STATUS(STATUS_TIMEOUT, nt_waiter_end(&first));
	EXPECT_STATUS(STATUS_SUCCESS, nt_set_event(event));
	EXPECT_STATUS(STATUS_SUCCESS, nt_waiter_end(&second));
	EXPECT_EQ(0, nt_state(event));
}

/* All of the services refuse what is no event. */
TEST_F(ntobj, other_types)
{
	__u64 home = nt_home();
	unsigned int i;
	__s32 state;
	__u32 type;

	for (i = 0; i < ARRAY_SIZE(operations); i++) {
		EXPECT_STATUS(STATUS_OBJECT_TYPE_MISMATCH, nt_hot(operations[i].hot, home));
		if (operations[i].previous)
			EXPECT_STATUS(STATUS_OBJECT_TYPE_MISMATCH,
				      nt_event_previous(operations[i].previous, home,
							&state));
	}
	EXPECT_STATUS(STATUS_OBJECT_TYPE_MISMATCH, nt_query_event(home, &type, &state));
}

TEST_F(ntobj, reserved)
{
	static const unsigned long requests[] = {
		NTOBJ_IOC_SET_EVENT_PREVIOUS, NTOBJ_IOC_RESET_EVENT_PREVIOUS,
		NTOBJ_IOC_PULSE_EVENT_PREVIOUS,
	};
	unsigned int i;

	for (i = 0; i < ARRAY_SIZE(requests); i++) {
		__u64 event = nt_event(NOTIFICATION, i != 0);
		struct ntobj_event_state call = { .handle = event, .reserved = 1 };

		EXPECT_STATUS(STATUS_INVALID_PARAMETER, nt_call(requests[i], &call));
		EXPECT_EQ(i != 0, nt_state(event));
	}
}

/* A named event is one event, whoever opens it. */
static int set_by_name(void *context)
{
	__u64 event;

	(void)context;
	NT_CHECK_STATUS(STATUS_SUCCESS,
			nt_open_event(&event, nt_name(NT_HOME u"\\shared"),
				      NTOBJ_EVENT_MODIFY_STATE));
	NT_CHECK_STATUS(STATUS_SUCCESS, nt_set_event(event));
	return 0;
}

TEST_F(ntobj, across_processes)
{
	__u64 home = nt_home();
	struct nt_waiter waiter;
	__u64 event;

	ASSERT_STATUS(STATUS_SUCCESS,
		      nt_create_event(&event, nt_at(home, u"shared"),
				      NTOBJ_EVENT_ALL_ACCESS, SYNCHRONIZATION, 0));
	nt_waiter_start(&waiter, event, NTOBJ_WAIT_FOREVER);
	EXPECT_EQ(0, nt_child(set_by_name, NULL));
	EXPECT_STATUS(STATUS_SUCCESS, nt_waiter_end(&waiter));
	EXPECT_EQ(0, nt_state(event));
}

TEST_HARNESS_MAIN
