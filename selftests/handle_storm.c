// SPDX-License-Identifier: GPL-2.0
/*
 * Four threads, of one process or of two, do to a few names and a few handles
 * whatever comes: create, open, duplicate within and between the processes, close
 * their own and each other's, query, list, mark, make permanent and temporary.
 * Most calls fail, as somebody else was faster. What must hold is that each call
 * returns one of the statuses that it may return then; that a handle is to an
 * object of the type that belongs to the name, with rights that were asked for;
 * that nobody closes a handle that is protected; and that nothing is left.
 *
 * NTOBJ_STORM_SEED repeats a run, as far as threads let it.
 */
#include <sys/mman.h>

#include "ntobj_fixture.h"

#define ME		NTOBJ_CURRENT_PROCESS
#define THREADS		4
#define VALUES		24	/* handle values that are tried */
#define RIGHTS		(NTOBJ_DELETE | 0x3)

enum kind { EVENT, DIRECTORY, LINK };

/*
 * "d" is there before and stays, as nobody has the right to take its name away: what
 * is permanent in a directory that has lost its name can't be reached any more.
 */
static const struct {
	const char16_t *name;
	const char *type;
	enum kind kind;
	__u32 rights;
} names[] = {
	{ u"e", "Event", EVENT, RIGHTS },
	{ u"f", "Event", EVENT, RIGHTS },
	{ u"g", "Directory", DIRECTORY, RIGHTS },
	{ u"l", "SymbolicLink", LINK, NTOBJ_DELETE | 1 },
	{ u"d\\e", "Event", EVENT, RIGHTS },
	{ u"d", "Directory", DIRECTORY, 0x3 },
};

/**
 * struct party - one of the processes
 * @pid: the process
 * @ready: its threads have their handles
 */
struct party {
	pid_t pid;
	bool ready;
};

/* Shared by all. */
static struct storm {
	struct party parties[2];
	unsigned int count;	/* of parties */
	unsigned int seed;
	unsigned int done;	/* calls that succeeded */
} *storm;

/**
 * struct actor - a thread
 * @seed: of what it does next
 * @home: the directory of the names, protected
 * @other: the other process, or its own, protected
 * @kept: an event of its own, protected
 * @kept_id: that one's
 * @buffer: for answers
 */
struct actor {
	unsigned int seed;
	__u64 home;
	__u64 other;
	__u64 kept;
	__u64 kept_id;
	__u64 buffer[2048];
};

static unsigned int choose(struct actor *actor, unsigned int choices)
{
	return rand_r(&actor->seed) % choices;
}

static __u64 any_handle(struct actor *actor)
{
	return 4 * (1 + choose(actor, VALUES));
}

/* The last status allowed is that of a call that worked. */
static bool allow(const char *what, __s32 status, const __s32 *allowed)
{
	do {
		if (status == *allowed) {
			if (status == STATUS_SUCCESS)
				__atomic_fetch_add(&storm->done, 1, __ATOMIC_RELAXED);
			return status >= 0;
		}
	} while (*allowed++ != STATUS_SUCCESS);
	nt_check_status_failed(__FILE__, __LINE__, what, STATUS_SUCCESS, status);
}

#define ALLOW(call, ...) \
	allow(#call, call, (const __s32 []){ __VA_ARGS__, STATUS_SUCCESS })

static __s32 create(struct actor *actor, __u64 *handle)
{
	unsigned int which = choose(actor, ARRAY_SIZE(names));
	struct ntobj_object_attributes attributes =
		nt_at_flags(actor->home, names[which].name,
			    NTOBJ_OBJ_OPENIF |
			    (choose(actor, 8) ? 0 : NTOBJ_OBJ_PERMANENT));

	switch (names[which].kind) {
	case EVENT:
		return nt_create_event(handle, attributes, names[which].rights, 0, 0);
	case DIRECTORY:
		return nt_create_directory(handle, attributes, names[which].rights);
	default:
		return nt_create_link(handle, attributes, names[which].rights,
				      u"\\nowhere");
	}
}

static __s32 open_name(unsigned int which, __u64 home, __u64 *handle, __u32 rights)
{
	struct ntobj_object_attributes attributes = nt_at(home, names[which].name);

	switch (names[which].kind) {
	case EVENT:
		return nt_open_event(handle, attributes, rights);
	case DIRECTORY:
		return nt_open_directory(handle, attributes, rights);
	default:
		return nt_open_link(handle, attributes, rights);
	}
}

static void do_create(struct actor *actor)
{
	__u64 handle;

	ALLOW(create(actor, &handle), STATUS_OBJECT_NAME_EXISTS);
}

static void do_open(struct actor *actor)
{
	unsigned int which = choose(actor, ARRAY_SIZE(names));
	__u64 handle;

	ALLOW(open_name(which, actor->home, &handle, names[which].rights),
	      STATUS_OBJECT_NAME_NOT_FOUND);
}

/* Below whatever the handle is to. */
static void do_open_below(struct actor *actor)
{
	__u64 handle;

	ALLOW(nt_open_event(&handle, nt_at(any_handle(actor), u"e"), RIGHTS),
	      STATUS_OBJECT_NAME_NOT_FOUND, STATUS_INVALID_HANDLE,
	      STATUS_OBJECT_TYPE_MISMATCH);
}

static void do_close(struct actor *actor)
{
	ALLOW(nt_close(any_handle(actor)), STATUS_INVALID_HANDLE,
	      STATUS_HANDLE_NOT_CLOSABLE);
}

static void do_duplicate(struct actor *actor)
{
	__u64 processes[] = { ME, actor->other };
	struct ntobj_duplicate_object call = {
		.source_process = processes[choose(actor, 2)],
		.target_process = processes[choose(actor, 2)],
		.source_handle = any_handle(actor),
		.options = NTOBJ_DUPLICATE_SAME_ACCESS |
			   (choose(actor, 2) ? NTOBJ_DUPLICATE_CLOSE_SOURCE : 0),
		.attributes = choose(actor, 2) ? NTOBJ_OBJ_INHERIT : 0,
	};

	ALLOW(nt_duplicate(call, NULL), STATUS_INVALID_HANDLE);
}

/* Close what another process has. */
static void do_close_others(struct actor *actor)
{
	ALLOW(nt_duplicate((struct ntobj_duplicate_object){
		.source_process = actor->other,
		.source_handle = any_handle(actor),
		.options = NTOBJ_DUPLICATE_CLOSE_SOURCE,
	}, NULL), STATUS_INVALID_HANDLE);
}

static void do_query(struct actor *actor)
{
	struct ntobj_object_basic_information basic;
	char16_t name[64];
	__u64 handle = any_handle(actor);

	if (ALLOW(nt_query_basic(handle, &basic), STATUS_INVALID_HANDLE))
		NT_CHECK(basic.handle_count > 0 && basic.pointer_count > 1);
	ALLOW(nt_query_name(handle, name, ARRAY_SIZE(name)), STATUS_INVALID_HANDLE);
}

static void do_permanence(struct actor *actor)
{
	if (choose(actor, 3))
		ALLOW(nt_hot(NTOBJ_IOC_MAKE_TEMPORARY_OBJECT, any_handle(actor)),
		      STATUS_INVALID_HANDLE, STATUS_ACCESS_DENIED);
	else
		ALLOW(nt_hot(NTOBJ_IOC_MAKE_PERMANENT_OBJECT, any_handle(actor)),
		      STATUS_INVALID_HANDLE);
}

/* Of its kind or none: events are told from all else by what they answer. */
static void do_use(struct actor *actor)
{
	struct ntobj_query_symbolic_link link = {
		.buffer = nt_address(actor->buffer),
		.length = sizeof(actor->buffer),
	};
	__s32 state;
	__u32 type;

	if (ALLOW(nt_query_event(any_handle(actor), &type, &state), STATUS_INVALID_HANDLE,
		  STATUS_OBJECT_TYPE_MISMATCH))
		NT_CHECK(type == NTOBJ_NOTIFICATION_EVENT && (state == 0 || state == 1));
	ALLOW(nt_set_event(any_handle(actor)), STATUS_INVALID_HANDLE,
	      STATUS_OBJECT_TYPE_MISMATCH);
	if (ALLOW(nt_query_link(any_handle(actor), &link), STATUS_INVALID_HANDLE,
		  STATUS_OBJECT_TYPE_MISMATCH))
		NT_CHECK(link.target_length == 2 * nt_length16(u"\\nowhere") &&
			 !memcmp(actor->buffer, u"\\nowhere", link.target_length));
}

static bool is_text(const __u16 *text, unsigned int bytes, const char *expected)
{
	unsigned int i;

	if (bytes != 2 * strlen(expected))
		return false;
	for (i = 0; expected[i]; i++)
		if (text[i] != (unsigned char)expected[i])
			return false;
	return true;
}

/* Whether an object of that name may have that type; names end in one letter. */
static bool fits(const __u16 *name, unsigned int name_bytes, const __u16 *type,
		 unsigned int type_bytes)
{
	__u16 last = name[name_bytes / 2 - 1];
	unsigned int i;

	for (i = 0; i < ARRAY_SIZE(names); i++)
		if (names[i].name[nt_length16(names[i].name) - 1] == last)
			return is_text(type, type_bytes, names[i].type);
	return false;
}

static void do_list_directory(struct actor *actor)
{
	struct ntobj_query_directory query = {
		.buffer = nt_address(actor->buffer),
		.length = sizeof(actor->buffer),
		.entry_overhead = 32,
		.final_overhead = 32,
	};
	unsigned int at = 0;

	if (!ALLOW(nt_query_directory(actor->home, &query), STATUS_NO_MORE_ENTRIES))
		return;
	NT_CHECK(query.count < ARRAY_SIZE(names));
	for (; query.count; query.count--) {
		const struct ntobj_directory_record *record = (void *)actor->buffer + at;

		NT_CHECK(fits(record->text, record->name_length,
			      record->text + record->name_length / 2,
			      record->type_length));
		at += record->size;
	}
}

static void check_record(const struct ntobj_handle_record *record)
{
	static const char home[] = "\\BaseNamedObjects\\ntobj_selftest";
	const unsigned int length = sizeof(home) - 1;
	const __u16 *type = record->text + record->name_length / 2;

	/* What is not below the names' directory is nobody's business here. */
	if (record->name_length <= 2 * length ||
	    !is_text(record->text, 2 * length, home))
		return;
	NT_CHECK(fits(record->text, record->name_length, type, record->type_length));
	NT_CHECK(!(record->granted_access & ~RIGHTS));
}

/* A listing tells type, name and rights of a handle in one piece. */
static void do_list_handles(struct actor *actor)
{
	struct ntobj_query_handles query = {
		.process = choose(actor, 2) ? ME : actor->other,
		.buffer = nt_address(actor->buffer),
		.length = sizeof(actor->buffer),
		.flags = NTOBJ_HANDLES_OF_PROCESS | NTOBJ_HANDLES_NAMES,
	};
	unsigned int at = 0;

	if (!ALLOW(nt_query_handles(&query), STATUS_MORE_ENTRIES))
		return;
	for (; query.count; query.count--) {
		const struct ntobj_handle_record *record = (void *)actor->buffer + at;

		check_record(record);
		at += record->size;
	}
}

/* Its own protected handle is still what it was, whoever has tried to close it. */
static void do_look_at_own(struct actor *actor)
{
	NT_CHECK(nt_id(actor->kept) == actor->kept_id);
	NT_CHECK_STATUS(STATUS_HANDLE_NOT_CLOSABLE, nt_close(actor->kept));
	NT_CHECK_STATUS(STATUS_SUCCESS, nt_compare(actor->kept, actor->kept));
	ALLOW(nt_compare(actor->kept, any_handle(actor)), STATUS_INVALID_HANDLE,
	      STATUS_NOT_SAME_OBJECT);
}

static void (*const deeds[])(struct actor *actor) = {
	do_create, do_create, do_create, do_open, do_open, do_open_below, do_close, do_close,
	do_duplicate, do_close_others, do_query, do_permanence, do_use, do_list_directory,
	do_list_handles, do_look_at_own,
};

static unsigned int rounds(void)
{
	return nt_rounds(1000, 20000);
}

static void *act(void *context)
{
	struct actor *actor = context;
	unsigned int i;

	for (i = 0; i < rounds(); i++)
		deeds[choose(actor, ARRAY_SIZE(deeds))](actor);
	return NULL;
}

static __u64 protect(__u64 handle)
{
	NT_CHECK_STATUS(STATUS_SUCCESS, nt_set_flags(handle, false, true));
	return handle;
}

static void prepare_actor(struct actor *actor, unsigned int party, unsigned int number)
{
	actor->seed = storm->seed * THREADS + party * THREADS + number;
	actor->home = protect(nt_home());
	actor->other = protect(nt_process(storm->parties[storm->count - 1 - party].pid));
	actor->kept = protect(nt_event(0, 0));
	actor->kept_id = nt_id(actor->kept);
}

static int be_party(void *context)
{
	const unsigned int party = *(unsigned int *)context;
	const unsigned int count = THREADS / storm->count;
	static struct actor actors[THREADS];
	pthread_t threads[THREADS];
	unsigned int i;

	NT_CHECK(NT_UNTIL(__atomic_load_n(&storm->parties[storm->count - 1].pid,
					  __ATOMIC_ACQUIRE)));
	for (i = 0; i < count; i++)
		prepare_actor(&actors[i], party, i);
	__atomic_store_n(&storm->parties[party].ready, true, __ATOMIC_RELEASE);
	for (i = 0; i < storm->count; i++)
		NT_CHECK(NT_UNTIL(__atomic_load_n(&storm->parties[i].ready,
						  __ATOMIC_ACQUIRE)));
	for (i = 0; i < count; i++)
		NT_CHECK(!pthread_create(&threads[i], NULL, act, &actors[i]));
	for (i = 0; i < count; i++)
		NT_CHECK(!pthread_join(threads[i], NULL));
	/* The other may still duplicate from here, and then it has ended. */
	__atomic_store_n(&storm->parties[party].ready, false, __ATOMIC_RELEASE);
	for (i = 0; i < storm->count; i++)
		NT_CHECK(NT_UNTIL(!__atomic_load_n(&storm->parties[i].ready,
						   __ATOMIC_ACQUIRE)));
	return 0;
}

/* What was made permanent last. */
static void take_names_away(__u64 home)
{
	unsigned int i;
	__u64 handle;

	for (i = 0; i < ARRAY_SIZE(names); i++) {
		if (open_name(i, home, &handle, NTOBJ_DELETE) < 0)
			continue;
		NT_CHECK_STATUS(STATUS_SUCCESS,
				nt_hot(NTOBJ_IOC_MAKE_TEMPORARY_OBJECT, handle));
		NT_CHECK_STATUS(STATUS_SUCCESS, nt_close(handle));
	}
	/* The directory itself may be behind any handle, too. */
	NT_CHECK_STATUS(STATUS_SUCCESS, nt_hot(NTOBJ_IOC_MAKE_TEMPORARY_OBJECT, home));
}

static void run(struct __test_metadata *_metadata, unsigned int count)
{
	const char *seed = getenv("NTOBJ_STORM_SEED");
	unsigned int numbers[2] = { 0, 1 };
	struct nt_totals before;
	__u64 home = nt_home();
	unsigned int i;
	__u64 kept;

	storm = mmap(NULL, sizeof(*storm), PROT_READ | PROT_WRITE,
		     MAP_SHARED | MAP_ANONYMOUS, -1, 0);
	ASSERT_NE(MAP_FAILED, storm);
	storm->seed = seed ? strtoul(seed, NULL, 0) : nt_now() ^ getpid();
	storm->count = count;
	printf("# NTOBJ_STORM_SEED=%u\n", storm->seed);
	before = nt_totals();
	ASSERT_STATUS(STATUS_SUCCESS,
		      nt_create_directory(&kept, nt_at_flags(home, u"d", NTOBJ_OBJ_PERMANENT),
					  1));
	for (i = 0; i < count; i++) {
		pid_t pid = nt_child_start(be_party, &numbers[i]);

		ASSERT_LT(0, pid);
		__atomic_store_n(&storm->parties[i].pid, pid, __ATOMIC_RELEASE);
	}
	for (i = 0; i < count; i++)
		EXPECT_EQ(0, nt_child_end(storm->parties[i].pid));
	ASSERT_STATUS(STATUS_SUCCESS, nt_close(kept));
	take_names_away(home);
	EXPECT_TRUE(NT_UNTIL(nt_totals().handles == before.handles));
	EXPECT_TRUE(NT_UNTIL(nt_totals().objects == before.objects));
	/* Not all has failed. */
	EXPECT_LT(rounds(), storm->done);
}

TEST_F_TIMEOUT(ntobj, one_process, 250)
{
	run(_metadata, 1);
}

TEST_F_TIMEOUT(ntobj, two_processes, 250)
{
	run(_metadata, 2);
}

TEST_HARNESS_MAIN
