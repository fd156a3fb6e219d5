// SPDX-License-Identifier: LGPL-2.1-or-later OR MIT
/*
 * What a descriptor grants to a token.
 */
#include <stdlib.h>

#include "internal.h"

static ULONG count_bits(__u64 bits)
{
	return (ULONG)__builtin_popcountll(bits);
}

/* The structure itself has room for one, and must have it. */
static ULONG set_size(__u64 used)
{
	ULONG count = count_bits(used);

	if (count <= 1)
		return sizeof(PRIVILEGE_SET);
	return offsetof(PRIVILEGE_SET, Privilege) +
	       count * sizeof(LUID_AND_ATTRIBUTES);
}

static void fill_set(PRIVILEGE_SET *set, __u64 used)
{
	LUID_AND_ATTRIBUTES *privilege = set->Privilege;
	__u64 number;

	set->PrivilegeCount = count_bits(used);
	set->Control = 0;
	for (number = 0; number < 64; number++) {
		if (!(used >> number & 1))
			continue;
		privilege->Luid = ntobj_to_luid(number);
		privilege->Attributes = SE_PRIVILEGE_USED_FOR_ACCESS;
		privilege++;
	}
}

static NTSTATUS ask(const void *descriptor,
		    struct ntobj_access_check *operands)
{
	struct ntobj_counted_descriptor *counted;
	NTSTATUS status;

	status = ntobj_count_descriptor(descriptor, &counted);
	if (!NT_SUCCESS(status))
		return status;
	operands->descriptor = ntobj_from_pointer(counted);
	status = ntobj_call(NTOBJ_IOC_ACCESS_CHECK, operands);
	free(counted);
	return status;
}

/**
 * NtAccessCheck() - ask what a descriptor grants to a token
 * @SecurityDescriptor: a descriptor of either form, with an owner and a group
 * @ClientToken: a token that impersonates, at SecurityIdentification or above,
 *	with TOKEN_QUERY
 * @DesiredAccess: rights wanted. Generic ones must have been mapped; with
 *	MAXIMUM_ALLOWED all that there are to have
 * @GenericMapping: its GenericAll is what there is to have of a descriptor
 *	without a list. In a list generic rights stand for nothing: they must have
 *	been mapped there, too
 * @PrivilegeSet: where the privileges go that have helped
 * @PrivilegeSetLength: in: bytes there, at least the structure's; out, with
 *	STATUS_BUFFER_TOO_SMALL: bytes needed
 * @GrantedAccess: the rights that are granted; 0 if not all of them are
 * @AccessStatus: STATUS_SUCCESS, or why not all are granted
 *
 * What is out is written with success only.
 *
 * Origin: Windows, as Wine's tests found it.
 * Context: Does not wait for others. Any thread. Allocates memory.
 * Return: STATUS_SUCCESS, also if nothing is granted; STATUS_BUFFER_TOO_SMALL;
 * STATUS_ACCESS_VIOLATION: a pointer is NULL; STATUS_GENERIC_NOT_MAPPED;
 * STATUS_INVALID_SECURITY_DESCR: no owner or no group, or malformed;
 * STATUS_UNKNOWN_REVISION, STATUS_INVALID_SID, STATUS_INVALID_ACL: malformed;
 * STATUS_NO_IMPERSONATION_TOKEN: the token is a primary one;
 * STATUS_BAD_IMPERSONATION_LEVEL; STATUS_INVALID_HANDLE;
 * STATUS_OBJECT_TYPE_MISMATCH: no token; STATUS_ACCESS_DENIED: to the token;
 * STATUS_INSUFFICIENT_RESOURCES; and what any service can return, see
 * libntobj(3).
 */
NTSTATUS NtAccessCheck(PSECURITY_DESCRIPTOR SecurityDescriptor,
		       HANDLE ClientToken, ACCESS_MASK DesiredAccess,
		       PGENERIC_MAPPING GenericMapping,
		       PPRIVILEGE_SET PrivilegeSet, PULONG PrivilegeSetLength,
		       ACCESS_MASK *GrantedAccess, NTSTATUS *AccessStatus)
{
	struct ntobj_access_check operands = {
		.token = ntobj_from_handle(ClientToken),
		.desired_access = DesiredAccess,
	};
	NTSTATUS status;
	ULONG needed;

	if (!SecurityDescriptor || !GenericMapping || !PrivilegeSetLength ||
	    !GrantedAccess || !AccessStatus)
		return STATUS_ACCESS_VIOLATION;
	if (!PrivilegeSet && *PrivilegeSetLength)
		return STATUS_ACCESS_VIOLATION;
	operands.generic_read = GenericMapping->GenericRead;
	operands.generic_write = GenericMapping->GenericWrite;
	operands.generic_execute = GenericMapping->GenericExecute;
	operands.generic_all = GenericMapping->GenericAll;
	status = ask(SecurityDescriptor, &operands);
	if (!NT_SUCCESS(status))
		return status;

	needed = set_size(operands.privileges_used);
	if (*PrivilegeSetLength < needed) {
		*PrivilegeSetLength = needed;
		return STATUS_BUFFER_TOO_SMALL;
	}
	fill_set(PrivilegeSet, operands.privileges_used);
	*GrantedAccess = operands.granted_access;
	*AccessStatus = operands.access_status;
	return status;
}
