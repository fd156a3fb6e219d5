// SPDX-License-Identifier: LGPL-2.1-or-later OR MIT
/*
 * Privileges of tokens.
 */
#include "internal.h"

_Static_assert(sizeof(LUID_AND_ATTRIBUTES) == 12, "as NT has it");
_Static_assert(offsetof(TOKEN_PRIVILEGES, Privileges) == 4, "as NT has it");
_Static_assert(offsetof(PRIVILEGE_SET, Privilege) == 8, "as NT has it");

LUID ntobj_to_luid(__u64 value)
{
	return (LUID) {
		.LowPart = (ULONG)value,
		.HighPart = (LONG)(value >> 32),
	};
}

__u64 ntobj_from_luid(LUID luid)
{
	return (__u64)(__u32)luid.HighPart << 32 | luid.LowPart;
}

static void to_kernel(const LUID_AND_ATTRIBUTES *source,
		      struct ntobj_privilege *target, ULONG count)
{
	ULONG i;

	for (i = 0; i < count; i++) {
		target[i] = (struct ntobj_privilege) {
			.luid = ntobj_from_luid(source[i].Luid),
			.attributes = source[i].Attributes,
		};
	}
}

static void from_kernel(const struct ntobj_privilege *source,
			LUID_AND_ATTRIBUTES *target, ULONG count)
{
	ULONG i;

	for (i = 0; i < count; i++) {
		target[i].Luid = ntobj_to_luid(source[i].luid);
		target[i].Attributes = source[i].attributes;
	}
}

static ULONG size_of(ULONG count)
{
	return offsetof(TOKEN_PRIVILEGES, Privileges) +
	       count * sizeof(LUID_AND_ATTRIBUTES);
}

/* How many there is room for, as far as the kernel has so many */
static __u32 room_for(const TOKEN_PRIVILEGES *previous, ULONG length)
{
	ULONG count;

	if (!previous || length < size_of(0))
		return 0;
	count = (length - size_of(0)) / sizeof(LUID_AND_ATTRIBUTES);
	return count < NTOBJ_PRIVILEGES_MAX ? count : NTOBJ_PRIVILEGES_MAX;
}

static NTSTATUS read_new_state(const TOKEN_PRIVILEGES *new_state,
			       struct ntobj_privilege *privileges, __u32 *count)
{
	if (!new_state || new_state->PrivilegeCount > NTOBJ_PRIVILEGES_MAX)
		return STATUS_INVALID_PARAMETER;
	*count = new_state->PrivilegeCount;
	to_kernel(new_state->Privileges, privileges, *count);
	return STATUS_SUCCESS;
}

/**
 * NtAdjustPrivilegesToken() - enable, disable or remove privileges
 * @TokenHandle: the token, with TOKEN_ADJUST_PRIVILEGES; also with TOKEN_QUERY
 *	if @PreviousState is given
 * @DisableAllPrivileges: TRUE to disable all, and @NewState does not count
 * @NewState: which, and for each SE_PRIVILEGE_ENABLED to enable it,
 *	SE_PRIVILEGE_REMOVED to remove it for good, or 0 to disable it; at most 64
 * @BufferLength: bytes at @PreviousState
 * @PreviousState: where those go that were changed, as they were before; may be
 *	NULL
 * @ReturnLength: bytes that this takes. Written with success and with
 *	STATUS_BUFFER_TOO_SMALL; may be NULL if @PreviousState is
 *
 * Origin: Server 2003.
 * Context: Does not wait for others. Any thread; safe in signal handlers.
 * Return: STATUS_SUCCESS; STATUS_NOT_ALL_ASSIGNED, which is success too: the
 * token does not have all of them; STATUS_BUFFER_TOO_SMALL: @PreviousState is
 * too short, and nothing was changed; STATUS_INVALID_PARAMETER: no @NewState, or
 * too many; STATUS_ACCESS_VIOLATION: no @ReturnLength; STATUS_INVALID_HANDLE;
 * STATUS_OBJECT_TYPE_MISMATCH: no token; STATUS_ACCESS_DENIED; and what any
 * service can return, see libntobj(3).
 */
NTSTATUS NtAdjustPrivilegesToken(HANDLE TokenHandle,
				 BOOLEAN DisableAllPrivileges,
				 PTOKEN_PRIVILEGES NewState, ULONG BufferLength,
				 PTOKEN_PRIVILEGES PreviousState,
				 PULONG ReturnLength)
{
	struct ntobj_privilege privileges[NTOBJ_PRIVILEGES_MAX];
	struct ntobj_privilege previous[NTOBJ_PRIVILEGES_MAX];
	struct ntobj_adjust_privileges operands = {
		.handle = ntobj_from_handle(TokenHandle),
		.privileges = ntobj_from_pointer(privileges),
		.previous = ntobj_from_pointer(PreviousState ? previous : NULL),
		.flags = DisableAllPrivileges ? NTOBJ_DISABLE_ALL_PRIVILEGES : 0,
		.previous_count = room_for(PreviousState, BufferLength),
	};
	NTSTATUS status = STATUS_SUCCESS;

	if (PreviousState && !ReturnLength)
		return STATUS_ACCESS_VIOLATION;
	if (!DisableAllPrivileges)
		status = read_new_state(NewState, privileges, &operands.count);
	if (!NT_SUCCESS(status))
		return status;

	status = ntobj_call(NTOBJ_IOC_ADJUST_PRIVILEGES, &operands);
	if (!PreviousState ||
	    (!NT_SUCCESS(status) && status != STATUS_BUFFER_TOO_SMALL))
		return status;
	*ReturnLength = size_of(operands.return_count);
	if (!NT_SUCCESS(status))
		return status;
	/* Without room for the count there was none to change anything. */
	if (BufferLength < size_of(0))
		return STATUS_BUFFER_TOO_SMALL;
	PreviousState->PrivilegeCount = operands.return_count;
	from_kernel(previous, PreviousState->Privileges, operands.return_count);
	return status;
}

/**
 * NtPrivilegeCheck() - ask whether a token has privileges enabled
 * @ClientToken: the token, with TOKEN_QUERY; if it impersonates, at
 *	SecurityImpersonation or above
 * @RequiredPrivileges: which, at most 64. Control is PRIVILEGE_SET_ALL_NECESSARY
 *	if all are needed, or 0 if one will do. Those that are enabled get
 *	SE_PRIVILEGE_USED_FOR_ACCESS
 * @Result: TRUE if they are
 *
 * Origin: Server 2003.
 * Context: Does not wait for others. Any thread; safe in signal handlers.
 * Return: STATUS_SUCCESS; STATUS_INVALID_PARAMETER: too many, or another
 * Control; STATUS_BAD_IMPERSONATION_LEVEL; STATUS_ACCESS_VIOLATION: bad pointer;
 * STATUS_INVALID_HANDLE; STATUS_OBJECT_TYPE_MISMATCH: no token;
 * STATUS_ACCESS_DENIED; and what any service can return, see libntobj(3).
 */
NTSTATUS NtPrivilegeCheck(HANDLE ClientToken,
			  PPRIVILEGE_SET RequiredPrivileges, BOOLEAN *Result)
{
	struct ntobj_privilege privileges[NTOBJ_PRIVILEGES_MAX];
	struct ntobj_privilege_check operands = {
		.token = ntobj_from_handle(ClientToken),
		.privileges = ntobj_from_pointer(privileges),
	};
	NTSTATUS status;

	if (!RequiredPrivileges || !Result)
		return STATUS_ACCESS_VIOLATION;
	operands.count = RequiredPrivileges->PrivilegeCount;
	operands.flags = RequiredPrivileges->Control;
	if (operands.count > NTOBJ_PRIVILEGES_MAX)
		return STATUS_INVALID_PARAMETER;
	to_kernel(RequiredPrivileges->Privilege, privileges, operands.count);

	status = ntobj_call(NTOBJ_IOC_PRIVILEGE_CHECK, &operands);
	if (!NT_SUCCESS(status))
		return status;
	from_kernel(privileges, RequiredPrivileges->Privilege, operands.count);
	*Result = !!operands.result;
	return status;
}
