// SPDX-License-Identifier: GPL-2.0
/*
 * Reading what is not for everybody's eyes: debugfs, /proc, parameters; and
 * addresses of the kernel, or memory that nobody has written, in anything that
 * comes out of the module.
 */
#include <dirent.h>
#include <fcntl.h>
#include <stddef.h>
#include <sys/stat.h>

#include "ntobj_fixture.h"
#include "attack.h"
#include "security_test.h"

/**
 * struct paths - files that were found
 * @count: how many
 * @texts: their paths
 */
struct paths {
	unsigned int count;
	char *texts[128];
};

/* Adds all files below a directory; how many there are then. */
static unsigned int find_files(const char *directory, struct paths *paths)
{
	struct dirent *entry;
	DIR *open = opendir(directory);

	if (!open)
		return paths->count;
	while ((entry = readdir(open))) {
		struct stat status;
		char path[512];

		if (!strcmp(entry->d_name, ".") || !strcmp(entry->d_name, ".."))
			continue;
		snprintf(path, sizeof(path), "%s/%s", directory, entry->d_name);
		NT_CHECK(!lstat(path, &status));
		if (S_ISDIR(status.st_mode)) {
			find_files(path, paths);
			continue;
		}
		NT_CHECK(paths->count < ARRAY_SIZE(paths->texts));
		paths->texts[paths->count++] = strdup(path);
	}
	closedir(open);
	return paths->count;
}

/* Nothing of what debugfs has can be read, or even looked at, by Bob. */
static int read_all(void *context)
{
	const struct paths *paths = context;
	struct stat status;
	unsigned int i;

	for (i = 0; i < paths->count; i++) {
		NT_CHECK(open(paths->texts[i], O_RDONLY) == -1 && errno == EACCES);
		NT_CHECK(open(paths->texts[i], O_WRONLY) == -1 && errno == EACCES);
		NT_CHECK(stat(paths->texts[i], &status) == -1 && errno == EACCES);
	}
	NT_CHECK(open(NT_DEBUGFS, O_RDONLY | O_DIRECTORY) == -1 && errno == EACCES);
	return 0;
}

TEST_F(ntobj, debugfs)
{
	struct paths paths = {};
	struct stat status;
	unsigned int i;

	ASSERT_LT(4, find_files(NT_DEBUGFS, &paths));
	for (i = 0; i < paths.count; i++) {
		ASSERT_EQ(0, stat(paths.texts[i], &status));
		/* Each file by itself too, if debugfs is mounted for all to see. */
		EXPECT_EQ(0, status.st_mode & 077)
			TH_LOG("%s: %o", paths.texts[i], status.st_mode);
		EXPECT_EQ(0, status.st_uid);
	}
	EXPECT_EQ(0, nt_child_as(NT_BOB, read_all, &paths));
}

/* A debugfs that is open to all: some have it so. */
static int read_with_open_directory(void *context)
{
	const struct paths *paths = context;
	unsigned int i;

	for (i = 0; i < paths->count; i++)
		NT_CHECK(open(paths->texts[i], O_RDONLY) == -1 && errno == EACCES);
	return 0;
}

TEST_F(ntobj, debugfs_open_to_all)
{
	struct paths paths = {};
	struct stat status;
	int result;

	ASSERT_LT(4, find_files(NT_DEBUGFS, &paths));
	ASSERT_EQ(0, stat("/sys/kernel/debug", &status));
	ASSERT_EQ(0, chmod("/sys/kernel/debug", 0755));
	result = nt_child_as(NT_BOB, read_with_open_directory, &paths);
	EXPECT_EQ(0, chmod("/sys/kernel/debug", status.st_mode & 07777));
	EXPECT_EQ(0, result);
}

static int write_parameters(void *context)
{
	const struct paths *paths = context;
	unsigned int i;

	for (i = 0; i < paths->count; i++)
		NT_CHECK(open(paths->texts[i], O_WRONLY) == -1 && errno == EACCES);
	return 0;
}

TEST_F(ntobj, parameters)
{
	struct paths paths = {};

	ASSERT_LT(0, find_files(NT_PARAMETERS, &paths));
	EXPECT_EQ(0, nt_child_as(NT_BOB, write_parameters, &paths));
}

/*
 * Addresses
 */

/* The canary: one is seen where there is one. */
TEST_F(ntobj, addresses_are_seen)
{
	__u64 memory[4] = { 1, -1ULL, 0xffffffffc0123450ULL, 0x7fff12345678ULL };
	char *symbols = nt_read_file("/proc/kallsyms");

	EXPECT_EQ(&memory[2], attack_find_address(memory, sizeof(memory)));
	memory[2] = 0xffff888003c41a00ULL;
	EXPECT_EQ(&memory[2], attack_find_address(memory, sizeof(memory)));
	memory[2] = -14ULL;
	EXPECT_EQ(NULL, attack_find_address(memory, sizeof(memory)));
	EXPECT_NE(NULL, attack_find_address_text("object ffff888003c41a00 handle"));
	EXPECT_NE(NULL, attack_find_address_text("\t0xffffc90000123000\n"));
	EXPECT_EQ(NULL, attack_find_address_text("ffffffffffffffff ffff 00007fff12345678"));
	ASSERT_NE(NULL, symbols);
	EXPECT_NE(NULL, attack_find_address_text(symbols));
	free(symbols);
}

static void find_in_file(const char *path)
{
	char *text = nt_read_file(path);
	const char *found;

	/* Some are for writing. */
	if (!text)
		return;
	found = attack_find_address_text(text);
	if (found)
		fprintf(stderr, "# %s has %.40s\n", path, found);
	NT_CHECK(!found);
	free(text);
}

/* One object of each type, with a name if it can have one. */
static void make_one_of_each(__u64 *handles)
{
	__u64 home = nt_home();

	NT_CHECK_STATUS(STATUS_SUCCESS,
			nt_create_event(&handles[0], nt_at(home, u"event"),
					NTOBJ_EVENT_ALL_ACCESS, 0, 0));
	NT_CHECK_STATUS(STATUS_SUCCESS,
			nt_create_link(&handles[1], nt_at(home, u"link"),
				       NTOBJ_SYMBOLIC_LINK_ALL_ACCESS, NT_HOME));
	handles[2] = nt_process(getpid());
	handles[3] = nt_thread(gettid());
	handles[4] = nt_own_token(NTOBJ_TOKEN_ALL_ACCESS);
	handles[5] = nt_own_impersonation(NTOBJ_SECURITY_IMPERSONATION);
	handles[6] = home;
}

#define EACH	7

TEST_F(ntobj, addresses_in_files)
{
	__u64 handles[EACH];
	struct paths paths = {};
	struct nt_waiter waiter;
	unsigned int i;
	char path[64];

	make_one_of_each(handles);
	nt_waiter_start(&waiter, handles[0], NTOBJ_WAIT_FOREVER);
	EXPECT_LT(4, find_files(NT_DEBUGFS, &paths));
	find_files(NT_PARAMETERS, &paths);
	for (i = 0; i < paths.count; i++)
		find_in_file(paths.texts[i]);
	snprintf(path, sizeof(path), "/proc/self/fdinfo/%d", self->device);
	find_in_file(path);
	find_in_file("/proc/self/maps");
	ASSERT_STATUS(STATUS_SUCCESS, nt_set_event(handles[0]));
	EXPECT_STATUS(STATUS_SUCCESS, nt_waiter_end(&waiter));
}

/*
 * Answers of services
 */

#define ANSWER	16384

/* Two buffers, which show by two patterns what was written. */
static __u64 answers[2][ANSWER / sizeof(__u64)];

/* The length is in and out: of the buffer, of the answer. */
typedef __s32 (*ask_function)(void *buffer, __u32 *length, void *context);

/* Asks twice; what is out of the answer must keep the pattern, both times. */
static void ask(ask_function question, void *context, const char *what)
{
	static const __u8 patterns[2] = { 0xcc, 0x33 };
	const __u8 *bytes[2] = { (__u8 *)answers[0], (__u8 *)answers[1] };
	__u32 length[2] = {};
	const void *found;
	__s32 status;
	__u32 i;
	int turn;

	for (turn = 0; turn < 2; turn++) {
		memset(answers[turn], patterns[turn], ANSWER);
		length[turn] = ANSWER;
		status = question(answers[turn], &length[turn], context);
		if (status < 0)
			return;
		NT_CHECK(length[turn] <= ANSWER);
		for (i = length[turn]; i < ANSWER; i++)
			NT_CHECK(bytes[turn][i] == patterns[turn]);
	}
	/* What nobody wrote, within the answer, would have kept it too. */
	for (i = 0; i < length[0] && i < length[1]; i++) {
		if (bytes[0][i] == patterns[0] && bytes[1][i] == patterns[1])
			fprintf(stderr, "# %s: byte %u of %u was not written\n", what, i,
				length[0]);
		NT_CHECK(bytes[0][i] != patterns[0] ||
			 bytes[1][i] != patterns[1]);
	}
	found = attack_find_address(answers[0], length[0]);
	if (found)
		fprintf(stderr, "# %s: an address at %td\n", what,
			(const __u8 *)found - bytes[0]);
	NT_CHECK(!found);
}

struct question {
	__u64 handle;
	__u32 class;
};

static __s32 ask_object(void *buffer, __u32 *length, void *context)
{
	struct question *question = context;
	__u32 exact = *length;

	/* Two classes want exactly their structure's length. */
	if (question->class == NTOBJ_OBJECT_BASIC_INFORMATION)
		exact = sizeof(struct ntobj_object_basic_information);
	if (question->class == NTOBJ_OBJECT_HANDLE_FLAG_INFORMATION)
		exact = sizeof(struct ntobj_object_handle_flag_information);
	return nt_query_object(question->handle, question->class, buffer, exact, length);
}

static __s32 ask_client(unsigned long request, void *buffer, __u32 *length,
			struct question *question)
{
	__u32 needed = 0;

	nt_query_client(request, question->handle, question->class, buffer, 0, &needed);
	if (needed > *length)
		return STATUS_INFO_LENGTH_MISMATCH;
	return nt_query_client(request, question->handle, question->class, buffer, needed,
			       length);
}

static __s32 ask_process(void *buffer, __u32 *length, void *context)
{
	return ask_client(NTOBJ_IOC_QUERY_PROCESS, buffer, length, context);
}

static __s32 ask_thread(void *buffer, __u32 *length, void *context)
{
	return ask_client(NTOBJ_IOC_QUERY_THREAD, buffer, length, context);
}

static __s32 ask_token(void *buffer, __u32 *length, void *context)
{
	struct question *question = context;

	return nt_query_token(question->handle, question->class, buffer, *length, length);
}

static __s32 ask_security(void *buffer, __u32 *length, void *context)
{
	struct question *question = context;

	return nt_query_security(question->handle, question->class, buffer, *length, length);
}

/* The length is not that of the records: they are in the order of their sizes. */
static __s32 ask_directory(void *buffer, __u32 *length, void *context)
{
	struct question *question = context;
	struct ntobj_query_directory query = {
		.buffer = nt_address(buffer),
		.length = *length,
		.entry_overhead = 32,
	};
	__s32 status = nt_query_directory(question->handle, &query);
	struct ntobj_directory_record *record;
	__u32 at = 0;

	while (status >= 0 && query.count--) {
		record = (void *)((char *)buffer + at);
		NT_CHECK(record->size >= sizeof(*record) && at + record->size <= *length);
		at += record->size;
	}
	*length = at;
	return status;
}

static __s32 ask_link(void *buffer, __u32 *length, void *context)
{
	struct question *question = context;
	struct ntobj_query_symbolic_link query = {
		.buffer = nt_address(buffer),
		.length = *length,
		.flags = question->class,
	};
	__s32 status = nt_query_link(question->handle, &query);

	*length = question->class ? query.target_maximum_length : query.target_length;
	return status;
}

static const struct {
	const char *name;
	ask_function question;
	__u32 classes;
} questions[] = {
	{ "object", ask_object, 16 },
	{ "process", ask_process, 64 },
	{ "thread", ask_thread, 64 },
	{ "token", ask_token, 32 },
	{ "security", ask_security, 16 },
	{ "directory", ask_directory, 1 },
	{ "link", ask_link, 2 },
};

static void ask_everything(const __u64 *handles, unsigned int count)
{
	unsigned int i;
	unsigned int j;
	__u32 class;

	for (i = 0; i < count; i++)
		for (j = 0; j < ARRAY_SIZE(questions); j++)
			for (class = 0; class < questions[j].classes; class++) {
				struct question question = { handles[i], class };
				char what[64];

				snprintf(what, sizeof(what), "%s class %u of object %u",
					 questions[j].name, class, i);
				ask(questions[j].question, &question, what);
			}
}

static const char16_t * const standard[] = {
	u"\\", u"\\BaseNamedObjects", u"\\Sessions", u"\\GLOBAL??", u"\\ObjectTypes", u"\\??",
};

static unsigned int open_standard(__u64 *handles)
{
	unsigned int i;

	for (i = 0; i < ARRAY_SIZE(standard); i++)
		NT_CHECK_STATUS(STATUS_SUCCESS,
				nt_open_directory(&handles[i], nt_name(standard[i]),
						  NTOBJ_MAXIMUM_ALLOWED));
	return i;
}

static int ask_all(void *context)
{
	__u64 directories[ARRAY_SIZE(standard)];
	__u64 *handles = context;

	ask_everything(handles, EACH);
	ask_everything(directories, open_standard(directories));
	return 0;
}

TEST_F_TIMEOUT(ntobj, answers_to_root, 120)
{
	__u64 handles[EACH];

	make_one_of_each(handles);
	EXPECT_EQ(0, ask_all(handles));
}

static int ask_as_user(void *context)
{
	__u64 handles[EACH];
	__u64 home;

	(void)context;
	NT_CHECK_STATUS(STATUS_SUCCESS,
			nt_create_directory(&home,
					    nt_name(u"\\BaseNamedObjects\\ntobj_attack_bobs"),
					    NTOBJ_DIRECTORY_ALL_ACCESS));
	NT_CHECK_STATUS(STATUS_SUCCESS,
			nt_create_event(&handles[0], nt_at(home, u"event"),
					NTOBJ_EVENT_ALL_ACCESS, 0, 0));
	NT_CHECK_STATUS(STATUS_SUCCESS,
			nt_create_link(&handles[1], nt_at(home, u"link"),
				       NTOBJ_SYMBOLIC_LINK_ALL_ACCESS, NT_HOME));
	handles[2] = nt_process(getpid());
	handles[3] = nt_thread(gettid());
	handles[4] = nt_own_token(NTOBJ_TOKEN_ALL_ACCESS);
	handles[5] = nt_own_impersonation(NTOBJ_SECURITY_IMPERSONATION);
	handles[6] = home;
	return ask_all(handles);
}

TEST_F_TIMEOUT(ntobj, answers_to_a_user, 120)
{
	EXPECT_EQ(0, nt_child_as(NT_BOB, ask_as_user, NULL));
}

/* Structures that come back, of calls that succeed and of those that fail. */
static void check_structure(unsigned long request, void *argument)
{
	size_t size = _IOC_SIZE(request);

	nt_raw(nt_device, request, argument);
	if (attack_find_address(argument, size))
		fprintf(stderr, "# an address from call 0x%lx\n", request);
	NT_CHECK(!attack_find_address(argument, size));
}

/**
 * struct known_services - those that there are, for a child that can't read them
 * @count: how many
 * @services: the services
 */
struct known_services {
	unsigned int count;
	struct nt_service services[NT_SERVICES];
};

static int call_everything(void *context)
{
	struct known_services *known = context;
	unsigned int i;
	__u64 handle;

	NT_CHECK(nt_open_device() >= 0);
	for (handle = 0; handle <= 12; handle += 4)
		for (i = 0; i < known->count; i++) {
			const struct nt_service *service = &known->services[i];
			__u64 argument[32] = { handle };

			if (!service->size || service->size > sizeof(argument))
				continue;
			check_structure(_IOC(service->direction, service->table,
					     service->number, service->size), argument);
		}
	return 0;
}

TEST_F(ntobj, structures)
{
	static struct known_services known;

	known.count = nt_services(known.services);
	ASSERT_LT(20, known.count);
	EXPECT_EQ(0, nt_child_as(NT_BOB, call_everything, &known));
}

/*
 * /proc
 */

struct look {
	pid_t pid;
	int device;
};

/* Another user's descriptors are closed to Bob by Linux, and so is what they say. */
static int look_at_descriptor(void *context)
{
	struct look *look = context;
	char path[64];

	snprintf(path, sizeof(path), "/proc/%d/fdinfo/%d", look->pid, look->device);
	NT_CHECK(open(path, O_RDONLY) == -1 && (errno == EACCES || errno == ENOENT));
	snprintf(path, sizeof(path), "/proc/%d/fd/%d", look->pid, look->device);
	NT_CHECK(open(path, O_RDONLY) == -1 && (errno == EACCES || errno == ENOENT));
	return 0;
}

TEST_F(ntobj, descriptors_in_proc)
{
	struct look look = { getpid(), self->device };

	EXPECT_EQ(0, nt_child_as(NT_BOB, look_at_descriptor, &look));
}

/* One's own tells of oneself alone, though it was opened by another. */
static int read_own(void *context)
{
	int device = *(int *)context;
	char path[64];
	char *text;

	snprintf(path, sizeof(path), "/proc/self/fdinfo/%d", device);
	text = nt_read_file(path);
	NT_CHECK(text && !attack_find_address_text(text));
	NT_CHECK(!strstr(text, "ntobj_attack_secret"));
	free(text);
	return 0;
}

TEST_F(ntobj, passed_descriptor_in_proc)
{
	__u64 event;

	ASSERT_STATUS(STATUS_SUCCESS,
		      nt_create_event(&event,
				      nt_name(u"\\BaseNamedObjects\\ntobj_attack_secret"),
				      NTOBJ_EVENT_ALL_ACCESS, 0, 0));
	EXPECT_EQ(0, nt_child_as(NT_BOB, read_own, &self->device));
}

/* What the module says in the kernel's log. */
TEST_F(ntobj, kernel_log)
{
	int log = open("/dev/kmsg", O_RDONLY | O_NONBLOCK);
	unsigned int lines = 0;
	char line[8192];
	ssize_t got;

	ASSERT_LE(0, log);
	for (;;) {
		got = read(log, line, sizeof(line) - 1);
		if (got < 0 && errno == EPIPE)
			continue;
		if (got <= 0)
			break;
		line[got] = 0;
		if (!strstr(line, "ntobj"))
			continue;
		lines++;
		EXPECT_EQ(NULL, attack_find_address_text(line))
			TH_LOG("%s", line);
	}
	EXPECT_LT(0, lines);
	close(log);
}

TEST_HARNESS_MAIN
