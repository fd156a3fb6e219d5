/* SPDX-License-Identifier: GPL-2.0 */
/* What the tests' extension driver keeps of calls of its type's methods. */
#ifndef _NTOBJ_TESTS_EXTENSION_METHODS_H
#define _NTOBJ_TESTS_EXTENSION_METHODS_H

#include <ntobj/ke.h>

struct ntobj_next_method;
struct ob_header;

extern const u64 extension_refuse_statuses[];
extern const u64 extension_next_method_statuses[];

NTSTATUS extension_method(struct ob_header *object, struct ntobj_next_method *record);
NTSTATUS extension_refuse_method(struct ke_call *call, void *captured);
NTSTATUS extension_next_method(struct ke_call *call, void *captured);

#endif /* _NTOBJ_TESTS_EXTENSION_METHODS_H */
