// SPDX-License-Identifier: GPL-2.0
/*
 * From seconds, as people write them, to NT's relative timeouts.
 */
#include <ctype.h>
#include <stdlib.h>

#include "seconds.h"

#define UNITS_A_SECOND	1e7

/* As many as a timeout can hold; about 29000 years. */
#define MOST_UNITS	9.2e18

/* A time that is not 0 must not become a wait of none. */
bool parse_timeout(const char *text, PLARGE_INTEGER timeout)
{
	double units;
	char *end;

	if (!isdigit((unsigned char)*text) && *text != '.')
		return false;
	units = strtod(text, &end) * UNITS_A_SECOND;
	if (end == text || *end || !(units <= MOST_UNITS))
		return false;
	timeout->QuadPart = -(LONGLONG)units;
	if (!timeout->QuadPart && units > 0)
		timeout->QuadPart = -1;
	return true;
}
