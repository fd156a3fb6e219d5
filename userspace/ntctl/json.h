/* SPDX-License-Identifier: GPL-2.0 */
#ifndef NTCTL_JSON_H
#define NTCTL_JSON_H

#include <jansson.h>

#include "ntctl.h"

json_t *new_document(const struct verb *verb);
void print_document(json_t *document);

#endif /* NTCTL_JSON_H */
