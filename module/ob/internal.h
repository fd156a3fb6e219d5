/* SPDX-License-Identifier: GPL-2.0 */
/* What the files of the object floor share and nobody else needs. */
#ifndef _NTOBJ_OB_INTERNAL_H
#define _NTOBJ_OB_INTERNAL_H

#include <ntobj/ob.h>

extern struct ob_directory *ob_object_types_directory;

NTSTATUS ob_enter_exclusive(struct ob_header *object,
			    const struct ob_handle_table *table, bool alone);
void ob_leave_exclusive(struct ob_header *object);
struct ob_holders *ob_create_holders(void);
void ob_free_holders(struct ob_holders *holders);
NTSTATUS ob_add_holder(struct ob_header *object, const struct ob_handle_table *table,
		       u32 *handles);
u32 ob_remove_holder(struct ob_header *object, const struct ob_handle_table *table);
void ob_drop_name(struct ob_header *object);
NTSTATUS ob_insert_permanent(struct ob_directory *directory,
			     struct ob_header *object, const u16 *text, u32 length);

#endif /* _NTOBJ_OB_INTERNAL_H */
