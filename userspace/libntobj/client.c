// SPDX-License-Identifier: LGPL-2.1-or-later OR MIT
/*
 * What processes and threads have in common: they are opened by their numbers,
 * and end.
 */
#include "internal.h"

static void set_ids(struct ntobj_open_client *operands, const CLIENT_ID *client)
{
	operands->flags = NTOBJ_OPEN_CLIENT_ID;
	operands->process_id = ntobj_from_pointer(client->UniqueProcess);
	operands->thread_id = ntobj_from_pointer(client->UniqueThread);
}

/*
 * Open what the numbers say, or else what has the name. NT reads no more than
 * the flags of the attributes when it goes by numbers, not even their Length.
 */
NTSTATUS ntobj_open_client(unsigned long request, PHANDLE handle,
			   ACCESS_MASK access,
			   const OBJECT_ATTRIBUTES *attributes,
			   const CLIENT_ID *client)
{
	struct ntobj_open_client operands = { .desired_access = access };
	NTSTATUS status;

	if (!handle || !attributes)
		return STATUS_ACCESS_VIOLATION;
	if (!client == !attributes->ObjectName)
		return STATUS_INVALID_PARAMETER_MIX;
	if (client) {
		operands.attributes.attributes = attributes->Attributes;
		set_ids(&operands, client);
	} else {
		status = ntobj_capture_attributes(attributes,
						  &operands.attributes);
		if (!NT_SUCCESS(status))
			return status;
	}

	status = ntobj_call(request, &operands);
	ntobj_release_attributes(&operands.attributes);
	if (NT_SUCCESS(status))
		*handle = ntobj_to_handle(operands.handle);
	return status;
}

/* Read the kernel's answer, which has exactly that length. */
NTSTATUS ntobj_query_client(unsigned long request, HANDLE handle, __u32 class,
			    void *answer, __u32 length)
{
	struct ntobj_query_client operands = {
		.handle = ntobj_from_handle(handle),
		.buffer = ntobj_from_pointer(answer),
		.information_class = class,
		.length = length,
	};

	return ntobj_call(request, &operands);
}

NTSTATUS ntobj_query_times(unsigned long request, HANDLE handle, __u32 class,
			   KERNEL_USER_TIMES *times)
{
	struct ntobj_times answer;
	NTSTATUS status;

	status = ntobj_query_client(request, handle, class, &answer,
				    sizeof(answer));
	if (!NT_SUCCESS(status))
		return status;
	if (!times)
		return STATUS_ACCESS_VIOLATION;

	times->CreateTime.QuadPart = ntobj_to_nt_time(answer.create_time);
	times->ExitTime.QuadPart = ntobj_to_nt_time(answer.exit_time);
	times->KernelTime.QuadPart = (LONGLONG)(answer.kernel_time /
						NANOSECONDS_PER_UNIT);
	times->UserTime.QuadPart = (LONGLONG)(answer.user_time /
					      NANOSECONDS_PER_UNIT);
	return status;
}

/* Both are numbers of 32 bits, one of them with a sign. */
static NTSTATUS read_end(HANDLE handle, NTSTATUS *exit_status,
			 __u32 *wait_status)
{
	struct ntobj_process_basic_information process;
	struct ntobj_thread_basic_information thread;
	NTSTATUS status;

	status = ntobj_query_client(NTOBJ_IOC_QUERY_PROCESS, handle,
				    NTOBJ_PROCESS_BASIC_INFORMATION, &process,
				    sizeof(process));
	if (NT_SUCCESS(status)) {
		*exit_status = process.exit_status;
		*wait_status = process.wait_status;
	}
	if (status != STATUS_OBJECT_TYPE_MISMATCH)
		return status;

	status = ntobj_query_client(NTOBJ_IOC_QUERY_THREAD, handle,
				    NTOBJ_THREAD_BASIC_INFORMATION, &thread,
				    sizeof(thread));
	if (NT_SUCCESS(status)) {
		*exit_status = thread.exit_status;
		*wait_status = thread.wait_status;
	}
	return status;
}

/**
 * ntobj_query_wait_status() - tell how Linux has it that something ended
 * @handle: a process or a thread, with PROCESS_QUERY_LIMITED_INFORMATION or
 *	THREAD_QUERY_LIMITED_INFORMATION
 * @wait_status: out, what waitpid(2) tells, for WIFEXITED() and the like
 *
 * Unlike waitpid(2) this is for any process and not for children alone, can be
 * asked again and again, and does not wait: NtWaitForSingleObject() does.
 *
 * Origin: ntobj's own.
 * Context: Does not wait for others. Any thread; safe in signal handlers.
 * Return: STATUS_SUCCESS; STATUS_PENDING, which is success too: it has not
 * ended, and @wait_status is unchanged; STATUS_ACCESS_VIOLATION: no pointer;
 * STATUS_INVALID_HANDLE; STATUS_OBJECT_TYPE_MISMATCH: neither of the two;
 * STATUS_ACCESS_DENIED; and what any service can return, see libntobj(3).
 */
NTSTATUS ntobj_query_wait_status(HANDLE handle, int *wait_status)
{
	NTSTATUS exit_status;
	NTSTATUS status;
	__u32 value;

	status = read_end(handle, &exit_status, &value);
	if (!NT_SUCCESS(status))
		return status;
	if (!wait_status)
		return STATUS_ACCESS_VIOLATION;
	/* A process can be terminated with that status; Linux has a signal. */
	if (exit_status == STATUS_PENDING && !value)
		return STATUS_PENDING;
	*wait_status = (int)value;
	return STATUS_SUCCESS;
}
