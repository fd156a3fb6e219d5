// SPDX-License-Identifier: GPL-2.0
/*
 * Who may do what: the node lets everybody in, and what NT calls a privilege
 * takes a capability in the initial user namespace.
 */
#include <linux/capability.h>
#include <fcntl.h>
#include <sched.h>
#include <sys/stat.h>

#include "ntobj_fixture.h"

enum kind { EVENT, DIRECTORY, LINK, KINDS };

static __s32 create(enum kind kind, __u64 *handle,
		    struct ntobj_object_attributes attributes)
{
	switch (kind) {
	case EVENT:
		return nt_create_event(handle, attributes, 1, 0, 0);
	case DIRECTORY:
		return nt_create_directory(handle, attributes, 1);
	default:
		return nt_create_link(handle, attributes, 1, u"\\");
	}
}

TEST_F(ntobj, node)
{
	struct stat node;

	ASSERT_EQ(0, stat(NT_DEVICE, &node));
	EXPECT_TRUE(S_ISCHR(node.st_mode));
	EXPECT_EQ(0666, node.st_mode & 07777);
	EXPECT_EQ(0, node.st_uid);
	EXPECT_EQ(0, node.st_gid);
}

/* Whoever opens it makes calls as himself. */
TEST_F(ntobj, node_is_for_all)
{
	__u64 handle;

	ASSERT_EQ(0, nt_become(NT_NOBODY));
	ASSERT_LE(0, nt_open_device());
	ASSERT_STATUS(STATUS_SUCCESS,
		      nt_create_event(&handle, nt_name(u"\\BaseNamedObjects\\ntobj_nobodys"),
				      NTOBJ_EVENT_ALL_ACCESS, 0, 0));
	EXPECT_STATUS(STATUS_SUCCESS, nt_set_event(handle));
}

static int read_debugfs(void *context)
{
	(void)context;
	NT_CHECK(!nt_become(NT_NOBODY));
	NT_CHECK(open(NT_DEBUGFS "/handles", O_RDONLY) == -1 && errno == EACCES);
	NT_CHECK(open(NT_DEBUGFS "/namespace", O_RDONLY) == -1 && errno == EACCES);
	NT_CHECK(nt_write_file(NT_PARAMETERS "/max_handles", "1") == -1 && errno == EACCES);
	return 0;
}

TEST_F(ntobj, files_refuse_others)
{
	EXPECT_EQ(0, nt_child(read_debugfs, NULL));
}

/* What an unprivileged user can do with a descriptor that was given to him. */
static void check_privileges(struct __test_metadata *_metadata, bool audit)
{
	struct ntobj_object_basic_information basic;
	__u64 handle;
	int kind;

	for (kind = 0; kind < KINDS; kind++) {
		EXPECT_STATUS(STATUS_PRIVILEGE_NOT_HELD,
			      create(kind, &handle, nt_unnamed_flags(NTOBJ_OBJ_PERMANENT)));
		EXPECT_STATUS(STATUS_PRIVILEGE_NOT_HELD,
			      create(kind, &handle,
				     nt_name_flags(u"\\BaseNamedObjects\\ntobj_p",
						   NTOBJ_OBJ_PERMANENT)));
		ASSERT_STATUS(STATUS_SUCCESS, create(kind, &handle, nt_unnamed()));
		EXPECT_STATUS(STATUS_PRIVILEGE_NOT_HELD,
			      nt_hot(NTOBJ_IOC_MAKE_PERMANENT_OBJECT, handle));
		ASSERT_STATUS(STATUS_SUCCESS, nt_query_basic(handle, &basic));
		EXPECT_EQ(0, basic.attributes);
	}
	EXPECT_STATUS(STATUS_OBJECT_NAME_NOT_FOUND,
		      nt_open_event(&handle, nt_name(u"\\BaseNamedObjects\\ntobj_p"), 1));
	EXPECT_STATUS(audit ? STATUS_SUCCESS : STATUS_PRIVILEGE_NOT_HELD,
		      nt_open_directory(&handle, nt_name(u"\\"),
					NTOBJ_ACCESS_SYSTEM_SECURITY | 1));
}

/* No privilege is needed to make temporary what one may delete. */
static void make_temporary(struct __test_metadata *_metadata, __u64 permanent)
{
	struct ntobj_object_basic_information basic;

	EXPECT_STATUS(STATUS_SUCCESS, nt_hot(NTOBJ_IOC_MAKE_TEMPORARY_OBJECT, permanent));
	ASSERT_STATUS(STATUS_SUCCESS, nt_query_basic(permanent, &basic));
	EXPECT_EQ(0, basic.attributes);
}

static __u64 permanent_event(void)
{
	__u64 handle;

	NT_CHECK_STATUS(STATUS_SUCCESS,
			nt_create_event(&handle, nt_at_flags(nt_home(), u"permanent",
							     NTOBJ_OBJ_PERMANENT),
					NTOBJ_DELETE, 0, 0));
	return handle;
}

TEST_F(ntobj, unprivileged_user)
{
	__u64 permanent = permanent_event();

	ASSERT_EQ(0, nt_become(NT_NOBODY));
	check_privileges(_metadata, false);
	make_temporary(_metadata, permanent);
}

TEST_F(ntobj, root_without_capability)
{
	__u64 permanent = permanent_event();

	ASSERT_EQ(0, nt_drop_capability(CAP_SYS_ADMIN));
	check_privileges(_metadata, true);
	make_temporary(_metadata, permanent);
}

/* Root of a user namespace has all capabilities, and none of these. */
TEST_F(ntobj, root_of_user_namespace)
{
	if (unshare(CLONE_NEWUSER))
		SKIP(return, "no user namespaces here: %s", strerror(errno));
	check_privileges(_metadata, false);
}

/* The privilege is asked for before the handle is looked at. */
TEST_F(ntobj, privilege_before_handle)
{
	ASSERT_EQ(0, nt_become(NT_NOBODY));
	EXPECT_STATUS(STATUS_PRIVILEGE_NOT_HELD,
		      nt_hot(NTOBJ_IOC_MAKE_PERMANENT_OBJECT, 0x4000));
}

/* Handles that root made stay good when the process is root no more. */
TEST_F(ntobj, handles_survive_loss_of_privilege)
{
	__u64 event = nt_event(NTOBJ_NOTIFICATION_EVENT, 0);

	ASSERT_EQ(0, nt_become(NT_NOBODY));
	EXPECT_STATUS(STATUS_SUCCESS, nt_set_event(event));
	EXPECT_EQ(1, nt_state(event));
}

TEST_HARNESS_MAIN
