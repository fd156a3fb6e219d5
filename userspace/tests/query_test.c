// SPDX-License-Identifier: LGPL-2.1-or-later OR MIT
/*
 * NtQueryObject's answers, from a kernel made up here.
 */
#include <stdint.h>
#include <stdlib.h>
#include <string.h>

#include "fake.h"

static PCWSTR name;
static unsigned int type_count;

/* Copy if it fits; the kernel tells the length either way. */
static NTSTATUS put(struct ntobj_query_object *operands, const void *answer,
		    __u32 size)
{
	operands->return_length = size;
	if (operands->length < size)
		return STATUS_INFO_LENGTH_MISMATCH;
	memcpy((void *)(uintptr_t)operands->buffer, answer, size);
	return STATUS_SUCCESS;
}

static __u32 make_name(unsigned char *buffer)
{
	struct ntobj_object_name_information header = { 0 };
	UNICODE_STRING string;

	RtlInitUnicodeString(&string, name);
	header.length = string.Length;
	memcpy(buffer, &header, sizeof(header));
	if (string.Length)
		memcpy(buffer + sizeof(header), string.Buffer, string.Length);
	return sizeof(header) + string.Length;
}

static __u32 make_type(unsigned char *buffer, __u32 index)
{
	struct ntobj_object_type_information record = {
		.index = index,
		.total_objects = 10 + index,
		.total_handles = 20,
		.high_water_objects = 30,
		.high_water_handles = 40,
		.invalid_attributes = 0x100,
		.generic_read = 1, .generic_write = 2,
		.generic_execute = 3, .generic_all = 4,
		.valid_access = 0x1F0003,
		.flags = NTOBJ_TYPE_MAINTAIN_HANDLE_COUNT |
			 NTOBJ_TYPE_PAGED_POOL,
		.paged_pool_charge = 5,
		.non_paged_pool_charge = 6,
		.name_length = (__u32)(2 * (index % 5 + 1)),
	};
	__u32 bare = offsetof(struct ntobj_object_type_information, name);
	__u32 i;

	record.size = (bare + record.name_length + 7) & ~7U;
	memset(buffer, 0, record.size);
	memcpy(buffer, &record, bare);
	for (i = 0; i < record.name_length; i += 2)
		buffer[bare + i] = (unsigned char)('a' + index);
	return record.size;
}

static NTSTATUS answer_types(struct ntobj_query_object *operands)
{
	unsigned char *buffer = calloc(type_count, 128);
	__u32 size = 0;
	NTSTATUS status;
	__u32 i;

	CHECK(buffer);
	for (i = 1; i <= type_count; i++)
		size += make_type(buffer + size, i);
	status = put(operands, buffer, size);
	free(buffer);
	return status;
}

static NTSTATUS fake_object(unsigned long request, unsigned long argument)
{
	struct ntobj_query_object *operands = (void *)argument;
	struct ntobj_object_basic_information basic = {
		.id = 99,
		.creation_time = 1000000000000000000,
		.handle_count = 0x100000000,
		.pointer_count = 3,
		.attributes = OBJ_PERMANENT,
		.granted_access = 0x20001,
		.name_information_size = 8 + 20,
		.type_information_size = 80,
		.paged_pool_charge = 11,
		.non_paged_pool_charge = 12,
		.security_descriptor_size = 13,
	};
	unsigned char buffer[256];

	CHECK(request == NTOBJ_IOC_QUERY_OBJECT && !operands->reserved);
	if (operands->information_class == NTOBJ_OBJECT_TYPES_INFORMATION)
		return answer_types(operands);
	if (operands->handle != 0x50)
		return STATUS_INVALID_HANDLE;
	switch (operands->information_class) {
	case NTOBJ_OBJECT_BASIC_INFORMATION:
		CHECK(operands->length == sizeof(basic));
		return put(operands, &basic, sizeof(basic));
	case NTOBJ_OBJECT_NAME_INFORMATION:
		return put(operands, buffer, make_name(buffer));
	case NTOBJ_OBJECT_TYPE_INFORMATION:
		return put(operands, buffer, make_type(buffer, 1));
	default:
		CHECK(operands->information_class ==
		      NTOBJ_OBJECT_HANDLE_FLAG_INFORMATION);
		return operands->length == 2 ? put(operands, "\1\0", 2) :
					       STATUS_INFO_LENGTH_MISMATCH;
	}
}

static NTSTATUS query(OBJECT_INFORMATION_CLASS class, void *buffer,
		      ULONG length, ULONG *returned)
{
	*returned = 7;
	return NtQueryObject((HANDLE)0x50, class, buffer, length, returned);
}

static void test_basic(void)
{
	OBJECT_BASIC_INFORMATION basic;
	ULONG returned;

	CHECK(query(ObjectBasicInformation, &basic, 0x38, &returned) ==
	      STATUS_SUCCESS);
	CHECK(returned == 0x38);
	CHECK(basic.HandleCount == 0xFFFFFFFF && basic.PointerCount == 3);
	CHECK(basic.Attributes == OBJ_PERMANENT);
	CHECK(basic.GrantedAccess == 0x20001);
	CHECK(basic.NameInfoSize == sizeof(UNICODE_STRING) + 22);
	CHECK(basic.TypeInfoSize == sizeof(OBJECT_TYPE_INFORMATION) + 6);
	CHECK(basic.PagedPoolCharge == 11 && basic.NonPagedPoolCharge == 12);
	CHECK(basic.SecurityDescriptorSize == 13);
	CHECK(basic.CreationTime.QuadPart == 126444736000000000);
	CHECK(!basic.Reserved[0] && !basic.Reserved[1] && !basic.Reserved[2]);

	CHECK(query(ObjectBasicInformation, &basic, 0x37, &returned) ==
	      STATUS_INFO_LENGTH_MISMATCH);
	CHECK(returned == 0x38);
	CHECK(query(ObjectBasicInformation, &basic, 0x39, &returned) ==
	      STATUS_INFO_LENGTH_MISMATCH);
	CHECK(query(ObjectBasicInformation, NULL, 0x38, &returned) ==
	      STATUS_ACCESS_VIOLATION);
	returned = 7;
	CHECK(NtQueryObject((HANDLE)4, ObjectBasicInformation, &basic, 0,
			    &returned) == STATUS_INVALID_HANDLE);
	CHECK(returned == 7);
}

static void test_name(void)
{
	const ULONG needed = sizeof(UNICODE_STRING) + 12;
	OBJECT_NAME_INFORMATION *information = calloc(1, needed);
	ULONG returned;
	ULONG length;

	CHECK(information);
	name = u"\\Demo";
	for (length = 0; length < needed; length++) {
		CHECK(query(ObjectNameInformation, information, length,
			    &returned) == STATUS_INFO_LENGTH_MISMATCH);
		CHECK(returned == needed);
	}
	CHECK(query(ObjectNameInformation, information, needed, &returned) ==
	      STATUS_SUCCESS);
	CHECK(returned == needed);
	CHECK(information->Name.Length == 10);
	CHECK(information->Name.MaximumLength == 12);
	CHECK(information->Name.Buffer == (WCHAR *)(information + 1));
	CHECK(!memcmp(information->Name.Buffer, name, 12));

	name = NULL;
	for (length = 0; length < sizeof(*information); length++) {
		CHECK(query(ObjectNameInformation, information, length,
			    &returned) == STATUS_INFO_LENGTH_MISMATCH);
		CHECK(returned == sizeof(*information));
	}
	for (; length < needed; length++) {
		CHECK(query(ObjectNameInformation, information, length,
			    &returned) == STATUS_SUCCESS);
		CHECK(returned == sizeof(*information));
		CHECK(!information->Name.Length && !information->Name.Buffer);
	}
	free(information);
}

static void check_type(const OBJECT_TYPE_INFORMATION *type, __u32 index)
{
	USHORT length = (USHORT)(2 * (index % 5 + 1));

	CHECK(type->TypeName.Length == length);
	CHECK(type->TypeName.MaximumLength == length + 2);
	CHECK(type->TypeName.Buffer == (WCHAR *)(type + 1));
	CHECK(type->TypeName.Buffer[0] == 'a' + index);
	CHECK(!type->TypeName.Buffer[length / 2]);
	CHECK(type->TotalNumberOfObjects == 10 + index);
	CHECK(type->TotalNumberOfHandles == 20);
	CHECK(type->HighWaterNumberOfObjects == 30);
	CHECK(type->HighWaterNumberOfHandles == 40);
	CHECK(type->InvalidAttributes == 0x100);
	CHECK(type->GenericMapping.GenericRead == 1);
	CHECK(type->GenericMapping.GenericAll == 4);
	CHECK(type->ValidAccessMask == 0x1F0003);
	CHECK(!type->SecurityRequired && type->MaintainHandleCount == 1);
	CHECK(type->TypeIndex == index && type->PoolType == 1);
	CHECK(type->DefaultPagedPoolCharge == 5);
	CHECK(type->DefaultNonPagedPoolCharge == 6);
}

static void test_type(void)
{
	const ULONG needed = sizeof(OBJECT_TYPE_INFORMATION) + 6;
	OBJECT_TYPE_INFORMATION *type = calloc(1, needed);
	ULONG returned;

	CHECK(type);
	CHECK(query(ObjectTypeInformation, type, needed - 1, &returned) ==
	      STATUS_INFO_LENGTH_MISMATCH);
	CHECK(returned == needed);
	CHECK(query(ObjectTypeInformation, type, needed, &returned) ==
	      STATUS_SUCCESS);
	CHECK(returned == needed);
	check_type(type, 1);
	CHECK(query(ObjectTypeInformation, NULL, needed, &returned) ==
	      STATUS_ACCESS_VIOLATION);
	free(type);
}

static ULONG aligned(ULONG size)
{
	return (size + sizeof(void *) - 1) & ~(ULONG)(sizeof(void *) - 1);
}

/* So many that the first guess of the library is too small as well. */
static void test_types(void)
{
	OBJECT_TYPES_INFORMATION *types;
	ULONG position = aligned(sizeof(*types));
	ULONG returned = 0;
	ULONG needed;
	__u32 i;

	type_count = 27;
	CHECK(NtQueryObject(NULL, ObjectTypesInformation, NULL, 0, &needed) ==
	      STATUS_INFO_LENGTH_MISMATCH);
	types = calloc(1, needed);
	CHECK(types);
	CHECK(NtQueryObject(NULL, ObjectTypesInformation, types, needed - 1,
			    NULL) == STATUS_INFO_LENGTH_MISMATCH);
	CHECK(NtQueryObject(NULL, ObjectTypesInformation, types, needed,
			    &returned) == STATUS_SUCCESS);
	CHECK(returned == needed && types->NumberOfTypes == 27);
	for (i = 1; i <= 27; i++) {
		const OBJECT_TYPE_INFORMATION *type =
			(void *)((unsigned char *)types + position);

		check_type(type, i);
		position += aligned(sizeof(*type) +
				    type->TypeName.MaximumLength);
	}
	CHECK(position == needed);
	free(types);
}

static void test_flags(void)
{
	OBJECT_HANDLE_FLAG_INFORMATION flags;
	ULONG returned;

	CHECK(query(ObjectHandleFlagInformation, &flags, 2, &returned) ==
	      STATUS_SUCCESS);
	CHECK(returned == 2 && flags.Inherit == 1 && !flags.ProtectFromClose);
	CHECK(query(ObjectHandleFlagInformation, &flags, 1, &returned) ==
	      STATUS_INFO_LENGTH_MISMATCH);
	CHECK(returned == 2);
	CHECK(query(ObjectHandleFlagInformation, &flags, 3, &returned) ==
	      STATUS_INFO_LENGTH_MISMATCH);
	CHECK(query((OBJECT_INFORMATION_CLASS)5, &flags, 2, &returned) ==
	      STATUS_INVALID_INFO_CLASS);
	CHECK(returned == 7);
}

static NTSTATUS note_set(unsigned long request, unsigned long argument)
{
	struct ntobj_set_object *operands = (void *)argument;

	CHECK(request == NTOBJ_IOC_SET_OBJECT);
	CHECK(operands->handle == 0x50 && operands->length == 2);
	CHECK(operands->information_class ==
	      NTOBJ_OBJECT_HANDLE_FLAG_INFORMATION);
	CHECK(operands->buffer);
	return STATUS_ACCESS_DENIED;
}

int main(void)
{
	OBJECT_HANDLE_FLAG_INFORMATION flags = { TRUE, FALSE };

	fake_answer(fake_object);
	test_basic();
	test_name();
	test_type();
	test_types();
	test_flags();
	fake_answer(note_set);
	CHECK(NtSetInformationObject((HANDLE)0x50, ObjectHandleFlagInformation,
				     &flags, sizeof(flags)) ==
	      STATUS_ACCESS_DENIED);
	return 0;
}
