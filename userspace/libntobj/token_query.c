// SPDX-License-Identifier: LGPL-2.1-or-later OR MIT
/*
 * NtQueryInformationToken.
 *
 * The kernel's answer is read into memory of the library's own and turned into
 * NT's structures from there, which have pointers and are longer.
 */
#include <stdlib.h>
#include <string.h>

#include "array.h"
#include "internal.h"

_Static_assert(sizeof(TOKEN_STATISTICS) == 0x38, "as NT has it");
_Static_assert(sizeof(TOKEN_SOURCE) == 0x10, "as NT has it");

#define FIRST_GUESS	1024
#define NEVER		INT64_MAX

struct answer {
	unsigned char *bytes;
	__u32 size;
};

/* The caller's buffer; what is needed goes to @needed. */
struct target {
	void *buffer;
	ULONG length;
	ULONG needed;
};

/*
 * Read all of a class's answer; its bytes are to be freed. The token can change
 * between two calls.
 */
static NTSTATUS read_answer(HANDLE token, __u32 class, struct answer *answer)
{
	struct ntobj_query_token operands = {
		.handle = ntobj_from_handle(token),
		.information_class = class,
	};
	__u32 length = FIRST_GUESS;

	for (;;) {
		NTSTATUS status;

		answer->bytes = ntobj_allocate(length);
		if (!answer->bytes)
			return STATUS_INSUFFICIENT_RESOURCES;
		operands.buffer = ntobj_from_pointer(answer->bytes);
		operands.length = length;
		status = ntobj_call(NTOBJ_IOC_QUERY_TOKEN, &operands);
		if (NT_SUCCESS(status))
			break;
		free(answer->bytes);
		if (status != STATUS_BUFFER_TOO_SMALL ||
		    operands.return_length <= length)
			return status;
		length = operands.return_length;
	}
	answer->size = operands.return_length;
	return STATUS_SUCCESS;
}

/* Say what is needed, and whether it is there. */
static NTSTATUS need(struct target *target, size_t size)
{
	target->needed = (ULONG)size;
	if (target->length < size)
		return STATUS_BUFFER_TOO_SMALL;
	return target->buffer ? STATUS_SUCCESS : STATUS_ACCESS_VIOLATION;
}

/* The record at an offset, or NULL if there are no more. */
static const struct ntobj_token_sid *record_at(const struct answer *answer,
					       __u32 offset)
{
	return offset < answer->size ?
		(const void *)(answer->bytes + offset) : NULL;
}

static size_t sid_size(const struct ntobj_token_sid *record)
{
	return RtlLengthSid((PSID)record->sid);
}

static void *copy_sid(void *place, const struct ntobj_token_sid *record)
{
	return memcpy(place, record->sid, sid_size(record));
}

static NTSTATUS convert_user(const struct answer *answer, struct target *target)
{
	const struct ntobj_token_sid *record = record_at(answer, 0);
	TOKEN_USER *user = target->buffer;
	NTSTATUS status = need(target, sizeof(*user) + sid_size(record));

	if (!NT_SUCCESS(status))
		return status;
	user->User.Attributes = record->attributes;
	user->User.Sid = copy_sid(user + 1, record);
	return status;
}

/* TOKEN_OWNER and TOKEN_PRIMARY_GROUP are a pointer each. */
static NTSTATUS convert_sid(const struct answer *answer, struct target *target)
{
	const struct ntobj_token_sid *record = record_at(answer, 0);
	PSID *sid = target->buffer;
	NTSTATUS status = need(target, sizeof(*sid) + sid_size(record));

	if (NT_SUCCESS(status))
		*sid = copy_sid(sid + 1, record);
	return status;
}

static size_t measure_groups(const struct answer *answer, ULONG *count)
{
	const struct ntobj_token_sid *record;
	size_t size = offsetof(TOKEN_GROUPS, Groups);
	__u32 offset = 0;

	*count = 0;
	while ((record = record_at(answer, offset))) {
		size += sizeof(SID_AND_ATTRIBUTES) + sid_size(record);
		offset += record->size;
		++*count;
	}
	return size;
}

static NTSTATUS convert_groups(const struct answer *answer,
			       struct target *target)
{
	const struct ntobj_token_sid *record;
	TOKEN_GROUPS *groups = target->buffer;
	SID_AND_ATTRIBUTES *group;
	unsigned char *place;
	__u32 offset = 0;
	NTSTATUS status;
	ULONG count;

	status = need(target, measure_groups(answer, &count));
	if (!NT_SUCCESS(status))
		return status;
	groups->GroupCount = count;
	group = groups->Groups;
	place = (unsigned char *)(group + count);
	while ((record = record_at(answer, offset))) {
		group->Attributes = record->attributes;
		group->Sid = copy_sid(place, record);
		place += sid_size(record);
		offset += record->size;
		group++;
	}
	return status;
}

static NTSTATUS convert_privileges(const struct answer *answer,
				   struct target *target)
{
	const struct ntobj_privilege *source = (const void *)answer->bytes;
	const ULONG count = answer->size / sizeof(*source);
	TOKEN_PRIVILEGES *privileges = target->buffer;
	NTSTATUS status;
	ULONG i;

	status = need(target, offsetof(TOKEN_PRIVILEGES, Privileges) +
			      count * sizeof(LUID_AND_ATTRIBUTES));
	if (!NT_SUCCESS(status))
		return status;
	privileges->PrivilegeCount = count;
	for (i = 0; i < count; i++) {
		LUID_AND_ATTRIBUTES *privilege = &privileges->Privileges[i];

		privilege->Luid = ntobj_to_luid(source[i].luid);
		privilege->Attributes = source[i].attributes;
	}
	return status;
}

static NTSTATUS convert_default_dacl(const struct answer *answer,
				     struct target *target)
{
	TOKEN_DEFAULT_DACL *dacl = target->buffer;
	NTSTATUS status = need(target, sizeof(*dacl) + answer->size);

	if (!NT_SUCCESS(status))
		return status;
	dacl->DefaultDacl = NULL;
	if (answer->size)
		dacl->DefaultDacl = memcpy(dacl + 1, answer->bytes,
					   answer->size);
	return status;
}

static NTSTATUS convert_source(const struct answer *answer,
			       struct target *target)
{
	const struct ntobj_token_source *record = (const void *)answer->bytes;
	TOKEN_SOURCE *source = target->buffer;
	NTSTATUS status = need(target, sizeof(*source));

	if (!NT_SUCCESS(status))
		return status;
	memcpy(source->SourceName, record->name, sizeof(source->SourceName));
	source->SourceIdentifier = ntobj_to_luid(record->id);
	return status;
}

/* TOKEN_TYPE and SECURITY_IMPERSONATION_LEVEL are numbers of 32 bits, too. */
static NTSTATUS convert_number(const struct answer *answer,
			       struct target *target)
{
	NTSTATUS status = need(target, sizeof(__u32));

	if (NT_SUCCESS(status))
		memcpy(target->buffer, answer->bytes, sizeof(__u32));
	return status;
}

static NTSTATUS convert_statistics(const struct answer *answer,
				   struct target *target)
{
	const struct ntobj_token_statistics *record =
		(const void *)answer->bytes;
	TOKEN_STATISTICS *statistics = target->buffer;
	NTSTATUS status = need(target, sizeof(*statistics));

	if (!NT_SUCCESS(status))
		return status;
	*statistics = (TOKEN_STATISTICS) {
		.TokenId = ntobj_to_luid(record->token_id),
		.AuthenticationId = ntobj_to_luid(record->authentication_id),
		.ExpirationTime.QuadPart = NEVER,
		.TokenType = (TOKEN_TYPE)record->type,
		.ImpersonationLevel =
			(SECURITY_IMPERSONATION_LEVEL)record->level,
		.GroupCount = record->groups,
		.PrivilegeCount = record->privileges,
		.ModifiedId = ntobj_to_luid(record->modified_id),
	};
	return status;
}

typedef NTSTATUS conversion(const struct answer *answer, struct target *target);

/* The classes have the same numbers here and in the kernel. */
static conversion *const conversions[] = {
	[TokenUser] = convert_user,
	[TokenGroups] = convert_groups,
	[TokenPrivileges] = convert_privileges,
	[TokenOwner] = convert_sid,
	[TokenPrimaryGroup] = convert_sid,
	[TokenDefaultDacl] = convert_default_dacl,
	[TokenSource] = convert_source,
	[TokenType] = convert_number,
	[TokenImpersonationLevel] = convert_number,
	[TokenStatistics] = convert_statistics,
	[TokenRestrictedSids] = convert_groups,
	[TokenSessionId] = convert_number,
};

static conversion *conversion_of(TOKEN_INFORMATION_CLASS class)
{
	if ((size_t)class >= ARRAY_SIZE(conversions))
		return NULL;
	return conversions[class];
}

/**
 * NtQueryInformationToken() - query a token
 * @TokenHandle: the token, with TOKEN_QUERY; for TokenSource with
 *	TOKEN_QUERY_SOURCE
 * @TokenInformationClass: what to tell, see below
 * @TokenInformation: where the answer goes, aligned as a pointer
 * @TokenInformationLength: bytes there
 * @ReturnLength: bytes of the answer; may be NULL. Written with success and
 *	with STATUS_BUFFER_TOO_SMALL
 *
 * TokenUser is TOKEN_USER, TokenGroups is TOKEN_GROUPS and so is
 * TokenRestrictedSids, which always has none, TokenPrivileges is
 * TOKEN_PRIVILEGES, TokenOwner is TOKEN_OWNER, TokenPrimaryGroup is
 * TOKEN_PRIMARY_GROUP, TokenDefaultDacl is TOKEN_DEFAULT_DACL, TokenSource is
 * TOKEN_SOURCE, TokenType is TOKEN_TYPE, TokenImpersonationLevel is
 * SECURITY_IMPERSONATION_LEVEL, TokenStatistics is TOKEN_STATISTICS,
 * TokenSessionId is an ULONG. What these point to follows them in the buffer.
 *
 * Origin: Server 2003.
 * Context: Does not wait for others. Any thread. Allocates memory.
 * Return: STATUS_SUCCESS; STATUS_BUFFER_TOO_SMALL; STATUS_INVALID_INFO_CLASS: no
 * such class, or a primary token was asked for its level;
 * STATUS_ACCESS_VIOLATION: no buffer; STATUS_INVALID_HANDLE;
 * STATUS_OBJECT_TYPE_MISMATCH: no token; STATUS_ACCESS_DENIED;
 * STATUS_INSUFFICIENT_RESOURCES; and what any service can return, see
 * libntobj(3).
 */
NTSTATUS NtQueryInformationToken(HANDLE TokenHandle,
				 TOKEN_INFORMATION_CLASS TokenInformationClass,
				 PVOID TokenInformation,
				 ULONG TokenInformationLength,
				 PULONG ReturnLength)
{
	conversion *convert = conversion_of(TokenInformationClass);
	struct target target = {
		.buffer = TokenInformation,
		.length = TokenInformationLength,
	};
	struct answer answer;
	NTSTATUS status;

	if (!convert)
		return STATUS_INVALID_INFO_CLASS;
	status = read_answer(TokenHandle, TokenInformationClass, &answer);
	if (!NT_SUCCESS(status))
		return status;
	status = convert(&answer, &target);
	free(answer.bytes);
	if (ReturnLength &&
	    (NT_SUCCESS(status) || status == STATUS_BUFFER_TOO_SMALL))
		*ReturnLength = target.needed;
	return status;
}
