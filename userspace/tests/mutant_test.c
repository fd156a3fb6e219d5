// SPDX-License-Identifier: LGPL-2.1-or-later OR MIT
/*
 * Mutant services.
 */
#include "fake.h"

static HANDLE mutant = (HANDLE)0x10;

static NTSTATUS create(unsigned long request, unsigned long argument)
{
	struct ntobj_create_mutant *operands = (void *)argument;

	CHECK(request == NTOBJ_IOC_CREATE_MUTANT);
	CHECK(operands->desired_access == MUTANT_ALL_ACCESS);
	operands->handle = operands->initial_owner ? 0x24 : 0x28;
	return STATUS_SUCCESS;
}

static void test_create(void)
{
	HANDLE handle = NULL;

	fake_answer(create);
	CHECK(NtCreateMutant(&handle, MUTANT_ALL_ACCESS, NULL, TRUE) ==
	      STATUS_SUCCESS);
	CHECK(handle == (HANDLE)0x24);
	CHECK(NtCreateMutant(&handle, MUTANT_ALL_ACCESS, NULL, FALSE) ==
	      STATUS_SUCCESS);
	CHECK(handle == (HANDLE)0x28);
	CHECK(NtCreateMutant(NULL, MUTANT_ALL_ACCESS, NULL, FALSE) ==
	      STATUS_ACCESS_VIOLATION);
	CHECK(fake_calls() == 2);
}

static NTSTATUS release_answer;

static NTSTATUS release(unsigned long request, unsigned long argument)
{
	struct ntobj_mutant_state *operands = (void *)argument;

	if (request == NTOBJ_IOC_RELEASE_MUTANT) {
		CHECK(argument == 0x10);
		return release_answer;
	}
	CHECK(request == NTOBJ_IOC_RELEASE_MUTANT_PREVIOUS);
	CHECK(operands->handle == 0x10 && !operands->reserved);
	operands->previous_count = -2;
	return release_answer;
}

static void test_release(void)
{
	LONG previous = 7;

	fake_answer(release);
	release_answer = STATUS_MUTANT_NOT_OWNED;
	CHECK(NtReleaseMutant(mutant, NULL) == STATUS_MUTANT_NOT_OWNED);
	CHECK(NtReleaseMutant(mutant, &previous) == STATUS_MUTANT_NOT_OWNED);
	/* It says that nothing was released, and yet is no failure by its bits. */
	release_answer = STATUS_ABANDONED;
	CHECK(NtReleaseMutant(mutant, &previous) == STATUS_ABANDONED);
	CHECK(previous == 7);
	release_answer = STATUS_SUCCESS;
	CHECK(NtReleaseMutant(mutant, &previous) == STATUS_SUCCESS);
	CHECK(previous == -2 && fake_calls() == 4);
}

static NTSTATUS query(unsigned long request, unsigned long argument)
{
	struct ntobj_query_mutant *operands = (void *)argument;

	CHECK(request == NTOBJ_IOC_QUERY_MUTANT && operands->handle == 0x10);
	operands->current_count = -1;
	operands->owned_by_caller = 1;
	operands->abandoned = 0;
	return STATUS_SUCCESS;
}

static NTSTATUS query_abandoned(unsigned long request, unsigned long argument)
{
	struct ntobj_query_mutant *operands = (void *)argument;

	(void)request;
	operands->current_count = 1;
	operands->abandoned = 1;
	return STATUS_SUCCESS;
}

static void test_query(void)
{
	MUTANT_BASIC_INFORMATION information;
	ULONG length = 7;

	fake_answer(query);
	CHECK(NtQueryMutant(mutant, (MUTANT_INFORMATION_CLASS)1, &information,
			    8, &length) == STATUS_INVALID_INFO_CLASS);
	CHECK(NtQueryMutant(mutant, MutantBasicInformation, &information, 6,
			    &length) == STATUS_INFO_LENGTH_MISMATCH);
	CHECK(NtQueryMutant(mutant, MutantBasicInformation, NULL, 8, &length) ==
	      STATUS_ACCESS_VIOLATION);
	CHECK(!fake_calls() && length == 7);

	CHECK(NtQueryMutant(mutant, MutantBasicInformation, &information, 8,
			    &length) == STATUS_SUCCESS);
	CHECK(length == 8 && information.CurrentCount == -1);
	CHECK(information.OwnedByCaller == 1 && !information.AbandonedState);
	fake_answer(query_abandoned);
	CHECK(NtQueryMutant(mutant, MutantBasicInformation, &information, 8,
			    NULL) == STATUS_SUCCESS);
	CHECK(information.CurrentCount == 1 && !information.OwnedByCaller);
	CHECK(information.AbandonedState == 1);
}

int main(void)
{
	test_create();
	test_release();
	test_query();
	return 0;
}
