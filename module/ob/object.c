// SPDX-License-Identifier: GPL-2.0
/*
 * Objects: making, referencing and freeing them.
 *
 * Lifetime
 *
 * An object is kept by its pointer count. Each handle, each name linked in a
 * directory and each running operation that may sleep holds one. Whoever drops
 * the last one frees the object, in process context; who may not sleep has it
 * freed (ob/deferred.c).
 *
 * The memory comes from a cache per type that is SLAB_TYPESAFE_BY_RCU: a page
 * of it goes back to the system only after a grace period, but an object's
 * memory may become another object of the same type at once. So a pointer read
 * under RCU points to an object of that type, and what may be done with it is:
 * ob_reference_object_unless_gone() followed by a look whether the source of
 * the pointer still has it; or, for types with a lock set up by their
 * constructor, taking that lock and then the same look.
 *
 * An object's name keeps its directory, and so all the way to the root; a free
 * may thus free a chain of directories, which is done in a loop.
 */
#include <linux/capability.h>
#include <linux/export.h>
#include <linux/module.h>
#include <linux/slab.h>
#include <ntobj/ob.h>
#include <ntobj/se.h>

#include "compat/linux.h"
#include "ob/internal.h"
#include "ob/quota.h"

#define RESERVED_PART	8

static unsigned int max_objects = 33554432;
module_param(max_objects, uint, 0644);
MODULE_PARM_DESC(max_objects,
		 "Most objects that there may be in all (default 33554432)");

static atomic_t objects;
static atomic64_t last_id;

/**
 * ob_may_be_so_many - is there room for the caller in what all share
 * @count: how many there will be, the caller's included
 * @limit: how many there may be; the last eighth is for who manages resources
 *
 * Context: process.
 *
 * Return: true if there is.
 */
bool ob_may_be_so_many(unsigned int count, unsigned int limit)
{
	if (count <= limit - limit / RESERVED_PART)
		return true;
	return count <= limit && compat_has_capability(current, CAP_SYS_RESOURCE);
}

/* The way back from what is waited for; the same as of the object before. */
static void note_place(struct ob_header *object, u32 offset)
{
	if (offset != OB_NO_WAIT_OBJECT)
		WRITE_ONCE(((struct ke_dispatcher *)((void *)object + offset))->place,
			   offset);
}

/**
 * ob_create_object - make an object
 * @type: of what type
 * @result: the object: a header with one reference, no name, no handles, and
 *	behind it what the memory held; the caller sets up the rest
 *
 * Context: process; may sleep. As ObCreateObject, without the capture.
 *
 * Return: STATUS_SUCCESS; STATUS_INSUFFICIENT_RESOURCES if memory is short or
 * there are as many objects as there may be.
 */
NTSTATUS ob_create_object(struct ob_type *type, struct ob_header **result)
{
	struct ob_header *object;

	might_sleep();
	if (!ob_may_be_so_many(atomic_inc_return(&objects), READ_ONCE(max_objects)))
		goto err_objects;
	if (type->information.owner && !try_module_get(type->information.owner))
		goto err_objects;
	object = kmem_cache_alloc(type->cache, GFP_KERNEL_ACCOUNT);
	if (!object)
		goto err_owner;
	atomic_set(&object->handle_count, 0);
	atomic_set(&object->flags, 0);
	object->account = NULL;
	note_place(object, type->information.wait_offset);
	/* Pairs with ob_type_of(): the same as of the object that was here before. */
	WRITE_ONCE(object->type, type);
	object->name = NULL;
	object->holders = NULL;
	RCU_INIT_POINTER(object->security, NULL);
	if (type->information.flags & NTOBJ_TYPE_MAINTAIN_HANDLE_COUNT) {
		object->holders = ob_create_holders();
		if (!object->holders)
			goto err_object;
	}
	object->id = atomic64_inc_return(&last_id);
	/*
	 * Pairs with the acquire in ob_reference_object_unless_gone(): who gets
	 * a reference through a stale pointer finds the header set up, and the
	 * handle that the pointer came from closed.
	 */
	atomic_long_set_release(&object->pointer_count, 1);
	ob_count_up(&type->total_objects, &type->high_water_objects);
	if (ob_is_watched())
		ob_watch_object(object);
	*result = object;
	return STATUS_SUCCESS;

err_object:
	kmem_cache_free(type->cache, object);
err_owner:
	module_put(type->information.owner);
err_objects:
	atomic_dec(&objects);
	return STATUS_INSUFFICIENT_RESOURCES;
}
EXPORT_SYMBOL_NTOBJ(ob_create_object);

/**
 * ob_reference_object - take one more reference
 * @object: on which the caller has one, or knows somebody who has
 *
 * Context: any.
 */
void ob_reference_object(struct ob_header *object)
{
	long count = atomic_long_inc_return(&object->pointer_count);

	WARN_ON_ONCE(count <= 1);
	ob_note_reference(object, OB_BY_POINTER);
}
EXPORT_SYMBOL_NTOBJ(ob_reference_object);

/**
 * ob_reference_object_unless_gone - take a reference through a bare pointer
 * @object: read under RCU from a place that held a reference then
 *
 * Context: any, in an RCU read section. The caller looks afterwards whether
 * the place still holds the object, and drops the reference if not.
 *
 * Return: whether there was still a reference to add to.
 */
bool ob_reference_object_unless_gone(struct ob_header *object)
{
	if (!atomic_long_inc_not_zero(&object->pointer_count))
		return false;
	ob_note_reference(object, OB_BY_POINTER);
	return true;
}

/* Frees one object; returns the directory on which its name held a reference. */
static struct ob_header *free_object(struct ob_header *object)
{
	struct ob_type *type = object->type;
	struct ob_header *parent = NULL;
	struct ob_name *name = object->name;

	WARN_ON_ONCE(atomic_read(&object->handle_count));
	ob_release_object(object);
	if (rcu_access_pointer(object->security))
		ob_delete_security(object);
	if (type->information.delete)
		type->information.delete(object);
	if (object->holders)
		ob_free_holders(object->holders);
	if (name) {
		WARN_ON_ONCE(name->linked);
		parent = &name->directory->header;
		ob_free_name(object, name);
	}
	kmem_cache_free(type->cache, object);
	atomic_dec(&type->total_objects);
	atomic_dec(&objects);
	if (type->information.owner)
		module_put(type->information.owner);
	return parent;
}

/**
 * ob_free_object - free an object
 * @object: whose last reference is gone
 *
 * Its name kept a directory, which may be gone with it, and so on.
 *
 * Context: process; may sleep.
 */
void ob_free_object(struct ob_header *object)
{
	might_sleep();
	do {
		object = free_object(object);
		cond_resched();
	} while (object && ob_drop(object, OB_BY_POINTER));
}

/**
 * ob_drop_reference - drop a reference that was for something
 * @object: on which the caller has one, or NULL
 * @tag: for what
 *
 * Context: process; may sleep if it was the last one.
 */
void ob_drop_reference(struct ob_header *object, enum ob_reference_tag tag)
{
	might_sleep();
	if (object && ob_drop(object, tag))
		ob_free_object(object);
}

/**
 * ob_dereference_object - drop a reference
 * @object: on which the caller has one, or NULL
 *
 * Context: process; may sleep if it was the last one.
 */
void ob_dereference_object(struct ob_header *object)
{
	ob_drop_reference(object, OB_BY_POINTER);
}
EXPORT_SYMBOL_NTOBJ(ob_dereference_object);
