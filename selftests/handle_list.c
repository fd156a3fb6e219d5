// SPDX-License-Identifier: GPL-2.0
/*
 * Listing handles: what is told of them, to whom, and that going on in small
 * steps tells of each once, whatever others do meanwhile.
 */
#include <fcntl.h>
#include <sched.h>
#include <signal.h>
#include <sys/prctl.h>

#include "ntobj_fixture.h"
#include "security_test.h"

#define ALL		NTOBJ_EVENT_ALL_ACCESS
#define NAMES		NTOBJ_HANDLES_NAMES
#define OF_PROCESS	NTOBJ_HANDLES_OF_PROCESS
#define OF_OBJECT	NTOBJ_HANDLES_OF_OBJECT
#define ANSWER		131072
#define EVENT_PATH	NT_HOME u"\\event"

_Alignas(8) static char answer[ANSWER];

/*
 * All that a listing tells, gathered call by call. A call that is given too
 * little room is made again with what it says that it needs.
 */
struct listing {
	struct ntobj_handle_record **records;
	unsigned int count;
	unsigned int calls;
};

static void keep(struct listing *listing, __u32 used, __u32 count)
{
	__u32 at = 0;

	for (; count; count--) {
		const struct ntobj_handle_record *record = (const void *)(answer + at);
		struct ntobj_handle_record *copy;

		NT_CHECK(record->size >= sizeof(*record) && !(record->size % 8));
		NT_CHECK(at + record->size <= used);
		NT_CHECK(sizeof(*record) + record->name_length + record->type_length <=
			 record->size);
		NT_CHECK(record->handle && !(record->handle % 4));
		copy = malloc(record->size);
		NT_CHECK(copy);
		memcpy(copy, record, record->size);
		listing->records = realloc(listing->records,
					   (listing->count + 1) * sizeof(*listing->records));
		NT_CHECK(listing->records);
		listing->records[listing->count++] = copy;
		at += record->size;
	}
	NT_CHECK(at == used);
}

static struct listing list_by(struct ntobj_query_handles query, __u32 room)
{
	struct listing listing = {};
	__u32 length = room;
	__s32 status;

	query.buffer = nt_address(answer);
	do {
		memset(answer, NT_POISON, sizeof(answer));
		query.length = length;
		status = nt_query_handles(&query);
		listing.calls++;
		length = room;
		if (status == STATUS_BUFFER_TOO_SMALL) {
			NT_CHECK(!query.count && query.return_length > query.length);
			length = query.return_length;
			continue;
		}
		NT_CHECK(status == STATUS_SUCCESS || status == STATUS_MORE_ENTRIES);
		NT_CHECK(query.return_length <= query.length);
		keep(&listing, query.return_length, query.count);
	} while (status != STATUS_SUCCESS);
	/* That was the end, and stays it. */
	NT_CHECK_STATUS(STATUS_SUCCESS, nt_query_handles(&query));
	NT_CHECK(!query.count && !query.return_length);
	return listing;
}

static struct listing list_all(__u32 flags)
{
	return list_by((struct ntobj_query_handles){ .flags = flags }, ANSWER);
}

static struct listing list_process(__u64 process, __u32 flags, __u32 room)
{
	return list_by((struct ntobj_query_handles){
		.process = process, .flags = OF_PROCESS | flags }, room);
}

static struct ntobj_handle_record *find(const struct listing *listing, pid_t process,
					__u64 handle)
{
	struct ntobj_handle_record *found = NULL;
	unsigned int i;

	for (i = 0; i < listing->count; i++) {
		struct ntobj_handle_record *record = listing->records[i];

		if (record->process_id != (__u32)process || record->handle != handle)
			continue;
		NT_CHECK(!found);
		found = record;
	}
	return found;
}

static unsigned int count_of(const struct listing *listing, pid_t process)
{
	unsigned int count = 0;
	unsigned int i;

	for (i = 0; i < listing->count; i++)
		count += listing->records[i]->process_id == (__u32)process;
	return count;
}

static void drop(struct listing *listing)
{
	while (listing->count)
		free(listing->records[--listing->count]);
	free(listing->records);
	listing->records = NULL;
}

static bool is_text(const __u16 *text, __u32 bytes, const char16_t *wanted)
{
	return bytes == 2 * nt_length16(wanted) && !memcmp(text, wanted, bytes);
}

static bool has_name(const struct ntobj_handle_record *record, const char16_t *name)
{
	return is_text(record->text, record->name_length, name);
}

static bool has_type(const struct ntobj_handle_record *record, const char16_t *type)
{
	return is_text(record->text + record->name_length / 2, record->type_length, type);
}

/*
 * Contents
 */

static __u64 named_event(void)
{
	__u64 event;

	nt_home();
	NT_CHECK_STATUS(STATUS_SUCCESS,
			nt_create_event(&event, nt_name_flags(EVENT_PATH, NTOBJ_OBJ_OPENIF),
					ALL, 0, 0));
	return event;
}

TEST_F(ntobj, contents)
{
	struct ntobj_object_basic_information basic;
	const struct ntobj_handle_record *record;
	struct listing listing;
	__u64 named = named_event();
	__u64 unnamed = nt_event(0, 0);
	__u64 narrow;

	ASSERT_STATUS(STATUS_SUCCESS,
		      nt_open_event(&narrow, nt_name_flags(EVENT_PATH, NTOBJ_OBJ_INHERIT),
				    NTOBJ_EVENT_QUERY_STATE));
	ASSERT_STATUS(STATUS_SUCCESS, nt_set_flags(unnamed, false, true));
	listing = list_all(NAMES);

	record = find(&listing, getpid(), named);
	ASSERT_NE(NULL, record);
	EXPECT_EQ(nt_id(named), record->object_id);
	EXPECT_EQ(ALL, record->granted_access);
	EXPECT_EQ(0, record->attributes);
	EXPECT_EQ(2, record->handle_count);
	EXPECT_TRUE(has_name(record, EVENT_PATH));
	EXPECT_TRUE(has_type(record, u"Event"));

	record = find(&listing, getpid(), narrow);
	ASSERT_NE(NULL, record);
	EXPECT_EQ(nt_id(named), record->object_id);
	EXPECT_EQ(NTOBJ_EVENT_QUERY_STATE, record->granted_access);
	EXPECT_EQ(NTOBJ_OBJ_INHERIT, record->attributes);
	EXPECT_TRUE(has_name(record, EVENT_PATH));

	record = find(&listing, getpid(), unnamed);
	ASSERT_NE(NULL, record);
	ASSERT_STATUS(STATUS_SUCCESS, nt_query_basic(unnamed, &basic));
	EXPECT_EQ(basic.id, record->object_id);
	EXPECT_EQ(NTOBJ_OBJ_PROTECT_CLOSE, record->attributes);
	EXPECT_EQ(1, record->handle_count);
	EXPECT_EQ(0, record->name_length);
	EXPECT_TRUE(has_type(record, u"Event"));
	drop(&listing);
	ASSERT_STATUS(STATUS_SUCCESS, nt_set_flags(unnamed, false, false));
}

TEST_F(ntobj, types_by_number)
{
	struct listing listing;
	__u64 event = nt_event(0, 0);
	__u64 directory;
	__u32 of_event;
	__u32 of_directory;

	ASSERT_STATUS(STATUS_SUCCESS, nt_open_directory(&directory, nt_name(u"\\"), 1));
	listing = list_process(NTOBJ_CURRENT_PROCESS, 0, ANSWER);
	of_event = find(&listing, getpid(), event)->type_index;
	of_directory = find(&listing, getpid(), directory)->type_index;
	EXPECT_NE(of_event, of_directory);
	EXPECT_EQ(0, find(&listing, getpid(), directory)->name_length);
	EXPECT_EQ(0, find(&listing, getpid(), directory)->type_length);
	EXPECT_EQ(sizeof(struct ntobj_handle_record),
		  find(&listing, getpid(), directory)->size);
	drop(&listing);

	listing = list_process(NTOBJ_CURRENT_PROCESS, NAMES, ANSWER);
	EXPECT_EQ(of_event, find(&listing, getpid(), event)->type_index);
	EXPECT_TRUE(has_name(find(&listing, getpid(), directory), u"\\"));
	EXPECT_TRUE(has_type(find(&listing, getpid(), directory), u"Directory"));
	drop(&listing);
}

/*
 * Limits
 */

struct child {
	int ready[2];
	int go[2];
	__u64 event;
	uid_t user;
	bool not_dumpable;
};

static int hold_event(void *context)
{
	struct child *child = context;
	char byte;

	if (child->not_dumpable)
		NT_CHECK(!prctl(PR_SET_DUMPABLE, 0));
	child->event = nt_event(0, 0);
	NT_CHECK(write(child->ready[1], &child->event, sizeof(child->event)) ==
		 sizeof(child->event));
	NT_CHECK(read(child->go[0], &byte, 1) == 1);
	return 0;
}

static pid_t start_holder(struct child *child, int (*body)(void *context))
{
	pid_t pid;

	NT_CHECK(!pipe(child->ready) && !pipe(child->go));
	pid = child->user ? nt_child_start_as(child->user, body, child) :
			    nt_child_start(body, child);
	/* If the child fails there is nobody left who could write. */
	close(child->ready[1]);
	NT_CHECK(read(child->ready[0], &child->event, sizeof(child->event)) ==
		 sizeof(child->event));
	return pid;
}

static int end_holder(struct child *child, pid_t pid)
{
	NT_CHECK(write(child->go[1], "g", 1) == 1);
	return nt_child_end(pid);
}

TEST_F(ntobj, of_process)
{
	struct child child = {};
	pid_t pid = start_holder(&child, hold_event);
	struct listing listing;
	__u64 process;

	nt_event(0, 0);
	ASSERT_STATUS(STATUS_SUCCESS,
		      nt_open_process(&process, pid, NTOBJ_PROCESS_QUERY_INFORMATION));
	listing = list_process(process, 0, ANSWER);
	EXPECT_EQ(count_of(&listing, pid), listing.count);
	EXPECT_NE(NULL, find(&listing, pid, child.event));
	drop(&listing);
	EXPECT_EQ(0, end_holder(&child, pid));

	/* One that has ended has none. */
	listing = list_process(process, 0, ANSWER);
	EXPECT_EQ(0, listing.count);
	drop(&listing);
}

TEST_F(ntobj, of_object)
{
	struct child child = {};
	__u64 event = nt_event(0, 0);
	pid_t pid;
	__u64 again;
	struct listing listing;

	nt_event(0, 0);
	ASSERT_STATUS(STATUS_SUCCESS, nt_set_flags(event, true, false));
	pid = start_holder(&child, hold_event);
	listing = list_by((struct ntobj_query_handles){
		.object = event, .flags = OF_OBJECT }, ANSWER);
	EXPECT_EQ(2, listing.count);
	EXPECT_NE(NULL, find(&listing, getpid(), event));
	EXPECT_NE(NULL, find(&listing, pid, event));
	EXPECT_EQ(2, listing.records[0]->handle_count);
	drop(&listing);

	/* Both limits at once. */
	listing = list_by((struct ntobj_query_handles){
		.process = NTOBJ_CURRENT_PROCESS, .object = event,
		.flags = OF_OBJECT | OF_PROCESS }, ANSWER);
	EXPECT_EQ(1, listing.count);
	EXPECT_NE(NULL, find(&listing, getpid(), event));
	drop(&listing);
	again = nt_event(0, 0);
	listing = list_by((struct ntobj_query_handles){
		.object = again, .flags = OF_OBJECT }, ANSWER);
	EXPECT_EQ(1, listing.count);
	drop(&listing);
	EXPECT_EQ(0, end_holder(&child, pid));
}

/*
 * Statuses
 */

TEST_F(ntobj, statuses)
{
	struct ntobj_query_handles query = { .buffer = nt_address(answer) };
	__u64 event = nt_event(0, 0);
	__u64 weak;

	query.length = sizeof(answer);
	query.flags = 0x8;
	EXPECT_STATUS(STATUS_INVALID_PARAMETER, nt_query_handles(&query));
	query.flags = 0x80000000;
	EXPECT_STATUS(STATUS_INVALID_PARAMETER, nt_query_handles(&query));
	query.flags = 0;
	query.process = NTOBJ_CURRENT_PROCESS;
	EXPECT_STATUS(STATUS_INVALID_PARAMETER, nt_query_handles(&query));
	query.process = 0;
	query.object = event;
	EXPECT_STATUS(STATUS_INVALID_PARAMETER, nt_query_handles(&query));

	query.flags = OF_OBJECT;
	query.object = 0x4444;
	EXPECT_STATUS(STATUS_INVALID_HANDLE, nt_query_handles(&query));
	query.object = 0;
	EXPECT_STATUS(STATUS_INVALID_HANDLE, nt_query_handles(&query));
	query.flags = OF_PROCESS;
	EXPECT_STATUS(STATUS_INVALID_HANDLE, nt_query_handles(&query));
	query.process = event;
	EXPECT_STATUS(STATUS_OBJECT_TYPE_MISMATCH, nt_query_handles(&query));
	query.process = NTOBJ_CURRENT_THREAD;
	EXPECT_STATUS(STATUS_OBJECT_TYPE_MISMATCH, nt_query_handles(&query));
	ASSERT_STATUS(STATUS_SUCCESS,
		      nt_open_process(&weak, getpid(),
				      NTOBJ_PROCESS_ALL_ACCESS &
				      ~NTOBJ_PROCESS_QUERY_INFORMATION));
	query.process = weak;
	EXPECT_STATUS(STATUS_ACCESS_DENIED, nt_query_handles(&query));

	query.process = NTOBJ_CURRENT_PROCESS;
	query.buffer = 8;
	EXPECT_STATUS(STATUS_ACCESS_VIOLATION, nt_query_handles(&query));
}

TEST_F(ntobj, too_small)
{
	struct ntobj_query_handles query = {
		.process = NTOBJ_CURRENT_PROCESS,
		.buffer = nt_address(answer),
		.flags = OF_PROCESS | NAMES,
	};
	__u64 event = named_event();
	__u32 length;
	__u32 needed;

	EXPECT_STATUS(STATUS_BUFFER_TOO_SMALL, nt_query_handles(&query));
	EXPECT_EQ(0, query.count);
	needed = query.return_length;
	EXPECT_LT(sizeof(struct ntobj_handle_record), needed);
	memset(answer, NT_POISON, sizeof(answer));
	for (length = 0; length < needed; length++) {
		query.length = length;
		query.next_process = 0;
		query.next_handle = 0;
		EXPECT_STATUS(STATUS_BUFFER_TOO_SMALL, nt_query_handles(&query));
		EXPECT_EQ(needed, query.return_length);
		EXPECT_EQ((char)NT_POISON, answer[0]);
	}
	query.length = needed;
	EXPECT_LE(0, nt_query_handles(&query));
	EXPECT_EQ(1, query.count);
	EXPECT_EQ(needed, query.return_length);
	EXPECT_EQ((char)NT_POISON, answer[needed]);
	EXPECT_STATUS(STATUS_SUCCESS, nt_close(event));
}

/* Places that no listing has given lead nowhere else. */
TEST_F(ntobj, wild_places)
{
	static const __u64 places[] = {
		1, 3, 4, 0x400, 0x7fffffff, 0x80000000, 0xffffffff, 0x100000000,
		0x400000000, 0x7fffffffffffffff, 0x8000000000000000, ~0ULL,
	};
	unsigned int i;
	unsigned int j;

	nt_event(0, 0);
	for (i = 0; i < ARRAY_SIZE(places); i++) {
		for (j = 0; j < ARRAY_SIZE(places); j++) {
			struct listing listing = list_by((struct ntobj_query_handles){
				.next_process = places[i], .next_handle = places[j],
			}, ANSWER);

			drop(&listing);
		}
	}
}

/*
 * Going on
 */

TEST_F(ntobj, in_small_steps)
{
	struct listing whole;
	struct listing steps;
	unsigned int i;

	for (i = 0; i < 300; i++)
		nt_event(0, 0);
	named_event();
	whole = list_process(NTOBJ_CURRENT_PROCESS, NAMES, ANSWER);
	steps = list_process(NTOBJ_CURRENT_PROCESS, NAMES, 1);
	EXPECT_LT(2 * 300, steps.calls);
	ASSERT_EQ(whole.count, steps.count);
	for (i = 0; i < whole.count; i++) {
		ASSERT_EQ(whole.records[i]->size, steps.records[i]->size);
		EXPECT_EQ(0, memcmp(whole.records[i], steps.records[i],
				    whole.records[i]->size));
	}
	drop(&whole);
	drop(&steps);
}

#define STANDING	500

struct churn {
	pthread_t thread;
	bool stop;
	bool fork;
};

static int end_at_once(void *context)
{
	(void)context;
	nt_event(0, 0);
	return 0;
}

static void *open_and_close(void *context)
{
	struct churn *churn = context;
	__u64 handles[64];
	unsigned int i;

	while (!__atomic_load_n(&churn->stop, __ATOMIC_ACQUIRE)) {
		for (i = 0; i < ARRAY_SIZE(handles); i++)
			handles[i] = nt_event(0, 0);
		for (i = 0; i < ARRAY_SIZE(handles); i++)
			NT_CHECK_STATUS(STATUS_SUCCESS, nt_close(handles[i]));
		if (churn->fork)
			NT_CHECK(!nt_child(end_at_once, NULL));
	}
	return NULL;
}

TEST_F_TIMEOUT(ntobj, while_others_change, 240)
{
	struct churn churns[3] = { {}, {}, { .fork = true } };
	__u64 standing[STANDING];
	__u64 end = nt_now() + (nt_debug_kernel() ? 20 : 5) * NT_SECOND;
	unsigned int rounds = 0;
	unsigned int i;

	/* With gaps between them, which the threads fill. */
	for (i = 0; i < STANDING; i++) {
		__u64 gap = nt_event(0, 0);

		standing[i] = nt_event(0, 0);
		ASSERT_STATUS(STATUS_SUCCESS, nt_close(gap));
	}
	for (i = 0; i < ARRAY_SIZE(churns); i++)
		ASSERT_EQ(0, pthread_create(&churns[i].thread, NULL, open_and_close,
					    &churns[i]));
	do {
		struct listing listing = list_all(0);

		/* find() sees to it that it is there once. */
		for (i = 0; i < STANDING; i++)
			ASSERT_NE(NULL, find(&listing, getpid(), standing[i]));
		drop(&listing);
		listing = list_by((struct ntobj_query_handles){}, 200);
		for (i = 0; i < STANDING; i++)
			ASSERT_NE(NULL, find(&listing, getpid(), standing[i]));
		drop(&listing);
		rounds++;
	} while (nt_now() < end);
	for (i = 0; i < ARRAY_SIZE(churns); i++) {
		__atomic_store_n(&churns[i].stop, true, __ATOMIC_RELEASE);
		EXPECT_EQ(0, pthread_join(churns[i].thread, NULL));
	}
	EXPECT_LT(1, rounds);
}

/* Processes end while they are listed; nothing of them stays. */
static int end_with_handles(void *context)
{
	unsigned int i;

	(void)context;
	for (i = 0; i < 2000; i++)
		nt_event(0, 0);
	return 0;
}

TEST_F_TIMEOUT(ntobj, dying_process, 240)
{
	struct nt_totals before = nt_totals();
	unsigned int round;

	for (round = 0; round < 20; round++) {
		pid_t pid = nt_child_start(end_with_handles, NULL);
		unsigned int i;

		for (i = 0; i < 20; i++) {
			struct listing listing = list_all(NAMES);

			EXPECT_GE(2000, count_of(&listing, pid));
			drop(&listing);
		}
		EXPECT_EQ(0, nt_child_end(pid));
	}
	EXPECT_TRUE(NT_UNTIL(nt_totals().handles == before.handles &&
			     nt_totals().objects <= before.objects));
}

/* More entries than one call looks at. */
TEST_F_TIMEOUT(ntobj, many_handles, 240)
{
	unsigned int many = nt_debug_kernel() ? 70000 : 100000;
	struct ntobj_query_handles query = {
		.process = NTOBJ_CURRENT_PROCESS,
		.buffer = nt_address(answer),
		.length = sizeof(answer),
		.flags = OF_PROCESS | OF_OBJECT,
	};
	struct listing listing;
	unsigned int i;
	__u64 last;

	ASSERT_STATUS(STATUS_SUCCESS, nt_open_directory(&last, nt_name(u"\\"), 1));
	for (i = 1; i < many; i++)
		ASSERT_STATUS(STATUS_SUCCESS,
			      nt_duplicate_to(last, NTOBJ_CURRENT_PROCESS, &last));
	listing = list_process(NTOBJ_CURRENT_PROCESS, 0, ANSWER);
	EXPECT_EQ(many, listing.count);
	for (i = 1; i < listing.count; i++)
		ASSERT_LT(listing.records[i - 1]->handle, listing.records[i]->handle);
	EXPECT_EQ(last, listing.records[listing.count - 1]->handle);
	drop(&listing);

	/* The only one that is wanted is the last: the first call does not get there. */
	query.object = nt_event(0, 0);
	EXPECT_STATUS(STATUS_MORE_ENTRIES, nt_query_handles(&query));
	EXPECT_EQ(0, query.count);
	EXPECT_STATUS(STATUS_SUCCESS, nt_query_handles(&query));
	EXPECT_EQ(1, query.count);
}

/*
 * Whose
 */

static int see_own_alone(void *context)
{
	const struct child *other = context;
	__u64 own = nt_event(0, 0);
	struct listing listing = list_all(NAMES);
	unsigned int i;

	NT_CHECK(find(&listing, getpid(), own));
	for (i = 0; i < listing.count; i++)
		NT_CHECK(listing.records[i]->process_id == (__u32)getpid());
	NT_CHECK(other->event);
	drop(&listing);
	return 0;
}

/* Of others he sees nothing, of his own processes all. */
TEST_F(ntobj, other_users)
{
	struct child alice = { .user = NT_ALICE };
	pid_t pid = start_holder(&alice, hold_event);
	struct listing listing;

	EXPECT_EQ(0, nt_child_as(NT_BOB, see_own_alone, &alice));
	listing = list_all(0);
	EXPECT_NE(NULL, find(&listing, pid, alice.event));
	drop(&listing);
	EXPECT_EQ(0, end_holder(&alice, pid));
}

/* Whether a process of alice's sees the one that holds an event. */
struct look {
	pid_t pid;
	__u64 event;
	bool sees;
};

static int look(void *context)
{
	const struct look *look = context;
	struct listing listing = list_all(NAMES);

	NT_CHECK(!!find(&listing, look->pid, look->event) == look->sees);
	NT_CHECK(look->sees || !count_of(&listing, look->pid));
	drop(&listing);
	return 0;
}

TEST_F(ntobj, same_user)
{
	struct child alice = { .user = NT_ALICE };
	pid_t pid = start_holder(&alice, hold_event);
	struct look seen = { pid, alice.event, true };

	EXPECT_EQ(0, nt_child_as(NT_ALICE, look, &seen));
	EXPECT_EQ(0, end_holder(&alice, pid));
}

/* What Linux lets nobody trace it lets nobody list. */
TEST_F(ntobj, not_dumpable)
{
	struct child alice = { .user = NT_ALICE, .not_dumpable = true };
	pid_t pid = start_holder(&alice, hold_event);
	struct look hidden = { pid, alice.event, false };

	EXPECT_EQ(0, nt_child_as(NT_ALICE, look, &hidden));
	EXPECT_EQ(0, end_holder(&alice, pid));
}

static void *hold_in_thread(void *context)
{
	exit(hold_event(context));
}

/* What of the first thread is gone with it must not open the process. */
static int hold_without_leader(void *context)
{
	pthread_t thread;

	NT_CHECK(!pthread_create(&thread, NULL, hold_in_thread, context));
	pthread_exit(NULL);
}

static bool is_zombie(pid_t pid)
{
	char path[64];
	char *text;
	bool zombie;

	snprintf(path, sizeof(path), "/proc/%d/stat", pid);
	text = nt_read_file(path);
	zombie = text && strstr(text, ") Z ");
	free(text);
	return zombie;
}

static int open_and_look(void *context)
{
	struct look *wanted = context;
	__u64 process;

	NT_CHECK_STATUS(STATUS_ACCESS_DENIED,
			nt_open_process(&process, wanted->pid, NTOBJ_PROCESS_DUP_HANDLE));
	NT_CHECK_STATUS(STATUS_ACCESS_DENIED, nt_open_thread(&process, wanted->pid, 1));
	return look(context);
}

TEST_F(ntobj, not_dumpable_without_leader)
{
	struct child alice = { .user = NT_ALICE, .not_dumpable = true };
	pid_t pid = start_holder(&alice, hold_without_leader);
	struct look hidden = { pid, alice.event, false };

	ASSERT_TRUE(NT_UNTIL(is_zombie(pid)));
	EXPECT_EQ(0, nt_child_as(NT_ALICE, open_and_look, &hidden));
	EXPECT_EQ(0, end_holder(&alice, pid));
}

/* A descriptor that somebody has set decides, either way. */
TEST_F(ntobj, descriptors_decide)
{
	struct child alice = { .user = NT_ALICE };
	pid_t pid = start_holder(&alice, hold_event);
	struct look seen = { pid, alice.event, true };
	struct look hidden = { pid, alice.event, false };
	__u64 process = nt_process(pid);

	ASSERT_STATUS(STATUS_SUCCESS,
		      nt_set_security(process, NT_DACL, "D:(A;;0x400;;;U%u)", NT_BOB));
	EXPECT_EQ(0, nt_child_as(NT_BOB, look, &seen));
	EXPECT_EQ(0, nt_child_as(NT_ALICE, look, &hidden));
	ASSERT_STATUS(STATUS_SUCCESS,
		      nt_set_security(process, NT_DACL, "D:(A;;0x1000;;;U%u)", NT_BOB));
	EXPECT_EQ(0, nt_child_as(NT_BOB, look, &hidden));
	/* SeDebugPrivilege gets past it, if it is enabled. */
	EXPECT_EQ(0, nt_child(look, &seen));
	nt_own_privilege(NTOBJ_SE_DEBUG, 0);
	EXPECT_EQ(0, nt_child(look, &hidden));
	EXPECT_EQ(0, end_holder(&alice, pid));
}

/* Without SeDebugPrivilege a capability of Linux's does not count either. */
TEST_F(ntobj, privilege)
{
	struct child alice = { .user = NT_ALICE };
	pid_t pid = start_holder(&alice, hold_event);
	struct look seen = { pid, alice.event, true };
	struct look hidden = { pid, alice.event, false };

	EXPECT_EQ(0, nt_child(look, &seen));
	nt_own_privilege(NTOBJ_SE_DEBUG, 0);
	EXPECT_EQ(0, nt_child(look, &hidden));
	nt_own_privilege(NTOBJ_SE_DEBUG, NTOBJ_SE_PRIVILEGE_ENABLED);
	EXPECT_EQ(0, nt_child(look, &seen));
	EXPECT_EQ(0, end_holder(&alice, pid));
}

/*
 * Names
 */

#define HIDDEN_PLACE	u"\\BaseNamedObjects\\ntobj_hidden"
#define HIDDEN_EVENT	HIDDEN_PLACE u"\\event"

/* What the path of an event in a directory is to another process of alice's. */
static int name_is_hidden(void *context)
{
	const struct look *look = context;
	struct listing listing = list_all(NAMES);
	const struct ntobj_handle_record *record = find(&listing, look->pid, look->event);

	NT_CHECK(record && has_type(record, u"Event"));
	if (look->sees)
		NT_CHECK(has_name(record, HIDDEN_EVENT));
	else
		NT_CHECK(!record->name_length);
	drop(&listing);
	return 0;
}

static int hold_hidden(void *context)
{
	struct child *child = context;
	struct listing listing;
	char byte;

	NT_CHECK_STATUS(STATUS_SUCCESS,
			nt_open_event(&child->event, nt_name(HIDDEN_EVENT),
				      NTOBJ_EVENT_QUERY_STATE));
	/* Who has the handle may know the name. */
	listing = list_all(NAMES);
	NT_CHECK(has_name(find(&listing, getpid(), child->event), HIDDEN_EVENT));
	drop(&listing);
	NT_CHECK(write(child->ready[1], &child->event, sizeof(child->event)) ==
		 sizeof(child->event));
	NT_CHECK(read(child->go[0], &byte, 1) == 1);
	return 0;
}

TEST_F(ntobj, names_of_others)
{
	struct child alice = { .user = NT_ALICE };
	struct look look;
	__u64 place;
	__u64 event;
	pid_t pid;

	ASSERT_STATUS(STATUS_SUCCESS,
		      nt_create_directory(&place,
					  nt_secured(nt_name(HIDDEN_PLACE),
						     "O:U0D:(A;;0xf000f;;;U0)(A;;0x2;;;U%u)",
						     NT_ALICE),
					  NTOBJ_WRITE_DAC | NTOBJ_DIRECTORY_ALL_ACCESS));
	ASSERT_STATUS(STATUS_SUCCESS,
		      nt_create_event(&event,
				      nt_secured(nt_name(HIDDEN_EVENT),
						 "O:U0D:(A;;0x1;;;WD)"), ALL, 0, 0));
	pid = start_holder(&alice, hold_hidden);
	look = (struct look){ pid, alice.event, false };
	EXPECT_EQ(0, nt_child_as(NT_ALICE, name_is_hidden, &look));
	look.sees = true;
	ASSERT_STATUS(STATUS_SUCCESS,
		      nt_set_security(place, NT_DACL, "D:(A;;0x3;;;U%u)", NT_ALICE));
	EXPECT_EQ(0, nt_child_as(NT_ALICE, name_is_hidden, &look));
	EXPECT_EQ(0, end_holder(&alice, pid));
}

/*
 * Containers
 */

static int hold_in_another_ipc_namespace(void *context)
{
	struct child *child = context;
	char byte;

	NT_CHECK(!unshare(CLONE_NEWIPC));
	NT_CHECK_STATUS(STATUS_SUCCESS,
			nt_create_event(&child->event, nt_name(u"\\BaseNamedObjects\\inside"),
					ALL, 0, 0));
	NT_CHECK(write(child->ready[1], &child->event, sizeof(child->event)) ==
		 sizeof(child->event));
	NT_CHECK(read(child->go[0], &byte, 1) == 1);
	return 0;
}

static int leave_ipc(void *context)
{
	(void)context;
	return unshare(CLONE_NEWIPC);
}

TEST_F(ntobj, another_ipc_namespace)
{
	const struct ntobj_handle_record *record;
	struct child child = {};
	struct listing listing;
	pid_t pid;

	if (nt_child(leave_ipc, NULL))
		SKIP(return, "this kernel has no IPC namespaces");
	pid = start_holder(&child, hold_in_another_ipc_namespace);
	listing = list_all(NAMES);
	record = find(&listing, pid, child.event);
	ASSERT_NE(NULL, record);
	EXPECT_EQ(0, record->name_length);
	EXPECT_TRUE(has_type(record, u"Event"));
	drop(&listing);
	EXPECT_EQ(0, end_holder(&child, pid));
}

static int see_inside_alone(void *context)
{
	__u64 own = nt_event(0, 0);
	struct listing listing = list_all(0);

	(void)context;
	NT_CHECK(getpid() == 1);
	NT_CHECK(listing.count == 1);
	NT_CHECK(find(&listing, 1, own));
	drop(&listing);
	return 0;
}

static int make_pid_namespace(void *context)
{
	nt_event(0, 0);
	NT_CHECK(!unshare(CLONE_NEWPID));
	return nt_child(see_inside_alone, context);
}

TEST_F(ntobj, another_pid_namespace)
{
	nt_event(0, 0);
	EXPECT_EQ(0, nt_child(make_pid_namespace, NULL));
}

/*
 * Elsewhere
 */

static bool shows(const char *text, const char *name, unsigned int value)
{
	char line[64];

	snprintf(line, sizeof(line), "%s:\t%u\n", name, value);
	return strstr(text, line);
}

static char *read_fdinfo(pid_t pid, int descriptor)
{
	char path[64];

	snprintf(path, sizeof(path), "/proc/%d/fdinfo/%d", pid, descriptor);
	return nt_read_file(path);
}

TEST_F(ntobj, fdinfo)
{
	char *text;
	int fresh;

	nt_event(0, 0);
	nt_event(0, 0);
	text = read_fdinfo(getpid(), nt_device);
	ASSERT_NE(NULL, text);
	EXPECT_TRUE(shows(text, "ntobj-abi", NTOBJ_ABI_VERSION));
	EXPECT_TRUE(shows(text, "ntobj-process", getpid()));
	EXPECT_TRUE(shows(text, "ntobj-handles", 2));
	free(text);

	/* One that nobody has called through. */
	fresh = open(NT_DEVICE, O_RDWR | O_CLOEXEC);
	ASSERT_LE(0, fresh);
	text = read_fdinfo(getpid(), fresh);
	EXPECT_TRUE(shows(text, "ntobj-process", 0));
	EXPECT_EQ(NULL, strstr(text, "ntobj-handles"));
	free(text);
}

/* A descriptor that root has called through says nothing of root's handles. */
static int read_inherited(void *context)
{
	char *text = read_fdinfo(getpid(), *(int *)context);

	NT_CHECK(text && shows(text, "ntobj-process", getppid()));
	NT_CHECK(!strstr(text, "ntobj-handles"));
	free(text);
	return 0;
}

TEST_F(ntobj, fdinfo_of_another)
{
	int device = open(NT_DEVICE, O_RDWR);

	ASSERT_LE(0, device);
	nt_event(0, 0);
	EXPECT_LE(0, nt_raw(device, NTOBJ_IOC_QUERY_VERSION,
			    &(struct ntobj_query_version){}));
	EXPECT_EQ(0, nt_child_as(NT_ALICE, read_inherited, &device));
}

TEST_HARNESS_MAIN
