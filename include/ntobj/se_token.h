/* SPDX-License-Identifier: GPL-2.0 */
/*
 * Tokens: who a process or a thread is.
 */
#ifndef _NTOBJ_SE_TOKEN_H
#define _NTOBJ_SE_TOKEN_H

#include <linux/bits.h>
#include <ntobj/ob.h>
#include <ntobj/se.h>

struct ke_thread;

/**
 * struct se_token - a token
 * @header: the object's
 * @cred: the credentials that it was made from, pinned
 * @uses: by processes and threads whose token it is, and by calls that act in its
 *	name; handles do not count
 * @logon: while it is in use the logon, with a reference; holds session and
 *	namespace
 * @logon_id: of the logon
 * @session: its number
 * @audit_session: the same as Linux has it
 * @type: NTOBJ_TOKEN_PRIMARY or NTOBJ_TOKEN_IMPERSONATION
 * @level: NTOBJ_SECURITY_*
 * @derived: the privileges that the credentials give
 * @removed: bit n for privilege n, which it is not to have whatever @derived
 *	says. This and what follows up to @subject changes under the lock of
 *	se/privilege.c
 * @disabled: those that are not to count
 * @present: what it has by that
 * @enabled: what counts
 * @modified_id: changes with them
 * @subject: of which process it is the token now; NULL if of none, or of a thread
 * @process: an object of the process, with a reference, if the process would be
 *	forgotten without it; NULL when there are no handles. Under the lock of
 *	se/hold.c
 * @handles: handles to the token, and those that are being made; the same
 * @count: of @members
 * @first_group: index of the first supplementary group, behind all others
 * @size: bytes of @members and all that lies behind
 * @members: the user, then the groups; their SIDs lie behind
 * @default_dacl: for objects that are made with it
 */
struct se_token {
	struct ob_header header;
	const struct cred *cred;
	refcount_t uses;
	struct ob_logon *logon;
	u64 logon_id;
	u32 session;
	u32 audit_session;
	u32 type;
	u32 level;
	u64 derived;
	u64 removed;
	u64 disabled;
	u64 present;
	u64 enabled;
	u64 modified_id;
	struct se_subject *subject;
	struct ob_header *process;
	u32 handles;
	u32 count;
	u32 first_group;
	u32 size;
	struct se_member *members;
	struct ntobj_acl *default_dacl;
};

/**
 * struct se_subject - a process as far as security is concerned
 * @lock: guards @token
 * @token: its token, with a reference; NULL until one is needed
 * @removed: privileges that its tokens do not have any more; changes under
 *	the lock of se/privilege.c
 * @disabled: privileges that are disabled in its tokens; the same
 * @table: the process's handle table, to which its greater tokens are charged
 */
struct se_subject {
	spinlock_t lock;	/* task_lock() may be taken under it */
	struct se_token *token;
	u64 removed;
	u64 disabled;
	struct ob_handle_table *table;
};

/* Privileges that an adjustment changes, and those of them that were enabled. */
struct se_adjustment {
	u64 changed;
	u64 enabled;
};

static inline struct se_token *se_token_of(struct ob_header *object)
{
	return container_of(object, struct se_token, header);
}

/* Whether a process has lost privileges, which its children are not to have. */
static inline bool se_is_adjusted(const struct se_subject *subject)
{
	return READ_ONCE(subject->removed) | READ_ONCE(subject->disabled);
}

static inline bool se_token_has(const struct se_token *token, unsigned int privilege)
{
	/* NULL is the module itself. */
	return !token || READ_ONCE(token->enabled) & BIT_ULL(privilege);
}

/* Tokens: se/token.c */
int se_init(void);
NTSTATUS se_derive_token(struct task_struct *task, const struct cred *cred,
			 struct se_token **result);
NTSTATUS se_charge_token(struct ob_handle_table *table, struct se_token *token);
NTSTATUS se_copy_token(struct se_token *token, u32 type, u32 level,
		       struct se_token **result);
void se_identify(const struct se_token *token, struct se_identity *identity);
void se_token_defaults(const struct se_token *token, struct se_parts *parts);
u32 se_session_of(u32 audit_session);
NTSTATUS se_build_owner_descriptor(const struct cred *cred,
				   const struct se_generic_mapping *mapping,
				   struct se_descriptor **result);
const struct se_sid *se_token_primary_group(const struct se_token *token);
extern struct ob_type *se_token_type;

/* Privileges: se/privilege.c */
u64 se_derive_privileges(struct task_struct *task, const struct cred *cred);
NTSTATUS se_adjust_privileges(struct se_token *token,
			      const struct ntobj_privilege *privileges, u32 count,
			      bool disable_all, struct se_adjustment *adjustment,
			      bool *done);
u32 se_list_adjusted(const struct se_adjustment *adjustment,
		     struct ntobj_privilege *list);
u32 se_list_privileges(const struct se_token *token, struct ntobj_privilege *list);
void se_attach_token(struct se_token *token, struct se_subject *subject);
void se_restrict_token(struct se_token *token, const struct se_subject *subject,
		       const struct se_token *old);
void se_read_adjustments(const struct se_subject *subject, const struct se_token *own,
			 u64 *removed, u64 *disabled);
void se_detach_token(struct se_token *token);
void se_copy_privileges(struct se_token *copy, const struct se_token *token);
void se_add_adjustments(struct se_subject *subject, u64 removed, u64 disabled);
void se_clear_adjustments(struct se_subject *subject);

/* Whose token: se/subject.c */
void se_init_subject(struct se_subject *subject, struct ob_handle_table *table);
void se_inherit_adjustments(struct se_subject *subject, u64 removed, u64 disabled);
bool se_has_disabled(struct se_subject *subject, unsigned int privilege);
void se_reset_subject(struct se_subject *subject);
NTSTATUS se_reference_token(struct se_subject *subject, struct se_token **token);
NTSTATUS se_reference_process_token(struct se_subject *subject,
				    struct task_struct *leader,
				    struct se_token **token);
NTSTATUS se_reference_thread_token(struct se_subject *subject,
				   struct task_struct *task, struct se_token **token);
void se_keep_adjustments(struct se_subject *subject, const struct ke_thread *thread);
void se_forget_thread_token(struct ke_thread *thread);
struct se_token *se_get_token(struct se_token *token);
void se_put_token(struct se_token *token);
NTSTATUS se_check_privilege(struct se_subject *subject, unsigned int privilege);

/* Whom a token's handles reach: se/hold.c */
void se_hold_process(struct se_token *token, struct ob_header *process);
bool se_hold_process_further(struct se_token *token);
void se_release_process(struct se_token *token);

/* Services: se/token_service.c, se/check_service.c */
void se_token_service_init(void);
void se_check_service_init(void);
NTSTATUS se_open_token(struct ke_call *call, struct se_token *token,
		       struct ob_header *process, struct ntobj_open_token *argument);

/* Audit: se/audit.c */
void se_audit(const struct se_descriptor *descriptor, const struct se_token *token,
	      struct ob_header *object, u32 desired_access, u32 granted_access,
	      NTSTATUS status);

#endif /* _NTOBJ_SE_TOKEN_H */
