// SPDX-License-Identifier: GPL-2.0
/*
 * The objects of /dev/ntsync, nobody waiting: what makes and changes them, what they
 * say, and each error in its order.
 */
#include <sys/mman.h>
#include <sys/stat.h>

#include "ntsync_fixture.h"

/* A page that can be read and not written to. */
static void *read_only(size_t offset)
{
	char *page = mmap(NULL, 4096, PROT_READ | PROT_WRITE,
			  MAP_PRIVATE | MAP_ANONYMOUS, -1, 0);

	NT_CHECK(page != MAP_FAILED);
	memset(page, 0, 4096);
	*(__u32 *)(page + offset) = 1;
	NT_CHECK(!mprotect(page, 4096, PROT_READ));
	return page + offset;
}

static const unsigned long device_requests[] = {
	NTSYNC_IOC_CREATE_SEM, NTSYNC_IOC_WAIT_ANY, NTSYNC_IOC_WAIT_ALL,
	NTSYNC_IOC_CREATE_MUTEX, NTSYNC_IOC_CREATE_EVENT,
};

static const unsigned long object_requests[] = {
	NTSYNC_IOC_SEM_RELEASE, NTSYNC_IOC_SEM_READ, NTSYNC_IOC_MUTEX_UNLOCK,
	NTSYNC_IOC_MUTEX_KILL, NTSYNC_IOC_MUTEX_READ, NTSYNC_IOC_EVENT_SET,
	NTSYNC_IOC_EVENT_RESET, NTSYNC_IOC_EVENT_PULSE, NTSYNC_IOC_EVENT_READ,
};

/* What programs that were built elsewhere have in them. */
TEST(numbers)
{
	EXPECT_EQ(0x40084e80, NTSYNC_IOC_CREATE_SEM);
	EXPECT_EQ(0xc0044e81, NTSYNC_IOC_SEM_RELEASE);
	EXPECT_EQ(0xc0284e82, NTSYNC_IOC_WAIT_ANY);
	EXPECT_EQ(0xc0284e83, NTSYNC_IOC_WAIT_ALL);
	EXPECT_EQ(0x40084e84, NTSYNC_IOC_CREATE_MUTEX);
	EXPECT_EQ(0xc0084e85, NTSYNC_IOC_MUTEX_UNLOCK);
	EXPECT_EQ(0x40044e86, NTSYNC_IOC_MUTEX_KILL);
	EXPECT_EQ(0x40084e87, NTSYNC_IOC_CREATE_EVENT);
	EXPECT_EQ(0x80044e88, NTSYNC_IOC_EVENT_SET);
	EXPECT_EQ(0x80044e89, NTSYNC_IOC_EVENT_RESET);
	EXPECT_EQ(0x80044e8a, NTSYNC_IOC_EVENT_PULSE);
	EXPECT_EQ(0x80084e8b, NTSYNC_IOC_SEM_READ);
	EXPECT_EQ(0x80084e8c, NTSYNC_IOC_MUTEX_READ);
	EXPECT_EQ(0x80084e8d, NTSYNC_IOC_EVENT_READ);
	EXPECT_EQ(40, sizeof(struct ntsync_wait_args));
	EXPECT_EQ(8, offsetof(struct ntsync_wait_args, objs));
	EXPECT_EQ(16, offsetof(struct ntsync_wait_args, count));
	EXPECT_EQ(20, offsetof(struct ntsync_wait_args, index));
	EXPECT_EQ(24, offsetof(struct ntsync_wait_args, flags));
	EXPECT_EQ(28, offsetof(struct ntsync_wait_args, owner));
	EXPECT_EQ(32, offsetof(struct ntsync_wait_args, alert));
	EXPECT_EQ(36, offsetof(struct ntsync_wait_args, pad));
	EXPECT_EQ(0, offsetof(struct ntsync_event_args, manual));
	EXPECT_EQ(0, offsetof(struct ntsync_sem_args, count));
	EXPECT_EQ(0, offsetof(struct ntsync_mutex_args, owner));
}

TEST_F(ntsync, node)
{
	struct stat stat;

	ASSERT_EQ(0, fstat(self->device, &stat));
	EXPECT_TRUE(S_ISCHR(stat.st_mode));
	EXPECT_EQ(0666, stat.st_mode & 0777);
	EXPECT_EQ(-1, lseek(self->device, 0, SEEK_SET));
	EXPECT_EQ(ESPIPE, errno);
}

TEST_F(ntsync, ioctls_of_others)
{
	char buffer[64] = {};
	int objects[] = {
		ns_event(self->device, 0, 0), ns_semaphore(self->device, 0, 1),
		ns_mutex(self->device, 0, 0),
	};
	unsigned int i, j;

	for (i = 0; i < ARRAY_LENGTH(object_requests); i++)
		EXPECT_EQ(-ENOTTY, ns_call(self->device, object_requests[i], buffer));
	for (i = 0; i < ARRAY_LENGTH(objects); i++)
		for (j = 0; j < ARRAY_LENGTH(device_requests); j++)
			EXPECT_EQ(-ENOTTY, ns_call(objects[i], device_requests[j], buffer));
	/* Numbers that there are not, and other sizes of those that there are. */
	EXPECT_EQ(-ENOTTY, ns_call(self->device, _IO('N', 0x8e), NULL));
	EXPECT_EQ(-ENOTTY, ns_call(objects[0], _IO('N', 0x88), NULL));
	EXPECT_EQ(-ENOTTY, ns_call(objects[0], _IOR('N', 0x88, __u64), buffer));
	EXPECT_EQ(-ENOTTY, ns_call(self->device, _IOWR('N', 0x82, __u64), buffer));
}

static int call_with_ones(int object, unsigned long request)
{
	__u32 words[2] = { 1, 1 };

	return ns_call(object, request, words);
}

TEST_F(ntsync, wrong_kinds)
{
	int event = ns_event(self->device, 0, 0);
	int semaphore = ns_semaphore(self->device, 0, 1);
	int mutex = ns_mutex(self->device, 0, 0);
	unsigned int i;

	for (i = 0; i < ARRAY_LENGTH(object_requests); i++) {
		EXPECT_EQ(i < 5 ? -EINVAL : 0, call_with_ones(event, object_requests[i]));
		EXPECT_EQ(i < 2 ? 0 : -EINVAL, call_with_ones(semaphore, object_requests[i]));
		EXPECT_EQ(i == 4 ? 0 : i == 2 || i == 3 ? -EPERM : -EINVAL,
			  call_with_ones(mutex, object_requests[i]));
	}
	/* What is read comes before the kind, what is written after it. */
	EXPECT_EQ(-EFAULT, ns_call(event, NTSYNC_IOC_SEM_RELEASE, NOWHERE));
	EXPECT_EQ(-EFAULT, ns_call(event, NTSYNC_IOC_MUTEX_UNLOCK, NOWHERE));
	EXPECT_EQ(-EFAULT, ns_call(event, NTSYNC_IOC_MUTEX_KILL, NOWHERE));
	EXPECT_EQ(-EINVAL, ns_call(event, NTSYNC_IOC_SEM_READ, NOWHERE));
	EXPECT_EQ(-EINVAL, ns_call(event, NTSYNC_IOC_MUTEX_READ, NOWHERE));
	EXPECT_EQ(-EINVAL, ns_call(semaphore, NTSYNC_IOC_EVENT_READ, NOWHERE));
	EXPECT_EQ(-EINVAL, ns_call(semaphore, NTSYNC_IOC_EVENT_SET, NOWHERE));
	EXPECT_EQ(-EINVAL, ns_call(mutex, NTSYNC_IOC_EVENT_RESET, NOWHERE));
	EXPECT_EQ(-EINVAL, ns_call(mutex, NTSYNC_IOC_EVENT_PULSE, NOWHERE));
}

TEST_F(ntsync, creating)
{
	struct ntsync_event_args answer;
	int file;

	EXPECT_EQ(-EFAULT, ns_call(self->device, NTSYNC_IOC_CREATE_EVENT, NOWHERE));
	EXPECT_EQ(-EFAULT, ns_call(self->device, NTSYNC_IOC_CREATE_SEM, NOWHERE));
	EXPECT_EQ(-EFAULT, ns_call(self->device, NTSYNC_IOC_CREATE_MUTEX, NOWHERE));
	EXPECT_EQ(-EINVAL, ns_semaphore(self->device, 2, 1));
	EXPECT_EQ(-EINVAL, ns_semaphore(self->device, 1, 0));
	EXPECT_EQ(-EINVAL, ns_semaphore(self->device, UINT_MAX, UINT_MAX - 1));
	EXPECT_EQ(-EINVAL, ns_mutex(self->device, 1, 0));
	EXPECT_EQ(-EINVAL, ns_mutex(self->device, 0, 1));

	/* An event's words are true or false. */
	file = ns_event(self->device, 0x80000000, 5);
	ASSERT_LT(0, file);
	ASSERT_EQ(0, ns_call(file, NTSYNC_IOC_EVENT_READ, &answer));
	EXPECT_EQ(1, answer.manual);
	EXPECT_EQ(1, answer.signaled);
	EXPECT_EQ(FD_CLOEXEC, fcntl(file, F_GETFD));
	EXPECT_EQ(O_RDWR, fcntl(file, F_GETFL) & O_ACCMODE);
	file = ns_semaphore(self->device, 0, 0);
	ASSERT_LT(0, file);
	EXPECT_EQ(0, ns_count(file));
	EXPECT_EQ(FD_CLOEXEC, fcntl(file, F_GETFD));
	file = ns_mutex(self->device, UINT_MAX, UINT_MAX);
	ASSERT_LT(0, file);
	EXPECT_TRUE(ns_mutex_is(file, UINT_MAX, UINT_MAX, 0));
	EXPECT_EQ(FD_CLOEXEC, fcntl(file, F_GETFD));
}

TEST_F(ntsync, semaphores)
{
	struct ntsync_sem_args answer = {};
	int semaphore = ns_semaphore(self->device, 2, 3);
	__u32 count;

	ASSERT_LT(0, semaphore);
	ASSERT_EQ(0, ns_call(semaphore, NTSYNC_IOC_SEM_READ, &answer));
	EXPECT_EQ(2, answer.count);
	EXPECT_EQ(3, answer.max);
	count = 2;
	EXPECT_EQ(-EOVERFLOW, ns_call(semaphore, NTSYNC_IOC_SEM_RELEASE, &count));
	EXPECT_EQ(2, count);
	count = UINT_MAX;
	EXPECT_EQ(-EOVERFLOW, ns_call(semaphore, NTSYNC_IOC_SEM_RELEASE, &count));
	EXPECT_EQ(UINT_MAX, count);
	EXPECT_EQ(2, ns_count(semaphore));
	EXPECT_EQ(2, ns_release(semaphore, 0));
	EXPECT_EQ(2, ns_release(semaphore, 1));
	EXPECT_EQ(-EOVERFLOW, ns_release(semaphore, 1));
	EXPECT_EQ(3, ns_count(semaphore));
	EXPECT_EQ(0, ns_try(self->device, semaphore, 1));
	EXPECT_EQ(2, ns_count(semaphore));
	EXPECT_EQ(0, ns_try(self->device, semaphore, 1));
	EXPECT_EQ(0, ns_try(self->device, semaphore, 1));
	EXPECT_EQ(-ETIMEDOUT, ns_try(self->device, semaphore, 1));
	EXPECT_EQ(0, ns_count(semaphore));
	EXPECT_EQ(-EFAULT, ns_call(semaphore, NTSYNC_IOC_SEM_READ, NOWHERE));

	/* Too late for an error to undo it. */
	EXPECT_EQ(-EFAULT, ns_call(semaphore, NTSYNC_IOC_SEM_RELEASE, read_only(0)));
	EXPECT_EQ(1, ns_count(semaphore));
}

TEST_F(ntsync, semaphores_large)
{
	int semaphore = ns_semaphore(self->device, 0x80000001, UINT_MAX);
	int nothing = ns_semaphore(self->device, 0, 0);
	__u32 count = 0x7ffffffe;

	ASSERT_LT(0, semaphore);
	ASSERT_LT(0, nothing);
	EXPECT_EQ(0, ns_try(self->device, semaphore, 1));
	EXPECT_EQ(0x80000000, ns_count(semaphore));
	EXPECT_EQ(0, ns_try(self->device, semaphore, 1));
	EXPECT_EQ(0x7fffffff, ns_count(semaphore));
	EXPECT_EQ(0, ns_call(semaphore, NTSYNC_IOC_SEM_RELEASE, &count));
	EXPECT_EQ(0x7fffffff, count);
	EXPECT_EQ(0xfffffffd, ns_count(semaphore));
	EXPECT_EQ(-EOVERFLOW, ns_release(semaphore, 3));
	count = 2;
	EXPECT_EQ(0, ns_call(semaphore, NTSYNC_IOC_SEM_RELEASE, &count));
	EXPECT_EQ(UINT_MAX, ns_count(semaphore));
	EXPECT_EQ(-EOVERFLOW, ns_release(semaphore, 1));
	EXPECT_EQ(-EOVERFLOW, ns_release(semaphore, UINT_MAX));

	EXPECT_EQ(0, ns_release(nothing, 0));
	EXPECT_EQ(-EOVERFLOW, ns_release(nothing, 1));
	EXPECT_EQ(-ETIMEDOUT, ns_try(self->device, nothing, 1));
}

TEST_F(ntsync, mutexes)
{
	struct ntsync_mutex_args arguments = { .owner = 5, .count = UNTOUCHED };
	int mutex = ns_mutex(self->device, 5, 2);

	ASSERT_LT(0, mutex);
	EXPECT_TRUE(ns_mutex_is(mutex, 5, 2, 0));
	EXPECT_EQ(-EINVAL, ns_unlock(mutex, 0));
	EXPECT_EQ(-EPERM, ns_unlock(mutex, 6));
	EXPECT_EQ(0, ns_call(mutex, NTSYNC_IOC_MUTEX_UNLOCK, &arguments));
	EXPECT_EQ(5, arguments.owner);
	EXPECT_EQ(2, arguments.count);
	EXPECT_TRUE(ns_mutex_is(mutex, 5, 1, 0));
	EXPECT_EQ(-ETIMEDOUT, ns_try(self->device, mutex, 6));
	EXPECT_EQ(0, ns_try(self->device, mutex, 5));
	EXPECT_EQ(2, ns_unlock(mutex, 5));
	EXPECT_EQ(1, ns_unlock(mutex, 5));
	EXPECT_TRUE(ns_mutex_is(mutex, 0, 0, 0));
	arguments = (struct ntsync_mutex_args){ .owner = 5, .count = UNTOUCHED };
	EXPECT_EQ(-EPERM, ns_call(mutex, NTSYNC_IOC_MUTEX_UNLOCK, &arguments));
	EXPECT_EQ(UNTOUCHED, arguments.count);
	EXPECT_EQ(0, ns_try(self->device, mutex, 6));
	EXPECT_TRUE(ns_mutex_is(mutex, 6, 1, 0));
	EXPECT_EQ(-EFAULT, ns_call(mutex, NTSYNC_IOC_MUTEX_UNLOCK, NOWHERE));
	EXPECT_EQ(-EFAULT, ns_call(mutex, NTSYNC_IOC_MUTEX_READ, NOWHERE));
	EXPECT_EQ(-EFAULT, ns_call(mutex, NTSYNC_IOC_MUTEX_KILL, NOWHERE));
	EXPECT_EQ(1, ns_unlock(mutex, 6));

	/* Too late for an error to undo it. */
	EXPECT_EQ(0, ns_try(self->device, mutex, 1));
	EXPECT_EQ(-EFAULT, ns_call(mutex, NTSYNC_IOC_MUTEX_UNLOCK, read_only(0)));
	EXPECT_TRUE(ns_mutex_is(mutex, 0, 0, 0));
}

/* One more than can be counted is not to be had, and does no harm. */
TEST_F(ntsync, mutexes_at_the_limit)
{
	int mutex = ns_mutex(self->device, 1, UINT_MAX);

	ASSERT_LT(0, mutex);
	EXPECT_EQ(-ETIMEDOUT, ns_try(self->device, mutex, 1));
	EXPECT_EQ(-ETIMEDOUT, ns_try_many(self->device, true, &mutex, 1, 1, 0));
	EXPECT_TRUE(ns_mutex_is(mutex, 1, UINT_MAX, 0));
	EXPECT_EQ(-1, ns_unlock(mutex, 1));
	EXPECT_EQ(0, ns_try(self->device, mutex, 1));
	EXPECT_TRUE(ns_mutex_is(mutex, 1, UINT_MAX, 0));
}

TEST_F(ntsync, mutexes_abandoned)
{
	int mutex = ns_mutex(self->device, 7, 3);
	int event = ns_event(self->device, 1, 1);
	int both[] = { event, mutex };
	struct ns_wait wait;

	ASSERT_LT(0, mutex);
	EXPECT_EQ(-EINVAL, ns_kill(mutex, 0));
	EXPECT_EQ(-EPERM, ns_kill(mutex, 6));
	EXPECT_EQ(0, ns_kill(mutex, 7));
	EXPECT_EQ(-EPERM, ns_kill(mutex, 7));
	EXPECT_TRUE(ns_mutex_is(mutex, 0, 0, -EOWNERDEAD));
	EXPECT_TRUE(ns_mutex_is(mutex, 0, 0, -EOWNERDEAD));
	EXPECT_EQ(-EPERM, ns_unlock(mutex, 7));
	EXPECT_EQ(-EFAULT, ns_call(mutex, NTSYNC_IOC_MUTEX_READ, NOWHERE));

	ns_prepare(&wait, self->device, false, &mutex, 1);
	wait.arguments.owner = 8;
	EXPECT_EQ(-EOWNERDEAD, ns_run(&wait));
	EXPECT_EQ(0, wait.arguments.index);
	EXPECT_TRUE(ns_mutex_is(mutex, 8, 1, 0));
	EXPECT_EQ(0, ns_try(self->device, mutex, 8));

	EXPECT_EQ(0, ns_kill(mutex, 8));
	ns_prepare(&wait, self->device, true, both, 2);
	wait.arguments.owner = 9;
	EXPECT_EQ(-EOWNERDEAD, ns_run(&wait));
	EXPECT_EQ(0, wait.arguments.index);
	EXPECT_TRUE(ns_mutex_is(mutex, 9, 1, 0));

	EXPECT_EQ(0, ns_kill(mutex, 9));
	ns_reset(event);
	ns_prepare(&wait, self->device, false, both, 2);
	EXPECT_EQ(-EOWNERDEAD, ns_run(&wait));
	EXPECT_EQ(1, wait.arguments.index);
	EXPECT_EQ(1, ns_unlock(mutex, 1));
	EXPECT_TRUE(ns_mutex_is(mutex, 0, 0, 0));
}

static void check_event(struct __test_metadata *_metadata, int device, bool manual)
{
	int event = ns_event(device, manual, 0);
	struct ntsync_event_args answer;

	ASSERT_LT(0, event);
	ASSERT_EQ(0, ns_call(event, NTSYNC_IOC_EVENT_READ, &answer));
	EXPECT_EQ(manual, answer.manual);
	EXPECT_EQ(0, answer.signaled);
	EXPECT_EQ(-ETIMEDOUT, ns_try(device, event, 1));
	EXPECT_EQ(0, ns_set(event));
	EXPECT_EQ(1, ns_state(event));
	EXPECT_EQ(1, ns_set(event));
	EXPECT_EQ(0, ns_try(device, event, 1));
	EXPECT_EQ(manual, ns_state(event));
	EXPECT_EQ(manual, ns_reset(event));
	EXPECT_EQ(0, ns_reset(event));
	EXPECT_EQ(0, ns_pulse(event));
	EXPECT_EQ(0, ns_state(event));
	EXPECT_EQ(0, ns_set(event));
	EXPECT_EQ(1, ns_pulse(event));
	EXPECT_EQ(0, ns_state(event));
	EXPECT_EQ(-EFAULT, ns_call(event, NTSYNC_IOC_EVENT_READ, NOWHERE));

	/* Too late for an error to undo it. */
	EXPECT_EQ(-EFAULT, ns_call(event, NTSYNC_IOC_EVENT_SET, NOWHERE));
	EXPECT_EQ(1, ns_state(event));
	EXPECT_EQ(-EFAULT, ns_call(event, NTSYNC_IOC_EVENT_RESET, NOWHERE));
	EXPECT_EQ(0, ns_state(event));
	EXPECT_EQ(0, ns_set(event));
	EXPECT_EQ(-EFAULT, ns_call(event, NTSYNC_IOC_EVENT_PULSE, NOWHERE));
	EXPECT_EQ(0, ns_state(event));
}

TEST_F(ntsync, events_auto)
{
	check_event(_metadata, self->device, false);
}

TEST_F(ntsync, events_manual)
{
	check_event(_metadata, self->device, true);
}

TEST_HARNESS_MAIN
