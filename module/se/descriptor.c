// SPDX-License-Identifier: GPL-2.0
/*
 * Descriptors: from bytes to parts, and from parts to what an object has.
 *
 * What comes from user space is copied once, taken apart, and put together
 * again: what an object has is always in the same order, without gaps, and all
 * of it checked. Nobody changes it afterwards; who wants another one makes it.
 */
#include <linux/mm.h>
#include <linux/slab.h>
#include <linux/string.h>
#include <ntobj/ke_mode.h>
#include <ntobj/se.h>

#include "compat/linux.h"

#define CONTROL_BITS							\
	(NTOBJ_SD_OWNER_DEFAULTED | NTOBJ_SD_GROUP_DEFAULTED |		\
	 NTOBJ_SD_DACL_PRESENT | NTOBJ_SD_DACL_DEFAULTED |		\
	 NTOBJ_SD_SACL_PRESENT | NTOBJ_SD_SACL_DEFAULTED |		\
	 NTOBJ_SD_DACL_AUTO_INHERIT_REQ | NTOBJ_SD_SACL_AUTO_INHERIT_REQ | \
	 NTOBJ_SD_DACL_AUTO_INHERITED | NTOBJ_SD_SACL_AUTO_INHERITED |	\
	 NTOBJ_SD_DACL_PROTECTED | NTOBJ_SD_SACL_PROTECTED |		\
	 NTOBJ_SD_SELF_RELATIVE)

static_assert(sizeof(struct ntobj_security_descriptor) == 20);

/* Where a part may begin; what lies there, and its end, is still to be seen. */
static bool is_offset(u32 offset, u32 length)
{
	return !(offset % sizeof(u32)) && offset < length &&
	       offset >= sizeof(struct ntobj_security_descriptor);
}

static NTSTATUS parse_sid(const void *bytes, u32 length, u32 offset,
			  const struct se_sid **sid)
{
	if (!offset)
		return STATUS_SUCCESS;
	if (!is_offset(offset, length))
		return STATUS_INVALID_SECURITY_DESCR;
	*sid = bytes + offset;
	return se_check_sid(*sid, length - offset);
}

static NTSTATUS parse_acl(const void *bytes, u32 length, u32 offset,
			  enum se_acl_kind kind, const struct ntobj_acl **acl)
{
	if (!offset)
		return STATUS_SUCCESS;
	if (!is_offset(offset, length))
		return STATUS_INVALID_SECURITY_DESCR;
	*acl = bytes + offset;
	return se_check_acl(*acl, length - offset, kind);
}

static NTSTATUS parse_lists(const void *bytes, u32 length, struct se_parts *parts)
{
	const struct ntobj_security_descriptor *descriptor = bytes;
	NTSTATUS status = STATUS_SUCCESS;

	/* An offset without its bit is no more than four bytes: nobody follows it. */
	if (parts->control & NTOBJ_SD_SACL_PRESENT)
		status = parse_acl(bytes, length, descriptor->sacl, SE_SYSTEM, &parts->sacl);
	if (NT_SUCCESS(status) && parts->control & NTOBJ_SD_DACL_PRESENT)
		status = parse_acl(bytes, length, descriptor->dacl, SE_DISCRETIONARY,
				   &parts->dacl);
	return status;
}

/**
 * se_parse_descriptor - check a self-relative descriptor, and find its parts
 * @bytes: the descriptor, aligned to 4, which nobody else can change
 * @length: its bytes
 * @parts: the result; it points into @bytes, and is of no use after a failure
 *
 * Parts may overlap, as NT lets them: each is checked by itself, and copied.
 *
 * Context: any.
 *
 * Return: STATUS_SUCCESS; STATUS_UNKNOWN_REVISION of the descriptor;
 * STATUS_INVALID_SECURITY_DESCR for one that is too short, too long or not
 * self-relative, for control bits that nobody knows, and for offsets that are
 * none; STATUS_INVALID_SID for the owner or the group; STATUS_INVALID_ACL.
 */
NTSTATUS se_parse_descriptor(const void *bytes, u32 length, struct se_parts *parts)
{
	const struct ntobj_security_descriptor *descriptor = bytes;
	NTSTATUS status;

	*parts = (struct se_parts){};
	if (length < sizeof(*descriptor) || length > NTOBJ_DESCRIPTOR_MAX_SIZE)
		return STATUS_INVALID_SECURITY_DESCR;
	if (descriptor->revision != NTOBJ_SD_REVISION)
		return STATUS_UNKNOWN_REVISION;
	if (descriptor->reserved || descriptor->control & ~CONTROL_BITS ||
	    !(descriptor->control & NTOBJ_SD_SELF_RELATIVE))
		return STATUS_INVALID_SECURITY_DESCR;
	parts->control = descriptor->control & ~NTOBJ_SD_SELF_RELATIVE;
	status = parse_sid(bytes, length, descriptor->owner, &parts->owner);
	if (NT_SUCCESS(status))
		status = parse_sid(bytes, length, descriptor->group, &parts->group);
	if (NT_SUCCESS(status))
		status = parse_lists(bytes, length, parts);
	return status;
}
EXPORT_SYMBOL_NTOBJ_KUNIT(se_parse_descriptor);

/* The parts that count. */
static struct se_parts counting_parts(const struct se_parts *parts)
{
	struct se_parts counting = *parts;

	if (!(counting.control & NTOBJ_SD_SACL_PRESENT))
		counting.sacl = NULL;
	if (!(counting.control & NTOBJ_SD_DACL_PRESENT))
		counting.dacl = NULL;
	return counting;
}

static u32 relative_size(const struct se_parts *parts)
{
	u32 size = sizeof(struct ntobj_security_descriptor);

	if (parts->owner)
		size += se_sid_size(parts->owner);
	if (parts->group)
		size += se_sid_size(parts->group);
	if (parts->sacl)
		size += parts->sacl->size;
	if (parts->dacl)
		size += parts->dacl->size;
	return size;
}

/* Appends a part, if there is one, and returns where it begins, else 0. */
static u32 append(void *relative, u32 *end, const void *part, u32 size)
{
	u32 offset = *end;

	if (!part)
		return 0;
	memcpy(relative + offset, part, size);
	*end += size;
	return offset;
}

static const void *at(const void *relative, u32 offset)
{
	return offset ? relative + offset : NULL;
}

static void pack(struct se_descriptor *descriptor, const struct se_parts *parts)
{
	/* Not &descriptor->relative: more is written than that. */
	void *bytes = (void *)descriptor + offsetof(struct se_descriptor, relative);
	struct ntobj_security_descriptor *relative = bytes;
	u32 end = sizeof(*relative);

	*relative = (struct ntobj_security_descriptor){
		.revision = NTOBJ_SD_REVISION,
		.control = parts->control | NTOBJ_SD_SELF_RELATIVE,
	};
	relative->owner = append(bytes, &end, parts->owner,
				 parts->owner ? se_sid_size(parts->owner) : 0);
	relative->group = append(bytes, &end, parts->group,
				 parts->group ? se_sid_size(parts->group) : 0);
	relative->sacl = append(bytes, &end, parts->sacl,
				parts->sacl ? parts->sacl->size : 0);
	relative->dacl = append(bytes, &end, parts->dacl,
				parts->dacl ? parts->dacl->size : 0);
	descriptor->owner = at(bytes, relative->owner);
	descriptor->group = at(bytes, relative->group);
	descriptor->sacl = at(bytes, relative->sacl);
	descriptor->dacl = at(bytes, relative->dacl);
}

/**
 * se_build_descriptor - make a descriptor
 * @parts: what it is made of, which is copied
 * @result: the descriptor, with a reference for the caller
 *
 * Context: process; may sleep.
 *
 * Return: STATUS_SUCCESS; STATUS_INVALID_SECURITY_DESCR if it came to more than
 * NTOBJ_DESCRIPTOR_MAX_SIZE; STATUS_INSUFFICIENT_RESOURCES.
 */
NTSTATUS se_build_descriptor(const struct se_parts *parts,
			     struct se_descriptor **result)
{
	struct se_parts counting = counting_parts(parts);
	u32 size = relative_size(&counting);
	struct se_descriptor *descriptor;

	if (size > NTOBJ_DESCRIPTOR_MAX_SIZE)
		return STATUS_INVALID_SECURITY_DESCR;
	descriptor = kvmalloc(offsetof(struct se_descriptor, relative) + size,
			      GFP_KERNEL_ACCOUNT);
	if (!descriptor)
		return STATUS_INSUFFICIENT_RESOURCES;
	refcount_set(&descriptor->references, 1);
	descriptor->account = NULL;
	descriptor->size = size;
	pack(descriptor, &counting);
	*result = descriptor;
	return STATUS_SUCCESS;
}
EXPORT_SYMBOL_NTOBJ_KUNIT(se_build_descriptor);

static NTSTATUS capture_bytes(const struct ke_call *call, u64 address, u32 length,
			      struct se_descriptor **result)
{
	struct se_parts parts;
	NTSTATUS status;
	void *bytes;

	bytes = kvmalloc(length, GFP_KERNEL_ACCOUNT);
	if (!bytes)
		return STATUS_INSUFFICIENT_RESOURCES;
	if (!ke_copy_in(call, bytes, address, length))
		status = STATUS_ACCESS_VIOLATION;
	else
		status = se_parse_descriptor(bytes, length, &parts);
	if (NT_SUCCESS(status))
		status = se_build_descriptor(&parts, result);
	kvfree(bytes);
	return status;
}

/**
 * se_capture_descriptor - take a descriptor from a caller
 * @call: the call
 * @address: the caller's struct ntobj_counted_descriptor
 * @result: the descriptor, with a reference for the caller
 *
 * Context: process; may sleep.
 *
 * Return: STATUS_SUCCESS; STATUS_ACCESS_VIOLATION; STATUS_INVALID_PARAMETER if
 * a reserved field is not 0; what se_parse_descriptor() returns, also for a
 * length that is none; STATUS_INSUFFICIENT_RESOURCES.
 */
NTSTATUS se_capture_descriptor(const struct ke_call *call, u64 address,
			       struct se_descriptor **result)
{
	struct ntobj_counted_descriptor counted;

	if (address != (unsigned long)address)
		return STATUS_ACCESS_VIOLATION;
	if (!ke_copy_in(call, &counted, address, sizeof(counted)))
		return STATUS_ACCESS_VIOLATION;
	if (counted.reserved)
		return STATUS_INVALID_PARAMETER;
	if (counted.length < sizeof(struct ntobj_security_descriptor) ||
	    counted.length > NTOBJ_DESCRIPTOR_MAX_SIZE)
		return STATUS_INVALID_SECURITY_DESCR;
	return capture_bytes(call, address + sizeof(counted), counted.length, result);
}
EXPORT_SYMBOL_NTOBJ_KUNIT(se_capture_descriptor);

/**
 * se_get_descriptor - hold a descriptor
 * @descriptor: the descriptor, which somebody holds already, or NULL
 *
 * Context: any.
 *
 * Return: @descriptor.
 */
struct se_descriptor *se_get_descriptor(struct se_descriptor *descriptor)
{
	if (descriptor)
		refcount_inc(&descriptor->references);
	return descriptor;
}
EXPORT_SYMBOL_NTOBJ_KUNIT(se_get_descriptor);

/**
 * se_put_descriptor - hold a descriptor no more
 * @descriptor: the descriptor, or NULL
 *
 * Who looks at it under RCU may still do so until he leaves.
 *
 * Context: any.
 */
void se_put_descriptor(struct se_descriptor *descriptor)
{
	if (descriptor && refcount_dec_and_test(&descriptor->references))
		kvfree_rcu(descriptor, rcu);
}
EXPORT_SYMBOL_NTOBJ_KUNIT(se_put_descriptor);

/**
 * se_discard_descriptor - free a descriptor that was of use for a moment
 * @descriptor: which nobody else has ever seen
 *
 * Context: process.
 */
void se_discard_descriptor(struct se_descriptor *descriptor)
{
	kvfree(descriptor);
}

/**
 * se_describe - the parts of a descriptor
 * @descriptor: the descriptor, or NULL for one without any
 * @parts: the result; it points into @descriptor
 *
 * Context: any.
 */
void se_describe(const struct se_descriptor *descriptor, struct se_parts *parts)
{
	*parts = (struct se_parts){};
	if (!descriptor)
		return;
	parts->control = descriptor->relative.control & ~NTOBJ_SD_SELF_RELATIVE;
	parts->owner = descriptor->owner;
	parts->group = descriptor->group;
	parts->sacl = descriptor->sacl;
	parts->dacl = descriptor->dacl;
}
EXPORT_SYMBOL_NTOBJ_KUNIT(se_describe);
