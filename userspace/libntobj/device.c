// SPDX-License-Identifier: LGPL-2.1-or-later OR MIT
/*
 * The library's own descriptor of /dev/ntobj.
 *
 * It is opened at the first call and kept. Nothing here takes a lock, so that
 * calls are safe in signal handlers and in the child of a threaded program's
 * fork.
 */
#include <errno.h>
#include <fcntl.h>
#include <stdatomic.h>
#include <stdlib.h>
#include <sys/ioctl.h>
#include <sys/stat.h>
#include <unistd.h>

#include "internal.h"

#define DEFAULT_DEVICE	"/dev/ntobj"

/*
 * The descriptor in the lower half, -1 if it is not open, and in the upper one
 * how often it was opened: a descriptor that was lost and opened again under
 * the same number must not be taken for the lost one.
 */
static _Atomic __u64 state = UINT32_MAX;

/* The device's number; it is set before the descriptor can be seen. */
static _Atomic dev_t device_number;

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

	return !fstat(descriptor, &status) && S_ISCHR(status.st_mode) &&
	       status.st_rdev == atomic_load(&device_number);
}

static NTSTATUS status_of_open_error(int error)
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

/* Keep out of the numbers that programs expect to be their standard streams. */
static int move_from_standard_streams(int descriptor)
{
	int moved;

	if (descriptor < 0 || descriptor > STDERR_FILENO)
		return descriptor;
	moved = fcntl(descriptor, F_DUPFD_CLOEXEC, STDERR_FILENO + 1);
	close(descriptor);
	return moved;
}

/* Open it, unless another thread is faster; either way @value is new. */
static NTSTATUS open_device(__u64 *value)
{
	const char *path = secure_getenv("NTOBJ_DEVICE");
	struct stat status;
	int descriptor;
	__u64 opened;

	descriptor = open(path ? path : DEFAULT_DEVICE,
			  O_RDWR | O_CLOEXEC | O_NOCTTY);
	descriptor = move_from_standard_streams(descriptor);
	if (descriptor < 0)
		return status_of_open_error(errno);

	if (fstat(descriptor, &status) || !S_ISCHR(status.st_mode)) {
		close(descriptor);
		return STATUS_NOT_SUPPORTED;
	}

	atomic_store(&device_number, status.st_rdev);
	opened = opened_after(*value, descriptor);
	if (atomic_compare_exchange_strong(&state, value, opened))
		*value = opened;
	else
		close(descriptor);
	return STATUS_SUCCESS;
}

/*
 * Say whether to call again, with a new @value perhaps, after ioctl(2) told an
 * error by errno.
 */
static bool try_again(__u64 *value, int error)
{
	__u64 current = atomic_load(&state);

	/* Deadlines are absolute, so that a wait can simply be called again. */
	if (error == EINTR)
		return true;
	if (current != *value) {
		*value = current;
		return true;
	}
	/* The device itself refuses, unless it was opened there just now. */
	if (is_ours(descriptor_in(*value)))
		return error == EBADF;

	if (atomic_compare_exchange_strong(&state, &current,
					   closed_after(*value)))
		current = closed_after(*value);
	*value = current;
	return true;
}

/**
 * ntobj_ioctl() - call a service of the kernel
 * @request: NTOBJ_IOC_*
 * @argument: what the request takes: a handle or an address
 *
 * Context: Blocks if the service does. Any thread; safe in signal handlers;
 * errno is kept.
 * Return: The service's NTSTATUS. STATUS_NOT_SUPPORTED: there is no such
 * device, or it is another one. STATUS_ACCESS_DENIED: it may not be opened.
 * STATUS_INSUFFICIENT_RESOURCES: it can't be opened for another reason.
 */
NTSTATUS ntobj_ioctl(unsigned long request, unsigned long argument)
{
	__u64 value = atomic_load_explicit(&state, memory_order_acquire);
	int saved_errno = errno;
	NTSTATUS status;

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
		if (!try_again(&value, errno)) {
			status = STATUS_NOT_SUPPORTED;
			break;
		}
	}
	errno = saved_errno;
	return status;
}
