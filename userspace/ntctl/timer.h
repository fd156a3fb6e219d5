/* SPDX-License-Identifier: GPL-2.0 */
#ifndef NTCTL_TIMER_H
#define NTCTL_TIMER_H

#include <jansson.h>
#include <ntobj.h>

#define MOST_TIMER_TEXT	64

void format_timer(const TIMER_BASIC_INFORMATION *information,
		  char text[MOST_TIMER_TEXT]);
void describe_timer(const void *data, json_t *document);

#endif /* NTCTL_TIMER_H */
