// SPDX-License-Identifier: LGPL-2.1-or-later OR MIT
/*
 * Event services, and the others whose operand is a handle alone.
 */
#include "fake.h"

static unsigned long last_request;
static unsigned long last_argument;

static NTSTATUS note(unsigned long request, unsigned long argument)
{
	last_request = request;
	last_argument = argument;
	return STATUS_SUCCESS;
}

static NTSTATUS previous_is_one(unsigned long request, unsigned long argument)
{
	struct ntobj_event_state *operands = (void *)argument;

	last_request = request;
	CHECK(operands->handle == 0x10 && !operands->reserved);
	operands->previous_state = 1;
	return STATUS_SUCCESS;
}

static NTSTATUS previous_fails(unsigned long request, unsigned long argument)
{
	struct ntobj_event_state *operands = (void *)argument;

	(void)request;
	operands->previous_state = 1;
	return STATUS_ACCESS_DENIED;
}

static NTSTATUS query(unsigned long request, unsigned long argument)
{
	struct ntobj_query_event *operands = (void *)argument;

	CHECK(request == NTOBJ_IOC_QUERY_EVENT && operands->handle == 0x10);
	operands->event_type = NTOBJ_SYNCHRONIZATION_EVENT;
	operands->state = 1;
	return STATUS_SUCCESS;
}

static void check_handle_request(unsigned long request)
{
	CHECK(last_request == request);
	CHECK(last_argument == 0x10);
}

static void test_handle_requests(void)
{
	HANDLE handle = (HANDLE)0x10;

	fake_answer(note);
	CHECK(NtSetEvent(handle, NULL) == STATUS_SUCCESS);
	check_handle_request(NTOBJ_IOC_SET_EVENT);
	CHECK(NtResetEvent(handle, NULL) == STATUS_SUCCESS);
	check_handle_request(NTOBJ_IOC_RESET_EVENT);
	CHECK(NtClearEvent(handle) == STATUS_SUCCESS);
	check_handle_request(NTOBJ_IOC_CLEAR_EVENT);
	CHECK(NtPulseEvent(handle, NULL) == STATUS_SUCCESS);
	check_handle_request(NTOBJ_IOC_PULSE_EVENT);
	CHECK(NtClose(handle) == STATUS_SUCCESS);
	check_handle_request(NTOBJ_IOC_CLOSE);
	CHECK(NtMakeTemporaryObject(handle) == STATUS_SUCCESS);
	check_handle_request(NTOBJ_IOC_MAKE_TEMPORARY_OBJECT);
	CHECK(NtMakePermanentObject(handle) == STATUS_SUCCESS);
	check_handle_request(NTOBJ_IOC_MAKE_PERMANENT_OBJECT);
}

static void test_previous_state(void)
{
	LONG previous = 7;

	fake_answer(previous_is_one);
	CHECK(NtSetEvent((HANDLE)0x10, &previous) == STATUS_SUCCESS);
	CHECK(previous == 1 && last_request == NTOBJ_IOC_SET_EVENT_PREVIOUS);
	CHECK(NtResetEvent((HANDLE)0x10, &previous) == STATUS_SUCCESS);
	CHECK(last_request == NTOBJ_IOC_RESET_EVENT_PREVIOUS);
	CHECK(NtPulseEvent((HANDLE)0x10, &previous) == STATUS_SUCCESS);
	CHECK(last_request == NTOBJ_IOC_PULSE_EVENT_PREVIOUS);

	previous = 7;
	fake_answer(previous_fails);
	CHECK(NtSetEvent((HANDLE)0x10, &previous) == STATUS_ACCESS_DENIED);
	CHECK(previous == 7);
}

static void test_query(void)
{
	EVENT_BASIC_INFORMATION information;
	ULONG length = 7;

	fake_answer(query);
	CHECK(NtQueryEvent((HANDLE)0x10, (EVENT_INFORMATION_CLASS)1,
			   &information, 8, &length) ==
	      STATUS_INVALID_INFO_CLASS);
	CHECK(NtQueryEvent((HANDLE)0x10, EventBasicInformation, &information,
			   7, &length) == STATUS_INFO_LENGTH_MISMATCH);
	CHECK(NtQueryEvent((HANDLE)0x10, EventBasicInformation, &information,
			   9, &length) == STATUS_INFO_LENGTH_MISMATCH);
	CHECK(NtQueryEvent((HANDLE)0x10, EventBasicInformation, NULL, 8,
			   &length) == STATUS_ACCESS_VIOLATION);
	CHECK(!fake_calls() && length == 7);

	CHECK(NtQueryEvent((HANDLE)0x10, EventBasicInformation, &information,
			   8, &length) == STATUS_SUCCESS);
	CHECK(length == 8);
	CHECK(information.EventType == SynchronizationEvent);
	CHECK(information.EventState == 1);
	CHECK(NtQueryEvent((HANDLE)0x10, EventBasicInformation, &information,
			   8, NULL) == STATUS_SUCCESS);
}

int main(void)
{
	test_handle_requests();
	test_previous_state();
	test_query();
	return 0;
}
