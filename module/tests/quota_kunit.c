// SPDX-License-Identifier: GPL-2.0
/*
 * Accounts: two tables that share a block of their own, and what they are granted.
 */
#include <linux/sched.h>
#include <linux/slab.h>

#include "ob/quota.h"
#include "tests/kunit.h"

#define CHARGE	100
#define ROUNDS	20000

struct fixture {
	struct ob_handle_table tables[2];
	struct test_worker workers[2];
};

static int init(struct kunit *test)
{
	struct fixture *fixture = kunit_kzalloc(test, sizeof(*fixture), GFP_KERNEL);
	unsigned int i;

	if (!fixture)
		return -ENOMEM;
	test->priv = fixture;
	for (i = 0; i < ARRAY_SIZE(fixture->tables); i++) {
		ob_init_handle_table(&fixture->tables[i], 1 + i);
		if (!NT_SUCCESS(ob_open_account(&fixture->tables[i], current)))
			return -ENOMEM;
	}
	return 0;
}

static void cleanup(struct kunit *test)
{
	struct fixture *fixture = test->priv;
	unsigned int i;

	if (!fixture)
		return;
	for (i = 0; i < ARRAY_SIZE(fixture->workers); i++)
		test_stop_worker(&fixture->workers[i]);
	for (i = 0; i < ARRAY_SIZE(fixture->tables); i++)
		ob_close_account(&fixture->tables[i]);
}

static struct ob_handle_table *table_of(struct kunit *test, unsigned int number)
{
	return &((struct fixture *)test->priv)->tables[number];
}

/* Gives the first table a block with these limits, and at first the second its share. */
static void limit(struct kunit *test, u64 paged, u64 non_paged)
{
	const u64 limits[OB_POOLS] = { paged, non_paged };
	struct ob_quota_candidates candidates = {};
	NTSTATUS status;

	KUNIT_ASSERT_TRUE(test, ob_allocate_quota(&candidates));
	status = ob_set_quota(table_of(test, 0), limits, &candidates);
	ob_free_quota(&candidates);
	KUNIT_ASSERT_EQ(test, status, STATUS_SUCCESS);
	KUNIT_ASSERT_EQ(test, ob_share_quota(table_of(test, 1), table_of(test, 0)),
			STATUS_SUCCESS);
}

static NTSTATUS charge(struct kunit *test, unsigned int number, u32 bytes)
{
	struct ob_account *account;

	return ob_charge(table_of(test, number), OB_NON_PAGED, bytes, &account);
}

static void release(struct kunit *test, unsigned int number, u32 bytes)
{
	ob_release_charge(rcu_access_pointer(table_of(test, number)->account), OB_NON_PAGED,
			  bytes);
}

static u64 usage(struct kunit *test)
{
	struct ntobj_quota_limits limits;

	ob_query_quota(table_of(test, 0), &limits);
	return limits.non_paged_usage;
}

static void limits_are_met_to_the_byte(struct kunit *test)
{
	limit(test, 0, 3 * CHARGE);
	KUNIT_EXPECT_EQ(test, charge(test, 0, CHARGE), STATUS_SUCCESS);
	KUNIT_EXPECT_EQ(test, charge(test, 1, CHARGE), STATUS_SUCCESS);
	KUNIT_EXPECT_EQ(test, charge(test, 1, CHARGE + 1), STATUS_QUOTA_EXCEEDED);
	KUNIT_EXPECT_EQ(test, charge(test, 0, CHARGE), STATUS_SUCCESS);
	KUNIT_EXPECT_EQ(test, charge(test, 0, 1), STATUS_QUOTA_EXCEEDED);
	KUNIT_EXPECT_EQ(test, usage(test), 3ULL * CHARGE);
	release(test, 0, 2 * CHARGE);
	release(test, 1, CHARGE);
	KUNIT_EXPECT_EQ(test, usage(test), 0ULL);
}

static void limits_that_cannot_be_met(struct kunit *test)
{
	limit(test, 0, U64_MAX);
	KUNIT_EXPECT_EQ(test, charge(test, 0, U32_MAX), STATUS_SUCCESS);
	KUNIT_EXPECT_EQ(test, charge(test, 0, U32_MAX), STATUS_SUCCESS);
	KUNIT_EXPECT_EQ(test, usage(test), 2ULL * U32_MAX);
	release(test, 0, U32_MAX);
	release(test, 0, U32_MAX);
	KUNIT_EXPECT_EQ(test, usage(test), 0ULL);
}

/* One table's spare is taken back when the other needs it. */
static void spares_go_to_who_needs_them(struct kunit *test)
{
	u32 rest = 2 * OB_QUOTA_STEP - CHARGE;

	limit(test, 0, 2 * OB_QUOTA_STEP);
	KUNIT_EXPECT_EQ(test, charge(test, 0, CHARGE), STATUS_SUCCESS);
	KUNIT_EXPECT_EQ(test, charge(test, 1, rest + 1), STATUS_QUOTA_EXCEEDED);
	KUNIT_EXPECT_EQ(test, charge(test, 1, rest), STATUS_SUCCESS);
	KUNIT_EXPECT_EQ(test, usage(test), 2ULL * OB_QUOTA_STEP);
	release(test, 0, CHARGE);
	KUNIT_EXPECT_EQ(test, charge(test, 1, CHARGE), STATUS_SUCCESS);
	release(test, 1, rest + CHARGE);
	KUNIT_EXPECT_EQ(test, usage(test), 0ULL);
}

/* A process keeps no more than two steps of what it has released. */
static void much_is_given_back(struct kunit *test)
{
	struct ob_account *account;
	unsigned int i;

	limit(test, 0, 0);
	for (i = 0; i < 10; i++)
		KUNIT_EXPECT_EQ(test, charge(test, 0, OB_QUOTA_STEP), STATUS_SUCCESS);
	account = rcu_access_pointer(table_of(test, 0)->account);
	for (i = 0; i < 10; i++)
		release(test, 0, OB_QUOTA_STEP);
	KUNIT_EXPECT_LE(test, account->granted[OB_NON_PAGED], 2ULL * OB_QUOTA_STEP);
	KUNIT_EXPECT_EQ(test, usage(test), 0ULL);
}

/* What was charged before the block changed comes back to the old one. */
static void old_accounts_last(struct kunit *test)
{
	struct ob_account *old;
	u64 granted;

	limit(test, 0, 0);
	KUNIT_ASSERT_EQ(test, charge(test, 0, CHARGE), STATUS_SUCCESS);
	old = rcu_access_pointer(table_of(test, 0)->account);
	limit(test, 0, 5 * CHARGE);
	KUNIT_EXPECT_PTR_NE(test, old, rcu_access_pointer(table_of(test, 0)->account));
	KUNIT_EXPECT_EQ(test, usage(test), 0ULL);
	KUNIT_EXPECT_EQ(test, old->granted[OB_NON_PAGED], (u64)CHARGE);
	KUNIT_EXPECT_EQ(test, ob_charge_account(old, OB_NON_PAGED, CHARGE), STATUS_SUCCESS);
	KUNIT_EXPECT_EQ(test, old->granted[OB_NON_PAGED], 2ULL * CHARGE);
	granted = old->block->granted[OB_NON_PAGED];
	ob_release_charge(old, OB_NON_PAGED, CHARGE);
	KUNIT_EXPECT_EQ(test, old->block->granted[OB_NON_PAGED], granted - CHARGE);
	ob_release_charge(old, OB_NON_PAGED, CHARGE);
	KUNIT_EXPECT_EQ(test, usage(test), 0ULL);
}

/* A table without an account, as the module's own, is charged nothing. */
static void no_account(struct kunit *test)
{
	struct ob_account *account;

	ob_close_account(table_of(test, 1));
	KUNIT_EXPECT_EQ(test, ob_charge(table_of(test, 1), OB_PAGED, CHARGE, &account),
			STATUS_SUCCESS);
	KUNIT_EXPECT_NULL(test, account);
	KUNIT_EXPECT_EQ(test, ob_charge_account(NULL, OB_PAGED, CHARGE), STATUS_SUCCESS);
	ob_release_charge(NULL, OB_PAGED, CHARGE);
	ob_close_account(table_of(test, 1));
}

static void charge_and_release(void *context)
{
	struct ob_account *account;

	if (NT_SUCCESS(ob_charge(context, OB_NON_PAGED, CHARGE, &account)))
		ob_release_charge(account, OB_NON_PAGED, CHARGE);
}

/* While the block is changed, and what is left of it is asked for. */
static void nothing_is_lost(struct kunit *test)
{
	struct fixture *fixture = test->priv;
	unsigned int i;

	limit(test, 0, CHARGE);
	for (i = 0; i < 2; i++)
		test_start_worker(test, &fixture->workers[i], charge_and_release,
				  table_of(test, i));
	for (i = 0; i < ROUNDS; i++) {
		KUNIT_EXPECT_LE(test, usage(test), 3ULL * OB_QUOTA_STEP);
		if (i % 16 == 0)
			limit(test, 0, i % 32 ? CHARGE : 0);
		cond_resched();
	}
	for (i = 0; i < 2; i++)
		test_stop_worker(&fixture->workers[i]);
	KUNIT_EXPECT_EQ(test, usage(test), 0ULL);
}

static void sizes_of_allocations(struct kunit *test)
{
	KUNIT_EXPECT_EQ(test, ob_allocation(0), 0U);
	KUNIT_EXPECT_EQ(test, ob_allocation(1), 1U);
	KUNIT_EXPECT_EQ(test, ob_allocation(64), 64U);
	KUNIT_EXPECT_EQ(test, ob_allocation(65), 128U);
	KUNIT_EXPECT_EQ(test, ob_allocation(65537), 131072U);
}

static struct kunit_case quota_cases[] = {
	KUNIT_CASE(limits_are_met_to_the_byte),
	KUNIT_CASE(limits_that_cannot_be_met),
	KUNIT_CASE(spares_go_to_who_needs_them),
	KUNIT_CASE(much_is_given_back),
	KUNIT_CASE(old_accounts_last),
	KUNIT_CASE(no_account),
	KUNIT_CASE(nothing_is_lost),
	KUNIT_CASE(sizes_of_allocations),
	{}
};

static struct kunit_suite quota_suite = {
	.name = "ntobj_quota",
	.init = init,
	.exit = cleanup,
	.test_cases = quota_cases,
};

kunit_test_suite(quota_suite);
