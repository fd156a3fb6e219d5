// SPDX-License-Identifier: GPL-2.0
/*
 * What processes and threads tell of themselves.
 */
#include <stdint.h>
#include <stdio.h>
#include <string.h>

#include "client.h"
#include "nt_time.h"

NTSTATUS query_process(HANDLE handle, struct client_facts *facts)
{
	PROCESS_BASIC_INFORMATION basic;
	NTSTATUS status;

	memset(facts, 0, sizeof(*facts));
	status = NtQueryInformationProcess(handle, ProcessBasicInformation,
					   &basic, sizeof(basic), NULL);
	if (!NT_SUCCESS(status))
		return status;
	facts->process = basic.UniqueProcessId;
	facts->parent = basic.InheritedFromUniqueProcessId;
	facts->base_priority = basic.BasePriority;
	facts->affinity = basic.AffinityMask;
	status = NtQueryInformationProcess(handle, ProcessHandleCount,
					   &facts->open_handles,
					   sizeof(facts->open_handles), NULL);
	if (!NT_SUCCESS(status))
		return status;
	facts->has_ended = query_end(handle, &facts->end);
	return NtQueryInformationProcess(handle, ProcessTimes, &facts->times,
					 sizeof(facts->times), NULL);
}

NTSTATUS query_thread(HANDLE handle, struct client_facts *facts)
{
	THREAD_BASIC_INFORMATION basic;
	NTSTATUS status;

	memset(facts, 0, sizeof(*facts));
	status = NtQueryInformationThread(handle, ThreadBasicInformation,
					  &basic, sizeof(basic), NULL);
	if (!NT_SUCCESS(status))
		return status;
	facts->process = (uintptr_t)basic.ClientId.UniqueProcess;
	facts->thread = (uintptr_t)basic.ClientId.UniqueThread;
	facts->base_priority = basic.BasePriority;
	facts->priority = basic.Priority;
	facts->affinity = basic.AffinityMask;
	facts->has_ended = query_end(handle, &facts->end);
	return NtQueryInformationThread(handle, ThreadTimes, &facts->times,
					sizeof(facts->times), NULL);
}

/* In place of a path */
void print_client_name(const struct client_facts *facts)
{
	if (facts->thread)
		printf("%10s: %llu\n", "Thread", facts->thread);
	printf("%10s: %llu\n", "Process", facts->process);
	if (!facts->thread)
		printf("%10s: %llu\n", "Parent", facts->parent);
}

static void print_time(const char *label, LARGE_INTEGER time)
{
	char text[64];

	format_time(time, text, sizeof(text));
	printf("%10s: %s\n", label, text);
}

static void print_duration(const char *label, LARGE_INTEGER duration)
{
	printf("%10s: %lld.%07lld s\n", label,
	       (long long)(duration.QuadPart / UNITS_A_SECOND),
	       (long long)(duration.QuadPart % UNITS_A_SECOND));
}

void print_client(const struct client_facts *facts)
{
	char text[MOST_END_TEXT];

	if (!facts->thread)
		printf("%10s: %u handles\n", "Holds", facts->open_handles);
	if (facts->has_ended) {
		format_end(&facts->end, text);
		printf("%10s: ended with %s\n", "State", text);
	} else {
		printf("%10s: alive\n", "State");
		if (facts->thread)
			printf("%10s: %d, base %d\n", "Priority",
			       facts->priority, facts->base_priority);
		else
			printf("%10s: base %d\n", "Priority",
			       facts->base_priority);
		printf("%10s: 0x%llx\n", "Affinity", facts->affinity);
	}
	print_time("Created", facts->times.CreateTime);
	if (facts->has_ended)
		print_time("Ended", facts->times.ExitTime);
	print_duration("Kernel", facts->times.KernelTime);
	print_duration("User", facts->times.UserTime);
}

static void add_time(json_t *document, const char *name, LARGE_INTEGER time)
{
	char text[64];

	format_time(time, text, sizeof(text));
	json_object_set_new(document, name, json_string(text));
}

void add_client(json_t *document, const struct client_facts *facts)
{
	json_object_set_new(document, "process",
			    json_integer((json_int_t)facts->process));
	if (facts->thread) {
		json_object_set_new(document, "thread",
				    json_integer((json_int_t)facts->thread));
	} else {
		json_object_set_new(document, "parent",
				    json_integer((json_int_t)facts->parent));
		json_object_set_new(document, "open_handles",
				    json_integer(facts->open_handles));
	}
	json_object_set_new(document, "alive",
			    json_boolean(!facts->has_ended));
	if (facts->has_ended) {
		add_end(document, &facts->end);
		add_time(document, "ended", facts->times.ExitTime);
	} else {
		json_object_set_new(document, "base_priority",
				    json_integer(facts->base_priority));
		if (facts->thread)
			json_object_set_new(document, "priority",
					    json_integer(facts->priority));
		json_object_set_new(document, "affinity",
				    json_sprintf("0x%llx", facts->affinity));
	}
	add_time(document, "created", facts->times.CreateTime);
	json_object_set_new(document, "kernel_time",
			    json_integer(facts->times.KernelTime.QuadPart));
	json_object_set_new(document, "user_time",
			    json_integer(facts->times.UserTime.QuadPart));
}
