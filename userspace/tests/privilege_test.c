// SPDX-License-Identifier: LGPL-2.1-or-later OR MIT
/*
 * Privileges: enable, disable, remove and ask.
 */
#include <stdint.h>
#include <stdlib.h>
#include <string.h>

#include "fake.h"

/* Room for more than the kernel takes */
static union {
	TOKEN_PRIVILEGES privileges;
	unsigned char bytes[4 + 80 * 12];
} state, previous;

static struct ntobj_adjust_privileges adjusted;
static struct ntobj_privilege given[NTOBJ_PRIVILEGES_MAX];
static NTSTATUS answer_status;

/* It changes two, if there is room to say so. */
static NTSTATUS adjust(unsigned long request, unsigned long argument)
{
	struct ntobj_adjust_privileges *operands = (void *)argument;
	struct ntobj_privilege *target =
		(void *)(uintptr_t)operands->previous;
	__u32 i;

	CHECK(request == NTOBJ_IOC_ADJUST_PRIVILEGES);
	CHECK(operands->count <= NTOBJ_PRIVILEGES_MAX);
	CHECK(operands->previous_count <= NTOBJ_PRIVILEGES_MAX);
	adjusted = *operands;
	if (operands->count)
		memcpy(given, (void *)(uintptr_t)operands->privileges,
		       operands->count * sizeof(*given));
	operands->return_count = 2;
	if (target && operands->previous_count < 2)
		return STATUS_BUFFER_TOO_SMALL;
	for (i = 0; target && i < 2; i++) {
		target[i] = (struct ntobj_privilege) {
			.luid = 20 + i,
			.attributes = SE_PRIVILEGE_ENABLED,
		};
	}
	return answer_status;
}

static void set_state(ULONG index, ULONG low, LONG high, ULONG attributes)
{
	/* Not by the structure, which says that there is one. */
	const LUID_AND_ATTRIBUTES privilege = {
		.Luid = { low, high },
		.Attributes = attributes,
	};

	memcpy(state.bytes + 4 + 12 * index, &privilege, sizeof(privilege));
}

static void test_adjust(void)
{
	answer_status = STATUS_NOT_ALL_ASSIGNED;
	fake_answer(adjust);
	state.privileges.PrivilegeCount = 3;
	set_state(0, SE_DEBUG_PRIVILEGE, 0, SE_PRIVILEGE_ENABLED);
	set_state(1, SE_TCB_PRIVILEGE, 1, SE_PRIVILEGE_REMOVED);
	set_state(2, 0xFFFFFFFF, -1, 0);
	CHECK(NtAdjustPrivilegesToken((HANDLE)0x40, FALSE, &state.privileges, 0,
				      NULL, NULL) == STATUS_NOT_ALL_ASSIGNED);
	CHECK(adjusted.handle == 0x40 && adjusted.count == 3);
	CHECK(!adjusted.flags && !adjusted.previous);
	CHECK(!adjusted.previous_count && !adjusted.return_count);
	CHECK(given[0].luid == SE_DEBUG_PRIVILEGE && given[0].attributes == 2);
	CHECK(given[1].luid == 0x100000007 && given[1].attributes == 4);
	CHECK(given[2].luid == 0xFFFFFFFFFFFFFFFF && !given[2].attributes);
	CHECK(!given[0].reserved && !given[1].reserved && !given[2].reserved);

	CHECK(NtAdjustPrivilegesToken((HANDLE)0x40, TRUE, NULL, 0, NULL,
				      NULL) == STATUS_NOT_ALL_ASSIGNED);
	CHECK(adjusted.flags == NTOBJ_DISABLE_ALL_PRIVILEGES);
	CHECK(!adjusted.count);
}

static NTSTATUS adjust_with_room(ULONG length, ULONG *needed)
{
	memset(&previous, 0xAA, sizeof(previous));
	*needed = 77;
	return NtAdjustPrivilegesToken((HANDLE)0x40, FALSE, &state.privileges,
				       length, &previous.privileges, needed);
}

static void test_previous(void)
{
	LUID_AND_ATTRIBUTES second;
	ULONG needed;

	answer_status = STATUS_SUCCESS;
	fake_answer(adjust);
	CHECK(!adjust_with_room(28, &needed));
	CHECK(adjusted.previous_count == 2 && needed == 28);
	CHECK(previous.privileges.PrivilegeCount == 2);
	CHECK(previous.privileges.Privileges[0].Luid.LowPart == 20);
	memcpy(&second, previous.bytes + 16, sizeof(second));
	CHECK(second.Luid.LowPart == 21 && !second.Luid.HighPart &&
	      second.Attributes == SE_PRIVILEGE_ENABLED);
	CHECK(previous.bytes[28] == 0xAA);
	/* The kernel has no more than 64. */
	CHECK(!adjust_with_room(sizeof(previous), &needed));
	CHECK(adjusted.previous_count == NTOBJ_PRIVILEGES_MAX && needed == 28);

	CHECK(adjust_with_room(27, &needed) == STATUS_BUFFER_TOO_SMALL);
	CHECK(adjusted.previous_count == 1 && needed == 28);
	CHECK(previous.bytes[0] == 0xAA);
	CHECK(adjust_with_room(3, &needed) == STATUS_BUFFER_TOO_SMALL);
	CHECK(!adjusted.previous_count && needed == 28);
	answer_status = STATUS_ACCESS_DENIED;
	CHECK(adjust_with_room(28, &needed) == STATUS_ACCESS_DENIED);
	CHECK(needed == 77 && previous.bytes[0] == 0xAA);
}

static NTSTATUS adjust_nothing(unsigned long request, unsigned long argument)
{
	struct ntobj_adjust_privileges *operands = (void *)argument;

	(void)request;
	operands->return_count = 0;
	return STATUS_SUCCESS;
}

static void test_nothing_changed(void)
{
	ULONG needed;

	fake_answer(adjust_nothing);
	CHECK(!adjust_with_room(4, &needed));
	CHECK(needed == 4 && !previous.privileges.PrivilegeCount);
	CHECK(previous.bytes[4] == 0xAA);
	CHECK(adjust_with_room(3, &needed) == STATUS_BUFFER_TOO_SMALL);
	CHECK(needed == 4 && previous.bytes[0] == 0xAA);
}

static void test_bad_adjust(void)
{
	ULONG needed = 77;

	answer_status = STATUS_SUCCESS;
	fake_answer(adjust);
	CHECK(NtAdjustPrivilegesToken((HANDLE)0x40, FALSE, NULL, 0, NULL,
				      NULL) == STATUS_INVALID_PARAMETER);
	state.privileges.PrivilegeCount = 65;
	CHECK(adjust_with_room(28, &needed) == STATUS_INVALID_PARAMETER);
	state.privileges.PrivilegeCount = 0xFFFFFFFF;
	CHECK(adjust_with_room(28, &needed) == STATUS_INVALID_PARAMETER);
	state.privileges.PrivilegeCount = 1;
	CHECK(NtAdjustPrivilegesToken((HANDLE)0x40, FALSE, &state.privileges,
				      28, &previous.privileges, NULL) ==
	      STATUS_ACCESS_VIOLATION);
	CHECK(!fake_calls());
	state.privileges.PrivilegeCount = 64;
	CHECK(!adjust_with_room(28, &needed));
	CHECK(fake_calls() == 1 && adjusted.count == 64);
}

static struct ntobj_privilege_check checked;

/* The first is enabled. */
static NTSTATUS check_privileges(unsigned long request, unsigned long argument)
{
	struct ntobj_privilege_check *operands = (void *)argument;
	struct ntobj_privilege *privileges =
		(void *)(uintptr_t)operands->privileges;

	CHECK(request == NTOBJ_IOC_PRIVILEGE_CHECK);
	checked = *operands;
	CHECK(privileges[0].luid == 20 && privileges[1].luid == 8);
	privileges[0].attributes |= SE_PRIVILEGE_USED_FOR_ACCESS;
	operands->result = 1;
	return answer_status;
}

static void test_check(void)
{
	union {
		PRIVILEGE_SET set;
		unsigned char bytes[8 + 2 * 12];
	} room = { .set = { 2, PRIVILEGE_SET_ALL_NECESSARY, { { { 20, 0 }, 2 } } } };
	const LUID_AND_ATTRIBUTES second = { { 8, 0 }, 0 };
	BOOLEAN result = 7;

	memcpy(room.bytes + 20, &second, sizeof(second));
	answer_status = STATUS_BAD_IMPERSONATION_LEVEL;
	fake_answer(check_privileges);
	CHECK(NtPrivilegeCheck((HANDLE)0x40, &room.set, &result) ==
	      STATUS_BAD_IMPERSONATION_LEVEL);
	CHECK(result == 7 && room.set.Privilege[0].Attributes == 2);
	answer_status = STATUS_SUCCESS;
	CHECK(!NtPrivilegeCheck((HANDLE)0x40, &room.set, &result));
	CHECK(checked.token == 0x40 && checked.count == 2);
	CHECK(checked.flags == NTOBJ_PRIVILEGE_SET_ALL_NECESSARY);
	CHECK(!checked.result && !checked.reserved && result == 1);
	CHECK(room.set.Privilege[0].Attributes ==
	      (SE_PRIVILEGE_USED_FOR_ACCESS | 2));
	CHECK(!memcmp(room.bytes + 20, &second, sizeof(second)));

	CHECK(NtPrivilegeCheck((HANDLE)0x40, NULL, &result) ==
	      STATUS_ACCESS_VIOLATION);
	CHECK(NtPrivilegeCheck((HANDLE)0x40, &room.set, NULL) ==
	      STATUS_ACCESS_VIOLATION);
	room.set.PrivilegeCount = 65;
	CHECK(NtPrivilegeCheck((HANDLE)0x40, &room.set, &result) ==
	      STATUS_INVALID_PARAMETER);
	CHECK(fake_calls() == 2);
}

static void test_luid(void)
{
	LUID luid = RtlConvertLongToLuid(SE_DEBUG_PRIVILEGE);

	CHECK(luid.LowPart == 20 && !luid.HighPart);
	luid = RtlConvertLongToLuid(-1);
	CHECK(luid.LowPart == 0xFFFFFFFF && luid.HighPart == -1);
}

int main(void)
{
	test_adjust();
	test_previous();
	test_nothing_changed();
	test_bad_adjust();
	test_check();
	test_luid();
	return 0;
}
