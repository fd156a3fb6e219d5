/* SPDX-License-Identifier: LGPL-2.1-or-later OR MIT */
/*
 * Statuses. ntobj's services return those of <linux/ntobj_status.h> only, its
 * helpers those of <ntobj/status.h>, too; the others here are for programs that
 * use NT's statuses as their own.
 */
#ifndef NTOBJ_NTDLL_NTSTATUS_H
#define NTOBJ_NTDLL_NTSTATUS_H

#include <ntobj/status.h>

#define STATUS_WAIT_1			((__s32)0x00000001)

#endif /* NTOBJ_NTDLL_NTSTATUS_H */
