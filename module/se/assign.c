// SPDX-License-Identifier: GPL-2.0
/*
 * What descriptor an object gets: a new one its first, another one that is to
 * be changed, and somebody who asks the parts that he asks for.
 *
 * Descriptors say about their lists, in bits of their own for each of the two,
 * whether there is one, where it comes from and whether it may be inherited.
 * Here a list and its bits are one structure, and both kinds are treated alike.
 */
#include <linux/bits.h>
#include <linux/slab.h>
#include <linux/mm.h>

#include "compat/linux.h"
#include "se/internal.h"

#define PROTECT_DACL	NTOBJ_PROTECTED_DACL_SECURITY_INFORMATION
#define UNPROTECT_DACL	NTOBJ_UNPROTECTED_DACL_SECURITY_INFORMATION
#define PROTECT_SACL	NTOBJ_PROTECTED_SACL_SECURITY_INFORMATION
#define UNPROTECT_SACL	NTOBJ_UNPROTECTED_SACL_SECURITY_INFORMATION

/* The control bits of a kind of list. */
static const struct control_bits {
	u16 present;
	u16 defaulted;
	u16 inherit_request;
	u16 inherited;
	u16 protected;
} control_bits[] = {
	[SE_DISCRETIONARY] = {
		.present = NTOBJ_SD_DACL_PRESENT,
		.defaulted = NTOBJ_SD_DACL_DEFAULTED,
		.inherit_request = NTOBJ_SD_DACL_AUTO_INHERIT_REQ,
		.inherited = NTOBJ_SD_DACL_AUTO_INHERITED,
		.protected = NTOBJ_SD_DACL_PROTECTED,
	},
	[SE_SYSTEM] = {
		.present = NTOBJ_SD_SACL_PRESENT,
		.defaulted = NTOBJ_SD_SACL_DEFAULTED,
		.inherit_request = NTOBJ_SD_SACL_AUTO_INHERIT_REQ,
		.inherited = NTOBJ_SD_SACL_AUTO_INHERITED,
		.protected = NTOBJ_SD_SACL_PROTECTED,
	},
};

/**
 * struct list_part - a list with what a descriptor says about it
 * @present: whether there is one; else the rest but for @protected says nothing
 * @defaulted: whether what is inherited goes before it
 * @inherited: whether it was inherited
 * @protected: whether nothing is to be inherited
 * @acl: the list, or NULL
 * @made: the same, if it was made here and is to be freed
 */
struct list_part {
	bool present;
	bool defaulted;
	bool inherited;
	bool protected;
	const struct ntobj_acl *acl;
	struct ntobj_acl *made;
};

static struct list_part take_list(const struct se_parts *parts, enum se_acl_kind kind)
{
	const struct control_bits *bits = &control_bits[kind];
	u16 control = parts->control;
	struct list_part list = {
		.present = control & bits->present,
		.protected = control & bits->protected,
	};

	if (!list.present)
		return list;
	list.defaulted = control & bits->defaulted;
	/* NT wants both bits from who says so, and keeps one. */
	list.inherited = control & bits->inherited && control & bits->inherit_request;
	list.acl = kind == SE_DISCRETIONARY ? parts->dacl : parts->sacl;
	return list;
}

/* The other way round; no object's descriptor says that it is a default. */
static void put_list(struct se_parts *parts, enum se_acl_kind kind,
		     const struct list_part *list)
{
	const struct control_bits *bits = &control_bits[kind];

	parts->control &= ~(bits->present | bits->defaulted | bits->inherit_request |
			    bits->inherited | bits->protected);
	if (list->present)
		parts->control |= bits->present;
	if (list->inherited)
		parts->control |= bits->inherited;
	if (list->protected)
		parts->control |= bits->protected;
	if (kind == SE_DISCRETIONARY)
		parts->dacl = list->acl;
	else
		parts->sacl = list->acl;
}

static bool holds(const struct se_identity *identity, u32 privilege)
{
	return identity->privileges & BIT_ULL(privilege);
}

/* Whom somebody may make the owner of something. */
static bool may_own(const struct se_identity *identity, const struct se_sid *owner)
{
	u32 i;

	if (holds(identity, NTOBJ_SE_RESTORE))
		return true;
	for (i = 0; i < identity->count; i++) {
		const struct se_member *member = &identity->members[i];

		if (!se_equal_sid(member->sid, owner) ||
		    member->attributes & NTOBJ_SE_GROUP_USE_FOR_DENY_ONLY)
			continue;
		if (!i || member->attributes & NTOBJ_SE_GROUP_OWNER)
			return true;
	}
	return false;
}

/* Puts into a list what an object's owner, group and type make of it. */
static NTSTATUS apply_list(struct list_part *list,
			   const struct se_derivation *derivation)
{
	NTSTATUS status;

	if (!list->acl)
		return STATUS_SUCCESS;
	status = se_apply_acl(list->acl, derivation, &list->made);
	list->acl = list->made;
	return status;
}

static NTSTATUS inherit_list(struct list_part *list, const struct list_part *parent,
			     bool container, const struct se_derivation *derivation)
{
	NTSTATUS status;

	if (list->protected || !parent->acl)
		return STATUS_SUCCESS;
	status = se_inherit_acl(parent->acl, container, derivation, &list->made);
	if (!NT_SUCCESS(status) || !list->made)
		return status;
	list->acl = list->made;
	list->present = true;
	list->inherited = true;
	return STATUS_SUCCESS;
}

/*
 * The list of a new object, by NT's order: what its creator wants; what is
 * inherited, also before what the creator calls a default; that; what
 * everybody gets by default.
 */
static NTSTATUS choose_list(const struct se_creation *creation, enum se_acl_kind kind,
			    const struct se_derivation *derivation,
			    struct list_part *list)
{
	struct se_parts explicit_parts, parent_parts;
	struct list_part explicit, parent;
	NTSTATUS status;

	se_describe(creation->explicit, &explicit_parts);
	se_describe(creation->parent, &parent_parts);
	explicit = take_list(&explicit_parts, kind);
	parent = take_list(&parent_parts, kind);
	*list = explicit;
	if (explicit.present && !explicit.defaulted)
		return apply_list(list, derivation);
	status = inherit_list(list, &parent, creation->container, derivation);
	if (!NT_SUCCESS(status) || list->made)
		return status;
	if (!explicit.present) {
		*list = take_list(creation->defaults, kind);
		list->protected = explicit.protected;
	}
	return apply_list(list, derivation);
}

/* Whether somebody may say who owns an object, and what is audited. */
static NTSTATUS check_explicit(const struct se_parts *explicit,
			       const struct se_identity *identity)
{
	if (explicit->owner && !may_own(identity, explicit->owner))
		return STATUS_INVALID_OWNER;
	/* Not to inherit what would be audited is as good as to say what is. */
	if (explicit->control & (NTOBJ_SD_SACL_PRESENT | NTOBJ_SD_SACL_PROTECTED) &&
	    !holds(identity, NTOBJ_SE_SECURITY))
		return STATUS_PRIVILEGE_NOT_HELD;
	return STATUS_SUCCESS;
}

/* A new object's owner and group: its creator's word, else the defaults. */
static NTSTATUS choose_owners(const struct se_creation *creation, struct se_parts *parts)
{
	struct se_parts explicit;
	NTSTATUS status;

	se_describe(creation->explicit, &explicit);
	status = check_explicit(&explicit, creation->identity);
	if (!NT_SUCCESS(status))
		return status;
	parts->owner = explicit.owner ? explicit.owner : creation->defaults->owner;
	parts->group = explicit.group ? explicit.group : creation->defaults->group;
	if (!parts->owner)
		return STATUS_INVALID_OWNER;
	return parts->group ? STATUS_SUCCESS : STATUS_INVALID_PRIMARY_GROUP;
}

/**
 * se_assign_descriptor - the descriptor of a new object
 * @creation: what it is made from
 * @result: the descriptor, with a reference for the caller
 *
 * Context: process; may sleep.
 *
 * Return: STATUS_SUCCESS; STATUS_INVALID_OWNER if the creator may not make that
 * one the owner, or nobody says who is; STATUS_INVALID_PRIMARY_GROUP if nobody
 * says which that is; STATUS_PRIVILEGE_NOT_HELD if the creator may not say what
 * is audited; STATUS_INVALID_ACL for a list that got too long;
 * STATUS_INVALID_SECURITY_DESCR for a descriptor that did;
 * STATUS_INSUFFICIENT_RESOURCES.
 */
NTSTATUS se_assign_descriptor(const struct se_creation *creation,
			      struct se_descriptor **result)
{
	struct list_part dacl = {}, sacl = {};
	struct se_derivation derivation = { .mapping = creation->mapping };
	struct se_parts parts = {};
	NTSTATUS status;

	status = choose_owners(creation, &parts);
	if (!NT_SUCCESS(status))
		return status;
	derivation.owner = parts.owner;
	derivation.group = parts.group;
	status = choose_list(creation, SE_SYSTEM, &derivation, &sacl);
	if (NT_SUCCESS(status))
		status = choose_list(creation, SE_DISCRETIONARY, &derivation, &dacl);
	if (NT_SUCCESS(status)) {
		put_list(&parts, SE_SYSTEM, &sacl);
		put_list(&parts, SE_DISCRETIONARY, &dacl);
		status = se_build_descriptor(&parts, result);
	}
	kvfree(sacl.made);
	kvfree(dacl.made);
	return status;
}
EXPORT_SYMBOL_NTOBJ_KUNIT(se_assign_descriptor);

/* What a change does with one kind of list. */
struct list_change {
	bool replace;
	bool protect;
	bool unprotect;
};

static struct list_change list_change(u32 information, enum se_acl_kind kind)
{
	if (kind == SE_DISCRETIONARY)
		return (struct list_change){
			.replace = information & NTOBJ_DACL_SECURITY_INFORMATION,
			.protect = information & PROTECT_DACL,
			.unprotect = information & UNPROTECT_DACL,
		};
	return (struct list_change){
		.replace = information & NTOBJ_SACL_SECURITY_INFORMATION,
		.protect = information & PROTECT_SACL,
		.unprotect = information & UNPROTECT_SACL,
	};
}

static NTSTATUS change_list(struct se_parts *parts, const struct se_parts *new,
			    u32 information, enum se_acl_kind kind,
			    const struct se_derivation *derivation,
			    struct list_part *list)
{
	struct list_change change = list_change(information, kind);
	NTSTATUS status = STATUS_SUCCESS;

	if (change.replace) {
		*list = take_list(new, kind);
		status = apply_list(list, derivation);
		put_list(parts, kind, list);
	}
	if (change.protect)
		parts->control |= control_bits[kind].protected;
	if (change.unprotect)
		parts->control &= ~control_bits[kind].protected;
	return status;
}

#define SACL_INFORMATION						\
	(NTOBJ_SACL_SECURITY_INFORMATION | PROTECT_SACL | UNPROTECT_SACL)

static NTSTATUS check_change(const struct se_parts *new, u32 information,
			     const struct se_identity *identity)
{
	if ((information & PROTECT_DACL && information & UNPROTECT_DACL) ||
	    (information & PROTECT_SACL && information & UNPROTECT_SACL))
		return STATUS_INVALID_PARAMETER;
	if (information & NTOBJ_OWNER_SECURITY_INFORMATION &&
	    (!new->owner || !may_own(identity, new->owner)))
		return STATUS_INVALID_OWNER;
	if (information & NTOBJ_GROUP_SECURITY_INFORMATION && !new->group)
		return STATUS_INVALID_PRIMARY_GROUP;
	if (information & SACL_INFORMATION && !holds(identity, NTOBJ_SE_SECURITY))
		return STATUS_PRIVILEGE_NOT_HELD;
	return STATUS_SUCCESS;
}

/**
 * se_change_descriptor - an object's descriptor with parts of another one
 * @old: the object's, or NULL if it has none
 * @new: where the parts are from
 * @information: NTOBJ_*_SECURITY_INFORMATION: which. A list that @new does not
 *	have is taken away. The bits that protect a list, or no longer, go before
 *	what @new says
 * @identity: who changes it
 * @mapping: of the object's type
 * @result: the descriptor, with a reference for the caller
 *
 * Context: process; may sleep.
 *
 * Return: STATUS_SUCCESS; STATUS_INVALID_PARAMETER if a list is to be protected
 * and not to be; STATUS_INVALID_OWNER if there is none or that one may not be it;
 * STATUS_INVALID_PRIMARY_GROUP if there is none; STATUS_PRIVILEGE_NOT_HELD if
 * @identity may not say what is audited; STATUS_INVALID_ACL for a list that got
 * too long; STATUS_INVALID_SECURITY_DESCR for a descriptor that did;
 * STATUS_INSUFFICIENT_RESOURCES.
 */
NTSTATUS se_change_descriptor(const struct se_descriptor *old,
			      const struct se_descriptor *new, u32 information,
			      const struct se_identity *identity,
			      const struct se_generic_mapping *mapping,
			      struct se_descriptor **result)
{
	struct list_part dacl = {}, sacl = {};
	struct se_derivation derivation = { .mapping = mapping };
	struct se_parts parts, new_parts;
	NTSTATUS status;

	se_describe(old, &parts);
	se_describe(new, &new_parts);
	status = check_change(&new_parts, information, identity);
	if (!NT_SUCCESS(status))
		return status;
	if (information & NTOBJ_OWNER_SECURITY_INFORMATION)
		parts.owner = new_parts.owner;
	if (information & NTOBJ_GROUP_SECURITY_INFORMATION)
		parts.group = new_parts.group;
	derivation.owner = parts.owner;
	derivation.group = parts.group;
	status = change_list(&parts, &new_parts, information, SE_SYSTEM, &derivation,
			     &sacl);
	if (NT_SUCCESS(status))
		status = change_list(&parts, &new_parts, information, SE_DISCRETIONARY,
				     &derivation, &dacl);
	if (NT_SUCCESS(status))
		status = se_build_descriptor(&parts, result);
	kvfree(sacl.made);
	kvfree(dacl.made);
	return status;
}
EXPORT_SYMBOL_NTOBJ_KUNIT(se_change_descriptor);

static u16 all_bits(enum se_acl_kind kind)
{
	const struct control_bits *bits = &control_bits[kind];

	return bits->present | bits->defaulted | bits->inherit_request |
	       bits->inherited | bits->protected;
}

/**
 * se_select_parts - some parts of a descriptor
 * @descriptor: the descriptor, or NULL for one without parts
 * @information: NTOBJ_*_SECURITY_INFORMATION: which
 * @result: a descriptor with these, and a reference for the caller
 *
 * Context: process; may sleep.
 *
 * Return: STATUS_SUCCESS, STATUS_INSUFFICIENT_RESOURCES.
 */
NTSTATUS se_select_parts(const struct se_descriptor *descriptor, u32 information,
			 struct se_descriptor **result)
{
	struct se_parts parts, selected = {};
	u16 control = 0;

	se_describe(descriptor, &parts);
	if (information & NTOBJ_OWNER_SECURITY_INFORMATION) {
		selected.owner = parts.owner;
		control |= NTOBJ_SD_OWNER_DEFAULTED;
	}
	if (information & NTOBJ_GROUP_SECURITY_INFORMATION) {
		selected.group = parts.group;
		control |= NTOBJ_SD_GROUP_DEFAULTED;
	}
	if (information & NTOBJ_SACL_SECURITY_INFORMATION) {
		selected.sacl = parts.sacl;
		control |= all_bits(SE_SYSTEM);
	}
	if (information & NTOBJ_DACL_SECURITY_INFORMATION) {
		selected.dacl = parts.dacl;
		control |= all_bits(SE_DISCRETIONARY);
	}
	selected.control = parts.control & control;
	return se_build_descriptor(&selected, result);
}
EXPORT_SYMBOL_NTOBJ_KUNIT(se_select_parts);
