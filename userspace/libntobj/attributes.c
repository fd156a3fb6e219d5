// SPDX-License-Identifier: LGPL-2.1-or-later OR MIT
/*
 * OBJECT_ATTRIBUTES as the kernel takes them.
 */
#include <stdlib.h>
#include <string.h>

#include "internal.h"

/*
 * The kernel tells "no name" (address 0) from "an empty name" (any other). A
 * name with a length and no buffer is a bad pointer, which the kernel finds
 * out by itself if the address is not 0: the first page is never mapped.
 */
static __u64 address_of_name(const UNICODE_STRING *name)
{
	static const WCHAR empty;

	if (!name->Length)
		return ntobj_from_pointer(&empty);
	if (!name->Buffer)
		return 1;
	return ntobj_from_pointer(name->Buffer);
}

/*
 * NULL attributes are no name and no flags. A wrong Length is
 * STATUS_INVALID_PARAMETER, and a descriptor must be good enough to be copied;
 * all else is for the kernel to judge. What succeeds is to be released.
 */
NTSTATUS ntobj_capture_attributes(const OBJECT_ATTRIBUTES *source,
				  struct ntobj_object_attributes *target)
{
	struct ntobj_counted_descriptor *counted;
	NTSTATUS status;

	memset(target, 0, sizeof(*target));
	if (!source)
		return STATUS_SUCCESS;
	if (source->Length != sizeof(*source))
		return STATUS_INVALID_PARAMETER;
	status = ntobj_count_descriptor(source->SecurityDescriptor, &counted);
	if (!NT_SUCCESS(status))
		return status;

	target->root_directory = ntobj_from_handle(source->RootDirectory);
	target->attributes = source->Attributes;
	target->security_descriptor = ntobj_from_pointer(counted);
	target->security_quality_of_service =
		ntobj_from_pointer(source->SecurityQualityOfService);
	if (source->ObjectName) {
		target->name = address_of_name(source->ObjectName);
		target->name_length = source->ObjectName->Length;
	}
	return STATUS_SUCCESS;
}

void ntobj_release_attributes(const struct ntobj_object_attributes *attributes)
{
	free(ntobj_to_pointer(attributes->security_descriptor));
}

/* Open an object of the type that the request stands for. */
NTSTATUS ntobj_open_named(unsigned long request, PHANDLE handle,
			  ACCESS_MASK access,
			  const OBJECT_ATTRIBUTES *attributes)
{
	struct ntobj_open operands = { .desired_access = access };
	NTSTATUS status;

	if (!handle)
		return STATUS_ACCESS_VIOLATION;
	if (!attributes)
		return STATUS_INVALID_PARAMETER;
	status = ntobj_capture_attributes(attributes, &operands.attributes);
	if (!NT_SUCCESS(status))
		return status;

	status = ntobj_call(request, &operands);
	ntobj_release_attributes(&operands.attributes);
	if (NT_SUCCESS(status))
		*handle = ntobj_to_handle(operands.handle);
	return status;
}
