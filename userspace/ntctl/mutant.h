/* SPDX-License-Identifier: GPL-2.0 */
#ifndef NTCTL_MUTANT_H
#define NTCTL_MUTANT_H

#include <jansson.h>

#include "ntctl.h"

#define MOST_MUTANT_TEXT	64

void format_mutant(const MUTANT_BASIC_INFORMATION *information,
		   char text[MOST_MUTANT_TEXT]);
void describe_mutant(const void *data, json_t *document);

#endif /* NTCTL_MUTANT_H */
