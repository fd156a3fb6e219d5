// SPDX-License-Identifier: LGPL-2.1-or-later OR MIT
/*
 * Descriptors and tokens for the fake namespace. Descriptors are kept as text,
 * a part each. Nobody is checked against them; an access check grants what all
 * entries together allow, to whomever.
 */
#include <stdio.h>
#include <stdlib.h>
#include <string.h>

#include "array.h"
#include "check.h"
#include "fake_security.h"
#include "internal.h"

#define MOST_TEXT	512
#define MOST_BYTES	1024
#define PARTS		4

/* Begins a text; the bit is the part's in a SECURITY_INFORMATION. */
static const char *const usual_parts[PARTS] = {
	"O:S-1-22-1-0",
	"G:S-1-22-2-0",
	"D:(A;;0x1f0003;;;S-1-22-1-0)(A;;0x20002;;;WD)",
	"",
};

static char parts[MOST_OBJECTS][PARTS][MOST_TEXT];

static void take_part(int object, int part, const void *descriptor)
{
	size_t used;
	__s32 status;

	status = ntobj_descriptor_to_sddl(descriptor, 1U << part,
					  parts[object][part], MOST_TEXT - 1,
					  &used);
	CHECK(!status);
	parts[object][part][used] = 0;
}

static const struct ntobj_counted_descriptor *counted(__u64 address)
{
	return (const void *)(uintptr_t)address;
}

/* @descriptor: the address of what was given at the creation, or 0. */
void fake_new_security(int object, __u64 descriptor)
{
	int part;

	for (part = 0; part < PARTS; part++) {
		char *text = parts[object][part];

		*text = 0;
		if (descriptor)
			take_part(object, part,
				  counted(descriptor)->descriptor);
		if (!*text)
			snprintf(text, MOST_TEXT, "%s", usual_parts[part]);
	}
}

__s32 fake_query_security(int object, struct ntobj_query_security *operands)
{
	__aligned_u64 descriptor[MOST_BYTES / sizeof(__u64)];
	char text[PARTS * MOST_TEXT] = "";
	size_t used;
	int part;

	for (part = 0; part < PARTS; part++) {
		if (operands->information & 1U << part)
			strcat(text, parts[object][part]);
	}
	CHECK(!ntobj_descriptor_from_sddl(text, strlen(text), descriptor,
					  sizeof(descriptor), &used, NULL));
	operands->return_length = (__u32)used;
	if (operands->length < used)
		return STATUS_BUFFER_TOO_SMALL;
	memcpy((void *)(uintptr_t)operands->buffer, descriptor, used);
	return STATUS_SUCCESS;
}

/* The mark of a list stands behind its first two letters. */
static void protect(char *dacl, bool wanted)
{
	bool is_protected = dacl[2] == 'P';

	if (wanted && !is_protected) {
		memmove(dacl + 3, dacl + 2, strlen(dacl + 2) + 1);
		dacl[2] = 'P';
	} else if (!wanted && is_protected) {
		memmove(dacl + 2, dacl + 3, strlen(dacl + 3) + 1);
	}
}

__s32 fake_set_security(int object, const struct ntobj_set_security *operands)
{
	int part;

	for (part = 0; part < PARTS; part++) {
		if (operands->information & 1U << part)
			take_part(object, part,
				  counted(operands->descriptor)->descriptor);
	}
	if (operands->information & NTOBJ_PROTECTED_DACL_SECURITY_INFORMATION)
		protect(parts[object][2], true);
	if (operands->information & NTOBJ_UNPROTECTED_DACL_SECURITY_INFORMATION)
		protect(parts[object][2], false);
	return STATUS_SUCCESS;
}

/* A test may want to be in a session of its own. */
__u32 fake_session(void)
{
	const char *session = getenv("NTCTL_TEST_SESSION");

	return session ? (__u32)strtoul(session, NULL, 0) : 0;
}

static const struct {
	const char *sid;
	__u32 attributes;
} groups[] = {
	{ "S-1-22-2-0", 7 },
	{ "S-1-1-0", 7 },
	{ "S-1-5-5-3-0", 0xC0000007 },
	{ "S-1-5-18", 15 },
};

static struct ntobj_privilege privileges[] = {
	{ .luid = NTOBJ_SE_CREATE_PERMANENT, .attributes = 3 },
	{ .luid = NTOBJ_SE_DEBUG, .attributes = 3 },
};

static size_t add_sid(__u8 *buffer, const char *text, __u32 attributes)
{
	struct ntobj_token_sid *record = (void *)buffer;
	size_t used;

	CHECK(!ntobj_sid_from_string(text, strlen(text), record->sid,
				     NTOBJ_SID_MAX_SIZE, &used));
	record->size = (__u32)(sizeof(*record) + used);
	record->attributes = attributes;
	return record->size;
}

static size_t add_groups(__u8 *buffer)
{
	size_t used = 0;
	size_t i;

	for (i = 0; i < ARRAY_SIZE(groups); i++)
		used += add_sid(buffer + used, groups[i].sid,
				groups[i].attributes);
	return used;
}

static size_t add_default_dacl(__u8 *buffer)
{
	static const char text[] = "D:(A;;GA;;;S-1-22-1-0)(A;;GA;;;SY)";
	__aligned_u64 descriptor[MOST_BYTES / sizeof(__u64)] = { 0 };
	BOOLEAN is_present;
	BOOLEAN is_default;
	PACL dacl = NULL;
	size_t used;

	CHECK(!ntobj_descriptor_from_sddl(text, strlen(text), descriptor,
					  sizeof(descriptor), &used, NULL));
	CHECK(!RtlGetDaclSecurityDescriptor(descriptor, &is_present, &dacl,
					    &is_default));
	memcpy(buffer, dacl, dacl->AclSize);
	return dacl->AclSize;
}

static size_t add_statistics(__u8 *buffer, int token)
{
	struct ntobj_token_statistics statistics = {
		.token_id = 77,
		.authentication_id = fake_session() ?
			(__u64)(fake_session() + 1) << 32 | 1000 : 0x3E7,
		.modified_id = 78,
		.type = token == FAKE_PRIMARY ? NTOBJ_TOKEN_PRIMARY :
						NTOBJ_TOKEN_IMPERSONATION,
		.level = token == FAKE_PRIMARY ? 0 :
						 NTOBJ_SECURITY_IMPERSONATION,
		.groups = ARRAY_SIZE(groups),
		.privileges = ARRAY_SIZE(privileges),
	};

	memcpy(buffer, &statistics, sizeof(statistics));
	return sizeof(statistics);
}

static size_t add_privileges(__u8 *buffer)
{
	size_t used = 0;
	size_t i;

	for (i = 0; i < ARRAY_SIZE(privileges); i++) {
		if (privileges[i].attributes & NTOBJ_SE_PRIVILEGE_REMOVED)
			continue;
		memcpy(buffer + used, &privileges[i], sizeof(privileges[i]));
		used += sizeof(privileges[i]);
	}
	return used;
}

static size_t add_number(__u8 *buffer, __u32 number)
{
	memcpy(buffer, &number, sizeof(number));
	return sizeof(number);
}

static size_t answer_token(int token, __u32 class, __u8 *buffer)
{
	switch (class) {
	case NTOBJ_TOKEN_USER:
	case NTOBJ_TOKEN_OWNER:
		return add_sid(buffer, "S-1-22-1-0", 0);
	case NTOBJ_TOKEN_PRIMARY_GROUP:
		return add_sid(buffer, "S-1-22-2-0", 0);
	case NTOBJ_TOKEN_GROUPS:
		return add_groups(buffer);
	case NTOBJ_TOKEN_PRIVILEGES:
		return add_privileges(buffer);
	case NTOBJ_TOKEN_DEFAULT_DACL:
		return add_default_dacl(buffer);
	case NTOBJ_TOKEN_STATISTICS:
		return add_statistics(buffer, token);
	default:
		CHECK(class == NTOBJ_TOKEN_SESSION_ID);
		return add_number(buffer, fake_session());
	}
}

__s32 fake_query_token(int token, struct ntobj_query_token *operands)
{
	__aligned_u64 buffer[MOST_BYTES / sizeof(__u64)];
	size_t used = answer_token(token, operands->information_class,
				   (__u8 *)buffer);

	operands->return_length = (__u32)used;
	if (operands->length < used)
		return STATUS_BUFFER_TOO_SMALL;
	memcpy((void *)(uintptr_t)operands->buffer, buffer, used);
	return STATUS_SUCCESS;
}

static bool adjust(const struct ntobj_privilege *wanted)
{
	size_t i;

	for (i = 0; i < ARRAY_SIZE(privileges); i++) {
		if (privileges[i].luid != wanted->luid ||
		    privileges[i].attributes & NTOBJ_SE_PRIVILEGE_REMOVED)
			continue;
		privileges[i].attributes =
			NTOBJ_SE_PRIVILEGE_ENABLED_BY_DEFAULT |
			wanted->attributes;
		return true;
	}
	return false;
}

__s32 fake_adjust_privileges(struct ntobj_adjust_privileges *operands)
{
	const struct ntobj_privilege *wanted =
		(const void *)(uintptr_t)operands->privileges;
	bool all = true;
	__u32 i;

	CHECK(!operands->flags && !operands->previous);
	for (i = 0; i < operands->count; i++)
		all = adjust(&wanted[i]) && all;
	operands->return_count = operands->count;
	return all ? STATUS_SUCCESS : STATUS_NOT_ALL_ASSIGNED;
}

static __u32 allowed(const struct ntobj_security_descriptor *descriptor)
{
	PACL dacl = (void *)((const __u8 *)descriptor + descriptor->dacl);
	ACCESS_ALLOWED_ACE *entry;
	__u32 access = 0;
	__u32 i;

	for (i = 0; !RtlGetAce(dacl, i, (void **)&entry); i++) {
		if (!(entry->Header.AceFlags & INHERIT_ONLY_ACE))
			access |= entry->Mask;
	}
	return access;
}

__s32 fake_access_check(struct ntobj_access_check *operands)
{
	const void *descriptor = counted(operands->descriptor)->descriptor;
	__u32 wanted = operands->desired_access;
	__u32 access = allowed(descriptor);

	if (wanted & NTOBJ_MAXIMUM_ALLOWED)
		wanted = access;
	/* The right that takes a privilege, which there is here */
	if (wanted & NTOBJ_ACCESS_SYSTEM_SECURITY) {
		access |= NTOBJ_ACCESS_SYSTEM_SECURITY;
		operands->privileges_used = 1ULL << NTOBJ_SE_SECURITY;
	}
	operands->access_status = wanted && !(wanted & ~access) ?
				  STATUS_SUCCESS : STATUS_ACCESS_DENIED;
	operands->granted_access = operands->access_status ? 0 : wanted;
	return STATUS_SUCCESS;
}
