/* SPDX-License-Identifier: GPL-2.0 */
#ifndef _NTOBJ_NTSTATUS_H
#define _NTOBJ_NTSTATUS_H

#include <linux/ntobj_status.h>

/*
 * The result of an operation as NT has it. Inside the module a function that
 * returns NTSTATUS never returns a Linux errno, and the other way round.
 */
typedef s32 NTSTATUS;

/* True for success and for success with something to say. */
static inline bool NT_SUCCESS(NTSTATUS status)
{
	return status >= 0;
}

/* True for failure, and not for success with a warning either. */
static inline bool NT_ERROR(NTSTATUS status)
{
	return (u32)status >> 30 == 3;
}

#endif /* _NTOBJ_NTSTATUS_H */
