// SPDX-License-Identifier: GPL-2.0
/*
 * What drivers do: module/tests/bench.c does it, as often as it is told in one call. So
 * no system call is counted in what one operation costs.
 */
#include "bench.h"

static int file;

static void run(unsigned long count)
{
	uint64_t operations = count;

	BENCH_CHECK(bench_write(file, &operations, sizeof(operations)) ==
		    sizeof(operations));
}

static void open_operation(const char *path)
{
	file = bench_open(path);
}

static void begin_dpc(void)
{
	open_operation("/sys/kernel/debug/ntobj_bench/dpc");
}

static void begin_tasklet(void)
{
	open_operation("/sys/kernel/debug/ntobj_bench/tasklet");
}

static void begin_kernel_apc(void)
{
	open_operation("/sys/kernel/debug/ntobj_bench/kernel_apc");
}

static void begin_task_work(void)
{
	open_operation("/sys/kernel/debug/ntobj_bench/task_work");
}

static const struct bench_row rows[] = {
	{ "ntobj.dpc.queue_to_run", begin_dpc, run, .calls = 0 },
	{ "tasklet.dpc.queue_to_run", begin_tasklet, run, .calls = 0 },
	{ "ntobj.apc.kernel_queue_deliver", begin_kernel_apc, run, .calls = 0 },
	{ "task_work.apc.kernel_queue_deliver", begin_task_work, run, .calls = 0 },
	{}
};

BENCH_ROWS(rows);
