// SPDX-License-Identifier: LGPL-2.1-or-later OR MIT
/*
 * Security identifiers in memory of their own.
 */
#include <stdlib.h>
#include <string.h>

#include "internal.h"

#define MOST_GIVEN	8

/**
 * RtlAllocateAndInitializeSid() - make an identifier
 * @IdentifierAuthority: who gives such identifiers
 * @SubAuthorityCount: its sub-authorities, 0 to 8; the others do not count
 * @SubAuthority0: the first
 * @SubAuthority1: the second
 * @SubAuthority2: the third
 * @SubAuthority3: the fourth
 * @SubAuthority4: the fifth
 * @SubAuthority5: the sixth
 * @SubAuthority6: the seventh
 * @SubAuthority7: the eighth
 * @Sid: where the identifier's address goes, for RtlFreeSid(); unchanged on
 *	failure
 *
 * Origin: Windows.
 * Context: Does not wait for others. Any thread. Allocates memory.
 * Return: STATUS_SUCCESS; STATUS_INVALID_SID: more than 8; STATUS_NO_MEMORY.
 */
NTSTATUS RtlAllocateAndInitializeSid(PSID_IDENTIFIER_AUTHORITY IdentifierAuthority,
				     UCHAR SubAuthorityCount,
				     ULONG SubAuthority0, ULONG SubAuthority1,
				     ULONG SubAuthority2, ULONG SubAuthority3,
				     ULONG SubAuthority4, ULONG SubAuthority5,
				     ULONG SubAuthority6, ULONG SubAuthority7,
				     PSID *Sid)
{
	const ULONG given[MOST_GIVEN] = {
		SubAuthority0, SubAuthority1, SubAuthority2, SubAuthority3,
		SubAuthority4, SubAuthority5, SubAuthority6, SubAuthority7,
	};
	SID *identifier;

	if (SubAuthorityCount > MOST_GIVEN)
		return STATUS_INVALID_SID;
	identifier = ntobj_allocate(RtlLengthRequiredSid(MOST_GIVEN));
	if (!identifier)
		return STATUS_NO_MEMORY;

	RtlInitializeSid(identifier, IdentifierAuthority, SubAuthorityCount);
	memcpy(RtlSubAuthoritySid(identifier, 0), given, sizeof(given));
	*Sid = identifier;
	return STATUS_SUCCESS;
}

/**
 * RtlFreeSid() - free an identifier of RtlAllocateAndInitializeSid()
 * @Sid: the identifier; may be NULL
 *
 * Origin: Windows.
 * Context: Does not wait for others. Any thread. Frees memory.
 * Return: NULL.
 */
PVOID RtlFreeSid(PSID Sid)
{
	free(Sid);
	return NULL;
}
