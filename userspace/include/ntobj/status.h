/* SPDX-License-Identifier: LGPL-2.1-or-later OR MIT */
/*
 * Statuses that no service returns but helpers of the library do.
 */
#ifndef NTOBJ_STATUS_H
#define NTOBJ_STATUS_H

#include <linux/ntobj_status.h>

#define STATUS_BUFFER_OVERFLOW			((__s32)0x80000005)
#define STATUS_REVISION_MISMATCH		((__s32)0xC0000059)
#define STATUS_ALLOTTED_SPACE_EXCEEDED		((__s32)0xC0000099)
#define STATUS_BAD_DESCRIPTOR_FORMAT		((__s32)0xC00000E7)

#endif /* NTOBJ_STATUS_H */
