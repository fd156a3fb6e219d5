// SPDX-License-Identifier: GPL-2.0
/*
 * Containers: each of Linux's IPC namespaces has a root of its own, with the
 * standard tree. Names do not pass from one to another; handles do, with who
 * holds them.
 */
#include <fcntl.h>
#include <sched.h>
#include <signal.h>
#include <sys/mount.h>
#include <sys/wait.h>

#include "kselftest_harness.h"
#include "attack.h"
#include "security_test.h"

#define BNO	u"\\BaseNamedObjects"
#define OUTSIDE	BNO u"\\ntobj_outside"
#define INSIDE	BNO u"\\ntobj_inside"

FIXTURE(namespaces) {
	bool can;
};

static int try_to_leave(void *context)
{
	(void)context;
	return unshare(CLONE_NEWIPC);
}

FIXTURE_SETUP(namespaces)
{
	ASSERT_LE(0, nt_open_device());
	if (nt_child(try_to_leave, NULL))
		SKIP(return, "this kernel has no IPC namespaces");
	self->can = true;
}

FIXTURE_TEARDOWN(namespaces)
{
}

static __u64 make_event(const char16_t *path, __u32 flags)
{
	__u64 handle;

	NT_CHECK_STATUS(STATUS_SUCCESS,
			nt_create_event(&handle, nt_name_flags(path, flags),
					NTOBJ_EVENT_ALL_ACCESS, 0, 0));
	return handle;
}

static __s32 open_event(const char16_t *path)
{
	__u64 handle;
	__s32 status = nt_open_event(&handle, nt_name(path), NTOBJ_EVENT_MODIFY_STATE);

	if (status >= 0)
		nt_close(handle);
	return status;
}

static unsigned int count_entries(const char16_t *path)
{
	unsigned int count;
	__u64 directory;

	NT_CHECK_STATUS(STATUS_SUCCESS,
			nt_open_directory(&directory, nt_name(path), NTOBJ_DIRECTORY_QUERY));
	count = attack_count_entries(directory);
	NT_CHECK_STATUS(STATUS_SUCCESS, nt_close(directory));
	return count;
}

static __u64 id_of(const char16_t *path)
{
	__u64 handle;
	__u64 id;

	NT_CHECK_STATUS(STATUS_SUCCESS,
			nt_open_directory(&handle, nt_name(path), NTOBJ_DIRECTORY_QUERY));
	id = nt_id(handle);
	NT_CHECK_STATUS(STATUS_SUCCESS, nt_close(handle));
	return id;
}

static void leave(void)
{
	NT_CHECK(!unshare(CLONE_NEWIPC));
}

/*
 * Names
 */

static int look_from_inside(void *context)
{
	__u64 root = id_of(u"\\");
	__u64 outside;

	(void)context;
	NT_CHECK_STATUS(STATUS_SUCCESS, open_event(OUTSIDE));
	leave();
	NT_CHECK_STATUS(STATUS_OBJECT_NAME_NOT_FOUND, open_event(OUTSIDE));
	NT_CHECK(id_of(u"\\") != root);
	outside = make_event(OUTSIDE, 0);
	NT_CHECK_STATUS(STATUS_SUCCESS, nt_set_event(outside));
	make_event(INSIDE, NTOBJ_OBJ_PERMANENT);
	return 0;
}

TEST_F(namespaces, names)
{
	__u64 outside;

	if (!self->can)
		SKIP(return, "this kernel has no IPC namespaces");
	outside = make_event(OUTSIDE, 0);
	EXPECT_EQ(0, nt_child(look_from_inside, NULL));
	EXPECT_EQ(0, nt_state(outside));
	EXPECT_STATUS(STATUS_OBJECT_NAME_NOT_FOUND, open_event(INSIDE));
}

/* The standard tree is there, with the rights that it has everywhere. */
static const char16_t * const standard[] = {
	u"\\", u"\\ArcName", u"\\BaseNamedObjects", u"\\Callback", u"\\Device", u"\\Driver",
	u"\\FileSystem", u"\\GLOBAL??", u"\\KernelObjects", u"\\KnownDlls", u"\\NLS",
	u"\\RPC Control", u"\\Security", u"\\Sessions", u"\\Sessions\\0",
	u"\\Sessions\\0\\DosDevices", u"\\Sessions\\BNOLINKS", u"\\Windows",
};

struct description {
	__u64 id;
	char *security;
};

static void describe(struct description *descriptions)
{
	unsigned int i;

	for (i = 0; i < ARRAY_SIZE(standard); i++) {
		__u64 handle;

		NT_CHECK_STATUS(STATUS_SUCCESS,
				nt_open_directory(&handle, nt_name(standard[i]),
						  NTOBJ_MAXIMUM_ALLOWED));
		descriptions[i].id = nt_id(handle);
		descriptions[i].security = nt_security(handle, NT_OPEN_PARTS);
		NT_CHECK_STATUS(STATUS_SUCCESS, nt_close(handle));
	}
}

static int compare_trees(void *context)
{
	struct description outside[ARRAY_SIZE(standard)];
	struct description inside[ARRAY_SIZE(standard)];
	__u64 types = id_of(u"\\ObjectTypes");
	unsigned int i;
	__u64 handle;

	(void)context;
	describe(outside);
	leave();
	describe(inside);
	for (i = 0; i < ARRAY_SIZE(standard); i++) {
		NT_CHECK(outside[i].id != inside[i].id);
		NT_CHECK(!strcmp(outside[i].security, inside[i].security));
	}
	/* Types are the same everywhere. */
	NT_CHECK(id_of(u"\\ObjectTypes") == types);
	NT_CHECK_STATUS(STATUS_OBJECT_TYPE_MISMATCH, open_event(u"\\ObjectTypes\\Event"));
	NT_CHECK_STATUS(STATUS_SUCCESS,
			nt_open_directory(&handle, nt_name(u"\\??\\GLOBALROOT\\Driver"), 1));
	return 0;
}

TEST_F(namespaces, standard_tree)
{
	if (!self->can)
		SKIP(return, "this kernel has no IPC namespaces");
	EXPECT_EQ(0, nt_child(compare_trees, NULL));
}

/*
 * Handles
 */

static int carry_handles(void *context)
{
	char16_t name[ATTACK_PATH];
	__u64 directory;
	__u64 handle;
	__u64 event;
	__u64 link;

	(void)context;
	NT_CHECK_STATUS(STATUS_SUCCESS,
			nt_create_directory(&directory, nt_name(BNO u"\\ntobj_carried"),
					    NTOBJ_DIRECTORY_ALL_ACCESS));
	NT_CHECK_STATUS(STATUS_SUCCESS,
			nt_create_event(&event, nt_at(directory, u"event"),
					NTOBJ_EVENT_ALL_ACCESS, 0, 0));
	NT_CHECK_STATUS(STATUS_SUCCESS,
			nt_create_link(&link, nt_at(directory, u"link"),
				       NTOBJ_SYMBOLIC_LINK_ALL_ACCESS, OUTSIDE));
	NT_CHECK_STATUS(STATUS_SUCCESS, nt_open_event(&handle, nt_at(directory, u"link"), 1));
	leave();
	/* What is open is open, and what is below it can be reached from it. */
	NT_CHECK_STATUS(STATUS_SUCCESS, nt_set_event(event));
	NT_CHECK(nt_state(event) == 1);
	NT_CHECK_STATUS(STATUS_SUCCESS, nt_query_name(event, name, ATTACK_PATH));
	NT_CHECK(nt_length16(name));
	NT_CHECK_STATUS(STATUS_SUCCESS, nt_open_event(&handle, nt_at(directory, u"event"), 1));
	NT_CHECK(nt_id(handle) == nt_id(event));
	/* By its full name it is not there, and a link leads to where one is. */
	NT_CHECK_STATUS(STATUS_OBJECT_PATH_NOT_FOUND,
			open_event(BNO u"\\ntobj_carried\\event"));
	NT_CHECK_STATUS(STATUS_OBJECT_NAME_NOT_FOUND,
			nt_open_event(&handle, nt_at(directory, u"link"), 1));
	return 0;
}

TEST_F(namespaces, handles)
{
	if (!self->can)
		SKIP(return, "this kernel has no IPC namespaces");
	make_event(OUTSIDE, 0);
	EXPECT_EQ(0, nt_child(carry_handles, NULL));
}

/* By fork, across: the child has the handle, and other names. */
static int use_inherited(void *context)
{
	leave();
	NT_CHECK_STATUS(STATUS_SUCCESS, nt_set_event(*(__u64 *)context));
	NT_CHECK_STATUS(STATUS_OBJECT_NAME_NOT_FOUND, open_event(OUTSIDE));
	return 0;
}

TEST_F(namespaces, inherited_handle)
{
	__u64 event;

	if (!self->can)
		SKIP(return, "this kernel has no IPC namespaces");
	event = make_event(OUTSIDE, NTOBJ_OBJ_INHERIT);
	EXPECT_EQ(0, nt_child(use_inherited, &event));
	EXPECT_EQ(1, nt_state(event));
}

/*
 * Threads, and back and forth
 */

static void *be_in_another(void *context)
{
	__u64 outside = *(__u64 *)context;

	leave();
	NT_CHECK_STATUS(STATUS_OBJECT_NAME_NOT_FOUND, open_event(OUTSIDE));
	make_event(INSIDE, 0);
	NT_CHECK_STATUS(STATUS_SUCCESS, open_event(INSIDE));
	NT_CHECK_STATUS(STATUS_SUCCESS, nt_set_event(outside));
	return NULL;
}

static int have_threads(void *context)
{
	__u64 outside = make_event(OUTSIDE, 0);
	pthread_t threads[4];
	unsigned int i;

	(void)context;
	for (i = 0; i < ARRAY_SIZE(threads); i++) {
		NT_CHECK(!pthread_create(&threads[i], NULL, be_in_another, &outside));
		NT_CHECK_STATUS(STATUS_SUCCESS, open_event(OUTSIDE));
		NT_CHECK_STATUS(STATUS_OBJECT_NAME_NOT_FOUND, open_event(INSIDE));
	}
	for (i = 0; i < ARRAY_SIZE(threads); i++)
		NT_CHECK(!pthread_join(threads[i], NULL));
	NT_CHECK(nt_state(outside) == 1);
	NT_CHECK_STATUS(STATUS_OBJECT_NAME_NOT_FOUND, open_event(INSIDE));
	return 0;
}

TEST_F(namespaces, threads)
{
	if (!self->can)
		SKIP(return, "this kernel has no IPC namespaces");
	EXPECT_EQ(0, nt_child(have_threads, NULL));
}

/* The first thread goes, and the others are where they are. */
static void *outlive_first(void *context)
{
	pthread_t first = *(pthread_t *)context;

	leave();
	NT_CHECK_STATUS(STATUS_OBJECT_NAME_NOT_FOUND, open_event(OUTSIDE));
	NT_CHECK(!pthread_join(first, NULL));
	make_event(INSIDE, 0);
	NT_CHECK_STATUS(STATUS_SUCCESS, open_event(INSIDE));
	NT_CHECK_STATUS(STATUS_OBJECT_NAME_NOT_FOUND, open_event(OUTSIDE));
	_exit(0);
}

static int end_first(void *context)
{
	static pthread_t self;
	pthread_t thread;

	(void)context;
	self = pthread_self();
	make_event(BNO u"\\ntobj_first", 0);
	NT_CHECK(!pthread_create(&thread, NULL, outlive_first, &self));
	pthread_exit(NULL);
}

TEST_F(namespaces, first_thread_ends)
{
	if (!self->can)
		SKIP(return, "this kernel has no IPC namespaces");
	make_event(OUTSIDE, 0);
	EXPECT_EQ(0, nt_child(end_first, NULL));
}

/* Into somebody else's, and back. */
static int be_host(void *context)
{
	int *ready = context;

	leave();
	make_event(INSIDE, 0);
	NT_CHECK(write(ready[1], "r", 1) == 1);
	return nt_be_victim(NULL);
}

static int open_namespace(pid_t pid)
{
	char path[64];

	snprintf(path, sizeof(path), "/proc/%d/ns/ipc", pid);
	return open(path, O_RDONLY | O_CLOEXEC);
}

static int visit(void *context)
{
	int there = open_namespace(*(pid_t *)context);
	int here = open_namespace(getpid());
	__u64 event;
	int i;

	NT_CHECK(there >= 0 && here >= 0);
	for (i = 0; i < 20; i++) {
		NT_CHECK_STATUS(STATUS_SUCCESS, open_event(OUTSIDE));
		NT_CHECK_STATUS(STATUS_OBJECT_NAME_NOT_FOUND, open_event(INSIDE));
		NT_CHECK(!setns(there, CLONE_NEWIPC));
		NT_CHECK_STATUS(STATUS_OBJECT_NAME_NOT_FOUND, open_event(OUTSIDE));
		NT_CHECK_STATUS(STATUS_SUCCESS, nt_open_event(&event, nt_name(INSIDE), 2));
		NT_CHECK(!setns(here, CLONE_NEWIPC));
		NT_CHECK_STATUS(STATUS_SUCCESS, nt_set_event(event));
		NT_CHECK_STATUS(STATUS_SUCCESS, nt_close(event));
	}
	return 0;
}

TEST_F(namespaces, visit)
{
	int ready[2];
	pid_t host;
	char byte;

	if (!self->can)
		SKIP(return, "this kernel has no IPC namespaces");
	make_event(OUTSIDE, 0);
	ASSERT_EQ(0, pipe(ready));
	host = nt_child_start(be_host, ready);
	ASSERT_EQ(1, read(ready[0], &byte, 1));
	EXPECT_EQ(0, nt_child(visit, &host));
	kill(host, SIGKILL);
	EXPECT_EQ(NT_KILLED(SIGKILL), nt_child_end(host));
}

/*
 * Who is who there
 */

/* A user who makes one in a user namespace of his is an ordinary user in it. */
static int be_root_there(void *context)
{
	struct ntobj_object_basic_information basic;
	__u64 handle;

	(void)context;
	if (unshare(CLONE_NEWUSER))
		return 2;
	NT_CHECK(!nt_write_file("/proc/self/setgroups", "deny"));
	NT_CHECK(!nt_write_file("/proc/self/uid_map", "0 1001 1"));
	NT_CHECK(!nt_write_file("/proc/self/gid_map", "0 1001 1"));
	leave();
	NT_CHECK_STATUS(STATUS_OBJECT_NAME_NOT_FOUND, open_event(OUTSIDE));
	make_event(INSIDE, 0);
	NT_CHECK_STATUS(STATUS_ACCESS_DENIED,
			nt_create_event(&handle, nt_name(u"\\ntobj_inside"), 1, 0, 0));
	NT_CHECK_STATUS(STATUS_ACCESS_DENIED,
			nt_open_directory(&handle, nt_name(u"\\Driver"), 1));
	NT_CHECK_STATUS(STATUS_ACCESS_DENIED,
			nt_create_link(&handle, nt_name(BNO u"\\ntobj_link"), 1, u"\\"));
	NT_CHECK_STATUS(STATUS_PRIVILEGE_NOT_HELD,
			nt_create_event(&handle,
					nt_name_flags(BNO u"\\ntobj_p", NTOBJ_OBJ_PERMANENT),
					1, 0, 0));
	NT_CHECK_STATUS(STATUS_SUCCESS,
			nt_open_directory(&handle, nt_name(u"\\??"), NTOBJ_MAXIMUM_ALLOWED));
	NT_CHECK_STATUS(STATUS_SUCCESS, nt_query_basic(handle, &basic));
	NT_CHECK_STATUS(STATUS_SUCCESS,
			nt_create_link(&handle, nt_name(u"\\??\\ntobj_device"), 1, BNO));
	NT_CHECK_STATUS(STATUS_SUCCESS, open_event(u"\\??\\ntobj_device\\ntobj_inside"));
	return 0;
}

TEST_F(namespaces, with_user_namespace)
{
	struct nt_totals before;
	int result;

	if (!self->can)
		SKIP(return, "this kernel has no IPC namespaces");
	make_event(OUTSIDE, 0);
	before = nt_totals();
	result = nt_child_as(NT_BOB, be_root_there, NULL);
	if (result == 2)
		SKIP(return, "no user namespaces here");
	EXPECT_EQ(0, result);
	EXPECT_EQ(before.handles, nt_totals().handles);
	EXPECT_TRUE(NT_UNTIL(nt_totals().objects <= before.objects));
}

/* A container with all rights: its system is the system, in its own tree. */
struct container {
	pid_t outside;
	int ready[2];
	int end[2];
};

static int be_in_container(void *context)
{
	struct container *container = context;
	__u64 handle;
	char byte;

	NT_CHECK(getpid() == 1);
	NT_CHECK(!mount(NULL, "/", NULL, MS_REC | MS_PRIVATE, NULL) || errno == EINVAL);
	NT_CHECK_STATUS(STATUS_OBJECT_NAME_NOT_FOUND, open_event(OUTSIDE));
	make_event(u"\\ntobj_inside", NTOBJ_OBJ_PERMANENT);
	make_event(INSIDE, NTOBJ_OBJ_PERMANENT);
	NT_CHECK_STATUS(STATUS_SUCCESS,
			nt_create_link(&handle,
				       nt_name_flags(BNO u"\\ntobj_link", NTOBJ_OBJ_PERMANENT),
				       1, INSIDE));
	NT_CHECK_STATUS(STATUS_SUCCESS, open_event(BNO u"\\ntobj_link"));
	/* Its processes are those that it can see, and it is its own first. */
	NT_CHECK(nt_id(nt_process(1)) == nt_id(NTOBJ_CURRENT_PROCESS));
	NT_CHECK_STATUS(STATUS_INVALID_CID, nt_open_process(&handle, container->outside, 1));
	NT_CHECK(write(container->ready[1], "r", 1) == 1);
	NT_CHECK(read(container->end[0], &byte, 1) == 1);
	return 0;
}

static int make_container(void *context)
{
	pid_t pid;

	NT_CHECK(!unshare(CLONE_NEWIPC | CLONE_NEWPID | CLONE_NEWNS));
	pid = nt_child_start(be_in_container, context);
	return nt_child_end(pid);
}

TEST_F(namespaces, privileged_container)
{
	struct container container = { .outside = getpid() };
	struct nt_totals before;
	__u64 handle;
	pid_t pid;
	char byte;

	if (!self->can)
		SKIP(return, "this kernel has no IPC namespaces");
	make_event(OUTSIDE, 0);
	before = nt_totals();
	ASSERT_EQ(0, pipe(container.ready));
	ASSERT_EQ(0, pipe(container.end));
	pid = nt_child_start(make_container, &container);
	ASSERT_EQ(1, read(container.ready[0], &byte, 1));
	EXPECT_STATUS(STATUS_OBJECT_NAME_NOT_FOUND, open_event(INSIDE));
	EXPECT_STATUS(STATUS_OBJECT_NAME_NOT_FOUND, open_event(u"\\ntobj_inside"));
	EXPECT_STATUS(STATUS_OBJECT_NAME_NOT_FOUND,
		      nt_open_link(&handle, nt_name(BNO u"\\ntobj_link"), 1));
	ASSERT_EQ(1, write(container.end[1], "e", 1));
	EXPECT_EQ(0, nt_child_end(pid));
	EXPECT_EQ(before.handles, nt_totals().handles);
	EXPECT_TRUE(NT_UNTIL(nt_totals().objects <= before.objects));
}

/* Sessions are those of the namespace: the same number, another tree. */
static int log_in_and_leave(void *context)
{
	char16_t path[ATTACK_PATH];
	__u64 before;

	(void)context;
	if (nt_log_in(NT_BOB))
		return 2;
	attack_name(path, "\\Sessions\\%u\\BaseNamedObjects", nt_session());
	before = id_of(path);
	attack_name(path, "\\Sessions\\%u\\BaseNamedObjects\\ntobj_x", nt_session());
	make_event(path, 0);
	leave();
	NT_CHECK_STATUS(STATUS_OBJECT_NAME_NOT_FOUND, open_event(path));
	make_event(path, 0);
	attack_name(path, "\\Sessions\\%u\\BaseNamedObjects", nt_session());
	NT_CHECK(id_of(path) != before);
	return 0;
}

TEST_F(namespaces, sessions)
{
	struct nt_totals before;
	int result;

	if (!self->can)
		SKIP(return, "this kernel has no IPC namespaces");
	attack_settle();
	before = nt_totals();
	result = nt_child(log_in_and_leave, NULL);
	if (result == 2)
		SKIP(return, "no audit sessions here");
	EXPECT_EQ(0, result);
	EXPECT_TRUE(NT_UNTIL(nt_totals().objects <= before.objects));
}

/*
 * The end of one
 */

/* With all kinds of things in it, one within the other, and to stay. */
static void fill(unsigned int number)
{
	char16_t path[ATTACK_PATH];
	__u64 directory;
	__u64 handle;

	attack_name(path, "\\BaseNamedObjects\\ntobj_ghost_%u", number);
	make_event(path, NTOBJ_OBJ_PERMANENT);
	attack_name(path, "\\ntobj_ghosts_%u", number);
	NT_CHECK_STATUS(STATUS_SUCCESS,
			nt_create_directory(&directory,
					    nt_name_flags(path, NTOBJ_OBJ_PERMANENT),
					    NTOBJ_DIRECTORY_ALL_ACCESS));
	NT_CHECK_STATUS(STATUS_SUCCESS,
			nt_create_event(&handle,
					nt_at_flags(directory, u"event", NTOBJ_OBJ_PERMANENT),
					1, 0, 0));
	NT_CHECK_STATUS(STATUS_SUCCESS,
			nt_create_directory(&handle,
					    nt_at_flags(directory, u"deeper",
							NTOBJ_OBJ_PERMANENT), 1));
	NT_CHECK_STATUS(STATUS_SUCCESS,
			nt_create_link(&handle,
				       nt_at_flags(directory, u"link", NTOBJ_OBJ_PERMANENT), 1,
				       path));
	NT_CHECK_STATUS(STATUS_SUCCESS,
			nt_create_link(&handle, nt_name(u"\\GLOBAL??\\ntobj_ghost"), 1, path));
}

/* A new one has what all new ones have, and nothing of any that was before. */
struct life {
	unsigned int number;
	unsigned int root;
	unsigned int base;
};

static int live_and_die(void *context)
{
	struct life *life = context;

	leave();
	NT_CHECK(count_entries(u"\\") == life->root);
	NT_CHECK(count_entries(BNO) == life->base);
	NT_CHECK(count_entries(u"\\GLOBAL??") == 2);
	NT_CHECK_STATUS(STATUS_OBJECT_NAME_NOT_FOUND, open_event(BNO u"\\ntobj_ghost_0"));
	fill(life->number);
	return 0;
}

static int count_new(void *context)
{
	leave();
	return count_entries(*(const char16_t **)context);
}

TEST_F_TIMEOUT(namespaces, many, 300)
{
	unsigned int rounds = nt_rounds(50, 300);
	const char16_t *paths[] = { u"\\", BNO };
	struct nt_totals before;
	struct life life;

	if (!self->can)
		SKIP(return, "this kernel has no IPC namespaces");
	attack_settle();
	before = nt_totals();
	life.root = nt_child(count_new, &paths[0]);
	life.base = nt_child(count_new, &paths[1]);
	EXPECT_LT(10, life.root);
	EXPECT_EQ(3, life.base);
	for (life.number = 0; life.number < rounds; life.number++)
		ASSERT_EQ(0, nt_child(live_and_die, &life));
	EXPECT_EQ(before.handles, nt_totals().handles);
	EXPECT_TRUE(NT_UNTIL(nt_totals().objects <= before.objects));
}

/*
 * Who leaves one without a call after that is still known to be in it, while
 * Linux may have given its memory to another: no name may show up there.
 */
static int haunt(void *context)
{
	unsigned int number;

	(void)context;
	for (number = 0; number < 20; number++) {
		const char16_t *path = BNO;
		char16_t ghost[ATTACK_PATH];

		leave();
		NT_CHECK(count_entries(BNO) == 3);
		attack_name(ghost, "\\BaseNamedObjects\\ntobj_ghost_%u", number);
		make_event(ghost, NTOBJ_OBJ_PERMANENT);
		/* And away; then others come, one of which may have the memory. */
		leave();
		NT_CHECK(nt_child(count_new, &path) == 3);
		NT_CHECK(nt_child(count_new, &path) == 3);
		NT_CHECK_STATUS(STATUS_OBJECT_NAME_NOT_FOUND, open_event(ghost));
	}
	return 0;
}

TEST_F_TIMEOUT(namespaces, ghosts, 120)
{
	struct nt_totals before;

	if (!self->can)
		SKIP(return, "this kernel has no IPC namespaces");
	attack_settle();
	before = nt_totals();
	EXPECT_EQ(0, nt_child(haunt, NULL));
	EXPECT_TRUE(NT_UNTIL(nt_totals().objects <= before.objects));
}

/* A handle from a visit outlives it all. */
TEST_F(namespaces, handle_outlives)
{
	char16_t name[ATTACK_PATH];
	struct nt_totals before;
	int ready[2];
	__u64 event;
	pid_t host;
	char byte;
	int there;
	int here;

	if (!self->can)
		SKIP(return, "this kernel has no IPC namespaces");
	attack_settle();
	before = nt_totals();
	ASSERT_EQ(0, pipe(ready));
	host = nt_child_start(be_host, ready);
	ASSERT_EQ(1, read(ready[0], &byte, 1));
	there = open_namespace(host);
	here = open_namespace(getpid());
	ASSERT_EQ(0, setns(there, CLONE_NEWIPC));
	ASSERT_STATUS(STATUS_SUCCESS,
		      nt_open_event(&event, nt_name(INSIDE), NTOBJ_EVENT_ALL_ACCESS));
	ASSERT_EQ(0, setns(here, CLONE_NEWIPC));
	/* A call, so that this process is known to be back. */
	EXPECT_STATUS(STATUS_OBJECT_NAME_NOT_FOUND, open_event(INSIDE));
	close(there);
	close(here);
	kill(host, SIGKILL);
	EXPECT_EQ(NT_KILLED(SIGKILL), nt_child_end(host));
	EXPECT_STATUS(STATUS_SUCCESS, nt_set_event(event));
	EXPECT_EQ(1, nt_state(event));
	ASSERT_STATUS(STATUS_SUCCESS, nt_query_name(event, name, ATTACK_PATH));
	EXPECT_EQ(0, nt_length16(name));
	ASSERT_STATUS(STATUS_SUCCESS, nt_close(event));
	EXPECT_TRUE(NT_UNTIL(nt_totals().objects <= before.objects));
}

/* Begun and ended on several processors at a time. */
static int come_and_go(void *context)
{
	int rounds = nt_rounds(30, 200);

	(void)context;
	while (rounds--) {
		leave();
		make_event(INSIDE, NTOBJ_OBJ_PERMANENT);
		NT_CHECK(count_entries(BNO) == 4);
	}
	return 0;
}

TEST_F_TIMEOUT(namespaces, races, 300)
{
	struct nt_totals before;
	pid_t pids[4];
	unsigned int i;

	if (!self->can)
		SKIP(return, "this kernel has no IPC namespaces");
	attack_settle();
	before = nt_totals();
	for (i = 0; i < ARRAY_SIZE(pids); i++)
		pids[i] = nt_child_start(come_and_go, NULL);
	for (i = 0; i < ARRAY_SIZE(pids); i++)
		EXPECT_EQ(0, nt_child_end(pids[i]));
	EXPECT_EQ(before.handles, nt_totals().handles);
	EXPECT_TRUE(NT_UNTIL(nt_totals().objects <= before.objects));
}

TEST_HARNESS_MAIN
