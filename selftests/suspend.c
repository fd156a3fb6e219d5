// SPDX-License-Identifier: GPL-2.0
/*
 * Suspension: who may, how often, and that a thread does not run while it is suspended:
 * not its program, not a wait of it, not a system call of Linux's.
 */
#include <poll.h>
#include <signal.h>
#include <sys/mman.h>
#include <sys/syscall.h>
#include <sys/wait.h>
#include <linux/futex.h>

#include "ntobj_fixture.h"

#define NOTIFICATION	NTOBJ_NOTIFICATION_EVENT
#define SYNCHRONIZATION	NTOBJ_SYNCHRONIZATION_EVENT
#define ALERTABLE	NTOBJ_WAIT_ALERTABLE
#define FOREVER		NTOBJ_WAIT_FOREVER
#define POLL		NTOBJ_WAIT_POLL
#define SELF		NTOBJ_CURRENT_THREAD
#define MOST		NTOBJ_SUSPENSIONS_MAX
#define ALICE		1000

/* How long something is looked at that must not happen. */
#define A_WHILE		(30 * 1000)

/**
 * struct counter - a thread that does nothing but count
 * @thread: the thread
 * @tid: its id
 * @count: how far it is
 * @stop: tells it to end
 */
struct counter {
	pthread_t thread;
	pid_t tid;
	unsigned long count;
	bool stop;
};

static void *count_up(void *context)
{
	struct counter *counter = context;

	__atomic_store_n(&counter->tid, gettid(), __ATOMIC_RELEASE);
	while (!__atomic_load_n(&counter->stop, __ATOMIC_RELAXED))
		__atomic_add_fetch(&counter->count, 1, __ATOMIC_RELAXED);
	return NULL;
}

static unsigned long counted(const struct counter *counter)
{
	return __atomic_load_n(&counter->count, __ATOMIC_RELAXED);
}

/* Returns a handle to it. */
static __u64 start_counter(struct counter *counter)
{
	memset(counter, 0, sizeof(*counter));
	NT_CHECK(!pthread_create(&counter->thread, NULL, count_up, counter));
	NT_CHECK(NT_UNTIL(counted(counter)));
	return nt_thread(counter->tid);
}

static void end_counter(struct counter *counter)
{
	__atomic_store_n(&counter->stop, true, __ATOMIC_RELAXED);
	NT_CHECK(!pthread_join(counter->thread, NULL));
}

static bool stands(const struct counter *counter)
{
	unsigned long before = counted(counter);

	usleep(A_WHILE);
	return counted(counter) == before;
}

static bool runs(const struct counter *counter)
{
	unsigned long before = counted(counter);

	return NT_UNTIL(counted(counter) > before);
}

/* One that is suspended has left its wait. */
static bool suspend_waiter(__u64 handle, const struct nt_waiter *waiter)
{
	return nt_suspend_soon(handle, waiter->tid) &&
	       !nt_thread_column(waiter->tid, "waiting");
}

static const unsigned long requests[] = {
	NTOBJ_IOC_SUSPEND_THREAD, NTOBJ_IOC_RESUME_THREAD, NTOBJ_IOC_ALERT_RESUME_THREAD,
};

static __s32 change(unsigned long request, __u64 thread)
{
	struct ntobj_suspend_thread call = { .handle = thread };

	return nt_call(request, &call);
}

TEST_F(ntobj, bad_handles)
{
	__u64 event = nt_event(NOTIFICATION, 0);
	unsigned int i;

	for (i = 0; i < ARRAY_SIZE(requests); i++) {
		EXPECT_STATUS(STATUS_INVALID_HANDLE, change(requests[i], 0));
		EXPECT_STATUS(STATUS_INVALID_HANDLE, change(requests[i], event + 4));
		EXPECT_STATUS(STATUS_INVALID_HANDLE, change(requests[i], 1ULL << 40));
		EXPECT_STATUS(STATUS_OBJECT_TYPE_MISMATCH, change(requests[i], event));
		EXPECT_STATUS(STATUS_OBJECT_TYPE_MISMATCH,
			      change(requests[i], NTOBJ_CURRENT_PROCESS));
		EXPECT_STATUS(STATUS_ACCESS_VIOLATION,
			      nt_raw(nt_device, requests[i], (void *)8));
	}
}

TEST_F(ntobj, reserved)
{
	struct ntobj_suspend_thread call = { .handle = SELF, .reserved = 1 };
	unsigned int i;

	for (i = 0; i < ARRAY_SIZE(requests); i++)
		EXPECT_STATUS(STATUS_INVALID_PARAMETER, nt_call(requests[i], &call));
	EXPECT_EQ(0, call.previous_count);
}

/* Each right alone, and all but those that a service takes. */
TEST_F(ntobj, rights)
{
	static const __u32 sufficient[] = {
		NTOBJ_THREAD_SUSPEND_RESUME,
		NTOBJ_THREAD_SUSPEND_RESUME | NTOBJ_THREAD_RESUME,
		NTOBJ_THREAD_SUSPEND_RESUME,
	};
	struct counter counter;
	unsigned int i, bit;
	__u64 thread;

	start_counter(&counter);
	for (i = 0; i < ARRAY_SIZE(requests); i++) {
		for (bit = 0; bit < 13; bit++) {
			__s32 wanted = sufficient[i] & 1U << bit ? STATUS_SUCCESS :
								   STATUS_ACCESS_DENIED;

			ASSERT_STATUS(STATUS_SUCCESS,
				      nt_open_thread(&thread, counter.tid, 1U << bit));
			EXPECT_STATUS(wanted, change(requests[i], thread));
			ASSERT_STATUS(STATUS_SUCCESS, nt_close(thread));
		}
		ASSERT_STATUS(STATUS_SUCCESS,
			      nt_open_thread(&thread, counter.tid,
					     NTOBJ_THREAD_ALL_ACCESS & ~sufficient[i]));
		EXPECT_STATUS(STATUS_ACCESS_DENIED, change(requests[i], thread));
		ASSERT_STATUS(STATUS_SUCCESS, nt_close(thread));
	}
	EXPECT_TRUE(runs(&counter));
	end_counter(&counter);
}

static int open_other(void *context)
{
	const pid_t *other = context;
	__u64 thread;

	NT_CHECK(!nt_become(ALICE));
	NT_CHECK_STATUS(STATUS_ACCESS_DENIED,
			nt_open_thread(&thread, *other, NTOBJ_THREAD_SUSPEND_RESUME));
	NT_CHECK_STATUS(STATUS_ACCESS_DENIED,
			nt_open_thread(&thread, *other, NTOBJ_THREAD_RESUME));
	return 0;
}

/* Another user can't have a handle for that. */
TEST_F(ntobj, other_user)
{
	pid_t self_id = getpid();

	EXPECT_EQ(0, nt_child(open_other, &self_id));
}

/* It does not become negative, nor does an alert stay that was not sent. */
TEST_F(ntobj, not_suspended)
{
	struct counter counter;
	__u64 thread = start_counter(&counter);
	__u32 count;
	int i;

	for (i = 0; i < 3; i++) {
		count = 7;
		EXPECT_STATUS(STATUS_SUCCESS, nt_resume(thread, &count));
		EXPECT_EQ(0, count);
		EXPECT_STATUS(STATUS_SUCCESS, nt_resume(SELF, &count));
		EXPECT_EQ(0, count);
	}
	EXPECT_TRUE(runs(&counter));
	EXPECT_TRUE(nt_suspend_soon(thread, counter.tid));
	EXPECT_STATUS(STATUS_SUCCESS, nt_resume(thread, &count));
	EXPECT_EQ(1, count);
	EXPECT_TRUE(runs(&counter));
	end_counter(&counter);
	EXPECT_STATUS(STATUS_TIMEOUT, nt_wait_flags(NTOBJ_CURRENT_PROCESS, POLL, ALERTABLE));
}

TEST_F(ntobj, in_user_mode)
{
	struct counter counter;
	__u64 thread = start_counter(&counter);
	int i;

	for (i = 0; i < 10; i++) {
		ASSERT_TRUE(nt_suspend_soon(thread, counter.tid));
		EXPECT_EQ(1, nt_thread_column(counter.tid, "suspend_count"));
		EXPECT_TRUE(stands(&counter));
		EXPECT_STATUS(STATUS_SUCCESS, nt_resume(thread, NULL));
		EXPECT_TRUE(runs(&counter));
		EXPECT_EQ(0, nt_thread_column(counter.tid, "suspend_count"));
	}
	end_counter(&counter);
}

TEST_F(ntobj, nested)
{
	struct counter counter;
	__u64 thread = start_counter(&counter);
	__u32 i, count;

	ASSERT_TRUE(nt_suspend_soon(thread, counter.tid));
	for (i = 1; i < MOST; i++) {
		ASSERT_STATUS(STATUS_SUCCESS, nt_suspend(thread, &count));
		EXPECT_EQ(i, count);
	}
	for (i = 0; i < 3; i++)
		EXPECT_STATUS(STATUS_SUSPEND_COUNT_EXCEEDED, nt_suspend(thread, &count));
	EXPECT_EQ(MOST, nt_thread_column(counter.tid, "suspend_count"));
	for (i = MOST; i > 1; i--) {
		ASSERT_STATUS(STATUS_SUCCESS,
			      i % 2 ? nt_resume(thread, &count) : nt_alert_resume(thread, &count));
		EXPECT_EQ(i, count);
	}
	EXPECT_TRUE(stands(&counter));
	EXPECT_STATUS(STATUS_SUCCESS, nt_resume(thread, &count));
	EXPECT_EQ(1, count);
	EXPECT_TRUE(runs(&counter));
	end_counter(&counter);
}

/**
 * struct itself - a thread that suspends itself
 * @by_handle: by that handle, not by the one that stands for the caller
 * @tid: its id
 * @done: how often it came back
 * @rounds: how often it goes
 */
struct itself {
	bool by_handle;
	pid_t tid;
	unsigned int done;
	unsigned int rounds;
};

static void *suspend_itself(void *context)
{
	struct itself *self = context;
	__u64 thread = self->by_handle ? nt_thread(gettid()) : SELF;
	__u32 count = 7;

	__atomic_store_n(&self->tid, gettid(), __ATOMIC_RELEASE);
	while (self->rounds--) {
		NT_CHECK_STATUS(STATUS_SUCCESS, nt_suspend(thread, &count));
		NT_CHECK(!count);
		__atomic_add_fetch(&self->done, 1, __ATOMIC_RELEASE);
	}
	return NULL;
}

TEST_F(ntobj, itself)
{
	unsigned int i, j;

	for (i = 0; i < 2; i++) {
		struct itself one = { .by_handle = i, .rounds = 5 };
		pthread_t body;
		__u64 thread;
		__u32 count;

		ASSERT_EQ(0, pthread_create(&body, NULL, suspend_itself, &one));
		ASSERT_TRUE(NT_UNTIL(__atomic_load_n(&one.tid, __ATOMIC_ACQUIRE)));
		thread = nt_thread(one.tid);
		for (j = 0; j < 5; j++) {
			ASSERT_TRUE(NT_UNTIL(nt_is_suspended(one.tid)));
			EXPECT_EQ(j, __atomic_load_n(&one.done, __ATOMIC_ACQUIRE));
			/* Others may suspend it as well. */
			ASSERT_STATUS(STATUS_SUCCESS, nt_suspend(thread, &count));
			EXPECT_EQ(1, count);
			ASSERT_STATUS(STATUS_SUCCESS, nt_resume(thread, &count));
			EXPECT_EQ(2, count);
			usleep(1000);
			EXPECT_EQ(j, __atomic_load_n(&one.done, __ATOMIC_ACQUIRE));
			ASSERT_STATUS(STATUS_SUCCESS, nt_resume(thread, &count));
			EXPECT_EQ(1, count);
			ASSERT_TRUE(NT_UNTIL(__atomic_load_n(&one.done, __ATOMIC_ACQUIRE) > j));
		}
		ASSERT_EQ(0, pthread_join(body, NULL));
	}
}

/* The ways of waiting for an object that does not become signalled by itself. */
static __s32 wait_single(struct nt_waiter *waiter)
{
	return nt_wait_flags(waiter->handle, waiter->deadline, waiter->flags);
}

static __s32 wait_several(struct nt_waiter *waiter, __u32 type)
{
	const __u64 handles[] = { waiter->handle, waiter->handles[0] };
	struct ntobj_wait_multiple call = {
		.handles = nt_address(handles),
		.deadline = waiter->deadline,
		.count = 2,
		.wait_type = type,
		.flags = waiter->flags,
	};

	return nt_call(NTOBJ_IOC_WAIT_FOR_MULTIPLE_OBJECTS, &call);
}

static __s32 wait_any(struct nt_waiter *waiter)
{
	return wait_several(waiter, NTOBJ_WAIT_ANY);
}

static __s32 wait_all(struct nt_waiter *waiter)
{
	return wait_several(waiter, NTOBJ_WAIT_ALL);
}

/* The semaphore shows how often it has been signalled. */
static __s32 signal_and_wait(struct nt_waiter *waiter)
{
	struct ntobj_signal_and_wait call = {
		.signal_handle = waiter->signal,
		.wait_handle = waiter->handle,
		.deadline = waiter->deadline,
		.flags = waiter->flags,
	};
	__s32 before = nt_count(waiter->signal);
	__s32 status = nt_call(NTOBJ_IOC_SIGNAL_AND_WAIT, &call);

	NT_CHECK(status < 0 || (call.signalled == 1 && nt_count(waiter->signal) == before + 1));
	return status;
}

static __s32 delay(struct nt_waiter *waiter)
{
	return nt_delay(waiter->deadline, waiter->flags);
}

static __s32 wait_for_alert(struct nt_waiter *waiter)
{
	return nt_wait_for_alert(waiter->deadline, 0);
}

FIXTURE(way) {
	struct nt_waiter waiter;
	__u64 thread;
};

FIXTURE_VARIANT(way) {
	__s32 (*call)(struct nt_waiter *waiter);
	__s32 timeout;
	bool for_object;
	bool alertable;
};

FIXTURE_VARIANT_ADD(way, single) {
	.call = wait_single,
	.timeout = STATUS_TIMEOUT,
	.for_object = true,
	.alertable = true,
};

FIXTURE_VARIANT_ADD(way, any) {
	.call = wait_any,
	.timeout = STATUS_TIMEOUT,
	.for_object = true,
	.alertable = true,
};

FIXTURE_VARIANT_ADD(way, all) {
	.call = wait_all,
	.timeout = STATUS_TIMEOUT,
	.for_object = true,
	.alertable = true,
};

FIXTURE_VARIANT_ADD(way, signal_and_wait) {
	.call = signal_and_wait,
	.timeout = STATUS_TIMEOUT,
	.for_object = true,
	.alertable = true,
};

FIXTURE_VARIANT_ADD(way, delay) {
	.call = delay,
	.timeout = STATUS_SUCCESS,
	.alertable = true,
};

FIXTURE_VARIANT_ADD(way, alert_by_id) {
	.call = wait_for_alert,
	.timeout = STATUS_TIMEOUT,
};

FIXTURE_SETUP(way)
{
	ASSERT_LE(0, nt_open_device());
	ASSERT_STATUS(STATUS_SUCCESS, nt_make_token());
	self->waiter = (struct nt_waiter){
		.call = variant->call,
		.handle = nt_event(SYNCHRONIZATION, 0),
		/* Signalled where all are to be. */
		.handles[0] = nt_event(NOTIFICATION, variant->call == wait_all),
		.signal = nt_semaphore(0, 1000),
		.deadline = FOREVER,
	};
}

FIXTURE_TEARDOWN(way)
{
}

static void begin(struct __test_metadata *_metadata, struct nt_waiter *waiter, __u64 *thread)
{
	nt_waiter_begin(waiter);
	*thread = nt_thread(waiter->tid);
	ASSERT_TRUE(suspend_waiter(*thread, waiter));
}

static void resume(struct __test_metadata *_metadata, __u64 thread)
{
	__u32 count;

	ASSERT_STATUS(STATUS_SUCCESS, nt_resume(thread, &count));
	EXPECT_EQ(1, count);
}

/* The time that it was suspended counts, and is not put on top. */
TEST_F(way, deadline)
{
	struct nt_waiter *waiter = &self->waiter;

	waiter->deadline = nt_now() + 2 * NT_SECOND;
	begin(_metadata, waiter, &self->thread);
	usleep(A_WHILE);
	resume(_metadata, self->thread);
	ASSERT_TRUE(nt_now() < waiter->deadline);
	ASSERT_TRUE(NT_UNTIL(nt_waiter_sleeps(waiter) || nt_waiter_done(waiter)));
	EXPECT_STATUS(variant->timeout, nt_waiter_end(waiter));
	EXPECT_LE(waiter->deadline, nt_now());
	EXPECT_GT(waiter->deadline + 2 * NT_SECOND, nt_now());
}

TEST_F(way, past_deadline)
{
	struct nt_waiter *waiter = &self->waiter;

	waiter->deadline = nt_now() + 300 * NT_MILLISECOND;
	begin(_metadata, waiter, &self->thread);
	while (nt_now() < waiter->deadline + 20 * NT_MILLISECOND)
		usleep(1000);
	EXPECT_FALSE(nt_waiter_done(waiter));
	resume(_metadata, self->thread);
	EXPECT_STATUS(variant->timeout, nt_waiter_end(waiter));
}

/* What becomes signalled is there when the thread is resumed. */
TEST_F(way, signalled)
{
	struct nt_waiter *waiter = &self->waiter;

	if (!variant->for_object)
		SKIP(return, "it waits for no object");
	begin(_metadata, waiter, &self->thread);
	ASSERT_STATUS(STATUS_SUCCESS, nt_set_event(waiter->handle));
	usleep(A_WHILE);
	EXPECT_FALSE(nt_waiter_done(waiter));
	EXPECT_EQ(1, nt_state(waiter->handle));
	resume(_metadata, self->thread);
	EXPECT_STATUS(STATUS_SUCCESS, nt_waiter_end(waiter));
	EXPECT_EQ(0, nt_state(waiter->handle));
}

/* And if another one has taken it, the thread waits on. */
TEST_F(way, taken_by_another)
{
	struct nt_waiter *waiter = &self->waiter;
	struct nt_waiter other;

	if (!variant->for_object)
		SKIP(return, "it waits for no object");
	begin(_metadata, waiter, &self->thread);
	nt_waiter_start(&other, waiter->handle, FOREVER);
	ASSERT_STATUS(STATUS_SUCCESS, nt_set_event(waiter->handle));
	EXPECT_STATUS(STATUS_SUCCESS, nt_waiter_end(&other));
	resume(_metadata, self->thread);
	ASSERT_TRUE(NT_UNTIL(nt_thread_column(waiter->tid, "waiting") == 1));
	EXPECT_FALSE(nt_waiter_done(waiter));
	ASSERT_STATUS(STATUS_SUCCESS, nt_set_event(waiter->handle));
	EXPECT_STATUS(STATUS_SUCCESS, nt_waiter_end(waiter));
}

/* Again and again, in one and the same wait. */
TEST_F(way, often)
{
	struct nt_waiter *waiter = &self->waiter;
	int i;

	begin(_metadata, waiter, &self->thread);
	for (i = 0; i < 20; i++) {
		resume(_metadata, self->thread);
		ASSERT_TRUE(NT_UNTIL(nt_thread_column(waiter->tid, "waiting") == 1));
		ASSERT_TRUE(suspend_waiter(self->thread, waiter));
	}
	ASSERT_FALSE(nt_waiter_done(waiter));
	resume(_metadata, self->thread);
	if (!variant->for_object)
		return;
	ASSERT_STATUS(STATUS_SUCCESS, nt_set_event(waiter->handle));
	EXPECT_STATUS(STATUS_SUCCESS, nt_waiter_end(waiter));
}

/* What is queued for it, or alerts it, does not wake it, and ends its wait afterwards. */
TEST_F(way, user_apc)
{
	struct nt_waiter *waiter = &self->waiter;

	if (!variant->alertable)
		SKIP(return, "nothing is taken in it");
	waiter->flags = ALERTABLE;
	begin(_metadata, waiter, &self->thread);
	ASSERT_STATUS(STATUS_SUCCESS, nt_queue_apc(self->thread, 1, 2, 3, 4));
	usleep(A_WHILE);
	EXPECT_FALSE(nt_waiter_done(waiter));
	EXPECT_TRUE(nt_is_suspended(waiter->tid));
	resume(_metadata, self->thread);
	EXPECT_STATUS(STATUS_USER_APC, nt_waiter_end(waiter));
}

TEST_F(way, alerted)
{
	struct nt_waiter *waiter = &self->waiter;

	if (!variant->alertable)
		SKIP(return, "it is alerted otherwise");
	waiter->flags = ALERTABLE;
	begin(_metadata, waiter, &self->thread);
	ASSERT_STATUS(STATUS_SUCCESS, nt_hot(NTOBJ_IOC_ALERT_THREAD, self->thread));
	usleep(A_WHILE);
	EXPECT_FALSE(nt_waiter_done(waiter));
	resume(_metadata, self->thread);
	EXPECT_STATUS(STATUS_ALERTED, nt_waiter_end(waiter));
}

TEST_F(way, alert_resume)
{
	struct nt_waiter *waiter = &self->waiter;
	__u32 count;

	if (!variant->alertable)
		SKIP(return, "it is alerted otherwise");
	waiter->flags = ALERTABLE;
	begin(_metadata, waiter, &self->thread);
	/* The alert is there before it runs. */
	ASSERT_STATUS(STATUS_SUCCESS, nt_suspend(self->thread, NULL));
	ASSERT_STATUS(STATUS_SUCCESS, nt_alert_resume(self->thread, &count));
	EXPECT_EQ(2, count);
	usleep(A_WHILE);
	EXPECT_FALSE(nt_waiter_done(waiter));
	resume(_metadata, self->thread);
	EXPECT_STATUS(STATUS_ALERTED, nt_waiter_end(waiter));
}

/* Of one that is not suspended it is an alert. */
TEST_F(way, alert_only)
{
	struct nt_waiter *waiter = &self->waiter;
	__u32 count = 7;

	if (!variant->alertable)
		SKIP(return, "it is alerted otherwise");
	waiter->flags = ALERTABLE;
	nt_waiter_begin(waiter);
	ASSERT_STATUS(STATUS_SUCCESS, nt_alert_resume(nt_thread(waiter->tid), &count));
	EXPECT_EQ(0, count);
	EXPECT_STATUS(STATUS_ALERTED, nt_waiter_end(waiter));
}

static void wait_alertably(struct nt_waiter *waiter)
{
	waiter->count = nt_delay(FOREVER, ALERTABLE) == STATUS_ALERTED;
}

/* Who does not listen keeps it for his next wait. */
TEST_F(way, alert_resume_unheard)
{
	struct nt_waiter *waiter = &self->waiter;

	waiter->deadline = nt_now() + 300 * NT_MILLISECOND;
	waiter->after = wait_alertably;
	begin(_metadata, waiter, &self->thread);
	ASSERT_STATUS(STATUS_SUCCESS, nt_alert_resume(self->thread, NULL));
	EXPECT_STATUS(variant->timeout, nt_waiter_end(waiter));
	EXPECT_LE(waiter->deadline, nt_now());
	EXPECT_EQ(1, waiter->count);
}

/* An alert of the kernel's is no alert of the user's, which NtTestAlert asks for. */
TEST_F(ntobj, alert_of_kernel)
{
	struct ntobj_test_alert taken;

	ASSERT_STATUS(STATUS_SUCCESS, nt_alert_resume(SELF, NULL));
	EXPECT_STATUS(STATUS_SUCCESS, nt_test_alert(&taken));
	EXPECT_STATUS(STATUS_ALERTED, nt_delay(FOREVER, ALERTABLE));
	EXPECT_STATUS(STATUS_SUCCESS, nt_delay(nt_now() + NT_MILLISECOND, ALERTABLE));
}

/* A mutant that it owns stays its own; one that it waited for it has not got. */
TEST_F(ntobj, mutants)
{
	struct nt_waiter waiter = {
		.call = wait_single, .handle = nt_mutant(true), .deadline = FOREVER,
	};
	__u64 thread;

	nt_waiter_begin(&waiter);
	thread = nt_thread(waiter.tid);
	ASSERT_TRUE(suspend_waiter(thread, &waiter));
	ASSERT_STATUS(STATUS_SUCCESS, nt_hot(NTOBJ_IOC_RELEASE_MUTANT, waiter.handle));
	EXPECT_EQ(1, nt_mutant_state(waiter.handle).current_count);
	EXPECT_STATUS(STATUS_SUCCESS, nt_wait(waiter.handle, POLL));
	ASSERT_STATUS(STATUS_SUCCESS, nt_hot(NTOBJ_IOC_RELEASE_MUTANT, waiter.handle));
	ASSERT_STATUS(STATUS_SUCCESS, nt_resume(thread, NULL));
	EXPECT_STATUS(STATUS_SUCCESS, nt_waiter_end(&waiter));
}

/* System calls of Linux's: they go on, and say nothing of it. */
static int futex_word;

static __s32 sleep_in_linux(struct nt_waiter *waiter)
{
	struct timespec time = { .tv_nsec = 400 * NT_MILLISECOND };

	NT_CHECK(!clock_nanosleep(CLOCK_MONOTONIC, 0, &time, NULL));
	NT_CHECK(nt_now() >= waiter->deadline);
	return 0;
}

static __s32 read_pipe(struct nt_waiter *waiter)
{
	char byte = 0;

	NT_CHECK(read(waiter->count, &byte, 1) == 1 && byte == 'w');
	return 0;
}

static __s32 poll_pipe(struct nt_waiter *waiter)
{
	struct pollfd poll_for = { .fd = waiter->count, .events = POLLIN };

	NT_CHECK(poll(&poll_for, 1, -1) == 1);
	return 0;
}

static __s32 poll_for_time(struct nt_waiter *waiter)
{
	struct pollfd poll_for = { .fd = waiter->count, .events = POLLIN };

	NT_CHECK(!poll(&poll_for, 1, 400));
	NT_CHECK(nt_now() >= waiter->deadline);
	return 0;
}

static __s32 wait_for_futex(struct nt_waiter *waiter)
{
	(void)waiter;
	NT_CHECK(!syscall(SYS_futex, &futex_word, FUTEX_WAIT, 0, NULL, NULL, 0) ||
		 (errno == EAGAIN && futex_word));
	return 0;
}

static void *linux_body(void *context)
{
	struct nt_waiter *waiter = context;

	__atomic_store_n(&waiter->tid, gettid(), __ATOMIC_RELEASE);
	waiter->status = waiter->call(waiter);
	__atomic_store_n(&waiter->done, true, __ATOMIC_RELEASE);
	return NULL;
}

/* Not by nt_waiter_begin(), which knows waits of the module's alone. */
static void start_in_linux(struct nt_waiter *waiter)
{
	NT_CHECK(!pthread_create(&waiter->thread, NULL, linux_body, waiter));
	NT_CHECK(NT_UNTIL(__atomic_load_n(&waiter->tid, __ATOMIC_ACQUIRE) &&
			  nt_is_asleep(getpid(), waiter->tid)));
}

FIXTURE(in_linux) {
	struct nt_waiter waiter;
	int ends[2];
};

FIXTURE_VARIANT(in_linux) {
	__s32 (*call)(struct nt_waiter *waiter);
	bool for_time;
};

FIXTURE_VARIANT_ADD(in_linux, nanosleep) {
	.call = sleep_in_linux,
	.for_time = true,
};

FIXTURE_VARIANT_ADD(in_linux, read) {
	.call = read_pipe,
};

FIXTURE_VARIANT_ADD(in_linux, poll) {
	.call = poll_pipe,
};

FIXTURE_VARIANT_ADD(in_linux, poll_for_time) {
	.call = poll_for_time,
	.for_time = true,
};

FIXTURE_VARIANT_ADD(in_linux, futex) {
	.call = wait_for_futex,
};

FIXTURE_SETUP(in_linux)
{
	ASSERT_LE(0, nt_open_device());
	ASSERT_STATUS(STATUS_SUCCESS, nt_make_token());
	ASSERT_EQ(0, pipe(self->ends));
	self->waiter = (struct nt_waiter){
		.call = variant->call,
		.count = self->ends[0],
		.deadline = nt_now() + 400 * NT_MILLISECOND,
	};
}

FIXTURE_TEARDOWN(in_linux)
{
}

TEST_F(in_linux, restarted)
{
	struct nt_waiter *waiter = &self->waiter;
	__u64 thread;

	start_in_linux(waiter);
	thread = nt_thread(waiter->tid);
	ASSERT_TRUE(nt_suspend_soon(thread, waiter->tid));
	/* It would go on now, or soon. */
	futex_word = 1;
	ASSERT_LE(0, syscall(SYS_futex, &futex_word, FUTEX_WAKE, 1, NULL, NULL, 0));
	if (!variant->for_time)
		ASSERT_EQ(1, write(self->ends[1], "w", 1));
	usleep(A_WHILE);
	EXPECT_FALSE(nt_waiter_done(waiter));
	ASSERT_STATUS(STATUS_SUCCESS, nt_resume(thread, NULL));
	EXPECT_STATUS(STATUS_SUCCESS, nt_waiter_end(waiter));
}

/* And its time is over when it is. */
TEST_F(in_linux, time_passes)
{
	struct nt_waiter *waiter = &self->waiter;
	__u64 thread;

	if (!variant->for_time)
		SKIP(return, "it has no end by itself");
	start_in_linux(waiter);
	thread = nt_thread(waiter->tid);
	ASSERT_TRUE(nt_suspend_soon(thread, waiter->tid));
	while (nt_now() < waiter->deadline + 100 * NT_MILLISECOND)
		usleep(1000);
	EXPECT_FALSE(nt_waiter_done(waiter));
	ASSERT_STATUS(STATUS_SUCCESS, nt_resume(thread, NULL));
	EXPECT_STATUS(STATUS_SUCCESS, nt_waiter_end(waiter));
}

/* One that has ended can't be suspended; to resume it does nothing. */
TEST_F(ntobj, ended)
{
	pid_t victim = nt_victim_start();
	__u64 thread = nt_thread(victim);
	__u32 count = 7;
	int i;

	ASSERT_STATUS(STATUS_SUCCESS, nt_suspend(thread, NULL));
	ASSERT_EQ(0, kill(victim, SIGKILL));
	ASSERT_STATUS(STATUS_SUCCESS, nt_wait(thread, FOREVER));
	for (i = 0; i < 2; i++) {
		EXPECT_STATUS(STATUS_THREAD_IS_TERMINATING, nt_suspend(thread, &count));
		EXPECT_STATUS(STATUS_SUCCESS, nt_resume(thread, &count));
		EXPECT_EQ(0, count);
		EXPECT_STATUS(STATUS_SUCCESS, nt_alert_resume(thread, &count));
		EXPECT_EQ(0, count);
		if (!i)
			EXPECT_EQ(NT_KILLED(SIGKILL), nt_child_end(victim));
	}
}

static int suspend_and_end(void *context)
{
	const pid_t *tid = context;

	NT_CHECK(nt_open_device() >= 0);
	NT_CHECK_STATUS(STATUS_SUCCESS, nt_suspend(nt_thread(*tid), NULL));
	return 0;
}

/* Nobody need hold it: neither who has suspended it, nor a handle. */
TEST_F(ntobj, suspender_ends)
{
	struct nt_totals before = nt_totals();
	struct counter counter;
	__u64 thread = start_counter(&counter);
	__u32 count;

	ASSERT_STATUS(STATUS_SUCCESS, nt_close(thread));
	ASSERT_EQ(0, nt_child(suspend_and_end, &counter.tid));
	ASSERT_TRUE(NT_UNTIL(nt_is_suspended(counter.tid)));
	EXPECT_TRUE(stands(&counter));
	EXPECT_EQ(1, nt_thread_column(counter.tid, "suspend_count"));
	thread = nt_thread(counter.tid);
	ASSERT_STATUS(STATUS_SUCCESS, nt_suspend(thread, &count));
	EXPECT_EQ(1, count);
	ASSERT_STATUS(STATUS_SUCCESS, nt_close(thread));
	thread = nt_thread(counter.tid);
	ASSERT_STATUS(STATUS_SUCCESS, nt_resume(thread, &count));
	EXPECT_EQ(2, count);
	ASSERT_STATUS(STATUS_SUCCESS, nt_resume(thread, &count));
	EXPECT_EQ(1, count);
	EXPECT_TRUE(runs(&counter));
	end_counter(&counter);
	ASSERT_STATUS(STATUS_SUCCESS, nt_close(thread));
	EXPECT_TRUE(NT_UNTIL(nt_totals().objects == before.objects));
}

static int work(void *context)
{
	struct counter counter;
	__u64 thread;

	(void)context;
	NT_CHECK(nt_thread_column(gettid(), "suspend_count") <= 0);
	thread = start_counter(&counter);
	NT_CHECK(nt_suspend_soon(thread, counter.tid));
	NT_CHECK_STATUS(STATUS_SUCCESS, nt_resume(thread, NULL));
	end_counter(&counter);
	return 0;
}

/* A child has one thread, which is not suspended. */
TEST_F(ntobj, fork)
{
	struct counter counter;
	__u64 thread = start_counter(&counter);

	ASSERT_TRUE(nt_suspend_soon(thread, counter.tid));
	EXPECT_EQ(0, nt_child(work, NULL));
	EXPECT_TRUE(stands(&counter));
	ASSERT_STATUS(STATUS_SUCCESS, nt_resume(thread, NULL));
	EXPECT_TRUE(runs(&counter));
	end_counter(&counter);
}

#define ROUNDS	40

/**
 * struct partner - one of two threads that suspend each other
 * @other: the other one
 * @tid: its id
 * @done: it has suspended the other as often as it was to
 */
struct partner {
	struct partner *other;
	pid_t tid;
	bool done;
};

static void *suspend_other(void *context)
{
	struct partner *own = context;
	__u64 other;
	int i;

	__atomic_store_n(&own->tid, gettid(), __ATOMIC_RELEASE);
	NT_CHECK(NT_UNTIL(__atomic_load_n(&own->other->tid, __ATOMIC_ACQUIRE)));
	other = nt_thread(own->other->tid);
	for (i = 0; i < ROUNDS; i++)
		NT_CHECK_STATUS(STATUS_SUCCESS, nt_suspend(other, NULL));
	/* One that has ended could not be. */
	__atomic_store_n(&own->done, true, __ATOMIC_RELEASE);
	while (!__atomic_load_n(&own->other->done, __ATOMIC_ACQUIRE))
		sched_yield();
	return NULL;
}

/* Both may sleep then; a third one gets them going. */
TEST_F(ntobj, each_other)
{
	struct partner pairs[2] = { { .other = &pairs[1] }, { .other = &pairs[0] } };
	unsigned int resumed[2] = {};
	pthread_t threads[2];
	__u64 handles[2];
	__u32 count;
	int i;

	for (i = 0; i < 2; i++)
		ASSERT_EQ(0, pthread_create(&threads[i], NULL, suspend_other, &pairs[i]));
	for (i = 0; i < 2; i++) {
		ASSERT_TRUE(NT_UNTIL(__atomic_load_n(&pairs[i].tid, __ATOMIC_ACQUIRE)));
		handles[i] = nt_thread(pairs[i].tid);
	}
	while (resumed[0] + resumed[1] < 2 * ROUNDS) {
		for (i = 0; i < 2; i++) {
			ASSERT_STATUS(STATUS_SUCCESS, nt_resume(handles[i], &count));
			resumed[i] += !!count;
		}
		sched_yield();
	}
	for (i = 0; i < 2; i++) {
		ASSERT_EQ(0, pthread_join(threads[i], NULL));
		EXPECT_EQ(ROUNDS, resumed[i]);
	}
}

TEST_HARNESS_MAIN
