/* SPDX-License-Identifier: GPL-2.0 */
#ifndef NTCTL_SEMAPHORE_H
#define NTCTL_SEMAPHORE_H

#include <jansson.h>

#include "ntctl.h"

void describe_semaphore(const void *data, json_t *document);

#endif /* NTCTL_SEMAPHORE_H */
