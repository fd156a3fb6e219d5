// SPDX-License-Identifier: GPL-2.0
/*
 * Sixteen million handles in one process, more than it may have unless root raises
 * the limit: one of them found as fast as the only one of another process, the pages
 * of the table charged, and given back when the process ends. Fewer on a debug kernel.
 * The tests' extension makes them, by the functions that open an object.
 *
 * What is timed is one handle again and again. Handles that lie far apart cost what
 * the processor's caches make of so much memory, however they are found. The two
 * processes are alike but for that, both children of the test; and they take turns, so
 * that both see the machine as busy as it is.
 */
#include <sys/mman.h>

#include "extension_fixture.h"

#define LEAF_ENTRIES	256
#define PAGE_BYTES	4096
#define SLACK_PAGES	256	/* of others', and of what the slab keeps at hand */
#define SPREAD		1000
#define WARM_UP		10
#define BATCH		100	/* shorter than a turn of the host's scheduler */
#define BATCHES		500

/* What the two saw, and the pipes by which they give each other the turn. */
struct seen {
	__u64 ns_alone;
	__u64 ns_among_many;
	unsigned long pages;
	int to_one[2];
	int to_many[2];
};

static unsigned int how_many(void)
{
	return nt_debug_kernel() ? 200000 : 16000000;
}

static __u64 value_of(unsigned int number)
{
	return 4ULL * (number + number / (LEAF_ENTRIES - 1) + 1);
}

/* Pages in use of a cache of slabs, or -1 if there is no such cache. */
static long cache_pages(const char *name)
{
	FILE *file = fopen("/proc/slabinfo", "re");
	char line[1024], cache[128];
	unsigned long used, size;
	long pages = -1;

	NT_CHECK(file);
	while (pages < 0 && fgets(line, sizeof(line), file))
		if (sscanf(line, "%127s %lu %*u %lu", cache, &used, &size) == 3 &&
		    !strcmp(cache, name)) {
			/* Debug kernels add to each. */
			NT_CHECK(size >= PAGE_BYTES);
			pages = used;
		}
	fclose(file);
	return pages;
}

/* Memory that is charged to a memory cgroup has caches of its own. */
static unsigned long table_pages(void)
{
	long pages = cache_pages("kmalloc-cg-4k");

	if (pages < 0)
		pages = cache_pages("kmalloc-4k");
	NT_CHECK(pages >= 0);
	return pages;
}

static void look_up(__u64 handle, unsigned int times)
{
	while (times--)
		NT_CHECK_STATUS(STATUS_SUCCESS, nt_set_event(handle));
}

static __u64 time_lookups(__u64 handle)
{
	__u64 start;

	look_up(handle, WARM_UP);
	start = nt_now();
	look_up(handle, BATCH);
	return nt_now() - start;
}

/*
 * Both keep the ends both read from: whoever is last hands over to one who may
 * have ended, and is not killed for it.
 */
static void hand_over(int end)
{
	char turn = 0;

	NT_CHECK(write(end, &turn, 1) == 1);
}

/* Never comes if the other process has ended. */
static bool wait_for_turn(int end)
{
	char turn;

	return read(end, &turn, 1) == 1;
}

/* The fastest batch says what a lookup costs, however busy the machine is. */
static __u64 time_in_turns(__u64 handle, int from, int to)
{
	__u64 fastest = ~0ULL, took;
	unsigned int batch;

	for (batch = 0; batch < BATCHES && wait_for_turn(from); batch++) {
		took = time_lookups(handle);
		if (took < fastest)
			fastest = took;
		hand_over(to);
	}
	return fastest;
}

static void find_all_over(unsigned int count)
{
	unsigned int i;

	for (i = 0; i < SPREAD; i++)
		look_up(value_of((__u64)count * i / SPREAD), 1);
}

static void repeat_first(unsigned int count)
{
	struct ntobj_repeat_handle repeat = { .handle = value_of(0) };
	unsigned int made;

	for (made = 1; made < count; made += repeat.count) {
		repeat.count = count - made < REPEAT_MAX ? count - made : REPEAT_MAX;
		NT_CHECK_STATUS(STATUS_SUCCESS, nt_call(NTOBJ_IOC_REPEAT_HANDLE, &repeat));
	}
	NT_CHECK(repeat.last == value_of(count - 1));
	repeat.count = 1;
	NT_CHECK_STATUS(STATUS_INSUFFICIENT_RESOURCES,
			nt_call(NTOBJ_IOC_REPEAT_HANDLE, &repeat));
}

static int use_many(void *context)
{
	struct ntobj_object_basic_information basic;
	unsigned int count = how_many();
	struct seen *seen = context;
	unsigned int i, closed = 0;
	__u64 event;

	NT_CHECK_STATUS(STATUS_SUCCESS,
			nt_create_event(&event, nt_unnamed(), NTOBJ_EVENT_ALL_ACCESS,
					NTOBJ_NOTIFICATION_EVENT, 0));
	NT_CHECK(event == value_of(0));
	close(seen->to_many[1]);
	repeat_first(count);
	seen->pages = table_pages();
	find_all_over(count);
	hand_over(seen->to_one[1]);
	seen->ns_among_many = time_in_turns(value_of(count - 1), seen->to_many[0],
					    seen->to_one[1]);
	for (i = 1; i < count; i += 10007, closed++) {
		NT_CHECK_STATUS(STATUS_SUCCESS, nt_close(value_of(i)));
		NT_CHECK_STATUS(STATUS_INVALID_HANDLE, nt_set_event(value_of(i)));
	}
	NT_CHECK_STATUS(STATUS_SUCCESS, nt_query_basic(event, &basic));
	NT_CHECK(basic.handle_count == count - closed);
	return 0;
}

static int use_one(void *context)
{
	struct seen *seen = context;

	close(seen->to_one[1]);
	seen->ns_alone = time_in_turns(nt_event(NTOBJ_NOTIFICATION_EVENT, 0),
				       seen->to_one[0], seen->to_many[1]);
	return 0;
}

TEST_F_TIMEOUT(extension, sixteen_million, 400)
{
	unsigned long expected = how_many() / (LEAF_ENTRIES - 1);
	long limit = nt_parameter("max_handles");
	struct nt_totals before = nt_totals();
	unsigned long pages = table_pages();
	struct seen *seen;
	pid_t many;
	int status;
	pid_t one;
	int i;

	seen = mmap(NULL, sizeof(*seen), PROT_READ | PROT_WRITE,
		    MAP_SHARED | MAP_ANONYMOUS, -1, 0);
	ASSERT_NE(MAP_FAILED, seen);
	ASSERT_EQ(0, pipe(seen->to_one));
	ASSERT_EQ(0, pipe(seen->to_many));
	ASSERT_EQ(0, nt_set_parameter("max_handles", how_many()));
	many = nt_child_start(use_many, seen);
	one = nt_child_start(use_one, seen);
	for (i = 0; i < 2; i++) {
		close(seen->to_one[i]);
		close(seen->to_many[i]);
	}
	status = nt_child_end(many);
	ASSERT_EQ(0, nt_set_parameter("max_handles", limit));
	ASSERT_EQ(0, status);
	ASSERT_EQ(0, nt_child_end(one));

	EXPECT_LE(pages + expected - SLACK_PAGES, seen->pages);
	EXPECT_GE(pages + expected + SLACK_PAGES, seen->pages);
	/* A kernel that looks for uses of freed memory gives it back later. */
	if (!nt_debug_kernel())
		EXPECT_GE(pages + SLACK_PAGES, table_pages());
	EXPECT_EQ(before.handles, nt_totals().handles);
	TH_LOG("%llu ns alone, %llu ns among many", seen->ns_alone / BATCH,
	       seen->ns_among_many / BATCH);
	EXPECT_GE(2 * seen->ns_alone, seen->ns_among_many);
	munmap(seen, sizeof(*seen));
}

TEST_HARNESS_MAIN
