// SPDX-License-Identifier: GPL-2.0
/*
 * Processes that are made, end at once, and are waited for: without the module,
 * with it loaded and used by nobody, and by a process that uses it.
 */
#include <signal.h>
#include <unistd.h>

#include "rows/ntobj.h"

static void begin(void)
{
}

static void begin_used(void)
{
	nt_open();
	nt_create_event(NTOBJ_NOTIFICATION_EVENT, 0);
}

/* One more, with a handle that each child inherits. */
static void begin_inherited(void)
{
	struct ntobj_create_event event = {
		.attributes.attributes = NTOBJ_OBJ_INHERIT,
		.desired_access = NTOBJ_EVENT_ALL_ACCESS,
	};

	begin_used();
	BENCH_CHECK(nt_call(NTOBJ_IOC_CREATE_EVENT, &event) == STATUS_SUCCESS);
}

static void fork_exit(unsigned long count)
{
	while (count--) {
		long child = bench_call4(SYS_clone, SIGCHLD, 0, 0, 0);

		if (!child)
			bench_call4(SYS_exit_group, 0, 0, 0, 0);
		BENCH_CHECK(child > 0);
		BENCH_CHECK(bench_call4(SYS_wait4, child, 0, 0, 0) == child);
	}
}

static const struct bench_row rows[] = {
	{ "fork_exit.without", begin, fork_exit, .calls = 3, .switches = true,
	  .without_module = true },
	{ "fork_exit.loaded", begin, fork_exit, .calls = 3, .switches = true },
	{ "fork_exit.used", begin_used, fork_exit, .calls = 3, .switches = true },
	{ "fork_exit.inherited", begin_inherited, fork_exit, .calls = 3,
	  .switches = true },
	{}
};

BENCH_ROWS(rows);
