// SPDX-License-Identifier: GPL-2.0
/*
 * What stands in a new namespace, and whom it lets do what: to the letter as
 * the documentation says, as root sees it and as a user meets it.
 */
#include "ntobj_fixture.h"
#include "security_test.h"

#define QUERY		NTOBJ_DIRECTORY_QUERY
#define TRAVERSE	NTOBJ_DIRECTORY_TRAVERSE
#define CREATE		(NTOBJ_DIRECTORY_CREATE_OBJECT | NTOBJ_DIRECTORY_CREATE_SUBDIRECTORY)
#define RC		NTOBJ_READ_CONTROL

#define PASS		(TRAVERSE | RC)
#define LOOK		(QUERY | TRAVERSE | RC)
#define MAKE		(LOOK | CREATE)

/* Directories, and what everybody may do with them. */
static const struct {
	const char16_t *name;
	__u32 everybody;
} directories[] = {
	{ u"\\", LOOK },
	{ u"\\GLOBAL??", LOOK },
	{ u"\\KernelObjects", LOOK },
	{ u"\\Callback", LOOK },
	{ u"\\KnownDlls", LOOK },
	{ u"\\NLS", LOOK },
	{ u"\\ArcName", LOOK },
	{ u"\\Windows", LOOK },
	{ u"\\Sessions", LOOK },
	{ u"\\Sessions\\BNOLINKS", LOOK },
	{ u"\\Sessions\\0", PASS },
	{ u"\\Sessions\\0\\DosDevices", PASS },
	{ u"\\Device", LOOK },
	{ u"\\BaseNamedObjects", MAKE },
	{ u"\\RPC Control", MAKE },
	{ u"\\Driver", 0 },
	{ u"\\FileSystem", 0 },
	{ u"\\Security", 0 },
};

/* One that all namespaces share, and so nobody changes. */
#define SHARED	u"\\ObjectTypes"

/* Links, which everybody may read. */
static const char16_t * const links[] = {
	u"\\DosDevices", u"\\GLOBAL??\\GLOBALROOT", u"\\GLOBAL??\\Global",
	u"\\BaseNamedObjects\\Global", u"\\BaseNamedObjects\\Local",
	u"\\BaseNamedObjects\\Session", u"\\Sessions\\BNOLINKS\\0",
};

static char *plain(const char16_t *name)
{
	static char text[64];
	unsigned int i;

	for (i = 0; name[i] && i < sizeof(text) - 1; i++)
		text[i] = name[i];
	text[i] = 0;
	return text;
}

static char *expected(__u32 all, __u32 everybody)
{
	static char text[160];
	int length = snprintf(text, sizeof(text),
			      "O:SY G:SY D:(A;;0x%x;;;SY)(A;;0x%x;;;BA)", all, all);

	if (everybody)
		snprintf(text + length, sizeof(text) - length, "(A;;0x%x;;;WD)", everybody);
	return text;
}

TEST_F(ntobj, directories)
{
	unsigned int i;
	__u64 handle;

	for (i = 0; i < ARRAY_SIZE(directories); i++) {
		ASSERT_STATUS(STATUS_SUCCESS,
			      nt_open_directory(&handle, nt_name(directories[i].name),
						RC | NTOBJ_ACCESS_SYSTEM_SECURITY));
		EXPECT_SECURITY(expected(NTOBJ_DIRECTORY_ALL_ACCESS, directories[i].everybody),
				handle, NT_ALL_PARTS);
	}
}

TEST_F(ntobj, links)
{
	unsigned int i;
	__u64 handle;

	for (i = 0; i < ARRAY_SIZE(links); i++) {
		ASSERT_STATUS(STATUS_SUCCESS,
			      nt_open_link(&handle, nt_name(links[i]),
					   RC | NTOBJ_ACCESS_SYSTEM_SECURITY));
		EXPECT_SECURITY(expected(NTOBJ_SYMBOLIC_LINK_ALL_ACCESS,
					 NTOBJ_SYMBOLIC_LINK_QUERY | RC),
				handle, NT_ALL_PARTS);
	}
}

static bool same_name(const char16_t *a, const char16_t *b)
{
	size_t length = nt_length16(a);

	return length == nt_length16(b) && !memcmp(a, b, 2 * length);
}

static bool is_known(const char16_t *name)
{
	unsigned int i;

	for (i = 0; i < ARRAY_SIZE(directories); i++)
		if (same_name(name, directories[i].name))
			return true;
	for (i = 0; i < ARRAY_SIZE(links); i++)
		if (same_name(name, links[i]))
			return true;
	return same_name(name, SHARED);
}

static void expect_known(struct __test_metadata *_metadata, const char16_t *parent,
			 const char16_t *prefix)
{
	_Alignas(8) static char buffer[16384];
	struct ntobj_query_directory query = {
		.buffer = nt_address(buffer),
		.length = sizeof(buffer),
		.entry_overhead = 32,
		.final_overhead = 32,
	};
	size_t length = nt_length16(prefix);
	char *at = buffer;
	__u64 handle;

	ASSERT_STATUS(STATUS_SUCCESS, nt_open_directory(&handle, nt_name(parent), QUERY));
	ASSERT_STATUS(STATUS_SUCCESS, nt_query_directory(handle, &query));
	ASSERT_LT(0, query.count);
	while (query.count--) {
		struct ntobj_directory_record *record = (void *)at;
		char16_t name[128] = {};

		ASSERT_GT(sizeof(name), 2 * length + record->name_length + 2);
		memcpy(name, prefix, 2 * length);
		memcpy(name + length, record->text, record->name_length);
		EXPECT_TRUE(is_known(name))
			TH_LOG("%s", plain(name));
		at += record->size;
	}
}

/* The tables are complete: nothing else is there in the beginning. */
TEST_F(ntobj, nothing_else)
{
	expect_known(_metadata, u"\\", u"\\");
	expect_known(_metadata, u"\\BaseNamedObjects", u"\\BaseNamedObjects\\");
	expect_known(_metadata, u"\\GLOBAL??", u"\\GLOBAL??\\");
}

/* A user has what everybody has, and it is enough for that and no more. */
static void meet_directory(struct __test_metadata *_metadata, const char16_t *name,
			   __u32 everybody)
{
	unsigned int bit;
	__u64 handle;
	__s32 status;

	status = nt_open_directory(&handle, nt_name(name), NTOBJ_MAXIMUM_ALLOWED);
	EXPECT_STATUS(everybody ? STATUS_SUCCESS : STATUS_ACCESS_DENIED, status);
	if (!status)
		EXPECT_EQ(everybody, nt_granted(handle));
	for (bit = 0; bit < 20; bit++) {
		__u32 access = 1U << bit;

		if (!(access & NTOBJ_DIRECTORY_ALL_ACCESS))
			continue;
		EXPECT_EQ(access & everybody ? STATUS_SUCCESS : STATUS_ACCESS_DENIED,
			  nt_open_directory(&handle, nt_name(name), access))
			TH_LOG("%s, 0x%x", plain(name), access);
	}
}

/* Making something there, of each sort. */
static void make_in_directory(struct __test_metadata *_metadata, const char16_t *name,
			      __u32 everybody)
{
	static const char16_t leaf[] = u"\\ntobj_users";
	size_t length = nt_length16(name);
	char16_t path[64];
	__s32 expected;
	__s32 status;
	__u64 handle;

	if (length == 1)
		length = 0;
	memcpy(path, name, 2 * length);
	memcpy(path + length, leaf, sizeof(leaf));
	expected = everybody & CREATE ? STATUS_SUCCESS : STATUS_ACCESS_DENIED;
	status = nt_create_event(&handle, nt_name(path), 1, 0, 0);
	EXPECT_EQ(expected, status)
		TH_LOG("event in %s: %s", plain(name), nt_status_text(status));
	status = nt_create_directory(&handle, nt_name(path), 1);
	EXPECT_EQ(status == STATUS_SUCCESS ? -1 : expected ?: STATUS_OBJECT_TYPE_MISMATCH,
		  status)
		TH_LOG("directory in %s: %s", plain(name), nt_status_text(status));
	if (!expected)
		EXPECT_STATUS(STATUS_SUCCESS, nt_close(handle));
	status = nt_open_event(&handle, nt_name(path), 1);
	EXPECT_EQ(everybody & TRAVERSE ? STATUS_OBJECT_NAME_NOT_FOUND : STATUS_ACCESS_DENIED,
		  status)
		TH_LOG("missing in %s: %s", plain(name), nt_status_text(status));
}

TEST_F(ntobj, user_and_directories)
{
	unsigned int i;

	ASSERT_EQ(0, nt_become(NT_ALICE));
	for (i = 0; i < ARRAY_SIZE(directories); i++) {
		meet_directory(_metadata, directories[i].name, directories[i].everybody);
		make_in_directory(_metadata, directories[i].name, directories[i].everybody);
	}
}

TEST_F(ntobj, user_and_links)
{
	char16_t target[64];
	struct ntobj_query_symbolic_link query = {
		.buffer = nt_address(target),
		.length = sizeof(target),
	};
	unsigned int i;
	__u64 handle;

	ASSERT_EQ(0, nt_become(NT_ALICE));
	for (i = 0; i < ARRAY_SIZE(links); i++) {
		ASSERT_STATUS(STATUS_SUCCESS,
			      nt_open_link(&handle, nt_name(links[i]), NTOBJ_MAXIMUM_ALLOWED));
		EXPECT_EQ(NTOBJ_SYMBOLIC_LINK_QUERY | RC, nt_granted(handle));
		EXPECT_STATUS(STATUS_SUCCESS, nt_query_link(handle, &query));
		EXPECT_STATUS(STATUS_ACCESS_DENIED,
			      nt_hot(NTOBJ_IOC_MAKE_TEMPORARY_OBJECT, handle));
		EXPECT_STATUS(STATUS_ACCESS_DENIED,
			      nt_open_link(&handle, nt_name(links[i]), NTOBJ_DELETE));
		EXPECT_STATUS(STATUS_ACCESS_DENIED,
			      nt_open_link(&handle, nt_name(links[i]), NTOBJ_WRITE_DAC));
	}
}

/* A user can read the descriptors that he can see, and change none. */
TEST_F(ntobj, user_and_descriptors)
{
	unsigned int i;
	__u64 handle;

	ASSERT_EQ(0, nt_become(NT_ALICE));
	for (i = 0; i < ARRAY_SIZE(directories); i++) {
		if (!directories[i].everybody)	/* not even to be opened */
			continue;
		ASSERT_STATUS(STATUS_SUCCESS,
			      nt_open_directory(&handle, nt_name(directories[i].name),
						NTOBJ_MAXIMUM_ALLOWED));
		EXPECT_SECURITY(expected(NTOBJ_DIRECTORY_ALL_ACCESS, directories[i].everybody),
				handle, NT_OPEN_PARTS);
		EXPECT_STATUS(STATUS_ACCESS_DENIED,
			      nt_set_security(handle, NT_DACL, "D:NO_ACCESS_CONTROL"));
		EXPECT_STATUS(STATUS_ACCESS_DENIED,
			      nt_set_security(handle, NT_OWNER, "O:U1000"));
	}
}

/* What types there are everybody can see, and not even the system can change. */
TEST_F(ntobj, types)
{
	static const char16_t * const names[] = {
		SHARED u"\\Type", SHARED u"\\Directory", SHARED u"\\SymbolicLink",
		SHARED u"\\Event", SHARED u"\\Process", SHARED u"\\Thread",
		SHARED u"\\Token",
	};
	static const uid_t users[] = { 0, NT_ALICE };
	unsigned int round;
	unsigned int i;
	__u64 handle;

	for (round = 0; round < ARRAY_SIZE(users); round++) {
		nt_act_as(users[round]);
		ASSERT_STATUS(STATUS_SUCCESS,
			      nt_open_directory(&handle, nt_name(SHARED),
						NTOBJ_MAXIMUM_ALLOWED));
		EXPECT_EQ(LOOK | (round ? 0 : NTOBJ_WRITE_DAC), nt_granted(handle));
		EXPECT_SECURITY("O:SY G:SY D:(A;;0x20003;;;SY)(A;;0x20003;;;BA)(A;;0x20003;;;WD)",
				handle, NT_OPEN_PARTS);
		/* An owner may, but not this one. */
		EXPECT_STATUS(STATUS_ACCESS_DENIED, nt_set_security(handle, NT_DACL, "D:"));
		EXPECT_STATUS(STATUS_ACCESS_DENIED,
			      nt_create_event(&handle, nt_name(SHARED u"\\ntobj"), 1, 0, 0));
		/* They are there, and no events. */
		for (i = 0; i < ARRAY_SIZE(names); i++)
			EXPECT_STATUS(STATUS_OBJECT_TYPE_MISMATCH,
				      nt_open_event(&handle, nt_name(names[i]), 1));
	}
}

/* What root makes in the open is closed to others, until it says otherwise. */
TEST_F(ntobj, roots_objects)
{
	__u64 handles[2];
	__u64 handle;

	ASSERT_STATUS(STATUS_SUCCESS,
		      nt_create_event(&handles[0], nt_name(u"\\BaseNamedObjects\\ntobj_root"),
				      NTOBJ_WRITE_DAC, 0, 0));
	ASSERT_STATUS(STATUS_SUCCESS,
		      nt_create_directory(&handles[1],
					  nt_name(u"\\BaseNamedObjects\\ntobj_roots"), 1));
	nt_act_as(NT_ALICE);
	EXPECT_STATUS(STATUS_ACCESS_DENIED,
		      nt_open_event(&handle, nt_name(u"\\BaseNamedObjects\\ntobj_root"), 1));
	EXPECT_STATUS(STATUS_ACCESS_DENIED,
		      nt_open_event(&handle, nt_name(u"\\BaseNamedObjects\\ntobj_root"),
				    NTOBJ_MAXIMUM_ALLOWED));
	EXPECT_STATUS(STATUS_ACCESS_DENIED,
		      nt_open_event(&handle, nt_name(u"\\BaseNamedObjects\\ntobj_roots\\x"),
				    1));
	EXPECT_STATUS(STATUS_SUCCESS,
		      nt_set_security(handles[0], NT_DACL, "D:(A;;0x1;;;U1000)"));
	EXPECT_STATUS(STATUS_SUCCESS,
		      nt_open_event(&handle, nt_name(u"\\BaseNamedObjects\\ntobj_root"), 1));
}

TEST_HARNESS_MAIN
