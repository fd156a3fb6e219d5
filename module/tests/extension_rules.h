/* SPDX-License-Identifier: GPL-2.0 */
#ifndef _NTOBJ_TESTS_EXTENSION_RULES_H
#define _NTOBJ_TESTS_EXTENSION_RULES_H

#include <ntobj/ke.h>

NTSTATUS extension_break_rule(const struct ke_call *call, u64 operation);
NTSTATUS extension_break_rule_with_answer(struct ke_call *call, void *captured);
void extension_rules_init(void);
void extension_rules_exit(void);
void extension_rules_leave(void);

extern const u64 extension_break_rule_statuses[];
extern const u64 extension_break_rule_with_answer_statuses[];

#endif /* _NTOBJ_TESTS_EXTENSION_RULES_H */
