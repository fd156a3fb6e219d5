// SPDX-License-Identifier: GPL-2.0
/*
 * Inheritance while the parent's other threads change its handles. They mark,
 * or make, handles in an order and undo it in the reverse order, one call after
 * the other has returned. So whenever a child is made, what it inherits is a
 * beginning of that order: one that has a later handle has all earlier ones.
 */
#include <sched.h>
#include <signal.h>
#include <sys/mman.h>
#include <sys/wait.h>

#include "ntobj_fixture.h"

#define STEPS	6

struct race {
	__u64 handles[STEPS];
	void (*change)(struct race *race);
	bool stop;
	unsigned int children;
	unsigned int seen[STEPS + 1];	/* children by how many they had */
};

static bool is_there(__u64 handle)
{
	bool inherit;
	bool protect;

	return nt_query_flags(handle, &inherit, &protect) == STATUS_SUCCESS;
}

/* How many of the handles are there; STEPS + 1 if they are no beginning. */
static int look(void *context)
{
	const struct race *race = context;
	int count = 0;
	int i;

	while (count < STEPS && is_there(race->handles[count]))
		count++;
	for (i = count; i < STEPS; i++)
		if (is_there(race->handles[i]))
			return STEPS + 1;
	return count;
}

static void mark_and_unmark(struct race *race)
{
	int i;

	for (i = 0; i < STEPS; i++)
		NT_CHECK_STATUS(STATUS_SUCCESS, nt_set_flags(race->handles[i], true, false));
	for (i = STEPS; i--;)
		NT_CHECK_STATUS(STATUS_SUCCESS, nt_set_flags(race->handles[i], false, false));
}

static __u64 marked_event(void)
{
	__u64 handle;

	NT_CHECK_STATUS(STATUS_SUCCESS,
			nt_create_event(&handle, nt_unnamed_flags(NTOBJ_OBJ_INHERIT),
					NTOBJ_EVENT_ALL_ACCESS, 0, 0));
	return handle;
}

/* The last one freed is the next one given, so the values come back. */
static void make_and_close(struct race *race)
{
	int i;

	for (i = 0; i < STEPS; i++)
		NT_CHECK(marked_event() == race->handles[i]);
	for (i = STEPS; i--;)
		NT_CHECK_STATUS(STATUS_SUCCESS, nt_close(race->handles[i]));
}

static void *change_all_the_time(void *context)
{
	struct race *race = context;

	while (!__atomic_load_n(&race->stop, __ATOMIC_ACQUIRE))
		race->change(race);
	return NULL;
}

static void *fork_all_the_time(void *context)
{
	struct race *race = context;
	unsigned int i;

	for (i = 0; i < race->children; i++) {
		pid_t pid = i % 4 == 3 ? nt_vfork_start(look, race) : fork();
		int status;

		if (!pid)
			_exit(look(race));
		NT_CHECK(pid > 0);
		NT_CHECK(waitpid(pid, &status, 0) == pid);
		NT_CHECK(WIFEXITED(status));
		NT_CHECK(WEXITSTATUS(status) <= STEPS);
		__atomic_fetch_add(&race->seen[WEXITSTATUS(status)], 1, __ATOMIC_RELAXED);
	}
	return NULL;
}

static void run(struct __test_metadata *_metadata, struct race *race)
{
	unsigned int different = 0;
	pthread_t forkers[2];
	pthread_t changer;
	unsigned int i;

	race->children = nt_rounds(100, 800);
	ASSERT_EQ(0, pthread_create(&changer, NULL, change_all_the_time, race));
	for (i = 0; i < ARRAY_SIZE(forkers); i++)
		ASSERT_EQ(0, pthread_create(&forkers[i], NULL, fork_all_the_time, race));
	for (i = 0; i < ARRAY_SIZE(forkers); i++)
		ASSERT_EQ(0, pthread_join(forkers[i], NULL));
	__atomic_store_n(&race->stop, true, __ATOMIC_RELEASE);
	ASSERT_EQ(0, pthread_join(changer, NULL));
	for (i = 0; i <= STEPS; i++) {
		different += race->seen[i] != 0;
		printf("# %u children had %u\n", race->seen[i], i);
	}
	/* Or nothing was tried. */
	EXPECT_LT(2, different);
}

/* The order has nothing to do with the handles' places in the table. */
TEST_F_TIMEOUT(ntobj, marks, 200)
{
	static const unsigned int places[STEPS] = { 300, 2, 700, 257, 255, 3 };
	struct nt_totals before;
	struct race *race;
	unsigned int i;

	race = mmap(NULL, sizeof(*race), PROT_READ | PROT_WRITE,
		    MAP_SHARED | MAP_ANONYMOUS, -1, 0);
	ASSERT_NE(MAP_FAILED, race);
	race->change = mark_and_unmark;
	while (nt_event(0, 0) < 4 * 800)
		;
	for (i = 0; i < STEPS; i++)
		race->handles[i] = 4 * places[i];
	before = nt_totals();
	run(_metadata, race);
	EXPECT_EQ(before.handles, nt_totals().handles);
	EXPECT_TRUE(NT_UNTIL(nt_totals().objects == before.objects));
}

TEST_F_TIMEOUT(ntobj, handles, 200)
{
	struct nt_totals before;
	struct race *race;
	unsigned int i;

	race = mmap(NULL, sizeof(*race), PROT_READ | PROT_WRITE,
		    MAP_SHARED | MAP_ANONYMOUS, -1, 0);
	ASSERT_NE(MAP_FAILED, race);
	race->change = make_and_close;
	/* Across the edge of a page of the table. */
	while (nt_event(0, 0) < 4 * 253)
		;
	before = nt_totals();
	for (i = 0; i < STEPS; i++)
		race->handles[i] = marked_event();
	for (i = STEPS; i--;)
		ASSERT_STATUS(STATUS_SUCCESS, nt_close(race->handles[i]));
	run(_metadata, race);
	EXPECT_EQ(before.handles, nt_totals().handles);
	EXPECT_TRUE(NT_UNTIL(nt_totals().objects == before.objects));
}

/*
 * Two that are moved past each other: at any time at least one of them is there,
 * and never three.
 */
static void leapfrog(struct race *race)
{
	int i;

	for (i = 0; i < STEPS; i++) {
		NT_CHECK_STATUS(STATUS_SUCCESS,
				nt_set_flags(race->handles[(i + 1) % STEPS], true, false));
		NT_CHECK_STATUS(STATUS_SUCCESS,
				nt_set_flags(race->handles[i], false, false));
	}
}

static int count(const struct race *race)
{
	int number = 0;
	int i;

	for (i = 0; i < STEPS; i++)
		number += is_there(race->handles[i]);
	return number;
}

static void *fork_and_count(void *context)
{
	struct race *race = context;
	unsigned int i;

	for (i = 0; i < race->children; i++) {
		pid_t pid = fork();
		int status;

		if (!pid)
			_exit(count(race));
		NT_CHECK(pid > 0);
		NT_CHECK(waitpid(pid, &status, 0) == pid);
		NT_CHECK(WIFEXITED(status));
		NT_CHECK(WEXITSTATUS(status) == 1 || WEXITSTATUS(status) == 2);
		__atomic_fetch_add(&race->seen[WEXITSTATUS(status)], 1, __ATOMIC_RELAXED);
	}
	return NULL;
}

TEST_F_TIMEOUT(ntobj, one_or_two, 200)
{
	static struct race race;
	pthread_t forkers[2];
	pthread_t changer;
	unsigned int i;

	for (i = 0; i < STEPS; i++)
		race.handles[i] = nt_event(0, 0);
	ASSERT_STATUS(STATUS_SUCCESS, nt_set_flags(race.handles[0], true, false));
	race.change = leapfrog;
	race.children = nt_rounds(100, 800);
	ASSERT_EQ(0, pthread_create(&changer, NULL, change_all_the_time, &race));
	for (i = 0; i < ARRAY_SIZE(forkers); i++)
		ASSERT_EQ(0, pthread_create(&forkers[i], NULL, fork_and_count, &race));
	for (i = 0; i < ARRAY_SIZE(forkers); i++)
		ASSERT_EQ(0, pthread_join(forkers[i], NULL));
	__atomic_store_n(&race.stop, true, __ATOMIC_RELEASE);
	ASSERT_EQ(0, pthread_join(changer, NULL));
	EXPECT_LT(0, race.seen[1]);
	EXPECT_LT(0, race.seen[2]);
}

TEST_HARNESS_MAIN
