// SPDX-License-Identifier: LGPL-2.1-or-later OR MIT
/*
 * NtQueryInformationToken: the kernel's answers as NT's structures.
 */
#include <stdint.h>
#include <stdlib.h>

#include "array.h"
#include "fake.h"
#include "make_sid.h"

#define NT(wide, narrow)	(sizeof(void *) == 8 ? (wide) : (narrow))

#define GROUPS	100

/* What the kernel says of the class that is wanted */
static union {
	__u64 alignment;
	unsigned char bytes[4096];
} answer;

static __u32 answer_size;
static __u32 wanted_class;
static NTSTATUS answer_status;

static NTSTATUS query(unsigned long request, unsigned long argument)
{
	struct ntobj_query_token *operands = (void *)argument;

	CHECK(request == NTOBJ_IOC_QUERY_TOKEN);
	CHECK(operands->handle == 0x40 && !operands->reserved);
	CHECK(operands->information_class == wanted_class);
	if (!NT_SUCCESS(answer_status))
		return answer_status;
	operands->return_length = answer_size;
	if (operands->length < answer_size)
		return STATUS_BUFFER_TOO_SMALL;
	memcpy((void *)(uintptr_t)operands->buffer, answer.bytes, answer_size);
	return STATUS_SUCCESS;
}

/* Room for any answer, aligned as a pointer */
static union {
	TOKEN_USER user;
	TOKEN_GROUPS groups;
	TOKEN_PRIVILEGES privileges;
	TOKEN_OWNER owner;
	TOKEN_DEFAULT_DACL dacl;
	TOKEN_SOURCE source;
	TOKEN_STATISTICS statistics;
	ULONG number;
	unsigned char bytes[8192];
} room;

/* Ask with too little room, with a byte less than is needed, and with enough. */
static void ask(TOKEN_INFORMATION_CLASS class, ULONG needed)
{
	ULONG length = 77;

	wanted_class = (__u32)class;
	memset(&room, 0xAA, sizeof(room));
	CHECK(NtQueryInformationToken((HANDLE)0x40, class, NULL, 0, &length) ==
	      STATUS_BUFFER_TOO_SMALL);
	CHECK(length == needed);
	length = 77;
	CHECK(NtQueryInformationToken((HANDLE)0x40, class, &room, needed - 1,
				      &length) == STATUS_BUFFER_TOO_SMALL);
	CHECK(length == needed && room.bytes[0] == 0xAA);
	length = 77;
	CHECK(NtQueryInformationToken((HANDLE)0x40, class, NULL, needed,
				      &length) == STATUS_ACCESS_VIOLATION);
	CHECK(length == 77);
	CHECK(!NtQueryInformationToken((HANDLE)0x40, class, &room, needed,
				       NULL));
	CHECK(room.bytes[needed] == 0xAA);
	CHECK(!NtQueryInformationToken((HANDLE)0x40, class, &room,
				       sizeof(room), &length));
	CHECK(length == needed);
}

static void add_record(const char *text, __u32 attributes)
{
	struct ntobj_token_sid *record =
		(void *)(answer.bytes + answer_size);
	union sid_room sid;

	make_sid(text, &sid);
	record->size = sizeof(*record) + RtlLengthSid(&sid);
	record->attributes = attributes;
	memcpy(record->sid, &sid, RtlLengthSid(&sid));
	answer_size += record->size;
}

static void check_sid(PSID sid, const char *text)
{
	union sid_room wanted;

	CHECK((unsigned char *)sid >= room.bytes &&
	      (unsigned char *)sid < room.bytes + sizeof(room));
	CHECK(RtlEqualSid(sid, make_sid(text, &wanted)));
}

static void test_user(void)
{
	answer_size = 0;
	add_record("S-1-22-1-1000", 0);
	ask(TokenUser, NT(16, 8) + 16);
	CHECK(!room.user.User.Attributes);
	check_sid(room.user.User.Sid, "S-1-22-1-1000");
	ask(TokenOwner, NT(8, 4) + 16);
	check_sid(room.owner.Owner, "S-1-22-1-1000");
	ask(TokenPrimaryGroup, NT(8, 4) + 16);
	check_sid(room.owner.Owner, "S-1-22-1-1000");
}

static void test_groups(void)
{
	answer_size = 0;
	add_record("S-1-22-2-100", SE_GROUP_ENABLED);
	add_record("S-1-1-0", SE_GROUP_MANDATORY);
	add_record("S-1-5-5-3-1000", SE_GROUP_LOGON_ID);
	ask(TokenGroups, NT(8 + 3 * 16, 4 + 3 * 8) + 16 + 12 + 20);
	CHECK(room.groups.GroupCount == 3);
	CHECK(room.groups.Groups[0].Attributes == SE_GROUP_ENABLED);
	check_sid(room.groups.Groups[0].Sid, "S-1-22-2-100");
	CHECK((&room.groups.Groups[0])[1].Attributes == SE_GROUP_MANDATORY);
	check_sid((&room.groups.Groups[0])[1].Sid, "S-1-1-0");
	CHECK((&room.groups.Groups[0])[2].Attributes == SE_GROUP_LOGON_ID);
	check_sid((&room.groups.Groups[0])[2].Sid, "S-1-5-5-3-1000");

	answer_size = 0;
	ask(TokenRestrictedSids, NT(8, 4));
	CHECK(!room.groups.GroupCount);
}

/* More than the library expects at first */
static void test_many_groups(void)
{
	const SID_AND_ATTRIBUTES *groups = room.groups.Groups;
	ULONG i;

	answer_size = 0;
	for (i = 0; i < GROUPS; i++)
		add_record("S-1-22-2-100", i);
	CHECK(answer_size > 1024);
	ask(TokenGroups, NT(8 + GROUPS * 16, 4 + GROUPS * 8) + GROUPS * 16);
	CHECK(room.groups.GroupCount == GROUPS);
	for (i = 0; i < GROUPS; i++) {
		CHECK(groups[i].Attributes == i);
		check_sid(groups[i].Sid, "S-1-22-2-100");
	}
}

static void test_privileges(void)
{
	static const struct ntobj_privilege source[] = {
		{ .luid = SE_TCB_PRIVILEGE, .attributes = 3 },
		{ .luid = 0x100000002, .attributes = 0 },
	};
	const LUID_AND_ATTRIBUTES *privileges = room.privileges.Privileges;

	memcpy(answer.bytes, source, sizeof(source));
	answer_size = sizeof(source);
	ask(TokenPrivileges, 4 + 2 * 12);
	CHECK(room.privileges.PrivilegeCount == 2);
	CHECK(privileges[0].Luid.LowPart == SE_TCB_PRIVILEGE &&
	      !privileges[0].Luid.HighPart && privileges[0].Attributes == 3);
	CHECK(privileges[1].Luid.LowPart == 2 &&
	      privileges[1].Luid.HighPart == 1 && !privileges[1].Attributes);
	answer_size = 0;
	ask(TokenPrivileges, 4);
	CHECK(!room.privileges.PrivilegeCount);
}

static void test_default_dacl(void)
{
	union sid_room sid;
	PACL acl = (void *)answer.bytes;

	CHECK(!RtlCreateAcl(acl, 28, ACL_REVISION));
	CHECK(!RtlAddAccessAllowedAce(acl, ACL_REVISION, GENERIC_ALL,
				      make_sid("SY", &sid)));
	answer_size = 28;
	ask(TokenDefaultDacl, NT(8, 4) + 28);
	CHECK((void *)room.dacl.DefaultDacl == room.bytes + sizeof(void *));
	CHECK(!memcmp(room.dacl.DefaultDacl, acl, 28));
	answer_size = 0;
	ask(TokenDefaultDacl, NT(8, 4));
	CHECK(!room.dacl.DefaultDacl);
}

static void test_numbers(void)
{
	static const struct ntobj_token_source source = {
		.name = "linux", .id = 0x200000001,
	};
	static const __u32 number = 12;

	memcpy(answer.bytes, &number, sizeof(number));
	answer_size = sizeof(number);
	ask(TokenType, 4);
	CHECK(room.number == 12);
	ask(TokenImpersonationLevel, 4);
	CHECK(room.number == 12);
	ask(TokenSessionId, 4);
	CHECK(room.number == 12);

	memcpy(answer.bytes, &source, sizeof(source));
	answer_size = sizeof(source);
	ask(TokenSource, 16);
	CHECK(!memcmp(room.source.SourceName, "linux\0\0\0", 8));
	CHECK(room.source.SourceIdentifier.LowPart == 1 &&
	      room.source.SourceIdentifier.HighPart == 2);
}

static void test_statistics(void)
{
	static const struct ntobj_token_statistics source = {
		.token_id = 0x100000002, .authentication_id = 0x3E7,
		.modified_id = 0x500000006, .type = TokenImpersonation,
		.level = SecurityDelegation, .groups = 9, .privileges = 8,
	};
	const TOKEN_STATISTICS *statistics = &room.statistics;

	memcpy(answer.bytes, &source, sizeof(source));
	answer_size = sizeof(source);
	ask(TokenStatistics, 0x38);
	CHECK(statistics->TokenId.LowPart == 2 &&
	      statistics->TokenId.HighPart == 1);
	CHECK(statistics->AuthenticationId.LowPart == 0x3E7 &&
	      !statistics->AuthenticationId.HighPart);
	CHECK(statistics->ModifiedId.LowPart == 6 &&
	      statistics->ModifiedId.HighPart == 5);
	CHECK(statistics->ExpirationTime.QuadPart == INT64_MAX);
	CHECK(statistics->TokenType == TokenImpersonation &&
	      statistics->ImpersonationLevel == SecurityDelegation);
	CHECK(!statistics->DynamicCharged && !statistics->DynamicAvailable);
	CHECK(statistics->GroupCount == 9 && statistics->PrivilegeCount == 8);
}

static void test_failures(void)
{
	static const int bad_classes[] = { 0, 13, 17, 1000, -1 };
	ULONG length = 77;
	size_t i;

	fake_answer(query);
	for (i = 0; i < ARRAY_SIZE(bad_classes); i++)
		CHECK(NtQueryInformationToken((HANDLE)0x40,
					      (TOKEN_INFORMATION_CLASS)bad_classes[i],
					      &room, sizeof(room), &length) ==
		      STATUS_INVALID_INFO_CLASS);
	CHECK(!fake_calls());
	wanted_class = TokenUser;
	answer_status = STATUS_ACCESS_DENIED;
	CHECK(NtQueryInformationToken((HANDLE)0x40, TokenUser, &room,
				      sizeof(room), &length) ==
	      STATUS_ACCESS_DENIED);
	CHECK(length == 77);
	answer_status = STATUS_SUCCESS;
}

int main(void)
{
	fake_answer(query);
	test_user();
	test_groups();
	test_many_groups();
	test_privileges();
	test_default_dacl();
	test_numbers();
	test_statistics();
	test_failures();
	return 0;
}
