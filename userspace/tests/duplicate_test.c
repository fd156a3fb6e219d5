// SPDX-License-Identifier: LGPL-2.1-or-later OR MIT
/*
 * Duplicating and comparing handles.
 */
#include <stdint.h>

#include "fake.h"

static struct ntobj_duplicate_object duplicated;
static struct ntobj_compare_objects compared;
static NTSTATUS answer_status;

static NTSTATUS duplicate(unsigned long request, unsigned long argument)
{
	struct ntobj_duplicate_object *operands = (void *)argument;

	CHECK(request == NTOBJ_IOC_DUPLICATE_OBJECT);
	duplicated = *operands;
	operands->target_handle = answer_status ? 0 : 0x48;
	return answer_status;
}

static void test_duplicate(void)
{
	HANDLE target = (HANDLE)0x99;

	fake_answer(duplicate);
	answer_status = STATUS_SUCCESS;
	CHECK(!NtDuplicateObject(NtCurrentProcess(), (HANDLE)0x44, (HANDLE)0x10,
				 &target, 3, OBJ_INHERIT,
				 DUPLICATE_CLOSE_SOURCE | DUPLICATE_SAME_ATTRIBUTES));
	CHECK(target == (HANDLE)0x48);
	CHECK(duplicated.source_process == (__u64)-1 &&
	      duplicated.source_handle == 0x44 && duplicated.target_process == 0x10);
	CHECK(duplicated.desired_access == 3 && duplicated.attributes == 2 &&
	      duplicated.options == 5);
	CHECK(!duplicated.reserved && !duplicated.target_handle);

	/* It need not be told, and then nothing is written. */
	CHECK(!NtDuplicateObject((HANDLE)0x10, NtCurrentThread(), NULL, NULL, 0, 0,
				 DUPLICATE_CLOSE_SOURCE));
	CHECK(duplicated.source_handle == (__u64)-2 && !duplicated.target_process);

	answer_status = STATUS_ACCESS_DENIED;
	target = (HANDLE)0x99;
	CHECK(NtDuplicateObject((HANDLE)0x10, (HANDLE)4, (HANDLE)0x14, &target, 0, 0,
				DUPLICATE_SAME_ACCESS | DUPLICATE_NO_RIGHTS_UPGRADE) ==
	      STATUS_ACCESS_DENIED);
	CHECK(!target && duplicated.options == 10);
	CHECK(fake_calls() == 3);
}

static NTSTATUS compare(unsigned long request, unsigned long argument)
{
	CHECK(request == NTOBJ_IOC_COMPARE_OBJECTS);
	compared = *(struct ntobj_compare_objects *)argument;
	return answer_status;
}

static void test_compare(void)
{
	fake_answer(compare);
	answer_status = STATUS_NOT_SAME_OBJECT;
	CHECK(NtCompareObjects((HANDLE)0x44, NtCurrentProcess()) ==
	      STATUS_NOT_SAME_OBJECT);
	CHECK(compared.first == 0x44 && compared.second == (__u64)-1);
	answer_status = STATUS_SUCCESS;
	CHECK(!NtCompareObjects((HANDLE)0x44, (HANDLE)0x48));
}

int main(void)
{
	test_duplicate();
	test_compare();
	return 0;
}
