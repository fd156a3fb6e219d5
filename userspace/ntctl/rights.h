/* SPDX-License-Identifier: GPL-2.0 */
#ifndef NTCTL_RIGHTS_H
#define NTCTL_RIGHTS_H

#include <jansson.h>

#include "ntctl.h"

json_t *json_of_rights(const char *type, ACCESS_MASK access);
bool parse_rights(const char *type, const char *text, ACCESS_MASK *access);

#endif /* NTCTL_RIGHTS_H */
