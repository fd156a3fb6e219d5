// SPDX-License-Identifier: GPL-2.0
/*
 * Tokens: what one says of its owner, and that it is another one when its owner
 * has become another.
 */
#include <grp.h>
#include <linux/capability.h>
#include <linux/limits.h>
#include <sched.h>
#include <sys/prctl.h>
#include <sys/syscall.h>

#include "ntobj_fixture.h"
#include "security_test.h"

#define ALL		NTOBJ_TOKEN_ALL_ACCESS
#define QUERY		NTOBJ_TOKEN_QUERY
#define PRIMARY		NTOBJ_TOKEN_PRIMARY

#define SYSTEM_LOGON	0x3e7

#define MEMBER		(NTOBJ_SE_GROUP_MANDATORY | NTOBJ_SE_GROUP_ENABLED_BY_DEFAULT | \
			 NTOBJ_SE_GROUP_ENABLED)
#define OWNER_MEMBER	(MEMBER | NTOBJ_SE_GROUP_OWNER)
#define LOGON_MEMBER	(MEMBER | NTOBJ_SE_GROUP_LOGON_ID)

/*
 * What a token says
 */

/* What credentials ought to make. */
struct person {
	uid_t user;
	gid_t group;
	const gid_t *groups;
	int count;
	bool system;
	bool administrator;
	__u64 privileges;
};

static const struct {
	unsigned int privilege;
	unsigned int capability;
} capabilities[] = {
	{ NTOBJ_SE_LOCK_MEMORY, CAP_IPC_LOCK },
	{ NTOBJ_SE_INCREASE_QUOTA, CAP_SYS_RESOURCE },
	{ NTOBJ_SE_TCB, CAP_SYS_ADMIN },
	{ NTOBJ_SE_SECURITY, CAP_AUDIT_CONTROL },
	{ NTOBJ_SE_TAKE_OWNERSHIP, CAP_CHOWN },
	{ NTOBJ_SE_LOAD_DRIVER, CAP_SYS_MODULE },
	{ NTOBJ_SE_SYSTEM_PROFILE, CAP_SYS_ADMIN },
	{ NTOBJ_SE_SYSTEMTIME, CAP_SYS_TIME },
	{ NTOBJ_SE_INCREASE_BASE_PRIORITY, CAP_SYS_NICE },
	{ NTOBJ_SE_CREATE_PERMANENT, CAP_SYS_ADMIN },
	{ NTOBJ_SE_BACKUP, CAP_DAC_READ_SEARCH },
	{ NTOBJ_SE_RESTORE, CAP_DAC_OVERRIDE },
	{ NTOBJ_SE_SHUTDOWN, CAP_SYS_BOOT },
	{ NTOBJ_SE_DEBUG, CAP_SYS_PTRACE },
	{ NTOBJ_SE_AUDIT, CAP_AUDIT_WRITE },
	{ NTOBJ_SE_CHANGE_NOTIFY, CAP_DAC_READ_SEARCH },
	{ NTOBJ_SE_IMPERSONATE, CAP_SETUID },
	{ NTOBJ_SE_CREATE_GLOBAL, CAP_SYS_ADMIN },
};

/* The privileges of these capabilities, as bits. */
static __u64 privileges_of(__u64 effective)
{
	__u64 privileges = 0;
	unsigned int i;

	for (i = 0; i < ARRAY_SIZE(capabilities); i++)
		if (effective & 1ULL << capabilities[i].capability)
			privileges |= nt_privilege_bit(capabilities[i].privilege);
	return privileges;
}

static void set_effective(__u64 effective)
{
	struct __user_cap_header_struct header = {
		.version = _LINUX_CAPABILITY_VERSION_3,
	};
	struct __user_cap_data_struct data[2];

	NT_CHECK(!syscall(SYS_capget, &header, data));
	data[0].effective = effective & data[0].permitted;
	data[1].effective = effective >> 32 & data[1].permitted;
	NT_CHECK(!syscall(SYS_capset, &header, data));
}

/* The caller, as Linux sees him. */
static struct person myself(void)
{
	static gid_t groups[NGROUPS_MAX];
	struct __user_cap_header_struct header = {
		.version = _LINUX_CAPABILITY_VERSION_3,
	};
	struct __user_cap_data_struct data[2];
	struct person person = {
		.user = geteuid(),
		.group = getegid(),
		.groups = groups,
		.count = getgroups(NGROUPS_MAX, groups),
	};
	__u64 effective;

	NT_CHECK(person.count >= 0);
	NT_CHECK(!syscall(SYS_capget, &header, data));
	effective = data[0].effective | (__u64)data[1].effective << 32;
	person.system = !person.user;
	person.administrator = effective & 1ULL << CAP_SYS_ADMIN;
	person.privileges = privileges_of(effective);
	return person;
}

/* SIDs with attributes, in an order of which nothing is said. */
struct crowd {
	struct member {
		struct nt_sid sid;
		__u32 attributes;
	} *members;
	unsigned int count;
};

static void add(struct crowd *crowd, struct nt_sid sid, __u32 attributes)
{
	crowd->members[crowd->count++] = (struct member){ sid, attributes };
}

static int compare_members(const void *a, const void *b)
{
	return memcmp(a, b, sizeof(struct member));
}

/* Sorted, and everybody once: Linux may name a group twice. */
static void sort_crowd(struct crowd *crowd)
{
	unsigned int kept = 0;
	unsigned int i;

	qsort(crowd->members, crowd->count, sizeof(*crowd->members), compare_members);
	for (i = 0; i < crowd->count; i++)
		if (!i || compare_members(&crowd->members[i], &crowd->members[kept - 1]))
			crowd->members[kept++] = crowd->members[i];
	crowd->count = kept;
}

static struct crowd expected_groups(const struct person *person)
{
	struct crowd crowd = { calloc(person->count + 8, sizeof(struct member)), 0 };
	__u32 session = nt_session();
	int i;

	NT_CHECK(crowd.members);
	add(&crowd, nt_sid("G%u", person->group), MEMBER);
	for (i = 0; i < person->count; i++)
		add(&crowd, nt_sid("G%u", person->groups[i]), MEMBER);
	add(&crowd, nt_sid("WD"), MEMBER);
	add(&crowd, nt_sid("AU"), MEMBER);
	add(&crowd, nt_sid("S-1-5-5-%u-%u", session, person->user), LOGON_MEMBER);
	if (session)
		add(&crowd, nt_sid("S-1-5-5-%u-4294967295", session), LOGON_MEMBER);
	if (person->system)
		add(&crowd, nt_sid("SY"), OWNER_MEMBER);
	if (person->administrator)
		add(&crowd, nt_sid("BA"), OWNER_MEMBER);
	sort_crowd(&crowd);
	return crowd;
}

/* Also checks that the records follow each other without a gap. */
static struct crowd groups_of(__u64 token)
{
	struct crowd crowd = {};
	__u32 length;
	char *answer = nt_token_answer(token, NTOBJ_TOKEN_GROUPS, &length);
	__u32 at;

	crowd.members = calloc(length / 16 + 1, sizeof(struct member));
	NT_CHECK(crowd.members);
	for (at = 0; at < length;) {
		const struct ntobj_token_sid *record = (void *)(answer + at);
		struct nt_sid sid = {};

		NT_CHECK(length - at >= sizeof(*record) + 8);
		NT_CHECK(record->size >= sizeof(*record) + nt_sid_size(record->sid));
		NT_CHECK(record->size <= length - at && record->size % 4 == 0);
		memcpy(&sid, record->sid, nt_sid_size(record->sid));
		add(&crowd, sid, record->attributes);
		at += record->size;
	}
	free(answer);
	return crowd;
}

static void expect_groups(struct __test_metadata *_metadata, __u64 token,
			  const struct person *person)
{
	struct crowd expected = expected_groups(person);
	struct crowd crowd = groups_of(token);
	unsigned int i;

	EXPECT_EQ(crowd.count, nt_token_statistics(token).groups);
	sort_crowd(&crowd);
	EXPECT_EQ(expected.count, crowd.count);
	for (i = 0; i < expected.count && i < crowd.count; i++) {
		char *wanted = nt_sid_text(&expected.members[i].sid);
		char *got = nt_sid_text(&crowd.members[i].sid);

		EXPECT_STREQ(wanted, got);
		EXPECT_EQ(expected.members[i].attributes, crowd.members[i].attributes)
			TH_LOG("%s", wanted);
		free(wanted);
		free(got);
	}
	free(expected.members);
	free(crowd.members);
}

static void expect_default_dacl(struct __test_metadata *_metadata, __u64 token,
				const struct person *person)
{
	struct {
		struct ntobj_security_descriptor header;
		char list[512];
	} descriptor = {
		.header.revision = NTOBJ_SD_REVISION,
		.header.control = NTOBJ_SD_SELF_RELATIVE | NTOBJ_SD_DACL_PRESENT,
		.header.dacl = sizeof(struct ntobj_security_descriptor),
	};
	char wanted[128];
	__u32 length;

	snprintf(wanted, sizeof(wanted), "D:(A;;0x10000000;;;U%u)(A;;0x10000000;;;SY)",
		 person->user);
	ASSERT_STATUS(STATUS_SUCCESS,
		      nt_query_token(token, NTOBJ_TOKEN_DEFAULT_DACL, descriptor.list,
				     sizeof(descriptor.list), &length));
	EXPECT_TEXT(wanted, nt_descriptor_text(&descriptor, sizeof(descriptor.header) + length));
}

static void expect_person(struct __test_metadata *_metadata, __u64 token,
			  const struct person *person)
{
	struct ntobj_token_statistics statistics = nt_token_statistics(token);
	char text[32];

	snprintf(text, sizeof(text), "U%u", person->user);
	EXPECT_TEXT(text, nt_token_sid(token, NTOBJ_TOKEN_USER));
	EXPECT_TEXT(text, nt_token_sid(token, NTOBJ_TOKEN_OWNER));
	snprintf(text, sizeof(text), "G%u", person->group);
	EXPECT_TEXT(text, nt_token_sid(token, NTOBJ_TOKEN_PRIMARY_GROUP));
	expect_groups(_metadata, token, person);
	expect_default_dacl(_metadata, token, person);
	EXPECT_EQ(person->privileges, nt_held_privileges(token));
	EXPECT_EQ(__builtin_popcountll(person->privileges), statistics.privileges);
	EXPECT_EQ(nt_session(), nt_token_u32(token, NTOBJ_TOKEN_SESSION_ID));
	EXPECT_EQ(person->system ? SYSTEM_LOGON :
		  (__u64)(nt_session() + 1) << 32 | person->user,
		  statistics.authentication_id);
}

TEST_F(ntobj, root)
{
	struct person person = myself();
	__u64 token = nt_own_token(ALL);

	ASSERT_TRUE(person.system);
	ASSERT_TRUE(person.administrator);
	expect_person(_metadata, token, &person);
	EXPECT_EQ(person.privileges, nt_enabled_privileges(token));
	EXPECT_EQ(PRIMARY, nt_token_u32(token, NTOBJ_TOKEN_TYPE));
	EXPECT_EQ(PRIMARY, nt_token_statistics(token).type);
	EXPECT_EQ(0, nt_token_statistics(token).level);
}

TEST_F(ntobj, users)
{
	static const gid_t groups[] = { 5, 2000, 5, 0x7fffffff, 4000000000U };
	struct person person;

	ASSERT_EQ(0, nt_become_member(NT_ALICE, groups, ARRAY_SIZE(groups)));
	person = myself();
	EXPECT_EQ(NT_ALICE, person.user);
	EXPECT_EQ(ARRAY_SIZE(groups), person.count);
	EXPECT_FALSE(person.system);
	EXPECT_EQ(0, person.privileges);
	expect_person(_metadata, nt_own_token(ALL), &person);
}

/* The effective ids are who somebody is: not the real, nor the saved ones. */
TEST_F(ntobj, effective_ids)
{
	struct person person;

	ASSERT_EQ(0, setresgid(1, 2, 3));
	ASSERT_EQ(0, setresuid(4, 5, 6));
	person = myself();
	EXPECT_EQ(5, person.user);
	EXPECT_EQ(2, person.group);
	expect_person(_metadata, nt_own_token(QUERY), &person);
}

/* Each capability by itself, and its privileges; one alone is no system. */
TEST_F(ntobj, each_capability)
{
	unsigned int i;

	for (i = 0; i <= CAP_LAST_CAP; i++) {
		__u64 token;

		set_effective(1ULL << i);
		token = nt_own_token(QUERY);
		EXPECT_EQ(privileges_of(1ULL << i), nt_held_privileges(token))
			TH_LOG("capability %u", i);
		EXPECT_EQ(privileges_of(1ULL << i), nt_enabled_privileges(token))
			TH_LOG("capability %u", i);
		EXPECT_EQ(i == CAP_SYS_ADMIN ? OWNER_MEMBER : 0, nt_token_group(token, "BA"))
			TH_LOG("capability %u", i);
		EXPECT_EQ(OWNER_MEMBER, nt_token_group(token, "SY"));
		EXPECT_STATUS(STATUS_SUCCESS, nt_close(token));
	}
}

/* A user with a capability is an administrator, and not the system. */
TEST_F(ntobj, capable_user)
{
	struct person person;

	ASSERT_EQ(0, prctl(PR_SET_KEEPCAPS, 1));
	ASSERT_EQ(0, setresuid(NT_ALICE, NT_ALICE, NT_ALICE));
	person = myself();
	EXPECT_EQ(0, person.privileges);
	expect_person(_metadata, nt_own_token(QUERY), &person);
	set_effective(1ULL << CAP_SYS_ADMIN);
	person = myself();
	EXPECT_TRUE(person.administrator);
	EXPECT_FALSE(person.system);
	expect_person(_metadata, nt_own_token(QUERY), &person);
}

/* As many groups as Linux allows. */
static void expect_many(struct __test_metadata *_metadata, unsigned int count)
{
	gid_t *groups = calloc(count, sizeof(*groups));
	struct ntobj_object_attributes attributes;
	struct person person;
	unsigned int i;
	__u64 handle;
	__u64 made;

	ASSERT_NE(NULL, groups);
	for (i = 0; i < count; i++)
		groups[i] = 100000 + 3 * i;
	attributes = nt_secured(nt_name(u"\\BaseNamedObjects\\ntobj_many"),
				"D:(A;;0x1;;;G%u)", groups[count - 1]);
	ASSERT_STATUS(STATUS_SUCCESS, nt_create_event(&made, attributes, 1, 0, 0));
	ASSERT_EQ(0, nt_become_member(NT_ALICE, groups, count));
	person = myself();
	ASSERT_EQ(count, person.count);
	expect_person(_metadata, nt_own_token(QUERY), &person);
	/* The last of them counts as the first one does. */
	EXPECT_STATUS(STATUS_SUCCESS,
		      nt_open_event(&handle, nt_name(u"\\BaseNamedObjects\\ntobj_many"), 1));
	free(groups);
}

TEST_F(ntobj, hundreds_of_groups)
{
	expect_many(_metadata, 700);
}

TEST_F(ntobj, thousands_of_groups)
{
	expect_many(_metadata, 9000);
}

TEST_F(ntobj, most_groups)
{
	expect_many(_metadata, NGROUPS_MAX);
}

/*
 * User namespaces
 */

static bool enter_user_namespace(uid_t outside)
{
	char map[64];

	if (unshare(CLONE_NEWUSER))
		return false;
	snprintf(map, sizeof(map), "0 %u 1", outside);
	NT_CHECK(!nt_write_file("/proc/self/setgroups", "deny"));
	NT_CHECK(!nt_write_file("/proc/self/uid_map", map));
	NT_CHECK(!nt_write_file("/proc/self/gid_map", map));
	NT_CHECK(!geteuid() && !getegid());
	return true;
}

/* Root inside is who he is outside, with no privilege. */
TEST_F(ntobj, user_namespace)
{
	static const gid_t groups[] = { 2000 };
	struct person person = {
		.user = NT_ALICE, .group = NT_ALICE, .groups = groups, .count = 1,
	};
	__u64 old;

	ASSERT_EQ(0, nt_become_member(NT_ALICE, groups, 1));
	old = nt_own_token(QUERY);
	if (!enter_user_namespace(NT_ALICE))
		SKIP(return, "no user namespaces here: %s", strerror(errno));
	expect_person(_metadata, nt_own_token(ALL), &person);
	expect_person(_metadata, old, &person);
}

/* Nor does he who was the system stay it in there. */
TEST_F(ntobj, root_in_user_namespace)
{
	__u64 token;

	ASSERT_EQ(0, setgroups(0, NULL));
	if (!enter_user_namespace(0))
		SKIP(return, "no user namespaces here: %s", strerror(errno));
	token = nt_own_token(QUERY);
	EXPECT_TEXT("U0", nt_token_sid(token, NTOBJ_TOKEN_USER));
	EXPECT_EQ(0, nt_held_privileges(token));
	EXPECT_EQ(0, nt_token_group(token, "SY"));
	EXPECT_EQ(0, nt_token_group(token, "BA"));
	EXPECT_EQ((__u64)(nt_session() + 1) << 32,
		  nt_token_statistics(token).authentication_id);
}

/*
 * Another token for who has become another
 */

static __u64 token_id(__u64 token)
{
	return nt_token_statistics(token).token_id;
}

/* As long as he stays the same it is the same. */
TEST_F(ntobj, same_token)
{
	__u64 id = token_id(nt_own_token(QUERY));

	EXPECT_NE(0, id);
	EXPECT_EQ(id, token_id(nt_own_token(QUERY)));
	ASSERT_EQ(0, setresuid(0, 0, 0));
	ASSERT_EQ(0, setresgid(-1, -1, -1));
	EXPECT_EQ(id, token_id(nt_own_token(QUERY)));
	EXPECT_EQ(nt_id(nt_own_token(QUERY)), nt_id(nt_own_token(QUERY)));
}

static void change_user(void)
{
	NT_CHECK(!setresuid(-1, NT_ALICE, -1));
}

static void change_group(void)
{
	NT_CHECK(!setresgid(-1, NT_ALICE, -1));
}

static void change_groups(void)
{
	const gid_t groups[] = { 7 };

	NT_CHECK(!setgroups(1, groups));
}

static void change_capabilities(void)
{
	set_effective(~0ULL & ~(1ULL << CAP_SYS_BOOT));
}

TEST_F(ntobj, changes)
{
	static void (* const changes[])(void) = {
		change_group, change_groups, change_capabilities, change_user,
	};
	struct person before;
	unsigned int i;
	__u64 old;

	ASSERT_EQ(0, setgroups(0, NULL));
	before = myself();
	old = nt_own_token(QUERY);
	for (i = 0; i < ARRAY_SIZE(changes); i++) {
		struct person person;
		__u64 token;

		changes[i]();
		person = myself();
		token = nt_own_token(QUERY);
		EXPECT_NE(token_id(old), token_id(token))
			TH_LOG("change %u", i);
		expect_person(_metadata, token, &person);
		expect_person(_metadata, old, &before);
	}
	EXPECT_TEXT("U0", nt_token_sid(old, NTOBJ_TOKEN_USER));
	EXPECT_EQ(before.privileges, nt_enabled_privileges(old));
	EXPECT_EQ(OWNER_MEMBER, nt_token_group(old, "SY"));
}

/* Who goes back is who he was, by yet another token. */
TEST_F(ntobj, back_again)
{
	struct person person = myself();
	__u64 first = nt_own_token(QUERY);
	__u64 second;

	ASSERT_EQ(0, setresuid(-1, NT_ALICE, -1));
	second = nt_own_token(QUERY);
	ASSERT_EQ(0, setresuid(-1, 0, -1));
	expect_person(_metadata, nt_own_token(QUERY), &person);
	EXPECT_NE(token_id(first), token_id(second));
	EXPECT_NE(token_id(second), token_id(nt_own_token(QUERY)));
}

/* Rights go with the change: no call in between is needed for that. */
TEST_F(ntobj, rights_go)
{
	struct ntobj_object_attributes attributes =
		nt_secured(nt_name(u"\\BaseNamedObjects\\ntobj_rights"), "D:(A;;0x1;;;SY)");
	__u64 handle;
	__u64 made;

	ASSERT_STATUS(STATUS_SUCCESS, nt_create_event(&made, attributes, 1, 0, 0));
	attributes.security_descriptor = 0;
	ASSERT_STATUS(STATUS_SUCCESS, nt_open_event(&handle, attributes, 1));
	ASSERT_EQ(0, setresuid(-1, NT_ALICE, -1));
	EXPECT_STATUS(STATUS_ACCESS_DENIED, nt_open_event(&handle, attributes, 1));
	ASSERT_EQ(0, setresuid(-1, 0, -1));
	EXPECT_STATUS(STATUS_SUCCESS, nt_open_event(&handle, attributes, 1));
}

static int tell_token_id(void *context)
{
	int *pipe = context;
	__u64 id = token_id(nt_own_token(QUERY));

	return write(pipe[1], &id, sizeof(id)) != sizeof(id);
}

/* Each process has one of its own. */
TEST_F(ntobj, child_has_another)
{
	int pipes[2];
	__u64 id;

	ASSERT_EQ(0, pipe(pipes));
	EXPECT_EQ(0, nt_child(tell_token_id, pipes));
	ASSERT_EQ(sizeof(id), read(pipes[0], &id, sizeof(id)));
	EXPECT_NE(0, id);
	EXPECT_NE(token_id(nt_own_token(QUERY)), id);
}

TEST_HARNESS_MAIN
