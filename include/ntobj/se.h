/* SPDX-License-Identifier: GPL-2.0 */
/*
 * Security: identifiers, lists, descriptors, the access check, tokens.
 */
#ifndef _NTOBJ_SE_H
#define _NTOBJ_SE_H

#include <linux/limits.h>
#include <linux/refcount.h>
#include <linux/rcupdate.h>
#include <linux/spinlock.h>
#include <linux/string.h>
#include <linux/types.h>
#include <linux/ntobj_security.h>
#include <ntobj/ntstatus.h>

/* The binary formats are little-endian, and read as they lie in memory. */
#ifndef __LITTLE_ENDIAN
#error "ntobj is for little-endian machines"
#endif

struct cred;
struct dentry;
struct ke_call;
struct ob_account;
struct ob_header;
struct ob_namespace;
struct seq_file;
struct task_struct;

/* Identifiers: se/sid.c */

/**
 * struct se_sid - a security identifier, as it lies in lists and descriptors
 * @revision: NTOBJ_SID_REVISION
 * @count: sub-authorities
 * @authority: big-endian
 * @sub_authority: little-endian
 */
struct se_sid {
	u8 revision;
	u8 count;
	u8 authority[6];
	__le32 sub_authority[];
};

/* Room for any identifier. */
struct se_sid_buffer {
	struct se_sid sid;
	__le32 room[NTOBJ_SID_MAX_SUB_AUTHORITIES];
};

static inline u32 se_sid_size(const struct se_sid *sid)
{
	return sizeof(*sid) + sid->count * sizeof(__le32);
}

/**
 * se_equal_sid - whether two SIDs are the same
 * @a: one, which has been checked
 * @b: the other, likewise
 *
 * Most of what an access check costs is this. Context: any.
 *
 * Return: whether.
 */
static inline bool se_equal_sid(const struct se_sid *a, const struct se_sid *b)
{
	u32 i;

	/* Revision, count and authority: one comparison of 64 bits. */
	if (memcmp(a, b, sizeof(*a)))
		return false;
	for (i = 0; i < a->count; i++)
		if (a->sub_authority[i] != b->sub_authority[i])
			return false;
	return true;
}

NTSTATUS se_check_sid(const void *bytes, u32 room);
void se_make_sid(struct se_sid_buffer *buffer, u8 authority, unsigned int count, ...);

#define SE_ANY_USER	U32_MAX

void se_make_logon_sid(struct se_sid_buffer *buffer, u32 session, u32 user);

/* S-1-1-0, S-1-3-0, S-1-3-1, S-1-3-4, S-1-5-11, S-1-5-18, S-1-5-32-544 */
extern const struct se_sid_buffer se_world;
extern const struct se_sid_buffer se_creator_owner;
extern const struct se_sid_buffer se_creator_group;
extern const struct se_sid_buffer se_owner_rights;
extern const struct se_sid_buffer se_authenticated_users;
extern const struct se_sid_buffer se_system;
extern const struct se_sid_buffer se_administrators;

/* Lists: se/acl.c */

enum se_acl_kind {
	SE_DISCRETIONARY,
	SE_SYSTEM,
};

struct se_ace {
	struct ntobj_ace header;
	struct se_sid sid;
};

/* The first entry of a checked list, and the one behind another. */
static inline const struct se_ace *se_first_ace(const struct ntobj_acl *acl)
{
	return (const void *)(acl + 1);
}

static inline const struct se_ace *se_next_ace(const struct se_ace *ace)
{
	return (const void *)ace + ace->header.size;
}

/* Room for a list of so many entries. */
#define SE_ACL_ROOM(entries)						\
	(sizeof(struct ntobj_acl) +					\
	 (entries) * (sizeof(struct ntobj_ace) + sizeof(struct se_sid_buffer)))

void se_begin_acl(struct ntobj_acl *acl);
void se_allow(struct ntobj_acl *acl, const struct se_sid *sid, u32 access);
NTSTATUS se_check_acl(const void *bytes, u32 room, enum se_acl_kind kind);

/* Descriptors: se/descriptor.c */

/**
 * struct se_descriptor - a descriptor, which never changes
 * @references: who holds it
 * @rcu: frees it
 * @account: what it is charged to as an object's; NULL if to nobody
 * @size: bytes of @relative with what belongs to it
 * @owner: within it, or NULL
 * @group: within it, or NULL
 * @sacl: within it, or NULL
 * @dacl: within it, or NULL: if NTOBJ_SD_DACL_PRESENT is set, that gives
 *	everybody all rights, and if not as well
 * @relative: as it is given to who asks: checked, without gaps or overlaps
 */
struct se_descriptor {
	refcount_t references;
	struct rcu_head rcu;
	struct ob_account *account;
	u32 size;
	const struct se_sid *owner;
	const struct se_sid *group;
	const struct ntobj_acl *sacl;
	const struct ntobj_acl *dacl;
	struct ntobj_security_descriptor relative;
};

/**
 * struct se_parts - what a descriptor is made of
 * @control: NTOBJ_SD_*; NTOBJ_SD_SELF_RELATIVE goes without saying
 * @owner: a checked SID, or NULL
 * @group: the same
 * @sacl: a checked list, or NULL; counts with NTOBJ_SD_SACL_PRESENT in @control
 * @dacl: the same with NTOBJ_SD_DACL_PRESENT
 */
struct se_parts {
	u16 control;
	const struct se_sid *owner;
	const struct se_sid *group;
	const struct ntobj_acl *sacl;
	const struct ntobj_acl *dacl;
};

NTSTATUS se_parse_descriptor(const void *bytes, u32 length, struct se_parts *parts);
NTSTATUS se_build_descriptor(const struct se_parts *parts,
			     struct se_descriptor **result);
NTSTATUS se_capture_descriptor(const struct ke_call *call, u64 address,
			       struct se_descriptor **result);
struct se_descriptor *se_get_descriptor(struct se_descriptor *descriptor);
void se_put_descriptor(struct se_descriptor *descriptor);
void se_discard_descriptor(struct se_descriptor *descriptor);
void se_describe(const struct se_descriptor *descriptor, struct se_parts *parts);

/* The access check: se/access_check.c */

/**
 * struct se_generic_mapping - what generic rights stand for
 * @read: for NTOBJ_GENERIC_READ
 * @write: for NTOBJ_GENERIC_WRITE
 * @execute: for NTOBJ_GENERIC_EXECUTE
 * @all: for NTOBJ_GENERIC_ALL
 */
struct se_generic_mapping {
	u32 read;
	u32 write;
	u32 execute;
	u32 all;
};

u32 se_map_generic(const struct se_generic_mapping *mapping, u32 access);

/* One of an identity's groups, its user first. */
struct se_member {
	const struct se_sid *sid;
	u32 attributes;		/* NTOBJ_SE_GROUP_* */
};

/**
 * struct se_identity - who somebody is, and what he may do besides
 * @count: of @members
 * @sorted: index of the first one from which on they are in the order of their
 *	last sub-authorities, and all else in their SIDs is the same; 0 if there
 *	is none
 * @privileges: bit n for privilege n, which is enabled
 * @level: NTOBJ_SECURITY_* of one that impersonates, else
 *	NTOBJ_SECURITY_DELEGATION
 * @members: the user, who counts whatever his attributes but for
 *	NTOBJ_SE_GROUP_USE_FOR_DENY_ONLY, then the groups
 */
struct se_identity {
	u32 count;
	u32 sorted;
	u64 privileges;
	u32 level;
	const struct se_member *members;
};

NTSTATUS se_access_check(const struct se_descriptor *descriptor,
			 const struct se_identity *identity, u32 desired_access,
			 u32 previously_granted,
			 const struct se_generic_mapping *mapping,
			 u32 *granted_access, u64 *privileges_used);
bool se_is_member(const struct se_identity *identity, const struct se_sid *sid,
		  bool denying);

/* Descriptors of new objects, and changed ones: se/assign.c */

/**
 * struct se_creation - what a new object's descriptor is made from
 * @parent: of the directory that it goes to, or NULL
 * @explicit: what its creator wants, or NULL
 * @defaults: owner, group and discretionary list for what nobody says
 * @identity: the creator's
 * @mapping: of the object's type
 * @container: whether the object is a directory
 */
struct se_creation {
	const struct se_descriptor *parent;
	const struct se_descriptor *explicit;
	const struct se_parts *defaults;
	const struct se_identity *identity;
	const struct se_generic_mapping *mapping;
	bool container;
};

NTSTATUS se_assign_descriptor(const struct se_creation *creation,
			      struct se_descriptor **result);
NTSTATUS se_change_descriptor(const struct se_descriptor *old,
			      const struct se_descriptor *new, u32 information,
			      const struct se_identity *identity,
			      const struct se_generic_mapping *mapping,
			      struct se_descriptor **result);
NTSTATUS se_select_parts(const struct se_descriptor *descriptor, u32 information,
			 struct se_descriptor **result);

#endif /* _NTOBJ_SE_H */
