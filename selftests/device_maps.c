// SPDX-License-Identifier: GPL-2.0
/*
 * Device maps: \?? is each logon's own directory first, and \GLOBAL?? behind it.
 * Nothing is copied from one to the other, and the system has \GLOBAL?? alone.
 */
#include <fcntl.h>
#include <signal.h>
#include <sys/syscall.h>

#include "ntobj_fixture.h"
#include "attack.h"
#include "security_test.h"

#define HERE	u"\\BaseNamedObjects\\ntobj_devices_here"
#define THERE	u"\\BaseNamedObjects\\ntobj_devices_there"

#define PROCESS_MAP	NTOBJ_OBJ_IGNORE_IMPERSONATED_DEVICEMAP

/* Two open directories, with an event each, which tell where one has come to. */
static void make_targets(void)
{
	static const char16_t * const targets[] = { HERE, THERE };
	unsigned int i;
	__u64 directory;
	__u64 event;

	for (i = 0; i < ARRAY_SIZE(targets); i++) {
		NT_CHECK_STATUS(STATUS_SUCCESS,
				nt_create_directory(&directory,
						    nt_secured(nt_name(targets[i]), "%s",
							       ATTACK_OPEN),
						    NTOBJ_DIRECTORY_ALL_ACCESS));
		NT_CHECK_STATUS(STATUS_SUCCESS,
				nt_create_event(&event,
						nt_secured(nt_at(directory,
								 i ? u"there" : u"here"),
							   "%s", ATTACK_OPEN),
						NTOBJ_EVENT_ALL_ACCESS, 0, 0));
	}
}

static __u64 make_device(const char16_t *name, const char16_t *target)
{
	__u64 link;

	NT_CHECK_STATUS(STATUS_SUCCESS,
			nt_create_link(&link,
				       nt_secured(nt_name(name), "%s", ATTACK_OPEN),
				       NTOBJ_SYMBOLIC_LINK_ALL_ACCESS, target));
	return link;
}

static __s32 open_event(const char16_t *name)
{
	__u64 event;
	__s32 status = nt_open_event(&event, nt_name(name), 1);

	if (status >= 0)
		nt_close(event);
	return status;
}

static __s32 open_link(const char16_t *name)
{
	__u64 link;
	__s32 status = nt_open_link(&link, nt_name(name), 1);

	if (status >= 0)
		nt_close(link);
	return status;
}

/* The path of the caller's own directory, from what his token says of him. */
static void own_path(char16_t path[ATTACK_PATH])
{
	__u64 token = nt_own_token(NTOBJ_TOKEN_QUERY);
	__u64 id = nt_token_statistics(token).authentication_id;

	attack_name(path, "\\Sessions\\0\\DosDevices\\%08x-%08x", (__u32)(id >> 32),
		    (__u32)id);
	NT_CHECK_STATUS(STATUS_SUCCESS, nt_close(token));
}

static void expect_name(__u64 handle, const char16_t *expected)
{
	char16_t name[ATTACK_PATH];

	NT_CHECK_STATUS(STATUS_SUCCESS, nt_query_name(handle, name, ATTACK_PATH));
	NT_CHECK(nt_length16(name) == nt_length16(expected));
	NT_CHECK(!memcmp(name, expected, 2 * nt_length16(name)));
}

/*
 * One's own
 */

static int have_own(void *context)
{
	char16_t expected[ATTACK_PATH];
	char16_t path[ATTACK_PATH];
	__u64 directory;
	__u64 device;

	(void)context;
	own_path(path);
	/* It is there once somebody wants to see it or puts something there. */
	NT_CHECK_STATUS(STATUS_OBJECT_NAME_NOT_FOUND,
			nt_open_directory(&directory, nt_name(path), 1));
	device = make_device(u"\\??\\ntobj_device", HERE);
	attack_path(expected, path, u"ntobj_device");
	expect_name(device, expected);
	NT_CHECK_STATUS(STATUS_SUCCESS, open_event(u"\\??\\ntobj_device\\here"));
	NT_CHECK_STATUS(STATUS_SUCCESS, open_event(u"\\DosDevices\\ntobj_device\\here"));
	NT_CHECK_STATUS(STATUS_SUCCESS, open_link(u"\\??\\ntobj_device"));
	NT_CHECK_STATUS(STATUS_OBJECT_NAME_NOT_FOUND, open_link(u"\\GLOBAL??\\ntobj_device"));
	NT_CHECK_STATUS(STATUS_SUCCESS, nt_open_directory(&directory, nt_name(u"\\??"), 1));
	expect_name(directory, path);
	NT_CHECK(attack_count_entries(directory) == 2);
	/* Relative to it there is no way to the global ones. */
	NT_CHECK_STATUS(STATUS_SUCCESS,
			nt_open_link(&device, nt_at(directory, u"ntobj_device"), 1));
	NT_CHECK_STATUS(STATUS_OBJECT_NAME_NOT_FOUND,
			nt_open_link(&device, nt_at(directory, u"GLOBALROOT"), 1));
	NT_CHECK_STATUS(STATUS_SUCCESS, open_link(u"\\??\\GLOBALROOT"));
	return 0;
}

TEST_F(ntobj, own)
{
	make_targets();
	EXPECT_EQ(0, nt_child_as(NT_BOB, have_own, NULL));
	/* With the last of Bob's processes his devices are gone. */
	EXPECT_STATUS(STATUS_OBJECT_NAME_NOT_FOUND,
		      open_link(u"\\Sessions\\0\\DosDevices\\00000001-000003e9"));
}

/* To look at \?? is enough. */
static int only_look(void *context)
{
	char16_t path[ATTACK_PATH];
	__u64 directory;
	__u64 same;

	(void)context;
	own_path(path);
	NT_CHECK_STATUS(STATUS_SUCCESS, nt_open_directory(&directory, nt_name(u"\\??"), 1));
	expect_name(directory, path);
	NT_CHECK(attack_count_entries(directory) == 1);
	NT_CHECK_STATUS(STATUS_SUCCESS, nt_open_directory(&same, nt_name(path), 1));
	NT_CHECK(nt_id(directory) == nt_id(same));
	return 0;
}

TEST_F(ntobj, looked_at)
{
	EXPECT_EQ(0, nt_child_as(NT_BOB, only_look, NULL));
}

/*
 * One's own first, then the global ones
 */

static int shadow(void *context)
{
	__u64 device;

	(void)context;
	NT_CHECK_STATUS(STATUS_SUCCESS, open_event(u"\\??\\ntobj_device\\here"));
	device = make_device(u"\\??\\ntobj_device", THERE);
	NT_CHECK_STATUS(STATUS_SUCCESS, open_event(u"\\??\\ntobj_device\\there"));
	NT_CHECK_STATUS(STATUS_OBJECT_NAME_NOT_FOUND, open_event(u"\\??\\ntobj_device\\here"));
	/* By its full name, and by the link that is in every map, it is there. */
	NT_CHECK_STATUS(STATUS_SUCCESS, open_event(u"\\GLOBAL??\\ntobj_device\\here"));
	NT_CHECK_STATUS(STATUS_SUCCESS, open_event(u"\\??\\Global\\ntobj_device\\here"));
	NT_CHECK_STATUS(STATUS_SUCCESS, nt_close(device));
	NT_CHECK_STATUS(STATUS_SUCCESS, open_event(u"\\??\\ntobj_device\\here"));
	/* Names are compared as the caller wants. */
	NT_CHECK_STATUS(STATUS_OBJECT_PATH_NOT_FOUND, open_event(u"\\??\\NTOBJ_DEVICE\\here"));
	NT_CHECK_STATUS(STATUS_SUCCESS,
			nt_open_event(&device,
				      nt_name_flags(u"\\??\\NTOBJ_DEVICE\\HERE",
						    NTOBJ_OBJ_CASE_INSENSITIVE), 1));
	return 0;
}

static int see_nothing_of_it(void *context)
{
	(void)context;
	NT_CHECK_STATUS(STATUS_OBJECT_NAME_NOT_FOUND, open_event(u"\\??\\ntobj_device\\there"));
	NT_CHECK_STATUS(STATUS_SUCCESS, open_event(u"\\??\\ntobj_device\\here"));
	return 0;
}

TEST_F(ntobj, local_first)
{
	__u64 device;

	make_targets();
	device = make_device(u"\\??\\ntobj_device", HERE);
	expect_name(device, u"\\GLOBAL??\\ntobj_device");
	EXPECT_EQ(0, nt_child_as(NT_BOB, shadow, NULL));
	EXPECT_EQ(0, nt_child_as(ATTACK_CAROL, see_nothing_of_it, NULL));
	EXPECT_EQ(0, see_nothing_of_it(NULL));
}

/* What appears among the global ones is seen by all at once, and goes so. */
struct watcher {
	int turn[2];
	int back[2];
};

static int watch(void *context)
{
	struct watcher *watcher = context;
	__u64 directory;
	char byte;

	NT_CHECK_STATUS(STATUS_SUCCESS, nt_open_directory(&directory, nt_name(u"\\??"), 1));
	NT_CHECK_STATUS(STATUS_OBJECT_PATH_NOT_FOUND, open_event(u"\\??\\ntobj_later\\here"));
	NT_CHECK(write(watcher->back[1], "1", 1) == 1);
	NT_CHECK(read(watcher->turn[0], &byte, 1) == 1);
	NT_CHECK_STATUS(STATUS_SUCCESS, open_event(u"\\??\\ntobj_later\\here"));
	NT_CHECK(attack_count_entries(directory) == 1);
	NT_CHECK(write(watcher->back[1], "2", 1) == 1);
	NT_CHECK(read(watcher->turn[0], &byte, 1) == 1);
	NT_CHECK_STATUS(STATUS_OBJECT_PATH_NOT_FOUND, open_event(u"\\??\\ntobj_later\\here"));
	return 0;
}

TEST_F(ntobj, nothing_is_copied)
{
	struct watcher watcher;
	__u64 device;
	pid_t bob;
	char byte;

	make_targets();
	ASSERT_EQ(0, pipe(watcher.turn));
	ASSERT_EQ(0, pipe(watcher.back));
	bob = nt_child_start_as(NT_BOB, watch, &watcher);
	ASSERT_EQ(1, read(watcher.back[0], &byte, 1));
	device = make_device(u"\\GLOBAL??\\ntobj_later", HERE);
	ASSERT_EQ(1, write(watcher.turn[1], "1", 1));
	ASSERT_EQ(1, read(watcher.back[0], &byte, 1));
	ASSERT_STATUS(STATUS_SUCCESS, nt_close(device));
	ASSERT_EQ(1, write(watcher.turn[1], "2", 1));
	EXPECT_EQ(0, nt_child_end(bob));
}

/* One's own that leads nowhere, or that one can't open, does not lead on. */
static int broken(void *context)
{
	__u64 device = make_device(u"\\??\\ntobj_device", u"\\ntobj_absent");
	__u64 handle;

	(void)context;
	NT_CHECK(open_event(u"\\??\\ntobj_device\\here") < 0);
	NT_CHECK_STATUS(STATUS_SUCCESS, nt_close(device));
	NT_CHECK_STATUS(STATUS_SUCCESS,
			nt_create_event(&device,
					nt_secured(nt_name(u"\\??\\ntobj_device"), "D:"),
					NTOBJ_EVENT_ALL_ACCESS, 0, 0));
	NT_CHECK_STATUS(STATUS_OBJECT_TYPE_MISMATCH, open_link(u"\\??\\ntobj_device"));
	NT_CHECK_STATUS(STATUS_ACCESS_DENIED,
			nt_open_event(&handle, nt_name(u"\\??\\ntobj_device"), 1));
	return 0;
}

TEST_F(ntobj, one_that_leads_nowhere)
{
	make_targets();
	make_device(u"\\GLOBAL??\\ntobj_device", HERE);
	EXPECT_EQ(0, nt_child_as(NT_BOB, broken, NULL));
}

/* Only a whole first component is the prefix. */
static int other_prefixes(void *context)
{
	__u64 handle;

	(void)context;
	make_device(u"\\??\\ntobj_device", HERE);
	NT_CHECK_STATUS(STATUS_OBJECT_PATH_NOT_FOUND, open_event(u"\\??x\\ntobj_device\\here"));
	NT_CHECK_STATUS(STATUS_OBJECT_PATH_NOT_FOUND, open_event(u"\\?\\ntobj_device\\here"));
	NT_CHECK_STATUS(STATUS_OBJECT_PATH_NOT_FOUND,
			open_event(u"\\BaseNamedObjects\\??\\ntobj_device\\here"));
	NT_CHECK_STATUS(STATUS_OBJECT_PATH_SYNTAX_BAD,
			open_event(u"??\\ntobj_device\\here"));
	NT_CHECK_STATUS(STATUS_OBJECT_NAME_INVALID,
			nt_open_directory(&handle, nt_name(u"\\??\\\\ntobj_device"), 1));
	return 0;
}

TEST_F(ntobj, prefix)
{
	make_targets();
	EXPECT_EQ(0, nt_child_as(NT_BOB, other_prefixes, NULL));
}

/*
 * Users
 */

struct pair {
	int ready[2];
	uid_t user;
};

static int have_device(void *context)
{
	struct pair *pair = context;

	make_device(u"\\??\\ntobj_mine", HERE);
	NT_CHECK(write(pair->ready[1], "r", 1) == 1);
	return nt_be_victim(NULL);
}

/* Another user's is as if it were not there, and its directory is closed. */
static int look_for_his(void *context)
{
	static const char16_t his[] = u"\\Sessions\\0\\DosDevices\\00000001-000003e9";
	char16_t path[ATTACK_PATH];
	__u64 handle;

	(void)context;
	NT_CHECK_STATUS(STATUS_OBJECT_NAME_NOT_FOUND, open_link(u"\\??\\ntobj_mine"));
	NT_CHECK_STATUS(STATUS_ACCESS_DENIED,
			nt_open_directory(&handle, nt_name(his), NTOBJ_MAXIMUM_ALLOWED));
	attack_path(path, his, u"ntobj_mine");
	NT_CHECK_STATUS(STATUS_ACCESS_DENIED, open_link(path));
	attack_path(path, his, u"ntobj_absent");
	NT_CHECK_STATUS(STATUS_ACCESS_DENIED, open_link(path));
	NT_CHECK_STATUS(STATUS_ACCESS_DENIED,
			nt_create_link(&handle, nt_name(path), 1, u"\\"));
	/* Who else has devices is not to be listed. */
	NT_CHECK_STATUS(STATUS_ACCESS_DENIED,
			nt_open_directory(&handle, nt_name(u"\\Sessions\\0\\DosDevices"),
					  NTOBJ_DIRECTORY_QUERY));
	attack_path(path, u"\\Sessions\\0\\DosDevices", u"00000001-00001234");
	NT_CHECK_STATUS(STATUS_ACCESS_DENIED, nt_create_directory(&handle, nt_name(path), 1));
	return 0;
}

static int find_mine(void *context)
{
	(void)context;
	return open_event(u"\\??\\ntobj_mine\\here") != STATUS_SUCCESS;
}

static int look_as_system(void *context)
{
	(void)context;
	NT_CHECK_STATUS(STATUS_OBJECT_NAME_NOT_FOUND, open_link(u"\\??\\ntobj_mine"));
	NT_CHECK_STATUS(STATUS_SUCCESS,
			open_link(u"\\Sessions\\0\\DosDevices\\00000001-000003e9\\ntobj_mine"));
	return 0;
}

/* The same user, logged in apart: devices are of a logon. */
static int look_from_session(void *context)
{
	(void)context;
	if (nt_log_in(NT_BOB))
		return 0;
	NT_CHECK(!nt_become(NT_BOB));
	NT_CHECK_STATUS(STATUS_OBJECT_NAME_NOT_FOUND, open_link(u"\\??\\ntobj_mine"));
	make_device(u"\\??\\ntobj_mine", THERE);
	NT_CHECK_STATUS(STATUS_SUCCESS, open_event(u"\\??\\ntobj_mine\\there"));
	return 0;
}

TEST_F(ntobj, users_apart)
{
	struct pair pair;
	pid_t bob;
	char byte;

	make_targets();
	ASSERT_EQ(0, pipe(pair.ready));
	bob = nt_child_start_as(NT_BOB, have_device, &pair);
	ASSERT_EQ(1, read(pair.ready[0], &byte, 1));
	/* The canary: another process of his sees it. */
	EXPECT_EQ(0, nt_child_as(NT_BOB, find_mine, NULL));
	EXPECT_EQ(0, nt_child_as(ATTACK_CAROL, look_for_his, NULL));
	EXPECT_EQ(0, nt_child(look_as_system, NULL));
	EXPECT_EQ(0, nt_child(look_from_session, NULL));
	EXPECT_EQ(0, nt_child_as(NT_BOB, find_mine, NULL));
	kill(bob, SIGKILL);
	EXPECT_EQ(NT_KILLED(SIGKILL), nt_child_end(bob));
	EXPECT_NE(0, nt_child_as(NT_BOB, find_mine, NULL));
}

/* Who changes his user changes his devices. */
static int change_users(void *context)
{
	int i;

	(void)context;
	make_device(u"\\??\\ntobj_roots", HERE);
	for (i = 0; i < 20; i++) {
		uid_t user = i % 2 ? NT_BOB : ATTACK_CAROL;
		__u64 device;

		NT_CHECK(!seteuid(user));
		NT_CHECK_STATUS(STATUS_OBJECT_NAME_NOT_FOUND, open_link(u"\\??\\ntobj_users"));
		device = make_device(u"\\??\\ntobj_users", THERE);
		NT_CHECK_STATUS(STATUS_SUCCESS, open_event(u"\\??\\ntobj_users\\there"));
		NT_CHECK_STATUS(STATUS_SUCCESS, open_event(u"\\??\\ntobj_roots\\here"));
		NT_CHECK(!seteuid(0));
		NT_CHECK_STATUS(STATUS_OBJECT_NAME_NOT_FOUND, open_link(u"\\??\\ntobj_users"));
		NT_CHECK_STATUS(STATUS_SUCCESS, nt_close(device));
	}
	return 0;
}

TEST_F(ntobj, changed_user)
{
	struct nt_totals before;

	make_targets();
	before = nt_totals();
	EXPECT_EQ(0, nt_child(change_users, NULL));
	EXPECT_EQ(before.handles, nt_totals().handles);
	EXPECT_TRUE(NT_UNTIL(nt_totals().objects <= before.objects));
}

/* A thread that is the system for a while, in a process of Bob's. */
static void *look_impersonating(void *context)
{
	__u64 link;

	(void)context;
	NT_CHECK(!syscall(SYS_setresuid, -1, 0, -1));
	NT_CHECK_STATUS(STATUS_OBJECT_NAME_NOT_FOUND, open_link(u"\\??\\ntobj_users"));
	NT_CHECK_STATUS(STATUS_SUCCESS,
			nt_open_link(&link, nt_name_flags(u"\\??\\ntobj_users", PROCESS_MAP),
				     1));
	NT_CHECK_STATUS(STATUS_OBJECT_NAME_NOT_FOUND,
			nt_open_link(&link, nt_name_flags(u"\\??\\ntobj_absent", PROCESS_MAP),
				     1));
	return NULL;
}

static int impersonate(void *context)
{
	pthread_t thread;

	(void)context;
	NT_CHECK(!seteuid(NT_BOB));
	make_device(u"\\??\\ntobj_users", THERE);
	NT_CHECK(!pthread_create(&thread, NULL, look_impersonating, NULL));
	NT_CHECK(!pthread_join(thread, NULL));
	/* To who does not impersonate it makes no difference. */
	NT_CHECK_STATUS(STATUS_SUCCESS, open_link(u"\\??\\ntobj_users"));
	return 0;
}

/* The process's devices, for who asks for them whoever he is just now. */
TEST_F(ntobj, impersonated)
{
	make_targets();
	EXPECT_EQ(0, nt_child(impersonate, NULL));
}

/* One's own directory, taken away under oneself by all that one may do with it. */
static int abuse_own(void *context)
{
	char16_t path[ATTACK_PATH];
	__u64 directory;
	__u64 device;

	(void)context;
	own_path(path);
	device = make_device(u"\\??\\ntobj_device", HERE);
	NT_CHECK_STATUS(STATUS_SUCCESS,
			nt_open_directory(&directory, nt_name(path), NTOBJ_MAXIMUM_ALLOWED));
	nt_hot(NTOBJ_IOC_MAKE_TEMPORARY_OBJECT, directory);
	nt_set_security(directory, NT_DACL, "D:");
	nt_set_security(directory, NT_OWNER, "O:U1001");
	NT_CHECK_STATUS(STATUS_SUCCESS, nt_close(directory));
	/* It is his to close to himself, and nothing breaks. */
	open_event(u"\\??\\ntobj_device\\here");
	open_link(u"\\??\\GLOBALROOT");
	NT_CHECK_STATUS(STATUS_SUCCESS, open_link(u"\\GLOBAL??\\GLOBALROOT"));
	NT_CHECK_STATUS(STATUS_SUCCESS, nt_close(device));
	nt_create_link(&device, nt_name(u"\\??\\ntobj_other"), 1, HERE);
	nt_open_directory(&directory, nt_name(u"\\??"), 1);
	return 0;
}

TEST_F(ntobj, abused)
{
	struct nt_totals before;

	make_targets();
	before = nt_totals();
	EXPECT_EQ(0, nt_child_as(NT_BOB, abuse_own, NULL));
	EXPECT_EQ(before.handles, nt_totals().handles);
	EXPECT_TRUE(NT_UNTIL(nt_totals().objects <= before.objects));
	EXPECT_EQ(0, nt_child_as(NT_BOB, have_own, NULL));
}

/* Links that go round in maps are cut like any others. */
static int go_round(void *context)
{
	(void)context;
	make_device(u"\\??\\ntobj_round", u"\\??\\ntobj_round");
	NT_CHECK(open_event(u"\\??\\ntobj_round\\x") < 0);
	make_device(u"\\??\\ntobj_longer", u"\\??\\ntobj_longer\\x");
	NT_CHECK(open_event(u"\\??\\ntobj_longer\\x") < 0);
	make_device(u"\\??\\ntobj_back", u"\\??\\Global\\ntobj_forth");
	NT_CHECK(open_event(u"\\??\\ntobj_back\\x") < 0);
	return 0;
}

TEST_F(ntobj, round_about)
{
	make_device(u"\\GLOBAL??\\ntobj_forth", u"\\??\\ntobj_back");
	EXPECT_EQ(0, nt_child_as(NT_BOB, go_round, NULL));
	EXPECT_GT(0, open_event(u"\\??\\ntobj_forth\\x"));
}

TEST_HARNESS_MAIN
