/* SPDX-License-Identifier: GPL-2.0 */
/* What differs between the supported kernels for the KUnit suites. */
#ifndef _NTOBJ_COMPAT_KUNIT_H
#define _NTOBJ_COMPAT_KUNIT_H

#include <kunit/test.h>
#include <linux/mman.h>
#include <linux/version.h>

/* 6.11: tests can have user memory. Before, there is none: 0. */
#if KERNEL_VERSION(6, 11, 0) <= LINUX_VERSION_CODE
static inline unsigned long compat_kunit_map(struct kunit *test, unsigned long size)
{
	return kunit_vm_mmap(test, NULL, 0, size, PROT_READ | PROT_WRITE,
			     MAP_ANONYMOUS | MAP_PRIVATE, 0);
}
#else
static inline unsigned long compat_kunit_map(struct kunit *test, unsigned long size)
{
	return 0;
}
#endif

#endif /* _NTOBJ_COMPAT_KUNIT_H */
