// SPDX-License-Identifier: LGPL-2.1-or-later OR MIT
/*
 * Handle tracing of processes.
 */
#include <stdlib.h>

#include "internal.h"

#if UINTPTR_MAX > UINT32_MAX
_Static_assert(sizeof(PROCESS_HANDLE_TRACING_ENTRY) == 0xA0, "as NT has it");
_Static_assert(sizeof(PROCESS_HANDLE_TRACING_QUERY) == 0xB0, "as NT has it");
#else
_Static_assert(sizeof(PROCESS_HANDLE_TRACING_ENTRY) == 0x50, "as NT has it");
_Static_assert(sizeof(PROCESS_HANDLE_TRACING_QUERY) == 0x58, "as NT has it");
#endif

/* Reads the latest traces of a handle, or of all, as many as there is room for. */
static NTSTATUS read_traces(HANDLE process, __u64 handle, __u32 room,
			    struct ntobj_handle_traces *traces)
{
	traces->handle = handle;
	traces->reserved = 0;
	return ntobj_query_client(NTOBJ_IOC_QUERY_PROCESS, process,
				  NTOBJ_PROCESS_HANDLE_TRACING, traces,
				  (__u32)(sizeof(*traces) +
					  room * sizeof(traces->traces[0])));
}

/* All that there are, for free(3). */
static NTSTATUS read_all(HANDLE process, __u64 handle,
			 struct ntobj_handle_traces **result)
{
	struct ntobj_handle_traces header, *traces;
	NTSTATUS status;
	__u64 room;

	status = read_traces(process, handle, 0, &header);
	if (!NT_SUCCESS(status))
		return status;
	room = header.total < NTOBJ_HANDLE_TRACE_SLOTS_MAX ?
	       header.total : NTOBJ_HANDLE_TRACE_SLOTS_MAX;
	traces = ntobj_allocate(sizeof(*traces) +
				room * sizeof(traces->traces[0]));
	if (!traces)
		return STATUS_INSUFFICIENT_RESOURCES;
	status = read_traces(process, handle, (__u32)room, traces);
	if (NT_SUCCESS(status))
		*result = traces;
	else
		free(traces);
	return status;
}

static void convert(const struct ntobj_handle_trace *trace,
		    PROCESS_HANDLE_TRACING_ENTRY *entry)
{
	ULONG i;

	entry->Handle = (HANDLE)(ULONG_PTR)trace->handle;
	entry->ClientId.UniqueProcess = (HANDLE)(ULONG_PTR)trace->process_id;
	entry->ClientId.UniqueThread = (HANDLE)(ULONG_PTR)trace->thread_id;
	entry->Type = trace->kind;
	for (i = 0; i < PROCESS_HANDLE_TRACING_MAX_STACKS; i++)
		entry->Stacks[i] = (PVOID)(ULONG_PTR)trace->stack[i];
}

/* The latest one first, as NT has them. */
static ULONG convert_all(const struct ntobj_handle_traces *traces, ULONG room,
			 PROCESS_HANDLE_TRACING_QUERY *query)
{
	ULONG i;

	for (i = 0; i < traces->count && i < room; i++)
		convert(&traces->traces[traces->count - 1 - i],
			&query->HandleTrace[i]);
	query->TotalTraces = traces->count;
	return i;
}

static ULONG bytes_of(ULONG traces)
{
	ULONG bytes = (ULONG)(offsetof(PROCESS_HANDLE_TRACING_QUERY, HandleTrace) +
			      traces * sizeof(PROCESS_HANDLE_TRACING_ENTRY));

	return bytes < sizeof(PROCESS_HANDLE_TRACING_QUERY) ?
	       (ULONG)sizeof(PROCESS_HANDLE_TRACING_QUERY) : bytes;
}

/* NtQueryInformationProcess() with ProcessHandleTracing. */
NTSTATUS ntobj_query_handle_tracing(HANDLE process,
				    PROCESS_HANDLE_TRACING_QUERY *query,
				    ULONG length, ULONG *return_length)
{
	struct ntobj_handle_traces *traces;
	NTSTATUS status;
	ULONG room;

	if (return_length)
		*return_length = sizeof(*query);
	if (length < sizeof(*query))
		return STATUS_INFO_LENGTH_MISMATCH;
	if (!query)
		return STATUS_ACCESS_VIOLATION;
	status = read_all(process, ntobj_from_handle(query->Handle), &traces);
	if (!NT_SUCCESS(status))
		return status;
	room = (ULONG)((length - offsetof(PROCESS_HANDLE_TRACING_QUERY, HandleTrace)) /
		       sizeof(query->HandleTrace[0]));
	if (convert_all(traces, room, query) < traces->count)
		status = STATUS_INFO_LENGTH_MISMATCH;
	if (return_length)
		*return_length = bytes_of(traces->count);
	free(traces);
	return status;
}

static NTSTATUS set_process(HANDLE process, __u32 class, const void *buffer,
			    __u32 length)
{
	struct ntobj_set_process operands = {
		.handle = ntobj_from_handle(process),
		.buffer = ntobj_from_pointer(buffer),
		.information_class = class,
		.length = length,
	};

	return ntobj_call(NTOBJ_IOC_SET_PROCESS, &operands);
}

/* NtSetInformationProcess() with ProcessHandleTracing. */
NTSTATUS ntobj_set_handle_tracing(HANDLE process, const void *information,
				  ULONG length)
{
	struct ntobj_handle_tracing tracing = {};

	if (!length)
		return set_process(process, NTOBJ_PROCESS_HANDLE_TRACING, NULL, 0);
	if (length != sizeof(PROCESS_HANDLE_TRACING_ENABLE) &&
	    length != sizeof(PROCESS_HANDLE_TRACING_ENABLE_EX))
		return STATUS_INFO_LENGTH_MISMATCH;
	if (!information)
		return STATUS_ACCESS_VIOLATION;
	tracing.flags = ((const PROCESS_HANDLE_TRACING_ENABLE *)information)->Flags;
	if (length == sizeof(PROCESS_HANDLE_TRACING_ENABLE_EX))
		tracing.slots = ((const PROCESS_HANDLE_TRACING_ENABLE_EX *)
				 information)->TotalSlots;
	return set_process(process, NTOBJ_PROCESS_HANDLE_TRACING, &tracing,
			   sizeof(tracing));
}
