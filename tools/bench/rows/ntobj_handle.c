// SPDX-License-Identifier: GPL-2.0
/* Handles: a duplicate of one, in the same process. */
#include "ntobj.h"

static struct ntobj_duplicate_object duplicate = {
	.source_process = NTOBJ_CURRENT_PROCESS,
	.target_process = NTOBJ_CURRENT_PROCESS,
	.options = NTOBJ_DUPLICATE_SAME_ACCESS,
};

static void begin(void)
{
	nt_open();
	duplicate.source_handle = nt_create_event(NTOBJ_NOTIFICATION_EVENT, 0);
}

static void duplicate_close(unsigned long count)
{
	while (count--) {
		BENCH_CHECK(nt_call(NTOBJ_IOC_DUPLICATE_OBJECT, &duplicate) ==
			    STATUS_SUCCESS);
		BENCH_CHECK(nt_call_handle(NTOBJ_IOC_CLOSE, duplicate.target_handle) ==
			    STATUS_SUCCESS);
	}
}

static const struct bench_row rows[] = {
	{ "ntobj.handle.duplicate", begin, duplicate_close, .ioctls = 2 },
	{}
};

BENCH_ROWS(rows);
