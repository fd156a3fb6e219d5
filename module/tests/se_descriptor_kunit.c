// SPDX-License-Identifier: GPL-2.0
/*
 * Descriptors: each thing that can be wrong with the bytes, all bytes of a good
 * one changed to all that they can be, and many random changes.
 *
 * Bytes are always in memory of just their size, so that KASAN sees a read
 * behind them.
 */
#include <linux/slab.h>
#include <linux/string.h>

#include "tests/kunit.h"
#include "tests/se_kunit.h"

/* Where things are in the good descriptor. */
#define OWNER	20
#define GROUP	36
#define SACL	52
#define AUDIT1	(SACL + 8)
#define DACL	80
#define DENY1	(DACL + 8)
#define ALLOW2	(DENY1 + 20)
#define END	132

/*
 * O:S-1-22-1-1000 G:S-1-5-32-544 S:(AU;SA;0x1;;;WD)
 * D:(D;;0x2;;;WD)(A;OICI;0x1f0003;;;S-1-22-1-1000), written by hand.
 */
static const u8 good[] = {
	1, 0, 0x14, 0x80, OWNER, 0, 0, 0, GROUP, 0, 0, 0,
	SACL, 0, 0, 0, DACL, 0, 0, 0,
	/* OWNER */
	1, 2, 0, 0, 0, 0, 0, 22, 1, 0, 0, 0, 0xE8, 3, 0, 0,
	/* GROUP */
	1, 2, 0, 0, 0, 0, 0, 5, 32, 0, 0, 0, 0x20, 2, 0, 0,
	/* SACL, AUDIT1 */
	2, 0, 28, 0, 1, 0, 0, 0,
	2, 0x40, 20, 0, 1, 0, 0, 0, 1, 1, 0, 0, 0, 0, 0, 1, 0, 0, 0, 0,
	/* DACL, DENY1, ALLOW2 */
	2, 0, 52, 0, 2, 0, 0, 0,
	1, 0, 20, 0, 2, 0, 0, 0, 1, 1, 0, 0, 0, 0, 0, 1, 0, 0, 0, 0,
	0, 3, 24, 0, 3, 0, 0x1F, 0, 1, 2, 0, 0, 0, 0, 0, 22, 1, 0, 0, 0, 0xE8, 3, 0, 0,
};

static_assert(sizeof(good) == END);

static int init(struct kunit *test)
{
	test_init_sids();
	return 0;
}

static void *copy(struct kunit *test, const void *bytes, u32 length)
{
	void *copied = kunit_kmalloc(test, length, GFP_KERNEL);

	KUNIT_ASSERT_NOT_ERR_OR_NULL(test, copied);
	memcpy(copied, bytes, length);
	return copied;
}

/* What is accepted is built, and that has to be accepted as well. */
static void expect_sound(struct kunit *test, const struct se_parts *parts)
{
	struct se_descriptor *descriptor;

	if (se_build_descriptor(parts, &descriptor)) {
		KUNIT_FAIL(test, "What was parsed can not be built.");
		return;
	}
	KUNIT_EXPECT_EQ(test, !descriptor->owner, !parts->owner);
	KUNIT_EXPECT_EQ(test, !descriptor->group, !parts->group);
	KUNIT_EXPECT_EQ(test, !descriptor->sacl, !parts->sacl);
	KUNIT_EXPECT_EQ(test, !descriptor->dacl, !parts->dacl);
	KUNIT_EXPECT_EQ(test, descriptor->relative.control,
			parts->control | NTOBJ_SD_SELF_RELATIVE);
	test_reparse(test, descriptor);
	se_put_descriptor(descriptor);
}

static void sid_bytes(struct kunit *test)
{
	static const u8 administrators[] = {
		1, 2, 0, 0, 0, 0, 0, 5, 32, 0, 0, 0, 0x20, 2, 0, 0,
	};
	static const u8 world[] = { 1, 1, 0, 0, 0, 0, 0, 1, 0, 0, 0, 0 };
	struct se_sid_buffer made;

	KUNIT_EXPECT_EQ(test, memcmp(&se_administrators, administrators,
				     sizeof(administrators)), 0);
	KUNIT_EXPECT_EQ(test, se_sid_size(&se_administrators.sid),
			sizeof(administrators));
	KUNIT_EXPECT_EQ(test, memcmp(&se_world, world, sizeof(world)), 0);
	KUNIT_EXPECT_EQ(test, se_sid_size(&se_world.sid), sizeof(world));
	se_make_sid(&made, 5, 2, 32, 544);
	KUNIT_EXPECT_EQ(test, memcmp(&made, &se_administrators, sizeof(made)), 0);
	KUNIT_EXPECT_EQ(test, se_sid_size(test_sid(LONGEST)), NTOBJ_SID_MAX_SIZE);
	KUNIT_EXPECT_EQ(test, se_sid_size(test_sid(SHORTEST)), 8);
}

static void well_known_sids(struct kunit *test)
{
	static const struct {
		const struct se_sid_buffer *sid;
		u8 authority;
		u32 first;
	} known[] = {
		{ &se_world, 1, 0 }, { &se_creator_owner, 3, 0 },
		{ &se_creator_group, 3, 1 }, { &se_owner_rights, 3, 4 },
		{ &se_authenticated_users, 5, 11 }, { &se_system, 5, 18 },
	};
	struct se_sid_buffer made;
	u32 i;

	for (i = 0; i < ARRAY_SIZE(known); i++) {
		se_make_sid(&made, known[i].authority, 1, known[i].first);
		KUNIT_EXPECT_EQ_MSG(test, memcmp(&made, known[i].sid, sizeof(made)), 0,
				    "S-1-%u-%u", known[i].authority, known[i].first);
	}
}

static void sid_equality(struct kunit *test)
{
	enum test_who a, b;

	for (a = ALICE; a < TEST_WHO; a++)
		for (b = ALICE; b < TEST_WHO; b++)
			KUNIT_EXPECT_EQ_MSG(test, se_equal_sid(test_sid(a), test_sid(b)),
					    a == b, "%u and %u", a, b);
}

/* All that makes a SID, and each room that is too small for one. */
static void sid_checks(struct kunit *test)
{
	u32 count, room;

	for (count = 0; count < 256; count++) {
		u8 bytes[8 + 16 * 4] = { 1, count };
		u32 size = 8 + 4 * count;

		for (room = 0; room <= sizeof(bytes); room++) {
			u8 *sid = kmemdup(bytes, room, GFP_KERNEL);
			bool valid = count <= 15 && room >= size;

			KUNIT_ASSERT_NOT_ERR_OR_NULL(test, sid);
			KUNIT_EXPECT_EQ_MSG(test, se_check_sid(sid, room),
					    valid ? STATUS_SUCCESS : STATUS_INVALID_SID,
					    "%u sub-authorities in %u bytes", count, room);
			kfree(sid);
		}
	}
}

static void good_is_parsed(struct kunit *test)
{
	u8 *bytes = copy(test, good, END);
	struct se_descriptor *descriptor;
	struct se_parts parts;

	KUNIT_ASSERT_EQ(test, se_parse_descriptor(bytes, END, &parts), STATUS_SUCCESS);
	KUNIT_EXPECT_EQ(test, parts.control, NTOBJ_SD_DACL_PRESENT | NTOBJ_SD_SACL_PRESENT);
	KUNIT_EXPECT_PTR_EQ(test, (void *)parts.owner, (void *)(bytes + OWNER));
	KUNIT_EXPECT_PTR_EQ(test, (void *)parts.group, (void *)(bytes + GROUP));
	KUNIT_EXPECT_PTR_EQ(test, (void *)parts.sacl, (void *)(bytes + SACL));
	KUNIT_EXPECT_PTR_EQ(test, (void *)parts.dacl, (void *)(bytes + DACL));
	KUNIT_EXPECT_TRUE(test, se_equal_sid(parts.owner, test_sid(ALICE)));
	KUNIT_EXPECT_TRUE(test, se_equal_sid(parts.group, test_sid(ADMINISTRATORS)));

	/* It is in the order that we write as well. */
	descriptor = test_build(test, &parts);
	KUNIT_EXPECT_EQ(test, descriptor->size, END);
	KUNIT_EXPECT_EQ(test, memcmp((void *)descriptor +
				     offsetof(struct se_descriptor, relative), good, END), 0);
	se_put_descriptor(descriptor);
}

/* A change to the good descriptor, and what it comes to. */
static const struct mutation {
	const char *name;
	u32 offset;
	u8 value;
	NTSTATUS status;
} mutations[] = {
	{ "revision 0", 0, 0, STATUS_UNKNOWN_REVISION },
	{ "revision 2", 0, 2, STATUS_UNKNOWN_REVISION },
	{ "reserved byte", 1, 1, STATUS_INVALID_SECURITY_DESCR },
	{ "unknown control bit, low", 2, 0x54, STATUS_INVALID_SECURITY_DESCR },
	{ "trusted server's control bit", 2, 0x94, STATUS_INVALID_SECURITY_DESCR },
	{ "resource manager's control bit", 3, 0xC0, STATUS_INVALID_SECURITY_DESCR },
	{ "not self-relative", 3, 0x00, STATUS_INVALID_SECURITY_DESCR },
	{ "all control bits that exist", 3, 0xBF, STATUS_SUCCESS },
	{ "owner unaligned", 4, OWNER + 1, STATUS_INVALID_SECURITY_DESCR },
	{ "owner half aligned", 4, OWNER + 2, STATUS_INVALID_SECURITY_DESCR },
	{ "owner in the header", 4, 16, STATUS_INVALID_SECURITY_DESCR },
	{ "owner is the header", 4, 4, STATUS_INVALID_SECURITY_DESCR },
	{ "owner at the end", 4, END, STATUS_INVALID_SECURITY_DESCR },
	{ "owner behind the end", 4, END + 4, STATUS_INVALID_SECURITY_DESCR },
	{ "owner at the last word", 4, END - 4, STATUS_INVALID_SID },
	{ "owner far away", 7, 0x80, STATUS_INVALID_SECURITY_DESCR },
	{ "owner before the start", 7, 0xFF, STATUS_INVALID_SECURITY_DESCR },
	{ "owner on the group", 4, GROUP, STATUS_SUCCESS },
	{ "owner in a list", 4, DENY1 + 8, STATUS_SUCCESS },
	{ "owner on a list", 4, DACL, STATUS_INVALID_SID },
	{ "no owner", 4, 0, STATUS_SUCCESS },
	{ "group unaligned", 8, GROUP + 1, STATUS_INVALID_SECURITY_DESCR },
	{ "group in the header", 8, 12, STATUS_INVALID_SECURITY_DESCR },
	{ "group behind the end", 10, 1, STATUS_INVALID_SECURITY_DESCR },
	{ "group at the last word", 8, END - 4, STATUS_INVALID_SID },
	{ "no group", 8, 0, STATUS_SUCCESS },
	{ "system list unaligned", 12, SACL + 2, STATUS_INVALID_SECURITY_DESCR },
	{ "system list in the header", 12, 8, STATUS_INVALID_SECURITY_DESCR },
	{ "system list behind the end", 13, 1, STATUS_INVALID_SECURITY_DESCR },
	{ "system list at the last word", 12, END - 4, STATUS_INVALID_ACL },
	{ "system list is the other one", 12, DACL, STATUS_INVALID_ACL },
	{ "system list is NULL", 12, 0, STATUS_SUCCESS },
	{ "list unaligned", 16, DACL + 3, STATUS_INVALID_SECURITY_DESCR },
	{ "list in the header", 16, 16, STATUS_INVALID_SECURITY_DESCR },
	{ "list behind the end", 19, 0x7F, STATUS_INVALID_SECURITY_DESCR },
	{ "list at the last word", 16, END - 4, STATUS_INVALID_ACL },
	{ "list is the system's", 16, SACL, STATUS_INVALID_ACL },
	{ "list is NULL", 16, 0, STATUS_SUCCESS },
	{ "lists that do not count", 2, 0, STATUS_SUCCESS },

	{ "owner's revision", OWNER, 2, STATUS_INVALID_SID },
	{ "owner's revision 0", OWNER, 0, STATUS_INVALID_SID },
	{ "owner has 16 sub-authorities", OWNER + 1, 16, STATUS_INVALID_SID },
	{ "owner has 255 sub-authorities", OWNER + 1, 255, STATUS_INVALID_SID },
	{ "owner reaches over the group", OWNER + 1, 15, STATUS_SUCCESS },
	{ "owner is shorter", OWNER + 1, 0, STATUS_SUCCESS },
	{ "owner's authority is large", OWNER + 2, 255, STATUS_SUCCESS },
	{ "group's revision", GROUP, 3, STATUS_INVALID_SID },
	{ "group has 16 sub-authorities", GROUP + 1, 16, STATUS_INVALID_SID },

	{ "system list's revision", SACL, 4, STATUS_INVALID_ACL },
	{ "system list's reserved byte", SACL + 1, 1, STATUS_INVALID_ACL },
	{ "system list is too short", SACL + 2, 24, STATUS_INVALID_ACL },
	{ "system list is too long", SACL + 2, 32, STATUS_INVALID_ACL },
	{ "system list reaches out", SACL + 3, 1, STATUS_INVALID_ACL },
	{ "system list's reserved word", SACL + 7, 1, STATUS_INVALID_ACL },
	{ "system list allows", AUDIT1, 0, STATUS_INVALID_ACL },
	{ "system list denies", AUDIT1, 1, STATUS_INVALID_ACL },
	{ "system list has an alarm", AUDIT1, 3, STATUS_INVALID_ACL },
	{ "system list has a label", AUDIT1, 0x11, STATUS_INVALID_ACL },

	{ "list's revision 0", DACL, 0, STATUS_INVALID_ACL },
	{ "list's revision 1", DACL, 1, STATUS_INVALID_ACL },
	{ "list's revision 4", DACL, 4, STATUS_INVALID_ACL },
	{ "list's reserved byte", DACL + 1, 0x80, STATUS_INVALID_ACL },
	{ "list of size 0", DACL + 2, 0, STATUS_INVALID_ACL },
	{ "list of size 7", DACL + 2, 7, STATUS_INVALID_ACL },
	{ "list without room for entries", DACL + 2, 8, STATUS_INVALID_ACL },
	{ "list without room for one entry", DACL + 2, 28, STATUS_INVALID_ACL },
	{ "list of odd size", DACL + 2, 51, STATUS_INVALID_ACL },
	{ "list is too long by 4", DACL + 2, 56, STATUS_INVALID_ACL },
	{ "list is too long by 65280", DACL + 3, 255, STATUS_INVALID_ACL },
	{ "no entries, but room", DACL + 4, 0, STATUS_INVALID_ACL },
	{ "one entry, but room for two", DACL + 4, 1, STATUS_INVALID_ACL },
	{ "three entries, but room for two", DACL + 4, 3, STATUS_INVALID_ACL },
	{ "514 entries", DACL + 5, 2, STATUS_INVALID_ACL },
	{ "list's reserved word", DACL + 6, 1, STATUS_INVALID_ACL },

	{ "list audits", DENY1, 2, STATUS_INVALID_ACL },
	{ "compound entry", DENY1, 4, STATUS_INVALID_ACL },
	{ "object entry", DENY1, 5, STATUS_INVALID_ACL },
	{ "callback entry", DENY1, 9, STATUS_INVALID_ACL },
	{ "entry of type 255", DENY1, 255, STATUS_INVALID_ACL },
	{ "entry allows instead", DENY1, 0, STATUS_SUCCESS },
	{ "unknown flag", DENY1 + 1, 0x20, STATUS_INVALID_ACL },
	{ "all flags that exist", DENY1 + 1, 0xDF, STATUS_SUCCESS },
	{ "entry of size 0", DENY1 + 2, 0, STATUS_INVALID_ACL },
	{ "entry of size 4", DENY1 + 2, 4, STATUS_INVALID_ACL },
	{ "entry without SID", DENY1 + 2, 8, STATUS_INVALID_ACL },
	{ "entry with half a SID", DENY1 + 2, 16, STATUS_INVALID_ACL },
	{ "entry of odd size", DENY1 + 2, 21, STATUS_INVALID_ACL },
	{ "entry with 4 bytes behind the SID", DENY1 + 2, 24, STATUS_INVALID_ACL },
	{ "entry that takes in the next one", DENY1 + 2, 44, STATUS_INVALID_ACL },
	{ "entry larger than the list", DENY1 + 2, 48, STATUS_INVALID_ACL },
	{ "entry larger than all", DENY1 + 3, 255, STATUS_INVALID_ACL },
	{ "all rights", DENY1 + 7, 0xFF, STATUS_SUCCESS },
	{ "entry's SID's revision", DENY1 + 8, 2, STATUS_INVALID_ACL },
	{ "entry's SID is shorter", DENY1 + 9, 0, STATUS_INVALID_ACL },
	{ "entry's SID is longer", DENY1 + 9, 2, STATUS_INVALID_ACL },
	{ "entry's SID has 16 sub-authorities", DENY1 + 9, 16, STATUS_INVALID_ACL },
	{ "last entry is too small", ALLOW2 + 2, 20, STATUS_INVALID_ACL },
	{ "last entry is too large", ALLOW2 + 2, 28, STATUS_INVALID_ACL },
	{ "last entry's SID is shorter", ALLOW2 + 9, 1, STATUS_INVALID_ACL },
	{ "last entry's SID reaches out", ALLOW2 + 9, 3, STATUS_INVALID_ACL },
};

static void each_refusal(struct kunit *test)
{
	u32 i;

	for (i = 0; i < ARRAY_SIZE(mutations); i++) {
		const struct mutation *mutation = &mutations[i];
		u8 *bytes = kmemdup(good, END, GFP_KERNEL);
		struct se_parts parts;
		NTSTATUS status;

		KUNIT_ASSERT_NOT_ERR_OR_NULL(test, bytes);
		bytes[mutation->offset] = mutation->value;
		status = se_parse_descriptor(bytes, END, &parts);
		KUNIT_EXPECT_EQ_MSG(test, status, mutation->status, "%s", mutation->name);
		if (NT_SUCCESS(status))
			expect_sound(test, &parts);
		kfree(bytes);
	}
}

/* The last list ends with the descriptor, so no part of it is enough. */
static void each_length(struct kunit *test)
{
	struct se_parts parts;
	NTSTATUS status;
	u32 length;
	u8 *bytes;

	for (length = 0; length <= END; length++) {
		bytes = kmemdup(good, length, GFP_KERNEL);
		KUNIT_ASSERT_NOT_ERR_OR_NULL(test, bytes);
		status = se_parse_descriptor(bytes, length, &parts);
		if (length < 20)
			KUNIT_EXPECT_EQ(test, status, STATUS_INVALID_SECURITY_DESCR);
		KUNIT_EXPECT_EQ_MSG(test, NT_SUCCESS(status), length == END,
				    "%u bytes", length);
		kfree(bytes);
	}
	/* More than there is to it does no harm, and does not stay. */
	bytes = kunit_kzalloc(test, END + 8, GFP_KERNEL);
	KUNIT_ASSERT_NOT_ERR_OR_NULL(test, bytes);
	memcpy(bytes, good, END);
	KUNIT_EXPECT_EQ(test, se_parse_descriptor(bytes, END + 8, &parts), STATUS_SUCCESS);
	expect_sound(test, &parts);
	KUNIT_EXPECT_EQ(test, se_parse_descriptor(bytes, NTOBJ_DESCRIPTOR_MAX_SIZE + 1, &parts),
			STATUS_INVALID_SECURITY_DESCR);
	KUNIT_EXPECT_EQ(test, se_parse_descriptor(bytes, U32_MAX, &parts),
			STATUS_INVALID_SECURITY_DESCR);
}

/*
 * What is cut off just where the next thing would begin, at the end of the
 * memory: the header of a list, an entry without a SID, half of one.
 */
static void lists_at_the_end(struct kunit *test)
{
	static const u8 list[] = {
		/* 1 entry in 8 to 24 bytes, of 8 bytes or more */
		2, 0, 0, 0, 1, 0, 0, 0,
		0, 0, 0, 0, 1, 0, 0, 0, 1, 15, 0, 0, 0, 0, 0, 1,
	};
	u32 room, size, entry;

	for (room = 0; room <= sizeof(list); room += 4) {
		u8 *bytes = copy(test, list, room);

		for (size = 0; size <= sizeof(list) + 4; size += 4) {
			for (entry = 0; entry <= 20; entry += 4) {
				if (room >= 4)
					bytes[2] = size;
				if (room >= 12)
					bytes[10] = entry;
				KUNIT_EXPECT_EQ_MSG(test,
						    se_check_acl(bytes, room, SE_DISCRETIONARY),
						    STATUS_INVALID_ACL,
						    "%u bytes, list of %u, entry of %u",
						    room, size, entry);
			}
		}
	}
}

/* Each byte, and all that it can be. */
static void each_byte(struct kunit *test)
{
	u32 offset, value, accepted = 0, refused = 0;
	u8 *bytes = copy(test, good, END);

	for (offset = 0; offset < END; offset++) {
		for (value = 0; value < 256; value++) {
			struct se_parts parts;

			bytes[offset] = value;
			if (NT_SUCCESS(se_parse_descriptor(bytes, END, &parts))) {
				expect_sound(test, &parts);
				accepted++;
			} else {
				refused++;
			}
		}
		bytes[offset] = good[offset];
	}
	/* Rights and sub-authorities can be anything, all else hardly. */
	KUNIT_EXPECT_GT(test, accepted, 10000);
	KUNIT_EXPECT_GT(test, refused, 10000);
}

/* Words that break things rather than random ones. */
static u32 telling_word(struct rnd_state *random)
{
	static const u32 words[] = {
		0, 1, 2, 3, 4, 7, 8, 12, 16, 19, 20, 24, 28, 36, 52, 60, 80, 88, 128, 132,
		0x7F, 0x80, 0xFF, 0x100, 0x7FFF, 0x8000, 0xFFFC, 0xFFFF, 0x10000, 0x0101,
		0x0201, 0x0F01, 0x1001, 0x8014, 0x80148001, 0x7FFFFFFC, 0x80000000,
		0xFFFFFFEC, 0xFFFFFFFC, 0xFFFFFFFF,
	};
	u32 number = prandom_u32_state(random);

	return number & 1 ? words[(number >> 1) % ARRAY_SIZE(words)] : number;
}

static void mutate(struct rnd_state *random, u8 *bytes, u32 length)
{
	u32 changes = 1 + prandom_u32_state(random) % 6;

	while (changes--) {
		u32 word = telling_word(random);
		u32 size = 1 << prandom_u32_state(random) % 3;
		u32 offset = prandom_u32_state(random) % length;

		/* Mostly aligned: what is not is hardly ever looked at. */
		if (prandom_u32_state(random) % 4)
			offset -= offset % size;
		memcpy(bytes + offset, &word, min(size, length - offset));
	}
}

/* Parts must lie within the bytes, whatever these say. */
static void expect_within(struct kunit *test, const u8 *bytes, u32 length,
			  const struct se_parts *parts)
{
	const void *end = bytes + length;

	if (parts->owner)
		KUNIT_EXPECT_LE(test, (unsigned long)parts->owner +
				se_sid_size(parts->owner), (unsigned long)end);
	if (parts->group)
		KUNIT_EXPECT_LE(test, (unsigned long)parts->group +
				se_sid_size(parts->group), (unsigned long)end);
	if (parts->sacl)
		KUNIT_EXPECT_LE(test, (unsigned long)parts->sacl + parts->sacl->size,
				(unsigned long)end);
	if (parts->dacl)
		KUNIT_EXPECT_LE(test, (unsigned long)parts->dacl + parts->dacl->size,
				(unsigned long)end);
}

#define ROUNDS	8000

static void random_changes(struct kunit *test)
{
	u32 round, accepted = 0, refused = 0;
	struct rnd_state random;

	prandom_seed_state(&random, 0x5EC0DE5C);
	for (round = 0; round < ROUNDS; round++) {
		/* Now and then cut off, too. */
		u32 length = prandom_u32_state(&random) % 8 ? END :
			     20 + prandom_u32_state(&random) % (END - 20);
		u8 *bytes = kmemdup(good, length, GFP_KERNEL);
		struct se_parts parts;

		KUNIT_ASSERT_NOT_ERR_OR_NULL(test, bytes);
		mutate(&random, bytes, length);
		if (NT_SUCCESS(se_parse_descriptor(bytes, length, &parts))) {
			expect_within(test, bytes, length, &parts);
			expect_sound(test, &parts);
			accepted++;
		} else {
			refused++;
		}
		kfree(bytes);
		cond_resched();
	}
	KUNIT_EXPECT_GT(test, accepted, ROUNDS / 50);
	KUNIT_EXPECT_GT(test, refused, ROUNDS / 50);
}

/* Bytes that nobody has made with care, within a header that is one. */
static void random_bytes(struct kunit *test)
{
	struct rnd_state random;
	u32 round;

	prandom_seed_state(&random, 0xB17E5);
	for (round = 0; round < ROUNDS; round++) {
		u32 length = 20 + prandom_u32_state(&random) % 45 * 4;
		struct se_parts parts;
		u32 *words, i;

		words = kmalloc(length, GFP_KERNEL);
		KUNIT_ASSERT_NOT_ERR_OR_NULL(test, words);
		for (i = 0; i < length / sizeof(u32); i++)
			words[i] = telling_word(&random);
		words[0] = 0x80140001;
		for (i = 1; i < 5; i++)
			words[i] = prandom_u32_state(&random) % (length / 4 + 1) * 4;
		if (NT_SUCCESS(se_parse_descriptor(words, length, &parts))) {
			expect_within(test, (u8 *)words, length, &parts);
			expect_sound(test, &parts);
		}
		kfree(words);
		cond_resched();
	}
}

/* Parts that overlap are each taken for themselves. */
static void overlapping_parts(struct kunit *test)
{
	struct se_descriptor *descriptor;
	u8 *bytes = copy(test, good, END);
	struct se_parts parts;

	/* Owner and group are the SID of an entry; the lists are one, and empty. */
	bytes[4] = ALLOW2 + 8;
	bytes[8] = ALLOW2 + 8;
	bytes[16] = SACL;
	memset(bytes + SACL + 2, 0, 6);
	bytes[SACL + 2] = 8;
	KUNIT_ASSERT_EQ(test, se_parse_descriptor(bytes, END, &parts), STATUS_SUCCESS);
	descriptor = test_build(test, &parts);
	memset(bytes, 0xFF, END);
	KUNIT_EXPECT_EQ(test, descriptor->size, 20 + 16 + 16 + 8 + 8);
	KUNIT_EXPECT_TRUE(test, se_equal_sid(descriptor->owner, test_sid(ALICE)));
	KUNIT_EXPECT_TRUE(test, se_equal_sid(descriptor->group, test_sid(ALICE)));
	KUNIT_EXPECT_PTR_NE(test, (void *)descriptor->sacl, (void *)descriptor->dacl);
	KUNIT_EXPECT_EQ(test, descriptor->sacl->count, 0);
	KUNIT_EXPECT_EQ(test, descriptor->dacl->count, 0);
	test_reparse(test, descriptor);
	se_put_descriptor(descriptor);
}

/* All sixteen combinations of parts, in their one order and without gaps. */
static void built_parts(struct kunit *test)
{
	static const struct test_ace audits[] = { AUDIT(SA | FA, WORLD, 1) };
	static const struct test_ace aces[] = { DENY(BOB, 2), ALLOW(LONGEST, 3) };
	struct ntobj_acl *sacl = test_make_acl(test, audits, ARRAY_SIZE(audits));
	struct ntobj_acl *dacl = test_make_acl(test, aces, ARRAY_SIZE(aces));
	u32 which;

	for (which = 0; which < 16; which++) {
		struct se_parts parts = {
			.control = NTOBJ_SD_DACL_PROTECTED,
			.owner = which & 1 ? test_sid(LONGEST) : NULL,
			.group = which & 2 ? test_sid(SHORTEST) : NULL,
			/* Without their bits they do not count. */
			.sacl = sacl,
			.dacl = dacl,
		};
		u32 owner = which & 1 ? 20 : 0;
		u32 group = which & 2 ? 20 + (which & 1 ? 68 : 0) : 0;
		u32 sacl_at = 20 + (which & 1 ? 68 : 0) + (which & 2 ? 8 : 0);
		u32 dacl_at = sacl_at + (which & 4 ? sacl->size : 0);
		struct se_descriptor *descriptor;
		struct se_parts again;

		if (which & 4)
			parts.control |= NTOBJ_SD_SACL_PRESENT;
		if (which & 8)
			parts.control |= NTOBJ_SD_DACL_PRESENT;
		descriptor = test_build(test, &parts);
		KUNIT_EXPECT_EQ(test, descriptor->size,
				dacl_at + (which & 8 ? dacl->size : 0));
		KUNIT_EXPECT_EQ(test, descriptor->relative.owner, owner);
		KUNIT_EXPECT_EQ(test, descriptor->relative.group, group);
		KUNIT_EXPECT_EQ(test, descriptor->relative.sacl, which & 4 ? sacl_at : 0);
		KUNIT_EXPECT_EQ(test, descriptor->relative.dacl, which & 8 ? dacl_at : 0);
		se_describe(descriptor, &again);
		KUNIT_EXPECT_EQ(test, again.control, parts.control);
		KUNIT_EXPECT_PTR_EQ(test, (void *)again.dacl, (void *)descriptor->dacl);
		test_reparse(test, descriptor);
		se_put_descriptor(descriptor);
	}
}

static void no_descriptor(struct kunit *test)
{
	struct se_parts parts;

	KUNIT_EXPECT_NULL(test, se_get_descriptor(NULL));
	se_put_descriptor(NULL);
	memset(&parts, 0xFF, sizeof(parts));
	se_describe(NULL, &parts);
	KUNIT_EXPECT_EQ(test, parts.control, 0);
	KUNIT_EXPECT_NULL(test, parts.owner);
	KUNIT_EXPECT_NULL(test, parts.group);
	KUNIT_EXPECT_NULL(test, parts.sacl);
	KUNIT_EXPECT_NULL(test, parts.dacl);
}

static struct ntobj_acl *large_list(struct kunit *test, u8 type, u32 entries)
{
	struct test_ace *aces = kunit_kcalloc(test, entries, sizeof(*aces), GFP_KERNEL);
	u32 i;

	KUNIT_ASSERT_NOT_ERR_OR_NULL(test, aces);
	for (i = 0; i < entries; i++)
		aces[i] = (struct test_ace){ type, 0, SHORTEST, i };
	return test_make_acl(test, aces, entries);
}

/* The largest descriptor there can be, and one that is larger by an entry. */
static void largest_descriptor(struct kunit *test)
{
	struct se_parts parts = {
		.control = NTOBJ_SD_SACL_PRESENT | NTOBJ_SD_DACL_PRESENT,
	};
	struct se_descriptor *descriptor;

	/* 20 + (8 + 16 * 4000) + (8 + 16 * 93) = 65524, and a SID of 12. */
	parts.owner = test_sid(WORLD);
	parts.sacl = large_list(test, NTOBJ_ACE_SYSTEM_AUDIT, 4000);
	parts.dacl = large_list(test, NTOBJ_ACE_ACCESS_ALLOWED, 93);
	descriptor = test_build(test, &parts);
	KUNIT_EXPECT_EQ(test, descriptor->size, NTOBJ_DESCRIPTOR_MAX_SIZE);
	KUNIT_EXPECT_EQ(test, descriptor->sacl->count, 4000);
	test_reparse(test, descriptor);
	se_put_descriptor(descriptor);

	descriptor = NULL;
	parts.dacl = large_list(test, NTOBJ_ACE_ACCESS_ALLOWED, 94);
	KUNIT_EXPECT_EQ(test, se_build_descriptor(&parts, &descriptor),
			STATUS_INVALID_SECURITY_DESCR);
	KUNIT_EXPECT_NULL(test, descriptor);

	/* Two lists that are as long as lists can be. */
	parts.sacl = large_list(test, NTOBJ_ACE_SYSTEM_AUDIT, 4095);
	parts.dacl = large_list(test, NTOBJ_ACE_ACCESS_ALLOWED, 4095);
	KUNIT_EXPECT_EQ(test, se_build_descriptor(&parts, &descriptor),
			STATUS_INVALID_SECURITY_DESCR);
}

static void references(struct kunit *test)
{
	struct se_parts parts = { .owner = test_sid(ALICE) };
	struct se_descriptor *descriptor = test_build(test, &parts);

	KUNIT_EXPECT_EQ(test, refcount_read(&descriptor->references), 1);
	KUNIT_EXPECT_PTR_EQ(test, se_get_descriptor(descriptor), descriptor);
	KUNIT_EXPECT_EQ(test, refcount_read(&descriptor->references), 2);
	se_put_descriptor(descriptor);
	KUNIT_EXPECT_EQ(test, refcount_read(&descriptor->references), 1);

	/* The last one: still there for who reads under RCU. */
	rcu_read_lock();
	se_put_descriptor(descriptor);
	KUNIT_EXPECT_TRUE(test, se_equal_sid(descriptor->owner, test_sid(ALICE)));
	rcu_read_unlock();
}

static struct kunit_case descriptor_cases[] = {
	KUNIT_CASE(sid_bytes),
	KUNIT_CASE(well_known_sids),
	KUNIT_CASE(sid_equality),
	KUNIT_CASE(sid_checks),
	KUNIT_CASE(good_is_parsed),
	KUNIT_CASE(each_refusal),
	KUNIT_CASE(each_length),
	KUNIT_CASE(lists_at_the_end),
	KUNIT_CASE_SLOW(each_byte),
	KUNIT_CASE_SLOW(random_changes),
	KUNIT_CASE_SLOW(random_bytes),
	KUNIT_CASE(overlapping_parts),
	KUNIT_CASE(built_parts),
	KUNIT_CASE(no_descriptor),
	KUNIT_CASE(largest_descriptor),
	KUNIT_CASE(references),
	{}
};

static struct kunit_suite descriptor_suite = {
	.name = "ntobj_se_descriptor",
	.init = init,
	.test_cases = descriptor_cases,
};

kunit_test_suite(descriptor_suite);
