// SPDX-License-Identifier: GPL-2.0
/*
 * Counts of semaphores, as people write them.
 */
#include "count.h"
#include "fields.h"

#define LARGEST_COUNT	0x7FFFFFFF

void parse_count(struct invocation *invocation, const char *text, LONG least,
		 PLONG count)
{
	__u64 value;

	if (parse_number(text, LARGEST_COUNT, &value) && (LONG)value >= least)
		*count = (LONG)value;
	else
		usage_error(invocation, "no count from %d to %d: %s", least,
			    LARGEST_COUNT, text);
}
