// SPDX-License-Identifier: GPL-2.0
/*
 * Previous mode: a driver, here the tests' extension, calls services in the middle of a
 * program's call. What kernel mode may do is for module/tests/conformance_mode.c; this is
 * about where one mode ends and the other begins.
 */
#include <signal.h>
#include <sys/mman.h>
#include <sys/wait.h>
#include <unistd.h>

#include "extension_fixture.h"

#define BASE		0xffffffff80000000ULL
#define NAME		u"\\BaseNamedObjects\\ZwEvent"
#define KERNEL_MODE	0
#define USER_MODE	1
#define KERNEL_WAIT	0x80000000	/* the module's own; never a program's */
#define USER		12345
#define OTHER_USER	12346

/* Has the driver call a service; the result is what that returned. */
static __s32 zw(struct ntobj_zw call, __u64 *result)
{
	NT_CHECK_STATUS(STATUS_SUCCESS, nt_call(NTOBJ_IOC_ZW, &call));
	NT_CHECK(call.before == USER_MODE);
	NT_CHECK(call.after == USER_MODE);
	if (result)
		*result = call.result;
	return call.status;
}

#define ZW(_operation, ...)	\
	zw((struct ntobj_zw){ .operation = (_operation), __VA_ARGS__ }, NULL)
#define ZW_HANDLE(_result, _operation, ...)	\
	zw((struct ntobj_zw){ .operation = (_operation), __VA_ARGS__ }, _result)

static __u64 make_widget(void)
{
	struct ntobj_create_widget call = {
		.attributes = nt_unnamed(),
		.desired_access = 0x1f0003,
	};

	NT_CHECK_STATUS(STATUS_SUCCESS, nt_call(NTOBJ_IOC_CREATE_WIDGET, &call));
	return call.handle;
}

/* A kernel handle to a widget to which there is no other. */
static __u64 make_kernel_widget(void)
{
	struct ntobj_kernel_handle call = {
		.handle = make_widget(),
		.operation = KERNEL_HANDLE_OPEN,
		.access = 1,
	};

	NT_CHECK_STATUS(STATUS_SUCCESS, nt_call(NTOBJ_IOC_KERNEL_HANDLE, &call));
	NT_CHECK_STATUS(STATUS_SUCCESS, nt_close(call.handle));
	return call.result;
}

static void forget_methods(void)
{
	struct ntobj_refuse_method call = {};

	NT_CHECK_STATUS(STATUS_SUCCESS, nt_call(NTOBJ_IOC_REFUSE_METHOD, &call));
}

static struct ntobj_next_method next_method(void)
{
	struct ntobj_next_method record = {};

	NT_CHECK_STATUS(STATUS_SUCCESS, nt_call(NTOBJ_IOC_NEXT_METHOD, &record));
	return record;
}

/* The next record is one of a method of one of two widgets, called in a mode. */
#define EXPECT_METHOD(_method, _same, _mode) do {				\
	struct ntobj_next_method __record = next_method();			\
										\
	EXPECT_EQ((__u32)(_method), __record.method);				\
	EXPECT_EQ((__u32)(_mode), __record.mode);				\
	EXPECT_EQ(0, __record.wrong);						\
	if (!outer)								\
		outer = __record.object;					\
	EXPECT_EQ(_same, __record.object == outer);				\
} while (0)

TEST_F(extension, nested)
{
	__u64 outer = 0;
	__u64 widget;

	if (!self->loaded)
		SKIP(return, "no test extension here");
	ASSERT_STATUS(STATUS_SUCCESS, ZW(ZW_NEST, .handle = make_kernel_widget()));
	widget = make_widget();
	forget_methods();
	ASSERT_STATUS(STATUS_SUCCESS, nt_close(widget));
	EXPECT_METHOD(METHOD_OKAY_TO_CLOSE, true, USER_MODE);
	EXPECT_METHOD(METHOD_CLOSE, true, USER_MODE);
	EXPECT_METHOD(METHOD_OKAY_TO_CLOSE, false, KERNEL_MODE);
	EXPECT_METHOD(METHOD_CLOSE, false, KERNEL_MODE);
	EXPECT_METHOD(METHOD_DELETE, false, KERNEL_MODE);
	EXPECT_METHOD(METHOD_DELETE, true, USER_MODE);
}

/* A call from kernel mode in one from kernel mode: what is outside is still that. */
TEST_F(extension, nested_twice)
{
	__u64 outer = 0;
	__u64 widget;

	if (!self->loaded)
		SKIP(return, "no test extension here");
	ASSERT_STATUS(STATUS_SUCCESS, ZW(ZW_NEST, .handle = make_kernel_widget()));
	widget = make_widget();
	forget_methods();
	ASSERT_STATUS(STATUS_SUCCESS, ZW(ZW_CLOSE, .handle = widget));
	EXPECT_METHOD(METHOD_OKAY_TO_CLOSE, true, KERNEL_MODE);
	EXPECT_METHOD(METHOD_CLOSE, true, KERNEL_MODE);
	EXPECT_METHOD(METHOD_OKAY_TO_CLOSE, false, KERNEL_MODE);
	EXPECT_METHOD(METHOD_CLOSE, false, KERNEL_MODE);
	EXPECT_METHOD(METHOD_DELETE, false, KERNEL_MODE);
	EXPECT_METHOD(METHOD_DELETE, true, KERNEL_MODE);
	EXPECT_STATUS(STATUS_INVALID_HANDLE, ZW(ZW_CLOSE, .handle = 0));
}

static int leave_widget(void *context)
{
	NT_CHECK_STATUS(STATUS_SUCCESS, ZW(ZW_NEST, .handle = *(__u64 *)context));
	make_widget();
	forget_methods();
	return 0;
}

/* What the kernel does at a process's end it does for itself. */
TEST_F(extension, at_process_end)
{
	__u64 outer = 0;
	__u64 kernel;

	if (!self->loaded)
		SKIP(return, "no test extension here");
	kernel = make_kernel_widget();
	ASSERT_EQ(0, nt_child(leave_widget, &kernel));
	EXPECT_METHOD(METHOD_CLOSE, true, KERNEL_MODE);
	EXPECT_METHOD(METHOD_OKAY_TO_CLOSE, false, KERNEL_MODE);
	EXPECT_METHOD(METHOD_CLOSE, false, KERNEL_MODE);
	EXPECT_METHOD(METHOD_DELETE, false, KERNEL_MODE);
	EXPECT_METHOD(METHOD_DELETE, true, KERNEL_MODE);
	EXPECT_STATUS(STATUS_INVALID_HANDLE, ZW(ZW_CLOSE, .handle = kernel));
}

static int leave_creator(void *context)
{
	const struct ntobj_zw *call = context;

	NT_CHECK_STATUS(STATUS_SUCCESS, zw(*call, NULL));
	make_widget();
	return 0;
}

/* A process that ends gets no handles any more, but the kernel does. */
TEST_F(extension, handles_at_process_end)
{
	struct ntobj_zw call = { .operation = ZW_NEST_CREATE };
	__u64 kernel;

	if (!self->loaded)
		SKIP(return, "no test extension here");
	call.handle = make_kernel_widget();
	ASSERT_EQ(0, nt_child(leave_creator, &call));
	EXPECT_STATUS(STATUS_PROCESS_IS_TERMINATING, ZW(ZW_NESTED));
	call.handle = make_kernel_widget();
	call.attributes = NTOBJ_OBJ_KERNEL_HANDLE;
	ASSERT_EQ(0, nt_child(leave_creator, &call));
	ASSERT_STATUS(STATUS_SUCCESS, ZW_HANDLE(&kernel, ZW_NESTED));
	EXPECT_LE(BASE, kernel);
	EXPECT_STATUS(STATUS_SUCCESS, ZW(ZW_CLOSE, .handle = kernel));
}

/* There is no thread any more that could wait, and none is made. */
TEST_F(extension, wait_at_process_end)
{
	struct ntobj_zw call = { .operation = ZW_NEST_WAIT };

	if (!self->loaded)
		SKIP(return, "no test extension here");
	ASSERT_STATUS(STATUS_SUCCESS, ZW_HANDLE(&call.second, ZW_CREATE,
						.attributes = NTOBJ_OBJ_KERNEL_HANDLE));
	call.handle = make_kernel_widget();
	ASSERT_STATUS(STATUS_SUCCESS, zw(call, NULL));
	ASSERT_STATUS(STATUS_SUCCESS, nt_close(make_widget()));
	EXPECT_STATUS(STATUS_TIMEOUT, ZW(ZW_NESTED));
	call.handle = make_kernel_widget();
	ASSERT_EQ(0, nt_child(leave_creator, &call));
	EXPECT_STATUS(STATUS_INSUFFICIENT_RESOURCES, ZW(ZW_NESTED));
	EXPECT_STATUS(STATUS_SUCCESS, ZW(ZW_CLOSE, .handle = call.second));
}

/* Kernel mode names the caller's handles, whatever rights they have. */
TEST_F(extension, handles_of_the_caller)
{
	__u64 event;
	__u64 wide;

	if (!self->loaded)
		SKIP(return, "no test extension here");
	ASSERT_STATUS(STATUS_SUCCESS,
		      nt_create_event(&event, nt_unnamed(), NTOBJ_SYNCHRONIZE, 0, 0));
	EXPECT_STATUS(STATUS_ACCESS_DENIED, nt_set_event(event));
	EXPECT_STATUS(STATUS_SUCCESS, ZW(ZW_SET, .handle = event));
	EXPECT_STATUS(STATUS_SUCCESS, nt_wait(event, NTOBJ_WAIT_POLL));
	EXPECT_STATUS(STATUS_OBJECT_TYPE_MISMATCH, ZW(ZW_SET, .handle = nt_semaphore(1, 1)));
	EXPECT_STATUS(STATUS_INVALID_HANDLE, ZW(ZW_SET, .handle = event + 0x1000));
	/* For the caller it is an ordinary handle, whatever is asked for. */
	EXPECT_STATUS(STATUS_SUCCESS,
		      ZW_HANDLE(&wide, ZW_DUPLICATE, .handle = event,
				.access = NTOBJ_EVENT_ALL_ACCESS,
				.attributes = NTOBJ_OBJ_KERNEL_HANDLE));
	EXPECT_GT(BASE, wide);
	EXPECT_STATUS(STATUS_SUCCESS, nt_set_event(wide));
	EXPECT_STATUS(STATUS_SUCCESS, nt_compare(event, wide));
	EXPECT_STATUS(STATUS_SUCCESS, ZW(ZW_CLOSE, .handle = wide));
	EXPECT_STATUS(STATUS_INVALID_HANDLE, nt_close(wide));
	EXPECT_STATUS(STATUS_SUCCESS, ZW(ZW_CLOSE, .handle = event));
	EXPECT_STATUS(STATUS_INVALID_HANDLE, nt_close(event));
	EXPECT_STATUS(STATUS_SUCCESS, ZW_HANDLE(&wide, ZW_DUPLICATE,
						.handle = NTOBJ_CURRENT_PROCESS, .access = 0));
	EXPECT_STATUS(STATUS_SUCCESS, nt_close(wide));
}

/* Which handle is a kernel handle, and who may name it. */
TEST_F(extension, kernel_handles)
{
	__u64 own;
	__u64 kernel;
	__u64 copy;

	if (!self->loaded)
		SKIP(return, "no test extension here");
	ASSERT_STATUS(STATUS_SUCCESS,
		      ZW_HANDLE(&own, ZW_CREATE, .access = NTOBJ_EVENT_ALL_ACCESS));
	EXPECT_GT(BASE, own);
	EXPECT_STATUS(STATUS_SUCCESS, nt_set_event(own));
	EXPECT_STATUS(STATUS_SUCCESS, nt_close(own));
	ASSERT_STATUS(STATUS_SUCCESS,
		      ZW_HANDLE(&kernel, ZW_CREATE, .access = NTOBJ_EVENT_ALL_ACCESS,
				.attributes = NTOBJ_OBJ_KERNEL_HANDLE));
	EXPECT_LE(BASE, kernel);
	EXPECT_STATUS(STATUS_INVALID_HANDLE, nt_set_event(kernel));
	EXPECT_STATUS(STATUS_INVALID_HANDLE, nt_close(kernel));
	EXPECT_STATUS(STATUS_SUCCESS, ZW(ZW_SET, .handle = kernel));
	/* Below the sign it is a handle of the process's own, that is none. */
	EXPECT_STATUS(STATUS_INVALID_HANDLE, ZW(ZW_SET, .handle = kernel - BASE + 0x4000));
	ASSERT_STATUS(STATUS_SUCCESS,
		      ZW_HANDLE(&copy, ZW_DUPLICATE, .handle = kernel,
				.access = NTOBJ_SYNCHRONIZE));
	EXPECT_GT(BASE, copy);
	EXPECT_STATUS(STATUS_SUCCESS, nt_wait(copy, NTOBJ_WAIT_POLL));
	EXPECT_STATUS(STATUS_ACCESS_DENIED, nt_set_event(copy));
	EXPECT_STATUS(STATUS_SUCCESS, ZW(ZW_CLOSE, .handle = kernel));
	EXPECT_STATUS(STATUS_INVALID_HANDLE, ZW(ZW_CLOSE, .handle = kernel));
	/* A program that wants one gets an ordinary handle. */
	ASSERT_STATUS(STATUS_SUCCESS,
		      nt_create_event(&own, nt_unnamed_flags(NTOBJ_OBJ_KERNEL_HANDLE),
				      NTOBJ_EVENT_ALL_ACCESS, 0, 0));
	EXPECT_GT(BASE, own);
	EXPECT_STATUS(STATUS_SUCCESS, nt_set_event(own));
}

static int use_systems_event(void *context)
{
	__u64 handle;

	(void)context;
	NT_CHECK(!nt_become(USER));
	/* It is the system's, and not for everybody, though nobody has said so. */
	NT_CHECK_STATUS(STATUS_ACCESS_DENIED,
			nt_open_event(&handle, nt_name(NAME), NTOBJ_EVENT_MODIFY_STATE));
	NT_CHECK_STATUS(STATUS_ACCESS_DENIED,
			ZW(ZW_OPEN_NAMED, .access = NTOBJ_EVENT_MODIFY_STATE,
			   .attributes = NTOBJ_OBJ_FORCE_ACCESS_CHECK));
	/* What a driver opens unasked, a program may use as far as that goes. */
	NT_CHECK_STATUS(STATUS_SUCCESS,
			ZW_HANDLE(&handle, ZW_OPEN_NAMED, .access = NTOBJ_EVENT_MODIFY_STATE));
	NT_CHECK_STATUS(STATUS_SUCCESS, nt_set_event(handle));
	NT_CHECK_STATUS(STATUS_ACCESS_DENIED, nt_wait(handle, NTOBJ_WAIT_POLL));
	return 0;
}

TEST_F(extension, checks_of_what_is_the_systems)
{
	__u64 kernel;
	__u64 event;

	if (!self->loaded)
		SKIP(return, "no test extension here");
	ASSERT_STATUS(STATUS_SUCCESS,
		      ZW_HANDLE(&kernel, ZW_CREATE_BY_THREAD, .access = 0));
	EXPECT_LE(BASE, kernel);
	EXPECT_EQ(0, nt_child(use_systems_event, NULL));
	EXPECT_STATUS(STATUS_SUCCESS,
		      nt_open_event(&event, nt_name(NAME), NTOBJ_EVENT_ALL_ACCESS));
	EXPECT_EQ(1, nt_state(event));
	EXPECT_STATUS(STATUS_SUCCESS, nt_close(event));
	EXPECT_STATUS(STATUS_SUCCESS, ZW(ZW_CLOSE, .handle = kernel));
	EXPECT_STATUS(STATUS_OBJECT_NAME_NOT_FOUND,
		      nt_open_event(&event, nt_name(NAME), NTOBJ_EVENT_ALL_ACCESS));
}

static int own_event(void *context)
{
	__u64 kernel;
	__u64 event;

	NT_CHECK(!nt_become(USER));
	NT_CHECK_STATUS(STATUS_SUCCESS,
			ZW_HANDLE(&kernel, ZW_CREATE_NAMED, .access = 0,
				  .attributes = NTOBJ_OBJ_KERNEL_HANDLE));
	NT_CHECK_STATUS(STATUS_SUCCESS,
			nt_open_event(&event, nt_name(NAME), NTOBJ_EVENT_ALL_ACCESS));
	NT_CHECK_STATUS(STATUS_SUCCESS, nt_close(event));
	*(__u64 *)context = kernel;
	return 0;
}

static int try_others_event(void *context)
{
	__u64 event;

	(void)context;
	NT_CHECK(!nt_become(OTHER_USER));
	NT_CHECK_STATUS(STATUS_ACCESS_DENIED,
			nt_open_event(&event, nt_name(NAME), NTOBJ_EVENT_MODIFY_STATE));
	return 0;
}

/* It belongs to who has called, and a kernel handle outlives him. */
TEST_F(extension, checks_of_what_is_the_callers)
{
	__u64 *kernel;

	if (!self->loaded)
		SKIP(return, "no test extension here");
	kernel = mmap(NULL, sizeof(*kernel), PROT_READ | PROT_WRITE,
		      MAP_SHARED | MAP_ANONYMOUS, -1, 0);
	ASSERT_NE(MAP_FAILED, (void *)kernel);
	ASSERT_EQ(0, nt_child(own_event, kernel));
	EXPECT_EQ(0, nt_child(try_others_event, NULL));
	EXPECT_STATUS(STATUS_SUCCESS, ZW(ZW_SET, .handle = *kernel));
	EXPECT_STATUS(STATUS_SUCCESS, ZW(ZW_CLOSE, .handle = *kernel));
}

/* A driver that passes a program's address on has it refused, whatever is there. */
TEST_F(extension, addresses_of_programs)
{
	struct ntobj_object_basic_information basic = {};
	static char16_t name[] = u"\\abc";
	__u64 event;

	if (!self->loaded)
		SKIP(return, "no test extension here");
	event = nt_event(0, 1);
	EXPECT_STATUS(STATUS_ACCESS_VIOLATION,
		      ZW(ZW_OPEN_AT, .second = (uintptr_t)name, .access = 1));
	EXPECT_STATUS(STATUS_ACCESS_VIOLATION, ZW(ZW_OPEN_AT, .second = 8, .access = 1));
	EXPECT_STATUS(STATUS_ACCESS_VIOLATION,
		      ZW(ZW_QUERY_AT, .handle = event, .second = (uintptr_t)&basic));
	EXPECT_EQ(0, basic.handle_count);
	EXPECT_STATUS(STATUS_ACCESS_VIOLATION, ZW(ZW_QUERY_AT, .handle = event));
	EXPECT_STATUS(STATUS_ACCESS_VIOLATION,
		      ZW(ZW_WAIT_AT, .second = (uintptr_t)&event));
	EXPECT_STATUS(STATUS_ACCESS_VIOLATION, ZW(ZW_WAIT_AT));
}

/* No program asks for kernel mode. */
TEST_F(extension, not_for_programs)
{
	__u64 event = nt_event(0, 1);
	struct ntobj_wait_single single = { .handle = event, .flags = KERNEL_WAIT };
	struct ntobj_wait_multiple several = {
		.handles = (uintptr_t)&event,
		.count = 1,
		.wait_type = NTOBJ_WAIT_ANY,
		.flags = KERNEL_WAIT,
	};
	struct ntobj_signal_and_wait both = {
		.signal_handle = event,
		.wait_handle = event,
		.flags = KERNEL_WAIT,
	};

	EXPECT_STATUS(STATUS_INVALID_PARAMETER,
		      nt_call(NTOBJ_IOC_WAIT_FOR_SINGLE_OBJECT, &single));
	EXPECT_STATUS(STATUS_INVALID_PARAMETER,
		      nt_call(NTOBJ_IOC_WAIT_FOR_MULTIPLE_OBJECTS, &several));
	EXPECT_STATUS(STATUS_INVALID_PARAMETER, nt_call(NTOBJ_IOC_SIGNAL_AND_WAIT, &both));
	several.flags |= NTOBJ_WAIT_ALERTABLE;
	EXPECT_STATUS(STATUS_INVALID_PARAMETER,
		      nt_call(NTOBJ_IOC_WAIT_FOR_MULTIPLE_OBJECTS, &several));
}

/* What waits and who wakes it, found by name. */
struct pair {
	__u64 begun;
	__u64 end;
};

static void open_pair(struct pair *pair)
{
	NT_CHECK_STATUS(STATUS_SUCCESS,
			nt_create_event(&pair->begun, nt_name_flags(u"\\ModeBegun",
								    NTOBJ_OBJ_OPENIF),
					NTOBJ_EVENT_ALL_ACCESS, 1, 0) &
			~STATUS_OBJECT_NAME_EXISTS);
	NT_CHECK_STATUS(STATUS_SUCCESS,
			nt_create_event(&pair->end, nt_name_flags(u"\\ModeEnd",
								  NTOBJ_OBJ_OPENIF),
					NTOBJ_EVENT_ALL_ACCESS, 1, 0) &
			~STATUS_OBJECT_NAME_EXISTS);
}

static int signals;

static void count_signal(int number)
{
	(void)number;
	__atomic_fetch_add(&signals, 1, __ATOMIC_RELAXED);
}

static int wait_in_kernel_mode(void *context)
{
	struct pair pair;

	(void)context;
	open_pair(&pair);
	signal(SIGUSR1, count_signal);
	NT_CHECK_STATUS(STATUS_SUCCESS,
			ZW(ZW_SIGNAL_AND_WAIT, .handle = pair.begun, .second = pair.end));
	NT_CHECK(__atomic_load_n(&signals, __ATOMIC_RELAXED) == 1);
	return 0;
}

/* A wait of kernel mode's ends by no signal but one that kills. */
TEST_F(extension, waits)
{
	struct pair pair;
	int status;
	pid_t child;

	if (!self->loaded)
		SKIP(return, "no test extension here");
	open_pair(&pair);
	child = nt_child_start(wait_in_kernel_mode, NULL);
	ASSERT_STATUS(STATUS_SUCCESS, nt_wait(pair.begun, NTOBJ_WAIT_FOREVER));
	ASSERT_EQ(0, kill(child, SIGUSR1));
	EXPECT_STATUS(STATUS_TIMEOUT, nt_wait(pair.begun, NTOBJ_WAIT_POLL));
	ASSERT_STATUS(STATUS_SUCCESS, nt_set_event(pair.end));
	EXPECT_EQ(0, nt_child_end(child));

	child = nt_child_start(wait_in_kernel_mode, NULL);
	ASSERT_STATUS(STATUS_SUCCESS, nt_wait(pair.begun, NTOBJ_WAIT_FOREVER));
	ASSERT_EQ(0, kill(child, SIGKILL));
	status = nt_child_end(child);
	EXPECT_EQ(NT_KILLED(SIGKILL), status);
	/* Nobody has taken what comes now. */
	ASSERT_STATUS(STATUS_SUCCESS, nt_set_event(pair.end));
	EXPECT_STATUS(STATUS_SUCCESS, nt_wait(pair.end, NTOBJ_WAIT_POLL));
}

TEST_HARNESS_MAIN
