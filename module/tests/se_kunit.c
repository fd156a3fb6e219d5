// SPDX-License-Identifier: GPL-2.0
/* What the suites of security share. */
#include <linux/slab.h>
#include <linux/string.h>

#include "tests/se_kunit.h"

static struct se_sid_buffer sids[TEST_WHO];

/* Names for SIDs; every suite's init calls it. */
void test_init_sids(void)
{
	se_make_sid(&sids[ALICE], 22, 2, 1, 1000);
	se_make_sid(&sids[BOB], 22, 2, 1, 1001);
	se_make_sid(&sids[STAFF], 22, 2, 2, 50);
	se_make_sid(&sids[GUESTS], 22, 2, 2, 1000);
	sids[ADMINISTRATORS] = se_administrators;
	sids[SYSTEM] = se_system;
	sids[WORLD] = se_world;
	sids[CREATOR_OWNER] = se_creator_owner;
	sids[CREATOR_GROUP] = se_creator_group;
	sids[OWNER_RIGHTS] = se_owner_rights;
	se_make_sid(&sids[SHORTEST], 22, 0);
	se_make_sid(&sids[LONGEST], 22, 15, 1, 2, 3, 4, 5, 6, 7, 8, 9, 10, 11, 12, 13,
		    14, 0xFFFFFFFF);
}

/**
 * test_sid - the SID that goes by a name
 * @who: the name
 *
 * Return: the SID, or NULL for NOBODY.
 */
const struct se_sid *test_sid(enum test_who who)
{
	return who == NOBODY ? NULL : &sids[who].sid;
}

/**
 * test_acl_size - bytes that a table takes as a list
 * @aces: the table
 * @count: its entries
 *
 * Return: that.
 */
u32 test_acl_size(const struct test_ace *aces, u32 count)
{
	u32 size = sizeof(struct ntobj_acl);
	u32 i;

	for (i = 0; i < count; i++)
		size += sizeof(struct ntobj_ace) + se_sid_size(test_sid(aces[i].who));
	return size;
}

/**
 * test_fill_acl - make a list of a table
 * @acl: where, test_acl_size() bytes
 * @aces: the table
 * @count: its entries
 */
void test_fill_acl(struct ntobj_acl *acl, const struct test_ace *aces, u32 count)
{
	void *end = acl + 1;
	u32 i;

	for (i = 0; i < count; i++) {
		const struct se_sid *sid = test_sid(aces[i].who);

		*(struct ntobj_ace *)end = (struct ntobj_ace){
			.type = aces[i].type,
			.flags = aces[i].flags,
			.size = sizeof(struct ntobj_ace) + se_sid_size(sid),
			.mask = aces[i].mask,
		};
		end += sizeof(struct ntobj_ace);
		memcpy(end, sid, se_sid_size(sid));
		end += se_sid_size(sid);
	}
	*acl = (struct ntobj_acl){
		.revision = NTOBJ_ACL_REVISION,
		.size = end - (void *)acl,
		.count = count,
	};
}

/**
 * test_make_acl - a list from a table
 * @test: the test, which ends if there is no memory; the list goes with it
 * @aces: the table
 * @count: its entries
 *
 * Return: the list, in memory of just its size.
 */
struct ntobj_acl *test_make_acl(struct kunit *test, const struct test_ace *aces,
				u32 count)
{
	struct ntobj_acl *acl;

	acl = kunit_kmalloc(test, test_acl_size(aces, count), GFP_KERNEL);
	KUNIT_ASSERT_NOT_ERR_OR_NULL(test, acl);
	test_fill_acl(acl, aces, count);
	return acl;
}

/**
 * test_count - entries of a table that has room for TEST_ACES
 * @aces: the table
 *
 * Return: that.
 */
u32 test_count(const struct test_ace *aces)
{
	u32 count = 0;

	while (count < TEST_ACES && aces[count].who)
		count++;
	return count;
}

/**
 * test_expect_acl - whether a list is what a table says
 * @test: the test
 * @name: of what is tried
 * @acl: the list
 * @aces: the table, with room for TEST_ACES
 */
void test_expect_acl(struct kunit *test, const char *name, const struct ntobj_acl *acl,
		     const struct test_ace *aces)
{
	struct ntobj_acl *expected = test_make_acl(test, aces, test_count(aces));

	KUNIT_EXPECT_NOT_NULL_MSG(test, acl, "%s", name);
	if (acl) {
		KUNIT_EXPECT_EQ_MSG(test, acl->count, expected->count, "%s", name);
		KUNIT_EXPECT_EQ_MSG(test, acl->size, expected->size, "%s", name);
		if (acl->size == expected->size)
			KUNIT_EXPECT_EQ_MSG(test, memcmp(acl, expected, acl->size), 0,
					    "%s", name);
	}
	kunit_kfree(test, expected);
}

/**
 * test_build - se_build_descriptor() that has to work
 * @test: the test, which ends if it does not
 * @parts: what the descriptor is made of
 *
 * Return: the descriptor, to be put.
 */
struct se_descriptor *test_build(struct kunit *test, const struct se_parts *parts)
{
	struct se_descriptor *descriptor = NULL;

	KUNIT_ASSERT_EQ(test, se_build_descriptor(parts, &descriptor), STATUS_SUCCESS);
	KUNIT_ASSERT_NOT_ERR_OR_NULL(test, descriptor);
	return descriptor;
}

/**
 * test_reparse - whether a descriptor is one by the rules for those of callers
 * @test: the test
 * @descriptor: the descriptor
 *
 * Taken apart and put together again, it has to be the same, byte for byte.
 */
void test_reparse(struct kunit *test, const struct se_descriptor *descriptor)
{
	struct se_descriptor *again;
	struct se_parts parts;
	void *bytes;

	bytes = kmemdup((void *)descriptor + offsetof(struct se_descriptor, relative),
			descriptor->size, GFP_KERNEL);
	KUNIT_ASSERT_NOT_ERR_OR_NULL(test, bytes);
	KUNIT_EXPECT_EQ(test, se_parse_descriptor(bytes, descriptor->size, &parts),
			STATUS_SUCCESS);
	if (se_build_descriptor(&parts, &again)) {
		KUNIT_FAIL(test, "It can not be put together again.");
	} else {
		KUNIT_EXPECT_EQ(test, again->size, descriptor->size);
		if (again->size == descriptor->size)
			KUNIT_EXPECT_EQ(test, memcmp((void *)again +
					offsetof(struct se_descriptor, relative), bytes,
					descriptor->size), 0);
		se_put_descriptor(again);
	}
	kfree(bytes);
}
