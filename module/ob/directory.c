// SPDX-License-Identifier: GPL-2.0
/*
 * Directories: names ordered by hash for lookup, and by age for scans.
 *
 * Structure
 *
 * A directory has two trees of names. One is ordered by a keyed hash of the
 * name in upper case, then by the name itself; names that differ in case only
 * are neighbours in it, so a lookup with case and one without both find their
 * way down in a number of steps that hardly grows, however many names there
 * are and whatever names somebody chooses. The other is ordered by a sequence
 * number that only grows: a scan goes on behind the number it had come to,
 * which stays a place in the order whatever is inserted and removed. The nodes
 * lie in the names, so putting a name in or out allocates nothing.
 *
 * Locking and lifetime
 *
 * A directory's lock guards its trees, its names' @linked, and OB_PERMANENT of
 * its objects. No other directory's lock is taken under it, no memory is
 * allocated and no user memory touched. A linked name holds a reference on its
 * object; a name, linked or not, holds one on its directory until the object
 * is freed, so object->name->directory can be followed by whoever has a
 * reference on the object. Handle counts go up under the lock (for reading)
 * when an object is found by name, and a name is taken away under the lock
 * (for writing) only after a look that the count is zero: so nobody opens an
 * object by a name that it is losing.
 *
 * A directory whose own name is gone keeps its entries. @directories lists all
 * there are, so that the module's exit finds those as well.
 */
#include <linux/mutex.h>
#include <linux/sched.h>
#include <linux/slab.h>
#include <ntobj/ob.h>

#include "compat/linux.h"
#include "ob/internal.h"
#include "ob/trace.h"

static DEFINE_MUTEX(directories_lock);
static LIST_HEAD(directories);

struct ob_type *ob_directory_type;
EXPORT_SYMBOL_NTOBJ_KUNIT(ob_directory_type);

static void delete_directory(struct ob_header *object)
{
	struct ob_directory *directory = ob_to_directory(object);

	WARN_ON_ONCE(directory->count);
	mutex_lock(&directories_lock);
	list_del(&directory->link);
	mutex_unlock(&directories_lock);
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
	directory->names = RB_ROOT;
	directory->entries = RB_ROOT;
	directory->next_sequence = 0;
	directory->count = 0;
	directory->session = OB_NO_SESSION;
	directory->closed = false;
	INIT_LIST_HEAD(&directory->purge_link);
	mutex_lock(&directories_lock);
	list_add_tail(&directory->link, &directories);
	mutex_unlock(&directories_lock);
	*result = directory;
	return STATUS_SUCCESS;
}
EXPORT_SYMBOL_NTOBJ_KUNIT(ob_create_directory);

/**
 * ob_init_name_key - prepare a text for looking it up
 * @key: the result
 * @text: the name; must last as long as @key is used
 * @length: its units
 *
 * Context: any.
 */
void ob_init_name_key(struct ob_name_key *key, const u16 *text, u32 length)
{
	key->text = text;
	key->length = length;
	key->hash = ob_hash_upcase(text, length);
}
EXPORT_SYMBOL_NTOBJ_KUNIT(ob_init_name_key);

static struct ob_name *to_name(const struct rb_node *node)
{
	return rb_entry(node, struct ob_name, by_text);
}

/* The order of names without regard to case. */
static int compare_any_case(const void *data, const struct rb_node *node)
{
	const struct ob_name_key *key = data;
	const struct ob_name *name = to_name(node);

	if (key->hash != name->key.hash)
		return key->hash < name->key.hash ? -1 : 1;
	if (key->length != name->key.length)
		return key->length < name->key.length ? -1 : 1;
	return ob_compare_upcase(key->text, name->text, key->length);
}

/* The whole order: neighbours that differ in case only, by their units. */
static int compare_exactly(const void *data, const struct rb_node *node)
{
	const struct ob_name_key *key = data;
	int order = compare_any_case(data, node);

	if (order)
		return order;
	return memcmp(key->text, to_name(node)->text, key->length * sizeof(u16));
}

static bool comes_before(struct rb_node *node, const struct rb_node *other)
{
	return compare_exactly(&to_name(node)->key, other) < 0;
}

static bool is_older(struct rb_node *node, const struct rb_node *other)
{
	return rb_entry(node, struct ob_name, by_sequence)->sequence <
	       rb_entry(other, struct ob_name, by_sequence)->sequence;
}

/**
 * ob_find_name - find an entry of a directory
 * @directory: the directory
 * @key: the name
 * @case_insensitive: whether case does not count; of several names that
 *	differ in case only, the one found is the first in the order of the
 *	bytes of their units
 *
 * Context: process; the directory's lock is held.
 *
 * Return: the name, or NULL.
 */
struct ob_name *ob_find_name(struct ob_directory *directory,
			     const struct ob_name_key *key, bool case_insensitive)
{
	struct rb_node *node;

	lockdep_assert_held(&directory->lock);
	if (case_insensitive)
		node = rb_find_first(key, &directory->names, compare_any_case);
	else
		node = rb_find(key, &directory->names, compare_exactly);
	return node ? to_name(node) : NULL;
}
EXPORT_SYMBOL_NTOBJ_KUNIT(ob_find_name);

/**
 * ob_entry_from - find an entry by age
 * @directory: the directory
 * @sequence: the least sequence number it may have
 *
 * Context: process; the directory's lock is held.
 *
 * Return: the oldest name with that number or a greater one, or NULL.
 */
struct ob_name *ob_entry_from(struct ob_directory *directory, u64 sequence)
{
	struct rb_node *node = directory->entries.rb_node;
	struct ob_name *found = NULL;

	lockdep_assert_held(&directory->lock);
	while (node) {
		struct ob_name *name = rb_entry(node, struct ob_name, by_sequence);

		if (name->sequence >= sequence) {
			found = name;
			node = node->rb_left;
		} else {
			node = node->rb_right;
		}
	}
	return found;
}
EXPORT_SYMBOL_NTOBJ_KUNIT(ob_entry_from);

/**
 * ob_create_name - make a name that can be linked
 * @key: its text, which is copied
 *
 * Context: process; may sleep.
 *
 * Return: the name, to be linked or freed by kfree(); NULL if memory is short.
 */
struct ob_name *ob_create_name(const struct ob_name_key *key)
{
	struct ob_name *name;

	name = kzalloc(struct_size(name, text, key->length), GFP_KERNEL_ACCOUNT);
	if (name) {
		memcpy(name->text, key->text, key->length * sizeof(u16));
		name->key = *key;
		name->key.text = name->text;
	}
	return name;
}
EXPORT_SYMBOL_NTOBJ_KUNIT(ob_create_name);

/**
 * ob_link_name - give a new object a name
 * @directory: where
 * @object: the object, which nobody has seen yet and has no name
 * @name: the name, which the directory does not have; the object's afterwards
 *
 * Context: process; the directory's lock is held for writing.
 *
 * Return: STATUS_SUCCESS; STATUS_NAME_TOO_LONG if the whole path would be
 * longer than a name can be; STATUS_OBJECT_PATH_NOT_FOUND if the directory is of
 * a session or namespace that is no more.
 */
NTSTATUS ob_link_name(struct ob_directory *directory, struct ob_header *object,
		      struct ob_name *name)
{
	u32 path_length = ob_path_length(&directory->header) + 1 + name->key.length;

	lockdep_assert_held_write(&directory->lock);
	if (directory->closed)
		return STATUS_OBJECT_PATH_NOT_FOUND;
	if (path_length > OB_FULL_PATH_MAX)
		return STATUS_NAME_TOO_LONG;
	ob_reference_object(&directory->header);
	ob_reference_object(object);
	name->directory = directory;
	name->object = object;
	name->path_length = path_length;
	name->sequence = directory->next_sequence++;
	rb_add(&name->by_text, &directory->names, comes_before);
	rb_add(&name->by_sequence, &directory->entries, is_older);
	directory->count++;
	WRITE_ONCE(name->linked, true);
	object->name = name;
	ob_note_transfer(object, OB_BY_POINTER, OB_BY_NAME);
	trace_ntobj_name(object->id, directory->header.id, true);
	return STATUS_SUCCESS;
}
EXPORT_SYMBOL_NTOBJ_KUNIT(ob_link_name);

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
	rb_erase(&name->by_text, &directory->names);
	rb_erase(&name->by_sequence, &directory->entries);
	directory->count--;
	WRITE_ONCE(name->linked, false);
	trace_ntobj_name(name->object->id, directory->header.id, false);
	ob_note_dereference(name->object, OB_BY_NAME);
	WARN_ON_ONCE(atomic_long_dec_and_test(&name->object->pointer_count));
}
EXPORT_SYMBOL_NTOBJ_KUNIT(ob_unlink_name);

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
	    !ob_has_flag(object, OB_PERMANENT))
		ob_unlink_name(name);
	up_write(&name->directory->lock);
}
EXPORT_SYMBOL_NTOBJ_KUNIT(ob_unlink_if_unused);

/**
 * ob_set_permanence - make an object permanent or temporary
 * @object: on which the caller has a reference
 * @permanent: which
 *
 * Context: process; may sleep. Takes the directory's lock.
 */
void ob_set_permanence(struct ob_header *object, bool permanent)
{
	struct ob_name *name = object->name;

	if (!name) {
		ob_assign_flag(object, OB_PERMANENT, permanent);
		return;
	}
	down_write(&name->directory->lock);
	ob_assign_flag(object, OB_PERMANENT, permanent);
	up_write(&name->directory->lock);
	if (!permanent)
		ob_unlink_if_unused(object);
}
EXPORT_SYMBOL_NTOBJ_KUNIT(ob_set_permanence);

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
	struct ob_name_key key;
	struct ob_name *name;

	ob_init_name_key(&key, text, length);
	name = ob_create_name(&key);
	if (!name)
		return STATUS_INSUFFICIENT_RESOURCES;
	down_write(&directory->lock);
	if (!ob_find_name(directory, &key, true)) {
		status = ob_link_name(directory, object, name);
		if (NT_SUCCESS(status)) {
			ob_set_flag(object, OB_PERMANENT);
			ob_set_flag(object, OB_STANDARD);
		}
	}
	up_write(&directory->lock);
	if (!NT_SUCCESS(status))
		kfree(name);
	return status;
}

/* Takes out one entry; returns its object, referenced, or NULL if none is left. */
static struct ob_header *take_entry(struct ob_directory *directory)
{
	struct ob_header *object = NULL;
	struct ob_name *name;

	down_write(&directory->lock);
	name = ob_entry_from(directory, 0);
	if (name) {
		object = name->object;
		ob_reference_object(object);
		ob_clear_flag(object, OB_PERMANENT);
		ob_unlink_name(name);
	}
	up_write(&directory->lock);
	return object;
}

/**
 * ob_unlink_object - take an object's name away, whatever keeps it
 * @object: on which the caller has a reference
 *
 * Context: process; may sleep. Takes the directory's lock.
 */
void ob_unlink_object(struct ob_header *object)
{
	struct ob_name *name = object->name;

	if (!name)
		return;
	down_write(&name->directory->lock);
	ob_clear_flag(object, OB_PERMANENT);
	if (name->linked)
		ob_unlink_name(name);
	up_write(&name->directory->lock);
}

/* Takes out all entries; directories among them go to the list, referenced. */
static void take_all_entries(struct ob_directory *directory, struct list_head *taken)
{
	struct ob_header *object;

	/* Who still has a handle to it could go on for ever. */
	down_write(&directory->lock);
	directory->closed = true;
	up_write(&directory->lock);
	while ((object = take_entry(directory))) {
		if (object->type == ob_directory_type)
			list_add_tail(&ob_to_directory(object)->purge_link, taken);
		else
			ob_dereference_object(object);
		cond_resched();
	}
}

/**
 * ob_purge_directory - take away all names in a directory and below
 * @directory: on which the caller has a reference
 *
 * What has no handles goes with its name, and nothing can be named there any
 * more. Context: process; may sleep. Takes
 * directories' locks.
 */
void ob_purge_directory(struct ob_directory *directory)
{
	LIST_HEAD(taken);

	take_all_entries(directory, &taken);
	while (!list_empty(&taken)) {
		directory = list_first_entry(&taken, struct ob_directory, purge_link);
		list_del_init(&directory->purge_link);
		take_all_entries(directory, &taken);
		ob_dereference_object(&directory->header);
	}
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
