/* SPDX-License-Identifier: GPL-2.0 */
/* What the KUnit suites share. */
#ifndef _NTOBJ_TESTS_KUNIT_H
#define _NTOBJ_TESTS_KUNIT_H

#include <kunit/test.h>
#include <ntobj/ob.h>

struct task_struct;

/* 6.6 has it; it only keeps KUnit from remarking on the time. */
#ifndef KUNIT_CASE_SLOW
#define KUNIT_CASE_SLOW(function)	KUNIT_CASE(function)
#endif

/**
 * struct test_worker - a kernel thread that does the same again and again
 * @task: the thread, NULL while there is none
 * @round: what it does; may not wait for the test
 * @context: for @round
 */
struct test_worker {
	struct task_struct *task;
	void (*round)(void *context);
	void *context;
};

void test_start_worker(struct kunit *test, struct test_worker *worker,
		       void (*round)(void *context), void *context);
void test_stop_worker(struct test_worker *worker);

/**
 * struct test_objects - objects that a test has made, a reference on each
 * @objects: the objects
 * @count: how many
 * @room: how many there may be
 *
 * A failed assertion ends a test at once, so what it has made is kept where
 * the suite's exit finds it.
 */
struct test_objects {
	struct ob_header **objects;
	u32 count;
	u32 room;
};

int test_init_objects(struct kunit *test, struct test_objects *objects, u32 room);
void test_free_objects(struct test_objects *objects);
struct ob_directory *test_create_directory(struct kunit *test,
					   struct test_objects *objects);
struct ob_header *test_create_link(struct kunit *test, struct test_objects *objects,
				   const char *target);
NTSTATUS test_link_name(struct ob_directory *directory, struct ob_header *object,
			const u16 *text, u32 length);
u32 test_widen(u16 *wide, const char *text, u32 room);

#endif /* _NTOBJ_TESTS_KUNIT_H */
