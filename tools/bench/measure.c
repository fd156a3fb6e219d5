// SPDX-License-Identifier: GPL-2.0
/*
 * Measuring a row: the median of many short loops.
 *
 * The machine's time stamp counter counts instructions (see the documentation
 * of tools/vm/run --icount). A loop is so short that most loops see no timer
 * tick, which comes every four million instructions, and so long that what
 * alternates between operations, such as the page allocator's lists under large
 * messages, is evened out.
 */
#include <stdio.h>
#include <stdlib.h>
#include <x86intrin.h>

#include "internal.h"

#define LOOP_INSTRUCTIONS	500000
#define LOOPS			251
#define WARM_UP_LOOPS		10

static uint64_t one_loop(const struct bench_row *row, unsigned long count)
{
	uint64_t start = __rdtsc();

	row->run(count);
	return __rdtsc() - start;
}

static void run_nothing(unsigned long count)
{
	/* Not to be optimized out of the loop that it stands for. */
	asm volatile("" : : "r" (count) : "memory");
}

static int compare(const void *left, const void *right)
{
	uint64_t a = *(const uint64_t *)left;
	uint64_t b = *(const uint64_t *)right;

	return (a > b) - (a < b);
}

/* Fills the sorted costs of @LOOPS loops. */
static void measure(const struct bench_row *row, unsigned long count, uint64_t *costs)
{
	unsigned int i;

	for (i = 0; i < LOOPS; i++)
		costs[i] = one_loop(row, count);
	qsort(costs, LOOPS, sizeof(*costs), compare);
}

static uint64_t cost_of_measuring(void)
{
	static const struct bench_row nothing = { .run = run_nothing };
	uint64_t costs[LOOPS];

	measure(&nothing, 1, costs);
	return costs[LOOPS / 2];
}

static unsigned long operations_for(const struct bench_row *row)
{
	unsigned long count;
	uint64_t cost;

	/* The first operations allocate, and partners arrive at their waits. */
	row->run(100);
	cost = one_loop(row, 100) / 100;
	count = LOOP_INSTRUCTIONS / (cost + 1);
	return count ? count : 1;
}

void bench_measure_row(const void *argument)
{
	const struct bench_row *row = argument;
	uint64_t costs[LOOPS] = {};
	uint64_t overhead, sum = 0;
	unsigned long count;
	unsigned int i;

	row->begin();
	bench_wait_until_idle();
	overhead = cost_of_measuring();
	count = operations_for(row);
	for (i = 0; i < WARM_UP_LOOPS; i++)
		row->run(count);
	measure(row, count, costs);
	for (i = 0; i < LOOPS; i++)
		sum += costs[i] - overhead;
	printf("row\t%s\t%.2f\t%.2f\t%.2f\t%.2f\t%u\t%u\t%u\n", row->name,
	       (double)(costs[LOOPS / 2] - overhead) / count,
	       (double)(costs[LOOPS / 4] - overhead) / count,
	       (double)(costs[LOOPS * 3 / 4] - overhead) / count,
	       (double)sum / LOOPS / count, row->ioctls, row->calls, row->switches);
}
