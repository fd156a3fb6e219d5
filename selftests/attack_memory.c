// SPDX-License-Identifier: GPL-2.0
/*
 * Exhausting the kernel: whatever a user can make, in whatever way, is charged
 * to his memory cgroup, and comes back when it goes.
 *
 * A child in a new group makes a number of things of one kind. What the kernel
 * uses for the group must be what they take at the least, and next to nothing when
 * the child has ended. The canary is a child that makes nothing.
 */
#include <fcntl.h>
#include <sched.h>
#include <signal.h>
#include <sys/mount.h>
#include <sys/stat.h>
#include <sys/wait.h>

#include "ntobj_fixture.h"
#include "attack.h"
#include "security_test.h"

#define GROUPS	"/sys/fs/cgroup"

/* The group of who is measured, and a file of it. */
static char group[64];

static const char *in_group(const char *file)
{
	static char path[128];

	snprintf(path, sizeof(path), "%s/%s", group, file);
	return path;
}

/* A group that nobody has been in: what is freed late counts for an older one. */
static int make_group(void)
{
	static unsigned int number;

	snprintf(group, sizeof(group), GROUPS "/ntobj_attack_%d_%u", getpid(), number++);
	return mkdir(group, 0755);
}

static void enter_group(void)
{
	char pid[16];

	snprintf(pid, sizeof(pid), "%d", getpid());
	NT_CHECK(!nt_write_file(in_group("cgroup.procs"), pid));
}

/* Bytes that the kernel has for the group, not counting pages of programs. */
static long long kernel_memory(void)
{
	char *text = nt_read_file(in_group("memory.stat"));
	long long result = 0;
	char *rest = NULL;
	char *line;

	NT_CHECK(text);
	for (line = strtok_r(text, "\n", &rest); line; line = strtok_r(NULL, "\n", &rest)) {
		long long value;

		if (sscanf(line, "slab %lld", &value) == 1 ||
		    sscanf(line, "vmalloc %lld", &value) == 1)
			result += value;
	}
	free(text);
	return result;
}

typedef void (*make_function)(unsigned int count);

/**
 * struct maker - somebody who makes things
 * @make: makes so many of them, as Bob, and keeps them
 * @count: how many
 * @ready: they are there
 * @end: they may go
 */
struct maker {
	make_function make;
	unsigned int count;
	int ready[2];
	int end[2];
};

static int be_maker(void *context)
{
	struct maker *maker = context;
	char byte;

	enter_group();
	close(maker->end[1]);
	maker->make(maker->count);
	NT_CHECK(write(maker->ready[1], "r", 1) == 1);
	/* Until nobody can write there any more. */
	NT_CHECK(read(maker->end[0], &byte, 1) == 0);
	return 0;
}

/* What the group has while @count things are there. */
static long long measure(struct __test_metadata *_metadata, make_function make,
			 unsigned int count)
{
	struct maker maker = { .make = make, .count = count };
	long long during;
	pid_t pid;
	char byte;

	NT_CHECK(!make_group());
	NT_CHECK(!pipe(maker.ready) && !pipe(maker.end));
	pid = nt_child_start(be_maker, &maker);
	close(maker.ready[1]);
	close(maker.end[0]);
	EXPECT_EQ(1, read(maker.ready[0], &byte, 1));
	/* The counters are gathered from all processors every two seconds. */
	usleep(3000000);
	during = kernel_memory();
	close(maker.end[1]);
	close(maker.ready[0]);
	EXPECT_EQ(0, nt_child_end(pid));
	/* What is freed is freed some time later, and slabs are kept for a while. */
	EXPECT_TRUE(NT_UNTIL(kernel_memory() < during / 4 + (1 << 18)));
	EXPECT_TRUE(NT_UNTIL(!rmdir(group)));
	return during;
}

FIXTURE(memory) {
	bool can;
};

FIXTURE_SETUP(memory)
{
	ASSERT_LE(0, nt_open_device());
	if (nt_write_file(GROUPS "/cgroup.subtree_control", "+memory") || make_group())
		SKIP(return, "no memory cgroups here: %s", strerror(errno));
	self->can = !access(in_group("memory.stat"), R_OK);
	ASSERT_EQ(0, rmdir(group));
	if (!self->can)
		SKIP(return, "no memory accounting here");
}

FIXTURE_TEARDOWN(memory)
{
}

/* Fewer on a kernel that needs more for each. */
static unsigned int many(unsigned int count)
{
	return nt_debug_kernel() ? count / 4 : count;
}

/* Each is charged with that much at the least, counted in bytes. */
static void check_charge(struct __test_metadata *_metadata, const char *what,
			 make_function make, unsigned int count, unsigned int each)
{
	long long taken = measure(_metadata, make, count);

	printf("# %s: %lld bytes each\n", what, taken / count);
	EXPECT_LE((long long)count * each, taken)
		TH_LOG("%s: %lld bytes for %u", what, taken, count);
}

static void become_bob(void)
{
	NT_CHECK(!nt_become(NT_BOB));
}

static void make_nothing(unsigned int count)
{
	(void)count;
	become_bob();
	nt_event(0, 0);
}

/* The canary: nothing made, nothing charged, by the same measure. */
TEST_F_TIMEOUT(memory, canary, 120)
{
	if (!self->can)
		SKIP(return, "no memory cgroups here");
	EXPECT_GT((long long)many(4000) * 64, measure(_metadata, make_nothing, 1));
}

static void make_events(unsigned int count)
{
	become_bob();
	while (count--)
		nt_event(0, 0);
}

static void make_named_events(unsigned int count)
{
	become_bob();
	while (count--) {
		char16_t name[ATTACK_PATH];
		__u64 handle;

		attack_name(name, "\\BaseNamedObjects\\ntobj_attack_memory_%u", count);
		NT_CHECK_STATUS(STATUS_SUCCESS,
				nt_create_event(&handle, nt_name(name), 1, 0, 0));
	}
}

static void make_directories(unsigned int count)
{
	__u64 handle;

	become_bob();
	while (count--)
		NT_CHECK_STATUS(STATUS_SUCCESS,
				nt_create_directory(&handle, nt_unnamed(),
						    NTOBJ_DIRECTORY_ALL_ACCESS));
}

/* With a target as long as it may be. */
static void make_links(unsigned int count)
{
	static char16_t target[32766];
	__u64 handle;
	size_t i;

	for (i = 0; i < ARRAY_SIZE(target); i++)
		target[i] = i ? 'n' : '\\';
	become_bob();
	while (count--)
		NT_CHECK_STATUS(STATUS_SUCCESS,
				nt_create_link_counted(&handle, nt_unnamed(), 1, target,
						       sizeof(target), sizeof(target)));
}

static void make_tokens(unsigned int count)
{
	__u64 duplicate;
	__u64 token;

	become_bob();
	token = nt_own_token(NTOBJ_TOKEN_ALL_ACCESS);
	while (count--)
		NT_CHECK_STATUS(STATUS_SUCCESS,
				nt_duplicate_token(&duplicate, token, 0,
						   NTOBJ_TOKEN_IMPERSONATION,
						   NTOBJ_SECURITY_IMPERSONATION));
}

/* A descriptor of that many bytes, with one entry after the other. */
static struct ntobj_counted_descriptor *large_descriptor(void)
{
	size_t room = 65536;
	char *text = malloc(room);
	size_t length;
	unsigned int i;
	struct ntobj_counted_descriptor *descriptor;

	NT_CHECK(text);
	length = sprintf(text, "D:");
	for (i = 0; i < 1000; i++)
		length += sprintf(text + length, "(A;;0x1;;;S-1-5-21-1-2-3-%u)", i);
	NT_CHECK(length < room);
	descriptor = nt_descriptor("%s", text);
	free(text);
	return descriptor;
}

static void make_descriptors(unsigned int count)
{
	struct ntobj_counted_descriptor *descriptor = large_descriptor();
	struct ntobj_object_attributes attributes = nt_unnamed();
	__u64 handle;

	become_bob();
	attributes.security_descriptor = nt_address(descriptor);
	while (count--)
		NT_CHECK_STATUS(STATUS_SUCCESS,
				nt_create_event(&handle, attributes,
						NTOBJ_EVENT_ALL_ACCESS, 0, 0));
}

static void set_descriptors(unsigned int count)
{
	struct ntobj_counted_descriptor *descriptor = large_descriptor();
	__u64 handle;

	become_bob();
	while (count--) {
		NT_CHECK_STATUS(STATUS_SUCCESS,
				nt_create_event(&handle, nt_secured(nt_unnamed(), ATTACK_OPEN),
						NTOBJ_EVENT_ALL_ACCESS, 0, 0));
		NT_CHECK_STATUS(STATUS_SUCCESS,
				nt_set_security_raw(handle, NT_DACL, descriptor));
	}
}

/* Handles to one and the same object: what grows is the table. */
static void make_handles(unsigned int count)
{
	__u64 handle;

	become_bob();
	while (count--)
		NT_CHECK_STATUS(STATUS_SUCCESS,
				nt_open_process(&handle, getpid(), NTOBJ_SYNCHRONIZE));
}

static const struct {
	const char *what;
	make_function make;
	unsigned int count;
	unsigned int each;
} kinds[] = {
	{ "events", make_events, 20000, 100 },
	{ "named events", make_named_events, 10000, 250 },
	{ "directories", make_directories, 4000, 200 },
	{ "links", make_links, 200, 65532 },
	{ "tokens", make_tokens, 4000, 500 },
	{ "descriptors", make_descriptors, 300, 36000 },
	{ "descriptors that are set", set_descriptors, 300, 36000 },
	{ "handles", make_handles, 100000, 16 },
};

TEST_F_TIMEOUT(memory, services, 500)
{
	unsigned int i;

	if (!self->can)
		SKIP(return, "no memory cgroups here");
	for (i = 0; i < ARRAY_SIZE(kinds); i++)
		check_charge(_metadata, kinds[i].what, kinds[i].make, many(kinds[i].count),
			     kinds[i].each);
}

/*
 * Namespaces and sessions, which take a process each: against as many processes
 * that have no more than their parent's.
 */

struct helper {
	int (*enter)(void);
	int ready;
	int end;
};

static int be_helper(void *context)
{
	struct helper *helper = context;
	char byte;

	if (helper->enter && helper->enter())
		return 2;
	NT_CHECK(!nt_become(NT_BOB));
	attack_settle();
	NT_CHECK(write(helper->ready, "r", 1) == 1);
	NT_CHECK(read(helper->end, &byte, 1) == 0);
	return 0;
}

static int (*helpers_enter)(void);

static void make_helpers(unsigned int count)
{
	struct helper helper = { .enter = helpers_enter };
	int ready[2];
	int end[2];
	char byte;

	NT_CHECK(!pipe(ready) && !pipe2(end, O_CLOEXEC));
	helper.ready = ready[1];
	helper.end = end[0];
	while (count--) {
		pid_t pid = fork();

		if (!pid) {
			close(end[1]);
			_exit(be_helper(&helper));
		}
		NT_CHECK(pid > 0);
		NT_CHECK(read(ready[0], &byte, 1) == 1);
	}
}

static int enter_ipc_namespace(void)
{
	return unshare(CLONE_NEWIPC);
}

static int enter_session(void)
{
	return nt_log_in(NT_BOB);
}

static bool can_enter(int (*enter)(void))
{
	pid_t pid = fork();

	if (!pid)
		_exit(enter() != 0);
	return nt_child_end(pid) == 0;
}

static void compare(struct __test_metadata *_metadata, const char *what,
		    int (*enter)(void), unsigned int each)
{
	unsigned int count = many(100);
	long long alone;
	long long with;

	helpers_enter = NULL;
	alone = measure(_metadata, make_helpers, count);
	helpers_enter = enter;
	with = measure(_metadata, make_helpers, count);
	printf("# %s: %lld bytes each\n", what, (with - alone) / count);
	EXPECT_LE((long long)count * each, with - alone)
		TH_LOG("%s: %lld bytes with, %lld without", what, with, alone);
}

/* Some twenty directories and links. */
TEST_F_TIMEOUT(memory, namespaces, 300)
{
	if (!self->can)
		SKIP(return, "no memory cgroups here");
	if (!can_enter(enter_ipc_namespace))
		SKIP(return, "no IPC namespaces here");
	compare(_metadata, "namespaces", enter_ipc_namespace, 12000);
}

/* Four directories and four links. */
TEST_F_TIMEOUT(memory, sessions, 300)
{
	if (!self->can)
		SKIP(return, "no memory cgroups here");
	if (!can_enter(enter_session))
		SKIP(return, "no audit sessions here");
	compare(_metadata, "sessions", enter_session, 5000);
}

/* A group with a limit: its member runs into it alone, and nobody else does. */
static void make_until_refused(unsigned int count)
{
	struct ntobj_counted_descriptor *descriptor = large_descriptor();
	struct ntobj_object_attributes attributes = nt_unnamed();
	__s32 status = STATUS_SUCCESS;
	__u64 handle;

	become_bob();
	attributes.security_descriptor = nt_address(descriptor);
	while (count-- && status == STATUS_SUCCESS)
		status = nt_create_event(&handle, attributes, NTOBJ_EVENT_ALL_ACCESS, 0, 0);
	NT_CHECK_STATUS(STATUS_INSUFFICIENT_RESOURCES, status);
}

static int run_into_limit(void *context)
{
	(void)context;
	enter_group();
	make_until_refused(10000);
	return 0;
}

TEST_F_TIMEOUT(memory, limit, 120)
{
	int result;

	if (!self->can)
		SKIP(return, "no memory cgroups here");
	ASSERT_EQ(0, make_group());
	ASSERT_EQ(0, nt_write_file(in_group("memory.max"), "16777216"));
	result = nt_child(run_into_limit, NULL);
	/* Refused, or ended by the kernel; with 380 MB it would have gone on. */
	EXPECT_TRUE(result == 0 || result == NT_KILLED(SIGKILL))
		TH_LOG("%d", result);
	EXPECT_TRUE(NT_UNTIL(!rmdir(group)));
	EXPECT_EQ(1, nt_state(nt_event(0, 1)));
}

TEST_HARNESS_MAIN
