// SPDX-License-Identifier: GPL-2.0
#include <ctype.h>
#include <inttypes.h>
#include <stdarg.h>

#include "security_test.h"

/* A test that says nonsense, or can't go on. */
static _Noreturn void give_up(const char *what, const char *about)
{
	fprintf(stderr, "# %s: %s\n", what, about);
	abort();
}

static void *checked(void *memory)
{
	if (!memory)
		abort();
	return memory;
}

/*
 * Text to identifiers, and back
 */

static const struct {
	char name[3];
	const char *sid;
} short_names[] = {
	{ "SY", "S-1-5-18" },
	{ "BA", "S-1-5-32-544" },
	{ "WD", "S-1-1-0" },
	{ "AU", "S-1-5-11" },
	{ "CO", "S-1-3-0" },
	{ "CG", "S-1-3-1" },
	{ "OW", "S-1-3-4" },
};

/* Accounts: a letter and a number. */
static const struct {
	char name;
	__u32 kind;
} accounts[] = {
	{ 'U', 1 },
	{ 'G', 2 },
};

#define ACCOUNT_AUTHORITY	22

static void set_authority(struct nt_sid *sid, __u64 authority)
{
	int i;

	for (i = 5; i >= 0; i--) {
		sid->authority[i] = authority;
		authority >>= 8;
	}
}

static __u64 authority_of(const struct nt_sid *sid)
{
	__u64 authority = 0;
	int i;

	for (i = 0; i < 6; i++)
		authority = authority << 8 | sid->authority[i];
	return authority;
}

static bool parse_numbers(const char **text, struct nt_sid *sid)
{
	char *end;

	if (strncmp(*text, "S-1-", 4))
		return false;
	set_authority(sid, strtoull(*text + 4, &end, 0));
	while (*end == '-' && isdigit((unsigned char)end[1])) {
		if (sid->count == NTOBJ_SID_MAX_SUB_AUTHORITIES)
			return false;
		sid->sub_authority[sid->count++] = strtoul(end + 1, &end, 0);
	}
	*text = end;
	return true;
}

static bool parse_account(const char **text, struct nt_sid *sid)
{
	unsigned int i;
	char *end;

	for (i = 0; i < ARRAY_SIZE(accounts); i++) {
		if (**text != accounts[i].name || !isdigit((unsigned char)(*text)[1]))
			continue;
		set_authority(sid, ACCOUNT_AUTHORITY);
		sid->count = 2;
		sid->sub_authority[0] = accounts[i].kind;
		sid->sub_authority[1] = strtoul(*text + 1, &end, 10);
		*text = end;
		return true;
	}
	return false;
}

static bool parse_sid(const char **text, struct nt_sid *sid)
{
	unsigned int i;

	memset(sid, 0, sizeof(*sid));
	sid->revision = NTOBJ_SID_REVISION;
	if (parse_numbers(text, sid) || parse_account(text, sid))
		return true;
	for (i = 0; i < ARRAY_SIZE(short_names); i++) {
		const char *numbers = short_names[i].sid;

		if (strncmp(*text, short_names[i].name, 2))
			continue;
		*text += 2;
		return parse_numbers(&numbers, sid);
	}
	return false;
}

struct nt_sid nt_sid(const char *format, ...)
{
	struct nt_sid sid;
	const char *rest;
	char text[256];
	va_list list;

	va_start(list, format);
	vsnprintf(text, sizeof(text), format, list);
	va_end(list);
	rest = text;
	if (!parse_sid(&rest, &sid) || *rest)
		give_up("no SID", text);
	return sid;
}

static void print_numbers(FILE *out, const struct nt_sid *sid)
{
	unsigned int i;

	fprintf(out, "S-1-%" PRIu64, (uint64_t)authority_of(sid));
	for (i = 0; i < sid->count; i++)
		fprintf(out, "-%u", sid->sub_authority[i]);
}

static bool print_account(FILE *out, const struct nt_sid *sid)
{
	unsigned int i;

	if (authority_of(sid) != ACCOUNT_AUTHORITY || sid->count != 2)
		return false;
	for (i = 0; i < ARRAY_SIZE(accounts); i++) {
		if (sid->sub_authority[0] != accounts[i].kind)
			continue;
		fprintf(out, "%c%u", accounts[i].name, sid->sub_authority[1]);
		return true;
	}
	return false;
}

static void print_sid(FILE *out, const void *bytes)
{
	struct nt_sid sid = {};
	unsigned int i;

	memcpy(&sid, bytes, nt_sid_size(bytes));
	if (print_account(out, &sid))
		return;
	for (i = 0; i < ARRAY_SIZE(short_names); i++) {
		struct nt_sid known = nt_sid("%s", short_names[i].sid);

		if (!nt_same_sid(&known, &sid))
			continue;
		fputs(short_names[i].name, out);
		return;
	}
	print_numbers(out, &sid);
}

char *nt_sid_text(const void *sid)
{
	size_t length;
	char *text;
	FILE *out = checked(open_memstream(&text, &length));

	print_sid(out, sid);
	fclose(out);
	return text;
}

/*
 * Text to descriptors
 */

/* What names a bit, or stands for a value. */
struct word {
	char text[3];
	__u16 value;
};

static const struct word ace_types[] = {
	{ "AU", NTOBJ_ACE_SYSTEM_AUDIT },
	{ "A", NTOBJ_ACE_ACCESS_ALLOWED },
	{ "D", NTOBJ_ACE_ACCESS_DENIED },
};

static const struct word ace_flags[] = {
	{ "OI", NTOBJ_ACE_FLAG_OBJECT_INHERIT },
	{ "CI", NTOBJ_ACE_FLAG_CONTAINER_INHERIT },
	{ "NP", NTOBJ_ACE_FLAG_NO_PROPAGATE },
	{ "IO", NTOBJ_ACE_FLAG_INHERIT_ONLY },
	{ "ID", NTOBJ_ACE_FLAG_INHERITED },
	{ "SA", NTOBJ_ACE_FLAG_SUCCESSFUL },
	{ "FA", NTOBJ_ACE_FLAG_FAILED },
};

static const struct word dacl_flags[] = {
	{ "P", NTOBJ_SD_DACL_PROTECTED },
	{ "AI", NTOBJ_SD_DACL_AUTO_INHERITED },
	{ "AR", NTOBJ_SD_DACL_AUTO_INHERIT_REQ },
};

static const struct word sacl_flags[] = {
	{ "P", NTOBJ_SD_SACL_PROTECTED },
	{ "AI", NTOBJ_SD_SACL_AUTO_INHERITED },
	{ "AR", NTOBJ_SD_SACL_AUTO_INHERIT_REQ },
};

#define NULL_LIST	"NO_ACCESS_CONTROL"

/* The word that the text begins with, which is passed over. */
static const struct word *parse_word(const char **text, const struct word *words,
				     unsigned int count)
{
	unsigned int i;

	for (i = 0; i < count; i++) {
		if (strncmp(*text, words[i].text, strlen(words[i].text)))
			continue;
		*text += strlen(words[i].text);
		return &words[i];
	}
	return NULL;
}

static __u16 parse_words(const char **text, const struct word *words, unsigned int count)
{
	const struct word *word;
	__u16 value = 0;

	while ((word = parse_word(text, words, count)))
		value |= word->value;
	return value;
}

struct builder {
	struct ntobj_counted_descriptor *result;
	const char *rest;
	const char *whole;
};

static void *append(struct builder *builder, const void *bytes, __u32 size)
{
	struct ntobj_counted_descriptor *result = builder->result;
	void *place = result->descriptor + result->length;

	if (result->length + size > NTOBJ_DESCRIPTOR_MAX_SIZE)
		give_up("too long", builder->whole);
	memcpy(place, bytes, size);
	result->length += size;
	return place;
}

static void expect(struct builder *builder, const char *text)
{
	if (strncmp(builder->rest, text, strlen(text)))
		give_up("no descriptor", builder->whole);
	builder->rest += strlen(text);
}

static __u32 build_sid(struct builder *builder)
{
	__u32 offset = builder->result->length;
	struct nt_sid sid;

	if (!parse_sid(&builder->rest, &sid))
		give_up("no SID in", builder->whole);
	append(builder, &sid, nt_sid_size(&sid));
	return offset;
}

static void build_ace(struct builder *builder, struct ntobj_acl *acl)
{
	__u32 offset = builder->result->length;
	struct ntobj_ace *ace;
	const struct word *type;
	char *end;

	ace = append(builder, &(struct ntobj_ace){}, sizeof(*ace));
	expect(builder, "(");
	type = parse_word(&builder->rest, ace_types, ARRAY_SIZE(ace_types));
	if (!type)
		give_up("no type of entry in", builder->whole);
	ace->type = type->value;
	expect(builder, ";");
	ace->flags = parse_words(&builder->rest, ace_flags, ARRAY_SIZE(ace_flags));
	expect(builder, ";");
	ace->mask = strtoul(builder->rest, &end, 0);
	builder->rest = end;
	expect(builder, ";;;");
	build_sid(builder);
	expect(builder, ")");
	ace->size = builder->result->length - offset;
	acl->size += ace->size;
	acl->count++;
}

static __u32 build_acl(struct builder *builder)
{
	__u32 offset = builder->result->length;
	struct ntobj_acl *acl;

	if (!strncmp(builder->rest, NULL_LIST, strlen(NULL_LIST))) {
		builder->rest += strlen(NULL_LIST);
		return 0;
	}
	acl = append(builder, &(struct ntobj_acl){
		.revision = NTOBJ_ACL_REVISION,
		.size = sizeof(*acl),
	}, sizeof(*acl));
	while (*builder->rest == '(')
		build_ace(builder, acl);
	return offset;
}

static void build_part(struct builder *builder, struct ntobj_security_descriptor *header)
{
	char part = *builder->rest++;

	expect(builder, ":");
	switch (part) {
	case 'O':
		header->owner = build_sid(builder);
		return;
	case 'G':
		header->group = build_sid(builder);
		return;
	case 'D':
		header->control |= NTOBJ_SD_DACL_PRESENT |
			parse_words(&builder->rest, dacl_flags, ARRAY_SIZE(dacl_flags));
		header->dacl = build_acl(builder);
		return;
	case 'S':
		header->control |= NTOBJ_SD_SACL_PRESENT |
			parse_words(&builder->rest, sacl_flags, ARRAY_SIZE(sacl_flags));
		header->sacl = build_acl(builder);
		return;
	default:
		give_up("no part of a descriptor", builder->whole);
	}
}

static struct ntobj_counted_descriptor *parse_descriptor(const char *text)
{
	struct builder builder = { .rest = text, .whole = text };
	struct ntobj_security_descriptor *header;

	builder.result = checked(calloc(1, sizeof(*builder.result) +
					NTOBJ_DESCRIPTOR_MAX_SIZE));
	header = append(&builder, &(struct ntobj_security_descriptor){
		.revision = NTOBJ_SD_REVISION,
		.control = NTOBJ_SD_SELF_RELATIVE,
	}, sizeof(*header));
	for (;;) {
		while (*builder.rest == ' ')
			builder.rest++;
		if (!*builder.rest)
			return checked(realloc(builder.result, sizeof(*builder.result) +
					       builder.result->length));
		build_part(&builder, header);
	}
}

struct ntobj_counted_descriptor *nt_descriptor_list(const char *format, va_list list)
{
	struct ntobj_counted_descriptor *result;
	char *text;

	if (vasprintf(&text, format, list) < 0)
		abort();
	result = parse_descriptor(text);
	free(text);
	return result;
}

struct ntobj_counted_descriptor *nt_descriptor(const char *format, ...)
{
	struct ntobj_counted_descriptor *result;
	va_list list;

	va_start(list, format);
	result = nt_descriptor_list(format, list);
	va_end(list);
	return result;
}

struct ntobj_object_attributes
nt_secured(struct ntobj_object_attributes attributes, const char *format, ...)
{
	va_list list;

	va_start(list, format);
	attributes.security_descriptor = nt_address(nt_descriptor_list(format, list));
	va_end(list);
	return attributes;
}

/*
 * What is wrong with a descriptor, said by the header's text alone
 */

/* Bytes that a part takes; 0 if it is not well-formed. */
static __u32 sid_extent(const __u8 *bytes, __u32 room)
{
	if (room < 8 || bytes[0] != NTOBJ_SID_REVISION ||
	    bytes[1] > NTOBJ_SID_MAX_SUB_AUTHORITIES || nt_sid_size(bytes) > room)
		return 0;
	return nt_sid_size(bytes);
}

static bool ace_is_sound(const struct ntobj_ace *ace, __u32 room, bool audits)
{
	__u32 sid_size;

	if (room < sizeof(*ace) || ace->size > room || ace->size < sizeof(*ace) ||
	    ace->flags & ~NTOBJ_ACE_FLAGS)
		return false;
	if (audits ? ace->type != NTOBJ_ACE_SYSTEM_AUDIT :
		     ace->type > NTOBJ_ACE_ACCESS_DENIED)
		return false;
	sid_size = sid_extent((void *)(ace + 1), ace->size - sizeof(*ace));
	return sid_size && ace->size == sizeof(*ace) + sid_size;
}

static __u32 acl_extent(const __u8 *bytes, __u32 room, bool audits)
{
	const struct ntobj_acl *acl = (void *)bytes;
	__u32 at = sizeof(*acl);
	unsigned int i;

	if (room < sizeof(*acl) || acl->revision != NTOBJ_ACL_REVISION || acl->reserved ||
	    acl->reserved2 || acl->size > room || acl->size < sizeof(*acl))
		return 0;
	for (i = 0; i < acl->count; i++) {
		const struct ntobj_ace *ace = (void *)(bytes + at);

		if (!ace_is_sound(ace, acl->size - at, audits))
			return 0;
		at += ace->size;
	}
	return at == acl->size ? at : 0;
}

/* Where the parts lie. None may lie in another. */
struct extents {
	__u32 begin[5];
	__u32 end[5];
	unsigned int count;
};

static bool add_extent(struct extents *extents, __u32 begin, __u32 size)
{
	__u32 end = begin + size;
	unsigned int i;

	if (!size)
		return false;
	for (i = 0; i < extents->count; i++)
		if (begin < extents->end[i] && extents->begin[i] < end)
			return false;
	extents->begin[extents->count] = begin;
	extents->end[extents->count++] = end;
	return true;
}

static const char *sid_fault(struct extents *extents, const __u8 *bytes, __u32 length,
			     __u32 offset)
{
	if (!offset)
		return NULL;
	if (offset % 4 || offset >= length)
		return "a SID out of bounds";
	if (!add_extent(extents, offset, sid_extent(bytes + offset, length - offset)))
		return "a bad SID";
	return NULL;
}

static const char *acl_fault(struct extents *extents, const __u8 *bytes, __u32 length,
			     __u32 offset, bool audits)
{
	if (!offset)
		return NULL;
	if (offset % 4 || offset >= length)
		return "a list out of bounds";
	if (!add_extent(extents, offset,
			acl_extent(bytes + offset, length - offset, audits)))
		return "a bad list";
	return NULL;
}

/* Control bits that mean something to the module, or to who sets them. */
#define KNOWN_CONTROL	(NTOBJ_SD_OWNER_DEFAULTED | NTOBJ_SD_GROUP_DEFAULTED | \
			 NTOBJ_SD_DACL_PRESENT | NTOBJ_SD_DACL_DEFAULTED | \
			 NTOBJ_SD_SACL_PRESENT | NTOBJ_SD_SACL_DEFAULTED | \
			 NTOBJ_SD_DACL_AUTO_INHERIT_REQ | NTOBJ_SD_SACL_AUTO_INHERIT_REQ | \
			 NTOBJ_SD_DACL_AUTO_INHERITED | NTOBJ_SD_SACL_AUTO_INHERITED | \
			 NTOBJ_SD_DACL_PROTECTED | NTOBJ_SD_SACL_PROTECTED | \
			 NTOBJ_SD_SELF_RELATIVE)

static const char *parts_fault(const struct ntobj_security_descriptor *header,
			       const __u8 *bytes, __u32 length)
{
	struct extents extents = {};
	const char *fault;
	__u32 total = 0;
	unsigned int i;

	add_extent(&extents, 0, sizeof(*header));
	fault = sid_fault(&extents, bytes, length, header->owner);
	if (!fault)
		fault = sid_fault(&extents, bytes, length, header->group);
	if (!fault)
		fault = acl_fault(&extents, bytes, length, header->sacl, true);
	if (!fault)
		fault = acl_fault(&extents, bytes, length, header->dacl, false);
	if (fault)
		return fault;
	for (i = 0; i < extents.count; i++)
		total += extents.end[i] - extents.begin[i];
	return total == length ? NULL : "bytes that belong to no part";
}

const char *nt_descriptor_fault(const void *descriptor, __u32 length)
{
	struct ntobj_security_descriptor header;

	if (length < sizeof(header) || length > NTOBJ_DESCRIPTOR_MAX_SIZE)
		return "its length";
	memcpy(&header, descriptor, sizeof(header));
	if (header.revision != NTOBJ_SD_REVISION || header.reserved)
		return "its revision";
	if (!(header.control & NTOBJ_SD_SELF_RELATIVE) || header.control & ~KNOWN_CONTROL)
		return "its control";
	if ((header.dacl && !(header.control & NTOBJ_SD_DACL_PRESENT)) ||
	    (header.sacl && !(header.control & NTOBJ_SD_SACL_PRESENT)))
		return "a list that is not present";
	return parts_fault(&header, descriptor, length);
}

static bool is_part(__u32 offset, __u32 length)
{
	return offset % 4 == 0 && offset < length &&
	       offset >= sizeof(struct ntobj_security_descriptor);
}

bool nt_descriptor_is_acceptable(const void *descriptor, __u32 length)
{
	struct ntobj_security_descriptor header;
	const __u8 *bytes = descriptor;
	const __u32 *sids[] = { &header.owner, &header.group };
	unsigned int i;

	if (length < sizeof(header) || length > NTOBJ_DESCRIPTOR_MAX_SIZE)
		return false;
	memcpy(&header, descriptor, sizeof(header));
	if (header.revision != NTOBJ_SD_REVISION || header.reserved ||
	    !(header.control & NTOBJ_SD_SELF_RELATIVE) || header.control & ~KNOWN_CONTROL)
		return false;
	for (i = 0; i < ARRAY_SIZE(sids); i++)
		if (*sids[i] && (!is_part(*sids[i], length) ||
				 !sid_extent(bytes + *sids[i], length - *sids[i])))
			return false;
	if (header.control & NTOBJ_SD_SACL_PRESENT && header.sacl &&
	    (!is_part(header.sacl, length) ||
	     !acl_extent(bytes + header.sacl, length - header.sacl, true)))
		return false;
	return !(header.control & NTOBJ_SD_DACL_PRESENT) || !header.dacl ||
	       (is_part(header.dacl, length) &&
		acl_extent(bytes + header.dacl, length - header.dacl, false));
}

/*
 * Descriptors to text
 */

static void print_words(FILE *out, __u16 value, const struct word *words,
			unsigned int count)
{
	unsigned int i;

	for (i = 0; i < count; i++)
		if (value & words[i].value)
			fputs(words[i].text, out);
}

static void print_ace(FILE *out, const struct ntobj_ace *ace)
{
	unsigned int i;

	for (i = 0; i < ARRAY_SIZE(ace_types); i++)
		if (ace_types[i].value == ace->type)
			fprintf(out, "(%s;", ace_types[i].text);
	print_words(out, ace->flags, ace_flags, ARRAY_SIZE(ace_flags));
	fprintf(out, ";0x%x;;;", ace->mask);
	print_sid(out, ace + 1);
	fputc(')', out);
}

static void print_acl(FILE *out, const char *bytes, __u32 offset)
{
	const struct ntobj_acl *acl = (void *)(bytes + offset);
	const struct ntobj_ace *ace = (void *)(acl + 1);
	unsigned int i;

	if (!offset) {
		fputs(NULL_LIST, out);
		return;
	}
	for (i = 0; i < acl->count; i++) {
		print_ace(out, ace);
		ace = (void *)((char *)ace + ace->size);
	}
}

static void print_descriptor(FILE *out, const char *descriptor)
{
	const struct ntobj_security_descriptor *header = (void *)descriptor;

	if (header->owner) {
		fputs(" O:", out);
		print_sid(out, descriptor + header->owner);
	}
	if (header->group) {
		fputs(" G:", out);
		print_sid(out, descriptor + header->group);
	}
	if (header->control & NTOBJ_SD_DACL_PRESENT) {
		fputs(" D:", out);
		print_words(out, header->control, dacl_flags, ARRAY_SIZE(dacl_flags));
		print_acl(out, descriptor, header->dacl);
	}
	if (header->control & NTOBJ_SD_SACL_PRESENT) {
		fputs(" S:", out);
		print_words(out, header->control, sacl_flags, ARRAY_SIZE(sacl_flags));
		print_acl(out, descriptor, header->sacl);
	}
}

char *nt_descriptor_text(const void *descriptor, __u32 length)
{
	const char *fault = nt_descriptor_fault(descriptor, length);
	size_t printed;
	char *text;
	FILE *out;

	if (fault)
		give_up("a descriptor that is not well-formed", fault);
	out = checked(open_memstream(&text, &printed));
	print_descriptor(out, descriptor);
	fclose(out);
	if (*text)	/* the space before the first part */
		memmove(text, text + 1, printed);
	return text;
}

/*
 * Services
 */

__s32 nt_query_security(__u64 handle, __u32 information, void *buffer, __u32 length,
			__u32 *answered)
{
	struct ntobj_query_security call;
	__s32 status;

	memset(&call, NT_POISON, sizeof(call));
	call.handle = handle;
	call.buffer = nt_address(buffer);
	call.information = information;
	call.length = length;
	call.reserved = 0;
	status = nt_call(NTOBJ_IOC_QUERY_SECURITY, &call);
	if (answered)
		*answered = call.return_length;
	return status;
}

__s32 nt_set_security_raw(__u64 handle, __u32 information, const void *descriptor)
{
	struct ntobj_set_security call = {
		.handle = handle,
		.descriptor = nt_address(descriptor),
		.information = information,
	};

	return nt_call(NTOBJ_IOC_SET_SECURITY, &call);
}

__s32 nt_set_security(__u64 handle, __u32 information, const char *format, ...)
{
	struct ntobj_counted_descriptor *descriptor;
	va_list list;
	__s32 status;

	va_start(list, format);
	descriptor = nt_descriptor_list(format, list);
	va_end(list);
	status = nt_set_security_raw(handle, information, descriptor);
	free(descriptor);
	return status;
}

char *nt_security_control(__u64 handle, __u32 information, __u16 *control)
{
	struct ntobj_security_descriptor *header;
	__u32 length = NTOBJ_DESCRIPTOR_MAX_SIZE;
	char *text;

	header = checked(malloc(length));
	NT_CHECK_STATUS(STATUS_SUCCESS,
			nt_query_security(handle, information, header, length, &length));
	text = nt_descriptor_text(header, length);
	if (control)
		*control = header->control;
	free(header);
	return text;
}

/*
 * Tokens
 */

__s32 nt_open_token(unsigned long request, __u64 *token, __u64 handle, __u32 access,
		    __u32 attributes)
{
	struct ntobj_open_token call;
	__s32 status;

	memset(&call, NT_POISON, sizeof(call));
	call.handle = handle;
	call.desired_access = access;
	call.attributes = attributes;
	status = nt_call(request, &call);
	if (status >= 0)
		*token = call.token;
	return status;
}

__s32 nt_duplicate_token(__u64 *duplicate, __u64 token, __u32 access, __u32 type,
			 __u32 level)
{
	struct ntobj_duplicate_token call;
	__s32 status;

	memset(&call, NT_POISON, sizeof(call));
	call.handle = token;
	call.desired_access = access;
	call.attributes = 0;
	call.type = type;
	call.level = level;
	status = nt_call(NTOBJ_IOC_DUPLICATE_TOKEN, &call);
	if (status >= 0)
		*duplicate = call.token;
	return status;
}

__s32 nt_query_token(__u64 token, __u32 class, void *buffer, __u32 length,
		     __u32 *answered)
{
	struct ntobj_query_token call;
	__s32 status;

	memset(&call, NT_POISON, sizeof(call));
	call.handle = token;
	call.buffer = nt_address(buffer);
	call.information_class = class;
	call.length = length;
	call.reserved = 0;
	status = nt_call(NTOBJ_IOC_QUERY_TOKEN, &call);
	if (answered)
		*answered = call.return_length;
	return status;
}

__u64 nt_own_token(__u32 access)
{
	__u64 token;

	NT_CHECK_STATUS(STATUS_SUCCESS,
			nt_open_process_token(&token, NTOBJ_CURRENT_PROCESS, access));
	return token;
}

__u64 nt_own_impersonation(__u32 level)
{
	__u64 token = nt_own_token(NTOBJ_TOKEN_DUPLICATE);
	__u64 duplicate;

	NT_CHECK_STATUS(STATUS_SUCCESS,
			nt_duplicate_token(&duplicate, token, NTOBJ_TOKEN_ALL_ACCESS,
					   NTOBJ_TOKEN_IMPERSONATION, level));
	NT_CHECK_STATUS(STATUS_SUCCESS, nt_close(token));
	return duplicate;
}

void *nt_token_answer(__u64 token, __u32 class, __u32 *length)
{
	void *answer;

	NT_CHECK_STATUS(STATUS_BUFFER_TOO_SMALL,
			nt_query_token(token, class, NULL, 0, length));
	answer = checked(malloc(*length));
	NT_CHECK_STATUS(STATUS_SUCCESS, nt_query_token(token, class, answer, *length, NULL));
	return answer;
}

char *nt_token_sid(__u64 token, __u32 class)
{
	__u32 length;
	struct ntobj_token_sid *answer = nt_token_answer(token, class, &length);
	char *text;

	NT_CHECK(answer->size == length && length >= sizeof(*answer) + 8);
	NT_CHECK(sid_extent(answer->sid, length - sizeof(*answer)));
	text = nt_sid_text(answer->sid);
	free(answer);
	return text;
}

__u32 nt_token_u32(__u64 token, __u32 class)
{
	__u32 value;
	__u32 length;

	NT_CHECK_STATUS(STATUS_SUCCESS,
			nt_query_token(token, class, &value, sizeof(value), &length));
	NT_CHECK(length == sizeof(value));
	return value;
}

struct ntobj_token_statistics nt_token_statistics(__u64 token)
{
	struct ntobj_token_statistics statistics;

	NT_CHECK_STATUS(STATUS_SUCCESS,
			nt_query_token(token, NTOBJ_TOKEN_STATISTICS, &statistics,
				       sizeof(statistics), NULL));
	return statistics;
}

__u32 nt_token_group(__u64 token, const char *format, ...)
{
	struct ntobj_token_sid *group;
	__u32 attributes = 0;
	struct nt_sid wanted;
	const char *rest;
	char text[256];
	va_list list;
	__u32 length;
	char *answer;
	__u32 at;

	va_start(list, format);
	vsnprintf(text, sizeof(text), format, list);
	va_end(list);
	rest = text;
	if (!parse_sid(&rest, &wanted) || *rest)
		give_up("no SID", text);
	answer = nt_token_answer(token, NTOBJ_TOKEN_GROUPS, &length);
	for (at = 0; at < length; at += group->size) {
		group = (void *)(answer + at);
		NT_CHECK(length - at >= sizeof(*group) + 8 && group->size <= length - at);
		NT_CHECK(sid_extent(group->sid, group->size - sizeof(*group)));
		if (nt_same_sid(&wanted, group->sid))
			attributes = group->attributes;
	}
	free(answer);
	return attributes;
}

/*
 * Privileges
 */

__s32 nt_adjust_privileges(struct ntobj_adjust_privileges *call)
{
	return nt_call(NTOBJ_IOC_ADJUST_PRIVILEGES, call);
}

__s32 nt_set_privilege(__u64 token, unsigned int privilege, __u32 attributes)
{
	struct ntobj_privilege change = { .luid = privilege, .attributes = attributes };
	struct ntobj_adjust_privileges call = {
		.handle = token,
		.privileges = nt_address(&change),
		.count = 1,
	};

	return nt_adjust_privileges(&call);
}

void nt_own_privilege(unsigned int privilege, __u32 attributes)
{
	__u64 token = nt_own_token(NTOBJ_TOKEN_ADJUST_PRIVILEGES);

	NT_CHECK_STATUS(STATUS_SUCCESS, nt_set_privilege(token, privilege, attributes));
	NT_CHECK_STATUS(STATUS_SUCCESS, nt_close(token));
}

static __u64 privileges_with(__u64 token, __u32 attributes)
{
	struct ntobj_privilege privileges[NTOBJ_PRIVILEGES_MAX];
	__u64 bits = 0;
	unsigned int i;
	__u32 length;

	NT_CHECK_STATUS(STATUS_SUCCESS,
			nt_query_token(token, NTOBJ_TOKEN_PRIVILEGES, privileges,
				       sizeof(privileges), &length));
	NT_CHECK(length % sizeof(*privileges) == 0);
	for (i = 0; i < length / sizeof(*privileges); i++) {
		NT_CHECK(privileges[i].luid <= NTOBJ_SE_PRIVILEGE_MAX);
		NT_CHECK(!(bits & nt_privilege_bit(privileges[i].luid)));
		NT_CHECK(!privileges[i].reserved);
		if ((privileges[i].attributes & attributes) == attributes)
			bits |= nt_privilege_bit(privileges[i].luid);
	}
	return bits;
}

__u64 nt_held_privileges(__u64 token)
{
	return privileges_with(token, 0);
}

__u64 nt_enabled_privileges(__u64 token)
{
	return privileges_with(token, NTOBJ_SE_PRIVILEGE_ENABLED);
}

__s32 nt_privilege_check(__u64 token, struct ntobj_privilege *privileges, __u32 count,
			 __u32 flags, __u32 *result)
{
	struct ntobj_privilege_check call;
	__s32 status;

	memset(&call, NT_POISON, sizeof(call));
	call.token = token;
	call.privileges = nt_address(privileges);
	call.count = count;
	call.flags = flags;
	call.reserved = 0;
	status = nt_call(NTOBJ_IOC_PRIVILEGE_CHECK, &call);
	if (status >= 0 && result)
		*result = call.result;
	return status;
}

/*
 * Access checks
 */

__s32 nt_access_check(struct ntobj_access_check *call)
{
	memset(&call->granted_access, NT_POISON, sizeof(call->granted_access));
	memset(&call->privileges_used, NT_POISON, sizeof(call->privileges_used));
	memset(&call->access_status, NT_POISON, sizeof(call->access_status));
	return nt_call(NTOBJ_IOC_ACCESS_CHECK, call);
}

__u32 nt_granted(__u64 handle)
{
	struct ntobj_object_basic_information basic;

	NT_CHECK_STATUS(STATUS_SUCCESS, nt_query_basic(handle, &basic));
	return basic.granted_access;
}

/*
 * Users
 */

void nt_act_as(uid_t user)
{
	NT_CHECK(!setresuid(-1, 0, -1));
	NT_CHECK(!setresgid(-1, user, -1));
	NT_CHECK(!setresuid(-1, user, -1));
}

struct errand {
	uid_t user;
	int (*body)(void *context);
	void *context;
};

static int run_errand(void *context)
{
	const struct errand *errand = context;

	NT_CHECK(!nt_become(errand->user));
	return errand->body(errand->context);
}

pid_t nt_child_start_as(uid_t user, int (*body)(void *context), void *context)
{
	struct errand errand = { .user = user, .body = body, .context = context };

	return nt_child_start(run_errand, &errand);
}

int nt_log_in(uid_t user)
{
	char text[16];

	snprintf(text, sizeof(text), "%u", user);
	return nt_write_file("/proc/self/loginuid", text);
}

__u32 nt_session(void)
{
	char *text = nt_read_file("/proc/self/sessionid");
	__u32 session = text ? strtoul(text, NULL, 10) : -1U;

	free(text);
	return session == -1U ? 0 : session;
}

__u64 nt_user_usage(uid_t user)
{
	char *text = nt_read_file(NT_DEBUGFS "/quotas"), *line, *rest = NULL;
	unsigned long long usage, result = 0;
	unsigned int uid;

	NT_CHECK(text);
	for (line = strtok_r(text, "\n", &rest); line; line = strtok_r(NULL, "\n", &rest))
		if (sscanf(line, "user\t0\t%u\t-1\t%*u\tall\t%llu", &uid,
			   &usage) == 2 && uid == user)
			result = usage;
	free(text);
	return result;
}
