/* SPDX-License-Identifier: GPL-2.0 */
/* Services that register and watch callbacks, for the extension's table. */
#ifndef _NTOBJ_TESTS_EXTENSION_CALLBACKS_H
#define _NTOBJ_TESTS_EXTENSION_CALLBACKS_H

#include <ntobj/ob.h>

#include "tests/extension.h"

extern const u64 extension_register_statuses[];
extern const u64 extension_slot_statuses[];
extern const u64 extension_next_statuses[];
extern const u64 extension_query_statuses[];

NTSTATUS extension_register_callbacks(struct ke_call *call, void *captured);
NTSTATUS extension_unregister_callbacks(const struct ke_call *call, u64 slot);
NTSTATUS extension_release_callbacks(const struct ke_call *call, u64 slot);
NTSTATUS extension_next_callback(struct ke_call *call, void *captured);
NTSTATUS extension_query_callbacks(struct ke_call *call, void *captured);

void extension_callbacks_init(struct ob_type *widget_type);
void extension_callbacks_exit(void);

#endif /* _NTOBJ_TESTS_EXTENSION_CALLBACKS_H */
