// SPDX-License-Identifier: LGPL-2.1-or-later OR MIT
/*
 * How descriptors get to the kernel and back.
 */
#include <stdint.h>
#include <stdlib.h>

#include "fake.h"
#include "make_sid.h"

/* What the kernel was given last, which is the library's only for the call. */
static union {
	SECURITY_DESCRIPTOR_RELATIVE relative;
	unsigned char bytes[1024];
} given;

static __u32 given_length;
static __u32 given_information;
static unsigned long given_request;

static void take_descriptor(__u64 address)
{
	const struct ntobj_counted_descriptor *counted =
		(const void *)(uintptr_t)address;

	given_length = 0;
	if (!counted)
		return;
	CHECK(counted->length <= sizeof(given) && !counted->reserved);
	memset(&given, 0, sizeof(given));
	memcpy(&given, counted->descriptor, counted->length);
	given_length = counted->length;
}

static NTSTATUS service(unsigned long request, unsigned long argument)
{
	const struct ntobj_object_attributes *attributes;

	given_request = request;
	if (request == NTOBJ_IOC_SET_SECURITY) {
		const struct ntobj_set_security *set = (void *)argument;

		CHECK(set->handle == 0x40 && !set->reserved);
		given_information = set->information;
		take_descriptor(set->descriptor);
		return STATUS_SUCCESS;
	}
	/* The others begin with the attributes. */
	attributes = (const void *)argument;
	take_descriptor(attributes->security_descriptor);
	return STATUS_ACCESS_DENIED;
}

static union sid_room owner_sid, group_sid;
static union {
	ACL acl;
	unsigned char bytes[256];
} dacl;

static void make_descriptor(SECURITY_DESCRIPTOR *descriptor)
{
	make_sid("S-1-22-1-1000", &owner_sid);
	make_sid("S-1-5-18", &group_sid);
	memset(&dacl, 0xAA, sizeof(dacl));
	CHECK(!RtlCreateAcl(&dacl.acl, sizeof(dacl), ACL_REVISION));
	CHECK(!RtlAddAccessAllowedAce(&dacl.acl, ACL_REVISION, GENERIC_ALL,
				      &owner_sid));
	CHECK(!RtlCreateSecurityDescriptor(descriptor, 1));
	CHECK(!RtlSetOwnerSecurityDescriptor(descriptor, &owner_sid, FALSE));
	CHECK(!RtlSetGroupSecurityDescriptor(descriptor, &group_sid, TRUE));
	CHECK(!RtlSetDaclSecurityDescriptor(descriptor, TRUE, &dacl.acl, FALSE));
}

/* Without the room that the list has behind its one entry */
#define GIVEN_LENGTH	(20 + 16 + 12 + 32)

static void check_given(void)
{
	const SECURITY_DESCRIPTOR_RELATIVE *relative = &given.relative;
	const ACL *acl = (const void *)(given.bytes + relative->Dacl);

	CHECK(given_length == GIVEN_LENGTH);
	CHECK(RtlValidRelativeSecurityDescriptor(&given, given_length,
						 OWNER_SECURITY_INFORMATION |
						 GROUP_SECURITY_INFORMATION |
						 DACL_SECURITY_INFORMATION));
	CHECK(relative->Control == (SE_SELF_RELATIVE | SE_GROUP_DEFAULTED |
				    SE_DACL_PRESENT));
	CHECK(RtlEqualSid(given.bytes + relative->Owner, &owner_sid));
	CHECK(RtlEqualSid(given.bytes + relative->Group, &group_sid));
	CHECK(acl->AclSize == 32 && acl->AceCount == 1);
	CHECK(!memcmp(acl + 1, &dacl.acl + 1, 24));
}

static void test_set(void)
{
	SECURITY_DESCRIPTOR descriptor;
	unsigned char relative[512];
	ULONG length = sizeof(relative);

	make_descriptor(&descriptor);
	fake_answer(service);
	CHECK(!NtSetSecurityObject((HANDLE)0x40, DACL_SECURITY_INFORMATION,
				   &descriptor));
	CHECK(given_information == DACL_SECURITY_INFORMATION);
	check_given();
	CHECK(!RtlMakeSelfRelativeSD(&descriptor, relative, &length));
	CHECK(!NtSetSecurityObject((HANDLE)0x40, 0xFFFFFFFF, relative));
	CHECK(given_information == 0xFFFFFFFF);
	check_given();
	CHECK(NtSetSecurityObject((HANDLE)0x40, 1, NULL) ==
	      STATUS_ACCESS_VIOLATION);
	CHECK(fake_calls() == 2);
}

/* A list that is malformed goes as it is, and the kernel says what it thinks. */
static void test_malformed_list(void)
{
	SECURITY_DESCRIPTOR descriptor;
	const ACL *acl;

	make_descriptor(&descriptor);
	dacl.acl.AceCount = 50;
	fake_answer(service);
	CHECK(!NtSetSecurityObject((HANDLE)0x40, 4, &descriptor));
	acl = (const void *)(given.bytes + given.relative.Dacl);
	CHECK(acl->AclSize == sizeof(dacl) && acl->AceCount == 50);
	CHECK(!memcmp(acl, &dacl, sizeof(dacl)));
}

static void check_attributes(OBJECT_ATTRIBUTES *attributes, NTSTATUS wanted)
{
	static WCHAR target_text[] = u"\\";
	HANDLE handle = (HANDLE)0x99;
	UNICODE_STRING target;

	RtlInitUnicodeString(&target, target_text);
	given_length = 77;
	CHECK(NtOpenDirectoryObject(&handle, 1, attributes) == wanted);
	CHECK(NtOpenEvent(&handle, 1, attributes) == wanted);
	CHECK(NtCreateDirectoryObject(&handle, 1, attributes) == wanted);
	CHECK(NtCreateSymbolicLinkObject(&handle, 1, attributes, &target) ==
	      wanted);
	CHECK(NtCreateEvent(&handle, 1, attributes, NotificationEvent, FALSE) ==
	      wanted);
	CHECK(handle == (HANDLE)0x99);
}

static void test_attributes(void)
{
	SECURITY_DESCRIPTOR descriptor;
	OBJECT_ATTRIBUTES attributes;
	UNICODE_STRING name = { 0 };
	CLIENT_ID client = { (HANDLE)1, NULL };
	unsigned char relative[512];
	ULONG length = sizeof(relative);
	HANDLE handle;

	make_descriptor(&descriptor);
	InitializeObjectAttributes(&attributes, &name, 0, NULL, &descriptor);
	fake_answer(service);
	check_attributes(&attributes, STATUS_ACCESS_DENIED);
	check_given();
	CHECK(given_request == NTOBJ_IOC_CREATE_EVENT && fake_calls() == 5);
	CHECK(!RtlMakeSelfRelativeSD(&descriptor, relative, &length));
	attributes.SecurityDescriptor = relative;
	check_attributes(&attributes, STATUS_ACCESS_DENIED);
	check_given();
	/* By name, as everything; by number nobody looks at it. */
	CHECK(NtOpenProcess(&handle, 1, &attributes, NULL) ==
	      STATUS_ACCESS_DENIED);
	check_given();
	attributes.ObjectName = NULL;
	CHECK(NtOpenProcess(&handle, 1, &attributes, &client) ==
	      STATUS_ACCESS_DENIED);
	CHECK(!given_length);

	attributes.SecurityDescriptor = NULL;
	check_attributes(&attributes, STATUS_ACCESS_DENIED);
	CHECK(!given_length);
}

static void test_bad_attributes(void)
{
	union sid_room bad_sid = { .sid = { .Revision = 2 } };
	SECURITY_DESCRIPTOR descriptor;
	OBJECT_ATTRIBUTES attributes;

	fake_answer(service);
	InitializeObjectAttributes(&attributes, NULL, 0, NULL, &descriptor);
	make_descriptor(&descriptor);
	descriptor.Revision = 0;
	check_attributes(&attributes, STATUS_UNKNOWN_REVISION);
	make_descriptor(&descriptor);
	descriptor.Group = &bad_sid;
	check_attributes(&attributes, STATUS_INVALID_SID);
	make_descriptor(&descriptor);
	dacl.acl.AclSize = 4;
	check_attributes(&attributes, STATUS_INVALID_ACL);
	/* A wrong Length comes first. */
	attributes.Length = 0;
	check_attributes(&attributes, STATUS_INVALID_PARAMETER);
	CHECK(!fake_calls());
}

static struct ntobj_query_security asked;
static NTSTATUS query_status;

static NTSTATUS query(unsigned long request, unsigned long argument)
{
	struct ntobj_query_security *operands = (void *)argument;

	CHECK(request == NTOBJ_IOC_QUERY_SECURITY);
	asked = *operands;
	operands->return_length = 84;
	return query_status;
}

static void test_query(void)
{
	ULONG needed = 77;
	char buffer[84];

	fake_answer(query);
	CHECK(!NtQuerySecurityObject((HANDLE)-4, OWNER_SECURITY_INFORMATION |
				     DACL_SECURITY_INFORMATION, buffer,
				     sizeof(buffer), &needed));
	CHECK(asked.handle == (__u64)-4 && asked.information == 5);
	CHECK(asked.buffer == (uintptr_t)buffer && asked.length == 84);
	CHECK(!asked.return_length && !asked.reserved && needed == 84);
	needed = 77;
	query_status = STATUS_BUFFER_TOO_SMALL;
	CHECK(NtQuerySecurityObject((HANDLE)8, 1, NULL, 0, &needed) ==
	      STATUS_BUFFER_TOO_SMALL);
	CHECK(!asked.buffer && !asked.length && needed == 84);
	needed = 77;
	query_status = STATUS_ACCESS_DENIED;
	CHECK(NtQuerySecurityObject((HANDLE)8, 1, buffer, 84, &needed) ==
	      STATUS_ACCESS_DENIED);
	CHECK(needed == 77);
	CHECK(NtQuerySecurityObject((HANDLE)8, 1, buffer, 84, NULL) ==
	      STATUS_ACCESS_VIOLATION);
	CHECK(fake_calls() == 3);
}

static NTSTATUS set_session(unsigned long request, unsigned long argument)
{
	const struct ntobj_set_object *operands = (void *)argument;

	CHECK(request == NTOBJ_IOC_SET_OBJECT);
	CHECK(operands->handle == 0x40 && !operands->buffer);
	CHECK(operands->information_class == NTOBJ_OBJECT_SESSION_INFORMATION);
	CHECK(!operands->length);
	return STATUS_PRIVILEGE_NOT_HELD;
}

static NTSTATUS tell_session(unsigned long request, unsigned long argument)
{
	struct ntobj_query_client *operands = (void *)argument;

	CHECK(request == NTOBJ_IOC_QUERY_PROCESS);
	CHECK(operands->information_class == NTOBJ_PROCESS_SESSION_INFORMATION);
	CHECK(operands->length == sizeof(__u32));
	*(__u32 *)(uintptr_t)operands->buffer = 12;
	return STATUS_SUCCESS;
}

static void test_session(void)
{
	PROCESS_SESSION_INFORMATION session = { 0 };
	ULONG length = 0;

	fake_answer(set_session);
	CHECK(NtSetInformationObject((HANDLE)0x40, ObjectSessionInformation,
				     NULL, 0) == STATUS_PRIVILEGE_NOT_HELD);
	fake_answer(tell_session);
	CHECK(!NtQueryInformationProcess(NtCurrentProcess(),
					 ProcessSessionInformation, &session,
					 sizeof(session), &length));
	CHECK(session.SessionId == 12 && length == sizeof(session));
	CHECK(NtQueryInformationProcess(NtCurrentProcess(),
					ProcessSessionInformation, &session, 8,
					&length) ==
	      STATUS_INFO_LENGTH_MISMATCH);
	CHECK(NtQueryInformationProcess(NtCurrentProcess(),
					ProcessSessionInformation, NULL,
					sizeof(session), &length) ==
	      STATUS_ACCESS_VIOLATION);
}

int main(void)
{
	test_set();
	test_malformed_list();
	test_attributes();
	test_bad_attributes();
	test_query();
	test_session();
	return 0;
}
