/* SPDX-License-Identifier: LGPL-2.1-or-later OR MIT */
/*
 * For programs that include it before <winternl.h>: the types. There are no
 * functions of Win32 here.
 */
#ifndef NTOBJ_NTDLL_WINDOWS_H
#define NTOBJ_NTDLL_WINDOWS_H

#include "windef.h"

#endif /* NTOBJ_NTDLL_WINDOWS_H */
