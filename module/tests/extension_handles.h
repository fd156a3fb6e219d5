/* SPDX-License-Identifier: GPL-2.0 */
/* Kernel handles of the tests' extension driver. */
#ifndef _NTOBJ_TESTS_EXTENSION_HANDLES_H
#define _NTOBJ_TESTS_EXTENSION_HANDLES_H

#include <ntobj/ke.h>

struct ntobj_kernel_handle;
struct ob_type;

extern const u64 extension_kernel_handle_statuses[];

NTSTATUS extension_set_state(struct ke_call *call, void *captured);
extern const u64 extension_set_state_statuses[];

NTSTATUS extension_kernel_handle(struct ke_call *call, struct ntobj_kernel_handle *argument,
				 const struct ob_type *type);

#endif /* _NTOBJ_TESTS_EXTENSION_HANDLES_H */
