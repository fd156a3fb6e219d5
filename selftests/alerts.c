// SPDX-License-Identifier: GPL-2.0
/*
 * Alerts, by handle and by thread id; and sleeping for a time, or to let others run.
 */
#include <sched.h>
#include <signal.h>
#include <sys/time.h>
#include <sys/wait.h>

#include "ntobj_fixture.h"

#define NOTIFICATION	NTOBJ_NOTIFICATION_EVENT
#define ALERTABLE	NTOBJ_WAIT_ALERTABLE
#define REALTIME	NTOBJ_WAIT_REALTIME
#define FOREVER		NTOBJ_WAIT_FOREVER
#define POLL		NTOBJ_WAIT_POLL
#define SELF		NTOBJ_CURRENT_THREAD

static __s32 alert(__u64 thread)
{
	return nt_hot(NTOBJ_IOC_ALERT_THREAD, thread);
}

static __s32 alert_by_id(__u64 id)
{
	return nt_hot(NTOBJ_IOC_ALERT_THREAD_BY_THREAD_ID, id);
}

static __s32 wait_single(struct nt_waiter *waiter)
{
	return nt_wait_flags(waiter->handle, waiter->deadline, waiter->flags);
}

static __s32 delay(struct nt_waiter *waiter)
{
	return nt_delay(waiter->deadline, waiter->flags);
}

static __s32 wait_by_id(struct nt_waiter *waiter)
{
	return nt_wait_for_alert(waiter->deadline, waiter->flags);
}

/* One alert, however often it came: it is taken back by who looks. */
TEST_F(ntobj, remembered)
{
	__u64 thread = nt_thread(gettid());
	struct ntobj_test_alert taken;

	ASSERT_STATUS(STATUS_SUCCESS, alert(SELF));
	EXPECT_STATUS(STATUS_ALERTED, nt_test_alert(&taken));
	EXPECT_EQ(0, taken.routine);
	EXPECT_STATUS(STATUS_SUCCESS, nt_test_alert(&taken));
	ASSERT_STATUS(STATUS_SUCCESS, alert(thread));
	ASSERT_STATUS(STATUS_SUCCESS, alert(SELF));
	ASSERT_STATUS(STATUS_SUCCESS, alert(thread));
	EXPECT_STATUS(STATUS_SUCCESS, nt_delay(nt_now(), 0));
	EXPECT_STATUS(STATUS_ALERTED, nt_delay(FOREVER, ALERTABLE));
	EXPECT_STATUS(STATUS_SUCCESS, nt_delay(nt_now() + NT_MILLISECOND, ALERTABLE));
	EXPECT_STATUS(STATUS_SUCCESS, nt_test_alert(&taken));
}

/* It comes before what is queued, and after what is signalled. */
TEST_F(ntobj, precedence)
{
	__u64 event = nt_event(NTOBJ_SYNCHRONIZATION_EVENT, 1);
	struct ntobj_test_alert taken;

	ASSERT_STATUS(STATUS_SUCCESS, nt_queue_apc(SELF, 1, 2, 3, 4));
	ASSERT_STATUS(STATUS_SUCCESS, alert(SELF));
	EXPECT_STATUS(STATUS_SUCCESS, nt_wait_flags(event, POLL, ALERTABLE));
	EXPECT_STATUS(STATUS_ALERTED, nt_wait_flags(event, POLL, ALERTABLE));
	EXPECT_STATUS(STATUS_USER_APC, nt_wait_flags(event, POLL, ALERTABLE));
	ASSERT_STATUS(STATUS_SUCCESS, alert(SELF));
	EXPECT_STATUS(STATUS_ALERTED, nt_wait_flags(event, FOREVER, ALERTABLE));
	EXPECT_STATUS(STATUS_USER_APC, nt_wait_flags(event, FOREVER, ALERTABLE));
	/* Who takes the one takes the other. */
	ASSERT_STATUS(STATUS_SUCCESS, alert(SELF));
	EXPECT_STATUS(STATUS_ALERTED, nt_test_alert(&taken));
	EXPECT_EQ(1, taken.routine);
	EXPECT_STATUS(STATUS_TIMEOUT, nt_wait_flags(event, POLL, ALERTABLE));
}

TEST_F(ntobj, ends_waits)
{
	static __s32 (*const calls[])(struct nt_waiter *waiter) = { wait_single, delay };
	unsigned int i;

	for (i = 0; i < ARRAY_SIZE(calls); i++) {
		struct nt_waiter waiter = {
			.call = calls[i], .handle = nt_event(NOTIFICATION, 0),
			.deadline = FOREVER, .flags = ALERTABLE,
		};

		nt_waiter_begin(&waiter);
		ASSERT_STATUS(STATUS_SUCCESS, alert(nt_thread(waiter.tid)));
		EXPECT_STATUS(STATUS_ALERTED, nt_waiter_end(&waiter));
	}
}

static void is_alerted(struct nt_waiter *waiter)
{
	struct ntobj_test_alert taken;

	waiter->count = nt_test_alert(&taken) == STATUS_ALERTED;
}

TEST_F(ntobj, leaves_others_alone)
{
	static __s32 (*const calls[])(struct nt_waiter *waiter) = {
		wait_single, delay, wait_by_id,
	};
	static const __s32 ends[] = { STATUS_TIMEOUT, STATUS_SUCCESS, STATUS_TIMEOUT };
	unsigned int i;

	for (i = 0; i < ARRAY_SIZE(calls); i++) {
		struct nt_waiter waiter = {
			.call = calls[i], .handle = nt_event(NOTIFICATION, 0),
			.deadline = nt_now() + 200 * NT_MILLISECOND, .after = is_alerted,
		};

		nt_waiter_begin(&waiter);
		ASSERT_STATUS(STATUS_SUCCESS, alert(nt_thread(waiter.tid)));
		EXPECT_STATUS(ends[i], nt_waiter_end(&waiter));
		EXPECT_LE(waiter.deadline, nt_now());
		EXPECT_EQ(1, waiter.count);
	}
}

TEST_F(ntobj, bad_handles)
{
	__u64 event = nt_event(NOTIFICATION, 0);
	__u64 thread;

	EXPECT_STATUS(STATUS_INVALID_HANDLE, alert(0));
	EXPECT_STATUS(STATUS_INVALID_HANDLE, alert(event + 4));
	EXPECT_STATUS(STATUS_OBJECT_TYPE_MISMATCH, alert(event));
	EXPECT_STATUS(STATUS_OBJECT_TYPE_MISMATCH, alert(NTOBJ_CURRENT_PROCESS));
	ASSERT_STATUS(STATUS_SUCCESS,
		      nt_open_thread(&thread, gettid(),
				     NTOBJ_THREAD_ALL_ACCESS & ~NTOBJ_THREAD_ALERT));
	EXPECT_STATUS(STATUS_ACCESS_DENIED, alert(thread));
	ASSERT_STATUS(STATUS_SUCCESS, nt_open_thread(&thread, gettid(), NTOBJ_THREAD_ALERT));
	EXPECT_STATUS(STATUS_SUCCESS, alert(thread));
	EXPECT_STATUS(STATUS_ALERTED, nt_delay(FOREVER, ALERTABLE));
}

/* As NT has it, to alert what is no more is no failure. */
TEST_F(ntobj, thread_ended)
{
	pid_t victim = nt_victim_start();
	__u64 thread = nt_thread(victim);

	ASSERT_STATUS(STATUS_SUCCESS, alert(thread));
	ASSERT_EQ(0, kill(victim, SIGKILL));
	ASSERT_STATUS(STATUS_SUCCESS, nt_wait(thread, FOREVER));
	EXPECT_STATUS(STATUS_SUCCESS, alert(thread));
	EXPECT_EQ(NT_KILLED(SIGKILL), nt_child_end(victim));
}

TEST_F(ntobj, by_id)
{
	struct nt_waiter waiter = { .call = wait_by_id, .deadline = FOREVER };

	EXPECT_STATUS(STATUS_TIMEOUT, nt_wait_for_alert(POLL, 0));
	EXPECT_STATUS(STATUS_TIMEOUT, nt_wait_for_alert(nt_now() + NT_MILLISECOND, 0));
	EXPECT_STATUS(STATUS_TIMEOUT, nt_wait_for_alert(1, REALTIME));
	/* Before the wait, and once. */
	ASSERT_STATUS(STATUS_SUCCESS, alert_by_id(gettid()));
	ASSERT_STATUS(STATUS_SUCCESS, alert_by_id(gettid()));
	EXPECT_STATUS(STATUS_ALERTED, nt_wait_for_alert(POLL, 0));
	EXPECT_STATUS(STATUS_TIMEOUT, nt_wait_for_alert(POLL, 0));
	ASSERT_STATUS(STATUS_SUCCESS, alert_by_id(gettid()));
	EXPECT_STATUS(STATUS_ALERTED, nt_wait_for_alert(FOREVER, 0));
	/* During the wait. */
	nt_waiter_begin(&waiter);
	ASSERT_STATUS(STATUS_SUCCESS, alert_by_id(waiter.tid));
	EXPECT_STATUS(STATUS_ALERTED, nt_waiter_end(&waiter));
	/* It may be on its way out when it has been joined. */
	EXPECT_TRUE(NT_UNTIL(alert_by_id(waiter.tid) == STATUS_INVALID_CID));
}

/* It is for that wait alone, and that for it alone. */
TEST_F(ntobj, by_id_alone)
{
	struct nt_waiter waiter = { .call = wait_by_id, .deadline = FOREVER };
	struct ntobj_test_alert taken;
	__u64 thread;

	ASSERT_STATUS(STATUS_SUCCESS, alert_by_id(gettid()));
	EXPECT_STATUS(STATUS_SUCCESS, nt_test_alert(&taken));
	EXPECT_STATUS(STATUS_TIMEOUT, nt_wait_flags(NTOBJ_CURRENT_PROCESS, POLL, ALERTABLE));
	EXPECT_STATUS(STATUS_SUCCESS, nt_delay(nt_now() + NT_MILLISECOND, ALERTABLE));
	EXPECT_STATUS(STATUS_ALERTED, nt_wait_for_alert(FOREVER, 0));

	nt_waiter_begin(&waiter);
	thread = nt_thread(waiter.tid);
	ASSERT_STATUS(STATUS_SUCCESS, alert(thread));
	ASSERT_STATUS(STATUS_SUCCESS, nt_queue_apc(thread, 1, 2, 3, 4));
	usleep(50000);
	EXPECT_TRUE(nt_waiter_sleeps(&waiter));
	ASSERT_STATUS(STATUS_SUCCESS, alert_by_id(waiter.tid));
	EXPECT_STATUS(STATUS_ALERTED, nt_waiter_end(&waiter));
}

static void *look_when_told(void *context)
{
	int *ends = context;
	char byte;

	byte = 0;
	NT_CHECK(write(ends[3], &(pid_t){ gettid() }, sizeof(pid_t)) == sizeof(pid_t));
	NT_CHECK(read(ends[0], &byte, 1) == 1);
	NT_CHECK_STATUS(STATUS_ALERTED, nt_wait_for_alert(POLL, 0));
	return NULL;
}

/* Also a thread that has never called the module. */
TEST_F(ntobj, by_id_unknown)
{
	pthread_t thread;
	int ends[4];
	pid_t tid;

	ASSERT_EQ(0, pipe(ends));
	ASSERT_EQ(0, pipe(ends + 2));
	ASSERT_EQ(0, pthread_create(&thread, NULL, look_when_told, ends));
	ASSERT_EQ(sizeof(tid), read(ends[2], &tid, sizeof(tid)));
	ASSERT_STATUS(STATUS_SUCCESS, alert_by_id(tid));
	ASSERT_EQ(1, write(ends[1], "g", 1));
	ASSERT_EQ(0, pthread_join(thread, NULL));
}

TEST_F(ntobj, by_id_whose)
{
	pid_t victim = nt_victim_start();

	EXPECT_STATUS(STATUS_ACCESS_DENIED, alert_by_id(victim));
	EXPECT_STATUS(STATUS_ACCESS_DENIED, alert_by_id(getppid()));
	EXPECT_STATUS(STATUS_INVALID_CID, alert_by_id(0));
	EXPECT_STATUS(STATUS_INVALID_CID, alert_by_id(1ULL << 22 | 1));
	EXPECT_STATUS(STATUS_INVALID_CID, alert_by_id(-1ULL));
	/* The kernel's own. */
	EXPECT_STATUS(STATUS_INVALID_CID, alert_by_id(2));
	ASSERT_EQ(0, kill(victim, SIGKILL));
	EXPECT_EQ(NT_KILLED(SIGKILL), nt_child_end(victim));
}

TEST_F(ntobj, parameters)
{
	struct ntobj_delay call = { .deadline = 1 };
	unsigned int bit;

	for (bit = 0; bit < 32; bit++) {
		call.flags = 1U << bit;
		EXPECT_STATUS(call.flags & (ALERTABLE | REALTIME) ? STATUS_SUCCESS :
								   STATUS_INVALID_PARAMETER,
			      nt_call(NTOBJ_IOC_DELAY_EXECUTION, &call));
		EXPECT_STATUS(call.flags & REALTIME ? STATUS_TIMEOUT :
						     STATUS_INVALID_PARAMETER,
			      nt_call(NTOBJ_IOC_WAIT_FOR_ALERT_BY_THREAD_ID, &call));
		call.flags = 0;
		call.reserved = 1U << bit;
		EXPECT_STATUS(STATUS_INVALID_PARAMETER,
			      nt_call(NTOBJ_IOC_DELAY_EXECUTION, &call));
		EXPECT_STATUS(STATUS_INVALID_PARAMETER,
			      nt_call(NTOBJ_IOC_WAIT_FOR_ALERT_BY_THREAD_ID, &call));
		call.reserved = 0;
		EXPECT_STATUS(STATUS_INVALID_PARAMETER,
			      nt_hot(NTOBJ_IOC_YIELD_EXECUTION, 1ULL << bit));
	}
	EXPECT_STATUS(STATUS_ACCESS_VIOLATION,
		      nt_raw(nt_device, NTOBJ_IOC_DELAY_EXECUTION, (void *)8));
	EXPECT_STATUS(STATUS_ACCESS_VIOLATION,
		      nt_raw(nt_device, NTOBJ_IOC_WAIT_FOR_ALERT_BY_THREAD_ID, (void *)8));
}

/* Never too short. */
TEST_F(ntobj, delay_lasts)
{
	static const clockid_t clocks[] = { CLOCK_MONOTONIC, CLOCK_REALTIME };
	static const __u32 flags[] = { 0, REALTIME };
	__u64 end;
	int i;

	for (i = 0; i < 40; i++) {
		end = nt_clock(clocks[i % 2]) + i * NT_MILLISECOND / 2;
		ASSERT_STATUS(STATUS_SUCCESS,
			      nt_delay(end, flags[i % 2] | (i % 4 < 2 ? ALERTABLE : 0)));
		EXPECT_LE(end, nt_clock(clocks[i % 2]));
	}
}

static int signals;

static void count_signal(int number)
{
	(void)number;
	__atomic_add_fetch(&signals, 1, __ATOMIC_RELAXED);
}

/* Unix signals make a delay neither shorter nor longer. */
TEST_F(ntobj, delay_and_signals)
{
	struct itimerval often = { { 0, 2000 }, { 0, 2000 } };
	struct sigaction action = { .sa_handler = count_signal, .sa_flags = SA_RESTART };
	__u64 end = nt_now() + 100 * NT_MILLISECOND;

	ASSERT_EQ(0, sigaction(SIGALRM, &action, NULL));
	ASSERT_EQ(0, setitimer(ITIMER_REAL, &often, NULL));
	EXPECT_STATUS(STATUS_SUCCESS, nt_delay(end, 0));
	EXPECT_LE(end, nt_now());
	EXPECT_LT(1, __atomic_load_n(&signals, __ATOMIC_RELAXED));
	ASSERT_EQ(0, setitimer(ITIMER_REAL, &(struct itimerval){}, NULL));
	/* One that is not to be restarted ends it. */
	action.sa_flags = 0;
	ASSERT_EQ(0, sigaction(SIGALRM, &action, NULL));
	ASSERT_EQ(0, setitimer(ITIMER_REAL, &often, NULL));
	EXPECT_EQ(-1, nt_delay(FOREVER, 0));
	EXPECT_EQ(EINTR, errno);
	EXPECT_EQ(-1, nt_wait_for_alert(FOREVER, 0));
	EXPECT_EQ(EINTR, errno);
	ASSERT_EQ(0, setitimer(ITIMER_REAL, &(struct itimerval){}, NULL));
}

static int sleep_forever(void *context)
{
	return *(bool *)context ? nt_delay(FOREVER, 0) : nt_wait_for_alert(FOREVER, 0);
}

TEST_F(ntobj, killed)
{
	bool ways[] = { false, true };
	unsigned int i;
	pid_t pid;

	for (i = 0; i < 2; i++) {
		pid = nt_child_start(sleep_forever, &ways[i]);
		ASSERT_TRUE(NT_UNTIL(nt_is_waiting(pid, pid)));
		ASSERT_EQ(0, kill(pid, SIGKILL));
		EXPECT_EQ(NT_KILLED(SIGKILL), nt_child_end(pid));
	}
}

static void *burn(void *context)
{
	const bool *stop = context;

	while (!__atomic_load_n(stop, __ATOMIC_ACQUIRE))
		;
	return NULL;
}

static void stay_on_one_processor(void)
{
	cpu_set_t one;

	CPU_ZERO(&one);
	CPU_SET(sched_getcpu(), &one);
	NT_CHECK(!sched_setaffinity(0, sizeof(one), &one));
}

/* Whether another thread has run is told; two share a processor here. */
TEST_F(ntobj, yield)
{
	bool stop = false, ran = false, stayed = false;
	__u64 end = nt_now() + 20 * NT_SECOND;
	pthread_t thread;
	__s32 status;

	stay_on_one_processor();
	ASSERT_EQ(0, pthread_create(&thread, NULL, burn, &stop));
	while (!ran && nt_now() < end) {
		status = nt_hot(NTOBJ_IOC_YIELD_EXECUTION, 0);
		ASSERT_TRUE(status == STATUS_SUCCESS || status == STATUS_NO_YIELD_PERFORMED);
		ran = status == STATUS_SUCCESS;
	}
	EXPECT_TRUE(ran);
	/* The same by a delay that is none. */
	for (ran = false; !ran && nt_now() < end;)
		ran = nt_delay(POLL, 0) == STATUS_SUCCESS;
	EXPECT_TRUE(ran);
	__atomic_store_n(&stop, true, __ATOMIC_RELEASE);
	ASSERT_EQ(0, pthread_join(thread, NULL));
	/* Alone: sooner or later nobody else wants it. */
	while (!stayed && nt_now() < end)
		stayed = nt_hot(NTOBJ_IOC_YIELD_EXECUTION, 0) == STATUS_NO_YIELD_PERFORMED;
	EXPECT_TRUE(stayed);
	for (stayed = false; !stayed && nt_now() < end;)
		stayed = nt_delay(POLL, REALTIME) == STATUS_NO_YIELD_PERFORMED;
	EXPECT_TRUE(stayed);
	EXPECT_STATUS(STATUS_SUCCESS, nt_delay(POLL, ALERTABLE));
}

/* Who looks from outside sees what they sleep for. */
TEST_F(ntobj, waits)
{
	static __s32 (*const calls[])(struct nt_waiter *waiter) = { delay, wait_by_id };
	static const char * const kinds[] = { "delay", "alert" };
	char wanted[64], *text, *line;
	unsigned int i;

	for (i = 0; i < ARRAY_SIZE(calls); i++) {
		struct nt_waiter waiter = {
			.call = calls[i], .deadline = FOREVER,
			.flags = calls[i] == delay ? ALERTABLE : 0,
		};

		nt_waiter_begin(&waiter);
		snprintf(wanted, sizeof(wanted), "%d\t%d\t%s\t", getpid(), waiter.tid,
			 kinds[i]);
		text = nt_read_file(NT_DEBUGFS "/waits");
		ASSERT_NE(NULL, text);
		line = strstr(text, wanted);
		EXPECT_NE(NULL, line)
			TH_LOG("%s", text);
		/* No object behind the time. */
		if (line)
			EXPECT_EQ('\n', line[strlen(wanted) + strcspn(line + strlen(wanted),
								      "\t") + 1]);
		free(text);
		/* Once awake it may end: of the two only the one that it waits for. */
		ASSERT_STATUS(STATUS_SUCCESS,
			      calls[i] == delay ? alert(nt_thread(waiter.tid)) :
						  alert_by_id(waiter.tid));
		EXPECT_STATUS(STATUS_ALERTED, nt_waiter_end(&waiter));
	}
}

TEST_HARNESS_MAIN
