/* SPDX-License-Identifier: LGPL-2.1-or-later OR MIT */
#ifndef NTOBJ_NTDLL_WINNT_H
#define NTOBJ_NTDLL_WINNT_H

#include "ntdef.h"

#define ARRAYSIZE(array)	RTL_NUMBER_OF(array)

#define RtlCopyMemory(target, source, size) \
	__builtin_memcpy((target), (source), (size))
#define RtlMoveMemory(target, source, size) \
	__builtin_memmove((target), (source), (size))
#define RtlFillMemory(target, size, byte) \
	__builtin_memset((target), (byte), (size))
#define RtlZeroMemory(target, size)	RtlFillMemory((target), (size), 0)
#define ZeroMemory(target, size)	RtlZeroMemory((target), (size))

#endif /* NTOBJ_NTDLL_WINNT_H */
