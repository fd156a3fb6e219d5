// SPDX-License-Identifier: GPL-2.0
/* The tables that the files of rows fill in. */
#include "internal.h"

#define MOST	256

const struct bench_row *bench_rows[MOST];
size_t bench_row_count;
const struct bench_scale *bench_scales[MOST];
size_t bench_scale_count;

void bench_add_rows(const struct bench_row *rows, size_t count)
{
	size_t i;

	BENCH_CHECK(bench_row_count + count <= MOST);
	for (i = 0; i < count; i++)
		bench_rows[bench_row_count++] = &rows[i];
}

void bench_add_scales(const struct bench_scale *scales, size_t count)
{
	size_t i;

	BENCH_CHECK(bench_scale_count + count <= MOST);
	for (i = 0; i < count; i++)
		bench_scales[bench_scale_count++] = &scales[i];
}
