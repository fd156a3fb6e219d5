// SPDX-License-Identifier: GPL-2.0
/*
 * Handles of drivers: of use to drivers alone. The tests' extension opens them for
 * whoever asks.
 */
#include "extension_fixture.h"

#define BASE	0xffffffff80000000ULL

static __s32 act(__u64 handle, __u32 operation, __u32 access, __u64 *result)
{
	struct ntobj_kernel_handle call = {
		.handle = handle,
		.operation = operation,
		.access = access,
	};
	__s32 status = nt_call(NTOBJ_IOC_KERNEL_HANDLE, &call);

	if (status >= 0 && result)
		*result = call.result;
	return status;
}

static __u64 make_widget(__u32 value)
{
	struct ntobj_create_widget call = {
		.attributes = nt_unnamed(),
		.desired_access = 0x1f0003,
		.value = value,
	};

	NT_CHECK_STATUS(STATUS_SUCCESS, nt_call(NTOBJ_IOC_CREATE_WIDGET, &call));
	return call.handle;
}

static bool is_listed(__u64 handle)
{
	char text[32];
	char *list;
	bool found;

	snprintf(text, sizeof(text), "\t0x%llx\t", handle);
	list = nt_read_file(NT_DEBUGFS "/kernel_handles");
	NT_CHECK(list);
	found = strstr(list, text);
	free(list);
	return found;
}

TEST_F(extension, opened_used_closed)
{
	struct ntobj_object_basic_information basic;
	__u64 event;
	__u64 handle;
	__u64 other;
	__u64 id;

	if (!self->loaded)
		SKIP(return, "no test extension here");
	event = nt_event(0, 0);
	ASSERT_STATUS(STATUS_SUCCESS,
		      act(event, KERNEL_HANDLE_OPEN, NTOBJ_EVENT_ALL_ACCESS, &handle));
	EXPECT_LE(BASE, handle);
	EXPECT_EQ(0, handle % 4);
	EXPECT_TRUE(is_listed(handle));
	ASSERT_STATUS(STATUS_SUCCESS, act(handle, KERNEL_HANDLE_LOOK, 0, &id));
	EXPECT_EQ(nt_id(event), id);
	EXPECT_STATUS(STATUS_OBJECT_TYPE_MISMATCH,
		      act(handle, KERNEL_HANDLE_LOOK_WIDGET, 0, NULL));
	ASSERT_STATUS(STATUS_SUCCESS, nt_query_basic(event, &basic));
	EXPECT_EQ(2, basic.handle_count);
	ASSERT_STATUS(STATUS_SUCCESS, act(event, KERNEL_HANDLE_OPEN, 1, &other));
	EXPECT_NE(handle, other);
	/* It keeps the object, whoever has let go of it. */
	ASSERT_STATUS(STATUS_SUCCESS, nt_close(event));
	EXPECT_STATUS(STATUS_SUCCESS, act(handle, KERNEL_HANDLE_LOOK, 0, NULL));
	EXPECT_STATUS(STATUS_SUCCESS, act(handle, KERNEL_HANDLE_CLOSE, 0, NULL));
	EXPECT_FALSE(is_listed(handle));
	EXPECT_STATUS(STATUS_INVALID_HANDLE, act(handle, KERNEL_HANDLE_LOOK, 0, NULL));
	EXPECT_STATUS(STATUS_INVALID_HANDLE, act(handle, KERNEL_HANDLE_CLOSE, 0, NULL));
	EXPECT_STATUS(STATUS_SUCCESS, act(other, KERNEL_HANDLE_CLOSE, 0, NULL));
}

TEST_F(extension, refused)
{
	__u64 widget;
	__u64 handle;

	if (!self->loaded)
		SKIP(return, "no test extension here");
	widget = make_widget(WIDGET_REFUSES_CLOSE);
	EXPECT_STATUS(STATUS_INVALID_PARAMETER, act(widget, 9, 0, NULL));
	EXPECT_STATUS(STATUS_ACCESS_DENIED,
		      act(widget, KERNEL_HANDLE_OPEN, 0x100, NULL));
	/* What is a handle in a process is none here, nor is what stands for one. */
	EXPECT_STATUS(STATUS_INVALID_HANDLE, act(widget, KERNEL_HANDLE_LOOK, 0, NULL));
	EXPECT_STATUS(STATUS_INVALID_HANDLE, act(widget, KERNEL_HANDLE_CLOSE, 0, NULL));
	EXPECT_STATUS(STATUS_INVALID_HANDLE,
		      act(NTOBJ_CURRENT_PROCESS, KERNEL_HANDLE_LOOK, 0, NULL));
	EXPECT_STATUS(STATUS_INVALID_HANDLE,
		      act(NTOBJ_CURRENT_THREAD, KERNEL_HANDLE_CLOSE, 0, NULL));
	EXPECT_STATUS(STATUS_INVALID_HANDLE, act(BASE, KERNEL_HANDLE_LOOK, 0, NULL));
	ASSERT_STATUS(STATUS_SUCCESS, act(widget, KERNEL_HANDLE_OPEN, 1, &handle));
	EXPECT_STATUS(STATUS_SUCCESS, act(handle, KERNEL_HANDLE_LOOK_WIDGET, 0, NULL));
	EXPECT_STATUS(STATUS_HANDLE_NOT_CLOSABLE,
		      act(handle, KERNEL_HANDLE_CLOSE, 0, NULL));
	ASSERT_STATUS(STATUS_SUCCESS, nt_hot(NTOBJ_IOC_POKE_WIDGET, widget));
	ASSERT_STATUS(STATUS_SUCCESS, nt_hot(NTOBJ_IOC_POKE_WIDGET, widget));
	EXPECT_STATUS(STATUS_SUCCESS, act(handle, KERNEL_HANDLE_CLOSE, 0, NULL));
}

/* No service takes one from a program, whoever that is. */
TEST_F(extension, of_no_use_to_programs)
{
	struct ntobj_object_basic_information basic;
	struct ntobj_duplicate_object duplicate = {
		.source_process = NTOBJ_CURRENT_PROCESS,
		.target_process = NTOBJ_CURRENT_PROCESS,
		.options = NTOBJ_DUPLICATE_SAME_ACCESS,
	};
	__u64 event;
	__u64 handle;

	if (!self->loaded)
		SKIP(return, "no test extension here");
	event = nt_event(0, 1);
	ASSERT_STATUS(STATUS_SUCCESS,
		      act(event, KERNEL_HANDLE_OPEN, NTOBJ_EVENT_ALL_ACCESS, &handle));
	EXPECT_STATUS(STATUS_INVALID_HANDLE, nt_close(handle));
	EXPECT_STATUS(STATUS_INVALID_HANDLE, nt_set_event(handle));
	EXPECT_STATUS(STATUS_INVALID_HANDLE, nt_query_basic(handle, &basic));
	EXPECT_STATUS(STATUS_INVALID_HANDLE, nt_set_flags(handle, false, false));
	EXPECT_STATUS(STATUS_INVALID_HANDLE, nt_wait(handle, NTOBJ_WAIT_POLL));
	EXPECT_STATUS(STATUS_INVALID_HANDLE, nt_compare(handle, event));
	EXPECT_STATUS(STATUS_INVALID_HANDLE, nt_hot(NTOBJ_IOC_MAKE_TEMPORARY_OBJECT, handle));
	duplicate.source_handle = handle;
	EXPECT_STATUS(STATUS_INVALID_HANDLE, nt_duplicate(duplicate, NULL));
	duplicate.options |= NTOBJ_DUPLICATE_CLOSE_SOURCE;
	EXPECT_STATUS(STATUS_INVALID_HANDLE, nt_duplicate(duplicate, NULL));
	duplicate.source_handle = event;
	duplicate.source_process = handle;
	EXPECT_STATUS(STATUS_INVALID_HANDLE, nt_duplicate(duplicate, NULL));
	EXPECT_STATUS(STATUS_SUCCESS, act(handle, KERNEL_HANDLE_CLOSE, 0, NULL));
}

/* For unload.sh: two handles that nobody closes, one to what has a name. */
static int leave(void)
{
	__u64 event;

	NT_CHECK(nt_open_device() >= 0);
	unload();
	if (load())
		return errno == ENOENT ? KSFT_SKIP : KSFT_FAIL;
	NT_CHECK_STATUS(STATUS_SUCCESS,
			nt_create_event(&event, nt_at(nt_home(), u"left"), 3, 0, 0));
	NT_CHECK_STATUS(STATUS_SUCCESS, act(event, KERNEL_HANDLE_OPEN, 3, NULL));
	NT_CHECK_STATUS(STATUS_SUCCESS,
			act(nt_event(0, 0), KERNEL_HANDLE_OPEN, 1, NULL));
	return unload();
}

int main(int argc, char **argv)
{
	if (argc == 2 && !strcmp(argv[1], "--leave"))
		return leave();
	return test_harness_run(argc, argv);
}
