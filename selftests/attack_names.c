// SPDX-License-Identifier: GPL-2.0
/*
 * Games with names: places that are not one's own, links that lead there, names
 * that somebody else will want, and what can be learnt of what one can't open.
 *
 * Directories are found by walking the whole tree as root, so that one which
 * this test does not know is held to the rule as well.
 */
#include <linux/capability.h>
#include <sched.h>

#include "ntobj_fixture.h"
#include "attack.h"
#include "security_test.h"
#include "tests/extension.h"

#define BNO		u"\\BaseNamedObjects"
#define SECRET		BNO u"\\ntobj_attack_secret"
#define SHOWN		BNO u"\\ntobj_attack_shown"

#define LOOK		(NTOBJ_DIRECTORY_QUERY | NTOBJ_DIRECTORY_TRAVERSE | NTOBJ_READ_CONTROL)
#define PASS		(NTOBJ_DIRECTORY_TRAVERSE | NTOBJ_READ_CONTROL)
#define MAKE		(LOOK | NTOBJ_DIRECTORY_CREATE_OBJECT | \
			 NTOBJ_DIRECTORY_CREATE_SUBDIRECTORY)

/* What everybody may do, and nobody more; LOOK in a directory not listed. */
static const struct {
	const char16_t *path;
	__u32 access;
} places[] = {
	{ u"\\BaseNamedObjects", MAKE },
	{ u"\\RPC Control", MAKE },
	{ u"\\Driver", 0 },
	{ u"\\FileSystem", 0 },
	{ u"\\Security", 0 },
	{ u"\\Sessions\\0", PASS },
	{ u"\\Sessions\\0\\DosDevices", PASS },
};

static __u32 rights_in(const char16_t *path)
{
	unsigned int i;

	for (i = 0; i < ARRAY_SIZE(places); i++)
		if (nt_length16(path) == nt_length16(places[i].path) &&
		    !memcmp(path, places[i].path, 2 * nt_length16(path)))
			return places[i].access;
	return LOOK;
}

/*
 * The tree
 */

enum kind { DIRECTORY, LINK, OTHER };

struct entry {
	char16_t path[ATTACK_PATH];
	enum kind kind;
};

/**
 * struct tree - all that has a name, found by root
 * @count: how many
 * @entries: what; the root is the first
 */
struct tree {
	unsigned int count;
	struct entry entries[256];
};

static struct tree tree;

static const char *narrow(const char16_t *text)
{
	static char result[2][ATTACK_PATH];
	static unsigned int turn;
	char *out = result[turn++ % 2];
	size_t i;

	for (i = 0; text[i] && i < ATTACK_PATH - 1; i++)
		out[i] = text[i] < 128 ? text[i] : '?';
	out[i] = 0;
	return out;
}

static bool is_text(const __u16 *units, __u16 bytes, const char16_t *text)
{
	return bytes == 2 * nt_length16(text) && !memcmp(units, text, bytes);
}

static void add_entry(const char16_t *directory, const struct ntobj_directory_record *record)
{
	struct entry *entry = &tree.entries[tree.count++];
	const __u16 *type = record->text + record->name_length / 2;
	char16_t name[ATTACK_PATH] = {};

	NT_CHECK(tree.count <= ARRAY_SIZE(tree.entries));
	NT_CHECK(record->name_length < sizeof(name));
	memcpy(name, record->text, record->name_length);
	attack_path(entry->path, directory[1] ? directory : u"", name);
	entry->kind = OTHER;
	if (is_text(type, record->type_length, u"Directory"))
		entry->kind = DIRECTORY;
	if (is_text(type, record->type_length, u"SymbolicLink"))
		entry->kind = LINK;
}

static void add_entries(const char16_t *path)
{
	struct ntobj_query_directory query = { .entry_overhead = 32 };
	__u64 buffer[1024];
	__u64 directory;
	__s32 status;

	NT_CHECK_STATUS(STATUS_SUCCESS,
			nt_open_directory(&directory, nt_name(path), NTOBJ_DIRECTORY_QUERY));
	query.buffer = nt_address(buffer);
	query.length = sizeof(buffer);
	while ((status = nt_query_directory(directory, &query)) >= 0) {
		char *at = (char *)buffer;

		while (query.count--) {
			struct ntobj_directory_record *record = (void *)at;

			add_entry(path, record);
			at += record->size;
		}
	}
	NT_CHECK_STATUS(STATUS_NO_MORE_ENTRIES, status);
	NT_CHECK_STATUS(STATUS_SUCCESS, nt_close(directory));
}

static void walk(void)
{
	unsigned int i;

	tree.count = 1;
	tree.entries[0] = (struct entry){ .path = u"\\", .kind = DIRECTORY };
	for (i = 0; i < tree.count; i++)
		if (tree.entries[i].kind == DIRECTORY)
			add_entries(tree.entries[i].path);
}

typedef __s32 (*open_function)(__u64 *handle, struct ntobj_object_attributes attributes,
			       __u32 access);

/* All that may be had, right by right, and at once by MAXIMUM_ALLOWED. */
static __u32 try_rights(open_function open, const char16_t *path)
{
	__u32 granted = 0;
	__u32 maximum = 0;
	unsigned int bit;
	__u64 handle;
	__s32 status;

	for (bit = 0; bit < 24; bit++) {
		status = open(&handle, nt_name(path), 1U << bit);
		if (status < 0) {
			NT_CHECK_STATUS(STATUS_ACCESS_DENIED, status);
			continue;
		}
		granted |= 1U << bit;
		NT_CHECK_STATUS(STATUS_SUCCESS, nt_close(handle));
	}
	NT_CHECK_STATUS(STATUS_PRIVILEGE_NOT_HELD,
			open(&handle, nt_name(path), NTOBJ_ACCESS_SYSTEM_SECURITY | 1));
	status = open(&handle, nt_name(path), NTOBJ_MAXIMUM_ALLOWED);
	if (status >= 0) {
		maximum = nt_granted(handle);
		NT_CHECK_STATUS(STATUS_SUCCESS, nt_close(handle));
	}
	if (maximum != granted)
		fprintf(stderr, "# %s: 0x%x one by one, 0x%x at once\n", narrow(path),
			granted, maximum);
	NT_CHECK(maximum == granted);
	return granted;
}

static void expect_rights(const char16_t *path, __u32 expected, __u32 granted)
{
	if (expected != granted)
		fprintf(stderr, "# %s: rights 0x%x, not 0x%x\n", narrow(path), granted,
			expected);
	NT_CHECK(expected == granted);
}

static const char16_t new_name[] = u"ntobj_attack_new";

/* What is made there must go where it was to go, and only if it may. */
static void try_to_make(const char16_t *directory, __u32 access)
{
	bool objects = access & NTOBJ_DIRECTORY_CREATE_OBJECT;
	bool directories = access & NTOBJ_DIRECTORY_CREATE_SUBDIRECTORY;
	char16_t path[ATTACK_PATH];
	__u64 handle;

	attack_path(path, directory[1] ? directory : u"", new_name);
	NT_CHECK_STATUS(objects ? STATUS_SUCCESS : STATUS_ACCESS_DENIED,
			nt_create_event(&handle, nt_name(path), 1, 0, 0));
	NT_CHECK(!objects || nt_close(handle) == STATUS_SUCCESS);
	NT_CHECK_STATUS(directories ? STATUS_SUCCESS : STATUS_ACCESS_DENIED,
			nt_create_directory(&handle, nt_name(path), 1));
	NT_CHECK(!directories || nt_close(handle) == STATUS_SUCCESS);
	if (!objects)
		NT_CHECK_STATUS(STATUS_ACCESS_DENIED,
				nt_create_link(&handle, nt_name(path), 1, u"\\"));
}

static bool is_below_closed(const char16_t *path)
{
	static const char16_t * const closed[] = {
		u"\\Driver\\", u"\\FileSystem\\", u"\\Security\\",
	};
	unsigned int i;

	for (i = 0; i < ARRAY_SIZE(closed); i++)
		if (!memcmp(path, closed[i], 2 * nt_length16(closed[i])))
			return true;
	return false;
}

static int try_all_places(void *context)
{
	unsigned int directories = 0;
	unsigned int links = 0;
	unsigned int i;

	(void)context;
	for (i = 0; i < tree.count; i++) {
		const struct entry *entry = &tree.entries[i];
		__u32 expected = rights_in(entry->path);

		if (entry->kind == DIRECTORY) {
			directories++;
			expect_rights(entry->path, expected,
				      try_rights(nt_open_directory, entry->path));
			try_to_make(entry->path, expected);
		} else if (entry->kind == LINK) {
			links++;
			expected = is_below_closed(entry->path) ? 0 :
				   NTOBJ_SYMBOLIC_LINK_QUERY | NTOBJ_READ_CONTROL;
			expect_rights(entry->path, expected,
				      try_rights(nt_open_link, entry->path));
		}
	}
	NT_CHECK(directories > 10 && links > 3);
	return 0;
}

/* The standard tree, to an ordinary user. */
TEST_F_TIMEOUT(ntobj, standard_tree, 60)
{
	walk();
	EXPECT_EQ(0, nt_child_as(NT_BOB, try_all_places, NULL));
}

/* The canary: in a directory that was left open the same is noticed. */
TEST_F(ntobj, canary_open_directory)
{
	__u64 directory;

	ASSERT_STATUS(STATUS_SUCCESS,
		      nt_create_directory(&directory,
					  nt_secured(nt_name(u"\\ntobj_attack_left_open"),
						     "%s", ATTACK_OPEN),
					  NTOBJ_DIRECTORY_ALL_ACCESS));
	walk();
	EXPECT_NE(0, nt_child_as(NT_BOB, try_all_places, NULL));
}

/*
 * What root and another user have
 */

static void make_secret(void)
{
	__u64 handle;
	__u64 secret;

	NT_CHECK_STATUS(STATUS_SUCCESS,
			nt_create_directory(&secret, nt_name(SECRET),
					    NTOBJ_DIRECTORY_ALL_ACCESS));
	NT_CHECK_STATUS(STATUS_SUCCESS,
			nt_create_event(&handle, nt_secured(nt_at(secret, u"event"), ATTACK_OPEN),
					NTOBJ_EVENT_ALL_ACCESS, 0, 0));
	NT_CHECK_STATUS(STATUS_SUCCESS,
			nt_create_directory(&handle,
					    nt_secured(nt_at(secret, u"inner"), ATTACK_OPEN),
					    NTOBJ_DIRECTORY_ALL_ACCESS));
	NT_CHECK_STATUS(STATUS_SUCCESS,
			nt_create_link(&handle, nt_secured(nt_at(secret, u"link"), ATTACK_OPEN),
				       NTOBJ_SYMBOLIC_LINK_ALL_ACCESS, u"\\"));
}

/* Behind a closed door there and not there look alike, whatever is asked. */
static void ask_behind_door(const char16_t *directory)
{
	static const char16_t * const inside[] = {
		u"event", u"inner", u"link", u"absent", u"event\\x", u"inner\\x", u"link\\x",
		u"absent\\x", u"EVENT", u"\\", u"event\\",
	};
	char16_t path[ATTACK_PATH];
	unsigned int i;
	__u64 handle;

	for (i = 0; i < ARRAY_SIZE(inside); i++) {
		__s32 wanted = i < ARRAY_SIZE(inside) - 2 ? STATUS_ACCESS_DENIED :
							    STATUS_OBJECT_NAME_INVALID;
		__s32 status;

		attack_path(path, directory, inside[i]);
		status = nt_open_event(&handle, nt_name(path), 1);
		/* A bad path may be seen to be one first, wherever it leads. */
		NT_CHECK(status == wanted || status == STATUS_ACCESS_DENIED);
		if (wanted != STATUS_ACCESS_DENIED)
			continue;
		NT_CHECK_STATUS(wanted, nt_open_directory(&handle, nt_name(path), 1));
		NT_CHECK_STATUS(wanted, nt_open_link(&handle, nt_name(path), 1));
		NT_CHECK_STATUS(wanted,
				nt_open_event(&handle,
					      nt_name_flags(path, NTOBJ_OBJ_CASE_INSENSITIVE),
					      1));
		NT_CHECK_STATUS(wanted, nt_create_event(&handle, nt_name(path), 1, 0, 0));
		NT_CHECK_STATUS(wanted, nt_create_directory(&handle, nt_name(path), 1));
		NT_CHECK_STATUS(wanted,
				nt_create_event(&handle,
						nt_name_flags(path, NTOBJ_OBJ_OPENIF), 1, 0,
						0));
	}
}

static int ask_behind_doors(void *context)
{
	__u64 own;
	__u64 link;

	(void)context;
	ask_behind_door(SECRET);
	/* Links of one's own lead to the same door. */
	NT_CHECK_STATUS(STATUS_SUCCESS,
			nt_create_directory(&own, nt_name(BNO u"\\ntobj_attack_own"),
					    NTOBJ_DIRECTORY_ALL_ACCESS));
	NT_CHECK_STATUS(STATUS_SUCCESS,
			nt_create_link(&link, nt_at(own, u"there"),
				       NTOBJ_SYMBOLIC_LINK_ALL_ACCESS, SECRET));
	ask_behind_door(BNO u"\\ntobj_attack_own\\there");
	return 0;
}

TEST_F(ntobj, nothing_to_learn_behind_a_door)
{
	__u64 handle;

	make_secret();
	EXPECT_EQ(0, nt_child_as(NT_BOB, ask_behind_doors, NULL));
	/* The canary: root gets all the answers. */
	EXPECT_STATUS(STATUS_SUCCESS, nt_open_event(&handle, nt_name(SECRET u"\\event"), 1));
	EXPECT_STATUS(STATUS_OBJECT_NAME_NOT_FOUND,
		      nt_open_event(&handle, nt_name(SECRET u"\\absent"), 1));
	EXPECT_STATUS(STATUS_OBJECT_PATH_NOT_FOUND,
		      nt_open_event(&handle, nt_name(SECRET u"\\absent\\x"), 1));
}

/* Whatever attributes are given, a closed object stays closed. */
static int try_attributes(void *context)
{
	__u64 root = *(__u64 *)context;
	__u64 handle;
	__u32 flags;

	for (flags = 0; flags < 0x4000; flags++) {
		__s32 status = nt_open_event(&handle, nt_name_flags(SECRET, flags), 1);

		NT_CHECK(status < 0);
		NT_CHECK(nt_open_event(&handle, nt_name_flags(SECRET u"\\event", flags), 1) < 0);
		NT_CHECK(nt_open_directory(&handle, nt_name_flags(SECRET, flags), 1) < 0);
		NT_CHECK(nt_open_event(&handle, nt_at_flags(root, u"event", flags), 1) < 0);
		NT_CHECK(nt_create_event(&handle, nt_at_flags(root, u"new", flags), 1, 0, 0) < 0);
	}
	return 0;
}

TEST_F_TIMEOUT(ntobj, attributes_open_nothing, 120)
{
	__u64 root;

	make_secret();
	/* A handle that was given, without the rights to look or to make. */
	ASSERT_STATUS(STATUS_SUCCESS,
		      nt_open_directory(&root, nt_name_flags(SECRET, NTOBJ_OBJ_INHERIT),
					NTOBJ_READ_CONTROL));
	EXPECT_EQ(0, nt_child_as(NT_BOB, try_attributes, &root));
}

/*
 * Links
 */

static __u64 own_directory(void)
{
	__u64 own;

	NT_CHECK_STATUS(STATUS_SUCCESS,
			nt_create_directory(&own,
					    nt_secured(nt_name(BNO u"\\ntobj_attack_own"),
						       ATTACK_OPEN),
					    NTOBJ_DIRECTORY_ALL_ACCESS));
	return own;
}

/* In the place that all share nobody without the privilege makes links. */
static int make_links(void *context)
{
	__u64 own = own_directory();
	__u64 handle;

	(void)context;
	NT_CHECK_STATUS(STATUS_ACCESS_DENIED,
			nt_create_link(&handle, nt_name(BNO u"\\ntobj_attack_link"), 1, u"\\"));
	NT_CHECK_STATUS(STATUS_ACCESS_DENIED,
			nt_create_link(&handle, nt_name(u"\\BaseNamedObjects\\Local\\x"), 1,
				       u"\\"));
	NT_CHECK_STATUS(STATUS_SUCCESS,
			nt_create_link(&handle, nt_at(own, u"link"), 1, u"\\"));
	return 0;
}

TEST_F(ntobj, links_in_the_shared_place)
{
	__u64 handle;

	EXPECT_EQ(0, nt_child_as(NT_BOB, make_links, NULL));
	EXPECT_STATUS(STATUS_SUCCESS,
		      nt_create_link(&handle, nt_name(BNO u"\\ntobj_attack_link"), 1, u"\\"));
}

/* What is there already can't be turned into a link, or replaced. */
static int replace_standard(void *context)
{
	static const char16_t * const names[] = {
		BNO u"\\Global", BNO u"\\Local", BNO u"\\Session", u"\\DosDevices",
		u"\\GLOBAL??\\GLOBALROOT", u"\\GLOBAL??\\Global", u"\\Sessions\\BNOLINKS\\0",
	};
	unsigned int i;
	__u64 handle;

	(void)context;
	for (i = 0; i < ARRAY_SIZE(names); i++) {
		__s32 status = nt_create_link(&handle, nt_name(names[i]), 1, u"\\RPC Control");

		NT_CHECK(status < 0);
		status = nt_create_link(&handle, nt_name_flags(names[i], NTOBJ_OBJ_OPENIF), 1,
					u"\\RPC Control");
		NT_CHECK(status < 0 || status == STATUS_OBJECT_NAME_EXISTS);
		NT_CHECK_STATUS(STATUS_ACCESS_DENIED,
				nt_open_link(&handle, nt_name(names[i]), NTOBJ_DELETE));
	}
	return 0;
}

TEST_F(ntobj, standard_links_stay)
{
	struct ntobj_query_symbolic_link query = {};
	char16_t target[64] = {};
	__u64 link;

	EXPECT_EQ(0, nt_child_as(NT_BOB, replace_standard, NULL));
	ASSERT_STATUS(STATUS_SUCCESS,
		      nt_open_link(&link, nt_name(BNO u"\\Global"), NTOBJ_SYMBOLIC_LINK_QUERY));
	query.buffer = nt_address(target);
	query.length = sizeof(target);
	ASSERT_STATUS(STATUS_SUCCESS, nt_query_link(link, &query));
	EXPECT_EQ(0, memcmp(target, BNO, query.target_length));
}

/* Bob's devices are Bob's: they are no trap for anybody else. */
struct trap {
	int set[2];
	__u64 links[2];
};

static int set_trap(void *context)
{
	struct trap *trap = context;
	__u64 own = own_directory();
	__u64 handle;

	NT_CHECK_STATUS(STATUS_SUCCESS,
			nt_create_event(&handle, nt_secured(nt_at(own, u"his"), ATTACK_OPEN),
					NTOBJ_EVENT_ALL_ACCESS, 0, 0));
	NT_CHECK_STATUS(STATUS_SUCCESS,
			nt_create_link(&handle,
				       nt_secured(nt_name(u"\\??\\ntobj_trap"), ATTACK_OPEN),
				       NTOBJ_SYMBOLIC_LINK_ALL_ACCESS,
				       BNO u"\\ntobj_attack_own"));
	/* To himself it works, by both names. */
	NT_CHECK_STATUS(STATUS_SUCCESS,
			nt_open_event(&handle, nt_name(u"\\??\\ntobj_trap\\his"), 1));
	NT_CHECK_STATUS(STATUS_SUCCESS,
			nt_open_event(&handle, nt_name(u"\\DosDevices\\ntobj_trap\\his"), 1));
	/* A link in the open that leads through his devices. */
	NT_CHECK_STATUS(STATUS_SUCCESS,
			nt_create_link(&handle, nt_secured(nt_at(own, u"lure"), ATTACK_OPEN),
				       NTOBJ_SYMBOLIC_LINK_ALL_ACCESS, u"\\??\\ntobj_trap"));
	NT_CHECK_STATUS(STATUS_SUCCESS,
			nt_open_event(&handle, nt_name(BNO u"\\ntobj_attack_own\\lure\\his"), 1));
	NT_CHECK(write(trap->set[1], "s", 1) == 1);
	return nt_be_victim(NULL);
}

static int avoid_trap(void *context)
{
	__u64 handle;

	(void)context;
	NT_CHECK_STATUS(STATUS_OBJECT_PATH_NOT_FOUND,
			nt_open_event(&handle, nt_name(u"\\??\\ntobj_trap\\his"), 1));
	NT_CHECK_STATUS(STATUS_OBJECT_NAME_NOT_FOUND,
			nt_open_link(&handle, nt_name(u"\\??\\ntobj_trap"), 1));
	NT_CHECK_STATUS(STATUS_OBJECT_PATH_NOT_FOUND,
			nt_open_event(&handle, nt_name(BNO u"\\ntobj_attack_own\\lure\\his"), 1));
	/* The canary: the object itself is in the open. */
	NT_CHECK_STATUS(STATUS_SUCCESS,
			nt_open_event(&handle, nt_name(BNO u"\\ntobj_attack_own\\his"), 1));
	return 0;
}

static const char avoid_word[] = "--avoid";
#define PROGRAM	"/tmp/ntobj_attack_names"

/* Bob runs a program of root's, and thereby does not trap it either. */
static int run_program(void *context)
{
	(void)context;
	attack_exec(PROGRAM, avoid_word, "");
}

TEST_F(ntobj, devices_of_another_user)
{
	struct trap trap;
	pid_t bob;
	char byte;

	ASSERT_EQ(0, pipe(trap.set));
	bob = nt_child_start_as(NT_BOB, set_trap, &trap);
	ASSERT_EQ(1, read(trap.set[0], &byte, 1));
	EXPECT_EQ(0, nt_child(avoid_trap, NULL));
	EXPECT_EQ(0, nt_child_as(ATTACK_CAROL, avoid_trap, NULL));
	nt_make_program(PROGRAM, 0, 04755);
	EXPECT_EQ(0, nt_child_as(NT_BOB, run_program, NULL));
	unlink(PROGRAM);
	kill(bob, SIGKILL);
	EXPECT_EQ(NT_KILLED(SIGKILL), nt_child_end(bob));
}

/* By way of \??\GLOBALROOT one comes to the same doors. */
static int go_around(void *context)
{
	static const char16_t * const ways[] = {
		u"\\??\\GLOBALROOT\\Driver", u"\\GLOBAL??\\GLOBALROOT\\Driver",
		u"\\??\\Global\\GLOBALROOT\\Driver", u"\\DosDevices\\GLOBALROOT\\Security",
		u"\\??\\GLOBALROOT\\BaseNamedObjects\\ntobj_attack_secret",
		u"\\??\\GLOBALROOT\\??\\GLOBALROOT\\FileSystem",
	};
	char16_t path[ATTACK_PATH];
	unsigned int i;
	__u64 handle;

	(void)context;
	for (i = 0; i < ARRAY_SIZE(ways); i++) {
		NT_CHECK_STATUS(STATUS_ACCESS_DENIED,
				nt_open_directory(&handle, nt_name(ways[i]), 1));
		attack_path(path, ways[i], u"x");
		NT_CHECK_STATUS(STATUS_ACCESS_DENIED,
				nt_create_event(&handle, nt_name(path), 1, 0, 0));
	}
	return 0;
}

TEST_F(ntobj, ways_around)
{
	__u64 handle;

	make_secret();
	EXPECT_EQ(0, nt_child_as(NT_BOB, go_around, NULL));
	EXPECT_STATUS(STATUS_SUCCESS,
		      nt_open_directory(&handle, nt_name(u"\\??\\GLOBALROOT\\Driver"), 1));
}

/*
 * Squatting
 */

/* Who comes first has the name; root is told so, and whose it is. */
static int squat(void *context)
{
	int *ready = context;
	__u64 handle;

	NT_CHECK_STATUS(STATUS_SUCCESS,
			nt_create_event(&handle, nt_name(SHOWN), NTOBJ_EVENT_ALL_ACCESS, 0, 0));
	NT_CHECK_STATUS(STATUS_SUCCESS,
			nt_create_event(&handle,
					nt_name_flags(SHOWN u"_alone", NTOBJ_OBJ_EXCLUSIVE),
					NTOBJ_EVENT_ALL_ACCESS, 0, 0));
	NT_CHECK(write(ready[1], "r", 1) == 1);
	return nt_be_victim(NULL);
}

TEST_F(ntobj, squatting_shows)
{
	__u64 handle;
	int ready[2];
	pid_t bob;
	char byte;

	ASSERT_EQ(0, pipe(ready));
	bob = nt_child_start_as(NT_BOB, squat, ready);
	ASSERT_EQ(1, read(ready[0], &byte, 1));
	EXPECT_STATUS(STATUS_OBJECT_NAME_COLLISION,
		      nt_create_event(&handle, nt_name(SHOWN), 1, 0, 0));
	ASSERT_STATUS(STATUS_OBJECT_NAME_EXISTS,
		      nt_create_event(&handle, nt_name_flags(SHOWN, NTOBJ_OBJ_OPENIF),
				      NTOBJ_EVENT_ALL_ACCESS, 0, 0));
	EXPECT_SECURITY("O:U1001", handle, NT_OWNER);
	/* What is exclusive is so to root too, until its owner is gone. */
	EXPECT_STATUS(STATUS_ACCESS_DENIED,
		      nt_open_event(&handle, nt_name(SHOWN u"_alone"), 1));
	kill(bob, SIGKILL);
	EXPECT_EQ(NT_KILLED(SIGKILL), nt_child_end(bob));
	EXPECT_STATUS(STATUS_SUCCESS,
		      nt_create_event(&handle, nt_name(SHOWN u"_alone"), 1, 0, 0));
}

/* Root's object can't be made exclusive from outside, even by who may open it. */
static int make_exclusive(void *context)
{
	__u64 handle;
	__s32 status;

	(void)context;
	status = nt_create_event(&handle,
				 nt_name_flags(SHOWN, NTOBJ_OBJ_EXCLUSIVE | NTOBJ_OBJ_OPENIF),
				 NTOBJ_EVENT_QUERY_STATE, 0, 0);
	NT_CHECK(status < 0 || status == STATUS_OBJECT_NAME_EXISTS);
	status = nt_open_event(&handle, nt_name_flags(SHOWN, NTOBJ_OBJ_EXCLUSIVE),
			       NTOBJ_EVENT_QUERY_STATE);
	NT_CHECK(status < 0 || status == STATUS_SUCCESS);
	return 0;
}

static int open_shown(void *context)
{
	__u64 handle;

	(void)context;
	NT_CHECK_STATUS(STATUS_SUCCESS,
			nt_open_event(&handle, nt_name(SHOWN), NTOBJ_EVENT_QUERY_STATE));
	return 0;
}

TEST_F(ntobj, exclusive_from_outside)
{
	struct ntobj_object_basic_information basic;
	__u64 event;

	ASSERT_STATUS(STATUS_SUCCESS,
		      nt_create_event(&event, nt_secured(nt_name(SHOWN), ATTACK_OPEN),
				      NTOBJ_EVENT_ALL_ACCESS, 0, 0));
	EXPECT_EQ(0, nt_child_as(NT_BOB, make_exclusive, NULL));
	ASSERT_STATUS(STATUS_SUCCESS, nt_query_basic(event, &basic));
	EXPECT_EQ(0, basic.attributes);
	EXPECT_EQ(0, nt_child_as(ATTACK_CAROL, open_shown, NULL));
}

/*
 * Permanence
 */

enum { EVENTS, DIRECTORIES, LINKS, WIDGETS, KINDS };

static __s32 create(int kind, __u64 *handle, struct ntobj_object_attributes attributes)
{
	struct ntobj_create_widget widget = { .attributes = attributes, .desired_access = 1 };
	__s32 status;

	switch (kind) {
	case EVENTS:
		return nt_create_event(handle, attributes, 1, 0, 0);
	case DIRECTORIES:
		return nt_create_directory(handle, attributes, 1);
	case LINKS:
		return nt_create_link(handle, attributes, 1, u"\\");
	default:
		status = nt_call(NTOBJ_IOC_CREATE_WIDGET, &widget);
		if (status >= 0)
			*handle = widget.handle;
		return status;
	}
}

static void make_permanent(bool widgets)
{
	__u64 own = own_directory();
	__u64 handle;
	int kind;

	for (kind = 0; kind < (widgets ? KINDS : WIDGETS); kind++) {
		NT_CHECK_STATUS(STATUS_PRIVILEGE_NOT_HELD,
				create(kind, &handle, nt_at_flags(own, u"stays",
								  NTOBJ_OBJ_PERMANENT)));
		NT_CHECK_STATUS(STATUS_PRIVILEGE_NOT_HELD,
				create(kind, &handle, nt_unnamed_flags(NTOBJ_OBJ_PERMANENT)));
		NT_CHECK_STATUS(STATUS_SUCCESS, create(kind, &handle, nt_at(own, u"goes")));
		NT_CHECK_STATUS(STATUS_PRIVILEGE_NOT_HELD,
				nt_hot(NTOBJ_IOC_MAKE_PERMANENT_OBJECT, handle));
		/* Nor by opening it again with the attribute. */
		NT_CHECK(create(kind, &handle,
				nt_at_flags(own, u"goes",
					    NTOBJ_OBJ_PERMANENT | NTOBJ_OBJ_OPENIF)) !=
			 STATUS_SUCCESS);
		NT_CHECK_STATUS(STATUS_SUCCESS, nt_close(handle));
	}
	NT_CHECK_STATUS(STATUS_PRIVILEGE_NOT_HELD,
			nt_hot(NTOBJ_IOC_MAKE_PERMANENT_OBJECT, NTOBJ_CURRENT_PROCESS));
	NT_CHECK_STATUS(STATUS_SUCCESS, nt_close(own));
}

static int try_permanence(void *context)
{
	bool widgets = *(bool *)context;

	make_permanent(widgets);
	if (!unshare(CLONE_NEWUSER))
		make_permanent(widgets);
	return 0;
}

TEST_F(ntobj, permanence)
{
	bool widgets = !attack_load_extension("");
	__u64 directory;

	EXPECT_EQ(0, nt_child_as(NT_BOB, try_permanence, &widgets));
	EXPECT_STATUS(STATUS_OBJECT_NAME_NOT_FOUND,
		      nt_open_directory(&directory, nt_name(BNO u"\\ntobj_attack_own"), 1));
	if (widgets)
		EXPECT_EQ(0, attack_unload_extension());
}

/* Nobody makes temporary, and so takes away, what he may not delete. */
static int make_temporary(void *context)
{
	__u64 handle;
	unsigned int i;

	(void)context;
	NT_CHECK_STATUS(STATUS_ACCESS_DENIED,
			nt_open_event(&handle, nt_name(SHOWN), NTOBJ_DELETE));
	NT_CHECK_STATUS(STATUS_SUCCESS,
			nt_open_event(&handle, nt_name(SHOWN), NTOBJ_MAXIMUM_ALLOWED));
	NT_CHECK_STATUS(STATUS_ACCESS_DENIED,
			nt_hot(NTOBJ_IOC_MAKE_TEMPORARY_OBJECT, handle));
	NT_CHECK_STATUS(STATUS_SUCCESS, nt_close(handle));
	for (i = 0; i < tree.count; i++) {
		const struct entry *entry = &tree.entries[i];

		if (entry->kind == OTHER)
			continue;
		if ((entry->kind == DIRECTORY ? nt_open_directory : nt_open_link)
		    (&handle, nt_name(entry->path), NTOBJ_MAXIMUM_ALLOWED) < 0)
			continue;
		NT_CHECK_STATUS(STATUS_ACCESS_DENIED,
				nt_hot(NTOBJ_IOC_MAKE_TEMPORARY_OBJECT, handle));
		NT_CHECK_STATUS(STATUS_SUCCESS, nt_close(handle));
	}
	return 0;
}

TEST_F(ntobj, temporary)
{
	struct ntobj_object_basic_information basic;
	__u64 event;

	ASSERT_STATUS(STATUS_SUCCESS,
		      nt_create_event(&event,
				      nt_secured(nt_name_flags(SHOWN, NTOBJ_OBJ_PERMANENT),
						 "D:(A;;0x120003;;;WD)(A;;0x1f0003;;;SY)"),
				      NTOBJ_EVENT_ALL_ACCESS, 0, 0));
	walk();
	EXPECT_EQ(0, nt_child_as(NT_BOB, make_temporary, NULL));
	ASSERT_STATUS(STATUS_SUCCESS, nt_query_basic(event, &basic));
	EXPECT_EQ(NTOBJ_OBJ_PERMANENT, basic.attributes);
	EXPECT_STATUS(STATUS_SUCCESS, nt_hot(NTOBJ_IOC_MAKE_TEMPORARY_OBJECT, event));
}

/*
 * Sessions are given by the privileged alone
 */
static int give_session(void *context)
{
	struct ntobj_set_object call = {
		.information_class = NTOBJ_OBJECT_SESSION_INFORMATION,
	};
	__u64 own = own_directory();

	(void)context;
	call.handle = own;
	NT_CHECK_STATUS(STATUS_PRIVILEGE_NOT_HELD, nt_call(NTOBJ_IOC_SET_OBJECT, &call));
	NT_CHECK_STATUS(STATUS_SUCCESS,
			nt_open_directory(&call.handle, nt_name(BNO), NTOBJ_DIRECTORY_QUERY));
	NT_CHECK_STATUS(STATUS_PRIVILEGE_NOT_HELD, nt_call(NTOBJ_IOC_SET_OBJECT, &call));
	return 0;
}

TEST_F(ntobj, session_of_a_directory)
{
	EXPECT_EQ(0, nt_child_as(NT_BOB, give_session, NULL));
}

/* Rights within a descriptor do not add up to more than it says. */
static int try_denied(void *context)
{
	__u64 handle;
	__u32 type;
	__s32 state;

	(void)context;
	NT_CHECK_STATUS(STATUS_ACCESS_DENIED, nt_open_event(&handle, nt_name(SHOWN), 1));
	NT_CHECK_STATUS(STATUS_ACCESS_DENIED, nt_open_event(&handle, nt_name(SHOWN), 3));
	NT_CHECK_STATUS(STATUS_SUCCESS, nt_open_event(&handle, nt_name(SHOWN), 2));
	NT_CHECK_STATUS(STATUS_ACCESS_DENIED, nt_query_event(handle, &type, &state));
	NT_CHECK_STATUS(STATUS_ACCESS_DENIED,
			nt_open_event(&handle, nt_name(SHOWN), NTOBJ_WRITE_DAC));
	NT_CHECK_STATUS(STATUS_ACCESS_DENIED,
			nt_open_event(&handle, nt_name(SHOWN), NTOBJ_WRITE_OWNER));
	NT_CHECK_STATUS(STATUS_SUCCESS,
			nt_open_event(&handle, nt_name(SHOWN), NTOBJ_MAXIMUM_ALLOWED));
	NT_CHECK(nt_granted(handle) == 2);
	return 0;
}

TEST_F(ntobj, denied_in_part)
{
	__u64 event;

	ASSERT_STATUS(STATUS_SUCCESS,
		      nt_create_event(&event,
				      nt_secured(nt_name(SHOWN),
						 "D:(D;;0x1;;;U1001)(A;;0x3;;;WD)"),
				      NTOBJ_EVENT_ALL_ACCESS, 0, 0));
	EXPECT_EQ(0, nt_child_as(NT_BOB, try_denied, NULL));
}

int main(int argc, char **argv)
{
	if (argc == 4 && !strcmp(argv[1], avoid_word)) {
		nt_device = atoi(argv[2]);
		return avoid_trap(NULL);
	}
	return test_harness_run(argc, argv);
}
