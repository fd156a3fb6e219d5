// SPDX-License-Identifier: GPL-2.0
/*
 * Types: what objects have in common, themselves objects in \ObjectTypes.
 *
 * Locking and lifetime
 *
 * @types_lock guards the list of types. The built-in types live as long as the
 * module. An extension's type holds nothing on the extension: the other way
 * round, each object of the type holds the extension's module, so the module's
 * exit, which removes the type, runs when there are no objects left. Names of
 * types are ordinary names: permanent until the type is removed.
 */
#include <linux/ktime.h>
#include <linux/mutex.h>
#include <linux/rcupdate.h>
#include <linux/slab.h>
#include <ntobj/ke_irql.h>
#include <ntobj/ob.h>
#include <ntobj/se.h>

#include "compat/linux.h"
#include "ob/internal.h"

static DEFINE_MUTEX(types_lock);
static LIST_HEAD(types);
static u32 last_index;

struct ob_type *ob_type_type;
EXPORT_SYMBOL_NTOBJ_KUNIT(ob_type_type);

static const struct ob_type_information type_information = {
	.name = "Type",
	.invalid_attributes = NTOBJ_OBJ_OPENLINK,
	.generic_read = NTOBJ_READ_CONTROL,
	.generic_write = NTOBJ_READ_CONTROL,
	.generic_execute = NTOBJ_READ_CONTROL,
	.generic_all = 0x000F0001,
	.valid_access = 0x001F0001,
	.flags = NTOBJ_TYPE_USE_DEFAULT_OBJECT | NTOBJ_TYPE_MAINTAIN_TYPE_LIST,
	.object_size = sizeof(struct ob_type),
	.wait_offset = OB_NO_WAIT_OBJECT,
};

static struct kmem_cache *create_cache(const struct ob_type_information *information)
{
	char name[OB_TYPE_NAME_MAX + sizeof("ntobj_-0123456789abcdef")];

	/*
	 * Caches of this kind go some time after they are destroyed; one of a
	 * type that is made again must not have the same name.
	 */
	snprintf(name, sizeof(name), "ntobj_%s-%llx", information->name,
		 ktime_get_ns());
	return kmem_cache_create(name, information->object_size, 0,
				 SLAB_TYPESAFE_BY_RCU | SLAB_ACCOUNT,
				 information->construct);
}

/* Sets up a type whose header is set up. */
static NTSTATUS set_up_type(struct ob_type *type,
			    const struct ob_type_information *information)
{
	unsigned int i;

	type->information = *information;
	type->only_charge = ob_only_charge(information);
	type->name_length = strlen(information->name) * sizeof(u16);
	for (i = 0; information->name[i]; i++)
		type->name[i] = information->name[i];
	atomic_set(&type->total_objects, 0);
	atomic_set(&type->total_handles, 0);
	type->index = 0;
	type->high_water_objects = 0;
	type->high_water_handles = 0;
	INIT_LIST_HEAD(&type->link);
	type->cache = create_cache(information);
	return type->cache ? STATUS_SUCCESS : STATUS_INSUFFICIENT_RESOURCES;
}

static void announce_type(struct ob_type *type)
{
	mutex_lock(&types_lock);
	type->index = ++last_index;
	list_add_tail(&type->link, &types);
	mutex_unlock(&types_lock);
}

/* The name of a type appears in \ObjectTypes once that directory exists. */
static NTSTATUS name_type(struct ob_type *type)
{
	NTSTATUS status;

	status = ob_standard_security(&type->header, &se_world.sid, NTOBJ_READ_CONTROL,
				      NTOBJ_READ_CONTROL);
	if (!NT_SUCCESS(status))
		return status;
	return ob_insert_permanent(ob_object_types_directory, &type->header,
				   type->name, type->name_length / sizeof(u16));
}

static NTSTATUS check_information(const struct ob_type_information *information)
{
	size_t length, i;

	if (!information->name || !information->name[0] ||
	    information->invalid_attributes & ~(NTOBJ_OBJ_VALID_ATTRIBUTES |
						NTOBJ_OBJ_OPENLINK) ||
	    information->object_size < sizeof(struct ob_header) ||
	    information->object_size > PAGE_SIZE ||
	    (information->wait_offset &&
	     (information->wait_offset < sizeof(struct ob_header) ||
	      information->wait_offset + sizeof(struct ke_dispatcher) >
	      information->object_size ||
	      information->wait_offset % __alignof__(struct ke_dispatcher) ||
	      !information->construct)) ||
	    (information->flags & NTOBJ_TYPE_MAINTAIN_HANDLE_COUNT &&
	     !information->open && !information->close))
		return STATUS_INVALID_PARAMETER;
	length = strlen(information->name);
	if (length > OB_TYPE_NAME_MAX)
		return STATUS_INVALID_PARAMETER;
	for (i = 0; i < length; i++)
		if (information->name[i] == '\\' || (u8)information->name[i] > 0x7E)
			return STATUS_OBJECT_NAME_INVALID;
	return STATUS_SUCCESS;
}

/**
 * ob_create_object_type - make a new type
 * @information: what it is; copied, but @name and the methods must last
 * @result: the type
 *
 * Context: process; may sleep. As ObCreateObjectType.
 *
 * Return: STATUS_SUCCESS; STATUS_INVALID_PARAMETER for unsound information;
 * STATUS_OBJECT_NAME_INVALID; STATUS_OBJECT_NAME_COLLISION if a type has that
 * name; STATUS_INSUFFICIENT_RESOURCES; STATUS_UNSUCCESSFUL where it may not sleep.
 */
NTSTATUS ob_create_object_type(const struct ob_type_information *information,
			       struct ob_type **result)
{
	struct ob_header *object;
	struct ob_type *type;
	NTSTATUS status;

	if (!ke_require_irql(KE_APC_LEVEL))
		return STATUS_UNSUCCESSFUL;
	might_sleep();
	status = check_information(information);
	if (!NT_SUCCESS(status))
		return status;
	status = ob_create_object(ob_type_type, &object);
	if (!NT_SUCCESS(status))
		return status;
	type = container_of(object, struct ob_type, header);
	status = set_up_type(type, information);
	if (NT_SUCCESS(status) && ob_object_types_directory) {
		status = name_type(type);
		if (!NT_SUCCESS(status))
			kmem_cache_destroy(type->cache);
	}
	if (!NT_SUCCESS(status)) {
		ob_dereference_object(object);
		return status;
	}
	announce_type(type);
	*result = type;
	return STATUS_SUCCESS;
}
EXPORT_SYMBOL_NTOBJ(ob_create_object_type);

/**
 * ob_remove_object_type - take a type of an extension's away
 * @type: the type, which has no objects; called from its owner's exit
 *
 * NT can't do this; a Linux module that goes must. Context: process; sleeps
 * through a grace period.
 *
 * Return: STATUS_SUCCESS; STATUS_INVALID_PARAMETER if it still has objects;
 * STATUS_UNSUCCESSFUL where it may not sleep.
 */
NTSTATUS ob_remove_object_type(struct ob_type *type)
{
	if (!ke_require_irql(KE_APC_LEVEL))
		return STATUS_UNSUCCESSFUL;
	might_sleep();
	if (atomic_read(&type->total_objects))
		return STATUS_INVALID_PARAMETER;
	ob_set_permanence(&type->header, false);
	mutex_lock(&types_lock);
	list_del_init(&type->link);
	mutex_unlock(&types_lock);
	kmem_cache_destroy(type->cache);
	/* Lookups that saw one of its last objects still look at the type. */
	synchronize_rcu();
	ob_dereference_object(&type->header);
	return STATUS_SUCCESS;
}
EXPORT_SYMBOL_NTOBJ(ob_remove_object_type);

/**
 * ob_visit_types - visit all types in the order of their numbers
 * @visit: called for each, with the list of types locked
 * @context: for @visit
 *
 * Context: process; may sleep.
 */
void ob_visit_types(ob_type_visitor visit, void *context)
{
	struct ob_type *type;

	mutex_lock(&types_lock);
	list_for_each_entry(type, &types, link)
		visit(type, context);
	mutex_unlock(&types_lock);
}

/**
 * ob_type_init - make the type of types
 *
 * Its object is the only one that does not come from its type's cache: it is
 * there before that is.
 *
 * Return: 0 or a negative errno.
 */
int ob_type_init(void)
{
	struct ob_type *type = kzalloc(sizeof(*type), GFP_KERNEL);

	if (!type)
		return -ENOMEM;
	atomic_long_set(&type->header.pointer_count, 1);
	type->header.type = type;
	if (!NT_SUCCESS(set_up_type(type, &type_information))) {
		kfree(type);
		return -ENOMEM;
	}
	ob_count_up(&type->total_objects, &type->high_water_objects);
	announce_type(type);
	ob_type_type = type;
	return 0;
}

/**
 * ob_name_types - give the types made so far their names
 *
 * Return: STATUS_SUCCESS or STATUS_INSUFFICIENT_RESOURCES.
 */
NTSTATUS ob_name_types(void)
{
	NTSTATUS status = STATUS_SUCCESS;
	struct ob_type *type;

	mutex_lock(&types_lock);
	list_for_each_entry(type, &types, link) {
		status = name_type(type);
		if (!NT_SUCCESS(status))
			break;
	}
	mutex_unlock(&types_lock);
	return status;
}

/**
 * ob_type_destroy - free all types
 *
 * All directories are empty, and nothing but the types' own names holds one:
 * the names go first, and with the last of them the directories, whose memory
 * comes from a type's cache too. The type of types comes last.
 */
void ob_type_destroy(void)
{
	struct ob_type *type, *next;

	list_for_each_entry(type, &types, link)
		ob_drop_name(&type->header);
	list_for_each_entry_safe_reverse(type, next, &types, link) {
		list_del(&type->link);
		kmem_cache_destroy(type->cache);
		if (type != ob_type_type)
			ob_dereference_object(&type->header);
	}
	ob_report_references();
	if (ob_type_type)
		se_put_descriptor(rcu_access_pointer(ob_type_type->header.security));
	kfree(ob_type_type);
	ob_type_type = NULL;
}
