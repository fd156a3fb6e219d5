// SPDX-License-Identifier: LGPL-2.1-or-later OR MIT
/*
 * Text to security descriptors.
 *
 * Functions that take something from the text say whether it was there. If not,
 * the position is that of the first character that does not fit.
 */
#include <string.h>

#include "sddl.h"

/* A descriptor that is being made, or only measured if there is no target. */
struct result {
	unsigned char *target;
	size_t used;
};

static void put_at(struct result *result, size_t position, const void *source,
		   size_t bytes)
{
	if (result->target)
		memcpy(result->target + position, source, bytes);
}

static void put(struct result *result, const void *source, size_t bytes)
{
	put_at(result, result->used, source, bytes);
	result->used += bytes;
}

static const struct sddl_word *take_from(struct ntobj_source *source,
					 const struct sddl_word *word)
{
	for (; word->text[0]; word++) {
		if (ntobj_take_word(source, word->text))
			return word;
	}
	return NULL;
}

static bool take_ace_type(struct ntobj_source *source,
			  const struct sddl_word *types, struct ntobj_ace *ace)
{
	const size_t begin = source->position;
	const struct sddl_word *type = take_from(source, types);

	if (type && ntobj_take_word(source, ";")) {
		ace->type = (__u8)type->value;
		return true;
	}
	/* "AU" has begun well where "A" may be. */
	source->position = begin;
	return false;
}

static bool take_ace_flags(struct ntobj_source *source, struct ntobj_ace *ace)
{
	while (!ntobj_take_word(source, ";")) {
		const struct sddl_word *flag = take_from(source, sddl_ace_flags);

		if (!flag)
			return false;
		ace->flags |= (__u8)flag->value;
	}
	return true;
}

static bool take_right_words(struct ntobj_source *source, struct ntobj_ace *ace)
{
	while (!ntobj_take_word(source, ";")) {
		const struct sddl_word *right = take_from(source, sddl_rights);

		if (!right)
			right = take_from(source, sddl_other_rights);
		if (!right)
			return false;
		ace->mask |= right->value;
	}
	return true;
}

static bool take_rights(struct ntobj_source *source, struct ntobj_ace *ace)
{
	__u64 rights;

	if (!ntobj_take_word(source, "0x") && !ntobj_take_word(source, "0X"))
		return take_right_words(source, ace);
	if (!ntobj_take_number(source, 16, SIZE_MAX, UINT32_MAX, &rights))
		return false;
	ace->mask = (__u32)rights;
	return ntobj_take_word(source, ";");
}

/* (type;flags;rights;;;sid) */
static bool take_ace(struct ntobj_source *source, struct result *result,
		     const struct sddl_word *types)
{
	union ntobj_sid_buffer sid;
	struct ntobj_ace ace = { 0 };

	if (!ntobj_take_word(source, "(") ||
	    !take_ace_type(source, types, &ace) ||
	    !take_ace_flags(source, &ace) || !take_rights(source, &ace) ||
	    !ntobj_take_word(source, ";") || !ntobj_take_word(source, ";") ||
	    !ntobj_take_sid(source, &sid) || !ntobj_take_word(source, ")"))
		return false;
	ace.size = (__u16)(sizeof(ace) + RtlLengthSid(&sid));
	put(result, &ace, sizeof(ace));
	put(result, &sid, RtlLengthSid(&sid));
	return true;
}

/* One of the two lists, and what the text says of it */
struct list {
	const struct sddl_list *words;
	SECURITY_DESCRIPTOR_CONTROL control;
	ULONG offset;
	bool is_null;
};

/* Says whether there was a flag, which there need not be. */
static bool take_list_flag(struct ntobj_source *source, struct list *list)
{
	if (ntobj_take_word(source, "P"))
		list->control |= list->words->protected;
	else if (ntobj_take_word(source, "AR"))
		list->control |= list->words->inherit_request;
	else if (ntobj_take_word(source, "AI"))
		list->control |= list->words->inherited;
	else if (ntobj_take_word(source, SDDL_NO_LIST))
		list->is_null = true;
	else
		return false;
	return true;
}

static bool take_list(struct ntobj_source *source, struct result *result,
		      struct list *list)
{
	const size_t begin = result->used;
	ACL acl = { .AclRevision = ACL_REVISION };

	list->control = list->words->present;
	while (take_list_flag(source, list))
		;
	/* Entries behind that word are not taken, and so an error. */
	if (list->is_null)
		return true;

	put(result, &acl, sizeof(acl));
	while (ntobj_next_is(source, "(")) {
		const size_t position = source->position;

		if (!take_ace(source, result, list->words->types))
			return false;
		if (result->used - begin > UINT16_MAX) {
			source->position = position;
			return false;
		}
		acl.AceCount++;
	}
	acl.AclSize = (USHORT)(result->used - begin);
	put_at(result, begin, &acl, sizeof(acl));
	list->offset = (ULONG)begin;
	return true;
}

/* The position after a failure is where the word begins. */
static bool take_name(struct ntobj_source *source, const char *name, bool *had)
{
	if (*had || !ntobj_take_word(source, name))
		return false;
	*had = true;
	return true;
}

static bool take_owner(struct ntobj_source *source, struct result *result,
		       ULONG *offset)
{
	union ntobj_sid_buffer sid;

	if (!ntobj_take_sid(source, &sid))
		return false;
	*offset = (ULONG)result->used;
	put(result, &sid, RtlLengthSid(&sid));
	return true;
}

static bool take_descriptor(struct ntobj_source *source, struct result *result)
{
	bool had_owner = false, had_group = false;
	bool had_dacl = false, had_sacl = false;
	SECURITY_DESCRIPTOR_RELATIVE header = {
		.Revision = SECURITY_DESCRIPTOR_REVISION,
	};
	struct list dacl = { .words = &sddl_dacl };
	struct list sacl = { .words = &sddl_sacl };

	put(result, &header, sizeof(header));
	while (source->position < source->length) {
		bool taken = false;

		if (take_name(source, "O:", &had_owner))
			taken = take_owner(source, result, &header.Owner);
		else if (take_name(source, "G:", &had_group))
			taken = take_owner(source, result, &header.Group);
		else if (take_name(source, "D:", &had_dacl))
			taken = take_list(source, result, &dacl);
		else if (take_name(source, "S:", &had_sacl))
			taken = take_list(source, result, &sacl);
		if (!taken)
			return false;
	}
	header.Control = dacl.control | sacl.control | SE_SELF_RELATIVE;
	header.Dacl = dacl.offset;
	header.Sacl = sacl.offset;
	put_at(result, 0, &header, sizeof(header));
	return true;
}

/**
 * ntobj_descriptor_from_sddl() - make a descriptor of text
 * @source: the text, not terminated
 * @source_bytes: bytes of it
 * @target: where the descriptor goes, self-relative; unchanged on failure. May
 *	be NULL if @target_bytes is 0
 * @target_bytes: bytes there is room for
 * @used_bytes: bytes of the descriptor, also if it does not fit
 * @error_position: with STATUS_INVALID_PARAMETER, how many bytes of the text are
 *	good, and unchanged otherwise. May be NULL
 *
 * The text has, in any order, each at most once: O: and the owner, G: and the
 * primary group, D: and the discretionary list, S: and the system list. A list
 * is P (protected), AR, AI (inherited) as they apply, and either
 * NO_ACCESS_CONTROL, which is the NULL list, or entries. An entry is
 * (type;flags;rights;;;sid): the type A, D or, in the system list, AU; the flags
 * OI, CI, NP, IO, ID, SA, FA; the rights as 0x and digits, or GA, GR, GW, GX, RC,
 * SD, WD, WO, or those words that Windows has for rights of directory services
 * (CC, DC, LC, SW, RP, WP, DT, LO, CR: bits 0 to 8), files (FA, FR, FW, FX) and
 * keys (KA, KR, KW, KX). A SID is as ntobj_sid_from_string() takes it. There are
 * no blanks.
 *
 * Origin: ntobj's own; the language is [MS-DTYP]'s.
 * Context: Does not block. Any thread; safe in signal handlers.
 * Return: STATUS_SUCCESS; STATUS_BUFFER_TOO_SMALL: ask again with @used_bytes;
 * STATUS_INVALID_PARAMETER: the text is bad, or a list gets longer than 65535
 * bytes, and @used_bytes is unchanged.
 */
NTSTATUS ntobj_descriptor_from_sddl(const char *source, size_t source_bytes,
				    PSECURITY_DESCRIPTOR target,
				    size_t target_bytes, size_t *used_bytes,
				    size_t *error_position)
{
	struct ntobj_source text = { .text = source, .length = source_bytes };
	struct result result = { 0 };

	if (!take_descriptor(&text, &result)) {
		if (error_position)
			*error_position = text.position;
		return STATUS_INVALID_PARAMETER;
	}
	*used_bytes = result.used;
	if (result.used > target_bytes)
		return STATUS_BUFFER_TOO_SMALL;
	text.position = 0;
	result = (struct result) { .target = target };
	take_descriptor(&text, &result);
	return STATUS_SUCCESS;
}
