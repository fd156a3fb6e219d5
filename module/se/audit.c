// SPDX-License-Identifier: GPL-2.0
/*
 * Audit: records in the kernel's own log of who has opened what, or tried to,
 * as the object's system list wants it.
 */
#include <linux/audit.h>
#include <linux/sched.h>
#include <ntobj/se_token.h>

/* Whether an entry of the list names who opens, what he wants, and the outcome. */
static bool is_audited(const struct se_descriptor *descriptor,
		       const struct se_identity *identity, u32 access, bool success)
{
	const u8 outcome = success ? NTOBJ_ACE_FLAG_SUCCESSFUL : NTOBJ_ACE_FLAG_FAILED;
	const struct se_ace *ace = se_first_ace(descriptor->sacl);
	unsigned int i;

	for (i = 0; i < descriptor->sacl->count; i++, ace = se_next_ace(ace)) {
		if (ace->header.flags & NTOBJ_ACE_FLAG_INHERIT_ONLY ||
		    !(ace->header.flags & outcome))
			continue;
		if (ace->header.mask & access && se_is_member(identity, &ace->sid, true))
			return true;
	}
	return false;
}

/**
 * se_audit - write a record if the system list wants one
 * @descriptor: with a system list
 * @token: who has opened the object, or not
 * @object: the object
 * @desired_access: what he wanted
 * @granted_access: what he got
 * @status: the outcome
 *
 * Context: process; may sleep.
 */
void se_audit(const struct se_descriptor *descriptor, const struct se_token *token,
	      struct ob_header *object, u32 desired_access, u32 granted_access,
	      NTSTATUS status)
{
	u32 access = ob_map_access(object->type, desired_access);
	struct se_identity identity;

	if (!audit_enabled)
		return;
	if (access & NTOBJ_MAXIMUM_ALLOWED)
		access = NT_SUCCESS(status) ? granted_access :
					      object->type->information.generic_all;
	se_identify(token, &identity);
	if (!is_audited(descriptor, &identity, access, NT_SUCCESS(status)))
		return;
	audit_log(audit_context(), GFP_KERNEL, AUDIT_KERNEL_OTHER,
		  "module=ntobj op=open object_type=%s object_id=%llu desired_access=0x%08x granted_access=0x%08x status=0x%08x pid=%d euid=%u auid=%u ses=%u res=%d",
		  object->type->information.name, object->id, desired_access,
		  granted_access, status, task_tgid_nr(current),
		  from_kuid(&init_user_ns, token->cred->euid),
		  from_kuid(&init_user_ns, audit_get_loginuid(current)),
		  token->audit_session, NT_SUCCESS(status));
}
