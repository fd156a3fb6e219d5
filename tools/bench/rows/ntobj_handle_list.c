// SPDX-License-Identifier: GPL-2.0
/* Listing handles: what one costs that is among many. */
#include "rows/ntobj.h"

#define HANDLES		1000
#define RECORD		sizeof(struct ntobj_handle_record)

static uint64_t buffer[HANDLES * RECORD / sizeof(uint64_t)];

static void begin_list(void)
{
	unsigned int i;

	nt_open();
	for (i = 0; i < HANDLES; i++)
		nt_create_event(NTOBJ_NOTIFICATION_EVENT, 0);
}

static void list(unsigned long count)
{
	while (count) {
		uint32_t some = count < HANDLES ? count : HANDLES;
		struct ntobj_query_handles query = {
			.process = NTOBJ_CURRENT_PROCESS,
			.buffer = (unsigned long)buffer,
			.length = some * RECORD,
			.flags = NTOBJ_HANDLES_OF_PROCESS,
		};

		BENCH_CHECK(nt_call(NTOBJ_IOC_QUERY_HANDLES, &query) >= 0);
		BENCH_CHECK(query.count == some);
		count -= some;
	}
}

static const struct bench_row rows[] = {
	{ "ntobj.handle.list", begin_list, list, .ioctls = 0 },
	{}
};

BENCH_ROWS(rows);
