// SPDX-License-Identifier: LGPL-2.1-or-later OR MIT
/*
 * What the loaded module is and can do.
 */
#include <string.h>

#include "internal.h"

/**
 * ntobj_query_version() - ask what the loaded module is and can do
 * @version: where the answer goes; unchanged on failure
 *
 * Origin: ntobj's own.
 * Context: Does not wait for others. Any thread; safe in signal handlers.
 * Return: STATUS_SUCCESS; STATUS_ACCESS_VIOLATION: @version is NULL; and what
 * any service can return, see libntobj(3).
 */
NTSTATUS ntobj_query_version(struct ntobj_query_version *version)
{
	struct ntobj_query_version answer;
	NTSTATUS status;

	if (!version)
		return STATUS_ACCESS_VIOLATION;
	memset(&answer, 0, sizeof(answer));
	status = ntobj_call(NTOBJ_IOC_QUERY_VERSION, &answer);
	if (NT_SUCCESS(status))
		*version = answer;
	return status;
}
