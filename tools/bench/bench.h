/* SPDX-License-Identifier: GPL-2.0 */
/*
 * What a file of rows needs: the tables it fills in, system calls without the
 * C library's part in them, and partners to talk to.
 *
 * Each row is measured in a process of its own, so a row cleans nothing up.
 */
#ifndef BENCH_H
#define BENCH_H

#include <err.h>
#include <stdbool.h>
#include <stddef.h>
#include <stdint.h>
#include <sys/syscall.h>

/**
 * struct bench_row - one figure: what an operation costs
 * @name: PREFIX.OPERATION
 * @begin: sets up what @run needs
 * @run: does the operation so many times
 * @ioctls: how many ioctls the operation makes
 * @calls: how many other system calls it makes
 * @switches: whether it switches between threads or processes
 * @large: whether setting up takes long or much memory: then the row is measured
 *	in a boot of its own, where the tests' extension is loaded as well
 * @without_module: whether it is measured in a boot without the module, where
 *	no other is
 */
struct bench_row {
	const char *name;
	void (*begin)(void);
	void (*run)(unsigned long count);
	unsigned int ioctls;
	unsigned int calls;
	bool switches;
	bool large;
	bool without_module;
};

#define BENCH_THREADS	2

/**
 * struct bench_scale - one operation of the part with two processors
 * @name: PREFIX.OPERATION
 * @begin: sets up objects, one for each of BENCH_THREADS threads
 * @run: does the operation so many times on one of the objects
 */
struct bench_scale {
	const char *name;
	void (*begin)(void);
	void (*run)(unsigned int object, unsigned long count);
};

void bench_add_rows(const struct bench_row *rows);
void bench_add_scales(const struct bench_scale *scales);

/*
 * Put an array of a file's rows into the table, before main() begins. An entry
 * without a name ends the array.
 */
#define BENCH_ROWS(array)						\
	static void __attribute__((constructor)) add_##array(void)	\
	{								\
		bench_add_rows(array);					\
	}

#define BENCH_SCALES(array)						\
	static void __attribute__((constructor)) add_##array(void)	\
	{								\
		bench_add_scales(array);				\
	}

/* A figure that can't be had must not be missed quietly: it ends the program. */
#define BENCH_CHECK(condition) do {					\
	if (__builtin_expect(!(condition), 0))				\
		err(1, "%s:%d: not true: %s", __FILE__, __LINE__,	\
		    #condition);					\
} while (0)

int bench_open(const char *path);

/* An ordinary user, for a row whose cost depends on who does it: for good. */
#define BENCH_USER	1000

void bench_become_user(void);

/*
 * Start a partner that runs @loop for as long as the row's process lives: a
 * thread of this process, or a process with a copy of its memory.
 */
void bench_start_thread(void (*loop)(void));
void bench_start_process(void (*loop)(void));

static inline long bench_call4(long number, long a, long b, long c, long d)
{
	register long r10 asm("r10") = d;
	long result;

	asm volatile("syscall" : "=a" (result)
		     : "0" (number), "D" (a), "S" (b), "d" (c), "r" (r10)
		     : "rcx", "r11", "memory");
	return result;
}

static inline long bench_call3(long number, long a, long b, long c)
{
	long result;

	asm volatile("syscall" : "=a" (result)
		     : "0" (number), "D" (a), "S" (b), "d" (c)
		     : "rcx", "r11", "memory");
	return result;
}

static inline long bench_ioctl(int descriptor, unsigned long request, unsigned long argument)
{
	return bench_call3(SYS_ioctl, descriptor, request, argument);
}

static inline long bench_ioctl_at(int descriptor, unsigned long request, void *argument)
{
	return bench_ioctl(descriptor, request, (unsigned long)argument);
}

static inline long bench_read(int descriptor, void *buffer, size_t size)
{
	return bench_call3(SYS_read, descriptor, (long)buffer, size);
}

static inline long bench_write(int descriptor, const void *buffer, size_t size)
{
	return bench_call3(SYS_write, descriptor, (long)buffer, size);
}

#endif /* BENCH_H */
