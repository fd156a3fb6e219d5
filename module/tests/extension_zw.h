/* SPDX-License-Identifier: GPL-2.0 */
/* What the tests' extension driver calls from kernel mode. */
#ifndef _NTOBJ_TESTS_EXTENSION_ZW_H
#define _NTOBJ_TESTS_EXTENSION_ZW_H

#include <ntobj/ke.h>

extern const u64 extension_zw_statuses[];

NTSTATUS extension_zw(struct ke_call *call, void *captured);
void extension_zw_in_method(void);

#endif /* _NTOBJ_TESTS_EXTENSION_ZW_H */
