// SPDX-License-Identifier: GPL-2.0
/*
 * Callbacks of drivers: who is asked when a process or a thread gets a handle,
 * what he can take away, and what he is told. The driver is the tests' own
 * extension, which registers what it is asked to and keeps records.
 */
#include <signal.h>
#include <sys/mman.h>

#include "extension_fixture.h"

#define CREATE		0x1	/* operations */
#define DUPLICATE	0x2

#define BOTH		(CALLBACK_PRE | CALLBACK_POST)
#define VM_READ		0x0010
#define LIMITED		NTOBJ_PROCESS_QUERY_LIMITED_INFORMATION

static __s32 try_to_register(struct ntobj_register_callbacks *call, const char *altitude)
{
	snprintf(call->altitude, sizeof(call->altitude), "%s", altitude);
	return nt_call(NTOBJ_IOC_REGISTER_CALLBACKS, call);
}

/* Registers for opening; the test ends if it can't. Returns the slot. */
static unsigned int watch(const char *altitude, __u32 types, __u32 flags, __u32 take)
{
	struct ntobj_register_callbacks call = {
		.types = types, .operations = CREATE, .flags = flags, .take = take,
	};

	NT_CHECK_STATUS(STATUS_SUCCESS, try_to_register(&call, altitude));
	return call.slot;
}

static __s32 unwatch(unsigned int slot)
{
	return nt_hot(NTOBJ_IOC_UNREGISTER_CALLBACKS, slot);
}

static struct ntobj_query_callbacks counts(unsigned int slot)
{
	struct ntobj_query_callbacks call = { .slot = slot };

	NT_CHECK_STATUS(STATUS_SUCCESS, nt_call(NTOBJ_IOC_QUERY_CALLBACKS, &call));
	return call;
}

static bool next_record(struct ntobj_next_callback *record)
{
	__s32 status;

	memset(record, 0, sizeof(*record));
	status = nt_call(NTOBJ_IOC_NEXT_CALLBACK, record);
	if (status != STATUS_NO_MORE_ENTRIES)
		NT_CHECK_STATUS(STATUS_SUCCESS, status);
	return status == STATUS_SUCCESS;
}

static void expect_no_record(struct __test_metadata *_metadata)
{
	struct ntobj_next_callback record;

	EXPECT_FALSE(next_record(&record));
}

static void expect_record(struct __test_metadata *_metadata,
			  const struct ntobj_next_callback *expected)
{
	struct ntobj_next_callback record;

	ASSERT_TRUE(next_record(&record));
	EXPECT_EQ(expected->slot, record.slot);
	EXPECT_EQ(expected->post, record.post);
	EXPECT_EQ(expected->operation, record.operation);
	EXPECT_EQ(expected->object, record.object);
	EXPECT_EQ(expected->process, record.process);
	EXPECT_EQ(expected->thread, record.thread);
	EXPECT_EQ(expected->access, record.access);
	EXPECT_EQ(expected->original_access, record.original_access);
	EXPECT_STATUS(expected->status, record.status);
}

static __u32 granted(__u64 handle)
{
	struct ntobj_object_basic_information basic = {};

	NT_CHECK_STATUS(STATUS_SUCCESS, nt_query_basic(handle, &basic));
	return basic.granted_access;
}

/* From the highest down, each with what the others have left, and up again. */
TEST_F(extension, order_and_rights)
{
	const __u32 wanted = NTOBJ_PROCESS_TERMINATE | VM_READ | LIMITED;
	struct ntobj_register_callbacks giver = {
		.types = CALLBACK_PROCESS, .operations = CREATE | DUPLICATE,
		.flags = BOTH | CALLBACK_LOGS, .take = VM_READ,
		.give = NTOBJ_PROCESS_ALL_ACCESS & ~VM_READ,
	};
	struct ntobj_next_callback record = { .operation = CREATE };
	unsigned int low, middle, high;
	__u64 process;
	pid_t victim;

	if (!self->loaded)
		SKIP(return, "no test extension here");
	low = watch("10", CALLBACK_PROCESS, BOTH | CALLBACK_LOGS, NTOBJ_PROCESS_TERMINATE);
	ASSERT_STATUS(STATUS_SUCCESS, try_to_register(&giver, "300.5"));
	high = giver.slot;
	middle = watch("300.05", CALLBACK_PROCESS, BOTH | CALLBACK_LOGS, 0);
	victim = nt_victim_start();
	ASSERT_STATUS(STATUS_SUCCESS, nt_open_process(&process, victim, wanted));
	EXPECT_EQ(LIMITED, granted(process));
	EXPECT_STATUS(STATUS_ACCESS_DENIED, nt_terminate(process, 1));

	record.object = nt_id(process);
	record.process = victim;
	record.slot = high;
	record.access = wanted;
	record.original_access = wanted;
	expect_record(_metadata, &record);
	record.slot = middle;
	record.access = wanted & ~VM_READ;
	expect_record(_metadata, &record);
	record.slot = low;
	expect_record(_metadata, &record);
	record.post = 1;
	record.access = LIMITED;
	record.original_access = 0;
	expect_record(_metadata, &record);
	record.slot = middle;
	expect_record(_metadata, &record);
	record.slot = high;
	expect_record(_metadata, &record);
	expect_no_record(_metadata);

	/* Who has gone is not asked any more, and takes nothing. */
	EXPECT_STATUS(STATUS_SUCCESS, unwatch(high));
	EXPECT_STATUS(STATUS_SUCCESS, unwatch(low));
	ASSERT_STATUS(STATUS_SUCCESS, nt_open_process(&process, victim, wanted));
	EXPECT_EQ(wanted, granted(process));
	record.slot = middle;
	record.post = 0;
	record.access = wanted;
	record.original_access = wanted;
	expect_record(_metadata, &record);
	record.post = 1;
	record.original_access = 0;
	expect_record(_metadata, &record);
	expect_no_record(_metadata);
	EXPECT_STATUS(STATUS_SUCCESS, nt_terminate(process, 1));
	EXPECT_EQ(0, counts(0).wrong);
}

/* A duplicate is asked about as such, by those who want to be asked. */
TEST_F(extension, duplicates)
{
	const __u32 wanted = NTOBJ_PROCESS_TERMINATE | VM_READ | LIMITED;
	struct ntobj_register_callbacks call = {
		.types = CALLBACK_PROCESS, .operations = DUPLICATE,
		.flags = BOTH | CALLBACK_LOGS, .take = VM_READ,
	};
	struct ntobj_next_callback record = { .operation = DUPLICATE };
	__u64 process;
	__u64 copy;

	if (!self->loaded)
		SKIP(return, "no test extension here");
	ASSERT_STATUS(STATUS_SUCCESS, try_to_register(&call, "20"));
	/* To open a process is another operation. */
	ASSERT_STATUS(STATUS_SUCCESS, nt_open_process(&process, getpid(), wanted));
	expect_no_record(_metadata);
	ASSERT_STATUS(STATUS_SUCCESS, nt_duplicate_to(process, NTOBJ_CURRENT_PROCESS, &copy));
	EXPECT_EQ(wanted & ~VM_READ, granted(copy));
	EXPECT_EQ(wanted, granted(process));
	record.slot = call.slot;
	record.object = nt_id(process);
	record.process = getpid();
	record.access = wanted;
	record.original_access = wanted;
	expect_record(_metadata, &record);
	record.post = 1;
	record.access = wanted & ~VM_READ;
	record.original_access = 0;
	expect_record(_metadata, &record);
	expect_no_record(_metadata);
	/* Of what is no process nobody is asked. */
	ASSERT_STATUS(STATUS_SUCCESS,
		      nt_duplicate_to(nt_event(0, 0), NTOBJ_CURRENT_PROCESS, NULL));
	expect_no_record(_metadata);
	EXPECT_EQ(0, counts(0).wrong);
}

/* A handle without any right is one all the same. */
TEST_F(extension, everything_taken)
{
	__u64 process;

	if (!self->loaded)
		SKIP(return, "no test extension here");
	watch("1", CALLBACK_PROCESS, CALLBACK_PRE, 0xffffffff);
	ASSERT_STATUS(STATUS_SUCCESS,
		      nt_open_process(&process, getpid(), NTOBJ_PROCESS_ALL_ACCESS));
	EXPECT_EQ(0, granted(process));
	EXPECT_STATUS(STATUS_ACCESS_DENIED, nt_wait(process, NTOBJ_WAIT_POLL));
	EXPECT_STATUS(STATUS_SUCCESS, nt_close(process));
}

/* A driver's own handle is shown to the functions, and loses nothing. */
TEST_F(extension, kernel_handles)
{
	struct ntobj_kernel_handle call = {
		.operation = KERNEL_HANDLE_OPEN, .access = NTOBJ_PROCESS_ALL_ACCESS,
	};
	unsigned int slot;
	char text[64];
	char *list;

	if (!self->loaded)
		SKIP(return, "no test extension here");
	call.handle = nt_process(getpid());
	slot = watch("1", CALLBACK_PROCESS, BOTH, 0xffffffff);
	ASSERT_STATUS(STATUS_SUCCESS, nt_call(NTOBJ_IOC_KERNEL_HANDLE, &call));
	EXPECT_EQ(1, counts(slot).pre);
	EXPECT_EQ(1, counts(slot).post);
	list = nt_read_file(NT_DEBUGFS "/kernel_handles");
	ASSERT_NE(NULL, list);
	snprintf(text, sizeof(text), "\t0x%llx\t0x%08x\t", (unsigned long long)call.result,
		 NTOBJ_PROCESS_ALL_ACCESS);
	EXPECT_NE(NULL, strstr(list, text))
		TH_LOG("no %s in %s", text, list);
	free(list);
	call.handle = call.result;
	call.operation = KERNEL_HANDLE_CLOSE;
	EXPECT_STATUS(STATUS_SUCCESS, nt_call(NTOBJ_IOC_KERNEL_HANDLE, &call));
}

/* What is asked about are rights, whichever way the caller has named them. */
TEST_F(extension, rights_are_mapped)
{
	static const struct {
		__u32 asked;
		__u32 seen;
	} rows[] = {
		{ NTOBJ_MAXIMUM_ALLOWED, NTOBJ_PROCESS_ALL_ACCESS },
		{ NTOBJ_GENERIC_ALL, NTOBJ_PROCESS_ALL_ACCESS },
		{ NTOBJ_GENERIC_READ, 0x21410 },
		{ NTOBJ_SYNCHRONIZE, NTOBJ_SYNCHRONIZE },
	};
	struct ntobj_next_callback record;
	unsigned int i;
	__u64 process;

	if (!self->loaded)
		SKIP(return, "no test extension here");
	watch("1", CALLBACK_PROCESS, CALLBACK_PRE | CALLBACK_LOGS, NTOBJ_SYNCHRONIZE);
	for (i = 0; i < ARRAY_SIZE(rows); i++) {
		ASSERT_STATUS(STATUS_SUCCESS,
			      nt_open_process(&process, getpid(), rows[i].asked));
		ASSERT_TRUE(next_record(&record));
		EXPECT_EQ(rows[i].seen, record.access);
		EXPECT_EQ(rows[i].seen, record.original_access);
		EXPECT_EQ(rows[i].seen & ~NTOBJ_SYNCHRONIZE, granted(process));
	}
	expect_no_record(_metadata);
}

/* Types and operations that one has not registered for; and what is no opening. */
static int use_inherited(void *context)
{
	__u64 *process = context;

	NT_CHECK(nt_id(*process));
	return 0;
}

TEST_F(extension, what_is_watched)
{
	struct ntobj_register_callbacks duplicates = {
		.types = CALLBACK_PROCESS | CALLBACK_THREAD | CALLBACK_WIDGET,
		.operations = DUPLICATE, .flags = BOTH | CALLBACK_LOGS,
	};
	struct ntobj_next_callback record = { .operation = CREATE };
	struct ntobj_process_basic_information basic;
	__u64 process, thread;

	if (!self->loaded)
		SKIP(return, "no test extension here");
	ASSERT_STATUS(STATUS_SUCCESS, try_to_register(&duplicates, "1"));
	record.slot = watch("2", CALLBACK_THREAD, CALLBACK_PRE | CALLBACK_LOGS, 0);
	nt_event(0, 0);
	ASSERT_STATUS(STATUS_SUCCESS,
		      nt_open_client(NTOBJ_IOC_OPEN_PROCESS, &process,
				     nt_unnamed_flags(NTOBJ_OBJ_INHERIT), getpid(), 0,
				     LIMITED, NTOBJ_OPEN_CLIENT_ID));
	expect_no_record(_metadata);
	ASSERT_STATUS(STATUS_SUCCESS, nt_open_thread(&thread, gettid(), 0x800));
	record.object = nt_id(thread);
	record.process = getpid();
	record.thread = gettid();
	record.access = 0x800;
	record.original_access = 0x800;
	expect_record(_metadata, &record);

	/* Handles that stand for the caller, and those that a child inherits. */
	watch("3", CALLBACK_PROCESS, BOTH | CALLBACK_LOGS, 0);
	EXPECT_STATUS(STATUS_SUCCESS, nt_query_process(NTOBJ_CURRENT_PROCESS, &basic));
	EXPECT_EQ(0, nt_child(use_inherited, &process));
	expect_no_record(_metadata);
	EXPECT_EQ(0, counts(0).wrong);
}

static __s32 create_widget(struct ntobj_object_attributes attributes, __u32 access,
			   __u32 value, __u64 *handle)
{
	struct ntobj_create_widget call = {
		.attributes = attributes, .desired_access = access, .value = value,
	};
	__s32 status = nt_call(NTOBJ_IOC_CREATE_WIDGET, &call);

	*handle = call.handle;
	return status;
}

/* A new object's first handle counts, and so does one that its type refuses. */
TEST_F(extension, creating_and_failing)
{
	struct ntobj_next_callback record = { .operation = CREATE };
	__u64 widget;
	__u64 home;

	if (!self->loaded)
		SKIP(return, "no test extension here");
	home = nt_home();
	record.slot = watch("1", CALLBACK_WIDGET, BOTH | CALLBACK_LOGS, 0x2);
	record.access = 0x3;
	record.original_access = 0x3;
	ASSERT_STATUS(STATUS_SUCCESS, create_widget(nt_at(home, u"w"), 0x3, 1, &widget));
	EXPECT_EQ(0x1, granted(widget));
	record.object = nt_id(widget);
	expect_record(_metadata, &record);
	record.post = 1;
	record.access = 0x1;
	record.original_access = 0;
	expect_record(_metadata, &record);

	/* Refused before anybody is asked. */
	EXPECT_STATUS(STATUS_ACCESS_DENIED,
		      nt_open(NTOBJ_IOC_OPEN_WIDGET, &widget, nt_at(home, u"w"), 0x100));
	EXPECT_STATUS(STATUS_OBJECT_NAME_COLLISION,
		      create_widget(nt_at(home, u"w"), 0x3, 1, &widget));
	expect_no_record(_metadata);

	/* Refused after that. */
	EXPECT_STATUS(STATUS_ACCESS_DENIED,
		      create_widget(nt_unnamed(), 0x3, WIDGET_REFUSES_OPEN, &widget));
	ASSERT_TRUE(next_record(&record));
	EXPECT_EQ(0, record.post);
	EXPECT_EQ(0x3, record.access);
	ASSERT_TRUE(next_record(&record));
	EXPECT_EQ(1, record.post);
	EXPECT_EQ(0, record.access);
	EXPECT_STATUS(STATUS_ACCESS_DENIED, record.status);
	expect_no_record(_metadata);
	EXPECT_EQ(0, counts(0).wrong);
}

/* A handle whose value the caller can't be given: it was made, and is gone. */
TEST_F(extension, undeliverable_handle)
{
	struct ntobj_open_client *call;
	struct nt_totals totals;
	unsigned int slot;
	__u64 process;

	if (!self->loaded)
		SKIP(return, "no test extension here");
	call = mmap(NULL, 4096, PROT_READ | PROT_WRITE, MAP_PRIVATE | MAP_ANONYMOUS, -1, 0);
	ASSERT_NE(MAP_FAILED, call);
	call->process_id = getpid();
	call->desired_access = LIMITED;
	call->flags = NTOBJ_OPEN_CLIENT_ID;
	ASSERT_EQ(0, mprotect(call, 4096, PROT_READ));
	/* The first makes what all later ones use, such as a token. */
	ASSERT_STATUS(STATUS_SUCCESS, nt_open_process(&process, getpid(), LIMITED));
	ASSERT_STATUS(STATUS_SUCCESS, nt_close(process));
	slot = watch("1", CALLBACK_PROCESS, BOTH, 0);
	totals = nt_totals();
	EXPECT_STATUS(STATUS_ACCESS_VIOLATION,
		      nt_raw(nt_device, NTOBJ_IOC_OPEN_PROCESS, call));
	EXPECT_EQ(totals.handles, nt_totals().handles);
	EXPECT_EQ(totals.objects, nt_totals().objects);
	EXPECT_EQ(1, counts(slot).pre);
	EXPECT_EQ(1, counts(slot).post);
}

TEST_F(extension, refusals)
{
	static const struct {
		const char *altitude;
		struct ntobj_register_callbacks call;
		__s32 status;
	} rows[] = {
		{ "20", { .types = 1, .operations = 1, .flags = BOTH },
		  STATUS_FLT_INSTANCE_ALTITUDE_COLLISION },
		{ "020.00", { .types = 2, .operations = 2, .flags = CALLBACK_PRE },
		  STATUS_FLT_INSTANCE_ALTITUDE_COLLISION },
		{ "30", { .types = 0, .operations = 1, .flags = BOTH },
		  STATUS_INVALID_PARAMETER },
		{ "30", { .types = 1, .operations = 0, .flags = BOTH },
		  STATUS_INVALID_PARAMETER },
		{ "30", { .types = 1, .operations = 4, .flags = BOTH },
		  STATUS_INVALID_PARAMETER },
		{ "30", { .types = 1, .operations = 1, .flags = 0 },
		  STATUS_INVALID_PARAMETER },
		{ "30", { .version = 0x200, .types = 1, .operations = 1, .flags = BOTH },
		  STATUS_INVALID_PARAMETER },
		{ "", { .types = 1, .operations = 1, .flags = BOTH },
		  STATUS_INVALID_PARAMETER },
		{ "-1", { .types = 1, .operations = 1, .flags = BOTH },
		  STATUS_INVALID_PARAMETER },
	};
	struct ntobj_register_callbacks call;
	unsigned int slot;
	unsigned int i;

	if (!self->loaded)
		SKIP(return, "no test extension here");
	slot = watch("20", CALLBACK_PROCESS, BOTH, 0);
	for (i = 0; i < ARRAY_SIZE(rows); i++) {
		call = rows[i].call;
		EXPECT_EQ(rows[i].status, try_to_register(&call, rows[i].altitude))
			TH_LOG("row %u", i);
	}
	EXPECT_STATUS(STATUS_SUCCESS, unwatch(slot));
	EXPECT_STATUS(STATUS_INVALID_HANDLE, unwatch(slot));
	call = rows[0].call;
	EXPECT_STATUS(STATUS_SUCCESS, try_to_register(&call, "20"));
}

/* A callback may register another; the same handle does not meet one above it. */
TEST_F(extension, registering_inside)
{
	unsigned int outer;
	__u64 process;

	if (!self->loaded)
		SKIP(return, "no test extension here");
	outer = watch("5", CALLBACK_PROCESS, BOTH | CALLBACK_REGISTERS, 0);
	ASSERT_STATUS(STATUS_SUCCESS, nt_open_process(&process, getpid(), LIMITED));
	expect_no_record(_metadata);
	ASSERT_STATUS(STATUS_SUCCESS, nt_open_process(&process, getpid(), LIMITED));
	EXPECT_EQ(2, counts(outer).post);
	/* Of altitude 51. */
	EXPECT_EQ(1, counts(outer + 1).pre);
	EXPECT_EQ(0, counts(0).wrong);
}

/*
 * Callbacks that run
 */

struct opener {
	pthread_t thread;
	__s32 status;
	bool done;
};

static void *open_oneself(void *context)
{
	struct opener *opener = context;
	__u64 process;

	opener->status = nt_open_process(&process, getpid(), LIMITED);
	__atomic_store_n(&opener->done, true, __ATOMIC_RELEASE);
	return NULL;
}

static void start_opener(struct opener *opener, unsigned int slot)
{
	*opener = (struct opener){ .status = -1 };
	NT_CHECK(!pthread_create(&opener->thread, NULL, open_oneself, opener));
	NT_CHECK(NT_UNTIL(counts(slot).waiting == 1));
}

static void end_opener(struct opener *opener)
{
	NT_CHECK(!pthread_join(opener->thread, NULL));
	NT_CHECK_STATUS(STATUS_SUCCESS, opener->status);
}

struct unregistrar {
	pthread_t thread;
	unsigned int slot;
	pid_t tid;
	bool done;
};

static void *unregister(void *context)
{
	struct unregistrar *unregistrar = context;

	__atomic_store_n(&unregistrar->tid, gettid(), __ATOMIC_RELEASE);
	NT_CHECK_STATUS(STATUS_SUCCESS, unwatch(unregistrar->slot));
	/* Both functions are through. */
	NT_CHECK(counts(unregistrar->slot).pre == 1);
	NT_CHECK(counts(unregistrar->slot).post == 1);
	__atomic_store_n(&unregistrar->done, true, __ATOMIC_RELEASE);
	return NULL;
}

/* Whether a thread sleeps where signals don't reach it. */
static bool sleeps_soundly(pid_t tid)
{
	char path[64];
	char *state;
	char *text;
	bool sleeps;

	snprintf(path, sizeof(path), "/proc/self/task/%d/stat", tid);
	text = nt_read_file(path);
	state = text ? strrchr(text, ')') : NULL;
	sleeps = state && state[1] && state[2] == 'D';
	free(text);
	return sleeps;
}

TEST_F(extension, unregistering_waits)
{
	struct unregistrar unregistrar = {};
	struct opener opener;
	__u64 process;

	if (!self->loaded)
		SKIP(return, "no test extension here");
	unregistrar.slot = watch("1", CALLBACK_PROCESS, BOTH | CALLBACK_WAITS, 0);
	start_opener(&opener, unregistrar.slot);
	ASSERT_EQ(0, pthread_create(&unregistrar.thread, NULL, unregister, &unregistrar));
	EXPECT_TRUE(NT_UNTIL(__atomic_load_n(&unregistrar.tid, __ATOMIC_ACQUIRE) &&
			     sleeps_soundly(unregistrar.tid)));
	/* It is off the list by now: others do not meet it. */
	EXPECT_STATUS(STATUS_SUCCESS, nt_open_process(&process, getpid(), LIMITED));
	EXPECT_EQ(1, counts(unregistrar.slot).pre);
	EXPECT_EQ(0, counts(unregistrar.slot).post);
	usleep(100000);
	EXPECT_FALSE(__atomic_load_n(&unregistrar.done, __ATOMIC_ACQUIRE));
	EXPECT_FALSE(__atomic_load_n(&opener.done, __ATOMIC_ACQUIRE));
	ASSERT_STATUS(STATUS_SUCCESS,
		      nt_hot(NTOBJ_IOC_RELEASE_CALLBACKS, unregistrar.slot));
	end_opener(&opener);
	ASSERT_EQ(0, pthread_join(unregistrar.thread, NULL));
	EXPECT_EQ(0, counts(0).wrong);
}

/* While a callback runs its module stays; when it goes, its callbacks do. */
TEST_F(extension, unloading)
{
	struct opener opener;
	unsigned int slot;
	__u64 process;
	char *text;

	if (!self->loaded)
		SKIP(return, "no test extension here");
	slot = watch("1", CALLBACK_PROCESS, BOTH | CALLBACK_WAITS, 0);
	watch("2", CALLBACK_PROCESS | CALLBACK_THREAD, CALLBACK_PRE, LIMITED);
	start_opener(&opener, slot);
	errno = 0;
	EXPECT_EQ(-1, unload());
	EXPECT_EQ(EAGAIN, errno);
	ASSERT_STATUS(STATUS_SUCCESS, nt_hot(NTOBJ_IOC_RELEASE_CALLBACKS, slot));
	end_opener(&opener);
	ASSERT_EQ(0, unload());
	ASSERT_STATUS(STATUS_SUCCESS, nt_open_process(&process, getpid(), LIMITED));
	EXPECT_EQ(LIMITED, granted(process));
	text = nt_read_file(NT_DEBUGFS "/callbacks");
	ASSERT_NE(NULL, text);
	EXPECT_STREQ("# altitude\ttype\toperations\towner\tcalls\n", text);
	free(text);
	ASSERT_EQ(0, load());
}

/* Who is killed in a callback leaves it in order. */
static int open_parent(void *context)
{
	__u64 process;

	(void)context;
	nt_open_process(&process, getppid(), LIMITED);
	return 0;
}

TEST_F(extension, killed_in_a_callback)
{
	unsigned int slot;
	pid_t child;

	if (!self->loaded)
		SKIP(return, "no test extension here");
	slot = watch("1", CALLBACK_PROCESS, BOTH | CALLBACK_WAITS, 0);
	child = nt_child_start(open_parent, NULL);
	ASSERT_TRUE(NT_UNTIL(counts(slot).waiting == 1));
	ASSERT_EQ(0, kill(child, SIGKILL));
	EXPECT_EQ(NT_KILLED(SIGKILL), nt_child_end(child));
	EXPECT_EQ(1, counts(slot).pre);
	EXPECT_EQ(1, counts(slot).post);
	EXPECT_EQ(0, counts(slot).waiting);
}

TEST_F(extension, listing)
{
	static const char expected[] =
		"# altitude\ttype\toperations\towner\tcalls\n"
		"100.25\tWidget\tduplicate\tntobj_test_extension\t0\n"
		"99\tProcess\tcreate,duplicate\tntobj_test_extension\t2\n"
		"99\tThread\tcreate,duplicate\tntobj_test_extension\t0\n"
		"0.5\tProcess\tcreate\tntobj_test_extension\t1\n";
	struct ntobj_register_callbacks call = {
		.types = CALLBACK_PROCESS | CALLBACK_THREAD,
		.operations = CREATE | DUPLICATE, .flags = BOTH,
	};
	__u64 process;
	char *text;

	if (!self->loaded)
		SKIP(return, "no test extension here");
	ASSERT_STATUS(STATUS_SUCCESS, try_to_register(&call, "99"));
	ASSERT_STATUS(STATUS_SUCCESS, nt_open_process(&process, getpid(), LIMITED));
	watch("0.5", CALLBACK_PROCESS, CALLBACK_POST, 0);
	call.types = CALLBACK_WIDGET;
	call.operations = DUPLICATE;
	ASSERT_STATUS(STATUS_SUCCESS, try_to_register(&call, "100.25"));
	ASSERT_STATUS(STATUS_SUCCESS, nt_open_process(&process, getpid(), LIMITED));
	text = nt_read_file(NT_DEBUGFS "/callbacks");
	ASSERT_NE(NULL, text);
	EXPECT_STREQ(expected, text);
	free(text);
}

/*
 * Handles are opened all the time while callbacks come and go.
 */

#define STORM_OPENERS	2

static void *open_all_the_time(void *context)
{
	bool *stop = context;
	__u64 process;
	__u64 thread;

	while (!__atomic_load_n(stop, __ATOMIC_ACQUIRE)) {
		NT_CHECK_STATUS(STATUS_SUCCESS,
				nt_open_process(&process, getpid(), LIMITED | VM_READ));
		NT_CHECK((granted(process) & ~VM_READ) == LIMITED);
		NT_CHECK_STATUS(STATUS_SUCCESS, nt_open_thread(&thread, gettid(), 0x800));
		NT_CHECK(granted(thread) == 0x800);
		NT_CHECK_STATUS(STATUS_SUCCESS, nt_close(process));
		NT_CHECK_STATUS(STATUS_SUCCESS, nt_close(thread));
	}
	return NULL;
}

TEST_F_TIMEOUT(extension, coming_and_going, 150)
{
	static const char * const altitudes[] = { "7", "70.7", "0.7", "7.7" };
	unsigned int rounds = nt_rounds(40, 200);
	unsigned int slots[ARRAY_SIZE(altitudes)];
	pthread_t threads[STORM_OPENERS];
	unsigned int calls = 0;
	bool stop = false;
	unsigned int i, j;

	if (!self->loaded)
		SKIP(return, "no test extension here");
	/*
	 * Keeps the static branch on: QEMU before 8.1 may go on executing what
	 * it has translated while another processor was patching it.
	 */
	watch("1000", CALLBACK_WIDGET, CALLBACK_PRE, 0);
	for (i = 0; i < STORM_OPENERS; i++)
		ASSERT_EQ(0, pthread_create(&threads[i], NULL, open_all_the_time, &stop));
	for (i = 0; i < rounds; i++) {
		for (j = 0; j < ARRAY_SIZE(altitudes); j++)
			slots[j] = watch(altitudes[j], CALLBACK_PROCESS | CALLBACK_THREAD,
					 BOTH, VM_READ);
		for (j = 0; j < ARRAY_SIZE(altitudes); j++) {
			struct ntobj_query_callbacks done;

			ASSERT_STATUS(STATUS_SUCCESS, unwatch(slots[j]));
			done = counts(slots[j]);
			EXPECT_EQ(done.pre, done.post);
			calls += done.pre;
		}
	}
	__atomic_store_n(&stop, true, __ATOMIC_RELEASE);
	for (i = 0; i < STORM_OPENERS; i++)
		ASSERT_EQ(0, pthread_join(threads[i], NULL));
	EXPECT_LT(0, calls);
	EXPECT_EQ(0, counts(0).wrong);
}

TEST_HARNESS_MAIN
