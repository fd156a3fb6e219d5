/* SPDX-License-Identifier: GPL-2.0 */
#ifndef _NTOBJ_TESTS_EXTENSION_APCS_H
#define _NTOBJ_TESTS_EXTENSION_APCS_H

#include <ntobj/ke.h>

NTSTATUS extension_kernel_apc(struct ke_call *call, void *captured);
void extension_apcs_exit(void);

extern const u64 extension_kernel_apc_statuses[];

#endif /* _NTOBJ_TESTS_EXTENSION_APCS_H */
