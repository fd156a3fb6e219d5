// SPDX-License-Identifier: LGPL-2.1-or-later OR MIT
/*
 * Security identifiers, and as text.
 */
#include <stdio.h>
#include <stdlib.h>

#include "array.h"
#include "make_sid.h"

static void test_parts(void)
{
	SID_IDENTIFIER_AUTHORITY authority = { SECURITY_NT_AUTHORITY };
	union sid_room room;
	SID *sid = &room.sid;

	memset(&room, 0xAA, sizeof(room));
	CHECK(RtlLengthRequiredSid(0) == 8 && RtlLengthRequiredSid(15) == 68);
	CHECK(!RtlInitializeSid(sid, &authority, 2));
	CHECK(sid->Revision == 1 && sid->SubAuthorityCount == 2);
	CHECK(RtlLengthSid(sid) == 16);
	CHECK(RtlSubAuthorityCountSid(sid) == &sid->SubAuthorityCount);
	CHECK(RtlIdentifierAuthoritySid(sid) == &sid->IdentifierAuthority);
	CHECK(!memcmp(RtlIdentifierAuthoritySid(sid), "\0\0\0\0\0\5", 6));
	CHECK(RtlSubAuthoritySid(sid, 0) == sid->SubAuthority);
	CHECK((unsigned char *)RtlSubAuthoritySid(sid, 1) == room.bytes + 12);
	/* They are the caller's to set. */
	CHECK(*RtlSubAuthoritySid(sid, 1) == 0xAAAAAAAA);

	CHECK(!RtlInitializeSid(sid, &authority, 15));
	sid->SubAuthorityCount = 77;
	CHECK(RtlInitializeSid(sid, &authority, 16) ==
	      STATUS_INVALID_PARAMETER);
	CHECK(sid->SubAuthorityCount == 77);
}

static void test_valid(void)
{
	union sid_room room = { .sid = { .Revision = 1 } };

	CHECK(RtlValidSid(&room));
	room.sid.SubAuthorityCount = 15;
	CHECK(RtlValidSid(&room));
	room.sid.SubAuthorityCount = 16;
	CHECK(!RtlValidSid(&room));
	room.sid.SubAuthorityCount = 1;
	room.sid.Revision = 2;
	CHECK(!RtlValidSid(&room));
	room.sid.Revision = 0;
	CHECK(!RtlValidSid(&room));
	CHECK(!RtlValidSid(NULL));
}

static void test_equal(void)
{
	static const char *const texts[] = {
		"S-1-5-18", "S-1-5-19", "S-1-5-18-0", "S-1-5", "S-1-6-18",
		"S-1-22-1-1000", "S-1-22-2-1000",
	};
	union sid_room one, other;
	size_t i, j;

	for (i = 0; i < ARRAY_SIZE(texts); i++) {
		for (j = 0; j < ARRAY_SIZE(texts); j++) {
			memset(&one, 0, sizeof(one));
			memset(&other, 0xFF, sizeof(other));
			CHECK(RtlEqualSid(make_sid(texts[i], &one),
					  make_sid(texts[j], &other)) ==
			      (i == j));
		}
	}
	make_sid("S-1-5-18", &one);
	other = one;
	other.sid.Revision = 2;
	CHECK(!RtlEqualSid(&one, &other));
}

static void test_copy(void)
{
	union sid_room source, target;

	make_sid("S-1-5-32-544", &source);
	memset(&target, 0xAA, sizeof(target));
	CHECK(RtlCopySid(15, &target, &source) == STATUS_BUFFER_TOO_SMALL);
	CHECK(target.bytes[0] == 0xAA);
	CHECK(!RtlCopySid(16, &target, &source));
	CHECK(RtlEqualSid(&target, &source));
	CHECK(target.bytes[16] == 0xAA);
}

static void test_allocate(void)
{
	SID_IDENTIFIER_AUTHORITY authority = { NTOBJ_UNIX_SID_AUTHORITY };
	PSID sid = (PSID)16;
	char text[64];
	size_t used;

	CHECK(RtlAllocateAndInitializeSid(&authority, 9, 1, 2, 3, 4, 5, 6, 7, 8,
					  &sid) == STATUS_INVALID_SID);
	CHECK(sid == (PSID)16);
	CHECK(!RtlAllocateAndInitializeSid(&authority, 8, 1, 2, 3, 4, 5, 6, 7,
					   8, &sid));
	CHECK(!ntobj_sid_to_string(sid, text, sizeof(text), &used));
	CHECK(used == 22 && !memcmp(text, "S-1-22-1-2-3-4-5-6-7-8", used));
	CHECK(!RtlFreeSid(sid));

	CHECK(!RtlAllocateAndInitializeSid(&authority, 0, 1, 2, 3, 4, 5, 6, 7,
					   8, &sid));
	CHECK(RtlValidSid(sid) && RtlLengthSid(sid) == 8);
	CHECK(!RtlFreeSid(sid));
	CHECK(!RtlFreeSid(NULL));
}

/* As it is written, and another way to say the same */
static const struct {
	const char *text;
	const char *other;
} same_sids[] = {
	{ "S-1-5-18", "SY" },
	{ "S-1-5-18", "S-1-5-0018" },
	{ "S-1-5-18", "S-1-0x5-18" },
	{ "S-1-5-18", "S-1-0X000000000005-18" },
	{ "S-1-1-0", "WD" },
	{ "S-1-3-0", "CO" },
	{ "S-1-3-1", "CG" },
	{ "S-1-3-4", "OW" },
	{ "S-1-5-2", "NU" },
	{ "S-1-5-4", "IU" },
	{ "S-1-5-6", "SU" },
	{ "S-1-5-7", "AN" },
	{ "S-1-5-9", "ED" },
	{ "S-1-5-10", "PS" },
	{ "S-1-5-11", "AU" },
	{ "S-1-5-12", "RC" },
	{ "S-1-5-19", "LS" },
	{ "S-1-5-20", "NS" },
	{ "S-1-5-33", "WR" },
	{ "S-1-5-32-544", "BA" },
	{ "S-1-5-32-545", "BU" },
	{ "S-1-5-32-546", "BG" },
	{ "S-1-5-32-547", "PU" },
	{ "S-1-5-32-548", "AO" },
	{ "S-1-5-32-549", "SO" },
	{ "S-1-5-32-550", "PO" },
	{ "S-1-5-32-551", "BO" },
	{ "S-1-5-32-552", "RE" },
	{ "S-1-5-32-554", "RU" },
	{ "S-1-5-32-555", "RD" },
	{ "S-1-5-32-556", "NO" },
	{ "S-1-5-32-558", "MU" },
	{ "S-1-5-32-559", "LU" },
	{ "S-1-5-32-568", "IS" },
	{ "S-1-5-32-569", "CY" },
	{ "S-1-5-32-573", "ER" },
	{ "S-1-5-32-574", "CD" },
	{ "S-1-5-32-575", "RA" },
	{ "S-1-5-32-576", "ES" },
	{ "S-1-5-32-577", "MS" },
	{ "S-1-5-32-578", "HA" },
	{ "S-1-5-32-579", "AA" },
	{ "S-1-5-32-580", "RM" },
	{ "S-1-15-2-1", "AC" },
	{ "S-1-16-4096", "LW" },
	{ "S-1-16-8192", "ME" },
	{ "S-1-16-8448", "MP" },
	{ "S-1-16-12288", "HI" },
	{ "S-1-16-16384", "SI" },
	{ "S-1-18-1", "AS" },
	{ "S-1-18-2", "SS" },
	{ "S-1-22-1-4294967295", "S-1-22-1-4294967295" },
	{ "S-1-0", "S-1-0x0" },
	{ "S-1-5", "S-1-5" },
	{ "S-1-4294967295-1", "S-1-0xFFFFFFFF-1" },
	{ "S-1-0x000100000000-1", "S-1-4294967296-1" },
	{ "S-1-0x0123456789ab-1", "S-1-0x123456789AB-1" },
	{ "S-1-0xffffffffffff", "S-1-281474976710655" },
	{ "S-1-5-1-2-3-4-5-6-7-8-9-10-11-12-13-14-15",
	  "S-1-5-1-2-3-4-5-6-7-8-9-10-11-12-13-14-15" },
};

static void check_text(const union sid_room *sid, const char *wanted)
{
	const size_t length = strlen(wanted);
	char text[256];
	size_t used = 0;

	memset(text, '#', sizeof(text));
	CHECK(ntobj_sid_to_string(sid, NULL, 0, &used) ==
	      STATUS_BUFFER_TOO_SMALL);
	CHECK(used == length);
	used = 0;
	CHECK(ntobj_sid_to_string(sid, text, length - 1, &used) ==
	      STATUS_BUFFER_TOO_SMALL);
	CHECK(used == length && text[0] == '#');
	CHECK(!ntobj_sid_to_string(sid, text, length, &used));
	CHECK(used == length && !memcmp(text, wanted, length));
	CHECK(text[length] == '#');
}

static void test_text(void)
{
	union sid_room sid, other;
	size_t i;

	for (i = 0; i < ARRAY_SIZE(same_sids); i++) {
		memset(&sid, 0, sizeof(sid));
		memset(&other, 0, sizeof(other));
		make_sid(same_sids[i].text, &sid);
		make_sid(same_sids[i].other, &other);
		CHECK(RtlEqualSid(&sid, &other));
		check_text(&other, same_sids[i].text);
	}
}

static void test_bad_text(void)
{
	static const char *const texts[] = {
		"", "S", "S-", "S-1", "S-1-", "S-2-5", "S-1-5-", "S-1--5",
		"S-1-5-18-", "S-1-5-18x", "S-1-5-18 ", " S-1-5-18", "S-1-x",
		"S-1-0x", "S-1-0x-1", "S-1-0xg", "s-1-5-18", "S-1-5-0x12",
		"S-1-5--1", "S-1-5-+1", "S-1-5-4294967296",
		"S-1-5-99999999999999999999999999", "S-1-281474976710656-1",
		"S-1-0x1000000000000-1", "S-1-0x0000000000005",
		"S-1-5-1-2-3-4-5-6-7-8-9-10-11-12-13-14-15-16",
		"sy", "SYX", "Sy", "XX", "DA", "LA", "Y",
	};
	union sid_room sid;
	size_t used = 77;
	size_t i;

	memset(&sid, 0xAA, sizeof(sid));
	for (i = 0; i < ARRAY_SIZE(texts); i++) {
		CHECK(ntobj_sid_from_string(texts[i], strlen(texts[i]), &sid,
					    sizeof(sid), &used) ==
		      STATUS_INVALID_SID);
	}
	CHECK(used == 77 && sid.bytes[0] == 0xAA);
	/* The text is as long as is said, and no longer. */
	CHECK(!ntobj_sid_from_string("S-1-5-181", 8, &sid, sizeof(sid), &used));
	CHECK(*RtlSubAuthoritySid(&sid, 0) == 18);
	CHECK(ntobj_sid_from_string("S-1-5-18", 6, &sid, sizeof(sid), &used) ==
	      STATUS_INVALID_SID);
	CHECK(ntobj_sid_from_string("SY\0", 3, &sid, sizeof(sid), &used) ==
	      STATUS_INVALID_SID);
}

static void test_bad_sid(void)
{
	union sid_room sid = { .sid = { .Revision = 2 } };
	size_t used = 77;
	char text[64];

	CHECK(ntobj_sid_to_string(&sid, text, sizeof(text), &used) ==
	      STATUS_INVALID_SID);
	CHECK(used == 77);
}

static void test_small_target(void)
{
	union sid_room sid;
	size_t used = 0;

	memset(&sid, 0xAA, sizeof(sid));
	CHECK(ntobj_sid_from_string("BA", 2, NULL, 0, &used) ==
	      STATUS_BUFFER_TOO_SMALL);
	CHECK(used == 16);
	used = 0;
	CHECK(ntobj_sid_from_string("BA", 2, &sid, 15, &used) ==
	      STATUS_BUFFER_TOO_SMALL);
	CHECK(used == 16 && sid.bytes[0] == 0xAA);
	CHECK(!ntobj_sid_from_string("BA", 2, &sid, 16, &used));
	CHECK(used == 16 && sid.bytes[16] == 0xAA);
}

static bool is_text(const WCHAR *text, const char *wanted)
{
	while (*wanted) {
		if (*text++ != (WCHAR)*wanted++)
			return false;
	}
	return true;
}

static void test_unicode(void)
{
	static const char wanted[] = "S-1-5-18";
	UNICODE_STRING string;
	union sid_room sid;
	WCHAR room[16];

	make_sid(wanted, &sid);
	memset(room, 0xAA, sizeof(room));
	string = (UNICODE_STRING) { .Buffer = room, .MaximumLength = 15,
				    .Length = 2 };
	CHECK(RtlConvertSidToUnicodeString(&string, &sid, FALSE) ==
	      STATUS_BUFFER_OVERFLOW);
	CHECK(room[0] == 0xAAAA && string.Length == 2);
	string.MaximumLength = 16;
	CHECK(!RtlConvertSidToUnicodeString(&string, &sid, FALSE));
	CHECK(string.Length == 16 && string.MaximumLength == 16);
	CHECK(is_text(room, wanted) && room[8] == 0xAAAA);
	string.MaximumLength = 18;
	CHECK(!RtlConvertSidToUnicodeString(&string, &sid, FALSE));
	CHECK(string.Length == 16 && !room[8]);

	memset(&string, 0xAA, sizeof(string));
	CHECK(!RtlConvertSidToUnicodeString(&string, &sid, TRUE));
	CHECK(string.Length == 16 && string.MaximumLength == 18);
	CHECK(is_text(string.Buffer, wanted) && !string.Buffer[8]);
	RtlFreeUnicodeString(&string);
	CHECK(!string.Buffer && !string.Length && !string.MaximumLength);
	RtlFreeUnicodeString(&string);

	sid.sid.Revision = 0;
	CHECK(RtlConvertSidToUnicodeString(&string, &sid, TRUE) ==
	      STATUS_INVALID_SID);
	CHECK(!string.Buffer);
}

/* The longest there is */
static void test_long_unicode(void)
{
	UNICODE_STRING string;
	union sid_room sid;

	memset(&sid, 0xFF, sizeof(sid));
	sid.sid.Revision = 1;
	sid.sid.SubAuthorityCount = 15;
	CHECK(!RtlConvertSidToUnicodeString(&string, &sid, TRUE));
	CHECK(string.Length == 2 * (4 + 14 + 15 * 11));
	RtlFreeUnicodeString(&string);
}

int main(void)
{
	test_parts();
	test_valid();
	test_equal();
	test_copy();
	test_allocate();
	test_text();
	test_bad_text();
	test_bad_sid();
	test_small_target();
	test_unicode();
	test_long_unicode();
	return 0;
}
