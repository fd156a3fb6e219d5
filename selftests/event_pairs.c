// SPDX-License-Identifier: GPL-2.0
/*
 * Event pairs: two events under one handle, set and waited for each for itself, or
 * one of them set and the other waited for at one moment.
 *
 * Nothing asks how an event of a pair stands. A test sees that it is set by a wait
 * that ends, and that it is not by a thread that sleeps in one.
 */
#include <signal.h>
#include <sys/mman.h>

#include "ntobj_fixture.h"

#define SET_LOW			NTOBJ_IOC_SET_LOW_EVENT_PAIR
#define SET_HIGH		NTOBJ_IOC_SET_HIGH_EVENT_PAIR
#define WAIT_LOW		NTOBJ_IOC_WAIT_LOW_EVENT_PAIR
#define WAIT_HIGH		NTOBJ_IOC_WAIT_HIGH_EVENT_PAIR
#define SET_LOW_WAIT_HIGH	NTOBJ_IOC_SET_LOW_WAIT_HIGH_EVENT_PAIR
#define SET_HIGH_WAIT_LOW	NTOBJ_IOC_SET_HIGH_WAIT_LOW_EVENT_PAIR

/* What can be done to the one event, and the same to the other. */
static const struct side {
	const char *name;
	unsigned long set;
	unsigned long wait;
	unsigned long set_and_wait;	/* sets this one and waits for the other */
	unsigned long wait_and_set;	/* sets the other and waits for this one */
} sides[] = {
	{ "low", SET_LOW, WAIT_LOW, SET_LOW_WAIT_HIGH, SET_HIGH_WAIT_LOW },
	{ "high", SET_HIGH, WAIT_HIGH, SET_HIGH_WAIT_LOW, SET_LOW_WAIT_HIGH },
};

#define other_side(side)	(&sides[(side) == &sides[0]])

static const unsigned long all_requests[] = {
	SET_LOW, SET_HIGH, WAIT_LOW, WAIT_HIGH, SET_LOW_WAIT_HIGH, SET_HIGH_WAIT_LOW,
};

FIXTURE(pair) {
	__u64 pair;
};

FIXTURE_VARIANT(pair) {
	const struct side *side;
};

FIXTURE_VARIANT_ADD(pair, low) {
	.side = &sides[0],
};

FIXTURE_VARIANT_ADD(pair, high) {
	.side = &sides[1],
};

FIXTURE_SETUP(pair)
{
	ASSERT_LE(0, nt_open_device());
	ASSERT_STATUS(STATUS_SUCCESS, nt_make_token());
	self->pair = nt_event_pair();
}

FIXTURE_TEARDOWN(pair)
{
	EXPECT_STATUS(STATUS_SUCCESS, nt_close(self->pair));
}

static __s32 call(unsigned long request, __u64 pair)
{
	return _IOC_DIR(request) ? nt_set_and_wait(request, pair) : nt_hot(request, pair);
}

/* Whether an event is set; if so, it is not any more. */
static bool take(const struct side *side, __u64 pair)
{
	struct nt_waiter waiter = { .handle = pair, .request = side->wait };
	bool was_set = nt_waiter_try(&waiter);

	if (!was_set)
		NT_CHECK_STATUS(STATUS_SUCCESS, nt_hot(side->set, pair));
	NT_CHECK_STATUS(STATUS_SUCCESS, nt_waiter_end(&waiter));
	return was_set;
}

TEST_F(pair, new_one_is_not_set)
{
	EXPECT_FALSE(take(variant->side, self->pair));
}

TEST_F(pair, set_and_taken)
{
	const struct side *side = variant->side;

	ASSERT_STATUS(STATUS_SUCCESS, nt_hot(side->set, self->pair));
	EXPECT_FALSE(take(other_side(side), self->pair));
	EXPECT_TRUE(take(side, self->pair));
	EXPECT_FALSE(take(side, self->pair));
	/* However often it is set. */
	ASSERT_STATUS(STATUS_SUCCESS, nt_hot(side->set, self->pair));
	ASSERT_STATUS(STATUS_SUCCESS, nt_hot(side->set, self->pair));
	EXPECT_TRUE(take(side, self->pair));
	EXPECT_FALSE(take(side, self->pair));
}

/* One of them for each time, the oldest first, and nobody who waits for the other. */
TEST_F(pair, order)
{
	const struct side *side = variant->side;
	struct nt_waiter waiters[3];
	struct nt_waiter other;
	unsigned int i;

	nt_waiter_start_pair(&other, self->pair, other_side(side)->wait);
	for (i = 0; i < ARRAY_SIZE(waiters); i++)
		nt_waiter_start_pair(&waiters[i], self->pair, side->wait);
	for (i = 0; i < ARRAY_SIZE(waiters); i++) {
		ASSERT_STATUS(STATUS_SUCCESS, nt_hot(side->set, self->pair));
		EXPECT_STATUS(STATUS_SUCCESS, nt_waiter_end(&waiters[i]));
		if (i + 1 < ARRAY_SIZE(waiters))
			EXPECT_FALSE(nt_waiter_done(&waiters[i + 1]));
	}
	EXPECT_FALSE(nt_waiter_done(&other));
	EXPECT_FALSE(take(side, self->pair));
	ASSERT_STATUS(STATUS_SUCCESS, nt_hot(other_side(side)->set, self->pair));
	EXPECT_STATUS(STATUS_SUCCESS, nt_waiter_end(&other));
}

/* What is set already is taken at once. */
TEST_F(pair, set_and_need_not_wait)
{
	const struct side *side = variant->side;

	ASSERT_STATUS(STATUS_SUCCESS, nt_hot(other_side(side)->set, self->pair));
	EXPECT_STATUS(STATUS_SUCCESS, nt_set_and_wait(side->set_and_wait, self->pair));
	EXPECT_FALSE(take(other_side(side), self->pair));
	EXPECT_TRUE(take(side, self->pair));
}

TEST_F(pair, set_and_wait)
{
	const struct side *side = variant->side;
	struct nt_waiter waiter;

	nt_waiter_start_pair(&waiter, self->pair, side->set_and_wait);
	EXPECT_TRUE(take(side, self->pair));
	EXPECT_FALSE(nt_waiter_done(&waiter));
	ASSERT_STATUS(STATUS_SUCCESS, nt_hot(other_side(side)->set, self->pair));
	EXPECT_STATUS(STATUS_SUCCESS, nt_waiter_end(&waiter));
	EXPECT_FALSE(take(other_side(side), self->pair));
}

/* The structure says that it was done, and a call with that only waits. */
TEST_F(pair, signalled)
{
	const struct side *side = variant->side;
	struct ntobj_set_and_wait argument = { .handle = self->pair };

	ASSERT_STATUS(STATUS_SUCCESS, nt_hot(other_side(side)->set, self->pair));
	ASSERT_STATUS(STATUS_SUCCESS, nt_call(side->set_and_wait, &argument));
	EXPECT_EQ(1, argument.signalled);
	EXPECT_TRUE(take(side, self->pair));
	ASSERT_STATUS(STATUS_SUCCESS, nt_hot(other_side(side)->set, self->pair));
	ASSERT_STATUS(STATUS_SUCCESS, nt_call(side->set_and_wait, &argument));
	EXPECT_EQ(1, argument.signalled);
	EXPECT_FALSE(take(side, self->pair));
	EXPECT_FALSE(take(other_side(side), self->pair));
}

TEST_F(pair, parameters)
{
	const struct side *side = variant->side;
	struct ntobj_set_and_wait argument = { .handle = self->pair, .signalled = 2 };

	EXPECT_STATUS(STATUS_INVALID_PARAMETER, nt_call(side->set_and_wait, &argument));
	argument.signalled = 0;
	argument.reserved = 1;
	EXPECT_STATUS(STATUS_INVALID_PARAMETER, nt_call(side->set_and_wait, &argument));
	argument.signalled = 1;
	EXPECT_STATUS(STATUS_INVALID_PARAMETER, nt_call(side->set_and_wait, &argument));
	/* Nothing was done. */
	EXPECT_FALSE(take(side, self->pair));
	EXPECT_FALSE(take(other_side(side), self->pair));
}

/* Who could not be told that the event is set does not set it. */
TEST_F(pair, nowhere_to_tell)
{
	const struct side *side = variant->side;
	struct ntobj_set_and_wait *argument;

	argument = mmap(NULL, getpagesize(), PROT_READ | PROT_WRITE,
			MAP_PRIVATE | MAP_ANONYMOUS, -1, 0);
	ASSERT_NE(MAP_FAILED, argument);
	argument->handle = self->pair;
	ASSERT_EQ(0, mprotect(argument, getpagesize(), PROT_READ));
	EXPECT_STATUS(STATUS_ACCESS_VIOLATION,
		      nt_raw(nt_device, side->set_and_wait, argument));
	EXPECT_FALSE(take(side, self->pair));
	ASSERT_EQ(0, munmap(argument, getpagesize()));
	EXPECT_STATUS(STATUS_ACCESS_VIOLATION,
		      nt_raw(nt_device, side->set_and_wait, argument));
}

/*
 * Unix signals
 */

static int handled_count;

static void count_signal(int number)
{
	(void)number;
	__atomic_add_fetch(&handled_count, 1, __ATOMIC_RELAXED);
}

static void begin_to_be_interrupted(struct __test_metadata *_metadata, int flags,
				    struct nt_waiter *waiter, __u64 pair,
				    unsigned long request)
{
	struct sigaction action = { .sa_handler = count_signal, .sa_flags = flags };

	ASSERT_EQ(0, sigaction(SIGUSR1, &action, NULL));
	nt_waiter_start_pair(waiter, pair, request);
}

static void interrupt_ten_times(struct __test_metadata *_metadata, struct nt_waiter *waiter)
{
	int i;

	for (i = 1; i <= 10; i++) {
		ASSERT_EQ(0, pthread_kill(waiter->thread, SIGUSR1));
		ASSERT_TRUE(NT_UNTIL(__atomic_load_n(&handled_count, __ATOMIC_RELAXED) == i));
		ASSERT_TRUE(NT_UNTIL(nt_waiter_sleeps(waiter)));
	}
}

TEST_F(pair, restart_waits)
{
	const struct side *side = variant->side;
	struct nt_waiter waiter;

	begin_to_be_interrupted(_metadata, SA_RESTART, &waiter, self->pair, side->wait);
	interrupt_ten_times(_metadata, &waiter);
	ASSERT_STATUS(STATUS_SUCCESS, nt_hot(side->set, self->pair));
	EXPECT_STATUS(STATUS_SUCCESS, nt_waiter_end(&waiter));
	EXPECT_FALSE(take(side, self->pair));
}

/* However often it is begun again. */
TEST_F(pair, restart_sets_once)
{
	const struct side *side = variant->side;
	struct nt_waiter waiter;

	begin_to_be_interrupted(_metadata, SA_RESTART, &waiter, self->pair,
				side->set_and_wait);
	EXPECT_TRUE(take(side, self->pair));
	interrupt_ten_times(_metadata, &waiter);
	EXPECT_FALSE(take(side, self->pair));
	ASSERT_STATUS(STATUS_SUCCESS, nt_hot(other_side(side)->set, self->pair));
	EXPECT_STATUS(STATUS_SUCCESS, nt_waiter_end(&waiter));
}

static void expect_interrupted(struct __test_metadata *_metadata, struct nt_waiter *waiter)
{
	ASSERT_EQ(0, pthread_kill(waiter->thread, SIGUSR1));
	EXPECT_EQ(-1, nt_waiter_end(waiter));
	EXPECT_EQ(EINTR, waiter->error);
}

TEST_F(pair, signal_ends_wait)
{
	const struct side *side = variant->side;
	struct nt_waiter waiter;

	begin_to_be_interrupted(_metadata, 0, &waiter, self->pair, side->wait);
	expect_interrupted(_metadata, &waiter);
	/* Nobody is in the queue who would take it. */
	ASSERT_STATUS(STATUS_SUCCESS, nt_hot(side->set, self->pair));
	EXPECT_TRUE(take(side, self->pair));
	begin_to_be_interrupted(_metadata, 0, &waiter, self->pair, side->set_and_wait);
	expect_interrupted(_metadata, &waiter);
	EXPECT_TRUE(take(side, self->pair));
}

/*
 * Death and handles
 */

struct role {
	__u64 pair;
	unsigned long request;
};

static int wait_in_child(void *context)
{
	struct role *role = context;

	return call(role->request, role->pair);
}

/* A killed waiter takes nothing, and the next in the queue gets it. */
TEST_F(pair, kill)
{
	const struct side *side = variant->side;
	struct role role = { .request = side->wait };
	struct nt_waiter waiter;
	pid_t child;
	int i;

	ASSERT_STATUS(STATUS_SUCCESS,
		      nt_create_event_pair(&role.pair, nt_unnamed_flags(NTOBJ_OBJ_INHERIT),
					   NTOBJ_EVENT_PAIR_ALL_ACCESS));
	for (i = 0; i < 2; i++) {
		child = nt_child_start(wait_in_child, &role);
		ASSERT_TRUE(NT_UNTIL(nt_is_waiting(child, child)));
		nt_waiter_start_pair(&waiter, role.pair, side->wait);
		ASSERT_EQ(0, kill(child, SIGKILL));
		EXPECT_EQ(NT_KILLED(SIGKILL), nt_child_end(child));
		ASSERT_STATUS(STATUS_SUCCESS, nt_hot(side->set, role.pair));
		EXPECT_STATUS(STATUS_SUCCESS, nt_waiter_end(&waiter));
		EXPECT_FALSE(take(side, role.pair));
		role.request = side->wait_and_set;
	}
	/* The second had set the other one before it was killed. */
	EXPECT_TRUE(take(other_side(side), role.pair));
}

/* The wait keeps the pair, and whoever has another handle to it can end that. */
TEST_F(pair, closed_during_wait)
{
	const struct side *side = variant->side;
	struct nt_waiter waiters[2];
	__u64 handle;
	int i;

	ASSERT_STATUS(STATUS_SUCCESS,
		      nt_duplicate_to(self->pair, NTOBJ_CURRENT_PROCESS, &handle));
	nt_waiter_start_pair(&waiters[0], handle, side->wait);
	nt_waiter_start_pair(&waiters[1], handle, other_side(side)->set_and_wait);
	ASSERT_STATUS(STATUS_SUCCESS, nt_close(handle));
	EXPECT_STATUS(STATUS_INVALID_HANDLE, nt_hot(side->set, handle));
	for (i = 0; i < 2; i++) {
		ASSERT_STATUS(STATUS_SUCCESS, nt_hot(side->set, self->pair));
		EXPECT_STATUS(STATUS_SUCCESS, nt_waiter_end(&waiters[i]));
	}
}

/* The last handle may go in the middle of a wait, and the waiter after it. */
TEST_F(pair, nothing_left)
{
	struct nt_totals before = nt_totals();
	struct nt_waiter waiter;
	__u64 pair = nt_event_pair();

	begin_to_be_interrupted(_metadata, 0, &waiter, pair, variant->side->set_and_wait);
	ASSERT_STATUS(STATUS_SUCCESS, nt_close(pair));
	EXPECT_EQ(before.handles, nt_totals().handles);
	expect_interrupted(_metadata, &waiter);
	EXPECT_TRUE(NT_UNTIL(nt_totals().objects <= before.objects));
}

/*
 * Two threads that take turns
 */

struct turns {
	__u64 pair;
	unsigned int count;
	unsigned int whose;
};

/* It is the caller's turn now, and was the other one's before. */
static void begin_turn(struct turns *turns, unsigned int mine)
{
	NT_CHECK(__atomic_exchange_n(&turns->whose, mine, __ATOMIC_RELAXED) == !mine);
}

static void *serve(void *context)
{
	struct turns *turns = context;
	unsigned int i;

	NT_CHECK_STATUS(STATUS_SUCCESS, nt_hot(WAIT_LOW, turns->pair));
	for (i = 1; i < turns->count; i++) {
		begin_turn(turns, 1);
		NT_CHECK_STATUS(STATUS_SUCCESS,
				nt_set_and_wait(SET_HIGH_WAIT_LOW, turns->pair));
	}
	begin_turn(turns, 1);
	NT_CHECK_STATUS(STATUS_SUCCESS, nt_hot(SET_HIGH, turns->pair));
	return NULL;
}

TEST_F(ntobj, turns)
{
	struct turns turns = {
		.pair = nt_event_pair(),
		.count = nt_debug_kernel() ? 1000 : 10000,
		.whose = 1,
	};
	pthread_t thread;
	unsigned int i;

	ASSERT_EQ(0, pthread_create(&thread, NULL, serve, &turns));
	for (i = 0; i < turns.count; i++) {
		begin_turn(&turns, 0);
		ASSERT_STATUS(STATUS_SUCCESS, nt_set_and_wait(SET_LOW_WAIT_HIGH, turns.pair));
	}
	ASSERT_EQ(0, pthread_join(thread, NULL));
}

/*
 * Who sees the one event set finds the caller waiting for the other, before himself.
 */

struct moment {
	__u64 pair;
	const struct side *side;
	pid_t second_tid;
	unsigned int ended;
	unsigned int place_of_first;
	unsigned int place_of_second;
};

static void *go_first(void *context)
{
	struct moment *moment = context;

	NT_CHECK_STATUS(STATUS_SUCCESS,
			nt_set_and_wait(moment->side->set_and_wait, moment->pair));
	moment->place_of_first = __atomic_fetch_add(&moment->ended, 1, __ATOMIC_ACQ_REL);
	return NULL;
}

static void *go_second(void *context)
{
	struct moment *moment = context;

	NT_CHECK_STATUS(STATUS_SUCCESS, nt_hot(moment->side->wait, moment->pair));
	__atomic_store_n(&moment->second_tid, gettid(), __ATOMIC_RELEASE);
	NT_CHECK_STATUS(STATUS_SUCCESS, nt_hot(other_side(moment->side)->wait, moment->pair));
	moment->place_of_second = __atomic_fetch_add(&moment->ended, 1, __ATOMIC_ACQ_REL);
	return NULL;
}

static bool is_second_asleep(struct moment *moment)
{
	pid_t tid = __atomic_load_n(&moment->second_tid, __ATOMIC_ACQUIRE);

	return tid && nt_is_waiting(getpid(), tid);
}

TEST_F(pair, at_one_moment)
{
	unsigned int rounds = nt_debug_kernel() ? 50 : 500;
	pthread_t second;
	pthread_t first;
	unsigned int i;

	while (rounds--) {
		struct moment moment = { .pair = self->pair, .side = variant->side };

		ASSERT_EQ(0, pthread_create(&second, NULL, go_second, &moment));
		ASSERT_EQ(0, pthread_create(&first, NULL, go_first, &moment));
		ASSERT_TRUE(NT_UNTIL(is_second_asleep(&moment)));
		for (i = 1; i <= 2; i++) {
			ASSERT_STATUS(STATUS_SUCCESS,
				      nt_hot(other_side(variant->side)->set, self->pair));
			ASSERT_TRUE(NT_UNTIL(__atomic_load_n(&moment.ended,
							     __ATOMIC_ACQUIRE) == i));
		}
		ASSERT_EQ(0, pthread_join(first, NULL));
		ASSERT_EQ(0, pthread_join(second, NULL));
		ASSERT_EQ(0, moment.place_of_first);
		ASSERT_EQ(1, moment.place_of_second);
	}
}

/*
 * Many threads do either thing, so that both locks are wanted in either order. Sets
 * that nobody took meanwhile are one: somebody sets until all have done their part.
 */

#define CROWD	4

struct crowd {
	__u64 pair;
	unsigned int calls;
	unsigned int at_work;
	unsigned long taken;
};

static void *crowd_body(void *context)
{
	struct crowd *crowd = context;
	unsigned int i;

	for (i = 0; i < crowd->calls; i++) {
		NT_CHECK_STATUS(STATUS_SUCCESS,
				nt_set_and_wait(i % 3 ? SET_LOW_WAIT_HIGH : SET_HIGH_WAIT_LOW,
						crowd->pair));
		__atomic_add_fetch(&crowd->taken, 1, __ATOMIC_RELAXED);
	}
	__atomic_sub_fetch(&crowd->at_work, 1, __ATOMIC_RELEASE);
	return NULL;
}

TEST_F(ntobj, crowd)
{
	struct crowd crowd = {
		.pair = nt_event_pair(),
		.calls = nt_debug_kernel() ? 500 : 5000,
		.at_work = CROWD,
	};
	unsigned long given = CROWD * crowd.calls;
	__u64 end = nt_now() + 60 * NT_SECOND;
	pthread_t threads[CROWD];
	unsigned int i;

	for (i = 0; i < CROWD; i++)
		ASSERT_EQ(0, pthread_create(&threads[i], NULL, crowd_body, &crowd));
	while (__atomic_load_n(&crowd.at_work, __ATOMIC_ACQUIRE) && nt_now() < end) {
		ASSERT_STATUS(STATUS_SUCCESS, nt_hot(SET_LOW, crowd.pair));
		ASSERT_STATUS(STATUS_SUCCESS, nt_hot(SET_HIGH, crowd.pair));
		given += 2;
	}
	ASSERT_EQ(0, __atomic_load_n(&crowd.at_work, __ATOMIC_ACQUIRE));
	for (i = 0; i < CROWD; i++)
		ASSERT_EQ(0, pthread_join(threads[i], NULL));
	/* Nothing was taken twice. */
	given -= take(&sides[0], crowd.pair) + take(&sides[1], crowd.pair);
	EXPECT_LE(crowd.taken, given);
}

/*
 * Objects and handles
 */

TEST_F(ntobj, create)
{
	struct ntobj_create_event_pair argument = { .reserved = 1 };
	__u64 home = nt_home();
	__u64 first;
	__u64 again;

	EXPECT_STATUS(STATUS_INVALID_PARAMETER,
		      nt_call(NTOBJ_IOC_CREATE_EVENT_PAIR, &argument));
	ASSERT_STATUS(STATUS_SUCCESS,
		      nt_create_event_pair(&first, nt_at(home, u"p"), NTOBJ_SYNCHRONIZE));
	ASSERT_STATUS(STATUS_SUCCESS, nt_hot(SET_LOW, first));
	EXPECT_STATUS(STATUS_OBJECT_NAME_COLLISION,
		      nt_create_event_pair(&again, nt_at(home, u"p"), NTOBJ_SYNCHRONIZE));
	/* What is there stays as it is. */
	ASSERT_STATUS(STATUS_OBJECT_NAME_EXISTS,
		      nt_create_event_pair(&again, nt_at_flags(home, u"p", NTOBJ_OBJ_OPENIF),
					   NTOBJ_SYNCHRONIZE));
	EXPECT_TRUE(take(&sides[0], again));
	EXPECT_FALSE(take(&sides[1], again));
	ASSERT_STATUS(STATUS_SUCCESS,
		      nt_open(NTOBJ_IOC_OPEN_EVENT_PAIR, &again, nt_at(home, u"p"),
			      NTOBJ_READ_CONTROL));
	EXPECT_EQ(nt_id(first), nt_id(again));
}

TEST_F(ntobj, handles)
{
	__u64 event = nt_event(NTOBJ_SYNCHRONIZATION_EVENT, 1);
	__u64 pair = nt_event_pair();
	unsigned int i;
	__u64 weak;

	ASSERT_STATUS(STATUS_SUCCESS,
		      nt_create_event_pair(&weak, nt_unnamed(),
					   NTOBJ_EVENT_PAIR_ALL_ACCESS & ~NTOBJ_SYNCHRONIZE));
	for (i = 0; i < ARRAY_SIZE(all_requests); i++) {
		EXPECT_STATUS(STATUS_INVALID_HANDLE, call(all_requests[i], 0));
		EXPECT_STATUS(STATUS_INVALID_HANDLE, call(all_requests[i], 0x4000));
		EXPECT_STATUS(STATUS_OBJECT_TYPE_MISMATCH, call(all_requests[i], event));
		EXPECT_STATUS(STATUS_OBJECT_TYPE_MISMATCH,
			      call(all_requests[i], NTOBJ_CURRENT_THREAD));
		EXPECT_STATUS(STATUS_ACCESS_DENIED, call(all_requests[i], weak));
	}
	EXPECT_STATUS(STATUS_OBJECT_TYPE_MISMATCH, nt_set_event(pair));
	EXPECT_EQ(1, nt_state(event));
}

/* The pair itself is always signalled, and can't be signalled. */
TEST_F(ntobj, the_pair_itself)
{
	__u64 event = nt_event(NTOBJ_SYNCHRONIZATION_EVENT, 1);
	__u64 pair = nt_event_pair();
	__u64 both[] = { pair, event };

	EXPECT_STATUS(STATUS_SUCCESS, nt_wait(pair, NTOBJ_WAIT_FOREVER));
	EXPECT_STATUS(STATUS_SUCCESS, nt_wait(pair, NTOBJ_WAIT_POLL));
	EXPECT_STATUS(STATUS_SUCCESS,
		      nt_wait_several(both, 2, NTOBJ_WAIT_ALL, NTOBJ_WAIT_FOREVER));
	EXPECT_EQ(0, nt_state(event));
	EXPECT_STATUS(STATUS_SUCCESS,
		      nt_wait_several(both, 2, NTOBJ_WAIT_ANY, NTOBJ_WAIT_POLL));
	EXPECT_STATUS(STATUS_OBJECT_TYPE_MISMATCH,
		      nt_signal_and_wait(pair, event, NTOBJ_WAIT_POLL));
	EXPECT_STATUS(STATUS_SUCCESS, nt_signal_and_wait(event, pair, NTOBJ_WAIT_FOREVER));
	EXPECT_EQ(1, nt_state(event));
}

/* Who waits for either event is seen to wait for the pair. */
TEST_F(ntobj, watched)
{
	__u64 pair = nt_event_pair();
	struct nt_waiter waiter;
	char expected[128];
	char *text;

	nt_waiter_start_pair(&waiter, pair, SET_LOW_WAIT_HIGH);
	snprintf(expected, sizeof(expected), "%llu:0:1:-:EventPair/high ",
		 nt_id(pair));
	text = nt_read_file("/sys/kernel/debug/ntobj/waits");
	ASSERT_NE(NULL, text);
	EXPECT_NE(NULL, strstr(text, expected));
	free(text);
	ASSERT_STATUS(STATUS_SUCCESS, nt_hot(SET_HIGH, pair));
	EXPECT_STATUS(STATUS_SUCCESS, nt_waiter_end(&waiter));
	text = nt_read_file("/sys/kernel/debug/ntobj/waits");
	ASSERT_NE(NULL, text);
	EXPECT_EQ(NULL, strstr(text, expected));
	free(text);
}

TEST_HARNESS_MAIN
