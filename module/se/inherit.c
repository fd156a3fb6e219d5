// SPDX-License-Identifier: GPL-2.0
/*
 * Lists that are made from others: what a new object inherits, and what a list
 * becomes when an object gets it.
 *
 * An entry can be for the object and for what is made in it at once, and both
 * may see something else in it: generic rights are mapped by each object's own
 * type, and CREATOR OWNER is each object's own owner. Such an entry becomes
 * two, one for the object with all that put in, and behind it one for the
 * heirs as it was.
 *
 * Each list is gone through twice, first to know how much memory it takes.
 */
#include <linux/limits.h>
#include <linux/mm.h>
#include <linux/slab.h>
#include <linux/string.h>

#include "compat/linux.h"
#include "se/internal.h"

#define INHERITABLE	(NTOBJ_ACE_FLAG_OBJECT_INHERIT | NTOBJ_ACE_FLAG_CONTAINER_INHERIT)
#define INHERITANCE	(INHERITABLE | NTOBJ_ACE_FLAG_NO_PROPAGATE | \
			 NTOBJ_ACE_FLAG_INHERIT_ONLY)

/**
 * struct list - a list in the making
 * @acl: where it goes, or NULL as long as only its size is wanted
 * @size: bytes so far
 * @count: entries so far
 */
struct list {
	struct ntobj_acl *acl;
	u32 size;
	u32 count;
};

/* One entry to be made. */
struct entry {
	u8 type;
	u8 flags;
	u32 mask;
	const struct se_sid *sid;
};

static void append(struct list *list, const struct entry *entry)
{
	u32 sid_size = se_sid_size(entry->sid);
	u32 size = sizeof(struct ntobj_ace) + sid_size;

	if (list->acl) {
		void *end = (void *)list->acl + list->size;

		*(struct ntobj_ace *)end = (struct ntobj_ace){
			.type = entry->type,
			.flags = entry->flags,
			.size = size,
			.mask = entry->mask,
		};
		memcpy(end + sizeof(struct ntobj_ace), entry->sid, sid_size);
	}
	list->size += size;
	list->count++;
}

static const struct se_sid *substitute(const struct se_sid *sid,
				       const struct se_derivation *derivation)
{
	const struct se_sid *substitute = NULL;

	if (se_equal_sid(sid, &se_creator_owner.sid))
		substitute = derivation->owner;
	else if (se_equal_sid(sid, &se_creator_group.sid))
		substitute = derivation->group;
	return substitute ? substitute : sid;
}

/*
 * Appends what an entry is for the object itself, and for its heirs if @flags
 * say that there are any.
 */
static void append_effective(struct list *list, const struct se_ace *ace, u8 flags,
			     const struct se_derivation *derivation)
{
	const struct entry for_heirs = {
		.type = ace->header.type,
		.flags = flags | NTOBJ_ACE_FLAG_INHERIT_ONLY,
		.mask = ace->header.mask,
		.sid = &ace->sid,
	};
	struct entry effective = {
		.type = ace->header.type,
		.flags = flags,
		.mask = se_map_generic(derivation->mapping, ace->header.mask),
		.sid = substitute(&ace->sid, derivation),
	};
	bool same = effective.mask == for_heirs.mask && effective.sid == for_heirs.sid;

	if (same || !(flags & INHERITABLE)) {
		append(list, &effective);
		return;
	}
	effective.flags &= ~INHERITANCE;
	append(list, &effective);
	append(list, &for_heirs);
}

/* Appends what an entry is for the object's heirs alone. */
static void append_for_heirs(struct list *list, const struct se_ace *ace, u8 flags)
{
	const struct entry entry = {
		.type = ace->header.type,
		.flags = flags | NTOBJ_ACE_FLAG_INHERIT_ONLY,
		.mask = ace->header.mask,
		.sid = &ace->sid,
	};

	append(list, &entry);
}

static void inherit_ace(struct list *list, const struct se_ace *ace, bool container,
			const struct se_derivation *derivation)
{
	u8 flags = ace->header.flags;
	u8 effective = container ? NTOBJ_ACE_FLAG_CONTAINER_INHERIT :
				   NTOBJ_ACE_FLAG_OBJECT_INHERIT;
	u8 inherited = (flags & ~INHERITANCE) | NTOBJ_ACE_FLAG_INHERITED;

	if (container && !(flags & NTOBJ_ACE_FLAG_NO_PROPAGATE))
		inherited |= flags & INHERITABLE;
	if (flags & effective)
		append_effective(list, ace, inherited, derivation);
	else if (inherited & INHERITABLE)
		append_for_heirs(list, ace, inherited);
}

static void inherit(struct list *list, const struct ntobj_acl *parent, bool container,
		    const struct se_derivation *derivation)
{
	const struct se_ace *ace = se_first_ace(parent);
	u32 i;

	for (i = 0; i < parent->count; i++, ace = se_next_ace(ace))
		inherit_ace(list, ace, container, derivation);
}

static void apply(struct list *list, const struct ntobj_acl *source,
		  const struct se_derivation *derivation)
{
	const struct se_ace *ace = se_first_ace(source);
	u32 i;

	for (i = 0; i < source->count; i++, ace = se_next_ace(ace))
		if (ace->header.flags & NTOBJ_ACE_FLAG_INHERIT_ONLY)
			append_for_heirs(list, ace, ace->header.flags);
		else
			append_effective(list, ace, ace->header.flags, derivation);
}

/* Makes room for a list whose size is known now, and begins again. */
static NTSTATUS begin(struct list *list)
{
	struct ntobj_acl *acl;

	/* Substitutes are larger than what they stand for, and entries double. */
	if (list->size > U16_MAX)
		return STATUS_INVALID_ACL;
	acl = kvmalloc(list->size, GFP_KERNEL_ACCOUNT);
	if (!acl)
		return STATUS_INSUFFICIENT_RESOURCES;
	*acl = (struct ntobj_acl){
		.revision = NTOBJ_ACL_REVISION,
		.size = list->size,
		.count = list->count,
	};
	*list = (struct list){ .acl = acl, .size = sizeof(*acl) };
	return STATUS_SUCCESS;
}

/**
 * se_inherit_acl - what a new object inherits
 * @parent: the list of the directory that it goes to
 * @container: whether it is a directory itself
 * @derivation: how
 * @result: a list, for kvfree(); NULL if there is nothing to inherit
 *
 * Context: process; may sleep.
 *
 * Return: STATUS_SUCCESS; STATUS_INVALID_ACL if it got too long;
 * STATUS_INSUFFICIENT_RESOURCES.
 */
NTSTATUS se_inherit_acl(const struct ntobj_acl *parent, bool container,
			const struct se_derivation *derivation,
			struct ntobj_acl **result)
{
	struct list list = { .size = sizeof(struct ntobj_acl) };
	NTSTATUS status;

	*result = NULL;
	inherit(&list, parent, container, derivation);
	if (!list.count)
		return STATUS_SUCCESS;
	status = begin(&list);
	if (!NT_SUCCESS(status))
		return status;
	inherit(&list, parent, container, derivation);
	*result = list.acl;
	return STATUS_SUCCESS;
}
EXPORT_SYMBOL_NTOBJ_KUNIT(se_inherit_acl);

/**
 * se_apply_acl - what a list becomes when an object gets it
 * @source: the list
 * @derivation: how
 * @result: a list, for kvfree()
 *
 * Context: process; may sleep.
 *
 * Return: STATUS_SUCCESS; STATUS_INVALID_ACL if it got too long;
 * STATUS_INSUFFICIENT_RESOURCES.
 */
NTSTATUS se_apply_acl(const struct ntobj_acl *source,
		      const struct se_derivation *derivation,
		      struct ntobj_acl **result)
{
	struct list list = { .size = sizeof(struct ntobj_acl) };
	NTSTATUS status;

	apply(&list, source, derivation);
	status = begin(&list);
	if (!NT_SUCCESS(status))
		return status;
	apply(&list, source, derivation);
	*result = list.acl;
	return STATUS_SUCCESS;
}
EXPORT_SYMBOL_NTOBJ_KUNIT(se_apply_acl);
