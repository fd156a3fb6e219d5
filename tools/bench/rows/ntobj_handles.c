// SPDX-License-Identifier: GPL-2.0
/*
 * What it costs to find a handle among few and among many: an event is set
 * through handles that lie all over the table. They are all handles to that one
 * event, and the tests' extension makes them, as many as wanted in one call:
 * by the functions that open an object.
 */
#include "rows/ntobj.h"
#include "tests/extension.h"

#define USED		1024	/* how many handles take turns, the same one or not */
#define LEAF_ENTRIES	256	/* of which the first is never a handle */

static uint64_t used[USED];

/* The value of a table's handle by its number, counted from 0. */
static uint64_t value_of(uint64_t number)
{
	return 4 * (number + number / (LEAF_ENTRIES - 1) + 1);
}

static void begin_handles(unsigned int count)
{
	struct ntobj_repeat_handle repeat = {};
	unsigned int made, i;

	nt_open();
	repeat.handle = nt_create_event(NTOBJ_NOTIFICATION_EVENT, 0);
	for (made = 1; made < count; made += repeat.count) {
		repeat.count = count - made < REPEAT_MAX ? count - made : REPEAT_MAX;
		BENCH_CHECK(nt_call(NTOBJ_IOC_REPEAT_HANDLE, &repeat) == STATUS_SUCCESS);
	}
	BENCH_CHECK(count == 1 || repeat.last == value_of(count - 1));
	for (i = 0; i < USED; i++)
		used[i] = value_of((uint64_t)count * i / USED);
}

static void begin_1(void)
{
	begin_handles(1);
}

static void begin_1k(void)
{
	begin_handles(1000);
}

static void begin_1m(void)
{
	begin_handles(1000000);
}

static void begin_16m(void)
{
	nt_set_parameter("max_handles", 16000000);
	begin_handles(16000000);
}

static void look_up(unsigned long count)
{
	while (count--)
		BENCH_CHECK(nt_call_handle(NTOBJ_IOC_SET_EVENT, used[count % USED]) ==
			    STATUS_SUCCESS);
}

static const struct bench_row rows[] = {
	{ "ntobj.handle.lookup.1", begin_1, look_up, .ioctls = 1, .large = true },
	{ "ntobj.handle.lookup.1k", begin_1k, look_up, .ioctls = 1, .large = true },
	{ "ntobj.handle.lookup.1M", begin_1m, look_up, .ioctls = 1, .large = true },
	{ "ntobj.handle.lookup.16M", begin_16m, look_up, .ioctls = 1, .large = true },
	{}
};

BENCH_ROWS(rows);
