// SPDX-License-Identifier: LGPL-2.1-or-later OR MIT
/*
 * An event that everybody may wait for, and then, by another list, everybody may
 * set. Its owner is not spared, but may always change the list.
 *
 * It prints:
 *
 *	create: 00000000
 *	open to wait: 00000000
 *	open to set: C0000022
 *	open to change the list: 00000000
 *	the list has 1 entry: type 0, rights 00100000
 *	for: S-1-1-0
 *	set: 00000000
 *	open to wait: C0000022
 *	open to set: 00000000
 *	the list has 2 entries
 *	without the right: C0000022
 *	a small buffer: C0000023
 */
#include <windows.h>
#include <winternl.h>

#include "show.h"

static UNICODE_STRING path =
	RTL_CONSTANT_STRING(L"\\BaseNamedObjects\\ntobj_ntdll_security");

/* S-1-1-0 */
static PSID everyone(VOID)
{
	SID_IDENTIFIER_AUTHORITY world = { SECURITY_WORLD_SID_AUTHORITY };
	PSID sid = NULL;

	demand("RtlAllocateAndInitializeSid",
	       RtlAllocateAndInitializeSid(&world, 1, SECURITY_WORLD_RID, 0, 0,
					   0, 0, 0, 0, 0, &sid));
	return sid;
}

/* A list for that descriptor, to be freed */
static PACL add_list(PSECURITY_DESCRIPTOR descriptor)
{
	const ULONG length = 128;
	PACL acl = (PACL)malloc(length);

	if (!acl)
		exit(1);
	demand("RtlCreateAcl", RtlCreateAcl(acl, length, ACL_REVISION));
	demand("RtlCreateSecurityDescriptor",
	       RtlCreateSecurityDescriptor(descriptor,
					   SECURITY_DESCRIPTOR_REVISION));
	demand("RtlSetDaclSecurityDescriptor",
	       RtlSetDaclSecurityDescriptor(descriptor, TRUE, acl, FALSE));
	return acl;
}

static HANDLE create(VOID)
{
	SECURITY_DESCRIPTOR descriptor;
	OBJECT_ATTRIBUTES attributes;
	PSID world = everyone();
	PACL acl = add_list(&descriptor);
	HANDLE event = NULL;

	demand("RtlAddAccessAllowedAce",
	       RtlAddAccessAllowedAce(acl, ACL_REVISION, SYNCHRONIZE, world));
	InitializeObjectAttributes(&attributes, &path, OBJ_CASE_INSENSITIVE,
				   NULL, &descriptor);
	show_status("create", NtCreateEvent(&event, READ_CONTROL, &attributes,
					    NotificationEvent, FALSE));
	RtlFreeSid(world);
	free(acl);
	return event;
}

static void try_to_open(const char *what, ACCESS_MASK access)
{
	OBJECT_ATTRIBUTES attributes;
	HANDLE event = NULL;
	NTSTATUS status;

	InitializeObjectAttributes(&attributes, &path, OBJ_CASE_INSENSITIVE,
				   NULL, NULL);
	status = NtOpenEvent(&event, access, &attributes);
	show_status(what, status);
	if (NT_SUCCESS(status))
		NtClose(event);
}

/* The list alone, in a descriptor to be freed */
static PSECURITY_DESCRIPTOR query(HANDLE event, PACL *acl)
{
	BOOLEAN present = FALSE, defaulted = FALSE;
	PSECURITY_DESCRIPTOR descriptor;
	ULONG length = 0;

	NtQuerySecurityObject(event, DACL_SECURITY_INFORMATION, NULL, 0,
			      &length);
	descriptor = (PSECURITY_DESCRIPTOR)malloc(length);
	if (!descriptor)
		exit(1);
	demand("NtQuerySecurityObject",
	       NtQuerySecurityObject(event, DACL_SECURITY_INFORMATION,
				     descriptor, length, &length));
	demand("RtlGetDaclSecurityDescriptor",
	       RtlGetDaclSecurityDescriptor(descriptor, &present, acl,
					    &defaulted));
	if (!present || !RtlValidSecurityDescriptor(descriptor))
		exit(1);
	return descriptor;
}

static void show_entry(HANDLE event)
{
	PSECURITY_DESCRIPTOR descriptor;
	PACCESS_ALLOWED_ACE ace;
	UNICODE_STRING text;
	PVOID found = NULL;
	PACL acl = NULL;

	descriptor = query(event, &acl);
	demand("RtlGetAce", RtlGetAce(acl, 0, &found));
	ace = (PACCESS_ALLOWED_ACE)found;
	printf("the list has %u entry: type %u, rights %08X\n",
	       acl->AceCount, ace->Header.AceType, (unsigned int)ace->Mask);
	demand("RtlConvertSidToUnicodeString",
	       RtlConvertSidToUnicodeString(&text, &ace->SidStart, TRUE));
	show_string("for", &text);
	RtlFreeUnicodeString(&text);
	free(descriptor);
}

/* Everybody may set it, and nobody wait for it. */
static void set(VOID)
{
	SECURITY_DESCRIPTOR descriptor;
	OBJECT_ATTRIBUTES attributes;
	PSID world = everyone();
	PACL acl = add_list(&descriptor);
	HANDLE event = NULL;

	InitializeObjectAttributes(&attributes, &path, OBJ_CASE_INSENSITIVE,
				   NULL, NULL);
	demand("NtOpenEvent", NtOpenEvent(&event, WRITE_DAC, &attributes));
	demand("RtlAddAccessDeniedAce",
	       RtlAddAccessDeniedAce(acl, ACL_REVISION, SYNCHRONIZE, world));
	demand("RtlAddAccessAllowedAce",
	       RtlAddAccessAllowedAce(acl, ACL_REVISION, EVENT_MODIFY_STATE,
				      world));
	show_status("set", NtSetSecurityObject(event, DACL_SECURITY_INFORMATION,
					       &descriptor));
	NtClose(event);
	RtlFreeSid(world);
	free(acl);
}

static void show_faults(HANDLE event)
{
	SECURITY_DESCRIPTOR descriptor;
	ULONG length = 0;

	demand("RtlCreateSecurityDescriptor",
	       RtlCreateSecurityDescriptor(&descriptor,
					   SECURITY_DESCRIPTOR_REVISION));
	show_status("without the right",
		    NtSetSecurityObject(event, DACL_SECURITY_INFORMATION,
					&descriptor));
	show_status("a small buffer",
		    NtQuerySecurityObject(event, DACL_SECURITY_INFORMATION,
					  &descriptor, 1, &length));
}

int main(VOID)
{
	PSECURITY_DESCRIPTOR descriptor;
	HANDLE event = create();
	PACL acl = NULL;

	try_to_open("open to wait", SYNCHRONIZE);
	try_to_open("open to set", EVENT_MODIFY_STATE);
	try_to_open("open to change the list", WRITE_DAC);
	show_entry(event);
	set();
	try_to_open("open to wait", SYNCHRONIZE);
	try_to_open("open to set", EVENT_MODIFY_STATE);
	descriptor = query(event, &acl);
	printf("the list has %u entries\n", acl->AceCount);
	free(descriptor);
	show_faults(event);
	NtClose(event);
	return 0;
}
