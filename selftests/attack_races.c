// SPDX-License-Identifier: GPL-2.0
/*
 * Attacks that count on the moment: while a name comes and goes, a descriptor
 * changes, a program gains rights, or a thread becomes somebody else.
 */
#include <fcntl.h>
#include <signal.h>
#include <sys/mman.h>
#include <sys/syscall.h>
#include <sys/wait.h>

#include "ntobj_fixture.h"
#include "attack.h"
#include "security_test.h"

#define NAME	u"\\BaseNamedObjects\\ntobj_attack_race"
#define PROGRAM	"/tmp/ntobj_attack_races"

#define ATTACKERS	3

/**
 * struct arena - shared by those who race
 * @stop: it is over
 * @turn: even while the object is closed, odd while it is open
 * @steady: how many attempts fell between two turns, closed and open
 */
struct arena {
	bool stop;
	unsigned int turn;
	unsigned int steady[2];
};

static struct arena *new_arena(void)
{
	struct arena *arena = mmap(NULL, sizeof(*arena), PROT_READ | PROT_WRITE,
				   MAP_SHARED | MAP_ANONYMOUS, -1, 0);

	NT_CHECK(arena != MAP_FAILED);
	return arena;
}

static bool is_over(const struct arena *arena)
{
	return __atomic_load_n(&arena->stop, __ATOMIC_ACQUIRE);
}

static void start_attackers(pid_t *pids, int (*body)(void *context), void *context)
{
	unsigned int i;

	for (i = 0; i < ATTACKERS; i++)
		pids[i] = nt_child_start_as(NT_BOB, body, context);
}

static int end_attackers(struct arena *arena, const pid_t *pids)
{
	unsigned int i;
	int result = 0;

	__atomic_store_n(&arena->stop, true, __ATOMIC_RELEASE);
	for (i = 0; i < ATTACKERS; i++)
		result |= nt_child_end(pids[i]);
	return result;
}

/*
 * A name comes and goes, and others who may not open it try to. Its owner must
 * not notice: a name that he has given up is free.
 */
static int try_to_open(void *context)
{
	struct arena *arena = context;

	while (!is_over(arena)) {
		__u64 handle;
		__s32 status = nt_open_event(&handle, nt_name(NAME), NTOBJ_EVENT_MODIFY_STATE);

		NT_CHECK(status == STATUS_ACCESS_DENIED ||
			 status == STATUS_OBJECT_NAME_NOT_FOUND);
		status = nt_open_directory(&handle, nt_name(NAME), 1);
		NT_CHECK(status == STATUS_OBJECT_TYPE_MISMATCH ||
			 status == STATUS_OBJECT_NAME_NOT_FOUND);
	}
	return 0;
}

TEST_F_TIMEOUT(ntobj, name_is_free, 120)
{
	unsigned int rounds = nt_rounds(2000, 50000);
	struct arena *arena = new_arena();
	unsigned int occupied = 0;
	pid_t pids[ATTACKERS];
	unsigned int i;

	start_attackers(pids, try_to_open, arena);
	for (i = 0; i < rounds; i++) {
		__u32 flags = i % 2 ? NTOBJ_OBJ_EXCLUSIVE : 0;
		__u64 handle;
		__s32 status = nt_create_event(&handle, nt_name_flags(NAME, flags), 1, 0, 0);

		if (status == STATUS_SUCCESS)
			NT_CHECK_STATUS(STATUS_SUCCESS, nt_close(handle));
		else
			occupied++;
	}
	EXPECT_EQ(0, end_attackers(arena, pids));
	EXPECT_EQ(0, occupied)
		TH_LOG("%u of %u times the name was taken by nobody", occupied, rounds);
}

/*
 * A descriptor that is opened and closed: each attempt that falls between two
 * changes gets what the descriptor said then.
 */
static int try_all_the_time(void *context)
{
	struct arena *arena = context;

	while (!is_over(arena)) {
		unsigned int before = __atomic_load_n(&arena->turn, __ATOMIC_SEQ_CST);
		__u64 handle;
		__s32 status = nt_open_event(&handle, nt_name(NAME), NTOBJ_EVENT_MODIFY_STATE);
		unsigned int after = __atomic_load_n(&arena->turn, __ATOMIC_SEQ_CST);

		if (status == STATUS_SUCCESS)
			NT_CHECK_STATUS(STATUS_SUCCESS, nt_close(handle));
		else
			NT_CHECK_STATUS(STATUS_ACCESS_DENIED, status);
		/* In the last two bits: 0 is closed, 2 is open, odd is in between. */
		if (before != after || before & 1)
			continue;
		NT_CHECK_STATUS(before & 2 ? STATUS_SUCCESS : STATUS_ACCESS_DENIED, status);
		__atomic_fetch_add(&arena->steady[before >> 1 & 1], 1, __ATOMIC_RELAXED);
	}
	return 0;
}

TEST_F_TIMEOUT(ntobj, descriptor_changes, 120)
{
	unsigned int rounds = nt_rounds(800, 20000);
	struct arena *arena = new_arena();
	pid_t pids[ATTACKERS];
	unsigned int i;
	__u64 event;

	ASSERT_STATUS(STATUS_SUCCESS,
		      nt_create_event(&event, nt_secured(nt_name(NAME), "D:"),
				      NTOBJ_EVENT_ALL_ACCESS, 0, 0));
	start_attackers(pids, try_all_the_time, arena);
	for (i = 0; i < rounds; i++) {
		__atomic_fetch_add(&arena->turn, 1, __ATOMIC_SEQ_CST);
		ASSERT_STATUS(STATUS_SUCCESS,
			      nt_set_security(event, NT_DACL, "%s", i % 2 ? "D:" : ATTACK_OPEN));
		__atomic_fetch_add(&arena->turn, 1, __ATOMIC_SEQ_CST);
		/* So that there are attempts that fall in between. */
		if (i % 16 == 0 || i % 16 == 1)
			usleep(500);
	}
	EXPECT_EQ(0, end_attackers(arena, pids));
	printf("# %u attempts while closed, %u while open\n", arena->steady[0],
	       arena->steady[1]);
	EXPECT_LT(0, arena->steady[0]);
	EXPECT_LT(0, arena->steady[1]);
}

/*
 * A process that has opened its doors gains rights by exec. Whoever comes in
 * until then, and while it happens, has nothing of what runs afterwards.
 */
static const char runs_word[] = "--runs";

static int be_program(const char *extra)
{
	char byte;
	int runs;
	int end;

	NT_CHECK(sscanf(extra, "%d,%d", &runs, &end) == 2);
	NT_CHECK(geteuid() == 0);
	NT_CHECK(write(runs, "r", 1) == 1);
	return read(end, &byte, 1) != 1;
}

struct scene {
	int go[2];
	int runs[2];
	int end[2];
};

static int open_doors_and_exec(void *context)
{
	struct scene *scene = context;
	char extra[32];
	char byte;

	NT_CHECK_STATUS(STATUS_SUCCESS,
			nt_set_security(nt_process(getpid()), NT_DACL, ATTACK_OPEN));
	NT_CHECK_STATUS(STATUS_SUCCESS,
			nt_set_security(nt_thread(gettid()), NT_DACL, ATTACK_OPEN));
	NT_CHECK(read(scene->go[0], &byte, 1) == 1);
	snprintf(extra, sizeof(extra), "%d,%d", scene->runs[1], scene->end[0]);
	attack_exec(PROGRAM, runs_word, extra);
}

/**
 * struct intruder - opens a process and its thread all the time
 * @pid: the process
 * @stop: it is over
 * @process: the last handle that was got
 * @thread: the same
 * @inside: both have been got at least once
 */
struct intruder {
	pid_t pid;
	bool stop;
	__u64 process;
	__u64 thread;
	bool inside;
};

static void intrude(unsigned long request, pid_t pid, __u64 *kept)
{
	__u64 handle;
	__s32 status = nt_open_client(request, &handle, nt_unnamed(),
				      request == NTOBJ_IOC_OPEN_PROCESS ? pid : 0,
				      request == NTOBJ_IOC_OPEN_THREAD ? pid : 0,
				      NTOBJ_MAXIMUM_ALLOWED, NTOBJ_OPEN_CLIENT_ID);

	if (status != STATUS_SUCCESS) {
		NT_CHECK_STATUS(STATUS_ACCESS_DENIED, status);
		return;
	}
	/* And open what one has once more: nothing is gained by it. */
	nt_set_security(handle, NT_DACL, ATTACK_OPEN);
	if (*kept)
		NT_CHECK_STATUS(STATUS_SUCCESS, nt_close(*kept));
	*kept = handle;
}

static void *intrude_all_the_time(void *context)
{
	struct intruder *intruder = context;

	while (!__atomic_load_n(&intruder->stop, __ATOMIC_ACQUIRE)) {
		intrude(NTOBJ_IOC_OPEN_PROCESS, intruder->pid, &intruder->process);
		intrude(NTOBJ_IOC_OPEN_THREAD, intruder->pid, &intruder->thread);
		if (intruder->process && intruder->thread)
			__atomic_store_n(&intruder->inside, true, __ATOMIC_RELEASE);
	}
	return NULL;
}

static void play(unsigned int round)
{
	struct intruder intruder = {};
	struct scene scene;
	pthread_t thread;
	__u64 token;
	char byte;

	NT_CHECK(!pipe(scene.go) && !pipe(scene.runs) && !pipe(scene.end));
	intruder.pid = nt_child_start(open_doors_and_exec, &scene);
	NT_CHECK(!pthread_create(&thread, NULL, intrude_all_the_time, &intruder));
	NT_CHECK(NT_UNTIL(__atomic_load_n(&intruder.inside, __ATOMIC_ACQUIRE)));
	usleep(round % 16 * 100);
	NT_CHECK(write(scene.go[1], "g", 1) == 1);
	NT_CHECK(read(scene.runs[0], &byte, 1) == 1);
	/* From here on the program runs, and the doors are not its. */
	__atomic_store_n(&intruder.stop, true, __ATOMIC_RELEASE);
	NT_CHECK(!pthread_join(thread, NULL));
	NT_CHECK_STATUS(STATUS_ACCESS_DENIED, nt_open_process(&token, intruder.pid, 1));
	NT_CHECK_STATUS(STATUS_ACCESS_DENIED, nt_open_thread(&token, intruder.pid, 1));
	NT_CHECK_STATUS(STATUS_SUCCESS, nt_wait(intruder.process, NTOBJ_WAIT_POLL));
	NT_CHECK_STATUS(STATUS_SUCCESS, nt_wait(intruder.thread, NTOBJ_WAIT_POLL));
	NT_CHECK(nt_open_process_token(&token, intruder.process, NTOBJ_TOKEN_QUERY) < 0);
	NT_CHECK(nt_open_thread_token(&token, intruder.thread, NTOBJ_TOKEN_QUERY) < 0);
	NT_CHECK_STATUS(STATUS_PROCESS_IS_TERMINATING, nt_terminate(intruder.process, 1));
	nt_close(intruder.process);
	nt_close(intruder.thread);
	NT_CHECK(write(scene.end[1], "e", 1) == 1);
	NT_CHECK(nt_child_end(intruder.pid) == 0);
	close(scene.go[0]);
	close(scene.go[1]);
	close(scene.runs[0]);
	close(scene.runs[1]);
	close(scene.end[0]);
	close(scene.end[1]);
}

static int play_often(void *context)
{
	unsigned int rounds = nt_rounds(20, 150);

	(void)context;
	while (rounds--)
		play(rounds);
	return 0;
}

TEST_F_TIMEOUT(ntobj, doors_while_rights_are_gained, 150)
{
	struct nt_totals before;

	attack_settle();
	before = nt_totals();
	nt_make_program(PROGRAM, 0, 04755);
	EXPECT_EQ(0, nt_child_as(NT_BOB, play_often, NULL));
	unlink(PROGRAM);
	EXPECT_EQ(before.handles, nt_totals().handles);
	EXPECT_TRUE(NT_UNTIL(nt_totals().objects <= before.objects));
}

/*
 * Threads of one process that are each somebody, some of them in turns. What one
 * is allowed never depends on what another just was.
 */
static int set_effective_alone(uid_t user)
{
#ifdef SYS_setresuid32
	return syscall(SYS_setresuid32, -1, user, -1);
#else
	return syscall(SYS_setresuid, -1, user, -1);
#endif
}

static __s32 open_roots(void)
{
	__u64 handle;
	__s32 status = nt_open_event(&handle, nt_name(NAME), NTOBJ_EVENT_MODIFY_STATE);

	if (status >= 0)
		nt_close(handle);
	return status;
}

static void *be_root_all_the_time(void *context)
{
	struct arena *arena = context;

	while (!is_over(arena))
		NT_CHECK_STATUS(STATUS_SUCCESS, open_roots());
	return NULL;
}

static void *be_bob_all_the_time(void *context)
{
	struct arena *arena = context;

	NT_CHECK(!set_effective_alone(NT_BOB));
	while (!is_over(arena))
		NT_CHECK_STATUS(STATUS_ACCESS_DENIED, open_roots());
	return NULL;
}

static void *be_one_and_the_other(void *context)
{
	struct arena *arena = context;

	while (!is_over(arena)) {
		NT_CHECK(!set_effective_alone(NT_BOB));
		NT_CHECK_STATUS(STATUS_ACCESS_DENIED, open_roots());
		/* There is no way but by root. */
		NT_CHECK(!set_effective_alone(0));
		NT_CHECK(!set_effective_alone(ATTACK_CAROL));
		NT_CHECK_STATUS(STATUS_ACCESS_DENIED, open_roots());
		NT_CHECK(!set_effective_alone(0));
		NT_CHECK_STATUS(STATUS_SUCCESS, open_roots());
	}
	return NULL;
}

static int be_many(void *context)
{
	void *(*bodies[])(void *context) = {
		be_root_all_the_time, be_bob_all_the_time, be_one_and_the_other,
		be_one_and_the_other,
	};
	struct arena *arena = new_arena();
	pthread_t threads[ARRAY_SIZE(bodies)];
	unsigned int rounds = nt_rounds(200, 5000);
	unsigned int i;

	(void)context;
	for (i = 0; i < ARRAY_SIZE(bodies); i++)
		NT_CHECK(!pthread_create(&threads[i], NULL, bodies[i], arena));
	/* The first thread, whose credentials are the process's, changes as well. */
	while (rounds--) {
		NT_CHECK(!set_effective_alone(NT_BOB));
		NT_CHECK_STATUS(STATUS_ACCESS_DENIED, open_roots());
		NT_CHECK(!set_effective_alone(0));
		NT_CHECK_STATUS(STATUS_SUCCESS, open_roots());
	}
	__atomic_store_n(&arena->stop, true, __ATOMIC_RELEASE);
	for (i = 0; i < ARRAY_SIZE(bodies); i++)
		NT_CHECK(!pthread_join(threads[i], NULL));
	return 0;
}

TEST_F_TIMEOUT(ntobj, threads_that_change, 150)
{
	struct nt_totals before;
	__u64 event;

	ASSERT_STATUS(STATUS_SUCCESS,
		      nt_create_event(&event, nt_name(NAME), NTOBJ_EVENT_ALL_ACCESS, 0, 0));
	before = nt_totals();
	EXPECT_EQ(0, nt_child(be_many, NULL));
	EXPECT_EQ(before.handles, nt_totals().handles);
	EXPECT_TRUE(NT_UNTIL(nt_totals().objects <= before.objects));
}

/*
 * Privileges that are removed while other threads get new tokens: once removed,
 * nobody has them.
 */
static void *use_privilege(void *context)
{
	struct arena *arena = context;
	bool gone = false;

	while (!is_over(arena)) {
		bool removed = __atomic_load_n(&arena->turn, __ATOMIC_SEQ_CST);
		__s32 status;

		NT_CHECK(!set_effective_alone(NT_BOB));
		open_roots();
		NT_CHECK(!set_effective_alone(0));
		status = nt_hot(NTOBJ_IOC_MAKE_PERMANENT_OBJECT, 0);
		NT_CHECK(status == STATUS_PRIVILEGE_NOT_HELD ||
			 status == STATUS_INVALID_HANDLE);
		NT_CHECK(!removed || status == STATUS_PRIVILEGE_NOT_HELD);
		NT_CHECK(!gone || status == STATUS_PRIVILEGE_NOT_HELD);
		gone = status == STATUS_PRIVILEGE_NOT_HELD;
	}
	return NULL;
}

static int remove_privilege(void *context)
{
	struct arena *arena = new_arena();
	pthread_t threads[3];
	unsigned int i;

	(void)context;
	for (i = 0; i < ARRAY_SIZE(threads); i++)
		NT_CHECK(!pthread_create(&threads[i], NULL, use_privilege, arena));
	usleep(2000);
	nt_own_privilege(NTOBJ_SE_CREATE_PERMANENT, NTOBJ_SE_PRIVILEGE_REMOVED);
	__atomic_store_n(&arena->turn, 1, __ATOMIC_SEQ_CST);
	usleep(2000);
	__atomic_store_n(&arena->stop, true, __ATOMIC_RELEASE);
	for (i = 0; i < ARRAY_SIZE(threads); i++)
		NT_CHECK(!pthread_join(threads[i], NULL));
	return 0;
}

TEST_F_TIMEOUT(ntobj, privilege_goes, 120)
{
	unsigned int rounds = nt_rounds(50, 300);

	while (rounds--)
		ASSERT_EQ(0, nt_child(remove_privilege, NULL));
}

int main(int argc, char **argv)
{
	if (argc == 4 && !strcmp(argv[1], runs_word)) {
		nt_device = atoi(argv[2]);
		return be_program(argv[3]);
	}
	return test_harness_run(argc, argv);
}
