/* SPDX-License-Identifier: GPL-2.0 */
#ifndef NTCTL_TEXT_H
#define NTCTL_TEXT_H

#include <jansson.h>

#include "ntctl.h"

bool make_path(const char *argument, PUNICODE_STRING path);
char *printable(const UNICODE_STRING *string);
json_t *json_of_string(const UNICODE_STRING *string);

#endif /* NTCTL_TEXT_H */
