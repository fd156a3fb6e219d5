// SPDX-License-Identifier: GPL-2.0
/*
 * Mutants: ownership, recursion, and what becomes of a mutant when its owner ends,
 * in whatever way.
 */
#include <fcntl.h>
#include <signal.h>
#include <sys/syscall.h>

#include "extension_fixture.h"
#include "ntobj_fixture.h"

#define ALL	NTOBJ_WAIT_ALL
#define ANY	NTOBJ_WAIT_ANY
#define POLL	NTOBJ_WAIT_POLL
#define FOREVER	NTOBJ_WAIT_FOREVER

/* Argument of the program when it is run by exec. */
static const char exec_word[] = "--after-exec";

static void expect_state(struct __test_metadata *_metadata, __u64 mutant, __s32 count,
			 bool owned, bool abandoned)
{
	struct ntobj_query_mutant state = nt_mutant_state(mutant);

	EXPECT_EQ(count, state.current_count);
	EXPECT_EQ(owned, state.owned_by_caller);
	EXPECT_EQ(abandoned, state.abandoned);
	EXPECT_EQ(0, state.reserved[0]);
	EXPECT_EQ(0, state.reserved[1]);
}

static __s32 release(__u64 mutant)
{
	return nt_hot(NTOBJ_IOC_RELEASE_MUTANT, mutant);
}

TEST_F(ntobj, create)
{
	expect_state(_metadata, nt_mutant(false), 1, false, false);
	expect_state(_metadata, nt_mutant(true), 0, true, false);
}

TEST_F(ntobj, recursion)
{
	__u64 mutant = nt_mutant(false);
	__s32 previous = 77;
	int i;

	for (i = 0; i > -5; i--) {
		EXPECT_STATUS(STATUS_SUCCESS, nt_wait(mutant, FOREVER));
		expect_state(_metadata, mutant, i, true, false);
	}
	for (i = -4; i < 0; i++) {
		EXPECT_STATUS(STATUS_SUCCESS, nt_release_mutant(mutant, &previous));
		EXPECT_EQ(i, previous);
		expect_state(_metadata, mutant, i + 1, true, false);
	}
	EXPECT_STATUS(STATUS_SUCCESS, release(mutant));
	expect_state(_metadata, mutant, 1, false, false);
	EXPECT_STATUS(STATUS_MUTANT_NOT_OWNED, release(mutant));
	EXPECT_STATUS(STATUS_MUTANT_NOT_OWNED, nt_release_mutant(mutant, &previous));
}

TEST_F(ntobj, handles)
{
	struct ntobj_mutant_state call = { .handle = nt_mutant(true), .reserved = 1 };
	__u64 event = nt_event(NTOBJ_NOTIFICATION_EVENT, 0);
	struct ntobj_query_mutant state;
	__s32 previous;
	__u64 bare;

	EXPECT_STATUS(STATUS_INVALID_PARAMETER,
		      nt_call(NTOBJ_IOC_RELEASE_MUTANT_PREVIOUS, &call));
	EXPECT_STATUS(STATUS_INVALID_HANDLE, release(0));
	EXPECT_STATUS(STATUS_INVALID_HANDLE, nt_release_mutant(0x4000, &previous));
	EXPECT_STATUS(STATUS_INVALID_HANDLE, nt_query_mutant(0, &state));
	EXPECT_STATUS(STATUS_OBJECT_TYPE_MISMATCH, release(event));
	EXPECT_STATUS(STATUS_OBJECT_TYPE_MISMATCH, nt_release_mutant(event, &previous));
	EXPECT_STATUS(STATUS_OBJECT_TYPE_MISMATCH, nt_query_mutant(event, &state));
	/* To own it is right enough to release it. */
	ASSERT_STATUS(STATUS_SUCCESS,
		      nt_create_mutant(&bare, nt_unnamed(), NTOBJ_DELETE, true));
	EXPECT_STATUS(STATUS_ACCESS_DENIED, nt_query_mutant(bare, &state));
	EXPECT_STATUS(STATUS_ACCESS_DENIED, nt_wait(bare, POLL));
	EXPECT_STATUS(STATUS_SUCCESS, release(bare));
}

TEST_F(ntobj, named)
{
	__u64 home = nt_home();
	__u64 first;
	__u64 again;

	ASSERT_STATUS(STATUS_SUCCESS,
		      nt_create_mutant(&first, nt_at(home, u"m"), NTOBJ_MUTANT_ALL_ACCESS,
				       false));
	EXPECT_STATUS(STATUS_OBJECT_NAME_COLLISION,
		      nt_create_mutant(&again, nt_at(home, u"m"), 1, true));
	/* Who finds one that is there does not own it, though he asked to. */
	ASSERT_STATUS(STATUS_OBJECT_NAME_EXISTS,
		      nt_create_mutant(&again, nt_at_flags(home, u"m", NTOBJ_OBJ_OPENIF),
				       NTOBJ_MUTANT_ALL_ACCESS, true));
	expect_state(_metadata, again, 1, false, false);
	ASSERT_STATUS(STATUS_SUCCESS,
		      nt_open(NTOBJ_IOC_OPEN_MUTANT, &again, nt_at(home, u"m"),
			      NTOBJ_SYNCHRONIZE));
	EXPECT_STATUS(STATUS_SUCCESS, nt_wait(again, POLL));
	expect_state(_metadata, first, 0, true, false);
}

/* Of an owned mutant nothing is left when its handles are closed. */
TEST_F(ntobj, closed_while_owned)
{
	struct nt_totals before = nt_totals();
	__u64 mutant;
	int i;

	for (i = 0; i < 100; i++) {
		mutant = nt_mutant(true);
		EXPECT_STATUS(STATUS_SUCCESS, nt_close(mutant));
	}
	EXPECT_TRUE(NT_UNTIL(nt_totals().objects == before.objects));
}

/*
 * Other threads
 */

struct owner {
	pthread_t thread;
	__u64 mutant;
	unsigned int times;
	bool owns;
	bool goes;
	__s32 released;
};

static void *own(void *context)
{
	struct owner *owner = context;
	unsigned int i;

	for (i = 0; i < owner->times; i++)
		NT_CHECK(nt_wait(owner->mutant, FOREVER) >= 0);
	if (!owner->times)
		owner->released = release(owner->mutant);
	__atomic_store_n(&owner->owns, true, __ATOMIC_RELEASE);
	while (!__atomic_load_n(&owner->goes, __ATOMIC_ACQUIRE))
		usleep(500);
	return NULL;
}

static void start_owner(struct owner *owner, __u64 mutant, unsigned int times)
{
	*owner = (struct owner){ .mutant = mutant, .times = times };
	NT_CHECK(!pthread_create(&owner->thread, NULL, own, owner));
	NT_CHECK(NT_UNTIL(__atomic_load_n(&owner->owns, __ATOMIC_ACQUIRE)));
}

static void end_owner(struct owner *owner)
{
	__atomic_store_n(&owner->goes, true, __ATOMIC_RELEASE);
	NT_CHECK(!pthread_join(owner->thread, NULL));
}

TEST_F(ntobj, owned_by_another)
{
	__u64 mutant = nt_mutant(false);
	struct owner owner;
	struct owner stranger;
	__s32 previous;

	start_owner(&owner, mutant, 2);
	expect_state(_metadata, mutant, -1, false, false);
	EXPECT_STATUS(STATUS_TIMEOUT, nt_wait(mutant, POLL));
	EXPECT_STATUS(STATUS_TIMEOUT, nt_wait(mutant, nt_now() + NT_MILLISECOND));
	EXPECT_STATUS(STATUS_MUTANT_NOT_OWNED, release(mutant));
	EXPECT_STATUS(STATUS_MUTANT_NOT_OWNED, nt_release_mutant(mutant, &previous));
	end_owner(&owner);
	EXPECT_STATUS(STATUS_ABANDONED_WAIT_0, nt_wait(mutant, FOREVER));
	start_owner(&stranger, mutant, 0);
	EXPECT_STATUS(STATUS_MUTANT_NOT_OWNED, stranger.released);
	end_owner(&stranger);
	expect_state(_metadata, mutant, 0, true, false);
}

/* The abandonment is told once, by whichever wait, and asks nothing of anybody. */
TEST_F(ntobj, abandoned)
{
	__u64 handles[] = {
		nt_event(NTOBJ_NOTIFICATION_EVENT, 0), nt_mutant(false),
		nt_event(NTOBJ_NOTIFICATION_EVENT, 1),
	};
	__s32 previous, untouched;
	struct owner owner;
	int i;

	memset(&untouched, NT_POISON, sizeof(untouched));
	for (i = 0; i < 3; i++) {
		start_owner(&owner, handles[1], 3);
		end_owner(&owner);
		ASSERT_TRUE(NT_UNTIL(nt_mutant_state(handles[1]).abandoned));
		expect_state(_metadata, handles[1], 1, false, true);
		/* It belongs to nobody, and it is told why. */
		EXPECT_STATUS(STATUS_ABANDONED, release(handles[1]));
		EXPECT_STATUS(STATUS_ABANDONED, nt_release_mutant(handles[1], &previous));
		EXPECT_EQ(untouched, previous);
		switch (i) {
		case 0:
			EXPECT_STATUS(STATUS_ABANDONED_WAIT_0, nt_wait(handles[1], POLL));
			break;
		case 1:
			EXPECT_STATUS(STATUS_ABANDONED_WAIT_0 + 1,
				      nt_wait_several(handles, 3, ANY, POLL));
			break;
		default:
			EXPECT_STATUS(STATUS_ABANDONED_WAIT_0,
				      nt_wait_several(handles + 1, 2, ALL, POLL));
		}
		expect_state(_metadata, handles[1], 0, true, false);
		EXPECT_STATUS(STATUS_SUCCESS, nt_wait(handles[1], POLL));
		EXPECT_STATUS(STATUS_SUCCESS, release(handles[1]));
		EXPECT_STATUS(STATUS_SUCCESS, release(handles[1]));
		expect_state(_metadata, handles[1], 1, false, false);
	}
}

/* Who waits when the owner ends gets it, one after the other. */
TEST_F(ntobj, abandoned_to_waiters)
{
	__u64 mutant = nt_mutant(false);
	__u64 any[] = { nt_event(NTOBJ_NOTIFICATION_EVENT, 0), mutant };
	__u64 all[] = { nt_event(NTOBJ_NOTIFICATION_EVENT, 1), mutant };
	struct nt_waiter waiters[3];
	struct owner owner;

	start_owner(&owner, mutant, 1);
	nt_waiter_start_several(&waiters[0], any, 2, ANY, FOREVER);
	nt_waiter_start_several(&waiters[1], all, 2, ALL, FOREVER);
	nt_waiter_start(&waiters[2], mutant, FOREVER);
	end_owner(&owner);
	/* Each ends with the mutant in its hands, which it leaves to the next. */
	EXPECT_STATUS(STATUS_ABANDONED_WAIT_0 + 1, nt_waiter_end(&waiters[0]));
	EXPECT_STATUS(STATUS_ABANDONED_WAIT_0, nt_waiter_end(&waiters[1]));
	EXPECT_STATUS(STATUS_ABANDONED_WAIT_0, nt_waiter_end(&waiters[2]));
	EXPECT_STATUS(STATUS_ABANDONED_WAIT_0, nt_wait(mutant, FOREVER));
}

/* A thread that owns many leaves them all. */
TEST_F(ntobj, many_abandoned)
{
	__u64 mutants[NTOBJ_WAIT_OBJECTS];
	struct nt_waiter waiter;
	unsigned int i;

	for (i = 0; i < NTOBJ_WAIT_OBJECTS; i++)
		mutants[i] = nt_mutant(true);
	nt_waiter_start_several(&waiter, mutants, NTOBJ_WAIT_OBJECTS, ALL, FOREVER);
	for (i = 0; i < NTOBJ_WAIT_OBJECTS; i++)
		EXPECT_STATUS(STATUS_SUCCESS, release(mutants[i]));
	EXPECT_STATUS(STATUS_WAIT_0, nt_waiter_end(&waiter));
	for (i = 0; i < NTOBJ_WAIT_OBJECTS; i++) {
		ASSERT_TRUE(NT_UNTIL(nt_mutant_state(mutants[i]).abandoned));
		expect_state(_metadata, mutants[i], 1, false, true);
	}
	EXPECT_STATUS(STATUS_ABANDONED_WAIT_0,
		      nt_wait_several(mutants, NTOBJ_WAIT_OBJECTS, ALL, POLL));
}

/*
 * Ways to end
 */

static __u64 shared_mutant(void)
{
	__u64 mutant;

	NT_CHECK_STATUS(STATUS_SUCCESS,
			nt_create_mutant(&mutant, nt_unnamed_flags(NTOBJ_OBJ_INHERIT),
					 NTOBJ_MUTANT_ALL_ACCESS, false));
	return mutant;
}

static void own_it(void *context)
{
	NT_CHECK_STATUS(STATUS_SUCCESS, nt_wait(*(__u64 *)context, POLL));
}

static int end_by_exit(void *context)
{
	own_it(context);
	return 0;
}

static int end_by_crash(void *context)
{
	own_it(context);
	raise(SIGSEGV);
	return 0;
}

static int end_by_kill(void *context)
{
	own_it(context);
	return nt_be_victim(NULL);
}

static void *own_and_stay(void *context)
{
	own_it(context);
	while (true)
		pause();
	return NULL;
}

/* The owner is not who calls exit. */
static int end_by_exit_of_another(void *context)
{
	pthread_t thread;

	NT_CHECK(!pthread_create(&thread, NULL, own_and_stay, context));
	NT_CHECK(NT_UNTIL(nt_mutant_state(*(__u64 *)context).current_count == 0));
	_exit(0);
}

static void run_self(const char *word)
{
	execl("/proc/self/exe", "mutants", word, NULL);
	NT_CHECK(false);
}

static void *run_program(void *context)
{
	(void)context;
	run_self(exec_word);
	return NULL;
}

/* The first thread owns it, and ends because another one runs a program. */
static int end_by_exec_of_another(void *context)
{
	pthread_t thread;

	own_it(context);
	NT_CHECK(!pthread_create(&thread, NULL, run_program, NULL));
	while (true)
		pause();
	return 0;
}

static const struct {
	const char *name;
	int (*body)(void *context);
	bool killed;
} ends[] = {
	{ "exit", end_by_exit, false },
	{ "crash", end_by_crash, false },
	{ "kill", end_by_kill, true },
	{ "exit of another thread", end_by_exit_of_another, false },
	{ "exec of another thread", end_by_exec_of_another, true },
};

TEST_F(ntobj, ends)
{
	__u64 mutant = shared_mutant();
	unsigned int i;
	pid_t child;

	for (i = 0; i < ARRAY_SIZE(ends); i++) {
		child = nt_child_start(ends[i].body, &mutant);
		ASSERT_TRUE(NT_UNTIL(nt_mutant_state(mutant).current_count == 0 ||
				     nt_mutant_state(mutant).abandoned));
		if (ends[i].body == end_by_kill)
			ASSERT_EQ(0, kill(child, SIGKILL));
		EXPECT_EQ(STATUS_ABANDONED_WAIT_0, nt_wait(mutant, nt_now() + 60 * NT_SECOND))
			TH_LOG("%s", ends[i].name);
		EXPECT_STATUS(STATUS_SUCCESS, release(mutant));
		if (ends[i].killed)
			kill(child, SIGKILL);
		nt_child_end(child);
	}
}

static int own_and_exec(void *context)
{
	own_it(context);
	run_self(exec_word);
	return 1;
}

/* The next program in the same thread knows nothing of it. */
TEST_F(ntobj, exec_of_the_owner)
{
	__u64 mutant = shared_mutant();
	pid_t child = nt_child_start(own_and_exec, &mutant);
	struct ntobj_query_mutant state;

	ASSERT_TRUE(NT_UNTIL((state = nt_mutant_state(mutant)).current_count == 0 ||
			     state.abandoned));
	EXPECT_STATUS(STATUS_ABANDONED_WAIT_0, nt_wait(mutant, FOREVER));
	EXPECT_STATUS(STATUS_SUCCESS, release(mutant));
	ASSERT_EQ(0, kill(child, SIGKILL));
	EXPECT_EQ(NT_KILLED(SIGKILL), nt_child_end(child));
	EXPECT_EQ(1, nt_mutant_state(mutant).current_count);
}

static int wait_for_it(void *context)
{
	return nt_wait(*(__u64 *)context, FOREVER);
}

/* A killed waiter does not own what it waited for. */
TEST_F(ntobj, killed_waiter)
{
	__u64 mutant = shared_mutant();
	pid_t child;

	ASSERT_STATUS(STATUS_SUCCESS, nt_wait(mutant, POLL));
	child = nt_child_start(wait_for_it, &mutant);
	ASSERT_TRUE(NT_UNTIL(nt_is_waiting(child, child)));
	ASSERT_EQ(0, kill(child, SIGKILL));
	EXPECT_EQ(NT_KILLED(SIGKILL), nt_child_end(child));
	EXPECT_STATUS(STATUS_SUCCESS, release(mutant));
	expect_state(_metadata, mutant, 1, false, false);
}

/* Release and kill at once: the mutant is free in the end, abandoned or not. */
TEST_F(ntobj, release_against_kill)
{
	unsigned int rounds = nt_debug_kernel() ? 20 : 200;
	__u64 mutant = shared_mutant();
	unsigned int i;
	pid_t child;

	for (i = 0; i < rounds; i++) {
		ASSERT_LE(0, nt_wait(mutant, FOREVER));
		child = nt_child_start(wait_for_it, &mutant);
		ASSERT_TRUE(NT_UNTIL(nt_is_waiting(child, child)));
		if (i % 2)
			kill(child, SIGKILL);
		EXPECT_STATUS(STATUS_SUCCESS, release(mutant));
		if (!(i % 2))
			kill(child, SIGKILL);
		nt_child_end(child);
		expect_state(_metadata, mutant, 1, false, nt_mutant_state(mutant).abandoned);
	}
}

/*
 * The limit of recursion, which takes too long to come to by itself.
 */
TEST_F(extension, limit)
{
	__u64 handles[] = { nt_mutant(true), nt_event(NTOBJ_SYNCHRONIZATION_EVENT, 1) };
	struct ntobj_set_state call = { .handle = handles[0], .state = -0x7fffffff - 1 };
	__u64 semaphore = nt_semaphore(0, 1);
	unsigned int i;

	ASSERT_STATUS(STATUS_SUCCESS, nt_call(NTOBJ_IOC_SET_STATE, &call));
	for (i = 0; i < 2; i++) {
		__u64 deadline = i ? FOREVER : POLL;

		EXPECT_STATUS(STATUS_MUTANT_LIMIT_EXCEEDED, nt_wait(handles[0], deadline));
		EXPECT_STATUS(STATUS_MUTANT_LIMIT_EXCEEDED,
			      nt_wait_several(handles, 2, ANY, deadline));
		EXPECT_STATUS(STATUS_MUTANT_LIMIT_EXCEEDED,
			      nt_wait_several(handles, 2, ALL, deadline));
		EXPECT_STATUS(STATUS_MUTANT_LIMIT_EXCEEDED,
			      nt_signal_and_wait(semaphore, handles[0], deadline));
	}
	EXPECT_EQ(0, nt_count(semaphore));
	EXPECT_EQ(1, nt_state(handles[1]));
	expect_state(_metadata, handles[0], -0x7fffffff - 1, true, false);
	/* To release it and wait for it again is not once more. */
	EXPECT_STATUS(STATUS_SUCCESS, nt_signal_and_wait(handles[0], handles[0], POLL));
	EXPECT_STATUS(STATUS_SUCCESS, release(handles[0]));
	EXPECT_STATUS(STATUS_SUCCESS, nt_wait(handles[0], POLL));
	call.handle = 0;
	EXPECT_STATUS(STATUS_INVALID_HANDLE, nt_call(NTOBJ_IOC_SET_STATE, &call));
	call.handle = nt_home();
	EXPECT_STATUS(STATUS_OBJECT_TYPE_MISMATCH, nt_call(NTOBJ_IOC_SET_STATE, &call));
}

int main(int argc, char **argv)
{
	if (argc == 2 && !strcmp(argv[1], exec_word)) {
		while (true)
			pause();
	}
	return test_harness_run(argc, argv);
}
