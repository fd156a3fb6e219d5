/* SPDX-License-Identifier: GPL-2.0 */
#ifndef NTCTL_NT_TIME_H
#define NTCTL_NT_TIME_H

#include <ntobj.h>

#define UNITS_A_SECOND	10000000

void format_time(LARGE_INTEGER time, char *text, size_t size);

#endif /* NTCTL_NT_TIME_H */
