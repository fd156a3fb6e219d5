/* SPDX-License-Identifier: GPL-2.0 */
/*
 * The fixture of the tests of /dev/ntsync: it is open. Each test is run on the module's
 * own device, and, where the kernel has a driver of its own and that is loaded, on the
 * kernel's too: they are to be interchangeable.
 */
#ifndef NTSYNC_FIXTURE_H
#define NTSYNC_FIXTURE_H

#include "kselftest_harness.h"
#include "ntsync_test.h"

FIXTURE(ntsync) {
	char path[64];
	int device;
};

FIXTURE_VARIANT(ntsync) {
	bool kernels;
};

FIXTURE_VARIANT_ADD(ntsync, ours) {
	.kernels = false,
};

FIXTURE_VARIANT_ADD(ntsync, kernels) {
	.kernels = true,
};

FIXTURE_SETUP(ntsync)
{
	if (variant->kernels) {
		if (access("/sys/module/ntsync", F_OK))
			SKIP(return, "the kernel has no ntsync of its own");
		snprintf(self->path, sizeof(self->path), "/dev/ntsync");
	} else {
		ASSERT_TRUE(ns_own_path(self->path, sizeof(self->path)));
	}
	self->device = open(self->path, O_CLOEXEC | O_RDONLY);
	ASSERT_LE(0, self->device)
		TH_LOG("%s: %s", self->path, strerror(errno));
}

FIXTURE_TEARDOWN(ntsync)
{
}

#endif /* NTSYNC_FIXTURE_H */
