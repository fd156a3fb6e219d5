// SPDX-License-Identifier: LGPL-2.1-or-later OR MIT
/*
 * Entries of access control lists: add, find and delete.
 */
#include <string.h>

#include "internal.h"

#define ALL_AUDIT_FLAGS	(SUCCESSFUL_ACCESS_ACE_FLAG | FAILED_ACCESS_ACE_FLAG)

static bool is_known_revision(ULONG revision)
{
	return revision >= MIN_ACL_REVISION && revision <= MAX_ACL_REVISION;
}

static size_t room_behind(const ACL *acl, const void *place)
{
	const unsigned char *end = (const unsigned char *)acl + acl->AclSize;

	return (size_t)(end - (const unsigned char *)place);
}

/* Those of an audit entry say what is audited, the others are inheritance's. */
static bool are_good_flags(UCHAR type, ULONG flags)
{
	if (type == SYSTEM_AUDIT_ACE_TYPE)
		flags &= ~(ULONG)ALL_AUDIT_FLAGS;
	return !(flags & ~(ULONG)VALID_INHERIT_FLAGS);
}

static NTSTATUS append(PACL acl, ULONG revision, UCHAR type, ULONG flags,
		       ACCESS_MASK mask, PSID sid)
{
	struct ntobj_ace ace = { .type = type, .mask = mask };
	unsigned char *place;
	void *first_free;
	size_t size;

	if (!RtlValidSid(sid))
		return STATUS_INVALID_SID;
	if (!is_known_revision(revision) ||
	    !is_known_revision(acl->AclRevision))
		return STATUS_REVISION_MISMATCH;
	if (!are_good_flags(type, flags))
		return STATUS_INVALID_PARAMETER;
	if (!RtlFirstFreeAce(acl, &first_free))
		return STATUS_INVALID_ACL;
	size = sizeof(ace) + RtlLengthSid(sid);
	if (!first_free || size > room_behind(acl, first_free) ||
	    acl->AceCount == UINT16_MAX)
		return STATUS_ALLOTTED_SPACE_EXCEEDED;

	ace.flags = (__u8)flags;
	ace.size = (__u16)size;
	place = first_free;
	memcpy(place, &ace, sizeof(ace));
	memcpy(place + sizeof(ace), sid, RtlLengthSid(sid));
	acl->AceCount++;
	if (acl->AclRevision < revision)
		acl->AclRevision = (UCHAR)revision;
	return STATUS_SUCCESS;
}

/**
 * RtlAddAccessAllowedAce() - append an entry that allows
 * @Acl: the list
 * @AceRevision: ACL_REVISION
 * @AccessMask: what it allows
 * @Sid: to whom
 *
 * Origin: Windows.
 * Context: Does not block. Any thread; safe in signal handlers.
 * Return: STATUS_SUCCESS; STATUS_INVALID_SID; STATUS_REVISION_MISMATCH: its or
 * the list's is unknown; STATUS_INVALID_ACL: the list is malformed;
 * STATUS_ALLOTTED_SPACE_EXCEEDED: there is no room in the list.
 */
NTSTATUS RtlAddAccessAllowedAce(PACL Acl, ULONG AceRevision,
				ACCESS_MASK AccessMask, PSID Sid)
{
	return append(Acl, AceRevision, ACCESS_ALLOWED_ACE_TYPE, 0, AccessMask,
		      Sid);
}

/**
 * RtlAddAccessAllowedAceEx() - append an entry that allows, to be inherited
 * @Acl: the list
 * @AceRevision: ACL_REVISION
 * @AceFlags: of VALID_INHERIT_FLAGS
 * @AccessMask: what it allows
 * @Sid: to whom
 *
 * Origin: Windows.
 * Context: Does not block. Any thread; safe in signal handlers.
 * Return: As RtlAddAccessAllowedAce(); and STATUS_INVALID_PARAMETER: other
 * flags.
 */
NTSTATUS RtlAddAccessAllowedAceEx(PACL Acl, ULONG AceRevision, ULONG AceFlags,
				  ACCESS_MASK AccessMask, PSID Sid)
{
	return append(Acl, AceRevision, ACCESS_ALLOWED_ACE_TYPE, AceFlags,
		      AccessMask, Sid);
}

/**
 * RtlAddAccessDeniedAce() - append an entry that denies
 * @Acl: the list. An entry denies only what those before it did not allow
 * @AceRevision: ACL_REVISION
 * @AccessMask: what it denies
 * @Sid: to whom
 *
 * Origin: Windows.
 * Context: Does not block. Any thread; safe in signal handlers.
 * Return: As RtlAddAccessAllowedAce().
 */
NTSTATUS RtlAddAccessDeniedAce(PACL Acl, ULONG AceRevision,
			       ACCESS_MASK AccessMask, PSID Sid)
{
	return append(Acl, AceRevision, ACCESS_DENIED_ACE_TYPE, 0, AccessMask,
		      Sid);
}

/**
 * RtlAddAccessDeniedAceEx() - append an entry that denies, to be inherited
 * @Acl: the list
 * @AceRevision: ACL_REVISION
 * @AceFlags: of VALID_INHERIT_FLAGS
 * @AccessMask: what it denies
 * @Sid: to whom
 *
 * Origin: Windows.
 * Context: Does not block. Any thread; safe in signal handlers.
 * Return: As RtlAddAccessAllowedAceEx().
 */
NTSTATUS RtlAddAccessDeniedAceEx(PACL Acl, ULONG AceRevision, ULONG AceFlags,
				 ACCESS_MASK AccessMask, PSID Sid)
{
	return append(Acl, AceRevision, ACCESS_DENIED_ACE_TYPE, AceFlags,
		      AccessMask, Sid);
}

/**
 * RtlAddAuditAccessAce() - append an entry that audits, for a system list
 * @Acl: the list
 * @AceRevision: ACL_REVISION
 * @AccessMask: which rights, if asked for
 * @Sid: by whom
 * @AuditSuccess: TRUE to audit if he gets them
 * @AuditFailure: TRUE to audit if he does not
 *
 * Origin: Windows.
 * Context: Does not block. Any thread; safe in signal handlers.
 * Return: As RtlAddAccessAllowedAce().
 */
NTSTATUS RtlAddAuditAccessAce(PACL Acl, ULONG AceRevision,
			      ACCESS_MASK AccessMask, PSID Sid,
			      BOOLEAN AuditSuccess, BOOLEAN AuditFailure)
{
	return RtlAddAuditAccessAceEx(Acl, AceRevision, 0, AccessMask, Sid,
				      AuditSuccess, AuditFailure);
}

/**
 * RtlAddAuditAccessAceEx() - append an entry that audits, to be inherited
 * @Acl: the list
 * @AceRevision: ACL_REVISION
 * @AceFlags: of VALID_INHERIT_FLAGS; SUCCESSFUL_ACCESS_ACE_FLAG and
 *	FAILED_ACCESS_ACE_FLAG may be given here as well
 * @AccessMask: which rights, if asked for
 * @Sid: by whom
 * @AuditSuccess: TRUE to audit if he gets them
 * @AuditFailure: TRUE to audit if he does not
 *
 * Origin: Windows.
 * Context: Does not block. Any thread; safe in signal handlers.
 * Return: As RtlAddAccessAllowedAceEx().
 */
NTSTATUS RtlAddAuditAccessAceEx(PACL Acl, ULONG AceRevision, ULONG AceFlags,
				ACCESS_MASK AccessMask, PSID Sid,
				BOOLEAN AuditSuccess, BOOLEAN AuditFailure)
{
	if (AuditSuccess)
		AceFlags |= SUCCESSFUL_ACCESS_ACE_FLAG;
	if (AuditFailure)
		AceFlags |= FAILED_ACCESS_ACE_FLAG;
	return append(Acl, AceRevision, SYSTEM_AUDIT_ACE_TYPE, AceFlags,
		      AccessMask, Sid);
}

/* How many entries there are in exactly so many bytes; 0 if they are none. */
static ULONG count_entries(const void *list, ULONG length)
{
	const unsigned char *bytes = list;
	ULONG position = 0;
	ULONG count = 0;

	while (position < length) {
		const ACE_HEADER *ace = (const void *)(bytes + position);

		if (length - position < sizeof(*ace) ||
		    ace->AceSize < sizeof(*ace) || ace->AceSize % 4 ||
		    ace->AceSize > length - position)
			return 0;
		position += ace->AceSize;
		count++;
	}
	return count;
}

/* The entry with that index, or what follows the last one. */
static void *entry_at(PACL acl, ULONG index)
{
	unsigned char *place = (unsigned char *)(acl + 1);
	ULONG i;

	for (i = 0; i < index && i < acl->AceCount; i++)
		place += ((const ACE_HEADER *)(const void *)place)->AceSize;
	return place;
}

/**
 * RtlAddAce() - insert entries
 * @Acl: the list
 * @AceRevision: ACL_REVISION
 * @StartingAceIndex: before which entry, from 0; MAXULONG, or any number that
 *	there is no entry for, appends them
 * @AceList: the entries, one after the other
 * @AceListLength: bytes of them
 *
 * Origin: Windows.
 * Context: Does not block. Any thread; safe in signal handlers.
 * Return: STATUS_SUCCESS; STATUS_BUFFER_TOO_SMALL: there is no room in the list;
 * STATUS_INVALID_PARAMETER: the list or what is to be inserted is malformed, or
 * a revision is unknown.
 */
NTSTATUS RtlAddAce(PACL Acl, ULONG AceRevision, ULONG StartingAceIndex,
		   PVOID AceList, ULONG AceListLength)
{
	ULONG count = count_entries(AceList, AceListLength);
	unsigned char *first_free;
	unsigned char *place;
	void *found;

	if (!is_known_revision(AceRevision) || !RtlValidAcl(Acl) ||
	    !RtlFirstFreeAce(Acl, &found) || (!count && AceListLength))
		return STATUS_INVALID_PARAMETER;
	first_free = found;
	if (AceListLength > room_behind(Acl, first_free) ||
	    count > UINT16_MAX - (ULONG)Acl->AceCount)
		return STATUS_BUFFER_TOO_SMALL;

	place = entry_at(Acl, StartingAceIndex);
	memmove(place + AceListLength, place, (size_t)(first_free - place));
	memcpy(place, AceList, AceListLength);
	Acl->AceCount += (USHORT)count;
	if (Acl->AclRevision < AceRevision)
		Acl->AclRevision = (UCHAR)AceRevision;
	return STATUS_SUCCESS;
}

/**
 * RtlGetAce() - tell where an entry is
 * @Acl: the list
 * @AceIndex: which one, from 0
 * @Ace: where its address goes; unchanged on failure
 *
 * Origin: Windows.
 * Context: Does not block. Any thread; safe in signal handlers.
 * Return: STATUS_SUCCESS; STATUS_INVALID_PARAMETER: there is no such entry, or
 * the list is malformed.
 */
NTSTATUS RtlGetAce(PACL Acl, ULONG AceIndex, PVOID *Ace)
{
	if (!RtlValidAcl(Acl) || AceIndex >= Acl->AceCount)
		return STATUS_INVALID_PARAMETER;
	*Ace = entry_at(Acl, AceIndex);
	return STATUS_SUCCESS;
}

/**
 * RtlDeleteAce() - delete an entry
 * @Acl: the list
 * @AceIndex: which one, from 0
 *
 * Origin: Windows.
 * Context: Does not block. Any thread; safe in signal handlers.
 * Return: STATUS_SUCCESS; STATUS_INVALID_PARAMETER: there is no such entry, or
 * the list is malformed.
 */
NTSTATUS RtlDeleteAce(PACL Acl, ULONG AceIndex)
{
	unsigned char *first_free;
	unsigned char *behind;
	unsigned char *place;
	void *found;
	size_t size;

	if (!RtlValidAcl(Acl) || AceIndex >= Acl->AceCount ||
	    !RtlFirstFreeAce(Acl, &found))
		return STATUS_INVALID_PARAMETER;
	first_free = found;
	place = entry_at(Acl, AceIndex);
	size = ((const ACE_HEADER *)(const void *)place)->AceSize;
	behind = place + size;
	memmove(place, behind, (size_t)(first_free - behind));
	memset(first_free - size, 0, size);
	Acl->AceCount--;
	return STATUS_SUCCESS;
}
