// SPDX-License-Identifier: GPL-2.0
/*
 * Games with processes: passed descriptors, programs that gain rights and that
 * give them up, threads that are somebody else than their process, and what may
 * be left of rights in any of these.
 */
#include <fcntl.h>
#include <grp.h>
#include <linux/capability.h>
#include <sched.h>
#include <signal.h>
#include <sys/mman.h>
#include <sys/prctl.h>
#include <sys/stat.h>
#include <sys/syscall.h>
#include <sys/wait.h>

#include "ntobj_fixture.h"
#include "attack.h"
#include "security_test.h"

#define PROGRAM		"/tmp/ntobj_attack_program"
#define ROOTS_EVENT	u"\\BaseNamedObjects\\ntobj_attack_root"
#define OPEN_EVENT	u"\\BaseNamedObjects\\ntobj_attack_open"

static void make_events(void)
{
	__u64 handle;

	NT_CHECK_STATUS(STATUS_SUCCESS,
			nt_create_event(&handle, nt_name(ROOTS_EVENT),
					NTOBJ_EVENT_ALL_ACCESS, 0, 0));
	NT_CHECK_STATUS(STATUS_SUCCESS,
			nt_create_event(&handle,
					nt_secured(nt_name(OPEN_EVENT), ATTACK_OPEN),
					NTOBJ_EVENT_ALL_ACCESS, 0, 0));
}

static __s32 open_event(const char16_t *name)
{
	__u64 handle;
	__s32 status = nt_open_event(&handle, nt_name(name), NTOBJ_EVENT_MODIFY_STATE);

	if (status >= 0)
		nt_close(handle);
	return status;
}

/* Not the system: what only it may, and what everybody may. */
static void check_ordinary(void)
{
	__u64 handle;

	NT_CHECK_STATUS(STATUS_ACCESS_DENIED, open_event(ROOTS_EVENT));
	NT_CHECK_STATUS(STATUS_SUCCESS, open_event(OPEN_EVENT));
	NT_CHECK_STATUS(STATUS_ACCESS_DENIED,
			nt_open_directory(&handle, nt_name(u"\\Driver"),
					  NTOBJ_DIRECTORY_QUERY));
	NT_CHECK_STATUS(STATUS_ACCESS_DENIED,
			nt_create_event(&handle, nt_name(u"\\ntobj_attack"), 1, 0, 0));
	NT_CHECK_STATUS(STATUS_PRIVILEGE_NOT_HELD,
			nt_hot(NTOBJ_IOC_MAKE_PERMANENT_OBJECT, nt_event(0, 0)));
}

static void check_system(void)
{
	__u64 handle;

	NT_CHECK_STATUS(STATUS_SUCCESS, open_event(ROOTS_EVENT));
	NT_CHECK_STATUS(STATUS_SUCCESS,
			nt_open_directory(&handle, nt_name(u"\\Driver"),
					  NTOBJ_DIRECTORY_QUERY));
	NT_CHECK_STATUS(STATUS_SUCCESS, nt_close(handle));
}

static char *own_user(void)
{
	__u64 token = nt_own_token(NTOBJ_TOKEN_QUERY);
	char *text = nt_token_sid(token, NTOBJ_TOKEN_USER);

	NT_CHECK_STATUS(STATUS_SUCCESS, nt_close(token));
	return text;
}

static void check_user(const char *expected)
{
	char *user = own_user();

	if (strcmp(user, expected))
		fprintf(stderr, "# user is %s, not %s\n", user, expected);
	NT_CHECK(!strcmp(user, expected));
	free(user);
}

/* Of a thread, not of all, as the C library would have it. */
static int set_ids_alone(uid_t real, uid_t effective, uid_t saved)
{
#ifdef SYS_setresuid32
	return syscall(SYS_setresuid32, real, effective, saved);
#else
	return syscall(SYS_setresuid, real, effective, saved);
#endif
}

static int set_groups_alone(int count, const gid_t *groups)
{
#ifdef SYS_setgroups32
	return syscall(SYS_setgroups32, count, groups);
#else
	return syscall(SYS_setgroups, count, groups);
#endif
}

/*
 * Passed descriptors
 */

/* Root's descriptor is a way in for Bob, and Bob is who comes in. */
static int use_passed(void *context)
{
	int *sockets = context;
	__u64 handle;

	nt_device = attack_receive_descriptor(sockets[0]);
	NT_CHECK_STATUS(STATUS_INVALID_HANDLE, nt_set_event(4));
	NT_CHECK_STATUS(STATUS_INVALID_HANDLE, nt_close(4));
	check_ordinary();
	check_user("U1001");
	NT_CHECK_STATUS(STATUS_ACCESS_DENIED,
			nt_open_process(&handle, getppid(),
					NTOBJ_PROCESS_QUERY_LIMITED_INFORMATION));
	return 0;
}

TEST_F(ntobj, passed_to_a_user)
{
	int sockets[2];
	pid_t pid;

	attack_socket_pair(sockets);
	pid = nt_child_start_as(NT_BOB, use_passed, sockets);
	make_events();
	attack_send_descriptor(sockets[1], self->device);
	EXPECT_EQ(0, nt_child_end(pid));
	EXPECT_EQ(0, nt_state(4));
}

/* The other way round: Bob's descriptor takes nothing from root. */
static int pass_own(void *context)
{
	int *sockets = context;

	NT_CHECK(nt_open_device() >= 0);
	check_user("U1001");
	attack_send_descriptor(sockets[1], nt_device);
	return nt_be_victim(NULL);
}

TEST_F(ntobj, passed_to_root)
{
	int sockets[2];
	pid_t pid;

	make_events();
	attack_socket_pair(sockets);
	pid = nt_child_start_as(NT_BOB, pass_own, sockets);
	nt_device = attack_receive_descriptor(sockets[0]);
	check_system();
	check_user("U0");
	kill(pid, SIGKILL);
	EXPECT_EQ(NT_KILLED(SIGKILL), nt_child_end(pid));
	check_system();
}

/*
 * Giving up rights
 */

/* A daemon: it keeps what it has open, and is nobody in particular from then on. */
static int drop_root(void *context)
{
	struct ntobj_adjust_privileges enable = { .count = 1 };
	struct ntobj_privilege permanent = {
		.luid = NTOBJ_SE_CREATE_PERMANENT,
		.attributes = NTOBJ_SE_PRIVILEGE_ENABLED,
	};
	struct ntobj_token_statistics before;
	__u64 directory;
	__u64 handle;
	__u64 token;
	__u64 event;

	(void)context;
	check_system();
	token = nt_own_token(NTOBJ_TOKEN_ALL_ACCESS);
	before = nt_token_statistics(token);
	NT_CHECK(before.authentication_id == 0x3e7);
	NT_CHECK_STATUS(STATUS_SUCCESS,
			nt_open_event(&event, nt_name(ROOTS_EVENT), NTOBJ_EVENT_ALL_ACCESS));
	NT_CHECK_STATUS(STATUS_SUCCESS,
			nt_open_directory(&directory, nt_name(u"\\Driver"),
					  NTOBJ_DIRECTORY_ALL_ACCESS));

	NT_CHECK(!nt_become(NT_BOB));

	check_ordinary();
	check_user("U1001");
	/* The handles are as good as they were: that is what they are for. */
	NT_CHECK_STATUS(STATUS_SUCCESS, nt_set_event(event));
	NT_CHECK_STATUS(STATUS_SUCCESS, nt_reset_event(event));
	/* But what they name is opened again by who one is now. */
	NT_CHECK_STATUS(STATUS_ACCESS_DENIED,
			nt_create_event(&handle, nt_at(directory, u"ntobj_attack"), 1, 0, 0));
	/* The old token tells what it was, and gives nothing back. */
	enable.handle = token;
	enable.privileges = nt_address(&permanent);
	NT_CHECK(nt_adjust_privileges(&enable) >= 0);
	check_ordinary();
	NT_CHECK(nt_token_statistics(token).token_id == before.token_id);
	NT_CHECK_STATUS(STATUS_SUCCESS, nt_close(token));
	token = nt_own_token(NTOBJ_TOKEN_ALL_ACCESS);
	NT_CHECK(nt_token_statistics(token).token_id != before.token_id);
	NT_CHECK(nt_token_statistics(token).authentication_id != 0x3e7);
	NT_CHECK(!nt_held_privileges(token));
	NT_CHECK(!nt_token_group(token, "SY"));
	NT_CHECK(!nt_token_group(token, "BA"));
	return 0;
}

TEST_F(ntobj, daemon_drops_root)
{
	make_events();
	EXPECT_EQ(0, nt_child(drop_root, NULL));
}

/* Root in name only: no capability is left, and root's name is what counts. */
static int drop_capabilities(void *context)
{
	struct __user_cap_header_struct header = {
		.version = _LINUX_CAPABILITY_VERSION_3,
	};
	struct __user_cap_data_struct data[2] = {};
	__u64 token;

	(void)context;
	NT_CHECK(!syscall(SYS_capset, &header, data));
	NT_CHECK_STATUS(STATUS_PRIVILEGE_NOT_HELD,
			nt_hot(NTOBJ_IOC_MAKE_PERMANENT_OBJECT, nt_event(0, 0)));
	token = nt_own_token(NTOBJ_TOKEN_QUERY);
	NT_CHECK(!nt_held_privileges(token));
	NT_CHECK(nt_token_group(token, "SY"));
	NT_CHECK(!nt_token_group(token, "BA"));
	return 0;
}

TEST_F(ntobj, capabilities_are_dropped)
{
	EXPECT_EQ(0, nt_child(drop_capabilities, NULL));
}

/* For a moment, by the effective user, and back, as servers do it. */
static int drop_for_a_moment(void *context)
{
	char *text;
	__u64 event;
	int i;

	(void)context;
	for (i = 0; i < 50; i++) {
		check_system();
		NT_CHECK(!seteuid(NT_BOB));
		check_ordinary();
		check_user("U1001");
		NT_CHECK_STATUS(STATUS_SUCCESS,
				nt_create_event(&event,
						nt_name(u"\\BaseNamedObjects\\ntobj_attack_his"),
						NTOBJ_EVENT_ALL_ACCESS, 0, 0));
		NT_CHECK(!seteuid(0));
		text = nt_security(event, NT_OWNER);
		NT_CHECK(!strcmp(text, "O:U1001"));
		free(text);
		NT_CHECK_STATUS(STATUS_SUCCESS, nt_close(event));
	}
	return 0;
}

TEST_F(ntobj, effective_user)
{
	make_events();
	EXPECT_EQ(0, nt_child(drop_for_a_moment, NULL));
}

/* The root of a user namespace is nobody here, whatever he may do there. */
static int be_root_of_namespace(void *context)
{
	__u64 token;
	int inside;

	(void)context;
	if (unshare(CLONE_NEWUSER))
		return 2;
	for (inside = 0; inside < 2; inside++) {
		check_ordinary();
		check_user("U1001");
		token = nt_own_token(NTOBJ_TOKEN_QUERY);
		NT_CHECK(!nt_held_privileges(token));
		NT_CHECK(!nt_token_group(token, "SY"));
		NT_CHECK(!nt_token_group(token, "BA"));
		NT_CHECK_STATUS(STATUS_SUCCESS, nt_close(token));
		/* Once without a name there, and once as its root. */
		NT_CHECK(inside || (!nt_write_file("/proc/self/setgroups", "deny") &&
				    !nt_write_file("/proc/self/uid_map", "0 1001 1") &&
				    !nt_write_file("/proc/self/gid_map", "0 1001 1")));
		NT_CHECK(inside || !getuid());
	}
	return 0;
}

TEST_F(ntobj, root_of_user_namespace)
{
	int result;

	make_events();
	result = nt_child_as(NT_BOB, be_root_of_namespace, NULL);
	if (result == 2)
		SKIP(return, "no user namespaces here");
	EXPECT_EQ(0, result);
}

/* Real root in a user namespace of his has left his capabilities outside. */
static int root_leaves(void *context)
{
	__u64 token;

	(void)context;
	if (unshare(CLONE_NEWUSER))
		return 2;
	token = nt_own_token(NTOBJ_TOKEN_QUERY);
	NT_CHECK(!nt_held_privileges(token));
	NT_CHECK(!nt_token_group(token, "BA"));
	NT_CHECK_STATUS(STATUS_PRIVILEGE_NOT_HELD,
			nt_hot(NTOBJ_IOC_MAKE_PERMANENT_OBJECT, nt_event(0, 0)));
	return 0;
}

TEST_F(ntobj, root_leaves_for_user_namespace)
{
	int result = nt_child(root_leaves, NULL);

	if (result == 2)
		SKIP(return, "no user namespaces here");
	EXPECT_EQ(0, result);
}

/*
 * Gaining rights
 */

/* How the program is called, which is set-user-id root. */
static const char opens_word[] = "--opens";
static const char waits_word[] = "--waits";
static const char privileges_word[] = "--privileges";

static int have_no_handle(void *context)
{
	return nt_set_event(*(__u64 *)context) != STATUS_INVALID_HANDLE;
}

/* It opens, goes back to who has called it, and keeps the handle. */
static int be_opener(void)
{
	char16_t name[] = u"\\BaseNamedObjects\\ntobj_attack_made_by_program";
	__u64 event;
	__u64 made;
	char *text;

	NT_CHECK(geteuid() == 0 && getuid() == NT_BOB);
	check_system();
	check_user("U0");
	NT_CHECK_STATUS(STATUS_SUCCESS,
			nt_open_event(&event, nt_name(ROOTS_EVENT), NTOBJ_EVENT_ALL_ACCESS));
	NT_CHECK_STATUS(STATUS_SUCCESS,
			nt_create_event(&made, nt_name(name), NTOBJ_EVENT_ALL_ACCESS, 0, 0));
	text = nt_security(made, NT_OPEN_PARTS);
	NT_CHECK(strstr(text, "O:U0") && !strstr(text, "U1001"));
	free(text);
	NT_CHECK(!setresuid(NT_BOB, NT_BOB, NT_BOB));
	check_ordinary();
	check_user("U1001");
	NT_CHECK_STATUS(STATUS_SUCCESS, nt_set_event(event));
	NT_CHECK_STATUS(STATUS_ACCESS_DENIED, open_event(name));
	/* It may mark what it has for those that it runs; unmarked is lost. */
	NT_CHECK(nt_child(have_no_handle, &event) == 0);
	return 0;
}

static int exec_opener(void *context)
{
	(void)context;
	attack_exec(PROGRAM, opens_word, "");
}

TEST_F(ntobj, program_that_opens)
{
	make_events();
	nt_make_program(PROGRAM, 0, 04755);
	EXPECT_EQ(0, nt_child_as(NT_BOB, exec_opener, NULL));
	unlink(PROGRAM);
}

/**
 * struct scene - somebody who prepares doors into a process which then gains rights
 * @told: the process has opened its doors
 * @go: its parent has what it wants, and the process may go on
 * @runs: the program runs, with its rights
 * @end: the program may end
 * @pid: the process
 */
struct scene {
	int told[2];
	int go[2];
	int runs[2];
	int end[2];
	pid_t pid;
};

static int be_waiter(const char *extra)
{
	struct ntobj_privilege privilege = { .luid = NTOBJ_SE_CREATE_PERMANENT };
	__u64 token;
	__u32 result;
	int runs;
	int end;
	char byte;

	NT_CHECK(sscanf(extra, "%d,%d", &runs, &end) == 2);
	check_system();
	NT_CHECK(write(runs, "r", 1) == 1);
	NT_CHECK(read(end, &byte, 1) == 1);
	/* Whatever was tried in between. */
	check_system();
	token = nt_own_token(NTOBJ_TOKEN_QUERY);
	NT_CHECK_STATUS(STATUS_SUCCESS,
			nt_privilege_check(token, &privilege, 1, 0, &result));
	NT_CHECK(result);
	return 0;
}

static int open_doors_and_exec(void *context)
{
	struct scene *scene = context;
	__u64 process = nt_process(getpid());
	__u64 thread = nt_thread(gettid());
	__u64 token = nt_own_token(NTOBJ_TOKEN_ALL_ACCESS);
	char extra[32];
	char byte;

	NT_CHECK_STATUS(STATUS_SUCCESS, nt_set_security(process, NT_DACL, ATTACK_OPEN));
	NT_CHECK_STATUS(STATUS_SUCCESS, nt_set_security(thread, NT_DACL, ATTACK_OPEN));
	NT_CHECK_STATUS(STATUS_SUCCESS, nt_set_security(token, NT_DACL, ATTACK_OPEN));
	NT_CHECK(write(scene->told[1], "t", 1) == 1);
	NT_CHECK(read(scene->go[0], &byte, 1) == 1);
	snprintf(extra, sizeof(extra), "%d,%d", scene->runs[1], scene->end[0]);
	attack_exec(PROGRAM, waits_word, extra);
}

/* All that Bob had of his child, and could have had, is nothing to the program. */
static int watch_gain(void *context)
{
	struct scene *scene = context;
	struct ntobj_adjust_privileges disable = { .flags = NTOBJ_DISABLE_ALL_PRIVILEGES };
	__u64 process;
	__u64 thread;
	__u64 token;
	__u64 handle;
	char byte;

	scene->pid = nt_child_start(open_doors_and_exec, scene);
	NT_CHECK(read(scene->told[0], &byte, 1) == 1);
	process = nt_process(scene->pid);
	thread = nt_thread(scene->pid);
	NT_CHECK_STATUS(STATUS_SUCCESS,
			nt_open_process_token(&token, process, NTOBJ_TOKEN_ALL_ACCESS));
	NT_CHECK(write(scene->go[1], "g", 1) == 1);
	NT_CHECK(read(scene->runs[0], &byte, 1) == 1);

	NT_CHECK_STATUS(STATUS_ACCESS_DENIED, nt_open_process(&handle, scene->pid, 1));
	NT_CHECK_STATUS(STATUS_ACCESS_DENIED, nt_open_thread(&handle, scene->pid, 1));
	NT_CHECK(nt_open_process_token(&handle, process, NTOBJ_TOKEN_ALL_ACCESS) < 0);
	NT_CHECK(nt_open_thread_token(&handle, thread, NTOBJ_TOKEN_ALL_ACCESS) < 0);
	NT_CHECK_STATUS(STATUS_PROCESS_IS_TERMINATING, nt_terminate(process, 1));
	disable.handle = token;
	NT_CHECK(nt_adjust_privileges(&disable) >= 0);
	NT_CHECK_STATUS(STATUS_SUCCESS, nt_set_security(token, NT_DACL, "D:"));
	NT_CHECK_STATUS(STATUS_SUCCESS, nt_set_security(process, NT_DACL, ATTACK_OPEN));
	NT_CHECK_STATUS(STATUS_ACCESS_DENIED, nt_open_process(&handle, scene->pid, 1));

	NT_CHECK(write(scene->end[1], "e", 1) == 1);
	return nt_child_end(scene->pid);
}

TEST_F(ntobj, doors_do_not_outlast_a_gain)
{
	struct scene scene = {};

	make_events();
	nt_make_program(PROGRAM, 0, 04755);
	ASSERT_EQ(0, pipe(scene.told));
	ASSERT_EQ(0, pipe(scene.go));
	ASSERT_EQ(0, pipe(scene.runs));
	ASSERT_EQ(0, pipe(scene.end));
	EXPECT_EQ(0, nt_child_as(NT_BOB, watch_gain, &scene));
	unlink(PROGRAM);
}

/* A program of root's that is Bob for a moment is not Bob's for that. */
static int be_bob_for_a_moment(const char *extra)
{
	int runs;
	int end;
	char byte;

	NT_CHECK(sscanf(extra, "%d,%d", &runs, &end) == 2);
	NT_CHECK(!seteuid(NT_BOB));
	check_user("U1001");
	NT_CHECK(write(runs, "r", 1) == 1);
	NT_CHECK(read(end, &byte, 1) == 1);
	return 0;
}

static const char moment_word[] = "--moment";

static int exec_moment(void *context)
{
	struct scene *scene = context;
	char extra[32];

	snprintf(extra, sizeof(extra), "%d,%d", scene->runs[1], scene->end[0]);
	attack_exec(PROGRAM, moment_word, extra);
}

static int watch_moment(void *context)
{
	struct scene *scene = context;
	__u64 handle;
	__u32 bit;
	char byte;

	scene->pid = nt_child_start(exec_moment, scene);
	NT_CHECK(read(scene->runs[0], &byte, 1) == 1);
	for (bit = 0; bit < 26; bit++) {
		NT_CHECK(nt_open_process(&handle, scene->pid, 1U << bit) < 0);
		NT_CHECK(nt_open_thread(&handle, scene->pid, 1U << bit) < 0);
	}
	NT_CHECK(write(scene->end[1], "e", 1) == 1);
	return nt_child_end(scene->pid);
}

TEST_F(ntobj, program_that_is_bob_for_a_moment)
{
	struct scene scene = {};

	nt_make_program(PROGRAM, 0, 04755);
	ASSERT_EQ(0, pipe(scene.runs));
	ASSERT_EQ(0, pipe(scene.end));
	EXPECT_EQ(0, nt_child_as(NT_BOB, watch_moment, &scene));
	unlink(PROGRAM);
}

/* An open door of one's own is not one's children's, nor of who one becomes. */
static int look_for_door(void *context)
{
	pid_t pid = *(pid_t *)context;
	__u64 handle;

	NT_CHECK_STATUS(STATUS_ACCESS_DENIED, nt_open_process(&handle, pid, 1));
	NT_CHECK_STATUS(STATUS_ACCESS_DENIED, nt_open_thread(&handle, pid, 1));
	return 0;
}

static int find_door(void *context)
{
	pid_t pid = *(pid_t *)context;

	nt_process(pid);
	nt_thread(pid);
	return 0;
}

static int use_device_and_wait(void *context)
{
	int *ready = context;

	nt_event(0, 0);
	NT_CHECK(write(ready[1], "r", 1) == 1);
	return nt_be_victim(NULL);
}

TEST_F(ntobj, doors_are_not_inherited)
{
	pid_t self_pid = getpid();
	int ready[2];
	pid_t child;
	char byte;

	ASSERT_STATUS(STATUS_SUCCESS,
		      nt_set_security(nt_process(getpid()), NT_DACL, ATTACK_OPEN));
	ASSERT_STATUS(STATUS_SUCCESS,
		      nt_set_security(nt_thread(gettid()), NT_DACL, ATTACK_OPEN));
	ASSERT_EQ(0, pipe(ready));
	child = nt_child_start(use_device_and_wait, ready);
	ASSERT_EQ(1, read(ready[0], &byte, 1));
	/* The canary: this process is open. */
	EXPECT_EQ(0, nt_child_as(NT_BOB, find_door, &self_pid));
	EXPECT_EQ(0, nt_child_as(NT_BOB, look_for_door, &child));
	kill(child, SIGKILL);
	EXPECT_EQ(NT_KILLED(SIGKILL), nt_child_end(child));
}

/*
 * Washing privileges: what was removed does not come back, whatever one does
 * but gain rights by exec.
 */

#define REMOVED		NTOBJ_SE_CREATE_PERMANENT
#define DISABLED	NTOBJ_SE_TCB

static bool is_clean(__u64 token)
{
	return !(nt_held_privileges(token) & nt_privilege_bit(REMOVED)) &&
	       !(nt_enabled_privileges(token) & nt_privilege_bit(DISABLED)) &&
	       nt_held_privileges(token) & nt_privilege_bit(DISABLED);
}

static void check_clean(void)
{
	__u64 token = nt_own_token(NTOBJ_TOKEN_QUERY);

	NT_CHECK(is_clean(token));
	NT_CHECK_STATUS(STATUS_SUCCESS, nt_close(token));
	NT_CHECK_STATUS(STATUS_PRIVILEGE_NOT_HELD,
			nt_hot(NTOBJ_IOC_MAKE_PERMANENT_OBJECT, nt_event(0, 0)));
}

static int check_clean_child(void *context)
{
	(void)context;
	check_clean();
	return 0;
}

static int exec_privileges(void *context)
{
	(void)context;
	attack_exec(PROGRAM, privileges_word, "");
}

/* A thread that differs from its process in its groups has a token of its own. */
static void *be_clean_thread(void *context)
{
	gid_t group = 77;
	__u64 token;

	(void)context;
	NT_CHECK(!set_groups_alone(1, &group));
	NT_CHECK_STATUS(STATUS_SUCCESS,
			nt_open_thread_token(&token, NTOBJ_CURRENT_THREAD,
					     NTOBJ_TOKEN_QUERY));
	NT_CHECK(is_clean(token));
	NT_CHECK_STATUS(STATUS_PRIVILEGE_NOT_HELD,
			nt_hot(NTOBJ_IOC_MAKE_PERMANENT_OBJECT, nt_event(0, 0)));
	return NULL;
}

TEST_F(ntobj, privileges_stay_removed)
{
	struct ntobj_adjust_privileges enable = { .count = 1 };
	struct ntobj_privilege removed = {
		.luid = REMOVED,
		.attributes = NTOBJ_SE_PRIVILEGE_ENABLED,
	};
	gid_t group = 78;
	pthread_t thread;

	nt_own_privilege(REMOVED, NTOBJ_SE_PRIVILEGE_REMOVED);
	nt_own_privilege(DISABLED, 0);
	check_clean();
	/* Asked for. */
	enable.handle = nt_own_token(NTOBJ_TOKEN_ALL_ACCESS);
	enable.privileges = nt_address(&removed);
	EXPECT_STATUS(STATUS_NOT_ALL_ASSIGNED, nt_adjust_privileges(&enable));
	check_clean();
	/* By other credentials, and the same again. */
	ASSERT_EQ(0, seteuid(NT_BOB));
	check_user("U1001");
	ASSERT_EQ(0, seteuid(0));
	check_clean();
	ASSERT_EQ(0, setgroups(1, &group));
	check_clean();
	/* In a thread, a child, another program, and its child. */
	ASSERT_EQ(0, pthread_create(&thread, NULL, be_clean_thread, NULL));
	ASSERT_EQ(0, pthread_join(thread, NULL));
	EXPECT_EQ(0, nt_child(check_clean_child, NULL));
	nt_make_program(PROGRAM, 0, 0755);
	EXPECT_EQ(0, nt_child(exec_privileges, NULL));
	unlink(PROGRAM);
	/* By a capability that goes. */
	ASSERT_EQ(0, nt_drop_capability(CAP_CHOWN));
	check_clean();
}

/*
 * Threads
 */

/* Bob, in a process of root's. */
static void *be_bob_thread(void *context)
{
	__u64 event = *(__u64 *)context;
	char *text;
	__u64 token;
	__u64 made;

	NT_CHECK(!set_groups_alone(0, NULL));
	NT_CHECK(!set_ids_alone(NT_BOB, NT_BOB, NT_BOB));
	check_ordinary();
	/* The process's token is root's, and closed to Bob; the thread's is his. */
	NT_CHECK_STATUS(STATUS_ACCESS_DENIED,
			nt_open_process_token(&token, NTOBJ_CURRENT_PROCESS,
					      NTOBJ_TOKEN_QUERY));
	NT_CHECK_STATUS(STATUS_SUCCESS,
			nt_open_thread_token(&token, NTOBJ_CURRENT_THREAD,
					     NTOBJ_TOKEN_ALL_ACCESS));
	text = nt_token_sid(token, NTOBJ_TOKEN_USER);
	NT_CHECK(!strcmp(text, "U1001"));
	free(text);
	NT_CHECK(nt_token_statistics(token).type == NTOBJ_TOKEN_IMPERSONATION);
	NT_CHECK(nt_token_statistics(token).level == NTOBJ_SECURITY_IMPERSONATION);
	NT_CHECK(!nt_held_privileges(token));
	/* Handles are the process's. */
	NT_CHECK_STATUS(STATUS_SUCCESS, nt_set_event(event));
	NT_CHECK_STATUS(STATUS_SUCCESS,
			nt_create_event(&made,
					nt_name(u"\\BaseNamedObjects\\ntobj_attack_thread"),
					NTOBJ_EVENT_ALL_ACCESS, 0, 0));
	text = nt_security(made, NT_OWNER);
	NT_CHECK(!strcmp(text, "O:U1001"));
	free(text);
	NT_CHECK_STATUS(STATUS_SUCCESS, nt_close(made));
	return NULL;
}

static int have_bob_thread(void *context)
{
	pthread_t thread;
	__u64 event;
	__u64 token;
	int i;

	(void)context;
	NT_CHECK_STATUS(STATUS_SUCCESS,
			nt_open_event(&event, nt_name(ROOTS_EVENT), NTOBJ_EVENT_ALL_ACCESS));
	for (i = 0; i < 20; i++) {
		check_system();
		NT_CHECK(!pthread_create(&thread, NULL, be_bob_thread, &event));
		/* Meanwhile the process is what it was. */
		check_system();
		check_user("U0");
		NT_CHECK_STATUS(STATUS_NO_TOKEN,
				nt_open_thread_token(&token, NTOBJ_CURRENT_THREAD,
						     NTOBJ_TOKEN_QUERY));
		NT_CHECK(!pthread_join(thread, NULL));
	}
	return 0;
}

TEST_F(ntobj, thread_of_another_user)
{
	make_events();
	EXPECT_EQ(0, nt_child(have_bob_thread, NULL));
}

/* The first who calls is Bob, and the process is root's all the same. */
static void *call_as_bob(void *context)
{
	__u64 token;

	(void)context;
	NT_CHECK(!set_groups_alone(0, NULL));
	NT_CHECK(!set_ids_alone(NT_BOB, NT_BOB, NT_BOB));
	check_ordinary();
	NT_CHECK_STATUS(STATUS_ACCESS_DENIED,
			nt_open_process_token(&token, NTOBJ_CURRENT_PROCESS,
					      NTOBJ_TOKEN_QUERY));
	return NULL;
}

static int bob_thread_first(void *context)
{
	pthread_t thread;

	(void)context;
	NT_CHECK(!pthread_create(&thread, NULL, call_as_bob, NULL));
	NT_CHECK(!pthread_join(thread, NULL));
	check_system();
	check_user("U0");
	return 0;
}

TEST_F(ntobj, thread_of_another_user_calls_first)
{
	make_events();
	EXPECT_EQ(0, nt_child(bob_thread_first, NULL));
}

/* Bob from outside: that thread may be his by Linux's rule, the process is not. */
struct mixed {
	pid_t tid;
};

static void *be_bobs(void *context)
{
	struct mixed *mixed = context;

	NT_CHECK(!set_groups_alone(0, NULL));
	NT_CHECK(!set_ids_alone(NT_BOB, NT_BOB, NT_BOB));
	NT_CHECK(!prctl(PR_SET_DUMPABLE, 1));
	nt_event(0, 0);
	__atomic_store_n(&mixed->tid, gettid(), __ATOMIC_RELEASE);
	for (;;)
		pause();
	return NULL;
}

static int be_mixed(void *context)
{
	pthread_t thread;

	NT_CHECK(!pthread_create(&thread, NULL, be_bobs, context));
	return nt_be_victim(NULL);
}

struct mixed_attack {
	pid_t pid;
	struct mixed *mixed;
};

static int attack_mixed(void *context)
{
	struct mixed_attack *attack = context;
	pid_t tid = attack->mixed->tid;
	__u64 handle;
	__u32 bit;

	for (bit = 0; bit < 26; bit++) {
		NT_CHECK(nt_open_process(&handle, attack->pid, 1U << bit) < 0);
		NT_CHECK(nt_open_client(NTOBJ_IOC_OPEN_PROCESS, &handle, nt_unnamed(),
					attack->pid, tid, 1U << bit,
					NTOBJ_OPEN_CLIENT_ID) < 0);
		NT_CHECK(nt_open_process(&handle, tid, 1U << bit) < 0);
		NT_CHECK(nt_open_thread(&handle, attack->pid, 1U << bit) < 0);
	}
	return 0;
}

TEST_F(ntobj, process_with_a_thread_of_bobs)
{
	struct mixed_attack attack;

	attack.mixed = mmap(NULL, sizeof(*attack.mixed), PROT_READ | PROT_WRITE,
			    MAP_SHARED | MAP_ANONYMOUS, -1, 0);
	ASSERT_NE(MAP_FAILED, attack.mixed);
	attack.pid = nt_child_start(be_mixed, attack.mixed);
	ASSERT_TRUE(NT_UNTIL(__atomic_load_n(&attack.mixed->tid, __ATOMIC_ACQUIRE)));
	EXPECT_EQ(0, nt_child_as(NT_BOB, attack_mixed, &attack));
	kill(attack.pid, SIGKILL);
	EXPECT_EQ(NT_KILLED(SIGKILL), nt_child_end(attack.pid));
}

/*
 * Who has closed himself is closed to others of the same user too.
 */

static int be_closed(void *context)
{
	int *ready = context;

	NT_CHECK(!prctl(PR_SET_DUMPABLE, 0));
	return use_device_and_wait(ready);
}

static int open_closed(void *context)
{
	int *ready = context;
	pid_t pid = nt_child_start(be_closed, ready);
	__u64 handle;
	char byte;

	NT_CHECK(read(ready[0], &byte, 1) == 1);
	NT_CHECK_STATUS(STATUS_ACCESS_DENIED,
			nt_open_process(&handle, pid, NTOBJ_PROCESS_QUERY_INFORMATION));
	NT_CHECK_STATUS(STATUS_ACCESS_DENIED,
			nt_open_thread(&handle, pid, NTOBJ_THREAD_QUERY_INFORMATION));
	kill(pid, SIGKILL);
	NT_CHECK(nt_child_end(pid) == NT_KILLED(SIGKILL));
	/* The canary: one that did not close itself. */
	pid = nt_child_start(use_device_and_wait, ready);
	NT_CHECK(read(ready[0], &byte, 1) == 1);
	nt_process(pid);
	nt_thread(pid);
	kill(pid, SIGKILL);
	NT_CHECK(nt_child_end(pid) == NT_KILLED(SIGKILL));
	return 0;
}

TEST_F(ntobj, closed_process_of_the_same_user)
{
	int ready[2];

	ASSERT_EQ(0, pipe(ready));
	EXPECT_EQ(0, nt_child_as(NT_BOB, open_closed, ready));
}

/*
 * Root wants to know who opens it, and sets a system list. That does not say who
 * may: a closed process stays closed.
 */
static int open_watched(void *context)
{
	pid_t pid = *(pid_t *)context;
	__u64 handle;

	NT_CHECK_STATUS(STATUS_ACCESS_DENIED,
			nt_open_process(&handle, pid, NTOBJ_PROCESS_QUERY_INFORMATION));
	NT_CHECK_STATUS(STATUS_ACCESS_DENIED,
			nt_open_thread(&handle, pid, NTOBJ_THREAD_QUERY_INFORMATION));
	return 0;
}

TEST_F(ntobj, closed_process_with_a_system_list)
{
	static const unsigned long requests[] = {
		NTOBJ_IOC_OPEN_PROCESS, NTOBJ_IOC_OPEN_THREAD,
	};
	unsigned int i;
	__u64 handle;
	int ready[2];
	pid_t pid;
	char byte;

	ASSERT_EQ(0, pipe(ready));
	pid = nt_child_start_as(NT_BOB, be_closed, ready);
	ASSERT_EQ(1, read(ready[0], &byte, 1));
	for (i = 0; i < ARRAY_SIZE(requests); i++) {
		ASSERT_STATUS(STATUS_SUCCESS,
			      nt_open_client(requests[i], &handle, nt_unnamed(), i ? 0 : pid,
					     i ? pid : 0, NTOBJ_ACCESS_SYSTEM_SECURITY,
					     NTOBJ_OPEN_CLIENT_ID));
		ASSERT_STATUS(STATUS_SUCCESS,
			      nt_set_security(handle, NT_SACL, "S:(AU;FA;0x1;;;WD)"));
	}
	EXPECT_EQ(0, nt_child_as(NT_BOB, open_watched, &pid));
	kill(pid, SIGKILL);
	EXPECT_EQ(NT_KILLED(SIGKILL), nt_child_end(pid));
}

/* Handles of root's that Bob's child inherits are no more than they are. */
static int use_weak(void *context)
{
	__u64 *handles = context;

	NT_CHECK_STATUS(STATUS_SUCCESS, nt_wait(handles[0], NTOBJ_WAIT_POLL));
	NT_CHECK_STATUS(STATUS_ACCESS_DENIED, nt_reset_event(handles[0]));
	NT_CHECK_STATUS(STATUS_ACCESS_DENIED,
			nt_set_security(handles[0], NT_DACL, ATTACK_OPEN));
	NT_CHECK_STATUS(STATUS_INVALID_HANDLE, nt_set_event(handles[1]));
	return 0;
}

TEST_F(ntobj, inherited_handles)
{
	__u64 handles[2];

	make_events();
	handles[1] = nt_event(0, 0);
	ASSERT_STATUS(STATUS_SUCCESS,
		      nt_open_event(&handles[0],
				    nt_name_flags(ROOTS_EVENT, NTOBJ_OBJ_INHERIT),
				    NTOBJ_SYNCHRONIZE));
	ASSERT_STATUS(STATUS_SUCCESS, nt_set_event(4));
	EXPECT_EQ(0, nt_child_as(NT_BOB, use_weak, handles));
}

/* Closing what is nobody's to close. */
static int close_all_kinds(void *context)
{
	static const __u64 values[] = {
		0, 1, 3, 4, 8, 0x4000, 0x80000000, 0xfffffff8, ~0ULL - 7, ~0ULL - 11,
		0x8000000000000000ULL, 0xffff888000000000ULL,
	};
	unsigned int i;

	(void)context;
	for (i = 0; i < ARRAY_SIZE(values); i++)
		NT_CHECK_STATUS(STATUS_INVALID_HANDLE, nt_close((unsigned long)values[i]));
	for (i = 0; i < 3; i++) {
		NT_CHECK_STATUS(STATUS_SUCCESS, nt_close(NTOBJ_CURRENT_PROCESS));
		NT_CHECK_STATUS(STATUS_SUCCESS, nt_close(NTOBJ_CURRENT_THREAD));
	}
	NT_CHECK(nt_exit_status(NTOBJ_CURRENT_PROCESS) == STATUS_PENDING);
	NT_CHECK(nt_thread_exit_status(NTOBJ_CURRENT_THREAD) == STATUS_PENDING);
	return 0;
}

TEST_F(ntobj, closing_pseudo_handles)
{
	__u64 event = nt_event(0, 0);

	EXPECT_EQ(0, nt_child_as(NT_BOB, close_all_kinds, NULL));
	EXPECT_EQ(0, nt_state(event));
}

int main(int argc, char **argv)
{
	if (argc == 4 && !strncmp(argv[1], "--", 2)) {
		nt_device = atoi(argv[2]);
		if (!strcmp(argv[1], opens_word))
			return be_opener();
		if (!strcmp(argv[1], waits_word))
			return be_waiter(argv[3]);
		if (!strcmp(argv[1], moment_word))
			return be_bob_for_a_moment(argv[3]);
		if (!strcmp(argv[1], privileges_word))
			return check_clean_child(NULL);
	}
	return test_harness_run(argc, argv);
}
