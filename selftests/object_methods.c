// SPDX-License-Identifier: GPL-2.0
/*
 * Methods of types: which are called when a handle or an object comes, is used
 * and goes, in what order, in which process, and what they are told; and that
 * what one of them refuses is undone. The type is that of the tests' own
 * extension driver, which keeps records of the calls and fails those that it is
 * asked to. No call may come where it could not sleep, or with a lock held.
 */
#include <signal.h>
#include <sys/mman.h>
#include <sys/wait.h>

#include "extension_fixture.h"
#include "security_test.h"

#define ME		NTOBJ_CURRENT_PROCESS
#define ALL		0x1f0003	/* rights that a widget knows */
#define QUERY		0x1
#define PARTS		0xf		/* of a descriptor */

/* Reasons of open methods, and operations of security methods. */
enum { CREATE, OPEN, DUPLICATE, INHERIT };
enum { SET, QUERY_IT, DELETE, ASSIGN };

#define SAME_ACCESS	NTOBJ_DUPLICATE_SAME_ACCESS
#define CLOSE_SOURCE	NTOBJ_DUPLICATE_CLOSE_SOURCE

static __s32 create(__u64 *handle, struct ntobj_object_attributes attributes, __u32 value)
{
	struct ntobj_create_widget call = {
		.attributes = attributes,
		.desired_access = ALL,
		.value = value,
	};
	__s32 status = nt_call(NTOBJ_IOC_CREATE_WIDGET, &call);

	if (status >= 0)
		*handle = call.handle;
	return status;
}

static __s32 open_widget(__u64 *handle, struct ntobj_object_attributes attributes)
{
	return nt_open(NTOBJ_IOC_OPEN_WIDGET, handle, attributes, QUERY);
}

static __s32 duplicate(__u64 source_process, __u64 source, __u64 target_process,
		       __u64 *handle, __u32 options)
{
	return nt_duplicate((struct ntobj_duplicate_object){
		.source_process = source_process,
		.source_handle = source,
		.target_process = target_process,
		.options = options,
	}, handle);
}

static bool exists(__u64 widget)
{
	struct ntobj_query_widget call = { .handle = widget };

	return nt_call(NTOBJ_IOC_QUERY_WIDGET, &call) == STATUS_SUCCESS;
}

/* How many widgets have gone since the extension was loaded. */
static unsigned int deleted(void)
{
	struct ntobj_query_widget call = {};

	NT_CHECK_STATUS(STATUS_SUCCESS, nt_call(NTOBJ_IOC_QUERY_WIDGET, &call));
	return call.deleted;
}

static __s32 kernel_handle(__u64 handle, __u32 operation, __u64 *result)
{
	struct ntobj_kernel_handle call = {
		.handle = handle, .operation = operation, .access = QUERY,
	};
	__s32 status = nt_call(NTOBJ_IOC_KERNEL_HANDLE, &call);

	if (status >= 0 && result)
		*result = call.result;
	return status;
}

/* From now on the (after + 1)-th of these calls fails, once. */
static void refuse_later(__u32 method, __u32 reason, __u32 after, __s32 status)
{
	struct ntobj_refuse_method call = {
		.method = method, .reason = reason, .after = after, .status = status,
	};

	NT_CHECK_STATUS(STATUS_SUCCESS, nt_call(NTOBJ_IOC_REFUSE_METHOD, &call));
}

static void refuse(__u32 method, __u32 reason, __s32 status)
{
	refuse_later(method, reason, 0, status);
}

/* What was called so far is of no interest. */
static void forget(void)
{
	refuse(0, 0, 0);
}

/* The next call of a method; its method is 0 if there was none. */
static struct ntobj_next_method next(void)
{
	struct ntobj_next_method record = {};
	__s32 status = nt_call(NTOBJ_IOC_NEXT_METHOD, &record);

	if (status != STATUS_NO_MORE_ENTRIES) {
		NT_CHECK_STATUS(STATUS_SUCCESS, status);
		NT_CHECK(!record.wrong);
	}
	return record;
}

/* Passes over what was called before. */
static struct ntobj_next_method next_delete(void)
{
	struct ntobj_next_method record;

	do {
		record = next();
	} while (record.method && record.method != METHOD_DELETE);
	return record;
}

static bool is_same(const struct ntobj_next_method *a, const struct ntobj_next_method *b)
{
	return a->method == b->method && a->reason == b->reason && a->handle == b->handle &&
	       a->process == b->process && a->caller == b->caller &&
	       a->access == b->access && a->process_handles == b->process_handles &&
	       a->handles == b->handles && a->status == b->status;
}

/* The next call was this one. What it was called with is named if not. */
#define EXPECT_METHOD(...) do {							\
	struct ntobj_next_method __want = { __VA_ARGS__ };			\
	struct ntobj_next_method __have = next();				\
	if (!__want.caller)							\
		__want.caller = getpid();					\
	EXPECT_TRUE(is_same(&__want, &__have))					\
		TH_LOG("wanted " #__VA_ARGS__ ": method %u reason %u process %u " \
		       "caller %u access 0x%x handle 0x%llx handles %u of %u: %s", \
		       __have.method, __have.reason, __have.process, __have.caller, \
		       __have.access, (unsigned long long)__have.handle,	\
		       __have.process_handles, __have.handles,			\
		       nt_status_text(__have.status));				\
} while (0)

#define EXPECT_NO_METHOD() EXPECT_EQ(0, next().method)

#define OPENED(why, who, rights, count)						\
	.method = METHOD_OPEN, .reason = (why), .process = (who),		\
	.access = (rights), .process_handles = (count)
#define CLOSED(who, rights, own_count, count)					\
	.method = METHOD_CLOSE, .process = (who), .access = (rights),		\
	.process_handles = (own_count), .handles = (count)
#define ASKED(who, which)							\
	.method = METHOD_OKAY_TO_CLOSE, .process = (who), .handle = (which)
#define SECURITY(operation, parts)						\
	.method = METHOD_SECURITY, .reason = (operation), .access = (parts)
#define PARSED(units)	.method = METHOD_PARSE, .access = (units)
#define DELETED		.method = METHOD_DELETE

#define EXPECT_TOTALS(before) do {						\
	struct nt_totals __before = (before);					\
										\
	EXPECT_EQ(__before.handles, nt_totals().handles);			\
	EXPECT_EQ(__before.objects, nt_totals().objects);			\
} while (0)

/*
 * The life of an object
 */

TEST_F(extension, named_object)
{
	pid_t me = getpid();
	__u64 handles[4];
	__u64 home;
	int i;

	if (!self->loaded)
		SKIP(return, "no test extension here");
	home = nt_home();
	forget();
	ASSERT_STATUS(STATUS_SUCCESS, create(&handles[0], nt_at(home, u"w"), 1));
	EXPECT_METHOD(SECURITY(ASSIGN, PARTS));
	EXPECT_METHOD(OPENED(CREATE, me, ALL, 1));
	EXPECT_NO_METHOD();
	ASSERT_STATUS(STATUS_SUCCESS, open_widget(&handles[1], nt_at(home, u"w")));
	EXPECT_METHOD(PARSED(0));
	EXPECT_METHOD(OPENED(OPEN, me, QUERY, 2));
	EXPECT_NO_METHOD();
	ASSERT_STATUS(STATUS_SUCCESS, nt_duplicate_to(handles[0], ME, &handles[2]));
	EXPECT_METHOD(OPENED(DUPLICATE, me, ALL, 3));
	EXPECT_NO_METHOD();
	/* Who creates what is there opens it; his own is not needed and goes. */
	ASSERT_STATUS(STATUS_OBJECT_NAME_EXISTS,
		      create(&handles[3], nt_at_flags(home, u"w", NTOBJ_OBJ_OPENIF), 1));
	EXPECT_METHOD(SECURITY(ASSIGN, PARTS));
	EXPECT_METHOD(OPENED(OPEN, me, ALL, 4));
	EXPECT_METHOD(SECURITY(DELETE, PARTS));
	EXPECT_METHOD(DELETED);
	EXPECT_NO_METHOD();
	for (i = 3; i >= 0; i--) {
		ASSERT_STATUS(STATUS_SUCCESS, nt_close(handles[i]));
		EXPECT_METHOD(ASKED(me, handles[i]));
		EXPECT_METHOD(CLOSED(me, i == 1 ? QUERY : ALL, i + 1, i + 1));
	}
	EXPECT_METHOD(SECURITY(DELETE, PARTS));
	EXPECT_METHOD(DELETED);
	EXPECT_NO_METHOD();
}

/* One without a name has a descriptor if its creator gives it one. */
TEST_F(extension, unnamed_object)
{
	pid_t me = getpid();
	__u64 handle;

	if (!self->loaded)
		SKIP(return, "no test extension here");
	forget();
	ASSERT_STATUS(STATUS_SUCCESS, create(&handle, nt_unnamed(), 1));
	EXPECT_METHOD(OPENED(CREATE, me, ALL, 1));
	ASSERT_STATUS(STATUS_SUCCESS, nt_close(handle));
	EXPECT_METHOD(ASKED(me, handle));
	EXPECT_METHOD(CLOSED(me, ALL, 1, 1));
	EXPECT_METHOD(DELETED);
	EXPECT_NO_METHOD();
	ASSERT_STATUS(STATUS_SUCCESS,
		      create(&handle, nt_secured(nt_unnamed(), "D:(A;;0x1f0003;;;WD)"), 1));
	EXPECT_METHOD(SECURITY(ASSIGN, PARTS));
	EXPECT_METHOD(OPENED(CREATE, me, ALL, 1));
	ASSERT_STATUS(STATUS_SUCCESS, nt_close(handle));
	EXPECT_METHOD(ASKED(me, handle));
	EXPECT_METHOD(CLOSED(me, ALL, 1, 1));
	EXPECT_METHOD(SECURITY(DELETE, PARTS));
	EXPECT_METHOD(DELETED);
	EXPECT_NO_METHOD();
}

/*
 * The last reference goes where nobody may sleep: a worker calls the methods. With
 * the object goes its name, and with that the directory.
 */
TEST_F(extension, deferred_delete)
{
	struct ntobj_next_method record;
	struct nt_totals held;
	__u64 directory;
	__u64 handle;
	__u64 other;

	if (!self->loaded)
		SKIP(return, "no test extension here");
	ASSERT_STATUS(STATUS_SUCCESS, nt_create_directory(&directory, nt_unnamed(), 0xf));
	ASSERT_STATUS(STATUS_SUCCESS,
		      create(&handle, nt_at(directory, u"w"), WIDGET_LEAKS));
	ASSERT_STATUS(STATUS_SUCCESS, nt_close(handle));
	ASSERT_STATUS(STATUS_SUCCESS, nt_close(directory));
	held = nt_totals();
	forget();
	ASSERT_STATUS(STATUS_SUCCESS, create(&other, nt_unnamed(), WIDGET_DEFERS));
	/* The widget and the directory are gone, the other one is there. */
	ASSERT_TRUE(NT_UNTIL(nt_totals().objects == held.objects - 1));
	record = next_delete();
	EXPECT_EQ(METHOD_DELETE, record.method);
	EXPECT_NE((__u32)getpid(), record.caller);
	ASSERT_STATUS(STATUS_SUCCESS, nt_close(other));
}

/* A permanent object goes when it is made temporary, and not when it is closed. */
TEST_F(extension, permanent_object)
{
	struct ntobj_next_method record;
	__u64 handle;
	__u64 home;

	if (!self->loaded)
		SKIP(return, "no test extension here");
	home = nt_home();
	ASSERT_STATUS(STATUS_SUCCESS,
		      create(&handle, nt_at_flags(home, u"w", NTOBJ_OBJ_PERMANENT), 1));
	forget();
	ASSERT_STATUS(STATUS_SUCCESS, nt_close(handle));
	EXPECT_METHOD(ASKED(getpid(), handle));
	EXPECT_METHOD(CLOSED(getpid(), ALL, 1, 1));
	EXPECT_NO_METHOD();
	ASSERT_STATUS(STATUS_SUCCESS, nt_open(NTOBJ_IOC_OPEN_WIDGET, &handle,
					      nt_at(home, u"w"), NTOBJ_DELETE));
	ASSERT_STATUS(STATUS_SUCCESS, nt_hot(NTOBJ_IOC_MAKE_TEMPORARY_OBJECT, handle));
	ASSERT_STATUS(STATUS_SUCCESS, nt_close(handle));
	record = next_delete();
	EXPECT_EQ(METHOD_DELETE, record.method);
}

/* An answer that can't be delivered: the handle is closed, and nobody is asked. */
TEST_F(extension, undelivered_handle)
{
	struct ntobj_create_widget *call;
	struct nt_totals totals;
	pid_t me = getpid();
	__u64 handle;
	__u64 home;

	if (!self->loaded)
		SKIP(return, "no test extension here");
	call = mmap(NULL, 4096, PROT_READ | PROT_WRITE, MAP_PRIVATE | MAP_ANONYMOUS, -1, 0);
	ASSERT_NE(MAP_FAILED, call);
	home = nt_home();
	call->attributes = nt_at(home, u"w");
	call->desired_access = ALL;
	ASSERT_EQ(0, mprotect(call, 4096, PROT_READ));
	totals = nt_totals();
	forget();
	EXPECT_STATUS(STATUS_ACCESS_VIOLATION,
		      nt_raw(nt_device, NTOBJ_IOC_CREATE_WIDGET, call));
	EXPECT_METHOD(SECURITY(ASSIGN, PARTS));
	EXPECT_METHOD(OPENED(CREATE, me, ALL, 1));
	EXPECT_METHOD(CLOSED(me, ALL, 1, 1));
	EXPECT_METHOD(SECURITY(DELETE, PARTS));
	EXPECT_METHOD(DELETED);
	EXPECT_NO_METHOD();
	EXPECT_TOTALS(totals);
	EXPECT_STATUS(STATUS_OBJECT_NAME_NOT_FOUND, open_widget(&handle, nt_at(home, u"w")));
}

/*
 * Other processes: methods are told whose handle it is, and called where the
 * work is done.
 */

static __u64 start_other(pid_t *other)
{
	*other = nt_victim_start();
	return nt_process(*other);
}

TEST_F(extension, handle_of_another)
{
	pid_t me = getpid();
	__u64 process;
	__u64 widget;
	__u64 copy;
	pid_t other;

	if (!self->loaded)
		SKIP(return, "no test extension here");
	ASSERT_STATUS(STATUS_SUCCESS, create(&widget, nt_unnamed(), 1));
	process = start_other(&other);
	forget();
	ASSERT_STATUS(STATUS_SUCCESS, nt_duplicate_to(widget, process, &copy));
	EXPECT_METHOD(OPENED(DUPLICATE, other, ALL, 1));
	ASSERT_STATUS(STATUS_SUCCESS, nt_duplicate_to(widget, process, NULL));
	EXPECT_METHOD(OPENED(DUPLICATE, other, ALL, 2));
	/* It is closed from here. */
	ASSERT_STATUS(STATUS_SUCCESS, duplicate(process, copy, 0, NULL, CLOSE_SOURCE));
	EXPECT_METHOD(ASKED(other, copy));
	EXPECT_METHOD(CLOSED(other, ALL, 2, 3));
	/* And this one by itself, when its process ends, which nobody can refuse. */
	refuse(METHOD_OKAY_TO_CLOSE, 0, STATUS_HANDLE_NOT_CLOSABLE);
	ASSERT_EQ(0, kill(other, SIGKILL));
	EXPECT_EQ(NT_KILLED(SIGKILL), nt_child_end(other));
	ASSERT_TRUE(NT_UNTIL(nt_wait(process, NTOBJ_WAIT_POLL) == STATUS_SUCCESS));
	EXPECT_METHOD(CLOSED(other, ALL, 1, 2), .caller = other);
	EXPECT_NO_METHOD();
	forget();
	ASSERT_STATUS(STATUS_SUCCESS, nt_close(widget));
	EXPECT_METHOD(ASKED(me, widget));
	EXPECT_METHOD(CLOSED(me, ALL, 1, 1));
	EXPECT_METHOD(DELETED);
}

/* A duplicate into the caller, of a handle of somebody else's that then goes. */
TEST_F(extension, moved_from_another)
{
	pid_t me = getpid();
	__u64 process;
	__u64 widget;
	__u64 copy;
	pid_t other;

	if (!self->loaded)
		SKIP(return, "no test extension here");
	ASSERT_STATUS(STATUS_SUCCESS, create(&widget, nt_unnamed(), 1));
	process = start_other(&other);
	ASSERT_STATUS(STATUS_SUCCESS,
		      duplicate(ME, widget, process, &copy, SAME_ACCESS | CLOSE_SOURCE));
	forget();
	ASSERT_STATUS(STATUS_SUCCESS,
		      duplicate(process, copy, ME, &widget, SAME_ACCESS | CLOSE_SOURCE));
	EXPECT_METHOD(OPENED(DUPLICATE, me, ALL, 1));
	EXPECT_METHOD(ASKED(other, copy));
	EXPECT_METHOD(CLOSED(other, ALL, 1, 2));
	EXPECT_NO_METHOD();
	ASSERT_EQ(0, kill(other, SIGKILL));
	nt_child_end(other);
}

/* A driver's own handle is no process's. */
TEST_F(extension, kernel_handle)
{
	__u64 handle;
	__u64 widget;

	if (!self->loaded)
		SKIP(return, "no test extension here");
	ASSERT_STATUS(STATUS_SUCCESS, create(&widget, nt_unnamed(), 1));
	refuse(METHOD_OPEN, OPEN, STATUS_ACCESS_DENIED);
	EXPECT_STATUS(STATUS_ACCESS_DENIED,
		      kernel_handle(widget, KERNEL_HANDLE_OPEN, NULL));
	EXPECT_METHOD(OPENED(OPEN, 0, QUERY, 1), .status = STATUS_ACCESS_DENIED);
	ASSERT_STATUS(STATUS_SUCCESS, kernel_handle(widget, KERNEL_HANDLE_OPEN, &handle));
	EXPECT_METHOD(OPENED(OPEN, 0, QUERY, 1));
	refuse(METHOD_OKAY_TO_CLOSE, 0, STATUS_HANDLE_NOT_CLOSABLE);
	EXPECT_STATUS(STATUS_HANDLE_NOT_CLOSABLE,
		      kernel_handle(handle, KERNEL_HANDLE_CLOSE, NULL));
	EXPECT_METHOD(ASKED(0, handle), .status = STATUS_HANDLE_NOT_CLOSABLE);
	ASSERT_STATUS(STATUS_SUCCESS, kernel_handle(handle, KERNEL_HANDLE_CLOSE, NULL));
	EXPECT_METHOD(ASKED(0, handle));
	EXPECT_METHOD(CLOSED(0, QUERY, 1, 2));
	EXPECT_NO_METHOD();
}

/* Begins another program, which stays until there is nothing more to read. */
static int begin_program(void *context)
{
	int *ends = context;
	__u64 widget;

	NT_CHECK_STATUS(STATUS_SUCCESS, create(&widget, nt_unnamed(), 1));
	NT_CHECK(dup2(ends[0], STDIN_FILENO) == STDIN_FILENO);
	execl("/bin/sh", "sh", "-c", "read line", NULL);
	return 1;
}

/* A program that is begun has none of the handles, and nobody is asked. */
TEST_F(extension, begun_program)
{
	int ends[2];
	pid_t child;

	if (!self->loaded)
		SKIP(return, "no test extension here");
	ASSERT_EQ(0, pipe2(ends, O_CLOEXEC));
	refuse(METHOD_OKAY_TO_CLOSE, 0, STATUS_HANDLE_NOT_CLOSABLE);
	child = nt_child_start(begin_program, ends);
	ASSERT_LT(0, child);
	ASSERT_TRUE(NT_UNTIL(deleted() == 1));
	/* It runs on. */
	EXPECT_EQ(0, waitpid(child, NULL, WNOHANG));
	EXPECT_METHOD(OPENED(CREATE, child, ALL, 1), .caller = child);
	EXPECT_METHOD(CLOSED(child, ALL, 1, 1), .caller = child);
	EXPECT_METHOD(DELETED, .caller = child);
	EXPECT_NO_METHOD();
	EXPECT_EQ(1, write(ends[1], "\n", 1));
	nt_child_end(child);
}

/*
 * Inheritance
 */

static int end_at_once(void *context)
{
	(void)context;
	return 0;
}

TEST_F(extension, inherited_handle)
{
	__u64 widget;
	pid_t child;

	if (!self->loaded)
		SKIP(return, "no test extension here");
	ASSERT_EQ(0, unload());
	ASSERT_EQ(0, load_with("inherit=1"));
	ASSERT_STATUS(STATUS_SUCCESS,
		      create(&widget, nt_unnamed_flags(NTOBJ_OBJ_INHERIT), 1));
	forget();
	child = nt_child_start(end_at_once, NULL);
	ASSERT_LT(0, child);
	EXPECT_EQ(0, nt_child_end(child));
	EXPECT_METHOD(OPENED(INHERIT, child, ALL, 1), .caller = child);
	EXPECT_METHOD(CLOSED(child, ALL, 1, 2), .caller = child);
	EXPECT_NO_METHOD();
}

#define HEIRLOOMS	4

/* All but the one that was refused, whose value the next handle gets. */
static int have_all_but_one(void *context)
{
	const __u64 *widgets = context;
	int i;

	for (i = 0; i < HEIRLOOMS; i++)
		NT_CHECK(exists(widgets[i]) == (i != 2));
	NT_CHECK(nt_event(0, 0) == widgets[2]);
	return 0;
}

TEST_F(extension, inheritance_refused_in_the_middle)
{
	struct ntobj_next_method record;
	__u64 widgets[HEIRLOOMS];
	struct nt_totals totals;
	int opened = 0;
	int closed = 0;
	int i;

	if (!self->loaded)
		SKIP(return, "no test extension here");
	ASSERT_EQ(0, unload());
	ASSERT_EQ(0, load_with("inherit=1"));
	for (i = 0; i < HEIRLOOMS; i++)
		ASSERT_STATUS(STATUS_SUCCESS,
			      create(&widgets[i], nt_unnamed_flags(NTOBJ_OBJ_INHERIT), 1));
	totals = nt_totals();
	refuse_later(METHOD_OPEN, INHERIT, 2, STATUS_ACCESS_DENIED);
	EXPECT_EQ(0, nt_child(have_all_but_one, widgets));
	for (record = next(); record.method; record = next()) {
		opened += record.method == METHOD_OPEN && !record.status;
		closed += record.method == METHOD_CLOSE;
	}
	EXPECT_EQ(HEIRLOOMS - 1, opened);
	EXPECT_EQ(HEIRLOOMS - 1, closed);
	EXPECT_TOTALS(totals);
	for (i = 0; i < HEIRLOOMS; i++) {
		struct ntobj_object_basic_information basic;

		ASSERT_STATUS(STATUS_SUCCESS, nt_query_basic(widgets[i], &basic));
		EXPECT_EQ(1, basic.handle_count);
		EXPECT_EQ(2, basic.pointer_count);
	}
}

/*
 * Refusals of the open method: the handle is undone, its status is the call's, and
 * no close method is called.
 */

TEST_F(extension, creation_refused)
{
	struct nt_totals totals;
	pid_t me = getpid();
	__u64 widget;
	__u64 home;

	if (!self->loaded)
		SKIP(return, "no test extension here");
	home = nt_home();
	totals = nt_totals();
	refuse(METHOD_OPEN, CREATE, STATUS_INVALID_OWNER);
	EXPECT_STATUS(STATUS_INVALID_OWNER, create(&widget, nt_at(home, u"w"), 1));
	EXPECT_METHOD(SECURITY(ASSIGN, PARTS));
	EXPECT_METHOD(OPENED(CREATE, me, ALL, 1), .status = STATUS_INVALID_OWNER);
	EXPECT_METHOD(SECURITY(DELETE, PARTS));
	EXPECT_METHOD(DELETED);
	EXPECT_NO_METHOD();
	EXPECT_TOTALS(totals);
	EXPECT_STATUS(STATUS_OBJECT_NAME_NOT_FOUND, open_widget(&widget, nt_at(home, u"w")));
	refuse(METHOD_OPEN, CREATE, STATUS_INVALID_OWNER);
	EXPECT_STATUS(STATUS_INVALID_OWNER, create(&widget, nt_unnamed(), 1));
	EXPECT_TOTALS(totals);
	/* One that was to be permanent is not. */
	refuse(METHOD_OPEN, CREATE, STATUS_INVALID_OWNER);
	EXPECT_STATUS(STATUS_INVALID_OWNER,
		      create(&widget, nt_at_flags(home, u"w", NTOBJ_OBJ_PERMANENT), 1));
	EXPECT_TOTALS(totals);
	/* Nor is one in anybody's way that was to be exclusive. */
	refuse(METHOD_OPEN, CREATE, STATUS_INVALID_OWNER);
	EXPECT_STATUS(STATUS_INVALID_OWNER,
		      create(&widget, nt_at_flags(home, u"w", NTOBJ_OBJ_EXCLUSIVE), 1));
	EXPECT_TOTALS(totals);
	EXPECT_STATUS(STATUS_SUCCESS, create(&widget, nt_at(home, u"w"), 1));
}

TEST_F(extension, opening_refused)
{
	struct ntobj_object_basic_information before;
	struct ntobj_object_basic_information after;
	struct nt_totals totals;
	__u64 widget;
	__u64 found;
	__u64 home;

	if (!self->loaded)
		SKIP(return, "no test extension here");
	home = nt_home();
	ASSERT_STATUS(STATUS_SUCCESS, create(&widget, nt_at(home, u"w"), 1));
	ASSERT_STATUS(STATUS_SUCCESS, nt_query_basic(widget, &before));
	totals = nt_totals();
	refuse(METHOD_OPEN, OPEN, STATUS_PRIVILEGE_NOT_HELD);
	EXPECT_STATUS(STATUS_PRIVILEGE_NOT_HELD, open_widget(&found, nt_at(home, u"w")));
	refuse(METHOD_OPEN, OPEN, STATUS_PRIVILEGE_NOT_HELD);
	EXPECT_STATUS(STATUS_PRIVILEGE_NOT_HELD,
		      create(&found, nt_at_flags(home, u"w", NTOBJ_OBJ_OPENIF), 1));
	EXPECT_TOTALS(totals);
	ASSERT_STATUS(STATUS_SUCCESS, nt_query_basic(widget, &after));
	EXPECT_EQ(0, memcmp(&before, &after, sizeof(before)));
	/* The entry is free again, and the count of this process's handles is right. */
	forget();
	ASSERT_STATUS(STATUS_SUCCESS, open_widget(&found, nt_at(home, u"w")));
	EXPECT_EQ(widget + 4, found);
	EXPECT_METHOD(PARSED(0));
	EXPECT_METHOD(OPENED(OPEN, getpid(), QUERY, 2));
}

/* Many handles at once, of which one in the middle is refused: the rest stays. */
TEST_F(extension, opening_refused_in_the_middle)
{
	struct ntobj_repeat_handle call = { .count = 6 };
	struct ntobj_object_basic_information basic;
	__u64 widget;

	if (!self->loaded)
		SKIP(return, "no test extension here");
	ASSERT_STATUS(STATUS_SUCCESS, create(&widget, nt_unnamed(), 1));
	call.handle = widget;
	refuse_later(METHOD_OPEN, OPEN, 3, STATUS_ACCESS_DENIED);
	EXPECT_STATUS(STATUS_ACCESS_DENIED, nt_call(NTOBJ_IOC_REPEAT_HANDLE, &call));
	ASSERT_STATUS(STATUS_SUCCESS, nt_query_basic(widget, &basic));
	EXPECT_EQ(4, basic.handle_count);
	EXPECT_EQ(5, basic.pointer_count);
}

TEST_F(extension, duplicate_refused)
{
	struct ntobj_object_basic_information basic;
	struct nt_totals totals;
	__u64 process;
	__u64 widget;
	__u64 copy;
	pid_t other;

	if (!self->loaded)
		SKIP(return, "no test extension here");
	ASSERT_STATUS(STATUS_SUCCESS, create(&widget, nt_unnamed(), 1));
	process = start_other(&other);
	ASSERT_STATUS(STATUS_SUCCESS, nt_duplicate_to(widget, ME, &copy));
	totals = nt_totals();
	refuse(METHOD_OPEN, DUPLICATE, STATUS_PRIVILEGE_NOT_HELD);
	EXPECT_STATUS(STATUS_PRIVILEGE_NOT_HELD, nt_duplicate_to(widget, process, NULL));
	EXPECT_METHOD(OPENED(DUPLICATE, other, ALL, 1), .status = STATUS_PRIVILEGE_NOT_HELD);
	EXPECT_NO_METHOD();
	EXPECT_TOTALS(totals);
	/* The source that was to be closed is. */
	refuse(METHOD_OPEN, DUPLICATE, STATUS_PRIVILEGE_NOT_HELD);
	EXPECT_STATUS(STATUS_PRIVILEGE_NOT_HELD,
		      duplicate(ME, copy, process, NULL, SAME_ACCESS | CLOSE_SOURCE));
	EXPECT_EQ(totals.handles - 1, nt_totals().handles);
	EXPECT_FALSE(exists(copy));
	ASSERT_STATUS(STATUS_SUCCESS, nt_query_basic(widget, &basic));
	EXPECT_EQ(1, basic.handle_count);
	EXPECT_EQ(2, basic.pointer_count);
	ASSERT_EQ(0, kill(other, SIGKILL));
	nt_child_end(other);
}

/*
 * Okay-to-close
 */

TEST_F(extension, close_refused)
{
	struct ntobj_object_basic_information basic;
	pid_t me = getpid();
	__u64 widget;

	if (!self->loaded)
		SKIP(return, "no test extension here");
	ASSERT_STATUS(STATUS_SUCCESS, create(&widget, nt_unnamed(), 1));
	refuse(METHOD_OKAY_TO_CLOSE, 0, STATUS_HANDLE_NOT_CLOSABLE);
	EXPECT_STATUS(STATUS_HANDLE_NOT_CLOSABLE, nt_close(widget));
	EXPECT_METHOD(ASKED(me, widget), .status = STATUS_HANDLE_NOT_CLOSABLE);
	EXPECT_NO_METHOD();
	ASSERT_STATUS(STATUS_SUCCESS, nt_query_basic(widget, &basic));
	EXPECT_EQ(1, basic.handle_count);
	EXPECT_EQ(2, basic.pointer_count);
	/* The type is asked first, then protection counts. */
	ASSERT_STATUS(STATUS_SUCCESS, nt_set_flags(widget, false, true));
	EXPECT_STATUS(STATUS_HANDLE_NOT_CLOSABLE, nt_close(widget));
	EXPECT_METHOD(ASKED(me, widget));
	EXPECT_NO_METHOD();
	ASSERT_STATUS(STATUS_SUCCESS, nt_set_flags(widget, false, false));
	/* A source that may not be closed stays, and the call succeeds. */
	refuse(METHOD_OKAY_TO_CLOSE, 0, STATUS_HANDLE_NOT_CLOSABLE);
	EXPECT_STATUS(STATUS_SUCCESS, duplicate(ME, widget, 0, NULL, CLOSE_SOURCE));
	EXPECT_TRUE(exists(widget));
	EXPECT_STATUS(STATUS_SUCCESS, duplicate(ME, widget, 0, NULL, CLOSE_SOURCE));
	EXPECT_FALSE(exists(widget));
}

/*
 * Parse
 */

#define HOME_NAME	u"ntobj_selftest"

TEST_F(extension, parse)
{
	struct nt_totals totals;
	__u64 widget;
	__u64 found;
	__u64 home;

	if (!self->loaded)
		SKIP(return, "no test extension here");
	home = nt_home();
	ASSERT_STATUS(STATUS_SUCCESS, create(&widget, nt_at(home, u"w"), 1));
	forget();
	/* On the way, with what is left, its separator included; then again. */
	ASSERT_STATUS(STATUS_SUCCESS,
		      open_widget(&found, nt_at(home, u"w\\" HOME_NAME u"\\w")));
	EXPECT_METHOD(PARSED(nt_length16(u"\\" HOME_NAME u"\\w")));
	EXPECT_METHOD(PARSED(0));
	EXPECT_METHOD(OPENED(OPEN, getpid(), QUERY, 2));
	EXPECT_NO_METHOD();
	ASSERT_STATUS(STATUS_SUCCESS, nt_close(found));
	totals = nt_totals();
	/* The first, the second, and the one that arrives. */
	refuse(METHOD_PARSE, 0, STATUS_PRIVILEGE_NOT_HELD);
	EXPECT_STATUS(STATUS_PRIVILEGE_NOT_HELD,
		      open_widget(&found, nt_at(home, u"w\\" HOME_NAME u"\\w")));
	refuse_later(METHOD_PARSE, 0, 1, STATUS_PRIVILEGE_NOT_HELD);
	EXPECT_STATUS(STATUS_PRIVILEGE_NOT_HELD,
		      open_widget(&found, nt_at(home, u"w\\" HOME_NAME u"\\w\\x\\y")));
	refuse_later(METHOD_PARSE, 0, 2, STATUS_PRIVILEGE_NOT_HELD);
	EXPECT_STATUS(STATUS_PRIVILEGE_NOT_HELD,
		      open_widget(&found, nt_at(home, u"w\\" HOME_NAME u"\\w\\"
						HOME_NAME u"\\w")));
	EXPECT_TOTALS(totals);
	/* Who makes something behind a widget does not come through. */
	forget();
	EXPECT_STATUS(STATUS_OBJECT_TYPE_MISMATCH, create(&found, nt_at(home, u"w\\x"), 1));
	EXPECT_METHOD(DELETED);
	EXPECT_NO_METHOD();
	EXPECT_TOTALS(totals);
}

/*
 * Query-name
 */

TEST_F(extension, query_name)
{
	char16_t name[64];
	struct nt_totals totals;
	__u64 unnamed;
	__u64 widget;
	__u64 home;

	if (!self->loaded)
		SKIP(return, "no test extension here");
	home = nt_home();
	ASSERT_STATUS(STATUS_SUCCESS, create(&widget, nt_at(home, u"w"), 1));
	ASSERT_STATUS(STATUS_SUCCESS, create(&unnamed, nt_unnamed(), WIDGET_IS_ELSEWHERE));
	totals = nt_totals();
	forget();
	ASSERT_STATUS(STATUS_SUCCESS, nt_query_name(widget, name, ARRAY_SIZE(name)));
	EXPECT_EQ(0, memcmp(name, NT_HOME u"\\w", sizeof(NT_HOME u"\\w")));
	EXPECT_METHOD(.method = METHOD_QUERY_NAME, .access = nt_length16(NT_HOME u"\\w"));
	EXPECT_NO_METHOD();
	ASSERT_STATUS(STATUS_SUCCESS, nt_query_name(unnamed, name, ARRAY_SIZE(name)));
	EXPECT_EQ(0, memcmp(name, u"elsewhere", sizeof(u"elsewhere")));
	EXPECT_METHOD(.method = METHOD_QUERY_NAME);
	EXPECT_NO_METHOD();
	refuse(METHOD_QUERY_NAME, 0, STATUS_INVALID_PARAMETER);
	EXPECT_STATUS(STATUS_INVALID_PARAMETER,
		      nt_query_name(widget, name, ARRAY_SIZE(name)));
	ASSERT_STATUS(STATUS_SUCCESS, nt_query_name(widget, name, ARRAY_SIZE(name)));
	EXPECT_TOTALS(totals);
}

/*
 * Security
 */

#define OPEN_TO_ALL	"D:(A;;0x1f0003;;;WD)"
#define OPEN_TO_NOBODY	"D:"

TEST_F(extension, security)
{
	char buffer[1024];
	__u64 widget;

	if (!self->loaded)
		SKIP(return, "no test extension here");
	ASSERT_STATUS(STATUS_SUCCESS,
		      create(&widget, nt_secured(nt_unnamed(), OPEN_TO_ALL), 1));
	forget();
	ASSERT_STATUS(STATUS_SUCCESS,
		      nt_query_security(widget, NT_DACL, buffer, sizeof(buffer), NULL));
	EXPECT_METHOD(SECURITY(QUERY_IT, NT_DACL));
	ASSERT_STATUS(STATUS_SUCCESS, nt_set_security(widget, NT_DACL, OPEN_TO_NOBODY));
	EXPECT_METHOD(SECURITY(SET, NT_DACL));
	EXPECT_METHOD(.method = METHOD_SECURED);
	EXPECT_NO_METHOD();
	ASSERT_STATUS(STATUS_SUCCESS, nt_set_security(widget, NT_OWNER, "O:U0"));
	EXPECT_METHOD(SECURITY(SET, NT_OWNER));
	EXPECT_NO_METHOD();
	EXPECT_SECURITY(OPEN_TO_NOBODY, widget, NT_DACL);
}

TEST_F(extension, security_refused)
{
	char buffer[1024];
	struct nt_totals totals;
	__u64 widget;
	__u64 found;
	__u64 home;

	if (!self->loaded)
		SKIP(return, "no test extension here");
	home = nt_home();
	ASSERT_STATUS(STATUS_SUCCESS,
		      create(&widget, nt_secured(nt_unnamed(), OPEN_TO_ALL), 1));
	totals = nt_totals();
	refuse(METHOD_SECURITY, QUERY_IT, STATUS_ACCESS_DENIED);
	EXPECT_STATUS(STATUS_ACCESS_DENIED,
		      nt_query_security(widget, NT_DACL, buffer, sizeof(buffer), NULL));
	refuse(METHOD_SECURITY, SET, STATUS_INVALID_PRIMARY_GROUP);
	EXPECT_STATUS(STATUS_INVALID_PRIMARY_GROUP,
		      nt_set_security(widget, NT_DACL, OPEN_TO_NOBODY));
	EXPECT_METHOD(SECURITY(SET, NT_DACL), .status = STATUS_INVALID_PRIMARY_GROUP);
	EXPECT_NO_METHOD();
	EXPECT_SECURITY(OPEN_TO_ALL, widget, NT_DACL);
	/* A new object that may have no descriptor is not there, nor was it ever. */
	refuse(METHOD_SECURITY, ASSIGN, STATUS_INVALID_ACL);
	EXPECT_STATUS(STATUS_INVALID_ACL, create(&found, nt_at(home, u"w"), 1));
	EXPECT_METHOD(SECURITY(ASSIGN, PARTS), .status = STATUS_INVALID_ACL);
	EXPECT_METHOD(DELETED);
	EXPECT_NO_METHOD();
	refuse(METHOD_SECURITY, ASSIGN, STATUS_INVALID_ACL);
	EXPECT_STATUS(STATUS_INVALID_ACL,
		      create(&found, nt_secured(nt_unnamed(), OPEN_TO_ALL), 1));
	EXPECT_TOTALS(totals);
	EXPECT_STATUS(STATUS_OBJECT_NAME_NOT_FOUND, open_widget(&found, nt_at(home, u"w")));
	/* Nobody keeps an object from going. */
	refuse(METHOD_SECURITY, DELETE, STATUS_ACCESS_DENIED);
	ASSERT_STATUS(STATUS_SUCCESS, nt_close(widget));
	EXPECT_EQ(totals.objects - 1, nt_totals().objects);
}

/*
 * Removed types: what an extension's type does is over when it is unloaded.
 */
TEST_F(extension, removed_type)
{
	struct ntobj_next_method record = {};
	__u64 widget;

	if (!self->loaded)
		SKIP(return, "no test extension here");
	ASSERT_STATUS(STATUS_SUCCESS, create(&widget, nt_at(nt_home(), u"w"), 1));
	EXPECT_EQ(-1, unload());
	ASSERT_STATUS(STATUS_SUCCESS, nt_close(widget));
	ASSERT_EQ(0, unload());
	EXPECT_STATUS(STATUS_INVALID_SYSTEM_SERVICE,
		      nt_call(NTOBJ_IOC_NEXT_METHOD, &record));
	EXPECT_STATUS(STATUS_OBJECT_NAME_NOT_FOUND,
		      nt_open_directory(&widget, nt_name(u"\\ObjectTypes\\Widget"), 1));
	ASSERT_EQ(0, load());
}

TEST_HARNESS_MAIN
