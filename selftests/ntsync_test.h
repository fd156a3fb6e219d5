/* SPDX-License-Identifier: GPL-2.0 */
/* Calls of /dev/ntsync for the tests. They return what the ioctl does, or -errno. */
#ifndef NTSYNC_TEST_H
#define NTSYNC_TEST_H

#include <fcntl.h>
#include <limits.h>
#include <stddef.h>
#include <stdint.h>
#include <sys/ioctl.h>
#include <sys/wait.h>
#include <linux/ntobj_ntsync.h>

#include "ntobj_test.h"

#define FOREVER		UINT64_MAX
#define POLL		0
#define MOST		NTSYNC_MAX_WAIT_COUNT
#define UNTOUCHED	0xcccccccc
#define NS_MILLI	1000000ULL
#define NS_SECOND	1000000000ULL

/* An address where there is nothing. */
#define NOWHERE		((void *)8)

#define ARRAY_LENGTH(array)	(sizeof(array) / sizeof((array)[0]))

/* Where the module's own device is, if it has one. */
static inline bool ns_own_path(char *path, size_t size)
{
	char *name = nt_read_file(NT_PARAMETERS "/ntsync_name");
	char class[96];

	if (!name)
		return false;
	name[strcspn(name, "\n")] = 0;
	snprintf(path, size, "/dev/%s", name);
	snprintf(class, sizeof(class), "/sys/class/misc/%s", name);
	free(name);
	return !access(class, F_OK) &&
	       (strcmp(path, "/dev/ntsync") || access("/sys/module/ntsync", F_OK));
}

static inline int ns_call(int file, unsigned long request, void *argument)
{
	int result = ioctl(file, request, argument);

	return result < 0 ? -errno : result;
}

static inline int ns_event(int device, __u32 manual, __u32 signaled)
{
	struct ntsync_event_args arguments = { .manual = manual, .signaled = signaled };

	return ns_call(device, NTSYNC_IOC_CREATE_EVENT, &arguments);
}

static inline int ns_semaphore(int device, __u32 count, __u32 max)
{
	struct ntsync_sem_args arguments = { .count = count, .max = max };

	return ns_call(device, NTSYNC_IOC_CREATE_SEM, &arguments);
}

static inline int ns_mutex(int device, __u32 owner, __u32 count)
{
	struct ntsync_mutex_args arguments = { .owner = owner, .count = count };

	return ns_call(device, NTSYNC_IOC_CREATE_MUTEX, &arguments);
}

/* These return the former state, which is small in the tests that use them. */
static inline int ns_change(int event, unsigned long request)
{
	__u32 previous = UNTOUCHED;
	int result = ns_call(event, request, &previous);

	return result ? result : (int)previous;
}

static inline int ns_set(int event)
{
	return ns_change(event, NTSYNC_IOC_EVENT_SET);
}

static inline int ns_reset(int event)
{
	return ns_change(event, NTSYNC_IOC_EVENT_RESET);
}

static inline int ns_pulse(int event)
{
	return ns_change(event, NTSYNC_IOC_EVENT_PULSE);
}

static inline int ns_release(int semaphore, __u32 count)
{
	int result = ns_call(semaphore, NTSYNC_IOC_SEM_RELEASE, &count);

	return result ? result : (int)count;
}

static inline int ns_unlock(int mutex, __u32 owner)
{
	struct ntsync_mutex_args arguments = { .owner = owner, .count = UNTOUCHED };
	int result = ns_call(mutex, NTSYNC_IOC_MUTEX_UNLOCK, &arguments);

	return result ? result : (int)arguments.count;
}

static inline int ns_kill(int mutex, __u32 owner)
{
	return ns_call(mutex, NTSYNC_IOC_MUTEX_KILL, &owner);
}

/* -1 if it can't be read. */
static inline int ns_state(int event)
{
	struct ntsync_event_args answer = { .signaled = UNTOUCHED };

	return ns_call(event, NTSYNC_IOC_EVENT_READ, &answer) ? -1 : (int)answer.signaled;
}

static inline __s64 ns_count(int semaphore)
{
	struct ntsync_sem_args answer = { .count = UNTOUCHED };

	return ns_call(semaphore, NTSYNC_IOC_SEM_READ, &answer) ? -1 : (__s64)answer.count;
}

/* Whether that is what the mutex says, and how: 0 or -EOWNERDEAD. */
static inline bool ns_mutex_is(int mutex, __u32 owner, __u32 count, int how)
{
	struct ntsync_mutex_args answer = { .owner = UNTOUCHED, .count = UNTOUCHED };

	return ns_call(mutex, NTSYNC_IOC_MUTEX_READ, &answer) == how &&
	       answer.owner == owner && answer.count == count;
}

static inline __u64 ns_clock(clockid_t clock)
{
	struct timespec now;

	clock_gettime(clock, &now);
	return now.tv_sec * NS_SECOND + now.tv_nsec;
}

static inline __u64 ns_after(unsigned int milliseconds)
{
	return ns_clock(CLOCK_MONOTONIC) + milliseconds * NS_MILLI;
}

/**
 * struct ns_wait - a wait, by the calling thread or one that is made for it
 * @device: the instance
 * @all: whether for all
 * @objects: what for
 * @arguments: the rest; ns_begin() and ns_wait() set count and objs
 * @result: 0 or -errno, once it is over
 * @thread: who waits
 * @tid: its id
 * @done: it is over
 */
struct ns_wait {
	int device;
	bool all;
	int objects[MOST];
	struct ntsync_wait_args arguments;
	int result;
	pthread_t thread;
	pid_t tid;
	bool done;
};

static inline void ns_prepare(struct ns_wait *wait, int device, bool all,
			      const int *objects, unsigned int count)
{
	memset(wait, 0, sizeof(*wait));
	wait->device = device;
	wait->all = all;
	if (count)
		memcpy(wait->objects, objects, count * sizeof(objects[0]));
	wait->arguments = (struct ntsync_wait_args){
		.timeout = FOREVER,
		.objs = nt_address(wait->objects),
		.count = count,
		.index = UNTOUCHED,
		.owner = 1,
	};
}

static inline int ns_run(struct ns_wait *wait)
{
	return ns_call(wait->device, wait->all ? NTSYNC_IOC_WAIT_ALL :
						 NTSYNC_IOC_WAIT_ANY, &wait->arguments);
}

static inline void *ns_body(void *context)
{
	struct ns_wait *wait = context;

	__atomic_store_n(&wait->tid, gettid(), __ATOMIC_RELEASE);
	wait->result = ns_run(wait);
	__atomic_store_n(&wait->done, true, __ATOMIC_RELEASE);
	return NULL;
}

static inline bool ns_is_done(struct ns_wait *wait)
{
	return __atomic_load_n(&wait->done, __ATOMIC_ACQUIRE);
}

/* Returns once the new thread sleeps. */
static inline void ns_begin(struct ns_wait *wait)
{
	NT_CHECK(!pthread_create(&wait->thread, NULL, ns_body, wait));
	NT_CHECK(NT_UNTIL(ns_is_done(wait) ||
			  (__atomic_load_n(&wait->tid, __ATOMIC_ACQUIRE) &&
			   nt_is_waiting(getpid(), wait->tid))));
	NT_CHECK(!ns_is_done(wait));
}

static inline void ns_start(struct ns_wait *wait, int device, bool all, const int *objects,
			    unsigned int count, __u32 owner)
{
	ns_prepare(wait, device, all, objects, count);
	wait->arguments.owner = owner;
	ns_begin(wait);
}

static inline int ns_end(struct ns_wait *wait)
{
	NT_CHECK(!pthread_join(wait->thread, NULL));
	return wait->result;
}

/* Whether the thread goes on sleeping, as far as that can be seen. */
static inline bool ns_sleeps_on(struct ns_wait *wait)
{
	usleep(20000);
	return !ns_is_done(wait) && nt_is_waiting(getpid(), wait->tid);
}

/* Of several objects with one owner, without waiting: -errno, or the index. */
static inline int ns_try_many(int device, bool all, const int *objects, unsigned int count,
			      __u32 owner, int alert)
{
	struct ns_wait wait;
	int result;

	ns_prepare(&wait, device, all, objects, count);
	wait.arguments.timeout = POLL;
	wait.arguments.owner = owner;
	wait.arguments.alert = alert;
	result = ns_run(&wait);
	return result ? result : (int)wait.arguments.index;
}

static inline int ns_try(int device, int object, __u32 owner)
{
	return ns_try_many(device, false, &object, 1, owner, 0);
}

#endif /* NTSYNC_TEST_H */
