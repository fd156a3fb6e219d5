// SPDX-License-Identifier: GPL-2.0
/*
 * NtAccessCheck: what a descriptor grants to a token. The tokens are those of
 * other processes, of users that have made no call themselves.
 */
#include <linux/capability.h>
#include <signal.h>
#include <sys/prctl.h>
#include <sys/syscall.h>

#include "ntobj_fixture.h"
#include "security_test.h"

/* Rights of an object that nobody has, but for what all have. */
#define ONE		0x00000001
#define TWO		0x00000002
#define FOUR		0x00000004
#define EIGHT		0x00000008
#define RC		NTOBJ_READ_CONTROL
#define WDAC		NTOBJ_WRITE_DAC
#define WO		NTOBJ_WRITE_OWNER
#define SS		NTOBJ_ACCESS_SYSTEM_SECURITY
#define MAX		NTOBJ_MAXIMUM_ALLOWED

#define GENERIC_READ	(RC | ONE)
#define GENERIC_WRITE	(RC | TWO)
#define GENERIC_EXECUTE	(RC | FOUR)
#define GENERIC_ALL	0x000f001f

#define DENIED		STATUS_ACCESS_DENIED
#define NOT_HELD	STATUS_PRIVILEGE_NOT_HELD

/*
 * People
 */

enum person { SHE, HE, ROOT, BARE_ROOT, PEOPLE };

#define HER_GROUP	2000

static void be_she(void)
{
	static const gid_t groups[] = { HER_GROUP, HER_GROUP + 1 };

	NT_CHECK(!nt_become_member(NT_ALICE, groups, ARRAY_SIZE(groups)));
}

static void be_he(void)
{
	NT_CHECK(!nt_become(NT_BOB));
}

static void be_root(void)
{
}

/* The system, without one privilege. */
static void be_bare_root(void)
{
	struct __user_cap_header_struct header = {
		.version = _LINUX_CAPABILITY_VERSION_3,
	};
	struct __user_cap_data_struct data[2] = {};

	NT_CHECK(!syscall(SYS_capset, &header, data));
	NT_CHECK(!prctl(PR_SET_DUMPABLE, 1));
}

static void (* const becoming[PEOPLE])(void) = {
	[SHE] = be_she,
	[HE] = be_he,
	[ROOT] = be_root,
	[BARE_ROOT] = be_bare_root,
};

static const char * const names[PEOPLE] = {
	[SHE] = "alice",
	[HE] = "bob",
	[ROOT] = "root",
	[BARE_ROOT] = "root without privileges",
};

struct meeting {
	enum person person;
	int ready[2];
};

static int be_person(void *context)
{
	struct meeting *meeting = context;

	becoming[meeting->person]();
	NT_CHECK(write(meeting->ready[1], "r", 1) == 1);
	return nt_be_victim(NULL);
}

/* A token that impersonates him, who is gone then. */
static __u64 token_of(enum person person, __u32 level)
{
	struct meeting meeting = { .person = person };
	__u64 impersonation;
	__u64 process;
	__u64 token;
	char byte;
	pid_t pid;

	NT_CHECK(!pipe(meeting.ready));
	pid = nt_child_start(be_person, &meeting);
	NT_CHECK(pid > 0);
	NT_CHECK(read(meeting.ready[0], &byte, 1) == 1);
	process = nt_process(pid);
	NT_CHECK_STATUS(STATUS_SUCCESS,
			nt_open_process_token(&token, process, NTOBJ_TOKEN_DUPLICATE));
	NT_CHECK_STATUS(STATUS_SUCCESS,
			nt_duplicate_token(&impersonation, token, NTOBJ_TOKEN_ALL_ACCESS,
					   NTOBJ_TOKEN_IMPERSONATION, level));
	NT_CHECK_STATUS(STATUS_SUCCESS, nt_close(token));
	NT_CHECK_STATUS(STATUS_SUCCESS, nt_close(process));
	NT_CHECK(!kill(pid, SIGKILL));
	NT_CHECK(nt_child_end(pid) == NT_KILLED(SIGKILL));
	close(meeting.ready[0]);
	close(meeting.ready[1]);
	return impersonation;
}

static __s32 check(const void *descriptor, __u64 token, __u32 desired,
		   struct ntobj_access_check *call)
{
	*call = (struct ntobj_access_check){
		.descriptor = nt_address(descriptor),
		.token = token,
		.desired_access = desired,
		.generic_read = GENERIC_READ,
		.generic_write = GENERIC_WRITE,
		.generic_execute = GENERIC_EXECUTE,
		.generic_all = GENERIC_ALL,
	};
	return nt_access_check(call);
}

/*
 * What a descriptor grants
 */

/* The owner and group of most: somebody who is not here. */
#define NOBODYS	"O:S-1-5-7 G:S-1-5-7 "
#define HERS	"O:U1000 G:S-1-5-7 "

struct vector {
	enum person person;
	const char *descriptor;
	__u32 desired;
	__s32 status;
	__u32 granted;
	__u64 privileges;
};

/* Bits of NTOBJ_SE_SECURITY and NTOBJ_SE_TAKE_OWNERSHIP. */
#define SECURITY	0x100
#define TAKE_OWNERSHIP	0x200

static const struct vector vectors[] = {
	/* Without a list everything may be done, with an empty one nothing. */
	{ SHE, NOBODYS, ONE, 0, ONE, 0 },
	{ SHE, NOBODYS, GENERIC_ALL, 0, GENERIC_ALL, 0 },
	{ SHE, NOBODYS, MAX, 0, GENERIC_ALL, 0 },
	{ SHE, NOBODYS, MAX | 0x100, 0, GENERIC_ALL | 0x100, 0 },
	{ SHE, NOBODYS "D:NO_ACCESS_CONTROL", ONE | WO, 0, ONE | WO, 0 },
	{ SHE, NOBODYS "D:NO_ACCESS_CONTROL", MAX, 0, GENERIC_ALL, 0 },
	{ SHE, NOBODYS "D:", ONE, DENIED, 0, 0 },
	{ SHE, NOBODYS "D:", RC, DENIED, 0, 0 },
	{ SHE, NOBODYS "D:", MAX, DENIED, 0, 0 },
	{ SHE, NOBODYS "D:", 0, DENIED, 0, 0 },
	{ SHE, NOBODYS, 0, DENIED, 0, 0 },
	{ ROOT, NOBODYS "D:", ONE, DENIED, 0, 0 },
	{ ROOT, NOBODYS, 0, DENIED, 0, 0 },

	/* Who somebody is. */
	{ SHE, NOBODYS "D:(A;;0x1;;;U1000)", ONE, 0, ONE, 0 },
	{ SHE, NOBODYS "D:(A;;0x1;;;U1001)", ONE, DENIED, 0, 0 },
	{ HE, NOBODYS "D:(A;;0x1;;;U1001)", ONE, 0, ONE, 0 },
	{ SHE, NOBODYS "D:(A;;0x1;;;G1000)", ONE, 0, ONE, 0 },
	{ SHE, NOBODYS "D:(A;;0x1;;;G2000)", ONE, 0, ONE, 0 },
	{ SHE, NOBODYS "D:(A;;0x1;;;G2001)", ONE, 0, ONE, 0 },
	{ SHE, NOBODYS "D:(A;;0x1;;;G2002)", ONE, DENIED, 0, 0 },
	{ HE, NOBODYS "D:(A;;0x1;;;G2000)", ONE, DENIED, 0, 0 },
	{ SHE, NOBODYS "D:(A;;0x1;;;WD)", ONE, 0, ONE, 0 },
	{ ROOT, NOBODYS "D:(A;;0x1;;;WD)", ONE, 0, ONE, 0 },
	{ SHE, NOBODYS "D:(A;;0x1;;;AU)", ONE, 0, ONE, 0 },
	{ SHE, NOBODYS "D:(A;;0x1;;;SY)", ONE, DENIED, 0, 0 },
	{ SHE, NOBODYS "D:(A;;0x1;;;BA)", ONE, DENIED, 0, 0 },
	{ ROOT, NOBODYS "D:(A;;0x1;;;SY)", ONE, 0, ONE, 0 },
	{ ROOT, NOBODYS "D:(A;;0x1;;;BA)", ONE, 0, ONE, 0 },
	{ ROOT, NOBODYS "D:(A;;0x1;;;U0)", ONE, 0, ONE, 0 },
	{ ROOT, NOBODYS "D:(A;;0x1;;;G0)", ONE, 0, ONE, 0 },
	{ BARE_ROOT, NOBODYS "D:(A;;0x1;;;SY)", ONE, 0, ONE, 0 },
	{ BARE_ROOT, NOBODYS "D:(A;;0x1;;;BA)", ONE, DENIED, 0, 0 },
	/* A user is no group, and a group no user. */
	{ SHE, NOBODYS "D:(A;;0x1;;;U2000)", ONE, DENIED, 0, 0 },
	/* The first part, or more, of a SID is another SID. */
	{ SHE, NOBODYS "D:(A;;0x1;;;S-1-22-1)", ONE, DENIED, 0, 0 },
	{ SHE, NOBODYS "D:(A;;0x1;;;S-1-22-1-1000-0)", ONE, DENIED, 0, 0 },
	{ SHE, NOBODYS "D:(A;;0x1;;;S-1-23-1-1000)", ONE, DENIED, 0, 0 },
	{ SHE, NOBODYS "D:(A;;0x1;;;S-1-0)", ONE, DENIED, 0, 0 },
	{ SHE, NOBODYS "D:(A;;0x1;;;S-1-1)", ONE, DENIED, 0, 0 },
	/* They stand for whoever creates something, and not for who opens it. */
	{ SHE, HERS "D:(A;;0x1;;;CO)", ONE, DENIED, 0, 0 },
	{ SHE, "O:U1000 G:G1000 D:(A;;0x1;;;CG)", ONE, DENIED, 0, 0 },

	/* All that is asked for must be allowed, by however many entries. */
	{ SHE, NOBODYS "D:(A;;0x1;;;WD)", ONE | TWO, DENIED, 0, 0 },
	{ SHE, NOBODYS "D:(A;;0x1;;;WD)(A;;0x2;;;U1000)", ONE | TWO, 0, ONE | TWO, 0 },
	{ SHE, NOBODYS "D:(A;;0x1;;;G2000)(A;;0x2;;;G2001)(A;;0xc;;;WD)", 0xf, 0, 0xf, 0 },
	{ SHE, NOBODYS "D:(A;;0x1;;;G2000)(A;;0x2;;;U1001)(A;;0xc;;;WD)", 0xf, DENIED, 0, 0 },
	{ SHE, NOBODYS "D:(A;;0xf;;;WD)", ONE, 0, ONE, 0 },
	{ SHE, NOBODYS "D:(A;;0xffffffff;;;WD)", ONE | WO, 0, ONE | WO, 0 },

	/* The first entry that says something about a right decides. */
	{ SHE, NOBODYS "D:(D;;0x1;;;WD)(A;;0x1;;;WD)", ONE, DENIED, 0, 0 },
	{ SHE, NOBODYS "D:(A;;0x1;;;WD)(D;;0x1;;;WD)", ONE, 0, ONE, 0 },
	{ SHE, NOBODYS "D:(D;;0x1;;;U1001)(A;;0x1;;;WD)", ONE, 0, ONE, 0 },
	{ HE, NOBODYS "D:(D;;0x1;;;U1001)(A;;0x1;;;WD)", ONE, DENIED, 0, 0 },
	{ SHE, NOBODYS "D:(D;;0x1;;;G2001)(A;;0x1;;;U1000)", ONE, DENIED, 0, 0 },
	{ SHE, NOBODYS "D:(D;;0x2;;;WD)(A;;0x3;;;WD)", ONE, 0, ONE, 0 },
	{ SHE, NOBODYS "D:(D;;0x2;;;WD)(A;;0x3;;;WD)", ONE | TWO, DENIED, 0, 0 },
	{ SHE, NOBODYS "D:(A;;0x1;;;WD)(D;;0x3;;;WD)(A;;0x2;;;WD)", ONE, 0, ONE, 0 },
	{ SHE, NOBODYS "D:(A;;0x1;;;WD)(D;;0x3;;;WD)(A;;0x2;;;WD)", TWO, DENIED, 0, 0 },
	{ SHE, NOBODYS "D:(A;;0x1;;;WD)(D;;0x1;;;WD)(A;;0x2;;;WD)", 3, 0, 3, 0 },
	{ ROOT, NOBODYS "D:(D;;0x1;;;SY)(A;;0x1;;;BA)", ONE, DENIED, 0, 0 },
	{ ROOT, NOBODYS "D:(D;;0x1;;;BA)(A;;0x1;;;SY)", ONE, DENIED, 0, 0 },
	{ BARE_ROOT, NOBODYS "D:(D;;0x1;;;BA)(A;;0x1;;;SY)", ONE, 0, ONE, 0 },

	/* What is for heirs alone says nothing here; other flags do not count. */
	{ SHE, NOBODYS "D:(A;IO;0x1;;;WD)", ONE, DENIED, 0, 0 },
	{ SHE, NOBODYS "D:(A;OICIIO;0x1;;;WD)", ONE, DENIED, 0, 0 },
	{ SHE, NOBODYS "D:(D;IO;0x1;;;WD)(A;;0x1;;;WD)", ONE, 0, ONE, 0 },
	{ SHE, NOBODYS "D:(A;OICINPID;0x1;;;WD)", ONE, 0, ONE, 0 },
	{ SHE, NOBODYS "D:(D;OICINPID;0x1;;;WD)(A;;0x1;;;WD)", ONE, DENIED, 0, 0 },

	/* All that may be had. */
	{ SHE, NOBODYS "D:(A;;0x3;;;WD)", MAX, 0, 3, 0 },
	{ SHE, NOBODYS "D:(A;;0x3;;;WD)", MAX | ONE, 0, 3, 0 },
	{ SHE, NOBODYS "D:(A;;0x3;;;WD)", MAX | FOUR, DENIED, 0, 0 },
	{ SHE, NOBODYS "D:(A;;0x3;;;U1001)", MAX, DENIED, 0, 0 },
	{ SHE, NOBODYS "D:(D;;0x1;;;WD)(A;;0x3;;;WD)", MAX, 0, TWO, 0 },
	{ SHE, NOBODYS "D:(D;;0x1;;;WD)(A;;0x3;;;WD)", MAX | ONE, DENIED, 0, 0 },
	{ SHE, NOBODYS "D:(D;;0x1;;;WD)(A;;0x3;;;WD)", MAX | TWO, 0, TWO, 0 },
	{ SHE, NOBODYS "D:(D;;0x1;;;WD)(A;;0x1;;;WD)", MAX, DENIED, 0, 0 },
	{ SHE, NOBODYS "D:(A;;0x1;;;WD)(D;;0x3;;;WD)(A;;0x7;;;WD)", MAX, 0, 5, 0 },
	{ SHE, NOBODYS "D:(D;;0x1;;;U1001)(A;;0x3;;;WD)", MAX, 0, 3, 0 },
	{ HE, NOBODYS "D:(D;;0x1;;;U1001)(A;;0x3;;;WD)", MAX, 0, TWO, 0 },
	{ SHE, NOBODYS "D:(A;IO;0x4;;;WD)(A;;0x3;;;WD)", MAX, 0, 3, 0 },
	{ SHE, NOBODYS "D:(A;;0x1;;;G1000)(A;;0x2;;;G2000)(A;;0x4;;;G2001)", MAX, 0, 7, 0 },

	/* An owner may always read the descriptor, and write the list. */
	{ SHE, HERS "D:", RC, 0, RC, 0 },
	{ SHE, HERS "D:", WDAC, 0, WDAC, 0 },
	{ SHE, HERS "D:", RC | WDAC, 0, RC | WDAC, 0 },
	{ SHE, HERS "D:", WO, DENIED, 0, 0 },
	{ SHE, HERS "D:", NTOBJ_DELETE, DENIED, 0, 0 },
	{ SHE, HERS "D:", RC | ONE, DENIED, 0, 0 },
	{ SHE, HERS "D:", MAX, 0, RC | WDAC, 0 },
	{ SHE, HERS "D:(A;;0x1;;;WD)", MAX, 0, RC | WDAC | ONE, 0 },
	{ SHE, HERS "D:(D;;0x60000;;;WD)", RC | WDAC, 0, RC | WDAC, 0 },
	{ SHE, HERS "D:(D;;0x60000;;;U1000)", MAX, 0, RC | WDAC, 0 },
	{ HE, HERS "D:", RC, DENIED, 0, 0 },
	{ ROOT, HERS "D:", RC, DENIED, 0, 0 },
	/* A group is an owner, too; but who is in an object's group is nobody. */
	{ SHE, "O:G2000 G:S-1-5-7 D:", RC | WDAC, 0, RC | WDAC, 0 },
	{ HE, "O:G2000 G:S-1-5-7 D:", RC, DENIED, 0, 0 },
	{ SHE, "O:S-1-5-7 G:G1000 D:", RC, DENIED, 0, 0 },
	{ ROOT, "O:SY G:SY D:", RC, 0, RC, 0 },
	{ ROOT, "O:BA G:SY D:", RC, 0, RC, 0 },
	{ BARE_ROOT, "O:BA G:SY D:", RC, DENIED, 0, 0 },

	/* Unless the list says what an owner may do. */
	{ SHE, HERS "D:(A;;0x1;;;OW)", ONE, 0, ONE, 0 },
	{ SHE, HERS "D:(A;;0x1;;;OW)", RC, DENIED, 0, 0 },
	{ SHE, HERS "D:(A;;0x1;;;OW)", MAX, 0, ONE, 0 },
	{ SHE, HERS "D:(A;;0x20000;;;OW)", RC | WDAC, DENIED, 0, 0 },
	{ SHE, HERS "D:(A;;0x20000;;;OW)", RC, 0, RC, 0 },
	{ SHE, HERS "D:(D;;0x40000;;;OW)(A;;0x60000;;;WD)", RC | WDAC, DENIED, 0, 0 },
	{ SHE, HERS "D:(D;;0x40000;;;OW)(A;;0x60000;;;WD)", RC, 0, RC, 0 },
	{ SHE, HERS "D:(A;;0x0;;;OW)", RC, DENIED, 0, 0 },
	{ HE, HERS "D:(A;;0x1;;;OW)", ONE, DENIED, 0, 0 },
	{ HE, HERS "D:(D;;0x1;;;OW)(A;;0x1;;;WD)", ONE, 0, ONE, 0 },
	{ SHE, HERS "D:(A;IO;0x1;;;OW)", RC | WDAC, 0, RC | WDAC, 0 },
	{ SHE, "O:G2000 G:S-1-5-7 D:(A;;0x1;;;OW)", ONE, 0, ONE, 0 },

	/* What a privilege gives that a list denies. */
	{ ROOT, NOBODYS "D:", WO, 0, WO, TAKE_OWNERSHIP },
	{ ROOT, NOBODYS "D:(D;;0x80000;;;WD)", WO, 0, WO, TAKE_OWNERSHIP },
	{ ROOT, NOBODYS "D:(A;;0x1;;;WD)", WO | ONE, 0, WO | ONE, TAKE_OWNERSHIP },
	{ ROOT, NOBODYS "D:", WO | ONE, DENIED, 0, 0 },
	{ ROOT, NOBODYS "D:", WO | RC, DENIED, 0, 0 },
	{ BARE_ROOT, NOBODYS "D:", WO, DENIED, 0, 0 },
	{ SHE, NOBODYS "D:", WO, DENIED, 0, 0 },
	{ SHE, NOBODYS "D:(A;;0x80000;;;WD)", WO, 0, WO, 0 },
	{ ROOT, NOBODYS "D:", SS, 0, SS, SECURITY },
	{ ROOT, NOBODYS, SS | ONE, 0, SS | ONE, SECURITY },
	{ ROOT, NOBODYS "D:", SS | WO, 0, SS | WO, SECURITY | TAKE_OWNERSHIP },
	{ ROOT, NOBODYS "D:", SS | ONE, DENIED, 0, 0 },
	{ ROOT, NOBODYS "D:(A;;0x3;;;WD)", SS | MAX, 0, SS | 3, SECURITY },
	{ ROOT, NOBODYS, MAX, 0, GENERIC_ALL, 0 },
	/* Only a privilege gives that one. */
	{ SHE, NOBODYS, SS, NOT_HELD, 0, 0 },
	{ SHE, NOBODYS "D:(A;;0x1000001;;;WD)", SS, NOT_HELD, 0, 0 },
	{ SHE, NOBODYS "D:(A;;0x1000001;;;WD)", SS | ONE, NOT_HELD, 0, 0 },
	{ SHE, NOBODYS "D:(A;;0x1000001;;;WD)", MAX, 0, ONE, 0 },
	{ SHE, HERS "D:", SS | RC, NOT_HELD, 0, 0 },
	{ BARE_ROOT, NOBODYS "D:NO_ACCESS_CONTROL", SS, NOT_HELD, 0, 0 },

	/* What is audited is of no account. */
	{ SHE, NOBODYS "D:(A;;0x1;;;WD) S:(AU;SAFA;0x1;;;WD)", ONE, 0, ONE, 0 },
	{ SHE, NOBODYS "D: S:(AU;SAFA;0x1;;;WD)", ONE, DENIED, 0, 0 },
	{ SHE, NOBODYS "S:(AU;SA;0x1;;;U1000)", ONE, 0, ONE, 0 },
};

TEST_F(ntobj, vectors)
{
	__u64 tokens[PEOPLE];
	unsigned int i;

	for (i = 0; i < PEOPLE; i++)
		tokens[i] = token_of(i, NTOBJ_SECURITY_IMPERSONATION);
	for (i = 0; i < ARRAY_SIZE(vectors); i++) {
		const struct vector *vector = &vectors[i];
		struct ntobj_counted_descriptor *descriptor;
		struct ntobj_access_check call;

		descriptor = nt_descriptor("%s", vector->descriptor);
		EXPECT_STATUS(STATUS_SUCCESS,
			      check(descriptor, tokens[vector->person], vector->desired,
				    &call));
		EXPECT_EQ(vector->status, call.access_status)
			TH_LOG("%s, 0x%x of %s: %s", names[vector->person], vector->desired,
			       vector->descriptor, nt_status_text(call.access_status));
		EXPECT_EQ(vector->granted, call.granted_access)
			TH_LOG("%s, 0x%x of %s: 0x%x", names[vector->person],
			       vector->desired, vector->descriptor, call.granted_access);
		EXPECT_EQ(vector->privileges, call.privileges_used)
			TH_LOG("%s, 0x%x of %s", names[vector->person], vector->desired,
			       vector->descriptor);
		free(descriptor);
	}
}

/* A privilege that is there but not enabled gives nothing. */
TEST_F(ntobj, disabled_privileges)
{
	struct ntobj_counted_descriptor *descriptor = nt_descriptor(NOBODYS "D:");
	__u64 token = token_of(ROOT, NTOBJ_SECURITY_IMPERSONATION);
	struct ntobj_access_check call;

	ASSERT_STATUS(STATUS_SUCCESS,
		      nt_set_privilege(token, NTOBJ_SE_TAKE_OWNERSHIP, 0));
	ASSERT_STATUS(STATUS_SUCCESS, nt_set_privilege(token, NTOBJ_SE_SECURITY, 0));
	EXPECT_STATUS(STATUS_SUCCESS, check(descriptor, token, WO, &call));
	EXPECT_EQ(STATUS_ACCESS_DENIED, call.access_status);
	EXPECT_STATUS(STATUS_SUCCESS, check(descriptor, token, SS, &call));
	EXPECT_EQ(STATUS_PRIVILEGE_NOT_HELD, call.access_status);
	ASSERT_STATUS(STATUS_SUCCESS,
		      nt_set_privilege(token, NTOBJ_SE_TAKE_OWNERSHIP,
				       NTOBJ_SE_PRIVILEGE_ENABLED));
	EXPECT_STATUS(STATUS_SUCCESS, check(descriptor, token, WO, &call));
	EXPECT_EQ(STATUS_SUCCESS, call.access_status);
	EXPECT_EQ(TAKE_OWNERSHIP, call.privileges_used);
}

/* The mapping is what all that may be had means where there is no list. */
TEST_F(ntobj, mapping)
{
	struct ntobj_counted_descriptor *descriptor = nt_descriptor(NOBODYS);
	struct ntobj_access_check call = {
		.descriptor = nt_address(descriptor),
		.token = nt_own_impersonation(NTOBJ_SECURITY_IMPERSONATION),
		.desired_access = MAX,
		.generic_all = 0x00070123,
	};

	EXPECT_STATUS(STATUS_SUCCESS, nt_access_check(&call));
	EXPECT_EQ(STATUS_SUCCESS, call.access_status);
	EXPECT_EQ(0x00070123, call.granted_access);
}

/*
 * What can be wrong with a call
 */

TEST_F(ntobj, generic_rights)
{
	__u64 token = nt_own_impersonation(NTOBJ_SECURITY_IMPERSONATION);
	struct ntobj_counted_descriptor *descriptor = nt_descriptor(NOBODYS);
	struct ntobj_access_check call;
	unsigned int bit;

	for (bit = 28; bit < 32; bit++) {
		EXPECT_STATUS(STATUS_GENERIC_NOT_MAPPED,
			      check(descriptor, token, 1U << bit, &call));
		EXPECT_STATUS(STATUS_GENERIC_NOT_MAPPED,
			      check(descriptor, token, 1U << bit | ONE | MAX, &call));
	}
}

TEST_F(ntobj, tokens)
{
	struct ntobj_counted_descriptor *descriptor = nt_descriptor(NOBODYS);
	struct ntobj_access_check call;
	__u64 blind;
	__u64 token;

	EXPECT_STATUS(STATUS_INVALID_HANDLE, check(descriptor, 0, ONE, &call));
	EXPECT_STATUS(STATUS_INVALID_HANDLE, check(descriptor, 0x4000, ONE, &call));
	EXPECT_STATUS(STATUS_OBJECT_TYPE_MISMATCH,
		      check(descriptor, nt_event(0, 0), ONE, &call));
	EXPECT_STATUS(STATUS_OBJECT_TYPE_MISMATCH,
		      check(descriptor, NTOBJ_CURRENT_PROCESS, ONE, &call));
	/* A process's own does not impersonate. */
	token = nt_own_token(NTOBJ_TOKEN_ALL_ACCESS);
	EXPECT_STATUS(STATUS_NO_IMPERSONATION_TOKEN, check(descriptor, token, ONE, &call));
	ASSERT_STATUS(STATUS_SUCCESS,
		      nt_duplicate_token(&blind, token,
					 NTOBJ_TOKEN_ALL_ACCESS & ~NTOBJ_TOKEN_QUERY,
					 NTOBJ_TOKEN_IMPERSONATION,
					 NTOBJ_SECURITY_IMPERSONATION));
	EXPECT_STATUS(STATUS_ACCESS_DENIED, check(descriptor, blind, ONE, &call));
	ASSERT_STATUS(STATUS_SUCCESS,
		      nt_duplicate_token(&token, token, NTOBJ_TOKEN_QUERY,
					 NTOBJ_TOKEN_IMPERSONATION,
					 NTOBJ_SECURITY_IMPERSONATION));
	EXPECT_STATUS(STATUS_SUCCESS, check(descriptor, token, ONE, &call));
}

/* Who may be identified may be asked about; who is anonymous may not. */
TEST_F(ntobj, levels)
{
	struct ntobj_counted_descriptor *descriptor = nt_descriptor(NOBODYS);
	struct ntobj_access_check call;

	EXPECT_STATUS(STATUS_BAD_IMPERSONATION_LEVEL,
		      check(descriptor, nt_own_impersonation(NTOBJ_SECURITY_ANONYMOUS), ONE,
			    &call));
	EXPECT_STATUS(STATUS_SUCCESS,
		      check(descriptor, nt_own_impersonation(NTOBJ_SECURITY_IDENTIFICATION),
			    ONE, &call));
	EXPECT_EQ(STATUS_SUCCESS, call.access_status);
	EXPECT_STATUS(STATUS_SUCCESS,
		      check(descriptor, nt_own_impersonation(NTOBJ_SECURITY_DELEGATION), ONE,
			    &call));
	EXPECT_EQ(STATUS_SUCCESS, call.access_status);
}

TEST_F(ntobj, descriptors)
{
	static const struct {
		const char *text;
		__s32 status;
	} rows[] = {
		{ "", STATUS_INVALID_SECURITY_DESCR },
		{ "O:WD", STATUS_INVALID_SECURITY_DESCR },
		{ "G:WD", STATUS_INVALID_SECURITY_DESCR },
		{ "O:WD D:", STATUS_INVALID_SECURITY_DESCR },
		{ "O:WD G:WD", STATUS_SUCCESS },
	};
	__u64 token = nt_own_impersonation(NTOBJ_SECURITY_IMPERSONATION);
	struct ntobj_access_check call;
	unsigned int i;

	for (i = 0; i < ARRAY_SIZE(rows); i++)
		EXPECT_STATUS(rows[i].status,
			      check(nt_descriptor("%s", rows[i].text), token, ONE, &call));
	EXPECT_STATUS(STATUS_ACCESS_VIOLATION, check(NULL, token, ONE, &call));
	EXPECT_STATUS(STATUS_ACCESS_VIOLATION, check((void *)8, token, ONE, &call));
}

TEST_F(ntobj, reserved)
{
	struct ntobj_access_check call = {
		.descriptor = nt_address(nt_descriptor("O:WD G:WD")),
		.token = nt_own_impersonation(NTOBJ_SECURITY_IMPERSONATION),
		.desired_access = ONE,
		.reserved = 1,
	};

	EXPECT_STATUS(STATUS_INVALID_PARAMETER, nt_access_check(&call));
}

/* The descriptor is said to be as long as it wants to be. */
static struct ntobj_counted_descriptor *longest_list(unsigned int *entries)
{
	struct nt_sid sid = nt_sid("S-1-5-7");
	struct nt_sid everyone = nt_sid("WD");
	struct ntobj_security_descriptor *header;
	struct ntobj_counted_descriptor *whole;
	struct ntobj_acl *acl;
	char *end;

	whole = calloc(1, sizeof(*whole) + NTOBJ_DESCRIPTOR_MAX_SIZE);
	NT_CHECK(whole);
	whole->length = NTOBJ_DESCRIPTOR_MAX_SIZE;
	header = nt_header(whole);
	header->revision = NTOBJ_SD_REVISION;
	header->control = NTOBJ_SD_SELF_RELATIVE | NTOBJ_SD_DACL_PRESENT;
	header->owner = sizeof(*header);
	header->group = header->owner + nt_sid_size(&sid);
	header->dacl = header->group + nt_sid_size(&sid);
	memcpy(whole->descriptor + header->owner, &sid, nt_sid_size(&sid));
	memcpy(whole->descriptor + header->group, &sid, nt_sid_size(&sid));
	acl = (void *)(whole->descriptor + header->dacl);
	acl->revision = NTOBJ_ACL_REVISION;
	end = (char *)(acl + 1);
	for (*entries = 0;; (*entries)++) {
		struct ntobj_ace *ace = (void *)end;
		__u32 size = sizeof(*ace) + nt_sid_size(&sid);

		if (end + 2 * size > (char *)whole->descriptor + NTOBJ_DESCRIPTOR_MAX_SIZE)
			break;
		ace->size = size;
		ace->mask = 2;
		memcpy(ace + 1, &sid, nt_sid_size(&sid));
		end += size;
	}
	*(struct ntobj_ace *)end = (struct ntobj_ace){
		.size = sizeof(struct ntobj_ace) + nt_sid_size(&everyone),
		.mask = ONE,
	};
	memcpy(end + sizeof(struct ntobj_ace), &everyone, nt_sid_size(&everyone));
	end += sizeof(struct ntobj_ace) + nt_sid_size(&everyone);
	acl->count = ++*entries;
	acl->size = end - (char *)acl;
	return whole;
}

/* Thousands of entries, of which the last one counts. */
TEST_F(ntobj, longest_list)
{
	__u64 token = token_of(SHE, NTOBJ_SECURITY_IMPERSONATION);
	unsigned int entries;
	struct ntobj_counted_descriptor *descriptor = longest_list(&entries);
	struct ntobj_access_check call;

	EXPECT_LT(3000, entries);
	EXPECT_STATUS(STATUS_SUCCESS, check(descriptor, token, ONE, &call));
	EXPECT_EQ(STATUS_SUCCESS, call.access_status);
	EXPECT_STATUS(STATUS_SUCCESS, check(descriptor, token, MAX, &call));
	EXPECT_EQ(ONE, call.granted_access);
	EXPECT_STATUS(STATUS_SUCCESS, check(descriptor, token, TWO, &call));
	EXPECT_EQ(STATUS_ACCESS_DENIED, call.access_status);
}

/* Whoever asks: the answer is about the token. */
static int ask_as_nobody(void *context)
{
	struct ntobj_counted_descriptor *descriptor =
		nt_descriptor("O:SY G:SY D:(A;;0x1;;;SY)");
	__u64 token = nt_own_impersonation(NTOBJ_SECURITY_IMPERSONATION);
	struct ntobj_access_check call;

	(void)context;
	NT_CHECK_STATUS(STATUS_SUCCESS, check(descriptor, token, ONE, &call));
	NT_CHECK_STATUS(STATUS_SUCCESS, call.access_status);
	NT_CHECK(!nt_become(NT_NOBODY));
	NT_CHECK_STATUS(STATUS_SUCCESS, check(descriptor, token, ONE, &call));
	NT_CHECK_STATUS(STATUS_SUCCESS, call.access_status);
	token = nt_own_impersonation(NTOBJ_SECURITY_IMPERSONATION);
	NT_CHECK_STATUS(STATUS_SUCCESS, check(descriptor, token, ONE, &call));
	NT_CHECK_STATUS(STATUS_ACCESS_DENIED, call.access_status);
	return 0;
}

TEST_F(ntobj, about_the_token)
{
	EXPECT_EQ(0, nt_child(ask_as_nobody, NULL));
}

TEST_HARNESS_MAIN
