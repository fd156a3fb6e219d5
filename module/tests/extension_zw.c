// SPDX-License-Identifier: GPL-2.0
/*
 * The tests' extension driver: services that it calls from kernel mode for whoever asks, in
 * the middle of a program's call or in a thread of its own.
 */
#include <linux/completion.h>
#include <linux/err.h>
#include <linux/kthread.h>
#include <ntddk.h>

#include "compat/linux.h"
#include "tests/extension.h"
#include "tests/extension_zw.h"

/* What a widget's close method closes in its turn; or 0. */
static atomic64_t nested;

/* What it creates before, if it does, and what came of that. */
static bool nested_creates, nested_waits;
static struct ntobj_zw nested_creation;

static NTSTATUS create(struct ntobj_zw *argument, PCWSTR text)
{
	OBJECT_ATTRIBUTES attributes;
	UNICODE_STRING name;
	HANDLE handle = NULL;
	NTSTATUS status;

	RtlInitUnicodeString(&name, text);
	InitializeObjectAttributes(&attributes, text ? &name : NULL, argument->attributes,
				   NULL, NULL);
	status = ZwCreateEvent(&handle, argument->access, &attributes, NotificationEvent, 0);
	argument->result = (u64)(ULONG_PTR)handle;
	return status;
}

static NTSTATUS open(struct ntobj_zw *argument, PUNICODE_STRING name)
{
	OBJECT_ATTRIBUTES attributes;
	HANDLE handle = NULL;
	NTSTATUS status;

	InitializeObjectAttributes(&attributes, name, argument->attributes, NULL, NULL);
	status = ZwOpenEvent(&handle, argument->access, &attributes);
	argument->result = (u64)(ULONG_PTR)handle;
	return status;
}

static NTSTATUS open_named(struct ntobj_zw *argument)
{
	UNICODE_STRING name;

	RtlInitUnicodeString(&name, ZW_NAME);
	return open(argument, &name);
}

/* The program's own address, as it is. */
static NTSTATUS open_at(struct ntobj_zw *argument)
{
	UNICODE_STRING name = {
		.Length = 8,
		.MaximumLength = 8,
		.Buffer = (PWSTR)(ULONG_PTR)argument->second,
	};

	return open(argument, &name);
}

static NTSTATUS query_at(struct ntobj_zw *argument)
{
	struct ntobj_query_object query = {
		.handle = argument->handle,
		.buffer = argument->second,
		.information_class = NTOBJ_OBJECT_BASIC_INFORMATION,
		.length = sizeof(struct ntobj_object_basic_information),
	};

	return NTDDK_VALUE(ke_call_service(NTOBJ_IOC_QUERY_OBJECT, &query));
}

static NTSTATUS duplicate(struct ntobj_zw *argument)
{
	HANDLE handle = NULL;
	NTSTATUS status;

	status = ZwDuplicateObject(NtCurrentProcess(), (HANDLE)(ULONG_PTR)argument->handle,
				   NtCurrentProcess(), &handle, argument->access,
				   argument->attributes, 0);
	argument->result = (u64)(ULONG_PTR)handle;
	return status;
}

/**
 * struct creation - what another thread creates
 * @argument: how
 * @status: what came of it
 * @done: when it has
 */
struct creation {
	struct ntobj_zw *argument;
	NTSTATUS status;
	struct completion done;
};

static int create_in_thread(void *data)
{
	struct creation *creation = data;

	creation->status = create(creation->argument, ZW_NAME);
	kthread_complete_and_exit(&creation->done, 0);
}

static NTSTATUS create_by_thread(struct ntobj_zw *argument)
{
	struct creation creation = { .argument = argument };
	struct task_struct *task;

	init_completion(&creation.done);
	task = kthread_run(create_in_thread, &creation, "ntobj_zw");
	if (IS_ERR(task))
		return STATUS_INSUFFICIENT_RESOURCES;
	wait_for_completion(&creation.done);
	return creation.status;
}

static NTSTATUS call_service(struct ntobj_zw *argument)
{
	HANDLE handle = (HANDLE)(ULONG_PTR)argument->handle;
	HANDLE second = (HANDLE)(ULONG_PTR)argument->second;

	switch (argument->operation) {
	case ZW_CREATE:
		return create(argument, NULL);
	case ZW_CREATE_NAMED:
		return create(argument, ZW_NAME);
	case ZW_CREATE_BY_THREAD:
		return create_by_thread(argument);
	case ZW_OPEN_NAMED:
		return open_named(argument);
	case ZW_OPEN_AT:
		return open_at(argument);
	case ZW_QUERY_AT:
		return query_at(argument);
	case ZW_WAIT_AT:
		return ZwWaitForMultipleObjects(1, (HANDLE *)second, WaitAny, FALSE, NULL);
	case ZW_SET:
		return ZwSetEvent(handle, NULL);
	case ZW_CLOSE:
		return ZwClose(handle);
	case ZW_DUPLICATE:
		return duplicate(argument);
	case ZW_SIGNAL_AND_WAIT:
		return ZwSignalAndWaitForSingleObject(handle, second, FALSE, NULL);
	case ZW_NEST:
	case ZW_NEST_CREATE:
	case ZW_NEST_WAIT:
		nested_creates = argument->operation == ZW_NEST_CREATE;
		nested_waits = argument->operation == ZW_NEST_WAIT;
		nested_creation = *argument;
		atomic64_set(&nested, argument->handle);
		return STATUS_SUCCESS;
	case ZW_NESTED:
		argument->result = nested_creation.result;
		return nested_creation.status;
	default:
		return STATUS_SUCCESS;
	}
}

/**
 * extension_zw - the service
 * @call: the call
 * @captured: what to call
 *
 * Return: STATUS_SUCCESS, and what came of it is in the answer.
 */
NTSTATUS extension_zw(struct ke_call *call, void *captured)
{
	struct ntobj_zw *argument = captured;

	argument->result = 0;
	argument->before = KeGetPreviousMode();
	argument->status = call_service(argument);
	argument->after = ExGetPreviousMode();
	return STATUS_SUCCESS;
}

/* A widget's close method does what ZW_NEST has said. */
void extension_zw_in_method(void)
{
	LARGE_INTEGER second = { .QuadPart = -10000000 };
	u64 handle = atomic64_xchg(&nested, 0);

	if (!handle)
		return;
	if (nested_creates)
		nested_creation.status = create(&nested_creation, NULL);
	else if (nested_waits)
		nested_creation.status =
			ZwWaitForSingleObject((HANDLE)(ULONG_PTR)nested_creation.second, FALSE,
					      &second);
	WARN_ON(!NT_SUCCESS(ZwClose((HANDLE)(ULONG_PTR)handle)));
}

const u64 extension_zw_statuses[] = {
	KE_STATUS(STATUS_INFO_LENGTH_MISMATCH),
	KE_STATUS(STATUS_ACCESS_VIOLATION),
	KE_STATUS(STATUS_SUCCESS),
	KE_STATUSES_END,
};
