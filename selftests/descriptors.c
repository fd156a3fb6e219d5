// SPDX-License-Identifier: GPL-2.0
/*
 * Descriptors that are not what they say, given to every service that takes
 * one: refused or taken as the headers say, and never given out again but
 * well-formed. NTOBJ_DESCRIPTOR_SEED and NTOBJ_DESCRIPTOR_ROUNDS choose other
 * random ones, and more of them.
 */
#include <stddef.h>
#include <sys/mman.h>

#include "ntobj_fixture.h"
#include "security_test.h"

#define MOST		NTOBJ_DESCRIPTOR_MAX_SIZE
#define HEADER		sizeof(struct ntobj_security_descriptor)
#define RIGHTS		(NTOBJ_READ_CONTROL | NTOBJ_WRITE_DAC | NTOBJ_WRITE_OWNER | \
			 NTOBJ_ACCESS_SYSTEM_SECURITY)

#define BAD		STATUS_INVALID_SECURITY_DESCR

/* A descriptor, and as much room as there can be. */
struct room {
	__u32 length;
	__u32 reserved;
	union {
		struct ntobj_security_descriptor header;
		__u8 bytes[MOST + 64];
		__u32 words[MOST / 4 + 16];
	};
};

/* Where its parts are: owner at 20, group at 36, DACL at 52, SACL at 84. */
#define BASE	"O:U1000 G:G1000 D:(A;;0x1;;;U1000) S:(AU;SA;0x1;;;U1000)"
#define OWNER	20
#define GROUP	36
#define DACL	52
#define ENTRY	(DACL + 8)
#define SACL	84
#define LENGTH	116

static void fill(struct room *room, const char *text)
{
	struct ntobj_counted_descriptor *descriptor = nt_descriptor("%s", text);

	memset(room, 0, sizeof(*room));
	memcpy(room, descriptor, sizeof(*descriptor) + descriptor->length);
	free(descriptor);
}

/*
 * Every service that takes one
 */

/* What a descriptor can be set on. */
static __u64 targets[4];
static __u64 impersonation;

static void make_targets(void)
{
	__u64 home = nt_home();
	__u64 handle;

	NT_CHECK_STATUS(STATUS_SUCCESS,
			nt_create_semaphore(&handle, nt_at(home, u"semaphore"), RIGHTS, 0, 1));
	NT_CHECK_STATUS(STATUS_SUCCESS,
			nt_create_mutant(&handle, nt_at(home, u"mutant"), RIGHTS, false));
	NT_CHECK_STATUS(STATUS_SUCCESS,
			nt_create_event_pair(&handle, nt_at(home, u"pair"), RIGHTS));
	NT_CHECK_STATUS(STATUS_SUCCESS,
			nt_create_timer(&handle, nt_at(home, u"timer"), RIGHTS, 0));
	NT_CHECK_STATUS(STATUS_SUCCESS,
			nt_create_event(&targets[0], nt_at(home, u"target"), RIGHTS, 0, 0));
	NT_CHECK_STATUS(STATUS_SUCCESS,
			nt_create_directory(&targets[1], nt_at(home, u"targets"), RIGHTS));
	targets[2] = nt_own_token(RIGHTS);
	NT_CHECK_STATUS(STATUS_SUCCESS, nt_open_process(&targets[3], getpid(), RIGHTS));
	impersonation = nt_own_impersonation(NTOBJ_SECURITY_IMPERSONATION);
}

static __s32 close_if(__s32 status, __u64 handle)
{
	if (status >= 0)
		NT_CHECK_STATUS(STATUS_SUCCESS, nt_close(handle));
	return status;
}

static __s32 create_event(const void *descriptor)
{
	struct ntobj_object_attributes attributes = nt_name(NT_HOME u"\\new");
	__u64 handle = 0;
	__s32 status;

	attributes.security_descriptor = nt_address(descriptor);
	status = nt_create_event(&handle, attributes, 1, 0, 0);
	return close_if(status, handle);
}

static __s32 create_unnamed(const void *descriptor)
{
	struct ntobj_object_attributes attributes = nt_unnamed();
	__u64 handle = 0;
	__s32 status;

	attributes.security_descriptor = nt_address(descriptor);
	status = nt_create_event(&handle, attributes, 1, 0, 0);
	return close_if(status, handle);
}

static __s32 create_semaphore(const void *descriptor)
{
	struct ntobj_object_attributes attributes = nt_name(NT_HOME u"\\new");
	__u64 handle = 0;
	__s32 status;

	attributes.security_descriptor = nt_address(descriptor);
	status = nt_create_semaphore(&handle, attributes, 1, 0, 1);
	return close_if(status, handle);
}

static __s32 create_mutant(const void *descriptor)
{
	struct ntobj_object_attributes attributes = nt_name(NT_HOME u"\\new");
	__u64 handle = 0;
	__s32 status;

	attributes.security_descriptor = nt_address(descriptor);
	status = nt_create_mutant(&handle, attributes, 1, true);
	return close_if(status, handle);
}

static __s32 create_directory(const void *descriptor)
{
	struct ntobj_object_attributes attributes = nt_name(NT_HOME u"\\new");
	__u64 handle = 0;
	__s32 status;

	attributes.security_descriptor = nt_address(descriptor);
	status = nt_create_directory(&handle, attributes, 1);
	return close_if(status, handle);
}

static __s32 create_link(const void *descriptor)
{
	struct ntobj_object_attributes attributes = nt_name(NT_HOME u"\\new");
	__u64 handle = 0;
	__s32 status;

	attributes.security_descriptor = nt_address(descriptor);
	status = nt_create_link(&handle, attributes, 1, u"\\");
	return close_if(status, handle);
}

static __s32 set_on_event(const void *descriptor)
{
	return nt_set_security_raw(targets[0], NT_ALL_PARTS, descriptor);
}

static __s32 set_on_directory(const void *descriptor)
{
	return nt_set_security_raw(targets[1], NT_ALL_PARTS, descriptor);
}

static __s32 set_on_token(const void *descriptor)
{
	return nt_set_security_raw(targets[2], NT_ALL_PARTS, descriptor);
}

static __s32 set_on_process(const void *descriptor)
{
	return nt_set_security_raw(targets[3], NT_ALL_PARTS, descriptor);
}

/* Also the parts that are not asked for have to be right. */
static __s32 set_group(const void *descriptor)
{
	return nt_set_security_raw(targets[0], NT_GROUP, descriptor);
}

static __s32 check_access(const void *descriptor)
{
	struct ntobj_access_check call = {
		.descriptor = nt_address(descriptor),
		.token = impersonation,
		.desired_access = 1,
	};

	return nt_access_check(&call);
}

/* It is of no use there, and looked at all the same. */
static __s32 open_event(const void *descriptor)
{
	struct ntobj_object_attributes attributes = nt_name(NT_HOME u"\\target");
	__u64 handle = 0;
	__s32 status;

	attributes.security_descriptor = nt_address(descriptor);
	status = nt_open_event(&handle, attributes, NTOBJ_WRITE_OWNER);
	return close_if(status, handle);
}

static __s32 create_event_pair(const void *descriptor)
{
	struct ntobj_object_attributes attributes = nt_name(NT_HOME u"\\new");
	__u64 handle = 0;
	__s32 status;

	attributes.security_descriptor = nt_address(descriptor);
	status = nt_create_event_pair(&handle, attributes, NTOBJ_SYNCHRONIZE);
	return close_if(status, handle);
}

static __s32 create_timer(const void *descriptor)
{
	struct ntobj_object_attributes attributes = nt_name(NT_HOME u"\\new");
	__u64 handle = 0;
	__s32 status;

	attributes.security_descriptor = nt_address(descriptor);
	status = nt_create_timer(&handle, attributes, NTOBJ_SYNCHRONIZE, 0);
	return close_if(status, handle);
}

static __s32 open_with(unsigned long request, const char16_t *name, const void *descriptor)
{
	struct ntobj_object_attributes attributes = nt_name(name);
	__u64 handle = 0;
	__s32 status;

	attributes.security_descriptor = nt_address(descriptor);
	status = nt_open(request, &handle, attributes, NTOBJ_WRITE_OWNER);
	return close_if(status, handle);
}

static __s32 open_semaphore(const void *descriptor)
{
	return open_with(NTOBJ_IOC_OPEN_SEMAPHORE, NT_HOME u"\\semaphore", descriptor);
}

static __s32 open_mutant(const void *descriptor)
{
	return open_with(NTOBJ_IOC_OPEN_MUTANT, NT_HOME u"\\mutant", descriptor);
}

static __s32 open_event_pair(const void *descriptor)
{
	return open_with(NTOBJ_IOC_OPEN_EVENT_PAIR, NT_HOME u"\\pair", descriptor);
}

static __s32 open_timer(const void *descriptor)
{
	return open_with(NTOBJ_IOC_OPEN_TIMER, NT_HOME u"\\timer", descriptor);
}

/* Directories and links are opened like events, as far as this goes. */
static __s32 open_directory(const void *descriptor)
{
	struct ntobj_object_attributes attributes = nt_name(NT_HOME);
	__u64 handle = 0;
	__s32 status;

	attributes.security_descriptor = nt_address(descriptor);
	status = nt_open_directory(&handle, attributes, NTOBJ_DIRECTORY_QUERY);
	return close_if(status, handle);
}

static __s32 open_link(const void *descriptor)
{
	struct ntobj_object_attributes attributes = nt_name(u"\\DosDevices");
	__u64 handle = 0;
	__s32 status;

	attributes.security_descriptor = nt_address(descriptor);
	status = nt_open_link(&handle, attributes, NTOBJ_SYMBOLIC_LINK_QUERY);
	return close_if(status, handle);
}

static __s32 open_client(unsigned long request, __u64 process, __u64 thread,
			 const void *descriptor)
{
	struct ntobj_open_client argument = {
		.attributes.security_descriptor = nt_address(descriptor),
		.process_id = process,
		.thread_id = thread,
		.desired_access = NTOBJ_SYNCHRONIZE,
		.flags = NTOBJ_OPEN_CLIENT_ID,
	};
	__s32 status = nt_call(request, &argument);

	return close_if(status, argument.handle);
}

static __s32 open_process(const void *descriptor)
{
	return open_client(NTOBJ_IOC_OPEN_PROCESS, getpid(), 0, descriptor);
}

static __s32 open_thread(const void *descriptor)
{
	return open_client(NTOBJ_IOC_OPEN_THREAD, 0, gettid(), descriptor);
}

static const struct service {
	const char name[20];
	__s32 (*call)(const void *descriptor);
} services[] = {
	{ "create event", create_event },
	{ "create unnamed", create_unnamed },
	{ "create directory", create_directory },
	{ "create link", create_link },
	{ "set on event", set_on_event },
	{ "set on directory", set_on_directory },
	{ "set on token", set_on_token },
	{ "set on process", set_on_process },
	{ "set a group", set_group },
	{ "check access", check_access },
	{ "open event", open_event },
	{ "open semaphore", open_semaphore },
	{ "open mutant", open_mutant },
	{ "open event pair", open_event_pair },
	{ "open timer", open_timer },
	{ "open directory", open_directory },
	{ "open link", open_link },
	{ "open process", open_process },
	{ "open thread", open_thread },
	{ "create semaphore", create_semaphore },
	{ "create mutant", create_mutant },
	{ "create event pair", create_event_pair },
	{ "create timer", create_timer },
};

static void expect_each(struct __test_metadata *_metadata, const void *descriptor,
			__s32 expected, const char *what)
{
	unsigned int i;

	for (i = 0; i < ARRAY_SIZE(services); i++) {
		__s32 status = services[i].call(descriptor);

		EXPECT_EQ(expected, status)
			TH_LOG("%s, %s: %s", services[i].name, what, nt_status_text(status));
	}
}

/*
 * One thing wrong at a time
 */

static const struct fault {
	const char *what;
	unsigned int offset;	/* of what is written over */
	unsigned int size;
	__u32 value;
	__s32 status;
} faults[] = {
	{ "nothing", 0, 0, 0, STATUS_SUCCESS },
	{ "revision 0", 0, 1, 0, STATUS_UNKNOWN_REVISION },
	{ "revision 2", 0, 1, 2, STATUS_UNKNOWN_REVISION },
	{ "revision 255", 0, 1, 255, STATUS_UNKNOWN_REVISION },
	{ "reserved byte", 1, 1, 1, BAD },
	{ "not self-relative", 2, 2, 0x0014, BAD },
	{ "unknown control", 2, 2, 0x8054, BAD },
	{ "unknown control", 2, 2, 0x8094, BAD },
	{ "unknown control", 2, 2, 0xc014, BAD },
	{ "all known control", 2, 2, 0xbf3f, STATUS_SUCCESS },

	{ "owner in the header", 4, 4, 4, BAD },
	{ "owner at the header's end", 4, 4, 16, BAD },
	{ "odd owner", 4, 4, OWNER + 1, BAD },
	{ "halfway owner", 4, 4, OWNER + 2, BAD },
	{ "owner at the end", 4, 4, LENGTH, BAD },
	{ "owner beyond the end", 4, 4, LENGTH + 4, BAD },
	{ "owner far away", 4, 4, 0x7ffffffc, BAD },
	{ "owner very far away", 4, 4, 0xfffffffc, BAD },
	{ "owner before the beginning", 4, 4, 0xffffffec, BAD },
	{ "owner cut off", 4, 4, LENGTH - 4, STATUS_INVALID_SID },
	{ "owner is the group", 4, 4, GROUP, STATUS_SUCCESS },
	{ "owner is a list", 4, 4, DACL, STATUS_INVALID_SID },
	{ "owner in a list", 4, 4, ENTRY + 8, STATUS_SUCCESS },
	{ "group in the header", 8, 4, 8, BAD },
	{ "odd group", 8, 4, GROUP + 3, BAD },
	{ "group at the end", 8, 4, LENGTH, BAD },
	{ "group far away", 8, 4, 0xfffffff0, BAD },
	{ "group cut off", 8, 4, LENGTH - 4, STATUS_INVALID_SID },
	{ "group is the owner", 8, 4, OWNER, STATUS_SUCCESS },
	{ "system list in the header", 12, 4, 12, BAD },
	{ "odd system list", 12, 4, SACL + 1, BAD },
	{ "system list at the end", 12, 4, LENGTH, BAD },
	{ "system list far away", 12, 4, 0x80000000, BAD },
	{ "system list cut off", 12, 4, LENGTH - 4, STATUS_INVALID_ACL },
	{ "system list is the other one", 12, 4, DACL, STATUS_INVALID_ACL },
	{ "no system list", 12, 4, 0, STATUS_SUCCESS },
	{ "list in the header", 16, 4, 16, BAD },
	{ "odd list", 16, 4, DACL + 2, BAD },
	{ "list at the end", 16, 4, LENGTH, BAD },
	{ "list far away", 16, 4, 0xfffffffc, BAD },
	{ "list cut off", 16, 4, LENGTH - 4, STATUS_INVALID_ACL },
	{ "list is a SID", 16, 4, OWNER, STATUS_INVALID_ACL },
	{ "list is the system's", 16, 4, SACL, STATUS_INVALID_ACL },
	{ "no list", 16, 4, 0, STATUS_SUCCESS },
	/* Not looked at without its bit. */
	{ "list far away, and none", 2, 2, 0x8010, STATUS_SUCCESS },

	{ "owner of revision 0", OWNER, 1, 0, STATUS_INVALID_SID },
	{ "owner of revision 2", OWNER, 1, 2, STATUS_INVALID_SID },
	{ "owner with 16 numbers", OWNER + 1, 1, 16, STATUS_INVALID_SID },
	{ "owner with 255 numbers", OWNER + 1, 1, 255, STATUS_INVALID_SID },
	{ "owner that ends in the group", OWNER + 1, 1, 3, STATUS_SUCCESS },
	{ "owner up to the end", OWNER + 1, 1, 15, STATUS_SUCCESS },
	{ "owner without numbers", OWNER + 1, 1, 0, STATUS_SUCCESS },
	{ "group of revision 3", GROUP, 1, 3, STATUS_INVALID_SID },
	{ "group with 128 numbers", GROUP + 1, 1, 128, STATUS_INVALID_SID },

	{ "list of revision 0", DACL, 1, 0, STATUS_INVALID_ACL },
	{ "list of revision 1", DACL, 1, 1, STATUS_INVALID_ACL },
	{ "list of revision 3", DACL, 1, 3, STATUS_INVALID_ACL },
	{ "list of revision 4", DACL, 1, 4, STATUS_INVALID_ACL },
	{ "list with a reserved byte", DACL + 1, 1, 1, STATUS_INVALID_ACL },
	{ "list with a reserved word", DACL + 6, 2, 1, STATUS_INVALID_ACL },
	{ "list of no size", DACL + 2, 2, 0, STATUS_INVALID_ACL },
	{ "list shorter than a header", DACL + 2, 2, 7, STATUS_INVALID_ACL },
	{ "list shorter than its entry", DACL + 2, 2, 28, STATUS_INVALID_ACL },
	{ "list of odd size", DACL + 2, 2, 31, STATUS_INVALID_ACL },
	{ "list longer than its entry", DACL + 2, 2, 36, STATUS_INVALID_ACL },
	{ "list longer than all", DACL + 2, 2, LENGTH - DACL + 4, STATUS_INVALID_ACL },
	{ "longest list", DACL + 2, 2, 0xfffc, STATUS_INVALID_ACL },
	{ "list without entries, and one", DACL + 4, 2, 0, STATUS_INVALID_ACL },
	{ "list of two entries, and one", DACL + 4, 2, 2, STATUS_INVALID_ACL },
	{ "list of most entries, and one", DACL + 4, 2, 0xffff, STATUS_INVALID_ACL },

	{ "entry of no size", ENTRY + 2, 2, 0, STATUS_INVALID_ACL },
	{ "entry shorter than a header", ENTRY + 2, 2, 4, STATUS_INVALID_ACL },
	{ "entry without a SID", ENTRY + 2, 2, 8, STATUS_INVALID_ACL },
	{ "entry with half a SID", ENTRY + 2, 2, 20, STATUS_INVALID_ACL },
	{ "entry of odd size", ENTRY + 2, 2, 25, STATUS_INVALID_ACL },
	{ "entry longer than the list", ENTRY + 2, 2, 28, STATUS_INVALID_ACL },
	{ "longest entry", ENTRY + 2, 2, 0xfffc, STATUS_INVALID_ACL },
	{ "audit in a list", ENTRY, 1, 2, STATUS_INVALID_ACL },
	{ "alarm", ENTRY, 1, 3, STATUS_INVALID_ACL },
	{ "compound", ENTRY, 1, 4, STATUS_INVALID_ACL },
	{ "object entry", ENTRY, 1, 5, STATUS_INVALID_ACL },
	{ "callback", ENTRY, 1, 9, STATUS_INVALID_ACL },
	{ "label", ENTRY, 1, 0x11, STATUS_INVALID_ACL },
	{ "unknown type", ENTRY, 1, 0xff, STATUS_INVALID_ACL },
	{ "unknown flag", ENTRY + 1, 1, 0x20, STATUS_INVALID_ACL },
	{ "all known flags", ENTRY + 1, 1, 0xdf, STATUS_SUCCESS },
	{ "all rights", ENTRY + 4, 4, 0xffffffff, STATUS_SUCCESS },
	{ "entry of revision 0", ENTRY + 8, 1, 0, STATUS_INVALID_ACL },
	{ "entry with 16 numbers", ENTRY + 9, 1, 16, STATUS_INVALID_ACL },
	{ "entry with 3 numbers", ENTRY + 9, 1, 3, STATUS_INVALID_ACL },
	{ "entry with 1 number", ENTRY + 9, 1, 1, STATUS_INVALID_ACL },
	{ "allowing in the system list", SACL + 8, 1, 0, STATUS_INVALID_ACL },
	{ "denying in the system list", SACL + 8, 1, 1, STATUS_INVALID_ACL },
	{ "system list of revision 0", SACL, 1, 0, STATUS_INVALID_ACL },
	{ "system list longer than all", SACL + 2, 2, 36, STATUS_INVALID_ACL },
	{ "system entry longer than all", SACL + 10, 2, 28, STATUS_INVALID_ACL },
};

TEST_F_TIMEOUT(ntobj, faults, 120)
{
	static struct room room;
	unsigned int i;

	make_targets();
	for (i = 0; i < ARRAY_SIZE(faults); i++) {
		fill(&room, BASE);
		ASSERT_EQ(LENGTH, room.length);
		memcpy(room.bytes + faults[i].offset, &faults[i].value, faults[i].size);
		if (strstr(faults[i].what, "and none"))
			room.header.dacl = 0xfffffff0;
		EXPECT_EQ(faults[i].status == STATUS_SUCCESS,
			  nt_descriptor_is_acceptable(room.bytes, room.length))
			TH_LOG("the test itself: %s", faults[i].what);
		expect_each(_metadata, &room, faults[i].status, faults[i].what);
	}
}

/* Nothing that was refused has changed anything, or is still there. */
TEST_F_TIMEOUT(ntobj, nothing_left, 120)
{
	static struct room room;
	struct nt_totals before;
	unsigned int i;
	unsigned int j;
	char *texts[2];

	make_targets();
	texts[0] = nt_security(targets[0], NT_ALL_PARTS);
	before = nt_totals();
	for (i = 0; i < ARRAY_SIZE(faults); i++) {
		if (faults[i].status == STATUS_SUCCESS)
			continue;
		fill(&room, BASE);
		memcpy(room.bytes + faults[i].offset, &faults[i].value, faults[i].size);
		for (j = 0; j < ARRAY_SIZE(services); j++)
			EXPECT_GT(0, services[j].call(&room));
	}
	texts[1] = nt_security(targets[0], NT_ALL_PARTS);
	EXPECT_STREQ(texts[0], texts[1]);
	EXPECT_EQ(before.handles, nt_totals().handles);
	EXPECT_TRUE(NT_UNTIL(nt_totals().objects == before.objects));
}

TEST_F_TIMEOUT(ntobj, lengths, 120)
{
	static struct room room;
	__u32 length;

	make_targets();
	fill(&room, BASE);
	/* Whatever is cut off is missed: all of it, to the last byte. */
	for (length = 0; length < LENGTH; length++) {
		room.length = length;
		expect_each(_metadata, &room,
			    (length > OWNER && length < GROUP) ||
			    (length > GROUP && length < DACL) ? STATUS_INVALID_SID :
			    length > SACL ? STATUS_INVALID_ACL : BAD, "cut off");
	}
	/* Bytes behind it belong to nothing, and are left out. */
	for (length = LENGTH; length < LENGTH + 16; length++) {
		room.length = length;
		expect_each(_metadata, &room, STATUS_SUCCESS, "something behind");
		EXPECT_SECURITY(BASE, targets[0], NT_ALL_PARTS);
	}
	room.length = MOST;
	expect_each(_metadata, &room, STATUS_SUCCESS, "most");
	for (length = MOST + 1; length < MOST + 8; length++) {
		room.length = length;
		expect_each(_metadata, &room, BAD, "more than most");
	}
	for (length = 0x20000; length; length <<= 1) {
		room.length = length;
		expect_each(_metadata, &room, BAD, "far more than most");
		room.length = length - 1;
		expect_each(_metadata, &room, BAD, "far more than most");
	}
	room.length = ~0U;
	expect_each(_metadata, &room, BAD, "all there is");
}

TEST_F(ntobj, reserved)
{
	static struct room room;
	unsigned int bit;

	make_targets();
	fill(&room, BASE);
	for (bit = 0; bit < 32; bit += 5) {
		room.reserved = 1U << bit;
		expect_each(_metadata, &room, STATUS_INVALID_PARAMETER, "reserved");
	}
}

/*
 * Memory
 */

TEST_F(ntobj, addresses)
{
	static const __u64 bad[] = { 1, 8, 0xfffffffffffff000ULL, 0xfffffffffffffff8ULL,
				     0x8000000000000000ULL, 0xffff888000000000ULL };
	struct ntobj_set_security call = { .information = NT_ALL_PARTS };
	struct ntobj_access_check check = { .desired_access = 1 };
	struct ntobj_object_attributes attributes = nt_unnamed();
	unsigned int i;
	__u64 handle;

	make_targets();
	call.handle = targets[0];
	check.token = impersonation;
	for (i = 0; i < ARRAY_SIZE(bad); i++) {
		call.descriptor = bad[i];
		EXPECT_STATUS(STATUS_ACCESS_VIOLATION,
			      nt_call(NTOBJ_IOC_SET_SECURITY, &call));
		check.descriptor = bad[i];
		EXPECT_STATUS(STATUS_ACCESS_VIOLATION, nt_access_check(&check));
		attributes.security_descriptor = bad[i];
		EXPECT_STATUS(STATUS_ACCESS_VIOLATION,
			      nt_create_event(&handle, attributes, 1, 0, 0));
	}
}

TEST_F_TIMEOUT(ntobj, pages, 120)
{
	size_t page = getpagesize();
	struct ntobj_counted_descriptor *base = nt_descriptor(BASE);
	size_t size = sizeof(*base) + base->length;
	size_t missing;
	char *room;

	make_targets();
	room = mmap(NULL, 3 * page, PROT_READ | PROT_WRITE, MAP_PRIVATE | MAP_ANONYMOUS, -1, 0);
	ASSERT_NE(MAP_FAILED, room);
	ASSERT_EQ(0, munmap(room + 2 * page, page));
	/* Up to the last byte there is, at every alignment, across two pages. */
	for (missing = 0; missing < size; missing += 3) {
		char *place = room + 2 * page - size;

		memcpy(place, base, size);
		expect_each(_metadata, place, STATUS_SUCCESS, "to the end");
		place = room + 2 * page - size + missing;
		memcpy(place, base, size - missing);
		if (missing)
			expect_each(_metadata, place, STATUS_ACCESS_VIOLATION, "cut by a hole");
		place = room + page - missing;
		memcpy(place, base, size);
		expect_each(_metadata, place, STATUS_SUCCESS, "across pages");
	}
	/* One that says that it goes on in the hole. */
	memcpy(room + 2 * page - size, base, size);
	((struct ntobj_counted_descriptor *)(room + 2 * page - size))->length++;
	expect_each(_metadata, room + 2 * page - size, STATUS_ACCESS_VIOLATION, "into a hole");
	/* Who can be read only can be read. */
	memcpy(room, base, size);
	ASSERT_EQ(0, mprotect(room, page, PROT_READ));
	expect_each(_metadata, room, STATUS_SUCCESS, "read-only");
	ASSERT_EQ(0, mprotect(room, page, PROT_NONE));
	expect_each(_metadata, room, STATUS_ACCESS_VIOLATION, "not even readable");
}

/*
 * Large ones
 */

/*
 * Entries for one SID with that mask, until the room is filled up to @end. They
 * come behind what the list at @begin has, unless nothing is there yet.
 */
static void fill_list(struct room *room, __u32 begin, __u32 end, const char *who,
		      __u32 mask, __u8 flags)
{
	struct ntobj_acl *acl = (void *)(room->bytes + begin);
	struct nt_sid sid = nt_sid("%s", who);
	struct ntobj_ace ace = {
		.flags = flags,
		.size = sizeof(ace) + nt_sid_size(&sid),
		.mask = mask,
	};
	__u32 at;

	if (acl->revision != NTOBJ_ACL_REVISION)
		*acl = (struct ntobj_acl){
			.revision = NTOBJ_ACL_REVISION,
			.size = sizeof(*acl),
		};
	at = begin + acl->size;
	for (; at + ace.size <= end; at += ace.size) {
		memcpy(room->bytes + at, &ace, sizeof(ace));
		memcpy(room->bytes + at + sizeof(ace), &sid, nt_sid_size(&sid));
		acl->count++;
	}
	acl->size = at - begin;
	room->length = at;
}

TEST_F_TIMEOUT(ntobj, largest, 120)
{
	static struct room room;
	static char answer[MOST];
	__u32 answered;
	char *texts[2];

	make_targets();
	fill(&room, "O:U0 G:U0 D:");
	fill_list(&room, DACL, MOST, "S-1-5-7", 1, 0);
	ASSERT_LT(MOST - 32, room.length);
	expect_each(_metadata, &room, STATUS_SUCCESS, "largest");
	ASSERT_STATUS(STATUS_SUCCESS,
		      nt_query_security(targets[0], NT_OPEN_PARTS, answer, sizeof(answer),
					&answered));
	EXPECT_EQ(room.length, answered);
	texts[0] = nt_descriptor_text(room.bytes, room.length);
	texts[1] = nt_descriptor_text(answer, answered);
	EXPECT_EQ(0, strcmp(texts[0], texts[1]));
	free(texts[0]);
	free(texts[1]);
	/* Not a byte less than it takes. */
	EXPECT_STATUS(STATUS_BUFFER_TOO_SMALL,
		      nt_query_security(targets[0], NT_OPEN_PARTS, answer, answered - 1,
					&answered));
	EXPECT_STATUS(STATUS_SUCCESS,
		      nt_query_security(targets[0], NT_OWNER, answer, sizeof(answer),
					&answered));
}

/* Parts that overlap come to more than there may be, once they are apart. */
TEST_F_TIMEOUT(ntobj, overlapping, 120)
{
	static struct room room;

	make_targets();
	fill(&room, "D:");
	fill_list(&room, HEADER, MOST, "S-1-5-7", 1, 0);
	room.header.owner = HEADER + 16;
	room.header.group = HEADER + 16;
	ASSERT_TRUE(nt_descriptor_is_acceptable(room.bytes, room.length));
	expect_each(_metadata, &room, BAD, "too long when apart");
	/* And if it is not too much, it is given out apart. */
	fill(&room, "D:");
	fill_list(&room, HEADER, HEADER + 200, "S-1-5-7", 1, 0);
	room.header.owner = HEADER + 16;
	room.header.group = HEADER + 16;
	expect_each(_metadata, &room, STATUS_SUCCESS, "overlapping");
	EXPECT_SECURITY("O:S-1-5-7 G:S-1-5-7", targets[0], NT_OWNER | NT_GROUP);
	EXPECT_SECURITY("O:S-1-5-7 G:S-1-5-7", targets[1], NT_OWNER | NT_GROUP);
	free(nt_security(targets[0], NT_ALL_PARTS));
}

/* An entry for the directory and its heirs becomes two, and so too long a list. */
TEST_F_TIMEOUT(ntobj, growing, 120)
{
	static struct room room;
	__u64 parent;
	__u64 handle;
	__s32 status;

	make_targets();
	fill(&room, "O:U0 G:U0 D:");
	fill_list(&room, DACL, MOST, "CO", NTOBJ_GENERIC_ALL,
		  NTOBJ_ACE_FLAG_OBJECT_INHERIT | NTOBJ_ACE_FLAG_CONTAINER_INHERIT);
	EXPECT_STATUS(STATUS_INVALID_ACL, set_on_directory(&room));
	EXPECT_STATUS(STATUS_INVALID_ACL, create_directory(&room));
	/* What is inherited doubles so, generation by generation, and is refused. */
	fill(&room, "O:U0 G:U0 D:(A;;0xf;;;SY)");
	fill_list(&room, DACL, MOST - 4096, "CO", NTOBJ_GENERIC_ALL,
		  NTOBJ_ACE_FLAG_OBJECT_INHERIT | NTOBJ_ACE_FLAG_CONTAINER_INHERIT |
		  NTOBJ_ACE_FLAG_INHERIT_ONLY);
	ASSERT_STATUS(STATUS_SUCCESS,
		      nt_create_directory(&parent, nt_at(nt_home(), u"growing"),
					  NTOBJ_DIRECTORY_ALL_ACCESS));
	ASSERT_STATUS(STATUS_SUCCESS, nt_set_security_raw(parent, NT_DACL, &room));
	EXPECT_STATUS(STATUS_INVALID_ACL,
		      nt_create_directory(&handle, nt_at(parent, u"d"), 1));
	status = nt_create_event(&handle, nt_at(parent, u"e"), NTOBJ_READ_CONTROL, 0, 0);
	if (!status)
		free(nt_security(handle, NT_OPEN_PARTS));
	else
		EXPECT_STATUS(STATUS_INVALID_ACL, status);
	EXPECT_STATUS(STATUS_OBJECT_NAME_NOT_FOUND,
		      nt_open_directory(&handle, nt_at(parent, u"d"), 1));
}

/*
 * Random ones: sound ones that have been damaged in a few places
 */

static unsigned int number_from(const char *variable, unsigned int otherwise)
{
	const char *text = getenv(variable);

	return text ? strtoul(text, NULL, 0) : otherwise;
}

static __u32 state;

static __u32 pick(__u32 choices)
{
	state ^= state << 13;
	state ^= state >> 17;
	state ^= state << 5;
	return state % choices;
}

static const char * const bases[] = {
	BASE,
	"O:SY G:BA D:(D;OICI;0x80000001;;;WD)(A;IO;0x3;;;CO)(A;;0x1f;;;OW)",
	"O:U0 D:",
	"",
	"G:G0 D:NO_ACCESS_CONTROL S:",
	"O:S-1-1-2-3-4-5-6-7-8-9-10-11-12-13-14-15-16 D:PAI(A;OICIID;0x10000000;;;CG)",
	"O:U1 G:U2 D:(A;;1;;;U3)(A;;2;;;U4)(D;;4;;;U5)(A;;8;;;U6) S:(AU;FA;1;;;U7)(AU;SA;1;;;U8)",
};

/* A new one, with nothing of the last one behind it. */
static void fill_quickly(struct room *room, unsigned int base)
{
	static struct ntobj_counted_descriptor *descriptors[ARRAY_SIZE(bases)];

	if (!descriptors[base])
		descriptors[base] = nt_descriptor("%s", bases[base]);
	memset(room, 0, 1024);
	memcpy(room, descriptors[base],
	       sizeof(*descriptors[base]) + descriptors[base]->length);
}

static void damage(struct room *room)
{
	__u32 length = room->length;

	switch (pick(8)) {
	case 0:		/* a bit */
		room->bytes[pick(length)] ^= 1 << pick(8);
		break;
	case 1:		/* an offset, somewhere near something */
		room->words[1 + pick(4)] = 4 * pick(length / 4 + 2);
		break;
	case 2:		/* an offset, anywhere */
		room->words[1 + pick(4)] = pick(2) ? pick(128) : pick(~0U);
		break;
	case 3:		/* the length */
		room->length = pick(length + 32);
		break;
	case 4:		/* one word put over another */
		room->words[pick(length / 4)] = room->words[pick(length / 4)];
		break;
	case 5:		/* a small number in a byte */
		room->bytes[pick(length)] = pick(32);
		break;
	case 6:		/* the control bits */
		room->header.control = pick(0x10000) | (pick(4) ? NTOBJ_SD_SELF_RELATIVE : 0);
		break;
	case 7:		/* a size or a count, by a little */
		((__u16 *)room->words)[pick(length / 2)] += (pick(5) - 2) * 4;
		break;
	}
	if (room->length < HEADER)
		room->length = HEADER;
}

/* What it may be refused for, though it is in order. */
static bool is_other_reason(__s32 status)
{
	return status == STATUS_INVALID_OWNER || status == STATUS_INVALID_PRIMARY_GROUP ||
	       status == STATUS_INVALID_ACL || status == STATUS_INVALID_SECURITY_DESCR;
}

static bool is_refusal(__s32 status)
{
	return status == STATUS_UNKNOWN_REVISION || status == STATUS_INVALID_SECURITY_DESCR ||
	       status == STATUS_INVALID_SID || status == STATUS_INVALID_ACL;
}

/* What was set has come out as it went in, put in order. */
static const char *set_fault(__u64 handle, const struct room *room)
{
	static _Alignas(8) char answer[MOST];
	const struct ntobj_security_descriptor *header = (void *)answer;
	__u32 answered;

	NT_CHECK_STATUS(STATUS_SUCCESS,
			nt_query_security(handle, NT_ALL_PARTS, answer, sizeof(answer),
					  &answered));
	if (nt_descriptor_fault(answer, answered))
		return nt_descriptor_fault(answer, answered);
	if (!nt_same_sid(answer + header->owner, room->bytes + room->header.owner))
		return "another owner";
	if (!nt_same_sid(answer + header->group, room->bytes + room->header.group))
		return "another group";
	if ((header->control ^ room->header.control) &
	    (NTOBJ_SD_DACL_PRESENT | NTOBJ_SD_SACL_PRESENT))
		return "another list";
	return NULL;
}

static void show(const struct room *room)
{
	__u32 i;

	fprintf(stderr, "#");
	for (i = 0; i < room->length && i < 256; i++)
		fprintf(stderr, " %02x", room->bytes[i]);
	fprintf(stderr, "\n");
}

static bool try_mutation(const struct room *room, unsigned int round)
{
	bool acceptable = nt_descriptor_is_acceptable(room->bytes, room->length);
	const struct service *service = &services[round % ARRAY_SIZE(services)];
	__s32 status;
	const char *fault;

	/* Half of them are set, and read again; the others go anywhere. */
	if (round % 2)
		service = &services[4 + round / 2 % 2];
	status = service->call(room);
	if (acceptable ? status < 0 && !is_other_reason(status) : !is_refusal(status)) {
		fprintf(stderr, "# round %u, %s: %s is %s\n", round, service->name,
			acceptable ? "acceptable" : "bad", nt_status_text(status));
		show(room);
		return false;
	}
	if (status < 0 || !(round % 2))
		return true;
	fault = set_fault(targets[round / 2 % 2], room);
	if (!fault)
		return true;
	fprintf(stderr, "# round %u, %s: %s\n", round, service->name, fault);
	show(room);
	return false;
}

TEST_F_TIMEOUT(ntobj, mutations, 200)
{
	static struct room room;
	unsigned int rounds = number_from("NTOBJ_DESCRIPTOR_ROUNDS",
					  nt_rounds(20000, 1000000));
	unsigned int accepted = 0;
	struct nt_totals before;
	unsigned int round;
	unsigned int hits;
	__u64 end;

	state = number_from("NTOBJ_DESCRIPTOR_SEED", 20031015);
	ASSERT_NE(0, state);
	make_targets();
	before = nt_totals();
	end = nt_now() + 60 * NT_SECOND;
	for (round = 0; round < rounds && nt_now() < end; round++) {
		fill_quickly(&room, pick(ARRAY_SIZE(bases)));
		for (hits = 1 + pick(3); hits; hits--)
			damage(&room);
		accepted += nt_descriptor_is_acceptable(room.bytes, room.length);
		ASSERT_TRUE(try_mutation(&room, round));
	}
	printf("# %u descriptors, of which %u were in order\n", round, accepted);
	EXPECT_LT(10000, round);
	EXPECT_LT(round / 50, accepted);
	EXPECT_LT(accepted, round);
	EXPECT_EQ(before.handles, nt_totals().handles);
	EXPECT_TRUE(NT_UNTIL(nt_totals().objects == before.objects));
}

/*
 * Under the call
 */

struct flipper {
	struct room *room;
	pthread_t thread;
	__u32 seed;
	bool stop;
};

/* Damages what another thread gives to the module, and mends it, all the time. */
static void *flip(void *context)
{
	struct flipper *flipper = context;
	__u8 *bytes = (void *)flipper->room;
	__u32 value = flipper->seed;

	while (!__atomic_load_n(&flipper->stop, __ATOMIC_RELAXED)) {
		unsigned int offset;
		__u8 old;

		value = value * 1664525 + 1013904223;
		/* The length as well. */
		offset = (value >> 8) % (sizeof(struct ntobj_counted_descriptor) + LENGTH);
		old = __atomic_load_n(&bytes[offset], __ATOMIC_RELAXED);
		__atomic_store_n(&bytes[offset], value >> 24, __ATOMIC_RELAXED);
		__atomic_store_n(&bytes[offset], old, __ATOMIC_RELAXED);
	}
	return NULL;
}

static bool is_declared_for_races(__s32 status)
{
	return status >= 0 || is_refusal(status) || is_other_reason(status) ||
	       status == STATUS_INVALID_PARAMETER || status == STATUS_ACCESS_VIOLATION;
}

TEST_F_TIMEOUT(ntobj, changing_under_the_call, 120)
{
	static _Alignas(8) char answer[MOST];
	static struct room room;
	struct flipper flipper = { .room = &room, .seed = 1 };
	unsigned int counts[2] = {};
	struct nt_totals before;
	unsigned int round;
	__u32 answered;
	__u64 end;

	make_targets();
	fill(&room, BASE);
	before = nt_totals();
	ASSERT_EQ(0, pthread_create(&flipper.thread, NULL, flip, &flipper));
	end = nt_now() + 15 * NT_SECOND;
	for (round = 0; nt_now() < end; round++) {
		const struct service *service = &services[round % ARRAY_SIZE(services)];
		__s32 status = service->call(&room);
		unsigned int i;

		counts[status < 0]++;
		ASSERT_TRUE(is_declared_for_races(status))
			TH_LOG("%s: %s", service->name, nt_status_text(status));
		for (i = 0; i < ARRAY_SIZE(targets); i++) {
			ASSERT_STATUS(STATUS_SUCCESS,
				      nt_query_security(targets[i], NT_ALL_PARTS, answer,
							sizeof(answer), &answered));
			ASSERT_EQ(NULL, nt_descriptor_fault(answer, answered))
				TH_LOG("%s", nt_descriptor_fault(answer, answered));
		}
	}
	__atomic_store_n(&flipper.stop, true, __ATOMIC_RELAXED);
	ASSERT_EQ(0, pthread_join(flipper.thread, NULL));
	printf("# %u taken, %u refused\n", counts[0], counts[1]);
	EXPECT_NE(0, counts[0]);
	EXPECT_EQ(before.handles, nt_totals().handles);
	EXPECT_TRUE(NT_UNTIL(nt_totals().objects == before.objects));
}

/* Pages that come and go while they are read. */
static void *unmap(void *context)
{
	struct flipper *flipper = context;
	char *page = (char *)flipper->room + getpagesize();

	while (!__atomic_load_n(&flipper->stop, __ATOMIC_RELAXED)) {
		NT_CHECK(!mprotect(page, getpagesize(), PROT_NONE));
		NT_CHECK(!mprotect(page, getpagesize(), PROT_READ | PROT_WRITE));
	}
	return NULL;
}

TEST_F_TIMEOUT(ntobj, vanishing_under_the_call, 120)
{
	size_t page = getpagesize();
	struct ntobj_counted_descriptor *base = nt_descriptor(BASE);
	struct flipper flipper = {};
	unsigned int counts[2] = {};
	unsigned int round;
	char *room;
	__u64 end;

	make_targets();
	room = mmap(NULL, 2 * page, PROT_READ | PROT_WRITE, MAP_PRIVATE | MAP_ANONYMOUS, -1, 0);
	ASSERT_NE(MAP_FAILED, room);
	memcpy(room + page - 60, base, sizeof(*base) + base->length);
	flipper.room = (void *)room;
	ASSERT_EQ(0, pthread_create(&flipper.thread, NULL, unmap, &flipper));
	end = nt_now() + 5 * NT_SECOND;
	for (round = 0; nt_now() < end; round++) {
		__s32 status = services[round % ARRAY_SIZE(services)].call(room + page - 60);

		counts[status < 0]++;
		if (status < 0)
			ASSERT_STATUS(STATUS_ACCESS_VIOLATION, status);
	}
	__atomic_store_n(&flipper.stop, true, __ATOMIC_RELAXED);
	ASSERT_EQ(0, pthread_join(flipper.thread, NULL));
	printf("# %u read, %u not\n", counts[0], counts[1]);
}

/*
 * An object whose descriptor is another one all the time, and those who read it
 * and open it: each sees one of the two, whole.
 */
#define ONE_OF_TWO	"O:U0 G:G0 D:(A;;0x1;;;U1000)"
#define OTHER_OF_TWO	"O:U1 G:G1 D:(A;;0x2;;;U1000)(A;;0x2;;;U1000)(A;;0x2;;;U1000)"

static bool stop_setting;

static void *set_all_the_time(void *context)
{
	__u64 handle = *(__u64 *)context;
	struct ntobj_counted_descriptor *two[] = {
		nt_descriptor(ONE_OF_TWO), nt_descriptor(OTHER_OF_TWO),
	};
	unsigned int round;

	for (round = 0; !__atomic_load_n(&stop_setting, __ATOMIC_RELAXED); round++)
		NT_CHECK_STATUS(STATUS_SUCCESS,
				nt_set_security_raw(handle, NT_OPEN_PARTS, two[round % 2]));
	return NULL;
}

/* Until both have been met, and a while at least. */
static bool go_on(__u64 begin, const unsigned int *counts)
{
	__u64 now = nt_now();

	return now < begin + 3 * NT_SECOND ||
	       ((!counts[0] || !counts[1]) && now < begin + 60 * NT_SECOND);
}

static int open_all_the_time(void *context)
{
	unsigned int counts[2] = {};
	__u64 begin = nt_now();

	(void)context;
	while (go_on(begin, counts)) {
		__u64 handle;

		/* Never both rights at once, and always one. */
		NT_CHECK_STATUS(STATUS_ACCESS_DENIED,
				nt_open_event(&handle, nt_name(NT_HOME u"\\two"), 3));
		NT_CHECK_STATUS(STATUS_SUCCESS,
				nt_open_event(&handle, nt_name(NT_HOME u"\\two"),
					      NTOBJ_MAXIMUM_ALLOWED));
		NT_CHECK(nt_granted(handle) == 1 || nt_granted(handle) == 2);
		counts[nt_granted(handle) - 1]++;
		NT_CHECK_STATUS(STATUS_SUCCESS, nt_close(handle));
	}
	NT_CHECK(counts[0] && counts[1]);
	return 0;
}

TEST_F_TIMEOUT(ntobj, set_while_used, 200)
{
	unsigned int counts[2] = {};
	pthread_t setter;
	__u64 handle;
	pid_t opener;
	__u64 begin;
	__u64 home;

	ASSERT_STATUS(STATUS_SUCCESS,
		      nt_create_directory(&home,
					  nt_secured(nt_name(NT_HOME),
						     "D:(A;;0xf;;;SY)(A;;0x2;;;WD)"), 0xf));
	ASSERT_STATUS(STATUS_SUCCESS,
		      nt_create_event(&handle, nt_secured(nt_at(home, u"two"), ONE_OF_TWO),
				      RIGHTS, 0, 0));
	ASSERT_EQ(0, pthread_create(&setter, NULL, set_all_the_time, &handle));
	opener = nt_child_start_as(NT_ALICE, open_all_the_time, NULL);
	for (begin = nt_now(); go_on(begin, counts);) {
		char *text = nt_security(handle, NT_OPEN_PARTS);
		bool one = !strcmp(text, ONE_OF_TWO);

		ASSERT_TRUE(one || !strcmp(text, OTHER_OF_TWO))
			TH_LOG("%s", text);
		counts[one]++;
		free(text);
	}
	EXPECT_EQ(0, nt_child_end(opener));
	__atomic_store_n(&stop_setting, true, __ATOMIC_RELAXED);
	ASSERT_EQ(0, pthread_join(setter, NULL));
	EXPECT_NE(0, counts[0]);
	EXPECT_NE(0, counts[1]);
}

TEST_HARNESS_MAIN
