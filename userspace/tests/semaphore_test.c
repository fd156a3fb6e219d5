// SPDX-License-Identifier: LGPL-2.1-or-later OR MIT
/*
 * Semaphore services.
 */
#include "fake.h"

static HANDLE semaphore = (HANDLE)0x10;

static NTSTATUS create(unsigned long request, unsigned long argument)
{
	struct ntobj_create_semaphore *operands = (void *)argument;

	CHECK(request == NTOBJ_IOC_CREATE_SEMAPHORE);
	CHECK(operands->desired_access == SEMAPHORE_ALL_ACCESS);
	CHECK(operands->initial_count == 2 && operands->maximum_count == 5);
	CHECK(!operands->reserved);
	operands->handle = 0x24;
	return STATUS_SUCCESS;
}

static NTSTATUS refuse_to_create(unsigned long request, unsigned long argument)
{
	struct ntobj_create_semaphore *operands = (void *)argument;

	CHECK(request == NTOBJ_IOC_CREATE_SEMAPHORE);
	CHECK(operands->initial_count == -1 && operands->maximum_count == 0);
	operands->handle = 0x24;
	return STATUS_INVALID_PARAMETER;
}

static void test_create(void)
{
	HANDLE handle = NULL;

	fake_answer(create);
	CHECK(NtCreateSemaphore(&handle, SEMAPHORE_ALL_ACCESS, NULL, 2, 5) ==
	      STATUS_SUCCESS);
	CHECK(handle == (HANDLE)0x24);
	fake_answer(refuse_to_create);
	CHECK(NtCreateSemaphore(&handle, SEMAPHORE_ALL_ACCESS, NULL, -1, 0) ==
	      STATUS_INVALID_PARAMETER);
	CHECK(handle == (HANDLE)0x24);
	CHECK(NtCreateSemaphore(NULL, SEMAPHORE_ALL_ACCESS, NULL, 2, 5) ==
	      STATUS_ACCESS_VIOLATION);
	CHECK(fake_calls() == 1);
}

static __s32 expected_count;

static NTSTATUS release(unsigned long request, unsigned long argument)
{
	struct ntobj_release_semaphore *operands = (void *)argument;

	if (request == NTOBJ_IOC_RELEASE_SEMAPHORE) {
		CHECK(argument == 0x10 && expected_count == 1);
		return STATUS_SUCCESS;
	}
	CHECK(request == NTOBJ_IOC_RELEASE_SEMAPHORE_COUNT);
	CHECK(operands->handle == 0x10);
	CHECK(operands->release_count == expected_count);
	operands->previous_count = 3;
	return expected_count > 0 ? STATUS_SUCCESS : STATUS_INVALID_PARAMETER;
}

static NTSTATUS release_fast(unsigned long request, unsigned long argument)
{
	CHECK(request == NTOBJ_IOC_RELEASE_SEMAPHORE && argument == 0x10);
	return STATUS_SEMAPHORE_LIMIT_EXCEEDED;
}

static void test_release(void)
{
	LONG previous = 7;

	fake_answer(release_fast);
	CHECK(NtReleaseSemaphore(semaphore, 1, NULL) ==
	      STATUS_SEMAPHORE_LIMIT_EXCEEDED);
	fake_answer(release);
	expected_count = 4;
	CHECK(NtReleaseSemaphore(semaphore, 4, NULL) == STATUS_SUCCESS);
	CHECK(NtReleaseSemaphore(semaphore, 4, &previous) == STATUS_SUCCESS);
	CHECK(previous == 3);
	expected_count = 1;
	previous = 7;
	CHECK(NtReleaseSemaphore(semaphore, 1, &previous) == STATUS_SUCCESS);
	CHECK(previous == 3);
	expected_count = -1;
	previous = 7;
	CHECK(NtReleaseSemaphore(semaphore, -1, &previous) ==
	      STATUS_INVALID_PARAMETER);
	CHECK(previous == 7 && fake_calls() == 4);
}

static NTSTATUS query(unsigned long request, unsigned long argument)
{
	struct ntobj_query_semaphore *operands = (void *)argument;

	CHECK(request == NTOBJ_IOC_QUERY_SEMAPHORE && operands->handle == 0x10);
	operands->current_count = 2;
	operands->maximum_count = 5;
	return STATUS_SUCCESS;
}

static void test_query(void)
{
	SEMAPHORE_BASIC_INFORMATION information;
	ULONG length = 7;

	fake_answer(query);
	CHECK(NtQuerySemaphore(semaphore, (SEMAPHORE_INFORMATION_CLASS)1,
			       &information, 8, &length) ==
	      STATUS_INVALID_INFO_CLASS);
	CHECK(NtQuerySemaphore(semaphore, SemaphoreBasicInformation,
			       &information, 7, &length) ==
	      STATUS_INFO_LENGTH_MISMATCH);
	CHECK(NtQuerySemaphore(semaphore, SemaphoreBasicInformation, NULL, 8,
			       &length) == STATUS_ACCESS_VIOLATION);
	CHECK(!fake_calls() && length == 7);

	CHECK(NtQuerySemaphore(semaphore, SemaphoreBasicInformation,
			       &information, 8, &length) == STATUS_SUCCESS);
	CHECK(length == 8 && information.CurrentCount == 2);
	CHECK(information.MaximumCount == 5);
	CHECK(NtQuerySemaphore(semaphore, SemaphoreBasicInformation,
			       &information, 8, NULL) == STATUS_SUCCESS);
}

int main(void)
{
	test_create();
	test_release();
	test_query();
	return 0;
}
