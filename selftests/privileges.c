// SPDX-License-Identifier: GPL-2.0
/*
 * Privileges: how they are enabled, disabled and removed, how long that lasts
 * and in whom, and that one that is not enabled is none. The program here is a
 * copy of this one, on a file system that lets set-user-id files have their way.
 */
#include <fcntl.h>
#include <linux/capability.h>
#include <linux/userfaultfd.h>
#include <pthread.h>
#include <signal.h>
#include <sys/ioctl.h>
#include <sys/mman.h>
#include <sys/prctl.h>
#include <sys/stat.h>
#include <sys/syscall.h>

#include "ntobj_fixture.h"
#include "security_test.h"

#define ENABLED		NTOBJ_SE_PRIVILEGE_ENABLED
#define DEFAULT		NTOBJ_SE_PRIVILEGE_ENABLED_BY_DEFAULT
#define REMOVED		NTOBJ_SE_PRIVILEGE_REMOVED
#define USED		NTOBJ_SE_PRIVILEGE_USED_FOR_ACCESS

#define SHUTDOWN	NTOBJ_SE_SHUTDOWN
#define BACKUP		NTOBJ_SE_BACKUP
#define DEBUG		NTOBJ_SE_DEBUG

#define QUERY		NTOBJ_TOKEN_QUERY
#define ADJUST		NTOBJ_TOKEN_ADJUST_PRIVILEGES

#define FILE_PATH	"/tmp/ntobj_privileges"

static const char exec_word[] = "--tell-privileges";

static __u64 bit(unsigned int privilege)
{
	return nt_privilege_bit(privilege);
}

static __s32 adjust(__u64 token, const struct ntobj_privilege *privileges, __u32 count,
		    __u32 *changed)
{
	struct ntobj_adjust_privileges call = {
		.handle = token,
		.privileges = nt_address(privileges),
		.count = count,
	};
	__s32 status = nt_adjust_privileges(&call);

	if (changed)
		*changed = call.return_count;
	return status;
}

/*
 * What changes
 */

TEST_F(ntobj, listed)
{
	struct ntobj_privilege privileges[NTOBJ_PRIVILEGES_MAX];
	__u64 token = nt_own_token(QUERY);
	unsigned int i;
	__u32 length;

	ASSERT_STATUS(STATUS_SUCCESS,
		      nt_query_token(token, NTOBJ_TOKEN_PRIVILEGES, privileges,
				     sizeof(privileges), &length));
	ASSERT_LT(0, length);
	for (i = 0; i < length / sizeof(privileges[0]); i++) {
		EXPECT_EQ(DEFAULT | ENABLED, privileges[i].attributes);
		EXPECT_EQ(0, privileges[i].reserved);
	}
}

TEST_F(ntobj, disable_and_enable)
{
	struct ntobj_privilege change = { .luid = SHUTDOWN };
	__u64 token = nt_own_token(QUERY | ADJUST);
	__u64 held = nt_held_privileges(token);
	__u32 changed;

	ASSERT_TRUE(held & bit(SHUTDOWN));
	EXPECT_STATUS(STATUS_SUCCESS, adjust(token, &change, 1, &changed));
	EXPECT_EQ(1, changed);
	EXPECT_EQ(held & ~bit(SHUTDOWN), nt_enabled_privileges(token));
	EXPECT_EQ(held, nt_held_privileges(token));
	/* Nothing is left to do. */
	EXPECT_STATUS(STATUS_SUCCESS, adjust(token, &change, 1, &changed));
	EXPECT_EQ(0, changed);
	change.attributes = ENABLED;
	EXPECT_STATUS(STATUS_SUCCESS, adjust(token, &change, 1, &changed));
	EXPECT_EQ(1, changed);
	EXPECT_EQ(held, nt_enabled_privileges(token));
	EXPECT_STATUS(STATUS_SUCCESS, adjust(token, &change, 1, &changed));
	EXPECT_EQ(0, changed);
	/* To be enabled by default is no enabling. */
	change.attributes = DEFAULT;
	EXPECT_STATUS(STATUS_SUCCESS, adjust(token, &change, 1, &changed));
	EXPECT_EQ(held & ~bit(SHUTDOWN), nt_enabled_privileges(token));
	change.attributes = DEFAULT | ENABLED;
	EXPECT_STATUS(STATUS_SUCCESS, adjust(token, &change, 1, &changed));
	EXPECT_EQ(held, nt_enabled_privileges(token));
}

/* The token is one and the same, whoever opened it. */
TEST_F(ntobj, seen_by_all_handles)
{
	__u64 tokens[] = { nt_own_token(ADJUST), nt_own_token(QUERY) };

	ASSERT_STATUS(STATUS_SUCCESS, nt_set_privilege(tokens[0], SHUTDOWN, 0));
	EXPECT_FALSE(nt_enabled_privileges(tokens[1]) & bit(SHUTDOWN));
	EXPECT_FALSE(nt_enabled_privileges(nt_own_token(QUERY)) & bit(SHUTDOWN));
}

TEST_F(ntobj, remove)
{
	struct ntobj_privilege change = { .luid = SHUTDOWN, .attributes = REMOVED };
	__u64 token = nt_own_token(QUERY | ADJUST);
	__u64 held = nt_held_privileges(token);
	__u32 changed;

	EXPECT_STATUS(STATUS_SUCCESS, adjust(token, &change, 1, &changed));
	EXPECT_EQ(1, changed);
	EXPECT_EQ(held & ~bit(SHUTDOWN), nt_held_privileges(token));
	EXPECT_EQ(held & ~bit(SHUTDOWN), nt_enabled_privileges(token));
	/* It does not come back. */
	change.attributes = ENABLED;
	EXPECT_STATUS(STATUS_NOT_ALL_ASSIGNED, adjust(token, &change, 1, &changed));
	EXPECT_EQ(0, changed);
	change.attributes = REMOVED;
	EXPECT_STATUS(STATUS_NOT_ALL_ASSIGNED, adjust(token, &change, 1, &changed));
	EXPECT_EQ(held & ~bit(SHUTDOWN), nt_held_privileges(nt_own_token(QUERY)));
	/* Removing goes before enabling. */
	change.luid = BACKUP;
	change.attributes = ENABLED | REMOVED;
	EXPECT_STATUS(STATUS_SUCCESS, adjust(token, &change, 1, &changed));
	EXPECT_EQ(held & ~bit(SHUTDOWN) & ~bit(BACKUP), nt_held_privileges(token));
	/* Also one that was disabled. */
	ASSERT_STATUS(STATUS_SUCCESS, nt_set_privilege(token, DEBUG, 0));
	EXPECT_STATUS(STATUS_SUCCESS, nt_set_privilege(token, DEBUG, REMOVED));
	EXPECT_FALSE(nt_held_privileges(token) & bit(DEBUG));
}

TEST_F(ntobj, several_at_once)
{
	struct ntobj_privilege changes[] = {
		{ .luid = SHUTDOWN },
		{ .luid = BACKUP, .attributes = REMOVED },
		{ .luid = DEBUG, .attributes = ENABLED },
		{ .luid = NTOBJ_SE_AUDIT },
	};
	__u64 token = nt_own_token(QUERY | ADJUST);
	__u64 held = nt_held_privileges(token);
	__u32 changed;

	EXPECT_STATUS(STATUS_SUCCESS,
		      adjust(token, changes, ARRAY_SIZE(changes), &changed));
	EXPECT_EQ(3, changed);
	EXPECT_EQ(held & ~bit(BACKUP), nt_held_privileges(token));
	EXPECT_EQ(held & ~bit(BACKUP) & ~bit(SHUTDOWN) & ~bit(NTOBJ_SE_AUDIT),
		  nt_enabled_privileges(token));
}

/* What the token does not have is left out, and all else is done. */
TEST_F(ntobj, not_all_assigned)
{
	static const __u64 none[] = {
		0, 1, 2, 3, 6, 36, 37, 63, 64, 65, 0x100000000ULL + SHUTDOWN, ~0ULL,
	};
	__u64 token = nt_own_token(QUERY | ADJUST);
	__u64 held = nt_held_privileges(token);
	unsigned int i;
	__u32 changed;

	for (i = 0; i < ARRAY_SIZE(none); i++) {
		struct ntobj_privilege changes[] = {
			{ .luid = none[i], .attributes = i % 2 ? ENABLED : REMOVED },
			{ .luid = SHUTDOWN, .attributes = i % 2 ? ENABLED : 0 },
		};

		EXPECT_STATUS(STATUS_NOT_ALL_ASSIGNED, adjust(token, changes, 2, &changed));
		EXPECT_EQ(1, changed);
		EXPECT_EQ(held & ~(i % 2 ? 0 : bit(SHUTDOWN)), nt_enabled_privileges(token))
			TH_LOG("0x%llx", none[i]);
		EXPECT_EQ(held, nt_held_privileges(token));
	}
	ASSERT_EQ(0, nt_become(NT_ALICE));
	token = nt_own_token(QUERY | ADJUST);
	EXPECT_STATUS(STATUS_NOT_ALL_ASSIGNED,
		      nt_set_privilege(token, NTOBJ_SE_TCB, ENABLED));
	EXPECT_EQ(0, nt_held_privileges(token));
}

TEST_F(ntobj, disable_all)
{
	__u64 token = nt_own_token(QUERY | ADJUST);
	__u64 held = nt_held_privileges(token);
	struct ntobj_privilege previous[NTOBJ_PRIVILEGES_MAX];
	struct ntobj_adjust_privileges call = {
		.handle = token,
		.privileges = 8,	/* which does not count */
		.count = 1,
		.flags = NTOBJ_DISABLE_ALL_PRIVILEGES,
		.previous = nt_address(previous),
		.previous_count = ARRAY_SIZE(previous),
	};

	ASSERT_STATUS(STATUS_SUCCESS, nt_set_privilege(token, SHUTDOWN, 0));
	EXPECT_STATUS(STATUS_SUCCESS, nt_adjust_privileges(&call));
	EXPECT_EQ(__builtin_popcountll(held) - 1, call.return_count);
	EXPECT_EQ(0, nt_enabled_privileges(token));
	EXPECT_EQ(held, nt_held_privileges(token));
	EXPECT_STATUS(STATUS_SUCCESS, nt_adjust_privileges(&call));
	EXPECT_EQ(0, call.return_count);
}

/* What was is told, and can be given back as it is. */
TEST_F(ntobj, previous)
{
	struct ntobj_privilege changes[] = {
		{ .luid = SHUTDOWN },
		{ .luid = BACKUP },
		{ .luid = DEBUG, .attributes = ENABLED },
		{ .luid = 2 },
	};
	struct ntobj_privilege previous[3];
	__u64 token = nt_own_token(QUERY | ADJUST);
	struct ntobj_adjust_privileges call = {
		.handle = token,
		.privileges = nt_address(changes),
		.count = ARRAY_SIZE(changes),
		.previous = nt_address(previous),
		.previous_count = 2,
	};
	__u64 held = nt_held_privileges(token);

	memset(previous, NT_POISON, sizeof(previous));
	EXPECT_STATUS(STATUS_NOT_ALL_ASSIGNED, nt_adjust_privileges(&call));
	EXPECT_EQ(2, call.return_count);
	EXPECT_EQ(bit(SHUTDOWN) | bit(BACKUP), bit(previous[0].luid) | bit(previous[1].luid));
	EXPECT_EQ(DEFAULT | ENABLED, previous[0].attributes);
	EXPECT_EQ(DEFAULT | ENABLED, previous[1].attributes);
	EXPECT_EQ(0, previous[0].reserved);
	EXPECT_EQ((__u32)-1 / 255 * NT_POISON, previous[2].attributes);
	EXPECT_EQ(held & ~bit(SHUTDOWN) & ~bit(BACKUP), nt_enabled_privileges(token));
	EXPECT_STATUS(STATUS_SUCCESS, adjust(token, previous, 2, NULL));
	EXPECT_EQ(held, nt_enabled_privileges(token));
	/* One that was disabled, and is removed. */
	ASSERT_STATUS(STATUS_SUCCESS, nt_set_privilege(token, SHUTDOWN, 0));
	changes[0].attributes = REMOVED;
	call.count = 1;
	EXPECT_STATUS(STATUS_SUCCESS, nt_adjust_privileges(&call));
	EXPECT_EQ(1, call.return_count);
	EXPECT_EQ(SHUTDOWN, previous[0].luid);
	EXPECT_EQ(DEFAULT, previous[0].attributes);
}

/* Without room for all nothing is done, and how much is needed is told. */
TEST_F(ntobj, too_little_room)
{
	struct ntobj_privilege changes[] = { { .luid = SHUTDOWN }, { .luid = BACKUP } };
	struct ntobj_privilege previous[2];
	__u64 token = nt_own_token(QUERY | ADJUST);
	struct ntobj_adjust_privileges call = {
		.handle = token,
		.privileges = nt_address(changes),
		.count = ARRAY_SIZE(changes),
		.previous = nt_address(previous),
	};
	__u64 held = nt_held_privileges(token);

	memset(previous, NT_POISON, sizeof(previous));
	for (call.previous_count = 0; call.previous_count < 2; call.previous_count++) {
		call.return_count = 77;
		EXPECT_STATUS(STATUS_BUFFER_TOO_SMALL, nt_adjust_privileges(&call));
		EXPECT_EQ(2, call.return_count);
		EXPECT_EQ((__u32)-1 / 255 * NT_POISON, previous[0].attributes);
		EXPECT_EQ(held, nt_enabled_privileges(token));
	}
	call.flags = NTOBJ_DISABLE_ALL_PRIVILEGES;
	EXPECT_STATUS(STATUS_BUFFER_TOO_SMALL, nt_adjust_privileges(&call));
	EXPECT_EQ(__builtin_popcountll(held), call.return_count);
	EXPECT_EQ(held, nt_enabled_privileges(token));
	/* Room does not count where nobody asked. */
	call.flags = 0;
	call.previous = 0;
	call.previous_count = 0;
	EXPECT_STATUS(STATUS_SUCCESS, nt_adjust_privileges(&call));
	EXPECT_EQ(2, call.return_count);
	EXPECT_EQ(held & ~bit(SHUTDOWN) & ~bit(BACKUP), nt_enabled_privileges(token));
}

/* The last word about a privilege counts. */
TEST_F(ntobj, named_twice)
{
	struct ntobj_privilege changes[] = {
		{ .luid = SHUTDOWN },
		{ .luid = SHUTDOWN, .attributes = ENABLED },
		{ .luid = BACKUP, .attributes = ENABLED },
		{ .luid = BACKUP },
	};
	__u64 token = nt_own_token(QUERY | ADJUST);
	__u64 held = nt_held_privileges(token);
	__u32 changed;

	EXPECT_STATUS(STATUS_SUCCESS, adjust(token, changes, ARRAY_SIZE(changes), &changed));
	EXPECT_EQ(1, changed);
	EXPECT_EQ(held & ~bit(BACKUP), nt_enabled_privileges(token));
}

TEST_F(ntobj, most)
{
	struct ntobj_privilege changes[NTOBJ_PRIVILEGES_MAX + 1] = {};
	__u64 token = nt_own_token(QUERY | ADJUST);
	unsigned int i;

	for (i = 0; i < ARRAY_SIZE(changes); i++)
		changes[i].luid = i;
	EXPECT_STATUS(STATUS_INVALID_PARAMETER,
		      adjust(token, changes, ARRAY_SIZE(changes), NULL));
	EXPECT_STATUS(STATUS_NOT_ALL_ASSIGNED,
		      adjust(token, changes, NTOBJ_PRIVILEGES_MAX, NULL));
	EXPECT_EQ(0, nt_enabled_privileges(token));
	EXPECT_STATUS(STATUS_SUCCESS, adjust(token, NULL, 0, NULL));
}

TEST_F(ntobj, modified_id)
{
	__u64 token = nt_own_token(QUERY | ADJUST);
	__u64 first = nt_token_statistics(token).modified_id;
	__u64 second;

	ASSERT_STATUS(STATUS_SUCCESS, nt_set_privilege(token, SHUTDOWN, ENABLED));
	EXPECT_EQ(first, nt_token_statistics(token).modified_id);
	ASSERT_STATUS(STATUS_SUCCESS, nt_set_privilege(token, SHUTDOWN, 0));
	second = nt_token_statistics(token).modified_id;
	EXPECT_NE(first, second);
	ASSERT_STATUS(STATUS_SUCCESS, nt_set_privilege(token, SHUTDOWN, ENABLED));
	EXPECT_NE(second, nt_token_statistics(token).modified_id);
	EXPECT_NE(first, nt_token_statistics(token).modified_id);
}

/*
 * What can be wrong
 */

TEST_F(ntobj, bad_adjustments)
{
	struct ntobj_privilege change = { .luid = SHUTDOWN };
	struct ntobj_privilege previous;
	__u64 token = nt_own_token(QUERY | ADJUST);
	struct ntobj_adjust_privileges call = {
		.handle = token,
		.privileges = nt_address(&change),
		.count = 1,
	};
	unsigned int i;

	for (i = 1; i < 32; i++) {
		call.flags = 1U << i;
		EXPECT_STATUS(STATUS_INVALID_PARAMETER, nt_adjust_privileges(&call));
	}
	call.flags = 0;
	change.reserved = 1;
	EXPECT_STATUS(STATUS_INVALID_PARAMETER, nt_adjust_privileges(&call));
	change.reserved = 0;
	change.attributes = 8;
	EXPECT_STATUS(STATUS_INVALID_PARAMETER, nt_adjust_privileges(&call));
	change.attributes = 0;
	call.privileges = 0;
	EXPECT_STATUS(STATUS_ACCESS_VIOLATION, nt_adjust_privileges(&call));
	call.privileges = 8;
	EXPECT_STATUS(STATUS_ACCESS_VIOLATION, nt_adjust_privileges(&call));
	call.privileges = nt_address(&change);
	call.previous = 8;
	call.previous_count = 1;
	EXPECT_STATUS(STATUS_ACCESS_VIOLATION, nt_adjust_privileges(&call));
	call.previous = 0;
	call.handle = 0;
	EXPECT_STATUS(STATUS_INVALID_HANDLE, nt_adjust_privileges(&call));
	call.handle = 0x4000;
	EXPECT_STATUS(STATUS_INVALID_HANDLE, nt_adjust_privileges(&call));
	call.handle = nt_event(0, 0);
	EXPECT_STATUS(STATUS_OBJECT_TYPE_MISMATCH, nt_adjust_privileges(&call));
	call.handle = NTOBJ_CURRENT_PROCESS;
	EXPECT_STATUS(STATUS_OBJECT_TYPE_MISMATCH, nt_adjust_privileges(&call));
	call.handle = nt_own_token(NTOBJ_TOKEN_ALL_ACCESS & ~ADJUST);
	EXPECT_STATUS(STATUS_ACCESS_DENIED, nt_adjust_privileges(&call));
	call.handle = nt_own_token(NTOBJ_TOKEN_ALL_ACCESS & ~QUERY);
	call.previous = nt_address(&previous);
	EXPECT_STATUS(STATUS_ACCESS_DENIED, nt_adjust_privileges(&call));
	/* Nothing of all that was done. */
	EXPECT_TRUE(nt_enabled_privileges(token) & bit(SHUTDOWN));
	call.previous = 0;
	EXPECT_STATUS(STATUS_SUCCESS, nt_adjust_privileges(&call));
	EXPECT_FALSE(nt_enabled_privileges(token) & bit(SHUTDOWN));
}

/* What can't be told is not done. */
TEST_F(ntobj, untold)
{
	struct ntobj_privilege change = { .luid = SHUTDOWN };
	__u64 token = nt_own_token(QUERY | ADJUST);
	struct ntobj_adjust_privileges *call;

	call = mmap(NULL, getpagesize(), PROT_READ | PROT_WRITE, MAP_PRIVATE | MAP_ANONYMOUS,
		    -1, 0);
	ASSERT_NE(MAP_FAILED, call);
	call->handle = token;
	call->privileges = nt_address(&change);
	call->count = 1;
	ASSERT_EQ(0, mprotect(call, getpagesize(), PROT_READ));
	EXPECT_STATUS(STATUS_ACCESS_VIOLATION,
		      nt_raw(nt_device, NTOBJ_IOC_ADJUST_PRIVILEGES, call));
	EXPECT_TRUE(nt_enabled_privileges(token) & bit(SHUTDOWN));
}

/* Two pages. When the second is missed, something happens before it is there. */
struct stage {
	char *pages;
	int faults;
	__u64 token;
	void (*happen)(const struct stage *stage);
	pthread_t thread;
};

static void *attend(void *context)
{
	const struct stage *stage = context;
	struct uffdio_zeropage page = {
		.range.start = nt_address(stage->pages + getpagesize()),
		.range.len = getpagesize(),
	};
	struct uffd_msg message;

	NT_CHECK(read(stage->faults, &message, sizeof(message)) == sizeof(message));
	stage->happen(stage);
	NT_CHECK(!ioctl(stage->faults, UFFDIO_ZEROPAGE, &page));
	return NULL;
}

static void begin_stage(struct stage *stage)
{
	struct uffdio_api api = { .api = UFFD_API };
	struct uffdio_register missing = {
		.range.len = getpagesize(),
		.mode = UFFDIO_REGISTER_MODE_MISSING,
	};

	stage->token = nt_own_token(QUERY | ADJUST);
	stage->pages = mmap(NULL, 2 * getpagesize(), PROT_READ | PROT_WRITE,
			    MAP_PRIVATE | MAP_ANONYMOUS, -1, 0);
	NT_CHECK(stage->pages != MAP_FAILED);
	missing.range.start = nt_address(stage->pages + getpagesize());
	stage->faults = syscall(SYS_userfaultfd, O_CLOEXEC);
	NT_CHECK(stage->faults >= 0);
	NT_CHECK(!ioctl(stage->faults, UFFDIO_API, &api));
	NT_CHECK(!ioctl(stage->faults, UFFDIO_REGISTER, &missing));
	NT_CHECK(!pthread_create(&stage->thread, NULL, attend, stage));
}

static void take_first_page(const struct stage *stage)
{
	NT_CHECK(!mprotect(stage->pages, getpagesize(), PROT_NONE));
}

/* Nor is anything done and not told: what was is told once. */
TEST_F(ntobj, told_once)
{
	struct stage stage = { .happen = take_first_page };
	struct ntobj_privilege change = { .luid = SHUTDOWN };
	struct ntobj_adjust_privileges call = {
		.privileges = nt_address(&change),
		.count = 1,
		.previous_count = 1,
	};

	begin_stage(&stage);
	call.handle = stage.token;
	call.previous = nt_address(stage.pages + getpagesize()) - sizeof(change) / 2;
	EXPECT_STATUS(STATUS_SUCCESS, nt_adjust_privileges(&call));
	EXPECT_EQ(1, call.return_count);
	EXPECT_FALSE(nt_enabled_privileges(stage.token) & bit(SHUTDOWN));
	ASSERT_EQ(0, pthread_join(stage.thread, NULL));
}

static void disable_backup(const struct stage *stage)
{
	NT_CHECK_STATUS(STATUS_SUCCESS, nt_set_privilege(stage->token, BACKUP, 0));
}

/* What changes while it is told is told again. */
TEST_F(ntobj, told_again)
{
	struct stage stage = { .happen = disable_backup };
	struct ntobj_privilege changes[] = { { .luid = BACKUP }, { .luid = SHUTDOWN } };
	const struct ntobj_privilege *previous;
	struct ntobj_adjust_privileges call = {
		.privileges = nt_address(changes),
		.count = ARRAY_SIZE(changes),
		.previous_count = ARRAY_SIZE(changes),
	};

	begin_stage(&stage);
	previous = (void *)(stage.pages + getpagesize() - sizeof(*previous));
	call.handle = stage.token;
	call.previous = nt_address(previous);
	EXPECT_STATUS(STATUS_SUCCESS, nt_adjust_privileges(&call));
	EXPECT_EQ(1, call.return_count);
	EXPECT_EQ(SHUTDOWN, previous->luid);
	EXPECT_EQ(DEFAULT | ENABLED, previous->attributes);
	EXPECT_FALSE(nt_enabled_privileges(stage.token) & (bit(SHUTDOWN) | bit(BACKUP)));
	ASSERT_EQ(0, pthread_join(stage.thread, NULL));
}

/*
 * How long it lasts, and in whom
 */

static void lose(void)
{
	nt_own_privilege(SHUTDOWN, 0);
	nt_own_privilege(BACKUP, REMOVED);
}

/* Whether the caller has lost those two, and none else. */
static bool has_lost(void)
{
	__u64 token = nt_own_token(QUERY);
	__u64 held = nt_held_privileges(token);
	__u64 enabled = nt_enabled_privileges(token);

	NT_CHECK_STATUS(STATUS_SUCCESS, nt_close(token));
	return !(held & bit(BACKUP)) && held & bit(SHUTDOWN) &&
	       enabled == (held & ~bit(SHUTDOWN)) && held & bit(DEBUG);
}

static bool has_all(void)
{
	__u64 token = nt_own_token(QUERY);
	__u64 held = nt_held_privileges(token);
	__u64 enabled = nt_enabled_privileges(token);

	NT_CHECK_STATUS(STATUS_SUCCESS, nt_close(token));
	return held & bit(BACKUP) && held & bit(SHUTDOWN) && enabled == held;
}

TEST_F(ntobj, lasts_over_changes)
{
	ASSERT_TRUE(has_all());
	lose();
	EXPECT_TRUE(has_lost());
	ASSERT_EQ(0, setresuid(-1, NT_ALICE, -1));
	EXPECT_EQ(0, nt_held_privileges(nt_own_token(QUERY)));
	ASSERT_EQ(0, setresuid(-1, 0, -1));
	EXPECT_TRUE(has_lost());
	/* Also if nobody looked in between. */
	ASSERT_EQ(0, setresgid(-1, NT_ALICE, -1));
	ASSERT_EQ(0, setresuid(-1, NT_ALICE, -1));
	ASSERT_EQ(0, setresuid(-1, 0, -1));
	EXPECT_TRUE(has_lost());
	/* What is disabled can be enabled still. */
	nt_own_privilege(SHUTDOWN, ENABLED);
	ASSERT_EQ(0, setresgid(-1, 0, -1));
	EXPECT_TRUE(nt_enabled_privileges(nt_own_token(QUERY)) & bit(SHUTDOWN));
	EXPECT_FALSE(nt_held_privileges(nt_own_token(QUERY)) & bit(BACKUP));
}

/* A capability that goes takes its privilege along, and brings it back so. */
TEST_F(ntobj, lasts_without_capability)
{
	struct __user_cap_header_struct header = {
		.version = _LINUX_CAPABILITY_VERSION_3,
	};
	struct __user_cap_data_struct data[2];

	lose();
	ASSERT_EQ(0, syscall(SYS_capget, &header, data));
	ASSERT_EQ(0, nt_drop_capability(CAP_SYS_BOOT));
	EXPECT_FALSE(nt_held_privileges(nt_own_token(QUERY)) & bit(SHUTDOWN));
	ASSERT_EQ(0, syscall(SYS_capset, &header, data));
	EXPECT_TRUE(has_lost());
}

static int check_lost(void *context)
{
	(void)context;
	return !has_lost();
}

static int check_lost_and_lose_more(void *context)
{
	(void)context;
	NT_CHECK(has_lost());
	nt_own_privilege(DEBUG, REMOVED);
	nt_own_privilege(SHUTDOWN, ENABLED);
	return nt_child(check_lost, NULL) != 1;
}

TEST_F(ntobj, children_inherit)
{
	EXPECT_EQ(1, nt_child(check_lost, NULL));
	lose();
	EXPECT_EQ(0, nt_child(check_lost, NULL));
	/* What a child does is its own affair. */
	EXPECT_EQ(0, nt_child(check_lost_and_lose_more, NULL));
	EXPECT_TRUE(has_lost());
	/* Also if the parent's token is one that it has made anew. */
	ASSERT_EQ(0, setresuid(-1, NT_ALICE, -1));
	ASSERT_EQ(0, setresuid(-1, 0, -1));
	EXPECT_EQ(0, nt_child(check_lost, NULL));
}

struct gate {
	int there[2];
	int go[2];
	bool lost;
};

static int wait_and_check(void *context)
{
	struct gate *gate = context;
	char byte;

	NT_CHECK(write(gate->there[1], "t", 1) == 1);
	NT_CHECK(read(gate->go[0], &byte, 1) == 1);
	return has_lost() != gate->lost;
}

/* What the parent loses or gets back later is not its child's. */
TEST_F(ntobj, children_are_apart)
{
	struct gate gates[2] = { { .lost = false }, { .lost = true } };
	pid_t children[2];

	ASSERT_EQ(0, pipe(gates[0].go) | pipe(gates[0].there));
	ASSERT_EQ(0, pipe(gates[1].go) | pipe(gates[1].there));
	children[0] = nt_child_start(wait_and_check, &gates[0]);
	lose();
	children[1] = nt_child_start(wait_and_check, &gates[1]);
	nt_own_privilege(SHUTDOWN, ENABLED);
	ASSERT_EQ(1, write(gates[0].go[1], "g", 1));
	ASSERT_EQ(1, write(gates[1].go[1], "g", 1));
	EXPECT_EQ(0, nt_child_end(children[0]));
	EXPECT_EQ(0, nt_child_end(children[1]));
}

/* A child that runs already, from outside. */
TEST_F(ntobj, through_a_handle)
{
	struct gate gate = { .lost = true };
	pid_t child;
	__u64 token;
	char byte;

	ASSERT_EQ(0, pipe(gate.go));
	ASSERT_EQ(0, pipe(gate.there));
	child = nt_child_start(wait_and_check, &gate);
	ASSERT_EQ(1, read(gate.there[0], &byte, 1));
	ASSERT_STATUS(STATUS_SUCCESS,
		      nt_open_process_token(&token, nt_process(child), QUERY | ADJUST));
	ASSERT_STATUS(STATUS_SUCCESS, nt_set_privilege(token, SHUTDOWN, 0));
	ASSERT_STATUS(STATUS_SUCCESS, nt_set_privilege(token, BACKUP, REMOVED));
	ASSERT_EQ(1, write(gate.go[1], "g", 1));
	EXPECT_EQ(0, nt_child_end(child));
	EXPECT_TRUE(has_all());
}

/*
 * A process that has never called, nor has its parent. The module remembers it
 * for as long as somebody can take something from it.
 */
static struct {
	int go[2];
	int answer[2];
	pid_t pid;
} stranger;

static int be_stranger(void *context)
{
	char byte;

	(void)context;
	close(stranger.go[1]);
	/* The tests may end without having asked. */
	if (read(stranger.go[0], &byte, 1) != 1)
		return 0;
	NT_CHECK(nt_open_device() >= 0);
	byte = has_lost();
	NT_CHECK(write(stranger.answer[1], &byte, 1) == 1);
	return 0;
}

static void make_stranger(void)
{
	NT_CHECK(!pipe(stranger.go) && !pipe(stranger.answer));
	stranger.pid = nt_child_start(be_stranger, NULL);
}

TEST_F(ntobj, through_a_token_alone)
{
	__u64 process, token, idle;
	char lost = false;

	process = nt_process(stranger.pid);
	ASSERT_STATUS(STATUS_SUCCESS, nt_open_process_token(&idle, process, QUERY));
	ASSERT_STATUS(STATUS_SUCCESS, nt_open_process_token(&token, process, QUERY | ADJUST));
	ASSERT_STATUS(STATUS_SUCCESS, nt_close(process));
	ASSERT_STATUS(STATUS_SUCCESS, nt_close(idle));
	ASSERT_STATUS(STATUS_SUCCESS, nt_set_privilege(token, SHUTDOWN, 0));
	ASSERT_STATUS(STATUS_SUCCESS, nt_set_privilege(token, BACKUP, REMOVED));
	ASSERT_STATUS(STATUS_SUCCESS, nt_close(token));
	ASSERT_EQ(1, write(stranger.go[1], "g", 1));
	ASSERT_EQ(1, read(stranger.answer[0], &lost, 1));
	EXPECT_TRUE(lost);
	EXPECT_TRUE(has_all());
}

/* Also one that has not run one instruction: what it inherits comes on top. */
TEST_F(ntobj, before_it_runs)
{
	unsigned int rounds;

	nt_own_privilege(SHUTDOWN, 0);
	for (rounds = 0; rounds < 20; rounds++) {
		struct gate gate = { .lost = true };
		pid_t child;
		__u64 token;

		ASSERT_EQ(0, pipe(gate.go) | pipe(gate.there));
		child = nt_child_start(wait_and_check, &gate);
		ASSERT_STATUS(STATUS_SUCCESS,
			      nt_open_process_token(&token, nt_process(child), ADJUST));
		ASSERT_STATUS(STATUS_SUCCESS, nt_set_privilege(token, BACKUP, REMOVED));
		ASSERT_EQ(1, write(gate.go[1], "g", 1));
		EXPECT_EQ(0, nt_child_end(child));
	}
}

/* A token that is nobody's any more is adjusted for nobody. */
TEST_F(ntobj, old_token)
{
	__u64 old = nt_own_token(QUERY | ADJUST);

	ASSERT_EQ(0, setresgid(-1, NT_ALICE, -1));
	ASSERT_TRUE(has_all());
	ASSERT_STATUS(STATUS_SUCCESS, nt_set_privilege(old, BACKUP, REMOVED));
	EXPECT_FALSE(nt_held_privileges(old) & bit(BACKUP));
	EXPECT_TRUE(has_all());
}

/* A thread of its own loses in its own, and for its process. */
static void *lose_in_thread(void *context)
{
	__u64 token;

	(void)context;
	NT_CHECK(!syscall(SYS_setresgid, -1, NT_ALICE, -1));
	NT_CHECK_STATUS(STATUS_SUCCESS,
			nt_open_thread_token(&token, NTOBJ_CURRENT_THREAD, QUERY | ADJUST));
	NT_CHECK_STATUS(STATUS_SUCCESS, nt_set_privilege(token, SHUTDOWN, 0));
	NT_CHECK(!(nt_enabled_privileges(token) & bit(SHUTDOWN)));
	NT_CHECK_STATUS(STATUS_SUCCESS,
			nt_open_thread_token(&token, NTOBJ_CURRENT_THREAD, QUERY));
	NT_CHECK(!(nt_enabled_privileges(token) & bit(SHUTDOWN)));
	return NULL;
}

TEST_F(ntobj, thread_token)
{
	pthread_t thread;

	ASSERT_TRUE(has_all());
	ASSERT_EQ(0, pthread_create(&thread, NULL, lose_in_thread, NULL));
	ASSERT_EQ(0, pthread_join(thread, NULL));
	/* A token that is there already stays as it is. */
	EXPECT_TRUE(has_all());
}

/*
 * exec
 */

/* 0 if it has all, 1 if it has lost two, 2 for anything else. */
static int be_program(void)
{
	NT_CHECK(nt_open_device() >= 0);
	return has_all() ? 0 : has_lost() ? 1 : 2;
}

struct launch {
	uid_t user;
	bool lose;
};

static int run_program(void *context)
{
	const struct launch *launch = context;

	if (launch->lose)
		lose();
	if (launch->user)
		NT_CHECK(!nt_become(launch->user));
	execl(FILE_PATH, "privileges", exec_word, NULL);
	return 3;
}

TEST_F(ntobj, exec_keeps)
{
	struct launch launch = {};

	nt_make_program(FILE_PATH, 0, 0755);
	EXPECT_EQ(0, nt_child(run_program, &launch));
	launch.lose = true;
	EXPECT_EQ(1, nt_child(run_program, &launch));
	/* He is root already: nothing is gained. */
	nt_make_program(FILE_PATH, 0, 04755);
	EXPECT_EQ(1, nt_child(run_program, &launch));
	unlink(FILE_PATH);
}

TEST_F(ntobj, exec_that_gains)
{
	struct launch launch = { .user = NT_ALICE };

	nt_make_program(FILE_PATH, 0, 04755);
	EXPECT_EQ(0, nt_child(run_program, &launch));
	launch.lose = true;
	EXPECT_EQ(0, nt_child(run_program, &launch));
	unlink(FILE_PATH);
}

/*
 * NtPrivilegeCheck
 */

TEST_F(ntobj, check)
{
	static const struct {
		__u64 luids[3];
		__u32 count;
		__u32 flags;
		__u32 result;
		unsigned int used;	/* bit n for the one at n */
	} rows[] = {
		{ { BACKUP }, 1, 0, 1, 1 },
		{ { BACKUP }, 1, NTOBJ_PRIVILEGE_SET_ALL_NECESSARY, 1, 1 },
		{ { SHUTDOWN }, 1, 0, 0, 0 },
		{ { SHUTDOWN }, 1, NTOBJ_PRIVILEGE_SET_ALL_NECESSARY, 0, 0 },
		{ { BACKUP, DEBUG }, 2, NTOBJ_PRIVILEGE_SET_ALL_NECESSARY, 1, 3 },
		{ { SHUTDOWN, DEBUG }, 2, NTOBJ_PRIVILEGE_SET_ALL_NECESSARY, 0, 2 },
		{ { SHUTDOWN, DEBUG }, 2, 0, 1, 2 },
		{ { DEBUG, SHUTDOWN, BACKUP }, 3, 0, 1, 5 },
		{ { DEBUG, 2, BACKUP }, 3, NTOBJ_PRIVILEGE_SET_ALL_NECESSARY, 0, 5 },
		{ { 2, 37, ~0ULL }, 3, 0, 0, 0 },
		{ { 64 + DEBUG, 1ULL << 32 | DEBUG, DEBUG }, 3, 0, 1, 4 },
		{ { DEBUG, DEBUG }, 2, NTOBJ_PRIVILEGE_SET_ALL_NECESSARY, 1, 3 },
		{ {}, 0, NTOBJ_PRIVILEGE_SET_ALL_NECESSARY, 1, 0 },
		{ {}, 0, 0, 0, 0 },
	};
	__u64 token = nt_own_token(QUERY | ADJUST);
	unsigned int i;
	unsigned int j;

	ASSERT_STATUS(STATUS_SUCCESS, nt_set_privilege(token, SHUTDOWN, 0));
	for (i = 0; i < ARRAY_SIZE(rows); i++) {
		struct ntobj_privilege privileges[3] = {};
		__u32 result = 77;

		for (j = 0; j < rows[i].count; j++)
			privileges[j].luid = rows[i].luids[j];
		EXPECT_STATUS(STATUS_SUCCESS,
			      nt_privilege_check(token, privileges, rows[i].count,
						 rows[i].flags, &result));
		EXPECT_EQ(rows[i].result, result)
			TH_LOG("row %u", i);
		for (j = 0; j < rows[i].count; j++) {
			EXPECT_EQ(rows[i].luids[j], privileges[j].luid);
			EXPECT_EQ(rows[i].used & 1 << j ? USED : 0,
				  privileges[j].attributes & USED)
				TH_LOG("row %u, privilege %u", i, j);
		}
	}
}

TEST_F(ntobj, check_levels)
{
	struct ntobj_privilege privilege = { .luid = DEBUG };
	__u32 result;
	__u32 level;

	for (level = NTOBJ_SECURITY_ANONYMOUS; level <= NTOBJ_SECURITY_DELEGATION; level++)
		EXPECT_STATUS(level < NTOBJ_SECURITY_IMPERSONATION ?
			      STATUS_BAD_IMPERSONATION_LEVEL : STATUS_SUCCESS,
			      nt_privilege_check(nt_own_impersonation(level), &privilege, 1,
						 0, &result));
	EXPECT_EQ(1, result);
}

TEST_F(ntobj, bad_checks)
{
	struct ntobj_privilege privileges[NTOBJ_PRIVILEGES_MAX + 1] = {};
	__u64 token = nt_own_token(QUERY);
	struct ntobj_privilege_check call = {
		.token = token,
		.privileges = nt_address(privileges),
		.count = 1,
		.reserved = 1,
	};
	unsigned int i;
	void *constant;

	EXPECT_STATUS(STATUS_INVALID_PARAMETER, nt_call(NTOBJ_IOC_PRIVILEGE_CHECK, &call));
	for (i = 1; i < 32; i++)
		EXPECT_STATUS(STATUS_INVALID_PARAMETER,
			      nt_privilege_check(token, privileges, 1, 1U << i, NULL));
	EXPECT_STATUS(STATUS_INVALID_PARAMETER,
		      nt_privilege_check(token, privileges, ARRAY_SIZE(privileges), 0, NULL));
	EXPECT_STATUS(STATUS_SUCCESS,
		      nt_privilege_check(token, privileges, NTOBJ_PRIVILEGES_MAX, 0, NULL));
	EXPECT_STATUS(STATUS_ACCESS_VIOLATION, nt_privilege_check(token, NULL, 1, 0, NULL));
	EXPECT_STATUS(STATUS_ACCESS_VIOLATION,
		      nt_privilege_check(token, (void *)8, 1, 0, NULL));
	constant = mmap(NULL, getpagesize(), PROT_READ, MAP_PRIVATE | MAP_ANONYMOUS, -1, 0);
	ASSERT_NE(MAP_FAILED, constant);
	EXPECT_STATUS(STATUS_ACCESS_VIOLATION,
		      nt_privilege_check(token, constant, 1, 0, NULL));
	EXPECT_STATUS(STATUS_INVALID_HANDLE, nt_privilege_check(0, privileges, 1, 0, NULL));
	EXPECT_STATUS(STATUS_INVALID_HANDLE,
		      nt_privilege_check(0x4000, privileges, 1, 0, NULL));
	EXPECT_STATUS(STATUS_OBJECT_TYPE_MISMATCH,
		      nt_privilege_check(nt_event(0, 0), privileges, 1, 0, NULL));
	EXPECT_STATUS(STATUS_ACCESS_DENIED,
		      nt_privilege_check(nt_own_token(NTOBJ_TOKEN_ALL_ACCESS & ~QUERY),
					 privileges, 1, 0, NULL));
	privileges[0].reserved = 1;
	EXPECT_STATUS(STATUS_INVALID_PARAMETER,
		      nt_privilege_check(token, privileges, 1, 0, NULL));
}

/*
 * What is disabled is not there. Each gets all of the system's privileges but
 * the one that is asked for.
 */

static __s32 create_permanent(void)
{
	__u64 handle;
	__s32 status;

	status = nt_create_event(&handle, nt_unnamed_flags(NTOBJ_OBJ_PERMANENT),
				 NTOBJ_DELETE, 0, 0);
	if (status >= 0)
		NT_CHECK_STATUS(STATUS_SUCCESS,
				nt_hot(NTOBJ_IOC_MAKE_TEMPORARY_OBJECT, handle));
	return status;
}

static __s32 make_permanent(void)
{
	__u64 event = nt_event(0, 0);
	__s32 status = nt_hot(NTOBJ_IOC_MAKE_PERMANENT_OBJECT, event);

	if (status >= 0)
		NT_CHECK_STATUS(STATUS_SUCCESS,
				nt_hot(NTOBJ_IOC_MAKE_TEMPORARY_OBJECT, event));
	return status;
}

static __s32 open_with_audit(void)
{
	__u64 handle;

	return nt_open_directory(&handle, nt_name(u"\\"), NTOBJ_ACCESS_SYSTEM_SECURITY);
}

static __s32 create_with_audit(void)
{
	__u64 handle;

	return nt_create_event(&handle, nt_unnamed(), NTOBJ_ACCESS_SYSTEM_SECURITY, 0, 0);
}

static __s32 create_with_system_list(void)
{
	__u64 handle;

	return nt_create_event(&handle,
			       nt_secured(nt_unnamed(), "S:(AU;SA;0x1;;;WD)"), 1, 0, 0);
}

static __s32 take_ownership(void)
{
	__u64 handle;

	return nt_open_event(&handle, nt_name(NT_HOME u"\\bobs"), NTOBJ_WRITE_OWNER);
}

static __s32 give_ownership(void)
{
	__u64 handle;

	return nt_create_event(&handle, nt_secured(nt_unnamed(), "O:U1001"), 1, 0, 0);
}

static __s32 traverse(void)
{
	__u64 handle;

	return nt_open_event(&handle, nt_name(NT_HOME u"\\closed\\event"), 1);
}

static __s32 set_session(void)
{
	struct ntobj_set_object call = { .information_class = NTOBJ_OBJECT_SESSION_INFORMATION };
	__u64 directory;

	NT_CHECK_STATUS(STATUS_SUCCESS, nt_create_directory(&directory, nt_unnamed(), 1));
	call.handle = directory;
	return nt_call(NTOBJ_IOC_SET_OBJECT, &call);
}

static __s32 open_closed_process(void)
{
	__u64 handle;

	return nt_open_process(&handle, getppid(), NTOBJ_SYNCHRONIZE);
}

static const struct use {
	char name[24];
	unsigned int privilege;
	__s32 (*call)(void);
	__s32 without;
} uses[] = {
	{ "create permanent", NTOBJ_SE_CREATE_PERMANENT, create_permanent,
	  STATUS_PRIVILEGE_NOT_HELD },
	{ "make permanent", NTOBJ_SE_CREATE_PERMANENT, make_permanent,
	  STATUS_PRIVILEGE_NOT_HELD },
	{ "open with audit", NTOBJ_SE_SECURITY, open_with_audit, STATUS_PRIVILEGE_NOT_HELD },
	{ "create with audit", NTOBJ_SE_SECURITY, create_with_audit,
	  STATUS_PRIVILEGE_NOT_HELD },
	{ "create with system list", NTOBJ_SE_SECURITY, create_with_system_list,
	  STATUS_PRIVILEGE_NOT_HELD },
	{ "take ownership", NTOBJ_SE_TAKE_OWNERSHIP, take_ownership, STATUS_ACCESS_DENIED },
	{ "give ownership", NTOBJ_SE_RESTORE, give_ownership, STATUS_INVALID_OWNER },
	{ "traverse", NTOBJ_SE_CHANGE_NOTIFY, traverse, STATUS_ACCESS_DENIED },
	{ "set a session", NTOBJ_SE_TCB, set_session, STATUS_PRIVILEGE_NOT_HELD },
	{ "open a closed process", NTOBJ_SE_DEBUG, open_closed_process, STATUS_ACCESS_DENIED },
};

static int use(void *context)
{
	const struct use *use = context;

	NT_CHECK_STATUS(STATUS_SUCCESS, use->call());
	nt_own_privilege(use->privilege, 0);
	NT_CHECK_STATUS(use->without, use->call());
	nt_own_privilege(use->privilege, ENABLED);
	NT_CHECK_STATUS(STATUS_SUCCESS, use->call());
	nt_own_privilege(use->privilege, REMOVED);
	NT_CHECK_STATUS(use->without, use->call());
	return 0;
}

/* What the uses are used on. */
TEST_F(ntobj, uses)
{
	__u64 home = nt_home();
	unsigned int i;
	__u64 handles[3];
	__u64 process = nt_process(getpid());

	ASSERT_STATUS(STATUS_SUCCESS,
		      nt_create_event(&handles[0],
				      nt_secured(nt_at(home, u"bobs"), "O:U1001 D:"),
				      1, 0, 0));
	ASSERT_STATUS(STATUS_SUCCESS,
		      nt_create_directory(&handles[1], nt_at(home, u"closed"),
					  NTOBJ_DIRECTORY_ALL_ACCESS));
	ASSERT_STATUS(STATUS_SUCCESS,
		      nt_create_event(&handles[2], nt_at(handles[1], u"event"), 1, 0, 0));
	ASSERT_STATUS(STATUS_SUCCESS,
		      nt_set_security(handles[1], NT_DACL, "D:(A;;0xd;;;WD)"));
	ASSERT_STATUS(STATUS_SUCCESS, nt_set_security(process, NT_DACL, "D:"));
	for (i = 0; i < ARRAY_SIZE(uses); i++)
		EXPECT_EQ(0, nt_child(use, (void *)&uses[i]))
			TH_LOG("%s", uses[i].name);
}

/* A user who may make links for all, until he does not want to any more. */
static int make_global_link(void *context)
{
	__u64 handle;

	(void)context;
	NT_CHECK(!prctl(PR_SET_KEEPCAPS, 1));
	NT_CHECK(!nt_become(NT_ALICE));
	NT_CHECK_STATUS(STATUS_ACCESS_DENIED,
			nt_create_link(&handle, nt_name(u"\\BaseNamedObjects\\ntobj_global"),
				       1, u"\\"));
	return 0;
}

static int make_global_link_by_capability(void *context)
{
	struct __user_cap_header_struct header = {
		.version = _LINUX_CAPABILITY_VERSION_3,
	};
	struct __user_cap_data_struct data[2] = {};
	__u64 handle;

	(void)context;
	data[0].permitted = 1U << CAP_SYS_ADMIN;
	data[0].effective = 1U << CAP_SYS_ADMIN;
	NT_CHECK(!prctl(PR_SET_KEEPCAPS, 1));
	NT_CHECK(!nt_become(NT_ALICE));
	NT_CHECK(!syscall(SYS_capset, &header, data));
	NT_CHECK_STATUS(STATUS_SUCCESS,
			nt_create_link(&handle, nt_name(u"\\BaseNamedObjects\\ntobj_global"),
				       1, u"\\"));
	NT_CHECK_STATUS(STATUS_SUCCESS, nt_close(handle));
	nt_own_privilege(NTOBJ_SE_CREATE_GLOBAL, 0);
	NT_CHECK_STATUS(STATUS_ACCESS_DENIED,
			nt_create_link(&handle, nt_name(u"\\BaseNamedObjects\\ntobj_global"),
				       1, u"\\"));
	/* Anything else may be made there by anybody. */
	NT_CHECK_STATUS(STATUS_SUCCESS,
			nt_create_event(&handle, nt_name(u"\\BaseNamedObjects\\ntobj_global"),
					1, 0, 0));
	return 0;
}

TEST_F(ntobj, create_global)
{
	EXPECT_EQ(0, nt_child(make_global_link, NULL));
	EXPECT_EQ(0, nt_child(make_global_link_by_capability, NULL));
}

int main(int argc, char **argv)
{
	if (argc == 2 && !strcmp(argv[1], exec_word))
		return be_program();
	make_stranger();
	return test_harness_run(argc, argv);
}
