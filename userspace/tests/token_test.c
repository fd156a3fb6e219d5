// SPDX-License-Identifier: LGPL-2.1-or-later OR MIT
/*
 * Tokens: open, duplicate, and what is asked of them by descriptors.
 */
#include <stdint.h>
#include <stdlib.h>

#include "fake.h"
#include "make_sid.h"

static unsigned long wanted_request;
static struct ntobj_open_token opened;
static NTSTATUS answer_status;

static NTSTATUS open_token(unsigned long request, unsigned long argument)
{
	struct ntobj_open_token *operands = (void *)argument;

	CHECK(request == wanted_request);
	opened = *operands;
	operands->token = 0x44;
	return answer_status;
}

static void check_opened(HANDLE token, ULONG attributes)
{
	CHECK(token == (HANDLE)0x44);
	CHECK(opened.handle == (__u64)-2 && opened.desired_access == 8);
	CHECK(opened.attributes == attributes && !opened.token);
}

static void test_open(void)
{
	HANDLE self = NtCurrentThread();
	HANDLE token = NULL;

	answer_status = STATUS_SUCCESS;
	fake_answer(open_token);
	wanted_request = NTOBJ_IOC_OPEN_PROCESS_TOKEN;
	CHECK(!NtOpenProcessToken(self, TOKEN_QUERY, &token));
	check_opened(token, 0);
	CHECK(!NtOpenProcessTokenEx(self, TOKEN_QUERY, OBJ_INHERIT, &token));
	check_opened(token, OBJ_INHERIT);
	wanted_request = NTOBJ_IOC_OPEN_THREAD_TOKEN;
	CHECK(!NtOpenThreadToken(self, TOKEN_QUERY, TRUE, &token));
	check_opened(token, 0);
	CHECK(!NtOpenThreadTokenEx(self, TOKEN_QUERY, FALSE, OBJ_INHERIT,
				   &token));
	check_opened(token, OBJ_INHERIT);

	answer_status = STATUS_NO_TOKEN;
	token = (HANDLE)0x99;
	CHECK(NtOpenThreadToken(self, TOKEN_QUERY, TRUE, &token) ==
	      STATUS_NO_TOKEN);
	CHECK(token == (HANDLE)0x99 && fake_calls() == 5);
	CHECK(NtOpenThreadToken(self, 8, TRUE, NULL) == STATUS_ACCESS_VIOLATION);
	CHECK(NtOpenProcessToken(self, 8, NULL) == STATUS_ACCESS_VIOLATION);
	CHECK(fake_calls() == 5);
}

static struct ntobj_duplicate_token duplicated;

static NTSTATUS duplicate(unsigned long request, unsigned long argument)
{
	struct ntobj_duplicate_token *operands = (void *)argument;

	CHECK(request == NTOBJ_IOC_DUPLICATE_TOKEN);
	duplicated = *operands;
	operands->token = 0x48;
	return answer_status;
}

static void test_duplicate(void)
{
	SECURITY_QUALITY_OF_SERVICE quality = {
		.Length = sizeof(quality),
		.ImpersonationLevel = SecurityDelegation,
	};
	OBJECT_ATTRIBUTES attributes;
	HANDLE token = NULL;

	answer_status = STATUS_SUCCESS;
	fake_answer(duplicate);
	CHECK(!NtDuplicateToken((HANDLE)0x44, TOKEN_QUERY, NULL, FALSE,
				TokenPrimary, &token));
	CHECK(token == (HANDLE)0x48);
	CHECK(duplicated.handle == 0x44 && duplicated.desired_access == 8);
	CHECK(duplicated.type == NTOBJ_TOKEN_PRIMARY && !duplicated.attributes);
	CHECK(duplicated.level == NTOBJ_SECURITY_ANONYMOUS);

	InitializeObjectAttributes(&attributes, NULL, OBJ_INHERIT, NULL, NULL);
	CHECK(!NtDuplicateToken((HANDLE)0x44, 0, &attributes, FALSE,
				TokenImpersonation, &token));
	CHECK(duplicated.level == NTOBJ_SECURITY_ANONYMOUS);
	CHECK(duplicated.attributes == OBJ_INHERIT);
	attributes.SecurityQualityOfService = &quality;
	CHECK(!NtDuplicateToken((HANDLE)0x44, 0, &attributes, FALSE,
				TokenImpersonation, &token));
	CHECK(duplicated.level == NTOBJ_SECURITY_DELEGATION);
	CHECK(duplicated.type == NTOBJ_TOKEN_IMPERSONATION);

	answer_status = STATUS_BAD_IMPERSONATION_LEVEL;
	token = (HANDLE)0x99;
	CHECK(NtDuplicateToken((HANDLE)0x44, 0, &attributes, FALSE,
			       TokenImpersonation, &token) ==
	      STATUS_BAD_IMPERSONATION_LEVEL);
	CHECK(fake_calls() == 4);
	quality.Length++;
	CHECK(NtDuplicateToken((HANDLE)0x44, 0, &attributes, FALSE,
			       TokenImpersonation, &token) ==
	      STATUS_INVALID_PARAMETER);
	quality.Length--;
	attributes.Length--;
	CHECK(NtDuplicateToken((HANDLE)0x44, 0, &attributes, FALSE,
			       TokenImpersonation, &token) ==
	      STATUS_INVALID_PARAMETER);
	CHECK(NtDuplicateToken((HANDLE)0x44, 0, NULL, TRUE, TokenPrimary,
			       &token) == STATUS_NOT_SUPPORTED);
	CHECK(NtDuplicateToken((HANDLE)0x44, 0, NULL, FALSE, TokenPrimary,
			       NULL) == STATUS_ACCESS_VIOLATION);
	CHECK(token == (HANDLE)0x99 && fake_calls() == 4);
}

static struct ntobj_access_check checked;
static __u32 checked_length;
static __u64 used_privileges;

static NTSTATUS check_access(unsigned long request, unsigned long argument)
{
	struct ntobj_access_check *operands = (void *)argument;
	const struct ntobj_counted_descriptor *counted =
		(const void *)(uintptr_t)operands->descriptor;

	CHECK(request == NTOBJ_IOC_ACCESS_CHECK);
	CHECK(RtlValidRelativeSecurityDescriptor((void *)counted->descriptor,
						 counted->length, 0));
	checked = *operands;
	checked_length = counted->length;
	operands->granted_access = 3;
	operands->access_status = STATUS_ACCESS_DENIED;
	operands->privileges_used = used_privileges;
	return answer_status;
}

static GENERIC_MAPPING mapping = { 1, 2, 4, 7 };

/* Room for two privileges */
static union {
	PRIVILEGE_SET set;
	unsigned char bytes[8 + 2 * 12];
} privileges;

struct outcome {
	ULONG length;
	ACCESS_MASK granted;
	NTSTATUS access;
};

static NTSTATUS ask(PPRIVILEGE_SET set, struct outcome *outcome)
{
	SECURITY_DESCRIPTOR descriptor;
	union sid_room sid;

	make_sid("S-1-5-18", &sid);
	CHECK(!RtlCreateSecurityDescriptor(&descriptor, 1));
	CHECK(!RtlSetOwnerSecurityDescriptor(&descriptor, &sid, FALSE));
	CHECK(!RtlSetGroupSecurityDescriptor(&descriptor, &sid, FALSE));
	memset(&privileges, 0xAA, sizeof(privileges));
	outcome->granted = 77;
	outcome->access = 77;
	return NtAccessCheck(&descriptor, (HANDLE)0x44, 5, &mapping, set,
			     &outcome->length, &outcome->granted,
			     &outcome->access);
}

static void test_access_check(void)
{
	struct outcome outcome = { .length = sizeof(PRIVILEGE_SET) };
	const PRIVILEGE_SET *set = &privileges.set;

	answer_status = STATUS_SUCCESS;
	used_privileges = 0;
	fake_answer(check_access);
	CHECK(!ask(&privileges.set, &outcome));
	CHECK(checked.token == 0x44 && checked.desired_access == 5);
	CHECK(checked.generic_read == 1 && checked.generic_write == 2 &&
	      checked.generic_execute == 4 && checked.generic_all == 7);
	CHECK(!checked.reserved && checked_length == 20 + 12 + 12);
	CHECK(outcome.granted == 3 && outcome.access == STATUS_ACCESS_DENIED);
	CHECK(!set->PrivilegeCount && !set->Control);
	CHECK(privileges.bytes[8] == 0xAA && outcome.length == 20);

	used_privileges = 1ULL << SE_SECURITY_PRIVILEGE;
	CHECK(!ask(&privileges.set, &outcome));
	CHECK(set->PrivilegeCount == 1);
	CHECK(set->Privilege[0].Luid.LowPart == SE_SECURITY_PRIVILEGE);
	CHECK(!set->Privilege[0].Luid.HighPart);
	CHECK(set->Privilege[0].Attributes == SE_PRIVILEGE_USED_FOR_ACCESS);
	CHECK(privileges.bytes[20] == 0xAA);

	used_privileges |= 1ULL << SE_TAKE_OWNERSHIP_PRIVILEGE;
	outcome.length = 31;
	CHECK(ask(&privileges.set, &outcome) == STATUS_BUFFER_TOO_SMALL);
	CHECK(outcome.length == 32 && outcome.granted == 77 &&
	      outcome.access == 77 && privileges.bytes[0] == 0xAA);
	CHECK(!ask(&privileges.set, &outcome));
	CHECK(set->PrivilegeCount == 2);
	CHECK(set->Privilege[1].Luid.LowPart == SE_TAKE_OWNERSHIP_PRIVILEGE);
}

/* Which comes first is as Wine's tests found it. */
static void test_bad_access_check(void)
{
	struct outcome outcome = { .length = sizeof(PRIVILEGE_SET) - 1 };
	SECURITY_DESCRIPTOR descriptor = { .Revision = 2 };
	ACCESS_MASK granted = 77;
	NTSTATUS access = 77;
	ULONG length = 20;

	answer_status = STATUS_SUCCESS;
	used_privileges = 0;
	fake_answer(check_access);
	CHECK(ask(&privileges.set, &outcome) == STATUS_BUFFER_TOO_SMALL);
	CHECK(outcome.length == 20 && outcome.granted == 77);
	outcome.length = 0;
	CHECK(ask(NULL, &outcome) == STATUS_BUFFER_TOO_SMALL);
	CHECK(outcome.length == 20);
	outcome.length = 1;
	CHECK(ask(NULL, &outcome) == STATUS_ACCESS_VIOLATION);
	CHECK(outcome.length == 1);
	answer_status = STATUS_GENERIC_NOT_MAPPED;
	outcome.length = 0;
	CHECK(ask(&privileges.set, &outcome) == STATUS_GENERIC_NOT_MAPPED);
	CHECK(!outcome.length && outcome.granted == 77);

	fake_answer(check_access);
	CHECK(NtAccessCheck(&descriptor, NULL, 5, &mapping, &privileges.set,
			    &length, &granted, &access) ==
	      STATUS_UNKNOWN_REVISION);
	CHECK(NtAccessCheck(NULL, NULL, 5, &mapping, &privileges.set, &length,
			    &granted, &access) == STATUS_ACCESS_VIOLATION);
	CHECK(NtAccessCheck(&descriptor, NULL, 5, NULL, &privileges.set,
			    &length, &granted, &access) ==
	      STATUS_ACCESS_VIOLATION);
	CHECK(NtAccessCheck(&descriptor, NULL, 5, &mapping, &privileges.set,
			    NULL, &granted, &access) ==
	      STATUS_ACCESS_VIOLATION);
	CHECK(NtAccessCheck(&descriptor, NULL, 5, &mapping, NULL, NULL,
			    &granted, &access) == STATUS_ACCESS_VIOLATION);
	CHECK(NtAccessCheck(&descriptor, NULL, 5, &mapping, &privileges.set,
			    &length, NULL, &access) == STATUS_ACCESS_VIOLATION);
	CHECK(NtAccessCheck(&descriptor, NULL, 5, &mapping, &privileges.set,
			    &length, &granted, NULL) ==
	      STATUS_ACCESS_VIOLATION);
	CHECK(granted == 77 && access == 77 && !fake_calls());
}

int main(void)
{
	test_open();
	test_duplicate();
	test_access_check();
	test_bad_access_check();
	return 0;
}
