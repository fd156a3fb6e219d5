/* SPDX-License-Identifier: GPL-2.0 WITH Linux-syscall-note */
/*
 * The interface of /dev/ntsync as Linux 6.14 and later have it, for those who build
 * programs for it, such as Wine, where <linux/ntsync.h> is missing or of a kernel
 * from 6.10 to 6.13, whose is not complete. "make install" installs this under that
 * name there. Written for ntobj from the facts of the interface. The guard is that of
 * the kernel's own: include one or the other, and this one where that is not complete.
 *
 * The device's ioctls return a descriptor of a new object, or the outcome of a wait;
 * those of an object work on it. On failure they return -1 and errno as usual.
 */
#ifndef __LINUX_NTSYNC_H
#define __LINUX_NTSYNC_H

#include <linux/ioctl.h>
#include <linux/types.h>

/**
 * struct ntsync_sem_args - a semaphore
 * @count: how often a wait can have it now
 * @max: the most that @count may be
 */
struct ntsync_sem_args {
	__u32 count;
	__u32 max;
};

/**
 * struct ntsync_mutex_args - a mutex
 * @owner: who owns it, a number that programs choose; 0 for nobody
 * @count: how often it does
 */
struct ntsync_mutex_args {
	__u32 owner;
	__u32 count;
};

/**
 * struct ntsync_event_args - an event
 * @manual: not 0 if it stays signalled until it is reset, 0 if one wait resets it
 * @signaled: whether it is signalled, 1 or 0
 */
struct ntsync_event_args {
	__u32 manual;
	__u32 signaled;
};

/**
 * struct ntsync_wait_args - a wait
 * @timeout: when it ends, in nanoseconds of the monotonic clock; U64_MAX for never
 * @objs: address of @count descriptors of objects, each a __u32
 * @count: how many, up to NTSYNC_MAX_WAIT_COUNT
 * @index: answer: the place of the object that satisfied the wait; of a wait for all
 *	0; @count if it was @alert
 * @flags: NTSYNC_WAIT_REALTIME or 0
 * @owner: who gets the mutexes
 * @alert: descriptor of an object, usually an event, that ends the wait too if the
 *	others don't; 0 for none
 * @pad: 0
 */
struct ntsync_wait_args {
	__u64 timeout;
	__u64 objs;
	__u32 count;
	__u32 index;
	__u32 flags;
	__u32 owner;
	__u32 alert;
	__u32 pad;
};

/* @timeout is of the realtime clock. */
#define NTSYNC_WAIT_REALTIME	0x1

#define NTSYNC_MAX_WAIT_COUNT	64

/* Of the device */
#define NTSYNC_IOC_CREATE_SEM		_IOW('N', 0x80, struct ntsync_sem_args)
#define NTSYNC_IOC_WAIT_ANY		_IOWR('N', 0x82, struct ntsync_wait_args)
#define NTSYNC_IOC_WAIT_ALL		_IOWR('N', 0x83, struct ntsync_wait_args)
#define NTSYNC_IOC_CREATE_MUTEX		_IOW('N', 0x84, struct ntsync_mutex_args)
#define NTSYNC_IOC_CREATE_EVENT		_IOW('N', 0x87, struct ntsync_event_args)

/* Of objects */
#define NTSYNC_IOC_SEM_RELEASE		_IOWR('N', 0x81, __u32)
#define NTSYNC_IOC_MUTEX_UNLOCK		_IOWR('N', 0x85, struct ntsync_mutex_args)
#define NTSYNC_IOC_MUTEX_KILL		_IOW('N', 0x86, __u32)
#define NTSYNC_IOC_EVENT_SET		_IOR('N', 0x88, __u32)
#define NTSYNC_IOC_EVENT_RESET		_IOR('N', 0x89, __u32)
#define NTSYNC_IOC_EVENT_PULSE		_IOR('N', 0x8a, __u32)
#define NTSYNC_IOC_SEM_READ		_IOR('N', 0x8b, struct ntsync_sem_args)
#define NTSYNC_IOC_MUTEX_READ		_IOR('N', 0x8c, struct ntsync_mutex_args)
#define NTSYNC_IOC_EVENT_READ		_IOR('N', 0x8d, struct ntsync_event_args)

#endif /* __LINUX_NTSYNC_H */
