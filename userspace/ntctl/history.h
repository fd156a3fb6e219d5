/* SPDX-License-Identifier: GPL-2.0 */
#ifndef NTCTL_HISTORY_H
#define NTCTL_HISTORY_H

#include <stdio.h>

FILE *history_open(void);
void history_trim(FILE *file, size_t most);

#endif /* NTCTL_HISTORY_H */
