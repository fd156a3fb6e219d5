// SPDX-License-Identifier: LGPL-2.1-or-later OR MIT
/*
 * Texts, descriptors and lists that chance has damaged. Nothing may be read or
 * written beyond its end, which the sanitizer sees, and what is found good must
 * stand every further look. The chances are the same each time, so that a
 * failure comes again.
 */
#include <stdint.h>
#include <stdlib.h>

#include "array.h"
#include "make_sid.h"

#define ROUNDS	100000
#define ALL	0xF

static __u32 state = 0x6E746F62;

/* A number below the limit: George Marsaglia's xorshift */
static __u32 chance(size_t limit)
{
	state ^= state << 13;
	state ^= state >> 17;
	state ^= state << 5;
	return state % (__u32)limit;
}

/* Memory of exactly that size, so that each byte too many is seen. */
static void *allocate(size_t size)
{
	void *memory = malloc(size ? size : 1);

	CHECK(memory);
	return memory;
}

static void *copy_of(const void *source, size_t size)
{
	void *copy = allocate(size);

	memcpy(copy, source, size);
	return copy;
}

static const char *const texts[] = {
	"O:SYG:BAD:PAI(D;;WDWO;;;S-1-22-1-1000)(A;OICIIO;0x20003;;;CO)",
	"O:SYD:(A;CI;GR;;;WD)S:AI(AU;OICISAFA;SDWDWO;;;WD)(AU;;;;;BA)",
	"O:S-1-0x0123456789ab-1-2-3-4-5-6-7-8-9-10-11-12-13-14-15D:",
	"G:S-1-22-2-100D:NO_ACCESS_CONTROLS:P(AU;FA;FAKRCCDC;;;S-1-5-5-0-0)",
	"D:(A;;GA;;;SY)(A;;GA;;;BA)(A;;0xffffffff;;;WD)(D;NP;;;;OW)",
};

static const char *any_text(void)
{
	return texts[chance(ARRAY_SIZE(texts))];
}

static const char *const fragments[] = {
	"(", ")", ";", ":", "-", "0x", "S-1-", "O:", "G:", "D:", "S:", "P",
	"AI", "AR", "A;", "AU;", "SY", "WD", "4294967295", "4294967296",
	"NO_ACCESS_CONTROL", "(A;;GA;;;SY)", "(AU;SA;GA;;;WD)", "\xFF",
};

struct text {
	char bytes[512];
	size_t length;
};

static void change_byte(struct text *text, size_t place)
{
	if (place < text->length)
		text->bytes[place] = (char)chance(256);
}

static void cut(struct text *text, size_t place)
{
	size_t size = chance(text->length - place + 1);

	memmove(text->bytes + place, text->bytes + place + size,
		text->length - place - size);
	text->length -= size;
}

static void insert(struct text *text, size_t place)
{
	const char *fragment = fragments[chance(ARRAY_SIZE(fragments))];
	size_t size = strlen(fragment);

	if (text->length + size > sizeof(text->bytes))
		return;
	memmove(text->bytes + place + size, text->bytes + place,
		text->length - place);
	memcpy(text->bytes + place, fragment, size);
	text->length += size;
}

static void damage_text(struct text *text)
{
	static void (*const ways[])(struct text *text, size_t place) = {
		change_byte, cut, insert,
	};

	ways[chance(ARRAY_SIZE(ways))](text, chance(text->length + 1));
}

/* To be freed */
static char *write_text(const void *descriptor, size_t *length)
{
	NTSTATUS status;
	char *text;

	status = ntobj_descriptor_to_sddl(descriptor, ALL, NULL, 0, length);
	CHECK(status == (*length ? STATUS_BUFFER_TOO_SMALL : STATUS_SUCCESS));
	text = allocate(*length);
	CHECK(!ntobj_descriptor_to_sddl(descriptor, ALL, text, *length,
					length));
	return text;
}

/* To be freed. NULL for a bad text */
static void *read_text(const char *text, size_t length, size_t *size)
{
	size_t position = SIZE_MAX;
	void *descriptor;
	NTSTATUS status;

	status = ntobj_descriptor_from_sddl(text, length, NULL, 0, size,
					    &position);
	if (status == STATUS_INVALID_PARAMETER) {
		CHECK(position <= length);
		return NULL;
	}
	CHECK(status == STATUS_BUFFER_TOO_SMALL && position == SIZE_MAX);
	descriptor = allocate(*size);
	CHECK(!ntobj_descriptor_from_sddl(text, length, descriptor, *size, size,
					  NULL));
	return descriptor;
}

/* What is written for it makes a descriptor that the same is written for. */
static void check_rewritten(const void *descriptor)
{
	size_t length, again_length, size;
	char *text = write_text(descriptor, &length);
	void *again = read_text(text, length, &size);
	char *again_text;

	CHECK(again);
	again_text = write_text(again, &again_length);
	CHECK(again_length == length && !memcmp(again_text, text, length));
	free(again_text);
	free(again);
	free(text);
}

/* Returns whether the text was good. */
static bool try_text(const struct text *source)
{
	char *text = copy_of(source->bytes, source->length);
	void *descriptor;
	size_t size;

	descriptor = read_text(text, source->length, &size);
	free(text);
	if (!descriptor)
		return false;
	CHECK(RtlValidRelativeSecurityDescriptor(descriptor, (ULONG)size, 0));
	CHECK(RtlLengthSecurityDescriptor(descriptor) == size);
	check_rewritten(descriptor);
	free(descriptor);
	return true;
}

static void fuzz_texts(void)
{
	unsigned int good = 0;
	unsigned int i;

	for (i = 0; i < ROUNDS; i++) {
		const char *source = any_text();
		struct text text = { .length = strlen(source) };
		__u32 times = chance(4);

		memcpy(text.bytes, source, text.length);
		while (times--)
			damage_text(&text);
		good += try_text(&text);
	}
	/* A quarter is not damaged, and some damage is good. */
	CHECK(good > ROUNDS / 4 && good < ROUNDS / 2);
}

/* Rather a number that an offset or a size may be */
static void damage_bytes(unsigned char *bytes, size_t size)
{
	bytes[chance(size)] = (unsigned char)(chance(2) ? chance(256) :
							  4 * chance(16));
}

/* It can be written, if there are words for it, and copied. */
static void check_valid(void *descriptor)
{
	size_t length = 0;
	ULONG size = 0;
	NTSTATUS status;
	void *copy;

	CHECK(RtlValidSecurityDescriptor(descriptor));
	status = ntobj_descriptor_to_sddl(descriptor, ALL, NULL, 0, &length);
	if (status != STATUS_INVALID_ACL)
		check_rewritten(descriptor);
	CHECK(RtlMakeSelfRelativeSD(descriptor, NULL, &size) ==
	      STATUS_BUFFER_TOO_SMALL);
	copy = allocate(size);
	CHECK(!RtlMakeSelfRelativeSD(descriptor, copy, &size));
	CHECK(RtlValidRelativeSecurityDescriptor(copy, size, 0));
	CHECK(RtlLengthSecurityDescriptor(copy) == size);
	free(copy);
}

/* Returns whether it is valid. */
static bool try_descriptor(const void *source, size_t size)
{
	void *descriptor = copy_of(source, size);
	bool is_valid = RtlValidRelativeSecurityDescriptor(descriptor,
							   (ULONG)size, 0);

	if (is_valid)
		check_valid(descriptor);
	free(descriptor);
	return is_valid;
}

static void fuzz_descriptors(void)
{
	unsigned int valid = 0;
	unsigned int i;

	for (i = 0; i < ROUNDS; i++) {
		const char *text = any_text();
		__u32 times = chance(4);
		void *descriptor;
		size_t size;

		descriptor = read_text(text, strlen(text), &size);
		while (times--)
			damage_bytes(descriptor, size);
		valid += try_descriptor(descriptor,
					chance(4) ? size : chance(size));
		free(descriptor);
	}
	CHECK(valid > ROUNDS / 4 && valid < ROUNDS * 3 / 4);
}

/* Another list's entry */
static void insert_entry(PACL acl)
{
	union {
		ACL acl;
		unsigned char bytes[64];
	} other;
	union sid_room sid;
	void *entry;

	make_sid("S-1-1-0", &sid);
	CHECK(!RtlCreateAcl(&other.acl, sizeof(other), ACL_REVISION));
	CHECK(!RtlAddAccessDeniedAce(&other.acl, ACL_REVISION, 1, &sid));
	CHECK(!RtlGetAce(&other.acl, 0, &entry));
	RtlAddAce(acl, ACL_REVISION, chance(4), entry,
		  ((ACE_HEADER *)entry)->AceSize);
}

static void change_list(PACL acl)
{
	ACL_SIZE_INFORMATION information;
	union sid_room sid;

	make_sid(chance(2) ? "S-1-5-18" : "S-1-5-32-544", &sid);
	switch (chance(4)) {
	case 0:
		RtlAddAccessAllowedAceEx(acl, ACL_REVISION, chance(64),
					 chance(65536), &sid);
		break;
	case 1:
		RtlDeleteAce(acl, chance(4));
		break;
	case 2:
		insert_entry(acl);
		break;
	default:
		RtlQueryInformationAcl(acl, &information, sizeof(information),
				       AclSizeInformation);
		break;
	}
}

/*
 * Returns whether the list is valid in the end. What is valid stays so, until it
 * is damaged; the size it says it has is never more than it has.
 */
static bool try_list(PACL acl, USHORT size)
{
	__u32 times = 1 + chance(10);
	bool is_valid;

	while (times--) {
		is_valid = RtlValidAcl(acl);
		change_list(acl);
		CHECK(!is_valid || RtlValidAcl(acl));
		if (!chance(8))
			damage_bytes((unsigned char *)acl, size);
		if (acl->AclSize > size)
			acl->AclSize = size;
	}
	return RtlValidAcl(acl);
}

static void fuzz_lists(void)
{
	unsigned int valid = 0;
	unsigned int i;

	for (i = 0; i < ROUNDS; i++) {
		USHORT size = (USHORT)(sizeof(ACL) + 4 * chance(40));
		PACL acl = allocate(size);

		memset(acl, 0xAA, size);
		CHECK(!RtlCreateAcl(acl, size, ACL_REVISION));
		valid += try_list(acl, size);
		free(acl);
	}
	CHECK(valid > ROUNDS / 4 && valid < ROUNDS);
}

int main(void)
{
	fuzz_texts();
	fuzz_descriptors();
	fuzz_lists();
	return 0;
}
