// SPDX-License-Identifier: LGPL-2.1-or-later OR MIT
/*
 * Access control lists, their entries, and rights.
 */
#include <stdlib.h>

#include "array.h"
#include "make_sid.h"

/* Room for a list, aligned as one */
union acl_room {
	ACL acl;
	unsigned char bytes[256];
};

/* Entries of the SIDs used here */
#define SYSTEM_SIZE	20	/* S-1-5-18 */
#define ADMIN_SIZE	24	/* S-1-5-32-544 */

static union sid_room system_sid, admin_sid;

static void test_create(void)
{
	union acl_room room;
	ACL *acl = &room.acl;

	memset(&room, 0xAA, sizeof(room));
	CHECK(RtlCreateAcl(acl, 7, ACL_REVISION) == STATUS_BUFFER_TOO_SMALL);
	CHECK(RtlCreateAcl(acl, 64, 1) == STATUS_INVALID_PARAMETER);
	CHECK(RtlCreateAcl(acl, 64, 5) == STATUS_INVALID_PARAMETER);
	CHECK(RtlCreateAcl(acl, 0x10000, ACL_REVISION) ==
	      STATUS_INVALID_PARAMETER);
	CHECK(RtlCreateAcl(acl, 0xFFFFFFFF, ACL_REVISION) ==
	      STATUS_INVALID_PARAMETER);
	CHECK(room.bytes[0] == 0xAA);

	CHECK(!RtlCreateAcl(acl, 8, ACL_REVISION));
	CHECK(acl->AclRevision == 2 && acl->AclSize == 8);
	CHECK(!acl->AceCount && !acl->Sbz1 && !acl->Sbz2);
	CHECK(room.bytes[8] == 0xAA && RtlValidAcl(acl));
	CHECK(!RtlCreateAcl(acl, 71, ACL_REVISION_DS));
	CHECK(acl->AclRevision == 4 && acl->AclSize == 68);
	CHECK(!RtlCreateAcl(acl, 0xFFFF, ACL_REVISION));
	CHECK(acl->AclSize == 0xFFFC);
}

static void check_entry(PACL acl, ULONG index, UCHAR type, UCHAR flags,
			ACCESS_MASK mask, PSID sid)
{
	ACCESS_ALLOWED_ACE *ace;
	void *found = NULL;

	CHECK(!RtlGetAce(acl, index, &found));
	ace = found;
	CHECK(ace->Header.AceType == type && ace->Header.AceFlags == flags);
	CHECK(ace->Header.AceSize == 8 + RtlLengthSid(sid));
	CHECK(ace->Mask == mask && RtlEqualSid(&ace->SidStart, sid));
}

static void check_size(PACL acl, ULONG count, ULONG used, ULONG left)
{
	ACL_SIZE_INFORMATION size;

	CHECK(!RtlQueryInformationAcl(acl, &size, sizeof(size),
				      AclSizeInformation));
	CHECK(size.AceCount == count && size.AclBytesInUse == used &&
	      size.AclBytesFree == left);
}

static void test_append(void)
{
	union acl_room room;
	ACL *acl = &room.acl;

	CHECK(!RtlCreateAcl(acl, sizeof(room), ACL_REVISION));
	CHECK(!RtlAddAccessDeniedAce(acl, 2, WRITE_DAC, &admin_sid));
	CHECK(!RtlAddAccessAllowedAce(acl, 2, GENERIC_ALL, &system_sid));
	CHECK(!RtlAddAccessDeniedAceEx(acl, 2, INHERITED_ACE, 1, &system_sid));
	CHECK(!RtlAddAccessAllowedAceEx(acl, 2, VALID_INHERIT_FLAGS, 2,
					&admin_sid));
	CHECK(!RtlAddAuditAccessAce(acl, 2, 3, &system_sid, TRUE, FALSE));
	CHECK(!RtlAddAuditAccessAceEx(acl, 2, INHERIT_ONLY_ACE, 4, &system_sid,
				      FALSE, TRUE));
	CHECK(!RtlAddAuditAccessAceEx(acl, 2, SUCCESSFUL_ACCESS_ACE_FLAG, 5,
				      &system_sid, FALSE, FALSE));
	CHECK(RtlValidAcl(acl) && acl->AceCount == 7);
	check_entry(acl, 0, 1, 0, WRITE_DAC, &admin_sid);
	check_entry(acl, 1, 0, 0, GENERIC_ALL, &system_sid);
	check_entry(acl, 2, 1, 0x10, 1, &system_sid);
	check_entry(acl, 3, 0, 0x1F, 2, &admin_sid);
	check_entry(acl, 4, 2, 0x40, 3, &system_sid);
	check_entry(acl, 5, 2, 0x88, 4, &system_sid);
	check_entry(acl, 6, 2, 0x40, 5, &system_sid);
	check_size(acl, 7, 8 + 2 * ADMIN_SIZE + 5 * SYSTEM_SIZE,
		   sizeof(room) - 8 - 2 * ADMIN_SIZE - 5 * SYSTEM_SIZE);
}

static void test_bad_append(void)
{
	union sid_room bad_sid = { .sid = { .Revision = 2 } };
	union acl_room room, before;
	ACL *acl = &room.acl;

	memset(&room, 0xAA, sizeof(room));
	CHECK(!RtlCreateAcl(acl, 8 + SYSTEM_SIZE, ACL_REVISION));
	before = room;
	CHECK(RtlAddAccessAllowedAce(acl, 2, 1, &bad_sid) ==
	      STATUS_INVALID_SID);
	CHECK(RtlAddAccessAllowedAce(acl, 1, 1, &system_sid) ==
	      STATUS_REVISION_MISMATCH);
	CHECK(RtlAddAccessAllowedAce(acl, 5, 1, &system_sid) ==
	      STATUS_REVISION_MISMATCH);
	CHECK(RtlAddAccessAllowedAceEx(acl, 2, 0x20, 1, &system_sid) ==
	      STATUS_INVALID_PARAMETER);
	CHECK(RtlAddAccessDeniedAceEx(acl, 2, SUCCESSFUL_ACCESS_ACE_FLAG, 1,
				      &system_sid) == STATUS_INVALID_PARAMETER);
	CHECK(RtlAddAuditAccessAceEx(acl, 2, 0x20, 1, &system_sid, TRUE,
				     TRUE) == STATUS_INVALID_PARAMETER);
	CHECK(RtlAddAccessAllowedAce(acl, 2, 1, &admin_sid) ==
	      STATUS_ALLOTTED_SPACE_EXCEEDED);
	CHECK(!memcmp(&room, &before, sizeof(room)));

	/* To the last byte, and not one more */
	CHECK(!RtlAddAccessAllowedAce(acl, 4, 1, &system_sid));
	CHECK(room.bytes[8 + SYSTEM_SIZE] == 0xAA);
	CHECK(acl->AclRevision == 4);
	CHECK(RtlAddAccessAllowedAce(acl, 2, 1, &system_sid) ==
	      STATUS_ALLOTTED_SPACE_EXCEEDED);
	acl->AclRevision = 7;
	CHECK(RtlAddAccessAllowedAce(acl, 2, 1, &system_sid) ==
	      STATUS_REVISION_MISMATCH);
}

static void test_malformed(void)
{
	union acl_room room;
	ACL *acl = &room.acl;
	ACE_HEADER *ace = (void *)(acl + 1);
	void *first_free;

	CHECK(!RtlCreateAcl(acl, sizeof(room), ACL_REVISION));
	CHECK(!RtlAddAccessAllowedAce(acl, 2, 1, &system_sid));
	CHECK(RtlValidAcl(acl) && RtlFirstFreeAce(acl, &first_free));
	CHECK(first_free == room.bytes + 8 + SYSTEM_SIZE);

	/* An entry that ends beyond the list, and one that begins there */
	acl->AclSize = 8 + SYSTEM_SIZE - 4;
	CHECK(!RtlValidAcl(acl));
	first_free = room.bytes;
	CHECK(RtlFirstFreeAce(acl, &first_free) && !first_free);
	CHECK(RtlAddAccessAllowedAce(acl, 2, 1, &system_sid) ==
	      STATUS_ALLOTTED_SPACE_EXCEEDED);
	check_size(acl, 1, acl->AclSize, 0);
	acl->AclSize = 8 + SYSTEM_SIZE;
	acl->AceCount = 2;
	CHECK(!RtlValidAcl(acl));
	first_free = room.bytes;
	CHECK(!RtlFirstFreeAce(acl, &first_free) && !first_free);
	CHECK(RtlAddAccessAllowedAce(acl, 2, 1, &system_sid) ==
	      STATUS_INVALID_ACL);
	acl->AceCount = 1;
	CHECK(RtlValidAcl(acl));

	/* Bad lengths of the list itself */
	acl->AclSize = 4;
	CHECK(!RtlValidAcl(acl));
	acl->AclSize = 8 + SYSTEM_SIZE + 2;
	CHECK(!RtlValidAcl(acl));
	acl->AclSize = 8 + SYSTEM_SIZE;
	acl->AclRevision = 1;
	CHECK(!RtlValidAcl(acl));
	acl->AclRevision = 2;

	/* Of an entry */
	ace->AceSize = 0;
	CHECK(!RtlValidAcl(acl) && !RtlFirstFreeAce(acl, &first_free));
	ace->AceSize = 4;
	CHECK(!RtlValidAcl(acl));
	ace->AceSize = 12;
	CHECK(!RtlValidAcl(acl));
	ace->AceSize = SYSTEM_SIZE - 2;
	CHECK(!RtlValidAcl(acl));
	ace->AceSize = SYSTEM_SIZE;
	room.bytes[8 + 8 + 1] = 2;
	CHECK(!RtlValidAcl(acl));
	/* What is in an entry of an unknown type nobody knows. */
	ace->AceType = 0x11;
	CHECK(RtlValidAcl(acl));
	ace->AceSize = 4;
	CHECK(RtlValidAcl(acl));
}

static void test_query(void)
{
	ACL_REVISION_INFORMATION revision = { 77 };
	ACL_SIZE_INFORMATION size = { .AceCount = 77 };
	union acl_room room;
	ACL *acl = &room.acl;

	CHECK(!RtlCreateAcl(acl, 64, ACL_REVISION));
	check_size(acl, 0, 8, 56);
	CHECK(!RtlQueryInformationAcl(acl, &revision, sizeof(revision),
				      AclRevisionInformation));
	CHECK(revision.AclRevision == 2);
	CHECK(RtlQueryInformationAcl(acl, &revision, sizeof(revision) - 1,
				     AclRevisionInformation) ==
	      STATUS_BUFFER_TOO_SMALL);
	CHECK(RtlQueryInformationAcl(acl, &size, sizeof(size) - 1,
				     AclSizeInformation) ==
	      STATUS_BUFFER_TOO_SMALL);
	CHECK(RtlQueryInformationAcl(acl, &size, sizeof(size),
				     (ACL_INFORMATION_CLASS)3) ==
	      STATUS_INVALID_INFO_CLASS);
	acl->AceCount = 100;
	memset(acl + 1, 0, 56);
	CHECK(RtlQueryInformationAcl(acl, &size, sizeof(size),
				     AclSizeInformation) ==
	      STATUS_INVALID_PARAMETER);
	acl->AclRevision = 9;
	CHECK(RtlQueryInformationAcl(acl, &size, sizeof(size),
				     AclSizeInformation) ==
	      STATUS_INVALID_PARAMETER);
	CHECK(size.AceCount == 77);
}

/* A list whose entries have these masks, one each */
static void make_list(PACL acl, ULONG size, const ACCESS_MASK *masks,
		      size_t count)
{
	size_t i;

	CHECK(!RtlCreateAcl(acl, size, ACL_REVISION));
	for (i = 0; i < count; i++)
		CHECK(!RtlAddAccessAllowedAce(acl, 2, masks[i],
					      masks[i] % 2 ? &system_sid :
							     &admin_sid));
}

static void check_masks(PACL acl, const ACCESS_MASK *masks, size_t count)
{
	size_t i;

	CHECK(RtlValidAcl(acl) && acl->AceCount == count);
	for (i = 0; i < count; i++)
		check_entry(acl, (ULONG)i, 0, 0, masks[i],
			    masks[i] % 2 ? &system_sid : &admin_sid);
}

static void test_insert(void)
{
	static const ACCESS_MASK two[] = { 1, 2 };
	static const ACCESS_MASK inserted[] = { 11, 12, 13 };
	static const ULONG places[] = { 0, 1, 2, 3, 0xFFFFFFFF };
	static const ACCESS_MASK wanted[][5] = {
		{ 11, 12, 13, 1, 2 }, { 1, 11, 12, 13, 2 }, { 1, 2, 11, 12, 13 },
		{ 1, 2, 11, 12, 13 }, { 1, 2, 11, 12, 13 },
	};
	union acl_room room, list;
	const ULONG length = 2 * SYSTEM_SIZE + ADMIN_SIZE;
	size_t i;

	make_list(&list.acl, sizeof(list), inserted, 3);
	for (i = 0; i < ARRAY_SIZE(places); i++) {
		make_list(&room.acl, sizeof(room), two, 2);
		CHECK(!RtlAddAce(&room.acl, 2, places[i], &list.acl + 1,
				 length));
		check_masks(&room.acl, wanted[i], 5);
	}

	/* Exactly as much room as it takes, and a little less */
	make_list(&room.acl, 8 + SYSTEM_SIZE + ADMIN_SIZE + length, two, 2);
	CHECK(!RtlAddAce(&room.acl, 4, 1, &list.acl + 1, length));
	check_masks(&room.acl, wanted[1], 5);
	CHECK(room.acl.AclRevision == 4);
	make_list(&room.acl, 8 + SYSTEM_SIZE + ADMIN_SIZE + length - 4, two, 2);
	CHECK(RtlAddAce(&room.acl, 2, 1, &list.acl + 1, length) ==
	      STATUS_BUFFER_TOO_SMALL);
	check_masks(&room.acl, two, 2);
}

static void test_bad_insert(void)
{
	static const ACCESS_MASK two[] = { 1, 2 };
	union acl_room room, list;
	ACE_HEADER *ace = (void *)(&list.acl + 1);

	make_list(&list.acl, sizeof(list), two, 1);
	make_list(&room.acl, sizeof(room), two, 2);
	/* Nothing to be inserted is no error. */
	CHECK(!RtlAddAce(&room.acl, 2, 0, ace, 0));
	CHECK(RtlAddAce(&room.acl, 2, 0, ace, SYSTEM_SIZE - 1) ==
	      STATUS_INVALID_PARAMETER);
	CHECK(RtlAddAce(&room.acl, 2, 0, ace, 3) == STATUS_INVALID_PARAMETER);
	CHECK(RtlAddAce(&room.acl, 1, 0, ace, SYSTEM_SIZE) ==
	      STATUS_INVALID_PARAMETER);
	ace->AceSize = 0;
	CHECK(RtlAddAce(&room.acl, 2, 0, ace, SYSTEM_SIZE) ==
	      STATUS_INVALID_PARAMETER);
	ace->AceSize = SYSTEM_SIZE - 2;
	CHECK(RtlAddAce(&room.acl, 2, 0, ace, SYSTEM_SIZE - 2) ==
	      STATUS_INVALID_PARAMETER);
	check_masks(&room.acl, two, 2);
	ace->AceSize = SYSTEM_SIZE;
	room.acl.AceCount = 99;
	CHECK(RtlAddAce(&room.acl, 2, 0, ace, SYSTEM_SIZE) ==
	      STATUS_INVALID_PARAMETER);
}

static void test_delete(void)
{
	static const ACCESS_MASK masks[] = { 1, 2, 3 };
	static const ACCESS_MASK left[][2] = { { 2, 3 }, { 1, 3 }, { 1, 2 } };
	union acl_room room;
	void *ace = &room;
	ULONG i;

	for (i = 0; i < ARRAY_SIZE(masks); i++) {
		make_list(&room.acl, sizeof(room), masks, 3);
		CHECK(!RtlDeleteAce(&room.acl, i));
		check_masks(&room.acl, left[i], 2);
	}
	CHECK(RtlDeleteAce(&room.acl, 2) == STATUS_INVALID_PARAMETER);
	CHECK(RtlGetAce(&room.acl, 2, &ace) == STATUS_INVALID_PARAMETER);
	CHECK(!RtlDeleteAce(&room.acl, 1) && !RtlDeleteAce(&room.acl, 0));
	CHECK(RtlDeleteAce(&room.acl, 0) == STATUS_INVALID_PARAMETER);
	check_size(&room.acl, 0, 8, sizeof(room) - 8);
	room.acl.AceCount = 99;
	CHECK(RtlGetAce(&room.acl, 0, &ace) == STATUS_INVALID_PARAMETER);
	CHECK(RtlDeleteAce(&room.acl, 0) == STATUS_INVALID_PARAMETER);
	CHECK(ace == &room);
}

static void test_rights(void)
{
	static GENERIC_MAPPING mapping = { 0x1, 0x2, 0x4, 0xF000F };
	static const struct {
		ACCESS_MASK mask;
		ACCESS_MASK mapped;
	} masks[] = {
		{ 0, 0 },
		{ GENERIC_READ, 0x1 },
		{ GENERIC_WRITE, 0x2 },
		{ GENERIC_EXECUTE, 0x4 },
		{ GENERIC_ALL, 0xF000F },
		{ GENERIC_READ | GENERIC_WRITE | 0x10, 0x13 },
		{ MAXIMUM_ALLOWED | DELETE, MAXIMUM_ALLOWED | DELETE },
	};
	size_t i;

	for (i = 0; i < ARRAY_SIZE(masks); i++) {
		ACCESS_MASK mask = masks[i].mask;

		RtlMapGenericMask(&mask, &mapping);
		CHECK(mask == masks[i].mapped);
	}
	CHECK(RtlAreAllAccessesGranted(7, 5) && RtlAreAllAccessesGranted(7, 0));
	CHECK(!RtlAreAllAccessesGranted(5, 7));
	CHECK(RtlAreAnyAccessesGranted(4, 6) && !RtlAreAnyAccessesGranted(1, 6));
	CHECK(!RtlAreAnyAccessesGranted(7, 0));
	CHECK(RtlAreAnyAccessesGranted(0x80000000, 0x80000000) == 1);
}

int main(void)
{
	make_sid("S-1-5-18", &system_sid);
	make_sid("S-1-5-32-544", &admin_sid);
	test_create();
	test_append();
	test_bad_append();
	test_malformed();
	test_query();
	test_insert();
	test_bad_insert();
	test_delete();
	test_rights();
	return 0;
}
