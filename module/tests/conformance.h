/* SPDX-License-Identifier: GPL-2.0 */
/*
 * For the conformance suites, which are written once, for KUnit: on kernels without it
 * this has the part of KUnit that they use.
 *
 * That part is struct kunit with @priv, KUNIT_CASE(), KUNIT_CASE_SLOW(), a suite's init
 * and exit, the KUNIT_EXPECT_ and KUNIT_ASSERT_ macros below, and kunit_skip(). Each case
 * runs in a kernel thread of its own, which KUNIT_ASSERT_ ends: so a test may use
 * neither that nor KUNIT_EXPECT_ at a raised level or with a lock, and looks at what it
 * has found out there when it has come back.
 */
#ifndef _NTOBJ_TESTS_CONFORMANCE_H
#define _NTOBJ_TESTS_CONFORMANCE_H

#include <linux/kconfig.h>

#if IS_ENABLED(CONFIG_KUNIT)
#include <kunit/test.h>
#else
#include <linux/completion.h>
#include <linux/err.h>
#include <linux/kthread.h>
#include <linux/string.h>
#include <linux/types.h>

/**
 * struct kunit - a case that runs
 * @priv: the suite's own
 * @name: of the case
 * @failed: whether an expectation was not met
 * @skipped: whether it could not be tried
 * @done: completed when its thread ends
 */
struct kunit {
	void *priv;
	const char *name;
	bool failed;
	bool skipped;
	struct completion done;
};

struct kunit_case {
	void (*run_case)(struct kunit *test);
	const char *name;
};

struct kunit_suite {
	const char name[64];
	int (*suite_init)(struct kunit_suite *suite);
	void (*suite_exit)(struct kunit_suite *suite);
	int (*init)(struct kunit *test);
	void (*exit)(struct kunit *test);
	struct kunit_case *test_cases;
};

#define KUNIT_CASE(function)		{ .run_case = function, .name = #function }
#define KUNIT_CASE_SLOW(function)	KUNIT_CASE(function)

__printf(2, 3) void conformance_info(struct kunit *test, const char *format, ...);
__printf(2, 3) struct kunit *conformance_skip(struct kunit *test, const char *format, ...);
struct kunit *conformance_fail(struct kunit *test, const char *file, int line,
			       const char *expected, long long left, long long right);

/* Ends a case, in whose thread this is. */
static __always_inline void __noreturn conformance_abort(struct kunit *test)
{
	kthread_complete_and_exit(&test->done, 0);
}

#define kunit_info(test, format, ...) conformance_info(test, format, ##__VA_ARGS__)
#define kunit_skip(test, format, ...) \
	conformance_abort(conformance_skip(test, format, ##__VA_ARGS__))

/* What comes of an expectation that is not met. */
#define CONFORMANCE_GO_ON(test)		((void)(test))
#define CONFORMANCE_END(test)		conformance_abort(test)

#define CONFORMANCE_CHECK(test, met, expected, left, right, then) do {	\
	if (!(met))							\
		then(conformance_fail(test, __FILE__, __LINE__, expected,	\
				      (long long)(left), (long long)(right)));	\
} while (0)

#define CONFORMANCE_COMPARE(test, left, op, right, then) do {		\
	typeof(left) __left = (left);					\
	typeof(right) __right = (right);				\
									\
	CONFORMANCE_CHECK(test, __left op __right, #left " " #op " " #right,	\
			  __left, __right, then);			\
} while (0)

#define CONFORMANCE_POINTER(test, left, op, right, then) do {		\
	const void *__left = (left);					\
	const void *__right = (right);					\
									\
	CONFORMANCE_CHECK(test, __left op __right, #left " " #op " " #right,	\
			  (uintptr_t)__left, (uintptr_t)__right, then);	\
} while (0)

#define CONFORMANCE_TRUTH(test, condition, truth, then) do {		\
	bool __found = !!(condition);					\
	bool __wanted = (truth);					\
									\
	CONFORMANCE_CHECK(test, __found == __wanted, #condition " is " #truth,	\
			  __found, __wanted, then);			\
} while (0)

#define KUNIT_EXPECT_EQ(test, a, b) CONFORMANCE_COMPARE(test, a, ==, b, CONFORMANCE_GO_ON)
#define KUNIT_EXPECT_NE(test, a, b) CONFORMANCE_COMPARE(test, a, !=, b, CONFORMANCE_GO_ON)
#define KUNIT_EXPECT_LT(test, a, b) CONFORMANCE_COMPARE(test, a, <, b, CONFORMANCE_GO_ON)
#define KUNIT_EXPECT_LE(test, a, b) CONFORMANCE_COMPARE(test, a, <=, b, CONFORMANCE_GO_ON)
#define KUNIT_EXPECT_GT(test, a, b) CONFORMANCE_COMPARE(test, a, >, b, CONFORMANCE_GO_ON)
#define KUNIT_EXPECT_GE(test, a, b) CONFORMANCE_COMPARE(test, a, >=, b, CONFORMANCE_GO_ON)
#define KUNIT_EXPECT_TRUE(test, c) CONFORMANCE_TRUTH(test, c, true, CONFORMANCE_GO_ON)
#define KUNIT_EXPECT_FALSE(test, c) CONFORMANCE_TRUTH(test, c, false, CONFORMANCE_GO_ON)
#define KUNIT_EXPECT_PTR_EQ(test, a, b) \
	CONFORMANCE_POINTER(test, a, ==, b, CONFORMANCE_GO_ON)
#define KUNIT_EXPECT_PTR_NE(test, a, b) \
	CONFORMANCE_POINTER(test, a, !=, b, CONFORMANCE_GO_ON)
#define KUNIT_EXPECT_NULL(test, a) \
	CONFORMANCE_POINTER(test, a, ==, NULL, CONFORMANCE_GO_ON)
#define KUNIT_EXPECT_NOT_NULL(test, a) \
	CONFORMANCE_POINTER(test, a, !=, NULL, CONFORMANCE_GO_ON)
#define KUNIT_EXPECT_NOT_ERR_OR_NULL(test, a) \
	CONFORMANCE_TRUTH(test, IS_ERR_OR_NULL(a), false, CONFORMANCE_GO_ON)
#define KUNIT_EXPECT_STREQ(test, a, b) \
	CONFORMANCE_TRUTH(test, !strcmp(a, b), true, CONFORMANCE_GO_ON)

#define KUNIT_ASSERT_EQ(test, a, b) CONFORMANCE_COMPARE(test, a, ==, b, CONFORMANCE_END)
#define KUNIT_ASSERT_NE(test, a, b) CONFORMANCE_COMPARE(test, a, !=, b, CONFORMANCE_END)
#define KUNIT_ASSERT_LT(test, a, b) CONFORMANCE_COMPARE(test, a, <, b, CONFORMANCE_END)
#define KUNIT_ASSERT_LE(test, a, b) CONFORMANCE_COMPARE(test, a, <=, b, CONFORMANCE_END)
#define KUNIT_ASSERT_GT(test, a, b) CONFORMANCE_COMPARE(test, a, >, b, CONFORMANCE_END)
#define KUNIT_ASSERT_GE(test, a, b) CONFORMANCE_COMPARE(test, a, >=, b, CONFORMANCE_END)
#define KUNIT_ASSERT_TRUE(test, c) CONFORMANCE_TRUTH(test, c, true, CONFORMANCE_END)
#define KUNIT_ASSERT_FALSE(test, c) CONFORMANCE_TRUTH(test, c, false, CONFORMANCE_END)
#define KUNIT_ASSERT_PTR_EQ(test, a, b) \
	CONFORMANCE_POINTER(test, a, ==, b, CONFORMANCE_END)
#define KUNIT_ASSERT_PTR_NE(test, a, b) \
	CONFORMANCE_POINTER(test, a, !=, b, CONFORMANCE_END)
#define KUNIT_ASSERT_NULL(test, a) \
	CONFORMANCE_POINTER(test, a, ==, NULL, CONFORMANCE_END)
#define KUNIT_ASSERT_NOT_NULL(test, a) \
	CONFORMANCE_POINTER(test, a, !=, NULL, CONFORMANCE_END)
#define KUNIT_ASSERT_NOT_ERR_OR_NULL(test, a) \
	CONFORMANCE_TRUTH(test, IS_ERR_OR_NULL(a), false, CONFORMANCE_END)
#define KUNIT_ASSERT_STREQ(test, a, b) \
	CONFORMANCE_TRUTH(test, !strcmp(a, b), true, CONFORMANCE_END)
#endif

#define CONFORMANCE_SUITE(family)	extern struct kunit_suite conformance_##family##_suite
#include "tests/conformance_suites.h"
#undef CONFORMANCE_SUITE

#endif /* _NTOBJ_TESTS_CONFORMANCE_H */
