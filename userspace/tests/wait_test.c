// SPDX-License-Identifier: LGPL-2.1-or-later OR MIT
/*
 * Waits for several objects, and for one after a signal to another: what the
 * kernel is told.
 */
#include <stdint.h>
#include <string.h>
#include <time.h>

#include "fake.h"

static struct ntobj_wait_multiple seen;
static __u64 seen_handles[NTOBJ_WAIT_OBJECTS];

static NTSTATUS note_multiple(unsigned long request, unsigned long argument)
{
	CHECK(request == NTOBJ_IOC_WAIT_FOR_MULTIPLE_OBJECTS);
	seen = *(struct ntobj_wait_multiple *)argument;
	CHECK(!seen.reserved);
	if (!seen.count || seen.count > NTOBJ_WAIT_OBJECTS)
		return STATUS_INVALID_PARAMETER_1;
	if (!seen.handles)
		return STATUS_ACCESS_VIOLATION;
	memcpy(seen_handles, (void *)(uintptr_t)seen.handles,
	       seen.count * sizeof(seen_handles[0]));
	return STATUS_ABANDONED_WAIT_0 + 1;
}

static __u64 now(void)
{
	struct timespec time;

	clock_gettime(CLOCK_MONOTONIC, &time);
	return (__u64)time.tv_sec * 1000000000 + (__u64)time.tv_nsec;
}

static void test_handles(void)
{
	HANDLE handles[] = { (HANDLE)0x24, (HANDLE)(-2L), (HANDLE)0x28 };

	fake_answer(note_multiple);
	CHECK(NtWaitForMultipleObjects(3, handles, WaitAny, FALSE, NULL) ==
	      STATUS_ABANDONED_WAIT_0 + 1);
	CHECK(seen.count == 3 && seen.wait_type == NTOBJ_WAIT_ANY);
	CHECK(seen_handles[0] == 0x24 && seen_handles[2] == 0x28);
	/* Signed, for 32-bit programs too. */
	CHECK(seen_handles[1] == (__u64)-2);
	CHECK(seen.deadline == NTOBJ_WAIT_FOREVER && !seen.flags);
	CHECK(NtWaitForMultipleObjects(2, handles, WaitAll, TRUE, NULL) ==
	      STATUS_ABANDONED_WAIT_0 + 1);
	CHECK(seen.count == 2 && seen.wait_type == NTOBJ_WAIT_ALL);
	CHECK(seen.flags == NTOBJ_WAIT_ALERTABLE);
}

/* The kernel judges these, and the array is not looked at before. */
static void test_counts(void)
{
	HANDLE handle = (HANDLE)0x24;

	fake_answer(note_multiple);
	CHECK(NtWaitForMultipleObjects(0, &handle, WaitAny, FALSE, NULL) ==
	      STATUS_INVALID_PARAMETER_1);
	CHECK(NtWaitForMultipleObjects(65, &handle, WaitAny, FALSE, NULL) ==
	      STATUS_INVALID_PARAMETER_1);
	CHECK(NtWaitForMultipleObjects(0xFFFFFFFF, &handle, WaitAny, FALSE,
				       NULL) == STATUS_INVALID_PARAMETER_1);
	CHECK(NtWaitForMultipleObjects(1, NULL, WaitAny, FALSE, NULL) ==
	      STATUS_ACCESS_VIOLATION);
	CHECK(fake_calls() == 4);
}

static void test_timeouts(void)
{
	LARGE_INTEGER second = { .QuadPart = -10000000 };
	LARGE_INTEGER poll = { .QuadPart = 0 };
	/* 2001-09-09T01:46:40Z */
	LARGE_INTEGER date = { .QuadPart = 126444736000000000LL };
	HANDLE handle = (HANDLE)0x24;
	__u64 before;

	fake_answer(note_multiple);
	before = now();
	NtWaitForMultipleObjects(1, &handle, WaitAny, FALSE, &second);
	CHECK(seen.deadline >= before + 1000000000 && !seen.flags);
	CHECK(seen.deadline <= now() + 1000000000);
	NtWaitForMultipleObjects(1, &handle, WaitAny, TRUE, &date);
	CHECK(seen.deadline == 1000000000000000000ULL);
	CHECK(seen.flags == (NTOBJ_WAIT_ALERTABLE | NTOBJ_WAIT_REALTIME));
	NtWaitForMultipleObjects(1, &handle, WaitAny, FALSE, &poll);
	CHECK(seen.deadline == NTOBJ_WAIT_POLL && !seen.flags);
}

static struct ntobj_signal_and_wait seen_both;

static NTSTATUS note_both(unsigned long request, unsigned long argument)
{
	struct ntobj_signal_and_wait *operands = (void *)argument;

	CHECK(request == NTOBJ_IOC_SIGNAL_AND_WAIT);
	seen_both = *operands;
	operands->signalled = 1;
	return STATUS_TIMEOUT;
}

static void test_signal_and_wait(void)
{
	LARGE_INTEGER second = { .QuadPart = -10000000 };
	__u64 before;

	fake_answer(note_both);
	CHECK(NtSignalAndWaitForSingleObject((HANDLE)0x24, (HANDLE)(-1L), TRUE,
					     NULL) == STATUS_TIMEOUT);
	CHECK(seen_both.signal_handle == 0x24);
	CHECK(seen_both.wait_handle == UINT64_MAX);
	CHECK(seen_both.deadline == NTOBJ_WAIT_FOREVER);
	CHECK(seen_both.flags == NTOBJ_WAIT_ALERTABLE && !seen_both.signalled);

	/* Each call signals, whatever the last one did. */
	before = now();
	CHECK(NtSignalAndWaitForSingleObject((HANDLE)0x24, (HANDLE)0x28, FALSE,
					     &second) == STATUS_TIMEOUT);
	CHECK(!seen_both.signalled && !seen_both.flags);
	CHECK(seen_both.deadline >= before + 1000000000);
	CHECK(fake_calls() == 2);
}

int main(void)
{
	test_handles();
	test_counts();
	test_timeouts();
	test_signal_and_wait();
	return 0;
}
