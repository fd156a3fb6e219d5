// SPDX-License-Identifier: GPL-2.0
/*
 * Exhausting the kernel: a user makes all that can be made, in many processes at
 * once, until nothing is to be had any more. What the kernel uses for that stays
 * below what his ceiling says, others go on, and all of it comes back. Then each way
 * alone, from nothing: that what is granted is about what the kernel uses.
 *
 * The canary is the same user without a ceiling: he gets beyond it.
 *
 * A service that is in neither table here is a failure, so none is forgotten; and
 * so is one that may be refused for a quota and is not tried, or the other way
 * round.
 */
#include <signal.h>
#include <sys/ioctl.h>
#include <sys/mman.h>
#include <sys/prctl.h>
#include <sys/syscall.h>

#include "ntobj_fixture.h"
#include "attack.h"
#include "security_test.h"

#define CEILING		(8L << 20)
#define PROCESSES	12
#define MOST		6000

#define EVENT_PATH	u"\\BaseNamedObjects\\ntobj_exhaust"
#define LINK_PATH	u"\\BaseNamedObjects\\ntobj_exhaust_link"

/*
 * What one may use beyond the bytes that are charged: objects are charged without
 * what the allocator adds, and pages are filled in part.
 */
#define OVERHEAD	2
#define SLACK		(16L << 20)

/*
 * The same of each way alone. Slabs that are not full, and what a process costs that
 * makes so much, are the rest.
 */
#define LONE_CEILING	(2L * 1048576)
#define LONE_SLACK	1048576L
#define LONE_MOST	400000
#define GROUPS		8000
#define FAMILY		64

struct ways {
	unsigned int refused;
	unsigned int done;
	unsigned int made;
	__s32 status;
};

static struct ways *ways;
static pid_t victim;
static pthread_barrier_t ready;

/* Each way to have more, until it is refused; how often it was not. */

static __s32 event(unsigned int number)
{
	__u64 handle;

	(void)number;
	return nt_create_event(&handle, nt_unnamed(), 0x1f0003, 0, 0);
}

static __s32 semaphore(unsigned int number)
{
	__u64 handle;

	(void)number;
	return nt_create_semaphore(&handle, nt_unnamed(), NTOBJ_SEMAPHORE_ALL_ACCESS, 0, 1);
}

/* For one who never takes any. */
static __s32 apc(unsigned int number)
{
	(void)number;
	return nt_queue_apc(NTOBJ_CURRENT_THREAD, 1, 0, 0, 0);
}

static __s32 mutant(unsigned int number)
{
	__u64 handle;

	return nt_create_mutant(&handle, nt_unnamed(), NTOBJ_MUTANT_ALL_ACCESS, number % 2);
}

static __s32 event_pair(unsigned int number)
{
	__u64 handle;

	(void)number;
	return nt_create_event_pair(&handle, nt_unnamed(), NTOBJ_EVENT_PAIR_ALL_ACCESS);
}

static __s32 timer(unsigned int number)
{
	__u64 handle;
	__s32 status;

	status = nt_create_timer(&handle, nt_unnamed(), NTOBJ_TIMER_ALL_ACCESS, number % 2);
	/* As often as it can be, on and on. */
	return status < 0 ? status : nt_set_timer(handle, -1, 1, NULL);
}

/* The first one makes it. */
static __s32 open_semaphore(unsigned int number)
{
	char16_t path[ATTACK_PATH];
	__u64 handle;

	attack_name(path, "\\BaseNamedObjects\\semaphore_%d_%d", getpid(), gettid());
	if (!number)
		return nt_create_semaphore(&handle, nt_name(path),
					   NTOBJ_SEMAPHORE_ALL_ACCESS, 0, 1);
	return nt_open(NTOBJ_IOC_OPEN_SEMAPHORE, &handle, nt_name(path),
		       NTOBJ_SEMAPHORE_QUERY_STATE);
}

static __s32 open_mutant(unsigned int number)
{
	char16_t path[ATTACK_PATH];
	__u64 handle;

	attack_name(path, "\\BaseNamedObjects\\mutant_%d_%d", getpid(), gettid());
	if (!number)
		return nt_create_mutant(&handle, nt_name(path), NTOBJ_MUTANT_ALL_ACCESS,
					false);
	return nt_open(NTOBJ_IOC_OPEN_MUTANT, &handle, nt_name(path),
		       NTOBJ_MUTANT_QUERY_STATE);
}

static __s32 open_event_pair(unsigned int number)
{
	char16_t path[ATTACK_PATH];
	__u64 handle;

	attack_name(path, "\\BaseNamedObjects\\pair_%d_%d", getpid(), gettid());
	if (!number)
		return nt_create_event_pair(&handle, nt_name(path),
					    NTOBJ_EVENT_PAIR_ALL_ACCESS);
	return nt_open(NTOBJ_IOC_OPEN_EVENT_PAIR, &handle, nt_name(path), NTOBJ_SYNCHRONIZE);
}

static __s32 open_timer(unsigned int number)
{
	char16_t path[ATTACK_PATH];
	__u64 handle;

	attack_name(path, "\\BaseNamedObjects\\timer_%d_%d", getpid(), gettid());
	if (!number)
		return nt_create_timer(&handle, nt_name(path), NTOBJ_TIMER_ALL_ACCESS, 0);
	return nt_open(NTOBJ_IOC_OPEN_TIMER, &handle, nt_name(path), NTOBJ_SYNCHRONIZE);
}

static __s32 named_event(unsigned int number)
{
	char16_t path[ATTACK_PATH];
	__u64 handle;

	attack_name(path, "\\BaseNamedObjects\\exhaust_%d_%u", getpid(), number);
	return nt_create_event(&handle, nt_name(path), 0x1f0003, 0, 0);
}

static __s32 secured_event(unsigned int number)
{
	static struct ntobj_counted_descriptor *descriptor;
	struct ntobj_object_attributes attributes = nt_unnamed();
	__u64 handle;

	(void)number;
	if (!descriptor)
		descriptor = nt_descriptor(ATTACK_OPEN);
	attributes.security_descriptor = nt_address(descriptor);
	return nt_create_event(&handle, attributes, 0x1f0003, 0, 0);
}

/* What is set later is one more, beside that of the event. */
static __s32 set_security(unsigned int number)
{
	struct ntobj_object_attributes attributes = nt_unnamed();
	static struct ntobj_counted_descriptor *first, *later;
	__u64 handle;
	__s32 status;

	(void)number;
	if (!first) {
		first = nt_descriptor(ATTACK_OPEN);
		later = nt_descriptor("D:(A;;0x10000000;;;WD)(A;;0x1;;;U1)(A;;0x1;;;U2)");
	}
	attributes.security_descriptor = nt_address(first);
	status = nt_create_event(&handle, attributes, 0x1f0003 | NTOBJ_WRITE_DAC, 0, 0);
	return status < 0 ? status : nt_set_security_raw(handle, NT_DACL, later);
}

static __s32 directory(unsigned int number)
{
	__u64 handle;

	(void)number;
	return nt_create_directory(&handle, nt_unnamed(), NTOBJ_DIRECTORY_ALL_ACCESS);
}

static __s32 link_object(unsigned int number)
{
	static char16_t target[8000];
	__u64 handle;
	unsigned int i;

	(void)number;
	target[0] = u'\\';
	for (i = 1; i < ARRAY_SIZE(target) - 1; i++)
		target[i] = u't';
	return nt_create_link(&handle, nt_unnamed(), NTOBJ_SYMBOLIC_LINK_ALL_ACCESS, target);
}

static __s32 open_directory(unsigned int number)
{
	__u64 handle;

	(void)number;
	return nt_open_directory(&handle, nt_name(u"\\BaseNamedObjects"),
				 NTOBJ_DIRECTORY_QUERY);
}

/* What there is to be opened by name, the test has made. */
static __s32 open_event(unsigned int number)
{
	__u64 handle;

	(void)number;
	return nt_open_event(&handle, nt_name(EVENT_PATH), NTOBJ_EVENT_QUERY_STATE);
}

static __s32 open_link(unsigned int number)
{
	__u64 handle;

	(void)number;
	return nt_open_link(&handle, nt_name(LINK_PATH), NTOBJ_SYMBOLIC_LINK_QUERY);
}

static __s32 process(unsigned int number)
{
	__u64 handle;

	(void)number;
	return nt_open_process(&handle, getpid(), NTOBJ_PROCESS_ALL_ACCESS);
}

static __s32 thread(unsigned int number)
{
	__u64 handle;

	(void)number;
	return nt_open_thread(&handle, syscall(SYS_gettid), NTOBJ_THREAD_ALL_ACCESS);
}

static __s32 process_token(unsigned int number)
{
	__u64 handle;

	(void)number;
	return nt_open_process_token(&handle, NTOBJ_CURRENT_PROCESS, NTOBJ_TOKEN_ALL_ACCESS);
}

static __s32 thread_token(unsigned int number)
{
	__u64 handle;

	(void)number;
	return nt_open_thread_token(&handle, NTOBJ_CURRENT_THREAD, NTOBJ_TOKEN_QUERY);
}

static __s32 token_copy(unsigned int number)
{
	static __u64 own;
	__u64 handle;
	__s32 status;

	(void)number;
	if (!own) {
		status = nt_open_process_token(&own, NTOBJ_CURRENT_PROCESS,
					       NTOBJ_TOKEN_ALL_ACCESS);
		if (status < 0)
			return status;
	}
	return nt_duplicate_token(&handle, own, 0, NTOBJ_TOKEN_PRIMARY, 0);
}

static __s32 duplicate(unsigned int number)
{
	__u64 handle;

	(void)number;
	return nt_duplicate_to(NTOBJ_CURRENT_PROCESS, NTOBJ_CURRENT_PROCESS, &handle);
}

/* Another process's table, which nobody reads. */
static __s32 duplicate_to_child(unsigned int number)
{
	static __u64 child;
	__u64 handle;
	__s32 status;

	(void)number;
	if (!child) {
		status = nt_open_process(&child, victim, NTOBJ_PROCESS_DUP_HANDLE);
		if (status < 0)
			return status;
	}
	return nt_duplicate_to(NTOBJ_CURRENT_PROCESS, child, &handle);
}

static int sleep_for_ever(void *context)
{
	(void)context;
	while (pause() < 0)
		;
	return 0;
}

/* A ring in another's place, each twice as large. */
static __s32 trace_ring(unsigned int number)
{
	struct ntobj_handle_tracing tracing = { .slots = 4096U << number % 6 };

	return nt_set_process(NTOBJ_CURRENT_PROCESS, NTOBJ_PROCESS_HANDLE_TRACING, &tracing,
			      sizeof(tracing));
}

/* What a handle keeps of a process that has ended. */
static __s32 dead_process(unsigned int number)
{
	pid_t child = nt_child_start(sleep_for_ever, NULL);
	__u64 handle;
	__s32 status;

	(void)number;
	status = nt_open_process(&handle, child, NTOBJ_PROCESS_QUERY_LIMITED_INFORMATION);
	NT_CHECK(!kill(child, SIGKILL));
	NT_CHECK(nt_child_end(child) == NT_KILLED(SIGKILL));
	return status;
}

static void *open_self(void *status)
{
	__u64 handle;

	*(__s32 *)status = nt_open_thread(&handle, syscall(SYS_gettid),
					  NTOBJ_THREAD_ALL_ACCESS);
	return NULL;
}

static __s32 dead_thread(unsigned int number)
{
	pthread_t thread;
	__s32 status;

	(void)number;
	NT_CHECK(!pthread_create(&thread, NULL, open_self, &status));
	NT_CHECK(!pthread_join(thread, NULL));
	return status;
}

/* Opens something by name, and has nothing then but a token for that. */
static int use_token(void *context)
{
	__u64 handle;
	__s32 status;

	(void)context;
	NT_CHECK(!prctl(PR_SET_PDEATHSIG, SIGKILL));
	status = nt_open_event(&handle, nt_name(EVENT_PATH), NTOBJ_EVENT_QUERY_STATE);
	if (status >= 0)
		NT_CHECK_STATUS(STATUS_SUCCESS, nt_close(handle));
	__atomic_store_n(&ways->status, status, __ATOMIC_RELEASE);
	return sleep_for_ever(NULL);
}

static __s32 token_of_many_groups(unsigned int number)
{
	__s32 status;

	/* A family that could go on without an end has not been refused. */
	NT_CHECK(number < FAMILY);
	__atomic_store_n(&ways->status, STATUS_PENDING, __ATOMIC_RELEASE);
	nt_child_start(use_token, NULL);
	NT_CHECK(NT_UNTIL((status = __atomic_load_n(&ways->status, __ATOMIC_ACQUIRE)) !=
			  STATUS_PENDING));
	return status == STATUS_INSUFFICIENT_RESOURCES ? STATUS_QUOTA_EXCEEDED : status;
}

struct way {
	unsigned long request;
	__s32 (*attempt)(unsigned int number);
};

/* Those that take long, or another user than the rest. */
static const struct way lone_attempts[] = {
	{ NTOBJ_IOC_OPEN_PROCESS, dead_process },
	{ NTOBJ_IOC_OPEN_THREAD, dead_thread },
	{ NTOBJ_IOC_OPEN_EVENT, token_of_many_groups },
};

/* In a process that goes one way alone. */
static const struct way *only;

static const struct way attempts[] = {
	{ NTOBJ_IOC_CREATE_EVENT, event },
	{ NTOBJ_IOC_CREATE_EVENT, named_event },
	{ NTOBJ_IOC_CREATE_EVENT, secured_event },
	{ NTOBJ_IOC_CREATE_SEMAPHORE, semaphore },
	{ NTOBJ_IOC_OPEN_SEMAPHORE, open_semaphore },
	{ NTOBJ_IOC_CREATE_MUTANT, mutant },
	{ NTOBJ_IOC_OPEN_MUTANT, open_mutant },
	{ NTOBJ_IOC_CREATE_EVENT_PAIR, event_pair },
	{ NTOBJ_IOC_OPEN_EVENT_PAIR, open_event_pair },
	{ NTOBJ_IOC_CREATE_TIMER, timer },
	{ NTOBJ_IOC_OPEN_TIMER, open_timer },
	{ NTOBJ_IOC_OPEN_EVENT, open_event },
	{ NTOBJ_IOC_SET_SECURITY, set_security },
	{ NTOBJ_IOC_CREATE_DIRECTORY, directory },
	{ NTOBJ_IOC_OPEN_DIRECTORY, open_directory },
	{ NTOBJ_IOC_CREATE_SYMBOLIC_LINK, link_object },
	{ NTOBJ_IOC_OPEN_SYMBOLIC_LINK, open_link },
	{ NTOBJ_IOC_OPEN_PROCESS, process },
	{ NTOBJ_IOC_OPEN_THREAD, thread },
	{ NTOBJ_IOC_OPEN_PROCESS_TOKEN, process_token },
	{ NTOBJ_IOC_OPEN_THREAD_TOKEN, thread_token },
	{ NTOBJ_IOC_DUPLICATE_TOKEN, token_copy },
	{ NTOBJ_IOC_DUPLICATE_OBJECT, duplicate },
	{ NTOBJ_IOC_DUPLICATE_OBJECT, duplicate_to_child },
	{ NTOBJ_IOC_SET_PROCESS, trace_ring },
	{ NTOBJ_IOC_QUEUE_APC_THREAD, apc },
};

/* Services that leave nothing behind which was not there before. */
static const unsigned long frugal[] = {
	NTOBJ_IOC_QUERY_VERSION,
	NTOBJ_IOC_CLOSE,
	NTOBJ_IOC_QUERY_OBJECT,
	NTOBJ_IOC_SET_OBJECT,
	NTOBJ_IOC_MAKE_TEMPORARY_OBJECT,
	NTOBJ_IOC_MAKE_PERMANENT_OBJECT,
	NTOBJ_IOC_QUERY_SECURITY,
	NTOBJ_IOC_QUERY_DIRECTORY,
	NTOBJ_IOC_QUERY_SYMBOLIC_LINK,
	NTOBJ_IOC_QUERY_EVENT,
	NTOBJ_IOC_SET_EVENT,
	NTOBJ_IOC_RESET_EVENT,
	NTOBJ_IOC_CLEAR_EVENT,
	NTOBJ_IOC_PULSE_EVENT,
	NTOBJ_IOC_SET_EVENT_PREVIOUS,
	NTOBJ_IOC_RESET_EVENT_PREVIOUS,
	NTOBJ_IOC_PULSE_EVENT_PREVIOUS,
	NTOBJ_IOC_QUERY_PROCESS,
	NTOBJ_IOC_TERMINATE_PROCESS,
	NTOBJ_IOC_QUERY_THREAD,
	NTOBJ_IOC_QUERY_TOKEN,
	NTOBJ_IOC_ADJUST_PRIVILEGES,
	NTOBJ_IOC_ACCESS_CHECK,
	NTOBJ_IOC_PRIVILEGE_CHECK,
	NTOBJ_IOC_COMPARE_OBJECTS,
	NTOBJ_IOC_QUERY_HANDLES,
	NTOBJ_IOC_WAIT_FOR_SINGLE_OBJECT,
	/* A thread keeps what it waited with, and needs no more of it. */
	NTOBJ_IOC_WAIT_FOR_MULTIPLE_OBJECTS,
	NTOBJ_IOC_SIGNAL_AND_WAIT,
	NTOBJ_IOC_QUERY_SEMAPHORE,
	NTOBJ_IOC_RELEASE_SEMAPHORE,
	NTOBJ_IOC_RELEASE_SEMAPHORE_COUNT,
	NTOBJ_IOC_QUERY_MUTANT,
	NTOBJ_IOC_RELEASE_MUTANT,
	NTOBJ_IOC_RELEASE_MUTANT_PREVIOUS,
	NTOBJ_IOC_SET_LOW_EVENT_PAIR,
	NTOBJ_IOC_SET_HIGH_EVENT_PAIR,
	NTOBJ_IOC_WAIT_LOW_EVENT_PAIR,
	NTOBJ_IOC_WAIT_HIGH_EVENT_PAIR,
	NTOBJ_IOC_SET_LOW_WAIT_HIGH_EVENT_PAIR,
	NTOBJ_IOC_SET_HIGH_WAIT_LOW_EVENT_PAIR,
	NTOBJ_IOC_SET_TIMER,
	NTOBJ_IOC_CANCEL_TIMER,
	NTOBJ_IOC_QUERY_TIMER,
	NTOBJ_IOC_SUSPEND_THREAD,
	NTOBJ_IOC_RESUME_THREAD,
	NTOBJ_IOC_ALERT_RESUME_THREAD,
	NTOBJ_IOC_TEST_ALERT,
	NTOBJ_IOC_ALERT_THREAD,
	/* Makes a thread of the caller's known, once. */
	NTOBJ_IOC_ALERT_THREAD_BY_THREAD_ID,
	NTOBJ_IOC_WAIT_FOR_ALERT_BY_THREAD_ID,
	NTOBJ_IOC_DELAY_EXECUTION,
	NTOBJ_IOC_YIELD_EXECUTION,
	/* Takes a privilege, and leaves a block to a process. */
};

/* Tries all ways in turns, begun at another one by each process. */
static void *exhaust(void *context)
{
	unsigned int first = (unsigned long)context, i, n;
	__s32 status;

	victim = nt_victim_start();
	for (i = 0; i < ARRAY_SIZE(attempts); i++) {
		for (n = 0; n < MOST; n++) {
			status = attempts[(first + i) % ARRAY_SIZE(attempts)].attempt(n);
			if (status < 0)
				break;
		}
		if (n < MOST)
			NT_CHECK_STATUS(STATUS_QUOTA_EXCEEDED, status);
		if (n < MOST)
			__atomic_fetch_add(&ways->refused, 1, __ATOMIC_ACQ_REL);
	}
	__atomic_fetch_add(&ways->done, 1, __ATOMIC_ACQ_REL);
	return NULL;
}

static void *exhaust_alone(void)
{
	__s32 status = STATUS_SUCCESS;
	unsigned int n;

	victim = nt_victim_start();
	__atomic_store_n(&ways->done, 1, __ATOMIC_RELEASE);
	NT_CHECK(NT_UNTIL(__atomic_load_n(&ways->done, __ATOMIC_ACQUIRE) == 2));
	for (n = 0; n < LONE_MOST && status >= 0; n++)
		status = only->attempt(n);
	NT_CHECK_STATUS(STATUS_QUOTA_EXCEEDED, status);
	ways->made = n;
	__atomic_store_n(&ways->done, 3, __ATOMIC_RELEASE);
	/* Its children end with the thread. */
	sleep_for_ever(NULL);
	return NULL;
}

static void set_groups(void)
{
	static gid_t groups[GROUPS] = { NT_BOB };
	unsigned int i;

	for (i = 1; i < GROUPS; i++)
		groups[i] = 100000 + i;
	/* Not by the C library, which does it to all threads. */
	NT_CHECK(!syscall(SYS_setgroups, only && only->attempt == token_of_many_groups ?
					 GROUPS : 1, groups));
}

/* A thread of the user's with one group more has a token that is not its process's. */
static void *exhaust_by_thread(void *context)
{
	set_groups();
	NT_CHECK(!syscall(SYS_setresgid, NT_ALICE, NT_ALICE, NT_ALICE));
	NT_CHECK(!syscall(SYS_setresuid, NT_ALICE, NT_ALICE, NT_ALICE));
	pthread_barrier_wait(&ready);
	pthread_barrier_wait(&ready);
	return only ? exhaust_alone() : exhaust(context);
}

static int exhaust_by_process(void *context)
{
	pthread_t thread;

	NT_CHECK(!pthread_barrier_init(&ready, NULL, 2));
	NT_CHECK(!pthread_create(&thread, NULL, exhaust_by_thread, context));
	pthread_barrier_wait(&ready);
	NT_CHECK(!syscall(SYS_setgroups, 0, NULL));
	NT_CHECK(!syscall(SYS_setresgid, NT_ALICE, NT_ALICE, NT_ALICE));
	NT_CHECK(!syscall(SYS_setresuid, NT_ALICE, NT_ALICE, NT_ALICE));
	/* Who has had more rights is otherwise nobody's to open but root's. */
	NT_CHECK(!prctl(PR_SET_DUMPABLE, 1));
	/* It must not go on when the test has failed. */
	NT_CHECK(!prctl(PR_SET_PDEATHSIG, SIGKILL));
	pthread_barrier_wait(&ready);
	NT_CHECK(!pthread_join(thread, NULL));
	for (;;)
		pause();
}

static long memory_in(const char *kind)
{
	char *text = nt_read_file("/proc/meminfo"), *at;
	long kilobytes;

	NT_CHECK(text);
	at = strstr(text, kind);
	NT_CHECK(at && sscanf(at + strlen(kind), ": %ld", &kilobytes) == 1);
	free(text);
	return kilobytes << 10;
}

/* Bytes that the kernel has given out for good and bad. */
static long slab(void)
{
	return memory_in("\nSlab") + memory_in("\nVmallocUsed");
}

static int work(void *context)
{
	__u64 handle;

	(void)context;
	return nt_create_event(&handle, nt_unnamed(), 0x1f0003, 0, 0) != STATUS_SUCCESS;
}

static void start_all(pid_t *children)
{
	unsigned long i;

	for (i = 0; i < PROCESSES; i++)
		children[i] = nt_child_start(exhaust_by_process, (void *)i);
}

static void end_all(const pid_t *children)
{
	unsigned int i;

	for (i = 0; i < PROCESSES; i++)
		NT_CHECK(!kill(children[i], SIGKILL));
	for (i = 0; i < PROCESSES; i++)
		NT_CHECK(nt_child_end(children[i]) == NT_KILLED(SIGKILL));
}

/* Until all processes have gone all ways. */
static void await_all(void)
{
	__u64 end = nt_now() + 240 * NT_SECOND;

	while (__atomic_load_n(&ways->done, __ATOMIC_ACQUIRE) < PROCESSES) {
		NT_CHECK(nt_now() < end);
		usleep(10000);
	}
}

static bool is_tried(const struct nt_service *service)
{
	unsigned int i;

	for (i = 0; i < ARRAY_SIZE(attempts); i++)
		if (_IOC_TYPE(attempts[i].request) == service->table &&
		    _IOC_NR(attempts[i].request) == service->number)
			return true;
	return false;
}

static bool is_frugal(const struct nt_service *service)
{
	unsigned int i;

	for (i = 0; i < ARRAY_SIZE(frugal); i++)
		if (_IOC_TYPE(frugal[i]) == service->table &&
		    _IOC_NR(frugal[i]) == service->number)
			return true;
	return false;
}

static bool is_charged(const struct nt_service *service)
{
	unsigned int i;

	for (i = 0; i < service->count; i++)
		if (service->statuses[i].status == STATUS_QUOTA_EXCEEDED)
			return true;
	return false;
}

TEST_F(ntobj, every_service)
{
	static struct nt_service services[NT_SERVICES];
	unsigned int count = nt_services(services);
	unsigned int i;

	ASSERT_LE(ARRAY_SIZE(frugal), count);
	for (i = 0; i < count; i++) {
		EXPECT_NE(is_tried(&services[i]), is_frugal(&services[i]))
			TH_LOG("%s: is it tried?", services[i].name);
		EXPECT_EQ(is_tried(&services[i]), is_charged(&services[i]))
			TH_LOG("%s: is it charged?", services[i].name);
	}
}

/* Everybody may open it. */
static void make_targets(void)
{
	struct ntobj_object_attributes attributes;
	__u64 handle;

	attributes = nt_name(EVENT_PATH);
	attributes.security_descriptor = nt_address(nt_descriptor(ATTACK_OPEN));
	NT_CHECK_STATUS(STATUS_SUCCESS, nt_create_event(&handle, attributes, 0x1f0003, 0, 0));
	attributes.name = nt_name(LINK_PATH).name;
	attributes.name_length = nt_name(LINK_PATH).name_length;
	NT_CHECK_STATUS(STATUS_SUCCESS,
			nt_create_link(&handle, attributes, NTOBJ_SYMBOLIC_LINK_ALL_ACCESS,
				       EVENT_PATH));
}

TEST_F_TIMEOUT(ntobj, one_user_cannot_exhaust_the_kernel, 280)
{
	long ceiling = nt_parameter("max_memory_per_user"), before, used;
	struct nt_totals objects, left;
	pid_t children[PROCESSES];

	ways = mmap(NULL, 4096, PROT_READ | PROT_WRITE, MAP_SHARED | MAP_ANONYMOUS, -1, 0);
	ASSERT_NE(MAP_FAILED, ways);
	make_targets();
	attack_settle();
	objects = nt_totals();
	ASSERT_EQ(0, nt_set_parameter("max_memory_per_user", CEILING));
	before = slab();
	start_all(children);
	await_all();
	used = slab() - before;
	TH_LOG("%ld KiB used of %ld KiB, %u ways of %zu were refused", used >> 10,
	       CEILING >> 10, ways->refused, PROCESSES * ARRAY_SIZE(attempts));
	if (!nt_debug_kernel())
		EXPECT_GE(OVERHEAD * CEILING + SLACK, used);
	EXPECT_LT(PROCESSES, ways->refused);
	EXPECT_EQ(1, nt_child_as(NT_ALICE, work, NULL));
	EXPECT_EQ(0, nt_child_as(NT_BOB, work, NULL));
	EXPECT_EQ(0, nt_child(work, NULL));
	end_all(children);
	EXPECT_TRUE(NT_UNTIL((left = nt_totals()).objects <= objects.objects));
	EXPECT_EQ(objects.handles, left.handles);
	EXPECT_EQ(0, nt_child_as(NT_ALICE, work, NULL));
	ASSERT_EQ(0, nt_set_parameter("max_memory_per_user", ceiling));
}

static void await_done(unsigned int done)
{
	__u64 end = nt_now() + 60 * NT_SECOND;

	while (__atomic_load_n(&ways->done, __ATOMIC_ACQUIRE) != done) {
		NT_CHECK(nt_now() < end);
		usleep(10000);
	}
}

/* What the way's bytes are, and what the kernel uses for them. */
static void go_alone(struct __test_metadata *_metadata, const struct way *way,
		     unsigned int number)
{
	long before, used, granted;
	pid_t child;

	only = way;
	ways->done = 0;
	child = nt_child_start(exhaust_by_process, NULL);
	await_done(1);
	before = slab();
	__atomic_store_n(&ways->done, 2, __ATOMIC_RELEASE);
	await_done(3);
	used = slab() - before;
	granted = nt_user_usage(NT_ALICE);
	TH_LOG("way %u: %ld KiB used, %ld KiB granted, made %u", number, used >> 10,
	       granted >> 10, ways->made);
	EXPECT_GE(LONE_CEILING, granted);
	EXPECT_LE(LONE_CEILING / 4 * 3, granted);
	EXPECT_GE(granted + LONE_SLACK, used);
	NT_CHECK(!kill(child, SIGKILL));
	NT_CHECK(nt_child_end(child) == NT_KILLED(SIGKILL));
	EXPECT_TRUE(NT_UNTIL(!nt_user_usage(NT_ALICE)));
	only = NULL;
}

TEST_F_TIMEOUT(ntobj, each_way_alone, 280)
{
	long ceiling = nt_parameter("max_memory_per_user");
	unsigned int i;

	/* All of them together are tried there. */
	if (nt_debug_kernel())
		SKIP(return, "checks add to what things take, and to the time for it");
	ways = mmap(NULL, 4096, PROT_READ | PROT_WRITE, MAP_SHARED | MAP_ANONYMOUS, -1, 0);
	ASSERT_NE(MAP_FAILED, ways);
	make_targets();
	attack_settle();
	ASSERT_EQ(0, nt_set_parameter("max_memory_per_user", LONE_CEILING));
	for (i = 0; i < ARRAY_SIZE(attempts); i++)
		go_alone(_metadata, &attempts[i], i);
	for (i = 0; i < ARRAY_SIZE(lone_attempts); i++)
		go_alone(_metadata, &lone_attempts[i], ARRAY_SIZE(attempts) + i);
	ASSERT_EQ(0, nt_set_parameter("max_memory_per_user", ceiling));
}

static int go_beyond(void *context)
{
	unsigned int i;

	for (i = 0; i < (unsigned long)context; i++)
		if (link_object(i))
			return 1;
	return 0;
}

TEST_F(ntobj, canary)
{
	long ceiling = nt_parameter("max_memory_per_user");
	void *links = (void *)(CEILING / 16384 + 1);

	ASSERT_EQ(0, nt_set_parameter("max_memory_per_user", CEILING));
	EXPECT_EQ(1, nt_child_as(NT_ALICE, go_beyond, links));
	ASSERT_EQ(0, nt_set_parameter("max_memory_per_user", 0));
	EXPECT_EQ(0, nt_child_as(NT_ALICE, go_beyond, links));
	ASSERT_EQ(0, nt_set_parameter("max_memory_per_user", ceiling));
}

TEST_HARNESS_MAIN
