/* SPDX-License-Identifier: GPL-2.0 */
#ifndef NTCTL_PRIVILEGES_H
#define NTCTL_PRIVILEGES_H

#include "ntctl.h"

const char *nth_privilege(size_t place);
const char *privilege_name(ULONG number);
bool parse_privilege(const char *text, ULONG *number);

#endif /* NTCTL_PRIVILEGES_H */
