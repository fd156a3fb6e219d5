// SPDX-License-Identifier: GPL-2.0
/*
 * The access check: what a descriptor gives to somebody.
 *
 * Privileges come first, then what an owner has anyway, then the list's
 * entries in their order: the first one that says something about a right
 * decides it, and what none allows is denied.
 */
#include <linux/bits.h>
#include <linux/ntobj.h>
#include <ntobj/se.h>

#include "compat/linux.h"

#define GENERIC_RIGHTS							\
	(NTOBJ_GENERIC_READ | NTOBJ_GENERIC_WRITE |			\
	 NTOBJ_GENERIC_EXECUTE | NTOBJ_GENERIC_ALL)

/* What a list can give: an object's own rights, and those that all have. */
#define GRANTABLE	0x00FFFFFFu

#define OWNERS_RIGHTS	(NTOBJ_READ_CONTROL | NTOBJ_WRITE_DAC)

/**
 * struct verdict - how far a check has come
 * @remaining: rights that were asked for, and are not granted yet
 * @granted: rights that are
 * @denied: rights that are not to be granted any more
 * @maximum: whether all is asked for that can be had
 * @privileges: that were of use
 */
struct verdict {
	u32 remaining;
	u32 granted;
	u32 denied;
	bool maximum;
	u64 privileges;
};

/**
 * se_map_generic - put a type's own rights in the place of generic ones
 * @mapping: the type's
 * @access: rights
 *
 * Context: any.
 *
 * Return: rights without generic ones.
 */
u32 se_map_generic(const struct se_generic_mapping *mapping, u32 access)
{
	u32 mapped = access & ~GENERIC_RIGHTS;

	if (access & NTOBJ_GENERIC_READ)
		mapped |= mapping->read;
	if (access & NTOBJ_GENERIC_WRITE)
		mapped |= mapping->write;
	if (access & NTOBJ_GENERIC_EXECUTE)
		mapped |= mapping->execute;
	if (access & NTOBJ_GENERIC_ALL)
		mapped |= mapping->all;
	return mapped;
}
EXPORT_SYMBOL_NTOBJ_KUNIT(se_map_generic);

/* Whether one of an identity's groups counts, the user being the first. */
static bool counts(const struct se_identity *identity, u32 i, bool denying)
{
	u32 attributes = identity->members[i].attributes;

	if (attributes & NTOBJ_SE_GROUP_USE_FOR_DENY_ONLY)
		return denying;
	return !i || attributes & NTOBJ_SE_GROUP_ENABLED;
}

static u32 last_sub_authority(const struct se_sid *sid)
{
	return le32_to_cpu(sid->sub_authority[sid->count - 1]);
}

/* Where among those that are sorted a SID is; the count of all if it is not. */
static u32 find_sorted(const struct se_identity *identity, const struct se_sid *sid)
{
	u32 low = identity->sorted, high = identity->count, middle;

	if (!sid->count)
		return identity->count;
	while (low < high) {
		middle = low + (high - low) / 2;
		if (last_sub_authority(identity->members[middle].sid) <
		    last_sub_authority(sid))
			low = middle + 1;
		else
			high = middle;
	}
	return low < identity->count && se_equal_sid(identity->members[low].sid, sid) ?
	       low : identity->count;
}

/**
 * se_is_member - whether somebody is a user or in a group
 * @identity: who
 * @sid: the user or group
 * @denying: whether it is about taking something away; then groups count that
 *	are good for nothing else
 *
 * Context: any.
 *
 * Return: whether.
 */
bool se_is_member(const struct se_identity *identity, const struct se_sid *sid,
		  bool denying)
{
	u32 end = identity->sorted ? identity->sorted : identity->count;
	u32 i;

	for (i = 0; i < end; i++)
		if (se_equal_sid(identity->members[i].sid, sid))
			return counts(identity, i, denying);
	if (end == identity->count)
		return false;
	i = find_sorted(identity, sid);
	return i < identity->count && counts(identity, i, denying);
}
EXPORT_SYMBOL_NTOBJ_KUNIT(se_is_member);

static bool holds(const struct se_identity *identity, u32 privilege)
{
	return identity->privileges & BIT_ULL(privilege);
}

static void grant(struct verdict *verdict, u32 rights)
{
	if (!verdict->maximum)
		rights &= verdict->remaining;
	verdict->granted |= rights & ~verdict->denied;
	verdict->remaining &= ~verdict->granted;
}

static void deny(struct verdict *verdict, u32 rights)
{
	verdict->denied |= rights & ~verdict->granted;
}

/* Nothing that is still to come can change the verdict. */
static bool decided(const struct verdict *verdict)
{
	return verdict->remaining & verdict->denied ||
	       (!verdict->remaining && !verdict->maximum);
}

/* What is asked for by name, and a privilege gives; no list can deny it. */
static NTSTATUS use_privileges(const struct se_identity *identity,
			       struct verdict *verdict)
{
	if (verdict->remaining & NTOBJ_ACCESS_SYSTEM_SECURITY) {
		if (!holds(identity, NTOBJ_SE_SECURITY))
			return STATUS_PRIVILEGE_NOT_HELD;
		verdict->privileges |= BIT_ULL(NTOBJ_SE_SECURITY);
		grant(verdict, NTOBJ_ACCESS_SYSTEM_SECURITY);
	}
	if (verdict->remaining & NTOBJ_WRITE_OWNER &&
	    holds(identity, NTOBJ_SE_TAKE_OWNERSHIP)) {
		verdict->privileges |= BIT_ULL(NTOBJ_SE_TAKE_OWNERSHIP);
		grant(verdict, NTOBJ_WRITE_OWNER);
	}
	return STATUS_SUCCESS;
}

static bool is_effective(const struct se_ace *ace)
{
	return !(ace->header.flags & NTOBJ_ACE_FLAG_INHERIT_ONLY);
}

/* Whether the list says itself what an owner may do. */
static bool names_owner_rights(const struct ntobj_acl *acl)
{
	const struct se_ace *ace = se_first_ace(acl);
	u32 i;

	for (i = 0; i < acl->count; i++, ace = se_next_ace(ace))
		if (is_effective(ace) && se_equal_sid(&ace->sid, &se_owner_rights.sid))
			return true;
	return false;
}

static bool applies(const struct se_ace *ace, const struct se_descriptor *descriptor,
		    const struct se_identity *identity)
{
	bool denying = ace->header.type == NTOBJ_ACE_ACCESS_DENIED;
	const struct se_sid *sid = &ace->sid;

	if (se_equal_sid(sid, &se_owner_rights.sid)) {
		sid = descriptor->owner;
		if (!sid)
			return false;
	}
	return se_is_member(identity, sid, denying);
}

static void walk(const struct se_descriptor *descriptor,
		 const struct se_identity *identity, struct verdict *verdict)
{
	const struct se_ace *ace = se_first_ace(descriptor->dacl);
	u32 i;

	for (i = 0; i < descriptor->dacl->count; i++, ace = se_next_ace(ace)) {
		if (decided(verdict))
			return;
		if (!is_effective(ace) || !applies(ace, descriptor, identity))
			continue;
		if (ace->header.type == NTOBJ_ACE_ACCESS_ALLOWED)
			grant(verdict, ace->header.mask & GRANTABLE);
		else
			deny(verdict, ace->header.mask & GRANTABLE);
	}
}

/* Whether it is still of interest what owners may do, and it is one who asks. */
static bool is_asking_owner(const struct se_descriptor *descriptor,
			    const struct se_identity *identity,
			    const struct verdict *verdict)
{
	return (verdict->maximum || verdict->remaining & OWNERS_RIGHTS) &&
	       descriptor->owner && se_is_member(identity, descriptor->owner, false);
}

static void use_list(const struct se_descriptor *descriptor,
		     const struct se_identity *identity,
		     const struct se_generic_mapping *mapping, struct verdict *verdict)
{
	if (!descriptor->dacl) {
		grant(verdict, (verdict->remaining | mapping->all) & GRANTABLE);
		return;
	}
	if (is_asking_owner(descriptor, identity, verdict) &&
	    !names_owner_rights(descriptor->dacl))
		grant(verdict, OWNERS_RIGHTS);
	walk(descriptor, identity, verdict);
}

/**
 * se_access_check - what a descriptor gives to somebody
 * @descriptor: the object's; for NULL the answer is STATUS_ACCESS_DENIED
 * @identity: who it is
 * @desired_access: rights that are asked for; generic ones are mapped
 * @previously_granted: rights that he has already, which are not checked again
 * @mapping: of the object's type
 * @granted_access: those and these; 0 after a failure. What a list allows
 *	beyond the rights that the object's type knows is in it, if
 *	NTOBJ_MAXIMUM_ALLOWED was asked for
 * @privileges_used: bit n if privilege n was needed; 0 after a failure
 *
 * Context: any; @descriptor can be one that is only there under RCU.
 *
 * Return: STATUS_SUCCESS; STATUS_ACCESS_DENIED, also if nothing is asked for;
 * STATUS_PRIVILEGE_NOT_HELD if that is all that is missing for
 * NTOBJ_ACCESS_SYSTEM_SECURITY; STATUS_BAD_IMPERSONATION_LEVEL.
 */
NTSTATUS se_access_check(const struct se_descriptor *descriptor,
			 const struct se_identity *identity, u32 desired_access,
			 u32 previously_granted,
			 const struct se_generic_mapping *mapping,
			 u32 *granted_access, u64 *privileges_used)
{
	u32 desired = se_map_generic(mapping, desired_access);
	struct verdict verdict = {
		.remaining = desired & ~(NTOBJ_MAXIMUM_ALLOWED | previously_granted),
		.granted = previously_granted,
		.maximum = desired & NTOBJ_MAXIMUM_ALLOWED,
	};
	NTSTATUS status;

	*granted_access = 0;
	*privileges_used = 0;
	if (!desired && !previously_granted)
		return STATUS_ACCESS_DENIED;
	if (identity->level < NTOBJ_SECURITY_IMPERSONATION)
		return STATUS_BAD_IMPERSONATION_LEVEL;
	if (!descriptor)
		return STATUS_ACCESS_DENIED;
	status = use_privileges(identity, &verdict);
	if (!NT_SUCCESS(status))
		return status;
	if (!decided(&verdict))
		use_list(descriptor, identity, mapping, &verdict);
	if (verdict.remaining || !verdict.granted)
		return STATUS_ACCESS_DENIED;
	*granted_access = verdict.granted;
	*privileges_used = verdict.privileges;
	return STATUS_SUCCESS;
}
EXPORT_SYMBOL_NTOBJ_KUNIT(se_access_check);
