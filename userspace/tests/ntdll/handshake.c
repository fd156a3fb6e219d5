// SPDX-License-Identifier: LGPL-2.1-or-later OR MIT
/*
 * Two threads hand a number to each other, by two events that they find by
 * name.
 *
 * It prints:
 *
 *	server: 1000 requests
 *	client: 1000 answers, the last one 999000
 */
#define WIN32_NO_STATUS
#include <windows.h>
#undef WIN32_NO_STATUS
#include <ntstatus.h>
#include <winternl.h>
#include <pthread.h>

#include "show.h"

#define ROUNDS	1000

#define REQUEST	L"ntobj_ntdll_request"
#define ANSWER	L"ntobj_ntdll_answer"

typedef struct _SHARED {
	LONG Request;
	LONG Answer;
} SHARED, *PSHARED;

static HANDLE open_base(VOID)
{
	OBJECT_ATTRIBUTES attributes;
	UNICODE_STRING path;
	HANDLE base = NULL;

	RtlInitUnicodeString(&path, L"\\BaseNamedObjects");
	InitializeObjectAttributes(&attributes, &path, OBJ_CASE_INSENSITIVE,
				   NULL, NULL);
	demand("NtOpenDirectoryObject",
	       NtOpenDirectoryObject(&base, DIRECTORY_TRAVERSE |
				     DIRECTORY_CREATE_OBJECT, &attributes));
	return base;
}

/* Whoever comes first creates it. */
static HANDLE event_of(HANDLE base, PCWSTR text)
{
	OBJECT_ATTRIBUTES attributes;
	UNICODE_STRING name;
	HANDLE event = NULL;

	RtlInitUnicodeString(&name, text);
	InitializeObjectAttributes(&attributes, &name, OBJ_OPENIF, base, NULL);
	demand("NtCreateEvent", NtCreateEvent(&event, EVENT_ALL_ACCESS,
					      &attributes,
					      SynchronizationEvent, FALSE));
	return event;
}

static void wait_for(HANDLE event)
{
	LARGE_INTEGER minute;
	NTSTATUS status;

	minute.QuadPart = -60LL * 10000000;
	status = NtWaitForSingleObject(event, FALSE, &minute);
	if (status != STATUS_WAIT_0) {
		show_status("NtWaitForSingleObject", status);
		exit(1);
	}
}

static void *serve(void *context)
{
	PSHARED shared = (PSHARED)context;
	HANDLE base = open_base();
	HANDLE request = event_of(base, REQUEST);
	HANDLE answer = event_of(base, ANSWER);
	ULONG i;

	for (i = 0; i < ROUNDS; i++) {
		wait_for(request);
		shared->Answer = 1000 * shared->Request;
		demand("NtSetEvent", NtSetEvent(answer, NULL));
	}
	NtClose(answer);
	NtClose(request);
	NtClose(base);
	printf("server: %u requests\n", (unsigned int)i);
	return NULL;
}

int main(VOID)
{
	SHARED shared = { 0, 0 };
	HANDLE base = open_base();
	HANDLE request = event_of(base, REQUEST);
	HANDLE answer = event_of(base, ANSWER);
	pthread_t server;
	ULONG i;

	if (pthread_create(&server, NULL, serve, &shared))
		return 1;
	for (i = 0; i < ROUNDS; i++) {
		shared.Request = (LONG)i;
		demand("NtSetEvent", NtSetEvent(request, NULL));
		wait_for(answer);
		if (shared.Answer != (LONG)(1000 * i))
			return 1;
	}
	if (pthread_join(server, NULL))
		return 1;
	printf("client: %u answers, the last one %d\n", (unsigned int)i,
	       (int)shared.Answer);
	NtClose(answer);
	NtClose(request);
	NtClose(base);
	return 0;
}
