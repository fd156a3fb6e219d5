// SPDX-License-Identifier: GPL-2.0
/*
 * Waits that are alertable, and what is told of those that were ended so.
 */
#include <stdio.h>

#include "alerted.h"

bool is_alerted(NTSTATUS status)
{
	return status == STATUS_ALERTED || status == STATUS_USER_APC;
}

void add_alerted(json_t *document, NTSTATUS status)
{
	json_object_set_new(document, "alerted",
			    json_boolean(status == STATUS_ALERTED));
	json_object_set_new(document, "user_apc",
			    json_boolean(status == STATUS_USER_APC));
}

/* Prints nothing if it was not. */
void print_alerted(const char *name, NTSTATUS status)
{
	if (status == STATUS_ALERTED)
		printf("%s: alerted\n", name);
	else if (status == STATUS_USER_APC)
		printf("%s: ended by a user APC\n", name);
}
