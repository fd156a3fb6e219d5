// SPDX-License-Identifier: GPL-2.0
/*
 * User APCs: what is queued for a thread, what it ends and what not, in which order it
 * is taken, who may queue, who pays, and when it is forgotten.
 */
#include <signal.h>
#include <sys/wait.h>

#include "ntobj_fixture.h"

#define NOTIFICATION	NTOBJ_NOTIFICATION_EVENT
#define ALERTABLE	NTOBJ_WAIT_ALERTABLE
#define FOREVER		NTOBJ_WAIT_FOREVER
#define POLL		NTOBJ_WAIT_POLL
#define SELF		NTOBJ_CURRENT_THREAD
#define ALICE		1000

/* No program has it, but nothing is called here: what is taken is looked at. */
#define ROUTINE		0x123456789abcdef0ULL

static const char exec_word[] = "--executed";
static const char idle_word[] = "--idle";

/* The ways of waiting alertably, each for an object that does not become signalled. */
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

static __s32 signal_and_wait(struct nt_waiter *waiter)
{
	struct ntobj_signal_and_wait call = {
		.signal_handle = waiter->signal,
		.wait_handle = waiter->handle,
		.deadline = waiter->deadline,
		.flags = waiter->flags,
	};
	__s32 status = nt_call(NTOBJ_IOC_SIGNAL_AND_WAIT, &call);

	NT_CHECK(status < 0 || call.signalled == 1);
	return status;
}

static __s32 wait_for_own_process(struct nt_waiter *waiter)
{
	return nt_wait_flags(NTOBJ_CURRENT_PROCESS, waiter->deadline, waiter->flags);
}

static __s32 delay(struct nt_waiter *waiter)
{
	return nt_delay(waiter->deadline, waiter->flags);
}

FIXTURE(way) {
	struct nt_waiter waiter;
	__u64 thread;
};

FIXTURE_VARIANT(way) {
	__s32 (*call)(struct nt_waiter *waiter);
	__s32 timeout;
};

FIXTURE_VARIANT_ADD(way, single) {
	.call = wait_single,
	.timeout = STATUS_TIMEOUT,
};

FIXTURE_VARIANT_ADD(way, any) {
	.call = wait_any,
	.timeout = STATUS_TIMEOUT,
};

FIXTURE_VARIANT_ADD(way, all) {
	.call = wait_all,
	.timeout = STATUS_TIMEOUT,
};

FIXTURE_VARIANT_ADD(way, signal_and_wait) {
	.call = signal_and_wait,
	.timeout = STATUS_TIMEOUT,
};

FIXTURE_VARIANT_ADD(way, own_process) {
	.call = wait_for_own_process,
	.timeout = STATUS_TIMEOUT,
};

FIXTURE_VARIANT_ADD(way, delay) {
	.call = delay,
	.timeout = STATUS_SUCCESS,
};

FIXTURE_SETUP(way)
{
	ASSERT_LE(0, nt_open_device());
	ASSERT_STATUS(STATUS_SUCCESS, nt_make_token());
	self->waiter = (struct nt_waiter){
		.call = variant->call,
		.handle = nt_event(NOTIFICATION, 0),
		.handles[0] = nt_event(NOTIFICATION, 0),
		.signal = nt_event(NOTIFICATION, 0),
		.deadline = FOREVER,
		.flags = ALERTABLE,
	};
}

FIXTURE_TEARDOWN(way)
{
}

static void expect_taken(struct __test_metadata *_metadata, __u64 number, bool more)
{
	struct ntobj_test_alert taken;

	ASSERT_STATUS(STATUS_SUCCESS, nt_test_alert(&taken));
	EXPECT_EQ(ROUTINE, taken.routine);
	EXPECT_EQ(number, taken.arguments[0]);
	EXPECT_EQ(~number, taken.arguments[1]);
	EXPECT_EQ(7, taken.arguments[2]);
	EXPECT_EQ(more, taken.more);
	EXPECT_EQ(0, taken.reserved);
}

static void expect_none(struct __test_metadata *_metadata)
{
	static const struct ntobj_test_alert nothing;
	struct ntobj_test_alert taken;

	ASSERT_STATUS(STATUS_SUCCESS, nt_test_alert(&taken));
	EXPECT_EQ(0, memcmp(&nothing, &taken, sizeof(taken)));
}

static __s32 queue(__u64 thread, __u64 number)
{
	return nt_queue_apc(thread, ROUTINE, number, ~number, 7);
}

/* How many it takes, in the order of their numbers from 0 on. */
static unsigned int take_all(void)
{
	struct ntobj_test_alert taken = { .more = 1 };
	unsigned int count;

	for (count = 0; taken.more; count++) {
		NT_CHECK_STATUS(STATUS_SUCCESS, nt_test_alert(&taken));
		if (!taken.routine)
			break;
		NT_CHECK(taken.arguments[0] == count);
	}
	return count;
}

TEST_F(ntobj, none)
{
	expect_none(_metadata);
	/* Also of a thread that the module knows. */
	nt_wait(nt_event(NOTIFICATION, 0), nt_now());
	expect_none(_metadata);
}

TEST_F(ntobj, order)
{
	__u64 thread = nt_thread(gettid());
	unsigned int i;

	for (i = 0; i < 5; i++)
		ASSERT_STATUS(STATUS_SUCCESS, queue(i % 2 ? SELF : thread, i));
	for (i = 0; i < 5; i++)
		expect_taken(_metadata, i, i < 4);
	expect_none(_metadata);
}

/* With nothing to call, nothing is queued; but the handle is looked at. */
TEST_F(ntobj, no_routine)
{
	__u64 thread = nt_thread(gettid());

	EXPECT_STATUS(STATUS_SUCCESS, nt_queue_apc(thread, 0, 1, 2, 3));
	EXPECT_STATUS(STATUS_SUCCESS, nt_queue_apc(SELF, 0, 1, 2, 3));
	EXPECT_STATUS(STATUS_INVALID_HANDLE, nt_queue_apc(thread + 4, 0, 1, 2, 3));
	EXPECT_STATUS(STATUS_TIMEOUT, nt_wait_flags(NTOBJ_CURRENT_PROCESS, POLL, ALERTABLE));
	expect_none(_metadata);
}

TEST_F(ntobj, bad_handles)
{
	__u64 event = nt_event(NOTIFICATION, 0);
	__u64 thread;

	EXPECT_STATUS(STATUS_INVALID_HANDLE, queue(0, 0));
	EXPECT_STATUS(STATUS_INVALID_HANDLE, queue(event + 4, 0));
	EXPECT_STATUS(STATUS_INVALID_HANDLE, queue(1ULL << 40, 0));
	EXPECT_STATUS(STATUS_OBJECT_TYPE_MISMATCH, queue(event, 0));
	EXPECT_STATUS(STATUS_OBJECT_TYPE_MISMATCH, queue(NTOBJ_CURRENT_PROCESS, 0));
	ASSERT_STATUS(STATUS_SUCCESS,
		      nt_open_thread(&thread, gettid(),
				     NTOBJ_THREAD_ALL_ACCESS & ~NTOBJ_THREAD_SET_CONTEXT));
	EXPECT_STATUS(STATUS_ACCESS_DENIED, queue(thread, 0));
	ASSERT_STATUS(STATUS_SUCCESS,
		      nt_open_thread(&thread, gettid(), NTOBJ_THREAD_SET_CONTEXT));
	EXPECT_STATUS(STATUS_SUCCESS, queue(thread, 0));
	expect_taken(_metadata, 0, false);
	expect_none(_metadata);
}

/* What could not be delivered has not been taken. */
TEST_F(ntobj, bad_pointer)
{
	ASSERT_STATUS(STATUS_SUCCESS, queue(SELF, 5));
	EXPECT_STATUS(STATUS_ACCESS_VIOLATION,
		      nt_raw(nt_device, NTOBJ_IOC_TEST_ALERT, (void *)8));
	EXPECT_STATUS(STATUS_ACCESS_VIOLATION,
		      nt_raw(nt_device, NTOBJ_IOC_QUEUE_APC_THREAD, (void *)8));
	expect_taken(_metadata, 5, false);
}

TEST_F(way, queued_before)
{
	struct nt_waiter *waiter = &self->waiter;

	ASSERT_STATUS(STATUS_SUCCESS, queue(SELF, 1));
	/* Not for a wait that is not alertable. */
	waiter->flags = 0;
	waiter->deadline = nt_now() + NT_MILLISECOND;
	EXPECT_STATUS(variant->timeout, variant->call(waiter));
	waiter->flags = ALERTABLE;
	waiter->deadline = FOREVER;
	EXPECT_STATUS(STATUS_USER_APC, variant->call(waiter));
	waiter->deadline = POLL;
	EXPECT_STATUS(STATUS_USER_APC, variant->call(waiter));
	/* A deadline that has passed comes after. */
	waiter->deadline = 1;
	EXPECT_STATUS(STATUS_USER_APC, variant->call(waiter));
	expect_taken(_metadata, 1, false);
	EXPECT_STATUS(variant->timeout, variant->call(waiter));
}

static void take_one(struct nt_waiter *waiter)
{
	struct ntobj_test_alert taken;

	NT_CHECK_STATUS(STATUS_SUCCESS, nt_test_alert(&taken));
	NT_CHECK(taken.routine == ROUTINE && taken.arguments[0] == 3 && !taken.more);
	waiter->count = 1;
}

TEST_F(way, queued_during)
{
	struct nt_waiter *waiter = &self->waiter;

	waiter->after = take_one;
	nt_waiter_begin(waiter);
	ASSERT_STATUS(STATUS_SUCCESS, queue(nt_thread(waiter->tid), 3));
	EXPECT_STATUS(STATUS_USER_APC, nt_waiter_end(waiter));
	EXPECT_EQ(1, waiter->count);
}

/* Who does not wait alertably sleeps on, and has it afterwards. */
TEST_F(way, not_alertable)
{
	struct nt_waiter *waiter = &self->waiter;

	waiter->flags = 0;
	waiter->deadline = nt_now() + 200 * NT_MILLISECOND;
	waiter->after = take_one;
	nt_waiter_begin(waiter);
	ASSERT_STATUS(STATUS_SUCCESS, queue(nt_thread(waiter->tid), 3));
	EXPECT_STATUS(variant->timeout, nt_waiter_end(waiter));
	EXPECT_LE(waiter->deadline, nt_now());
	EXPECT_EQ(1, waiter->count);
}

/* An alert, too: before what is queued, and before the wait. */
TEST_F(way, alerted)
{
	struct nt_waiter *waiter = &self->waiter;

	ASSERT_STATUS(STATUS_SUCCESS, nt_hot(NTOBJ_IOC_ALERT_THREAD, SELF));
	ASSERT_STATUS(STATUS_SUCCESS, queue(SELF, 1));
	waiter->deadline = POLL;
	EXPECT_STATUS(STATUS_ALERTED, variant->call(waiter));
	EXPECT_STATUS(STATUS_USER_APC, variant->call(waiter));
	expect_taken(_metadata, 1, false);
	waiter->deadline = FOREVER;
	nt_waiter_begin(waiter);
	ASSERT_STATUS(STATUS_SUCCESS,
		      nt_hot(NTOBJ_IOC_ALERT_THREAD, nt_thread(waiter->tid)));
	EXPECT_STATUS(STATUS_ALERTED, nt_waiter_end(waiter));
}

/* A Unix signal that is handled makes no difference to what is queued. */
static void handler(int number)
{
	(void)number;
}

TEST_F(way, signal_first)
{
	struct sigaction action = { .sa_handler = handler, .sa_flags = SA_RESTART };
	struct nt_waiter *waiter = &self->waiter;

	ASSERT_EQ(0, sigaction(SIGUSR1, &action, NULL));
	waiter->after = take_one;
	nt_waiter_begin(waiter);
	ASSERT_EQ(0, pthread_kill(waiter->thread, SIGUSR1));
	ASSERT_STATUS(STATUS_SUCCESS, queue(nt_thread(waiter->tid), 3));
	EXPECT_STATUS(STATUS_USER_APC, nt_waiter_end(waiter));
	EXPECT_EQ(1, waiter->count);
}

/* What is signalled comes first, and what is queued stays. */
TEST_F(ntobj, satisfied_first)
{
	__u64 event = nt_event(NTOBJ_SYNCHRONIZATION_EVENT, 1);
	const __u64 handles[] = { event, nt_event(NOTIFICATION, 1) };
	struct ntobj_wait_multiple all = {
		.handles = nt_address(handles), .deadline = FOREVER, .count = 2,
		.wait_type = NTOBJ_WAIT_ALL, .flags = ALERTABLE,
	};

	ASSERT_STATUS(STATUS_SUCCESS, queue(SELF, 1));
	EXPECT_STATUS(STATUS_SUCCESS, nt_wait_flags(event, FOREVER, ALERTABLE));
	EXPECT_STATUS(STATUS_USER_APC, nt_wait_flags(event, FOREVER, ALERTABLE));
	ASSERT_STATUS(STATUS_SUCCESS, nt_set_event(event));
	EXPECT_STATUS(STATUS_WAIT_0, nt_call(NTOBJ_IOC_WAIT_FOR_MULTIPLE_OBJECTS, &all));
	/* Nothing is taken from what is signalled if not all are. */
	EXPECT_STATUS(STATUS_USER_APC, nt_call(NTOBJ_IOC_WAIT_FOR_MULTIPLE_OBJECTS, &all));
	EXPECT_EQ(1, nt_state(handles[1]));
	expect_taken(_metadata, 1, false);
}

/* A mutant that a wait was ended for is not owned, and can be. */
TEST_F(ntobj, nothing_is_taken)
{
	struct nt_waiter waiter = {
		.call = wait_single, .handle = nt_mutant(true), .deadline = FOREVER,
		.flags = ALERTABLE,
	};

	nt_waiter_begin(&waiter);
	ASSERT_STATUS(STATUS_SUCCESS, queue(nt_thread(waiter.tid), 3));
	EXPECT_STATUS(STATUS_USER_APC, nt_waiter_end(&waiter));
	ASSERT_STATUS(STATUS_SUCCESS, nt_hot(NTOBJ_IOC_RELEASE_MUTANT, waiter.handle));
	EXPECT_EQ(1, nt_mutant_state(waiter.handle).current_count);
}

static int queue_and_end(void *context)
{
	unsigned int i;

	(void)context;
	for (i = 0; i < 10; i++)
		NT_CHECK_STATUS(STATUS_SUCCESS, queue(i % 2 ? SELF : nt_thread(gettid()), i));
	return 0;
}

/* A thread takes what was queued for it along. */
TEST_F(ntobj, thread_ends)
{
	struct nt_totals before = nt_totals();
	pid_t victim = nt_victim_start();
	__u64 thread = nt_thread(victim);
	struct ntobj_test_alert taken;
	unsigned int i;

	for (i = 0; i < 20; i++)
		ASSERT_STATUS(STATUS_SUCCESS, queue(thread, i));
	ASSERT_EQ(0, kill(victim, SIGKILL));
	ASSERT_STATUS(STATUS_SUCCESS, nt_wait(thread, FOREVER));
	EXPECT_STATUS(STATUS_UNSUCCESSFUL, queue(thread, 0));
	EXPECT_STATUS(STATUS_UNSUCCESSFUL, queue(thread, 0));
	EXPECT_STATUS(STATUS_UNSUCCESSFUL, nt_queue_apc(thread, 0, 0, 0, 0));
	EXPECT_EQ(NT_KILLED(SIGKILL), nt_child_end(victim));
	ASSERT_STATUS(STATUS_SUCCESS, nt_close(thread));
	EXPECT_EQ(0, nt_child(queue_and_end, NULL));
	EXPECT_TRUE(NT_UNTIL(nt_totals().objects == before.objects));
	EXPECT_EQ(before.handles, nt_totals().handles);
	EXPECT_STATUS(STATUS_SUCCESS, nt_test_alert(&taken));
}

/* Who has queued for a thread that nobody else knows need not keep his handle. */
TEST_F(ntobj, handle_closed)
{
	struct nt_waiter waiter = {
		.call = wait_single, .handle = nt_event(NOTIFICATION, 0), .deadline = FOREVER,
		.after = take_one,
	};
	__u64 thread;

	nt_waiter_begin(&waiter);
	thread = nt_thread(waiter.tid);
	ASSERT_STATUS(STATUS_SUCCESS, queue(thread, 3));
	ASSERT_STATUS(STATUS_SUCCESS, nt_close(thread));
	ASSERT_STATUS(STATUS_SUCCESS, nt_set_event(waiter.handle));
	EXPECT_STATUS(STATUS_SUCCESS, nt_waiter_end(&waiter));
	EXPECT_EQ(1, waiter.count);
}

static int take_in_child(void *context)
{
	struct ntobj_test_alert taken;

	(void)context;
	NT_CHECK_STATUS(STATUS_SUCCESS, nt_test_alert(&taken));
	NT_CHECK(!taken.routine);
	NT_CHECK_STATUS(STATUS_TIMEOUT,
			nt_wait_flags(NTOBJ_CURRENT_PROCESS, POLL, ALERTABLE));
	return 0;
}

/* A child has none of its parent's. */
TEST_F(ntobj, fork)
{
	ASSERT_STATUS(STATUS_SUCCESS, queue(SELF, 1));
	ASSERT_STATUS(STATUS_SUCCESS, nt_hot(NTOBJ_IOC_ALERT_THREAD, SELF));
	EXPECT_EQ(0, nt_child(take_in_child, NULL));
	EXPECT_STATUS(STATUS_ALERTED, nt_wait_flags(NTOBJ_CURRENT_PROCESS, POLL, ALERTABLE));
	expect_taken(_metadata, 1, false);
}

/**
 * struct stage - a child that is about to exec, and who queues for it
 * @ready: tells the child that all is queued
 * @by_thread: whether the exec is another thread's than the first
 * @to_itself: whether it queues too
 */
struct stage {
	int ready[2];
	bool by_thread;
	bool to_itself;
};

static void *begin_program(void *context)
{
	char device[16];

	(void)context;
	snprintf(device, sizeof(device), "%d", dup(nt_device));
	execl("/proc/self/exe", "apcs", exec_word, device, NULL);
	_exit(1);
}

static int be_executed(void *context)
{
	struct stage *stage = context;
	pthread_t thread;
	char byte;

	if (stage->to_itself) {
		NT_CHECK_STATUS(STATUS_SUCCESS, queue(SELF, 0));
		NT_CHECK_STATUS(STATUS_SUCCESS, nt_hot(NTOBJ_IOC_ALERT_THREAD, SELF));
	}
	close(stage->ready[1]);
	NT_CHECK(read(stage->ready[0], &byte, 1) == 1);
	if (!stage->by_thread)
		begin_program(NULL);
	NT_CHECK(!pthread_create(&thread, NULL, begin_program, NULL));
	pthread_join(thread, NULL);
	return 1;
}

/* The new program, which the addresses are not of. */
static int be_program(const char *device)
{
	nt_device = atoi(device);
	take_in_child(NULL);
	NT_CHECK_STATUS(STATUS_TIMEOUT, nt_wait_for_alert(POLL, 0));
	/* It can have its own. */
	NT_CHECK_STATUS(STATUS_SUCCESS, queue(SELF, 0));
	NT_CHECK(take_all() == 1);
	return 0;
}

static void exec_with(struct __test_metadata *_metadata, bool by_thread, bool to_itself,
		      bool close_handle)
{
	struct stage stage = { .by_thread = by_thread, .to_itself = to_itself };
	struct nt_totals before = nt_totals();
	__u64 thread;
	pid_t pid;

	ASSERT_EQ(0, pipe(stage.ready));
	pid = nt_child_start(be_executed, &stage);
	thread = nt_thread(pid);
	ASSERT_STATUS(STATUS_SUCCESS, queue(thread, 0));
	ASSERT_STATUS(STATUS_SUCCESS, queue(thread, 1));
	ASSERT_STATUS(STATUS_SUCCESS, nt_hot(NTOBJ_IOC_ALERT_THREAD, thread));
	if (close_handle)
		ASSERT_STATUS(STATUS_SUCCESS, nt_close(thread));
	ASSERT_EQ(1, write(stage.ready[1], "r", 1));
	EXPECT_EQ(0, nt_child_end(pid));
	if (!close_handle)
		ASSERT_STATUS(STATUS_SUCCESS, nt_close(thread));
	close(stage.ready[0]);
	close(stage.ready[1]);
	EXPECT_TRUE(NT_UNTIL(nt_totals().objects == before.objects));
}

TEST_F(ntobj, exec)
{
	unsigned int way;

	for (way = 0; way < 8; way++)
		exec_with(_metadata, way & 1, way & 2, way & 4);
}

/**
 * struct stranger - a process that has never called the module, and execs
 * @go: tells it to, and then that it may end
 * @running: it tells that the new program runs
 * @looks: whether the new program looks what it has been given
 */
struct stranger {
	int go[2];
	int running[2];
	bool looks;
};

static void be_stranger(const struct stranger *stranger)
{
	char texts[3][16];
	char byte;

	NT_CHECK(read(stranger->go[0], &byte, 1) == 1);
	snprintf(texts[0], sizeof(texts[0]), "%d", stranger->running[1]);
	snprintf(texts[1], sizeof(texts[1]), "%d", stranger->go[0]);
	execl("/proc/self/exe", "apcs", idle_word, texts[0], texts[1],
	      stranger->looks ? "1" : "0", NULL);
	_exit(1);
}

static int be_idle_program(char **arguments)
{
	char byte;

	if (arguments[2][0] == '1') {
		NT_CHECK(nt_open_device() >= 0);
		take_in_child(NULL);
	}
	NT_CHECK(write(atoi(arguments[0]), "r", 1) == 1);
	NT_CHECK(read(atoi(arguments[1]), &byte, 1) == 1);
	return 0;
}

static void exec_stranger(struct __test_metadata *_metadata, bool looks)
{
	struct stranger stranger = { .looks = looks };
	struct nt_totals before;
	__u64 thread;
	char byte;
	pid_t pid;
	int status;

	ASSERT_EQ(0, pipe(stranger.go));
	ASSERT_EQ(0, pipe(stranger.running));
	/* Before this process is one that uses the module. */
	pid = fork();
	ASSERT_LE(0, pid);
	if (!pid)
		be_stranger(&stranger);
	ASSERT_LE(0, nt_open_device());
	ASSERT_STATUS(STATUS_SUCCESS, nt_make_token());
	before = nt_totals();
	thread = nt_thread(pid);
	ASSERT_STATUS(STATUS_SUCCESS, queue(thread, 0));
	ASSERT_STATUS(STATUS_SUCCESS, nt_hot(NTOBJ_IOC_ALERT_THREAD, thread));
	/* The alert alone is left, and nobody keeps anything of the process. */
	if (looks)
		ASSERT_STATUS(STATUS_SUCCESS, nt_close(thread));
	ASSERT_EQ(1, write(stranger.go[1], "g", 1));
	ASSERT_EQ(1, read(stranger.running[0], &byte, 1));
	/* It is not one that uses the module because it has been given something. */
	if (!looks)
		ASSERT_STATUS(STATUS_SUCCESS, nt_close(thread));
	usleep(20000);
	ASSERT_EQ(1, write(stranger.go[1], "g", 1));
	ASSERT_EQ(pid, waitpid(pid, &status, 0));
	EXPECT_EQ(0, status);
	EXPECT_TRUE(NT_UNTIL(nt_totals().objects == before.objects));
}

TEST(exec_of_a_stranger)
{
	exec_stranger(_metadata, false);
}

TEST(exec_of_a_stranger_that_looks)
{
	exec_stranger(_metadata, true);
}

/* Who has queued pays until it is taken. */
TEST_F(ntobj, quota)
{
	unsigned int count = 0, again = 0;
	__s32 status;

	ASSERT_STATUS(STATUS_SUCCESS, queue(SELF, 0));
	EXPECT_EQ(1, take_all());
	ASSERT_STATUS(STATUS_SUCCESS, nt_set_quota(NTOBJ_CURRENT_PROCESS, 1 << 20, 32768));
	while ((status = queue(SELF, count)) == STATUS_SUCCESS)
		count++;
	EXPECT_STATUS(STATUS_QUOTA_EXCEEDED, status);
	EXPECT_LE(32, count);
	EXPECT_GE(32768 / sizeof(struct ntobj_queue_apc), count);
	EXPECT_EQ(count, take_all());
	while (queue(SELF, again) == STATUS_SUCCESS)
		again++;
	EXPECT_EQ(count, again);
	EXPECT_EQ(again, take_all());
}

static int open_other(void *context)
{
	const pid_t *other = context;
	__u64 thread;

	NT_CHECK(!nt_become(ALICE));
	NT_CHECK_STATUS(STATUS_ACCESS_DENIED,
			nt_open_thread(&thread, *other, NTOBJ_THREAD_SET_CONTEXT));
	NT_CHECK_STATUS(STATUS_ACCESS_DENIED,
			nt_open_thread(&thread, *other, NTOBJ_THREAD_ALERT));
	return 0;
}

/* Another user can't have a handle for that. */
TEST_F(ntobj, other_user)
{
	pid_t self_id = getpid();

	EXPECT_EQ(0, nt_child(open_other, &self_id));
}

/* Where root looks who has something to take. */
TEST_F(ntobj, debugfs)
{
	char wanted[96], *text;

	ASSERT_STATUS(STATUS_SUCCESS, queue(SELF, 0));
	ASSERT_STATUS(STATUS_SUCCESS, queue(SELF, 1));
	ASSERT_STATUS(STATUS_SUCCESS, nt_hot(NTOBJ_IOC_ALERT_THREAD, SELF));
	snprintf(wanted, sizeof(wanted), "%d\t%d\tnative\t0\t0\tused\tno\t2\t0\tu\t0\t0\t0\t0\n",
		 getpid(), gettid());
	text = nt_read_file(NT_DEBUGFS "/threads");
	ASSERT_NE(NULL, text);
	EXPECT_NE(NULL, strstr(text, wanted))
		TH_LOG("%s", text);
	free(text);
}

int main(int argc, char **argv)
{
	if (argc == 3 && !strcmp(argv[1], exec_word))
		return be_program(argv[2]);
	if (argc == 5 && !strcmp(argv[1], idle_word))
		return be_idle_program(argv + 2);
	return test_harness_run(argc, argv);
}
