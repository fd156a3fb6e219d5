// SPDX-License-Identifier: LGPL-2.1-or-later OR MIT
/*
 * Security identifiers as text.
 */
#include <stdlib.h>
#include <string.h>

#include "sddl.h"

/* S-1-0x123456789abc and 15 times -4294967295 */
#define LONGEST_SID	(4 + 14 + 15 * 11)

/* From here on an authority is written in hexadecimal digits, all 12. */
#define FIRST_HEXADECIMAL	0x100000000ULL
#define LAST_AUTHORITY		0xFFFFFFFFFFFFULL

void ntobj_put_text(struct ntobj_text *text, const char *source, size_t bytes)
{
	if (text->target)
		memcpy(text->target + text->used, source, bytes);
	text->used += bytes;
}

void ntobj_put_word(struct ntobj_text *text, const char *word)
{
	ntobj_put_text(text, word, strlen(word));
}

static void put_decimal(struct ntobj_text *text, __u32 value)
{
	char digits[10];
	size_t first = sizeof(digits);

	do {
		digits[--first] = (char)('0' + value % 10);
		value /= 10;
	} while (value);
	ntobj_put_text(text, digits + first, sizeof(digits) - first);
}

/* Write at least so many digits. */
void ntobj_put_hexadecimal(struct ntobj_text *text, __u64 value, int digits)
{
	int shift = 60;

	ntobj_put_word(text, "0x");
	while (shift >= 4 * digits && !(value >> shift))
		shift -= 4;
	for (; shift >= 0; shift -= 4)
		ntobj_put_text(text, &"0123456789abcdef"[value >> shift & 15], 1);
}

static __u64 authority_of(const SID *sid)
{
	__u64 authority = 0;
	size_t i;

	for (i = 0; i < sizeof(sid->IdentifierAuthority); i++)
		authority = authority << 8 | sid->IdentifierAuthority.Value[i];
	return authority;
}

/* A good one, as S-1-5-18 */
void ntobj_put_sid(struct ntobj_text *text, const SID *sid)
{
	const __u64 authority = authority_of(sid);
	unsigned int i;

	ntobj_put_word(text, "S-1-");
	if (authority < FIRST_HEXADECIMAL)
		put_decimal(text, (__u32)authority);
	else
		ntobj_put_hexadecimal(text, authority, 12);
	for (i = 0; i < sid->SubAuthorityCount; i++) {
		ntobj_put_word(text, "-");
		put_decimal(text, *RtlSubAuthoritySid((PSID)sid, i));
	}
}

bool ntobj_next_is(const struct ntobj_source *source, const char *word)
{
	size_t length = strlen(word);

	return source->length - source->position >= length &&
	       !memcmp(source->text + source->position, word, length);
}

bool ntobj_take_word(struct ntobj_source *source, const char *word)
{
	if (!ntobj_next_is(source, word))
		return false;
	source->position += strlen(word);
	return true;
}

/* Returns 16 or more for what is no digit. */
static unsigned int digit_of(char character)
{
	if (character >= '0' && character <= '9')
		return (unsigned int)(character - '0');
	if (character >= 'a' && character <= 'f')
		return (unsigned int)(character - 'a' + 10);
	if (character >= 'A' && character <= 'F')
		return (unsigned int)(character - 'A' + 10);
	return 16;
}

/*
 * Take digits, at most so many. If there are none, or the number is too large,
 * the position stays where the number begins.
 */
bool ntobj_take_number(struct ntobj_source *source, unsigned int base,
		       size_t most_digits, __u64 most, __u64 *number)
{
	size_t position = source->position;
	__u64 value = 0;

	while (position < source->length && most_digits--) {
		unsigned int digit = digit_of(source->text[position]);

		if (digit >= base)
			break;
		value = value * base + digit;
		if (value > most)
			return false;
		position++;
	}
	if (position == source->position)
		return false;
	source->position = position;
	*number = value;
	return true;
}

static bool take_authority(struct ntobj_source *source,
			   SID_IDENTIFIER_AUTHORITY *result)
{
	__u64 authority;
	size_t i;
	bool taken;

	if (ntobj_take_word(source, "0x") || ntobj_take_word(source, "0X"))
		taken = ntobj_take_number(source, 16, 12, LAST_AUTHORITY,
					  &authority);
	else
		taken = ntobj_take_number(source, 10, SIZE_MAX, LAST_AUTHORITY,
					  &authority);
	if (!taken)
		return false;
	for (i = sizeof(result->Value); i--; authority >>= 8)
		result->Value[i] = (UCHAR)authority;
	return true;
}

/* What follows "S-1-" */
static bool take_numbers(struct ntobj_source *source, PSID sid)
{
	SID_IDENTIFIER_AUTHORITY authority;
	UCHAR count = 0;

	if (!take_authority(source, &authority))
		return false;
	while (ntobj_next_is(source, "-")) {
		__u64 value;

		if (count == SID_MAX_SUB_AUTHORITIES)
			return false;
		source->position++;
		if (!ntobj_take_number(source, 10, SIZE_MAX, UINT32_MAX, &value))
			return false;
		*RtlSubAuthoritySid(sid, count++) = (ULONG)value;
	}
	RtlInitializeSid(sid, &authority, count);
	return true;
}

static void set_known_sid(const struct sddl_sid *known, PSID sid)
{
	SID_IDENTIFIER_AUTHORITY authority = {
		{ 0, 0, 0, 0, 0, known->authority }
	};
	UCHAR i;

	RtlInitializeSid(sid, &authority, known->count);
	for (i = 0; i < known->count; i++)
		*RtlSubAuthoritySid(sid, i) = known->sub_authority[i];
}

/*
 * Take a SID of either notation. If there is none, the position is that of the
 * first character that does not fit.
 */
bool ntobj_take_sid(struct ntobj_source *source, union ntobj_sid_buffer *sid)
{
	const struct sddl_sid *known;

	if (ntobj_take_word(source, "S-1-"))
		return take_numbers(source, sid);
	for (known = sddl_sids; known->text[0]; known++) {
		if (ntobj_take_word(source, known->text)) {
			set_known_sid(known, sid);
			return true;
		}
	}
	return false;
}

/**
 * ntobj_sid_to_string() - write a SID as text
 * @sid: the SID
 * @target: where the text goes, not terminated; unchanged on failure. May be
 *	NULL if @target_bytes is 0
 * @target_bytes: bytes there is room for
 * @used_bytes: bytes of the text, also if it does not fit
 *
 * The text is S-1-5-18, never SY. An authority of more than 32 bits is 12
 * hexadecimal digits: S-1-0x0123456789ab-1.
 *
 * Origin: ntobj's own; the notation is [MS-DTYP]'s.
 * Context: Does not block. Any thread; safe in signal handlers.
 * Return: STATUS_SUCCESS; STATUS_BUFFER_TOO_SMALL: ask again with @used_bytes;
 * STATUS_INVALID_SID: it is malformed, and @used_bytes is unchanged.
 */
NTSTATUS ntobj_sid_to_string(const void *sid, char *target, size_t target_bytes,
			     size_t *used_bytes)
{
	struct ntobj_text text = { 0 };

	if (!RtlValidSid((PSID)sid))
		return STATUS_INVALID_SID;
	ntobj_put_sid(&text, sid);
	*used_bytes = text.used;
	if (text.used > target_bytes)
		return STATUS_BUFFER_TOO_SMALL;
	text = (struct ntobj_text) { .target = target };
	ntobj_put_sid(&text, sid);
	return STATUS_SUCCESS;
}

/**
 * ntobj_sid_from_string() - make a SID of text
 * @source: the text, not terminated: S-1-5-18, or two letters as SDDL has them,
 *	SY for instance
 * @source_bytes: bytes of it
 * @target: where the SID goes; unchanged on failure. May be NULL if
 *	@target_bytes is 0
 * @target_bytes: bytes there is room for; SECURITY_MAX_SID_SIZE always do
 * @used_bytes: bytes of the SID, also if it does not fit
 *
 * The letters are capitals. Those that stand for somebody in a domain are not
 * known.
 *
 * Origin: ntobj's own; the notation is [MS-DTYP]'s.
 * Context: Does not block. Any thread; safe in signal handlers.
 * Return: STATUS_SUCCESS; STATUS_BUFFER_TOO_SMALL: ask again with @used_bytes;
 * STATUS_INVALID_SID: the text is no SID, and @used_bytes is unchanged.
 */
NTSTATUS ntobj_sid_from_string(const char *source, size_t source_bytes,
			       PSID target, size_t target_bytes,
			       size_t *used_bytes)
{
	struct ntobj_source text = { .text = source, .length = source_bytes };
	union ntobj_sid_buffer sid;

	if (!ntobj_take_sid(&text, &sid) || text.position != text.length)
		return STATUS_INVALID_SID;
	*used_bytes = RtlLengthSid(&sid);
	if (*used_bytes > target_bytes)
		return STATUS_BUFFER_TOO_SMALL;
	memcpy(target, &sid, *used_bytes);
	return STATUS_SUCCESS;
}

/**
 * RtlConvertSidToUnicodeString() - write a SID as text in UTF-16
 * @UnicodeString: where it goes, terminated if there is room for that. Length is
 *	set, and MaximumLength and Buffer if memory is allocated
 * @Sid: the SID
 * @AllocateDestinationString: TRUE to allocate the text, to be freed by
 *	RtlFreeUnicodeString()
 *
 * The text is that of ntobj_sid_to_string().
 *
 * Origin: Windows, STATUS_BUFFER_OVERFLOW included.
 * Context: Does not wait for others. Any thread; safe in signal handlers unless
 * memory is to be allocated.
 * Return: STATUS_SUCCESS; STATUS_BUFFER_OVERFLOW: no room in the string, which
 * is unchanged; STATUS_INVALID_SID; STATUS_NO_MEMORY.
 */
NTSTATUS RtlConvertSidToUnicodeString(PUNICODE_STRING UnicodeString, PSID Sid,
				      BOOLEAN AllocateDestinationString)
{
	char text[LONGEST_SID];
	NTSTATUS status;
	size_t units;
	size_t i;

	status = ntobj_sid_to_string(Sid, text, sizeof(text), &units);
	if (!NT_SUCCESS(status))
		return status;
	if (AllocateDestinationString) {
		PWSTR buffer = ntobj_allocate((units + 1) * sizeof(WCHAR));

		if (!buffer)
			return STATUS_NO_MEMORY;
		UnicodeString->Buffer = buffer;
		UnicodeString->MaximumLength =
			(USHORT)((units + 1) * sizeof(WCHAR));
	} else if (UnicodeString->MaximumLength < units * sizeof(WCHAR)) {
		return STATUS_BUFFER_OVERFLOW;
	}

	for (i = 0; i < units; i++)
		UnicodeString->Buffer[i] = (WCHAR)text[i];
	UnicodeString->Length = (USHORT)(units * sizeof(WCHAR));
	if (UnicodeString->MaximumLength >= (units + 1) * sizeof(WCHAR))
		UnicodeString->Buffer[units] = 0;
	return STATUS_SUCCESS;
}
