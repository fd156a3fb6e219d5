// SPDX-License-Identifier: LGPL-2.1-or-later OR MIT
/*
 * Security identifiers: what they are made of.
 */
#include <string.h>

#include "internal.h"

#define SUB_AUTHORITIES	offsetof(SID, SubAuthority)

_Static_assert(SUB_AUTHORITIES == 8, "as NT has it");

/* Whether a good identifier is there, and ends within so many bytes. */
bool ntobj_sid_fits(const void *sid, size_t room)
{
	const SID *identifier = sid;

	return room >= SUB_AUTHORITIES &&
	       identifier->Revision == SID_REVISION &&
	       identifier->SubAuthorityCount <= SID_MAX_SUB_AUTHORITIES &&
	       RtlLengthSid((PSID)sid) <= room;
}

/**
 * RtlValidSid() - say whether an identifier is well formed
 * @Sid: the identifier; NULL is none
 *
 * Origin: Windows. Memory that can't be read is not noticed.
 * Context: Does not block. Any thread; safe in signal handlers.
 * Return: TRUE if its revision is 1 and it has at most 15 sub-authorities.
 */
BOOLEAN RtlValidSid(PSID Sid)
{
	return Sid && ntobj_sid_fits(Sid, SECURITY_MAX_SID_SIZE);
}

/**
 * RtlLengthSid() - tell how long an identifier is
 * @Sid: the identifier
 *
 * Origin: Windows.
 * Context: Does not block. Any thread; safe in signal handlers.
 * Return: Bytes.
 */
ULONG RtlLengthSid(PSID Sid)
{
	const SID *identifier = Sid;

	return RtlLengthRequiredSid(identifier->SubAuthorityCount);
}

/**
 * RtlLengthRequiredSid() - tell how long an identifier will be
 * @SubAuthorityCount: its sub-authorities
 *
 * Origin: Windows.
 * Context: Does not block. Any thread; safe in signal handlers.
 * Return: Bytes.
 */
ULONG RtlLengthRequiredSid(ULONG SubAuthorityCount)
{
	return SUB_AUTHORITIES + SubAuthorityCount * sizeof(ULONG);
}

/**
 * RtlInitializeSid() - begin an identifier
 * @Sid: RtlLengthRequiredSid() bytes
 * @IdentifierAuthority: who gives such identifiers
 * @SubAuthorityCount: its sub-authorities, which are left as they are
 *
 * Origin: Windows.
 * Context: Does not block. Any thread; safe in signal handlers.
 * Return: STATUS_SUCCESS; STATUS_INVALID_PARAMETER: more than 15.
 */
NTSTATUS RtlInitializeSid(PSID Sid,
			  PSID_IDENTIFIER_AUTHORITY IdentifierAuthority,
			  UCHAR SubAuthorityCount)
{
	SID *identifier = Sid;

	if (SubAuthorityCount > SID_MAX_SUB_AUTHORITIES)
		return STATUS_INVALID_PARAMETER;
	identifier->Revision = SID_REVISION;
	identifier->SubAuthorityCount = SubAuthorityCount;
	identifier->IdentifierAuthority = *IdentifierAuthority;
	return STATUS_SUCCESS;
}

/**
 * RtlSubAuthoritySid() - tell where a sub-authority is
 * @Sid: the identifier
 * @SubAuthority: which one, from 0. Nothing is checked
 *
 * Origin: Windows.
 * Context: Does not block. Any thread; safe in signal handlers.
 * Return: Its address within the identifier.
 */
PULONG RtlSubAuthoritySid(PSID Sid, ULONG SubAuthority)
{
	unsigned char *bytes = Sid;

	return (PULONG)(void *)(bytes + RtlLengthRequiredSid(SubAuthority));
}

/**
 * RtlSubAuthorityCountSid() - tell where the count of sub-authorities is
 * @Sid: the identifier
 *
 * Origin: Windows.
 * Context: Does not block. Any thread; safe in signal handlers.
 * Return: Its address within the identifier.
 */
UCHAR *RtlSubAuthorityCountSid(PSID Sid)
{
	SID *identifier = Sid;

	return &identifier->SubAuthorityCount;
}

/**
 * RtlIdentifierAuthoritySid() - tell where the authority is
 * @Sid: the identifier
 *
 * Origin: Windows.
 * Context: Does not block. Any thread; safe in signal handlers.
 * Return: Its address within the identifier.
 */
PSID_IDENTIFIER_AUTHORITY RtlIdentifierAuthoritySid(PSID Sid)
{
	SID *identifier = Sid;

	return &identifier->IdentifierAuthority;
}

/**
 * RtlEqualSid() - say whether two identifiers are the same
 * @Sid1: one
 * @Sid2: the other
 *
 * Origin: Windows.
 * Context: Does not block. Any thread; safe in signal handlers.
 * Return: TRUE if they are.
 */
BOOLEAN RtlEqualSid(PSID Sid1, PSID Sid2)
{
	const SID *one = Sid1;
	const SID *other = Sid2;

	return one->SubAuthorityCount == other->SubAuthorityCount &&
	       !memcmp(one, other, RtlLengthSid(Sid1));
}

/**
 * RtlCopySid() - copy an identifier
 * @DestinationSidLength: bytes at @DestinationSid
 * @DestinationSid: where it goes; unchanged on failure
 * @SourceSid: the identifier
 *
 * Origin: Windows.
 * Context: Does not block. Any thread; safe in signal handlers.
 * Return: STATUS_SUCCESS; STATUS_BUFFER_TOO_SMALL.
 */
NTSTATUS RtlCopySid(ULONG DestinationSidLength, PSID DestinationSid,
		    PSID SourceSid)
{
	ULONG length = RtlLengthSid(SourceSid);

	if (length > DestinationSidLength)
		return STATUS_BUFFER_TOO_SMALL;
	memmove(DestinationSid, SourceSid, length);
	return STATUS_SUCCESS;
}
