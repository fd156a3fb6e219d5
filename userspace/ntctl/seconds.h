/* SPDX-License-Identifier: GPL-2.0 */
#ifndef NTCTL_SECONDS_H
#define NTCTL_SECONDS_H

#include <ntobj.h>
#include <stdbool.h>

bool parse_timeout(const char *text, PLARGE_INTEGER timeout);

#endif /* NTCTL_SECONDS_H */
