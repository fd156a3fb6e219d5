// SPDX-License-Identifier: GPL-2.0
/*
 * Kernel APCs that a driver, here the tests' own, gives to threads of programs: they run
 * whatever the thread does, and it does not know.
 */
#include <pthread.h>
#include <signal.h>
#include <sys/mman.h>
#include <sys/wait.h>
#include <time.h>

#include "extension_fixture.h"

#define SELF	NTOBJ_CURRENT_THREAD
#define FOREVER	NTOBJ_WAIT_FOREVER
#define TIMES	20
#define CROWD	4

static __s32 kernel_apc(__u64 thread, __u32 operation, struct ntobj_kernel_apc *answer)
{
	*answer = (struct ntobj_kernel_apc){ .thread = thread, .operation = operation };
	return nt_call(NTOBJ_IOC_KERNEL_APC, answer);
}

static __s32 queue(__u64 thread, __u32 operation)
{
	struct ntobj_kernel_apc answer;

	return kernel_apc(thread, operation, &answer);
}

static struct ntobj_kernel_apc counts(void)
{
	struct ntobj_kernel_apc answer;

	NT_CHECK_STATUS(STATUS_SUCCESS, kernel_apc(0, KERNEL_APC_COUNT, &answer));
	return answer;
}

/**
 * struct target - a thread, and what it does until it is told to stop
 * @body: that; true when it was as it should be
 * @event: that it waits for, or 0
 * @pipe: that it reads from
 * @stop: whether it is to stop
 * @turns: how often it has been round
 * @right: whether all was as it should be
 * @thread: a handle to it
 * @tid: its id
 */
struct target {
	bool (*body)(struct target *target);
	__u64 event;
	int pipe[2];
	bool stop;
	unsigned long turns;
	bool right;
	__u64 thread;
	pid_t tid;
	pthread_t id;
};

static bool stops(const struct target *target)
{
	return __atomic_load_n(&target->stop, __ATOMIC_ACQUIRE);
}

static bool spin(struct target *target)
{
	while (!stops(target))
		__atomic_fetch_add(&target->turns, 1, __ATOMIC_RELAXED);
	return true;
}

/* Interrupted, each sleeps on for the rest, and the program is told nothing. */
static bool sleep_often(struct target *target)
{
	struct timespec rest = { .tv_nsec = 50 * NT_MILLISECOND };
	__u64 began;

	while (!stops(target)) {
		began = nt_now();
		if (nanosleep(&rest, NULL) || nt_now() < began + rest.tv_nsec)
			return false;
	}
	return true;
}

static bool read_pipe(struct target *target)
{
	char byte;

	return read(target->pipe[0], &byte, 1) == 1;
}

static bool wait_forever(struct target *target)
{
	return nt_wait(target->event, FOREVER) == STATUS_SUCCESS;
}

static bool wait_alertably(struct target *target)
{
	return nt_wait_flags(target->event, FOREVER, NTOBJ_WAIT_ALERTABLE) == STATUS_SUCCESS;
}

static void *run(void *context)
{
	struct target *target = context;

	__atomic_store_n(&target->tid, gettid(), __ATOMIC_RELEASE);
	target->right = target->body(target);
	return NULL;
}

static void start(struct target *target)
{
	NT_CHECK(!pipe(target->pipe));
	NT_CHECK(!pthread_create(&target->id, NULL, run, target));
	NT_CHECK(NT_UNTIL(__atomic_load_n(&target->tid, __ATOMIC_ACQUIRE)));
	target->thread = nt_thread(target->tid);
}

static void end(struct target *target)
{
	__atomic_store_n(&target->stop, true, __ATOMIC_RELEASE);
	if (target->event)
		NT_CHECK_STATUS(STATUS_SUCCESS, nt_set_event(target->event));
	NT_CHECK(write(target->pipe[1], "", 1) == 1);
	NT_CHECK(!pthread_join(target->id, NULL));
	nt_close(target->thread);
	close(target->pipe[0]);
	close(target->pipe[1]);
}

/* One after the other, each seen to have run before the next. */
static void give_many(struct __test_metadata *_metadata, struct target *target)
{
	struct ntobj_kernel_apc before;
	unsigned int i;

	start(target);
	before = counts();
	for (i = 1; i <= TIMES; i++) {
		ASSERT_STATUS(STATUS_SUCCESS, queue(target->thread, KERNEL_APC_SPECIAL));
		ASSERT_TRUE(NT_UNTIL(counts().kernel_calls == before.kernel_calls + 2 * i - 1));
		ASSERT_STATUS(STATUS_SUCCESS, queue(target->thread, KERNEL_APC_NORMAL));
		ASSERT_TRUE(NT_UNTIL(counts().normal_calls == before.normal_calls + i));
	}
	end(target);
	EXPECT_TRUE(target->right);
	EXPECT_EQ(0, counts().wrong);
	EXPECT_EQ(before.rundowns, counts().rundowns);
}

TEST_F(extension, in_user_mode)
{
	struct target target = { .body = spin };
	unsigned long turns;

	if (!self->loaded)
		SKIP(return, "no test extension here");
	give_many(_metadata, &target);
	turns = target.turns;
	EXPECT_LT(0, turns);
}

TEST_F(extension, in_a_sleep_of_linux)
{
	struct target target = { .body = sleep_often };

	if (!self->loaded)
		SKIP(return, "no test extension here");
	give_many(_metadata, &target);
}

TEST_F(extension, in_a_read_of_linux)
{
	struct target target = { .body = read_pipe };

	if (!self->loaded)
		SKIP(return, "no test extension here");
	give_many(_metadata, &target);
}

TEST_F(extension, in_a_wait)
{
	struct target target = { .body = wait_forever };

	if (!self->loaded)
		SKIP(return, "no test extension here");
	target.event = nt_event(NTOBJ_SYNCHRONIZATION_EVENT, 0);
	give_many(_metadata, &target);
	EXPECT_EQ(0, nt_state(target.event));
}

TEST_F(extension, in_an_alertable_wait)
{
	struct target target = { .body = wait_alertably };

	if (!self->loaded)
		SKIP(return, "no test extension here");
	target.event = nt_event(NTOBJ_SYNCHRONIZATION_EVENT, 0);
	give_many(_metadata, &target);
}

/* However often a wait is broken, it ends when it was to end at first. */
TEST_F(extension, deadline)
{
	struct nt_waiter waiter = {};
	struct ntobj_kernel_apc before;
	__u64 began, event, thread;

	if (!self->loaded)
		SKIP(return, "no test extension here");
	event = nt_event(NTOBJ_NOTIFICATION_EVENT, 0);
	before = counts();
	began = nt_now();
	nt_waiter_start(&waiter, event, began + 500 * NT_MILLISECOND);
	thread = nt_thread(waiter.tid);
	while (!nt_waiter_done(&waiter)) {
		ASSERT_GT(began + 30 * NT_SECOND, nt_now());
		queue(thread, KERNEL_APC_SPECIAL);
		usleep(5000);
	}
	EXPECT_STATUS(STATUS_TIMEOUT, waiter.status);
	EXPECT_LE(began + 500 * NT_MILLISECOND, nt_now());
	EXPECT_LT(before.kernel_calls + 2, counts().kernel_calls);
	EXPECT_EQ(0, counts().wrong);
}

/* Who gives one to himself has run it before he is back. */
TEST_F(extension, to_itself)
{
	struct ntobj_kernel_apc before, after;

	if (!self->loaded)
		SKIP(return, "no test extension here");
	before = counts();
	ASSERT_STATUS(STATUS_SUCCESS, kernel_apc(SELF, KERNEL_APC_SPECIAL, &after));
	EXPECT_EQ(before.kernel_calls + 1, after.kernel_calls);
	ASSERT_STATUS(STATUS_SUCCESS, kernel_apc(SELF, KERNEL_APC_NORMAL, &after));
	EXPECT_EQ(before.normal_calls + 1, after.normal_calls);
	EXPECT_EQ(0, after.wrong);
}

static void *end_at_once(void *context)
{
	pid_t *tid = context;

	__atomic_store_n(tid, gettid(), __ATOMIC_RELEASE);
	while (__atomic_load_n(tid, __ATOMIC_ACQUIRE))
		sched_yield();
	return NULL;
}

TEST_F(extension, to_one_that_has_ended)
{
	pthread_t id;
	pid_t tid = 0;
	__u64 thread;

	if (!self->loaded)
		SKIP(return, "no test extension here");
	ASSERT_EQ(0, pthread_create(&id, NULL, end_at_once, &tid));
	ASSERT_TRUE(NT_UNTIL(__atomic_load_n(&tid, __ATOMIC_ACQUIRE)));
	thread = nt_thread(tid);
	__atomic_store_n(&tid, 0, __ATOMIC_RELEASE);
	ASSERT_EQ(0, pthread_join(id, NULL));
	ASSERT_STATUS(STATUS_SUCCESS, nt_wait(thread, FOREVER));
	EXPECT_STATUS(STATUS_UNSUCCESSFUL, queue(thread, KERNEL_APC_SPECIAL));
}

TEST_F(extension, what_it_refuses)
{
	struct ntobj_kernel_apc call = { .thread = SELF, .operation = 3 };
	__u64 event;

	if (!self->loaded)
		SKIP(return, "no test extension here");
	event = nt_event(NTOBJ_NOTIFICATION_EVENT, 0);
	EXPECT_STATUS(STATUS_INVALID_PARAMETER, nt_call(NTOBJ_IOC_KERNEL_APC, &call));
	EXPECT_STATUS(STATUS_INVALID_HANDLE, queue(4444, KERNEL_APC_SPECIAL));
	EXPECT_STATUS(STATUS_OBJECT_TYPE_MISMATCH, queue(event, KERNEL_APC_SPECIAL));
}

/* Each runs, or is run down by the thread's end; whoever kills it. */
static int be_shot_at(void *context)
{
	struct target *targets = context;
	unsigned int i;

	for (i = 0; i < CROWD; i++) {
		targets[i].body = i % 2 ? spin : read_pipe;
		NT_CHECK(!pipe(targets[i].pipe));
		NT_CHECK(!pthread_create(&targets[i].id, NULL, run, &targets[i]));
	}
	while (true)
		pause();
	return 1;
}

TEST_F_TIMEOUT(extension, against_the_end, 120)
{
	struct target *targets = mmap(NULL, CROWD * sizeof(*targets), PROT_READ | PROT_WRITE,
				      MAP_SHARED | MAP_ANONYMOUS, -1, 0);
	unsigned int round, rounds = nt_rounds(20, 200), i, given;
	struct ntobj_kernel_apc before, after;
	__u64 threads[CROWD];
	pid_t child;

	if (!self->loaded)
		SKIP(return, "no test extension here");
	ASSERT_NE(MAP_FAILED, targets);
	for (round = 0; round < rounds; round++) {
		memset(targets, 0, CROWD * sizeof(*targets));
		before = counts();
		child = nt_child_start(be_shot_at, targets);
		for (i = 0; i < CROWD; i++) {
			ASSERT_TRUE(NT_UNTIL(__atomic_load_n(&targets[i].tid,
							     __ATOMIC_ACQUIRE)));
			threads[i] = nt_thread(targets[i].tid);
		}
		given = 0;
		for (i = 0; i < 100; i++) {
			if (i == 50)
				kill(child, SIGKILL);
			given += queue(threads[i % CROWD], i % 3 ? KERNEL_APC_SPECIAL :
				       KERNEL_APC_NORMAL) == STATUS_SUCCESS;
		}
		EXPECT_EQ(NT_KILLED(SIGKILL), nt_child_end(child));
		for (i = 0; i < CROWD; i++) {
			ASSERT_STATUS(STATUS_SUCCESS, nt_wait(threads[i], FOREVER));
			nt_close(threads[i]);
		}
		after = counts();
		ASSERT_LE(50, given);
		ASSERT_EQ(given, after.kernel_calls - before.kernel_calls +
				 after.rundowns - before.rundowns);
	}
	EXPECT_EQ(0, counts().wrong);
}

static int exec_again(void *context)
{
	execl("/proc/self/exe", "/proc/self/exe", (const char *)context, NULL);
	return 1;
}

/* They are the thread's, and outlive its program. */
TEST_F(extension, exec_keeps_them)
{
	struct ntobj_kernel_apc before;
	unsigned int given = 0;
	__u64 thread;
	pid_t child;
	int i;

	if (!self->loaded)
		SKIP(return, "no test extension here");
	before = counts();
	child = nt_child_start(exec_again, "--sleep");
	thread = nt_thread(child);
	for (i = 0; i < 500; i++) {
		given += queue(thread, KERNEL_APC_SPECIAL) == STATUS_SUCCESS;
		usleep(100);
	}
	EXPECT_TRUE(NT_UNTIL(counts().kernel_calls == before.kernel_calls + given));
	kill(child, SIGKILL);
	nt_child_end(child);
	EXPECT_EQ(500, given);
	EXPECT_EQ(0, counts().wrong);
}

int main(int argc, char **argv)
{
	/* As the program that exec_again() begins. */
	if (argc > 1 && !strcmp(argv[1], "--sleep")) {
		pause();
		return 0;
	}
	return test_harness_run(argc, argv);
}
