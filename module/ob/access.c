// SPDX-License-Identifier: GPL-2.0
/*
 * Access: from what is asked for to what is granted.
 *
 * What exists is opened by its descriptor; who makes something gets what he
 * asks for. What has no descriptor was reached through a handle, and that is
 * right enough. The answer stays in the handle.
 */
#include <linux/rcupdate.h>
#include <ntobj/ob.h>
#include <ntobj/se_token.h>

#include "se/trace.h"

/* Rights that stand for themselves, and take no privilege. */
#define OB_PLAIN_ACCESS		(NTOBJ_STANDARD_RIGHTS_ALL | 0xFFFF)

/**
 * ob_type_mapping - what generic rights stand for
 * @type: the type
 * @mapping: the result
 *
 * Context: any.
 */
void ob_type_mapping(const struct ob_type *type, struct se_generic_mapping *mapping)
{
	const struct ob_type_information *information = &type->information;

	*mapping = (struct se_generic_mapping){
		.read = information->generic_read,
		.write = information->generic_write,
		.execute = information->generic_execute,
		.all = information->generic_all,
	};
}

/**
 * ob_map_access - put a type's own rights in the place of generic ones
 * @type: the type
 * @desired_access: rights
 *
 * Context: any.
 *
 * Return: rights without generic ones.
 */
u32 ob_map_access(const struct ob_type *type, u32 desired_access)
{
	struct se_generic_mapping mapping;

	ob_type_mapping(type, &mapping);
	return se_map_generic(&mapping, desired_access);
}

static bool access_is_valid(const struct ob_type *type, u32 access)
{
	return !(access & ~(type->information.valid_access |
			    NTOBJ_ACCESS_SYSTEM_SECURITY | NTOBJ_MAXIMUM_ALLOWED));
}

/* What is asked for is mostly rights that the type has, and nothing else. */
static bool access_is_plain(const struct ob_type *type, u32 desired_access)
{
	return !(desired_access & ~(type->information.valid_access & OB_PLAIN_ACCESS));
}

/**
 * ob_grant_access - grant what is asked for, without a descriptor
 * @token: who asks; NULL for the module itself, and where @desired_access takes
 *	no privilege
 * @type: the object's type
 * @desired_access: what is asked for
 * @granted_access: what is granted
 *
 * Context: any.
 *
 * Return: STATUS_SUCCESS; STATUS_ACCESS_DENIED for rights that the type does not
 * know; STATUS_PRIVILEGE_NOT_HELD for NTOBJ_ACCESS_SYSTEM_SECURITY without
 * SeSecurityPrivilege.
 */
NTSTATUS ob_grant_access(const struct se_token *token, const struct ob_type *type,
			 u32 desired_access, u32 *granted_access)
{
	u32 access;

	if (access_is_plain(type, desired_access)) {
		*granted_access = desired_access;
		return STATUS_SUCCESS;
	}
	access = ob_map_access(type, desired_access);
	if (access & NTOBJ_ACCESS_SYSTEM_SECURITY &&
	    !se_token_has(token, NTOBJ_SE_SECURITY))
		return STATUS_PRIVILEGE_NOT_HELD;
	if (!access_is_valid(type, access))
		return STATUS_ACCESS_DENIED;
	if (access & NTOBJ_MAXIMUM_ALLOWED)
		access = (access & ~NTOBJ_MAXIMUM_ALLOWED) |
			 type->information.generic_all;
	*granted_access = access;
	return STATUS_SUCCESS;
}

/* The same by a descriptor. */
static NTSTATUS check_descriptor(const struct se_descriptor *descriptor,
				 const struct se_token *token, const struct ob_type *type,
				 u32 desired_access, u32 *granted_access)
{
	struct se_generic_mapping mapping;
	struct se_identity identity;
	NTSTATUS status;
	u64 used;

	if (!access_is_plain(type, desired_access) &&
	    !access_is_valid(type, ob_map_access(type, desired_access)))
		return STATUS_ACCESS_DENIED;
	ob_type_mapping(type, &mapping);
	se_identify(token, &identity);
	status = se_access_check(descriptor, &identity, desired_access, 0, &mapping,
				 granted_access, &used);
	*granted_access &= type->information.valid_access | NTOBJ_ACCESS_SYSTEM_SECURITY;
	/* A list may allow what the type does not know. */
	return NT_SUCCESS(status) && !*granted_access ? STATUS_ACCESS_DENIED : status;
}

/**
 * ob_check_access - decide what a new handle to an existing object may do
 * @token: who asks; NULL for the module itself
 * @object: the object, on which the caller has a reference
 * @desired_access: what is asked for; to ask for nothing is an error
 * @granted_access: what is granted
 *
 * Context: process; may sleep.
 *
 * Return: STATUS_SUCCESS; STATUS_ACCESS_DENIED; STATUS_PRIVILEGE_NOT_HELD for
 * NTOBJ_ACCESS_SYSTEM_SECURITY without SeSecurityPrivilege.
 */
NTSTATUS ob_check_access(const struct se_token *token, struct ob_header *object,
			 u32 desired_access, u32 *granted_access)
{
	struct se_descriptor *descriptor;
	bool audited = false;
	NTSTATUS status;

	might_sleep();
	*granted_access = 0;
	if (!desired_access)
		return STATUS_ACCESS_DENIED;
	rcu_read_lock();
	do {
		descriptor = token ? rcu_dereference(object->security) : NULL;
		/* What is audited is held, so that the record can be written. */
		audited = descriptor && unlikely(descriptor->sacl);
	} while (audited && !refcount_inc_not_zero(&descriptor->references));
	if (!descriptor) {
		rcu_read_unlock();
		return ob_grant_access(token, object->type, desired_access,
				       granted_access);
	}
	status = check_descriptor(descriptor, token, object->type, desired_access,
				  granted_access);
	rcu_read_unlock();
	if (!NT_SUCCESS(status))
		ke_note_right(status, object->id, desired_access);
	trace_ntobj_access(object->id, token->header.id, desired_access, *granted_access,
			   status);
	if (unlikely(audited)) {
		se_audit(descriptor, token, object, desired_access, *granted_access,
			 status);
		se_put_descriptor(descriptor);
	}
	return status;
}

/**
 * ob_would_grant - whether somebody could have rights to an object
 * @token: who
 * @object: the object, on which the caller has a reference
 * @access: rights that its type knows
 *
 * Context: any; nothing is audited, as nothing is opened.
 *
 * Return: whether he could.
 */
bool ob_would_grant(const struct se_token *token, const struct ob_header *object,
		    u32 access)
{
	const struct se_descriptor *descriptor;
	bool granted = true;
	u32 rights;

	rcu_read_lock();
	descriptor = rcu_dereference(object->security);
	if (descriptor)
		granted = NT_SUCCESS(check_descriptor(descriptor, token, object->type,
						      access, &rights));
	rcu_read_unlock();
	return granted;
}

/**
 * ob_check_directory - whether somebody may do something with a directory
 * @token: who; NULL for the module itself
 * @directory: the directory, on which the caller has a reference
 * @access: NTOBJ_DIRECTORY_* bits
 *
 * Context: any; nothing is audited.
 *
 * Return: STATUS_SUCCESS, STATUS_ACCESS_DENIED.
 */
NTSTATUS ob_check_directory(const struct se_token *token,
			    const struct ob_directory *directory, u32 access)
{
	if (!token || (access == NTOBJ_DIRECTORY_TRAVERSE &&
		       se_token_has(token, NTOBJ_SE_CHANGE_NOTIFY)))
		return STATUS_SUCCESS;
	if (ob_would_grant(token, &directory->header, access))
		return STATUS_SUCCESS;
	ke_note_right(STATUS_ACCESS_DENIED, directory->header.id, access);
	return STATUS_ACCESS_DENIED;
}
