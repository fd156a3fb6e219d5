/* SPDX-License-Identifier: GPL-2.0 */
#ifndef NTCTL_TEXT_H
#define NTCTL_TEXT_H

#include <jansson.h>

#include "ntctl.h"

bool make_path(const char *argument, PUNICODE_STRING path);
char *printable_text(const char *text, size_t length);
char *printable(const UNICODE_STRING *string);
char *plain_text(const UNICODE_STRING *string);
json_t *json_of_string(const UNICODE_STRING *string);
json_t *json_of_bytes(const char *bytes);

#endif /* NTCTL_TEXT_H */
