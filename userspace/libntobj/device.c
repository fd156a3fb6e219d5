// SPDX-License-Identifier: LGPL-2.1-or-later OR MIT
/*
 * The library's own descriptor of /dev/ntobj.
 *
 * It is opened at the first call and kept. A child of fork(2) opens one of its
 * own at its first call: the kernel knows the process at once by it, and the
 * parent's is not kept open. Nothing here takes a lock, so that calls are safe
 * in signal handlers and in the child of a threaded program's fork.
 */
#include <errno.h>
#include <fcntl.h>
#include <pthread.h>
#include <stdatomic.h>
#include <stdlib.h>
#include <sys/ioctl.h>
#include <sys/stat.h>
#include <unistd.h>

#include "internal.h"

#define DEFAULT_DEVICE	"/dev/ntobj"

/*
 * The descriptor's number, if the limits allow. A program that closes all its
 * descriptors and opens others does not come here by chance: open(2) gives the
 * lowest number that is free. An ioctl for us must not reach such a file, for
 * some drivers obey by an ioctl's number alone. The price is a larger table for
 * fork(2) to copy: 18,000 instructions, where the least fork has 145,000.
 */
#define LOWEST_NUMBER	1000

/* Not to be used without a look: it was opened by the parent process. */
#define INHERITED	((__u64)1 << 31)

/*
 * The descriptor in the lower half, with INHERITED perhaps, all ones if there
 * is none, and in the upper half how often it was opened: a descriptor that was
 * lost and opened again under the same number must not be taken for the lost
 * one.
 */
static _Atomic __u64 state = UINT32_MAX;

/* The device's number; it is set before the descriptor can be seen. */
static _Atomic dev_t device_number;

/* The environment is read once: later, others may be changing it. */
static const char *device_path = DEFAULT_DEVICE;

static void mark_as_inherited(void)
{
	atomic_fetch_or(&state, INHERITED);
}

/* Without memory for the mark the child goes on with the parent's. */
__attribute__((constructor)) static void prepare(void)
{
	const char *path = secure_getenv("NTOBJ_DEVICE");

	if (path)
		device_path = path;
	pthread_atfork(NULL, NULL, mark_as_inherited);
}

/* Negative if there is none or it needs a look. */
static int descriptor_in(__u64 value)
{
	return (int)(__u32)value;
}

static __u64 closed_after(__u64 value)
{
	return value | UINT32_MAX;
}

static __u64 opened_after(__u64 value, int descriptor)
{
	return ((value >> 32) + 1) << 32 | (__u32)descriptor;
}

/*
 * Say whether the descriptor is still the one that was opened: the program may
 * have closed it, and the number may by now be something else's.
 */
static bool is_ours(int descriptor)
{
	struct stat status;
	int flags;

	if (fstat(descriptor, &status) || !S_ISCHR(status.st_mode) ||
	    status.st_rdev != atomic_load(&device_number))
		return false;
	/* One that only names the device takes no calls. */
	flags = fcntl(descriptor, F_GETFL);
	return flags >= 0 && !(flags & O_PATH);
}

/* The parent's descriptor in @value, -1 if there is none that is still its. */
static int inherited_in(__u64 value)
{
	int descriptor;

	if ((__u32)value == UINT32_MAX)
		return -1;
	descriptor = (int)(value & (INHERITED - 1));
	return is_ours(descriptor) ? descriptor : -1;
}

static NTSTATUS status_of_error(int error)
{
	switch (error) {
	case ENOENT:
	case ENOTDIR:
	case ENXIO:
	case ENODEV:
		return STATUS_NOT_SUPPORTED;
	case EACCES:
	case EPERM:
		return STATUS_ACCESS_DENIED;
	default:
		return STATUS_INSUFFICIENT_RESOURCES;
	}
}

/* At the least, keep out of what programs take for their standard streams. */
static int move_up(int descriptor)
{
	int moved;

	if (descriptor < 0)
		return descriptor;
	moved = fcntl(descriptor, F_DUPFD_CLOEXEC, LOWEST_NUMBER);
	if (moved < 0 && descriptor > STDERR_FILENO)
		return descriptor;
	if (moved < 0)
		moved = fcntl(descriptor, F_DUPFD_CLOEXEC, STDERR_FILENO + 1);
	close(descriptor);
	return moved;
}

static int open_path(void)
{
	int descriptor;

	do {
		descriptor = open(device_path, O_RDWR | O_CLOEXEC | O_NOCTTY);
	} while (descriptor < 0 && errno == EINTR);
	return move_up(descriptor);
}

/* Make @descriptor the one in use, unless another thread was faster. */
static bool set_descriptor(__u64 *value, int descriptor)
{
	__u64 opened = opened_after(*value, descriptor);

	if (!atomic_compare_exchange_strong(&state, value, opened))
		return false;
	*value = opened;
	return true;
}

/*
 * Open it, unless another thread is faster; either way @value is new. A child
 * that may not open it, having given up its rights perhaps, keeps the parent's.
 */
static NTSTATUS open_device(__u64 *value)
{
	int inherited = inherited_in(*value);
	int descriptor = open_path();
	struct stat status;

	if (descriptor < 0) {
		if (inherited < 0)
			return status_of_error(errno);
		set_descriptor(value, inherited);
		return STATUS_SUCCESS;
	}
	if (fstat(descriptor, &status)) {
		/* Another thread has closed all that it did not know. Once more. */
		*value = atomic_load(&state);
		return STATUS_SUCCESS;
	}
	if (!S_ISCHR(status.st_mode)) {
		close(descriptor);
		return STATUS_NOT_SUPPORTED;
	}

	atomic_store(&device_number, status.st_rdev);
	if (!set_descriptor(value, descriptor))
		close(descriptor);
	else if (inherited >= 0)
		close(inherited);
	return STATUS_SUCCESS;
}

/*
 * Say whether to call again, with a new @value perhaps, after ioctl(2) told an
 * error by errno.
 */
static bool try_again(__u64 *value, int error)
{
	__u64 current = atomic_load(&state);

	if (current != *value) {
		*value = current;
		return true;
	}
	/* Deadlines are absolute, so that a wait can simply be called again. */
	if (error == EINTR)
		return true;
	/* The device itself refuses, unless it was opened there just now. */
	if (is_ours(descriptor_in(*value)))
		return error == EBADF;

	if (atomic_compare_exchange_strong(&state, &current,
					   closed_after(*value)))
		current = closed_after(*value);
	*value = current;
	return true;
}

/* The device is there, and yet ioctl(2) failed: a filter, or another device. */
static NTSTATUS status_of_refusal(int error)
{
	return error == EACCES || error == EPERM ? STATUS_ACCESS_DENIED :
						   STATUS_NOT_SUPPORTED;
}

/**
 * ntobj_ioctl() - call a service of the kernel
 * @request: NTOBJ_IOC_*
 * @argument: what the request takes: a handle or an address
 *
 * Context: Blocks if the service does. Any thread; safe in signal handlers;
 * errno is kept.
 * Return: The service's NTSTATUS. STATUS_NOT_SUPPORTED: there is no such
 * device, or it is another one. STATUS_ACCESS_DENIED: it may not be opened or
 * called. STATUS_INSUFFICIENT_RESOURCES: it can't be opened for another reason.
 */
NTSTATUS ntobj_ioctl(unsigned long request, unsigned long argument)
{
	__u64 value = atomic_load_explicit(&state, memory_order_acquire);
	int saved_errno = errno;
	NTSTATUS status;
	int error;

	for (;;) {
		if (descriptor_in(value) < 0) {
			status = open_device(&value);
			if (!NT_SUCCESS(status))
				break;
			continue;
		}
		status = ioctl(descriptor_in(value), request, argument);
		if (status != -1)
			break;
		error = errno;
		if (!try_again(&value, error)) {
			status = status_of_refusal(error);
			break;
		}
	}
	errno = saved_errno;
	return status;
}
