// SPDX-License-Identifier: GPL-2.0
/*
 * Very many processes and threads from two processors at once, while ids are
 * used again and again and somebody opens whatever has one. The module has
 * seen each of them begin and each of them end, and none was lost.
 */
#include <sched.h>
#include <signal.h>
#include <sys/wait.h>

#include "ntobj_fixture.h"

#define CPUS	2
#define IDS_TEXT	"700"	/* below 300 they are used once only */

/* Less where checks make all of it slow, but enough for ids to come again. */
static unsigned int amount(unsigned int full)
{
	return nt_rounds(full < 30000 ? 600 : full / 50, full);
}

struct counts {
	__u64 processes_created;
	__u64 processes_ended;
	__u64 threads_created;
	__u64 threads_ended;
	__u64 lost;
};

static struct counts counts(void)
{
	return (struct counts){
		.processes_created = nt_hook("processes_created"),
		.processes_ended = nt_hook("processes_ended"),
		.threads_created = nt_hook("threads_created"),
		.threads_ended = nt_hook("threads_ended"),
		.lost = nt_hook("lost"),
	};
}

/* Threads that were only opened end as well: @opened says that there are some. */
static void expect_counts(struct __test_metadata *_metadata, struct counts before,
			  unsigned int processes, unsigned int threads, bool opened)
{
	struct counts after = counts();

	EXPECT_EQ(before.processes_created + processes, after.processes_created);
	EXPECT_EQ(before.processes_ended + processes, after.processes_ended);
	EXPECT_EQ(before.threads_created + threads, after.threads_created);
	EXPECT_LE(before.threads_ended + threads, after.threads_ended);
	if (!opened)
		EXPECT_EQ(before.threads_ended + threads, after.threads_ended);
	EXPECT_EQ(before.lost, after.lost);
}

struct worker {
	int cpu;
	unsigned int amount;
};

static void stay_on(int cpu)
{
	cpu_set_t set;

	CPU_ZERO(&set);
	CPU_SET(cpu, &set);
	NT_CHECK(!sched_setaffinity(0, sizeof(set), &set));
}

/* Every second one by vfork; each must have the handle that is marked. */
static int have_handle(void *context)
{
	(void)context;
	return nt_set_event(4) != STATUS_SUCCESS;
}

static pid_t make(unsigned int i)
{
	pid_t pid = i % 2 ? nt_vfork_start(have_handle, NULL) : fork();

	if (!pid)
		_exit(have_handle(NULL));
	return pid;
}

static int fork_many(void *context)
{
	struct worker *worker = context;
	unsigned int rounds = 0;
	pid_t last = 0;
	unsigned int i;

	stay_on(worker->cpu);
	for (i = 0; i < worker->amount; i++) {
		pid_t pid = make(i);
		int status;

		NT_CHECK(pid > 0);
		rounds += pid < last;
		last = pid;
		NT_CHECK(waitpid(pid, &status, 0) == pid);
		NT_CHECK(!status);
	}
	/* Ids were used again. */
	NT_CHECK(rounds);
	return 0;
}

static void *end(void *context)
{
	return context;
}

static int make_threads(void *context)
{
	struct worker *worker = context;
	unsigned int i;

	stay_on(worker->cpu);
	for (i = 0; i < worker->amount; i += 8) {
		pthread_t threads[8];
		unsigned int j;

		for (j = 0; j < 8; j++)
			NT_CHECK(!pthread_create(&threads[j], NULL, end, NULL));
		for (j = 0; j < 8; j++)
			NT_CHECK(!pthread_join(threads[j], NULL));
	}
	return 0;
}

/* Opens ids at random until it is killed. */
static int open_at_random(void *context)
{
	unsigned int ids = *(unsigned int *)context;
	unsigned int seed = getpid();
	__u64 handle;
	__s32 status;

	for (;;) {
		__u64 id = rand_r(&seed) % ids;

		if (seed % 2)
			status = nt_open_process(&handle, id, NTOBJ_PROCESS_ALL_ACCESS);
		else
			status = nt_open_thread(&handle, id, NTOBJ_THREAD_ALL_ACCESS);
		if (status != STATUS_INVALID_CID)
			NT_CHECK_STATUS(STATUS_SUCCESS, status);
		if (status == STATUS_SUCCESS && seed % 8)
			NT_CHECK_STATUS(STATUS_SUCCESS, nt_close(handle));
		/* What it keeps goes in heaps. */
		if (!(seed % 1024))
			for (handle = 4; handle < 4 * 256; handle += 4)
				nt_close(handle);
	}
	return 0;
}

static void storm(struct __test_metadata *_metadata, int (*body)(void *context),
		  unsigned int each)
{
	struct worker workers[CPUS];
	pid_t children[CPUS];
	unsigned int i;

	for (i = 0; i < CPUS; i++) {
		workers[i] = (struct worker){
			.cpu = i % sysconf(_SC_NPROCESSORS_ONLN),
			.amount = each,
		};
		children[i] = nt_child_start(body, &workers[i]);
		ASSERT_LT(0, children[i]);
	}
	for (i = 0; i < CPUS; i++)
		EXPECT_EQ(0, nt_child_end(children[i]));
}

FIXTURE(storm) {
	char *pid_max;
	struct nt_totals before;
};

FIXTURE_SETUP(storm)
{
	__u64 event;

	ASSERT_LE(0, nt_open_device());
	self->pid_max = nt_read_file("/proc/sys/kernel/pid_max");
	ASSERT_NE(NULL, self->pid_max);
	/* Few ids, so that they come again soon. */
	ASSERT_EQ(0, nt_write_file("/proc/sys/kernel/pid_max", IDS_TEXT));
	ASSERT_STATUS(STATUS_SUCCESS,
		      nt_create_event(&event, nt_unnamed_flags(NTOBJ_OBJ_INHERIT),
				      NTOBJ_EVENT_ALL_ACCESS, NTOBJ_NOTIFICATION_EVENT, 0));
	ASSERT_EQ(4, event);
	self->before = nt_totals();
}

FIXTURE_TEARDOWN(storm)
{
	EXPECT_EQ(0, nt_write_file("/proc/sys/kernel/pid_max", self->pid_max));
	EXPECT_EQ(self->before.handles, nt_totals().handles);
	EXPECT_TRUE(NT_UNTIL(nt_totals().objects == self->before.objects));
}

TEST_F_TIMEOUT(storm, processes, 1000)
{
	unsigned int each = amount(50000);
	struct counts before = counts();

	storm(_metadata, fork_many, each);
	expect_counts(_metadata, before, CPUS * (each + 1), 0, false);
}

TEST_F_TIMEOUT(storm, threads, 500)
{
	unsigned int each = amount(20000);
	struct counts before = counts();

	storm(_metadata, make_threads, each);
	expect_counts(_metadata, before, CPUS, CPUS * each, false);
}

/* The same while somebody looks for what is there. */
TEST_F_TIMEOUT(storm, opened_meanwhile, 500)
{
	unsigned int each = amount(8000);
	struct counts before = counts();
	unsigned int ids = atoi(IDS_TEXT);
	pid_t opener;

	opener = nt_child_start(open_at_random, &ids);
	ASSERT_LT(0, opener);
	storm(_metadata, fork_many, each);
	storm(_metadata, make_threads, each);
	ASSERT_EQ(0, kill(opener, SIGKILL));
	EXPECT_EQ(NT_KILLED(SIGKILL), nt_child_end(opener));
	expect_counts(_metadata, before, CPUS * (each + 2) + 1, CPUS * each, true);
}

TEST_HARNESS_MAIN
