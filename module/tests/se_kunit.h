/* SPDX-License-Identifier: GPL-2.0 */
/* What the suites of security share: identifiers by name, lists as tables. */
#ifndef _NTOBJ_TESTS_SE_KUNIT_H
#define _NTOBJ_TESTS_SE_KUNIT_H

#include <kunit/test.h>
#include <linux/prandom.h>
#include <ntobj/se.h>

/* Who is in the tests. */
enum test_who {
	NOBODY,			/* no SID at all */
	ALICE,
	BOB,
	STAFF,			/* groups */
	GUESTS,
	ADMINISTRATORS,
	SYSTEM,
	WORLD,
	CREATOR_OWNER,
	CREATOR_GROUP,
	OWNER_RIGHTS,
	SHORTEST,		/* without sub-authorities */
	LONGEST,
	TEST_WHO
};

void test_init_sids(void);
const struct se_sid *test_sid(enum test_who who);

/* An entry of a list. */
struct test_ace {
	u8 type;
	u8 flags;
	enum test_who who;
	u32 mask;
};

/* In tables of tables: so many at most, and NOBODY's ends them. */
#define TEST_ACES	4

#define ALLOW(who, mask)	{ NTOBJ_ACE_ACCESS_ALLOWED, 0, who, mask }
#define DENY(who, mask)		{ NTOBJ_ACE_ACCESS_DENIED, 0, who, mask }
#define AUDIT(flags, who, mask)	{ NTOBJ_ACE_SYSTEM_AUDIT, flags, who, mask }
#define ALLOW_BY(flags, who, mask) { NTOBJ_ACE_ACCESS_ALLOWED, flags, who, mask }
#define DENY_BY(flags, who, mask) { NTOBJ_ACE_ACCESS_DENIED, flags, who, mask }

/* How such flags are written in descriptors' text form. */
#define OI	NTOBJ_ACE_FLAG_OBJECT_INHERIT
#define CI	NTOBJ_ACE_FLAG_CONTAINER_INHERIT
#define NP	NTOBJ_ACE_FLAG_NO_PROPAGATE
#define IO	NTOBJ_ACE_FLAG_INHERIT_ONLY
#define ID	NTOBJ_ACE_FLAG_INHERITED
#define SA	NTOBJ_ACE_FLAG_SUCCESSFUL
#define FA	NTOBJ_ACE_FLAG_FAILED

u32 test_acl_size(const struct test_ace *aces, u32 count);
void test_fill_acl(struct ntobj_acl *acl, const struct test_ace *aces, u32 count);
u32 test_count(const struct test_ace *aces);
void test_expect_acl(struct kunit *test, const char *name, const struct ntobj_acl *acl,
		     const struct test_ace *aces);
struct ntobj_acl *test_make_acl(struct kunit *test, const struct test_ace *aces,
				u32 count);
struct se_descriptor *test_build(struct kunit *test, const struct se_parts *parts);
void test_reparse(struct kunit *test, const struct se_descriptor *descriptor);

#endif /* _NTOBJ_TESTS_SE_KUNIT_H */
