// SPDX-License-Identifier: GPL-2.0
/*
 * Directories: names hashed for lookup and kept in the order of insertion.
 *
 * Structure
 *
 * Names are hashed in upper case. Names that differ in case only may stand
 * side by side: one of them, the oldest, is in the hash table and stands for
 * all, the others hang in a tree under it, ordered by their exact text. So a
 * lookup with case and one without both take the same time, however many there
 * are of either sort. A second index, by a sequence number that only grows,
 * gives the order of insertion: a scan goes on behind the number it had come
 * to, which stays a place in the order whatever is inserted and removed.
 *
 * Locking and lifetime
 *
 * A directory's lock guards its indexes, its names' @linked, and OB_PERMANENT
 * of its objects. No other directory's lock is taken under it, nor is user
 * memory touched. A linked name holds a reference on its object; a name,
 * linked or not, holds one on its directory until the object is freed, so
 * object->name->directory can be followed by whoever has a reference on the
 * object. Handle counts go up under the lock (for reading) when an object is
 * found by name, and a name is taken away under the lock (for writing) only
 * after a look that the count is zero: so nobody opens an object by a name
 * that it is losing.
 *
 * A directory whose own name is gone keeps its entries. @directories lists all
 * there are, so that the module's exit finds those as well.
 */
#include <linux/jhash.h>
#include <linux/mutex.h>
#include <linux/rhashtable.h>
#include <linux/sched.h>
#include <linux/slab.h>
#include <ntobj/ob.h>

#include "ob/internal.h"
#include "ob/trace.h"

#define INSERT_ATTEMPTS	16

struct name_key {
	const u16 *text;
	u32 length;
	u64 hash;
};

static u32 hash_of_hash(u64 hash, u32 seed)
{
	return jhash_2words(hash, hash >> 32, seed);
}

static u32 hash_key(const void *data, u32 length, u32 seed)
{
	return hash_of_hash(((const struct name_key *)data)->hash, seed);
}

static u32 hash_name(const void *data, u32 length, u32 seed)
{
	return hash_of_hash(((const struct ob_name *)data)->hash, seed);
}

static int compare_name(struct rhashtable_compare_arg *argument, const void *data)
{
	const struct name_key *key = argument->key;
	const struct ob_name *name = data;

	return name->hash != key->hash || name->length != key->length ||
	       !ob_equal_upcase(name->text, key->text, key->length);
}

static const struct rhashtable_params name_parameters = {
	.head_offset = offsetof(struct ob_name, node),
	.hashfn = hash_key,
	.obj_hashfn = hash_name,
	.obj_cmpfn = compare_name,
	.automatic_shrinking = true,
};

static DEFINE_MUTEX(directories_lock);
static LIST_HEAD(directories);

struct ob_type *ob_directory_type;

static void delete_directory(struct ob_header *object)
{
	struct ob_directory *directory = ob_to_directory(object);

	WARN_ON_ONCE(directory->count);
	mutex_lock(&directories_lock);
	list_del(&directory->link);
	mutex_unlock(&directories_lock);
	xa_destroy(&directory->entries);
	if (rcu_access_pointer(directory->names.tbl))
		rhashtable_destroy(&directory->names);
}

static const struct ob_type_information directory_information = {
	.name = "Directory",
	.invalid_attributes = NTOBJ_OBJ_OPENLINK,
	.generic_read = NTOBJ_READ_CONTROL | NTOBJ_DIRECTORY_QUERY |
			NTOBJ_DIRECTORY_TRAVERSE,
	.generic_write = NTOBJ_READ_CONTROL | NTOBJ_DIRECTORY_CREATE_OBJECT |
			 NTOBJ_DIRECTORY_CREATE_SUBDIRECTORY,
	.generic_execute = NTOBJ_READ_CONTROL | NTOBJ_DIRECTORY_QUERY |
			   NTOBJ_DIRECTORY_TRAVERSE,
	.generic_all = NTOBJ_DIRECTORY_ALL_ACCESS,
	.valid_access = NTOBJ_DIRECTORY_ALL_ACCESS,
	.flags = NTOBJ_TYPE_CASE_INSENSITIVE | NTOBJ_TYPE_USE_DEFAULT_OBJECT |
		 NTOBJ_TYPE_PAGED_POOL,
	.paged_pool_charge = sizeof(struct ob_directory),
	.object_size = sizeof(struct ob_directory),
	.wait_offset = OB_NO_WAIT_OBJECT,
	.delete = delete_directory,
};

/**
 * ob_create_directory - make an empty directory
 * @result: the directory, with one reference
 *
 * Context: process; may sleep.
 *
 * Return: STATUS_SUCCESS, STATUS_INSUFFICIENT_RESOURCES.
 */
NTSTATUS ob_create_directory(struct ob_directory **result)
{
	struct ob_directory *directory;
	struct ob_header *object;
	NTSTATUS status;

	status = ob_create_object(ob_directory_type, &object);
	if (!NT_SUCCESS(status))
		return status;
	directory = ob_to_directory(object);
	init_rwsem(&directory->lock);
	xa_init(&directory->entries);
	directory->next_sequence = 0;
	directory->count = 0;
	mutex_lock(&directories_lock);
	list_add_tail(&directory->link, &directories);
	mutex_unlock(&directories_lock);
	if (rhashtable_init(&directory->names, &name_parameters)) {
		RCU_INIT_POINTER(directory->names.tbl, NULL);
		ob_dereference_object(object);
		return STATUS_INSUFFICIENT_RESOURCES;
	}
	*result = directory;
	return STATUS_SUCCESS;
}

/* The name in @names that stands for all cases of a text. */
static struct ob_name *find_any_case(struct ob_directory *directory,
				     const u16 *text, u32 length)
{
	struct name_key key = {
		.text = text,
		.length = length,
		.hash = ob_hash_upcase(text, length),
	};

	return rhashtable_lookup_fast(&directory->names, &key, name_parameters);
}

static struct ob_name *find_variant(struct ob_name *name, const u16 *text)
{
	struct rb_node *node = name->variants.rb_node;

	while (node) {
		struct ob_name *variant = rb_entry(node, struct ob_name, variant);
		int order = memcmp(text, variant->text, variant->length * sizeof(u16));

		if (!order)
			return variant;
		node = order < 0 ? node->rb_left : node->rb_right;
	}
	return NULL;
}

static void insert_variant(struct ob_name *name, struct ob_name *variant)
{
	struct rb_node **place = &name->variants.rb_node, *parent = NULL;

	while (*place) {
		struct ob_name *other = rb_entry(*place, struct ob_name, variant);

		parent = *place;
		place = memcmp(variant->text, other->text,
			       variant->length * sizeof(u16)) < 0 ?
			&parent->rb_left : &parent->rb_right;
	}
	rb_link_node(&variant->variant, parent, place);
	rb_insert_color(&variant->variant, &name->variants);
	variant->in_tree = true;
}

/**
 * ob_find_name - find an entry of a directory
 * @directory: the directory
 * @text: the name
 * @length: its units
 * @case_insensitive: whether case does not count; of several names that
 *	differ in case only the oldest is found then
 *
 * Context: process; the directory's lock is held.
 *
 * Return: the name, or NULL.
 */
struct ob_name *ob_find_name(struct ob_directory *directory, const u16 *text,
			     u32 length, bool case_insensitive)
{
	struct ob_name *name;

	lockdep_assert_held(&directory->lock);
	name = find_any_case(directory, text, length);
	if (!name || case_insensitive ||
	    !memcmp(name->text, text, length * sizeof(u16)))
		return name;
	return find_variant(name, text);
}

/* An insertion that meets a running resize waits until that has ended. */
static int insert_into_hash(struct ob_directory *directory, struct ob_name *name)
{
	unsigned int i;
	int error;

	for (i = 0; i < INSERT_ATTEMPTS; i++) {
		error = rhashtable_insert_fast(&directory->names, &name->node,
					       name_parameters);
		if (error != -EBUSY)
			break;
		flush_work(&directory->names.run_work);
	}
	return error;
}

static int insert_name(struct ob_directory *directory, struct ob_name *name)
{
	struct ob_name *first;
	int error;

	error = xa_insert(&directory->entries, directory->next_sequence, name,
			  GFP_KERNEL_ACCOUNT);
	if (error)
		return error;
	name->sequence = directory->next_sequence;
	first = find_any_case(directory, name->text, name->length);
	if (first)
		insert_variant(first, name);
	else
		error = insert_into_hash(directory, name);
	if (error) {
		xa_erase(&directory->entries, name->sequence);
		return error;
	}
	directory->next_sequence++;
	directory->count++;
	return 0;
}

/**
 * ob_link_name - give a new object a name
 * @directory: where
 * @object: the object, which nobody has seen yet and has no name
 * @text: the name, which the directory does not have
 * @length: its units, 1 and up
 *
 * Context: process; the directory's lock is held for writing; may sleep.
 *
 * Return: STATUS_SUCCESS; STATUS_NAME_TOO_LONG if the whole path would be
 * longer than a name can be; STATUS_INSUFFICIENT_RESOURCES.
 */
NTSTATUS ob_link_name(struct ob_directory *directory, struct ob_header *object,
		      const u16 *text, u32 length)
{
	u32 path_length = ob_path_length(&directory->header) + 1 + length;
	struct ob_name *name;

	lockdep_assert_held_write(&directory->lock);
	if (path_length > OB_PATH_MAX)
		return STATUS_NAME_TOO_LONG;
	name = kzalloc(struct_size(name, text, length), GFP_KERNEL_ACCOUNT);
	if (!name)
		return STATUS_INSUFFICIENT_RESOURCES;
	name->variants = RB_ROOT;
	name->hash = ob_hash_upcase(text, length);
	name->path_length = path_length;
	name->length = length;
	memcpy(name->text, text, length * sizeof(u16));
	if (insert_name(directory, name)) {
		kfree(name);
		return STATUS_INSUFFICIENT_RESOURCES;
	}
	ob_reference_object(&directory->header);
	ob_reference_object(object);
	name->directory = directory;
	name->object = object;
	WRITE_ONCE(name->linked, true);
	object->name = name;
	trace_ntobj_name(object->id, directory->header.id, true);
	return STATUS_SUCCESS;
}

/* Takes the name that stands for others out of the hash table. */
static void remove_from_hash(struct ob_directory *directory, struct ob_name *name)
{
	struct rb_node *node = rb_first(&name->variants);
	struct ob_name *next;

	if (!node) {
		rhashtable_remove_fast(&directory->names, &name->node, name_parameters);
		return;
	}
	next = rb_entry(node, struct ob_name, variant);
	rb_erase(node, &name->variants);
	next->in_tree = false;
	next->variants = name->variants;
	name->variants = RB_ROOT;
	rhashtable_replace_fast(&directory->names, &name->node, &next->node,
				name_parameters);
}

static void remove_variant(struct ob_directory *directory, struct ob_name *name)
{
	struct ob_name *first = find_any_case(directory, name->text, name->length);

	rb_erase(&name->variant, &first->variants);
	name->in_tree = false;
}

/**
 * ob_unlink_name - take a name out of its directory
 * @name: the name, linked; the caller has a reference on its object besides
 *	the one that the directory drops here
 *
 * Context: process; the directory's lock is held for writing.
 */
void ob_unlink_name(struct ob_name *name)
{
	struct ob_directory *directory = name->directory;

	lockdep_assert_held_write(&directory->lock);
	if (name->in_tree)
		remove_variant(directory, name);
	else
		remove_from_hash(directory, name);
	xa_erase(&directory->entries, name->sequence);
	directory->count--;
	WRITE_ONCE(name->linked, false);
	trace_ntobj_name(name->object->id, directory->header.id, false);
	WARN_ON_ONCE(atomic_long_dec_and_test(&name->object->pointer_count));
}

/**
 * ob_unlink_if_unused - take an object's name away if nothing keeps it
 * @object: on which the caller has a reference
 *
 * The name goes if the object has no handles and is not permanent. Context:
 * process; may sleep. Takes the directory's lock.
 */
void ob_unlink_if_unused(struct ob_header *object)
{
	struct ob_name *name = object->name;

	if (!name || !READ_ONCE(name->linked))
		return;
	down_write(&name->directory->lock);
	if (name->linked && !atomic_read(&object->handle_count) &&
	    !test_bit(OB_PERMANENT, &object->flags))
		ob_unlink_name(name);
	up_write(&name->directory->lock);
}

/**
 * ob_set_permanence - make an object permanent or temporary
 * @object: on which the caller has a reference
 * @permanent: which
 *
 * Context: process; may sleep. Takes the directory's lock.
 *
 * Return: STATUS_SUCCESS.
 */
NTSTATUS ob_set_permanence(struct ob_header *object, bool permanent)
{
	struct ob_name *name = object->name;

	if (!name) {
		assign_bit(OB_PERMANENT, &object->flags, permanent);
		return STATUS_SUCCESS;
	}
	down_write(&name->directory->lock);
	assign_bit(OB_PERMANENT, &object->flags, permanent);
	up_write(&name->directory->lock);
	if (!permanent)
		ob_unlink_if_unused(object);
	return STATUS_SUCCESS;
}

/**
 * ob_drop_name - part with a name for good
 * @object: an object whose name is not linked and which nobody else looks at
 *
 * For the end of the module. Context: process; may sleep.
 */
void ob_drop_name(struct ob_header *object)
{
	struct ob_name *name = object->name;

	if (!name)
		return;
	object->name = NULL;
	ob_dereference_object(&name->directory->header);
	kfree(name);
}

/**
 * ob_insert_permanent - put a new object into a directory, to stay
 * @directory: where
 * @object: the object, which has no name
 * @text: the name
 * @length: its units
 *
 * For what the module itself puts there. Context: process; may sleep. Takes
 * the directory's lock.
 *
 * Return: STATUS_SUCCESS, STATUS_OBJECT_NAME_COLLISION,
 * STATUS_INSUFFICIENT_RESOURCES.
 */
NTSTATUS ob_insert_permanent(struct ob_directory *directory,
			     struct ob_header *object, const u16 *text, u32 length)
{
	NTSTATUS status = STATUS_OBJECT_NAME_COLLISION;

	down_write(&directory->lock);
	if (!ob_find_name(directory, text, length, true)) {
		status = ob_link_name(directory, object, text, length);
		if (NT_SUCCESS(status))
			set_bit(OB_PERMANENT, &object->flags);
	}
	up_write(&directory->lock);
	return status;
}

/* Takes out one entry; returns its object, referenced, or NULL if none is left. */
static struct ob_header *take_entry(struct ob_directory *directory)
{
	struct ob_header *object = NULL;
	unsigned long sequence = 0;
	struct ob_name *name;

	down_write(&directory->lock);
	name = xa_find(&directory->entries, &sequence, ULONG_MAX, XA_PRESENT);
	if (name) {
		object = name->object;
		ob_reference_object(object);
		clear_bit(OB_PERMANENT, &object->flags);
		ob_unlink_name(name);
	}
	up_write(&directory->lock);
	return object;
}

/* Any directory that has entries, referenced, or NULL. */
static struct ob_directory *any_filled_directory(void)
{
	struct ob_directory *directory, *found = NULL;

	mutex_lock(&directories_lock);
	list_for_each_entry(directory, &directories, link) {
		if (directory->count &&
		    ob_reference_object_unless_gone(&directory->header)) {
			found = directory;
			break;
		}
	}
	mutex_unlock(&directories_lock);
	return found;
}

/**
 * ob_empty_all_directories - take all names away
 *
 * For the end of the module, when no process has handles. Context: process;
 * may sleep.
 */
void ob_empty_all_directories(void)
{
	struct ob_directory *directory;
	struct ob_header *object;

	while ((directory = any_filled_directory())) {
		while ((object = take_entry(directory)))
			ob_dereference_object(object);
		ob_dereference_object(&directory->header);
	}
}

/**
 * ob_directory_init - make the directory type
 *
 * Return: 0 or a negative errno.
 */
int __init ob_directory_init(void)
{
	return NT_SUCCESS(ob_create_object_type(&directory_information,
						&ob_directory_type)) ? 0 : -ENOMEM;
}
