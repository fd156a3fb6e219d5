// SPDX-License-Identifier: GPL-2.0
/*
 * Threads that are suspended and resumed at random moments while they wait, run, take
 * what is queued for them, exec, end and are killed. At the end nobody is suspended who
 * was resumed as often: each target gets to its own end, and nothing that it waited for
 * is lost or taken twice.
 */
#include <signal.h>
#include <sys/mman.h>
#include <sys/wait.h>

#include "ntobj_fixture.h"

#define ALERTABLE	NTOBJ_WAIT_ALERTABLE
#define FOREVER		NTOBJ_WAIT_FOREVER
#define SELF		NTOBJ_CURRENT_THREAD
#define TARGETS		3
#define CHANGERS	3

/**
 * struct scene - targets, and who suspends and resumes them
 * @threads: handles to the targets; 0 of one that is not there now
 * @stop: tells the changers to end
 * @changed: how often a target was suspended
 */
struct scene {
	__u64 threads[TARGETS];
	bool stop;
	unsigned int changed;
};

struct changer {
	struct scene *scene;
	unsigned int seed;
	pthread_t thread;
};

static bool is_stopped(const struct scene *scene)
{
	return __atomic_load_n(&scene->stop, __ATOMIC_ACQUIRE);
}

/* Whoever can be suspended is resumed by the same handle, whatever has become of it. */
static void suspend_once(struct scene *scene, unsigned int *seed)
{
	__u64 thread = __atomic_load_n(&scene->threads[rand_r(seed) % TARGETS],
				       __ATOMIC_ACQUIRE);
	__s32 status;

	if (!thread)
		return;
	status = nt_suspend(thread, NULL);
	if (status == STATUS_THREAD_IS_TERMINATING)
		return;
	NT_CHECK_STATUS(STATUS_SUCCESS, status);
	switch (rand_r(seed) % 4) {
	case 0:
		usleep(rand_r(seed) % 300);
		break;
	case 1:
		sched_yield();
		break;
	}
	NT_CHECK_STATUS(STATUS_SUCCESS, rand_r(seed) % 8 ? nt_resume(thread, NULL) :
							   nt_alert_resume(thread, NULL));
	__atomic_add_fetch(&scene->changed, 1, __ATOMIC_RELAXED);
}

static void *change(void *context)
{
	struct changer *changer = context;

	while (!is_stopped(changer->scene)) {
		suspend_once(changer->scene, &changer->seed);
		/* Targets must get on between, too. */
		if (!(rand_r(&changer->seed) % 4))
			usleep(rand_r(&changer->seed) % 500);
	}
	return NULL;
}

static void start_changers(struct scene *scene, struct changer *changers)
{
	unsigned int i;

	for (i = 0; i < CHANGERS; i++) {
		changers[i] = (struct changer){ .scene = scene, .seed = nt_now() + i };
		NT_CHECK(!pthread_create(&changers[i].thread, NULL, change, &changers[i]));
	}
}

static void end_changers(struct scene *scene, struct changer *changers)
{
	unsigned int i;

	__atomic_store_n(&scene->stop, true, __ATOMIC_RELEASE);
	for (i = 0; i < CHANGERS; i++)
		NT_CHECK(!pthread_join(changers[i].thread, NULL));
}

/**
 * struct consumer - a target that takes from a semaphore
 * @semaphore: the semaphore, which all share
 * @end: the event that tells them to end
 * @tid: its id
 * @taken: how often it has
 * @ended: it was told to
 */
struct consumer {
	__u64 semaphore;
	__u64 end;
	pid_t tid;
	unsigned int taken;
	bool ended;
};

/* By each way of waiting in turn; an alert may end any of them. */
static __s32 wait_somehow(const struct consumer *own, unsigned int way)
{
	const __u64 handles[] = { own->semaphore, own->end };
	struct ntobj_wait_multiple call = {
		.handles = nt_address(handles), .deadline = FOREVER, .count = 2,
		.wait_type = NTOBJ_WAIT_ANY, .flags = way & 1 ? ALERTABLE : 0,
	};

	if (way & 2)
		call.deadline = nt_now() + way % 7 * 100000;
	return nt_call(NTOBJ_IOC_WAIT_FOR_MULTIPLE_OBJECTS, &call);
}

static void *consume(void *context)
{
	struct consumer *own = context;
	unsigned int way = 0;
	__s32 status;

	__atomic_store_n(&own->tid, gettid(), __ATOMIC_RELEASE);
	do {
		status = wait_somehow(own, way++);
		if (status == STATUS_WAIT_0)
			__atomic_add_fetch(&own->taken, 1, __ATOMIC_RELAXED);
		else
			NT_CHECK(status == STATUS_WAIT_0 + 1 || status == STATUS_TIMEOUT ||
				 status == STATUS_ALERTED);
	} while (status != STATUS_WAIT_0 + 1);
	own->ended = true;
	return NULL;
}

static unsigned int taken_by_all(const struct consumer *consumers)
{
	unsigned int i, sum = 0;

	for (i = 0; i < TARGETS; i++)
		sum += __atomic_load_n(&consumers[i].taken, __ATOMIC_RELAXED);
	return sum;
}

TEST_F_TIMEOUT(ntobj, waits, 300)
{
	unsigned int rounds = nt_rounds(500, 8000), i;
	struct consumer consumers[TARGETS] = {};
	struct changer changers[CHANGERS];
	pthread_t threads[TARGETS];
	struct scene scene = {};
	__u64 semaphore = nt_semaphore(0, 1000000), end = nt_event(0, 0);
	__u32 count;

	for (i = 0; i < TARGETS; i++) {
		consumers[i].semaphore = semaphore;
		consumers[i].end = end;
		ASSERT_EQ(0, pthread_create(&threads[i], NULL, consume, &consumers[i]));
		ASSERT_TRUE(NT_UNTIL(__atomic_load_n(&consumers[i].tid, __ATOMIC_ACQUIRE)));
		scene.threads[i] = nt_thread(consumers[i].tid);
	}
	start_changers(&scene, changers);
	for (i = 0; i < rounds; i++) {
		ASSERT_STATUS(STATUS_SUCCESS, nt_release_semaphore(semaphore, 1, NULL));
		if (i % 32 == 0)
			ASSERT_TRUE(NT_UNTIL(taken_by_all(consumers) + 64 > i));
	}
	end_changers(&scene, changers);
	EXPECT_TRUE(NT_UNTIL(taken_by_all(consumers) == rounds));
	for (i = 0; i < TARGETS; i++) {
		ASSERT_STATUS(STATUS_SUCCESS, nt_resume(scene.threads[i], &count));
		EXPECT_EQ(0, count);
	}
	ASSERT_STATUS(STATUS_SUCCESS, nt_set_event(end));
	for (i = 0; i < TARGETS; i++) {
		ASSERT_EQ(0, pthread_join(threads[i], NULL));
		EXPECT_TRUE(consumers[i].ended);
	}
	EXPECT_EQ(rounds, taken_by_all(consumers));
	EXPECT_EQ(0, nt_count(semaphore));
	EXPECT_LT(0, scene.changed);
}

/**
 * struct runner - a target that runs, handles signals and takes what is queued for it
 * @tid: its id
 * @steps: how many it has made
 * @rounds: how many it is to make
 */
struct runner {
	pid_t tid;
	unsigned int steps;
	unsigned int rounds;
};

static unsigned int handled;

static void count_signal(int number)
{
	(void)number;
	__atomic_add_fetch(&handled, 1, __ATOMIC_RELAXED);
}

static void *run(void *context)
{
	struct runner *own = context;
	struct ntobj_test_alert taken;
	unsigned int i;

	__atomic_store_n(&own->tid, gettid(), __ATOMIC_RELEASE);
	for (i = 0; i < own->rounds; i++) {
		/* What is taken is what was queued, and nothing else is there. */
		NT_CHECK_STATUS(STATUS_SUCCESS, nt_queue_apc(SELF, 1, i, 0, 0));
		NT_CHECK_STATUS(STATUS_SUCCESS, nt_test_alert(&taken));
		NT_CHECK(taken.routine == 1 && taken.arguments[0] == i && !taken.more);
		if (!(i % 16))
			raise(SIGUSR1);
		__atomic_store_n(&own->steps, i + 1, __ATOMIC_RELEASE);
	}
	return NULL;
}

TEST_F_TIMEOUT(ntobj, running, 300)
{
	struct sigaction action = { .sa_handler = count_signal, .sa_flags = SA_RESTART };
	unsigned int rounds = nt_rounds(1500, 40000), i;
	struct runner runners[TARGETS] = {};
	struct changer changers[CHANGERS];
	pthread_t threads[TARGETS];
	struct scene scene = {};
	__u32 count;

	ASSERT_EQ(0, sigaction(SIGUSR1, &action, NULL));
	handled = 0;
	for (i = 0; i < TARGETS; i++) {
		runners[i].rounds = rounds;
		ASSERT_EQ(0, pthread_create(&threads[i], NULL, run, &runners[i]));
		ASSERT_TRUE(NT_UNTIL(__atomic_load_n(&runners[i].tid, __ATOMIC_ACQUIRE)));
		scene.threads[i] = nt_thread(runners[i].tid);
	}
	start_changers(&scene, changers);
	for (i = 0; i < TARGETS; i++)
		ASSERT_EQ(0, pthread_join(threads[i], NULL));
	end_changers(&scene, changers);
	for (i = 0; i < TARGETS; i++) {
		EXPECT_EQ(rounds, runners[i].steps);
		EXPECT_STATUS(STATUS_SUCCESS, nt_resume(scene.threads[i], &count));
		EXPECT_EQ(0, count);
	}
	EXPECT_EQ(TARGETS * ((rounds + 15) / 16), handled);
}

/* Each suspension of its own is met by one of the resumptions, early or late. */
static void *suspend_itself(void *context)
{
	struct runner *own = context;

	__atomic_store_n(&own->tid, gettid(), __ATOMIC_RELEASE);
	while (own->steps < own->rounds) {
		NT_CHECK_STATUS(STATUS_SUCCESS, nt_suspend(SELF, NULL));
		own->steps++;
	}
	return NULL;
}

TEST_F_TIMEOUT(ntobj, itself, 300)
{
	struct runner runner = { .rounds = nt_rounds(1000, 30000) };
	unsigned int resumed = 0;
	pthread_t body;
	__u64 thread;
	__u32 count;

	ASSERT_EQ(0, pthread_create(&body, NULL, suspend_itself, &runner));
	ASSERT_TRUE(NT_UNTIL(__atomic_load_n(&runner.tid, __ATOMIC_ACQUIRE)));
	thread = nt_thread(runner.tid);
	while (resumed < runner.rounds) {
		ASSERT_STATUS(STATUS_SUCCESS, nt_resume(thread, &count));
		ASSERT_GE(1, count);
		resumed += count;
	}
	ASSERT_EQ(0, pthread_join(body, NULL));
	EXPECT_EQ(runner.rounds, runner.steps);
	EXPECT_STATUS(STATUS_SUCCESS, nt_resume(thread, &count));
	EXPECT_EQ(0, count);
}

static void *live_shortly(void *context)
{
	int *ends = context;
	char byte;

	NT_CHECK(write(ends[3], &(pid_t){ gettid() }, sizeof(pid_t)) == sizeof(pid_t));
	NT_CHECK(read(ends[0], &byte, 1) == 1);
	if (byte)
		nt_delay(nt_now() + byte * 20000, 0);
	return NULL;
}

TEST_F_TIMEOUT(ntobj, thread_ends, 300)
{
	unsigned int rounds = nt_rounds(60, 800);
	struct changer changers[CHANGERS];
	struct scene scene = {};
	__u64 handle;
	pthread_t thread;
	int ends[4];
	pid_t tid;
	char byte;

	ASSERT_EQ(0, pipe(ends));
	ASSERT_EQ(0, pipe(ends + 2));
	start_changers(&scene, changers);
	while (rounds--) {
		ASSERT_EQ(0, pthread_create(&thread, NULL, live_shortly, ends));
		ASSERT_EQ(sizeof(tid), read(ends[2], &tid, sizeof(tid)));
		handle = nt_thread(tid);
		__atomic_store_n(&scene.threads[0], handle, __ATOMIC_RELEASE);
		__atomic_store_n(&scene.threads[1], handle, __ATOMIC_RELEASE);
		usleep(rounds % 8 * 50);
		byte = rounds % 4;
		ASSERT_EQ(1, write(ends[1], &byte, 1));
		ASSERT_EQ(0, pthread_join(thread, NULL));
		ASSERT_STATUS(STATUS_SUCCESS, nt_wait(handle, FOREVER));
	}
	end_changers(&scene, changers);
	EXPECT_LT(0, scene.changed);
}

static const char exec_word[] = "--again";

static void exec_again(int more)
{
	char text[16];

	snprintf(text, sizeof(text), "%d", more);
	execl("/proc/self/exe", "suspend_races", exec_word, text, NULL);
	_exit(1);
}

static int be_executed(void *context)
{
	exec_again(*(unsigned int *)context);
	return 1;
}

/* It is one thread, and keeps its object: what was suspended can be resumed. */
TEST_F_TIMEOUT(ntobj, exec, 300)
{
	unsigned int rounds = nt_rounds(10, 100);
	struct changer changers[CHANGERS];
	struct scene scene = {};
	pid_t pid;
	int i;

	pid = nt_child_start(be_executed, &rounds);
	for (i = 0; i < TARGETS; i++)
		scene.threads[i] = nt_thread(pid);
	start_changers(&scene, changers);
	EXPECT_EQ(0, nt_child_end(pid));
	end_changers(&scene, changers);
	EXPECT_LT(0, scene.changed);
}

/* Killed whatever it does just then. */
TEST_F_TIMEOUT(ntobj, kill, 300)
{
	unsigned int rounds = nt_rounds(20, 200);
	struct nt_totals before = nt_totals();

	while (rounds--) {
		struct changer changers[CHANGERS];
		struct scene scene = {};
		pid_t pid = nt_victim_start();
		int i;

		for (i = 0; i < TARGETS; i++)
			scene.threads[i] = nt_thread(pid);
		start_changers(&scene, changers);
		ASSERT_TRUE(NT_UNTIL(__atomic_load_n(&scene.changed, __ATOMIC_RELAXED)));
		usleep(rounds % 10 * 100);
		ASSERT_EQ(0, kill(pid, SIGKILL));
		EXPECT_EQ(NT_KILLED(SIGKILL), nt_child_end(pid));
		end_changers(&scene, changers);
		for (i = 0; i < TARGETS; i++) {
			EXPECT_STATUS(STATUS_THREAD_IS_TERMINATING,
				      nt_suspend(scene.threads[i], NULL));
			ASSERT_STATUS(STATUS_SUCCESS, nt_close(scene.threads[i]));
		}
	}
	EXPECT_TRUE(NT_UNTIL(nt_totals().objects == before.objects));
}

/* What a child counts, in shared memory. */
static unsigned long *steps;

static int step_for_ever(void *context)
{
	(void)context;
	for (;;)
		__atomic_add_fetch(steps, 1, __ATOMIC_RELAXED);
	return 0;
}

static bool gets_on(void)
{
	unsigned long before = __atomic_load_n(steps, __ATOMIC_RELAXED);

	return NT_UNTIL(__atomic_load_n(steps, __ATOMIC_RELAXED) > before);
}

/* Job control is heard of each time, and the child runs at the end. */
TEST_F_TIMEOUT(ntobj, job_control, 300)
{
	unsigned int rounds = nt_rounds(50, 600);
	struct changer changers[CHANGERS];
	struct scene scene = {};
	int i, status;
	__u32 count;
	pid_t pid;

	steps = mmap(NULL, sizeof(*steps), PROT_READ | PROT_WRITE, MAP_SHARED | MAP_ANONYMOUS,
		     -1, 0);
	ASSERT_NE(MAP_FAILED, steps);
	pid = nt_child_start(step_for_ever, NULL);
	for (i = 0; i < TARGETS; i++)
		scene.threads[i] = nt_thread(pid);
	start_changers(&scene, changers);
	while (rounds--) {
		ASSERT_EQ(0, kill(pid, SIGSTOP));
		ASSERT_EQ(pid, waitpid(pid, &status, WUNTRACED));
		ASSERT_TRUE(WIFSTOPPED(status));
		ASSERT_EQ(0, kill(pid, SIGCONT));
		ASSERT_EQ(pid, waitpid(pid, &status, WCONTINUED));
		ASSERT_TRUE(gets_on());
	}
	end_changers(&scene, changers);
	EXPECT_STATUS(STATUS_SUCCESS, nt_resume(scene.threads[0], &count));
	EXPECT_EQ(0, count);
	EXPECT_TRUE(gets_on());
	ASSERT_EQ(0, kill(pid, SIGKILL));
	EXPECT_EQ(NT_KILLED(SIGKILL), nt_child_end(pid));
}

int main(int argc, char **argv)
{
	if (argc == 3 && !strcmp(argv[1], exec_word)) {
		if (atoi(argv[2]))
			exec_again(atoi(argv[2]) - 1);
		return 0;
	}
	return test_harness_run(argc, argv);
}
