/* SPDX-License-Identifier: GPL-2.0 */
#ifndef NTCTL_BASE_NAMES_H
#define NTCTL_BASE_NAMES_H

#include <ntobj.h>

/* Room for the path of such a directory, in units. */
#define MOST_BASE_NAMES	48

NTSTATUS query_session(HANDLE process, ULONG *session);
void base_names_of(ULONG session, WCHAR path[MOST_BASE_NAMES]);
void base_names(WCHAR path[MOST_BASE_NAMES]);

#endif /* NTCTL_BASE_NAMES_H */
