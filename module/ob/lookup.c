// SPDX-License-Identifier: GPL-2.0
/*
 * Looking up names, and putting new ones in.
 *
 * A lookup walks from a directory down, one component and one directory lock
 * at a time, with a reference on where it is. A link on the way gives another
 * path, and the walk begins again at the root, so many times and no more.
 *
 * Whose lookup it is decides in which namespace it walks, and must have the
 * right to traverse each directory, and to create something in the last one.
 *
 * What is found comes back with a reference alone: it may lose its name at once.
 * Who may not have a handle to it must not be able to keep that from happening.
 * Who may takes a handle count, and if the name is still there then, it stays.
 */
#include <linux/sched/signal.h>
#include <linux/slab.h>
#include <ntobj/ob.h>
#include <ntobj/se_token.h>

#include "compat/linux.h"
#include "ob/internal.h"

#define REPARSE_MAX		64

static NTSTATUS call_parse(struct ob_walk *walk, struct ob_header *object, u32 component,
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
static NTSTATUS descend(struct ob_walk *walk, u32 component, struct ob_path *next)
{
	struct ob_header *object;
	NTSTATUS status;

	status = ob_find_on_the_way(walk, component, &object);
	if (!NT_SUCCESS(status))
		return status;
	status = call_parse(walk, object, component, next);
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

static NTSTATUS arrive(struct ob_walk *walk, struct ob_path *next)
{
	struct ob_lookup *lookup = walk->lookup;
	struct ob_name_key key;
	NTSTATUS status;

	ob_init_name_key(&key, walk->text, walk->length);
	status = lookup->insert ? ob_find_or_link_last(walk, &key) : ob_find_last(walk, &key);
	if (!NT_SUCCESS(status) || lookup->object == lookup->insert)
		return status;
	status = call_parse(walk, lookup->object, walk->length, next);
	if (status != STATUS_SUCCESS) {
		ob_dereference_object(lookup->object);
		lookup->object = NULL;
	}
	return status;
}

/*
 * Walks from walk->directory. STATUS_REPARSE says that @next is the path with
 * which to begin again.
 */
static NTSTATUS walk_down(struct ob_walk *walk, struct ob_path *next)
{
	NTSTATUS status;
	u32 component;

	for (;;) {
		component = ob_component_length(walk->text, walk->length);
		if (!component)
			return STATUS_OBJECT_NAME_INVALID;
		status = ob_check_directory(walk->lookup->token, walk->directory,
					    NTOBJ_DIRECTORY_TRAVERSE);
		if (!NT_SUCCESS(status))
			return status;
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
	struct ob_walk walk = {
		.lookup = lookup,
		.namespace = ob_namespace_of(lookup->token),
		.directory = directory,
		.text = text,
		.length = length,
		.case_insensitive = ob_is_case_insensitive(lookup),
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

/* The DOS devices of who looks, or of his process if he wants those, referenced. */
static NTSTATUS find_dos_devices(const struct ob_lookup *lookup, bool create,
				 struct ob_directory **own)
{
	struct se_token *token;
	NTSTATUS status;

	if (!lookup->token || lookup->token->type == NTOBJ_TOKEN_PRIMARY ||
	    !(lookup->attributes->attributes & NTOBJ_OBJ_IGNORE_IMPERSONATED_DEVICEMAP))
		return ob_dos_devices(lookup->token, create, own);
	status = se_reference_process_token(lookup->subject, current->group_leader, &token);
	if (!NT_SUCCESS(status))
		return status;
	status = ob_dos_devices(token, create, own);
	se_put_token(token);
	return status;
}

/* Whether somebody's own devices have what the path begins with. */
static bool walk_from_own(struct ob_lookup *lookup, struct ob_directory *own,
			  const u16 *text, u32 length, struct ob_path *next,
			  NTSTATUS *status)
{
	*status = walk_from(lookup, own, text, length, next);
	if (*status != STATUS_OBJECT_NAME_NOT_FOUND &&
	    *status != STATUS_OBJECT_PATH_NOT_FOUND)
		return true;
	return ob_has_first(lookup, own, text, length);
}

/*
 * What comes behind "\??": in the caller's own devices, if he has some, else in
 * those that all have. What he creates there is his own.
 */
static NTSTATUS walk_from_dos_devices(struct ob_lookup *lookup, const u16 *text,
				      u32 length, struct ob_path *next)
{
	struct ob_directory *global = ob_namespace_of(lookup->token)->global_dos_devices;
	bool create = lookup->insert && ob_component_length(text, length) == length;
	struct ob_directory *own;
	NTSTATUS status;
	bool found;

	status = find_dos_devices(lookup, create, &own);
	if (!NT_SUCCESS(status))
		return status;
	if (own) {
		found = walk_from_own(lookup, own, text, length, next, &status);
		ob_dereference_object(&own->header);
		if (found)
			return status;
	}
	return walk_from(lookup, global, text, length, next);
}

/* "\??" itself. */
static NTSTATUS found_dos_devices(struct ob_lookup *lookup)
{
	struct ob_directory *own;
	NTSTATUS status;

	status = find_dos_devices(lookup, true, &own);
	if (!NT_SUCCESS(status))
		return status;
	ob_found_directory(lookup,
			   own ?: ob_namespace_of(lookup->token)->global_dos_devices);
	if (own)
		ob_dereference_object(&own->header);
	return STATUS_SUCCESS;
}

/* A path from the root, which begins with a separator or is empty. */
static NTSTATUS walk_from_root(struct ob_lookup *lookup, const struct ob_path *path,
			       struct ob_path *next)
{
	struct ob_directory *root = ob_namespace_of(lookup->token)->root;
	const u16 *text = path->text + 1;
	u32 length = path->length - 1;
	u32 prefix;

	if (path->length <= 1) {
		ob_found_directory(lookup, root);
		return STATUS_SUCCESS;
	}
	prefix = dos_devices_prefix(text, length);
	if (prefix == length && prefix == 2)
		return found_dos_devices(lookup);
	if (prefix)
		return walk_from_dos_devices(lookup, text + prefix, length - prefix,
					     next);
	return walk_from(lookup, root, text, length, next);
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
		ob_found_directory(lookup, ob_to_directory(root.object));
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
 * @lookup: what to look for; @lookup->object is the result, with a reference.
 *	If a new object was inserted, that is it, the reference is one more than its
 *	creator's, and there is a handle count with it; for any other one there is
 *	ob_claim_handle()
 *
 * Context: process; may sleep. Takes directories' locks. The rules are those
 * of ObOpenObjectByName and ObInsertObject.
 *
 * Return: STATUS_SUCCESS; STATUS_OBJECT_PATH_SYNTAX_BAD for a path that does
 * not begin as it must; STATUS_OBJECT_NAME_INVALID for an empty component;
 * STATUS_OBJECT_PATH_NOT_FOUND or STATUS_OBJECT_NAME_NOT_FOUND, also for too
 * many links; STATUS_ACCESS_DENIED for a directory that may not be traversed, or
 * in which nothing may be created; as ob_assign_security();
 * STATUS_OBJECT_TYPE_MISMATCH for a path through something that is
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
