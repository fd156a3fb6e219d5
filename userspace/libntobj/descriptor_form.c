// SPDX-License-Identifier: LGPL-2.1-or-later OR MIT
/*
 * Security descriptors: from one form to the other, and to the kernel's.
 */
#include <string.h>

#include "internal.h"

/* Returns where the next part goes. */
static size_t put_part(unsigned char *target, size_t position, const void *part,
		       size_t size, ULONG *offset)
{
	size_t end = position + ntobj_align(size);

	*offset = (ULONG)position;
	memcpy(target + position, part, size);
	memset(target + position + size, 0, end - position - size);
	return end;
}

static size_t put_sid(unsigned char *target, size_t position, const SID *sid,
		      ULONG *offset)
{
	if (!sid)
		return position;
	return put_part(target, position, sid, RtlLengthSid((PSID)sid), offset);
}

static size_t put_acl(unsigned char *target, size_t position, const ACL *acl,
		      USHORT size, ULONG *offset)
{
	size_t end;

	if (!acl)
		return position;
	end = put_part(target, position, acl, size, offset);
	memcpy(target + position + offsetof(ACL, AclSize), &size, sizeof(size));
	return end;
}

/* Write the self-relative form, for which there is room. */
void ntobj_put_together(const struct ntobj_parts *parts, void *target)
{
	SECURITY_DESCRIPTOR_RELATIVE header = {
		.Revision = SECURITY_DESCRIPTOR_REVISION,
		.Control = parts->control | SE_SELF_RELATIVE,
	};
	size_t position = sizeof(header);

	position = put_acl(target, position, parts->sacl, parts->sacl_size,
			   &header.Sacl);
	position = put_acl(target, position, parts->dacl, parts->dacl_size,
			   &header.Dacl);
	position = put_sid(target, position, parts->owner, &header.Owner);
	put_sid(target, position, parts->group, &header.Group);
	memcpy(target, &header, sizeof(header));
}

/* Without the room behind its entries that a list may have for more. */
static USHORT used_size(const ACL *acl)
{
	ACL_SIZE_INFORMATION information;

	/* What is malformed is for the kernel to judge as it is. */
	if (!RtlValidAcl((PACL)acl) ||
	    RtlQueryInformationAcl((PACL)acl, &information, sizeof(information),
				   AclSizeInformation))
		return acl->AclSize;
	return (USHORT)information.AclBytesInUse;
}

/*
 * Turn a descriptor of either form into what the kernel takes, to be freed.
 * Nothing is done for a NULL one.
 */
NTSTATUS ntobj_count_descriptor(const void *descriptor,
				struct ntobj_counted_descriptor **result)
{
	struct ntobj_counted_descriptor *counted;
	struct ntobj_parts parts;
	NTSTATUS status;
	size_t size;

	*result = NULL;
	if (!descriptor)
		return STATUS_SUCCESS;
	status = ntobj_take_apart(descriptor, &parts);
	if (NT_SUCCESS(status))
		status = ntobj_check_parts(&parts);
	if (!NT_SUCCESS(status))
		return status;

	if (parts.sacl)
		parts.sacl_size = used_size(parts.sacl);
	if (parts.dacl)
		parts.dacl_size = used_size(parts.dacl);
	size = ntobj_size_of_parts(&parts);
	counted = ntobj_allocate(sizeof(*counted) + size);
	if (!counted)
		return STATUS_INSUFFICIENT_RESOURCES;
	counted->length = (__u32)size;
	counted->reserved = 0;
	ntobj_put_together(&parts, counted->descriptor);
	*result = counted;
	return STATUS_SUCCESS;
}

/**
 * RtlMakeSelfRelativeSD() - make a self-relative descriptor
 * @SecurityDescriptor: a descriptor, of either form
 * @SelfRelativeSecurityDescriptor: where the other one goes; unchanged on
 *	failure
 * @BufferLength: in: bytes there; out, with STATUS_BUFFER_TOO_SMALL: bytes
 *	needed
 *
 * Origin: Windows.
 * Context: Does not block. Any thread; safe in signal handlers.
 * Return: STATUS_SUCCESS; STATUS_BUFFER_TOO_SMALL; STATUS_UNKNOWN_REVISION;
 * STATUS_INVALID_SECURITY_DESCR: an offset in it is not a multiple of 4;
 * STATUS_INVALID_SID, STATUS_INVALID_ACL: of a part not even the size is good.
 */
NTSTATUS RtlMakeSelfRelativeSD(PSECURITY_DESCRIPTOR SecurityDescriptor,
			       PSECURITY_DESCRIPTOR SelfRelativeSecurityDescriptor,
			       PULONG BufferLength)
{
	struct ntobj_parts parts;
	NTSTATUS status;
	size_t size;

	status = ntobj_take_apart(SecurityDescriptor, &parts);
	if (NT_SUCCESS(status))
		status = ntobj_check_parts(&parts);
	if (!NT_SUCCESS(status))
		return status;
	size = ntobj_size_of_parts(&parts);
	if (size > *BufferLength) {
		*BufferLength = (ULONG)size;
		return STATUS_BUFFER_TOO_SMALL;
	}
	ntobj_put_together(&parts, SelfRelativeSecurityDescriptor);
	return STATUS_SUCCESS;
}

/**
 * RtlAbsoluteToSelfRelativeSD() - make a self-relative descriptor
 * @AbsoluteSecurityDescriptor: an absolute one
 * @SelfRelativeSecurityDescriptor: where the other one goes; unchanged on
 *	failure
 * @BufferLength: in: bytes there; out, with STATUS_BUFFER_TOO_SMALL: bytes
 *	needed
 *
 * Origin: Windows.
 * Context: Does not block. Any thread; safe in signal handlers.
 * Return: As RtlMakeSelfRelativeSD(); and STATUS_BAD_DESCRIPTOR_FORMAT: it is
 * self-relative already.
 */
NTSTATUS RtlAbsoluteToSelfRelativeSD(PSECURITY_DESCRIPTOR AbsoluteSecurityDescriptor,
				     PSECURITY_DESCRIPTOR SelfRelativeSecurityDescriptor,
				     PULONG BufferLength)
{
	const SECURITY_DESCRIPTOR *absolute = AbsoluteSecurityDescriptor;

	if (absolute->Control & SE_SELF_RELATIVE)
		return STATUS_BAD_DESCRIPTOR_FORMAT;
	return RtlMakeSelfRelativeSD(AbsoluteSecurityDescriptor,
				     SelfRelativeSecurityDescriptor,
				     BufferLength);
}

/* Bytes of each buffer that the absolute form is given. */
struct absolute_sizes {
	ULONG descriptor;
	ULONG dacl;
	ULONG sacl;
	ULONG owner;
	ULONG group;
};

static struct absolute_sizes sizes_for(const struct ntobj_parts *parts)
{
	return (struct absolute_sizes) {
		.descriptor = sizeof(SECURITY_DESCRIPTOR),
		.dacl = parts->dacl_size,
		.sacl = parts->sacl_size,
		.owner = parts->owner ? RtlLengthSid((PSID)parts->owner) : 0,
		.group = parts->group ? RtlLengthSid((PSID)parts->group) : 0,
	};
}

/* Returns the copy, or NULL for no part. */
static void *copy_part(void *target, const void *part, ULONG size)
{
	if (!part)
		return NULL;
	memcpy(target, part, size);
	return target;
}

/**
 * RtlSelfRelativeToAbsoluteSD() - make an absolute descriptor
 * @SelfRelativeSecurityDescriptor: a self-relative one
 * @AbsoluteSecurityDescriptor: where the other one goes
 * @AbsoluteSecurityDescriptorSize: in: bytes there
 * @Dacl: where its discretionary list goes; may be NULL if there is none
 * @DaclSize: in: bytes there
 * @Sacl: where its system list goes; the same
 * @SaclSize: in: bytes there
 * @Owner: where its owner goes; the same
 * @OwnerSize: in: bytes there
 * @PrimaryGroup: where its primary group goes; the same
 * @PrimaryGroupSize: in: bytes there
 *
 * With STATUS_BUFFER_TOO_SMALL all sizes are set to what is needed, 0 for what
 * there is none of, and nothing else is written.
 *
 * Origin: Windows.
 * Context: Does not block. Any thread; safe in signal handlers.
 * Return: As RtlMakeSelfRelativeSD(); and STATUS_BAD_DESCRIPTOR_FORMAT: it is
 * absolute already.
 */
NTSTATUS RtlSelfRelativeToAbsoluteSD(PSECURITY_DESCRIPTOR SelfRelativeSecurityDescriptor,
				     PSECURITY_DESCRIPTOR AbsoluteSecurityDescriptor,
				     PULONG AbsoluteSecurityDescriptorSize,
				     PACL Dacl, PULONG DaclSize,
				     PACL Sacl, PULONG SaclSize,
				     PSID Owner, PULONG OwnerSize,
				     PSID PrimaryGroup, PULONG PrimaryGroupSize)
{
	SECURITY_DESCRIPTOR *absolute = AbsoluteSecurityDescriptor;
	struct absolute_sizes sizes;
	struct ntobj_parts parts;
	NTSTATUS status;

	status = ntobj_take_apart(SelfRelativeSecurityDescriptor, &parts);
	if (!NT_SUCCESS(status))
		return status;
	if (!(parts.control & SE_SELF_RELATIVE))
		return STATUS_BAD_DESCRIPTOR_FORMAT;
	status = ntobj_check_parts(&parts);
	if (!NT_SUCCESS(status))
		return status;

	sizes = sizes_for(&parts);
	if (*AbsoluteSecurityDescriptorSize < sizes.descriptor ||
	    *DaclSize < sizes.dacl || *SaclSize < sizes.sacl ||
	    *OwnerSize < sizes.owner || *PrimaryGroupSize < sizes.group) {
		*AbsoluteSecurityDescriptorSize = sizes.descriptor;
		*DaclSize = sizes.dacl;
		*SaclSize = sizes.sacl;
		*OwnerSize = sizes.owner;
		*PrimaryGroupSize = sizes.group;
		return STATUS_BUFFER_TOO_SMALL;
	}
	*absolute = (SECURITY_DESCRIPTOR) {
		.Revision = SECURITY_DESCRIPTOR_REVISION,
		.Control = parts.control & (USHORT)~SE_SELF_RELATIVE,
		.Owner = copy_part(Owner, parts.owner, sizes.owner),
		.Group = copy_part(PrimaryGroup, parts.group, sizes.group),
		.Sacl = copy_part(Sacl, parts.sacl, sizes.sacl),
		.Dacl = copy_part(Dacl, parts.dacl, sizes.dacl),
	};
	return STATUS_SUCCESS;
}
