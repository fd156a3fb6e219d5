// SPDX-License-Identifier: GPL-2.0
/*
 * Capturing what a caller asks for: object attributes and strings. Every
 * string that a service takes from its caller comes through here, once.
 */
#include <linux/mm.h>
#include <linux/slab.h>
#include <ntobj/ob.h>
#include <ntobj/se.h>

#include "compat/linux.h"

/**
 * ob_capture_string - copy a string of a caller's
 * @call: the call
 * @address: where it is
 * @bytes: its length, even, at most 65534
 * @path: the string, to be released
 *
 * Context: process; may sleep.
 *
 * Return: STATUS_SUCCESS, STATUS_ACCESS_VIOLATION,
 * STATUS_INSUFFICIENT_RESOURCES.
 */
NTSTATUS ob_capture_string(const struct ke_call *call, u64 address, u32 bytes,
			   struct ob_path *path)
{
	*path = (struct ob_path){};
	if (!bytes)
		return STATUS_SUCCESS;
	if (address != (unsigned long)address)
		return STATUS_ACCESS_VIOLATION;
	path->buffer = kvmalloc(bytes, GFP_KERNEL_ACCOUNT);
	if (!path->buffer)
		return STATUS_INSUFFICIENT_RESOURCES;
	if (!ke_copy_in(call, path->buffer, address, bytes)) {
		ob_release_path(path);
		return STATUS_ACCESS_VIOLATION;
	}
	path->text = path->buffer;
	path->length = bytes / sizeof(u16);
	return STATUS_SUCCESS;
}

/**
 * ob_release_path - free a string
 * @path: the string; empty afterwards
 *
 * Context: process.
 */
void ob_release_path(struct ob_path *path)
{
	kvfree(path->buffer);
	*path = (struct ob_path){};
}
EXPORT_SYMBOL_NTOBJ(ob_release_path);

static NTSTATUS capture_name(const struct ke_call *call,
			     const struct ntobj_object_attributes *source,
			     struct ob_path *path)
{
	if (!source->name)
		return source->root_directory || source->name_length ?
		       STATUS_OBJECT_NAME_INVALID : STATUS_SUCCESS;
	if (source->name_length % sizeof(u16) || source->name_length > OB_NAME_BYTES)
		return STATUS_OBJECT_NAME_INVALID;
	return ob_capture_string(call, source->name, source->name_length, path);
}

/**
 * ob_release_captured - free the name and the descriptor that were captured
 * @attributes: as captured
 *
 * Context: process.
 */
void ob_release_captured(struct ob_attributes *attributes)
{
	ob_release_path(&attributes->path);
	se_put_descriptor(attributes->security);
	attributes->security = NULL;
}
EXPORT_SYMBOL_NTOBJ(ob_release_captured);

/**
 * ob_capture_details - check and copy what lies behind object attributes
 * @call: the call
 * @source: as captured with the service's structure
 * @attributes: the result, whose other fields are set
 *
 * Context: process; may sleep.
 *
 * Return: STATUS_SUCCESS; STATUS_NOT_SUPPORTED for a quality of service;
 * STATUS_OBJECT_NAME_INVALID for a root directory without a name and for a name
 * of odd or too great length; as se_capture_descriptor(); STATUS_ACCESS_VIOLATION;
 * STATUS_INSUFFICIENT_RESOURCES.
 */
NTSTATUS ob_capture_details(const struct ke_call *call,
			    const struct ntobj_object_attributes *source,
			    struct ob_attributes *attributes)
{
	NTSTATUS status;

	attributes->root_directory = source->root_directory;
	if (source->security_quality_of_service)
		return STATUS_NOT_SUPPORTED;
	status = capture_name(call, source, &attributes->path);
	if (!NT_SUCCESS(status) || !source->security_descriptor)
		return status;
	status = se_capture_descriptor(call, source->security_descriptor,
				       &attributes->security);
	if (!NT_SUCCESS(status))
		ob_release_path(&attributes->path);
	return status;
}
EXPORT_SYMBOL_NTOBJ(ob_capture_details);
