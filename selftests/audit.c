// SPDX-License-Identifier: GPL-2.0
/*
 * Audit: what an object's system list names is written to the kernel's audit
 * log, and nothing else.
 *
 * Records are read from the kernel as any listener gets them. To see that there
 * is none, another one is caused on purpose, which would come after it.
 */
#include <linux/audit.h>
#include <linux/netlink.h>
#include <poll.h>
#include <stdarg.h>
#include <sys/socket.h>

#include "kselftest_harness.h"
#include "attack.h"
#include "security_test.h"

#define WATCHED	u"\\BaseNamedObjects\\ntobj_audit_watched"
#define MARKER	u"\\BaseNamedObjects\\ntobj_audit_marker"

#define MAXIMUM	16384

struct message {
	struct nlmsghdr header;
	char data[MAXIMUM];
};

/*
 * The kernel's log
 */

static int open_log(unsigned int groups)
{
	struct sockaddr_nl address = { .nl_family = AF_NETLINK, .nl_groups = groups };
	int log = socket(AF_NETLINK, SOCK_RAW | SOCK_CLOEXEC, NETLINK_AUDIT);

	if (log < 0)
		return -1;
	if (bind(log, (void *)&address, sizeof(address))) {
		close(log);
		return -1;
	}
	return log;
}

static void ask(int log, unsigned int type, const void *data, size_t length)
{
	struct message message = {
		.header = {
			.nlmsg_len = NLMSG_LENGTH(length),
			.nlmsg_type = type,
			.nlmsg_flags = NLM_F_REQUEST | NLM_F_ACK,
		},
	};

	memcpy(message.data, data, length);
	NT_CHECK(send(log, &message, message.header.nlmsg_len, 0) ==
		 (ssize_t)message.header.nlmsg_len);
}

static void receive(int log, struct message *message)
{
	struct pollfd poll_log = { .fd = log, .events = POLLIN };
	ssize_t got;

	NT_CHECK(poll(&poll_log, 1, 60000) == 1);
	got = recv(log, message, sizeof(*message) - 1, 0);
	NT_CHECK(got >= (ssize_t)sizeof(message->header));
	((char *)message)[got] = 0;
}

/* 0 or 1, as it was before. */
static unsigned int set_enabled(unsigned int enabled)
{
	struct audit_status status = { .mask = AUDIT_STATUS_ENABLED, .enabled = enabled };
	static struct message message;
	unsigned int before;
	int log = open_log(0);

	NT_CHECK(log >= 0);
	ask(log, AUDIT_GET, &before, 0);
	do {
		receive(log, &message);
	} while (message.header.nlmsg_type != AUDIT_GET);
	before = ((struct audit_status *)message.data)->enabled;
	ask(log, AUDIT_SET, &status, sizeof(status));
	/* That of the question is perhaps still to come. */
	do {
		receive(log, &message);
	} while (message.header.nlmsg_type != NLMSG_ERROR);
	NT_CHECK(!((struct nlmsgerr *)message.data)->error);
	close(log);
	return before;
}

/*
 * What is looked for
 */

/**
 * struct records - those that came
 * @count: how many
 * @texts: what they say
 */
struct records {
	unsigned int count;
	char texts[16][1024];
};

/* "name=value" among the words of a record. */
static bool has(const char *text, const char *format, ...)
{
	size_t length;
	va_list list;
	char word[64];
	const char *at;

	va_start(list, format);
	length = vsnprintf(word, sizeof(word), format, list);
	va_end(list);
	for (at = strstr(text, word); at; at = strstr(at + 1, word))
		if (at > text && at[-1] == ' ' && (!at[length] || at[length] == ' '))
			return true;
	return false;
}

FIXTURE(audit) {
	int log;
	unsigned int before;
	__u64 marker;
	struct records records;
};

FIXTURE_SETUP(audit)
{
	self->log = -1;
	ASSERT_LE(0, nt_open_device());
	self->log = open_log(1U << (AUDIT_NLGRP_READLOG - 1));
	if (self->log < 0)
		SKIP(return, "no audit log here: %s", strerror(errno));
	self->before = set_enabled(1);
	ASSERT_STATUS(STATUS_SUCCESS,
		      nt_create_event(&self->marker,
				      nt_secured(nt_name(MARKER), "S:(AU;SA;0x1;;;WD)"),
				      NTOBJ_EVENT_ALL_ACCESS, 0, 0));
}

FIXTURE_TEARDOWN(audit)
{
	if (self->log >= 0)
		set_enabled(self->before);
}

/* All records up to that of the marker, which is opened for the purpose. */
static void collect(int log, __u64 marker, struct records *records)
{
	static struct message message;
	__u64 id = nt_id(marker);
	size_t length;
	__u64 handle;

	NT_CHECK_STATUS(STATUS_SUCCESS, nt_open_event(&handle, nt_name(MARKER), 1));
	NT_CHECK_STATUS(STATUS_SUCCESS, nt_close(handle));
	records->count = 0;
	for (;;) {
		receive(log, &message);
		if (message.header.nlmsg_type != AUDIT_KERNEL_OTHER ||
		    !strstr(message.data, "ntobj"))
			continue;
		if (has(message.data, "object_id=%llu", (unsigned long long)id))
			return;
		NT_CHECK(records->count < ARRAY_SIZE(records->texts));
		length = strnlen(message.data, sizeof(records->texts[0]) - 1);
		memcpy(records->texts[records->count], message.data, length);
		records->texts[records->count++][length] = 0;
	}
}

/**
 * struct attempt - somebody opens the object
 * @user: who
 * @access: what he wants
 * @request: how; 0 to open an event by its name
 * @status: what comes of it
 * @pid: of the process or thread, if it is one
 */
struct attempt {
	uid_t user;
	__u32 access;
	unsigned long request;
	__s32 status;
	pid_t pid;
};

static int make_attempt(void *context)
{
	const struct attempt *attempt = context;
	__u64 handle;
	__s32 status;

	if (attempt->request)
		status = nt_open_client(attempt->request, &handle, nt_unnamed(),
					attempt->request == NTOBJ_IOC_OPEN_PROCESS ?
					attempt->pid : 0,
					attempt->request == NTOBJ_IOC_OPEN_THREAD ?
					attempt->pid : 0, attempt->access,
					NTOBJ_OPEN_CLIENT_ID);
	else
		status = nt_open_event(&handle, nt_name(WATCHED), attempt->access);
	NT_CHECK_STATUS(attempt->status, status);
	return 0;
}

static int try(uid_t user, __u32 access, __s32 status)
{
	struct attempt attempt = { .user = user, .access = access, .status = status };

	return user ? nt_child_as(user, make_attempt, &attempt) :
		      nt_child(make_attempt, &attempt);
}

static __u64 watched(const char *descriptor)
{
	__u64 handle;

	NT_CHECK_STATUS(STATUS_SUCCESS,
			nt_create_event(&handle, nt_secured(nt_name(WATCHED), "%s", descriptor),
					NTOBJ_EVENT_ALL_ACCESS, 0, 0));
	return handle;
}

/* A record of that object: of whom, what he wanted, and the outcome. */
static void check_record(struct __test_metadata *_metadata, const char *text,
			 __u64 handle, const char *type, __u32 access, __s32 status)
{
	EXPECT_TRUE(has(text, "object_id=%llu", (unsigned long long)nt_id(handle)))
		TH_LOG("%s", text);
	EXPECT_TRUE(has(text, "object_type=%s", type))
		TH_LOG("%s", text);
	EXPECT_TRUE(has(text, "desired_access=0x%08x", access))
		TH_LOG("%s", text);
	EXPECT_TRUE(has(text, "status=0x%08x", status))
		TH_LOG("%s", text);
	EXPECT_TRUE(has(text, "res=%d", status >= 0))
		TH_LOG("%s", text);
	EXPECT_TRUE(has(text, "euid=%u", NT_BOB))
		TH_LOG("%s", text);
	EXPECT_EQ(NULL, strchr(text, '\n'));
	EXPECT_EQ(NULL, attack_find_address_text(text));
}

#define EVERYBODY	"D:(A;;0x1f0003;;;WD)"

TEST_F(audit, successes)
{
	__u64 event;

	if (self->log < 0)
		SKIP(return, "no audit log here");
	event = watched(EVERYBODY "S:(AU;SA;0x2;;;U1001)");
	EXPECT_EQ(0, try(NT_BOB, 2, STATUS_SUCCESS));
	EXPECT_EQ(0, try(NT_BOB, 3, STATUS_SUCCESS));
	EXPECT_EQ(0, try(NT_BOB, NTOBJ_MAXIMUM_ALLOWED, STATUS_SUCCESS));
	EXPECT_EQ(0, try(NT_BOB, NTOBJ_GENERIC_WRITE, STATUS_SUCCESS));
	collect(self->log, self->marker, &self->records);
	ASSERT_EQ(4, self->records.count);
	check_record(_metadata, self->records.texts[0], event, "Event", 2, STATUS_SUCCESS);
	check_record(_metadata, self->records.texts[1], event, "Event", 3, STATUS_SUCCESS);
	check_record(_metadata, self->records.texts[2], event, "Event",
		     NTOBJ_MAXIMUM_ALLOWED, STATUS_SUCCESS);
	check_record(_metadata, self->records.texts[3], event, "Event",
		     NTOBJ_GENERIC_WRITE, STATUS_SUCCESS);
}

/* What the list does not name: another right, another user, the other outcome. */
TEST_F(audit, nothing_else)
{
	if (self->log < 0)
		SKIP(return, "no audit log here");
	watched("D:(D;;0x10000;;;U1001)(A;;0x1f0003;;;WD)S:(AU;SA;0x10002;;;U1001)");
	EXPECT_EQ(0, try(NT_BOB, 1, STATUS_SUCCESS));
	EXPECT_EQ(0, try(ATTACK_CAROL, 2, STATUS_SUCCESS));
	EXPECT_EQ(0, try(0, 2, STATUS_SUCCESS));
	EXPECT_EQ(0, try(NT_BOB, NTOBJ_DELETE, STATUS_ACCESS_DENIED));
	collect(self->log, self->marker, &self->records);
	EXPECT_EQ(0, self->records.count)
		TH_LOG("%s", self->records.texts[0]);
	/* The canary. */
	EXPECT_EQ(0, try(NT_BOB, 2, STATUS_SUCCESS));
	collect(self->log, self->marker, &self->records);
	EXPECT_EQ(1, self->records.count);
}

TEST_F(audit, failures)
{
	__u64 event;

	if (self->log < 0)
		SKIP(return, "no audit log here");
	event = watched("D:(A;;0x1;;;WD)(A;;0x1f0003;;;SY)S:(AU;FA;0x3;;;WD)");
	EXPECT_EQ(0, try(NT_BOB, 1, STATUS_SUCCESS));
	EXPECT_EQ(0, try(NT_BOB, 2, STATUS_ACCESS_DENIED));
	EXPECT_EQ(0, try(NT_BOB, 3, STATUS_ACCESS_DENIED));
	collect(self->log, self->marker, &self->records);
	ASSERT_EQ(2, self->records.count);
	check_record(_metadata, self->records.texts[0], event, "Event", 2,
		     STATUS_ACCESS_DENIED);
	check_record(_metadata, self->records.texts[1], event, "Event", 3,
		     STATUS_ACCESS_DENIED);
}

TEST_F(audit, both)
{
	if (self->log < 0)
		SKIP(return, "no audit log here");
	watched("D:(A;;0x1;;;WD)(A;;0x1f0003;;;SY)S:(AU;SAFA;0x3;;;U1001)");
	EXPECT_EQ(0, try(NT_BOB, 1, STATUS_SUCCESS));
	EXPECT_EQ(0, try(NT_BOB, 2, STATUS_ACCESS_DENIED));
	EXPECT_EQ(0, try(ATTACK_CAROL, 2, STATUS_ACCESS_DENIED));
	collect(self->log, self->marker, &self->records);
	EXPECT_EQ(2, self->records.count);
}

/* Opened by a service that would have made it. */
static int open_by_creating(void *context)
{
	__u64 handle;

	(void)context;
	NT_CHECK_STATUS(STATUS_OBJECT_NAME_EXISTS,
			nt_create_event(&handle, nt_name_flags(WATCHED, NTOBJ_OBJ_OPENIF), 2, 0,
					0));
	return 0;
}

TEST_F(audit, opened_by_creating)
{
	__u64 event;

	if (self->log < 0)
		SKIP(return, "no audit log here");
	event = watched(EVERYBODY "S:(AU;SA;0x2;;;U1001)");
	EXPECT_EQ(0, nt_child_as(NT_BOB, open_by_creating, NULL));
	collect(self->log, self->marker, &self->records);
	ASSERT_EQ(1, self->records.count);
	check_record(_metadata, self->records.texts[0], event, "Event", 2, STATUS_SUCCESS);
}

/* Set later, and taken away. */
TEST_F(audit, list_is_changed)
{
	__u64 opened;
	__u64 event;

	if (self->log < 0)
		SKIP(return, "no audit log here");
	event = watched(EVERYBODY);
	EXPECT_EQ(0, try(NT_BOB, 2, STATUS_SUCCESS));
	ASSERT_STATUS(STATUS_SUCCESS,
		      nt_open_event(&opened, nt_name(WATCHED), NTOBJ_ACCESS_SYSTEM_SECURITY));
	ASSERT_STATUS(STATUS_SUCCESS,
		      nt_set_security(opened, NT_SACL, "S:(AU;SA;0x2;;;U1001)"));
	EXPECT_EQ(0, try(NT_BOB, 2, STATUS_SUCCESS));
	collect(self->log, self->marker, &self->records);
	ASSERT_EQ(1, self->records.count);
	check_record(_metadata, self->records.texts[0], event, "Event", 2, STATUS_SUCCESS);
	ASSERT_STATUS(STATUS_SUCCESS, nt_set_security(opened, NT_SACL, "S:"));
	EXPECT_EQ(0, try(NT_BOB, 2, STATUS_SUCCESS));
	collect(self->log, self->marker, &self->records);
	EXPECT_EQ(0, self->records.count);
}

/* Inherited from a directory, to what others make there. */
#define PLACE	u"\\BaseNamedObjects\\ntobj_audit_place"

static int make_in_directory(void *context)
{
	__u64 handle;

	(void)context;
	NT_CHECK_STATUS(STATUS_SUCCESS,
			nt_create_event(&handle, nt_name(PLACE u"\\x"), 1, 0, 0));
	NT_CHECK_STATUS(STATUS_SUCCESS, nt_open_event(&handle, nt_name(PLACE u"\\x"), 2));
	return 0;
}

TEST_F(audit, inherited)
{
	__u64 directory;

	if (self->log < 0)
		SKIP(return, "no audit log here");
	ASSERT_STATUS(STATUS_SUCCESS,
		      nt_create_directory(&directory,
					  nt_secured(nt_name(PLACE),
						     "D:(A;;0xf000f;;;WD)S:(AU;OIIOSA;0x2;;;WD)"),
					  NTOBJ_DIRECTORY_ALL_ACCESS));
	EXPECT_EQ(0, nt_child_as(NT_BOB, make_in_directory, NULL));
	collect(self->log, self->marker, &self->records);
	/* The opening; making is no opening, by which nobody else's is got. */
	ASSERT_LE(1, self->records.count);
	EXPECT_TRUE(has(self->records.texts[self->records.count - 1],
			"desired_access=0x00000002"));
}

/* A system list takes a privilege, and nobody takes away one that is there. */
static int try_lists(void *context)
{
	__u64 handle;

	(void)context;
	NT_CHECK_STATUS(STATUS_PRIVILEGE_NOT_HELD,
			nt_create_event(&handle,
					nt_secured(nt_unnamed(), "S:(AU;SA;0x2;;;WD)"), 1, 0,
					0));
	NT_CHECK_STATUS(STATUS_PRIVILEGE_NOT_HELD,
			nt_open_event(&handle, nt_name(WATCHED), NTOBJ_ACCESS_SYSTEM_SECURITY));
	NT_CHECK_STATUS(STATUS_SUCCESS,
			nt_open_event(&handle, nt_name(WATCHED), NTOBJ_MAXIMUM_ALLOWED));
	NT_CHECK(!(nt_granted(handle) & NTOBJ_ACCESS_SYSTEM_SECURITY));
	NT_CHECK_STATUS(STATUS_ACCESS_DENIED, nt_set_security(handle, NT_SACL, "S:"));
	NT_CHECK_STATUS(STATUS_ACCESS_DENIED,
			nt_query_security(handle, NT_SACL, NULL, 0, NULL));
	NT_CHECK_STATUS(STATUS_SUCCESS,
			nt_set_security(handle, NT_DACL, "D:(A;;0x1f0003;;;WD)"));
	NT_CHECK_STATUS(STATUS_SUCCESS, nt_open_event(&handle, nt_name(WATCHED), 2));
	return 0;
}

TEST_F(audit, lists_are_guarded)
{
	if (self->log < 0)
		SKIP(return, "no audit log here");
	watched(EVERYBODY "S:(AU;SA;0x2;;;U1001)");
	EXPECT_EQ(0, nt_child_as(NT_BOB, try_lists, NULL));
	collect(self->log, self->marker, &self->records);
	/* That by MAXIMUM_ALLOWED, and the last. */
	EXPECT_EQ(2, self->records.count);
}

/* Processes and threads. */
TEST_F(audit, clients)
{
	static const struct {
		unsigned long request;
		const char *type;
	} kinds[] = {
		{ NTOBJ_IOC_OPEN_PROCESS, "Process" },
		{ NTOBJ_IOC_OPEN_THREAD, "Thread" },
	};
	unsigned int i;

	if (self->log < 0)
		SKIP(return, "no audit log here");
	for (i = 0; i < ARRAY_SIZE(kinds); i++) {
		struct attempt attempt = {
			.user = NT_BOB,
			.access = 1,
			.request = kinds[i].request,
			.status = STATUS_ACCESS_DENIED,
			.pid = getpid(),
		};
		__u64 handle;

		ASSERT_STATUS(STATUS_SUCCESS,
			      nt_open_client(kinds[i].request, &handle, nt_unnamed(),
					     i ? 0 : getpid(), i ? getpid() : 0,
					     NTOBJ_WRITE_DAC | NTOBJ_ACCESS_SYSTEM_SECURITY,
					     NTOBJ_OPEN_CLIENT_ID));
		ASSERT_STATUS(STATUS_SUCCESS,
			      nt_set_security(handle, NT_DACL | NT_SACL,
					      "D:(A;;0x1fffff;;;SY)S:(AU;FA;0x1;;;WD)"));
		EXPECT_EQ(0, nt_child_as(NT_BOB, make_attempt, &attempt));
		collect(self->log, self->marker, &self->records);
		ASSERT_EQ(1, self->records.count);
		check_record(_metadata, self->records.texts[0], handle, kinds[i].type, 1,
			     STATUS_ACCESS_DENIED);
	}
}

/* With a name that would like to be a record of its own. */
static const char16_t evil_name[] =
	u"\\BaseNamedObjects\\x res=1\ntype=1316 audit(1:1): module=ntobj op=open \"";

static int use_evil_name(void *context)
{
	__u64 handle;

	(void)context;
	nt_open_event(&handle, nt_name(evil_name), 2);
	return 0;
}

TEST_F(audit, evil_name)
{
	__u64 handle;

	if (self->log < 0)
		SKIP(return, "no audit log here");
	ASSERT_STATUS(STATUS_SUCCESS,
		      nt_create_event(&handle,
				      nt_secured(nt_name(evil_name),
						 "D:(A;;0x1;;;WD)S:(AU;FA;0x2;;;WD)"),
				      NTOBJ_EVENT_ALL_ACCESS, 0, 0));
	EXPECT_EQ(0, nt_child_as(NT_BOB, use_evil_name, NULL));
	collect(self->log, self->marker, &self->records);
	ASSERT_EQ(1, self->records.count);
	check_record(_metadata, self->records.texts[0], handle, "Event", 2,
		     STATUS_ACCESS_DENIED);
	EXPECT_FALSE(has(self->records.texts[0], "res=1"));
}

/* Nobody listens: nothing is written, and all goes on. */
TEST_F(audit, switched_off)
{
	if (self->log < 0)
		SKIP(return, "no audit log here");
	watched(EVERYBODY "S:(AU;SA;0x2;;;U1001)");
	set_enabled(0);
	EXPECT_EQ(0, try(NT_BOB, 2, STATUS_SUCCESS));
	set_enabled(1);
	collect(self->log, self->marker, &self->records);
	EXPECT_EQ(0, self->records.count);
}

TEST_HARNESS_MAIN
