/* SPDX-License-Identifier: GPL-2.0 */
#ifndef NTCTL_COUNT_H
#define NTCTL_COUNT_H

#include "ntctl.h"

void parse_count(struct invocation *invocation, const char *text, LONG least,
		 PLONG count);

#endif /* NTCTL_COUNT_H */
