// SPDX-License-Identifier: GPL-2.0
/*
 * Waiting for several objects: which of them a wait for any takes, that a wait for
 * all takes all or nothing, what ends a wait, and that nothing is lost or taken
 * twice when it races.
 */
#include <signal.h>
#include <sys/mman.h>

#include "ntobj_fixture.h"

#define NOTIFICATION	NTOBJ_NOTIFICATION_EVENT
#define SYNCHRONIZATION	NTOBJ_SYNCHRONIZATION_EVENT
#define ALL		NTOBJ_WAIT_ALL
#define ANY		NTOBJ_WAIT_ANY
#define MOST		NTOBJ_WAIT_OBJECTS
#define POLL		NTOBJ_WAIT_POLL
#define FOREVER		NTOBJ_WAIT_FOREVER

static void make_events(__u64 *events, unsigned int count, __u32 type, __u32 state)
{
	unsigned int i;

	for (i = 0; i < count; i++)
		events[i] = nt_event(type, state);
}

static void expect_states(struct __test_metadata *_metadata, const __u64 *events,
			  unsigned int count, __s32 state)
{
	unsigned int i;

	for (i = 0; i < count; i++)
		EXPECT_EQ(state, nt_state(events[i]))
			TH_LOG("event %u", i);
}

/*
 * What need not wait
 */

/* Each place, of each number of objects: the first signalled one, and no other. */
TEST_F(ntobj, any_takes_the_first)
{
	__u64 events[MOST];
	unsigned int count;
	unsigned int i;

	make_events(events, MOST, SYNCHRONIZATION, 0);
	for (count = 1; count <= MOST; count++) {
		EXPECT_STATUS(STATUS_TIMEOUT, nt_wait_several(events, count, ANY, POLL));
		for (i = 0; i < count; i++) {
			ASSERT_STATUS(STATUS_SUCCESS, nt_set_event(events[i]));
			ASSERT_STATUS(STATUS_SUCCESS, nt_set_event(events[count - 1]));
			EXPECT_STATUS(STATUS_WAIT_0 + i,
				      nt_wait_several(events, count, ANY, POLL));
			EXPECT_EQ(i != count - 1, nt_state(events[count - 1]));
			ASSERT_STATUS(STATUS_SUCCESS, nt_reset_event(events[count - 1]));
			expect_states(_metadata, events, count, 0);
		}
	}
}

TEST_F(ntobj, all_takes_all_or_nothing)
{
	__u64 events[MOST];
	unsigned int count;
	unsigned int i;

	make_events(events, MOST, SYNCHRONIZATION, 1);
	for (count = 1; count <= MOST; count++) {
		for (i = 0; i < count; i++) {
			ASSERT_STATUS(STATUS_SUCCESS, nt_reset_event(events[i]));
			EXPECT_STATUS(STATUS_TIMEOUT,
				      nt_wait_several(events, count, ALL, POLL));
			expect_states(_metadata, events, i, 1);
			expect_states(_metadata, events + i + 1, count - i - 1, 1);
			ASSERT_STATUS(STATUS_SUCCESS, nt_set_event(events[i]));
		}
		EXPECT_STATUS(STATUS_WAIT_0, nt_wait_several(events, count, ALL, POLL));
		expect_states(_metadata, events, count, 0);
		expect_states(_metadata, events + count, MOST - count, 1);
		for (i = 0; i < count; i++)
			ASSERT_STATUS(STATUS_SUCCESS, nt_set_event(events[i]));
	}
}

/* What each kind of object gives to a wait. */
TEST_F(ntobj, kinds)
{
	__u64 objects[] = {
		nt_event(NOTIFICATION, 1), nt_event(SYNCHRONIZATION, 1),
		nt_semaphore(3, 3), nt_mutant(false),
	};
	unsigned int i;

	EXPECT_STATUS(STATUS_WAIT_0, nt_wait_several(objects, 4, ALL, FOREVER));
	EXPECT_EQ(1, nt_state(objects[0]));
	EXPECT_EQ(0, nt_state(objects[1]));
	EXPECT_EQ(2, nt_count(objects[2]));
	EXPECT_EQ(0, nt_mutant_state(objects[3]).current_count);
	EXPECT_EQ(1, nt_mutant_state(objects[3]).owned_by_caller);
	EXPECT_STATUS(STATUS_TIMEOUT, nt_wait_several(objects, 4, ALL, POLL));
	EXPECT_EQ(2, nt_count(objects[2]));
	EXPECT_EQ(0, nt_mutant_state(objects[3]).current_count);
	/* Its owner can have the mutant again. */
	EXPECT_STATUS(STATUS_WAIT_0, nt_wait_several(objects + 2, 2, ALL, POLL));
	EXPECT_EQ(-1, nt_mutant_state(objects[3]).current_count);
	for (i = 0; i < 4; i++)
		EXPECT_STATUS(i == 1 ? STATUS_TIMEOUT : STATUS_SUCCESS,
			      nt_wait_several(&objects[i], 1, ANY, POLL));
}

TEST_F(ntobj, processes_and_threads)
{
	__u64 handles[] = {
		NTOBJ_CURRENT_PROCESS, NTOBJ_CURRENT_THREAD, nt_event(SYNCHRONIZATION, 1),
	};
	pid_t child = nt_victim_start();
	__u64 both[] = { nt_process(child), nt_event(NOTIFICATION, 1) };
	struct nt_waiter waiter;

	EXPECT_STATUS(STATUS_WAIT_0 + 2, nt_wait_several(handles, 3, ANY, POLL));
	EXPECT_STATUS(STATUS_TIMEOUT, nt_wait_several(handles, 3, ANY, POLL));
	EXPECT_STATUS(STATUS_TIMEOUT, nt_wait_several(handles, 3, ALL, nt_now() + 1));
	nt_waiter_start_several(&waiter, both, 2, ALL, FOREVER);
	ASSERT_EQ(0, kill(child, SIGKILL));
	EXPECT_STATUS(STATUS_WAIT_0, nt_waiter_end(&waiter));
	EXPECT_EQ(NT_KILLED(SIGKILL), nt_child_end(child));
}

TEST_F(ntobj, parameters)
{
	__u64 events[MOST + 1];
	struct ntobj_wait_multiple call = {
		.handles = nt_address(events), .count = 1, .wait_type = ANY,
	};
	unsigned int bit;

	make_events(events, MOST + 1, NOTIFICATION, 1);
	EXPECT_STATUS(STATUS_INVALID_PARAMETER_1, nt_wait_several(events, 0, ANY, POLL));
	EXPECT_STATUS(STATUS_INVALID_PARAMETER_1, nt_wait_several(events, 0, ALL, POLL));
	EXPECT_STATUS(STATUS_INVALID_PARAMETER_1,
		      nt_wait_several(events, MOST + 1, ANY, POLL));
	EXPECT_STATUS(STATUS_INVALID_PARAMETER_1,
		      nt_wait_several(events, 0x80000001, ANY, POLL));
	EXPECT_STATUS(STATUS_INVALID_PARAMETER_1,
		      nt_wait_several(events, 0xffffffff, ANY, POLL));
	EXPECT_STATUS(STATUS_INVALID_PARAMETER_3, nt_wait_several(events, 1, 2, POLL));
	EXPECT_STATUS(STATUS_INVALID_PARAMETER_3,
		      nt_wait_several(events, 1, 0xffffffff, POLL));
	for (bit = 2; bit < 32; bit++) {
		call.flags = 1U << bit;
		EXPECT_STATUS(STATUS_INVALID_PARAMETER,
			      nt_call(NTOBJ_IOC_WAIT_FOR_MULTIPLE_OBJECTS, &call));
	}
	call.flags = NTOBJ_WAIT_ALERTABLE | NTOBJ_WAIT_REALTIME;
	EXPECT_STATUS(STATUS_WAIT_0, nt_call(NTOBJ_IOC_WAIT_FOR_MULTIPLE_OBJECTS, &call));
	call.reserved = 1;
	EXPECT_STATUS(STATUS_INVALID_PARAMETER,
		      nt_call(NTOBJ_IOC_WAIT_FOR_MULTIPLE_OBJECTS, &call));
}

TEST_F(ntobj, addresses)
{
	size_t page = getpagesize();
	char *pages = mmap(NULL, 2 * page, PROT_READ | PROT_WRITE,
			   MAP_PRIVATE | MAP_ANONYMOUS, -1, 0);
	__u64 *last = (void *)(pages + page - sizeof(*last));

	ASSERT_NE(MAP_FAILED, pages);
	ASSERT_EQ(0, mprotect(pages + page, page, PROT_NONE));
	*last = nt_event(NOTIFICATION, 1);
	EXPECT_STATUS(STATUS_WAIT_0, nt_wait_several(last, 1, ANY, POLL));
	EXPECT_STATUS(STATUS_ACCESS_VIOLATION, nt_wait_several(last, 2, ANY, POLL));
	EXPECT_STATUS(STATUS_ACCESS_VIOLATION, nt_wait_several(NULL, 1, ANY, POLL));
	EXPECT_STATUS(STATUS_ACCESS_VIOLATION,
		      nt_wait_several((void *)-8UL, 1, ANY, POLL));
}

/* All handles are looked at before any object, and in their order. */
TEST_F(ntobj, handles)
{
	__u64 deaf;
	__u64 handles[3];

	ASSERT_STATUS(STATUS_SUCCESS,
		      nt_create_event(&deaf, nt_unnamed(),
				      NTOBJ_EVENT_ALL_ACCESS & ~NTOBJ_SYNCHRONIZE,
				      NOTIFICATION, 1));
	handles[0] = nt_event(SYNCHRONIZATION, 1);
	handles[1] = deaf;
	handles[2] = 0x4000;
	EXPECT_STATUS(STATUS_ACCESS_DENIED, nt_wait_several(handles, 3, ANY, POLL));
	EXPECT_STATUS(STATUS_ACCESS_DENIED, nt_wait_several(handles, 2, ALL, FOREVER));
	handles[1] = 0;
	EXPECT_STATUS(STATUS_INVALID_HANDLE, nt_wait_several(handles, 3, ANY, FOREVER));
	EXPECT_STATUS(STATUS_INVALID_HANDLE, nt_wait_several(handles, 2, ALL, POLL));
	handles[1] = NTOBJ_CURRENT_THREAD;
	EXPECT_STATUS(STATUS_INVALID_HANDLE, nt_wait_several(handles, 3, ANY, POLL));
	handles[2] = deaf;
	EXPECT_STATUS(STATUS_ACCESS_DENIED, nt_wait_several(handles, 3, ALL, FOREVER));
	EXPECT_EQ(1, nt_state(handles[0]));
}

/* A wait for any may have an object twice; it is taken from once. */
TEST_F(ntobj, twice)
{
	__u64 semaphore = nt_semaphore(1, 9);
	__u64 handles[] = { nt_event(NOTIFICATION, 0), semaphore, 0, semaphore };
	__u64 mutant = nt_mutant(false);
	__u64 mutants[] = { mutant, mutant };
	struct nt_waiter waiter;
	__s32 previous;

	ASSERT_STATUS(STATUS_SUCCESS, nt_duplicate_to(semaphore, NTOBJ_CURRENT_PROCESS,
						      &handles[2]));
	EXPECT_STATUS(STATUS_WAIT_0 + 1, nt_wait_several(handles, 4, ANY, POLL));
	EXPECT_EQ(0, nt_count(semaphore));
	EXPECT_STATUS(STATUS_TIMEOUT, nt_wait_several(handles, 4, ANY, POLL));
	EXPECT_STATUS(STATUS_TIMEOUT, nt_wait_several(handles, 4, ANY, nt_now()));
	nt_waiter_start_several(&waiter, handles, 4, ANY, FOREVER);
	ASSERT_STATUS(STATUS_SUCCESS, nt_release_semaphore(semaphore, 3, &previous));
	EXPECT_STATUS(STATUS_WAIT_0 + 1, nt_waiter_end(&waiter));
	EXPECT_EQ(2, nt_count(semaphore));

	EXPECT_STATUS(STATUS_INVALID_PARAMETER_MIX, nt_wait_several(handles, 4, ALL, POLL));
	EXPECT_STATUS(STATUS_INVALID_PARAMETER_MIX,
		      nt_wait_several(handles + 1, 2, ALL, FOREVER));
	EXPECT_EQ(2, nt_count(semaphore));
	EXPECT_STATUS(STATUS_INVALID_PARAMETER_MIX, nt_wait_several(mutants, 2, ALL, POLL));
	EXPECT_EQ(1, nt_mutant_state(mutant).current_count);
	mutants[0] = NTOBJ_CURRENT_PROCESS;
	mutants[1] = NTOBJ_CURRENT_PROCESS;
	EXPECT_STATUS(STATUS_INVALID_PARAMETER_MIX, nt_wait_several(mutants, 2, ALL, POLL));
	EXPECT_STATUS(STATUS_TIMEOUT, nt_wait_several(mutants, 2, ANY, POLL));
}

/* The last of as many as there may be. */
TEST_F(ntobj, twice_among_many)
{
	__u64 events[MOST];
	unsigned int i;

	make_events(events, MOST, SYNCHRONIZATION, 1);
	for (i = 0; i < MOST - 1; i += 9) {
		events[MOST - 1] = events[i];
		EXPECT_STATUS(STATUS_INVALID_PARAMETER_MIX,
			      nt_wait_several(events, MOST, ALL, POLL));
		expect_states(_metadata, events, MOST, 1);
	}
}

/*
 * What has to wait
 */

TEST_F(ntobj, timeouts)
{
	__u64 events[MOST];
	unsigned int count;
	__u64 deadline;
	__u32 type;

	make_events(events, MOST, SYNCHRONIZATION, 0);
	for (count = 1; count <= MOST; count *= 4) {
		for (type = ALL; type <= ANY; type++) {
			deadline = nt_now() + 20 * NT_MILLISECOND;
			EXPECT_STATUS(STATUS_TIMEOUT,
				      nt_wait_several(events, count, type, deadline));
			EXPECT_LE(deadline, nt_now());
		}
	}
	/* Nobody is left in a queue. */
	for (count = 0; count < MOST; count++) {
		EXPECT_STATUS(STATUS_SUCCESS, nt_set_event(events[count]));
		EXPECT_EQ(1, nt_state(events[count]));
	}
}

TEST_F(ntobj, any_is_woken_by_each)
{
	__u64 events[MOST];
	struct nt_waiter waiter;
	unsigned int i;

	make_events(events, MOST, SYNCHRONIZATION, 0);
	for (i = 0; i < MOST; i += 7) {
		nt_waiter_start_several(&waiter, events, MOST, ANY, FOREVER);
		ASSERT_STATUS(STATUS_SUCCESS, nt_set_event(events[i]));
		EXPECT_STATUS(STATUS_WAIT_0 + i, nt_waiter_end(&waiter));
		expect_states(_metadata, events, MOST, 0);
	}
}

/* The one that completes the set wakes it, whichever that is. */
TEST_F(ntobj, all_is_woken_by_the_last)
{
	__u64 events[MOST];
	struct nt_waiter waiter;
	unsigned int first;
	unsigned int i;

	make_events(events, MOST, SYNCHRONIZATION, 0);
	for (first = 0; first < MOST; first += 13) {
		nt_waiter_start_several(&waiter, events, MOST, ALL, FOREVER);
		for (i = 0; i < MOST - 1; i++)
			ASSERT_STATUS(STATUS_SUCCESS,
				      nt_set_event(events[(first + i) % MOST]));
		EXPECT_FALSE(nt_waiter_done(&waiter));
		/* What it waits for is there for others all the while. */
		EXPECT_STATUS(STATUS_SUCCESS, nt_wait(events[first], POLL));
		ASSERT_STATUS(STATUS_SUCCESS,
			      nt_set_event(events[(first + MOST - 1) % MOST]));
		EXPECT_TRUE(nt_is_waiting(getpid(), waiter.tid));
		ASSERT_STATUS(STATUS_SUCCESS, nt_set_event(events[first]));
		EXPECT_STATUS(STATUS_WAIT_0, nt_waiter_end(&waiter));
		expect_states(_metadata, events, MOST, 0);
	}
}

/* A pulse satisfies a wait for all if all else is there, and is gone otherwise. */
TEST_F(ntobj, pulse)
{
	__u64 events[] = { nt_event(NOTIFICATION, 0), nt_event(SYNCHRONIZATION, 0) };
	struct nt_waiter waiter;

	nt_waiter_start_several(&waiter, events, 2, ALL, FOREVER);
	ASSERT_STATUS(STATUS_SUCCESS, nt_hot(NTOBJ_IOC_PULSE_EVENT, events[0]));
	ASSERT_STATUS(STATUS_SUCCESS, nt_set_event(events[1]));
	EXPECT_TRUE(nt_is_waiting(getpid(), waiter.tid));
	ASSERT_STATUS(STATUS_SUCCESS, nt_hot(NTOBJ_IOC_PULSE_EVENT, events[0]));
	EXPECT_STATUS(STATUS_WAIT_0, nt_waiter_end(&waiter));
	expect_states(_metadata, events, 2, 0);
}

/* In the order of the queue, whether for any or all; who can't have it is passed. */
TEST_F(ntobj, order)
{
	__u64 wanted = nt_event(SYNCHRONIZATION, 0);
	__u64 absent = nt_event(NOTIFICATION, 0);
	__u64 present = nt_event(NOTIFICATION, 1);
	__u64 unhappy[] = { wanted, absent };
	__u64 happy[] = { present, wanted };
	__u64 others[] = { absent, wanted };
	struct nt_waiter waiters[4];
	unsigned int i;

	nt_waiter_start_several(&waiters[3], unhappy, 2, ALL, FOREVER);
	nt_waiter_start_several(&waiters[0], happy, 2, ALL, FOREVER);
	nt_waiter_start(&waiters[1], wanted, FOREVER);
	nt_waiter_start_several(&waiters[2], others, 2, ANY, FOREVER);
	for (i = 0; i < 3; i++) {
		unsigned int j;

		ASSERT_STATUS(STATUS_SUCCESS, nt_set_event(wanted));
		EXPECT_STATUS(i == 2 ? STATUS_WAIT_0 + 1 : STATUS_WAIT_0,
			      nt_waiter_end(&waiters[i]));
		for (j = i + 1; j < 4; j++)
			EXPECT_FALSE(nt_waiter_done(&waiters[j]));
	}
	ASSERT_STATUS(STATUS_SUCCESS, nt_set_event(wanted));
	EXPECT_EQ(1, nt_state(wanted));
	ASSERT_STATUS(STATUS_SUCCESS, nt_set_event(absent));
	EXPECT_STATUS(STATUS_WAIT_0, nt_waiter_end(&waiters[3]));
	EXPECT_EQ(0, nt_state(wanted));
}

/* One signal satisfies waits of all sorts, more than are woken at a time. */
TEST_F(ntobj, many_at_once)
{
	__u64 gate = nt_event(NOTIFICATION, 0);
	__u64 present = nt_event(NOTIFICATION, 1);
	__u64 absent = nt_event(NOTIFICATION, 0);
	__u64 any[] = { absent, gate };
	__u64 all[] = { present, gate };
	__u64 never[] = { absent, gate };
	struct nt_waiter waiters[60];
	struct nt_waiter left[2];
	unsigned int i;

	for (i = 0; i < ARRAY_SIZE(waiters); i++) {
		if (i % 3 == 0)
			nt_waiter_start(&waiters[i], gate, FOREVER);
		else if (i % 3 == 1)
			nt_waiter_start_several(&waiters[i], any, 2, ANY, FOREVER);
		else
			nt_waiter_start_several(&waiters[i], all, 2, ALL, FOREVER);
	}
	for (i = 0; i < ARRAY_SIZE(left); i++)
		nt_waiter_start_several(&left[i], never, 2, ALL, FOREVER);
	ASSERT_STATUS(STATUS_SUCCESS, nt_hot(NTOBJ_IOC_PULSE_EVENT, gate));
	for (i = 0; i < ARRAY_SIZE(waiters); i++)
		EXPECT_STATUS(STATUS_WAIT_0 + (i % 3 == 1), nt_waiter_end(&waiters[i]));
	EXPECT_FALSE(nt_waiter_done(&left[0]));
	ASSERT_STATUS(STATUS_SUCCESS, nt_set_event(absent));
	ASSERT_STATUS(STATUS_SUCCESS, nt_set_event(gate));
	for (i = 0; i < ARRAY_SIZE(left); i++)
		EXPECT_STATUS(STATUS_WAIT_0, nt_waiter_end(&left[i]));
}

static void *set_one(void *event)
{
	nt_set_event(*(__u64 *)event);
	return NULL;
}

/*
 * A wait for any, behind more waits than one event releases at once: another event
 * is set while that goes on, and comes first to those that are left. The wait says
 * which was signalled first.
 */
TEST_F_TIMEOUT(ntobj, released_by_the_first, 60)
{
	unsigned int rounds = nt_rounds(2, 20);
	struct nt_waiter crowd[116];
	struct nt_waiter waiter;
	__u64 events[2];
	unsigned int round, i;
	pthread_t thread;

	for (round = 0; round < rounds; round++) {
		unsigned int first = round % 2;

		make_events(events, 2, NOTIFICATION, 0);
		for (i = 0; i < ARRAY_SIZE(crowd); i++)
			nt_waiter_start(&crowd[i], events[i < 100 ? first : !first],
					FOREVER);
		nt_waiter_start_several(&waiter, events, 2, ANY, FOREVER);
		ASSERT_EQ(0, pthread_create(&thread, NULL, set_one, &events[first]));
		while (!nt_state(events[first]))
			;
		ASSERT_STATUS(STATUS_SUCCESS, nt_set_event(events[!first]));
		EXPECT_STATUS(STATUS_WAIT_0 + first, nt_waiter_end(&waiter));
		for (i = 0; i < ARRAY_SIZE(crowd); i++)
			EXPECT_STATUS(STATUS_SUCCESS, nt_waiter_end(&crowd[i]));
		ASSERT_EQ(0, pthread_join(thread, NULL));
		ASSERT_STATUS(STATUS_SUCCESS, nt_close(events[0]));
		ASSERT_STATUS(STATUS_SUCCESS, nt_close(events[1]));
	}
}

/* One wait for all in a queue, and a crowd behind it: all are released. */
TEST_F(ntobj, crowd_behind_wait_for_all)
{
	__u64 gate = nt_event(NOTIFICATION, 0);
	__u64 absent = nt_event(NOTIFICATION, 0);
	__u64 all[] = { gate, absent };
	struct nt_waiter crowd[40];
	struct nt_waiter left[3];
	unsigned int i;

	for (i = 0; i < ARRAY_SIZE(crowd); i++) {
		if (i % 15 == 5)
			nt_waiter_start_several(&left[i / 15], all, 2, ALL, FOREVER);
		nt_waiter_start(&crowd[i], gate, FOREVER);
	}
	ASSERT_STATUS(STATUS_SUCCESS, nt_hot(NTOBJ_IOC_PULSE_EVENT, gate));
	for (i = 0; i < ARRAY_SIZE(crowd); i++)
		EXPECT_STATUS(STATUS_SUCCESS, nt_waiter_end(&crowd[i]));
	ASSERT_STATUS(STATUS_SUCCESS, nt_set_event(absent));
	for (i = 0; i < ARRAY_SIZE(left); i++)
		EXPECT_FALSE(nt_waiter_done(&left[i]));
	ASSERT_STATUS(STATUS_SUCCESS, nt_set_event(gate));
	for (i = 0; i < ARRAY_SIZE(left); i++)
		EXPECT_STATUS(STATUS_WAIT_0, nt_waiter_end(&left[i]));
}

static void ignore(int number)
{
	(void)number;
}

TEST_F(ntobj, signal_ends_wait)
{
	struct sigaction action = { .sa_handler = ignore };
	__u64 events[MOST];
	struct nt_waiter waiter;
	__u32 type;

	make_events(events, MOST, SYNCHRONIZATION, 0);
	ASSERT_EQ(0, sigaction(SIGUSR1, &action, NULL));
	for (type = ALL; type <= ANY; type++) {
		nt_waiter_start_several(&waiter, events, MOST, type, FOREVER);
		ASSERT_EQ(0, pthread_kill(waiter.thread, SIGUSR1));
		EXPECT_EQ(-1, nt_waiter_end(&waiter));
		EXPECT_EQ(EINTR, waiter.error);
	}
	ASSERT_STATUS(STATUS_SUCCESS, nt_set_event(events[5]));
	EXPECT_EQ(1, nt_state(events[5]));
}

static int wait_for_both(void *context)
{
	return nt_wait_several(context, 2, ALL, FOREVER);
}

/* Who is killed takes nothing along. */
TEST_F(ntobj, kill)
{
	__u64 handles[2];
	pid_t child;
	int i;

	for (i = 0; i < 2; i++)
		ASSERT_STATUS(STATUS_SUCCESS,
			      nt_create_event(&handles[i], nt_unnamed_flags(NTOBJ_OBJ_INHERIT),
					      NTOBJ_EVENT_ALL_ACCESS, SYNCHRONIZATION, i));
	child = nt_child_start(wait_for_both, handles);
	ASSERT_TRUE(NT_UNTIL(nt_is_waiting(child, child)));
	ASSERT_EQ(0, kill(child, SIGKILL));
	EXPECT_EQ(NT_KILLED(SIGKILL), nt_child_end(child));
	ASSERT_STATUS(STATUS_SUCCESS, nt_set_event(handles[0]));
	expect_states(_metadata, handles, 2, 1);
}

/* Closing the handles does not end the wait, nor lose the objects. */
TEST_F(ntobj, closed_handles)
{
	__u64 home = nt_home();
	__u64 handles[2];
	__u64 again;
	struct nt_waiter waiter;

	ASSERT_STATUS(STATUS_SUCCESS,
		      nt_create_event(&handles[0], nt_at(home, u"x"),
				      NTOBJ_EVENT_ALL_ACCESS, NOTIFICATION, 1));
	ASSERT_STATUS(STATUS_SUCCESS,
		      nt_create_event(&handles[1], nt_at(home, u"y"),
				      NTOBJ_EVENT_ALL_ACCESS, NOTIFICATION, 0));
	ASSERT_STATUS(STATUS_SUCCESS,
		      nt_open_event(&again, nt_at(home, u"y"), NTOBJ_EVENT_ALL_ACCESS));
	nt_waiter_start_several(&waiter, handles, 2, ALL, FOREVER);
	ASSERT_STATUS(STATUS_SUCCESS, nt_close(handles[0]));
	ASSERT_STATUS(STATUS_SUCCESS, nt_close(handles[1]));
	EXPECT_FALSE(nt_waiter_done(&waiter));
	ASSERT_STATUS(STATUS_SUCCESS, nt_set_event(again));
	EXPECT_STATUS(STATUS_WAIT_0, nt_waiter_end(&waiter));
}

/*
 * Races. Tokens are counted: what is put in comes out once.
 */

#define RACE_OBJECTS	4
#define RACERS		3

static unsigned int rounds(void)
{
	return nt_debug_kernel() ? 300 : 3000;
}

struct race {
	__u64 semaphores[RACE_OBJECTS];
	unsigned int taken[RACE_OBJECTS];
	bool over;
};

static bool is_over(struct race *race)
{
	return __atomic_load_n(&race->over, __ATOMIC_ACQUIRE);
}

static void count_taken(struct race *race, __u32 type, __s32 status)
{
	unsigned int i;

	if (status == STATUS_TIMEOUT)
		return;
	NT_CHECK(status >= STATUS_WAIT_0);
	NT_CHECK(status < (type == ALL ? 1 : RACE_OBJECTS));
	for (i = 0; i < RACE_OBJECTS; i++)
		if (type == ALL || i == (unsigned int)status)
			__atomic_add_fetch(&race->taken[i], 1, __ATOMIC_RELAXED);
}

/* Deadlines that are passed just now, and a little later: signals race with them. */
static void *take_any(void *context)
{
	struct race *race = context;
	unsigned int i;

	for (i = 0; !is_over(race); i++)
		count_taken(race, ANY,
			    nt_wait_several(race->semaphores, RACE_OBJECTS, ANY,
					    nt_now() + i % 50 * 2000));
	return NULL;
}

static void *take_all(void *context)
{
	struct race *race = context;
	unsigned int i;

	for (i = 0; !is_over(race); i++)
		count_taken(race, ALL,
			    nt_wait_several(race->semaphores, RACE_OBJECTS, ALL,
					    nt_now() + i % 50 * 2000));
	return NULL;
}

static void *take_one(void *context)
{
	struct race *race = context;
	unsigned int i;

	for (i = 0; !is_over(race); i++)
		if (nt_wait(race->semaphores[i % RACE_OBJECTS],
			    nt_now() + i % 50 * 2000) == STATUS_SUCCESS)
			__atomic_add_fetch(&race->taken[i % RACE_OBJECTS], 1,
					   __ATOMIC_RELAXED);
	return NULL;
}

TEST_F(ntobj, nothing_is_lost_or_taken_twice)
{
	static void *(* const bodies[])(void *) = { take_any, take_all, take_one };
	pthread_t threads[RACERS];
	struct race race = {};
	unsigned int given[RACE_OBJECTS] = {};
	unsigned int count = rounds();
	unsigned int i;

	for (i = 0; i < RACE_OBJECTS; i++)
		race.semaphores[i] = nt_semaphore(0, 0x7fffffff);
	for (i = 0; i < RACERS; i++)
		ASSERT_EQ(0, pthread_create(&threads[i], NULL, bodies[i], &race));
	for (i = 0; i < count; i++) {
		__s32 previous;

		ASSERT_STATUS(STATUS_SUCCESS,
			      nt_release_semaphore(race.semaphores[i * 7 % RACE_OBJECTS],
						   1 + i % 2, &previous));
		given[i * 7 % RACE_OBJECTS] += 1 + i % 2;
	}
	__atomic_store_n(&race.over, true, __ATOMIC_RELEASE);
	for (i = 0; i < RACERS; i++)
		ASSERT_EQ(0, pthread_join(threads[i], NULL));
	for (i = 0; i < RACE_OBJECTS; i++)
		EXPECT_EQ(given[i], race.taken[i] + nt_count(race.semaphores[i]))
			TH_LOG("semaphore %u", i);
}

/*
 * Two pairs of philosophers: each takes both forks or none, so it ends; and no
 * fork is in two hands.
 */
struct table {
	__u64 forks[3];
	int holders[3];
	unsigned int meals;
};

struct philosopher {
	struct table *table;
	unsigned int seat;
	pthread_t thread;
};

static void *dine(void *context)
{
	struct philosopher *self = context;
	struct table *table = self->table;
	unsigned int sides[] = { self->seat, (self->seat + 1) % 3 };
	__u64 forks[] = { table->forks[sides[0]], table->forks[sides[1]] };
	unsigned int i;
	unsigned int j;

	for (i = 0; i < table->meals; i++) {
		NT_CHECK_STATUS(STATUS_WAIT_0, nt_wait_several(forks, 2, ALL, FOREVER));
		for (j = 0; j < 2; j++)
			NT_CHECK(!__atomic_fetch_add(&table->holders[sides[j]], 1,
						     __ATOMIC_SEQ_CST));
		for (j = 0; j < 2; j++) {
			__atomic_fetch_sub(&table->holders[sides[j]], 1, __ATOMIC_SEQ_CST);
			NT_CHECK_STATUS(STATUS_SUCCESS,
					nt_hot(NTOBJ_IOC_RELEASE_MUTANT, forks[j]));
		}
	}
	return NULL;
}

TEST_F(ntobj, philosophers)
{
	struct table table = { .meals = rounds() };
	struct philosopher philosophers[3];
	unsigned int i;

	for (i = 0; i < 3; i++)
		table.forks[i] = nt_mutant(false);
	for (i = 0; i < 3; i++) {
		philosophers[i] = (struct philosopher){ .table = &table, .seat = i };
		ASSERT_EQ(0, pthread_create(&philosophers[i].thread, NULL, dine,
					    &philosophers[i]));
	}
	for (i = 0; i < 3; i++)
		ASSERT_EQ(0, pthread_join(philosophers[i].thread, NULL));
	for (i = 0; i < 3; i++)
		EXPECT_EQ(1, nt_mutant_state(table.forks[i]).current_count);
}

TEST_HARNESS_MAIN
