// SPDX-License-Identifier: GPL-2.0
/*
 * Symbolic links: a path that stands for another.
 *
 * A link's target never changes, so reading it needs a reference alone.
 */
#include <linux/ktime.h>
#include <linux/slab.h>
#include <ntobj/ob.h>

#include "compat/linux.h"

struct symbolic_link {
	struct ob_header header;
	struct ob_path kept;	/* all that was stored with the link */
	u32 length;		/* units of it that are the target */
	s64 creation_time;
};

struct ob_type *ob_symbolic_link_type;
EXPORT_SYMBOL_NTOBJ_KUNIT(ob_symbolic_link_type);

static struct symbolic_link *to_link(struct ob_header *object)
{
	return container_of(object, struct symbolic_link, header);
}

static u32 target_charge(struct ob_header *object)
{
	return ob_allocation(to_link(object)->kept.length * sizeof(u16));
}

static void delete_link(struct ob_header *object)
{
	ob_release_path(&to_link(object)->kept);
}

/* Puts the target before what remains of the path. */
static NTSTATUS parse_link(struct ob_header *object, const struct ob_type *wanted,
			   const struct ob_path *remaining, struct ob_path *result)
{
	const struct symbolic_link *link = to_link(object);
	u32 length = link->length;
	u16 *text;

	if (!remaining->length && wanted == ob_symbolic_link_type)
		return STATUS_SUCCESS;
	if (length && link->kept.text[length - 1] == '\\' && remaining->length)
		length--;
	if (length + remaining->length > OB_PATH_MAX)
		return STATUS_NAME_TOO_LONG;
	text = kvmalloc_array(length + remaining->length + 1, sizeof(u16),
			      GFP_KERNEL_ACCOUNT);
	if (!text)
		return STATUS_INSUFFICIENT_RESOURCES;
	memcpy(text, link->kept.text, length * sizeof(u16));
	memcpy(text + length, remaining->text, remaining->length * sizeof(u16));
	*result = (struct ob_path){
		.text = text,
		.length = length + remaining->length,
		.buffer = text,
	};
	return STATUS_REPARSE;
}

static const struct ob_type_information link_information = {
	.name = "SymbolicLink",
	.invalid_attributes = NTOBJ_OBJ_OPENLINK,
	.generic_read = NTOBJ_READ_CONTROL | NTOBJ_SYMBOLIC_LINK_QUERY,
	.generic_write = NTOBJ_READ_CONTROL,
	.generic_execute = NTOBJ_READ_CONTROL | NTOBJ_SYMBOLIC_LINK_QUERY,
	.generic_all = NTOBJ_SYMBOLIC_LINK_ALL_ACCESS,
	.valid_access = NTOBJ_SYMBOLIC_LINK_ALL_ACCESS,
	.flags = NTOBJ_TYPE_CASE_INSENSITIVE | NTOBJ_TYPE_USE_DEFAULT_OBJECT |
		 NTOBJ_TYPE_PAGED_POOL,
	.paged_pool_charge = sizeof(struct symbolic_link),
	.object_size = sizeof(struct symbolic_link),
	.wait_offset = OB_NO_WAIT_OBJECT,
	.delete = delete_link,
	.extra_charge = target_charge,
	.parse = parse_link,
};

/**
 * ob_create_symbolic_link - make a link
 * @target: what to keep; taken over with its memory if the result is a success
 * @length: units of it that are the target
 * @result: the link, with one reference
 *
 * Context: process; may sleep.
 *
 * Return: STATUS_SUCCESS, STATUS_INSUFFICIENT_RESOURCES.
 */
NTSTATUS ob_create_symbolic_link(const struct ob_path *target, u32 length,
				 struct ob_header **result)
{
	struct symbolic_link *link;
	NTSTATUS status;

	status = ob_create_object(ob_symbolic_link_type, result);
	if (!NT_SUCCESS(status))
		return status;
	link = to_link(*result);
	link->kept = *target;
	link->length = length;
	link->creation_time = ktime_get_real_ns();
	return STATUS_SUCCESS;
}
EXPORT_SYMBOL_NTOBJ_KUNIT(ob_create_symbolic_link);

/**
 * ob_symbolic_link_target - what a link keeps
 * @object: a link, on which the caller has a reference
 * @length: units that are the target, if not NULL
 * @creation_time: nanoseconds since 1970, if not NULL
 *
 * Context: any.
 *
 * Return: all that was stored with it, valid as long as the reference.
 */
const struct ob_path *ob_symbolic_link_target(struct ob_header *object, u32 *length,
					      s64 *creation_time)
{
	const struct symbolic_link *link = to_link(object);

	if (length)
		*length = link->length;
	if (creation_time)
		*creation_time = link->creation_time;
	return &link->kept;
}

/**
 * ob_link_init - make the symbolic link type
 *
 * Return: 0 or a negative errno.
 */
int __init ob_link_init(void)
{
	return NT_SUCCESS(ob_create_object_type(&link_information,
						&ob_symbolic_link_type)) ? 0 : -ENOMEM;
}
