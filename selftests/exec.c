// SPDX-License-Identifier: GPL-2.0
/*
 * exec of a program that gets rights which its caller did not have: who had a
 * handle to the process or its thread has one to something that is no more,
 * and must ask again. The program here is a copy of this one, on a file system
 * that lets set-user-id files have their way.
 */
#include <fcntl.h>
#include <linux/capability.h>
#include <signal.h>
#include <sys/prctl.h>
#include <sys/stat.h>
#include <sys/wait.h>
#include <sys/xattr.h>

#include "ntobj_fixture.h"

#define ALICE	1000
#define BOB	1001
#define FILE_PATH "/tmp/ntobj_exec"

static const char exec_word[] = "--privileged";

/* What the file is, and whether its program has got something by that. */
struct program {
	const char *what;
	uid_t owner;
	gid_t group;
	mode_t mode;
	bool capability;
	bool no_new_privileges;
	bool gains;
};

/* The cast: somebody who watches, whom she watches, and the judge, who is root. */
struct scene {
	const struct program *program;
	int pid[2];		/* the target's id, to the judge */
	int opened[2];		/* the watcher has its handles */
	int running[2];		/* the new program runs */
	int done[2];		/* the judge is content */
	__u64 marked;
	__u64 unmarked;
};

/* 0, or -1 if the file system can't. */
static int dress_file(const struct program *program)
{
	struct vfs_cap_data data = {
		.magic_etc = VFS_CAP_REVISION_2 | VFS_CAP_FLAGS_EFFECTIVE,
		.data[0].permitted = 1U << CAP_CHOWN,
	};

	nt_make_program(FILE_PATH, program->owner, program->mode);
	NT_CHECK(!chown(FILE_PATH, -1, program->group) &&
		 !chmod(FILE_PATH, program->mode));
	return program->capability ?
	       setxattr(FILE_PATH, "security.capability", &data, sizeof(data), 0) : 0;
}

/* The new program: its handles are what exec leaves, its rights its own. */
static int be_program(char **arguments)
{
	int running = atoi(arguments[0]);
	int done = atoi(arguments[1]);
	char byte;

	nt_device = atoi(arguments[2]);
	NT_CHECK_STATUS(STATUS_SUCCESS, nt_set_event(strtoull(arguments[3], NULL, 10)));
	NT_CHECK_STATUS(STATUS_INVALID_HANDLE, nt_set_event(strtoull(arguments[4], NULL, 10)));
	/* The handle that stands for the caller does so for who it is now. */
	NT_CHECK(nt_exit_status(NTOBJ_CURRENT_PROCESS) == STATUS_PENDING);
	NT_CHECK_STATUS(STATUS_TIMEOUT, nt_wait(NTOBJ_CURRENT_PROCESS, NTOBJ_WAIT_POLL));
	NT_CHECK_STATUS(STATUS_TIMEOUT, nt_wait(NTOBJ_CURRENT_THREAD, NTOBJ_WAIT_POLL));
	NT_CHECK(write(running, "r", 1) == 1);
	return read(done, &byte, 1) < 0;
}

static int be_target(void *context)
{
	struct scene *scene = context;
	char texts[5][24];
	char byte;

	scene->marked = nt_event(NTOBJ_NOTIFICATION_EVENT, 0);
	scene->unmarked = nt_event(NTOBJ_NOTIFICATION_EVENT, 0);
	NT_CHECK_STATUS(STATUS_SUCCESS, nt_set_flags(scene->marked, true, false));
	close(scene->opened[1]);
	close(scene->done[1]);
	NT_CHECK(read(scene->opened[0], &byte, 1) == 1);
	snprintf(texts[0], sizeof(texts[0]), "%d", scene->running[1]);
	snprintf(texts[1], sizeof(texts[1]), "%d", scene->done[0]);
	snprintf(texts[2], sizeof(texts[2]), "%d", dup(nt_device));
	snprintf(texts[3], sizeof(texts[3]), "%llu", scene->marked);
	snprintf(texts[4], sizeof(texts[4]), "%llu", scene->unmarked);
	if (scene->program->no_new_privileges)
		NT_CHECK(!prctl(PR_SET_NO_NEW_PRIVS, 1, 0, 0, 0));
	execl(FILE_PATH, "exec", exec_word, texts[0], texts[1], texts[2], texts[3], texts[4],
	      NULL);
	return 1;
}

/* Nothing is put into its table, nor taken out. The handle 4 it has in any case. */
static void check_out_of_reach(__u64 process)
{
	struct ntobj_duplicate_object call = {
		.source_process = process,
		.source_handle = 4,
		.target_process = NTOBJ_CURRENT_PROCESS,
		.options = NTOBJ_DUPLICATE_SAME_ACCESS,
	};

	NT_CHECK_STATUS(STATUS_PROCESS_IS_TERMINATING, nt_duplicate(call, NULL));
	call.target_process = 0;
	call.options = NTOBJ_DUPLICATE_CLOSE_SOURCE;
	NT_CHECK_STATUS(STATUS_PROCESS_IS_TERMINATING, nt_duplicate(call, NULL));
	NT_CHECK_STATUS(STATUS_PROCESS_IS_TERMINATING,
			nt_duplicate_to(nt_event(0, 0), process, NULL));
}

/* After a gain all that she holds is over, and she gets nothing new. */
static void check_lost(pid_t pid, __u64 process, __u64 thread)
{
	struct ntobj_process_basic_information basic;
	struct ntobj_times times;
	__u64 handle;

	NT_CHECK_STATUS(STATUS_SUCCESS, nt_wait(process, NTOBJ_WAIT_POLL));
	NT_CHECK_STATUS(STATUS_SUCCESS, nt_wait(thread, NTOBJ_WAIT_POLL));
	NT_CHECK(nt_exit_status(process) == STATUS_ACCESS_DENIED);
	NT_CHECK(nt_thread_exit_status(thread) == STATUS_ACCESS_DENIED);
	NT_CHECK_STATUS(STATUS_SUCCESS, nt_query_process(process, &basic));
	NT_CHECK(!basic.threads && !basic.affinity_mask && !basic.base_priority);
	NT_CHECK_STATUS(STATUS_SUCCESS,
			nt_query_times(NTOBJ_IOC_QUERY_PROCESS, process, &times));
	NT_CHECK(times.exit_time > times.create_time);
	NT_CHECK_STATUS(STATUS_PROCESS_IS_TERMINATING, nt_terminate(process, 1));
	check_out_of_reach(process);
	NT_CHECK_STATUS(STATUS_ACCESS_DENIED, nt_open_process(&handle, pid, 1));
	NT_CHECK_STATUS(STATUS_ACCESS_DENIED, nt_open_thread(&handle, pid, 1));
}

static void check_kept(pid_t pid, __u64 process, __u64 thread)
{
	NT_CHECK_STATUS(STATUS_TIMEOUT, nt_wait(process, NTOBJ_WAIT_POLL));
	NT_CHECK_STATUS(STATUS_TIMEOUT, nt_wait(thread, NTOBJ_WAIT_POLL));
	NT_CHECK(nt_exit_status(process) == STATUS_PENDING);
	NT_CHECK(nt_id(nt_process(pid)) == nt_id(process));
	NT_CHECK(nt_id(nt_thread(pid)) == nt_id(thread));
	NT_CHECK_STATUS(STATUS_SUCCESS, nt_duplicate_to(nt_event(0, 0), process, NULL));
}

static int be_watcher(void *context)
{
	struct scene *scene = context;
	__u64 process;
	__u64 thread;
	char byte;
	pid_t pid;

	NT_CHECK(!nt_become(ALICE));
	pid = nt_child_start(be_target, scene);
	process = nt_process(pid);
	thread = nt_thread(pid);
	NT_CHECK(write(scene->pid[1], &pid, sizeof(pid)) == sizeof(pid));
	NT_CHECK(write(scene->opened[1], "o", 1) == 1);
	close(scene->done[1]);
	NT_CHECK(read(scene->running[0], &byte, 1) == 1);
	if (scene->program->gains)
		check_lost(pid, process, thread);
	else
		check_kept(pid, process, thread);
	/* Read by the judge and nobody else: the program waits for its end. */
	NT_CHECK(write(scene->pid[1], &pid, sizeof(pid)) == sizeof(pid));
	NT_CHECK(nt_child_end(pid) == 0);
	NT_CHECK_STATUS(STATUS_SUCCESS, nt_wait(process, NTOBJ_WAIT_POLL));
	NT_CHECK(nt_exit_status(process) ==
		 (scene->program->gains ? STATUS_ACCESS_DENIED : 0));
	return 0;
}

static void play(struct __test_metadata *_metadata, const struct program *program)
{
	struct scene scene = { .program = program };
	struct nt_totals before = nt_totals();
	pid_t watcher;
	__u64 process;
	pid_t pid;

	ASSERT_EQ(0, pipe(scene.pid));
	ASSERT_EQ(0, pipe(scene.opened));
	ASSERT_EQ(0, pipe(scene.running));
	ASSERT_EQ(0, pipe(scene.done));
	watcher = nt_child_start(be_watcher, &scene);
	close(scene.pid[1]);
	EXPECT_EQ(sizeof(pid), read(scene.pid[0], &pid, sizeof(pid)))
		TH_LOG("%s", program->what);
	EXPECT_EQ(sizeof(pid), read(scene.pid[0], &pid, sizeof(pid)))
		TH_LOG("%s", program->what);
	/* Root may have it all the same, and it lives. */
	process = nt_process(pid);
	EXPECT_STATUS(STATUS_TIMEOUT, nt_wait(process, NTOBJ_WAIT_POLL));
	EXPECT_EQ(STATUS_PENDING, nt_exit_status(process));
	close(scene.done[1]);
	EXPECT_STATUS(STATUS_SUCCESS, nt_wait(process, NTOBJ_WAIT_FOREVER));
	EXPECT_EQ(0, nt_exit_status(process));
	EXPECT_EQ(0, nt_child_end(watcher))
		TH_LOG("%s", program->what);
	ASSERT_STATUS(STATUS_SUCCESS, nt_close(process));
	EXPECT_EQ(before.handles, nt_totals().handles);
	EXPECT_TRUE(NT_UNTIL(nt_totals().objects == before.objects));
	unlink(FILE_PATH);
	close(scene.pid[0]);
	close(scene.opened[0]);
	close(scene.opened[1]);
	close(scene.running[0]);
	close(scene.running[1]);
	close(scene.done[0]);
}

static const struct program programs[] = {
	{ .what = "plain", .mode = 0755 },
	{ .what = "set-user-id root", .mode = 04755, .gains = true },
	{ .what = "set-user-id bob", .mode = 04755, .owner = BOB, .gains = true },
	{ .what = "set-group-id", .mode = 02755, .gains = true },
	{ .what = "set-user-id of oneself", .mode = 04755, .owner = ALICE },
	{ .what = "set-user-id without new privileges", .mode = 04755,
	  .no_new_privileges = true },
};

TEST_F(ntobj, programs)
{
	unsigned int i;

	for (i = 0; i < ARRAY_SIZE(programs); i++) {
		ASSERT_EQ(0, dress_file(&programs[i]));
		play(_metadata, &programs[i]);
	}
}

TEST_F(ntobj, file_capability)
{
	static const struct program program = {
		.what = "file capability", .mode = 0755, .capability = true, .gains = true,
	};

	if (dress_file(&program))
		SKIP(return, "no file capabilities here: %s", strerror(errno));
	play(_metadata, &program);
}

/*
 * Opening all the time while it happens: whoever got a handle before has lost
 * it, and nobody gets one after.
 */
struct opener {
	pid_t pid;
	bool stop;
	__u64 process;
	__u64 thread;
	unsigned int opened;
};

static void replace(__u64 *kept, __u64 handle)
{
	if (*kept)
		NT_CHECK_STATUS(STATUS_SUCCESS, nt_close(*kept));
	*kept = handle;
}

static void *open_all_the_time(void *context)
{
	struct opener *opener = context;
	__u64 handle;
	__s32 status;

	while (!__atomic_load_n(&opener->stop, __ATOMIC_ACQUIRE)) {
		status = nt_open_process(&handle, opener->pid, NTOBJ_PROCESS_ALL_ACCESS);
		if (status == STATUS_SUCCESS)
			replace(&opener->process, handle);
		else
			NT_CHECK_STATUS(STATUS_ACCESS_DENIED, status);
		opener->opened += status == STATUS_SUCCESS;
		status = nt_open_thread(&handle, opener->pid, NTOBJ_THREAD_ALL_ACCESS);
		if (status == STATUS_SUCCESS)
			replace(&opener->thread, handle);
		else
			NT_CHECK_STATUS(STATUS_ACCESS_DENIED, status);
	}
	return NULL;
}

static int race(void *context)
{
	struct scene *scene = context;
	int rounds = nt_rounds(20, 150);
	unsigned int opened = 0;

	NT_CHECK(!nt_become(ALICE));
	while (rounds--) {
		struct opener opener = {};
		pthread_t thread;
		char byte;

		NT_CHECK(!pipe(scene->opened) && !pipe(scene->running) && !pipe(scene->done));
		opener.pid = nt_child_start(be_target, scene);
		NT_CHECK(!pthread_create(&thread, NULL, open_all_the_time, &opener));
		if (rounds % 2)
			usleep(rounds % 16 * 100);
		NT_CHECK(write(scene->opened[1], "o", 1) == 1);
		NT_CHECK(read(scene->running[0], &byte, 1) == 1);
		__atomic_store_n(&opener.stop, true, __ATOMIC_RELEASE);
		NT_CHECK(!pthread_join(thread, NULL));
		opened += opener.opened;
		if (opener.process) {
			NT_CHECK_STATUS(STATUS_SUCCESS,
					nt_wait(opener.process, NTOBJ_WAIT_POLL));
			NT_CHECK_STATUS(STATUS_PROCESS_IS_TERMINATING,
					nt_terminate(opener.process, 1));
			replace(&opener.process, 0);
		}
		if (opener.thread) {
			NT_CHECK_STATUS(STATUS_SUCCESS,
					nt_wait(opener.thread, NTOBJ_WAIT_POLL));
			replace(&opener.thread, 0);
		}
		close(scene->done[1]);
		NT_CHECK(nt_child_end(opener.pid) == 0);
		close(scene->done[0]);
		close(scene->opened[0]);
		close(scene->opened[1]);
		close(scene->running[0]);
		close(scene->running[1]);
	}
	NT_CHECK(opened);
	return 0;
}

TEST_F_TIMEOUT(ntobj, opened_meanwhile, 150)
{
	static const struct program program = { .what = "race", .mode = 04755, .gains = true };
	struct scene scene = { .program = &program };
	struct nt_totals before = nt_totals();

	ASSERT_EQ(0, dress_file(&program));
	EXPECT_EQ(0, nt_child(race, &scene));
	unlink(FILE_PATH);
	EXPECT_EQ(before.handles, nt_totals().handles);
	EXPECT_TRUE(NT_UNTIL(nt_totals().objects == before.objects));
}

int main(int argc, char **argv)
{
	if (argc == 7 && !strcmp(argv[1], exec_word))
		return be_program(argv + 2);
	return test_harness_run(argc, argv);
}
