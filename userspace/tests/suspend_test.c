// SPDX-License-Identifier: LGPL-2.1-or-later OR MIT
/*
 * Suspension: what the kernel is told, and what is told of its answer.
 */
#include "array.h"
#include "fake.h"

static unsigned long seen_request;
static struct ntobj_suspend_thread seen;
static NTSTATUS answer_status;

static NTSTATUS answer(unsigned long request, unsigned long argument)
{
	struct ntobj_suspend_thread *operands = (void *)argument;

	seen_request = request;
	seen = *operands;
	/* What the kernel is handed tells it nothing. */
	CHECK(!seen.previous_count && !seen.reserved);
	operands->previous_count = 126;
	return answer_status;
}

static const struct {
	NTSTATUS (*call)(HANDLE thread, PULONG previous);
	unsigned long request;
} services[] = {
	{ NtSuspendThread, NTOBJ_IOC_SUSPEND_THREAD },
	{ NtResumeThread, NTOBJ_IOC_RESUME_THREAD },
	{ NtAlertResumeThread, NTOBJ_IOC_ALERT_RESUME_THREAD },
};

int main(void)
{
	size_t i;

	for (i = 0; i < ARRAY_SIZE(services); i++) {
		ULONG previous = 7;

		fake_answer(answer);
		answer_status = STATUS_SUCCESS;
		CHECK(services[i].call((HANDLE)0x24, &previous) ==
		      STATUS_SUCCESS);
		CHECK(seen_request == services[i].request);
		CHECK(seen.handle == 0x24 && previous == 126);
		/* Signed, for 32-bit programs too. */
		CHECK(services[i].call(NtCurrentThread(), NULL) ==
		      STATUS_SUCCESS);
		CHECK(seen.handle == (__u64)-2);
		previous = 7;
		answer_status = STATUS_SUSPEND_COUNT_EXCEEDED;
		CHECK(services[i].call(NtCurrentThread(), &previous) ==
		      STATUS_SUSPEND_COUNT_EXCEEDED);
		CHECK(previous == 7);
	}
	return 0;
}
