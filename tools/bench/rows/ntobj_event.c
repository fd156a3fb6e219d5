// SPDX-License-Identifier: GPL-2.0
/* Events of ntobj and the wait for one. */
#include "rows/ntobj.h"

static uint64_t event;
static uint64_t answer;
static uint64_t events[BENCH_THREADS];

static void begin_unset(void)
{
	nt_open();
	event = nt_create_event(NTOBJ_NOTIFICATION_EVENT, 0);
}

static void begin_set(void)
{
	nt_open();
	event = nt_create_event(NTOBJ_NOTIFICATION_EVENT, 1);
}

static void set(unsigned long count)
{
	while (count--)
		BENCH_CHECK(nt_call_handle(NTOBJ_IOC_SET_EVENT, event) ==
			    STATUS_SUCCESS);
}

static void reset(unsigned long count)
{
	while (count--)
		BENCH_CHECK(nt_call_handle(NTOBJ_IOC_RESET_EVENT, event) ==
			    STATUS_SUCCESS);
}

static void wait_one(unsigned long count)
{
	while (count--)
		BENCH_CHECK(nt_wait(event, NTOBJ_WAIT_FOREVER) == STATUS_SUCCESS);
}

static void wait_poll(unsigned long count)
{
	while (count--)
		BENCH_CHECK(nt_wait(event, NTOBJ_WAIT_POLL) == STATUS_TIMEOUT);
}

static void create_close(unsigned long count)
{
	uint64_t handle;

	while (count--) {
		handle = nt_create_event(NTOBJ_NOTIFICATION_EVENT, 0);
		BENCH_CHECK(nt_call_handle(NTOBJ_IOC_CLOSE, handle) ==
			    STATUS_SUCCESS);
	}
}

static void set_and_wait(uint64_t to_set, uint64_t to_wait_for)
{
	BENCH_CHECK(nt_call_handle(NTOBJ_IOC_SET_EVENT, to_set) == STATUS_SUCCESS);
	BENCH_CHECK(nt_wait(to_wait_for, NTOBJ_WAIT_FOREVER) == STATUS_SUCCESS);
}

static void answer_for_ever(void)
{
	BENCH_CHECK(nt_wait(event, NTOBJ_WAIT_FOREVER) == STATUS_SUCCESS);
	for (;;)
		set_and_wait(answer, event);
}

static void begin_pingpong(void)
{
	nt_open();
	event = nt_create_event(NTOBJ_SYNCHRONIZATION_EVENT, 0);
	answer = nt_create_event(NTOBJ_SYNCHRONIZATION_EVENT, 0);
	bench_start_thread(answer_for_ever);
}

static void pingpong(unsigned long count)
{
	while (count--)
		set_and_wait(event, answer);
}

static const struct bench_row rows[] = {
	{ "ntobj.event.set", begin_unset, set, .ioctls = 1 },
	{ "ntobj.event.reset", begin_set, reset, .ioctls = 1 },
	{ "ntobj.event.create_close", nt_open, create_close, .ioctls = 2 },
	{ "ntobj.wait.one", begin_set, wait_one, .ioctls = 1 },
	{ "ntobj.wait.poll", begin_unset, wait_poll, .ioctls = 1 },
	{ "ntobj.pingpong.set_wait", begin_pingpong, pingpong, .ioctls = 4,
	  .switches = true },
	{}
};

BENCH_ROWS(rows);

static void begin_scale(void)
{
	unsigned int i;

	nt_open();
	for (i = 0; i < BENCH_THREADS; i++)
		events[i] = nt_create_event(NTOBJ_NOTIFICATION_EVENT, 1);
}

static void scale_set(unsigned int object, unsigned long count)
{
	while (count--)
		BENCH_CHECK(nt_call_handle(NTOBJ_IOC_SET_EVENT, events[object]) ==
			    STATUS_SUCCESS);
}

static void scale_wait(unsigned int object, unsigned long count)
{
	while (count--)
		BENCH_CHECK(nt_wait(events[object], NTOBJ_WAIT_FOREVER) ==
			    STATUS_SUCCESS);
}

static const struct bench_scale scales[] = {
	{ "ntobj.event.set", begin_scale, scale_set },
	{ "ntobj.wait.one", begin_scale, scale_wait },
	{}
};

BENCH_SCALES(scales);
