// SPDX-License-Identifier: GPL-2.0
/*
 * The directory that programs for Win32 name their objects in: each session has
 * one of its own, and session 0, which all others see by Global\, the first.
 */
#include <stdio.h>

#include "base_names.h"

NTSTATUS query_session(HANDLE process, ULONG *session)
{
	PROCESS_SESSION_INFORMATION information;
	NTSTATUS status;

	status = NtQueryInformationProcess(process, ProcessSessionInformation,
					   &information, sizeof(information),
					   NULL);
	if (NT_SUCCESS(status))
		*session = information.SessionId;
	return status;
}

/* The path is terminated. */
void base_names_of(ULONG session, WCHAR path[MOST_BASE_NAMES])
{
	char text[MOST_BASE_NAMES] = "\\BaseNamedObjects";
	size_t i;

	if (session)
		snprintf(text, sizeof(text), "\\Sessions\\%u\\BaseNamedObjects",
			 session);
	for (i = 0; text[i]; i++)
		path[i] = (WCHAR)text[i];
	path[i] = 0;
}

/* Those of the caller's session; of session 0 if it can't be told. */
void base_names(WCHAR path[MOST_BASE_NAMES])
{
	ULONG session;

	if (!NT_SUCCESS(query_session(NtCurrentProcess(), &session)))
		session = 0;
	base_names_of(session, path);
}
