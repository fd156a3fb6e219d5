// SPDX-License-Identifier: GPL-2.0
/*
 * Sessions: those of Linux's audit, and what each has of its own in the
 * namespace. They begin with the first call of a process of theirs and end with
 * their last process, and nobody but the system looks into another one's.
 */
#include <fcntl.h>
#include <signal.h>
#include <sys/mman.h>

#include "kselftest_harness.h"
#include "attack.h"
#include "security_test.h"

#define BNO	u"\\BaseNamedObjects"

#define LOOK	(NTOBJ_DIRECTORY_QUERY | NTOBJ_DIRECTORY_TRAVERSE)
#define MAKE	(LOOK | NTOBJ_DIRECTORY_CREATE_OBJECT | NTOBJ_DIRECTORY_CREATE_SUBDIRECTORY)

/**
 * struct member - a process in a session of its own, which waits to be told
 * @body: what it does
 * @user: who it is
 * @stays: it does not log in, and so stays in its maker's session
 * @argument: for @body
 * @session: its session, once it is ready
 * @ready: it has done its part
 * @go: a byte that lets it end
 * @pid: the process
 */
struct member {
	void (*body)(struct member *member);
	uid_t user;
	bool stays;
	__u32 argument;
	__u32 session;
	int ready[2];
	int go[2];
	pid_t pid;
};

static int be_member(void *context)
{
	struct member *member = context;
	__u32 session;
	char byte;

	if (!member->stays)
		NT_CHECK(!nt_log_in(member->user));
	session = nt_session();
	NT_CHECK(member->stays || session);
	if (member->user)
		NT_CHECK(!nt_become(member->user));
	member->session = session;
	member->body(member);
	NT_CHECK(write(member->ready[1], &session, sizeof(session)) == sizeof(session));
	NT_CHECK(read(member->go[0], &byte, 1) == 1);
	return 0;
}

/* Returns once its body has been run. */
static void member_start(struct member *member)
{
	NT_CHECK(!pipe2(member->ready, O_CLOEXEC) && !pipe2(member->go, O_CLOEXEC));
	member->pid = nt_child_start(be_member, member);
	close(member->ready[1]);
	if (read(member->ready[0], &member->session, sizeof(member->session)) !=
	    sizeof(member->session))
		member->session = 0;
}

static int member_end(struct member *member)
{
	NT_CHECK(write(member->go[1], "g", 1) == 1);
	close(member->go[0]);
	close(member->go[1]);
	close(member->ready[0]);
	return nt_child_end(member->pid);
}

static int member_run(struct member *member)
{
	member_start(member);
	return member_end(member);
}

static __s32 open_directory(const char16_t *path)
{
	__u64 handle;
	__s32 status = nt_open_directory(&handle, nt_name(path), NTOBJ_DIRECTORY_QUERY);

	if (status >= 0)
		nt_close(handle);
	return status;
}

static __s32 open_event(const char16_t *path)
{
	__u64 handle;
	__s32 status = nt_open_event(&handle, nt_name(path), NTOBJ_EVENT_QUERY_STATE);

	if (status >= 0)
		nt_close(handle);
	return status;
}

static void make_event(const char16_t *path)
{
	__u64 handle;

	NT_CHECK_STATUS(STATUS_SUCCESS,
			nt_create_event(&handle, nt_name(path), NTOBJ_EVENT_ALL_ACCESS, 0, 0));
}

static __s32 open_session(__u32 session)
{
	char16_t path[ATTACK_PATH];

	attack_name(path, "\\Sessions\\%u", session);
	return open_directory(path);
}

static __s32 open_in_session(__u32 session, const char *name)
{
	char16_t path[ATTACK_PATH];

	attack_name(path, "\\Sessions\\%u\\BaseNamedObjects\\%s", session, name);
	return open_event(path);
}

static __s32 open_session_link(__u32 session)
{
	char16_t path[ATTACK_PATH];
	__u64 handle;
	__s32 status;

	attack_name(path, "\\Sessions\\BNOLINKS\\%u", session);
	status = nt_open_link(&handle, nt_name(path), NTOBJ_SYMBOLIC_LINK_QUERY);
	if (status >= 0)
		nt_close(handle);
	return status;
}

FIXTURE(sessions) {
	bool can;
};

static int try_to_log_in(void *context)
{
	(void)context;
	return nt_log_in(NT_BOB) || !nt_session();
}

FIXTURE_SETUP(sessions)
{
	ASSERT_LE(0, nt_open_device());
	if (nt_child(try_to_log_in, NULL))
		SKIP(return, "this kernel has no audit sessions");
	self->can = true;
}

FIXTURE_TEARDOWN(sessions)
{
}

/*
 * What there is
 */

static void use_session(struct member *member)
{
	char16_t path[ATTACK_PATH];

	attack_name(path, "\\Sessions\\%u\\BaseNamedObjects\\ntobj_event", member->session);
	make_event(path);
}

static void do_nothing(struct member *member)
{
	(void)member;
}

static void expect_rights(__u32 session, const char *rest, __u32 has, __u32 has_not)
{
	char16_t path[ATTACK_PATH];
	__u64 handle;
	__u32 granted;

	attack_name(path, "\\Sessions\\%u%s", session, rest);
	NT_CHECK_STATUS(STATUS_SUCCESS,
			nt_open_directory(&handle, nt_name(path), NTOBJ_MAXIMUM_ALLOWED));
	granted = nt_granted(handle);
	if ((granted & has) != has || granted & has_not)
		fprintf(stderr, "# \\Sessions\\%u%s: 0x%x\n", session, rest, granted);
	NT_CHECK((granted & has) == has && !(granted & has_not));
	NT_CHECK_STATUS(STATUS_SUCCESS, nt_close(handle));
}

static void look_around(struct member *member)
{
	__u32 never = NTOBJ_DELETE | NTOBJ_WRITE_DAC | NTOBJ_WRITE_OWNER;

	expect_rights(member->session, "", LOOK, never | (MAKE & ~LOOK));
	expect_rights(member->session, "\\BaseNamedObjects", MAKE, never);
	expect_rights(member->session, "\\DosDevices", LOOK, never);
	expect_rights(member->session, "\\Windows", LOOK, never);
}

TEST_F(sessions, tree)
{
	struct member bob = { .body = look_around, .user = NT_BOB };

	if (!self->can)
		SKIP(return, "this kernel has no audit sessions");
	member_start(&bob);
	EXPECT_NE(0, bob.session);
	EXPECT_STATUS(STATUS_SUCCESS, open_session(bob.session));
	EXPECT_STATUS(STATUS_SUCCESS, open_session_link(bob.session));
	EXPECT_EQ(0, member_end(&bob));
	EXPECT_STATUS(STATUS_OBJECT_NAME_NOT_FOUND, open_session(bob.session));
	EXPECT_STATUS(STATUS_OBJECT_NAME_NOT_FOUND, open_session_link(bob.session));
}

/* A process that makes no call has no need of one. */
TEST_F(sessions, no_call_no_session)
{
	struct member quiet = { .body = do_nothing, .user = NT_BOB };

	if (!self->can)
		SKIP(return, "this kernel has no audit sessions");
	member_start(&quiet);
	EXPECT_STATUS(STATUS_OBJECT_NAME_NOT_FOUND, open_session(quiet.session));
	EXPECT_EQ(0, member_end(&quiet));
}

static void check_target(const char16_t *path, const char *expected)
{
	struct ntobj_query_symbolic_link query = {};
	char16_t wanted[ATTACK_PATH];
	char16_t target[ATTACK_PATH];
	__u64 link;

	attack_name(wanted, "%s", expected);
	NT_CHECK_STATUS(STATUS_SUCCESS,
			nt_open_link(&link, nt_name(path), NTOBJ_SYMBOLIC_LINK_QUERY));
	query.buffer = nt_address(target);
	query.length = sizeof(target);
	NT_CHECK_STATUS(STATUS_SUCCESS, nt_query_link(link, &query));
	NT_CHECK(query.target_length == 2 * nt_length16(wanted));
	NT_CHECK(!memcmp(target, wanted, query.target_length));
	NT_CHECK_STATUS(STATUS_SUCCESS, nt_close(link));
}

/* Where a name that a program gives without a session comes to lie. */
static void check_place(const char *given, const char *expected)
{
	char16_t path[ATTACK_PATH];
	char16_t name[ATTACK_PATH];
	char16_t wanted[ATTACK_PATH];
	__u64 handle;

	attack_name(path, "%s", given);
	attack_name(wanted, "%s", expected);
	NT_CHECK_STATUS(STATUS_SUCCESS,
			nt_create_event(&handle, nt_name(path), NTOBJ_EVENT_ALL_ACCESS, 0, 0));
	NT_CHECK_STATUS(STATUS_SUCCESS, nt_query_name(handle, name, ATTACK_PATH));
	NT_CHECK(nt_length16(name) == nt_length16(wanted));
	NT_CHECK(!memcmp(name, wanted, 2 * nt_length16(name)));
	NT_CHECK_STATUS(STATUS_SUCCESS, nt_close(handle));
}

static void follow_links(struct member *member)
{
	char16_t path[ATTACK_PATH];
	char given[128];
	char expected[128];
	char base[64];

	snprintf(base, sizeof(base), "\\Sessions\\%u\\BaseNamedObjects", member->session);
	attack_name(path, "%s\\Global", base);
	check_target(path, "\\BaseNamedObjects");
	attack_name(path, "%s\\Local", base);
	check_target(path, base);
	attack_name(path, "%s\\Session", base);
	check_target(path, "\\Sessions\\BNOLINKS");
	attack_name(path, "\\Sessions\\BNOLINKS\\%u", member->session);
	check_target(path, base);

	snprintf(expected, sizeof(expected), "%s\\ntobj_x", base);
	snprintf(given, sizeof(given), "%s\\ntobj_x", base);
	check_place(given, expected);
	snprintf(given, sizeof(given), "%s\\Local\\ntobj_x", base);
	check_place(given, expected);
	snprintf(given, sizeof(given), "%s\\Local\\Local\\ntobj_x", base);
	check_place(given, expected);
	snprintf(given, sizeof(given), "%s\\Session\\%u\\ntobj_x", base, member->session);
	check_place(given, expected);
	snprintf(given, sizeof(given), "\\BaseNamedObjects\\Session\\%u\\ntobj_x",
		 member->session);
	check_place(given, expected);
	snprintf(given, sizeof(given), "%s\\Global\\ntobj_x", base);
	check_place(given, "\\BaseNamedObjects\\ntobj_x");
	snprintf(given, sizeof(given), "%s\\Session\\0\\ntobj_x", base);
	check_place(given, "\\BaseNamedObjects\\ntobj_x");
	check_place("\\BaseNamedObjects\\Global\\ntobj_x", "\\BaseNamedObjects\\ntobj_x");
	check_place("\\BaseNamedObjects\\Local\\ntobj_x", "\\BaseNamedObjects\\ntobj_x");
}

TEST_F(sessions, links)
{
	struct member bob = { .body = follow_links, .user = NT_BOB };

	if (!self->can)
		SKIP(return, "this kernel has no audit sessions");
	EXPECT_EQ(0, member_run(&bob));
}

/*
 * Beginning and end
 */

/* What has a name there loses it; who holds it, holds it. */
TEST_F(sessions, end_with_handles)
{
	struct member bob = { .body = use_session, .user = NT_BOB };
	struct nt_totals before;
	char16_t path[ATTACK_PATH];
	char16_t name[ATTACK_PATH];
	__u64 directory;
	__u64 made;
	__u64 event;

	if (!self->can)
		SKIP(return, "this kernel has no audit sessions");
	attack_settle();
	before = nt_totals();
	member_start(&bob);
	attack_name(path, "\\Sessions\\%u\\BaseNamedObjects", bob.session);
	ASSERT_STATUS(STATUS_SUCCESS,
		      nt_open_directory(&directory, nt_name(path),
					NTOBJ_DIRECTORY_ALL_ACCESS));
	ASSERT_STATUS(STATUS_SUCCESS,
		      nt_open_event(&event, nt_at(directory, u"ntobj_event"),
				    NTOBJ_EVENT_ALL_ACCESS));
	EXPECT_EQ(0, member_end(&bob));
	EXPECT_STATUS(STATUS_OBJECT_NAME_NOT_FOUND, open_session(bob.session));
	ASSERT_STATUS(STATUS_SUCCESS, nt_query_name(event, name, ATTACK_PATH));
	EXPECT_EQ(0, nt_length16(name));
	EXPECT_STATUS(STATUS_SUCCESS, nt_set_event(event));
	EXPECT_EQ(1, nt_state(event));
	EXPECT_EQ(0, attack_count_entries(directory));
	/* Nothing made in what is left of the directory outlives its handle. */
	if (nt_create_event(&made, nt_at(directory, u"late"), 1, 0, 0) == STATUS_SUCCESS)
		ASSERT_STATUS(STATUS_SUCCESS, nt_close(made));
	ASSERT_STATUS(STATUS_SUCCESS, nt_close(event));
	ASSERT_STATUS(STATUS_SUCCESS, nt_close(directory));
	EXPECT_EQ(before.handles, nt_totals().handles);
	EXPECT_TRUE(NT_UNTIL(nt_totals().objects <= before.objects));
}

/* What is permanent in a session is so as long as the session is. */
static void make_permanent(struct member *member)
{
	char16_t path[ATTACK_PATH];
	__u64 handle;

	attack_name(path, "\\Sessions\\%u\\BaseNamedObjects\\ntobj_stays", member->session);
	NT_CHECK_STATUS(STATUS_SUCCESS,
			nt_create_event(&handle, nt_name_flags(path, NTOBJ_OBJ_PERMANENT),
					NTOBJ_EVENT_ALL_ACCESS, 0, 0));
	NT_CHECK_STATUS(STATUS_SUCCESS, nt_close(handle));
	NT_CHECK_STATUS(STATUS_SUCCESS, open_in_session(member->session, "ntobj_stays"));
	attack_name(path, "\\Sessions\\%u\\BaseNamedObjects\\ntobj_place", member->session);
	NT_CHECK_STATUS(STATUS_SUCCESS,
			nt_create_directory(&handle,
					    nt_name_flags(path, NTOBJ_OBJ_PERMANENT), 1));
	attack_name(path, "\\Sessions\\%u\\BaseNamedObjects\\ntobj_place\\x", member->session);
	NT_CHECK_STATUS(STATUS_SUCCESS,
			nt_create_event(&handle, nt_name_flags(path, NTOBJ_OBJ_PERMANENT),
					NTOBJ_EVENT_ALL_ACCESS, 0, 0));
}

TEST_F(sessions, permanent_objects)
{
	struct member root = { .body = make_permanent };
	struct nt_totals before;

	if (!self->can)
		SKIP(return, "this kernel has no audit sessions");
	attack_settle();
	before = nt_totals();
	EXPECT_EQ(0, member_run(&root));
	EXPECT_STATUS(STATUS_OBJECT_NAME_NOT_FOUND, open_session(root.session));
	EXPECT_TRUE(NT_UNTIL(nt_totals().objects <= before.objects));
}

/* A process or token of it that somebody else has open keeps no session. */
TEST_F(sessions, end_with_process_and_token_open)
{
	struct member bob = { .body = use_session, .user = NT_BOB };
	__u64 process;
	__u64 thread;
	__u64 token;

	if (!self->can)
		SKIP(return, "this kernel has no audit sessions");
	member_start(&bob);
	process = nt_process(bob.pid);
	thread = nt_thread(bob.pid);
	ASSERT_STATUS(STATUS_SUCCESS,
		      nt_open_process_token(&token, process, NTOBJ_TOKEN_ALL_ACCESS));
	EXPECT_EQ(0, member_end(&bob));
	EXPECT_STATUS(STATUS_OBJECT_NAME_NOT_FOUND, open_session(bob.session));
	EXPECT_STATUS(STATUS_OBJECT_NAME_NOT_FOUND, open_session_link(bob.session));
	EXPECT_TEXT("U1001", nt_token_sid(token, NTOBJ_TOKEN_USER));
	EXPECT_NE(0, nt_token_group(token, "S-1-5-5-%u-1001", bob.session));
	ASSERT_STATUS(STATUS_SUCCESS, nt_close(token));
	ASSERT_STATUS(STATUS_SUCCESS, nt_close(process));
	ASSERT_STATUS(STATUS_SUCCESS, nt_close(thread));
}

/* The session is there until the last one goes, whoever began it. */
static void have_child(struct member *member)
{
	struct member *child = mmap(NULL, sizeof(*child), PROT_READ | PROT_WRITE,
				    MAP_SHARED | MAP_ANONYMOUS, -1, 0);

	NT_CHECK(child != MAP_FAILED);
	use_session(member);
	/* It is Bob already. */
	*child = (struct member){ .body = look_around, .stays = true };
	/* It waits for what its grandparent will write. */
	memcpy(child->go, member->go, sizeof(child->go));
	NT_CHECK(!pipe(child->ready));
	child->pid = nt_child_start(be_member, child);
	NT_CHECK(read(child->ready[0], &child->session, 4) == 4);
	NT_CHECK(child->session == member->session);
	/* Gone is he who began; the child is left, and tells of itself. */
	NT_CHECK(write(member->ready[1], &child->session, 4) == 4);
	_exit(0);
}

TEST_F(sessions, last_process)
{
	struct member bob = { .body = have_child, .user = NT_BOB };

	if (!self->can)
		SKIP(return, "this kernel has no audit sessions");
	member_start(&bob);
	EXPECT_EQ(0, nt_child_end(bob.pid));
	EXPECT_STATUS(STATUS_SUCCESS, open_session(bob.session));
	/* What the first one named is gone with him. */
	EXPECT_STATUS(STATUS_OBJECT_NAME_NOT_FOUND,
		      open_in_session(bob.session, "ntobj_event"));
	ASSERT_EQ(1, write(bob.go[1], "g", 1));
	EXPECT_TRUE(NT_UNTIL(open_session(bob.session) == STATUS_OBJECT_NAME_NOT_FOUND));
}

/* Root may log in again: the same process is in another session then. */
static void log_in_again(struct member *member)
{
	__u32 first = member->session;
	__u32 second;

	make_event(BNO u"\\ntobj_session_first");
	NT_CHECK_STATUS(STATUS_SUCCESS, open_session(first));
	NT_CHECK(!nt_log_in(NT_BOB));
	second = nt_session();
	NT_CHECK(second && second != first);
	NT_CHECK_STATUS(STATUS_SUCCESS, open_session(second));
	NT_CHECK_STATUS(STATUS_OBJECT_NAME_NOT_FOUND, open_session(first));
	/* Handles go along. */
	NT_CHECK_STATUS(STATUS_SUCCESS, open_event(BNO u"\\ntobj_session_first"));
}

TEST_F(sessions, another_session)
{
	struct member root = { .body = log_in_again };

	if (!self->can)
		SKIP(return, "this kernel has no audit sessions");
	EXPECT_EQ(0, member_run(&root));
}

/* Many, one after the other and at a time, leave nothing. */
TEST_F_TIMEOUT(sessions, many, 300)
{
	int rounds = nt_rounds(25, 300);
	struct member members[20];
	struct nt_totals before;
	unsigned int i;

	if (!self->can)
		SKIP(return, "this kernel has no audit sessions");
	attack_settle();
	before = nt_totals();
	while (rounds--) {
		struct member bob = { .body = use_session, .user = NT_BOB };

		ASSERT_EQ(0, member_run(&bob));
		ASSERT_STATUS(STATUS_OBJECT_NAME_NOT_FOUND, open_session(bob.session));
	}
	for (i = 0; i < ARRAY_SIZE(members); i++) {
		members[i] = (struct member){ .body = use_session, .user = 1001 + i % 3 };
		member_start(&members[i]);
		ASSERT_NE(0, members[i].session);
	}
	for (i = 0; i < ARRAY_SIZE(members); i++)
		EXPECT_STATUS(STATUS_SUCCESS,
			      open_in_session(members[i].session, "ntobj_event"));
	for (i = 0; i < ARRAY_SIZE(members); i++) {
		EXPECT_EQ(0, member_end(&members[i]));
		EXPECT_STATUS(STATUS_OBJECT_NAME_NOT_FOUND, open_session(members[i].session));
	}
	EXPECT_EQ(before.handles, nt_totals().handles);
	EXPECT_TRUE(NT_UNTIL(nt_totals().objects <= before.objects));
}

/*
 * Two processes that begin and end at the same time: each finds the session, or
 * makes it, and what it names is there for as long as it is.
 */
struct race {
	__u32 session;
	bool go;
};

static int be_racer(void *context)
{
	struct race *race = context;
	char16_t path[ATTACK_PATH];
	__u64 handle;
	__s32 status;

	attack_name(path, "\\Sessions\\%u\\BaseNamedObjects\\Local\\ntobj_race",
		    race->session);
	while (!__atomic_load_n(&race->go, __ATOMIC_ACQUIRE))
		;
	status = nt_create_event(&handle,
				 nt_secured(nt_name_flags(path, NTOBJ_OBJ_OPENIF), "%s",
					    ATTACK_OPEN), NTOBJ_EVENT_ALL_ACCESS, 0, 0);
	if (status != STATUS_OBJECT_NAME_EXISTS)
		NT_CHECK_STATUS(STATUS_SUCCESS, status);
	NT_CHECK_STATUS(STATUS_SUCCESS, open_event(path));
	return 0;
}

static void race_all_the_time(struct member *member)
{
	int rounds = nt_rounds(40, 1000);
	struct race *race = mmap(NULL, sizeof(*race), PROT_READ | PROT_WRITE,
				 MAP_SHARED | MAP_ANONYMOUS, -1, 0);

	NT_CHECK(race != MAP_FAILED);
	race->session = member->session;
	while (rounds--) {
		pid_t pids[3];
		int count = 2 + rounds % 2;
		int i;

		race->go = false;
		for (i = 0; i < count; i++) {
			pids[i] = nt_child_start(be_racer, race);
			/* Sometimes one is on its way before the others are there. */
			if (rounds % 4 == i)
				__atomic_store_n(&race->go, true, __ATOMIC_RELEASE);
		}
		__atomic_store_n(&race->go, true, __ATOMIC_RELEASE);
		for (i = 0; i < count; i++)
			NT_CHECK(nt_child_end(pids[i]) == 0);
	}
}

TEST_F_TIMEOUT(sessions, races, 300)
{
	struct member bob = { .body = race_all_the_time, .user = NT_BOB };
	struct nt_totals before;

	if (!self->can)
		SKIP(return, "this kernel has no audit sessions");
	attack_settle();
	before = nt_totals();
	member_start(&bob);
	EXPECT_NE(0, bob.session);
	/* The one who made the racers never called. */
	EXPECT_STATUS(STATUS_OBJECT_NAME_NOT_FOUND, open_session(bob.session));
	EXPECT_EQ(0, member_end(&bob));
	EXPECT_EQ(before.handles, nt_totals().handles);
	EXPECT_TRUE(NT_UNTIL(nt_totals().objects <= before.objects));
}

/*
 * Apart
 */

static const char * const private_places[] = {
	"", "\\BaseNamedObjects", "\\DosDevices", "\\Windows",
};

/* What may be had of the session whose number is the argument: nothing. */
static void look_into_another(struct member *member)
{
	char16_t path[ATTACK_PATH];
	unsigned int i;
	__u64 handle;

	for (i = 0; i < ARRAY_SIZE(private_places); i++) {
		attack_name(path, "\\Sessions\\%u%s", member->argument, private_places[i]);
		NT_CHECK_STATUS(STATUS_ACCESS_DENIED,
				nt_open_directory(&handle, nt_name(path),
						  NTOBJ_MAXIMUM_ALLOWED));
		attack_name(path, "\\Sessions\\%u%s\\ntobj_x", member->argument,
			    private_places[i]);
		NT_CHECK_STATUS(STATUS_ACCESS_DENIED,
				nt_create_event(&handle, nt_name(path), 1, 0, 0));
	}
	NT_CHECK_STATUS(STATUS_ACCESS_DENIED,
			open_in_session(member->argument, "ntobj_event"));
	NT_CHECK_STATUS(STATUS_ACCESS_DENIED,
			open_in_session(member->argument, "ntobj_absent"));
	/* By way of the links too. */
	attack_name(path, "\\BaseNamedObjects\\Session\\%u\\ntobj_event", member->argument);
	NT_CHECK_STATUS(STATUS_ACCESS_DENIED, open_event(path));
	attack_name(path, "\\Sessions\\BNOLINKS\\%u\\ntobj_event", member->argument);
	NT_CHECK_STATUS(STATUS_ACCESS_DENIED, open_event(path));
	if (!member->session)
		return;
	attack_name(path, "\\Sessions\\%u\\BaseNamedObjects\\Session\\%u\\ntobj_event",
		    member->session, member->argument);
	NT_CHECK_STATUS(STATUS_ACCESS_DENIED, open_event(path));
}

static void look_as_system(struct member *member)
{
	char16_t path[ATTACK_PATH];
	unsigned int i;

	for (i = 0; i < ARRAY_SIZE(private_places); i++) {
		attack_name(path, "\\Sessions\\%u%s", member->argument, private_places[i]);
		NT_CHECK_STATUS(STATUS_SUCCESS, open_directory(path));
	}
	NT_CHECK_STATUS(STATUS_SUCCESS, open_in_session(member->argument, "ntobj_event"));
}

TEST_F(sessions, apart)
{
	struct member bob = { .body = use_session, .user = NT_BOB };
	struct member others[] = {
		{ .body = look_into_another, .user = NT_BOB },
		{ .body = look_into_another, .user = ATTACK_CAROL },
		{ .body = look_into_another, .user = NT_BOB, .stays = true },
		{ .body = look_into_another, .user = ATTACK_CAROL, .stays = true },
		/* The canary. */
		{ .body = look_as_system },
		{ .body = look_as_system, .stays = true },
	};
	unsigned int i;

	if (!self->can)
		SKIP(return, "this kernel has no audit sessions");
	member_start(&bob);
	for (i = 0; i < ARRAY_SIZE(others); i++) {
		others[i].argument = bob.session;
		EXPECT_EQ(0, member_run(&others[i]))
			TH_LOG("other %u", i);
	}
	EXPECT_EQ(0, member_end(&bob));
}

/* In one session another user gets in, and is kept out by objects. */
static int look_as_carol(void *context)
{
	__u32 session = *(__u32 *)context;
	char16_t path[ATTACK_PATH];

	expect_rights(session, "\\BaseNamedObjects", MAKE, NTOBJ_DELETE);
	NT_CHECK_STATUS(STATUS_ACCESS_DENIED, open_in_session(session, "ntobj_event"));
	attack_name(path, "\\Sessions\\%u\\BaseNamedObjects\\ntobj_carols", session);
	make_event(path);
	return 0;
}

static int use_as_bob(void *context)
{
	struct member *member = context;

	NT_CHECK(!nt_become(NT_BOB));
	use_session(member);
	return nt_be_victim(NULL);
}

static void share_session(struct member *member)
{
	pid_t bob = nt_child_start(use_as_bob, member);

	NT_CHECK(NT_UNTIL(open_in_session(member->session, "ntobj_event") ==
			  STATUS_SUCCESS));
	NT_CHECK(nt_child_as(ATTACK_CAROL, look_as_carol, &member->session) == 0);
	kill(bob, SIGKILL);
	NT_CHECK(nt_child_end(bob) == NT_KILLED(SIGKILL));
}

TEST_F(sessions, shared)
{
	struct member root = { .body = share_session };

	if (!self->can)
		SKIP(return, "this kernel has no audit sessions");
	EXPECT_EQ(0, member_run(&root));
}

/* A thread may be in another session than its process. */
static void *look_from_thread(void *context)
{
	__u32 first = *(__u32 *)context;
	char *text;
	__u32 second;

	NT_CHECK(!nt_write_file("/proc/thread-self/loginuid", "1001"));
	text = nt_read_file("/proc/thread-self/sessionid");
	NT_CHECK(text);
	second = strtoul(text, NULL, 10);
	free(text);
	NT_CHECK(second && second != first);
	NT_CHECK_STATUS(STATUS_SUCCESS, open_session(second));
	NT_CHECK_STATUS(STATUS_SUCCESS, open_session(first));
	return NULL;
}

static void have_thread(struct member *member)
{
	pthread_t thread;

	NT_CHECK_STATUS(STATUS_SUCCESS, open_session(member->session));
	NT_CHECK(!pthread_create(&thread, NULL, look_from_thread, &member->session));
	NT_CHECK(!pthread_join(thread, NULL));
	NT_CHECK_STATUS(STATUS_SUCCESS, open_session(member->session));
}

TEST_F(sessions, thread_in_another)
{
	struct member root = { .body = have_thread };

	if (!self->can)
		SKIP(return, "this kernel has no audit sessions");
	EXPECT_EQ(0, member_run(&root));
}

/*
 * Who may make links where
 */

static __s32 make_link(const char *format, __u32 number)
{
	char16_t path[ATTACK_PATH];
	char text[128];
	__u64 handle;
	__s32 status;

	snprintf(text, sizeof(text), format, number);
	attack_name(path, "%s\\ntobj_link", text);
	status = nt_create_link(&handle, nt_name(path), 1, u"\\");
	if (status >= 0)
		nt_close(handle);
	return status;
}

static void make_links_as_user(struct member *member)
{
	__u64 own;

	NT_CHECK_STATUS(STATUS_ACCESS_DENIED, make_link("\\BaseNamedObjects", 0));
	NT_CHECK_STATUS(STATUS_SUCCESS,
			nt_create_directory(&own, nt_name(BNO u"\\ntobj_own"),
					    NTOBJ_DIRECTORY_ALL_ACCESS));
	NT_CHECK_STATUS(STATUS_SUCCESS, make_link("\\BaseNamedObjects\\ntobj_own", 0));
	NT_CHECK_STATUS(STATUS_SUCCESS, nt_close(own));
	if (!member->session)
		return;
	NT_CHECK_STATUS(STATUS_SUCCESS,
			make_link("\\Sessions\\%u\\BaseNamedObjects", member->session));
	NT_CHECK_STATUS(STATUS_ACCESS_DENIED,
			make_link("\\Sessions\\%u\\BaseNamedObjects\\Global",
				  member->session));
}

static void make_links_as_system(struct member *member)
{
	NT_CHECK_STATUS(STATUS_SUCCESS, make_link("\\BaseNamedObjects", 0));
	NT_CHECK_STATUS(STATUS_SUCCESS,
			make_link("\\Sessions\\%u\\BaseNamedObjects", member->argument));
	nt_own_privilege(NTOBJ_SE_CREATE_GLOBAL, 0);
	/* Without the privilege the session decides; that of the system is 0. */
	NT_CHECK_STATUS(member->session ? STATUS_ACCESS_DENIED : STATUS_SUCCESS,
			make_link("\\BaseNamedObjects", 0));
	NT_CHECK_STATUS(STATUS_ACCESS_DENIED,
			make_link("\\Sessions\\%u\\BaseNamedObjects", member->argument));
	if (member->session)
		NT_CHECK_STATUS(STATUS_SUCCESS,
				make_link("\\Sessions\\%u\\BaseNamedObjects",
					  member->session));
}

TEST_F(sessions, create_global)
{
	struct member bob = { .body = use_session, .user = NT_BOB };
	struct member makers[] = {
		{ .body = make_links_as_user, .user = NT_BOB },
		{ .body = make_links_as_user, .user = NT_BOB, .stays = true },
		{ .body = make_links_as_system },
		{ .body = make_links_as_system, .stays = true },
	};
	unsigned int i;

	if (!self->can)
		SKIP(return, "this kernel has no audit sessions");
	member_start(&bob);
	for (i = 0; i < ARRAY_SIZE(makers); i++) {
		makers[i].argument = bob.session;
		EXPECT_EQ(0, member_run(&makers[i]))
			TH_LOG("maker %u", i);
	}
	EXPECT_EQ(0, member_end(&bob));
}

/* A directory is given the caller's session, by who has the privilege. */
static __s32 give_session(__u64 handle, __u32 length)
{
	struct ntobj_set_object call = {
		.handle = handle,
		.information_class = NTOBJ_OBJECT_SESSION_INFORMATION,
		.length = length,
	};

	return nt_call(NTOBJ_IOC_SET_OBJECT, &call);
}

static void give_directory(struct member *member)
{
	__u64 directory;

	(void)member;
	NT_CHECK_STATUS(STATUS_SUCCESS,
			nt_create_directory(&directory,
					    nt_secured(nt_name(BNO u"\\ntobj_given"), "%s",
						       ATTACK_OPEN),
					    NTOBJ_DIRECTORY_ALL_ACCESS));
	NT_CHECK_STATUS(STATUS_INFO_LENGTH_MISMATCH, give_session(directory, 4));
	NT_CHECK_STATUS(STATUS_OBJECT_TYPE_MISMATCH, give_session(nt_event(0, 0), 0));
	NT_CHECK_STATUS(STATUS_INVALID_HANDLE, give_session(0x4000, 0));
	NT_CHECK_STATUS(STATUS_SUCCESS, give_session(directory, 0));
	NT_CHECK_STATUS(STATUS_SUCCESS, make_link("\\BaseNamedObjects\\ntobj_given", 0));
	nt_own_privilege(NTOBJ_SE_CREATE_GLOBAL, 0);
	NT_CHECK_STATUS(STATUS_SUCCESS, make_link("\\BaseNamedObjects\\ntobj_given", 0));
	nt_own_privilege(NTOBJ_SE_TCB, 0);
	NT_CHECK_STATUS(STATUS_PRIVILEGE_NOT_HELD, give_session(directory, 0));
}

static void link_in_given(struct member *member)
{
	(void)member;
	NT_CHECK_STATUS(STATUS_ACCESS_DENIED,
			make_link("\\BaseNamedObjects\\ntobj_given", 0));
	make_event(BNO u"\\ntobj_given\\ntobj_event");
}

TEST_F(sessions, session_of_a_directory)
{
	struct member root = { .body = give_directory };
	struct member bob = { .body = link_in_given, .user = NT_BOB };

	if (!self->can)
		SKIP(return, "this kernel has no audit sessions");
	member_start(&root);
	EXPECT_EQ(0, member_run(&bob));
	EXPECT_EQ(0, member_end(&root));
}

/*
 * What is told of it
 */

static __u32 session_of(__u64 process)
{
	__u32 session = NT_POISON;

	NT_CHECK_STATUS(STATUS_SUCCESS,
			nt_query_client(NTOBJ_IOC_QUERY_PROCESS, process,
					NTOBJ_PROCESS_SESSION_INFORMATION, &session,
					sizeof(session), NULL));
	return session;
}

static void check_own_session(struct member *member)
{
	struct ntobj_token_statistics statistics;
	__u64 token = nt_own_token(NTOBJ_TOKEN_ALL_ACCESS);
	__u32 session;

	NT_CHECK(session_of(NTOBJ_CURRENT_PROCESS) == member->session);
	NT_CHECK_STATUS(STATUS_SUCCESS,
			nt_query_token(token, NTOBJ_TOKEN_SESSION_ID, &session,
				       sizeof(session), NULL));
	NT_CHECK(session == member->session);
	statistics = nt_token_statistics(token);
	NT_CHECK(statistics.authentication_id ==
		 (member->user ? ((__u64)session + 1) << 32 | member->user : 0x3e7));
	NT_CHECK(nt_token_group(token, "S-1-5-5-%u-%u", session, member->user) &
		 NTOBJ_SE_GROUP_LOGON_ID);
	/* All processes of the session have that, if it is one. */
	NT_CHECK(!nt_token_group(token, "S-1-5-5-%u-4294967295", session) == !session);
}

TEST_F(sessions, information)
{
	struct member members[] = {
		{ .body = check_own_session, .user = NT_BOB },
		{ .body = check_own_session, .user = NT_BOB, .stays = true },
		{ .body = check_own_session },
		{ .body = check_own_session, .stays = true },
	};
	unsigned int i;

	if (!self->can)
		SKIP(return, "this kernel has no audit sessions");
	for (i = 0; i < ARRAY_SIZE(members); i++) {
		member_start(&members[i]);
		EXPECT_EQ(members[i].session, session_of(nt_process(members[i].pid)));
		EXPECT_EQ(0, member_end(&members[i]))
			TH_LOG("member %u", i);
	}
}

TEST_HARNESS_MAIN
