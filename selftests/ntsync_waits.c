// SPDX-License-Identifier: GPL-2.0
/*
 * The waits of /dev/ntsync: each error in its order, which object satisfies a wait and
 * what it says, alerts, deadlines, signals, and who is first.
 */
#include <signal.h>
#include <sys/mman.h>

#include "ntsync_fixture.h"

/* More than a manual event releases in one piece. */
#define CROWD		40

static void set_up(struct ns_wait *wait, int device, bool all, const int *objects,
		   unsigned int count, __u64 timeout)
{
	ns_prepare(wait, device, all, objects, count);
	wait->arguments.timeout = timeout;
}

/*
 * What is refused
 */

static void check_arguments(struct __test_metadata *_metadata, int device, bool all)
{
	unsigned long request = all ? NTSYNC_IOC_WAIT_ALL : NTSYNC_IOC_WAIT_ANY;
	int event = ns_event(device, 1, 1);
	struct ns_wait wait;

	ASSERT_LT(0, event);
	EXPECT_EQ(-EFAULT, ns_call(device, request, NOWHERE));

	/* Before the objects are read. */
	set_up(&wait, device, all, &event, 1, POLL);
	wait.arguments.objs = nt_address(NOWHERE);
	wait.arguments.pad = 1;
	EXPECT_EQ(-EINVAL, ns_run(&wait));
	wait.arguments.pad = 0;
	wait.arguments.flags = 2;
	EXPECT_EQ(-EINVAL, ns_run(&wait));
	wait.arguments.flags = 0x80000001;
	EXPECT_EQ(-EINVAL, ns_run(&wait));
	wait.arguments.flags = 0;
	wait.arguments.owner = 0;
	EXPECT_EQ(-EINVAL, ns_run(&wait));
	wait.arguments.owner = 1;
	wait.arguments.count = MOST + 1;
	EXPECT_EQ(-EINVAL, ns_run(&wait));
	wait.arguments.count = 0x40000001;
	EXPECT_EQ(-EINVAL, ns_run(&wait));
	wait.arguments.count = UINT_MAX;
	EXPECT_EQ(-EINVAL, ns_run(&wait));
	wait.arguments.count = 1;
	EXPECT_EQ(-EFAULT, ns_run(&wait));

	/* All descriptors are read before any is looked at. */
	wait.arguments.alert = UINT_MAX;
	EXPECT_EQ(-EFAULT, ns_run(&wait));
	wait.arguments.objs = nt_address(wait.objects);
	EXPECT_EQ(-EINVAL, ns_run(&wait));
	wait.arguments.alert = 0;
	wait.arguments.flags = NTSYNC_WAIT_REALTIME;
	EXPECT_EQ(0, ns_run(&wait));
	EXPECT_EQ(0, wait.arguments.index);
}

TEST_F(ntsync, arguments_any)
{
	check_arguments(_metadata, self->device, false);
}

TEST_F(ntsync, arguments_all)
{
	check_arguments(_metadata, self->device, true);
}

static void check_no_objects(struct __test_metadata *_metadata, int device, bool all,
			     const char *path)
{
	int foreign = open(path, O_CLOEXEC | O_RDONLY);
	int event = ns_event(device, 0, 1);
	int others[] = {
		-1, 999, open("/dev/null", O_RDWR), device, foreign,
		ns_event(foreign, 1, 1), open("/dev", O_PATH),
	};
	unsigned int i;

	ASSERT_LE(0, foreign);
	for (i = 0; i < ARRAY_LENGTH(others); i++) {
		int objects[] = { event, others[i] };

		EXPECT_EQ(-EINVAL, ns_try_many(device, all, objects, 2, 1, 0))
			TH_LOG("object %u", i);
		EXPECT_EQ(-EINVAL, ns_try_many(device, all, objects, 1, 1, others[i]))
			TH_LOG("alert %u", i);
	}
	EXPECT_EQ(1, ns_state(event));
	EXPECT_EQ(0, ns_try(foreign, others[5], 1));
}

TEST_F(ntsync, not_its_objects_any)
{
	check_no_objects(_metadata, self->device, false, self->path);
}

TEST_F(ntsync, not_its_objects_all)
{
	check_no_objects(_metadata, self->device, true, self->path);
}

TEST_F(ntsync, twice)
{
	int event = ns_event(self->device, 0, 1);
	int unset = ns_event(self->device, 0, 0);
	int again = dup(event);
	int same[] = { unset, event, event };
	int other[] = { unset, event, again };
	int alone[] = { event };

	EXPECT_EQ(-EINVAL, ns_try_many(self->device, true, same, 3, 1, 0));
	EXPECT_EQ(-EINVAL, ns_try_many(self->device, true, other, 3, 1, 0));
	EXPECT_EQ(-EINVAL, ns_try_many(self->device, true, alone, 1, 1, again));
	EXPECT_EQ(1, ns_state(event));
	EXPECT_EQ(1, ns_try_many(self->device, false, other, 3, 1, 0));
	EXPECT_EQ(0, ns_state(event));
	ns_set(event);
	EXPECT_EQ(1, ns_try_many(self->device, false, same, 3, 1, again));
	EXPECT_EQ(-ETIMEDOUT, ns_try_many(self->device, false, same, 3, 1, again));
}

/* Asleep for one object in several places: it is the first that counts. */
TEST_F(ntsync, twice_asleep)
{
	int event = ns_event(self->device, 0, 0);
	int unset = ns_event(self->device, 0, 0);
	int objects[] = { unset, event, event };
	struct ns_wait wait;

	ns_prepare(&wait, self->device, false, objects, 3);
	wait.arguments.alert = event;
	ns_begin(&wait);
	EXPECT_EQ(0, ns_set(event));
	EXPECT_EQ(0, ns_end(&wait));
	EXPECT_EQ(1, wait.arguments.index);
	EXPECT_EQ(0, ns_state(event));
	EXPECT_EQ(0, ns_set(event));
	EXPECT_EQ(1, ns_set(event));
}

/*
 * What satisfies a wait
 */

TEST_F(ntsync, any_takes_the_first)
{
	int events[MOST];
	unsigned int i;

	for (i = 0; i < MOST; i++)
		events[i] = ns_event(self->device, 0, 0);
	for (i = 0; i < MOST; i++) {
		EXPECT_EQ(0, ns_set(events[i]));
		EXPECT_EQ(i != MOST - 1, !ns_set(events[MOST - 1]));
		EXPECT_EQ(i, ns_try_many(self->device, false, events, MOST, 1, 0));
		EXPECT_EQ(i != MOST - 1, ns_reset(events[MOST - 1]));
	}
	EXPECT_EQ(-ETIMEDOUT, ns_try_many(self->device, false, events, MOST, 1, 0));
}

TEST_F(ntsync, all_takes_all_or_nothing)
{
	struct ns_wait wait;
	int events[MOST];
	unsigned int i;

	for (i = 0; i < MOST; i++)
		events[i] = ns_event(self->device, 0, 1);
	for (i = 0; i < MOST; i++) {
		ns_reset(events[i]);
		set_up(&wait, self->device, true, events, MOST, POLL);
		EXPECT_EQ(-ETIMEDOUT, ns_run(&wait));
		EXPECT_EQ(UNTOUCHED, wait.arguments.index);
		EXPECT_EQ(0, ns_set(events[i]));
		EXPECT_EQ(1, ns_state(events[(i + 1) % MOST]));
	}
	EXPECT_EQ(0, ns_try_many(self->device, true, events, MOST, 1, 0));
	for (i = 0; i < MOST; i++)
		EXPECT_EQ(0, ns_state(events[i]));
}

TEST_F(ntsync, all_of_each_kind)
{
	int objects[] = {
		ns_event(self->device, 1, 1), ns_event(self->device, 0, 1),
		ns_semaphore(self->device, 2, 2), ns_mutex(self->device, 4, 1),
	};

	EXPECT_EQ(-ETIMEDOUT, ns_try_many(self->device, true, objects, 4, 5, 0));
	EXPECT_EQ(2, ns_count(objects[2]));
	EXPECT_EQ(0, ns_try_many(self->device, true, objects, 4, 4, 0));
	EXPECT_EQ(1, ns_state(objects[0]));
	EXPECT_EQ(0, ns_state(objects[1]));
	EXPECT_EQ(1, ns_count(objects[2]));
	EXPECT_TRUE(ns_mutex_is(objects[3], 4, 2, 0));
}

TEST_F(ntsync, of_nothing)
{
	int alert = ns_event(self->device, 0, 1);
	struct ns_wait wait;
	__u64 before;

	EXPECT_EQ(-ETIMEDOUT, ns_try_many(self->device, false, NULL, 0, 1, 0));
	EXPECT_EQ(0, ns_try_many(self->device, true, NULL, 0, 1, 0));
	EXPECT_EQ(-EINVAL, ns_try_many(self->device, true, NULL, 0, 1, 999));
	EXPECT_EQ(-EINVAL, ns_try_many(self->device, false, NULL, 0, 1, 999));

	set_up(&wait, self->device, false, NULL, 0, ns_after(50));
	wait.arguments.objs = 0;
	before = ns_clock(CLOCK_MONOTONIC);
	EXPECT_EQ(-ETIMEDOUT, ns_run(&wait));
	EXPECT_LE(before + 40 * NS_MILLI, ns_clock(CLOCK_MONOTONIC));
	wait.arguments.timeout = FOREVER;
	wait.arguments.alert = alert;
	EXPECT_EQ(0, ns_run(&wait));
	EXPECT_EQ(0, wait.arguments.index);
	EXPECT_EQ(0, ns_state(alert));

	/* All of nothing is there, and so needs no alert. */
	ns_set(alert);
	EXPECT_EQ(0, ns_try_many(self->device, true, NULL, 0, 1, alert));
	EXPECT_EQ(1, ns_state(alert));
}

/*
 * Alerts
 */

TEST_F(ntsync, alerts_come_last)
{
	int alert = ns_event(self->device, 0, 1);
	int events[] = { ns_event(self->device, 0, 0), ns_event(self->device, 0, 1) };
	unsigned int all;

	for (all = 0; all < 2; all++) {
		ns_set(events[0]);
		ns_set(events[1]);
		ns_set(alert);
		EXPECT_EQ(0, ns_try_many(self->device, all, events, 2, 1, alert));
		EXPECT_EQ(1, ns_state(alert));
		EXPECT_EQ(!all, ns_reset(events[1]));
		EXPECT_EQ(2, ns_try_many(self->device, all, events, 2, 1, alert));
		EXPECT_EQ(0, ns_state(alert));
		EXPECT_EQ(-ETIMEDOUT, ns_try_many(self->device, all, events, 2, 1, alert));
	}
	/* What is for all of them takes none of them then. */
	ns_set(events[0]);
	ns_set(alert);
	EXPECT_EQ(2, ns_try_many(self->device, true, events, 2, 1, alert));
	EXPECT_EQ(1, ns_state(events[0]));
}

/* Behind as many objects as there may be, and of any kind. */
TEST_F(ntsync, alerts_of_each_kind)
{
	int semaphore = ns_semaphore(self->device, 2, 2);
	int manual = ns_event(self->device, 1, 1);
	int mutex = ns_mutex(self->device, 8, 1);
	struct ns_wait wait;
	int events[MOST];
	unsigned int all;
	unsigned int i;

	for (i = 0; i < MOST; i++)
		events[i] = ns_event(self->device, i % 2, 0);
	for (all = 0; all < 2; all++) {
		EXPECT_EQ(MOST, ns_try_many(self->device, all, events, MOST, 1, semaphore));
		EXPECT_EQ(1 - all, ns_count(semaphore));
		EXPECT_EQ(MOST, ns_try_many(self->device, all, events, MOST, 1, manual));
		EXPECT_EQ(1, ns_state(manual));
		EXPECT_EQ(-ETIMEDOUT,
			  ns_try_many(self->device, all, events, MOST, 1, mutex));
		EXPECT_EQ(MOST, ns_try_many(self->device, all, events, MOST, 8, mutex));
		EXPECT_EQ(0, ns_kill(mutex, 8));
		ns_prepare(&wait, self->device, all, events, MOST);
		wait.arguments.owner = 8;
		wait.arguments.alert = mutex;
		EXPECT_EQ(-EOWNERDEAD, ns_run(&wait));
		EXPECT_EQ(MOST, wait.arguments.index);
		EXPECT_TRUE(ns_mutex_is(mutex, 8, 1, 0));
	}
}

static void check_alert_asleep(struct __test_metadata *_metadata, int device, bool all)
{
	int events[] = { ns_event(device, 0, 0), ns_event(device, 1, all) };
	int alert = ns_event(device, 0, 0);
	int mutex = ns_mutex(device, 2, 1);
	struct ns_wait wait;

	ns_prepare(&wait, device, all, events, 2);
	wait.arguments.alert = alert;
	ns_begin(&wait);
	EXPECT_EQ(0, ns_set(alert));
	EXPECT_EQ(0, ns_end(&wait));
	EXPECT_EQ(2, wait.arguments.index);
	EXPECT_EQ(0, ns_state(alert));
	/* It has left the objects' queues. */
	EXPECT_EQ(0, ns_set(events[0]));
	EXPECT_EQ(1, ns_reset(events[0]));

	/* And the alert's, if an object has satisfied it. */
	ns_prepare(&wait, device, all, events, 2);
	wait.arguments.alert = alert;
	ns_begin(&wait);
	EXPECT_EQ(0, ns_set(events[0]));
	EXPECT_EQ(0, ns_end(&wait));
	EXPECT_EQ(0, wait.arguments.index);
	EXPECT_EQ(0, ns_state(events[0]));
	EXPECT_EQ(0, ns_set(alert));
	EXPECT_EQ(1, ns_reset(alert));

	/* A mutex whose owner ends. */
	ns_prepare(&wait, device, all, events, 2);
	wait.arguments.alert = mutex;
	ns_begin(&wait);
	EXPECT_EQ(0, ns_kill(mutex, 2));
	EXPECT_EQ(-EOWNERDEAD, ns_end(&wait));
	EXPECT_EQ(2, wait.arguments.index);
	EXPECT_TRUE(ns_mutex_is(mutex, 1, 1, 0));
}

TEST_F(ntsync, alerted_asleep_any)
{
	check_alert_asleep(_metadata, self->device, false);
}

TEST_F(ntsync, alerted_asleep_all)
{
	check_alert_asleep(_metadata, self->device, true);
}

/* A crowd with one alert, of which some wait for all of other events. */
TEST_F(ntsync, alerts_for_a_crowd)
{
	int alert = ns_event(self->device, 1, 0);
	int events[] = { ns_event(self->device, 0, 0), ns_event(self->device, 1, 0) };
	struct ns_wait *waits = calloc(CROWD, sizeof(*waits));
	unsigned int i;

	for (i = 0; i < CROWD; i++) {
		ns_prepare(&waits[i], self->device, i % 3, events, 2);
		waits[i].arguments.alert = alert;
		ns_begin(&waits[i]);
	}
	EXPECT_EQ(0, ns_set(events[1]));
	for (i = 0; i < CROWD; i += 3) {
		EXPECT_EQ(0, ns_end(&waits[i]));
		EXPECT_EQ(1, waits[i].arguments.index);
	}
	EXPECT_EQ(0, ns_pulse(alert));
	for (i = 0; i < CROWD; i++) {
		if (!(i % 3))
			continue;
		EXPECT_EQ(0, ns_end(&waits[i]));
		EXPECT_EQ(2, waits[i].arguments.index);
	}
	EXPECT_EQ(0, ns_set(events[0]));
	EXPECT_EQ(1, ns_state(events[0]));
	free(waits);
}

/*
 * Deadlines
 */

static void check_deadline(struct __test_metadata *_metadata, int device, clockid_t clock)
{
	int event = ns_event(device, 0, 0);
	struct ns_wait wait;
	unsigned int all;
	__u64 deadline;

	for (all = 0; all < 2; all++) {
		deadline = ns_clock(clock) + 100 * NS_MILLI;
		set_up(&wait, device, all, &event, 1, deadline);
		wait.arguments.flags = clock == CLOCK_REALTIME ? NTSYNC_WAIT_REALTIME : 0;
		EXPECT_EQ(-ETIMEDOUT, ns_run(&wait));
		EXPECT_LE(deadline, ns_clock(clock));
		EXPECT_EQ(UNTOUCHED, wait.arguments.index);
		wait.arguments.timeout = 1;
		EXPECT_EQ(-ETIMEDOUT, ns_run(&wait));
		wait.arguments.timeout = ns_clock(clock) - 1;
		EXPECT_EQ(-ETIMEDOUT, ns_run(&wait));
		/* A wait that can be satisfied need not have a future. */
		ns_set(event);
		EXPECT_EQ(0, ns_run(&wait));
		EXPECT_EQ(0, wait.arguments.index);
	}
}

TEST_F(ntsync, deadlines_monotonic)
{
	check_deadline(_metadata, self->device, CLOCK_MONOTONIC);
}

TEST_F(ntsync, deadlines_realtime)
{
	check_deadline(_metadata, self->device, CLOCK_REALTIME);
}

/*
 * By the realtime clock what is negative, were it signed, is past; but never is never.
 * What the kernel's own makes of that depends on other timers.
 */
TEST_F(ntsync, deadlines_at_the_limit)
{
	static const __u64 far[] = { INT64_MAX, 1ULL << 63, FOREVER - 1, FOREVER };
	int event = ns_event(self->device, 0, 0);
	struct ns_wait wait;
	unsigned int i;

	for (i = 0; i < 2 * ARRAY_LENGTH(far); i++) {
		if (variant->kernels && far[i / 2] >> 63 && far[i / 2] != FOREVER)
			continue;
		set_up(&wait, self->device, false, &event, 1, far[i / 2]);
		wait.arguments.flags = i % 2 ? NTSYNC_WAIT_REALTIME : 0;
		if (i % 2 && far[i / 2] >> 63 && far[i / 2] != FOREVER) {
			EXPECT_EQ(-ETIMEDOUT, ns_run(&wait));
			continue;
		}
		ns_begin(&wait);
		EXPECT_TRUE(ns_sleeps_on(&wait));
		ns_set(event);
		EXPECT_EQ(0, ns_end(&wait));
	}
}

/* Descriptor 0 is none to be alerted by, whatever it is. */
TEST_F(ntsync, alert_zero)
{
	int event = ns_event(self->device, 0, 0);
	int alert = ns_event(self->device, 1, 1);

	EXPECT_EQ(1, ns_try_many(self->device, false, &event, 1, 1, alert));
	ASSERT_EQ(0, dup2(alert, 0));
	EXPECT_EQ(-ETIMEDOUT, ns_try_many(self->device, false, &event, 1, 1, 0));
	EXPECT_EQ(-ETIMEDOUT, ns_try_many(self->device, true, &event, 1, 1, 0));
}

/* Two hours later there. Its own clock is what a process goes by. */
static void check_time_namespace(struct __test_metadata *_metadata, int device)
{
	int event = ns_event(device, 0, 0);
	__u64 outside, deadline;
	struct ns_wait wait;
	pid_t child;
	int status;

	if (unshare(CLONE_NEWTIME) ||
	    nt_write_file("/proc/self/timens_offsets", "monotonic 7200 0\n"))
		SKIP(return, "no time namespaces here");
	outside = ns_clock(CLOCK_MONOTONIC);
	child = fork();
	if (!child) {
		alarm(60);
		NT_CHECK(ns_clock(CLOCK_MONOTONIC) > outside + 7000 * NS_SECOND);
		deadline = ns_after(50);
		set_up(&wait, device, false, &event, 1, deadline);
		NT_CHECK(ns_run(&wait) == -ETIMEDOUT);
		NT_CHECK(ns_clock(CLOCK_MONOTONIC) >= deadline);
		_exit(0);
	}
	ASSERT_EQ(child, waitpid(child, &status, 0));
	EXPECT_EQ(0, status);
}

TEST_F_TIMEOUT(ntsync, deadlines_in_a_time_namespace, 120)
{
	check_time_namespace(_metadata, self->device);
}

/*
 * Answers that can't be written
 */

TEST_F(ntsync, answers_without_a_place)
{
	struct ntsync_wait_args *arguments;
	int event = ns_event(self->device, 0, 1);
	int mutex = ns_mutex(self->device, 0, 0);
	struct ns_wait wait;

	arguments = mmap(NULL, 4096, PROT_READ | PROT_WRITE, MAP_PRIVATE | MAP_ANONYMOUS,
			 -1, 0);
	ASSERT_NE(MAP_FAILED, arguments);
	ns_prepare(&wait, self->device, false, &event, 1);
	*arguments = wait.arguments;
	arguments->timeout = POLL;
	ASSERT_EQ(0, mprotect(arguments, 4096, PROT_READ));
	EXPECT_EQ(-EFAULT, ns_call(self->device, NTSYNC_IOC_WAIT_ANY, arguments));
	EXPECT_EQ(0, ns_state(event));
	/* Nothing is to be written then. */
	EXPECT_EQ(-ETIMEDOUT, ns_call(self->device, NTSYNC_IOC_WAIT_ANY, arguments));
	wait.objects[0] = mutex;
	EXPECT_EQ(-EFAULT, ns_call(self->device, NTSYNC_IOC_WAIT_ALL, arguments));
	EXPECT_TRUE(ns_mutex_is(mutex, 1, 1, 0));
	EXPECT_EQ(0, ns_kill(mutex, 1));
	EXPECT_EQ(-EFAULT, ns_call(self->device, NTSYNC_IOC_WAIT_ANY, arguments));
	EXPECT_TRUE(ns_mutex_is(mutex, 1, 1, 0));
}

/*
 * Signals
 */

static unsigned int handled;

static void handle(int number)
{
	(void)number;
	__atomic_add_fetch(&handled, 1, __ATOMIC_SEQ_CST);
}

static void catch(int flags)
{
	struct sigaction action = { .sa_handler = handle, .sa_flags = flags };

	handled = 0;
	NT_CHECK(!sigaction(SIGUSR1, &action, NULL));
}

TEST_F(ntsync, interrupted)
{
	int event = ns_event(self->device, 0, 0);
	struct ns_wait wait;
	unsigned int all;

	catch(0);
	for (all = 0; all < 2; all++) {
		ns_start(&wait, self->device, all, &event, 1, 1);
		pthread_kill(wait.thread, SIGUSR1);
		EXPECT_EQ(-EINTR, ns_end(&wait));
		EXPECT_EQ(UNTOUCHED, wait.arguments.index);
		EXPECT_EQ(0, ns_set(event));
		EXPECT_EQ(1, ns_reset(event));
	}
	EXPECT_EQ(2, handled);
}

TEST_F(ntsync, restarted)
{
	int event = ns_event(self->device, 0, 0);
	__u64 deadline = ns_after(400);
	struct ns_wait wait;
	unsigned int i;

	catch(SA_RESTART);
	ns_prepare(&wait, self->device, false, &event, 1);
	wait.arguments.timeout = deadline;
	ns_begin(&wait);
	for (i = 1; i <= 3; i++) {
		pthread_kill(wait.thread, SIGUSR1);
		EXPECT_TRUE(NT_UNTIL(__atomic_load_n(&handled, __ATOMIC_SEQ_CST) == i));
		usleep(20000);
	}
	EXPECT_EQ(-ETIMEDOUT, ns_end(&wait));
	EXPECT_LE(deadline, ns_clock(CLOCK_MONOTONIC));
	EXPECT_GT(deadline + 20 * NS_SECOND, ns_clock(CLOCK_MONOTONIC));
	ns_start(&wait, self->device, true, &event, 1, 1);
	pthread_kill(wait.thread, SIGUSR1);
	EXPECT_TRUE(NT_UNTIL(__atomic_load_n(&handled, __ATOMIC_SEQ_CST) == 4));
	EXPECT_EQ(0, ns_set(event));
	EXPECT_EQ(0, ns_end(&wait));
	EXPECT_EQ(0, wait.arguments.index);
}

/* A signal and a set at a time: what is taken is told, and what is told was taken. */
TEST_F(ntsync, interrupted_or_satisfied)
{
	int event = ns_event(self->device, 0, 0);
	unsigned int rounds = nt_rounds(50, 1000);
	unsigned int satisfied = 0;
	struct ns_wait wait;
	unsigned int i;

	catch(0);
	for (i = 0; i < rounds; i++) {
		int result;

		ns_start(&wait, self->device, i & 1, &event, 1, 1);
		if (i & 2)
			pthread_kill(wait.thread, SIGUSR1);
		EXPECT_EQ(0, ns_set(event));
		if (!(i & 2))
			pthread_kill(wait.thread, SIGUSR1);
		result = ns_end(&wait);
		if (!result)
			satisfied++;
		else
			EXPECT_EQ(-EINTR, result);
		ASSERT_EQ(!!result, ns_reset(event));
	}
	TH_LOG("%u of %u were satisfied", satisfied, rounds);
}

/*
 * Who is first
 */

TEST_F(ntsync, in_the_order_of_their_coming)
{
	int objects[] = { ns_event(self->device, 0, 0), ns_semaphore(self->device, 0, 9) };
	struct ns_wait waits[4];
	unsigned int kind;
	unsigned int i;

	for (kind = 0; kind < 2; kind++) {
		for (i = 0; i < 4; i++)
			ns_start(&waits[i], self->device, false, &objects[kind], 1, 1);
		for (i = 0; i < 4; i++) {
			EXPECT_EQ(0, kind ? ns_release(objects[1], 1) : ns_set(objects[0]));
			EXPECT_EQ(0, ns_end(&waits[i]));
			EXPECT_TRUE(i == 3 || !ns_is_done(&waits[i + 1]));
		}
	}
}

/* By 0, 1, 2: an event, a semaphore, a mutex. What it was before. */
static int signal_kind(unsigned int kind, int object, __u32 owner)
{
	switch (kind) {
	case 0:
		return ns_set(object);
	case 1:
		return ns_release(object, 1);
	default:
		return ns_unlock(object, owner);
	}
}

/* Those who want more come before those who came first. */
static void check_all_first(struct __test_metadata *_metadata, int device, unsigned int kind)
{
	int objects[] = {
		kind == 0 ? ns_event(device, 0, 0) :
		kind == 1 ? ns_semaphore(device, 0, 9) : ns_mutex(device, 50, 1),
		ns_event(device, 1, 1),
	};
	struct ns_wait any, all, never;
	int impossible[] = { objects[0], ns_event(device, 0, 0) };
	unsigned int i;

	ns_start(&any, device, false, objects, 1, 51);
	ns_start(&never, device, true, impossible, 2, 52);
	ns_start(&all, device, true, objects, 2, 53);
	for (i = 0; i < 2; i++) {
		EXPECT_EQ(kind == 2, signal_kind(kind, objects[0], i ? 53 : 50));
		EXPECT_EQ(0, ns_end(i ? &any : &all));
		EXPECT_TRUE(i || ns_sleeps_on(&any));
	}
	EXPECT_TRUE(ns_sleeps_on(&never));
	EXPECT_EQ(0, ns_set(impossible[1]));
	EXPECT_EQ(kind == 2, signal_kind(kind, objects[0], 51));
	EXPECT_EQ(0, ns_end(&never));
	EXPECT_EQ(0, ns_state(impossible[1]));
}

TEST_F(ntsync, all_first_events)
{
	check_all_first(_metadata, self->device, 0);
}

TEST_F(ntsync, all_first_semaphores)
{
	check_all_first(_metadata, self->device, 1);
}

TEST_F(ntsync, all_first_mutexes)
{
	check_all_first(_metadata, self->device, 2);
}

TEST_F(ntsync, semaphores_wake_as_many)
{
	int semaphore = ns_semaphore(self->device, 0, UINT_MAX);
	struct ns_wait waits[5];
	unsigned int i;

	for (i = 0; i < 5; i++)
		ns_start(&waits[i], self->device, false, &semaphore, 1, 1);
	EXPECT_EQ(0, ns_release(semaphore, 3));
	for (i = 0; i < 3; i++)
		EXPECT_EQ(0, ns_end(&waits[i]));
	EXPECT_TRUE(ns_sleeps_on(&waits[3]));
	EXPECT_EQ(0, ns_count(semaphore));
	EXPECT_EQ(0, ns_release(semaphore, 0));
	EXPECT_EQ(0, ns_release(semaphore, 10));
	EXPECT_EQ(0, ns_end(&waits[3]));
	EXPECT_EQ(0, ns_end(&waits[4]));
	EXPECT_EQ(8, ns_count(semaphore));
}

/* Those who name the owner that the first has made get the mutex with him. */
TEST_F(ntsync, mutexes_wake_one_owner)
{
	int mutex = ns_mutex(self->device, 9, 2);
	int event = ns_event(self->device, 1, 1);
	int both[] = { event, mutex };
	struct ns_wait waits[6];
	static const __u32 owners[] = { 1, 2, 1, 2, 1, 1 };
	unsigned int i;

	for (i = 0; i < 6; i++)
		ns_start(&waits[i], self->device, i == 5, i == 5 ? both : &mutex,
			 1 + (i == 5), owners[i]);
	EXPECT_EQ(2, ns_unlock(mutex, 9));
	EXPECT_TRUE(ns_sleeps_on(&waits[0]));
	EXPECT_EQ(1, ns_unlock(mutex, 9));
	for (i = 0; i < 6; i++)
		if (owners[i] == 1)
			EXPECT_EQ(0, ns_end(&waits[i]));
	EXPECT_TRUE(ns_sleeps_on(&waits[1]));
	EXPECT_TRUE(ns_mutex_is(mutex, 1, 4, 0));
	EXPECT_EQ(0, ns_kill(mutex, 1));
	/* The first of them is told. */
	EXPECT_EQ(-EOWNERDEAD, ns_end(&waits[1]));
	EXPECT_EQ(0, ns_end(&waits[3]));
	EXPECT_TRUE(ns_mutex_is(mutex, 2, 2, 0));
}

/* At the limit even the owner waits. */
TEST_F(ntsync, mutexes_at_the_limit_asleep)
{
	int mutex = ns_mutex(self->device, 1, UINT_MAX);
	struct ns_wait waits[3];

	ns_start(&waits[0], self->device, false, &mutex, 1, 2);
	ns_start(&waits[1], self->device, false, &mutex, 1, 1);
	ns_start(&waits[2], self->device, true, &mutex, 1, 1);
	EXPECT_EQ(-1, ns_unlock(mutex, 1));
	EXPECT_EQ(0, ns_end(&waits[2]));
	EXPECT_TRUE(ns_sleeps_on(&waits[1]));
	EXPECT_TRUE(ns_mutex_is(mutex, 1, UINT_MAX, 0));
	EXPECT_EQ(-1, ns_unlock(mutex, 1));
	EXPECT_EQ(0, ns_end(&waits[1]));
	EXPECT_EQ(0, ns_kill(mutex, 1));
	EXPECT_EQ(-EOWNERDEAD, ns_end(&waits[0]));
}

/* What one wait for all has taken it takes from the next. */
TEST_F(ntsync, all_at_one_moment)
{
	int events[] = { ns_event(self->device, 0, 0), ns_event(self->device, 0, 0),
			 ns_event(self->device, 0, 0) };
	struct ns_wait first, second, thief;
	struct ns_wait *left;

	ns_start(&first, self->device, true, events, 2, 1);
	ns_start(&second, self->device, true, events + 1, 2, 1);
	EXPECT_EQ(0, ns_set(events[0]));
	EXPECT_EQ(0, ns_set(events[2]));
	EXPECT_TRUE(ns_sleeps_on(&first));
	/* What is signalled alone is anybody's. */
	EXPECT_EQ(0, ns_try(self->device, events[0], 1));
	EXPECT_EQ(0, ns_set(events[0]));
	EXPECT_EQ(0, ns_set(events[1]));
	EXPECT_EQ(0, ns_end(&first));
	left = &second;
	EXPECT_TRUE(ns_sleeps_on(left));
	EXPECT_EQ(0, ns_state(events[0]));
	EXPECT_EQ(0, ns_state(events[1]));
	EXPECT_EQ(1, ns_state(events[2]));
	ns_start(&thief, self->device, false, events + 1, 1, 1);
	EXPECT_EQ(0, ns_set(events[1]));
	EXPECT_EQ(0, ns_end(left));
	EXPECT_TRUE(ns_sleeps_on(&thief));
	EXPECT_EQ(0, ns_set(events[1]));
	EXPECT_EQ(0, ns_end(&thief));
}

static void check_crowd(struct __test_metadata *_metadata, int device, bool pulse)
{
	int events[] = { ns_event(device, 1, 0), ns_event(device, 1, 1) };
	struct ns_wait *waits = calloc(CROWD, sizeof(*waits));
	unsigned int i;

	for (i = 0; i < CROWD; i++)
		ns_start(&waits[i], device, i % 4 == 3, events, 1 + (i % 4 == 3), 1);
	EXPECT_EQ(0, pulse ? ns_pulse(events[0]) : ns_set(events[0]));
	EXPECT_EQ(!pulse, ns_state(events[0]));
	for (i = 0; i < CROWD; i++) {
		EXPECT_EQ(0, ns_end(&waits[i]));
		EXPECT_EQ(0, waits[i].arguments.index);
	}
	free(waits);
}

TEST_F(ntsync, manual_events_wake_all)
{
	check_crowd(_metadata, self->device, false);
}

TEST_F(ntsync, pulses_wake_all)
{
	check_crowd(_metadata, self->device, true);
}

TEST_F(ntsync, pulses_of_auto_events_wake_one)
{
	int event = ns_event(self->device, 0, 0);
	struct ns_wait waits[2];

	ns_start(&waits[0], self->device, false, &event, 1, 1);
	ns_start(&waits[1], self->device, false, &event, 1, 1);
	EXPECT_EQ(0, ns_pulse(event));
	EXPECT_EQ(0, ns_end(&waits[0]));
	EXPECT_TRUE(ns_sleeps_on(&waits[1]));
	EXPECT_EQ(0, ns_pulse(event));
	EXPECT_EQ(0, ns_end(&waits[1]));
	EXPECT_EQ(0, ns_state(event));
}

TEST_HARNESS_MAIN
