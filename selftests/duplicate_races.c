// SPDX-License-Identifier: GPL-2.0
/*
 * Duplicating while the handle is closed, and while one of the two processes ends,
 * is killed, forks, or begins another program. Whatever comes of a call, it is what
 * its status says, and nothing is left behind.
 */
#include <fcntl.h>
#include <signal.h>
#include <sys/mman.h>
#include <sys/stat.h>
#include <sys/wait.h>

#include "ntobj_fixture.h"
#include "security_test.h"

#define ME		NTOBJ_CURRENT_PROCESS
#define THREADS		4
#define SEEN		(4 * 2048)	/* handles up to here are looked for */
#define FILE_PATH	"/tmp/ntobj_duplicate"

static const char exec_word[] = "--exec";

struct race {
	__u64 event;
	__u64 process;		/* of the other */
	__u64 source;		/* a handle of the other's */
	__u32 attributes;
	bool stop;
	unsigned int made;
	unsigned int refused;
};

static bool stopped(struct race *race)
{
	return __atomic_load_n(&race->stop, __ATOMIC_ACQUIRE);
}

static void count(struct race *race, __s32 status, __s32 refusal, __s32 other_refusal)
{
	if (status == STATUS_SUCCESS) {
		__atomic_fetch_add(&race->made, 1, __ATOMIC_RELAXED);
		return;
	}
	if (status != other_refusal)
		NT_CHECK_STATUS(refusal, status);
	__atomic_fetch_add(&race->refused, 1, __ATOMIC_RELAXED);
}

static __s32 copy(__u64 source_process, __u64 source, __u64 target_process, __u64 *handle,
		  __u32 attributes, __u32 options)
{
	return nt_duplicate((struct ntobj_duplicate_object){
		.source_process = source_process,
		.source_handle = source,
		.target_process = target_process,
		.attributes = attributes,
		.options = options | NTOBJ_DUPLICATE_SAME_ACCESS,
	}, handle);
}

static void run(struct race *race, void *(*body)(void *context), pthread_t threads[THREADS])
{
	unsigned int i;

	for (i = 0; i < THREADS; i++)
		NT_CHECK(!pthread_create(&threads[i], NULL, body, race));
}

static void stop(struct race *race, pthread_t threads[THREADS])
{
	unsigned int i;

	__atomic_store_n(&race->stop, true, __ATOMIC_RELEASE);
	for (i = 0; i < THREADS; i++)
		NT_CHECK(!pthread_join(threads[i], NULL));
}

/*
 * The source is closed
 */

/* What is duplicated is what was there, or nothing. */
static void *copy_source(void *context)
{
	struct race *race = context;
	__u64 handle;
	__s32 status;

	while (!stopped(race)) {
		__u64 source = __atomic_load_n(&race->source, __ATOMIC_ACQUIRE);

		status = copy(ME, source, ME, &handle, 0, 0);
		count(race, status, STATUS_INVALID_HANDLE, STATUS_INVALID_HANDLE);
		if (status == STATUS_SUCCESS)
			NT_CHECK_STATUS(STATUS_SUCCESS, nt_close(handle));
	}
	return NULL;
}

TEST_F_TIMEOUT(ntobj, closed_source, 100)
{
	struct nt_totals before = nt_totals();
	pthread_t threads[THREADS];
	struct race race = {};
	int rounds = nt_rounds(700, 20000);

	race.source = nt_event(0, 0);
	run(&race, copy_source, threads);
	while (rounds--) {
		__u64 old = race.source;

		__atomic_store_n(&race.source, nt_event(0, 0), __ATOMIC_RELEASE);
		ASSERT_STATUS(STATUS_SUCCESS, nt_close(old));
	}
	stop(&race, threads);
	ASSERT_STATUS(STATUS_SUCCESS, nt_close(race.source));
	printf("# %u copies, %u refusals\n", race.made, race.refused);
	EXPECT_LT(0, race.made);
	EXPECT_EQ(before.handles, nt_totals().handles);
	EXPECT_TRUE(NT_UNTIL(nt_totals().objects == before.objects));
}

/*
 * The other ends
 */

static void *copy_to_and_from(void *context)
{
	struct race *race = context;

	while (!stopped(race)) {
		__u64 handle;
		__u64 back;
		__s32 status;

		status = copy(ME, race->event, race->process, &handle, race->attributes, 0);
		count(race, status, STATUS_PROCESS_IS_TERMINATING,
		      STATUS_PROCESS_IS_TERMINATING);
		if (status)
			continue;
		status = copy(race->process, handle, ME, &back, 0,
			      race->made % 2 ? NTOBJ_DUPLICATE_CLOSE_SOURCE : 0);
		count(race, status, STATUS_PROCESS_IS_TERMINATING, STATUS_INVALID_HANDLE);
		if (!status)
			NT_CHECK_STATUS(STATUS_SUCCESS, nt_close(back));
	}
	return NULL;
}

static int do_nothing(void *context)
{
	(void)context;
	return 0;
}

/* How it ends: by itself, once it has been opened, or not. */
struct end {
	bool by_itself;
	int opened[2];
};

/* It makes calls itself, and children, until it ends. */
static int be_busy(void *context)
{
	struct end *end = context;
	char byte;
	int i;

	for (i = 0; i < 20; i++) {
		NT_CHECK_STATUS(STATUS_SUCCESS, nt_close(nt_event(0, 0)));
		if (i % 5 == 4)
			NT_CHECK(nt_child(do_nothing, NULL) == 0);
	}
	if (end->by_itself)
		return read(end->opened[0], &byte, 1) != 1;
	for (;;)
		pause();
}

static void end_rounds(struct __test_metadata *_metadata, __u32 attributes)
{
	int rounds = nt_rounds(15, 100);
	unsigned int made = 0, refused = 0;
	struct nt_totals before;
	__u64 event = nt_event(0, 0);

	before = nt_totals();
	while (rounds--) {
		struct race race = { .event = event, .attributes = attributes };
		struct end end = { .by_itself = rounds % 3 == 0 };
		pthread_t threads[THREADS];
		pid_t pid;

		ASSERT_EQ(0, pipe(end.opened));
		pid = nt_child_start(rounds % 3 == 1 ? nt_be_victim : be_busy, &end);
		ASSERT_LT(0, pid);
		race.process = nt_process(pid);
		ASSERT_EQ(1, write(end.opened[1], "o", 1));
		run(&race, copy_to_and_from, threads);
		if (!end.by_itself) {
			usleep(rounds % 7 * 1000);
			kill(pid, SIGKILL);
		}
		ASSERT_STATUS(STATUS_SUCCESS, nt_wait(race.process, NTOBJ_WAIT_FOREVER));
		NT_CHECK(NT_UNTIL(__atomic_load_n(&race.refused, __ATOMIC_ACQUIRE)));
		stop(&race, threads);
		EXPECT_STATUS(STATUS_PROCESS_IS_TERMINATING,
			      nt_duplicate_to(event, race.process, NULL));
		ASSERT_STATUS(STATUS_SUCCESS, nt_close(race.process));
		nt_child_end(pid);
		close(end.opened[0]);
		close(end.opened[1]);
		made += race.made;
		refused += race.refused;
	}
	printf("# %u copies, %u refusals\n", made, refused);
	EXPECT_LT(0, made);
	EXPECT_TRUE(NT_UNTIL(nt_totals().handles == before.handles))
		TH_LOG("%llu, not %llu", nt_totals().handles, before.handles);
	EXPECT_TRUE(NT_UNTIL(nt_totals().objects == before.objects));
}

TEST_F_TIMEOUT(ntobj, ended_target, 250)
{
	end_rounds(_metadata, 0);
}

TEST_F_TIMEOUT(ntobj, ended_target_with_heirs, 250)
{
	end_rounds(_metadata, NTOBJ_OBJ_INHERIT);
}

/*
 * The other forks: what its children have of it goes with them
 */

static int count_handles(void)
{
	struct ntobj_object_basic_information basic;
	int found = 0;
	__u64 handle;

	for (handle = 4; handle < SEEN; handle += 4)
		found += nt_query_basic(handle, &basic) == STATUS_SUCCESS;
	return found;
}

/* Nobody changes its table: it stays as it was when it began. */
static int check_child(void *context)
{
	int found = count_handles();

	(void)context;
	return found != count_handles();
}

static int be_forker(void *context)
{
	int rounds = nt_rounds(20, 200);

	(void)context;
	while (rounds--)
		NT_CHECK(nt_child(check_child, NULL) == 0);
	return 0;
}

static void *copy_marked_and_close(void *context)
{
	struct race *race = context;

	while (!stopped(race)) {
		__u64 handle;
		__s32 status;

		status = copy(ME, race->event, race->process, &handle, NTOBJ_OBJ_INHERIT, 0);
		count(race, status, STATUS_PROCESS_IS_TERMINATING,
		      STATUS_PROCESS_IS_TERMINATING);
		if (status)
			continue;
		status = copy(race->process, handle, 0, NULL, 0,
			      NTOBJ_DUPLICATE_CLOSE_SOURCE);
		count(race, status, STATUS_PROCESS_IS_TERMINATING,
		      STATUS_PROCESS_IS_TERMINATING);
	}
	return NULL;
}

TEST_F_TIMEOUT(ntobj, forking_target, 250)
{
	struct race race = { .event = nt_event(0, 0) };
	struct nt_totals before = nt_totals();
	pthread_t threads[THREADS];
	pid_t pid;

	pid = nt_child_start(be_forker, NULL);
	ASSERT_LT(0, pid);
	race.process = nt_process(pid);
	run(&race, copy_marked_and_close, threads);
	EXPECT_EQ(0, nt_child_end(pid));
	stop(&race, threads);
	ASSERT_STATUS(STATUS_SUCCESS, nt_close(race.process));
	printf("# %u calls\n", race.made);
	EXPECT_TRUE(NT_UNTIL(nt_totals().handles == before.handles));
}

/*
 * The other begins a program that has more rights
 */

/*
 * Those that it has now it has for good, and nobody adds any. One that it makes it
 * finds again, whoever tries to close it.
 */
static int be_program(char **arguments)
{
	bool gains = atoi(arguments[1]);
	int running = atoi(arguments[2]);
	__u64 handle;
	int found;
	int i;

	nt_device = atoi(arguments[0]);
	found = count_handles();
	handle = nt_event(0, 0);
	NT_CHECK(!gains || handle < SEEN);
	NT_CHECK(write(running, "r", 1) == 1);
	for (i = 0; gains && i < 5; i++) {
		usleep(1000);
		NT_CHECK_STATUS(STATUS_SUCCESS, nt_set_event(handle));
		NT_CHECK(count_handles() == found + 1);
	}
	return 0;
}

struct scene {
	bool gains;
	int opened[2];		/* the watcher has the target's handle */
	int running[2];		/* the new program runs */
};

static int be_target(void *context)
{
	struct scene *scene = context;
	char texts[3][16];
	char byte;

	snprintf(texts[0], sizeof(texts[0]), "%d", dup(nt_device));
	snprintf(texts[1], sizeof(texts[1]), "%d", scene->gains);
	snprintf(texts[2], sizeof(texts[2]), "%d", scene->running[1]);
	nt_event(0, 0);
	NT_CHECK(read(scene->opened[0], &byte, 1) == 1);
	usleep(2000);
	execl(FILE_PATH, "duplicate_races", exec_word, texts[0], texts[1], texts[2], NULL);
	return 1;
}

/*
 * Every handle that there may be, and one more in, which seldom stays: the table is
 * small enough to be looked through.
 */
static void *copy_and_close_all(void *context)
{
	struct race *race = context;
	__u64 handle;
	__s32 status;
	__u64 at = 4;

	while (!stopped(race)) {
		status = copy(ME, race->event, race->process, &handle, 0, 0);
		count(race, status, STATUS_PROCESS_IS_TERMINATING,
		      STATUS_PROCESS_IS_TERMINATING);
		if (!status && race->made % 64)
			count(race, copy(race->process, handle, 0, NULL, 0,
					 NTOBJ_DUPLICATE_CLOSE_SOURCE),
			      STATUS_PROCESS_IS_TERMINATING, STATUS_INVALID_HANDLE);
		status = copy(race->process, at, ME, &handle, 0,
			      at % 8 ? NTOBJ_DUPLICATE_CLOSE_SOURCE : 0);
		count(race, status, STATUS_PROCESS_IS_TERMINATING, STATUS_INVALID_HANDLE);
		if (!status)
			NT_CHECK_STATUS(STATUS_SUCCESS, nt_close(handle));
		at = at % 256 + 4;
	}
	return NULL;
}

static int watch(void *context)
{
	struct scene *scene = context;
	int rounds = nt_rounds(10, 60);
	unsigned int made = 0;

	NT_CHECK(!nt_become(NT_ALICE));
	while (rounds--) {
		struct race race = { .event = nt_event(0, 0) };
		pthread_t threads[THREADS];
		char byte;
		pid_t pid;

		NT_CHECK(!pipe(scene->running) && !pipe(scene->opened));
		pid = nt_child_start(be_target, scene);
		race.process = nt_process(pid);
		run(&race, copy_and_close_all, threads);
		NT_CHECK(write(scene->opened[1], "o", 1) == 1);
		NT_CHECK(read(scene->running[0], &byte, 1) == 1);
		if (scene->gains)
			NT_CHECK_STATUS(STATUS_PROCESS_IS_TERMINATING,
					nt_duplicate_to(race.event, race.process, NULL));
		NT_CHECK(nt_child_end(pid) == 0);
		stop(&race, threads);
		made += race.made;
		NT_CHECK_STATUS(STATUS_SUCCESS, nt_close(race.process));
		NT_CHECK_STATUS(STATUS_SUCCESS, nt_close(race.event));
		close(scene->running[0]);
		close(scene->running[1]);
		close(scene->opened[0]);
		close(scene->opened[1]);
	}
	NT_CHECK(made);
	return 0;
}

static void exec_rounds(struct __test_metadata *_metadata, bool gains)
{
	struct scene scene = { .gains = gains };
	struct nt_totals before = nt_totals();

	nt_make_program(FILE_PATH, 0, gains ? 04755 : 0755);
	EXPECT_EQ(0, nt_child(watch, &scene));
	unlink(FILE_PATH);
	EXPECT_TRUE(NT_UNTIL(nt_totals().handles == before.handles));
	EXPECT_TRUE(NT_UNTIL(nt_totals().objects == before.objects));
}

TEST_F_TIMEOUT(ntobj, program_without_gain, 250)
{
	exec_rounds(_metadata, false);
}

TEST_F_TIMEOUT(ntobj, program_with_gain, 250)
{
	exec_rounds(_metadata, true);
}

int main(int argc, char **argv)
{
	if (argc == 5 && !strcmp(argv[1], exec_word))
		return be_program(argv + 2);
	return test_harness_run(argc, argv);
}
