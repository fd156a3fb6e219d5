/* SPDX-License-Identifier: LGPL-2.1-or-later OR MIT */
/*
 * How these programs print what they got.
 */
#ifndef TESTS_NTDLL_SHOW_H
#define TESTS_NTDLL_SHOW_H

#include <stdio.h>
#include <stdlib.h>

static inline void show_status(const char *what, NTSTATUS status)
{
	printf("%s: %08X\n", what, (unsigned int)status);
}

/* ASCII as it is; no program here has anything else. */
static inline void show_string(const char *what, const UNICODE_STRING *string)
{
	USHORT i;

	printf("%s: ", what);
	for (i = 0; i < string->Length / sizeof(WCHAR); i++)
		putchar(string->Buffer[i] < 0x80 ? (int)string->Buffer[i] : '?');
	putchar('\n');
}

/* What can't go on says so and ends the program. */
static inline void demand(const char *what, NTSTATUS status)
{
	if (NT_SUCCESS(status))
		return;
	show_status(what, status);
	exit(1);
}

#endif /* TESTS_NTDLL_SHOW_H */
