// SPDX-License-Identifier: GPL-2.0
/*
 * Timers that call procedures: what is queued for whom, when and with what, what takes
 * it back, how long such a timer lives, and that nothing is lost or left.
 */
#include <signal.h>
#include <sys/wait.h>

#include "ntobj_fixture.h"

#define NOTIFICATION	NTOBJ_NOTIFICATION_TIMER
#define SYNCHRONIZATION	NTOBJ_SYNCHRONIZATION_TIMER

#define ALERTABLE	NTOBJ_WAIT_ALERTABLE
#define FOREVER		NTOBJ_WAIT_FOREVER
#define POLL		NTOBJ_WAIT_POLL
#define SELF		NTOBJ_CURRENT_THREAD
#define LONG		(30 * NT_SECOND)

/* No program has it, but nothing is called here: what is taken is looked at. */
#define ROUTINE		0xf23456789abcdef0ULL
#define CONTEXT		0x8765432112345678ULL

/* A relative due time in milliseconds. */
#define IN_MS(ms)	(-10000LL * (ms))

/* Of 1970 in NT's system time, and a due time of CLOCK_REALTIME. */
#define EPOCH		116444736000000000LL
#define AT_REAL(ns)	((__s64)((ns) / 100) + EPOCH)

#define SHARED		NT_HOME u"\\timer"
#define SHARED_TOO	NT_HOME u"\\timer too"

static const char exec_word[] = "--executed";

static __s64 system_time(void)
{
	return AT_REAL(nt_clock(CLOCK_REALTIME));
}

static void set(__u64 timer, __s64 due_time, __s32 period, __u64 context)
{
	NT_CHECK_STATUS(STATUS_SUCCESS,
			nt_set_timer_apc(timer, due_time, period, ROUTINE, context));
}

static void cancel(__u64 timer)
{
	NT_CHECK_STATUS(STATUS_SUCCESS, nt_cancel_timer(timer, NULL));
}

static __u32 state_of(__u64 timer)
{
	__s64 remaining;
	__u32 state;

	NT_CHECK_STATUS(STATUS_SUCCESS, nt_query_timer(timer, &remaining, &state));
	return state;
}

/* What ends an alertable wait at the latest after so long. */
static __s32 pause_ms(unsigned int ms)
{
	return nt_delay(nt_now() + ms * NT_MILLISECOND, ALERTABLE);
}

/* Takes a call that must be of a timer, and tells the time that it came with. */
static __s64 take(__u64 context)
{
	struct ntobj_test_alert taken;

	NT_CHECK_STATUS(STATUS_SUCCESS, nt_test_alert(&taken));
	NT_CHECK(taken.routine == ROUTINE);
	NT_CHECK(taken.arguments[0] == context);
	NT_CHECK(taken.arguments[1] <= ~0U && taken.arguments[2] <= ~0U);
	NT_CHECK(!taken.more);
	return (__s64)(taken.arguments[2] << 32 | taken.arguments[1]);
}

static void expect_none(struct __test_metadata *_metadata)
{
	struct ntobj_test_alert taken;

	EXPECT_STATUS(STATUS_TIMEOUT, nt_wait_flags(NTOBJ_CURRENT_PROCESS, POLL, ALERTABLE));
	ASSERT_STATUS(STATUS_SUCCESS, nt_test_alert(&taken));
	EXPECT_EQ(0, taken.routine);
}

TEST_F(ntobj, delivery)
{
	unsigned int type;

	for (type = NOTIFICATION; type <= SYNCHRONIZATION; type++) {
		__s64 before = system_time(), time;
		__u64 timer = nt_timer(type);

		set(timer, IN_MS(5), 0, CONTEXT);
		ASSERT_STATUS(STATUS_USER_APC, nt_delay(FOREVER, ALERTABLE));
		EXPECT_EQ(1, state_of(timer));
		time = take(CONTEXT);
		EXPECT_LE(before + 50000, time);
		EXPECT_GE(system_time(), time);
		/* Once. */
		EXPECT_STATUS(STATUS_SUCCESS, pause_ms(20));
		/* Also at a time of the clock. */
		before = system_time() + 50000;
		set(timer, before, 0, ~0ULL);
		ASSERT_STATUS(STATUS_USER_APC, nt_delay(FOREVER, ALERTABLE));
		EXPECT_LE(before, take(~0ULL));
		expect_none(_metadata);
	}
}

/* What is past is queued by the call that sets the timer. */
TEST_F(ntobj, at_once)
{
	__u64 timer = nt_timer(NOTIFICATION);
	unsigned int i;

	for (i = 0; i < 3; i++) {
		set(timer, i, 0, i);
		EXPECT_STATUS(STATUS_USER_APC,
			      nt_wait_flags(NTOBJ_CURRENT_PROCESS, POLL, ALERTABLE));
		take(i);
		expect_none(_metadata);
	}
}

/* A status that is a success sets it all the same. */
TEST_F(ntobj, resume)
{
	struct ntobj_set_timer call = {
		.handle = nt_timer(NOTIFICATION), .apc_routine = ROUTINE, .resume = 1,
	};

	EXPECT_STATUS(STATUS_TIMER_RESUME_IGNORED, nt_call(NTOBJ_IOC_SET_TIMER, &call));
	EXPECT_EQ(0, call.previous_state);
	take(0);
	EXPECT_STATUS(STATUS_TIMER_RESUME_IGNORED, nt_call(NTOBJ_IOC_SET_TIMER, &call));
	EXPECT_EQ(1, call.previous_state);
	take(0);
}

TEST_F(ntobj, refused)
{
	__u64 timer = nt_timer(NOTIFICATION);
	__u64 event = nt_event(NTOBJ_NOTIFICATION_EVENT, 0);
	__u64 reader;

	ASSERT_STATUS(STATUS_SUCCESS,
		      nt_create_timer(&reader, nt_unnamed(),
				      NTOBJ_TIMER_ALL_ACCESS & ~NTOBJ_TIMER_MODIFY_STATE, 0));
	EXPECT_STATUS(STATUS_INVALID_PARAMETER_6, nt_set_timer_apc(timer, 0, -1, ROUTINE, 0));
	EXPECT_STATUS(STATUS_INVALID_HANDLE, nt_set_timer_apc(0, 0, 0, ROUTINE, 0));
	EXPECT_STATUS(STATUS_INVALID_HANDLE, nt_set_timer_apc(reader + 4, 0, 0, ROUTINE, 0));
	EXPECT_STATUS(STATUS_OBJECT_TYPE_MISMATCH, nt_set_timer_apc(event, 0, 0, ROUTINE, 0));
	EXPECT_STATUS(STATUS_ACCESS_DENIED, nt_set_timer_apc(reader, 0, 0, ROUTINE, 0));
	EXPECT_EQ(0, state_of(timer));
	expect_none(_metadata);
}

/* One that can't tell what it answers has not been set. */
TEST_F(ntobj, bad_pointer)
{
	EXPECT_STATUS(STATUS_ACCESS_VIOLATION,
		      nt_raw(nt_device, NTOBJ_IOC_SET_TIMER, (void *)8));
	expect_none(_metadata);
}

/* What was not delivered is taken again, unless it is taken back meanwhile. */
TEST_F(ntobj, not_delivered)
{
	__u64 timer = nt_timer(NOTIFICATION);
	unsigned int i;

	set(timer, 0, 10, CONTEXT);
	for (i = 0; i < 3; i++) {
		EXPECT_STATUS(STATUS_ACCESS_VIOLATION,
			      nt_raw(nt_device, NTOBJ_IOC_TEST_ALERT, (void *)8));
		EXPECT_STATUS(STATUS_USER_APC, pause_ms(0));
	}
	take(CONTEXT);
	ASSERT_STATUS(STATUS_USER_APC, nt_delay(FOREVER, ALERTABLE));
	EXPECT_STATUS(STATUS_ACCESS_VIOLATION,
		      nt_raw(nt_device, NTOBJ_IOC_TEST_ALERT, (void *)8));
	cancel(timer);
	expect_none(_metadata);
}

/* Each time of the grid, as long as what came before has been taken. */
TEST_F(ntobj, period)
{
	const __s64 period = 4 * 10000;
	unsigned int i, type, rounds = nt_rounds(20, 200);

	for (type = NOTIFICATION; type <= SYNCHRONIZATION; type++) {
		__s64 first = system_time() + 30000, last = 0, time;
		__u64 timer = nt_timer(type);

		set(timer, IN_MS(3), period / 10000, type);
		for (i = 0; i < rounds; i++) {
			ASSERT_STATUS(STATUS_USER_APC, nt_delay(FOREVER, ALERTABLE));
			time = take(type);
			/* Not before the point of the grid, of which each comes once. */
			EXPECT_LE(first + i * period, time + 10000);
			EXPECT_LT(last, time);
			last = time;
			if (i % 8 == 7)
				usleep(6000);
		}
		EXPECT_EQ(1, state_of(timer));
		cancel(timer);
		expect_none(_metadata);
	}
}

/* What comes while one is queued adds nothing, and does not change it. */
TEST_F(ntobj, one_at_a_time)
{
	__u64 timer = nt_timer(SYNCHRONIZATION);
	__s64 before = system_time(), time;
	unsigned int i;

	set(timer, 0, 2, CONTEXT);
	/* Waits make it expire again and again. */
	for (i = 0; i < 10; i++)
		ASSERT_STATUS(STATUS_SUCCESS, nt_wait(timer, FOREVER));
	time = take(CONTEXT);
	EXPECT_LE(before, time);
	EXPECT_GT(before + 15 * 10000, time);
	/* And then they are queued again. */
	ASSERT_STATUS(STATUS_USER_APC, nt_delay(FOREVER, ALERTABLE));
	EXPECT_LE(time + 15 * 10000, take(CONTEXT));
}

/* Set while one is queued: that is another setting, and the old one is void. */
TEST_F(ntobj, set_anew)
{
	__u64 timer = nt_timer(NOTIFICATION);

	set(timer, 0, 0, 1);
	set(timer, 0, 0, 2);
	take(2);
	expect_none(_metadata);
	/* Without a procedure. */
	set(timer, 0, 1, 3);
	ASSERT_STATUS(STATUS_SUCCESS, nt_set_timer(timer, 0, 1, NULL));
	expect_none(_metadata);
	EXPECT_STATUS(STATUS_SUCCESS, pause_ms(20));
	/* For later. */
	set(timer, 0, 1, 4);
	set(timer, IN_MS(100000), 0, 5);
	EXPECT_STATUS(STATUS_SUCCESS, pause_ms(20));
	EXPECT_EQ(0, state_of(timer));
	/* A call that was queued counts with its own setting alone. */
	set(timer, IN_MS(1), 0, 6);
	ASSERT_STATUS(STATUS_USER_APC, nt_delay(FOREVER, ALERTABLE));
	take(6);
	ASSERT_STATUS(STATUS_SUCCESS, nt_set_timer(timer, IN_MS(1), 0, NULL));
	ASSERT_STATUS(STATUS_SUCCESS, nt_wait(timer, FOREVER));
	expect_none(_metadata);
}

TEST_F(ntobj, cancel)
{
	__u64 timer = nt_timer(NOTIFICATION);
	__u32 state;

	/* Before it expires, and when it has. */
	set(timer, IN_MS(30), 10, 1);
	cancel(timer);
	EXPECT_STATUS(STATUS_SUCCESS, pause_ms(60));
	set(timer, 0, 10, 1);
	EXPECT_STATUS(STATUS_SUCCESS, nt_cancel_timer(timer, &state));
	EXPECT_EQ(1, state);
	EXPECT_STATUS(STATUS_SUCCESS, pause_ms(30));
	/* When it has been taken. */
	set(timer, 0, 10, 1);
	take(1);
	cancel(timer);
	EXPECT_STATUS(STATUS_SUCCESS, pause_ms(30));
	EXPECT_EQ(1, state_of(timer));
	cancel(timer);
}

/* In one queue with what threads queue. */
TEST_F(ntobj, order)
{
	__u64 first = nt_timer(NOTIFICATION), second = nt_timer(NOTIFICATION);
	static const __u64 contexts[] = { 1, 10, 2, 20, 3 };
	struct ntobj_test_alert taken;
	unsigned int i;

	ASSERT_STATUS(STATUS_SUCCESS, nt_queue_apc(SELF, ROUTINE, 1, 0, 0));
	set(first, 0, 0, 10);
	ASSERT_STATUS(STATUS_SUCCESS, nt_queue_apc(SELF, ROUTINE, 2, 0, 0));
	set(second, 0, 0, 20);
	ASSERT_STATUS(STATUS_SUCCESS, nt_queue_apc(SELF, ROUTINE, 3, 0, 0));
	for (i = 0; i < ARRAY_SIZE(contexts); i++) {
		ASSERT_STATUS(STATUS_SUCCESS, nt_test_alert(&taken));
		EXPECT_EQ(contexts[i], taken.arguments[0]);
		EXPECT_EQ(i + 1 < ARRAY_SIZE(contexts), taken.more);
	}
	/* From the middle of it. */
	set(first, 0, 0, 10);
	ASSERT_STATUS(STATUS_SUCCESS, nt_queue_apc(SELF, ROUTINE, 2, 0, 0));
	cancel(first);
	ASSERT_STATUS(STATUS_SUCCESS, nt_test_alert(&taken));
	EXPECT_EQ(2, taken.arguments[0]);
	EXPECT_EQ(0, taken.more);
}

/* Whatever a thread waits for alertably ends; but for the timer itself it is satisfied. */
TEST_F(ntobj, waits)
{
	__u64 event = nt_event(NTOBJ_NOTIFICATION_EVENT, 0);
	__u64 timer = nt_timer(SYNCHRONIZATION);
	const __u64 handles[] = { event, timer };
	struct ntobj_wait_multiple several = {
		.handles = nt_address(handles), .deadline = FOREVER, .count = 2,
		.wait_type = NTOBJ_WAIT_ALL, .flags = ALERTABLE,
	};

	set(timer, IN_MS(5), 0, 1);
	EXPECT_STATUS(STATUS_USER_APC, nt_wait_flags(event, FOREVER, ALERTABLE));
	EXPECT_EQ(1, state_of(timer));
	take(1);
	set(timer, IN_MS(5), 0, 2);
	EXPECT_STATUS(STATUS_USER_APC, nt_call(NTOBJ_IOC_WAIT_FOR_MULTIPLE_OBJECTS, &several));
	EXPECT_EQ(1, state_of(timer));
	take(2);
	set(timer, IN_MS(5), 0, 3);
	EXPECT_STATUS(STATUS_SUCCESS, nt_wait_flags(timer, FOREVER, ALERTABLE));
	EXPECT_EQ(0, state_of(timer));
	EXPECT_STATUS(STATUS_USER_APC, nt_wait_flags(timer, FOREVER, ALERTABLE));
	take(3);
	set(timer, IN_MS(5), 0, 4);
	several.wait_type = NTOBJ_WAIT_ANY;
	EXPECT_STATUS(STATUS_WAIT_0 + 1,
		      nt_call(NTOBJ_IOC_WAIT_FOR_MULTIPLE_OBJECTS, &several));
	take(4);
	/* Who does not wait alertably sleeps on. */
	set(timer, IN_MS(5), 0, 5);
	EXPECT_STATUS(STATUS_TIMEOUT, nt_wait(event, nt_now() + 50 * NT_MILLISECOND));
	take(5);
}

/**
 * struct setter - a thread that sets a timer with a procedure, and what becomes of it
 * @timer: the timer
 * @due_time: see ntobj_set_timer
 * @period: see there
 * @go: tells it to end
 * @tid: its id, when it has set the timer
 */
struct setter {
	__u64 timer;
	__s64 due_time;
	__s32 period;
	int go[2];
	pid_t tid;
	pthread_t thread;
};

static void *set_and_end(void *context)
{
	struct setter *setter = context;
	char byte;

	set(setter->timer, setter->due_time, setter->period, 1);
	__atomic_store_n(&setter->tid, gettid(), __ATOMIC_RELEASE);
	NT_CHECK(read(setter->go[0], &byte, 1) == 1);
	return NULL;
}

static void begin_setter(struct setter *setter)
{
	setter->tid = 0;
	NT_CHECK(!pipe(setter->go));
	NT_CHECK(!pthread_create(&setter->thread, NULL, set_and_end, setter));
	NT_CHECK(NT_UNTIL(__atomic_load_n(&setter->tid, __ATOMIC_ACQUIRE)));
}

static void end_setter(struct setter *setter)
{
	__u64 thread = nt_thread(setter->tid);

	NT_CHECK(write(setter->go[1], "g", 1) == 1);
	NT_CHECK(!pthread_join(setter->thread, NULL));
	/* Who joins it is told before it has ended. */
	NT_CHECK_STATUS(STATUS_SUCCESS, nt_wait(thread, FOREVER));
	NT_CHECK_STATUS(STATUS_SUCCESS, nt_close(thread));
	close(setter->go[0]);
	close(setter->go[1]);
}

static char *pending_of(pid_t tid)
{
	char *text = nt_read_file(NT_DEBUGFS "/threads");
	char *line, wanted[64];

	NT_CHECK(text);
	snprintf(wanted, sizeof(wanted), "\n%d\t%d\t", getpid(), tid);
	line = strstr(text, wanted);
	if (line)
		line = strndup(line + 1, strcspn(line + 1, "\n"));
	free(text);
	return line;
}

/* How many calls are queued for a thread of this process. */
static unsigned int count_of(pid_t tid)
{
	char *line = pending_of(tid), *field = line;
	unsigned int i, count;

	NT_CHECK(line);
	for (i = 0; i < 7; i++)
		field = strchr(field, '\t') + 1;
	count = strtoul(field, NULL, 10);
	free(line);
	return count;
}

/* Another thread takes what this one was to call, and has it itself if it wants. */
TEST_F(ntobj, other_thread_sets)
{
	struct setter setter = { .timer = nt_timer(NOTIFICATION) };

	begin_setter(&setter);
	EXPECT_EQ(1, count_of(setter.tid));
	expect_none(_metadata);
	set(setter.timer, 0, 0, 2);
	EXPECT_EQ(0, count_of(setter.tid));
	take(2);
	/* The end of the other one is nothing to the timer any more. */
	set(setter.timer, IN_MS(30), 0, 3);
	end_setter(&setter);
	ASSERT_STATUS(STATUS_USER_APC, nt_delay(FOREVER, ALERTABLE));
	take(3);
	setter.period = 1;
	begin_setter(&setter);
	EXPECT_EQ(1, count_of(setter.tid));
	cancel(setter.timer);
	EXPECT_EQ(0, count_of(setter.tid));
	end_setter(&setter);
	expect_none(_metadata);
}

/* The timer is cancelled with the thread that it was to call. */
TEST_F(ntobj, thread_ends)
{
	struct nt_totals before = nt_totals();
	struct setter setter = { .timer = nt_timer(NOTIFICATION), .due_time = IN_MS(100) };
	struct setter plain = { .timer = nt_timer(SYNCHRONIZATION), .period = 1 };
	__s64 remaining;
	__u32 state;

	begin_setter(&setter);
	end_setter(&setter);
	EXPECT_STATUS(STATUS_TIMEOUT, nt_wait(setter.timer, nt_now() + 200 * NT_MILLISECOND));
	ASSERT_STATUS(STATUS_SUCCESS, nt_query_timer(setter.timer, &remaining, &state));
	EXPECT_GT(0, remaining);
	/* Its signal stays, but comes no more. */
	begin_setter(&plain);
	end_setter(&plain);
	EXPECT_STATUS(STATUS_SUCCESS, nt_wait(plain.timer, POLL));
	EXPECT_STATUS(STATUS_TIMEOUT, nt_wait(plain.timer, nt_now() + 50 * NT_MILLISECOND));
	/* One that was set anew without a procedure goes on. */
	begin_setter(&plain);
	ASSERT_STATUS(STATUS_SUCCESS, nt_set_timer(plain.timer, IN_MS(20), 0, NULL));
	end_setter(&plain);
	EXPECT_STATUS(STATUS_SUCCESS, nt_wait(plain.timer, nt_now() + LONG));
	/* And so does one that has been called for the only time. */
	set(plain.timer, 0, 0, 1);
	take(1);
	ASSERT_STATUS(STATUS_SUCCESS, nt_close(plain.timer));
	ASSERT_STATUS(STATUS_SUCCESS, nt_close(setter.timer));
	EXPECT_TRUE(NT_UNTIL(nt_totals().objects == before.objects));
}

/* As long as it has something to call it needs no handle. */
TEST_F(ntobj, handle_closed)
{
	struct nt_totals before = nt_totals();
	struct setter setter;
	unsigned int i;
	__u64 timer;

	timer = nt_timer(NOTIFICATION);
	set(timer, IN_MS(30), 0, 1);
	ASSERT_STATUS(STATUS_SUCCESS, nt_close(timer));
	ASSERT_STATUS(STATUS_USER_APC, nt_delay(FOREVER, ALERTABLE));
	EXPECT_EQ(before.objects + 1, nt_totals().objects);
	take(1);
	EXPECT_TRUE(NT_UNTIL(nt_totals().objects == before.objects));
	/* Queued already. */
	timer = nt_timer(NOTIFICATION);
	set(timer, 0, 0, 2);
	ASSERT_STATUS(STATUS_SUCCESS, nt_close(timer));
	take(2);
	expect_none(_metadata);
	EXPECT_TRUE(NT_UNTIL(nt_totals().objects == before.objects));
	/* With a period, to the end of the thread. */
	for (i = 0; i < 2; i++) {
		setter = (struct setter){
			.timer = nt_timer(i), .due_time = i, .period = 1,
		};
		begin_setter(&setter);
		ASSERT_STATUS(STATUS_SUCCESS, nt_close(setter.timer));
		ASSERT_TRUE(NT_UNTIL(count_of(setter.tid) == 1));
		end_setter(&setter);
		EXPECT_TRUE(NT_UNTIL(nt_totals().objects == before.objects));
	}
}

/* Its name goes with the last handle all the same. */
TEST_F(ntobj, name_goes)
{
	__u64 timer;

	nt_home();
	ASSERT_STATUS(STATUS_SUCCESS,
		      nt_create_timer(&timer, nt_name(SHARED), NTOBJ_TIMER_ALL_ACCESS, 0));
	set(timer, IN_MS(30), 0, 1);
	ASSERT_STATUS(STATUS_SUCCESS, nt_close(timer));
	EXPECT_STATUS(STATUS_OBJECT_NAME_NOT_FOUND,
		      nt_open(NTOBJ_IOC_OPEN_TIMER, &timer, nt_name(SHARED),
			      NTOBJ_TIMER_ALL_ACCESS));
	ASSERT_STATUS(STATUS_USER_APC, nt_delay(FOREVER, ALERTABLE));
	take(1);
}

/* A process that ends with many of them leaves nothing. */
static int leave_some(void *context)
{
	unsigned int i;

	for (i = 0; i < 100; i++) {
		__u64 timer = nt_timer(i % 2);

		set(timer, i % 3 ? -(__s64)(i * 100) : IN_MS(3600000), i % 4, i);
		if (i % 5 == 0)
			NT_CHECK_STATUS(STATUS_SUCCESS, nt_close(timer));
	}
	if (context)
		raise(SIGKILL);
	return 0;
}

TEST_F(ntobj, ends_of_processes)
{
	struct nt_totals before = nt_totals();
	unsigned int i;

	for (i = 0; i < 4; i++)
		EXPECT_EQ(i % 2 ? NT_KILLED(SIGKILL) : 0,
			  nt_child(leave_some, i % 2 ? &before : NULL));
	EXPECT_TRUE(NT_UNTIL(nt_totals().objects == before.objects));
	EXPECT_EQ(before.handles, nt_totals().handles);
}

static int be_child(void *context)
{
	struct ntobj_test_alert taken;

	(void)context;
	NT_CHECK_STATUS(STATUS_SUCCESS, nt_test_alert(&taken));
	NT_CHECK(!taken.routine);
	NT_CHECK_STATUS(STATUS_SUCCESS, pause_ms(60));
	return 0;
}

/* Of those of its parent a child has none. */
TEST_F(ntobj, fork)
{
	__u64 timer = nt_timer(NOTIFICATION);

	set(timer, IN_MS(20), 10, 1);
	EXPECT_EQ(0, nt_child(be_child, NULL));
	ASSERT_STATUS(STATUS_USER_APC, pause_ms(0));
	take(1);
}

static __u64 open_shared(const char16_t *name)
{
	__u64 timer;

	NT_CHECK_STATUS(STATUS_SUCCESS,
			nt_open(NTOBJ_IOC_OPEN_TIMER, &timer, nt_name(name),
				NTOBJ_TIMER_ALL_ACCESS));
	return timer;
}

static void *begin_program(void *context)
{
	char device[16];

	(void)context;
	snprintf(device, sizeof(device), "%d", dup(nt_device));
	execl("/proc/self/exe", "timer_apcs", exec_word, device, NULL);
	_exit(1);
}

/* One is queued, one is due soon, and one has only just been set. */
static int be_executed(void *context)
{
	bool by_thread = *(bool *)context;
	pthread_t thread;

	set(open_shared(SHARED), 0, 10, 1);
	set(open_shared(SHARED_TOO), IN_MS(300), 0, 2);
	set(nt_timer(NOTIFICATION), -1, 0, 3);
	if (!by_thread)
		begin_program(NULL);
	NT_CHECK(!pthread_create(&thread, NULL, begin_program, NULL));
	pthread_join(thread, NULL);
	return 1;
}

static int be_program(const char *device)
{
	__u64 timer;

	nt_device = atoi(device);
	be_child(NULL);
	/* It can have its own. */
	timer = nt_timer(NOTIFICATION);
	set(timer, IN_MS(1), 0, 7);
	NT_CHECK_STATUS(STATUS_USER_APC, nt_delay(FOREVER, ALERTABLE));
	take(7);
	return 0;
}

/* What was to be called was the old program's. The timers are cancelled. */
TEST_F(ntobj, exec)
{
	struct nt_totals before;
	__u64 queued, waiting;
	bool by_thread;
	unsigned int i;

	nt_home();
	ASSERT_STATUS(STATUS_SUCCESS,
		      nt_create_timer(&queued, nt_name(SHARED), NTOBJ_TIMER_ALL_ACCESS,
				      SYNCHRONIZATION));
	ASSERT_STATUS(STATUS_SUCCESS,
		      nt_create_timer(&waiting, nt_name(SHARED_TOO), NTOBJ_TIMER_ALL_ACCESS,
				      SYNCHRONIZATION));
	before = nt_totals();
	for (i = 0; i < 2; i++) {
		by_thread = i;
		EXPECT_EQ(0, nt_child(be_executed, &by_thread));
		EXPECT_STATUS(STATUS_SUCCESS, nt_wait(queued, POLL));
		EXPECT_STATUS(STATUS_TIMEOUT, nt_wait(queued, nt_now() + 50 * NT_MILLISECOND));
		EXPECT_STATUS(STATUS_TIMEOUT,
			      nt_wait(waiting, nt_now() + 400 * NT_MILLISECOND));
		EXPECT_TRUE(NT_UNTIL(nt_totals().objects == before.objects));
	}
}

/* How often a processor has looked after hrtimers, of those that run in softirq. */
static __u64 count_softirqs(void)
{
	char *text = nt_read_file("/proc/softirqs");
	char *line = text ? strstr(text, "HRTIMER:") : NULL;
	__u64 count = 0;
	char *end;

	if (!line)
		return ~0ULL;
	for (line += strlen("HRTIMER:"); ; line = end) {
		count += strtoull(line, &end, 10);
		if (end == line)
			break;
	}
	free(text);
	return count;
}

/* While a call is queued that nobody takes, further times cost nothing. */
TEST_F(ntobj, dormant)
{
	__u64 before;
	unsigned int i;

	if (count_softirqs() == ~0ULL)
		SKIP(return, "/proc/softirqs does not tell");
	for (i = 0; i < 200; i++)
		set(nt_timer(i % 2), IN_MS(1), 1, i);
	usleep(100000);
	EXPECT_EQ(200, count_of(gettid()));
	before = count_softirqs();
	usleep(500000);
	EXPECT_LT(count_softirqs() - before, 100);
	EXPECT_EQ(200, count_of(gettid()));
}

/*
 * Races
 */

/* After a cancel nothing of it comes, and after a set nothing of what was set before. */
TEST_F(ntobj, cancel_against_expiry)
{
	unsigned int i, rounds = nt_rounds(100, 3000);
	__u64 timer = nt_timer(SYNCHRONIZATION);
	struct ntobj_test_alert taken;

	for (i = 0; i < rounds; i++) {
		__u64 begun = nt_now();

		set(timer, -(__s64)(300 + i % 50), i % 3, i);
		while (nt_now() < begun + 30000 + i % 50 * 100)
			;
		if (i % 2) {
			cancel(timer);
			ASSERT_STATUS(STATUS_SUCCESS, nt_test_alert(&taken));
			ASSERT_EQ(0, taken.routine);
			continue;
		}
		set(timer, IN_MS(1), 0, ~(__u64)i);
		ASSERT_STATUS(STATUS_USER_APC, nt_delay(FOREVER, ALERTABLE));
		take(~(__u64)i);
	}
}

/* Each time that is not taken back is delivered, and once. */
TEST_F(ntobj, none_is_lost)
{
	unsigned int i, rounds = nt_rounds(300, 5000);
	__u64 timer = nt_timer(NOTIFICATION);

	for (i = 0; i < rounds; i++) {
		set(timer, -(__s64)(i % 500), 0, i);
		ASSERT_STATUS(STATUS_USER_APC, nt_delay(nt_now() + LONG, ALERTABLE));
		take(i);
	}
	expect_none(_metadata);
}

#define TIMERS	3

/**
 * struct race - timers that some set and cancel, and are called by
 * @timers: the timers
 * @stop: ends it
 * @taken: how many calls were
 */
struct race {
	__u64 timers[TIMERS];
	bool stop;
	unsigned long taken;
};

static void take_some(struct race *race)
{
	struct ntobj_test_alert taken;

	do {
		/* Every now and then it can't be told. */
		if (race->taken % 8 == 7)
			nt_raw(nt_device, NTOBJ_IOC_TEST_ALERT, (void *)8);
		NT_CHECK_STATUS(STATUS_SUCCESS, nt_test_alert(&taken));
		if (!taken.routine)
			break;
		NT_CHECK(taken.routine == ROUTINE);
		/* It was this thread that has set it. */
		NT_CHECK(taken.arguments[0] == (__u64)gettid());
		__atomic_add_fetch(&race->taken, 1, __ATOMIC_RELAXED);
	} while (taken.more);
}

static void change_some(struct race *race, unsigned int rounds)
{
	unsigned int seed = gettid();

	while (rounds-- && !__atomic_load_n(&race->stop, __ATOMIC_RELAXED)) {
		unsigned int choice = rand_r(&seed) % 8;
		__u64 timer = race->timers[choice % TIMERS], own;

		if (choice < 4) {
			set(timer, -(__s64)(rand_r(&seed) % 2000), choice % 3, gettid());
		} else if (choice < 6) {
			cancel(timer);
		} else {
			own = nt_timer(choice % 2);
			set(own, -(__s64)(rand_r(&seed) % 2000), choice % 2, gettid());
			NT_CHECK_STATUS(STATUS_SUCCESS, nt_close(own));
		}
		if (rand_r(&seed) % 2)
			nt_delay(nt_now() + rand_r(&seed) % 500000, ALERTABLE);
		if (rand_r(&seed) % 4)
			take_some(race);
	}
}

/* Threads that end with what they have set, and begin anew. */
static void *change_and_end(void *context)
{
	change_some(context, 20);
	return NULL;
}

static void *begin_and_end(void *context)
{
	struct race *race = context;
	pthread_t thread;

	while (!__atomic_load_n(&race->stop, __ATOMIC_RELAXED)) {
		NT_CHECK(!pthread_create(&thread, NULL, change_and_end, race));
		NT_CHECK(!pthread_join(thread, NULL));
	}
	return NULL;
}

TEST_F_TIMEOUT(ntobj, races, 240)
{
	struct nt_totals before = nt_totals();
	pthread_t threads[4];
	struct race race = {};
	unsigned int i;

	for (i = 0; i < TIMERS; i++)
		race.timers[i] = nt_timer(i % 2);
	for (i = 0; i < ARRAY_SIZE(threads); i++)
		ASSERT_EQ(0, pthread_create(&threads[i], NULL, begin_and_end, &race));
	sleep(nt_rounds(5, 12));
	__atomic_store_n(&race.stop, true, __ATOMIC_RELAXED);
	for (i = 0; i < ARRAY_SIZE(threads); i++)
		EXPECT_EQ(0, pthread_join(threads[i], NULL));
	EXPECT_NE(0, race.taken);
	/* They are in order still. */
	for (i = 0; i < TIMERS; i++) {
		set(race.timers[i], IN_MS(1), 0, i);
		ASSERT_STATUS(STATUS_USER_APC, nt_delay(nt_now() + LONG, ALERTABLE));
		take(i);
		ASSERT_STATUS(STATUS_SUCCESS, nt_close(race.timers[i]));
	}
	EXPECT_TRUE(NT_UNTIL(nt_totals().objects == before.objects));
}

/* Killed, or another program, in the midst of it. */
static int change_until_killed(void *context)
{
	struct race race = {};
	unsigned int i;

	(void)context;
	for (i = 0; i < TIMERS; i++)
		race.timers[i] = open_shared(SHARED);
	while (true)
		change_some(&race, 100);
	return 0;
}

static int change_until_executed(void *context)
{
	struct race race = {};
	unsigned int i;

	for (i = 0; i < TIMERS; i++)
		race.timers[i] = open_shared(SHARED);
	change_some(&race, *(unsigned int *)context);
	begin_program(NULL);
	return 1;
}

static void *disturb(void *context)
{
	struct race *race = context;

	while (!__atomic_load_n(&race->stop, __ATOMIC_RELAXED)) {
		cancel(race->timers[0]);
		sched_yield();
	}
	return NULL;
}

TEST_F_TIMEOUT(ntobj, ends_against_cancel, 240)
{
	unsigned int rounds = nt_rounds(5, 30);
	struct nt_totals before;
	struct race race = {};
	pthread_t thread;
	unsigned int i;
	pid_t pid;

	nt_home();
	ASSERT_STATUS(STATUS_SUCCESS,
		      nt_create_timer(&race.timers[0], nt_name(SHARED),
				      NTOBJ_TIMER_ALL_ACCESS, SYNCHRONIZATION));
	before = nt_totals();
	ASSERT_EQ(0, pthread_create(&thread, NULL, disturb, &race));
	for (i = 0; i < rounds; i++) {
		EXPECT_EQ(0, nt_child(change_until_executed, &i));
		pid = nt_child_start(change_until_killed, NULL);
		usleep(i % 10 * 3000);
		ASSERT_EQ(0, kill(pid, SIGKILL));
		EXPECT_EQ(NT_KILLED(SIGKILL), nt_child_end(pid));
	}
	__atomic_store_n(&race.stop, true, __ATOMIC_RELAXED);
	ASSERT_EQ(0, pthread_join(thread, NULL));
	EXPECT_TRUE(NT_UNTIL(nt_totals().objects == before.objects));
	EXPECT_EQ(before.handles, nt_totals().handles);
}

int main(int argc, char **argv)
{
	if (argc == 3 && !strcmp(argv[1], exec_word))
		return be_program(argv[2]);
	return test_harness_run(argc, argv);
}
