// SPDX-License-Identifier: LGPL-2.1-or-later OR MIT
/*
 * Timer services.
 */
#include <stdint.h>

#include "fake.h"

static HANDLE timer = (HANDLE)0x10;

static NTSTATUS create(unsigned long request, unsigned long argument)
{
	struct ntobj_create_timer *operands = (void *)argument;

	CHECK(request == NTOBJ_IOC_CREATE_TIMER);
	CHECK(operands->desired_access == TIMER_ALL_ACCESS);
	if (operands->timer_type > 1)
		return STATUS_INVALID_PARAMETER_4;
	CHECK(operands->timer_type == 1);
	operands->handle = 0x24;
	return STATUS_OBJECT_NAME_EXISTS;
}

static void test_create(void)
{
	HANDLE handle = NULL;

	fake_answer(create);
	CHECK(NtCreateTimer(&handle, TIMER_ALL_ACCESS, NULL, SynchronizationTimer) ==
	      STATUS_OBJECT_NAME_EXISTS);
	CHECK(handle == (HANDLE)0x24);
	handle = NULL;
	CHECK(NtCreateTimer(&handle, TIMER_ALL_ACCESS, NULL, (TIMER_TYPE)2) ==
	      STATUS_INVALID_PARAMETER_4);
	CHECK(!handle);
	CHECK(NtCreateTimer(NULL, TIMER_ALL_ACCESS, NULL, NotificationTimer) ==
	      STATUS_ACCESS_VIOLATION);
	CHECK(fake_calls() == 2);
}

static struct ntobj_set_timer seen;
static NTSTATUS set_status;

static NTSTATUS set(unsigned long request, unsigned long argument)
{
	struct ntobj_set_timer *operands = (void *)argument;

	CHECK(request == NTOBJ_IOC_SET_TIMER);
	seen = *operands;
	operands->previous_state = 1;
	return set_status;
}

static void routine(PVOID context, ULONG low, LONG high)
{
	(void)context;
	(void)low;
	(void)high;
}

static void test_set(void)
{
	LARGE_INTEGER due = { .QuadPart = INT64_MIN };
	BOOLEAN previous = 7;

	fake_answer(set);
	set_status = STATUS_SUCCESS;
	CHECK(NtSetTimer(timer, &due, NULL, NULL, FALSE, 0, &previous) == STATUS_SUCCESS);
	CHECK(previous == 1);
	CHECK(seen.handle == 0x10 && seen.due_time == INT64_MIN);
	CHECK(!seen.apc_routine && !seen.apc_context && !seen.period && !seen.resume);
	CHECK(!seen.previous_state && !seen.reserved);
	/* Anything but FALSE is true. */
	set_status = STATUS_TIMER_RESUME_IGNORED;
	CHECK(NtSetTimer((HANDLE)(-1L), &due, routine, &due, 2, -3, NULL) ==
	      STATUS_TIMER_RESUME_IGNORED);
	CHECK(seen.handle == UINT64_MAX && seen.period == -3 && seen.resume == 1);
	CHECK(seen.apc_routine == (uintptr_t)routine);
	CHECK(seen.apc_context == (uintptr_t)&due);
	set_status = STATUS_INVALID_PARAMETER_6;
	previous = 7;
	CHECK(NtSetTimer(timer, &due, NULL, NULL, FALSE, -3, &previous) ==
	      STATUS_INVALID_PARAMETER_6);
	CHECK(previous == 7);
	CHECK(NtSetTimer(timer, NULL, NULL, NULL, FALSE, 0, &previous) ==
	      STATUS_ACCESS_VIOLATION);
	CHECK(fake_calls() == 3);
}

static NTSTATUS cancel(unsigned long request, unsigned long argument)
{
	struct ntobj_timer_state *operands = (void *)argument;

	CHECK(request == NTOBJ_IOC_CANCEL_TIMER);
	CHECK(operands->handle == 0x10 && !operands->reserved);
	operands->current_state = 1;
	return set_status;
}

static void test_cancel(void)
{
	BOOLEAN state = 7;

	fake_answer(cancel);
	set_status = STATUS_ACCESS_DENIED;
	CHECK(NtCancelTimer(timer, &state) == STATUS_ACCESS_DENIED);
	CHECK(state == 7);
	set_status = STATUS_SUCCESS;
	CHECK(NtCancelTimer(timer, &state) == STATUS_SUCCESS);
	CHECK(state == 1);
	CHECK(NtCancelTimer(timer, NULL) == STATUS_SUCCESS);
}

static NTSTATUS query(unsigned long request, unsigned long argument)
{
	struct ntobj_query_timer *operands = (void *)argument;

	CHECK(request == NTOBJ_IOC_QUERY_TIMER);
	CHECK(operands->handle == 0x10);
	operands->remaining_time = -5;
	operands->state = 1;
	return STATUS_SUCCESS;
}

static void test_query(void)
{
	TIMER_BASIC_INFORMATION information = { .TimerState = 7 };
	ULONG length = 0;

	fake_answer(query);
	CHECK(NtQueryTimer(timer, (TIMER_INFORMATION_CLASS)1, &information,
			   sizeof(information), &length) == STATUS_INVALID_INFO_CLASS);
	CHECK(NtQueryTimer(timer, TimerBasicInformation, &information,
			   sizeof(information) - 1, &length) ==
	      STATUS_INFO_LENGTH_MISMATCH);
	CHECK(NtQueryTimer(timer, TimerBasicInformation, NULL, sizeof(information),
			   &length) == STATUS_ACCESS_VIOLATION);
	CHECK(!fake_calls() && !length && information.TimerState == 7);
	CHECK(NtQueryTimer(timer, TimerBasicInformation, &information,
			   sizeof(information), &length) == STATUS_SUCCESS);
	CHECK(information.RemainingTime.QuadPart == -5);
	CHECK(information.TimerState == 1 && length == sizeof(information));
	CHECK(NtQueryTimer(timer, TimerBasicInformation, &information,
			   sizeof(information), NULL) == STATUS_SUCCESS);
}

int main(void)
{
	test_create();
	test_set();
	test_cancel();
	test_query();
	return 0;
}
