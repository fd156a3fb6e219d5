// SPDX-License-Identifier: GPL-2.0
/*
 * Kernel handles: those of drivers, in a table that is nobody's process's.
 *
 * Their values lie where no process's lie (OB_KERNEL_HANDLE_BASE), so every service
 * that a program calls says of them that they are no handles: what a driver has open,
 * user space can't name. They have the rights that the driver asks for; nobody
 * is asked, and no callback takes any away, though those that there are see
 * them made.
 *
 * Who opens one closes it. What is left when the module goes is reported and
 * closed; its objects are of the module's own types, since a driver's module
 * stays while there are objects of its types.
 *
 * A service that is called from kernel mode (ke/mode.c) gets @ob_kernel_mode for its handle
 * table. No handle is ever in there, so a quick look finds nothing; who looks on comes
 * here, and is sent to the table that the handle's value tells: that of kernel handles or
 * the calling process's, where it is found whatever rights it has. In a thread of the
 * system's own that table is the former, as it is the system's process's in NT. What
 * is made there goes to one of these tables too, before anything else is done.
 */
#include <linux/module.h>
#include <linux/sched.h>
#include <linux/seq_file.h>
#include <ntobj/ke_irql.h>
#include <ntobj/ob.h>

#include "compat/linux.h"
#include "ob/internal.h"

static struct ob_handle_table kernel_handles;

/* What a call from kernel mode has for a table: always empty. */
struct ob_handle_table ob_kernel_mode;

/**
 * ob_is_kernel_handle - whether a value is one that a kernel handle may have
 * @handle: the value
 *
 * As ObIsKernelHandle. Context: any.
 *
 * Return: whether it is; those that stand for the caller are not.
 */
bool ob_is_kernel_handle(u64 handle)
{
	return handle >= OB_KERNEL_HANDLE_BASE && !ob_is_pseudo_handle(handle);
}
EXPORT_SYMBOL_NTOBJ(ob_is_kernel_handle);

/**
 * ob_open_kernel_handle - give a driver a handle to an object that is at hand
 * @object: the object, on which the caller has a reference, and keeps it
 * @desired_access: rights wanted; all that the type knows are granted
 * @handle: for ob_close_kernel_handle()
 *
 * As ObOpenObjectByPointer from kernel mode with OBJ_KERNEL_HANDLE. Context:
 * process; may sleep.
 *
 * Return: STATUS_SUCCESS; STATUS_ACCESS_DENIED for rights that the type does not
 * know, and for an exclusive object that somebody has; STATUS_OBJECT_NAME_NOT_FOUND
 * if the object has lost its name; what ob_reserve_handle() and the type's open
 * method return; STATUS_UNSUCCESSFUL where it may not sleep.
 */
NTSTATUS ob_open_kernel_handle(struct ob_header *object, u32 desired_access, u64 *handle)
{
	struct ke_call call = { .kernel = true, .pending.table = &kernel_handles };
	struct ob_new_handle new = {
		.object = object,
		.reason = OB_OPEN_HANDLE,
	};
	NTSTATUS status;
	u64 value;

	if (!ke_require_irql(KE_APC_LEVEL))
		return STATUS_UNSUCCESSFUL;
	might_sleep();
	status = ob_grant_access(NULL, object->type, desired_access, &new.access);
	if (NT_SUCCESS(status))
		status = ob_reserve_handle(&kernel_handles, &new.index);
	if (!NT_SUCCESS(status))
		return status;
	status = ob_claim_handle(object);
	if (!NT_SUCCESS(status)) {
		ob_cancel_handle(&kernel_handles, new.index);
		return status == KE_RESTART ? STATUS_CANCELLED : status;
	}
	ob_reference_object(object);
	status = ob_prepare_handle(&call, &new, &value);
	if (!NT_SUCCESS(status))
		return status;
	call.finish(&call, true);
	*handle = value;
	return STATUS_SUCCESS;
}
EXPORT_SYMBOL_NTOBJ(ob_open_kernel_handle);

/**
 * ob_handle_base - what is added to the values of a table's handles
 * @table: a process's, or that of kernel handles
 *
 * Context: any.
 *
 * Return: that.
 */
u64 ob_handle_base(const struct ob_handle_table *table)
{
	return table == &kernel_handles ? OB_KERNEL_HANDLE_BASE : 0;
}

/* The table of what the calling process has, or NULL if nobody's process calls. */
static struct ob_handle_table *own_table(void)
{
	const struct ke_call *own = ke_own_call();

	return own ? own->handles : NULL;
}

/**
 * ob_find_handle_table - in which table a handle is that kernel mode names
 * @handle: the handle; made what it is in that table
 *
 * Context: process, in a call from kernel mode.
 *
 * Return: the table; NULL if there is none. A handle that stands for the caller's process
 * or thread is good where there is one.
 */
struct ob_handle_table *ob_find_handle_table(u64 *handle)
{
	if (ob_is_kernel_handle(*handle)) {
		*handle -= OB_KERNEL_HANDLE_BASE;
		return &kernel_handles;
	}
	if (current->flags & PF_KTHREAD && !ob_is_pseudo_handle(*handle))
		return &kernel_handles;
	return own_table();
}

/**
 * ob_table_for_new - where a handle goes that kernel mode makes
 * @attributes: NTOBJ_OBJ_KERNEL_HANDLE counts
 *
 * Context: process, in a call from kernel mode.
 *
 * Return: the table; NULL if it is to be the calling process's, which is ending.
 */
struct ob_handle_table *ob_table_for_new(u32 attributes)
{
	return attributes & NTOBJ_OBJ_KERNEL_HANDLE || current->flags & PF_KTHREAD ?
	       &kernel_handles : own_table();
}

/* The handle's value in the table. */
static u64 table_handle(u64 handle)
{
	return ob_is_kernel_handle(handle) ? handle - OB_KERNEL_HANDLE_BASE : 0;
}

/**
 * ob_reference_object_by_kernel_handle - take a reference on a handle's object
 * @handle: from ob_open_kernel_handle()
 * @type: the type it must have, or NULL for any
 * @object: the object, with a reference
 *
 * As ObReferenceObjectByHandle from kernel mode, which asks for no rights. Context:
 * process; may sleep.
 *
 * Return: STATUS_SUCCESS, STATUS_INVALID_HANDLE, STATUS_OBJECT_TYPE_MISMATCH.
 */
NTSTATUS ob_reference_object_by_kernel_handle(u64 handle, const struct ob_type *type,
					      struct ob_header **object)
{
	struct ob_handle_snapshot snapshot;
	NTSTATUS status;

	status = ob_reference_object_by_handle(&kernel_handles, table_handle(handle), type,
					       0, &snapshot);
	if (NT_SUCCESS(status))
		*object = snapshot.object;
	return status;
}
EXPORT_SYMBOL_NTOBJ(ob_reference_object_by_kernel_handle);

/**
 * ob_close_kernel_handle - close a kernel handle
 * @handle: from ob_open_kernel_handle()
 *
 * As ObCloseHandle and ZwClose from kernel mode. Context: process; may sleep.
 *
 * Return: STATUS_SUCCESS, STATUS_INVALID_HANDLE; STATUS_HANDLE_NOT_CLOSABLE if the
 * type says so; STATUS_UNSUCCESSFUL where it may not sleep.
 */
NTSTATUS ob_close_kernel_handle(u64 handle)
{
	struct ob_handle_snapshot snapshot;
	NTSTATUS status;
	bool okay;

	if (!ke_require_irql(KE_APC_LEVEL))
		return STATUS_UNSUCCESSFUL;
	status = ob_reference_object_by_handle(&kernel_handles, table_handle(handle), NULL,
					       0, &snapshot);
	if (!NT_SUCCESS(status))
		return status;
	okay = ob_is_okay_to_close(&kernel_handles, snapshot.object, handle);
	ob_dereference_object(snapshot.object);
	if (!okay)
		return STATUS_HANDLE_NOT_CLOSABLE;
	status = ob_remove_handle(&kernel_handles, table_handle(handle), false, &snapshot);
	if (NT_SUCCESS(status))
		ob_handle_closed(&kernel_handles, &snapshot);
	return status;
}
EXPORT_SYMBOL_NTOBJ(ob_close_kernel_handle);

/**
 * ob_show_kernel_handles - list the kernel handles, a line each
 * @file: where to
 *
 * Context: process; may sleep.
 */
void ob_show_kernel_handles(struct seq_file *file)
{
	u32 index;

	seq_puts(file, "# pid\tcomm\thandle\taccess\tattributes\tobject_id\ttype\tname\n");
	for (index = 1; index < READ_ONCE(kernel_handles.limit); index++) {
		ob_show_handle(file, &kernel_handles, index, "kernel");
		cond_resched();
	}
}

/* Makes the table, and what stands for all of them. */
void __init ob_kernel_handle_init(void)
{
	ob_init_handle_table(&kernel_handles, 0);
	ob_init_handle_table(&ob_kernel_mode, 0);
	ke_set_kernel_mode_handles(&ob_kernel_mode);
}

/**
 * ob_close_kernel_handles - close those that drivers have left
 *
 * Context: unloading; may sleep.
 */
void ob_close_kernel_handles(void)
{
	if (kernel_handles.count)
		pr_warn("ntobj: drivers have left %u kernel handles open\n",
			kernel_handles.count);
	ob_close_handles(&kernel_handles, 0);
	ob_free_handle_table(&kernel_handles);
	WARN_ON(ob_kernel_mode.count);
	ob_free_handle_table(&ob_kernel_mode);
}
