// SPDX-License-Identifier: LGPL-2.1-or-later OR MIT
/*
 * From NT's timeouts to the kernel's deadlines, and how a wait passes them.
 */
#include <stdint.h>
#include <time.h>

#include "fake.h"
#include "internal.h"

#define NOW	1000000007ULL

static struct ntobj_wait_single convert(__s64 units)
{
	LARGE_INTEGER timeout = { .QuadPart = units };
	struct ntobj_wait_single wait = { 0 };

	ntobj_convert_timeout(&timeout, NOW, &wait);
	return wait;
}

static void check_deadline(__s64 units, __u64 deadline, __u32 flags)
{
	struct ntobj_wait_single wait = convert(units);

	CHECK(wait.deadline == deadline);
	CHECK(wait.flags == flags);
}

static void test_conversion(void)
{
	const __s64 longest = (INT64_MAX - NOW) / 100;
	struct ntobj_wait_single wait = { .flags = NTOBJ_WAIT_ALERTABLE };

	ntobj_convert_timeout(NULL, NOW, &wait);
	CHECK(wait.deadline == NTOBJ_WAIT_FOREVER);
	CHECK(wait.flags == NTOBJ_WAIT_ALERTABLE);

	check_deadline(0, NTOBJ_WAIT_POLL, 0);
	check_deadline(-1, NOW + 100, 0);
	check_deadline(-10000000, NOW + 1000000000, 0);
	check_deadline(-longest, NOW + longest * 100, 0);
	check_deadline(-longest - 1, NTOBJ_WAIT_FOREVER, 0);
	check_deadline(INT64_MIN, NTOBJ_WAIT_FOREVER, 0);

	/* Before 1970 is as good as now. */
	check_deadline(1, NTOBJ_WAIT_POLL, 0);
	check_deadline(UNITS_1601_TO_1970, NTOBJ_WAIT_POLL, 0);
	check_deadline(UNITS_1601_TO_1970 + 1, 100, NTOBJ_WAIT_REALTIME);
	/* 2001-09-09T01:46:40Z */
	check_deadline(UNITS_1601_TO_1970 + 10000000000000000,
		       1000000000000000000, NTOBJ_WAIT_REALTIME);
	check_deadline(INT64_MAX, NTOBJ_WAIT_FOREVER, 0);
}

static struct ntobj_wait_single seen;

static NTSTATUS note_wait(unsigned long request, unsigned long argument)
{
	CHECK(request == NTOBJ_IOC_WAIT_FOR_SINGLE_OBJECT);
	seen = *(struct ntobj_wait_single *)argument;
	return STATUS_TIMEOUT;
}

static __u64 now(void)
{
	struct timespec time;

	clock_gettime(CLOCK_MONOTONIC, &time);
	return (__u64)time.tv_sec * 1000000000 + (__u64)time.tv_nsec;
}

static void test_wait(void)
{
	LARGE_INTEGER second = { .QuadPart = -10000000 };
	__u64 before;

	fake_answer(note_wait);
	before = now();
	CHECK(NtWaitForSingleObject((HANDLE)0x24, FALSE, &second) ==
	      STATUS_TIMEOUT);
	CHECK(seen.handle == 0x24 && !seen.flags && !seen.reserved);
	CHECK(seen.deadline >= before + 1000000000);
	CHECK(seen.deadline <= now() + 1000000000);

	CHECK(NtWaitForSingleObject((HANDLE)(-1L), TRUE, NULL) == STATUS_TIMEOUT);
	CHECK(seen.handle == UINT64_MAX);
	CHECK(seen.flags == NTOBJ_WAIT_ALERTABLE);
	CHECK(seen.deadline == NTOBJ_WAIT_FOREVER);
	CHECK(fake_calls() == 2);
}

int main(void)
{
	test_conversion();
	test_wait();
	return 0;
}
