// SPDX-License-Identifier: GPL-2.0
/*
 * Semaphores, mutants, waits for several events that are all signalled, and to
 * signal and wait, also with event pairs.
 */
#include "rows/ntobj.h"

static uint64_t object;
static uint64_t answer;
static uint64_t events[NTOBJ_WAIT_OBJECTS];

static void begin_semaphore(void)
{
	struct ntobj_create_semaphore semaphore = {
		.desired_access = NTOBJ_SEMAPHORE_ALL_ACCESS,
		.initial_count = 1,
		.maximum_count = 1,
	};

	nt_open();
	BENCH_CHECK(nt_call(NTOBJ_IOC_CREATE_SEMAPHORE, &semaphore) == STATUS_SUCCESS);
	object = semaphore.handle;
}

static void wait_release_semaphore(unsigned long count)
{
	while (count--) {
		BENCH_CHECK(nt_wait(object, NTOBJ_WAIT_FOREVER) == STATUS_SUCCESS);
		BENCH_CHECK(nt_call_handle(NTOBJ_IOC_RELEASE_SEMAPHORE, object) ==
			    STATUS_SUCCESS);
	}
}

static void begin_mutant(void)
{
	struct ntobj_create_mutant mutant = {
		.desired_access = NTOBJ_MUTANT_ALL_ACCESS,
	};

	nt_open();
	BENCH_CHECK(nt_call(NTOBJ_IOC_CREATE_MUTANT, &mutant) == STATUS_SUCCESS);
	object = mutant.handle;
}

static void acquire_release_mutant(unsigned long count)
{
	while (count--) {
		BENCH_CHECK(nt_wait(object, NTOBJ_WAIT_FOREVER) == STATUS_SUCCESS);
		BENCH_CHECK(nt_call_handle(NTOBJ_IOC_RELEASE_MUTANT, object) ==
			    STATUS_SUCCESS);
	}
}

static void begin_many(void)
{
	unsigned int i;

	nt_open();
	for (i = 0; i < NTOBJ_WAIT_OBJECTS; i++)
		events[i] = nt_create_event(NTOBJ_NOTIFICATION_EVENT, 1);
}

static void wait_many(uint32_t type, uint32_t objects, unsigned long count)
{
	struct ntobj_wait_multiple wait = {
		.handles = (uintptr_t)events,
		.deadline = NTOBJ_WAIT_FOREVER,
		.count = objects,
		.wait_type = type,
	};

	while (count--)
		BENCH_CHECK(nt_call(NTOBJ_IOC_WAIT_FOR_MULTIPLE_OBJECTS, &wait) ==
			    STATUS_WAIT_0);
}

static void wait_all_8(unsigned long count)
{
	wait_many(NTOBJ_WAIT_ALL, 8, count);
}

static void wait_all_64(unsigned long count)
{
	wait_many(NTOBJ_WAIT_ALL, 64, count);
}

static void wait_any_64(unsigned long count)
{
	wait_many(NTOBJ_WAIT_ANY, 64, count);
}

static void signal_and_wait(uint64_t to_set, uint64_t to_wait_for)
{
	struct ntobj_signal_and_wait argument = {
		.signal_handle = to_set,
		.wait_handle = to_wait_for,
		.deadline = NTOBJ_WAIT_FOREVER,
	};

	BENCH_CHECK(nt_call(NTOBJ_IOC_SIGNAL_AND_WAIT, &argument) == STATUS_SUCCESS);
}

static void answer_for_ever(void)
{
	BENCH_CHECK(nt_wait(object, NTOBJ_WAIT_FOREVER) == STATUS_SUCCESS);
	for (;;)
		signal_and_wait(answer, object);
}

static void begin_pingpong(void)
{
	nt_open();
	object = nt_create_event(NTOBJ_SYNCHRONIZATION_EVENT, 0);
	answer = nt_create_event(NTOBJ_SYNCHRONIZATION_EVENT, 0);
	bench_start_thread(answer_for_ever);
}

static void pingpong(unsigned long count)
{
	while (count--)
		signal_and_wait(object, answer);
}

static void set_and_wait(unsigned long request)
{
	struct ntobj_set_and_wait argument = {
		.handle = object,
	};

	BENCH_CHECK(nt_call(request, &argument) == STATUS_SUCCESS);
}

static void serve_pair_for_ever(void)
{
	BENCH_CHECK(nt_call_handle(NTOBJ_IOC_WAIT_LOW_EVENT_PAIR, object) == STATUS_SUCCESS);
	for (;;)
		set_and_wait(NTOBJ_IOC_SET_HIGH_WAIT_LOW_EVENT_PAIR);
}

static void begin_pair(void)
{
	struct ntobj_create_event_pair pair = {
		.desired_access = NTOBJ_EVENT_PAIR_ALL_ACCESS,
	};

	nt_open();
	BENCH_CHECK(nt_call(NTOBJ_IOC_CREATE_EVENT_PAIR, &pair) == STATUS_SUCCESS);
	object = pair.handle;
	bench_start_thread(serve_pair_for_ever);
}

static void pingpong_pair(unsigned long count)
{
	while (count--)
		set_and_wait(NTOBJ_IOC_SET_LOW_WAIT_HIGH_EVENT_PAIR);
}

static const struct bench_row rows[] = {
	{ "ntobj.sem.wait_release", begin_semaphore, wait_release_semaphore, .ioctls = 2 },
	{ "ntobj.mutant.acquire_release", begin_mutant, acquire_release_mutant,
	  .ioctls = 2 },
	{ "ntobj.wait_all.8", begin_many, wait_all_8, .ioctls = 1 },
	{ "ntobj.wait_all.64", begin_many, wait_all_64, .ioctls = 1 },
	{ "ntobj.wait_any.64", begin_many, wait_any_64, .ioctls = 1 },
	{ "ntobj.pingpong.signal_and_wait", begin_pingpong, pingpong, .ioctls = 2,
	  .switches = true },
	{ "ntobj.pingpong.event_pair", begin_pair, pingpong_pair, .ioctls = 2,
	  .switches = true },
	{}
};

BENCH_ROWS(rows);
