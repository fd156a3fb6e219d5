/* SPDX-License-Identifier: GPL-2.0 */
#ifndef NTCTL_ALERTED_H
#define NTCTL_ALERTED_H

#include <jansson.h>

#include "ntctl.h"

#define ALERTABLE_OPTION { \
	.name = "alertable", .letter = 'A', \
	.summary = "let alerts and user APCs end it, with exit status 4", \
}

bool is_alerted(NTSTATUS status);
void add_alerted(json_t *document, NTSTATUS status);
void print_alerted(const char *name, NTSTATUS status);

#endif /* NTCTL_ALERTED_H */
