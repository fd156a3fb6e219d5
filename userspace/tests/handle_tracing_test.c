// SPDX-License-Identifier: LGPL-2.1-or-later OR MIT
/*
 * Handle tracing in NT's layouts.
 */
#include <stddef.h>
#include <stdint.h>
#include <string.h>

#include "fake.h"

#define TRACES	3

static struct ntobj_set_process set;
static struct ntobj_handle_tracing tracing;

static NTSTATUS record_set(unsigned long request, unsigned long argument)
{
	set = *(struct ntobj_set_process *)argument;
	CHECK(request == NTOBJ_IOC_SET_PROCESS);
	if (set.length)
		tracing = *(struct ntobj_handle_tracing *)(uintptr_t)set.buffer;
	return STATUS_SUCCESS;
}

static void test_set(void)
{
	PROCESS_HANDLE_TRACING_ENABLE_EX enable = { 0, 512 };
	HANDLE self = NtCurrentProcess();

	fake_answer(record_set);
	CHECK(!NtSetInformationProcess(self, ProcessHandleTracing, &enable,
				       sizeof(enable)));
	CHECK(set.handle == NTOBJ_CURRENT_PROCESS);
	CHECK(set.information_class == NTOBJ_PROCESS_HANDLE_TRACING);
	CHECK(set.length == sizeof(tracing));
	CHECK(!tracing.flags && tracing.slots == 512);
	enable.Flags = 7;
	CHECK(!NtSetInformationProcess(self, ProcessHandleTracing, &enable,
				       sizeof(PROCESS_HANDLE_TRACING_ENABLE)));
	CHECK(tracing.flags == 7 && !tracing.slots);
	CHECK(!NtSetInformationProcess(self, ProcessHandleTracing, NULL, 0));
	CHECK(!set.length && !set.buffer);

	CHECK(NtSetInformationProcess(self, ProcessHandleTracing, &enable, 5) ==
	      STATUS_INFO_LENGTH_MISMATCH);
	CHECK(NtSetInformationProcess(self, ProcessHandleTracing, NULL, 8) ==
	      STATUS_ACCESS_VIOLATION);
	CHECK(NtSetInformationProcess(self, ProcessTimes, &enable, 8) ==
	      STATUS_INVALID_INFO_CLASS);
}

static NTSTATUS answer_query(unsigned long request, unsigned long argument)
{
	struct ntobj_query_client *operands = (void *)argument;
	struct ntobj_handle_traces *traces = (void *)(uintptr_t)operands->buffer;
	__u32 room = (operands->length - sizeof(*traces)) / sizeof(traces->traces[0]);
	__u32 i;

	CHECK(request == NTOBJ_IOC_QUERY_PROCESS && !operands->reserved);
	CHECK(operands->information_class == NTOBJ_PROCESS_HANDLE_TRACING);
	CHECK(traces->handle == 0x44 && !traces->reserved);
	traces->total = TRACES + 100;
	traces->count = room < TRACES ? room : TRACES;
	memset(traces->traces, 0, traces->count * sizeof(traces->traces[0]));
	for (i = 0; i < traces->count; i++) {
		traces->traces[i].handle = 0x44;
		traces->traces[i].process_id = 1234;
		traces->traces[i].thread_id = 1235 + i;
		traces->traces[i].kind = 1 + i;
		traces->traces[i].depth = 2;
		traces->traces[i].stack[1] = 0x401000 + i;
	}
	return STATUS_SUCCESS;
}

static void test_query(void)
{
	struct {
		PROCESS_HANDLE_TRACING_QUERY query;
		PROCESS_HANDLE_TRACING_ENTRY more[TRACES - 1];
	} buffer;
	const PROCESS_HANDLE_TRACING_ENTRY *entry;
	HANDLE self = NtCurrentProcess();
	ULONG length = 0;
	ULONG i;

	fake_answer(answer_query);
	memset(&buffer, 0xFF, sizeof(buffer));
	entry = buffer.query.HandleTrace;
	buffer.query.Handle = (HANDLE)0x44;
	CHECK(!NtQueryInformationProcess(self, ProcessHandleTracing, &buffer,
					 sizeof(buffer), &length));
	CHECK(length == sizeof(buffer) && buffer.query.TotalTraces == TRACES);
	for (i = 0; i < TRACES; i++) {
		/* The latest one comes first. */
		CHECK(entry[i].Handle == (HANDLE)0x44);
		CHECK(entry[i].ClientId.UniqueProcess == (HANDLE)1234);
		CHECK(entry[i].ClientId.UniqueThread ==
		      (HANDLE)(uintptr_t)(1235 + TRACES - 1 - i));
		CHECK(entry[i].Type == TRACES - i);
		CHECK(entry[i].Stacks[1] ==
		      (PVOID)(uintptr_t)(0x401000 + TRACES - 1 - i));
		CHECK(!entry[i].Stacks[0] && !entry[i].Stacks[15]);
	}

	memset(buffer.more, 0xFF, sizeof(buffer.more));
	CHECK(NtQueryInformationProcess(self, ProcessHandleTracing, &buffer,
					sizeof(buffer.query), &length) ==
	      STATUS_INFO_LENGTH_MISMATCH);
	CHECK(length == sizeof(buffer) && buffer.query.TotalTraces == TRACES);
	CHECK(entry[0].Type == TRACES && entry[1].Type == 0xFFFFFFFF);
	CHECK(NtQueryInformationProcess(self, ProcessHandleTracing, &buffer,
					sizeof(buffer.query) - 1, &length) ==
	      STATUS_INFO_LENGTH_MISMATCH);
	CHECK(length == sizeof(buffer.query));
	CHECK(NtQueryInformationProcess(self, ProcessHandleTracing, NULL,
					sizeof(buffer.query), NULL) ==
	      STATUS_ACCESS_VIOLATION);
}

int main(void)
{
	test_set();
	test_query();
	return 0;
}
