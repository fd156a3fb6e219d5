// SPDX-License-Identifier: GPL-2.0
/*
 * Conformance: previous mode, and services called from kernel mode, by NT's names.
 *
 * Cases run in kernel threads, which are always in kernel mode; what is different in the
 * middle of a program's call is for the selftests (selftests/mode.c).
 */
#include <linux/completion.h>
#include <linux/interrupt.h>
#include <linux/irq_work.h>
#include <linux/kthread.h>
#include <linux/slab.h>
#include <ntddk.h>
#include <ntobj/ob.h>

#include "tests/conformance.h"

#define MS		(-10000LL)
#define WAIT_LIMIT	(60000 * MS)
#define NONE		((HANDLE)(ULONG_PTR)0)
#define KERNEL(value)	((HANDLE)(ULONG_PTR)(OB_KERNEL_HANDLE_BASE | (value)))

#define EXPECT_STATUS(test, call, wanted)	\
	KUNIT_EXPECT_EQ(test, (u32)(call), (u32)(wanted))

static const LARGE_INTEGER now = {};
static const LARGE_INTEGER soon = { .QuadPart = WAIT_LIMIT };

/**
 * struct visit - what an interrupt and a softirq have seen
 * @work: the interrupt
 * @tasklet: the softirq
 * @hardirq: what the interrupt has seen
 * @softirq: what the softirq has seen
 */
struct visit {
	struct irq_work work;
	struct tasklet_struct tasklet;
	KPROCESSOR_MODE hardirq;
	KPROCESSOR_MODE softirq;
};

static void visit_in_hardirq(struct irq_work *work)
{
	container_of(work, struct visit, work)->hardirq = KeGetPreviousMode();
}

static void visit_in_softirq(struct tasklet_struct *tasklet)
{
	container_of(tasklet, struct visit, tasklet)->softirq = ExGetPreviousMode();
}

static void nobody_is_in_user_mode(struct kunit *test)
{
	struct visit visit = {
		.work = IRQ_WORK_INIT_HARD(visit_in_hardirq),
		.hardirq = -1,
		.softirq = -1,
	};

	tasklet_setup(&visit.tasklet, visit_in_softirq);
	irq_work_queue(&visit.work);
	irq_work_sync(&visit.work);
	tasklet_schedule(&visit.tasklet);
	/* Not tasklet_kill(), which takes one away that has not run. */
	while (READ_ONCE(visit.softirq) == -1)
		cond_resched();
	tasklet_kill(&visit.tasklet);
	KUNIT_EXPECT_EQ(test, visit.hardirq, KernelMode);
	KUNIT_EXPECT_EQ(test, visit.softirq, KernelMode);
	KUNIT_EXPECT_EQ(test, KeGetPreviousMode(), KernelMode);
	KUNIT_EXPECT_EQ(test, ExGetPreviousMode(), KernelMode);
	KUNIT_EXPECT_EQ(test, KernelMode, 0);
	KUNIT_EXPECT_EQ(test, UserMode, 1);
}

static HANDLE make_event(struct kunit *test, ACCESS_MASK access, EVENT_TYPE type,
			 BOOLEAN state)
{
	HANDLE handle = NONE;

	EXPECT_STATUS(test, ZwCreateEvent(&handle, access, NULL, type, state),
		      STATUS_SUCCESS);
	return handle;
}

static void expect_closed(struct kunit *test, HANDLE handle)
{
	EXPECT_STATUS(test, ZwClose(handle), STATUS_SUCCESS);
	EXPECT_STATUS(test, ZwClose(handle), STATUS_INVALID_HANDLE);
}

static void closing(struct kunit *test)
{
	HANDLE event = make_event(test, 0, NotificationEvent, FALSE);

	expect_closed(test, event);
	EXPECT_STATUS(test, ZwClose(NONE), STATUS_INVALID_HANDLE);
	EXPECT_STATUS(test, ZwClose(KERNEL(0)), STATUS_INVALID_HANDLE);
	EXPECT_STATUS(test, ZwClose(KERNEL(0x7ffff000)), STATUS_INVALID_HANDLE);
	EXPECT_STATUS(test, ZwClose((HANDLE)0x7ffff000UL), STATUS_INVALID_HANDLE);
	EXPECT_STATUS(test, ZwClose(NtCurrentProcess()), STATUS_SUCCESS);
	EXPECT_STATUS(test, ZwClose(NtCurrentThread()), STATUS_SUCCESS);
}

/* The system's process has but kernel handles; its threads may name them either way. */
static void handles_are_the_systems(struct kunit *test)
{
	HANDLE event = make_event(test, NTOBJ_EVENT_ALL_ACCESS, NotificationEvent, FALSE);
	HANDLE shorter = (HANDLE)((ULONG_PTR)event & ~OB_KERNEL_HANDLE_BASE);
	OBJECT_ATTRIBUTES attributes;
	HANDLE second = NONE;
	LONG previous = -1;

	KUNIT_EXPECT_TRUE(test, ob_is_kernel_handle((u64)(ULONG_PTR)event));
	EXPECT_STATUS(test, ZwSetEvent(shorter, &previous), STATUS_SUCCESS);
	KUNIT_EXPECT_EQ(test, previous, 0);
	EXPECT_STATUS(test, ZwSetEvent(event, &previous), STATUS_SUCCESS);
	KUNIT_EXPECT_EQ(test, previous, 1);
	EXPECT_STATUS(test, ZwCompareObjects(event, shorter), STATUS_SUCCESS);

	InitializeObjectAttributes(&attributes, NULL, OBJ_KERNEL_HANDLE, NONE, NULL);
	EXPECT_STATUS(test, ZwCreateEvent(&second, 0, &attributes, NotificationEvent, FALSE),
		      STATUS_SUCCESS);
	KUNIT_EXPECT_TRUE(test, ob_is_kernel_handle((u64)(ULONG_PTR)second));
	EXPECT_STATUS(test, ZwCompareObjects(event, second), STATUS_NOT_SAME_OBJECT);
	EXPECT_STATUS(test, ZwClose(second), STATUS_SUCCESS);
	EXPECT_STATUS(test, ZwClose(shorter), STATUS_SUCCESS);
	EXPECT_STATUS(test, ZwClose(event), STATUS_INVALID_HANDLE);
}

/* No rights are asked for, but types are. */
static void rights_do_not_count(struct kunit *test)
{
	HANDLE event = make_event(test, 0, NotificationEvent, FALSE);
	HANDLE semaphore = NONE;
	LONG previous = -1;

	EXPECT_STATUS(test, ZwSetEvent(event, NULL), STATUS_SUCCESS);
	EXPECT_STATUS(test, ZwWaitForSingleObject(event, FALSE, &now), STATUS_SUCCESS);
	EXPECT_STATUS(test, ZwResetEvent(event, &previous), STATUS_SUCCESS);
	KUNIT_EXPECT_EQ(test, previous, 1);
	EXPECT_STATUS(test, ZwClearEvent(event), STATUS_SUCCESS);
	EXPECT_STATUS(test, ZwPulseEvent(event, &previous), STATUS_SUCCESS);
	KUNIT_EXPECT_EQ(test, previous, 0);
	EXPECT_STATUS(test, ZwPulseEvent(event, NULL), STATUS_SUCCESS);
	EXPECT_STATUS(test, ZwWaitForSingleObject(event, FALSE, &now), STATUS_TIMEOUT);

	EXPECT_STATUS(test, ZwCreateSemaphore(&semaphore, 0, NULL, 1, 2), STATUS_SUCCESS);
	EXPECT_STATUS(test, ZwReleaseSemaphore(semaphore, 1, &previous), STATUS_SUCCESS);
	KUNIT_EXPECT_EQ(test, previous, 1);
	EXPECT_STATUS(test, ZwReleaseSemaphore(semaphore, 1, &previous),
		      STATUS_SEMAPHORE_LIMIT_EXCEEDED);
	KUNIT_EXPECT_EQ(test, previous, 1);
	EXPECT_STATUS(test, ZwSignalAndWaitForSingleObject(event, semaphore, FALSE, &now),
		      STATUS_SUCCESS);
	EXPECT_STATUS(test, ZwWaitForSingleObject(event, FALSE, &now), STATUS_SUCCESS);

	EXPECT_STATUS(test, ZwSetEvent(semaphore, NULL), STATUS_OBJECT_TYPE_MISMATCH);
	EXPECT_STATUS(test, ZwReleaseSemaphore(event, 1, NULL), STATUS_OBJECT_TYPE_MISMATCH);
	EXPECT_STATUS(test, ZwReleaseMutant(event, NULL), STATUS_OBJECT_TYPE_MISMATCH);
	EXPECT_STATUS(test, ZwCancelTimer(event, NULL), STATUS_OBJECT_TYPE_MISMATCH);
	expect_closed(test, event);
	expect_closed(test, semaphore);

	/* That is asked of who makes it, as of everybody. */
	EXPECT_STATUS(test, ZwCreateSemaphore(&semaphore, 0, NULL, 2, 1),
		      STATUS_INVALID_PARAMETER);
	EXPECT_STATUS(test, ZwCreateEvent(&event, 0xFE0F0000, NULL, NotificationEvent, FALSE),
		      STATUS_ACCESS_DENIED);
}

static void mutants(struct kunit *test)
{
	HANDLE mutant = NONE;
	LONG previous = -1;

	EXPECT_STATUS(test, ZwCreateMutant(&mutant, 0, NULL, TRUE), STATUS_SUCCESS);
	EXPECT_STATUS(test, ZwWaitForSingleObject(mutant, FALSE, NULL), STATUS_SUCCESS);
	EXPECT_STATUS(test, ZwReleaseMutant(mutant, &previous), STATUS_SUCCESS);
	KUNIT_EXPECT_EQ(test, previous, -1);
	EXPECT_STATUS(test, ZwReleaseMutant(mutant, &previous), STATUS_SUCCESS);
	KUNIT_EXPECT_EQ(test, previous, 0);
	EXPECT_STATUS(test, ZwReleaseMutant(mutant, &previous), STATUS_MUTANT_NOT_OWNED);
	expect_closed(test, mutant);
}

static void timers(struct kunit *test)
{
	const LARGE_INTEGER due = { .QuadPart = 5 * MS };
	const LARGE_INTEGER late = { .QuadPart = 600000 * MS };
	BOOLEAN state = 2;
	HANDLE timer = NONE;

	EXPECT_STATUS(test, ZwCreateTimer(&timer, 0, NULL, NTOBJ_SYNCHRONIZATION_TIMER),
		      STATUS_SUCCESS);
	EXPECT_STATUS(test, ZwSetTimer(timer, &due, NULL, NULL, FALSE, 0, &state),
		      STATUS_SUCCESS);
	KUNIT_EXPECT_EQ(test, state, FALSE);
	EXPECT_STATUS(test, ZwWaitForSingleObject(timer, FALSE, &soon), STATUS_SUCCESS);
	EXPECT_STATUS(test, ZwSetTimer(timer, &late, NULL, NULL, FALSE, 0, NULL),
		      STATUS_SUCCESS);
	EXPECT_STATUS(test, ZwWaitForSingleObject(timer, FALSE, &due), STATUS_TIMEOUT);
	EXPECT_STATUS(test, ZwCancelTimer(timer, &state), STATUS_SUCCESS);
	KUNIT_EXPECT_EQ(test, state, FALSE);
	/* There is no user mode to call it in. */
	EXPECT_STATUS(test, ZwSetTimer(timer, &late, timers, NULL, FALSE, 0, NULL),
		      STATUS_NOT_IMPLEMENTED);
	expect_closed(test, timer);
}

static void waits_for_several(struct kunit *test)
{
	HANDLE events[3] = {
		make_event(test, 0, NotificationEvent, FALSE),
		make_event(test, 0, SynchronizationEvent, TRUE),
		make_event(test, 0, SynchronizationEvent, TRUE),
	};
	const LARGE_INTEGER short_time = { .QuadPart = 2 * MS };
	const LARGE_INTEGER long_past = { .QuadPart = 1 };
	unsigned int i;

	EXPECT_STATUS(test, ZwWaitForMultipleObjects(3, events, WaitAny, FALSE, NULL),
		      STATUS_WAIT_0 + 1);
	EXPECT_STATUS(test, ZwWaitForMultipleObjects(3, events, WaitAll, FALSE, &short_time),
		      STATUS_TIMEOUT);
	EXPECT_STATUS(test, ZwWaitForMultipleObjects(3, events, WaitAny, FALSE, &long_past),
		      STATUS_WAIT_0 + 2);
	EXPECT_STATUS(test, ZwWaitForMultipleObjects(3, events, WaitAny, FALSE, &long_past),
		      STATUS_TIMEOUT);
	for (i = 0; i < 3; i++)
		EXPECT_STATUS(test, ZwSetEvent(events[i], NULL), STATUS_SUCCESS);
	EXPECT_STATUS(test, ZwWaitForMultipleObjects(3, events, WaitAll, TRUE, NULL),
		      STATUS_WAIT_0);
	EXPECT_STATUS(test, ZwWaitForMultipleObjects(0, events, WaitAll, FALSE, NULL),
		      STATUS_INVALID_PARAMETER_1);
	EXPECT_STATUS(test, ZwWaitForMultipleObjects(65, events, WaitAll, FALSE, NULL),
		      STATUS_INVALID_PARAMETER_1);
	EXPECT_STATUS(test, ZwWaitForMultipleObjects(1, NULL, WaitAll, FALSE, NULL),
		      STATUS_ACCESS_VIOLATION);
	EXPECT_STATUS(test, ZwWaitForMultipleObjects(1, (HANDLE *)4096, WaitAll, FALSE, NULL),
		      STATUS_ACCESS_VIOLATION);
	for (i = 0; i < 3; i++)
		expect_closed(test, events[i]);
	EXPECT_STATUS(test, ZwWaitForMultipleObjects(3, events, WaitAny, FALSE, NULL),
		      STATUS_INVALID_HANDLE);
}

struct setter {
	HANDLE first;
	HANDLE second;
	NTSTATUS status;
	struct completion done;
};

static int set_and_wait(void *data)
{
	struct setter *setter = data;

	setter->status = ZwSignalAndWaitForSingleObject(setter->first, setter->second, FALSE,
							&soon);
	kthread_complete_and_exit(&setter->done, 0);
}

/* Handles are the system's, whichever of its threads has made them. */
static void wakes_another_thread(struct kunit *test)
{
	struct setter setter = {
		.first = make_event(test, 0, SynchronizationEvent, FALSE),
		.second = make_event(test, 0, SynchronizationEvent, FALSE),
	};
	struct task_struct *task;

	init_completion(&setter.done);
	task = kthread_run(set_and_wait, &setter, "ntobj_mode");
	KUNIT_ASSERT_FALSE(test, IS_ERR(task));
	EXPECT_STATUS(test, ZwWaitForSingleObject(setter.first, FALSE, &soon),
		      STATUS_SUCCESS);
	EXPECT_STATUS(test, ZwSetEvent(setter.second, NULL), STATUS_SUCCESS);
	wait_for_completion(&setter.done);
	EXPECT_STATUS(test, setter.status, STATUS_SUCCESS);
	expect_closed(test, setter.first);
	expect_closed(test, setter.second);
}

static void init_name(OBJECT_ATTRIBUTES *attributes, UNICODE_STRING *name, PCWSTR text,
		      ULONG flags, HANDLE root)
{
	RtlInitUnicodeString(name, text);
	InitializeObjectAttributes(attributes, name, flags, root, NULL);
}

static void names(struct kunit *test)
{
	HANDLE first = NONE, second = NONE, third = NONE;
	OBJECT_ATTRIBUTES attributes;
	UNICODE_STRING name;

	init_name(&attributes, &name, L"\\BaseNamedObjects\\ModeEvent", OBJ_CASE_INSENSITIVE,
		  NONE);
	EXPECT_STATUS(test, ZwOpenEvent(&first, NTOBJ_EVENT_ALL_ACCESS, &attributes),
		      STATUS_OBJECT_NAME_NOT_FOUND);
	EXPECT_STATUS(test, ZwCreateEvent(&first, NTOBJ_EVENT_ALL_ACCESS, &attributes,
					  NotificationEvent, TRUE), STATUS_SUCCESS);
	EXPECT_STATUS(test, ZwCreateEvent(&second, NTOBJ_EVENT_ALL_ACCESS, &attributes,
					  NotificationEvent, TRUE),
		      STATUS_OBJECT_NAME_COLLISION);
	EXPECT_STATUS(test, ZwOpenSemaphore(&second, 1, &attributes),
		      STATUS_OBJECT_TYPE_MISMATCH);
	EXPECT_STATUS(test, ZwOpenEvent(&second, 1, &attributes), STATUS_SUCCESS);
	attributes.Attributes |= OBJ_OPENIF | OBJ_FORCE_ACCESS_CHECK;
	EXPECT_STATUS(test, ZwCreateEvent(&third, NTOBJ_EVENT_ALL_ACCESS, &attributes,
					  NotificationEvent, TRUE),
		      STATUS_OBJECT_NAME_EXISTS);
	EXPECT_STATUS(test, ZwCompareObjects(first, second), STATUS_SUCCESS);
	EXPECT_STATUS(test, ZwCompareObjects(first, third), STATUS_SUCCESS);
	expect_closed(test, first);
	expect_closed(test, second);
	expect_closed(test, third);
	EXPECT_STATUS(test, ZwOpenEvent(&first, 1, &attributes),
		      STATUS_OBJECT_NAME_NOT_FOUND);

	attributes.Length--;
	EXPECT_STATUS(test, ZwOpenEvent(&first, 1, &attributes), STATUS_INVALID_PARAMETER);
	attributes.Length++;
	name.Length--;
	EXPECT_STATUS(test, ZwOpenEvent(&first, 1, &attributes), STATUS_OBJECT_NAME_INVALID);
	init_name(&attributes, &name, L"ModeEvent", 0, NONE);
	EXPECT_STATUS(test, ZwOpenEvent(&first, 1, &attributes),
		      STATUS_OBJECT_PATH_SYNTAX_BAD);
	attributes.RootDirectory = KERNEL(0x7ffff000);
	EXPECT_STATUS(test, ZwOpenEvent(&first, 1, &attributes), STATUS_INVALID_HANDLE);
}

static void permanent_objects(struct kunit *test)
{
	OBJECT_ATTRIBUTES attributes;
	UNICODE_STRING name;
	HANDLE event = NONE;

	init_name(&attributes, &name, L"\\ModePermanent", OBJ_PERMANENT, NONE);
	EXPECT_STATUS(test, ZwCreateEvent(&event, 0, &attributes, NotificationEvent, FALSE),
		      STATUS_SUCCESS);
	expect_closed(test, event);
	EXPECT_STATUS(test, ZwOpenEvent(&event, 1, &attributes), STATUS_SUCCESS);
	EXPECT_STATUS(test, ZwMakeTemporaryObject(event), STATUS_SUCCESS);
	EXPECT_STATUS(test, ZwMakePermanentObject(event), STATUS_SUCCESS);
	EXPECT_STATUS(test, ZwMakeTemporaryObject(event), STATUS_SUCCESS);
	expect_closed(test, event);
	EXPECT_STATUS(test, ZwOpenEvent(&event, 1, &attributes),
		      STATUS_OBJECT_NAME_NOT_FOUND);
}

static void directories_and_links(struct kunit *test)
{
	HANDLE directory = NONE, link = NONE, event = NONE, other = NONE;
	UNICODE_STRING name, target, answer;
	OBJECT_ATTRIBUTES attributes;
	WCHAR buffer[32] = {};
	ULONG returned = 0;

	init_name(&attributes, &name, L"\\ModeDirectory", 0, NONE);
	EXPECT_STATUS(test, ZwCreateDirectoryObject(&directory, 0, &attributes),
		      STATUS_SUCCESS);
	EXPECT_STATUS(test, ZwOpenDirectoryObject(&other, 1, &attributes), STATUS_SUCCESS);
	EXPECT_STATUS(test, ZwCompareObjects(directory, other), STATUS_SUCCESS);
	expect_closed(test, other);

	init_name(&attributes, &name, L"Link", 0, directory);
	RtlInitUnicodeString(&target, L"\\ModeDirectory\\Event");
	EXPECT_STATUS(test, ZwCreateSymbolicLinkObject(&link, 0, &attributes, &target),
		      STATUS_SUCCESS);
	answer = (UNICODE_STRING){ .Buffer = buffer, .MaximumLength = 4 };
	EXPECT_STATUS(test, ZwQuerySymbolicLinkObject(link, &answer, &returned),
		      STATUS_BUFFER_TOO_SMALL);
	KUNIT_EXPECT_EQ(test, returned, target.MaximumLength);
	answer.MaximumLength = sizeof(buffer);
	EXPECT_STATUS(test, ZwQuerySymbolicLinkObject(link, &answer, NULL), STATUS_SUCCESS);
	KUNIT_EXPECT_EQ(test, answer.Length, target.Length);
	KUNIT_EXPECT_EQ(test, memcmp(buffer, target.Buffer, target.Length), 0);
	answer.Buffer = (PWSTR)4096;
	EXPECT_STATUS(test, ZwQuerySymbolicLinkObject(link, &answer, NULL),
		      STATUS_ACCESS_VIOLATION);
	expect_closed(test, link);
	EXPECT_STATUS(test, ZwCreateSymbolicLinkObject(&link, 1, &attributes, &target),
		      STATUS_SUCCESS);
	EXPECT_STATUS(test, ZwOpenSymbolicLinkObject(&other, 1, &attributes),
		      STATUS_SUCCESS);

	init_name(&attributes, &name, L"Event", 0, directory);
	EXPECT_STATUS(test, ZwCreateEvent(&event, 0, &attributes, NotificationEvent, FALSE),
		      STATUS_SUCCESS);
	expect_closed(test, other);
	init_name(&attributes, &name, L"Link", 0, directory);
	EXPECT_STATUS(test, ZwOpenEvent(&other, 1, &attributes), STATUS_SUCCESS);
	EXPECT_STATUS(test, ZwCompareObjects(event, other), STATUS_SUCCESS);
	expect_closed(test, other);
	expect_closed(test, event);
	expect_closed(test, link);
	expect_closed(test, directory);
}

static void queries_of_directories(struct kunit *test)
{
	struct ntobj_query_directory query = {
		.flags = NTOBJ_QUERY_SINGLE_ENTRY | NTOBJ_QUERY_RESTART_SCAN,
		.entry_overhead = 32,
		.length = 512,
	};
	struct ntobj_directory_record *record = kzalloc(query.length, GFP_KERNEL);
	HANDLE directory = NONE, event = NONE;
	OBJECT_ATTRIBUTES attributes;
	UNICODE_STRING name;

	KUNIT_ASSERT_NOT_NULL(test, record);
	EXPECT_STATUS(test, ZwCreateDirectoryObject(&directory, 0, NULL), STATUS_SUCCESS);
	init_name(&attributes, &name, L"Event", 0, directory);
	EXPECT_STATUS(test, ZwCreateEvent(&event, 0, &attributes, NotificationEvent, FALSE),
		      STATUS_SUCCESS);
	query.handle = (u64)(ULONG_PTR)directory;
	query.buffer = (u64)(ULONG_PTR)record;
	EXPECT_STATUS(test, NTDDK_VALUE(ke_call_service(NTOBJ_IOC_QUERY_DIRECTORY, &query)),
		      STATUS_SUCCESS);
	KUNIT_EXPECT_EQ(test, query.count, 1U);
	KUNIT_EXPECT_EQ(test, (u32)record->name_length, (u32)name.Length);
	KUNIT_EXPECT_EQ(test, memcmp(record->text, name.Buffer, name.Length), 0);
	query.buffer = 4096;
	EXPECT_STATUS(test, NTDDK_VALUE(ke_call_service(NTOBJ_IOC_QUERY_DIRECTORY, &query)),
		      STATUS_ACCESS_VIOLATION);
	expect_closed(test, event);
	expect_closed(test, directory);
	kfree(record);
}

static void duplicates(struct kunit *test)
{
	HANDLE event = make_event(test, NTOBJ_SYNCHRONIZE, NotificationEvent, FALSE);
	HANDLE other = KERNEL(4);

	/* More rights than the source has are there for kernel mode. */
	EXPECT_STATUS(test, ZwDuplicateObject(NtCurrentProcess(), event, NtCurrentProcess(),
					      &other, NTOBJ_EVENT_ALL_ACCESS, 0, 0),
		      STATUS_SUCCESS);
	KUNIT_EXPECT_TRUE(test, ob_is_kernel_handle((u64)(ULONG_PTR)other));
	EXPECT_STATUS(test, ZwCompareObjects(event, other), STATUS_SUCCESS);
	EXPECT_STATUS(test, ZwDuplicateObject(NtCurrentProcess(), other, NONE, NULL, 0, 0,
					      DUPLICATE_CLOSE_SOURCE), STATUS_SUCCESS);
	EXPECT_STATUS(test, ZwClose(other), STATUS_INVALID_HANDLE);
	EXPECT_STATUS(test, ZwDuplicateObject(NtCurrentProcess(), other, NtCurrentProcess(),
					      &other, 0, 0, DUPLICATE_SAME_ACCESS),
		      STATUS_INVALID_HANDLE);
	KUNIT_EXPECT_TRUE(test, other == NONE);
	EXPECT_STATUS(test, ZwDuplicateObject(event, event, NtCurrentProcess(), &other, 0, 0,
					      DUPLICATE_SAME_ACCESS),
		      STATUS_OBJECT_TYPE_MISMATCH);
	/* No object stands for the system's process or a thread of it. */
	EXPECT_STATUS(test, ZwDuplicateObject(NtCurrentProcess(), NtCurrentProcess(),
					      NtCurrentProcess(), &other, 0, 0,
					      DUPLICATE_SAME_ACCESS), STATUS_INVALID_HANDLE);
	EXPECT_STATUS(test, ZwWaitForSingleObject(NtCurrentThread(), FALSE, &now),
		      STATUS_INVALID_HANDLE);
	expect_closed(test, event);
}

static NTSTATUS query(HANDLE handle, u32 class, void *buffer, u32 length, u32 *returned)
{
	struct ntobj_query_object argument = {
		.handle = (u64)(ULONG_PTR)handle,
		.buffer = (u64)(ULONG_PTR)buffer,
		.information_class = class,
		.length = length,
	};
	NTSTATUS status = NTDDK_VALUE(ke_call_service(NTOBJ_IOC_QUERY_OBJECT, &argument));

	*returned = argument.return_length;
	return status;
}

static void queries(struct kunit *test)
{
	HANDLE event = make_event(test, NTOBJ_SYNCHRONIZE, NotificationEvent, TRUE);
	struct ntobj_query_event state = { .handle = (u64)(ULONG_PTR)event };
	struct ntobj_object_basic_information basic = {};
	u32 returned;

	EXPECT_STATUS(test, query(event, NTOBJ_OBJECT_BASIC_INFORMATION, &basic,
				  sizeof(basic), &returned), STATUS_SUCCESS);
	KUNIT_EXPECT_EQ(test, returned, (u32)sizeof(basic));
	KUNIT_EXPECT_EQ(test, basic.granted_access, (u32)NTOBJ_SYNCHRONIZE);
	KUNIT_EXPECT_EQ(test, basic.handle_count, 1U);
	EXPECT_STATUS(test, query(event, NTOBJ_OBJECT_TYPE_INFORMATION, &basic, 0,
				  &returned), STATUS_INFO_LENGTH_MISMATCH);
	KUNIT_EXPECT_GT(test, returned, 0U);
	EXPECT_STATUS(test, query(event, NTOBJ_OBJECT_BASIC_INFORMATION, (void *)8,
				  sizeof(basic), &returned), STATUS_ACCESS_VIOLATION);
	EXPECT_STATUS(test, NTDDK_VALUE(ke_call_service(NTOBJ_IOC_QUERY_EVENT, &state)),
		      STATUS_SUCCESS);
	KUNIT_EXPECT_EQ(test, state.state, 1);
	expect_closed(test, event);
}

/* What is no kernel address is not followed. */
static void user_addresses_are_refused(struct kunit *test)
{
	UNICODE_STRING name = { .Length = 8, .MaximumLength = 8, .Buffer = (PWSTR)4096 };
	OBJECT_ATTRIBUTES attributes;
	HANDLE event = NONE;

	InitializeObjectAttributes(&attributes, &name, 0, NONE, NULL);
	EXPECT_STATUS(test, ZwOpenEvent(&event, 1, &attributes), STATUS_ACCESS_VIOLATION);
	EXPECT_STATUS(test, ZwCreateEvent(&event, 1, &attributes, NotificationEvent, FALSE),
		      STATUS_ACCESS_VIOLATION);
	/* Nor if it goes on behind the end of user space. */
	name.Buffer = (PWSTR)(TASK_SIZE_MAX - 2);
	EXPECT_STATUS(test, ZwOpenEvent(&event, 1, &attributes), STATUS_ACCESS_VIOLATION);
	InitializeObjectAttributes(&attributes, NULL, 0, NONE, (PVOID)4096);
	EXPECT_STATUS(test, ZwCreateEvent(&event, 1, &attributes, NotificationEvent, FALSE),
		      STATUS_ACCESS_VIOLATION);
	KUNIT_EXPECT_TRUE(test, event == NONE);
}

static void not_all_services_can_be_called(struct kunit *test)
{
	u64 argument[KE_ARGUMENT_MAX / sizeof(u64)] = {};
	unsigned int command = _IO(NTOBJ_TABLE_NATIVE, 255);

	EXPECT_STATUS(test, ke_call_service(NTOBJ_IOC_QUERY_PROCESS, argument),
		      STATUS_NOT_IMPLEMENTED);
	EXPECT_STATUS(test, ke_call_service(NTOBJ_IOC_SET_OBJECT, argument),
		      STATUS_NOT_IMPLEMENTED);
	EXPECT_STATUS(test, ke_call_service(NTOBJ_IOC_QUERY_SECURITY, argument),
		      STATUS_NOT_IMPLEMENTED);
	EXPECT_STATUS(test, ke_call_service_direct(command, 0), STATUS_INVALID_SYSTEM_SERVICE);
	command = _IO(NTOBJ_TABLE_SHADOW, _IOC_NR(NTOBJ_IOC_CLOSE));
	EXPECT_STATUS(test, ke_call_service_direct(command, 0), STATUS_INVALID_SYSTEM_SERVICE);
	command = _IO(NTOBJ_TABLE_EXTENSION_0, 1);
	EXPECT_STATUS(test, ke_call_service_direct(command, 0), STATUS_INVALID_SYSTEM_SERVICE);
	/* One kind in the place of the other, and another size. */
	EXPECT_STATUS(test, ke_call_service(NTOBJ_IOC_SET_EVENT, argument),
		      STATUS_INVALID_SYSTEM_SERVICE);
	EXPECT_STATUS(test, ke_call_service_direct(NTOBJ_IOC_QUERY_EVENT, 0),
		      STATUS_INVALID_SYSTEM_SERVICE);
	command = NTOBJ_IOC_QUERY_EVENT + (8 << _IOC_SIZESHIFT);
	EXPECT_STATUS(test, ke_call_service(command, argument), STATUS_INFO_LENGTH_MISMATCH);
	command = NTOBJ_IOC_QUERY_EVENT - (8 << _IOC_SIZESHIFT);
	EXPECT_STATUS(test, ke_call_service(command, argument), STATUS_INFO_LENGTH_MISMATCH);
	command = NTOBJ_IOC_CLOSE + (8 << _IOC_SIZESHIFT);
	EXPECT_STATUS(test, ke_call_service_direct(command, 0), STATUS_INVALID_SYSTEM_SERVICE);
}

static void takes_passive_level(struct kunit *test)
{
	HANDLE event = make_event(test, 0, NotificationEvent, FALSE);
	u64 before = ke_rule_count(KE_RULE_CALL);
	NTSTATUS at_apc, at_dispatch, at_high;
	KIRQL old;

	KeRaiseIrql(APC_LEVEL, &old);
	at_apc = ZwSetEvent(event, NULL);
	KeLowerIrql(old);
	KeRaiseIrql(DISPATCH_LEVEL, &old);
	at_dispatch = ZwWaitForSingleObject(event, FALSE, &now);
	KeLowerIrql(old);
	KeRaiseIrql(HIGH_LEVEL, &old);
	at_high = ZwClose(event);
	KeLowerIrql(old);
	EXPECT_STATUS(test, at_apc, STATUS_UNSUCCESSFUL);
	EXPECT_STATUS(test, at_dispatch, STATUS_UNSUCCESSFUL);
	EXPECT_STATUS(test, at_high, STATUS_UNSUCCESSFUL);
	KUNIT_EXPECT_EQ(test, ke_rule_count(KE_RULE_CALL), before + 3);
	EXPECT_STATUS(test, ZwWaitForSingleObject(event, FALSE, &now), STATUS_TIMEOUT);
	expect_closed(test, event);
}

static struct kunit_case mode_cases[] = {
	KUNIT_CASE(nobody_is_in_user_mode),
	KUNIT_CASE(closing),
	KUNIT_CASE(handles_are_the_systems),
	KUNIT_CASE(rights_do_not_count),
	KUNIT_CASE(mutants),
	KUNIT_CASE(timers),
	KUNIT_CASE(waits_for_several),
	KUNIT_CASE(wakes_another_thread),
	KUNIT_CASE(names),
	KUNIT_CASE(permanent_objects),
	KUNIT_CASE(directories_and_links),
	KUNIT_CASE(queries_of_directories),
	KUNIT_CASE(duplicates),
	KUNIT_CASE(queries),
	KUNIT_CASE(user_addresses_are_refused),
	KUNIT_CASE(not_all_services_can_be_called),
	KUNIT_CASE(takes_passive_level),
	{}
};

struct kunit_suite conformance_mode_suite = {
	.name = "conformance_mode",
	.test_cases = mode_cases,
};
