// SPDX-License-Identifier: LGPL-2.1-or-later OR MIT
/*
 * Security descriptors as text, and back.
 */
#include <stdio.h>
#include <stdlib.h>

#include "array.h"
#include "make_sid.h"

#define ALL	0xF

/* Room for a descriptor, aligned as one */
union room {
	SECURITY_DESCRIPTOR_RELATIVE relative;
	unsigned char bytes[1024];
};

static void read_text(const char *text, union room *room)
{
	size_t position = 77;
	NTSTATUS status;
	size_t used;

	memset(room, 0xAA, sizeof(union room));
	status = ntobj_descriptor_from_sddl(text, strlen(text), room,
					    sizeof(union room), &used,
					    &position);
	if (status)
		fprintf(stderr, "%s: %08x at %zu\n", text,
			(unsigned int)status, position);
	CHECK(!status && position == 77);
	CHECK(room->bytes[used] == 0xAA);
	CHECK(RtlValidRelativeSecurityDescriptor(room, used, 0));
	CHECK(RtlLengthSecurityDescriptor(room) == used);
}

static void check_text(const void *descriptor, SECURITY_INFORMATION information,
		       const char *wanted)
{
	const size_t length = strlen(wanted);
	char text[1024];
	size_t used = 0;

	memset(text, '#', sizeof(text));
	CHECK(!ntobj_descriptor_to_sddl(descriptor, information, text,
					sizeof(text), &used));
	if (used != length || memcmp(text, wanted, length))
		fprintf(stderr, "%s: %.*s\n", wanted, (int)used, text);
	CHECK(used == length && !memcmp(text, wanted, length));
	CHECK(text[length] == '#');
}

/* These are read and written the same. */
static const char *const same[] = {
	"",
	"O:SY",
	"G:BA",
	"O:S-1-22-1-1000G:S-1-22-2-100",
	"D:",
	"S:",
	"D:S:",
	"D:P",
	"D:AR",
	"D:AI",
	"D:PARAI",
	"S:PARAI",
	"D:NO_ACCESS_CONTROL",
	"D:PAINO_ACCESS_CONTROL",
	"S:NO_ACCESS_CONTROL",
	"D:NO_ACCESS_CONTROLS:PNO_ACCESS_CONTROL",
	"D:(A;;GA;;;SY)",
	"D:(D;;GR;;;WD)",
	"S:(AU;SAFA;GX;;;WD)",
	"D:(A;;;;;SY)",
	"D:(A;OI;GA;;;SY)(A;CI;GA;;;SY)(A;NP;GA;;;SY)(A;IO;GA;;;SY)",
	"D:(A;ID;GA;;;SY)(A;SA;GA;;;SY)(A;FA;GA;;;SY)",
	"D:(A;OICINPIOIDSAFA;GA;;;SY)",
	"D:(A;;SD;;;SY)(A;;RC;;;SY)(A;;WD;;;SY)(A;;WO;;;SY)",
	"D:(A;;GA;;;SY)(A;;GX;;;SY)(A;;GW;;;SY)(A;;GR;;;SY)",
	"D:(A;;SDRCWDWOGAGXGWGR;;;SY)",
	"D:(A;;0x1;;;SY)(A;;0x100000;;;SY)(A;;0xf000f;;;SY)(A;;0xffffffff;;;SY)",
	"O:S-1-0x000100000000G:S-1-0x0123456789abD:(A;;GA;;;S-1-0xffffffffffff)",
	"O:BAG:SYD:PAI(D;;WDWO;;;S-1-22-1-1000)(A;OICI;0x20003;;;WD)",
	"O:BAD:(A;OICIIO;GA;;;CO)(A;;GR;;;SY)S:AI(AU;OICISAFA;SDWDWO;;;WD)",
};

static void test_same(void)
{
	union room room;
	size_t i;

	for (i = 0; i < ARRAY_SIZE(same); i++) {
		read_text(same[i], &room);
		check_text(&room, ALL, same[i]);
	}
}

/* What is read one way is written another. */
static const struct {
	const char *read;
	const char *written;
} different[] = {
	{ "S:D:G:WDO:SY", "O:SYG:WDD:S:" },
	{ "D:AIPAR", "D:PARAI" },
	{ "D:PP", "D:P" },
	{ "O:S-1-5-18G:S-1-5-32-544", "O:SYG:BA" },
	{ "D:(A;;0x10000000;;;S-1-1-0)", "D:(A;;GA;;;WD)" },
	{ "D:(A;;0x000000010000000;;;SY)", "D:(A;;GA;;;SY)" },
	{ "D:(A;;0X0;;;SY)", "D:(A;;;;;SY)" },
	{ "D:(A;;0xF000F;;;SY)", "D:(A;;0xf000f;;;SY)" },
	{ "D:(A;;GRGWRC;;;SY)", "D:(A;;RCGWGR;;;SY)" },
	{ "D:(A;FASAIDIONPCIOI;GA;;;SY)", "D:(A;OICINPIOIDSAFA;GA;;;SY)" },
	{ "D:(A;;CC;;;SY)", "D:(A;;0x1;;;SY)" },
	{ "D:(A;;DC;;;SY)", "D:(A;;0x2;;;SY)" },
	{ "D:(A;;LC;;;SY)", "D:(A;;0x4;;;SY)" },
	{ "D:(A;;SW;;;SY)", "D:(A;;0x8;;;SY)" },
	{ "D:(A;;RP;;;SY)", "D:(A;;0x10;;;SY)" },
	{ "D:(A;;WP;;;SY)", "D:(A;;0x20;;;SY)" },
	{ "D:(A;;DT;;;SY)", "D:(A;;0x40;;;SY)" },
	{ "D:(A;;LO;;;SY)", "D:(A;;0x80;;;SY)" },
	{ "D:(A;;CR;;;SY)", "D:(A;;0x100;;;SY)" },
	{ "D:(A;;FA;;;SY)", "D:(A;;0x1f01ff;;;SY)" },
	{ "D:(A;;FR;;;SY)", "D:(A;;0x120089;;;SY)" },
	{ "D:(A;;FW;;;SY)", "D:(A;;0x120116;;;SY)" },
	{ "D:(A;;FX;;;SY)", "D:(A;;0x1200a0;;;SY)" },
	{ "D:(A;;KA;;;SY)", "D:(A;;0xf003f;;;SY)" },
	{ "D:(A;;KR;;;SY)", "D:(A;;0x20019;;;SY)" },
	{ "D:(A;;KW;;;SY)", "D:(A;;0x20006;;;SY)" },
	{ "D:(A;;KX;;;SY)", "D:(A;;0x20019;;;SY)" },
	{ "D:(A;;GACCRC;;;SY)", "D:(A;;0x10020001;;;SY)" },
};

static void test_different(void)
{
	union room room;
	size_t i;

	for (i = 0; i < ARRAY_SIZE(different); i++) {
		read_text(different[i].read, &room);
		check_text(&room, ALL, different[i].written);
	}
}

/* The position is that of the bracket, which stands for no character. */
static const char *const bad[] = {
	"[X:", "[o:SY", "[:", "[O", "[ O:SY", "O:SY[ ", "O:[", "O:[XX",
	"O:[sy", "O:[LA", "O:SY[X", "O:SY[O:SY", "G:BA[G:BA", "D:[D:", "S:[S:",
	"D:S:[D:", "[X:SYD:", "O:SYG:[D:", "O:S-1-[", "O:S-1-[x", "O:[S-2-5",
	"O:S-1-5-[", "O:S-1-5-[x", "O:S-1-5-[-1", "O:S-1-5-[4294967296",
	"O:S-1-5-18-[", "O:S-1-[281474976710656-1", "O:S-1-0x[",
	"O:S-1-5-1-2-3-4-5-6-7-8-9-10-11-12-13-14-15[-16",
	"D:[X", "D:[p", "D:[A", "D:P[;", "D:P([", "D:[)", "D:[NO_ACCESS",
	"D:NO_ACCESS_CONTROL[(A;;GA;;;SY)", "D:([", "D:([)", "D:([;;GA;;;SY)",
	"D:([X;;GA;;;SY)", "D:([a;;GA;;;SY)", "D:([AU;;GA;;;SY)",
	"D:([OA;;GA;;;SY)", "D:([A", "D:([AD;;GA;;;SY)", "S:([A;;GA;;;SY)",
	"S:([D;;GA;;;SY)", "S:([AUX;;GA;;;SY)", "S:([AL;;GA;;;SY)",
	"D:(A;[", "D:(A;[X;GA;;;SY)", "D:(A;[O;GA;;;SY)", "D:(A;OI[X;GA;;;SY)",
	"D:(A;OI[ CI;GA;;;SY)", "D:(A;;[", "D:(A;;[ROB;;;SY)",
	"D:(A;;GA[X;;;SY)", "D:(A;;[ga;;;SY)", "D:(A;;[1;;;SY)",
	"D:(A;;0x[;;;SY)", "D:(A;;0x[g;;;SY)", "D:(A;;0x[100000000;;;SY)",
	"D:(A;;0x1[x;;;SY)", "D:(A;;0x1[GA;;;SY)", "D:(A;;GA[0x1;;;SY)",
	"D:(A;;GA;[x;;SY)", "D:(A;;GA;[SY)", "D:(A;;GA;;[x;SY)", "D:(A;;GA;;[",
	"D:(A;;GA;;;[", "D:(A;;GA;;;[)", "D:(A;;GA;;;[XX)", "D:(A;;GA;;;SY[",
	"D:(A;;GA;;;SY[;x)", "D:(A;;GA;;;SY[X)", "D:(A;;GA;;;SY)[)",
	"D:(A;;GA;;;SY)[X", "D:(A;;GA;;;SY)[P", "D:(A;;GA;;;SY)([",
	"D:(A;;GA;;;SY)[ (A;;GA;;;SY)", "D:(A;;GA;;;S-1-5-18-[)",
	"O:SYD:(A;;GA;;;SY)S:(AU;SA;GA;;;WD)[G",
};

static void test_bad(void)
{
	union room room;
	size_t i;

	memset(&room, 0xAA, sizeof(room));
	for (i = 0; i < ARRAY_SIZE(bad); i++) {
		const char *bracket = strchr(bad[i], '[');
		const size_t wanted = (size_t)(bracket - bad[i]);
		size_t position = 777;
		size_t used = 777;
		char text[128];
		NTSTATUS status;

		snprintf(text, sizeof(text), "%.*s%s", (int)wanted, bad[i],
			 bracket + 1);
		status = ntobj_descriptor_from_sddl(text, strlen(text), &room,
						    sizeof(room), &used,
						    &position);
		if (status != STATUS_INVALID_PARAMETER || position != wanted)
			fprintf(stderr, "%s: %08x at %zu\n", bad[i],
				(unsigned int)status, position);
		CHECK(status == STATUS_INVALID_PARAMETER);
		CHECK(position == wanted && used == 777);
		CHECK(room.bytes[0] == 0xAA);
		CHECK(ntobj_descriptor_from_sddl(text, strlen(text), NULL, 0,
						 &used, NULL) ==
		      STATUS_INVALID_PARAMETER);
	}
}

static const char whole_text[] = "O:SYD:P(A;CI;GA;;;BA)";

/* Whether so much of it is good by itself */
static bool is_good_beginning(size_t length)
{
	size_t position = 777;
	union room room;
	NTSTATUS status;
	size_t used;
	char *copy;

	/* Of exactly that size, so that the sanitizer sees each byte too many */
	copy = calloc(1, length ? length : 1);
	CHECK(copy);
	memcpy(copy, whole_text, length);
	status = ntobj_descriptor_from_sddl(copy, length, &room, sizeof(room),
					    &used, &position);
	free(copy);
	if (!status)
		return true;
	CHECK(status == STATUS_INVALID_PARAMETER && position <= length);
	return false;
}

/* Nothing beyond the length is read. */
static void test_beginnings(void)
{
	static const size_t good[] = { 0, 4, 6, 7, sizeof(whole_text) - 1 };
	size_t next = 0;
	size_t length;

	for (length = 0; length < sizeof(whole_text); length++) {
		if (is_good_beginning(length))
			CHECK(next < ARRAY_SIZE(good) && good[next++] == length);
	}
	CHECK(next == ARRAY_SIZE(good));
}

static void test_small_target(void)
{
	static const char text[] = "O:SYD:(A;;GA;;;WD)";
	union room room;
	char target[64];
	size_t used = 0;

	CHECK(ntobj_descriptor_from_sddl(text, strlen(text), NULL, 0, &used,
					 NULL) == STATUS_BUFFER_TOO_SMALL);
	CHECK(used == 20 + 12 + 8 + 20);
	memset(&room, 0xAA, sizeof(room));
	CHECK(ntobj_descriptor_from_sddl(text, strlen(text), &room, used - 1,
					 &used, NULL) ==
	      STATUS_BUFFER_TOO_SMALL);
	CHECK(used == 60 && room.bytes[0] == 0xAA);
	CHECK(!ntobj_descriptor_from_sddl(text, strlen(text), &room, used,
					  &used, NULL));
	CHECK(room.bytes[60] == 0xAA);

	used = 0;
	CHECK(ntobj_descriptor_to_sddl(&room, ALL, NULL, 0, &used) ==
	      STATUS_BUFFER_TOO_SMALL);
	CHECK(used == strlen(text));
	memset(target, '#', sizeof(target));
	CHECK(ntobj_descriptor_to_sddl(&room, ALL, target, used - 1, &used) ==
	      STATUS_BUFFER_TOO_SMALL);
	CHECK(target[0] == '#' && used == strlen(text));
	CHECK(!ntobj_descriptor_to_sddl(&room, ALL, target, used, &used));
	CHECK(!memcmp(target, text, used) && target[used] == '#');
}

static void test_information(void)
{
	union room room;

	read_text("O:SYG:BAD:P(A;;GA;;;SY)S:AI", &room);
	check_text(&room, 0, "");
	check_text(&room, OWNER_SECURITY_INFORMATION, "O:SY");
	check_text(&room, GROUP_SECURITY_INFORMATION, "G:BA");
	check_text(&room, DACL_SECURITY_INFORMATION, "D:P(A;;GA;;;SY)");
	check_text(&room, SACL_SECURITY_INFORMATION, "S:AI");
	check_text(&room, OWNER_SECURITY_INFORMATION | SACL_SECURITY_INFORMATION,
		   "O:SYS:AI");
}

/* The absolute form, with room behind the entries, and a longer entry */
static void test_absolute(void)
{
	union {
		ACL acl;
		unsigned char bytes[128];
	} dacl;
	SECURITY_DESCRIPTOR descriptor;
	union sid_room sid;
	ACE_HEADER *ace = (void *)(&dacl.acl + 1);

	memset(&dacl, 0, sizeof(dacl));
	CHECK(!RtlCreateAcl(&dacl.acl, sizeof(dacl), ACL_REVISION));
	CHECK(!RtlAddAccessAllowedAceEx(&dacl.acl, ACL_REVISION,
					CONTAINER_INHERIT_ACE, 0x1F0003,
					make_sid("S-1-22-1-1000", &sid)));
	CHECK(!RtlCreateSecurityDescriptor(&descriptor, 1));
	CHECK(!RtlSetOwnerSecurityDescriptor(&descriptor, &sid, TRUE));
	check_text(&descriptor, ALL, "O:S-1-22-1-1000");
	CHECK(!RtlSetDaclSecurityDescriptor(&descriptor, TRUE, &dacl.acl,
					    FALSE));
	check_text(&descriptor, ALL,
		   "O:S-1-22-1-1000D:(A;CI;0x1f0003;;;S-1-22-1-1000)");
	ace->AceSize += 8;
	check_text(&descriptor, ALL,
		   "O:S-1-22-1-1000D:(A;CI;0x1f0003;;;S-1-22-1-1000)");
	CHECK(!RtlSetControlSecurityDescriptor(&descriptor, SE_DACL_PROTECTED,
					       SE_DACL_PROTECTED));
	CHECK(!RtlSetDaclSecurityDescriptor(&descriptor, TRUE, NULL, FALSE));
	check_text(&descriptor, DACL_SECURITY_INFORMATION,
		   "D:PNO_ACCESS_CONTROL");
}

static NTSTATUS write_status(const void *descriptor)
{
	size_t used = 777;
	char text[1024];
	NTSTATUS status;

	status = ntobj_descriptor_to_sddl(descriptor, ALL, text, sizeof(text),
					  &used);
	CHECK(status && used == 777);
	return status;
}

static void test_bad_descriptor(void)
{
	static const char text[] = "O:SYG:SYD:(A;;GA;;;SY)S:(AU;SA;GA;;;SY)";
	union room room;
	ACE_HEADER *ace;
	ACL *acl;

	read_text(text, &room);
	room.relative.Revision = 2;
	CHECK(write_status(&room) == STATUS_UNKNOWN_REVISION);
	read_text(text, &room);
	room.relative.Dacl += 2;
	CHECK(write_status(&room) == STATUS_INVALID_SECURITY_DESCR);
	read_text(text, &room);
	room.bytes[room.relative.Owner] = 9;
	CHECK(write_status(&room) == STATUS_INVALID_SID);
	read_text(text, &room);
	room.bytes[room.relative.Group + 1] = 16;
	CHECK(write_status(&room) == STATUS_INVALID_SID);

	read_text(text, &room);
	acl = (void *)(room.bytes + room.relative.Dacl);
	ace = (void *)(acl + 1);
	acl->AceCount = 2;
	CHECK(write_status(&room) == STATUS_INVALID_ACL);
	acl->AceCount = 1;
	/* Entries and flags that the kernel does not know either */
	ace->AceType = SYSTEM_AUDIT_ACE_TYPE;
	CHECK(write_status(&room) == STATUS_INVALID_ACL);
	ace->AceType = 0x11;
	CHECK(write_status(&room) == STATUS_INVALID_ACL);
	ace->AceType = ACCESS_DENIED_ACE_TYPE;
	ace->AceFlags = 0x20;
	CHECK(write_status(&room) == STATUS_INVALID_ACL);
	ace->AceFlags = 0;
	check_text(&room, DACL_SECURITY_INFORMATION, "D:(D;;GA;;;SY)");
	acl = (void *)(room.bytes + room.relative.Sacl);
	ace = (void *)(acl + 1);
	ace->AceType = ACCESS_ALLOWED_ACE_TYPE;
	CHECK(write_status(&room) == STATUS_INVALID_ACL);
}

/* As many entries as a list can have, and one more */
static void test_long_list(void)
{
	static const char entry[] = "(A;;GA;;;SY)";
	const size_t most = (0xFFFF - 8) / 20;
	const size_t length = strlen(entry);
	char *text = malloc(2 + (most + 1) * length);
	unsigned char *descriptor = malloc(70000);
	size_t position = 0;
	size_t used = 0;
	size_t i;

	CHECK(text && descriptor);
	memcpy(text, "D:", 2);
	for (i = 0; i <= most; i++)
		memcpy(text + 2 + i * length, entry, length);
	CHECK(!ntobj_descriptor_from_sddl(text, 2 + most * length, descriptor,
					  70000, &used, &position));
	CHECK(used == 20 + 8 + most * 20);
	CHECK(RtlValidRelativeSecurityDescriptor(descriptor, (ULONG)used,
						 DACL_SECURITY_INFORMATION));
	CHECK(ntobj_descriptor_from_sddl(text, 2 + (most + 1) * length,
					 descriptor, 70000, &used, &position) ==
	      STATUS_INVALID_PARAMETER);
	CHECK(position == 2 + most * length);
	free(descriptor);
	free(text);
}

int main(void)
{
	test_same();
	test_different();
	test_bad();
	test_beginnings();
	test_small_target();
	test_information();
	test_absolute();
	test_bad_descriptor();
	test_long_list();
	return 0;
}
