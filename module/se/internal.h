/* SPDX-License-Identifier: GPL-2.0 */
/* What the files of module/se share among them. */
#ifndef _NTOBJ_SE_INTERNAL_H
#define _NTOBJ_SE_INTERNAL_H

#include <ntobj/se.h>

/**
 * struct se_derivation - how lists are made from others
 * @owner: who takes the place of CREATOR OWNER
 * @group: who takes that of CREATOR GROUP; NULL for nobody, as for @owner
 * @mapping: of the type of the object that the list is for
 */
struct se_derivation {
	const struct se_sid *owner;
	const struct se_sid *group;
	const struct se_generic_mapping *mapping;
};

NTSTATUS se_inherit_acl(const struct ntobj_acl *parent, bool container,
			const struct se_derivation *derivation,
			struct ntobj_acl **result);
NTSTATUS se_apply_acl(const struct ntobj_acl *source,
		      const struct se_derivation *derivation,
		      struct ntobj_acl **result);

#endif /* _NTOBJ_SE_INTERNAL_H */
