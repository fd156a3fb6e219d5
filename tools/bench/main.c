// SPDX-License-Identifier: GPL-2.0
/*
 * The program that runs in the guest:
 *
 *	bench rows [quick]	what operations cost, in instructions
 *	bench large		the same, of rows that take long to set up
 *	bench without		the same, where the module is not loaded
 *	bench row ROW...	the same, of rows by name
 *	bench scaling		throughput on two processors
 *	bench memory		what objects and handles take
 *	bench spin ROW		a row's operation for ever, for tools/bench/profile
 *
 * Results are lines of fields separated by tabs, of which the first says what
 * the line is; tools/bench/report reads them.
 */
#include <stdio.h>
#include <string.h>

#include "internal.h"

static void measure_rows(bool without_module, bool large, bool quick)
{
	size_t i;

	for (i = 0; i < bench_row_count; i++)
		if (bench_rows[i]->without_module == without_module &&
		    bench_rows[i]->large == large &&
		    !(quick && bench_rows[i]->switches))
			bench_in_child(bench_measure_row, bench_rows[i]);
}

static const struct bench_row *find_row(const char *name)
{
	size_t i;

	for (i = 0; i < bench_row_count; i++)
		if (!strcmp(bench_rows[i]->name, name))
			return bench_rows[i];
	errx(1, "%s: no such row", name);
}

static void measure_named(char **names)
{
	for (; *names; names++)
		bench_in_child(bench_measure_row, find_row(*names));
}

static void repeat(const void *argument)
{
	const struct bench_row *row = argument;

	row->begin();
	bench_wait_until_idle();
	row->run(1000);
	printf("begun\t%u\n", row->ioctls + row->calls);
	fflush(stdout);
	for (;;)
		row->run(1000);
}

static const char usage[] =
	"rows [quick] | large | without | row ROW... | scaling | memory | spin ROW";

int main(int argc, char **argv)
{
	if (argc == 2 && !strcmp(argv[1], "rows"))
		measure_rows(false, false, false);
	else if (argc == 3 && !strcmp(argv[1], "rows") && !strcmp(argv[2], "quick"))
		measure_rows(false, false, true);
	else if (argc == 2 && !strcmp(argv[1], "large"))
		measure_rows(false, true, false);
	else if (argc == 2 && !strcmp(argv[1], "without"))
		measure_rows(true, false, false);
	else if (argc >= 3 && !strcmp(argv[1], "row"))
		measure_named(argv + 2);
	else if (argc == 2 && !strcmp(argv[1], "scaling"))
		bench_measure_scaling();
	else if (argc == 2 && !strcmp(argv[1], "memory"))
		bench_measure_memory();
	else if (argc == 3 && !strcmp(argv[1], "spin"))
		bench_in_child(repeat, find_row(argv[2]));
	else
		errx(1, "%s", usage);
	puts("end");
	return 0;
}
