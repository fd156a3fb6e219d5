// SPDX-License-Identifier: LGPL-2.1-or-later OR MIT
/*
 * Security descriptors: get and set their parts.
 */
#include "internal.h"

/* Parts can be changed in the absolute form alone. */
static NTSTATUS check_absolute(const SECURITY_DESCRIPTOR *descriptor)
{
	if (descriptor->Revision != SECURITY_DESCRIPTOR_REVISION)
		return STATUS_UNKNOWN_REVISION;
	if (descriptor->Control & SE_SELF_RELATIVE)
		return STATUS_INVALID_SECURITY_DESCR;
	return STATUS_SUCCESS;
}

static void set_control(SECURITY_DESCRIPTOR *descriptor,
			SECURITY_DESCRIPTOR_CONTROL bit, BOOLEAN on)
{
	if (on)
		descriptor->Control |= bit;
	else
		descriptor->Control &= (SECURITY_DESCRIPTOR_CONTROL)~bit;
}

/**
 * RtlSetOwnerSecurityDescriptor() - set the owner
 * @SecurityDescriptor: an absolute descriptor
 * @Owner: the owner, which is not copied; NULL for none
 * @OwnerDefaulted: TRUE if it was not chosen but comes from a default
 *
 * Origin: Windows.
 * Context: Does not block. Any thread; safe in signal handlers.
 * Return: STATUS_SUCCESS; STATUS_UNKNOWN_REVISION;
 * STATUS_INVALID_SECURITY_DESCR: the descriptor is self-relative.
 */
NTSTATUS RtlSetOwnerSecurityDescriptor(PSECURITY_DESCRIPTOR SecurityDescriptor,
				       PSID Owner, BOOLEAN OwnerDefaulted)
{
	SECURITY_DESCRIPTOR *absolute = SecurityDescriptor;
	NTSTATUS status = check_absolute(absolute);

	if (!NT_SUCCESS(status))
		return status;
	absolute->Owner = Owner;
	set_control(absolute, SE_OWNER_DEFAULTED, OwnerDefaulted);
	return status;
}

/**
 * RtlGetOwnerSecurityDescriptor() - get the owner
 * @SecurityDescriptor: a descriptor, of either form
 * @Owner: where its address goes, NULL if there is none
 * @OwnerDefaulted: where TRUE goes if it comes from a default
 *
 * Origin: Windows.
 * Context: Does not block. Any thread; safe in signal handlers.
 * Return: STATUS_SUCCESS; STATUS_UNKNOWN_REVISION;
 * STATUS_INVALID_SECURITY_DESCR: an offset in it is not a multiple of 4.
 */
NTSTATUS RtlGetOwnerSecurityDescriptor(PSECURITY_DESCRIPTOR SecurityDescriptor,
				       PSID *Owner, BOOLEAN *OwnerDefaulted)
{
	struct ntobj_parts parts;
	NTSTATUS status = ntobj_take_apart(SecurityDescriptor, &parts);

	if (!NT_SUCCESS(status))
		return status;
	*Owner = (PSID)parts.owner;
	*OwnerDefaulted = !!(parts.control & SE_OWNER_DEFAULTED);
	return status;
}

/**
 * RtlSetGroupSecurityDescriptor() - set the primary group
 * @SecurityDescriptor: an absolute descriptor
 * @Group: the group, which is not copied; NULL for none
 * @GroupDefaulted: TRUE if it was not chosen but comes from a default
 *
 * Origin: Windows.
 * Context: Does not block. Any thread; safe in signal handlers.
 * Return: As RtlSetOwnerSecurityDescriptor().
 */
NTSTATUS RtlSetGroupSecurityDescriptor(PSECURITY_DESCRIPTOR SecurityDescriptor,
				       PSID Group, BOOLEAN GroupDefaulted)
{
	SECURITY_DESCRIPTOR *absolute = SecurityDescriptor;
	NTSTATUS status = check_absolute(absolute);

	if (!NT_SUCCESS(status))
		return status;
	absolute->Group = Group;
	set_control(absolute, SE_GROUP_DEFAULTED, GroupDefaulted);
	return status;
}

/**
 * RtlGetGroupSecurityDescriptor() - get the primary group
 * @SecurityDescriptor: a descriptor, of either form
 * @Group: where its address goes, NULL if there is none
 * @GroupDefaulted: where TRUE goes if it comes from a default
 *
 * Origin: Windows.
 * Context: Does not block. Any thread; safe in signal handlers.
 * Return: As RtlGetOwnerSecurityDescriptor().
 */
NTSTATUS RtlGetGroupSecurityDescriptor(PSECURITY_DESCRIPTOR SecurityDescriptor,
				       PSID *Group, BOOLEAN *GroupDefaulted)
{
	struct ntobj_parts parts;
	NTSTATUS status = ntobj_take_apart(SecurityDescriptor, &parts);

	if (!NT_SUCCESS(status))
		return status;
	*Group = (PSID)parts.group;
	*GroupDefaulted = !!(parts.control & SE_GROUP_DEFAULTED);
	return status;
}

/**
 * RtlSetDaclSecurityDescriptor() - set the discretionary list
 * @SecurityDescriptor: an absolute descriptor
 * @DaclPresent: FALSE that there shall be none, and the rest does not count
 * @Dacl: the list, which is not copied. NULL lets everybody do everything; a list
 *	without entries lets nobody do anything
 * @DaclDefaulted: TRUE if it was not chosen but comes from a default
 *
 * Origin: Windows.
 * Context: Does not block. Any thread; safe in signal handlers.
 * Return: As RtlSetOwnerSecurityDescriptor().
 */
NTSTATUS RtlSetDaclSecurityDescriptor(PSECURITY_DESCRIPTOR SecurityDescriptor,
				      BOOLEAN DaclPresent, PACL Dacl,
				      BOOLEAN DaclDefaulted)
{
	SECURITY_DESCRIPTOR *absolute = SecurityDescriptor;
	NTSTATUS status = check_absolute(absolute);

	if (!NT_SUCCESS(status))
		return status;
	set_control(absolute, SE_DACL_PRESENT, DaclPresent);
	if (!DaclPresent)
		return status;
	absolute->Dacl = Dacl;
	set_control(absolute, SE_DACL_DEFAULTED, DaclDefaulted);
	return status;
}

/**
 * RtlGetDaclSecurityDescriptor() - get the discretionary list
 * @SecurityDescriptor: a descriptor, of either form
 * @DaclPresent: where TRUE goes if there is one, also if that is NULL
 * @Dacl: where its address goes; unchanged if there is none
 * @DaclDefaulted: where TRUE goes if it comes from a default; the same
 *
 * Origin: Windows.
 * Context: Does not block. Any thread; safe in signal handlers.
 * Return: As RtlGetOwnerSecurityDescriptor().
 */
NTSTATUS RtlGetDaclSecurityDescriptor(PSECURITY_DESCRIPTOR SecurityDescriptor,
				      BOOLEAN *DaclPresent, PACL *Dacl,
				      BOOLEAN *DaclDefaulted)
{
	struct ntobj_parts parts;
	NTSTATUS status = ntobj_take_apart(SecurityDescriptor, &parts);

	if (!NT_SUCCESS(status))
		return status;
	*DaclPresent = !!(parts.control & SE_DACL_PRESENT);
	if (!*DaclPresent)
		return status;
	*Dacl = (PACL)parts.dacl;
	*DaclDefaulted = !!(parts.control & SE_DACL_DEFAULTED);
	return status;
}

/**
 * RtlSetSaclSecurityDescriptor() - set the system list, which says what is audited
 * @SecurityDescriptor: an absolute descriptor
 * @SaclPresent: FALSE that there shall be none, and the rest does not count
 * @Sacl: the list, which is not copied, or NULL
 * @SaclDefaulted: TRUE if it was not chosen but comes from a default
 *
 * Origin: Windows.
 * Context: Does not block. Any thread; safe in signal handlers.
 * Return: As RtlSetOwnerSecurityDescriptor().
 */
NTSTATUS RtlSetSaclSecurityDescriptor(PSECURITY_DESCRIPTOR SecurityDescriptor,
				      BOOLEAN SaclPresent, PACL Sacl,
				      BOOLEAN SaclDefaulted)
{
	SECURITY_DESCRIPTOR *absolute = SecurityDescriptor;
	NTSTATUS status = check_absolute(absolute);

	if (!NT_SUCCESS(status))
		return status;
	set_control(absolute, SE_SACL_PRESENT, SaclPresent);
	if (!SaclPresent)
		return status;
	absolute->Sacl = Sacl;
	set_control(absolute, SE_SACL_DEFAULTED, SaclDefaulted);
	return status;
}

/**
 * RtlGetSaclSecurityDescriptor() - get the system list
 * @SecurityDescriptor: a descriptor, of either form
 * @SaclPresent: where TRUE goes if there is one, also if that is NULL
 * @Sacl: where its address goes; unchanged if there is none
 * @SaclDefaulted: where TRUE goes if it comes from a default; the same
 *
 * Origin: Windows.
 * Context: Does not block. Any thread; safe in signal handlers.
 * Return: As RtlGetOwnerSecurityDescriptor().
 */
NTSTATUS RtlGetSaclSecurityDescriptor(PSECURITY_DESCRIPTOR SecurityDescriptor,
				      BOOLEAN *SaclPresent, PACL *Sacl,
				      BOOLEAN *SaclDefaulted)
{
	struct ntobj_parts parts;
	NTSTATUS status = ntobj_take_apart(SecurityDescriptor, &parts);

	if (!NT_SUCCESS(status))
		return status;
	*SaclPresent = !!(parts.control & SE_SACL_PRESENT);
	if (!*SaclPresent)
		return status;
	*Sacl = (PACL)parts.sacl;
	*SaclDefaulted = !!(parts.control & SE_SACL_DEFAULTED);
	return status;
}

/* What has no function of its own: how lists are inherited. */
#define INHERITANCE \
	(SE_DACL_AUTO_INHERIT_REQ | SE_SACL_AUTO_INHERIT_REQ | \
	 SE_DACL_AUTO_INHERITED | SE_SACL_AUTO_INHERITED | \
	 SE_DACL_PROTECTED | SE_SACL_PROTECTED)

/**
 * RtlSetControlSecurityDescriptor() - set bits about inheritance
 * @SecurityDescriptor: a descriptor, of either form
 * @ControlBitsOfInterest: the bits to change, of SE_DACL_AUTO_INHERIT_REQ,
 *	SE_DACL_AUTO_INHERITED, SE_DACL_PROTECTED and those of the system list
 * @ControlBitsToSet: those of them that shall be set
 *
 * Origin: Windows.
 * Context: Does not block. Any thread; safe in signal handlers.
 * Return: STATUS_SUCCESS; STATUS_UNKNOWN_REVISION; STATUS_INVALID_PARAMETER:
 * other bits, or one to be set that is not of interest.
 */
NTSTATUS RtlSetControlSecurityDescriptor(PSECURITY_DESCRIPTOR SecurityDescriptor,
					 SECURITY_DESCRIPTOR_CONTROL ControlBitsOfInterest,
					 SECURITY_DESCRIPTOR_CONTROL ControlBitsToSet)
{
	/* Both forms begin the same. */
	SECURITY_DESCRIPTOR *descriptor = SecurityDescriptor;

	if (descriptor->Revision != SECURITY_DESCRIPTOR_REVISION)
		return STATUS_UNKNOWN_REVISION;
	if (ControlBitsOfInterest & ~INHERITANCE ||
	    ControlBitsToSet & ~ControlBitsOfInterest)
		return STATUS_INVALID_PARAMETER;
	set_control(descriptor, ControlBitsOfInterest, FALSE);
	set_control(descriptor, ControlBitsToSet, TRUE);
	return STATUS_SUCCESS;
}

/**
 * RtlGetControlSecurityDescriptor() - get the control bits
 * @SecurityDescriptor: a descriptor, of either form
 * @Control: where they go: SE_DACL_PRESENT and the like
 * @Revision: where the revision goes, also on failure
 *
 * Origin: Windows.
 * Context: Does not block. Any thread; safe in signal handlers.
 * Return: STATUS_SUCCESS; STATUS_UNKNOWN_REVISION.
 */
NTSTATUS RtlGetControlSecurityDescriptor(PSECURITY_DESCRIPTOR SecurityDescriptor,
					 PSECURITY_DESCRIPTOR_CONTROL Control,
					 PULONG Revision)
{
	const SECURITY_DESCRIPTOR_RELATIVE *header = SecurityDescriptor;

	*Revision = header->Revision;
	if (header->Revision != SECURITY_DESCRIPTOR_REVISION)
		return STATUS_UNKNOWN_REVISION;
	*Control = header->Control;
	return STATUS_SUCCESS;
}
