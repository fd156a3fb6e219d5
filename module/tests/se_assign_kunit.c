// SPDX-License-Identifier: GPL-2.0
/*
 * What descriptors objects get: where each list comes from, who may say what,
 * changes, and parts of a descriptor.
 */
#include <linux/bits.h>
#include <linux/ntobj.h>
#include <linux/slab.h>
#include <linux/string.h>

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

#define SECURITY	BIT_ULL(NTOBJ_SE_SECURITY)
#define RESTORE		BIT_ULL(NTOBJ_SE_RESTORE)

#define DACL_PRESENT	NTOBJ_SD_DACL_PRESENT
#define DACL_DEFAULTED	NTOBJ_SD_DACL_DEFAULTED
#define DACL_REQUEST	NTOBJ_SD_DACL_AUTO_INHERIT_REQ
#define DACL_INHERITED	NTOBJ_SD_DACL_AUTO_INHERITED
#define DACL_PROTECTED	NTOBJ_SD_DACL_PROTECTED
#define SACL_PRESENT	NTOBJ_SD_SACL_PRESENT
#define SACL_DEFAULTED	NTOBJ_SD_SACL_DEFAULTED
#define SACL_REQUEST	NTOBJ_SD_SACL_AUTO_INHERIT_REQ
#define SACL_INHERITED	NTOBJ_SD_SACL_AUTO_INHERITED
#define SACL_PROTECTED	NTOBJ_SD_SACL_PROTECTED

#define OWNER_PART	NTOBJ_OWNER_SECURITY_INFORMATION
#define GROUP_PART	NTOBJ_GROUP_SECURITY_INFORMATION
#define DACL_PART	NTOBJ_DACL_SECURITY_INFORMATION
#define SACL_PART	NTOBJ_SACL_SECURITY_INFORMATION
#define PROTECT_DACL	NTOBJ_PROTECTED_DACL_SECURITY_INFORMATION
#define UNPROTECT_DACL	NTOBJ_UNPROTECTED_DACL_SECURITY_INFORMATION
#define PROTECT_SACL	NTOBJ_PROTECTED_SACL_SECURITY_INFORMATION
#define UNPROTECT_SACL	NTOBJ_UNPROTECTED_SACL_SECURITY_INFORMATION

static const struct se_generic_mapping mapping = {
	.read = RC | QUERY,
	.write = RC | MODIFY,
	.execute = RC | USE,
	.all = ALL,
};

/* Alice, in a group that can own things and in some that can not. */
static struct se_member members[] = {
	{ NULL, NTOBJ_SE_GROUP_ENABLED },
	{ NULL, NTOBJ_SE_GROUP_ENABLED },
	{ NULL, NTOBJ_SE_GROUP_ENABLED | NTOBJ_SE_GROUP_OWNER },
	{ NULL, NTOBJ_SE_GROUP_USE_FOR_DENY_ONLY | NTOBJ_SE_GROUP_OWNER },
};

/* Filled in by each test. */
struct fixture {
	struct se_identity identity;
	struct se_parts defaults;
	struct se_creation creation;
};

static int init(struct kunit *test)
{
	static const struct test_ace aces[] = { ALLOW(ALICE, GA), ALLOW(SYSTEM, GA) };
	struct fixture *fixture = kunit_kzalloc(test, sizeof(*fixture), GFP_KERNEL);

	if (!fixture)
		return -ENOMEM;
	test->priv = fixture;
	test_init_sids();
	members[0].sid = test_sid(ALICE);
	members[1].sid = test_sid(STAFF);
	members[2].sid = test_sid(ADMINISTRATORS);
	members[3].sid = test_sid(GUESTS);
	fixture->identity = (struct se_identity){
		.count = ARRAY_SIZE(members),
		.members = members,
		.level = NTOBJ_SECURITY_DELEGATION,
	};
	fixture->defaults = (struct se_parts){
		.control = DACL_PRESENT,
		.owner = test_sid(ALICE),
		.group = test_sid(STAFF),
		.dacl = test_make_acl(test, aces, ARRAY_SIZE(aces)),
	};
	fixture->creation = (struct se_creation){
		.defaults = &fixture->defaults,
		.identity = &fixture->identity,
		.mapping = &mapping,
	};
	return 0;
}

/* A descriptor with an owner, a group and a list of each kind, as @control says. */
static struct se_descriptor *make(struct kunit *test, u16 control, enum test_who owner,
				  enum test_who group, const struct test_ace *dacl,
				  const struct test_ace *sacl)
{
	struct se_parts parts = {
		.control = control,
		.owner = test_sid(owner),
		.group = test_sid(group),
	};

	if (dacl)
		parts.dacl = test_make_acl(test, dacl, test_count(dacl));
	if (sacl)
		parts.sacl = test_make_acl(test, sacl, test_count(sacl));
	return test_build(test, &parts);
}

static struct se_descriptor *with_dacl(struct kunit *test, u16 control,
				       const struct test_ace *aces)
{
	return make(test, control | DACL_PRESENT, NOBODY, NOBODY, aces, NULL);
}

/* Puts what a test has given to the creation. */
static void release(struct fixture *fixture)
{
	se_put_descriptor((struct se_descriptor *)fixture->creation.parent);
	se_put_descriptor((struct se_descriptor *)fixture->creation.explicit);
	fixture->creation.parent = NULL;
	fixture->creation.explicit = NULL;
}

static struct se_descriptor *assign(struct kunit *test, const char *name)
{
	struct fixture *fixture = test->priv;
	struct se_descriptor *result = NULL;

	KUNIT_EXPECT_EQ_MSG(test, se_assign_descriptor(&fixture->creation, &result),
			    STATUS_SUCCESS, "%s", name);
	if (result)
		test_reparse(test, result);
	return result;
}

#define EXPLICIT	{ ALLOW(BOB, QUERY) }
#define INHERITABLE	{ ALLOW_BY(OI, WORLD, USE) }
#define INHERITED	{ ALLOW_BY(ID, WORLD, USE) }
#define DEFAULTS	{ ALLOW(ALICE, ALL), ALLOW(SYSTEM, ALL) }

/* Where a list comes from. */
static const struct choice {
	const char *name;
	bool explicit;			/* whether there is a descriptor */
	u16 control;			/* its */
	struct test_ace dacl[TEST_ACES];	/* its, or none for a NULL list */
	struct test_ace parent[TEST_ACES];
	bool no_defaults;
	u16 expected_control;
	struct test_ace expected[TEST_ACES];	/* none for a NULL list */
} choices[] = {
	{ "nothing but defaults", .expected_control = DACL_PRESENT, .expected = DEFAULTS },
	{ "nothing at all", .no_defaults = true },
	{ "inherited", .parent = INHERITABLE,
	  .expected_control = DACL_PRESENT | DACL_INHERITED, .expected = INHERITED },
	{ "nothing in the parent's to inherit", .parent = { ALLOW_BY(CI, WORLD, USE) },
	  .expected_control = DACL_PRESENT, .expected = DEFAULTS },
	{ "a descriptor without a list inherits", true, 0, {}, INHERITABLE,
	  .expected_control = DACL_PRESENT | DACL_INHERITED, .expected = INHERITED },
	{ "a list that is not present does not count", true, 0, EXPLICIT, INHERITABLE,
	  .expected_control = DACL_PRESENT | DACL_INHERITED, .expected = INHERITED },
	{ "explicit", true, DACL_PRESENT, EXPLICIT, INHERITABLE,
	  .expected_control = DACL_PRESENT, .expected = EXPLICIT },
	{ "explicit, and nothing to inherit", true, DACL_PRESENT, EXPLICIT,
	  .expected_control = DACL_PRESENT, .expected = EXPLICIT },
	{ "explicit NULL", true, DACL_PRESENT, {}, INHERITABLE,
	  .expected_control = DACL_PRESENT },
	{ "explicit, but a default", true, DACL_PRESENT | DACL_DEFAULTED, EXPLICIT,
	  INHERITABLE, .expected_control = DACL_PRESENT | DACL_INHERITED,
	  .expected = INHERITED },
	{ "explicit, but a default, nothing to inherit", true,
	  DACL_PRESENT | DACL_DEFAULTED, EXPLICIT, .expected_control = DACL_PRESENT,
	  .expected = EXPLICIT },
	{ "explicit, but a default, nothing for the child to inherit", true,
	  DACL_PRESENT | DACL_DEFAULTED, EXPLICIT, { ALLOW_BY(CI, WORLD, USE) },
	  .expected_control = DACL_PRESENT, .expected = EXPLICIT },
	{ "explicit NULL as a default", true, DACL_PRESENT | DACL_DEFAULTED,
	  .expected_control = DACL_PRESENT },
	{ "a default that is protected", true,
	  DACL_PRESENT | DACL_DEFAULTED | DACL_PROTECTED, EXPLICIT, INHERITABLE,
	  .expected_control = DACL_PRESENT | DACL_PROTECTED, .expected = EXPLICIT },
	{ "protected without a list", true, DACL_PROTECTED, {}, INHERITABLE,
	  .expected_control = DACL_PRESENT | DACL_PROTECTED, .expected = DEFAULTS },
	{ "protected without any list", true, DACL_PROTECTED, {}, INHERITABLE,
	  .no_defaults = true, .expected_control = DACL_PROTECTED },
	{ "explicit and protected", true, DACL_PRESENT | DACL_PROTECTED, EXPLICIT,
	  INHERITABLE, .expected_control = DACL_PRESENT | DACL_PROTECTED,
	  .expected = EXPLICIT },
	{ "requests do not stay", true, DACL_PRESENT | DACL_REQUEST, EXPLICIT, INHERITABLE,
	  .expected_control = DACL_PRESENT, .expected = EXPLICIT },
	{ "nobody says alone that it was inherited", true, DACL_PRESENT | DACL_INHERITED,
	  EXPLICIT, .expected_control = DACL_PRESENT, .expected = EXPLICIT },
	{ "but with a request he does", true,
	  DACL_PRESENT | DACL_INHERITED | DACL_REQUEST, EXPLICIT,
	  .expected_control = DACL_PRESENT | DACL_INHERITED, .expected = EXPLICIT },
};

static void set_choice(struct kunit *test, const struct choice *choice)
{
	struct fixture *fixture = test->priv;

	fixture->defaults.control = choice->no_defaults ? 0 : DACL_PRESENT;
	if (choice->explicit)
		fixture->creation.explicit =
			make(test, choice->control, NOBODY, NOBODY,
			     choice->dacl[0].who ? choice->dacl : NULL, NULL);
	if (choice->parent[0].who)
		fixture->creation.parent = with_dacl(test, 0, choice->parent);
}

static void chosen_lists(struct kunit *test)
{
	struct fixture *fixture = test->priv;
	struct se_descriptor *result;
	u32 i;

	for (i = 0; i < ARRAY_SIZE(choices); i++) {
		const struct choice *choice = &choices[i];

		set_choice(test, choice);
		result = assign(test, choice->name);
		KUNIT_ASSERT_NOT_NULL_MSG(test, result, "%s", choice->name);
		KUNIT_EXPECT_EQ_MSG(test, result->relative.control,
				    choice->expected_control | NTOBJ_SD_SELF_RELATIVE,
				    "%s", choice->name);
		if (choice->expected[0].who)
			test_expect_acl(test, choice->name, result->dacl, choice->expected);
		else
			KUNIT_EXPECT_NULL_MSG(test, result->dacl, "%s", choice->name);
		KUNIT_EXPECT_NULL_MSG(test, result->sacl, "%s", choice->name);
		se_put_descriptor(result);
		release(fixture);
	}
}

/* System lists: what is audited, and who says so. */
static const struct audit {
	const char *name;
	u16 control;			/* the creator's */
	struct test_ace sacl[TEST_ACES];
	struct test_ace parent[TEST_ACES];
	u64 privileges;
	NTSTATUS status;
	u16 expected_control;
	struct test_ace expected[TEST_ACES];
} audits[] = {
	{ "inherited by everybody", 0, {}, { AUDIT(OI | SA, WORLD, GR) }, 0,
	  STATUS_SUCCESS, SACL_PRESENT | SACL_INHERITED,
	  { AUDIT(ID | SA, WORLD, RC | QUERY) } },
	{ "inherited with its flags", 0, {}, { AUDIT(OI | IO | FA, CREATOR_OWNER, USE) }, 0,
	  STATUS_SUCCESS, SACL_PRESENT | SACL_INHERITED, { AUDIT(ID | FA, ALICE, USE) } },
	{ "explicit needs a privilege", SACL_PRESENT, { AUDIT(SA, WORLD, USE) }, {}, 0,
	  STATUS_PRIVILEGE_NOT_HELD },
	{ "explicit needs just that one", SACL_PRESENT, { AUDIT(SA, WORLD, USE) }, {},
	  ~SECURITY, STATUS_PRIVILEGE_NOT_HELD },
	{ "explicit with it", SACL_PRESENT, { AUDIT(SA | FA, WORLD, GX) },
	  { AUDIT(OI | SA, WORLD, USE) }, SECURITY, STATUS_SUCCESS, SACL_PRESENT,
	  { AUDIT(SA | FA, WORLD, RC | USE) } },
	{ "NULL would hide what is inherited", SACL_PRESENT, {},
	  { AUDIT(OI | SA, WORLD, USE) }, 0, STATUS_PRIVILEGE_NOT_HELD },
	{ "NULL with the privilege", SACL_PRESENT, {}, { AUDIT(OI | SA, WORLD, USE) },
	  SECURITY, STATUS_SUCCESS, SACL_PRESENT },
	{ "protected would hide it as well", SACL_PROTECTED, {},
	  { AUDIT(OI | SA, WORLD, USE) }, 0, STATUS_PRIVILEGE_NOT_HELD },
	{ "protected with the privilege", SACL_PROTECTED, {},
	  { AUDIT(OI | SA, WORLD, USE) }, SECURITY, STATUS_SUCCESS, SACL_PROTECTED },
	{ "a default needs it too", SACL_PRESENT | SACL_DEFAULTED,
	  { AUDIT(SA, WORLD, USE) }, { AUDIT(OI | FA, WORLD, USE) }, 0,
	  STATUS_PRIVILEGE_NOT_HELD },
	{ "inherited before a default", SACL_PRESENT | SACL_DEFAULTED,
	  { AUDIT(SA, WORLD, USE) }, { AUDIT(OI | FA, WORLD, USE) }, SECURITY,
	  STATUS_SUCCESS, SACL_PRESENT | SACL_INHERITED, { AUDIT(ID | FA, WORLD, USE) } },
	{ "bits that say nothing", SACL_REQUEST | SACL_INHERITED, {}, {}, 0 },
};

static void system_lists(struct kunit *test)
{
	struct fixture *fixture = test->priv;
	u32 i;

	for (i = 0; i < ARRAY_SIZE(audits); i++) {
		const struct audit *audit = &audits[i];
		struct se_descriptor *result = NULL;
		NTSTATUS status;

		fixture->identity.privileges = audit->privileges;
		fixture->creation.explicit =
			make(test, audit->control, NOBODY, NOBODY, NULL,
			     audit->sacl[0].who ? audit->sacl : NULL);
		fixture->creation.parent =
			make(test, SACL_PRESENT, NOBODY, NOBODY, NULL, audit->parent);
		status = se_assign_descriptor(&fixture->creation, &result);
		KUNIT_EXPECT_EQ_MSG(test, status, audit->status, "%s", audit->name);
		KUNIT_EXPECT_EQ_MSG(test, !result, !NT_SUCCESS(status), "%s", audit->name);
		if (result) {
			KUNIT_EXPECT_EQ_MSG(test, result->relative.control,
					    audit->expected_control | DACL_PRESENT |
					    NTOBJ_SD_SELF_RELATIVE, "%s", audit->name);
			if (audit->expected[0].who)
				test_expect_acl(test, audit->name, result->sacl,
						audit->expected);
			else
				KUNIT_EXPECT_NULL_MSG(test, result->sacl, "%s",
						      audit->name);
			test_reparse(test, result);
		}
		se_put_descriptor(result);
		release(fixture);
	}
}

/* Whom Alice may make an owner. */
static const struct {
	enum test_who owner;
	u32 user_attributes;
	u64 privileges;
	NTSTATUS status;
} owners[] = {
	{ ALICE, NTOBJ_SE_GROUP_ENABLED, 0, STATUS_SUCCESS },
	{ ALICE, 0, 0, STATUS_SUCCESS },
	{ ALICE, NTOBJ_SE_GROUP_USE_FOR_DENY_ONLY, 0, STATUS_INVALID_OWNER },
	{ ADMINISTRATORS, 0, 0, STATUS_SUCCESS },
	{ STAFF, 0, 0, STATUS_INVALID_OWNER },		/* can not own */
	{ GUESTS, 0, 0, STATUS_INVALID_OWNER },		/* deny-only */
	{ BOB, 0, 0, STATUS_INVALID_OWNER },
	{ SYSTEM, 0, 0, STATUS_INVALID_OWNER },
	{ BOB, 0, ~RESTORE, STATUS_INVALID_OWNER },
	{ BOB, 0, RESTORE, STATUS_SUCCESS },
	{ SYSTEM, 0, RESTORE, STATUS_SUCCESS },
	{ STAFF, 0, RESTORE, STATUS_SUCCESS },
	{ GUESTS, 0, RESTORE, STATUS_SUCCESS },
};

static void expect_owner(struct kunit *test, u32 row, NTSTATUS status,
			 struct se_descriptor *result)
{
	KUNIT_EXPECT_EQ_MSG(test, status, owners[row].status, "row %u", row);
	KUNIT_EXPECT_EQ_MSG(test, !result, !NT_SUCCESS(status), "row %u", row);
	if (result)
		KUNIT_EXPECT_TRUE(test, se_equal_sid(result->owner,
						     test_sid(owners[row].owner)));
	se_put_descriptor(result);
}

static void explicit_owners(struct kunit *test)
{
	struct fixture *fixture = test->priv;
	u32 i;

	for (i = 0; i < ARRAY_SIZE(owners); i++) {
		struct se_descriptor *result = NULL;
		struct se_descriptor *given = make(test, 0, owners[i].owner, NOBODY,
						   NULL, NULL);
		NTSTATUS status;

		members[0].attributes = owners[i].user_attributes;
		fixture->identity.privileges = owners[i].privileges;
		fixture->creation.explicit = given;
		status = se_assign_descriptor(&fixture->creation, &result);
		expect_owner(test, i, status, result);
		result = NULL;
		status = se_change_descriptor(NULL, given, OWNER_PART, &fixture->identity,
					      &mapping, &result);
		expect_owner(test, i, status, result);
		release(fixture);
	}
	members[0].attributes = NTOBJ_SE_GROUP_ENABLED;
}

static void owner_and_group(struct kunit *test)
{
	static const struct test_ace aces[TEST_ACES] = { ALLOW_BY(OI, CREATOR_GROUP, QUERY) };
	static const struct test_ace for_bob[TEST_ACES] = { ALLOW_BY(ID, BOB, QUERY) };
	struct fixture *fixture = test->priv;
	struct se_descriptor *result;

	/* Any group will do, and what is inherited goes by the one that it gets. */
	fixture->creation.explicit = make(test, NTOBJ_SD_OWNER_DEFAULTED |
					  NTOBJ_SD_GROUP_DEFAULTED, NOBODY, BOB, NULL, NULL);
	fixture->creation.parent = make(test, DACL_PRESENT, SYSTEM, SYSTEM, aces, NULL);
	result = assign(test, "group");
	KUNIT_ASSERT_NOT_NULL(test, result);
	KUNIT_EXPECT_TRUE(test, se_equal_sid(result->owner, test_sid(ALICE)));
	KUNIT_EXPECT_TRUE(test, se_equal_sid(result->group, test_sid(BOB)));
	KUNIT_EXPECT_EQ(test, result->relative.control & (NTOBJ_SD_OWNER_DEFAULTED |
							  NTOBJ_SD_GROUP_DEFAULTED), 0);
	test_expect_acl(test, "group", result->dacl, for_bob);
	se_put_descriptor(result);
	release(fixture);

	fixture->defaults.group = NULL;
	KUNIT_EXPECT_EQ(test, se_assign_descriptor(&fixture->creation, &result),
			STATUS_INVALID_PRIMARY_GROUP);
	fixture->defaults.owner = NULL;
	KUNIT_EXPECT_EQ(test, se_assign_descriptor(&fixture->creation, &result),
			STATUS_INVALID_OWNER);
}

static const struct test_ace old_dacl[TEST_ACES] = { ALLOW(BOB, USE) };
static const struct test_ace old_sacl[TEST_ACES] = { AUDIT(SA, BOB, USE) };
static const struct test_ace new_dacl[TEST_ACES] = { ALLOW(CREATOR_OWNER, GR) };
static const struct test_ace new_sacl[TEST_ACES] = { AUDIT(FA, CREATOR_GROUP, GR) };
static const struct test_ace alices_dacl[TEST_ACES] = { ALLOW(ALICE, RC | QUERY) };
static const struct test_ace systems_dacl[TEST_ACES] = { ALLOW(SYSTEM, RC | QUERY) };
static const struct test_ace nobodys_dacl[TEST_ACES] = { ALLOW(CREATOR_OWNER, RC | QUERY) };
static const struct test_ace staffs_sacl[TEST_ACES] = { AUDIT(FA, STAFF, RC | QUERY) };
static const struct test_ace systems_sacl[TEST_ACES] = { AUDIT(FA, SYSTEM, RC | QUERY) };

/* Bits that assignment would not have left are there to see them go. */
#define OLD_DACL	(DACL_PRESENT | DACL_INHERITED | DACL_DEFAULTED | DACL_REQUEST)
#define OLD_SACL	(SACL_PRESENT | SACL_PROTECTED | SACL_DEFAULTED | SACL_REQUEST)
#define OLD_CONTROL	(OLD_DACL | OLD_SACL)

/*
 * Changes of a descriptor of the system's with the old lists, by one of Alice's
 * with the new ones. Its control bits are @control.
 */
static const struct change {
	const char *name;
	u32 information;
	u16 control;
	u64 privileges;
	NTSTATUS status;
	u16 expected_control;
	enum test_who owner;
	enum test_who group;
	const struct test_ace *dacl;
	const struct test_ace *sacl;
} changes[] = {
	{ "nothing", 0, DACL_PRESENT | SACL_PRESENT, 0, STATUS_SUCCESS, OLD_CONTROL,
	  SYSTEM, SYSTEM, old_dacl, old_sacl },
	{ "owner", OWNER_PART, DACL_PRESENT, 0, STATUS_SUCCESS, OLD_CONTROL,
	  ALICE, SYSTEM, old_dacl, old_sacl },
	{ "group", GROUP_PART, DACL_PRESENT, 0, STATUS_SUCCESS, OLD_CONTROL,
	  SYSTEM, STAFF, old_dacl, old_sacl },
	{ "list, for the owner that there was", DACL_PART, DACL_PRESENT, 0, STATUS_SUCCESS,
	  OLD_SACL | DACL_PRESENT, SYSTEM, SYSTEM, systems_dacl, old_sacl },
	{ "list, for the new owner", DACL_PART | OWNER_PART, DACL_PRESENT, 0, STATUS_SUCCESS,
	  OLD_SACL | DACL_PRESENT, ALICE, SYSTEM, alices_dacl, old_sacl },
	{ "list is taken away", DACL_PART, 0, 0, STATUS_SUCCESS,
	  OLD_SACL, SYSTEM, SYSTEM, NULL, old_sacl },
	{ "what is taken away is not inherited", DACL_PART,
	  DACL_INHERITED | DACL_REQUEST | DACL_DEFAULTED, 0, STATUS_SUCCESS, OLD_SACL,
	  SYSTEM, SYSTEM, NULL, old_sacl },
	{ "list that is protected", DACL_PART, DACL_PRESENT | DACL_PROTECTED, 0,
	  STATUS_SUCCESS, OLD_SACL | DACL_PRESENT | DACL_PROTECTED,
	  SYSTEM, SYSTEM, systems_dacl, old_sacl },
	{ "list, and to protect it", DACL_PART | PROTECT_DACL, DACL_PRESENT, 0,
	  STATUS_SUCCESS, OLD_SACL | DACL_PRESENT | DACL_PROTECTED,
	  SYSTEM, SYSTEM, systems_dacl, old_sacl },
	{ "list, and not to protect it", DACL_PART | UNPROTECT_DACL,
	  DACL_PRESENT | DACL_PROTECTED, 0, STATUS_SUCCESS,
	  OLD_SACL | DACL_PRESENT, SYSTEM, SYSTEM, systems_dacl, old_sacl },
	{ "list that says it was inherited", DACL_PART,
	  DACL_PRESENT | DACL_INHERITED | DACL_REQUEST | DACL_DEFAULTED, 0,
	  STATUS_SUCCESS, OLD_SACL | DACL_PRESENT | DACL_INHERITED,
	  SYSTEM, SYSTEM, systems_dacl, old_sacl },
	{ "to protect the list", PROTECT_DACL, DACL_PRESENT, 0, STATUS_SUCCESS,
	  OLD_CONTROL | DACL_PROTECTED, SYSTEM, SYSTEM, old_dacl, old_sacl },
	{ "both ways", PROTECT_DACL | UNPROTECT_DACL, 0, ~0ull, STATUS_INVALID_PARAMETER },
	{ "both ways, system list", PROTECT_SACL | UNPROTECT_SACL, 0, ~0ull,
	  STATUS_INVALID_PARAMETER },
	{ "system list needs a privilege", SACL_PART, SACL_PRESENT, ~SECURITY,
	  STATUS_PRIVILEGE_NOT_HELD },
	{ "so does to protect it", PROTECT_SACL, 0, ~SECURITY, STATUS_PRIVILEGE_NOT_HELD },
	{ "and not to", UNPROTECT_SACL, 0, ~SECURITY, STATUS_PRIVILEGE_NOT_HELD },
	{ "system list", SACL_PART | OWNER_PART, SACL_PRESENT, SECURITY, STATUS_SUCCESS,
	  OLD_DACL | SACL_PRESENT, ALICE, SYSTEM, old_dacl, systems_sacl },
	{ "system list is taken away", SACL_PART, 0, SECURITY, STATUS_SUCCESS,
	  OLD_DACL, SYSTEM, SYSTEM, old_dacl, NULL },
	{ "not to protect the system list", UNPROTECT_SACL, 0, SECURITY, STATUS_SUCCESS,
	  OLD_CONTROL & ~SACL_PROTECTED, SYSTEM, SYSTEM, old_dacl, old_sacl },
	{ "all", OWNER_PART | GROUP_PART | DACL_PART | SACL_PART,
	  DACL_PRESENT | SACL_PRESENT, SECURITY, STATUS_SUCCESS,
	  DACL_PRESENT | SACL_PRESENT, ALICE, STAFF, alices_dacl, staffs_sacl },
};

static void expect_parts(struct kunit *test, const char *name,
			 const struct se_descriptor *result, enum test_who owner,
			 enum test_who group, const struct test_ace *dacl,
			 const struct test_ace *sacl)
{
	KUNIT_ASSERT_NOT_NULL_MSG(test, result, "%s", name);
	KUNIT_EXPECT_EQ_MSG(test, !result->owner, !owner, "%s", name);
	KUNIT_EXPECT_EQ_MSG(test, !result->group, !group, "%s", name);
	if (result->owner && owner)
		KUNIT_EXPECT_TRUE_MSG(test, se_equal_sid(result->owner, test_sid(owner)),
				      "%s", name);
	if (result->group && group)
		KUNIT_EXPECT_TRUE_MSG(test, se_equal_sid(result->group, test_sid(group)),
				      "%s", name);
	if (dacl)
		test_expect_acl(test, name, result->dacl, dacl);
	else
		KUNIT_EXPECT_NULL_MSG(test, result->dacl, "%s", name);
	if (sacl)
		test_expect_acl(test, name, result->sacl, sacl);
	else
		KUNIT_EXPECT_NULL_MSG(test, result->sacl, "%s", name);
	test_reparse(test, result);
}

static void each_change(struct kunit *test)
{
	struct fixture *fixture = test->priv;
	struct se_descriptor *old = make(test, OLD_CONTROL, SYSTEM, SYSTEM, old_dacl,
					 old_sacl);
	u32 i;

	for (i = 0; i < ARRAY_SIZE(changes); i++) {
		const struct change *change = &changes[i];
		struct se_descriptor *new = make(test, change->control, ALICE, STAFF,
						 new_dacl, new_sacl);
		struct se_descriptor *result = NULL;
		NTSTATUS status;

		fixture->identity.privileges = change->privileges;
		status = se_change_descriptor(old, new, change->information,
					      &fixture->identity, &mapping, &result);
		KUNIT_EXPECT_EQ_MSG(test, status, change->status, "%s", change->name);
		KUNIT_EXPECT_EQ_MSG(test, !result, !NT_SUCCESS(status), "%s", change->name);
		if (result && NT_SUCCESS(change->status)) {
			KUNIT_EXPECT_EQ_MSG(test, result->relative.control,
					    change->expected_control |
					    NTOBJ_SD_SELF_RELATIVE, "%s", change->name);
			expect_parts(test, change->name, result, change->owner,
				     change->group, change->dacl, change->sacl);
		}
		se_put_descriptor(result);
		se_put_descriptor(new);
	}
	/* Nobody has changed what was there. */
	expect_parts(test, "old", old, SYSTEM, SYSTEM, old_dacl, old_sacl);
	se_put_descriptor(old);
}

static void changes_of_nothing(struct kunit *test)
{
	struct fixture *fixture = test->priv;
	struct se_descriptor *empty = make(test, 0, NOBODY, NOBODY, NULL, NULL);
	struct se_descriptor *new = make(test, DACL_PRESENT, ALICE, STAFF, new_dacl, NULL);
	struct se_descriptor *result = NULL;

	KUNIT_EXPECT_EQ(test, se_change_descriptor(NULL, new, DACL_PART | GROUP_PART,
						   &fixture->identity, &mapping, &result),
			STATUS_SUCCESS);
	/* Without an owner there is nobody to take his place. */
	expect_parts(test, "no owner", result, NOBODY, STAFF, nobodys_dacl, NULL);
	se_put_descriptor(result);

	result = NULL;
	fixture->identity.privileges = ~0ull;
	KUNIT_EXPECT_EQ(test, se_change_descriptor(new, empty, OWNER_PART,
						   &fixture->identity, &mapping, &result),
			STATUS_INVALID_OWNER);
	KUNIT_EXPECT_EQ(test, se_change_descriptor(new, empty, GROUP_PART,
						   &fixture->identity, &mapping, &result),
			STATUS_INVALID_PRIMARY_GROUP);
	KUNIT_EXPECT_NULL(test, result);
	se_put_descriptor(new);
	se_put_descriptor(empty);
}

static void selected_parts(struct kunit *test)
{
	u16 dacl_bits = OLD_DACL | DACL_PROTECTED;
	u16 sacl_bits = OLD_SACL | SACL_INHERITED;
	struct se_descriptor *all, *result;
	u32 which;

	all = make(test, dacl_bits | sacl_bits | NTOBJ_SD_OWNER_DEFAULTED |
		   NTOBJ_SD_GROUP_DEFAULTED, ALICE, STAFF, old_dacl, old_sacl);
	for (which = 0; which < 16; which++) {
		u16 control = NTOBJ_SD_SELF_RELATIVE;

		control |= which & OWNER_PART ? NTOBJ_SD_OWNER_DEFAULTED : 0;
		control |= which & GROUP_PART ? NTOBJ_SD_GROUP_DEFAULTED : 0;
		control |= which & DACL_PART ? dacl_bits : 0;
		control |= which & SACL_PART ? sacl_bits : 0;
		result = NULL;
		KUNIT_EXPECT_EQ(test, se_select_parts(all, which, &result), STATUS_SUCCESS);
		expect_parts(test, "selected", result,
			     which & OWNER_PART ? ALICE : NOBODY,
			     which & GROUP_PART ? STAFF : NOBODY,
			     which & DACL_PART ? old_dacl : NULL,
			     which & SACL_PART ? old_sacl : NULL);
		KUNIT_EXPECT_EQ_MSG(test, result->relative.control, control, "%x", which);
		se_put_descriptor(result);
	}
	se_put_descriptor(all);

	result = NULL;
	KUNIT_EXPECT_EQ(test, se_select_parts(NULL, ~0u, &result), STATUS_SUCCESS);
	expect_parts(test, "of nothing", result, NOBODY, NOBODY, NULL, NULL);
	KUNIT_EXPECT_EQ(test, result->size, sizeof(result->relative));
	KUNIT_EXPECT_EQ(test, result->relative.control, NTOBJ_SD_SELF_RELATIVE);
	se_put_descriptor(result);
}

/* One kind of list that becomes longer than a list can be in a directory. */
static struct se_descriptor *with_long_list(struct kunit *test, enum se_acl_kind kind)
{
	u32 count = U16_MAX / 44 + 1, i;
	struct test_ace *aces = kunit_kcalloc(test, count, sizeof(*aces), GFP_KERNEL);
	struct se_parts parts = { .control = DACL_PRESENT | SACL_PRESENT };

	KUNIT_ASSERT_NOT_ERR_OR_NULL(test, aces);
	for (i = 0; i < count; i++)
		aces[i] = (struct test_ace){
			kind == SE_SYSTEM ? NTOBJ_ACE_SYSTEM_AUDIT : NTOBJ_ACE_ACCESS_ALLOWED,
			OI | CI, CREATOR_OWNER, GR
		};
	if (kind == SE_SYSTEM)
		parts.sacl = test_make_acl(test, aces, count);
	else
		parts.dacl = test_make_acl(test, aces, count);
	return test_build(test, &parts);
}

/* A failure with one list is one, though the other one is good. */
static void lists_that_grow(struct kunit *test)
{
	static const enum se_acl_kind kinds[] = { SE_DISCRETIONARY, SE_SYSTEM };
	struct se_descriptor *old = make(test, 0, ALICE, STAFF, NULL, NULL);
	struct fixture *fixture = test->priv;
	struct se_descriptor *result = NULL;
	u32 i;

	fixture->identity.privileges = SECURITY;
	fixture->creation.container = true;
	for (i = 0; i < ARRAY_SIZE(kinds); i++) {
		struct se_descriptor *large = with_long_list(test, kinds[i]);

		fixture->creation.parent = large;
		KUNIT_EXPECT_EQ(test, se_assign_descriptor(&fixture->creation, &result),
				STATUS_INVALID_ACL);
		fixture->creation.explicit = large;
		fixture->creation.parent = NULL;
		KUNIT_EXPECT_EQ(test, se_assign_descriptor(&fixture->creation, &result),
				STATUS_INVALID_ACL);
		KUNIT_EXPECT_EQ(test, se_change_descriptor(old, large,
							   DACL_PART | SACL_PART,
							   &fixture->identity, &mapping,
							   &result), STATUS_INVALID_ACL);
		KUNIT_EXPECT_NULL(test, result);
		release(fixture);
	}
	se_put_descriptor(old);
}

/*
 * A list that is inherited, and is good, but not with all that belongs to it:
 * 65480 bytes, 52 of header, owner and group, and 52 more if the group's SID is
 * the longest that there is.
 */
#define MANY	2728

static void descriptor_that_grows(struct kunit *test)
{
	struct test_ace *aces = kunit_kcalloc(test, MANY, sizeof(*aces), GFP_KERNEL);
	struct fixture *fixture = test->priv;
	struct se_parts parts = { .control = DACL_PRESENT };
	struct se_descriptor *result;
	u32 i;

	KUNIT_ASSERT_NOT_ERR_OR_NULL(test, aces);
	for (i = 0; i < MANY; i++)
		aces[i] = (struct test_ace)ALLOW_BY(OI, BOB, QUERY);
	parts.dacl = test_make_acl(test, aces, MANY);
	fixture->creation.parent = test_build(test, &parts);
	result = assign(test, "large");
	KUNIT_ASSERT_NOT_NULL(test, result);
	KUNIT_EXPECT_EQ(test, result->size, 65480 + 52);
	se_put_descriptor(result);

	result = NULL;
	fixture->creation.explicit = make(test, 0, NOBODY, LONGEST, NULL, NULL);
	KUNIT_EXPECT_EQ(test, se_assign_descriptor(&fixture->creation, &result),
			STATUS_INVALID_SECURITY_DESCR);
	KUNIT_EXPECT_NULL(test, result);
	release(fixture);
}

static void random_list(struct rnd_state *random, bool system, struct test_ace *aces)
{
	static const u32 masks[] = { 0, QUERY, GR, GW | USE, GX, GA, ~0u };
	u32 count = prandom_u32_state(random) % (TEST_ACES + 1), i;

	memset(aces, 0, TEST_ACES * sizeof(*aces));
	for (i = 0; i < count; i++)
		aces[i] = (struct test_ace){
			system ? NTOBJ_ACE_SYSTEM_AUDIT : prandom_u32_state(random) % 2,
			prandom_u32_state(random) & NTOBJ_ACE_FLAGS,
			1 + prandom_u32_state(random) % (TEST_WHO - 1),
			masks[prandom_u32_state(random) % ARRAY_SIZE(masks)],
		};
}

/* Owned by somebody, not by who stands for another, or by nobody. */
static struct se_descriptor *random_descriptor(struct kunit *test,
					       struct rnd_state *random, u16 control)
{
	static const enum test_who owners[] = { NOBODY, ALICE, BOB, SYSTEM, LONGEST };
	enum test_who owner = owners[prandom_u32_state(random) % ARRAY_SIZE(owners)];
	enum test_who group = owners[prandom_u32_state(random) % ARRAY_SIZE(owners)];
	struct test_ace dacl[TEST_ACES], sacl[TEST_ACES];

	random_list(random, false, dacl);
	random_list(random, true, sacl);
	return make(test, control, owner, group, dacl, sacl);
}

/* What is effective has nothing left in it for the object to fill in. */
static void expect_concrete(struct kunit *test, const struct ntobj_acl *acl)
{
	const struct se_ace *ace;
	u32 i;

	if (!acl)
		return;
	ace = se_first_ace(acl);
	for (i = 0; i < acl->count; i++, ace = se_next_ace(ace)) {
		if (ace->header.flags & IO)
			continue;
		KUNIT_EXPECT_EQ(test, ace->header.mask & (GR | GW | GX | GA), 0);
		KUNIT_EXPECT_FALSE(test, se_equal_sid(&ace->sid, test_sid(CREATOR_OWNER)));
		KUNIT_EXPECT_FALSE(test, se_equal_sid(&ace->sid, test_sid(CREATOR_GROUP)));
	}
}

/* Given once more, what an object has stays as it is. */
static void expect_stable(struct kunit *test, struct se_descriptor *descriptor)
{
	struct fixture *fixture = test->priv;
	struct se_descriptor *again = NULL;
	u32 lists = DACL_PART | SACL_PART;
	/* But for bits that are not a caller's to set. */
	u16 inherited = DACL_INHERITED | SACL_INHERITED;

	KUNIT_EXPECT_EQ(test, se_change_descriptor(descriptor, descriptor, lists,
						   &fixture->identity, &mapping, &again),
			STATUS_SUCCESS);
	if (!again)
		return;
	KUNIT_EXPECT_EQ(test, again->relative.control,
			descriptor->relative.control & ~inherited);
	KUNIT_EXPECT_EQ(test, again->size, descriptor->size);
	if (again->size == descriptor->size)
		KUNIT_EXPECT_EQ(test, memcmp((void *)again->owner, descriptor->owner,
					     again->size - sizeof(again->relative)), 0);
	se_put_descriptor(again);
}

#define ROUNDS	1000

static void random_creations(struct kunit *test)
{
	struct fixture *fixture = test->priv;
	struct se_descriptor *result;
	struct rnd_state random;
	u32 round;

	prandom_seed_state(&random, 0xA551614);
	fixture->identity.privileges = SECURITY | RESTORE;
	for (round = 0; round < ROUNDS; round++) {
		u16 control = prandom_u32_state(&random) & 0x3F3F;

		fixture->creation.container = prandom_u32_state(&random) % 2;
		fixture->creation.explicit = random_descriptor(test, &random, control);
		fixture->creation.parent = random_descriptor(test, &random,
							     DACL_PRESENT | SACL_PRESENT);
		result = assign(test, "random");
		KUNIT_ASSERT_NOT_NULL(test, result);
		expect_concrete(test, result->dacl);
		expect_concrete(test, result->sacl);
		expect_stable(test, result);
		se_put_descriptor(result);
		release(fixture);
		cond_resched();
	}
}

static struct kunit_case assign_cases[] = {
	KUNIT_CASE(chosen_lists),
	KUNIT_CASE(system_lists),
	KUNIT_CASE(explicit_owners),
	KUNIT_CASE(owner_and_group),
	KUNIT_CASE(each_change),
	KUNIT_CASE(changes_of_nothing),
	KUNIT_CASE(selected_parts),
	KUNIT_CASE(lists_that_grow),
	KUNIT_CASE(descriptor_that_grows),
	KUNIT_CASE_SLOW(random_creations),
	{}
};

static struct kunit_suite assign_suite = {
	.name = "ntobj_se_assign",
	.init = init,
	.test_cases = assign_cases,
};

kunit_test_suite(assign_suite);
