// SPDX-License-Identifier: GPL-2.0
/* The tables that the files of rows fill in. */
#include "internal.h"

#define MOST	256

const struct bench_row *bench_rows[MOST];
size_t bench_row_count;
const struct bench_scale *bench_scales[MOST];
size_t bench_scale_count;

void bench_add_rows(const struct bench_row *rows)
{
	for (; rows->name; rows++) {
		BENCH_CHECK(bench_row_count < MOST);
		bench_rows[bench_row_count++] = rows;
	}
}

void bench_add_scales(const struct bench_scale *scales)
{
	for (; scales->name; scales++) {
		BENCH_CHECK(bench_scale_count < MOST);
		bench_scales[bench_scale_count++] = scales;
	}
}
