// SPDX-License-Identifier: LGPL-2.1-or-later OR MIT
/*
 * Security descriptors to text.
 */
#include <string.h>

#include "sddl.h"

static bool is_known_sid(const struct sddl_sid *known, const SID *sid)
{
	static const UCHAR zeros[5];
	const UCHAR *authority = sid->IdentifierAuthority.Value;
	UCHAR i;

	if (sid->SubAuthorityCount != known->count ||
	    memcmp(authority, zeros, sizeof(zeros)) ||
	    authority[5] != known->authority)
		return false;
	for (i = 0; i < known->count; i++) {
		if (*RtlSubAuthoritySid((PSID)sid, i) != known->sub_authority[i])
			return false;
	}
	return true;
}

static void put_sid(struct ntobj_text *text, const SID *sid)
{
	const struct sddl_sid *known;

	for (known = sddl_sids; known->text[0]; known++) {
		if (is_known_sid(known, sid)) {
			ntobj_put_word(text, known->text);
			return;
		}
	}
	ntobj_put_sid(text, sid);
}

/* Returns the bits that there is no word for. */
static __u32 put_bits(struct ntobj_text *text, const struct sddl_word *word,
		      __u32 bits)
{
	for (; word->text[0]; word++) {
		if (!(bits & word->value))
			continue;
		ntobj_put_word(text, word->text);
		bits &= ~word->value;
	}
	return bits;
}

static void put_rights(struct ntobj_text *text, ACCESS_MASK rights)
{
	struct ntobj_text measured = { 0 };

	if (put_bits(&measured, sddl_rights, rights))
		ntobj_put_hexadecimal(text, rights, 1);
	else
		put_bits(text, sddl_rights, rights);
}

static const struct sddl_word *find_word(const struct sddl_word *word,
					 __u32 value)
{
	for (; word->text[0]; word++) {
		if (word->value == value)
			return word;
	}
	return NULL;
}

/* Says whether the language has words for the entry, whose SID is good. */
static bool put_ace(struct ntobj_text *text, const struct ntobj_ace *ace,
		    const struct sddl_word *types)
{
	const struct sddl_word *type = find_word(types, ace->type);

	if (!type)
		return false;
	ntobj_put_word(text, "(");
	ntobj_put_word(text, type->text);
	ntobj_put_word(text, ";");
	if (put_bits(text, sddl_ace_flags, ace->flags))
		return false;
	ntobj_put_word(text, ";");
	put_rights(text, ace->mask);
	ntobj_put_word(text, ";;;");
	put_sid(text, (const void *)(ace + 1));
	ntobj_put_word(text, ")");
	return true;
}

static NTSTATUS put_list(struct ntobj_text *text, const struct sddl_list *list,
			 const ACL *acl, SECURITY_DESCRIPTOR_CONTROL control)
{
	const unsigned char *place;
	USHORT i;

	if (control & list->protected)
		ntobj_put_word(text, "P");
	if (control & list->inherit_request)
		ntobj_put_word(text, "AR");
	if (control & list->inherited)
		ntobj_put_word(text, "AI");
	if (!acl) {
		ntobj_put_word(text, SDDL_NO_LIST);
		return STATUS_SUCCESS;
	}
	if (!RtlValidAcl((PACL)acl))
		return STATUS_INVALID_ACL;
	place = (const unsigned char *)(acl + 1);
	for (i = 0; i < acl->AceCount; i++) {
		const struct ntobj_ace *ace = (const void *)place;

		if (!put_ace(text, ace, list->types))
			return STATUS_INVALID_ACL;
		place += ace->size;
	}
	return STATUS_SUCCESS;
}

static NTSTATUS put_owner(struct ntobj_text *text, const char *name,
			  const SID *sid)
{
	if (!sid)
		return STATUS_SUCCESS;
	if (!RtlValidSid((PSID)sid))
		return STATUS_INVALID_SID;
	ntobj_put_word(text, name);
	put_sid(text, sid);
	return STATUS_SUCCESS;
}

static NTSTATUS put_descriptor(struct ntobj_text *text,
			       const struct ntobj_parts *parts,
			       SECURITY_INFORMATION information)
{
	NTSTATUS status = STATUS_SUCCESS;

	if (information & OWNER_SECURITY_INFORMATION)
		status = put_owner(text, "O:", parts->owner);
	if (NT_SUCCESS(status) && information & GROUP_SECURITY_INFORMATION)
		status = put_owner(text, "G:", parts->group);
	if (NT_SUCCESS(status) && information & DACL_SECURITY_INFORMATION &&
	    parts->control & sddl_dacl.present) {
		ntobj_put_word(text, "D:");
		status = put_list(text, &sddl_dacl, parts->dacl, parts->control);
	}
	if (NT_SUCCESS(status) && information & SACL_SECURITY_INFORMATION &&
	    parts->control & sddl_sacl.present) {
		ntobj_put_word(text, "S:");
		status = put_list(text, &sddl_sacl, parts->sacl, parts->control);
	}
	return status;
}

/**
 * ntobj_descriptor_to_sddl() - write a descriptor as text
 * @descriptor: the descriptor, of either form
 * @information: OWNER_SECURITY_INFORMATION and the like: which parts of it. Those
 *	that it does not have are left out
 * @target: where the text goes, not terminated; unchanged on failure. May be
 *	NULL if @target_bytes is 0
 * @target_bytes: bytes there is room for
 * @used_bytes: bytes of the text, also if it does not fit
 *
 * Rights are letters if they are all generic or standard ones but SYNCHRONIZE,
 * which has none, and hexadecimal digits otherwise. Whether a part comes from a
 * default can't be told.
 *
 * Origin: ntobj's own; the language is [MS-DTYP]'s.
 * Context: Does not block. Any thread; safe in signal handlers.
 * Return: STATUS_SUCCESS; STATUS_BUFFER_TOO_SMALL: ask again with @used_bytes;
 * or, with @used_bytes unchanged: STATUS_UNKNOWN_REVISION;
 * STATUS_INVALID_SECURITY_DESCR: an offset in it is not a multiple of 4;
 * STATUS_INVALID_SID; STATUS_INVALID_ACL: a list is malformed, or has entries
 * or flags that ntobj does not know.
 */
NTSTATUS ntobj_descriptor_to_sddl(const void *descriptor,
				  SECURITY_INFORMATION information,
				  char *target, size_t target_bytes,
				  size_t *used_bytes)
{
	struct ntobj_text text = { 0 };
	struct ntobj_parts parts;
	NTSTATUS status;

	status = ntobj_take_apart(descriptor, &parts);
	if (NT_SUCCESS(status))
		status = put_descriptor(&text, &parts, information);
	if (!NT_SUCCESS(status))
		return status;
	*used_bytes = text.used;
	if (text.used > target_bytes)
		return STATUS_BUFFER_TOO_SMALL;
	text = (struct ntobj_text) { .target = target };
	return put_descriptor(&text, &parts, information);
}
