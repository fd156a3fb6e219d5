// SPDX-License-Identifier: GPL-2.0
/*
 * Handle tables: a private one for each test.
 *
 * Entries here hold no references and no handle counts, unless a test says so:
 * the objects live longer than the table.
 */
#include <linux/bitmap.h>
#include <linux/jiffies.h>
#include <linux/rcupdate.h>
#include <linux/sched.h>

#include "tests/kunit.h"

#define PAGE_ENTRIES	256
#define MIDDLE_SPAN	(PAGE_ENTRIES * 512)	/* indexes under a middle page */
#define INDEXES		(MIDDLE_SPAN * 128)	/* all that a table can have */
#define RACE_ROUNDS	10000
#define LOOKS		256

struct fixture {
	struct ob_handle_table table;
	struct test_objects objects;
	struct test_worker workers[2];
};

static int init(struct kunit *test)
{
	struct fixture *fixture = kunit_kzalloc(test, sizeof(*fixture), GFP_KERNEL);

	if (!fixture)
		return -ENOMEM;
	ob_init_handle_table(&fixture->table, 1);
	test->priv = fixture;
	return test_init_objects(test, &fixture->objects, 8);
}

static void cleanup(struct kunit *test)
{
	struct fixture *fixture = test->priv;
	unsigned int i;

	if (!fixture)
		return;
	for (i = 0; i < ARRAY_SIZE(fixture->workers); i++)
		test_stop_worker(&fixture->workers[i]);
	/* What a failed test has left there refers to nothing. */
	fixture->table.count = 0;
	ob_free_handle_table(&fixture->table);
	test_free_objects(&fixture->objects);
}

static struct ob_handle_table *table_of(struct kunit *test)
{
	return &((struct fixture *)test->priv)->table;
}

static struct ob_header *create_object(struct kunit *test)
{
	struct fixture *fixture = test->priv;

	return &test_create_directory(test, &fixture->objects)->header;
}

static u32 reserve(struct kunit *test)
{
	u32 index;

	KUNIT_ASSERT_EQ(test, ob_reserve_handle(table_of(test), &index), STATUS_SUCCESS);
	return index;
}

static u64 open_handle(struct kunit *test, struct ob_header *object, u32 access)
{
	u32 index = reserve(test);

	ob_publish_handle(table_of(test), index, object, access);
	return ob_index_to_handle(index);
}

static bool look_up(struct kunit *test, u64 handle, struct ob_handle_snapshot *snapshot)
{
	bool found;

	rcu_read_lock();
	found = ob_look_up_handle(table_of(test), handle, snapshot);
	rcu_read_unlock();
	return found;
}

static bool is_valid(struct kunit *test, u64 handle)
{
	struct ob_handle_snapshot snapshot;

	return look_up(test, handle, &snapshot);
}

static NTSTATUS remove(struct kunit *test, u64 handle)
{
	struct ob_handle_snapshot snapshot;

	return ob_remove_handle(table_of(test), handle, false, &snapshot);
}

/* A table without pages has no handles, and none is needed to say so. */
static void empty_table_has_no_handles(struct kunit *test)
{
	KUNIT_EXPECT_FALSE(test, is_valid(test, 0));
	KUNIT_EXPECT_FALSE(test, is_valid(test, 4));
	KUNIT_EXPECT_EQ(test, remove(test, 4), STATUS_INVALID_HANDLE);
	KUNIT_EXPECT_EQ(test, ob_change_handle(table_of(test), 4, 0, OB_INHERIT),
			STATUS_INVALID_HANDLE);
	KUNIT_EXPECT_EQ(test, table_of(test)->code, 0);
	ob_close_handles(table_of(test), 0);
}

static void indexes_ascend_from_one(struct kunit *test)
{
	struct ob_header *object = create_object(test);

	KUNIT_EXPECT_EQ(test, open_handle(test, object, 0), 4);
	KUNIT_EXPECT_EQ(test, open_handle(test, object, 0), 8);
	KUNIT_EXPECT_EQ(test, open_handle(test, object, 0), 12);
	KUNIT_EXPECT_EQ(test, table_of(test)->count, 3);
	KUNIT_EXPECT_EQ(test, remove(test, 4), STATUS_SUCCESS);
	KUNIT_EXPECT_EQ(test, remove(test, 8), STATUS_SUCCESS);
	KUNIT_EXPECT_EQ(test, remove(test, 12), STATUS_SUCCESS);
	KUNIT_EXPECT_EQ(test, table_of(test)->count, 0);
}

static void audit_entries_are_never_given_out(struct kunit *test)
{
	struct ob_handle_table *table = table_of(test);
	u32 i, index, expected = 0;

	for (i = 0; i < 4 * PAGE_ENTRIES; i++) {
		expected++;
		if (!(expected % PAGE_ENTRIES))
			expected++;
		index = reserve(test);
		KUNIT_EXPECT_EQ(test, index, expected);
		ob_publish_handle(table, index, &ob_initial_namespace.root->header, 0);
	}
	for (i = 0; i <= 4 * PAGE_ENTRIES; i += PAGE_ENTRIES) {
		KUNIT_EXPECT_FALSE(test, is_valid(test, ob_index_to_handle(i)));
		KUNIT_EXPECT_EQ(test, remove(test, ob_index_to_handle(i)),
				STATUS_INVALID_HANDLE);
		KUNIT_EXPECT_TRUE(test, is_valid(test, ob_index_to_handle(i + 1)));
	}
}

struct constant_look {
	struct ob_handle_table *table;
	struct ob_header *object;
	unsigned long looks;
	unsigned long wrong;
};

/* The first handle is good all the time that the table grows above it. */
static void look_at_first_handle(void *context)
{
	struct constant_look *look = context;
	struct ob_handle_snapshot snapshot;

	rcu_read_lock();
	if (!ob_look_up_handle(look->table, 4, &snapshot) ||
	    snapshot.object != look->object || snapshot.access != 1)
		look->wrong++;
	rcu_read_unlock();
	WRITE_ONCE(look->looks, look->looks + 1);
}

/* Each index that begins a lowest page's handles has itself as its access. */
static u32 count_wrong_marks(struct kunit *test, u32 end, struct ob_header *object)
{
	struct ob_handle_snapshot snapshot;
	u32 index, wrong = 0;

	for (index = 1; index < end; index += PAGE_ENTRIES)
		wrong += !look_up(test, ob_index_to_handle(index), &snapshot) ||
			 snapshot.object != object || snapshot.access != index;
	return wrong;
}

static void reserve_until(struct kunit *test, u32 end, struct ob_header *object)
{
	struct ob_handle_table *table = table_of(test);
	u32 next, index;

	for (next = table->first_free ?: table->limit + 1; next < end; next++) {
		if (!(next % PAGE_ENTRIES))
			continue;
		index = reserve(test);
		if (index != next)
			break;
		if (index % PAGE_ENTRIES == 1)
			ob_publish_handle(table, index, object, index);
		if (index % PAGE_ENTRIES == 2)
			cond_resched();
	}
	KUNIT_ASSERT_EQ(test, next, end);
}

static void release_until(struct kunit *test, u32 end)
{
	struct ob_handle_table *table = table_of(test);
	u32 index;

	for (index = 1; index < end; index++) {
		if (index % PAGE_ENTRIES > 1)
			ob_cancel_handle(table, index);
		else if (index % PAGE_ENTRIES == 1)
			KUNIT_EXPECT_EQ(test, remove(test, ob_index_to_handle(index)),
					STATUS_SUCCESS);
		if (index % PAGE_ENTRIES == 0)
			cond_resched();
	}
}

static u32 level(const struct ob_handle_table *table)
{
	return table->code & 3;
}

/*
 * All levels, all the places where a page can be put: the one lowest page, the
 * first middle page, the next lowest page in it, the top page with the second
 * middle page, the next lowest page in that, the third middle page.
 */
static void table_grows_through_all_levels(struct kunit *test)
{
	struct fixture *fixture = test->priv;
	struct ob_handle_table *table = table_of(test);
	struct constant_look *look = kunit_kzalloc(test, sizeof(*look), GFP_KERNEL);
	struct ob_header *object = create_object(test);
	const u32 end = MIDDLE_SPAN + 3 * PAGE_ENTRIES;
	u64 handle;

	KUNIT_ASSERT_NOT_ERR_OR_NULL(test, look);
	reserve_until(test, PAGE_ENTRIES, object);
	KUNIT_EXPECT_EQ(test, level(table), 0);
	KUNIT_EXPECT_EQ(test, table->limit, PAGE_ENTRIES);

	look->table = table;
	look->object = object;
	test_start_worker(test, &fixture->workers[0], look_at_first_handle, look);
	reserve_until(test, PAGE_ENTRIES + 2, object);
	KUNIT_EXPECT_EQ(test, level(table), 1);
	reserve_until(test, MIDDLE_SPAN, object);
	KUNIT_EXPECT_EQ(test, level(table), 1);
	KUNIT_EXPECT_EQ(test, table->limit, MIDDLE_SPAN);
	KUNIT_EXPECT_EQ(test, count_wrong_marks(test, MIDDLE_SPAN, object), 0);

	reserve_until(test, end, object);
	KUNIT_EXPECT_EQ(test, level(table), 2);
	KUNIT_EXPECT_EQ(test, table->limit, end);
	test_stop_worker(&fixture->workers[0]);
	KUNIT_EXPECT_GT(test, look->looks, 0);
	KUNIT_EXPECT_EQ(test, look->wrong, 0);

	KUNIT_EXPECT_EQ(test, count_wrong_marks(test, end, object), 0);
	KUNIT_EXPECT_FALSE(test, is_valid(test, ob_index_to_handle(MIDDLE_SPAN)));
	KUNIT_EXPECT_FALSE(test, is_valid(test, ob_index_to_handle(table->limit + 1)));

	/*
	 * The next middle page finds the top page there. The indexes before
	 * it are skipped by pretending that they are taken.
	 */
	spin_lock(&table->lock);
	table->first_free = 0;
	table->limit = 2 * MIDDLE_SPAN;
	spin_unlock(&table->lock);
	handle = open_handle(test, object, 7);
	KUNIT_EXPECT_EQ(test, handle, ob_index_to_handle(2 * MIDDLE_SPAN + 1));
	KUNIT_EXPECT_EQ(test, level(table), 2);
	KUNIT_EXPECT_EQ(test, table->limit, 2 * MIDDLE_SPAN + PAGE_ENTRIES);
	KUNIT_EXPECT_EQ(test, remove(test, handle), STATUS_SUCCESS);
	KUNIT_EXPECT_EQ(test, count_wrong_marks(test, end, object), 0);

	release_until(test, end);
	KUNIT_EXPECT_EQ(test, table->count, 0);
}

static void freed_handles_are_used_again_last_first(struct kunit *test)
{
	struct ob_header *object = create_object(test);
	u32 i;

	for (i = 0; i < 5; i++)
		open_handle(test, object, 0);
	KUNIT_EXPECT_EQ(test, remove(test, 8), STATUS_SUCCESS);
	KUNIT_EXPECT_EQ(test, remove(test, 20), STATUS_SUCCESS);
	KUNIT_EXPECT_EQ(test, remove(test, 12), STATUS_SUCCESS);
	KUNIT_EXPECT_EQ(test, open_handle(test, object, 0), 12);
	KUNIT_EXPECT_EQ(test, open_handle(test, object, 0), 20);
	KUNIT_EXPECT_EQ(test, open_handle(test, object, 0), 8);
	KUNIT_EXPECT_EQ(test, open_handle(test, object, 0), 24);
}

/* Freed entries of a full page go before the growth of the table. */
static void full_table_uses_what_is_free(struct kunit *test)
{
	struct ob_handle_table *table = table_of(test);
	struct ob_header *object = create_object(test);

	reserve_until(test, PAGE_ENTRIES, object);
	ob_cancel_handle(table, 77);
	KUNIT_EXPECT_EQ(test, reserve(test), 77);
	KUNIT_EXPECT_EQ(test, table->limit, PAGE_ENTRIES);
	KUNIT_EXPECT_EQ(test, reserve(test), PAGE_ENTRIES + 1);
	KUNIT_EXPECT_EQ(test, table->limit, 2 * PAGE_ENTRIES);
}

static void reserved_is_not_valid(struct kunit *test)
{
	struct ob_handle_table *table = table_of(test);
	struct ob_handle_snapshot snapshot;
	struct ob_header *object = create_object(test);
	u64 handle = open_handle(test, object, 0);
	u32 index;

	/* One that has been live before, and one that has not. */
	KUNIT_EXPECT_EQ(test, remove(test, handle), STATUS_SUCCESS);
	KUNIT_EXPECT_EQ(test, ob_index_to_handle(reserve(test)), handle);
	KUNIT_EXPECT_FALSE(test, is_valid(test, handle));
	KUNIT_EXPECT_EQ(test, remove(test, handle), STATUS_INVALID_HANDLE);
	KUNIT_EXPECT_EQ(test, ob_change_handle(table, handle, 0, OB_INHERIT),
			STATUS_INVALID_HANDLE);
	index = reserve(test);
	KUNIT_EXPECT_FALSE(test, is_valid(test, ob_index_to_handle(index)));

	ob_cancel_handle(table, index);
	KUNIT_EXPECT_FALSE(test, is_valid(test, ob_index_to_handle(index)));
	KUNIT_EXPECT_EQ(test, table->count, 1);
	KUNIT_EXPECT_EQ(test, reserve(test), index);

	ob_publish_handle(table, index, object, 0x1F0003 | OB_INHERIT);
	KUNIT_ASSERT_TRUE(test, look_up(test, ob_index_to_handle(index), &snapshot));
	KUNIT_EXPECT_PTR_EQ(test, snapshot.object, object);
	KUNIT_EXPECT_EQ(test, snapshot.access, 0x1F0003 | OB_INHERIT);
	KUNIT_EXPECT_EQ(test, snapshot.sequence, 1);
}

static void sequence_tells_lives_apart(struct kunit *test)
{
	struct ob_handle_snapshot first, removed, second;
	struct ob_header *object = create_object(test);
	u64 handle = open_handle(test, object, 1);

	KUNIT_ASSERT_TRUE(test, look_up(test, handle, &first));
	KUNIT_EXPECT_EQ(test, first.sequence % 2, 1);
	KUNIT_EXPECT_TRUE(test, ob_handle_is_current(&first));

	KUNIT_ASSERT_EQ(test, ob_remove_handle(table_of(test), handle, false, &removed),
			STATUS_SUCCESS);
	KUNIT_EXPECT_PTR_EQ(test, removed.object, object);
	KUNIT_EXPECT_EQ(test, removed.access, 1);
	KUNIT_EXPECT_EQ(test, removed.sequence, first.sequence);
	KUNIT_EXPECT_FALSE(test, ob_handle_is_current(&first));
	KUNIT_EXPECT_EQ(test, first.entry->sequence % 2, 0);
	KUNIT_EXPECT_FALSE(test, is_valid(test, handle));

	/* The same object, the same access: still another handle. */
	KUNIT_EXPECT_EQ(test, open_handle(test, object, 1), handle);
	KUNIT_EXPECT_FALSE(test, ob_handle_is_current(&first));
	KUNIT_ASSERT_TRUE(test, look_up(test, handle, &second));
	KUNIT_EXPECT_PTR_EQ(test, second.entry, first.entry);
	KUNIT_EXPECT_EQ(test, second.sequence, first.sequence + 2);
	KUNIT_EXPECT_TRUE(test, ob_handle_is_current(&second));
}

/* A reservation that comes to nothing leaves no trace in the sequence. */
static void cancel_keeps_sequence(struct kunit *test)
{
	struct ob_handle_snapshot before, after;
	struct ob_header *object = create_object(test);
	u64 handle = open_handle(test, object, 0);

	KUNIT_ASSERT_TRUE(test, look_up(test, handle, &before));
	KUNIT_EXPECT_EQ(test, remove(test, handle), STATUS_SUCCESS);
	KUNIT_EXPECT_EQ(test, ob_index_to_handle(reserve(test)), handle);
	ob_cancel_handle(table_of(test), handle >> 2);
	KUNIT_EXPECT_EQ(test, open_handle(test, object, 0), handle);
	KUNIT_ASSERT_TRUE(test, look_up(test, handle, &after));
	KUNIT_EXPECT_EQ(test, after.sequence, before.sequence + 2);
}

static void protection_keeps_from_close(struct kunit *test)
{
	struct ob_handle_table *table = table_of(test);
	struct ob_handle_snapshot snapshot, removed;
	struct ob_header *object = create_object(test);
	u64 handle = open_handle(test, object, 0x20001);

	KUNIT_ASSERT_TRUE(test, look_up(test, handle, &snapshot));
	KUNIT_EXPECT_EQ(test, ob_change_handle(table, handle, 0, OB_PROTECT_CLOSE),
			STATUS_SUCCESS);
	KUNIT_EXPECT_EQ(test, remove(test, handle), STATUS_HANDLE_NOT_CLOSABLE);
	KUNIT_EXPECT_TRUE(test, ob_handle_is_current(&snapshot));
	KUNIT_EXPECT_TRUE(test, is_valid(test, handle));
	KUNIT_EXPECT_EQ(test, table->count, 1);

	KUNIT_EXPECT_EQ(test, ob_change_handle(table, handle, OB_PROTECT_CLOSE, 0),
			STATUS_SUCCESS);
	KUNIT_EXPECT_EQ(test, remove(test, handle), STATUS_SUCCESS);

	/* The next handle in the entry has no part in that. */
	KUNIT_EXPECT_EQ(test, open_handle(test, object, 0x20001 | OB_PROTECT_CLOSE), handle);
	KUNIT_EXPECT_EQ(test, remove(test, handle), STATUS_HANDLE_NOT_CLOSABLE);
	KUNIT_EXPECT_EQ(test, ob_remove_handle(table, handle, true, &removed),
			STATUS_SUCCESS);
	KUNIT_EXPECT_EQ(test, removed.access, 0x20001 | OB_PROTECT_CLOSE);
	KUNIT_EXPECT_EQ(test, open_handle(test, object, 0x20001), handle);
	KUNIT_EXPECT_EQ(test, remove(test, handle), STATUS_SUCCESS);
	KUNIT_EXPECT_EQ(test, table->count, 0);
}

static void change_keeps_the_rest(struct kunit *test)
{
	struct ob_handle_table *table = table_of(test);
	struct ob_handle_snapshot before, after;
	u64 handle = open_handle(test, create_object(test),
				 OB_GRANTED_ACCESS | OB_INHERIT | OB_AUDIT_CLOSE);

	KUNIT_ASSERT_TRUE(test, look_up(test, handle, &before));
	KUNIT_EXPECT_EQ(test, ob_change_handle(table, handle, OB_INHERIT, OB_PROTECT_CLOSE),
			STATUS_SUCCESS);
	KUNIT_ASSERT_TRUE(test, look_up(test, handle, &after));
	KUNIT_EXPECT_EQ(test, after.access,
			OB_GRANTED_ACCESS | OB_AUDIT_CLOSE | OB_PROTECT_CLOSE);
	KUNIT_EXPECT_PTR_EQ(test, after.object, before.object);
	KUNIT_EXPECT_EQ(test, after.sequence, before.sequence);
}

/* As many as there may be, without making them: the count alone decides. */
static void limit_of_handles(struct kunit *test)
{
	struct ob_handle_table *table = table_of(test);
	u32 index, spare;

	index = reserve(test);
	table->count = ob_max_handles() - 1;
	KUNIT_EXPECT_EQ(test, ob_reserve_handle(table, &index), STATUS_SUCCESS);
	KUNIT_EXPECT_EQ(test, ob_reserve_handle(table, &spare),
			STATUS_INSUFFICIENT_RESOURCES);
	KUNIT_EXPECT_EQ(test, table->count, ob_max_handles());
	ob_cancel_handle(table, index);
	KUNIT_EXPECT_EQ(test, ob_reserve_handle(table, &spare), STATUS_SUCCESS);
	KUNIT_EXPECT_EQ(test, spare, index);
}

/* A table that has all the pages it can have does not grow. */
static void limit_of_pages(struct kunit *test)
{
	struct ob_handle_table *table = table_of(test);
	u32 index;

	table->limit = INDEXES;
	KUNIT_EXPECT_EQ(test, ob_reserve_handle(table, &index),
			STATUS_INSUFFICIENT_RESOURCES);
	KUNIT_EXPECT_EQ(test, table->count, 0);
	table->limit = 0;
	KUNIT_EXPECT_LT(test, ob_max_handles(), INDEXES);
}

static void low_bits_are_ignored(struct kunit *test)
{
	struct ob_handle_table *table = table_of(test);
	u64 handle = open_handle(test, create_object(test), 0);

	KUNIT_EXPECT_TRUE(test, is_valid(test, handle + 1));
	KUNIT_EXPECT_TRUE(test, is_valid(test, handle + 3));
	KUNIT_EXPECT_FALSE(test, is_valid(test, handle - 1));
	KUNIT_EXPECT_EQ(test, ob_change_handle(table, handle + 2, 0, OB_PROTECT_CLOSE),
			STATUS_SUCCESS);
	KUNIT_EXPECT_EQ(test, remove(test, handle + 1), STATUS_HANDLE_NOT_CLOSABLE);
	KUNIT_EXPECT_EQ(test, ob_change_handle(table, handle + 2, OB_PROTECT_CLOSE, 0),
			STATUS_SUCCESS);
	KUNIT_EXPECT_EQ(test, remove(test, handle + 3), STATUS_SUCCESS);
	KUNIT_EXPECT_FALSE(test, is_valid(test, handle));
}

static void high_bits_are_not(struct kunit *test)
{
	struct ob_handle_table *table = table_of(test);
	u64 handle = open_handle(test, create_object(test), 0);
	unsigned int bit;

	for (bit = 10; bit < 64; bit++) {
		u64 junk = handle | BIT_ULL(bit);

		KUNIT_EXPECT_FALSE_MSG(test, is_valid(test, junk), "bit %u", bit);
		KUNIT_EXPECT_EQ_MSG(test, remove(test, junk), STATUS_INVALID_HANDLE,
				    "bit %u", bit);
		KUNIT_EXPECT_EQ_MSG(test, ob_change_handle(table, junk, 0, OB_INHERIT),
				    STATUS_INVALID_HANDLE, "bit %u", bit);
	}
	/* NT's pseudo handles, as 64-bit and 32-bit callers write them. */
	KUNIT_EXPECT_FALSE(test, is_valid(test, -1LL));
	KUNIT_EXPECT_FALSE(test, is_valid(test, -2LL));
	KUNIT_EXPECT_FALSE(test, is_valid(test, 0xFFFFFFFF));
	KUNIT_EXPECT_FALSE(test, is_valid(test, 0xFFFFFFFE));
	KUNIT_EXPECT_FALSE(test, is_valid(test, ob_index_to_handle(INDEXES) | handle));
	KUNIT_EXPECT_TRUE(test, is_valid(test, handle));
}

static void close_all_closes_protected_ones(struct kunit *test)
{
	struct ob_handle_table *table = table_of(test);
	struct ob_header *object = create_object(test);
	int before = atomic_read(&object->type->total_handles);
	u32 i, index;

	/* These are handles in earnest, as ob_insert_object() makes them. */
	for (i = 0; i < 2 * PAGE_ENTRIES; i++) {
		index = reserve(test);
		ob_reference_object(object);
		atomic_inc(&object->handle_count);
		atomic_inc(&object->type->total_handles);
		ob_publish_handle(table, index, object, i % 3 ? 0 : OB_PROTECT_CLOSE);
	}
	ob_close_handles(table, 0);
	KUNIT_EXPECT_EQ(test, table->count, 0);
	KUNIT_EXPECT_EQ(test, atomic_read(&object->handle_count), 0);
	KUNIT_EXPECT_EQ(test, atomic_read(&object->type->total_handles), before);
	KUNIT_EXPECT_EQ(test, atomic_long_read(&object->pointer_count), 1);
	KUNIT_EXPECT_FALSE(test, is_valid(test, 4));
}

static void freed_table_begins_anew(struct kunit *test)
{
	struct ob_handle_table *table = table_of(test);
	struct ob_header *object = create_object(test);
	u64 handle = open_handle(test, object, 0);

	KUNIT_EXPECT_EQ(test, remove(test, handle), STATUS_SUCCESS);
	ob_free_handle_table(table);
	KUNIT_EXPECT_EQ(test, table->code, 0);
	KUNIT_EXPECT_EQ(test, table->limit, 0);
	KUNIT_EXPECT_FALSE(test, is_valid(test, handle));
}

struct race {
	struct ob_handle_table *table;
	struct ob_header *objects[2];
	u64 handle;
	unsigned long looks;
	unsigned long seen[2];
	unsigned long mixed;
};

static u32 race_access(unsigned int life)
{
	return life ? 0xAAAAAA : 0x555555;
}

/* Many looks at a time: what could go wrong does so within a few instructions. */
static void race_look(void *context)
{
	struct race *race = context;
	struct ob_handle_snapshot snapshot;
	unsigned int i;

	rcu_read_lock();
	for (i = 0; i < LOOKS; i++) {
		if (!ob_look_up_handle(race->table, race->handle, &snapshot))
			continue;
		if (snapshot.object == race->objects[0] &&
		    snapshot.access == race_access(0))
			WRITE_ONCE(race->seen[0], race->seen[0] + 1);
		else if (snapshot.object == race->objects[1] &&
			 snapshot.access == race_access(1))
			WRITE_ONCE(race->seen[1], race->seen[1] + 1);
		else
			race->mixed++;
	}
	rcu_read_unlock();
	race->looks += LOOKS;
}

/*
 * Two lives of one entry in turn, and a lookup beside them: it may find one or
 * the other or nothing, and never something of both.
 */
static void lookup_never_mixes_lives(struct kunit *test)
{
	struct fixture *fixture = test->priv;
	struct race *race = kunit_kzalloc(test, sizeof(*race), GFP_KERNEL);
	unsigned long end = jiffies + 5 * HZ;
	u32 round;

	KUNIT_ASSERT_NOT_ERR_OR_NULL(test, race);
	race->table = table_of(test);
	race->objects[0] = create_object(test);
	race->objects[1] = create_object(test);
	race->handle = open_handle(test, race->objects[0], race_access(0));
	test_start_worker(test, &fixture->workers[0], race_look, race);
	for (round = 1; round < RACE_ROUNDS ||
	     !READ_ONCE(race->seen[0]) || !READ_ONCE(race->seen[1]); round++) {
		if (time_after(jiffies, end))
			break;
		KUNIT_ASSERT_EQ(test, remove(test, race->handle), STATUS_SUCCESS);
		KUNIT_ASSERT_EQ(test, open_handle(test, race->objects[round % 2],
						  race_access(round % 2)), race->handle);
		cond_resched();
	}
	test_stop_worker(&fixture->workers[0]);
	KUNIT_EXPECT_EQ(test, race->mixed, 0);
	KUNIT_EXPECT_GT(test, race->seen[0], 0);
	KUNIT_EXPECT_GT(test, race->seen[1], 0);
	kunit_info(test, "%u rounds, %lu lookups, found %lu + %lu", round, race->looks,
		   race->seen[0], race->seen[1]);
}

#define TAKERS		2
#define TAKEN		1500	/* by each */

struct taker {
	struct ob_handle_table *table;
	u32 taken[TAKEN];
	u32 count;
	bool failed;
};

static void take(void *context)
{
	struct taker *taker = context;
	u32 index;

	if (taker->count == TAKEN) {
		/* Done: the test finds it so. */
		schedule_timeout_idle(1);
		return;
	}
	if (!NT_SUCCESS(ob_reserve_handle(taker->table, &index))) {
		taker->failed = true;
		schedule_timeout_idle(1);
		return;
	}
	taker->taken[taker->count] = index;
	/* Pairs with smp_load_acquire() in takers_are_done(). */
	smp_store_release(&taker->count, taker->count + 1);
}

static bool takers_are_done(struct taker *takers)
{
	u32 i;

	for (i = 0; i < TAKERS; i++) {
		/* Pairs with smp_store_release() in take(). */
		if (smp_load_acquire(&takers[i].count) < TAKEN)
			return false;
	}
	return true;
}

/* Two who find the table full at a time: one page too many is no harm done. */
static void growth_by_two_at_a_time(struct kunit *test)
{
	struct fixture *fixture = test->priv;
	struct taker *takers = kunit_kcalloc(test, TAKERS, sizeof(*takers), GFP_KERNEL);
	unsigned long *given = kunit_kzalloc(test, BITS_TO_LONGS(2 * TAKERS * TAKEN) *
					     sizeof(long), GFP_KERNEL);
	unsigned long end = jiffies + 10 * HZ;
	u32 i, j, index;

	KUNIT_ASSERT_NOT_ERR_OR_NULL(test, takers);
	KUNIT_ASSERT_NOT_ERR_OR_NULL(test, given);
	for (i = 0; i < TAKERS; i++) {
		takers[i].table = table_of(test);
		test_start_worker(test, &fixture->workers[i], take, &takers[i]);
	}
	while (!takers_are_done(takers) && time_before(jiffies, end))
		schedule_timeout_idle(1);
	for (i = 0; i < TAKERS; i++)
		test_stop_worker(&fixture->workers[i]);
	for (i = 0; i < TAKERS; i++) {
		KUNIT_EXPECT_FALSE(test, takers[i].failed);
		KUNIT_ASSERT_EQ(test, takers[i].count, TAKEN);
		for (j = 0; j < TAKEN; j++) {
			index = takers[i].taken[j];
			KUNIT_ASSERT_LT(test, index, 2 * TAKERS * TAKEN);
			KUNIT_ASSERT_NE(test, index % PAGE_ENTRIES, 0);
			KUNIT_ASSERT_FALSE(test, __test_and_set_bit(index, given));
		}
	}
	KUNIT_EXPECT_EQ(test, table_of(test)->count, TAKERS * TAKEN);
	/* No page was added while entries were free. */
	KUNIT_EXPECT_EQ(test, table_of(test)->limit,
			roundup(TAKERS * TAKEN, PAGE_ENTRIES - 1) /
			(PAGE_ENTRIES - 1) * PAGE_ENTRIES);
}

static struct ob_foreign_table foreign_table(struct kunit *test)
{
	return (struct ob_foreign_table){
		.table = table_of(test),
		.era = ob_current_era(table_of(test)),
	};
}

static void eras_begin_and_end(struct kunit *test)
{
	struct ob_handle_table *table = table_of(test);
	struct ob_foreign_table own = { .table = table }, first, second;

	KUNIT_EXPECT_EQ(test, ob_current_era(table), OB_ERA_NONE);
	/* Before the first one there is none to follow. */
	ob_next_era(table);
	KUNIT_EXPECT_EQ(test, ob_current_era(table), OB_ERA_NONE);
	ob_open_era(table);
	first = foreign_table(test);
	KUNIT_EXPECT_NE(test, first.era, OB_ERA_NONE);
	KUNIT_EXPECT_TRUE(test, ob_era_lasts(&first));
	ob_open_era(table);
	KUNIT_EXPECT_TRUE(test, ob_era_lasts(&first));
	ob_next_era(table);
	KUNIT_EXPECT_FALSE(test, ob_era_lasts(&first));
	second = foreign_table(test);
	KUNIT_EXPECT_TRUE(test, ob_era_lasts(&second));
	ob_end_eras(table);
	KUNIT_EXPECT_FALSE(test, ob_era_lasts(&second));
	KUNIT_EXPECT_EQ(test, ob_current_era(table), OB_ERA_OVER);
	ob_open_era(table);
	ob_next_era(table);
	KUNIT_EXPECT_EQ(test, ob_current_era(table), OB_ERA_OVER);
	/* To the process itself they mean nothing. */
	KUNIT_EXPECT_TRUE(test, ob_era_lasts(&own));
}

static void era_bounds_publication(struct kunit *test)
{
	struct ob_handle_table *table = table_of(test);
	struct ob_header *object = create_object(test);
	u32 era, first, second, third;

	ob_open_era(table);
	era = ob_current_era(table);
	first = reserve(test);
	second = reserve(test);
	third = reserve(test);
	KUNIT_EXPECT_TRUE(test, ob_publish_handle_in_era(table, era, first, object, 3));
	KUNIT_EXPECT_TRUE(test, is_valid(test, ob_index_to_handle(first)));
	ob_next_era(table);
	KUNIT_EXPECT_FALSE(test, ob_publish_handle_in_era(table, era, second, object, 3));
	KUNIT_EXPECT_FALSE(test, is_valid(test, ob_index_to_handle(second)));
	era = ob_current_era(table);
	ob_end_eras(table);
	KUNIT_EXPECT_FALSE(test, ob_publish_handle_in_era(table, era, third, object, 3));
	KUNIT_EXPECT_EQ(test, remove(test, ob_index_to_handle(first)), STATUS_SUCCESS);
	/* What was reserved is given back, also when all handles are closed. */
	ob_close_handles(table, 0);
	KUNIT_EXPECT_EQ(test, table->count, 2);
	ob_cancel_handle(table, second);
	ob_cancel_handle(table, third);
	KUNIT_EXPECT_EQ(test, table->count, 0);
}

static void same_handle_is_removed(struct kunit *test)
{
	struct ob_handle_table *table = table_of(test);
	struct ob_header *object = create_object(test);
	struct ob_foreign_table foreign;
	struct ob_handle_snapshot snapshot;
	u64 handle;

	ob_open_era(table);
	foreign = foreign_table(test);
	handle = open_handle(test, object, 0);
	KUNIT_ASSERT_TRUE(test, look_up(test, handle, &snapshot));
	/* Another one of the same value is left alone. */
	KUNIT_ASSERT_EQ(test, remove(test, handle), STATUS_SUCCESS);
	KUNIT_EXPECT_FALSE(test, ob_remove_same_handle(&foreign, handle, &snapshot));
	KUNIT_ASSERT_EQ(test, open_handle(test, object, 0), handle);
	KUNIT_EXPECT_FALSE(test, ob_remove_same_handle(&foreign, handle, &snapshot));
	KUNIT_EXPECT_TRUE(test, is_valid(test, handle));
	KUNIT_ASSERT_TRUE(test, look_up(test, handle, &snapshot));
	ob_change_handle(table, handle, 0, OB_PROTECT_CLOSE);
	KUNIT_EXPECT_FALSE(test, ob_remove_same_handle(&foreign, handle, &snapshot));
	ob_change_handle(table, handle, OB_PROTECT_CLOSE, OB_INHERIT);
	ob_next_era(table);
	KUNIT_EXPECT_FALSE(test, ob_remove_same_handle(&foreign, handle, &snapshot));
	foreign = foreign_table(test);
	KUNIT_EXPECT_TRUE(test, ob_remove_same_handle(&foreign, handle, &snapshot));
	KUNIT_EXPECT_EQ(test, snapshot.access, OB_INHERIT);
	KUNIT_EXPECT_FALSE(test, is_valid(test, handle));
}

static struct kunit_case handle_table_cases[] = {
	KUNIT_CASE(empty_table_has_no_handles),
	KUNIT_CASE(indexes_ascend_from_one),
	KUNIT_CASE(audit_entries_are_never_given_out),
	KUNIT_CASE_SLOW(table_grows_through_all_levels),
	KUNIT_CASE(freed_handles_are_used_again_last_first),
	KUNIT_CASE(full_table_uses_what_is_free),
	KUNIT_CASE(reserved_is_not_valid),
	KUNIT_CASE(sequence_tells_lives_apart),
	KUNIT_CASE(cancel_keeps_sequence),
	KUNIT_CASE(protection_keeps_from_close),
	KUNIT_CASE(change_keeps_the_rest),
	KUNIT_CASE(limit_of_handles),
	KUNIT_CASE(limit_of_pages),
	KUNIT_CASE(low_bits_are_ignored),
	KUNIT_CASE(high_bits_are_not),
	KUNIT_CASE(close_all_closes_protected_ones),
	KUNIT_CASE(freed_table_begins_anew),
	KUNIT_CASE(lookup_never_mixes_lives),
	KUNIT_CASE(growth_by_two_at_a_time),
	KUNIT_CASE(eras_begin_and_end),
	KUNIT_CASE(era_bounds_publication),
	KUNIT_CASE(same_handle_is_removed),
	{}
};

static struct kunit_suite handle_table_suite = {
	.name = "ntobj_handle_table",
	.init = init,
	.exit = cleanup,
	.test_cases = handle_table_cases,
};

kunit_test_suite(handle_table_suite);
