/* SPDX-License-Identifier: LGPL-2.1-or-later OR MIT */
/*
 * assert() that NDEBUG does not take away.
 */
#ifndef TESTS_CHECK_H
#define TESTS_CHECK_H

#include <stdbool.h>

#define CHECK(condition)	check(condition, #condition, __FILE__, __LINE__)

void check(bool condition, const char *text, const char *file, int line);

#endif /* TESTS_CHECK_H */
