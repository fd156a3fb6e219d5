// SPDX-License-Identifier: GPL-2.0
/*
 * An extension driver for the tests: a service table of its own, and a type of
 * its own with every method, whose objects it hands out by handle. It keeps
 * records of the calls of methods (tests/extension_methods.c) and registers
 * callbacks for whoever asks (tests/extension_callbacks.c).
 *
 * A widget has a value. Poking it adds one. A path that leads through a widget
 * goes on in \BaseNamedObjects. Another service makes many handles at once, to
 * whatever.
 */
#include <linux/interrupt.h>
#include <linux/mm.h>
#include <linux/module.h>
#include <ntobj/ke.h>
#include <ntobj/ob.h>

#include "compat/linux.h"
#include "tests/extension.h"
#include "tests/extension_apcs.h"
#include "tests/extension_callbacks.h"
#include "tests/extension_handles.h"
#include "tests/extension_methods.h"
#include "tests/extension_rules.h"
#include "tests/extension_zw.h"

#define WIDGET_TABLE	2
#define WIDGET_QUERY	0x1
#define WIDGET_POKE	0x2

struct widget {
	struct ob_header header;
	atomic_t value;
};

static bool inherit;
module_param(inherit, bool, 0444);
MODULE_PARM_DESC(inherit, "Whether handles to widgets can be inherited (default N)");

static struct ob_type *widget_type;
static atomic_t opened, closed, deleted;
static atomic_t handles_at_last_close, process_handles_at_last_close;

static struct widget *to_widget(struct ob_header *object)
{
	return container_of(object, struct widget, header);
}

static NTSTATUS open_widget(enum ob_open_reason reason, pid_t process,
			    struct ob_header *object, u32 granted_access,
			    u32 process_handles)
{
	int value = atomic_read(&to_widget(object)->value);
	NTSTATUS status;

	status = extension_method(object, &(struct ntobj_next_method){
		.method = METHOD_OPEN,
		.reason = reason,
		.process = process,
		.access = granted_access,
		.process_handles = process_handles,
	});
	if (!NT_SUCCESS(status))
		return status;
	if (value == WIDGET_REFUSES_OPEN ||
	    (value == WIDGET_REFUSES_INHERIT && reason == OB_INHERIT_HANDLE))
		return STATUS_ACCESS_DENIED;
	atomic_inc(&opened);
	return STATUS_SUCCESS;
}

static void close_widget(pid_t process, struct ob_header *object, u32 granted_access,
			 u32 process_handles, u32 handles)
{
	extension_method(object, &(struct ntobj_next_method){
		.method = METHOD_CLOSE,
		.process = process,
		.access = granted_access,
		.process_handles = process_handles,
		.handles = handles,
	});
	extension_zw_in_method();
	atomic_set(&process_handles_at_last_close, process_handles);
	atomic_set(&handles_at_last_close, handles);
	atomic_inc(&closed);
}

static bool okay_to_close_widget(pid_t process, struct ob_header *object, u64 handle)
{
	NTSTATUS status;

	status = extension_method(object, &(struct ntobj_next_method){
		.method = METHOD_OKAY_TO_CLOSE,
		.process = process,
		.handle = handle,
	});
	return NT_SUCCESS(status) &&
	       atomic_read(&to_widget(object)->value) != WIDGET_REFUSES_CLOSE;
}

static void delete_widget(struct ob_header *object)
{
	extension_method(object, &(struct ntobj_next_method){ .method = METHOD_DELETE });
	atomic_inc(&deleted);
}

static NTSTATUS parse_widget(struct ob_header *object, const struct ob_type *wanted,
			     const struct ob_path *remaining, struct ob_path *result)
{
	static const char target[] = "\\BaseNamedObjects";
	const u32 length = sizeof(target) - 1;
	NTSTATUS status;
	u32 i;

	status = extension_method(object, &(struct ntobj_next_method){
		.method = METHOD_PARSE,
		.access = remaining->length,
	});
	if (!NT_SUCCESS(status) || !remaining->length)
		return status;
	result->buffer = kvmalloc_array(length + remaining->length, sizeof(u16),
					GFP_KERNEL_ACCOUNT);
	if (!result->buffer)
		return STATUS_INSUFFICIENT_RESOURCES;
	for (i = 0; i < length; i++)
		result->buffer[i] = target[i];
	memcpy(result->buffer + length, remaining->text,
	       remaining->length * sizeof(u16));
	result->text = result->buffer;
	result->length = length + remaining->length;
	return STATUS_REPARSE;
}

static NTSTATUS query_name_of_widget(struct ob_header *object, struct ob_path *name)
{
	static const u16 elsewhere[] = { 'e', 'l', 's', 'e', 'w', 'h', 'e', 'r', 'e' };
	NTSTATUS status;

	status = extension_method(object, &(struct ntobj_next_method){
		.method = METHOD_QUERY_NAME,
		.access = name->length,
	});
	if (NT_SUCCESS(status) &&
	    atomic_read(&to_widget(object)->value) == WIDGET_IS_ELSEWHERE) {
		ob_release_path(name);
		*name = (struct ob_path){
			.text = elsewhere,
			.length = ARRAY_SIZE(elsewhere),
		};
	}
	return status;
}

static NTSTATUS secure_widget(enum ob_security_operation operation,
			      struct ob_header *object, u32 information)
{
	return extension_method(object, &(struct ntobj_next_method){
		.method = METHOD_SECURITY,
		.reason = operation,
		.access = information,
	});
}

static void secured_widget(struct ob_header *object)
{
	extension_method(object, &(struct ntobj_next_method){ .method = METHOD_SECURED });
}

static struct ob_type_information widget_information = {
	.name = "Widget",
	.invalid_attributes = NTOBJ_OBJ_OPENLINK | NTOBJ_OBJ_INHERIT,
	.generic_read = NTOBJ_READ_CONTROL | WIDGET_QUERY,
	.generic_write = NTOBJ_READ_CONTROL | WIDGET_POKE,
	.generic_execute = NTOBJ_READ_CONTROL | NTOBJ_SYNCHRONIZE,
	.generic_all = NTOBJ_STANDARD_RIGHTS_ALL | WIDGET_QUERY | WIDGET_POKE,
	.valid_access = NTOBJ_STANDARD_RIGHTS_ALL | WIDGET_QUERY | WIDGET_POKE,
	.flags = NTOBJ_TYPE_USE_DEFAULT_OBJECT | NTOBJ_TYPE_MAINTAIN_HANDLE_COUNT |
		 NTOBJ_TYPE_SUPPORTS_CALLBACKS,
	.object_size = sizeof(struct widget),
	.wait_offset = OB_NO_WAIT_OBJECT,
	.open = open_widget,
	.close = close_widget,
	.okay_to_close = okay_to_close_widget,
	.delete = delete_widget,
	.parse = parse_widget,
	.query_name = query_name_of_widget,
	.security = secure_widget,
	.secured = secured_widget,
	.owner = THIS_MODULE,
};

/* The reference that was forgotten last, if it has not been found again. */
static struct ob_header *leaked;

static noinline void leak_widget_reference(struct ob_header *object)
{
	ob_reference_object(object);
	object = xchg(&leaked, object);
	if (object)
		ob_dereference_object(object);
}

static void mend_leak(void)
{
	struct ob_header *object = xchg(&leaked, NULL);

	if (object)
		ob_dereference_object(object);
}

/* Where nobody may sleep. */
static void mend_leak_in_softirq(struct tasklet_struct *tasklet)
{
	struct ob_header *object = xchg(&leaked, NULL);

	if (object)
		ob_dereference_object_deferred(object);
}

static DECLARE_TASKLET(mending, mend_leak_in_softirq);

static NTSTATUS service_create(struct ke_call *call, void *captured)
{
	struct ntobj_create_widget *argument = captured;
	struct ob_attributes attributes;
	struct ob_header *object;
	NTSTATUS status;

	status = ob_capture_attributes(call, &argument->attributes, widget_type, &attributes);
	if (!NT_SUCCESS(status))
		return status;
	status = ob_create_object(widget_type, &object);
	if (NT_SUCCESS(status)) {
		atomic_set(&to_widget(object)->value, argument->value);
		if (argument->value == WIDGET_LEAKS)
			leak_widget_reference(object);
		else if (argument->value == WIDGET_MENDS)
			mend_leak();
		else if (argument->value == WIDGET_DEFERS)
			tasklet_schedule(&mending);
		status = ob_insert_object(call, object, &attributes,
					  argument->desired_access, &argument->handle);
	}
	ob_release_attributes(&attributes);
	return status;
}

static NTSTATUS service_open(struct ke_call *call, void *captured)
{
	return ob_open_service(call, widget_type, captured);
}

static NTSTATUS service_query(struct ke_call *call, void *captured)
{
	struct ntobj_query_widget *argument = captured;
	struct ob_handle_snapshot widget;
	NTSTATUS status;

	argument->value = 0;
	if (argument->handle) {
		status = ob_reference_object_by_handle(call->handles, argument->handle,
						       widget_type, WIDGET_QUERY, &widget);
		if (!NT_SUCCESS(status))
			return status;
		argument->value = atomic_read(&to_widget(widget.object)->value);
		ob_dereference_object(widget.object);
	}
	argument->opened = atomic_read(&opened);
	argument->closed = atomic_read(&closed);
	argument->deleted = atomic_read(&deleted);
	argument->handles_at_last_close = atomic_read(&handles_at_last_close);
	argument->process_handles_at_last_close =
		atomic_read(&process_handles_at_last_close);
	return STATUS_SUCCESS;
}

static NTSTATUS service_poke(const struct ke_call *call, u64 handle)
{
	struct ob_handle_snapshot widget;
	NTSTATUS status;

	status = ob_reference_object_by_handle(call->handles, handle, widget_type,
					       WIDGET_POKE, &widget);
	if (!NT_SUCCESS(status))
		return status;
	atomic_inc(&to_widget(widget.object)->value);
	ob_dereference_object(widget.object);
	return STATUS_SUCCESS;
}

static NTSTATUS service_kernel_handle(struct ke_call *call, void *captured)
{
	return extension_kernel_handle(call, captured, widget_type);
}

/* One more handle, as a call of its own would make it. */
static NTSTATUS repeat_once(struct ke_call *call, const struct ob_handle_snapshot *original,
			    u64 *handle)
{
	NTSTATUS status;

	ob_reference_object(original->object);
	status = ob_open_object_by_pointer(call, original->object, 0,
					   original->access & OB_GRANTED_ACCESS, true,
					   handle);
	if (NT_SUCCESS(status)) {
		call->finish(call, true);
		call->finish = NULL;
	}
	return status;
}

/* For what needs millions of handles and can't wait for as many calls. */
static NTSTATUS service_repeat(struct ke_call *call, void *captured)
{
	struct ntobj_repeat_handle *argument = captured;
	struct ob_handle_snapshot original;
	NTSTATUS status;
	u32 i;

	if (argument->reserved || !argument->count || argument->count > REPEAT_MAX)
		return STATUS_INVALID_PARAMETER;
	status = ob_reference_object_by_handle(call->handles, argument->handle, NULL, 0,
					       &original);
	if (!NT_SUCCESS(status))
		return status;
	for (i = 0; NT_SUCCESS(status) && i < argument->count; i++) {
		status = repeat_once(call, &original, &argument->last);
		cond_resched();
	}
	ob_dereference_object(original.object);
	return status;
}

static const u64 query_statuses[] = {
	KE_STATUS(STATUS_INFO_LENGTH_MISMATCH),
	KE_STATUS(STATUS_ACCESS_VIOLATION),
	KE_STATUS(STATUS_SUCCESS),
	KE_STATUS(STATUS_INVALID_HANDLE),
	KE_STATUS(STATUS_OBJECT_TYPE_MISMATCH),
	KE_STATUS(STATUS_ACCESS_DENIED),
	KE_STATUSES_END,
};

static const u64 repeat_statuses[] = {
	KE_STATUS(STATUS_INFO_LENGTH_MISMATCH),
	KE_STATUS(STATUS_ACCESS_VIOLATION),
	KE_STATUS(STATUS_SUCCESS),
	KE_STATUS(STATUS_INVALID_PARAMETER),
	KE_STATUS(STATUS_INVALID_HANDLE),
	KE_STATUS(STATUS_ACCESS_DENIED),
	KE_STATUS(STATUS_QUOTA_EXCEEDED),
	KE_STATUS(STATUS_INSUFFICIENT_RESOURCES),
	KE_STATUSES_END,
};

static const u64 poke_statuses[] = {
	KE_STATUS(STATUS_SUCCESS),
	KE_STATUS(STATUS_INVALID_HANDLE),
	KE_STATUS(STATUS_OBJECT_TYPE_MISMATCH),
	KE_STATUS(STATUS_ACCESS_DENIED),
	KE_STATUSES_END,
};

static struct ke_service services[] = {
	KE_STRUCTURED(_IOC_NR(NTOBJ_IOC_CREATE_WIDGET), "NtCreateWidget",
		      service_create, struct ntobj_create_widget, handle, handle,
		      ob_create_statuses),
	KE_STRUCTURED(_IOC_NR(NTOBJ_IOC_OPEN_WIDGET), "NtOpenWidget", service_open,
		      struct ntobj_open, handle, handle, ob_open_statuses),
	KE_STRUCTURED(_IOC_NR(NTOBJ_IOC_QUERY_WIDGET), "NtQueryWidget",
		      service_query, struct ntobj_query_widget,
		      process_handles_at_last_close, value, query_statuses),
	KE_DIRECT(_IOC_NR(NTOBJ_IOC_POKE_WIDGET), "NtPokeWidget", service_poke,
		  poke_statuses),
	KE_STRUCTURED(_IOC_NR(NTOBJ_IOC_REGISTER_CALLBACKS), "NtRegisterCallbacks",
		      extension_register_callbacks, struct ntobj_register_callbacks,
		      slot, slot, extension_register_statuses),
	KE_DIRECT(_IOC_NR(NTOBJ_IOC_UNREGISTER_CALLBACKS), "NtUnregisterCallbacks",
		  extension_unregister_callbacks, extension_slot_statuses),
	KE_DIRECT(_IOC_NR(NTOBJ_IOC_RELEASE_CALLBACKS), "NtReleaseCallbacks",
		  extension_release_callbacks, extension_slot_statuses),
	KE_STRUCTURED(_IOC_NR(NTOBJ_IOC_NEXT_CALLBACK), "NtNextCallback",
		      extension_next_callback, struct ntobj_next_callback, thread,
		      object, extension_next_statuses),
	KE_STRUCTURED(_IOC_NR(NTOBJ_IOC_QUERY_CALLBACKS), "NtQueryCallbacks",
		      extension_query_callbacks, struct ntobj_query_callbacks, wrong,
		      pre, extension_query_statuses),
	KE_STRUCTURED(_IOC_NR(NTOBJ_IOC_KERNEL_HANDLE), "NtKernelHandle",
		      service_kernel_handle, struct ntobj_kernel_handle, result,
		      result, extension_kernel_handle_statuses),
	KE_STRUCTURED(_IOC_NR(NTOBJ_IOC_REPEAT_HANDLE), "NtRepeatHandle",
		      service_repeat, struct ntobj_repeat_handle, last, last,
		      repeat_statuses),
	KE_STRUCTURED_SILENT(_IOC_NR(NTOBJ_IOC_REFUSE_METHOD), "NtRefuseMethod",
			     extension_refuse_method, struct ntobj_refuse_method,
			     status, extension_refuse_statuses),
	KE_STRUCTURED(_IOC_NR(NTOBJ_IOC_NEXT_METHOD), "NtNextMethod",
		      extension_next_method, struct ntobj_next_method, mode,
		      object, extension_next_method_statuses),
	KE_STRUCTURED_SILENT(_IOC_NR(NTOBJ_IOC_SET_STATE), "NtSetState",
			     extension_set_state, struct ntobj_set_state, reserved,
			     extension_set_state_statuses),
	KE_DIRECT(_IOC_NR(NTOBJ_IOC_BREAK_RULE), "NtBreakRule", extension_break_rule,
		  extension_break_rule_statuses),
	KE_STRUCTURED(_IOC_NR(NTOBJ_IOC_BREAK_RULE_WITH_ANSWER), "NtBreakRuleWithAnswer",
		      extension_break_rule_with_answer, struct ntobj_break_rule, irql,
		      irql, extension_break_rule_with_answer_statuses),
	KE_STRUCTURED(_IOC_NR(NTOBJ_IOC_KERNEL_APC), "NtKernelApc", extension_kernel_apc,
		      struct ntobj_kernel_apc, wrong, kernel_calls,
		      extension_kernel_apc_statuses),
	KE_STRUCTURED(_IOC_NR(NTOBJ_IOC_ZW), "NtZw", extension_zw, struct ntobj_zw, result,
		      status, extension_zw_statuses),
};

static int __init extension_init(void)
{
	if (inherit)
		widget_information.invalid_attributes &= ~NTOBJ_OBJ_INHERIT;
	if (!NT_SUCCESS(ob_create_object_type(&widget_information, &widget_type)))
		return -EEXIST;
	extension_callbacks_init(widget_type);
	if (!NT_SUCCESS(ke_add_service_table(WIDGET_TABLE, services,
					     ARRAY_SIZE(services), THIS_MODULE))) {
		ob_remove_object_type(widget_type);
		return -EBUSY;
	}
	extension_rules_init();
	return 0;
}

static void __exit extension_exit(void)
{
	WARN_ON(!NT_SUCCESS(ke_remove_service_table(WIDGET_TABLE)));
	extension_rules_exit();
	extension_callbacks_exit();
	extension_apcs_exit();
	tasklet_kill(&mending);
	WARN_ON(!NT_SUCCESS(ob_remove_object_type(widget_type)));
	extension_rules_leave();
}

module_init(extension_init);
module_exit(extension_exit);

MODULE_DESCRIPTION("ntobj's tests: an extension driver");
MODULE_LICENSE("GPL");
NTOBJ_IMPORT_SYMBOLS();
