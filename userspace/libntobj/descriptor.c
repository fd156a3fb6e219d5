// SPDX-License-Identifier: LGPL-2.1-or-later OR MIT
/*
 * Security descriptors: begin, judge and measure.
 */
#include <string.h>

#include "internal.h"

_Static_assert(sizeof(SECURITY_DESCRIPTOR_RELATIVE) == 20, "as NT has it");
_Static_assert(sizeof(struct ntobj_security_descriptor) == 20, "as NT has it");
#if UINTPTR_MAX > UINT32_MAX
_Static_assert(sizeof(SECURITY_DESCRIPTOR) == 40, "as NT has it");
#else
_Static_assert(sizeof(SECURITY_DESCRIPTOR) == 20, "as NT has it");
#endif

/* Sets *part, to NULL for offset 0; returns whether the offset can be one. */
static bool find_part(const SECURITY_DESCRIPTOR_RELATIVE *relative, ULONG offset,
		      const void **part)
{
	*part = offset ? (const unsigned char *)relative + offset : NULL;
	return !(offset % 4);
}

static NTSTATUS take_relative(const SECURITY_DESCRIPTOR_RELATIVE *relative,
			      struct ntobj_parts *parts)
{
	const void *owner, *group;
	const void *sacl = NULL;
	const void *dacl = NULL;

	if (!find_part(relative, relative->Owner, &owner) ||
	    !find_part(relative, relative->Group, &group) ||
	    (relative->Control & SE_SACL_PRESENT &&
	     !find_part(relative, relative->Sacl, &sacl)) ||
	    (relative->Control & SE_DACL_PRESENT &&
	     !find_part(relative, relative->Dacl, &dacl)))
		return STATUS_INVALID_SECURITY_DESCR;
	parts->owner = owner;
	parts->group = group;
	parts->sacl = sacl;
	parts->dacl = dacl;
	return STATUS_SUCCESS;
}

static NTSTATUS take_absolute(const SECURITY_DESCRIPTOR *absolute,
			      struct ntobj_parts *parts)
{
	parts->owner = absolute->Owner;
	parts->group = absolute->Group;
	if (absolute->Control & SE_SACL_PRESENT)
		parts->sacl = absolute->Sacl;
	if (absolute->Control & SE_DACL_PRESENT)
		parts->dacl = absolute->Dacl;
	return STATUS_SUCCESS;
}

/* Find the parts of a descriptor of either form; they are not judged. */
NTSTATUS ntobj_take_apart(const void *descriptor, struct ntobj_parts *parts)
{
	const SECURITY_DESCRIPTOR_RELATIVE *header = descriptor;
	NTSTATUS status;

	if (header->Revision != SECURITY_DESCRIPTOR_REVISION)
		return STATUS_UNKNOWN_REVISION;
	memset(parts, 0, sizeof(*parts));
	parts->control = header->Control;
	status = header->Control & SE_SELF_RELATIVE ?
		take_relative(descriptor, parts) :
		take_absolute(descriptor, parts);
	if (parts->sacl)
		parts->sacl_size = parts->sacl->AclSize;
	if (parts->dacl)
		parts->dacl_size = parts->dacl->AclSize;
	return status;
}

/**
 * RtlCreateSecurityDescriptor() - begin an absolute descriptor
 * @SecurityDescriptor: a SECURITY_DESCRIPTOR. It has no owner, no group and no
 *	list: an object gets the defaults for them
 * @Revision: SECURITY_DESCRIPTOR_REVISION
 *
 * Origin: Windows.
 * Context: Does not block. Any thread; safe in signal handlers.
 * Return: STATUS_SUCCESS; STATUS_UNKNOWN_REVISION.
 */
NTSTATUS RtlCreateSecurityDescriptor(PSECURITY_DESCRIPTOR SecurityDescriptor,
				     ULONG Revision)
{
	SECURITY_DESCRIPTOR *absolute = SecurityDescriptor;

	if (Revision != SECURITY_DESCRIPTOR_REVISION)
		return STATUS_UNKNOWN_REVISION;
	memset(absolute, 0, sizeof(*absolute));
	absolute->Revision = SECURITY_DESCRIPTOR_REVISION;
	return STATUS_SUCCESS;
}

static bool is_good_sid(const SID *sid)
{
	return !sid || ntobj_sid_fits(sid, SECURITY_MAX_SID_SIZE);
}

static bool is_good_acl(const ACL *acl)
{
	return !acl || ntobj_acl_fits(acl, UINT16_MAX);
}

/*
 * Say whether the sizes of the parts can be believed. What is in the lists is
 * for others to judge.
 */
NTSTATUS ntobj_check_parts(const struct ntobj_parts *parts)
{
	if (!is_good_sid(parts->owner) || !is_good_sid(parts->group))
		return STATUS_INVALID_SID;
	if ((parts->sacl && parts->sacl_size < sizeof(ACL)) ||
	    (parts->dacl && parts->dacl_size < sizeof(ACL)))
		return STATUS_INVALID_ACL;
	return STATUS_SUCCESS;
}

/**
 * RtlValidSecurityDescriptor() - say whether a descriptor is well formed
 * @SecurityDescriptor: the descriptor, of either form. Of a self-relative one
 *	that somebody else has made ask RtlValidRelativeSecurityDescriptor(),
 *	which does not look beyond its end
 *
 * Origin: Windows. Memory that can't be read is not noticed.
 * Context: Does not block. Any thread; safe in signal handlers.
 * Return: TRUE if the revision is 1 and the parts that are there are well
 * formed.
 */
BOOLEAN RtlValidSecurityDescriptor(PSECURITY_DESCRIPTOR SecurityDescriptor)
{
	struct ntobj_parts parts;

	return NT_SUCCESS(ntobj_take_apart(SecurityDescriptor, &parts)) &&
	       is_good_sid(parts.owner) && is_good_sid(parts.group) &&
	       is_good_acl(parts.sacl) && is_good_acl(parts.dacl);
}

/* Whether a good part is at the offset; 0 is none, which is good. */
static bool part_fits(const void *descriptor, ULONG length, ULONG offset,
		      bool (*fits)(const void *part, size_t room))
{
	if (!offset)
		return true;
	if (offset % 4 || offset < sizeof(SECURITY_DESCRIPTOR_RELATIVE) ||
	    offset > length)
		return false;
	return fits((const unsigned char *)descriptor + offset, length - offset);
}

static bool has_required(const SECURITY_DESCRIPTOR_RELATIVE *relative,
			 SECURITY_INFORMATION required)
{
	if (required & OWNER_SECURITY_INFORMATION && !relative->Owner)
		return false;
	if (required & GROUP_SECURITY_INFORMATION && !relative->Group)
		return false;
	if (required & DACL_SECURITY_INFORMATION &&
	    !(relative->Control & SE_DACL_PRESENT))
		return false;
	return !(required & SACL_SECURITY_INFORMATION) ||
	       relative->Control & SE_SACL_PRESENT;
}

/**
 * RtlValidRelativeSecurityDescriptor() - judge a descriptor of unknown origin
 * @SecurityDescriptorInput: the descriptor, aligned to 4 bytes
 * @SecurityDescriptorLength: bytes there; nothing beyond is read
 * @RequiredInformation: OWNER_SECURITY_INFORMATION and the like: which parts
 *	there must be
 *
 * Origin: Windows.
 * Context: Does not block. Any thread; safe in signal handlers.
 * Return: TRUE if it is self-relative, has what is required, and lies within
 * its length, well formed. A list that is present may be NULL.
 */
BOOLEAN RtlValidRelativeSecurityDescriptor(PSECURITY_DESCRIPTOR SecurityDescriptorInput,
					   ULONG SecurityDescriptorLength,
					   SECURITY_INFORMATION RequiredInformation)
{
	const SECURITY_DESCRIPTOR_RELATIVE *relative = SecurityDescriptorInput;
	ULONG length = SecurityDescriptorLength;

	if (length < sizeof(*relative) ||
	    relative->Revision != SECURITY_DESCRIPTOR_REVISION ||
	    !(relative->Control & SE_SELF_RELATIVE) ||
	    !has_required(relative, RequiredInformation) ||
	    !part_fits(relative, length, relative->Owner, ntobj_sid_fits) ||
	    !part_fits(relative, length, relative->Group, ntobj_sid_fits))
		return FALSE;
	if (relative->Control & SE_SACL_PRESENT &&
	    !part_fits(relative, length, relative->Sacl, ntobj_acl_fits))
		return FALSE;
	return !(relative->Control & SE_DACL_PRESENT) ||
	       part_fits(relative, length, relative->Dacl, ntobj_acl_fits);
}

static size_t size_of_sid(const SID *sid)
{
	return sid ? RtlLengthSid((PSID)sid) : 0;
}

/* What the parts take beside the structure that leads to them. */
static size_t size_of_rest(const struct ntobj_parts *parts)
{
	return size_of_sid(parts->owner) + size_of_sid(parts->group) +
	       ntobj_align(parts->sacl_size) + ntobj_align(parts->dacl_size);
}

/* Bytes of the self-relative form */
size_t ntobj_size_of_parts(const struct ntobj_parts *parts)
{
	return sizeof(SECURITY_DESCRIPTOR_RELATIVE) + size_of_rest(parts);
}

/**
 * RtlLengthSecurityDescriptor() - tell how long a descriptor is
 * @SecurityDescriptor: the descriptor, of either form
 *
 * Origin: Windows.
 * Context: Does not block. Any thread; safe in signal handlers.
 * Return: Bytes, of its structure and of its parts.
 */
ULONG RtlLengthSecurityDescriptor(PSECURITY_DESCRIPTOR SecurityDescriptor)
{
	struct ntobj_parts parts;
	size_t size;

	if (!NT_SUCCESS(ntobj_take_apart(SecurityDescriptor, &parts)))
		return sizeof(SECURITY_DESCRIPTOR);
	size = parts.control & SE_SELF_RELATIVE ?
		sizeof(SECURITY_DESCRIPTOR_RELATIVE) :
		sizeof(SECURITY_DESCRIPTOR);
	return (ULONG)(size + size_of_rest(&parts));
}
