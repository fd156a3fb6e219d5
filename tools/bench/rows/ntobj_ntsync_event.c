// SPDX-License-Identifier: GPL-2.0
/* Events of our own ntsync and the wait for one: the same rows as of the kernel's. */
#define SYNC_PREFIX	"ntobj_ntsync"
#define SYNC_PATH	"/dev/ntobj_ntsync"

#include "rows/ntsync_event.c"
