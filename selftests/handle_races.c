// SPDX-License-Identifier: GPL-2.0
/*
 * Using handles while other threads close them and get them again for other
 * objects, with other rights. A call sees one of the objects with the rights of
 * its own handle, or no handle; never one object with the rights of another.
 */
#include "ntobj_fixture.h"

static unsigned int rounds(void)
{
	return nt_rounds(2000, 50000);
}

struct race {
	__u64 handle;		/* the one value that everybody fights for */
	__u64 locked;		/* an event that nobody may set */
	__u64 home;
	unsigned int round;
	bool stop;
};

static bool stopped(struct race *race)
{
	return __atomic_load_n(&race->stop, __ATOMIC_ACQUIRE);
}

static void stop(struct race *race)
{
	__atomic_store_n(&race->stop, true, __ATOMIC_RELEASE);
}

/*
 * The handle is by turns one that may modify an event of its own, and one that
 * may only query the locked event.
 */
static void *reopen(void *context)
{
	struct race *race = context;
	unsigned int i;
	__u64 handle;

	for (i = 0; i < rounds(); i++) {
		NT_CHECK_STATUS(STATUS_SUCCESS, nt_close(race->handle));
		if (i % 2)
			NT_CHECK_STATUS(STATUS_SUCCESS,
					nt_open_event(&handle, nt_at(race->home, u"locked"),
						      NTOBJ_EVENT_QUERY_STATE));
		else
			NT_CHECK_STATUS(STATUS_SUCCESS,
					nt_create_event(&handle, nt_unnamed(),
							NTOBJ_EVENT_MODIFY_STATE, 0, 0));
		NT_CHECK(handle == race->handle);
	}
	stop(race);
	return NULL;
}

static void *set(void *context)
{
	struct race *race = context;

	while (!stopped(race)) {
		__s32 status = nt_set_event(race->handle);

		if (status != STATUS_INVALID_HANDLE && status != STATUS_ACCESS_DENIED)
			NT_CHECK_STATUS(STATUS_SUCCESS, status);
	}
	return NULL;
}

static void *pulse(void *context)
{
	struct race *race = context;
	__s32 previous;

	while (!stopped(race)) {
		__s32 status = nt_event_previous(NTOBJ_IOC_PULSE_EVENT_PREVIOUS,
						 race->handle, &previous);

		if (status != STATUS_INVALID_HANDLE && status != STATUS_ACCESS_DENIED)
			NT_CHECK_STATUS(STATUS_SUCCESS, status);
	}
	return NULL;
}

/* No handle of it is ever allowed to synchronize. */
static void *wait_for(void *context)
{
	struct race *race = context;

	while (!stopped(race)) {
		__s32 status = nt_wait(race->handle, NTOBJ_WAIT_POLL);

		if (status != STATUS_INVALID_HANDLE)
			NT_CHECK_STATUS(STATUS_ACCESS_DENIED, status);
	}
	return NULL;
}

static void run(struct __test_metadata *_metadata, struct race *race,
		void *(*const *bodies)(void *), unsigned int count)
{
	pthread_t threads[4];
	unsigned int i;

	for (i = 0; i < count; i++)
		ASSERT_EQ(0, pthread_create(&threads[i], NULL, bodies[i], race));
	for (i = 0; i < count; i++)
		ASSERT_EQ(0, pthread_join(threads[i], NULL));
}

TEST_F_TIMEOUT(ntobj, rights_follow_the_object, 200)
{
	static void *(*const bodies[])(void *) = { reopen, set, pulse, wait_for };
	struct race race = { .home = nt_home() };

	ASSERT_STATUS(STATUS_SUCCESS,
		      nt_create_event(&race.locked, nt_at(race.home, u"locked"),
				      NTOBJ_EVENT_QUERY_STATE, 0, 0));
	ASSERT_STATUS(STATUS_SUCCESS,
		      nt_create_event(&race.handle, nt_unnamed(),
				      NTOBJ_EVENT_MODIFY_STATE, 0, 0));
	run(_metadata, &race, bodies, ARRAY_SIZE(bodies));
	EXPECT_EQ(0, nt_state(race.locked));
}

/*
 * The handle is by turns an event's, a directory's and a link's. It is not
 * always the same: an open that fails in the end may hold the entry meanwhile.
 */
static void *retype(void *context)
{
	struct race *race = context;
	unsigned int i;
	__u64 handle;

	for (i = 0; i < rounds(); i++) {
		NT_CHECK_STATUS(STATUS_SUCCESS, nt_close(race->handle));
		if (i % 3 == 0)
			NT_CHECK_STATUS(STATUS_SUCCESS,
					nt_create_directory(&handle, nt_unnamed(), 0xf));
		else if (i % 3 == 1)
			NT_CHECK_STATUS(STATUS_SUCCESS,
					nt_create_link(&handle, nt_unnamed(), 1, u"\\"));
		else
			NT_CHECK_STATUS(STATUS_SUCCESS,
					nt_create_event(&handle, nt_unnamed(), 3, 0, 0));
		__atomic_store_n(&race->handle, handle, __ATOMIC_RELEASE);
	}
	stop(race);
	return NULL;
}

static __u64 current_handle(struct race *race)
{
	return __atomic_load_n(&race->handle, __ATOMIC_ACQUIRE);
}

static void *use_as_event(void *context)
{
	struct race *race = context;
	__s32 state;
	__u32 type;

	while (!stopped(race)) {
		__s32 status = nt_query_event(current_handle(race), &type, &state);

		if (status == STATUS_SUCCESS)
			NT_CHECK(type == NTOBJ_NOTIFICATION_EVENT && state == 0);
		else if (status != STATUS_INVALID_HANDLE)
			NT_CHECK_STATUS(STATUS_OBJECT_TYPE_MISMATCH, status);
	}
	return NULL;
}

static void *use_as_directory(void *context)
{
	struct race *race = context;
	__u64 event;

	while (!stopped(race)) {
		struct ntobj_query_directory query = {
			.entry_overhead = 32,
			.final_overhead = 32,
		};
		__s32 status = nt_open_event(&event, nt_at(current_handle(race), u"x"), 1);

		if (status != STATUS_OBJECT_NAME_NOT_FOUND && status != STATUS_INVALID_HANDLE)
			NT_CHECK_STATUS(STATUS_OBJECT_TYPE_MISMATCH, status);
		status = nt_query_directory(current_handle(race), &query);
		if (status != STATUS_NO_MORE_ENTRIES && status != STATUS_INVALID_HANDLE)
			NT_CHECK_STATUS(STATUS_OBJECT_TYPE_MISMATCH, status);
	}
	return NULL;
}

static void *use_as_link(void *context)
{
	struct race *race = context;
	char16_t target[2];

	while (!stopped(race)) {
		struct ntobj_query_symbolic_link query = {
			.buffer = nt_address(target),
			.length = sizeof(target),
		};
		__s32 status = nt_query_link(current_handle(race), &query);

		if (status == STATUS_SUCCESS)
			NT_CHECK(query.target_length == 2 && target[0] == '\\');
		else if (status != STATUS_INVALID_HANDLE)
			NT_CHECK_STATUS(STATUS_OBJECT_TYPE_MISMATCH, status);
	}
	return NULL;
}

TEST_F_TIMEOUT(ntobj, types_follow_the_object, 200)
{
	static void *(*const bodies[])(void *) = {
		retype, use_as_event, use_as_directory, use_as_link
	};
	struct race race = { .handle = nt_event(0, 0) };

	run(_metadata, &race, bodies, ARRAY_SIZE(bodies));
}

/* Four threads close the same handle: one of them has closed it. */
static void *close_each_round(void *context)
{
	struct race *race = context;
	unsigned long closed = 0;
	unsigned int seen = 0;

	while (!stopped(race)) {
		unsigned int round = __atomic_load_n(&race->round, __ATOMIC_ACQUIRE);

		if (round == seen)
			continue;
		seen = round;
		if (nt_close(__atomic_load_n(&race->handle, __ATOMIC_ACQUIRE)) ==
		    STATUS_SUCCESS)
			closed++;
	}
	return (void *)closed;
}

TEST_F_TIMEOUT(ntobj, close_once, 200)
{
	unsigned int count = rounds() / 10;
	struct race race = {};
	pthread_t threads[3];
	unsigned long closed = 0;
	unsigned int round;
	unsigned int i;

	for (i = 0; i < ARRAY_SIZE(threads); i++)
		ASSERT_EQ(0, pthread_create(&threads[i], NULL, close_each_round, &race));
	for (round = 1; round <= count; round++) {
		__u64 handle = nt_event(0, 0);

		__atomic_store_n(&race.handle, handle, __ATOMIC_RELEASE);
		__atomic_store_n(&race.round, round, __ATOMIC_RELEASE);
		if (nt_close(handle) == STATUS_SUCCESS)
			closed++;
	}
	stop(&race);
	for (i = 0; i < ARRAY_SIZE(threads); i++) {
		void *by_thread;

		ASSERT_EQ(0, pthread_join(threads[i], &by_thread));
		closed += (unsigned long)by_thread;
	}
	EXPECT_EQ(count, closed);
}

/* Creating, opening and closing one name: it is there, or it is not. */
static void *fight_for_name(void *context)
{
	struct race *race = context;
	unsigned int i;
	__u64 handle;

	for (i = 0; i < rounds() / 5; i++) {
		__s32 status;

		status = nt_create_event(&handle, nt_at_flags(race->home, u"x",
							      NTOBJ_OBJ_OPENIF), 3, 0, 0);
		if (status != STATUS_OBJECT_NAME_EXISTS)
			NT_CHECK_STATUS(STATUS_SUCCESS, status);
		NT_CHECK_STATUS(STATUS_SUCCESS, nt_set_event(handle));
		NT_CHECK_STATUS(STATUS_SUCCESS, nt_close(handle));
		status = nt_open_event(&handle, nt_at(race->home, u"x"), 3);
		if (status == STATUS_OBJECT_NAME_NOT_FOUND)
			continue;
		NT_CHECK_STATUS(STATUS_SUCCESS, status);
		NT_CHECK_STATUS(STATUS_SUCCESS, nt_close(handle));
	}
	return NULL;
}

TEST_F_TIMEOUT(ntobj, one_name, 200)
{
	static void *(*const bodies[])(void *) = {
		fight_for_name, fight_for_name, fight_for_name, fight_for_name
	};
	struct race race = { .home = nt_home() };
	struct nt_totals before = nt_totals();
	__u64 handle;

	run(_metadata, &race, bodies, ARRAY_SIZE(bodies));
	EXPECT_STATUS(STATUS_OBJECT_NAME_NOT_FOUND,
		      nt_open_event(&handle, nt_at(race.home, u"x"), 3));
	EXPECT_EQ(before.handles, nt_totals().handles);
	EXPECT_TRUE(NT_UNTIL(nt_totals().objects == before.objects));
}

/* Names are put into a directory that comes and goes: there, or not. */
static void *come_and_go(void *context)
{
	struct race *race = context;
	unsigned int i;
	__u64 handle;

	for (i = 0; i < rounds() / 2; i++) {
		NT_CHECK_STATUS(STATUS_SUCCESS,
				nt_create_directory(&handle, nt_at(race->home, u"d"), 1));
		NT_CHECK_STATUS(STATUS_SUCCESS, nt_close(handle));
	}
	stop(race);
	return NULL;
}

static void *put_inside(void *context)
{
	struct race *race = context;
	__u64 inner;
	__u64 handle;

	while (!stopped(race)) {
		__s32 status = nt_create_directory(&handle,
						   nt_at_flags(race->home, u"d\\x",
							       NTOBJ_OBJ_OPENIF), 1);

		if (status == STATUS_OBJECT_PATH_NOT_FOUND)
			continue;
		if (status != STATUS_OBJECT_NAME_EXISTS)
			NT_CHECK_STATUS(STATUS_SUCCESS, status);
		/* What has been reached works, wherever it hangs by now. */
		status = nt_create_event(&inner, nt_at_flags(handle, u"y", NTOBJ_OBJ_OPENIF),
					 1, 0, 0);
		if (status != STATUS_OBJECT_NAME_EXISTS)
			NT_CHECK_STATUS(STATUS_SUCCESS, status);
		NT_CHECK_STATUS(STATUS_SUCCESS, nt_close(handle));
		NT_CHECK_STATUS(STATUS_SUCCESS, nt_close(inner));
	}
	return NULL;
}

TEST_F_TIMEOUT(ntobj, dying_directory, 200)
{
	static void *(*const bodies[])(void *) = { come_and_go, put_inside, put_inside };
	struct race race = { .home = nt_home() };
	struct nt_totals before = nt_totals();

	run(_metadata, &race, bodies, ARRAY_SIZE(bodies));
	EXPECT_EQ(before.handles, nt_totals().handles);
	EXPECT_TRUE(NT_UNTIL(nt_totals().objects == before.objects));
}

/* Of two that make a name permanent and temporary, the last one counts. */
static void *flip_permanence(void *context)
{
	struct race *race = context;
	unsigned int i;

	for (i = 0; i < rounds() / 5; i++) {
		NT_CHECK_STATUS(STATUS_SUCCESS,
				nt_hot(NTOBJ_IOC_MAKE_PERMANENT_OBJECT, race->handle));
		NT_CHECK_STATUS(STATUS_SUCCESS,
				nt_hot(NTOBJ_IOC_MAKE_TEMPORARY_OBJECT, race->handle));
	}
	return NULL;
}

TEST_F_TIMEOUT(ntobj, permanence, 200)
{
	static void *(*const bodies[])(void *) = { flip_permanence, flip_permanence };
	struct race race = { .home = nt_home() };
	struct nt_totals before = nt_totals();
	__u64 handle;

	ASSERT_STATUS(STATUS_SUCCESS,
		      nt_create_event(&race.handle, nt_at(race.home, u"x"),
				      NTOBJ_DELETE, 0, 0));
	run(_metadata, &race, bodies, ARRAY_SIZE(bodies));
	EXPECT_STATUS(STATUS_SUCCESS, nt_close(race.handle));
	EXPECT_STATUS(STATUS_OBJECT_NAME_NOT_FOUND,
		      nt_open_event(&handle, nt_at(race.home, u"x"), 1));
	EXPECT_TRUE(NT_UNTIL(nt_totals().objects == before.objects));
}

/* Growing the table while others look handles up in it. */
static void *grow(void *context)
{
	struct race *race = context;
	unsigned int i;

	for (i = 0; i < rounds(); i++)
		nt_event(0, 0);
	stop(race);
	return NULL;
}

static void *use_first(void *context)
{
	struct race *race = context;

	while (!stopped(race))
		NT_CHECK_STATUS(STATUS_SUCCESS, nt_set_event(race->handle));
	return NULL;
}

TEST_F_TIMEOUT(ntobj, growth, 200)
{
	static void *(*const bodies[])(void *) = { grow, use_first, use_first };
	struct race race = { .handle = nt_event(0, 0) };

	run(_metadata, &race, bodies, ARRAY_SIZE(bodies));
}

TEST_HARNESS_MAIN
