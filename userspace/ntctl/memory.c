// SPDX-License-Identifier: GPL-2.0
/*
 * Memory or the end: a command has nothing better to do without it.
 */
#include <err.h>
#include <stdlib.h>
#include <string.h>

#include "ntctl.h"

void *reallocate(void *memory, size_t size)
{
	memory = realloc(memory, size ? size : 1);
	if (!memory) {
		warnx("out of memory");
		exit(EXIT_FAILED);
	}
	return memory;
}

void *allocate(size_t size)
{
	return reallocate(NULL, size);
}

/* The copy is terminated. */
char *copy_text(const char *text, size_t length)
{
	char *copy = allocate(length + 1);

	memcpy(copy, text, length);
	copy[length] = 0;
	return copy;
}
