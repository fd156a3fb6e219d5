// SPDX-License-Identifier: GPL-2.0
/*
 * Handle tracing: what is kept of opens, closes and bad references, and where in
 * the program they came from. Built with frame pointers.
 */
#include <signal.h>
#include <sys/prctl.h>
#include <sys/syscall.h>
#include <sys/wait.h>

#include "ntobj_fixture.h"
#include "security_test.h"

#define CURRENT		NTOBJ_CURRENT_PROCESS
#define OPEN		NTOBJ_HANDLE_TRACE_OPEN
#define CLOSE		NTOBJ_HANDLE_TRACE_CLOSE
#define BADREF		NTOBJ_HANDLE_TRACE_BADREF
#define SLOTS_MIN	128
#define SLOTS_DEFAULT	4096
#define NO_HANDLE	0x4000
#define ROOM		512
#define noinline	__attribute((noinline))
#define CODE_MAX	4096	/* no function here is longer */

struct traces {
	struct ntobj_handle_traces header;
	struct ntobj_handle_trace traces[ROOM];
};

static struct traces traces;

static __s32 trace_on(__u64 process, __u32 flags, __u32 slots)
{
	struct ntobj_handle_tracing tracing = { .flags = flags, .slots = slots };

	return nt_set_process(process, NTOBJ_PROCESS_HANDLE_TRACING, &tracing,
			      sizeof(tracing));
}

static __s32 trace_off(__u64 process)
{
	return nt_set_process(process, NTOBJ_PROCESS_HANDLE_TRACING, NULL, 0);
}

static __u32 bytes_of(__u32 room)
{
	return sizeof(traces.header) + room * sizeof(traces.traces[0]);
}

/* The latest traces, as many as there is room for, of one handle or of all. */
static __s32 read_room(__u64 process, __u64 handle, __u32 room)
{
	__u32 answered = 0;
	__s32 status;

	memset(&traces, NT_POISON, sizeof(traces));
	traces.header.handle = handle;
	traces.header.reserved = 0;
	status = nt_query_client(NTOBJ_IOC_QUERY_PROCESS, process,
				 NTOBJ_PROCESS_HANDLE_TRACING, &traces, bytes_of(room),
				 &answered);
	if (!status)
		NT_CHECK(answered == bytes_of(traces.header.count) &&
			 traces.header.count <= room && traces.header.handle == handle &&
			 !traces.header.reserved);
	return status;
}

static __s32 read_traces(__u64 process)
{
	return read_room(process, 0, ROOM);
}

/* Sound in itself, and nothing left of what was in the kernel's memory. */
static void check_trace(const struct ntobj_handle_trace *trace)
{
	unsigned int i;

	NT_CHECK(trace->kind >= OPEN && trace->kind <= BADREF);
	NT_CHECK(trace->depth <= NTOBJ_HANDLE_TRACE_STACKS);
	for (i = 0; i < NTOBJ_HANDLE_TRACE_STACKS; i++)
		NT_CHECK(!trace->stack[i] == (i >= trace->depth));
}

static void expect_trace(struct __test_metadata *_metadata, unsigned int at, __u32 kind,
			 __u64 handle)
{
	const struct ntobj_handle_trace *trace = &traces.traces[at];

	ASSERT_LT(at, traces.header.count);
	check_trace(trace);
	EXPECT_EQ(kind, trace->kind)
		TH_LOG("trace %u", at);
	EXPECT_EQ(handle, trace->handle)
		TH_LOG("trace %u", at);
	EXPECT_EQ(getpid(), trace->process_id);
	EXPECT_EQ(gettid(), trace->thread_id);
	EXPECT_LE(1, trace->depth);
}

TEST_F(ntobj, statuses)
{
	struct ntobj_handle_tracing tracing = {};
	__u64 process;

	EXPECT_STATUS(STATUS_INVALID_PARAMETER, read_traces(CURRENT));
	EXPECT_STATUS(STATUS_SUCCESS, trace_off(CURRENT));
	EXPECT_STATUS(STATUS_INVALID_PARAMETER, trace_on(CURRENT, 1, 0));
	EXPECT_STATUS(STATUS_INVALID_PARAMETER,
		      trace_on(CURRENT, 0, NTOBJ_HANDLE_TRACE_SLOTS_MAX + 1));
	EXPECT_STATUS(STATUS_INVALID_PARAMETER, trace_on(CURRENT, 0, ~0U));
	EXPECT_STATUS(STATUS_INFO_LENGTH_MISMATCH,
		      nt_set_process(CURRENT, NTOBJ_PROCESS_HANDLE_TRACING, &tracing, 4));
	EXPECT_STATUS(STATUS_INFO_LENGTH_MISMATCH,
		      nt_set_process(CURRENT, NTOBJ_PROCESS_HANDLE_TRACING, &tracing, 9));
	EXPECT_STATUS(STATUS_ACCESS_VIOLATION,
		      nt_set_process(CURRENT, NTOBJ_PROCESS_HANDLE_TRACING, (void *)16, 8));
	EXPECT_STATUS(STATUS_INVALID_INFO_CLASS, nt_set_process(CURRENT, 99, &tracing, 8));
	EXPECT_STATUS(STATUS_INVALID_HANDLE, trace_on(0, 0, 0));
	EXPECT_STATUS(STATUS_OBJECT_TYPE_MISMATCH, trace_on(NTOBJ_CURRENT_THREAD, 0, 0));
	EXPECT_STATUS(STATUS_OBJECT_TYPE_MISMATCH, trace_on(nt_event(0, 0), 0, 0));
	ASSERT_STATUS(STATUS_SUCCESS,
		      nt_open_process(&process, getpid(), NTOBJ_PROCESS_ALL_ACCESS &
				      ~NTOBJ_PROCESS_SET_INFORMATION));
	EXPECT_STATUS(STATUS_ACCESS_DENIED, trace_on(process, 0, 0));
	EXPECT_STATUS(STATUS_ACCESS_DENIED, trace_off(process));
	EXPECT_STATUS(STATUS_INVALID_PARAMETER, read_traces(CURRENT));
}

TEST_F(ntobj, query_statuses)
{
	__u64 limited;
	__u64 setter;
	__u32 answered;

	ASSERT_STATUS(STATUS_SUCCESS, nt_open_process(&limited, getpid(),
						      NTOBJ_PROCESS_QUERY_LIMITED_INFORMATION));
	ASSERT_STATUS(STATUS_SUCCESS,
		      nt_open_process(&setter, getpid(), NTOBJ_PROCESS_SET_INFORMATION));
	ASSERT_STATUS(STATUS_SUCCESS, trace_on(setter, 0, 0));
	EXPECT_STATUS(STATUS_SUCCESS, read_traces(CURRENT));
	EXPECT_STATUS(STATUS_ACCESS_DENIED, read_traces(limited));
	EXPECT_STATUS(STATUS_ACCESS_DENIED, read_traces(setter));
	EXPECT_STATUS(STATUS_INFO_LENGTH_MISMATCH,
		      nt_query_client(NTOBJ_IOC_QUERY_PROCESS, CURRENT,
				      NTOBJ_PROCESS_HANDLE_TRACING, &traces,
				      sizeof(traces.header) - 1, &answered));
	EXPECT_STATUS(STATUS_ACCESS_VIOLATION,
		      nt_query_client(NTOBJ_IOC_QUERY_PROCESS, CURRENT,
				      NTOBJ_PROCESS_HANDLE_TRACING, (void *)16,
				      sizeof(traces), &answered));
	traces.header.reserved = 1;
	EXPECT_STATUS(STATUS_INVALID_PARAMETER,
		      nt_query_client(NTOBJ_IOC_QUERY_PROCESS, CURRENT,
				      NTOBJ_PROCESS_HANDLE_TRACING, &traces,
				      sizeof(traces), &answered));
	EXPECT_STATUS(STATUS_SUCCESS, trace_off(setter));
	EXPECT_STATUS(STATUS_INVALID_PARAMETER, read_traces(CURRENT));
}

TEST_F(ntobj, contents)
{
	__u64 before = nt_event(0, 0);
	__u64 event;
	__u64 other;

	ASSERT_STATUS(STATUS_SUCCESS, trace_on(CURRENT, 0, 0));
	ASSERT_STATUS(STATUS_SUCCESS, read_traces(CURRENT));
	EXPECT_EQ(0, traces.header.total);
	EXPECT_EQ(0, traces.header.count);
	event = nt_event(0, 0);
	other = nt_event(0, 0);
	EXPECT_STATUS(STATUS_SUCCESS, nt_close(event + 1));
	EXPECT_STATUS(STATUS_INVALID_HANDLE, nt_close(event));
	EXPECT_STATUS(STATUS_SUCCESS, nt_close(before));
	ASSERT_STATUS(STATUS_SUCCESS, read_traces(CURRENT));
	EXPECT_EQ(5, traces.header.total);
	ASSERT_EQ(5, traces.header.count);
	expect_trace(_metadata, 0, OPEN, event);
	expect_trace(_metadata, 1, OPEN, other);
	expect_trace(_metadata, 2, CLOSE, event);
	expect_trace(_metadata, 3, BADREF, event);
	expect_trace(_metadata, 4, CLOSE, before);

	ASSERT_STATUS(STATUS_SUCCESS, read_room(CURRENT, event, ROOM));
	EXPECT_EQ(5, traces.header.total);
	ASSERT_EQ(3, traces.header.count);
	expect_trace(_metadata, 0, OPEN, event);
	expect_trace(_metadata, 1, CLOSE, event);
	expect_trace(_metadata, 2, BADREF, event);
	ASSERT_STATUS(STATUS_SUCCESS, read_room(CURRENT, event, 2));
	ASSERT_EQ(2, traces.header.count);
	expect_trace(_metadata, 0, CLOSE, event);
	ASSERT_STATUS(STATUS_SUCCESS, read_room(CURRENT, 0, 0));
	EXPECT_EQ(5, traces.header.total);
	EXPECT_EQ(0, traces.header.count);
	ASSERT_STATUS(STATUS_SUCCESS, read_room(CURRENT, NO_HANDLE, ROOM));
	EXPECT_EQ(0, traces.header.count);

	/* Switched on again, all is forgotten. */
	ASSERT_STATUS(STATUS_SUCCESS, trace_on(CURRENT, 0, 0));
	ASSERT_STATUS(STATUS_SUCCESS, read_traces(CURRENT));
	EXPECT_EQ(0, traces.header.total);
}

/* Every way of looking a handle up says that it is none. */
TEST_F(ntobj, bad_references)
{
	struct ntobj_process_basic_information process;
	struct ntobj_object_basic_information basic;
	unsigned int i;
	__u64 handle;
	__u32 type;
	__s32 state;

	ASSERT_STATUS(STATUS_SUCCESS, trace_on(CURRENT, 0, 0));
	EXPECT_STATUS(STATUS_INVALID_HANDLE, nt_close(NO_HANDLE));
	EXPECT_STATUS(STATUS_INVALID_HANDLE, nt_set_event(NO_HANDLE));
	EXPECT_STATUS(STATUS_INVALID_HANDLE, nt_query_event(NO_HANDLE, &type, &state));
	EXPECT_STATUS(STATUS_INVALID_HANDLE,
		      nt_event_previous(NTOBJ_IOC_SET_EVENT_PREVIOUS, NO_HANDLE, &state));
	EXPECT_STATUS(STATUS_INVALID_HANDLE, nt_wait(NO_HANDLE, NTOBJ_WAIT_POLL));
	EXPECT_STATUS(STATUS_INVALID_HANDLE, nt_query_basic(NO_HANDLE, &basic));
	EXPECT_STATUS(STATUS_INVALID_HANDLE, nt_set_flags(NO_HANDLE, true, false));
	EXPECT_STATUS(STATUS_INVALID_HANDLE, nt_query_process(NO_HANDLE, &process));
	EXPECT_STATUS(STATUS_INVALID_HANDLE,
		      nt_create_event(&handle, nt_at(NO_HANDLE, u"x"),
				      NTOBJ_EVENT_ALL_ACCESS, 0, 0));
	ASSERT_STATUS(STATUS_SUCCESS, read_traces(CURRENT));
	ASSERT_EQ(9, traces.header.count);
	for (i = 0; i < 9; i++)
		expect_trace(_metadata, i, BADREF, NO_HANDLE);
	/* What stands for the caller is a handle; what is refused is one too. */
	EXPECT_STATUS(STATUS_OBJECT_TYPE_MISMATCH, nt_set_event(CURRENT));
	EXPECT_STATUS(STATUS_SUCCESS, nt_close(CURRENT));
	ASSERT_STATUS(STATUS_SUCCESS, read_traces(CURRENT));
	EXPECT_EQ(9, traces.header.count);
}

/* The system call itself, with its frame on the stack. */
static long call_kernel(unsigned long request, void *argument)
{
	long result;

#ifdef __x86_64__
	asm volatile("syscall" : "=a"(result)
		     : "0"((long)SYS_ioctl), "D"((long)nt_device), "S"(request), "d"(argument)
		     : "rcx", "r11", "memory");
#else
	asm volatile("int $0x80" : "=a"(result)
		     : "0"(SYS_ioctl), "b"(nt_device), "c"(request), "d"(argument)
		     : "memory");
#endif
	return result;
}

static __u64 returns[2];

static noinline long open_inner(struct ntobj_create_event *call)
{
	long result = call_kernel(NTOBJ_IOC_CREATE_EVENT, call);

	returns[0] = (unsigned long)__builtin_return_address(0);
	return result;
}

static noinline long open_outer(struct ntobj_create_event *call)
{
	long result = open_inner(call);

	returns[1] = (unsigned long)__builtin_return_address(0);
	return result;
}

TEST_F(ntobj, stack)
{
	struct ntobj_create_event call = { .desired_access = NTOBJ_EVENT_ALL_ACCESS };
	const struct ntobj_handle_trace *trace = &traces.traces[0];

	ASSERT_STATUS(STATUS_SUCCESS, trace_on(CURRENT, 0, 0));
	ASSERT_EQ(0, open_outer(&call));
	ASSERT_STATUS(STATUS_SUCCESS, read_traces(CURRENT));
	expect_trace(_metadata, 0, OPEN, call.handle);
	ASSERT_LE(3, trace->depth);
	EXPECT_LT((unsigned long)open_inner, trace->stack[0]);
	EXPECT_GT((unsigned long)open_inner + CODE_MAX, trace->stack[0]);
	EXPECT_EQ(returns[0], trace->stack[1]);
	EXPECT_EQ(returns[1], trace->stack[2]);
}

/* Frame pointers that lead nowhere, in circles, or to the kernel. */
static noinline long open_with_frame(unsigned long frame,
				     struct ntobj_create_event *call)
{
	long result;

#ifdef __x86_64__
	asm volatile("mov %%rbp, %%rbx\n\tmov %5, %%rbp\n\tsyscall\n\tmov %%rbx, %%rbp"
		     : "=a"(result)
		     : "0"((long)SYS_ioctl), "D"((long)nt_device),
		       "S"(NTOBJ_IOC_CREATE_EVENT), "d"(call), "r"(frame)
		     : "rbx", "rcx", "r11", "memory");
#else
	asm volatile("mov %%ebp, %%edi\n\tmov %5, %%ebp\n\tint $0x80\n\tmov %%edi, %%ebp"
		     : "=a"(result)
		     : "0"(SYS_ioctl), "b"(nt_device), "c"(NTOBJ_IOC_CREATE_EVENT),
		       "d"(call), "S"(frame)
		     : "edi", "memory");
#endif
	return result;
}

TEST_F(ntobj, strange_frames)
{
	unsigned long circle[2] = { (unsigned long)circle, 1 };
	const unsigned long frames[] = {
		0, 1, 16, ~0UL, 1UL << (8 * sizeof(long) - 1), (unsigned long)circle,
		(unsigned long)circle + 1, (unsigned long)&traces,
	};
	struct ntobj_create_event call = { .desired_access = NTOBJ_EVENT_ALL_ACCESS };
	unsigned int i;

	memset(&traces, 0, sizeof(traces));
	ASSERT_STATUS(STATUS_SUCCESS, trace_on(CURRENT, 0, 0));
	for (i = 0; i < ARRAY_SIZE(frames); i++)
		ASSERT_EQ(0, open_with_frame(frames[i], &call));
	ASSERT_STATUS(STATUS_SUCCESS, read_traces(CURRENT));
	ASSERT_EQ(ARRAY_SIZE(frames), traces.header.count);
	for (i = 0; i < ARRAY_SIZE(frames); i++) {
		check_trace(&traces.traces[i]);
		EXPECT_EQ(frames[i] == (unsigned long)circle ? 2 : 1, traces.traces[i].depth)
			TH_LOG("frame 0x%lx", frames[i]);
	}
}

TEST_F(ntobj, wrap)
{
	unsigned int i;
	__u64 event;

	ASSERT_STATUS(STATUS_SUCCESS, trace_on(CURRENT, 0, 1));
	for (i = 0; i < 2 * SLOTS_MIN + 3; i++)
		ASSERT_STATUS(STATUS_INVALID_HANDLE, nt_close(NO_HANDLE + 4 * i));
	ASSERT_STATUS(STATUS_SUCCESS, read_traces(CURRENT));
	EXPECT_EQ(2 * SLOTS_MIN + 3, traces.header.total);
	ASSERT_EQ(SLOTS_MIN, traces.header.count);
	for (i = 0; i < SLOTS_MIN; i++)
		expect_trace(_metadata, i, BADREF, NO_HANDLE + 4 * (SLOTS_MIN + 3 + i));
	ASSERT_STATUS(STATUS_SUCCESS, read_room(CURRENT, 0, 10));
	ASSERT_EQ(10, traces.header.count);
	expect_trace(_metadata, 9, BADREF, NO_HANDLE + 4 * (2 * SLOTS_MIN + 2));

	/* Rounded up to a power of two. */
	ASSERT_STATUS(STATUS_SUCCESS, trace_on(CURRENT, 0, SLOTS_MIN + 1));
	event = nt_event(0, 0);
	for (i = 0; i < 3 * SLOTS_MIN; i++)
		ASSERT_STATUS(STATUS_INVALID_HANDLE, nt_close(NO_HANDLE));
	ASSERT_STATUS(STATUS_SUCCESS, read_traces(CURRENT));
	EXPECT_EQ(2 * SLOTS_MIN, traces.header.count);
	ASSERT_STATUS(STATUS_SUCCESS, read_room(CURRENT, event, ROOM));
	EXPECT_EQ(0, traces.header.count);
	EXPECT_STATUS(STATUS_SUCCESS, trace_on(CURRENT, 0, NTOBJ_HANDLE_TRACE_SLOTS_MAX));
}

/* Values that were closed are used again last, and as before once it is over. */
TEST_F(ntobj, reuse)
{
	__u64 events[4];
	unsigned int i;

	for (i = 0; i < 4; i++)
		events[i] = nt_event(0, 0);
	ASSERT_STATUS(STATUS_SUCCESS, nt_close(events[0]));
	EXPECT_EQ(events[0], nt_event(0, 0));
	ASSERT_STATUS(STATUS_SUCCESS, trace_on(CURRENT, 0, 0));
	for (i = 0; i < 1000; i++) {
		__u64 event = nt_event(0, 0);

		ASSERT_NE(events[0], event);
		ASSERT_NE(events[1], event);
		if (i == 500) {
			ASSERT_STATUS(STATUS_SUCCESS, nt_close(events[0]));
			ASSERT_STATUS(STATUS_SUCCESS, nt_close(events[1]));
			ASSERT_STATUS(STATUS_SUCCESS, nt_close(event));
			break;
		}
		ASSERT_STATUS(STATUS_SUCCESS, nt_close(event));
	}
	/* Those of the page that were never used, then those closed before. */
	for (i = 0; i < 255; i++)
		if (nt_event(0, 0) == events[0])
			break;
	ASSERT_LT(i, 255);
	EXPECT_EQ(events[1], nt_event(0, 0));
	ASSERT_STATUS(STATUS_SUCCESS, trace_off(CURRENT));
	ASSERT_STATUS(STATUS_SUCCESS, nt_close(events[1]));
	EXPECT_EQ(events[1], nt_event(0, 0));
}

/*
 * Other processes
 */

static int be_busy(void *context)
{
	int *pipes = context;
	__u64 event;
	char byte;

	NT_CHECK(nt_open_device() >= 0);
	NT_CHECK(read(pipes[0], &byte, 1) == 1);
	event = nt_event(0, 0);
	NT_CHECK(write(pipes[3], &event, sizeof(event)) == sizeof(event));
	NT_CHECK(read(pipes[0], &byte, 1) == 1);
	return 0;
}

/* It reads from pipes[0] and writes to pipes[3]. */
static __u64 start_with_pipes(pid_t *pid, int (*run)(void *), int pipes[4])
{
	NT_CHECK(!pipe(&pipes[0]) && !pipe(&pipes[2]));
	*pid = nt_child_start(run, pipes);
	return nt_process(*pid);
}

/* Of a process that has not called a service yet, whose handle is closed meanwhile. */
TEST_F(ntobj, other_process)
{
	__u64 process;
	int pipes[4];
	__u64 event;
	pid_t pid;

	process = start_with_pipes(&pid, be_busy, pipes);
	ASSERT_STATUS(STATUS_SUCCESS, trace_on(process, 0, 0));
	ASSERT_STATUS(STATUS_SUCCESS, nt_close(process));
	ASSERT_EQ(1, write(pipes[1], "x", 1));
	ASSERT_EQ(sizeof(event), read(pipes[2], &event, sizeof(event)));
	process = nt_process(pid);
	ASSERT_STATUS(STATUS_SUCCESS, read_traces(process));
	ASSERT_EQ(1, traces.header.count);
	check_trace(&traces.traces[0]);
	EXPECT_EQ(event, traces.traces[0].handle);
	EXPECT_EQ(pid, traces.traces[0].process_id);
	EXPECT_EQ(pid, traces.traces[0].thread_id);
	/* The parent itself is not traced. */
	EXPECT_STATUS(STATUS_INVALID_PARAMETER, read_traces(CURRENT));
	ASSERT_EQ(1, write(pipes[1], "x", 1));
	EXPECT_EQ(0, nt_child_end(pid));
	EXPECT_STATUS(STATUS_PROCESS_IS_TERMINATING, read_traces(process));
	EXPECT_STATUS(STATUS_PROCESS_IS_TERMINATING, trace_on(process, 0, 0));
	EXPECT_STATUS(STATUS_PROCESS_IS_TERMINATING, trace_off(process));
}

/* What another does there is traced, but for where in that one's program. */
TEST_F(ntobj, duplicated_by_another)
{
	__u64 process;
	__u64 handle;
	int pipes[4];
	__u64 event;
	pid_t pid;

	process = start_with_pipes(&pid, be_busy, pipes);
	ASSERT_EQ(1, write(pipes[1], "x", 1));
	ASSERT_EQ(sizeof(event), read(pipes[2], &event, sizeof(event)));
	ASSERT_STATUS(STATUS_SUCCESS, trace_on(process, 0, 0));
	ASSERT_STATUS(STATUS_SUCCESS, nt_duplicate_to(nt_event(0, 0), process, &handle));
	ASSERT_STATUS(STATUS_SUCCESS, nt_duplicate((struct ntobj_duplicate_object){
		.source_process = process,
		.source_handle = handle,
		.options = NTOBJ_DUPLICATE_CLOSE_SOURCE,
	}, NULL));
	ASSERT_STATUS(STATUS_INVALID_HANDLE, nt_duplicate((struct ntobj_duplicate_object){
		.source_process = process,
		.source_handle = handle,
		.target_process = CURRENT,
	}, NULL));
	ASSERT_STATUS(STATUS_SUCCESS, read_traces(process));
	ASSERT_EQ(2, traces.header.count);
	check_trace(&traces.traces[0]);
	check_trace(&traces.traces[1]);
	EXPECT_EQ(OPEN, traces.traces[0].kind);
	EXPECT_EQ(CLOSE, traces.traces[1].kind);
	EXPECT_EQ(handle, traces.traces[0].handle);
	EXPECT_EQ(handle, traces.traces[1].handle);
	EXPECT_EQ(getpid(), traces.traces[0].process_id);
	EXPECT_EQ(getpid(), traces.traces[1].process_id);
	EXPECT_EQ(0, traces.traces[0].depth);
	EXPECT_EQ(0, traces.traces[1].depth);
	ASSERT_EQ(1, write(pipes[1], "x", 1));
	EXPECT_EQ(0, nt_child_end(pid));
}

static int expect_untraced(void *context)
{
	(void)context;
	NT_CHECK_STATUS(STATUS_INVALID_PARAMETER, read_traces(CURRENT));
	return 0;
}

TEST_F(ntobj, children_are_not_traced)
{
	ASSERT_STATUS(STATUS_SUCCESS, trace_on(CURRENT, 0, 0));
	EXPECT_EQ(0, nt_child(expect_untraced, NULL));
	EXPECT_STATUS(STATUS_SUCCESS, read_traces(CURRENT));
}

static void *close_two(void *context)
{
	NT_CHECK_STATUS(STATUS_SUCCESS, nt_close(*(__u64 *)context));
	NT_CHECK_STATUS(STATUS_INVALID_HANDLE, nt_close(*(__u64 *)context));
	*(__u64 *)context = gettid();
	return NULL;
}

/* A thread is named even when it has ended. */
TEST_F(ntobj, threads)
{
	pthread_t thread;
	__u64 event;

	ASSERT_STATUS(STATUS_SUCCESS, trace_on(CURRENT, 0, 0));
	event = nt_event(0, 0);
	ASSERT_EQ(0, pthread_create(&thread, NULL, close_two, &event));
	ASSERT_EQ(0, pthread_join(thread, NULL));
	ASSERT_STATUS(STATUS_SUCCESS, read_traces(CURRENT));
	ASSERT_EQ(3, traces.header.count);
	EXPECT_EQ(gettid(), traces.traces[0].thread_id);
	EXPECT_EQ(event, traces.traces[1].thread_id);
	EXPECT_EQ(event, traces.traces[2].thread_id);
	EXPECT_EQ(getpid(), traces.traces[2].process_id);
}

/* A program that is begun is not traced, whoever began it. */
static int execute(void *context)
{
	char * const arguments[] = { "/bin/sh", "-c", "read -r line", NULL };
	int *pipes = context;
	char byte;

	NT_CHECK(nt_open_device() >= 0);
	/* It is traced by now. */
	NT_CHECK(read(pipes[0], &byte, 1) == 1);
	nt_event(0, 0);
	NT_CHECK(write(pipes[3], "x", 1) == 1);
	NT_CHECK(dup2(pipes[0], 0) == 0);
	close(pipes[1]);
	execv(arguments[0], arguments);
	return 1;
}

TEST_F(ntobj, exec)
{
	__u64 process;
	int pipes[4];
	char byte;
	pid_t pid;

	process = start_with_pipes(&pid, execute, pipes);
	ASSERT_STATUS(STATUS_SUCCESS, trace_on(process, 0, 0));
	ASSERT_EQ(1, write(pipes[1], "x", 1));
	ASSERT_EQ(1, read(pipes[2], &byte, 1));
	EXPECT_TRUE(NT_UNTIL(read_traces(process) == STATUS_INVALID_PARAMETER));
	EXPECT_STATUS(STATUS_SUCCESS, trace_on(process, 0, 0));
	EXPECT_STATUS(STATUS_SUCCESS, read_traces(process));
	EXPECT_EQ(0, traces.header.total);
	ASSERT_EQ(1, write(pipes[1], "\n", 1));
	EXPECT_EQ(0, nt_child_end(pid));
}

/*
 * What was on the stack is for those who might read the program's memory.
 */

static int close_itself(void *context)
{
	int *pipes = context;
	char byte;

	NT_CHECK(nt_open_device() >= 0);
	/* Root is let in all the same; its own user is not. */
	NT_CHECK(read(pipes[0], &byte, 1) == 1);
	nt_event(0, 0);
	NT_CHECK(write(pipes[3], "x", 1) == 1);
	NT_CHECK(read(pipes[0], &byte, 1) == 1);
	NT_CHECK(!prctl(PR_SET_DUMPABLE, 0));
	NT_CHECK(write(pipes[3], "x", 1) == 1);
	NT_CHECK(read(pipes[0], &byte, 1) == 1);
	return 0;
}

static __u32 depth_seen(__u64 process)
{
	NT_CHECK_STATUS(STATUS_SUCCESS, read_traces(process));
	NT_CHECK(traces.header.count == 1);
	check_trace(&traces.traces[0]);
	return traces.traces[0].depth;
}

static int look_at_stacks(void *context)
{
	const __u32 blind = NTOBJ_PROCESS_ALL_ACCESS & ~NTOBJ_PROCESS_VM_READ;
	int pipes[4];
	__u64 process;
	__u64 narrow;
	char byte;
	pid_t pid;

	(void)context;
	NT_CHECK(!prctl(PR_SET_DUMPABLE, 1));
	process = start_with_pipes(&pid, close_itself, pipes);
	NT_CHECK_STATUS(STATUS_SUCCESS, nt_open_process(&narrow, pid, blind));
	NT_CHECK_STATUS(STATUS_SUCCESS, trace_on(narrow, 0, 0));
	NT_CHECK(write(pipes[1], "x", 1) == 1);
	NT_CHECK(read(pipes[2], &byte, 1) == 1);
	NT_CHECK(depth_seen(process) > 0);
	NT_CHECK(depth_seen(narrow) == 0);
	NT_CHECK(write(pipes[1], "x", 1) == 1);
	NT_CHECK(read(pipes[2], &byte, 1) == 1);
	NT_CHECK((depth_seen(process) > 0) == !getuid());
	NT_CHECK(depth_seen(narrow) == 0);
	NT_CHECK(write(pipes[1], "x", 1) == 1);
	NT_CHECK(nt_child_end(pid) == 0);
	return 0;
}

TEST_F(ntobj, whose_stack)
{
	EXPECT_EQ(0, nt_child(look_at_stacks, NULL));
	EXPECT_EQ(0, nt_child_as(NT_ALICE, look_at_stacks, NULL));
}

/* One's own needs no more than the query. */
TEST_F(ntobj, own_stack)
{
	__u64 process;

	ASSERT_STATUS(STATUS_SUCCESS, nt_open_process(&process, getpid(),
						      NTOBJ_PROCESS_QUERY_INFORMATION));
	ASSERT_STATUS(STATUS_SUCCESS, trace_on(CURRENT, 0, 0));
	ASSERT_EQ(0, prctl(PR_SET_DUMPABLE, 0));
	nt_event(0, 0);
	EXPECT_LT(0, depth_seen(process));
}

static long module_references(void)
{
	char *text = nt_read_file("/sys/module/ntobj/refcnt");
	long references;

	NT_CHECK(text);
	references = strtol(text, NULL, 10);
	free(text);
	return references;
}

static int execute_at_once(void *context)
{
	char * const arguments[] = { "/bin/sh", "-c", "read -r line", NULL };
	int *pipes = context;
	char byte;

	NT_CHECK(read(pipes[0], &byte, 1) == 1);
	NT_CHECK(dup2(pipes[0], 0) == 0);
	close(pipes[1]);
	execv(arguments[0], arguments);
	return 1;
}

/*
 * A process that only its tracing has made known is forgotten when that ends. It
 * is begun by one that has not called a service: what others begin is used.
 */
TEST(exec_of_the_unused)
{
	__u64 process;
	int pipes[2];
	long before;
	pid_t pid;

	ASSERT_EQ(0, pipe(pipes));
	pid = nt_child_start(execute_at_once, pipes);
	ASSERT_LE(0, nt_open_device());
	nt_event(0, 0);
	before = module_references();
	process = nt_process(pid);
	ASSERT_STATUS(STATUS_SUCCESS, trace_on(process, 0, 0));
	ASSERT_STATUS(STATUS_SUCCESS, nt_close(process));
	EXPECT_LT(before, module_references());
	ASSERT_EQ(1, write(pipes[1], "x", 1));
	EXPECT_TRUE(NT_UNTIL(module_references() <= before));
	ASSERT_EQ(1, write(pipes[1], "\n", 1));
	EXPECT_EQ(0, nt_child_end(pid));
}

/*
 * Limits
 */

static int take_all(void *context)
{
	(void)context;
	NT_CHECK(!nt_become(NT_NOBODY));
	NT_CHECK_STATUS(STATUS_INSUFFICIENT_RESOURCES, trace_on(CURRENT, 0, 1024));
	NT_CHECK_STATUS(STATUS_SUCCESS, trace_on(CURRENT, 0, 512));
	/* The new ones come before the old ones go. */
	NT_CHECK_STATUS(STATUS_INSUFFICIENT_RESOURCES, trace_on(CURRENT, 0, 512));
	NT_CHECK_STATUS(STATUS_SUCCESS, read_traces(CURRENT));
	NT_CHECK_STATUS(STATUS_SUCCESS, trace_on(CURRENT, 0, 128));
	NT_CHECK_STATUS(STATUS_SUCCESS, trace_on(CURRENT, 0, 512));
	return 0;
}

TEST_F(ntobj, limit)
{
	long limit = nt_parameter("max_handle_traces");

	ASSERT_LT(0, limit);
	ASSERT_EQ(0, nt_set_parameter("max_handle_traces", 1024));
	EXPECT_EQ(0, nt_child(take_all, NULL));
	/* The last eighth, for root; and what ended processes had is free again. */
	EXPECT_TRUE(NT_UNTIL(trace_on(CURRENT, 0, 1024) == STATUS_SUCCESS));
	EXPECT_STATUS(STATUS_INSUFFICIENT_RESOURCES, trace_on(CURRENT, 0, 128));
	EXPECT_STATUS(STATUS_SUCCESS, trace_off(CURRENT));
	EXPECT_STATUS(STATUS_INSUFFICIENT_RESOURCES, trace_on(CURRENT, 0, 2048));
	ASSERT_EQ(0, nt_set_parameter("max_handle_traces", 0));
	EXPECT_STATUS(STATUS_INSUFFICIENT_RESOURCES, trace_on(CURRENT, 0, 128));
	EXPECT_EQ(0, nt_set_parameter("max_handle_traces", limit));
}

static __u64 paged_usage(void)
{
	struct ntobj_quota_limits limits;
	__u32 length;

	NT_CHECK_STATUS(STATUS_SUCCESS,
			nt_query_client(NTOBJ_IOC_QUERY_PROCESS, CURRENT,
					NTOBJ_PROCESS_QUOTA_LIMITS, &limits, sizeof(limits),
					&length));
	return limits.paged_usage;
}

/* Whoever switches it on pays, also for another's, and until that one ends. */
static int pay(void *context)
{
	const __u64 size = SLOTS_DEFAULT * sizeof(struct ntobj_handle_trace);
	__u64 before;
	__u64 other;
	__u64 cost;
	int pipes[2];
	pid_t pid;

	(void)context;
	NT_CHECK(!pipe(pipes));
	nt_event(0, 0);
	before = paged_usage();
	NT_CHECK_STATUS(STATUS_SUCCESS, trace_on(CURRENT, 0, SLOTS_DEFAULT));
	cost = paged_usage() - before;
	NT_CHECK(cost >= size);
	NT_CHECK_STATUS(STATUS_SUCCESS, trace_off(CURRENT));
	NT_CHECK_STATUS(STATUS_SUCCESS, nt_set_quota(CURRENT, 2 * cost, 0));
	nt_event(0, 0);
	before = paged_usage();
	NT_CHECK_STATUS(STATUS_SUCCESS, trace_on(CURRENT, 0, SLOTS_DEFAULT));
	NT_CHECK(paged_usage() == before + cost);
	NT_CHECK_STATUS(STATUS_QUOTA_EXCEEDED, trace_on(CURRENT, 0, 4 * SLOTS_DEFAULT));
	NT_CHECK_STATUS(STATUS_SUCCESS, read_traces(CURRENT));
	NT_CHECK_STATUS(STATUS_SUCCESS, trace_off(CURRENT));
	NT_CHECK(paged_usage() == before);
	pid = nt_child_start(execute_at_once, pipes);
	other = nt_process(pid);
	NT_CHECK_STATUS(STATUS_QUOTA_EXCEEDED, trace_on(other, 0, 4 * SLOTS_DEFAULT));
	NT_CHECK_STATUS(STATUS_SUCCESS, trace_on(other, 0, SLOTS_DEFAULT));
	NT_CHECK(paged_usage() >= before + cost);
	kill(pid, SIGKILL);
	NT_CHECK(nt_child_end(pid) == NT_KILLED(SIGKILL));
	NT_CHECK_STATUS(STATUS_SUCCESS, nt_close(other));
	NT_CHECK(NT_UNTIL(paged_usage() <= before));
	return 0;
}

TEST_F(ntobj, quota)
{
	EXPECT_EQ(0, nt_child(pay, NULL));
}

/*
 * Races
 */

static bool stop;

static void *open_and_close(void *context)
{
	(void)context;
	while (!__atomic_load_n(&stop, __ATOMIC_RELAXED)) {
		__u64 event = nt_event(0, 0);

		NT_CHECK_STATUS(STATUS_SUCCESS, nt_close(event));
		nt_set_event(event);
	}
	return NULL;
}

/* Of each value an open and a close take turns, however many threads there are. */
static void check_turns(void)
{
	bool open[1024] = {};
	bool known[1024] = {};
	unsigned int i;

	for (i = 0; i < traces.header.count; i++) {
		const struct ntobj_handle_trace *trace = &traces.traces[i];
		unsigned int index = trace->handle / 4;

		check_trace(trace);
		if (trace->kind == BADREF)
			continue;
		NT_CHECK(index < ARRAY_SIZE(open));
		NT_CHECK(!known[index] || open[index] == (trace->kind == CLOSE));
		known[index] = true;
		open[index] = trace->kind == OPEN;
	}
}

TEST_F(ntobj, races)
{
	pthread_t threads[4];
	__u64 end = nt_now() + 5 * NT_SECOND;
	unsigned int rounds = 0;
	unsigned int i;

	for (i = 0; i < ARRAY_SIZE(threads); i++)
		ASSERT_EQ(0, pthread_create(&threads[i], NULL, open_and_close, NULL));
	while (nt_now() < end || rounds < 20) {
		ASSERT_STATUS(STATUS_SUCCESS, trace_on(CURRENT, 0, rounds % 2 ? 128 : 512));
		for (i = 0; i < 10; i++) {
			ASSERT_STATUS(STATUS_SUCCESS, read_traces(CURRENT));
			check_turns();
			sched_yield();
		}
		ASSERT_STATUS(STATUS_SUCCESS, trace_off(CURRENT));
		rounds++;
	}
	__atomic_store_n(&stop, true, __ATOMIC_RELAXED);
	for (i = 0; i < ARRAY_SIZE(threads); i++)
		ASSERT_EQ(0, pthread_join(threads[i], NULL));
}

/* Killed in the midst of it, a process leaves nothing behind. */
static int be_killed(void *context)
{
	pthread_t thread;

	(void)context;
	NT_CHECK_STATUS(STATUS_SUCCESS, trace_on(CURRENT, 0, 0));
	NT_CHECK(!pthread_create(&thread, NULL, open_and_close, NULL));
	open_and_close(NULL);
	return 0;
}

TEST_F(ntobj, death)
{
	long limit = nt_parameter("max_handle_traces");
	struct nt_totals before = nt_totals();
	unsigned int i;

	/* Room for two and no more: those of the dead must be free again. */
	ASSERT_EQ(0, nt_set_parameter("max_handle_traces", 2 * SLOTS_DEFAULT));
	for (i = 0; i < 20; i++) {
		pid_t pid = nt_child_start(be_killed, NULL);
		__u64 process = nt_process(pid);

		NT_UNTIL(read_traces(process) == STATUS_SUCCESS && traces.header.total);
		ASSERT_EQ(0, kill(pid, SIGKILL));
		/* While it dies it is traced, or there is nothing to trace any more. */
		while (read_traces(process) != STATUS_PROCESS_IS_TERMINATING)
			;
		EXPECT_EQ(NT_KILLED(SIGKILL), nt_child_end(pid));
		ASSERT_STATUS(STATUS_SUCCESS, nt_close(process));
	}
	EXPECT_EQ(0, nt_set_parameter("max_handle_traces", limit));
	EXPECT_TRUE(NT_UNTIL(nt_totals().objects <= before.objects &&
			     nt_totals().handles <= before.handles));
}

TEST_HARNESS_MAIN
