// SPDX-License-Identifier: GPL-2.0
/*
 * Access rights: what is granted, and that each service asks for its own.
 */
#include <linux/capability.h>

#include "named_objects.h"
#include "ntobj_fixture.h"

static const struct {
	const char *name;
	__u32 read;
	__u32 write;
	__u32 execute;
	__u32 all;
	__u32 valid;
} kinds[] = {
	{ "event", 0x020001, 0x020002, 0x120000, 0x1f0003, 0x1f0003 },
	{ "directory", 0x020003, 0x02000c, 0x020003, 0x0f000f, 0x0f000f },
	{ "link", 0x020001, 0x020000, 0x020001, 0x0f0001, 0x0f0001 },
	{ "semaphore", 0x020001, 0x020002, 0x120000, 0x1f0003, 0x1f0003 },
	{ "mutant", 0x020001, 0x020000, 0x120000, 0x1f0001, 0x1f0001 },
	{ "event pair", 0x120000, 0x120000, 0x120000, 0x1f0000, 0x1f0000 },
	{ "timer", 0x020001, 0x020002, 0x120000, 0x1f0003, 0x1f0003 },
};

static __u32 granted(__u64 handle)
{
	struct ntobj_object_basic_information basic;

	NT_CHECK_STATUS(STATUS_SUCCESS, nt_query_basic(handle, &basic));
	return basic.granted_access;
}

/* Every single bit of the mask, at creation and at opening. */
TEST_F(ntobj, every_bit)
{
	__u64 home = nt_home();
	unsigned int bit;
	__u64 handle;
	__u64 made;
	int kind;

	for (kind = 0; kind < NAMED; kind++) {
		ASSERT_STATUS(STATUS_SUCCESS,
			      create(kind, &made, nt_at(home, u"x"), 0));
		for (bit = 0; bit < 28; bit++) {
			__u32 access = 1U << bit;
			__s32 expected = access & kinds[kind].valid ? STATUS_SUCCESS :
					 STATUS_ACCESS_DENIED;

			if (access == NTOBJ_MAXIMUM_ALLOWED ||
			    access == NTOBJ_ACCESS_SYSTEM_SECURITY)
				continue;
			EXPECT_STATUS(expected,
				      open_named(kind, &handle, nt_at(home, u"x"), access));
			if (expected == STATUS_SUCCESS) {
				EXPECT_EQ(access, granted(handle));
				EXPECT_STATUS(STATUS_SUCCESS, nt_close(handle));
			}
			EXPECT_STATUS(expected, create(kind, &handle, nt_unnamed(), access));
			if (expected == STATUS_SUCCESS) {
				EXPECT_EQ(access, granted(handle));
				EXPECT_STATUS(STATUS_SUCCESS, nt_close(handle));
			}
			/* One bad bit spoils the rest. */
			if (expected != STATUS_SUCCESS)
				EXPECT_STATUS(STATUS_ACCESS_DENIED,
					      open_named(kind, &handle, nt_at(home, u"x"),
							 access | kinds[kind].all));
		}
		EXPECT_STATUS(STATUS_SUCCESS, nt_close(made));
	}
}

TEST_F(ntobj, generic)
{
	__u64 home = nt_home();
	__u64 handle;
	__u64 made;
	int kind;

	for (kind = 0; kind < NAMED; kind++) {
		const __u32 rights[] = {
			kinds[kind].all, kinds[kind].execute, kinds[kind].write,
			kinds[kind].read,
		};
		unsigned int set;

		ASSERT_STATUS(STATUS_SUCCESS,
			      create(kind, &made, nt_at(home, u"x"), 0));
		for (set = 1; set < 16; set++) {
			__u32 expected = 0;
			unsigned int i;

			for (i = 0; i < 4; i++)
				if (set & 1 << i)
					expected |= rights[i];
			ASSERT_STATUS(STATUS_SUCCESS,
				      open_named(kind, &handle, nt_at(home, u"x"), set << 28));
			EXPECT_EQ(expected, granted(handle));
			EXPECT_STATUS(STATUS_SUCCESS, nt_close(handle));
			ASSERT_STATUS(STATUS_SUCCESS,
				      create(kind, &handle, nt_unnamed(), set << 28));
			EXPECT_EQ(expected, granted(handle));
		}
		ASSERT_STATUS(STATUS_SUCCESS,
			      open_named(kind, &handle, nt_at(home, u"x"),
					 NTOBJ_MAXIMUM_ALLOWED));
		EXPECT_EQ(kinds[kind].all, granted(handle));
		EXPECT_STATUS(STATUS_SUCCESS, nt_close(handle));
		ASSERT_STATUS(STATUS_SUCCESS,
			      create(kind, &handle, nt_unnamed(),
				     NTOBJ_MAXIMUM_ALLOWED | NTOBJ_GENERIC_READ));
		EXPECT_EQ(kinds[kind].all, granted(handle));
		EXPECT_STATUS(STATUS_SUCCESS, nt_close(made));
	}
}

/* Nothing: refused of what is there, granted of what is new. */
TEST_F(ntobj, no_access)
{
	__u64 home = nt_home();
	__u64 handle;
	__u64 made;
	int kind;

	for (kind = 0; kind < NAMED; kind++) {
		ASSERT_STATUS(STATUS_SUCCESS, create(kind, &made, nt_at(home, u"x"), 0));
		EXPECT_EQ(0, granted(made));
		EXPECT_STATUS(STATUS_ACCESS_DENIED,
			      open_named(kind, &handle, nt_at(home, u"x"), 0));
		EXPECT_STATUS(STATUS_ACCESS_DENIED,
			      create(kind, &handle,
				     nt_at_flags(home, u"x", NTOBJ_OBJ_OPENIF), 0));
		EXPECT_STATUS(STATUS_SUCCESS, nt_close(made));
	}
}

TEST_F(ntobj, synchronize)
{
	__u64 handle;

	EXPECT_STATUS(STATUS_SUCCESS,
		      create(EVENT, &handle, nt_unnamed(), NTOBJ_SYNCHRONIZE));
	EXPECT_STATUS(STATUS_TIMEOUT, nt_wait(handle, NTOBJ_WAIT_POLL));
	EXPECT_STATUS(STATUS_ACCESS_DENIED,
		      create(DIRECTORY, &handle, nt_unnamed(), NTOBJ_SYNCHRONIZE));
	EXPECT_STATUS(STATUS_ACCESS_DENIED,
		      create(LINK, &handle, nt_unnamed(), NTOBJ_SYNCHRONIZE));
	EXPECT_STATUS(STATUS_ACCESS_DENIED,
		      nt_open_directory(&handle, nt_name(u"\\"),
					NTOBJ_DIRECTORY_ALL_ACCESS | NTOBJ_SYNCHRONIZE));
	EXPECT_STATUS(STATUS_ACCESS_DENIED,
		      nt_open_link(&handle, nt_name(u"\\DosDevices"),
				   NTOBJ_STANDARD_RIGHTS_ALL));
}

/* The right to see the audit list needs the privilege of auditors. */
TEST_F(ntobj, system_security)
{
	static const char16_t * const names[NAMED] = {
		u"e", u"d", u"l", u"s", u"m", u"p", u"t",
	};
	__u64 home = nt_home();
	__u64 handles[NAMED];
	__u64 handle;
	int kind;

	for (kind = 0; kind < NAMED; kind++) {
		ASSERT_STATUS(STATUS_SUCCESS,
			      create(kind, &handles[kind], nt_at(home, names[kind]),
				     NTOBJ_ACCESS_SYSTEM_SECURITY | NTOBJ_READ_CONTROL));
		EXPECT_EQ(NTOBJ_ACCESS_SYSTEM_SECURITY | NTOBJ_READ_CONTROL,
			  granted(handles[kind]));
		ASSERT_STATUS(STATUS_SUCCESS,
			      open_named(kind, &handle, nt_at(home, names[kind]),
					 NTOBJ_ACCESS_SYSTEM_SECURITY));
		EXPECT_EQ(NTOBJ_ACCESS_SYSTEM_SECURITY, granted(handle));
		/* It is not part of all that may be had. */
		ASSERT_STATUS(STATUS_SUCCESS,
			      open_named(kind, &handle, nt_at(home, names[kind]),
					 NTOBJ_MAXIMUM_ALLOWED));
		EXPECT_EQ(kinds[kind].all, granted(handle));
	}
	ASSERT_EQ(0, nt_drop_capability(CAP_AUDIT_CONTROL));
	for (kind = 0; kind < NAMED; kind++) {
		EXPECT_STATUS(STATUS_PRIVILEGE_NOT_HELD,
			      create(kind, &handle, nt_unnamed(),
				     NTOBJ_ACCESS_SYSTEM_SECURITY | NTOBJ_READ_CONTROL));
		EXPECT_STATUS(STATUS_PRIVILEGE_NOT_HELD,
			      open_named(kind, &handle, nt_at(home, names[kind]),
					 NTOBJ_ACCESS_SYSTEM_SECURITY));
		EXPECT_STATUS(STATUS_PRIVILEGE_NOT_HELD,
			      create(kind, &handle,
				     nt_at_flags(home, names[kind], NTOBJ_OBJ_OPENIF),
				     NTOBJ_ACCESS_SYSTEM_SECURITY | NTOBJ_READ_CONTROL));
	}
}

/*
 * Each service, with every right but the one that it needs.
 */

static __s32 query_event(__u64 handle)
{
	__s32 state;
	__u32 type;

	return nt_query_event(handle, &type, &state);
}

static __s32 set(__u64 handle)
{
	return nt_hot(NTOBJ_IOC_SET_EVENT, handle);
}

static __s32 reset(__u64 handle)
{
	return nt_hot(NTOBJ_IOC_RESET_EVENT, handle);
}

static __s32 clear(__u64 handle)
{
	return nt_hot(NTOBJ_IOC_CLEAR_EVENT, handle);
}

static __s32 pulse(__u64 handle)
{
	return nt_hot(NTOBJ_IOC_PULSE_EVENT, handle);
}

static __s32 set_previous(__u64 handle)
{
	__s32 previous;

	return nt_event_previous(NTOBJ_IOC_SET_EVENT_PREVIOUS, handle, &previous);
}

static __s32 reset_previous(__u64 handle)
{
	__s32 previous;

	return nt_event_previous(NTOBJ_IOC_RESET_EVENT_PREVIOUS, handle, &previous);
}

static __s32 pulse_previous(__u64 handle)
{
	__s32 previous;

	return nt_event_previous(NTOBJ_IOC_PULSE_EVENT_PREVIOUS, handle, &previous);
}

static __s32 query_semaphore(__u64 handle)
{
	__s32 maximum;
	__s32 count;

	return nt_query_semaphore(handle, &count, &maximum);
}

static __s32 release(__u64 handle)
{
	return nt_hot(NTOBJ_IOC_RELEASE_SEMAPHORE, handle);
}

static __s32 release_count(__u64 handle)
{
	__s32 previous;

	return nt_release_semaphore(handle, 1, &previous);
}

static __s32 query_mutant(__u64 handle)
{
	struct ntobj_query_mutant state;

	return nt_query_mutant(handle, &state);
}

static __s32 set_low(__u64 handle)
{
	return nt_hot(NTOBJ_IOC_SET_LOW_EVENT_PAIR, handle);
}

static __s32 set_high(__u64 handle)
{
	return nt_hot(NTOBJ_IOC_SET_HIGH_EVENT_PAIR, handle);
}

/* What is waited for is there, if it may be set at all. */
static __s32 wait_low(__u64 handle)
{
	set_low(handle);
	return nt_hot(NTOBJ_IOC_WAIT_LOW_EVENT_PAIR, handle);
}

static __s32 wait_high(__u64 handle)
{
	set_high(handle);
	return nt_hot(NTOBJ_IOC_WAIT_HIGH_EVENT_PAIR, handle);
}

static __s32 set_low_wait_high(__u64 handle)
{
	set_high(handle);
	return nt_set_and_wait(NTOBJ_IOC_SET_LOW_WAIT_HIGH_EVENT_PAIR, handle);
}

static __s32 set_high_wait_low(__u64 handle)
{
	set_low(handle);
	return nt_set_and_wait(NTOBJ_IOC_SET_HIGH_WAIT_LOW_EVENT_PAIR, handle);
}

static __s32 set_timer(__u64 handle)
{
	return nt_set_timer(handle, -1, 0, NULL);
}

static __s32 set_timer_with_apc(__u64 handle)
{
	return nt_set_timer_apc(handle, -1, 0, 1, 2);
}

static __s32 cancel_timer(__u64 handle)
{
	return nt_cancel_timer(handle, NULL);
}

static __s32 query_timer(__u64 handle)
{
	__s64 remaining;
	__u32 state;

	return nt_query_timer(handle, &remaining, &state);
}

static __s32 wait_several(__u64 handle)
{
	__s32 status = nt_wait_several(&handle, 1, NTOBJ_WAIT_ALL, NTOBJ_WAIT_POLL);

	return status == STATUS_TIMEOUT ? STATUS_SUCCESS : status;
}

static __s32 wait_now(__u64 handle)
{
	__s32 status = nt_wait(handle, NTOBJ_WAIT_POLL);

	return status == STATUS_TIMEOUT ? STATUS_SUCCESS : status;
}

static __s32 make_temporary(__u64 handle)
{
	return nt_hot(NTOBJ_IOC_MAKE_TEMPORARY_OBJECT, handle);
}

static __s32 query_directory(__u64 handle)
{
	struct ntobj_query_directory query = {
		.entry_overhead = 32,
		.final_overhead = 32,
	};
	__s32 status = nt_query_directory(handle, &query);

	return status == STATUS_NO_MORE_ENTRIES ? STATUS_SUCCESS : status;
}

static __s32 query_link(__u64 handle)
{
	char16_t target[8];
	struct ntobj_query_symbolic_link query = {
		.buffer = nt_address(target),
		.length = sizeof(target),
	};

	return nt_query_link(handle, &query);
}

static const struct {
	const char *name;
	__s32 (*call)(__u64 handle);
	__u32 needs;
	bool any_kind;
	enum kind kind;
} uses[] = {
	{ "query event", query_event, NTOBJ_EVENT_QUERY_STATE, false, EVENT },
	{ "set", set, NTOBJ_EVENT_MODIFY_STATE, false, EVENT },
	{ "reset", reset, NTOBJ_EVENT_MODIFY_STATE, false, EVENT },
	{ "clear", clear, NTOBJ_EVENT_MODIFY_STATE, false, EVENT },
	{ "pulse", pulse, NTOBJ_EVENT_MODIFY_STATE, false, EVENT },
	{ "set previous", set_previous, NTOBJ_EVENT_MODIFY_STATE, false, EVENT },
	{ "reset previous", reset_previous, NTOBJ_EVENT_MODIFY_STATE, false, EVENT },
	{ "pulse previous", pulse_previous, NTOBJ_EVENT_MODIFY_STATE, false, EVENT },
	{ "query semaphore", query_semaphore, NTOBJ_SEMAPHORE_QUERY_STATE, false, SEMAPHORE },
	{ "release", release, NTOBJ_SEMAPHORE_MODIFY_STATE, false, SEMAPHORE },
	{ "release count", release_count, NTOBJ_SEMAPHORE_MODIFY_STATE, false, SEMAPHORE },
	{ "query mutant", query_mutant, NTOBJ_MUTANT_QUERY_STATE, false, MUTANT },
	{ "set low", set_low, NTOBJ_SYNCHRONIZE, false, EVENT_PAIR },
	{ "set high", set_high, NTOBJ_SYNCHRONIZE, false, EVENT_PAIR },
	{ "wait low", wait_low, NTOBJ_SYNCHRONIZE, false, EVENT_PAIR },
	{ "wait high", wait_high, NTOBJ_SYNCHRONIZE, false, EVENT_PAIR },
	{ "set low, wait high", set_low_wait_high, NTOBJ_SYNCHRONIZE, false, EVENT_PAIR },
	{ "set high, wait low", set_high_wait_low, NTOBJ_SYNCHRONIZE, false, EVENT_PAIR },
	{ "set timer", set_timer, NTOBJ_TIMER_MODIFY_STATE, false, TIMER },
	{ "set timer with apc", set_timer_with_apc, NTOBJ_TIMER_MODIFY_STATE, false, TIMER },
	{ "cancel timer", cancel_timer, NTOBJ_TIMER_MODIFY_STATE, false, TIMER },
	{ "query timer", query_timer, NTOBJ_TIMER_QUERY_STATE, false, TIMER },
	{ "wait", wait_now, NTOBJ_SYNCHRONIZE, true, EVENT },
	{ "wait for several", wait_several, NTOBJ_SYNCHRONIZE, true, EVENT },
	{ "make temporary", make_temporary, NTOBJ_DELETE, true, EVENT },
	{ "query directory", query_directory, NTOBJ_DIRECTORY_QUERY, false, DIRECTORY },
	{ "query link", query_link, NTOBJ_SYMBOLIC_LINK_QUERY, false, LINK },
};

TEST_F(ntobj, each_service)
{
	unsigned int i;
	__u64 handle;
	int kind;

	for (i = 0; i < ARRAY_SIZE(uses); i++) {
		for (kind = 0; kind < NAMED; kind++) {
			bool right_kind = uses[i].any_kind || kind == (int)uses[i].kind;
			__u32 others = kinds[kind].all & ~uses[i].needs;
			__s32 status;

			ASSERT_STATUS(STATUS_SUCCESS,
				      create(kind, &handle, nt_unnamed(), others));
			status = uses[i].call(handle);
			EXPECT_EQ(right_kind ? STATUS_ACCESS_DENIED :
				  STATUS_OBJECT_TYPE_MISMATCH, status)
				TH_LOG("%s of %s with all else: %s", uses[i].name,
				       kinds[kind].name, nt_status_text(status));
			EXPECT_STATUS(STATUS_SUCCESS, nt_close(handle));
			if (!right_kind || !(kinds[kind].valid & uses[i].needs))
				continue;
			ASSERT_STATUS(STATUS_SUCCESS,
				      create(kind, &handle, nt_unnamed(), uses[i].needs));
			status = uses[i].call(handle);
			EXPECT_EQ(STATUS_SUCCESS, status)
				TH_LOG("%s of %s with no more: %s", uses[i].name,
				       kinds[kind].name, nt_status_text(status));
			EXPECT_STATUS(STATUS_SUCCESS, nt_close(handle));
		}
	}
}

/* The type is looked at before the rights. */
TEST_F(ntobj, type_before_rights)
{
	__u64 handle;

	ASSERT_STATUS(STATUS_SUCCESS, create(DIRECTORY, &handle, nt_unnamed(), 0));
	EXPECT_STATUS(STATUS_OBJECT_TYPE_MISMATCH, set(handle));
	EXPECT_STATUS(STATUS_OBJECT_TYPE_MISMATCH, query_link(handle));
	ASSERT_STATUS(STATUS_SUCCESS, create(EVENT, &handle, nt_unnamed(), 0));
	EXPECT_STATUS(STATUS_OBJECT_TYPE_MISMATCH, query_directory(handle));
}

/* Opening another type's name: the type is told, not the rights. */
TEST_F(ntobj, open_type_before_rights)
{
	__u64 home = nt_home();
	__u64 handle;
	__u64 made;

	ASSERT_STATUS(STATUS_SUCCESS, create(EVENT, &made, nt_at(home, u"x"), 0));
	EXPECT_STATUS(STATUS_OBJECT_TYPE_MISMATCH,
		      open_named(DIRECTORY, &handle, nt_at(home, u"x"), 0));
	EXPECT_STATUS(STATUS_OBJECT_TYPE_MISMATCH,
		      open_named(LINK, &handle, nt_at(home, u"x"), NTOBJ_SYNCHRONIZE));
}

TEST_HARNESS_MAIN
