/* SPDX-License-Identifier: GPL-2.0 */
/*
 * The fixture of tests that need the tests' own extension driver
 * (module/tests/extension.c). It is loaded for each test and unloaded after it;
 * NTOBJ_MODDIR says where it lies.
 */
#ifndef EXTENSION_FIXTURE_H
#define EXTENSION_FIXTURE_H

#include <fcntl.h>
#include <sys/syscall.h>

#include "kselftest_harness.h"
#include "ntobj_test.h"
#include "tests/extension.h"

static inline int load_with(const char *parameters)
{
	const char *directory = getenv("NTOBJ_MODDIR");
	char path[256];
	int error;
	int file;

	snprintf(path, sizeof(path), "%s/ntobj_test_extension.ko",
		 directory ? directory : "/lib/ntobj/modules");
	file = open(path, O_RDONLY | O_CLOEXEC);
	if (file < 0)
		return -1;
	error = syscall(SYS_finit_module, file, parameters, 0);
	close(file);
	return error;
}

static inline int load(void)
{
	return load_with("");
}

static inline int unload(void)
{
	return syscall(SYS_delete_module, "ntobj_test_extension", O_NONBLOCK);
}

FIXTURE(extension) {
	bool loaded;
};

FIXTURE_SETUP(extension)
{
	ASSERT_LE(0, nt_open_device());
	/* A test that crashed has left it behind. */
	unload();
	if (load()) {
		if (errno == ENOENT)
			SKIP(return, "no test extension here");
		ASSERT_EQ(0, errno)
			TH_LOG("load: %s", strerror(errno));
	}
	self->loaded = true;
}

FIXTURE_TEARDOWN(extension)
{
	__u64 handle;

	if (!self->loaded)
		return;
	for (handle = 4; handle < 4 * 256; handle += 4)
		nt_close(handle);
	EXPECT_EQ(0, unload())
		TH_LOG("unload: %s", strerror(errno));
	EXPECT_STATUS(STATUS_INVALID_SYSTEM_SERVICE,
		      nt_hot(NTOBJ_IOC_POKE_WIDGET, 4));
}

#endif /* EXTENSION_FIXTURE_H */
