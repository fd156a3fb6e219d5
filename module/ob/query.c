// SPDX-License-Identifier: GPL-2.0
/* Querying objects, handles and types; changing a handle's flags. */
#include <linux/mm.h>
#include <linux/slab.h>
#include <ntobj/ob.h>
#include <ntobj/se_token.h>

static_assert(sizeof(struct ntobj_object_basic_information) == 64);
static_assert(sizeof(struct ntobj_object_type_information) == 72);
static_assert(sizeof(struct ntobj_object_handle_flag_information) == 2);

static u32 type_record_size(const struct ob_type *type)
{
	return ALIGN(sizeof(struct ntobj_object_type_information) +
		     type->name_length, 8);
}

static u32 name_record_size(u32 units)
{
	return sizeof(struct ntobj_object_name_information) + units * sizeof(u16);
}

/* Copies an answer out if it is as long as the caller's buffer, or fits. */
static NTSTATUS copy_answer(const struct ke_call *call,
			    const struct ntobj_query_object *argument, const void *answer,
			    u32 size, bool exact)
{
	if (exact ? argument->length != size : argument->length < size)
		return STATUS_INFO_LENGTH_MISMATCH;
	if (!ke_copy_out(call, argument->buffer, answer, size))
		return STATUS_ACCESS_VIOLATION;
	return STATUS_SUCCESS;
}

static u32 shown_attributes(const struct ob_handle_snapshot *handle)
{
	u32 attributes = 0;

	if (ob_has_flag(handle->object, OB_PERMANENT))
		attributes |= NTOBJ_OBJ_PERMANENT;
	if (ob_has_flag(handle->object, OB_EXCLUSIVE))
		attributes |= NTOBJ_OBJ_EXCLUSIVE;
	if (handle->access & OB_INHERIT)
		attributes |= NTOBJ_OBJ_INHERIT;
	if (handle->access & OB_PROTECT_CLOSE)
		attributes |= NTOBJ_OBJ_PROTECT_CLOSE;
	if (handle->access & OB_AUDIT_CLOSE)
		attributes |= NTOBJ_OBJ_AUDIT_OBJECT_CLOSE;
	return attributes;
}

static u32 shown_name_size(const struct ob_header *object)
{
	u32 length = ob_query_path_length(object);

	return length ? name_record_size(length) : 0;
}

/* Tells only who may read the descriptor. */
static u32 shown_security_size(const struct ob_handle_snapshot *handle)
{
	struct se_descriptor *descriptor;
	u32 size = 0;

	if (!(handle->access & NTOBJ_READ_CONTROL))
		return 0;
	descriptor = ob_reference_security(handle->object);
	if (descriptor)
		size = descriptor->size;
	se_put_descriptor(descriptor);
	return size;
}

static NTSTATUS query_basic(const struct ke_call *call,
			    const struct ob_handle_snapshot *handle,
			    struct ntobj_query_object *argument)
{
	struct ob_header *object = handle->object;
	const struct ob_type *type = object->type;
	struct ntobj_object_basic_information answer = {
		.id = object->id,
		.handle_count = atomic_read(&object->handle_count),
		.pointer_count = atomic_long_read(&object->pointer_count),
		.attributes = shown_attributes(handle),
		.granted_access = handle->access & OB_GRANTED_ACCESS,
		.name_information_size = shown_name_size(object),
		.type_information_size = type_record_size(type),
		.paged_pool_charge = type->information.paged_pool_charge,
		.non_paged_pool_charge = type->information.non_paged_pool_charge,
		.security_descriptor_size = shown_security_size(handle),
	};

	if (type == ob_symbolic_link_type)
		ob_symbolic_link_target(object, NULL, &answer.creation_time);
	argument->return_length = sizeof(answer);
	return copy_answer(call, argument, &answer, sizeof(answer), true);
}

/* The name to tell, which may be another one than that in the namespace. */
static NTSTATUS find_name(struct ob_header *object, struct ob_path *name)
{
	const struct ob_type_information *information = &object->type->information;
	NTSTATUS status;

	status = ob_query_path(object, name);
	if (!NT_SUCCESS(status) || !information->query_name)
		return status;
	status = information->query_name(object, name);
	if (!NT_SUCCESS(status))
		ob_release_path(name);
	return status;
}

static NTSTATUS query_name(const struct ke_call *call,
			   const struct ob_handle_snapshot *handle,
			   struct ntobj_query_object *argument)
{
	struct ntobj_object_name_information *answer;
	struct ob_path path;
	NTSTATUS status;
	u32 size;

	status = find_name(handle->object, &path);
	if (!NT_SUCCESS(status))
		return status;
	size = name_record_size(path.length);
	answer = kvzalloc(size, GFP_KERNEL_ACCOUNT);
	if (!answer) {
		ob_release_path(&path);
		return STATUS_INSUFFICIENT_RESOURCES;
	}
	answer->length = path.length * sizeof(u16);
	memcpy(answer->name, path.text, answer->length);
	ob_release_path(&path);
	argument->return_length = size;
	status = copy_answer(call, argument, answer, size, false);
	kvfree(answer);
	return status;
}

static void fill_type(const struct ob_type *type,
		      struct ntobj_object_type_information *answer)
{
	const struct ob_type_information *information = &type->information;

	*answer = (struct ntobj_object_type_information){
		.size = type_record_size(type),
		.index = type->index,
		.total_objects = atomic_read(&type->total_objects),
		.total_handles = atomic_read(&type->total_handles),
		.high_water_objects = READ_ONCE(type->high_water_objects),
		.high_water_handles = READ_ONCE(type->high_water_handles),
		.invalid_attributes = information->invalid_attributes,
		.generic_read = information->generic_read,
		.generic_write = information->generic_write,
		.generic_execute = information->generic_execute,
		.generic_all = information->generic_all,
		.valid_access = information->valid_access,
		.flags = information->flags,
		.body_size = information->object_size,
		.paged_pool_charge = information->paged_pool_charge,
		.non_paged_pool_charge = information->non_paged_pool_charge,
		.name_length = type->name_length,
	};
	memcpy(answer->name, type->name, type->name_length);
}

static NTSTATUS query_type(const struct ke_call *call,
			   const struct ob_handle_snapshot *handle,
			   struct ntobj_query_object *argument)
{
	const struct ob_type *type = handle->object->type;
	struct ntobj_object_type_information *answer;
	NTSTATUS status;

	answer = kzalloc(type_record_size(type), GFP_KERNEL_ACCOUNT);
	if (!answer)
		return STATUS_INSUFFICIENT_RESOURCES;
	fill_type(type, answer);
	argument->return_length = answer->size;
	status = copy_answer(call, argument, answer, answer->size, false);
	kfree(answer);
	return status;
}

struct types_answer {
	void *buffer;
	u32 room;
	u32 size;
};

static void append_type(struct ob_type *type, void *context)
{
	struct types_answer *answer = context;

	if (answer->size + type_record_size(type) <= answer->room)
		fill_type(type, answer->buffer + answer->size);
	answer->size += type_record_size(type);
}

static void add_type_size(struct ob_type *type, void *context)
{
	*(u32 *)context += type_record_size(type);
}

static NTSTATUS query_types(const struct ke_call *call, struct ntobj_query_object *argument)
{
	struct types_answer answer = {};
	NTSTATUS status;

	ob_visit_types(add_type_size, &answer.room);
	argument->return_length = answer.room;
	if (argument->length < answer.room)
		return STATUS_INFO_LENGTH_MISMATCH;
	answer.buffer = kvzalloc(answer.room, GFP_KERNEL_ACCOUNT);
	if (!answer.buffer)
		return STATUS_INSUFFICIENT_RESOURCES;
	ob_visit_types(append_type, &answer);
	argument->return_length = answer.size;
	/* A type that came in between makes the room too small. */
	status = answer.size > answer.room ? STATUS_INFO_LENGTH_MISMATCH :
		 copy_answer(call, argument, answer.buffer, answer.size, false);
	kvfree(answer.buffer);
	return status;
}

static NTSTATUS query_handle_flags(const struct ke_call *call,
				   const struct ob_handle_snapshot *handle,
				   struct ntobj_query_object *argument)
{
	struct ntobj_object_handle_flag_information answer = {
		.inherit = handle->access & OB_INHERIT ? 1 : 0,
		.protect_from_close = handle->access & OB_PROTECT_CLOSE ? 1 : 0,
	};

	argument->return_length = sizeof(answer);
	return copy_answer(call, argument, &answer, sizeof(answer), true);
}

static NTSTATUS query_referenced(const struct ke_call *call,
				 const struct ob_handle_snapshot *handle,
				 struct ntobj_query_object *argument)
{
	switch (argument->information_class) {
	case NTOBJ_OBJECT_BASIC_INFORMATION:
		return query_basic(call, handle, argument);
	case NTOBJ_OBJECT_NAME_INFORMATION:
		return query_name(call, handle, argument);
	case NTOBJ_OBJECT_TYPE_INFORMATION:
		return query_type(call, handle, argument);
	default:
		return query_handle_flags(call, handle, argument);
	}
}

static NTSTATUS service_query(struct ke_call *call, void *captured)
{
	struct ntobj_query_object *argument = captured;
	struct ob_handle_snapshot handle;
	NTSTATUS status;

	if (argument->reserved)
		return STATUS_INVALID_PARAMETER;
	if (argument->information_class > NTOBJ_OBJECT_HANDLE_FLAG_INFORMATION)
		return STATUS_INVALID_INFO_CLASS;
	argument->return_length = 0;
	if (argument->information_class == NTOBJ_OBJECT_TYPES_INFORMATION) {
		status = query_types(call, argument);
	} else {
		status = ob_reference_object_by_handle(call->handles, argument->handle,
						       NULL, 0, &handle);
		if (!NT_SUCCESS(status))
			return status;
		status = query_referenced(call, &handle, argument);
		ob_dereference_object(handle.object);
	}
	call->answer = status == STATUS_INFO_LENGTH_MISMATCH;
	return status;
}

/* Whether the handle's type lets handles be inherited. */
static NTSTATUS check_inherit(struct ke_call *call, u64 handle)
{
	struct ob_handle_snapshot snapshot;
	NTSTATUS status;

	status = ob_reference_object_by_handle(call->handles, handle, NULL, 0, &snapshot);
	if (!NT_SUCCESS(status))
		return status;
	if (snapshot.object->type->information.invalid_attributes & NTOBJ_OBJ_INHERIT)
		status = STATUS_ACCESS_DENIED;
	ob_dereference_object(snapshot.object);
	return status;
}

/* Gives a directory the caller's session. */
static NTSTATUS set_session(struct ke_call *call, const struct ntobj_set_object *argument)
{
	struct ob_handle_snapshot directory;
	struct se_token *token;
	NTSTATUS status;

	if (argument->length)
		return STATUS_INFO_LENGTH_MISMATCH;
	status = se_reference_token(call->subject, &token);
	if (!NT_SUCCESS(status))
		return status;
	status = STATUS_PRIVILEGE_NOT_HELD;
	if (se_token_has(token, NTOBJ_SE_TCB))
		status = ob_reference_object_by_handle(call->handles, argument->handle,
						       ob_directory_type, 0, &directory);
	if (NT_SUCCESS(status)) {
		WRITE_ONCE(ob_to_directory(directory.object)->session,
			   token->session);
		ob_dereference_object(directory.object);
	}
	se_put_token(token);
	return status;
}

static NTSTATUS set_flags(struct ke_call *call, const struct ntobj_set_object *argument)
{
	struct ntobj_object_handle_flag_information flags;
	NTSTATUS status;
	u32 set = 0;

	if (argument->length != sizeof(flags))
		return STATUS_INFO_LENGTH_MISMATCH;
	if (!ke_copy_in(call, &flags, argument->buffer, sizeof(flags)))
		return STATUS_ACCESS_VIOLATION;
	if (flags.inherit) {
		status = check_inherit(call, argument->handle);
		if (!NT_SUCCESS(status))
			return status;
		set |= OB_INHERIT;
	}
	if (flags.protect_from_close)
		set |= OB_PROTECT_CLOSE;
	status = ob_wait_for_heirs(call->handles);
	if (!NT_SUCCESS(status))
		return status;
	return ob_change_handle(call->handles, argument->handle,
				OB_INHERIT | OB_PROTECT_CLOSE, set);
}

static NTSTATUS service_set(struct ke_call *call, void *captured)
{
	const struct ntobj_set_object *argument = captured;

	switch (argument->information_class) {
	case NTOBJ_OBJECT_HANDLE_FLAG_INFORMATION:
		return set_flags(call, argument);
	case NTOBJ_OBJECT_SESSION_INFORMATION:
		return set_session(call, argument);
	default:
		return STATUS_INVALID_INFO_CLASS;
	}
}

static const u64 query_statuses[] = {
	KE_STATUS(STATUS_INFO_LENGTH_MISMATCH),
	KE_STATUS(STATUS_ACCESS_VIOLATION),
	KE_STATUS(STATUS_SUCCESS),
	KE_STATUS(STATUS_INVALID_PARAMETER),
	KE_STATUS(STATUS_INVALID_INFO_CLASS),
	KE_STATUS(STATUS_INVALID_HANDLE),
	KE_FAULT(STATUS_INSUFFICIENT_RESOURCES),
	KE_STATUSES_END,
};

static const u64 set_statuses[] = {
	KE_STATUS(STATUS_INFO_LENGTH_MISMATCH),
	KE_STATUS(STATUS_ACCESS_VIOLATION),
	KE_STATUS(STATUS_SUCCESS),
	KE_STATUS(STATUS_INVALID_INFO_CLASS),
	KE_STATUS(STATUS_INVALID_HANDLE),
	KE_STATUS(STATUS_OBJECT_TYPE_MISMATCH),
	KE_STATUS(STATUS_ACCESS_DENIED),
	KE_STATUS(STATUS_PRIVILEGE_NOT_HELD),
	KE_FAULT(STATUS_INSUFFICIENT_RESOURCES),
	KE_STATUSES_END,
};

static struct ke_service services[] = {
	KE_STRUCTURED(_IOC_NR(NTOBJ_IOC_QUERY_OBJECT), "NtQueryObject",
		      service_query, struct ntobj_query_object, reserved,
		      return_length, query_statuses, KE_FROM_KERNEL),
	KE_STRUCTURED_SILENT(_IOC_NR(NTOBJ_IOC_SET_OBJECT),
			     "NtSetInformationObject", service_set,
			     struct ntobj_set_object, length, set_statuses),
};

/* Puts the services of queries into the native table. */
void __init ob_query_init(void)
{
	ke_register_services(services, ARRAY_SIZE(services));
}
