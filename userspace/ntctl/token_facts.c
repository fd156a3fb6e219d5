// SPDX-License-Identifier: GPL-2.0
/*
 * Tokens: whose there are, and what they tell.
 */
#include <stdlib.h>
#include <string.h>

#include "array.h"
#include "token.h"

#define FIRST_GUESS	1024

/*
 * @argument: a number, or in the shell a handle; NULL for the caller itself. If
 * there is no such thing, that is the invocation's result.
 */
bool find_token_owner(struct invocation *invocation, enum place_kind kind,
		      const char *argument, struct place *place)
{
	if (argument)
		return find_operand(invocation, kind, argument, place);
	memset(place, 0, sizeof(*place));
	place->kind = kind;
	place->argument = "token";
	place->handle = kind == PLACE_THREAD ? NtCurrentThread() :
					       NtCurrentProcess();
	return true;
}

/* Only the object knows what a handle is to. A token's own will do. */
static NTSTATUS open_token_of(HANDLE handle, ACCESS_MASK access, HANDLE *token)
{
	NTSTATUS status;

	status = NtOpenProcessToken(handle, access, token);
	if (status != STATUS_OBJECT_TYPE_MISMATCH)
		return status;
	status = NtOpenThreadToken(handle, access, TRUE, token);
	if (status != STATUS_OBJECT_TYPE_MISMATCH)
		return status;
	*token = handle;
	return STATUS_SUCCESS;
}

/* To be closed with close_place(). */
NTSTATUS open_token(const struct place *place, ACCESS_MASK access,
		    HANDLE *token)
{
	NTSTATUS status;
	HANDLE handle;

	status = open_place(place, KIND_PROCESS,
			    place->kind == PLACE_THREAD ?
			    THREAD_QUERY_INFORMATION :
			    PROCESS_QUERY_INFORMATION, &handle);
	if (!NT_SUCCESS(status))
		return status;
	status = open_token_of(handle, access, token);
	close_place(place, handle);
	return status;
}

/* The answer, which is NULL at first, is to be freed. */
static NTSTATUS query(HANDLE token, TOKEN_INFORMATION_CLASS class,
		      void **answer)
{
	ULONG length = FIRST_GUESS;
	NTSTATUS status;
	ULONG needed;

	for (;;) {
		*answer = reallocate(*answer, length);
		status = NtQueryInformationToken(token, class, *answer, length,
						 &needed);
		if (status != STATUS_BUFFER_TOO_SMALL || needed <= length)
			return status;
		length = needed;
	}
}

/* Classes whose answers have no fixed length. */
static NTSTATUS query_lists(HANDLE token, struct token_facts *facts)
{
	const struct {
		TOKEN_INFORMATION_CLASS class;
		void **answer;
	} lists[] = {
		{ TokenUser, (void **)&facts->user },
		{ TokenGroups, (void **)&facts->groups },
		{ TokenPrivileges, (void **)&facts->privileges },
		{ TokenOwner, (void **)&facts->owner },
		{ TokenPrimaryGroup, (void **)&facts->primary_group },
		{ TokenDefaultDacl, (void **)&facts->default_dacl },
	};
	NTSTATUS status = STATUS_SUCCESS;
	size_t i;

	for (i = 0; i < ARRAY_SIZE(lists) && NT_SUCCESS(status); i++)
		status = query(token, lists[i].class, lists[i].answer);
	return status;
}

/* The facts are to be freed, with success only. */
NTSTATUS query_token(HANDLE token, struct token_facts *facts)
{
	NTSTATUS status;
	ULONG length;

	memset(facts, 0, sizeof(*facts));
	status = query_lists(token, facts);
	if (NT_SUCCESS(status))
		status = NtQueryInformationToken(token, TokenStatistics,
						 &facts->statistics,
						 sizeof(facts->statistics),
						 &length);
	if (NT_SUCCESS(status))
		status = NtQueryInformationToken(token, TokenSessionId,
						 &facts->session,
						 sizeof(facts->session),
						 &length);
	if (!NT_SUCCESS(status))
		free_token(facts);
	return status;
}

void free_token(struct token_facts *facts)
{
	free(facts->user);
	free(facts->groups);
	free(facts->privileges);
	free(facts->owner);
	free(facts->primary_group);
	free(facts->default_dacl);
}
