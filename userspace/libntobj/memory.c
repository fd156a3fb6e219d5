// SPDX-License-Identifier: LGPL-2.1-or-later OR MIT
/*
 * Memory of the library's own.
 */
#include <errno.h>
#include <stdlib.h>

#include "internal.h"

/* To be freed by free(3). NULL if there is none, and errno is as it was. */
void *ntobj_allocate(size_t size)
{
	int saved_errno = errno;
	void *memory = malloc(size);

	errno = saved_errno;
	return memory;
}
