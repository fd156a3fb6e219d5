// SPDX-License-Identifier: GPL-2.0
/*
 * Access: from what is asked for to what is granted.
 *
 * Objects have no descriptors yet; the device's mode keeps everybody but root
 * out, and who is in may have any right that the object's type knows. What
 * needs a privilege needs it already.
 */
#include <linux/capability.h>
#include <ntobj/ob.h>

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
	const struct ob_type_information *information = &type->information;
	u32 access = desired_access & ~(NTOBJ_GENERIC_READ | NTOBJ_GENERIC_WRITE |
					NTOBJ_GENERIC_EXECUTE | NTOBJ_GENERIC_ALL);

	if (desired_access & NTOBJ_GENERIC_READ)
		access |= information->generic_read;
	if (desired_access & NTOBJ_GENERIC_WRITE)
		access |= information->generic_write;
	if (desired_access & NTOBJ_GENERIC_EXECUTE)
		access |= information->generic_execute;
	if (desired_access & NTOBJ_GENERIC_ALL)
		access |= information->generic_all;
	return access;
}

/**
 * ob_check_access - decide what a new handle may do
 * @type: the object's type
 * @desired_access: what is asked for
 * @existing: whether the object was there before; then it is an error to ask
 *	for nothing
 * @granted_access: what is granted
 *
 * Context: process.
 *
 * Return: STATUS_SUCCESS; STATUS_ACCESS_DENIED; STATUS_PRIVILEGE_NOT_HELD if
 * NTOBJ_ACCESS_SYSTEM_SECURITY is asked for without CAP_AUDIT_CONTROL.
 */
NTSTATUS ob_check_access(const struct ob_type *type, u32 desired_access,
			 bool existing, u32 *granted_access)
{
	u32 access = ob_map_access(type, desired_access);

	if (existing && !desired_access)
		return STATUS_ACCESS_DENIED;
	if (access & NTOBJ_ACCESS_SYSTEM_SECURITY &&
	    !capable(CAP_AUDIT_CONTROL))
		return STATUS_PRIVILEGE_NOT_HELD;
	if (access & NTOBJ_MAXIMUM_ALLOWED)
		access = (access & ~NTOBJ_MAXIMUM_ALLOWED) |
			 type->information.generic_all;
	if (access & ~(type->information.valid_access | NTOBJ_ACCESS_SYSTEM_SECURITY))
		return STATUS_ACCESS_DENIED;
	*granted_access = access;
	return STATUS_SUCCESS;
}

/* Whether the caller holds the privilege to create permanent objects. */
bool ob_may_make_permanent(void)
{
	return capable(CAP_SYS_ADMIN);
}
