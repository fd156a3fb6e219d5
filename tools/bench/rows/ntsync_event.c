// SPDX-License-Identifier: GPL-2.0
/* Events of ntsync and the wait for one. */
#include <errno.h>

#include "rows/ntsync.h"

static int event;
static int answer;
static int events[BENCH_THREADS];

static void begin_unset(void)
{
	sync_open();
	event = sync_create_event(true, false);
}

static void begin_set(void)
{
	sync_open();
	event = sync_create_event(true, true);
}

static void change(int object, unsigned long request)
{
	uint32_t previous;

	BENCH_CHECK(!bench_ioctl_at(object, request, &previous));
}

static void set(unsigned long count)
{
	while (count--)
		change(event, NTSYNC_IOC_EVENT_SET);
}

static void reset(unsigned long count)
{
	while (count--)
		change(event, NTSYNC_IOC_EVENT_RESET);
}

static void wait_one(unsigned long count)
{
	while (count--)
		BENCH_CHECK(!sync_wait(NTSYNC_IOC_WAIT_ANY, &event, 1, SYNC_FOREVER));
}

static void wait_poll(unsigned long count)
{
	while (count--)
		BENCH_CHECK(sync_wait(NTSYNC_IOC_WAIT_ANY, &event, 1, 0) ==
			    -ETIMEDOUT);
}

static void create_close(unsigned long count)
{
	int object;

	while (count--) {
		object = sync_create_event(true, false);
		BENCH_CHECK(!bench_call3(SYS_close, object, 0, 0));
	}
}

static void set_and_wait(int to_set, int to_wait_for)
{
	change(to_set, NTSYNC_IOC_EVENT_SET);
	BENCH_CHECK(!sync_wait(NTSYNC_IOC_WAIT_ANY, &to_wait_for, 1, SYNC_FOREVER));
}

static void answer_for_ever(void)
{
	BENCH_CHECK(!sync_wait(NTSYNC_IOC_WAIT_ANY, &event, 1, SYNC_FOREVER));
	for (;;)
		set_and_wait(answer, event);
}

static void begin_pingpong(void)
{
	sync_open();
	event = sync_create_event(false, false);
	answer = sync_create_event(false, false);
	bench_start_thread(answer_for_ever);
}

static void pingpong(unsigned long count)
{
	while (count--)
		set_and_wait(event, answer);
}

static const struct bench_row rows[] = {
	{ SYNC_PREFIX ".event.set", begin_unset, set, .ioctls = 1 },
	{ SYNC_PREFIX ".event.reset", begin_set, reset, .ioctls = 1 },
	{ SYNC_PREFIX ".event.create_close", sync_open, create_close, .ioctls = 1,
	  .calls = 1 },
	{ SYNC_PREFIX ".wait.one", begin_set, wait_one, .ioctls = 1 },
	{ SYNC_PREFIX ".wait.poll", begin_unset, wait_poll, .ioctls = 1 },
	{ SYNC_PREFIX ".pingpong.set_wait", begin_pingpong, pingpong, .ioctls = 4,
	  .switches = true },
	{}
};

BENCH_ROWS(rows);

static void begin_scale(void)
{
	unsigned int i;

	sync_open();
	for (i = 0; i < BENCH_THREADS; i++)
		events[i] = sync_create_event(true, true);
}

static void scale_set(unsigned int object, unsigned long count)
{
	while (count--)
		change(events[object], NTSYNC_IOC_EVENT_SET);
}

static void scale_wait(unsigned int object, unsigned long count)
{
	while (count--)
		BENCH_CHECK(!sync_wait(NTSYNC_IOC_WAIT_ANY, &events[object], 1,
				       SYNC_FOREVER));
}

static const struct bench_scale scales[] = {
	{ SYNC_PREFIX ".event.set", begin_scale, scale_set },
	{ SYNC_PREFIX ".wait.one", begin_scale, scale_wait },
	{}
};

BENCH_SCALES(scales);
