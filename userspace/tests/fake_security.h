/* SPDX-License-Identifier: LGPL-2.1-or-later OR MIT */
/*
 * The part of the fake namespace that is about who may do what. Objects are
 * numbers to it.
 */
#ifndef TESTS_FAKE_SECURITY_H
#define TESTS_FAKE_SECURITY_H

#include <ntobj.h>

#define MOST_OBJECTS	128

void fake_new_security(int object, __u64 descriptor);
__s32 fake_query_security(int object, struct ntobj_query_security *operands);
__s32 fake_set_security(int object, const struct ntobj_set_security *operands);

/* How many tokens there are: the only process's, and one that impersonates. */
enum { FAKE_PRIMARY, FAKE_IMPERSONATION };

__u32 fake_session(void);
__s32 fake_query_token(int token, struct ntobj_query_token *operands);
__s32 fake_adjust_privileges(struct ntobj_adjust_privileges *operands);
__s32 fake_access_check(struct ntobj_access_check *operands);

#endif /* TESTS_FAKE_SECURITY_H */
