// SPDX-License-Identifier: GPL-2.0
/* The conformance suites' module on kernels with KUnit, which runs them. */
#include <linux/module.h>

#include "compat/linux.h"
#include "tests/conformance.h"

#define CONFORMANCE_SUITE(family)	kunit_test_suite(conformance_##family##_suite)
#include "tests/conformance_suites.h"

MODULE_DESCRIPTION("Conformance suites of ntobj's kernel interface");
MODULE_AUTHOR("The ntobj developers");
MODULE_LICENSE("GPL");
NTOBJ_IMPORT_SYMBOLS();
