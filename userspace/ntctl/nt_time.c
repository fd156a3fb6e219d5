// SPDX-License-Identifier: GPL-2.0
/*
 * NT's times, in units of 100 ns since 1601.
 */
#include <stdio.h>
#include <time.h>

#include "nt_time.h"

#define UNITS_1601_TO_1970	116444736000000000LL

/* As RFC 3339 has it, in UTC; empty for no time. */
void format_time(LARGE_INTEGER time, char *text, size_t size)
{
	__s64 units = time.QuadPart - UNITS_1601_TO_1970;
	time_t seconds = units / UNITS_A_SECOND;
	char date[32];
	struct tm parts;

	text[0] = 0;
	if (!time.QuadPart || !gmtime_r(&seconds, &parts) ||
	    !strftime(date, sizeof(date), "%Y-%m-%dT%H:%M:%S", &parts))
		return;
	snprintf(text, size, "%s.%07lldZ", date, units % UNITS_A_SECOND);
}
