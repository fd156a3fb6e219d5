// SPDX-License-Identifier: GPL-2.0
/*
 * libntobj's descriptor of the device: over fork, exec, daemons, and programs
 * that close what is not theirs. This is linked with the static library.
 */
#include <fcntl.h>
#include <ntobj.h>
#include <signal.h>
#include <sys/eventfd.h>
#include <sys/resource.h>
#include <sys/stat.h>
#include <sys/syscall.h>
#include <sys/time.h>
#include <sys/wait.h>

#include "kselftest_harness.h"
#include "ntobj_test.h"

#define NAME	u"\\BaseNamedObjects\\ntobj_selftest_library"

/* What the program does when it is run by exec, with a handle. */
static const char exec_set[] = "--set-event";
static const char exec_expect[] = "--expect-status";

static HANDLE unnamed_event(void)
{
	HANDLE event;

	NT_CHECK_STATUS(STATUS_SUCCESS,
			NtCreateEvent(&event, EVENT_ALL_ACCESS, NULL, NotificationEvent, FALSE));
	return event;
}

/* One that a child and the next program have as well. */
static HANDLE inherited_event(void)
{
	OBJECT_ATTRIBUTES attributes;
	HANDLE event;

	InitializeObjectAttributes(&attributes, NULL, OBJ_INHERIT, NULL, NULL);
	NT_CHECK_STATUS(STATUS_SUCCESS, NtCreateEvent(&event, EVENT_ALL_ACCESS, &attributes,
						      NotificationEvent, FALSE));
	return event;
}

static HANDLE named_event(void)
{
	OBJECT_ATTRIBUTES attributes;
	UNICODE_STRING name;
	NTSTATUS status;
	HANDLE event;

	RtlInitUnicodeString(&name, NAME);
	InitializeObjectAttributes(&attributes, &name, OBJ_OPENIF, NULL, NULL);
	status = NtCreateEvent(&event, EVENT_ALL_ACCESS, &attributes, NotificationEvent, FALSE);
	NT_CHECK(NT_SUCCESS(status));
	return event;
}

static LONG state_of(HANDLE event)
{
	EVENT_BASIC_INFORMATION information;

	NT_CHECK_STATUS(STATUS_SUCCESS,
			NtQueryEvent(event, EventBasicInformation, &information,
				     sizeof(information), NULL));
	return information.EventState;
}

static NTSTATUS wait_half_a_minute(HANDLE event)
{
	LARGE_INTEGER timeout = { .QuadPart = -300000000 };

	return NtWaitForSingleObject(event, FALSE, &timeout);
}

static bool is_device(int descriptor)
{
	char path[64];
	char target[64];
	ssize_t length;

	snprintf(path, sizeof(path), "/proc/self/fd/%d", descriptor);
	length = readlink(path, target, sizeof(target) - 1);
	if (length < 0)
		return false;
	target[length] = 0;
	return !strcmp(target, NT_DEVICE);
}

/* The library's descriptor, which must be the only one; -1 if there is none. */
static int library_descriptor(void)
{
	int found = -1;
	int i;

	for (i = 0; i < 1024; i++) {
		if (!is_device(i))
			continue;
		NT_CHECK(found == -1);
		found = i;
	}
	return found;
}

static void close_all(int first)
{
	NT_CHECK(!syscall(SYS_close_range, first, ~0U, 0));
}

/* Each test is in a process of its own, and has called nothing before. */
FIXTURE(library) {
};

FIXTURE_SETUP(library)
{
}

FIXTURE_TEARDOWN(library)
{
}

/* The device as an administrator may have it: root's alone */
FIXTURE(closed_device) {
	mode_t mode;
};

FIXTURE_SETUP(closed_device)
{
	struct stat status;

	ASSERT_EQ(0, stat(NT_DEVICE, &status));
	self->mode = status.st_mode & 07777;
	ASSERT_EQ(0, chmod(NT_DEVICE, 0600));
}

FIXTURE_TEARDOWN(closed_device)
{
	EXPECT_EQ(0, chmod(NT_DEVICE, self->mode));
}

TEST_F(library, opened_at_first_call)
{
	int descriptor;

	ASSERT_EQ(-1, library_descriptor());
	unnamed_event();
	descriptor = library_descriptor();
	EXPECT_LT(STDERR_FILENO, descriptor);
	EXPECT_EQ(FD_CLOEXEC, fcntl(descriptor, F_GETFD));
}

TEST_F(library, handles_survive_close)
{
	HANDLE event = unnamed_event();

	close_all(3);
	EXPECT_STATUS(STATUS_SUCCESS, NtSetEvent(event, NULL));
	close_all(3);
	EXPECT_EQ(1, state_of(event));
	close_all(3);
	EXPECT_STATUS(STATUS_SUCCESS, NtClose(event));
}

/* What is opened afterwards must not be called. */
TEST_F(library, closed_and_others_opened)
{
	HANDLE event = unnamed_event();
	int i;

	close_all(3);
	for (i = 0; i < 100; i++)
		ASSERT_LE(0, eventfd(0, 0));
	EXPECT_STATUS(STATUS_SUCCESS, NtSetEvent(event, NULL));
	EXPECT_LE(103, library_descriptor());
	EXPECT_EQ(1, state_of(event));
}

/* Whatever is under the number is left alone, and the call succeeds. */
TEST_F(library, number_reused)
{
	HANDLE event = unnamed_event();
	int ends[2];
	int others[6];
	unsigned int i;
	LONG previous;

	ASSERT_EQ(0, pipe(ends));
	others[0] = open("/dev/null", O_RDWR);
	others[1] = eventfd(7, 0);
	others[2] = ends[0];
	others[3] = open("/", O_RDONLY);
	others[4] = open(NT_DEVICE, O_PATH);
	others[5] = open("/proc/self/comm", O_RDONLY);
	for (i = 0; i < ARRAY_SIZE(others); i++) {
		int number = -1;
		int j;

		ASSERT_LE(0, others[i]);
		for (j = 3; j < 1024; j++) {
			if (is_device(j) && !(fcntl(j, F_GETFL) & O_PATH))
				number = j;
		}
		ASSERT_LE(0, number);
		ASSERT_EQ(number, dup2(others[i], number));
		EXPECT_STATUS(STATUS_SUCCESS, NtResetEvent(event, NULL));
		EXPECT_STATUS(STATUS_SUCCESS, NtSetEvent(event, &previous));
		EXPECT_EQ(0, previous);
		EXPECT_LE(0, fcntl(number, F_GETFD));
	}
}

/*
 * fork
 */

/* The parent has set O_NONBLOCK on its open file. */
static int child_has_its_own(void *context)
{
	HANDLE event = *(HANDLE *)context;
	int inherited = library_descriptor();

	NT_CHECK(fcntl(inherited, F_GETFL) & O_NONBLOCK);
	NT_CHECK_STATUS(STATUS_INVALID_HANDLE, NtSetEvent(event, NULL));
	NT_CHECK(!(fcntl(library_descriptor(), F_GETFL) & O_NONBLOCK));
	NT_CHECK(unnamed_event() == (HANDLE)4);
	return 0;
}

TEST_F(library, fork)
{
	HANDLE event = unnamed_event();
	int descriptor = library_descriptor();

	ASSERT_EQ(0, fcntl(descriptor, F_SETFL, O_RDWR | O_NONBLOCK));
	EXPECT_EQ(0, nt_child(child_has_its_own, &event));
	EXPECT_EQ(0, state_of(event));
	EXPECT_EQ(descriptor, library_descriptor());
}

static int set_named(void *context)
{
	(void)context;
	NT_CHECK_STATUS(STATUS_SUCCESS, NtSetEvent(named_event(), NULL));
	return 0;
}

TEST_F(library, fork_and_wait)
{
	HANDLE event = named_event();
	pid_t child = nt_child_start(set_named, NULL);

	EXPECT_STATUS(STATUS_WAIT_0, wait_half_a_minute(event));
	EXPECT_EQ(0, nt_child_end(child));
}

/* It can't open the device any more, and goes on with the parent's. */
static int child_gives_up_rights(void *context)
{
	(void)context;
	NT_CHECK(!nt_become(NT_NOBODY));
	NT_CHECK(open(NT_DEVICE, O_RDWR) < 0 && errno == EACCES);
	NT_CHECK_STATUS(STATUS_SUCCESS, NtSetEvent(unnamed_event(), NULL));
	return 0;
}

TEST_F(closed_device, fork_without_rights)
{
	unnamed_event();
	EXPECT_EQ(0, nt_child(child_gives_up_rights, NULL));
}

/* It has closed the parent's as well. */
static int child_has_nothing(void *context)
{
	HANDLE event;

	(void)context;
	NT_CHECK(!nt_become(NT_NOBODY));
	close_all(3);
	errno = EDOM;
	NT_CHECK_STATUS(STATUS_ACCESS_DENIED,
			NtCreateEvent(&event, EVENT_ALL_ACCESS, NULL, NotificationEvent, FALSE));
	NT_CHECK(errno == EDOM);
	return 0;
}

TEST_F(closed_device, fork_without_anything)
{
	unnamed_event();
	EXPECT_EQ(0, nt_child(child_has_nothing, NULL));
}

static int daemon_itself(void)
{
	NT_CHECK(open("/dev/null", O_RDWR) == 0);
	NT_CHECK(dup(0) == 1 && dup(0) == 2);
	return set_named(NULL);
}

/* As daemon programs do: fork, session, fork, all closed, streams reopened. */
static int become_daemon(void *context)
{
	pid_t daemon;

	(void)context;
	unnamed_event();
	NT_CHECK(setsid() > 0);
	daemon = fork();
	NT_CHECK(daemon >= 0);
	if (!daemon) {
		NT_CHECK(!chdir("/"));
		close_all(0);
		_exit(daemon_itself());
	}
	return 0;
}

TEST_F(library, daemon)
{
	HANDLE event = named_event();

	EXPECT_EQ(0, nt_child(become_daemon, NULL));
	EXPECT_STATUS(STATUS_WAIT_0, wait_half_a_minute(event));
}

/* In a child, since the two share their variables. */
static int set_after_vfork(void *context)
{
	HANDLE event = unnamed_event();
	int status;
	pid_t child;

	(void)context;
	child = vfork();
	if (!child)
		_exit(NtSetEvent(event, NULL) != STATUS_INVALID_HANDLE);
	NT_CHECK(waitpid(child, &status, 0) == child && !status);
	NT_CHECK_STATUS(STATUS_SUCCESS, NtSetEvent(event, NULL));
	return 0;
}

TEST_F(library, vfork)
{
	EXPECT_EQ(0, nt_child(set_after_vfork, NULL));
}

/* Not by the C library's fork: the parent's descriptor does for the child. */
TEST_F(library, raw_fork)
{
	HANDLE event = unnamed_event();
	int status;
	pid_t child;

	child = syscall(SYS_fork);
	if (!child) {
		NT_CHECK_STATUS(STATUS_INVALID_HANDLE, NtSetEvent(event, NULL));
		NT_CHECK_STATUS(STATUS_SUCCESS, NtSetEvent(unnamed_event(), NULL));
		_exit(0);
	}
	ASSERT_EQ(child, waitpid(child, &status, 0));
	EXPECT_EQ(0, status);
	EXPECT_EQ(0, state_of(event));
}

/*
 * exec: the program begins anew, the process and its handles stay.
 */

static void exec_self(const char *what, long value)
{
	char text[32];

	snprintf(text, sizeof(text), "%ld", value);
	execl("/proc/self/exe", "library", what, text, NULL);
	NT_CHECK(!"exec failed");
}

static int exec_with_handle(void *context)
{
	(void)context;
	exec_self(exec_set, (long)inherited_event());
	return 1;
}

TEST_F(library, exec)
{
	EXPECT_EQ(0, nt_child(exec_with_handle, NULL));
}

static int exec_without_device(void *context)
{
	setenv("NTOBJ_DEVICE", context, 1);
	exec_self(exec_expect, STATUS_NOT_SUPPORTED);
	return 1;
}

TEST_F(library, no_device)
{
	EXPECT_EQ(0, nt_child(exec_without_device, "/dev/no_such_device"));
	EXPECT_EQ(0, nt_child(exec_without_device, "/dev/null"));
}

static int exec_without_rights(void *context)
{
	(void)context;
	NT_CHECK(!nt_become(NT_NOBODY));
	exec_self(exec_expect, STATUS_ACCESS_DENIED);
	return 1;
}

TEST_F(closed_device, no_rights)
{
	EXPECT_EQ(0, nt_child(exec_without_rights, NULL));
}

static int call_without_descriptors(void *context)
{
	struct rlimit limit = { 0, 0 };
	HANDLE event;

	(void)context;
	NT_CHECK(!setrlimit(RLIMIT_NOFILE, &limit));
	NT_CHECK_STATUS(STATUS_INSUFFICIENT_RESOURCES,
			NtCreateEvent(&event, EVENT_ALL_ACCESS, NULL, NotificationEvent, FALSE));
	return 0;
}

TEST_F(library, no_descriptors)
{
	EXPECT_EQ(0, nt_child(call_without_descriptors, NULL));
}

static int after_exec(const char *what, long value)
{
	HANDLE event;

	if (!strcmp(what, exec_set)) {
		NT_CHECK_STATUS(STATUS_SUCCESS, NtSetEvent((HANDLE)value, NULL));
		NT_CHECK(state_of((HANDLE)value) == 1);
	} else {
		NT_CHECK_STATUS(value, NtCreateEvent(&event, EVENT_ALL_ACCESS, NULL,
						     NotificationEvent, FALSE));
	}
	return 0;
}

/*
 * Threads and signals
 */

#define THREADS	4

static bool stop;

static void *set_and_wait(void *context)
{
	HANDLE event = unnamed_event();
	unsigned long *calls = context;

	while (!__atomic_load_n(&stop, __ATOMIC_RELAXED)) {
		NT_CHECK_STATUS(STATUS_SUCCESS, NtSetEvent(event, NULL));
		NT_CHECK_STATUS(STATUS_WAIT_0, NtWaitForSingleObject(event, FALSE, NULL));
		NT_CHECK_STATUS(STATUS_SUCCESS, NtResetEvent(event, NULL));
		++*calls;
	}
	NT_CHECK_STATUS(STATUS_SUCCESS, NtClose(event));
	return NULL;
}

static int make_event(void *context)
{
	(void)context;
	NT_CHECK_STATUS(STATUS_SUCCESS, NtClose(unnamed_event()));
	return 0;
}

/* Close it and fork under threads that call. */
TEST_F_TIMEOUT(library, threads, 120)
{
	unsigned long calls[THREADS] = {};
	pthread_t threads[THREADS];
	int i;

	for (i = 0; i < THREADS; i++)
		ASSERT_EQ(0, pthread_create(&threads[i], NULL, set_and_wait, &calls[i]));
	for (i = 0; i < 50; i++) {
		close_all(3);
		unnamed_event();
		EXPECT_EQ(0, nt_child(make_event, NULL));
	}
	__atomic_store_n(&stop, true, __ATOMIC_RELAXED);
	for (i = 0; i < THREADS; i++) {
		ASSERT_EQ(0, pthread_join(threads[i], NULL));
		EXPECT_LT(0, calls[i]);
	}
	EXPECT_LT(STDERR_FILENO, library_descriptor());
}

#define SIGNALS	20

static HANDLE signalled;
static int signals;

/* Each comes in the midst of a wait, and takes the descriptor away. */
static void on_signal(int number)
{
	struct itimerval never = {};

	(void)number;
	if (__atomic_add_fetch(&signals, 1, __ATOMIC_RELAXED) < SIGNALS) {
		close_all(3);
		return;
	}
	NT_CHECK(!setitimer(ITIMER_REAL, &never, NULL));
	NT_CHECK_STATUS(STATUS_SUCCESS, NtSetEvent(signalled, NULL));
}

TEST_F(library, calls_in_signal_handler)
{
	struct itimerval often = { { 0, 10000 }, { 0, 10000 } };
	struct sigaction action = { .sa_handler = on_signal };

	signalled = unnamed_event();
	ASSERT_EQ(0, sigaction(SIGALRM, &action, NULL));
	ASSERT_EQ(0, setitimer(ITIMER_REAL, &often, NULL));
	EXPECT_STATUS(STATUS_WAIT_0, NtWaitForSingleObject(signalled, FALSE, NULL));
	EXPECT_EQ(SIGNALS, __atomic_load_n(&signals, __ATOMIC_RELAXED));
}

int main(int argc, char **argv)
{
	if (argc == 3 && !strncmp(argv[1], "--", 2))
		return after_exec(argv[1], atol(argv[2]));
	return test_harness_run(argc, argv);
}
