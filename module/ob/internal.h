/* SPDX-License-Identifier: GPL-2.0 */
/* What the files of the object floor share and nobody else needs. */
#ifndef _NTOBJ_OB_INTERNAL_H
#define _NTOBJ_OB_INTERNAL_H

#include <ntobj/ob.h>

extern struct ob_directory *ob_object_types_directory;

void ob_drop_name(struct ob_header *object);
NTSTATUS ob_insert_permanent(struct ob_directory *directory,
			     struct ob_header *object, const u16 *text, u32 length);

#endif /* _NTOBJ_OB_INTERNAL_H */
