// SPDX-License-Identifier: GPL-2.0
/*
 * Reading directories: what is counted, where a scan goes on, and what it sees
 * of names that come and go meanwhile.
 */
#include <sys/mman.h>

#include "ntobj_fixture.h"

#define EVENT_BYTES	10	/* "Event" as the name of a type */
#define OVERHEAD	32	/* NT's for 64-bit callers */

static void put_number(char16_t *name, unsigned int number)
{
	unsigned int i;

	for (i = 0; i < 5; i++) {
		name[4 - i] = '0' + number % 10;
		number /= 10;
	}
	name[5] = 0;
}

/* "n00000" and so on; returns the last one's handle. */
static void fill(__u64 directory, unsigned int count)
{
	char16_t name[8] = u"n";
	unsigned int i;
	__u64 event;

	for (i = 0; i < count; i++) {
		put_number(name + 1, i);
		NT_CHECK_STATUS(STATUS_SUCCESS,
				nt_create_event(&event, nt_at(directory, name), 1, 0, 0));
	}
}

static struct ntobj_query_directory query_of(void *buffer, __u32 length)
{
	return (struct ntobj_query_directory){
		.buffer = nt_address(buffer),
		.length = length,
		.entry_overhead = OVERHEAD,
		.final_overhead = OVERHEAD,
	};
}

static __u64 new_directory(void)
{
	__u64 handle;

	NT_CHECK_STATUS(STATUS_SUCCESS,
			nt_create_directory(&handle, nt_unnamed(),
					    NTOBJ_DIRECTORY_ALL_ACCESS));
	return handle;
}

/* The next record, checked; NULL after the last. */
static const struct ntobj_directory_record *next(const struct ntobj_query_directory *query,
						 const struct ntobj_directory_record *record)
{
	const char *begin = (const char *)(unsigned long)query->buffer;

	if (!record)
		return query->count ? (const void *)begin : NULL;
	NT_CHECK(record->size % 8 == 0);
	NT_CHECK(record->size >= sizeof(*record) + record->name_length + record->type_length);
	return (const void *)((const char *)record + record->size);
}

TEST_F(ntobj, empty)
{
	_Alignas(8) char buffer[256];
	struct ntobj_query_directory query = query_of(buffer, sizeof(buffer));
	__u64 directory = new_directory();

	memset(buffer, NT_POISON, sizeof(buffer));
	EXPECT_STATUS(STATUS_NO_MORE_ENTRIES, nt_query_directory(directory, &query));
	EXPECT_EQ(OVERHEAD, query.return_length);
	EXPECT_EQ(0, query.context);
	query.flags = NTOBJ_QUERY_SINGLE_ENTRY;
	EXPECT_STATUS(STATUS_NO_MORE_ENTRIES, nt_query_directory(directory, &query));
	EXPECT_EQ(OVERHEAD, query.return_length);
	query.final_overhead = 0;
	query.length = 0;
	EXPECT_STATUS(STATUS_NO_MORE_ENTRIES, nt_query_directory(directory, &query));
	EXPECT_EQ(0, query.return_length);
	EXPECT_EQ((char)NT_POISON, buffer[0]);
}

TEST_F(ntobj, single)
{
	_Alignas(8) char buffer[256];
	struct ntobj_query_directory query = query_of(buffer, sizeof(buffer));
	const struct ntobj_directory_record *record = (void *)buffer;
	__u64 directory = new_directory();

	fill(directory, 2);
	query.flags = NTOBJ_QUERY_SINGLE_ENTRY;
	ASSERT_STATUS(STATUS_SUCCESS, nt_query_directory(directory, &query));
	EXPECT_EQ(1, query.count);
	EXPECT_EQ(1, query.context);
	EXPECT_EQ(2 * OVERHEAD + 12 + EVENT_BYTES, query.return_length);
	EXPECT_EQ(12, record->name_length);
	EXPECT_EQ(EVENT_BYTES, record->type_length);
	EXPECT_EQ(32, record->size);
	EXPECT_EQ(0, memcmp(record->text, u"n00000Event", 22));
	ASSERT_STATUS(STATUS_SUCCESS, nt_query_directory(directory, &query));
	EXPECT_EQ(2, query.context);
	EXPECT_EQ(0, memcmp(record->text, u"n00001Event", 22));
	EXPECT_STATUS(STATUS_NO_MORE_ENTRIES, nt_query_directory(directory, &query));
	EXPECT_EQ(2, query.context);
	query.flags |= NTOBJ_QUERY_RESTART_SCAN;
	ASSERT_STATUS(STATUS_SUCCESS, nt_query_directory(directory, &query));
	EXPECT_EQ(1, query.context);
	EXPECT_EQ(0, memcmp(record->text, u"n00000Event", 22));
}

TEST_F(ntobj, single_too_small)
{
	_Alignas(8) char buffer[256];
	struct ntobj_query_directory query = query_of(buffer, 0);
	__u64 directory = new_directory();
	__u32 needed = 2 * OVERHEAD + 12 + EVENT_BYTES;

	fill(directory, 1);
	memset(buffer, NT_POISON, sizeof(buffer));
	query.flags = NTOBJ_QUERY_SINGLE_ENTRY;
	for (query.length = 0; query.length < needed; query.length++) {
		ASSERT_STATUS(STATUS_BUFFER_TOO_SMALL, nt_query_directory(directory, &query));
		EXPECT_EQ(needed, query.return_length);
		EXPECT_EQ(0, query.context);
		EXPECT_EQ((char)NT_POISON, buffer[0]);
	}
	EXPECT_STATUS(STATUS_SUCCESS, nt_query_directory(directory, &query));
	EXPECT_EQ(needed, query.return_length);
}

TEST_F(ntobj, many)
{
	_Alignas(8) char buffer[1024];
	struct ntobj_query_directory query = query_of(buffer, sizeof(buffer));
	const struct ntobj_directory_record *record = NULL;
	__u32 entry = OVERHEAD + 12 + EVENT_BYTES;
	__u64 directory = new_directory();
	char16_t name[8] = u"n";
	unsigned int i;

	fill(directory, 4);
	ASSERT_STATUS(STATUS_SUCCESS, nt_query_directory(directory, &query));
	EXPECT_EQ(4, query.count);
	EXPECT_EQ(4, query.context);
	EXPECT_EQ(OVERHEAD + 4 * entry, query.return_length);
	for (i = 0; i < 4; i++) {
		record = next(&query, record);
		put_number(name + 1, i);
		EXPECT_EQ(0, memcmp(record->text, name, 12));
	}
	EXPECT_STATUS(STATUS_NO_MORE_ENTRIES, nt_query_directory(directory, &query));

	/* Room for exactly two. */
	query.context = 0;
	query.length = OVERHEAD + 3 * entry - 1;
	EXPECT_STATUS(STATUS_MORE_ENTRIES, nt_query_directory(directory, &query));
	EXPECT_EQ(2, query.count);
	EXPECT_EQ(2, query.context);
	EXPECT_EQ(OVERHEAD + 2 * entry, query.return_length);
	EXPECT_STATUS(STATUS_SUCCESS, nt_query_directory(directory, &query));
	EXPECT_EQ(2, query.count);
	EXPECT_EQ(4, query.context);

	/* Room for all: not one more call. */
	query.context = 0;
	query.length = OVERHEAD + 4 * entry;
	EXPECT_STATUS(STATUS_SUCCESS, nt_query_directory(directory, &query));
	EXPECT_EQ(4, query.count);

	/* Room for none. */
	for (query.length = 0; query.length < OVERHEAD + entry; query.length++) {
		query.context = 0;
		ASSERT_STATUS(STATUS_MORE_ENTRIES, nt_query_directory(directory, &query));
		EXPECT_EQ(0, query.count);
		EXPECT_EQ(0, query.context);
		EXPECT_EQ(OVERHEAD, query.return_length);
	}
}

/* The types of what is there, and names of all lengths. */
TEST_F(ntobj, types_and_lengths)
{
	_Alignas(8) char buffer[4096];
	struct ntobj_query_directory query = query_of(buffer, sizeof(buffer));
	const struct ntobj_directory_record *record = NULL;
	static const char16_t letters[] = u"abcdefghij";
	__u64 directory = new_directory();
	unsigned int i;
	__u64 handle;

	ASSERT_STATUS(STATUS_SUCCESS,
		      nt_create_directory(&handle, nt_at(directory, u"d"), 1));
	ASSERT_STATUS(STATUS_SUCCESS,
		      nt_create_link(&handle, nt_at(directory, u"l"), 1, u"\\"));
	for (i = 1; i <= 10; i++)
		ASSERT_STATUS(STATUS_SUCCESS,
			      nt_create_event(&handle, nt_counted(directory, letters, 2 * i, 0),
					      1, 0, 0));
	ASSERT_STATUS(STATUS_SUCCESS, nt_query_directory(directory, &query));
	ASSERT_EQ(12, query.count);
	record = next(&query, record);
	EXPECT_EQ(2, record->name_length);
	EXPECT_EQ(18, record->type_length);
	EXPECT_EQ(0, memcmp(record->text, u"dDirectory", 20));
	record = next(&query, record);
	EXPECT_EQ(24, record->type_length);
	EXPECT_EQ(0, memcmp(record->text, u"lSymbolicLink", 26));
	for (i = 1; i <= 10; i++) {
		record = next(&query, record);
		EXPECT_EQ(2 * i, record->name_length);
		EXPECT_EQ(0, memcmp(record->text, letters, 2 * i));
		EXPECT_EQ(0, memcmp(record->text + i, u"Event", 10));
		EXPECT_EQ((8 + 2 * i + 10 + 7) / 8 * 8, record->size);
	}
}

/* Whatever the length, nothing is written behind what it admits. */
TEST_F(ntobj, records_stay_inside)
{
	size_t page = getpagesize();
	char *pages = mmap(NULL, 2 * page, PROT_READ | PROT_WRITE,
			   MAP_PRIVATE | MAP_ANONYMOUS, -1, 0);
	__u64 directory = new_directory();
	__u32 length;

	ASSERT_NE(MAP_FAILED, pages);
	ASSERT_EQ(0, mprotect(pages + page, page, PROT_NONE));
	fill(directory, 5);
	for (length = 0; length < 5 * 38 + 16; length += 8) {
		struct ntobj_query_directory query =
			query_of(pages + page - length, length);
		const struct ntobj_directory_record *record = NULL;
		unsigned int i;
		__s32 status;

		memset(pages, NT_POISON, page);
		query.entry_overhead = 16;
		query.final_overhead = 0;
		status = nt_query_directory(directory, &query);
		EXPECT_EQ(length >= 5 * 38 ? STATUS_SUCCESS : STATUS_MORE_ENTRIES, status);
		EXPECT_EQ(length >= 5 * 38 ? 5 : length / 38, query.count);
		EXPECT_EQ(38 * query.count, query.return_length);
		for (i = 0; i < query.count; i++)
			record = next(&query, record);
		record = query.count ? next(&query, record) : (void *)(pages + page - length);
		EXPECT_LE((char *)record, pages + page);
		if ((char *)record < pages + page)
			EXPECT_EQ((char)NT_POISON, *(char *)record);
		EXPECT_EQ((char)NT_POISON, pages[page - length - 1]);
	}
}

TEST_F(ntobj, bad_buffer)
{
	_Alignas(8) char buffer[256];
	struct ntobj_query_directory query = query_of((void *)8, 4096);
	__u64 directory = new_directory();

	fill(directory, 2);
	EXPECT_STATUS(STATUS_ACCESS_VIOLATION, nt_query_directory(directory, &query));
	query.flags = NTOBJ_QUERY_SINGLE_ENTRY;
	EXPECT_STATUS(STATUS_ACCESS_VIOLATION, nt_query_directory(directory, &query));
	EXPECT_EQ(0, query.context);
	query.buffer = 0;
	EXPECT_STATUS(STATUS_ACCESS_VIOLATION, nt_query_directory(directory, &query));
	query.buffer = nt_address(buffer);
	EXPECT_STATUS(STATUS_SUCCESS, nt_query_directory(directory, &query));
	EXPECT_EQ(0, memcmp(((struct ntobj_directory_record *)buffer)->text,
			    u"n00000", 12));
}

TEST_F(ntobj, parameters)
{
	_Alignas(8) char buffer[4096];
	struct ntobj_query_directory query = query_of(buffer, sizeof(buffer));
	static const __u32 bad_entries[] = { 0, 15, 257, 0x80000000, 0xffffffff };
	static const __u32 bad_finals[] = { 257, 0x80000000, 0xffffffff };
	__u64 directory = new_directory();
	unsigned int i;

	fill(directory, 1);
	for (i = 0; i < ARRAY_SIZE(bad_entries); i++) {
		query.entry_overhead = bad_entries[i];
		EXPECT_STATUS(STATUS_INVALID_PARAMETER,
			      nt_query_directory(directory, &query));
	}
	query.entry_overhead = 256;
	for (i = 0; i < ARRAY_SIZE(bad_finals); i++) {
		query.final_overhead = bad_finals[i];
		EXPECT_STATUS(STATUS_INVALID_PARAMETER,
			      nt_query_directory(directory, &query));
	}
	query.final_overhead = 256;
	for (i = 2; i < 32; i++) {
		query.flags = 1U << i;
		EXPECT_STATUS(STATUS_INVALID_PARAMETER,
			      nt_query_directory(directory, &query));
	}
	query.flags = 0;
	EXPECT_STATUS(STATUS_SUCCESS, nt_query_directory(directory, &query));
	EXPECT_EQ(256 + 256 + 12 + EVENT_BYTES, query.return_length);
	query.context = 0;
	query.entry_overhead = 16;
	query.final_overhead = 0;
	EXPECT_STATUS(STATUS_SUCCESS, nt_query_directory(directory, &query));
	EXPECT_EQ(16 + 12 + EVENT_BYTES, query.return_length);
	/* A context from nowhere is the end. */
	query.context = ~0ULL;
	EXPECT_STATUS(STATUS_NO_MORE_ENTRIES, nt_query_directory(directory, &query));
	query.context = 1ULL << 32;
	EXPECT_STATUS(STATUS_NO_MORE_ENTRIES, nt_query_directory(directory, &query));
	/* More room than there is memory is no reason to take it. */
	query.context = 0;
	query.length = 0xffffffff;
	EXPECT_STATUS(STATUS_SUCCESS, nt_query_directory(directory, &query));
}

TEST_F(ntobj, handles)
{
	_Alignas(8) char buffer[256];
	struct ntobj_query_directory query = query_of(buffer, sizeof(buffer));
	__u64 event = nt_event(NTOBJ_NOTIFICATION_EVENT, 0);
	__u64 directory;

	ASSERT_STATUS(STATUS_SUCCESS,
		      nt_create_directory(&directory, nt_unnamed(),
					  NTOBJ_DIRECTORY_ALL_ACCESS & ~NTOBJ_DIRECTORY_QUERY));
	EXPECT_STATUS(STATUS_ACCESS_DENIED, nt_query_directory(directory, &query));
	EXPECT_STATUS(STATUS_OBJECT_TYPE_MISMATCH, nt_query_directory(event, &query));
	EXPECT_STATUS(STATUS_INVALID_HANDLE, nt_query_directory(0, &query));
	EXPECT_STATUS(STATUS_INVALID_HANDLE, nt_query_directory(0x4000, &query));
}

/* A scan that was to begin again and could not is where it was. */
TEST_F(ntobj, restart_that_fails)
{
	struct ntobj_query_directory query = query_of(NULL, 0);
	__u64 directory = new_directory();

	query.flags = NTOBJ_QUERY_SINGLE_ENTRY | NTOBJ_QUERY_RESTART_SCAN;
	query.context = 5;
	EXPECT_STATUS(STATUS_NO_MORE_ENTRIES, nt_query_directory(directory, &query));
	EXPECT_EQ(5, query.context);
	fill(directory, 1);
	EXPECT_STATUS(STATUS_BUFFER_TOO_SMALL, nt_query_directory(directory, &query));
	EXPECT_EQ(5, query.context);
	query.length = 4096;
	EXPECT_STATUS(STATUS_ACCESS_VIOLATION, nt_query_directory(directory, &query));
	EXPECT_EQ(5, query.context);
}

/* What is removed before it is reached is not seen; the rest is, once. */
TEST_F(ntobj, removal_while_scanning)
{
	_Alignas(8) char buffer[256];
	struct ntobj_query_directory query = query_of(buffer, sizeof(buffer));
	const struct ntobj_directory_record *record = (void *)buffer;
	static const char16_t * const names[] = { u"a", u"b", u"c", u"d", u"e" };
	static const unsigned int seen[] = { 0, 3, 4, 5 };
	__u64 directory = new_directory();
	__u64 handles[6];
	unsigned int i;

	for (i = 0; i < 5; i++)
		ASSERT_STATUS(STATUS_SUCCESS,
			      nt_create_event(&handles[i], nt_at(directory, names[i]),
					      1, 0, 0));
	query.flags = NTOBJ_QUERY_SINGLE_ENTRY;
	for (i = 0; i < ARRAY_SIZE(seen); i++) {
		ASSERT_STATUS(STATUS_SUCCESS, nt_query_directory(directory, &query));
		EXPECT_EQ("abcdef"[seen[i]], record->text[0]);
		if (i == 0) {
			/* One that was returned, two that were not. */
			EXPECT_STATUS(STATUS_SUCCESS, nt_close(handles[0]));
			EXPECT_STATUS(STATUS_SUCCESS, nt_close(handles[1]));
			EXPECT_STATUS(STATUS_SUCCESS, nt_close(handles[2]));
		}
		if (i == 1)
			ASSERT_STATUS(STATUS_SUCCESS,
				      nt_create_event(&handles[5], nt_at(directory, u"f"),
						      1, 0, 0));
	}
	EXPECT_STATUS(STATUS_NO_MORE_ENTRIES, nt_query_directory(directory, &query));
}

/* A name that comes again is a new entry, at the end. */
TEST_F(ntobj, insertion_order)
{
	_Alignas(8) char buffer[256];
	struct ntobj_query_directory query = query_of(buffer, sizeof(buffer));
	const struct ntobj_directory_record *record = NULL;
	static const char16_t * const names[] = { u"z", u"m", u"a", u"Z" };
	__u64 directory = new_directory();
	__u64 handles[4];
	unsigned int i;

	for (i = 0; i < 4; i++)
		ASSERT_STATUS(STATUS_SUCCESS,
			      nt_create_event(&handles[i], nt_at(directory, names[i]),
					      1, 0, 0));
	EXPECT_STATUS(STATUS_SUCCESS, nt_close(handles[0]));
	ASSERT_STATUS(STATUS_SUCCESS,
		      nt_create_event(&handles[0], nt_at(directory, u"z"), 1, 0, 0));
	ASSERT_STATUS(STATUS_SUCCESS, nt_query_directory(directory, &query));
	ASSERT_EQ(4, query.count);
	for (i = 0; i < 4; i++) {
		record = next(&query, record);
		EXPECT_EQ("maZz"[i], record->text[0]);
	}
}

struct churn {
	__u64 directory;
	unsigned int seed;
	bool stop;
};

static void *churn(void *context)
{
	struct churn *churn = context;
	char16_t name[8] = u"t";
	__u64 handles[16] = {};

	while (!__atomic_load_n(&churn->stop, __ATOMIC_ACQUIRE)) {
		unsigned int i = rand_r(&churn->seed) % 16;

		if (handles[i]) {
			NT_CHECK_STATUS(STATUS_SUCCESS, nt_close(handles[i]));
			handles[i] = 0;
			continue;
		}
		put_number(name + 1, churn->seed % 2 * 100 + i);
		if (nt_create_event(&handles[i], nt_at(churn->directory, name), 1, 0, 0) < 0)
			handles[i] = 0;
	}
	return NULL;
}

/* One scan: all numbered names once and in order, whatever else there is. */
static void scan(struct __test_metadata *_metadata, __u64 directory,
		 unsigned int count, void *buffer, __u32 length)
{
	struct ntobj_query_directory query = query_of(buffer, length);
	unsigned int expected = 0;
	char16_t name[8];
	__s32 status;

	do {
		const struct ntobj_directory_record *record = NULL;
		unsigned int i;

		status = nt_query_directory(directory, &query);
		if (status == STATUS_NO_MORE_ENTRIES)
			break;
		if (status != STATUS_MORE_ENTRIES)
			ASSERT_STATUS(STATUS_SUCCESS, status);
		ASSERT_NE(0, query.count);
		for (i = 0; i < query.count; i++) {
			record = next(&query, record);
			if (record->text[0] != 'n')
				continue;
			put_number(name, expected++);
			ASSERT_EQ(0, memcmp(record->text + 1, name, 10));
		}
	} while (status == STATUS_MORE_ENTRIES);
	ASSERT_EQ(count, expected);
}

TEST_F_TIMEOUT(ntobj, churn_while_scanning, 120)
{
	_Alignas(8) char buffer[700];
	unsigned int rounds = nt_rounds(200, 2000);
	struct churn churns[2];
	pthread_t threads[2];
	__u64 directory = new_directory();
	unsigned int i;

	fill(directory, 100);
	for (i = 0; i < 2; i++) {
		churns[i] = (struct churn){ .directory = directory, .seed = i };
		ASSERT_EQ(0, pthread_create(&threads[i], NULL, churn, &churns[i]));
	}
	for (i = 0; i < rounds; i++)
		scan(_metadata, directory, 100, buffer, sizeof(buffer));
	for (i = 0; i < 2; i++) {
		__atomic_store_n(&churns[i].stop, true, __ATOMIC_RELEASE);
		ASSERT_EQ(0, pthread_join(threads[i], NULL));
	}
}

TEST_F_TIMEOUT(ntobj, thousands_of_names, 300)
{
	unsigned int count = nt_debug_kernel() ? 4000 : 20000;
	__u64 directory = new_directory();
	char *buffer = malloc(65536);
	char16_t name[8] = u"n";
	unsigned int i;
	__u64 handle;

	ASSERT_NE(NULL, buffer);
	fill(directory, count);
	scan(_metadata, directory, count, buffer, 65536);
	scan(_metadata, directory, count, buffer, 1000);
	for (i = 0; i < count; i += 97) {
		put_number(name + 1, i);
		ASSERT_STATUS(STATUS_SUCCESS, nt_open_event(&handle, nt_at(directory, name), 1));
		ASSERT_STATUS(STATUS_SUCCESS, nt_close(handle));
	}
	put_number(name + 1, count);
	EXPECT_STATUS(STATUS_OBJECT_NAME_NOT_FOUND,
		      nt_open_event(&handle, nt_at(directory, name), 1));
}

/* Names so long that few of them fit into what one call uses. */
TEST_F(ntobj, longest_names)
{
	static char16_t name[32766];
	__u64 directory = new_directory();
	struct ntobj_query_directory query;
	char *buffer = malloc(1 << 20);
	unsigned int seen = 0;
	unsigned int i;
	__u64 handle;
	__s32 status;

	ASSERT_NE(NULL, buffer);
	for (i = 0; i < ARRAY_SIZE(name); i++)
		name[i] = 'n';
	for (i = 0; i < 5; i++) {
		name[0] = '0' + i;
		ASSERT_STATUS(STATUS_SUCCESS,
			      nt_create_event(&handle,
					      nt_counted(directory, name, sizeof(name), 0),
					      1, 0, 0));
	}
	query = query_of(buffer, 1 << 20);
	do {
		const struct ntobj_directory_record *record = NULL;

		status = nt_query_directory(directory, &query);
		if (status != STATUS_MORE_ENTRIES)
			ASSERT_STATUS(STATUS_SUCCESS, status);
		ASSERT_NE(0, query.count);
		for (i = 0; i < query.count; i++) {
			record = next(&query, record);
			name[0] = '0' + seen++;
			ASSERT_EQ(sizeof(name), record->name_length);
			ASSERT_EQ(0, memcmp(record->text, name, sizeof(name)));
		}
	} while (status == STATUS_MORE_ENTRIES);
	EXPECT_EQ(5, seen);
	/* One at a time needs room for one. */
	query = query_of(buffer, 2 * OVERHEAD + sizeof(name) + EVENT_BYTES - 1);
	query.flags = NTOBJ_QUERY_SINGLE_ENTRY;
	EXPECT_STATUS(STATUS_BUFFER_TOO_SMALL, nt_query_directory(directory, &query));
	EXPECT_EQ(2 * OVERHEAD + sizeof(name) + EVENT_BYTES, query.return_length);
	query.length++;
	EXPECT_STATUS(STATUS_SUCCESS, nt_query_directory(directory, &query));
}

/* The root directory of names can be read like any other. */
TEST_F(ntobj, namespace_root)
{
	_Alignas(8) char buffer[4096];
	struct ntobj_query_directory query = query_of(buffer, sizeof(buffer));
	const struct ntobj_directory_record *record = NULL;
	bool found = false;
	unsigned int i;
	__u64 root;

	ASSERT_STATUS(STATUS_SUCCESS,
		      nt_open_directory(&root, nt_name(u"\\"), NTOBJ_DIRECTORY_QUERY));
	ASSERT_STATUS(STATUS_SUCCESS, nt_query_directory(root, &query));
	for (i = 0; i < query.count; i++) {
		record = next(&query, record);
		/* \?? is virtual: it is found, but not there. */
		EXPECT_FALSE(record->name_length == 4 && !memcmp(record->text, u"??", 4));
		found |= record->name_length == 32 &&
			 !memcmp(record->text, u"BaseNamedObjects", 32);
	}
	EXPECT_TRUE(found);
}

TEST_HARNESS_MAIN
