// SPDX-License-Identifier: GPL-2.0
/*
 * Callbacks of the tests' extension driver: registered by a service, in one of
 * a few slots, and watched by others.
 *
 * The pre-operation functions leave a structure for the post-operation functions,
 * which free it: what is left over is a leak for all to see.
 *
 * Locking: @slots_lock guards which slots are taken. What is in a slot changes
 * while it has no registration; its counts are atomic. @records has a lock of its
 * own in it.
 */
#include <linux/kfifo.h>
#include <linux/module.h>
#include <linux/slab.h>
#include <linux/spinlock.h>
#include <linux/wait.h>
#include <ntobj/ke.h>
#include <ntobj/ob.h>
#include <ntobj/ps.h>

#include "compat/linux.h"
#include "tests/extension_callbacks.h"

#define SLOTS		8
#define RECORDS		64

struct slot {
	struct ntobj_register_callbacks argument;
	struct ob_callbacks *handle;
	atomic_t pre;
	atomic_t post;
	atomic_t waiting;
	atomic_t registering;
	bool taken;
	bool registered;
	bool released;
};

/* What the pre-operation function leaves for the post-operation function. */
struct context {
	const struct slot *slot;
	const struct ob_header *object;
	const struct task_struct *task;
};

static struct ob_type *widget_type;
static struct slot slots[SLOTS];
static DEFINE_SPINLOCK(slots_lock);
static DECLARE_WAIT_QUEUE_HEAD(releases);
static DEFINE_KFIFO(records, struct ntobj_next_callback, RECORDS);
static DEFINE_SPINLOCK(records_lock);
static atomic_t wrong;

static NTSTATUS register_slot(const struct ntobj_register_callbacks *argument, u64 *number);

/* Leaves a record; where there is no room the test has not asked for it. */
static void leave_record(const struct slot *slot, struct ob_header *object,
			 struct ntobj_next_callback *record)
{
	if (!(slot->argument.flags & CALLBACK_LOGS))
		return;
	record->slot = slot - slots;
	record->object = object->id;
	if (object->type == ps_process_type)
		record->process = ps_process_id_of(object);
	if (object->type == ps_thread_type) {
		record->process = ps_thread_process_id_of(object);
		record->thread = ps_thread_id_of(object);
	}
	kfifo_in_spinlocked(&records, record, 1, &records_lock);
}

static void *leave_context(const struct slot *slot, const struct ob_header *object)
{
	struct context *context = kmalloc(sizeof(*context), GFP_KERNEL);

	if (!context)
		return NULL;
	context->slot = slot;
	context->object = object;
	context->task = current;
	return context;
}

static void register_another(struct slot *slot)
{
	struct ntobj_register_callbacks argument = slot->argument;
	u64 number;

	if (atomic_cmpxchg(&slot->registering, 0, 1))
		return;
	argument.flags = CALLBACK_PRE | CALLBACK_LOGS;
	if (strlcat(argument.altitude, "1", CALLBACK_ALTITUDE) >= CALLBACK_ALTITUDE ||
	    !NT_SUCCESS(register_slot(&argument, &number)))
		atomic_inc(&wrong);
}

static void wait_for_release(struct slot *slot)
{
	atomic_inc(&slot->waiting);
	wait_event_killable(releases, READ_ONCE(slot->released));
	atomic_dec(&slot->waiting);
}

static void pre_operation(void *registration_context,
			  struct ob_pre_operation_information *information)
{
	struct slot *slot = registration_context;
	const u32 flags = slot->argument.flags;
	struct ntobj_next_callback record = {
		.operation = information->operation,
		.access = information->desired_access,
		.original_access = information->original_desired_access,
	};

	might_sleep();
	if (!READ_ONCE(slot->registered))
		atomic_inc(&wrong);
	atomic_inc(&slot->pre);
	leave_record(slot, information->object, &record);
	if (flags & CALLBACK_POST)
		information->call_context = leave_context(slot, information->object);
	if (flags & CALLBACK_REGISTERS)
		register_another(slot);
	if (flags & CALLBACK_WAITS)
		wait_for_release(slot);
	information->desired_access &= ~slot->argument.take;
	information->desired_access |= slot->argument.give;
}

static void check_context(const struct slot *slot,
			  const struct ob_post_operation_information *information)
{
	const struct context *context = information->call_context;

	if (context && (context->slot != slot || context->task != current ||
			context->object != information->object))
		atomic_inc(&wrong);
	if (context && !(slot->argument.flags & CALLBACK_PRE))
		atomic_inc(&wrong);
	kfree(context);
}

static void post_operation(void *registration_context,
			   const struct ob_post_operation_information *information)
{
	struct slot *slot = registration_context;
	struct ntobj_next_callback record = {
		.post = 1,
		.operation = information->operation,
		.access = information->granted_access,
		.status = information->return_status,
	};

	might_sleep();
	if (!READ_ONCE(slot->registered))
		atomic_inc(&wrong);
	atomic_inc(&slot->post);
	leave_record(slot, information->object, &record);
	check_context(slot, information);
}

static struct slot *take_slot(void)
{
	struct slot *slot = NULL;
	unsigned int i;

	spin_lock(&slots_lock);
	for (i = 0; i < SLOTS && !slot; i++)
		if (!slots[i].taken)
			slot = &slots[i];
	if (slot)
		slot->taken = true;
	spin_unlock(&slots_lock);
	return slot;
}

static void give_slot_back(struct slot *slot)
{
	spin_lock(&slots_lock);
	slot->taken = false;
	spin_unlock(&slots_lock);
}

/* The registration in a slot, for who unregisters it. */
static struct ob_callbacks *take_handle(struct slot *slot)
{
	struct ob_callbacks *handle;

	spin_lock(&slots_lock);
	handle = slot->handle;
	slot->handle = NULL;
	spin_unlock(&slots_lock);
	return handle;
}

static unsigned int fill_in_types(const struct slot *slot,
				  struct ob_operation_registration *functions)
{
	struct ob_type *types[] = { ps_process_type, ps_thread_type, widget_type };
	unsigned int count = 0, i;

	for (i = 0; i < ARRAY_SIZE(types); i++) {
		if (!(slot->argument.types & BIT(i)))
			continue;
		functions[count++] = (struct ob_operation_registration){
			.object_type = types[i],
			.operations = slot->argument.operations,
			.pre_operation = slot->argument.flags & CALLBACK_PRE ?
					 pre_operation : NULL,
			.post_operation = slot->argument.flags & CALLBACK_POST ?
					  post_operation : NULL,
		};
	}
	return count;
}

static NTSTATUS register_in(struct slot *slot)
{
	struct ob_operation_registration functions[3];
	const struct ob_callback_registration registration = {
		.version = slot->argument.version ?: OB_FLT_REGISTRATION_VERSION,
		.operation_registration_count = fill_in_types(slot, functions),
		.altitude = slot->argument.altitude,
		.registration_context = slot,
		.operation_registration = functions,
		.owner = THIS_MODULE,
	};
	struct ob_callbacks *handle;
	NTSTATUS status;

	/* It may be called before it is registered as far as we can see. */
	WRITE_ONCE(slot->registered, true);
	status = ob_register_callbacks(&registration, &handle);
	if (!NT_SUCCESS(status)) {
		WRITE_ONCE(slot->registered, false);
		return status;
	}
	spin_lock(&slots_lock);
	slot->handle = handle;
	spin_unlock(&slots_lock);
	return status;
}

static NTSTATUS register_slot(const struct ntobj_register_callbacks *argument, u64 *number)
{
	struct slot *slot = take_slot();
	NTSTATUS status;

	if (!slot)
		return STATUS_INSUFFICIENT_RESOURCES;
	slot->argument = *argument;
	slot->argument.altitude[CALLBACK_ALTITUDE - 1] = '\0';
	slot->released = false;
	atomic_set(&slot->pre, 0);
	atomic_set(&slot->post, 0);
	atomic_set(&slot->registering, 0);
	status = register_in(slot);
	if (!NT_SUCCESS(status))
		give_slot_back(slot);
	*number = slot - slots;
	return status;
}

/* Returns false if there is nothing registered in the slot. */
static bool unregister_slot(struct slot *slot)
{
	struct ob_callbacks *handle = take_handle(slot);

	if (!handle)
		return false;
	ob_unregister_callbacks(handle);
	WRITE_ONCE(slot->registered, false);
	give_slot_back(slot);
	return true;
}

NTSTATUS extension_register_callbacks(struct ke_call *call, void *captured)
{
	struct ntobj_register_callbacks *argument = captured;

	return register_slot(argument, &argument->slot);
}

NTSTATUS extension_unregister_callbacks(const struct ke_call *call, u64 slot)
{
	return slot < SLOTS && unregister_slot(&slots[slot]) ? STATUS_SUCCESS :
							       STATUS_INVALID_HANDLE;
}

NTSTATUS extension_release_callbacks(const struct ke_call *call, u64 slot)
{
	if (slot >= SLOTS)
		return STATUS_INVALID_HANDLE;
	WRITE_ONCE(slots[slot].released, true);
	wake_up_all(&releases);
	return STATUS_SUCCESS;
}

NTSTATUS extension_next_callback(struct ke_call *call, void *captured)
{
	struct ntobj_next_callback *record = captured;

	return kfifo_out_spinlocked(&records, record, 1, &records_lock) ?
	       STATUS_SUCCESS : STATUS_NO_MORE_ENTRIES;
}

NTSTATUS extension_query_callbacks(struct ke_call *call, void *captured)
{
	struct ntobj_query_callbacks *argument = captured;
	const struct slot *slot;

	if (argument->slot >= SLOTS)
		return STATUS_INVALID_HANDLE;
	slot = &slots[argument->slot];
	argument->pre = atomic_read(&slot->pre);
	argument->post = atomic_read(&slot->post);
	argument->waiting = atomic_read(&slot->waiting);
	argument->wrong = atomic_read(&wrong);
	return STATUS_SUCCESS;
}

const u64 extension_register_statuses[] = {
	KE_STATUS(STATUS_INFO_LENGTH_MISMATCH),
	KE_STATUS(STATUS_ACCESS_VIOLATION),
	KE_STATUS(STATUS_SUCCESS),
	KE_STATUS(STATUS_INVALID_PARAMETER),
	KE_STATUS(STATUS_FLT_INSTANCE_ALTITUDE_COLLISION),
	KE_STATUS(STATUS_INSUFFICIENT_RESOURCES),
	KE_STATUSES_END,
};

const u64 extension_slot_statuses[] = {
	KE_STATUS(STATUS_SUCCESS),
	KE_STATUS(STATUS_INVALID_HANDLE),
	KE_STATUSES_END,
};

const u64 extension_next_statuses[] = {
	KE_STATUS(STATUS_INFO_LENGTH_MISMATCH),
	KE_STATUS(STATUS_ACCESS_VIOLATION),
	KE_STATUS(STATUS_SUCCESS),
	KE_STATUS(STATUS_NO_MORE_ENTRIES),
	KE_STATUSES_END,
};

const u64 extension_query_statuses[] = {
	KE_STATUS(STATUS_INFO_LENGTH_MISMATCH),
	KE_STATUS(STATUS_ACCESS_VIOLATION),
	KE_STATUS(STATUS_SUCCESS),
	KE_STATUS(STATUS_INVALID_HANDLE),
	KE_STATUSES_END,
};

/* Before there are calls; @type is the extension's own. */
void extension_callbacks_init(struct ob_type *type)
{
	widget_type = type;
}

/* When there are no more calls of services. */
void extension_callbacks_exit(void)
{
	unsigned int i;

	for (i = 0; i < SLOTS; i++)
		unregister_slot(&slots[i]);
}
