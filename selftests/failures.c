// SPDX-License-Identifier: GPL-2.0
/* The last services that failed, and why, as debugfs shows them. */
#include <sys/stat.h>

#include "ntobj_fixture.h"
#include "security_test.h"

#define FAILURES	NT_DEBUGFS "/failures"
#define RECORDS		256
#define LINE_MAX	512
#define THREADS		4

/* The latest line of the calling thread, or an empty one. */
static void last_line(char *line)
{
	char *text = nt_read_file(FAILURES);
	char *next = text;
	char *end;

	NT_CHECK(text && text[0] == '#');
	line[0] = 0;
	for (; *next; next = end + 1) {
		int process;
		int thread;

		end = strchr(next, '\n');
		NT_CHECK(end);
		*end = 0;
		if (sscanf(next, "%*s %d %d", &process, &thread) == 2 &&
		    process == getpid() && thread == gettid())
			snprintf(line, LINE_MAX, "%s", next);
	}
	free(text);
}

static void expect_line(struct __test_metadata *_metadata, const char *service,
			__s32 status, const char *reason)
{
	char expected[LINE_MAX];
	char line[LINE_MAX];

	last_line(line);
	snprintf(expected, sizeof(expected), "\t%s\t0x%08x\t%s", service, status, reason);
	EXPECT_TRUE(strlen(line) > strlen(expected) &&
		    !strcmp(line + strlen(line) - strlen(expected), expected))
		TH_LOG("'%s' does not end with '%s'", line, expected);
}

TEST_F(ntobj, reasons)
{
	char reason[LINE_MAX];
	__u64 handle;
	__u64 event;
	__u64 other;

	EXPECT_STATUS(STATUS_INVALID_HANDLE, nt_close(0x4000));
	expect_line(_metadata, "NtClose", STATUS_INVALID_HANDLE, "handle=0x4000");
	EXPECT_STATUS(STATUS_INVALID_HANDLE, nt_set_event(0x4004));
	expect_line(_metadata, "NtSetEvent", STATUS_INVALID_HANDLE, "handle=0x4004");
	nt_home();
	EXPECT_STATUS(STATUS_OBJECT_NAME_NOT_FOUND,
		      nt_open_event(&handle, nt_name(NT_HOME u"\\na\u00efve"), 1));
	expect_line(_metadata, "NtOpenEvent", STATUS_OBJECT_NAME_NOT_FOUND,
		    "name=na\xc3\xafve");
	EXPECT_STATUS(STATUS_OBJECT_PATH_NOT_FOUND,
		      nt_open_event(&handle, nt_name(NT_HOME u"\\gone\\event"), 1));
	expect_line(_metadata, "NtOpenEvent", STATUS_OBJECT_PATH_NOT_FOUND, "name=gone");
	EXPECT_STATUS(STATUS_OBJECT_NAME_NOT_FOUND,
		      nt_open_event(&handle, nt_name(NT_HOME u"\\line\nend"), 1));
	expect_line(_metadata, "NtOpenEvent", STATUS_OBJECT_NAME_NOT_FOUND,
		    "name=line%0Aend");
	ASSERT_STATUS(STATUS_SUCCESS,
		      nt_create_event(&event, nt_unnamed(), NTOBJ_SYNCHRONIZE, 0, 0));
	EXPECT_STATUS(STATUS_ACCESS_DENIED, nt_set_event(event));
	snprintf(reason, sizeof(reason), "object=%llu access=0x2",
		 (unsigned long long)nt_id(event));
	expect_line(_metadata, "NtSetEvent", STATUS_ACCESS_DENIED, reason);
	other = nt_home();
	EXPECT_STATUS(STATUS_OBJECT_TYPE_MISMATCH, nt_set_event(other));
	snprintf(reason, sizeof(reason), "object=%llu type=Directory",
		 (unsigned long long)nt_id(other));
	expect_line(_metadata, "NtSetEvent", STATUS_OBJECT_TYPE_MISMATCH, reason);
	/* Nothing is known, and nothing is left of what was known before. */
	EXPECT_STATUS(STATUS_INVALID_PARAMETER,
		      nt_create_event(&event, nt_unnamed(), 1, 2, 0));
	expect_line(_metadata, "NtCreateEvent", STATUS_INVALID_PARAMETER, "-");
}

/* Names longer than what is kept of them are cut off. */
TEST_F(ntobj, long_name)
{
	char16_t path[200] = NT_HOME u"\\";
	size_t length = nt_length16(path);
	char reason[LINE_MAX] = "name=";
	__u64 handle;
	unsigned int i;

	nt_home();
	for (i = 0; i < 100; i++)
		path[length + i] = 'x';
	for (i = 0; i < 48; i++)
		strcat(reason, "x");
	strcat(reason, "...");
	EXPECT_STATUS(STATUS_OBJECT_NAME_NOT_FOUND,
		      nt_open_event(&handle, nt_name(path), 1));
	expect_line(_metadata, "NtOpenEvent", STATUS_OBJECT_NAME_NOT_FOUND, reason);
}

/* The latest line of a process that has ended. */
static bool has_line(pid_t pid, const char *expected)
{
	char *text = nt_read_file(FAILURES);
	bool found = false;
	char *line;

	NT_CHECK(text);
	for (line = strtok(text, "\n"); line; line = strtok(NULL, "\n")) {
		size_t length = strlen(line);
		int process;

		if (sscanf(line, "%*s %d", &process) == 1 && process == pid)
			found = length > strlen(expected) &&
				!strcmp(line + length - strlen(expected), expected);
	}
	free(text);
	return found;
}

/* A refusal that a duplicate gets over does not explain the next one. */
TEST_F(ntobj, got_over)
{
	__u64 source;
	__u64 copy;
	__u64 process;

	ASSERT_STATUS(STATUS_SUCCESS,
		      nt_create_event(&source, nt_secured(nt_unnamed(), "O:U7 D:"),
				      NTOBJ_SYNCHRONIZE, 0, 0));
	nt_act_as(NT_ALICE);
	EXPECT_STATUS(STATUS_SUCCESS, nt_duplicate((struct ntobj_duplicate_object){
		.source_process = NTOBJ_CURRENT_PROCESS,
		.source_handle = source,
		.target_process = NTOBJ_CURRENT_PROCESS,
		.desired_access = NTOBJ_MAXIMUM_ALLOWED,
	}, &copy));
	EXPECT_EQ(NTOBJ_SYNCHRONIZE, nt_granted(copy));
	EXPECT_STATUS(STATUS_ACCESS_DENIED, nt_open_process(&process, 1, NTOBJ_PROCESS_VM_READ));
	nt_act_as(0);
	expect_line(_metadata, "NtOpenProcess", STATUS_ACCESS_DENIED, "-");
}

static int lack_privilege(void *context)
{
	(void)context;
	NT_CHECK(!nt_become(NT_NOBODY));
	NT_CHECK_STATUS(STATUS_PRIVILEGE_NOT_HELD,
			nt_hot(NTOBJ_IOC_MAKE_PERMANENT_OBJECT, nt_event(0, 0)));
	return 0;
}

TEST_F(ntobj, privilege)
{
	pid_t pid = nt_child_start(lack_privilege, NULL);

	ASSERT_EQ(0, nt_child_end(pid));
	EXPECT_TRUE(has_line(pid, "\tNtMakePermanentObject\t0xc0000061\tprivilege=16"));
}

/* What succeeds leaves nothing, nor does what has something to say. */
TEST_F(ntobj, successes)
{
	char before[LINE_MAX];
	char after[LINE_MAX];
	__u64 event = nt_event(0, 0);

	nt_close(0x4000);
	last_line(before);
	EXPECT_STATUS(STATUS_SUCCESS, nt_set_event(event));
	EXPECT_STATUS(STATUS_TIMEOUT, nt_wait(nt_event(0, 0), NTOBJ_WAIT_POLL));
	last_line(after);
	EXPECT_STREQ(before, after);
}

TEST_F(ntobj, switch)
{
	char before[LINE_MAX];
	char after[LINE_MAX];

	EXPECT_EQ(0, nt_write_file(NT_PARAMETERS "/trace_failures", "N"));
	last_line(before);
	nt_close(0x4000);
	last_line(after);
	EXPECT_STREQ(before, after);
	EXPECT_EQ(0, nt_write_file(NT_PARAMETERS "/trace_failures", "Y"));
	nt_close(0x4008);
	expect_line(_metadata, "NtClose", STATUS_INVALID_HANDLE, "handle=0x4008");
}

TEST_F(ntobj, roots_own)
{
	struct stat status;

	ASSERT_EQ(0, stat(FAILURES, &status));
	EXPECT_EQ(0400, status.st_mode & 07777);
	EXPECT_EQ(0, status.st_uid);
}

static bool stop;

static void *fail_often(void *context)
{
	__u64 handle = *(unsigned int *)context * 0x1000 + 0x4000;

	while (!__atomic_load_n(&stop, __ATOMIC_RELAXED))
		NT_CHECK_STATUS(STATUS_INVALID_HANDLE, nt_close(handle));
	return NULL;
}

/* Each line is of one failure, however many fail at once, and in their order. */
TEST_F(ntobj, races)
{
	__u64 end = nt_now() + 5 * NT_SECOND;
	unsigned int numbers[THREADS];
	pthread_t threads[THREADS];
	unsigned int i;

	for (i = 0; i < THREADS; i++) {
		numbers[i] = i;
		ASSERT_EQ(0, pthread_create(&threads[i], NULL, fail_often, &numbers[i]));
	}
	do {
		char *text = nt_read_file(FAILURES);
		unsigned int lines = 0;
		char *line;

		ASSERT_NE(NULL, text);
		for (line = strtok(text, "\n"); line; line = strtok(NULL, "\n")) {
			unsigned long long seconds;
			unsigned int nanoseconds;
			int process;
			int thread;
			char tail[128];
			int fields;

			if (line[0] == '#')
				continue;
			fields = sscanf(line, "%llu.%u\t%d\t%d\t%*[^\t]\t%127[^\n]",
					&seconds, &nanoseconds, &process, &thread, tail);
			ASSERT_EQ(5, fields)
				TH_LOG("'%s'", line);
			lines++;
			if (process == getpid() && !strstr(tail, "handle=0x"))
				EXPECT_EQ(0, strcmp(tail, "NtClose\t0xc0000008\t-"))
					TH_LOG("'%s'", line);
		}
		EXPECT_GE(RECORDS, lines);
		free(text);
	} while (nt_now() < end);
	__atomic_store_n(&stop, true, __ATOMIC_RELAXED);
	for (i = 0; i < THREADS; i++)
		ASSERT_EQ(0, pthread_join(threads[i], NULL));
}

TEST_HARNESS_MAIN
