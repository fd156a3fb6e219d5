// SPDX-License-Identifier: GPL-2.0
/*
 * Quotas: what processes are charged with, who shares a block, what happens at a
 * limit, and that everything comes back.
 */
#include <signal.h>
#include <sys/mman.h>
#include <sys/syscall.h>
#include <sys/wait.h>

#include "ntobj_fixture.h"
#include "security_test.h"

#define EVENTS		40
#define THREADS		4
#define STEP		32768
#define ENTRIES		12
#define GROUPS		2000
#define GROUP_SIZE	32	/* in a token */
#define PROCESS_SIZE	512	/* what the module keeps of a process, at least */
#define DESCRIPTOR_SIZE	128	/* of an owner, a group and two entries, at least */
#define EVENT_ALL	NTOBJ_EVENT_ALL_ACCESS

#define NAME		NT_HOME u"\\quota"
#define LINK		NT_HOME u"\\quota link"

static void limit_self(__u64 paged, __u64 non_paged)
{
	NT_CHECK_STATUS(STATUS_SUCCESS, nt_set_quota(NTOBJ_CURRENT_PROCESS, paged, non_paged));
}

static struct ntobj_quota_limits quota_of(__u64 process)
{
	struct ntobj_quota_limits limits;
	__u32 length;

	memset(&limits, NT_POISON, sizeof(limits));
	NT_CHECK_STATUS(STATUS_SUCCESS,
			nt_query_client(NTOBJ_IOC_QUERY_PROCESS, process,
					NTOBJ_PROCESS_QUOTA_LIMITS, &limits, sizeof(limits),
					&length));
	NT_CHECK(length == sizeof(limits));
	return limits;
}

static struct ntobj_quota_limits own_quota(void)
{
	return quota_of(NTOBJ_CURRENT_PROCESS);
}

/* What an event is charged with. */
static __u64 event_charge(void)
{
	struct ntobj_object_basic_information basic;
	__u64 event = nt_event(0, 0);

	NT_CHECK_STATUS(STATUS_SUCCESS, nt_query_basic(event, &basic));
	NT_CHECK_STATUS(STATUS_SUCCESS, nt_close(event));
	NT_CHECK(basic.non_paged_pool_charge && !basic.paged_pool_charge);
	return basic.non_paged_pool_charge;
}

/* Events until one is refused, or @most; the handles are 4, 8, ... of those. */
static unsigned int fill(__u64 *events, unsigned int most)
{
	unsigned int count;
	__s32 status;

	for (count = 0; count < most; count++) {
		status = nt_create_event(&events[count], nt_unnamed(), EVENT_ALL, 0, 0);
		if (status == STATUS_QUOTA_EXCEEDED)
			break;
		NT_CHECK_STATUS(STATUS_SUCCESS, status);
	}
	return count;
}

static void close_all(const __u64 *events, unsigned int count)
{
	while (count--)
		NT_CHECK_STATUS(STATUS_SUCCESS, nt_close(events[count]));
}

/* What children and their maker both see. */
struct shared {
	unsigned int made;
	unsigned int turn;
	__u64 usage;
	__u64 charge;
};

static struct shared *share(void)
{
	struct shared *shared = mmap(NULL, 4096, PROT_READ | PROT_WRITE,
				     MAP_SHARED | MAP_ANONYMOUS, -1, 0);

	NT_CHECK(shared != MAP_FAILED);
	return shared;
}

static void set_turn(struct shared *shared, unsigned int turn)
{
	__atomic_store_n(&shared->turn, turn, __ATOMIC_RELEASE);
}

static void await_turn(struct shared *shared, unsigned int turn)
{
	NT_CHECK(NT_UNTIL(__atomic_load_n(&shared->turn, __ATOMIC_ACQUIRE) >= turn));
}

/*
 * Charges
 */

TEST_F(ntobj, charged_and_released)
{
	__u64 charge = event_charge();
	struct ntobj_quota_limits limits;
	__u64 events[EVENTS];

	limit_self(0, 0);
	limits = own_quota();
	EXPECT_EQ(0, limits.paged_limit | limits.non_paged_limit | limits.paging_file_limit);
	EXPECT_EQ(0, limits.paged_usage | limits.non_paged_usage | limits.paging_file_usage);
	EXPECT_EQ(0, limits.paged_peak | limits.non_paged_peak | limits.paging_file_peak);
	ASSERT_EQ(EVENTS, fill(events, EVENTS));
	EXPECT_EQ(EVENTS * charge, own_quota().non_paged_usage);
	EXPECT_EQ(0, own_quota().paged_usage);
	close_all(events, EVENTS);
	limits = own_quota();
	EXPECT_EQ(0, limits.non_paged_usage);
	EXPECT_LE(EVENTS * charge, limits.non_paged_peak);
}

/* A page has 255 handles, and a second one needs another above both. */
static int use_pages(void *context)
{
	__u64 events[600];

	(void)context;
	NT_CHECK(!own_quota().paged_usage);
	NT_CHECK(fill(events, 255) == 255);
	NT_CHECK(own_quota().paged_usage == 4096);
	NT_CHECK(fill(events + 255, 1) == 1);
	NT_CHECK(own_quota().paged_usage == 3 * 4096);
	NT_CHECK(fill(events + 256, 300) == 300);
	NT_CHECK(own_quota().paged_usage == 4 * 4096);
	close_all(events, 556);
	NT_CHECK(own_quota().paged_usage == 4 * 4096);
	return 0;
}

TEST_F(ntobj, handle_tables_by_the_page)
{
	limit_self(0, 0);
	EXPECT_EQ(0, nt_child(use_pages, NULL));
	EXPECT_EQ(0, own_quota().paged_usage);
}

TEST_F(ntobj, names_targets_and_descriptors)
{
	static char16_t long_name[2000], target[3000];
	__u64 home = nt_home(), event, link;
	struct ntobj_counted_descriptor *descriptor;
	__u64 before, named, secured;
	char list[ENTRIES * 20];
	size_t length = 0;
	unsigned int i;

	for (i = 0; i < ARRAY_SIZE(long_name) - 1; i++)
		long_name[i] = u'n';
	target[0] = u'\\';
	for (i = 1; i < ARRAY_SIZE(target) - 1; i++)
		target[i] = u't';
	limit_self(0, 0);
	before = own_quota().paged_usage;
	ASSERT_STATUS(STATUS_SUCCESS,
		      nt_create_event(&event, nt_at(home, long_name), EVENT_ALL, 0, 0));
	named = own_quota().paged_usage;
	EXPECT_LE(before + sizeof(long_name), named);
	for (i = 0; i < ENTRIES; i++)
		length += sprintf(list + length, "(A;;0x1;;;U%u)", i + 1);
	descriptor = nt_descriptor("D:%s", list);
	ASSERT_STATUS(STATUS_SUCCESS, nt_set_security_raw(event, NT_DACL, descriptor));
	secured = own_quota().paged_usage;
	EXPECT_LT(named, secured);
	ASSERT_STATUS(STATUS_SUCCESS, nt_set_security_raw(event, NT_DACL, descriptor));
	EXPECT_EQ(secured, own_quota().paged_usage);
	ASSERT_STATUS(STATUS_SUCCESS,
		      nt_create_link(&link, nt_at(home, u"quota link"),
				     NTOBJ_SYMBOLIC_LINK_ALL_ACCESS, target));
	EXPECT_LE(secured + sizeof(target) - 2, own_quota().paged_usage);
	ASSERT_STATUS(STATUS_SUCCESS, nt_close(link));
	EXPECT_EQ(secured, own_quota().paged_usage);
	ASSERT_STATUS(STATUS_SUCCESS, nt_close(event));
	EXPECT_EQ(before, own_quota().paged_usage);
	free(descriptor);
}

/*
 * What stands for a process keeps more of it than itself: also when that is dead,
 * and nobody else would keep it. Its descriptor is there before the first handle.
 */
static void check_client(__u64 handle, const struct ntobj_quota_limits *before)
{
	struct ntobj_object_basic_information basic;
	struct ntobj_quota_limits after = own_quota();

	NT_CHECK_STATUS(STATUS_SUCCESS, nt_query_basic(handle, &basic));
	NT_CHECK(basic.non_paged_pool_charge > PROCESS_SIZE);
	NT_CHECK(after.non_paged_usage == before->non_paged_usage +
					  basic.non_paged_pool_charge);
	NT_CHECK(after.paged_usage >= before->paged_usage + DESCRIPTOR_SIZE);
	NT_CHECK_STATUS(STATUS_SUCCESS, nt_close(handle));
	after = own_quota();
	NT_CHECK(after.non_paged_usage == before->non_paged_usage);
	NT_CHECK(after.paged_usage == before->paged_usage);
}

TEST_F(ntobj, processes_and_threads)
{
	struct ntobj_quota_limits before;
	pid_t child = nt_victim_start();
	struct ntobj_counted_descriptor *descriptor = nt_descriptor("D:(A;;0x1;;;WD)");
	__u64 handle = nt_event(0, 0);

	limit_self(0, 0);
	before = own_quota();
	check_client(nt_process(child), &before);
	ASSERT_STATUS(STATUS_SUCCESS, nt_open_thread(&handle, child, NTOBJ_THREAD_ALL_ACCESS));
	check_client(handle, &before);
	/* Another descriptor takes the place of the first one, and of its charge. */
	handle = nt_process(child);
	ASSERT_STATUS(STATUS_SUCCESS, nt_set_security_raw(handle, NT_DACL, descriptor));
	ASSERT_STATUS(STATUS_SUCCESS, nt_set_security_raw(handle, NT_DACL, descriptor));
	ASSERT_EQ(0, kill(child, SIGKILL));
	ASSERT_EQ(NT_KILLED(SIGKILL), nt_child_end(child));
	check_client(handle, &before);
	free(descriptor);
}

static void set_groups(unsigned int count, unsigned int step)
{
	static gid_t groups[GROUPS];
	unsigned int i;

	for (i = 0; i < count; i++)
		groups[i] = 100000 + i * step;
	/* Not by the C library, which does it to all threads. */
	NT_CHECK(!syscall(SYS_setgroups, count, groups));
}

/* No handle is left; what the process and its thread keep is charged. */
static void *use_own_token(void *context)
{
	__u64 before = own_quota().paged_usage, usage;
	__u64 handle;

	(void)context;
	set_groups(GROUPS - 1, 1);
	NT_CHECK_STATUS(STATUS_SUCCESS, nt_open_event(&handle, nt_name(NAME), EVENT_ALL));
	NT_CHECK_STATUS(STATUS_SUCCESS, nt_close(handle));
	usage = own_quota().paged_usage;
	NT_CHECK(usage >= before + GROUPS * GROUP_SIZE);
	NT_CHECK(usage <= before + 4 * GROUPS * GROUP_SIZE);
	return NULL;
}

static int use_many_groups(void *context)
{
	__u64 handle, before, usage;
	pthread_t thread;

	(void)context;
	NT_CHECK_STATUS(STATUS_SUCCESS, nt_open_event(&handle, nt_name(NAME), EVENT_ALL));
	before = own_quota().paged_usage;
	set_groups(GROUPS, 1);
	NT_CHECK_STATUS(STATUS_SUCCESS, nt_close(handle));
	NT_CHECK_STATUS(STATUS_SUCCESS, nt_open_event(&handle, nt_name(NAME), EVENT_ALL));
	usage = own_quota().paged_usage;
	NT_CHECK(usage >= before + GROUPS * GROUP_SIZE);
	NT_CHECK(!pthread_create(&thread, NULL, use_own_token, NULL));
	NT_CHECK(!pthread_join(thread, NULL));
	/* Who joins a thread may be told before it has let go of all. */
	NT_CHECK(NT_UNTIL(own_quota().paged_usage == usage));
	/* The same one again and again is one. */
	set_groups(GROUPS, 0);
	NT_CHECK_STATUS(STATUS_SUCCESS, nt_close(handle));
	NT_CHECK_STATUS(STATUS_SUCCESS, nt_open_event(&handle, nt_name(NAME), EVENT_ALL));
	NT_CHECK(own_quota().paged_usage < before + GROUPS * GROUP_SIZE);
	NT_CHECK_STATUS(STATUS_SUCCESS, nt_close(handle));
	return 0;
}

static int use_too_many_groups(void *context)
{
	__u64 handle;

	(void)context;
	set_groups(GROUPS, 1);
	NT_CHECK_STATUS(STATUS_INSUFFICIENT_RESOURCES,
			nt_open_event(&handle, nt_name(NAME), EVENT_ALL));
	return 0;
}

TEST_F(ntobj, groups_without_a_handle)
{
	__u64 home = nt_home(), event;

	(void)home;
	ASSERT_STATUS(STATUS_SUCCESS,
		      nt_create_event(&event, nt_name(NAME), EVENT_ALL, 0, 0));
	limit_self(0, 0);
	EXPECT_EQ(0, nt_child(use_many_groups, NULL));
	EXPECT_EQ(0, own_quota().paged_usage);
	limit_self(GROUPS * GROUP_SIZE, 0);
	EXPECT_EQ(0, nt_child(use_too_many_groups, NULL));
	EXPECT_EQ(0, own_quota().paged_usage);
}

/* However much is charged at once, what is granted besides is two steps. */
TEST_F(ntobj, spares_are_small)
{
	static char16_t target[32000];
	struct ntobj_quota_limits quota;
	unsigned int i;
	__u64 link;

	target[0] = u'\\';
	for (i = 1; i < ARRAY_SIZE(target) - 1; i++)
		target[i] = u't';
	limit_self(0, 0);
	for (i = 0; i < 3; i++)
		ASSERT_STATUS(STATUS_SUCCESS,
			      nt_create_link(&link, nt_unnamed(),
					     NTOBJ_SYMBOLIC_LINK_ALL_ACCESS, target));
	quota = own_quota();
	EXPECT_LE(3 * sizeof(target), quota.paged_usage);
	EXPECT_GE(quota.paged_usage + 2 * STEP, quota.paged_peak);
}

static int create_named_for_parent(void *context)
{
	struct shared *shared = context;
	__u64 event;

	NT_CHECK_STATUS(STATUS_SUCCESS,
			nt_create_event(&event, nt_name(NAME), EVENT_ALL, 0, 0));
	set_turn(shared, 1);
	await_turn(shared, 2);
	return 0;
}

/* What outlives its creator stays charged to the block that he was of. */
TEST_F(ntobj, charged_beyond_the_creator)
{
	struct shared *shared = share();
	__u64 charge = event_charge(), event;
	pid_t child;

	nt_home();
	limit_self(0, 0);
	child = nt_child_start(create_named_for_parent, shared);
	await_turn(shared, 1);
	ASSERT_STATUS(STATUS_SUCCESS, nt_open_event(&event, nt_name(NAME), EVENT_ALL));
	set_turn(shared, 2);
	ASSERT_EQ(0, nt_child_end(child));
	EXPECT_EQ(charge, own_quota().non_paged_usage);
	EXPECT_NE(0, own_quota().paged_usage);
	ASSERT_STATUS(STATUS_SUCCESS, nt_close(event));
	EXPECT_EQ(0, own_quota().non_paged_usage);
}

/*
 * Limits
 */

TEST_F(ntobj, limit_to_the_byte)
{
	__u64 charge = event_charge(), events[EVENTS];

	limit_self(0, 10 * charge);
	EXPECT_EQ(10 * charge, own_quota().non_paged_limit);
	EXPECT_EQ(10, fill(events, EVENTS));
	EXPECT_EQ(10 * charge, own_quota().non_paged_usage);
	ASSERT_STATUS(STATUS_SUCCESS, nt_close(events[9]));
	EXPECT_EQ(1, fill(events + 9, EVENTS - 9));
	close_all(events, 10);
	limit_self(0, 11 * charge - 1);
	EXPECT_EQ(10, fill(events, EVENTS));
	close_all(events, 10);
	EXPECT_EQ(0, own_quota().non_paged_usage);
	limit_self(0, ~0ULL);
	EXPECT_EQ(EVENTS, fill(events, EVENTS));
}

static int fill_for_parent(void *context)
{
	static __u64 events[2 * STEP];
	struct shared *shared = context;

	shared->made = fill(events, ARRAY_SIZE(events));
	set_turn(shared, 1);
	await_turn(shared, 2);
	return 0;
}

/* What a process was given beyond its needs is the others' to use. */
TEST_F(ntobj, spares_are_shared)
{
	__u64 charge = event_charge(), events[EVENTS];
	struct shared *shared = share();
	unsigned int most = 4 * STEP / charge;
	pid_t child;

	limit_self(0, 4 * STEP);
	ASSERT_EQ(EVENTS, fill(events, EVENTS));
	close_all(events, EVENTS - 1);
	child = nt_child_start(fill_for_parent, shared);
	await_turn(shared, 1);
	EXPECT_EQ(most - 1, shared->made);
	EXPECT_EQ(0, fill(events + 1, 1));
	ASSERT_STATUS(STATUS_SUCCESS, nt_close(events[EVENTS - 1]));
	EXPECT_EQ(1, fill(events, EVENTS));
	set_turn(shared, 2);
	ASSERT_EQ(0, nt_child_end(child));
	EXPECT_EQ(charge, own_quota().non_paged_usage);
	ASSERT_STATUS(STATUS_SUCCESS, nt_close(events[0]));
	EXPECT_EQ(0, own_quota().non_paged_usage);
}

static int fill_and_be_killed(void *context)
{
	__u64 events[EVENTS];

	NT_CHECK(fill(events, EVENTS) == EVENTS);
	set_turn(context, 1);
	for (;;)
		pause();
}

TEST_F(ntobj, released_when_killed)
{
	struct shared *shared = share();
	__u64 charge = event_charge();
	pid_t child;

	limit_self(0, 0);
	child = nt_child_start(fill_and_be_killed, shared);
	await_turn(shared, 1);
	EXPECT_EQ(EVENTS * charge, own_quota().non_paged_usage);
	EXPECT_EQ(4096, own_quota().paged_usage);
	ASSERT_EQ(0, kill(child, SIGKILL));
	ASSERT_EQ(NT_KILLED(SIGKILL), nt_child_end(child));
	EXPECT_EQ(0, own_quota().non_paged_usage);
	EXPECT_EQ(0, own_quota().paged_usage);
}

/* A later block of its own is the process's, and leaves the others alone. */
TEST_F(ntobj, new_block)
{
	__u64 charge = event_charge(), events[EVENTS], held, victim;
	pid_t child;

	/* A process is more than an event, on debug kernels much more. */
	limit_self(0, 100 * charge);
	ASSERT_EQ(10, fill(events, 10));
	child = nt_victim_start();
	victim = nt_process(child);
	/* It has its maker's block before its first instruction. */
	EXPECT_TRUE(NT_UNTIL(quota_of(victim).non_paged_limit == 100 * charge));
	limit_self(0, 5 * charge);
	EXPECT_EQ(0, own_quota().non_paged_usage);
	held = quota_of(victim).non_paged_usage;
	EXPECT_LE(10 * charge, held);
	EXPECT_EQ(5, fill(events + 10, EVENTS - 10));
	close_all(events, 10);
	EXPECT_EQ(5 * charge, own_quota().non_paged_usage);
	EXPECT_EQ(held - 10 * charge, quota_of(victim).non_paged_usage);
	EXPECT_STATUS(STATUS_SUCCESS, nt_set_quota(victim, 7, 8));
	EXPECT_EQ(7, quota_of(victim).paged_limit);
	EXPECT_EQ(8, quota_of(victim).non_paged_limit);
	EXPECT_EQ(5 * charge, own_quota().non_paged_limit);
	ASSERT_EQ(0, kill(child, SIGKILL));
	ASSERT_EQ(NT_KILLED(SIGKILL), nt_child_end(child));
	EXPECT_EQ(0, quota_of(victim).non_paged_limit);
	EXPECT_STATUS(STATUS_PROCESS_IS_TERMINATING, nt_set_quota(victim, 0, 0));
}

/* The module's parameters are the limits of those blocks that were not set. */
TEST_F(ntobj, parameters_count_at_once)
{
	__u64 events[EVENTS];

	ASSERT_EQ(1, fill(events, 1));
	ASSERT_EQ(0, nt_set_parameter("non_paged_pool_quota", 1));
	EXPECT_EQ(1, own_quota().non_paged_limit);
	EXPECT_EQ(0, fill(events + 1, 1));
	ASSERT_EQ(0, nt_set_parameter("non_paged_pool_quota", 0));
	EXPECT_EQ(1, fill(events + 1, 1));
	ASSERT_EQ(0, nt_set_parameter("paged_pool_quota", 1));
	EXPECT_EQ(1, own_quota().paged_limit);
	ASSERT_EQ(0, nt_set_parameter("paged_pool_quota", 0));
	ASSERT_EQ(0, nt_set_parameter("paging_file_quota", 2));
	EXPECT_EQ(2, own_quota().paging_file_limit);
	ASSERT_EQ(0, nt_set_parameter("paging_file_quota", 0));
}

/*
 * Every service that makes a handle
 */

static void *open_own_thread_token(void *context)
{
	__u64 token;

	(void)context;
	/* Not by the C library, which does it to all threads. */
	NT_CHECK(!syscall(SYS_setresuid, -1, NT_ALICE, -1));
	NT_CHECK_STATUS(STATUS_QUOTA_EXCEEDED,
			nt_open_thread_token(&token, NTOBJ_CURRENT_THREAD,
					     NTOBJ_TOKEN_QUERY));
	return NULL;
}

/* In a process that has no handle yet, and can't have one. */
static int be_refused(void *context)
{
	struct ntobj_quota_limits before = own_quota();
	pthread_t thread;
	__u64 handle;

	(void)context;
	NT_CHECK_STATUS(STATUS_QUOTA_EXCEEDED,
			nt_create_event(&handle, nt_unnamed(), EVENT_ALL, 0, 0));
	NT_CHECK_STATUS(STATUS_QUOTA_EXCEEDED,
			nt_create_event(&handle, nt_name(NT_HOME u"\\new"), EVENT_ALL, 0, 0));
	NT_CHECK_STATUS(STATUS_QUOTA_EXCEEDED,
			nt_create_directory(&handle, nt_unnamed(), NTOBJ_DIRECTORY_ALL_ACCESS));
	NT_CHECK_STATUS(STATUS_QUOTA_EXCEEDED,
			nt_create_link(&handle, nt_unnamed(), NTOBJ_SYMBOLIC_LINK_ALL_ACCESS,
				       u"\\target"));
	NT_CHECK_STATUS(STATUS_QUOTA_EXCEEDED,
			nt_open_event(&handle, nt_name(NAME), EVENT_ALL));
	NT_CHECK_STATUS(STATUS_QUOTA_EXCEEDED,
			nt_open_directory(&handle, nt_name(NT_HOME), NTOBJ_DIRECTORY_QUERY));
	NT_CHECK_STATUS(STATUS_QUOTA_EXCEEDED,
			nt_open_link(&handle, nt_name(LINK), NTOBJ_SYMBOLIC_LINK_QUERY));
	NT_CHECK_STATUS(STATUS_QUOTA_EXCEEDED,
			nt_open_process(&handle, getpid(), NTOBJ_PROCESS_ALL_ACCESS));
	NT_CHECK_STATUS(STATUS_QUOTA_EXCEEDED,
			nt_open_thread(&handle, syscall(SYS_gettid), NTOBJ_THREAD_ALL_ACCESS));
	NT_CHECK_STATUS(STATUS_QUOTA_EXCEEDED,
			nt_open_process_token(&handle, NTOBJ_CURRENT_PROCESS,
					      NTOBJ_TOKEN_QUERY));
	NT_CHECK(own_quota().paged_usage == before.paged_usage);
	NT_CHECK(own_quota().non_paged_usage == before.non_paged_usage);
	NT_CHECK(!pthread_create(&thread, NULL, open_own_thread_token, NULL));
	NT_CHECK(!pthread_join(thread, NULL));
	return 0;
}

TEST_F(ntobj, every_service)
{
	__u64 home = nt_home(), token = nt_own_token(NTOBJ_TOKEN_ALL_ACCESS);
	__u64 event, link, handle;
	struct ntobj_counted_descriptor *descriptor = nt_descriptor("D:(A;;0x1;;;WD)");
	struct nt_totals before, after;

	ASSERT_STATUS(STATUS_SUCCESS,
		      nt_create_event(&event, nt_name(NAME), EVENT_ALL, 0, 0));
	ASSERT_STATUS(STATUS_SUCCESS,
		      nt_create_link(&link, nt_name(LINK), NTOBJ_SYMBOLIC_LINK_ALL_ACCESS,
				     NAME));
	before = nt_totals();
	limit_self(1, 0);
	EXPECT_EQ(0, nt_child(be_refused, NULL));
	limit_self(0, 1);
	EXPECT_STATUS(STATUS_QUOTA_EXCEEDED,
		      nt_create_event(&handle, nt_unnamed(), EVENT_ALL, 0, 0));
	limit_self(1, 1);
	EXPECT_STATUS(STATUS_QUOTA_EXCEEDED,
		      nt_duplicate_token(&handle, token, 0, NTOBJ_TOKEN_PRIMARY, 0));
	EXPECT_STATUS(STATUS_QUOTA_EXCEEDED, nt_set_security_raw(event, NT_DACL, descriptor));
	/* The name is too much, or the descriptor is; neither is there then. */
	limit_self(150, 0);
	EXPECT_STATUS(STATUS_QUOTA_EXCEEDED,
		      nt_create_event(&handle, nt_at(home, u"too much"), EVENT_ALL, 0, 0));
	limit_self(300, 0);
	EXPECT_STATUS(STATUS_QUOTA_EXCEEDED,
		      nt_create_event(&handle, nt_at(home, u"too much"), EVENT_ALL, 0, 0));
	EXPECT_EQ(0, own_quota().paged_usage);
	EXPECT_EQ(0, own_quota().non_paged_usage);
	limit_self(0, 0);
	EXPECT_STATUS(STATUS_OBJECT_NAME_NOT_FOUND,
		      nt_open_event(&handle, nt_at(home, u"too much"), EVENT_ALL));
	EXPECT_TRUE(NT_UNTIL((after = nt_totals()).objects <= before.objects));
	EXPECT_EQ(before.handles, after.handles);
	free(descriptor);
}

/* What is duplicated into another process is that one's to pay for. */
TEST_F(ntobj, duplicates)
{
	__u64 event = nt_event(0, 0), before, victim, handle;
	unsigned int count = 0;
	__s32 status;

	limit_self(0, 0);
	victim = nt_process(nt_victim_start());
	before = own_quota().paged_usage;
	/* It has its maker's block before its first instruction, and no page. */
	ASSERT_STATUS(STATUS_SUCCESS, nt_duplicate_to(event, victim, &handle));
	EXPECT_EQ(before + 4096, quota_of(victim).paged_usage);
	before = own_quota().paged_usage;
	EXPECT_STATUS(STATUS_SUCCESS, nt_set_quota(victim, 4096, 1));
	EXPECT_EQ(0, quota_of(victim).paged_usage);
	do
		status = nt_duplicate_to(event, victim, &handle);
	while (status == STATUS_SUCCESS && ++count < 1000);
	EXPECT_STATUS(STATUS_QUOTA_EXCEEDED, status);
	/* A page has 255, and the next one needs another above both. */
	EXPECT_EQ(254, count);
	EXPECT_EQ(0, quota_of(victim).paged_usage);
	EXPECT_EQ(before, own_quota().paged_usage);
	EXPECT_STATUS(STATUS_SUCCESS, nt_set_quota(victim, 2 * 4096, 1));
	EXPECT_STATUS(STATUS_SUCCESS, nt_duplicate_to(event, victim, &handle));
	EXPECT_EQ(2 * 4096, quota_of(victim).paged_usage);
	EXPECT_EQ(before, own_quota().paged_usage);
}

/* The module's own objects are nobody's to pay for. */
TEST_F(ntobj, standard_objects)
{
	struct ntobj_quota_limits before, after;
	__u64 directory, handle;

	ASSERT_STATUS(STATUS_SUCCESS,
		      nt_open_directory(&directory, nt_name(u"\\BaseNamedObjects"),
					NTOBJ_DIRECTORY_QUERY));
	limit_self(0, 0);
	before = own_quota();
	ASSERT_STATUS(STATUS_SUCCESS,
		      nt_duplicate_to(directory, NTOBJ_CURRENT_PROCESS, &handle));
	after = own_quota();
	EXPECT_EQ(before.paged_usage, after.paged_usage);
	EXPECT_EQ(before.non_paged_usage, after.non_paged_usage);
}

/* An object whose first handle is a duplicate. */
TEST_F(ntobj, first_handle_is_a_duplicate)
{
	struct ntobj_object_basic_information basic;
	__u64 event = nt_event(0, 0), own, victim, handle;

	limit_self(0, 0);
	victim = nt_process(nt_victim_start());
	ASSERT_STATUS(STATUS_SUCCESS, nt_duplicate_to(event, victim, &handle));
	own = own_quota().non_paged_usage;
	EXPECT_STATUS(STATUS_SUCCESS, nt_set_quota(victim, 1, 1));
	EXPECT_STATUS(STATUS_QUOTA_EXCEEDED,
		      nt_duplicate_to(NTOBJ_CURRENT_THREAD, victim, &handle));
	EXPECT_STATUS(STATUS_SUCCESS, nt_set_quota(victim, 0, 0));
	ASSERT_STATUS(STATUS_SUCCESS, nt_duplicate_to(NTOBJ_CURRENT_THREAD, victim, &handle));
	ASSERT_STATUS(STATUS_SUCCESS, nt_query_basic(NTOBJ_CURRENT_THREAD, &basic));
	EXPECT_EQ(basic.non_paged_pool_charge, quota_of(victim).non_paged_usage);
	EXPECT_LE(basic.paged_pool_charge + DESCRIPTOR_SIZE, quota_of(victim).paged_usage);
	EXPECT_EQ(own, own_quota().non_paged_usage);
}

/*
 * Who may set what
 */

static int set_without_privilege(void *context)
{
	(void)context;
	NT_CHECK_STATUS(STATUS_PRIVILEGE_NOT_HELD, nt_set_quota(NTOBJ_CURRENT_PROCESS, 0, 0));
	return 0;
}

TEST_F(ntobj, set_statuses)
{
	struct ntobj_quota_limits limits = {};
	struct ntobj_set_process call = {
		.handle = NTOBJ_CURRENT_PROCESS,
		.buffer = nt_address(&limits),
		.information_class = NTOBJ_PROCESS_QUOTA_LIMITS,
		.length = sizeof(limits),
	};
	__u64 query;

	EXPECT_STATUS(STATUS_SUCCESS, nt_call(NTOBJ_IOC_SET_PROCESS, &call));
	call.length = sizeof(limits) - 1;
	EXPECT_STATUS(STATUS_INFO_LENGTH_MISMATCH, nt_call(NTOBJ_IOC_SET_PROCESS, &call));
	call.length = sizeof(limits) + 8;
	EXPECT_STATUS(STATUS_INFO_LENGTH_MISMATCH, nt_call(NTOBJ_IOC_SET_PROCESS, &call));
	call.length = sizeof(limits);
	call.buffer = 8;
	EXPECT_STATUS(STATUS_ACCESS_VIOLATION, nt_call(NTOBJ_IOC_SET_PROCESS, &call));
	call.buffer = nt_address(&limits);
	call.information_class = NTOBJ_PROCESS_BASIC_INFORMATION;
	EXPECT_STATUS(STATUS_INVALID_INFO_CLASS, nt_call(NTOBJ_IOC_SET_PROCESS, &call));
	EXPECT_STATUS(STATUS_INVALID_HANDLE, nt_set_quota(0, 0, 0));
	EXPECT_STATUS(STATUS_OBJECT_TYPE_MISMATCH, nt_set_quota(nt_event(0, 0), 0, 0));
	ASSERT_STATUS(STATUS_SUCCESS,
		      nt_open_process(&query, getpid(), NTOBJ_PROCESS_QUERY_INFORMATION));
	EXPECT_STATUS(STATUS_ACCESS_DENIED, nt_set_quota(query, 0, 0));
	EXPECT_EQ(0, nt_child_as(NT_ALICE, set_without_privilege, NULL));
}

TEST_F(ntobj, query_lengths)
{
	struct ntobj_quota_limits limits;
	__u32 length;

	EXPECT_STATUS(STATUS_INFO_LENGTH_MISMATCH,
		      nt_query_client(NTOBJ_IOC_QUERY_PROCESS, NTOBJ_CURRENT_PROCESS,
				      NTOBJ_PROCESS_QUOTA_LIMITS, &limits,
				      sizeof(limits) - 1, &length));
}

/*
 * Users
 */

static int hold_as_user(void *context)
{
	struct shared *shared = context;
	__u64 events[EVENTS];

	NT_CHECK(fill(events, EVENTS) == EVENTS);
	set_turn(shared, 1);
	await_turn(shared, 2);
	/* The ceiling has been lowered below what there is. */
	NT_CHECK(!fill(events, 1));
	NT_CHECK_STATUS(STATUS_SUCCESS, nt_close(events[0]));
	NT_CHECK(!fill(events, 1));
	set_turn(shared, 3);
	await_turn(shared, 4);
	NT_CHECK(fill(events, 1) == 1);
	close_all(events, EVENTS);
	return 0;
}

static int fill_as_user(void *context)
{
	struct shared *shared = context;
	__u64 event;

	shared->made = fill(&event, 1);
	shared->usage = own_quota().non_paged_usage;
	return 0;
}

TEST_F(ntobj, ceiling_changes_at_once)
{
	long ceiling = nt_parameter("max_memory_per_user");
	struct shared *shared = share();
	__u64 charge = event_charge(), events[1];
	__u64 granted;
	pid_t child;

	ASSERT_LT(0, ceiling);
	child = nt_child_start_as(NT_ALICE, hold_as_user, shared);
	await_turn(shared, 1);
	granted = nt_user_usage(NT_ALICE);
	EXPECT_LE(EVENTS * charge, granted);
	/* A process of the same logon shares its block, one of another's does not. */
	EXPECT_EQ(0, nt_child_as(NT_ALICE, fill_as_user, shared));
	EXPECT_EQ(1, shared->made);
	EXPECT_EQ((EVENTS + 1) * charge, shared->usage);
	/* It has asked what they use, and taken nothing away by that. */
	EXPECT_EQ(granted, nt_user_usage(NT_ALICE));
	EXPECT_EQ(0, nt_child_as(NT_BOB, fill_as_user, shared));
	EXPECT_EQ(charge, shared->usage);
	ASSERT_EQ(0, nt_set_parameter("max_memory_per_user", 1));
	set_turn(shared, 2);
	await_turn(shared, 3);
	EXPECT_EQ(0, nt_child_as(NT_BOB, fill_as_user, shared));
	EXPECT_EQ(0, shared->made);
	/* Who may manage resources is not held to it. */
	EXPECT_EQ(1, fill(events, 1));
	ASSERT_EQ(0, nt_set_parameter("max_memory_per_user", ceiling));
	set_turn(shared, 4);
	EXPECT_EQ(0, nt_child_end(child));
	EXPECT_EQ(0, nt_user_usage(NT_ALICE));
	EXPECT_EQ(0, nt_user_usage(NT_BOB));
}

/* Becomes one of the users that its maker gives it there. */
static int fill_in_namespace(void *context)
{
	struct shared *shared = context;
	__u64 events[EVENTS];

	NT_CHECK(!unshare(CLONE_NEWUSER));
	set_turn(shared, 1);
	await_turn(shared, 2);
	NT_CHECK(!syscall(SYS_setresuid, 1, 1, 1));
	NT_CHECK(fill(events, EVENTS) == EVENTS);
	/* Nothing of those who are outside. */
	shared->usage = own_quota().non_paged_usage;
	set_turn(shared, 3);
	await_turn(shared, 4);
	return 0;
}

static void map_users(pid_t child)
{
	char path[40];

	snprintf(path, sizeof(path), "/proc/%d/uid_map", child);
	NT_CHECK(!nt_write_file(path, "0 100000 10"));
}

static pid_t start_in_namespace(uid_t user, struct shared *shared)
{
	pid_t child = nt_child_start_as(user, fill_in_namespace, shared);

	await_turn(shared, 1);
	map_users(child);
	set_turn(shared, 2);
	await_turn(shared, 3);
	return child;
}

static int hold_events(void *context)
{
	struct shared *shared = context;
	__u64 events[EVENTS];

	NT_CHECK(fill(events, EVENTS) == EVENTS);
	set_turn(shared, 1);
	await_turn(shared, 2);
	/* Outside one is told of all. */
	shared->usage = own_quota().non_paged_usage;
	return 0;
}

/* A user namespace does not make its owner another user, nor the users there. */
TEST_F(ntobj, user_namespaces)
{
	struct shared *shared = share(), *others = share();
	__u64 charge = event_charge();
	pid_t child, other;
	__u64 outside;

	other = nt_child_start_as(NT_ALICE, hold_events, others);
	await_turn(others, 1);
	outside = nt_user_usage(NT_ALICE);
	child = start_in_namespace(NT_ALICE, shared);
	EXPECT_LE(outside + EVENTS * charge, nt_user_usage(NT_ALICE));
	EXPECT_EQ(0, nt_user_usage(100001));
	EXPECT_EQ(0, nt_user_usage(100000));
	EXPECT_EQ(EVENTS * charge, shared->usage);
	set_turn(others, 2);
	EXPECT_EQ(0, nt_child_end(other));
	EXPECT_EQ(2 * EVENTS * charge, others->usage);
	set_turn(shared, 4);
	EXPECT_EQ(0, nt_child_end(child));
	EXPECT_EQ(0, nt_user_usage(NT_ALICE));
}

/* Root's namespaces are not one user's: each is for whom its root is. */
TEST_F(ntobj, containers)
{
	struct shared *shared = share();
	__u64 charge = event_charge(), roots = nt_user_usage(0);
	pid_t child;

	child = start_in_namespace(0, shared);
	EXPECT_LE(EVENTS * charge, nt_user_usage(100000));
	EXPECT_EQ(roots, nt_user_usage(0));
	EXPECT_EQ(EVENTS * charge, shared->usage);
	set_turn(shared, 4);
	EXPECT_EQ(0, nt_child_end(child));
	EXPECT_EQ(0, nt_user_usage(100000));
}

/* What the exempt have takes nothing from others of the same user. */
TEST_F(ntobj, exempt_are_not_counted)
{
	__u64 before = nt_user_usage(0), events[EVENTS];

	ASSERT_EQ(EVENTS, fill(events, EVENTS));
	EXPECT_EQ(before, nt_user_usage(0));
	close_all(events, EVENTS);
	EXPECT_EQ(before, nt_user_usage(0));
}

/* Limits that were set stay with who becomes another user. */
static int stay_limited(void *context)
{
	struct shared *shared = context;
	__u64 events[EVENTS];

	NT_CHECK(fill(events, EVENTS) == 10);
	shared->made = 10;
	return 0;
}

TEST_F(ntobj, set_limits_last)
{
	struct shared *shared = share();

	limit_self(0, 10 * event_charge());
	EXPECT_EQ(0, nt_child_as(NT_ALICE, stay_limited, shared));
	EXPECT_EQ(10, shared->made);
}

/*
 * Races
 */

static void *churn(void *context)
{
	__u64 events[16];
	unsigned int rounds = nt_rounds(150, 4000);
	unsigned int i, count;

	for (i = 0; i < rounds; i++) {
		count = fill(events, 1 + (i + (unsigned long)context) % 16);
		close_all(events, count);
	}
	return NULL;
}

static void churn_with_threads(void)
{
	pthread_t threads[THREADS];
	unsigned long i;

	for (i = 0; i < THREADS; i++)
		NT_CHECK(!pthread_create(&threads[i], NULL, churn, (void *)i));
	for (i = 0; i < THREADS; i++)
		NT_CHECK(!pthread_join(threads[i], NULL));
}

TEST_F_TIMEOUT(ntobj, threads_leave_nothing, 120)
{
	limit_self(0, 0);
	churn_with_threads();
	EXPECT_EQ(0, own_quota().non_paged_usage);
}

/* The same where a limit is met all the time, and while it is being changed. */
TEST_F_TIMEOUT(ntobj, threads_at_a_limit, 120)
{
	limit_self(0, 20 * event_charge());
	churn_with_threads();
	EXPECT_EQ(0, own_quota().non_paged_usage);
}

static int churn_in_child(void *context)
{
	(void)context;
	churn_with_threads();
	return 0;
}

TEST_F_TIMEOUT(ntobj, limits_change_meanwhile, 120)
{
	__u64 charge = event_charge();
	__u64 victim;
	int status;
	pid_t child;

	limit_self(0, 0);
	child = nt_child_start(churn_in_child, NULL);
	victim = nt_process(child);
	while (!waitpid(child, &status, WNOHANG)) {
		__s32 set = nt_set_quota(victim, 0, 20 * charge);

		if (set != STATUS_PROCESS_IS_TERMINATING)
			EXPECT_STATUS(STATUS_SUCCESS, set);
		quota_of(victim);
		if (set == STATUS_SUCCESS)
			nt_set_quota(victim, 0, 0);
	}
	EXPECT_TRUE(WIFEXITED(status) && !WEXITSTATUS(status));
	/* The process object is charged to us. */
	ASSERT_STATUS(STATUS_SUCCESS, nt_close(victim));
	EXPECT_EQ(0, own_quota().non_paged_usage);
}

TEST_HARNESS_MAIN
