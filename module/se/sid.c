// SPDX-License-Identifier: GPL-2.0
/* Security identifiers. */
#include <linux/bug.h>
#include <linux/stdarg.h>
#include <linux/string.h>
#include <ntobj/se.h>

#include "compat/linux.h"

#define NT_AUTHORITY	5
#define LOGON_IDS	5

#define AUTHORITY(number)	{ 0, 0, 0, 0, 0, number }

#define SID(number, ...) {						\
	.sid = {							\
		.revision = NTOBJ_SID_REVISION,				\
		.count = sizeof((__le32[]){ __VA_ARGS__ }) / sizeof(__le32), \
		.authority = AUTHORITY(number),				\
	},								\
	.room = { __VA_ARGS__ },					\
}

static_assert(offsetof(struct se_sid_buffer, room) ==
	      offsetof(struct se_sid, sub_authority));
static_assert(sizeof(struct se_sid_buffer) == NTOBJ_SID_MAX_SIZE);

const struct se_sid_buffer se_world = SID(1, cpu_to_le32(0));
EXPORT_SYMBOL_NTOBJ_KUNIT(se_world);
const struct se_sid_buffer se_creator_owner = SID(3, cpu_to_le32(0));
EXPORT_SYMBOL_NTOBJ_KUNIT(se_creator_owner);
const struct se_sid_buffer se_creator_group = SID(3, cpu_to_le32(1));
EXPORT_SYMBOL_NTOBJ_KUNIT(se_creator_group);
const struct se_sid_buffer se_owner_rights = SID(3, cpu_to_le32(4));
EXPORT_SYMBOL_NTOBJ_KUNIT(se_owner_rights);
const struct se_sid_buffer se_authenticated_users = SID(5, cpu_to_le32(11));
EXPORT_SYMBOL_NTOBJ_KUNIT(se_authenticated_users);
const struct se_sid_buffer se_system = SID(5, cpu_to_le32(18));
EXPORT_SYMBOL_NTOBJ_KUNIT(se_system);
const struct se_sid_buffer se_administrators = SID(5, cpu_to_le32(32), cpu_to_le32(544));
EXPORT_SYMBOL_NTOBJ_KUNIT(se_administrators);

/**
 * se_check_sid - whether bytes begin with a SID
 * @bytes: the bytes, which nobody else can change
 * @room: how many there are
 *
 * Context: any.
 *
 * Return: STATUS_SUCCESS, or STATUS_INVALID_SID.
 */
NTSTATUS se_check_sid(const void *bytes, u32 room)
{
	const struct se_sid *sid = bytes;

	if (room < sizeof(*sid) || sid->revision != NTOBJ_SID_REVISION ||
	    sid->count > NTOBJ_SID_MAX_SUB_AUTHORITIES || se_sid_size(sid) > room)
		return STATUS_INVALID_SID;
	return STATUS_SUCCESS;
}
EXPORT_SYMBOL_NTOBJ_KUNIT(se_check_sid);

/**
 * se_make_sid - S-1-@authority-...
 * @buffer: the result
 * @authority: the authority, as small as all known ones
 * @count: sub-authorities that follow, at most NTOBJ_SID_MAX_SUB_AUTHORITIES
 * @...: that many u32
 *
 * Context: any.
 */
void se_make_sid(struct se_sid_buffer *buffer, u8 authority, unsigned int count, ...)
{
	unsigned int i;
	va_list list;

	if (WARN_ON_ONCE(count > NTOBJ_SID_MAX_SUB_AUTHORITIES))
		count = NTOBJ_SID_MAX_SUB_AUTHORITIES;
	*buffer = (struct se_sid_buffer){
		.sid = {
			.revision = NTOBJ_SID_REVISION,
			.count = count,
			.authority = AUTHORITY(authority),
		},
	};
	va_start(list, count);
	for (i = 0; i < count; i++)
		buffer->room[i] = cpu_to_le32(va_arg(list, u32));
	va_end(list);
}
EXPORT_SYMBOL_NTOBJ_KUNIT(se_make_sid);

/**
 * se_make_logon_sid - who belongs to a logon, or to all of a session
 * @buffer: the result
 * @session: the session's number
 * @user: the user's, or SE_ANY_USER
 *
 * Context: any.
 */
void se_make_logon_sid(struct se_sid_buffer *buffer, u32 session, u32 user)
{
	se_make_sid(buffer, NT_AUTHORITY, 3, LOGON_IDS, session, user);
}
