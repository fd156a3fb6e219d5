// SPDX-License-Identifier: GPL-2.0
/*
 * Bug checks and broken rules of drivers' services, here the tests' own, as debugfs
 * shows them; and what comes of them.
 */
#include <sys/stat.h>

#include "extension_fixture.h"

#define BUGCHECKS	NT_DEBUGFS "/bugchecks"
#define CONTAINED	NT_DEBUGFS "/contained"
#define VERIFIER	NT_DEBUGFS "/verifier"
#define THREADED	"/sys/module/ntobj/parameters/thread_dpc_enable"
#define PARAMETER	"/sys/module/ntobj/parameters/bugcheck"
#define CALLBACKS	"/sys/module/ntobj_test_extension/parameters/bug_callbacks"
#define DRIVER		"ntobj_test_extension"
#define LINE_MAX	4096
#define FIELDS		17
#define ROUNDS		200

/* Fields of a record. */
enum field {
	NUMBER, TIME, CPU, PID, THREAD, COMM, IRQL, CODE, NAME, RULE, P1, P2, P3, P4,
	DRIVER_NAME, CALLER, STACK,
};

/* The latest record of the calling thread: its fields; whether there is one. */
static bool last_record(char *line, char *fields[FIELDS])
{
	char *text = nt_read_file(BUGCHECKS);
	char *next = text;
	char *rest = line;
	char *end;
	int i;

	NT_CHECK(text && text[0] == '#');
	line[0] = 0;
	for (; *next; next = end + 1) {
		int process;
		int thread;

		end = strchr(next, '\n');
		NT_CHECK(end);
		*end = 0;
		if (sscanf(next, "%*s %*s %*d %d %d", &process, &thread) == 2 &&
		    process == getpid() && thread == gettid())
			snprintf(line, LINE_MAX, "%s", next);
	}
	free(text);
	for (i = 0; i < FIELDS; i++)
		fields[i] = strsep(&rest, "\t");
	return fields[FIELDS - 1];
}

static long broken(const char *rule)
{
	char *text = nt_read_file(VERIFIER);
	char *line;
	long count = -1;

	NT_CHECK(text);
	for (line = strtok(text, "\n"); line; line = strtok(NULL, "\n")) {
		size_t length = strlen(rule);

		if (!strncmp(line, rule, length) && line[length] == '\t')
			count = atol(line + length + 1);
	}
	free(text);
	return count;
}

static int write_policy(const char *policy)
{
	int file = open(PARAMETER, O_WRONLY | O_CLOEXEC);
	int error;

	NT_CHECK(file >= 0);
	error = write(file, policy, strlen(policy)) < 0 ? errno : 0;
	close(file);
	return error;
}

static int callbacks(void)
{
	char *text = nt_read_file(CALLBACKS);
	int count = text ? atoi(text) : -1;

	free(text);
	return count;
}

static __s32 break_rule(__u64 operation)
{
	return nt_hot(NTOBJ_IOC_BREAK_RULE, operation);
}

/* With an answer, which comes although softirqs or interrupts were off. */
static __s32 break_with_answer(__u64 operation, __u64 *irql)
{
	struct ntobj_break_rule call = { .operation = operation, .irql = 99 };
	__s32 status = nt_call(NTOBJ_IOC_BREAK_RULE_WITH_ANSWER, &call);

	*irql = call.irql;
	return status;
}

static void expect_service_irql(struct __test_metadata *_metadata, __u64 operation,
				const char *irql)
{
	long before = broken("service-irql");
	char line[LINE_MAX];
	char *fields[FIELDS];
	__u64 seen;

	EXPECT_STATUS(STATUS_SUCCESS, break_rule(operation));
	EXPECT_EQ(before + 1, broken("service-irql"));
	ASSERT_TRUE(last_record(line, fields));
	EXPECT_STREQ("0x0000004a", fields[CODE]);
	EXPECT_STREQ("IRQL_GT_ZERO_AT_SYSTEM_SERVICE", fields[NAME]);
	EXPECT_STREQ("service-irql", fields[RULE]);
	EXPECT_STREQ(irql, fields[P2]);
	EXPECT_STREQ(DRIVER, fields[DRIVER_NAME]);
	EXPECT_TRUE(!strncmp(fields[CALLER], "extension_break_rule+", 21));
	EXPECT_STATUS(STATUS_SUCCESS, break_with_answer(operation, &seen));
	EXPECT_EQ(0, seen);
	EXPECT_EQ(before + 2, broken("service-irql"));
	/* The thread goes on as if nothing had been. */
	EXPECT_STATUS(STATUS_SUCCESS, break_with_answer(BREAK_NOTHING, &seen));
	EXPECT_EQ(0, seen);
	EXPECT_EQ(before + 2, broken("service-irql"));
}

TEST_F(extension, services_come_back_at_passive)
{
	if (!self->loaded)
		SKIP(return, "no test extension here");
	expect_service_irql(_metadata, BREAK_APC, "0x1");
	expect_service_irql(_metadata, BREAK_DISPATCH, "0x2");
	expect_service_irql(_metadata, BREAK_HIGH, "0xf");
	expect_service_irql(_metadata, BREAK_BOTTOM_HALVES, "0x2");
	expect_service_irql(_metadata, BREAK_INTERRUPTS, "0xf");
	expect_service_irql(_metadata, BREAK_ALL, "0xf");
}

/* A service that comes back in regions leaves them. */
TEST_F(extension, services_leave_regions)
{
	char line[LINE_MAX];
	char *fields[FIELDS];
	__u64 seen;
	long before;

	if (!self->loaded)
		SKIP(return, "no test extension here");
	before = broken("region-kept");
	EXPECT_STATUS(STATUS_SUCCESS, break_rule(BREAK_REGIONS));
	EXPECT_EQ(before + 1, broken("region-kept"));
	ASSERT_TRUE(last_record(line, fields));
	EXPECT_STREQ("0x00000001", fields[CODE]);
	EXPECT_STREQ("APC_INDEX_MISMATCH", fields[NAME]);
	EXPECT_STREQ("region-kept", fields[RULE]);
	EXPECT_STREQ("0xffffffffffffffff", fields[P3]);
	EXPECT_STREQ("0xffffffffffffffff", fields[P4]);
	EXPECT_STREQ(DRIVER, fields[DRIVER_NAME]);
	EXPECT_STATUS(STATUS_SUCCESS, break_with_answer(BREAK_REGIONS, &seen));
	EXPECT_EQ(before + 2, broken("region-kept"));
	EXPECT_STATUS(STATUS_SUCCESS, break_with_answer(BREAK_NOTHING, &seen));
	EXPECT_EQ(before + 2, broken("region-kept"));
}

TEST_F(extension, records)
{
	char line[LINE_MAX];
	char *fields[FIELDS];
	int before;

	if (!self->loaded)
		SKIP(return, "no test extension here");
	before = callbacks();
	EXPECT_STATUS(STATUS_SUCCESS, break_rule(BREAK_CHECK));
	EXPECT_EQ(before + 1, callbacks());
	ASSERT_TRUE(last_record(line, fields));
	EXPECT_STREQ("0xe0004242", fields[CODE]);
	EXPECT_STREQ("-", fields[NAME]);
	EXPECT_STREQ("-", fields[RULE]);
	EXPECT_STREQ("0", fields[IRQL]);
	EXPECT_STREQ("0x1", fields[P1]);
	EXPECT_STREQ("0x4", fields[P4]);
	EXPECT_STREQ("bug_checks", fields[COMM]);
	EXPECT_STREQ(DRIVER, fields[DRIVER_NAME]);
	EXPECT_NE(NULL, strstr(fields[STACK], "extension_break_rule"));
	EXPECT_NE(NULL, strstr(fields[STACK], " < "));
	/* A rule that is broken calls nobody. */
	EXPECT_STATUS(STATUS_SUCCESS, break_rule(BREAK_LOWER));
	EXPECT_EQ(before + 1, callbacks());
	ASSERT_TRUE(last_record(line, fields));
	EXPECT_STREQ("lower", fields[RULE]);
	EXPECT_STREQ("IRQL_NOT_LESS_OR_EQUAL", fields[NAME]);
	EXPECT_STREQ("0xf", fields[P2]);
	EXPECT_STATUS(STATUS_INVALID_PARAMETER, break_rule(77));
}

/* Nothing grows, and each of them counts. */
TEST_F(extension, again_and_again)
{
	char line[LINE_MAX];
	char *fields[FIELDS];
	long before;
	int i;

	if (!self->loaded)
		SKIP(return, "no test extension here");
	before = broken("lower");
	for (i = 0; i < ROUNDS; i++)
		ASSERT_STATUS(STATUS_SUCCESS, break_rule(BREAK_LOWER));
	EXPECT_EQ(before + ROUNDS, broken("lower"));
	EXPECT_TRUE(last_record(line, fields));
}

static bool is_contained(void)
{
	char *text = nt_read_file(CONTAINED);
	bool is;

	NT_CHECK(text);
	is = strstr(text, "\n" DRIVER "\n");
	free(text);
	return is;
}

/* What is contained does not begin anything more, until it is loaded again. */
TEST_F(extension, containment)
{
	__u64 event;
	int i;

	if (!self->loaded)
		SKIP(return, "no test extension here");
	ASSERT_EQ(0, write_policy("contain"));
	EXPECT_FALSE(is_contained());
	for (i = 0; i < 2; i++) {
		EXPECT_STATUS(STATUS_SUCCESS, break_rule(i ? BREAK_CHECK : BREAK_DISPATCH));
		EXPECT_TRUE(is_contained());
		EXPECT_EQ(1, callbacks());
		EXPECT_STATUS(STATUS_INVALID_SYSTEM_SERVICE, break_rule(BREAK_NOTHING));
		EXPECT_STATUS(STATUS_INVALID_SYSTEM_SERVICE,
			      nt_hot(NTOBJ_IOC_POKE_WIDGET, 4));
		/* Others' calls are none of its. */
		EXPECT_STATUS(STATUS_SUCCESS, nt_create_event(&event, nt_unnamed(), 2, 0, 0));
		EXPECT_STATUS(STATUS_SUCCESS, nt_set_event(event));
		ASSERT_EQ(0, unload());
		EXPECT_FALSE(is_contained());
		ASSERT_EQ(0, load());
		EXPECT_STATUS(STATUS_SUCCESS, break_rule(BREAK_NOTHING));
	}
	EXPECT_EQ(0, write_policy("report"));
	EXPECT_STATUS(STATUS_SUCCESS, break_rule(BREAK_DISPATCH));
	EXPECT_FALSE(is_contained());
}

/* Unloads the driver, which leaves something behind; how often that was named. */
static long leave_behind(struct __test_metadata *_metadata, const char *what)
{
	long before = broken("unload");

	EXPECT_EQ(0, unload());
	EXPECT_EQ(before, broken("unload"));
	EXPECT_EQ(0, load_with(what));
	EXPECT_EQ(0, unload());
	EXPECT_EQ(0, load());
	return broken("unload") - before;
}

TEST_F(extension, leaves_a_callback)
{
	char line[LINE_MAX];
	char *fields[FIELDS];

	if (!self->loaded)
		SKIP(return, "no test extension here");
	EXPECT_EQ(1, leave_behind(_metadata, "leave=1"));
	ASSERT_TRUE(last_record(line, fields));
	EXPECT_STREQ("0x000000ce", fields[CODE]);
	EXPECT_STREQ("DRIVER_UNLOADED_WITHOUT_CANCELLING_PENDING_OPERATIONS", fields[NAME]);
	EXPECT_STREQ("unload", fields[RULE]);
	EXPECT_STREQ(DRIVER, fields[DRIVER_NAME]);
	EXPECT_TRUE(!strncmp(fields[CALLER], "count_bug_check", 15));
	/* Nothing that has gone is called. */
	EXPECT_STATUS(STATUS_SUCCESS, break_rule(BREAK_CHECK));
	EXPECT_EQ(1, callbacks());
}

/* Whether it is still queued is up to the other processor, and mostly it is. */
TEST_F(extension, leaves_a_dpc)
{
	char line[LINE_MAX];
	char *fields[FIELDS];
	long named = 0;
	int i;

	if (!self->loaded)
		SKIP(return, "no test extension here");
	if (sysconf(_SC_NPROCESSORS_ONLN) < 2)
		SKIP(return, "one processor");
	for (i = 0; i < 100 && !named; i++)
		named = leave_behind(_metadata, "leave=2");
	EXPECT_EQ(1, named);
	ASSERT_TRUE(last_record(line, fields));
	EXPECT_STREQ("unload", fields[RULE]);
	EXPECT_STREQ(DRIVER, fields[DRIVER_NAME]);
	EXPECT_TRUE(!strncmp(fields[CALLER], "do_nothing", 10));
}

/* As the parameter says; selftests/unload.sh has the module loaded with either. */
TEST_F(extension, threaded_dpcs)
{
	char *enabled = nt_read_file(THREADED);
	__u64 irql;

	NT_CHECK(enabled);
	if (!self->loaded)
		SKIP(return, "no test extension here");
	EXPECT_STATUS(STATUS_SUCCESS, break_with_answer(BREAK_THREADED_DPC, &irql));
	EXPECT_EQ(*enabled == 'Y' ? 0 : 2, irql);
	EXPECT_STATUS(STATUS_INVALID_PARAMETER, break_rule(BREAK_THREADED_DPC));
	free(enabled);
}

TEST_F(extension, policies)
{
	static const char *const names[] = { "contain", "panic", "report" };
	char expected[16];
	char *text;
	size_t i;

	for (i = 0; i < 3; i++) {
		EXPECT_EQ(0, write_policy(names[i]));
		text = nt_read_file(PARAMETER);
		snprintf(expected, sizeof(expected), "%s\n", names[i]);
		EXPECT_STREQ(expected, text);
		free(text);
	}
	EXPECT_EQ(EINVAL, write_policy("perhaps"));
	EXPECT_EQ(EINVAL, write_policy("\n"));
	text = nt_read_file(PARAMETER);
	EXPECT_STREQ("report\n", text);
	free(text);
}

/* Root's alone: it is said where drivers are. */
TEST_F(extension, files)
{
	static const char *const names[] = {
		BUGCHECKS, CONTAINED, VERIFIER, NT_DEBUGFS "/irql",
	};
	struct stat status;
	size_t i;

	for (i = 0; i < 4; i++) {
		ASSERT_EQ(0, stat(names[i], &status));
		EXPECT_EQ(0400, status.st_mode & 07777);
		EXPECT_EQ(0, status.st_uid);
	}
}

TEST_HARNESS_MAIN
