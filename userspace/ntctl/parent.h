/* SPDX-License-Identifier: GPL-2.0 */
#ifndef NTCTL_PARENT_H
#define NTCTL_PARENT_H

#include "ntctl.h"

NTSTATUS type_from_parent(HANDLE root, PCUNICODE_STRING path, char **type);

#endif /* NTCTL_PARENT_H */
