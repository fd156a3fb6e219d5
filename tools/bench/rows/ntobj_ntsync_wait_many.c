// SPDX-License-Identifier: GPL-2.0
/* Waits of our own ntsync for many objects: the same rows as of the kernel's. */
#define SYNC_PREFIX	"ntobj_ntsync"
#define SYNC_PATH	"/dev/ntobj_ntsync"

#include "rows/ntsync_wait_many.c"
