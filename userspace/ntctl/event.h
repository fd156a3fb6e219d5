/* SPDX-License-Identifier: GPL-2.0 */
#ifndef NTCTL_EVENT_H
#define NTCTL_EVENT_H

#include <jansson.h>
#include <ntobj.h>

const char *event_type_name(EVENT_TYPE type);
const char *event_state_name(LONG state);
void describe_event(const void *data, json_t *document);

#endif /* NTCTL_EVENT_H */
