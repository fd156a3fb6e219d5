// SPDX-License-Identifier: GPL-2.0
/* The services of directories. */
#include <linux/mm.h>
#include <linux/sched/signal.h>
#include <ntobj/ob.h>

/*
 * A query is answered from a kernel buffer, so that the directory is not
 * locked while user memory is touched. It has room for any one entry at least;
 * who gives a larger buffer gets a part, as if others did not fit.
 */
#define ANSWER_BYTES	(128 * 1024)
#define OVERHEAD_MIN	16
#define OVERHEAD_MAX	256

/* What a record takes besides its strings is no more than what is counted. */
static_assert(sizeof(struct ntobj_directory_record) + 7 <= OVERHEAD_MIN);
static_assert(ANSWER_BYTES >= 2 * OVERHEAD_MAX + OB_NAME_BYTES +
	      OB_TYPE_NAME_MAX * sizeof(u16));

struct answer {
	struct ntobj_query_directory *argument;
	void *buffer;
	u32 room;	/* bytes that there are, as the caller counts */
	u32 used;	/* bytes of them used */
	u32 size;	/* bytes of records, which take less */
};

static NTSTATUS service_create(struct ke_call *call, void *captured)
{
	struct ntobj_create_directory *argument = captured;
	struct ob_directory *directory;
	struct ob_attributes attributes;
	NTSTATUS status;

	if (argument->reserved)
		return STATUS_INVALID_PARAMETER;
	status = ob_capture_attributes(call, &argument->attributes, ob_directory_type,
				       &attributes);
	if (!NT_SUCCESS(status))
		return status;
	status = ob_create_directory(&directory);
	if (NT_SUCCESS(status))
		status = ob_insert_object(call, &directory->header, &attributes,
					  argument->desired_access, &argument->handle);
	ob_release_attributes(&attributes);
	return status;
}

static NTSTATUS service_open(struct ke_call *call, void *captured)
{
	return ob_open_service(call, ob_directory_type, captured);
}

/* Bytes that an entry takes as the caller counts. */
static u32 counted_size(const struct answer *answer, const struct ob_name *name)
{
	return answer->argument->entry_overhead + name->key.length * sizeof(u16) +
	       name->object->type->name_length;
}

static u32 record_size(const struct ob_name *name)
{
	return ALIGN(sizeof(struct ntobj_directory_record) +
		     name->key.length * sizeof(u16) + name->object->type->name_length, 8);
}

static bool fits(const struct answer *answer, const struct ob_name *name)
{
	return answer->used + counted_size(answer, name) <= answer->room;
}

static void append(struct answer *answer, const struct ob_name *name)
{
	struct ntobj_directory_record *record = answer->buffer + answer->size;
	const struct ob_type *type = name->object->type;

	memset(record, 0, record_size(name));
	record->size = record_size(name);
	record->name_length = name->key.length * sizeof(u16);
	record->type_length = type->name_length;
	memcpy(record->text, name->text, record->name_length);
	memcpy(record->text + name->key.length, type->name, type->name_length);
	answer->size += record->size;
	answer->used += counted_size(answer, name);
	answer->argument->count++;
	answer->argument->context = name->sequence + 1;
}

static NTSTATUS nothing_fits(struct answer *answer, const struct ob_name *name)
{
	if (!(answer->argument->flags & NTOBJ_QUERY_SINGLE_ENTRY))
		return STATUS_MORE_ENTRIES;
	answer->used += counted_size(answer, name);
	return STATUS_BUFFER_TOO_SMALL;
}

/* Gathers entries from the context on, under the directory's lock. */
static NTSTATUS gather(struct ob_directory *directory, struct answer *answer)
{
	struct rb_node *node;
	struct ob_name *name;

	lockdep_assert_held(&directory->lock);
	name = ob_entry_from(directory, answer->argument->context);
	for (node = name ? &name->by_sequence : NULL; node; node = rb_next(node)) {
		name = rb_entry(node, struct ob_name, by_sequence);
		if (!fits(answer, name))
			return answer->argument->count ? STATUS_MORE_ENTRIES :
							 nothing_fits(answer, name);
		append(answer, name);
		if (answer->argument->flags & NTOBJ_QUERY_SINGLE_ENTRY)
			return STATUS_SUCCESS;
	}
	return answer->argument->count ? STATUS_SUCCESS : STATUS_NO_MORE_ENTRIES;
}

static NTSTATUS query(struct ke_call *call, struct ob_directory *directory,
		      struct ntobj_query_directory *argument)
{
	struct answer answer = {
		.argument = argument,
		.room = min_t(u32, argument->length, ANSWER_BYTES),
		.used = argument->final_overhead,
	};
	NTSTATUS status;

	answer.buffer = kvmalloc(answer.room, GFP_KERNEL_ACCOUNT);
	if (!answer.buffer)
		return STATUS_INSUFFICIENT_RESOURCES;
	if (down_read_killable(&directory->lock)) {
		kvfree(answer.buffer);
		return KE_RESTART;
	}
	status = gather(directory, &answer);
	up_read(&directory->lock);
	argument->return_length = answer.used;
	call->answer = true;
	if (!ke_copy_out(call, argument->buffer, answer.buffer, answer.size)) {
		call->answer = false;
		status = STATUS_ACCESS_VIOLATION;
	}
	kvfree(answer.buffer);
	return status;
}

static bool query_is_sound(const struct ntobj_query_directory *argument)
{
	return !(argument->flags & ~(NTOBJ_QUERY_SINGLE_ENTRY |
				     NTOBJ_QUERY_RESTART_SCAN)) &&
	       argument->entry_overhead >= OVERHEAD_MIN &&
	       argument->entry_overhead <= OVERHEAD_MAX &&
	       argument->final_overhead <= OVERHEAD_MAX;
}

static NTSTATUS service_query(struct ke_call *call, void *captured)
{
	struct ntobj_query_directory *argument = captured;
	struct ob_handle_snapshot directory;
	NTSTATUS status;
	u64 context;

	if (!query_is_sound(argument))
		return STATUS_INVALID_PARAMETER;
	status = ob_reference_object_by_handle(call->handles, argument->handle,
					       ob_directory_type,
					       NTOBJ_DIRECTORY_QUERY, &directory);
	if (!NT_SUCCESS(status))
		return status;
	context = argument->context;
	if (argument->flags & NTOBJ_QUERY_RESTART_SCAN)
		argument->context = 0;
	argument->return_length = 0;
	argument->count = 0;
	status = query(call, ob_to_directory(directory.object), argument);
	if (!NT_SUCCESS(status))
		argument->context = context;
	ob_dereference_object(directory.object);
	return status;
}

static const u64 query_statuses[] = {
	KE_STATUS(STATUS_INFO_LENGTH_MISMATCH),
	KE_STATUS(STATUS_ACCESS_VIOLATION),
	KE_STATUS(STATUS_SUCCESS),
	KE_STATUS(STATUS_MORE_ENTRIES),
	KE_STATUS(STATUS_NO_MORE_ENTRIES),
	KE_STATUS(STATUS_INVALID_PARAMETER),
	KE_STATUS(STATUS_INVALID_HANDLE),
	KE_STATUS(STATUS_OBJECT_TYPE_MISMATCH),
	KE_STATUS(STATUS_ACCESS_DENIED),
	KE_STATUS(STATUS_BUFFER_TOO_SMALL),
	KE_FAULT(STATUS_INSUFFICIENT_RESOURCES),
	KE_STATUSES_END,
};

static struct ke_service services[] = {
	KE_STRUCTURED(_IOC_NR(NTOBJ_IOC_CREATE_DIRECTORY),
		      "NtCreateDirectoryObject", service_create,
		      struct ntobj_create_directory, handle, handle,
		      ob_create_statuses, KE_FROM_KERNEL),
	KE_STRUCTURED(_IOC_NR(NTOBJ_IOC_OPEN_DIRECTORY), "NtOpenDirectoryObject",
		      service_open, struct ntobj_open, handle, handle,
		      ob_open_statuses, KE_FROM_KERNEL),
	KE_STRUCTURED(_IOC_NR(NTOBJ_IOC_QUERY_DIRECTORY), "NtQueryDirectoryObject",
		      service_query, struct ntobj_query_directory, count, context,
		      query_statuses, KE_FROM_KERNEL),
};

/* Puts the services of directories into the native table. */
void __init ob_directory_service_init(void)
{
	ke_register_services(services, ARRAY_SIZE(services));
}
