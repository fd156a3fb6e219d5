// SPDX-License-Identifier: LGPL-2.1-or-later OR MIT
/*
 * Tokens: open and duplicate.
 */
#include "internal.h"

static NTSTATUS open_token(unsigned long request, HANDLE client,
			   ACCESS_MASK access, ULONG attributes, PHANDLE token)
{
	struct ntobj_open_token operands = {
		.handle = ntobj_from_handle(client),
		.desired_access = access,
		.attributes = attributes,
	};
	NTSTATUS status;

	if (!token)
		return STATUS_ACCESS_VIOLATION;
	status = ntobj_call(request, &operands);
	if (NT_SUCCESS(status))
		*token = ntobj_to_handle(operands.token);
	return status;
}

/**
 * NtOpenProcessTokenEx() - open a process's token
 * @ProcessHandle: the process, with PROCESS_QUERY_INFORMATION
 * @DesiredAccess: rights wanted in the token
 * @HandleAttributes: OBJ_INHERIT or 0
 * @TokenHandle: where the new handle goes; unchanged on failure
 *
 * The token tells who the process is to the executive: its user, its groups and
 * its privileges, as they are now. When the process's credentials change it gets
 * another token.
 *
 * Origin: Windows XP.
 * Context: Does not wait for others. Any thread; safe in signal handlers.
 * Return: STATUS_SUCCESS; STATUS_ACCESS_VIOLATION: no @TokenHandle;
 * STATUS_INVALID_PARAMETER: bad attributes; STATUS_INVALID_HANDLE;
 * STATUS_OBJECT_TYPE_MISMATCH: no process; STATUS_ACCESS_DENIED;
 * STATUS_QUOTA_EXCEEDED; STATUS_INSUFFICIENT_RESOURCES; and what any service
 * can return, see libntobj(3).
 */
NTSTATUS NtOpenProcessTokenEx(HANDLE ProcessHandle, ACCESS_MASK DesiredAccess,
			      ULONG HandleAttributes, PHANDLE TokenHandle)
{
	return open_token(NTOBJ_IOC_OPEN_PROCESS_TOKEN, ProcessHandle,
			  DesiredAccess, HandleAttributes, TokenHandle);
}

/**
 * NtOpenProcessToken() - open a process's token
 * @ProcessHandle: the process, with PROCESS_QUERY_INFORMATION
 * @DesiredAccess: rights wanted in the token
 * @TokenHandle: where the new handle goes; unchanged on failure
 *
 * Origin: Server 2003.
 * Context: Does not wait for others. Any thread; safe in signal handlers.
 * Return: As NtOpenProcessTokenEx().
 */
NTSTATUS NtOpenProcessToken(HANDLE ProcessHandle, ACCESS_MASK DesiredAccess,
			    PHANDLE TokenHandle)
{
	return NtOpenProcessTokenEx(ProcessHandle, DesiredAccess, 0,
				    TokenHandle);
}

/**
 * NtOpenThreadTokenEx() - open the token of a thread that impersonates
 * @ThreadHandle: the thread, with THREAD_QUERY_INFORMATION
 * @DesiredAccess: rights wanted in the token
 * @OpenAsSelf: of no effect: the calling thread's credentials count
 * @HandleAttributes: OBJ_INHERIT or 0
 * @TokenHandle: where the new handle goes; unchanged on failure
 *
 * A thread impersonates if its credentials are not those of its process, which
 * are the first thread's.
 *
 * Origin: Windows XP, but for @OpenAsSelf.
 * Context: Does not wait for others. Any thread; safe in signal handlers.
 * Return: As NtOpenProcessTokenEx(); STATUS_NO_TOKEN: it does not impersonate;
 * STATUS_OBJECT_TYPE_MISMATCH: no thread.
 */
NTSTATUS NtOpenThreadTokenEx(HANDLE ThreadHandle, ACCESS_MASK DesiredAccess,
			     BOOLEAN OpenAsSelf, ULONG HandleAttributes,
			     PHANDLE TokenHandle)
{
	(void)OpenAsSelf;
	return open_token(NTOBJ_IOC_OPEN_THREAD_TOKEN, ThreadHandle,
			  DesiredAccess, HandleAttributes, TokenHandle);
}

/**
 * NtOpenThreadToken() - open the token of a thread that impersonates
 * @ThreadHandle: the thread, with THREAD_QUERY_INFORMATION
 * @DesiredAccess: rights wanted in the token
 * @OpenAsSelf: of no effect: the calling thread's credentials count
 * @TokenHandle: where the new handle goes; unchanged on failure
 *
 * Origin: Server 2003, but for @OpenAsSelf.
 * Context: Does not wait for others. Any thread; safe in signal handlers.
 * Return: As NtOpenThreadTokenEx().
 */
NTSTATUS NtOpenThreadToken(HANDLE ThreadHandle, ACCESS_MASK DesiredAccess,
			   BOOLEAN OpenAsSelf, PHANDLE TokenHandle)
{
	return NtOpenThreadTokenEx(ThreadHandle, DesiredAccess, OpenAsSelf, 0,
				   TokenHandle);
}

/* Without a quality of service a token impersonates nobody. */
static NTSTATUS read_level(const OBJECT_ATTRIBUTES *attributes, __u32 *level)
{
	const SECURITY_QUALITY_OF_SERVICE *quality;

	*level = NTOBJ_SECURITY_ANONYMOUS;
	if (!attributes)
		return STATUS_SUCCESS;
	if (attributes->Length != sizeof(*attributes))
		return STATUS_INVALID_PARAMETER;
	quality = attributes->SecurityQualityOfService;
	if (!quality)
		return STATUS_SUCCESS;
	if (quality->Length != sizeof(*quality))
		return STATUS_INVALID_PARAMETER;
	*level = quality->ImpersonationLevel;
	return STATUS_SUCCESS;
}

/**
 * NtDuplicateToken() - make a token like another
 * @ExistingTokenHandle: the token, with TOKEN_DUPLICATE
 * @DesiredAccess: rights wanted in the new one; 0 for those of
 *	@ExistingTokenHandle
 * @ObjectAttributes: of their flags OBJ_INHERIT counts, and of their
 *	SecurityQualityOfService the ImpersonationLevel: SecurityAnonymous if there
 *	is none. May be NULL
 * @EffectiveOnly: TRUE for a token without what is not enabled in the other one,
 *	which is not supported
 * @Type: TokenPrimary or TokenImpersonation
 * @NewTokenHandle: where the new handle goes; unchanged on failure
 *
 * Origin: Server 2003, but for @EffectiveOnly.
 * Context: Does not wait for others. Any thread; safe in signal handlers.
 * Return: STATUS_SUCCESS; STATUS_ACCESS_VIOLATION: no @NewTokenHandle;
 * STATUS_INVALID_PARAMETER: bad attributes, or no such type or level;
 * STATUS_BAD_IMPERSONATION_LEVEL: above that of the other token, or a primary
 * token of one below SecurityImpersonation; STATUS_INVALID_HANDLE;
 * STATUS_OBJECT_TYPE_MISMATCH: no token; STATUS_ACCESS_DENIED;
 * STATUS_PRIVILEGE_NOT_HELD: ACCESS_SYSTEM_SECURITY without the privilege;
 * STATUS_NOT_SUPPORTED: @EffectiveOnly; STATUS_QUOTA_EXCEEDED;
 * STATUS_INSUFFICIENT_RESOURCES; and what any service can return, see
 * libntobj(3).
 */
NTSTATUS NtDuplicateToken(HANDLE ExistingTokenHandle, ACCESS_MASK DesiredAccess,
			  POBJECT_ATTRIBUTES ObjectAttributes,
			  BOOLEAN EffectiveOnly, TOKEN_TYPE Type,
			  PHANDLE NewTokenHandle)
{
	struct ntobj_duplicate_token operands = {
		.handle = ntobj_from_handle(ExistingTokenHandle),
		.desired_access = DesiredAccess,
		.attributes = ObjectAttributes ? ObjectAttributes->Attributes : 0,
		.type = Type,
	};
	NTSTATUS status;

	if (!NewTokenHandle)
		return STATUS_ACCESS_VIOLATION;
	if (EffectiveOnly)
		return STATUS_NOT_SUPPORTED;
	status = read_level(ObjectAttributes, &operands.level);
	if (!NT_SUCCESS(status))
		return status;
	status = ntobj_call(NTOBJ_IOC_DUPLICATE_TOKEN, &operands);
	if (NT_SUCCESS(status))
		*NewTokenHandle = ntobj_to_handle(operands.token);
	return status;
}
