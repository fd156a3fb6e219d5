// SPDX-License-Identifier: GPL-2.0
/*
 * Lists that are made from others: what is inherited, by the whole published
 * table; what generic rights, CREATOR OWNER and CREATOR GROUP become; lists
 * that get too long.
 */
#include <linux/ntobj.h>
#include <linux/slab.h>
#include <linux/string.h>

#include "se/internal.h"
#include "tests/kunit.h"
#include "tests/se_kunit.h"

#define QUERY		0x0001u
#define MODIFY		0x0002u
#define USE		0x0004u
#define ALL		(0x000F0000u | QUERY | MODIFY | USE)
#define RC		NTOBJ_READ_CONTROL
#define GR		NTOBJ_GENERIC_READ
#define GW		NTOBJ_GENERIC_WRITE
#define GX		NTOBJ_GENERIC_EXECUTE
#define GA		NTOBJ_GENERIC_ALL

static const struct se_generic_mapping mapping = {
	.read = RC | QUERY,
	.write = RC | MODIFY,
	.execute = RC | USE,
	.all = ALL,
};

/* For an object of Alice's whose group is STAFF. */
static struct se_derivation derivation;

static int init(struct kunit *test)
{
	test_init_sids();
	derivation = (struct se_derivation){
		.owner = test_sid(ALICE),
		.group = test_sid(STAFF),
		.mapping = &mapping,
	};
	return 0;
}

/* NULL for nothing, or after a failure. */
static struct ntobj_acl *inherit(struct kunit *test, const char *name,
				 const struct test_ace *aces, bool container)
{
	struct ntobj_acl *parent = test_make_acl(test, aces, test_count(aces));
	struct ntobj_acl *result = parent;

	KUNIT_EXPECT_EQ_MSG(test, se_inherit_acl(parent, container, &derivation, &result),
			    STATUS_SUCCESS, "%s", name);
	kunit_kfree(test, parent);
	return result;
}

#define NOT_INHERITED	(-1)

/*
 * The published table, all of it: an entry's flags in a directory, those of what
 * an object in it inherits, and a directory in it.
 */
static const struct {
	u8 flags;
	int object;
	int container;
} inheritance[] = {
	{ 0,			NOT_INHERITED,	NOT_INHERITED },
	{ OI,			ID,		OI | IO | ID },
	{ CI,			NOT_INHERITED,	CI | ID },
	{ OI | CI,		ID,		OI | CI | ID },
	{ NP,			NOT_INHERITED,	NOT_INHERITED },
	{ OI | NP,		ID,		NOT_INHERITED },
	{ CI | NP,		NOT_INHERITED,	ID },
	{ OI | CI | NP,		ID,		ID },
	{ IO,			NOT_INHERITED,	NOT_INHERITED },
	{ OI | IO,		ID,		OI | IO | ID },
	{ CI | IO,		NOT_INHERITED,	CI | ID },
	{ OI | CI | IO,		ID,		OI | CI | ID },
	{ IO | NP,		NOT_INHERITED,	NOT_INHERITED },
	{ OI | IO | NP,		ID,		NOT_INHERITED },
	{ CI | IO | NP,		NOT_INHERITED,	ID },
	{ OI | CI | IO | NP,	ID,		ID },
};

/* What is inherited from a list of one entry, which is the other one or none. */
static void expect_inherited(struct kunit *test, struct test_ace ace, bool container,
			     int flags)
{
	struct test_ace parent[TEST_ACES] = { ace };
	struct test_ace expected[TEST_ACES] = { ace };
	struct ntobj_acl *result;
	char name[64];

	snprintf(name, sizeof(name), "type %u, flags %x, %s", ace.type, ace.flags,
		 container ? "container" : "object");
	result = inherit(test, name, parent, container);
	expected[0].flags = flags;
	if (flags == NOT_INHERITED)
		KUNIT_EXPECT_NULL_MSG(test, result, "%s", name);
	else
		test_expect_acl(test, name, result, expected);
	kvfree(result);
}

static void inheritance_table(struct kunit *test)
{
	u32 i;

	for (i = 0; i < ARRAY_SIZE(inheritance); i++) {
		struct test_ace ace = ALLOW_BY(inheritance[i].flags, BOB, QUERY);

		expect_inherited(test, ace, false, inheritance[i].object);
		expect_inherited(test, ace, true, inheritance[i].container);
		ace.type = NTOBJ_ACE_ACCESS_DENIED;
		expect_inherited(test, ace, false, inheritance[i].object);
		expect_inherited(test, ace, true, inheritance[i].container);
		/* What was inherited is inherited as well. */
		ace.flags |= ID;
		expect_inherited(test, ace, false, inheritance[i].object);
		expect_inherited(test, ace, true, inheritance[i].container);
	}
}

/* A list, and what becomes of it. Alice owns, her group is STAFF. */
struct example {
	const char *name;
	struct test_ace source[TEST_ACES];
	struct test_ace expected[TEST_ACES];
};

static const struct example for_objects[] = {
	{ "generic rights are the object's", { ALLOW_BY(OI | CI, BOB, GR) },
	  { ALLOW_BY(ID, BOB, RC | QUERY) } },
	{ "each generic right",
	  { ALLOW_BY(OI, BOB, GW), ALLOW_BY(OI, BOB, GX), ALLOW_BY(OI, BOB, GA) },
	  { ALLOW_BY(ID, BOB, RC | MODIFY), ALLOW_BY(ID, BOB, RC | USE),
	    ALLOW_BY(ID, BOB, ALL) } },
	{ "creator owner", { ALLOW_BY(OI | IO, CREATOR_OWNER, QUERY) },
	  { ALLOW_BY(ID, ALICE, QUERY) } },
	{ "creator group", { ALLOW_BY(OI | IO, CREATOR_GROUP, QUERY) },
	  { ALLOW_BY(ID, STAFF, QUERY) } },
	{ "creator owner is denied", { DENY_BY(OI | IO, CREATOR_OWNER, QUERY) },
	  { DENY_BY(ID, ALICE, QUERY) } },
	{ "owner rights are nobody's in particular",
	  { ALLOW_BY(OI, OWNER_RIGHTS, QUERY) }, { ALLOW_BY(ID, OWNER_RIGHTS, QUERY) } },
	{ "the order stays, what is not for the child goes",
	  { DENY_BY(OI, BOB, QUERY), ALLOW_BY(CI, BOB, ALL), ALLOW(WORLD, ALL),
	    ALLOW_BY(OI | NP, LONGEST, MODIFY) },
	  { DENY_BY(ID, BOB, QUERY), ALLOW_BY(ID, LONGEST, MODIFY) } },
};

static const struct example for_containers[] = {
	{ "generic rights are a directory's, and its heirs'",
	  { ALLOW_BY(OI | CI, BOB, GR) },
	  { ALLOW_BY(ID, BOB, RC | QUERY), ALLOW_BY(OI | CI | IO | ID, BOB, GR) } },
	{ "generic rights are left to objects below", { ALLOW_BY(OI, BOB, GA) },
	  { ALLOW_BY(OI | IO | ID, BOB, GA) } },
	{ "generic rights that go no further", { ALLOW_BY(CI | NP, BOB, GA) },
	  { ALLOW_BY(ID, BOB, ALL) } },
	{ "creator owner of a directory and below",
	  { ALLOW_BY(OI | CI | IO, CREATOR_OWNER, QUERY) },
	  { ALLOW_BY(ID, ALICE, QUERY), ALLOW_BY(OI | CI | IO | ID, CREATOR_OWNER, QUERY) } },
	{ "creator group of a directory and directories below",
	  { ALLOW_BY(CI, CREATOR_GROUP, GA) },
	  { ALLOW_BY(ID, STAFF, ALL), ALLOW_BY(CI | IO | ID, CREATOR_GROUP, GA) } },
	{ "creator owner of objects below",
	  { ALLOW_BY(OI | IO, CREATOR_OWNER, GA) },
	  { ALLOW_BY(OI | IO | ID, CREATOR_OWNER, GA) } },
	{ "creator owner that goes no further",
	  { ALLOW_BY(OI | CI | NP | IO, CREATOR_OWNER, GA) }, { ALLOW_BY(ID, ALICE, ALL) } },
	{ "the order stays when entries become two",
	  { DENY_BY(CI, CREATOR_OWNER, QUERY), ALLOW_BY(CI, BOB, USE) },
	  { DENY_BY(ID, ALICE, QUERY), DENY_BY(CI | IO | ID, CREATOR_OWNER, QUERY),
	    ALLOW_BY(CI | ID, BOB, USE) } },
};

static void expect_examples(struct kunit *test, const struct example *examples,
			    u32 count, bool container)
{
	u32 i;

	for (i = 0; i < count; i++) {
		struct ntobj_acl *result = inherit(test, examples[i].name,
						   examples[i].source, container);

		test_expect_acl(test, examples[i].name, result, examples[i].expected);
		kvfree(result);
	}
}

static void inherited_lists(struct kunit *test)
{
	expect_examples(test, for_objects, ARRAY_SIZE(for_objects), false);
	expect_examples(test, for_containers, ARRAY_SIZE(for_containers), true);
}

static void nothing_to_inherit(struct kunit *test)
{
	static const struct test_ace none[TEST_ACES];
	static const struct test_ace not_for_children[TEST_ACES] = {
		ALLOW(WORLD, ALL), ALLOW_BY(CI, BOB, ALL), DENY_BY(IO | NP, BOB, ALL),
	};

	KUNIT_EXPECT_NULL(test, inherit(test, "empty", none, false));
	KUNIT_EXPECT_NULL(test, inherit(test, "empty", none, true));
	KUNIT_EXPECT_NULL(test, inherit(test, "none", not_for_children, false));
}

static const struct example applications[] = {
	{ "as it is", { DENY(BOB, QUERY), ALLOW(WORLD, USE) },
	  { DENY(BOB, QUERY), ALLOW(WORLD, USE) } },
	{ "an empty one is empty", {}, {} },
	{ "generic rights", { ALLOW(BOB, GR), DENY(BOB, GA | 0x100) },
	  { ALLOW(BOB, RC | QUERY), DENY(BOB, ALL | 0x100) } },
	{ "creators", { ALLOW(CREATOR_OWNER, QUERY), ALLOW(CREATOR_GROUP, USE) },
	  { ALLOW(ALICE, QUERY), ALLOW(STAFF, USE) } },
	{ "inherit-only stays", { ALLOW_BY(OI | IO, CREATOR_OWNER, GA) },
	  { ALLOW_BY(OI | IO, CREATOR_OWNER, GA) } },
	{ "inheritable without anything generic stays",
	  { ALLOW_BY(OI | CI | NP, BOB, QUERY) }, { ALLOW_BY(OI | CI | NP, BOB, QUERY) } },
	{ "inheritable with something generic becomes two",
	  { ALLOW_BY(OI | NP, BOB, GR) },
	  { ALLOW(BOB, RC | QUERY), ALLOW_BY(OI | NP | IO, BOB, GR) } },
	{ "what says that it was inherited still does",
	  { ALLOW_BY(ID | CI, BOB, GR) },
	  { ALLOW_BY(ID, BOB, RC | QUERY), ALLOW_BY(ID | CI | IO, BOB, GR) } },
};

/* Lists that somebody gives; and once more, which changes nothing. */
static void applied_lists(struct kunit *test)
{
	u32 i;

	for (i = 0; i < ARRAY_SIZE(applications); i++) {
		const struct example *example = &applications[i];
		struct ntobj_acl *source = test_make_acl(test, example->source,
							 test_count(example->source));
		struct ntobj_acl *result = NULL, *again = NULL;

		KUNIT_EXPECT_EQ(test, se_apply_acl(source, &derivation, &result),
				STATUS_SUCCESS);
		test_expect_acl(test, example->name, result, example->expected);
		KUNIT_ASSERT_NOT_NULL_MSG(test, result, "%s", example->name);
		KUNIT_EXPECT_EQ(test, se_apply_acl(result, &derivation, &again),
				STATUS_SUCCESS);
		test_expect_acl(test, example->name, again, example->expected);
		kvfree(result);
		kvfree(again);
	}
}

/* Where nobody is the owner, nobody takes his place. */
static void nobody_takes_the_place(struct kunit *test)
{
	static const struct test_ace aces[TEST_ACES] = {
		ALLOW(CREATOR_OWNER, QUERY), ALLOW(CREATOR_GROUP, GR),
	};
	static const struct test_ace expected[TEST_ACES] = {
		ALLOW(CREATOR_OWNER, QUERY), ALLOW(CREATOR_GROUP, RC | QUERY),
	};
	struct ntobj_acl *source = test_make_acl(test, aces, test_count(aces));
	struct ntobj_acl *result = NULL;

	derivation.owner = NULL;
	derivation.group = NULL;
	KUNIT_EXPECT_EQ(test, se_apply_acl(source, &derivation, &result), STATUS_SUCCESS);
	test_expect_acl(test, "nobody", result, expected);
	kvfree(result);
}

/* A list with so many entries, each of which says something generic. */
static struct ntobj_acl *long_list(struct kunit *test, u32 count)
{
	struct test_ace *aces = kunit_kcalloc(test, count, sizeof(*aces), GFP_KERNEL);
	u32 i;

	KUNIT_ASSERT_NOT_ERR_OR_NULL(test, aces);
	for (i = 0; i < count; i++)
		aces[i] = (struct test_ace)ALLOW_BY(OI | CI, CREATOR_OWNER, GR);
	return test_make_acl(test, aces, count);
}

/*
 * An entry of 20 bytes becomes one of 24 for Alice, whose SID is longer, and in a
 * directory another one of 20: 1489 come to 65524 bytes, and 1490 to too many.
 */
#define MOST	1489

static void lists_that_grow(struct kunit *test)
{
	struct ntobj_acl *parent = long_list(test, MOST);
	struct ntobj_acl *result = NULL;

	KUNIT_EXPECT_EQ(test, se_inherit_acl(parent, true, &derivation, &result),
			STATUS_SUCCESS);
	KUNIT_ASSERT_NOT_NULL(test, result);
	KUNIT_EXPECT_EQ(test, result->count, 2 * MOST);
	KUNIT_EXPECT_EQ(test, result->size, 65524);
	KUNIT_EXPECT_EQ(test, se_check_acl(result, result->size, SE_DISCRETIONARY),
			STATUS_SUCCESS);
	kvfree(result);
	KUNIT_EXPECT_EQ(test, se_apply_acl(parent, &derivation, &result), STATUS_SUCCESS);
	KUNIT_EXPECT_EQ(test, result->size, 65524);
	kvfree(result);

	parent = long_list(test, MOST + 1);
	result = NULL;
	KUNIT_EXPECT_EQ(test, se_inherit_acl(parent, true, &derivation, &result),
			STATUS_INVALID_ACL);
	KUNIT_EXPECT_EQ(test, se_apply_acl(parent, &derivation, &result),
			STATUS_INVALID_ACL);
	KUNIT_EXPECT_NULL(test, result);
	KUNIT_EXPECT_EQ(test, se_inherit_acl(parent, false, &derivation, &result),
			STATUS_SUCCESS);
	KUNIT_ASSERT_NOT_NULL(test, result);
	KUNIT_EXPECT_EQ(test, result->count, MOST + 1);
	kvfree(result);
}

static struct kunit_case inherit_cases[] = {
	KUNIT_CASE(inheritance_table),
	KUNIT_CASE(inherited_lists),
	KUNIT_CASE(nothing_to_inherit),
	KUNIT_CASE(applied_lists),
	KUNIT_CASE(nobody_takes_the_place),
	KUNIT_CASE(lists_that_grow),
	{}
};

static struct kunit_suite inherit_suite = {
	.name = "ntobj_se_inherit",
	.init = init,
	.test_cases = inherit_cases,
};

kunit_test_suite(inherit_suite);
