// SPDX-License-Identifier: GPL-2.0
/*
 * The access check: a table with a row for each rule, and many random lists
 * that two evaluators have to agree on. The second one is written below, from
 * the rules: it looks at one right after the other, as if only that were asked
 * for, and knows nothing of bytes.
 */
#include <linux/bits.h>
#include <linux/ntobj.h>
#include <linux/slab.h>

#include "tests/kunit.h"
#include "tests/se_kunit.h"

#define QUERY		0x0001u
#define MODIFY		0x0002u
#define USE		0x0004u
#define ALL		(0x000F0000u | QUERY | MODIFY | USE)
#define GR		NTOBJ_GENERIC_READ
#define GW		NTOBJ_GENERIC_WRITE
#define GX		NTOBJ_GENERIC_EXECUTE
#define GA		NTOBJ_GENERIC_ALL
#define RC		NTOBJ_READ_CONTROL
#define WD		NTOBJ_WRITE_DAC
#define WO		NTOBJ_WRITE_OWNER
#define SD		NTOBJ_DELETE
#define SY		NTOBJ_SYNCHRONIZE
#define MOST		NTOBJ_MAXIMUM_ALLOWED
#define ACS		NTOBJ_ACCESS_SYSTEM_SECURITY

#define SECURITY	BIT_ULL(NTOBJ_SE_SECURITY)
#define TAKE		BIT_ULL(NTOBJ_SE_TAKE_OWNERSHIP)
#define OTHERS		(~(SECURITY | TAKE))

#define ENABLED		NTOBJ_SE_GROUP_ENABLED
#define DENY_ONLY	NTOBJ_SE_GROUP_USE_FOR_DENY_ONLY

#define ACES		6
#define MEMBERS		5

static const struct se_generic_mapping mapping = {
	.read = RC | QUERY,
	.write = RC | MODIFY,
	.execute = RC | USE,
	.all = ALL,
};

/* What a vector says of its list. */
enum list {
	A_LIST,			/* it has one, perhaps an empty one */
	NULL_LIST,		/* it is present, and is none */
	NO_LIST,		/* it is not present */
	NO_DESCRIPTOR,
};

struct member {
	enum test_who who;
	u32 attributes;
};

/**
 * struct vector - a check and what comes of it
 * @name: the rule that it shows
 * @list: which list
 * @owner: the descriptor's
 * @aces: up to one of NOBODY
 * @members: the identity, up to NOBODY; none is Alice, in WORLD and in STAFF
 * @privileges: that it has
 * @level: on which it is below NTOBJ_SECURITY_DELEGATION
 * @desired: what is asked for
 * @previous: what was granted before
 * @status: the answer
 * @granted: with it
 * @used: privileges that were
 */
struct vector {
	const char *name;
	enum list list;
	enum test_who owner;
	struct test_ace aces[ACES];
	struct member members[MEMBERS];
	u64 privileges;
	u32 level;
	u32 desired;
	u32 previous;
	NTSTATUS status;
	u32 granted;
	u64 used;
};

static const struct member default_members[] = {
	{ ALICE, 0 }, { WORLD, ENABLED }, { STAFF, ENABLED },
};

#define DENIED	.status = STATUS_ACCESS_DENIED

static const struct vector vectors[] = {
	/* No list at all */
	{ "NULL list grants what is asked", NULL_LIST, BOB, .desired = QUERY | SD,
	  .granted = QUERY | SD },
	{ "NULL list grants all that the type has", NULL_LIST, BOB, .desired = MOST,
	  .granted = ALL },
	{ "NULL list grants all, and more that is asked", NULL_LIST, BOB,
	  .desired = MOST | SY, .granted = ALL | SY },
	{ "absent list grants what is asked", NO_LIST, BOB, .desired = MODIFY,
	  .granted = MODIFY },
	{ "absent list grants all", NO_LIST, NOBODY, .desired = MOST, .granted = ALL },
	{ "NULL list grants generic rights mapped", NULL_LIST, BOB, .desired = GW,
	  .granted = RC | MODIFY },
	{ "NULL list does not grant the system list", NULL_LIST, ALICE, .desired = ACS,
	  .status = STATUS_PRIVILEGE_NOT_HELD },
	{ "NULL list does not grant what is no right", NULL_LIST, ALICE,
	  .desired = QUERY | 0x04000000, DENIED },
	{ "NULL list grants to who has nothing", NULL_LIST, BOB,
	  .members = { { SYSTEM, DENY_ONLY } }, .desired = QUERY, .granted = QUERY },
	{ "no descriptor denies", NO_DESCRIPTOR, .desired = QUERY, DENIED },
	{ "no descriptor denies privileges too", NO_DESCRIPTOR, .privileges = ~0ull,
	  .desired = WO, DENIED },

	/* An empty list */
	{ "empty list denies", A_LIST, BOB, .desired = QUERY, DENIED },
	{ "empty list denies all", A_LIST, BOB, .desired = MOST, DENIED },
	{ "empty list leaves an owner his rights", A_LIST, ALICE, .desired = RC | WD,
	  .granted = RC | WD },
	{ "empty list leaves an owner his rights at most", A_LIST, ALICE, .desired = MOST,
	  .granted = RC | WD },
	{ "empty list denies an owner the rest", A_LIST, ALICE, .desired = RC | QUERY,
	  DENIED },
	{ "empty list, and no owner", A_LIST, NOBODY, .desired = RC, DENIED },

	/* Allowed */
	{ "user is allowed", A_LIST, BOB, { ALLOW(ALICE, QUERY) }, .desired = QUERY,
	  .granted = QUERY },
	{ "another user is not", A_LIST, BOB, { ALLOW(BOB, QUERY) }, .desired = QUERY,
	  DENIED },
	{ "a group is allowed", A_LIST, BOB, { ALLOW(STAFF, QUERY) }, .desired = QUERY,
	  .granted = QUERY },
	{ "another group is not", A_LIST, BOB, { ALLOW(GUESTS, QUERY) }, .desired = QUERY,
	  DENIED },
	{ "only what is asked is granted", A_LIST, BOB, { ALLOW(ALICE, ALL) },
	  .desired = QUERY, .granted = QUERY },
	{ "only what is allowed is granted", A_LIST, BOB, { ALLOW(ALICE, QUERY) },
	  .desired = QUERY | MODIFY, DENIED },
	{ "entries add up", A_LIST, BOB,
	  { ALLOW(ALICE, QUERY), ALLOW(STAFF, MODIFY), ALLOW(WORLD, USE) },
	  .desired = QUERY | MODIFY | USE, .granted = QUERY | MODIFY | USE },
	{ "entries add up at most", A_LIST, BOB,
	  { ALLOW(ALICE, QUERY), ALLOW(GUESTS, MODIFY), ALLOW(WORLD, USE | SY) },
	  .desired = MOST, .granted = QUERY | USE | SY },
	{ "a right that the type does not have can be allowed", A_LIST, BOB,
	  { ALLOW(ALICE, SY) }, .desired = SY, .granted = SY },
	{ "a right that the type does not have is not there by itself", A_LIST, BOB,
	  { ALLOW(ALICE, ALL) }, .desired = SY, DENIED },
	{ "SID without sub-authorities", A_LIST, BOB,
	  { ALLOW(LONGEST, MODIFY), ALLOW(SHORTEST, QUERY) },
	  .members = { { SHORTEST } }, .desired = QUERY, .granted = QUERY },
	{ "longest SID", A_LIST, BOB, { ALLOW(SHORTEST, MODIFY), ALLOW(LONGEST, QUERY) },
	  .members = { { ALICE }, { LONGEST, ENABLED } }, .desired = QUERY,
	  .granted = QUERY },

	/* Denied, and the order */
	{ "denied before allowed", A_LIST, BOB, { DENY(ALICE, QUERY), ALLOW(ALICE, QUERY) },
	  .desired = QUERY, DENIED },
	{ "allowed before denied", A_LIST, BOB, { ALLOW(ALICE, QUERY), DENY(ALICE, QUERY) },
	  .desired = QUERY, .granted = QUERY },
	{ "denied to a group, allowed to the user after", A_LIST, BOB,
	  { DENY(STAFF, QUERY), ALLOW(ALICE, QUERY) }, .desired = QUERY, DENIED },
	{ "denied to the user, allowed to the world after", A_LIST, BOB,
	  { DENY(ALICE, MODIFY), ALLOW(WORLD, QUERY | MODIFY) }, .desired = MODIFY, DENIED },
	{ "another right is denied", A_LIST, BOB,
	  { DENY(ALICE, MODIFY), ALLOW(WORLD, QUERY | MODIFY) }, .desired = QUERY,
	  .granted = QUERY },
	{ "one of two is denied", A_LIST, BOB,
	  { ALLOW(ALICE, QUERY), DENY(STAFF, MODIFY | QUERY), ALLOW(ALICE, MODIFY) },
	  .desired = QUERY | MODIFY, DENIED },
	{ "denied to another", A_LIST, BOB, { DENY(GUESTS, QUERY), ALLOW(WORLD, QUERY) },
	  .desired = QUERY, .granted = QUERY },
	{ "at most without what is denied before", A_LIST, BOB,
	  { DENY(STAFF, MODIFY | SD), ALLOW(ALICE, ALL) }, .desired = MOST,
	  .granted = ALL & ~(MODIFY | SD) },
	{ "at most with what is denied after", A_LIST, BOB,
	  { ALLOW(ALICE, MODIFY), DENY(STAFF, MODIFY), ALLOW(WORLD, QUERY) }, .desired = MOST,
	  .granted = QUERY | MODIFY },
	{ "at most, by name what is denied", A_LIST, BOB,
	  { DENY(STAFF, MODIFY), ALLOW(ALICE, QUERY | MODIFY) }, .desired = MOST | MODIFY,
	  DENIED },
	{ "at most, by name what is allowed", A_LIST, BOB,
	  { DENY(STAFF, MODIFY), ALLOW(ALICE, QUERY | MODIFY) }, .desired = MOST | QUERY,
	  .granted = QUERY },
	{ "at most, by name what nobody says", A_LIST, BOB, { ALLOW(ALICE, QUERY) },
	  .desired = MOST | USE, DENIED },
	{ "at most is nothing", A_LIST, BOB, { DENY(WORLD, ALL), ALLOW(ALICE, ALL) },
	  .desired = MOST, DENIED },
	{ "an entry without rights", A_LIST, BOB, { ALLOW(ALICE, 0), DENY(ALICE, 0) },
	  .desired = MOST, DENIED },

	/* Who counts */
	{ "disabled group is not allowed", A_LIST, BOB, { ALLOW(STAFF, QUERY) },
	  .members = { { ALICE }, { STAFF, 0 } }, .desired = QUERY, DENIED },
	{ "disabled group is not denied", A_LIST, BOB,
	  { DENY(STAFF, QUERY), ALLOW(ALICE, QUERY) },
	  .members = { { ALICE }, { STAFF, 0 } }, .desired = QUERY, .granted = QUERY },
	{ "deny-only group is not allowed", A_LIST, BOB, { ALLOW(STAFF, QUERY) },
	  .members = { { ALICE }, { STAFF, DENY_ONLY } }, .desired = QUERY, DENIED },
	{ "deny-only group is denied", A_LIST, BOB,
	  { DENY(STAFF, QUERY), ALLOW(ALICE, QUERY) },
	  .members = { { ALICE }, { STAFF, DENY_ONLY } }, .desired = QUERY, DENIED },
	{ "deny-only goes before enabled", A_LIST, BOB, { ALLOW(STAFF, QUERY) },
	  .members = { { ALICE }, { STAFF, DENY_ONLY | ENABLED } }, .desired = QUERY,
	  DENIED },
	{ "deny-only user is not allowed", A_LIST, BOB, { ALLOW(ALICE, QUERY) },
	  .members = { { ALICE, DENY_ONLY } }, .desired = QUERY, DENIED },
	{ "deny-only user is denied", A_LIST, BOB,
	  { DENY(ALICE, QUERY), ALLOW(WORLD, QUERY) },
	  .members = { { ALICE, DENY_ONLY }, { WORLD, ENABLED } }, .desired = QUERY,
	  DENIED },
	{ "deny-only user is still in groups", A_LIST, BOB, { ALLOW(WORLD, QUERY) },
	  .members = { { ALICE, DENY_ONLY }, { WORLD, ENABLED } }, .desired = QUERY,
	  .granted = QUERY },
	{ "user counts without attributes", A_LIST, BOB, { ALLOW(ALICE, QUERY) },
	  .members = { { ALICE, 0 } }, .desired = QUERY, .granted = QUERY },
	{ "mandatory does not enable", A_LIST, BOB, { ALLOW(STAFF, QUERY) },
	  .members = { { ALICE }, { STAFF, NTOBJ_SE_GROUP_MANDATORY |
					   NTOBJ_SE_GROUP_ENABLED_BY_DEFAULT } },
	  .desired = QUERY, DENIED },
	{ "nobody is in no group", A_LIST, BOB, { ALLOW(CREATOR_OWNER, QUERY) },
	  .desired = QUERY, DENIED },

	/* Inherit-only */
	{ "inherit-only is not allowed", A_LIST, BOB, { ALLOW_BY(IO | CI, ALICE, QUERY) },
	  .desired = QUERY, DENIED },
	{ "inherit-only is not denied", A_LIST, BOB,
	  { DENY_BY(IO | OI, ALICE, QUERY), ALLOW(ALICE, QUERY) }, .desired = QUERY,
	  .granted = QUERY },
	{ "inheritable is", A_LIST, BOB, { ALLOW_BY(OI | CI | NP | ID, ALICE, QUERY) },
	  .desired = QUERY, .granted = QUERY },

	/* The owner */
	{ "owner reads and changes the descriptor", A_LIST, ALICE, { ALLOW(BOB, ALL) },
	  .desired = RC | WD, .granted = RC | WD },
	{ "owner can not be denied it", A_LIST, ALICE, { DENY(WORLD, ALL) },
	  .desired = RC | WD, .granted = RC | WD },
	{ "owner can not be denied it at most", A_LIST, ALICE,
	  { DENY(WORLD, ALL), ALLOW(ALICE, QUERY) }, .desired = MOST, .granted = RC | WD },
	{ "owner has no other right", A_LIST, ALICE, { ALLOW(BOB, ALL) }, .desired = WO,
	  DENIED },
	{ "owner has one, and is allowed another", A_LIST, ALICE, { ALLOW(STAFF, QUERY) },
	  .desired = RC | QUERY, .granted = RC | QUERY },
	{ "a group owns", A_LIST, STAFF, .desired = WD, .granted = WD },
	{ "a disabled group owns", A_LIST, STAFF,
	  .members = { { ALICE }, { STAFF, 0 } }, .desired = WD, DENIED },
	{ "a deny-only group owns", A_LIST, STAFF,
	  .members = { { ALICE }, { STAFF, DENY_ONLY } }, .desired = WD, DENIED },
	{ "a deny-only user owns", A_LIST, ALICE,
	  .members = { { ALICE, DENY_ONLY } }, .desired = RC, DENIED },
	{ "another one owns", A_LIST, BOB, .desired = RC, DENIED },

	/* Owner rights */
	{ "owner rights replace the owner's", A_LIST, ALICE, { ALLOW(OWNER_RIGHTS, QUERY) },
	  .desired = RC, DENIED },
	{ "owner rights are granted", A_LIST, ALICE, { ALLOW(OWNER_RIGHTS, QUERY) },
	  .desired = QUERY, .granted = QUERY },
	{ "owner rights at most", A_LIST, ALICE, { ALLOW(OWNER_RIGHTS, QUERY | RC) },
	  .desired = MOST, .granted = QUERY | RC },
	{ "owner rights of nothing", A_LIST, ALICE, { ALLOW(OWNER_RIGHTS, 0) },
	  .desired = MOST, DENIED },
	{ "owner rights denied", A_LIST, ALICE,
	  { DENY(OWNER_RIGHTS, WD), ALLOW(WORLD, RC | WD) }, .desired = WD, DENIED },
	{ "owner rights denied, others allowed", A_LIST, ALICE,
	  { DENY(OWNER_RIGHTS, WD), ALLOW(WORLD, RC | WD) }, .desired = MOST,
	  .granted = RC },
	{ "owner rights that are last", A_LIST, ALICE,
	  { ALLOW(WORLD, QUERY), ALLOW(BOB, ALL), DENY(OWNER_RIGHTS, MODIFY) },
	  .desired = RC, DENIED },
	{ "owner rights that are inherit-only do not count", A_LIST, ALICE,
	  { ALLOW_BY(IO | CI, OWNER_RIGHTS, QUERY) }, .desired = MOST, .granted = RC | WD },
	{ "owner rights are not others'", A_LIST, BOB, { ALLOW(OWNER_RIGHTS, ALL) },
	  .desired = QUERY, DENIED },
	{ "owner rights denied are not others'", A_LIST, BOB,
	  { DENY(OWNER_RIGHTS, ALL), ALLOW(WORLD, QUERY) }, .desired = QUERY,
	  .granted = QUERY },
	{ "owner rights of a group", A_LIST, STAFF, { ALLOW(OWNER_RIGHTS, QUERY) },
	  .desired = QUERY, .granted = QUERY },
	{ "owner rights of a deny-only group", A_LIST, STAFF, { ALLOW(OWNER_RIGHTS, QUERY) },
	  .members = { { ALICE }, { STAFF, DENY_ONLY } }, .desired = QUERY, DENIED },
	{ "owner rights denied to a deny-only group", A_LIST, STAFF,
	  { DENY(OWNER_RIGHTS, QUERY), ALLOW(ALICE, QUERY) },
	  .members = { { ALICE }, { STAFF, DENY_ONLY } }, .desired = QUERY, DENIED },
	{ "owner rights without an owner", A_LIST, NOBODY,
	  { ALLOW(OWNER_RIGHTS, QUERY) }, .desired = QUERY, DENIED },

	/* Privileges */
	{ "system list by privilege", A_LIST, BOB, .privileges = SECURITY,
	  .desired = ACS, .granted = ACS, .used = SECURITY },
	{ "system list without it", A_LIST, ALICE, { ALLOW(ALICE, ALL) },
	  .privileges = OTHERS | TAKE, .desired = ACS | QUERY,
	  .status = STATUS_PRIVILEGE_NOT_HELD },
	{ "system list can not be allowed", A_LIST, ALICE, { ALLOW(ALICE, ALL | ACS) },
	  .desired = ACS, .status = STATUS_PRIVILEGE_NOT_HELD },
	{ "system list can not be denied", A_LIST, BOB, { DENY(WORLD, ~0u) },
	  .privileges = SECURITY, .desired = ACS, .granted = ACS, .used = SECURITY },
	{ "system list is not part of all, by privilege", A_LIST, BOB,
	  { ALLOW(ALICE, ALL) }, .privileges = SECURITY, .desired = MOST, .granted = ALL },
	{ "system list is not part of all, by an entry", A_LIST, BOB,
	  { ALLOW(ALICE, ~0u) }, .privileges = SECURITY, .desired = MOST,
	  .granted = 0x00FFFFFF },
	{ "system list and all", A_LIST, BOB, { ALLOW(ALICE, QUERY) },
	  .privileges = SECURITY, .desired = MOST | ACS, .granted = QUERY | ACS,
	  .used = SECURITY },
	{ "system list and what is denied", A_LIST, BOB, { ALLOW(ALICE, QUERY) },
	  .privileges = SECURITY, .desired = MODIFY | ACS, DENIED },
	{ "owner by privilege", A_LIST, BOB, .privileges = TAKE, .desired = WO,
	  .granted = WO, .used = TAKE },
	{ "owner by privilege, though denied", A_LIST, BOB, { DENY(ALICE, WO) },
	  .privileges = TAKE, .desired = WO, .granted = WO, .used = TAKE },
	{ "owner without privilege", A_LIST, BOB, .privileges = OTHERS | SECURITY,
	  .desired = WO, DENIED },
	{ "owner by an entry", A_LIST, BOB, { ALLOW(ALICE, WO) }, .desired = WO,
	  .granted = WO },
	{ "owner by privilege is not part of all", A_LIST, BOB, { ALLOW(ALICE, QUERY) },
	  .privileges = TAKE, .desired = MOST, .granted = QUERY },
	{ "owner by privilege, and all", A_LIST, BOB, { ALLOW(ALICE, QUERY) },
	  .privileges = TAKE, .desired = MOST | WO, .granted = QUERY | WO, .used = TAKE },
	{ "owner by privilege, the rest denied", A_LIST, BOB, .privileges = TAKE,
	  .desired = WO | QUERY, DENIED },
	{ "both privileges", A_LIST, BOB, .privileges = TAKE | SECURITY,
	  .desired = WO | ACS, .granted = WO | ACS, .used = TAKE | SECURITY },
	{ "all privileges do not read", A_LIST, BOB, .privileges = ~0ull, .desired = QUERY,
	  DENIED },
	{ "generic all asks for the owner", A_LIST, BOB, { ALLOW(ALICE, ALL & ~WO) },
	  .privileges = TAKE, .desired = GA, .granted = ALL, .used = TAKE },

	/* Generic rights */
	{ "generic read", A_LIST, BOB, { ALLOW(ALICE, RC | QUERY) }, .desired = GR,
	  .granted = RC | QUERY },
	{ "generic write", A_LIST, BOB, { ALLOW(ALICE, ALL) }, .desired = GW,
	  .granted = RC | MODIFY },
	{ "generic execute", A_LIST, BOB, { ALLOW(ALICE, ALL) }, .desired = GX,
	  .granted = RC | USE },
	{ "generic all", A_LIST, BOB, { ALLOW(ALICE, ALL) }, .desired = GA,
	  .granted = ALL },
	{ "generic all is all or nothing", A_LIST, BOB, { ALLOW(ALICE, ALL & ~SD) },
	  .desired = GA, DENIED },
	{ "generic rights in an entry are none", A_LIST, BOB,
	  { ALLOW(ALICE, GR | GW | GX | GA) }, .desired = MOST, DENIED },
	{ "MAXIMUM_ALLOWED in an entry is none", A_LIST, BOB, { ALLOW(ALICE, MOST) },
	  .desired = MOST, DENIED },
	{ "MAXIMUM_ALLOWED can not be denied", A_LIST, BOB,
	  { DENY(ALICE, MOST), ALLOW(ALICE, QUERY) }, .desired = MOST, .granted = QUERY },
	{ "what is no right is not granted", A_LIST, BOB, { ALLOW(ALICE, ~0u) },
	  .desired = 0x08000000, DENIED },

	/* Nothing, and what was granted before */
	{ "nothing is denied", A_LIST, ALICE, { ALLOW(WORLD, ALL) }, .desired = 0, DENIED },
	{ "nothing is denied, with a NULL list", NULL_LIST, ALICE, .desired = 0, DENIED },
	{ "nothing is granted to who has something", A_LIST, BOB, .desired = 0,
	  .previous = QUERY, .granted = QUERY },
	{ "granted before stays", A_LIST, BOB, { ALLOW(ALICE, MODIFY) },
	  .desired = MODIFY, .previous = QUERY, .granted = QUERY | MODIFY },
	{ "granted before is not checked again", A_LIST, BOB, { DENY(ALICE, QUERY) },
	  .desired = QUERY, .previous = QUERY, .granted = QUERY },
	{ "granted before, the rest denied", A_LIST, BOB, .desired = QUERY | MODIFY,
	  .previous = QUERY, DENIED },
	{ "granted before, at most", A_LIST, BOB, { DENY(ALICE, QUERY), ALLOW(ALICE, USE) },
	  .desired = MOST, .previous = QUERY, .granted = QUERY | USE },
	{ "granted before, at most nothing more", A_LIST, BOB, .desired = MOST,
	  .previous = QUERY, .granted = QUERY },
	{ "system list granted before", A_LIST, BOB, .desired = ACS, .previous = ACS,
	  .granted = ACS },

	/* Level */
	{ "identification does not do", NULL_LIST, ALICE, .desired = QUERY,
	  .level = NTOBJ_SECURITY_IDENTIFICATION + 1,
	  .status = STATUS_BAD_IMPERSONATION_LEVEL },
	{ "anonymous does not do", NULL_LIST, ALICE, .desired = QUERY,
	  .level = NTOBJ_SECURITY_ANONYMOUS + 1,
	  .status = STATUS_BAD_IMPERSONATION_LEVEL },
	{ "impersonation does", A_LIST, BOB, { ALLOW(ALICE, QUERY) }, .desired = QUERY,
	  .level = NTOBJ_SECURITY_IMPERSONATION + 1, .granted = QUERY },
	{ "nothing goes before the level", A_LIST, ALICE, .desired = 0,
	  .level = NTOBJ_SECURITY_IDENTIFICATION + 1, DENIED },
	{ "the level goes before the descriptor", NO_DESCRIPTOR, .desired = QUERY,
	  .level = NTOBJ_SECURITY_IDENTIFICATION + 1,
	  .status = STATUS_BAD_IMPERSONATION_LEVEL },
	{ "the level goes before privileges", A_LIST, ALICE, .desired = ACS,
	  .level = NTOBJ_SECURITY_IDENTIFICATION + 1,
	  .status = STATUS_BAD_IMPERSONATION_LEVEL },
};

static int init(struct kunit *test)
{
	test_init_sids();
	return 0;
}

static u32 count_aces(const struct vector *vector)
{
	u32 count = 0;

	while (count < ACES && vector->aces[count].who)
		count++;
	return count;
}

static u32 vector_level(const struct vector *vector)
{
	return vector->level ? vector->level - 1 : NTOBJ_SECURITY_DELEGATION;
}

static const struct member *vector_members(const struct vector *vector, u32 *count)
{
	*count = 0;
	if (!vector->members[0].who) {
		*count = ARRAY_SIZE(default_members);
		return default_members;
	}
	while (*count < MEMBERS && vector->members[*count].who)
		++*count;
	return vector->members;
}

/* NULL if there is to be none. */
static struct se_descriptor *vector_descriptor(struct kunit *test,
					       const struct vector *vector)
{
	struct se_parts parts = { .owner = test_sid(vector->owner) };
	u32 count = count_aces(vector);
	u8 bytes[sizeof(struct ntobj_acl) +
		 ACES * (sizeof(struct ntobj_ace) + NTOBJ_SID_MAX_SIZE)] __aligned(4);

	if (vector->list == NO_DESCRIPTOR)
		return NULL;
	if (vector->list != NO_LIST)
		parts.control = NTOBJ_SD_DACL_PRESENT;
	if (vector->list == A_LIST) {
		test_fill_acl((struct ntobj_acl *)bytes, vector->aces, count);
		parts.dacl = (struct ntobj_acl *)bytes;
	}
	return test_build(test, &parts);
}

struct outcome {
	NTSTATUS status;
	u32 granted;
	u64 used;
};

static struct outcome check(const struct se_descriptor *descriptor,
			    const struct vector *vector)
{
	/* What is there before must not stay. */
	struct outcome outcome = { .granted = 0xDEADBEEF, .used = 0xDEADBEEF };
	struct se_identity identity = {
		.privileges = vector->privileges,
		.level = vector_level(vector),
	};
	struct se_member members[MEMBERS];
	const struct member *source;
	u32 i;

	source = vector_members(vector, &identity.count);
	for (i = 0; i < identity.count; i++) {
		members[i].sid = test_sid(source[i].who);
		members[i].attributes = source[i].attributes;
	}
	identity.members = members;
	outcome.status = se_access_check(descriptor, &identity, vector->desired,
					 vector->previous, &mapping, &outcome.granted,
					 &outcome.used);
	return outcome;
}

static void each_rule(struct kunit *test)
{
	u32 i;

	for (i = 0; i < ARRAY_SIZE(vectors); i++) {
		const struct vector *vector = &vectors[i];
		struct se_descriptor *descriptor = vector_descriptor(test, vector);
		struct outcome outcome = check(descriptor, vector);

		se_put_descriptor(descriptor);
		KUNIT_EXPECT_EQ_MSG(test, outcome.status, vector->status, "%s",
				    vector->name);
		KUNIT_EXPECT_EQ_MSG(test, outcome.granted, vector->granted, "%s",
				    vector->name);
		KUNIT_EXPECT_EQ_MSG(test, outcome.used, vector->used, "%s", vector->name);
	}
}

/* The second evaluator. */

static bool somebody_is(const struct vector *vector, enum test_who who, bool denying)
{
	const struct member *members;
	u32 count, i;

	members = vector_members(vector, &count);
	for (i = 0; i < count; i++) {
		if (members[i].who != who)
			continue;
		if (members[i].attributes & DENY_ONLY)
			return denying;
		return i == 0 || members[i].attributes & ENABLED;
	}
	return false;
}

static bool owner_rights_are_named(const struct vector *vector)
{
	u32 i;

	for (i = 0; i < count_aces(vector); i++)
		if (vector->aces[i].who == OWNER_RIGHTS && !(vector->aces[i].flags & IO))
			return true;
	return false;
}

/* Whether the list gives one right: the first entry that says something. */
static bool list_gives(const struct vector *vector, u32 right)
{
	u32 i;

	for (i = 0; i < count_aces(vector); i++) {
		const struct test_ace *ace = &vector->aces[i];
		bool denying = ace->type == NTOBJ_ACE_ACCESS_DENIED;
		enum test_who who = ace->who == OWNER_RIGHTS ? vector->owner : ace->who;

		if (ace->flags & IO || !(ace->mask & right))
			continue;
		if (who != NOBODY && somebody_is(vector, who, denying))
			return !denying;
	}
	return false;
}

static bool gives(const struct vector *vector, u32 right, bool asked)
{
	if (right == ACS)
		return asked && vector->privileges & SECURITY;
	if (right > 0x00800000)
		return false;
	if (right == WO && asked && vector->privileges & TAKE)
		return true;
	if (vector->list != A_LIST)
		return asked || ALL & right;
	if (right & (RC | WD) && vector->owner != NOBODY &&
	    somebody_is(vector, vector->owner, false) && !owner_rights_are_named(vector))
		return true;
	return list_gives(vector, right);
}

static u32 map(u32 rights)
{
	u32 mapped = rights & 0x0FFFFFFF;

	mapped |= rights & GR ? mapping.read : 0;
	mapped |= rights & GW ? mapping.write : 0;
	mapped |= rights & GX ? mapping.execute : 0;
	mapped |= rights & GA ? mapping.all : 0;
	return mapped;
}

static struct outcome evaluate(const struct vector *vector)
{
	struct outcome outcome = { .granted = vector->previous };
	u32 asked = map(vector->desired) & ~vector->previous;
	u32 right;

	if (!map(vector->desired) && !vector->previous)
		return (struct outcome){ STATUS_ACCESS_DENIED };
	if (vector_level(vector) < NTOBJ_SECURITY_IMPERSONATION)
		return (struct outcome){ STATUS_BAD_IMPERSONATION_LEVEL };
	if (vector->list == NO_DESCRIPTOR)
		return (struct outcome){ STATUS_ACCESS_DENIED };
	if (asked & ACS && !(vector->privileges & SECURITY))
		return (struct outcome){ STATUS_PRIVILEGE_NOT_HELD };
	for (right = 1; right; right <<= 1) {
		if (right == MOST || !(asked & (right | MOST)) || vector->previous & right)
			continue;
		if (gives(vector, right, asked & right))
			outcome.granted |= right;
		else if (asked & right)
			return (struct outcome){ STATUS_ACCESS_DENIED };
	}
	if (!outcome.granted)
		return (struct outcome){ STATUS_ACCESS_DENIED };
	if (asked & ACS)
		outcome.used |= SECURITY;
	if (asked & WO && vector->privileges & TAKE)
		outcome.used |= TAKE;
	return outcome;
}

/* It has to be right itself. */
static void evaluator_obeys_rules(struct kunit *test)
{
	u32 i;

	for (i = 0; i < ARRAY_SIZE(vectors); i++) {
		struct outcome outcome = evaluate(&vectors[i]);

		KUNIT_EXPECT_EQ_MSG(test, outcome.status, vectors[i].status, "%s",
				    vectors[i].name);
		KUNIT_EXPECT_EQ_MSG(test, outcome.granted, vectors[i].granted, "%s",
				    vectors[i].name);
		KUNIT_EXPECT_EQ_MSG(test, outcome.used, vectors[i].used, "%s",
				    vectors[i].name);
	}
}

static u32 random_rights(struct rnd_state *random)
{
	static const u32 rights[] = {
		QUERY, MODIFY, USE, QUERY | MODIFY, ALL, RC, WD, WO, SD, SY, RC | WD,
		WO | WD, ACS, MOST, GR, GW, GX, GA, 0, 0x04000000, 0x00FFFFFF, ~0u,
	};
	u32 mask = rights[prandom_u32_state(random) % ARRAY_SIZE(rights)];

	if (prandom_u32_state(random) % 2)
		mask |= rights[prandom_u32_state(random) % 11];
	return mask;
}

/* Mostly one that is in the identity, so that the order has something to say. */
static enum test_who random_who(struct rnd_state *random)
{
	static const enum test_who who[] = {
		ALICE, ALICE, STAFF, STAFF, WORLD, WORLD, OWNER_RIGHTS, BOB, GUESTS,
		SYSTEM, CREATOR_OWNER, LONGEST, SHORTEST,
	};

	return who[prandom_u32_state(random) % ARRAY_SIZE(who)];
}

static void random_members(struct rnd_state *random, struct vector *vector)
{
	static const enum test_who groups[] = { WORLD, STAFF, SHORTEST, LONGEST };
	static const u32 attributes[] = {
		ENABLED, ENABLED, ENABLED, 0, DENY_ONLY, ENABLED | DENY_ONLY,
		NTOBJ_SE_GROUP_MANDATORY | NTOBJ_SE_GROUP_OWNER,
	};
	u32 count = prandom_u32_state(random) % MEMBERS, i;

	memset(vector->members, 0, sizeof(vector->members));
	vector->members[0].who = ALICE;
	if (!(prandom_u32_state(random) % 8))
		vector->members[0].attributes = DENY_ONLY;
	for (i = 0; i < count; i++)
		vector->members[i + 1] = (struct member){
			groups[i],
			attributes[prandom_u32_state(random) % ARRAY_SIZE(attributes)],
		};
}

static void random_list(struct rnd_state *random, struct vector *vector)
{
	static const enum test_who owners[] = { ALICE, ALICE, BOB, STAFF, NOBODY };
	static const u8 flags[] = { 0, 0, 0, 0, OI | CI, IO | CI, IO, ID };
	u32 count = prandom_u32_state(random) % (ACES + 1), i;

	*vector = (struct vector){
		.owner = owners[prandom_u32_state(random) % ARRAY_SIZE(owners)],
	};
	if (!(prandom_u32_state(random) % 16))
		vector->list = prandom_u32_state(random) % 4;
	for (i = 0; i < count; i++)
		vector->aces[i] = (struct test_ace){
			prandom_u32_state(random) % 3 ? NTOBJ_ACE_ACCESS_ALLOWED :
							NTOBJ_ACE_ACCESS_DENIED,
			flags[prandom_u32_state(random) % ARRAY_SIZE(flags)],
			random_who(random), random_rights(random),
		};
}

/* Somebody who asks for something. */
static void random_request(struct rnd_state *random, struct vector *vector)
{
	static const u64 privileges[] = { 0, 0, 0, SECURITY, TAKE, SECURITY | TAKE, OTHERS };

	vector->privileges = privileges[prandom_u32_state(random) % ARRAY_SIZE(privileges)];
	vector->desired = random_rights(random);
	vector->level = 0;
	if (!(prandom_u32_state(random) % 16))
		vector->level = 1 + prandom_u32_state(random) % 4;
	vector->previous = 0;
	if (!(prandom_u32_state(random) % 8))
		vector->previous = random_rights(random) & 0x01FFFFFF;
	random_members(random, vector);
}

static void print_vector(struct kunit *test, const struct vector *vector)
{
	u32 i;

	kunit_info(test, "list %d owner %d privileges %llx level %u desired %x previous %x",
		   vector->list, vector->owner, vector->privileges, vector->level,
		   vector->desired, vector->previous);
	for (i = 0; i < MEMBERS; i++)
		kunit_info(test, "member %d attributes %x", vector->members[i].who,
			   vector->members[i].attributes);
	for (i = 0; i < count_aces(vector); i++)
		kunit_info(test, "entry type %u flags %x who %d mask %x",
			   vector->aces[i].type, vector->aces[i].flags,
			   vector->aces[i].who, vector->aces[i].mask);
}

#define LISTS		10000
#define REQUESTS	16
#define ROUNDS		(LISTS * REQUESTS)

/* How often things were as they are most interesting. */
struct tally {
	u32 granted;
	u32 denied;
	u32 used;
};

/* Whether both say the same of what a vector has become. */
static bool agree(struct kunit *test, const struct se_descriptor *descriptor,
		  const struct vector *vector, struct tally *tally)
{
	struct outcome outcome = check(descriptor, vector);
	struct outcome expected = evaluate(vector);

	tally->granted += NT_SUCCESS(outcome.status);
	tally->denied += outcome.status == STATUS_ACCESS_DENIED;
	tally->used += !!outcome.used;
	if (outcome.status == expected.status && outcome.granted == expected.granted &&
	    outcome.used == expected.used)
		return true;
	print_vector(test, vector);
	KUNIT_FAIL(test, "%x %x %llx, not %x %x %llx", outcome.status, outcome.granted,
		   outcome.used, expected.status, expected.granted, expected.used);
	return false;
}

static void evaluators_agree(struct kunit *test)
{
	struct vector *vector = kunit_kzalloc(test, sizeof(*vector), GFP_KERNEL);
	struct se_descriptor *descriptor;
	struct tally tally = {};
	struct rnd_state random;
	bool same = true;
	u32 list, i;

	KUNIT_ASSERT_NOT_ERR_OR_NULL(test, vector);
	prandom_seed_state(&random, 0xACCE55);
	for (list = 0; same && list < LISTS; list++) {
		random_list(&random, vector);
		descriptor = vector_descriptor(test, vector);
		for (i = 0; same && i < REQUESTS; i++) {
			random_request(&random, vector);
			same = agree(test, descriptor, vector, &tally);
		}
		se_put_descriptor(descriptor);
		cond_resched();
	}
	/* A loop that always comes to the same says nothing. */
	KUNIT_EXPECT_GT(test, tally.granted, ROUNDS / 10);
	KUNIT_EXPECT_GT(test, tally.denied, ROUNDS / 10);
	KUNIT_EXPECT_GT(test, tally.used, ROUNDS / 1000);
}

/* A mapping is the caller's word in one service: it must not give more. */
static void wild_mappings(struct kunit *test)
{
	static const struct se_generic_mapping wild = { ~0u, ~0u, ~0u, ~0u };
	static const struct se_generic_mapping none;
	struct se_member alice = { test_sid(ALICE), 0 };
	struct se_identity identity = {
		.count = 1, .members = &alice, .level = NTOBJ_SECURITY_DELEGATION,
	};
	struct se_parts parts = {};
	struct se_descriptor *descriptor = test_build(test, &parts);
	u32 granted;
	u64 used;

	KUNIT_EXPECT_EQ(test, se_access_check(descriptor, &identity, MOST, 0, &wild,
					      &granted, &used), STATUS_SUCCESS);
	KUNIT_EXPECT_EQ(test, granted, 0x00FFFFFF);
	KUNIT_EXPECT_EQ(test, se_access_check(descriptor, &identity, GR, 0, &wild,
					      &granted, &used), STATUS_PRIVILEGE_NOT_HELD);
	KUNIT_EXPECT_EQ(test, granted, 0);
	identity.privileges = ~0ull;
	KUNIT_EXPECT_EQ(test, se_access_check(descriptor, &identity, GR, 0, &wild,
					      &granted, &used), STATUS_ACCESS_DENIED);
	KUNIT_EXPECT_EQ(test, granted, 0);
	KUNIT_EXPECT_EQ(test, used, 0);
	/* What stands for nothing asks for nothing. */
	KUNIT_EXPECT_EQ(test, se_access_check(descriptor, &identity, GR | GW | GX | GA, 0,
					      &none, &granted, &used),
			STATUS_ACCESS_DENIED);
	KUNIT_EXPECT_EQ(test, se_access_check(descriptor, &identity, MOST, 0, &none,
					      &granted, &used), STATUS_ACCESS_DENIED);
	se_put_descriptor(descriptor);
}

static void membership(struct kunit *test)
{
	const struct se_member members[] = {
		{ test_sid(ALICE), 0 }, { test_sid(STAFF), ENABLED },
		{ test_sid(GUESTS), 0 }, { test_sid(ADMINISTRATORS), DENY_ONLY },
	};
	const struct se_identity identity = {
		.count = ARRAY_SIZE(members), .members = members,
	};
	const struct se_identity nobody = {};

	KUNIT_EXPECT_TRUE(test, se_is_member(&identity, test_sid(ALICE), false));
	KUNIT_EXPECT_TRUE(test, se_is_member(&identity, test_sid(ALICE), true));
	KUNIT_EXPECT_TRUE(test, se_is_member(&identity, test_sid(STAFF), false));
	KUNIT_EXPECT_TRUE(test, se_is_member(&identity, test_sid(STAFF), true));
	KUNIT_EXPECT_FALSE(test, se_is_member(&identity, test_sid(GUESTS), false));
	KUNIT_EXPECT_FALSE(test, se_is_member(&identity, test_sid(GUESTS), true));
	KUNIT_EXPECT_FALSE(test, se_is_member(&identity, test_sid(ADMINISTRATORS), false));
	KUNIT_EXPECT_TRUE(test, se_is_member(&identity, test_sid(ADMINISTRATORS), true));
	KUNIT_EXPECT_FALSE(test, se_is_member(&identity, test_sid(BOB), false));
	KUNIT_EXPECT_FALSE(test, se_is_member(&identity, test_sid(BOB), true));
	KUNIT_EXPECT_FALSE(test, se_is_member(&nobody, test_sid(ALICE), true));
}

static struct kunit_case access_check_cases[] = {
	KUNIT_CASE(membership),
	KUNIT_CASE(each_rule),
	KUNIT_CASE(evaluator_obeys_rules),
	KUNIT_CASE_SLOW(evaluators_agree),
	KUNIT_CASE(wild_mappings),
	{}
};

static struct kunit_suite access_check_suite = {
	.name = "ntobj_se_access_check",
	.init = init,
	.test_cases = access_check_cases,
};

kunit_test_suite(access_check_suite);
