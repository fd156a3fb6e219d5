// SPDX-License-Identifier: GPL-2.0
/*
 * What is queued, and alerts, against the ends of waits, of threads and of processes:
 * nothing is lost, nothing is taken twice, nobody sleeps who has something to see.
 */
#include <signal.h>
#include <sys/mman.h>
#include <sys/wait.h>

#include "ntobj_fixture.h"

#define ALERTABLE	NTOBJ_WAIT_ALERTABLE
#define FOREVER		NTOBJ_WAIT_FOREVER
#define SELF		NTOBJ_CURRENT_THREAD
#define QUEUERS		3

/**
 * struct target - a thread that waits, and what it has seen
 * @thread: a handle to it
 * @event: that it waits for, a synchronization event
 * @rounds: how often each queuer queues, and the event is set
 * @next: the number that each queuer's next call must have
 * @satisfied: how often the event was taken
 * @tid: its id
 */
struct target {
	__u64 thread;
	__u64 event;
	unsigned int rounds;
	__u64 next[QUEUERS];
	unsigned int satisfied;
	pid_t tid;
};

struct queuer {
	struct target *target;
	unsigned int number;
};

static void *queue_many(void *context)
{
	const struct queuer *queuer = context;
	unsigned int i;

	for (i = 0; i < queuer->target->rounds; i++)
		NT_CHECK_STATUS(STATUS_SUCCESS,
				nt_queue_apc(queuer->target->thread, 1, queuer->number, i, 0));
	return NULL;
}

static void *set_many(void *context)
{
	const struct target *target = context;
	unsigned int i;

	for (i = 0; i < target->rounds; i++) {
		NT_CHECK_STATUS(STATUS_SUCCESS, nt_set_event(target->event));
		while (__atomic_load_n(&target->satisfied, __ATOMIC_ACQUIRE) <= i)
			sched_yield();
	}
	return NULL;
}

static void take(struct target *target)
{
	struct ntobj_test_alert taken;

	do {
		NT_CHECK_STATUS(STATUS_SUCCESS, nt_test_alert(&taken));
		if (!taken.routine)
			break;
		NT_CHECK(taken.arguments[0] < QUEUERS);
		NT_CHECK(taken.arguments[1] == target->next[taken.arguments[0]]++);
	} while (taken.more);
}

static bool is_complete(const struct target *target)
{
	unsigned int i;

	for (i = 0; i < QUEUERS; i++)
		if (target->next[i] < target->rounds)
			return false;
	return target->satisfied == target->rounds;
}

static void *wait_for_all_of_it(void *context)
{
	struct target *target = context;
	__s32 status;

	__atomic_store_n(&target->tid, gettid(), __ATOMIC_RELEASE);
	while (!is_complete(target)) {
		status = nt_wait_flags(target->event, FOREVER, ALERTABLE);
		if (status == STATUS_USER_APC) {
			take(target);
		} else {
			NT_CHECK_STATUS(STATUS_SUCCESS, status);
			__atomic_store_n(&target->satisfied, target->satisfied + 1,
					 __ATOMIC_RELEASE);
		}
	}
	return NULL;
}

/* A wait has two ends here, and each of what causes one is seen exactly once. */
TEST_F_TIMEOUT(ntobj, queue_against_signal, 120)
{
	struct target target = {
		.event = nt_event(NTOBJ_SYNCHRONIZATION_EVENT, 0),
		.rounds = nt_rounds(300, 5000),
	};
	struct queuer queuers[QUEUERS];
	pthread_t threads[QUEUERS + 2];
	unsigned int i;

	ASSERT_EQ(0, pthread_create(&threads[QUEUERS], NULL, wait_for_all_of_it, &target));
	ASSERT_TRUE(NT_UNTIL(__atomic_load_n(&target.tid, __ATOMIC_ACQUIRE)));
	target.thread = nt_thread(target.tid);
	for (i = 0; i < QUEUERS; i++) {
		queuers[i] = (struct queuer){ &target, i };
		ASSERT_EQ(0, pthread_create(&threads[i], NULL, queue_many, &queuers[i]));
	}
	ASSERT_EQ(0, pthread_create(&threads[QUEUERS + 1], NULL, set_many, &target));
	for (i = 0; i < QUEUERS + 2; i++)
		ASSERT_EQ(0, pthread_join(threads[i], NULL));
	EXPECT_EQ(0, nt_state(target.event));
}

/* Two who alert each other by turns, each the other as soon as it is awake. */
struct partner {
	bool begins;
	__s32 (*alert)(const struct partner *other);
	__s32 (*wait)(void);
	unsigned int rounds;
	__u64 thread;
	pid_t tid;
	struct partner *other;
};

static __s32 alert_by_id(const struct partner *other)
{
	return nt_hot(NTOBJ_IOC_ALERT_THREAD_BY_THREAD_ID, other->tid);
}

static __s32 alert_by_handle(const struct partner *other)
{
	return nt_hot(NTOBJ_IOC_ALERT_THREAD, other->thread);
}

static __s32 wait_by_id(void)
{
	return nt_wait_for_alert(FOREVER, 0);
}

static __s32 wait_alertably(void)
{
	return nt_delay(FOREVER, ALERTABLE);
}

static void *take_turns(void *context)
{
	struct partner *partner = context;
	struct partner *other = partner->other;
	unsigned int i;

	__atomic_store_n(&partner->thread, nt_thread(gettid()), __ATOMIC_RELEASE);
	__atomic_store_n(&partner->tid, gettid(), __ATOMIC_RELEASE);
	NT_CHECK(NT_UNTIL(__atomic_load_n(&other->tid, __ATOMIC_ACQUIRE)));
	for (i = 0; i < partner->rounds; i++) {
		if (partner->begins)
			NT_CHECK_STATUS(STATUS_SUCCESS, partner->alert(other));
		NT_CHECK_STATUS(STATUS_ALERTED, partner->wait());
		if (!partner->begins)
			NT_CHECK_STATUS(STATUS_SUCCESS, partner->alert(other));
	}
	return NULL;
}

static void play(struct __test_metadata *_metadata,
		 __s32 (*alert)(const struct partner *other), __s32 (*wait)(void))
{
	struct partner partners[2];
	pthread_t threads[2];
	int i;

	memset(partners, 0, sizeof(partners));
	for (i = 0; i < 2; i++) {
		partners[i].begins = !i;
		partners[i].alert = alert;
		partners[i].wait = wait;
		partners[i].rounds = nt_rounds(500, 20000);
		partners[i].other = &partners[!i];
	}
	for (i = 0; i < 2; i++)
		ASSERT_EQ(0, pthread_create(&threads[i], NULL, take_turns, &partners[i]));
	for (i = 0; i < 2; i++)
		ASSERT_EQ(0, pthread_join(threads[i], NULL));
}

TEST_F_TIMEOUT(ntobj, turns_by_id, 120)
{
	play(_metadata, alert_by_id, wait_by_id);
}

TEST_F_TIMEOUT(ntobj, turns_by_handle, 120)
{
	play(_metadata, alert_by_handle, wait_alertably);
}

/**
 * struct short_life - threads that end while others queue for them
 * @thread: a handle to the one that lives now, 0 when there are no more
 * @accepted: how many calls were
 */
struct short_life {
	__u64 thread;
	unsigned int accepted;
};

static void *queue_to_the_dying(void *context)
{
	struct short_life *life = context;
	__s32 status;
	__u64 thread;

	while ((thread = __atomic_load_n(&life->thread, __ATOMIC_ACQUIRE))) {
		status = nt_queue_apc(thread, 1, 0, 0, 0);
		NT_CHECK(status == STATUS_SUCCESS || status == STATUS_UNSUCCESSFUL);
		if (status == STATUS_SUCCESS)
			__atomic_add_fetch(&life->accepted, 1, __ATOMIC_RELAXED);
		NT_CHECK_STATUS(STATUS_SUCCESS, nt_hot(NTOBJ_IOC_ALERT_THREAD, thread));
	}
	return NULL;
}

static void *live_shortly(void *context)
{
	int *ends = context;
	char byte;

	NT_CHECK(write(ends[3], &(pid_t){ gettid() }, sizeof(pid_t)) == sizeof(pid_t));
	NT_CHECK(read(ends[0], &byte, 1) == 1);
	/* Every other one is known as one that has waited. */
	if (byte)
		nt_delay(nt_now(), ALERTABLE);
	return NULL;
}

TEST_F_TIMEOUT(ntobj, queue_against_thread_end, 240)
{
	unsigned int rounds = nt_rounds(30, 400);
	struct nt_totals before = nt_totals();
	struct short_life life = { .thread = nt_thread(gettid()) };
	pthread_t queuers[2], thread;
	struct ntobj_test_alert taken;
	int ends[4];
	pid_t tid;
	char byte;

	ASSERT_EQ(0, pipe(ends));
	ASSERT_EQ(0, pipe(ends + 2));
	ASSERT_EQ(0, pthread_create(&queuers[0], NULL, queue_to_the_dying, &life));
	ASSERT_EQ(0, pthread_create(&queuers[1], NULL, queue_to_the_dying, &life));
	while (rounds--) {
		ASSERT_EQ(0, pthread_create(&thread, NULL, live_shortly, ends));
		ASSERT_EQ(sizeof(tid), read(ends[2], &tid, sizeof(tid)));
		__atomic_store_n(&life.thread, nt_thread(tid), __ATOMIC_RELEASE);
		usleep(rounds % 8 * 100);
		byte = rounds % 2;
		ASSERT_EQ(1, write(ends[1], &byte, 1));
		ASSERT_EQ(0, pthread_join(thread, NULL));
	}
	__atomic_store_n(&life.thread, 0, __ATOMIC_RELEASE);
	ASSERT_EQ(0, pthread_join(queuers[0], NULL));
	ASSERT_EQ(0, pthread_join(queuers[1], NULL));
	EXPECT_LT(0, life.accepted);
	/* What came for this thread, before the first other one. */
	do {
		nt_test_alert(&taken);
	} while (taken.more);
	EXPECT_LE(before.handles, nt_totals().handles);
}

static int be_target(void *context)
{
	struct ntobj_test_alert taken;

	(void)context;
	while (true) {
		nt_delay(FOREVER, ALERTABLE);
		do {
			nt_test_alert(&taken);
		} while (taken.more);
	}
	return 0;
}

/* Killed while it takes, and while others queue: nothing is left of either. */
TEST_F_TIMEOUT(ntobj, queue_against_kill, 240)
{
	unsigned int rounds = nt_rounds(10, 100);
	struct nt_totals before = nt_totals();
	pthread_t queuers[2];
	pid_t pid;
	int i;

	while (rounds--) {
		struct short_life life;
		__u64 handle;

		pid = nt_child_start(be_target, NULL);
		handle = nt_thread(pid);
		life = (struct short_life){ .thread = handle };
		for (i = 0; i < 2; i++)
			ASSERT_EQ(0, pthread_create(&queuers[i], NULL, queue_to_the_dying,
						    &life));
		ASSERT_TRUE(NT_UNTIL(__atomic_load_n(&life.accepted, __ATOMIC_RELAXED)));
		usleep(rounds % 10 * 500);
		ASSERT_EQ(0, kill(pid, SIGKILL));
		ASSERT_STATUS(STATUS_SUCCESS, nt_wait(handle, FOREVER));
		__atomic_store_n(&life.thread, 0, __ATOMIC_RELEASE);
		for (i = 0; i < 2; i++)
			ASSERT_EQ(0, pthread_join(queuers[i], NULL));
		EXPECT_EQ(NT_KILLED(SIGKILL), nt_child_end(pid));
		EXPECT_STATUS(STATUS_UNSUCCESSFUL, nt_queue_apc(handle, 1, 0, 0, 0));
		ASSERT_STATUS(STATUS_SUCCESS, nt_close(handle));
	}
	EXPECT_EQ(before.handles, nt_totals().handles);
	EXPECT_TRUE(NT_UNTIL(nt_totals().objects == before.objects));
}

static void *alert_the_dead(void *context)
{
	unsigned int rounds = nt_rounds(500, 5000);
	__s32 status;

	(void)context;
	while (rounds--) {
		status = nt_hot(NTOBJ_IOC_ALERT_THREAD_BY_THREAD_ID, getpid());
		NT_CHECK(status == STATUS_SUCCESS || status == STATUS_INVALID_CID);
	}
	NT_CHECK(NT_UNTIL(nt_hot(NTOBJ_IOC_ALERT_THREAD_BY_THREAD_ID, getpid()) ==
			  STATUS_INVALID_CID));
	return NULL;
}

/* Its id stays valid as long as others of the process live. */
static int end_as_leader(void *context)
{
	pthread_t thread;

	(void)context;
	NT_CHECK(!pthread_create(&thread, NULL, alert_the_dead, NULL));
	NT_CHECK(!pthread_create(&thread, NULL, alert_the_dead, NULL));
	pthread_exit(NULL);
}

/* The process ends all the same, and with it what it has. */
TEST_F_TIMEOUT(ntobj, alert_against_leader_end, 120)
{
	unsigned int rounds = nt_rounds(5, 20);
	struct nt_totals before = nt_totals();
	__u64 process;
	pid_t pid;

	while (rounds--) {
		pid = nt_child_start(end_as_leader, NULL);
		process = nt_process(pid);
		EXPECT_EQ(0, nt_child_end(pid));
		EXPECT_STATUS(STATUS_SUCCESS,
			      nt_wait(process, nt_now() + 10 * NT_SECOND));
		ASSERT_STATUS(STATUS_SUCCESS, nt_close(process));
	}
	EXPECT_EQ(before.handles, nt_totals().handles);
	EXPECT_TRUE(NT_UNTIL(nt_totals().objects == before.objects));
}

/* The one who queues is killed, not the one who is to call. */
static int queue_until_killed(void *context)
{
	__u64 thread = nt_thread(*(pid_t *)context);

	while (true) {
		__s32 status = nt_queue_apc(thread, 1, 0, 0, 0);

		NT_CHECK(status == STATUS_SUCCESS || status == STATUS_QUOTA_EXCEEDED);
	}
	return 0;
}

TEST_F_TIMEOUT(ntobj, queuer_killed, 120)
{
	unsigned int rounds = nt_rounds(5, 30);
	struct nt_totals before = nt_totals();
	pid_t tid = gettid();
	pid_t pid;

	while (rounds--) {
		struct ntobj_test_alert taken = {};

		pid = nt_child_start(queue_until_killed, &tid);
		ASSERT_STATUS(STATUS_USER_APC, nt_delay(FOREVER, ALERTABLE));
		usleep(rounds * 100);
		ASSERT_EQ(0, kill(pid, SIGKILL));
		EXPECT_EQ(NT_KILLED(SIGKILL), nt_child_end(pid));
		/* What it has queued is there all the same. */
		do {
			ASSERT_STATUS(STATUS_SUCCESS, nt_test_alert(&taken));
			ASSERT_EQ(1, taken.routine);
		} while (taken.more);
		ASSERT_STATUS(STATUS_SUCCESS, nt_test_alert(&taken));
		EXPECT_EQ(0, taken.routine);
	}
	EXPECT_TRUE(NT_UNTIL(nt_totals().objects == before.objects));
}

TEST_HARNESS_MAIN
