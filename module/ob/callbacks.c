// SPDX-License-Identifier: GPL-2.0
/*
 * Object callbacks: drivers that are asked before a process or a thread gets a
 * handle, and told afterwards.
 *
 * A driver registers functions for types and operations, at an altitude. The
 * pre-operation functions are called from the highest altitude down, when the
 * access check is through and before anything is made. Each may take away from
 * the rights that the handle will have; none can add one or refuse the handle.
 * Then the handle is made, or that fails, and the post-operation functions are
 * called from the lowest altitude up: of exactly those whose turn it was before,
 * whoever has come meanwhile. A pointer that a pre-operation function leaves is
 * given to the post-operation function for the same handle.
 *
 * Who has no callback pays for a branch that is not taken.
 *
 * Locking and lifetime
 *
 * @callbacks is in the order of altitudes. It changes under @callbacks_lock and
 * is read under @callbacks_srcu, which is held from before the first pre-operation
 * function to after the last post-operation function. They are called without locks
 * and may sleep and register callbacks. ob_unregister_callbacks() waits until all
 * operations that began before it are over. A function of a callback must
 * therefore not unregister any, nor wait for somebody who does: it would wait for
 * itself. Kernels with lockdep report that.
 *
 * What lies between is bounded by the driver's functions: no user memory is
 * touched, so nobody in user space can hold up who unregisters.
 *
 * While its functions are called, a driver's module is referenced: it can't be
 * unloaded then, as while one of its services runs. They are not called before
 * the module has been loaded for good, nor when it has begun to go. A
 * registration has a reference on each of its types, which an extension may
 * remove meanwhile.
 */
#include <linux/list.h>
#include <linux/module.h>
#include <linux/mutex.h>
#include <linux/seq_file.h>
#include <linux/slab.h>
#include <linux/srcu.h>
#include <ntobj/ke_dpc.h>
#include <ntobj/ke_irql.h>
#include <ntobj/ob.h>

#include "compat/linux.h"
#include "ob/internal.h"
#include "ob/trace.h"

/* One type of a registration. */
struct callback {
	struct list_head link;
	const struct ob_callbacks *registration;
	struct ob_operation_registration functions;
	atomic_long_t calls;
};

struct ob_callbacks {
	const char *altitude;
	struct module *owner;
	void *context;
	unsigned int count;
	struct callback callbacks[];
};

/* A callback that was called for an operation, in the operation's stack of them. */
struct ob_callback_call {
	struct ob_callback_call *next;
	struct callback *callback;
	void *context;
};

DEFINE_STATIC_KEY_FALSE(ob_callbacks_key);

DEFINE_STATIC_SRCU(callbacks_srcu);
static DEFINE_MUTEX(callbacks_lock);
static LIST_HEAD(callbacks);

static NTSTATUS check_functions(const struct ob_operation_registration *functions)
{
	if (!functions->object_type ||
	    !(functions->object_type->information.flags & NTOBJ_TYPE_SUPPORTS_CALLBACKS) ||
	    !functions->operations || functions->operations & ~OB_OPERATIONS ||
	    (!functions->pre_operation && !functions->post_operation))
		return STATUS_INVALID_PARAMETER;
	return STATUS_SUCCESS;
}

static NTSTATUS check_registration(const struct ob_callback_registration *registration)
{
	NTSTATUS status;
	unsigned int i, j;

	if (registration->version != OB_FLT_REGISTRATION_VERSION ||
	    !registration->operation_registration_count || !registration->owner ||
	    !registration->altitude || !ob_is_altitude(registration->altitude))
		return STATUS_INVALID_PARAMETER;
	for (i = 0; i < registration->operation_registration_count; i++) {
		status = check_functions(&registration->operation_registration[i]);
		if (!NT_SUCCESS(status))
			return status;
		for (j = 0; j < i; j++)
			if (registration->operation_registration[i].object_type ==
			    registration->operation_registration[j].object_type)
				return STATUS_FLT_INSTANCE_ALTITUDE_COLLISION;
	}
	return STATUS_SUCCESS;
}

static void free_registration(struct ob_callbacks *handle)
{
	unsigned int i;

	for (i = 0; i < handle->count; i++)
		ob_dereference_object(&handle->callbacks[i].functions.object_type->header);
	kfree(handle->altitude);
	kfree(handle);
}

static struct ob_callbacks *
create_registration(const struct ob_callback_registration *registration)
{
	const unsigned int count = registration->operation_registration_count;
	struct ob_callbacks *handle;
	unsigned int i;

	handle = kzalloc(struct_size(handle, callbacks, count), GFP_KERNEL);
	if (!handle)
		return NULL;
	handle->altitude = kstrdup(registration->altitude, GFP_KERNEL);
	if (!handle->altitude) {
		kfree(handle);
		return NULL;
	}
	handle->owner = registration->owner;
	handle->context = registration->registration_context;
	handle->count = count;
	for (i = 0; i < count; i++) {
		struct callback *callback = &handle->callbacks[i];

		callback->registration = handle;
		callback->functions = registration->operation_registration[i];
		ob_reference_object(&callback->functions.object_type->header);
	}
	return handle;
}

static NTSTATUS insert_registration(struct ob_callbacks *handle)
{
	struct list_head *next = &callbacks;
	struct callback *other;
	unsigned int i;
	int order;

	lockdep_assert_held(&callbacks_lock);
	list_for_each_entry(other, &callbacks, link) {
		order = ob_compare_altitudes(other->registration->altitude,
					     handle->altitude);
		if (!order)
			return STATUS_FLT_INSTANCE_ALTITUDE_COLLISION;
		if (order < 0) {
			next = &other->link;
			break;
		}
	}
	for (i = 0; i < handle->count; i++)
		list_add_tail_rcu(&handle->callbacks[i].link, next);
	return STATUS_SUCCESS;
}

/**
 * ob_register_callbacks - have functions called when handles are made
 * @registration: what to call when; not needed after the return
 * @handle: for ob_unregister_callbacks()
 *
 * As ObRegisterCallbacks. The functions may be called before the return.
 * Context: process; may sleep.
 *
 * Return: STATUS_SUCCESS; STATUS_FLT_INSTANCE_ALTITUDE_COLLISION if the altitude
 * is another's, or a type is named twice; STATUS_INVALID_PARAMETER for another
 * version, no operation, no function, a type without
 * NTOBJ_TYPE_SUPPORTS_CALLBACKS, or what is no altitude;
 * STATUS_INSUFFICIENT_RESOURCES; STATUS_UNSUCCESSFUL where it may not sleep.
 */
NTSTATUS ob_register_callbacks(const struct ob_callback_registration *registration,
			       struct ob_callbacks **handle)
{
	struct ob_callbacks *new;
	NTSTATUS status;

	if (!ke_require_irql(KE_APC_LEVEL) || !ke_may_wait_for_processors(_RET_IP_))
		return STATUS_UNSUCCESSFUL;
	might_sleep();
	status = check_registration(registration);
	if (!NT_SUCCESS(status))
		return status;
	new = create_registration(registration);
	if (!new)
		return STATUS_INSUFFICIENT_RESOURCES;
	static_branch_inc(&ob_callbacks_key);
	mutex_lock(&callbacks_lock);
	status = insert_registration(new);
	mutex_unlock(&callbacks_lock);
	if (NT_SUCCESS(status)) {
		*handle = new;
		return status;
	}
	static_branch_dec(&ob_callbacks_key);
	free_registration(new);
	return status;
}
EXPORT_SYMBOL_NTOBJ(ob_register_callbacks);

/**
 * ob_unregister_callbacks - have them called no more
 * @handle: from ob_register_callbacks()
 *
 * As ObUnRegisterCallbacks. After the return none of the functions runs or will
 * be called. Waits for the functions of others as well, if they are called for
 * the same handle or at the same time. Must not be called from a function of a
 * callback, nor from a DPC, which is reported. Context: process; may sleep.
 */
void ob_unregister_callbacks(struct ob_callbacks *handle)
{
	unsigned int i;

	/* It is done all the same: they must not be called when the driver has gone. */
	ke_may_wait_for_processors(_RET_IP_);
	might_sleep();
	mutex_lock(&callbacks_lock);
	for (i = 0; i < handle->count; i++)
		list_del_rcu(&handle->callbacks[i].link);
	mutex_unlock(&callbacks_lock);
	synchronize_srcu(&callbacks_srcu);
	static_branch_dec(&ob_callbacks_key);
	free_registration(handle);
}
EXPORT_SYMBOL_NTOBJ(ob_unregister_callbacks);

static u32 kind_of(const struct ob_handle_operation *operation)
{
	return operation->source_process ? OB_OPERATION_HANDLE_DUPLICATE :
					   OB_OPERATION_HANDLE_CREATE;
}

static bool concerns(const struct callback *callback,
		     const struct ob_handle_operation *operation)
{
	return callback->functions.object_type == operation->object->type &&
	       callback->functions.operations & kind_of(operation);
}

/* As for calls of an extension's services. */
static bool enter_module(struct module *owner)
{
	return owner->state == MODULE_STATE_LIVE && try_module_get(owner);
}

static void call_pre_operation(struct ob_callback_call *call,
			       const struct ob_handle_operation *operation,
			       u32 original_access, u32 *access)
{
	struct callback *callback = call->callback;
	struct ob_pre_operation_information information = {
		.operation = kind_of(operation),
		.object = operation->object,
		.object_type = operation->object->type,
		.desired_access = *access,
		.original_desired_access = original_access,
		.source_process = operation->source_process,
		.target_process = operation->target_process,
	};

	atomic_long_inc(&callback->calls);
	if (!callback->functions.pre_operation)
		return;
	callback->functions.pre_operation(callback->registration->context, &information);
	call->context = information.call_context;
	trace_ntobj_callback(operation->object->id, callback->registration->altitude,
			     kind_of(operation), *access,
			     *access & ~information.desired_access);
	*access &= information.desired_access;
}

/* Calls one, and remembers that. */
static NTSTATUS call_callback(struct callback *callback,
			      struct ob_handle_operation *operation,
			      u32 original_access, u32 *access)
{
	struct ob_callback_call *call;

	if (!enter_module(callback->registration->owner))
		return STATUS_SUCCESS;
	call = kmalloc(sizeof(*call), GFP_KERNEL_ACCOUNT);
	if (!call) {
		module_put(callback->registration->owner);
		return STATUS_INSUFFICIENT_RESOURCES;
	}
	call->callback = callback;
	call->context = NULL;
	call->next = operation->calls;
	operation->calls = call;
	call_pre_operation(call, operation, original_access, access);
	return STATUS_SUCCESS;
}

/**
 * ob_call_pre_operations_slowly - ob_call_pre_operations() with callbacks there
 * @operation: see there
 * @object: see there
 * @source_process: see there
 * @target_process: see there
 * @access: see there
 *
 * Return: see there.
 */
NTSTATUS ob_call_pre_operations_slowly(struct ob_handle_operation *operation,
				       struct ob_header *object,
				       struct ob_header *source_process,
				       struct ob_header *target_process, u32 *access)
	__acquires(&callbacks_srcu)
{
	const u32 original_access = *access;
	NTSTATUS status = STATUS_SUCCESS;
	struct callback *callback;

	*operation = (struct ob_handle_operation){
		.asked = true,
		.srcu_index = srcu_read_lock(&callbacks_srcu),
		.object = object,
		.source_process = source_process,
		.target_process = target_process,
	};
	list_for_each_entry_srcu(callback, &callbacks, link,
				 srcu_read_lock_held(&callbacks_srcu)) {
		if (!concerns(callback, operation))
			continue;
		status = call_callback(callback, operation, original_access, access);
		if (!NT_SUCCESS(status))
			break;
	}
	return status;
}
EXPORT_SYMBOL_NTOBJ_KUNIT(ob_call_pre_operations_slowly);

static void call_post_operation(const struct ob_callback_call *call,
				const struct ob_handle_operation *operation,
				NTSTATUS status, u32 granted_access)
{
	const struct callback *callback = call->callback;
	const struct ob_post_operation_information information = {
		.operation = kind_of(operation),
		.object = operation->object,
		.object_type = operation->object->type,
		.call_context = call->context,
		.return_status = status,
		.granted_access = granted_access,
	};

	if (callback->functions.post_operation)
		callback->functions.post_operation(callback->registration->context,
						   &information);
}

/**
 * ob_call_post_operations_slowly - ob_call_post_operations() with callbacks called
 * @operation: see there
 * @status: see there
 * @granted_access: see there
 */
void ob_call_post_operations_slowly(struct ob_handle_operation *operation,
				    NTSTATUS status, u32 granted_access)
	__releases(&callbacks_srcu)
{
	struct ob_callback_call *call;

	while (operation->calls) {
		call = operation->calls;
		operation->calls = call->next;
		call_post_operation(call, operation, status, granted_access);
		module_put(call->callback->registration->owner);
		kfree(call);
	}
	srcu_read_unlock(&callbacks_srcu, operation->srcu_index);
}
EXPORT_SYMBOL_NTOBJ_KUNIT(ob_call_post_operations_slowly);

static void show_callback(struct seq_file *file, const struct callback *callback)
{
	const struct ob_operation_registration *functions = &callback->functions;
	const struct ob_type *type = functions->object_type;
	const u32 operations = functions->operations;

	seq_printf(file, "%s\t", callback->registration->altitude);
	/* Not information.name: the type may have been removed. */
	ob_show_text(file, type->name, type->name_length / sizeof(u16));
	seq_printf(file, "\t%s%s%s\t%s\t%ld\n",
		   operations & OB_OPERATION_HANDLE_CREATE ? "create" : "",
		   operations == OB_OPERATIONS ? "," : "",
		   operations & OB_OPERATION_HANDLE_DUPLICATE ? "duplicate" : "",
		   module_name(callback->registration->owner),
		   atomic_long_read(&callback->calls));
}

/**
 * ob_show_callbacks - list all callbacks, a line each, from the highest down
 * @file: where to
 *
 * Context: process; may sleep.
 */
void ob_show_callbacks(struct seq_file *file)
{
	const struct callback *callback;

	seq_puts(file, "# altitude\ttype\toperations\towner\tcalls\n");
	mutex_lock(&callbacks_lock);
	list_for_each_entry(callback, &callbacks, link)
		show_callback(file, callback);
	mutex_unlock(&callbacks_lock);
}
