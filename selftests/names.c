// SPDX-License-Identifier: GPL-2.0
/*
 * Names: what is captured, what is refused, and how a path is walked.
 */
#include <sys/mman.h>

#include "ntobj_fixture.h"

#define LONGEST		65532

/* The object types that have names, by the services that make and open them. */
enum kind { EVENT, DIRECTORY, LINK, SEMAPHORE, MUTANT, EVENT_PAIR, TIMER, KINDS };

static const char * const kind_names[] = {
	"event", "directory", "link", "semaphore", "mutant", "event pair", "timer",
};

static __s32 create(enum kind kind, __u64 *handle,
		    struct ntobj_object_attributes attributes)
{
	switch (kind) {
	case EVENT:
		return nt_create_event(handle, attributes, NTOBJ_EVENT_ALL_ACCESS, 0, 0);
	case DIRECTORY:
		return nt_create_directory(handle, attributes, NTOBJ_DIRECTORY_ALL_ACCESS);
	case SEMAPHORE:
		return nt_create_semaphore(handle, attributes, NTOBJ_SEMAPHORE_ALL_ACCESS, 0,
					   1);
	case MUTANT:
		return nt_create_mutant(handle, attributes, NTOBJ_MUTANT_ALL_ACCESS, false);
	case EVENT_PAIR:
		return nt_create_event_pair(handle, attributes, NTOBJ_EVENT_PAIR_ALL_ACCESS);
	case TIMER:
		return nt_create_timer(handle, attributes, NTOBJ_TIMER_ALL_ACCESS, 0);
	default:
		return nt_create_link(handle, attributes, NTOBJ_SYMBOLIC_LINK_ALL_ACCESS,
				      u"\\BaseNamedObjects");
	}
}

static __s32 open_kind(enum kind kind, __u64 *handle,
		       struct ntobj_object_attributes attributes)
{
	switch (kind) {
	case EVENT:
		return nt_open_event(handle, attributes, NTOBJ_EVENT_ALL_ACCESS);
	case DIRECTORY:
		return nt_open_directory(handle, attributes, NTOBJ_DIRECTORY_ALL_ACCESS);
	case SEMAPHORE:
		return nt_open(NTOBJ_IOC_OPEN_SEMAPHORE, handle, attributes,
			       NTOBJ_SEMAPHORE_ALL_ACCESS);
	case MUTANT:
		return nt_open(NTOBJ_IOC_OPEN_MUTANT, handle, attributes,
			       NTOBJ_MUTANT_ALL_ACCESS);
	case EVENT_PAIR:
		return nt_open(NTOBJ_IOC_OPEN_EVENT_PAIR, handle, attributes,
			       NTOBJ_EVENT_PAIR_ALL_ACCESS);
	case TIMER:
		return nt_open(NTOBJ_IOC_OPEN_TIMER, handle, attributes,
			       NTOBJ_TIMER_ALL_ACCESS);
	default:
		return nt_open_link(handle, attributes, NTOBJ_SYMBOLIC_LINK_ALL_ACCESS);
	}
}

enum root { NO_ROOT, HOME, AN_EVENT, A_LINK, AN_UNNAMED_DIRECTORY, NOTHING, ROOTS };

struct path_case {
	const char16_t *name;
	enum root root;
	__s32 create[KINDS];
	__s32 open[KINDS];
};

#define ALL(status) \
	{ STATUS_##status, STATUS_##status, STATUS_##status, STATUS_##status, \
	  STATUS_##status, STATUS_##status, STATUS_##status }

/* Where they differ, it is one of the first three that is meant. */
#define EACH(event, directory, link) \
	{ STATUS_##event, STATUS_##directory, STATUS_##link, \
	  STATUS_OBJECT_TYPE_MISMATCH, STATUS_OBJECT_TYPE_MISMATCH, \
	  STATUS_OBJECT_TYPE_MISMATCH, STATUS_OBJECT_TYPE_MISMATCH }

/* Home holds "event", "directory" and "link" (to \BaseNamedObjects). */
static const struct path_case path_cases[] = {
	/* Without a root directory */
	{ u"BaseNamedObjects", NO_ROOT,
	  ALL(OBJECT_PATH_SYNTAX_BAD), ALL(OBJECT_PATH_SYNTAX_BAD) },
	{ u"x", NO_ROOT,
	  ALL(OBJECT_PATH_SYNTAX_BAD), ALL(OBJECT_PATH_SYNTAX_BAD) },
	{ u"??\\x", NO_ROOT,
	  ALL(OBJECT_PATH_SYNTAX_BAD), ALL(OBJECT_PATH_SYNTAX_BAD) },
	{ u"\\", NO_ROOT,
	  EACH(OBJECT_TYPE_MISMATCH, OBJECT_NAME_COLLISION, OBJECT_TYPE_MISMATCH),
	  EACH(OBJECT_TYPE_MISMATCH, SUCCESS, OBJECT_TYPE_MISMATCH) },
	{ u"\\\\", NO_ROOT,
	  ALL(OBJECT_NAME_INVALID), ALL(OBJECT_NAME_INVALID) },
	{ u"\\BaseNamedObjects\\", NO_ROOT,
	  ALL(OBJECT_NAME_INVALID), ALL(OBJECT_NAME_INVALID) },
	{ u"\\\\BaseNamedObjects", NO_ROOT,
	  ALL(OBJECT_NAME_INVALID), ALL(OBJECT_NAME_INVALID) },
	{ u"\\BaseNamedObjects\\\\x", NO_ROOT,
	  ALL(OBJECT_NAME_INVALID), ALL(OBJECT_NAME_INVALID) },
	{ u"\\BaseNamedObjects\\\\", NO_ROOT,
	  ALL(OBJECT_NAME_INVALID), ALL(OBJECT_NAME_INVALID) },
	{ u"\\BaseNamedObjects\\ntobj_absent\\", NO_ROOT,
	  ALL(OBJECT_PATH_NOT_FOUND), ALL(OBJECT_PATH_NOT_FOUND) },
	{ u"\\BaseNamedObjects\\ntobj_absent\\x", NO_ROOT,
	  ALL(OBJECT_PATH_NOT_FOUND), ALL(OBJECT_PATH_NOT_FOUND) },
	{ u"\\ntobj_absent\\a\\b\\c", NO_ROOT,
	  ALL(OBJECT_PATH_NOT_FOUND), ALL(OBJECT_PATH_NOT_FOUND) },
	{ u"\\BaseNamedObjects\\ntobj_absent", NO_ROOT,
	  ALL(SUCCESS), ALL(OBJECT_NAME_NOT_FOUND) },
	{ u"\\??\\ntobj_absent\\x", NO_ROOT,
	  ALL(OBJECT_PATH_NOT_FOUND), ALL(OBJECT_PATH_NOT_FOUND) },
	{ u"\\???\\x", NO_ROOT,
	  ALL(OBJECT_PATH_NOT_FOUND), ALL(OBJECT_PATH_NOT_FOUND) },
	/* Relative to a directory */
	{ u"\\", HOME,
	  ALL(OBJECT_PATH_SYNTAX_BAD), ALL(OBJECT_PATH_SYNTAX_BAD) },
	{ u"\\x", HOME,
	  ALL(OBJECT_PATH_SYNTAX_BAD), ALL(OBJECT_PATH_SYNTAX_BAD) },
	{ u"\\x\\", HOME,
	  ALL(OBJECT_PATH_SYNTAX_BAD), ALL(OBJECT_PATH_SYNTAX_BAD) },
	{ u"x\\", HOME,
	  ALL(OBJECT_PATH_NOT_FOUND), ALL(OBJECT_PATH_NOT_FOUND) },
	{ u"x", HOME, ALL(SUCCESS), ALL(OBJECT_NAME_NOT_FOUND) },
	{ u"x\\y", HOME,
	  ALL(OBJECT_PATH_NOT_FOUND), ALL(OBJECT_PATH_NOT_FOUND) },
	{ u"..", HOME, ALL(SUCCESS), ALL(OBJECT_NAME_NOT_FOUND) },
	{ u"a/b", HOME, ALL(SUCCESS), ALL(OBJECT_NAME_NOT_FOUND) },
	{ u" ", HOME, ALL(SUCCESS), ALL(OBJECT_NAME_NOT_FOUND) },
	{ u"??", HOME, ALL(SUCCESS), ALL(OBJECT_NAME_NOT_FOUND) },
	{ u"directory\\", HOME,
	  ALL(OBJECT_NAME_INVALID), ALL(OBJECT_NAME_INVALID) },
	{ u"directory\\\\x", HOME,
	  ALL(OBJECT_NAME_INVALID), ALL(OBJECT_NAME_INVALID) },
	{ u"directory\\x", HOME, ALL(SUCCESS), ALL(OBJECT_NAME_NOT_FOUND) },
	{ u"event\\x", HOME,
	  ALL(OBJECT_TYPE_MISMATCH), ALL(OBJECT_TYPE_MISMATCH) },
	{ u"event", HOME,
	  EACH(OBJECT_NAME_COLLISION, OBJECT_TYPE_MISMATCH, OBJECT_TYPE_MISMATCH),
	  EACH(SUCCESS, OBJECT_TYPE_MISMATCH, OBJECT_TYPE_MISMATCH) },
	{ u"directory", HOME,
	  EACH(OBJECT_TYPE_MISMATCH, OBJECT_NAME_COLLISION, OBJECT_TYPE_MISMATCH),
	  EACH(OBJECT_TYPE_MISMATCH, SUCCESS, OBJECT_TYPE_MISMATCH) },
	{ u"link", HOME,
	  EACH(OBJECT_TYPE_MISMATCH, OBJECT_NAME_COLLISION, OBJECT_NAME_COLLISION),
	  EACH(OBJECT_TYPE_MISMATCH, SUCCESS, SUCCESS) },
	{ u"link\\ntobj_absent\\x", HOME,
	  ALL(OBJECT_PATH_NOT_FOUND), ALL(OBJECT_PATH_NOT_FOUND) },
	{ u"x", AN_UNNAMED_DIRECTORY, ALL(SUCCESS), ALL(OBJECT_NAME_NOT_FOUND) },
	/* Relative to what is no directory */
	{ u"x", AN_EVENT,
	  ALL(OBJECT_TYPE_MISMATCH), ALL(OBJECT_TYPE_MISMATCH) },
	{ u"x", A_LINK,
	  ALL(OBJECT_TYPE_MISMATCH), ALL(OBJECT_TYPE_MISMATCH) },
	{ u"x", NOTHING,
	  ALL(INVALID_HANDLE), ALL(INVALID_HANDLE) },
};

struct fixed_objects {
	__u64 roots[ROOTS];
	__u64 event;
	__u64 directory;
	__u64 link;
};

static void make_objects(struct fixed_objects *objects)
{
	__u64 home = nt_home();

	NT_CHECK_STATUS(STATUS_SUCCESS,
			create(EVENT, &objects->event, nt_at(home, u"event")));
	NT_CHECK_STATUS(STATUS_SUCCESS,
			create(DIRECTORY, &objects->directory, nt_at(home, u"directory")));
	NT_CHECK_STATUS(STATUS_SUCCESS,
			create(LINK, &objects->link, nt_at(home, u"link")));
	objects->roots[NO_ROOT] = 0;
	objects->roots[HOME] = home;
	objects->roots[AN_EVENT] = objects->event;
	objects->roots[A_LINK] = objects->link;
	NT_CHECK_STATUS(STATUS_SUCCESS,
			create(DIRECTORY, &objects->roots[AN_UNNAMED_DIRECTORY],
			       nt_unnamed()));
	objects->roots[NOTHING] = 0x123000;
}

TEST_F(ntobj, paths)
{
	struct fixed_objects objects;
	unsigned int i;
	int kind;

	make_objects(&objects);
	for (i = 0; i < ARRAY_SIZE(path_cases); i++) {
		const struct path_case *path = &path_cases[i];
		struct ntobj_object_attributes attributes =
			nt_at(objects.roots[path->root], path->name);

		for (kind = 0; kind < KINDS; kind++) {
			__u64 handle = 0;
			__s32 status = open_kind(kind, &handle, attributes);

			EXPECT_EQ(path->open[kind], status)
				TH_LOG("row %u, open %s: %s, not %s", i, kind_names[kind],
				       nt_status_text(status),
				       nt_status_text(path->open[kind]));
			if (status >= 0)
				EXPECT_STATUS(STATUS_SUCCESS, nt_close(handle));

			status = create(kind, &handle, attributes);
			EXPECT_EQ(path->create[kind], status)
				TH_LOG("row %u, create %s: %s, not %s", i,
				       kind_names[kind], nt_status_text(status),
				       nt_status_text(path->create[kind]));
			if (status >= 0)
				EXPECT_STATUS(STATUS_SUCCESS, nt_close(handle));
		}
	}
}

/* A path that fails leaves nothing behind, one that succeeds is found again. */
TEST_F(ntobj, found_again)
{
	__u64 home = nt_home();
	__u64 event;
	__u64 again;

	ASSERT_STATUS(STATUS_SUCCESS, create(EVENT, &event, nt_at(home, u"x")));
	ASSERT_STATUS(STATUS_SUCCESS,
		      open_kind(EVENT, &again, nt_name(NT_HOME u"\\x")));
	EXPECT_NE(event, again);
	EXPECT_STATUS(STATUS_SUCCESS, nt_set_event(again));
	EXPECT_EQ(1, nt_state(event));
	EXPECT_STATUS(STATUS_SUCCESS, nt_close(again));
	EXPECT_STATUS(STATUS_SUCCESS, nt_close(event));
	EXPECT_STATUS(STATUS_OBJECT_NAME_NOT_FOUND,
		      open_kind(EVENT, &again, nt_name(NT_HOME u"\\x")));
}

TEST_F(ntobj, no_name)
{
	__u64 home = nt_home();
	__u64 handle;
	int kind;

	for (kind = 0; kind < KINDS; kind++) {
		EXPECT_STATUS(STATUS_SUCCESS, create(kind, &handle, nt_unnamed()));
		EXPECT_STATUS(STATUS_OBJECT_PATH_SYNTAX_BAD,
			      open_kind(kind, &handle, nt_unnamed()));
		EXPECT_STATUS(STATUS_OBJECT_NAME_INVALID,
			      create(kind, &handle, nt_counted(home, NULL, 0, 0)));
		EXPECT_STATUS(STATUS_OBJECT_NAME_INVALID,
			      open_kind(kind, &handle, nt_counted(home, NULL, 0, 0)));
		EXPECT_STATUS(STATUS_OBJECT_NAME_INVALID,
			      open_kind(kind, &handle, nt_counted(0xdeadbeec, NULL, 0, 0)));
	}
}

/* An empty name makes an unnamed object; the root is not even looked at. */
TEST_F(ntobj, empty_name)
{
	struct fixed_objects objects;
	char16_t name[16];
	__u64 handle;
	int kind;

	make_objects(&objects);
	for (kind = 0; kind < KINDS; kind++) {
		EXPECT_STATUS(STATUS_SUCCESS,
			      create(kind, &handle, nt_counted(0xdeadbeef, "", 0, 0)));
		EXPECT_STATUS(STATUS_SUCCESS, create(kind, &handle, nt_name(u"")));
		EXPECT_STATUS(STATUS_SUCCESS, nt_query_name(handle, name, 16));
		EXPECT_EQ(0, name[0]);
		EXPECT_STATUS(STATUS_OBJECT_PATH_SYNTAX_BAD,
			      open_kind(kind, &handle, nt_name(u"")));
		EXPECT_STATUS(kind == DIRECTORY ? STATUS_SUCCESS : STATUS_OBJECT_TYPE_MISMATCH,
			      open_kind(kind, &handle, nt_at(objects.directory, u"")));
		EXPECT_STATUS(STATUS_OBJECT_TYPE_MISMATCH,
			      open_kind(kind, &handle, nt_at(objects.event, u"")));
		EXPECT_STATUS(STATUS_OBJECT_TYPE_MISMATCH,
			      open_kind(kind, &handle, nt_at(objects.link, u"")));
		EXPECT_STATUS(STATUS_INVALID_HANDLE,
			      open_kind(kind, &handle, nt_at(0x123000, u"")));
	}
}

/* The handle that an empty name gives is one of the root itself. */
TEST_F(ntobj, empty_name_is_root)
{
	struct ntobj_object_basic_information root;
	struct ntobj_object_basic_information opened;
	__u64 home = nt_home();
	__u64 handle;

	ASSERT_STATUS(STATUS_SUCCESS, open_kind(DIRECTORY, &handle, nt_at(home, u"")));
	EXPECT_NE(home, handle);
	ASSERT_STATUS(STATUS_SUCCESS, nt_query_basic(home, &root));
	ASSERT_STATUS(STATUS_SUCCESS, nt_query_basic(handle, &opened));
	EXPECT_EQ(root.id, opened.id);
}

/* An address with a length of 0 is never followed. */
TEST_F(ntobj, empty_name_at_bad_address)
{
	__u64 handle;

	EXPECT_STATUS(STATUS_SUCCESS,
		      create(EVENT, &handle, nt_counted(0, (void *)1, 0, 0)));
	EXPECT_STATUS(STATUS_OBJECT_PATH_SYNTAX_BAD,
		      open_kind(EVENT, &handle, nt_counted(0, (void *)1, 0, 0)));
}

TEST_F(ntobj, lengths)
{
	char16_t *name = calloc(1, LONGEST + 8);
	unsigned int i;
	__u64 handle;
	int kind;

	ASSERT_NE(NULL, name);
	name[0] = '\\';
	for (i = 1; i < LONGEST / 2 + 2; i++)
		name[i] = 'n';
	for (kind = 0; kind < KINDS; kind++) {
		static const __u32 bad[] = {
			1, 3, 65531, 65533, 65534, 65535, 65536, 65538,
			0x10002, 0x7fffffff, 0x80000000, 0xfffffffe, 0xffffffff,
		};

		for (i = 0; i < ARRAY_SIZE(bad); i++) {
			EXPECT_STATUS(STATUS_OBJECT_NAME_INVALID,
				      create(kind, &handle, nt_counted(0, name, bad[i], 0)));
			EXPECT_STATUS(STATUS_OBJECT_NAME_INVALID,
				      open_kind(kind, &handle,
						nt_counted(0, name, bad[i], 0)));
		}
		ASSERT_STATUS(STATUS_SUCCESS,
			      create(kind, &handle, nt_counted(0, name, LONGEST, 0)));
		EXPECT_STATUS(STATUS_SUCCESS, nt_close(handle));
		EXPECT_STATUS(STATUS_OBJECT_NAME_NOT_FOUND,
			      open_kind(kind, &handle, nt_counted(0, name, LONGEST, 0)));
	}
}

TEST_F(ntobj, bad_addresses)
{
	size_t page = getpagesize();
	char16_t *end;
	char *pages;
	__u64 handle;
	int kind;

	pages = mmap(NULL, 2 * page, PROT_READ | PROT_WRITE,
		     MAP_PRIVATE | MAP_ANONYMOUS, -1, 0);
	ASSERT_NE(MAP_FAILED, pages);
	ASSERT_EQ(0, mprotect(pages + page, page, PROT_NONE));
	end = (char16_t *)(pages + page);
	memcpy(end - 2, u"\\", 2);
	end[-1] = 'x';
	for (kind = 0; kind < KINDS; kind++) {
		EXPECT_STATUS(STATUS_ACCESS_VIOLATION,
			      create(kind, &handle, nt_counted(0, (void *)8, 4, 0)));
		EXPECT_STATUS(STATUS_ACCESS_VIOLATION,
			      open_kind(kind, &handle, nt_counted(0, (void *)8, 4, 0)));
		EXPECT_STATUS(STATUS_ACCESS_VIOLATION,
			      create(kind, &handle, nt_counted(0, end - 2, 6, 0)));
		EXPECT_STATUS(STATUS_ACCESS_VIOLATION,
			      open_kind(kind, &handle, nt_counted(0, end - 2, 6, 0)));
		/* To the last readable byte and no further. */
		EXPECT_STATUS(STATUS_OBJECT_NAME_NOT_FOUND,
			      open_kind(kind, &handle, nt_counted(0, end - 2, 4, 0)));
		/* A name need not be aligned. */
		EXPECT_STATUS(STATUS_OBJECT_PATH_SYNTAX_BAD,
			      open_kind(kind, &handle,
					nt_counted(0, (char *)end - 3, 2, 0)));
	}
}

#ifdef __x86_64__
/* An address in the kernel's half is as bad as one that is not mapped. */
TEST_F(ntobj, kernel_addresses)
{
	static const unsigned long addresses[] = {
		0xffff888000000000, 0xffffffff81000000, 0x800000000000,
		0xfffffffffffffff8,
	};
	unsigned int i;
	__u64 handle;

	for (i = 0; i < ARRAY_SIZE(addresses); i++)
		EXPECT_STATUS(STATUS_ACCESS_VIOLATION,
			      open_kind(EVENT, &handle,
					nt_counted(0, (void *)addresses[i], 4, 0)));
}
#endif

/* A NUL within the length is a unit like any other. */
TEST_F(ntobj, embedded_nul)
{
	static const char16_t one[] = u"a\0b";
	static const char16_t other[] = u"a\0c";
	__u64 home = nt_home();
	__u64 handles[4];
	__u64 found;

	ASSERT_STATUS(STATUS_SUCCESS,
		      create(EVENT, &handles[0], nt_counted(home, one, 6, 0)));
	ASSERT_STATUS(STATUS_SUCCESS,
		      create(EVENT, &handles[1], nt_counted(home, other, 6, 0)));
	ASSERT_STATUS(STATUS_SUCCESS,
		      create(EVENT, &handles[2], nt_counted(home, one, 4, 0)));
	ASSERT_STATUS(STATUS_SUCCESS,
		      create(EVENT, &handles[3], nt_counted(home, one, 2, 0)));
	EXPECT_STATUS(STATUS_SUCCESS, nt_set_event(handles[2]));
	ASSERT_STATUS(STATUS_SUCCESS,
		      open_kind(EVENT, &found, nt_counted(home, other, 4, 0)));
	EXPECT_EQ(1, nt_state(found));
	EXPECT_STATUS(STATUS_OBJECT_NAME_COLLISION,
		      create(EVENT, &found, nt_counted(home, u"a", 2, 0)));
}

/* \?? is the global directory of device names, wherever it stands. */
TEST_F(ntobj, question_marks)
{
	struct ntobj_object_basic_information virtual;
	struct ntobj_object_basic_information real;
	char16_t name[64];
	__u64 handle;
	__u64 again;

	ASSERT_STATUS(STATUS_SUCCESS,
		      nt_open_directory(&handle, nt_name(u"\\??"), NTOBJ_DIRECTORY_QUERY));
	ASSERT_STATUS(STATUS_SUCCESS,
		      nt_open_directory(&again, nt_name(u"\\GLOBAL??"),
					NTOBJ_DIRECTORY_QUERY));
	ASSERT_STATUS(STATUS_SUCCESS, nt_query_basic(handle, &virtual));
	ASSERT_STATUS(STATUS_SUCCESS, nt_query_basic(again, &real));
	EXPECT_EQ(real.id, virtual.id);

	ASSERT_STATUS(STATUS_SUCCESS,
		      create(EVENT, &handle, nt_name(u"\\??\\ntobj_selftest")));
	ASSERT_STATUS(STATUS_SUCCESS, nt_query_name(handle, name, ARRAY_SIZE(name)));
	EXPECT_EQ(0, memcmp(name, u"\\GLOBAL??\\ntobj_selftest",
			    sizeof(u"\\GLOBAL??\\ntobj_selftest")));
	EXPECT_STATUS(STATUS_SUCCESS,
		      open_kind(EVENT, &again, nt_name(u"\\DosDevices\\ntobj_selftest")));
	EXPECT_STATUS(STATUS_SUCCESS,
		      open_kind(EVENT, &again,
				nt_name(u"\\??\\Global\\ntobj_selftest")));
	EXPECT_STATUS(STATUS_SUCCESS,
		      open_kind(EVENT, &again,
				nt_name(u"\\??\\GLOBALROOT\\??\\ntobj_selftest")));
	EXPECT_STATUS(STATUS_OBJECT_NAME_COLLISION,
		      create(EVENT, &again, nt_name(u"\\GLOBAL??\\ntobj_selftest")));
}

TEST_F(ntobj, standard_namespace)
{
	static const char16_t * const directories[] = {
		u"\\ArcName", u"\\BaseNamedObjects", u"\\Callback", u"\\Device",
		u"\\Driver", u"\\FileSystem", u"\\GLOBAL??", u"\\KernelObjects",
		u"\\KnownDlls", u"\\NLS", u"\\ObjectTypes", u"\\RPC Control",
		u"\\Security", u"\\Sessions", u"\\Sessions\\BNOLINKS", u"\\Windows",
	};
	static const struct {
		const char16_t *name;
		const char16_t *target;
	} links[] = {
		{ u"\\BaseNamedObjects\\Global", u"\\BaseNamedObjects" },
		{ u"\\BaseNamedObjects\\Local", u"\\BaseNamedObjects" },
		{ u"\\BaseNamedObjects\\Session", u"\\Sessions\\BNOLINKS" },
		{ u"\\DosDevices", u"\\??" },
		{ u"\\GLOBAL??\\GLOBALROOT", u"" },
		{ u"\\GLOBAL??\\Global", u"\\GLOBAL??" },
	};
	struct ntobj_object_basic_information basic;
	char16_t text[64];
	unsigned int i;
	__u64 handle;

	for (i = 0; i < ARRAY_SIZE(directories); i++) {
		ASSERT_STATUS(STATUS_SUCCESS,
			      nt_open_directory(&handle, nt_name(directories[i]),
						NTOBJ_DIRECTORY_QUERY));
		ASSERT_STATUS(STATUS_SUCCESS, nt_query_basic(handle, &basic));
		EXPECT_EQ(NTOBJ_OBJ_PERMANENT, basic.attributes);
		ASSERT_STATUS(STATUS_SUCCESS, nt_query_name(handle, text, ARRAY_SIZE(text)));
		EXPECT_EQ(0, memcmp(text, directories[i],
				    2 * nt_length16(directories[i]) + 2));
	}
	for (i = 0; i < ARRAY_SIZE(links); i++) {
		struct ntobj_query_symbolic_link query = {
			.buffer = nt_address(text),
			.length = sizeof(text),
		};

		ASSERT_STATUS(STATUS_SUCCESS,
			      nt_open_link(&handle, nt_name(links[i].name),
					   NTOBJ_SYMBOLIC_LINK_QUERY));
		ASSERT_STATUS(STATUS_SUCCESS, nt_query_link(handle, &query));
		EXPECT_EQ(2 * nt_length16(links[i].target), query.target_length);
		EXPECT_EQ(0, memcmp(text, links[i].target, query.target_length));
		ASSERT_STATUS(STATUS_SUCCESS, nt_query_basic(handle, &basic));
		EXPECT_EQ(NTOBJ_OBJ_PERMANENT, basic.attributes);
	}
}

/* \ObjectTypes holds the types, and none of what the tests can open. */
TEST_F(ntobj, object_types)
{
	__u64 handle;

	EXPECT_STATUS(STATUS_OBJECT_TYPE_MISMATCH,
		      open_kind(EVENT, &handle, nt_name(u"\\ObjectTypes\\Event")));
	EXPECT_STATUS(STATUS_OBJECT_TYPE_MISMATCH,
		      open_kind(DIRECTORY, &handle, nt_name(u"\\ObjectTypes\\Directory")));
	EXPECT_STATUS(STATUS_OBJECT_TYPE_MISMATCH,
		      open_kind(LINK, &handle, nt_name(u"\\ObjectTypes\\SymbolicLink")));
	EXPECT_STATUS(STATUS_OBJECT_TYPE_MISMATCH,
		      open_kind(LINK, &handle, nt_name(u"\\ObjectTypes\\Type")));
	EXPECT_STATUS(STATUS_OBJECT_NAME_NOT_FOUND,
		      open_kind(EVENT, &handle, nt_name(u"\\ObjectTypes\\Toaster")));
}

TEST_F(ntobj, attributes)
{
	static const __u32 harmless[] = {
		NTOBJ_OBJ_INHERIT, NTOBJ_OBJ_CASE_INSENSITIVE,
		NTOBJ_OBJ_KERNEL_HANDLE, NTOBJ_OBJ_FORCE_ACCESS_CHECK,
		NTOBJ_OBJ_IGNORE_IMPERSONATED_DEVICEMAP, NTOBJ_OBJ_DONT_REPARSE,
	};
	__u64 home = nt_home();
	unsigned int i;
	unsigned int bit;
	__u64 handle;
	int kind;

	for (kind = 0; kind < KINDS; kind++) {
		for (bit = 0; bit < 32; bit++) {
			__u32 flag = 1U << bit;

			if ((flag & NTOBJ_OBJ_VALID_ATTRIBUTES) &&
			    flag != NTOBJ_OBJ_OPENLINK)
				continue;
			EXPECT_STATUS(STATUS_INVALID_PARAMETER,
				      create(kind, &handle, nt_at_flags(home, u"x", flag)));
			EXPECT_STATUS(STATUS_INVALID_PARAMETER,
				      create(kind, &handle, nt_unnamed_flags(flag)));
			EXPECT_STATUS(STATUS_INVALID_PARAMETER,
				      open_kind(kind, &handle,
						nt_at_flags(home, u"x", flag)));
		}
		for (i = 0; i < ARRAY_SIZE(harmless); i++) {
			__u64 opened;

			ASSERT_STATUS(STATUS_SUCCESS,
				      create(kind, &handle,
					     nt_at_flags(home, u"x", harmless[i])));
			EXPECT_STATUS(STATUS_SUCCESS,
				      open_kind(kind, &opened,
						nt_at_flags(home, u"x", harmless[i])));
			EXPECT_STATUS(STATUS_SUCCESS, nt_close(opened));
			EXPECT_STATUS(STATUS_SUCCESS, nt_close(handle));
		}
	}
}

/* OBJ_KERNEL_HANDLE gives an ordinary handle. */
TEST_F(ntobj, kernel_handle)
{
	__u64 handle;

	ASSERT_STATUS(STATUS_SUCCESS,
		      create(EVENT, &handle, nt_unnamed_flags(NTOBJ_OBJ_KERNEL_HANDLE)));
	EXPECT_GT(0x1000, handle);
	EXPECT_STATUS(STATUS_SUCCESS, nt_set_event(handle));
}

TEST_F(ntobj, quality_of_service_is_not_supported)
{
	struct ntobj_object_attributes attributes = nt_name(NT_HOME);
	__u64 handle;
	int kind;

	for (kind = 0; kind < KINDS; kind++) {
		attributes.security_quality_of_service = 1ULL << 63;
		EXPECT_STATUS(STATUS_NOT_SUPPORTED, create(kind, &handle, attributes));
		EXPECT_STATUS(STATUS_NOT_SUPPORTED, open_kind(kind, &handle, attributes));
		attributes.security_quality_of_service = 0;
	}
}

/* The attributes are looked at before the name, the name before the path. */
TEST_F(ntobj, order_of_checks)
{
	struct ntobj_object_attributes attributes;
	__u64 handle;

	attributes = nt_counted(0, (void *)8, 4, NTOBJ_OBJ_PROTECT_CLOSE);
	EXPECT_STATUS(STATUS_INVALID_PARAMETER, open_kind(EVENT, &handle, attributes));
	EXPECT_STATUS(STATUS_INVALID_PARAMETER, create(EVENT, &handle, attributes));
	attributes = nt_counted(0x123000, (void *)8, 4, 0);
	EXPECT_STATUS(STATUS_ACCESS_VIOLATION, open_kind(EVENT, &handle, attributes));
	EXPECT_STATUS(STATUS_ACCESS_VIOLATION, create(EVENT, &handle, attributes));
}

TEST_F(ntobj, reserved_fields)
{
	struct ntobj_open open = {
		.attributes = nt_name(u"\\BaseNamedObjects"),
		.desired_access = NTOBJ_DIRECTORY_QUERY,
		.reserved = 1,
	};
	struct ntobj_create_directory directory = {
		.attributes = nt_unnamed(),
		.reserved = 0x80000000,
	};
	struct ntobj_create_event event = { .reserved = 1 };
	struct ntobj_create_symbolic_link link = {
		.target = nt_address(u"\\"),
		.target_length = 2,
		.target_maximum_length = 4,
		.reserved = 1,
	};

	EXPECT_STATUS(STATUS_INVALID_PARAMETER,
		      nt_call(NTOBJ_IOC_OPEN_DIRECTORY, &open));
	EXPECT_STATUS(STATUS_INVALID_PARAMETER,
		      nt_call(NTOBJ_IOC_OPEN_SYMBOLIC_LINK, &open));
	EXPECT_STATUS(STATUS_INVALID_PARAMETER, nt_call(NTOBJ_IOC_OPEN_EVENT, &open));
	EXPECT_STATUS(STATUS_INVALID_PARAMETER,
		      nt_call(NTOBJ_IOC_CREATE_DIRECTORY, &directory));
	EXPECT_STATUS(STATUS_INVALID_PARAMETER, nt_call(NTOBJ_IOC_CREATE_EVENT, &event));
	EXPECT_STATUS(STATUS_INVALID_PARAMETER,
		      nt_call(NTOBJ_IOC_CREATE_SYMBOLIC_LINK, &link));
}

TEST_HARNESS_MAIN
