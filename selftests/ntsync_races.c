// SPDX-License-Identifier: GPL-2.0
/*
 * Waits of /dev/ntsync that race: nothing is lost, nothing taken twice, and who can go
 * on goes on.
 */
#include <signal.h>

#include "ntsync_fixture.h"

#define THREADS		4

static int device;
static int objects[8];
static unsigned int rounds;
static bool stop;
static unsigned long taken[THREADS];
static __u64 guarded;

static void run_threads(void *(*body)(void *context))
{
	pthread_t threads[THREADS];
	unsigned long i;

	for (i = 0; i < THREADS; i++)
		NT_CHECK(!pthread_create(&threads[i], NULL, body, (void *)i));
	for (i = 0; i < THREADS; i++)
		NT_CHECK(!pthread_join(threads[i], NULL));
}

static int wait_for(bool all, const int *wanted, unsigned int count, __u32 owner,
		    __u64 timeout)
{
	struct ns_wait wait;

	ns_prepare(&wait, device, all, wanted, count);
	wait.arguments.owner = owner;
	wait.arguments.timeout = timeout;
	return ns_run(&wait);
}

/* What is in the semaphores is what was put in, less what was taken. */
static void *take_and_give(void *context)
{
	unsigned long me = (unsigned long)context;
	unsigned int seed = me + 1;
	unsigned int i;

	for (i = 0; i < rounds; i++) {
		bool all = (me + i) & 1;
		unsigned int count = 1 + rand_r(&seed) % 4;
		unsigned int first = rand_r(&seed) % (ARRAY_LENGTH(objects) - count + 1);
		struct ns_wait wait;
		unsigned int j;
		int result;

		ns_prepare(&wait, device, all, objects + first, count);
		wait.arguments.timeout = ns_after(rand_r(&seed) % 3);
		result = ns_run(&wait);
		if (result) {
			NT_CHECK(result == -ETIMEDOUT);
			continue;
		}
		taken[me]++;
		for (j = all ? 0 : wait.arguments.index;
		     j < (all ? count : wait.arguments.index + 1); j++)
			NT_CHECK(ns_release(objects[first + j], 1) >= 0);
	}
	return NULL;
}

TEST_F_TIMEOUT(ntsync, semaphores, 600)
{
	unsigned int i;

	device = self->device;
	rounds = nt_rounds(300, 20000);
	for (i = 0; i < ARRAY_LENGTH(objects); i++)
		objects[i] = ns_semaphore(device, 1, 1);
	run_threads(take_and_give);
	for (i = 0; i < ARRAY_LENGTH(objects); i++)
		EXPECT_EQ(1, ns_count(objects[i]));
	for (i = 0; i < THREADS; i++)
		EXPECT_LT(0, taken[i]);
}

/* Two mutexes, by both orders, together or one after the other, guard one number. */
static void *count_guarded(void *context)
{
	__u32 me = (unsigned long)context + 1;
	unsigned int i;

	for (i = 0; i < rounds; i++) {
		int both[] = { objects[i % 2], objects[!(i % 2)] };

		if (me % 2) {
			NT_CHECK(!wait_for(true, both, 2, me, FOREVER));
		} else {
			NT_CHECK(!wait_for(false, &objects[0], 1, me, FOREVER));
			NT_CHECK(!wait_for(false, &objects[1], 1, me, FOREVER));
		}
		guarded++;
		NT_CHECK(ns_unlock(both[0], me) == 1);
		NT_CHECK(ns_unlock(both[1], me) == 1);
	}
	return NULL;
}

TEST_F_TIMEOUT(ntsync, mutexes, 600)
{
	device = self->device;
	rounds = nt_rounds(200, 10000);
	objects[0] = ns_mutex(device, 0, 0);
	objects[1] = ns_mutex(device, 0, 0);
	run_threads(count_guarded);
	EXPECT_EQ(THREADS * rounds, guarded);
	EXPECT_TRUE(ns_mutex_is(objects[0], 0, 0, 0));
	EXPECT_TRUE(ns_mutex_is(objects[1], 0, 0, 0));
}

/* Each owner is killed now and then; the next one learns of it. */
static void *die_guarded(void *context)
{
	__u32 me = (unsigned long)context + 1;
	unsigned int i;
	int result;

	for (i = 0; i < rounds; i++) {
		result = wait_for(me & 1, objects, 1, me, FOREVER);
		NT_CHECK(!result || result == -EOWNERDEAD);
		taken[me - 1] += !!result;
		guarded++;
		if (i % 3 == 0)
			NT_CHECK(!ns_kill(objects[0], me));
		else
			NT_CHECK(ns_unlock(objects[0], me) == 1);
	}
	return NULL;
}

TEST_F_TIMEOUT(ntsync, abandoned, 600)
{
	unsigned long told = 0;
	unsigned int i;
	int last;

	device = self->device;
	rounds = nt_rounds(200, 10000);
	objects[0] = ns_mutex(device, 0, 0);
	run_threads(die_guarded);
	last = ns_try(device, objects[0], 9) == -EOWNERDEAD;
	for (i = 0; i < THREADS; i++)
		told += taken[i];
	EXPECT_EQ(THREADS * rounds, guarded);
	EXPECT_EQ(THREADS * ((rounds + 2) / 3), told + last);
}

/* Those who want one thing of two steal from those who want both. */
static void *steal(void *context)
{
	unsigned long me = (unsigned long)context;

	while (!__atomic_load_n(&stop, __ATOMIC_ACQUIRE)) {
		int result = wait_for(me % 2, objects + (me % 2 ? 0 : me / 2),
				      1 + me % 2, 1, ns_after(5));

		if (!result)
			__atomic_add_fetch(&taken[me], 1, __ATOMIC_RELAXED);
		else
			NT_CHECK(result == -ETIMEDOUT);
	}
	return NULL;
}

static void *set_both(void *context)
{
	unsigned long *set = context;
	unsigned int i;

	for (i = 0; i < rounds; i++) {
		set[0] += !ns_set(objects[0]);
		set[1] += !ns_set(objects[1]);
	}
	__atomic_store_n(&stop, true, __ATOMIC_RELEASE);
	return NULL;
}

TEST_F_TIMEOUT(ntsync, stealing, 600)
{
	unsigned long set[2] = {};
	pthread_t setter;

	device = self->device;
	rounds = nt_rounds(500, 20000);
	objects[0] = ns_event(device, 0, 0);
	objects[1] = ns_event(device, 0, 0);
	ASSERT_EQ(0, pthread_create(&setter, NULL, set_both, set));
	run_threads(steal);
	ASSERT_EQ(0, pthread_join(setter, NULL));
	/* Threads 0 and 2 took one each, 1 and 3 both. */
	EXPECT_EQ(set[0], taken[0] + taken[1] + taken[3] + ns_state(objects[0]));
	EXPECT_EQ(set[1], taken[2] + taken[1] + taken[3] + ns_state(objects[1]));
	TH_LOG("%lu and %lu for one, %lu for both", taken[0], taken[2],
	       taken[1] + taken[3]);
}

/* A wait for all, its objects and its alert, all at a time: each is told once. */
static void *alert_all(void *context)
{
	unsigned long *counts = context;
	struct ns_wait wait;

	while (!__atomic_load_n(&stop, __ATOMIC_ACQUIRE)) {
		int result;

		ns_prepare(&wait, device, true, objects, 2);
		wait.arguments.alert = objects[2];
		wait.arguments.timeout = ns_after(5);
		result = ns_run(&wait);
		if (!result) {
			NT_CHECK(wait.arguments.index == 0 || wait.arguments.index == 2);
			counts[wait.arguments.index]++;
		} else {
			NT_CHECK(result == -ETIMEDOUT);
		}
	}
	return NULL;
}

TEST_F_TIMEOUT(ntsync, alerts, 600)
{
	unsigned long told[2][3] = {}, set[3] = {};
	pthread_t waiters[2];
	unsigned int i;

	device = self->device;
	rounds = nt_rounds(500, 20000);
	for (i = 0; i < 3; i++)
		objects[i] = ns_event(device, 0, 0);
	for (i = 0; i < 2; i++)
		ASSERT_EQ(0, pthread_create(&waiters[i], NULL, alert_all, told[i]));
	for (i = 0; i < 3 * rounds; i++)
		set[(i * 7 + i / 5) % 3] += !ns_set(objects[(i * 7 + i / 5) % 3]);
	__atomic_store_n(&stop, true, __ATOMIC_RELEASE);
	for (i = 0; i < 2; i++)
		ASSERT_EQ(0, pthread_join(waiters[i], NULL));
	for (i = 0; i < 3; i++)
		EXPECT_EQ(set[i], told[0][i & 2] + told[1][i & 2] + ns_state(objects[i]));
}

/* One after the other, there and back. */
static void *answer(void *context)
{
	unsigned int i;

	for (i = 0; i < rounds; i++) {
		NT_CHECK(!wait_for(i & 1, objects, 1, 1, FOREVER));
		NT_CHECK(!ns_set(objects[1]));
	}
	return context;
}

TEST_F_TIMEOUT(ntsync, there_and_back, 600)
{
	pthread_t other;
	unsigned int i;

	device = self->device;
	rounds = nt_rounds(500, 20000);
	objects[0] = ns_event(device, 0, 0);
	objects[1] = ns_event(device, 0, 0);
	ASSERT_EQ(0, pthread_create(&other, NULL, answer, NULL));
	for (i = 0; i < rounds; i++) {
		ASSERT_EQ(0, ns_set(objects[0]));
		ASSERT_EQ(0, wait_for(i & 2, objects + 1, 1, 1, FOREVER));
	}
	ASSERT_EQ(0, pthread_join(other, NULL));
}

/* Objects come and go under those who wait for whatever has the number. */
static void *close_and_create(void *context)
{
	unsigned int seed = (unsigned long)context + 1;

	while (!__atomic_load_n(&stop, __ATOMIC_ACQUIRE)) {
		int old = objects[rand_r(&seed) % ARRAY_LENGTH(objects)];
		int file = rand_r(&seed) % 2 ? ns_event(device, rand_r(&seed) % 2, 0) :
					       ns_semaphore(device, 0, 9);

		NT_CHECK(file > 0);
		ns_set(old);
		ns_release(old, 1);
		NT_CHECK(dup3(file, old, O_CLOEXEC) == old);
		NT_CHECK(!close(file));
	}
	return NULL;
}

static void *wait_for_numbers(void *context)
{
	unsigned int seed = (unsigned long)context + 77;
	unsigned int i;

	for (i = 0; i < rounds; i++) {
		struct ns_wait wait;
		int result;

		ns_prepare(&wait, device, i & 1, objects, 1 + rand_r(&seed) % 8);
		wait.arguments.alert = i & 2 ? objects[7] : 0;
		wait.arguments.timeout = ns_after(rand_r(&seed) % 2);
		result = ns_run(&wait);
		NT_CHECK(!result || result == -ETIMEDOUT || result == -EINVAL);
	}
	return NULL;
}

TEST_F_TIMEOUT(ntsync, closing, 600)
{
	pthread_t closers[2];
	unsigned long i;

	device = self->device;
	rounds = nt_rounds(200, 10000);
	for (i = 0; i < ARRAY_LENGTH(objects); i++)
		objects[i] = ns_event(device, 0, 0);
	for (i = 0; i < 2; i++)
		ASSERT_EQ(0, pthread_create(&closers[i], NULL, close_and_create, (void *)i));
	run_threads(wait_for_numbers);
	__atomic_store_n(&stop, true, __ATOMIC_RELEASE);
	for (i = 0; i < 2; i++)
		ASSERT_EQ(0, pthread_join(closers[i], NULL));
}

/* Calls that mean nothing, and those that nearly do. */
static void *talk_nonsense(void *context)
{
	unsigned int seed = (unsigned long)context + 1;
	__u32 words[16];
	unsigned int i, j;

	for (i = 0; i < rounds; i++) {
		int file = rand_r(&seed) % 4 ? objects[rand_r(&seed) % 8] : device;
		unsigned long request = _IOC(rand_r(&seed) % 4, 'N', 0x80 + rand_r(&seed) % 16,
					     4 << rand_r(&seed) % 2);

		if (rand_r(&seed) % 3 == 0)
			request = rand_r(&seed) % 2 ? NTSYNC_IOC_WAIT_ANY : NTSYNC_IOC_WAIT_ALL;
		for (j = 0; j < 16; j++)
			words[j] = rand_r(&seed) % 8 ? (__u32)objects[rand_r(&seed) % 8] :
						       (__u32)rand_r(&seed) << 1;
		if (_IOC_SIZE(request) == sizeof(struct ntsync_wait_args)) {
			struct ntsync_wait_args *wait = (void *)words;

			wait->timeout = ns_after(1);
			wait->objs = rand_r(&seed) % 8 ? nt_address(words) : wait->objs;
			if (rand_r(&seed) % 4)
				wait->count = rand_r(&seed) % 18;
			wait->pad = rand_r(&seed) % 8 == 0;
			wait->flags = 0;
			file = device;
		}
		ioctl(file, request, rand_r(&seed) % 32 ? (void *)words : NOWHERE);
	}
	return NULL;
}

TEST_F_TIMEOUT(ntsync, nonsense, 600)
{
	unsigned int i;
	int event;

	device = self->device;
	rounds = nt_rounds(2000, 100000);
	for (i = 0; i < ARRAY_LENGTH(objects); i++)
		objects[i] = i % 4 == 0 ? ns_event(device, 0, 1) :
			     i % 4 == 1 ? ns_event(device, 1, 0) :
			     i % 4 == 2 ? ns_semaphore(device, 1, 100) :
					  ns_mutex(device, 0, 0);
	run_threads(talk_nonsense);
	/* What it has made goes with the process; what was there works on. */
	event = objects[0];
	EXPECT_LE(0, ns_set(event));
	EXPECT_EQ(0, ns_try(device, event, 1));
}

/* Who is killed in the middle of it takes nothing along that he was not given. */
TEST_F_TIMEOUT(ntsync, killing, 600)
{
	unsigned int i, kills;

	device = self->device;
	kills = nt_rounds(20, 500);
	rounds = UINT_MAX;
	objects[0] = ns_mutex(device, 0, 0);
	objects[1] = ns_mutex(device, 0, 0);
	for (i = 0; i < kills; i++) {
		pid_t child = fork();
		int result;

		if (!child) {
			run_threads(count_guarded);
			_exit(1);
		}
		usleep(i % 10 * 1000);
		ASSERT_EQ(0, kill(child, SIGKILL));
		ASSERT_EQ(child, waitpid(child, NULL, 0));
		/* Each is free, or owned by one who has gone. */
		for (result = 0; result < 2 * THREADS; result++)
			ns_kill(objects[result % 2], 1 + result / 2);
		result = wait_for(true, objects, 2, 50, POLL);
		ASSERT_TRUE(!result || result == -EOWNERDEAD);
		ASSERT_EQ(1, ns_unlock(objects[0], 50));
		ASSERT_EQ(1, ns_unlock(objects[1], 50));
	}
}

TEST_HARNESS_MAIN
