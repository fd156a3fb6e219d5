/* SPDX-License-Identifier: LGPL-2.1-or-later OR MIT */
/*
 * The tests' own ntobj_ioctl(): it notes the call, and a test says what is
 * answered.
 */
#ifndef TESTS_FAKE_H
#define TESTS_FAKE_H

#include <ntobj.h>

#include "check.h"

typedef __s32 (*fake_service)(unsigned long request, unsigned long argument);

void fake_answer(fake_service service);
int fake_calls(void);

#endif /* TESTS_FAKE_H */
