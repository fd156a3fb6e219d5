// SPDX-License-Identifier: GPL-2.0
/*
 * Whose token: from a process or thread to the token that it has now.
 *
 * A process has one token, which is its first thread's. A thread whose
 * credentials are not the first thread's has one of its own: it impersonates,
 * as NT calls it. Both are made when they are first needed, kept, and compared
 * with the credentials, the session and the IPC namespace at each use: who has
 * changed them gets another. So who has dropped rights has dropped them here.
 *
 * Locking and lifetime
 *
 * A subject's lock guards its token, which is referenced; who takes it out of
 * there drops the reference without the lock. A thread's token (ke_thread.token)
 * is the thread's own business: it puts it there, looks at it, and takes it away
 * when it ends.
 */
#include <linux/audit.h>
#include <linux/cred.h>
#include <linux/ipc_namespace.h>
#include <linux/nsproxy.h>
#include <linux/sched/signal.h>
#include <linux/sched/task.h>
#include <linux/spinlock.h>
#include <ntobj/ke.h>
#include <ntobj/se_token.h>

/**
 * se_init_subject - begin
 * @subject: all zero
 * @table: the process's handle table, which lasts as long
 *
 * Context: any.
 */
void se_init_subject(struct se_subject *subject, struct ob_handle_table *table)
{
	spin_lock_init(&subject->lock);
	subject->table = table;
}

/**
 * se_get_token - use a token
 * @token: which is in use
 *
 * Context: any.
 *
 * Return: the token, with a reference.
 */
struct se_token *se_get_token(struct se_token *token)
{
	refcount_inc(&token->uses);
	ob_reference_object(&token->header);
	return token;
}

/**
 * se_put_token - use a token no more
 * @token: the token, or NULL; the reference is dropped
 *
 * When nobody uses it, it does not keep its session any longer, whoever has
 * handles to it. Context: process; may sleep.
 */
void se_put_token(struct se_token *token)
{
	if (!token)
		return;
	if (refcount_dec_and_test(&token->uses) && token->logon) {
		ob_put_logon(token->logon);
		token->logon = NULL;
	}
	ob_dereference_object(&token->header);
}

static bool same_groups(const struct group_info *a, const struct group_info *b)
{
	return a == b || (a->ngroups == b->ngroups &&
			  !memcmp(a->gid, b->gid, a->ngroups * sizeof(a->gid[0])));
}

/* Whether credentials make the same token. */
static bool same_rights(const struct cred *a, const struct cred *b)
{
	return a == b ||
	       (uid_eq(a->euid, b->euid) && gid_eq(a->egid, b->egid) &&
		a->user_ns == b->user_ns &&
		!memcmp(&a->cap_effective, &b->cap_effective, sizeof(a->cap_effective)) &&
		same_groups(a->group_info, b->group_info));
}

static bool is_in(const struct se_token *token, const struct ipc_namespace *ipc)
{
	return token->logon->session->namespace->ipc == ipc;
}

static bool is_currents(const struct se_token *token)
{
	return same_rights(token->cred, current_cred()) &&
	       token->audit_session == audit_get_sessionid(current) &&
	       is_in(token, current->nsproxy->ipc_ns);
}

/* Whether a token is that of a first thread, which may have ended. */
static bool is_leaders(const struct se_token *token, struct task_struct *leader)
{
	u32 session;
	bool same;

	/* Linux writes the session's number plainly; the old one will do as well. */
	session = data_race(audit_get_sessionid(leader));
	rcu_read_lock();
	same = same_rights(token->cred, __task_cred(leader)) &&
	       token->audit_session == session;
	rcu_read_unlock();
	if (!same)
		return false;
	task_lock(leader);
	same = !leader->nsproxy || is_in(token, leader->nsproxy->ipc_ns);
	task_unlock(leader);
	return same;
}

/**
 * se_reference_process_token - a process's token
 * @subject: the process
 * @leader: its first thread
 * @token: the token, with a reference
 *
 * Context: process; may sleep.
 *
 * Return: as se_derive_token().
 */
NTSTATUS se_reference_process_token(struct se_subject *subject,
				    struct task_struct *leader,
				    struct se_token **token)
{
	const struct cred *cred;
	struct se_token *old;
	NTSTATUS status;

	spin_lock(&subject->lock);
	*token = subject->token;
	if (*token && is_leaders(*token, leader)) {
		se_get_token(*token);
		spin_unlock(&subject->lock);
		return STATUS_SUCCESS;
	}
	spin_unlock(&subject->lock);
	cred = get_task_cred(leader);
	status = se_derive_token(leader, cred, token);
	put_cred(cred);
	if (NT_SUCCESS(status))
		status = se_charge_token(subject->table, *token);
	if (!NT_SUCCESS(status))
		return status;
	spin_lock(&subject->lock);
	old = subject->token;
	if (old && is_leaders(old, leader)) {
		/* Somebody was faster; there is one token of a process. */
		swap(old, *token);
	} else {
		if (old)
			se_detach_token(old);
		se_attach_token(*token, subject);
		subject->token = *token;
	}
	se_get_token(*token);
	spin_unlock(&subject->lock);
	se_put_token(old);
	return STATUS_SUCCESS;
}

/* The token of the current thread, which is not its process's. */
static NTSTATUS reference_own_token(struct se_subject *subject, struct se_token **token)
{
	struct ke_thread *thread = ke_current_thread();
	struct se_token *old;
	NTSTATUS status;

	if (!thread)
		return STATUS_INSUFFICIENT_RESOURCES;
	*token = thread->token;
	if (*token && is_currents(*token)) {
		se_get_token(*token);
		return STATUS_SUCCESS;
	}
	status = se_derive_token(current, current_cred(), token);
	if (NT_SUCCESS(status))
		status = se_charge_token(subject->table, *token);
	if (!NT_SUCCESS(status))
		return status;
	(*token)->type = NTOBJ_TOKEN_IMPERSONATION;
	(*token)->level = NTOBJ_SECURITY_IMPERSONATION;
	old = thread->token;
	se_restrict_token(*token, subject, old);
	thread->token = se_get_token(*token);
	se_put_token(old);
	return STATUS_SUCCESS;
}

/* The token of the calling thread when its process's is not at hand, or not it. */
static NTSTATUS reference_slowly(struct se_subject *subject, struct se_token **token)
{
	NTSTATUS status;

	status = se_reference_process_token(subject, current->group_leader, token);
	if (!NT_SUCCESS(status) || is_currents(*token))
		return status;
	se_put_token(*token);
	return reference_own_token(subject, token);
}

/**
 * se_reference_token - the token that counts for the calling thread
 * @subject: its process; NULL if the module itself acts
 * @token: the token, with a reference, for se_put_token(); or NULL, also after a
 *	failure
 *
 * Context: process; may sleep.
 *
 * Return: as se_derive_token().
 */
NTSTATUS se_reference_token(struct se_subject *subject, struct se_token **token)
{
	NTSTATUS status;

	*token = NULL;
	if (!subject)
		return STATUS_SUCCESS;
	spin_lock(&subject->lock);
	if (subject->token && is_currents(subject->token))
		*token = se_get_token(subject->token);
	spin_unlock(&subject->lock);
	if (*token)
		return STATUS_SUCCESS;
	status = reference_slowly(subject, token);
	/* What was looked at on the way is not the caller's to put. */
	if (!NT_SUCCESS(status))
		*token = NULL;
	return status;
}

/* Whether a token's is that of the first thread of a thread's process. */
static bool is_processes(const struct se_token *token, struct task_struct *task)
{
	struct task_struct *leader = NULL;
	bool same = true;

	rcu_read_lock();
	/* Once it has been waited for, the first thread may be gone. */
	if (pid_alive(task))
		leader = get_task_struct(task->group_leader);
	rcu_read_unlock();
	if (leader) {
		same = is_leaders(token, leader);
		put_task_struct(leader);
	}
	return same;
}

/* The token of another thread: a copy of this moment, with what is left to it. */
static NTSTATUS derive_threads(struct se_subject *subject, struct task_struct *task,
			       struct se_token **token)
{
	const struct cred *cred = get_task_cred(task);
	NTSTATUS status;

	status = se_derive_token(task, cred, token);
	put_cred(cred);
	if (!NT_SUCCESS(status))
		return status;
	if (is_processes(*token, task)) {
		se_put_token(*token);
		return STATUS_NO_TOKEN;
	}
	(*token)->type = NTOBJ_TOKEN_IMPERSONATION;
	(*token)->level = NTOBJ_SECURITY_IMPERSONATION;
	se_restrict_token(*token, subject, NULL);
	return STATUS_SUCCESS;
}

/**
 * se_reference_thread_token - the token of a thread that has one of its own
 * @subject: its process
 * @task: the thread
 * @token: the token, with a reference. If @task is not the current one the token
 *	is a copy of that moment
 *
 * Context: process; may sleep.
 *
 * Return: STATUS_NO_TOKEN if it has its process's; as se_derive_token().
 */
NTSTATUS se_reference_thread_token(struct se_subject *subject,
				   struct task_struct *task, struct se_token **token)
{
	NTSTATUS status;

	if (task != current)
		return derive_threads(subject, task, token);
	status = se_reference_token(subject, token);
	if (NT_SUCCESS(status) && (*token)->type == NTOBJ_TOKEN_PRIMARY) {
		se_put_token(*token);
		status = STATUS_NO_TOKEN;
	}
	return status;
}

/**
 * se_forget_thread_token - a thread ends, or begins another program
 * @thread: the current one
 *
 * Context: process; may sleep.
 */
void se_forget_thread_token(struct ke_thread *thread)
{
	se_put_token(thread->token);
	thread->token = NULL;
}

/**
 * se_reset_subject - a process ends, or has got rights by an exec
 * @subject: the current process, in which nobody else makes calls
 *
 * Context: process; may sleep.
 */
void se_reset_subject(struct se_subject *subject)
{
	struct se_token *token;

	/* In one go: a token that is made in between would keep what was. */
	spin_lock(&subject->lock);
	token = subject->token;
	subject->token = NULL;
	if (token)
		se_detach_token(token);
	se_clear_adjustments(subject);
	spin_unlock(&subject->lock);
	se_put_token(token);
}

/**
 * se_inherit_adjustments - a process begins with what its maker has given up
 * @subject: the current process, which has not made a call yet
 * @removed: privileges that it is not to have
 * @disabled: privileges that are to be disabled
 *
 * Context: process; may sleep.
 */
void se_inherit_adjustments(struct se_subject *subject, u64 removed, u64 disabled)
{
	/* Somebody else may have its token already, and be adjusting it. */
	spin_lock(&subject->lock);
	se_add_adjustments(subject, removed, disabled);
	spin_unlock(&subject->lock);
}

/**
 * se_keep_adjustments - a thread becomes the first of its process
 * @subject: the process
 * @thread: the current thread; what it has given up, the process has now
 *
 * Context: process; may sleep.
 */
void se_keep_adjustments(struct se_subject *subject, const struct ke_thread *thread)
{
	if (thread->token)
		se_inherit_adjustments(subject, thread->token->removed,
				       thread->token->disabled);
}

/**
 * se_has_disabled - whether the calling thread could have a privilege, and has not
 * @subject: its process; NULL if the module itself acts
 * @privilege: NTOBJ_SE_*
 *
 * For what Linux's own rules decide by a capability: it does not count then.
 * Context: process; may sleep.
 *
 * Return: whether; true also if that can't be found out.
 */
bool se_has_disabled(struct se_subject *subject, unsigned int privilege)
{
	struct se_token *token;
	bool disabled;

	if (!NT_SUCCESS(se_reference_token(subject, &token)))
		return true;
	disabled = token && token->derived & BIT_ULL(privilege) &&
		   !se_token_has(token, privilege);
	se_put_token(token);
	return disabled;
}

/**
 * se_check_privilege - whether the calling thread has a privilege
 * @subject: its process; NULL if the module itself acts
 * @privilege: NTOBJ_SE_*
 *
 * Context: process; may sleep.
 *
 * Return: STATUS_SUCCESS; STATUS_PRIVILEGE_NOT_HELD; as se_derive_token().
 */
NTSTATUS se_check_privilege(struct se_subject *subject, unsigned int privilege)
{
	struct se_token *token;
	NTSTATUS status;

	status = se_reference_token(subject, &token);
	if (!NT_SUCCESS(status))
		return status;
	if (!se_token_has(token, privilege)) {
		ke_note_privilege(privilege);
		status = STATUS_PRIVILEGE_NOT_HELD;
	}
	se_put_token(token);
	return status;
}
