// SPDX-License-Identifier: GPL-2.0
/*
 * Privileges: what somebody may do whatever the descriptors say.
 *
 * They are Linux's capabilities of the initial user namespace, under NT's
 * names. What has been disabled or removed in a process's token stays so when
 * the process gets a new one, because its credentials have changed, and in the
 * processes that it makes: the subject keeps it (se_subject.removed and
 * .disabled). An exec that gives rights begins with a clean sheet.
 *
 * @adjust_lock guards what a token says of its privileges, its subject, and
 * what that keeps. It is innermost and held for a few instructions. A look at
 * one word needs no lock.
 */
#include <linux/capability.h>
#include <linux/cred.h>
#include <linux/spinlock.h>
#include <linux/user_namespace.h>
#include <ntobj/se_token.h>

#include "compat/linux.h"

#define ATTRIBUTES_KNOWN						\
	(NTOBJ_SE_PRIVILEGE_ENABLED_BY_DEFAULT | NTOBJ_SE_PRIVILEGE_ENABLED | \
	 NTOBJ_SE_PRIVILEGE_REMOVED | NTOBJ_SE_PRIVILEGE_USED_FOR_ACCESS)

static DEFINE_SPINLOCK(adjust_lock);
static u64 last_modified_id;

static const struct {
	u8 privilege;
	u8 capability;
} privileges_of[] = {
	{ NTOBJ_SE_LOCK_MEMORY, CAP_IPC_LOCK },
	{ NTOBJ_SE_INCREASE_QUOTA, CAP_SYS_RESOURCE },
	{ NTOBJ_SE_TCB, CAP_SYS_ADMIN },
	{ NTOBJ_SE_SECURITY, CAP_AUDIT_CONTROL },
	{ NTOBJ_SE_TAKE_OWNERSHIP, CAP_CHOWN },
	{ NTOBJ_SE_LOAD_DRIVER, CAP_SYS_MODULE },
	{ NTOBJ_SE_SYSTEM_PROFILE, CAP_SYS_ADMIN },
	{ NTOBJ_SE_SYSTEMTIME, CAP_SYS_TIME },
	{ NTOBJ_SE_INCREASE_BASE_PRIORITY, CAP_SYS_NICE },
	{ NTOBJ_SE_CREATE_PERMANENT, CAP_SYS_ADMIN },
	{ NTOBJ_SE_BACKUP, CAP_DAC_READ_SEARCH },
	{ NTOBJ_SE_RESTORE, CAP_DAC_OVERRIDE },
	{ NTOBJ_SE_SHUTDOWN, CAP_SYS_BOOT },
	{ NTOBJ_SE_DEBUG, CAP_SYS_PTRACE },
	{ NTOBJ_SE_AUDIT, CAP_AUDIT_WRITE },
	{ NTOBJ_SE_CHANGE_NOTIFY, CAP_DAC_READ_SEARCH },
	{ NTOBJ_SE_IMPERSONATE, CAP_SETUID },
	{ NTOBJ_SE_CREATE_GLOBAL, CAP_SYS_ADMIN },
};

/**
 * se_derive_privileges - the privileges that credentials give
 * @task: whose they are
 * @cred: the credentials
 *
 * No more than @cred has, even if the task has got others meanwhile; and no more
 * than security modules leave it. Context: process.
 *
 * Return: bit n for privilege n.
 */
u64 se_derive_privileges(struct task_struct *task, const struct cred *cred)
{
	u64 privileges = 0;
	unsigned int i;

	if (cred->user_ns != &init_user_ns)
		return 0;
	for (i = 0; i < ARRAY_SIZE(privileges_of); i++)
		if (cap_raised(cred->cap_effective, privileges_of[i].capability) &&
		    compat_has_capability(task, privileges_of[i].capability))
			privileges |= BIT_ULL(privileges_of[i].privilege);
	return privileges;
}

/* Works out what a token has, and what of it counts. */
static void settle(struct se_token *token)
{
	lockdep_assert_held(&adjust_lock);
	token->present = token->derived & ~token->removed;
	WRITE_ONCE(token->enabled, token->present & ~token->disabled);
}

/**
 * se_attach_token - a token becomes a process's
 * @token: new, seen by nobody
 * @subject: whose it is to be
 *
 * What the process has lost, the token loses. Context: process.
 */
void se_attach_token(struct se_token *token, struct se_subject *subject)
{
	spin_lock(&adjust_lock);
	token->removed = subject->removed;
	token->disabled = subject->disabled;
	settle(token);
	token->subject = subject;
	spin_unlock(&adjust_lock);
}

/**
 * se_restrict_token - a token becomes a thread's
 * @token: new, seen by nobody
 * @subject: the thread's process
 * @old: the thread's token up to now, or NULL
 *
 * It loses what the process has lost, and what the thread has. Context: process.
 */
void se_restrict_token(struct se_token *token, const struct se_subject *subject,
		       const struct se_token *old)
{
	spin_lock(&adjust_lock);
	token->removed = subject->removed | (old ? old->removed : 0);
	token->disabled = subject->disabled | (old ? old->disabled : 0);
	settle(token);
	spin_unlock(&adjust_lock);
}

/**
 * se_read_adjustments - what the current thread's children are not to have
 * @subject: its process
 * @own: its own token, or NULL
 * @removed: privileges that they do not have
 * @disabled: privileges that are disabled in them
 *
 * Without the lock: it is for a probe, and who adjusts while he forks gets the
 * one or the other. Context: any.
 */
void se_read_adjustments(const struct se_subject *subject, const struct se_token *own,
			 u64 *removed, u64 *disabled)
{
	*removed = READ_ONCE(subject->removed) | (own ? READ_ONCE(own->removed) : 0);
	*disabled = READ_ONCE(subject->disabled) | (own ? READ_ONCE(own->disabled) : 0);
}

/**
 * se_detach_token - a token is its subject's no more
 * @token: the token
 *
 * Context: process.
 */
void se_detach_token(struct se_token *token)
{
	spin_lock(&adjust_lock);
	token->subject = NULL;
	spin_unlock(&adjust_lock);
}

/**
 * se_copy_privileges - give a token the privileges of another, as they are now
 * @copy: new, seen by nobody
 * @token: the other
 *
 * Context: process.
 */
void se_copy_privileges(struct se_token *copy, const struct se_token *token)
{
	spin_lock(&adjust_lock);
	copy->removed = token->removed;
	copy->disabled = token->disabled;
	settle(copy);
	copy->modified_id = token->modified_id;
	spin_unlock(&adjust_lock);
}

/**
 * se_add_adjustments - take privileges away from a subject
 * @subject: the subject, whose lock is held
 * @removed: privileges that it is not to have
 * @disabled: privileges that are to be disabled
 *
 * From its token as well, if it has one. Context: process.
 */
void se_add_adjustments(struct se_subject *subject, u64 removed, u64 disabled)
{
	struct se_token *token = subject->token;

	lockdep_assert_held(&subject->lock);
	spin_lock(&adjust_lock);
	if (token) {
		WRITE_ONCE(token->removed, token->removed | removed);
		WRITE_ONCE(token->disabled, token->disabled | disabled);
		settle(token);
	}
	WRITE_ONCE(subject->removed, subject->removed | removed);
	WRITE_ONCE(subject->disabled, subject->disabled | disabled);
	spin_unlock(&adjust_lock);
}

/**
 * se_clear_adjustments - a subject may have all privileges again
 * @subject: which has no token
 *
 * Context: process.
 */
void se_clear_adjustments(struct se_subject *subject)
{
	spin_lock(&adjust_lock);
	WRITE_ONCE(subject->removed, 0);
	WRITE_ONCE(subject->disabled, 0);
	spin_unlock(&adjust_lock);
}

/* Lists privileges, bit n for privilege n; returns how many. */
static u32 list_privileges(u64 privileges, u64 enabled, struct ntobj_privilege *list)
{
	unsigned int i;
	u32 count = 0;

	for (i = 0; i <= NTOBJ_SE_PRIVILEGE_MAX; i++)
		if (privileges & BIT_ULL(i))
			list[count++] = (struct ntobj_privilege){
				.luid = i,
				.attributes = NTOBJ_SE_PRIVILEGE_ENABLED_BY_DEFAULT |
					      (enabled & BIT_ULL(i) ?
					       NTOBJ_SE_PRIVILEGE_ENABLED : 0),
			};
	return count;
}

/**
 * se_list_privileges - what privileges a token has
 * @token: the token
 * @list: room for NTOBJ_SE_PRIVILEGE_MAX + 1 of them
 *
 * Context: process.
 *
 * Return: how many.
 */
u32 se_list_privileges(const struct se_token *token, struct ntobj_privilege *list)
{
	u64 present, enabled;

	spin_lock(&adjust_lock);
	present = token->present;
	enabled = token->enabled;
	spin_unlock(&adjust_lock);
	return list_privileges(present, enabled, list);
}

/**
 * se_list_adjusted - the privileges that an adjustment changes, as they were
 * @adjustment: from se_adjust_privileges()
 * @list: room for NTOBJ_SE_PRIVILEGE_MAX + 1 of them
 *
 * Context: any.
 *
 * Return: how many.
 */
u32 se_list_adjusted(const struct se_adjustment *adjustment,
		     struct ntobj_privilege *list)
{
	return list_privileges(adjustment->changed, adjustment->enabled, list);
}

struct change {
	u64 disable;
	u64 enable;
	u64 remove;
	bool all_assigned;
};

static NTSTATUS plan(const struct se_token *token, const struct ntobj_privilege *privileges,
		     u32 count, struct change *change)
{
	u32 i;

	for (i = 0; i < count; i++) {
		const struct ntobj_privilege *wanted = &privileges[i];
		u64 bit = wanted->luid <= NTOBJ_SE_PRIVILEGE_MAX ? BIT_ULL(wanted->luid) : 0;

		if (wanted->reserved || wanted->attributes & ~ATTRIBUTES_KNOWN)
			return STATUS_INVALID_PARAMETER;
		if (!(token->present & bit & ~change->remove)) {
			change->all_assigned = false;
			continue;
		}
		/* The last word counts, but for removing. */
		change->enable &= ~bit;
		change->disable &= ~bit;
		if (wanted->attributes & NTOBJ_SE_PRIVILEGE_REMOVED)
			change->remove |= bit;
		else if (wanted->attributes & NTOBJ_SE_PRIVILEGE_ENABLED)
			change->enable |= bit;
		else
			change->disable |= bit;
	}
	return STATUS_SUCCESS;
}

static void apply(struct se_token *token, const struct change *change)
{
	struct se_subject *subject = token->subject;

	WRITE_ONCE(token->removed, token->removed | change->remove);
	WRITE_ONCE(token->disabled, (token->disabled | change->disable) & ~change->enable);
	settle(token);
	WRITE_ONCE(token->modified_id, ++last_modified_id);
	if (!subject)
		return;
	WRITE_ONCE(subject->removed, token->removed);
	WRITE_ONCE(subject->disabled, token->disabled);
}

/* Drops from a plan what would change nothing; returns what is left. */
static u64 effective(const struct se_token *token, struct change *change)
{
	change->enable &= ~token->enabled;
	change->disable &= token->enabled;
	return change->enable | change->disable | change->remove;
}

/**
 * se_adjust_privileges - enable, disable and remove privileges
 * @token: the token
 * @privileges: what to do, as struct ntobj_adjust_privileges has it
 * @count: how many
 * @disable_all: disable all instead
 * @adjustment: what the caller expects to change; afterwards what does
 * @done: whether to do it whatever that is; afterwards whether it was done. It is
 *	not if something else would change than what was expected
 *
 * So who has to tell somebody can do so before anything is changed. Context:
 * process. As NtAdjustPrivilegesToken.
 *
 * Return: STATUS_SUCCESS; STATUS_NOT_ALL_ASSIGNED; with nothing changed
 * STATUS_INVALID_PARAMETER.
 */
NTSTATUS se_adjust_privileges(struct se_token *token,
			      const struct ntobj_privilege *privileges, u32 count,
			      bool disable_all, struct se_adjustment *adjustment,
			      bool *done)
{
	const struct se_adjustment expected = *adjustment;
	struct change change = { .all_assigned = true };
	NTSTATUS status = STATUS_SUCCESS;

	spin_lock(&adjust_lock);
	if (disable_all)
		change.disable = token->present;
	else
		status = plan(token, privileges, count, &change);
	if (NT_SUCCESS(status)) {
		adjustment->changed = effective(token, &change);
		adjustment->enabled = token->enabled & adjustment->changed;
		if (adjustment->changed == expected.changed &&
		    adjustment->enabled == expected.enabled)
			*done = true;
		if (*done && adjustment->changed)
			apply(token, &change);
		if (!change.all_assigned)
			status = STATUS_NOT_ALL_ASSIGNED;
	}
	spin_unlock(&adjust_lock);
	return status;
}
