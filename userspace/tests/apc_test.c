// SPDX-License-Identifier: LGPL-2.1-or-later OR MIT
/*
 * User APCs, alerts and delays: what the kernel is told, and what is called when
 * it says that there is something.
 */
#include <setjmp.h>
#include <stdint.h>
#include <string.h>
#include <time.h>

#include "array.h"
#include "fake.h"

#define MOST_QUEUED	8

static struct ntobj_queue_apc queued[MOST_QUEUED];
static size_t queued_count;
static size_t taken_count;
static bool alerted;
static unsigned long wait_request;
static unsigned long wait_argument;
static NTSTATUS wait_status;

static NTSTATUS queue(const struct ntobj_queue_apc *operands)
{
	CHECK(queued_count < MOST_QUEUED);
	queued[queued_count++] = *operands;
	return STATUS_SUCCESS;
}

static NTSTATUS take(struct ntobj_test_alert *answer)
{
	NTSTATUS status = alerted ? STATUS_ALERTED : STATUS_SUCCESS;

	/* What the kernel is handed tells it nothing. */
	CHECK(!answer->routine && !answer->more && !answer->reserved);
	alerted = false;
	if (taken_count < queued_count) {
		answer->routine = queued[taken_count].routine;
		memcpy(answer->arguments, queued[taken_count].arguments,
		       sizeof(answer->arguments));
		taken_count++;
		answer->more = taken_count < queued_count;
	}
	return status;
}

/* A kernel with one thread, which waits for nothing but what is queued. */
static NTSTATUS serve(unsigned long request, unsigned long argument)
{
	switch (request) {
	case NTOBJ_IOC_QUEUE_APC_THREAD:
		return queue((void *)argument);
	case NTOBJ_IOC_TEST_ALERT:
		return take((void *)argument);
	default:
		wait_request = request;
		wait_argument = argument;
		return wait_status;
	}
}

static void begin(NTSTATUS status)
{
	fake_answer(serve);
	queued_count = 0;
	taken_count = 0;
	alerted = false;
	wait_status = status;
}

static char story[16];

static void tell(char letter)
{
	size_t length = strlen(story);

	CHECK(length + 1 < sizeof(story));
	story[length] = letter;
}

/* Returns whether the calls since the last time were these. */
static bool told(const char *letters)
{
	bool same = !strcmp(story, letters);

	memset(story, 0, sizeof(story));
	return same;
}

static void say(void *letter, void *second, void *third)
{
	CHECK(second == story && !third);
	tell((char)(uintptr_t)letter);
}

static void add(char letter)
{
	CHECK(NtQueueApcThread(NtCurrentThread(), say,
			       (void *)(uintptr_t)letter, story, NULL) ==
	      STATUS_SUCCESS);
}

static void test_queue(void)
{
	begin(STATUS_SUCCESS);
	CHECK(NtQueueApcThread((HANDLE)0x24, say, (void *)1, (void *)2,
			       (void *)UINTPTR_MAX) == STATUS_SUCCESS);
	CHECK(queued[0].handle == 0x24);
	CHECK(queued[0].routine == (uintptr_t)say);
	CHECK(queued[0].arguments[0] == 1 && queued[0].arguments[1] == 2);
	CHECK(queued[0].arguments[2] == UINTPTR_MAX);
	CHECK(NtQueueApcThread(NtCurrentThread(), NULL, NULL, NULL, NULL) ==
	      STATUS_SUCCESS);
	/* Signed, for 32-bit programs too. */
	CHECK(queued[1].handle == (__u64)-2 && !queued[1].routine);
}

static NTSTATUS wait_for_one(void)
{
	return NtWaitForSingleObject((HANDLE)0x24, TRUE, NULL);
}

static NTSTATUS wait_for_several(void)
{
	HANDLE handles[] = { (HANDLE)0x24, (HANDLE)0x28 };

	return NtWaitForMultipleObjects(2, handles, WaitAny, TRUE, NULL);
}

static NTSTATUS signal_and_wait(void)
{
	return NtSignalAndWaitForSingleObject((HANDLE)0x24, (HANDLE)0x28, TRUE,
					      NULL);
}

static NTSTATUS sleep_alertably(void)
{
	LARGE_INTEGER second = { .QuadPart = -10000000 };

	return NtDelayExecution(TRUE, &second);
}

static void test_waits(void)
{
	static const struct {
		NTSTATUS (*wait)(void);
		unsigned long request;
	} waits[] = {
		{ wait_for_one, NTOBJ_IOC_WAIT_FOR_SINGLE_OBJECT },
		{ wait_for_several, NTOBJ_IOC_WAIT_FOR_MULTIPLE_OBJECTS },
		{ signal_and_wait, NTOBJ_IOC_SIGNAL_AND_WAIT },
		{ sleep_alertably, NTOBJ_IOC_DELAY_EXECUTION },
	};
	size_t i;

	for (i = 0; i < ARRAY_SIZE(waits); i++) {
		begin(STATUS_USER_APC);
		add('a');
		add('b');
		CHECK(waits[i].wait() == STATUS_USER_APC);
		CHECK(wait_request == waits[i].request);
		CHECK(told("ab"));
		/* It was taken back before the wait could call it. */
		CHECK(waits[i].wait() == STATUS_USER_APC && told(""));

		/* What is queued is not for a wait that ended otherwise. */
		begin(STATUS_ALERTED);
		add('a');
		CHECK(waits[i].wait() == STATUS_ALERTED && told(""));
		CHECK(!taken_count);
	}
}

static void test_test_alert(void)
{
	begin(STATUS_SUCCESS);
	CHECK(NtTestAlert() == STATUS_SUCCESS && told(""));
	alerted = true;
	add('a');
	add('b');
	add('c');
	CHECK(NtTestAlert() == STATUS_ALERTED && told("abc"));
	CHECK(NtTestAlert() == STATUS_SUCCESS && told(""));
}

static void say_and_add(void *first, void *second, void *third)
{
	uintptr_t rest = (uintptr_t)third;

	(void)first;
	tell('s');
	if (rest)
		CHECK(NtQueueApcThread(NtCurrentThread(), say_and_add, NULL,
				       second, (void *)(rest - 1)) ==
		      STATUS_SUCCESS);
}

/* Each is the last when it is called. */
static void test_queues_itself(void)
{
	begin(STATUS_USER_APC);
	CHECK(NtQueueApcThread(NtCurrentThread(), say_and_add, NULL, NULL,
			       (void *)3) == STATUS_SUCCESS);
	CHECK(wait_for_one() == STATUS_USER_APC);
	CHECK(told("ssss") && taken_count == 4);
}

static void wait_inside(void *first, void *second, void *third)
{
	(void)first;
	(void)second;
	(void)third;
	tell('(');
	CHECK(NtTestAlert() == STATUS_SUCCESS);
	tell(')');
}

static void test_nesting(void)
{
	begin(STATUS_USER_APC);
	add('a');
	NtQueueApcThread(NtCurrentThread(), wait_inside, NULL, NULL, NULL);
	add('b');
	add('c');
	CHECK(wait_for_one() == STATUS_USER_APC && told("a(bc)"));
}

static jmp_buf way_out;

static void jump_out(void *first, void *second, void *third)
{
	(void)first;
	(void)second;
	(void)third;
	tell('j');
	longjmp(way_out, 1);
}

static void test_jump(void)
{
	begin(STATUS_USER_APC);
	NtQueueApcThread(NtCurrentThread(), jump_out, NULL, NULL, NULL);
	add('a');
	if (!setjmp(way_out)) {
		wait_for_one();
		CHECK(false);
	}
	CHECK(told("j") && taken_count == 1);
	CHECK(NtTestAlert() == STATUS_SUCCESS && told("a"));
}

/* An address that this program can't have; 64-bit ones can have all there are. */
static void test_long_address(void)
{
	if (sizeof(void *) == 8)
		return;
	begin(STATUS_USER_APC);
	add('a');
	add('b');
	queued[0].routine |= 1ULL << 32;
	queued[1].arguments[0] |= 1ULL << 32;
	CHECK(wait_for_one() == STATUS_USER_APC);
	CHECK(taken_count == 2 && told("b"));
}

static NTSTATUS refuse(unsigned long request, unsigned long argument)
{
	(void)argument;
	return request == NTOBJ_IOC_TEST_ALERT ? STATUS_NOT_SUPPORTED :
						 STATUS_USER_APC;
}

static void test_refused(void)
{
	fake_answer(refuse);
	CHECK(NtTestAlert() == STATUS_NOT_SUPPORTED);
	CHECK(wait_for_one() == STATUS_USER_APC);
}

static void test_alerts(void)
{
	begin(STATUS_ACCESS_DENIED);
	CHECK(NtAlertThread(NtCurrentThread()) == STATUS_ACCESS_DENIED);
	CHECK(wait_request == NTOBJ_IOC_ALERT_THREAD);
	CHECK(wait_argument == (unsigned long)-2L);
	CHECK(NtAlertThreadByThreadId((HANDLE)0x123) == STATUS_ACCESS_DENIED);
	CHECK(wait_request == NTOBJ_IOC_ALERT_THREAD_BY_THREAD_ID);
	CHECK(wait_argument == 0x123);
	CHECK(NtYieldExecution() == STATUS_ACCESS_DENIED);
	CHECK(wait_request == NTOBJ_IOC_YIELD_EXECUTION && !wait_argument);
}

static struct ntobj_delay seen;

static NTSTATUS note_delay(unsigned long request, unsigned long argument)
{
	wait_request = request;
	seen = *(struct ntobj_delay *)argument;
	CHECK(!seen.reserved);
	return STATUS_TIMEOUT;
}

static __u64 now(void)
{
	struct timespec time;

	clock_gettime(CLOCK_MONOTONIC, &time);
	return (__u64)time.tv_sec * 1000000000 + (__u64)time.tv_nsec;
}

static void test_delays(void)
{
	LARGE_INTEGER second = { .QuadPart = -10000000 };
	LARGE_INTEGER none = { .QuadPart = 0 };
	LARGE_INTEGER past = { .QuadPart = 1 };
	LARGE_INTEGER forever = { .QuadPart = INT64_MIN };
	/* 2001-09-09T01:46:40Z */
	LARGE_INTEGER date = { .QuadPart = 126444736000000000LL };
	__u64 before;

	fake_answer(note_delay);
	before = now();
	CHECK(NtDelayExecution(FALSE, &second) == STATUS_TIMEOUT);
	CHECK(wait_request == NTOBJ_IOC_DELAY_EXECUTION);
	CHECK(seen.deadline >= before + 1000000000 && !seen.flags);
	CHECK(seen.deadline <= now() + 1000000000);
	NtDelayExecution(TRUE, &date);
	CHECK(seen.deadline == 1000000000000000000ULL);
	CHECK(seen.flags == (NTOBJ_WAIT_ALERTABLE | NTOBJ_WAIT_REALTIME));
	NtDelayExecution(TRUE, &none);
	CHECK(seen.deadline == NTOBJ_WAIT_POLL);
	CHECK(seen.flags == NTOBJ_WAIT_ALERTABLE);
	/* Over at once, and yet no request to let others run. */
	NtDelayExecution(FALSE, &past);
	CHECK(seen.deadline && seen.deadline < now() && !seen.flags);
	NtDelayExecution(FALSE, &forever);
	CHECK(seen.deadline == NTOBJ_WAIT_FOREVER && !seen.flags);
	CHECK(fake_calls() == 5);
	CHECK(NtDelayExecution(FALSE, NULL) == STATUS_ACCESS_VIOLATION);
	CHECK(fake_calls() == 5);
}

static void test_wait_for_alert(void)
{
	LARGE_INTEGER second = { .QuadPart = -10000000 };
	LARGE_INTEGER none = { .QuadPart = 0 };
	__u64 before = now();

	fake_answer(note_delay);
	CHECK(NtWaitForAlertByThreadId(&second, &second) == STATUS_TIMEOUT);
	CHECK(wait_request == NTOBJ_IOC_WAIT_FOR_ALERT_BY_THREAD_ID);
	CHECK(seen.deadline >= before + 1000000000 && !seen.flags);
	NtWaitForAlertByThreadId(NULL, &none);
	CHECK(seen.deadline == NTOBJ_WAIT_POLL && !seen.flags);
	NtWaitForAlertByThreadId(NULL, NULL);
	CHECK(seen.deadline == NTOBJ_WAIT_FOREVER && !seen.flags);
}

int main(void)
{
	test_queue();
	test_waits();
	test_test_alert();
	test_queues_itself();
	test_nesting();
	test_jump();
	test_long_address();
	test_refused();
	test_alerts();
	test_delays();
	test_wait_for_alert();
	return 0;
}
