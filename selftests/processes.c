// SPDX-License-Identifier: GPL-2.0
/*
 * Processes: one object for each, what a query tells of it, and waiting for
 * its end.
 */
#include <sched.h>
#include <signal.h>
#include <sys/prctl.h>
#include <sys/resource.h>
#include <sys/syscall.h>
#include <sys/wait.h>

#include "ntobj_fixture.h"

#define CURRENT	NTOBJ_CURRENT_PROCESS

/* A child that ends when the pipe does, with a code. */
struct child {
	pid_t pid;
	int hold[2];
	int code;
};

static int wait_for_pipe(void *context)
{
	struct child *child = context;
	char byte;

	close(child->hold[1]);
	NT_CHECK(read(child->hold[0], &byte, 1) == 0);
	return child->code;
}

static void child_start(struct child *child, int code)
{
	child->code = code;
	NT_CHECK(!pipe(child->hold));
	child->pid = nt_child_start(wait_for_pipe, child);
	NT_CHECK(child->pid > 0);
	close(child->hold[0]);
}

static void child_end(struct child *child)
{
	close(child->hold[1]);
	NT_CHECK(nt_child_end(child->pid) == child->code);
}

/*
 * Identity
 */

TEST_F(ntobj, one_object_for_all)
{
	struct ntobj_object_basic_information basic;
	__u64 first = nt_process(getpid());
	__u64 second = nt_process(getpid());

	EXPECT_NE(first, second);
	EXPECT_EQ(nt_id(first), nt_id(second));
	EXPECT_EQ(nt_id(first), nt_id(CURRENT));
	ASSERT_STATUS(STATUS_SUCCESS, nt_query_basic(CURRENT, &basic));
	EXPECT_EQ(2, basic.handle_count);
	/* Both handles', and the query's. */
	EXPECT_EQ(3, basic.pointer_count);
	EXPECT_EQ(0, basic.name_information_size);
	ASSERT_STATUS(STATUS_SUCCESS, nt_close(first));
	EXPECT_EQ(nt_id(second), nt_id(CURRENT));
}

static int ids_of_parent(void *context)
{
	const __u64 *ids = context;
	__u64 parent = nt_process(getppid());

	NT_CHECK(nt_id(parent) == ids[0]);
	/* The handle that stands for the caller stands for this one here. */
	NT_CHECK(nt_id(CURRENT) != ids[0]);
	return 0;
}

TEST_F(ntobj, one_object_in_all_processes)
{
	__u64 ids[1];

	ids[0] = nt_id(nt_process(getpid()));
	EXPECT_EQ(0, nt_child(ids_of_parent, ids));
}

/* The object is there as long as somebody has it, dead or alive. */
TEST_F(ntobj, object_stays)
{
	struct nt_totals before = nt_totals();
	struct child child;
	__u64 process;
	__u64 id;

	child_start(&child, 3);
	process = nt_process(child.pid);
	id = nt_id(process);
	EXPECT_EQ(before.objects + 1, nt_totals().objects);
	child_end(&child);
	EXPECT_EQ(id, nt_id(process));
	EXPECT_EQ(3, nt_exit_status(process));
	ASSERT_STATUS(STATUS_SUCCESS, nt_close(process));
	EXPECT_TRUE(NT_UNTIL(nt_totals().objects == before.objects));
}

/* What nobody has any more is another the next time. */
TEST_F(ntobj, object_is_made_anew)
{
	__u64 process = nt_process(getppid());
	__u64 id = nt_id(process);

	ASSERT_STATUS(STATUS_SUCCESS, nt_close(process));
	process = nt_process(getppid());
	EXPECT_NE(id, nt_id(process));
}

static char *line_of(pid_t pid)
{
	char *text = nt_read_file(NT_DEBUGFS "/processes");
	char *rest = NULL;
	char *line;

	NT_CHECK(text);
	for (line = strtok_r(text, "\n", &rest); line; line = strtok_r(NULL, "\n", &rest))
		if (*line != '#' && atoi(line) == pid)
			break;
	line = line ? strdup(line) : NULL;
	free(text);
	return line;
}

/* Opening a process that never called a service is no use of it by itself. */
TEST_F(ntobj, opened_process)
{
	char expected[64];
	__u64 process;
	char *line;

	EXPECT_EQ(NULL, line_of(1));
	process = nt_process(1);
	line = line_of(1);
	ASSERT_NE(NULL, line);
	snprintf(expected, sizeof(expected), "\t0\t0\t0\t1\t%llu\topened", nt_id(process));
	EXPECT_NE(NULL, strstr(line, expected))
		TH_LOG("%s", line);
	free(line);
	ASSERT_STATUS(STATUS_SUCCESS, nt_close(process));
	EXPECT_TRUE(NT_UNTIL(!line_of(1)));
}

TEST_F(ntobj, debugfs)
{
	struct child child;
	char expected[64];
	__u64 process;
	char *line;

	nt_totals();
	child_start(&child, 0);
	/* It is known when it runs. */
	ASSERT_TRUE(NT_UNTIL((line = line_of(child.pid))));
	snprintf(expected, sizeof(expected), "%d\tprocesses\t0\t0\t%d\t1\t0\tused\t0",
		 child.pid, getpid());
	EXPECT_STREQ(expected, line);
	free(line);
	process = nt_process(child.pid);
	line = line_of(child.pid);
	ASSERT_NE(NULL, line);
	snprintf(expected, sizeof(expected), "%d\tprocesses\t0\t0\t%d\t1\t%llu\tused\t0",
		 child.pid, getpid(), nt_id(process));
	EXPECT_STREQ(expected, line);
	free(line);
	child_end(&child);
	EXPECT_EQ(NULL, line_of(child.pid));
}

/*
 * Queries
 */

TEST_F(ntobj, basic)
{
	struct ntobj_process_basic_information basic;
	struct ntobj_process_basic_information same;

	ASSERT_STATUS(STATUS_SUCCESS, nt_query_process(CURRENT, &basic));
	EXPECT_EQ(getpid(), basic.process_id);
	EXPECT_EQ(getppid(), basic.parent_process_id);
	EXPECT_EQ(STATUS_PENDING, basic.exit_status);
	EXPECT_EQ(0, basic.wait_status);
	EXPECT_EQ(1, basic.threads);
	EXPECT_EQ(8, basic.base_priority);
	EXPECT_EQ((1ULL << sysconf(_SC_NPROCESSORS_CONF)) - 1,
		  basic.affinity_mask & ((1ULL << sysconf(_SC_NPROCESSORS_CONF)) - 1));
	ASSERT_STATUS(STATUS_SUCCESS, nt_query_process(nt_process(getpid()), &same));
	EXPECT_EQ(0, memcmp(&basic, &same, sizeof(basic)));
}

TEST_F(ntobj, lengths)
{
	static const struct {
		__u32 class;
		__u32 length;
	} classes[] = {
		{ NTOBJ_PROCESS_BASIC_INFORMATION,
		  sizeof(struct ntobj_process_basic_information) },
		{ NTOBJ_PROCESS_TIMES, sizeof(struct ntobj_times) },
		{ NTOBJ_PROCESS_HANDLE_COUNT, sizeof(__u32) },
		{ NTOBJ_PROCESS_QUOTA_LIMITS, sizeof(struct ntobj_quota_limits) },
	};
	struct ntobj_query_client call = { .handle = CURRENT, .reserved = 1 };
	char buffer[128];
	__u32 answered;
	unsigned int i;
	__u32 length;

	for (i = 0; i < ARRAY_SIZE(classes); i++) {
		for (length = 0; length < sizeof(buffer); length++) {
			if (length == classes[i].length)
				continue;
			memset(buffer, NT_POISON, sizeof(buffer));
			EXPECT_STATUS(STATUS_INFO_LENGTH_MISMATCH,
				      nt_query_client(NTOBJ_IOC_QUERY_PROCESS, CURRENT,
						      classes[i].class, buffer, length,
						      &answered));
			EXPECT_EQ(classes[i].length, answered);
			EXPECT_EQ((char)NT_POISON, buffer[0]);
		}
		memset(buffer, NT_POISON, sizeof(buffer));
		EXPECT_STATUS(STATUS_SUCCESS,
			      nt_query_client(NTOBJ_IOC_QUERY_PROCESS, CURRENT,
					      classes[i].class, buffer, classes[i].length,
					      &answered));
		EXPECT_EQ(classes[i].length, answered);
		EXPECT_EQ((char)NT_POISON, buffer[classes[i].length]);
		EXPECT_STATUS(STATUS_ACCESS_VIOLATION,
			      nt_query_client(NTOBJ_IOC_QUERY_PROCESS, CURRENT,
					      classes[i].class, (void *)8,
					      classes[i].length, &answered));
	}
	for (i = 0; i < 100; i++) {
		if (i == NTOBJ_PROCESS_BASIC_INFORMATION || i == NTOBJ_PROCESS_TIMES ||
		    i == NTOBJ_PROCESS_HANDLE_COUNT ||
		    i == NTOBJ_PROCESS_QUOTA_LIMITS ||
		    i == NTOBJ_PROCESS_HANDLE_TRACING ||
		    i == NTOBJ_PROCESS_SESSION_INFORMATION)
			continue;
		EXPECT_STATUS(STATUS_INVALID_INFO_CLASS,
			      nt_query_client(NTOBJ_IOC_QUERY_PROCESS, CURRENT, i, buffer,
					      sizeof(buffer), &answered));
	}
	EXPECT_STATUS(STATUS_INVALID_INFO_CLASS,
		      nt_query_client(NTOBJ_IOC_QUERY_PROCESS, CURRENT, ~0U, buffer,
				      sizeof(buffer), &answered));
	EXPECT_STATUS(STATUS_INVALID_PARAMETER, nt_call(NTOBJ_IOC_QUERY_PROCESS, &call));
}

static __u32 handle_count(__u64 process)
{
	__u32 count = ~0U;

	NT_CHECK_STATUS(STATUS_SUCCESS,
			nt_query_client(NTOBJ_IOC_QUERY_PROCESS, process,
					NTOBJ_PROCESS_HANDLE_COUNT, &count, sizeof(count),
					NULL));
	return count;
}

TEST_F(ntobj, handle_count)
{
	struct child child;
	__u64 process;
	int i;

	EXPECT_EQ(0, handle_count(CURRENT));
	for (i = 1; i <= 300; i++) {
		nt_event(0, 0);
		ASSERT_EQ(i, handle_count(CURRENT));
	}
	/* A child has what it inherited, and nothing when it has ended. */
	for (i = 1; i <= 5; i++)
		ASSERT_STATUS(STATUS_SUCCESS, nt_set_flags(4 * i, true, false));
	child_start(&child, 0);
	process = nt_process(child.pid);
	EXPECT_EQ(301, handle_count(CURRENT));
	EXPECT_TRUE(NT_UNTIL(handle_count(process) == 5));
	child_end(&child);
	EXPECT_EQ(0, handle_count(process));
	EXPECT_EQ(0, handle_count(nt_process(1)));
}

TEST_F(ntobj, threads_are_counted)
{
	struct ntobj_process_basic_information basic;
	struct nt_waiter waiters[3];
	__u64 event = nt_event(NTOBJ_NOTIFICATION_EVENT, 0);
	unsigned int i;

	for (i = 0; i < ARRAY_SIZE(waiters); i++)
		nt_waiter_start(&waiters[i], event, NTOBJ_WAIT_FOREVER);
	ASSERT_STATUS(STATUS_SUCCESS, nt_query_process(CURRENT, &basic));
	EXPECT_EQ(1 + ARRAY_SIZE(waiters), basic.threads);
	ASSERT_STATUS(STATUS_SUCCESS, nt_set_event(event));
	for (i = 0; i < ARRAY_SIZE(waiters); i++)
		EXPECT_STATUS(STATUS_SUCCESS, nt_waiter_end(&waiters[i]));
	/* A thread can be joined shortly before it has ended. */
	EXPECT_TRUE(NT_UNTIL(nt_query_process(CURRENT, &basic) == STATUS_SUCCESS &&
			     basic.threads == 1));
}

static __s32 base_priority(void)
{
	struct ntobj_process_basic_information basic;

	NT_CHECK_STATUS(STATUS_SUCCESS, nt_query_process(CURRENT, &basic));
	return basic.base_priority;
}

TEST_F(ntobj, priorities)
{
	struct sched_param parameter = { .sched_priority = 1 };

	EXPECT_EQ(8, base_priority());
	ASSERT_EQ(0, setpriority(PRIO_PROCESS, 0, 19));
	EXPECT_EQ(1, base_priority());
	ASSERT_EQ(0, setpriority(PRIO_PROCESS, 0, -20));
	EXPECT_EQ(15, base_priority());
	ASSERT_EQ(0, setpriority(PRIO_PROCESS, 0, 0));
	ASSERT_EQ(0, sched_setscheduler(0, SCHED_FIFO, &parameter));
	EXPECT_EQ(16, base_priority());
	parameter.sched_priority = 99;
	ASSERT_EQ(0, sched_setscheduler(0, SCHED_RR, &parameter));
	EXPECT_EQ(31, base_priority());
	parameter.sched_priority = 0;
	ASSERT_EQ(0, sched_setscheduler(0, SCHED_OTHER, &parameter));
	EXPECT_EQ(8, base_priority());
}

TEST_F(ntobj, affinity)
{
	struct ntobj_process_basic_information basic;
	cpu_set_t set;
	int cpu;

	for (cpu = 0; cpu < sysconf(_SC_NPROCESSORS_ONLN); cpu++) {
		CPU_ZERO(&set);
		CPU_SET(cpu, &set);
		ASSERT_EQ(0, sched_setaffinity(0, sizeof(set), &set));
		ASSERT_STATUS(STATUS_SUCCESS, nt_query_process(CURRENT, &basic));
		EXPECT_EQ(1ULL << cpu, basic.affinity_mask);
	}
}

/* Some time in user mode, and some in the kernel. */
static void burn(__u64 nanoseconds)
{
	__u64 end = nt_clock(CLOCK_PROCESS_CPUTIME_ID) + nanoseconds;

	while (nt_clock(CLOCK_PROCESS_CPUTIME_ID) < end)
		syscall(SYS_getpriority, PRIO_PROCESS, 0);
}

static int burn_and_end(void *context)
{
	burn(*(__u64 *)context);
	return 0;
}

TEST_F(ntobj, times)
{
	__u64 amount = 300 * NT_MILLISECOND;
	__u64 before = nt_clock(CLOCK_REALTIME);
	struct ntobj_times living;
	struct ntobj_times times;
	struct rusage usage;
	__u64 process;
	__u64 after;
	pid_t child;
	int status;

	child = nt_child_start(burn_and_end, &amount);
	ASSERT_LT(0, child);
	after = nt_clock(CLOCK_REALTIME);
	process = nt_process(child);
	ASSERT_STATUS(STATUS_SUCCESS,
		      nt_query_times(NTOBJ_IOC_QUERY_PROCESS, process, &living));
	EXPECT_EQ(0, living.exit_time);
	/* The clock is read at different ticks. */
	EXPECT_LE((__s64)(before - 20 * NT_MILLISECOND), living.create_time);
	EXPECT_GE((__s64)(after + 20 * NT_MILLISECOND), living.create_time);
	ASSERT_STATUS(STATUS_SUCCESS, nt_wait(process, NTOBJ_WAIT_FOREVER));
	after = nt_clock(CLOCK_REALTIME);
	ASSERT_EQ(child, wait4(child, &status, 0, &usage));
	ASSERT_STATUS(STATUS_SUCCESS,
		      nt_query_times(NTOBJ_IOC_QUERY_PROCESS, process, &times));
	EXPECT_EQ(living.create_time, times.create_time);
	EXPECT_LE(times.create_time + (__s64)amount - 20 * (__s64)NT_MILLISECOND,
		  times.exit_time);
	EXPECT_GE((__s64)after, times.exit_time);
	/* Counted by ticks, or exactly. */
	EXPECT_LE(amount / 2, times.kernel_time + times.user_time);
	EXPECT_GE(times.exit_time - times.create_time + 40 * NT_MILLISECOND,
		  times.kernel_time + times.user_time);
	EXPECT_LE(living.kernel_time + living.user_time,
		  times.kernel_time + times.user_time);
	/* It is what the parent is told, but for the last steps of the exit. */
	EXPECT_GE(usage.ru_utime.tv_sec * NT_SECOND + usage.ru_utime.tv_usec * 1000 +
		  usage.ru_stime.tv_sec * NT_SECOND + usage.ru_stime.tv_usec * 1000 +
		  40 * NT_MILLISECOND, times.kernel_time + times.user_time);
	usleep(20000);
	ASSERT_STATUS(STATUS_SUCCESS,
		      nt_query_times(NTOBJ_IOC_QUERY_PROCESS, process, &living));
	EXPECT_EQ(0, memcmp(&living, &times, sizeof(times)));
}

static void *burn_thread(void *context)
{
	(void)context;
	burn(200 * NT_MILLISECOND);
	return NULL;
}

/* All threads count, those that have ended too. */
TEST_F(ntobj, times_of_threads)
{
	struct ntobj_times before;
	struct ntobj_times after;
	pthread_t thread;

	ASSERT_STATUS(STATUS_SUCCESS,
		      nt_query_times(NTOBJ_IOC_QUERY_PROCESS, CURRENT, &before));
	ASSERT_EQ(0, pthread_create(&thread, NULL, burn_thread, NULL));
	ASSERT_EQ(0, pthread_join(thread, NULL));
	ASSERT_STATUS(STATUS_SUCCESS,
		      nt_query_times(NTOBJ_IOC_QUERY_PROCESS, CURRENT, &after));
	EXPECT_LE(before.kernel_time + before.user_time + 100 * NT_MILLISECOND,
		  after.kernel_time + after.user_time);
}

/*
 * Parents
 */

static __u64 parent_of(__u64 process)
{
	struct ntobj_process_basic_information basic;

	NT_CHECK_STATUS(STATUS_SUCCESS, nt_query_process(process, &basic));
	return basic.parent_process_id;
}

struct family {
	int tell[2];		/* the grandchild's process id */
	int hold[2];
};

static int grandchild(void *context)
{
	struct family *family = context;
	char byte;

	close(family->hold[1]);
	NT_CHECK(read(family->hold[0], &byte, 1) == 0);
	return 0;
}

static int middle(void *context)
{
	struct family *family = context;
	pid_t pid = nt_child_start(grandchild, family);

	NT_CHECK(write(family->tell[1], &pid, sizeof(pid)) == sizeof(pid));
	return 0;
}

/* A grandchild whose parent has ended, so that it is a child now. */
static pid_t family_start(struct family *family, pid_t *child)
{
	pid_t parent;

	NT_CHECK(!prctl(PR_SET_CHILD_SUBREAPER, 1));
	NT_CHECK(!pipe(family->tell));
	NT_CHECK(!pipe(family->hold));
	parent = nt_child_start(middle, family);
	NT_CHECK(parent > 0);
	NT_CHECK(read(family->tell[0], child, sizeof(*child)) == sizeof(*child));
	NT_CHECK(nt_child_end(parent) == 0);
	return parent;
}

/* A parent is who made the process, not who has taken its place since. */
TEST_F(ntobj, dead_parent)
{
	struct family family;
	__u64 process;
	pid_t parent;
	pid_t child;

	nt_event(0, 0);
	parent = family_start(&family, &child);
	process = nt_process(child);
	EXPECT_EQ(parent, parent_of(process));
	ASSERT_EQ(0, close(family.hold[1]));
	EXPECT_EQ(0, nt_child_end(child));
	EXPECT_EQ(parent, parent_of(process));
}

/*
 * If it did not call services, nobody watched: it is who has it now. So this
 * does without the fixture, which calls some.
 */
TEST(dead_parent_of_unknown)
{
	struct family family;
	__u64 process;
	pid_t child;

	ASSERT_LE(0, nt_open_device());
	family_start(&family, &child);
	process = nt_process(child);
	EXPECT_EQ(getpid(), parent_of(process));
	ASSERT_EQ(0, close(family.hold[1]));
	EXPECT_EQ(0, nt_child_end(child));
	EXPECT_EQ(getpid(), parent_of(process));
}

TEST_F(ntobj, parent_of_init)
{
	EXPECT_EQ(0, parent_of(nt_process(1)));
}

/*
 * Waits
 */

TEST_F(ntobj, wait)
{
	struct child child;
	__u64 process;

	child_start(&child, 0);
	process = nt_process(child.pid);
	EXPECT_STATUS(STATUS_TIMEOUT, nt_wait(process, NTOBJ_WAIT_POLL));
	EXPECT_STATUS(STATUS_TIMEOUT, nt_wait(process, nt_now() + 20 * NT_MILLISECOND));
	close(child.hold[1]);
	EXPECT_STATUS(STATUS_SUCCESS, nt_wait(process, NTOBJ_WAIT_FOREVER));
	/* It stays so. */
	EXPECT_STATUS(STATUS_SUCCESS, nt_wait(process, NTOBJ_WAIT_POLL));
	EXPECT_EQ(0, nt_child_end(child.pid));
	EXPECT_STATUS(STATUS_SUCCESS, nt_wait(process, NTOBJ_WAIT_POLL));
}

TEST_F(ntobj, wait_for_oneself)
{
	EXPECT_STATUS(STATUS_TIMEOUT, nt_wait(CURRENT, NTOBJ_WAIT_POLL));
	EXPECT_STATUS(STATUS_TIMEOUT, nt_wait(CURRENT, nt_now() + 20 * NT_MILLISECOND));
}

static int wait_for_oneself_for_ever(void *context)
{
	(void)context;
	nt_wait(CURRENT, NTOBJ_WAIT_FOREVER);
	return 1;
}

/* Nothing but a signal ends that; the wait must not keep the process. */
TEST_F(ntobj, killed_in_wait_for_oneself)
{
	pid_t child = nt_child_start(wait_for_oneself_for_ever, NULL);
	__u64 process;

	ASSERT_LT(0, child);
	process = nt_process(child);
	ASSERT_TRUE(NT_UNTIL(nt_is_waiting(child, child)));
	ASSERT_EQ(0, kill(child, SIGKILL));
	EXPECT_STATUS(STATUS_SUCCESS, nt_wait(process, NTOBJ_WAIT_FOREVER));
	EXPECT_EQ(NT_KILLED(SIGKILL), nt_child_end(child));
}

#define WAITERS	16

static int wait_for_inherited(void *context)
{
	return nt_wait(*(__u64 *)context, NTOBJ_WAIT_FOREVER) == STATUS_SUCCESS ? 0 : 1;
}

/* Many threads, and other processes too. */
TEST_F(ntobj, many_waiters)
{
	struct nt_waiter waiters[WAITERS];
	struct child child;
	pid_t others[4];
	unsigned int i;
	__u64 process;

	child_start(&child, 0);
	process = nt_process(child.pid);
	ASSERT_STATUS(STATUS_SUCCESS, nt_set_flags(process, true, false));
	for (i = 0; i < ARRAY_SIZE(others); i++) {
		others[i] = nt_child_start(wait_for_inherited, &process);
		ASSERT_TRUE(NT_UNTIL(nt_is_waiting(others[i], others[i])));
		/* They hold the pipe too, unless it is closed there. */
	}
	for (i = 0; i < WAITERS; i++)
		nt_waiter_start(&waiters[i], process, NTOBJ_WAIT_FOREVER);
	ASSERT_EQ(0, kill(child.pid, SIGKILL));
	for (i = 0; i < WAITERS; i++)
		EXPECT_STATUS(STATUS_SUCCESS, nt_waiter_end(&waiters[i]));
	for (i = 0; i < ARRAY_SIZE(others); i++)
		EXPECT_EQ(0, nt_child_end(others[i]));
	EXPECT_EQ(NT_KILLED(SIGKILL), nt_child_end(child.pid));
}

/* When it is signalled, what was its is gone: handles, names, its id. */
static int hold_name(void *context)
{
	__u64 event;

	NT_CHECK_STATUS(STATUS_SUCCESS,
			nt_create_event(&event, nt_name(NT_HOME u"\\held"), 1, 0, 0));
	return wait_for_pipe(context);
}

TEST_F(ntobj, names_go_before_signal)
{
	int rounds = nt_rounds(20, 200);
	__u64 home = nt_home();
	__u64 event;

	while (rounds--) {
		struct child child = {};
		__u64 process;

		ASSERT_EQ(0, pipe(child.hold));
		child.pid = nt_child_start(hold_name, &child);
		ASSERT_LT(0, child.pid);
		close(child.hold[0]);
		process = nt_process(child.pid);
		close(child.hold[1]);
		ASSERT_STATUS(STATUS_SUCCESS, nt_wait(process, NTOBJ_WAIT_FOREVER));
		ASSERT_STATUS(STATUS_OBJECT_NAME_NOT_FOUND,
			      nt_open_event(&event, nt_at(home, u"held"), 1));
		ASSERT_STATUS(STATUS_INVALID_CID, nt_open_process(&event, child.pid, 1));
		ASSERT_EQ(0, nt_child_end(child.pid));
		ASSERT_STATUS(STATUS_SUCCESS, nt_close(process));
	}
}

/* And when the parent's wait returns, it is signalled. */
TEST_F(ntobj, signal_goes_before_wait)
{
	int rounds = nt_rounds(20, 200);

	while (rounds--) {
		struct child child;
		__u64 process;

		child_start(&child, 7);
		process = nt_process(child.pid);
		child_end(&child);
		ASSERT_STATUS(STATUS_SUCCESS, nt_wait(process, NTOBJ_WAIT_POLL));
		ASSERT_EQ(7, nt_exit_status(process));
		ASSERT_STATUS(STATUS_SUCCESS, nt_close(process));
	}
}

/* Opening one that is just ending: it is found, or it is not. */
TEST_F(ntobj, open_at_the_end)
{
	int rounds = nt_rounds(100, 1000);
	struct nt_totals before = nt_totals();
	unsigned int found = 0;

	while (rounds--) {
		struct child child;
		__u64 process;
		__s32 status;

		child_start(&child, 5);
		close(child.hold[1]);
		do {
			status = nt_open_process(&process, child.pid,
						 NTOBJ_PROCESS_ALL_ACCESS);
			if (status == STATUS_SUCCESS && ++found % 4)
				ASSERT_STATUS(STATUS_SUCCESS, nt_close(process));
			else
				break;
		} while (status == STATUS_SUCCESS);
		if (status == STATUS_SUCCESS) {
			ASSERT_STATUS(STATUS_SUCCESS, nt_wait(process, NTOBJ_WAIT_FOREVER));
			ASSERT_EQ(5, nt_exit_status(process));
			ASSERT_STATUS(STATUS_SUCCESS, nt_close(process));
		} else {
			ASSERT_STATUS(STATUS_INVALID_CID, status);
		}
		ASSERT_EQ(5, nt_child_end(child.pid));
	}
	EXPECT_LT(0, found);
	EXPECT_TRUE(NT_UNTIL(nt_totals().objects == before.objects));
	EXPECT_EQ(before.handles, nt_totals().handles);
}

/* An id that is used again means the new process; the object stays the old one's. */
TEST_F(ntobj, recycled_id)
{
	struct child child;
	char text[32];
	__u64 process;
	pid_t pid;
	__u64 id;

	child_start(&child, 1);
	process = nt_process(child.pid);
	id = nt_id(process);
	child_end(&child);
	pid = child.pid;
	snprintf(text, sizeof(text), "%d", pid - 1);
	if (nt_write_file("/proc/sys/kernel/ns_last_pid", text))
		SKIP(return, "ids can't be chosen here");
	child_start(&child, 2);
	if (child.pid != pid)
		SKIP(return, "somebody else took the id");
	EXPECT_EQ(STATUS_PENDING, nt_exit_status(nt_process(pid)));
	EXPECT_NE(id, nt_id(nt_process(pid)));
	EXPECT_EQ(1, nt_exit_status(process));
	EXPECT_EQ(id, nt_id(process));
	EXPECT_STATUS(STATUS_PROCESS_IS_TERMINATING, nt_terminate(process, 1));
	child_end(&child);
}

TEST_HARNESS_MAIN
