// SPDX-License-Identifier: LGPL-2.1-or-later OR MIT
/*
 * Rights as bits.
 */
#include "internal.h"

/**
 * RtlMapGenericMask() - put a type's rights in the place of generic ones
 * @AccessMask: rights, in and out
 * @GenericMapping: what the generic ones stand for
 *
 * Origin: Windows.
 * Context: Does not block. Any thread; safe in signal handlers.
 */
void RtlMapGenericMask(ACCESS_MASK *AccessMask, PGENERIC_MAPPING GenericMapping)
{
	ACCESS_MASK mask = *AccessMask;

	if (mask & GENERIC_READ)
		mask |= GenericMapping->GenericRead;
	if (mask & GENERIC_WRITE)
		mask |= GenericMapping->GenericWrite;
	if (mask & GENERIC_EXECUTE)
		mask |= GenericMapping->GenericExecute;
	if (mask & GENERIC_ALL)
		mask |= GenericMapping->GenericAll;
	*AccessMask = mask & ~(GENERIC_READ | GENERIC_WRITE | GENERIC_EXECUTE |
			       GENERIC_ALL);
}

/**
 * RtlAreAllAccessesGranted() - say whether nothing is missing
 * @GrantedAccess: rights that one has
 * @DesiredAccess: rights that one wants
 *
 * Origin: Windows.
 * Context: Does not block. Any thread; safe in signal handlers.
 * Return: TRUE if all that is wanted is there.
 */
BOOLEAN RtlAreAllAccessesGranted(ACCESS_MASK GrantedAccess,
				 ACCESS_MASK DesiredAccess)
{
	return !(DesiredAccess & ~GrantedAccess);
}

/**
 * RtlAreAnyAccessesGranted() - say whether something is there
 * @GrantedAccess: rights that one has
 * @DesiredAccess: rights that one wants
 *
 * Origin: Windows.
 * Context: Does not block. Any thread; safe in signal handlers.
 * Return: TRUE if anything of what is wanted is there.
 */
BOOLEAN RtlAreAnyAccessesGranted(ACCESS_MASK GrantedAccess,
				 ACCESS_MASK DesiredAccess)
{
	return !!(DesiredAccess & GrantedAccess);
}
