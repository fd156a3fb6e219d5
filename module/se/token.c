// SPDX-License-Identifier: GPL-2.0
/*
 * Tokens: who somebody is, as a snapshot of his credentials.
 *
 * What a token says of its owner never changes, but for its privileges
 * (se/privilege.c). When credentials change another token is made
 * (se/subject.c). All that is of variable size lies in one piece of memory:
 * the members, their SIDs, and the default list.
 *
 * Ids are those of the initial user namespace. Root of another one is whoever
 * the host says he is, without privileges.
 */
#include <linux/audit.h>
#include <linux/cred.h>
#include <linux/ipc_namespace.h>
#include <linux/mm.h>
#include <linux/nsproxy.h>
#include <linux/sched/signal.h>
#include <linux/sched/task.h>
#include <linux/sizes.h>
#include <linux/slab.h>
#include <linux/user_namespace.h>

#include <ntobj/se_token.h>

#include "compat/linux.h"
#include "se/trace.h"

#define UNIX_AUTHORITY		22
#define UNIX_USER		1
#define UNIX_GROUP		2

#define GROUP_ATTRIBUTES						\
	(NTOBJ_SE_GROUP_MANDATORY | NTOBJ_SE_GROUP_ENABLED_BY_DEFAULT |	\
	 NTOBJ_SE_GROUP_ENABLED)

/* The user, his primary group, and those that do not come from Linux. */
#define MEMBERS_FIXED		8

#define UNIX_SID_SIZE		(sizeof(struct se_sid) + 2 * sizeof(__le32))

#define DEFAULT_ENTRIES		2

/* A process or thread has as much for its token, whatever it has been charged with. */
#define CHARGE_FREE		SZ_8K

struct ob_type *se_token_type;

static NTSTATUS open_token(enum ob_open_reason reason, pid_t process,
			   struct ob_header *object, u32 granted_access,
			   u32 process_handles)
{
	struct se_token *token = se_token_of(object);

	if (reason != OB_DUPLICATE_HANDLE)
		se_hold_process(token, NULL);
	else if (!se_hold_process_further(token))
		/* The handle that was to be duplicated has been closed. */
		return STATUS_INVALID_HANDLE;
	return STATUS_SUCCESS;
}

static void close_token(pid_t process, struct ob_header *object, u32 granted_access,
			u32 process_handles, u32 handles)
{
	se_release_process(se_token_of(object));
}

/* Its members, and the credentials: nobody else may have those any more. */
static u32 members_charge(struct ob_header *object)
{
	const struct se_token *token = se_token_of(object);
	const struct cred *cred = token->cred;

	return ob_allocation(token->size) + ob_allocation(sizeof(*cred)) +
	       ob_allocation(cred->group_info->ngroups * sizeof(kgid_t));
}

static void delete_token(struct ob_header *object)
{
	struct se_token *token = se_token_of(object);

	kvfree(token->members);
	if (token->cred)
		put_cred(token->cred);
	WARN_ON_ONCE(token->logon || token->process);
}

static const struct ob_type_information token_information = {
	.name = "Token",
	.invalid_attributes = NTOBJ_OBJ_OPENLINK,
	.generic_read = NTOBJ_READ_CONTROL | NTOBJ_TOKEN_QUERY,
	.generic_write = NTOBJ_READ_CONTROL | NTOBJ_TOKEN_ADJUST_PRIVILEGES |
			 NTOBJ_TOKEN_ADJUST_GROUPS | NTOBJ_TOKEN_ADJUST_DEFAULT,
	.generic_execute = NTOBJ_READ_CONTROL,
	.generic_all = NTOBJ_TOKEN_ALL_ACCESS,
	.valid_access = NTOBJ_TOKEN_ALL_ACCESS | NTOBJ_SYNCHRONIZE,
	.flags = NTOBJ_TYPE_USE_DEFAULT_OBJECT | NTOBJ_TYPE_SECURITY_REQUIRED |
		 NTOBJ_TYPE_PAGED_POOL,
	.paged_pool_charge = sizeof(struct se_token),
	.object_size = sizeof(struct se_token),
	.wait_offset = OB_NO_WAIT_OBJECT,
	/* Who gets at a token is also a matter of whose process it is. */
	.own_security = true,
	.open = open_token,
	.close = close_token,
	.delete = delete_token,
	.extra_charge = members_charge,
};

/* Where the next SID goes while a token is filled. */
struct filling {
	struct se_token *token;
	void *next;
};

static void add_member(struct filling *filling, const struct se_sid_buffer *sid,
		       u32 attributes)
{
	struct se_token *token = filling->token;

	memcpy(filling->next, &sid->sid, se_sid_size(&sid->sid));
	token->members[token->count++] = (struct se_member){
		.sid = filling->next,
		.attributes = attributes,
	};
	filling->next += se_sid_size(&sid->sid);
}

static void add_unix_member(struct filling *filling, u32 kind, u32 id, u32 attributes)
{
	struct se_sid_buffer sid;

	se_make_sid(&sid, UNIX_AUTHORITY, 2, kind, id);
	add_member(filling, &sid, attributes);
}

static void add_logon_member(struct filling *filling, u32 session, u32 user)
{
	struct se_sid_buffer sid;

	se_make_logon_sid(&sid, session, user);
	add_member(filling, &sid, GROUP_ATTRIBUTES | NTOBJ_SE_GROUP_LOGON_ID);
}

static bool is_system(const struct cred *cred)
{
	return uid_eq(cred->euid, GLOBAL_ROOT_UID) && cred->user_ns == &init_user_ns;
}

/* Linux keeps supplementary groups in order. Each is told once. */
static bool is_told(const struct cred *cred, int i)
{
	const kgid_t *gid = cred->group_info->gid;

	return !gid_eq(gid[i], cred->egid) && (!i || !gid_eq(gid[i], gid[i - 1]));
}

static u32 count_groups(const struct cred *cred)
{
	u32 count = 0;
	int i;

	for (i = 0; i < cred->group_info->ngroups; i++)
		count += is_told(cred, i);
	return count;
}

static void add_groups(struct filling *filling, const struct cred *cred)
{
	const struct group_info *groups = cred->group_info;
	int i;

	filling->token->first_group = filling->token->count;
	for (i = 0; i < groups->ngroups; i++)
		if (is_told(cred, i))
			add_unix_member(filling, UNIX_GROUP, __kgid_val(groups->gid[i]),
					GROUP_ATTRIBUTES);
}

static void add_members(struct filling *filling, const struct cred *cred, u32 session)
{
	u32 user = __kuid_val(cred->euid);

	add_unix_member(filling, UNIX_USER, user, 0);
	add_unix_member(filling, UNIX_GROUP, __kgid_val(cred->egid), GROUP_ATTRIBUTES);
	add_member(filling, &se_world, GROUP_ATTRIBUTES);
	add_member(filling, &se_authenticated_users, GROUP_ATTRIBUTES);
	add_logon_member(filling, session, user);
	if (session)
		add_logon_member(filling, session, SE_ANY_USER);
	if (is_system(cred))
		add_member(filling, &se_system, GROUP_ATTRIBUTES | NTOBJ_SE_GROUP_OWNER);
	if (filling->token->derived & BIT_ULL(NTOBJ_SE_TCB))
		add_member(filling, &se_administrators,
			   GROUP_ATTRIBUTES | NTOBJ_SE_GROUP_OWNER);
	/* The last, as they may be many. */
	add_groups(filling, cred);
}

/* All for a user and the system. */
static void fill_default_dacl(struct ntobj_acl *acl, const struct se_sid *user,
			      u32 access)
{
	se_begin_acl(acl);
	se_allow(acl, user, access);
	se_allow(acl, &se_system.sid, access);
}

/**
 * se_build_owner_descriptor - a descriptor for a user and the system
 * @cred: the user's credentials
 * @mapping: of the type of what is to have it
 * @result: the descriptor
 *
 * Context: process; may sleep.
 *
 * Return: STATUS_SUCCESS, STATUS_INSUFFICIENT_RESOURCES.
 */
NTSTATUS se_build_owner_descriptor(const struct cred *cred,
				   const struct se_generic_mapping *mapping,
				   struct se_descriptor **result)
{
	u32 room[SE_ACL_ROOM(DEFAULT_ENTRIES) / sizeof(u32)];
	struct ntobj_acl *acl = (void *)room;
	struct se_sid_buffer user, group;
	const struct se_parts parts = {
		.control = NTOBJ_SD_DACL_PRESENT,
		.owner = &user.sid,
		.group = &group.sid,
		.dacl = acl,
	};

	se_make_sid(&user, UNIX_AUTHORITY, 2, UNIX_USER, __kuid_val(cred->euid));
	se_make_sid(&group, UNIX_AUTHORITY, 2, UNIX_GROUP, __kgid_val(cred->egid));
	fill_default_dacl(acl, &user.sid, mapping->all);
	return se_build_descriptor(&parts, result);
}

static NTSTATUS fill(struct se_token *token, u32 session)
{
	u32 groups = count_groups(token->cred), count = MEMBERS_FIXED + groups;
	size_t size = count * sizeof(struct se_member) + groups * UNIX_SID_SIZE +
		      MEMBERS_FIXED * sizeof(struct se_sid_buffer) +
		      SE_ACL_ROOM(DEFAULT_ENTRIES);
	struct filling filling = { .token = token };

	token->members = kvzalloc(size, GFP_KERNEL_ACCOUNT);
	if (!token->members)
		return STATUS_INSUFFICIENT_RESOURCES;
	token->size = size;
	filling.next = token->members + count;
	add_members(&filling, token->cred, session);
	token->default_dacl = filling.next;
	fill_default_dacl(token->default_dacl, token->members[0].sid, NTOBJ_GENERIC_ALL);
	return STATUS_SUCCESS;
}

/* A token that is nobody's and says nothing. */
static NTSTATUS create_token(u32 type, u32 level, struct se_token **result)
{
	struct ob_header *object;
	struct se_token *token;
	NTSTATUS status;

	status = ob_create_object(se_token_type, &object);
	if (!NT_SUCCESS(status))
		return status;
	token = se_token_of(object);
	token->cred = NULL;
	refcount_set(&token->uses, 1);
	token->logon = NULL;
	token->logon_id = 0;
	token->session = 0;
	token->audit_session = 0;
	token->type = type;
	token->level = level;
	token->derived = 0;
	token->removed = 0;
	token->disabled = 0;
	token->present = 0;
	token->enabled = 0;
	token->modified_id = 0;
	token->subject = NULL;
	token->process = NULL;
	token->handles = 0;
	token->count = 0;
	token->first_group = 0;
	token->size = 0;
	token->members = NULL;
	token->default_dacl = NULL;
	*result = token;
	return STATUS_SUCCESS;
}

/**
 * se_session_of - the number of a session
 * @audit_session: as Linux's audit has it
 *
 * Context: any.
 *
 * Return: the same; 0 for those who have none.
 */
u32 se_session_of(u32 audit_session)
{
	return audit_session == AUDIT_SID_UNSET ? 0 : audit_session;
}

/* A task's IPC namespace, with a reference; NULL if it has none any more. */
static struct ipc_namespace *ipc_of_thread(struct task_struct *task)
{
	struct ipc_namespace *ipc = NULL;

	task_lock(task);
	if (task->nsproxy)
		ipc = get_ipc_ns(task->nsproxy->ipc_ns);
	task_unlock(task);
	return ipc;
}

/* The same; of any thread of its process if the task itself has ended. */
static struct ipc_namespace *ipc_of(struct task_struct *task)
{
	struct ipc_namespace *ipc = ipc_of_thread(task);
	struct task_struct *thread;

	if (!ipc && same_thread_group(task, current))
		ipc = ipc_of_thread(current);
	if (ipc)
		return ipc;
	rcu_read_lock();
	list_for_each_entry_rcu(thread, &task->signal->thread_head, thread_node) {
		ipc = ipc_of_thread(thread);
		if (ipc)
			break;
	}
	rcu_read_unlock();
	return ipc;
}

static NTSTATUS find_logon(struct task_struct *task, struct se_token *token)
{
	struct ipc_namespace *ipc = ipc_of(task);
	NTSTATUS status;

	if (!ipc)
		return STATUS_PROCESS_IS_TERMINATING;
	status = ob_reference_logon(ipc, token->session, token->logon_id, &token->logon);
	compat_put_ipc_ns(ipc);
	return status;
}

/**
 * se_derive_token - make the token that a task's credentials stand for
 * @task: the task
 * @cred: its credentials
 * @result: a primary token, in use, for se_put_token()
 *
 * Context: process; may sleep.
 *
 * Return: STATUS_SUCCESS; STATUS_INSUFFICIENT_RESOURCES;
 * STATUS_PROCESS_IS_TERMINATING if all threads of its process have ended.
 */
NTSTATUS se_derive_token(struct task_struct *task, const struct cred *cred,
			 struct se_token **result)
{
	struct se_token *token;
	NTSTATUS status;

	status = create_token(NTOBJ_TOKEN_PRIMARY, NTOBJ_SECURITY_ANONYMOUS, &token);
	if (!NT_SUCCESS(status))
		return status;
	token->cred = get_cred(cred);
	/* As in se/subject.c. */
	token->audit_session = data_race(audit_get_sessionid(task));
	token->derived = se_derive_privileges(task, cred);
	token->present = token->derived;
	token->enabled = token->derived;
	token->session = se_session_of(token->audit_session);
	token->logon_id = OB_SYSTEM_LOGON;
	if (!is_system(cred))
		token->logon_id = ((u64)token->session + 1) << 32 | __kuid_val(cred->euid);
	status = find_logon(task, token);
	if (NT_SUCCESS(status))
		status = fill(token, token->session);
	if (NT_SUCCESS(status))
		status = ob_assign_security(&token->header, token, NULL, NULL);
	if (!NT_SUCCESS(status)) {
		se_put_token(token);
		return status;
	}
	trace_ntobj_token(token->header.id, token->logon_id, token->session,
			  token->derived);
	*result = token;
	return STATUS_SUCCESS;
}

/**
 * se_charge_token - a process or thread is to keep a token
 * @table: the process's handle table
 * @token: the token, in use; se_put_token() is done if this fails
 *
 * Few groups are less than Linux itself has for a thread, and as many as that.
 * Many are charged at once, whether there will be a handle or not. Context:
 * process; may sleep.
 *
 * Return: STATUS_SUCCESS; STATUS_INSUFFICIENT_RESOURCES, which whoever needs a
 * token may get anyhow.
 */
NTSTATUS se_charge_token(struct ob_handle_table *table, struct se_token *token)
{
	NTSTATUS status;

	if (members_charge(&token->header) <= CHARGE_FREE)
		return STATUS_SUCCESS;
	status = ob_charge_object(table, &token->header);
	if (NT_SUCCESS(status))
		return status;
	se_put_token(token);
	return STATUS_INSUFFICIENT_RESOURCES;
}

/**
 * se_copy_token - make a token like another
 * @token: the token
 * @type: NTOBJ_TOKEN_PRIMARY or NTOBJ_TOKEN_IMPERSONATION
 * @level: NTOBJ_SECURITY_*
 * @result: the new token, with a reference. It is nobody's, and nobody acts in
 *	its name; who makes a handle to it gives it its descriptor
 *
 * Context: process; may sleep.
 *
 * Return: STATUS_SUCCESS, STATUS_INSUFFICIENT_RESOURCES.
 */
NTSTATUS se_copy_token(struct se_token *token, u32 type, u32 level,
		       struct se_token **result)
{
	struct se_token *copy;
	NTSTATUS status;

	status = create_token(type, level, &copy);
	if (!NT_SUCCESS(status))
		return status;
	copy->cred = get_cred(token->cred);
	copy->audit_session = token->audit_session;
	copy->derived = token->derived;
	se_copy_privileges(copy, token);
	copy->logon_id = token->logon_id;
	copy->session = token->session;
	status = fill(copy, copy->session);
	if (!NT_SUCCESS(status)) {
		ob_dereference_object(&copy->header);
		return status;
	}
	*result = copy;
	return STATUS_SUCCESS;
}

/**
 * se_identify - what the access check has to know of a token
 * @token: the token; must last as long as @identity is used
 * @identity: the result
 *
 * Context: any.
 */
void se_identify(const struct se_token *token, struct se_identity *identity)
{
	*identity = (struct se_identity){
		.count = token->count,
		.sorted = token->first_group,
		.privileges = READ_ONCE(token->enabled),
		.level = token->type == NTOBJ_TOKEN_PRIMARY ? NTOBJ_SECURITY_DELEGATION :
							      token->level,
		.members = token->members,
	};
}

/**
 * se_token_primary_group - the primary group of a token's user
 * @token: the token
 *
 * Context: any.
 *
 * Return: its SID, which lasts as long as the token.
 */
const struct se_sid *se_token_primary_group(const struct se_token *token)
{
	return token->members[1].sid;
}

/**
 * se_token_defaults - what a descriptor has that nobody has asked for
 * @token: of the creator; must last as long as @parts is used
 * @parts: the result
 *
 * Context: any.
 */
void se_token_defaults(const struct se_token *token, struct se_parts *parts)
{
	*parts = (struct se_parts){
		.control = NTOBJ_SD_DACL_PRESENT,
		.owner = token->members[0].sid,
		.group = se_token_primary_group(token),
		.dacl = token->default_dacl,
	};
}

/**
 * se_init - make the type of tokens, and the security floor's services
 *
 * Return: 0 or a negative errno; ob_teardown() undoes it.
 */
int __init se_init(void)
{
	if (!NT_SUCCESS(ob_create_object_type(&token_information, &se_token_type)))
		return -ENOMEM;
	se_token_service_init();
	se_check_service_init();
	return 0;
}
