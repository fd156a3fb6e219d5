// SPDX-License-Identifier: GPL-2.0
/*
 * Extension drivers: a service table and a type that come from another module,
 * here the tests' own.
 */
#include "extension_fixture.h"

#define WIDGET_QUERY	0x1
#define WIDGET_POKE	0x2
#define WIDGET_ALL	0x1f0003

static __s32 create_widget(__u64 *handle, struct ntobj_object_attributes attributes,
			   __u32 access, __u32 value)
{
	struct ntobj_create_widget call;
	__s32 status;

	memset(&call, NT_POISON, sizeof(call));
	call.attributes = attributes;
	call.desired_access = access;
	call.value = value;
	status = nt_call(NTOBJ_IOC_CREATE_WIDGET, &call);
	if (status >= 0)
		*handle = call.handle;
	return status;
}

static __s32 open_widget(__u64 *handle, struct ntobj_object_attributes attributes,
			 __u32 access)
{
	return nt_open(NTOBJ_IOC_OPEN_WIDGET, handle, attributes, access);
}

static struct ntobj_query_widget query(__u64 handle)
{
	struct ntobj_query_widget call = { .handle = handle };

	NT_CHECK_STATUS(STATUS_SUCCESS, nt_call(NTOBJ_IOC_QUERY_WIDGET, &call));
	return call;
}

TEST_F(extension, services)
{
	__u64 widget;
	__u64 blind;

	if (!self->loaded)
		SKIP(return, "no test extension here");
	ASSERT_STATUS(STATUS_SUCCESS,
		      create_widget(&widget, nt_unnamed(), WIDGET_ALL, 100));
	EXPECT_EQ(100, query(widget).value);
	EXPECT_STATUS(STATUS_SUCCESS, nt_hot(NTOBJ_IOC_POKE_WIDGET, widget));
	EXPECT_EQ(101, query(widget).value);
	ASSERT_STATUS(STATUS_SUCCESS,
		      create_widget(&blind, nt_unnamed(), WIDGET_QUERY, 5));
	EXPECT_STATUS(STATUS_ACCESS_DENIED, nt_hot(NTOBJ_IOC_POKE_WIDGET, blind));
	EXPECT_EQ(5, query(blind).value);
	EXPECT_STATUS(STATUS_OBJECT_TYPE_MISMATCH,
		      nt_hot(NTOBJ_IOC_POKE_WIDGET, nt_event(0, 0)));
	EXPECT_STATUS(STATUS_OBJECT_TYPE_MISMATCH, nt_set_event(widget));
	EXPECT_STATUS(STATUS_INVALID_HANDLE, nt_hot(NTOBJ_IOC_POKE_WIDGET, 0x4000));
	/* Its own numbers and no others, in its own table and no other. */
	EXPECT_STATUS(STATUS_INVALID_SYSTEM_SERVICE,
		      nt_hot(_IO(NTOBJ_TABLE_EXTENSION_0, 4), widget));
	EXPECT_STATUS(STATUS_INVALID_SYSTEM_SERVICE,
		      nt_hot(_IO(NTOBJ_TABLE_EXTENSION_1, 3), widget));
	EXPECT_STATUS(STATUS_INVALID_SYSTEM_SERVICE,
		      nt_raw(nt_device, _IOR(NTOBJ_TABLE_EXTENSION_0, 3, __u64), NULL));
}

TEST_F(extension, names)
{
	__u64 home;
	__u64 widget;
	__u64 found;

	if (!self->loaded)
		SKIP(return, "no test extension here");
	home = nt_home();
	ASSERT_STATUS(STATUS_SUCCESS,
		      create_widget(&widget, nt_at(home, u"w"), WIDGET_ALL, 1));
	ASSERT_STATUS(STATUS_SUCCESS, open_widget(&found, nt_at(home, u"w"), WIDGET_QUERY));
	EXPECT_EQ(1, query(found).value);
	EXPECT_STATUS(STATUS_OBJECT_TYPE_MISMATCH, nt_open_event(&found, nt_at(home, u"w"), 1));
	EXPECT_STATUS(STATUS_OBJECT_NAME_COLLISION,
		      create_widget(&found, nt_at(home, u"w"), WIDGET_ALL, 2));
	/* The type has its place among the others. */
	EXPECT_STATUS(STATUS_OBJECT_TYPE_MISMATCH,
		      open_widget(&found, nt_name(u"\\ObjectTypes\\Widget"), 1));
}

/* The parse method: what follows a widget's name goes on elsewhere. */
TEST_F(extension, parse)
{
	__u64 home;
	__u64 widget;
	__u64 event;

	if (!self->loaded)
		SKIP(return, "no test extension here");
	home = nt_home();
	ASSERT_STATUS(STATUS_SUCCESS,
		      create_widget(&widget, nt_at(home, u"w"), WIDGET_ALL, 1));
	ASSERT_STATUS(STATUS_SUCCESS,
		      nt_open_directory(&event, nt_at(home, u"w\\ntobj_selftest"), 1));
	EXPECT_STATUS(STATUS_OBJECT_NAME_NOT_FOUND,
		      nt_open_event(&event, nt_at(home, u"w\\ntobj_absent"), 1));
	EXPECT_STATUS(STATUS_REPARSE_POINT_ENCOUNTERED,
		      nt_open_directory(&event, nt_at_flags(home, u"w\\ntobj_selftest",
							    NTOBJ_OBJ_DONT_REPARSE), 1));
	/* Nothing can be made behind one: only links are followed for that. */
	EXPECT_STATUS(STATUS_OBJECT_TYPE_MISMATCH,
		      nt_create_event(&event, nt_at(home, u"w\\x"), 1, 0, 0));
}

/* Open and close methods: each handle, with the counts that they are told. */
TEST_F(extension, methods)
{
	struct ntobj_query_widget before;
	struct ntobj_query_widget after;
	__u64 handles[3];
	__u64 home;
	int i;

	if (!self->loaded)
		SKIP(return, "no test extension here");
	home = nt_home();
	before = query(0);
	ASSERT_STATUS(STATUS_SUCCESS,
		      create_widget(&handles[0], nt_at(home, u"w"), WIDGET_ALL, 1));
	for (i = 1; i < 3; i++)
		ASSERT_STATUS(STATUS_SUCCESS,
			      open_widget(&handles[i], nt_at(home, u"w"), WIDGET_QUERY));
	after = query(0);
	EXPECT_EQ(before.opened + 3, after.opened);
	EXPECT_EQ(before.closed, after.closed);
	for (i = 0; i < 3; i++) {
		ASSERT_STATUS(STATUS_SUCCESS, nt_close(handles[i]));
		after = query(0);
		EXPECT_EQ(before.closed + i + 1, after.closed);
		/* Before the close: 1 says that it was the last. */
		EXPECT_EQ(3 - i, after.handles_at_last_close);
		EXPECT_EQ(3 - i, after.process_handles_at_last_close);
	}
	EXPECT_EQ(before.deleted + 1, after.deleted);
}

static int open_in_other_process(void *context)
{
	__u64 handle;

	(void)context;
	NT_CHECK_STATUS(STATUS_SUCCESS,
			open_widget(&handle, nt_name(NT_HOME u"\\w"), WIDGET_QUERY));
	return 0;
}

TEST_F(extension, methods_at_process_end)
{
	struct ntobj_query_widget before;
	struct ntobj_query_widget after;
	__u64 widget;
	__u64 home;

	if (!self->loaded)
		SKIP(return, "no test extension here");
	home = nt_home();
	ASSERT_STATUS(STATUS_SUCCESS,
		      create_widget(&widget, nt_at(home, u"w"), WIDGET_ALL, 1));
	before = query(0);
	ASSERT_EQ(0, nt_child(open_in_other_process, NULL));
	after = query(0);
	EXPECT_EQ(before.opened + 1, after.opened);
	EXPECT_EQ(before.closed + 1, after.closed);
	EXPECT_EQ(2, after.handles_at_last_close);
	EXPECT_EQ(1, after.process_handles_at_last_close);
	EXPECT_EQ(before.deleted, after.deleted);
}

/* An open method that refuses undoes the handle, and with it a new object. */
TEST_F(extension, refused_open)
{
	struct nt_totals totals;
	struct ntobj_query_widget before;
	struct ntobj_query_widget after;
	__u64 widget;
	__u64 home;

	if (!self->loaded)
		SKIP(return, "no test extension here");
	home = nt_home();
	totals = nt_totals();
	before = query(0);
	EXPECT_STATUS(STATUS_ACCESS_DENIED,
		      create_widget(&widget, nt_at(home, u"w"), WIDGET_ALL,
				    WIDGET_REFUSES_OPEN));
	after = query(0);
	EXPECT_EQ(before.opened, after.opened);
	EXPECT_EQ(before.closed, after.closed);
	EXPECT_EQ(before.deleted + 1, after.deleted);
	EXPECT_EQ(totals.handles, nt_totals().handles);
	EXPECT_EQ(totals.objects, nt_totals().objects);
	EXPECT_STATUS(STATUS_OBJECT_NAME_NOT_FOUND,
		      open_widget(&widget, nt_at(home, u"w"), WIDGET_QUERY));
}

/* A handle that its type won't have closed: but for the end of the process. */
TEST_F(extension, refused_close)
{
	__u64 widget;

	if (!self->loaded)
		SKIP(return, "no test extension here");
	ASSERT_STATUS(STATUS_SUCCESS,
		      create_widget(&widget, nt_unnamed(), WIDGET_ALL,
				    WIDGET_REFUSES_CLOSE));
	EXPECT_STATUS(STATUS_HANDLE_NOT_CLOSABLE, nt_close(widget));
	EXPECT_EQ(WIDGET_REFUSES_CLOSE, query(widget).value);
	ASSERT_STATUS(STATUS_SUCCESS, nt_hot(NTOBJ_IOC_POKE_WIDGET, widget));
	EXPECT_STATUS(STATUS_SUCCESS, nt_close(widget));
}

static int end_with_refuser(void *context)
{
	__u64 widget;

	(void)context;
	NT_CHECK_STATUS(STATUS_SUCCESS,
			create_widget(&widget, nt_unnamed(), WIDGET_ALL,
				      WIDGET_REFUSES_CLOSE));
	return 0;
}

TEST_F(extension, refused_close_at_process_end)
{
	struct ntobj_query_widget before;

	if (!self->loaded)
		SKIP(return, "no test extension here");
	before = query(0);
	ASSERT_EQ(0, nt_child(end_with_refuser, NULL));
	EXPECT_EQ(before.deleted + 1, query(0).deleted);
}

/* A type whose handles can't be inherited. */
TEST_F(extension, inherit)
{
	bool inherit;
	bool protect;
	__u64 widget;

	if (!self->loaded)
		SKIP(return, "no test extension here");
	EXPECT_STATUS(STATUS_INVALID_PARAMETER,
		      create_widget(&widget, nt_unnamed_flags(NTOBJ_OBJ_INHERIT),
				    WIDGET_ALL, 1));
	ASSERT_STATUS(STATUS_SUCCESS,
		      create_widget(&widget, nt_unnamed(), WIDGET_ALL, 1));
	EXPECT_STATUS(STATUS_ACCESS_DENIED, nt_set_flags(widget, true, true));
	ASSERT_STATUS(STATUS_SUCCESS, nt_query_flags(widget, &inherit, &protect));
	EXPECT_FALSE(inherit);
	EXPECT_FALSE(protect);
	EXPECT_STATUS(STATUS_SUCCESS, nt_set_flags(widget, false, true));
	EXPECT_STATUS(STATUS_HANDLE_NOT_CLOSABLE, nt_close(widget));
	EXPECT_STATUS(STATUS_SUCCESS, nt_set_flags(widget, false, false));
}

/* One whose handles can: its open method is told of each, and may refuse. */
static int have_inherited(void *context)
{
	__u64 *widgets = context;
	struct ntobj_query_widget call = { .handle = widgets[1] };

	NT_CHECK(query(widgets[0]).value == 1);
	NT_CHECK_STATUS(STATUS_INVALID_HANDLE, nt_call(NTOBJ_IOC_QUERY_WIDGET, &call));
	/* The place of the one that was refused is free. */
	NT_CHECK(nt_event(0, 0) == widgets[1]);
	return 0;
}

TEST_F(extension, inherit_with_open_method)
{
	struct ntobj_query_widget before;
	struct ntobj_query_widget after;
	struct nt_totals totals;
	__u64 widgets[2];

	if (!self->loaded)
		SKIP(return, "no test extension here");
	ASSERT_EQ(0, unload());
	ASSERT_EQ(0, load_with("inherit=1"));
	ASSERT_STATUS(STATUS_SUCCESS,
		      create_widget(&widgets[1], nt_unnamed_flags(NTOBJ_OBJ_INHERIT),
				    WIDGET_ALL, WIDGET_REFUSES_INHERIT));
	ASSERT_STATUS(STATUS_SUCCESS,
		      create_widget(&widgets[0], nt_unnamed_flags(NTOBJ_OBJ_INHERIT),
				    WIDGET_ALL, 1));
	totals = nt_totals();
	before = query(0);
	EXPECT_EQ(0, nt_child(have_inherited, widgets));
	after = query(0);
	EXPECT_EQ(before.opened + 1, after.opened);
	EXPECT_EQ(before.closed + 1, after.closed);
	EXPECT_EQ(before.deleted, after.deleted);
	EXPECT_EQ(2, after.handles_at_last_close);
	EXPECT_EQ(1, after.process_handles_at_last_close);
	EXPECT_EQ(totals.handles, nt_totals().handles);
	EXPECT_EQ(WIDGET_REFUSES_INHERIT, query(widgets[1]).value);
}

/* A type without an object to wait for: always signalled, if one may wait. */
TEST_F(extension, wait)
{
	__u64 widget;

	if (!self->loaded)
		SKIP(return, "no test extension here");
	ASSERT_STATUS(STATUS_SUCCESS,
		      create_widget(&widget, nt_unnamed(), NTOBJ_SYNCHRONIZE, 1));
	EXPECT_STATUS(STATUS_SUCCESS, nt_wait(widget, NTOBJ_WAIT_FOREVER));
	EXPECT_STATUS(STATUS_SUCCESS, nt_wait(widget, NTOBJ_WAIT_POLL));
	ASSERT_STATUS(STATUS_SUCCESS,
		      create_widget(&widget, nt_unnamed(), WIDGET_QUERY, 1));
	EXPECT_STATUS(STATUS_ACCESS_DENIED, nt_wait(widget, NTOBJ_WAIT_POLL));
}

/* Objects keep the module that their methods are in. */
TEST_F(extension, unload_in_use)
{
	__u64 widget;

	if (!self->loaded)
		SKIP(return, "no test extension here");
	ASSERT_STATUS(STATUS_SUCCESS,
		      create_widget(&widget, nt_unnamed(), WIDGET_ALL, 1));
	errno = 0;
	EXPECT_EQ(-1, unload());
	EXPECT_EQ(EAGAIN, errno);
	EXPECT_EQ(1, query(widget).value);
}

/* The module itself can't go before its extension. */
TEST_F(extension, unload_order)
{
	if (!self->loaded)
		SKIP(return, "no test extension here");
	EXPECT_EQ(-1, syscall(SYS_delete_module, "ntobj", O_NONBLOCK));
	EXPECT_EQ(EAGAIN, errno);
}

/* Calls while the extension comes and goes: its status, or no such service. */
static void *call_all_the_time(void *context)
{
	bool *stop = context;

	while (!__atomic_load_n(stop, __ATOMIC_ACQUIRE)) {
		__s32 status = nt_hot(NTOBJ_IOC_POKE_WIDGET, 4);

		if (status != STATUS_INVALID_SYSTEM_SERVICE)
			NT_CHECK_STATUS(STATUS_OBJECT_TYPE_MISMATCH, status);
	}
	return NULL;
}

TEST_F_TIMEOUT(extension, reload_during_calls, 120)
{
	int rounds = nt_rounds(3, 10);
	pthread_t thread;
	bool stop = false;
	int i;

	if (!self->loaded)
		SKIP(return, "no test extension here");
	ASSERT_EQ(4, nt_event(0, 0));
	ASSERT_EQ(0, pthread_create(&thread, NULL, call_all_the_time, &stop));
	for (i = 0; i < rounds; i++) {
		/* A call that runs holds the module for a moment. */
		ASSERT_TRUE(NT_UNTIL(!unload()));
		ASSERT_EQ(0, load());
	}
	__atomic_store_n(&stop, true, __ATOMIC_RELEASE);
	ASSERT_EQ(0, pthread_join(thread, NULL));
}

TEST_HARNESS_MAIN
