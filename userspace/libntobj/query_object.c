// SPDX-License-Identifier: LGPL-2.1-or-later OR MIT
/*
 * NtQueryObject: the classes about one object and the handle to it.
 */
#include "internal.h"

_Static_assert(sizeof(OBJECT_BASIC_INFORMATION) == 0x38, "as NT has it");
_Static_assert(sizeof(OBJECT_HANDLE_FLAG_INFORMATION) == 2, "as NT has it");
_Static_assert(sizeof(struct ntobj_object_handle_flag_information) ==
	       sizeof(OBJECT_HANDLE_FLAG_INFORMATION),
	       "the kernel writes NT's structure itself");

static ULONG saturate(__u64 value)
{
	return value > UINT32_MAX ? UINT32_MAX : (ULONG)value;
}

/* From the bytes of the kernel's name class to those of NT's. */
static ULONG nt_name_size(__u32 kernel_size)
{
	const __u32 header = sizeof(struct ntobj_object_name_information);

	if (kernel_size <= header)
		return 0;
	return kernel_size - header + sizeof(UNICODE_STRING) + sizeof(WCHAR);
}

NTSTATUS ntobj_query_basic(HANDLE handle, void *buffer, ULONG length,
			   ULONG *return_length)
{
	struct ntobj_object_basic_information basic;
	struct ntobj_query_object operands = {
		.handle = ntobj_from_handle(handle),
		.buffer = ntobj_from_pointer(&basic),
		.information_class = NTOBJ_OBJECT_BASIC_INFORMATION,
		.length = sizeof(basic),
	};
	OBJECT_BASIC_INFORMATION *information = buffer;
	ULONG type_size;
	NTSTATUS status;

	status = ntobj_call(NTOBJ_IOC_QUERY_OBJECT, &operands);
	if (!NT_SUCCESS(status))
		return status;
	*return_length = sizeof(*information);
	if (length != sizeof(*information))
		return STATUS_INFO_LENGTH_MISMATCH;
	if (!information)
		return STATUS_ACCESS_VIOLATION;

	/* The kernel rounds its sizes up, so that NT's must be asked for. */
	status = ntobj_query_type(handle, NULL, 0, &type_size);
	if (status != STATUS_INFO_LENGTH_MISMATCH)
		return status;

	*information = (OBJECT_BASIC_INFORMATION) {
		.Attributes = basic.attributes,
		.GrantedAccess = basic.granted_access,
		.HandleCount = saturate(basic.handle_count),
		.PointerCount = saturate(basic.pointer_count),
		.PagedPoolCharge = basic.paged_pool_charge,
		.NonPagedPoolCharge = basic.non_paged_pool_charge,
		.NameInfoSize = nt_name_size(basic.name_information_size),
		.TypeInfoSize = type_size,
		.SecurityDescriptorSize = basic.security_descriptor_size,
		.CreationTime.QuadPart = ntobj_to_nt_time(basic.creation_time),
	};
	return STATUS_SUCCESS;
}

/*
 * The kernel writes its short header and the path to where the path belongs in
 * NT's answer; then the header is replaced by NT's.
 */
NTSTATUS ntobj_query_name(HANDLE handle, void *buffer, ULONG length,
			  ULONG *return_length)
{
	const __u32 header = sizeof(struct ntobj_object_name_information);
	const __u32 before = sizeof(UNICODE_STRING) - header;
	const __u32 overhead = before + sizeof(WCHAR);
	OBJECT_NAME_INFORMATION *information = buffer;
	struct ntobj_query_object operands = {
		.handle = ntobj_from_handle(handle),
		.buffer = ntobj_from_pointer(buffer) + before,
		.information_class = NTOBJ_OBJECT_NAME_INFORMATION,
		.length = length > overhead ? length - overhead : 0,
	};
	__u32 name_length;
	NTSTATUS status;
	WCHAR *name;

	status = ntobj_call(NTOBJ_IOC_QUERY_OBJECT, &operands);
	if (!NT_SUCCESS(status) && status != STATUS_INFO_LENGTH_MISMATCH)
		return status;

	name_length = operands.return_length - header;
	if (!name_length) {
		/* Without a path there is no terminator to make room for. */
		*return_length = sizeof(*information);
		if (length < sizeof(*information))
			return STATUS_INFO_LENGTH_MISMATCH;
		if (!information)
			return STATUS_ACCESS_VIOLATION;
		*information = (OBJECT_NAME_INFORMATION) { 0 };
		return STATUS_SUCCESS;
	}
	if (name_length > UINT16_MAX - sizeof(WCHAR))
		return STATUS_NAME_TOO_LONG;

	*return_length = sizeof(*information) + name_length + sizeof(WCHAR);
	if (!NT_SUCCESS(status))
		return status;
	name = (WCHAR *)(information + 1);
	name[name_length / sizeof(WCHAR)] = 0;
	information->Name.Length = (USHORT)name_length;
	information->Name.MaximumLength = (USHORT)(name_length + sizeof(WCHAR));
	information->Name.Buffer = name;
	return STATUS_SUCCESS;
}

static NTSTATUS query_handle_flags(HANDLE handle, void *buffer, ULONG length,
				   ULONG *return_length)
{
	struct ntobj_query_object operands = {
		.handle = ntobj_from_handle(handle),
		.buffer = ntobj_from_pointer(buffer),
		.information_class = NTOBJ_OBJECT_HANDLE_FLAG_INFORMATION,
		.length = length,
	};
	NTSTATUS status;

	status = ntobj_call(NTOBJ_IOC_QUERY_OBJECT, &operands);
	*return_length = sizeof(OBJECT_HANDLE_FLAG_INFORMATION);
	return status;
}

/**
 * NtQueryObject() - query an object, a handle, or the types there are
 * @Handle: any right will do; may be NULL for ObjectTypesInformation
 * @ObjectInformationClass: what to tell, see below
 * @ObjectInformation: where the answer goes, aligned as a pointer
 * @ObjectInformationLength: bytes there
 * @ReturnLength: bytes of the answer; may be NULL. Written with success and
 *	with STATUS_INFO_LENGTH_MISMATCH
 *
 * ObjectBasicInformation and ObjectHandleFlagInformation want exactly their
 * structure's length. ObjectNameInformation is OBJECT_NAME_INFORMATION, the
 * path and a terminator; without a path Length is 0 and Buffer is NULL.
 * ObjectTypeInformation is OBJECT_TYPE_INFORMATION, the name and a terminator;
 * ObjectTypesInformation is OBJECT_TYPES_INFORMATION and one such for each
 * type.
 *
 * Origin: Server 2003; the needed length with STATUS_INFO_LENGTH_MISMATCH as
 * Wine's tests found it.
 * Context: Does not wait for others. Any thread. The classes of names and
 * handle flags are safe in signal handlers; the others allocate memory. No
 * other thread may touch @ObjectInformation meanwhile.
 * Return: STATUS_SUCCESS; STATUS_INFO_LENGTH_MISMATCH: the length is wrong or
 * too small; STATUS_INVALID_INFO_CLASS; STATUS_NAME_TOO_LONG: the path has more
 * than 65532 bytes; STATUS_ACCESS_VIOLATION: bad pointer;
 * STATUS_INVALID_HANDLE; STATUS_INSUFFICIENT_RESOURCES; and what any service
 * can return, see libntobj(3).
 */
NTSTATUS NtQueryObject(HANDLE Handle,
		       OBJECT_INFORMATION_CLASS ObjectInformationClass,
		       PVOID ObjectInformation, ULONG ObjectInformationLength,
		       PULONG ReturnLength)
{
	NTSTATUS status;
	ULONG needed;

	switch (ObjectInformationClass) {
	case ObjectBasicInformation:
		status = ntobj_query_basic(Handle, ObjectInformation,
					   ObjectInformationLength, &needed);
		break;
	case ObjectNameInformation:
		status = ntobj_query_name(Handle, ObjectInformation,
					  ObjectInformationLength, &needed);
		break;
	case ObjectTypeInformation:
		status = ntobj_query_type(Handle, ObjectInformation,
					  ObjectInformationLength, &needed);
		break;
	case ObjectTypesInformation:
		status = ntobj_query_types(ObjectInformation,
					   ObjectInformationLength, &needed);
		break;
	case ObjectHandleFlagInformation:
		status = query_handle_flags(Handle, ObjectInformation,
					    ObjectInformationLength, &needed);
		break;
	default:
		return STATUS_INVALID_INFO_CLASS;
	}

	if (ReturnLength &&
	    (NT_SUCCESS(status) || status == STATUS_INFO_LENGTH_MISMATCH))
		*ReturnLength = needed;
	return status;
}
