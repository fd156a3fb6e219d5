// SPDX-License-Identifier: LGPL-2.1-or-later OR MIT
#include "fake.h"
#include "internal.h"

static fake_service answer;
static int calls;

/* From now on let @service answer; the count of calls begins anew. */
void fake_answer(fake_service service)
{
	answer = service;
	calls = 0;
}

int fake_calls(void)
{
	return calls;
}

NTSTATUS ntobj_ioctl(unsigned long request, unsigned long argument)
{
	CHECK(answer);
	calls++;
	return answer(request, argument);
}
