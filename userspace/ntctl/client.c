// SPDX-License-Identifier: GPL-2.0
/*
 * Processes and threads: what opens them by their numbers, and how they ended.
 */
#include <limits.h>
#include <stdint.h>
#include <stdio.h>
#include <string.h>
#include <sys/wait.h>

#include "client.h"
#include "fields.h"

/* Statuses below are numbers that programs pass to exit(3), too. */
#define FIRST_NAMED_STATUS	0x40000000U

/* Returns whether it is a number that a process or a thread can have. */
bool parse_id(const char *text, int *id)
{
	__u64 value;

	if (!parse_number(text, INT_MAX, &value) || !value)
		return false;
	*id = (int)value;
	return true;
}

/* @kind: KIND_PROCESS or KIND_THREAD */
NTSTATUS open_client(enum object_kind kind, int id, ACCESS_MASK access,
		     HANDLE *handle)
{
	OBJECT_ATTRIBUTES attributes;
	CLIENT_ID client = { NULL, NULL };

	InitializeObjectAttributes(&attributes, NULL, 0, NULL, NULL);
	if (kind == KIND_THREAD) {
		client.UniqueThread = (HANDLE)(uintptr_t)id;
		return NtOpenThread(handle, access, &attributes, &client);
	}
	client.UniqueProcess = (HANDLE)(uintptr_t)id;
	return NtOpenProcess(handle, access, &attributes, &client);
}

static NTSTATUS query_exit_status(HANDLE handle, NTSTATUS *exit_status)
{
	PROCESS_BASIC_INFORMATION process;
	THREAD_BASIC_INFORMATION thread;
	NTSTATUS status;

	status = NtQueryInformationProcess(handle, ProcessBasicInformation,
					   &process, sizeof(process), NULL);
	if (NT_SUCCESS(status))
		*exit_status = process.ExitStatus;
	if (status != STATUS_OBJECT_TYPE_MISMATCH)
		return status;
	status = NtQueryInformationThread(handle, ThreadBasicInformation,
					  &thread, sizeof(thread), NULL);
	if (NT_SUCCESS(status))
		*exit_status = thread.ExitStatus;
	return status;
}

/*
 * Returns whether there is an end to tell: of an object of another type there
 * is not, nor with a handle that does not allow to ask.
 */
bool query_end(HANDLE handle, struct client_end *end)
{
	return ntobj_query_wait_status(handle, &end->wait_status) ==
		       STATUS_SUCCESS &&
	       NT_SUCCESS(query_exit_status(handle, &end->exit_status));
}

/* NULL if it is no more than a number. */
static const char *name_of(const struct client_end *end)
{
	if ((ULONG)end->exit_status < FIRST_NAMED_STATUS)
		return NULL;
	return ntobj_status_name(end->exit_status);
}

void format_end(const struct client_end *end, char text[MOST_END_TEXT])
{
	const char *name = name_of(end);
	const char *signal = NULL;

	if (WIFSIGNALED(end->wait_status))
		signal = sigabbrev_np(WTERMSIG(end->wait_status));
	snprintf(text, MOST_END_TEXT, "0x%08X%s%s%s%s",
		 (unsigned int)end->exit_status, name ? ", " : "",
		 name ? name : "", signal ? ", SIG" : "",
		 signal ? signal : "");
}

void add_end(json_t *document, const struct client_end *end)
{
	const char *name = name_of(end);

	json_object_set_new(document, "exit_status",
			    json_integer((ULONG)end->exit_status));
	if (name)
		json_object_set_new(document, "exit_status_name",
				    json_string(name));
	json_object_set_new(document, "wait_status",
			    json_integer(end->wait_status));
}
