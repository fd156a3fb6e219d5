// SPDX-License-Identifier: GPL-2.0
/*
 * Looking up names, and putting new ones in.
 *
 * A lookup walks from a directory down, one component and one directory lock
 * at a time, with a reference on where it is. A link on the way gives another
 * path, and the walk begins again at the root, so many times and no more.
 *
 * What is found comes back with a handle count already taken, under the lock
 * that guards the name: from there on the name can't go (see ob/directory.c).
 */
#include <linux/sched/signal.h>
#include <linux/slab.h>
#include <ntobj/ob.h>

#include "compat/linux.h"

#define REPARSE_MAX		64

/* Far below what overflows, however many race past the look. */
#define HANDLE_COUNT_MAX	(INT_MAX / 2)

struct walk {
	struct ob_lookup *lookup;
	struct ob_directory *directory;		/* referenced */
	const u16 *text;
	u32 length;
	bool case_insensitive;
};

/* Takes a reference and a handle count on a named object, under the lock. */
static NTSTATUS claim(struct ob_lookup *lookup, struct ob_name *name)
{
	if (atomic_read(&name->object->handle_count) >= HANDLE_COUNT_MAX)
		return STATUS_INSUFFICIENT_RESOURCES;
	atomic_inc(&name->object->handle_count);
	ob_reference_object(name->object);
	lookup->object = name->object;
	return STATUS_SUCCESS;
}

static void unclaim(struct ob_lookup *lookup)
{
	ob_release_handle_count(lookup->object);
	ob_dereference_object(lookup->object);
	lookup->object = NULL;
}

/* A directory that was reached without its name: the root, or by handle. */
static NTSTATUS claim_directory(struct ob_lookup *lookup, struct ob_directory *directory)
{
	struct ob_name *name = directory->header.name;
	NTSTATUS status;

	if (!name) {
		ob_reference_object(&directory->header);
		atomic_inc(&directory->header.handle_count);
		lookup->object = &directory->header;
		return STATUS_SUCCESS;
	}
	if (down_read_killable(&name->directory->lock))
		return KE_RESTART;
	status = claim(lookup, name);
	up_read(&name->directory->lock);
	return status;
}

/* Links the new object and claims it; takes over @name if it succeeds. */
static NTSTATUS link_new(struct walk *walk, struct ob_name *name)
{
	NTSTATUS status;

	status = ob_link_name(walk->directory, walk->lookup->insert, name);
	return NT_SUCCESS(status) ? claim(walk->lookup, name) : status;
}

/* The last component, when something is to be opened. */
static NTSTATUS find_last(struct walk *walk, const struct ob_name_key *key)
{
	struct ob_directory *directory = walk->directory;
	NTSTATUS status = STATUS_OBJECT_NAME_NOT_FOUND;
	struct ob_name *name;

	if (down_read_killable(&directory->lock))
		return KE_RESTART;
	name = ob_find_name(directory, key, walk->case_insensitive);
	if (name)
		status = claim(walk->lookup, name);
	up_read(&directory->lock);
	return status;
}

/* The last component, when something is to be created unless it is there. */
static NTSTATUS find_or_link_last(struct walk *walk, const struct ob_name_key *key)
{
	struct ob_directory *directory = walk->directory;
	struct ob_name *name, *unused;
	NTSTATUS status;

	unused = ob_create_name(key);
	if (!unused)
		return STATUS_INSUFFICIENT_RESOURCES;
	if (down_write_killable(&directory->lock)) {
		kfree(unused);
		return KE_RESTART;
	}
	name = ob_find_name(directory, key, walk->case_insensitive);
	if (name) {
		status = claim(walk->lookup, name);
	} else {
		status = link_new(walk, unused);
		if (NT_SUCCESS(status))
			unused = NULL;
	}
	up_write(&directory->lock);
	kfree(unused);
	return status;
}

/* A component on the way; the object found is referenced. */
static NTSTATUS find_on_the_way(struct walk *walk, u32 component,
				struct ob_header **object)
{
	struct ob_directory *directory = walk->directory;
	struct ob_name_key key;
	struct ob_name *name;

	ob_init_name_key(&key, walk->text, component);
	if (down_read_killable(&directory->lock))
		return KE_RESTART;
	name = ob_find_name(directory, &key, walk->case_insensitive);
	if (name) {
		*object = name->object;
		ob_reference_object(*object);
	}
	up_read(&directory->lock);
	return name ? STATUS_SUCCESS : STATUS_OBJECT_PATH_NOT_FOUND;
}

static NTSTATUS parse(struct walk *walk, struct ob_header *object, u32 component,
		      struct ob_path *next)
{
	const struct ob_lookup *lookup = walk->lookup;
	const struct ob_path remaining = {
		.text = walk->text + component,
		.length = walk->length - component,
	};
	NTSTATUS status;

	if (!object->type->information.parse ||
	    (lookup->insert && object->type != ob_symbolic_link_type))
		return STATUS_SUCCESS;
	status = object->type->information.parse(object, lookup->type, &remaining, next);
	if (WARN_ONCE(NT_SUCCESS(status) && status != STATUS_SUCCESS &&
		      status != STATUS_REPARSE, "ntobj: %s: parse method: 0x%08x\n",
		      object->type->information.name, status))
		return STATUS_INVALID_PARAMETER;
	if (status == STATUS_REPARSE &&
	    lookup->attributes->attributes & NTOBJ_OBJ_DONT_REPARSE) {
		ob_release_path(next);
		status = STATUS_REPARSE_POINT_ENCOUNTERED;
	}
	return status;
}

/* Goes down into the directory that a component on the way has named. */
static NTSTATUS descend(struct walk *walk, u32 component, struct ob_path *next)
{
	struct ob_header *object;
	NTSTATUS status;

	status = find_on_the_way(walk, component, &object);
	if (!NT_SUCCESS(status))
		return status;
	status = parse(walk, object, component, next);
	if (status == STATUS_SUCCESS && object->type != ob_directory_type)
		status = walk->length == component + 1 ? STATUS_OBJECT_NAME_INVALID :
							 STATUS_OBJECT_TYPE_MISMATCH;
	if (status != STATUS_SUCCESS) {
		ob_dereference_object(object);
		return status;
	}
	ob_dereference_object(&walk->directory->header);
	walk->directory = ob_to_directory(object);
	walk->text += component + 1;
	walk->length -= component + 1;
	return STATUS_SUCCESS;
}

static NTSTATUS arrive(struct walk *walk, struct ob_path *next)
{
	struct ob_lookup *lookup = walk->lookup;
	struct ob_name_key key;
	NTSTATUS status;

	ob_init_name_key(&key, walk->text, walk->length);
	status = lookup->insert ? find_or_link_last(walk, &key) : find_last(walk, &key);
	if (!NT_SUCCESS(status) || lookup->object == lookup->insert)
		return status;
	status = parse(walk, lookup->object, walk->length, next);
	if (status != STATUS_SUCCESS)
		unclaim(lookup);
	return status;
}

static u32 component_length(const struct walk *walk)
{
	u32 length = 0;

	while (length < walk->length && walk->text[length] != '\\')
		length++;
	return length;
}

/*
 * Walks from walk->directory. STATUS_REPARSE says that @next is the path with
 * which to begin again.
 */
static NTSTATUS walk_down(struct walk *walk, struct ob_path *next)
{
	NTSTATUS status;
	u32 component;

	for (;;) {
		component = component_length(walk);
		if (!component)
			return STATUS_OBJECT_NAME_INVALID;
		if (component == walk->length)
			return arrive(walk, next);
		status = descend(walk, component, next);
		if (status != STATUS_SUCCESS)
			return status;
		if (fatal_signal_pending(current))
			return KE_RESTART;
		cond_resched();
	}
}

static NTSTATUS walk_from(struct ob_lookup *lookup, struct ob_directory *directory,
			  const u16 *text, u32 length, struct ob_path *next)
{
	struct walk walk = {
		.lookup = lookup,
		.directory = directory,
		.text = text,
		.length = length,
		.case_insensitive =
			lookup->attributes->attributes & NTOBJ_OBJ_CASE_INSENSITIVE ||
			lookup->type->information.flags & NTOBJ_TYPE_CASE_INSENSITIVE,
	};
	NTSTATUS status;

	ob_reference_object(&directory->header);
	status = walk_down(&walk, next);
	ob_dereference_object(&walk.directory->header);
	return status;
}

/*
 * "\??" is in no directory: it stands for the caller's DOS devices. Returns how
 * many units of the text it takes, the separator behind it included.
 */
static u32 dos_devices_prefix(const u16 *text, u32 length)
{
	if (length < 2 || text[0] != '?' || text[1] != '?')
		return 0;
	if (length == 2)
		return 2;
	return text[2] == '\\' ? 3 : 0;
}

/* A path from the root, which begins with a separator or is empty. */
static NTSTATUS walk_from_root(struct ob_lookup *lookup, const struct ob_path *path,
			       struct ob_path *next)
{
	const u16 *text = path->text + 1;
	u32 length = path->length - 1;
	u32 prefix;

	if (path->length <= 1)
		return claim_directory(lookup, ob_root_directory);
	prefix = dos_devices_prefix(text, length);
	if (prefix == length && prefix == 2)
		return claim_directory(lookup, ob_global_dos_devices);
	if (prefix)
		return walk_from(lookup, ob_global_dos_devices, text + prefix,
				 length - prefix, next);
	return walk_from(lookup, ob_root_directory, text, length, next);
}

static NTSTATUS walk_from_handle(struct ob_lookup *lookup, const struct ob_path *path,
				 struct ob_path *next)
{
	struct ob_handle_snapshot root;
	NTSTATUS status;

	status = ob_reference_object_by_handle(lookup->handles,
					       lookup->attributes->root_directory,
					       ob_directory_type, 0, &root);
	if (!NT_SUCCESS(status))
		return status;
	if (!path->length)
		status = claim_directory(lookup, ob_to_directory(root.object));
	else if (path->text[0] == '\\')
		status = STATUS_OBJECT_PATH_SYNTAX_BAD;
	else
		status = walk_from(lookup, ob_to_directory(root.object), path->text,
				   path->length, next);
	ob_dereference_object(root.object);
	return status;
}

/**
 * ob_look_up_name - find a named object, or put a new one there
 * @lookup: what to look for; @lookup->object is the result, with a reference
 *	and a handle count. If a new object was inserted, that is it, and the
 *	reference is one more than its creator's
 *
 * Context: process; may sleep. Takes directories' locks. The rules are those
 * of ObOpenObjectByName and ObInsertObject.
 *
 * Return: STATUS_SUCCESS; STATUS_OBJECT_PATH_SYNTAX_BAD for a path that does
 * not begin as it must; STATUS_OBJECT_NAME_INVALID for an empty component;
 * STATUS_OBJECT_PATH_NOT_FOUND or STATUS_OBJECT_NAME_NOT_FOUND, also for too
 * many links; STATUS_OBJECT_TYPE_MISMATCH for a path through something that is
 * no directory and a root handle that is none; STATUS_INVALID_HANDLE;
 * STATUS_NAME_TOO_LONG; STATUS_REPARSE_POINT_ENCOUNTERED; STATUS_INSUFFICIENT_RESOURCES; KE_RESTART
 * if the caller has been killed.
 */
NTSTATUS ob_look_up_name(struct ob_lookup *lookup)
{
	struct ob_path path = lookup->attributes->path, next = {};
	unsigned int reparses = 0;
	NTSTATUS status;

	might_sleep();
	path.buffer = NULL;
	if (lookup->attributes->root_directory)
		status = walk_from_handle(lookup, &path, &next);
	else if (!path.length || path.text[0] != '\\')
		status = STATUS_OBJECT_PATH_SYNTAX_BAD;
	else
		status = walk_from_root(lookup, &path, &next);
	while (status == STATUS_REPARSE) {
		ob_release_path(&path);
		path = next;
		next = (struct ob_path){};
		if (++reparses > REPARSE_MAX ||
		    (path.length && path.text[0] != '\\'))
			status = STATUS_OBJECT_NAME_NOT_FOUND;
		else
			status = walk_from_root(lookup, &path, &next);
	}
	ob_release_path(&path);
	return status;
}
EXPORT_SYMBOL_NTOBJ_KUNIT(ob_look_up_name);
