// SPDX-License-Identifier: GPL-2.0
/*
 * Security descriptors that lie: about lengths, offsets, counts, by overlapping
 * and by changing while they are read.
 *
 * Whatever is refused is refused for what it is. Whatever is accepted has been
 * sound, and comes back well-formed. Who judges that here, is_sound() and
 * nt_descriptor_fault(), shares nothing with the module. All services that take a
 * descriptor get the same.
 *
 * NTOBJ_FUZZ_SEED repeats the random part.
 */
#include <stddef.h>
#include <sys/mman.h>

#include "ntobj_fixture.h"
#include "attack.h"
#include "security_test.h"

#define HEADER		sizeof(struct ntobj_security_descriptor)
#define ALL		(NT_OPEN_PARTS)

/*
 * As much as is tried, and what it is made from: two entries, and each part but
 * the system list, which takes a privilege.
 */
#define ROOM		1024
static const char model[] =
	"O:U1001G:G1001D:(A;;0x1;;;WD)(D;OICI;0x2;;;S-1-5-21-1-2-3-4)";

static bool is_about_descriptors(__s32 status)
{
	switch (status) {
	case STATUS_INVALID_SECURITY_DESCR:
	case STATUS_INVALID_ACL:
	case STATUS_INVALID_SID:
	case STATUS_INVALID_OWNER:
	case STATUS_INVALID_PRIMARY_GROUP:
	case STATUS_INVALID_PARAMETER:
	case STATUS_UNKNOWN_REVISION:
	case STATUS_PRIVILEGE_NOT_HELD:
	case STATUS_ACCESS_VIOLATION:
		return true;
	}
	return false;
}

/* The end of readable memory: what lies before it is copied there to be read. */
static __u8 *edge;

static void make_edge(void)
{
	size_t page = getpagesize();
	__u8 *memory = mmap(NULL, 33 * page, PROT_READ | PROT_WRITE,
			    MAP_PRIVATE | MAP_ANONYMOUS, -1, 0);

	NT_CHECK(memory != MAP_FAILED);
	NT_CHECK(!munmap(memory + 32 * page, page));
	edge = memory + 32 * page;
}

/* Counted, so that nothing can be read behind its last byte. */
static struct ntobj_counted_descriptor *at_edge(const void *bytes, __u32 there,
						__u32 claimed)
{
	struct ntobj_counted_descriptor *counted =
		(void *)(edge - there - sizeof(*counted));

	counted->length = claimed;
	counted->reserved = 0;
	memmove(counted->descriptor, bytes, there);
	return counted;
}

/*
 * Those who take one. Each gives the status, and on success the object's
 * descriptor as it is then in @buffer.
 */

/* What came back must be well-formed. */
static void check_descriptor(__u64 handle)
{
	static __u8 buffer[NTOBJ_DESCRIPTOR_MAX_SIZE];
	const char *fault;
	__u32 length;

	NT_CHECK_STATUS(STATUS_SUCCESS,
			nt_query_security(handle, ALL, buffer, sizeof(buffer), &length));
	fault = nt_descriptor_fault(buffer, length);
	if (fault)
		fprintf(stderr, "# %s\n", fault);
	NT_CHECK(!fault);
}

static __s32 give_to_new(const struct ntobj_counted_descriptor *counted)
{
	struct ntobj_object_attributes attributes = nt_unnamed();
	__u64 handle;
	__s32 status;

	attributes.security_descriptor = nt_address(counted);
	status = nt_create_event(&handle, attributes, NTOBJ_EVENT_ALL_ACCESS, 0, 0);
	if (status < 0)
		return status;
	check_descriptor(handle);
	NT_CHECK_STATUS(STATUS_SUCCESS, nt_close(handle));
	return status;
}

/* With a name, and a directory, whose entries are inherited. */
static __s32 give_to_named(const struct ntobj_counted_descriptor *counted)
{
	struct ntobj_object_attributes attributes =
		nt_name(u"\\BaseNamedObjects\\ntobj_attack_described");
	__u64 directory;
	__u64 event;
	__s32 status;

	attributes.security_descriptor = nt_address(counted);
	status = nt_create_directory(&directory, attributes, NTOBJ_DIRECTORY_ALL_ACCESS);
	if (status < 0)
		return status;
	check_descriptor(directory);
	/* May be refused, as the descriptor says. */
	if (nt_create_event(&event, nt_at(directory, u"below"), NTOBJ_EVENT_ALL_ACCESS, 0,
			    0) == STATUS_SUCCESS) {
		check_descriptor(event);
		NT_CHECK_STATUS(STATUS_SUCCESS, nt_close(event));
	}
	NT_CHECK_STATUS(STATUS_SUCCESS, nt_close(directory));
	return status;
}

static __u64 subject;

static __s32 set_on_old(const struct ntobj_counted_descriptor *counted)
{
	__s32 status;

	if (!subject)
		NT_CHECK_STATUS(STATUS_SUCCESS,
				nt_create_event(&subject,
						nt_secured(nt_unnamed(), ATTACK_OPEN),
						NTOBJ_EVENT_ALL_ACCESS, 0, 0));
	status = nt_set_security_raw(subject, ALL, counted);
	if (status >= 0)
		check_descriptor(subject);
	return status;
}

static __s32 check_access(const struct ntobj_counted_descriptor *counted)
{
	static __u64 token;
	struct ntobj_access_check call = {
		.descriptor = nt_address(counted),
		.desired_access = NTOBJ_MAXIMUM_ALLOWED,
		.generic_read = 1,
		.generic_write = 2,
		.generic_execute = 4,
		.generic_all = 0x1f0007,
	};

	if (!token)
		token = nt_own_impersonation(NTOBJ_SECURITY_IMPERSONATION);
	call.token = token;
	return nt_access_check(&call);
}

static const struct {
	const char *name;
	__s32 (*take)(const struct ntobj_counted_descriptor *counted);
} takers[] = {
	{ "a new object", give_to_new },
	{ "a new directory", give_to_named },
	{ "an object", set_on_old },
	{ "an access check", check_access },
};

/**
 * struct descriptor - one that is tampered with
 * @bytes: room for it
 * @length: bytes of it
 */
struct descriptor {
	__u8 bytes[ROOM];
	__u32 length;
};

static struct descriptor descriptor_from(const char *text)
{
	struct ntobj_counted_descriptor *counted = nt_descriptor("%s", text);
	struct descriptor result = { .length = counted->length };

	NT_CHECK(counted->length <= ROOM);
	memcpy(result.bytes, counted->descriptor, counted->length);
	free(counted);
	return result;
}

static struct ntobj_security_descriptor *header_of(struct descriptor *descriptor)
{
	return (void *)descriptor->bytes;
}

/*
 * The judge. Parts may lie anywhere, over each other too, but not outside.
 */

static bool is_sid(const __u8 *bytes, __u32 room)
{
	return room >= 8 && bytes[0] == NTOBJ_SID_REVISION &&
	       bytes[1] <= NTOBJ_SID_MAX_SUB_AUTHORITIES && nt_sid_size(bytes) <= room;
}

static bool is_type(__u8 type, bool system)
{
	return system ? type == NTOBJ_ACE_SYSTEM_AUDIT :
			type == NTOBJ_ACE_ACCESS_ALLOWED || type == NTOBJ_ACE_ACCESS_DENIED;
}

static bool is_list(const __u8 *bytes, __u32 room, bool system)
{
	struct ntobj_acl acl;
	struct ntobj_ace ace;
	__u32 at = sizeof(acl);

	if (room < sizeof(acl))
		return false;
	memcpy(&acl, bytes, sizeof(acl));
	if (acl.revision != NTOBJ_ACL_REVISION || acl.size > room || acl.size % 4)
		return false;
	for (; acl.count; acl.count--, at += ace.size) {
		if (at + sizeof(ace) > acl.size)
			return false;
		memcpy(&ace, bytes + at, sizeof(ace));
		if (ace.size % 4 || at + ace.size > acl.size || ace.size < sizeof(ace) ||
		    !is_type(ace.type, system) || ace.flags & ~NTOBJ_ACE_FLAGS ||
		    !is_sid(bytes + at + sizeof(ace), ace.size - sizeof(ace)))
			return false;
	}
	return true;
}

static bool is_sound(const struct descriptor *descriptor)
{
	struct ntobj_security_descriptor header;
	const __u8 *bytes = descriptor->bytes;
	__u32 length = descriptor->length;

	if (length < HEADER)
		return false;
	memcpy(&header, bytes, sizeof(header));
	if (header.revision != NTOBJ_SD_REVISION ||
	    !(header.control & NTOBJ_SD_SELF_RELATIVE))
		return false;
	if (header.owner && (header.owner % 4 || header.owner > length ||
			     !is_sid(bytes + header.owner, length - header.owner)))
		return false;
	if (header.group && (header.group % 4 || header.group > length ||
			     !is_sid(bytes + header.group, length - header.group)))
		return false;
	if (header.control & NTOBJ_SD_SACL_PRESENT && header.sacl &&
	    (header.sacl % 4 || header.sacl > length ||
	     !is_list(bytes + header.sacl, length - header.sacl, true)))
		return false;
	return !(header.control & NTOBJ_SD_DACL_PRESENT) || !header.dacl ||
	       (!(header.dacl % 4) && header.dacl <= length &&
		is_list(bytes + header.dacl, length - header.dacl, false));
}

static unsigned int accepted;

/* All takers; whoever accepts what is not sound has been deceived. */
static void offer(struct __test_metadata *_metadata, const struct descriptor *descriptor,
		  __u32 claimed, const char *what, __u64 value)
{
	bool sound = claimed == descriptor->length && is_sound(descriptor);
	unsigned int i;

	for (i = 0; i < ARRAY_SIZE(takers); i++) {
		__s32 status = takers[i].take(at_edge(descriptor->bytes, descriptor->length,
						      claimed));

		accepted += status >= 0;
		EXPECT_TRUE(status >= 0 ? sound : is_about_descriptors(status))
			TH_LOG("%s 0x%llx, to %s: %s", what, (unsigned long long)value,
			       takers[i].name, nt_status_text(status));
	}
}

FIXTURE(lies) {
	struct descriptor model;
};

FIXTURE_SETUP(lies)
{
	ASSERT_LE(0, nt_open_device());
	ASSERT_EQ(0, nt_become(NT_BOB));
	make_edge();
	accepted = 0;
	self->model = descriptor_from(model);
}

FIXTURE_TEARDOWN(lies)
{
}

/* The canary: the model itself is sound, and all take it. */
TEST_F(lies, canary)
{
	unsigned int i;

	EXPECT_TRUE(is_sound(&self->model));
	for (i = 0; i < ARRAY_SIZE(takers); i++)
		EXPECT_STATUS(STATUS_SUCCESS,
			      takers[i].take(at_edge(self->model.bytes, self->model.length,
						     self->model.length)));
	/* And the judge does see a fault. */
	self->model.bytes[0] = 2;
	EXPECT_FALSE(is_sound(&self->model));
	offer(_metadata, &self->model, self->model.length, "revision", 2);
	EXPECT_EQ(0, accepted);
}

/* A length that is not the descriptor's own. */
TEST_F(lies, length)
{
	static const __u32 lengths[] = {
		NTOBJ_DESCRIPTOR_MAX_SIZE + 1, 0x10001, 0x20000, 0x7fffffff, 0x80000000,
		0xfffffff8, 0xffffffff,
	};
	struct descriptor cut = self->model;
	unsigned int i;

	/* Shorter: what is cut off can't be read. */
	for (cut.length = 0; cut.length < self->model.length; cut.length++)
		offer(_metadata, &cut, cut.length, "cut to", cut.length);
	for (i = 0; i < ARRAY_SIZE(lengths); i++)
		offer(_metadata, &self->model, lengths[i], "claimed length", lengths[i]);
	/* Longer than what is there, by a little. */
	for (i = 1; i < 8; i++)
		offer(_metadata, &self->model, self->model.length + i, "longer by", i);
	EXPECT_EQ(0, accepted);
}

static void set_field(struct descriptor *descriptor, size_t offset, __u32 value)
{
	memcpy(descriptor->bytes + offset, &value, sizeof(value));
}

/* Each offset at each place, aligned or not, and far away. */
TEST_F_TIMEOUT(lies, offsets, 120)
{
	static const size_t fields[] = {
		offsetof(struct ntobj_security_descriptor, owner),
		offsetof(struct ntobj_security_descriptor, group),
		offsetof(struct ntobj_security_descriptor, dacl),
		offsetof(struct ntobj_security_descriptor, sacl),
	};
	static const __u32 far[] = {
		0x7ffffffc, 0x80000000, 0xfffffff0, 0xfffffffc, 0xffffffff, 0x10000, 0xfffc,
	};
	struct descriptor twisted;
	unsigned int field;
	unsigned int i;
	__u32 at;

	for (field = 0; field < ARRAY_SIZE(fields); field++) {
		for (at = 0; at <= self->model.length + 4; at++) {
			twisted = self->model;
			set_field(&twisted, fields[field], at);
			offer(_metadata, &twisted, twisted.length, "offset", at);
		}
		for (i = 0; i < ARRAY_SIZE(far); i++) {
			twisted = self->model;
			set_field(&twisted, fields[field], far[i]);
			offer(_metadata, &twisted, twisted.length, "far offset", far[i]);
		}
	}
}

/* Every byte, with each of its bits turned, and at its extremes. */
TEST_F_TIMEOUT(lies, bytes, 300)
{
	struct descriptor twisted;
	__u32 at;
	int bit;

	for (at = 0; at < self->model.length; at++) {
		for (bit = 0; bit < 8; bit++) {
			twisted = self->model;
			twisted.bytes[at] ^= 1 << bit;
			offer(_metadata, &twisted, twisted.length, "turned in byte", at);
		}
		twisted = self->model;
		twisted.bytes[at] = 0xff;
		offer(_metadata, &twisted, twisted.length, "set byte", at);
		twisted.bytes[at] = 0;
		offer(_metadata, &twisted, twisted.length, "cleared byte", at);
	}
	EXPECT_LT(0, accepted);
}

/* Parts that lie in each other. What is kept is made of copies. */
TEST_F(lies, overlaps)
{
	struct ntobj_security_descriptor *header = header_of(&self->model);
	struct descriptor twisted = self->model;
	__u32 owner = header->owner;
	__u32 dacl = header->dacl;

	/* One identifier for both. */
	header_of(&twisted)->group = owner;
	offer(_metadata, &twisted, twisted.length, "group at the owner's", owner);
	EXPECT_EQ(ARRAY_SIZE(takers), accepted);
	/* The identifier of an entry. */
	header_of(&twisted)->group = dacl + sizeof(struct ntobj_acl) +
				     sizeof(struct ntobj_ace);
	offer(_metadata, &twisted, twisted.length, "group in a list", dacl);
	/* A list in the header, in an identifier, in itself. */
	twisted = self->model;
	header_of(&twisted)->dacl = 4;
	offer(_metadata, &twisted, twisted.length, "list in the header", 4);
	header_of(&twisted)->dacl = owner;
	offer(_metadata, &twisted, twisted.length, "list at the owner's", owner);
	header_of(&twisted)->dacl = dacl + sizeof(struct ntobj_acl);
	offer(_metadata, &twisted, twisted.length, "list in a list", dacl);
}

/* Lists whose size, count and entries do not fit together. */
TEST_F_TIMEOUT(lies, lists, 120)
{
	__u32 dacl = header_of(&self->model)->dacl;
	struct descriptor twisted;
	struct ntobj_acl *acl;
	struct ntobj_ace *ace;
	unsigned int value;

	for (value = 0; value < 0x10000; value += value < 128 ? 1 : 4093) {
		twisted = self->model;
		acl = (void *)(twisted.bytes + dacl);
		acl->size = value;
		offer(_metadata, &twisted, twisted.length, "size of a list", value);
		twisted = self->model;
		acl->count = value;
		offer(_metadata, &twisted, twisted.length, "entries of a list", value);
		twisted = self->model;
		ace = (void *)(acl + 1);
		ace->size = value;
		offer(_metadata, &twisted, twisted.length, "size of an entry", value);
		/* And so that the second entry is where the first says. */
		twisted = self->model;
		acl->count = 1;
		ace->size = value;
		offer(_metadata, &twisted, twisted.length, "size of the only entry", value);
	}
}

/* The largest of all: as many entries as there is room for, twice. */
static struct ntobj_counted_descriptor *make_large(__u32 length, __u32 mask)
{
	struct ntobj_counted_descriptor *counted = calloc(1, sizeof(*counted) + length);
	struct ntobj_security_descriptor *header = nt_header(counted);
	struct nt_sid sid = nt_sid("WD");
	__u32 size = sizeof(struct ntobj_ace) + nt_sid_size(&sid);
	struct ntobj_acl *acl;
	__u8 *next;

	NT_CHECK(counted);
	counted->length = length;
	header->revision = NTOBJ_SD_REVISION;
	header->control = NTOBJ_SD_SELF_RELATIVE | NTOBJ_SD_DACL_PRESENT;
	header->dacl = HEADER;
	acl = (void *)(counted->descriptor + HEADER);
	acl->revision = NTOBJ_ACL_REVISION;
	next = (void *)(acl + 1);
	while (next + size <= counted->descriptor + length) {
		struct ntobj_ace *ace = (void *)next;

		ace->size = size;
		ace->mask = mask;
		ace->flags = NTOBJ_ACE_FLAG_OBJECT_INHERIT | NTOBJ_ACE_FLAG_CONTAINER_INHERIT;
		memcpy(ace + 1, &sid, nt_sid_size(&sid));
		acl->count++;
		next += size;
	}
	acl->size = next - (__u8 *)acl;
	counted->length = next - counted->descriptor;
	return counted;
}

TEST_F(lies, large)
{
	struct ntobj_counted_descriptor *large;
	__u8 *buffer = malloc(NTOBJ_DESCRIPTOR_MAX_SIZE);
	__u64 directory;
	__u64 below;
	__u64 event;
	__u32 length;
	int level;

	ASSERT_NE(NULL, buffer);
	/* With no room left for an owner: refused, or without one. */
	large = make_large(NTOBJ_DESCRIPTOR_MAX_SIZE, NTOBJ_DIRECTORY_ALL_ACCESS);
	EXPECT_TRUE(is_about_descriptors(give_to_new(large)));
	free(large);
	large = make_large(NTOBJ_DESCRIPTOR_MAX_SIZE - 256, NTOBJ_DIRECTORY_ALL_ACCESS);
	ASSERT_STATUS(STATUS_SUCCESS, give_to_new(large));
	ASSERT_STATUS(STATUS_SUCCESS,
		      nt_create_event(&event, nt_secured(nt_unnamed(), ATTACK_OPEN),
				      NTOBJ_EVENT_ALL_ACCESS, 0, 0));
	ASSERT_STATUS(STATUS_SUCCESS, nt_set_security_raw(event, NT_DACL, large));
	check_descriptor(event);
	/* Inherited from level to level it never grows beyond what is allowed. */
	ASSERT_STATUS(STATUS_SUCCESS,
		      nt_create_directory(&directory,
					  nt_name(u"\\BaseNamedObjects\\ntobj_attack_large"),
					  NTOBJ_DIRECTORY_ALL_ACCESS));
	ASSERT_STATUS(STATUS_SUCCESS, nt_set_security_raw(directory, NT_DACL, large));
	for (level = 0; level < 4; level++) {
		__s32 status = nt_create_directory(&below, nt_at(directory, u"below"),
						   NTOBJ_DIRECTORY_ALL_ACCESS);

		if (status == STATUS_INVALID_ACL || status == STATUS_INVALID_SECURITY_DESCR)
			break;
		ASSERT_STATUS(STATUS_SUCCESS, status);
		ASSERT_STATUS(STATUS_SUCCESS,
			      nt_query_security(below, ALL, buffer,
						NTOBJ_DESCRIPTOR_MAX_SIZE, &length));
		EXPECT_EQ(NULL, nt_descriptor_fault(buffer, length));
		if (nt_create_event(&event, nt_at(below, u"event"), 1, 0, 0) ==
		    STATUS_SUCCESS)
			ASSERT_STATUS(STATUS_SUCCESS, nt_close(event));
		directory = below;
	}
	free(large);
	free(buffer);
}

/* The buffer of a query: no byte behind its end, and none at all if it is short. */
TEST_F(lies, short_buffers)
{
	__u8 buffer[ROOM];
	__u32 needed;
	__u32 length;
	__u64 event;
	__u32 i;

	ASSERT_STATUS(STATUS_SUCCESS,
		      nt_create_event(&event, nt_secured(nt_unnamed(), ATTACK_OPEN),
				      NTOBJ_EVENT_ALL_ACCESS, 0, 0));
	ASSERT_STATUS(STATUS_SUCCESS,
		      nt_query_security(event, ALL, buffer, sizeof(buffer), &needed));
	for (length = 0; length <= needed + 16; length++) {
		__u32 answered;

		memset(buffer, NT_POISON, sizeof(buffer));
		EXPECT_STATUS(length < needed ? STATUS_BUFFER_TOO_SMALL : STATUS_SUCCESS,
			      nt_query_security(event, ALL, buffer, length, &answered));
		EXPECT_EQ(needed, answered);
		for (i = length < needed ? 0 : needed; i < sizeof(buffer); i++)
			if (buffer[i] != NT_POISON)
				break;
		EXPECT_EQ(sizeof(buffer), i)
			TH_LOG("byte %u of a buffer of %u was written", i, length);
	}
}

/* One that changes all the time: what is kept is one of what it was, whole. */
struct changing {
	struct ntobj_counted_descriptor *counted;
	bool stop;
};

#define PUT(place, value)	__atomic_store_n(&(place), (value), __ATOMIC_RELAXED)

static void *change_all_the_time(void *context)
{
	struct changing *changing = context;
	struct ntobj_counted_descriptor *counted = changing->counted;
	struct ntobj_security_descriptor *header = nt_header(counted);
	struct ntobj_acl *acl = (void *)((__u8 *)header + header->dacl);
	struct ntobj_ace *ace = (void *)(acl + 1);
	struct ntobj_security_descriptor good = *header;
	struct ntobj_acl good_acl = *acl;
	struct ntobj_ace good_ace = *ace;
	__u8 *owner = (__u8 *)header + header->owner;

	while (!__atomic_load_n(&changing->stop, __ATOMIC_ACQUIRE)) {
		PUT(owner[1], 15);
		PUT(acl->count, 0xffff);
		PUT(ace->size, 0xfffc);
		PUT(header->owner, 0xfffc);
		PUT(header->dacl, 0xfff0);
		PUT(counted->length, NTOBJ_DESCRIPTOR_MAX_SIZE);
		PUT(counted->length, 8);
		PUT(acl->size, 4);
		PUT(acl->size, good_acl.size);
		PUT(acl->count, good_acl.count);
		PUT(ace->size, good_ace.size);
		PUT(owner[1], 2);
		PUT(header->owner, good.owner);
		PUT(header->dacl, good.dacl);
		PUT(counted->length, ROOM);
	}
	return NULL;
}

TEST_F_TIMEOUT(lies, changing, 120)
{
	int rounds = nt_rounds(2000, 10000);
	struct changing changing = {};
	unsigned int taken = 0;
	pthread_t thread;
	int i;

	/* All of the memory that it may claim is there. */
	changing.counted = calloc(1, sizeof(*changing.counted) + NTOBJ_DESCRIPTOR_MAX_SIZE);
	ASSERT_NE(NULL, changing.counted);
	memcpy(changing.counted->descriptor, self->model.bytes, self->model.length);
	changing.counted->length = ROOM;
	ASSERT_EQ(0, pthread_create(&thread, NULL, change_all_the_time, &changing));
	for (i = 0; i < rounds; i++) {
		__s32 status = takers[i % ARRAY_SIZE(takers)].take(changing.counted);

		EXPECT_TRUE(status >= 0 || is_about_descriptors(status))
			TH_LOG("%s", nt_status_text(status));
		taken += status >= 0;
	}
	__atomic_store_n(&changing.stop, true, __ATOMIC_RELEASE);
	ASSERT_EQ(0, pthread_join(thread, NULL));
	printf("# %u of %d were taken\n", taken, rounds);
}

/* At random: numbers that mean something, in fields of all widths. */
static void twist(struct descriptor *descriptor, unsigned int *seed)
{
	static const __u32 values[] = {
		0, 1, 2, 3, 4, 7, 8, 12, 15, 16, 20, 0x7f, 0x80, 0xff, 0xfc, 0xfffc, 0xffff,
		0x10000, 0x7fffffff, 0x80000000, 0xffffffff,
	};
	unsigned int changes = 1 + rand_r(seed) % 4;

	while (changes--) {
		__u32 value = values[rand_r(seed) % ARRAY_SIZE(values)];
		unsigned int width = 1U << rand_r(seed) % 3;
		unsigned int at = rand_r(seed) % (descriptor->length - 3) & ~(width - 1);

		if (rand_r(seed) % 2)
			value = rand_r(seed) % (descriptor->length + 8);
		memcpy(descriptor->bytes + at, &value, width);
	}
}

TEST_F_TIMEOUT(lies, at_random, 300)
{
	const char *text = getenv("NTOBJ_FUZZ_SEED");
	unsigned int seed = text ? strtoul(text, NULL, 0) : (unsigned int)nt_now();
	int rounds = nt_rounds(5000, 20000);
	struct nt_totals before;

	printf("# NTOBJ_FUZZ_SEED=%u\n", seed);
	offer(_metadata, &self->model, self->model.length, "model", 0);
	before = nt_totals();
	while (rounds--) {
		struct descriptor twisted = self->model;

		twist(&twisted, &seed);
		offer(_metadata, &twisted, twisted.length, "random, left", rounds);
	}
	EXPECT_EQ(before.handles, nt_totals().handles);
	EXPECT_TRUE(NT_UNTIL(nt_totals().objects <= before.objects));
}

TEST_HARNESS_MAIN
