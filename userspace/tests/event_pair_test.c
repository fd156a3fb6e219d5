// SPDX-License-Identifier: LGPL-2.1-or-later OR MIT
/*
 * Event pair services.
 */
#include <stddef.h>
#include <stdint.h>

#include "array.h"
#include "fake.h"

static HANDLE pair = (HANDLE)0x10;

static NTSTATUS create(unsigned long request, unsigned long argument)
{
	struct ntobj_create_event_pair *operands = (void *)argument;

	CHECK(request == NTOBJ_IOC_CREATE_EVENT_PAIR);
	CHECK(operands->desired_access == EVENT_PAIR_ALL_ACCESS);
	CHECK(!operands->reserved);
	operands->handle = 0x24;
	return STATUS_OBJECT_NAME_EXISTS;
}

static NTSTATUS refuse_to_create(unsigned long request, unsigned long argument)
{
	struct ntobj_create_event_pair *operands = (void *)argument;

	(void)request;
	operands->handle = 0x28;
	return STATUS_QUOTA_EXCEEDED;
}

static void test_create(void)
{
	HANDLE handle = NULL;

	fake_answer(create);
	CHECK(NtCreateEventPair(&handle, EVENT_PAIR_ALL_ACCESS, NULL) ==
	      STATUS_OBJECT_NAME_EXISTS);
	CHECK(handle == (HANDLE)0x24);
	CHECK(NtCreateEventPair(NULL, EVENT_PAIR_ALL_ACCESS, NULL) ==
	      STATUS_ACCESS_VIOLATION);
	CHECK(fake_calls() == 1);
	fake_answer(refuse_to_create);
	CHECK(NtCreateEventPair(&handle, EVENT_PAIR_ALL_ACCESS, NULL) ==
	      STATUS_QUOTA_EXCEEDED);
	CHECK(handle == (HANDLE)0x24);
}

static unsigned long last_request;
static unsigned long last_argument;

static NTSTATUS note(unsigned long request, unsigned long argument)
{
	last_request = request;
	last_argument = argument;
	return STATUS_ACCESS_DENIED;
}

static void test_handle_requests(void)
{
	static const struct {
		NTSTATUS (*call)(HANDLE pair);
		unsigned long request;
	} services[] = {
		{ NtSetLowEventPair, NTOBJ_IOC_SET_LOW_EVENT_PAIR },
		{ NtSetHighEventPair, NTOBJ_IOC_SET_HIGH_EVENT_PAIR },
		{ NtWaitLowEventPair, NTOBJ_IOC_WAIT_LOW_EVENT_PAIR },
		{ NtWaitHighEventPair, NTOBJ_IOC_WAIT_HIGH_EVENT_PAIR },
	};
	size_t i;

	fake_answer(note);
	for (i = 0; i < ARRAY_SIZE(services); i++) {
		CHECK(services[i].call(pair) == STATUS_ACCESS_DENIED);
		CHECK(last_request == services[i].request);
		CHECK(last_argument == 0x10);
	}
}

static struct ntobj_set_and_wait seen;

static NTSTATUS note_both(unsigned long request, unsigned long argument)
{
	struct ntobj_set_and_wait *operands = (void *)argument;

	last_request = request;
	seen = *operands;
	operands->signalled = 1;
	return STATUS_SUCCESS;
}

/* Each call sets, whatever the last one did. */
static void test_set_and_wait(void)
{
	fake_answer(note_both);
	CHECK(NtSetLowWaitHighEventPair(pair) == STATUS_SUCCESS);
	CHECK(last_request == NTOBJ_IOC_SET_LOW_WAIT_HIGH_EVENT_PAIR);
	CHECK(seen.handle == 0x10 && !seen.signalled && !seen.reserved);
	CHECK(NtSetHighWaitLowEventPair((HANDLE)(-1L)) == STATUS_SUCCESS);
	CHECK(last_request == NTOBJ_IOC_SET_HIGH_WAIT_LOW_EVENT_PAIR);
	/* Signed, for 32-bit programs too. */
	CHECK(seen.handle == UINT64_MAX && !seen.signalled);
	CHECK(fake_calls() == 2);
}

int main(void)
{
	test_create();
	test_handle_requests();
	test_set_and_wait();
	return 0;
}
