// SPDX-License-Identifier: LGPL-2.1-or-later OR MIT
/*
 * How the services that create and open hand their operands to the kernel.
 */
#include <stddef.h>
#include <stdint.h>

#include "array.h"
#include "fake.h"

static WCHAR name_text[] = u"\\Demo";
static struct ntobj_open opened;
static unsigned long open_request;
static struct ntobj_create_event created;
static struct ntobj_create_symbolic_link linked;

static NTSTATUS open_succeeds(unsigned long request, unsigned long argument)
{
	struct ntobj_open *operands = (void *)argument;

	open_request = request;
	opened = *operands;
	operands->handle = 0x40;
	return STATUS_SUCCESS;
}

static NTSTATUS open_fails(unsigned long request, unsigned long argument)
{
	struct ntobj_open *operands = (void *)argument;

	(void)request;
	operands->handle = 0x40;
	return STATUS_OBJECT_NAME_NOT_FOUND;
}

static NTSTATUS create_event(unsigned long request, unsigned long argument)
{
	struct ntobj_create_event *operands = (void *)argument;

	CHECK(request == NTOBJ_IOC_CREATE_EVENT);
	created = *operands;
	operands->handle = 0x44;
	return STATUS_OBJECT_NAME_EXISTS;
}

static NTSTATUS create_link(unsigned long request, unsigned long argument)
{
	struct ntobj_create_symbolic_link *operands = (void *)argument;

	CHECK(request == NTOBJ_IOC_CREATE_SYMBOLIC_LINK);
	linked = *operands;
	operands->handle = 0x48;
	return STATUS_SUCCESS;
}

static void test_open(void)
{
	OBJECT_ATTRIBUTES attributes;
	HANDLE handle = NULL;
	UNICODE_STRING name;

	RtlInitUnicodeString(&name, name_text);
	InitializeObjectAttributes(&attributes, &name, OBJ_CASE_INSENSITIVE,
				   (HANDLE)-4, NULL);
	attributes.SecurityQualityOfService = (void *)32;
	fake_answer(open_succeeds);
	CHECK(NtOpenDirectoryObject(&handle, GENERIC_READ, &attributes) ==
	      STATUS_SUCCESS);
	CHECK(handle == (HANDLE)0x40);
	CHECK(opened.desired_access == GENERIC_READ && !opened.reserved);
	CHECK(opened.attributes.root_directory == (__u64)-4);
	CHECK(opened.attributes.name == (uintptr_t)name_text);
	CHECK(opened.attributes.name_length == 10);
	CHECK(opened.attributes.attributes == OBJ_CASE_INSENSITIVE);
	CHECK(!opened.attributes.security_descriptor);
	CHECK(opened.attributes.security_quality_of_service == 32);

	/* An odd length is for the kernel to refuse. */
	name.Length = 9;
	CHECK(NtOpenEvent(&handle, 0, &attributes) == STATUS_SUCCESS);
	CHECK(opened.attributes.name_length == 9);
}

static void test_open_each_type(void)
{
	static const struct {
		NTSTATUS (*open)(PHANDLE handle, ACCESS_MASK access,
				 POBJECT_ATTRIBUTES attributes);
		unsigned long request;
	} types[] = {
		{ NtOpenDirectoryObject, NTOBJ_IOC_OPEN_DIRECTORY },
		{ NtOpenSymbolicLinkObject, NTOBJ_IOC_OPEN_SYMBOLIC_LINK },
		{ NtOpenEvent, NTOBJ_IOC_OPEN_EVENT },
		{ NtOpenSemaphore, NTOBJ_IOC_OPEN_SEMAPHORE },
		{ NtOpenMutant, NTOBJ_IOC_OPEN_MUTANT },
		{ NtOpenEventPair, NTOBJ_IOC_OPEN_EVENT_PAIR },
		{ NtOpenTimer, NTOBJ_IOC_OPEN_TIMER },
	};
	OBJECT_ATTRIBUTES attributes;
	UNICODE_STRING name;
	size_t i;

	RtlInitUnicodeString(&name, name_text);
	InitializeObjectAttributes(&attributes, &name, 0, NULL, NULL);
	fake_answer(open_succeeds);
	for (i = 0; i < ARRAY_SIZE(types); i++) {
		HANDLE handle = NULL;

		CHECK(types[i].open(&handle, (ACCESS_MASK)i + 1, &attributes) ==
		      STATUS_SUCCESS);
		CHECK(handle == (HANDLE)0x40);
		CHECK(open_request == types[i].request);
		CHECK(opened.desired_access == i + 1);
		CHECK(opened.attributes.name_length == 10);
	}
}

static void test_no_name(void)
{
	OBJECT_ATTRIBUTES attributes;
	UNICODE_STRING bad_name = { .Length = 2 };
	UNICODE_STRING name = { 0 };
	HANDLE handle;

	fake_answer(open_succeeds);
	InitializeObjectAttributes(&attributes, NULL, 0, NULL, NULL);
	CHECK(NtOpenEvent(&handle, 0, &attributes) == STATUS_SUCCESS);
	CHECK(!opened.attributes.name && !opened.attributes.name_length);

	/* Empty is not the same as none, with and without a buffer. */
	attributes.ObjectName = &name;
	CHECK(NtOpenEvent(&handle, 0, &attributes) == STATUS_SUCCESS);
	CHECK(opened.attributes.name && !opened.attributes.name_length);
	name.Buffer = name_text;
	CHECK(NtOpenEvent(&handle, 0, &attributes) == STATUS_SUCCESS);
	CHECK(opened.attributes.name && !opened.attributes.name_length);

	/* A length without a buffer is a bad address and not no name. */
	attributes.ObjectName = &bad_name;
	CHECK(NtOpenEvent(&handle, 0, &attributes) == STATUS_SUCCESS);
	CHECK(opened.attributes.name && opened.attributes.name < 4096);
	CHECK(opened.attributes.name_length == 2);
}

static void test_bad_attributes(void)
{
	OBJECT_ATTRIBUTES attributes;
	HANDLE handle = (HANDLE)0x99;
	ULONG length;

	fake_answer(open_succeeds);
	CHECK(NtOpenDirectoryObject(&handle, 0, NULL) ==
	      STATUS_INVALID_PARAMETER);
	CHECK(NtOpenEvent(&handle, 0, NULL) == STATUS_INVALID_PARAMETER);
	CHECK(NtOpenEvent(NULL, 0, NULL) == STATUS_ACCESS_VIOLATION);
	CHECK(NtCreateEvent(NULL, 0, NULL, NotificationEvent, FALSE) ==
	      STATUS_ACCESS_VIOLATION);
	CHECK(NtCreateDirectoryObject(NULL, 0, NULL) ==
	      STATUS_ACCESS_VIOLATION);

	InitializeObjectAttributes(&attributes, NULL, 0, NULL, NULL);
	for (length = 0; length < 2 * sizeof(attributes); length++) {
		if (length == sizeof(attributes))
			continue;
		attributes.Length = length;
		CHECK(NtOpenEvent(&handle, 0, &attributes) ==
		      STATUS_INVALID_PARAMETER);
		CHECK(NtCreateDirectoryObject(&handle, 0, &attributes) ==
		      STATUS_INVALID_PARAMETER);
	}
	CHECK(handle == (HANDLE)0x99);
	CHECK(!fake_calls());
}

/* Only an open of a symbolic link writes to the handle on failure. */
static void test_failed_open(void)
{
	OBJECT_ATTRIBUTES attributes;
	HANDLE handle = (HANDLE)0x99;

	InitializeObjectAttributes(&attributes, NULL, 0, NULL, NULL);
	fake_answer(open_fails);
	CHECK(NtOpenDirectoryObject(&handle, 0, &attributes) ==
	      STATUS_OBJECT_NAME_NOT_FOUND);
	CHECK(handle == (HANDLE)0x99);
	CHECK(NtOpenSymbolicLinkObject(&handle, 0, &attributes) ==
	      STATUS_OBJECT_NAME_NOT_FOUND);
	CHECK(!handle);
	handle = (HANDLE)0x99;
	CHECK(NtOpenSymbolicLinkObject(&handle, 0, NULL) ==
	      STATUS_INVALID_PARAMETER);
	CHECK(!handle);
	CHECK(NtOpenSymbolicLinkObject(NULL, 0, &attributes) ==
	      STATUS_ACCESS_VIOLATION);
}

static void test_create_event(void)
{
	HANDLE handle = NULL;

	fake_answer(create_event);
	CHECK(NtCreateEvent(&handle, EVENT_ALL_ACCESS, NULL,
			    SynchronizationEvent, TRUE) ==
	      STATUS_OBJECT_NAME_EXISTS);
	CHECK(handle == (HANDLE)0x44);
	CHECK(!created.attributes.name && !created.attributes.attributes);
	CHECK(created.desired_access == EVENT_ALL_ACCESS);
	CHECK(created.event_type == NTOBJ_SYNCHRONIZATION_EVENT);
	CHECK(created.initial_state == 1 && !created.reserved);

	CHECK(NtCreateEvent(&handle, 0, NULL, (EVENT_TYPE)7, FALSE) ==
	      STATUS_OBJECT_NAME_EXISTS);
	CHECK(created.event_type == 7);
}

static void test_create_link(void)
{
	UNICODE_STRING target;
	HANDLE handle = NULL;

	fake_answer(create_link);
	RtlInitUnicodeString(&target, name_text);
	CHECK(NtCreateSymbolicLinkObject(&handle, 1, NULL, &target) ==
	      STATUS_SUCCESS);
	CHECK(handle == (HANDLE)0x48);
	CHECK(linked.target == (uintptr_t)name_text);
	CHECK(linked.target_length == 10 && linked.target_maximum_length == 12);
	CHECK(NtCreateSymbolicLinkObject(&handle, 1, NULL, NULL) ==
	      STATUS_ACCESS_VIOLATION);
	CHECK(fake_calls() == 1);
}

int main(void)
{
	test_open();
	test_open_each_type();
	test_no_name();
	test_bad_attributes();
	test_failed_open();
	test_create_event();
	test_create_link();
	return 0;
}
