// SPDX-License-Identifier: GPL-2.0
/* A thread that suspends itself, and is resumed. */
#include <sched.h>
#include <unistd.h>

#include "rows/ntobj.h"

static uint64_t thread;
static pid_t target;

static void suspend_for_ever(void)
{
	struct ntobj_suspend_thread self = { .handle = NTOBJ_CURRENT_THREAD };

	__atomic_store_n(&target, gettid(), __ATOMIC_RELEASE);
	for (;;)
		BENCH_CHECK(nt_call(NTOBJ_IOC_SUSPEND_THREAD, &self) == STATUS_SUCCESS);
}

static void begin(void)
{
	struct ntobj_open_client open = {
		.desired_access = NTOBJ_THREAD_RESUME,
		.flags = NTOBJ_OPEN_CLIENT_ID,
	};

	nt_open();
	bench_start_thread(suspend_for_ever);
	while (!__atomic_load_n(&target, __ATOMIC_ACQUIRE))
		sched_yield();
	open.thread_id = target;
	BENCH_CHECK(nt_call(NTOBJ_IOC_OPEN_THREAD, &open) == STATUS_SUCCESS);
	thread = open.handle;
}

/* That it was suspended says the answer alone: there is no wait for that. */
static bool resume(void)
{
	struct ntobj_suspend_thread operands = { .handle = thread };

	BENCH_CHECK(nt_call(NTOBJ_IOC_RESUME_THREAD, &operands) == STATUS_SUCCESS);
	return operands.previous_count;
}

static void suspend_resume(unsigned long count)
{
	while (count--)
		while (!resume())
			sched_yield();
}

static const struct bench_row rows[] = {
	{ "ntobj.thread.suspend_resume", begin, suspend_resume, .ioctls = 2,
	  .switches = true },
	{}
};

BENCH_ROWS(rows);
