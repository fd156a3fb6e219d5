// SPDX-License-Identifier: LGPL-2.1-or-later OR MIT
/*
 * What processes may use up.
 */
#include "internal.h"

#if UINTPTR_MAX > UINT32_MAX
_Static_assert(sizeof(QUOTA_LIMITS) == 0x30, "as NT has it");
#else
_Static_assert(sizeof(QUOTA_LIMITS) == 0x20, "as NT has it");
#endif

/* NT's word for no limit. */
#define NO_LIMIT	(~(SIZE_T)0)

/* A limit that does not fit is none that could be met. */
static SIZE_T size_of_limit(__u64 limit)
{
	return limit && limit < NO_LIMIT ? (SIZE_T)limit : NO_LIMIT;
}

static __u64 limit_of_size(SIZE_T size)
{
	return size == NO_LIMIT ? 0 : size;
}

/**
 * ntobj_query_quota() - what a process may use up, and what of it is used
 * @handle: the process, with PROCESS_QUERY_LIMITED_INFORMATION, which
 *	PROCESS_QUERY_INFORMATION includes
 * @limits: the answer, of all processes that share the block; a limit of 0 is
 *	none. All of it is 0 when the process has ended
 *
 * Origin: ntobj; NT has no service that tells the usage of a block.
 * Context: Does not wait for others. Any thread; safe in signal handlers.
 * Return: STATUS_SUCCESS; STATUS_ACCESS_VIOLATION: no @limits;
 * STATUS_INVALID_HANDLE; STATUS_OBJECT_TYPE_MISMATCH: no process;
 * STATUS_ACCESS_DENIED; and what any service can return, see libntobj(3).
 */
NTSTATUS ntobj_query_quota(HANDLE handle, struct ntobj_quota_limits *limits)
{
	struct ntobj_quota_limits answer;
	NTSTATUS status;

	status = ntobj_query_client(NTOBJ_IOC_QUERY_PROCESS, handle,
				    NTOBJ_PROCESS_QUOTA_LIMITS, &answer,
				    sizeof(answer));
	if (!NT_SUCCESS(status))
		return status;
	if (!limits)
		return STATUS_ACCESS_VIOLATION;
	*limits = answer;
	return status;
}

NTSTATUS ntobj_query_quota_limits(HANDLE handle, QUOTA_LIMITS *information)
{
	struct ntobj_quota_limits answer;
	NTSTATUS status;

	status = ntobj_query_quota(handle, &answer);
	if (!NT_SUCCESS(status))
		return status;
	if (!information)
		return STATUS_ACCESS_VIOLATION;
	*information = (QUOTA_LIMITS) {
		.PagedPoolLimit = size_of_limit(answer.paged_limit),
		.NonPagedPoolLimit = size_of_limit(answer.non_paged_limit),
		.PagefileLimit = size_of_limit(answer.paging_file_limit),
	};
	return status;
}

/* NtSetInformationProcess() with ProcessQuotaLimits. */
NTSTATUS ntobj_set_quota(HANDLE handle, const QUOTA_LIMITS *information,
			 ULONG length)
{
	struct ntobj_quota_limits limits = { 0 };
	struct ntobj_set_process operands = {
		.handle = ntobj_from_handle(handle),
		.buffer = (uintptr_t)&limits,
		.information_class = NTOBJ_PROCESS_QUOTA_LIMITS,
		.length = sizeof(limits),
	};

	if (length != sizeof(*information))
		return STATUS_INFO_LENGTH_MISMATCH;
	if (!information)
		return STATUS_ACCESS_VIOLATION;
	if (information->MinimumWorkingSetSize ||
	    information->MaximumWorkingSetSize ||
	    information->TimeLimit.QuadPart)
		return STATUS_NOT_SUPPORTED;
	limits.paged_limit = limit_of_size(information->PagedPoolLimit);
	limits.non_paged_limit = limit_of_size(information->NonPagedPoolLimit);
	limits.paging_file_limit = limit_of_size(information->PagefileLimit);
	return ntobj_call(NTOBJ_IOC_SET_PROCESS, &operands);
}
