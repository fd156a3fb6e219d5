// SPDX-License-Identifier: GPL-2.0
/*
 * Waiting for one object: deadlines and their clocks, signals, what ends a
 * wait and what does not, and that no wake-up is lost.
 */
#include <fcntl.h>
#include <signal.h>
#include <sys/time.h>

#include "ntobj_fixture.h"

#define NOTIFICATION	NTOBJ_NOTIFICATION_EVENT
#define SYNCHRONIZATION	NTOBJ_SYNCHRONIZATION_EVENT
#define REALTIME	NTOBJ_WAIT_REALTIME

#ifndef CLONE_NEWTIME
#define CLONE_NEWTIME	0x00000080
#endif

/* What is satisfied is satisfied, whatever the deadline; nothing is waited for. */
TEST_F(ntobj, satisfied)
{
	const __u64 deadlines[] = {
		NTOBJ_WAIT_POLL, 1, nt_now(), nt_now() + 1000 * NT_SECOND,
		1ULL << 63, NTOBJ_WAIT_FOREVER - 1, NTOBJ_WAIT_FOREVER,
	};
	__u64 event = nt_event(NOTIFICATION, 1);
	unsigned int i;

	for (i = 0; i < ARRAY_SIZE(deadlines); i++) {
		EXPECT_STATUS(STATUS_SUCCESS, nt_wait(event, deadlines[i]));
		EXPECT_STATUS(STATUS_SUCCESS, nt_wait_flags(event, deadlines[i], REALTIME));
		EXPECT_STATUS(STATUS_SUCCESS,
			      nt_wait_flags(event, deadlines[i], NTOBJ_WAIT_ALERTABLE));
	}
}

TEST_F(ntobj, poll_and_past)
{
	__u64 event = nt_event(NOTIFICATION, 0);

	EXPECT_STATUS(STATUS_TIMEOUT, nt_wait(event, NTOBJ_WAIT_POLL));
	EXPECT_STATUS(STATUS_TIMEOUT, nt_wait_flags(event, NTOBJ_WAIT_POLL, REALTIME));
	EXPECT_STATUS(STATUS_TIMEOUT, nt_wait(event, 1));
	EXPECT_STATUS(STATUS_TIMEOUT, nt_wait(event, nt_now()));
	EXPECT_STATUS(STATUS_TIMEOUT, nt_wait_flags(event, 1, REALTIME));
	EXPECT_STATUS(STATUS_TIMEOUT,
		      nt_wait_flags(event, nt_clock(CLOCK_REALTIME), REALTIME));
	EXPECT_STATUS(STATUS_TIMEOUT,
		      nt_wait_flags(event, 1, REALTIME | NTOBJ_WAIT_ALERTABLE));
}

TEST_F(ntobj, parameters)
{
	__u64 event = nt_event(NOTIFICATION, 1);
	struct ntobj_wait_single call = { .handle = event };
	unsigned int bit;

	for (bit = 2; bit < 32; bit++)
		EXPECT_STATUS(STATUS_INVALID_PARAMETER,
			      nt_wait_flags(event, NTOBJ_WAIT_POLL, 1U << bit));
	call.reserved = 1;
	EXPECT_STATUS(STATUS_INVALID_PARAMETER,
		      nt_call(NTOBJ_IOC_WAIT_FOR_SINGLE_OBJECT, &call));
}

TEST_F(ntobj, handles)
{
	__u64 deaf;
	__u64 link;

	EXPECT_STATUS(STATUS_INVALID_HANDLE, nt_wait(0, NTOBJ_WAIT_FOREVER));
	EXPECT_STATUS(STATUS_INVALID_HANDLE, nt_wait(0x4000, NTOBJ_WAIT_POLL));
	ASSERT_STATUS(STATUS_SUCCESS,
		      nt_create_event(&deaf, nt_unnamed(),
				      NTOBJ_EVENT_ALL_ACCESS & ~NTOBJ_SYNCHRONIZE,
				      NOTIFICATION, 1));
	EXPECT_STATUS(STATUS_ACCESS_DENIED, nt_wait(deaf, NTOBJ_WAIT_FOREVER));
	/* Directories and links can't even be asked to be synchronized with. */
	EXPECT_STATUS(STATUS_ACCESS_DENIED, nt_wait(nt_home(), NTOBJ_WAIT_POLL));
	ASSERT_STATUS(STATUS_SUCCESS,
		      nt_create_link(&link, nt_unnamed(), NTOBJ_MAXIMUM_ALLOWED, u"\\"));
	EXPECT_STATUS(STATUS_ACCESS_DENIED, nt_wait(link, NTOBJ_WAIT_POLL));
}

/* Not before its time, and not for ever. */
static void wait_out(struct __test_metadata *_metadata, clockid_t clock, __u32 flags)
{
	__u64 event = nt_event(NOTIFICATION, 0);
	__u64 deadline = nt_clock(clock) + 50 * NT_MILLISECOND;

	EXPECT_STATUS(STATUS_TIMEOUT, nt_wait_flags(event, deadline, flags));
	EXPECT_LE(deadline, nt_clock(clock));
}

TEST_F(ntobj, timeout)
{
	wait_out(_metadata, CLOCK_MONOTONIC, 0);
	wait_out(_metadata, CLOCK_REALTIME, REALTIME);
}

/* A deadline so far off that it doesn't fit is no deadline. */
TEST_F(ntobj, far_deadlines)
{
	static const __u64 deadlines[] = {
		(1ULL << 63) - 1, 1ULL << 63, NTOBJ_WAIT_FOREVER - 1, NTOBJ_WAIT_FOREVER,
	};
	__u64 event = nt_event(SYNCHRONIZATION, 0);
	struct nt_waiter waiter;
	unsigned int i;

	for (i = 0; i < 2 * ARRAY_SIZE(deadlines); i++) {
		nt_waiter_start_flags(&waiter, event, deadlines[i / 2],
				      i % 2 ? REALTIME : 0);
		EXPECT_FALSE(nt_waiter_done(&waiter));
		ASSERT_STATUS(STATUS_SUCCESS, nt_set_event(event));
		EXPECT_STATUS(STATUS_SUCCESS, nt_waiter_end(&waiter));
	}
}

/* Sets CLOCK_REALTIME forward and, whatever happens, back again. */
static void step(__s64 seconds)
{
	struct timespec now;

	NT_CHECK(!clock_gettime(CLOCK_REALTIME, &now));
	now.tv_sec += seconds;
	NT_CHECK(!clock_settime(CLOCK_REALTIME, &now));
}

TEST_F(ntobj, clock_step)
{
	__u64 event = nt_event(NOTIFICATION, 0);
	struct nt_waiter realtime;
	struct nt_waiter monotonic;
	bool ended;

	nt_waiter_start_flags(&realtime, event,
			      nt_clock(CLOCK_REALTIME) + 3600 * NT_SECOND, REALTIME);
	nt_waiter_start(&monotonic, event, nt_now() + 3600 * NT_SECOND);
	step(7200);
	ended = NT_UNTIL(nt_waiter_done(&realtime));
	step(-7200);
	ASSERT_TRUE(ended);
	EXPECT_STATUS(STATUS_TIMEOUT, nt_waiter_end(&realtime));
	EXPECT_FALSE(nt_waiter_done(&monotonic));
	ASSERT_STATUS(STATUS_SUCCESS, nt_set_event(event));
	EXPECT_STATUS(STATUS_SUCCESS, nt_waiter_end(&monotonic));
}

/* A step back makes the wait longer. */
TEST_F(ntobj, clock_step_back)
{
	__u64 event = nt_event(NOTIFICATION, 0);
	struct nt_waiter other;
	struct nt_waiter waiter;
	bool early;

	nt_waiter_start_flags(&waiter, event, nt_clock(CLOCK_REALTIME) + NT_SECOND,
			      REALTIME);
	step(-3600);
	nt_waiter_start(&other, nt_event(NOTIFICATION, 0), nt_now() + 2 * NT_SECOND);
	EXPECT_STATUS(STATUS_TIMEOUT, nt_waiter_end(&other));
	early = nt_waiter_done(&waiter);
	step(3600);
	EXPECT_FALSE(early);
	EXPECT_STATUS(STATUS_TIMEOUT, nt_waiter_end(&waiter));
}

/*
 * Time namespaces: the deadline is one of the clock that the caller sees.
 */

static int wait_in_namespace(void *context)
{
	__u64 event = nt_event(NOTIFICATION, 0);
	struct nt_waiter waiter;
	__u64 deadline;

	(void)context;
	deadline = nt_now() + 50 * NT_MILLISECOND;
	NT_CHECK_STATUS(STATUS_TIMEOUT, nt_wait(event, deadline));
	NT_CHECK(nt_now() >= deadline);
	NT_CHECK(nt_now() < deadline + 20 * NT_SECOND);
	NT_CHECK_STATUS(STATUS_TIMEOUT, nt_wait(event, nt_now()));
	NT_CHECK_STATUS(STATUS_TIMEOUT, nt_wait(event, 1));
	nt_waiter_start(&waiter, event, nt_now() + 3600 * NT_SECOND);
	NT_CHECK_STATUS(STATUS_SUCCESS, nt_set_event(event));
	NT_CHECK_STATUS(STATUS_SUCCESS, nt_waiter_end(&waiter));
	/* The far end must not wrap around. */
	NT_CHECK_STATUS(STATUS_SUCCESS, nt_reset_event(event));
	nt_waiter_start(&waiter, event, NTOBJ_WAIT_FOREVER - 1);
	NT_CHECK_STATUS(STATUS_SUCCESS, nt_set_event(event));
	NT_CHECK_STATUS(STATUS_SUCCESS, nt_waiter_end(&waiter));
	return 0;
}

static int enter_time_namespace(void *context)
{
	const char *offsets = context;

	if (unshare(CLONE_NEWTIME))
		return 4;
	NT_CHECK(!nt_write_file("/proc/self/timens_offsets", offsets));
	return nt_child(wait_in_namespace, NULL);
}

static void in_namespace(struct __test_metadata *_metadata, const char *offsets)
{
	int result = nt_child(enter_time_namespace, (void *)offsets);

	if (result == 4)
		SKIP(return, "no time namespaces here");
	EXPECT_EQ(0, result);
}

TEST_F(ntobj, time_namespace_ahead)
{
	in_namespace(_metadata, "monotonic 86400 0\n");
}

TEST_F(ntobj, time_namespace_behind)
{
	char offsets[64];

	/* As far back as it goes: to the beginning. */
	snprintf(offsets, sizeof(offsets), "monotonic -%llu 0\n", nt_now() / NT_SECOND);
	in_namespace(_metadata, offsets);
}

/*
 * Signals
 */

static int handled_count;

static void count_signal(int number)
{
	(void)number;
	__atomic_add_fetch(&handled_count, 1, __ATOMIC_RELAXED);
}

static int handled(void)
{
	return __atomic_load_n(&handled_count, __ATOMIC_RELAXED);
}

static void handle(int number, int flags)
{
	struct sigaction action = { .sa_handler = count_signal, .sa_flags = flags };

	NT_CHECK(!sigaction(number, &action, NULL));
}

TEST_F(ntobj, signal_ends_wait)
{
	__u64 event = nt_event(NOTIFICATION, 0);
	struct nt_waiter waiter;

	handle(SIGUSR1, 0);
	nt_waiter_start(&waiter, event, NTOBJ_WAIT_FOREVER);
	ASSERT_EQ(0, pthread_kill(waiter.thread, SIGUSR1));
	EXPECT_EQ(-1, nt_waiter_end(&waiter));
	EXPECT_EQ(EINTR, waiter.error);
	EXPECT_EQ(1, handled());
}

TEST_F(ntobj, interrupted_waiter_takes_nothing)
{
	__u64 event = nt_event(SYNCHRONIZATION, 0);
	struct nt_waiter waiter;

	handle(SIGUSR1, 0);
	nt_waiter_start(&waiter, event, nt_now() + 3600 * NT_SECOND);
	ASSERT_EQ(0, pthread_kill(waiter.thread, SIGUSR1));
	EXPECT_EQ(-1, nt_waiter_end(&waiter));
	EXPECT_EQ(EINTR, waiter.error);
	EXPECT_STATUS(STATUS_SUCCESS, nt_set_event(event));
	EXPECT_EQ(1, nt_state(event));
}

TEST_F(ntobj, restart)
{
	__u64 event = nt_event(NOTIFICATION, 0);
	struct nt_waiter waiter;
	int i;

	handle(SIGUSR1, SA_RESTART);
	nt_waiter_start(&waiter, event, NTOBJ_WAIT_FOREVER);
	for (i = 1; i <= 20; i++) {
		ASSERT_EQ(0, pthread_kill(waiter.thread, SIGUSR1));
		ASSERT_TRUE(NT_UNTIL(handled() == i));
		ASSERT_TRUE(NT_UNTIL(nt_is_waiting(getpid(), waiter.tid)));
	}
	EXPECT_FALSE(nt_waiter_done(&waiter));
	ASSERT_STATUS(STATUS_SUCCESS, nt_set_event(event));
	EXPECT_STATUS(STATUS_SUCCESS, nt_waiter_end(&waiter));
}

/* Deadlines are absolute, so signals don't put them off. */
TEST_F(ntobj, restart_keeps_deadline)
{
	struct itimerval timer = { { 0, 20000 }, { 0, 20000 } };
	struct itimerval off = {};
	__u64 event = nt_event(NOTIFICATION, 0);
	__u64 deadline;

	handle(SIGALRM, SA_RESTART);
	deadline = nt_now() + 500 * NT_MILLISECOND;
	ASSERT_EQ(0, setitimer(ITIMER_REAL, &timer, NULL));
	EXPECT_STATUS(STATUS_TIMEOUT, nt_wait(event, deadline));
	ASSERT_EQ(0, setitimer(ITIMER_REAL, &off, NULL));
	EXPECT_LE(deadline, nt_now());
	EXPECT_GE(deadline + 10 * NT_SECOND, nt_now());
	EXPECT_LT(0, handled());
}

/* Ignored and stopping signals are nothing to a wait. */
TEST_F(ntobj, signals_without_handler)
{
	__u64 event = nt_event(NOTIFICATION, 0);
	struct nt_waiter waiter;

	signal(SIGUSR1, SIG_IGN);
	nt_waiter_start(&waiter, event, NTOBJ_WAIT_FOREVER);
	ASSERT_EQ(0, pthread_kill(waiter.thread, SIGUSR1));
	ASSERT_TRUE(NT_UNTIL(nt_is_waiting(getpid(), waiter.tid)));
	EXPECT_FALSE(nt_waiter_done(&waiter));
	ASSERT_STATUS(STATUS_SUCCESS, nt_set_event(event));
	EXPECT_STATUS(STATUS_SUCCESS, nt_waiter_end(&waiter));
}

static int wait_for_event(void *context)
{
	__u64 event = nt_event(NOTIFICATION, 0);

	(void)context;
	NT_CHECK_STATUS(STATUS_SUCCESS, nt_wait(event, NTOBJ_WAIT_FOREVER));
	return 0;
}

TEST_F(ntobj, stop_and_continue)
{
	pid_t child = nt_child_start(wait_for_event, NULL);
	int status;

	ASSERT_LT(0, child);
	ASSERT_TRUE(NT_UNTIL(nt_is_waiting(child, child)));
	ASSERT_EQ(0, kill(child, SIGSTOP));
	ASSERT_EQ(child, waitpid(child, &status, WUNTRACED));
	ASSERT_TRUE(WIFSTOPPED(status));
	ASSERT_EQ(0, kill(child, SIGCONT));
	EXPECT_TRUE(NT_UNTIL(nt_is_waiting(child, child)));
	ASSERT_EQ(0, kill(child, SIGKILL));
	EXPECT_EQ(NT_KILLED(SIGKILL), nt_child_end(child));
}

TEST_F(ntobj, kill)
{
	pid_t child = nt_child_start(wait_for_event, NULL);

	ASSERT_LT(0, child);
	ASSERT_TRUE(NT_UNTIL(nt_is_waiting(child, child)));
	ASSERT_EQ(0, kill(child, SIGKILL));
	EXPECT_EQ(NT_KILLED(SIGKILL), nt_child_end(child));
}

/* A signal that is pending before the wait is as good as one during it. */
TEST_F(ntobj, pending_signal)
{
	__u64 event = nt_event(NOTIFICATION, 0);
	__u64 set = nt_event(NOTIFICATION, 1);
	sigset_t mask;

	handle(SIGUSR1, 0);
	sigemptyset(&mask);
	sigaddset(&mask, SIGUSR1);
	ASSERT_EQ(0, sigprocmask(SIG_BLOCK, &mask, NULL));
	ASSERT_EQ(0, raise(SIGUSR1));
	/* Blocked, it is none. */
	EXPECT_STATUS(STATUS_TIMEOUT, nt_wait(event, nt_now() + 10 * NT_MILLISECOND));
	EXPECT_STATUS(STATUS_SUCCESS, nt_wait(set, NTOBJ_WAIT_FOREVER));
	EXPECT_EQ(0, handled());
	ASSERT_EQ(0, sigprocmask(SIG_UNBLOCK, &mask, NULL));
	EXPECT_EQ(1, handled());
}

/*
 * What does not end a wait
 */

TEST_F(ntobj, close_during_wait)
{
	__u64 home = nt_home();
	struct nt_waiter waiter;
	__u64 closed;
	__u64 other;

	ASSERT_STATUS(STATUS_SUCCESS,
		      nt_create_event(&closed, nt_at(home, u"x"), NTOBJ_EVENT_ALL_ACCESS,
				      NOTIFICATION, 0));
	ASSERT_STATUS(STATUS_SUCCESS,
		      nt_open_event(&other, nt_at(home, u"x"), NTOBJ_EVENT_ALL_ACCESS));
	nt_waiter_start(&waiter, closed, NTOBJ_WAIT_FOREVER);
	ASSERT_STATUS(STATUS_SUCCESS, nt_close(closed));
	EXPECT_TRUE(nt_is_waiting(getpid(), waiter.tid));
	/* Nor does it matter what the handle stands for now. */
	EXPECT_EQ(closed, nt_event(NOTIFICATION, 1));
	EXPECT_FALSE(nt_waiter_done(&waiter));
	ASSERT_STATUS(STATUS_SUCCESS, nt_set_event(other));
	EXPECT_STATUS(STATUS_SUCCESS, nt_waiter_end(&waiter));
}

/* The last handle gone, only time and signals are left; then so is the object. */
TEST_F(ntobj, close_last_during_wait)
{
	struct nt_totals before = nt_totals();
	__u64 event = nt_event(NOTIFICATION, 0);
	struct nt_waiter waiter;

	nt_waiter_start(&waiter, event, nt_now() + NT_SECOND);
	ASSERT_STATUS(STATUS_SUCCESS, nt_close(event));
	EXPECT_EQ(before.objects + 1, nt_totals().objects);
	EXPECT_EQ(before.handles, nt_totals().handles);
	EXPECT_STATUS(STATUS_TIMEOUT, nt_waiter_end(&waiter));
	EXPECT_EQ(before.objects, nt_totals().objects);
}

/* The descriptor that the wait came through may go as well. */
TEST_F(ntobj, close_descriptor_during_wait)
{
	__u64 event = nt_event(NOTIFICATION, 0);
	struct nt_waiter waiter;

	nt_waiter_start(&waiter, event, NTOBJ_WAIT_FOREVER);
	ASSERT_EQ(0, close(self->device));
	ASSERT_LE(0, nt_open_device());
	EXPECT_TRUE(nt_is_waiting(getpid(), waiter.tid));
	ASSERT_STATUS(STATUS_SUCCESS, nt_set_event(event));
	EXPECT_STATUS(STATUS_SUCCESS, nt_waiter_end(&waiter));
}

/*
 * Many
 */

#define MANY	100

/* More waiters than one batch of wake-ups. */
TEST_F_TIMEOUT(ntobj, many_waiters, 120)
{
	__u64 event = nt_event(NOTIFICATION, 0);
	static struct nt_waiter waiters[MANY];
	unsigned int i;

	for (i = 0; i < MANY; i++)
		nt_waiter_start(&waiters[i], event, NTOBJ_WAIT_FOREVER);
	ASSERT_STATUS(STATUS_SUCCESS, nt_set_event(event));
	/* Reset at once: whoever waited then is released all the same. */
	ASSERT_STATUS(STATUS_SUCCESS, nt_reset_event(event));
	for (i = 0; i < MANY; i++)
		EXPECT_STATUS(STATUS_SUCCESS, nt_waiter_end(&waiters[i]));
	EXPECT_EQ(0, nt_state(event));
}

TEST_F_TIMEOUT(ntobj, many_pulsed, 120)
{
	__u64 event = nt_event(NOTIFICATION, 0);
	static struct nt_waiter waiters[MANY];
	struct nt_waiter late;
	unsigned int i;

	for (i = 0; i < MANY; i++)
		nt_waiter_start(&waiters[i], event, NTOBJ_WAIT_FOREVER);
	ASSERT_STATUS(STATUS_SUCCESS, nt_hot(NTOBJ_IOC_PULSE_EVENT, event));
	nt_waiter_start(&late, event, NTOBJ_WAIT_FOREVER);
	for (i = 0; i < MANY; i++)
		EXPECT_STATUS(STATUS_SUCCESS, nt_waiter_end(&waiters[i]));
	/* A pulse is over for those who come after it. */
	EXPECT_FALSE(nt_waiter_done(&late));
	ASSERT_STATUS(STATUS_SUCCESS, nt_set_event(event));
	EXPECT_STATUS(STATUS_SUCCESS, nt_waiter_end(&late));
}

/* One thread, many objects, one after the other. */
TEST_F(ntobj, one_thread_many_objects)
{
	__u64 events[MANY];
	unsigned int i;

	for (i = 0; i < MANY; i++)
		events[i] = nt_event(i % 2, i % 3 == 0);
	for (i = 0; i < MANY; i++)
		EXPECT_STATUS(i % 3 ? STATUS_TIMEOUT : STATUS_SUCCESS,
			      nt_wait(events[i], nt_now() + NT_MILLISECOND / 10));
}

/*
 * Stress: a lost wake-up hangs the test, a double one miscounts.
 */

static unsigned int rounds(void)
{
	return nt_rounds(2000, 20000);
}

struct ping_pong {
	__u64 ping;
	__u64 pong;
};

static void *pong(void *context)
{
	struct ping_pong *events = context;
	unsigned int i;

	for (i = 0; i < rounds(); i++) {
		NT_CHECK_STATUS(STATUS_SUCCESS, nt_wait(events->ping, NTOBJ_WAIT_FOREVER));
		NT_CHECK_STATUS(STATUS_SUCCESS, nt_set_event(events->pong));
	}
	return NULL;
}

TEST_F_TIMEOUT(ntobj, ping_pong, 300)
{
	struct ping_pong events = {
		.ping = nt_event(SYNCHRONIZATION, 0),
		.pong = nt_event(SYNCHRONIZATION, 0),
	};
	pthread_t thread;
	unsigned int i;

	ASSERT_EQ(0, pthread_create(&thread, NULL, pong, &events));
	for (i = 0; i < rounds(); i++) {
		ASSERT_STATUS(STATUS_SUCCESS, nt_set_event(events.ping));
		/* With and without a timer. */
		ASSERT_STATUS(STATUS_SUCCESS,
			      nt_wait(events.pong, i % 2 ? NTOBJ_WAIT_FOREVER :
						   nt_now() + 200 * NT_SECOND));
	}
	ASSERT_EQ(0, pthread_join(thread, NULL));
	EXPECT_EQ(0, nt_state(events.ping));
	EXPECT_EQ(0, nt_state(events.pong));
}

/*
 * Setters and waiters of one event that is reset by each wait. A set that finds
 * it set adds nothing, so only those are counted that found it reset; each of
 * them is one wait.
 */
struct crowd {
	__u64 event;
	unsigned long set;
	unsigned long consumed;
	bool stop;
};

static void *setter(void *context)
{
	struct crowd *crowd = context;
	unsigned int i;
	__s32 previous;

	for (i = 0; i < rounds(); i++) {
		NT_CHECK_STATUS(STATUS_SUCCESS,
				nt_event_previous(NTOBJ_IOC_SET_EVENT_PREVIOUS,
						  crowd->event, &previous));
		if (!previous)
			__atomic_add_fetch(&crowd->set, 1, __ATOMIC_RELAXED);
	}
	return NULL;
}

static void *consumer(void *context)
{
	struct crowd *crowd = context;
	__s32 status;

	do {
		status = nt_wait(crowd->event, nt_now() + NT_MILLISECOND);
		if (status == STATUS_SUCCESS)
			__atomic_add_fetch(&crowd->consumed, 1, __ATOMIC_RELAXED);
		else
			NT_CHECK_STATUS(STATUS_TIMEOUT, status);
	} while (status == STATUS_SUCCESS || !__atomic_load_n(&crowd->stop, __ATOMIC_ACQUIRE));
	return NULL;
}

TEST_F_TIMEOUT(ntobj, setters_and_waiters, 300)
{
	struct crowd crowd = { .event = nt_event(SYNCHRONIZATION, 0) };
	pthread_t setters[2];
	pthread_t consumers[4];
	unsigned int i;

	for (i = 0; i < ARRAY_SIZE(consumers); i++)
		ASSERT_EQ(0, pthread_create(&consumers[i], NULL, consumer, &crowd));
	for (i = 0; i < ARRAY_SIZE(setters); i++)
		ASSERT_EQ(0, pthread_create(&setters[i], NULL, setter, &crowd));
	for (i = 0; i < ARRAY_SIZE(setters); i++)
		ASSERT_EQ(0, pthread_join(setters[i], NULL));
	__atomic_store_n(&crowd.stop, true, __ATOMIC_RELEASE);
	for (i = 0; i < ARRAY_SIZE(consumers); i++)
		ASSERT_EQ(0, pthread_join(consumers[i], NULL));
	EXPECT_EQ(crowd.set, crowd.consumed);
	EXPECT_EQ(0, nt_state(crowd.event));
	EXPECT_LT(0, crowd.consumed);
}

/* The same while signals end waits right and left. */
TEST_F_TIMEOUT(ntobj, setters_and_interrupted_waiters, 300)
{
	struct crowd crowd = { .event = nt_event(SYNCHRONIZATION, 0) };
	struct itimerval timer = { { 0, 1000 }, { 0, 1000 } };
	struct itimerval off = {};
	unsigned long consumed = 0;
	pthread_t thread;
	__s32 status;

	handle(SIGALRM, 0);
	ASSERT_EQ(0, pthread_create(&thread, NULL, setter, &crowd));
	ASSERT_EQ(0, setitimer(ITIMER_REAL, &timer, NULL));
	while (pthread_tryjoin_np(thread, NULL)) {
		status = nt_wait(crowd.event, nt_now() + NT_MILLISECOND);
		if (status == STATUS_SUCCESS)
			consumed++;
		else if (status == -1)
			NT_CHECK(errno == EINTR);
		else
			NT_CHECK_STATUS(STATUS_TIMEOUT, status);
	}
	ASSERT_EQ(0, setitimer(ITIMER_REAL, &off, NULL));
	while (nt_wait(crowd.event, NTOBJ_WAIT_POLL) == STATUS_SUCCESS)
		consumed++;
	EXPECT_EQ(crowd.set, consumed);
}

/* Answers at about the time at which the other gives up. */
static void *late_setter(void *context)
{
	struct ping_pong *events = context;
	unsigned int i;

	for (i = 0; i < rounds() / 10; i++) {
		NT_CHECK_STATUS(STATUS_SUCCESS, nt_wait(events->ping, NTOBJ_WAIT_FOREVER));
		NT_CHECK_STATUS(STATUS_SUCCESS, nt_set_event(events->pong));
	}
	return NULL;
}

/* A wait either timed out and took nothing, or was satisfied and took it. */
TEST_F_TIMEOUT(ntobj, timeout_meets_set, 300)
{
	struct ping_pong events = {
		.ping = nt_event(SYNCHRONIZATION, 0),
		.pong = nt_event(SYNCHRONIZATION, 0),
	};
	unsigned int seed = 1;
	pthread_t thread;
	unsigned int i;

	ASSERT_EQ(0, pthread_create(&thread, NULL, late_setter, &events));
	for (i = 0; i < rounds() / 10; i++) {
		__s32 status;

		ASSERT_STATUS(STATUS_SUCCESS, nt_set_event(events.ping));
		status = nt_wait(events.pong, nt_now() + rand_r(&seed) % 200000);
		if (status == STATUS_TIMEOUT)
			status = nt_wait(events.pong, NTOBJ_WAIT_FOREVER);
		ASSERT_STATUS(STATUS_SUCCESS, status);
	}
	ASSERT_EQ(0, pthread_join(thread, NULL));
	EXPECT_EQ(0, nt_state(events.pong));
}

TEST_HARNESS_MAIN
