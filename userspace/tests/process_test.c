// SPDX-License-Identifier: LGPL-2.1-or-later OR MIT
/*
 * Services of processes and threads, and the handles that stand for the caller.
 */
#include <stdint.h>
#include <string.h>

#include "fake.h"

#define SECOND		1000000000ULL
#define NT_SECOND	10000000LL
#define NT_1970		116444736000000000LL

static unsigned long wanted_request;
static struct ntobj_open_client opened;
static __s32 end_status;
static __u32 end_wait_status;

static NTSTATUS open_succeeds(unsigned long request, unsigned long argument)
{
	struct ntobj_open_client *operands = (void *)argument;

	CHECK(request == wanted_request);
	opened = *operands;
	operands->handle = 0x40;
	return STATUS_SUCCESS;
}

static NTSTATUS open_fails(unsigned long request, unsigned long argument)
{
	struct ntobj_open_client *operands = (void *)argument;

	(void)request;
	operands->handle = 0x40;
	return STATUS_INVALID_CID;
}

typedef NTSTATUS open_function(PHANDLE, ACCESS_MASK, POBJECT_ATTRIBUTES,
			       PCLIENT_ID);

static void check_open(open_function *open, unsigned long request)
{
	CLIENT_ID client = { (HANDLE)1234, (HANDLE)1235 };
	static WCHAR text[] = u"\\Name";
	OBJECT_ATTRIBUTES attributes;
	HANDLE handle = NULL;
	UNICODE_STRING name;

	wanted_request = request;
	fake_answer(open_succeeds);
	/* By numbers NT looks at the flags alone, not even at Length. */
	InitializeObjectAttributes(&attributes, NULL, OBJ_INHERIT,
				   (HANDLE)0x88, NULL);
	attributes.Length = 0;
	CHECK(!open(&handle, SYNCHRONIZE, &attributes, &client));
	CHECK(handle == (HANDLE)0x40);
	CHECK(opened.flags == NTOBJ_OPEN_CLIENT_ID);
	CHECK(opened.process_id == 1234 && opened.thread_id == 1235);
	CHECK(opened.desired_access == SYNCHRONIZE);
	CHECK(opened.attributes.attributes == OBJ_INHERIT);
	CHECK(!opened.attributes.name && !opened.attributes.root_directory);

	RtlInitUnicodeString(&name, text);
	InitializeObjectAttributes(&attributes, &name, 0, NULL, NULL);
	CHECK(!open(&handle, SYNCHRONIZE, &attributes, NULL));
	CHECK(!opened.flags && !opened.process_id && !opened.thread_id);
	CHECK(opened.attributes.name == (uintptr_t)text);
	attributes.Length = 0;
	CHECK(open(&handle, SYNCHRONIZE, &attributes, NULL) ==
	      STATUS_INVALID_PARAMETER);
	CHECK(fake_calls() == 2);
}

static void check_bad_open(open_function *open)
{
	CLIENT_ID client = { (HANDLE)1234, NULL };
	HANDLE handle = (HANDLE)0x99;
	OBJECT_ATTRIBUTES attributes;
	UNICODE_STRING name;

	fake_answer(open_fails);
	RtlInitUnicodeString(&name, u"\\Name");
	InitializeObjectAttributes(&attributes, NULL, 0, NULL, NULL);
	CHECK(open(NULL, 1, &attributes, &client) == STATUS_ACCESS_VIOLATION);
	CHECK(open(&handle, 1, NULL, &client) == STATUS_ACCESS_VIOLATION);
	CHECK(open(&handle, 1, &attributes, NULL) ==
	      STATUS_INVALID_PARAMETER_MIX);
	attributes.ObjectName = &name;
	CHECK(open(&handle, 1, &attributes, &client) ==
	      STATUS_INVALID_PARAMETER_MIX);
	CHECK(!fake_calls());
	attributes.ObjectName = NULL;
	CHECK(open(&handle, 1, &attributes, &client) == STATUS_INVALID_CID);
	CHECK(handle == (HANDLE)0x99);
}

static void answer_times(struct ntobj_query_client *operands)
{
	struct ntobj_times *times = (void *)(uintptr_t)operands->buffer;

	CHECK(operands->length == sizeof(*times));
	times->create_time = 1000 * SECOND;
	times->exit_time = 0;
	times->kernel_time = 250;
	times->user_time = 3 * SECOND;
}

static NTSTATUS query_process(unsigned long request, unsigned long argument)
{
	struct ntobj_query_client *operands = (void *)argument;
	struct ntobj_process_basic_information *basic =
		(void *)(uintptr_t)operands->buffer;

	if (request == NTOBJ_IOC_QUERY_THREAD)
		return STATUS_OBJECT_TYPE_MISMATCH;
	CHECK(request == NTOBJ_IOC_QUERY_PROCESS && !operands->reserved);
	if (operands->handle == 0x99)
		return STATUS_INVALID_HANDLE;
	CHECK(operands->handle == NTOBJ_CURRENT_PROCESS);
	switch (operands->information_class) {
	case NTOBJ_PROCESS_BASIC_INFORMATION:
		CHECK(operands->length == sizeof(*basic));
		basic->process_id = 1234;
		basic->parent_process_id = 1;
		basic->affinity_mask = 3;
		basic->exit_status = end_status;
		basic->wait_status = end_wait_status;
		basic->base_priority = 8;
		basic->threads = 2;
		return STATUS_SUCCESS;
	case NTOBJ_PROCESS_QUOTA_LIMITS:
		memset((void *)(uintptr_t)operands->buffer, 0,
		       sizeof(struct ntobj_quota_limits));
		return STATUS_SUCCESS;
	case NTOBJ_PROCESS_TIMES:
		answer_times(operands);
		return STATUS_SUCCESS;
	default:
		CHECK(operands->information_class == NTOBJ_PROCESS_HANDLE_COUNT);
		CHECK(operands->length == sizeof(__u32));
		*(__u32 *)(uintptr_t)operands->buffer = 7;
		return STATUS_SUCCESS;
	}
}

static NTSTATUS query_thread(unsigned long request, unsigned long argument)
{
	struct ntobj_query_client *operands = (void *)argument;
	struct ntobj_thread_basic_information *basic =
		(void *)(uintptr_t)operands->buffer;

	if (request == NTOBJ_IOC_QUERY_PROCESS)
		return STATUS_OBJECT_TYPE_MISMATCH;
	CHECK(request == NTOBJ_IOC_QUERY_THREAD && !operands->reserved);
	if (operands->handle == 0x99)
		return STATUS_INVALID_HANDLE;
	CHECK(operands->handle == NTOBJ_CURRENT_THREAD);
	if (operands->information_class == NTOBJ_THREAD_TIMES) {
		answer_times(operands);
		return STATUS_SUCCESS;
	}
	CHECK(operands->information_class == NTOBJ_THREAD_BASIC_INFORMATION);
	CHECK(operands->length == sizeof(*basic));
	basic->process_id = 1234;
	basic->thread_id = 1235;
	basic->affinity_mask = 1;
	basic->exit_status = end_status;
	basic->wait_status = end_wait_status;
	basic->base_priority = 8;
	basic->priority = 9;
	return STATUS_SUCCESS;
}

static void check_times(const KERNEL_USER_TIMES *times)
{
	CHECK(times->CreateTime.QuadPart == NT_1970 + 1000 * NT_SECOND);
	CHECK(!times->ExitTime.QuadPart);
	CHECK(times->KernelTime.QuadPart == 2);
	CHECK(times->UserTime.QuadPart == 3 * NT_SECOND);
}

static void test_query_process(void)
{
	HANDLE self = NtCurrentProcess();
	PROCESS_BASIC_INFORMATION basic;
	KERNEL_USER_TIMES times;
	ULONG length = 0;
	ULONG count = 0;

	fake_answer(query_process);
	end_status = STATUS_PENDING;
	memset(&basic, 0xFF, sizeof(basic));
	CHECK(!NtQueryInformationProcess(self, ProcessBasicInformation, &basic,
					 sizeof(basic), &length));
	CHECK(length == sizeof(basic));
	CHECK(basic.ExitStatus == STATUS_PENDING && !basic.PebBaseAddress);
	CHECK(basic.UniqueProcessId == 1234 && basic.AffinityMask == 3);
	CHECK(basic.InheritedFromUniqueProcessId == 1);
	CHECK(basic.BasePriority == 8);

	CHECK(!NtQueryInformationProcess(self, ProcessTimes, &times,
					 sizeof(times), &length));
	CHECK(length == sizeof(times));
	check_times(&times);

	CHECK(!NtQueryInformationProcess(self, ProcessHandleCount, &count,
					 sizeof(count), NULL));
	CHECK(count == 7);
}

static void test_bad_query_process(void)
{
	static const struct {
		PROCESSINFOCLASS class;
		ULONG length;
	} classes[] = {
		{ ProcessBasicInformation, sizeof(PROCESS_BASIC_INFORMATION) },
		{ ProcessTimes, sizeof(KERNEL_USER_TIMES) },
		{ ProcessQuotaLimits, sizeof(QUOTA_LIMITS) },
		{ ProcessHandleCount, sizeof(ULONG) },
	};
	HANDLE self = NtCurrentProcess();
	char buffer[64];
	ULONG length;
	size_t i;

	fake_answer(query_process);
	for (i = 0; i < sizeof(classes) / sizeof(*classes); i++) {
		length = 0;
		CHECK(NtQueryInformationProcess(NULL, classes[i].class, NULL, 0,
						&length) ==
		      STATUS_INFO_LENGTH_MISMATCH);
		CHECK(length == classes[i].length);
		CHECK(NtQueryInformationProcess(self, classes[i].class, buffer,
						classes[i].length + 1, NULL) ==
		      STATUS_INFO_LENGTH_MISMATCH);
		length = 0;
		CHECK(NtQueryInformationProcess((HANDLE)0x99, classes[i].class,
						NULL, classes[i].length,
						&length) ==
		      STATUS_INVALID_HANDLE);
		CHECK(NtQueryInformationProcess(self, classes[i].class, NULL,
						classes[i].length, &length) ==
		      STATUS_ACCESS_VIOLATION);
		CHECK(!length);
	}
	CHECK(NtQueryInformationProcess(self, (PROCESSINFOCLASS)999, buffer, 4,
					&length) == STATUS_INVALID_INFO_CLASS);
}

static void test_query_thread(void)
{
	HANDLE self = NtCurrentThread();
	THREAD_BASIC_INFORMATION basic;
	KERNEL_USER_TIMES times;
	ULONG length = 0;

	fake_answer(query_thread);
	end_status = 42;
	memset(&basic, 0xFF, sizeof(basic));
	CHECK(!NtQueryInformationThread(self, ThreadBasicInformation, &basic,
					sizeof(basic), &length));
	CHECK(length == sizeof(basic));
	CHECK(basic.ExitStatus == 42 && !basic.TebBaseAddress);
	CHECK(basic.ClientId.UniqueProcess == (HANDLE)1234);
	CHECK(basic.ClientId.UniqueThread == (HANDLE)1235);
	CHECK(basic.AffinityMask == 1);
	CHECK(basic.Priority == 9 && basic.BasePriority == 8);

	CHECK(!NtQueryInformationThread(self, ThreadTimes, &times,
					sizeof(times), NULL));
	check_times(&times);

	CHECK(NtQueryInformationThread(self, ThreadTimes, &times, 8, &length) ==
	      STATUS_INFO_LENGTH_MISMATCH);
	CHECK(length == sizeof(times));
	CHECK(NtQueryInformationThread((HANDLE)0x99, ThreadBasicInformation,
				       NULL, sizeof(basic), &length) ==
	      STATUS_INVALID_HANDLE);
	CHECK(NtQueryInformationThread(self, ThreadBasicInformation, NULL,
				       sizeof(basic), &length) ==
	      STATUS_ACCESS_VIOLATION);
	CHECK(NtQueryInformationThread(self, (THREADINFOCLASS)99, &times, 8,
				       &length) == STATUS_INVALID_INFO_CLASS);
}

static void check_wait_status(HANDLE handle)
{
	int status = -1;

	end_status = STATUS_PENDING;
	end_wait_status = 0;
	CHECK(ntobj_query_wait_status(handle, &status) == STATUS_PENDING);
	CHECK(status == -1);
	/* What was terminated with that status has ended all the same. */
	end_wait_status = 9;
	CHECK(!ntobj_query_wait_status(handle, &status) && status == 9);
	end_status = 0;
	end_wait_status = 0;
	CHECK(!ntobj_query_wait_status(handle, &status) && !status);
	end_status = 3;
	end_wait_status = 0x300;
	CHECK(!ntobj_query_wait_status(handle, &status) && status == 0x300);
	CHECK(ntobj_query_wait_status(handle, NULL) == STATUS_ACCESS_VIOLATION);
	CHECK(ntobj_query_wait_status((HANDLE)0x99, &status) ==
	      STATUS_INVALID_HANDLE);
}

static NTSTATUS terminate(unsigned long request, unsigned long argument)
{
	struct ntobj_terminate_process *operands = (void *)argument;

	CHECK(request == NTOBJ_IOC_TERMINATE_PROCESS && !operands->reserved);
	CHECK(operands->exit_status == STATUS_ACCESS_VIOLATION);
	CHECK(operands->handle == 0x10);
	return STATUS_PROCESS_IS_TERMINATING;
}

static struct ntobj_quota_limits quota;

static NTSTATUS keep_quota(unsigned long request, unsigned long argument)
{
	struct ntobj_query_client *query = (void *)argument;
	struct ntobj_set_process *set = (void *)argument;

	if (request == NTOBJ_IOC_QUERY_PROCESS) {
		CHECK(query->information_class == NTOBJ_PROCESS_QUOTA_LIMITS);
		CHECK(query->length == sizeof(quota));
		memcpy((void *)(uintptr_t)query->buffer, &quota, sizeof(quota));
		return STATUS_SUCCESS;
	}
	CHECK(request == NTOBJ_IOC_SET_PROCESS);
	CHECK(set->information_class == NTOBJ_PROCESS_QUOTA_LIMITS);
	CHECK(set->length == sizeof(quota) && set->handle == 0x10);
	memcpy(&quota, (void *)(uintptr_t)set->buffer, sizeof(quota));
	return STATUS_SUCCESS;
}

static void test_quota(void)
{
	HANDLE process = (HANDLE)0x10;
	struct ntobj_quota_limits answer;
	QUOTA_LIMITS limits;
	ULONG length;

	fake_answer(keep_quota);
	memset(&limits, 0, sizeof(limits));
	limits.PagedPoolLimit = 1000;
	limits.PagefileLimit = ~(SIZE_T)0;
	memset(&quota, 0xFF, sizeof(quota));
	CHECK(!NtSetInformationProcess(process, ProcessQuotaLimits, &limits,
				       sizeof(limits)));
	CHECK(quota.paged_limit == 1000 && !quota.non_paged_limit);
	CHECK(!quota.paging_file_limit && !quota.paged_usage);
	quota.paged_usage = 77;
	memset(&limits, 0xFF, sizeof(limits));
	CHECK(!NtQueryInformationProcess(process, ProcessQuotaLimits, &limits,
					 sizeof(limits), &length));
	CHECK(length == sizeof(limits) && limits.PagedPoolLimit == 1000);
	CHECK(limits.NonPagedPoolLimit == ~(SIZE_T)0);
	CHECK(limits.PagefileLimit == ~(SIZE_T)0);
	CHECK(!limits.MinimumWorkingSetSize && !limits.MaximumWorkingSetSize);
	CHECK(!limits.TimeLimit.QuadPart);
	CHECK(!ntobj_query_quota(process, &answer));
	CHECK(answer.paged_limit == 1000 && answer.paged_usage == 77);
	CHECK(ntobj_query_quota(process, NULL) == STATUS_ACCESS_VIOLATION);
	/* More than fits is no limit, on 32 bits. */
	quota.paged_limit = 1ULL << 40;
	CHECK(!NtQueryInformationProcess(process, ProcessQuotaLimits, &limits,
					 sizeof(limits), NULL));
	CHECK(limits.PagedPoolLimit ==
	      (sizeof(SIZE_T) == 8 ? (SIZE_T)quota.paged_limit : ~(SIZE_T)0));
	limits.MaximumWorkingSetSize = 1;
	CHECK(NtSetInformationProcess(process, ProcessQuotaLimits, &limits,
				      sizeof(limits)) == STATUS_NOT_SUPPORTED);
	CHECK(NtSetInformationProcess(process, ProcessQuotaLimits, NULL,
				      sizeof(limits)) == STATUS_ACCESS_VIOLATION);
	CHECK(NtSetInformationProcess(process, ProcessQuotaLimits, &limits,
				      sizeof(limits) - 1) ==
	      STATUS_INFO_LENGTH_MISMATCH);
	CHECK(NtSetInformationProcess(process, ProcessTimes, &limits,
				      sizeof(limits)) ==
	      STATUS_INVALID_INFO_CLASS);
}

static unsigned long last_argument;
static __u64 last_handle;

static NTSTATUS note(unsigned long request, unsigned long argument)
{
	last_argument = argument;
	if (request != NTOBJ_IOC_CLOSE)
		last_handle = *(__u64 *)argument;
	return STATUS_SUCCESS;
}

/* The kernel wants 64 bits with the sign; of a handle alone it makes them. */
static void test_pseudo_handles(void)
{
	OBJECT_HANDLE_FLAG_INFORMATION flags;
	LARGE_INTEGER now = { .QuadPart = 0 };

	CHECK(NtCurrentProcess() == (HANDLE)(intptr_t)-1);
	CHECK(NtCurrentThread() == (HANDLE)(intptr_t)-2);
	fake_answer(note);
	CHECK(!NtClose(NtCurrentProcess()));
	CHECK((__s64)(long)last_argument == -1);
	CHECK(!NtWaitForSingleObject(NtCurrentThread(), FALSE, &now));
	CHECK(last_handle == NTOBJ_CURRENT_THREAD);
	CHECK(!NtQueryObject(NtCurrentProcess(), ObjectHandleFlagInformation,
			     &flags, sizeof(flags), NULL));
	CHECK(last_handle == NTOBJ_CURRENT_PROCESS);
	CHECK(!NtTerminateProcess(NtCurrentProcess(), 1));
	CHECK(last_handle == NTOBJ_CURRENT_PROCESS);
}

int main(void)
{
	check_open(NtOpenProcess, NTOBJ_IOC_OPEN_PROCESS);
	check_open(NtOpenThread, NTOBJ_IOC_OPEN_THREAD);
	check_bad_open(NtOpenProcess);
	check_bad_open(NtOpenThread);
	test_query_process();
	test_bad_query_process();
	test_quota();
	test_query_thread();

	fake_answer(query_process);
	check_wait_status(NtCurrentProcess());
	fake_answer(query_thread);
	check_wait_status(NtCurrentThread());
	fake_answer(terminate);
	CHECK(NtTerminateProcess((HANDLE)0x10, STATUS_ACCESS_VIOLATION) ==
	      STATUS_PROCESS_IS_TERMINATING);
	test_pseudo_handles();
	return 0;
}
