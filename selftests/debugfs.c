// SPDX-License-Identifier: GPL-2.0
/*
 * The files in debugfs: what they show, and that they can be read while all
 * that they show changes.
 */
#include <fcntl.h>
#include <sys/stat.h>

#include "ntobj_fixture.h"

static const struct {
	const char *name;
	unsigned int fields;	/* of a line */
} files[] = {
	{ "namespace", 9 },
	{ "types", 8 },
	{ "processes", 9 },
	{ "threads", 14 },
	{ "waits", 5 },
	{ "timers", 12 },
	{ "handles", 8 },
	{ "kernel_handles", 8 },
	{ "callbacks", 5 },
	{ "sessions", 5 },
	{ "ntsync", 5 },
};

static char *read_debugfs(const char *name)
{
	char path[128];
	char *text;

	snprintf(path, sizeof(path), NT_DEBUGFS "/%s", name);
	text = nt_read_file(path);
	NT_CHECK(text);
	return text;
}

static unsigned int fields_of(const char *line, size_t length)
{
	unsigned int fields = 1;
	size_t i;

	for (i = 0; i < length; i++)
		fields += line[i] == '\t';
	return fields;
}

/* Every line has its fields, the first names them, the last one is whole. */
static void check_lines(const char *name, const char *text, unsigned int fields)
{
	const char *line = text;

	NT_CHECK(text[0] == '#' && text[1] == ' ');
	while (*line) {
		const char *end = strchr(line, '\n');

		if (!end || fields_of(line, end - line) != fields) {
			fprintf(stderr, "# %s: '%.*s'\n", name,
				(int)(end ? end - line : 200), line);
			NT_CHECK(!"a line is not as it should be");
		}
		line = end + 1;
	}
}

/* A line of a file that begins or goes on with a text, to be freed. */
static char *line_with(const char *name, const char *part)
{
	char *text = read_debugfs(name);
	char *found = strstr(text, part);
	char *line = NULL;

	if (found) {
		while (found > text && found[-1] != '\n')
			found--;
		line = strndup(found, strcspn(found, "\n"));
	}
	free(text);
	return line;
}

TEST_F(ntobj, files)
{
	static const char * const others[] = { "hooks", "services", "version" };
	struct stat file;
	char path[128];
	unsigned int i;

	for (i = 0; i < ARRAY_SIZE(files) + ARRAY_SIZE(others); i++) {
		snprintf(path, sizeof(path), NT_DEBUGFS "/%s",
			 i < ARRAY_SIZE(files) ? files[i].name :
						 others[i - ARRAY_SIZE(files)]);
		ASSERT_EQ(0, stat(path, &file))
			TH_LOG("%s: %s", path, strerror(errno));
		EXPECT_EQ(0400, file.st_mode & 07777);
		EXPECT_EQ(0, file.st_uid);
	}
}

TEST_F(ntobj, lines)
{
	unsigned int i;

	nt_home();
	for (i = 0; i < ARRAY_SIZE(files); i++) {
		char *text = read_debugfs(files[i].name);

		check_lines(files[i].name, text, files[i].fields);
		free(text);
	}
}

TEST_F(ntobj, version)
{
	struct ntobj_query_version version = {};
	char *text = read_debugfs("version");

	ASSERT_STATUS(STATUS_SUCCESS, nt_call(NTOBJ_IOC_QUERY_VERSION, &version));
	EXPECT_EQ(0, strncmp(text, (char *)version.module_version, strcspn(text, "\n")));
	EXPECT_EQ(strlen((char *)version.module_version), strcspn(text, "\n"));
	free(text);
}

/* A reader who takes little at a time sees the same. */
TEST_F(ntobj, small_reads)
{
	unsigned int i;

	for (i = 0; i < ARRAY_SIZE(files); i++) {
		char *whole;
		char *pieces = calloc(1, 65536);
		size_t length = 0;
		char path[128];
		ssize_t got;
		int file;

		ASSERT_NE(NULL, pieces);
		snprintf(path, sizeof(path), NT_DEBUGFS "/%s", files[i].name);
		file = open(path, O_RDONLY);
		ASSERT_LE(0, file);
		while ((got = read(file, pieces + length, 7)) > 0)
			length += got;
		EXPECT_EQ(0, got);
		close(file);
		whole = read_debugfs(files[i].name);
		EXPECT_STREQ(whole, pieces);
		free(whole);
		free(pieces);
	}
}

TEST_F(ntobj, handles)
{
	char expected[256];
	__u64 event;
	char *line;

	ASSERT_STATUS(STATUS_SUCCESS,
		      nt_create_event(&event, nt_name_flags(u"\\BaseNamedObjects\\ntobj_shown",
							    NTOBJ_OBJ_INHERIT),
				      NTOBJ_EVENT_ALL_ACCESS, 0, 0));
	line = line_with("handles", "\\BaseNamedObjects\\ntobj_shown");
	ASSERT_NE(NULL, line);
	snprintf(expected, sizeof(expected), "%d\tdebugfs\t0x%llx\t0x001f0003\t0x2\t",
		 getpid(), event);
	EXPECT_EQ(0, strncmp(line, expected, strlen(expected)))
		TH_LOG("%s", line);
	EXPECT_NE(NULL, strstr(line, "\tEvent\t\\BaseNamedObjects\\ntobj_shown"));
	free(line);
	ASSERT_STATUS(STATUS_SUCCESS, nt_close(event));
	line = line_with("handles", "ntobj_shown");
	EXPECT_EQ(NULL, line);
}

TEST_F(ntobj, namespace)
{
	__u64 home = nt_home();
	__u64 event;
	__u64 link;
	char *line;

	ASSERT_STATUS(STATUS_SUCCESS, nt_create_event(&event, nt_at(home, u"e"), 1, 0, 0));
	ASSERT_STATUS(STATUS_SUCCESS,
		      nt_create_link(&link, nt_at(home, u"l"), 1, u"\\Device\\Null"));
	line = line_with("namespace", "\\BaseNamedObjects\\ntobj_selftest\\e\t");
	ASSERT_NE(NULL, line);
	EXPECT_NE(NULL, strstr(line, "\tEvent\t1\t2\ttemporary\t"))
		TH_LOG("%s", line);
	free(line);
	line = line_with("namespace", "\\BaseNamedObjects\\ntobj_selftest\\l\t");
	ASSERT_NE(NULL, line);
	EXPECT_NE(NULL, strstr(line, "\t\\Device\\Null"))
		TH_LOG("%s", line);
	free(line);
	line = line_with("namespace", "\t\\ObjectTypes\\SymbolicLink\t");
	ASSERT_NE(NULL, line);
	EXPECT_NE(NULL, strstr(line, "\tType\t"));
	EXPECT_NE(NULL, strstr(line, "\tpermanent\t"));
	free(line);
}

/* No name can break a line or pass for another. */
TEST_F(ntobj, names_that_disturb)
{
	__u64 home = nt_home();
	char *handles;
	char *text;
	__u64 event;
	char *line;

	ASSERT_STATUS(STATUS_SUCCESS,
		      nt_create_event(&event, nt_at(home, u"a\nb\tc%d\x7f"), 1, 0, 0));
	ASSERT_STATUS(STATUS_SUCCESS,
		      nt_create_event(&event, nt_at(home, u"\u00e9\u4e2d\xd83d\xde00\xd83d"),
				      1, 0, 0));
	line = line_with("namespace", "\\a%0Ab%09c%25d%7F\t");
	EXPECT_NE(NULL, line);
	free(line);
	/* A surrogate without its other half is not UTF-8: it is replaced. */
	line = line_with("handles", "\\\xc3\xa9\xe4\xb8\xad\xf0\x9f\x98\x80\xef\xbf\xbd");
	EXPECT_NE(NULL, line);
	free(line);
	text = read_debugfs("namespace");
	check_lines("namespace", text, 9);
	handles = read_debugfs("handles");
	check_lines("handles", handles, 8);
	free(text);
	free(handles);
}

TEST_F(ntobj, processes_and_threads)
{
	struct nt_waiter waiter;
	char expected[64];
	char *line;
	__u64 event;
	int i;

	for (i = 0; i < 5; i++)
		event = nt_event(NTOBJ_NOTIFICATION_EVENT, 0);
	ASSERT_STATUS(STATUS_SUCCESS, nt_close(nt_event(0, 0)));
	snprintf(expected, sizeof(expected), "%d\tdebugfs\t5\t256\t%d\t1\t0\tused\t6",
		 getpid(), getppid());
	line = line_with("processes", expected);
	EXPECT_NE(NULL, line);
	free(line);

	nt_waiter_start(&waiter, event, NTOBJ_WAIT_FOREVER);
	snprintf(expected, sizeof(expected), "%d\t%d\tnative\t1\t1", getpid(), waiter.tid);
	line = line_with("threads", expected);
	EXPECT_NE(NULL, line);
	free(line);
	ASSERT_STATUS(STATUS_SUCCESS, nt_set_event(event));
	EXPECT_STATUS(STATUS_SUCCESS, nt_waiter_end(&waiter));

	EXPECT_STATUS(STATUS_INVALID_SYSTEM_SERVICE,
		      nt_raw(self->device, _IO(NTOBJ_TABLE_SHADOW, 0), NULL));
	snprintf(expected, sizeof(expected), "%d\t%d\tshadow\t0\t", getpid(), gettid());
	line = line_with("threads", expected);
	EXPECT_NE(NULL, line);
	free(line);
}

static unsigned long objects_of(const char *line)
{
	return strtoul(strstr(line, "\tEvent\t") + strlen("\tEvent\t"), NULL, 10);
}

TEST_F(ntobj, types)
{
	char *before = line_with("types", "\tEvent\t");
	char *after;

	ASSERT_NE(NULL, before);
	nt_event(NTOBJ_NOTIFICATION_EVENT, 0);
	after = line_with("types", "\tEvent\t");
	ASSERT_NE(NULL, after);
	EXPECT_EQ(objects_of(before) + 1, objects_of(after));
	free(before);
	free(after);
}

/*
 * Churn: processes come and go, each with threads, handles and names.
 */

static int live_shortly(void *context)
{
	char16_t name[] = NT_HOME u"\\churn0\\x";
	unsigned int seed = getpid();
	struct nt_waiter waiter;
	unsigned int i;
	__u64 handle;

	(void)context;
	name[nt_length16(NT_HOME u"\\churn")] += seed % 8;
	nt_waiter_start(&waiter, nt_event(NTOBJ_SYNCHRONIZATION_EVENT, 0),
			NTOBJ_WAIT_FOREVER);
	for (i = 0; i < 50; i++) {
		name[nt_length16(NT_HOME u"\\churn0")] = rand_r(&seed) % 2 ? '\\' : 0;
		if (rand_r(&seed) % 2)
			nt_create_directory(&handle, nt_name_flags(name, NTOBJ_OBJ_OPENIF), 1);
		else
			nt_create_event(&handle, nt_name_flags(name, NTOBJ_OBJ_OPENIF),
					1, 0, 0);
		if (!nt_create_timer(&handle, nt_unnamed(), NTOBJ_TIMER_ALL_ACCESS, i % 2))
			nt_set_timer_apc(handle, -(__s64)(i * 100), i % 3, i % 4, 0);
		nt_close(4 * (rand_r(&seed) % 20 + 1));
	}
	return 0;
}

static int churn(void *context)
{
	unsigned int rounds = *(unsigned int *)context;

	while (rounds--)
		NT_CHECK(nt_child(live_shortly, NULL) == 0);
	return 0;
}

/* The line of an object in a file whose first field is its number, or NULL. */
static char *line_of(const char *text, __u64 id)
{
	char wanted[32];
	const char *line;

	snprintf(wanted, sizeof(wanted), "\n%llu\t", (unsigned long long)id);
	line = strstr(text, wanted);
	return line ? strndup(line + 1, strcspn(line + 1, "\n")) : NULL;
}

static void expect_timer(struct __test_metadata *_metadata, __u64 timer, const char *before,
			 const char *after)
{
	char *text = read_debugfs("timers");
	char *line = line_of(text, nt_id(timer));
	char wanted[128];
	long long remaining;
	int length, fields;

	ASSERT_NE(NULL, line)
		TH_LOG("%s", text);
	snprintf(wanted, sizeof(wanted), "%llu\t%s\t%%lld\t%s%%n",
		 (unsigned long long)nt_id(timer), before, after);
	length = 0;
	fields = sscanf(line, wanted, &remaining, &length);
	EXPECT_EQ(1, fields);
	EXPECT_EQ(strlen(line), length)
		TH_LOG("%s", line);
	free(line);
	free(text);
}

static bool is_listed(__u64 timer)
{
	char *text = read_debugfs("timers");
	char *line = line_of(text, nt_id(timer));
	bool listed = line;

	free(line);
	free(text);
	return listed;
}

#define HOUR	(-36000000000LL)

TEST_F(ntobj, timers)
{
	__u64 first = nt_timer(NTOBJ_NOTIFICATION_TIMER);
	__u64 second = nt_timer(NTOBJ_SYNCHRONIZATION_TIMER);
	char call[64];

	/* Not before it is set, nor when it will not expire any more. */
	EXPECT_FALSE(is_listed(first));
	ASSERT_STATUS(STATUS_SUCCESS, nt_set_timer(first, HOUR, 0, NULL));
	expect_timer(_metadata, first, "notification\t0\tinterrupt",
		     "0\t0\tarmed\t-\t0\t0\t0");
	ASSERT_STATUS(STATUS_SUCCESS, nt_cancel_timer(first, NULL));
	EXPECT_FALSE(is_listed(first));
	ASSERT_STATUS(STATUS_SUCCESS, nt_set_timer(first, 0, 0, NULL));
	EXPECT_FALSE(is_listed(first));
	ASSERT_STATUS(STATUS_SUCCESS, nt_set_timer(first, 0, 100000, NULL));
	expect_timer(_metadata, first, "notification\t1\tinterrupt",
		     "100000\t0\tdormant\t-\t0\t0\t0");
	ASSERT_STATUS(STATUS_SUCCESS, nt_set_timer(second, 0x7000000000000000, 7, NULL));
	expect_timer(_metadata, second, "synchronization\t0\tsystem",
		     "7\t0\tarmed\t-\t0\t0\t0");
	/* With a procedure: whose it is, and whether it is queued. */
	ASSERT_STATUS(STATUS_SUCCESS, nt_set_timer_apc(second, HOUR, 0, 1, 0));
	snprintf(call, sizeof(call), "0\t0\tarmed\tapc\t%d\t%d\t0", getpid(), gettid());
	expect_timer(_metadata, second, "synchronization\t0\tinterrupt", call);
	ASSERT_STATUS(STATUS_SUCCESS, nt_set_timer_apc(second, 0, 100000, 1, 0));
	snprintf(call, sizeof(call), "100000\t0\tdormant\tapc\t%d\t%d\t1", getpid(),
		 gettid());
	expect_timer(_metadata, second, "synchronization\t1\tinterrupt", call);
	ASSERT_STATUS(STATUS_SUCCESS, nt_close(first));
	ASSERT_STATUS(STATUS_SUCCESS, nt_cancel_timer(second, NULL));
}

#define MANY_TIMERS	1000

static unsigned int count_lines(const char *text)
{
	unsigned int lines = 0;

	while (*text)
		lines += *text++ == '\n';
	return lines;
}

/* Each that is there all the time is seen once, by several readers, whatever else goes. */
TEST_F(ntobj, many_timers)
{
	static __u64 timers[MANY_TIMERS];
	char byte, *text, *line;
	unsigned int i, before;
	int readers[3];

	text = read_debugfs("timers");
	before = count_lines(text);
	free(text);
	for (i = 0; i < MANY_TIMERS; i++) {
		timers[i] = nt_timer(i % 2);
		ASSERT_STATUS(STATUS_SUCCESS, nt_set_timer(timers[i], HOUR, 0, NULL));
	}
	/* Readers whose places are somewhere among them. */
	for (i = 0; i < ARRAY_SIZE(readers); i++) {
		char some[20000];

		readers[i] = open(NT_DEBUGFS "/timers", O_RDONLY);
		ASSERT_LE(0, readers[i]);
		ASSERT_LT(0, read(readers[i], some, sizeof(some)));
	}
	text = read_debugfs("timers");
	EXPECT_EQ(before + MANY_TIMERS, count_lines(text));
	for (i = 0; i < MANY_TIMERS; i++) {
		line = line_of(text, nt_id(timers[i]));
		ASSERT_NE(NULL, line);
		free(line);
	}
	free(text);
	/* What a reader has seen goes, and what he has not. */
	for (i = 0; i < MANY_TIMERS; i++)
		if (i % 100)
			ASSERT_STATUS(STATUS_SUCCESS, nt_close(timers[i]));
	for (i = 0; i < ARRAY_SIZE(readers); i++) {
		while (read(readers[i], &byte, 1) == 1)
			;
		close(readers[i]);
	}
	text = read_debugfs("timers");
	EXPECT_EQ(before + MANY_TIMERS / 100, count_lines(text));
	free(text);
}

TEST_F_TIMEOUT(ntobj, reading_during_churn, 150)
{
	unsigned int rounds = nt_rounds(20, 100);
	unsigned int reads = 0;
	pid_t children[2];
	unsigned int i;
	int status;

	nt_home();
	for (i = 0; i < ARRAY_SIZE(children); i++) {
		children[i] = nt_child_start(churn, &rounds);
		ASSERT_LT(0, children[i]);
	}
	for (i = 0; i < ARRAY_SIZE(children);) {
		char *text = read_debugfs(files[reads % ARRAY_SIZE(files)].name);
		pid_t ended;

		check_lines(files[reads % ARRAY_SIZE(files)].name, text,
			    files[reads % ARRAY_SIZE(files)].fields);
		free(text);
		text = read_debugfs("services");
		free(text);
		reads++;
		ended = waitpid(children[i], &status, WNOHANG);
		if (ended == children[i]) {
			EXPECT_EQ(0, status);
			i++;
		}
	}
	EXPECT_LT(ARRAY_SIZE(files), reads);
}

/* A reader who stops half way holds nothing up. */
TEST_F(ntobj, abandoned_reader)
{
	unsigned int i;
	char byte;

	nt_home();
	for (i = 0; i < ARRAY_SIZE(files); i++) {
		char path[128];

		snprintf(path, sizeof(path), NT_DEBUGFS "/%s", files[i].name);
		ASSERT_EQ(1, read(open(path, O_RDONLY), &byte, 1));
	}
	EXPECT_EQ(0, nt_child(live_shortly, NULL));
}

TEST_HARNESS_MAIN
