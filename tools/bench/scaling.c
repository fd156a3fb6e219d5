// SPDX-License-Identifier: GPL-2.0
/*
 * Throughput on two processors: each operation by one thread and by two, on an
 * object for each thread and on one for both.
 *
 * Here instructions can't be counted, and what is measured is time, of which
 * others on the host take their part. So a slice is short, and the slices of
 * all cases take turns, again and again: what disturbs one disturbs its
 * neighbours, and the host compares slices of the same turn.
 */
#include <pthread.h>
#include <sched.h>
#include <stdatomic.h>
#include <stdio.h>
#include <string.h>
#include <time.h>
#include <unistd.h>

#include "internal.h"

#define TURNS		25
#define SLICE_US	40000
#define BATCH		64

struct worker {
	pthread_t thread;
	unsigned int number;
	uint64_t done;
};

static struct worker workers[BENCH_THREADS];
static pthread_barrier_t barrier;
static atomic_bool stop;

/* What the next slice is; nothing if the workers shall end. */
static const struct bench_scale *scale;
static bool shared;
static unsigned int threads;

static void *work(void *argument)
{
	struct worker *worker = argument;
	unsigned int object;
	cpu_set_t cpus;

	CPU_ZERO(&cpus);
	CPU_SET(worker->number, &cpus);
	BENCH_CHECK(!sched_setaffinity(0, sizeof(cpus), &cpus));
	for (;;) {
		pthread_barrier_wait(&barrier);
		if (!scale)
			return NULL;
		object = shared ? 0 : worker->number;
		worker->done = 0;
		while (worker->number < threads && !atomic_load(&stop)) {
			scale->run(object, BATCH);
			worker->done += BATCH;
		}
		pthread_barrier_wait(&barrier);
	}
}

static double now(void)
{
	struct timespec time;

	clock_gettime(CLOCK_MONOTONIC, &time);
	return time.tv_sec + time.tv_nsec / 1e9;
}

/* Operations a second. */
static double slice(void)
{
	uint64_t done = 0;
	double start, took;
	unsigned int i;

	atomic_store(&stop, false);
	start = now();
	pthread_barrier_wait(&barrier);
	usleep(SLICE_US);
	atomic_store(&stop, true);
	pthread_barrier_wait(&barrier);
	took = now() - start;
	for (i = 0; i < BENCH_THREADS; i++)
		done += workers[i].done;
	return done / took;
}

static void take_turn(unsigned int turn)
{
	unsigned int of_both;
	size_t i;

	for (of_both = 0; of_both <= 1; of_both++) {
		for (threads = 1; threads <= BENCH_THREADS; threads++) {
			for (i = 0; i < bench_scale_count; i++) {
				shared = of_both;
				scale = bench_scales[i];
				printf("slice\t%u\t%s.%s\t%u\t%.0f\n", turn, scale->name,
				       shared ? "shared" : "independent", threads,
				       slice());
			}
		}
	}
}

void bench_measure_scaling(void)
{
	unsigned int i;

	BENCH_CHECK(sysconf(_SC_NPROCESSORS_ONLN) >= BENCH_THREADS);
	for (i = 0; i < bench_scale_count; i++)
		bench_scales[i]->begin();
	BENCH_CHECK(!pthread_barrier_init(&barrier, NULL, BENCH_THREADS + 1));
	for (i = 0; i < BENCH_THREADS; i++) {
		workers[i].number = i;
		BENCH_CHECK(!pthread_create(&workers[i].thread, NULL, work, &workers[i]));
	}
	bench_wait_until_idle();
	for (i = 0; i < TURNS; i++)
		take_turn(i);
	scale = NULL;
	pthread_barrier_wait(&barrier);
	for (i = 0; i < BENCH_THREADS; i++)
		BENCH_CHECK(!pthread_join(workers[i].thread, NULL));
}
