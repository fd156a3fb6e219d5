// SPDX-License-Identifier: GPL-2.0
/*
 * Descriptors from user space: the memory of the test's own process ends
 * behind them, or earlier.
 */
#include <linux/mm.h>
#include <linux/slab.h>
#include <linux/uaccess.h>

#include "compat/kunit.h"
#include "tests/kunit.h"
#include "tests/se_kunit.h"

#define HEADER	sizeof(struct ntobj_counted_descriptor)
#define ROOM	(20 * PAGE_SIZE)

static const struct ke_call user_call;

struct fixture {
	u64 end;				/* where the memory ends */
	struct se_descriptor *sample;
};

static int init(struct kunit *test)
{
	static const struct test_ace aces[] = { DENY(BOB, 2), ALLOW(LONGEST, 1) };
	struct fixture *fixture = kunit_kzalloc(test, sizeof(*fixture), GFP_KERNEL);
	struct se_parts parts = { .control = NTOBJ_SD_DACL_PRESENT };
	unsigned long start;

	if (!fixture)
		return -ENOMEM;
	test->priv = fixture;
	test_init_sids();
	parts.owner = test_sid(ALICE);
	parts.dacl = test_make_acl(test, aces, ARRAY_SIZE(aces));
	fixture->sample = test_build(test, &parts);
	start = compat_kunit_map(test, ROOM);
	if (!start)
		kunit_skip(test, "This kernel gives tests no user memory.");
	if (IS_ERR_VALUE(start))
		return start;
	fixture->end = start + ROOM;
	return 0;
}

static void cleanup(struct kunit *test)
{
	struct fixture *fixture = test->priv;

	if (fixture)
		se_put_descriptor(fixture->sample);
}

static void put(struct kunit *test, u64 address, const void *bytes, u32 size)
{
	KUNIT_ASSERT_EQ(test, copy_to_user(u64_to_user_ptr(address), bytes, size), 0);
}

static void put_header(struct kunit *test, u64 address, u32 length, u32 reserved)
{
	struct ntobj_counted_descriptor counted = {
		.length = length,
		.reserved = reserved,
	};

	put(test, address, &counted, HEADER);
}

static const void *sample_bytes(const struct fixture *fixture)
{
	return (void *)fixture->sample + offsetof(struct se_descriptor, relative);
}

/* Puts the sample so that it ends @behind bytes before the memory does. */
static u64 put_sample(struct kunit *test, u32 behind)
{
	struct fixture *fixture = test->priv;
	u64 address = fixture->end - behind - fixture->sample->size - HEADER;

	put_header(test, address, fixture->sample->size, 0);
	put(test, address + HEADER, sample_bytes(fixture), fixture->sample->size);
	return address;
}

static void expect_captured(struct kunit *test, u64 address)
{
	struct fixture *fixture = test->priv;
	struct se_descriptor *captured = NULL;

	KUNIT_EXPECT_EQ(test, se_capture_descriptor(&user_call, address, &captured),
			STATUS_SUCCESS);
	KUNIT_ASSERT_NOT_NULL(test, captured);
	KUNIT_EXPECT_EQ(test, captured->size, fixture->sample->size);
	KUNIT_EXPECT_EQ(test, memcmp(&captured->relative, sample_bytes(fixture),
				     sizeof(captured->relative)), 0);
	KUNIT_EXPECT_TRUE(test, se_equal_sid(captured->owner, test_sid(ALICE)));
	KUNIT_EXPECT_EQ(test, captured->dacl->count, 2);
	test_reparse(test, captured);
	se_put_descriptor(captured);
}

static void expect_refused(struct kunit *test, u64 address, NTSTATUS status)
{
	struct se_descriptor *captured = NULL;

	KUNIT_EXPECT_EQ_MSG(test, se_capture_descriptor(&user_call, address, &captured), status,
			    "at %llx", address);
	KUNIT_EXPECT_NULL(test, captured);
}

static void captured_where_memory_ends(struct kunit *test)
{
	u32 behind;

	/* At any address: callers need not align anything. */
	for (behind = 0; behind < 9; behind++)
		expect_captured(test, put_sample(test, behind));
}

static void refused_where_memory_ends(struct kunit *test)
{
	struct fixture *fixture = test->priv;
	u64 address = put_sample(test, 0);
	u32 missing;

	put_header(test, address, fixture->sample->size + 1, 0);
	expect_refused(test, address, STATUS_ACCESS_VIOLATION);
	for (missing = 0; missing < HEADER; missing++)
		expect_refused(test, fixture->end - missing, STATUS_ACCESS_VIOLATION);
	/* The header is there, and nothing of what it announces. */
	put_header(test, fixture->end - HEADER, fixture->sample->size, 0);
	expect_refused(test, fixture->end - HEADER, STATUS_ACCESS_VIOLATION);
}

static void refused_addresses(struct kunit *test)
{
	struct fixture *fixture = test->priv;
	const u64 addresses[] = {
		0, 8, (unsigned long)fixture, (unsigned long)&se_world,
		TASK_SIZE_MAX - HEADER, TASK_SIZE_MAX - 1, TASK_SIZE_MAX,
		0x7FFFFFFFFFFFFFFF, 0x8000000000000000, 0xFFFFFFFFFFFFFFF8, ~0ull,
	};
	u32 i;

	for (i = 0; i < ARRAY_SIZE(addresses); i++)
		expect_refused(test, addresses[i], STATUS_ACCESS_VIOLATION);
}

static void refused_headers(struct kunit *test)
{
	static const u32 lengths[] = {
		0, 1, 19, NTOBJ_DESCRIPTOR_MAX_SIZE + 1, 0x80000000, 0xFFFFFFF8, U32_MAX,
	};
	struct fixture *fixture = test->priv;
	u64 address = put_sample(test, 0);
	u32 i;

	for (i = 0; i < ARRAY_SIZE(lengths); i++) {
		put_header(test, address, lengths[i], 0);
		expect_refused(test, address, STATUS_INVALID_SECURITY_DESCR);
	}
	put_header(test, address, fixture->sample->size, 1);
	expect_refused(test, address, STATUS_INVALID_PARAMETER);
	put_header(test, address, fixture->sample->size, 0x80000000);
	expect_refused(test, address, STATUS_INVALID_PARAMETER);
	put_header(test, address, fixture->sample->size, 0);
	expect_captured(test, address);
}

/* What is wrong with the bytes is told as when they are parsed. */
static void refused_bytes(struct kunit *test)
{
	struct fixture *fixture = test->priv;
	u64 address = put_sample(test, 0), bytes = address + HEADER;
	const struct ntobj_security_descriptor *relative = sample_bytes(fixture);
	u8 two = 2;

	put(test, bytes, &two, 1);
	expect_refused(test, address, STATUS_UNKNOWN_REVISION);
	put_sample(test, 0);
	put(test, bytes + relative->owner, &two, 1);
	expect_refused(test, address, STATUS_INVALID_SID);
	put_sample(test, 0);
	put(test, bytes + relative->dacl + 1, &two, 1);
	expect_refused(test, address, STATUS_INVALID_ACL);
	put_header(test, address, fixture->sample->size - 4, 0);
	put(test, bytes, relative, fixture->sample->size);
	expect_refused(test, address, STATUS_INVALID_ACL);
}

static void largest_and_smallest(struct kunit *test)
{
	static const struct ntobj_security_descriptor empty = {
		.revision = NTOBJ_SD_REVISION,
		.control = NTOBJ_SD_SELF_RELATIVE,
	};
	struct fixture *fixture = test->priv;
	u64 address = fixture->end - HEADER - sizeof(empty);
	struct se_descriptor *captured = NULL;

	put_header(test, address, sizeof(empty), 0);
	put(test, address + HEADER, &empty, sizeof(empty));
	KUNIT_EXPECT_EQ(test, se_capture_descriptor(&user_call, address, &captured),
			STATUS_SUCCESS);
	KUNIT_ASSERT_NOT_NULL(test, captured);
	KUNIT_EXPECT_EQ(test, captured->size, sizeof(empty));
	se_put_descriptor(captured);

	/* As long as can be, though there is not much to it. */
	captured = NULL;
	address = fixture->end - HEADER - NTOBJ_DESCRIPTOR_MAX_SIZE;
	put_header(test, address, NTOBJ_DESCRIPTOR_MAX_SIZE, 0);
	put(test, address + HEADER, &empty, sizeof(empty));
	KUNIT_EXPECT_EQ(test, se_capture_descriptor(&user_call, address, &captured),
			STATUS_SUCCESS);
	KUNIT_ASSERT_NOT_NULL(test, captured);
	KUNIT_EXPECT_EQ(test, captured->size, sizeof(empty));
	se_put_descriptor(captured);
}

static struct kunit_case capture_cases[] = {
	KUNIT_CASE(captured_where_memory_ends),
	KUNIT_CASE(refused_where_memory_ends),
	KUNIT_CASE(refused_addresses),
	KUNIT_CASE(refused_headers),
	KUNIT_CASE(refused_bytes),
	KUNIT_CASE(largest_and_smallest),
	{}
};

static struct kunit_suite capture_suite = {
	.name = "ntobj_se_capture",
	.init = init,
	.exit = cleanup,
	.test_cases = capture_cases,
};

kunit_test_suite(capture_suite);
