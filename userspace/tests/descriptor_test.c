// SPDX-License-Identifier: LGPL-2.1-or-later OR MIT
/*
 * Security descriptors of both forms.
 */
#include <stdlib.h>

#include "array.h"
#include "make_sid.h"

static union sid_room owner_sid, group_sid;
static union {
	ACL acl;
	unsigned char bytes[64];
} dacl, sacl;

/* Room for a self-relative descriptor, aligned as one */
union relative_room {
	SECURITY_DESCRIPTOR_RELATIVE relative;
	unsigned char bytes[512];
};

static void make_parts(void)
{
	make_sid("S-1-22-1-1000", &owner_sid);
	make_sid("S-1-22-2-100", &group_sid);
	CHECK(!RtlCreateAcl(&dacl.acl, sizeof(dacl), ACL_REVISION));
	CHECK(!RtlAddAccessAllowedAce(&dacl.acl, ACL_REVISION, GENERIC_ALL,
				      &owner_sid));
	CHECK(!RtlCreateAcl(&sacl.acl, 32, ACL_REVISION));
	CHECK(!RtlAddAuditAccessAce(&sacl.acl, ACL_REVISION, DELETE, &owner_sid,
				    FALSE, TRUE));
}

static void make_full(SECURITY_DESCRIPTOR *descriptor)
{
	CHECK(!RtlCreateSecurityDescriptor(descriptor, 1));
	CHECK(!RtlSetOwnerSecurityDescriptor(descriptor, &owner_sid, TRUE));
	CHECK(!RtlSetGroupSecurityDescriptor(descriptor, &group_sid, FALSE));
	CHECK(!RtlSetDaclSecurityDescriptor(descriptor, TRUE, &dacl.acl, TRUE));
	CHECK(!RtlSetSaclSecurityDescriptor(descriptor, TRUE, &sacl.acl, FALSE));
	CHECK(!RtlSetControlSecurityDescriptor(descriptor, SE_DACL_PROTECTED,
					       SE_DACL_PROTECTED));
}

static void test_create(void)
{
	static const SECURITY_DESCRIPTOR empty = { .Revision = 1 };
	SECURITY_DESCRIPTOR descriptor;

	memset(&descriptor, 0xAA, sizeof(descriptor));
	CHECK(RtlCreateSecurityDescriptor(&descriptor, 2) ==
	      STATUS_UNKNOWN_REVISION);
	CHECK(descriptor.Revision == 0xAA);
	CHECK(!RtlCreateSecurityDescriptor(&descriptor, 1));
	CHECK(!memcmp(&descriptor, &empty, offsetof(SECURITY_DESCRIPTOR, Owner)));
	CHECK(!descriptor.Owner && !descriptor.Group && !descriptor.Sacl &&
	      !descriptor.Dacl);
	CHECK(RtlValidSecurityDescriptor(&descriptor));
	CHECK(RtlLengthSecurityDescriptor(&descriptor) ==
	      sizeof(SECURITY_DESCRIPTOR));
}

/* Whatever the form, the parts are the same. */
static void check_full(PSECURITY_DESCRIPTOR descriptor,
		       SECURITY_DESCRIPTOR_CONTROL form)
{
	BOOLEAN defaulted = 7;
	BOOLEAN present = 7;
	USHORT control;
	ULONG revision;
	PACL acl;
	PSID sid;

	CHECK(RtlValidSecurityDescriptor(descriptor));
	CHECK(!RtlGetOwnerSecurityDescriptor(descriptor, &sid, &defaulted));
	CHECK(RtlEqualSid(sid, &owner_sid) && defaulted == 1);
	CHECK(!RtlGetGroupSecurityDescriptor(descriptor, &sid, &defaulted));
	CHECK(RtlEqualSid(sid, &group_sid) && !defaulted);
	CHECK(!RtlGetDaclSecurityDescriptor(descriptor, &present, &acl,
					    &defaulted));
	CHECK(present == 1 && defaulted == 1);
	CHECK(!memcmp(acl, &dacl, sizeof(dacl)));
	CHECK(!RtlGetSaclSecurityDescriptor(descriptor, &present, &acl,
					    &defaulted));
	CHECK(present == 1 && !defaulted);
	CHECK(!memcmp(acl, &sacl, 32));
	CHECK(!RtlGetControlSecurityDescriptor(descriptor, &control,
					       &revision));
	CHECK(revision == 1);
	CHECK(control == (SE_OWNER_DEFAULTED | SE_DACL_PRESENT |
			  SE_DACL_DEFAULTED | SE_SACL_PRESENT |
			  SE_DACL_PROTECTED | form));
}

#define FULL_LENGTH	(20 + 16 + 16 + 64 + 32)

static void test_forms(void)
{
	SECURITY_DESCRIPTOR absolute, again;
	union relative_room relative, copy;
	ULONG length = 0;

	make_full(&absolute);
	check_full(&absolute, 0);
	CHECK(RtlLengthSecurityDescriptor(&absolute) ==
	      sizeof(absolute) + FULL_LENGTH - 20);
	memset(&relative, 0xAA, sizeof(relative));
	CHECK(RtlAbsoluteToSelfRelativeSD(&absolute, NULL, &length) ==
	      STATUS_BUFFER_TOO_SMALL);
	CHECK(length == FULL_LENGTH);
	length--;
	CHECK(RtlAbsoluteToSelfRelativeSD(&absolute, &relative, &length) ==
	      STATUS_BUFFER_TOO_SMALL);
	CHECK(length == FULL_LENGTH && relative.bytes[0] == 0xAA);
	CHECK(!RtlAbsoluteToSelfRelativeSD(&absolute, &relative, &length));
	CHECK(relative.bytes[FULL_LENGTH] == 0xAA);
	check_full(&relative, SE_SELF_RELATIVE);
	CHECK(RtlValidRelativeSecurityDescriptor(&relative, FULL_LENGTH, 0xF));
	CHECK(RtlLengthSecurityDescriptor(&relative) == FULL_LENGTH);

	length = sizeof(relative);
	CHECK(RtlAbsoluteToSelfRelativeSD(&relative, &copy, &length) ==
	      STATUS_BAD_DESCRIPTOR_FORMAT);
	CHECK(!RtlMakeSelfRelativeSD(&relative, &copy, &length));
	CHECK(!memcmp(&relative, &copy, FULL_LENGTH));
	CHECK(!RtlMakeSelfRelativeSD(&absolute, &copy, &length));
	CHECK(!memcmp(&relative, &copy, FULL_LENGTH));
	CHECK(RtlSelfRelativeToAbsoluteSD(&absolute, &again, &length,
					  NULL, &length, NULL, &length,
					  NULL, &length, NULL, &length) ==
	      STATUS_BAD_DESCRIPTOR_FORMAT);
}

static void test_to_absolute(void)
{
	ULONG sizes[5] = { 0 };
	const ULONG wanted[5] = { sizeof(SECURITY_DESCRIPTOR), 64, 32, 16, 16 };
	union sid_room owner, group;
	unsigned char dacl_room[64], sacl_room[64];
	SECURITY_DESCRIPTOR absolute;
	union relative_room relative;
	ULONG length = sizeof(relative);
	size_t i;

	make_full(&absolute);
	CHECK(!RtlMakeSelfRelativeSD(&absolute, &relative, &length));
	memset(&absolute, 0xAA, sizeof(absolute));
	for (i = 0; i <= ARRAY_SIZE(sizes); i++) {
		/* All that is too small, then each by itself by a byte */
		CHECK(RtlSelfRelativeToAbsoluteSD(&relative, &absolute,
						  &sizes[0], NULL, &sizes[1],
						  NULL, &sizes[2], NULL,
						  &sizes[3], NULL, &sizes[4]) ==
		      STATUS_BUFFER_TOO_SMALL);
		CHECK(!memcmp(sizes, wanted, sizeof(sizes)));
		if (i < ARRAY_SIZE(sizes))
			sizes[i]--;
	}
	CHECK(absolute.Revision == 0xAA);
	CHECK(!RtlSelfRelativeToAbsoluteSD(&relative, &absolute, &sizes[0],
					   (PACL)(void *)dacl_room, &sizes[1],
					   (PACL)(void *)sacl_room, &sizes[2],
					   &owner, &sizes[3], &group,
					   &sizes[4]));
	check_full(&absolute, 0);
	CHECK(absolute.Owner == &owner && absolute.Group == &group);
	CHECK(absolute.Dacl == (PACL)(void *)dacl_room);
	CHECK(absolute.Sacl == (PACL)(void *)sacl_room);
}

/* What there is none of stays so in the other form, and needs no room. */
static void test_missing_parts(void)
{
	ULONG size = sizeof(SECURITY_DESCRIPTOR);
	SECURITY_DESCRIPTOR absolute, again;
	BOOLEAN defaulted = 7, present = 7;
	union relative_room relative;
	PACL acl = &dacl.acl;
	ULONG length = 20;
	PSID sid = &owner_sid;
	ULONG zero = 0;

	CHECK(!RtlCreateSecurityDescriptor(&absolute, 1));
	CHECK(!RtlSetDaclSecurityDescriptor(&absolute, TRUE, NULL, FALSE));
	/* A list that is not present does not count. */
	absolute.Sacl = &sacl.acl;
	CHECK(!RtlAbsoluteToSelfRelativeSD(&absolute, &relative, &length));
	CHECK(relative.relative.Control == (SE_SELF_RELATIVE | SE_DACL_PRESENT));
	CHECK(!relative.relative.Owner && !relative.relative.Group &&
	      !relative.relative.Dacl && !relative.relative.Sacl);
	CHECK(RtlValidRelativeSecurityDescriptor(&relative, 20,
						 DACL_SECURITY_INFORMATION));

	CHECK(!RtlGetOwnerSecurityDescriptor(&relative, &sid, &defaulted));
	CHECK(!sid && !defaulted);
	CHECK(!RtlGetDaclSecurityDescriptor(&relative, &present, &acl,
					    &defaulted));
	CHECK(present == 1 && !acl && !defaulted);
	acl = &dacl.acl;
	defaulted = 7;
	CHECK(!RtlGetSaclSecurityDescriptor(&relative, &present, &acl,
					    &defaulted));
	CHECK(!present && acl == &dacl.acl && defaulted == 7);
	CHECK(!RtlSelfRelativeToAbsoluteSD(&relative, &again, &size, NULL,
					   &zero, NULL, &zero, NULL, &zero,
					   NULL, &zero));
	CHECK(again.Control == SE_DACL_PRESENT && !again.Owner &&
	      !again.Group && !again.Dacl && !again.Sacl);
}

static void test_set(void)
{
	SECURITY_DESCRIPTOR descriptor;
	union relative_room relative;
	ULONG length = sizeof(relative);

	make_full(&descriptor);
	/* What was set goes again; a list that is there no more is kept. */
	CHECK(!RtlSetOwnerSecurityDescriptor(&descriptor, NULL, FALSE));
	CHECK(!descriptor.Owner && !(descriptor.Control & SE_OWNER_DEFAULTED));
	CHECK(!RtlSetDaclSecurityDescriptor(&descriptor, FALSE, NULL, FALSE));
	CHECK(!(descriptor.Control & SE_DACL_PRESENT));
	CHECK(descriptor.Dacl == &dacl.acl);
	CHECK(!RtlSetSaclSecurityDescriptor(&descriptor, FALSE, NULL, FALSE));
	CHECK(!(descriptor.Control & SE_SACL_PRESENT));
	CHECK(!RtlSetGroupSecurityDescriptor(&descriptor, NULL, TRUE));
	CHECK(descriptor.Control & SE_GROUP_DEFAULTED);

	CHECK(!RtlMakeSelfRelativeSD(&descriptor, &relative, &length));
	CHECK(RtlSetOwnerSecurityDescriptor(&relative, NULL, FALSE) ==
	      STATUS_INVALID_SECURITY_DESCR);
	CHECK(RtlSetGroupSecurityDescriptor(&relative, NULL, FALSE) ==
	      STATUS_INVALID_SECURITY_DESCR);
	CHECK(RtlSetDaclSecurityDescriptor(&relative, TRUE, NULL, FALSE) ==
	      STATUS_INVALID_SECURITY_DESCR);
	CHECK(RtlSetSaclSecurityDescriptor(&relative, TRUE, NULL, FALSE) ==
	      STATUS_INVALID_SECURITY_DESCR);
}

static void test_control(void)
{
	SECURITY_DESCRIPTOR descriptor;

	make_full(&descriptor);
	CHECK(RtlSetControlSecurityDescriptor(&descriptor, SE_DACL_PRESENT, 0) ==
	      STATUS_INVALID_PARAMETER);
	CHECK(RtlSetControlSecurityDescriptor(&descriptor, 0,
					      SE_SACL_PROTECTED) ==
	      STATUS_INVALID_PARAMETER);
	CHECK(!RtlSetControlSecurityDescriptor(&descriptor,
					       SE_DACL_PROTECTED |
					       SE_SACL_AUTO_INHERITED,
					       SE_SACL_AUTO_INHERITED));
	CHECK(!(descriptor.Control & SE_DACL_PROTECTED));
	CHECK(descriptor.Control & SE_SACL_AUTO_INHERITED);
}

static void test_revision(void)
{
	SECURITY_DESCRIPTOR descriptor;
	BOOLEAN present, defaulted;
	union relative_room relative;
	ULONG length = sizeof(relative);
	ULONG revision = 77;
	USHORT control = 77;
	PACL acl;
	PSID sid;

	make_full(&descriptor);
	descriptor.Revision = 3;
	CHECK(!RtlValidSecurityDescriptor(&descriptor));
	CHECK(RtlGetControlSecurityDescriptor(&descriptor, &control,
					      &revision) ==
	      STATUS_UNKNOWN_REVISION);
	CHECK(revision == 3 && control == 77);
	CHECK(RtlSetControlSecurityDescriptor(&descriptor, 0, 0) ==
	      STATUS_UNKNOWN_REVISION);
	CHECK(RtlSetOwnerSecurityDescriptor(&descriptor, NULL, FALSE) ==
	      STATUS_UNKNOWN_REVISION);
	CHECK(RtlSetDaclSecurityDescriptor(&descriptor, TRUE, NULL, FALSE) ==
	      STATUS_UNKNOWN_REVISION);
	CHECK(RtlGetOwnerSecurityDescriptor(&descriptor, &sid, &defaulted) ==
	      STATUS_UNKNOWN_REVISION);
	CHECK(RtlGetGroupSecurityDescriptor(&descriptor, &sid, &defaulted) ==
	      STATUS_UNKNOWN_REVISION);
	CHECK(RtlGetDaclSecurityDescriptor(&descriptor, &present, &acl,
					   &defaulted) ==
	      STATUS_UNKNOWN_REVISION);
	CHECK(RtlGetSaclSecurityDescriptor(&descriptor, &present, &acl,
					   &defaulted) ==
	      STATUS_UNKNOWN_REVISION);
	CHECK(RtlMakeSelfRelativeSD(&descriptor, &relative, &length) ==
	      STATUS_UNKNOWN_REVISION);
	CHECK(descriptor.Owner == &owner_sid);
}

/* A part whose size can't be believed is not copied. */
static void test_bad_parts(void)
{
	union sid_room bad_sid = { .sid = { 1, 16, { { 0 } }, { 0 } } };
	SECURITY_DESCRIPTOR descriptor;
	union relative_room relative;
	ULONG length = sizeof(relative);
	ACL bad_acl = { 2, 0, 7, 0, 0 };

	make_full(&descriptor);
	descriptor.Owner = &bad_sid;
	CHECK(!RtlValidSecurityDescriptor(&descriptor));
	CHECK(RtlMakeSelfRelativeSD(&descriptor, &relative, &length) ==
	      STATUS_INVALID_SID);
	descriptor.Owner = NULL;
	descriptor.Group = &bad_sid;
	CHECK(!RtlValidSecurityDescriptor(&descriptor));
	CHECK(RtlMakeSelfRelativeSD(&descriptor, &relative, &length) ==
	      STATUS_INVALID_SID);
	descriptor.Group = NULL;
	descriptor.Dacl = &bad_acl;
	CHECK(!RtlValidSecurityDescriptor(&descriptor));
	CHECK(RtlMakeSelfRelativeSD(&descriptor, &relative, &length) ==
	      STATUS_INVALID_ACL);
	descriptor.Dacl = NULL;
	descriptor.Sacl = &bad_acl;
	CHECK(RtlMakeSelfRelativeSD(&descriptor, &relative, &length) ==
	      STATUS_INVALID_ACL);
	/* What is not present is not looked at. */
	descriptor.Control &= (USHORT)~SE_SACL_PRESENT;
	CHECK(!RtlMakeSelfRelativeSD(&descriptor, &relative, &length));
}

static void make_relative(union relative_room *room)
{
	SECURITY_DESCRIPTOR absolute;
	ULONG length = sizeof(*room);

	make_full(&absolute);
	CHECK(!RtlMakeSelfRelativeSD(&absolute, room, &length));
}

static bool is_valid(union relative_room *room)
{
	return RtlValidRelativeSecurityDescriptor(room, FULL_LENGTH, 0);
}

static void test_required(void)
{
	static const SECURITY_INFORMATION parts[] = {
		OWNER_SECURITY_INFORMATION, GROUP_SECURITY_INFORMATION,
		DACL_SECURITY_INFORMATION, SACL_SECURITY_INFORMATION,
	};
	union relative_room empty = {
		.relative = { .Revision = 1, .Control = SE_SELF_RELATIVE },
	};
	union relative_room full;
	size_t i;

	make_relative(&full);
	CHECK(RtlValidRelativeSecurityDescriptor(&empty, 20, 0));
	for (i = 0; i < ARRAY_SIZE(parts); i++) {
		CHECK(!RtlValidRelativeSecurityDescriptor(&empty, 20, parts[i]));
		CHECK(RtlValidRelativeSecurityDescriptor(&full, FULL_LENGTH,
							 parts[i]));
	}
}

static void test_bad_relative(void)
{
	union relative_room room;
	SECURITY_DESCRIPTOR_RELATIVE *relative = &room.relative;
	ULONG *offsets[] = {
		&relative->Owner, &relative->Group, &relative->Sacl,
		&relative->Dacl,
	};
	static const ULONG bad_offsets[] = {
		4, 16, 21, FULL_LENGTH - 4, FULL_LENGTH, FULL_LENGTH + 4,
		0x7FFFFFFC, 0xFFFFFFFC, 0xFFFFFFFF,
	};
	ULONG length;
	size_t i, j;

	make_relative(&room);
	for (length = 0; length < FULL_LENGTH; length++)
		CHECK(!RtlValidRelativeSecurityDescriptor(&room, length, 0));
	CHECK(is_valid(&room));
	relative->Revision = 2;
	CHECK(!is_valid(&room));
	relative->Revision = 1;
	relative->Control &= (USHORT)~SE_SELF_RELATIVE;
	CHECK(!is_valid(&room));

	for (i = 0; i < ARRAY_SIZE(offsets); i++) {
		for (j = 0; j < ARRAY_SIZE(bad_offsets); j++) {
			make_relative(&room);
			*offsets[i] = bad_offsets[j];
			CHECK(!is_valid(&room));
		}
		make_relative(&room);
		*offsets[i] = 0;
		CHECK(is_valid(&room));
		/* Neither SIDs nor lists have this revision. */
		make_relative(&room);
		room.bytes[*offsets[i]] = 0x77;
		CHECK(!is_valid(&room));
		CHECK(!RtlValidSecurityDescriptor(&room));
	}
	/* A list that is not present may be anywhere. */
	make_relative(&room);
	relative->Dacl = 0xFFFFFFFF;
	relative->Control &= (USHORT)~SE_DACL_PRESENT;
	CHECK(is_valid(&room));
}

/* Offsets that can't be those of anything */
static void test_unaligned(void)
{
	BOOLEAN present = 7, defaulted = 7;
	union relative_room room, copy;
	ULONG length = sizeof(copy);
	PSID sid = &room;
	PACL acl;

	make_relative(&room);
	room.relative.Dacl++;
	CHECK(!RtlValidSecurityDescriptor(&room));
	CHECK(RtlGetOwnerSecurityDescriptor(&room, &sid, &defaulted) ==
	      STATUS_INVALID_SECURITY_DESCR);
	CHECK(RtlGetDaclSecurityDescriptor(&room, &present, &acl, &defaulted) ==
	      STATUS_INVALID_SECURITY_DESCR);
	CHECK(RtlMakeSelfRelativeSD(&room, &copy, &length) ==
	      STATUS_INVALID_SECURITY_DESCR);
	CHECK(sid == &room && present == 7 && defaulted == 7);
}

int main(void)
{
	make_parts();
	test_create();
	test_forms();
	test_to_absolute();
	test_missing_parts();
	test_set();
	test_control();
	test_revision();
	test_bad_parts();
	test_required();
	test_bad_relative();
	test_unaligned();
	return 0;
}
