// SPDX-License-Identifier: GPL-2.0
/*
 * Descriptors of objects.
 *
 * Named objects have one, and so have those whose type wants it
 * (NTOBJ_TYPE_SECURITY_REQUIRED), and those whose creator gave one. Others can
 * be reached only through handles to them.
 *
 * Locking and lifetime
 *
 * A descriptor never changes, but for whom it is charged to; an object is given
 * another one.
 * ob_header.security is set before the object can be found, and changes under
 * @set_lock afterwards, which is innermost. It holds a reference, and is read
 * under RCU, by which descriptors are freed.
 */
#include <linux/mm.h>
#include <linux/sched/signal.h>
#include <linux/spinlock.h>
#include <linux/uaccess.h>
#include <ntobj/ob.h>
#include <ntobj/se_token.h>

#include "ob/internal.h"

#define PARTS								\
	(NTOBJ_OWNER_SECURITY_INFORMATION | NTOBJ_GROUP_SECURITY_INFORMATION | \
	 NTOBJ_DACL_SECURITY_INFORMATION | NTOBJ_SACL_SECURITY_INFORMATION)
#define DACL_PROTECTION							\
	(NTOBJ_UNPROTECTED_DACL_SECURITY_INFORMATION |			\
	 NTOBJ_PROTECTED_DACL_SECURITY_INFORMATION)
#define SACL_PROTECTION							\
	(NTOBJ_UNPROTECTED_SACL_SECURITY_INFORMATION |			\
	 NTOBJ_PROTECTED_SACL_SECURITY_INFORMATION)

#define STANDARD_ENTRIES	3

static DEFINE_SPINLOCK(set_lock);

/**
 * ob_reference_security - the descriptor that an object has now
 * @object: on which the caller has a reference
 *
 * Context: any.
 *
 * Return: the descriptor, for se_put_descriptor(); or NULL.
 */
struct se_descriptor *ob_reference_security(struct ob_header *object)
{
	struct se_descriptor *descriptor;

	rcu_read_lock();
	do {
		descriptor = rcu_dereference(object->security);
	} while (descriptor && !refcount_inc_not_zero(&descriptor->references));
	rcu_read_unlock();
	return descriptor;
}

static u32 size_of(const struct se_descriptor *descriptor)
{
	return ob_allocation(offsetof(struct se_descriptor, relative) + descriptor->size);
}

/*
 * An object has a descriptor no more, or does not get it. The charge does not wait
 * for RCU, as the memory does.
 */
static void drop(struct se_descriptor *descriptor)
{
	if (!descriptor)
		return;
	ob_release_charge(descriptor->account, OB_PAGED, size_of(descriptor));
	se_put_descriptor(descriptor);
}

/* Asks the type of an object whether this may be done to its descriptor. */
static NTSTATUS ask_type(struct ob_header *object, enum ob_security_operation operation,
			 u32 information)
{
	const struct ob_type *type = object->type;

	return type->information.security ?
	       type->information.security(operation, object, information) : STATUS_SUCCESS;
}

/**
 * ob_delete_security - take the descriptor away from an object that goes
 * @object: has one, and nobody has a reference any more
 *
 * Context: process; may sleep.
 */
void ob_delete_security(struct ob_header *object)
{
	struct se_descriptor *descriptor = rcu_dereference_protected(object->security, true);

	ask_type(object, OB_DELETE_SECURITY, PARTS);
	RCU_INIT_POINTER(object->security, NULL);
	drop(descriptor);
}

/**
 * ob_uncharged_security - what a descriptor takes that is charged to nobody
 * @object: which has it, or none
 *
 * Context: any.
 *
 * Return: bytes of paged memory.
 */
u32 ob_uncharged_security(struct ob_header *object)
{
	const struct se_descriptor *descriptor;
	u32 size = 0;

	rcu_read_lock();
	descriptor = rcu_dereference(object->security);
	if (descriptor && !READ_ONCE(descriptor->account))
		size = size_of(descriptor);
	rcu_read_unlock();
	return size;
}

/**
 * ob_put_charge_on_security - a descriptor has been charged with its object
 * @object: the object
 * @account: to which it is charged
 * @size: from ob_uncharged_security()
 *
 * If it has another one by now, that is charged to who has set it. Context:
 * process.
 */
void ob_put_charge_on_security(struct ob_header *object, struct ob_account *account,
			       u32 size)
{
	struct se_descriptor *descriptor;
	bool same;

	if (!size)
		return;
	spin_lock(&set_lock);
	descriptor = rcu_dereference_protected(object->security,
					       lockdep_is_held(&set_lock));
	same = descriptor && !descriptor->account && size_of(descriptor) == size;
	if (same)
		WRITE_ONCE(descriptor->account, account);
	spin_unlock(&set_lock);
	if (!same)
		ob_release_charge(account, OB_PAGED, size);
}

/* Gives a descriptor to an object that nobody has seen. */
static void put_first(struct ob_header *object, struct se_descriptor *descriptor)
{
	drop(rcu_replace_pointer(object->security, descriptor, true));
}

/* The same, charged to whom the object is charged. Drops it if it fails. */
static NTSTATUS put_charged(struct ob_header *object, struct se_descriptor *descriptor)
{
	NTSTATUS status;

	status = ob_charge_account(object->account, OB_PAGED, size_of(descriptor));
	if (!NT_SUCCESS(status)) {
		se_put_descriptor(descriptor);
		return status;
	}
	descriptor->account = object->account;
	put_first(object, descriptor);
	return status;
}

/* See ob_assign_security(); @free says that all may be wanted. */
static NTSTATUS assign(struct ob_header *object, const struct se_token *token,
		       struct ob_directory *parent, const struct se_descriptor *explicit,
		       bool free)
{
	struct se_descriptor *inherited, *descriptor;
	struct se_generic_mapping mapping;
	struct se_identity identity;
	struct se_parts defaults;
	NTSTATUS status;

	status = ask_type(object, OB_ASSIGN_SECURITY, PARTS);
	if (!NT_SUCCESS(status))
		return status;
	ob_type_mapping(object->type, &mapping);
	se_identify(token, &identity);
	if (free)
		identity.privileges = U64_MAX;
	se_token_defaults(token, &defaults);
	inherited = parent ? ob_reference_security(&parent->header) : NULL;
	status = se_assign_descriptor(&(struct se_creation){
		.parent = inherited,
		.explicit = explicit,
		.defaults = &defaults,
		.identity = &identity,
		.mapping = &mapping,
		.container = object->type == ob_directory_type,
	}, &descriptor);
	se_put_descriptor(inherited);
	return NT_SUCCESS(status) ? put_charged(object, descriptor) : status;
}

/**
 * ob_assign_security - give a new object its descriptor
 * @object: the object, which nobody has seen
 * @token: of its creator; NULL for the module itself, whose objects have none
 * @parent: the directory that it is put into, or NULL
 * @explicit: what its creator wants, or NULL
 *
 * Context: process; may sleep. As SeAssignSecurity.
 *
 * Return: STATUS_SUCCESS; STATUS_INVALID_OWNER, STATUS_PRIVILEGE_NOT_HELD for
 * what may not be wanted; STATUS_INVALID_SECURITY_DESCR for one that becomes too
 * long; what the type's security method returns; STATUS_QUOTA_EXCEEDED;
 * STATUS_INSUFFICIENT_RESOURCES.
 */
NTSTATUS ob_assign_security(struct ob_header *object, const struct se_token *token,
			    struct ob_directory *parent,
			    const struct se_descriptor *explicit)
{
	return token ? assign(object, token, parent, explicit, false) : STATUS_SUCCESS;
}

/**
 * ob_assign_security_freely - the same for what kernel mode makes
 * @object: see there
 * @token: of whom it is to be; not NULL
 * @parent: see there
 * @explicit: what its creator wants, which may be anything; or NULL
 *
 * Context: process; may sleep.
 *
 * Return: see there.
 */
NTSTATUS ob_assign_security_freely(struct ob_header *object, const struct se_token *token,
				   struct ob_directory *parent,
				   const struct se_descriptor *explicit)
{
	return assign(object, token, parent, explicit, true);
}

/**
 * ob_standard_security - give an object of the module's own a descriptor
 * @object: the object, which nobody has seen
 * @who: who may use it
 * @access: how; 0 for not at all
 * @all_access: what the system and administrators may do
 *
 * Context: process; may sleep.
 *
 * Return: STATUS_SUCCESS, STATUS_INSUFFICIENT_RESOURCES.
 */
NTSTATUS ob_standard_security(struct ob_header *object, const struct se_sid *who,
			      u32 access, u32 all_access)
{
	u32 room[SE_ACL_ROOM(STANDARD_ENTRIES) / sizeof(u32)];
	struct ntobj_acl *acl = (void *)room;
	const struct se_parts parts = {
		.control = NTOBJ_SD_DACL_PRESENT,
		.owner = &se_system.sid,
		.group = &se_system.sid,
		.dacl = acl,
	};
	struct se_descriptor *descriptor;
	NTSTATUS status;

	se_begin_acl(acl);
	se_allow(acl, &se_system.sid, all_access);
	se_allow(acl, &se_administrators.sid, all_access);
	if (access)
		se_allow(acl, who, access);
	status = se_build_descriptor(&parts, &descriptor);
	if (NT_SUCCESS(status))
		put_first(object, descriptor);
	return status;
}

/**
 * ob_owner_security - give an object a descriptor for its owner alone
 * @object: the object, which nobody has seen
 * @cred: the owner's credentials; the system may do all as well
 *
 * For what stands for a task: whoever makes it, it is the task's. Context:
 * process; may sleep.
 *
 * Return: STATUS_SUCCESS, STATUS_INSUFFICIENT_RESOURCES.
 */
NTSTATUS ob_owner_security(struct ob_header *object, const struct cred *cred)
{
	struct se_generic_mapping mapping;
	struct se_descriptor *descriptor;
	NTSTATUS status;

	ob_type_mapping(object->type, &mapping);
	status = se_build_owner_descriptor(cred, &mapping, &descriptor);
	if (NT_SUCCESS(status))
		put_first(object, descriptor);
	return status;
}

/* What a handle must have to read parts of a descriptor, or to set them. */
static u32 access_to_query(u32 information)
{
	u32 access = 0;

	if (information & ~NTOBJ_SACL_SECURITY_INFORMATION)
		access |= NTOBJ_READ_CONTROL;
	if (information & NTOBJ_SACL_SECURITY_INFORMATION)
		access |= NTOBJ_ACCESS_SYSTEM_SECURITY;
	return access;
}

static u32 access_to_set(u32 information)
{
	u32 access = 0;

	if (information & (NTOBJ_OWNER_SECURITY_INFORMATION |
			   NTOBJ_GROUP_SECURITY_INFORMATION))
		access |= NTOBJ_WRITE_OWNER;
	if (information & (NTOBJ_DACL_SECURITY_INFORMATION | DACL_PROTECTION))
		access |= NTOBJ_WRITE_DAC;
	if (information & (NTOBJ_SACL_SECURITY_INFORMATION | SACL_PROTECTION))
		access |= NTOBJ_ACCESS_SYSTEM_SECURITY;
	return access;
}

static NTSTATUS copy_descriptor(struct ke_call *call, const struct se_descriptor *answer,
				struct ntobj_query_security *argument)
{
	argument->return_length = answer->size;
	if (argument->length < answer->size) {
		call->answer = true;
		return STATUS_BUFFER_TOO_SMALL;
	}
	if (copy_to_user(u64_to_user_ptr(argument->buffer), &answer->relative, answer->size))
		return STATUS_ACCESS_VIOLATION;
	return STATUS_SUCCESS;
}

static NTSTATUS query(struct ke_call *call, struct ob_header *object,
		      struct ntobj_query_security *argument)
{
	struct se_descriptor *descriptor = ob_reference_security(object), *answer;
	NTSTATUS status;

	if (!descriptor)
		return STATUS_NO_SECURITY_ON_OBJECT;
	status = ask_type(object, OB_QUERY_SECURITY, argument->information);
	if (NT_SUCCESS(status))
		status = se_select_parts(descriptor, argument->information, &answer);
	se_put_descriptor(descriptor);
	if (!NT_SUCCESS(status))
		return status;
	status = copy_descriptor(call, answer, argument);
	se_put_descriptor(answer);
	return status;
}

static NTSTATUS service_query(struct ke_call *call, void *captured)
{
	struct ntobj_query_security *argument = captured;
	struct ob_handle_snapshot snapshot;
	NTSTATUS status;

	if (argument->reserved || argument->information & ~PARTS)
		return STATUS_INVALID_PARAMETER;
	status = ob_reference_object_by_handle(call->handles, argument->handle, NULL,
					       access_to_query(argument->information),
					       &snapshot);
	if (!NT_SUCCESS(status))
		return status;
	status = query(call, snapshot.object, argument);
	ob_dereference_object(snapshot.object);
	return status;
}

/* Puts a descriptor in the place of another, unless somebody was faster. */
static bool replace(struct ob_header *object, struct se_descriptor *old,
		    struct se_descriptor *new)
{
	bool same;

	spin_lock(&set_lock);
	same = rcu_access_pointer(object->security) == old;
	if (same)
		rcu_assign_pointer(object->security, new);
	spin_unlock(&set_lock);
	return same;
}

/* Who sets a descriptor is charged for it. Drops it if that fails. */
static NTSTATUS charge_new(struct ke_call *call, struct se_descriptor *descriptor)
{
	NTSTATUS status;

	status = ob_charge(call->handles, OB_PAGED, size_of(descriptor),
			   &descriptor->account);
	if (!NT_SUCCESS(status))
		se_put_descriptor(descriptor);
	return status;
}

static NTSTATUS change(struct ke_call *call, struct ob_header *object,
		       const struct se_token *token,
		       const struct se_descriptor *wanted, u32 information)
{
	struct se_descriptor *old, *new;
	struct se_generic_mapping mapping;
	struct se_identity identity;
	NTSTATUS status;
	bool done;

	ob_type_mapping(object->type, &mapping);
	se_identify(token, &identity);
	do {
		if (fatal_signal_pending(current))
			return KE_RESTART;
		old = ob_reference_security(object);
		if (!old)
			return STATUS_NO_SECURITY_ON_OBJECT;
		status = se_change_descriptor(old, wanted, information, &identity,
					      &mapping, &new);
		if (NT_SUCCESS(status))
			status = charge_new(call, new);
		done = NT_SUCCESS(status) && replace(object, old, new);
		if (NT_SUCCESS(status))
			/* One of the two is the object's no more, or never was. */
			drop(done ? old : new);
		se_put_descriptor(old);
	} while (NT_SUCCESS(status) && !done);
	return status;
}

/* What all namespaces share is nobody's to change. */
static bool is_shared(const struct ob_header *object)
{
	return object->type == ob_type_type ||
	       object == &ob_object_types_directory->header;
}

static NTSTATUS set(struct ke_call *call, struct ob_header *object,
		    const struct ntobj_set_security *argument)
{
	struct se_descriptor *wanted;
	struct se_token *token;
	NTSTATUS status;

	if (is_shared(object))
		return STATUS_ACCESS_DENIED;
	status = se_capture_descriptor(call, argument->descriptor, &wanted);
	if (!NT_SUCCESS(status))
		return status;
	status = se_reference_token(call->subject, &token);
	if (NT_SUCCESS(status)) {
		status = ask_type(object, OB_SET_SECURITY, argument->information);
		if (NT_SUCCESS(status))
			status = change(call, object, token, wanted, argument->information);
		se_put_token(token);
	}
	se_put_descriptor(wanted);
	if (!NT_SUCCESS(status))
		return status;
	/* Only a discretionary list says who may have the object. */
	if (!(argument->information & NTOBJ_DACL_SECURITY_INFORMATION))
		return status;
	ob_set_flag(object, OB_SECURED);
	if (object->type->information.secured)
		object->type->information.secured(object);
	return status;
}

static NTSTATUS service_set(struct ke_call *call, void *captured)
{
	const struct ntobj_set_security *argument = captured;
	struct ob_handle_snapshot snapshot;
	NTSTATUS status;

	if (argument->reserved || !argument->information ||
	    argument->information & ~(PARTS | DACL_PROTECTION | SACL_PROTECTION))
		return STATUS_INVALID_PARAMETER;
	status = ob_reference_object_by_handle(call->handles, argument->handle, NULL,
					       access_to_set(argument->information),
					       &snapshot);
	if (!NT_SUCCESS(status))
		return status;
	status = set(call, snapshot.object, argument);
	ob_dereference_object(snapshot.object);
	return status;
}

static const u64 query_statuses[] = {
	KE_STATUS(STATUS_INFO_LENGTH_MISMATCH),
	KE_STATUS(STATUS_ACCESS_VIOLATION),
	KE_STATUS(STATUS_SUCCESS),
	KE_STATUS(STATUS_INVALID_PARAMETER),
	KE_STATUS(STATUS_INVALID_HANDLE),
	KE_STATUS(STATUS_ACCESS_DENIED),
	KE_STATUS(STATUS_NO_SECURITY_ON_OBJECT),
	KE_STATUS(STATUS_BUFFER_TOO_SMALL),
	KE_FAULT(STATUS_INSUFFICIENT_RESOURCES),
	KE_STATUSES_END,
};

static const u64 set_statuses[] = {
	KE_STATUS(STATUS_INFO_LENGTH_MISMATCH),
	KE_STATUS(STATUS_ACCESS_VIOLATION),
	KE_STATUS(STATUS_SUCCESS),
	KE_STATUS(STATUS_INVALID_PARAMETER),
	KE_STATUS(STATUS_INVALID_HANDLE),
	KE_STATUS(STATUS_ACCESS_DENIED),
	KE_STATUS(STATUS_PRIVILEGE_NOT_HELD),
	KE_STATUS(STATUS_NO_SECURITY_ON_OBJECT),
	KE_STATUS(STATUS_UNKNOWN_REVISION),
	KE_STATUS(STATUS_INVALID_SECURITY_DESCR),
	KE_STATUS(STATUS_INVALID_SID),
	KE_STATUS(STATUS_INVALID_ACL),
	KE_STATUS(STATUS_INVALID_OWNER),
	KE_STATUS(STATUS_INVALID_PRIMARY_GROUP),
	KE_STATUS(STATUS_QUOTA_EXCEEDED),
	KE_FAULT(STATUS_INSUFFICIENT_RESOURCES),
	KE_STATUSES_END,
};

static struct ke_service services[] = {
	KE_STRUCTURED(_IOC_NR(NTOBJ_IOC_QUERY_SECURITY), "NtQuerySecurityObject",
		      service_query, struct ntobj_query_security, reserved,
		      return_length, query_statuses),
	KE_STRUCTURED_SILENT(_IOC_NR(NTOBJ_IOC_SET_SECURITY), "NtSetSecurityObject",
			     service_set, struct ntobj_set_security, reserved,
			     set_statuses),
};

/* Puts the services of descriptors into the native table. */
void __init ob_security_init(void)
{
	ke_register_services(services, ARRAY_SIZE(services));
}
