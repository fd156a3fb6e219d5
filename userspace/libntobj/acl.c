// SPDX-License-Identifier: LGPL-2.1-or-later OR MIT
/*
 * Access control lists.
 */
#include <string.h>

#include "internal.h"

/* Of all entries whose form is known, before their SID */
#define BEFORE_SID	offsetof(ACCESS_ALLOWED_ACE, SidStart)

_Static_assert(sizeof(ACL) == 8 && sizeof(struct ntobj_acl) == 8,
	       "as NT has it");
_Static_assert(sizeof(struct ntobj_ace) == BEFORE_SID, "as NT has it");

static bool has_known_form(const ACE_HEADER *ace)
{
	return ace->AceType == ACCESS_ALLOWED_ACE_TYPE ||
	       ace->AceType == ACCESS_DENIED_ACE_TYPE ||
	       ace->AceType == SYSTEM_AUDIT_ACE_TYPE;
}

/* Whether a good entry is there; @room is a multiple of 4. */
static bool ace_fits(const ACE_HEADER *ace, size_t room)
{
	const unsigned char *bytes = (const unsigned char *)ace;

	if (room < sizeof(*ace) || ace->AceSize < sizeof(*ace) ||
	    ace->AceSize % 4 || ace->AceSize > room)
		return false;
	if (!has_known_form(ace))
		return true;
	return ace->AceSize >= BEFORE_SID &&
	       ntobj_sid_fits(bytes + BEFORE_SID, ace->AceSize - BEFORE_SID);
}

/* Whether a good list is there, and ends within so many bytes. */
bool ntobj_acl_fits(const void *acl, size_t room)
{
	const unsigned char *bytes = acl;
	const ACL *list = acl;
	size_t position = sizeof(*list);
	USHORT i;

	if (room < sizeof(*list) || list->AclRevision < MIN_ACL_REVISION ||
	    list->AclRevision > MAX_ACL_REVISION || list->AclSize % 4 ||
	    list->AclSize < sizeof(*list) || list->AclSize > room)
		return false;
	for (i = 0; i < list->AceCount; i++) {
		const ACE_HEADER *ace = (const void *)(bytes + position);

		if (!ace_fits(ace, list->AclSize - position))
			return false;
		position += ace->AceSize;
	}
	return true;
}

/**
 * RtlCreateAcl() - begin a list without entries
 * @Acl: where it goes
 * @AclLength: bytes there, for the list and the entries it will have; rounded
 *	down to a multiple of 4
 * @AclRevision: ACL_REVISION
 *
 * Origin: Windows; revisions 3 and 4 are taken too, but the kernel takes no such
 * list.
 * Context: Does not block. Any thread; safe in signal handlers.
 * Return: STATUS_SUCCESS; STATUS_BUFFER_TOO_SMALL: no room for the list itself;
 * STATUS_INVALID_PARAMETER: more than 65535 bytes, or an unknown revision.
 */
NTSTATUS RtlCreateAcl(PACL Acl, ULONG AclLength, ULONG AclRevision)
{
	if (AclLength < sizeof(*Acl))
		return STATUS_BUFFER_TOO_SMALL;
	if (AclRevision < MIN_ACL_REVISION || AclRevision > MAX_ACL_REVISION ||
	    AclLength > UINT16_MAX)
		return STATUS_INVALID_PARAMETER;
	memset(Acl, 0, sizeof(*Acl));
	Acl->AclRevision = (UCHAR)AclRevision;
	Acl->AclSize = (USHORT)(AclLength & ~3U);
	return STATUS_SUCCESS;
}

/**
 * RtlValidAcl() - say whether a list is well formed
 * @Acl: the list
 *
 * Origin: Windows. Memory that can't be read is not noticed.
 * Context: Does not block. Any thread; safe in signal handlers.
 * Return: TRUE if its entries lie within it, and those that allow, deny or audit
 * have a good SID.
 */
BOOLEAN RtlValidAcl(PACL Acl)
{
	return ntobj_acl_fits(Acl, UINT16_MAX);
}

/**
 * RtlFirstFreeAce() - tell where a list's entries end
 * @Acl: the list
 * @FirstFree: where that address goes, or NULL if the last entry ends beyond the
 *	list
 *
 * Origin: Windows.
 * Context: Does not block. Any thread; safe in signal handlers.
 * Return: TRUE; FALSE, and NULL at @FirstFree, if an entry begins beyond the
 * list, or its size is none that an entry can have.
 */
BOOLEAN RtlFirstFreeAce(PACL Acl, PVOID *FirstFree)
{
	unsigned char *bytes = (unsigned char *)Acl;
	size_t position = sizeof(*Acl);
	USHORT i;

	*FirstFree = NULL;
	for (i = 0; i < Acl->AceCount; i++) {
		const ACE_HEADER *ace = (const void *)(bytes + position);

		if (position + sizeof(*ace) > Acl->AclSize ||
		    ace->AceSize < sizeof(*ace) || ace->AceSize % 4)
			return FALSE;
		position += ace->AceSize;
	}
	if (position <= Acl->AclSize)
		*FirstFree = bytes + position;
	return TRUE;
}

static NTSTATUS query_size(PACL acl, ACL_SIZE_INFORMATION *information)
{
	unsigned char *end;
	void *first_free;

	if (!RtlFirstFreeAce(acl, &first_free))
		return STATUS_INVALID_PARAMETER;
	end = first_free ? first_free : (unsigned char *)acl + acl->AclSize;
	information->AceCount = acl->AceCount;
	information->AclBytesInUse = (ULONG)(end - (unsigned char *)acl);
	information->AclBytesFree = acl->AclSize - information->AclBytesInUse;
	return STATUS_SUCCESS;
}

/**
 * RtlQueryInformationAcl() - tell of a list
 * @Acl: the list
 * @AclInformation: where the answer goes
 * @AclInformationLength: bytes there
 * @AclInformationClass: AclRevisionInformation for ACL_REVISION_INFORMATION,
 *	AclSizeInformation for ACL_SIZE_INFORMATION
 *
 * Origin: Windows.
 * Context: Does not block. Any thread; safe in signal handlers.
 * Return: STATUS_SUCCESS; STATUS_INVALID_INFO_CLASS; STATUS_BUFFER_TOO_SMALL;
 * STATUS_INVALID_PARAMETER: the revision is unknown, or the list malformed.
 */
NTSTATUS RtlQueryInformationAcl(PACL Acl, PVOID AclInformation,
				ULONG AclInformationLength,
				ACL_INFORMATION_CLASS AclInformationClass)
{
	ACL_REVISION_INFORMATION *revision = AclInformation;

	if (Acl->AclRevision < MIN_ACL_REVISION ||
	    Acl->AclRevision > MAX_ACL_REVISION)
		return STATUS_INVALID_PARAMETER;
	switch (AclInformationClass) {
	case AclRevisionInformation:
		if (AclInformationLength < sizeof(*revision))
			return STATUS_BUFFER_TOO_SMALL;
		revision->AclRevision = Acl->AclRevision;
		return STATUS_SUCCESS;
	case AclSizeInformation:
		if (AclInformationLength < sizeof(ACL_SIZE_INFORMATION))
			return STATUS_BUFFER_TOO_SMALL;
		return query_size(Acl, AclInformation);
	default:
		return STATUS_INVALID_INFO_CLASS;
	}
}
