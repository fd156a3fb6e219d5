// SPDX-License-Identifier: GPL-2.0
/* Access control lists: whether bytes are one. */
#include <linux/string.h>
#include <ntobj/se.h>

#include "compat/linux.h"

/* Lists and entries are read as they lie in memory. */
static_assert(sizeof(struct ntobj_acl) == 8);
static_assert(sizeof(struct ntobj_ace) == 8);
static_assert(offsetof(struct se_ace, sid) == sizeof(struct ntobj_ace));

static bool known_type(u8 type, enum se_acl_kind kind)
{
	switch (type) {
	case NTOBJ_ACE_ACCESS_ALLOWED:
	case NTOBJ_ACE_ACCESS_DENIED:
		return kind == SE_DISCRETIONARY;
	case NTOBJ_ACE_SYSTEM_AUDIT:
		return kind == SE_SYSTEM;
	default:
		return false;
	}
}

static bool is_ace(const struct se_ace *ace, u32 room, enum se_acl_kind kind)
{
	if (room < sizeof(ace->header) || ace->header.size > room ||
	    ace->header.size < sizeof(ace->header))
		return false;
	if (!known_type(ace->header.type, kind) || ace->header.flags & ~NTOBJ_ACE_FLAGS)
		return false;
	if (se_check_sid(&ace->sid, ace->header.size - sizeof(ace->header)))
		return false;
	/* Which makes the size a multiple of 4, so that the next one is aligned. */
	return ace->header.size == sizeof(ace->header) + se_sid_size(&ace->sid);
}

/**
 * se_check_acl - whether bytes begin with an access control list
 * @bytes: the bytes, aligned to 4, which nobody else can change
 * @room: how many there are
 * @kind: what kind of list
 *
 * The entries have to fill the list; NT lets room be left behind them.
 *
 * Context: any.
 *
 * Return: STATUS_SUCCESS, or STATUS_INVALID_ACL, also for an unknown revision,
 * and for a SID in it that is none.
 */
NTSTATUS se_check_acl(const void *bytes, u32 room, enum se_acl_kind kind)
{
	const struct ntobj_acl *acl = bytes;
	const struct se_ace *ace;
	u32 left, i;

	if (room < sizeof(*acl) || acl->size > room || acl->size < sizeof(*acl))
		return STATUS_INVALID_ACL;
	if (acl->revision != NTOBJ_ACL_REVISION || acl->reserved || acl->reserved2)
		return STATUS_INVALID_ACL;
	left = acl->size - sizeof(*acl);
	ace = se_first_ace(acl);
	for (i = 0; i < acl->count; i++) {
		if (!is_ace(ace, left, kind))
			return STATUS_INVALID_ACL;
		left -= ace->header.size;
		ace = se_next_ace(ace);
	}
	return left ? STATUS_INVALID_ACL : STATUS_SUCCESS;
}
EXPORT_SYMBOL_NTOBJ_KUNIT(se_check_acl);

/**
 * se_begin_acl - begin a list
 * @acl: room for it
 *
 * Context: any.
 */
void se_begin_acl(struct ntobj_acl *acl)
{
	*acl = (struct ntobj_acl){
		.revision = NTOBJ_ACL_REVISION,
		.size = sizeof(*acl),
	};
}

/**
 * se_allow - add an entry to a list
 * @acl: begun by se_begin_acl(), with room for it
 * @sid: whom to allow something
 * @access: what
 *
 * Context: any.
 */
void se_allow(struct ntobj_acl *acl, const struct se_sid *sid, u32 access)
{
	struct ntobj_ace *ace = (void *)acl + acl->size;

	*ace = (struct ntobj_ace){
		.type = NTOBJ_ACE_ACCESS_ALLOWED,
		.size = sizeof(*ace) + se_sid_size(sid),
		.mask = access,
	};
	memcpy((void *)ace + sizeof(*ace), sid, se_sid_size(sid));
	acl->size += ace->size;
	acl->count++;
}
