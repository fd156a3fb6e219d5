/* SPDX-License-Identifier: GPL-2.0 */
#ifndef NTCTL_FIELDS_H
#define NTCTL_FIELDS_H

#include <linux/types.h>
#include <stdbool.h>
#include <stddef.h>

bool parse_number(const char *text, __u64 largest, __u64 *value);
void decode_field(char *text);
size_t split_fields(char *text, char **fields, size_t most);

#endif /* NTCTL_FIELDS_H */
