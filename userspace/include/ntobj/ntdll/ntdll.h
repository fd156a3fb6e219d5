/* SPDX-License-Identifier: LGPL-2.1-or-later OR MIT */
/*
 * All that there is of ntdll.
 */
#ifndef NTOBJ_NTDLL_NTDLL_H
#define NTOBJ_NTDLL_NTDLL_H

#include "winternl.h"

#endif /* NTOBJ_NTDLL_NTDLL_H */
