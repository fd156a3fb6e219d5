/* SPDX-License-Identifier: GPL-2.0 */
/* What the parts of the program share and rows do not need. */
#ifndef BENCH_INTERNAL_H
#define BENCH_INTERNAL_H

#include "bench.h"

extern const struct bench_row *bench_rows[];
extern size_t bench_row_count;
extern const struct bench_scale *bench_scales[];
extern size_t bench_scale_count;

/* Go on when the machine has nothing to do but this program. */
void bench_wait_until_idle(void);

/* Run a function in a process of its own; the program ends if that fails. */
void bench_in_child(void (*function)(const void *argument), const void *argument);

void bench_measure_row(const void *row);
void bench_measure_scaling(void);
void bench_measure_memory(void);

#endif /* BENCH_INTERNAL_H */
