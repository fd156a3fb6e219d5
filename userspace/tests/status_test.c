// SPDX-License-Identifier: LGPL-2.1-or-later OR MIT
/*
 * Names, texts and error numbers of statuses, and the version query.
 */
#include <errno.h>
#include <string.h>

#include "fake.h"

static void test_status(void)
{
	CHECK(!strcmp(ntobj_status_name(STATUS_OBJECT_NAME_NOT_FOUND),
		      "STATUS_OBJECT_NAME_NOT_FOUND"));
	CHECK(!strcmp(ntobj_status_name(0), "STATUS_SUCCESS"));
	CHECK(!ntobj_status_name((NTSTATUS)0xC0001234));
	CHECK(!strcmp(ntobj_status_text(STATUS_ACCESS_DENIED),
		      "access denied"));
	CHECK(!strcmp(ntobj_status_text((NTSTATUS)0xC0001234),
		      "unknown status"));
	CHECK(!ntobj_status_to_errno(STATUS_SUCCESS));
	CHECK(ntobj_status_to_errno(STATUS_TIMEOUT) == ETIMEDOUT);
	CHECK(ntobj_status_to_errno(STATUS_OBJECT_NAME_NOT_FOUND) == ENOENT);
	CHECK(ntobj_status_to_errno(STATUS_INVALID_CID) == ESRCH);
	CHECK(!ntobj_status_to_errno(STATUS_PENDING));
	CHECK(!strcmp(ntobj_status_name(DBG_TERMINATE_PROCESS),
		      "DBG_TERMINATE_PROCESS"));
	CHECK(ntobj_status_to_errno((NTSTATUS)0xC0001234) == EIO);
	CHECK(!ntobj_status_to_errno(0x40001234));
}

static void check_wait_status(NTSTATUS status, const char *name, int error)
{
	CHECK(!strcmp(ntobj_status_name(status), name));
	CHECK(ntobj_status_to_errno(status) == error);
}

static void test_wait_statuses(void)
{
	check_wait_status(1, "STATUS_WAIT_1", 0);
	check_wait_status(9, "STATUS_WAIT_9", 0);
	check_wait_status(10, "STATUS_WAIT_10", 0);
	check_wait_status(59, "STATUS_WAIT_59", 0);
	check_wait_status(STATUS_WAIT_63, "STATUS_WAIT_63", 0);
	check_wait_status(STATUS_ABANDONED, "STATUS_ABANDONED_WAIT_0",
			  EOWNERDEAD);
	check_wait_status(0x81, "STATUS_ABANDONED_WAIT_1", EOWNERDEAD);
	check_wait_status(STATUS_ABANDONED_WAIT_63, "STATUS_ABANDONED_WAIT_63",
			  EOWNERDEAD);
	CHECK(!strcmp(ntobj_status_text(63), "an object was signalled"));
	CHECK(!strcmp(ntobj_status_text(0xBF), ntobj_status_text(0x80)));
	CHECK(!ntobj_status_name(64) && !ntobj_status_name(0x7F));
	CHECK(!strcmp(ntobj_status_name(0xC0), "STATUS_USER_APC"));
}

static NTSTATUS tell_version(unsigned long request, unsigned long argument)
{
	struct ntobj_query_version *version = (void *)argument;

	CHECK(request == NTOBJ_IOC_QUERY_VERSION);
	CHECK(!version->abi && !version->module_version[31]);
	version->abi = NTOBJ_ABI_VERSION;
	return STATUS_SUCCESS;
}

static NTSTATUS fail(unsigned long request, unsigned long argument)
{
	(void)request;
	(void)argument;
	return STATUS_NOT_SUPPORTED;
}

static void test_version(void)
{
	struct ntobj_query_version version = { .abi = 99 };

	fake_answer(fail);
	CHECK(ntobj_query_version(&version) == STATUS_NOT_SUPPORTED);
	CHECK(version.abi == 99);
	fake_answer(tell_version);
	CHECK(ntobj_query_version(&version) == STATUS_SUCCESS);
	CHECK(version.abi == NTOBJ_ABI_VERSION);
	CHECK(ntobj_query_version(NULL) == STATUS_ACCESS_VIOLATION);
}

int main(void)
{
	test_status();
	test_wait_statuses();
	test_version();
	return 0;
}
