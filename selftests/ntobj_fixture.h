/* SPDX-License-Identifier: GPL-2.0 */
/*
 * The fixture of most tests: the device is open. Each test runs in a process
 * of its own and so begins with an empty handle table.
 */
#ifndef NTOBJ_FIXTURE_H
#define NTOBJ_FIXTURE_H

#include "kselftest_harness.h"
#include "ntobj_test.h"

FIXTURE(ntobj) {
	int device;
};

FIXTURE_SETUP(ntobj)
{
	self->device = nt_open_device();
	ASSERT_LE(0, self->device)
		TH_LOG(NT_DEVICE ": %s", strerror(errno));
	/* The token comes now, so that tests that count objects count it always. */
	ASSERT_STATUS(STATUS_SUCCESS, nt_make_token());
}

FIXTURE_TEARDOWN(ntobj)
{
}

#endif /* NTOBJ_FIXTURE_H */
