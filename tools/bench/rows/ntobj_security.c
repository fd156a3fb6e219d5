// SPDX-License-Identifier: GPL-2.0
/*
 * What the access check costs: in opening by name, among few names and among
 * many, and asked for by itself.
 */
#include <stdio.h>
#include <string.h>
#include <uchar.h>
#include <linux/ntobj_security.h>

#include "rows/ntobj.h"

#define DIRECTORY	u"\\BaseNamedObjects\\bench"
#define DIGITS		4
#define OPENED_MAX	1000	/* of the names that there are */

static char16_t names[OPENED_MAX][sizeof(DIRECTORY) / sizeof(char16_t) + 1 + DIGITS];
static struct ntobj_open open_event[OPENED_MAX];
static unsigned int opened;

/* The name of an event is as long as that of every other, whatever its number. */
static void make_name(unsigned int slot, unsigned int number)
{
	static const char16_t digits[] = u"0123456789ABCDEFGHIJKLMNOPQRSTUVWXYZ";
	const size_t end = sizeof(DIRECTORY) / sizeof(char16_t) + DIGITS;
	char16_t *digit = names[slot] + end;
	unsigned int i;

	memcpy(names[slot], DIRECTORY u"\\", sizeof(DIRECTORY) + sizeof(char16_t));
	for (i = 0; i < DIGITS; i++) {
		*--digit = digits[number % 36];
		number /= 36;
	}
	open_event[slot] = (struct ntobj_open){
		.attributes.name = (unsigned long)names[slot],
		.attributes.name_length = end * sizeof(char16_t),
		.desired_access = NTOBJ_EVENT_MODIFY_STATE | NTOBJ_SYNCHRONIZE,
	};
}

/* A directory with so many events in it, of which some will be opened. */
static void begin_names(unsigned int count)
{
	struct ntobj_create_directory directory = {
		.attributes.name = (unsigned long)DIRECTORY,
		.attributes.name_length = sizeof(DIRECTORY) - sizeof(char16_t),
		.desired_access = NTOBJ_DIRECTORY_ALL_ACCESS,
	};
	struct ntobj_create_event event = {
		.desired_access = NTOBJ_EVENT_ALL_ACCESS,
	};
	unsigned int i;

	nt_set_parameter("max_memory_per_user", 0);
	bench_become_user();
	nt_open();
	BENCH_CHECK(nt_call(NTOBJ_IOC_CREATE_DIRECTORY, &directory) ==
		    STATUS_SUCCESS);
	for (i = 0; i < count; i++) {
		make_name(0, i);
		event.attributes = open_event[0].attributes;
		BENCH_CHECK(nt_call(NTOBJ_IOC_CREATE_EVENT, &event) == STATUS_SUCCESS);
	}
	opened = count < OPENED_MAX ? count : OPENED_MAX;
	for (i = 0; i < opened; i++)
		make_name(i, count / opened * i);
}

static void begin_10_names(void)
{
	begin_names(10);
}

static void begin_10k_names(void)
{
	begin_names(10000);
}

static void begin_1m_names(void)
{
	begin_names(1000000);
}

/* Each name in turn: where one lies in the directory is up to chance. */
static void open_by_name(unsigned long count)
{
	while (count--) {
		struct ntobj_open *open = &open_event[count % opened];

		BENCH_CHECK(nt_call(NTOBJ_IOC_OPEN_EVENT, open) == STATUS_SUCCESS);
		BENCH_CHECK(nt_call_handle(NTOBJ_IOC_CLOSE, open->handle) ==
			    STATUS_SUCCESS);
	}
}

/* A descriptor in the making: counted, and its parts one behind the other. */
static struct {
	struct ntobj_counted_descriptor counted;
	struct ntobj_security_descriptor head;
	uint8_t rest[256];
} descriptor;
static size_t used;

static void append(const void *bytes, size_t size)
{
	memcpy(descriptor.rest + used, bytes, size);
	used += size;
}

static void append_sid(uint8_t authority, unsigned int count, uint32_t first, uint32_t second)
{
	const uint8_t head[] = { NTOBJ_SID_REVISION, count, 0, 0, 0, 0, 0, authority };
	const uint32_t rest[] = { first, second };

	append(head, sizeof(head));
	append(rest, count * sizeof(*rest));
}

static void append_ace(uint32_t mask, uint8_t authority, unsigned int count,
		       uint32_t first, uint32_t second)
{
	const struct ntobj_ace ace = {
		.type = NTOBJ_ACE_ACCESS_ALLOWED,
		.size = sizeof(ace) + 8 + count * sizeof(uint32_t),
		.mask = mask,
	};

	append(&ace, sizeof(ace));
	append_sid(authority, count, first, second);
}

/* Root's: for the system, administrators, another user and group, and everyone. */
static void make_descriptor(void)
{
	const struct ntobj_acl acl = {
		.revision = NTOBJ_ACL_REVISION,
		.count = 5,
	};
	struct ntobj_acl *list;

	descriptor.head = (struct ntobj_security_descriptor){
		.revision = NTOBJ_SD_REVISION,
		.control = NTOBJ_SD_SELF_RELATIVE | NTOBJ_SD_DACL_PRESENT,
		.owner = sizeof(descriptor.head) + used,
	};
	append_sid(22, 2, 1, 0);
	descriptor.head.group = sizeof(descriptor.head) + used;
	append_sid(22, 2, 2, 0);
	descriptor.head.dacl = sizeof(descriptor.head) + used;
	list = (void *)(descriptor.rest + used);
	append(&acl, sizeof(acl));
	append_ace(NTOBJ_EVENT_ALL_ACCESS, 5, 1, 18, 0);
	append_ace(NTOBJ_EVENT_ALL_ACCESS, 5, 2, 32, 544);
	append_ace(NTOBJ_EVENT_MODIFY_STATE, 22, 2, 1, BENCH_USER + 1);
	append_ace(NTOBJ_EVENT_MODIFY_STATE, 22, 2, 2, BENCH_USER + 2);
	append_ace(NTOBJ_EVENT_QUERY_STATE, 1, 1, 0, 0);
	list->size = descriptor.rest + used - (uint8_t *)list;
	descriptor.counted.length = sizeof(descriptor.head) + used;
}

static struct ntobj_access_check access_check = {
	.descriptor = (unsigned long)&descriptor,
	.desired_access = NTOBJ_EVENT_QUERY_STATE,
	.generic_all = NTOBJ_EVENT_ALL_ACCESS,
};

static void begin_access_check(void)
{
	struct ntobj_open_token own = {
		.handle = NTOBJ_CURRENT_PROCESS,
		.desired_access = NTOBJ_TOKEN_DUPLICATE,
	};
	struct ntobj_duplicate_token duplicate = {
		.desired_access = NTOBJ_TOKEN_QUERY,
		.type = NTOBJ_TOKEN_IMPERSONATION,
		.level = NTOBJ_SECURITY_IDENTIFICATION,
	};

	bench_become_user();
	nt_open();
	make_descriptor();
	BENCH_CHECK(nt_call(NTOBJ_IOC_OPEN_PROCESS_TOKEN, &own) == STATUS_SUCCESS);
	duplicate.handle = own.token;
	BENCH_CHECK(nt_call(NTOBJ_IOC_DUPLICATE_TOKEN, &duplicate) == STATUS_SUCCESS);
	access_check.token = duplicate.token;
}

static void check_access(unsigned long count)
{
	while (count--) {
		access_check.granted_access = 0;
		BENCH_CHECK(nt_call(NTOBJ_IOC_ACCESS_CHECK, &access_check) ==
			    STATUS_SUCCESS);
		BENCH_CHECK(access_check.granted_access == NTOBJ_EVENT_QUERY_STATE);
	}
}

static const struct bench_row rows[] = {
	{ "ntobj.open.by_name.10", begin_10_names, open_by_name, .ioctls = 2 },
	{ "ntobj.open.by_name.10k", begin_10k_names, open_by_name, .ioctls = 2 },
	{ "ntobj.open.by_name.1M", begin_1m_names, open_by_name, .ioctls = 2,
	  .large = true },
	{ "ntobj.access_check", begin_access_check, check_access, .ioctls = 1 },
	{}
};

BENCH_ROWS(rows);
