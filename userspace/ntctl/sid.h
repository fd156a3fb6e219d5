/* SPDX-License-Identifier: GPL-2.0 */
#ifndef NTCTL_SID_H
#define NTCTL_SID_H

#include <jansson.h>

#include "ntctl.h"

#define MOST_SID_TEXT	200

void format_sid(PSID sid, char text[MOST_SID_TEXT]);
char *name_of_sid(PSID sid);
void print_sid(const char *label, PSID sid);
json_t *json_of_sid(PSID sid);
json_t *json_of_sid_name(PSID sid);
json_t *describe_sid(PSID sid);

#endif /* NTCTL_SID_H */
