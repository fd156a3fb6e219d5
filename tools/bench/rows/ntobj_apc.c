// SPDX-License-Identifier: GPL-2.0
/* User APCs, and two threads that alert each other by their ids. */
#include <unistd.h>

#include "rows/ntobj.h"

static uint64_t calls;
static pid_t client;
static pid_t server;

static void count_call(uint64_t number)
{
	calls += number;
}

static void queue(void (*routine)(uint64_t number), uint64_t number)
{
	struct ntobj_queue_apc apc = {
		.handle = NTOBJ_CURRENT_THREAD,
		.routine = (uintptr_t)routine,
		.arguments = { number },
	};

	BENCH_CHECK(nt_call(NTOBJ_IOC_QUEUE_APC_THREAD, &apc) == STATUS_SUCCESS);
}

static void deliver(void)
{
	struct ntobj_test_alert apc;

	BENCH_CHECK(nt_call(NTOBJ_IOC_TEST_ALERT, &apc) == STATUS_SUCCESS);
	((void (*)(uint64_t number))(uintptr_t)apc.routine)(apc.arguments[0]);
}

static void queue_deliver(unsigned long count)
{
	uint64_t before = calls;
	unsigned long i;

	for (i = 0; i < count; i++) {
		queue(count_call, 1);
		deliver();
	}
	BENCH_CHECK(calls - before == count);
}

static void alert(pid_t thread)
{
	BENCH_CHECK(nt_call_handle(NTOBJ_IOC_ALERT_THREAD_BY_THREAD_ID, thread) ==
		    STATUS_SUCCESS);
}

static void wait_for_alert(void)
{
	struct ntobj_delay delay = {
		.deadline = NTOBJ_WAIT_FOREVER,
	};

	BENCH_CHECK(nt_call(NTOBJ_IOC_WAIT_FOR_ALERT_BY_THREAD_ID, &delay) == STATUS_ALERTED);
}

static void answer_for_ever(void)
{
	server = gettid();
	for (;;) {
		alert(client);
		wait_for_alert();
	}
}

/* The partner's first alert says that its id is known. */
static void begin_pingpong(void)
{
	nt_open();
	client = gettid();
	bench_start_thread(answer_for_ever);
	wait_for_alert();
}

static void pingpong(unsigned long count)
{
	while (count--) {
		alert(server);
		wait_for_alert();
	}
}

static const struct bench_row rows[] = {
	{ "ntobj.apc.queue_deliver", nt_open, queue_deliver, .ioctls = 2 },
	{ "ntobj.pingpong.alert_by_id", begin_pingpong, pingpong, .ioctls = 4,
	  .switches = true },
	{}
};

BENCH_ROWS(rows);
